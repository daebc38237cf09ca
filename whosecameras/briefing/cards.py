"""A card: one exhibit in a frame that survives being torn out, as SVG of a fixed size and as HTML around it.

The frame says the finding, the count, the date, the sources, the version, the licence and where all of it can be
checked. Text is laid out by measured widths: smaller step by step until everything fits, never cut, never below 18
pixels at 1920 wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from whosecameras.briefing.canvas import Box, Canvas
from whosecameras.briefing.card_content import Card, LegendKey
from whosecameras.briefing.layout import Put, place_chart, place_list, place_map, place_newest
from whosecameras.briefing.text_metrics import FontFace, clean, width, wrapped
from whosecameras.charts.marks import PALETTES, Mode
from whosecameras.record.loading import Dataset
from whosecameras.settings import settings
from whosecameras.text import wording

LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class Size:
    """A fixed size in pixels; ``unit`` pixels are one unit of the layout."""

    name: str
    wide: int
    high: int
    unit: float
    margin: float

    @property
    def upright(self) -> bool:
        """True for a page that is higher than wide."""
        return self.high > self.wide


SIZES = {
    one.name: one
    for one in (
        Size("1200x630", 1200, 630, 1.0, 52),
        Size("1920x1080", 1920, 1080, 1.65, 50),
        Size("1080x1350", 1080, 1350, 1.7, 36),
    )
}
MODES: tuple[Mode, ...] = ("light", "dark")
#: Steps of tightness: (title lying, title upright, other text).
_STEPS = (
    (44, 36, 1.0), (40, 33, 0.95), (36, 30, 0.9), (32, 27, 0.85), (29, 25, 0.8), (26, 23, 0.75), (24, 21, 0.7),
    (22, 19, 0.66),
)  # fmt: skip
SMALLEST = 11.0  # units: 18 pixels at 1920 wide
#: Smaller units for an upright card that does not fit else; its smallest text stays above 14 pixels.
_UNITS = (1.0, 0.88, 0.79)
_MOST_TITLE, _MOST_SOURCE, _MOST_NAMED = 4, 5, 30
_STACK_BELOW = 14.5  # text of an upright map shrinks this far before map and words are put under each other
_GAP = 36


class DoesNotFit(ValueError):
    """The text of a card is too long for any layout."""


@dataclass(frozen=True)
class Frame:
    """What every card carries besides its finding."""

    sources: tuple[str, ...]
    meta: str
    address: str
    notice: str


@dataclass(frozen=True)
class Made:
    """A card as laid out: its SVG and the box of every piece in it, in units of the layout."""

    svg: str
    boxes: tuple[Box, ...]
    wide: float
    high: float


def check_address(path: str = "") -> str:
    """Where a card can be checked: its page of the website, else the code's address, else the name of the site."""
    known = settings()
    if known.base_url:
        return f"{known.base_url}/{path}".rstrip("/")
    return known.repository or wording.SITE_NAME


def publishers(dataset: Dataset, ids: tuple[str, ...]) -> tuple[str, ...]:
    """The publishers of some sources, each once, with the date of the page or the number of pages."""
    rows = dataset.sources.set_index("id")
    pages: dict[str, list[str]] = {}
    for key in ids:
        pages.setdefault(clean(str(rows.at[key, "publisher"])), []).append(str(rows.at[key, "published"]))
    return tuple(
        name + (f" ({len(dates)} pages)" if len(dates) > 1 else f", {wording.date(dates[0])}" if dates[0] else "")
        for name, dates in pages.items()
    )


def frame(dataset: Dataset, card: Card) -> Frame:
    """The frame of a card."""
    address = check_address(card.path)
    changed = ", changed since" if dataset.changed_files else ""
    version = f"dataset {dataset.version} of {wording.date(dataset.released.isoformat())}{changed}"
    return Frame(
        sources=publishers(dataset, card.sources),
        meta=f"{card.as_of} · {version} · {LICENCE} · Check it: {address}",
        address=address,
        notice=card.notice,
    )


