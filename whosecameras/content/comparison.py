"""Places or sectors side by side: what is known about each, who published it, and how much is unknown.

The website and the explorer show the same ``EvidenceComparison``. It does not rank places by use: few known users may
only mean that few sources name any.
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
#: What to count by default for nations and regions, and for smaller areas.
WIDE_SECTOR, ALL_SECTORS = "council", ""
#: The nations, as in the addresses of their comparisons.
NATIONS_IN_ORDER = ("Scotland", "England", "Wales", "Northern Ireland")


def _in_address(names: Iterable[str]) -> str:
    return "-".join(names).lower().replace(" ", "-")


#: The comparisons with their own page on the website, by the last part of its address.
READY_MADE = {_in_address(pair): pair for pair in combinations(NATIONS_IN_ORDER, 2)} | {"nations": NATIONS_IN_ORDER}
#: The ONS code of a nation.
_NATION_CODE = re.compile(r"[ENSW]92\d{6}")
#: Further sectors that can be counted in places.
COUNTED = ("police", "nhs", "school", "college", "university")


@dataclass(frozen=True)
class CompareChoice:
    """The comparison in an address: known area codes or sector ids, and notices about the rest."""

    keys: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class ComparedFigures:
    """The survey figures for one group."""

    name: str
    figures: tuple[SurveyFigure, ...]


@dataclass(frozen=True)
class EvidenceComparison:
    """The words and numbers of a comparison; ``charts.comparison`` draws its groups.

    ``surveys`` are figures on the groups that have one. ``no_survey`` is the sentence for the others, and ``wider`` has
    figures for larger places that contain them.
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
    """The choices: nations and regions, then sectors, then smaller areas, as ``{key: name}``."""
    areas = areas_of(dataset)
    kinds = {"nation": "", "region": "", "county": "county council area", "police": "", "district": "district"}
    choices: dict[str, str] = {}
    for kind in ("nation", "region"):
        choices |= {code: areas.name(code) for code, area_kind in areas.codes.items() if area_kind == kind}
    ordered = dataset.sectors.sort_values("order")
    choices |= {str(key): f"{name} (whole UK)" for key, name in zip(ordered["id"], ordered["plural"], strict=True)}
    for kind in ("county", "police", "district"):
        smaller = {code: areas.name(code) for code, area_kind in areas.codes.items() if area_kind == kind}
        beside = f" ({kinds[kind]})" if kinds[kind] else ""
        choices |= {code: f"{name}{beside}" for code, name in sorted(smaller.items(), key=lambda pair: pair[1])}
    return choices


def counted_sectors(dataset: Dataset) -> dict[str, str]:
    """What can be counted in places: principal councils, all public bodies, or a sector, as ``{id: name}``."""
    names = {sector: str(dataset.row("sectors", sector)["plural"]) for sector in COUNTED}
    every = {ALL_SECTORS: "All public bodies based there"}
    return {WIDE_SECTOR: "Principal councils", **every, **names}


def nations(dataset: Dataset) -> dict[str, str]:
    """The four nations in the order of ``NATIONS_IN_ORDER``: ``{name: area code}``."""
    codes = {str(name): str(code) for name, code in zip(dataset.regions["name"], dataset.regions["code"], strict=True)}
    codes["England"] = ENGLAND
    return {name: codes[name] for name in NATIONS_IN_ORDER if name in codes}


