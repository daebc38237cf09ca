"""The explorer's accessibility: every page, deeper view and error state, at two widths and in both themes.

Each view gets one tab; it is judged again after each change of width or theme.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scripts.views import EXPLORER, address, examples
from whosecameras.charts.marks import PALETTES
from whosecameras.record.loading import Dataset

from .a11y_rules import Fault, axe, disorder, focus, serious, too_wide
from .conftest import PATIENCE_MS, Opener, wait
from .known import KNOWN

#: (width, dark) combinations that axe judges: both layouts and both themes. 1280 px at 400% is a screen of 320.
JUDGED = ((1280, False), (320, True))
PHONE = 390
GROUND = {dark: PALETTES["dark" if dark else "light"].ground for dark in (False, True)}
FRAMED = {"embedded card", "no such card"}  # embedded in another page, which has the headings
ROOT = Path(__file__).parents[2]
_seen: set[tuple[str, str]] = set()


def rgb(colour: str) -> str:
    """A palette colour in the browser's notation."""
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def set_view(page: Page, width: int, dark: bool) -> None:
    """Set the screen's width and the system's theme; reload if the theme changes."""
    page.set_viewport_size({"width": width, "height": 900})
    was_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    page.emulate_media(color_scheme="dark" if dark else "light")
    if was_dark != dark:
        page.reload()
        wait(page)
    ground = rgb(GROUND[dark])
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", ground, timeout=PATIENCE_MS)


def still_too_wide(page: Page) -> list[str]:
    """What does not fit once the layout has adapted. A Streamlit table may keep its old width, so reload if anything
    overflows: a phone does not change its width.
    """
    for opens in (False, True):
        if opens:
            page.reload()
            wait(page)
        for _ in range(8):
            if not (found := too_wide(page)):
                return []
            page.wait_for_timeout(250)
    return found


def our_faults(faults: list[Fault]) -> list[str]:
    """The serious faults except those known from Streamlit, which are recorded as seen."""
    known = {(one.rule, one.inside) for one in KNOWN}
    _seen.update((fault.rule, fault.inside) for fault in faults)
    return [str(fault) for fault in serious(faults) if (fault.rule, fault.inside) not in known]


@pytest.mark.parametrize("view", EXPLORER)
def test_view_is_for_everyone(open_page: Opener, dataset: Dataset, view: str) -> None:
    page = open_page(address(EXPLORER[view], examples(dataset)))
    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert page.get_by_test_id("stException").count() == 0
    if view not in FRAMED:
        expect(page.locator("h1")).to_have_count(1, timeout=PATIENCE_MS)
        assert disorder(page) == []
        assert page.get_by_role("main").count() == 1 and page.get_by_role("navigation").count() >= 1
    found: dict[str, list[str]] = {}
    for width, dark in JUDGED:
        set_view(page, width, dark)
        found[f"{width} {'dark' if dark else 'light'}"] = [*still_too_wide(page), *our_faults(axe(page))]
    set_view(page, PHONE, dark)
    found["a phone"] = still_too_wide(page)
    set_view(page, 1280, dark)
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%', 'important')")
    page.wait_for_timeout(1000)
    found["text of twice the size"] = [one for one in too_wide(page) if "scrolls" in one]
    faulty = [f"{size}: {fault}" for size, faults in found.items() for fault in faults]
    assert not faulty, "\n".join(faulty)


def test_what_is_known_of_streamlit_is_still_so() -> None:
    if not _seen:
        pytest.skip("the views were not judged in this run")
    assert {(one.rule, one.inside) for one in KNOWN} <= _seen, "fixed upstream: take it off the list"


def test_charts_say_their_finding_and_their_table_can_be_opened_by_keyboard(open_page: Opener) -> None:
    page = open_page("/explore/")
    named = page.get_by_test_id("stPlotlyChart")
    said = named.evaluate_all(
        "all => all.map((one) => (one.closest('[role=img]') ?? one.querySelector('[role=img]') ?? one).ariaLabel ?? '')"
    )
    assert said and all(re.search(r"\d", one) for one in said), said
    fold = page.locator("summary", has_text="Table · Sources · Share").first
    fold.focus()
    page.keyboard.press("Enter")
    table = page.get_by_test_id("stDataFrame").or_(page.get_by_test_id("stTable")).first
    table.wait_for(timeout=PATIENCE_MS)
    table.locator("table").first.wait_for(state="attached", timeout=PATIENCE_MS)  # what a screen reader announces


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_focus_is_seen(open_page: Opener, dark: bool) -> None:
    page = open_page("/explore/map")
    set_view(page, 1280, dark)
    passed = []
    for _ in range(20):
        page.keyboard.press("Tab")
        page.wait_for_timeout(250)  # containers fade in
        found = focus(page)
        passed.append(found.name)
        assert found.contrast >= 3, found
    assert any("Rules" in name for name in passed) and any("Filters" in name for name in passed), passed


def test_the_stylesheet_has_the_accents_of_the_palettes() -> None:
    style = (ROOT / "static" / "explorer.css").read_text(encoding="utf-8")
    assert f"light-dark({PALETTES['light'].accent}, {PALETTES['dark'].accent})" in style


def test_a_changed_result_says_its_count_in_text(open_page: Opener) -> None:
    page = open_page("/explore/find?q=north")
    expect(page.get_by_role("heading", name="What was found")).to_be_visible(timeout=PATIENCE_MS)
    page.goto(page.url.split("/find")[0] + "/data?table=findings&q=edinburgh")
    wait(page)
    heading = page.locator("h2").first
    expect(heading).to_contain_text("row", timeout=PATIENCE_MS)
    assert re.search(r"(\d|one|two|three|four|five|six|seven|eight|nine)\b.* rows? that fit", heading.inner_text())
