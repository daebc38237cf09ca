"""How many sessions one process holds: 19 of 20 interactions within a second, five seconds between clicks.

The number is doubled while it is held, then halved between the last that was and the first that was not. The visitors
take a share of the same two cores, and the search ends at ``CAP``.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

from benchmarks import crowd, sides
from benchmarks.report import Row, judged, seen
from benchmarks.sides import THINK, Side

TURN_MS = 1000.0
CAP = 800
FEW = 30  # sessions, below which they are watched longer so that there is enough to count


def measure(quick: bool) -> Iterator[Row]:
    """The map, ours and written the usual way."""
    seconds = 5.0 if quick else 8.0
    with sides.usual() as server:
        usual = _held(sides.page(server, "map, usual way", control="vendor", query="page=map"), 4, seconds)
    yield seen("map, usual way: sessions with p95 under 1 s", usual, "sessions")
    with sides.ours() as server:
        held = _held(sides.page(server, "map", "map", "vendor"), 160, seconds)
    yield seen(f"map: sessions with p95 under 1 s, of {CAP} at most", held, "sessions")
    yield judged("sessions", held / max(usual, 1))


def _held(side: Side, start: int, seconds: float) -> int:
    async def search() -> int:
        async with crowd.Throng(side.server, side.arrive, side.choices, THINK) as throng:

            async def holds(sessions: int) -> bool:
                watched = await throng.watch(sessions, seconds if sessions >= FEW else 1.5 * seconds)
                share = 100 * watched.driver / watched.seconds
                said = f"p95 {watched.wait(0.95):.0f} ms of {len(watched.answers)}, visitors {share:.0f}% of a core"
                print(f"  {side.name}, {sessions} sessions: {said} {watched.errors[:1] or ''}", file=sys.stderr)
                return not watched.errors and watched.wait(0.95) < TURN_MS

            return await crowd.most(holds, start, CAP)

    return asyncio.run(search())
