"""The map of councils year by year: what had been published by each year's end, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from whosecameras.analysis.counts import Tally
from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter, known_years
from whosecameras.content.map_view import LinkedMap, ShownArea, linked_map
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import map_words

#: The newest years to show.
MOST_YEARS = 12


@dataclass(frozen=True)
class MapYear:
    """The map as known at the end of a year, or on the day of the release.

    ``when`` is that day in words. ``changed`` are the areas whose status differs from the year before.
    """

    year: int
    when: str
    shown: LinkedMap
    changed: tuple[ShownArea, ...]

    @property
    def tally(self) -> Tally:
        """How many areas have each status."""
        return self.shown.tally

    @property
    def counted(self) -> str:
        """A sentence on how many are named, and how many appear only in a claim about a group."""
        return map_words.year_counts(self.tally)

    @property
    def alt(self) -> str:
        """The text alternative of the year's map."""
        return map_words.year_alt(self.when, self.shown.which, self.tally)

    @property
    def change(self) -> str:
        """A sentence on how many changed in the year."""
        return map_words.year_change(self.year, len(self.changed))


@dataclass(frozen=True)
class MapYears:
    """All years in order, with a common title, and the sorted sources that decided a status in any of them."""

    title: str
    years: tuple[MapYear, ...]
    sources: tuple[str, ...]

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The statuses that occur in any year."""
        return tuple(status for status in Status if any(year.tally.by_status[status] for year in self.years))


@lru_cache(maxsize=4)
def map_years(dataset: Dataset) -> MapYears:
    """The hexagon map for each year since the first publication of a finding, at most the newest ``MOST_YEARS``."""
    years = known_years(dataset)[-MOST_YEARS:]
    before = {
        area.code: area.status for area in linked_map(dataset, "hexagons", EvidenceFilter(year=years[0] - 1)).areas
    }
    result = []
    for year in years:
        view = EvidenceFilter(year=year) if year < dataset.released.year else ALL_EVIDENCE
        shown = linked_map(dataset, "hexagons", view)
        changed = tuple(area for area in shown.areas if area.status is not before[area.code])
        result.append(MapYear(year, map_words.year_end(dataset, year), shown, changed))
        before = {area.code: area.status for area in shown.areas}
    source_of = dict(zip(dataset.findings["id"], dataset.findings["source"], strict=True))
    deciding = (finding for year in result for area in year.shown.areas for finding in area.known.decided_by)
    return MapYears(
        map_words.years_title(result[0].when, result[0].tally, result[-1].when, result[-1].tally),
        tuple(result),
        tuple(sorted({str(source_of[finding]) for finding in deciding})),
    )
