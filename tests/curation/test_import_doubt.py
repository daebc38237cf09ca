"""Hidden faults of a table go to review: a lost cell, a body that did not exist, a misread date, a duplicate row."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from conftest import Folder
from test_import import SOURCE, Desk, hashes

from whosecameras.curation import store
from whosecameras.publishing.validation_dates import basis_fault

EACH = "answer: {hikvision: Hik, dahua: Dah}"
ADDRESS = "http://www.news.example.org/cameras/?utm_source=x"  # another spelling of the source's
OTHER = "channel-4-2023-05-gchq"


@pytest.fixture
def desk(folder: Folder, tmp_path: Path) -> Desk:
    folder.set("sources", folder.line_of("sources", id=SOURCE), published="", url="https://news.example.org/cameras")
    return Desk(folder, tmp_path)


def imported(desk: Desk) -> list[store.Row]:
    result = desk.run()
    assert result.exit_code == 0, result.output
    return desk.new()


def reasons(desk: Desk) -> dict[str, str]:
    return {row["line"]: row["reason"] for row in desk.set_aside()} if desk.review.exists() else {}


def body(desk: Desk, key: str, **cells: str) -> None:
    desk.folder.set("bodies", desk.folder.line_of("bodies", id=key), **cells)


def as_workbook(desk: Desk, *rows: tuple[object, ...]) -> None:
    """The table as a spreadsheet: a cell that is None is not in the file."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    desk.table = desk.table.with_suffix(".xlsx")
    book.save(desk.table)


# Rows whose cells may not be under their headings


@pytest.fixture
def by_manufacturer(desk: Desk) -> Desk:
    desk.remap("answer: Answer", EACH)
    desk.remap("vendor: hikvision\n", "")
    desk.remap("  cameras: Cameras\n", "")
    return desk


HEADING = "Council,Number,Date,Hik,Dah,Remark,Seen"


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("Kent County Council,2024,Yes,No", 4),  # the number was lost
        ("Kent County Council,7,2024,Yes", 4),
        ("Kent County Council,7,,2024,Yes,No,,", 8),  # an unquoted comma in the number
        ("Kent County Council,7,2024,Yes,No,a,b,c", 8),
    ],
)
def test_a_row_that_lost_or_gained_a_cell_goes_to_review(by_manufacturer: Desk, row: str, cells: int) -> None:
    by_manufacturer.table.write_text(f"{HEADING}\nSurrey County Council,1,2024,Yes,No,,\n{row}\n", encoding="utf-8")
    assert {one["body"] for one in imported(by_manufacturer)} == {"surrey-county-council"}
    assert reasons(by_manufacturer) == {"3": f"has {cells} cells where the first line has 7"}


def test_a_row_may_end_behind_the_last_column_that_is_read(by_manufacturer: Desk) -> None:
    by_manufacturer.table.write_text(f"{HEADING}\nKent County Council,7,2024,Yes,No\n", encoding="utf-8")
    found = {(one["vendor"], one["finding"]) for one in imported(by_manufacturer)}
    assert found == {("hikvision", "uses"), ("dahua", "does_not_use")}


def test_a_cell_below_no_heading_is_one_too_many(by_manufacturer: Desk) -> None:
    by_manufacturer.table.write_text(f"{HEADING},\nKent County Council,7,a,2024,Yes,No,,x\n", encoding="utf-8")
    assert imported(by_manufacturer) == []
    assert reasons(by_manufacturer) == {"2": "has 8 cells where the first line has 7"}


def test_a_spreadsheet_s_rows_are_held_to_the_same(by_manufacturer: Desk) -> None:
    rows = (
        ("Surrey County Council", 1, "2024", "Yes", "No", None, None),
        ("Kent County Council", "2024", "Yes", "No"),
        ("Essex County Council", 7, "2024", "Yes", "No", "a", "b", "c"),
    )
    as_workbook(by_manufacturer, tuple(HEADING.split(",")), *rows)
    assert {one["body"] for one in imported(by_manufacturer)} == {"surrey-county-council"}
    assert reasons(by_manufacturer) == {
        "3": "has 4 cells where the first line has 7",
        "4": "has 8 cells where the first line has 7",
    }


