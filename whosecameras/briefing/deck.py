"""An empty slide deck: one 16:9 master with title, footer and page number, which an organisation can restyle.

Everything on a slide takes its font from the theme and its position from the master, so a change there affects all
slides. The same input gives the same bytes: dates inside and times in the archives are fixed.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Emu, Pt

from whosecameras.charts.marks import MARKS, PALETTES, Hatch, colour
from whosecameras.charts.svg.text_metrics import FontFace, clean, wrapped

WIDE, HIGH = Emu(12192000), Emu(6858000)  # inches: 13.33 by 7.5
FONT = "Arial"  # on every machine, or replaced by a font of the same width
TITLE_SLIDE, TITLE_ONLY = 0, 5  # layouts of python-pptx's template
#: Left, top, width and height of each placeholder of the master, as shares of the slide.
PLACES = {
    PP_PLACEHOLDER.TITLE: (0.04, 0.045, 0.92, 0.15),
    PP_PLACEHOLDER.CENTER_TITLE: (0.06, 0.16, 0.88, 0.24),
    PP_PLACEHOLDER.SUBTITLE: (0.06, 0.42, 0.88, 0.12),
    PP_PLACEHOLDER.BODY: (0.04, 0.22, 0.92, 0.66),
    PP_PLACEHOLDER.FOOTER: (0.04, 0.905, 0.84, 0.075),
    PP_PLACEHOLDER.SLIDE_NUMBER: (0.88, 0.905, 0.08, 0.075),
}
Place = tuple[float, float, float, float]
_TITLES = (32, 28, 24, 21, 18, 16)  # points
_POINTS_WIDE = 960.0
_EPOCH = (1980, 1, 1, 0, 0, 0)
_THEME = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
#: Slide patterns that resemble those of the statuses.
_PATTERNS: dict[Hatch, Any] = {
    "ne": MSO_PATTERN.WIDE_UPWARD_DIAGONAL,
    "nw": MSO_PATTERN.WIDE_DOWNWARD_DIAGONAL,
    "cross": MSO_PATTERN.DIAGONAL_CROSS,
    "dots": MSO_PATTERN.PERCENT_25,
}


def rgb(value: str) -> RGBColor:
    """A palette colour."""
    parsed: RGBColor = RGBColor.from_string(value.removeprefix("#").upper())  # type: ignore[no-untyped-call]
    return parsed


def emu(box: Place) -> tuple[Emu, Emu, Emu, Emu]:
    """A box in the units of slides."""
    left, top, wide, high = box
    return Emu(int(WIDE * left)), Emu(int(HIGH * top)), Emu(int(WIDE * wide)), Emu(int(HIGH * high))


def _put(shape: Any, box: Place) -> None:
    shape.left, shape.top, shape.width, shape.height = emu(box)


def _themed(master: Any) -> None:
    """Set the theme's font family and the light palette."""
    part = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    theme = etree.fromstring(part.blob)
    for font in theme.iter(f"{_THEME}majorFont", f"{_THEME}minorFont"):
        font.find(f"{_THEME}latin").set("typeface", FONT)
    palette = PALETTES["light"]
    colours = {
        "dk1": palette.ink, "lt1": palette.ground, "dk2": palette.not_using, "lt2": palette.rule,
        "accent1": palette.using, "accent2": palette.not_using, "accent3": palette.removing, "accent4": palette.removed,
        "accent5": palette.silent, "accent6": palette.link, "hlink": palette.link, "folHlink": palette.link,
    }  # fmt: skip
    scheme = next(theme.iter(f"{_THEME}clrScheme"))
    for name, value in colours.items():
        slot = scheme.find(f"{_THEME}{name}")
        for old in list(slot):
            slot.remove(old)
        etree.SubElement(slot, f"{_THEME}srgbClr", val=value.removeprefix("#").upper())
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def empty_deck() -> Any:
    """A deck without slides: its master and two layouts, a title slide and a slide with title."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    layouts = list(deck.slide_layouts)
    for place, layout in enumerate(layouts):
        if place not in (TITLE_SLIDE, TITLE_ONLY):
            deck.slide_layouts.remove(layout)
    master = deck.slide_master
    _themed(master)
    for holder in (master, *deck.slide_layouts):
        for shape in list(holder.placeholders):
            kind = shape.placeholder_format.type
            if kind == PP_PLACEHOLDER.DATE:
                shape._element.getparent().remove(shape._element)
            elif kind in PLACES:
                _put(shape, PLACES[kind])
                if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
                    shape.text_frame.word_wrap = True
    return deck


def add_slide(deck: Any, layout: int, title: str, foot: str) -> Any:
    """Add a slide with title, footer and number, positioned by the master."""
    slide = deck.slides.add_slide(deck.slide_layouts[0 if layout == TITLE_SLIDE else 1])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = rgb(PALETTES["light"].ground)
    _, _, wide, high = PLACES[PP_PLACEHOLDER.CENTER_TITLE if layout == TITLE_SLIDE else PP_PLACEHOLDER.TITLE]
    write(slide.shapes.title, title, _fitting(title, wide * _POINTS_WIDE, high * 540), bold=True)
    for shape in slide.slide_layout.placeholders:
        if shape.placeholder_format.type in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            slide.shapes._spTree.append(copy.deepcopy(shape._element))
    for shape in slide.placeholders:
        if shape.placeholder_format.type == PP_PLACEHOLDER.FOOTER:
            write(shape, foot, 10.5, muted=True)
    return slide


def _fitting(text: str, wide: float, high: float) -> float:
    """The largest font size, in points, in which the whole title fits."""
    for size in _TITLES:
        face = FontFace(size, bold=True)
        if len(wrapped(text, face, wide - 20)) * size * 1.2 <= high:
            return size
    return _TITLES[-1]


def write(shape: Any, text: str, size: float, *, bold: bool = False, muted: bool = False) -> None:
    """Write left-aligned text into a shape, a paragraph per line, in the theme's font."""
    frame = shape.text_frame
    frame.word_wrap = True
    for place, line in enumerate(text.split("\n")):
        paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
        paragraph.text = ""
        paragraph.alignment = 1
        run = paragraph.add_run()
        run.text = clean(line)
        run.font.size, run.font.bold = Pt(size), bold
        palette = PALETTES["light"]
        run.font.color.rgb = rgb(palette.muted if muted else palette.ink)


