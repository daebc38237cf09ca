"""Front page, map and sectors: they run, show their numbers, and store their controls in the address."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import pytest
from app_driver import visit as boot

from whosecameras.analysis.status import EvidenceFilter
from whosecameras.charts import maps, sectors
from whosecameras.content import home
from whosecameras.record.loading import Dataset
from whosecameras.text import gaps, tables, titles, wording

HOSTILE = "<script>alert(1)</script>"


def test_the_front_page_leads_with_the_counts(dataset: Dataset) -> None:
    app = boot()
    top = home.headline(dataset)
    assert [one.value for one in app.title] == [titles.wall_title(dataset, "council")]
    shown = [one.proto.body for one in (*app.get("html"), *app.markdown)]
    assert any("806 of 1,289" in one and "62.5%" in one for one in shown)
    for fact in top.facts:
        assert any(f">{escape(fact.figure)}<" in one and escape(fact.label) in one for one in shown)


def test_the_front_page_says_what_is_not_known(dataset: Dataset) -> None:
    shown = " ".join(one.value for one in boot().markdown)
    for sentence in home.not_known(dataset):
        assert escape(sentence) in shown


def test_every_newest_finding_on_the_front_page_links_its_source(dataset: Dataset) -> None:
    shown = " ".join(one.value for one in boot().markdown)
    for row in home.newest(dataset).to_dict("records"):
        assert f'href="{escape(quote(str(row["Link"]), safe=":/?&=%#@+,;~!$*"))}"' in shown
        assert f">{escape(str(row['Body']))}</a>" in shown, "a body of which a source says the same as of another"


@pytest.mark.parametrize("layer", ["districts", "hexagons", "counties", "police", "regions"])
def test_each_layer_of_the_map_has_its_title(dataset: Dataset, layer: str) -> None:
    app = boot("map", layer=layer)
    if layer == "regions":
        expected = sectors.status_by_sector(dataset, "region").title
    else:
        expected = maps.status_map(dataset, layer, EvidenceFilter()).title
    assert expected in [one.value for one in app.title]


def test_a_chosen_area_lists_its_bodies(dataset: Dataset) -> None:
    app = boot("map", layer="districts", area="E06000034")
    assert "Thurrock Council" in [one.value for one in app.header]
    assert len(tables.area_table(dataset, "districts", "E06000034")) >= 2  # the council and its police force


def test_filters_come_from_the_address(dataset: Dataset) -> None:
    app = boot("map", layer="districts", collective="no", grade="B", year="2022", vendor="hikvision")
    view = EvidenceFilter(vendor="hikvision", grades=("A", "B"), collective=False, year=2022)
    assert maps.status_map(dataset, "districts", view).title in [one.value for one in app.title]


def test_the_survey_next_to_the_map_follows_the_filters(dataset: Dataset) -> None:
    for layer in ("districts", "police"):
        shown = " ".join(one.proto.body for one in boot("map", layer=layer, vendor="dahua", year="2021").get("html"))
        assert escape(gaps.survey_sentence(dataset, layer, EvidenceFilter(vendor="dahua", year=2021))) in shown
        assert escape(gaps.survey_sentence(dataset, layer)) not in shown


@pytest.mark.parametrize("key", ["layer", "area", "vendor", "grade", "year", "collective"])
def test_an_unknown_value_falls_back_with_a_notice(key: str) -> None:
    app = boot("map", **{key: HOSTILE})
    assert any(f"“{key}”" in one.value for one in app.info)


def test_sectors_show_disagreements_with_their_reason() -> None:
    app = boot("sectors", sector="police")
    assert any("not agree with another" in one.value for one in app.markdown)
    assert "Police forces named in a source" in [one.value for one in app.header]


def test_sectors_list_only_the_status_asked_for() -> None:
    app = boot("sectors", sector="council", status="Reported not using")
    listed = [one.value for one in app.dataframe if {"Status", "Place"} <= set(one.value.columns)]
    assert listed and set(listed[-1]["Status"]) == {"Reported not using"}
    assert len(listed[-1]) == 6


def test_the_footer_has_version_and_licence() -> None:
    shown = " ".join(one.value for one in boot().markdown)
    assert wording.SITE_NAME in shown and "CC BY 4.0" in shown
