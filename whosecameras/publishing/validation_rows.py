"""How a check looks at the record: the rows of a table with their lines, and a problem in one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from whosecameras.record.loading import Problem, RawRecord
from whosecameras.record.schema import TABLES

Suspects = Callable[[pd.DataFrame], "pd.Series[bool]"]


@dataclass(frozen=True)
class Row:
    """One row of a table that is being read: its line in the file and its cells as text."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def rows(reading: RawRecord, table: str, *columns: str, where: Suspects | None = None) -> list[Row]:
    """The rows that could be read, with the named columns; none if one of these columns cannot be judged.

    ``where`` is a quick look at all rows at once; only those that it points at are given.
    """
    cells = reading.tables[table]
    if cells.absent.intersection(columns):
        return []
    frame = cells.frame if where is None else cells.frame[where(cells.frame)]
    parts = zip(*(frame[column].tolist() for column in columns), strict=True)
    lines = frame.index.tolist()
    return [Row(line, dict(zip(columns, row, strict=True))) for line, row in zip(lines, parts, strict=True)]


def values(reading: RawRecord, table: str, column: str) -> set[str]:
    """Every value of a column, blank left out; none if the column cannot be judged."""
    cells = reading.tables[table]
    return set() if column in cells.absent else {*cells.frame[column].unique()} - {""}


def holding(column: str, values: Sequence[str], frame: pd.DataFrame) -> pd.Series[bool]:
    """A quick look for the rows whose column holds one of these values."""
    return frame[column].isin(values)


def problem(table: str, line: int, column: str, message: str) -> Problem:
    """A fault in one cell of a table."""
    return Problem(TABLES[table].file, line, column, message)
