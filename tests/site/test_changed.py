"""The sitemap has the date of each page's last change, and none if the record does not tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from site_crawler import BASE

from whosecameras.content import comparison
from whosecameras.content.body_profile import Row
from whosecameras.content.record_index import RecordIndex
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import OPEN_TABLES
from whosecameras.site import feeds
from whosecameras.site.last_modified import LastChanges
from whosecameras.site.page import Site, SiteRelease
from whosecameras.site.pages import all_pages

BORN, THEN, NOW = "2090-01-01", "2090-06-01", "2090-11-01"  # when all current evidence is old
Days = dict[str, str]


def change(kind: str, table: str, row: str, body: str = "") -> Row:
    """A difference as in ``changes.json``."""
    return {"kind": kind, "table": table, "row": row, "body": body, "column": "", "old": "", "new": "", "text": "x"}


@pytest.fixture
def days(dataset: Dataset) -> Callable[..., Days]:
    """The dates of all pages, given the changes of the releases after the first."""

    def told(
        then: tuple[Row, ...] = (), now: tuple[Row, ...] = (), *, first: tuple[Row, ...] = (),
        on: tuple[str, str, str] = (BORN, THEN, NOW), changed_files: tuple[str, ...] = (), version: str = "1.2.0",
    ) -> Days:  # fmt: skip
        released = date.fromisoformat(on[2])
        whole = replace(dataset, changed_files=changed_files, released=released, version=version)
        told_of = zip(("1.2.0", "1.1.0", "1.0.0"), reversed(on), (now, then, first), strict=True)
        releases = tuple(SiteRelease(number, day, "", changes) for number, day, changes in told_of)
        site = Site(RecordIndex(whole), BASE, {}, releases)
        paths = [file.removesuffix(".html").removesuffix("index") for file in all_pages(site)]
        found = {}
        for entry in ElementTree.fromstring(feeds.sitemap(site, paths, LastChanges(site))):
            address, *day = [one.text or "" for one in entry]
            found[address.removeprefix(f"{BASE}/")] = day[0] if day else ""
        assert set(found) == set(paths)
        return found

    return told


@pytest.fixture
def finding(dataset: Dataset) -> Row:
    """A finding about one manufacturer and a body with a region."""
    region = dict(zip(dataset.bodies["id"], dataset.bodies["region"], strict=True))
    rows = dataset.findings.to_dict("records")
    return next(row for row in rows if region[row["body"]] and row["vendor"] == "dahua")  # type: ignore[return-value]


def test_only_the_pages_about_a_changed_row_have_its_day(
    days: Callable[..., Days], dataset: Dataset, finding: Row
) -> None:
    found = days((change("changed", "findings", finding["id"], finding["body"]),))
    body = dataset.row("bodies", finding["body"])
    about = {
        f"body/{body['id']}", f"source/{finding['source']}", f"region/{body['region']}", f"sector/{body['sector']}",
        "sector/all_public", "manufacturer/dahua",
    }  # fmt: skip
    if body["sector"] == comparison.WIDE_SECTOR:
        about |= {f"compare/{name}" for name, of in comparison.READY_MADE.items() if body["nation"] in of}
    apart = {path for path, day in found.items() if day == THEN and "/" in path}
    assert apart == about and found[""] == found["data"] == THEN
    undated = {path for path, day in found.items() if "/" in path and not day}
    lists = ("a-z/", "list/", "area/", "ask/")
    assert {path for path in undated if not path.startswith(lists)} == set(), "only these show rows of registers too"
    assert {day for path, day in found.items() if "/" in path and path not in about | undated} == {BORN}


def test_a_page_has_the_day_of_the_last_of_its_changes(days: Callable[..., Days], finding: Row) -> None:
    row = change("changed", "findings", finding["id"], finding["body"])
    assert days((row,), (row,))[f"body/{finding['body']}"] == NOW


def test_a_source_changes_the_pages_that_rest_on_it(days: Callable[..., Days], dataset: Dataset, finding: Row) -> None:
    found = days((), (change("changed", "sources", finding["source"]),))
    resting = dataset.findings.loc[dataset.findings["source"] == finding["source"], "body"]
    assert all(found[f"body/{body}"] == NOW for body in resting) and found[f"source/{finding['source']}"] == NOW


def test_the_pages_of_a_removed_row_are_not_guessed(days: Callable[..., Days], finding: Row) -> None:
    found = days((change("removed", "findings", "gone-001", finding["body"]),))
    assert found[f"body/{finding['body']}"] == THEN
    assert {day for path, day in found.items() if path.startswith(("source/", "manufacturer/"))} == {""}


@pytest.mark.parametrize(
    "unknown",
    [
        {"changed_files": ("findings.csv",)},
        {"version": "1.3.0"},
    ],
)
def test_a_record_that_is_not_as_released_has_no_days(days: Callable[..., Days], unknown: Row) -> None:
    assert set(days(**unknown).values()) == {""}


def test_link_checks_are_on_no_page(days: Callable[..., Days]) -> None:
    assert days(changed_files=("link_checks.csv",)) == days()


def test_an_incomplete_list_of_releases_dates_only_the_changes_it_has(days: Callable[..., Days], finding: Row) -> None:
    row = change("changed", "findings", finding["id"], finding["body"])
    found = days((row,), first=(change("added", "bodies", "leeds-council", "leeds-council"),))
    assert found[f"body/{finding['body']}"] == THEN and found["body/leeds-council"] == BORN
    assert "" in {day for path, day in found.items() if path.startswith("source/")}


def test_evidence_that_grew_old_between_two_releases_changed_the_page(
    days: Callable[..., Days], finding: Row, dataset: Dataset
) -> None:
    newest = max(dataset.findings.loc[dataset.findings["body"] == finding["body"], "as_of"])
    in_a_year, in_ten_years = (f"{int(newest[:4]) + years}-12-31" for years in (1, 10))
    page = f"body/{finding['body']}"
    assert days(on=(in_a_year, in_ten_years, NOW))[page] == in_ten_years
    assert days(on=(in_ten_years, THEN, NOW))[page] == in_ten_years


@pytest.mark.parametrize("table", [name for name, table in OPEN_TABLES.items() if table.key])
def test_a_changed_row_of_any_table_leaves_a_site_map(days: Callable[..., Days], dataset: Dataset, table: str) -> None:
    """A release may change the text of a sector or region, which has no source."""
    rows = dataset.tables[table]
    if len(rows):
        key = str(rows[OPEN_TABLES[table].key].iloc[0])
        assert days(now=(change("changed", table, key),))
