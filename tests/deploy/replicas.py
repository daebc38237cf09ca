"""Replicas of asgi.py on loopback: processes that can be killed and restarted, all serving one built website."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from scripts import serving
from scripts.serving import free_port

__all__ = ["Replica", "free_port"]
START_SECONDS = 120


@dataclass
class Replica:
    """One process on ``port``; its output goes to ``log``."""

    port: int
    www: Path
    base_url: str
    log: Path
    server: serving.Running | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        """Host and port, as in nginx's log."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; it takes seconds until it responds."""
        given = {"site": self.www, "build": "no", "base_url": self.base_url}
        secret = {"STREAMLIT_SERVER_COOKIE_SECRET": "one secret for all replicas of this test"}
        self.server = serving.start(
            serving.streamlit_command("asgi.py", self.port),
            self.log,
            self.port,
            environment={**serving.as_settings(given), **secret},
        )

    def wait(self) -> None:
        """Wait until it is ready. Raises ``RuntimeError`` with its output on timeout."""
        assert self.server
        self.server.wait("/healthz", START_SECONDS)

    def kill(self) -> None:
        """``kill -9``."""
        if self.server:
            self.server.kill()

    def stop(self) -> None:
        """Terminate it as in production."""
        if self.server and self.server.process.poll() is None:
            self.server.stop()