def add_text(slide: Any, text: str, box: Place, size: float, *, bold: bool = False, muted: bool = False) -> None:
    """Add a text box."""
    write(slide.shapes.add_textbox(*emu(box)), text, size, bold=bold, muted=muted)


def paint(fill: Any, line: Any, mark: str) -> None:
    """Fill and outline a bar or a chip in the style of a status's mark."""
    style = MARKS[mark]
    ground, ink = rgb(colour("light", style.fill)), rgb(colour("light", style.line))
    if style.hatch:
        fill.patterned()
        fill.pattern = _PATTERNS[style.hatch]
        fill.fore_color.rgb, fill.back_color.rgb = ink, ground
    else:
        fill.solid()
        fill.fore_color.rgb = ground
    line.color.rgb = ink
    line.width = Pt(1)


def set_alt_text(shape: Any, name: str, text: str) -> None:
    """Set the name and alternative text of a picture or chart."""
    properties = next(iter(shape._element.xpath(".//p:cNvPr")))
    properties.set("descr", text)
    properties.set("name", clean(name))


def with_fixed_times(content: bytes, *, workbook: bool = False) -> bytes:
    """The same archive with all timestamps fixed, including those of embedded workbooks."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            entry = zipfile.ZipInfo(info.filename, _EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            data = old.read(info)
            if info.filename.endswith(".xlsx"):
                data = with_fixed_times(data, workbook=True)
            elif workbook and info.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:\w+ [^>]*>)\d{4}-[^<]*", rb"\g<1>1980-01-01T00:00:00Z", data)
            new.writestr(entry, data)
    return target.getvalue()
