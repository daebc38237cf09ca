"""The wall of lenses by keyboard only, on the website and in the explorer; on the website without JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from whosecameras.analysis.walls import wall
from whosecameras.content.wall_view import shown_wall
from whosecameras.record.loading import Dataset

from .conftest import Opener
from .test_keyboard import tab_to

LENS = 24  # CSS pixels: minimum target size (WCAG 2.2, 2.5.8)
OUTSIDE_ONE_ANOTHER = """() => [...document.querySelectorAll('.rows li a')].every((one) => {
  const box = one.getBoundingClientRect(); return box.width >= %d && box.height >= %d })"""


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent")).strip()


def test_the_whole_wall_is_skipped_with_one_key(open_page: Opener, dataset: Dataset) -> None:
    page, of = open_page("/"), shown_wall(dataset, "council")
    tab_to(page, f"Skip the {of.total}")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.wall')"), focused(page)


def test_regions_are_skipped_one_by_one_and_every_lens_says_its_name(open_page: Opener, dataset: Dataset) -> None:
    page, of = open_page("/"), shown_wall(dataset, "council")
    first, second = of.rows[:2]
    tab_to(page, f"“{first.name}")
    tab_to(page, f"Skip {len(first.lenses)}", most=1)
    page.keyboard.press("Tab")
    assert focused(page) == first.lenses[0].label
    assert page.locator(".rows a:focus span").bounding_box()["width"] > LENS  # type: ignore[index]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == second.name


def test_names_are_shown_with_the_space_bar(open_page: Opener, dataset: Dataset) -> None:
    page, of = open_page("/"), shown_wall(dataset, "council")
    label = page.locator(".rows li span").first
    assert label.bounding_box()["width"] <= 1  # type: ignore[index]
    page.locator(".names").focus()
    page.keyboard.press("Space")
    assert label.bounding_box()["width"] > LENS  # type: ignore[index]
    expect(label).to_have_text(of.rows[0].lenses[0].label)


def test_each_lens_is_a_target_that_a_thumb_can_hit(open_page: Opener, dataset: Dataset) -> None:
    page = open_page("/")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(".rows li a").count() == len(wall(dataset, "council").bodies)
    assert page.evaluate(OUTSIDE_ONE_ANOTHER % (LENS, LENS))


def test_the_explorer_has_the_same_lenses_with_the_same_names(open_page: Opener, dataset: Dataset) -> None:
    page, of = open_page("/explore/"), shown_wall(dataset, "council")
    page.locator(".wall .row li a").first.wait_for()
    names = page.eval_on_selector_all(".wall .row li img", "found => found.map(one => one.alt)")
    assert names == [one.label for row in of.rows for one in row.lenses]
    page.locator(".wall .row li a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"find\?body={of.rows[0].lenses[0].body}$"))
