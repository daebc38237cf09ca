"""The QR code that links a card to its page: dark on light in both themes, in whole pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

from whosecameras.charts.marks import PALETTES
from whosecameras.charts.svg.primitives import tag

#: Width of the quiet zone around a code in modules; readers need it.
QUIET = 4
_SMALLEST = 2  # pixels per module: the smallest that a camera can resolve on a screen


@dataclass(frozen=True)
class CheckCode:
    """A code as an ``<svg>`` element, and its side length in pixels, including the quiet zone."""

    svg: str
    side: int


@lru_cache(maxsize=256)
def modules(address: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of an address's code, ``True`` for a dark module, including the quiet zone."""
    code = segno.make(address, error="l", micro=False, boost_error=True)
    return tuple(tuple(bool(dark) for dark in row) for row in code.matrix_iter(border=QUIET))


@lru_cache(maxsize=256)
def check_code(address: str, pixels: float) -> CheckCode:
    """The code of an address, roughly ``pixels`` wide: each module is a whole number of pixels, at least two."""
    rows = modules(address)
    count = len(rows)
    side = count * max(_SMALLEST, round(pixels / count))
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    colours = PALETTES["light"]
    inside = tag("rect", width=count, height=count, fill=colours.ground) + tag("path", d=dark, fill=colours.ink)
    image = tag("svg", inside, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {count} {count}")
    return CheckCode(image, side)
