"""Rules about dates of statements: ``published`` means the source's date, ``undated`` means no date."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from whosecameras.publishing.validation_rows import holding, problem, rows
from whosecameras.record.loading import Problem, RawRecord, is_date, shown
from whosecameras.record.schema import DATED_BASES, TABLES, UNDATED

PUBLISHED = "published"
#: The tables with a column for the basis of the date.
DATED_TABLES = tuple(name for name, table in TABLES.items() if "as_of_basis" in table.columns)
_KNOWN_OTHERWISE = " or ".join(basis for basis in DATED_BASES if basis != PUBLISHED)


def date_fault(as_of: str, basis: str) -> str:
    """Why a date does not go with its basis; ``""`` if it does."""
    if basis == UNDATED and as_of:
        return f"{shown(as_of)} does not go with {UNDATED}; clear it, or say how the date is known: {_KNOWN_OTHERWISE}"
    if basis in DATED_BASES and not as_of:
        return f"is blank; give the date, or {UNDATED} in as_of_basis if neither the page nor its context has one"
    return ""


def basis_fault(as_of: str, basis: str, source: str, published: str) -> str:
    """Why the basis of a date does not match the source's date; ``""`` if it does.

    A ``published`` date is the source's date, or a less precise form of it: 2022-02 is valid for a page of 7 February
    2022, but not the other way round, because we do not invent precision.
    """
    if basis == UNDATED and published:
        return f"{shown(basis)} is wrong: {source} is dated {published}; give that date, and {PUBLISHED}"
    if basis != PUBLISHED or not is_date(as_of) or (published and published.startswith(as_of)):
        return ""
    source_date = f"was published on {published}" if len(published) == 10 else f"was published in {published}"
    if not published:
        return (
            f"{shown(basis)} is wrong: {source} has no date of publication; "
            f"use {_KNOWN_OTHERWISE}, or give the source its date"
        )
    return (
        f"{shown(basis)} is wrong for {as_of}: {source} {source_date}; use {published} in as_of, or {_KNOWN_OTHERWISE} "
        "if the page is about another day"
    )


def published_is_the_day_of_the_source(reading: RawRecord) -> Iterator[Problem]:
    """A date that is taken from the publication of the source is the source's date, or a less precise form of it."""
    if reading.package.get("synthetic"):
        return  # its dates are random and mean nothing
    published = {row["id"]: row["published"] for row in rows(reading, "sources", "id", "published")}
    for table in DATED_TABLES:
        suspects = partial(holding, "as_of_basis", (PUBLISHED, UNDATED))
        for row in rows(reading, table, "as_of", "as_of_basis", "source", where=suspects):
            if row["source"] not in published:
                continue
            if fault := basis_fault(row["as_of"], row["as_of_basis"], row["source"], published[row["source"]]):
                yield problem(table, row.line, "as_of_basis", fault)


def undated_means_without_a_date(reading: RawRecord) -> Iterator[Problem]:
    """A statement has a date, unless it says that it is undated."""
    for table in DATED_TABLES:
        for row in rows(reading, table, "as_of", "as_of_basis"):
            if fault := date_fault(row["as_of"], row["as_of_basis"]):
                yield problem(table, row.line, "as_of", fault)


def event_dates_are_as_exact_as_stated(reading: RawRecord) -> Iterator[Problem]:
    """An event's date has exactly the precision that its row states."""
    parts = dict(zip(("year", "month", "day"), ("YYYY", "YYYY-MM", "YYYY-MM-DD"), strict=True))
    for row in rows(reading, "events", "date", "date_precision"):
        expected = parts.get(row["date_precision"])
        if expected and row["date"] and len(row["date"]) != len(expected):
            message = f"{shown(row['date'])} does not have the precision {row['date_precision']}; use {expected}"
            yield problem("events", row.line, "date", message)
