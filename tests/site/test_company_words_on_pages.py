"""The built website says manufacturer, company and brand; ``test_company_words`` has the words and their tests."""

from __future__ import annotations

import html
from pathlib import Path

from test_company_words import UNSEEN, WORDS, wrong_words

from whosecameras.record.loading import Dataset
from whosecameras.record.schema import OPEN_TABLES


def test_no_page_calls_a_company_a_maker(dataset: Dataset, built_site: Path) -> None:
    """Quotes from rows of the record are verbatim and therefore ignored."""
    cells = {
        str(cell) for name in OPEN_TABLES for column in dataset.tables[name] for cell in dataset.tables[name][column]
    }
    quoted = sorted((cell for cell in cells if WORDS.search(cell)), key=len, reverse=True)
    found: dict[str, list[str]] = {}
    pages = sorted(built_site.rglob("*.html"))
    assert pages
    for page in pages:
        text = html.unescape(UNSEEN.sub("\n", page.read_text(encoding="utf-8")))
        for cell in quoted:
            text = text.replace(cell, " ")
        if wrong := wrong_words(text):
            found[str(page.relative_to(built_site))] = wrong
    assert found == {}
