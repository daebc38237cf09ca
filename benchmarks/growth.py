"""The explorer's pages when the record has grown a hundredfold, beside one of today's size, both made up."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks import room, sides
from benchmarks.report import Row, judged, middle, seen
from benchmarks.servers import Server, streamlit
from benchmarks.sides import Side, page

TIMES = 100
QUESTIONS = 3


def measure(quick: bool) -> Iterator[Row]:
    """Server CPU of an interaction on each page, the two records in turns."""
    rounds = 2 if quick else 4
    records = {1: room.record(times=1), TIMES: room.record(times=TIMES)}
    with ExitStack() as stack:
        pages = {
            factor: _pages(
                stack.enter_context(streamlit("app.py", environment={"WHOSE_CAMERAS_DATA": str(record)})), record
            )
            for factor, record in records.items()
        }
        for line in pages[1]:
            small, large = pages[1][line], pages[TIMES][line]
            found = sides.turns((small, large), rounds, 1.5)
            once, grown = (sides.cpu(found[side.name]) for side in (small, large))
            yield judged(line, sides.ratio(grown, once))
            yield seen(f"{small.name}: server CPU for an interaction", middle(once), "ms")
            yield seen(f"{large.name}: server CPU for an interaction", middle(grown), "ms")


def _pages(server: Server, record: Path) -> dict[str, Side]:
    """Name of the budget -> page; visitors of the search ask for names of its own record."""
    with (record / "bodies.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row, _ in zip(csv.DictReader(file), range(QUESTIONS), strict=False)]
    size = "100×" if record.name.endswith(f"-{TIMES}") else "1×"
    return {
        "front-grown": page(server, f"front page at {size}"),
        "map-grown": page(server, f"map at {size}", "map", "vendor"),
        "sectors-grown": page(server, f"sectors at {size}", "sectors", "vendor"),
        "find-grown": page(server, f"finding a body at {size}", "find", "q", choices=names),
    }
