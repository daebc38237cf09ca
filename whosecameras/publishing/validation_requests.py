"""Rules about requests: their dates and their pages."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from whosecameras.publishing.validation_rows import Row, problem, rows
from whosecameras.record.loading import Problem, RawRecord, is_date, shown

#: Host of the public pages of requests on WhatDoTheyKnow.
SERVICE_HOST = "www.whatdotheyknow.com"
DAYS = ("asked", "state_date", "due")
_WHOLE = len("2026-11-28")


def _partial(row: Row) -> Iterator[Problem]:
    for column in DAYS:
        if is_date(row[column]) and len(row[column]) < _WHOLE:
            message = f"{shown(row[column])} is not a full date; a time limit is counted in days"
            yield problem("requests", row.line, column, message)


def requests_go_forward(reading: RawRecord) -> Iterator[Problem]:
    """The dates of a request are in order: asked first, then its state; the answer is due after it was asked."""
    for row in rows(reading, "requests", *DAYS):
        yield from _partial(row)
        if not all(is_date(row[column]) for column in DAYS if row[column]):
            continue
        if row["due"] and not row["asked"]:
            yield problem("requests", row.line, "due", "is given without asked, from which it is counted; clear it")
        elif row["due"] and row["due"] <= row["asked"]:
            message = f"{shown(row['due'])} is not after the day of asking ({row['asked']}); import the request again"
            yield problem("requests", row.line, "due", message)
        if row["asked"] and row["state_date"] and row["state_date"] < row["asked"]:
            message = f"{shown(row['state_date'])} is before it was asked ({row['asked']}); correct one of the two"
            yield problem("requests", row.line, "state_date", message)


def requests_have_their_page(reading: RawRecord) -> Iterator[Problem]:
    """A request on WhatDoTheyKnow has a page there, and no two requests have the same page."""
    before: dict[str, int] = {}
    for row in rows(reading, "requests", "channel", "address"):
        if row["channel"] == "whatdotheyknow" and urlsplit(row["address"]).hostname != SERVICE_HOST:
            hint = f"give the address of its page, https://{SERVICE_HOST}/request/…, or another channel"
            yield problem("requests", row.line, "address", f"{shown(row['address'])} is not there; {hint}")
        elif row["address"] and before.setdefault(row["address"], row.line) != row.line:
            message = f"{shown(row['address'])} is also the page of line {before[row['address']]}; keep one row"
            yield problem("requests", row.line, "address", message)
