"""The slides: one message each, above an editable chart, table or text; maps and walls are pictures.

Each has the page's address and best sources in the footer, and all sources in the notes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu, Pt

from whosecameras.analysis.status import body_statuses
from whosecameras.briefing import deck as decks
from whosecameras.briefing.bars import NativeBars
from whosecameras.briefing.card_content import LICENCE, Card, CardLine, says_its_number
from whosecameras.briefing.cards import SIZES, DoesNotFit, Made, lay_out
from whosecameras.briefing.deck import Place, add_slide, add_text, emu, paint, rgb, set_alt_text
from whosecameras.briefing.frame import Frame, check_address, frame, short_address, version_line
from whosecameras.briefing.scope import BriefingSubject
from whosecameras.briefing.subject import card
from whosecameras.charts import svg
from whosecameras.charts.marks import MARKS, PALETTES, label
from whosecameras.charts.svg import raster
from whosecameras.charts.svg.text_metrics import FontFace, clean, wrapped
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import card_words, wording

MOST_LETTERS = 255  # longest property of a PPTX file, in characters
SIZE = SIZES["1920x1080"]
_MOST_NAMED = 3  # publishers in the footer of a slide; the notes have all
_ROWS_HIGH = 330.0  # points available for table rows on one slide
_MOST_LISTED = 60  # bodies in the table by status; if there are more, their page has them
_BODY: Place = (0.04, 0.30, 0.92, 0.58)
_LINE = 1.25  # line height relative to the font size
_TABLE_TYPE = 14.0
_DPI = 2.0  # pixels of a picture per point
Png = Callable[[str, int, int], bytes]
Rows = Sequence[Sequence[str]]


def _notes(dataset: Dataset, slide: Any, sources: Sequence[str], text: str) -> None:
    rows = [dataset.row("sources", key) for key in sources]
    lines = [f"{row['publisher']}: {row['title']} ({wording.date(row['published'])}). {row['url']}" for row in rows]
    slide.notes_slide.notes_text_frame.text = "\n".join([clean(text), "Sources:", *map(clean, lines or ["none"])])


def _foot(around: Frame) -> str:
    """Two lines: the best sources, the date and the licence, and the address where all of it can be checked."""
    named, rest = around.sources[:_MOST_NAMED], len(around.sources) - _MOST_NAMED
    more = f"; and {rest} more in the notes" if rest > 0 else ""
    sources = f"Sources: {'; '.join(named)}{more}" if named else "Sources: we found none"
    second_line = " · ".join(part for part in (wording.SITE_NAME, around.short_address, around.meta) if part)
    return f"{sources}\n{second_line}"


def _lines_of(text: str, size: float, wide: float) -> int:
    """The number of lines that a text of a given size takes at a width in points."""
    return max(1, len(wrapped(text, FontFace(size), wide)))


def _pages(rows: Rows, widths: Sequence[float]) -> list[Rows]:
    """Distribute table rows over as many slides as needed; none exceeds the available height."""
    pages: list[list[Sequence[str]]] = [[]]
    used = 0.0
    for row in rows:
        wide = [share * decks.WIDE / 12700 * 0.92 - 16 for share in widths]
        lines = max(_lines_of(text, _TABLE_TYPE, room) for text, room in zip(row, wide, strict=True))
        high = lines * _TABLE_TYPE * _LINE + 6
        if used + high > _ROWS_HIGH and pages[-1]:
            pages.append([])
            used = 0.0
        pages[-1].append(row)
        used += high
    return [*pages]


def _table(slide: Any, columns: Sequence[str], widths: Sequence[float], rows: Rows, name: str) -> None:
    """Add a native table; ``widths`` are shares of 1."""
    palette = PALETTES["light"]
    left, top, wide, _ = _BODY
    shape = slide.shapes.add_table(len(rows) + 1, len(columns), *emu((left, top, wide, 0.05)))
    set_alt_text(shape, name, name)
    for at, share in enumerate(widths):
        shape.table.columns[at].width = Emu(int(decks.WIDE * wide * share))
    for row in shape.table.rows:
        row.height = Pt(_TABLE_TYPE * _LINE + 4)
    for line, cells in enumerate([columns, *rows]):
        for column, text in enumerate(cells):
            cell = shape.table.cell(line, column)
            cell.text = clean(text)
            cell.margin_top = cell.margin_bottom = Emu(18000)
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size, paragraph.font.bold = Pt(_TABLE_TYPE), line == 0
                paragraph.font.color.rgb = rgb(palette.ink)
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(palette.rule if line == 0 else palette.ground)


def _chart(slide: Any, bars: NativeBars, found: Card) -> None:
    """Add a native bar chart with its workbook; a bar that shows a status has its pattern."""
    data: Any = CategoryChartData(number_format="0%" if bars.shares else "General")  # type: ignore[no-untyped-call]
    data.categories = [clean(row) for row in bars.rows]
    for row_values in bars.series:
        data.add_series(clean(row_values.name), row_values.values)
    kind = XL_CHART_TYPE.BAR_STACKED if bars.stacked else XL_CHART_TYPE.BAR_CLUSTERED
    left, top, wide, high = _BODY
    room = min(high, 0.1 + 0.1 * len(bars.rows))  # do not enlarge a few bars to fill the slide
    shape = slide.shapes.add_chart(kind, *emu((left, top, wide, room)), data)
    set_alt_text(shape, found.id, clean(found.alt))
    chart = shape.chart
    chart.font.size = Pt(14 if len(bars.rows) < 13 else 11)
    chart.font.color.rgb = rgb(PALETTES["light"].ink)
    chart.has_title = False
    chart.has_legend = len(bars.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    rows, values = chart.category_axis, chart.value_axis
    rows.reverse_order = True  # first row on top
    rows.format.line.fill.background()
    values.visible, values.has_major_gridlines = False, False
    values.minimum_scale = 0
    if bars.shares:
        values.maximum_scale = 1
    plot = chart.plots[0]
    plot.gap_width = 45
    plot.has_data_labels = not bars.stacked
    if plot.has_data_labels:
        plot.data_labels.number_format = "0%" if bars.shares else "0;;"  # no label for zero
        plot.data_labels.number_format_is_linked = False
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    for series, bar_series in zip(plot.series, bars.series, strict=True):
        if bar_series.mark:
            paint(series.format.fill, series.format.line, bar_series.mark)


def _key(slide: Any, found: Card, box: Place) -> None:
    """Add a map's legend as chips with text, one per line."""
    left, top, wide, _ = box
    for place, entry in enumerate(key for key in found.key if key.mark in MARKS):
        y = top + place * 0.055
        chip = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *emu((left, y + 0.012, 0.018, 0.03)))
        paint(chip.fill, chip.line, entry.mark)
        chip.shadow.inherit = False
        count = f" {wording.number(entry.count)}" if entry.count is not None else ""
        add_text(slide, f"{entry.label}{count}", (left + 0.024, y, wide - 0.024, 0.05), 14)


