"""What the tests share: the record, and a copy of it in which faults can be planted."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from whosecameras import package
from whosecameras.checks import check, open_dataset
from whosecameras.load import DATA_DIR, Dataset, Problem
from whosecameras.model import TABLES


class Folder:
    """A copy of the data folder; each method plants a fault and says on which line it stands."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def file(self, table: str) -> Path:
        """Path of a table's file."""
        return self.path / TABLES[table].file

    def lines(self, table: str) -> list[list[str]]:
        """All lines of a table as cells, the header first."""
        return list(csv.reader(io.StringIO(self.file(table).read_text(encoding="utf-8"), newline="")))

    def write(self, table: str, lines: list[list[str]]) -> None:
        """Write a table from cells."""
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(lines)
        self.file(table).write_text(text.getvalue(), encoding="utf-8", newline="")

    def line_of(self, table: str, **cells: str) -> int:
        """The first line whose cells have these values."""
        header, *rows = self.lines(table)
        for number, row in enumerate(rows, 2):
            if all(row[header.index(column)] == value for column, value in cells.items()):
                return number
        raise LookupError(f"{table} has no row with {cells}")

    def set(self, table: str, line: int, **cells: str) -> int:
        """Give cells of a line new values."""
        lines = self.lines(table)
        for column, value in cells.items():
            lines[line - 1][lines[0].index(column)] = value
        self.write(table, lines)
        return line

    def add(self, table: str, copy_of: int, **cells: str) -> int:
        """Put a copy of a line, with these new values, where its key belongs."""
        lines = self.lines(table)
        new = list(lines[copy_of - 1])
        for column, value in cells.items():
            new[lines[0].index(column)] = value
        place = next((n for n, row in enumerate(lines[1:], 1) if row[0] > new[0]), len(lines))
        lines.insert(place, new)
        self.write(table, lines)
        return place + 1

    def problems(self) -> list[Problem]:
        """What the check finds."""
        return list(check(self.path).problems)


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The record as it stands."""
    return open_dataset(DATA_DIR)


@pytest.fixture(scope="session")
def _good_folder(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record") / "data"
    path.mkdir()
    for table in TABLES.values():
        shutil.copy(DATA_DIR / table.file, path)
    package.write(path, dataset.version, dataset.released)
    return path


@pytest.fixture
def folder(_good_folder: Path, tmp_path: Path) -> Folder:
    """A copy of the data, freshly described, that may be spoilt."""
    return Folder(Path(shutil.copytree(_good_folder, tmp_path / "data")))
