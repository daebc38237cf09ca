"""Briefings on a sector in a place and on filtered selections: their numbers are those of the summary."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from typer.testing import CliRunner

from whosecameras.__main__ import app
from whosecameras.analysis.headline import summary
from whosecameras.analysis.status import EvidenceFilter, body_statuses
from whosecameras.briefing import bundle, cards, onepager, slides, subject
from whosecameras.charts.marks import OLDER_NOTE
from whosecameras.content.selection import Selection, group_of, parts_of, read_key, with_status
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status

from .conftest import box_faults, text_of
from .test_pack import PIXEL

#: The widest card and the highest; every size of every other subject is in ``test_whole_set``.
SIZES = (cards.SIZES["1200x630"], cards.SIZES["1080x1350"])
NATIONS = ("E92000001", "S92000003", "W92000004", "N92000002")
COUNTED_APART = ("parish",)  # no selection counts them with others
#: One of each: a map, lenses, bars by region, by sector and one alone, lists, silence, nobody at all.
SOME = (
    "council+S92000003", "university+S92000003", "police+E92000001", "S92000003+hikvision", "council+dahua+2023",
    "council+reported-using", "nhs+S92000003", "council+E12000009+no-public-evidence", "university+E07000040",
    "council+W92000004+said-it-would-remove", "council+grade-B+no-groups",
)  # fmt: skip


def unknown_and_total(dataset: Dataset, key: str) -> tuple[int, int]:
    """How many bodies have no public evidence, of how many, as printed on a selection's first card."""
    card = subject.card(dataset, f"selection-{key}")
    if card.chip and card.chip.label == "None on our lists":
        return 0, 0
    if card.chip:  # we found nothing published about any of them
        number = int(card.chip.age.split(" ")[0].replace(",", "")) if card.chip.age[0].isdigit() else 1
        return number, number
    if "about which we found nothing published" in card.counted:
        unknown, total = (int(one.replace(",", "")) for one in card.number.split(" of "))
        return unknown, total
    return 0, int(card.number.rpartition(" ")[2].replace(",", ""))


def test_the_numbers_on_the_cards_add_up_to_those_of_the_summary(dataset: Dataset) -> None:
    said = summary(dataset)["registers"]
    in_nations = set(dataset.bodies["nation"]) - {"United Kingdom"}
    assert len(in_nations) == len(NATIONS)
    for sector in (str(one) for one in dataset.sectors["id"] if one not in COUNTED_APART):
        printed = [unknown_and_total(dataset, f"{sector}+{nation}") for nation in NATIONS]
        wide = dataset.bodies[(dataset.bodies["nation"] == "United Kingdom") & (dataset.bodies["sector"] == sector)]
        wide = wide[(wide["replaced_by"] == "") & (wide["owner"] == "public")]
        registered = said[sector]["rows"] - sum(total for _, total in printed) - len(wide)
        silent = sum(body_statuses(dataset)[str(one)].status is Status.UNKNOWN for one in wide["id"])
        assert sum(unknown for unknown, _ in printed) + silent + registered == said[sector]["unknown"], sector
        assert registered == 0 or sector == "central_government", sector


def test_each_part_of_a_selection_is_counted_once(dataset: Dataset) -> None:
    """Bars by region, and bars by sector, add up to the whole and to the summary."""
    said = summary(dataset)
    for sector in ("council", "police", "nhs", "university"):
        parts = parts_of(dataset, Selection(sector=sector))
        assert sum(part.tally.total for part in parts) == said["registers"][sector]["rows"]
        assert sum(part.tally.unknown for part in parts) == said["registers"][sector]["unknown"]
    by_sector = parts_of(dataset, Selection(view=EvidenceFilter(collective=False)))
    rows = {sector: entry["rows"] for sector, entry in said["registers"].items() if sector not in COUNTED_APART}
    assert sum(part.tally.total for part in by_sector) == sum(rows.values())
    assert {part.sector: part.tally.total for part in by_sector} == {key: rows for key, rows in rows.items() if rows}


