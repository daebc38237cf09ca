"""PNGs without a browser: in the fonts that Streamlit ships, of the requested size, deterministic."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from whosecameras.briefing import cards, subject
from whosecameras.charts import marks
from whosecameras.charts.svg import fonts
from whosecameras.charts.svg.canvas import Canvas
from whosecameras.charts.svg.raster import png, with_palette
from whosecameras.charts.svg.text_metrics import FontFace
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_a_palette_changes_no_pixel_and_saves_bytes() -> None:
    few = png(marks.swatch(Status.DID_NOT_ANSWER, "light"), 400, 400)
    assert ImageChops.difference(opened(few), opened(with_palette(few))).getbbox() is None
    assert len(with_palette(few)) < len(few)
    gradients = [Image.linear_gradient("L"), Image.linear_gradient("L").rotate(90), Image.radial_gradient("L")]
    many = io.BytesIO()
    Image.merge("RGB", gradients).save(many, "PNG")
    assert with_palette(many.getvalue()) == many.getvalue(), "more colours than a palette holds"


@pytest.mark.parametrize("mode", cards.MODES)
def test_a_card_has_its_size_and_its_ground(dataset: Dataset, mode: marks.Mode) -> None:
    found = subject.card(dataset, "not-known", mode)
    for size in cards.SIZES.values():
        svg = cards.lay_out(dataset, found, size, mode).svg
        content = png(svg, size.wide, size.high)
        picture = opened(content)
        assert picture.size == (size.wide, size.high)
        assert picture.getpixel((2, 2)) == tuple(bytes.fromhex(marks.PALETTES[mode].ground[1:]))
        assert png(svg, size.wide, size.high) == content


@pytest.mark.parametrize(("bold", "serif"), [(False, False), (True, False), (True, True)])
@pytest.mark.parametrize("text", ["Hammersmith and Fulham", "Ynys Môn · £1,289", "Hen dai cŵn a môr mawr, £45"])
def test_text_is_drawn_as_wide_as_it_was_measured(text: str, bold: bool, serif: bool) -> None:
    """In another font or weight, the two would differ by more."""
    size = 20  # the serif's default optical size
    sheet = Canvas(600, 60)
    sheet.text("words", [text], FontFace(size, bold, serif), 10, 10, "#000000")
    picture = opened(png(sheet.svg((2400, 240), "#ffffff", "", ""), 2400, 240)).convert("L")
    ink = picture.point(lambda shade: 255 * (shade < 128))
    box = ink.getbbox()
    assert box is not None
    measured = sum(fonts.advance(one, bold=bold, serif=serif) for one in text) * size
    assert (box[2] - box[0]) / 4 == pytest.approx(measured, rel=0.025)


@pytest.mark.parametrize("mode", cards.MODES)
@pytest.mark.parametrize("mark", [name for name, one in marks.MARKS.items() if one.hatch])
def test_a_hatch_is_drawn_in_both_its_colours(mark: str, mode: marks.Mode) -> None:
    drawn = marks.MARKS[mark]
    pixels = Counter(opened(png(marks.swatch(mark, mode), 140, 140)).get_flattened_data())
    for colour in (drawn.fill, drawn.line):
        seen = pixels[tuple(bytes.fromhex(marks.colour(mode, colour)[1:]))]
        assert seen > 140 * 140 * 0.1, colour


def test_the_fonts_are_unpacked_once_into_a_folder_of_our_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts.tempfile, "tempdir", str(tmp_path))
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    for link in (False, True):
        for one in (fonts._folder, fonts.unpacked):
            one.cache_clear()
        made = fonts.unpacked(fonts.SERIF_NAME)
        assert made.read_bytes()[:4] == b"\0\1\0\0" and list(made.parent.iterdir()) == [made]
        assert made.parent.stat().st_mode & 0o077 == 0
        if not link:  # a link that somebody else put there is not followed
            made.unlink()
            made.parent.rmdir()
            made.parent.symlink_to(theirs)
    assert list(theirs.iterdir()) == []
    for one in (fonts._folder, fonts.unpacked):
        one.cache_clear()
