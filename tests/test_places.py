"""Areas, their shapes and marks, and postcodes."""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from whosecameras.record import geography
from whosecameras.record.loading import Dataset

ROOT = Path(__file__).resolve().parents[1]
COUNTS = {"lad24": 361, "itl1": 12, "county24": 21, "police24": 45, "hex": 361, "tiles": 12}


def polygons(geometry: dict[str, Any]) -> list[Any]:
    found = geometry["coordinates"]
    return [found] if geometry["type"] == "Polygon" else found


def signed_area(ring: list[list[float]]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(ring)) / 2


def inside(x: float, y: float, geometry: dict[str, Any]) -> bool:
    """Even-odd rule over all rings."""
    crossings = 0
    for polygon in polygons(geometry):
        for ring in polygon:
            for (x1, y1), (x2, y2) in itertools.pairwise(ring):
                if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                    crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize(("layer", "count"), COUNTS.items())
def test_every_layer_has_its_known_number_of_areas(layer: str, count: int) -> None:
    assert len(geography.area_ids(layer)) == len(set(geography.area_ids(layer))) == count


def test_both_district_layers_and_both_region_layers_show_the_same_areas() -> None:
    assert set(geography.area_ids("hex")) == set(geography.area_ids("lad24"))
    assert set(geography.area_ids("tiles")) == set(geography.area_ids("itl1"))


def test_each_district_is_in_one_region_and_one_force() -> None:
    districts = geography.area_ids("lad24")
    assert Counter(map(geography.region_of, districts)).keys() == set(geography.area_ids("itl1"))
    assert {geography.police_of(lad) for lad in districts} == set(geography.area_ids("police24"))
    for lad in districts:
        region = geography.region_of(lad)
        assert region[0] == lad[0], f"{lad} is not in the nation of {region}"
    for name in ("lad24_regions.csv", "lad24_police_areas.csv"):
        keys = [line.split(",")[0] for line in (ROOT / "data/boundaries" / name).read_text("utf-8").splitlines()[1:]]
        assert len(keys) == len(set(keys)) == 361