def _picture(slide: Any, found: Card, drawn: str, box: Place, pixels: tuple[int, int], png: Png) -> None:
    """Add a map or a wall as a picture with alternative text."""
    shape = slide.shapes.add_picture(io.BytesIO(png(drawn, *pixels)), *emu(box))
    set_alt_text(shape, found.id, clean(f"{found.title}. {found.alt}"))


def _pixels(box: Place) -> tuple[int, int]:
    return round(box[2] * 960 * _DPI), round(box[3] * 540 * _DPI)


def _drawing(slide: Any, found: Card, png: Png) -> None:
    """Add a card's map next to its legend, or its wall."""
    picture = found.picture
    if picture.figure is not None:
        box: Place = (0.5, 0.22, 0.46, 0.67)
        wide, high = _pixels(box)
        image = svg.render(picture.figure, width=round(wide / _DPI), height=round(high / _DPI), mode="light")
        _picture(slide, found, image, box, (wide, high), png)
        _key(slide, found, (0.045, 0.34, 0.42, 0.5))
        return
    for top in (0.30, 0.24, 0.22):
        box = (0.04, top, 0.92, 0.89 - top)
        wide, high = _pixels(box)
        wall = picture.wall(wide / _DPI, high / _DPI, "light", 11.0) if picture.wall else None
        if wall:
            _picture(slide, found, wall, box, (wide, high), png)
            return


