"""Shared by the tests of briefings: a page in a real browser, and cards with hostile text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import combinations

import pytest
from playwright.sync_api import Browser, Page

from whosecameras.briefing import pdf
from whosecameras.briefing.card_content import Card, CardChart, CardLine
from whosecameras.briefing.cards import Made

HOSTILE = "</text><script>alert(1)</script> a/b\\c \u202egnp.exe 🎥 مجلس مدينة & “q” " + "x" * 30


@pytest.fixture(scope="session")
def tab(chromium: Browser) -> Iterator[Page]:
    """A page in a real browser, in the fonts that Streamlit ships."""
    opened = chromium.new_page()
    page = "<head></head><style>body{margin:0}svg{display:block}</style>"
    words = '<p style="font-family:Source Sans 3">a<b style="font-family:\'Source Serif 4\'">a</b></p>'
    opened.set_content(pdf.with_fonts(f"<!doctype html>{page}{words}"))
    opened.evaluate("document.fonts.ready.then(() => 0)")
    yield opened
    opened.close()


def text_of(svg: str) -> str:
    """The visible text, lines joined by spaces."""
    said = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.S)
    return unescape(" ".join(re.sub(r"<title>.*?</title>|<[^>]*>", "", one) for one in said)).replace("\xa0", " ")


def squeezed(text: str) -> str:
    """The text without spaces."""
    return re.sub(r"\s+", "", text)


def box_faults(made: Made) -> list[str]:
    """Pieces outside the frame, and overlapping pairs, according to the layout's boxes."""
    found = [
        f"{one.what} leaves the frame"
        for one in made.boxes
        if one.x < 0 or one.y < 0 or one.x + one.wide > made.wide + 0.5 or one.y + one.high > made.high + 0.5
    ]
    return found + [f"{one.what} meets {two.what}" for one, two in combinations(made.boxes, 2) if one.meets(two)]


def plain_card(**changes: object) -> Card:
    """A small card of which any field can be changed."""
    card = Card(
        id="test",
        title="A title",
        number="1 of 2",
        counted="things",
        as_of="As of 2022",
        sources=(),
        picture=CardChart(lines=(CardLine("", "Head", "Text"),)),
        alt="A list",
    )
    return replace(card, **changes)  # type: ignore[arg-type]
