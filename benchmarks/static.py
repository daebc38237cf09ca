"""Body pages of the website beside Datasette's row pages over the same record; each server has one process."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from benchmarks.nginx import website
from benchmarks.report import Row, at_least, middle, percentile, seen
from benchmarks.servers import Server, running, streamlit
from whosecameras import edition, export

CONNECTIONS, SECONDS, ROUNDS, PAGES = 16, 4.0, 3, 200


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

    async def crowd() -> None:
        end = time.perf_counter() + SECONDS
        await asyncio.gather(
            *[_one_connection(server.port, paths[n:] + paths[:n], end, waits, sizes) for n in range(CONNECTIONS)]
        )

    start = time.perf_counter()
    asyncio.run(crowd())
    return len(waits) / (time.perf_counter() - start), 1000 * percentile(waits, 0.95), middle(sizes) / 1000


def measure() -> list[Row]:
    """Our own process, which also holds the explorer, in turns with Datasette."""
    record = edition.opened(edition.folder())
    ids = list(record.bodies["id"])[:PAGES]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        database = Path(folder) / "record.sqlite"
        database.write_bytes(export.export(record, "sqlite"))
        www = stack.enter_context(website())
        ours = stack.enter_context(streamlit("asgi.py", environment={"WHOSE_CAMERAS_SITE": str(www)}))
        command = [sys.executable, "-m", "datasette", "serve", str(database), "--host=127.0.0.1", "--port={port}"]
        theirs = stack.enter_context(running("Datasette", [*command, "--setting", "num_sql_threads", "3"]))
        sides = {
            "our body page": (ours, [f"/body/{one}" for one in ids]),
            "Datasette's row page": (theirs, [f"/record/bodies/{one}" for one in ids]),
        }
        found = {name: [asked(*side) for _ in range(ROUNDS)] for name, side in sides.items()}
    rows: list[Row] = []
    for name, turns in found.items():
        rows.append(seen(f"{name}: pages a second", middle(turn[0] for turn in turns), "pages/s"))
        rows.append(seen(f"{name}: p95 with {CONNECTIONS} connections", middle(turn[1] for turn in turns), "ms"))
        rows.append(seen(f"{name}: size", middle(turn[2] for turn in turns), "kB"))
    mine, other = found.values()
    ratio = middle(one[0] / two[0] for one, two in zip(mine, other, strict=True))
    rows.append(at_least("our body page: pages a second against Datasette's", 5, ratio, "×"))
    return rows
