"""Servers under measurement: each in a process of its own on a free port, with its processor time and memory."""

from __future__ import annotations

import os
import random
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from scripts import serving
from scripts.serving import ROOT, Running

START_SECONDS = 120
FIRST_PORT, LAST_PORT = (int(one) for one in os.environ.get("BENCH_PORTS", "20000-29999").split("-"))
__all__ = ["ROOT", "Server", "free_port", "running", "streamlit"]


@dataclass(frozen=True)
class Server:
    """A running server by the name that it has in the table."""

    name: str
    running: Running

    @property
    def address(self) -> str:
        """``http://127.0.0.1:port``."""
        return self.running.address

    def _processes(self) -> list[psutil.Process]:
        own = psutil.Process(self.running.process.pid)
        return [own, *own.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """User and system time of the server and its children since they started."""
        return float(sum(one.cpu_times().user + one.cpu_times().system for one in self._processes()))

    def memory(self) -> int:
        """Resident bytes of the server and its children."""
        return sum(one.memory_info().rss for one in self._processes())

    def log(self) -> str:
        """What it wrote so far."""
        return self.running.log.read_text(errors="replace")


def free_port() -> int:
    """A port of this machine that nobody listens on, of those in ``BENCH_PORTS``."""
    ports = range(FIRST_PORT, LAST_PORT + 1)
    for port in random.sample(ports, len(ports)):  # two runs at once must not want the same
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port from {FIRST_PORT} to {LAST_PORT}")


@contextmanager
def running(
    name: str, command: Sequence[str], *, health: str = "/", environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a server until the block ends; ``{port}`` in ``command`` is a free port. Raises ``RuntimeError``, with what
    the server said, if it does not answer ``health`` in time.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        filled = [part.format(port=port) for part in command]
        server = serving.start(filled, Path(folder) / "log", port, environment=environment)
        try:
            server.wait(health, START_SECONDS)
            yield Server(name, server)
        finally:
            server.stop()


@contextmanager
def streamlit(script: str, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A Streamlit script of this repository as its visitors meet it: same settings, nobody watching the files."""
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port={port}"]
    command += [*serving.STREAMLIT, *options]
    with running(script, command, health="/_stcore/health", environment=environment) as server:
        yield server
