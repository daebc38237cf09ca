"""Every page in a real browser: it draws, asks nobody else, breaks nothing, and fits the screen."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import expect

from scripts import explorer

from .conftest import Visit, Visitor

OURS = {"127.0.0.1", "localhost"}
SHAPES = {"districts": 361, "hexagons": 361, "regions": 12, "police": 45, "counties": 21}
BELOW = {"counties": 12}  # the regions and nations, in the faintest tone
HOSTILE = "<script>document.title='taken'</script>"


def strangers(visit: Visit) -> list[str]:
    """Addresses that were asked for and are not on this machine."""
    split = [(address, urlsplit(address)) for address in visit.requests]
    return [address for address, parts in split if parts.scheme not in ("data", "blob") and parts.hostname not in OURS]


def faults(visit: Visit) -> list[str]:
    """What is wrong with an open page, in words; none if all is well."""
    page = visit.page
    found = [f"asks a stranger: {address}" for address in strangers(visit)]
    found += [f"error: {text}" for text in visit.errors]
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} first headings")
    if not page.locator("html").get_attribute("lang"):
        found.append("no language")
    if page.get_by_test_id("stException").count():
        found.append("shows an exception: " + page.get_by_test_id("stException").first.inner_text()[:200])
    wide = page.evaluate("document.documentElement.scrollWidth"), page.evaluate("window.innerWidth")
    main = page.get_by_test_id("stMain").first
    inner = main.evaluate("one => one.scrollWidth"), main.evaluate("one => one.clientWidth")
    found += [f"{have} px wide in {room} px" for have, room in (wide, inner) if have > room]
    return found


def areas(visit: Visit, layer: str) -> None:
    """Wait until a layer's areas are drawn, each with an outline; other shapes may lie below them."""
    shapes = visit.page.locator(".choroplethlayer path[d^=M]")
    expect(shapes).to_have_count(SHAPES[layer] + BELOW.get(layer, 0), timeout=explorer.DRAW_MS)


def test_there_are_pages() -> None:
    assert explorer.pages()[0].path == "/"
    assert len(explorer.pages()) > 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", [one.path for one in explorer.pages()])
def test_page_is_sound(visit: Visitor, path: str, width: int, dark: bool) -> None:
    assert faults(visit(path, width, dark)) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_theme_follows_the_visitors_system(visit: Visitor, dark: bool) -> None:
    app = visit("/", dark=dark).page.get_by_test_id("stApp")
    expect(app).to_have_css("background-color", "rgb(20, 24, 28)" if dark else "rgb(251, 250, 247)")


@pytest.mark.parametrize("layer", SHAPES)
def test_map_draws_every_area(visit: Visitor, layer: str) -> None:
    opened = visit(f"/map?layer={layer}")
    areas(opened, layer)
    assert faults(opened) == []


@pytest.mark.parametrize("key", ["layer", "area", "vendor", "grade", "year"])
def test_unknown_value_in_the_address_shows_a_notice_and_the_default(visit: Visitor, key: str) -> None:
    opened = visit(f"/map?{key}={quote(HOSTILE)}")
    expect(opened.page.get_by_test_id("stAlert").first).to_be_visible()
    areas(opened, "districts")
    assert opened.page.title() != "taken"
    assert HOSTILE not in opened.page.get_by_test_id("stMain").inner_text()
    assert faults(opened) == []
