"""No page has the phrases that docs/voice.md rules out, except in quotes from rows of the record."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from whosecameras.record.loading import Dataset
from whosecameras.record.schema import OPEN_TABLES

#: Invisible to readers: scripts, styles and tags.
UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
VOICE = (Path(__file__).resolve().parents[2] / "docs" / "voice.md").read_text(encoding="utf-8")


def ruled_out() -> list[str]:
    """The phrases in the first column of the last table of docs/voice.md."""
    rows = re.findall(r"^\| ([^|]+) \|[^|]+\|$", VOICE.split("## Not on our pages")[1], re.MULTILINE)
    return [phrase.strip() for row in rows[1:] for phrase in row.split(",")]


def pattern() -> re.Pattern[str]:
    """Any ruled-out phrase, as whole words, possibly across two lines."""
    return re.compile("|".join(rf"\b{re.escape(phrase)}".replace(r"\ ", r"\s+") for phrase in ruled_out()), re.I)


def test_the_pattern_knows_the_old_dialect() -> None:
    assert len(ruled_out()) > 15
    assert pattern().search("Of these no\nsource speaks of a body")
    assert not pattern().search("We found nothing published")


@pytest.fixture(scope="module")
def quoted(dataset: Dataset) -> list[str]:
    """Cells of the record with such a phrase, in the form that pages show."""
    found = pattern()
    cells = {
        text
        for name in OPEN_TABLES
        for column in dataset.tables[name].select_dtypes(exclude="number")
        for text in dataset.tables[name][column].astype(str).unique()
        if found.search(text)
    }
    return sorted((" ".join(text.split()) for text in cells), key=len, reverse=True)


def test_no_page_has_a_word_that_the_voice_rules_out(built_site: Path, quoted: list[str]) -> None:
    found, faults = pattern(), []
    for path in sorted(built_site.rglob("*.html")):
        text = " ".join(html.unescape(UNSEEN.sub("", path.read_text(encoding="utf-8"))).split())
        if not found.search(text):
            continue
        for cell in quoted:
            text = text.replace(cell, " ")
        faults += [
            f"{path.relative_to(built_site)}: …{text[max(0, hit.start() - 40) : hit.end() + 40]}…"
            for hit in found.finditer(text)
        ]
    assert faults == []
