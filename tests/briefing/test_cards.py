"""How cards are laid out: long, hostile and endless text, the same bytes; no browser is needed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from whosecameras.briefing import cards, scope, topics
from whosecameras.briefing.content import Line, Picture
from whosecameras.briefing.measure import Face, clean, width, wrapped
from whosecameras.load import Dataset

from .conftest import HOSTILE, box_faults, plain_card, squeezed, text_of

SIZES = list(cards.SIZES.values())


def test_same_input_gives_same_bytes(dataset: Dataset) -> None:
    size = cards.SIZES["1200x630"]
    one, two = (
        cards.lay_out(dataset, topics.TOPICS["councils-hexagons"](dataset, "light"), size, "light") for _ in range(2)
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
    card = plain_card(title=HOSTILE, counted=HOSTILE, picture=Picture(lines=(Line("", HOSTILE, HOSTILE),)))
    made = cards.lay_out(dataset, card, size, "light")
    page = cards.html(dataset, card, made, size, "light")
    assert box_faults(made) == []
    for text in (made.svg, page):
        assert "<script" not in text
        assert "\u202e" not in text
    assert "🎥" in text_of(made.svg)


def test_a_list_that_is_too_long_says_how_many_are_left_out(dataset: Dataset) -> None:
    lines = tuple(Line("", f"Body number {place}", "Reported using: Hikvision, 2022") for place in range(400))
    made = cards.lay_out(dataset, plain_card(picture=Picture(lines=lines)), cards.SIZES["1200x630"], "light")
    said = text_of(made.svg)
    left_out = re.search(r"and (\d+) more", said)
    assert left_out and int(left_out[1]) + len(re.findall(r"Body number", said)) == 400
    assert box_faults(made) == []


def test_text_without_end_is_an_error_not_a_cut(dataset: Dataset) -> None:
    with pytest.raises(cards.DoesNotFit):
        cards.lay_out(dataset, plain_card(title="word " * 400), cards.SIZES["1200x630"], "light")


def test_lines_hold_every_word_and_fit() -> None:
    face = Face(20, bold=True, serif=True)
    text = "Departments told to stop: https://example.org/" + "a" * 300 + " and so on"
    lines = wrapped(text, face, 300)
    assert all(width(line, face) <= 300 for line in lines)
    assert squeezed("".join(lines)) == squeezed(text)
    assert clean("a\u202eb\x00c\nd") == "ab c d"


def test_unknown_card_names_what_there_is(dataset: Dataset) -> None:
    with pytest.raises(scope.Unknown, match="headline"):
        scope.card(dataset, "nonsense", "light")
    with pytest.raises(scope.Unknown, match="S92000003"):
        scope.card(dataset, "region-S92000004", "light")
    assert replace(plain_card(), id="x").id == "x"
