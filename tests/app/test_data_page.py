"""The data page: every table can be read, filtered, understood and downloaded."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

import app_driver
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from app_pages._controls import PAGE_ROWS
from whosecameras.analysis import queries
from whosecameras.publishing import exports
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import OPEN_TABLES

Open = Callable[..., AppTest]


@pytest.fixture
def visit() -> Open:
    """Open the page at an address."""
    return partial(app_driver.visit, "data")


def text_of(page: AppTest) -> str:
    """The text of the page without markdown syntax."""
    parts = [*page.title, *page.header, *page.markdown, *page.caption, *page.info, *page.warning, *page.code]
    return "\n".join(str(element.value) for element in parts).replace("\\", "")


@pytest.mark.parametrize("table", list(OPEN_TABLES))
def test_every_table_is_shown_in_full_with_its_dictionary(visit: Open, dataset: Dataset, table: str) -> None:
    page = visit(table=table)
    frame = dataset.tables[table]
    if len(frame):
        assert len(page.dataframe[0].value) == min(len(frame), PAGE_ROWS)
    else:
        assert "No row fits" in text_of(page)
    dictionary = page.table[0].value
    assert list(dictionary["Column"]) == list(OPEN_TABLES[table].columns)
    assert list(dictionary["Meaning"]) == [field.meaning for field in OPEN_TABLES[table].fields]


def test_each_finding_has_the_address_of_its_source(visit: Open, dataset: Dataset) -> None:
    shown = visit(table="findings").dataframe[0].value
    addresses = dict(zip(dataset.sources["id"], dataset.sources["url"], strict=True))
    assert list(shown["source_address"]) == [addresses[source] for source in dataset.findings["source"]]


def test_sector_region_manufacturer_and_text_in_the_address_narrow_the_rows(visit: Open, dataset: Dataset) -> None:
    page = visit(table="findings", sector="council", region="S92000003", vendor="hikvision", q="LIBERAL democrats")
    shown = page.dataframe[0].value
    bodies = dataset.bodies.set_index("id")
    assert 0 < len(shown) < len(dataset.findings)
    assert {bodies.at[body, "sector"] for body in shown["body"]} == {"council"}
    assert {bodies.at[body, "region"] for body in shown["body"]} == {"S92000003"}
    assert set(shown["vendor"]) <= {"hikvision", "both"}
    assert all("liberal democrats" in detail.lower() for detail in shown["detail"])


def test_a_choice_is_written_into_the_address(visit: Open) -> None:
    page = visit()
    page.selectbox(key="sector").select("police").run()
    assert page.query_params == {"sector": "police"}
    page.selectbox(key="sector").select("").run()
    assert page.query_params == {}


def test_a_filter_that_the_table_lacks_gives_a_notice(visit: Open, dataset: Dataset) -> None:
    page = visit(table="vendors", sector="police")
    assert len(page.dataframe[0].value) == len(dataset.vendors)
    assert "cannot be narrowed by sector" in text_of(page)


@pytest.mark.parametrize(
    "query",
    [
        {"table": "passwords"},
        {"sector": "<script>"},
        {"q": "zzzzqqq"},
        {"q": "a" * 10_000},
        {"q": "(["},
        {"vendor": "x"},
    ],
)
def test_an_address_for_something_unknown_gives_a_message_and_no_error(visit: Open, query: dict[str, str]) -> None:
    page = visit(**query)
    assert page.info
    assert "<script>" not in text_of(page)


def test_the_raw_and_the_safe_file_and_both_wholes_are_offered(visit: Open) -> None:
    labels = [button.label for button in visit().get("download_button")]  # type: ignore[attr-defined]
    assert labels == [
        "These rows, raw CSV",
        "These rows, CSV for spreadsheets",
        "All tables, ZIP of raw CSV",
        "All tables, Excel",
    ]


def test_version_licence_citation_and_the_state_of_the_hashes_are_shown(visit: Open, dataset: Dataset) -> None:
    text = text_of(visit())
    assert f"Version **{dataset.version}**" in text
    assert "Creative Commons Attribution 4.0" in text
    assert exports.citation(dataset) in text
    assert dataset.digest in text
    if dataset.changed_files:
        assert dataset.changed_files[0] in text
    else:
        assert "Every file is exactly as released" in text


def test_a_filter_selects_exactly_what_it_names(dataset: Dataset) -> None:
    for table in OPEN_TABLES:
        assert queries.select(dataset, table).equals(dataset.tables[table]), table
    chosen = queries.select(dataset, "events", queries.RowFilter(vendor="dahua"))
    assert len(chosen)
    assert all("dahua" in vendors.split("; ") for vendors in chosen["vendors"])
    by_nation = [
        len(queries.select(dataset, "findings", queries.RowFilter(nation=nation)))
        for nation in dataset.bodies["nation"].unique()
    ]
    assert sum(by_nation) == len(dataset.findings)


def test_rows_taken_away_are_the_rows_shown(dataset: Dataset) -> None:
    frame = queries.select(dataset, "findings", queries.RowFilter(sector="police"))
    taken = pd.read_csv(
        io.BytesIO(exports.export(dataset, "csv", {"findings": frame})), dtype=str, keep_default_na=False
    )
    assert list(taken["id"]) == list(frame["id"])
    assert list(taken.columns) == list(OPEN_TABLES["findings"].columns)
