"""The wall of lenses: every body of a kind is on it once, with the status counted elsewhere, distinguishable without
colour.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from whosecameras.analysis.areas import principal_councils
from whosecameras.analysis.counts import tally
from whosecameras.analysis.registers import registers
from whosecameras.analysis.status import EvidenceFilter
from whosecameras.analysis.walls import WALL_SECTORS, wall
from whosecameras.briefing.cards import SIZES, lay_out
from whosecameras.briefing.subject import card
from whosecameras.charts import lens
from whosecameras.charts.marks import HATCH_LINES, MARKS, PALETTES, Mode, colour, lens_name
from whosecameras.charts.svg.raster import png
from whosecameras.charts.svg.text_metrics import FontFace
from whosecameras.charts.wall import WallLabels, drawing, survey_strip
from whosecameras.content import home
from whosecameras.content.wall_view import count_strip, shown_wall
from whosecameras.record.geography import area_ids
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Age, Flag, Status
from whosecameras.site.cached_fragments import FRAGMENTS
from whosecameras.text import titles, wall_words, wording

MODES: tuple[Mode, ...] = ("light", "dark")
LENSES = Path(__file__).parents[1] / "static" / "marks"
FACES = WallLabels(FontFace(14), FontFace(13))


def test_each_principal_council_that_exists_is_one_lens(dataset: Dataset) -> None:
    lenses = [one.id for one in wall(dataset, "council").bodies]
    assert sorted(lenses) == sorted(principal_councils(dataset)["id"])


@pytest.mark.parametrize("sector", WALL_SECTORS)
def test_the_table_and_the_rows_for_programs_have_each_body_once(dataset: Dataset, sector: str) -> None:
    """The numbers of the table beside a wall are those of its lenses, and so are the rows that can be downloaded."""
    of, part = wall(dataset, sector), FRAGMENTS[f"wall-{sector}"].of(dataset)
    rows = [dict(zip(part["columns"], row, strict=True)) for row in part["rows"]]
    assert sorted(row["id"] for row in rows) == sorted(one.id for one in of.bodies)
    assert Counter(row["Status"] for row in rows) == {str(one): n for one, n in of.tally.by_status.items() if n}
    table = [dict(zip(part["by_region"]["columns"], row, strict=True)) for row in part["by_region"]["rows"]]
    for status, count in of.tally.by_status.items():
        assert sum(int(row.get(str(status), "0").replace(",", "")) for row in table) == count
    sources = dict(zip(dataset.findings["id"], dataset.findings["source"], strict=True))
    decided = {sources[one] for body in of.bodies for one in body.standing.decided_by}
    assert decided <= set(part["sources"])
    assert f'viewBox="0 0 1088 {part["svg"].split("height=")[1].split(chr(34))[1]}"' in part["svg"]


def test_statuses_and_ages_are_those_that_are_counted_elsewhere(dataset: Dataset) -> None:
    found, counted = wall(dataset, "council").tally, tally(dataset, sectors=("council",), existing=True)
    assert (found.by_status, found.by_age) == (counted.by_status, counted.by_age)
    for row in wall(dataset, "council").rows:
        there = tally(dataset, sectors=("council",), regions=(row.code,), existing=True)
        assert row.tally.by_status == there.by_status, row.name


def test_the_other_walls_hold_every_body_of_their_registers(dataset: Dataset) -> None:
    assert {one.id for one in wall(dataset, "police").bodies} == set(area_ids("police24"))
    for sector in ("nhs", "university"):
        assert len(wall(dataset, sector).bodies) == registers(dataset)[sector]["rows"], sector


@pytest.mark.parametrize("sector", WALL_SECTORS)
def test_rows_follow_the_order_of_the_regions_and_hold_everybody_once(dataset: Dataset, sector: str) -> None:
    found = wall(dataset, sector)
    order = [str(one) for one in dataset.regions.sort_values("order")["code"]]
    placed = [row.code for row in found.rows if row.code]
    assert placed == [code for code in order if code in placed]
    assert max(Counter(one.id for one in found.bodies).values()) == 1


def test_names_are_unique_within_a_region(dataset: Dataset) -> None:
    for sector in WALL_SECTORS:
        for row in shown_wall(dataset, sector).rows:
            twice = [label for label, times in Counter(one.label for one in row.lenses).items() if times > 1]
            assert not twice, (sector, row.name)


def test_an_evidence_filter_changes_statuses_and_omits_nobody(dataset: Dataset) -> None:
    only = EvidenceFilter(vendor="dahua")
    filtered, whole = wall(dataset, "council", only), wall(dataset, "council")
    assert {one.id for one in filtered.bodies} == {one.id for one in whole.bodies}
    assert filtered.tally.by_status == tally(dataset, only, sectors=("council",), existing=True).by_status


def test_a_sector_too_large_for_a_wall_has_none(dataset: Dataset) -> None:
    with pytest.raises(KeyError):
        wall(dataset, "school")
    schools = count_strip(dataset, "school")
    assert schools is not None and wording.number(registers(dataset)["school"]["rows"]) in schools.registered
    assert count_strip(dataset, "council") is None


def test_the_title_holds_both_kinds_of_evidence_and_adds_nothing(dataset: Dataset) -> None:
    common, named = titles.wall(dataset, "council")
    found = wall(dataset, "council").tally
    numbers = [int(one.replace(",", "")) for one in re.findall(r"[\d,]*\d", named)]
    users = [one.standing for one in wall(dataset, "council").bodies if one.standing.status is Status.USING]
    implied = sum(Flag.INFERRED_ONLY in one.flags for one in users)
    assert numbers == [found.using, found.total, *([implied] if implied else [])]
    assert "that answered" in common and not re.search(rf"\b{found.using}\b", common)


def test_a_name_says_status_and_age(dataset: Dataset) -> None:
    for one in wall(dataset, "council").bodies:
        said = wall_words.lens(one)
        assert said.startswith(f"{one.name}: ") and str(one.standing.status)[1:] in said
        assert ("years old" in said) == bool(one.standing.age == Age.OLDER and one.standing.as_of), said


def test_the_lines_at_the_head_of_the_front_page_have_sources(dataset: Dataset) -> None:
    lines = home.context(dataset)
    assert len(lines) == 2
    known = set(dataset.sources["id"])
    assert all(line.sources and set(line.sources) <= known for line in lines)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("status", "older"), lens.every_lens())
def test_the_lens_that_browsers_fetch_is_the_same(status: Status, older: bool, mode: Mode) -> None:
    fetched = LENSES / lens.file_name(status, older, mode)
    assert fetched.read_text("utf-8") == lens.picture(status, older, mode), f"write lens.picture to {fetched}"


def grey(status: Status, older: bool, mode: Mode) -> np.ndarray:
    """A lens of 48 pixels in greyscale, as a printer or a colour-blind eye sees it."""
    return np.asarray(Image.open(io.BytesIO(png(lens.picture(status, older, mode), 48, 48))).convert("L"), dtype=int)


@pytest.mark.parametrize("mode", MODES)
def test_no_two_lenses_look_alike_in_grey(mode: Mode) -> None:
    drawn = {lens_name(status, older): grey(status, older, mode) for status, older in lens.every_lens()}
    names = sorted(drawn)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            differs = (abs(drawn[one] - drawn[other]) > 40).mean()
            assert differs > 0.02, (one, other, differs)


def hatch_lines(svg: str, mode: Mode, status: Status) -> int:
    """The number of hatch lines in a status's colour in a drawing; a row of the survey is one dashed line."""
    line = colour(mode, MARKS[status].line)
    paths = re.findall(rf'<path d="([^"]*)" stroke="{line}"(?![^>]*dasharray)', svg)
    return sum(data.count("M") for data in paths)


