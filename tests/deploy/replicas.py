"""Replicas of asgi.py on loopback, each a process that can be killed and started again, all on one built website."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Replica:
    """One process on ``port``; what it writes goes to ``log``."""

    port: int
    www: Path
    base_url: str
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        """Host and port, as nginx writes them down."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; it takes seconds until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", "asgi.py", "--server.address=127.0.0.1"]
        command += [f"--server.port={self.port}", "--server.headless=true", "--server.fileWatcherType=none"]
        environment = {
            **os.environ,
            "WHOSE_CAMERAS_SITE": str(self.www),
            "WHOSE_CAMERAS_BUILD": "no",
            "WHOSE_CAMERAS_POLL": "0",
            "WHOSE_CAMERAS_BASE_URL": self.base_url,
            "STREAMLIT_SERVER_COOKIE_SECRET": "one secret for all replicas of this test",
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)

    def wait(self) -> None:
        """Return when it is ready. Raises ``RuntimeError`` with what it said if it is not in time."""
        assert self.process
        end = time.monotonic() + START_SECONDS
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"replica {self.port} did not start:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.2)

    def _ready(self) -> bool:
        try:
            with build_opener(ProxyHandler({})).open(f"http://{self.name}/healthz", timeout=5) as answer:
                return bool(json.load(answer)["checks_passed"])
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """``kill -9``."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """End it as a server is ended."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.kill()
