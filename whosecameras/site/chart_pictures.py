"""A chart as a stand-alone picture for an article or a slide: title, key, drawing, caveats and origin.

It carries everything that the page shows next to the drawing, so it can be understood and checked wherever it is
used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from whosecameras.charts import marks
from whosecameras.charts.marks import PALETTES
from whosecameras.charts.svg.canvas import Canvas
from whosecameras.charts.svg.raster import png
from whosecameras.charts.svg.text_metrics import FontFace, width, wrapped
from whosecameras.text import wording

WIDE, MARGIN = 1200, 56
_AVAILABLE = WIDE - 2 * MARGIN
_MOST = 900  # height of the drawing in pixels, unless that would make its text too small
_TITLE, _SUB, _KEY, _FOOT = FontFace(38, bold=True, serif=True), FontFace(20), FontFace(19), FontFace(18)
_SWATCH = 20
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_INK, _MUTED, _RULE = PALETTES["light"].ink, PALETTES["light"].muted, PALETTES["light"].rule


def _legend(sheet: Canvas, items: list[tuple[str, str, int | None]], y: float) -> float:
    """Draw the key, with as many entries per line as fit. Returns the y below it."""
    x = float(MARGIN)
    for mark, label, count in items:
        text = f"{label} {wording.number(count)}" if count is not None else label
        needs = _SWATCH + 10 + width(text, _KEY)
        if x > MARGIN and x + needs > WIDE - MARGIN:
            x, y = float(MARGIN), y + _KEY.line + 8
        sheet.put("mark", marks.swatch(mark, "light"), x, y + (_KEY.line - _SWATCH) / 2, _SWATCH, _SWATCH, clipped=True)
        sheet.text("key", [text], _KEY, x + _SWATCH + 10, y, _INK)
        x += needs + 26
    return y + _KEY.line + 20 if items else y


def laid_out(part: Mapping[str, Any], release: str, address: str) -> Canvas:
    """Lay out a chart (see ``cached_fragments.shown``) with its ``release`` and ``address`` in the footer."""
    sheet = Canvas(WIDE, 0)
    y = sheet.text("title", wrapped(part["title"], _TITLE, _AVAILABLE), _TITLE, MARGIN, 40, _INK) + 12
    y = sheet.text("subtitle", wrapped(part["subtitle"], _SUB, _AVAILABLE), _SUB, MARGIN, y, _MUTED) + 24
    y = _legend(sheet, part["legend"], y)
    drawing = part["wide"] or part["svg"]
    size = _SIZE.search(drawing)
    wide, high = (float(group) for group in size.groups()) if size else (float(_AVAILABLE), float(_MOST))
    scale = min(_AVAILABLE / wide, max(_MOST / high, 1.0))
    sheet.put("drawing", drawing, MARGIN + (_AVAILABLE - wide * scale) / 2, y, wide * scale, high * scale)
    y += high * scale + 20
    for text in filter(None, (part["note"], part["notice"])):
        y = sheet.text("note", wrapped(text, _FOOT, _AVAILABLE), _FOOT, MARGIN, y, _MUTED) + 10
    sheet.rule(y + 6, MARGIN, WIDE - MARGIN, _RULE)
    y = sheet.text("foot", wrapped(f"{wording.SITE_NAME} {release}", _FOOT, _AVAILABLE), _FOOT, MARGIN, y + 18, _MUTED)
    y = sheet.text("foot", wrapped(f"Numbers and sources: {address}", _FOOT, _AVAILABLE), _FOOT, MARGIN, y, _MUTED)
    sheet.high = round(y + 30)
    return sheet


def _document(sheet: Canvas, part: Mapping[str, Any]) -> str:
    return sheet.svg((WIDE, int(sheet.high)), PALETTES["light"].ground, part["title"], part["alt"])


def as_svg(part: Mapping[str, Any], release: str, address: str) -> bytes:
    """The picture as an SVG document, including its alternative text."""
    return _document(laid_out(part, release, address), part).encode("utf-8")


def as_png(part: Mapping[str, Any], release: str, address: str) -> bytes:
    """The picture as PNG; the same input gives the same bytes. Raises ``fonts.FontMissing``."""
    sheet = laid_out(part, release, address)
    return png(_document(sheet, part), WIDE, int(sheet.high))
