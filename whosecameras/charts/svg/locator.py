"""A small locator map: surrounding areas as outlines, the area itself filled.

The fill is the text colour: a status colour would suggest a finding about the body.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import hypot

from whosecameras.charts.marks import PALETTES, Mode
from whosecameras.charts.svg.geo import Panel, Projection, fitted, rings_of
from whosecameras.charts.svg.picture import document
from whosecameras.charts.svg.primitives import Point, path, snapped, tag
from whosecameras.record import geography

#: Maximum size of a locator.
MOST_BYTES = 7000
_MARGIN = 8
_SMALL = 12  # pixels; smaller areas get a ring around them
_TALLEST = 1.25  # maximum height relative to the width
Ring = tuple[Point, ...]


def locator(layer: str, area: str, mode: Mode = "light", width: int = 240, *, prefix: str = "locator") -> str:
    """The location of an area among those of its region or nation, as an ``<svg>`` element of less than 7 KB.

    ``layer`` is one of ``places.LAYERS``; a region (``itl1``, ``tiles``) is shown among all regions of the UK. Borders
    are simplified together, so that neighbours still touch. Raises ``KeyError`` for an unknown layer or area.
    """
    name = geography.area_names(layer)[area]
    region = _region(layer, area)
    around, base = _shown(layer, region)
    within = geography.area_names("itl1")[region] if region else "the United Kingdom"
    title = f"Map: where {name} is in {within}" if name != within else f"Map of {name}"
    panel, high = _panel(layer, around, base, width)
    svg = ""
    for tolerance in (0.35, 0.6, 0.9, 1.3, 1.8, 2.5, 3.5, 5.0):
        svg = document(_body(layer, around, base, area, mode, panel, tolerance), width, high, title, "", prefix, None)
        if len(svg.encode()) < MOST_BYTES:
            return svg
    return svg


def locator_height(layer: str, area: str, width: int) -> int:
    """The height in pixels of the locator of an area, without drawing it. ``KeyError`` as for ``locator``."""
    return _panel(layer, *_shown(layer, _region(layer, area)), width)[1]


def _region(layer: str, area: str) -> str:
    """The region or nation that an area is shown in; ``""`` for all of the United Kingdom."""
    return "" if layer in ("itl1", "tiles") else geography.region_of_area(layer, area)


@lru_cache(maxsize=128)  # one for each layer and region
def _shown(layer: str, region: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The areas of a locator, and the region drawn under them where they do not fill it."""
    names = geography.area_names(layer)
    around = tuple(name for name in names if not region or geography.region_of_area(layer, name) == region)
    return around, (region,) if layer == "county24" else ()


@lru_cache(maxsize=256)  # one for each region and width: all areas of a region share it
def _panel(layer: str, areas: tuple[str, ...], base: tuple[str, ...], width: int) -> tuple[Panel, int]:
    """A panel that the areas fill, within the maximum height; and its height in pixels."""
    frame = geography.frame(layer)["projection"]
    conic = "parallels" in frame
    shape = Projection(tuple(frame["parallels"]) if conic else (), frame["rotation"]["lon"] if conic else 0.0)
    spots = [
        (spot[0], spot[1])
        for level, ids in ((layer, areas), ("itl1", base))
        for feature in geography.geometry(level)["features"]
        if feature["id"] in ids
        for ring in rings_of(feature)
        for spot in ring
    ]
    available = width - 2 * _MARGIN
    free = fitted(shape, spots, (_MARGIN, 0, available, 1e9))
    ys = [free.at(*spot)[1] for spot in spots]
    high = round(min(max(ys) - min(ys), available * _TALLEST))
    return fitted(shape, spots, (_MARGIN, _MARGIN, available, high)), high + 2 * _MARGIN


def _body(
    layer: str, areas: tuple[str, ...], base: tuple[str, ...], area: str, mode: Mode, panel: Panel, tolerance: float
) -> str:
    palette = PALETTES[mode]
    shapes = _simple(layer, areas, panel, tolerance)
    outlines = "".join(shapes[code] for code in areas if code != area and shapes[code])
    under = "".join(_simple("itl1", base, panel, tolerance).values())
    marked = shapes[area]
    return (
        (tag("path", d=under, fill=palette.silent_tint) if under else "")
        + (tag("path", d=outlines, fill=palette.ground, stroke=palette.muted, stroke_width=".6") if outlines else "")
        + tag(
            "path", d=marked, fill=palette.ink, stroke=palette.ink, stroke_width=1.2, stroke_linejoin="round",
            data_area=area,
        )
        + _ring(layer, area, panel, palette.ink)
    )  # fmt: skip


