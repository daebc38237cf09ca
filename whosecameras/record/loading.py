"""From the CSV files in ``data/`` to one typed, immutable Dataset; every fault is found in one pass and named."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import pandera.pandas as pa

from whosecameras.record import plain_csv
from whosecameras.record.schema import TABLES, Field, Kind, Table

DATA_DIR = Path(__file__).resolve().parents[2] / "data"
PACKAGE_FILE = "datapackage.json"
LIST_SEPARATOR = "; "
MAX_SHOWN = 60  # characters of a faulty value that a message repeats

#: What a value of each kind looks like as a whole, in the words of a regular expression.
PATTERNS: Mapping[Kind, str] = MappingProxyType(
    {
        "date": r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?",
        "slug": r"[a-z0-9]+((_|--?)[a-z0-9]+)*",
        "url": r"""[hH][tT][tT][pP][sS]?://[^\s/$.?#<>"'][^\s<>"]*""",
        "integer": r"[0-9]{1,9}",
        "number": r"[0-9]{1,12}(\.[0-9]{1,6})?",
        "share": r"[0-9]{1,3}(\.[0-9]{1,6})?",
    }
)
_PATTERNS = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}
# Control characters and the marks that turn text round could hide what a cell really says.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffd]")
FIRST_YEAR = 1990


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: where it is (``line`` 0: the file as a whole), what it is and what would be right."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column or '-'}: {self.message}"


class DatasetError(Exception):
    """The dataset failed its checks; ``problems`` holds every fault found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class Tables(Mapping[str, pd.DataFrame]):
    """Tables by name. Each access hands out a copy (text is shared memory that cannot be written, so it is cheap)."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = dict(frames)
        self._places: dict[str, dict[str, int]] = {}

    def place(self, name: str, key: str) -> int | None:
        """Which row of a table, counted from 0, has this key; ``None`` if none has."""
        if name not in self._places:  # looked up for the first time
            keys = self._frames[name][TABLES[name].key].tolist()
            self._places[name] = {one: place for place, one in reversed(list(enumerate(keys)))}
        return self._places[name].get(key)

    def row(self, name: str, place: int) -> dict[str, Any]:
        """The cells of one row of a table, by column."""
        return {str(column): value for column, value in self._frames[name].iloc[place].items()}

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._frames[name].copy()

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


