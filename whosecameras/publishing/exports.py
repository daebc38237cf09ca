"""Exports the record or a part of it as a file. The same rows always give the same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from whosecameras.publishing import datapackage
from whosecameras.record.loading import PACKAGE_FILE, Dataset
from whosecameras.record.schema import OPEN_TABLES, TABLES, Table
from whosecameras.text import wording

if TYPE_CHECKING:  # imported only for workbooks, since it is slow to load
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LICENCE = f"{datapackage.DATA_LICENCE['title']} (CC BY 4.0), {datapackage.DATA_LICENCE['path']}"
NOTICES = (
    "“Reported using” means that the named source said so at the date given. It is not our own finding and "
    "implies no motive.",
    "A body without evidence is unknown, which does not mean no: we found nothing published either way.",
    "The rows are an incomplete list: they hold only what we could read. Do not add them up to make a share; shares "
    "are in the "
    "table surveys.",
    "Every row names its source by id; the table sources has its address.",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_WIDEST_COLUMN = 60


@dataclass(frozen=True)
class ExportFormat:
    """A file format: its extension, its media type, and whether it can have several tables."""

    suffix: str
    media_type: str
    several: bool


KINDS: Mapping[str, ExportFormat] = MappingProxyType(
    {
        "csv": ExportFormat(".csv", "text/csv; charset=utf-8", False),
        "csv_safe": ExportFormat(".csv", "text/csv; charset=utf-8", False),
        "parquet": ExportFormat(".parquet", "application/vnd.apache.parquet", False),
        "xlsx": ExportFormat(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", True),
        "json": ExportFormat(".json", "application/json", True),
        "sqlite": ExportFormat(".sqlite", "application/vnd.sqlite3", True),
        "zip": ExportFormat(".zip", "application/zip", True),
    }
)


def citation(dataset: Dataset, what: str = "", licence: str = "CC BY 4.0") -> str:
    """The citation of the record, or of the part ``what``, on one line with version, date and licence."""
    part = f"{what.rstrip('.')}. In: " if what else ""
    return (
        f"{part}{datapackage.TITLE} {datapackage.DESCRIPTION} Version {dataset.version}, "
        f"{wording.date(dataset.released.isoformat())}. Licence: {licence}."
    )


def export(dataset: Dataset, kind: str, tables: Mapping[str, pd.DataFrame] | None = None, what: str = "") -> bytes:
    """Export the tables as one file of a kind (see ``KINDS``); without ``tables``, the whole record.

    ``what`` describes the part in a few words, for the citation. The bytes only depend on the rows and the release.
    Blank cells are blank in CSV and null or empty elsewhere. ``csv`` is raw; ``csv_safe`` puts an apostrophe
    before text that a spreadsheet might run as a formula, and a byte-order mark at the start. ``zip`` is always raw CSV
    with its dictionary, description and licence. Raises ``KeyError`` for an unknown kind and ``ValueError`` for
    several tables in a kind that has only one.
    """
    frames = dict({name: dataset.tables[name] for name in OPEN_TABLES} if tables is None else tables)
    if not KINDS[kind].several and len(frames) != 1:
        raise ValueError(f"{kind} holds one table, not {len(frames)}; name one, or take xlsx, json, sqlite or zip")
    return _WRITERS[kind](_Export(dataset, frames, what))


@dataclass(frozen=True)
class _Export:
    """The tables to write, and the release that they belong to."""

    dataset: Dataset
    frames: dict[str, pd.DataFrame]
    what: str

    @property
    def about(self) -> dict[str, str]:
        """Information about the file for its readers, by name."""
        return {
            "title": datapackage.TITLE,
            "description": datapackage.DESCRIPTION,
            "version": self.dataset.version,
            "released": self.dataset.released.isoformat(),
            "licence": LICENCE,
            "citation": citation(self.dataset, self.what),
        }

    @property
    def only(self) -> pd.DataFrame:
        """The only table."""
        return next(iter(self.frames.values()))

    @property
    def moment(self) -> datetime:
        """The time for every timestamp inside the file."""
        return datetime(self.dataset.released.year, self.dataset.released.month, self.dataset.released.day)


Cell = str | int | float | None


def _plain(value: Any) -> Cell:
    """A cell as a plain value: ``None`` if blank, whole numbers as ``int``."""
    if value is None or value is pd.NA or value == "" or value != value:
        return None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return str(value)
    number = float(value)
    return int(number) if number.is_integer() else number


def _rows(frame: pd.DataFrame) -> list[list[Cell]]:
    return [[_plain(value) for value in row] for row in frame.astype(object).itertuples(index=False, name=None)]


def spreadsheet_safe(text: str) -> str:
    """Escape a cell for spreadsheets: one line, with an apostrophe before a possible formula."""
    line = " ".join(text.splitlines()) if len(text.splitlines()) > 1 or text.endswith(("\r", "\n")) else text
    return f"'{line}" if text.startswith(FORMULA_STARTS) else line


def _csv_text(columns: Iterable[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def safe_csv(columns: Iterable[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV that is safe to open in a spreadsheet: no cell can run as a formula.

    The byte-order mark makes spreadsheets read it as UTF-8; without it £ becomes two characters.
    """
    cells = ([spreadsheet_safe(value) if isinstance(value, str) else value for value in row] for row in rows)
    return _csv_text(columns, cells).encode("utf-8-sig")


