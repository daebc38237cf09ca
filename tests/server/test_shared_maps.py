"""An explorer map is shared with the title and picture of the matching website page."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path

import pytest

from whosecameras.server import explorer_page
from whosecameras.server.built_site import BuiltSite, open_site


@pytest.fixture(scope="module")
def folder(built_site: Path) -> BuiltSite:
    """The website of the current record."""
    found = open_site(built_site)
    assert found
    return found


@pytest.mark.parametrize(
    ("query", "twin"),
    [
        ("", "/map"),
        ("layer=hexagons", "/map"),
        ("layer=police", "/map/police"),
        ("layer=counties&area=E10000016", "/map/counties"),
        ("layer=regions", "/map/regions"),
        ("layer=regions&area=S92000003", "/region/S92000003"),
        ("area=S92000003", "/map"),
        ("layer=police&area=S92000003", "/map/police"),
        ("layer=..%2Findex", "/map"),
    ],
)
def test_a_map_is_shared_with_the_words_and_the_picture_of_its_layer(folder: BuiltSite, query: str, twin: str) -> None:
    assert explorer_page.website_address("map", query, folder) == twin
    made = explorer_page.document("<head>{head}</head>{words}", "map", query, folder)
    title, tags = folder.head(twin)
    assert title and f"<title>{escape(title)}</title>" in made
    pictures = [values["content"] for _, values in tags if values.get("property") == "og:image"]
    assert pictures and all(f'content="{one}"' in made for one in pictures)
    assert [one for one in pictures if one.endswith(f"/cards{twin}.png")] == pictures


@pytest.mark.parametrize("query", ["vendor=dahua", "layer=police&year=2021", "grade=A", "layer=hexagons&collective=no"])
def test_a_filtered_map_is_not_shared_with_the_headline_of_the_unfiltered_one(folder: BuiltSite, query: str) -> None:
    made = explorer_page.document("<head>{head}</head>{words}", "map", query, folder)
    assert folder.head(explorer_page.website_address("map", query, folder))[0] not in unescape(made)
    assert not re.search(r"\d+ of \d+|og:image|twitter:|canonical", made)
    usual = explorer_page.document("<head>{head}</head>{words}", "map", "grade=D&collective=yes&vendor=", folder)
    assert usual == explorer_page.document("<head>{head}</head>{words}", "map", "", folder)
