"""Selecting an area on a map by address or click: it is outlined, and nothing else fades."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from scripts import explorer
from whosecameras.charts.marks import PALETTES
from whosecameras.content import comparison
from whosecameras.record.loading import Dataset

from .conftest import Visitor

#: An area of each layer, and another that is not under a name on the map.
AREAS = {
    "districts": ("S12000017", "E06000046"),  # Highland, Isle of Wight
    "hexagons": ("E08000035", "E06000046"),  # Leeds, Isle of Wight
    "counties": ("E10000016", "E10000020"),  # Kent, Norfolk
}
#: Layers with names over their areas.
NAMED = ("hexagons",)
#: For each shape on the map: its area, outline width (thinner if faded), outline colour, and position.
SHAPES = """() => [...document.querySelectorAll(".choroplethlayer path")].map(one => {
    const look = getComputedStyle(one), box = one.getBoundingClientRect();
    return [one.__data__ && one.__data__.loc, parseFloat(look.strokeWidth) * look.opacity, look.stroke,
        [box.x, box.y, box.width, box.height].map(Math.round).join(" ")];
})"""
#: Colour and opacity of each name and each dot on the map.
OVER = """() => [...document.querySelectorAll(".scatterlayer text, .scatterlayer path.point")].map(one => {
    const look = getComputedStyle(one);
    return [look.fill, look.opacity, look.fillOpacity].join(" ");
})"""

#: A point inside an area, as close to its middle as possible.
INSIDE = """area => {
    const shape = [...document.querySelectorAll(".choroplethlayer path")].find(one => one.__data__?.loc === area);
    shape.scrollIntoView({block: "center"});
    const box = shape.getBBox(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    const steps = [...Array(19).keys()].map(step => step / 20 - 0.45);
    const spot = steps.flatMap(i => steps.map(j => new DOMPoint(x + i * box.width, y + j * box.height)))
        .filter(one => shape.isPointInFill(one))
        .sort((one, other) => Math.hypot(one.x - x, one.y - y) - Math.hypot(other.x - x, other.y - y))[0]
        .matrixTransform(shape.getScreenCTM());
    return [spot.x, spot.y];
}"""
#: True once plotly has a mark selected.
CHOSEN = """() => document.querySelector(".js-plotly-plot")._fullData.some(one => one.selectedpoints?.length)"""


def colour(name: str) -> str:
    """A palette colour in the browser's notation."""
    return f"rgb({', '.join(str(part) for part in bytes.fromhex(name[1:]))})"


def outlined(page: Page, dark: bool) -> dict[str, bool]:
    """The areas outlined in ink, and whether each outline matches the area's own shape."""
    ink = colour(PALETTES["dark" if dark else "light"].ink)
    shapes = page.evaluate(SHAPES)
    thick = {area: place for area, width, stroke, place in shapes if width > 2 and stroke == ink}
    return {
        area: [one for one in shapes if one[0] == area and one[1] < 2 and one[3] == place] != []
        for area, place in thick.items()
    }


def drawn(page: Page, area: str = "") -> None:
    """Wait until a map is drawn, including overlays and the outline of the selected area."""
    explorer.wait_until_drawn(page)
    page.wait_for_function(
        """area => [...document.querySelectorAll(".choroplethlayer path[d^=M]")].some(one => !area ||
            one.__data__.loc === area && parseFloat(getComputedStyle(one).strokeWidth) > 2)""",
        arg=area,
        timeout=explorer.DRAW_MS,
    )
    expect(page.locator(".scatterlayer > g").first).to_be_attached(timeout=explorer.DRAW_MS)


def click(page: Page, area: str) -> None:
    """Click on the middle of an area, or as close to it as its shape allows."""
    x, y = page.evaluate(INSIDE, area)
    page.mouse.move(x, y)
    page.mouse.click(x, y)


@pytest.mark.parametrize(("layer", "dark"), [*((one, False) for one in AREAS), ("hexagons", True)])
def test_the_area_of_the_address_is_outlined(visit: Visitor, layer: str, dark: bool) -> None:
    page = visit(f"/map?layer={layer}", dark=dark).page
    drawn(page)
    assert outlined(page, dark) == {}
    before = page.evaluate(OVER)
    page = visit(f"/map?layer={layer}&area={AREAS[layer][0]}", dark=dark).page
    drawn(page, AREAS[layer][0])
    assert outlined(page, dark) == {AREAS[layer][0]: True}
    assert page.evaluate(OVER) == before


@pytest.mark.parametrize("layer", AREAS)
def test_a_click_outlines_the_area_and_fades_nothing(visit: Visitor, layer: str) -> None:
    opened = visit(f"/map?layer={layer}")
    page = opened.page
    drawn(page)
    before = page.evaluate(OVER)
    assert before or layer not in NAMED
    for area in AREAS[layer]:
        click(page, area)
        page.wait_for_url(re.compile(f"area={area}"), timeout=explorer.DRAW_MS)
        drawn(page, area)
        assert outlined(page, dark=False) == {area: True}
        assert page.evaluate(OVER) == before
    click(page, area)  # again: the map stays, with a mark selected in it
    page.wait_for_function(CHOSEN, timeout=explorer.DRAW_MS)
    assert outlined(page, dark=False) == {area: True}
    assert page.evaluate(OVER) == before
    assert opened.errors == []


def test_places_to_compare_are_chosen_one_after_the_other(visit: Visitor, dataset: Dataset) -> None:
    opened = visit("/compare")
    page, keys = opened.page, []
    for name, key in list(comparison.nations(dataset).items())[:2]:
        field = page.get_by_test_id("stMultiSelect").get_by_role("combobox")
        field.click()
        field.press_sequentially(name)
        page.get_by_role("option", name=name, exact=True).click()
        keys.append(key)
        # The address changes with the run that a choice brings: a choice made before that would be lost.
        page.wait_for_function(
            "keys => new URLSearchParams(location.search).get('with') === keys",
            arg=",".join(keys),
            timeout=explorer.DRAW_MS,
        )
        explorer.wait_until_drawn(page)
    found = comparison.compared(dataset, tuple(keys), comparison.WIDE_SECTOR)
    expect(page.locator("h1")).to_have_text(found.title, timeout=explorer.DRAW_MS)
    assert opened.errors == []


def test_the_tab_follows_the_layer(visit: Visitor) -> None:
    page = visit("/map").page
    page.get_by_role("radio", name="Police forces").or_(page.get_by_text("Police forces", exact=True)).first.click()
    expect(page).to_have_title(re.compile("police forces"), timeout=explorer.DRAW_MS)


def settled(one: Locator) -> float:
    """The vertical position of an element in pixels, once everything above it has settled."""
    tops: list[float] = []
    while (len(tops) < 60 and len(set(tops[-4:])) != 1) or len(tops) < 4:
        one.page.wait_for_timeout(400)
        tops.append(float(one.evaluate("one => one.getBoundingClientRect().top")))
    return tops[-1]


def test_the_space_of_the_map_is_reserved_while_its_code_loads(chromium: Browser, server: str) -> None:
    held: list[Route] = []
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.route("**/*PlotlyChart*.js", lambda route: held.append(route))
    page.goto(f"{server}/map?layer=hexagons")
    below = page.get_by_test_id("stExpander").filter(has_text="Table · Sources · Share")
    below.wait_for(timeout=explorer.DRAW_MS)
    expect(page.get_by_test_id("stSkeleton").first).to_be_attached(timeout=explorer.DRAW_MS)
    page.locator(explorer.READY).wait_for(timeout=explorer.DRAW_MS)
    waiting = settled(below)
    assert held and not page.locator(explorer.CHART).count()
    for route in held:
        route.continue_()
    drawn(page)
    assert abs(settled(below) - waiting) < 30  # no more than a line of text
    page.close()
