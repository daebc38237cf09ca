"""The website's maps by keyboard and touch, and the full-screen map."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page

from whosecameras.content.map_view import linked_map
from whosecameras.content.map_years import map_years
from whosecameras.record.loading import Dataset

from .a11y_rules import focus
from .conftest import Opener
from .test_keyboard import tab_to

THUMB = 24  # CSS pixels: minimum target size (WCAG 2.2, 2.5.8)


def focused_title(page: Page) -> str:
    return str(page.evaluate("document.activeElement.querySelector('title')?.textContent ?? ''"))


def test_all_areas_are_skipped_with_one_key(open_page: Opener, dataset: Dataset) -> None:
    page, of = open_page("/map"), linked_map(dataset, "hexagons")
    tab_to(page, f"Skip the map of {len(of.areas)} areas")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.by-name') !== null"), focus(page)


def test_an_area_has_its_name_where_the_keyboard_is_and_leads_to_its_page(open_page: Opener, dataset: Dataset) -> None:
    page, of = open_page("/map"), linked_map(dataset, "hexagons")
    tab_to(page, "Skip the map of")
    for area in of.areas[:3]:
        page.keyboard.press("Tab")
        assert focused_title(page) == area.label and focus(page).contrast >= 3
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/area/{of.areas[2].code}")


def test_on_a_phone_each_area_has_a_target_that_a_thumb_can_hit(open_page: Opener, dataset: Dataset) -> None:
    page, of = open_page("/map"), linked_map(dataset, "hexagons")
    page.set_viewport_size({"width": 390, "height": 844})
    names = page.locator(".by-name").first
    names.locator("summary").first.click()
    page.evaluate("document.querySelectorAll('.by-name details').forEach((one) => { one.open = true })")
    boxes = names.evaluate(
        "list => [...list.querySelectorAll('a')].map((one) => {"
        "const box = one.getBoundingClientRect(); return [box.top, box.height] })"
    )
    assert len(boxes) == len(of.areas)
    tops = sorted(top for top, _ in boxes)
    assert min(below - above for above, below in pairwise(tops)) >= THUMB


@pytest.mark.parametrize("dark", [False, True])
def test_the_whole_map_fits_a_projector(open_page: Opener, dark: bool) -> None:
    page = open_page("/map/full")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.emulate_media(color_scheme="dark" if dark else "light")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    box = page.locator(".areas").bounding_box()
    assert box and box["y"] >= 0 and box["y"] + box["height"] <= 1080
    small = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.areas a')].map(o => o.getBoundingClientRect().width))"
    )
    assert small >= THUMB


def test_the_slider_of_years_is_moved_by_keyboard_and_all_years_can_be_seen(
    open_page: Opener, dataset: Dataset
) -> None:
    page, years = open_page("/map/years"), map_years(dataset).years
    slider = page.get_by_role("slider")
    for _ in range(5):
        tab_to(page, "input", field=True)  # the tabs of the frame, picture or table, come first
        if slider.evaluate("one => one === document.activeElement"):
            break
    assert slider.evaluate("one => one === document.activeElement")
    assert slider.get_attribute("aria-valuetext") == years[-1].when
    shown = page.locator(".years figure:visible")
    assert shown.count() == 1
    page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == years[0].when
    assert years[0].counted in shown.inner_text()
    page.keyboard.press("ArrowRight")
    assert years[1].counted in shown.inner_text()
    assert page.get_by_role("button", name="Play").count() == 0  # this visitor prefers reduced motion
    page.get_by_role("button", name="Show all years").press("Enter")
    assert shown.count() == len(years)
    page.emulate_media(media="print")
    assert shown.count() == len(years) and not slider.is_visible()


def test_years_play_until_they_are_paused_or_over(chromium: Browser, house: str, dataset: Dataset) -> None:
    years = map_years(dataset).years
    with chromium.new_context() as context:
        page = context.new_page()
        page.clock.install()
        page.goto(f"{house}/map/years")
        page.get_by_role("button", name="Play").click()
        now = page.get_by_role("slider")
        page.clock.run_for(1600)
        page.get_by_role("button", name="Pause").click()
        paused = now.get_attribute("aria-valuetext")
        assert paused in [one.when for one in years[1:]]  # the clock of a slow machine may advance meanwhile
        page.clock.run_for(5000)
        assert now.get_attribute("aria-valuetext") == paused
        page.get_by_role("button", name="Play").click()
        page.clock.run_for(1600 * len(years))
        assert now.get_attribute("aria-valuetext") == years[-1].when
        assert page.get_by_role("button", name="Play").is_visible()


def test_without_a_script_all_years_are_there(chromium: Browser, house: str, dataset: Dataset) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{house}/map/years")
        assert page.locator(".years figure").count() == len(map_years(dataset).years)
        assert page.get_by_role("slider").count() == 0
