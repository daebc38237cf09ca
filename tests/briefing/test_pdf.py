"""One-pagers and cards as PDF, and cards in other fonts, with a real browser, which may be missing, crash or hang."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Page

from whosecameras.briefing import bundle, cards, onepager, pdf, subject
from whosecameras.charts.svg.text_metrics import clean
from whosecameras.record.loading import Dataset

from .conftest import squeezed
from .test_whole_set import faults, some_bodies


@pytest.mark.parametrize("family", ["Arial", "Liberation Sans", "Noto Serif"])
def test_the_same_holds_in_other_fonts(dataset: Dataset, tab: Page, family: str) -> None:
    size = cards.SIZES["1080x1350"]
    svg = cards.lay_out(dataset, subject.card(dataset, "sectors", "light"), size, "light").svg
    if family != "Noto Serif":
        svg = svg.replace("&quot;Source Sans 3&quot;, ", "").replace("&quot;Source Serif 4&quot;, ", "")
    assert faults(tab, [svg]) == []


def links(read: pypdf.PdfReader) -> set[str]:
    """The link targets in a PDF."""
    notes: list[Any] = [note.get_object() for page in read.pages for note in page.get("/Annots", [])]
    return {str(note["/A"]["/URI"]).rstrip("/") for note in notes if "/URI" in note.get("/A", {})}


def addresses(dataset: Dataset, sources: tuple[str, ...]) -> set[str]:
    return {str(dataset.row("sources", one)["url"]).rstrip("/") for one in sources}


def scopes(dataset: Dataset) -> list[subject.BriefingSubject]:
    """The country, all regions, all sectors, and the most varied bodies."""
    named = [("uk", "")]
    named += [("region", str(one)) for one in dataset.regions["code"]]
    named += [("sector", str(one)) for one in dataset.sectors["id"]]
    named += [("body", one) for one in some_bodies(dataset)[:4]]
    return [subject.briefing_subject(dataset, kind, key) for kind, key in named]


@pytest.fixture(scope="module")
def printed(chromium: Browser) -> Iterator[Callable[[str], pypdf.PdfReader]]:
    """Prints a page in an already running browser, like ``pdf.pdf`` does in a new one."""
    tab = chromium.new_page()

    def printer(page: str) -> pypdf.PdfReader:
        tab.set_content(pdf.with_fonts(page))
        tab.evaluate("document.fonts.ready.then(() => 0)")
        return pypdf.PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True, print_background=False)))

    yield printer
    tab.close()


#: A wall, a map, a survey as lenses, bars, and a page of a body without evidence.
TAGGED = (
    ("uk", ""), ("region", "S92000003"), ("sector", "nhs"), ("selection", "police+E92000001"), ("area", "E07000040"),
)  # fmt: skip


def elements(node: Any) -> Iterator[tuple[str, str]]:
    """Every element of a PDF's structure tree with its alternative text, in reading order."""
    for child in node if isinstance(node, pypdf.generic.ArrayObject) else [node]:
        found = child.get_object()
        if isinstance(found, pypdf.generic.ArrayObject):
            yield from elements(found)
        elif isinstance(found, pypdf.generic.DictionaryObject):
            if "/S" in found:
                yield str(found["/S"]), str(found.get("/Alt", ""))
            if "/K" in found:
                yield from elements(found["/K"])


def bookmarks(outline: Any) -> list[str]:
    """The titles of all bookmarks, without spaces: a browser loses those where a heading wraps."""
    return [
        title for one in outline for title in (bookmarks(one) if isinstance(one, list) else [squeezed(str(one.title))])
    ]


@pytest.mark.parametrize(("kind", "key"), TAGGED)
def test_a_one_pager_is_tagged_linked_and_selectable(dataset: Dataset, kind: str, key: str) -> None:
    """What PDF/UA asks for and a program can see: veraPDF cannot be had from the package registries."""
    about = subject.briefing_subject(dataset, kind, key)
    page = onepager.html(dataset, about)
    read = pypdf.PdfReader(io.BytesIO(pdf.pdf(page)))
    root: Any = read.trailer["/Root"]
    assert root["/Lang"] == "en-GB" and root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata is not None and about.title in str(read.metadata.title)
    tags = list(elements(root["/StructTreeRoot"]))
    names = [name for name, _ in tags]
    assert names[0] == "/Document" and names.count("/H1") == 1
    levels = [int(name[2]) for name in names if re.fullmatch("/H[1-6]", name)]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
    drawn = [words for name, words in tags if name == "/Figure"]
    assert len(drawn) == page.count('role="img"') and all(len(one) > 20 for one in drawn)
    headings = re.findall(r"<h[1-3]>(?:<svg.*?</svg>)?\s*([^<]*)", page, re.S)
    assert len(headings) == len(levels) and bookmarks(read.outline) == [squeezed(unescape(one)) for one in headings]
    assert links(read) == addresses(dataset, about.sources)
    assert squeezed(about.title) in squeezed(read.pages[0].extract_text())


