"""Reads and changes the tables in ``data/``: a change is checked as a whole, then written completely or not at all."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

from whosecameras import locks
from whosecameras.errors import UserError
from whosecameras.publishing import validation
from whosecameras.record.loading import PACKAGE_FILE, DatasetError, Problem, RawRecord, read
from whosecameras.record.registers import SHARE_ALIKE_BODIES
from whosecameras.record.schema import TABLES, Table

LOCK = ".curating.lock"
Row = dict[str, str]
_held: set[Path] = set()
written: list[Path] = []  # every file that this process wrote and did not roll back


class FolderBusy(UserError):
    """Another process is changing the record; the message says which."""


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Lock the record against changes by others; use it around ``rows`` and the ``change`` based on them.

    Re-entrant. Waits for another process that holds the lock; ``FolderBusy`` after a timeout, ``OSError`` if the folder
    cannot be written.
    """
    lock = data_dir.resolve() / LOCK
    if lock in _held:
        yield
        return
    try:
        with locks.held(lock, f"{data_dir} is being changed"):
            _held.add(lock)
            try:
                yield
            finally:
                _held.discard(lock)
    except locks.FolderLocked as busy:
        raise FolderBusy(str(busy)) from None


def _broken(reading: RawRecord, names: Iterable[str]) -> None:
    """Raise ``DatasetError`` if one of these tables could not be read completely."""
    problems = [problem for name in names for problem in reading.tables[name].problems]
    if problems:
        raise DatasetError(problems)


def _rows(reading: RawRecord, table: str) -> list[Row]:
    return reading.tables[table].rows(TABLES[table].columns)


def tables(data_dir: Path, names: Iterable[str]) -> dict[str, list[Row]]:
    """The rows of several tables, read at once; rows and errors as in ``rows``."""
    reading = read(data_dir)
    table_names = list(names)
    _broken(reading, table_names)
    return {name: _rows(reading, name) for name in table_names}


def rows(data_dir: Path, table: str) -> list[Row]:
    """The rows of one table in file order, each ``{column: text}`` with ``""`` where blank.

    Raises ``DatasetError`` with each problem if the file cannot be read as this table (missing, conflict marks, not
    UTF-8, wrong columns ...), and ``KeyError`` for an unknown table. Invalid values are returned unchanged.
    """
    return tables(data_dir, [table])[table]


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().removesuffix("\n")


def _file(table: Table, changed: Sequence[Mapping[str, str]], raw: bytes) -> bytes:
    """The table's file with these rows, sorted by key; unchanged rows keep the bytes of their lines.

    Raises ``KeyError`` for a column that the table does not have.
    """
    for row in changed:
        for column in row:
            table.field(column)
    header, *lines = raw.decode("utf-8").removesuffix("\n").split("\n")
    before = {tuple(next(csv.reader([line]))): line for line in lines}
    cells = [tuple(row.get(column, "") for column in table.columns) for row in changed]
    if table.key:
        at = table.columns.index(table.key)
        cells.sort(key=lambda row: row[at])
    # Bytes that are not UTF-8 (typed on the command line) pass through, so that the check reports them.
    text = "\n".join([header, *(before.get(row) or _line(row) for row in cells)]) + "\n"
    return text.encode("utf-8", "surrogateescape")


def _by_file(data_dir: Path, table: Table, changed: Sequence[Mapping[str, str]]) -> dict[str, list[Mapping[str, str]]]:
    """The rows of a table by file; new rows by the file that they belong in."""
    files = table.files(data_dir)
    if len(files) == 1:
        return {files[0]: list(changed)}
    lines = (
        (data_dir / SHARE_ALIKE_BODIES).read_text(encoding="utf-8").splitlines() if SHARE_ALIKE_BODIES in files else []
    )
    shared = {line.partition(",")[0] for line in lines}
    by_file: dict[str, list[Mapping[str, str]]] = {file: [] for file in files}
    for row in changed:
        file = SHARE_ALIKE_BODIES if row[table.key] in shared else table.part_of(row)
        by_file.setdefault(file, []).append(row)
    return by_file


def _kind(problem: Problem) -> tuple[str, str, str]:
    """A problem without line numbers, which change when rows are inserted before it."""
    message = re.sub(r"on line \d+|^\d+ ", "", problem.message)
    return problem.file, problem.column, message


def waiting(data_dir: Path) -> tuple[Problem, ...]:
    """Sources that nothing cites yet: the only tolerated problem, since a source is added before its statements."""
    return tuple(validation.sources_are_cited(read(data_dir)))


def _new_problems(before: Path, after: Path) -> list[Problem]:
    """Problems in ``after`` that were not in ``before``, except uncited sources."""
    problems_after = validation.check(after).problems
    may_wait = set(waiting(after)) if problems_after else set()
    if may_wait.issuperset(problems_after):
        return []  # without a second check, which takes as long as the first
    known = Counter(map(_kind, validation.check(before).problems))
    new = []
    for problem in problems_after:
        if known[_kind(problem)]:
            known[_kind(problem)] -= 1
        elif problem not in may_wait:
            new.append(problem)
    return new


