"""Pictures and one-pagers by a real browser: other faces, sizes, PDFs that are whole; and it may die or hang."""

from __future__ import annotations

import io
import os
import re
import signal
import time
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image

from whosecameras.briefing import bundle, cards, onepager, subject
from whosecameras.briefing.pictures import Browser, BrowserLost, NoBrowser
from whosecameras.briefing.text_metrics import clean
from whosecameras.record.loading import Dataset

from .conftest import squeezed
from .test_whole_set import faults, some_bodies


@pytest.mark.parametrize("family", ["Arial", "Liberation Sans", "Noto Serif"])
def test_the_same_holds_in_other_faces(dataset: Dataset, browser: Browser, family: str) -> None:
    size = cards.SIZES["1080x1350"]
    svg = cards.lay_out(dataset, subject.card(dataset, "sectors", "light"), size, "light").svg
    if family != "Noto Serif":
        svg = svg.replace("&quot;Source Sans 3&quot;, ", "").replace("&quot;Source Serif 4&quot;, ", "")
    assert faults(browser, [svg]) == []


def test_picture_has_its_size(dataset: Dataset, browser: Browser) -> None:
    for size in cards.SIZES.values():
        svg = cards.lay_out(dataset, subject.card(dataset, "not-known", "dark"), size, "dark").svg
        picture = Image.open(io.BytesIO(browser.png(svg, size.wide, size.high)))
        assert picture.size == (size.wide, size.high)
        assert picture.convert("RGB").getpixel((2, 2)) == (0x14, 0x18, 0x1C)


def links(read: pypdf.PdfReader) -> set[str]:
    """The addresses that the links of a PDF lead to."""
    notes: list[Any] = [note.get_object() for page in read.pages for note in page.get("/Annots", [])]
    return {str(note["/A"]["/URI"]).rstrip("/") for note in notes if "/URI" in note.get("/A", {})}


def addresses(dataset: Dataset, sources: tuple[str, ...]) -> set[str]:
    return {str(dataset.row("sources", one)["url"]).rstrip("/") for one in sources}


def scopes(dataset: Dataset) -> list[subject.BriefingSubject]:
    """The country, all regions, all sectors, and the bodies that differ most."""
    named = [("uk", "")]
    named += [("region", str(one)) for one in dataset.regions["code"]]
    named += [("sector", str(one)) for one in dataset.sectors["id"]]
    named += [("body", one) for one in some_bodies(dataset)[:4]]
    return [subject.briefing_subject(dataset, kind, key) for kind, key in named]


@pytest.mark.parametrize("part", range(3))
def test_one_pagers_stand_on_one_page_and_are_tagged_linked_and_selectable(
    dataset: Dataset, browser: Browser, part: int
) -> None:
    for about in scopes(dataset)[part::3]:
        page = onepager.html(dataset, about)
        read = pypdf.PdfReader(io.BytesIO(browser.pdf(page)))
        root: Any = read.trailer["/Root"]
        assert root["/Lang"] == "en-GB" and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root, about.file
        assert read.metadata is not None and about.title in str(read.metadata.title)
        assert read.outline
        assert links(read) == addresses(dataset, about.sources), about.file
        texts = [squeezed(one.extract_text()) for one in read.pages]
        rest = 'class="annex"' in page
        assert (len(texts) > 1) == rest, about.file
        # All that makes it stand alone is on the first page; what did not fit begins on the second.
        parts = [about.title, about.numbers[0].figure, "What is not known", "CC BY 4.0", "is not a “no”."]
        for said in [*parts, f"dataset {dataset.version} of", f"page 1 of {len(texts)}"]:
            assert squeezed(said) in texts[0], (about.file, said)
        if rest:
            first = re.findall(r'<section class="annex">\s*<h2>([^<]*)', page)[0]
            assert squeezed(first) in texts[1] and squeezed(first) not in texts[0], about.file
        whole = "".join(texts)
        assert all(squeezed(clean(name)) in whole for group in about.groups for name in group.names), about.file


def test_a_card_prints_with_its_sources(dataset: Dataset, browser: Browser) -> None:
    card, size = subject.card(dataset, "region-S92000003", "light"), cards.SIZES["1200x630"]
    page = cards.html(dataset, card, cards.lay_out(dataset, card, size, "light"), size, "light")
    read = pypdf.PdfReader(io.BytesIO(browser.pdf(page)))
    assert links(read) == addresses(dataset, card.sources)
    text = squeezed("".join(one.extract_text() for one in read.pages))
    assert squeezed(card.title) in text and squeezed(str(dataset.row("sources", card.sources[0])["url"])) in text


def killed(browser: Browser) -> None:
    os.kill(browser.pid, signal.SIGKILL)
    time.sleep(0.3)


def test_a_browser_that_dies_is_started_again_once() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"></svg>'
    with Browser() as one:
        first = one.png(svg, 20, 10)
        killed(one)
        assert one.png(svg, 20, 10) == first
        killed(one)
        with pytest.raises(BrowserLost, match="twice"):
            one.png(svg, 20, 10)


def test_a_browser_that_hangs_is_started_again() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"></svg>'
    with Browser(timeout=4) as one:
        first = one.png(svg, 20, 10)
        os.kill(one.pid, signal.SIGSTOP)
        assert one.png(svg, 20, 10) == first


def test_browser_killed_half_way_keeps_finished_files(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = subject.briefing_subject(dataset, "body", "fife-council")
    wanted = bundle.PlannedFile(formats=("png",))
    taken = Browser.png

    def dies(self: Browser, svg: str, wide: int, high: int) -> bytes:
        if len(list(tmp_path.glob("*.png"))) >= 2:
            killed(self) if self.pid else None
            self._restarts_left = 0
        return taken(self, svg, wide, high)

    monkeypatch.setattr(Browser, "png", dies)
    with pytest.raises(bundle.Interrupted, match=r"lost twice.*two finished files"):
        bundle.write_bundle(dataset, about, tmp_path, wanted)
    monkeypatch.setattr(Browser, "png", taken)
    again = bundle.write_bundle(dataset, about, tmp_path, wanted)
    assert len(again.kept) == 2 and len(again.fresh) == 4


def test_no_browser_says_how_to_get_one() -> None:
    with pytest.raises(NoBrowser, match="playwright install chromium"):
        Browser(path="")
