"""Reads official files (CSV, XLSX, ODS or JSON) as rows of text, with size limits and without guessing."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from whosecameras.curation.importing.sheets import DELIMITERS, decoded
from whosecameras.errors import UserError

MAX_BYTES = 128 * 1024 * 1024  # the largest official file is about 65 MB
MAX_UNPACKED = 4 * MAX_BYTES
MAX_ROWS = 200_000
MAX_CELLS_REPEATED = 1_000  # the most repetitions of a cell that a spreadsheet may declare
HEADER_WITHIN = 15  # lines to search for the header, below a preamble
Row = tuple[int, list[str]]  # line number and cells
Rows = list[Row]


@dataclass(frozen=True)
class Grid:
    """One table of a file, line by line; ``name`` is its sheet, blank if the file has no sheets.

    Iterating over ``rows`` reads the file again each time: with 139 columns it is too large to keep in memory.
    """

    name: str
    rows: Iterable[Row]


@dataclass(frozen=True)
class OfficialFile:
    """A file that was read: its tables, or the JSON documents. ``notes`` are messages for the curator."""

    name: str
    grids: tuple[Grid, ...] = ()
    documents: tuple[Any, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """One row of a table by column name, with its line in the file."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def squeezed(text: str) -> str:
    """A column name without spaces, line breaks, underscores and capitals, which vary between editions."""
    return re.sub(r"[\s_]+", "", text).casefold()


def read(path: Path) -> OfficialFile:
    """Read a file as rows of text. Raises ``UserError`` with a one-line message if it is invalid, and ``OSError``."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UserError(
            f"{path.name}: {size // 1024**2} MB, more than {MAX_BYTES // 1024**2} MB; no register is that large"
        )
    raw = path.read_bytes()
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UserError(f"{path.name}: is empty")
    if raw.startswith(b"PK\x03\x04"):
        return _spreadsheet(path)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise UserError(f"{path.name}: is an old .xls file; save it as .xlsx or as CSV UTF-8")
    text, notes = decoded(path.name, raw)
    start = text.lstrip()
    script = re.match(r"var \w+ ?= ?", start)  # OpenDataNI's GeoJSON, kept as a script
    if start[:1] in "[{" or script:
        return OfficialFile(path.name, documents=_documents(path.name, start[script.end() :] if script else start))
    return OfficialFile(path.name, (Grid("", _CsvRows(path.name, text)),), notes=tuple(notes))


def _too_many(name: str, rows: int) -> None:
    if rows > MAX_ROWS:
        raise UserError(f"{name}: more than {MAX_ROWS} rows; no register is that long")


@dataclass(frozen=True)
class _CsvRows:
    """The non-blank lines of a CSV file; iteration raises ``UserError`` at an unreadable line."""

    name: str
    text: str

    def __iter__(self) -> Iterator[Row]:
        first = self.text.split("\n", 1)[0]
        delimiter = max(DELIMITERS, key=first.count)
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=delimiter, strict=True)
        before = rows = 0
        try:
            for row in reader:
                if any(map(str.strip, row)):
                    rows += 1
                    yield before + 1, row
                before = reader.line_num
                _too_many(self.name, rows)
        except csv.Error as error:
            where = f"{self.name}:{before + 1}"
            raise UserError(f"{where}: not readable as CSV from here ({error}); check the quotes") from None


def _documents(name: str, text: str) -> tuple[Any, ...]:
    """The JSON documents in a text: one, or several in sequence, such as the joined pages of an API."""
    decoder, documents, at = json.JSONDecoder(), [], 0
    text = text.rstrip().rstrip(";")
    try:
        while at < len(text):
            document, at = decoder.raw_decode(text, at)
            documents.append(document)
            while at < len(text) and text[at] in " \t\r\n,":
                at += 1
    except (ValueError, RecursionError) as error:
        line = text.count("\n", 0, at) + 1
        raise UserError(f"{name}:{line}: not readable as JSON from here ({error})") from None
    return tuple(documents)


def _spreadsheet(path: Path) -> OfficialFile:
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                raise UserError(
                    f"{path.name}: unpacks to more than {MAX_UNPACKED // 1024**2} MB; no register is that large"
                )
            names = parts.namelist()
            if "xl/workbook.xml" in names:
                return OfficialFile(path.name, _xlsx(path))
            if "content.xml" in names:
                return OfficialFile(path.name, _ods(path.name, parts.read("content.xml")))
            inside = ", ".join(names[:3])
    except zipfile.BadZipFile as error:
        raise UserError(f"{path.name}: not readable ({error}); download it again") from None
    raise UserError(f"{path.name}: is a ZIP file ({inside}); unpack it and give the file inside")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _xlsx(path: Path) -> tuple[Grid, ...]:
    import warnings

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about fonts and the like
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
            grids = []
            for sheet in book.worksheets:
                rows: Rows = []
                for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
                    if any(cell is not None for cell in cells):
                        rows.append((line, [_text(cell) for cell in cells]))
                    _too_many(path.name, len(rows))
                grids.append(Grid(sheet.title, rows))
            book.close()
    except (InvalidFileException, KeyError, ValueError, TypeError, SyntaxError) as error:
        raise UserError(
            f"{path.name}: not readable as XLSX ({error}); save it again as .xlsx or as CSV UTF-8"
        ) from None
    return tuple(grids)


_ODS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_SHEET, _ROW, _CELL = (_ODS % "table" + one for one in ("table", "table-row", "table-cell"))
_NAME, _REPEATED = (_ODS % "table" + one for one in ("name", "number-columns-repeated"))


def _ods(name: str, raw: bytes) -> tuple[Grid, ...]:
    """The sheets of an OpenDocument spreadsheet; a file that declares entities is refused."""
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise UserError(f"{name}: declares entities, which no official spreadsheet does")
    grids = []
    try:
        for sheet in ElementTree.fromstring(raw).iter(_SHEET):
            rows: Rows = []
            for line, row in enumerate(sheet.iter(_ROW), 1):
                cells = list(_ods_cells(row))
                if any(cells):
                    rows.append((line, cells))
                _too_many(name, len(rows))
            grids.append(Grid(sheet.get(_NAME, ""), rows))
    except (ElementTree.ParseError, ValueError) as error:
        raise UserError(f"{name}: not readable as ODS ({error}); save it as .xlsx or as CSV UTF-8") from None
    return tuple(grids)


def _ods_cells(row: ElementTree.Element) -> Iterator[str]:
    for cell in row.iter(_CELL):
        paragraphs = cell.iter(_ODS % "text" + "p")
        text = " ".join("".join(paragraph.itertext()).strip() for paragraph in paragraphs)
        yield from [text] * min(int(cell.get(_REPEATED, "1")), MAX_CELLS_REPEATED)


def table(grid: Grid, needs: Sequence[str], also: Sequence[str] = ()) -> Iterator[Record] | None:
    """The rows of a grid below the header with all these columns; ``None`` if no line near the top has them.

    Only these columns and those in ``also`` are kept. Column names are compared as ``squeezed``.
    """
    columns = {squeezed(column): column for column in (*needs, *also)}
    for at, (_, cells) in enumerate(islice(grid.rows, HEADER_WITHIN)):
        names = [squeezed(cell) for cell in cells]
        if all(squeezed(column) in names for column in needs):
            places = {columns[name]: names.index(name) for name in columns if name in names}
            return _records(islice(grid.rows, at + 1, None), places)
    return None


def _records(rows: Iterable[Row], places: dict[str, int]) -> Iterator[Record]:
    for line, cells in rows:
        yield Record(line, {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()})
