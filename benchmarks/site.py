"""Building the website: the whole of it from nothing, and again after one finding or one row of a register has changed;
and what its pages weigh.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import room
from benchmarks.report import Row, judged
from whosecameras.publishing import active_dataset


def measure(quick: bool) -> Iterator[Row]:
    """Both builds are commands of their own, as a maintainer gives them, on as many cores as there are.

    The first build is of a record with two changes, which are then taken back one after the other: so the website that
    remains is that of the record, which later parts look at.
    """
    data, www = room.folder() / "data", room.folder() / "www"
    shutil.copytree(active_dataset.active_folder(), data)
    finding = change(data / "findings.csv", "detail")
    register = change(data / "bodies" / "school.csv", "type")
    yield judged("site-whole", built(www, data))
    finding()
    yield judged("site-rebuild", built(www, data))
    register()
    yield judged("site-row", built(www, data))
    files = json.loads((www / "manifest.json").read_text(encoding="utf-8"))["files"]
    yield judged("site-files", sum(one.is_file() for one in www.resolve().rglob("*")))
    yield judged("site-size", bytes_of(www) / 1e6)
    weight = {path: held["br"] or held["gz"] or held["bytes"] for path, held in files.items()}
    styles = sum(weight[path] for path in weight if path.endswith(".css"))
    yield judged("site-front", (weight["index.html"] + styles) / 1000)
    yield judged("site-body", max(weight[p] for p in weight if p.startswith("body/") and p.endswith(".html")) / 1000)


def bytes_of(www: Path) -> int:
    """Bytes of all files; what has the same content is linked and counted once."""
    kept = {one.stat().st_ino: one.stat().st_size for one in www.resolve().rglob("*") if one.is_file()}
    return sum(kept.values())


def built(www: Path, data: Path) -> float:
    """Seconds that a build takes."""
    start = time.perf_counter()
    room.command("site", "--out", str(www), "--data", str(data))
    return time.perf_counter() - start


def change(path: Path, column: str) -> Callable[[], object]:
    """Give one row of a table a word more in the copy. Returns a function that takes this back."""
    before = path.read_bytes()
    header, *rows = csv.reader(io.StringIO(before.decode("utf-8"), newline=""))
    rows[len(rows) // 2][header.index(column)] += " Measured."
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return lambda: path.write_bytes(before)