@pytest.mark.parametrize(("name", "kind"), [("lad24_fire_services", "fire"), ("lad24_health_boards", "health")])
def test_each_row_on_fire_and_health_says_what_confirms_it(name: str, kind: str) -> None:
    folder = ROOT / "data/boundaries"
    rows = list(csv.DictReader((folder / f"{name}.csv").read_text("utf-8").splitlines()))
    lads = [row["lad24cd"] for row in rows]
    assert len(lads) == len(set(lads)) and set(lads) <= set(geography.area_ids("lad24"))
    said = re.findall(
        rf"^\| {kind} \| `([a-z-]+)` \| (\d+) \|", (folder / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert Counter(row["evidence"] for row in rows) == {word: int(count) for word, count in said}


def test_new_districts_have_the_fire_service_by_what_they_took_the_place_of(dataset: Dataset) -> None:
    """The lookup is from December 2019: newer districts are only covered through their predecessors."""
    councils = dataset.bodies[dataset.bodies["sector"] == "council"]
    ended = councils[(councils["code"] != "") & (councils["ended"] >= "2020")]
    after = {one for ids in ended["replaced_by"] for one in ids.split("; ")}
    young = set(councils.loc[councils["id"].isin(after), "lad"]) & set(geography.area_ids("lad24"))
    rows = csv.DictReader((ROOT / "data/boundaries/lad24_fire_services.csv").read_text("utf-8").splitlines())
    assert young == {row["lad24cd"] for row in rows if row["evidence"] == "ons-merged"}


def test_forces_cover_the_districts_that_they_are_known_to_cover() -> None:
    size = Counter(map(geography.police_of, geography.area_ids("lad24")))
    assert size["metropolitan-police-service"] == 32, "the City of London polices itself"
    assert geography.police_of("E09000001") == "city-of-london-police"
    assert size["police-scotland"] == 32
    assert size["police-service-of-northern-ireland"] == 11
    assert size["greater-manchester-police"] == 10
    assert geography.police_of("E06000017") == "leicestershire-police", "Rutland"
    assert geography.police_of("E06000053") == "devon-and-cornwall-police", "Isles of Scilly"
    assert geography.police_of("E06000046") == "hampshire-constabulary", "Isle of Wight"


def test_two_tier_districts_and_only_they_have_a_county() -> None:
    for lad in geography.area_ids("lad24"):
        assert bool(geography.county_of(lad)) == lad.startswith("E07"), lad
    assert {geography.county_of(lad) for lad in geography.area_ids("lad24")} - {""} == set(
        geography.area_ids("county24")
    )
    assert geography.county_of("E07000008") == "E10000003", "Cambridge is in Cambridgeshire"


@pytest.mark.parametrize("layer", geography.LAYERS)
def test_outer_rings_run_clockwise(layer: str) -> None:
    """Otherwise plotly fills the whole panel with one area's colour."""
    for area in geography.geometry(layer)["features"]:
        for outer, *_ in polygons(area["geometry"]):
            assert signed_area(outer) < 0, area["id"]
            assert outer[0] == outer[-1]


@pytest.mark.parametrize("layer", ["lad24", "itl1", "police24"])
def test_shetland_is_drawn_inside_its_box_and_nothing_is_above_the_frame(layer: str) -> None:
    top = geography.frame(layer)["lataxis"]["range"][1]
    west, south, east, north = geography.SHETLAND_BOX
    in_box = 0
    for area in geography.geometry(layer)["features"]:
        for outer, *_ in polygons(area["geometry"]):
            assert max(y for _, y in outer) < top
            boxed = [west < x < east and south < y < north for x, y in outer]
            assert all(boxed) or not any(boxed), f"{area['id']} crosses the box"
            in_box += all(boxed)
    assert in_box >= 1


@pytest.mark.parametrize("layer", geography.LAYERS)
def test_every_area_can_be_marked_without_colour(layer: str) -> None:
    marks = geography.marks(layer)
    assert set(marks) == set(geography.area_ids(layer))
    (west, east), (south, north) = (geography.frame(layer)[axis]["range"] for axis in ("lonaxis", "lataxis"))
    for area in geography.geometry(layer)["features"]:
        mark = marks[area["id"]]
        assert len(mark.ne) >= 2 and len(mark.nw) >= 2 and len(mark.dots) >= 1, area["id"]
        assert inside(*mark.centre, area["geometry"]), f"the centre of {area['id']} is outside it"
        assert all((x2 - x1) * (y2 - y1) >= 0 for x1, y1, x2, y2 in mark.ne), "“/” rises to the right"
        assert all((x2 - x1) * (y2 - y1) <= 0 for x1, y1, x2, y2 in mark.nw), "“\\” falls to the right"
        for x, y in (*mark.dots, mark.centre):
            assert west <= x <= east and south <= y <= north


def test_browser_files_are_small_and_carry_only_names() -> None:
    for layer in geography.LAYERS:
        path = ROOT / "static" / geography.geometry_address(layer).removeprefix("app/static/")
        assert path.stat().st_size < 300_000
        assert {tuple(area["properties"]) for area in geography.geometry(layer)["features"]} == {("name",)}


@pytest.mark.parametrize("name", ["world_110m", "world_50m"])
def test_the_world_map_that_plotly_requests_is_a_local_empty_file(name: str) -> None:
    stub = json.loads((ROOT / f"static/maps/topojson/{name}.json").read_text("utf-8"))
    assert set(stub["objects"]) >= {"coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"}
    assert not stub["arcs"]


def test_neighbours_are_mutual_and_islands_have_none() -> None:
    for lad in geography.area_ids("lad24"):
        near = geography.neighbours(lad)
        assert lad not in near and len(near) == len(set(near))
        assert all(lad in geography.neighbours(other) for other in near), lad
    assert geography.neighbours("E06000046") == (), "Isle of Wight"
    assert geography.neighbours("S12000027") == (), "Shetland"
    assert set(geography.neighbours("E06000016")) <= set(lads_of_county("E10000018")), "Leicester is inside its county"


def lads_of_county(county: str) -> list[str]:
    return [lad for lad in geography.area_ids("lad24") if geography.county_of(lad) == county]


def test_longest_border_comes_first() -> None:
    assert geography.name_of(geography.neighbours("E08000012")[0]) == "Knowsley", "Liverpool's longest land border"


def test_codes_of_2025_mean_barnsley_and_sheffield() -> None:
    assert geography.name_of("E08000038") == "Barnsley" and geography.name_of("E08000039") == "Sheffield"
    assert geography.police_of("E08000039") == "south-yorkshire-police"
    assert geography.neighbours("E08000038") == geography.neighbours("E08000016") != ()


@pytest.mark.parametrize(
    "text", ["SW1A 2AA", "sw1a2aa", " Sw1a  2 aA ", "SW1A-2AA", "SW1A 2", "SW1A2", "sw1a", "SW1A 2A"]
)
def test_a_postcode_is_understood_in_any_writing(text: str) -> None:
    found = geography.postcode(text)
    assert found is not None and found.outcode == "SW1A"
    assert found.lads[0] == "E09000033" and found.region == "E12000007" and found.nation == "England"
    whole = text.upper().replace(" ", "").replace("-", "").endswith("2AA")
    assert found.exact is whole and ("mostly Westminster" in found.note) is not whole
    assert set(found.possible) == (set() if whole else set(geography.neighbours("E09000033")))


def test_spelling_is_normalised_and_the_letter_o_can_mean_zero() -> None:
    assert geography.postcode("sw1a2aa").text == "SW1A 2AA"  # type: ignore[union-attr]
    assert geography.postcode("SW1A OAA").text == "SW1A 0AA"  # type: ignore[union-attr]
    assert geography.postcode("m11ae").outcode == "M1", "M1 1AE, not M11"  # type: ignore[union-attr]
    assert geography.postcode("E111").text == "E11 1"  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["BT", "bt7", "BT7 1NN"])
def test_northern_irish_postcodes_give_only_the_nation(text: str) -> None:
    found = geography.postcode(text)
    assert found is not None and found.lads == () and found.nation == "Northern Ireland"
    assert found.region == "N92000002" and "cannot tell" in found.note


def test_an_area_covers_several_districts_and_says_so() -> None:
    found = geography.postcode("eh")
    assert found is not None and geography.name_of(found.lads[0]) == "City of Edinburgh"
    assert len(found.likely) > 3 and not found.exact and found.region == "S92000003"
    assert "covers" in found.note and "EH1" in found.note
    half = geography.postcode("SW1")
    assert half is not None and half.likely == ("E09000033",), "SW1 stands for SW1A, SW1E, SW1H ..."


def test_an_island_postcode_is_exact() -> None:
    found = geography.postcode("ZE2 9AA")
    assert found is not None and found.exact and found.lads == ("S12000027",)


def test_postcode_districts_of_recoded_councils_use_the_codes_of_the_maps() -> None:
    assert geography.postcode("S1 2HH").lads[0] == "E08000019"  # type: ignore[union-attr]
    assert geography.postcode("S70").lads[0] == "E08000016"  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["ZZ9 9ZZ", "A1", "QX12"])
