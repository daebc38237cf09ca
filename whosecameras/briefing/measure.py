"""How wide text runs in any face that a card may be shown in, and how it breaks into lines that surely fit."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from whosecameras.charts.svg.text import LINE, WIDER, Run

#: Faces none of which runs wider than the tables below times ``WIDER``; most machines have one of each.
SANS = '"Source Sans 3", "Source Sans", "Source Sans Pro", Arial, "Liberation Sans", Helvetica, sans-serif'
SERIF = '"Source Serif 4", "Source Serif", "Source Serif Pro", "Noto Serif", "Times New Roman", "Liberation Serif", serif'
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
_PLAIN_UNKNOWN = 560  # what ``Run`` takes for a sign that it does not know
_TURNS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Face:
    """A size and a look of text."""

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


def width(text: str, face: Face) -> float:
    """Pixels that a text takes at most."""
    broad = sum(map(_broad, text))
    if face.serif:
        thousandths = sum(_SERIF.get(one, _BROAD if _broad(one) else _UNKNOWN) for one in text)
        return thousandths * face.size / 1000 * WIDER
    extra = broad * (_BROAD - _PLAIN_UNKNOWN) * face.size / 1000
    return (Run(text, face.size, "", face.bold).width + extra) * WIDER


def _pieces(word: str, face: Face, room: float) -> list[str]:
    """A word that is wider than the room, in pieces that are not; an address breaks after its signs if it can."""
    found, rest = [], word
    while width(rest, face) > room and len(rest) > 1:
        end = next((n for n in range(len(rest) - 1, 1, -1) if width(rest[:n], face) <= room), 1)
        signs = [n + 1 for n in range(end // 2, end) if rest[n] in "/-?&=._"]
        end = signs[-1] if signs and signs[-1] <= end else end
        found.append(rest[:end])
        rest = rest[end:]
    return [*found, rest]


def wrapped(text: str, face: Face, room: float) -> list[str]:
    """The text in lines that fit the room; nothing is left out. No text gives no line."""
    lines: list[str] = []
    for word in clean(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, face) <= room:
            lines[-1] = longer
        else:
            lines += _pieces(word, face, room)
    return [line for line in lines if line]
