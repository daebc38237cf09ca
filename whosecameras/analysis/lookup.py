"""Looks up a row of a short table by name instead of key: “South West” is E12000009."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from whosecameras.analysis.name_keys import normalise
from whosecameras.record.schema import TABLES

_NAMES = ("name", "plural")


def resolve(text: str, table: str, rows: Iterable[Mapping[str, str]]) -> str:
    """The key of the only row with this key or name, ignoring case; ``""`` if no row or several rows match."""
    key, normalised = TABLES[table].key, normalise(text)
    keys = {
        row[key]
        for row in rows
        if text == row[key] or normalised in {normalise(row.get(column, "")) for column in (key, *_NAMES)} - {""}
    }
    return keys.pop() if len(keys) == 1 else ""


def offered(table: str, rows: Iterable[Mapping[str, str]]) -> list[str]:
    """The keys of a table, each with its name: ``E12000009 (South West)``."""
    return [f"{row[TABLES[table].key]} ({row.get('plural') or row.get('name', '')})" for row in rows]


def word(text: str, values: Sequence[str]) -> str:
    """The matching word of a vocabulary, ignoring case and punctuation; ``""`` if there is none."""
    return next((value for value in values if normalise(value) == normalise(text)), "")
