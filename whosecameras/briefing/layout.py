"""Fits a picture or list into the space that a card has for it. Nothing is ever cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

import plotly.graph_objects as go

from whosecameras.briefing.card_content import CardChart, CardLine
from whosecameras.charts import svg
from whosecameras.charts.marks import Mode
from whosecameras.charts.svg.canvas import Box, Canvas
from whosecameras.charts.svg.text_metrics import FontFace, wrapped

_GAP = 32  # between columns
_NARROWEST = 310  # a chart's column: the width that charts have on a phone
_LIST = 235  # a list's column
_LARGEST = 1.4  # charts are not enlarged beyond this
_LEAST_MAP = 230
_MAP_DRAWN_FOR = 640
_SWATCH, _INDENT = 12.0, 20.0
_TEXT = re.compile(r'<text x="[^"]*" y="([^"]*)"(?![^>]*transform=).*?</text>')
_TALLEST_TEXT = 30

Put = Callable[[Canvas], None]


def _drawn(figure: go.Figure, wide: float, high: float, mode: Mode, prefix: str) -> str:
    return svg.render(figure, width=round(wide), height=round(high), mode=mode, prefix=prefix)


def _with_text_in(image: str, start: float, end: float) -> str:
    """A drawing without the text that lies outside a part of its height: it takes the renderer longest."""
    low, high = start - _TALLEST_TEXT, end + _TALLEST_TEXT
    return _TEXT.sub(lambda text: text[0] if low < float(text[1]) < high else "", image)


def place_map(picture: CardChart, box: Box, mode: Mode) -> Put | None:
    """Put a map, as large as the box allows."""
    if picture.figure is None or box.high < _LEAST_MAP or box.wide < 180:
        return None
    scale = box.high / _MAP_DRAWN_FOR
    if picture.lettered:
        scale = max(scale, 1.0)
    figure = picture.figure

    def put(sheet: Canvas) -> None:
        image = _drawn(figure, box.wide / scale, box.high / scale, mode, "map")
        sheet.put("picture", image, box.x, box.y, box.wide, box.high)

    return put


def _ends(picture: CardChart) -> list[float]:
    """The top of each row of a tall figure, and the bottom of the last one."""
    return [picture.header, *picture.cuts, float(picture.height)]


def _parted(ends: Sequence[float], columns: int) -> list[tuple[float, float]]:
    """Split a tall figure, from top to bottom, into the columns with the least height."""
    best = min(
        combinations(ends[1:-1], columns - 1),
        key=lambda cuts: max(b - a for a, b in pairwise([ends[0], *cuts, ends[-1]])),
    )
    return list(pairwise([ends[0], *best, ends[-1]]))


def place_chart(picture: CardChart, box: Box, mode: Mode) -> Put | None:
    """Put a chart, in one column or as many as necessary."""
    if picture.figure is None:
        return None
    if picture.height * picture.least <= box.high:
        scale = max(1.0, min(_LARGEST, box.high / picture.height, box.wide / (_NARROWEST + 80)))
        return _whole(picture.figure, box, mode, scale, min(float(picture.height), box.high / scale))
    for columns in range(2, min(3, len(picture.cuts) + 1) + 1):
        wide = (box.wide - _GAP * (columns - 1)) / columns
        if wide < _NARROWEST:
            return None
        parts = _parted(_ends(picture), columns)
        need = picture.header + max(end - start for start, end in parts)
        if need * picture.least <= box.high:
            return _columns(picture, picture.figure, box, mode, parts, wide, min(1.2, box.high / need))
    return None


def _whole(figure: go.Figure, box: Box, mode: Mode, scale: float, high: float) -> Put:
    def put(sheet: Canvas) -> None:
        image = _drawn(figure, box.wide / scale, high, mode, "chart")
        sheet.put("picture", image, box.x, box.y, box.wide, high * scale)

    return put


def _columns(
    picture: CardChart, figure: go.Figure, box: Box, mode: Mode, parts: Sequence[tuple[float, float]], wide: float,
    scale: float,
) -> Put:  # fmt: skip
    scale = max(picture.least, min(scale, wide / _NARROWEST))

    def put(sheet: Canvas) -> None:
        head, across = picture.header * scale, wide / scale
        image = _drawn(figure, across, picture.height, mode, "part")  # drawn once, shown through a viewport per column
        for place, (start, end) in enumerate(parts):
            x = box.x + place * (wide + _GAP)
            if head:
                header = _with_text_in(image, 0, picture.header)
                sheet.put("heading", header, x, box.y, wide, head, f"0 0 {across:.1f} {picture.header:.1f}")
            view = f"0 {start:.1f} {across:.1f} {end - start:.1f}"
            sheet.put("picture", _with_text_in(image, start, end), x, box.y + head, wide, (end - start) * scale, view)

    return put


@dataclass(frozen=True)
class _WrappedLine:
    """A list entry, wrapped for a column."""

    line: CardLine
    head: list[str]
    text: list[str]
    high: float


@lru_cache(maxsize=8192)
def _broken(line: CardLine, wide: float, head: FontFace, text: FontFace) -> _WrappedLine:
    available = wide - _INDENT
    head = head if line.strong else FontFace(head.size)
    heads, texts = wrapped(line.head, head, available), wrapped(line.text, text, available)
    return _WrappedLine(line, heads, texts, head.line * len(heads) + text.line * len(texts) + text.size * 0.55)


def _filled(entries: Sequence[_WrappedLine], columns: int, high: float) -> list[list[_WrappedLine]] | None:
    """Distribute the entries over columns of at most this height; ``None`` if they do not fit."""
    filled: list[list[_WrappedLine]] = [[]]
    used = 0.0
    for entry in entries:
        if used + entry.high > high and filled[-1]:
            filled.append([])
            used = 0.0
        used += entry.high
        if used > high or len(filled) > columns:
            return None
        filled[-1].append(entry)
    return filled


def _even(entries: Sequence[_WrappedLine], columns: int, high: float) -> list[list[_WrappedLine]] | None:
    """The same, with columns of about equal height."""
    if _filled(entries, columns, high) is None:
        return None
    low = sum(entry.high for entry in entries) / columns
    tries = (low + (high - low) * step / 8 for step in range(9))
    return next((found for one in tries if (found := _filled(entries, columns, min(one, high)))), None)


def place_list(
    lines: Sequence[CardLine], box: Box, head: FontFace, text: FontFace, ink: str, muted: str, *, more: str = ""
) -> Put | None:
    """Put a list in columns; ``None`` if it does not fit.

    With ``more``, entries that do not fit are counted in a last one, followed by that text.
    """
    most = max(1, int((box.wide + _GAP) // (_LIST + _GAP)))
    for count in range(len(lines), 0, -1) if more else (len(lines),):
        visible = list(lines[:count])
        if count < len(lines):
            visible.append(CardLine("", f"and {len(lines) - count} more", more))
        for columns in range(1, min(most, 4) + 1):
            wide = (box.wide - _GAP * (columns - 1)) / columns
            placed = _even([_broken(one, wide, head, text) for one in visible], columns, box.high)
            if placed:
                return _listed(placed, box, wide, head, text, ink, muted)
    return None


def _listed(
    columns: Sequence[Sequence[_WrappedLine]],
    box: Box,
    wide: float,
    head: FontFace,
    text: FontFace,
    ink: str,
    muted: str,
) -> Put:
    def put(sheet: Canvas) -> None:
        for place, entries in enumerate(columns):
            x, y = box.x + place * (wide + _GAP), box.y
            for entry in entries:
                if entry.line.swatch:
                    top = y + (head.line - _SWATCH) / 2
                    sheet.put("mark", entry.line.swatch, x, top, _SWATCH, _SWATCH, clipped=True)
                look = head if entry.line.strong else FontFace(head.size)
                below = sheet.text("entry", entry.head, look, x + _INDENT, y, ink)
                sheet.text("entry", entry.text, text, x + _INDENT, below, muted)
                y += entry.high

    return put