@dataclass(frozen=True, eq=False)
class Dataset:
    """All tables of one version of the record.

    Cells are text (``""`` where blank), except ``integer`` columns (``Int64``) and ``number`` and ``share`` columns
    (``Float64``). Each access hands out a copy (see ``Tables``), so nobody can change the Dataset.
    """

    tables: Tables
    version: str
    released: date
    digest: str
    changed_files: tuple[str, ...] = field(default=())

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table by its name, as in ``dataset.findings``; ``AttributeError`` for a name that is no table."""
        if name in TABLES:
            return self.tables[name]
        raise AttributeError(name)

    def row(self, table: str, key: str) -> dict[str, Any]:
        """One row as a dict; ``KeyError`` if no row of ``table`` has that key."""
        place = self.tables.place(table, key)
        if place is None:
            raise KeyError(f"{table} has no {key!r}")
        return self.tables.row(table, place)


def shown(value: str) -> str:
    """The value as a message may repeat it: quoted, escaped and cut."""
    text = value if len(value) <= MAX_SHOWN else value[: MAX_SHOWN - 1] + "…"
    return json.dumps(text, ensure_ascii=bool(_UNSEEN.search(text)))


def is_date(text: str, last: date | None = None) -> bool:
    """True for an ISO date, whole or in part, that exists, from 1990 on and no later than ``last``."""
    if not _PATTERNS["date"].fullmatch(text):
        return False
    year, month, day = ([int(part) for part in text.split("-")] + [1, 1])[:3]
    try:
        start = date(year, month, day)
    except ValueError:
        return False
    return start.year >= FIRST_YEAR and (last is None or start <= last)


def _what_would_be_right(column: Field, last: date) -> str:
    """The second half of a message about a value of this column."""
    if column.values:
        return "use one of: " + ", ".join(column.values)
    return {
        "text": "use one line of plain text",
        "list": "use plain text, several values parted by “; ”",
        "slug": "use lower-case letters, digits and hyphens",
        "date": f"use a date that exists as YYYY, YYYY-MM or YYYY-MM-DD, {FIRST_YEAR} to {last.isoformat()}",
        "url": "use an address that starts with http:// or https://",
        "integer": "use a whole number, 0 or more, without separators",
        "number": "use a number, 0 or more, without separators",
        "share": "use a number from 0 to 100",
    }[column.kind]


def _not_allowed(column: Field, text: str, last: date) -> str:
    return f"{shown(text)} is not allowed; {_what_would_be_right(column, last)}"


def _fits(column: Field, last: date) -> Any:
    """A vectorised test (Series of text -> Series of bool) of whether a value may stand in the column."""

    def test(values: pd.Series) -> pd.Series:
        blank = values == ""
        if column.values:
            good = values.isin(column.values)
        elif column.kind == "date":
            good = values.isin([text for text in values.unique() if is_date(text, last)])
        elif column.kind == "share":
            good = values.map(lambda text: bool(_PATTERNS["share"].fullmatch(text)) and float(text) <= 100)
        else:
            pattern = _PATTERNS.get(column.kind)
            good = values.str.fullmatch(pattern) if pattern else pd.Series(True, index=values.index)
        plain = ~values.str.contains(_UNSEEN) & (values == values.str.strip())
        return blank | (good.astype(bool) & plain)

    return test


def misfit(column: Field, text: str) -> str:
    """Why a value may not stand in a column today, and what would be right; ``""`` if it may or is blank."""
    last = date.today()
    good = bool(_fits(column, last)(pd.Series([text], dtype=str)).all())
    return "" if good else _not_allowed(column, text, last)


@dataclass(frozen=True)
class Cells:
    """One file as far as it could be read: text cells with the file's line numbers as index.

    ``absent`` holds the columns that cannot be judged, because they are missing or the file could not be read to its
    end; ``lost`` the first cells of rows that were left out, so that nothing which points to them is called unknown.
    """

    frame: pd.DataFrame
    absent: frozenset[str]
    lost: frozenset[str]
    problems: tuple[Problem, ...]


@cache
def _schema(table: Table, last: date) -> pa.DataFrameSchema:
    """The pandera schema of one table: per column required, allowed value, and for the key unique."""
    columns = {}
    for column in table.fields:
        checks = [pa.Check(_fits(column, last), name="value", ignore_na=False)]
        if column.required:
            checks.append(pa.Check(lambda values: values != "", name="required"))
        if column.name == table.key:
            checks.append(pa.Check(lambda values: ~values.duplicated() | (values == ""), name="unique"))
        columns[column.name] = pa.Column(None, checks)
    return pa.DataFrameSchema(columns)


def _place(raw: bytes, at: int) -> tuple[int, str]:
    """Line and column name of the byte at an offset."""
    line = raw.count(b"\n", 0, at) + 1
    before = raw[raw.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace").replace("\x00", "").replace("\r", " ")
    header = raw.split(b"\n", 1)[0].decode("utf-8", "replace").strip().split(",")
    cell = max((len(row) for row in csv.reader([before])), default=1)
    return line, header[cell - 1] if line > 1 and cell <= len(header) else ""


def _unreadable(table: Table, message: str, line: int = 0) -> Cells:
    """A file of which nothing could be read, with the reason."""
    empty = pd.DataFrame(columns=list(table.columns), dtype=str)
    problem = Problem(table.file, line, "", message)
    return Cells(empty, frozenset(table.columns), frozenset(), (problem,))


def _cells(raw: bytes, table: Table) -> Cells:
    """Read one CSV as text, with a ``line`` index; rows that cannot be read are named and left out."""
    name = table.file
    every = frozenset(table.columns)
    plain = plain_csv.read(raw, table.columns)
    if plain is not None:
        return Cells(plain, frozenset(), frozenset(), ())

    def whole(message: str, line: int = 0) -> Cells:
        return _unreadable(table, message, line)

    if not raw.strip():
        return whole("the file is empty; the first line names the columns: " + ",".join(table.columns))
    problems = []
    if raw.startswith(b"\xef\xbb\xbf"):
        problems.append(Problem(name, 1, "", "starts with a byte-order mark; save as UTF-8 without it"))
        raw = raw[3:]
    for found in re.finditer(b"\x00+", raw):
        problems.append(Problem(name, *_place(raw, found.start()), "holds a NUL byte (0x00); remove it"))
    raw = raw.replace(b"\x00", b"")
    if not raw.strip():
        return whole("holds no text; the first line names the columns: " + ",".join(table.columns), 1)
    while True:
        try:
            text = raw.decode("utf-8")
            break
        except UnicodeDecodeError as error:
            bad = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
            problems.append(Problem(name, *_place(raw, error.start), bad))
            raw = raw[: error.start] + b"?" + raw[error.end :]
    marks = [n for n, line in enumerate(text.split("\n"), 1) if line.startswith(("<<<<<<<", ">>>>>>>", "======="))]
    if marks:
        where = ", ".join(map(str, marks[:6]))
        return whole(f"conflict marks on lines {where}; finish the merge", marks[0])
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    lost: set[str] = set()
    absent: frozenset[str] = frozenset()
    try:
        header = next(reader)
    except csv.Error as error:
        return whole(f"not readable as CSV ({error}); the first line names the columns: {','.join(table.columns)}", 1)
    if len(set(header)) < len(header):
        twice = next(column for column in header if header.count(column) > 1)
        return whole(f"the column {shown(twice)} is named twice; name each once", 1)
    for missing in [column for column in table.columns if column not in header]:
        problems.append(Problem(name, 1, missing, f"the column is missing; columns: {','.join(table.columns)}"))
        absent |= {missing}
    for extra in [column for column in header if column not in table.columns]:
        problems.append(Problem(name, 1, extra, f"unknown column {shown(extra)}; columns: {','.join(table.columns)}"))
    before = reader.line_num
    try:
        for row in reader:
            line, before = before + 1, reader.line_num
            if len(row) != len(header):
                what = f"{len(row)} cells where the first line has {len(header)}; quote cells that hold a comma"
                problems.append(Problem(name, line, "", what))
                lost |= set(row[:1])
            elif before > line:
                problems.append(Problem(name, line, "", "a cell runs over several lines; keep each row on one line"))
                lost |= set(row[:1])
            else:
                rows.append(row)
                lines.append(line)
    except csv.Error as error:
        problems.append(Problem(name, before + 1, "", f"not readable as CSV from here ({error}); check the quotes"))
        absent = every
    frame = pd.DataFrame(rows, columns=header, index=pd.Index(lines, name="line"), dtype=str)
    frame = frame.reindex(columns=list(table.columns), fill_value="")
    return Cells(frame, absent, frozenset(lost), tuple(problems))


def _values(cells: Cells, table: Table, last: date) -> list[Problem]:
    """Every cell of one table that may not stand where it stands."""
    frame = cells.frame
    try:
        _schema(table, last).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return []
    problems = []
    for column, check, line in zip(cases["column"], cases["check"], cases["index"], strict=True):
        if line is None or (column in cells.absent and not frame.at[line, column]):
            continue
        spec, value = table.field(column), str(frame.at[line, column])
        if check == "required":
            message = f"is blank; {_what_would_be_right(spec, last)}"
        elif check == "unique":
            message = f"{shown(value)} stands twice; give each row an id of its own"
        else:
            message = _not_allowed(spec, value, last)
        problems.append(Problem(table.file, int(line), column, message))
    return problems


def _judged(raw: bytes, table: Table, last: date) -> tuple[Cells, tuple[Problem, ...]]:
    """A file's cells with all their problems: they follow from its bytes alone."""
    cells = _cells(raw, table)
    return cells, (*cells.problems, *_values(cells, table, last))


