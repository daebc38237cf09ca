"""Servers under measurement: each started in a process of its own on a free port, with its CPU time and memory."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

import psutil

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 90
FIRST_PORT, LAST_PORT = (int(one) for one in os.environ.get("BENCH_PORTS", "20000-29999").split("-"))


@dataclass(frozen=True)
class Server:
    """A running server: its address as ``http://127.0.0.1:port``, and the processes that it consists of."""

    name: str
    address: str
    process: psutil.Process
    log: Path

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.address.rsplit(":", 1)[1])

    def _processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """User and system time of the server and its children since they started."""
        return sum(one.cpu_times().user + one.cpu_times().system for one in self._processes())

    def memory(self) -> int:
        """Resident bytes of the server and its children."""
        return sum(one.memory_info().rss for one in self._processes())


def free_port() -> int:
    """A port of this machine that nobody listens on."""
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


def _answers(address: str) -> bool:
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=2) as answer:
            return bool(answer.status < 500)
    except HTTPError as error:
        return error.code < 500
    except (URLError, OSError):
        return False


@contextmanager
def running(
    name: str, command: Sequence[str], *, health: str = "/", environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a server until the block ends; ``{port}`` in ``command`` is a free port. Raises ``RuntimeError``, with what
    the server said, if it does not answer ``health`` within 90 seconds.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as said:
            process = subprocess.Popen(
                [part.format(port=port) for part in command],
                cwd=ROOT,
                stdout=said,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            )
        try:
            end = time.monotonic() + START_SECONDS
            while not _answers(address + health):
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{name} did not start: {log.read_text(errors='replace')[-2000:]}")
                time.sleep(0.2)
            yield Server(name, address, psutil.Process(process.pid), log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def streamlit(script: str, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A Streamlit script of this repository as its visitors meet it: same settings, nobody watching the files."""
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.address=127.0.0.1", "--server.port={port}"]
    command += ["--server.headless=true", "--server.fileWatcherType=none", *options]
    with running(script, command, health="/_stcore/health", environment=environment) as server:
        yield server
