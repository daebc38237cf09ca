"""A full disk: each command reports in one line what failed and what was written, and leaves no debris.

A file size limit makes the kernel really refuse; a genuinely full disk would need root.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
import shifted
from conftest import Folder

from whosecameras.curation import release
from whosecameras.publishing import datapackage
from whosecameras.publishing.validation import open_dataset
from whosecameras.record.loading import DATA_DIR

ROOT = DATA_DIR.parent
FINDING = "aberdeen-city-council-001"
#: Command: its arguments, and the largest file in bytes that it may write. One table exceeds the smallest.
VERBS = {
    "release": (("release", "1.2.0"), 90_000),
    "release, of which a table is refused": (("release", "1.2.0"), 30_000),
    "correct": (("correct", "findings", FINDING, "detail", "Said otherwise.", "--why", "It was misread."), 30_000),
    "withdraw": (("withdraw", "findings", FINDING, "--why", "It was misread."), 30_000),
    "synth": (("synth", "--out", "out"), 30_000),
    "briefing": (("briefing", "--out", "out", "--format", "svg", "--size", "1200x630", "--theme", "light"), 0),
}


def limited(size: int, place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that may write no file larger than a limit."""
    return subprocess.run(
        [sys.executable, "-m", "whosecameras", *arguments], cwd=place, capture_output=True, text=True, timeout=300,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        env={**shifted.environment(ROOT), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def contents(place: Path) -> dict[str, bytes]:
    """Every file below a folder, including links."""
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.fixture
def place(folder: Folder) -> Path:
    """A folder with a released record, including its boundaries."""
    (folder.path / datapackage.BOUNDARIES).symlink_to(DATA_DIR / datapackage.BOUNDARIES)
    datapackage.write(folder.path, "1.0.0", datapackage.day_of(open_dataset(folder.path)))
    release.release(folder.path, "1.0.0")
    return folder.path.parent


@pytest.mark.parametrize("verb", VERBS)
def test_a_disk_error_gives_one_line(verb: str, place: Path) -> None:
    arguments, size = VERBS[verb]
    before = contents(place)
    data = () if arguments[0] == "synth" else ("--data", str(place / "data"))
    ran = limited(size, place, *arguments, *data)
    told = [line for line in ran.stderr.splitlines() if not line.endswith(" ...")]
    assert ran.returncode == 1 and len(told) == 1 and ran.stdout == "", ran.stderr
    assert told[0].startswith("File too large") and "[" not in told[0]
    assert any(said in told[0] for said in ("Nothing was written.", "nothing was made", "(out)"))
    assert contents(place) == before and not (place / "out").exists()
