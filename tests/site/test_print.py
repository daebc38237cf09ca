"""Every kind of page on A4: nothing is cut off, nothing covers anything else, and nothing that was on it is lost."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterator

import pypdf
import pytest
from playwright.sync_api import Browser, Page
from site_crawler import BASE, EXPLORER

from whosecameras.content.record_index import RecordIndex
from whosecameras.record.loading import DATA_DIR, Dataset
from whosecameras.site import build as building
from whosecameras.site import data_files, feeds
from whosecameras.site.cached_fragments import FRAGMENTS
from whosecameras.site.page import Site
from whosecameras.site.pages import all_pages
from whosecameras.site.render import TEMPLATES, Renderer

#: A page of each template, and those of a template that differ most: much and little on them.
PAGES = {
    "404.html": ("404",),
    "body.html": ("body/police-scotland", "body/leeds-council", "body/department-of-health-and-social-care"),
    "corrections.html": ("corrections",),
    "data.html": ("data",),
    "front.html": ("",),
    "letter.html": ("a-z/s",),
    "maker.html": ("maker/hikvision",),
    "makers.html": ("makers",),
    "map.html": ("map",),
    "method.html": ("method",),
    "privacy.html": ("privacy",),
    "region.html": ("region/E12000008", "region/N92000002"),
    "search.html": ("search",),
    "sector.html": ("sector/council", "sector/nhs"),
    "sectors.html": ("sectors",),
    "source.html": ("source/mail-on-sunday-2020-07-big-brother",),
    "sources.html": ("sources",),
    "timeline.html": ("timeline",),
}
PATHS = [path for paths in PAGES.values() for path in paths]
MM = 96 / 25.4  # pixels
WIDTHS = (180, 210)  # of A4 with our margins, and with none, as a visitor may choose
#: Boxes of text, and of pictures as a whole, as they are laid out for print.
BOXES = """() => {
  const found = [];
  const add = (box, what) => {
    if (box.width > 1 && box.height > 1) found.push([box.left, box.top, box.right, box.bottom, what]);
  };
  for (const svg of document.querySelectorAll("body svg"))
    if (svg.checkVisibility()) add(svg.getBoundingClientRect(), "a picture");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest("svg, script") || !parent.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) add(box, node.data.trim().slice(0, 60));
  }
  return found;
}"""
WORDS = """() => {
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    if (node.parentElement.checkVisibility() && !node.parentElement.closest("script")) said.push(node.data);
  return said.join(" ");
}"""
GONE = "header nav, .find, .skip, .letters, .links, .links-of, .button"  # of no use on paper
Box = tuple[float, float, float, float, str]


@pytest.fixture(scope="module")
def website(dataset: Dataset) -> dict[str, str]:
    """The pages, rendered as a build renders them."""
    parts = {name: json.loads(data_files.as_json(part.of(dataset))) for name, part in FRAGMENTS.items()}
    names, releases = building._assets()[0], feeds.releases(dataset, DATA_DIR)
    site = Site(RecordIndex(dataset), BASE, parts, releases, assets=names, explorer_at=EXPLORER)
    makers, renderer = all_pages(site), Renderer(site)
    return {path: renderer.html(makers[f"{path or 'index'}.html"](site)).decode("utf-8") for path in PATHS}


@pytest.fixture(scope="module")
def sheet(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    yield page
    context.close()


def put(sheet: Page, website: dict[str, str], path: str) -> None:
    sheet.emulate_media(media="null")  # as the browser has it: screen, and print when it prints
    sheet.set_content(website[path])


def covering(boxes: list[Box]) -> list[tuple[str, str]]:
    """Pairs of boxes that share more than their edges."""
    found, open_ones = [], []
    for box in sorted(boxes, key=lambda one: one[1]):
        open_ones = [one for one in open_ones if one[3] - box[1] > 4]
        for one in open_ones:
            across, down = min(one[2], box[2]) - max(one[0], box[0]), min(one[3], box[3]) - box[1]
            if across > 2 and down > 4:
                found.append((one[4], box[4]))
        open_ones.append(box)
    return found


def test_a_page_of_every_template_is_printed() -> None:
    assert set(PAGES) == {path.name for path in TEMPLATES.glob("[!_]*.html")} - {"base.html"}


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_cut_off_and_nothing_covers_anything(sheet: Page, website: dict[str, str], path: str) -> None:
    put(sheet, website, path)
    sheet.emulate_media(media="print")
    for width in (round(mm * MM) for mm in WIDTHS):
        sheet.set_viewport_size({"width": width, "height": 1000})
        boxes = sheet.evaluate(BOXES)
        assert boxes and [box for box in boxes if box[0] < -1 or box[2] > width + 1] == []
        assert covering(boxes) == []


def letters(text: str) -> str:
    """A text as it can be compared with that of a PDF, which has ligatures, hyphens and breaks of its own."""
    return re.sub(r"[^0-9a-z]", "", unicodedata.normalize("NFKD", text).lower())


@pytest.mark.parametrize("path", PATHS)
def test_all_that_the_page_says_is_on_paper(sheet: Page, website: dict[str, str], path: str) -> None:
    put(sheet, website, path)
    sheet.evaluate(f"document.querySelectorAll({GONE!r}).forEach(one => one.remove())")
    sheet.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    said = set(re.findall(r"\w{4,}", sheet.evaluate(WORDS)))
    put(sheet, website, path)
    pages = pypdf.PdfReader(io.BytesIO(sheet.pdf(format="A4"))).pages
    assert all(abs(float(page.mediabox.width) - 595) < 2 for page in pages)
    printed = letters("".join(page.extract_text() for page in pages))
    assert [word for word in sorted(said) if letters(word) not in printed] == []
    last = letters(pages[-1].extract_text())
    assert letters(f"{BASE}/{path}") in last and letters("as known on") in last