def test_in_a_spreadsheet_what_may_be_blank_may_be_at_the_end(desk: Desk) -> None:
    as_workbook(desk, ("Council", "Answer", "Date", "Cameras"), ("Kent County Council", "Yes", "2024"))
    assert [one["cameras"] for one in imported(desk)] == [""]


# Bodies and the time of their existence


@pytest.mark.parametrize(
    ("when", "taken"),
    [("2024-03", False), ("2024-03-31", False), ("2024", True), ("2024-04", True), ("2024-04-01", True)],
)
def test_no_statement_predates_its_body(desk: Desk, when: str, taken: bool) -> None:
    body(desk, "kent-county-council", began="2024-04-01")
    desk.write(("Kent County Council", "Yes", when, ""))
    assert bool(imported(desk)) == taken
    assert reasons(desk) == ({} if taken else {"2": "Kent County Council did not exist before 1 April 2024"})


@pytest.mark.parametrize(
    ("when", "taken"),
    [("2024-04-01", False), ("2024-04", False), ("2025", False), ("2024-03-31", True), ("2024", True)],
)
def test_no_statement_postdates_its_body(desk: Desk, when: str, taken: bool) -> None:
    body(desk, "harrogate-borough-council", ended="2024-04-01")
    desk.write(("Harrogate Borough Council", "Yes", when, ""))
    assert desk.run().exit_code == 0
    new = [one for one in store.rows(desk.data, "findings") if one["as_of"] == when and one["source"] == SOURCE]
    assert [one["body"] for one in new] == ["harrogate-borough-council"] * taken
    gone = "Harrogate Borough Council no longer existed from 1 April 2024; north-yorkshire-council took its place"
    assert reasons(desk) == ({} if taken else {"2": gone})


def test_of_two_bodies_of_one_name_the_one_of_that_time_is_meant(desk: Desk) -> None:
    body(desk, "harrogate-borough-council", ended="2024-04-01", aliases="Nidderdale")
    body(desk, "rutland-council", began="2024-04-01", aliases="Nidderdale")
    rows = (("Nidderdale", "Yes", "2024-02", ""), ("Nidderdale", "No", "2024-06", ""), ("Nidderdale", "No", "2024", ""))
    desk.write(*rows)
    found = [(one["body"], one["as_of"]) for one in imported(desk)]
    assert found == [("harrogate-borough-council", "2024-02"), ("rutland-council", "2024-06")]
    assert reasons(desk) == {"4": "the name fits two bodies equally"}


def test_the_old_name_of_a_body_that_is_gone_is_not_passed_on(desk: Desk) -> None:
    body(desk, "harrogate-borough-council", ended="2023-04-01", name="North Yorkshire County Council", aliases="")
    body(desk, "north-yorkshire-council", began="2023-04-01", aliases="North Yorkshire")
    desk.write(("North Yorkshire County Council", "Yes", "2024", ""), ("North Yorkshire", "Yes", "2024", ""))
    assert [one["body"] for one in imported(desk)] == ["north-yorkshire-council"]
    assert "no longer existed from 1 April 2023" in reasons(desk)["2"]


@pytest.mark.parametrize("name", ["Maidenhead Borough Council", "Borough of Maidenhead", "Maidenhaed Council"])
def test_a_part_of_a_body_is_not_mistaken_for_the_whole(desk: Desk, name: str) -> None:
    body(desk, "windsor-and-maidenhead-council", aliases="Maidenhead; RBWM", began="1998-04-01")
    desk.write(("Maidenhead", "Yes", "2024", "1"), (name, "Yes", "2024-05", "2"), (name, "Yes", "1997", "3"))
    assert [(one["body"], one["cameras"]) for one in imported(desk)] == [("windsor-and-maidenhead-council", "1")]
    told = reasons(desk)
    assert told["3"] == "the name is not certain"
    assert told["4"].startswith("the name is not certain; ") and "did not exist before 1 April 1998" in told["4"]


