"""Requests in a real browser: few taps from a name to the request, copying confirms, the form writes a message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from conftest import SITE
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from whosecameras.analysis import foi_deadlines
from whosecameras.content.ask import askable, how_to_ask
from whosecameras.content.record_index import index_of
from whosecameras.curation import reported_answers
from whosecameras.record.loading import Dataset
from whosecameras.site.page import Page as SitePage
from whosecameras.site.page import Site, assets_folder
from whosecameras.site.pages import all_pages
from whosecameras.site.render import Renderer
from whosecameras.text import wording

LEEDS, SOUTH_WEST = "leeds-council", "E12000009"
REACHABLE = {"contact": "record@example.org", "repository": "https://github.com/example/cameras"}
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


@pytest.fixture(scope="module")
def site(dataset: Dataset) -> Site:
    """A website with a contact address; pages are rendered when a browser requests them."""
    names = {path.name: f"assets/{path.name}" for path in assets_folder().iterdir()}
    return Site(index_of(dataset), SITE, {}, (), assets=names, **REACHABLE)


def answer(site: Site) -> Any:
    """Serves the pages and assets of a website to a browser, and records other requests."""
    renderer, pages = Renderer(site), all_pages(site)

    def handle(route: Route) -> None:
        path = urlsplit(route.request.url).path.lstrip("/")
        if not route.request.url.startswith(SITE):
            route.fulfill(status=204)
        elif path.startswith("assets/"):
            asset = assets_folder() / Path(path).name
            route.fulfill(body=asset.read_bytes(), content_type=KINDS[asset.suffix])
        else:
            made: SitePage = pages[f"{path}.html"](site)
            route.fulfill(body=renderer.html(made), content_type="text/html; charset=utf-8")

    return handle


@pytest.fixture(params=list(SIZES))
def context(request: pytest.FixtureRequest, chromium: Browser, site: Site) -> Iterator[BrowserContext]:
    opened = chromium.new_context(viewport=SIZES[request.param], permissions=[])  # type: ignore[arg-type]
    opened.route("**/*", answer(site))
    yield opened
    opened.close()


def opened(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.goto(f"{SITE}/{path}")
    return page


def test_the_button_opens_the_request_with_every_letter_of_it(context: BrowserContext, dataset: Dataset) -> None:
    page = opened(context, f"body/{LEEDS}")
    found = how_to_ask(dataset, LEEDS)
    assert found
    button = page.get_by_role("link", name="Ask on WhatDoTheyKnow", exact=True)
    with page.expect_request(f"{found.new_request.partition('?')[0]}**") as asked:
        button.click()
    values = dict(parse_qsl(urlsplit(asked.value.url).query, strict_parsing=True))
    assert f"Dear {found.name},\n\n{values['default_letter']}\n\nYours faithfully,\n\n[Your name]" == found.letter
    assert values["title"] == found.subject and values["tags"].startswith("whosecameras:")


def test_from_the_start_the_silent_councils_of_the_south_west_are_three_clicks_away(
    context: BrowserContext, dataset: Dataset
) -> None:
    page = opened(context, "privacy")  # its menu is that of the front page
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Ask", exact=True).click()
    page.get_by_role("rowheader", name="South West").get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("South West: whom to ask")
    rows = page.locator("#council tbody tr")
    silent = [one.name for one in askable(dataset).select(region=SOUTH_WEST, sector="council")]
    assert rows.locator("th").all_inner_texts() == silent
    assert rows.locator('a[href*="/new/"]').count() == len(silent)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_copying_confirms_and_shows_the_text(context: BrowserContext, dataset: Dataset) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=SITE)
    page = opened(context, f"body/{LEEDS}")
    expect(page.locator("#copied")).to_have_text("")
    page.get_by_role("button", name="Copy the request").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    expect(page.locator("#request-text")).to_be_visible()
    found = how_to_ask(dataset, LEEDS)
    assert found and page.evaluate("navigator.clipboard.readText()") == found.letter


def test_without_a_script_the_links_work_and_the_text_can_be_selected(
    chromium: Browser, site: Site, dataset: Dataset
) -> None:
    found = how_to_ask(dataset, LEEDS)
    assert found
    context = chromium.new_context(viewport=SIZES["phone"], java_script_enabled=False)  # type: ignore[arg-type]
    try:
        context.route("**/*", answer(site))
        page = opened(context, f"body/{LEEDS}")
        ways = page.locator(".ways a")
        assert [one.get_attribute("href") for one in ways.all()] == [found.new_request, found.email, "#request"]
        page.get_by_text("The request, to read or to copy").click()
        expect(page.locator("#request-text")).to_be_visible()
        assert page.locator("#request-text").inner_text() == found.letter
        expect(page.locator("#tell")).to_be_hidden()
        mail = page.get_by_role("link", name="Tell us by email").get_attribute("href") or ""
        assert mail.startswith("mailto:record@example.org?") and "body%3A%20leeds-council" in mail
    finally:
        context.close()


def test_the_form_writes_a_message_that_the_curator_can_read_in(context: BrowserContext, tmp_path: Path) -> None:
    page = opened(context, f"body/{LEEDS}")
    page.get_by_text("Fill in a short form").click()
    page.get_by_label("Date of the answer").fill("2026-11-20")
    page.get_by_label("What it said").select_option(label="It uses their cameras")
    page.get_by_label("Whose cameras").select_option("dahua")
    page.get_by_label("How many of them").fill("7")
    page.get_by_label("The answer in your own words").fill("It has 7 of them & more: $& \\1 “here”.")
    page.get_by_label("Address of the page").fill("https://example.org/answer?a=1&b=2")
    page.get_by_role("button", name="Prepare the message").click()
    expect(page.get_by_role("status").filter(has_text="Nothing has been sent yet")).to_be_visible()
    mail = page.get_by_role("link", name="Send it by email").get_attribute("href") or ""
    values = dict(parse_qsl(urlsplit(mail).query, strict_parsing=True))
    issue = page.get_by_role("link", name="Open it as an issue").get_attribute("href") or ""
    assert dict(parse_qsl(urlsplit(issue).query))["body"] == values["body"].replace("\r\n", "\n")
    assert unquote(urlsplit(mail).path) == "record@example.org"
    path = tmp_path / "message.txt"
    path.write_text(values["body"], encoding="utf-8", newline="")
    assert reported_answers.read(path) == {
        "body": LEEDS,
        "finding": "uses",
        "vendor": "dahua",
        "as_of": "2026-11-20",
        "url": "https://example.org/answer?a=1&b=2",
        "cameras": "7",
        "detail": "It has 7 of them & more: $& \\1 “here”.",
    }


def test_a_form_that_is_not_filled_in_prepares_nothing(context: BrowserContext) -> None:
    page = opened(context, f"body/{LEEDS}")
    page.get_by_text("Fill in a short form").click()
    page.get_by_role("button", name="Prepare the message").click()
    expect(page.locator("#told")).to_have_text("")


def test_without_a_contact_address_there_is_no_form(site: Site, dataset: Dataset) -> None:
    silent = Site(index_of(dataset), SITE, {}, (), assets=site.assets)
    html = Renderer(silent).html(all_pages(silent)[f"body/{LEEDS}.html"](silent)).decode()
    assert 'id="tell"' not in html and "gives no contact address" in html


@pytest.mark.parametrize("body", ["gchq", "harrogate-borough-council"])
def test_no_link_leads_to_a_request_where_no_law_applies(site: Site, body: str) -> None:
    html = Renderer(site).html(all_pages(site)[f"body/{body}.html"](site)).decode()
    assert "/new/" not in html and "Email it" not in html and 'id="tell"' not in html


def test_the_page_says_when_an_answer_to_a_request_of_today_is_due(context: BrowserContext, dataset: Dataset) -> None:
    page = context.new_page()
    page.clock.set_fixed_time(datetime.combine(dataset.released, time(12)))
    page.goto(f"{SITE}/body/{LEEDS}")
    due = foi_deadlines.due(dataset, LEEDS, dataset.released)
    assert due
    expect(page.locator("[data-due]")).to_have_text(
        f"If the request arrives today, the answer is due by {wording.date(due.day.isoformat())}."
    )
    page.clock.set_fixed_time(datetime(dataset.released.year + 5, 1, 1, 12))  # its bank holidays are not known yet
    page.reload()
    expect(page.locator("[data-due]")).to_be_hidden()
