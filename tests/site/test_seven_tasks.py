"""Seven tasks of seven visitors on the website, each from the front page, in no more clicks than given."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from site_crawler import BASE

from whosecameras.analysis.counts import tally
from whosecameras.content import comparison
from whosecameras.content.ask import askable
from whosecameras.content.map_view import linked_map
from whosecameras.record.loading import Dataset
from whosecameras.text import rules_words, wall_words

SOUTH_WEST = "E12000009"
FIELD = "Your council, police force, school, or a postcode"


class Files:
    """The built website, answered to the browser from its folder: nobody else is reached."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def answer(self, path: str) -> bytes | None:
        """The content at a path, ``None`` if there is none."""
        for name in (path or "index.html", f"{path}.html"):
            if (self.folder / name).is_file():
                return (self.folder / name).read_bytes()
        return None

    def rows(self, address: str) -> list[dict[str, str]]:
        """The rows of the CSV at an address."""
        content = self.answer(urlsplit(address).path.strip("/"))
        assert content, address
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))

    def fulfil(self, route: Route) -> None:
        """Answer one request of the browser."""
        path = urlsplit(route.request.url).path.strip("/")
        content = self.answer(path) if route.request.url.startswith(BASE) else None
        kinds = {"css": "text/css", "js": "text/javascript", "json": "application/json", "csv": "text/csv",
                 "svg": "image/svg+xml", "png": "image/png", "webp": "image/webp"}  # fmt: skip
        kind = kinds.get(path.rpartition(".")[2], "text/html; charset=utf-8")
        route.fulfill(status=404 if content is None else 200, body=content or b"", content_type=kind)


@dataclass
class Visitor:
    """Somebody on the way from the front page, whose clicks are counted."""

    page: Page
    clicks: int = 0

    def click(self, what: Locator, to: str = "") -> None:
        """Click; with ``to``, a pattern of addresses, until that page is there."""
        self.clicks += 1
        what.click()
        if to:
            self.page.wait_for_url(re.compile(to))

    def menu(self, name: str, to: str) -> None:
        """Choose a page in the menu."""
        self.click(self.page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True), to)


@pytest.fixture(scope="module")
def website(built_site: Path) -> Files:
    return Files(built_site)


@pytest.fixture
def visitor(chromium: Browser, website: Files) -> Iterator[Visitor]:
    with chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce") as context:
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.route("**/*", website.fulfil)
        page.goto(f"{BASE}/")
        yield Visitor(page)


@pytest.mark.parametrize("sector", ["school", "nhs", "university"])
def test_a_parent_a_patient_and_a_student_can_ask_about_theirs(visitor: Visitor, sampled: Dataset, sector: str) -> None:
    rows = sampled.registers["bodies"]
    known = rows[(rows["sector"] == sector) & (rows["ended"] == "") & (rows["replaced_by"] == "")]
    one = known.iloc[0]
    visitor.page.get_by_label(FIELD).fill(one["name"])
    visitor.clicks += 1
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(re.compile(r"/search\?q="))
    found = visitor.page.locator(f'#results a[href$="/body/{one["id"]}"]').first
    visitor.click(found, f"/body/{one['id']}$")
    expect(visitor.page.locator("h1")).to_contain_text(one["name"])
    ask = visitor.page.get_by_role("link", name=re.compile("^(Ask on WhatDoTheyKnow|Email it)$"))
    expect(ask.first).to_be_visible()
    assert visitor.clicks <= 2


