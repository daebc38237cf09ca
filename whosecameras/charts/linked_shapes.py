"""Areas in true shape as one path each, so that a page can put a named link on every area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from whosecameras.charts import hatch_lines
from whosecameras.charts.marks import HATCH_LINES, MARKS, Mode, colour, weaker
from whosecameras.charts.svg.geo import broken, outline, panel_of, rings_of
from whosecameras.charts.svg.primitives import path, snapped, tag
from whosecameras.record import geography
from whosecameras.record.schema import Status

#: The size of the drawing in pixels: the United Kingdom with Shetland in an inset.
WIDE, HIGH = 640, 900


@dataclass(frozen=True)
class Shape:
    """Path data of an area and of its hatching each way, and its dots, in pixels."""

    outline: str
    hatching: Mapping[str, str]
    dots: str


@lru_cache(maxsize=8)
def shapes(layer: str) -> Mapping[str, Shape]:
    """The shape of each area in a layer of true shapes; raises ``KeyError`` for an unknown layer."""
    panel = panel_of(geography.frame(layer), (0, 0, WIDE, HIGH))
    marks = geography.marks(layer)
    result = {}
    for feature in geography.geometry(layer)["features"]:
        mark = marks[feature["id"]]
        lines = {
            way: path([snapped([panel.at(x1, y1), panel.at(x2, y2)]) for x1, y1, x2, y2 in getattr(mark, way)])
            for way in ("ne", "nw")
        }
        dots = path([snapped([panel.at(x, y)]) for x, y in mark.dots])
        result[str(feature["id"])] = Shape(outline(rings_of(feature), panel), lines, dots)
    return result


def shetland_box() -> str:
    """Path data of the box around Shetland's inset."""
    panel = panel_of(geography.frame("lad24"), (0, 0, WIDE, HIGH))
    west, south, east, north = geography.SHETLAND_BOX
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return path(broken(panel.at(*corner) for corner in corners))


@lru_cache(maxsize=4)
def country() -> str:
    """Path data of the whole country, drawn under areas that cover only parts of it."""
    panel = panel_of(geography.frame("itl1"), (0, 0, WIDE, HIGH))
    return "".join(outline(rings_of(feature), panel) for feature in geography.geometry("itl1")["features"])


def drawn(shape: Shape, status: Status, older: bool, mode: Mode) -> str:
    """An area with its fill and its hatching as SVG elements; ``older`` evidence is paler."""
    mark, denied = MARKS[status], status is Status.NOT_USING
    # “Not using” is never in full colour: a large area would be the loudest one in the dark theme.
    shade = weaker if older or denied else colour
    line = colour(mode, mark.line)
    svg = tag("path", d=shape.outline, fill=shade(mode, mark.fill))
    if denied:  # a stroke through it, as on a lens and a hexagon
        svg += tag("path", d=shape.hatching["ne"], stroke=colour(mode, "ground"), stroke_width=1.6)
    elif mark.hatch == "dots":
        svg += tag("path", d=shape.dots, stroke=line, stroke_width=2.6, stroke_linecap="round")
    elif mark.hatch:
        lines = "".join(shape.hatching[way] for way in HATCH_LINES[mark.hatch])
        svg += tag("path", d=lines, stroke=line, stroke_width=1.3)
    return svg


@lru_cache(maxsize=1)
def _square() -> Shape:
    """A square of 16 pixels with its hatching, for the legend."""
    ring = {"": [((0, 0), (16, 0), (16, -16), (0, -16), (0, 0))]}
    hatch = hatch_lines.marks_near(ring, {"": geography.AreaLabel((8, -8), (), (), ())}, 5, 1)[""]
    lines = {
        way: path([snapped([(x1, -y1), (x2, -y2)]) for x1, y1, x2, y2 in getattr(hatch, way)]) for way in ("ne", "nw")
    }
    return Shape("M0 0h16v16h-16z", lines, path([snapped([(x, -y)]) for x, y in hatch.dots]))


def sample(status: Status, older: bool, mode: Mode) -> str:
    """A square of 16 pixels that shows how an area with this status looks, for the legend."""
    return drawn(_square(), status, older, mode)
