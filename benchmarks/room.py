"""What several parts need and one of them makes: the built website, and made-up records of any size.

It stands in a folder of the run (``BENCH_ROOM``) that goes with it; a part that runs alone makes what it needs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VARIABLE = "BENCH_ROOM"


@contextmanager
def opened() -> Iterator[Path]:
    """A folder under ``build/`` for a run, told to its parts by the environment and removed at the end."""
    (ROOT / "build").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "build"))
    os.environ[VARIABLE] = str(folder)
    try:
        yield folder
    finally:
        os.environ.pop(VARIABLE, None)
        shutil.rmtree(folder, ignore_errors=True)


def folder() -> Path:
    """The folder of this run."""
    return Path(os.environ[VARIABLE])


def command(*arguments: str) -> None:
    """Run a verb of ours in a process of its own. Raises ``RuntimeError`` with the end of what it said if it fails."""
    ran = subprocess.run(
        [sys.executable, "-m", "whosecameras", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise RuntimeError(f"{arguments[0]} failed: {(ran.stderr or ran.stdout)[-300:]}")


def website() -> Path:
    """The folder of the built website."""
    out = folder() / "www"
    if not (out / "manifest.json").is_file():
        command("site", "--out", str(out))
    return out.resolve()


def record(**size: int) -> Path:
    """A made-up record by ``times``, or by ``bodies`` and ``findings``; made in another process, since Linux counts a
    parent's memory as its children's.
    """
    out = folder() / ("record-" + "-".join(f"{name}-{value}" for name, value in size.items()))
    if not out.is_dir():
        command("synth", *[part for name, value in size.items() for part in (f"--{name}", str(value))], f"--out={out}")
    return out
