"""Places or sectors side by side: what is known of each, by whom, and what nobody has published.

Website and explorer show the same ``EvidenceComparison``. It ranks nobody by use: where sources name few, few are known
to use the cameras, and that says nothing about how many do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations

from whosecameras.analysis.comparison import (
    SECTOR,
    ComparedGroup,
    compared_group,
    in_nation_or_region,
    of_sector,
)
from whosecameras.content.area import ENGLAND, area_code, areas_of
from whosecameras.content.body_profile import SurveyFigure
from whosecameras.content.record_index import index_of
from whosecameras.content.survey_figures import MOST_FIGURES
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.text import comparison_words, wording

MOST = comparison_words.MOST
#: What is counted where nations and regions are compared, and where smaller areas are.
WIDE_SECTOR, ALL_SECTORS = "council", ""
#: The nations as the addresses of their comparisons name them.
NATIONS_IN_ORDER = ("Scotland", "England", "Wales", "Northern Ireland")


def _in_address(names: Iterable[str]) -> str:
    return "-".join(names).lower().replace(" ", "-")


#: The comparisons that have a page of their own on the website, by the last part of its address.
READY_MADE = {_in_address(pair): pair for pair in combinations(NATIONS_IN_ORDER, 2)} | {"nations": NATIONS_IN_ORDER}
#: The code of a nation, as the statistics office makes them.
_NATION_CODE = re.compile(r"[ENSW]92\d{6}")
#: Further sectors that can be counted in places.
COUNTED = ("police", "nhs", "school", "college", "university")


@dataclass(frozen=True)
class CompareChoice:
    """What an address asks to compare: area codes or ids of sectors that we know, and what to say of the rest."""

    keys: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class ComparedFigures:
    """The survey figures for one group."""

    name: str
    figures: tuple[SurveyFigure, ...]


@dataclass(frozen=True)
class EvidenceComparison:
    """Everything that a comparison shows, in words and numbers; ``charts.comparison`` draws its groups.

    ``surveys`` are of the groups that have a figure. ``no_survey`` is said of the others, and ``wider`` are figures for
    larger places that those lie in.
    """

    keys: tuple[str, ...]
    sector: str
    title: str
    groups: tuple[ComparedGroup, ...]
    rows: tuple[dict[str, str], ...]
    why: str
    sources: tuple[tuple[str, str], ...]
    surveys: tuple[ComparedFigures, ...]
    no_survey: str
    wider: tuple[SurveyFigure, ...]
    blank: tuple[str, ...]


def options(dataset: Dataset) -> dict[str, str]:
    """Everything that can be compared: nations and regions, then sectors, then smaller areas, ``{key: name}``."""
    areas = areas_of(dataset)
    kinds = {"nation": "", "region": "", "county": "county council area", "police": "", "district": "district"}
    found: dict[str, str] = {}
    for kind in ("nation", "region"):
        found |= {code: areas.name(code) for code, one in areas.codes.items() if one == kind}
    ordered = dataset.sectors.sort_values("order")
    found |= {str(key): f"{name} (whole UK)" for key, name in zip(ordered["id"], ordered["plural"], strict=True)}
    for kind in ("county", "police", "district"):
        smaller = {code: areas.name(code) for code, one in areas.codes.items() if one == kind}
        beside = f" ({kinds[kind]})" if kinds[kind] else ""
        found |= {code: f"{name}{beside}" for code, name in sorted(smaller.items(), key=lambda pair: pair[1])}
    return found


def counted_sectors(dataset: Dataset) -> dict[str, str]:
    """What can be counted in places: principal councils, all public bodies, or those of a sector, ``{id: name}``."""
    names = {one: str(dataset.row("sectors", one)["plural"]) for one in COUNTED}
    every = {ALL_SECTORS: "All public bodies based there"}
    return {WIDE_SECTOR: "Principal councils", **every, **names}


def nations(dataset: Dataset) -> dict[str, str]:
    """The four nations in the order of ``NATIONS_IN_ORDER``: ``{name: area code}``."""
    codes = {str(name): str(code) for name, code in zip(dataset.regions["name"], dataset.regions["code"], strict=True)}
    codes["England"] = ENGLAND
    return {name: codes[name] for name in NATIONS_IN_ORDER if name in codes}


def ready_made(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """The comparisons that have a page of their own on the website: ``{last part of its address: keys}``."""
    codes = nations(dataset)
    return {page: tuple(codes[one] for one in names) for page, names in READY_MADE.items() if set(names) <= set(codes)}


def other_orders() -> dict[str, str]:
    """The same comparisons named in any other order, each with the last part of its page's address."""
    found = {_in_address(names): page for page, chosen in READY_MADE.items() for names in permutations(chosen)}
    return {name: page for name, page in found.items() if name not in READY_MADE}


def page_of_nations(text: str) -> str:
    """The last part of the address of the page for codes such as ``E92000001,S92000003``, whatever their order and
    however often each is there; ``""`` if they are not exactly the nations of one.
    """
    codes = [part.strip() for part in text.split(",") if part.strip()]
    names = {geography.nation_of(one) if _NATION_CODE.fullmatch(one) else "" for one in codes}
    return next((page for page, chosen in READY_MADE.items() if set(chosen) == names), "")


def every_region(dataset: Dataset) -> tuple[str, ...]:
    """The codes of all regions and of the nations that are not divided, in their order."""
    return tuple(map(str, dataset.regions.sort_values("order")["code"]))


