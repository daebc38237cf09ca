"""Groups of public bodies to compare: those of a place or a sector, counted by the same rules as on every page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from whosecameras.analysis.counts import Tally, tally_of
from whosecameras.analysis.naming_sources import NamingSources, naming_sources
from whosecameras.analysis.queries import counted_bodies, registered_bodies
from whosecameras.analysis.status import body_statuses
from whosecameras.record.loading import Dataset

#: Parish and community councils are counted separately, because each lies within the area of another council.
APART = "parish"
SECTOR = "sector"


@dataclass(frozen=True, eq=False)
class ComparedGroup:
    """The public bodies on one side of a comparison. Groups are cached and compared by identity.

    ``key`` is the code of an area or the id of a sector and ``kind`` the kind of area, or ``sector``. ``sector`` says
    which bodies of an area are counted (``""``: all that are based there). ``bodies`` are the ids of those that the
    record lists one by one; ``tally`` counts those that only a register names too.
    """

    key: str
    kind: str
    name: str
    sector: str
    bodies: tuple[str, ...]
    tally: Tally
    sources: NamingSources


def compared_group(
    dataset: Dataset, key: str, kind: str, name: str, sector: str, bodies: Iterable[str], registered: int
) -> ComparedGroup:
    """A group of listed bodies (ids), plus the number of bodies that only a register names."""
    known, listed = body_statuses(dataset), tuple(bodies)
    tally = tally_of((known[body] for body in listed), registered)
    return ComparedGroup(key, kind, name, sector, listed, tally, naming_sources(dataset, listed))


def in_nation_or_region(dataset: Dataset, key: str, kind: str, name: str, sector: str) -> ComparedGroup:
    """The public bodies of a nation (by its name) or a region (by its code), of one sector or of all but parishes."""
    column, value = ("nation", name) if kind == "nation" else ("region", key)
    return _where(dataset, key, kind, name, sector, column, value)


def of_sector(dataset: Dataset, sector: str, name: str) -> ComparedGroup:
    """The public bodies of a sector in the whole UK."""
    return _where(dataset, sector, SECTOR, name, sector, "sector", sector)


def _where(dataset: Dataset, key: str, kind: str, name: str, sector: str, column: str, value: str) -> ComparedGroup:
    """The existing bodies with a value in a column, of one sector or of all but parishes."""

    def matching(bodies: pd.DataFrame) -> pd.DataFrame:
        in_sector = bodies["sector"] == sector if sector else bodies["sector"] != APART
        return bodies[(bodies[column] == value) & in_sector]

    listed = matching(counted_bodies(dataset))
    existing = listed.loc[listed["replaced_by"] == "", "id"].tolist()
    return compared_group(dataset, key, kind, name, sector, existing, len(matching(registered_bodies(dataset))))
