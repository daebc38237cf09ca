"""`python -m benchmarks.soak [--minutes 10] [--sessions 50]`: visitors come, click and go; memory must stay flat.

The warm-up: one visitor has seen every page with every choice, so that all that is kept is there; then the crowd has
come and gone for 130 seconds (half the time of a shorter try), because Streamlit holds a session for two minutes after
its visitor went, and only then are there as many of these as there will be. Growth is the median of the last fifth of
the time against that of the fifth that follows the warm-up. Exit 1 if it is above 5% or if anybody saw an error.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import signal
import sys
import time
from collections.abc import Sequence

from benchmarks import docs, report, stage
from benchmarks.report import judged, middle, seen
from benchmarks.servers import Server, streamlit
from benchmarks.sessions import Streamlit
from benchmarks.sides import NAMES

TROUBLE = re.compile(r"Traceback|\bException\b|\bERROR\b|Error:")
#: Page and its control; the pages that have the manufacturer, and the rest.
PLACES = (
    ("", ""),
    ("map", "vendor"),
    ("sectors", "vendor"),
    ("rules", "vendor"),
    ("manufacturers", ""),
    ("method", ""),
    ("find", "q"),
    ("ask", ""),
    ("data", ""),
)
#: What visitors type into the search.
QUESTIONS = (
    "Leeds",
    "St Mary",
    "Kent Fire",
    "Birmngham",
    "LS8 1AB",
    "Royal Free",
    "police",
    "Roundhay School",
    "nobody",
)
#: Pages that offer a file at once.
FILES = ("", "data")
WARM, LEAST_WARM = 0.2, 130.0
TOLD = 30.0  # seconds between two lines about how it goes
GOING = 60.0  # seconds after the end in which the last visitors may still be waited for
Seen = list[tuple[float, int]]


async def warm(address: str) -> None:
    """One visitor sees all that is there."""
    for page, control in PLACES:
        async with Streamlit(address, page=page, control=control) as session:
            for choice in choices(control):
                await session.choose(choice)
            if page in FILES:
                await session.download()


def choices(control: str) -> Sequence[str]:
    """What is chosen or typed with a control."""
    return QUESTIONS if control == "q" else NAMES if control else ("",)


async def visitor(address: str, number: int, end: float, errors: list[str], clicks: list[int]) -> None:
    """Comes, opens a page, clicks or searches, fetches a file, goes, and comes again as somebody else until the end."""
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, 10))
    while time.monotonic() < end:
        page, control = chance.choice(PLACES)
        try:
            async with Streamlit(address, page=page, control=control) as session:
                for _ in range(chance.randint(1, 8)):
                    await asyncio.sleep(chance.uniform(1, 6))
                    if time.monotonic() > end:
                        return
                    await session.choose(chance.choice(choices(control)))
                    clicks[0] += 1
                if page in FILES:
                    await session.download()
        except Exception as error:  # each failure is counted; the visitor comes again
            errors.append(f"{page or 'front'}: {error!r}"[:200])
        await asyncio.sleep(chance.uniform(0.5, 3))


async def watch(server: Server, end: float, found: Seen, errors: list[str], clicks: list[int]) -> None:
    """Write down the server's memory every two seconds, and say how it goes every half minute."""
    start = told = time.monotonic()
    while time.monotonic() < end:
        found.append((time.monotonic() - start, server.memory()))
        if time.monotonic() - told >= TOLD:
            told = time.monotonic()
            said = f"{found[-1][1] / 1e6:.0f} MB, {clicks[0]} clicks, {len(errors)} errors"
            print(f"  {found[-1][0]:.0f} s: {said}", file=sys.stderr, flush=True)
        await asyncio.sleep(2)


async def soak(server: Server, minutes: float, sessions: int) -> tuple[Seen, list[str], int]:
    """Memory over time, what visitors saw go wrong, and how often they clicked; it ends a minute late at most."""
    found: Seen = []
    errors: list[str] = []
    clicks = [0]
    await asyncio.wait_for(warm(server.address), 120)
    end = time.monotonic() + 60 * minutes
    crowd = [asyncio.create_task(visitor(server.address, n, end, errors, clicks)) for n in range(sessions)]
    await watch(server, end, found, errors, clicks)
    _, late = await asyncio.wait(crowd, timeout=GOING)
    errors += [f"a visitor still waits {GOING:.0f} s after the end"] * len(late)
    for one in late:
        one.cancel()
    return found, errors, clicks[0]


def growth(found: Sequence[tuple[float, int]], seconds: float) -> tuple[float, float]:
    """Megabytes after the warm-up and at the end."""
    begun = min(max(WARM * seconds, LEAST_WARM), seconds / 2)
    fifth = min(0.2 * seconds, (seconds - begun) / 2)
    first = middle(size for when, size in found if begun <= when < begun + fifth)
    last = middle(size for when, size in found if when >= seconds - fifth)
    return first / 1e6, last / 1e6


def main() -> int:
    """Soak, tell, judge, write down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--sessions", type=int, default=50)
    asked = parser.parse_args()
    most = int(60 * asked.minutes + GOING + 240)
    print(f"{asked.minutes:g} minutes, {asked.sessions} sessions; ends after {most} s at the latest", file=sys.stderr)
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(most)
    taken, load = time.strftime("%Y-%m-%d %H:%M"), round(os.getloadavg()[0], 1)
    with streamlit("app.py") as server:
        found, errors, clicks = asyncio.run(soak(server, asked.minutes, asked.sessions))
        log = server.log()
    first, last = growth(found, 60 * asked.minutes)
    bad = [line for line in log.splitlines() if TROUBLE.search(line)]
    rows = [
        judged("soak-memory", last / first),
        judged("soak-errors", len(errors) + len(bad)),
        seen("soak: minutes", asked.minutes, "minutes"),
        seen("soak: sessions at a time", asked.sessions, "sessions"),
        seen("soak: clicks", clicks, "clicks"),
        seen("soak: memory after the warm-up", first, "MB"),
        seen("soak: memory at the end", last, "MB"),
    ]
    rows = stage.stamped(rows, "soak", taken, load, asked.minutes < 10)
    print(report.as_text(rows))
    print("\n".join([*errors[:5], *bad[:5]]))
    report.write(report.merged(report.read(), "soak", rows))
    docs.write()
    return int(any(row["verdict"] == "miss" for row in rows))


def _too_long(*_: object) -> None:
    raise TimeoutError("the soak did not end in its time")


if __name__ == "__main__":
    sys.exit(main())
