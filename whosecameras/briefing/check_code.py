"""The QR code that leads from a card to its page: dark on light in both themes, in whole pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

from whosecameras.charts.marks import PALETTES
from whosecameras.charts.svg.primitives import tag

#: Modules of light ground round a code, which readers need to find it.
QUIET = 4
_SMALLEST = 2  # pixels of a module: what a camera still tells apart on a screen


@dataclass(frozen=True)
class CheckCode:
    """A code as an ``<svg>`` element, and the length of its side in pixels, the light ground included."""

    svg: str
    side: int


@lru_cache(maxsize=256)
def modules(address: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of the code of an address, ``True`` for a dark module, with the light ground round it."""
    code = segno.make(address, error="l", micro=False, boost_error=True)
    return tuple(tuple(bool(one) for one in row) for row in code.matrix_iter(border=QUIET))


@lru_cache(maxsize=256)
def check_code(address: str, pixels: float) -> CheckCode:
    """The code of an address, about so many pixels wide: each module takes as many whole pixels, two or more."""
    rows = modules(address)
    count = len(rows)
    side = count * max(_SMALLEST, round(pixels / count))
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, one in enumerate(row) if one)
    colours = PALETTES["light"]
    inside = tag("rect", width=count, height=count, fill=colours.ground) + tag("path", d=dark, fill=colours.ink)
    drawn = tag("svg", inside, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {count} {count}")
    return CheckCode(drawn, side)
