"""Reading procurement notices: a file of 200 MB must take no more memory than one of 20 MB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import room
from benchmarks.report import Row, judged, seen
from benchmarks.requests import KILOBYTES

SMALL, LARGE = 20_000_000, 200_000_000  # bytes
NAMES_EVERY = 5_000  # releases that name no company, for each that does
FILLER = "Supply and maintenance of equipment for buildings and streets. " * 25


def measure(quick: bool) -> Iterator[Row]:
    """The peak of both against each other, the smaller first; seconds of the larger."""
    small = room.folder() / "notices-small.json"
    large = room.folder() / "notices.json"
    _write(small, SMALL)
    _write(large, LARGE // 4 if quick else LARGE)
    _, least = _read(small)
    took, most = _read(large)
    yield judged("leads-memory", most / least)
    yield seen("reading procurement notices of 200 MB: processor time", took, "s")
    yield seen("reading procurement notices of 200 MB: memory at its peak", most, "MB")


def _release(number: int) -> dict[str, object]:
    """A release of the published schema; one in thousands names a company."""
    named = "Hikvision cameras, CCTV. " if number % NAMES_EVERY == 0 else ""
    return {
        "ocid": f"ocds-h6vhtk-{number:06x}",
        "id": f"{number % 1_000_000:06d}-2026",
        "date": "2026-02-03T10:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "buyer": {"id": "GB-1", "name": "Leeds City Council"},
        "tender": {"id": str(number), "title": f"Equipment {number}", "description": named + FILLER},
    }


def _write(path: Path, size: int) -> None:
    """A release package of about ``size`` bytes."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"uri":"https://example.org/package","version":"1.1","releases":[')
        number = written = 0
        while written < size:
            number += 1
            written += file.write((", " if number > 1 else "") + json.dumps(_release(number)))
        file.write("]}")


def _read(path: Path) -> tuple[float, float]:
    """Processor seconds and megabytes at the peak of the reader, the record included."""
    verb = ["leads", str(path), "--out", str(path.with_suffix(".csv"))]
    ran = subprocess.Popen([sys.executable, "-m", "whosecameras", *verb], cwd=room.ROOT, stderr=subprocess.DEVNULL)
    start = time.monotonic()
    _, status, used = os.wait4(ran.pid, 0)
    ran.returncode = os.waitstatus_to_exitcode(status)
    if ran.returncode:
        raise RuntimeError(f"leads failed with exit code {ran.returncode} after {time.monotonic() - start:.0f} s")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * KILOBYTES / 1e6