def test_a_decision_of_the_curator_does_not_outweigh_the_time(desk: Desk) -> None:
    body(desk, "kent-county-council", began="2024-04-01")
    desk.map.write_text(desk.map.read_text(encoding="utf-8") + "names: {Old Kent: kent-county-council}\n")
    desk.write(("Old Kent", "Yes", "2024-01", ""))
    assert imported(desk) == [] and "did not exist" in reasons(desk)["2"]


# Dates


@pytest.mark.parametrize(
    "stamp",
    [
        "2024-07-05T23:30:00-05:00", "2024-07-05 00:10:00+01", "2024-07-05T09:15Z", "2024-07-05 09:15:00 UTC",
        "2024-07-05 09:15:00.123456", "2024-07-05T09:15:00,5+0100", "2024-07-05 09:15:00 +0100", "2024-07-05t09:15:00z",
    ],
)  # fmt: skip
def test_of_a_date_with_a_time_the_day_counts_where_it_was_written(desk: Desk, stamp: str) -> None:
    desk.write(("Kent County Council", "Yes", stamp, ""))
    assert [one["as_of"] for one in imported(desk)] == ["2024-07-05"]


@pytest.mark.parametrize("text", ["2024-07-05T25:00:00", "2024-02-30 09:15:00", "2024-07-05T", "2024-07-05 at nine"])
def test_text_that_only_looks_like_a_time_goes_to_review(desk: Desk, text: str) -> None:
    desk.write(("Kent County Council", "Yes", text, ""))
    assert imported(desk) == [] and reasons(desk) == {"2": "the date is impossible or in the future"}


@pytest.mark.parametrize(
    ("form", "text"),
    [("%d/%m/%Y %H:%M", "05/07/2024 09:15"), ("%Y-%m-%dT%H:%M:%S%z", "2024-07-05T23:15:00+0100"),
     ("%d %b %Y, %I:%M %p", "5 Jul 2024, 11:15 PM")],
)  # fmt: skip
def test_a_format_may_have_a_time(desk: Desk, form: str, text: str) -> None:
    desk.map.write_text(desk.map.read_text(encoding="utf-8") + f'date_format: "{form}"\n')
    desk.write(("Kent County Council", "Yes", text, ""))
    assert [one["as_of"] for one in imported(desk)] == ["2024-07-05"]


def test_a_format_with_a_time_needs_a_day(desk: Desk) -> None:
    desk.map.write_text(desk.map.read_text(encoding="utf-8") + 'date_format: "%m/%Y %H:%M"\n')
    desk.write(("Kent County Council", "Yes", "07/2024 09:15", ""))
    desk.refused('date_format: "%m/%Y %H:%M" is not a date format')


@pytest.mark.parametrize("text", ["1899-12-30", "0024-05-06", "31/12/1899", "06.05.2999", "2999-01-01", "1/1/024"])
def test_a_date_that_no_source_can_mean_sets_its_row_aside(desk: Desk, text: str) -> None:
    desk.write(("Kent County Council", "Yes", "2024", ""), ("Surrey County Council", "Yes", text, ""))
    assert [one["body"] for one in imported(desk)] == ["kent-county-council"]
    assert reasons(desk) == {"3": "the date is impossible or in the future"}


@pytest.mark.parametrize(("text", "form"), [("2024/05/06", "%Y/%m/%d"), ("2024-5-6", "%Y-%m-%d")])
def test_where_the_year_comes_first_the_advice_helps(desk: Desk, text: str, form: str) -> None:
    desk.write(("Kent County Council", "Yes", text, ""))
    said = desk.refused(f'say which in the map: date_format: "{form}"')
    assert "%d/" not in said and " or " not in said
    desk.map.write_text(desk.map.read_text(encoding="utf-8") + f'date_format: "{form}"\n')
    assert [one["as_of"] for one in imported(desk)] == ["2024-05-06"]


def test_a_date_for_the_whole_table_cannot_be_in_the_future(desk: Desk) -> None:
    desk.remap("  date: Date\n", "")
    desk.remap("basis: direct", 'basis: direct\nas_of: "2999"')
    desk.write(("Kent County Council", "Yes", "", ""))
    desk.refused('as_of: "2999" is not a date up to today')


