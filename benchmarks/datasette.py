"""Body pages of the website beside Datasette's row pages over the same record; each server has one process."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from benchmarks import room
from benchmarks.report import Row, judged, middle, percentile, seen
from benchmarks.servers import Server, running, streamlit
from whosecameras.publishing import active_dataset, exports

CONNECTIONS, SECONDS, PAGES = 16, 3.0, 200


async def _one_connection(port: int, paths: list[str], end: float, waits: list[float], sizes: list[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for path in cycle(paths):
        start = time.perf_counter()
        if start > end:
            break
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        if " 200 " not in lines[0]:
            raise RuntimeError(f"{path}: {lines[0]}")
        known = {name: value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if "content-length" in known:
            size = len(await reader.readexactly(int(known["content-length"])))
        else:
            size = 0
            while length := int((await reader.readline()).strip() or b"0", 16):
                size += len(await reader.readexactly(length))
                await reader.readexactly(2)
            await reader.readline()
        waits.append(time.perf_counter() - start)
        sizes.append(size)
    writer.close()


def asked(server: Server, paths: list[str]) -> tuple[float, float, float]:
    """Pages a second, 95th percentile in milliseconds, median kilobytes; raises ``RuntimeError`` if one is refused."""
    waits: list[float] = []
    sizes: list[int] = []
    port = server.running.port

    async def crowd() -> None:
        end = time.perf_counter() + SECONDS
        await asyncio.gather(
            *[_one_connection(port, paths[n:] + paths[:n], end, waits, sizes) for n in range(CONNECTIONS)]
        )

    start = time.perf_counter()
    asyncio.run(crowd())
    return len(waits) / (time.perf_counter() - start), 1000 * percentile(waits, 0.95), middle(sizes) / 1000


def measure(quick: bool) -> Iterator[Row]:
    """Our own process, which also holds the explorer, in turns with Datasette over the same record as SQLite."""
    record = active_dataset.opened(active_dataset.active_folder())
    ids = list(record.bodies["id"])[:PAGES]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        database = Path(folder) / "record.sqlite"
        database.write_bytes(exports.export(record, "sqlite"))
        site = {"WHOSE_CAMERAS_SITE": str(room.website()), "WHOSE_CAMERAS_BUILD": "no"}
        ours = stack.enter_context(streamlit("asgi.py", environment=site))
        command = [sys.executable, "-m", "datasette", "serve", str(database), "--host=127.0.0.1", "--port={port}"]
        theirs = stack.enter_context(running("Datasette", [*command, "--setting", "num_sql_threads", "3"]))
        lists = [f"/sector/{one}" for one in record.sectors["id"]]
        tables = [f"/record/bodies?sector={one}&_size=100" for one in record.sectors["id"]]
        sides = {
            "our page of a body": (ours, [f"/body/{one}" for one in ids]),
            "Datasette's page of a row": (theirs, [f"/record/bodies/{one}" for one in ids]),
            "our list of a sector": (ours, lists),
            "Datasette's list of a sector": (theirs, tables),
        }
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in sides}
        for _ in range(2 if quick else 3):
            for name, side in sides.items():
                found[name].append(asked(*side))
    rates = {name: [turn[0] for turn in turns] for name, turns in found.items()}
    mine, theirs_, my_list, their_list = rates.values()
    yield judged("datasette", middle(one / two for one, two in zip(mine, theirs_, strict=True)))
    against = middle(one / two for one, two in zip(my_list, their_list, strict=True))
    yield seen("list of a sector, pages a second against Datasette's", against, "×")
    for name, turns in found.items():
        yield seen(f"{name}: pages a second", middle(turn[0] for turn in turns), "/s")
        yield seen(f"{name}: p95 with {CONNECTIONS} connections", middle(turn[1] for turn in turns), "ms")
        yield seen(f"{name}: size, not compressed", middle(turn[2] for turn in turns), "kB")
