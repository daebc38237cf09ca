"""Starts a server of this repository in a process of its own on a free port, waits until it answers, and ends it.

Used by tests, benchmarks and pictures, so that all of them meet the same server.
"""

from __future__ import annotations

import os
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

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 120
STOP_SECONDS = 15
#: As its visitors meet it; nobody watches the files.
STREAMLIT = ("--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none")


@dataclass(frozen=True)
class Running:
    """A server that runs on ``port`` of 127.0.0.1; what it writes goes to ``log``."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        """``http://127.0.0.1:port``."""
        return f"http://127.0.0.1:{self.port}"

    def answers(self, path: str) -> bool:
        """True once it answers ``path`` with anything but a fault of its own."""
        try:
            with build_opener(ProxyHandler({})).open(self.address + path, timeout=5) as answer:
                return bool(answer.status < 400)
        except HTTPError as error:
            return error.code < 500
        except (URLError, OSError):
            return False

    def wait(self, path: str, seconds: float = START_SECONDS) -> None:
        """Return when it answers ``path``. Raises ``RuntimeError``, with what it said, if it ends or is not in time."""
        end = time.monotonic() + seconds
        while not self.answers(path):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the server did not start:\n" + self.log.read_text(errors="replace")[-3000:])
            time.sleep(0.2)

    def stop(self) -> None:
        """End it as a server is ended; what has not gone after 15 seconds is killed."""
        self.process.terminate()
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """``kill -9``."""
        self.process.kill()
        self.process.wait()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    command: Sequence[str], log: Path, port: int, *, cwd: Path = ROOT, environment: Mapping[str, str] | None = None
) -> Running:
    """Start a server and do not wait; it finds this repository's packages from any ``cwd``."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    given = {**os.environ, "PYTHONPATH": paths, **(environment or {})}
    with log.open("ab") as said:
        process = subprocess.Popen(command, cwd=cwd, env=given, stdout=said, stderr=subprocess.STDOUT)
    return Running(port, process, log)


def streamlit_command(script: str, port: int, *options: str) -> list[str]:
    """The command line for a Streamlit script on a port."""
    return [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}", *STREAMLIT, *options]


def as_settings(given: Mapping[str, object]) -> dict[str, str]:
    """Settings of ours by their short names (``site``, ``build``) as variables of the environment."""
    return {f"WHOSE_CAMERAS_{name.upper()}": str(value) for name, value in given.items()}


@contextmanager
def streamlit(
    script: str = "app.py", *, health: str = "/_stcore/health", cwd: Path = ROOT, **settings: object
) -> Iterator[Running]:
    """Run a Streamlit script with ``settings`` of ours until the block ends. Raises as ``Running.wait`` does."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = start(
            streamlit_command(script, port), Path(folder) / "log", port, cwd=cwd, environment=as_settings(settings)
        )
        try:
            server.wait(health)
            yield server
        finally:
            server.stop()