@pytest.fixture
def undated(desk: Desk) -> Desk:
    published(desk, SOURCE, "")
    desk.remap("  date: Date\n", "")
    desk.remap("as_of_basis: stated", "as_of_basis: undated")
    desk.remap(" in {date}", "")
    return desk


def test_a_table_without_a_date_is_imported_as_undated(undated: Desk) -> None:
    undated.write(("Kent County Council", "Yes", "4"), header="Council,Answer,Cameras")
    result = undated.run()
    assert result.exit_code == 0 and "one finding added" in result.output, result.output
    new = [one for one in store.rows(undated.data, "findings") if one["source"] == SOURCE and one["cameras"] == "4"]
    assert [(one["body"], one["as_of"], one["as_of_basis"]) for one in new] == [("kent-county-council", "", "undated")]
    assert undated.folder.problems() == []
    assert "one finding already there" in undated.run().output


def test_undated_does_not_hold_for_a_page_that_says_when_it_was_published(undated: Desk) -> None:
    published(undated, SOURCE, "2024-06-01")
    undated.write(("Kent County Council", "Yes", "4"), header="Council,Answer,Cameras")
    assert imported(undated) == []
    assert reasons(undated)["2"].startswith(f'"undated" is wrong: {SOURCE} is dated 2024-06-01')


@pytest.mark.parametrize(
    ("day", "taken"), [("2024-06-01", True), ("2024-06", True), ("2024", True), ("2024-05", False)]
)
def test_published_is_the_day_of_the_source_or_the_row_goes_to_review(desk: Desk, day: str, taken: bool) -> None:
    published(desk, SOURCE, "2024-06-01")
    desk.remap("as_of_basis: stated", "as_of_basis: published")
    desk.write(("Kent County Council", "Yes", day, ""))
    assert [one["as_of"] for one in imported(desk)] == [day] * taken
    assert set(reasons(desk)) == (set() if taken else {"2"})
    if not taken:
        assert reasons(desk)["2"] == basis_fault(day, "published", SOURCE, "2024-06-01")


MIXED = (
    ("Kent County Council", "Yes", datetime(2024, 3, 11), None),  # may be 3 November
    ("Surrey County Council", "Yes", date(2024, 6, 6), None),
    ("Essex County Council", "Yes", date(2024, 6, 17), None),
    ("Devon County Council", "Yes", "2024", None),
)


@pytest.mark.parametrize("left", ["19/03/2024", "3/19/2024", "19.3.24", "19/03/2024 10:30"])
def test_date_cells_next_to_dates_that_a_program_could_not_read_are_in_doubt(desk: Desk, left: str) -> None:
    as_workbook(desk, ("Council", "Answer", "Date", "Cameras"), *MIXED, ("Exeter City Council", "Yes", left, None))
    desk.map.write_text(desk.map.read_text(encoding="utf-8") + 'date_format: "%d/%m/%Y"\n')
    result = desk.run()
    assert result.exit_code == 0 and "note: the column" in result.output and left in result.output
    assert {"surrey-county-council", "essex-county-council"} <= {one["body"] for one in desk.new()}
    told = reasons(desk)
    assert told["2"] == "day and month of the date cell may be swapped" and not {"3", "4"} & set(told)
    desk.map.write_text(desk.map.read_text(encoding="utf-8") + "date_cells: trusted\n")
    assert "kent-county-council" in {one["body"] for one in imported(desk)}


def test_date_cells_alone_are_not_in_doubt(desk: Desk) -> None:
    as_workbook(desk, ("Council", "Answer", "Date", "Cameras"), *MIXED[:3])
    assert len(imported(desk)) == 3 and reasons(desk) == {}


# Rows already in the record


