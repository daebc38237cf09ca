"""Every card says what it must, and no piece of it overlaps another or leaves the frame; no browser is needed."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import combinations

import pytest

from whosecameras.briefing import cards, scope, topics
from whosecameras.briefing.content import Card, Line, Picture
from whosecameras.briefing.measure import Face, clean, width, wrapped
from whosecameras.load import Dataset

from .conftest import HOSTILE, plain_card

SIZES = list(cards.SIZES.values())


def text_of(svg: str) -> str:
    """The visible text, lines joined by spaces."""
    said = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.S)
    return unescape(" ".join(re.sub(r"<title>.*?</title>|<[^>]*>", "", one) for one in said)).replace("\xa0", " ")


def faults(made: cards.Made) -> list[str]:
    """Pieces outside the frame, and pairs that overlap."""
    found = [
        f"{one.what} leaves the frame"
        for one in made.boxes
        if one.x < 0 or one.y < 0 or one.x + one.wide > made.wide + 0.5 or one.y + one.high > made.high + 0.5
    ]
    found += [f"{one.what} meets {two.what}" for one, two in combinations(made.boxes, 2) if one.meets(two)]
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def assert_says_it_all(dataset: Dataset, card: Card, svg: str) -> None:
    said = squeezed(text_of(svg))
    assert re.search(r"\d of \d", card.number) or "of" in card.number, card.number
    for part in (card.number, card.as_of, f"dataset {dataset.version}", "CC BY 4.0", cards.check_address(card.path)):
        assert squeezed(part) in said, part
    first = cards.publishers(dataset, card.sources)
    assert squeezed(first[0] if first else "none that could be read") in said


def sizes_for(place: int, key: str) -> list[cards.Size]:
    """Every size for what differs most, one size in turn for the many that are alike."""
    return SIZES if key in topics.TOPICS or "region" in key else [SIZES[place % len(SIZES)]]


@pytest.mark.parametrize("part", range(4))
def test_every_card_of_the_set_says_it_all_and_fits(dataset: Dataset, part: int) -> None:
    keys = scope.every_card(dataset)
    assert len(keys) > 150
    for place, key in list(enumerate(keys))[part::4]:
        card = scope.card(dataset, key, "light")
        for size in sizes_for(place // 4, key):
            made = cards.lay_out(dataset, card, size, "light")
            assert faults(made) == [], (key, size.name)
            assert f'width="{size.wide}" height="{size.high}"' in made.svg[:200]
            assert_says_it_all(dataset, card, made.svg)
            assert_says_it_all(dataset, card, cards.html(dataset, card, made, size, "light"))


@pytest.mark.parametrize("key", topics.TOPICS)
def test_dark_cards_fit_too_and_no_text_is_too_small(dataset: Dataset, key: str) -> None:
    for size in SIZES:
        made = cards.lay_out(dataset, scope.card(dataset, key, "dark"), size, "dark")
        assert faults(made) == []
    made = cards.lay_out(dataset, scope.card(dataset, key, "dark"), cards.SIZES["1920x1080"], "dark")
    own = re.sub(r"<svg [^>]*viewBox=\"0 0 (?!1163)[^>]*>.*?</svg>", "", made.svg)
    assert min(float(one) for one in re.findall(r'font-size="([\d.]+)"', own)) * 1.65 >= 18


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
    assert faults(made) == []
    assert squeezed(source) in squeezed(text_of(made.svg))
    assert squeezed(name) in squeezed(text_of(made.svg))
    assert 4 <= round(next(one.high for one in made.boxes if one.what == "sources") / 16) <= 7


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_hostile_text_is_only_text(dataset: Dataset, size: cards.Size) -> None:
    card = plain_card(title=HOSTILE, counted=HOSTILE, picture=Picture(lines=(Line("", HOSTILE, HOSTILE),)))
    made = cards.lay_out(dataset, card, size, "light")
    page = cards.html(dataset, card, made, size, "light")
    assert faults(made) == []
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
    assert faults(made) == []


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
