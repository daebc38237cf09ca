"""A public body as a camera lens: status by shape and pattern as well as colour, and the age of its evidence.

A lens with a pupil: a source reports that the cameras were in place. An empty ring: nothing is known about the body.
Evidence from the last three years fills the lens in full colour with a glint, or with thick hatch lines. Older evidence
is paler with a plain pupil, or has thin hatch lines. Hatch lines end exactly at the rim, so no program that shows the
picture needs to clip them.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

from whosecameras.charts.marks import HATCH_LINES, MARKS, Mode, colour, lens_name, weaker
from whosecameras.charts.svg.primitives import number, tag
from whosecameras.record.schema import Status

#: A lens is drawn in a square of this many units, around its middle.
SIZE = 20
_RADIUS = 8.2
_PUPIL = 3.4
_GLINT = (-1, -1.2, 1.2)  # x, y and radius
_LINES = (-6.6, -2.2, 2.2, 6.6)  # distances of hatch lines from the middle
_DOTS = tuple((x, y) for x in (-3.6, 0, 3.6) for y in (-3.6, 0, 3.6))


def _disc(fill: str, line: str, width: float) -> str:
    return tag("circle", r=_RADIUS, fill=fill, stroke=line, stroke_width=number(width))


def _pupil(fill: str) -> str:
    return tag("circle", r=_PUPIL, fill=fill)


def _hatch(way: str, line: str, width: float) -> str:
    """Parallel lines from rim to rim, down to the right (``nw``) or up to the right (``ne``)."""
    lines = []
    for far in _LINES:
        half = sqrt((_RADIUS - 0.4) ** 2 - far * far)
        # The middle of a line is offset across its direction; the ends are half a chord away along it.
        (mx, my), (dx, dy) = ((far, -far), (half, half)) if way == "nw" else ((far, far), (half, -half))
        ends = [round(value / sqrt(2) * 10) / 10 for value in (mx - dx, my - dy, mx + dx, my + dy)]
        lines.append(f"M{number(ends[0])} {number(ends[1])}L{number(ends[2])} {number(ends[3])}")
    return tag("path", d="".join(lines), stroke=line, stroke_width=number(width))


@lru_cache(maxsize=64)
def lens(status: Status, older: bool, mode: Mode) -> str:
    """The lens of a status as SVG elements around the point 0, 0."""
    mark = MARKS[status]
    fill, line, ground = (colour(mode, name) for name in (mark.fill, mark.line, "ground"))
    rim = 0.9 if status is Status.UNKNOWN else 1.2 if older else 1.8
    if mark.hatch:
        svg = _disc(fill, line, rim)
        if mark.hatch == "dots":
            return svg + "".join(tag("circle", cx=x, cy=y, r=0.9 if older else 1.3, fill=line) for x, y in _DOTS)
        svg += "".join(_hatch(way, line, 1.1 if older else 1.9) for way in HATCH_LINES[mark.hatch])
        return svg + (_pupil(line) if status is Status.REMOVING else "")
    if status is Status.UNKNOWN:
        return _disc(fill, line, rim)
    paler = _disc(weaker(mode, mark.fill), line, rim)
    if status is Status.NOT_USING:  # never in full colour: it would be the loudest mark in the dark theme
        return paler + tag("path", d="M-5.4 5.4L5.4-5.4", stroke=ground, stroke_width="1.9" if older else "3.2")
    disc = paler if older else _disc(fill, line, rim)
    x, y, radius = _GLINT
    glint = "" if older else tag("circle", cx=x, cy=y, r=radius, fill=ground)
    return disc + _pupil(line if older else colour(mode, "ink")) + glint


def dots(count: int, diameter: float, fill: str, *, pitch: float, x: float, y: float) -> str:
    """As many dots in a row as one dashed line, whose round ends are all that there is of each dash."""
    if count < 1:
        return ""
    dash = 0.01
    return (
        f'<path d="M{number(x)} {number(y)}h{(count - 1) * pitch + dash:.2f}" stroke="{fill}" '
        f'stroke-width="{number(diameter)}" stroke-linecap="round" stroke-dasharray="{dash} {pitch - dash:g}"/>'
    )


def row_in_use(count: int, pitch: float, mode: Mode) -> str:
    """As many lenses in use, with recent evidence, in a row that begins at 0, 0: the same drawing in three elements."""
    scale, middle = pitch / SIZE, pitch / 2
    x, y, glint = _GLINT
    rim = 1.8
    return "".join(
        dots(count, diameter * scale, colour(mode, fill), pitch=pitch, x=middle + dx * scale, y=middle + dy * scale)
        for diameter, fill, dx, dy in (
            (2 * _RADIUS + rim, MARKS[Status.USING].fill, 0, 0),
            (2 * _PUPIL, "ink", 0, 0),
            (2 * glint, "ground", x, y),
        )
    )


def picture(status: Status, older: bool, mode: Mode, size: int = SIZE) -> str:
    """The lens as a stand-alone SVG without text."""
    half = SIZE // 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" '
        f'viewBox="-{half} -{half} {SIZE} {SIZE}" aria-hidden="true">{lens(status, older, mode)}</svg>'
    )


def file_name(status: Status, older: bool, mode: Mode) -> str:
    """The name of the lens's file under ``static/marks/``, for pages that load it by address."""
    return f"lens-{lens_name(status, older)}-{mode}.svg"


def every_lens() -> list[tuple[Status, bool]]:
    """Every combination of a status and an age it can have."""
    return [(status, older) for status in Status for older in ((False,) if status is Status.UNKNOWN else (False, True))]
