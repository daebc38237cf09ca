"""The search of the website in a real browser: what it finds first is what the explorer's look-up finds first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import SITE
from playwright.sync_api import Browser, Page, Route

from whosecameras.find import finder
from whosecameras.load import Dataset
from whosecameras.site import feeds
from whosecameras.site.page import Site
from whosecameras.site.record import Record

SCRIPT = Path(feeds.__file__).parent / "assets" / "search.js"
PAGE = """<!doctype html><title>Search</title><input id="q"><div id="results" data-index="/search.json" data-root="">
</div><script src="/search.js"></script>"""
#: What is typed, and the body that both must give first.
CASES = {
    "The Metropolitan Police": "metropolitan-police-service",
    "the city of london": "city-of-london-corporation",
    "Leeds City Council": "leeds-council",
    "Saint Helens": "st-helens-council",
    "Kensington & Chelsea": "kensington-and-chelsea-council",
    "E1 1": "tower-hamlets-council",
    "E11": "waltham-forest-council",
    "e111": "waltham-forest-council",
    "E1 1AA": "tower-hamlets-council",
    "N1 1": "islington-council",
    "M1 7": "manchester-council",
    "m17": "trafford-council",
    "SW1A 2": "westminster-council",
    "SW1A2AA": "westminster-council",
    "sw1": "westminster-council",
    "LS1 4AP": "leeds-council",
    "EH": "city-of-edinburgh-council",
    "eh12ng": "city-of-edinburgh-council",
}
#: Typed by people, found by neither.
NOTHING = ("The", "ZZ", "ZZ9 9ZZ", "the the the qqqq")


@pytest.fixture(scope="module")
def page(dataset: Dataset, chromium: Browser) -> Iterator[Page]:
    """A tab in which the search, its list and nothing else is served."""
    served = {
        "/search": ("text/html", PAGE.encode()),
        "/search.js": ("text/javascript", SCRIPT.read_bytes()),
        "/search.json": ("application/json", feeds.search_index(Site(Record(dataset), SITE, {}, ()))),
    }

    def answer(route: Route) -> None:
        kind, body = served[route.request.url.removeprefix(SITE).partition("?")[0]]
        route.fulfill(body=body, content_type=f"{kind}; charset=utf-8")

    context = chromium.new_context()
    context.route(f"{SITE}/**", answer)
    yield context.new_page()
    context.close()


def found(page: Page, typed: str) -> list[str]:
    """The bodies that the website lists for a text."""
    page.goto(f"{SITE}/search?q={quote(typed)}")
    page.locator("#results h2").wait_for()
    links: list[str] = page.locator("#results a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return [link.removeprefix("/body/") for link in links]


@pytest.mark.parametrize(("typed", "body"), CASES.items())
def test_both_searches_find_the_same_first(page: Page, dataset: Dataset, typed: str, body: str) -> None:
    assert finder(dataset).search(typed).matches[0].body == body
    listed = found(page, typed)
    assert listed[0] == body and len(listed) == len(set(listed))


@pytest.mark.parametrize("typed", NOTHING)
def test_both_searches_find_nothing(page: Page, dataset: Dataset, typed: str) -> None:
    assert not finder(dataset).search(typed).matches
    assert found(page, typed) == []


def test_an_area_says_which_councils_it_lies_in(page: Page, dataset: Dataset) -> None:
    listed = found(page, "EH")
    likely = [one.body for one in finder(dataset).search("EH", 100).matches if one.exact]
    councils = [one for one in likely if one.endswith("-council")]
    assert set(councils) <= set(listed)
    note = page.locator("#results p").first.inner_text()
    assert note.startswith("EH lies in City of Edinburgh, East Lothian, Midlothian and 3 more.")
