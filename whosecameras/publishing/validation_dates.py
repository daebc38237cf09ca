"""What must be true of how a statement is dated: ``published`` is the day of its source, ``undated`` is no date."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from whosecameras.publishing.validation_rows import holding, problem, rows
from whosecameras.record.loading import Problem, RawRecord, is_date, shown
from whosecameras.record.schema import DATED_BASES, TABLES, UNDATED

PUBLISHED = "published"
#: The tables whose rows say how their date is known.
DATED_TABLES = tuple(name for name, table in TABLES.items() if "as_of_basis" in table.columns)
_KNOWN_OTHERWISE = " or ".join(basis for basis in DATED_BASES if basis != PUBLISHED)


def date_fault(as_of: str, basis: str) -> str:
    """Why a date and the word for how it is known do not go together; ``""`` if they do."""
    if basis == UNDATED and as_of:
        return f"{shown(as_of)} stands beside {UNDATED}; clear it, or say how the date is known: {_KNOWN_OTHERWISE}"
    if basis in DATED_BASES and not as_of:
        return f"is blank; give the date, or {UNDATED} in as_of_basis if neither the page nor its context has one"
    return ""


def basis_fault(as_of: str, basis: str, source: str, published: str) -> str:
    """Why the word for how a date is known does not fit the source's own date; ``""`` if it fits.

    A date that is ``published`` is the source's, or a part of it: 2022-02 may stand for a page of 7 February 2022, but
    not the other way round, because nothing finer than the page says is made up.
    """
    if basis == UNDATED and published:
        return f"{shown(basis)} does not hold: {source} is of {published}; give that date, and {PUBLISHED}"
    if basis != PUBLISHED or not is_date(as_of) or (published and published.startswith(as_of)):
        return ""
    said = f"was published on {published}" if len(published) == 10 else f"was published in {published}"
    if not published:
        return (
            f"{shown(basis)} does not hold: {source} has no date of publication; "
            f"use {_KNOWN_OTHERWISE}, or give the source its date"
        )
    return (
        f"{shown(basis)} does not hold for {as_of}: {source} {said}; use {published} in as_of, or {_KNOWN_OTHERWISE} "
        "if the page speaks of another day"
    )


def published_is_the_day_of_the_source(reading: RawRecord) -> Iterator[Problem]:
    """A date that is known from the publication of the source is the source's own date, or a part of it."""
    if reading.package.get("synthetic"):
        return  # its dates are drawn one by one, and nothing is said by them
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
    """An event's date has just the parts that its precision names."""
    parts = dict(zip(("year", "month", "day"), ("YYYY", "YYYY-MM", "YYYY-MM-DD"), strict=True))
    for row in rows(reading, "events", "date", "date_precision"):
        right = parts.get(row["date_precision"])
        if right and row["date"] and len(row["date"]) != len(right):
            message = f"{shown(row['date'])} is not of the precision {row['date_precision']}; use {right}"
            yield problem("events", row.line, "date", message)
