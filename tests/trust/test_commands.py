"""Commands in the documents are run in a copy of the project and do what the documents say."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import documented_commands
import pytest

from scripts import serving

ROOT = documented_commands.ROOT
START_SECONDS = 240
TITLE = "We found nothing published about"
BETTER = "No public source speaks of"


def environment(**more: str) -> dict[str, str]:
    """A reader's environment: ``python`` is the one with the dependencies."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1", **more}


def typed(command: str, place: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a shell; fails with its output if the exit code is not 0."""
    ran = subprocess.run(
        ("bash", "-e", "-c", command), cwd=place, env=environment(), capture_output=True, text=True, timeout=1800
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
    return ran


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project after `make run`: `.venv` exists and links to this environment."""
    project = documented_commands.copied(tmp_path_factory.mktemp("typed"))
    door = project / ".venv" / "bin" / "python"
    door.parent.mkdir(parents=True)
    door.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
    door.chmod(0o755)
    for stamp in ("venv", "app", "dev"):
        (project / ".venv" / f".stamp-{stamp}").touch()
    return project


def texts(folder: Path) -> dict[str, str]:
    """Every document with its text, without build output."""
    found = (path.relative_to(folder) for path in folder.rglob("*.md"))
    return {one.as_posix(): (folder / one).read_text(encoding="utf-8") for one in found if one.parts[0] != "build"}


@pytest.mark.parametrize("command", [one for one in documented_commands.RUN if one != "make clean"])
def test_a_command_does_what_it_says(command: str, place: Path) -> None:
    before = texts(place)
    typed(command, place)
    assert texts(place) == before, "`make docs` changes a document, so one of them was out of date"
    out = re.search(r"--out (\S+)", command)
    assert out is None or (place / out[1] / "index.html").is_file()


@pytest.mark.parametrize(("command", "address"), documented_commands.SERVED.items())
def test_what_runs_until_it_is_stopped_answers(command: str, address: str, place: Path, tmp_path: Path) -> None:
    """Runs after `site`, above, has built what `make serve` serves."""
    port, log = serving.free_port(), tmp_path / "said"
    with log.open("wb") as said:
        process = subprocess.Popen(
            ("bash", "-c", f"exec {command} PORT={port}"),
            cwd=place,
            env=environment(WHOSE_CAMERAS_BUILD="no", STREAMLIT_SERVER_HEADLESS="true"),
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        serving.Running(port, process, log).wait(address, START_SECONDS)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def test_make_clean_leaves_what_is_of_the_project(place: Path) -> None:
    """Last, because it deletes the environment."""
    kept = {path.relative_to(place) for path in place.rglob("*") if not {".venv", "build"} & set(path.parts)}
    typed("make clean", place)
    assert not (place / ".venv").exists() and not (place / "build").exists()
    assert {one for one in kept if "__pycache__" not in one.parts} == {
        path.relative_to(place) for path in place.rglob("*")
    }


# The newcomer's tutorial


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Path]:
    yield documented_commands.copied(tmp_path)


def outcome(place: Path) -> tuple[int, set[str]]:
    """The exit code of the one test file that CONTRIBUTING names, and the tests that failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "tests/test_titles.py"]
    ran = subprocess.run(command, cwd=place, env=environment(), capture_output=True, text=True, timeout=600)
    return ran.returncode, set(re.findall(r"^FAILED (\S+)", ran.stdout, re.M))


def change(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(TITLE) == 1
    path.write_text(text.replace(TITLE, BETTER), encoding="utf-8")


def test_a_newcomer_changes_the_title_of_a_chart(newcomer: Path) -> None:
    """CONTRIBUTING's ten minutes: change the title, one test fails; change its expectation, it passes."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert TITLE in guide and BETTER in guide and "make test TESTS=tests/test_titles.py" in guide
    change(newcomer / "whosecameras" / "charts" / "sectors.py")
    assert outcome(newcomer) == (
        1,
        {"tests/test_titles.py::test_the_chart_of_all_councils_says_how_many_are_blank"},
    )
    change(newcomer / "tests" / "test_titles.py")
    assert outcome(newcomer) == (0, set())
