"""The marks are legible: contrast in both themes, and no status shown by colour alone."""

from itertools import combinations
from pathlib import Path

import pytest
from sight import SIGHT, lightness

from whosecameras.charts import hexagons, lens
from whosecameras.charts.marks import MARKS, PALETTES, Mode, colour, swatch, swatch_name, weaker
from whosecameras.charts.sectors import text_colour_on
from whosecameras.record.schema import Status

SWATCHES = Path(__file__).resolve().parents[1] / "static" / "marks"
MODES: tuple[Mode, ...] = ("light", "dark")
#: What tells two drawings apart: this part of their pixels differs by more than this in lightness (0 to 100).
PART_OF_MARK, LIGHTER = 0.04, 12


def linear(hex_colour: str) -> tuple[float, ...]:
    values = [int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return tuple(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)


def luminance(rgb: tuple[float, ...]) -> float:
    return sum(weight * max(0.0, min(1.0, value)) for weight, value in zip((0.2126, 0.7152, 0.0722), rgb, strict=True))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(linear(one)), luminance(linear(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def seen_through(sight: str, hex_colour: str) -> tuple[float, ...]:
    rgb = linear(hex_colour)
    return tuple(sum(weight * value for weight, value in zip(row, rgb, strict=True)) for row in SIGHT[sight])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["ink", "muted", "accent", "link"])
def test_text_has_a_contrast_of_4_5_on_the_ground(mode: Mode, name: str) -> None:
    assert contrast(colour(mode, name), colour(mode, "ground")) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_contrasts_with_the_background_by_its_outline_or_fill(mode: Mode, mark: str) -> None:
    ground = colour(mode, "ground")
    drawn = MARKS[mark]
    best = max(contrast(colour(mode, drawn.line), ground), contrast(colour(mode, drawn.fill), ground))
    assert best >= 3, (mark, round(best, 2))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("status", Status)
def test_numbers_on_bars_can_be_read(mode: Mode, status: Status) -> None:
    fill = MARKS[status].fill
    assert contrast(text_colour_on(mode, fill), colour(mode, fill)) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sight", SIGHT)
def test_no_two_marks_differ_by_hue_alone(mode: Mode, sight: str) -> None:
    for one, other in combinations(MARKS, 2):
        a, b = MARKS[one], MARKS[other]
        if a.hatch != b.hatch:
            continue
        shades = [luminance(seen_through(sight, colour(mode, mark.fill))) for mark in (a, b)]
        lines = [luminance(seen_through(sight, colour(mode, mark.line))) for mark in (a, b)]
        apart = max((max(pair) + 0.05) / (min(pair) + 0.05) for pair in (shades, lines))
        assert apart >= 1.3, (sight, one, other, round(apart, 2))


def on_ground(drawing: str, size: str, mode: Mode) -> str:
    """A drawing around the point 0, 0 on the ground of the page, where the box is ``size``."""
    ground = f'<rect x="-40" y="-40" width="80" height="80" fill="{colour(mode, "ground")}"/>'
    edge = f'<g stroke="{colour(mode, "muted")}" stroke-width="2">{drawing}</g>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}">{ground}{edge}</svg>'


def swatch_on_ground(mark: str, mode: Mode) -> str:
    """The mark of legends, chips and bars as it is drawn on the ground of the page."""
    opening, _, rest = swatch(mark, mode).partition(">")
    return f'{opening}><rect width="100%" height="100%" fill="{colour(mode, "ground")}"/>{rest}'


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sight", SIGHT)
def test_drawn_statuses_are_told_apart_without_colour(mode: Mode, sight: str) -> None:
    """In grey and to the colour-blind, what is drawn for any two statuses differs in lightness somewhere.

    Legends and chips, the lenses of walls, and the hexagons of maps: as drawn, whatever their colours and patterns.
    """
    drawings = {
        "legend": {mark: swatch_on_ground(mark, mode) for mark in MARKS},
        "lens": {str(one): lens.picture(one, False, mode) for one in Status},
        "hexagon": {str(one): on_ground(hexagons.hexagon(one, False, mode), "-28 -32 56 64", mode) for one in Status},
    }
    for where, made in drawings.items():
        seen = {name: lightness(svg, sight) for name, svg in made.items()}
        for one, other in combinations(seen, 2):
            apart = (abs(seen[one] - seen[other]) > LIGHTER).mean()
            assert apart >= PART_OF_MARK, (where, one, other, round(float(apart), 3))


def test_a_claim_about_a_group_is_drawn_separately_from_use() -> None:
    assert MARKS[Status.GROUP_ONLY].hatch and not MARKS[Status.USING].hatch
    for mode in MODES:
        assert colour(mode, MARKS[Status.GROUP_ONLY].fill) != colour(mode, MARKS[Status.USING].fill)


@pytest.mark.parametrize("mode", MODES)
def test_older_evidence_is_drawn_weaker_and_can_still_be_seen(mode: Mode) -> None:
    """Closer to the background than recent evidence but still visible; a mark without a fill keeps its hatch."""
    ground = PALETTES[mode].ground
    for status in (Status.USING, Status.NOT_USING):
        fill = MARKS[status].fill
        assert 1.6 <= contrast(weaker(mode, fill), ground) < contrast(colour(mode, fill), ground), status
    for status in (Status.REMOVING, Status.UNKNOWN):
        assert weaker(mode, MARKS[status].fill) == ground


def test_unknown_is_an_empty_outline_never_a_fill() -> None:
    for mode in MODES:
        assert colour(mode, MARKS[Status.UNKNOWN].fill) == PALETTES[mode].ground
    assert MARKS[Status.UNKNOWN].hatch == ""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("mark", MARKS)
def test_the_swatch_that_browsers_fetch_is_the_same(mark: str, mode: Mode) -> None:
    fetched = SWATCHES / swatch_name(mark, mode)
    assert fetched.read_text("utf-8") == swatch(mark, mode), f"write whosecameras.charts.marks.swatch to {fetched}"


@pytest.mark.parametrize("mark", MARKS)
def test_the_swatch_repeats_the_hatch(mark: str) -> None:
    svg = swatch(mark, "light")
    assert ("<line" in svg) == (MARKS[mark].hatch in ("ne", "nw", "cross"))
    assert ("<circle" in svg) == (MARKS[mark].hatch == "dots")
