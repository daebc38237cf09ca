"""The walls on the built website: one link per lens, each to an existing page."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser
from site_crawler import BASE, Document, opened

from whosecameras.analysis.walls import WALL_SECTORS
from whosecameras.content.wall_view import ShownWall, count_strip, shown_wall
from whosecameras.record.loading import Dataset
from whosecameras.text import wall_words

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def pages(built_site: Path) -> dict[str, Document]:
    """The pages of the website by path."""
    return dict(opened(built_site).pages)


def lenses(page: Document) -> list[ElementTree.Element]:
    """The links of the wall on a page."""
    rows = [one for one in page.tree.iter("div") if one.get("class") == "rows"]
    assert len(rows) == 1, page.path
    return [link for item in rows[0].iter("li") for link in item.iter("a")]


def words(link: ElementTree.Element) -> str:
    return "".join(link.itertext()).strip()


def shown_on(pages: dict[str, Document], sampled: Dataset) -> list[tuple[Document, ShownWall]]:
    walls = {sector: shown_wall(sampled, sector) for sector in WALL_SECTORS}
    places = [(f"sector/{sector}.html", sector) for sector in WALL_SECTORS]
    places += [("index.html", "council"), ("map/police.html", "police"), ("map.html", "police")]
    return [(pages[path], walls[sector]) for path, sector in places]


def test_each_lens_is_a_named_link_to_a_page_that_is_there(
    pages: dict[str, Document], built_site: Path, sampled: Dataset
) -> None:
    for page, of in shown_on(pages, sampled):
        found = lenses(page)
        assert [words(one) for one in found] == [one.label for row in of.rows for one in row.lenses], page.path
        for link in found:
            path = urlsplit(str(link.get("href"))).path.removeprefix(urlsplit(BASE).path).strip("/")
            assert (built_site / f"{path}.html").is_file(), (page.path, path)


def test_every_symbol_that_is_used_is_on_the_page_once(pages: dict[str, Document], sampled: Dataset) -> None:
    for page, _ in shown_on(pages, sampled):
        drawn = [one.get("id") for one in page.tree.iter() if one.tag.endswith("symbol")]
        used = {str(one.get("href")).removeprefix("#") for one in page.tree.iter() if one.tag.endswith("use")}
        assert len(drawn) == len(set(drawn)) and used <= set(drawn), page.path


def test_schools_are_a_strip_of_counts(pages: dict[str, Document], sampled: Dataset) -> None:
    strip = count_strip(sampled, "school")
    assert strip is not None
    page = pages["sector/school.html"]
    assert strip.registered in page.text and strip.survey in page.text
    assert not [one for one in page.tree.iter("div") if one.get("class") == "rows"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_the_first_screen_has_the_title_the_search_and_the_beginning_of_the_wall(
    built_site: Path, chromium: Browser, theme: Literal["light", "dark"]
) -> None:
    context = chromium.new_context(viewport=PHONE, color_scheme=theme)
    try:
        page = context.new_page()
        page.set_content((built_site / "index.html").read_text(encoding="utf-8"))
        first = [page.locator("h1"), page.get_by_label("Your council"), page.locator(".survey p")]
        first += [page.get_by_text(wall_words.NOT_NO).first, page.locator(".rows li a").first]
        boxes = [one.bounding_box() for one in first]
        assert all(box and box["y"] + box["height"] <= PHONE["height"] for box in boxes), boxes
        indent = "all => all.map((one) => getComputedStyle(one).paddingLeft)"
        assert set(page.locator(".context p, .survey p").evaluate_all(indent)) == {"0px"}
    finally:
        context.close()
