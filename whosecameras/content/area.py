"""Your area: the public bodies that serve a district, county, police area, region or nation, and their statuses.

The website and the explorer show the same ``Area``. Bodies are grouped by district once per dataset, so the cost of an
area depends on what it shows, not on the size of the registers. A body counts in its own district and in every larger
area that contains the district.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from whosecameras.analysis.comparison import APART
from whosecameras.analysis.counts import Tally, tally_of
from whosecameras.analysis.queries import registered_bodies
from whosecameras.analysis.status import NO_EVIDENCE, BodyStatus, status_mark
from whosecameras.content.body_profile import Row, SurveyFigure
from whosecameras.content.record_index import RecordIndex, index_of
from whosecameras.content.survey_figures import MOST_FIGURES
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.registers import LICENCES, SHARE_ALIKE
from whosecameras.text import area_words, evidence_words, sector_words, titles, wording
from whosecameras.text.titles import BigNumber

ENGLAND = "E92000001"
#: The kinds of area, smallest first, each with its map layer.
LAYERS = {"district": "lad24", "county": "county24", "police": "police24", "region": "itl1", "nation": "itl1"}
#: Sectors with too many bodies to name each: they are counted by kind, and only those with evidence are named.
COUNTED_BY_KIND = ("school", "parish")
#: Sectors whose bodies are named in the area where they are based.
BASED_HERE = ("nhs", "university", "college", "transport", "other_public", "devolved_government", "regional")
#: Sectors for which some lists give a region but no district.
WIDER = ("regional", "nhs", "university", "college", "transport")
MOST = 60  # bodies to name in a group, those with evidence first


class Place(NamedTuple):
    """A link to another area, by the code in its page's address."""

    code: str
    name: str


@dataclass(frozen=True)
class AreaBody:
    """A public body in an area with its mark and the words for it.

    ``beside`` is the text next to its name: role, date and age of evidence.
    ``listed`` is false for bodies that only a register names.
    """

    id: str
    name: str
    mark: str
    label: str
    beside: str
    listed: bool


@dataclass(frozen=True)
class AreaGroup:
    """Bodies of one kind: the first ``MOST``, those with evidence first, and the total number."""

    heading: str
    bodies: tuple[AreaBody, ...]
    total: int
    note: str = ""


@dataclass(frozen=True)
class CountedKind:
    """A sector whose bodies are counted: the number of each kind, the bodies with evidence, and all bodies by name.

    ``everyone`` is empty for areas with several districts, because each district lists its own.
    """

    sector: str
    name: str
    tally: Tally
    kinds: tuple[tuple[str, int], ...]
    named: tuple[AreaBody, ...]
    everyone: tuple[AreaBody, ...]
    lists: str


@dataclass(frozen=True)
class SectorCount:
    """How much is known about the bodies of a sector based in an area, with the dates of the lists."""

    sector: str
    name: str
    tally: Tally
    dates: str


@dataclass(frozen=True)
class Area:
    """Everything on an area's page. ``found`` counts the public bodies based in the area, without parish councils.

    ``figures`` are survey figures for this place or the nearest one with any. They describe many bodies and are never
    added to the named ones. ``locator`` is the layer and area of the small map, ``None`` for England.
    """

    code: str
    kind: str
    name: str
    kind_words: str
    title: str
    number: BigNumber
    found: Tally
    sentence: str
    within: tuple[Place, ...]
    parts: tuple[Place, ...]
    neighbours: tuple[Place, ...]
    groups: tuple[AreaGroup, ...]
    kinds: tuple[CountedKind, ...]
    counts: tuple[SectorCount, ...]
    figures: tuple[SurveyFigure, ...]
    locator: tuple[str, str] | None
    notices: tuple[str, ...]
    share_alike: bool


class _PlacedBody(NamedTuple):
    """An existing public body in the index."""

    id: str
    name: str
    type: str
    register: str
    listed: bool


_Here = Mapping[str, list[_PlacedBody]]  # bodies by sector


def _empty() -> defaultdict[str, list[_PlacedBody]]:
    return defaultdict(list)


