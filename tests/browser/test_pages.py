"""Every page in a real browser: it renders, makes no third-party requests, raises no errors, and fits the screen."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from scripts import explorer
from whosecameras.text import wording

from .conftest import Visit, Visitor

OURS = {"127.0.0.1", "localhost"}
SHAPES = {"districts": 361, "hexagons": 361, "counties": 21}
BELOW = {"counties": 12}  # the regions and nations, in the faintest tone
HOSTILE = "<script>document.title='taken'</script>"


def third_parties(visit: Visit) -> list[str]:
    """Requested addresses that are not on this machine."""
    split = [(address, urlsplit(address)) for address in visit.requests]
    return [address for address, parts in split if parts.scheme not in ("data", "blob") and parts.hostname not in OURS]


def faults(visit: Visit) -> list[str]:
    """Descriptions of faults of an open page; empty if there are none."""
    page = visit.page
    found = [f"asks a stranger: {address}" for address in third_parties(visit)]
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
    """Wait until a layer's areas are drawn, each with an outline; other shapes may be below them."""
    shapes = visit.page.locator(".choroplethlayer path[d^=M]")
    expect(shapes).to_have_count(SHAPES[layer] + BELOW.get(layer, 0), timeout=explorer.DRAW_MS)


def test_there_are_pages() -> None:
    assert explorer.pages()[0].path == "/"
    assert len(explorer.pages()) > 1


def tab_bears_the_heading(page: Page) -> None:
    """The title of the tab is the first heading of the page."""
    heading = " ".join(page.locator("h1").first.inner_text().split())
    expect(page).to_have_title(f"{heading} · {wording.SITE_NAME}")


@pytest.mark.parametrize("path", [one.path for one in explorer.pages()])
def test_page_is_sound_on_a_phone_and_on_a_screen(visit: Visitor, path: str) -> None:
    """Opened once: the dark theme only changes colours, and a wider screen only the layout."""
    opened = visit(path, 390, dark=True)
    assert faults(opened) == []
    tab_bears_the_heading(opened.page)
    opened.page.set_viewport_size({"width": 1280, "height": 900})
    explorer.wait_until_drawn(opened.page)
    assert faults(opened) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_theme_follows_the_visitors_system(visit: Visitor, dark: bool) -> None:
    app = visit("/", dark=dark).page.get_by_test_id("stApp")
    expect(app).to_have_css("background-color", "rgb(20, 24, 28)" if dark else "rgb(251, 250, 247)")


@pytest.mark.parametrize("layer", SHAPES)
def test_map_draws_every_area(visit: Visitor, layer: str) -> None:
    opened = visit(f"/map?layer={layer}")
    areas(opened, layer)
    assert faults(opened) == []
    tab_bears_the_heading(opened.page)


def test_unknown_values_in_the_address_show_notices_and_the_defaults(visit: Visitor) -> None:
    keys = ("layer", "area", "vendor", "grade", "year")
    opened = visit("/map?" + "&".join(f"{key}={quote(HOSTILE)}" for key in keys))
    areas(opened, "districts")
    for key in keys:
        expect(opened.page.get_by_test_id("stAlert").filter(has_text=f"“{key}”")).to_be_visible()
    assert opened.page.title() != "taken"
    assert HOSTILE not in opened.page.get_by_test_id("stMain").inner_text()
    assert faults(opened) == []


@pytest.mark.parametrize(
    ("former", "now"),
    [("/timeline?year=2023", "/rules?year=2023"), ("/makers?maker=dahua", "/manufacturers?manufacturer=dahua")],
)
def test_a_former_address_redirects_with_its_controls(visit: Visitor, former: str, now: str) -> None:
    opened = visit(former)
    opened.page.wait_for_url(f"**{now}")
    assert faults(opened) == []
    tab_bears_the_heading(opened.page)