@pytest.mark.parametrize(
    ("there", "table", "known"),
    [
        ({}, {}, True),
        ({"as_of": "2024-05"}, {"Date": "2024"}, True),
        ({"as_of": "2024"}, {"Date": "2024-05-06"}, True),
        ({"scope": "car parks"}, {}, True),
        ({}, {"Scope": "car parks"}, True),
        ({"scope": "car parks"}, {"Scope": "Car parks"}, True),
        ({"scope": "car parks"}, {"Scope": "offices"}, False),
        ({"as_of": "2024-04"}, {"Date": "2024-05"}, False),
        ({"vendor": "dahua"}, {}, False),
        ({"finding": "removing"}, {}, False),
        ({"source": OTHER}, {}, False),
    ],
)
def test_a_statement_is_known_by_what_it_says(
    desk: Desk, there: dict[str, str], table: dict[str, str], known: bool
) -> None:
    desk.folder.set("sources", desk.folder.line_of("sources", id=OTHER), published="")
    first = {"body": "worcester-council", "vendor": "hikvision", "finding": "uses", "as_of": "2024", "scope": "",
             "as_of_basis": "stated", "source": SOURCE, "cameras": "", "basis": "direct", **there}  # fmt: skip
    desk.folder.add("findings", 2, id="worcester-council-001", **first)
    desk.remap("cameras: Cameras", "scope: Scope")
    row = {"Council": "Worcester City Council", "Answer": "Yes", "Date": "2024", "Scope": "", **table}
    desk.write(tuple(row.values()), header=",".join(row))
    before = len(store.rows(desk.data, "findings"))
    result = desk.run()
    assert result.exit_code == 0, result.output
    assert ("one finding already there" in result.output) == known
    assert len(store.rows(desk.data, "findings")) == before + (not known)


def test_a_table_that_says_a_thing_twice_adds_it_once(desk: Desk) -> None:
    rows = (("Kent County Council", "Yes", "2024-05", ""), ("Kent CC", "Yes", "2024", ""))
    desk.write(*rows)
    assert [one["as_of"] for one in imported(desk)] == ["2024-05"]


def test_opposites_are_seen_through_a_coarser_date(desk: Desk) -> None:
    desk.write(("Kent County Council", "Yes", "2024-05", ""), ("Kent CC", "No", "2024", ""))
    assert imported(desk) == []
    assert set(reasons(desk).values()) == {"another row for this body, manufacturer and date says the opposite"}


# The same checks in a dry run


def test_a_row_that_the_check_rejects_goes_to_review_in_both_runs(desk: Desk) -> None:
    published(desk, SOURCE, "2024-06-01")
    desk.write(
        ("Kent County Council", "Yes", "2024-03", ""),
        ("Surrey County Council", "Yes", "2024-07", ""),  # after the page was published
        ("Surrey County Council", "Yes", "2024-05", ""),
    )
    before = hashes(desk.data)
    dry = desk.run("--dry-run", "--review", desk.review)
    assert dry.exit_code == 0 and hashes(desk.data) == before, dry.output
    planned = reasons(desk)
    assert set(planned) == {"3"} and f'"2024-07" is after {SOURCE} was published' in planned["3"]
    desk.review.unlink()
    real = desk.run()
    assert real.exit_code == 0 and "findings.csv:" not in real.output, real.output
    assert reasons(desk) == planned
    assert dry.output.replace("would be added", "added") == real.output
    assert [(one["id"][-4:], one["as_of"]) for one in desk.new() if one["body"] == "surrey-county-council"] == [
        ("-001", "2024-05")
    ]
    assert desk.folder.problems() == []


def test_an_invalid_sentence_in_the_map_adds_nothing_in_either_run(desk: Desk) -> None:
    desk.write(("Kent County Council", "Yes", "2024", ""))
    desk.remap("as printed by {publisher}", "“one two three four five six seven eight nine ten”")
    for more in ((), ("--dry-run",)):
        result = desk.run(*more)
        assert result.exit_code == 0 and "say it in our own words" in result.output
    assert desk.new() == []


# What a row states about itself


def published(desk: Desk, source: str, day: str) -> None:
    """Set a source's date; dates taken from the old one become inferred."""
    for table in ("findings", "capabilities", "surveys", "vendor_facts", "place_reports"):
        lines = desk.folder.lines(table)
        at, basis = lines[0].index("source"), lines[0].index("as_of_basis")
        for line in lines[1:]:
            if line[at] == source and line[basis] == "published":
                line[basis] = "inferred"
        desk.folder.write(table, lines)
    desk.folder.set("sources", desk.folder.line_of("sources", id=source), published=day)


