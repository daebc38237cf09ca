"""Loads the CSV files in ``data/`` into a typed, immutable Dataset, and reports every problem in one pass."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from whosecameras.record.schema import TABLES, Field, Kind, Table

DATA_DIR = Path(__file__).resolve().parents[2] / "data"
PACKAGE_FILE = "datapackage.json"
LIST_SEPARATOR = "; "
LINES_A_FILE = 10_000_000  # more lines than any file has
SHARE_ALIKE_FOLDER = "share-alike/"
MAX_SHOWN = 60  # characters of an invalid value to quote in a message

#: Regular expressions for full values of each kind.
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
# Control characters and bidirectional marks could hide the real content of a cell.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffd]")
FIRST_YEAR = 1990
MAX_SHARE = 100


@dataclass(frozen=True, order=True)
class Problem:
    """A problem: where it is (``line`` 0: the whole file), what is wrong, and what would be valid."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column or '-'}: {self.message}"


class DatasetError(Exception):
    """The dataset failed its checks; ``problems`` has all of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class Tables(Mapping[str, pd.DataFrame]):
    """Tables by name. Each access returns a copy, which is cheap because text is shared, read-only memory."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = dict(frames)
        self._places: dict[str, dict[str, int]] = {}
        self._columns: dict[str, dict[str, list[Any]]] = {}

    def place(self, name: str, key: str) -> int | None:
        """The position (from 0) of the row with this key; ``None`` if there is none."""
        if name not in self._places:  # first access
            keys = self._frames[name][TABLES[name].key].tolist()
            self._places[name] = {key_value: place for place, key_value in reversed(list(enumerate(keys)))}
        return self._places[name].get(key)

    def row(self, name: str, place: int) -> dict[str, Any]:
        """The cells of one row of a table, by column."""
        if name not in self._columns:  # first access
            self._columns[name] = {str(column): cells.tolist() for column, cells in self._frames[name].items()}
        return {column: cells[place] for column, cells in self._columns[name].items()}

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._frames[name].copy()

    def __contains__(self, name: object) -> bool:
        return name in self._frames  # the default of Mapping would copy the table

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


def _nobody() -> Tables:
    """Empty registers."""
    return Tables({"bodies": pd.DataFrame(columns=list(TABLES["bodies"].columns), dtype=str)})


