"""Puts together what several files show of a request, so that their order makes no difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from whosecameras.record.asking import REQUEST_STATES

_RANK = {state: rank for rank, state in enumerate(REQUEST_STATES)}
Row = Mapping[str, str]


def _as_of(row: Row) -> tuple[str, int, str, str, str]:
    """By which of two views of a request the later is known: its day; on one day what is more final; then the text."""
    return row["state_date"], _RANK[row["state"]], row["body"], row["channel"], row["address"]


def _first(one: str, other: str) -> str:
    return min(filter(None, (one, other)), default="")


def merged(one: Row, other: Row, due: Callable[[str, str], str]) -> dict[str, str]:
    """Two views of one request as one.

    The later view says what became of it and who was asked; the earliest day is that of asking; of two rounds it is in
    the first by name. Taking the greatest or the least of each is what makes every order of files give the same.
    ``due`` is (body, day of asking) -> day on which an answer is due.
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