def _csv_of(frame: pd.DataFrame, safe: bool = False) -> bytes:
    columns, rows = list(frame.columns), _rows(frame)
    return safe_csv(columns, rows) if safe else _csv_text(columns, rows).encode("utf-8")


def _csv(export: _Export) -> bytes:
    return _csv_of(export.only)


def _csv_safe(export: _Export) -> bytes:
    return _csv_of(export.only, safe=True)


def _json(export: _Export) -> bytes:
    tables = {
        name: [dict(zip(map(str, frame.columns), row, strict=True)) for row in _rows(frame)]
        for name, frame in export.frames.items()
    }
    content = {"about": {**export.about, "notices": list(NOTICES)}, "tables": tables}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _parquet(export: _Export) -> bytes:
    table = pa.Table.from_pandas(export.only.replace({"": None}), preserve_index=False)
    stamped = table.replace_schema_metadata({**(table.schema.metadata or {}), **export.about})
    sink = io.BytesIO()
    pq.write_table(stamped, sink)
    return sink.getvalue()


def _name(identifier: str) -> str:
    """Quote an SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def _sql_columns(name: str, frame: pd.DataFrame, present: Mapping[str, pd.DataFrame]) -> str:
    """The columns of a CREATE TABLE, with primary and foreign keys if it has all columns of a table of the record."""
    model = TABLES.get(name)
    whole = model is not None and tuple(frame.columns) == model.columns
    parts = []
    for column in frame.columns:
        kind = frame[column].dtype
        integer, number = pd.api.types.is_integer_dtype(kind), pd.api.types.is_numeric_dtype(kind)
        part = f"{_name(str(column))} {'INTEGER' if integer else 'REAL' if number else 'TEXT'}"
        if whole and model is not None:
            spec = model.field(str(column))
            part += " PRIMARY KEY" if spec.name == model.key else ""
            part += " NOT NULL" if spec.required else ""
            if spec.points_to in present and spec.kind != "list":
                part += f" REFERENCES {_name(spec.points_to)} ({_name(TABLES[spec.points_to].key)})"
        parts.append(part)
    return ", ".join(parts)


def _sqlite(export: _Export) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        database.executemany("INSERT INTO about VALUES (?, ?)", export.about.items())
        for name, frame in export.frames.items():
            database.execute(f"CREATE TABLE {_name(name)} ({_sql_columns(name, frame, export.frames)})")
            marks = ", ".join("?" * len(frame.columns))
            database.executemany(f"INSERT INTO {_name(name)} VALUES ({marks})", _rows(frame))
        database.commit()
        return database.serialize()


def _zipped(files: Mapping[str, bytes], moment: datetime) -> bytes:
    """A reproducible ZIP of files, whose bytes only depend on the files and the moment."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return sink.getvalue()


