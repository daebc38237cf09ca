"""Merges what several files show about a request, regardless of the order of the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from whosecameras.record.asking import REQUEST_STATES

_RANK = {state: rank for rank, state in enumerate(REQUEST_STATES)}
Row = Mapping[str, str]


def _as_of(row: Row) -> tuple[str, int, str, str, str]:
    """Sort key for views of a request: the day, then how final the state is, then the text."""
    return row["state_date"], _RANK[row["state"]], row["body"], row["channel"], row["address"]


def _first(left: str, right: str) -> str:
    return min(filter(None, (left, right)), default="")


def merged(one: Row, other: Row, due: Callable[[str, str], str]) -> dict[str, str]:
    """Merge two views of a request.

    State and body come from the later view, the day of asking is the earlier one, and of two rounds the first by name
    wins. Minimum and maximum are commutative, so the order of files does not matter. ``due`` is a function
    (body, day of asking) -> due date.
    """
    later = max(one, other, key=_as_of)
    asked = _first(one["asked"], other["asked"])
    return {
        "id": later["id"],
        "body": later["body"],
        "channel": later["channel"],
        "address": later["address"],
        "asked": asked,
        "round": _first(one["round"], other["round"]),
        "state": later["state"],
        "state_date": later["state_date"],
        "due": due(later["body"], asked) if asked else "",
    }
