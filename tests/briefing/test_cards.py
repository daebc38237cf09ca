"""The layout of cards: long, hostile and endless text, deterministic bytes; no browser needed."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from html import unescape
from itertools import product
from pathlib import Path

import pytest
import segno
from conftest import Folder
from PIL import Image
from typer.testing import CliRunner

from tools import synth
from whosecameras.__main__ import app
from whosecameras.analysis.counts import tally
from whosecameras.analysis.status import body_statuses
from whosecameras.briefing import cards, cards_area, cards_local, cards_national, check_code, frame, subject
from whosecameras.briefing.card_content import CardChart, CardLine
from whosecameras.charts.marks import PALETTES, Mode
from whosecameras.charts.svg.raster import png
from whosecameras.charts.svg.text_metrics import FontFace, clean, width, wrapped
from whosecameras.content.area import area_of
from whosecameras.record.loading import DATA_DIR, Dataset, load
from whosecameras.record.schema import Status
from whosecameras.settings import settings
from whosecameras.text import area_words, tables

from .conftest import HOSTILE, box_faults, plain_card, squeezed, text_of

SIZES = list(cards.SIZES.values())


def test_same_input_gives_same_bytes(dataset: Dataset) -> None:
    size = cards.SIZES["1200x630"]
    one, two = (
        cards.lay_out(dataset, cards_national.TOPICS["councils-hexagons"](dataset, "light"), size, "light")
        for _ in range(2)
    )
    assert one.svg == two.svg


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_long_name_and_five_lines_of_source_fit(
    dataset: Dataset, size: cards.Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "Royal Borough of Kingston upon Thames and North Westmorland Partnership"
    assert len(name) >= 70
    source = "The Office of the Commissioner for the Use of Biometric Material and Surveillance Cameras " * 6
    monkeypatch.setattr(frame, "publishers", lambda dataset, ids: (source.strip(),))
    title = f"{name} is reported using Hikvision and Dahua cameras ({source[:60]}, 24 November 2022)"
    made = cards.lay_out(dataset, plain_card(title=title), size, "light")
    assert box_faults(made) == []
    assert squeezed(source) in squeezed(text_of(made.svg))
    assert squeezed(name) in squeezed(text_of(made.svg))
    assert 4 <= round(next(one.high for one in made.boxes if one.what == "sources") / 16) <= 7


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_hostile_text_is_only_text(dataset: Dataset, size: cards.Size) -> None:
    card = plain_card(title=HOSTILE, counted=HOSTILE, picture=CardChart(lines=(CardLine("", HOSTILE, HOSTILE),)))
    made = cards.lay_out(dataset, card, size, "light")
    page = cards.html(dataset, card, made, size, "light")
    assert box_faults(made) == []
    for text in (made.svg, page):
        assert "<script" not in text
        assert "\u202e" not in text
    assert "🎥" in text_of(made.svg)


def test_a_list_that_is_too_long_says_how_many_are_left_out(dataset: Dataset) -> None:
    lines = tuple(CardLine("", f"Body number {place}", "Reported using: Hikvision, 2022") for place in range(400))
    made = cards.lay_out(dataset, plain_card(picture=CardChart(lines=lines)), cards.SIZES["1200x630"], "light")
    said = text_of(made.svg)
    left_out = re.search(r"and (\d+) more", said)
    assert left_out and int(left_out[1]) + len(re.findall(r"Body number", said)) == 400
    assert box_faults(made) == []


def test_endless_text_raises_an_error_instead_of_being_cut(dataset: Dataset) -> None:
    with pytest.raises(cards.DoesNotFit):
        cards.lay_out(dataset, plain_card(title="word " * 400), cards.SIZES["1200x630"], "light")


@pytest.fixture(scope="module")
def crowded(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The record with fifty extra bodies that are removing the cameras."""
    copy = Folder(shutil.copytree(DATA_DIR, tmp_path_factory.mktemp("crowded") / "data"))
    done = set(tables.changed_course_table(dataset)["body"])
    line = copy.line_of("findings", finding="removing", basis="direct")
    lines = copy.lines("findings")
    place = {column: lines[0].index(column) for column in ("id", "body", "as_of")}
    for number, body in enumerate([one for one in dataset.bodies["id"] if one not in done][:50]):
        row = list(lines[line - 1])
        for column, value in (("id", f"zz-{number:02}"), ("body", str(body)), ("as_of", f"2024-{number % 12 + 1:02}")):
            row[place[column]] = value
        lines.append(row)
    copy.write("findings", lines)
    return load(copy.path)


