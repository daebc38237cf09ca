"""The hexagon map: the position of each council's hexagon, and how each status looks on one.

All hexagons have the same size, so that London is visible; London's are enlarged further in a separate block. Pages put
a link on each (``content/map_view.py``). A status has the same signs on a hexagon as on a lens: a pupil if a source
reports that cameras were in place, a stroke if they were reported not to be used, hatching and dots.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

from whosecameras.charts import hatch_lines
from whosecameras.charts.marks import HATCH_LINES, MARKS, Mode, colour, lens_name, weaker
from whosecameras.charts.svg.primitives import path, snapped, tag
from whosecameras.record import geography
from whosecameras.record.schema import Status

#: Half the width and half the height of a hexagon, in map units. Rows are one and a half half-heights apart.
HALF, REACH = 26, 30
ROW = REACH * 3 // 2
#: London's hexagons are larger than the others by this factor.
LARGER = 1.5
_LONDON, _SCOTLAND, _IRELAND, _NORTH_EAST = "E12000007", "S92000003", "N92000002", "E12000001"
#: Detached blocks are moved closer, by this many half hexagons to the east and rows to the south.
_MOVED: Mapping[str, tuple[int, int]] = MappingProxyType({_SCOTLAND: (5, 4), _IRELAND: (18, 1), _NORTH_EAST: (-1, 0)})
_LONDON_AT = (700, 150)  # the middle of London's first hexagon from the west in its northernmost row
_EDGE, _ABOVE = 30, 80  # margins in map units, around the map and above it for names


@dataclass(frozen=True)
class Hexagon:
    """The middle of an area's hexagon in its block's units, from the top left."""

    area: str
    x: int
    y: int


@dataclass(frozen=True)
class Block:
    """The hexagons of a region or nation: their outline and the block's position on the map.

    ``left`` and ``top`` are the position of its origin; ``scale`` is its enlargement.
    """

    region: str
    hexagons: tuple[Hexagon, ...]
    outline: str
    left: int = 0
    top: int = 0
    scale: float = 1.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point of the block in map units."""
        return self.left + x * self.scale, self.top + y * self.scale


@dataclass(frozen=True)
class HexagonMap:
    """All blocks in the order of the shapes, and the size of the map in units.

    ``gap`` is the outline of the place that London leaves empty, ``gap_at`` its middle.
    """

    blocks: tuple[Block, ...]
    gap: str
    gap_at: tuple[int, int]
    wide: int
    high: int


def _corners(x: float, y: float) -> tuple[tuple[float, float], ...]:
    """The six corners of a hexagon, clockwise from the top; the first is repeated at the end."""
    half, reach = HALF, REACH
    around = ((0, -reach), (half, -reach / 2), (half, reach / 2), (0, reach), (-half, reach / 2), (-half, -reach / 2))
    return tuple((x + dx, y + dy) for dx, dy in (*around, around[0]))


def _outline(hexagons: tuple[Hexagon, ...]) -> str:
    """Path data of the edges that belong to only one hexagon of a block."""
    times: dict[frozenset[tuple[float, float]], int] = {}
    for hexagon in hexagons:
        for edge in pairwise(_corners(hexagon.x, hexagon.y)):
            times[frozenset(edge)] = times.get(frozenset(edge), 0) + 1
    neighbours: dict[tuple[float, float], list[tuple[float, float]]] = {}
    for ends, found in times.items():
        if found == 1:
            start, end = sorted(ends)
            neighbours.setdefault(start, []).append(end)
            neighbours.setdefault(end, []).append(start)
    lines = []
    while neighbours:
        first = at = min(neighbours)
        line = [first]
        while at in neighbours:
            to = neighbours[at].pop()
            neighbours[to].remove(at)
            for spot in (at, to):
                if not neighbours.get(spot, True):
                    del neighbours[spot]
            line.append(to)
            at = to
        lines.append(snapped(line)[:-1])
    return path(lines, closed=True)


