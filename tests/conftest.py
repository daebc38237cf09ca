"""Shared fixtures: the record, and copies of it in which faults can be planted."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
import shifted
from playwright.sync_api import Browser, sync_playwright
from typer import testing

from scripts import explorer
from whosecameras import locks
from whosecameras.content import body_lists
from whosecameras.publishing import datapackage
from whosecameras.publishing.validation import check, open_dataset
from whosecameras.record.loading import DATA_DIR, Dataset, Problem, Tables
from whosecameras.record.schema import OPEN_TABLES, TABLES

try:
    shifted.start()  # before any test reads the clock
except ValueError as wrong:
    raise pytest.UsageError(str(wrong)) from None

# Typer would build the parser of all verbs again for each command that a test runs.
testing._get_command = cache(testing._get_command)

Result = TypeVar("Result")
ROOT = Path(__file__).resolve().parents[1]
EXPLORER = "/explore"  # the explorer's address for that website
SITE = "https://cameras.example"  # the address of the website that tests build


class Folder:
    """A copy of the data folder. Each method plants a fault and returns its line number."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def file(self, table: str) -> Path:
        """The path of a table's file."""
        return self.path / TABLES[table].file

    def lines(self, table: str) -> list[list[str]]:
        """All lines of a table as cells, header first."""
        return list(csv.reader(io.StringIO(self.file(table).read_text(encoding="utf-8"), newline="")))

    def write(self, table: str, lines: list[list[str]]) -> None:
        """Write a table from cells."""
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(lines)
        self.file(table).write_text(text.getvalue(), encoding="utf-8", newline="")

    def line_of(self, table: str, **cells: str) -> int:
        """The first line with these cell values."""
        header, *rows = self.lines(table)
        for number, row in enumerate(rows, 2):
            if all(row[header.index(column)] == value for column, value in cells.items()):
                return number
        raise LookupError(f"{table} has no row with {cells}")

    def set(self, table: str, line: int, **cells: str) -> int:
        """Set cells of a line."""
        lines = self.lines(table)
        for column, value in cells.items():
            lines[line - 1][lines[0].index(column)] = value
        self.write(table, lines)
        return line

    def add(self, table: str, copy_of: int, /, **cells: str) -> int:
        """Insert a copy of a line, with these new values, at the position of its key."""
        lines = self.lines(table)
        new = list(lines[copy_of - 1])
        for column, value in cells.items():
            new[lines[0].index(column)] = value
        place = next((n for n, row in enumerate(lines[1:], 1) if row[0] > new[0]), len(lines))
        lines.insert(place, new)
        self.write(table, lines)
        return place + 1

    def problems(self) -> list[Problem]:
        """The problems that the check finds."""
        return list(check(self.path).problems)


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The current record."""
    return open_dataset(DATA_DIR)


@pytest.fixture(scope="session")
def sampled(dataset: Dataset) -> Dataset:
    """The record with a sample of the bodies known only from registers: each sector, nation and licence, former ones,
    two with the same name in one town, the longest names, and enough in one sector to fill more than one list page.
    """
    rows = dataset.registers["bodies"]
    place = [rows["name"], rows["lad"], rows["sector"]]
    kept = rows.groupby(["sector", "nation", "register"]).cumcount() < 2
    kept |= (rows["ended"] != "") | (rows["replaced_by"] != "")
    kept |= rows.index.isin(rows["name"].str.len().nlargest(3).index)
    kept |= rows.index.isin(rows[rows.groupby(place)["id"].transform("count") > 1].index[:4])
    kept |= rows.index.isin(rows[rows["sector"] == "school"].index[: body_lists.IN_A_PART])
    return replace(dataset, registers=Tables({"bodies": rows[kept].reset_index(drop=True)}))


@pytest.fixture(scope="session")
def _good_folder(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record") / "data"
    path.mkdir()
    for table in OPEN_TABLES.values():
        if not table.parts:
            shutil.copy(DATA_DIR / table.file, path)
    # Bodies in one file, without those known only from registers: 37,000 of them would slow down each check.
    bodies = TABLES["bodies"]
    texts = [(DATA_DIR / name).read_text(encoding="utf-8") for name in bodies.files(DATA_DIR)]
    known = set(dataset.bodies["id"])
    lines = [line for text in texts for line in text.splitlines()[1:] if line.partition(",")[0] in known]
    whole = "\n".join([",".join(bodies.columns), *sorted(lines, key=lambda line: line.partition(",")[0])]) + "\n"
    (path / bodies.file).write_text(whole, encoding="utf-8")
    datapackage.write(path, dataset.version, datapackage.day_of(dataset))
    return path


@pytest.fixture
def folder(_good_folder: Path, tmp_path: Path) -> Folder:
    """A copy of the data with a fresh description, for tests to modify."""
    return Folder(Path(shutil.copytree(_good_folder, tmp_path / "data")))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The single Chromium of a process: Playwright cannot be started twice at once."""
    with sync_playwright() as playwright:
        opened = explorer.launch(playwright)
        yield opened
        opened.close()


def finished(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in a separate thread, because Playwright's event loop may be running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@contextmanager
def holding(lock: Path, *, forks: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds a lock until it is killed on exit; with ``forks`` it has a child process."""
    child = "if os.fork() == 0: time.sleep(60)" if forks else ""
    code = f"""
import os, time
from pathlib import Path
from whosecameras import locks
with locks.held(Path({str(lock)!r}), "this is held"):
    {child}
    print("held", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as other:
        try:
            assert other.stdout and other.stdout.readline() == "held\n"
            yield other
        finally:
            with suppress(ProcessLookupError):
                os.killpg(other.pid, signal.SIGKILL)  # it was started as the leader of its process group
            other.wait(10)


@pytest.fixture(scope="session")
def built_site(sampled: Dataset, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The website of the record with a sample of its registers, built once per test run and shared by all processes.

    Treat it as read-only.
    """
    here = tmp_path_factory.getbasetemp()
    shared = here.parent if hasattr(request.config, "workerinput") else here
    out = shared / "website" / "www"
    out.parent.mkdir(exist_ok=True)
    with locks.held(shared / "website.lock", "the website of the tests is being built", timeout=600):
        if not (out / "manifest.json").is_file():
            from whosecameras.cli.ready_made import ready_made
            from whosecameras.site.build import build

            briefings = ready_made(sampled)
            build(sampled, out, SITE, explorer=EXPLORER, briefings=briefings, data_dir=DATA_DIR, jobs=2)
    return out


def copied(built: Path, out: Path) -> Path:
    """A copy of a built website that may be rebuilt; its files are hard links, as a build makes them."""
    from whosecameras.site.build import PARTS_FILE

    versions = out.with_name(f".{out.name}-versions")
    shutil.copytree(built.resolve(), versions / "site-before", copy_function=os.link)
    shutil.copy(built.with_name(f".{built.name}-versions") / PARTS_FILE, versions)
    out.symlink_to(os.path.relpath(versions / "site-before", out.parent))
    return out
