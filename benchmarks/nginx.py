"""Body pages a second from nginx as ``deploy/nginx`` sets it up, on two workers, asked for by wrk.

Pages of bodies with evidence are stored compressed; those without are compressed while they are sent.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from benchmarks import room
from benchmarks.report import Row, judged, seen
from benchmarks.servers import ROOT, free_port
from scripts import nginx

CONNECTIONS = 64
SECONDS = 10
WORKERS = 2


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
    return float(sum(one.user + one.system for one in times))


def _load(generator: str, address: str, paths: Path, seconds: int) -> dict[str, int]:
    """What wrk counted: requests, microseconds they took, 95th percentile of waiting in microseconds, failures."""
    script = str(ROOT / "benchmarks" / "bodies.lua")
    command = [generator, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, address, "--", str(paths)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    counted: dict[str, int] = json.loads(said.splitlines()[-1])
    return counted


def measure(quick: bool) -> Iterator[Row]:
    """Pages a second, how long readers wait at that load, and what a page costs the processor.

    wrk runs on the same machine and takes a share of it. The last figure does not depend on who else is at work.
    """
    if not nginx.find_or_install():
        raise RuntimeError("nginx is needed: apt-get install nginx")
    generator, www = wrk(), room.website()
    with tempfile.TemporaryDirectory() as folder:
        pages = sorted((www / "body").glob("*.html"))
        stored = [page for page in pages if page.with_name(f"{page.name}.gz").exists()]
        silent = sorted(set(pages) - set(stored))
        assert len(stored) >= 100 and len(silent) >= 100
        port, place = free_port(), Path(folder) / "nginx"
        nginx.arrange(place, port, www, changes={r"^worker_processes .*;": f"worker_processes {WORKERS};"})
        with nginx.serve(place, port) as address:
            pid = int((place / "nginx.pid").read_text())

            def asked_for(these: list[Path], seconds: int) -> tuple[dict[str, int], float]:
                """What wrk counted for these pages, and microseconds of nginx for each."""
                paths = Path(folder) / "paths.txt"
                paths.write_text("".join(f"/body/{page.stem}\n" for page in these))
                _load(generator, address, paths, 1)
                before = _processor_seconds(pid)
                counted = _load(generator, address, paths, seconds)
                used = _processor_seconds(pid) - before
                if counted["failed"]:
                    raise RuntimeError(f"{counted['failed']} of {counted['requests']} requests failed")
                return counted, used / counted["requests"] * 1e6

            counted, each = asked_for(stored, SECONDS // 2 if quick else SECONDS)
            yield judged("nginx-rate", counted["requests"] / counted["microseconds"] * 1e6)
            yield judged("nginx-p95", counted["p95"] / 1000)
            yield seen("nginx: processor time of a page of a body with evidence", each, "µs")
            counted, each = asked_for(silent, SECONDS // 2)
            rate = counted["requests"] / counted["microseconds"] * 1e6
            yield seen("nginx: pages of bodies without evidence, compressed as they are sent, a second", rate, "/s")
            yield seen("nginx: processor time of such a page", each, "µs")
