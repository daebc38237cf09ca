"""Each user of the design reaches their goal with the keyboard only, and sees the focus at every step.

The curator's work is on the command line, which ``tests/visitors`` covers; here is the part done on the website.
"""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from whosecameras.record.loading import Dataset

from .a11y_rules import Focus, focus
from .conftest import PATIENCE_MS, Opener, wait

MOST = 90  # the most presses of Tab that anybody would tolerate


def tab_to(page: Page, name: str, *, field: bool = False, most: int = MOST) -> Focus:
    """Press Tab until the element with this name has the focus; the focus is visible at each stop."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = focus(page)
        if at.contrast < 3:  # a container that fades in
            page.wait_for_timeout(400)
            at = focus(page)
        assert at.contrast >= 3, f"cannot be seen: {at}"
        passed.append(at.name)
        if re.search(name, at.name) and (not field or at.name.startswith("input")):
            return at
    raise AssertionError(f"{name!r} was not reached in {most} presses: {passed}")


def past_the_wall(page: Page) -> None:
    """Follow the skip link past the lenses of a wall."""
    tab_to(page, "Skip the [0-9]+")
    page.keyboard.press("Enter")


def follow(page: Page, name: str, *, to: str) -> None:
    """Tab to a link, press Enter, and wait until the page is ready."""
    tab_to(page, name)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(to), timeout=PATIENCE_MS)
    wait(page)


def test_resident_on_the_website(open_page: Opener) -> None:
    page = open_page("/")
    tab_to(page, "“q”", field=True)
    page.keyboard.type("police scotland")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q=police"))
    page.locator("#results li a").first.wait_for()
    follow(page, "^a “Police Scotland", to="/body/police-scotland$")
    expect(page.locator("h1")).to_have_text("Police Scotland")
    assert page.locator(".state .chip").inner_text().strip()


def test_resident_in_the_explorer(open_page: Opener) -> None:
    page = open_page("/explore/find")
    tab_to(page, "Name of a public body", field=True)
    page.keyboard.type("police scotland")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Police Scotland", level=1)).to_be_visible(timeout=PATIENCE_MS)


def test_journalist_on_the_website(open_page: Opener, dataset: Dataset) -> None:
    """A chart's table, CSV, sources and link: its parts are selected with the arrow keys."""
    page = open_page("/")
    past_the_wall(page)
    tab_to(page, "input “by-sector-chart")
    page.keyboard.press("ArrowRight")
    tab_to(page, "^a “CSV”", most=2)  # past the table, which scrolls
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    for _ in range(2):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    source = tab_to(page, "^a “.+: .+", most=4)
    assert source.href in set(dataset.sources["url"])
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    tab_to(page, "^button “Copy link”", most=2)
    page.keyboard.press("Enter")
    expect(page.locator("#by-sector-said")).to_have_text("Link copied.")
    assert page.locator("#by-sector-link").input_value().endswith("/#by-sector")


def test_journalist_in_the_explorer(open_page: Opener, dataset: Dataset) -> None:
    page = open_page("/explore/sectors")
    tab_to(page, "Table · Sources · Share")
    page.keyboard.press("Enter")
    page.get_by_text("Download as CSV").first.wait_for(timeout=PATIENCE_MS)
    wait(page)
    tab_to(page, "Download as CSV")
    with page.expect_download(timeout=PATIENCE_MS) as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    page.get_by_role("tab", name="Table").first.focus()  # where Shift+Tab leads back to
    page.keyboard.press("ArrowRight")
    page.get_by_role("tab", name="Sources", selected=True).first.wait_for(timeout=PATIENCE_MS)
    hrefs = [tab_to(page, "^a “", most=4).href for _ in range(2)]
    assert set(hrefs) & set(dataset.sources["url"]), hrefs


def save_the_card(page: Page) -> None:
    """Tab to the briefing card's download button and save it."""
    tab_to(page, "Download SVG")
    with page.expect_download(timeout=PATIENCE_MS) as download:
        page.keyboard.press("Enter")
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert saved.startswith("<svg") and "Scotland" in saved


def test_councillor_on_the_website(open_page: Opener) -> None:
    page = open_page("/")
    follow(page, "^a “Scotland”", to="/region/S92000003")
    expect(page.locator("h1")).to_contain_text("Scotland")
    follow(page, "^a “Scotland on one page", to="/explore/briefing.*S92000003")
    expect(page.locator("h1")).to_contain_text("Scotland", timeout=PATIENCE_MS)
    save_the_card(page)


def test_councillor_in_the_explorer(open_page: Opener) -> None:
    page = open_page("/explore/briefing")
    for name, typed in (("About", "Region"), ("Region or nation", "Scotland")):
        tab_to(page, name, field=True)
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        wait(page)
    expect(page.locator("h1")).to_contain_text("Scotland", timeout=PATIENCE_MS)
    save_the_card(page)


def test_officer_on_the_website(open_page: Opener, dataset: Dataset) -> None:
    page = open_page("/")
    past_the_wall(page)
    follow(page, "See what was done", to="/rules#what-changed$")
    first = page.locator("#what-changed tbody th a").first.inner_text()
    follow(page, f"^a “{re.escape(first)}”", to="/body/")
    expect(page.locator("h1")).to_have_text(first)
    source = tab_to(page, "^a “", most=1)
    while source.href not in set(dataset.sources["url"]):
        source = tab_to(page, "^a “", most=12)


def test_officer_in_the_explorer(open_page: Opener) -> None:
    page = open_page("/explore/")
    past_the_wall(page)
    tab_to(page, "See what was done")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/explore/\w+"), timeout=PATIENCE_MS)
    wait(page)
    expect(page.get_by_test_id("stMain")).to_contain_text(re.compile("remov", re.IGNORECASE), timeout=PATIENCE_MS)


def test_curator_on_the_website(open_page: Opener) -> None:
    """From a body that answered to the list of changes, and its download."""
    page = open_page("/body/worcester-council")
    follow(page, "^a “(How corrections work|This is wrong or out of date)", to="/corrections$")
    tab_to(page, "^a “.*CSV")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")


def test_the_skip_link_leads_to_the_content(open_page: Opener) -> None:
    page = open_page("/map")
    page.keyboard.press("Tab")
    assert "To the content" in focus(page).name
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#main$"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
