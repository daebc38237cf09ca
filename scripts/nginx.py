#!/usr/bin/env python3
"""Prints the path of nginx, installing it with apt-get if necessary; runs deploy/nginx on loopback.

Shared by ``tests/deploy`` and ``benchmarks/nginx.py``. If there is no nginx and it cannot be installed, it prints
nothing, and the tests that need it are skipped.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[1] / "deploy" / "nginx"
PACKAGES = ("nginx", "libnginx-mod-http-brotli-static")
BROTLI = "ngx_http_brotli_static_module.so"
START_SECONDS = 10


def installed() -> str:
    """Path of nginx, or ``""``."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") or ""


def find_or_install() -> str:
    """Path of nginx, installed if this is Debian and permissions allow, or ``""``."""
    if not installed() and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("No nginx found: installing it with apt-get ...", file=sys.stderr)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
            subprocess.run(["apt-get", *command], env=environment, stdout=sys.stderr)
    return installed()


def has_brotli() -> bool:
    """True if nginx loads the module that serves brotli files."""
    enabled = "".join(path.read_text() for path in Path("/etc/nginx/modules-enabled").glob("*.conf"))
    return BROTLI in enabled


def _changed(text: str, changes: Mapping[str, str]) -> str:
    """A text with each pattern replaced. A pattern that does not occur is an error of the caller."""
    for pattern, new in changes.items():
        text, times = re.subn(pattern, lambda _, new=new: new, text, flags=re.M)  # type: ignore[misc]
        if not times:
            raise LookupError(f"{pattern} is not in deploy/nginx any more")
    return text


def arrange(
    folder: Path,
    port: int,
    www: Path,
    replicas: Sequence[str] = ("127.0.0.1:1",),
    assets: Path = Path("/nonexistent"),
    changes: Mapping[str, str] | None = None,
) -> None:
    """Write deploy/nginx into ``folder`` for port ``port`` of loopback and the given files and replicas (host:port).

    ``changes`` replaces patterns in all files, for tests that need shorter timeouts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in DEPLOY.glob("*.conf"):
        if path.name != "brotli.conf" or has_brotli():
            shutil.copy(path, folder)
    owner = {r"^user .*;": "user root;"} if os.geteuid() == 0 else {}  # workers read the tester's files
    pending = {**owner, **(changes or {})}
    for path in folder.glob("*.conf"):
        applicable = {pattern: new for pattern, new in pending.items() if re.search(pattern, path.read_text(), re.M)}
        path.write_text(_changed(path.read_text(), applicable))
        pending = {pattern: new for pattern, new in pending.items() if pattern not in applicable}
    if pending:
        raise LookupError(f"not in deploy/nginx any more: {', '.join(pending)}")
    options = re.search(r"server \S+:\d+( [^;]*);", (folder / "place.conf").read_text())
    assert options
    servers = "\n".join(f"    server {replica}{options[1]};" for replica in replicas)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    place = folder / "place.conf"
    place.write_text(
        temporary
        + _changed(
            place.read_text(),
            {
                r"/var/log/nginx/access.log": f"{folder}/access.log",
                r"(    server \S+:\d+ .*;\n)+": servers + "\n",
                r"listen 8080": f"listen 127.0.0.1:{port}",
                r"server_name .*;": "server_name 127.0.0.1 localhost;",
                r"root .*;": f"root {www};",
                r"set \$assets .*;": f"set $assets {assets};",
            },
        )
    )


def command(folder: Path) -> list[str]:
    """The command that runs nginx with the configuration in a folder."""
    settings = f"daemon off; pid {folder}/nginx.pid;"
    return [installed(), "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf", "-g", settings]


@contextmanager
def serve(folder: Path, port: int) -> Iterator[str]:
    """Run nginx with the configuration in a folder. Yields its address, and stops it at the end."""
    process = subprocess.Popen(command(folder), stderr=subprocess.PIPE, text=True)
    try:
        end = time.monotonic() + START_SECONDS
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0 and (folder / "nginx.pid").is_file():
                    break
            if process.poll() is not None or time.monotonic() > end:
                process.kill()
                raise RuntimeError(f"nginx did not start:\n{process.communicate()[1]}")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


if __name__ == "__main__":
    print(find_or_install())
