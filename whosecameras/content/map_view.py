"""A map on which every area is a link, for a page: key, drawing, and the same areas as a list by region."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from whosecameras.analysis.areas import STATUS_MAPS, body_of_area
from whosecameras.analysis.counts import Tally, tally_of
from whosecameras.analysis.status import ALL_EVIDENCE, BodyStatus, EvidenceFilter, body_statuses
from whosecameras.charts import hexagons, linked_shapes
from whosecameras.charts.hexagons import Block
from whosecameras.charts.linked_shapes import Shape
from whosecameras.charts.marks import lens_name
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Age, Status
from whosecameras.text import map_words


@dataclass(frozen=True)
class ShownArea:
    """An area: its code (also its page's), its body's short and full name, and how it is drawn."""

    code: str
    name: str
    known: BodyStatus

    @property
    def label(self) -> str:
        """The full label: body, status, date, flags."""
        return map_words.label(self.name, self.known)

    @property
    def beside(self) -> str:
        """The text next to its name in a list."""
        return map_words.standing(self.known)

    @property
    def status(self) -> Status:
        """Its status."""
        return self.known.status

    @property
    def older(self) -> bool:
        """True if its evidence is older than three years, or undated."""
        return self.known.age == Age.OLDER

    @property
    def blank(self) -> bool:
        """True if there is no public evidence."""
        return self.status is Status.UNKNOWN

    @property
    def symbol(self) -> str:
        """The id of its hexagon symbol."""
        return lens_name(self.status, self.older)


@dataclass(frozen=True)
class MapRegion:
    """A region or nation with its areas by name, and the number that a source names."""

    code: str
    name: str
    areas: tuple[ShownArea, ...]

    @cached_property
    def tally(self) -> Tally:
        """How many of its areas have each status."""
        return tally_of(area.known for area in self.areas)

    @property
    def named(self) -> str:
        """The number that a source names, in words."""
        return map_words.named(self.tally)

    @property
    def with_evidence(self) -> tuple[ShownArea, ...]:
        """The areas with public evidence."""
        return tuple(area for area in self.areas if not area.blank)

    @property
    def blank(self) -> tuple[ShownArea, ...]:
        """The areas without public evidence."""
        return tuple(area for area in self.areas if area.blank)


@dataclass(frozen=True)
class PlacedBlock:
    """A block of hexagons: each area with the centre of its hexagon, and the position of the region's name."""

    block: Block
    areas: tuple[tuple[ShownArea, int, int], ...]
    name: str
    name_at: tuple[int, int]


@dataclass(frozen=True)
class KeyItem:
    """An entry of the key: a status, whether all its evidence is older, and how many areas have it."""

    status: Status
    older: bool
    count: int

    @property
    def symbol(self) -> str:
        """The id of its hexagon symbol."""
        return lens_name(self.status, self.older)


@dataclass(frozen=True)
class LinkedMap:
    """A map of ``STATUS_MAPS`` for a page, with its regions in the usual order."""

    which: str
    regions: tuple[MapRegion, ...]

    @cached_property
    def areas(self) -> tuple[ShownArea, ...]:
        """All areas, region by region."""
        return tuple(area for region in self.regions for area in region.areas)

    @cached_property
    def tally(self) -> Tally:
        """How many areas have each status."""
        return tally_of(area.known for area in self.areas)

    @cached_property
    def key(self) -> tuple[KeyItem, ...]:
        """The key: each status that occurs, and always “no public evidence”."""
        recent = {area.status for area in self.areas if not area.older}
        return tuple(
            KeyItem(status, bool(count) and status not in recent, count)
            for status, count in self.tally.by_status.items()
            if count or status is Status.UNKNOWN
        )

    @property
    def older(self) -> str:
        """The meaning of paler areas; ``""`` if there are none."""
        return map_words.older(sum(area.older for area in self.areas))

    @property
    def old_entry(self) -> KeyItem:
        """The symbol for older evidence in the key."""
        return KeyItem(Status.USING, True, 0)

    @property
    def by_region(self) -> dict[str, list[Any]]:
        """The map in numbers, for each region how many areas have each status: columns, rows and the regions' codes."""
        used = [status for status, count in self.tally.by_status.items() if count]
        numbers = {one.code: [one.tally.by_status[status] for status in used] for one in self.regions}
        return {
            "columns": ["Region or nation", *map(str, used), "Total"],
            "rows": [[one.name, *numbers[one.code], one.tally.total] for one in self.regions],
            "codes": [one.code for one in self.regions],
        }

    @property
    def subtitle(self) -> str:
        """A line on what is drawn."""
        return map_words.subtitle(self.which, len(self.areas))

    @property
    def alt(self) -> str:
        """The text alternative of the map."""
        return map_words.alt(self.which, self.tally)

    @property
    def symbols(self) -> tuple[tuple[Status, bool], ...]:
        """Every hexagon symbol that is drawn, without duplicates."""
        if self.which != "hexagons":
            return ()
        key, drawn = [*self.key, self.old_entry], ((area.status, area.older) for area in self.areas)
        return tuple(dict.fromkeys([*((entry.status, entry.older) for entry in key), *drawn]))

    @cached_property
    def blocks(self) -> tuple[PlacedBlock, ...]:
        """The blocks of hexagons by region, empty for true shapes; areas without a body are left out."""
        if self.which != "hexagons":
            return ()
        placed = {block.region: block for block in hexagons.layout().blocks}
        taken = {area.code for area in self.areas if not area.blank}
        result = []
        for region in self.regions:
            block = placed[region.code]
            middles = {hexagon.area: (hexagon.x, hexagon.y) for hexagon in block.hexagons}
            short = hexagons.SHORT_NAMES.get(region.name, region.name)
            x, y = hexagons.name_place(block, taken)
            result.append(
                PlacedBlock(
                    block,
                    tuple((area, *middles[area.code]) for area in region.areas),
                    map_words.LONDON_LARGER if block.scale > 1 else short,
                    (round(x), round(y)),
                )
            )
        return tuple(result)

    @cached_property
    def shapes(self) -> tuple[tuple[ShownArea, Shape], ...]:
        """The areas with their true shapes, region by region; empty for hexagons."""
        if self.which == "hexagons":
            return ()
        drawn = linked_shapes.shapes(STATUS_MAPS[self.which].layer)
        return tuple((area, drawn[area.code]) for area in self.areas)


@lru_cache(maxsize=64)
def linked_map(dataset: Dataset, which: str, view: EvidenceFilter = ALL_EVIDENCE) -> LinkedMap:
    """A map of ``STATUS_MAPS``; ``KeyError`` for any other. Regions in which no area has a body are left out."""
    layer = STATUS_MAPS[which].layer
    known = body_statuses(dataset, view)
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    ordered = dataset.regions.sort_values("order")
    by_region: dict[str, list[ShownArea]] = {str(code): [] for code in ordered["code"]}
    for area, body in body_of_area(dataset, layer).items():
        by_region.setdefault(geography.region_of_area(layer, area), []).append(
            ShownArea(area, names[body], known[body])
        )
    titles = dict(zip(ordered["code"], ordered["name"], strict=True))
    return LinkedMap(
        which,
        tuple(
            MapRegion(code, str(titles.get(code, code)), tuple(sorted(areas, key=lambda one: (one.name, one.code))))
            for code, areas in by_region.items()
            if areas
        ),
    )
