"""The website's accessibility: a page of each template, both themes, screen and phone, 400% zoom and 200% text.

Each page gets one tab; it is judged again after each change of width or theme.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from scripts.views import WEBSITE, address, examples
from whosecameras.record.loading import Dataset
from whosecameras.site.page import assets_folder

from .a11y_rules import axe, disorder, focus, serious, too_wide
from .conftest import Opener

SIZES = {1280: 900, 390: 844, 320: 900}  # 1280 px at 400% is a screen of 320
#: (width, dark). A theme only changes colours and a width only the layout, so these two cover all combinations.
JUDGED = ((1280, False), (320, True))


@pytest.fixture(params=WEBSITE, scope="module")
def page(request: pytest.FixtureRequest, context: object, house: str, dataset: Dataset) -> object:
    """A page of the template, kept open for its tests."""
    opened = context.new_page()  # type: ignore[attr-defined]
    opened.goto(house + address(WEBSITE[request.param], examples(dataset)), wait_until="load")
    yield opened
    opened.close()


def set_view(page: Page, width: int, dark: bool) -> None:
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.emulate_media(color_scheme="dark" if dark else "light")


def test_every_template_is_judged() -> None:
    folder = assets_folder().parent / "templates"
    kinds = {path.stem for path in folder.glob("[!_]*.html")} - {"base", "search_box"}
    assert {name.split(",")[0] for name in WEBSITE} == kinds


@pytest.mark.parametrize(("width", "dark"), JUDGED, ids=["1280-light", "320-dark"])
def test_axe_finds_nothing_serious(page: Page, width: int, dark: bool) -> None:
    set_view(page, width, dark)
    assert [str(one) for one in serious(axe(page))] == []


def test_nothing_is_wider_than_a_screen_at_400_percent(page: Page) -> None:
    """Or than a phone."""
    for width in (320, 390):
        set_view(page, width, dark=False)
        assert too_wide(page) == [], width


@pytest.mark.parametrize("width", [1280, 390])
def test_text_of_twice_the_size_fits(page: Page, width: int) -> None:
    """With the browser's own setting, which also moves the breakpoints."""
    set_view(page, width, dark=False)
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    try:
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "32px"
        assert too_wide(page) == []
    finally:
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
        session.detach()


def test_language_headings_and_landmarks(page: Page) -> None:
    set_view(page, 1280, dark=False)
    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert disorder(page) == []
    assert [page.locator(name).count() for name in ("body > header", "main", "body > footer")] == [1, 1, 1]
    assert page.locator("header nav").get_attribute("aria-label")
    unnamed = page.evaluate("[...document.querySelectorAll('nav, aside')].filter((one) => !one.ariaLabel).length")
    assert unnamed == 0


def test_a_chart_states_its_finding_and_has_a_table(page: Page) -> None:
    """A picture's name contains a number; its section has its content as a table, or as a list of acts."""
    for picture in page.locator(".exhibit .picture svg").all():
        assert picture.get_attribute("role") == "img"
        said = picture.evaluate(
            "one => one.ariaLabel || (one.getAttribute('aria-labelledby') || '').split(' ')"
            ".map((id) => document.getElementById(id)?.textContent ?? '').join(' ')"
        )
        assert any(letter.isdigit() for letter in said), said
        section = picture.locator("xpath=ancestor::section[contains(@class, 'exhibit')]")
        told = section.locator("table:has(thead th[scope=col] + th[scope=col]), ul.statements")
        assert told.count() >= 1


def test_a_status_never_depends_on_colour_alone(page: Page) -> None:
    for mark in page.locator(".chip, .mark, .key li").all():
        # The empty square of pages without evidence is drawn by the stylesheet.
        by_style = "one => parseFloat(getComputedStyle(one, '::before').width)"
        assert (mark.locator("svg").count() or mark.evaluate(by_style)) and (mark.text_content() or "").strip()


def test_targets_are_large_enough_and_focus_is_seen(page: Page) -> None:
    """The first controls of a page by keyboard; axe-core measures every target."""
    set_view(page, 1280, dark=False)
    page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
    for dark in (False, True):
        set_view(page, 1280, dark)
        for place in range(12):
            page.keyboard.press("Tab")
            found = focus(page)
            if place and found.name.startswith("body "):  # past the last control of a short page
                break
            assert found.contrast >= 3, found
            assert found.left >= -1, found


def test_nothing_moves() -> None:
    style = (Path(assets_folder()) / "style.css").read_text(encoding="utf-8")
    assert not any(word in style for word in ("animation", "transition", "@keyframes", "scroll-behavior"))


def test_results_of_search_and_filter_are_announced(open_page: Opener) -> None:
    page = open_page("/search?q=leeds")
    results = page.locator("#results")
    results.locator("li a").first.wait_for()
    assert results.get_attribute("aria-live") == "polite"
    page.goto(page.url.replace("/search?q=leeds", "/sector/council"))
    page.get_by_role("searchbox").last.fill("police")
    told = page.get_by_role("status").first
    told.filter(has_text="fit").wait_for()
    page.get_by_role("searchbox").last.fill("edinburgh")
    told.filter(has_text="1 of").wait_for()