def test_a_journalist_has_the_councils_with_sources_and_as_csv(
    visitor: Visitor, website: Files, sampled: Dataset
) -> None:
    page = visitor.page
    frame = page.locator(".frame").filter(has=page.locator("#wall-council"))
    expect(frame).to_contain_text(wall_words.survey(sampled, "council"))
    survey = sampled.row("sources", wall_words.survey_source(sampled, "council"))
    visitor.click(frame.get_by_role("radio", name="Sources"))
    hrefs = "all => all.map(one => one.getAttribute('href'))"
    links = set(frame.locator(".pane.sources a").evaluate_all(hrefs))
    assert f"/source/{survey['id']}" in links
    for link in links:  # each leads to the page with its title and address
        shown = website.answer(str(link).strip("/"))
        source = sampled.row("sources", str(link).removeprefix("/source/"))
        assert shown and html.escape(source["url"]) in shown.decode("utf-8"), link
    visitor.click(frame.get_by_role("radio", name="Table"))
    link = frame.locator(".pane.table").get_by_role("link", name="CSV", exact=True)
    expect(link).to_be_visible()
    rows = website.rows(str(link.get_attribute("href")))
    assert len(rows) == tally(sampled, sectors=("council",), existing=True).total
    assert visitor.clicks <= 2


def test_a_researcher_sets_scotland_beside_england(visitor: Visitor, sampled: Dataset) -> None:
    visitor.menu("Map", "/map$")
    visitor.click(visitor.page.get_by_role("link", name="Compare places"), "/compare$")
    page, keys = next(iter(comparison.ready_made(sampled).items()))
    visitor.click(visitor.page.locator(f'a[href$="/compare/{page}"]').first, f"/compare/{page}$")
    expect(visitor.page.locator("h1")).to_have_text(comparison.compared(sampled, keys, comparison.WIDE_SECTOR).title)
    assert visitor.clicks <= 3


def test_an_officer_sees_what_binds_and_who_removed(visitor: Visitor, sampled: Dataset) -> None:
    visitor.menu("Rules", "/rules$")
    bound = visitor.page.locator("#who-is-bound tbody tr")
    assert bound.locator("th").all_inner_texts() == [row.who for row in rules_words.bound_rows(sampled)]
    expect(bound.first).to_be_in_viewport()
    promised = [row.name for row in rules_words.promise_rows(sampled) if not row.only_buying]
    assert visitor.page.locator("#what-changed .promises").first.locator("tbody th").all_inner_texts() == promised
    assert visitor.clicks <= 1


def test_a_campaigner_has_everyone_in_the_south_west_to_ask(visitor: Visitor, website: Files, sampled: Dataset) -> None:
    visitor.click(visitor.page.locator(f'.rows a[href$="/region/{SOUTH_WEST}"]'), f"/region/{SOUTH_WEST}$")
    visitor.click(visitor.page.locator(f'a[href*="/ask/{SOUTH_WEST}"]').first, f"/ask/{SOUTH_WEST}")
    link = visitor.page.get_by_role("link", name="This list as CSV, for spreadsheets")
    rows = website.rows(str(link.get_attribute("href")))
    councils = askable(sampled).ids(region=SOUTH_WEST, sector="council")
    assert councils and set(councils) <= {row["id"] for row in rows}
    assert all(row["Request, filled in"].startswith("http") for row in rows)
    assert visitor.clicks <= 2


def test_a_councillor_shares_the_wall(visitor: Visitor) -> None:
    frame = visitor.page.locator(".frame").filter(has=visitor.page.locator("#wall-council"))
    visitor.click(frame.get_by_role("radio", name="Share"))
    expect(frame.get_by_label(re.compile("^Link to this"))).to_have_value(re.compile("#wall-council$"))
    expect(frame.get_by_role("link", name="PNG")).to_be_visible()
    assert visitor.clicks <= 1


def test_a_teacher_projects_the_whole_map(visitor: Visitor, sampled: Dataset) -> None:
    visitor.page.set_viewport_size({"width": 1920, "height": 1080})
    visitor.menu("Map", "/map$")
    visitor.click(visitor.page.get_by_role("link", name="Full screen, for a projector"), "/map/full$")
    box = visitor.page.locator(".areas").bounding_box()
    assert box and box["y"] >= 0 and box["y"] + box["height"] <= 1080
    assert visitor.page.locator(".areas a").count() == len(linked_map(sampled, "hexagons").areas)
    assert visitor.clicks <= 2
