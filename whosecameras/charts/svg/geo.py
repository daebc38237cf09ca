"""Maps: the two projections of ``places.FRAMES``, areas as one path each, and lines, dots and names on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import cos, radians, sin, sqrt
from typing import Any

from whosecameras.charts.svg.primitives import Point, path, snapped, tag
from whosecameras.charts.svg.supported import Unsupported
from whosecameras.charts.svg.text import lines_of, written
from whosecameras.record import geography

Ring = Sequence[Sequence[float]]
Box = tuple[float, float, float, float]
_HAIR = 0.001  # degrees


@dataclass(frozen=True)
class Projection:
    """Projects degrees to the plane, north up; ``parallels`` of ``()`` is equirectangular, otherwise Albers' conic."""

    parallels: tuple[float, ...] = ()
    meridian: float = 0.0

    def plane(self, lon: float, lat: float) -> Point:
        """A point in radii of the earth; y grows southwards, as on a screen."""
        east, north = radians(lon - self.meridian), radians(lat)
        if not self.parallels:
            return east, -north
        south, upper = (sin(radians(parallel)) for parallel in self.parallels)
        n = (south + upper) / 2
        c = 1 + south * (2 * n - south)
        radius = sqrt(c - 2 * n * sin(north)) / n
        return radius * sin(n * east), radius * cos(n * east) - sqrt(c) / n


@dataclass(frozen=True)
class Panel:
    """A projection with the scale and offset that fit a piece of the earth into a box of pixels."""

    projection: Projection
    scale: float
    left: float
    top: float

    def at(self, lon: float, lat: float) -> Point:
        """A point in pixels."""
        x, y = self.projection.plane(lon, lat)
        return x * self.scale + self.left, y * self.scale + self.top


def fitted(projection: Projection, spots: Iterable[Point], box: Box) -> Panel:
    """The panel in which these points (degrees) fill a box of pixels (left, top, width, height), centred."""
    xs, ys = zip(*(projection.plane(*spot) for spot in spots), strict=True)
    left, top, wide, high = box
    scale = min(wide / (max(xs) - min(xs)), high / (max(ys) - min(ys)))
    return Panel(
        projection,
        scale,
        left + wide / 2 - scale * (max(xs) + min(xs)) / 2,
        top + high / 2 - scale * (max(ys) + min(ys)) / 2,
    )


def panel_of(geo: Mapping[str, Any], box: Box) -> Panel:
    """The panel of a figure's ``layout.geo``: its ranges fill the box the way plotly fits them."""
    projection = geo["projection"]
    conic = projection["type"] == "conic equal area"
    lons, lats = geo["lonaxis"]["range"], geo["lataxis"]["range"]
    meridian = float(projection.get("rotation", {}).get("lon", sum(lons) / 2))
    shape = Projection(tuple(map(float, projection["parallels"])) if conic else (), meridian)
    panel = fitted(shape, _border(lons, lats), box)
    # Plotly scales to the range, then centres the meridian and the middle latitude in the box.
    x, y = panel.at(meridian, sum(lats) / 2)
    left, top, wide, high = box
    return replace(panel, left=panel.left + left + wide / 2 - x, top=panel.top + top + high / 2 - y)


def _border(lons: Sequence[float], lats: Sequence[float]) -> list[Point]:
    """The border of a range as plotly measures it: points a quarter of its width apart, just inside it."""
    west, east, south, north = lons[0] + _HAIR, lons[1] - _HAIR, lats[0] + _HAIR, lats[1] - _HAIR
    quarter = (east - west) / 4
    return [(west + quarter * step, lat) for lat in (south, north) for step in range(5)]


def rings_of(area: Mapping[str, Any]) -> list[Ring]:
    """All rings of a GeoJSON feature, in degrees. Raises ``Unsupported`` if it is not a polygon."""
    shape = area["geometry"]
    if shape["type"] == "Polygon":
        return list(shape["coordinates"])
    if shape["type"] == "MultiPolygon":
        return [ring for polygon in shape["coordinates"] for ring in polygon]
    raise Unsupported(f"no shape of type {shape['type']!r}")


def outline(rings: Iterable[Ring], panel: Panel) -> str:
    """Path data of some rings. Rings smaller than a tenth of a pixel are dropped, but never all of them."""
    lines = [snapped(panel.at(spot[0], spot[1]) for spot in ring)[:-1] for ring in rings]
    lines = [line for line in lines if line]
    seen = [line for line in lines if len(line) > 2] or lines[:1]
    return path(seen, closed=True)


@lru_cache(maxsize=64)
def _outlines(address: str, panel: Panel) -> Mapping[str, str]:
    try:
        return _outlines_of(geography.geometry_at(address), panel)
    except KeyError as error:
        raise Unsupported(f"no map layer has the address {address!r}") from error


def _outlines_of(shapes: Mapping[str, Any], panel: Panel) -> Mapping[str, str]:
    return {str(area["id"]): outline(rings_of(area), panel) for area in shapes["features"]}


