"""Whether two statements say the same, and whether a body existed at the time of a statement."""

from __future__ import annotations

from collections.abc import Mapping

from whosecameras.analysis.status import last_day_of
from whosecameras.record.loading import LIST_SEPARATOR
from whosecameras.text import wording

#: The columns that are equal in findings that say the same, besides date and scope, which may differ in precision.
SUBJECT = ("body", "source", "vendor")


def overlap(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """True if two findings may be about the same time and the same cameras.

    This is the case if one date is within the other, as May 2022 is in 2022, and if the scope is the same or missing in
    one of them.
    """
    dates, scopes = (one["as_of"], other["as_of"]), {one["scope"].casefold(), other["scope"].casefold()}
    within = any(first == second or first.startswith(f"{second}-") for first, second in (dates, dates[::-1]))
    return within and (len(scopes) == 1 or "" in scopes)


def say_the_same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """True if two findings are the same statement by the same source about the same body."""
    return all(one[column] == other[column] for column in (*SUBJECT, "finding")) and overlap(one, other)


def outside_life(as_of: str, body: Mapping[str, str]) -> str:
    """Why a statement with this date cannot be about this body, because it did not exist then; ``""`` if it can.

    Dates may be partial, and only those certainly outside are refused: 2019 may be before or after 1 April 2019.
    """
    began, ended = body["began"], body["ended"]
    if not as_of:
        return ""
    if began and last_day_of(as_of).isoformat() < start_of(began):
        return f"{body['name']} did not exist before {wording.date(began)}"
    if ended and start_of(as_of) >= last_day_of(ended).isoformat():
        successors = " and ".join(body["replaced_by"].split(LIST_SEPARATOR))
        heir = f"; {successors} took its place" if successors else ""
        return f"{body['name']} no longer existed from {wording.date(ended)}{heir}"
    return ""


def start_of(date: str) -> str:
    """The first day that a full or partial date can mean."""
    return f"{date}-01-01"[:10]
