"""Point markers in plotly's shapes: ``name -> path for a radius``; ``-open`` and thin ones have no fill."""

from __future__ import annotations

from math import sqrt

from whosecameras.charts.svg.primitives import Point, path, snapped, tag

_SIN60 = sqrt(3) / 2
_ARM = 0.8 / sqrt(2)
#: Corners for a radius of 1, as plotly draws them. ``circle`` has none.
_CORNERS: dict[str, tuple[Point, ...]] = {
    "circle": (),
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((1.3, 0), (0, 1.3), (-1.3, 0), (0, -1.3)),
    "cross": (
        (1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
        (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4),
    ),
    "x": tuple(
        (x * _ARM, y * _ARM)
        for x, y in (
            (0, 1), (1, 2), (2, 1), (1, 0), (2, -1), (1, -2), (0, -1), (-1, -2), (-2, -1), (-1, 0), (-2, 1), (-1, 2),
        )
    ),
    "triangle-up": ((-1 / _SIN60, 0.5), (1 / _SIN60, 0.5), (0, -1)),
    "triangle-down": ((-1 / _SIN60, -0.5), (1 / _SIN60, -0.5), (0, 1)),
    "triangle-left": ((0.5, -1 / _SIN60), (0.5, 1 / _SIN60), (-1, 0)),
    "pentagon": ((0.951, -0.309), (0.588, 0.809), (-0.588, 0.809), (-0.951, -0.309), (0, -1)),
    "hexagon2": ((-0.5, _SIN60), (0.5, _SIN60), (1, 0), (0.5, -_SIN60), (-0.5, -_SIN60), (-1, 0)),
    "star": tuple(
        (x * 1.4, y * 1.4)
        for x, y in (
            (0.225, -0.309), (0.951, -0.309), (0.363, 0.118), (0.588, 0.809), (0, 0.382), (-0.588, 0.809),
            (-0.363, 0.118), (-0.951, -0.309), (-0.225, -0.309), (0, -1),
        )
    ),
    "bowtie": ((1, 1), (1, -1), (-1, 1), (-1, -1)),
}  # fmt: skip
_THIN: dict[str, tuple[tuple[Point, Point], ...]] = {"x-thin": (((-1, -1), (1, 1)), ((-1, 1), (1, -1)))}
SYMBOLS: tuple[str, ...] = (*_CORNERS, *(f"{name}-open" for name in _CORNERS), *_THIN)


def symbols(name: str, points: list[Point], radius: float, fill: str, line: str, width: float) -> str:
    """One marker at each point, as one element: a path, or circles in a group. All lengths are in pixels."""
    hollow = name.endswith("-open")
    inside = "none" if hollow or name in _THIN else fill
    edge = (fill if hollow else line) if width else None
    base = name.removesuffix("-open")
    if base == "circle":
        return tag(
            "g",
            "".join(tag("circle", cx=x, cy=y, r=radius) for x, y in points),
            fill=inside,
            stroke=edge,
            stroke_width=width or None,
        )
    shapes = _THIN.get(base) or (_CORNERS[base],)
    # An error of less than a tenth of a pixel in the position is fine, a distorted shape is not: snap the position.
    lines = [
        [(round(x * 10) + dx, round(y * 10) + dy) for dx, dy in snapped((a * radius, b * radius) for a, b in shape)]
        for x, y in points
        for shape in shapes
    ]
    return tag("path", d=path(lines, closed=base not in _THIN), fill=inside, stroke=edge, stroke_width=width or None)