@pytest.fixture
def row_by_row(desk: Desk) -> Desk:
    published(desk, SOURCE, "")
    published(desk, OTHER, "")
    desk.remap(f"source: {SOURCE}\n", "")
    desk.remap("basis: direct\n", "")
    desk.remap("cameras: Cameras", "source: Page\n  scope: Which\n  basis: How")
    return desk


HEADINGS = "Council,Answer,Date,Page,Which,How"


def test_each_row_may_name_its_source_scope_and_basis(row_by_row: Desk) -> None:
    row_by_row.write(
        ("Kent County Council", "Yes", "2024", SOURCE, "", "direct"),
        ("Surrey County Council", "No", "2024", ADDRESS, "car parks", "Inferred"),
        ("Essex County Council", "Yes", "2024", OTHER, "", "direct"),
        header=HEADINGS,
    )
    assert row_by_row.run().exit_code == 0
    new = [one for one in store.rows(row_by_row.data, "findings") if one["as_of"] == "2024" and "2024" in one["detail"]]
    found = {one["body"]: (one["source"], one["scope"], one["basis"]) for one in new}
    assert found["kent-county-council"] == (SOURCE, "", "direct")
    assert found["surrey-county-council"] == (SOURCE, "car parks", "inferred")
    assert found["essex-county-council"] == (OTHER, "", "direct")
    publisher = {one["id"]: one["publisher"] for one in store.rows(row_by_row.data, "sources")}[OTHER]
    assert any(publisher in one["detail"] for one in new if one["body"] == "essex-county-council")
    assert row_by_row.folder.problems() == []


def test_a_source_that_is_not_there_is_refused_with_what_would_be_right(row_by_row: Desk) -> None:
    row_by_row.write(
        ("Kent County Council", "Yes", "2024", SOURCE[:-1], "", "direct"),
        ("Surrey County Council", "Yes", "2024", "", "", "direct"),
        ("Essex County Council", "Yes", "2024", "https://nowhere.example.org/", "", "direct"),
        ("Devon County Council", "Yes", "2024", SOURCE, "", "hearsay"),
        header=HEADINGS,
    )
    assert imported(row_by_row) == []
    told = reasons(row_by_row)
    assert "is not in sources.csv; add it first, or use one like: " in told["2"] and SOURCE in told["2"]
    assert told["3"] == "the source is blank" and '"https://nowhere.example.org/"' in told["4"]
    assert told["5"] == "the basis is not one of: direct, collective, inferred"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  cameras: Cameras", "  source: Cameras", "source: is given twice"),
        (f"source: {SOURCE}\n", "", "source: is missing; give the id of a source"),
        ("  cameras: Cameras", "  basis: Cameras", "basis: is given twice"),
        ("  cameras: Cameras", "  scope: Cameras", "scope: is given twice"),
        ("in {date}", "in {date} ({scope})", "detail: {scope} has no value"),
        ("basis: direct", "basis: direct\ndate_cells: yes", 'date_cells: "yes" is not allowed; use one of: trusted'),
    ],
)
def test_a_map_says_each_thing_once(desk: Desk, old: str, new: str, said: str) -> None:
    if "scope: Cameras" in new:
        desk.remap("basis: direct", "basis: direct\nscope: car parks")
    desk.write(("Kent County Council", "Yes", "2024", ""))
    desk.remap(old, new)
    desk.refused(said)


def test_a_sentence_with_a_scope_needs_one_in_each_row(desk: Desk) -> None:
    desk.remap("cameras: Cameras", "scope: Which")
    desk.remap("in {date}", "in {date} ({scope})")
    rows = (("Kent County Council", "Yes", "2024", "car parks"), ("Essex County Council", "Yes", "2024", ""))
    desk.write(*rows, header="Council,Answer,Date,Which")
    assert [one["scope"] for one in imported(desk)] == ["car parks"]
    assert reasons(desk) == {"3": "the scope is blank"}
