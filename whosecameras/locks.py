"""Locks on folders, so that one process works in a folder at a time, and whoever waits is told for whom.

The operating system holds the lock, so it ends with the process that took it, and forked processes do not keep it. The
file only says who holds it. It is removed on release, so a file that still names a process was left by one that was
killed.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

ANNOUNCED_AFTER = 5.0  # seconds of waiting in silence
TIMEOUT_SECONDS = 60.0  # seconds before a wait is given up
_UNREAD = "another process"  # its holder has not written its name yet, or cannot be read on this system
Echo = Callable[[str], object]


class FolderLocked(Exception):
    """Somebody else holds the lock and did not let go in time; the message names them."""


class ForeignFolder(Exception):
    """The output folder holds something that this program did not write, so nothing is written there."""


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _named(path: Path) -> str:
    """The holder named in a lock file, ``""`` if there is none."""
    try:
        pid, host, since = path.read_text(encoding="utf-8").split()
        began = datetime.fromisoformat(since)
        day = "" if began.date() == datetime.now().date() else f" on {began.day} {began:%B %Y}"
        return f"process {int(pid)} on {host}, since {began:%H:%M:%S}{day}"
    except (OSError, ValueError):
        return ""


def _write_name(path: Path) -> None:
    with suppress(OSError):  # a full disk, or a system that lets nobody write to a locked file: the lock holds anyway
        now = datetime.now().isoformat(timespec="seconds")
        path.write_text(f"{os.getpid()} {socket.gethostname()} {now}\n", encoding="utf-8")


def _acquire(lock: FileLock, path: Path, doing: str, timeout: float, echo: Echo) -> None:
    first = min(ANNOUNCED_AFTER, timeout)
    with suppress(Timeout):
        lock.acquire(timeout=first)
        return
    if timeout > first:
        echo(f"Waiting for up to {timeout:.0f} seconds: {doing} by {_named(path) or _UNREAD}.")
        with suppress(Timeout):
            lock.acquire(timeout=timeout - first)
            return
    waited = f" Gave up after {timeout:.0f} seconds." if timeout else ""
    raise FolderLocked(f"{doing} by {_named(path) or _UNREAD}.{waited}")


@contextmanager
def held(path: Path, doing: str, *, timeout: float | None = None, echo: Echo = _say) -> Iterator[None]:
    """Hold the lock whose file is ``path``.

    ``doing`` says in a main clause what the holder does, such as "DIR is being built". ``timeout`` is in seconds
    (``TIMEOUT_SECONDS`` if not given; 0: do not wait). ``echo`` is given a line when a wait gets long, and when the
    last holder was killed. Raises ``FolderLocked`` after the timeout and ``OSError`` if the file cannot be written.
    """
    lock = FileLock(path, fallback_to_soft=False)
    _acquire(lock, path, doing, TIMEOUT_SECONDS if timeout is None else timeout, echo)
    try:
        if dead := _named(path):
            echo(f"Took over a lock: {dead}, ended without releasing {path.name}.")
        _write_name(path)
        yield
    finally:
        with suppress(OSError):  # those who wait notice that their file is gone, and open the next one
            path.unlink(missing_ok=True)
        lock.release()
