"""A selection of public bodies: a sector, a place or both, narrowed by evidence and status, as in the explorer.

Its key stands in addresses and in the names of files. Its numbers are those of ``analysis.counts``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from whosecameras.analysis.comparison import APART, ComparedGroup
from whosecameras.analysis.counts import listed_bodies, registered, tally_of
from whosecameras.analysis.naming_sources import naming_sources
from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter, body_statuses, known_years
from whosecameras.content import comparison
from whosecameras.content.area import ENGLAND, areas_of
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import GRADES, Status
from whosecameras.text import selection_words

#: Separates the parts of a key; occurs in no code and no id.
BETWEEN = "+"
NO_GROUPS = "no-groups"
_GRADE = "grade-"
UK = "uk"


@dataclass(frozen=True)
class Selection:
    """Existing public bodies of a sector (``""``: all but parish councils) in a place (an area's code, ``""``: the UK).

    ``view`` says which evidence counts. ``status`` narrows them to those with one status; ``""`` means any.
    """

    sector: str = ""
    place: str = ""
    status: str = ""
    view: EvidenceFilter = ALL_EVIDENCE

    @property
    def key(self) -> str:
        """What is selected, as one word: ``council+E12000009+hikvision``."""
        view = self.view
        grade = "" if view.grades == GRADES else f"{_GRADE}{view.grades[-1]}"
        year, groups = "" if view.year is None else f"{view.year:04d}", "" if view.collective else NO_GROUPS
        parts = (self.sector, self.place, status_word(self.status), view.vendor, grade, year, groups)
        return BETWEEN.join(filter(None, parts))

    @property
    def is_narrowed(self) -> bool:
        """False if only a sector or only a place is chosen, which have briefings of their own."""
        return bool((self.sector and self.place) or self.status or self.view != ALL_EVIDENCE)


class NotSelectable(ValueError):
    """A part of a key that names no sector, area, status, manufacturer, grade or year; the text is that part."""


def places(dataset: Dataset) -> dict[str, str]:
    """The areas that can be chosen: nations and regions, then smaller ones by name, as ``{code: name}``."""
    codes = comparison.options(dataset)
    return {code: name for code, name in codes.items() if code in areas_of(dataset).codes}


def status_word(status: str) -> str:
    """A status as one word: ``reported-using``."""
    return status.lower().replace(" ", "-")


def grades_down_to(grade: str) -> tuple[str, ...]:
    """The grades from the best to this one."""
    return GRADES[: GRADES.index(grade) + 1]


def read_key(dataset: Dataset, key: str) -> Selection:
    """The selection of a key, with its parts in any order. Raises ``NotSelectable`` for a part that is unknown."""
    chosen, view = Selection(), ALL_EVIDENCE
    words = {status_word(str(status)): str(status) for status in Status}
    years = {f"{year:04d}": year for year in known_years(dataset)}
    for part in filter(None, key.split(BETWEEN)):
        if dataset.tables.place("sectors", part) is not None:
            chosen = replace(chosen, sector=part)
        elif part in areas_of(dataset).codes:
            chosen = replace(chosen, place=part)
        elif part in words:
            chosen = replace(chosen, status=words[part])
        elif dataset.tables.place("vendors", part) is not None:
            view = replace(view, vendor=part)
        elif re.fullmatch(f"{_GRADE}[{''.join(GRADES)}]", part):
            view = replace(view, grades=grades_down_to(part[-1]))
        elif part in years:
            view = replace(view, year=years[part])
        elif part == NO_GROUPS:
            view = replace(view, collective=False)
        else:
            raise NotSelectable(part)
    return replace(chosen, view=view)


def sectors_of(dataset: Dataset, sector: str) -> tuple[str, ...]:
    """The sectors that a selection counts, in order."""
    ordered = map(str, dataset.sectors.sort_values("order")["id"])
    return tuple(key for key in ordered if (key == sector if sector else key != APART))


def _members(dataset: Dataset, sector: str, place: str) -> tuple[list[str], int]:
    """The ids of the existing bodies that the record lists one by one, and the number of those only in a register."""
    sectors, areas = sectors_of(dataset, sector), areas_of(dataset)
    kind = areas.codes[place] if place else UK
    if kind not in (UK, "nation", "region"):
        return areas.based_here(place, sector)
    nations = (areas.name(place),) if kind == "nation" else ()
    regions = (place,) if kind == "region" else ()
    bodies = listed_bodies(dataset, sectors=sectors, regions=regions, nations=nations, existing=True)
    return bodies, registered(dataset, sectors, regions, nations)


@lru_cache(maxsize=256)
def group_of(dataset: Dataset, chosen: Selection) -> ComparedGroup:
    """Everybody in a selection, whatever their status, counted in its view."""
    areas, known = areas_of(dataset), body_statuses(dataset, chosen.view)
    bodies, more = _members(dataset, chosen.sector, chosen.place)
    return ComparedGroup(
        key=chosen.key,
        kind=areas.codes[chosen.place] if chosen.place else UK,
        name=areas.name(chosen.place) if chosen.place else selection_words.THE_UK,
        sector=chosen.sector,
        bodies=tuple(bodies),
        tally=tally_of((known[body] for body in bodies), more),
        sources=naming_sources(dataset, bodies),
    )


def parts_of(dataset: Dataset, chosen: Selection) -> tuple[ComparedGroup, ...]:
    """The parts of a selection: the sectors of a place, or the regions and nations of a sector; empty without any."""
    if not chosen.sector:
        sectors = [replace(chosen, sector=sector) for sector in sectors_of(dataset, "")]
        named = [(str(dataset.row("sectors", one.sector)["plural"]), group_of(dataset, one)) for one in sectors]
    elif chosen.place in ("", ENGLAND):
        regions = dataset.regions.sort_values("order")
        if chosen.place:
            regions = regions[regions["nation"] == areas_of(dataset).name(ENGLAND)]
        named = [
            (str(row["name"]), group_of(dataset, replace(chosen, place=str(row["code"]))))
            for row in regions.to_dict("records")
        ]
        named.append((selection_words.NO_REGION, _without_region(dataset, chosen)))
    else:
        named = []
    return tuple(replace(group, name=name) for name, group in named if group.tally.total)


def _without_region(dataset: Dataset, chosen: Selection) -> ComparedGroup:
    """The bodies of a selection whose lists give no region."""
    group, known = group_of(dataset, chosen), body_statuses(dataset, chosen.view)
    region = dict(zip(dataset.bodies["id"], dataset.bodies["region"], strict=True))
    nations = (group.name,) if chosen.place else ()
    bodies = tuple(body for body in group.bodies if not region[body])
    more = registered(dataset, sectors_of(dataset, chosen.sector), ("",), nations)
    tally = tally_of((known[body] for body in bodies), more)
    return replace(group, bodies=bodies, tally=tally, sources=naming_sources(dataset, bodies))


def with_status(dataset: Dataset, chosen: Selection, *statuses: str) -> list[str]:
    """The listed bodies of a selection with one of these statuses in its view; any but “no public evidence” if none."""
    known = body_statuses(dataset, chosen.view)
    wanted = statuses or tuple(str(status) for status in Status if status is not Status.UNKNOWN)
    return [body for body in group_of(dataset, chosen).bodies if str(known[body].status) in wanted]
