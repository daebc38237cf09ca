"""The pages that compare regions and nations: each has its chart's numbers, and all are linked."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from urllib.parse import quote

import pytest
from site_crawler import Website, opened

from whosecameras.content import comparison
from whosecameras.record.loading import Dataset
from whosecameras.server import built_site as served
from whosecameras.server import explorer_page
from whosecameras.site.urls import plain_page


@pytest.fixture(scope="session")
def website(built_site: Path) -> Website:
    """The website of the current record."""
    return opened(built_site)


def text(website: Website, path: str) -> str:
    return " ".join("".join(website.pages[path].tree.itertext()).split())


def test_each_pair_of_nations_has_a_page_that_the_first_links(website: Website, dataset: Dataset) -> None:
    ready = comparison.ready_made(dataset)
    assert len(ready) == 7
    links = {element.get("href") for element in website.pages["compare.html"].tree.iter("a")}
    for name, keys in ready.items():
        assert f"/compare/{name}" in links
        shown = text(website, f"compare/{name}.html")
        found = comparison.compared(dataset, keys, comparison.WIDE_SECTOR)
        assert found.title in shown and found.why in shown
        assert all(said in shown for said in found.blank)


def test_the_explorers_choice_leads_to_the_page_in_any_order(dataset: Dataset) -> None:
    for name, keys in comparison.ready_made(dataset).items():
        assert plain_page(dataset, "compare", {"with": ",".join(reversed(keys))}) == f"compare/{name}"
    assert plain_page(dataset, "compare", {"with": "moon"}) == "compare"
    assert plain_page(dataset, "compare", {"with": "S92000003,E92000001", "of": "police"}) == "compare"


def test_a_comparison_in_any_order_has_one_address(website: Website, dataset: Dataset) -> None:
    """England before Scotland, or a nation named twice, is the page of the two; so says the explorer's head."""
    site = served.open_site(website.out)
    assert site is not None
    names = {code: name.lower().replace(" ", "-") for name, code in comparison.nations(dataset).items()}
    for page, keys in comparison.ready_made(dataset).items():
        for order in permutations(keys):
            path = f"/compare/{'-'.join(names[key] for key in order)}"
            assert path == f"/compare/{page}" or site.moved(path) == f"/compare/{page}"
            asked = ",".join([*order, order[0]])
            for written in (asked, quote(asked)):
                assert explorer_page.website_address("compare", f"with={written}", site) == f"/compare/{page}"
            assert plain_page(dataset, "compare", {"with": asked}) == f"compare/{page}"
    assert not site.moved("/compare/england-england") and not site.moved("/compare/england-moon")


@pytest.mark.parametrize(
    "query", ["", "with=E92000001", "with=E92000001,E12000007", "with=S92000003,E92000001&of=police", "with=x,y"]
)
def test_another_comparison_is_shared_with_the_words_of_all_regions(website: Website, query: str) -> None:
    site = served.open_site(website.out)
    assert site is not None and explorer_page.website_address("compare", query, site) == "/compare"
