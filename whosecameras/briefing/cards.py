"""Lays out a card: one message in the largest type above one picture, as SVG of a fixed size and as an HTML page.

The footer (``frame``) has address, sources, date, version and licence, so that a card still makes sense out of
context. Text is set by measured widths: smaller step by step until everything fits, never cut, and never below 18
pixels at 1920 wide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from whosecameras.briefing.card_content import Card, LegendKey, StatusChip, says_its_number
from whosecameras.briefing.frame import SMALLEST, Frame, frame, put_foot
from whosecameras.briefing.layout import Put, place_chart, place_list, place_map
from whosecameras.charts.marks import PALETTES, Mode
from whosecameras.charts.svg.canvas import Box, Canvas
from whosecameras.charts.svg.text_metrics import FontFace, clean, width, wrapped
from whosecameras.record.loading import Dataset
from whosecameras.text import wording


@dataclass(frozen=True)
class Size:
    """A fixed size in pixels; one unit of the layout is ``unit`` pixels."""

    name: str
    wide: int
    high: int
    unit: float
    margin: float

    @property
    def upright(self) -> bool:
        """True if the card is at least as high as it is wide."""
        return self.high >= self.wide


SIZES = {
    size.name: size
    for size in (
        Size("1200x630", 1200, 630, 1.0, 52),
        Size("1920x1080", 1920, 1080, 1.65, 50),
        Size("1080x1350", 1080, 1350, 1.7, 36),
        Size("1080x1080", 1080, 1080, 1.55, 38),
    )
}
MODES: tuple[Mode, ...] = ("light", "dark")
#: The themes of a card: a transparent one has the colours of the light theme, for slides with a light background.
Theme = Literal["light", "dark", "transparent"]
THEMES: tuple[Theme, ...] = (*MODES, "transparent")
#: Steps from loose to tight: (title size in landscape, title size in portrait, factor for other text).
_STEPS: tuple[tuple[float, float, float], ...] = (
    (52, 42, 1.0), (47, 38, 1.0), (42, 35, 0.95), (38, 32, 0.9), (34, 29, 0.85), (30, 26, 0.8), (27, 24, 0.75),
    (24, 21, 0.7), (22, 19, 0.66),
)  # fmt: skip
_WITH_INSET = 5  # steps tried with the small map before it is dropped
#: Smaller units for a portrait card that does not fit otherwise; its smallest text stays above 14 pixels.
_UNITS = (1.0, 0.88, 0.79)
_MOST_TITLE = 4
_MOST_OVER_WALL = 2  # title lines above a wall, which is wide and has many rows
_CHIP_SHRINKS_TO = 33  # a smaller status is not a message: shorten the list of statements instead
_STACK_BELOW = 14.5  # text on a portrait map shrinks this far before map and text are stacked
_GAP = 36


def drawn_in(theme: Theme) -> Mode:
    """The colours of a theme."""
    return "dark" if theme == "dark" else "light"


class DoesNotFit(ValueError):
    """A card's text is too long for any layout."""


@dataclass(frozen=True)
class Made:
    """A card after layout: its SVG and the box of every piece, in units of the layout."""

    svg: str
    boxes: tuple[Box, ...]
    wide: float
    high: float