@pytest.mark.parametrize("part", range(3))
def test_the_first_page_is_self_contained(
    dataset: Dataset, printed: Callable[[str], pypdf.PdfReader], part: int
) -> None:
    for about in scopes(dataset)[part::3]:
        page = onepager.html(dataset, about)
        read = printed(page)
        assert links(read) == addresses(dataset, about.sources), about.file
        texts = [squeezed(one.extract_text()) for one in read.pages]
        rest = 'class="annex"' in page
        assert (len(texts) > 1) == rest, about.file
        # Anything that did not fit starts on the second page.
        parts = [about.title, about.numbers[0].figure, "What is not known", "CC BY 4.0", "does not mean no."]
        for said in [*parts, f"dataset {dataset.version} of", f"page 1 of {len(texts)}"]:
            assert squeezed(said) in texts[0], (about.file, said)
        if rest:
            first = re.findall(r'<section class="annex">\s*<h2>([^<]*)', page)[0]
            assert squeezed(first) in texts[1] and squeezed(first) not in texts[0], about.file
        whole = "".join(texts)
        assert all(squeezed(clean(name)) in whole for group in about.groups for name in group.names), about.file


def test_a_card_prints_with_its_sources(dataset: Dataset, printed: Callable[[str], pypdf.PdfReader]) -> None:
    card, size = subject.card(dataset, "region-S92000003", "light"), cards.SIZES["1200x630"]
    page = cards.html(dataset, card, cards.lay_out(dataset, card, size, "light"), size, "light")
    read = printed(page)
    assert links(read) == addresses(dataset, card.sources)
    text = squeezed("".join(one.extract_text() for one in read.pages))
    assert squeezed(card.title) in text and squeezed(str(dataset.row("sources", card.sources[0])["url"])) in text


def fake(folder: Path, script: str) -> str:
    """A program in place of a browser."""
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_browser_that_dies_is_started_again_once(tmp_path: Path) -> None:
    """The last arguments of its command line are the output file and the page."""
    dies = f"echo x >> {tmp_path}/starts; [ $(wc -l < {tmp_path}/starts) -gt {{}} ] || exit 9; "
    prints = 'for one; do case "$one" in --print-to-pdf=*) printf "%%PDF" > "${one#*=}";; esac; done'
    assert pdf.pdf("<p>", fake(tmp_path, dies.format(1) + prints)) == b"%PDF"
    (tmp_path / "starts").unlink()
    with pytest.raises(pdf.BrowserFailed, match="twice"):
        pdf.pdf("<p>", fake(tmp_path, dies.format(2) + prints))


def test_a_browser_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "TIMEOUT", 0.2)
    with pytest.raises(pdf.BrowserFailed, match="TimeoutExpired"):
        pdf.pdf("<p>", fake(tmp_path, "exec sleep 60"))


def test_when_the_browser_fails_the_finished_files_stay(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about, real = subject.briefing_subject(dataset, "body", "fife-council"), pdf.pdf
    wanted = bundle.PlannedFile(formats=("svg", "pdf"), sizes=("1200x630",), modes=("light",))
    with monkeypatch.context() as patch:
        broken = fake(tmp_path, "exit 9")
        patch.setattr(pdf, "find", lambda: broken)
        patch.setattr(pdf, "pdf", lambda page: real(page, broken))
        with pytest.raises(bundle.Interrupted, match=r"the browser made no PDF, twice.*one finished file"):
            bundle.write_bundle(dataset, about, tmp_path / "out", wanted)
    monkeypatch.setattr(pdf, "pdf", lambda page: b"%PDF")
    monkeypatch.setattr(pdf, "find", lambda: "a browser")
    again = bundle.write_bundle(dataset, about, tmp_path / "out", wanted)
    assert len(again.kept) == 1 and [Path(name).suffix for name in again.fresh] == [".pdf"]


def test_no_browser_no_pdf() -> None:
    with pytest.raises(pdf.NoBrowser, match="CHROME_PATH"):
        pdf.pdf("<p>", browser="")
