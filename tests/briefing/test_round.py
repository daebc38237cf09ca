"""The briefing on a round of our own requests: its numbers are those of the summary; without one it says so."""

from __future__ import annotations

import io
import shutil
from itertools import product
from pathlib import Path

import pytest
from conftest import Folder
from hatched import look_of, looks
from pptx import Presentation
from typer.testing import CliRunner

from whosecameras.__main__ import app
from whosecameras.analysis.areas import body_of_area
from whosecameras.analysis.headline import summary
from whosecameras.analysis.status import body_statuses
from whosecameras.briefing import cards, onepager, slides, subject
from whosecameras.charts import rounds, svg
from whosecameras.record.loading import DATA_DIR, Dataset, load
from whosecameras.record.schema import Status
from whosecameras.text.requests import NOT_ASKED_YET

from .conftest import box_faults
from .test_pack import PIXEL

ROUND, BODIES, ANSWERED, YES, REFUSED = "ours-2026", 40, 20, 12, 2


@pytest.fixture(scope="module")
def stages(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Dataset]:
    """The record while a round is waiting for answers, and when they have been read."""
    folder = Folder(shutil.copytree(DATA_DIR, tmp_path_factory.mktemp("round") / "data"))
    known = body_statuses(dataset)
    councils = dataset.bodies[(dataset.bodies["sector"] == "council") & (dataset.bodies["replaced_by"] == "")]
    asked = [str(body) for body in councils["id"] if known[str(body)].status is Status.UNKNOWN][::7][:BODIES]
    assert len(asked) == BODIES
    rows = [
        [f"zz-{place:02}", body, "whatdotheyknow", f"https://www.whatdotheyknow.com/request/zz_{place}", "2026-09-01",
         ROUND, "asked", "2026-09-10", "2026-09-29"]
        for place, body in enumerate(asked)
    ]  # fmt: skip
    folder.write("survey_rounds", [*folder.lines("survey_rounds"), [ROUND, "Our round, 2026", "We", "2026", ""]])
    header = folder.lines("requests")[0]
    folder.write("requests", [header, *rows])
    waiting = load(folder.path)
    states = ["answered"] * ANSWERED + ["refused"] * REFUSED + ["not_held"]
    states += ["overdue"] * (BODIES - len(states))
    rows = [[*row[:6], state, "2026-11-01", row[8]] for row, state in zip(rows, states, strict=True)]
    folder.write("requests", [header, *rows])
    for table, values in (("sources", _source), ("findings", _finding)):
        lines = folder.lines(table)
        like = lines[
            folder.line_of(table, **({} if table == "sources" else {"finding": "uses", "basis": "direct"})) - 1
        ]
        new = [dict(zip(lines[0], like, strict=True)) | values(row, place) for place, row in enumerate(rows[:ANSWERED])]
        folder.write(table, [*lines, *([line[column] for column in lines[0]] for line in new)])
    return waiting, load(folder.path)


def _source(row: list[str], _place: int) -> dict[str, str]:
    return {"id": f"source-{row[0]}", "url": row[3]}


def _finding(row: list[str], place: int) -> dict[str, str]:
    said = "uses" if place < YES else "does_not_use"
    return {"id": f"{row[1]}-99", "body": row[1], "finding": said, "as_of": "2026-10-01", "source": f"source-{row[0]}"}


def test_the_numbers_are_those_of_the_summary(stages: tuple[Dataset, Dataset]) -> None:
    _, read = stages
    said = summary(read)["rounds"][ROUND]
    about = subject.briefing_subject(read, "round", "newest")
    assert said["said_yes"] == YES and said["answered"] == ANSWERED and said["asked"] == BODIES
    assert about.numbers[0].figure == f"{said['said_yes']} of {said['said_yes'] + said['said_no']}"
    assert about.numbers[1].figure == f"{said['answered']} of {said['asked']}"
    assert about.numbers[2].figure == f"{said['silent'] + said['overdue']} of {said['asked']}"
    card = subject.card(read, f"round-{ROUND}")
    assert card.number == about.numbers[0].figure and card.number in card.title
    assert card.bars and card.bars.series[0].values[-1] == said["share_yes"]
    answers = subject.card(read, f"round-{ROUND}-answers")
    replied = said["answered"] + said["refused"] + said["not_held"]
    assert f"{replied} of {said['asked']}" in answers.title and len(answers.picture.lines) == replied
    mapped = subject.card(read, f"round-{ROUND}-map")
    assert mapped.number in mapped.title
    assert sum(key.count or 0 for key in mapped.key) == len(mapped.table)