@dataclass(frozen=True, eq=False)
class Dataset:
    """All tables of one version of the record.

    Cells are text (``""`` where blank), except ``integer`` columns (``Int64``) and ``number`` and ``share`` columns
    (``Float64``). Each access returns a copy (see ``Tables``), so a Dataset never changes.

    ``bodies`` has the bodies that we list one by one: every principal council and police force, and every body that a
    row of the record names. ``registers["bodies"]`` has those that only a register names, with the same columns:
    nothing is known about their cameras. Once a finding names a body, it is listed.
    """

    tables: Tables
    version: str
    released: date
    digest: str
    changed_files: tuple[str, ...] = field(default=())
    registers: Tables = field(default_factory=_nobody)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table by name, as in ``dataset.findings``; ``AttributeError`` for an unknown table."""
        if name in TABLES:
            return self.tables[name]
        raise AttributeError(name)

    def row(self, table: str, key: str) -> dict[str, Any]:
        """One row as a dict; ``bodies`` includes those that only a register names. ``KeyError`` for an unknown key."""
        for tables in (self.tables, self.registers):
            place = tables.place(table, key) if table in tables else None
            if place is not None:
                return tables.row(table, place)
        raise KeyError(f"{table} has no {key!r}")


def shown(value: str) -> str:
    """Format a value for a message: quoted, escaped and truncated."""
    text = value if len(value) <= MAX_SHOWN else value[: MAX_SHOWN - 1] + "…"
    return json.dumps(text, ensure_ascii=bool(_UNSEEN.search(text)))


def is_date(text: str, last: date | None = None) -> bool:
    """True for a valid full or partial ISO date from 1990 to ``last``."""
    if not _PATTERNS["date"].fullmatch(text):
        return False
    year, month, day = ([int(part) for part in text.split("-")] + [1, 1])[:3]
    try:
        start = date(year, month, day)
    except ValueError:
        return False
    return start.year >= FIRST_YEAR and (last is None or start <= last)


def _allowed(column: Field, last: date) -> str:
    """What a column allows, for the second half of a message."""
    if column.values:
        return "use one of: " + ", ".join(column.values)
    return {
        "text": "use one line of plain text",
        "list": "use plain text, several values separated by “; ”",
        "slug": "use lower-case letters, digits and hyphens",
        "date": f"use a date that exists as YYYY, YYYY-MM or YYYY-MM-DD, {FIRST_YEAR} "
        + ("or later" if column.ahead else f"to {last.isoformat()}"),
        "url": "use an address that starts with http:// or https://",
        "integer": "use a whole number, 0 or more, without separators",
        "number": "use a number, 0 or more, without separators",
        "share": "use a number from 0 to 100",
    }[column.kind]


def _not_allowed(column: Field, text: str, last: date) -> str:
    return f"{shown(text)} is not allowed; {_allowed(column, last)}"


def _fits(column: Field, text: str, last: date) -> bool:
    """True if a column allows this text; blanks are always allowed here."""
    if not text:
        return True
    if _UNSEEN.search(text) or text != text.strip():
        return False
    if column.values:
        return text in column.values
    if column.kind == "date":
        return is_date(text, None if column.ahead else last)
    pattern = _PATTERNS.get(column.kind)
    fits = pattern is None or bool(pattern.fullmatch(text))
    return fits and (column.kind != "share" or float(text) <= MAX_SHARE)


def misfit(column: Field, text: str) -> str:
    """Why a column does not allow a value today, and what would be valid; ``""`` if it does, or for a blank."""
    last = date.today()
    return "" if _fits(column, text, last) else _not_allowed(column, text, last)


@dataclass(frozen=True)
class Cells:
    """The readable part of a file: text cells with the file's line numbers as index.

    ``problems`` are those of reading it, not invalid values. ``absent`` has the columns that cannot be checked, because
    they are missing or the file could not be read completely; ``lost`` the first cells of skipped rows, so that
    references to them are not reported as unknown.
    """

    frame: pd.DataFrame
    absent: frozenset[str]
    lost: frozenset[str]
    problems: tuple[Problem, ...]

    @cached_property
    def lines(self) -> list[int]:
        """The line of each row."""
        return list(map(int, self.frame.index.tolist()))

    @cached_property
    def _lists(self) -> dict[str, list[str]]:
        return {}

    def column(self, name: str) -> list[str]:
        """A column as a list, in the order of ``lines``. The checks ask for the same columns again and again."""
        if name not in self._lists:
            self._lists[name] = self.frame[name].tolist()
        return self._lists[name]

    @cached_property
    def _typed_frames(self) -> dict[str, pd.DataFrame]:
        return {}

    def typed(self, table: Table) -> pd.DataFrame:
        """The rows with numbers as numbers, numbered from 0. Do not modify it."""
        if table.name not in self._typed_frames:
            self._typed_frames[table.name] = _typed(self.frame, table)
        return self._typed_frames[table.name]

    @cached_property
    def _repeated(self) -> dict[str, list[tuple[int, str]]]:
        return {}

    def repeated(self, column: str) -> list[tuple[int, str]]:
        """The rows whose value in a column occurs earlier, as ``(line, value)``."""
        if column not in self._repeated:
            again = self.frame[column][self.frame[column].duplicated()]
            self._repeated[column] = [(int(str(line)), str(value)) for line, value in again.items()]
        return self._repeated[column]

    def rows(self, columns: Sequence[str]) -> list[dict[str, str]]:
        """The rows with these columns, each ``{column: text}``; they are the caller's own."""
        return [dict(zip(columns, row, strict=True)) for row in zip(*map(self.column, columns), strict=True)]

    @cached_property
    def _sets(self) -> dict[str, frozenset[str]]:
        return {}

    def values_of(self, name: str) -> frozenset[str]:
        """The values of a column, each once."""
        if name not in self._sets:
            self._sets[name] = frozenset(self.frame[name].unique().tolist())
        return self._sets[name]