def test_without_claims_about_groups_those_they_cover_are_unknown(dataset: Dataset) -> None:
    said = summary(dataset)["registers"]["council"]
    assert said["group_only"]
    about = subject.briefing_subject(dataset, "selection", "council+no-groups")
    assert about.numbers[0].figure == f"{said['unknown'] + said['group_only']} of {said['rows']}"
    assert about.numbers[2].figure == "None"


def test_a_status_lists_those_who_have_it(dataset: Dataset) -> None:
    known = body_statuses(dataset)
    for status in Status:
        choice = Selection(sector="council", status=str(status))
        ids = with_status(dataset, choice, str(status))
        assert {known[one].status for one in ids} <= {status}
        number = group_of(dataset, choice).tally.by_status[status]
        assert len(ids) == number, "every council is listed one by one"
        card = subject.card(dataset, f"selection-{choice.key}")
        if number and status is not Status.UNKNOWN:
            assert card.number == f"{number} of {group_of(dataset, choice).tally.total}"
            assert len(card.picture.lines) == number


def test_the_workbook_of_a_chart_holds_the_numbers_of_the_summary(dataset: Dataset) -> None:
    about = subject.briefing_subject(dataset, "selection", "council+hikvision")
    deck = Presentation(io.BytesIO(slides.pptx(dataset, about, lambda svg, wide, high: PIXEL)))
    (chart,) = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    sheet: Any = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    head, *rows = list(sheet.iter_rows(values_only=True))
    assert sum(sum(row[1:]) for row in rows) == summary(dataset)["registers"]["council"]["rows"]
    tally = group_of(dataset, read_key(dataset, "council+hikvision")).tally
    assert {name: sum(row[place] for row in rows) for place, name in enumerate(head) if place} == {
        str(status): tally.by_status[status] for status in Status if tally.by_status[status]
    }


@pytest.mark.parametrize("key", SOME)
def test_a_selection_has_cards_a_page_and_slides(dataset: Dataset, key: str) -> None:
    about = subject.briefing_subject(dataset, "selection", key)
    assert about.key == read_key(dataset, key).key and about.numbers
    for card_id in about.cards:
        card = subject.card(dataset, card_id)
        assert subject.subject_from_id(dataset, card_id) == ("selection", about.key)
        for size in SIZES:
            made = cards.lay_out(dataset, card, size, "light")
            assert box_faults(made) == [], (card_id, size.name)
            assert len(text_of(made.svg)) > 80
    page = onepager.html(dataset, about)
    assert about.title in page.replace("&#39;", "’") and "What is not known" in page
    deck = Presentation(io.BytesIO(slides.pptx(dataset, about, lambda svg, wide, high: PIXEL)))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(titles) > 1 and len(set(titles)) == len(titles)


def test_where_nothing_is_known_the_card_says_so_and_invites_to_ask(dataset: Dataset) -> None:
    card = subject.card(dataset, "selection-nhs+S92000003")
    assert card.chip and card.chip.label == str(Status.UNKNOWN)
    assert "We found nothing published about any of the 22 NHS bodies" in card.subtitle
    assert "does not mean no cameras" in card.subtitle and card.chip.ask
    assert "NHS bodies that answered" in card.chip.survey


def test_a_map_explains_its_paler_colours(dataset: Dataset) -> None:
    card = subject.card(dataset, "selection-council+E12000008")
    assert OLDER_NOTE in card.note and "council of the South East." in card.subtitle


def test_a_filter_stands_in_the_title(dataset: Dataset) -> None:
    """Nothing about one brand is not nothing at all."""
    for key, words in (("hikvision", "(Hikvision only)"), ("grade-B", "graded A and B"), ("2022", "end of 2022")):
        for card in subject.briefing_subject(dataset, "selection", f"council+{key}").cards[:1]:
            assert words in subject.card(dataset, card).title