def _put(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    """Write a cell; text stays text, even if it looks like a formula or an error."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        sheet.cell(row, column, ILLEGAL_CHARACTERS_RE.sub("", value)).data_type = "s"
    elif value is not None:
        sheet.cell(row, column, value)


def _fill(sheet: Worksheet, frame: pd.DataFrame) -> None:
    """Write one table as a sheet with a frozen header row."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    header: list[Cell] = [str(column) for column in frame.columns]
    table = [header, *_rows(frame)]
    for number, row in enumerate(table, 1):
        for place, value in enumerate(row, 1):
            _put(sheet, number, place, value)
    for place, column in enumerate(frame.columns, 1):
        sheet.cell(1, place).font = Font(bold=True)
        longest = max((len(str(row[place - 1] or "")) for row in table[:200]), default=len(str(column)))
        sheet.column_dimensions[get_column_letter(place)].width = min(_WIDEST_COLUMN, longest + 2)
    sheet.freeze_panes = "A2"
    if len(frame.columns):
        sheet.auto_filter.ref = sheet.dimensions


def _cover(sheet: Worksheet, export: _Export) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.title = "About"
    lines = [*export.about.items(), *(("please note" if n == 0 else "", notice) for n, notice in enumerate(NOTICES))]
    for number, (name, value) in enumerate(lines, 1):
        sheet.cell(number, 1, name.capitalize()).font = Font(bold=True)
        sheet.cell(number, 1).alignment = Alignment(vertical="top")
        _put(sheet, number, 2, value)
        sheet.cell(number, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 16
    sheet.column_dimensions["B"].width = 100


def _xlsx(export: _Export) -> bytes:
    import openpyxl
    from openpyxl.writer.excel import ExcelWriter

    book: Workbook = openpyxl.Workbook()
    _cover(book.worksheets[0], export)
    for name, frame in export.frames.items():
        title = re.sub(r"[\[\]:*?/\\]", " ", name)[:31]
        _fill(book.create_sheet(title), frame)
    book.properties.creator = datapackage.TITLE
    book.properties.title = datapackage.TITLE
    book.properties.created = book.properties.modified = export.moment
    sink = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(sink, "w")).save()
    with zipfile.ZipFile(sink) as archive:
        return _zipped({entry: archive.read(entry) for entry in archive.namelist()}, export.moment)


def _dictionary_of(table: Table) -> list[str]:
    lines = [f"## {table.file}", "", f"One row is {table.meaning}.", "", "| column | is | must be |", "|---|---|---|"]
    for column in table.fields:
        allowed = ", ".join(f"`{value}`" for value in column.values) or column.kind
        if column.points_to:
            allowed = f"{TABLES[column.points_to].key} in `{TABLES[column.points_to].file}`"
            allowed += ", separate several by “; ”" if column.kind == "list" else ""
        required = "; never blank" if column.required else ""
        lines.append(f"| `{column.name}` | {column.meaning} | {allowed}{required} |")
    return [*lines, ""]


def dictionary(dataset: Dataset) -> str:
    """The dictionary of tables, columns and allowed values, as Markdown."""
    lines = [f"# {datapackage.TITLE}", "", datapackage.DESCRIPTION, "", citation(dataset), ""]
    lines += [*(f"- {notice}" for notice in NOTICES), ""]
    for table in OPEN_TABLES.values():
        lines += _dictionary_of(table)
    return "\n".join(lines)


def _zip(export: _Export) -> bytes:
    tables = {
        TABLES[name].file if name in TABLES else f"{name}.csv": _csv_of(frame) for name, frame in export.frames.items()
    }
    described = datapackage.describe(tables, export.dataset.version, export.dataset.released)
    texts = {
        "README.md": dictionary(export.dataset),
        PACKAGE_FILE: datapackage.text(described),
        "LICENSE.txt": f"The data are licensed under {LICENCE}\nWhoever shares them names the record:\n"
        f"{citation(export.dataset, export.what)}\n",
        "CITATION.txt": citation(export.dataset, export.what) + "\n",
    }
    files = {**tables, **{name: text.encode("utf-8") for name, text in texts.items()}}
    return _zipped(dict(sorted(files.items())), export.moment)


_WRITERS: Mapping[str, Callable[[_Export], bytes]] = MappingProxyType(
    {
        "csv": _csv,
        "csv_safe": _csv_safe,
        "parquet": _parquet,
        "xlsx": _xlsx,
        "json": _json,
        "sqlite": _sqlite,
        "zip": _zip,
    }
)