def _ring(layer: str, area: str, panel: Panel, colour: str) -> str:
    """A circle around an area that is too small to be visible."""
    feature = next(feature for feature in geography.geometry(layer)["features"] if feature["id"] == area)
    spots = [panel.at(spot[0], spot[1]) for ring in rings_of(feature) for spot in ring]
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    if max(max(xs) - min(xs), max(ys) - min(ys)) >= _SMALL:
        return ""
    middle = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return tag("circle", cx=middle[0], cy=middle[1], r=_SMALL * 0.7, fill="none", stroke=colour, stroke_width=1.6)


@lru_cache(maxsize=64)
def _simple(layer: str, areas: tuple[str, ...], panel: Panel, tolerance: float) -> Mapping[str, str]:
    """Path data of each area, with shared borders simplified once. Islets smaller than 2 by 2 pixels are dropped, but
    never a whole area.
    """
    chosen = set(areas)
    rings = {
        str(feature["id"]): [
            tuple(snapped(panel.at(spot[0], spot[1]) for spot in ring))[:-1] for ring in rings_of(feature)
        ]
        for feature in geography.geometry(layer)["features"]
        if feature["id"] in chosen
    }
    around: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for lines in rings.values():
        for line in lines:
            for start, end in pairwise((*line, line[0]) if line else ()):
                around.setdefault(start, set()).add(end)
                around.setdefault(end, set()).add(start)
    forks = {spot for spot, ends in around.items() if len(ends) > 2}
    paths: dict[str, str] = {}
    for area, lines in rings.items():
        large = max(lines, key=lambda line: abs(_size(line)))
        visible = [line for line in lines if line is large or abs(_size(line)) > 400]
        simplified = [_simpler(line, forks, tolerance * 10) for line in visible]
        seen = [line for line in simplified if len(line) > 2] or [list(large)]
        paths[area] = path([line for line in seen if line], closed=True)
    return paths


def _size(line: Sequence[tuple[int, int]]) -> float:
    """The area of a ring, in square tenths of a pixel."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise((*line, line[0]))) / 2 if line else 0.0


def _simpler(line: Sequence[tuple[int, int]], forks: set[tuple[int, int]], tolerance: float) -> list[tuple[int, int]]:
    """Split a ring at its forks (points where three borders meet) and simplify each piece, preserving direction."""
    cuts = [place for place, spot in enumerate(line) if spot in forks]
    if len(cuts) < 2:
        # No shared border, or a ring enclosed by one other area: split where any ring with the same points is split.
        first = min(range(len(line)), key=lambda place: line[place])
        far = max(range(len(line)), key=lambda place: (_apart(line[first], line[place]), line[place]))
        cuts = sorted({first, far, *cuts})
    result: list[tuple[int, int]] = []
    for start, end in zip(cuts, [*cuts[1:], cuts[0] + len(line)], strict=True):
        piece = [line[place % len(line)] for place in range(start, end + 1)]
        backwards = piece[0] > piece[-1]
        thin = _thinned(piece[::-1] if backwards else piece, tolerance)
        result += (thin[::-1] if backwards else thin)[:-1]
    return result


def _thinned(piece: list[tuple[int, int]], tolerance: float) -> list[tuple[int, int]]:
    """Douglas–Peucker: keep the ends and all points further than the tolerance from the line between them."""
    keep = [0, len(piece) - 1]
    todo = [(0, len(piece) - 1)]
    while todo:
        start, end = todo.pop()
        if end - start < 2:
            continue
        away, at = max((_off(piece[place], piece[start], piece[end]), -place) for place in range(start + 1, end))
        if away > tolerance:
            keep.append(-at)
            todo += [(start, -at), (-at, end)]
    return [piece[place] for place in sorted(set(keep))]


def _off(spot: Point, one: Point, other: Point) -> float:
    long = _apart(one, other)
    if not long:
        return _apart(spot, one)
    share = ((spot[0] - one[0]) * (other[0] - one[0]) + (spot[1] - one[1]) * (other[1] - one[1])) / long**2
    share = min(max(share, 0.0), 1.0)
    return _apart(spot, (one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])))


def _apart(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])
