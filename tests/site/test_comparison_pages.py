"""The pages that compare regions and nations: each has its chart's numbers, and all are linked."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_crawler import Website, opened

from whosecameras.content import comparison
from whosecameras.record.loading import Dataset
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