@pytest.mark.parametrize(
    ("key", "kind"), [("council", "sector"), ("E10000016", "area"), ("S92000003", "region"), ("", "uk")]
)
def test_a_selection_of_one_thing_is_the_briefing_on_it(dataset: Dataset, key: str, kind: str) -> None:
    about = subject.briefing_subject(dataset, "selection", key)
    assert (about.kind, about.key) == (kind, key)


@pytest.mark.parametrize("key", ["nonsense", "council+<script>", "grade-Z", "council+1850", "+" * 300 + "x"])
def test_an_unknown_part_gives_a_message(dataset: Dataset, key: str) -> None:
    for ask in (subject.briefing_subject, lambda data, *_: subject.card(data, f"selection-{key}")):
        with pytest.raises(subject.OpenQuestion, match="is no sector, area, status, manufacturer, grade or year"):
            ask(dataset, "selection", key)


def test_a_key_reads_back_and_its_order_does_not_matter(dataset: Dataset) -> None:
    choice = Selection("nhs", "S92000003", str(Status.USING), EvidenceFilter("dahua", ("A", "B"), False, 2023))
    assert read_key(dataset, choice.key) == choice
    assert read_key(dataset, "+".join(reversed(choice.key.split("+")))) == choice


def test_long_keys_keep_their_own_file_names() -> None:
    longest = "selection-central_government+E12000009+only-in-a-claim-about-a-group+hikvision+grade-B+2022+no-groups"
    names = {bundle.card_file(key, "1200x630", "light") for key in (longest, f"{longest}-named")}
    assert len(names) == 2 and all(len(name) <= 100 for name in names)
    assert bundle.card_file("body-fife-council", "1200x630", "light") == "body-fife-council-1200x630-light"


@pytest.mark.parametrize(
    ("options", "stem"),
    [
        (["--sector", "council", "--region", "South West"], "selection-council-E12000009"),
        (["--sector", "NHS bodies", "--area", "Scotland"], "selection-nhs-S92000003"),
        (
            ["--sector", "police", "--vendor", "Hikvision", "--grade", "c", "--year", "2023", "--no-groups"],
            "selection-police-hikvision-grade-C-2023-no-groups",
        ),
        (["--region", "Wales", "--status", "reported using"], "selection-W92000004-reported-using"),
    ],
)
def test_the_command_names_a_selection(options: list[str], stem: str, tmp_path: Path) -> None:
    small = ["--format", "svg", "--size", "1200x630", "--theme", "light"]
    ran = CliRunner().invoke(app, ["briefing", "--out", str(tmp_path), *options, *small])
    assert ran.exit_code == 0, ran.output
    assert (tmp_path / f"{stem}-1200x630-light.svg").is_file()


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--sector", "council", "--region", "Wales", "--area", "Kent"], 2, "one place"),
        (["--sector", "council", "--region", "Walles"], 1, "Wales"),
        (["--body", "fife-council", "--vendor", "dahua"], 1, "can be narrowed"),
        (["--year", "1850"], 2, "1850"),
        (["--status", "guilty"], 2, "Reported using"),
    ],
)
def test_what_cannot_be_selected_is_refused(options: list[str], code: int, said: str, tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["briefing", "--out", str(tmp_path / "x"), *options])
    assert ran.exit_code == code and said in re.sub(r"\s*│\s*", " ", ran.output)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("place", ["S92000003", "E12000007"])
@pytest.mark.parametrize("year", [2022, 2023])
def test_a_view_of_an_earlier_year_cites_nothing_that_was_published_later(
    dataset: Dataset, place: str, year: int
) -> None:
    for name in subject.briefing_subject(dataset, "selection", f"council+{place}+{year}").cards:
        rows = [dataset.row("sources", source) for source in subject.card(dataset, name).sources]
        assert [row["id"] for row in rows if int((row["published"] or row["accessed"])[:4]) > year] == [], name
