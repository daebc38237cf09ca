"""Social cards: the picture shown when a page is shared, with its finding, at 1200 × 630 pixels.

Laid out as SVG, like the cards of a briefing, and drawn without a browser. Text is wrapped, then made smaller, and
never cut. Pages with the same content share one picture, drawn once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from whosecameras.charts import marks
from whosecameras.charts.marks import PALETTES
from whosecameras.charts.svg.canvas import Canvas
from whosecameras.charts.svg.raster import png, with_palette
from whosecameras.charts.svg.text import WIDER
from whosecameras.charts.svg.text_metrics import FontFace, width, wrapped
from whosecameras.text import wording

SIZE = WIDE, HIGH = 1200, 630
MARGIN = 64
_AVAILABLE = WIDE - 2 * MARGIN
_FOOT = HIGH - 112  # y of the line above the footer
#: The size of a drawing in pixels.
DRAWN = (_AVAILABLE, 392)
_GAP = 26
_SWATCH = 38
_INK, _MUTED = PALETTES["light"].ink, PALETTES["light"].muted
_KEPT = 256  # pictures cached per process


@dataclass(frozen=True)
class SharePicture:
    """The content of a social card: the kind of page, its finding, and a mark or a number with a caption.

    ``label`` is the text beside the mark, by default that of the legend.

    If it is ``common`` to many pages, it shows the website's address instead of a page's. ``drawing`` is an SVG of
    ``DRAWN`` pixels, shown below the title instead of anything else; ``drawn`` is its alternative text.
    """

    kicker: str
    title: str
    mark: str = ""
    beside: str = ""
    number: str = ""
    counted: str = ""
    common: bool = False
    drawing: str = ""
    drawn: str = ""
    label: str = ""

    @property
    def alt(self) -> str:
        """The card's alternative text."""
        texts = (self.kicker, self.title, f"{self.label or marks.label(self.mark)} {self.beside}" if self.mark else "")
        parts = (*texts, f"{self.number} {self.counted}", self.drawn)
        return " ".join(f"{part.strip().rstrip('.')}." for part in parts if part.strip())


def _sans(sizes: Iterable[int], *, bold: bool = False) -> list[FontFace]:
    return [FontFace(size, bold=bold) for size in sizes]


def _serif(sizes: Iterable[int]) -> list[FontFace]:
    return [FontFace(size, bold=True, serif=True) for size in sizes]


def _width(text: str, face: FontFace) -> float:
    """The width of a text in pixels; the card is always drawn in the first of our fonts."""
    return width(text, face) / WIDER


def fitting(text: str, faces: list[FontFace], high: float, available: float = _AVAILABLE) -> tuple[list[str], FontFace]:
    """Wrap a text in the largest of the faces in which it fits the given width and height without breaking words.

    If it fits in none, the last face is used and overlong words are broken.
    """
    for face in faces:
        lines = wrapped(text, face, available * WIDER)
        unbroken = all(_width(word, face) <= available for word in text.split())
        if unbroken and face.line * len(lines) <= high:
            break
    return lines, face


def _middle(sheet: Canvas, text: str, face: FontFace, x: float, y: float, colour: str) -> None:
    """Draw one line, vertically centred at ``y``."""
    sheet.text("beside", [text], face, x, y - face.line / 2, colour)


def _mark(sheet: Canvas, card: SharePicture, y: float) -> None:
    """Draw the mark with its name, and the caption next to it."""
    sheet.put("mark", marks.swatch(card.mark, "light"), MARGIN, y, _SWATCH, _SWATCH, clipped=True)
    label, bold, x, middle = card.label or marks.label(card.mark), FontFace(36, bold=True), MARGIN + 54, y + _SWATCH / 2
    _middle(sheet, label, bold, x, middle, _INK)
    x += round(_width(label, bold)) + 18
    lines, face = fitting(card.beside, _sans(range(30, 8, -1)), 40, WIDE - MARGIN - x)
    _middle(sheet, " ".join(lines), face, x, middle, _MUTED)


def _foot(sheet: Canvas, release: str, address: str) -> None:
    brand = FontFace(28, bold=True, serif=True)
    sheet.rule(_FOOT, MARGIN, WIDE - MARGIN, PALETTES["light"].rule)
    sheet.text("brand", [wording.SITE_NAME], brand, WIDE - MARGIN, _FOOT + 36, _INK, right=True)
    available = _AVAILABLE - _width(wording.SITE_NAME, brand) - 30
    for text, top in ((release, _FOOT + 20), (address, _FOOT + 52)):
        lines, face = fitting(text, _sans(range(23, 8, -1)), 32, available)
        sheet.text("foot", lines, face, MARGIN, top, _MUTED)


def laid_out(card: SharePicture, release: str, address: str) -> Canvas:
    """Lay out the card; ``release`` and ``address`` go into the footer."""
    sheet = Canvas(WIDE, HIGH)
    if card.drawing:
        top = _FOOT - 12 - DRAWN[1]
        lines, face = fitting(card.title, _serif(range(46, 22, -2)), top - 32)
        sheet.text("title", lines, face, MARGIN, 24, _INK)
        sheet.put("drawing", card.drawing, MARGIN, top, *DRAWN)
        _foot(sheet, release, address)
        return sheet
    y = float(MARGIN - 14)
    if card.kicker:
        lines, face = fitting(card.kicker, _sans(range(28, 12, -2), bold=True), 74)
        y = sheet.text("kicker", lines, face, MARGIN, y, _MUTED) + 12
    below = _SWATCH + _GAP if card.mark else 158 if card.number else 0
    lines, face = fitting(card.title, _serif(range(66, 22, -2)), _FOOT - 20 - y - below)
    y = min(sheet.text("title", lines, face, MARGIN, y, _INK) + _GAP, _FOOT - below)
    if card.mark:
        _mark(sheet, card, y)
    elif card.number:
        lines, face = fitting(card.number, _serif(range(92, 30, -4)), 112)
        y = sheet.text("number", [" ".join(lines)], face, MARGIN, y - 12, _INK)
        sheet.text("counted", *fitting(card.counted, _sans(range(30, 10, -2)), 40), MARGIN, y, _MUTED)
    _foot(sheet, release, address)
    return sheet


@lru_cache(maxsize=_KEPT)
def draw(card: SharePicture, release: str, address: str) -> bytes:
    """The card as PNG; the same input gives the same bytes. Raises ``fonts.FontMissing``."""
    sheet = laid_out(card, release, address)
    return with_palette(png(sheet.svg(SIZE, PALETTES["light"].ground, "", ""), *SIZE))
