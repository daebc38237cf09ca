"""Maps whose areas are links: each area once, with name and status, and counts that match those elsewhere."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from whosecameras.analysis.areas import STATUS_MAPS, body_of_area, principal_councils
from whosecameras.analysis.counts import tally_of
from whosecameras.analysis.status import EvidenceFilter, body_statuses, known_years
from whosecameras.charts import hexagons, lens, linked_shapes
from whosecameras.content.map_view import linked_map
from whosecameras.content.map_years import MOST_YEARS, map_years
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.site.cached_fragments import FRAGMENTS

LINKED = ("hexagons", "districts", "counties")


@pytest.mark.parametrize("which", LINKED)
@pytest.mark.parametrize("view", [EvidenceFilter(), EvidenceFilter(year=2021), EvidenceFilter(grades=("A",))])
def test_each_area_is_drawn_once_with_the_status_of_its_body(
    dataset: Dataset, which: str, view: EvidenceFilter
) -> None:
    of, known = linked_map(dataset, which, view), body_statuses(dataset, view)
    bodies = body_of_area(dataset, STATUS_MAPS[which].layer)
    assert Counter(area.code for area in of.areas) == dict.fromkeys(bodies, 1)
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    for area in of.areas:
        assert area.known == known[bodies[area.code]]
        assert area.label.startswith(f"{names[bodies[area.code]]}: {str(area.status).lower()}")
    assert of.tally == tally_of(known[body] for body in bodies.values())
    assert {entry.status: entry.count for entry in of.key} == {
        status: count for status, count in of.tally.by_status.items() if count or status is Status.UNKNOWN
    }


def test_districts_and_counties_are_all_principal_councils(dataset: Dataset) -> None:
    drawn = [area for which in ("hexagons", "counties") for area in linked_map(dataset, which).areas]
    assert len(drawn) == len(principal_councils(dataset))


def test_no_hexagon_covers_another_and_each_is_on_the_sheet() -> None:
    sheet = hexagons.layout()
    spots = [(*block.at(one.x, one.y), block.scale) for block in sheet.blocks for one in block.hexagons]
    assert len(spots) == len(geography.area_ids("hex"))
    for (x, y, scale), (u, v, other) in combinations(spots, 2):
        apart = hexagons.HALF * (scale + other) * 0.99
        assert (x - u) ** 2 + (y - v) ** 2 >= apart**2
    for x, y, scale in spots:
        assert x - hexagons.HALF * scale >= 0 and x + hexagons.HALF * scale <= sheet.wide
        assert y - hexagons.REACH * scale >= 0 and y + hexagons.REACH * scale <= sheet.high


def test_only_london_is_drawn_larger() -> None:
    larger = [geography.area_names("itl1")[one.region] for one in hexagons.layout().blocks if one.scale > 1]
    assert larger == ["London"]


def test_the_explorers_hexagons_stand_where_the_websites_do() -> None:
    """London enlarged as much, and every hexagon as far from every other: one layout for both."""
    sheet, placed = hexagons.layout(), hexagons.placed_marks()
    spots = {one.area: (*block.at(one.x, one.y), block.scale) for block in sheet.blocks for one in block.hexagons}
    (_, east), (_, north) = (hexagons.placed_frame()[axis]["range"] for axis in ("lonaxis", "lataxis"))
    for area, (x, y, scale) in spots.items():
        across, up = placed[area].centre
        assert (across / east, up / north) == pytest.approx((x / sheet.wide, 1 - y / sheet.high), abs=2e-3)
        ring = next(one for one in hexagons.placed_shapes()["features"] if one["id"] == area)["geometry"]["coordinates"]
        wide = max(x for x, _ in ring[0]) - min(x for x, _ in ring[0])
        assert wide / east == pytest.approx(2 * hexagons.HALF * scale / sheet.wide, rel=0.03)


def test_browsers_fetch_the_same_hexagons() -> None:
    file = Path(__file__).parents[1] / "static" / geography.PLACED_HEXAGONS.removeprefix("app/static/")
    assert json.loads(file.read_text(encoding="utf-8")) == hexagons.placed_shapes(), f"write placed_shapes to {file}"


def test_names_of_regions_are_on_the_sheet_and_hide_no_more_than_they_must(dataset: Dataset) -> None:
    sheet = hexagons.layout()
    told = {area.code for area in linked_map(dataset, "hexagons").areas if not area.blank}
    for block in sheet.blocks:
        x, y = hexagons.name_place(block, told)
        assert 0 < x < sheet.wide and 0 < y < sheet.high
        assert hexagons.name_place(block, ()) and hexagons.name_place(block, {one.area for one in block.hexagons})


def test_every_status_looks_different_without_colour() -> None:
    """Only the lines over the fill: without them two statuses would differ only by colour."""
    for make in (hexagons.hexagon, linked_shapes.sample):
        signs = {
            status: re.sub(r'(fill|stroke)="[^"]*"', "", make(status, older, "light"))
            for status, older in lens.every_lens()
            if not older
        }
        # “Reported using” is filled and no evidence is an empty outline, which greyscale shows too.
        plain = {Status.USING, Status.UNKNOWN} if make is linked_shapes.sample else set()
        for one, other in combinations(signs, 2):
            hatched = {one, other} == {Status.DID_NOT_ANSWER, Status.REMOVING}
            assert signs[one] != signs[other] or {one, other} == plain or hatched, (one, other)


def test_light_and_dark_differ_in_colour_only() -> None:
    for status, older in lens.every_lens():
        light, dark = (hexagons.hexagon(status, older, mode) for mode in ("light", "dark"))
        assert re.sub("#[0-9a-f]{6}", "", light) == re.sub("#[0-9a-f]{6}", "", dark)


def test_each_year_holds_what_had_been_published_by_its_end(dataset: Dataset) -> None:
    found = map_years(dataset)
    assert [one.year for one in found.years] == known_years(dataset)[-MOST_YEARS:]
    bodies = body_of_area(dataset, "hex")
    before = body_statuses(dataset, EvidenceFilter(year=found.years[0].year - 1))
    for one in found.years:
        now = body_statuses(dataset, EvidenceFilter(year=one.year))
        assert one.tally == tally_of(now[body] for body in bodies.values())
        assert {area.code for area in one.changed} == {
            area for area, body in bodies.items() if now[body].status is not before[body].status
        }
        assert (str(len(one.changed)) if len(one.changed) > 9 else "") in one.change
        before = now
    assert found.years[-1].tally == linked_map(dataset, "hexagons").tally
    assert str(found.years[-1].tally.named) in found.title
    decided = {key for one in found.years for area in one.shown.areas for key in area.known.decided_by}
    assert found.sources == tuple(sorted({dataset.row("findings", key)["source"] for key in decided}))


def test_the_picture_of_all_years_marks_as_many_areas_as_are_counted(dataset: Dataset) -> None:
    part = FRAGMENTS["map-years"].of(dataset)
    maps = part["svg"].split("<svg ")[2:]  # the first is the picture itself
    found = map_years(dataset).years
    for drawn, row, one in zip(maps, part["rows"], found, strict=True):
        assert [int(cell.replace(",", "")) for cell in row[1:]] == [
            one.tally.by_status[Status(name)] for name in part["columns"][1:]
        ]
        assert sum(int(cell.replace(",", "")) for cell in row[1:]) == one.tally.total
        shapes = re.findall(r'<path d="([^"]*)" fill="#', drawn)
        assert len(shapes) == one.tally.total - one.tally.unknown
