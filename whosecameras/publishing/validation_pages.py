"""Rules that pages rely on: rows that charts, lists and sentences need."""

from __future__ import annotations

from collections.abc import Iterator

from whosecameras.analysis.survey_shares import headline_row
from whosecameras.publishing.validation_rows import problem, rows, values
from whosecameras.record import geography
from whosecameras.record.loading import Dataset, Problem, RawRecord, shown
from whosecameras.record.schema import TABLES, VENDOR_SCOPES, VENDOR_UNSPECIFIED

#: Columns whose names must be unique, because charts label rows by them.
NAMES = (("sectors", "name"), ("sectors", "plural"), ("vendors", "name"), ("regions", "name"))


def every_word_has_its_row(reading: RawRecord) -> Iterator[Problem]:
    """Each sector and manufacturer in the vocabulary has a row, which gives its name."""
    for name, table in TABLES.items():
        words = table.field(table.key).values if table.key else ()
        cells = reading.tables[name]
        there = values(reading, name, table.key) | cells.lost if words else set()
        for word in words if table.key not in cells.absent else ():
            if word not in there:
                yield problem(name, 0, table.key, f"{shown(word)} has no row, but every page names it; add it")


def regions_are_those_of_the_map(reading: RawRecord) -> Iterator[Problem]:
    """The regions are the twelve that the maps draw, no more and no fewer."""
    drawn = geography.area_names("itl1")
    regions = rows(reading, "regions", "code")
    for row in regions:
        if row["code"] and row["code"] not in drawn:
            message = f"{shown(row['code'])} is not a region on the map; use one of: {', '.join(drawn)}"
            yield problem("regions", row.line, "code", message)
    known = {row["code"] for row in regions} | reading.tables["regions"].lost
    for code, name in drawn.items():
        if "code" not in reading.tables["regions"].absent and code not in known:
            yield problem("regions", 0, "code", f"{code} ({name}) has no row, but the maps draw it; add it")


def names_tell_apart(reading: RawRecord) -> Iterator[Problem]:
    """No two sectors, manufacturers or regions share a name, because charts and tables identify them by it."""
    for table, column in NAMES:
        first: dict[str, int] = {}
        for row in rows(reading, table, column):
            key = row[column].casefold()
            if key and first.setdefault(key, row.line) != row.line:
                message = f"{shown(row[column])} is also on line {first[key]}; give each its own name"
                yield problem(table, row.line, column, message)


def a_figure_leads(dataset: Dataset) -> Iterator[Problem]:
    """There is a survey figure for the top of the front page."""
    if headline_row(dataset) is None:
        scope = VENDOR_SCOPES[VENDOR_UNSPECIFIED]
        message = (
            f"no row counts how many of all UK public bodies that answered use {scope}, and the front page leads with "
            f"one; keep a row with sector all_public, country GB, vendor_scope {VENDOR_UNSPECIFIED}, measure uses, and "
            "both using and answered"
        )
        yield problem("surveys", 0, "using", message)
