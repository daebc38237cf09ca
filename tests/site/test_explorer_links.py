"""Every page links to the matching explorer view, which knows each control used, and back."""

from __future__ import annotations

import ast
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from site_crawler import Website, opened

from whosecameras.analysis.areas import MAP_NAMES
from whosecameras.briefing import cards_national, subject
from whosecameras.charts import maps, sectors
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.site.urls import OWN_PAGE, PLAIN, plain_page

PAGES = Path(__file__).resolve().parents[2] / "app_pages"
#: Pages without an explorer view.
ALONE = {"privacy.html", "404.html", "map/full.html", "map/years.html"}
#: Pages whose explorer view shows more than the page.
PART_OF = {"corrections": "method", "sources": "method", "a-z": "search", "list": "search"}


@pytest.fixture(scope="session")
def website(built_site: Path) -> Website:
    """The website of the current record."""
    return opened(built_site)


def explorer_links(website: Website, path: str) -> list[tuple[str, dict[str, str]]]:
    """The explorer page and the controls in each link of a page; a page without a link is an error."""
    links = {
        element.get("href") or ""
        for element in website.pages[path].tree.iter("a")
        if (element.get("href") or "").startswith("/explore")
    }
    assert links, path
    split = [urlsplit(link) for link in sorted(links)]
    return [
        (one.path.removeprefix("/explore/"), dict(parse_qsl(one.query, strict_parsing=bool(one.query))))
        for one in split
    ]


def controls(page: str) -> set[str]:
    """The controls of an explorer page, from its code: what it reads from the address."""
    found: set[str] = set()
    tree = ast.parse((PAGES / f"{page or 'picture'}.py").read_text(encoding="utf-8"))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", "")
        at = {"choose": 2, "typed": 1, "switch": 1, "several": 2, "asked": 0, "get": 0}.get(name)
        if at is not None and len(call.args) > at and isinstance(call.args[at], ast.Constant):
            found.add(str(call.args[at].value))
    return found


def test_every_page_leads_to_a_view_that_the_explorer_has(website: Website) -> None:
    known = {page: controls(page) for page in PLAIN}
    known["briefing"] |= set(subject.KINDS)  # there the control is named after the selection
    assert {"body", "q", "sector"} <= known["find"] and "area" in known["map"] and "source" in known["method"]
    for path in set(website.pages) - ALONE:
        for page, chosen in explorer_links(website, path):
            assert page in PLAIN and set(chosen) <= known[page], path


def test_the_view_leads_back_to_the_page(website: Website, dataset: Dataset) -> None:
    for path in set(website.pages) - ALONE:
        page = path.removesuffix(".html").removesuffix("index")
        for link in explorer_links(website, path):
            if link[0] == "briefing" and "about" not in link[1]:
                assert link[1].get("card", "headline") in cards_national.TOPICS  # of the UK, on the page's subject
                continue
            assert plain_page(dataset, *link) == PART_OF.get(page.split("/")[0], page)


def test_the_page_of_a_map_has_the_title_of_the_explorers_map(website: Website, dataset: Dataset) -> None:
    titles = {which: maps.status_map(dataset, which).title for which in ("districts", "counties", "police")}
    titles["regions"] = sectors.status_by_sector(dataset, "region").title
    assert set(titles) == set(OWN_PAGE) == set(MAP_NAMES) - {"hexagons"}
    for which, title in titles.items():
        page = website.pages[f"map/{which}.html"].tree
        said = [element.get("content") for element in page.iter("meta") if element.get("property") == "og:title"]
        assert said == [title]


def test_the_page_of_all_maps_has_the_gap_of_each_in_its_title(website: Website, dataset: Dataset) -> None:
    page = website.pages["map.html"].tree
    said = next(one.get("content") or "" for one in page.iter("meta") if one.get("property") == "og:title")
    for which in ("hexagons", "counties", "police"):
        shown = maps.status_map(dataset, which)
        blank = next(one.count for one in shown.legend if one.mark == Status.UNKNOWN)
        assert f"{blank} of {len(shown.table)}" in said


def test_an_unfiltered_view_leads_to_the_general_page(dataset: Dataset) -> None:
    assert plain_page(dataset, "find", {"body": "<script>"}) == "search"
    assert plain_page(dataset, "find", {"q": "Leeds & co"}) == "search?q=Leeds%20%26%20co"
    assert plain_page(dataset, "sectors", {"sector": "nowhere", "vendor": "dahua"}) == "sectors"
    assert plain_page(dataset, "map", {"layer": "police", "area": "police-scotland"}) == "body/police-scotland"
    assert plain_page(dataset, "map", {"layer": "hexagons", "area": "E08000035"}) == "body/leeds-council"
    assert plain_page(dataset, "map", {"layer": "hexagons"}) == "map"
    assert plain_page(dataset, "map", {"layer": "police"}) == "map/police"
    assert plain_page(dataset, "map", {"layer": "moon"}) == "map"
    assert plain_page(dataset, "briefing", {"about": "region", "region": "S92000003"}) == "region/S92000003"
    with pytest.raises(KeyError):
        plain_page(dataset, "nowhere", {})
