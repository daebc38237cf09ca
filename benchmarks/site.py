"""Building the website: the whole of it from nothing, and again after one finding or one row of a register has changed;
what its pages weigh; and the website of 100,000 bodies beside it.
"""

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

MANY, FINDINGS = 100_000, 5_000


def measure(quick: bool) -> Iterator[Row]:
    """Both builds are commands of their own, as a maintainer gives them, on as many cores as there are."""
    data, www = room.folder() / "data", room.folder() / "www"
    shutil.copytree(active_dataset.active_folder(), data)
    yield judged("site-whole", _built(www, data))
    files = json.loads((www / "manifest.json").read_text(encoding="utf-8"))["files"]
    yield judged("site-files", sum(one.is_file() for one in www.resolve().rglob("*")))
    yield judged("site-size", _bytes(www) / 1e6)
    weight = {path: held["br"] or held["gz"] or held["bytes"] for path, held in files.items()}
    styles = sum(weight[path] for path in weight if path.endswith(".css"))
    yield judged("site-front", (weight["index.html"] + styles) / 1000)
    yield judged("site-body", max(weight[p] for p in weight if p.startswith("body/") and p.endswith(".html")) / 1000)
    _change(data / "findings.csv", "detail")
    yield judged("site-rebuild", _built(www, data))
    _change(data / "bodies" / "school.csv", "type")
    yield judged("site-row", _built(www, data))
    if not quick:
        yield from _grown()


def _grown() -> Iterator[Row]:
    """The website of 100,000 made-up bodies, nearly all of them known from a list alone."""
    data, www = room.record(bodies=MANY, findings=FINDINGS), room.folder() / "www-grown"
    yield seen(f"whole website of {MANY:,} bodies", _built(www, data), "s")
    yield seen(f"website of {MANY:,} bodies on disk", _bytes(www) / 1e6, "MB")
    _change(data / "findings.csv", "detail")
    yield seen(f"rebuild of {MANY:,} bodies after one changed finding", _built(www, data), "s")


def _bytes(www: Path) -> int:
    """Bytes of all files; what has the same content is linked and counted once."""
    kept = {one.stat().st_ino: one.stat().st_size for one in www.resolve().rglob("*") if one.is_file()}
    return sum(kept.values())


def _built(www: Path, data: Path) -> float:
    """Seconds that a build takes."""
    start = time.perf_counter()
    room.command("site", "--out", str(www), "--data", str(data))
    return time.perf_counter() - start


def _change(path: Path, column: str) -> None:
    """Give one row of a table a word more in the copy."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    rows[len(rows) // 2][header.index(column)] += " Measured."
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