def _body_slides(deck: Any, found: Card, foot: str, png: Png) -> list[Any]:
    """Slides about one body: status chip, sentence, and statements as a table; or the survey and how to ask."""
    chip = found.chip
    if chip is None:
        return []
    slide = add_slide(deck, decks.TITLE_ONLY, clean(found.heading or found.title), foot)
    mark = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *emu((0.047, 0.215, 0.04, 0.07)))
    paint(mark.fill, mark.line, chip.label if chip.label in MARKS else str(Status.UNKNOWN))
    mark.shadow.inherit = False
    add_text(slide, chip.label, (0.1, 0.195, 0.86, 0.1), 40, bold=True)
    sentence = "\n".join(part for part in (chip.age, found.subtitle, chip.survey) if part)
    add_text(slide, sentence, (0.04, 0.31, 0.92, 0.3), 18)
    lines = sum(_lines_of(part, 18, 860) for part in sentence.split("\n"))
    top = min(0.31 + lines * 18 * 1.3 / 540 + 0.03, 0.7)
    if found.picture.wall:
        box: Place = (0.042, top, 0.6, 0.16)
        wide, high = _pixels(box)
        image = found.picture.wall(wide / _DPI, high / _DPI, "light", 12)
        if image:
            _picture(slide, found, image, box, (wide, high), png)
        top += 0.17
    details = "\n".join(part for part in (found.note, chip.ask) if part)
    add_text(slide, details, (0.04, top, 0.92, 0.14), 16, muted=False)
    return [slide, *_listed(deck, found, foot, card_words.every_statement(found.heading))]


def _listed(deck: Any, found: Card, foot: str, title: str) -> list[Any]:
    """A card's lines as a table, on as many slides as needed, each with a title."""
    lines = found.picture.lines
    if not lines:
        return []
    if not any(line.text for line in lines):
        return [_sentences(deck, lines, foot, title)]
    widths = (0.42, 0.58)
    pages = _pages([(line.head, line.text) for line in lines], widths)
    slides = []
    for place, rows in enumerate(pages):
        part = card_words.part_of(title, place + 1, len(pages))
        slide = add_slide(deck, decks.TITLE_ONLY, clean(part), foot)
        if not found.chip:
            add_text(slide, _under_the_title(found), (0.04, 0.205, 0.92, 0.09), 16)
        columns = card_words.TABLE_OF_STATEMENTS if found.chip else card_words.TABLE_OF_BODIES
        _table(slide, columns, widths, rows, part)
        slides.append(slide)
    return slides


def _sentences(deck: Any, lines: Sequence[CardLine], foot: str, title: str) -> Any:
    """A list of sentences as paragraphs, in the largest font size that fits."""
    slide = add_slide(deck, decks.TITLE_ONLY, clean(title), foot)
    heads = [f"• {line.head}" for line in lines]
    sizes = (18, 16, 15, 14, 13, 12)
    fits = (size for size in sizes if sum(_lines_of(head, size, 860) for head in heads) * size * 1.25 < 350)
    add_text(slide, "\n".join(heads), (0.04, 0.22, 0.92, 0.66), next(fits, sizes[-1]))
    return slide


def _under_the_title(found: Card) -> str:
    """The count, if the title does not have it, and what is shown."""
    counted = "" if says_its_number(found) else f"{found.number} {found.counted}"
    return "\n".join(part for part in (counted, found.subtitle) if part)


def _card_slides(deck: Any, found: Card, foot: str, png: Png) -> list[Any]:
    """The slides of a card: bars as a chart, lists as tables, maps and walls as pictures.

    Other pictures, such as the timeline, get no slide: their marks would be too small to read.
    """
    if found.chip:
        return _body_slides(deck, found, foot, png)
    if found.picture.lines:
        return _listed(deck, found, foot, found.title)
    if not (found.bars or found.picture.shape or found.picture.wall):
        return []
    slide = add_slide(deck, decks.TITLE_ONLY, clean(found.title), foot)
    is_map = bool(found.picture.shape)
    subtitle = _under_the_title(found)
    if subtitle:
        add_text(slide, subtitle, (0.04, 0.205, 0.44 if is_map else 0.92, 0.09), 14 if is_map else 15)
    if found.bars:
        _chart(slide, found.bars, found)
    else:
        _drawing(slide, found, png)
    return [slide]


