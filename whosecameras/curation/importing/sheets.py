"""Reads a CSV or XLSX table made by others as text, and refuses anything ambiguous."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from whosecameras.errors import UserError
from whosecameras.record.loading import conflict_marks, shown

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_NAMED = 6  # addresses or columns to list in a message
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's separator line


class DateCell(str):
    """An ISO day from a cell of type date, where day and month are unambiguous."""

    __slots__ = ()


@dataclass(frozen=True)
class SourceTable:
    """``rows`` has each row's line (or row number) and cells; ``notes`` are messages for the curator.

    ``blanks_left_out`` is true if the format cannot distinguish blank from missing cells at the end of a row.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    notes: tuple[str, ...] = ()
    blanks_left_out: bool = False


def _some(items: Iterable[str]) -> str:
    named = [*islice(items, MAX_NAMED + 1)]
    return ", ".join(named[:MAX_NAMED]) + (" …" if len(named) > MAX_NAMED else "")


def decoded(name: str, raw: bytes) -> tuple[str, list[str]]:
    """Decode a CSV file, with notes on its encoding; ``UserError`` for an unsupported encoding."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError(f"{name}: is UTF-16; save it as CSV UTF-8")
    if (at := raw.find(b"\x00")) >= 0:
        line = raw.count(b"\n", 0, at) + 1
        raise UserError(f"{name}:{line}: contains a NUL byte (0x00); save it as CSV UTF-8")
    if raw.startswith(b"\xef\xbb\xbf"):
        raw, notes = raw[3:], [f"{name} starts with a byte-order mark; it was ignored"]
    else:
        notes = []
    try:
        return raw.decode("utf-8"), notes
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), [*notes, f"{name} is not UTF-8; it was read as Windows-1252"]
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UserError(f"{name}:{line}: is neither UTF-8 nor Windows-1252; save it as CSV UTF-8") from None


def _must_have(name: str, header: Sequence[str], wanted: Collection[str]) -> None:
    """Refuse a header that lacks a column of the map, or has one twice."""
    missing = [column for column in wanted if column not in header]
    if len(missing) == len(wanted):
        raise UserError(
            f"{name}:1: none of the columns {_some(map(shown, missing))} is in the first line, which is "
            f"{_some(map(shown, header))}; the first line must name the columns"
        )
    if missing:
        raise UserError(f"{name}:1: no column {_some(map(shown, missing))}; there are {_some(map(shown, header))}")
    for column in wanted:
        if header.count(column) > 1:
            raise UserError(f"{name}:1: the column {shown(column)} is named twice; name each once")


def _first_cells(text: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])]
    except csv.Error:
        return []


def _csv(name: str, raw: bytes, wanted: Collection[str]) -> SourceTable:
    text, notes = decoded(name, raw)
    if marks := conflict_marks(text):
        raise UserError(f"{name}:{marks[0]}: conflict marks on lines {_some(map(str, marks))}; finish the merge")
    skipped = 0
    if match := _SEPARATOR_LINE.match(text):
        text, skipped = text[match.end() :], 1
    # The delimiter is the one that yields most of the map's columns.
    delimiter = max(DELIMITERS, key=lambda candidate: len({*wanted}.intersection(_first_cells(text, candidate))))
    if delimiter != ",":
        notes.append(f"{name} has {DELIMITERS[delimiter]} between cells")
    header = _first_cells(text, delimiter)
    _must_have(name, header, wanted)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        next(reader)
        before = reader.line_num
        for row in reader:
            rows.append((before + 1 + skipped, tuple(row)))
            before = reader.line_num
    except csv.Error as error:
        line = reader.line_num + skipped
        raise UserError(f"{name}:{line}: not readable as CSV from here ({error}); check the quotes") from None
    return SourceTable(tuple(header), tuple(rows), tuple(notes))


def _cell(value: Any) -> str:
    """A cell of a spreadsheet as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return DateCell(value.date().isoformat())
    if isinstance(value, date):
        return DateCell(value.isoformat())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _up_to_the_last(cells: list[str]) -> tuple[str, ...]:
    """The cells of a row up to the last filled one."""
    while cells and not cells[-1].strip():
        cells.pop()
    return tuple(cells)


def _xlsx(name: str, path: Path, wanted: Collection[str], sheet: str) -> SourceTable:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > 10 * MAX_BYTES:
                raise UserError(f"{name}: unpacks to more than {10 * MAX_BYTES // 1024**2} MB; split it")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # warnings about fonts and the like
            # Neither read-only nor cached values, because those modes hide merged cells and formulas.
            book = openpyxl.load_workbook(path, data_only=False, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError) as error:
        raise UserError(f"{name}: not readable as XLSX ({error}); save it again as .xlsx or as CSV UTF-8") from None
    filled = [item.title for item in book.worksheets if item.max_row > 1 or item["A1"].value is not None]
    if sheet and sheet not in filled:
        raise UserError(f"{name}: no sheet {shown(sheet)}; the map's `sheet` must be one of: {', '.join(filled)}")
    if not sheet and len(filled) != 1:
        raise UserError(f"{name}: {len(filled)} sheets hold something ({_some(filled)}); name one in the map's `sheet`")
    page = book[sheet or filled[0]]
    if page.merged_cells.ranges:
        merged = sorted(str(item) for item in page.merged_cells.ranges)
        raise UserError(f"{name}: merged cells at {_some(merged)}; unmerge them and give each row its own value")
    formulas, rows = [], []
    for number, cells in enumerate(page.iter_rows(), 1):
        formulas += [cell.coordinate for cell in cells if cell.data_type == "f"]
        rows.append((number, _up_to_the_last([_cell(cell.value) for cell in cells])))
    if formulas:
        raise UserError(f"{name}: formulas at {_some(formulas)}; paste them as values")
    header = tuple(cell.strip() for cell in rows[0][1])
    _must_have(name, header, wanted)
    return SourceTable(header, tuple(rows[1:]), blanks_left_out=True)


def read_sheet(path: Path, wanted: Collection[str], sheet: str = "") -> SourceTable:
    """Read the table in ``path``, whose first line must name the ``wanted`` columns; blank lines are skipped.

    CSV may be UTF-8 or Windows-1252, with commas, semicolons or tabs. ``sheet`` names the sheet of an XLSX file.
    Raises ``UserError`` with the place of anything ambiguous, including merged cells and formulas, and ``OSError`` if
    the file cannot be opened.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UserError(f"{path.name}: {size // 1024**2} MB, more than {MAX_BYTES // 1024**2} MB; split it")
    if path.suffix.lower() == ".xlsx":
        read = _xlsx(path.name, path, wanted, sheet)
    elif path.suffix.lower() == ".csv":
        raw = path.read_bytes()
        if raw.startswith(b"PK\x03\x04"):
            raise UserError(f"{path.name}: is a spreadsheet, not CSV; name it .xlsx")
        if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
            raise UserError(f"{path.name}: is empty; the first line must name the columns")
        read = _csv(path.name, raw, wanted)
    else:
        raise UserError(f"{path.name}: must be a .csv or .xlsx file")
    rows = tuple((line, cells) for line, cells in read.rows if any(cell.strip() for cell in cells))
    if not rows:
        raise UserError(f"{path.name}: has no rows below the first line")
    if len(rows) > MAX_ROWS:
        raise UserError(f"{path.name}: {len(rows)} rows, more than {MAX_ROWS}; split it")
    return replace(read, rows=rows)