class AreaIndex:
    """Maps areas to their bodies. ``areas_of`` caches one per dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self.data = dataset
        self.record: RecordIndex = index_of(dataset)
        self._in_district: dict[str, defaultdict[str, list[_PlacedBody]]] = defaultdict(_empty)
        self._in_region: dict[str, defaultdict[str, list[_PlacedBody]]] = defaultdict(
            _empty
        )  # without a known district
        self._in_nation: dict[str, defaultdict[str, list[_PlacedBody]]] = defaultdict(_empty)  # without a known region
        self._by_id: dict[str, _PlacedBody] = {}
        self._with_code: dict[str, str] = {}
        listed = [row for row in self.record.counted if not row["replaced_by"]]
        for row in listed:
            self._add(row, listed=True)
        silent = registered_bodies(dataset)
        columns = ("id", "name", "type", "sector", "nation", "region", "lad", "code", "register")
        for cells in zip(*(silent[column].tolist() for column in columns), strict=True):
            self._add(dict(zip(columns, cells, strict=True)), listed=False)

    def _add(self, row: Mapping[str, Any], *, listed: bool) -> None:
        entry = _PlacedBody(row["id"], row["name"], row["type"], row["register"], listed)
        self._by_id[entry.id] = entry
        if listed and row["sector"] == "council":
            self._with_code[geography.current(row["code"])] = entry.id
        if district := geography.on_map(row["lad"]):
            self._in_district[district][row["sector"]].append(entry)
        elif row["region"]:
            self._in_region[row["region"]][row["sector"]].append(entry)
        else:
            self._in_nation[row["nation"]][row["sector"]].append(entry)

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Every area: its code, a GSS code or the id of a police force, and its kind; districts first."""
        kinds = dict.fromkeys(geography.area_ids("lad24"), "district")
        kinds |= dict.fromkeys(geography.area_ids("county24"), "county")
        kinds |= dict.fromkeys((force for force in geography.area_ids("police24") if force in self._by_id), "police")
        nations = dict.fromkeys(geography.NATIONS.values(), "nation")
        kinds |= {code: nations.get(name, "region") for code, name in self.record.regions.items()}
        return {**kinds, ENGLAND: "nation"}

    def name(self, code: str) -> str:
        """The name of an area; ``KeyError`` for an unknown code."""
        kind = self.codes[code]
        if code == ENGLAND:
            return "England"
        if kind in ("region", "nation"):
            return self.record.regions[code]
        return self._by_id[code].name + " area" if kind == "police" else geography.area_names(LAYERS[kind])[code]

    @cached_property
    def _districts(self) -> Mapping[str, tuple[str, ...]]:
        """The districts of each area."""
        districts: dict[str, list[str]] = defaultdict(list)
        for lad in geography.area_ids("lad24"):
            above = (lad, geography.county_of(lad), geography.police_of(lad), geography.region_of(lad))
            for code in (*above, ENGLAND if lad.startswith("E") else ""):
                districts[code].append(lad)
        return {code: tuple(lads) for code, lads in districts.items()}

    def districts(self, code: str) -> tuple[str, ...]:
        """The districts of an area, by name; for a district, only itself."""
        return tuple(sorted(self._districts.get(code, ()), key=geography.name_of))

    def _here(self, code: str) -> _Here:
        """The bodies based in an area, by sector. Regions and nations include bodies without a known district."""
        by_sector: dict[str, list[_PlacedBody]] = defaultdict(list)
        parts: list[_Here] = [self._in_district[lad] for lad in self.districts(code)]
        kind = self.codes[code]
        if kind in ("region", "nation") and code != ENGLAND:
            parts.append(self._in_region[code])
        if code == ENGLAND:
            english = self.data.regions[self.data.regions["nation"] == "England"]["code"]
            parts += [self._in_region[str(region)] for region in english]
        if kind == "nation":
            parts.append(self._in_nation[self.name(code)])
        for part in parts:
            for sector, entries in part.items():
                by_sector[sector] += entries
        if kind == "county" and code in self._with_code:
            by_sector["council"] = [self._by_id[self._with_code[code]], *by_sector["council"]]
        if kind == "police":
            by_sector["police"] = [self._by_id[code]]
        return by_sector

    def based_here(self, code: str, sector: str = "") -> tuple[list[str], int]:
        """The ids of the listed bodies in an area, and the number of bodies that only a register names.

        For one sector, or for all but parish and community councils. ``KeyError`` for an unknown area.
        """
        entries_here = [
            entry
            for key, entries in self._here(code).items()
            for entry in entries
            if (key == sector if sector else key != APART)
        ]
        listed = [entry.id for entry in entries_here if entry.listed]
        return listed, len(entries_here) - len(listed)

    def serving(self, code: str) -> list[str]:
        """The ids of the listed bodies based in an area or serving it; ``KeyError`` for an unknown area."""
        lads = self.districts(code)
        counties = [self._with_code.get(geography.county_of(lad), "") for lad in lads]
        services = [
            key
            for lad in lads
            for key in (geography.police_of(lad), geography.fire_service_of(lad), geography.health_board_of(lad))
        ]
        known = [key for key in (*counties, *services) if key in self._by_id and self._by_id[key].listed]
        return list(dict.fromkeys([*self.based_here(code)[0], *known]))

    def _standing(self, entry: _PlacedBody) -> BodyStatus:
        return self.record.known[entry.id] if entry.listed else NO_EVIDENCE

    def _tally(self, entries: Iterable[_PlacedBody]) -> Tally:
        return tally_of(map(self._standing, entries))

    def _body(self, entry: _PlacedBody, role: str = "") -> AreaBody:
        standing = self._standing(entry)
        label = evidence_words.status_label(self.data, standing)
        since = f"evidence from {wording.evidence_from(standing)}" if standing.decided_by else ""
        beside = " · ".join(part for part in (role, since) if part)
        return AreaBody(entry.id, entry.name, status_mark(standing), label, beside, entry.listed)

    def _sorted(self, entries: Iterable[_PlacedBody]) -> list[_PlacedBody]:
        """Sort by name, bodies with evidence first."""
        return sorted(
            entries, key=lambda entry: (not self._standing(entry).has_findings, entry.name.casefold(), entry.id)
        )

    def _group(self, heading: str, ids: Iterable[str], roles: Mapping[str, str], note: str = "") -> AreaGroup:
        entries = [self._by_id[entry] for entry in dict.fromkeys(ids) if entry in self._by_id]
        shown = entries if len(entries) <= 3 else self._sorted(entries)
        return AreaGroup(
            heading, tuple(self._body(entry, roles.get(entry.id, "")) for entry in shown[:MOST]), len(entries), note
        )

    def _groups(self, code: str, by_sector: _Here) -> list[AreaGroup]:
        kind, lads = self.codes[code], self.districts(code)
        councils = [self._with_code[code_above] for code_above in lads if code_above in self._with_code]
        counties = dict.fromkeys(county for lad in lads if (county := geography.county_of(lad)))
        above = [self._with_code[code_above] for code_above in counties if code_above in self._with_code]
        roles = dict.fromkeys(above, "county council")
        if kind == "district":
            roles |= dict.fromkeys(councils, "district council" if above else "council")
        forces = [geography.police_of(lad) for lad in lads]
        fire = [geography.fire_service_of(lad) for lad in lads]
        boards = [board for lad in lads if (board := geography.health_board_of(lad))]
        roles |= dict.fromkeys(boards, "health board")
        english = any(lad.startswith("E") for lad in lads)
        first = above if kind == "county" else []
        groups = [
            self._group(area_words.council_heading(kind, len({*councils, *above})), [*first, *councils, *above], roles),
            self._group("Police", forces, {}),
            self._group("Fire and rescue", fire, {}),
            self._group("NHS", [*boards, *self._ids(by_sector, "nhs")], roles, area_words.NO_ICB if english else ""),
        ]
        for sector in BASED_HERE[1:]:
            groups.append(self._group(self.record.sectors[sector], self._ids(by_sector, sector), {}))
        if kind in ("district", "county", "police"):
            groups += self._of_the_region(lads)
        return [group for group in groups if group.total]

    def _of_the_region(self, lads: Iterable[str]) -> Iterable[AreaGroup]:
        """Groups of the bodies in the districts' regions whose lists do not say where in the region they are."""
        regions = dict.fromkeys(geography.region_of(lad) for lad in lads)
        names = wording.listed([self.record.regions[entry] for entry in regions])
        boards = {geography.health_board_of(lad) for lad in geography.area_ids("lad24")}
        for sector in WIDER:
            ids = [
                entry.id for region in regions for entry in self._in_region[region][sector] if entry.id not in boards
            ]
            heading = f"{self.record.sectors[sector]} of {names}"
            yield self._group(heading, ids, {}, area_words.ONLY_A_REGION)

    @staticmethod
    def _ids(by_sector: _Here, sector: str) -> list[str]:
        return [entry.id for entry in by_sector.get(sector, ())]

    def _counted(self, code: str, by_sector: _Here) -> list[CountedKind]:
        kinds_counted = []
        for sector in COUNTED_BY_KIND:
            entries = self._sorted(by_sector.get(sector, ()))
            if not entries:
                continue
            kinds = Counter(entry.type or "Kind not stated" for entry in entries)
            named = [self._body(entry) for entry in entries if self._standing(entry).has_findings]
            everyone = [self._body(entry) for entry in entries] if self.codes[code] == "district" else []
            kinds_counted.append(
                CountedKind(
                    sector,
                    self.record.sectors[sector],
                    self._tally(entries),
                    tuple(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))),
                    tuple(named),
                    tuple(everyone),
                    sector_words.lists_of(self.data, sector),
                )
            )
        return kinds_counted

    def _figures(self, code: str) -> tuple[SurveyFigure, ...]:
        """The survey figures for the place itself, then the best figure for each kind of body that serves it."""
        lads = self.districts(code)
        name = self.name(code)
        figures_here = [self.record.figure(row["id"]) for row in self.record.figures_of(name)]
        first = lads[0]
        row: Row = {
            "lad": first if self.codes[code] == "district" else "",
            "code": code,
            "region": "" if code == ENGLAND else geography.region_of(first),
            "nation": geography.nation_of(first),
        }
        by_kind = [
            figure for sector in ("council", "police", "nhs", "school", "university")
            for figure in self.record.figures_for({**row, "sector": sector})[:1]
        ]  # fmt: skip
        return tuple(dict.fromkeys([*figures_here[:MOST_FIGURES], *by_kind]))

    def _next_to(self, code: str) -> tuple[Place, ...]:
        kind, inside = self.codes[code], set(self.districts(code))
        if code == ENGLAND:
            return ()
        above = {
            "district": lambda lad: lad, "county": geography.county_of, "police": geography.police_of,
            "region": geography.region_of, "nation": geography.region_of,
        }[kind]  # fmt: skip
        neighbours = dict.fromkeys(above(lad) for one in self.districts(code) for lad in geography.neighbours(one))
        neighbours.pop(code, None)
        places = [Place(one, self.name(one)) for one in neighbours if one in self.codes and one not in inside]
        return tuple(sorted(places, key=lambda place: place.name))

    def _within(self, code: str) -> tuple[Place, ...]:
        """The areas that contain this one, smallest first."""
        kind, lads = self.codes[code], self.districts(code)
        first = lads[0]
        codes = []
        if kind == "district":
            codes += [geography.county_of(first), geography.police_of(first)]
        if kind in ("district", "county", "police"):
            codes += dict.fromkeys(geography.region_of(lad) for lad in lads)
        if code != ENGLAND and first.startswith("E"):
            codes.append(ENGLAND)
        return tuple(Place(one, self.name(one)) for one in dict.fromkeys(codes) if one in self.codes and one != code)

    def _parts(self, code: str) -> tuple[Place, ...]:
        """The areas within this one: regions for England, otherwise districts."""
        kind = self.codes[code]
        if code == ENGLAND:
            english = self.data.regions[self.data.regions["nation"] == "England"].sort_values("order")
            return tuple(Place(str(one), self.name(str(one))) for one in english["code"])
        return tuple(Place(one, geography.name_of(one)) for one in self.districts(code)) if kind != "district" else ()

    def _notices(self, by_sector: _Here, groups: Iterable[AreaGroup]) -> tuple[tuple[str, ...], bool]:
        shown = [self._by_id[entry.id] for group in groups for entry in group.bodies]
        used = {entry.register for entry in (*shown, *(entry for part in by_sector.values() for entry in part))} - {""}
        rows = [self.data.row("registers", entry) for entry in sorted(used)]
        notices = dict.fromkeys(f"{row['publisher']}, {LICENCES[row['licence']]}" for row in rows)
        return tuple(notices), any(row["licence"] == SHARE_ALIKE for row in rows)

    def area(self, code: str) -> Area:
        """Everything about one area; ``KeyError`` for an unknown code."""
        kind, name, here = self.codes[code], self.name(code), self._here(code)
        counted = [entry for sector, entries in here.items() if sector != APART for entry in entries]
        found = self._tally(counted)
        standings = [self._standing(entry) for entry in counted if entry.listed]
        groups = self._groups(code, here)
        notices, share_alike = self._notices(here, groups)
        council = self._with_code.get(code, "")
        return Area(
            code=code,
            kind=kind,
            name=name,
            kind_words=area_words.KINDS[kind],
            title=titles.area(name, standings, found.total - len(standings), bool(here.get(APART))),
            number=titles.area_number(found),
            found=found,
            sentence=self.record.sentence(council) if council else "",
            within=self._within(code),
            parts=self._parts(code),
            neighbours=self._next_to(code),
            groups=tuple(groups),
            kinds=tuple(self._counted(code, here)),
            counts=tuple(
                SectorCount(sector, plural, self._tally(here[sector]), sector_words.dates_of(self.data, sector))
                for sector, plural in self.record.sectors.items()
                if here.get(sector)
            ),
            figures=self._figures(code),
            locator=None if code == ENGLAND else (LAYERS[kind], code),
            notices=notices,
            share_alike=share_alike,
        )


@lru_cache(maxsize=2)
def areas_of(dataset: Dataset) -> AreaIndex:
    """The cached area index of a dataset."""
    return AreaIndex(dataset)


def area_of(dataset: Dataset, code: str) -> Area:
    """The area with a code (GSS code, or the id of a police force); ``KeyError`` if there is none.

    A code that a district received after December 2024 is accepted as well.
    """
    return areas_of(dataset).area(geography.current(code))


def area_code(dataset: Dataset, code: str) -> str:
    """The code in the address of an area's page, ``""`` if there is no such area."""
    current = geography.current(code)
    return current if current in areas_of(dataset).codes else ""
