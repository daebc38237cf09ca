"""Starts one of this repository's servers in a separate process on a free port, waits until it answers, and stops it.

Used by tests, benchmarks and pictures, so that all of them run the same server.
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
#: The settings that visitors get; the file watcher is off.
STREAMLIT = ("--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none")


@dataclass(frozen=True)
class Running:
    """A server running on ``port`` of 127.0.0.1; its output goes to ``log``."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        """``http://127.0.0.1:port``."""
        return f"http://127.0.0.1:{self.port}"

    def answers(self, path: str) -> bool:
        """True once it answers ``path`` with anything but a server error."""
        try:
            with build_opener(ProxyHandler({})).open(self.address + path, timeout=5) as answer:
                return bool(answer.status < 400)
        except HTTPError as error:
            return error.code < 500
        except (URLError, OSError):
            return False

    def wait(self, path: str, seconds: float = START_SECONDS) -> None:
        """Return when it answers ``path``. Raises ``RuntimeError``, with its output, if it exits or times out."""
        end = time.monotonic() + seconds
        while not self.answers(path):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the server did not start:\n" + self.log.read_text(errors="replace")[-3000:])
            time.sleep(0.2)

    def stop(self) -> None:
        """Terminate it as in production; kill it if it has not exited after 15 seconds."""
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
    """A port of 127.0.0.1 that is not in use."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    command: Sequence[str], log: Path, port: int, *, cwd: Path = ROOT, environment: Mapping[str, str] | None = None
) -> Running:
    """Start a server without waiting; it finds this repository's packages from any ``cwd``."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    variables = {**os.environ, "PYTHONPATH": paths, **(environment or {})}
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=cwd, env=variables, stdout=output, stderr=subprocess.STDOUT)
    return Running(port, process, log)


def streamlit_command(script: str, port: int, *options: str) -> list[str]:
    """The command line for a Streamlit script on a port."""
    return [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}", *STREAMLIT, *options]


def as_settings(given: Mapping[str, object]) -> dict[str, str]:
    """Our settings, given by short name (``site``, ``build``), as environment variables."""
    return {f"WHOSE_CAMERAS_{name.upper()}": str(value) for name, value in given.items()}


@contextmanager
def streamlit(
    script: str = "app.py", *, health: str = "/_stcore/health", cwd: Path = ROOT, **settings: object
) -> Iterator[Running]:
    """Run a Streamlit script with our ``settings`` until the block ends. Raises like ``Running.wait``."""
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
