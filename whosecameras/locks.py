"""Folder locks: one process works in a folder at a time, and a waiting process reports which one holds the lock.

The operating system releases the lock when the process that took it ends, and forked processes do not inherit it. The
file only names the holder. It is removed on release, so a file that still names a process was left by one that was
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

ANNOUNCED_AFTER = 5.0  # seconds before a wait is announced
TIMEOUT_SECONDS = 60.0  # seconds before a wait times out
_UNREAD = "another process"  # the holder has not written its name yet, or it cannot be read
Echo = Callable[[str], object]


class FolderLocked(Exception):
    """Another process held the lock until the timeout; the message names it."""


class ForeignFolder(Exception):
    """The output folder has files that this program did not write, so nothing is written there."""


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _named(path: Path) -> str:
    """The holder named in a lock file, ``""`` if none."""
    try:
        pid, host, since = path.read_text(encoding="utf-8").split()
        began = datetime.fromisoformat(since)
        day = "" if began.date() == datetime.now().date() else f" on {began.day} {began:%B %Y}"
        return f"process {int(pid)} on {host}, since {began:%H:%M:%S}{day}"
    except (OSError, ValueError):
        return ""


def _write_name(path: Path) -> None:
    with suppress(OSError):  # the disk is full, or locked files are read-only: the lock works anyway
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

    ``doing`` is a clause on what the holder does, such as "DIR is being built". ``timeout`` is in seconds (default:
    ``TIMEOUT_SECONDS``; 0: do not wait). ``echo`` gets a message when a wait becomes long, and when the last holder was
    killed. Raises ``FolderLocked`` after the timeout and ``OSError`` if the file cannot be written.
    """
    lock = FileLock(path, fallback_to_soft=False)
    _acquire(lock, path, doing, TIMEOUT_SECONDS if timeout is None else timeout, echo)
    try:
        if dead := _named(path):
            echo(f"Took over a lock: {dead}, ended without releasing {path.name}.")
        _write_name(path)
        yield
    finally:
        with suppress(OSError):  # waiting processes notice that the file is gone, and open the next one
            path.unlink(missing_ok=True)
        lock.release()