@dataclass(frozen=True)
class _Try:
    """One attempt at a layout."""

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
    inset: bool
    ground: str

    @property
    def wide(self) -> float:
        return self.size.wide / self.unit

    @property
    def high(self) -> float:
        return self.size.high / self.unit

    @property
    def _wide_wall(self) -> bool:
        return self.card.picture.wall is not None and not self.size.upright

    def made(self) -> Made | None:
        """The card, or ``None`` if it does not fit."""
        palette, margin = PALETTES[self.mode], self.size.margin
        sheet = Canvas(self.wide, self.high)
        available = self.wide - 2 * margin
        foot = put_foot(
            sheet, self.frame, self.small, self.mode, unit=self.unit, margin=margin,
            notice=bool(self.card.picture.shape) or self.inset,
        )  # fmt: skip
        if foot is None:
            return None
        head = margin * 0.72
        shape = self.card.picture.shape
        mapped = 0.0  # a map extends up beside the title, as high as there is room
        if shape and not self.size.upright:
            mapped = min(available * 0.48, (foot - 12 - head) * max(shape, 0.5))
        face = FontFace(self.title.size * 0.72, bold=True) if self.card.chip else self.title
        lines = wrapped(self.card.heading or self.card.title, face, available - (mapped + _GAP if mapped else 0))
        if len(lines) > _MOST_TITLE or (self._wide_wall and len(lines) > _MOST_OVER_WALL and self.title.size > 28):
            return None
        top = sheet.text("title", lines, face, margin, head, palette.ink) + (6 if self.card.chip else 14)
        box = Box("body", margin, top, available, foot - 12 - top)
        body = self._body(box, Box("picture", margin + available - mapped, head, mapped, foot - 12 - head))
        if body is None:
            return None
        body(sheet)
        svg = sheet.svg((self.size.wide, self.size.high), self.ground, clean(self.card.title), self._words())
        return Made(svg, tuple(sheet.boxes), self.wide, self.high)

    def _body(self, box: Box, beside_title: Box) -> Put | None:
        """The part between title and footer; ``beside_title`` is room for a map that extends up beside the title."""
        picture = self.card.picture
        if self.card.chip:
            return self._chip(box, self.card.chip)
        if picture.wall:
            return self._filled(box)
        if beside_title.wide:
            return self._beside_map(beside_title, box)
        if self.last and picture.lines:  # use the full width, so that as few entries as possible are left out
            return self._stacked(box)
        side_by_side = 0 < picture.shape < 0.95 if self.size.upright else not picture.shape
        body = self._beside(box) if side_by_side else None
        if body is None and (not picture.shape or not side_by_side or self.text.size < _STACK_BELOW):
            body = self._stacked(box)
        return body

    def _words(self) -> str:
        """The alternative text of the card."""
        named = "; ".join(self.frame.sources)
        return clean(f"{self.card.number} {self.card.counted}. {self.card.alt} Sources: {named}. {self.frame.meta}")

    def _picture(self, box: Box) -> Put | None:
        """Put the card's picture or list into a box."""
        palette, picture = PALETTES[self.mode], self.card.picture
        if box.high < 60:
            return None
        if picture.lines:
            head = FontFace(self.text.size * 0.94, bold=True)
            kept_large = self.card.chip is not None and self.title.size < _CHIP_SHRINKS_TO
            more = f"All are at {self.frame.short_address or wording.SITE_NAME}" if self.last or kept_large else ""
            return place_list(picture.lines, box, head, self.small, palette.ink, palette.muted, more=more)
        if picture.shape:
            return place_map(picture, box, self.mode)
        return place_chart(picture, box, self.mode)

    def _filled(self, box: Box) -> Put | None:
        """A picture that fills the card, with the caption above and the note below."""
        card, palette = self.card, PALETTES[self.mode]
        draw, note = card.picture.wall, wrapped(card.note, self.small, box.wide)
        caption = "" if says_its_number(card) else f"{card.number} {card.counted}"
        counted, subtitle = wrapped(caption, self.text, box.wide), wrapped(card.subtitle, self.small, box.wide)
        over = self.text.line * len(counted) + self.small.line * len(subtitle) + (10 if counted or subtitle else 0)
        under = self.small.line * len(note) + (6 if note else 0)
        high = box.high - over - under
        # A wall draws the names of its rows at 0.92 of this size.
        size = max(self.text.size * 0.88, SMALLEST / 0.92)
        picture = draw(box.wide, high, self.mode, size) if draw and high > 0 else None
        if picture is None:
            return None

        def put(sheet: Canvas) -> None:
            y = sheet.text("counted", counted, self.text, box.x, box.y, palette.ink)
            sheet.text("subtitle", subtitle, self.small, box.x, y, palette.muted)
            sheet.put("picture", picture, box.x, box.y + over, box.wide, high)
            sheet.text("note", note, self.small, box.x, box.y + box.high - under + 6, palette.muted)

        return put

    def _chip(self, box: Box, chip: StatusChip) -> Put | None:
        """One body: status and age of the evidence, the sentence, then statements or a survey, and the map."""
        palette, card = PALETTES[self.mode], self.card
        label, age = FontFace(self.title.size, bold=True), FontFace(max(self.title.size * 0.54, SMALLEST + 1))
        side = label.size * 0.8
        labels = wrapped(chip.label, label, box.wide - side - 16)
        ages = wrapped(chip.age, age, box.wide)
        head = label.line * len(labels) + age.line * len(ages) + 8
        map_side = min(300.0, box.high - head, box.wide * 0.3) if self.inset else 0.0
        if self.inset and map_side < 120:
            return None
        map_width = _GAP + map_side if map_side and not self.size.upright else 0.0
        below = map_side + 12 if map_side and self.size.upright else 0.0
        middle = Box("picture", box.x, box.y + head, box.wide - map_width, box.high - head - below)
        text = self._told(middle, chip)
        map_caption = wrapped(card.beside_inset, self.small, box.wide - map_side - 18 if below else map_side)
        square = map_side - (0 if below else self.small.line * len(map_caption) + 6)
        if text is None or (map_side and square < 110):
            return None

        def put(sheet: Canvas) -> None:
            sheet.put("mark", chip.swatch, box.x, box.y + (label.line - side) / 2, side, side, clipped=True)
            y = sheet.text("chip", labels, label, box.x + side + 16, box.y, palette.ink)
            sheet.text("age", ages, age, box.x, y, palette.ink)
            text(sheet)
            if map_side and below:
                top = box.y + box.high - map_side
                sheet.put("inset", card.inset, box.x, top, map_side, map_side)
                sheet.text("near", map_caption, self.small, box.x + map_side + 18, top + 6, palette.muted)
            elif map_side:
                x, top = box.x + box.wide - map_side, box.y + head
                sheet.put("inset", card.inset, x, top, map_side, square)
                sheet.text("near", map_caption, self.small, x, top + square + 6, palette.muted)

        return put

    def _told(self, box: Box, chip: StatusChip) -> Put | None:
        """The sentence about a body and its statements; or the survey of similar bodies and how to ask."""
        palette, card = PALETTES[self.mode], self.card
        larger = FontFace(self.text.size * 1.12)
        survey = wrapped(chip.survey, larger, box.wide)
        sentence = wrapped(card.subtitle, self.text, box.wide)
        ask = wrapped(chip.ask, FontFace(self.text.size, bold=True), box.wide)
        note = wrapped(card.note, self.small, box.wide)
        over = (
            self.text.line * len(sentence) + (10 if sentence else 0) + larger.line * len(survey) + (10 if survey else 0)
        )
        under = self.small.line * len(note) + (8 if note else 0) + self.text.line * len(ask) + (8 if ask else 0)
        middle = Box("picture", box.x, box.y + over, box.wide, box.high - over - under)
        draw = card.picture.wall
        picture_put: Put | None = None
        if draw:
            high = min(middle.high, middle.wide / 4.2)
            block = draw(middle.wide, high, self.mode, self.text.size) if high > 40 else None
            if block is None:
                return None
            picture_put = partial(
                Canvas.put, what="picture", svg=block, x=middle.x, y=middle.y, wide=middle.wide, high=high
            )
            middle = replace(middle, high=high)
        elif card.picture.lines:
            picture_put = self._picture(middle)
            if picture_put is None:
                return None
        elif middle.high < 0:
            return None
        foot = middle.y + middle.high if draw else box.y + over if not picture_put else box.y + box.high - under

        def put(sheet: Canvas) -> None:
            y = sheet.text("subtitle", sentence, self.text, box.x, box.y, palette.ink)
            sheet.text("survey", survey, larger, box.x, y + (10 if sentence else 0), palette.ink)
            if picture_put:
                picture_put(sheet)
            y = foot + (8 if note else 0)
            y = sheet.text("note", note, self.small, box.x, y, palette.muted)
            sheet.text("ask", ask, FontFace(self.text.size, bold=True), box.x, y + 8, palette.ink)

        return put

    def _beside(self, box: Box) -> Put | None:
        """Picture on the left, text on the right."""
        picture = self.card.picture
        wide = box.wide * (0.64 if picture.lines else 0.6)
        if picture.shape:
            wide = min(box.wide * 0.6, box.high * picture.shape + 8)
        left = Box("picture", box.x, box.y, wide, box.high)
        picture_put = None if picture.height * picture.least > box.high and not picture.shape else self._picture(left)
        if picture_put is None:
            return None
        x, available = box.x + wide + _GAP, box.wide - wide - _GAP
        panel = self._panel(x, box.y, available, box.high)
        if panel is None:
            return None

        def put(sheet: Canvas) -> None:
            picture_put(sheet)
            panel(sheet)

        return put

    def _beside_map(self, right: Box, box: Box) -> Put | None:
        """Map on the right, as high as the card allows, with the text under the title."""
        map_put = self._picture(right)
        panel = self._panel(box.x, box.y, right.x - _GAP - box.x, box.high)
        if map_put is None or panel is None:
            return None

        def put(sheet: Canvas) -> None:
            map_put(sheet)
            panel(sheet)

        return put

    def _panel(self, x: float, top: float, available: float, high: float) -> Put | None:
        """Count, text and legend, stacked."""
        palette, card = PALETTES[self.mode], self.card
        number = self.number
        while width(card.number, number) > available and number.size > 22:
            number = FontFace(number.size - 2, bold=True)
        twice = says_its_number(card)
        counts = [] if twice else wrapped(card.number, number, available)
        counted = [] if twice else wrapped(card.counted, self.text, available)
        subtitle, note = (wrapped(text, self.small, available) for text in (card.subtitle, card.note))
        keys = _flow(card.key, self.small, available)
        gaps = 10 * sum(map(bool, (subtitle, keys, note)))
        tall = number.line * len(counts) + self.text.line * len(counted)
        tall += self.small.line * (len(subtitle) + len(note)) + _key_height(keys, self.small) + gaps
        if tall > high:
            return None

        def put(sheet: Canvas) -> None:
            y = sheet.text("number", counts, number, x, top, palette.ink)
            y = sheet.text("counted", counted, self.text, x, y, palette.ink)
            if keys:
                y = _put_keys(sheet, keys, self.small, x, y + 10, palette.ink)
            for what, lines in (("subtitle", subtitle), ("note", note)):
                if lines:
                    y = sheet.text(what, lines, self.small, x, y + 10, palette.muted)

        return put

    def _stacked(self, box: Box) -> Put | None:
        """Count and text above the picture, the note below."""
        palette, card = PALETTES[self.mode], self.card
        number = FontFace(self.number.size * 0.78, bold=True)
        twice = says_its_number(card)
        wide = 0.0 if twice else width(card.number, number)
        aside = box.wide - wide - 18
        side_by_side = not twice and aside >= 250
        available = aside if side_by_side else box.wide
        counts = [] if twice else wrapped(card.number, number, box.wide)
        counted = [] if twice else wrapped(card.counted, self.text, available)
        subtitle = wrapped(card.subtitle, self.small, available)
        keys, note = _flow(card.key, self.small, box.wide), wrapped(card.note, self.small, box.wide)
        text_height = self.text.line * len(counted) + self.small.line * len(subtitle)
        head = max(number.line, text_height) if side_by_side else number.line * len(counts) + text_height
        over = head + (12 if head else 0) + (_key_height(keys, self.small) + 8 if keys else 0)
        under = self.small.line * len(note) + 8 if note else 0
        middle = Box("picture", box.x, box.y + over, box.wide, box.high - over - under)
        picture_put = self._picture(middle)
        if picture_put is None:
            return None

        def put(sheet: Canvas) -> None:
            sheet.text("number", counts, number, box.x, box.y, palette.ink)
            x, y = (box.x + wide + 18, box.y) if side_by_side else (box.x, box.y + number.line * len(counts))
            if side_by_side and text_height < number.line:
                y += (number.line - text_height) / 2
            y = sheet.text("counted", counted, self.text, x, y, palette.ink)
            sheet.text("subtitle", subtitle, self.small, x, y, palette.muted)
            if keys:
                _put_keys(sheet, keys, self.small, box.x, box.y + head + 8, palette.ink)
            picture_put(sheet)
            if note:
                sheet.text("note", note, self.small, box.x, box.y + box.high - under + 8, palette.muted)

        return put