#: A curator's verb reads the same files several times; small ones are judged once for the same bytes.
_remembered = lru_cache(maxsize=128)(_judged)
_REMEMBERED_BYTES = 1_000_000


def _file(path: Path, table: Table, last: date) -> tuple[Cells, tuple[Problem, ...]]:
    """Read and judge one table's file; a missing or unreadable one is a problem like any other."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        cells = _unreadable(table, "the file is missing; every table has one")
    except OSError as error:
        cells = _unreadable(table, f"the file cannot be read ({error.strerror}); make it readable")
    else:
        return (_remembered if len(raw) < _REMEMBERED_BYTES else _judged)(raw, table, last)
    return cells, cells.problems


def listed(cell: str) -> list[str]:
    """The values in a cell of a list."""
    return cell.split(LIST_SEPARATOR) if cell else []


def _pointers(column: Field, cell: str) -> list[str]:
    return listed(cell) if column.kind == "list" else [cell]


def _references(tables: Mapping[str, Cells]) -> list[Problem]:
    """Every cell that points to a row which is not there."""
    targets = {column.points_to for table in TABLES.values() for column in table.fields if column.points_to}
    keys = {name: {*tables[name].lost, *tables[name].frame[TABLES[name].key], ""} for name in targets}
    problems = []
    for name, table in TABLES.items():
        for column in table.fields:
            target = column.points_to
            if not target or TABLES[target].key in tables[target].absent:
                continue
            cells = tables[name].frame[column.name]
            known = keys[target]
            strange = {cell for cell in cells.unique() if not known.issuperset(_pointers(column, cell))}
            for line, cell in cells[cells.isin(strange)].items() if strange else ():
                value = next(one for one in _pointers(column, cell) if one not in known)
                right = f"add it to {TABLES[target].file} or use a {TABLES[target].key} that is there"
                problems.append(Problem(table.file, int(str(line)), column.name, f"{shown(value)} is unknown; {right}"))
    return problems


def _typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    frame = frame.reset_index(drop=True)
    for column in table.fields:
        if column.kind == "integer":
            frame[column.name] = pd.to_numeric(frame[column.name].replace("", None)).astype("Int64")
        elif column.kind in ("number", "share"):
            frame[column.name] = pd.to_numeric(frame[column.name].replace("", None)).astype("Float64")
    return frame


def file_hash(path: Path) -> str:
    """The SHA-256 of a file as ``sha256:<hex>``, as ``datapackage.json`` holds it; ``""`` if it cannot be read."""
    try:
        return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def released(package: Mapping[str, Any]) -> date:
    """The day of the release in ``created``: a date or, as the Data Package standard has it, a date with a time."""
    return date.fromisoformat(package["created"][:10])


def _package(data_dir: Path) -> tuple[dict[str, Any], list[Problem]]:
    """The data package's description; a faulty one is a problem like any other."""
    path = data_dir / PACKAGE_FILE
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
        released(package)
        if not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", package["version"]):
            raise ValueError("version")
        if not all(isinstance(resource["path"], str) for resource in package["resources"]):
            raise ValueError("resources.path")
    except FileNotFoundError:
        return {}, [Problem(PACKAGE_FILE, 0, "", "the file is missing; `python -m whosecameras release` writes it")]
    except OSError as error:
        return {}, [Problem(PACKAGE_FILE, 0, "", f"the file cannot be read ({error.strerror}); make it readable")]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        what = f"not a data package ({error}); it needs version (1.2.3), created (a date) and resources with paths"
        return {}, [Problem(PACKAGE_FILE, 1, "", what)]
    return package, []


