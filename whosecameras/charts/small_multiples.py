"""The hexagon map of several years side by side, as one picture for an article, a slide or paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from whosecameras.charts import hexagons
from whosecameras.charts.marks import PALETTES, Mode
from whosecameras.charts.svg.canvas import Canvas
from whosecameras.charts.svg.primitives import number, tag
from whosecameras.charts.svg.text_metrics import FontFace, wrapped
from whosecameras.record.schema import Status

_WIDE, _COLUMNS, _GAP = 1088, 4, 28
_HEAD, _COUNT = FontFace(20, bold=True), FontFace(15)


@dataclass(frozen=True)
class SmallMap:
    """One map: its heading, a line of counts, and the status of each area with evidence and whether that is old."""

    heading: str
    counted: str
    areas: Mapping[str, tuple[Status, bool]]


def _country(of: SmallMap | None, mode: Mode) -> str:
    """The marked hexagons of a map by block; for ``None`` every hexagon as an outline, the same under each map."""
    palette, drawn = PALETTES[mode], ""
    for block in hexagons.layout().blocks:
        if of is None:
            outlines = "".join(f"M{one.x} {one.y - 30}l26 15v30l-26 15-26-15v-30z" for one in block.hexagons)
            inner = tag("path", d=outlines, stroke=palette.rule, stroke_width=2)
            inner += tag("path", d=block.outline, stroke=palette.muted, stroke_width=4)
        else:
            inner = "".join(
                tag("g", hexagons.hexagon(*of.areas[one.area], mode), transform=f"translate({one.x} {one.y})")
                for one in block.hexagons
                if one.area in of.areas
            )
        if inner:
            place = f"translate({block.left} {block.top})scale({number(block.scale)})"
            drawn += tag("g", inner, transform=place, fill="none")
    return drawn


def drawing(maps: Sequence[SmallMap], mode: Mode, title: str, description: str) -> str:
    """The maps in rows of four, from the top left, as an SVG; as high as it needs to be."""
    palette, sheet, layout = PALETTES[mode], Canvas(_WIDE, 0), hexagons.layout()
    wide = (_WIDE - (_COLUMNS - 1) * _GAP) / _COLUMNS
    high = wide * layout.high / layout.wide
    counts = [wrapped(one.counted, _COUNT, wide) for one in maps]
    head = _HEAD.line + max((len(lines) for lines in counts), default=0) * _COUNT.line + 6
    ground = _country(None, mode)
    for place, (one, lines) in enumerate(zip(maps, counts, strict=True)):
        x, y = place % _COLUMNS * (wide + _GAP), place // _COLUMNS * (head + high + _GAP)
        below = sheet.text("heading", [one.heading], _HEAD, x, y, palette.ink)
        sheet.text("counted", lines, _COUNT, x, below, palette.muted)
        picture = tag("svg", ground + _country(one, mode), viewBox=f"0 0 {layout.wide} {layout.high}")
        sheet.put("map", picture, x, y + head, wide, high)
    rows = ceil(len(maps) / _COLUMNS)
    sheet.high = max(0, round(rows * (head + high + _GAP) - _GAP))
    return sheet.svg((_WIDE, int(sheet.high)), palette.ground, title, description)