def _key_text(key: LegendKey) -> str:
    return clean(key.label) + (f" {wording.number(key.count)}" if key.count is not None else "")


def _flow(keys: tuple[LegendKey, ...], face: FontFace, available: float) -> list[list[tuple[float, LegendKey]]]:
    """Wrap a legend: rows of ``(left, entry)``."""
    rows: list[list[tuple[float, LegendKey]]] = []
    x = available
    for key in keys:
        need = 19 + width(_key_text(key), face) + 16
        if not rows or x + need - 16 > available:
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
            sheet.put("mark", key.swatch, x + left, y + (face.line - 13) / 2, 13, 13, clipped=True)
            sheet.text("key", [_key_text(key)], face, x + left + 19, y, ink)
        y += face.line * 1.12
    return y


def _tries(card: Card, size: Size) -> list[tuple[float, tuple[float, float, float], bool]]:
    """Combinations to try, in order: unit, step, and whether to show the small map."""
    units = _UNITS if size.upright else _UNITS[:1]
    plain = [(unit, step, False) for unit in units for step in _STEPS]
    return ([(1.0, step, True) for step in _STEPS[:_WITH_INSET]] if card.inset else []) + plain


def lay_out(dataset: Dataset, card: Card, size: Size, theme: Theme) -> Made:
    """Lay out a card in the largest text that fits. Raises ``DoesNotFit`` for text longer than any card's.

    The card must have been made for the colours of the theme (``drawn_in``).
    """
    around, mode = frame(dataset, card), drawn_in(theme)
    tries = _tries(card, size)
    for place, (unit, (lying, upright, share), inset) in enumerate(tries):
        title = FontFace(upright if size.upright else lying, bold=True)
        layout = _Try(
            card=card,
            frame=around,
            mode=mode,
            size=size,
            title=title,
            text=FontFace(max(19 * share, SMALLEST)),
            small=FontFace(max(14.5 * share, SMALLEST)),
            number=FontFace(max(title.size * 0.84, 19), bold=True),
            unit=size.unit * unit,
            last=place == len(tries) - 1,
            inset=inset,
            ground="none" if theme == "transparent" else PALETTES[mode].ground,
        ).made()
        if layout:
            return layout
    raise DoesNotFit(f"the text of the card {card.id} is too long for {size.name}")


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The template environment. It escapes all values; the filter ``clean`` removes bidirectional overrides."""
    loader = PackageLoader("whosecameras.briefing", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters["clean"] = clean
    return environment


def html(dataset: Dataset, card: Card, made: Made, size: Size, theme: Theme) -> str:
    """A card as a stand-alone page: the picture, then its sources as links, for screen and print."""
    around, mode = frame(dataset, card), drawn_in(theme)
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
