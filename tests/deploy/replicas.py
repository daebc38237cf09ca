"""Replicas of asgi.py on loopback, each a process that can be killed and started again, all on one built website."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from scripts import serving
from scripts.serving import free_port

__all__ = ["Replica", "free_port"]
START_SECONDS = 120


@dataclass
class Replica:
    """One process on ``port``; what it writes goes to ``log``."""

    port: int
    www: Path
    base_url: str
    log: Path
    server: serving.Running | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        """Host and port, as nginx writes them down."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; it takes seconds until it answers."""
        given = {"site": self.www, "build": "no", "base_url": self.base_url}
        secret = {"STREAMLIT_SERVER_COOKIE_SECRET": "one secret for all replicas of this test"}
        self.server = serving.start(
            serving.streamlit_command("asgi.py", self.port),
            self.log,
            self.port,
            environment={**serving.as_settings(given), **secret},
        )

    def wait(self) -> None:
        """Return when it is ready. Raises ``RuntimeError`` with what it said if it is not in time."""
        assert self.server
        self.server.wait("/healthz", START_SECONDS)

    def kill(self) -> None:
        """``kill -9``."""
        if self.server:
            self.server.kill()

    def stop(self) -> None:
        """End it as a server is ended."""
        if self.server and self.server.process.poll() is None:
            self.server.stop()
