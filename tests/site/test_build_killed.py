"""A killed build (by the kernel, when memory is short) leaves nothing that blocks the next one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import ROOT, holding
from typer.testing import CliRunner

from whosecameras import locks
from whosecameras.__main__ import app
from whosecameras.site import folders

WAIT = 60.0  # timeout in seconds on a slow machine


def build_of_workers(out: Path) -> subprocess.Popen[str]:
    """A build whose two workers have started and never finish; it prints their process ids."""
    code = f"""
import os, time
from pathlib import Path
from whosecameras import workers
from whosecameras.site import folders

def work(_):
    os.write(1, (str(os.getpid()) + "\\n").encode())  # in one piece: two write at once
    time.sleep({WAIT})

out = Path({str(out)!r})
with folders.build_lock(folders.versions_folder(out), out):
    workers.map_parallel(2, work, [1, 2], lambda _: 1, lambda *_: None)
"""
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[tuple[Path, list[int]]]:
    """The folder of a website whose build was killed while running, and its workers."""
    out = tmp_path / "www"
    with build_of_workers(out) as build:
        try:
            assert build.stdout
            workers = [int(build.stdout.readline()) for _ in range(2)]
            build.kill()
            build.wait(WAIT)
            yield out, workers
        finally:
            with suppress(ProcessLookupError):
                os.killpg(build.pid, signal.SIGKILL)


def ended(process: int) -> bool:
    """True if a process is gone or a zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_the_next_build_goes_on_at_once(killed: tuple[Path, list[int]], capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = killed
    with folders.build_lock(folders.versions_folder(out), out):
        assert "Took over a lock: process " in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see the workers")
def test_its_workers_end_with_it(killed: tuple[Path, list[int]]) -> None:
    _, workers = killed
    until = time.monotonic() + WAIT
    while not all(map(ended, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert all(map(ended, workers))


def test_a_build_that_times_out_waiting_says_for_which_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "ANNOUNCED_AFTER", 0.1)
    monkeypatch.setattr(folders, "TIMEOUT_SECONDS", 0.2)
    out = tmp_path / "www"
    versions = folders.versions_folder(out)
    versions.mkdir()
    with holding(versions / ".lock") as other:
        ran = CliRunner().invoke(app, ["site", "--out", str(out), "--base-url", "https://cameras.example"])
    told = ran.stderr.splitlines()
    assert ran.exit_code == 1 and len(told) == 2 and told[0].startswith("Waiting")
    assert all(f"{out} is being built by process {other.pid} on " in line for line in told)
    assert not out.exists()
