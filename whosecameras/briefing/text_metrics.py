"""How wide text runs in any face that a card may be shown in, and how it breaks into lines that surely fit."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from whosecameras.charts.svg.text import LINE, WIDER, Run

#: Faces none of which runs wider than the tables below times ``WIDER``; most machines have one of each.
SANS = '"Source Sans 3", "Source Sans", "Source Sans Pro", Arial, "Liberation Sans", Helvetica, sans-serif'
SERIF = (
    '"Source Serif 4", "Source Serif", "Source Serif Pro", "Noto Serif", "Times New Roman", "Liberation Serif", serif'
)
#: Widths of Source Serif Bold in thousandths of its size, ASCII from the space on, then others; from Streamlit's face.
_BOLD_SERIF = """
214 346 447 566 542 886 721 235 377 377 430 544 300 339 300 387 542 542 542 542 542 542 542 542 542 542 300 300 544 544
544 449 890 675 651 622 705 594 580 675 765 388 395 696 580 896 728 702 612 702 683 541 634 731 661 981 654 624 563 348
387 348 544 539 400 531 610 513 594 521 362 543 617 316 307 598 323 907 616 565 611 583 465 455 358 607 527 789 552 534
464 337 312 337 544"""
_SERIF = {
    **{"–": 539, "—": 839, "“": 440, "”": 437, "’": 223, "‘": 223, "…": 848, "·": 300, "£": 542, "\xa0": 214},
    **{chr(32 + place): int(one) for place, one in enumerate(_BOLD_SERIF.split())},
}
_UNKNOWN = 620
_BROAD = 1350  # thousandths for an emoji or an East Asian sign
_TURNS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class FontFace:
    """A size, in pixels of the card, and a look of text."""

    size: float
    bold: bool = False
    serif: bool = False

    @property
    def line(self) -> float:
        """From one line to the next."""
        return self.size * (1.16 if self.serif else LINE)


def clean(text: str) -> str:
    """Text as one line without control characters and marks that turn it round, so that it shows what it says."""
    kept = (" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in text if one not in _TURNS)
    return " ".join("".join(kept).split())


def _broad(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF" or unicodedata.category(sign) == "So"


@cache
def _advance(sign: str, bold: bool, serif: bool) -> float:
    """The width of one sign, as a share of its size, in the widest of our faces."""
    if _broad(sign):
        return _BROAD / 1000
    one = _SERIF.get(sign, _UNKNOWN) / 1000 if serif else Run(sign, 1, "", bold).width
    return one * WIDER


def width(text: str, face: FontFace) -> float:
    """Pixels that a text takes at most."""
    return sum(_advance(one, face.bold, face.serif) for one in text) * face.size


def _pieces(word: str, face: FontFace, room: float) -> list[str]:
    """A word that is wider than the room, in pieces that are not; an address breaks after its signs if it can."""
    found, rest = [], word
    while width(rest, face) > room and len(rest) > 1:
        end = next((n for n in range(len(rest) - 1, 1, -1) if width(rest[:n], face) <= room), 1)
        signs = [n + 1 for n in range(end // 2, end) if rest[n] in "/-?&=._"]
        end = signs[-1] if signs and signs[-1] <= end else end
        found.append(rest[:end])
        rest = rest[end:]
    return [*found, rest]


@lru_cache(maxsize=32768)
def _wrapped(text: str, face: FontFace, room: float) -> tuple[str, ...]:
    lines: list[str] = []
    used, space = 0.0, width(" ", face)
    for word in clean(text).split(" "):
        wide = width(word, face)
        if lines and used + space + wide <= room:
            lines[-1] += f" {word}"
            used += space + wide
        else:
            lines += _pieces(word, face, room) if wide > room else [word]
            used = width(lines[-1], face)
    return tuple(line for line in lines if line)


def wrapped(text: str, face: FontFace, room: float) -> list[str]:
    """The text in lines that fit the room (pixels); nothing is left out. No text gives no line."""
    return list(_wrapped(text, face, room))
