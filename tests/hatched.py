"""What is visible on a map drawn as SVG: the fill of each area, and the lines and dots inside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from math import dist
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from whosecameras.charts.marks import HATCH_LINES, MARKS, Mode, colour, weaker

Point = tuple[float, float]
Look = tuple[str, frozenset[tuple[str, str]]]
Spots = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
STEP = 0.4  # pixels between sample points on a line
LEAST = 6  # sample points inside an area for a line to count as visible
BESIDE = ((0.6, 0.0), (-0.6, 0.0))  # a line along a border is drawn to a tenth of a pixel
ROUND = ((0.0, 0.0), (0.6, 0.0), (-0.6, 0.0), (0.0, 0.6), (0.0, -0.6))
_DATA = re.compile(r"([Mmlhvz])|(-?(?:\d+\.\d+|\.\d+|\d+))")


def lines_of(data: str) -> list[list[Point]]:
    """The runs of points of a path with only move, line and close commands."""
    runs: list[list[Point]] = []
    at, verb = (0.0, 0.0), ""
    numbers: list[float] = []
    for word, number in _DATA.findall(data):
        if word:
            verb, numbers = word, []
            if verb == "z":
                at = runs[-1][0]
                runs[-1].append(at)
            continue
        numbers.append(float(number))
        if verb in "hv":
            at = (at[0] + numbers.pop(), at[1]) if verb == "h" else (at[0], at[1] + numbers.pop())
            runs[-1].append(at)
        elif len(numbers) == 2:
            x, y = numbers
            numbers = []
            at = (x, y) if verb == "M" else (at[0] + x, at[1] + y)
            if verb in "Mm":
                runs.append([at])
                verb = "l"
            else:
                runs[-1].append(at)
    return runs


class _Shape:
    """An area of the picture."""

    def __init__(self, rings: list[list[Point]]) -> None:
        self.edges = [edge for ring in rings for edge in pairwise(ring)]
        spots = np.array([spot for ring in rings for spot in ring])
        self.low, self.high = spots.min(axis=0), spots.max(axis=0)

    def holds(self, spots: Spots) -> Flags:
        """Which of the points are inside."""
        inside = np.zeros(len(spots), dtype=bool)
        near = np.flatnonzero(((spots >= self.low) & (spots <= self.high)).all(axis=1))
        x, y = spots[near].T
        odd = np.zeros(len(near), dtype=bool)
        for (x1, y1), (x2, y2) in self.edges:
            if y1 != y2:
                odd ^= ((y1 > y) != (y2 > y)) & (x < x1 + (y - y1) / (y2 - y1) * (x2 - x1))
        inside[near] = odd
        return inside


def _between(one: Point, other: Point) -> Spots:
    times = max(1, round(dist(one, other) / STEP))
    shares = (np.arange(times) + 0.5)[:, None] / times
    return np.array(one) + (np.array(other) - np.array(one)) * shares


def _inked(root: ElementTree.Element) -> dict[tuple[str, str], Spots]:
    """The points of all hatch lines and dots, by direction and colour."""
    found: dict[tuple[str, str], list[Spots]] = {}
    for path in root.iter():
        ink = path.get("stroke")
        if not path.tag.endswith("path") or path.get("fill") != "none" or not ink or path.get("stroke-dasharray"):
            continue
        for run in lines_of(path.get("d") or ""):
            if path.get("stroke-linecap") == "round":
                found.setdefault(("dots", ink), []).append(np.array(run[:1]))
            for one, other in pairwise(run) if path.get("stroke-linecap") != "round" else ():
                way = "nw" if (one[0] - other[0]) * (one[1] - other[1]) > 0 else "ne"
                found.setdefault((way, ink), []).append(_between(one, other))
    return {key: np.concatenate(spots) for key, spots in found.items()}


def _seen(shapes: Mapping[str, _Shape], spots: Spots, offsets: Sequence[Point]) -> dict[str, int]:
    """The number of points in each area together with all their surroundings: lines along a border do not count.

    Coarse shapes may overlap; points in two of them do not count for either.
    """
    held = {area: shape.holds(spots) for area, shape in shapes.items()}
    once = sum(inside.astype(int) for inside in held.values()) == 1
    found = {}
    for area, inside in held.items():
        kept = spots[inside & once]
        around = [shapes[area].holds(kept + offset) for offset in offsets]
        found[area] = int(np.logical_and.reduce(around).sum()) if len(kept) else 0
    return found


def looks(svg: str, areas: Collection[str] = ()) -> dict[str, Look]:
    """For each area its fill, and which hatching (``ne``, ``nw``, ``dots``) is visible inside it in which colour.

    ``areas`` are those to examine; by default, all that are drawn.
    """
    root = ElementTree.fromstring(svg)
    found = [(part.get("data-area") or "", part, group.get("fill") or "") for group in root.iter() for part in group]
    found = [one for one in found if one[0] and (not areas or one[0] in areas)]
    shapes = {area: _Shape(lines_of(part.get("d") or "")) for area, part, _ in found}
    marks: dict[str, set[tuple[str, str]]] = {area: set() for area in shapes}
    for (way, ink), spots in _inked(root).items():
        least, offsets = (1, ROUND) if way == "dots" else (LEAST, BESIDE)
        for area, count in _seen(shapes, spots, offsets).items():
            if count >= least:
                marks[area].add((way, ink))
    return {area: (fill, frozenset(marks[area])) for area, _, fill in found}


def look_of(mark: str, mode: Mode, older: bool = False) -> Look:
    """The expected look of an area with a mark; ``older``: of older evidence."""
    drawn = MARKS[mark]
    ways = ("dots",) if drawn.hatch == "dots" else HATCH_LINES.get(drawn.hatch, ())
    fill = weaker(mode, drawn.fill) if older else colour(mode, drawn.fill)
    return fill, frozenset((way, colour(mode, drawn.line)) for way in ways)
