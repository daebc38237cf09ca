"""Building the website: the whole of it from nothing, and again after one finding has changed; what its pages weigh."""

from __future__ import annotations

import csv
import io
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import room
from benchmarks.report import Row, judged, seen
from whosecameras.publishing import active_dataset


def measure(quick: bool) -> Iterator[Row]:
    """Both builds are commands of their own, as a maintainer gives them, on as many cores as there are."""
    data, www = room.folder() / "data", room.folder() / "www"
    shutil.copytree(active_dataset.active_folder(), data)
    yield judged("site-whole", _built(www, data))
    files = json.loads((www / "manifest.json").read_text(encoding="utf-8"))["files"]
    yield seen("files of the website", len(files), "files")
    weight = {path: held["br"] or held["gz"] or held["bytes"] for path, held in files.items()}
    styles = sum(weight[path] for path in weight if path.endswith(".css"))
    yield judged("site-front", (weight["index.html"] + styles) / 1000)
    yield judged("site-body", max(weight[p] for p in weight if p.startswith("body/") and p.endswith(".html")) / 1000)
    _change(data / "findings.csv")
    yield judged("site-rebuild", _built(www, data))


def _built(www: Path, data: Path) -> float:
    """Seconds that a build takes."""
    start = time.perf_counter()
    room.command("site", "--out", str(www), "--data", str(data))
    return time.perf_counter() - start


def _change(path: Path) -> None:
    """Give one finding a word more in the copy."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    rows[len(rows) // 2][header.index("detail")] += " Measured."
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
