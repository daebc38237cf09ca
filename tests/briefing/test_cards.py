"""How cards are laid out: long, hostile and endless text, the same bytes; no browser is needed."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from itertools import pairwise, product

import pytest
from conftest import Folder

from tools import synth
from whosecameras.analysis.status import body_statuses
from whosecameras.briefing import cards, cards_national, subject
from whosecameras.briefing.card_content import CardChart, CardLine
from whosecameras.briefing.text_metrics import FontFace, clean, width, wrapped
from whosecameras.charts import timeline
from whosecameras.record.loading import DATA_DIR, Dataset, load
from whosecameras.record.schema import Flag

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
    monkeypatch.setattr(cards, "publishers", lambda dataset, ids: (source.strip(),))
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


def test_text_without_end_is_an_error_not_a_cut(dataset: Dataset) -> None:
    with pytest.raises(cards.DoesNotFit):
        cards.lay_out(dataset, plain_card(title="word " * 400), cards.SIZES["1200x630"], "light")


@pytest.fixture(scope="module")
def crowded(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The record and fifty more bodies that are removing the cameras."""
    copy = Folder(shutil.copytree(DATA_DIR, tmp_path_factory.mktemp("crowded") / "data"))
    done = set(timeline.bodies_that_changed_course(dataset)["body"])
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
    """What `synth` makes without any option."""
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
def test_rows_without_room_are_counted_and_the_newest_are_drawn(crowded: Dataset, size: cards.Size) -> None:
    table = timeline.bodies_that_changed_course(crowded)
    total = table["body"].nunique()
    card = cards_national.changed(crowded, "light")
    made = cards.lay_out(crowded, card, size, "light")
    said = re.search(r"Drawn: the newest (\d+) of (\d+) bodies", text_of(made.svg))
    assert said and int(said[2]) == total >= 60
    foot = max(one.y + one.high for one in made.boxes if one.what == "picture")
    assert foot <= next(one.y for one in made.boxes if one.what == "left-out") + 0.5
    windows = re.findall(r'viewBox="0 ([\d.]+) [\d.]+ ([\d.]+)"', made.svg)
    seen = [(float(top), float(high)) for top, high in windows]
    parts = sorted(one for one in seen if one[0] > 0)
    assert parts[-1][0] + parts[-1][1] == pytest.approx(card.picture.height, abs=0.5)
    assert all(one[0] + one[1] == pytest.approx(two[0], abs=0.5) for one, two in pairwise(parts))
    assert len([one for one in card.picture.cuts if one >= parts[0][0] - 0.5]) == int(said[1])
    assert "more bodies are in the table" not in card.note


def test_lines_hold_every_word_and_fit() -> None:
    face = FontFace(20, bold=True, serif=True)
    text = "Departments told to stop: https://example.org/" + "a" * 300 + " and so on"
    lines = wrapped(text, face, 300)
    assert all(width(line, face) <= 300 for line in lines)
    assert squeezed("".join(lines)) == squeezed(text)
    assert clean("a\u202eb\x00c\nd") == "ab c d"


def test_bodies_of_which_only_a_group_statement_speaks_are_not_called_named(dataset: Dataset) -> None:
    known = body_statuses(dataset)
    group_only = [body for body in known if Flag.COLLECTIVE_ONLY in known[body].flags]
    sector, region = (dataset.row("bodies", group_only[0])[key] for key in ("sector", "region"))
    abouts = [subject.briefing_subject(dataset, "sector", sector), subject.briefing_subject(dataset, "region", region)]
    abouts.append(subject.briefing_subject(dataset, "body", group_only[0]))
    assert all(set(group_only) & {one for group in about.groups for one in group.ids} for about in abouts)
    said = [one.label for about in abouts for one in about.numbers]
    for about in abouts:
        for key in about.cards:
            card = subject.card(dataset, key, "light")
            said += [subject.card_name(key), card.counted, card.note, card.title]
    assert "bodies on the register that a source speaks of" in said
    assert not [text for text in said if re.search(r"\bnamed?\b|\bnames\b|[Bb]y name", text)]


def test_unknown_card_names_what_there_is(dataset: Dataset) -> None:
    with pytest.raises(subject.OpenQuestion, match="headline"):
        subject.card(dataset, "nonsense", "light")
    with pytest.raises(subject.OpenQuestion, match="S92000003"):
        subject.card(dataset, "region-S92000004", "light")
    assert replace(plain_card(), id="x").id == "x"