def choropleth(trace: Mapping[str, Any], panel: Panel) -> str:
    """Each area as one path with its id in ``data-area``, grouped by appearance, with the thickest outlines on top.

    Raises ``Unsupported`` if the shapes lack an area.
    """
    shapes = trace["geojson"]
    outlines = _outlines(shapes, panel) if isinstance(shapes, str) else _outlines_of(shapes, panel)
    areas = trace["locations"]
    border = trace.get("marker", {}).get("line", {})
    strokes = _each(border.get("color", "#444444"), len(areas))
    widths = _each(border.get("width", 1), len(areas))
    groups: dict[tuple[str, str, float], list[str]] = {}
    for area, fill, stroke, width in zip(areas, _fills(trace), strokes, widths, strict=True):
        if area not in outlines:
            raise Unsupported(f"the shapes have no area {area!r}")
        drawn = tag("path", data_area=str(area), d=outlines[area])
        groups.setdefault((fill, stroke, float(width)), []).append(drawn)
    return "".join(
        tag(
            "g", "".join(drawn), fill=fill, fill_rule="evenodd",
            stroke=stroke if width else None, stroke_width=f"{width:g}" if width else None,
            stroke_linejoin="round" if width else None,
        )
        for (fill, stroke, width), drawn in sorted(groups.items(), key=lambda group: group[0][2])
    )  # fmt: skip


def _each(value: Any, times: int) -> list[Any]:
    return list(value) if isinstance(value, list) else [value] * times


def _fills(trace: Mapping[str, Any]) -> list[str]:
    values = [float(value) for value in trace["z"]]
    low, high = (float(trace.get(key, pick(values, default=0))) for key, pick in (("zmin", min), ("zmax", max)))
    if low == high:
        low, high = low - 0.5, high + 0.5
    return [_shade(trace["colorscale"], (value - low) / (high - low)) for value in values]


def _shade(scale: Sequence[tuple[float, str]], share: float) -> str:
    share = min(max(share, 0.0), 1.0)
    for (start, low), (end, high) in pairwise(scale):
        if start <= share <= end and end > start:
            if low == high:
                return low
            along = (share - start) / (end - start)
            mixed = [round(a + (b - a) * along) for a, b in zip(_rgb(low), _rgb(high), strict=True)]
            return "#" + "".join(f"{part:02x}" for part in mixed)
    raise Unsupported(f"the colour scale has no place for {share}")


def _rgb(colour: str) -> tuple[int, ...]:
    if len(colour) != 7 or not colour.startswith("#"):
        raise Unsupported(f"a colour of a scale must be #rrggbb, not {colour!r}")
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def scattergeo(trace: Mapping[str, Any], panel: Panel, high: float, ink: str, scale: float) -> str:
    """A line with gaps, dots of one size, or place names; no name leaves a picture of ``high`` pixels."""
    spots = list(zip(trace["lon"], trace["lat"], strict=True))
    line = trace.get("line", {})
    if trace["mode"] == "lines":
        width = float(line.get("width", 2))
        data = path(broken(panel.at(x, y) if x is not None and y is not None else None for x, y in spots))
        return stroke(data, str(line.get("color", ink)), width, line.get("dash", "solid"))
    points = [panel.at(x, y) for x, y in spots if x is not None and y is not None]
    if trace["mode"] == "markers":
        dots = path([snapped([point]) for point in points]) if points else ""
        return tag(
            "path", d=dots, fill="none", stroke=trace["marker"]["color"],
            stroke_width=float(trace["marker"]["size"]), stroke_linecap="round",
        )  # fmt: skip
    font = trace.get("textfont", {})
    size, colour = float(font.get("size", 12)) * scale, str(font.get("color", ink))
    halo = str(font.get("shadow", "")).rsplit(" ", 1)[-1]
    return "".join(
        written(lines_of(text, size, colour, scale), x, min(max(y, size * 0.6), high - size * 0.6), halo=halo)
        for (x, y), text in zip(points, trace["text"], strict=True)
    )


def broken(points: Iterable[Point | None]) -> list[list[tuple[int, int]]]:
    """Runs of points between gaps (``None``), in tenths of a pixel."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [snapped(run) for run in runs if run]


def stroke(
    drawn: str, colour: str, width: float, dash: str = "solid", opacity: float | None = None, *, crisp: bool = False
) -> str:
    """A line along a path; ``crisp`` if it is aligned with the pixels of a screen."""
    if not drawn:
        return ""
    gap = {"solid": None, "dot": max(width, 3), "dash": 3 * max(width, 3)}[dash]
    return tag(
        "path", d=drawn, fill="none", stroke=colour, stroke_width=width,
        stroke_dasharray=f"{gap:g}" if gap else None, stroke_opacity=None if opacity is None else f"{opacity:g}",
        shape_rendering="crispEdges" if crisp else None,
    )  # fmt: skip