def test_the_map_of_a_round_draws_each_hatching_in_its_own_district(stages: tuple[Dataset, Dataset]) -> None:
    _, read = stages
    chart, districts = rounds.round_map(read, ROUND), body_of_area(read, "hex")
    drawn = looks(svg.render(chart.figure, width=460, height=620, mode="light"), districts)
    for item in chart.legend:
        assert sum(look == look_of(item.mark, "light") for look in drawn.values()) == item.count, item.label


def test_before_the_first_answer_it_tells_what_became_of_the_requests(stages: tuple[Dataset, Dataset]) -> None:
    waiting, _ = stages
    about = subject.briefing_subject(waiting, "round", ROUND)
    assert about.cards == (f"round-{ROUND}", f"round-{ROUND}-map")
    card = subject.card(waiting, about.cards[0])
    assert [line.head for line in card.picture.lines] == [f"{BODIES} overdue"]
    assert about.numbers[0].figure == "None"


@pytest.mark.parametrize("stage", [0, 1])
def test_every_card_of_a_round_fits_and_every_slide_opens(stages: tuple[Dataset, Dataset], stage: int) -> None:
    data = stages[stage]
    about = subject.briefing_subject(data, "round", "")
    for key, size in product(about.cards, ("1200x630", "1080x1350")):
        assert subject.subject_from_id(data, key) == ("round", ROUND)
        made = cards.lay_out(data, subject.card(data, key), cards.SIZES[size], "light")
        assert box_faults(made) == [], (key, size)
    assert about.title in onepager.html(data, about)
    deck = Presentation(io.BytesIO(slides.pptx(data, about, lambda svg, wide, high: PIXEL)))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(titles) > len(about.cards) and len(set(titles)) == len(titles)


def test_a_sector_whose_surveys_include_a_round_still_has_its_card(stages: tuple[Dataset, Dataset]) -> None:
    _, read = stages
    card = subject.card(read, "sector-council")
    assert card.bars and any("our own round" in row for row in card.bars.rows)


def test_without_a_request_it_says_so_and_invites_to_send_one(dataset: Dataset, tmp_path: Path) -> None:
    assert not summary(dataset)["rounds"]
    about = subject.briefing_subject(dataset, "round", "newest")
    card = subject.card(dataset, about.cards[0])
    assert card.chip and card.chip.label == NOT_ASKED_YET and "Anyone can send the first" in card.subtitle
    page = onepager.html(dataset, about)
    assert NOT_ASKED_YET in page and "no source that names" not in page
    options = ["--round", "newest", "--format", "svg", "--size", "1200x630", "--theme", "light"]
    ran = CliRunner().invoke(app, ["briefing", "--out", str(tmp_path), *options])
    assert ran.exit_code == 0 and (tmp_path / "round-none-1200x630-light.svg").is_file()


def test_an_unknown_round_names_those_there_are(dataset: Dataset, stages: tuple[Dataset, Dataset]) -> None:
    with pytest.raises(subject.OpenQuestion, match="No requests have been made yet"):
        subject.briefing_subject(dataset, "round", "x")
    with pytest.raises(subject.OpenQuestion, match=ROUND):
        subject.briefing_subject(stages[1], "round", "x")
    with pytest.raises(subject.OpenQuestion, match="nothing to show"):
        subject.card(stages[0], f"round-{ROUND}-answers")
