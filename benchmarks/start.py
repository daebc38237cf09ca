"""The server from its start to its first page, its files warm; and from the signal to its end, sessions open."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import room
from benchmarks.report import Row, judged, middle, seen
from benchmarks.servers import free_port
from benchmarks.sessions import Streamlit
from scripts import serving
from scripts.serving import Running

SESSIONS = 50
START_SECONDS, STOP_SECONDS = 60.0, 30.0


def measure(quick: bool) -> Iterator[Row]:
    """Medians; the first start warms the files and does not count."""
    www = room.website()
    rounds = [_round(www, SESSIONS) for _ in range(3 if quick else 4)][1:]
    yield judged("start", middle(start for start, _, _ in rounds))
    yield seen("start of a warm server until its first explorer page is whole", middle(row[1] for row in rounds), "s")
    yield judged("stop", middle(stop for _, _, stop in rounds))


def _round(www: Path, sessions: int) -> tuple[float, float, float]:
    """Seconds to the first page of the website, to the first whole page of the explorer, and from signal to end."""
    settings = serving.as_settings({"site": www, "build": "no"})
    with tempfile.TemporaryDirectory() as folder:
        port, start = free_port(), time.perf_counter()
        command = serving.streamlit_command("asgi.py", port)
        server = serving.start(command, Path(folder) / "log", port, environment=settings)
        try:
            while not server.answers("/"):
                if server.process.poll() is not None or time.perf_counter() - start > START_SECONDS:
                    raise RuntimeError("the server did not start: " + server.log.read_text(errors="replace")[-1000:])
                time.sleep(0.02)
            first = time.perf_counter() - start
            return first, *asyncio.run(_visited(server, start, sessions))
        finally:
            server.stop()


async def _visited(server: Running, start: float, sessions: int) -> tuple[float, float]:
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(Streamlit(f"{server.address}/explore"))
        whole = time.perf_counter() - start
        for _ in range(sessions - 1):
            await stack.enter_async_context(Streamlit(f"{server.address}/explore"))
        told = time.perf_counter()
        server.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(server.process.wait, STOP_SECONDS)
        return whole, time.perf_counter() - told
