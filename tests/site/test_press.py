"""The press kit and the ready-made briefings: from the record, reached from their subjects, allowed by the policy."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from site_crawler import BASE, Website, opened

from whosecameras.analysis.counts import tally
from whosecameras.analysis.headline import summary
from whosecameras.cli.ready_made import ready_made
from whosecameras.content import press
from whosecameras.content.record_index import RecordIndex
from whosecameras.record.loading import Dataset
from whosecameras.site import pages_press
from whosecameras.site.page import Site
from whosecameras.site.render import Renderer
from whosecameras.text import wording


@pytest.fixture(scope="module")
def website(built_site: Path) -> Website:
    return opened(built_site)


def test_the_note_has_about_a_hundred_words_and_the_figures_of_the_summary(sampled: Dataset) -> None:
    note, councils = press.note(sampled), summary(sampled)["councils"]
    assert 60 <= len(note.split()) <= press.MOST_WORDS
    silent, total = wording.number(councils["no_public_evidence"]), wording.number(councils["total"])
    assert f"{silent} of {total}" in note and wording.UNKNOWN_IS_NOT_NO in note
    using = tally(sampled, sectors=("council",), existing=True).using
    assert f"{wording.number(using)} of {total}" in note
    assert wording.date(sampled.released.isoformat()) in note


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, ""),
        ({"contact": "us@cameras.example"}, "us@cameras.example"),
        ({"repository": "https://code.example/x"}, "x"),
    ],
)
def test_only_who_can_be_asked_is_named(dataset: Dataset, website: Website, given: dict[str, str], asked: str) -> None:
    parts = {key: website.read(f"chart/{key}.json") for key in ("by-sector", "councils", "wall-council")}
    parts = {key: {"title": "t", "alt": "a", "svg": "<svg/>", **part} for key, part in parts.items()}
    names = {name: name for name in ("favicon.svg", "share.js", "style.css", "topics.css")}
    site = Site(RecordIndex(dataset), BASE, parts, (), assets=names, **given)
    html = Renderer(site).html(pages_press.kit(site)).decode("utf-8")
    assert ("Whom to ask" in html) == bool(given) and asked in html


def test_every_briefing_is_reached_and_keeps_to_the_policy(website: Website, sampled: Dataset) -> None:
    found = ready_made(sampled)
    kinds = {one.kind for one in found.by_page.values()}
    assert kinds == {"uk", "nation", "region", "county", "sector"}
    assert len([one for one in found.by_page.values() if one.kind == "nation"]) == 4
    listed = (website.out / "briefings.html").read_text("utf-8")
    assert 'href="/press"' in (website.out / "index.html").read_text("utf-8")
    assert 'href="/briefings"' in (website.out / "press.html").read_text("utf-8")
    for page, one in found.by_page.items():
        html = (website.out / f"{one.path}.html").read_text("utf-8")
        assert "<style" not in html and " style=" not in html and "<script" not in html
        sheet = re.findall(r'rel="stylesheet" href="/([^"]*)"', html)
        assert len(sheet) == 1 and (website.out / sheet[0]).read_text("utf-8") == found.style
        assert (
            f'rel="canonical" href="{BASE}/{one.path}"' in html and f"{BASE}/{one.path}" in html.partition("<footer")[2]
        )
        assert f'href="/{one.path}"' in listed
        if page:
            assert f'href="/{one.path}"' in (website.out / f"{page}.html").read_text("utf-8"), page
            assert f'href="/{page}"' in unescape(html)
