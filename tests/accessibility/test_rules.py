"""The rules page by keyboard and on a phone: years fold, and the filter box opens those that match."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from whosecameras.analysis.timeline import events_by_year
from whosecameras.record.loading import Dataset
from whosecameras.text import rules_words

from .conftest import Opener

SCREENS = 12  # on a phone, before anything is unfolded


def open_years(page: Page) -> list[str]:
    return [one.inner_text()[:4] for one in page.locator("details.year[open] summary").all()]


def test_a_year_is_opened_with_a_key(open_page: Opener, dataset: Dataset) -> None:
    page, years = open_page("/rules"), list(events_by_year(dataset))
    assert open_years(page) == years[:1], "the newest is open, the others fold"
    page.locator("details.year summary").nth(1).focus()
    page.keyboard.press("Enter")
    assert open_years(page) == years[:2]


def test_typing_narrows_the_events_and_opens_the_years_that_hold_them(open_page: Opener, dataset: Dataset) -> None:
    page, years = open_page("/rules"), events_by_year(dataset)
    oldest = list(years)[-1]
    title = str(dataset.row("events", years[oldest][-1])["title"])
    page.get_by_role("searchbox", name=re.compile(r"Narrow these \d+ events")).focus()
    page.keyboard.type(title)
    expect(page.locator("details.year li:visible")).to_have_count(1)
    assert open_years(page) == [oldest]
    expect(page.get_by_role("status").last).to_contain_text(f"1 of {len(dataset.events)}")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(page.locator("details.year:visible")).to_have_count(len(years))
    assert open_years(page) == list(years)[:1]


def test_a_turning_point_links_to_its_event_even_if_its_year_is_folded(open_page: Opener, dataset: Dataset) -> None:
    page = open_page("/rules")
    first = rules_words.numbered_turning_points(dataset, dataset.events)[0]
    page.get_by_role("link", name=first.title).last.press("Enter")
    page.wait_for_url(re.compile(f"#{first.event}$"))
    expect(page.locator(f"[id='{first.event}']")).to_be_in_viewport()


def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_page_ends(open_page: Opener) -> None:
    page = open_page("/rules")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREENS * 844
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
