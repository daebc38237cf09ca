"""The slides: a title, each card as a picture with words for those who cannot see it, tables to edit, sources in notes.

The same input gives the same bytes: fixed dates inside, fixed times in the archive.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Emu, Pt

from whosecameras.analysis.status import body_statuses
from whosecameras.briefing.card_content import Card
from whosecameras.briefing.cards import LICENCE, SIZES, DoesNotFit, Frame, Made, check_address, frame, lay_out
from whosecameras.briefing.subject import BriefingSubject, card
from whosecameras.briefing.text_metrics import clean
from whosecameras.charts.marks import PALETTES, label
from whosecameras.record.loading import Dataset
from whosecameras.text import wording

SIZE = SIZES["1920x1080"]
_WIDE, _HIGH = Emu(12192000), Emu(6858000)  # 13.33 by 7.5 inches
_ROWS = 18  # of a table on one slide
_BLANK = 6  # the empty layout of the template that python-pptx carries
_SERIF, _SANS = "Georgia", "Arial"
_EPOCH = (1980, 1, 1, 0, 0, 0)
Png = Callable[[str, int, int], bytes]


def _coloured(value: str) -> RGBColor:
    parsed: RGBColor = RGBColor.from_string(value.removeprefix("#").upper())  # type: ignore[no-untyped-call]
    return parsed


def _say(
    slide: Any, text: str, box: tuple[float, float, float, float], size: float, colour: str, *, head: bool = False
) -> None:
    """A text box; ``box`` is left, top, width and height as shares of the slide."""
    left, top, wide, high = box
    place = (Emu(int(_WIDE * left)), Emu(int(_HIGH * top)), Emu(int(_WIDE * wide)), Emu(int(_HIGH * high)))
    shape = slide.shapes.add_textbox(*place)
    shape.text_frame.word_wrap = True
    for number, line in enumerate(text.split("\n")):
        paragraph = shape.text_frame.paragraphs[0] if not number else shape.text_frame.add_paragraph()
        run = paragraph.add_run()
        run.text = clean(line)
        run.font.size, run.font.bold, run.font.name = Pt(size), head, _SERIF if head else _SANS
        run.font.color.rgb = _coloured(colour)


def _slide(deck: Any) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[_BLANK])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _coloured(PALETTES["light"].ground)
    return slide


def _notes(dataset: Dataset, slide: Any, sources: Sequence[str], said: str) -> None:
    rows = [dataset.row("sources", key) for key in sources]
    lines = [f"{row['publisher']}: {row['title']} ({wording.date(row['published'])}). {row['url']}" for row in rows]
    slide.notes_slide.notes_text_frame.text = "\n".join([said, "Sources:", *map(clean, lines or ["none"])])


def _table(
    deck: Any, heading: str, columns: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]], foot: str
) -> list[Any]:
    """Slides with a native table, so many rows to each; ``widths`` are shares of 1."""
    palette = PALETTES["light"]
    made = []
    for start in range(0, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        slide = _slide(deck)
        pages = f" ({start // _ROWS + 1} of {-(-len(rows) // _ROWS)})" if len(rows) > _ROWS else ""
        _say(slide, heading + pages, (0.04, 0.04, 0.92, 0.12), 26, palette.ink, head=True)
        place = (Emu(int(_WIDE * 0.045)), Emu(int(_HIGH * 0.17)), Emu(int(_WIDE * 0.91)), Emu(int(_HIGH * 0.05)))
        shape = slide.shapes.add_table(len(part) + 1, len(columns), *place)
        shape.name = clean(heading)
        for at, share in enumerate(widths):
            shape.table.columns[at].width = Emu(int(_WIDE * 0.91 * share))
        for row in shape.table.rows:
            row.height = Emu(int(_HIGH * 0.038))
        for line, cells in enumerate([columns, *part]):
            for column, text in enumerate(cells):
                cell = shape.table.cell(line, column)
                cell.text = clean(text)
                cell.margin_top = cell.margin_bottom = Emu(18000)
                for paragraph in cell.text_frame.paragraphs:
                    paragraph.font.size, paragraph.font.name = Pt(12), _SANS
                    paragraph.font.bold = line == 0
                    paragraph.font.color.rgb = _coloured(palette.ink)
                cell.fill.solid()
                cell.fill.fore_color.rgb = _coloured(palette.rule if line == 0 else palette.ground)
        _say(slide, foot, (0.04, 0.93, 0.92, 0.05), 11, palette.muted)
        made.append(slide)
    return made


def _known(dataset: Dataset, scope: BriefingSubject) -> list[tuple[str, str, str, str]]:
    """Each body of a scope's groups with its status, the makes that are named and the date of the evidence."""
    standing = body_statuses(dataset)
    found = []
    for group in scope.groups:
        for key, name in zip(group.ids, group.names, strict=True):
            one = standing[key]
            makes = wording.manufacturers_of(dataset, one.vendors) if one.vendors else ""
            when = wording.date(one.since or one.newest) if one.spoken_of else ""
            found.append((name, label(group.mark), makes, when))
    return found