@pytest.mark.parametrize("size", SIZES)
def test_hatching_survives_on_the_card_of_every_size(dataset: Dataset, size: str) -> None:
    """The lines of a lens end at its rim, so they survive programs that do not clip."""
    made = lay_out(dataset, card(dataset, "wall"), SIZES[size], "light").svg
    found = wall(dataset, "council").tally
    once = hatch_lines(lens.lens(Status.GROUP_ONLY, True, "light"), "light", Status.GROUP_ONLY)
    assert once == 4 * len(HATCH_LINES[MARKS[Status.GROUP_ONLY].hatch])
    in_key = 1
    assert hatch_lines(made, "light", Status.GROUP_ONLY) == once * (found.group_only + in_key)
    assert hatch_lines(made, "light", Status.REMOVING) == once * (found.by_status[Status.REMOVING] + in_key)


def test_an_empty_ring_is_never_filled() -> None:
    for mode in MODES:
        drawn = lens.lens(Status.UNKNOWN, False, mode)
        assert re.findall(r'fill="([^"]*)"', drawn) == [PALETTES[mode].ground]


@pytest.mark.parametrize("said_yes", [0, 1, 50, 73, 100])
def test_the_strip_shows_as_many_in_a_hundred_as_said_yes(said_yes: int) -> None:
    halves = [survey_strip(said_yes, "light", start, 50) for start in (0, 50)]
    palette = PALETTES["light"]
    for stroke, expected in ((palette.using, said_yes), (palette.ink, said_yes), (palette.muted, 100 - said_yes)):
        rows = [
            row for half in halves for row in re.findall(rf'h([\d.]+)" stroke="{stroke}".*?dasharray="([^"]*)"', half)
        ]
        gaps = {sum(map(float, dashes.split())) for _, dashes in rows}
        assert gaps <= {10}, "the marks are 10 units apart"
        assert sum(round(float(length) // 10) + 1 for length, _ in rows) == expected


def test_a_row_of_lenses_is_drawn_as_the_lenses_are() -> None:
    """The strip draws lenses as dashed lines; rendered, they are those of the wall."""
    row = f'<g transform="scale(10)">{lens.row_in_use(3, 20, "light")}</g>'
    lenses = "".join(
        f'<g transform="translate({x} 100)scale(10)">{lens.lens(Status.USING, False, "light")}</g>'
        for x in (100, 300, 500)
    )
    drawn = [
        np.asarray(
            Image.open(
                io.BytesIO(
                    png(
                        f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="200" fill="none">{one}</svg>',
                        600,
                        200,
                    )
                )
            )
        )
        for one in (row, lenses)
    ]
    assert (np.abs(drawn[0].astype(int) - drawn[1]).max(axis=2) > 60).mean() < 0.01


@pytest.mark.parametrize(("wide", "high"), [(1072, 392), (500, 900), (800, 420)])
def test_a_drawing_holds_every_lens_within_its_frame(dataset: Dataset, wide: int, high: int) -> None:
    svg = drawing(dataset, "council", wide, high, "light", FACES)
    assert svg is not None
    places = re.findall(r'<g transform="translate\(([\d.]+) ([\d.]+)\)scale\(([\d.]+)\)">', svg)
    found = wall(dataset, "council")
    key = len(wall_words.key(found)) + bool(wall_words.older(found))
    assert len(places) == found.tally.total + key
    for x, y, scale in ((float(a), float(b), float(c) * lens.SIZE / 2) for a, b, c in places):
        assert scale - 1 <= x <= wide - scale + 1 and scale - 1 <= y <= high - scale + 1


def test_a_wall_that_does_not_fit_is_not_drawn(dataset: Dataset) -> None:
    assert drawing(dataset, "council", 300, 120, "light", FACES) is None
