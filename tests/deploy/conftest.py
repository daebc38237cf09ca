"""Three replicas serving the built website, and nginx in front of them, started once for all tests here."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts import explorer_assets, nginx

from .asking import ask
from .replicas import Replica, free_port

BASE = "https://cameras.example"
AT_ONCE = {r" buffer=\S+ flush=[^;]+;": ";"}  # each line of the log is written when its response is sent


@dataclass(frozen=True)
class Front:
    """A running nginx: its port, the folder of its configuration and logs, the website and the explorer's assets."""

    port: int
    folder: Path
    www: Path
    assets: Path

    @property
    def address(self) -> str:
        """The address for a browser."""
        return f"http://127.0.0.1:{self.port}"

    def journal(self) -> list[dict[str, object]]:
        """The log lines so far."""
        return [json.loads(line) for line in (self.folder / "access.log").read_text().splitlines()]

    def lines_for(self, path: str) -> list[dict[str, object]]:
        """The log lines for a path so far."""
        return [line for line in self.journal() if line["path"] == path]

    def replica_of(self, path: str) -> str:
        """Host and port of the replica that last served a path."""
        return str(self.lines_for(path)[-1]["replica"]).rsplit(", ", 1)[-1]

    def replica_for(self, path: str, source: str) -> str:
        """Host and port of the replica that now serves a visitor requesting a path; empty for a file from disk.

        nginx logs after it has sent the response, so this waits for the line.
        """
        before = len(self.lines_for(path))
        assert ask(self.port, path, source=source).status == 200
        end = time.monotonic() + 10
        while len(self.lines_for(path)) == before:
            assert time.monotonic() < end, f"no line for {path}"
            time.sleep(0.01)
        return self.replica_of(path)


@pytest.fixture(scope="session")
def nginx_path() -> str:
    """Path of nginx; tests that need it are skipped without it."""
    if not sys.platform.startswith("linux"):
        pytest.skip("the tests ask from many addresses of 127.0.0.0/8, which only Linux gives without being told to")
    found = nginx.installed()
    if not found:
        pytest.skip("nginx is not installed (`python scripts/nginx.py` installs it on Debian as root)")
    return found


@pytest.fixture(scope="session")
def www(nginx_path: str, built_site: Path) -> Path:
    """The website of the current record."""
    return built_site


@pytest.fixture(scope="session")
def replicas(www: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Replica]]:
    """Three replicas, ready."""
    logs = tmp_path_factory.mktemp("replicas")
    three = []
    try:
        for number in range(3):
            three.append(Replica(free_port(), www, BASE, logs / f"{number}.log"))
            three[-1].start()
        for one in three:
            one.wait()
        yield three
    finally:
        for one in three:
            one.stop()


@pytest.fixture(scope="session")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the explorer's static files where nginx looks for them; it requests the others from a replica."""
    out = tmp_path_factory.mktemp("assets")
    pairs = explorer_assets.files(out)
    scripts = [pair for pair in pairs if pair[0].suffix == ".js"]
    others = [pair for pair in pairs if pair[0].suffix not in (".js", ".woff2")]
    for pair in [*others, *scripts[:3]]:
        explorer_assets.put(pair)
    return out


@pytest.fixture(scope="session")
def front(
    replicas: Sequence[Replica], www: Path, assets: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """nginx as configured in ``deploy/nginx``."""
    there = Front(free_port(), tmp_path_factory.mktemp("nginx"), www, assets)
    nginx.arrange(there.folder, there.port, www, [one.name for one in replicas], assets, AT_ONCE)
    with nginx.serve(there.folder, there.port):
        yield there


def strict(folder: Path, www: Path, replicas: Sequence[str], changes: Mapping[str, str]) -> Front:
    """nginx with limits small enough for a test to reach, not yet running."""
    there = Front(free_port(), folder, www, Path("/nonexistent"))
    nginx.arrange(there.folder, there.port, www, replicas, there.assets, {**AT_ONCE, **changes})
    return there
