"""Maps on the built website: every area links to an existing page, with name and status, and is also in a list."""

from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from site_crawler import BASE, Document, opened

from whosecameras.content.map_view import LinkedMap, linked_map
from whosecameras.content.map_years import map_years
from whosecameras.record.loading import Dataset

#: The linked maps of each page, in order.
SHOWN = {
    "map": ("hexagons", "counties"),
    "map/districts": ("districts",),
    "map/counties": ("counties",),
    "map/full": ("hexagons",),
}
#: Size of /map in bytes, plain and compressed, before it had linked maps.
BEFORE = (236_839, 49_351)


@pytest.fixture(scope="module")
def pages(built_site: Path) -> dict[str, Document]:
    """The pages of the website by path."""
    return dict(opened(built_site).pages)


def with_class(page: Document, name: str) -> list[ElementTree.Element]:
    return [one for one in page.tree.iter() if name in (one.get("class") or "").split()]


def parts(page: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """The elements of a name, of HTML or of SVG."""
    return [one for one in page.iter() if str(one.tag).rpartition("}")[2] == name]


def led_to(link: ElementTree.Element) -> str:
    return urlsplit(str(link.get("href"))).path.removeprefix(urlsplit(BASE).path).strip("/")


def maps_on(page: Document, sampled: Dataset, which: tuple[str, ...]) -> list[tuple[ElementTree.Element, LinkedMap]]:
    return list(zip(with_class(page, "areas"), (linked_map(sampled, key) for key in which), strict=True))


@pytest.mark.parametrize("path", SHOWN)
def test_each_area_is_a_link_with_name_and_status_to_a_page_that_is_there(
    pages: dict[str, Document], built_site: Path, sampled: Dataset, path: str
) -> None:
    for drawing, of in maps_on(pages[f"{path}.html"], sampled, SHOWN[path]):
        found = [(led_to(link), "".join(link.itertext()).strip()) for link in parts(drawing, "a")]
        assert found == [(f"area/{area.code}", area.label) for area in of.areas]
        assert all((built_site / f"{to}.html").is_file() for to, _ in found)
        assert drawing.get("aria-label") == of.alt


@pytest.mark.parametrize("path", [path for path in SHOWN if path != "map/full"])
def test_the_list_next_to_a_map_has_the_same_areas(pages: dict[str, Document], sampled: Dataset, path: str) -> None:
    lists = with_class(pages[f"{path}.html"], "by-name")
    for found, which in zip(lists, SHOWN[path], strict=True):
        of = linked_map(sampled, which)
        assert sorted(led_to(one) for one in found.iter("a")) == sorted(f"area/{area.code}" for area in of.areas)
        said = " ".join("".join(found.itertext()).split())
        for region in of.regions:
            assert f"{region.name} {region.named}" in said
        for area in of.areas:
            assert area.name in said and (area.blank or area.beside in said)


def test_every_hexagon_that_is_used_is_on_the_page_once(pages: dict[str, Document]) -> None:
    for path in (*SHOWN, "map/years"):
        page = pages[f"{path}.html"]
        drawn = [one.get("id") for one in parts(page.tree, "symbol")]
        used = {str(one.get("href")).removeprefix("#") for one in parts(page.tree, "use")}
        assert len(drawn) == len(set(drawn)) and used <= set(drawn), path


def test_the_map_is_skipped_with_one_link(pages: dict[str, Document]) -> None:
    page = pages["map.html"]
    targets = {one.get("id") for one in page.tree.iter()}
    skips = [one.get("href") for holder in with_class(page, "jump") for one in holder.iter("a")]
    assert "#after-hexagons" in skips and all(str(one).removeprefix("#") in targets for one in skips)


def test_the_page_of_maps_stays_within_its_size_budget(pages: dict[str, Document]) -> None:
    raw = pages["map.html"].raw
    assert len(raw) <= 1.3 * BEFORE[0] and len(gzip.compress(raw, 9)) <= 1.3 * BEFORE[1]


def test_every_year_is_drawn_with_as_many_marks_as_are_counted(pages: dict[str, Document], sampled: Dataset) -> None:
    page, found = pages["map/years.html"], map_years(sampled)
    figures = parts(page.tree, "figure")
    for figure, one in zip(figures, found.years, strict=True):
        drawn = ["".join(use.itertext()) for use in parts(figure, "use") if len(use)]
        assert sorted(drawn) == sorted(area.label for area in one.shown.areas if not area.blank)
        assert len(drawn) == one.tally.total - one.tally.unknown
        led = [led_to(link) for link in parts(figure, "a")]
        assert led == [f"area/{area.code}" for area in one.changed]