@dataclass(frozen=True)
class _Try:
    """One attempt at laying a card out."""

    card: Card
    frame: Frame
    mode: Mode
    size: Size
    title: FontFace
    text: FontFace
    small: FontFace
    number: FontFace
    unit: float
    last: bool

    @property
    def wide(self) -> float:
        return self.size.wide / self.unit

    @property
    def high(self) -> float:
        return self.size.high / self.unit

    def made(self) -> Made | None:
        """The card, or ``None`` if it does not fit this way."""
        palette, margin = PALETTES[self.mode], self.size.margin
        sheet = Canvas(self.wide, self.high)
        room = self.wide - 2 * margin
        foot = self._footer(sheet, margin, room)
        if foot is None:
            return None
        head = margin * 0.72
        shape = self.card.picture.shape
        mapped = 0.0  # a map stands beside the title too, as high as there is room
        if shape and not self.size.upright:
            mapped = min(room * 0.48, (foot - 12 - head) * max(shape, 0.5))
        lines = wrapped(self.card.title, self.title, room - (mapped + _GAP if mapped else 0))
        if len(lines) > _MOST_TITLE:
            return None
        top = sheet.text("title", lines, self.title, margin, head, palette.ink) + 14
        box = Box("body", margin, top, room, foot - 12 - top)
        if mapped:
            body = self._beside_map(Box("picture", margin + room - mapped, head, mapped, foot - 12 - head), box)
        else:
            beside = 0 < shape < 0.95 if self.size.upright else not shape
            body = self._beside(box) if beside else None
            if body is None and (not shape or not beside or self.text.size < _STACK_BELOW):
                body = self._stacked(box)
        if body is None:
            return None
        body(sheet)
        svg = sheet.svg((self.size.wide, self.size.high), palette.ground, clean(self.card.title), self._words())
        return Made(svg, tuple(sheet.boxes), self.wide, self.high)

    def _words(self) -> str:
        """What the card says, for those who cannot see it."""
        named = "; ".join(self.frame.sources)
        return clean(f"{self.card.number} {self.card.counted}. {self.card.alt} Sources: {named}. {self.frame.meta}")

    def _source_lines(self, room: float) -> list[str] | None:
        """The sources in no more lines than there may be; those left out are counted."""
        most = 3 if self.size.upright else 2
        named = self.frame.sources
        if not named:
            return ["Sources: none that could be read says anything"]
        label = "Source" if len(named) == 1 else "Sources"
        for kept in dict.fromkeys((len(named), *range(min(len(named), _MOST_NAMED), 0, -1))):
            rest = f"; and {len(named) - kept} more" if kept < len(named) else ""
            lines = wrapped(f"{label}: {'; '.join(named[:kept])}{rest}", self.small, room)
            if len(lines) <= (_MOST_SOURCE if kept == 1 else most):
                return lines
        return None

    def _footer(self, sheet: Canvas, margin: float, room: float) -> float | None:
        """Put the foot of the card; gives the y of the line over it, or ``None`` if the foot does not fit."""
        palette = PALETTES[self.mode]
        brand = FontFace(max(self.small.size * 1.15, 15), bold=True, serif=True)
        beside = room - width(wording.SITE_NAME, brand) - 20
        sources = self._source_lines(room)
        if sources is None:
            return None
        meta = wrapped(self.frame.meta, self.small, beside)
        notice = wrapped(self.frame.notice, FontFace(SMALLEST), room)
        fine = FontFace(SMALLEST)
        last = max(self.small.line * len(meta), brand.line)
        tall = self.small.line * len(sources) + fine.line * len(notice) + last
        top = self.high - margin * 0.5 - tall
        if top < self.high * 0.5:
            return None
        sheet.rule(top - 9, margin, margin + room, palette.rule)
        y = sheet.text("sources", sources, self.small, margin, top, palette.muted)
        y = sheet.text("notice", notice, fine, margin, y, palette.muted)
        sheet.text("meta", meta, self.small, margin, y + last - self.small.line * len(meta), palette.muted)
        under = self.high - margin * 0.5 - brand.line
        sheet.text("brand", [wording.SITE_NAME], brand, margin + room, under, palette.ink, right=True)
        return top - 9

    def _picture(self, box: Box) -> Put | None:
        """The card's picture or list in a box."""
        palette, picture = PALETTES[self.mode], self.card.picture
        if box.high < 60:
            return None
        if picture.lines:
            head = FontFace(self.text.size * 0.94, bold=True)
            more = f"Check them all: {self.frame.address}" if self.last else ""
            return place_list(picture.lines, box, head, self.small, palette.ink, palette.muted, more=more)
        if picture.shape:
            return place_map(picture, box, self.mode)
        whole = place_chart(picture, box, self.mode)
        if whole is None and self.last:
            return place_newest(picture, box, self.mode, self.small, palette.muted)
        return whole

    def _beside(self, box: Box) -> Put | None:
        """The picture at the left, what it says at the right."""
        picture = self.card.picture
        wide = box.wide * (0.64 if picture.lines else 0.6)
        if picture.shape:
            wide = min(box.wide * 0.6, box.high * picture.shape + 8)
        left = Box("picture", box.x, box.y, wide, box.high)
        drawn = None if picture.height * picture.least > box.high and not picture.shape else self._picture(left)
        if drawn is None:
            return None
        x, room = box.x + wide + _GAP, box.wide - wide - _GAP
        panel = self._panel(x, box.y, room, box.high)
        if panel is None:
            return None

        def put(sheet: Canvas) -> None:
            drawn(sheet)
            panel(sheet)

        return put

    def _beside_map(self, right: Box, box: Box) -> Put | None:
        """The map at the right, as high as the card allows, and what it says under the title."""
        drawn = self._picture(right)
        panel = self._panel(box.x, box.y, right.x - _GAP - box.x, box.high)
        if drawn is None or panel is None:
            return None

        def put(sheet: Canvas) -> None:
            drawn(sheet)
            panel(sheet)

        return put

    def _panel(self, x: float, top: float, room: float, high: float) -> Put | None:
        """Count, words and key under each other, with the small map where there is room for one."""
        palette, card = PALETTES[self.mode], self.card
        number = self.number
        while width(card.number, number) > room and number.size > 22:
            number = FontFace(number.size - 2, bold=True, serif=True)
        counts = wrapped(card.number, number, room)
        counted = wrapped(card.counted, self.text, room)
        subtitle, note = (wrapped(one, self.small, room) for one in (card.subtitle, card.note))
        keys = _flow(card.key, self.small, room)
        gaps = 10 * sum(map(bool, (subtitle, keys, note)))
        tall = number.line * len(counts) + self.text.line * len(counted)
        tall += self.small.line * (len(subtitle) + len(note)) + _key_height(keys, self.small) + gaps
        if tall > high:
            return None
        rest = high - tall - 14

        def put(sheet: Canvas) -> None:
            y = sheet.text("number", counts, number, x, top, palette.ink)
            y = sheet.text("counted", counted, self.text, x, y, palette.ink)
            if keys:
                y = _put_keys(sheet, keys, self.small, x, y + 10, palette.ink)
            for what, lines in (("subtitle", subtitle), ("note", note)):
                if lines:
                    y = sheet.text(what, lines, self.small, x, y + 10, palette.muted)
            if card.inset and rest >= 90:
                side = min(rest, room, 300)
                sheet.put("inset", card.inset, x, y + 14, side, side)

        return put

    def _stacked(self, box: Box) -> Put | None:
        """Count and words over the picture, the note under it."""
        palette, card = PALETTES[self.mode], self.card
        number = FontFace(self.number.size * 0.78, bold=True, serif=True)
        wide = width(card.number, number)
        aside = box.wide - wide - 18
        beside = aside >= 250
        room = aside if beside else box.wide
        counts = wrapped(card.number, number, box.wide)
        counted = wrapped(card.counted, self.text, room)
        subtitle = wrapped(card.subtitle, self.small, room)
        keys, note = _flow(card.key, self.small, box.wide), wrapped(card.note, self.small, box.wide)
        told = self.text.line * len(counted) + self.small.line * len(subtitle)
        head = max(number.line, told) if beside else number.line * len(counts) + told
        over = head + 12 + (_key_height(keys, self.small) + 8 if keys else 0)
        under = self.small.line * len(note) + 8 if note else 0
        middle = Box("picture", box.x, box.y + over, box.wide, box.high - over - under)
        inset = card.inset if self.size.upright else ""
        drawn = self._with_inset(middle, inset) or self._picture(middle)
        if drawn is None:
            return None

        def put(sheet: Canvas) -> None:
            sheet.text("number", counts, number, box.x, box.y, palette.ink)
            x, y = (box.x + wide + 18, box.y) if beside else (box.x, box.y + number.line * len(counts))
            if beside and told < number.line:
                y += (number.line - told) / 2
            y = sheet.text("counted", counted, self.text, x, y, palette.ink)
            sheet.text("subtitle", subtitle, self.small, x, y, palette.muted)
            if keys:
                _put_keys(sheet, keys, self.small, box.x, box.y + head + 8, palette.ink)
            drawn(sheet)
            if note:
                sheet.text("note", note, self.small, box.x, box.y + box.high - under + 8, palette.muted)

        return put

    def _with_inset(self, box: Box, inset: str) -> Put | None:
        """The list with the small map under it, if there is room for both."""
        side = min(190.0, box.high * 0.4)
        if not inset or side < 110:
            return None
        drawn = self._picture(Box("picture", box.x, box.y, box.wide, box.high - side - 12))
        if drawn is None:
            return None

        def put(sheet: Canvas) -> None:
            drawn(sheet)
            sheet.put("inset", inset, box.x, box.y + box.high - side, side, side)

        return put


