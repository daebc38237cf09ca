"""A server in a separate process, and raw bytes sent to it."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from scripts import serving
from scripts.serving import ROOT

__all__ = ["ROOT", "HttpAnswer", "Running", "running"]

START_SECONDS = 900  # a first build on a busy machine


@dataclass(frozen=True)
class HttpAnswer:
    """Status, headers and content."""

    status: int
    headers: dict[str, str]
    content: bytes


class Running(serving.Running):
    """A running server and its log."""

    def get(self, path: str, **headers: str) -> HttpAnswer:
        asked = Request(self.address + path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        try:
            with build_opener(ProxyHandler({})).open(asked, timeout=30) as got:
                return HttpAnswer(got.status, {k.lower(): v for k, v in got.headers.items()}, got.read())
        except HTTPError as error:
            return HttpAnswer(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())

    def raw(self, sent: bytes) -> bytes:
        """Everything received for these bytes until the server closes or resets the connection."""
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
        """The log lines; before the log is set up, Streamlit prints its address."""
        said = self.log.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in said if line.startswith("{")]

    def told(self, event: str, seconds: float = 30) -> dict[str, object]:
        """Wait for the first line about an event."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := [line for line in self.lines() if line["event"] == event]:
                return found[0]
            time.sleep(0.1)
        raise AssertionError(f"nothing was told of {event!r}:\n{self.log.read_text(encoding='utf-8')[-3000:]}")


@contextmanager
def running(script: Path, folder: Path, **settings: object) -> Iterator[Running]:
    """Run ``streamlit run`` on an ``asgi.py`` on a free port until it is healthy; stops it if it is still running."""
    port = serving.free_port()
    started = serving.start(
        serving.streamlit_command(str(script), port),
        folder / f"log-{port}.txt",
        port,
        cwd=script.parent,
        environment=serving.as_settings(settings),
    )
    server = Running(started.port, started.process, started.log)
    try:
        server.wait("/healthz", START_SECONDS)
        yield server
    finally:
        server.stop()
