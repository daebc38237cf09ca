"""Three replicas on the built website, nginx in front of them: started once for all tests here."""

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
AT_ONCE = {r" buffer=\S+ flush=[^;]+;": ";"}  # each line of the log is written as its answer is sent


@dataclass(frozen=True)
class Front:
    """nginx as it runs: its port, the folder of its configuration and logs, the website and the explorer's assets."""

    port: int
    folder: Path
    www: Path
    assets: Path

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def journal(self) -> list[dict[str, object]]:
        """The lines of its log so far."""
        return [json.loads(line) for line in (self.folder / "access.log").read_text().splitlines()]

    def lines_for(self, path: str) -> list[dict[str, object]]:
        """The lines of its log about one path so far."""
        return [line for line in self.journal() if line["path"] == path]

    def replica_of(self, path: str) -> str:
        """Host and port of the replica that last answered a request for a path."""
        return str(self.lines_for(path)[-1]["replica"]).rsplit(", ", 1)[-1]

    def replica_for(self, path: str, source: str) -> str:
        """Host and port of the replica that answers a visitor who asks for a path now; empty for a file from disk.

        nginx writes the line of its log after it has sent the answer, so the line is waited for.
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
    """Path of nginx; tests that need it are skipped where there is none."""
    if not sys.platform.startswith("linux"):
        pytest.skip("the tests ask from many addresses of 127.0.0.0/8, which only Linux gives without being told to")
    found = nginx.installed()
    if not found:
        pytest.skip("nginx is not installed (`python scripts/nginx.py` installs it on Debian as root)")
    return found


@pytest.fixture(scope="session")
def www(nginx_path: str, built_site: Path) -> Path:
    """The website of the record as it stands."""
    return built_site


@pytest.fixture(scope="session")
def replicas(www: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Replica]]:
    """Three, ready."""
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
    """A few of the explorer's own files where nginx finds them; it asks a replica for the others."""
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
    """nginx as ``deploy/nginx`` has it."""
    there = Front(free_port(), tmp_path_factory.mktemp("nginx"), www, assets)
    nginx.arrange(there.folder, there.port, www, [one.name for one in replicas], assets, AT_ONCE)
    with nginx.serve(there.folder, there.port):
        yield there


def strict(folder: Path, www: Path, replicas: Sequence[str], changes: Mapping[str, str]) -> Front:
    """nginx with some limits made so small that a test meets them, not yet running."""
    there = Front(free_port(), folder, www, Path("/nonexistent"))
    nginx.arrange(there.folder, there.port, www, replicas, there.assets, {**AT_ONCE, **changes})
    return there
