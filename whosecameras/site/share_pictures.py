"""The picture that a page is shared with: its finding as 1200 × 630 pixels, drawn without a browser in milliseconds.

Sixteen colours are enough for type on paper with one mark, and keep the files small. Text is set in the faces that
Streamlit carries; it is wrapped, then made smaller, and never cut.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import PIL
from PIL import Image, ImageChops, ImageDraw, ImageFont

from whosecameras.charts import marks
from whosecameras.charts.marks import HATCH_LINES, MARKS, PALETTES
from whosecameras.text import wording

SIZE = WIDE, HIGH = 1200, 630
MARGIN = 64
_ROOM = WIDE - 2 * MARGIN
_FOOT = HIGH - 112  # y of the line above the foot
_TITLES = tuple(range(66, 22, -2))  # sizes of the title to try, largest first
_GAP = 26
_MEASURED = 64  # size at which words are measured
_OPTICAL = 40  # the one optical size of the serif, so that widths grow with the size
_EFFORT = 4  # of compression: more would take longer than the drawing
#: Where the shades stand in the palette: ground, ink in 7 steps, muted in 4, the mark's line in 2, its fill, rules.
_INK, _MUTED, _LINE, _FILL, _RULE = 0, 7, 11, 14, 15
_INK_SHADES = [round(shade * 7 / 255) + (_INK if shade > 18 else 0) for shade in range(256)]
_MUTED_SHADES = [round(shade * 4 / 255) + (_MUTED if shade >= 32 else 0) for shade in range(256)]
_SERIF, _SANS = "SourceSerifVariable-Roman", "SourceSansVF-Upright"


@dataclass(frozen=True)
class SharePicture:
    """What a page's picture says: the kind of page, its finding, and a mark with words or a number with words."""

    kicker: str
    title: str
    mark: str = ""
    beside: str = ""
    number: str = ""
    counted: str = ""

    @property
    def alt(self) -> str:
        """The picture in words."""
        said = (self.kicker, self.title, f"{marks.label(self.mark)} {self.beside}" if self.mark else "")
        parts = (*said, f"{self.number} {self.counted}")
        return " ".join(f"{part.strip().rstrip('.')}." for part in parts if part.strip())


class FontMissing(Exception):
    """The faces that pictures are set in are not there."""


@lru_cache(maxsize=4)
def _file(face: str) -> Path:
    found = find_spec("streamlit")
    folder = Path(found.origin or "").parent / "static" if found else Path("streamlit")
    path = next(iter(sorted(folder.glob(f"**/{face}*.woff2"))), None) if found else None
    if path is None:
        raise FontMissing(f"the face {face} is not in {folder}; install what requirements.txt names")
    return path


@dataclass(frozen=True)
class Font:
    """A face in one size (pixels) and weight."""

    name: str
    size: int
    weight: int

    @property
    def leading(self) -> int:
        """The height of a line."""
        return round(self.size * 1.2)

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        """The face, ready to draw with."""
        return _font(self)

    def width(self, text: str) -> float:
        """How wide a text is, in pixels."""
        spaces = max(len(text.split()) - 1, 0) * _widths(self.name, self.weight, "n n")
        spaces -= 2 * max(len(text.split()) - 1, 0) * _widths(self.name, self.weight, "n")
        return (sum(_widths(self.name, self.weight, word) for word in text.split()) + spaces) * self.size / _MEASURED


@lru_cache(maxsize=128)
def _font(face: Font) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(_file(face.name)), face.size)
    font.set_variation_by_axes([face.weight, _OPTICAL] if face.name == _SERIF else [face.weight])
    return font


@lru_cache(maxsize=16384)
def _widths(name: str, weight: int, word: str) -> float:
    """How wide a word is at the size at which words are measured; it grows with the size."""
    return _font(Font(name, _MEASURED, weight)).getlength(word)


@lru_cache(maxsize=256)
def _drawn(text: str, face: Font, anchor: str, muted: bool) -> tuple[Image.Image, tuple[int, int]]:
    """A line as a picture in places of the palette, and where it stands from the point of its anchor."""
    left, top, right, bottom = map(int, face.font.getbbox(text, anchor=anchor))
    shades = Image.new("L", (max(right - left, 1) + 2, max(bottom - top, 1) + 2))
    ImageDraw.Draw(shades).text((1 - left, 1 - top), text, fill=255, font=face.font, anchor=anchor)
    return shades.point(_MUTED_SHADES if muted else _INK_SHADES), (left - 1, top - 1)


def tools() -> str:
    """What the bytes of a picture depend on besides its words: the faces and the library that draws."""
    return f"{PIL.__version__} {_file(_SERIF).name} {_file(_SANS).name}"


def wrapped(text: str, face: Font, room: float) -> list[str] | None:
    """A text in lines that fit, broken at spaces; ``None`` if one of its words does not."""
    lines: list[str] = []
    for word in text.split():
        if lines and face.width(f"{lines[-1]} {word}") <= room:
            lines[-1] = f"{lines[-1]} {word}"
        elif face.width(word) <= room:
            lines.append(word)
        else:
            return None
    return lines


def fitting(text: str, faces: Sequence[Font], high: float, room: float = _ROOM) -> tuple[list[str], Font]:
    """A text in the first of the faces, largest first, in which it fits into a width and a height; if it fits in none,
    in the last, an endless word broken anywhere.
    """
    for face in faces:
        lines = wrapped(text, face, room)
        if lines is not None and len(lines) * face.leading <= high:
            return lines, face
    last = faces[-1]
    lines = wrapped(text, last, room)
    if lines is not None:
        return lines, last
    piece = max(int(room / last.width("W")), 1)
    return wrapped(" ".join(text[at : at + piece] for at in range(0, len(text), piece)), last, room) or [], last


