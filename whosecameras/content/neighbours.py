"""Public bodies that serve the same area, and bodies of the same kind, grouped once for the register.

A page lists the first ``MOST`` and gives the total, so its cost does not grow with the register.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Any, NamedTuple

from whosecameras.analysis.status import BodyStatus
from whosecameras.record import geography
from whosecameras.record.schema import Status

MOST = 20  # other bodies that a page lists
Ids = dict[str, None]  # an ordered set of ids


class SameArea(NamedTuple):
    """Bodies that serve an area: the first few as ``(id, role)``, and the total number."""

    first: list[tuple[str, str]]
    total: int


class Peers(NamedTuple):
    """Bodies of one kind: the ids of the first few with public evidence, and the numbers with and without any."""

    first: list[str]
    with_evidence: int
    blank: int


class Neighbours:
    """The existing bodies, by the area they serve and by sector and region."""

    def __init__(self, bodies: Iterable[Mapping[str, Any]], known: Mapping[str, BodyStatus]) -> None:
        self._known = known
        self._existing: Ids = {}
        self._with_code: dict[str, Ids] = defaultdict(dict)
        self._councils: dict[str, Ids] = defaultdict(dict)  # by district
        self._others: dict[str, Ids] = defaultdict(dict)  # by district
        self._of_county: dict[str, Ids] = defaultdict(dict)  # councils by the county's code
        self._of_force: dict[str, Ids] = defaultdict(dict)  # councils by the police force
        self._forces: dict[str, Ids] = defaultdict(dict)  # police forces by the county's code
        self._peers: dict[tuple[str, str], Ids] = defaultdict(dict)
        self._areas: dict[str, dict[str, str]] = {}
        existing = [row for row in bodies if not row["replaced_by"]]
        for row in existing:
            self._add(row)
        by_name = sorted((row for row in existing if self._has_evidence(row["id"])), key=lambda row: row["name"])
        self._peers_with_evidence: dict[tuple[str, str], Ids] = defaultdict(dict)
        for row in by_name:
            self._peers_with_evidence[_kind(row)][row["id"]] = None

    def _add(self, row: Mapping[str, Any]) -> None:
        key = row["id"]
        self._existing[key] = None
        if row["code"]:
            self._with_code[row["code"]][key] = None
        self._peers[_kind(row)][key] = None
        district = geography.on_map(row["lad"])
        if not district:
            return
        if row["sector"] != "council":
            self._others[district][key] = None
            return
        county, force = geography.county_of(district), geography.police_of(district)
        self._councils[district][key] = None
        self._of_force[force][key] = None
        if county:
            self._of_county[county][key] = None
            self._forces[county][force] = None

    def same_area(self, row: Mapping[str, Any]) -> SameArea:
        """The other bodies that serve a body's area: councils, county council, police force and others."""
        area = self._area(row)
        first = islice(((key, role) for key, role in area.items() if key != row["id"]), MOST)
        return SameArea(list(first), len(area) - (row["id"] in area))

    def peers(self, row: Mapping[str, Any], but: Collection[str]) -> Peers:
        """The bodies of the same sector and region, by name; ``but`` are ids to leave out besides the body itself.

        The peers of a UK-wide body are the other UK-wide bodies of its sector.
        """
        everyone, known = self._peers.get(_kind(row), {}), self._peers_with_evidence.get(_kind(row), {})
        apart = {key for key in (row["id"], *but) if key in everyone}
        total = len(known) - sum(key in known for key in apart)
        first = islice((key for key in known if key not in apart), MOST)
        return Peers(list(first), total, len(everyone) - len(apart) - total)

    def _area(self, row: Mapping[str, Any]) -> dict[str, str]:
        """All bodies that serve a body's area, with their roles; cached by district."""
        district = geography.on_map(row["lad"])
        area = district or row["id"]
        if area not in self._areas:
            self._areas[area] = self._in_district(district) if district else self._above(row["id"], row["code"])
        return self._areas[area]

    def _in_district(self, district: str) -> dict[str, str]:
        name, county, force = geography.name_of(district), geography.county_of(district), geography.police_of(district)
        return self._with_roles(
            (self._councils.get(district, ()), f"the council of {name}"),
            (self._with_code.get(county, ()), "the county council"),
            ((force,), "the police force"),
            (self._others.get(district, ()), f"in {name}"),
        )

    def _above(self, key: str, code: str) -> dict[str, str]:
        """The bodies that serve the districts of a county council or police force; empty for any other body."""
        return self._with_roles(
            (self._of_county.get(code, ()), "a council in the county"),
            (self._of_force.get(key, ()), "a council of the police area"),
            (self._forces.get(code, ()), "the police force"),
        )

    def _with_roles(self, *groups: tuple[Collection[str], str]) -> dict[str, str]:
        """Ids with their roles, without duplicates; in groups too long to list, bodies with evidence come first."""
        roles_of: dict[str, str] = {}
        for ids, role in groups:
            existing = [key for key in ids if key in self._existing]
            if len(existing) > MOST:
                existing.sort(key=self._has_evidence, reverse=True)
            for key in existing:
                roles_of.setdefault(key, role)
        return roles_of

    def _has_evidence(self, key: str) -> bool:
        return self._known[key].status is not Status.UNKNOWN


def _kind(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["sector"], row["region"]