@dataclass(frozen=True)
class RawRecord:
    """What could be read of a data folder: every table's cells, the package description, and all problems so far."""

    folder: Path
    tables: Mapping[str, Cells]
    package: Mapping[str, Any]
    problems: tuple[Problem, ...]


def read(data_dir: Path = DATA_DIR) -> RawRecord:
    """Read every table and judge each value by its column, each key for being unique, each pointer for its target.

    Dates may not lie after the day of the release or today, whichever is later. Never raises for what a file holds.
    """
    package, problems = _package(data_dir)
    last = max(released(package) if package else date.min, date.today())
    tables = {}
    for name, table in TABLES.items():
        tables[name], found = _file(data_dir / table.file, table, last)
        problems += found
    problems += _references(tables)
    return RawRecord(data_dir, MappingProxyType(tables), MappingProxyType(package), tuple(sorted(problems)))


def build(reading: RawRecord) -> Dataset:
    """The Dataset that was read; raises ``DatasetError`` with every problem if there is one."""
    if reading.problems:
        raise DatasetError(reading.problems)
    package = reading.package
    stated = {resource["path"]: resource.get("hash", "") for resource in package["resources"]}
    hashes = {table.file: file_hash(reading.folder / table.file) for table in TABLES.values()}
    changed = tuple(sorted(name for name, value in hashes.items() if stated.get(name) != value))
    digest = hashlib.sha256("\n".join(f"{k} {v}" for k, v in sorted(hashes.items())).encode()).hexdigest()
    tables = Tables({name: _typed(cells.frame, TABLES[name]) for name, cells in reading.tables.items()})
    return Dataset(tables, package["version"], released(package), digest, changed)


def load(data_dir: Path = DATA_DIR) -> Dataset:
    """The Dataset in ``data_dir``; raises ``DatasetError`` with every problem if there is one."""
    return build(read(data_dir))
