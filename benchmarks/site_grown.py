"""The website of 100,000 made-up bodies, nearly all of them known from a register alone. It takes too long to be one of
the parts that run within 25 minutes: `python -m benchmarks site_grown`.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import room
from benchmarks.report import Row, seen
from benchmarks.site import built, bytes_of, change

BODIES, FINDINGS = 100_000, 5_000


def measure(quick: bool) -> Iterator[Row]:
    """A whole build, and another after one finding has changed."""
    data, www = room.record(bodies=BODIES, findings=FINDINGS), room.folder() / "www-grown"
    yield seen(f"whole website of {BODIES:,} bodies", built(www, data), "s")
    yield seen(f"website of {BODIES:,} bodies on disk", bytes_of(www) / 1e6, "MB")
    change(data / "findings.csv", "detail")
    yield seen(f"rebuild of {BODIES:,} bodies after one changed finding", built(www, data), "s")
