"""What the tests of the briefings share: one real browser, and cards with hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from whosecameras.briefing.content import Card, Line, Picture
from whosecameras.briefing.pictures import Browser

HOSTILE = "</text><script>alert(1)</script> a/b\\c \u202egnp.exe 🎥 مجلس مدينة & “q” " + "x" * 30


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


def plain_card(**changes: object) -> Card:
    """A small card that any field can be changed of."""
    card = Card(
        id="test",
        title="A title",
        number="1 of 2",
        counted="things",
        as_of="As of 2022",
        sources=(),
        picture=Picture(lines=(Line("", "Head", "Text"),)),
        alt="A list",
    )
    return replace(card, **changes)  # type: ignore[arg-type]