@cache
def layout() -> HexagonMap:
    """The layout of the whole hexagon map."""
    spots = {area: mark.centre for area, mark in geography.marks("hex").items()}
    width = min(
        abs(x - other) for x, y in spots.values() for other, level in spots.values() if y == level and x != other
    )
    high = width * ROW / (2 * HALF)
    north = max(round(y / high) for _, y in spots.values())
    places: dict[str, dict[str, tuple[int, int]]] = {}
    for area, (x, y) in spots.items():
        region = geography.region_of(area)
        east, south = _MOVED.get(region, (0, 0))
        column, row = round(x / (width / 2)), north - round(y / high)
        places.setdefault(region, {})[area] = (column + east, row + south)
    first_column = min(column for found in places.values() for column, _ in found.values())
    first_row = min(row for found in places.values() for _, row in found.values())
    blocks, gap, gap_at = [], "", (0, 0)
    for region, found in places.items():
        shape = tuple(
            Hexagon(area, _EDGE + HALF + (column - first_column) * HALF, _ABOVE + REACH + (row - first_row) * ROW)
            for area, (column, row) in found.items()
        )
        if region == _LONDON:
            gap = _outline(shape)
            west, north = min(spot.x for spot in shape), min(spot.y for spot in shape)
            gap_at = (west + max(spot.x for spot in shape)) // 2, (north + max(spot.y for spot in shape)) // 2
            shape = tuple(Hexagon(spot.area, spot.x - west, spot.y - north) for spot in shape)
            blocks.append(Block(region, shape, _outline(shape), *_LONDON_AT, LARGER))
        else:
            blocks.append(Block(region, shape, _outline(shape)))
    ends = [block.at(hexagon.x + HALF, hexagon.y + REACH) for block in blocks for hexagon in block.hexagons]
    return HexagonMap(
        tuple(blocks), gap, gap_at, round(max(x for x, _ in ends)) + _EDGE, round(max(y for _, y in ends)) + _EDGE
    )


class Placing(NamedTuple):
    """How the shapes of a region are put on plotly's map: enlarged by ``scale``, then moved ``east`` and ``north``."""

    scale: float
    east: float
    north: float

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the shapes is drawn."""
        return x * self.scale + self.east, y * self.scale + self.north


@cache
def _unit() -> float:
    """A unit of the sheet in the coordinates of the shapes, in which y grows to the north."""
    spots = [mark.centre for mark in geography.marks("hex").values()]
    return min(abs(x - other) for x, y in spots for other, level in spots if y == level and x != other) / (2 * HALF)


@cache
def placings() -> Mapping[str, Placing]:
    """How each area's shape is placed on plotly's map, so that it looks like the website's: ``{area: placing}``."""
    sheet, unit, marks = layout(), _unit(), geography.marks("hex")
    found: dict[str, Placing] = {}
    for block in sheet.blocks:
        first = block.hexagons[0]
        x, y = block.at(first.x, first.y)
        from_x, from_y = marks[first.area].centre
        placing = Placing(block.scale, x * unit - from_x * block.scale, (sheet.high - y) * unit - from_y * block.scale)
        found |= dict.fromkeys((one.area for one in block.hexagons), placing)
    return MappingProxyType(found)


@cache
def placed_marks() -> Mapping[str, geography.AreaLabel]:
    """Where centre, hatching and dots of each hexagon are on plotly's map."""
    found = {}
    for area, mark in geography.marks("hex").items():
        put = placings()[area]
        ne, nw = (tuple((*put(x1, y1), *put(x2, y2)) for x1, y1, x2, y2 in lines) for lines in (mark.ne, mark.nw))
        found[area] = geography.AreaLabel(put(*mark.centre), ne, nw, tuple(put(*spot) for spot in mark.dots))
    return MappingProxyType(found)


@cache
def placed_shapes() -> dict[str, Any]:
    """The hexagons as GeoJSON as plotly's map draws them; shared, so not to be changed.

    ``static/maps/hexagons.geojson`` is the same for browsers.
    """
    features = []
    for one in geography.geometry("hex")["features"]:
        put = placings()[one["id"]]
        rings = [[[round(part, 3) for part in put(*spot)] for spot in ring] for ring in one["geometry"]["coordinates"]]
        features.append({**one, "geometry": {**one["geometry"], "coordinates": rings}})
    return {**geography.geometry("hex"), "features": features}


def placed_frame() -> dict[str, Any]:
    """Plotly's ``layout.geo`` that shows the whole sheet."""
    sheet, unit = layout(), _unit()
    return {
        **geography.frame("hex"),
        "lonaxis": {"range": [0, round(sheet.wide * unit, 3)]},
        "lataxis": {"range": [0, round(sheet.high * unit, 3)]},
    }


