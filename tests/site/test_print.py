"""Every kind of page on A4: nothing is cut off, nothing overlaps, and no content is lost."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterator
from html import escape
from itertools import combinations

import pypdf
import pytest
from playwright.sync_api import Browser, Page
from site_crawler import BASE, EXPLORER

from whosecameras.cli.ready_made import ready_made
from whosecameras.content.record_index import RecordIndex
from whosecameras.record.loading import DATA_DIR, Dataset
from whosecameras.site import chart_pictures, data_files, feeds, outputs, registered_pages
from whosecameras.site.cached_fragments import FRAGMENTS
from whosecameras.site.page import Site, assets_folder
from whosecameras.site.pages import all_pages
from whosecameras.site.render import TEMPLATES, Renderer, stylesheet
from whosecameras.text import wording

SILENT = "body/ab-kettleby-primary-school-140696"  # known only from a register
#: A page of each template, and extremes of some templates: much and little content.
PAGES = {
    "404.html": ("404",),
    "area.html": ("area/E08000035", "area/E10000016"),
    "areas.html": ("area",),
    "ask.html": ("ask",),
    "ask_list.html": (
        "ask/E12000009",
        "ask/school",
    ),
    "asked.html": ("ask/progress",),
    "body.html": ("body/police-scotland", "body/leeds-council", "body/department-of-health-and-social-care"),
    "corrections.html": ("corrections",),
    "data.html": ("data",),
    "front.html": ("",),
    "a_to_z.html": ("a-z",),
    "list.html": ("a-z/s",),
    "press.html": ("press",),
    "briefings.html": ("briefings",),
    "manufacturer.html": ("manufacturer/hikvision",),
    "manufacturers.html": ("manufacturers",),
    "compare.html": ("compare/nations",),
    "map.html": ("map", "map/districts"),
    "map_full.html": ("map/full",),
    "map_years.html": ("map/years",),
    "method.html": ("method",),
    "privacy.html": ("privacy",),
    "registered_body.html": (SILENT,),
    "region.html": ("region/E12000008", "region/N92000002"),
    "search.html": ("search",),
    "sector.html": ("sector/council", "sector/nhs"),
    "sectors.html": ("sectors",),
    "source.html": ("source/mail-on-sunday-2020-07-big-brother",),
    "sources.html": ("sources",),
    "rules.html": ("rules",),
}
PATHS = [path for paths in PAGES.values() for path in paths]
MM = 96 / 25.4  # pixels
WIDTHS = (180, 210)  # of A4 with our margins, and without, as a visitor may choose
#: Text for screen readers only has no size and is not printed.
UNSEEN = """
  const unseen = node => {
    for (let one = node.parentElement; one; one = one.parentElement)
      if (getComputedStyle(one).clipPath === "inset(50%)") return true;
    return false;
  };