def _serif(*sizes: int) -> list[Font]:
    return [Font(_SERIF, size, 700) for size in sizes]


def _sans(weight: int, *sizes: int) -> list[Font]:
    return [Font(_SANS, size, weight) for size in sizes]


class _PixelCanvas:
    """A picture on which lines are put."""

    def __init__(self) -> None:
        self.image = Image.new("L", SIZE)
        ImageDraw.Draw(self.image).rectangle((MARGIN, _FOOT, WIDE - MARGIN - 1, _FOOT + 1), fill=_RULE)

    def put(self, text: str, face: Font, x: float, y: float, anchor: str = "la", *, muted: bool = False) -> None:
        """Put a line where its anchor says (of Pillow: ``la`` is left and ascender)."""
        line, (left, top) = _drawn(text, face, anchor, muted)
        at = (round(x) + left, round(y) + top)
        under = self.image.crop((*at, at[0] + line.width, at[1] + line.height))
        self.image.paste(ImageChops.lighter(line, under), at)

    def lines(self, lines: Sequence[str], face: Font, y: float, *, muted: bool = False) -> float:
        """Put lines from ``y`` down; the y below them."""
        for line in lines:
            self.put(line, face, MARGIN, y, muted=muted)
            y += face.leading
        return y

    def png(self, mark: str) -> bytes:
        """The picture as PNG with the colours of a mark."""
        self.image.putpalette(b"".join(bytes.fromhex(one[1:]) for one in _colours(mark)))
        sink = io.BytesIO()
        self.image.save(sink, "PNG", bits=4, compress_level=_EFFORT)
        return sink.getvalue()


def _blend(over: str, under: str, share: float) -> str:
    pairs = zip(bytes.fromhex(over[1:]), bytes.fromhex(under[1:]), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


@lru_cache(maxsize=16)
def _colours(mark: str) -> tuple[str, ...]:
    palette = PALETTES["light"]
    drawn = MARKS[mark or "No public evidence"]
    fill, line = marks.colour("light", drawn.fill), marks.colour("light", drawn.line)
    ink = [_blend(palette.ink, palette.ground, step / 7) for step in range(1, 8)]
    muted = [_blend(palette.muted, palette.ground, step / 4) for step in range(1, 5)]
    return (palette.ground, *ink, *muted, _blend(line, fill, 0.5), line, fill, palette.rule)


@lru_cache(maxsize=32)
def _swatch(mark: str, size: int) -> Image.Image:
    """A mark as ``marks.swatch`` draws it, in places of the palette."""
    drawn, fine = MARKS[mark], size * 4
    unit = fine / 14
    layer = Image.new("L", (fine, fine))
    pen = ImageDraw.Draw(layer)
    for way in HATCH_LINES.get(drawn.hatch, ()):
        for offset in (-8, -3, 2, 7):
            x1, x2 = (offset, offset + 14) if way == "nw" else (offset + 14, offset)
            pen.line((x1 * unit, 0, x2 * unit, 14 * unit), fill=255, width=round(1.6 * unit))
    if drawn.hatch == "dots":
        for x, y in ((x, y) for x in (4, 7, 10) for y in (4, 7, 10)):
            pen.ellipse(((x - 1.2) * unit, (y - 1.2) * unit, (x + 1.2) * unit, (y + 1.2) * unit), fill=255)
    pen.rectangle((0, 0, fine - 1, fine - 1), outline=255, width=round(1.2 * unit))
    small = layer.resize((size, size), Image.Resampling.BOX)
    return small.point([_FILL if shade < 64 else _LINE + (1 if shade < 192 else 2) for shade in range(256)])


def draw(card: SharePicture, release: str, address: str) -> bytes:
    """The picture as PNG, the same bytes each time; ``release`` and ``address`` are the foot. Raises "
    "``FontMissing``."""
    sheet = _PixelCanvas()
    y = float(MARGIN - 14)
    if card.kicker:
        y = sheet.lines(*fitting(card.kicker, _sans(600, *range(28, 12, -2)), 70), y, muted=True) + 10
    below = 64 if card.mark else 158 if card.number else 0
    lines, face = fitting(card.title, _serif(*_TITLES), _FOOT - 20 - y - below)
    y = min(sheet.lines(lines, face, y) + _GAP, _FOOT - below)
    if card.mark:
        sheet.image.paste(_swatch(card.mark, 38), (MARGIN, round(y)))
        label, bold, x = marks.label(card.mark), Font(_SANS, 36, 700), MARGIN + 54
        sheet.put(label, bold, x, y + 19, "lm")
        x += round(bold.width(label)) + 18
        lines, face = fitting(card.beside, _sans(400, *range(30, 8, -1)), 38, WIDE - MARGIN - x)
        sheet.put(" ".join(lines), face, x, y + 19, "lm", muted=True)
    elif card.number:
        lines, face = fitting(card.number, _serif(*range(92, 30, -4)), 112)
        sheet.put(" ".join(lines), face, MARGIN, y + 92, "ls")
        sheet.lines(*fitting(card.counted, _sans(400, *range(30, 10, -2)), 40), y + 106, muted=True)
    brand = Font(_SERIF, 28, 700)
    sheet.put(wording.SITE_NAME, brand, WIDE - MARGIN, _FOOT + 34, "ra")
    for text, top in ((release, _FOOT + 22), (address, _FOOT + 54)):
        lines, face = fitting(text, _sans(400, *range(23, 8, -1)), 30, _ROOM - brand.width(wording.SITE_NAME) - 30)
        sheet.lines(lines, face, top, muted=True)
    return sheet.png(card.mark)
