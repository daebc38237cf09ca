"""A canvas for text and pictures. Every piece has a box, so that layouts can check that nothing is cut off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from whosecameras.charts.svg.primitives import number, tag
from whosecameras.charts.svg.text import MIDDLE
from whosecameras.charts.svg.text_metrics import SANS, SERIF, FontFace, clean, width

_OPENING = re.compile(r"<svg [^>]*>")
_VIEW = re.compile(r'viewBox="([^"]*)"')
_WORDS = re.compile(r"<(title|desc)( [^>]*)?>[^<]*</\1>")


def _shown(text: str) -> str:
    """Text as markup, without characters that XML does not allow."""
    return escape(clean(text), quote=False)


@dataclass(frozen=True)
class Box:
    """The position and size of a piece, in pixels."""

    what: str
    x: float
    y: float
    wide: float
    high: float

    def meets(self, other: Box) -> bool:
        """True if the two overlap by more than a rounding error."""
        hair = 0.5
        across = min(self.x + self.wide, other.x + other.wide) - max(self.x, other.x)
        down = min(self.y + self.high, other.y + other.high) - max(self.y, other.y)
        return across > hair and down > hair


@dataclass
class Canvas:
    """The pieces drawn so far. All positions and lengths are in pixels from the top left corner."""

    wide: float
    high: float
    parts: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def text(
        self, what: str, lines: Sequence[str], face: FontFace, x: float, y: float, colour: str, *, right: bool = False
    ) -> float:
        """Draw lines of text with their top left (or right) corner at a position. Returns the y below them."""
        for place, line in enumerate(lines):
            base = y + face.line * (place + 0.5) + MIDDLE * face.size
            self.parts.append(
                tag(
                    "text", _shown(line), x=x, y=base, font_size=number(face.size), fill=colour,
                    font_weight="700" if face.bold else None, font_family=SERIF if face.serif else None,
                    text_anchor="end" if right else None,
                )
            )  # fmt: skip
        if lines:
            wide = max(width(line, face) for line in lines)
            self.boxes.append(Box(what, x - wide if right else x, y, wide, face.line * len(lines)))
        return y + face.line * len(lines)

    def put(
        self, what: str, svg: str, x: float, y: float, wide: float, high: float, view: str = "", *, boxed: bool = True,
        clipped: bool = False,
    ) -> None:  # fmt: skip
        """Put a picture into a box; ``view`` is the visible part of it, in its own units.

        ``clipped`` cuts off what a picture draws outside its own view, as a swatch does with its hatching. Clipping
        takes the renderer longer than drawing most pictures. Raises ``ValueError`` if it is not an ``<svg>`` element.
        """
        opening = _OPENING.match(svg)
        if opening is None:
            raise ValueError("not an <svg> element")
        inner = _WORDS.sub("", svg[opening.end() : svg.rindex("</svg>")])
        own = _VIEW.search(opening.group())
        view_box = view or (own.group(1) if own else f"0 0 {number(wide)} {number(high)}")
        overflow = None if view or clipped else "visible"
        self.parts.append(tag("svg", inner, x=x, y=y, width=wide, height=high, viewBox=view_box, overflow=overflow))
        if boxed:
            self.boxes.append(Box(what, x, y, wide, high))

    def rule(self, y: float, x: float, end: float, colour: str) -> None:
        """Draw a thin horizontal line."""
        self.parts.append(tag("path", d=f"M{number(x)} {number(y)}H{number(end)}", stroke=colour, stroke_width=1))

    def svg(self, pixels: tuple[int, int], ground: str, title: str, description: str) -> str:
        """The canvas as an SVG document of a fixed size."""
        words = tag("title", _shown(title), id="card-title")
        words += tag("desc", _shown(description), id="card-desc")
        return tag(
            "svg",
            words + tag("rect", width=self.wide, height=self.high, fill=ground) + "".join(self.parts),
            xmlns="http://www.w3.org/2000/svg",
            width=str(pixels[0]),
            height=str(pixels[1]),
            viewBox=f"0 0 {self.wide:g} {self.high:g}",
            font_family=SANS,
            role="img",
            aria_labelledby="card-title card-desc",
        )