def test_a_postcode_shape_without_a_place_says_that_it_is_unknown(text: str) -> None:
    found = geography.postcode(text)
    assert found is not None and found.lads == () and found.nation == "" and "know of no place" in found.note


def test_crown_dependencies_are_not_in_the_united_kingdom() -> None:
    found = geography.postcode("JE2 3AB")
    assert found is not None and found.lads == () and "not part of the United Kingdom" in found.note


@pytest.mark.parametrize(
    "text", ["", " ", "Bath", "Bury", "Q", "Camden Council", "GMP", "x" * 10_000, "\x00", "1A1 AAA"]
)
def test_text_that_is_not_a_postcode_is_searched_as_a_name(text: str) -> None:
    assert geography.postcode(text) is None


def test_every_known_postcode_district_leads_to_a_district_on_the_map() -> None:
    rows = (ROOT / "data/boundaries/outcode_to_lad.csv").read_text("utf-8").splitlines()[1:]
    outcodes = [row.split(",")[0] for row in rows]
    assert len(outcodes) == 2997
    for outcode in outcodes:
        found = geography.postcode(outcode)
        if outcode == "NPT":  # a remnant from before 1980 without a number
            continue
        assert found is not None and found.outcode == outcode and set(found.lads) <= set(geography.area_ids("lad24"))


def test_an_unknown_layer_raises_an_error_that_names_the_known_ones() -> None:
    for ask in (geography.geometry, geography.geometry_address, geography.area_ids, geography.marks, geography.frame):
        with pytest.raises(KeyError, match="lad24"):
            ask("nuts1")


def test_a_frame_can_be_changed_without_changing_the_next_one() -> None:
    geography.frame("lad24")["lonaxis"]["range"].append(99)
    assert geography.frame("lad24")["lonaxis"]["range"] == [-8.7, 1.95]


def test_the_notice_names_both_owners() -> None:
    assert "Office for National Statistics" in geography.NOTICE and "OS data © Crown copyright" in geography.NOTICE


def test_a_nation_that_is_one_region_is_known_by_it() -> None:
    regions = {nation: geography.region_of_nation(nation) for nation in geography.NATIONS.values()}
    assert regions.pop("England") == "" == geography.region_of_nation("United Kingdom")
    assert {code[:1] for code in regions.values()} == {"W", "S", "N"}
    assert all(geography.nation_of(code) == nation for nation, code in regions.items())