def ready_made(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """The comparisons with their own page on the website: ``{last part of its address: keys}``."""
    codes = nations(dataset)
    return {
        page: tuple(codes[nation] for nation in names) for page, names in READY_MADE.items() if set(names) <= set(codes)
    }


def other_orders() -> dict[str, str]:
    """Names of these comparisons in any other order, each with the last part of the page's address."""
    orders = {_in_address(names): page for page, chosen in READY_MADE.items() for names in permutations(chosen)}
    return {name: page for name, page in orders.items() if name not in READY_MADE}


def page_of_nations(text: str) -> str:
    """The last part of the page's address for nation codes such as ``E92000001,S92000003``, in any order and with
    repeats; ``""`` if no comparison has exactly these nations.
    """
    codes = [part.strip() for part in text.split(",") if part.strip()]
    names = {geography.nation_of(code) if _NATION_CODE.fullmatch(code) else "" for code in codes}
    return next((page for page, chosen in READY_MADE.items() if set(chosen) == names), "")


def every_region(dataset: Dataset) -> tuple[str, ...]:
    """The codes of all regions, and of the nations without regions, in order."""
    return tuple(map(str, dataset.regions.sort_values("order")["code"]))


def suggestions(dataset: Dataset) -> list[tuple[str, tuple[str, ...]]]:
    """Suggested comparisons, each as (name, keys)."""
    areas, codes = areas_of(dataset), tuple(nations(dataset).values())
    regions = tuple(code for code in every_region(dataset) if areas.codes[code] == "region")
    return [
        (wording.listed([areas.name(code) for code in codes[:2]]), codes[:2]),
        ("The four nations", codes),
        (wording.listed([areas.name(code) for code in regions[:3]]), regions[:3]),
        (wording.listed([areas.name(code) for code in regions[-3:]]), regions[-3:]),
        ("Councils and police forces", ("council", "police")),
        ("Schools, colleges and universities", ("school", "college", "university")),
    ]


def read_choice(dataset: Dataset, text: str) -> CompareChoice:
    """Parse a choice such as ``S92000003,E92000001``; unknown keys, repeats and any beyond six are left out."""
    asked = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    known: list[str] = []
    strange: list[str] = []
    for one in asked:
        key = one if dataset.tables.place("sectors", one) is not None else area_code(dataset, one)
        (known if key else strange).append(key or one)
    known = list(dict.fromkeys(known))
    notices = [comparison_words.unknown_choice(strange), comparison_words.too_many(len(known))]
    keys = tuple(known[:MOST])
    if len({is_sector(dataset, one) for one in keys}) > 1:
        notices.append(comparison_words.PLACES_OR_SECTORS)
    elif len(keys) == 1:
        notices.append(comparison_words.ONE_MORE)
    return CompareChoice(keys, tuple(filter(None, notices)))


def comparable(dataset: Dataset, keys: Sequence[str]) -> bool:
    """True if there are at least two keys, all of them places or all sectors."""
    return len(keys) > 1 and len({is_sector(dataset, key) for key in keys}) == 1


def is_sector(dataset: Dataset, key: str) -> bool:
    """True if a key is a sector, not an area."""
    return dataset.tables.place("sectors", key) is not None


def usual_sector(dataset: Dataset, keys: Sequence[str]) -> str:
    """What to count by default: principal councils for nations and regions, otherwise all bodies based there."""
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
    """The groups of a choice, in the same order; ``KeyError`` for a key that is neither an area nor a sector."""
    return tuple(_group(dataset, key, sector) for key in keys)


@lru_cache(maxsize=256)
def compared(dataset: Dataset, keys: tuple[str, ...], sector: str) -> EvidenceComparison:
    """Everything about a choice; ``KeyError`` for a key that is neither an area nor a sector."""
    groups = groups_of(dataset, keys, sector)
    figures = {group: _figures(dataset, group) for group in groups}
    own = {figure for group_figures in figures.values() for figure in group_figures}
    without = [group for group in groups if not figures[group]]
    wider = [figure for group in without for figure in _wider(dataset, group)]
    return EvidenceComparison(
        keys=keys,
        sector=sector,
        title=comparison_words.title(dataset, groups),
        groups=groups,
        rows=tuple(comparison_words.row(dataset, group) for group in groups),
        why=comparison_words.why(dataset, groups),
        sources=tuple((group.name, comparison_words.sources_of(dataset, group)) for group in groups),
        surveys=tuple(ComparedFigures(group.name, figures[group]) for group in groups if figures[group]),
        no_survey=comparison_words.no_survey(dataset, without),
        wider=tuple(group for group in dict.fromkeys(wider) if group not in own),
        blank=tuple(comparison_words.blank(dataset, group) for group in groups),
    )


def _figures(dataset: Dataset, group: ComparedGroup) -> tuple[SurveyFigure, ...]:
    """The survey figures for exactly this place and sector, or this sector in the whole UK."""
    record = index_of(dataset)
    if group.kind == SECTOR:
        rows = [row for row in record.figures_of("UK") if row["sector"] == group.sector]
    else:
        rows = [row for row in record.figures_of(group.name) if group.sector in ("", row["sector"])]
    return tuple(record.figure(row["id"]) for row in rows[:MOST_FIGURES])


def _wider(dataset: Dataset, group: ComparedGroup) -> tuple[SurveyFigure, ...]:
    """The nearest survey figures for larger places or, for a sector, for parts of the UK."""
    record = index_of(dataset)
    if group.kind == SECTOR:
        return record.figures_of_kind(group.sector)
    lads = areas_of(dataset).districts(group.key)
    return record.figures_for(
        {
            "sector": group.sector or "all_public",
            "lad": lads[0] if group.kind == "district" else "",
            "code": group.key,
            "region": "" if group.key == ENGLAND else geography.region_of(lads[0]),
            "nation": geography.nation_of(lads[0]),
        }
    )


def page_of(dataset: Dataset, keys: Sequence[str]) -> str:
    """The last part of the address of the website page with this comparison, ``""`` if there is none."""
    return next((page for page, chosen in ready_made(dataset).items() if set(chosen) == set(keys)), "")
