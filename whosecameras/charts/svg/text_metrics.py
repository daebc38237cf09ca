"""Upper bounds for the width of text in any font a card may be shown in, and wrapping that is sure to fit."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from whosecameras.charts.svg.fonts import SANS_NAME, SERIF_NAME, advance
from whosecameras.charts.svg.text import LINE, WIDER

#: No font here is wider than the first times ``WIDER``; most machines have one of each.
SANS = f'"{SANS_NAME}", "Source Sans", "Source Sans Pro", Arial, "Liberation Sans", Helvetica, sans-serif'
SERIF = (
    f'"{SERIF_NAME}", "Source Serif", "Source Serif Pro", "Noto Serif", "Times New Roman", "Liberation Serif", serif'
)
_TURNS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class FontFace:
    """A font size, in pixels of the card, and a style."""

    size: float
    bold: bool = False
    serif: bool = False

    @property
    def line(self) -> float:
        """The distance between two lines."""
        return self.size * (1.16 if self.serif else LINE)


def clean(text: str) -> str:
    """Text as one line without control characters and bidirectional overrides, so that it shows what it says."""
    characters = (
        " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
        for character in text
        if character not in _TURNS
    )
    return " ".join("".join(characters).split())


def width(text: str, face: FontFace) -> float:
    """The maximum width of a text in pixels, in any font of our stacks."""
    return sum(advance(character, bold=face.bold, serif=face.serif) for character in text) * WIDER * face.size


def _pieces(word: str, face: FontFace, available: float) -> list[str]:
    """Split a word that is too wide into pieces that fit; an address breaks after punctuation if possible."""
    pieces, rest = [], word
    while width(rest, face) > available and len(rest) > 1:
        end = next((n for n in range(len(rest) - 1, 1, -1) if width(rest[:n], face) <= available), 1)
        signs = [n + 1 for n in range(end // 2, end) if rest[n] in "/-?&=._"]
        end = signs[-1] if signs and signs[-1] <= end else end
        pieces.append(rest[:end])
        rest = rest[end:]
    return [*pieces, rest]


@lru_cache(maxsize=32768)
def _wrapped(text: str, face: FontFace, available: float) -> tuple[str, ...]:
    lines: list[str] = []
    used, space = 0.0, width(" ", face)
    for word in clean(text).split(" "):
        wide = width(word, face)
        if lines and used + space + wide <= available:
            lines[-1] += f" {word}"
            used += space + wide
        else:
            lines += _pieces(word, face, available) if wide > available else [word]
            used = width(lines[-1], face)
    return tuple(line for line in lines if line)


def wrapped(text: str, face: FontFace, available: float) -> list[str]:
    """The whole text as lines that fit the available pixels; an empty text gives no lines."""
    return list(_wrapped(text, face, available))
