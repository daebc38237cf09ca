"""Your area: who serves a place and what is known about each; every body is counted in one district."""

from __future__ import annotations

from collections import Counter

import pytest
from app_driver import visit
from streamlit.testing.v1 import AppTest

from whosecameras.analysis.areas import principal_councils
from whosecameras.analysis.counts import tally
from whosecameras.analysis.queries import counted_bodies, registered_bodies
from whosecameras.content.area import ENGLAND, AreaIndex, area_code, area_of, areas_of
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.site.urls import plain_page
from whosecameras.text.wording import number

HOSTILE = ("", "E99999999", "../index", "<script>", "E08000035'", "leeds-council", "K02000001", "e08000035")


@pytest.fixture(scope="module")
def areas(dataset: Dataset) -> AreaIndex:
    return areas_of(dataset)


def named(dataset: Dataset, code: str) -> dict[str, list[str]]:
    """The ids that an area names, by heading."""
    return {group.heading: [one.id for one in group.bodies] for group in area_of(dataset, code).groups}


def test_every_district_names_its_council_county_force_and_fire_service(dataset: Dataset, areas: AreaIndex) -> None:
    councils = principal_councils(dataset)
    by_code = dict(zip(councils["code"].map(geography.current), councils["id"], strict=True))
    services = set(registered_bodies(dataset)["id"])
    for lad in geography.area_ids("lad24"):
        shown = {one.id for group in areas.area(lad).groups for one in group.bodies}
        assert {by_code[lad], geography.police_of(lad), geography.fire_service_of(lad)} <= shown, lad
        assert geography.fire_service_of(lad) in services
        if county := geography.county_of(lad):
            assert by_code[county] in shown
        if lad[0] in "SW":
            assert geography.health_board_of(lad) in shown


def test_each_body_with_a_district_is_counted_in_just_that_district(dataset: Dataset, areas: AreaIndex) -> None:
    counted: Counter[str] = Counter()
    for lad in geography.area_ids("lad24"):
        counted.update({one.sector: one.tally.total for one in areas.area(lad).counts})
    bodies = counted_bodies(dataset)
    bodies = bodies[(bodies["replaced_by"] == "") & (bodies["lad"] != "")]
    silent = registered_bodies(dataset)
    right = Counter(bodies["sector"]) + Counter(silent.loc[silent["lad"] != "", "sector"])
    assert counted == right


def test_a_nation_has_all_bodies_of_its_registers(dataset: Dataset) -> None:
    """England, Wales, Scotland and Northern Ireland together have every body except those of the whole UK."""
    nations = [ENGLAND, "W92000004", "S92000003", "N92000002"]
    found: Counter[str] = Counter()
    for code in nations:
        found.update({one.sector: one.tally.total for one in area_of(dataset, code).counts})
    for sector in ("school", "parish", "college", "university", "nhs", "fire_rescue", "council"):
        assert found[sector] == tally(dataset, sectors=(sector,), existing=True).total, sector


def test_parish_councils_are_never_added_to_others(dataset: Dataset) -> None:
    shown = area_of(dataset, "E06000052")  # Cornwall
    rows = {one.sector: one.tally.total for one in shown.counts}
    assert rows["parish"] > 100 and shown.found.total == sum(rows.values()) - rows["parish"]
    assert number(shown.found.total) in shown.title and rows["council"] == 1
    assert not {"Civil parish"} & {group.heading for group in shown.groups}
    assert "other than parish and community councils" in shown.title
    without = area_of(dataset, "E09000007")  # Camden has no parish
    assert "parish" not in {one.sector for one in without.counts} and "other than parish" not in without.title


def test_the_unknown_comes_first_and_survey_figures_are_separate(areas: AreaIndex) -> None:
    for code in areas.codes:
        shown = areas.area(code)
        if shown.found.unknown * 2 > shown.found.total:
            assert ": we found nothing published about" in shown.title, code
        assert not any(figure.sentence in shown.title for figure in shown.figures)
        assert shown.found.named + shown.found.group_only + shown.found.unknown == shown.found.total


def test_neighbours_are_mutual_and_of_the_same_kind(areas: AreaIndex) -> None:
    for code in areas.codes:
        shown = areas.area(code)
        for place in shown.neighbours:
            kinds = {areas.codes[place.code], shown.kind}
            assert (len(kinds) == 1 or kinds == {"region", "nation"}) and code != place.code
            assert code in {other.code for other in areas.area(place.code).neighbours}, (code, place)


def test_a_code_introduced_after_2024_leads_to_the_same_district(dataset: Dataset) -> None:
    assert area_code(dataset, "E08000039") == "E08000019"
    assert area_of(dataset, "E08000039").code == "E08000019"


@pytest.mark.parametrize("code", HOSTILE)
def test_an_invalid_code_has_no_area(dataset: Dataset, code: str) -> None:
    assert area_code(dataset, code) == "" and plain_page(dataset, "area", {"code": code}) == "area"
    with pytest.raises(KeyError):
        area_of(dataset, code)


def text_of(page: AppTest) -> str:
    shown = [str(one.value) for kind in ("title", "header", "markdown", "info") for one in page.get(kind)]
    return " ".join(shown + [one.proto.body for one in page.get("html")]).replace("\\", "")


@pytest.mark.parametrize("code", ["E08000035", "E10000016", "N09000003", "W06000002", ENGLAND, "west-yorkshire-police"])
def test_the_explorer_shows_every_kind_of_area(dataset: Dataset, code: str) -> None:
    shown, said = area_of(dataset, code), text_of(visit("area", code=code))
    assert shown.title in said
    assert all(f"{group.heading}" in said for group in shown.groups)
    assert all(number(one.tally.total) in said for one in shown.kinds)


@pytest.mark.parametrize("code", ["E99999999", "<script>alert(1)</script>"])
def test_the_explorer_says_that_it_does_not_know_a_code(code: str) -> None:
    page = visit("area", code=code)
    assert not page.exception and "that this page does not know" in text_of(page)
