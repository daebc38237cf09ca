"""The wall of lenses as one picture: a survey as a strip, and below it each public body as a lens, by region.

Used by social cards, briefing cards and one-pagers; pages show the same lenses as links. No text is ever cut: lenses
become as large as the space allows, and a row with many lenses wraps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from whosecameras.analysis.walls import Wall, wall
from whosecameras.charts.lens import SIZE, dots, lens, row_in_use
from whosecameras.charts.marks import PALETTES, Mode, lens_name
from whosecameras.charts.svg.canvas import Canvas
from whosecameras.charts.svg.primitives import number
from whosecameras.charts.svg.text_metrics import FontFace, clean, width, wrapped
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import titles, wall_words, wording

_LARGEST, _SMALLEST = 30.0, 8.0  # pixels between lenses
_LARGEST_BLOCK = 110.0  # the same in a block of lenses
_GAP = 3.0  # between rows
_STEP = 0.25
_COMFORTABLE = 24.0  # pixels from lens to lens where the picture is as high as it needs to be


@dataclass(frozen=True)
class WallLabels:
    """Text sizes on a wall, in pixels."""

    row: FontFace
    small: FontFace


def symbols(wanted: Iterable[tuple[Status, bool]], mode: Mode) -> str:
    """Lenses as symbols, used by name: ``<use href="#lens-using"/>``."""
    half = SIZE // 2
    return "".join(
        f'<symbol id="lens-{lens_name(status, older)}" viewBox="-{half} -{half} {SIZE} {SIZE}" overflow="visible">'
        f"{lens(status, older, mode)}</symbol>"
        for status, older in wanted
    )


def survey_strip(said_yes: int, mode: Mode, start: int = 0, most: int = 100) -> str:
    """One mark for each of a hundred that answered, 10 units apart in a box 10 high: a lens for “yes”, otherwise a dot.

    ``start`` and ``most`` select a part of the hundred, so that a page can wrap the strip.
    """
    yes = max(0, min(said_yes - start, most))
    silent = dots(most - yes, 3.2, PALETTES[mode].muted, pitch=10, x=yes * 10 + 5, y=5)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {most * 10} 10" fill="none" aria-hidden="true">'
        f"{row_in_use(yes, 10, mode)}{silent}</svg>"
    )


def survey_halves(said_yes: int, mode: Mode) -> tuple[str, ...]:
    """The strip in two halves: side by side on a wide page, stacked on a narrow one."""
    return tuple(survey_strip(said_yes, mode, start, 50) for start in (0, 50))


def hundred(said_yes: int, wide: float, high: float, mode: Mode) -> str:
    """The same hundred, with as many rows as make them largest in a box of that size, from its top left corner."""
    pitches = {columns: min(wide / columns, high / (100 // columns)) for columns in (10, 20, 25, 50, 100)}
    columns, pitch = max(pitches.items(), key=lambda one: (one[1], -one[0]))
    sheet = Canvas(wide, high)
    for place, start in enumerate(range(0, 100, columns)):
        strip = survey_strip(said_yes, mode, start, columns)
        sheet.put("row", strip, 0, place * pitch, columns * pitch, pitch)
    return sheet.svg((round(wide), round(high)), "none", "", "")


def _lens_at(status: Status, older: bool, mode: Mode, x: float, y: float, pitch: float) -> str:
    scale = pitch / SIZE
    return f'<g transform="translate({number(x)} {number(y)})scale({scale:.3f})">{lens(status, older, mode)}</g>'


def _pitch(of: Wall, available: float, high: float, line: float) -> float | None:
    """Pixels between lenses, as many as the height allows; ``None`` if even the smallest do not fit.

    Slightly less if that saves a row from a nearly empty last line.
    """
    steps = int((_LARGEST - _SMALLEST) / _STEP)
    tries = (_SMALLEST + step * _STEP for step in range(steps, -1, -1))
    pitch = next((one for one in tries if _height(of, available, one, line) <= high), None)
    if pitch is None:
        return None
    columns = int(available // pitch)
    fewer = [columns + more for more in range(1, 4) if _lines(of, columns + more) < _lines(of, columns)]
    return max(_SMALLEST, available / fewer[0] - 0.01) if fewer else pitch


def _lines(of: Wall, columns: int) -> int:
    return sum(ceil(len(row.bodies) / columns) for row in of.rows)


def _height(of: Wall, available: float, pitch: float, line: float) -> float:
    return sum(_row_height(len(row.bodies), available, pitch, line) for row in of.rows)


def _row_height(bodies: int, available: float, pitch: float, line: float) -> float:
    return max(ceil(bodies / max(1, int(available // pitch))) * pitch, line) + _GAP


def drawing(
    dataset: Dataset,
    sector: str,
    wide: float,
    high: float | None,
    mode: Mode,
    faces: WallLabels,
    *,
    key: bool = True,
    ground: str = "",
) -> str | None:
    """The wall of a sector as an SVG of that size in pixels; ``None`` if it does not fit. ``key``: with its legend.

    Without ``high`` it is as high as it needs to be. ``ground`` is the background, by default that of the theme.
    """
    of, palette = wall(dataset, sector), PALETTES[mode]
    sheet = Canvas(wide, high or 0)
    left = max(width(clean(row.name), faces.row) for row in of.rows) + 14
    counts = [wall_words.named(row) for row in of.rows]
    right = max(width(mark, faces.row) for mark in [*counts, "named"]) + 12
    available = wide - left - right
    y = _strip(sheet, dataset, sector, left, mode, faces)
    sheet.text("head", ["One lens is one " + wall_words.ONE_LENS[sector][0]], faces.small, left, y, palette.muted)
    y = sheet.text("head", ["named"], faces.small, wide, y, palette.muted, right=True) + 2
    keys = _key_rows(of, faces.small, wide) if key else []
    foot = len(keys) * faces.small.line * 1.15 + (8 if keys else 0)
    if high is None:
        high = sheet.high = ceil(y + _height(of, available, _COMFORTABLE, faces.row.line) + 6 + foot)
    pitch = _pitch(of, available, high - y - foot, faces.row.line) if available > 60 else None
    if pitch is None:
        return None
    columns = max(1, int(available // pitch))
    for row, count in zip(of.rows, counts, strict=True):
        tall = _row_height(len(row.bodies), available, pitch, faces.row.line) - _GAP
        middle = y + max(pitch, faces.row.line) / 2
        sheet.text("row", [clean(row.name)], faces.row, 1, middle - faces.row.line / 2, palette.ink)
        sheet.text("count", [count], faces.row, wide, middle - faces.row.line / 2, palette.ink, right=True)
        for place, body in enumerate(row.bodies):
            across, down = place % columns, place // columns
            x = left + (across + 0.5) * pitch
            sheet.parts.append(_lens_at(body.standing.status, body.older, mode, x, middle + down * pitch, pitch))
        y += tall + _GAP
    _put_keys(sheet, keys, y + 6, mode, faces.small)
    title, words = titles.wall_title(dataset, sector), wall_words.alt(dataset, of)
    return sheet.svg((round(wide), round(high)), ground or palette.ground, clean(title), clean(words))


def lenses(of: Wall, wide: float, high: float, mode: Mode, face: FontFace, title: str, words: str) -> str | None:
    """All bodies of a wall in one block, as large as a box of that size allows, with their key below.

    ``None`` if they do not fit.
    """
    sheet = Canvas(wide, high)
    keys = _key_rows(of, face, wide)
    room = high - len(keys) * face.line * 1.15 - 10
    steps = int((_LARGEST_BLOCK - _SMALLEST) / _STEP)
    tries = (_SMALLEST + step * _STEP for step in range(steps, -1, -1))
    pitch = next((one for one in tries if ceil(len(of.bodies) / max(1, wide // one)) * one <= room), None)
    if pitch is None or not of.bodies:
        return None
    columns = int(wide // pitch)
    for place, body in enumerate(of.bodies):
        x, y = (place % columns + 0.5) * pitch, (place // columns + 0.5) * pitch
        sheet.parts.append(_lens_at(body.standing.status, body.older, mode, x, y, pitch))
    y = ceil(len(of.bodies) / columns) * pitch + 10
    _put_keys(sheet, keys, y, mode, face)
    return sheet.svg((round(wide), round(high)), "none", clean(title), clean(words))


def _put_keys(
    sheet: Canvas, keys: list[list[tuple[float, Status, bool, str]]], y: float, mode: Mode, face: FontFace
) -> None:
    for line in keys:
        for x, status, older, label in line:
            sheet.parts.append(_lens_at(status, older, mode, x + 8, y + face.line / 2, 16))
            sheet.text("key", [label], face, x + 20, y, PALETTES[mode].ink)
        y += face.line * 1.15


def _strip(sheet: Canvas, dataset: Dataset, sector: str, left: float, mode: Mode, faces: WallLabels) -> float:
    """Draw the survey above the wall, with a rule under it. Returns the y below."""
    survey, palette = wall_words.survey(dataset, sector), PALETTES[mode]
    if not survey:
        return 0.0
    bold = FontFace(faces.row.size, bold=True)
    sheet.text("survey", ["The survey"], bold, 0, 0, palette.ink)
    room = sheet.wide - left
    scale = min(room / 1000, faces.row.line / 10)
    strip = survey_strip(wall_words.per_cent(dataset, sector), mode)
    sheet.put("strip", strip, left, faces.row.line / 2 - 5 * scale, 1000 * scale, 10 * scale)
    lines = wrapped(survey, faces.small, room)
    y = sheet.text("survey-said", lines, faces.small, left, faces.row.line + 2, palette.muted) + 6
    sheet.rule(y, 0, sheet.wide, palette.rule)
    return y + 6


def _key_entries(of: Wall) -> list[tuple[Status, bool, str]]:
    entries = [
        (status, older, f"{label} {wording.number(count)}") for status, older, label, count in wall_words.key(of)
    ]
    pale = wall_words.older(of)
    return [*entries, (Status.USING, True, pale)] if pale else entries


def _key_rows(of: Wall, face: FontFace, available: float) -> list[list[tuple[float, Status, bool, str]]]:
    rows: list[list[tuple[float, Status, bool, str]]] = []
    x = available
    for status, older, label in _key_entries(of):
        need = 20 + width(label, face)
        if not rows or x + need > available:
            rows.append([])
            x = 0.0
        rows[-1].append((x, status, older, label))
        x += need + 18
    return rows
