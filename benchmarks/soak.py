"""`python -m benchmarks.soak [--minutes 10] [--sessions 50]`: visitors come, click and go; memory must stay flat.

Exit 1 if memory after the warm-up (the first quarter) grew by more than 5%, or if the log names an error.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time

from benchmarks.explorer import NAMES
from benchmarks.report import middle
from benchmarks.servers import Server, streamlit
from benchmarks.sessions import Streamlit

GROWTH = 0.05
TROUBLE = ("Traceback", "Exception", " ERROR ", "Error:")
PLACES = (("", ""), ("map", "vendor"), ("sectors", "vendor"), ("timeline", "vendor"), ("method", ""), ("find", ""))


async def visitor(address: str, number: int, end: float, errors: list[str]) -> None:
    """Comes, opens a page, clicks a few times, goes, and comes again as somebody else until the time is up."""
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, 10))
    while time.monotonic() < end:
        page, control = chance.choice(PLACES)
        try:
            async with Streamlit(address, page=page, control=control) as session:
                for _ in range(chance.randint(1, 8)):
                    await asyncio.sleep(chance.uniform(1, 6))
                    await session.choose(chance.choice(NAMES))
        except Exception as error:  # each failure is counted; the visitor comes again
            errors.append(f"{page or 'front'}: {error!r}"[:200])
        await asyncio.sleep(chance.uniform(0.5, 3))


async def watch(server: Server, end: float, seen: list[tuple[float, int]]) -> None:
    """Write down the server's memory every two seconds."""
    start = time.monotonic()
    while time.monotonic() < end:
        seen.append((time.monotonic() - start, server.memory()))
        await asyncio.sleep(2)


async def soak(server: Server, minutes: float, sessions: int) -> tuple[list[tuple[float, int]], list[str]]:
    """Memory over time, and what visitors saw go wrong."""
    end = time.monotonic() + 60 * minutes
    seen: list[tuple[float, int]] = []
    errors: list[str] = []
    visitors = [visitor(server.address, number, end, errors) for number in range(sessions)]
    await asyncio.gather(watch(server, end, seen), *visitors)
    return seen, errors


def main() -> int:
    """Soak, tell, judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--sessions", type=int, default=50)
    asked = parser.parse_args()
    with streamlit("app.py") as server:
        seen, errors = asyncio.run(soak(server, asked.minutes, asked.sessions))
        log = server.log.read_text(errors="replace")
    warm = [size for when, size in seen if when >= 15 * asked.minutes]
    third = max(1, len(warm) // 3)
    first, last = middle(warm[:third]), middle(warm[-third:])
    grown = last / first - 1
    bad = [line for line in log.splitlines() if any(sign in line for sign in TROUBLE)]
    print(f"memory after warm-up {first / 1e6:.1f} MB, at the end {last / 1e6:.1f} MB: {grown:+.1%} (at most 5%)")
    print(f"failures seen by visitors: {len(errors)}; lines of the log that name an error: {len(bad)}")
    print("\n".join([*errors[:5], *bad[:5]]))
    return int(grown > GROWTH or bool(errors) or bool(bad))


if __name__ == "__main__":
    sys.exit(main())