@contextmanager
def staged(data_dir: Path, files: Mapping[str, bytes], beside: bool = True) -> Iterator[Path]:
    """A temporary folder next to the tables with a copy of each, in which these files (name -> content) are replaced.

    If ``beside`` is false, it is in the system's temporary folder, and nothing in the record's folder is touched.
    """
    with tempfile.TemporaryDirectory(dir=data_dir if beside else None, prefix=".change-") as name:
        folder = Path(name)
        for file in (PACKAGE_FILE, *(file for table in TABLES.values() for file in table.files(data_dir))):
            (folder / file).parent.mkdir(exist_ok=True)
            if file in files:
                (folder / file).write_bytes(files[file])
            elif (data_dir / file).exists():
                shutil.copyfile(data_dir / file, folder / file)
        yield folder


def checked(
    data_dir: Path, changed: Mapping[str, Sequence[Mapping[str, str]]], beside: bool = True
) -> dict[Path, bytes]:
    """Check the record with these rows and return the files that ``change`` would write.

    Raises ``DatasetError`` and ``KeyError`` like ``change``. If ``beside`` is false, nothing in the record's folder is
    touched.
    """
    _broken(read(data_dir), TABLES)
    files = {}
    for name, new in changed.items():
        for file, rows in _by_file(data_dir, TABLES[name], new).items():
            old = (data_dir / file).read_bytes()
            content = _file(TABLES[name], rows, old)
            if content != old:
                files[file] = content
    if files:
        with staged(data_dir, files, beside) as folder:
            if problems := _new_problems(data_dir, folder):
                raise DatasetError(problems)
    return {data_dir / name: content for name, content in files.items()}


def change(
    data_dir: Path,
    changed: Mapping[str, Sequence[Mapping[str, str]]],
    beside: Mapping[Path, bytes] = MappingProxyType({}),
) -> None:
    """Replace the rows of tables: ``{table: all its rows}``, in any order; missing columns become blank.

    The files in ``beside`` are written in the same transaction.

    The changed record is checked; then every file that differs is written, all of them or none. Unchanged lines keep
    their bytes. A source that nothing cites yet is tolerated (``waiting`` lists them; a release refuses). Call it
    inside ``locked``, together with the ``rows`` that it is based on.

    Raises ``DatasetError`` with every problem that the change would add, or if a file is unreadable; ``FolderBusy`` if
    another process is changing the record; ``KeyError`` for an unknown table or column; ``OSError`` (disk full ...).
    If anything is raised, including Ctrl-C, the record is unchanged.
    """
    with locked(data_dir):
        write_all({**checked(data_dir, changed), **beside})


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Make an ``OSError`` name the target file: a full disk names none, and the temporary name does not help."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


def _temporary(path: Path, content: bytes) -> Path:
    """Write the content to a synced temporary file next to ``path``; it is removed on failure."""
    with _naming(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return Path(name)


def _restore(path: Path, old: bytes | None, kept: Path | None) -> None:
    """Restore the old content of ``path``: from the kept file, which needs no disk space, or else from its bytes."""
    if old is None or kept is None:
        path.unlink(missing_ok=True)
        return
    try:
        kept.replace(path)
    except OSError:
        path.write_bytes(old)


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write all files or none; missing folders are created.

    Raises ``OSError`` if one cannot be written. If anything is raised, including Ctrl-C, every file is unchanged.
    """
    temporary: dict[Path, Path] = {}
    backups: dict[Path, Path] = {}
    old: dict[Path, bytes | None] = {}
    folders = [folder for path in files for folder in [*reversed(path.parents)] if not folder.exists()]
    done: list[Path] = []
    before_this = len(written)
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary[path] = _temporary(path, content)
            old[path] = path.read_bytes() if path.exists() else None
            if (before := old[path]) is not None:
                backups[path] = _temporary(path, before)
        for path in files:
            done.append(path)
            with _naming(path):
                temporary[path].replace(path)
        written.extend(files)
    except BaseException:
        del written[before_this:]
        for path in reversed(done):
            _restore(path, old[path], backups.get(path))
        raise
    finally:
        for leftover in (*temporary.values(), *backups.values()):
            leftover.unlink(missing_ok=True)
        for folder in reversed(folders):
            with suppress(OSError):  # skip a folder that is in use or was not created
                folder.rmdir()


def used_ids(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> list[str]:
    """The ids of all findings and of corrected ones, so that ids of withdrawn findings are not reused."""
    return [row["id"] for row in tables["findings"]] + [
        row["row"] for row in tables["corrections"] if row["table"] == "findings"
    ]


def next_finding_id(used: Iterable[str], body: str) -> str:
    """The next id for a finding about a body: the body's id and a three-digit number, one above the highest used.

    ``used`` comes from ``used_ids``.
    """
    pattern = re.compile(rf"{re.escape(body)}-([0-9]+)")
    numbers = [int(match[1]) for used_id in used if (match := pattern.fullmatch(used_id))]
    return f"{body}-{max(numbers, default=0) + 1:03d}"
