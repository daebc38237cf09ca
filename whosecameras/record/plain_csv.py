"""Reads a CSV file fast if it is so plain that the careful reader in ``load.py`` would read just the same from it."""

from __future__ import annotations

import csv
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

BLOCK = 8 << 20  # bytes that are parsed at a time
COMMA, NEWLINE, QUOTE = b',\n"'
#: What never stands in a plain file: bytes to be removed, blank lines, and the marks of an unfinished merge.
NOT_PLAIN = (b"\x00", b"\r", b"\n\n", b"<<<<<<<", b">>>>>>>", b"=======")


def _quoted_well(raw: bytes) -> bool:
    """True if every quotation mark opens a cell, closes one, or is one of two that stand for one."""
    if b'"' not in raw:
        return True
    cells = np.frombuffer(raw, np.uint8)
    quotes = np.flatnonzero(cells == QUOTE)
    opening, closing = quotes[::2], quotes[1::2]
    if len(opening) != len(closing):
        return False
    before, after = cells[opening - 1], cells[closing + 1]
    return all(bool(np.isin(beside, (COMMA, NEWLINE, QUOTE)).all()) for beside in (before, after))


def read(raw: bytes, columns: Sequence[str]) -> pd.DataFrame | None:
    """The rows of a table as text, the line of each as index; ``None`` if the file is not plain.

    Plain is a file in UTF-8 whose first line is ``columns``, whose rows stand on one line each, have a cell for each
    column and are quoted by the book, and that holds nothing of ``NOT_PLAIN``. No fault is told here: what is not plain
    is read again by the reader that names faults.
    """
    header = ",".join(columns).encode() + b"\n"
    if not raw.startswith(header) or not raw.endswith(b"\n") or any(one in raw for one in NOT_PLAIN):
        return None
    if not _quoted_well(raw):
        return None
    rows = raw.count(b"\n") - 1
    if not rows:
        return None
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(raw),
            read_options=arrow_csv.ReadOptions(block_size=BLOCK),
            parse_options=arrow_csv.ParseOptions(ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.large_string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:  # another number of cells, or not UTF-8
        return None
    longest = max(pc.max(pc.binary_length(column)).as_py() for column in table.columns)
    if len(table) != rows or longest > csv.field_size_limit():  # a cell over several lines, or without end
        return None
    frame: pd.DataFrame = table.to_pandas()
    return frame.set_axis(pd.RangeIndex(2, rows + 2, name="line"))
