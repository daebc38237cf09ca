"""Importing what was asked: the export of a project with 20,000 requests, into a copy of the whole record."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks import room
from benchmarks.report import Row, judged, seen
from whosecameras.publishing import active_dataset

REQUESTS = 20_000
COLUMNS = ("request", "request_url", "requested_by", "public_body", "public_body_url", "status")
SITE = "https://www.whatdotheyknow.com"
KILOBYTES = 1 if sys.platform == "darwin" else 1024  # bytes in a unit of ``ru_maxrss``


def measure(quick: bool) -> Iterator[Row]:
    """Seconds and memory of the import in a process of its own; reading the record and checking it twice included."""
    data, file = room.folder() / "data-requests", room.folder() / "export.csv"
    shutil.copytree(active_dataset.active_folder(), data)
    with (data / "share-alike" / "request_pages.csv").open(encoding="utf-8", newline="") as pages:
        _written(file, islice(csv.DictReader(pages), REQUESTS))
    seconds, megabytes = _imported(data, file)
    yield judged("requests", seconds)
    yield seen(f"import of {REQUESTS:,} requests, memory at its peak", megabytes, "MB")


def _written(path: Path, pages: Iterator[dict[str, str]]) -> None:
    """An export with a request to each body."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for number, page in enumerate(pages, 1):
            address, body = f"{SITE}/request/cameras_{number}", f"{SITE}/body/{page['url_name']}"
            rows.writerow(("Cameras", address, "Somebody", page["body"], body, "Awaiting response."))


def _imported(data: Path, file: Path) -> tuple[float, float]:
    """Seconds, and megabytes at the peak."""
    verb = ["requests", "import", str(file), "--asked", "2026-09-01", "--on", "2026-09-10", "--data", str(data)]
    start = time.perf_counter()
    ran = subprocess.Popen([sys.executable, "-m", "whosecameras", *verb], cwd=room.ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(ran.pid, 0)
    ran.returncode = os.waitstatus_to_exitcode(status)
    if ran.returncode:
        raise RuntimeError(f"requests import failed with exit code {ran.returncode}")
    return time.perf_counter() - start, used.ru_maxrss * KILOBYTES / 1e6
