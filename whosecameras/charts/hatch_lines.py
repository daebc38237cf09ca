"""Computes hatch lines and dots inside a shape, for areas that are shown enlarged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil, sqrt
from typing import Any, Literal

from whosecameras.record.geography import AreaLabel

Point = tuple[float, float]
Line = tuple[float, float, float, float]
_LEAST = 2  # minimum number of lines per area
_HALVINGS = 8


def _chords(rings: Sequence[Sequence[Point]], pitch: float) -> list[tuple[float, float, float]]:
    """Where the lines v = k·pitch cross some rings of points (u, v): ``(v, from u, to u)`` each."""
    crossings: dict[int, list[float]] = {}
    for ring in rings:
        for first, second in pairwise(ring):
            (u1, v1), (u2, v2) = sorted([first, second], key=lambda spot: spot[1])
            for k in range(ceil(v1 / pitch), ceil(v2 / pitch)):
                crossings.setdefault(k, []).append(u1 + (k * pitch - v1) / (v2 - v1) * (u2 - u1))
    return [
        (k * pitch, start, end)
        for k, found in sorted(crossings.items())
        for start, end in zip(*(iter(sorted(found)),) * 2, strict=True)
    ]


def _slanting(rings: Sequence[Sequence[Point]], step: float, way: Literal["ne", "nw"], squash: float) -> list[Line]:
    """The hatch lines of an area, ``step`` apart: “/” for ``ne``, “\\” for ``nw``."""
    wide = squash if way == "ne" else -squash
    turned = [[(x * wide + y, y - x * wide) for x, y in ring] for ring in rings]
    return [
        ((start - v) / 2 / wide, (start + v) / 2, (end - v) / 2 / wide, (end + v) / 2)
        for v, start, end in _chords(turned, step * sqrt(2))
        if end - start > step / 4
    ]


def _spots(rings: Sequence[Sequence[Point]], step: float, squash: float) -> list[Point]:
    """The dots of an area: a staggered grid."""
    flat = [[(x * squash, y) for x, y in ring] for ring in rings]
    spots = []
    for y, left, right in _chords(flat, step):
        shift = round(y / step) % 2 / 2
        first, end = (left + step / 5) / step - shift, (right - step / 5) / step - shift  # a dot is wider than a point
        spots += [((k + shift) * step / squash, y) for k in range(ceil(first), ceil(end))]
    return spots


def marks_near(
    rings: Mapping[str, Sequence[Sequence[Point]]], marks: Mapping[str, AreaLabel], step: float, squash: float
) -> dict[str, AreaLabel]:
    """Hatching for areas shown enlarged, with ``step`` degrees of latitude between two lines.

    ``rings`` are the areas' shapes in degrees, ``marks`` those of the whole map, ``squash`` is the width of a degree of
    longitude in degrees of latitude. A small area gets a half, a quarter … of the step, as on the whole map.
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
