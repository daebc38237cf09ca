"""The footer of every card: address, best sources, date, version and licence."""

from __future__ import annotations

from dataclasses import dataclass

from whosecameras.briefing.card_content import Card, record_date_line
from whosecameras.briefing.check_code import check_code
from whosecameras.charts.marks import PALETTES, Mode
from whosecameras.charts.svg.canvas import Canvas
from whosecameras.charts.svg.text_metrics import FontFace, clean, width, wrapped
from whosecameras.record.loading import Dataset
from whosecameras.settings import settings
from whosecameras.text import wording

SMALLEST = 11.0  # units: 18 pixels at 1920 wide
_MOST_NAMED = 5  # publishers named on a card; the rest are counted, and its page names them
_MOST_LINES = 5  # for a single source
_CODE = 92  # units per side of a QR code
_GAP = 20


@dataclass(frozen=True)
class Frame:
    """What every card shows besides its finding; ``address`` is ``""`` if there is none."""

    sources: tuple[str, ...]
    meta: str
    address: str
    notice: str

    @property
    def short_address(self) -> str:
        """The address as people type it."""
        return short_address(self.address)


def short_address(address: str) -> str:
    """An address without its scheme."""
    return address.partition("://")[2]


def check_address(path: str = "") -> str:
    """Where a card can be checked: its website page, else the address of the source code, else ``""``."""
    config = settings()
    if config.base_url:
        return f"{config.base_url}/{path}".rstrip("/")
    return config.repository


def best_first(dataset: Dataset, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Sources sorted by grade, then newest first."""
    rows = [dataset.row("sources", key) for key in dict.fromkeys(ids)]
    newest = sorted(rows, key=lambda row: str(row["published"]), reverse=True)
    return tuple(str(row["id"]) for row in sorted(newest, key=lambda row: str(row["grade"])))


def publishers(dataset: Dataset, ids: tuple[str, ...]) -> tuple[str, ...]:
    """The publishers of some sources, without duplicates, with the date of the page or the number of pages."""
    pages: dict[str, list[str]] = {}
    for key in ids:
        row = dataset.row("sources", key)
        pages.setdefault(clean(str(row["publisher"])), []).append(str(row["published"]))
    return tuple(
        name + (f" ({len(dates)} pages)" if len(dates) > 1 else f", {wording.date(dates[0])}" if dates[0] else "")
        for name, dates in pages.items()
    )


def version_line(dataset: Dataset) -> str:
    """The dataset's version and date, and whether it was changed since."""
    changed = ", changed since" if dataset.changed_files else ""
    return f"dataset {dataset.version} of {wording.date(dataset.released.isoformat())}{changed}"


def frame(dataset: Dataset, card: Card) -> Frame:
    """The footer content of a card."""
    dated = [] if card.as_of == record_date_line(dataset) else [card.as_of]  # the version has this date
    # A body's card lists the sources that decide its status first, other cards their best sources.
    sources = card.sources if card.chip else best_first(dataset, card.sources)
    return Frame(
        sources=publishers(dataset, sources),
        meta=wording.sentence_case(" · ".join([*dated, version_line(dataset), card.licence])),
        address=check_address(card.path),
        notice=card.notice,
    )


def source_lines(named: tuple[str, ...], face: FontFace, available: float, most: int) -> list[str] | None:
    """The first sources in at most ``most`` lines, the rest counted; ``None`` if even one is too long."""
    if not named:
        return ["Sources: we found none"]
    label = "Source" if len(named) == 1 else "Sources"
    first = len(named) if len(named) <= _MOST_NAMED else _MOST_NAMED
    for count in range(first, 0, -1):
        rest = f"; and {len(named) - count} more" if count < len(named) else ""
        lines = wrapped(f"{label}: {'; '.join(named[:count])}{rest}", face, available)
        if len(lines) <= (_MOST_LINES if count == 1 else most):
            return lines
    return None


def put_foot(
    sheet: Canvas, around: Frame, small: FontFace, mode: Mode, *, unit: float, margin: float, notice: bool
) -> float | None:
    """Draw a card's footer. Returns the y of the line above it, or ``None`` if it takes more than half of the card.

    One unit of the canvas is ``unit`` pixels; ``notice`` means that a boundary is drawn on the card.
    """
    palette, available = PALETTES[mode], sheet.wide - 2 * margin
    code = check_code(around.address, _CODE * unit) if around.address else None
    side = code.side / unit if code else 0.0
    room = available - (side + _GAP if code else 0)
    brand, fine = FontFace(max(small.size * 1.15, 15), bold=True), FontFace(SMALLEST)
    address_face = FontFace(brand.size)
    room_for_address = room - width(wording.SITE_NAME, brand) - 12
    address = wrapped(around.short_address, address_face, room_for_address)
    apart = len(address) > 1  # it is printed in full, on separate lines
    if apart:
        address = wrapped(around.short_address, address_face, room)
    sources = source_lines(around.sources, small, room, 3 if sheet.high > sheet.wide else 2)
    if sources is None:
        return None
    meta = wrapped(around.meta, small, room)
    fine_print = wrapped(around.notice, fine, room) if notice else []
    text_height = brand.line + (address_face.line * len(address) if apart else 0) + 3
    text_height += small.line * (len(sources) + len(meta)) + fine.line * len(fine_print)
    tall = max(text_height, side)
    top = sheet.high - margin * 0.5 - tall
    if top < sheet.high * 0.5:
        return None
    sheet.rule(top - 9, margin, margin + available, palette.rule)
    y = sheet.text("brand", [wording.SITE_NAME], brand, margin, top + (tall - text_height) / 2, palette.ink)
    if apart:
        y = sheet.text("address", address, address_face, margin, y, palette.link)
    else:
        x = margin + width(wording.SITE_NAME, brand) + 12
        sheet.text("address", address, address_face, x, y - brand.line, palette.link)
    y = sheet.text("sources", sources, small, margin, y + 3, palette.muted)
    y = sheet.text("meta", meta, small, margin, y, palette.muted)
    sheet.text("notice", fine_print, fine, margin, y, palette.muted)
    if code:  # aligned to pixels, so that no module is blurred
        x, y = round((margin + available - side) * unit) / unit, round((top + (tall - side) / 2) * unit) / unit
        sheet.put("code", code.svg, x, y, side, side)
    return top - 9
