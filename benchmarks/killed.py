"""`python -m benchmarks.killed [--minutes 2] [--visitors 20] [--site DIR]`: one of three replicas dies under load.

Three servers run behind nginx as in ``deploy/`` while visitors read pages of the website and the explorer. After a
third of the time one server is killed with ``kill -9``; after two thirds it is started again. No reader may see an
error: every page must load, and a visitor whose connection broke must be able to continue at the same address at once.
Exits with 1 otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from websockets.exceptions import ConnectionClosed

from benchmarks import room
from benchmarks.servers import free_port
from benchmarks.sessions import Streamlit
from scripts import nginx, serving
from scripts.serving import Running

REPLICAS = 3
PAGES = ("/", "/rules", "/sector/council", "/search?q=leeds", "/data", "/explore/", "/explore/map", "/healthz")
PLACES = (("", ""), ("map", "vendor"), ("sectors", "vendor"), ("find", ""))


@dataclass
class SeenByVisitors:
    """What visitors experienced: pages loaded, clicks answered, connections broken and restored, errors."""

    pages: int = 0
    clicks: int = 0
    broken: int = 0
    errors: list[str] = field(default_factory=list)


async def reader(address: str, number: int, end: float, seen: SeenByVisitors) -> None:
    """Read one page after another."""
    chance = random.Random(number)
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as client:
        while time.monotonic() < end:
            page = chance.choice(PAGES)
            try:
                answer = await client.get(page)
                seen.pages += 1
                if answer.status_code != 200:
                    seen.errors.append(f"{page}: {answer.status_code}")
            except httpx.HTTPError as error:
                seen.errors.append(f"{page}: {error!r}"[:200])
            await asyncio.sleep(chance.uniform(0.2, 1))


async def visitor(address: str, number: int, end: float, seen: SeenByVisitors) -> None:
    """Opens a page of the explorer and clicks; where the connection breaks, opens the same address again."""
    chance = random.Random(number)
    while time.monotonic() < end:
        page, control = chance.choice(PLACES)
        try:
            async with Streamlit(f"{address}/explore", page=page, control=control) as session:
                for _ in range(chance.randint(2, 6)):
                    await asyncio.sleep(chance.uniform(0.5, 2))
                    await session.choose(chance.choice(("Hikvision", "Dahua")) if control else "")
                    seen.clicks += 1
        except ConnectionClosed:
            seen.broken += 1  # a browser connects again; whoever cannot is counted by the next turn
        except Exception as error:  # each failure is counted; the visitor comes again
            seen.errors.append(f"explorer, {page or 'front'}: {error!r}"[:200])


def _started(site: Path, port: int, log: Path, address: str) -> Running:
    """A replica on a port; all share a secret, so that any may go on for another."""
    given = serving.as_settings({"site": site, "build": "no", "base_url": address})
    given |= {"STREAMLIT_SERVER_COOKIE_SECRET": "one secret for all replicas of this run"}
    return serving.start(serving.streamlit_command("asgi.py", port), log, port, environment=given)


async def watched(
    address: str, crowd: int, seconds: float, kill: Callable[[], None], start_again: Callable[[], None]
) -> SeenByVisitors:
    """Let visitors come while one replica dies and comes back."""
    seen, start = SeenByVisitors(), time.monotonic()
    end = start + seconds
    half = max(1, crowd // 2)
    people = [reader(address, number, end, seen) for number in range(half)]
    people += [visitor(address, number, end, seen) for number in range(half)]
    tasks = [asyncio.create_task(one) for one in people]
    await asyncio.sleep(seconds / 3)
    kill()
    print(f"  {time.monotonic() - start:.0f} s: killed one of {REPLICAS}; {seen.pages} pages", file=sys.stderr)
    await asyncio.sleep(seconds / 3)
    start_again()
    print(f"  {time.monotonic() - start:.0f} s: started it again; {len(seen.errors)} errors", file=sys.stderr)
    await asyncio.wait(tasks)
    return seen


def main() -> int:
    """Kill, watch, tell, judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.killed", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--site", type=Path, help="a website built before; without it one is built first")
    asked = parser.parse_args()
    if not nginx.find_or_install():
        print("nginx is needed: apt-get install nginx", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary, nullcontext() if asked.site else room.opened():
        site, port = (asked.site or room.website()).resolve(), free_port()
        folder, address = Path(temporary), f"http://127.0.0.1:{port}"
        replicas: list[Running] = []
        with ExitStack() as stack:
            for number in range(REPLICAS):
                replicas.append(_started(site, free_port(), folder / f"log-{number}", address))
                stack.callback(replicas[-1].stop)
            for one in replicas:
                one.wait("/healthz")
            nginx.arrange(folder / "nginx", port, site, [f"127.0.0.1:{one.port}" for one in replicas])
            stack.enter_context(nginx.serve(folder / "nginx", port))
            first = replicas[0]

            def start_again() -> None:
                stack.callback(_started(site, first.port, first.log, address).stop)

            seen = asyncio.run(watched(address, asked.visitors, 60 * asked.minutes, first.kill, start_again))
    said = f"{seen.pages} pages and {seen.clicks} clicks answered, {seen.broken} connections broken and taken up again"
    print(f"{said}, {len(seen.errors)} errors; load average {os.getloadavg()[0]:.1f}")
    print("\n".join(seen.errors[:10]))
    return int(bool(seen.errors) or not seen.pages)


if __name__ == "__main__":
    sys.exit(main())