def _place(raw: bytes, at: int) -> tuple[int, str]:
    """The line and column name of a byte offset."""
    line = raw.count(b"\n", 0, at) + 1
    before = raw[raw.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace").replace("\x00", "").replace("\r", " ")
    header = raw.split(b"\n", 1)[0].decode("utf-8", "replace").strip().split(",")
    cell = max((len(row) for row in csv.reader([before])), default=1)
    return line, header[cell - 1] if line > 1 and cell <= len(header) else ""


class _Unreadable(Exception):
    """A file cannot be read at all: the reason, and its line (0: the whole file)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def conflict_marks(text: str) -> list[int]:
    """The lines with conflict marks of an unfinished merge."""
    marks = ("<<<<<<<", ">>>>>>>", "=======")
    return [number for number, line in enumerate(text.split("\n"), 1) if line.startswith(marks)]


def _decoded(raw: bytes, table: Table, name: str) -> tuple[str, list[Problem]]:
    """Decode a file, with a problem for each invalid byte."""
    hint = f"the first line names the columns: {','.join(table.columns)}"
    if not raw.strip():
        raise _Unreadable(f"the file is empty; {hint}")
    problems = []
    if raw.startswith(codecs.BOM_UTF8):
        problems.append(Problem(name, 1, "", "starts with a byte-order mark; save as UTF-8 without it"))
        raw = raw.removeprefix(codecs.BOM_UTF8)
    for match in re.finditer(b"\x00+", raw):
        problems.append(Problem(name, *_place(raw, match.start()), "contains a NUL byte (0x00); remove it"))
    raw = raw.replace(b"\x00", b"")
    if not raw.strip():
        raise _Unreadable(f"has no text; {hint}", 1)
    while True:
        try:
            return raw.decode("utf-8"), problems
        except UnicodeDecodeError as error:
            problem_text = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
            problems.append(Problem(name, *_place(raw, error.start), problem_text))
            raw = raw[: error.start] + b"?" + raw[error.end :]


def _header(first: list[str], table: Table, name: str) -> Iterator[Problem]:
    """Problems for missing and unknown columns in the first line."""
    if len(set(first)) < len(first):
        twice = next(column for column in first if first.count(column) > 1)
        raise _Unreadable(f"the column {shown(twice)} is named twice; name each once", 1)
    hint = f"columns: {','.join(table.columns)}"
    for missing in [column for column in table.columns if column not in first]:
        yield Problem(name, 1, missing, f"the column is missing; {hint}")
    for extra in [column for column in first if column not in table.columns]:
        yield Problem(name, 1, extra, f"unknown column {shown(extra)}; {hint}")


def _cells(raw: bytes, table: Table, name: str) -> Cells:
    """Read a CSV as text, with a ``line`` index; unreadable rows are reported and skipped."""
    text, problems = _decoded(raw, table, name)
    if marks := conflict_marks(text):
        raise _Unreadable(f"conflict marks on lines {', '.join(map(str, marks[:6]))}; finish the merge", marks[0])
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader)
    except csv.Error as error:
        hint = f"the first line names the columns: {','.join(table.columns)}"
        raise _Unreadable(f"not readable as CSV ({error}); {hint}", 1) from None
    problems += _header(header, table, name)
    absent = frozenset(table.columns).difference(header)
    rows: dict[int, list[str]] = {}
    lost: set[str] = set()
    before = reader.line_num
    try:
        for row in reader:
            line, before, fault = before + 1, reader.line_num, ""
            if len(row) != len(header):
                fault = f"{len(row)} cells where the first line has {len(header)}; quote cells that contain a comma"
            elif before > line:
                fault = "a cell runs over several lines; keep each row on one line"
            if fault:
                problems.append(Problem(name, line, "", fault))
                lost |= set(row[:1])
            else:
                rows[line] = row
    except csv.Error as error:
        what = f"not readable as CSV from here ({error}); check the quotes"
        problems.append(Problem(name, before + 1, "", what))
        absent = frozenset(table.columns)
    frame = pd.DataFrame(list(rows.values()), columns=header, index=pd.Index(list(rows), name="line"), dtype=str)
    frame = frame.reindex(columns=list(table.columns), fill_value="")
    return Cells(frame, absent, frozenset(lost), tuple(problems))


def _values(cells: Cells, table: Table, name: str, last: date) -> Iterator[Problem]:
    """Problems for invalid values and blank required cells."""
    for column in table.fields:
        values = cells.frame[column.name]
        texts = values.unique().tolist()  # not kept: a million different texts are as large as the table
        faults = {text: _not_allowed(column, text, last) for text in texts if not _fits(column, text, last)}
        problems = [(line, faults[text]) for line, text in values[values.isin(list(faults))].items()] if faults else []
        if column.required and column.name not in cells.absent:
            hint = _allowed(column, last)
            problems += [(line, f"is blank; {hint}") for line in values.index[values == ""]]
        for line, message in problems:
            yield Problem(name, int(str(line)), column.name, message)


def _nothing(table: Table, name: str, message: str, line: int = 0) -> Cells:
    """An unreadable file, with the reason."""
    empty = pd.DataFrame(columns=list(table.columns), index=pd.Index([], name="line", dtype=int), dtype=str)
    problem = Problem(name, line, "", message)
    return Cells(empty, frozenset(table.columns), frozenset(), (problem,))


def _judged(raw: bytes, table: Table, name: str, last: date) -> tuple[Cells, tuple[Problem, ...]]:
    """A file's cells and the problems with their values; both only depend on its bytes."""
    try:
        cells = _cells(raw, table, name)
    except _Unreadable as error:
        return _nothing(table, name, str(error), error.line), ()
    return cells, tuple(_values(cells, table, name, last))


#: A curator's verb reads the same files several times; the results for small ones are cached by content.
_remembered = lru_cache(maxsize=128)(_judged)
_REMEMBERED_BYTES = 1_000_000


def _file(folder: Path, name: str, table: Table, last: date) -> tuple[Cells, tuple[Problem, ...]]:
    """Read and check one file of a table; a missing or unreadable file is a problem like any other."""
    try:
        raw = (folder / name).read_bytes()
    except FileNotFoundError:
        nothing = _nothing(table, name, "the file is missing; every table has one")
        if name.startswith(SHARE_ALIKE_FOLDER):  # the files under our own licence are a complete record without these
            nothing = replace(nothing, absent=frozenset(), problems=())
        return nothing, ()
    except OSError as error:
        return _nothing(table, name, f"the file cannot be read ({error.strerror}); make it readable"), ()
    return (_remembered if len(raw) < _REMEMBERED_BYTES else _judged)(raw, table, name, last)


def _joined(parts: Sequence[Cells]) -> Cells:
    """The cells of all files of a table, with offset line numbers for each file (see ``file_and_line``)."""
    frames = [part.frame.set_axis(part.frame.index + at * LINES_A_FILE) for at, part in enumerate(parts)]
    return Cells(
        pd.concat(frames).rename_axis("line"),
        frozenset[str]().union(*(part.absent for part in parts)),
        frozenset[str]().union(*(part.lost for part in parts)),
        tuple(problem for part in parts for problem in part.problems),
    )


def file_and_line(table: Table, folder: Path, line: int) -> tuple[str, int]:
    """The file and line for an index of a table's ``Cells``."""
    at, line = divmod(line, LINES_A_FILE)
    return table.files(folder)[at], line


def _table(folder: Path, table: Table, last: date) -> tuple[Cells, list[Problem]]:
    """Read and check all files of a table, including duplicate keys."""
    files = [_file(folder, name, table, last) for name in table.files(folder)]
    cells = files[0][0] if len(files) == 1 else _joined([cells for cells, _ in files])
    wrong = [problem for _, file_problems in files for problem in file_problems]
    for line, key in cells.repeated(table.key) if table.key else ():
        if key:
            message = f"{shown(key)} appears twice; give each row its own id"
            wrong.append(Problem(*file_and_line(table, folder, line), table.key, message))
    return cells, wrong


def listed(cell: str) -> list[str]:
    """Split a list cell into its values."""
    return cell.split(LIST_SEPARATOR) if cell else []


def _pointers(column: Field, cell: str) -> list[str]:
    return listed(cell) if column.kind == "list" else [cell]


def _references(folder: Path, tables: Mapping[str, Cells]) -> list[Problem]:
    """Problems for cells that point to missing rows."""
    targets = {column.points_to for table in TABLES.values() for column in table.fields if column.points_to}
    keys = {name: tables[name].values_of(TABLES[name].key) | tables[name].lost | {""} for name in targets}
    problems = []
    for name, table in TABLES.items():
        for column in table.fields:
            target = column.points_to
            if not target or TABLES[target].key in tables[target].absent:
                continue
            known = keys[target]
            values = tables[name].values_of(column.name)
            strange = {cell for cell in values if not known.issuperset(_pointers(column, cell))}
            cells = tables[name].frame[column.name]
            for line, cell in cells[cells.isin(strange)].items() if strange else ():
                value = next(pointer for pointer in _pointers(column, cell) if pointer not in known)
                hint = f"add it to {TABLES[target].file} or use an existing {TABLES[target].key}"
                where = file_and_line(table, folder, int(str(line)))
                problems.append(Problem(*where, column.name, f"{shown(value)} is unknown; {hint}"))
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
    """The SHA-256 of a file as ``sha256:<hex>``, as in ``datapackage.json``; ``""`` if it cannot be read."""
    try:
        return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def stated_hashes(package: Mapping[str, Any]) -> dict[str, str]:
    """The hash of each file in ``datapackage.json``; a resource with several files has one for each."""
    hashes: dict[str, str] = {}
    for resource in package["resources"]:
        paths = resource["path"]
        if isinstance(paths, list):
            hashes.update(zip(paths, resource.get("hashes") or [""] * len(paths), strict=True))
        else:
            hashes[paths] = resource.get("hash", "")
    return hashes


def released(package: Mapping[str, Any]) -> date:
    """The day of the release from ``created``: a date or, as in the Data Package standard, a date with a time."""
    return date.fromisoformat(package["created"][:10])


def _package(data_dir: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Read ``datapackage.json``; an invalid one is a problem like any other."""
    path = data_dir / PACKAGE_FILE
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
        released(package)
        if not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", package["version"]):
            raise ValueError("version")
        if not all(isinstance(path, str) for path in stated_hashes(package)):
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
    """The readable part of a data folder: every table's cells, the package description, and all problems so far."""

    folder: Path
    tables: Mapping[str, Cells]
    package: Mapping[str, Any]
    problems: tuple[Problem, ...]


def read(data_dir: Path = DATA_DIR) -> RawRecord:
    """Read every table and check values against their columns, keys for uniqueness and references for their targets.

    Dates may not be after the day of the release or today, whichever is later. File contents never raise.
    """
    package, problems = _package(data_dir)
    last = max(released(package) if package else date.min, date.today())
    tables = {}
    for name, table in TABLES.items():
        tables[name], wrong = _table(data_dir, table, last)
        problems += [*tables[name].problems, *wrong]
    problems += _references(data_dir, tables)
    return RawRecord(data_dir, MappingProxyType(tables), MappingProxyType(package), tuple(sorted(problems)))


def _silent(reading: RawRecord, stated: Mapping[str, str]) -> set[str]:
    """Tables newer than the release that are still empty, and so do not change what was released."""
    return {
        TABLES[name].file
        for name, cells in reading.tables.items()
        if stated and TABLES[name].file not in stated and not len(cells.frame)
    }


def build(reading: RawRecord) -> Dataset:
    """Build the Dataset; raises ``DatasetError`` with every problem if there are any."""
    if reading.problems:
        raise DatasetError(reading.problems)
    package = reading.package
    stated = stated_hashes(package)
    files = {name for table in TABLES.values() for name in table.files(reading.folder)}
    names = sorted(files - _silent(reading, stated))
    hashes = {name: file_hash(reading.folder / name) for name in names}
    changed = tuple(sorted(name for name, value in hashes.items() if stated.get(name, "") != value))
    digest = hashlib.sha256("\n".join(f"{k} {v}" for k, v in sorted(hashes.items())).encode()).hexdigest()
    frames = {name: cells.typed(TABLES[name]) for name, cells in reading.tables.items()}
    listed_here = listed_one_by_one(frames)
    silent = frames["bodies"][~listed_here].sort_values("id", ignore_index=True)
    frames["bodies"] = frames["bodies"][listed_here].sort_values("id", ignore_index=True)
    registers = Tables({"bodies": silent})
    return Dataset(Tables(frames), package["version"], released(package), digest, changed, registers)


def listed_one_by_one(frames: Mapping[str, pd.DataFrame]) -> pd.Series[bool]:
    """Which bodies to list one by one: those that are from no register, and those that another row names.

    A request page or a request does not count, because neither says anything about a body's cameras.
    """
    silent = ("share_alike_request_pages", "requests")
    named = {
        body
        for name, table in TABLES.items()
        for column in table.fields
        if column.points_to == "bodies" and name not in silent
        for cell in frames[name][column.name].unique()
        for body in _pointers(column, cell)
    }
    bodies = frames["bodies"]
    return (bodies["register"] == "") | bodies["id"].isin(named)


def load(data_dir: Path = DATA_DIR) -> Dataset:
    """Load the Dataset in ``data_dir``; raises ``DatasetError`` with every problem if there are any."""
    return build(read(data_dir))