def suggestions(dataset: Dataset) -> list[tuple[str, tuple[str, ...]]]:
    """Comparisons to begin with: a name and its keys."""
    areas, codes = areas_of(dataset), tuple(nations(dataset).values())
    regions = tuple(one for one in every_region(dataset) if areas.codes[one] == "region")
    return [
        (wording.listed([areas.name(one) for one in codes[:2]]), codes[:2]),
        ("The four nations", codes),
        (wording.listed([areas.name(one) for one in regions[:3]]), regions[:3]),
        (wording.listed([areas.name(one) for one in regions[-3:]]), regions[-3:]),
        ("Councils and police forces", ("council", "police")),
        ("Schools, colleges and universities", ("school", "college", "university")),
    ]


def read_choice(dataset: Dataset, text: str) -> CompareChoice:
    """What an address such as ``S92000003,E92000001`` asks for: strange keys, repeats and a seventh are left out."""
    asked = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    known: list[str] = []
    strange: list[str] = []
    for one in asked:
        key = one if dataset.tables.place("sectors", one) is not None else area_code(dataset, one)
        (known if key else strange).append(key or one)
    known = list(dict.fromkeys(known))
    said = [comparison_words.unknown_choice(strange), comparison_words.too_many(len(known))]
    keys = tuple(known[:MOST])
    if len({is_sector(dataset, one) for one in keys}) > 1:
        said.append(comparison_words.PLACES_OR_SECTORS)
    elif len(keys) == 1:
        said.append(comparison_words.ONE_MORE)
    return CompareChoice(keys, tuple(filter(None, said)))


def comparable(dataset: Dataset, keys: Sequence[str]) -> bool:
    """True if there are at least two, and they are all places or all sectors."""
    return len(keys) > 1 and len({is_sector(dataset, one) for one in keys}) == 1


def is_sector(dataset: Dataset, key: str) -> bool:
    """True if a key of a choice is a sector, and no area."""
    return dataset.tables.place("sectors", key) is not None


def usual_sector(dataset: Dataset, keys: Sequence[str]) -> str:
    """What is counted unless a visitor chooses: principal councils of nations and regions, else all bodies there."""
    wide = {*map(str, dataset.regions["code"]), ENGLAND}
    return WIDE_SECTOR if wide.issuperset(keys) else ALL_SECTORS


def _group(dataset: Dataset, key: str, sector: str) -> ComparedGroup:
    if is_sector(dataset, key):
        return of_sector(dataset, key, str(dataset.row("sectors", key)["plural"]))
    if key == ENGLAND:
        return in_nation_or_region(dataset, key, "nation", "England", sector)
    if dataset.tables.place("regions", key) is not None:
        name = str(dataset.row("regions", key)["name"])
        kind = "nation" if name in geography.NATIONS.values() else "region"
        return in_nation_or_region(dataset, key, kind, name, sector)
    areas = areas_of(dataset)
    return compared_group(dataset, key, areas.codes[key], areas.name(key), sector, *areas.based_here(key, sector))


@lru_cache(maxsize=256)
def groups_of(dataset: Dataset, keys: tuple[str, ...], sector: str) -> tuple[ComparedGroup, ...]:
    """The groups of a choice, in its order; ``KeyError`` for a key that is neither an area nor a sector."""
    return tuple(_group(dataset, key, sector) for key in keys)


@lru_cache(maxsize=256)
def compared(dataset: Dataset, keys: tuple[str, ...], sector: str) -> EvidenceComparison:
    """Everything about a choice; ``KeyError`` for a key that is neither an area nor a sector."""
    groups = groups_of(dataset, keys, sector)
    figures = {one: _figures(dataset, one) for one in groups}
    own = {figure for found in figures.values() for figure in found}
    without = [one for one in groups if not figures[one]]
    wider = [figure for one in without for figure in _wider(dataset, one)]
    return EvidenceComparison(
        keys=keys,
        sector=sector,
        title=comparison_words.title(dataset, groups),
        groups=groups,
        rows=tuple(comparison_words.row(dataset, one) for one in groups),
        why=comparison_words.why(dataset, groups),
        sources=tuple((one.name, comparison_words.sources_of(dataset, one)) for one in groups),
        surveys=tuple(ComparedFigures(one.name, figures[one]) for one in groups if figures[one]),
        no_survey=comparison_words.no_survey(dataset, without),
        wider=tuple(one for one in dict.fromkeys(wider) if one not in own),
        blank=tuple(comparison_words.blank(dataset, one) for one in groups),
    )


def _figures(dataset: Dataset, found: ComparedGroup) -> tuple[SurveyFigure, ...]:
    """The survey figures for exactly this place and sector, or this sector in the whole UK."""
    record = index_of(dataset)
    if found.kind == SECTOR:
        rows = [row for row in record.figures_of("UK") if row["sector"] == found.sector]
    else:
        rows = [row for row in record.figures_of(found.name) if found.sector in ("", row["sector"])]
    return tuple(record.figure(row["id"]) for row in rows[:MOST_FIGURES])


def _wider(dataset: Dataset, found: ComparedGroup) -> tuple[SurveyFigure, ...]:
    """The nearest survey figures for larger places, or for parts of the UK where it is a sector."""
    record = index_of(dataset)
    if found.kind == SECTOR:
        return record.figures_of_kind(found.sector)
    lads = areas_of(dataset).districts(found.key)
    return record.figures_for(
        {
            "sector": found.sector or "all_public",
            "lad": lads[0] if found.kind == "district" else "",
            "code": found.key,
            "region": "" if found.key == ENGLAND else geography.region_of(lads[0]),
            "nation": geography.nation_of(lads[0]),
        }
    )


def page_of(dataset: Dataset, keys: Sequence[str]) -> str:
    """The last part of the address of the page of the website that compares these, ``""`` if none does."""
    return next((page for page, chosen in ready_made(dataset).items() if set(chosen) == set(keys)), "")
