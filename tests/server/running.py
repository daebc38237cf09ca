"""A server in a process of its own, and bytes sent to it as they are."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

ROOT = Path(__file__).parents[2]
START_SECONDS = 900  # a first build on a busy machine


@dataclass(frozen=True)
class Answer:
    """Status, headers and content."""

    status: int
    headers: dict[str, str]
    content: bytes


@dataclass(frozen=True)
class Running:
    """A server that runs, and what it has written down."""

    port: int
    process: subprocess.Popen[bytes]
    journal: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        asked = Request(self.address + path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        try:
            with build_opener(ProxyHandler({})).open(asked, timeout=30) as got:
                return Answer(got.status, {k.lower(): v for k, v in got.headers.items()}, got.read())
        except HTTPError as error:
            return Answer(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())

    def raw(self, sent: bytes) -> bytes:
        """What comes back for these bytes until the server ends the connection, or breaks it."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(sent)
            got = b""
            with contextlib.suppress(ConnectionResetError):
                while part := connection.recv(65536):
                    got += part
            return got

    def health(self) -> dict[str, object]:
        return dict(json.loads(self.get("/healthz").content))

    def lines(self) -> list[dict[str, object]]:
        """The journal; before it is opened Streamlit says where it runs."""
        said = self.journal.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in said if line.startswith("{")]

    def told(self, event: str, seconds: float = 30) -> dict[str, object]:
        """The first line about an event, waited for."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := [line for line in self.lines() if line["event"] == event]:
                return found[0]
            time.sleep(0.1)
        raise AssertionError(f"nothing was told of {event!r}:\n{self.journal.read_text(encoding='utf-8')[-3000:]}")


@contextmanager
def running(script: Path, folder: Path, **settings: object) -> Iterator[Running]:
    """Run ``streamlit run`` of an ``asgi.py`` on a free port until it is healthy; ends it if it still runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    given = {f"WHOSE_CAMERAS_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    command += ["--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none"]
    journal = folder / f"journal-{port}.txt"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **given}
    with journal.open("wb") as said:
        process = subprocess.Popen(command, cwd=script.parent, env=environment, stdout=said, stderr=said)
    server = Running(port, process, journal)
    try:
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                if server.get("/healthz").status == 200:
                    break
            except (URLError, OSError):
                pass
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the server did not start:\n" + journal.read_text(encoding="utf-8"))
            time.sleep(0.2)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