@pytest.fixture(scope="module")
def synthetic(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The output of `synth` without options."""
    out = tmp_path_factory.mktemp("synthetic") / "data"
    synth.write(dataset, synth.synth(dataset, *synth.times(dataset, 1), 1), out)
    return load(out)


@pytest.mark.parametrize("which", ["crowded", "synthetic"])
def test_every_card_of_a_larger_record_fits(which: str, request: pytest.FixtureRequest) -> None:
    data: Dataset = request.getfixturevalue(which)
    for key, mode in product(cards_national.TOPICS, cards.MODES):
        card = subject.card(data, key, mode)
        for size in SIZES:
            assert box_faults(cards.lay_out(data, card, size, mode)) == [], (key, size.name, mode)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_changes_without_room_are_counted_and_the_newest_are_listed(crowded: Dataset, size: cards.Size) -> None:
    table = tables.changed_course_table(crowded)
    card = cards_national.changed(crowded, "light")
    assert card.title.startswith(f"{table['body'].nunique()} public bodies")
    said = text_of(cards.lay_out(crowded, card, size, "light").svg)
    more = re.search(r"and (\d+) more All are at", said)
    left_out = int(more[1]) if more else 0
    listed = card.picture.lines[: len(card.picture.lines) - left_out]
    assert len(card.picture.lines) == len(table) >= 60
    assert all(squeezed(f"{line.head}{line.text}") in squeezed(said) for line in listed)


def test_lines_hold_every_word_and_fit() -> None:
    face = FontFace(20, bold=True, serif=True)
    text = "Departments told to stop: https://example.org/" + "a" * 300 + " and so on"
    lines = wrapped(text, face, 300)
    assert all(width(line, face) <= 300 for line in lines)
    assert squeezed("".join(lines)) == squeezed(text)
    assert clean("a\u202eb\x00c\nd") == "ab c d"


@pytest.mark.parametrize("key", ["regions", "timeline", "surveys-disagree", "sectors"])
def test_a_chart_in_columns_keeps_all_its_labels(dataset: Dataset, key: str) -> None:
    card = subject.card(dataset, key, "light")
    drawn = cards.lay_out(dataset, card, cards.SIZES["1920x1080"], "light").svg
    assert drawn.count(" viewBox=") > 2, "the chart is not in columns"
    assert card.picture.figure is not None
    labels = [re.sub(r"<[^>]*>", "", str(one.text)) for one in card.picture.figure.layout.annotations]
    assert labels and [one for one in labels if squeezed(unescape(one)) not in squeezed(text_of(drawn))] == []


def test_a_claim_about_a_group_is_in_no_number_of_named_bodies(dataset: Dataset) -> None:
    """Those bodies are on the lists of a region and a sector, but not in the numbers next to them."""
    group = [body for body, one in body_statuses(dataset).items() if one.status is Status.GROUP_ONLY]
    sector, region = (str(dataset.row("bodies", group[0])[key]) for key in ("sector", "region"))
    for kind, key, found in (
        ("sector", sector, tally(dataset, sectors=(sector,))),
        ("region", region, tally(dataset, regions=(region,))),
    ):
        assert found.group_only
        about = subject.briefing_subject(dataset, kind, key)
        assert set(group) & {one for part in about.groups for one in part.ids}
        card = subject.card(dataset, f"{kind}-{key}-named", "light")
        assert card.number == f"{found.using} of {found.named}"
        assert f"; for another {found.group_only} there is only a claim about a group" in card.title


def test_a_card_with_nothing_to_show_is_left_out(dataset: Dataset) -> None:
    assert "timeline" in cards_national.cards(dataset)
    emptied = type(dataset.tables)({**dataset.tables, "events": dataset.events.iloc[:0]})
    assert "timeline" not in cards_national.cards(replace(dataset, tables=emptied))


def test_unknown_card_names_what_there_is(dataset: Dataset) -> None:
    with pytest.raises(subject.OpenQuestion, match="headline"):
        subject.card(dataset, "nonsense", "light")
    with pytest.raises(subject.OpenQuestion, match="S92000003"):
        subject.card(dataset, "region-S92000004", "light")
    assert replace(plain_card(), id="x").id == "x"


@pytest.mark.parametrize("mode", cards.MODES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_the_code_leads_to_the_page_of_the_card(
    dataset: Dataset, size: cards.Size, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every module of the picture matches the standard's encoder, is sharp, and is dark on light in both themes."""
    known = settings().model_copy(update={"base_url": "https://whosecameras.example"})
    monkeypatch.setattr(frame, "settings", lambda: known)
    made = cards.lay_out(dataset, plain_card(path="body/fife-council"), size, mode)
    rows = segno.make("https://whosecameras.example/body/fife-council", error="l", micro=False).matrix
    box, scale = next(one for one in made.boxes if one.what == "code"), size.wide / made.wide
    picture = Image.open(io.BytesIO(png(made.svg, size.wide, size.high))).convert("L")
    module = round(box.wide * scale / (len(rows) + 2 * check_code.QUIET), 6)
    assert module == round(module) and module >= 2
    left, top = (round(one * scale) + int(check_code.QUIET * module) for one in (box.x, box.y))
    wrong = [
        (x, y)
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        for pixel in (picture.getpixel((left + int((x + 0.5) * module), top + int((y + 0.5) * module))),)
        if (pixel < 60) is not bool(dark) or 60 <= pixel < 200
    ]
    assert wrong == []


def test_a_copy_without_an_address_has_no_code_and_no_empty_promise(dataset: Dataset) -> None:
    card = subject.card(dataset, "body-fife-council", "light")
    made = cards.lay_out(dataset, card, SIZES[0], "light")
    assert "code" not in {one.what for one in made.boxes}
    assert "://" not in text_of(made.svg)


@pytest.mark.parametrize(
    ("given", "key"),
    [("E92000001", "E92000001"), ("england", "E92000001"), ("E10000016", "E10000016"), ("kent", "E10000016")],
)
def test_an_area_is_known_by_code_and_by_name(dataset: Dataset, given: str, key: str) -> None:
    about = subject.briefing_subject(dataset, "area", given)
    assert (about.kind, about.key) == ("area", key)
    assert about.cards[0] == f"area-{key}"


def test_the_councils_of_england_are_those_of_its_regions(dataset: Dataset) -> None:
    english = dataset.regions[dataset.regions["nation"] == "England"]["code"]
    parts = [set(cards_local.councils_of(dataset, str(code))) for code in english]
    assert set(cards_local.councils_of(dataset, "E92000001")) == set().union(*parts)
    assert sum(map(len, parts)) == tally(dataset, sectors=("council",), regions=set(english), existing=True).total


@pytest.mark.parametrize("code", ["E92000001", "E10000016", "E07000040", "kent-police"])
def test_a_briefing_on_an_area_counts_what_its_page_counts(dataset: Dataset, code: str) -> None:
    about, page = subject.briefing_subject(dataset, "area", code), area_of(dataset, code)
    assert about.numbers[-1].figure == f"{page.found.unknown:,} of {page.found.total:,}"
    for key in about.cards:
        card = subject.card(dataset, key, "light")
        for size in SIZES:
            assert box_faults(cards.lay_out(dataset, card, size, "light")) == [], (key, size.name)
    on_map = {one.mark for one in cards_area.bodies_of(dataset, code)}
    assert on_map, "an area has somebody who serves it"


def test_a_body_of_which_only_the_region_is_known_serves_no_district(dataset: Dataset) -> None:
    far = [group for group in area_of(dataset, "E06000052").groups if group.note == area_words.ONLY_A_REGION]
    shown = {one.id for one in cards_area.bodies_of(dataset, "E06000052")}
    assert far and not {one.id for group in far for one in group.bodies} & shown


def test_an_unknown_area_offers_the_nearest(dataset: Dataset) -> None:
    with pytest.raises(subject.OpenQuestion, match=r"E10000016 \(Kent\)"):
        subject.briefing_subject(dataset, "area", "Kennt")


def test_a_body_known_only_from_a_register_has_a_card_with_next_steps(dataset: Dataset) -> None:
    """It says what the body is, that nothing was published, and a survey's result; the licence is on the card."""
    bodies = dataset.registers["bodies"]
    school = str(bodies.loc[bodies["sector"] == "school", "id"].iloc[0])
    about = subject.briefing_subject(dataset, "body", school)
    card = subject.card(dataset, about.cards[0], "light")
    assert card.chip and card.chip.label == str(Status.UNKNOWN) and "schools that answered" in card.chip.survey
    assert card.path == f"body/{school}" and card.chip.ask
    longest = str(bodies.loc[bodies["name"].str.len().idxmax(), "id"])
    for key in (school, longest):
        shown = subject.card(dataset, f"body-{key}", "light")
        for size in SIZES:
            assert box_faults(cards.lay_out(dataset, shown, size, "light")) == [], key


def test_a_comparison_counts_what_the_record_counts(dataset: Dataset) -> None:
    about = subject.briefing_subject(dataset, "compare", "Scotland, England")
    card = subject.card(dataset, about.cards[0])
    for name in ("Scotland", "England"):
        regions = dataset.bodies.loc[dataset.bodies["nation"] == name, "region"].unique()
        counted = tally(dataset, sectors=("council",), regions=tuple(map(str, regions)), existing=True)
        row = card.table.set_index("Compared").loc[name]
        assert row["Total"] == counted.total
        assert {str(one): row.get(str(one), 0) for one in Status} == {
            str(one): counted.by_status[one] for one in Status
        }
    assert card.bars and sum(map(sum, (one.values for one in card.bars.series))) == card.table["Total"].sum()
    assert card.path == "compare/scotland-england"
    assert subject.subject_from_id(dataset, card.id) == ("compare", about.key)


SEVEN = "council,police,nhs,school,college,university,transport"


@pytest.mark.parametrize(
    "given",
    [
        "Scotland",
        "Narnia,Wales",
        "Narnia,Wales,Scotland",
        "Scotland,council",
        SEVEN,
        "",
        "<script>,council",
        "E07," * 400,
    ],
)
def test_an_impossible_comparison_gives_a_message(dataset: Dataset, given: str) -> None:
    with pytest.raises(subject.OpenQuestion) as said:
        subject.briefing_subject(dataset, "compare", given)
    assert str(said.value).endswith(".") and len(str(said.value)) < 400


@pytest.mark.parametrize("choice", ["council,police,nhs,school,college,university", "S92000003,W92000004"])
@pytest.mark.parametrize("size", cards.SIZES)
def test_a_comparison_fits_every_card(dataset: Dataset, choice: str, size: str) -> None:
    about = subject.briefing_subject(dataset, "compare", choice)
    made = cards.lay_out(dataset, subject.card(dataset, about.cards[0]), cards.SIZES[size], "light")
    assert box_faults(made) == []
    assert all(name in text_of(made.svg) for name in about.name.replace(" and ", ", ").split(", "))


#: A list, a chip, a map, bars, the wall with its own picture inside, and lenses.
ALL_KINDS = (
    "named", "body-fife-council", "region-S92000003", "sectors", "wall", "selection-university+S92000003",
)  # fmt: skip


@pytest.mark.parametrize("key", ALL_KINDS)
def test_a_transparent_card_is_the_light_one_without_its_ground(dataset: Dataset, key: str) -> None:
    """Nothing lies behind text, so it must have the colours that are read on a light slide."""
    size, palette = cards.SIZES["1200x630"], PALETTES["light"]
    card = subject.card(dataset, key, cards.drawn_in("transparent"))
    clear, light = (cards.lay_out(dataset, card, size, theme).svg for theme in ("transparent", "light"))
    picture = Image.open(io.BytesIO(png(clear, size.wide, size.high)))
    pixels = picture.getchannel("A")
    for x, y in ((0, 0), (size.wide - 1, 0), (0, size.high - 1), (size.wide - 1, size.high - 1)):
        assert pixels.getpixel((x, y)) == 0
    grounds = re.findall(rf'<rect width="([\d.]+)"[^>]*fill="{palette.ground}"', clear)
    assert all(float(wide) < 40 for wide in grounds), "the ground is not drawn again inside"
    inks = set(re.findall(r'<text[^>]* fill="(#[0-9a-f]{6})"', clear))
    assert inks == set(re.findall(r'<text[^>]* fill="(#[0-9a-f]{6})"', light)) and palette.ink in inks
    assert clear.replace('fill="none"', "") == light.replace('fill="none"', "").replace(
        f'<rect width="{size.wide / size.unit:g}" height="{size.high / size.unit:g}" fill="{palette.ground}"/>',
        f'<rect width="{size.wide / size.unit:g}" height="{size.high / size.unit:g}" />', 1,
    )  # fmt: skip


def test_the_command_makes_transparent_cards_beside_the_others(tmp_path: Path) -> None:
    options = ["--body", "fife-council", "--format", "png", "--size", "1200x630", "--theme", "light,transparent"]
    ran = CliRunner().invoke(app, ["briefing", "--out", str(tmp_path), *options])
    assert ran.exit_code == 0, ran.output
    clear, light = (
        Image.open(tmp_path / f"body-fife-council-1200x630-{theme}.png").convert("RGBA")
        for theme in ("transparent", "light")
    )
    assert clear.getpixel((0, 0))[3] == 0 and light.getpixel((0, 0))[3] == 255  # type: ignore[index]