def gap_place() -> tuple[float, float]:
    """The middle of where London would be, on plotly's map."""
    sheet, unit = layout(), _unit()
    return round(sheet.gap_at[0] * unit, 3), round((sheet.high - sheet.gap_at[1]) * unit, 3)


#: Short names that fit over a block of hexagons.
SHORT_NAMES = {
    "Yorkshire and The Humber": "Yorkshire",
    "East of England": "East",
    "East Midlands": "E Midlands",
    "West Midlands": "W Midlands",
    "Northern Ireland": "N Ireland",
}
_NAME = (115, 40)  # half the width and height of a name, in map units


def name_place(block: Block, taken: Collection[str]) -> tuple[float, float]:
    """The middle of a region's name, in map units.

    Above the block if it is narrow or full of marks (``taken``: areas that are not blank), where nothing is drawn;
    otherwise where it covers the fewest marks, and of these places the most central.
    """
    spots = {hexagon.area: block.at(hexagon.x, hexagon.y) for hexagon in block.hexagons}
    xs, ys = [x for x, _ in spots.values()], [y for _, y in spots.values()]
    middle = (sum(xs) / len(xs), sum(ys) / len(ys))
    marked = [spots[area] for area in taken if area in spots]
    if block.scale > 1 or max(xs) - min(xs) < 2 * _NAME[0] or len(marked) > len(spots) / 2:
        top = [x for x, y in spots.values() if y == min(ys)]
        return (min(top) + max(top)) / 2, min(ys) - REACH * block.scale - _NAME[1] / 2

    def hidden(place: tuple[float, float]) -> tuple[int, float]:
        x, y = place
        over = sum(abs(at[0] - x) < _NAME[0] + HALF and abs(at[1] - y) < _NAME[1] for at in marked)
        return over, (x - middle[0]) ** 2 + (y - middle[1]) ** 2

    return min(spots.values(), key=hidden)


def _hatching(status: Status) -> str:
    """Path data of the lines over a hexagon (dots are lines without length); ``""`` if the status has no hatching.

    Hatching is computed with y growing northwards, and flipped for the screen.
    """
    hatch = MARKS[status].hatch
    if not hatch:
        return ""
    ring = {"": [_corners(0, 0)]}
    step = 14 if hatch == "dots" else 20
    hatching = hatch_lines.marks_near(ring, {"": geography.AreaLabel((0, 0), (), (), ())}, step, 1)[""]
    if hatch == "dots":
        return path([snapped([(x, -y)]) for x, y in hatching.dots])
    ways = HATCH_LINES[hatch]
    return path([snapped([(x1, -y1), (x2, -y2)]) for way in ways for x1, y1, x2, y2 in getattr(hatching, way)])


@lru_cache(maxsize=64)
def hexagon(status: Status, older: bool, mode: Mode) -> str:
    """The hexagon of a status as SVG elements around the point 0, 0; ``older`` evidence is paler.

    Its edge inherits the stroke of its container, so that a page can highlight the hexagon under the pointer.
    """
    mark = MARKS[status]
    # “Not using” is never in full colour: it would be the loudest mark in the dark theme.
    shade = weaker if (older or status is Status.NOT_USING) and not mark.hatch else colour
    shape = path([snapped(_corners(0, 0))[:-1]], closed=True)
    svg = tag("path", d=shape, fill=shade(mode, mark.fill))
    line, ground, strength = colour(mode, mark.line), colour(mode, "ground"), 0.6 if older else 1
    if lines := _hatching(status):
        dots = mark.hatch == "dots"
        width, cap = (7 if dots else 4) * strength, "round" if dots else None
        svg += tag("path", d=lines, stroke=line, stroke_width=width, stroke_linecap=cap)
    if status in (Status.USING, Status.REMOVING):
        svg += tag("circle", r=9, fill=ground if status is Status.USING else line, stroke="none")
    if status is Status.NOT_USING:
        svg += tag("path", d="M-13 13L13-13", stroke=ground, stroke_width=8 * strength)
    return svg


def symbols(wanted: Iterable[tuple[Status, bool]], mode: Mode) -> str:
    """Hexagons as symbols, used by name: ``<use href="#hex-using" x="52" y="90"/>``."""
    return "".join(
        f'<symbol id="hex-{lens_name(status, older)}" overflow="visible">{hexagon(status, older, mode)}</symbol>'
        for status, older in wanted
    )
