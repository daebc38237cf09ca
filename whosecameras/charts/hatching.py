"""Hatching: what is drawn over the fill of an area, so that its status is never told by colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import ceil, sqrt
from typing import Any, Literal

import plotly.graph_objects as go

from whosecameras.charts.marks import HATCH_LINES, MARKS, Mode, colour
from whosecameras.record.geography import AreaLabel

Point = tuple[float, float]
Line = tuple[float, float, float, float]
_LEAST = 2  # lines that an area has at least
_HALVINGS = 8


def _joined(lines: Iterable[Line], decimals: int) -> tuple[list[float | None], list[float | None]]:
    """Parallel lines as one broken line: what ends where the neighbour's goes on is drawn, and sent, as one.

    All lines of a hatch are parallel, so that two which share an end lie on one line.
    """
    ends: dict[Point, Point] = {}
    for x1, y1, x2, y2 in lines:
        one, other = sorted([(x1, y1), (x2, y2)])
        ends[one] = other
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
                # Choosing an area on the map must not fade what was not chosen.
                unselected={"marker": {"opacity": 1}},
                hoverinfo="skip",
            )
            continue
        for way in HATCH_LINES[mark.hatch]:
            xs, ys = _joined((one for area in areas for one in getattr(marks[area], way)), decimals)
            figure.add_scattergeo(lon=xs, lat=ys, mode="lines", line={"width": 1.3, "color": line}, hoverinfo="skip")
    return figure


def _chords(rings: Sequence[Sequence[Point]], pitch: float) -> list[tuple[float, float, float]]:
    """Where the lines v = k·pitch run inside some rings of points (u, v): ``(v, from u, to u)`` each."""
    crossings: dict[int, list[float]] = {}
    for ring in rings:
        for one, other in pairwise(ring):
            (u1, v1), (u2, v2) = sorted([one, other], key=lambda spot: spot[1])
            for k in range(ceil(v1 / pitch), ceil(v2 / pitch)):
                crossings.setdefault(k, []).append(u1 + (k * pitch - v1) / (v2 - v1) * (u2 - u1))
    return [
        (k * pitch, one, other)
        for k, found in sorted(crossings.items())
        for one, other in zip(*(iter(sorted(found)),) * 2, strict=True)
    ]


def _slanting(rings: Sequence[Sequence[Point]], step: float, way: Literal["ne", "nw"], squash: float) -> list[Line]:
    """The hatch lines of an area, ``step`` apart: “/” for ``ne``, “\\” for ``nw``."""
    wide = squash if way == "ne" else -squash
    turned = [[(x * wide + y, y - x * wide) for x, y in ring] for ring in rings]
    return [
        ((one - v) / 2 / wide, (one + v) / 2, (other - v) / 2 / wide, (other + v) / 2)
        for v, one, other in _chords(turned, step * sqrt(2))
        if other - one > step / 4
    ]


def _spots(rings: Sequence[Sequence[Point]], step: float, squash: float) -> list[Point]:
    """The dots of an area: a staggered grid."""
    flat = [[(x * squash, y) for x, y in ring] for ring in rings]
    found = []
    for y, one, other in _chords(flat, step):
        shift = round(y / step) % 2 / 2
        first, end = (one + step / 5) / step - shift, (other - step / 5) / step - shift  # a dot is wider than a point
        found += [((k + shift) * step / squash, y) for k in range(ceil(first), ceil(end))]
    return found


def marks_near(
    rings: Mapping[str, Sequence[Sequence[Point]]], marks: Mapping[str, AreaLabel], step: float, squash: float
) -> dict[str, AreaLabel]:
    """The marks of areas that are seen from near: hatched anew, with ``step`` degrees of latitude between two lines.

    ``rings`` are the areas' shapes in degrees, ``marks`` those of the whole map, ``squash`` is how wide a degree of
    longitude is in degrees of latitude. A small area gets a half, a quarter … of the step, as on the whole map.
    """

    def enough(make: Any, least: int) -> tuple[Any, ...]:
        made = (make(step / 2**times) for times in range(_HALVINGS))
        return tuple(next((found for found in made if len(found) >= least), ()))

    return {
        area: AreaLabel(
            marks[area].centre,
            enough(lambda wide, shape=shape: _slanting(shape, wide, "ne", squash), _LEAST),
            enough(lambda wide, shape=shape: _slanting(shape, wide, "nw", squash), _LEAST),
            enough(lambda wide, shape=shape: _spots(shape, wide, squash), 1),
        )
        for area, shape in rings.items()
    }
