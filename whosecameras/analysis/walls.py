"""Walls: every public body of a kind, region by region, with its status, including those without evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from whosecameras.analysis.areas import body_of_area, principal_councils
from whosecameras.analysis.counts import Tally, tally_of
from whosecameras.analysis.queries import counted_bodies, registered_bodies
from whosecameras.analysis.status import ALL_EVIDENCE, NO_EVIDENCE, BodyStatus, EvidenceFilter, body_statuses
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Age, Status

#: Sectors with few enough bodies to draw each one.
WALL_SECTORS = ("council", "police", "nhs", "university")
_ORDER = {status: place for place, status in enumerate(Status)}


@dataclass(frozen=True)
class WallBody:
    """One public body on a wall."""

    id: str
    name: str
    standing: BodyStatus

    @property
    def older(self) -> bool:
        """True if its evidence is older than three years, or undated."""
        return self.standing.age == Age.OLDER


@dataclass(frozen=True)
class WallRow:
    """The bodies of a region or nation, by status, then recent evidence first, then by name.

    ``code`` is the region's, or ``""`` for a nation's bodies whose region no register gives.
    """

    code: str
    name: str
    bodies: tuple[WallBody, ...]

    @cached_property
    def tally(self) -> Tally:
        """How many of its bodies have each status."""
        return tally_of(one.standing for one in self.bodies)


@dataclass(frozen=True)
class Wall:
    """All bodies of a sector in rows, in the order of the regions. Rows without a body are left out."""

    sector: str
    rows: tuple[WallRow, ...]

    @cached_property
    def bodies(self) -> tuple[WallBody, ...]:
        """All bodies, row after row."""
        return tuple(body for row in self.rows for body in row.bodies)

    @cached_property
    def tally(self) -> Tally:
        """How many of all bodies have each status."""
        return tally_of(one.standing for one in self.bodies)


def _listed(dataset: Dataset, sector: str, view: EvidenceFilter) -> Iterable[tuple[str, str, WallBody]]:
    """Region, nation and body for each listed body that exists today."""
    if sector == "council":
        bodies = principal_councils(dataset)
    else:
        bodies = counted_bodies(dataset)
        bodies = bodies[(bodies["sector"] == sector) & (bodies["replaced_by"] == "")]
    if sector == "police":
        bodies = bodies[bodies["id"].isin(body_of_area(dataset, "police24").values())]
    known = body_statuses(dataset, view)
    for row in bodies[["id", "name", "region", "nation"]].to_dict("records"):
        yield row["region"], row["nation"], WallBody(row["id"], row["name"], known[row["id"]])


def _registered(dataset: Dataset, sector: str) -> Iterable[tuple[str, str, WallBody]]:
    """Region, nation and body for each body that only a register names."""
    bodies = registered_bodies(dataset)
    bodies = bodies[bodies["sector"] == sector]
    for row in bodies[["id", "name", "region", "nation"]].to_dict("records"):
        yield row["region"], row["nation"], WallBody(row["id"], row["name"], NO_EVIDENCE)


@lru_cache(maxsize=64)
def wall(dataset: Dataset, sector: str, view: EvidenceFilter = ALL_EVIDENCE) -> Wall:
    """The wall of a sector: principal councils, territorial police forces, or every existing body on its registers.

    Raises ``KeyError`` for a sector that is not in ``WALL_SECTORS``.
    """
    if sector not in WALL_SECTORS:
        raise KeyError(sector)
    ordered = dataset.regions.sort_values("order")
    names = {str(code): str(name) for code, name in zip(ordered["code"], ordered["name"], strict=True)}
    places: dict[tuple[str, str], list[WallBody]] = {place: [] for place in names.items()}
    for region, nation, body in (*_listed(dataset, sector, view), *_registered(dataset, sector)):
        place = (region, names[region]) if region else ("", f"{nation}, region not given")
        places.setdefault(place, []).append(body)
    rows = (WallRow(code, name, tuple(sorted(found, key=_place))) for (code, name), found in places.items() if found)
    return Wall(sector, tuple(rows))


def block(sector: str, name: str, standings: Iterable[BodyStatus], registered: int) -> Wall:
    """Any public bodies as a wall of one row. They have no names; ``registered`` of them are only in a register."""
    standings = [*standings, *[NO_EVIDENCE] * registered]
    bodies = sorted((WallBody("", "", standing) for standing in standings), key=_place)
    return Wall(sector, (WallRow("", name, tuple(bodies)),))


def _place(body: WallBody) -> tuple[int, bool, str, str]:
    return _ORDER[body.standing.status], body.older, body.name, body.id
