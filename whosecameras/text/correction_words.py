"""Corrections and releases in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from whosecameras.analysis.queries import corrected_body
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import TABLES
from whosecameras.text import wording


class CorrectionInWords(NamedTuple):
    """A correction in words: its subject (a body, a title, else the row's id), its table and column, and a sentence on
    how the value changed or that the row was withdrawn.
    """

    about: str
    where: str
    changed: str


def corrected(dataset: Dataset, row: Mapping[str, str]) -> CorrectionInWords:
    """A row of ``corrections`` in words."""
    table, key = row["table"], row["row"]
    body = corrected_body(dataset, row)
    title = "" if dataset.tables.place(table, key) is None else str(dataset.row(table, key).get("title", ""))
    about = str(dataset.row("bodies", body)["name"]) if body else title or key
    if row["column"] == TABLES[table].key and not row["new"]:
        return CorrectionInWords(about, table, f"row {key} was withdrawn.")
    old, new = (f"“{row[side]}”" if row[side] else "blank" for side in ("old", "new"))
    change = f"{old} became {new}"
    where = f"{table}, {row['column'].replace('_', ' ')}"
    return CorrectionInWords(about, where, change if change.endswith(".”") else f"{change}.")


def release_heading(version: str, day: str) -> str:
    """The heading of a release on an ISO day; a blank version means unreleased corrections."""
    return f"Version {version}, {wording.date(day)}" if version else "Not released yet"


def counted(sizes: Sequence[int]) -> str:
    """The number of corrections and of reasons; ``sizes`` has the number of rows for each reason."""
    rows = wording.sentence_case(wording.counted(sum(sizes), "correction"))
    return f"{rows} for {wording.counted(len(sizes), 'reason')}" if len(sizes) > 1 else rows