def _key_text(key: LegendKey) -> str:
    return clean(key.label) + (f" {wording.number(key.count)}" if key.count is not None else "")


def _flow(keys: tuple[LegendKey, ...], face: FontFace, room: float) -> list[list[tuple[float, LegendKey]]]:
    """A legend in rows: ``(left, entry)`` each."""
    rows: list[list[tuple[float, LegendKey]]] = []
    x = room
    for key in keys:
        need = 19 + width(_key_text(key), face) + 16
        if not rows or x + need - 16 > room:
            rows.append([])
            x = 0.0
        rows[-1].append((x, key))
        x += need
    return rows


def _key_height(rows: list[list[tuple[float, LegendKey]]], face: FontFace) -> float:
    return len(rows) * face.line * 1.12


def _put_keys(
    sheet: Canvas, rows: list[list[tuple[float, LegendKey]]], face: FontFace, x: float, y: float, ink: str
) -> float:
    for row in rows:
        for left, key in row:
            sheet.put("mark", key.swatch, x + left, y + (face.line - 13) / 2, 13, 13)
            sheet.text("key", [_key_text(key)], face, x + left + 19, y, ink)
        y += face.line * 1.12
    return y


def lay_out(dataset: Dataset, card: Card, size: Size, mode: Mode) -> Made:
    """A card in a size and a theme, in the largest text that fits. ``DoesNotFit`` for text longer than any card's."""
    around = frame(dataset, card)
    tries = [(unit, *step) for unit in (_UNITS if size.upright else _UNITS[:1]) for step in _STEPS]
    for place, (unit, lying, upright, share) in enumerate(tries):
        made = _Try(
            card=card,
            frame=around,
            mode=mode,
            size=size,
            title=FontFace(upright if size.upright else lying, bold=True, serif=True),
            text=FontFace(max(19 * share, SMALLEST)),
            small=FontFace(max(14.5 * share, SMALLEST)),
            number=FontFace(max(52 * share, 30), bold=True, serif=True),
            unit=size.unit * unit,
            last=place == len(tries) - 1,
        ).made()
        if made:
            return made
    raise DoesNotFit(f"the text of the card {card.id} is too long for {size.name}")


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates; whatever they are given is escaped, and ``clean`` takes out what would turn text round."""
    loader = PackageLoader("whosecameras.briefing", "templates")
    found = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    found.filters["clean"] = clean
    return found


def html(dataset: Dataset, card: Card, made: Made, size: Size, mode: Mode) -> str:
    """A card as a page of its own: the picture, then its sources as links, for screen and print."""
    around = frame(dataset, card)
    rows = [dataset.row("sources", key) for key in card.sources]
    page = templates().get_template("card.html")
    return page.render(
        title=clean(card.title),
        site=wording.SITE_NAME,
        meta=clean(around.meta),
        description=clean(f"{card.number} {card.counted}. {around.meta}"),
        svg=made.svg,
        size=size,
        palette=PALETTES[mode],
        mode=mode,
        sources=[
            {
                "publisher": clean(row["publisher"]),
                "title": clean(row["title"]),
                "url": row["url"],
                "date": wording.date(row["published"]),
            }
            for row in rows
        ],
    )
