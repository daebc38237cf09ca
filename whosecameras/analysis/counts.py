"""How many public bodies have each status. Every page, card, API response and sentence takes its counts from here.

Named evidence and claims about a whole group are separate numbers and are never added. ``queries.counted_bodies``
decides which listed bodies count as public bodies. ``queries.registered_bodies`` are those that only an official
register names: nothing is known about them, so they count as unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from whosecameras.analysis.queries import counted_bodies, registered_bodies
from whosecameras.analysis.status import ALL_EVIDENCE, BodyStatus, EvidenceFilter, body_statuses
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Age, Status


@dataclass(frozen=True)
class Tally:
    """Numbers of public bodies by status and by the age of the evidence for it."""

    by_status: Mapping[Status, int]
    by_age: Mapping[tuple[Status, Age], int]

    @property
    def total(self) -> int:
        """All bodies that were counted."""
        return sum(self.by_status.values())

    @property
    def using(self) -> int:
        """Bodies that a source names as using the cameras."""
        return self.by_status[Status.USING]

    @property
    def group_only(self) -> int:
        """Bodies known only from a claim about a whole group. Never add this to a number of named bodies."""
        return self.by_status[Status.GROUP_ONLY]

    @property
    def unknown(self) -> int:
        """Bodies without public evidence."""
        return self.by_status[Status.UNKNOWN]

    @property
    def named(self) -> int:
        """Bodies whose status is based on a source that names them."""
        return self.total - self.group_only - self.unknown

    @property
    def other(self) -> int:
        """Bodies that a source names, with any status except using the cameras."""
        return self.named - self.using

    def aged(self, age: Age, *statuses: Status) -> int:
        """Bodies whose evidence has this age, with one of the given statuses (any named status, if none is given)."""
        counted = statuses or [status for status in Status if status not in (Status.GROUP_ONLY, Status.UNKNOWN)]
        return sum(self.by_age.get((status, age), 0) for status in counted)


def tally_of(statuses: Iterable[BodyStatus], registered: int = 0) -> Tally:
    """Count these bodies' statuses; ``registered`` is the number of further bodies that only a register names."""
    known = list(statuses)
    number = Counter(body.status for body in known)
    number[Status.UNKNOWN] += registered
    aged = Counter((body.status, body.age) for body in known if body.age)
    return Tally({status: number[status] for status in Status}, {(s, a): aged[s, a] for s in Status for a in Age})


def tally(
    dataset: Dataset,
    view: EvidenceFilter = ALL_EVIDENCE,
    *,
    sectors: Collection[str] = (),
    regions: Collection[str] = (),
    nations: Collection[str] = (),
    existing: bool = False,
) -> Tally:
    """Count the public bodies of some sectors, regions and nations (of all, if none is given).

    ``existing`` leaves out bodies that have been replaced. The region ``""`` is the whole United Kingdom. A nation, by
    its name, also has the bodies whose list gives no region.
    """
    listed = listed_bodies(dataset, sectors=sectors, regions=regions, nations=nations, existing=existing)
    known = body_statuses(dataset, view)
    return tally_of((known[body] for body in listed), registered(dataset, sectors, regions, nations))


def listed_bodies(
    dataset: Dataset,
    *,
    sectors: Collection[str] = (),
    regions: Collection[str] = (),
    nations: Collection[str] = (),
    existing: bool = False,
) -> list[str]:
    """The ids of the bodies that ``tally`` counts one by one; ``registered`` has the number of the others."""
    return [
        body
        for body, sector, region, nation, replaced_by in _counted_rows(dataset)
        if (not sectors or sector in sectors)
        and (not regions or region in regions)
        and (not nations or nation in nations)
        and not (existing and replaced_by)
    ]


@lru_cache(maxsize=8)
def _counted_rows(dataset: Dataset) -> tuple[tuple[str, str, str, str, str], ...]:
    """Id, sector, region, nation and successor of each body that is counted one by one."""
    bodies = counted_bodies(dataset)
    columns = ([str(cell) for cell in bodies[one]] for one in ("id", "sector", "region", "nation", "replaced_by"))
    return tuple(zip(*columns, strict=True))


def registered(
    dataset: Dataset,
    sectors: Collection[str] = (),
    regions: Collection[str] = (),
    nations: Collection[str] = (),
) -> int:
    """How many public bodies of some sectors, regions and nations (of all, if none is given) only a register names."""
    return sum(
        number
        for (sector, region, nation), number in _registered(dataset).items()
        if (not sectors or sector in sectors)
        and (not regions or region in regions)
        and (not nations or nation in nations)
    )


@lru_cache(maxsize=8)
def _registered(dataset: Dataset) -> Mapping[tuple[str, str, str], int]:
    bodies = registered_bodies(dataset)
    places = (bodies[column].tolist() for column in ("sector", "region", "nation"))
    return Counter(zip(*places, strict=True))


@lru_cache(maxsize=64)
def tallies(dataset: Dataset, by: str, view: EvidenceFilter = ALL_EVIDENCE) -> Mapping[str, Tally]:
    """The tally for each value that occurs in a ``bodies`` column among public bodies."""
    bodies, known = counted_bodies(dataset), body_statuses(dataset, view)
    silent = Counter(registered_bodies(dataset)[by].tolist())
    listed = {str(value): group["id"] for value, group in bodies.groupby(by)}
    return {
        value: tally_of((known[str(body)] for body in listed.get(value, ())), silent[value])
        for value in sorted({*listed, *silent})
    }


def counts(dataset: Dataset, by: str, view: EvidenceFilter = ALL_EVIDENCE) -> pd.DataFrame:
    """``tallies`` as a table: one row for each value of ``by``, one column for each status in order, all integers."""
    by_value = tallies(dataset, by, view)
    rows = [[value.by_status[status] for status in Status] for value in by_value.values()]
    return pd.DataFrame(
        rows, index=pd.Index([*by_value], name=by), columns=[str(status) for status in Status], dtype=int
    )
