"""What pages count on and no single cell can promise: the rows that charts, lists and sentences are built round."""

from __future__ import annotations

from collections.abc import Iterator

from whosecameras.analysis.survey_shares import headline_row
from whosecameras.publishing.validation_rows import problem, rows, values
from whosecameras.record import geography
from whosecameras.record.loading import Dataset, Problem, RawRecord, shown
from whosecameras.record.schema import TABLES, VENDOR_SCOPES, VENDOR_UNSPECIFIED

#: Where a name is the only thing that tells two rows of a chart apart.
NAMES = (("sectors", "name"), ("sectors", "plural"), ("vendors", "name"), ("regions", "name"))


def every_word_has_its_row(reading: RawRecord) -> Iterator[Problem]:
    """Each sector and each manufacturer that the vocabulary knows has its row, which gives it a name."""
    for name, table in TABLES.items():
        words = table.field(table.key).values if table.key else ()
        cells = reading.tables[name]
        there = values(reading, name, table.key) | cells.lost if words else set()
        for word in words if table.key not in cells.absent else ():
            if word not in there:
                yield problem(name, 0, table.key, f"{shown(word)} has no row, and every page names it; add it")


def regions_are_those_of_the_map(reading: RawRecord) -> Iterator[Problem]:
    """The regions are the twelve that the maps draw, no more and no fewer."""
    drawn = geography.area_names("itl1")
    found = rows(reading, "regions", "code")
    for row in found:
        if row["code"] and row["code"] not in drawn:
            message = f"{shown(row['code'])} is no region of the map; use one of: {', '.join(drawn)}"
            yield problem("regions", row.line, "code", message)
    known = {row["code"] for row in found} | reading.tables["regions"].lost
    for code, name in drawn.items():
        if "code" not in reading.tables["regions"].absent and code not in known:
            yield problem("regions", 0, "code", f"{code} ({name}) has no row, and the maps draw it; add it")


def names_tell_apart(reading: RawRecord) -> Iterator[Problem]:
    """No two sectors, manufacturers or regions bear one name: charts and tables know them by it."""
    for table, column in NAMES:
        first: dict[str, int] = {}
        for row in rows(reading, table, column):
            key = row[column].casefold()
            if key and first.setdefault(key, row.line) != row.line:
                message = f"{shown(row[column])} stands on line {first[key]} too; give each a name of its own"
                yield problem(table, row.line, column, message)


def a_figure_leads(dataset: Dataset) -> Iterator[Problem]:
    """There is a survey figure for the front page to lead with."""
    if headline_row(dataset) is None:
        scope = VENDOR_SCOPES[VENDOR_UNSPECIFIED]
        message = (
            f"no row counts how many of all UK public bodies that answered use {scope}, and the front page leads with "
            f"one; keep a row with sector all_public, country GB, vendor_scope {VENDOR_UNSPECIFIED}, measure uses, and "
            "both using and answered"
        )
        yield problem("surveys", 0, "using", message)
