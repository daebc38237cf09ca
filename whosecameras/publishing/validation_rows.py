"""Helpers for checks: the rows of a table with their lines, and problems in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from whosecameras.record.loading import Problem, RawRecord
from whosecameras.record.schema import TABLES

Suspects = Callable[[pd.DataFrame], "pd.Series[bool]"]


@dataclass(frozen=True)
class Row:
    """One row of a table: its line in the file and its cells as text."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def rows(reading: RawRecord, table: str, *columns: str, where: Suspects | None = None) -> list[Row]:
    """The readable rows with the named columns; empty if one of these columns cannot be checked.

    ``where`` is a fast, vectorised filter; only the rows that it selects are returned.
    """
    cells = reading.tables[table]
    if cells.absent.intersection(columns):
        return []
    if where is None:
        lines, lists = cells.lines, [cells.column(column) for column in columns]
    else:
        frame = cells.frame.loc[where(cells.frame), list(dict.fromkeys(columns))]
        lines, lists = frame.index.tolist(), [frame[column].tolist() for column in columns]
    parts = zip(*lists, strict=True)
    return [Row(line, dict(zip(columns, row, strict=True))) for line, row in zip(lines, parts, strict=True)]


def values(reading: RawRecord, table: str, column: str) -> frozenset[str]:
    """Every non-blank value of a column; empty if the column cannot be checked."""
    cells = reading.tables[table]
    return frozenset() if column in cells.absent else cells.values_of(column) - {""}


def holding(column: str, values: Sequence[str], frame: pd.DataFrame) -> pd.Series[bool]:
    """A fast filter for rows with one of these values in a column."""
    return frame[column].isin(values)


def problem(table: str, line: int, column: str, message: str) -> Problem:
    """A problem in one cell of a table."""
    return Problem(TABLES[table].file, line, column, message)
