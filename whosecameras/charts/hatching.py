"""Hatching drawn over the fill of an area, so that colour alone never carries its status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import plotly.graph_objects as go

from whosecameras.charts.marks import HATCH_LINES, MARKS, Mode, colour
from whosecameras.record.geography import AreaLabel

Point = tuple[float, float]
Line = tuple[float, float, float, float]


def _joined(lines: Iterable[Line], decimals: int) -> tuple[list[float | None], list[float | None]]:
    """Join parallel lines into one polyline: where one ends at the start of the next, they are drawn and sent as one.

    All lines of a hatch are parallel, so two lines that share an end are collinear.
    """
    ends: dict[Point, Point] = {}
    for x1, y1, x2, y2 in lines:
        low, high = sorted([(x1, y1), (x2, y2)])
        ends[low] = high
    inner = set(ends.values())
    xs: list[float | None] = []
    ys: list[float | None] = []
    for start, end in ends.items():
        if start in inner:
            continue
        while end in ends:
            end = ends[end]
        xs += [round(start[0], decimals), round(end[0], decimals), None]
        ys += [round(start[1], decimals), round(end[1], decimals), None]
    return xs, ys


def draw(
    figure: go.Figure, marks: Mapping[str, AreaLabel], drawn: Mapping[str, str], mode: Mode, *, decimals: int
) -> go.Figure:
    """Draw the hatching of each area (``drawn``: area -> name of its mark) over the fills of a map."""
    for name, mark in MARKS.items():
        areas = [area for area, drawn_as in drawn.items() if drawn_as == name]
        if not mark.hatch or not areas:
            continue
        line = colour(mode, mark.line)
        if mark.hatch == "dots":
            spots = [spot for area in areas for spot in marks[area].dots]
            figure.add_scattergeo(
                lon=[x for x, _ in spots],
                lat=[y for _, y in spots],
                mode="markers",
                marker={"size": 2.6, "color": line},
                # Selecting an area on the map must not fade the others.
                unselected={"marker": {"opacity": 1}},
                hoverinfo="skip",
            )
            continue
        for way in HATCH_LINES[mark.hatch]:
            xs, ys = _joined((line for area in areas for line in getattr(marks[area], way)), decimals)
            figure.add_scattergeo(lon=xs, lat=ys, mode="lines", line={"width": 1.3, "color": line}, hoverinfo="skip")
    return figure