"""
#: Boxes of text, and of whole pictures, as laid out for print.
BOXES = (
    "() => {"
    + UNSEEN
    + """
  const found = [];
  const add = (box, what) => {
    if (box.width > 1 && box.height > 1) found.push([box.left, box.top, box.right, box.bottom, what]);
  };
  for (const svg of document.querySelectorAll("body svg"))
    if (svg.checkVisibility()) add(svg.getBoundingClientRect(), "a picture");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest("svg, script") || !parent.checkVisibility() || unseen(node)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) add(box, node.data.trim().slice(0, 60));
  }
  return found;
}"""
)
WORDS = (
    "() => {"
    + UNSEEN
    + """
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    if (node.parentElement.checkVisibility() && !node.parentElement.closest("script") && !unseen(node))
      said.push(node.data);
  return said.join(" ");
}"""
)
#: What is of no use on paper.
GONE = "header nav, .find, .skip, .letters, .links, .links-of, .button, .tabs label, .jump, .embedding"
#: What paper leaves out because it is long; a printed sentence says where it is.
LEFT_OUT = ".unprinted"
SHEETS = 20  # of A4 that a page takes at most
FEWER = {"rules": 8}
Box = tuple[float, float, float, float, str]


@pytest.fixture(scope="module")
def website(dataset: Dataset) -> dict[str, str]:
    """The pages, rendered as in a build."""
    parts = {name: json.loads(data_files.as_json(part.of(dataset))) for name, part in FRAGMENTS.items()}
    names, releases = outputs.named_assets()[0], feeds.releases(dataset, DATA_DIR)
    site = Site(
        RecordIndex(dataset),
        BASE,
        parts,
        releases,
        assets=names,
        explorer_at=EXPLORER,
        briefings=ready_made(dataset),
    )
    factories, renderer = all_pages(site), Renderer(site)
    maps = (assets_folder() / "map.css").read_text(encoding="utf-8")
    sheet = f"<style>{stylesheet()}{maps}</style>"  # a small page fetches it, which is impossible without an address
    found = {path: factories[f"{path or 'index'}.html"](site) for path in PATHS if path != SILENT}
    found[SILENT] = registered_pages.body(site, SILENT.removeprefix("body/"), frozenset())
    return {
        path: re.sub('<link rel="stylesheet"[^>]*>', lambda _: sheet, renderer.html(page).decode("utf-8"))
        for path, page in found.items()
    }


@pytest.fixture(scope="module")
def sheet(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    yield page
    context.close()


def put(sheet: Page, website: dict[str, str], path: str) -> None:
    sheet.emulate_media(media="null")  # as the browser sets it: screen, and print when printing
    sheet.set_content(website[path])


def covering(boxes: list[Box]) -> list[tuple[str, str]]:
    """Pairs of boxes that overlap by more than their edges."""
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
    """A text in a form comparable with a PDF, which adds ligatures, hyphens and line breaks."""
    return re.sub(r"[^0-9a-z]", "", unicodedata.normalize("NFKD", text).lower())


@pytest.mark.parametrize("path", PATHS)
def test_all_that_the_page_says_is_on_paper(sheet: Page, website: dict[str, str], dataset: Dataset, path: str) -> None:
    put(sheet, website, path)
    left_out = sheet.locator(LEFT_OUT).count()
    sheet.evaluate(f"document.querySelectorAll({f'{GONE}, {LEFT_OUT}'!r}).forEach(one => one.remove())")
    sheet.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    said = set(re.findall(r"\w{4,}", sheet.evaluate(WORDS)))
    put(sheet, website, path)
    pages = pypdf.PdfReader(io.BytesIO(sheet.pdf(format="A4"))).pages
    assert all(abs(float(page.mediabox.width) - 595) < 2 for page in pages)
    assert len(pages) <= FEWER.get(path, SHEETS)
    printed = letters("".join(page.extract_text() for page in pages))
    assert [word for word in sorted(said) if letters(word) not in printed] == []
    assert not left_out or letters(f"{BASE}/{path}.csv") in printed, "where the rest is"
    last = letters(pages[-1].extract_text())
    assert letters(f"{BASE}/{path}") in last and letters(wording.date(str(dataset.released))) in last


CHARTED = ("", "sectors", "sector/council", "map", "map/districts", "map/years", "rules", "compare/nations")
PARTS = ("chart", "table", "sources", "share")


@pytest.mark.parametrize("path", CHARTED)
def test_the_parts_of_a_chart_are_reached_one_by_one_without_a_script(
    sheet: Page, website: dict[str, str], path: str
) -> None:
    """With the arrow keys; scripts of the pages do not run here."""
    put(sheet, website, path)
    sheet.set_viewport_size({"width": 390, "height": 800})
    frames = sheet.locator(".frame").all()
    assert frames
    for frame in frames:
        frame.get_by_role("radio", name="Chart").focus()
        for place, part in enumerate(PARTS):
            shown = [one for one in PARTS if frame.locator(f":scope > .{one}").is_visible()]
            assert shown == [part]
            assert sheet.evaluate("document.documentElement.scrollWidth") <= 390
            if place < len(PARTS) - 1:
                sheet.keyboard.press("ArrowRight")


@pytest.mark.parametrize("path", CHARTED)
def test_chart_and_sources_are_on_paper_and_what_was_chosen(sheet: Page, website: dict[str, str], path: str) -> None:
    put(sheet, website, path)
    sheet.locator(".frame").first.get_by_role("radio", name="Table").check()
    sheet.emulate_media(media="print")
    for place, frame in enumerate(sheet.locator(".frame").all()):
        shown = [one for one in ("tabs", *PARTS) if frame.locator(f":scope > .{one}").is_visible()]
        assert shown == ["chart", *(["table"] if place == 0 else []), "sources"]


def test_every_wall_and_map_has_its_parts(sheet: Page, website: dict[str, str]) -> None:
    for path in PATHS:
        if path != "map/full":
            put(sheet, website, path)
            assert sheet.locator(".wall:has(.rows), .mapping, .years, .picture:not(.locator)").count() == (
                sheet.locator(".frame :is(.wall:has(.rows), .mapping, .years, .picture)").count()
            ), path


def test_events_that_paper_leaves_out_are_in_the_table_it_names(
    sheet: Page, website: dict[str, str], dataset: Dataset
) -> None:
    """The CSV of the page of rules has a row for each of its events; a test of the build looks at its rows."""
    put(sheet, website, "rules")
    left_out = sheet.locator(f"{LEFT_OUT} li[id]").evaluate_all("found => found.map(one => one.id)")
    assert sorted(left_out) == sorted(dataset.events["id"])
    for one in sheet.locator("#who-did-what ol li a").all():  # the turning points have their sources beside them
        event = (one.get_attribute("href") or "").removeprefix("#")
        row = dataset.row("events", event)
        assert row["title"].rstrip(".") in sheet.locator("#timeline .pane.sources").inner_text()


def test_the_values_in_a_picture_are_those_of_its_table(sheet: Page, website: dict[str, str]) -> None:
    put(sheet, website, "sectors")
    sheet.set_viewport_size({"width": 1280, "height": 800})
    frame = sheet.locator("#by-sector")
    drawn = " ".join(frame.locator(".chart svg").locator("visible=true").locator("text").all_text_contents())
    frame.get_by_role("radio", name="Table").check()
    rows = frame.locator("tbody tr").all()
    assert rows
    for row in rows:
        name, said = row.locator("td").all_text_contents()[:2]
        assert name.partition(":")[0] in drawn
        assert said.partition(" of ")[0] in drawn and f"{said.rpartition(' of ')[2]} answered" in drawn


def test_a_stand_alone_picture_contains_everything_shown_next_to_the_chart(dataset: Dataset) -> None:
    """Nothing on it is cut off or overlaps, for every chart of the website."""
    for name, part in FRAGMENTS.items():
        made = part.of(dataset)
        if not made or not made.get("svg"):
            continue
        canvas = chart_pictures.laid_out(
            made, "dataset 1.2.3 of 30 September 2026", f"cameras.example/chart/{name}.csv"
        )
        assert all(
            box.x >= 0 and box.x + box.wide <= canvas.wide + 1 and box.y + box.high <= canvas.high
            for box in canvas.boxes
        )
        assert [(a, b) for a, b in combinations(canvas.boxes, 2) if a.meets(b)] == [], name
        said = "".join(re.findall(r"<text [^>]*>([^<]*)", canvas.svg((1200, 900), "#ffffff", "", "")))
        for word in f"{made['title']} {made['subtitle']} {made['note']}".split():
            assert escape(word, quote=False) in said, (name, word)
