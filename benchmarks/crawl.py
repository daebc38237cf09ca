"""`python -m benchmarks.crawl [--addresses 30000] [--minutes 10] [--site DIR]`: a crawler that never asks twice.

It requests pages of the website and of the explorer from one server, with a different filter, question or body each
time: files over HTTP, and every tenth address as an explorer session over its socket. Memory and disk use must stay
flat: the final figures are compared with those after the first fifth, when the caches are full. Exits with 1 if either
grew by more than a tenth, or if anything failed.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import httpx

from benchmarks import room
from benchmarks.servers import Server, running
from benchmarks.sessions import Streamlit
from scripts import serving
from whosecameras.publishing import active_dataset

FLAT = 1.1  # times the memory and the disk after the warm-up
WARM = 0.2  # of the addresses
VISIT_EACH = 10  # addresses
WORDS = ("school", "council", "hospital", "police", "st mary", "leeds", "kent", "academy", "college", "fire")
GRADES, YEARS = ("D", "C", "B", "A"), tuple(map(str, range(2014, 2027)))
Address = tuple[str, dict[str, str]]


def bodies(folder: Path) -> list[str]:
    """The ids of all bodies in a record, including those named only in a register."""
    found = []
    for path in sorted(folder.rglob("bodies/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [row["id"] for row in csv.DictReader(file)]
    return found


def addresses(ids: list[str]) -> Iterator[Address]:
    """An endless series of explorer pages with different controls."""
    chance = random.Random(1)
    for number in count():
        body = ids[number % len(ids)]
        filters = {"grade": chance.choice(GRADES), "year": chance.choice(YEARS), "vendor": chance.choice(("", "dahua"))}
        yield "find", {"body": body}
        yield "find", {"q": f"{chance.choice(WORDS)} {number}"}
        yield "map", {**filters, "n": str(number)}
        yield "sectors", {**filters, "n": str(number)}
        yield "compare", {"with": ",".join(chance.sample(ids, 2)), "n": str(number)}
        yield "ask", {"q": f"{chance.choice(WORDS)} {number}"}


def paths(ids: list[str]) -> Iterator[str]:
    """Addresses over HTTP, different ones without end: pages that exist, questions, and pages that do not."""
    for number, (page, query) in enumerate(addresses(ids)):
        yield f"/explore/{page}?{urlencode(query)}"
        yield f"/body/{ids[number % len(ids)]}?from={number}"
        yield f"/search?q={number}"
        yield f"/area/none-{number}"


def disk(folders: list[Path]) -> int:
    """Bytes of all files in some folders."""
    return sum(one.stat().st_size for folder in folders for one in folder.rglob("*") if one.is_file())


async def crawl(
    server: Server, ids: list[str], most: int, seconds: float, folders: list[Path]
) -> tuple[int, list[str]]:
    """Ask until ``most`` addresses are asked for or the time is up; how many were, and what failed or grew."""
    faults: list[str] = []
    there, visits = paths(ids), addresses(ids)
    start, asked, after_warm = time.monotonic(), 0, (0, 0)
    async with httpx.AsyncClient(base_url=server.address, timeout=60, trust_env=False) as client:
        while asked < most and time.monotonic() - start < seconds:
            share = max(asked / most, (time.monotonic() - start) / seconds)
            if not after_warm[0] and share >= WARM:
                after_warm = server.memory(), disk(folders)
            try:
                if asked % VISIT_EACH == 0:
                    page, query = next(visits)
                    async with Streamlit(server.address + "/explore", page=page, query=urlencode(query)):
                        pass
                else:
                    path = next(there)
                    answer = await client.get(path)
                    if answer.status_code >= 500:
                        faults.append(f"{path}: {answer.status_code}")
            except Exception as error:  # each failure is counted; the crawler goes on
                faults.append(f"address {asked}: {error!r}"[:200])
            asked += 1
            if asked % 500 == 0:
                said = f"{asked} addresses, {server.memory() / 1e6:.0f} MB, {len(faults)} failures"
                print(f"  {time.monotonic() - start:.0f} s: {said}", file=sys.stderr, flush=True)
    memory, held = server.memory(), disk(folders)
    print(f"memory {after_warm[0] / 1e6:.0f} MB, then {memory / 1e6:.0f} MB", file=sys.stderr)
    print(f"disk {after_warm[1] / 1e6:.2f} MB, then {held / 1e6:.2f} MB", file=sys.stderr)
    if not after_warm[0]:
        faults.append("there was no time to compare with")
    else:
        faults += [f"memory grew from {after_warm[0]} to {memory} bytes"] if memory > FLAT * after_warm[0] else []
        faults += [f"disk grew from {after_warm[1]} to {held} bytes"] if held > FLAT * after_warm[1] + 1e6 else []
    return asked, faults


def main() -> int:
    """Crawl, tell, judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crawl", description=__doc__)
    parser.add_argument("--addresses", type=int, default=30_000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--site", type=Path, help="a website built before; without it one is built first")
    asked = parser.parse_args()
    ids = bodies(active_dataset.active_folder())
    with tempfile.TemporaryDirectory() as temporary, nullcontext() if asked.site else room.opened():
        site = (asked.site or room.website()).resolve()
        given = {**serving.as_settings({"site": site, "build": "no"}), "TMPDIR": temporary}
        command = serving.streamlit_command("asgi.py", 0)
        command = [*(part for part in command if not part.startswith("--server.port=")), "--server.port={port}"]
        with running("crawled", command, health="/healthz", environment=given) as server:
            folders = [Path(temporary), server.running.log.parent]
            number, faults = asyncio.run(crawl(server, ids, asked.addresses, 60 * asked.minutes, folders))
    print(f"{number:,} addresses, {len(faults)} failures, load average {os.getloadavg()[0]:.1f}")
    print("\n".join(faults[:10]))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