def _alternative(found: Card, around: Frame) -> str:
    return clean(f"{found.title}. {found.number} {found.counted}. {found.alt} {around.meta}")


def _described(picture: Any, name: str, text: str) -> None:
    properties = picture._element.nvPicPr.cNvPr
    properties.set("descr", text)
    properties.set("name", name)


def _properties(deck: Any, dataset: Dataset, scope: BriefingSubject) -> None:
    moment = datetime(dataset.released.year, dataset.released.month, dataset.released.day)
    known = deck.core_properties
    known.title, known.subject = clean(scope.title), clean(scope.name)
    known.author = known.last_modified_by = wording.SITE_NAME
    known.created = known.modified = known.last_printed = moment
    known.language, known.version, known.revision = "en-GB", dataset.version, 1
    known.comments = f"{LICENCE}. {check_address()}"
    known.keywords, known.category = "", ""


def _fixed(content: bytes) -> bytes:
    """The same archive with all its times set to one."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            entry = zipfile.ZipInfo(one.filename, _EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            new.writestr(entry, old.read(one))
    return target.getvalue()


def laid_out(dataset: Dataset, scope: BriefingSubject) -> list[tuple[Card, Made]]:
    """The cards of a scope that have a slide: all but those that do not fit on one."""
    found = []
    for key in scope.cards:
        one = card(dataset, key, "light")
        with suppress(DoesNotFit):
            found.append((one, lay_out(dataset, one, SIZE, "light")))
    return found


def pptx(dataset: Dataset, scope: BriefingSubject, png: Png) -> bytes:
    """The slides of a scope. ``png`` turns an SVG of some width and height into a picture.

    A card that does not fit on a slide is left out.
    """
    palette = PALETTES["light"]
    deck = Presentation()
    deck.slide_width, deck.slide_height = _WIDE, _HIGH
    version = (
        f"Dataset {dataset.version} of {wording.date(dataset.released.isoformat())} · {LICENCE} · {check_address()}"
    )
    opening = _slide(deck)
    _say(opening, clean(scope.title), (0.06, 0.22, 0.88, 0.36), 36, palette.ink, head=True)
    _say(opening, f"{scope.name}\n{version}", (0.06, 0.66, 0.88, 0.16), 18, palette.muted)
    _say(opening, wording.SITE_NAME, (0.06, 0.86, 0.88, 0.08), 18, palette.ink, head=True)
    _notes(dataset, opening, scope.sources, clean(scope.title))
    for found, made in laid_out(dataset, scope):
        around = frame(dataset, found)
        slide = _slide(deck)
        picture = png(made.svg, SIZE.wide, SIZE.high)
        shape = slide.shapes.add_picture(io.BytesIO(picture), 0, 0, _WIDE, _HIGH)
        _described(shape, found.id, _alternative(found, around))
        _notes(dataset, slide, found.sources, f"{clean(found.title)}. {found.number} {found.counted}. {around.meta}")
    numbers = [(one.figure, one.label) for one in scope.numbers]
    tables = _table(deck, "The numbers that matter", ("Number", "What it counts"), (0.2, 0.8), numbers, version)
    columns = ("Body", "What is known now", "Make", "As of")
    tables += _table(deck, "Bodies by status", columns, (0.46, 0.2, 0.2, 0.14), _known(dataset, scope), version)
    for slide in tables:
        _notes(dataset, slide, scope.sources, version)
    _properties(deck, dataset, scope)
    saved = io.BytesIO()
    deck.save(saved)
    return _fixed(saved.getvalue())