def _status_rows(dataset: Dataset, scope: BriefingSubject) -> list[tuple[str, str, str, str]]:
    """Each body in a scope's groups with its status, the manufacturers named and the date of the evidence."""
    standing = body_statuses(dataset, scope.view)
    rows = []
    for group in scope.groups:
        for key, name in zip(group.ids, group.names, strict=True):
            status = standing[key]
            manufacturers = wording.manufacturers_of(dataset, status.vendors) if status.vendors else ""
            when = wording.date(status.as_of or status.latest_evidence) if status.has_findings else ""
            rows.append((name, label(group.mark), manufacturers, when))
    return rows


def _properties(deck: Any, dataset: Dataset, scope: BriefingSubject) -> None:
    moment = datetime(dataset.released.year, dataset.released.month, dataset.released.day)
    properties = deck.core_properties
    properties.title, properties.subject = clean(scope.title)[:MOST_LETTERS], clean(scope.name)[:MOST_LETTERS]
    properties.author = properties.last_modified_by = wording.SITE_NAME
    properties.created = properties.modified = properties.last_printed = moment
    properties.language, properties.version, properties.revision = "en-GB", dataset.version, 1
    properties.comments = f"{LICENCE}. {check_address()}".strip()
    properties.keywords, properties.category = "", ""


def laid_out(dataset: Dataset, scope: BriefingSubject) -> list[tuple[Card, Made]]:
    """The cards of a scope that get slides: all except those whose text does not fit on one."""
    layouts = []
    for key in scope.cards:
        content = card(dataset, key, "light")
        with suppress(DoesNotFit):
            layouts.append((content, lay_out(dataset, content, SIZE, "light")))
    return layouts


def _title_slide(dataset: Dataset, deck: Any, scope: BriefingSubject, version: str) -> None:
    """The first slide: the subject of the briefing, and its numbers."""
    slide = add_slide(deck, decks.TITLE_SLIDE, clean(card_words.deck_title(dataset, scope.name)), version)
    decks.write(slide.placeholders[1], version, 18, muted=True)
    for place, key_figure in enumerate(scope.numbers):
        left = 0.06 + place * 0.3
        figure = clean(key_figure.figure)
        size = 40 if len(figure) < 12 else 24
        add_text(slide, figure, (left, 0.58, 0.28, 0.12), size, bold=True)
        add_text(slide, key_figure.label, (left, 0.7, 0.27, 0.18), 15)
    _notes(dataset, slide, scope.sources, scope.title)


def pptx(dataset: Dataset, scope: BriefingSubject, png: Png = raster.png) -> bytes:
    """The slides of a scope. ``png`` turns an SVG of a given width and height into a picture.

    Cards that do not fit on a slide are left out.
    """
    deck = decks.empty_deck()
    version = f"{wording.sentence_case(version_line(dataset))} · {LICENCE}"
    address = short_address(check_address())
    version += f" · {address}" if address else ""
    _title_slide(dataset, deck, scope, version)
    for found, _ in laid_out(dataset, scope):
        around = frame(dataset, found)
        for slide in _card_slides(deck, found, _foot(around), png):
            _notes(dataset, slide, found.sources, f"{found.title}. {found.number} {found.counted}. {found.note}")
    known = _status_rows(dataset, scope)
    if 1 < len(known) <= _MOST_LISTED and not any(
        card(dataset, key).picture.lines for key in scope.cards if key.endswith("-named")
    ):
        columns = ("Public body", "What is known now", "Brand", "Evidence from")
        pages = _pages(known, (0.46, 0.2, 0.2, 0.14))
        for place, rows in enumerate(pages):
            title = card_words.part_of(card_words.by_status(scope.name), place + 1, len(pages))
            slide = add_slide(deck, decks.TITLE_ONLY, title, version)
            _table(slide, columns, (0.46, 0.2, 0.2, 0.14), rows, title)
            _notes(dataset, slide, scope.sources, version)
    _properties(deck, dataset, scope)
    saved = io.BytesIO()
    deck.save(saved)
    return decks.with_fixed_times(saved.getvalue())
