"""How long an interaction takes when 1, 10, 50 and 100 sessions click every five seconds, over real sockets."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import sides
from benchmarks.report import Row, seen

CROWDS = (1, 10, 50, 100)


def measure(quick: bool) -> Iterator[Row]:
    """Half and nineteen of twenty interactions of the front page and of the map; what the visitors took of a core."""
    with sides.ours() as server:
        for side in (sides.page(server, "front page"), sides.page(server, "map", "map", "vendor")):
            found = sides.watched(side, CROWDS, 3.0 if quick else 5.0)
            for sessions, crowd in found.items():
                if crowd.errors:
                    raise RuntimeError(f"{side.name} with {sessions} sessions: {crowd.errors[0]}")
                people = f"{sessions} session{'s' if sessions > 1 else ''}"
                yield seen(f"{side.name}: p50 with {people}", crowd.wait(0.5), "ms")
                yield seen(f"{side.name}: p95 with {people}", crowd.wait(0.95), "ms")
            largest = found[CROWDS[-1]]
            share = 100 * largest.driver / largest.seconds
            yield seen(f"{side.name}: what {CROWDS[-1]} visitors themselves take of a core", share, "%")
