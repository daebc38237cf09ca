"""Body pages a second from nginx as ``deploy/nginx`` sets it up, on two workers, asked for by wrk."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.servers import ROOT, free_port
from scripts import nginx

PAGES_A_SECOND = 20_000
P95_MS = 25
CONNECTIONS = 64
SECONDS = 10
WORKERS = 2


@contextmanager
def website() -> Iterator[Path]:
    """The folder of a built website: what ``make site`` left, else one built for the occasion."""
    standing = ROOT / "build" / "site"
    if (standing / "manifest.json").is_file():
        yield standing.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "www"
        subprocess.run([sys.executable, "-m", "whosecameras", "site", "--out", str(out)], cwd=ROOT, check=True)
        yield out


def wrk() -> str:
    """Path of the load generator, installed if this is Debian and we may. Raises ``RuntimeError`` without one."""
    if not shutil.which("wrk") and os.geteuid() == 0 and shutil.which("apt-get"):
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "wrk"]
        subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, stdout=sys.stderr)
    found = shutil.which("wrk")
    if not found:
        raise RuntimeError("wrk is needed: apt-get install wrk")
    return found


def _processor_seconds(pid: int) -> float:
    main = psutil.Process(pid)
    times = [one.cpu_times() for one in (main, *main.children())]
    return sum(one.user + one.system for one in times)


def _load(generator: str, address: str, paths: Path, seconds: int) -> dict[str, int]:
    """What wrk counted: requests, microseconds they took, 95th percentile of waiting in microseconds, failures."""
    script = str(ROOT / "benchmarks" / "bodies.lua")
    command = [generator, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, address, "--", str(paths)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    counted: dict[str, int] = json.loads(said.splitlines()[-1])
    return counted


def measure() -> list[dict[str, object]]:
    """Pages a second, how long readers wait at that load, and what a page costs the processor.

    wrk runs on the same machine and takes a share of it. The last figure does not depend on who else is at work.
    """
    if not nginx.find_or_install():
        raise RuntimeError("nginx is needed: apt-get install nginx")
    generator = wrk()
    with website() as www, tempfile.TemporaryDirectory() as folder:
        addresses = sorted(f"/body/{path.stem}" for path in (www / "body").glob("*.html"))
        assert len(addresses) >= 100
        paths = Path(folder) / "paths.txt"
        paths.write_text("\n".join(addresses) + "\n")
        port, place = free_port(), Path(folder) / "nginx"
        nginx.arrange(place, port, www, changes={r"^worker_processes .*;": f"worker_processes {WORKERS};"})
        with nginx.serve(place, port) as address:
            pid = int((place / "nginx.pid").read_text())
            _load(generator, address, paths, 1)
            before = _processor_seconds(pid)
            counted = _load(generator, address, paths, SECONDS)
            used = _processor_seconds(pid) - before
    if counted["failed"]:
        raise RuntimeError(f"{counted['failed']} of {counted['requests']} requests failed")
    rate = round(counted["requests"] / counted["microseconds"] * 1e6)
    waiting = round(counted["p95"] / 1000, 1)
    cost = round(used / counted["requests"] * 1e6, 1)
    what = f"nginx, {WORKERS} workers, {len(addresses)} body pages, {CONNECTIONS} connections"
    rows = [
        (f"{what}: pages a second", PAGES_A_SECOND, rate, "pages/s", rate >= PAGES_A_SECOND),
        (f"{what}: 95th percentile at that load", P95_MS, waiting, "ms", waiting <= P95_MS),
        (f"{what}: processor time of a page", WORKERS / PAGES_A_SECOND * 1e6, cost, "µs", None),
    ]
    return [
        {
            "what": name,
            "budget": budget,
            "figure": figure,
            "unit": unit,
            "verdict": "pass" if (figure <= budget if good is None else good) else "miss",
        }
        for name, budget, figure, unit, good in rows
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1, ensure_ascii=False))
