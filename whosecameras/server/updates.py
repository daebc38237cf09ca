"""Keeps the website and the explorer at one checked version of the record, and follows when a newer one has passed.

The data folder is looked at every few seconds. What has changed is first copied, then checked and built from the copy
by a process of its own; only when that is whole do the website and the explorer switch to it, in one step. Until then,
and for ever if it fails, the standing version is served.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import hashlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosecameras import locks
from whosecameras.publishing import active_dataset
from whosecameras.record.loading import Dataset, DatasetError
from whosecameras.server import explorer_page, static_files
from whosecameras.server.logs import log_error, log_event

CODE = Path(__file__).resolve().parents[2]
PROGRESS = 5.0  # seconds between two lines about a build that is waited for
PROBLEMS_TOLD = 100
SAID_TOLD = 20  # last lines of a process that did not end as it should
PASSED_KEPT = 2  # copies that wait for the website that is built from them
RETRY_FIRST = 5.0  # seconds before what was not the data's fault is tried again; each time twice as long
RETRY_MOST = 300.0
REFUSED = 1  # the exit code of a verb that finds fault with the data
Seen = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class WatchedFolders:
    """What is kept: the data folder, the website's folder and its address, whether it is built here, and the seconds
    between two looks (0: none).
    """

    data: Path
    site: Path
    base_url: str
    builds: bool = True
    poll: float = 2.0


def seen(data: Path) -> Seen:
    """What can be told of a data folder at a glance: each file with the time of its change and its size."""
    with contextlib.suppress(OSError), os.scandir(data) as entries:
        files = [one for one in entries if not one.name.startswith(".") and one.is_file()]
        stats = sorted((one.name, one.stat()) for one in files)
        return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)
    return ()


class BuildFailed(Exception):
    """Something that is not the data's fault kept them from being checked or built."""


def _copy(data: Path, into: Path) -> Path:
    """A copy of the data folder under a name that tells its content; the one that is there if it is the same."""
    into.mkdir(parents=True, exist_ok=True)
    with locks.held(into / ".lock", f"data is being copied to {into}", tell=log_event):
        for left in into.glob(".copy-*"):  # by a server that was killed: nobody else is copying now
            shutil.rmtree(left, ignore_errors=True)
        new = Path(tempfile.mkdtemp(dir=into, prefix=".copy-"))
        try:
            content = hashlib.sha256()
            for name, _, _ in seen(data):
                copied = (data / name).read_bytes()
                (new / name).write_bytes(copied)
                content.update(f"{name} {len(copied)} ".encode() + copied)
            kept = into / content.hexdigest()[:20]
            if not kept.is_dir():
                new.rename(kept)
            return kept
        finally:
            shutil.rmtree(new, ignore_errors=True)


class Updater:
    """``folder`` is the website that is served and ``shown`` the copy that the explorer shows, each ``None`` if there
    is none; ``problems`` counts what the newest data was refused for, and ``hindered`` is true while something else
    keeps it from being checked or built, which is tried again.
    """

    def __init__(self, watched: WatchedFolders, warm: Callable[[Dataset], object] = lambda _: None) -> None:
        self.watched = watched
        self.folder: static_files.BuiltSite | None = None
        self.shown: Path | None = None
        self.shown_digest = ""
        self.problems = 0
        self.hindered = False
        self._before: Path | None = None
        self._pause, self._due = 0.0, 0.0
        self._warm = warm
        self._passed: dict[str, Path] = {}
        self._data_seen: Seen = ()
        self._site_seen: tuple[int, ...] = ()
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._temporary = None if watched.builds else tempfile.TemporaryDirectory(prefix="whose-cameras-")

    @property
    def copies(self) -> Path:
        """Where the copies stand: beside the website that is built from them, else in a temporary folder."""
        if self._temporary:
            return Path(self._temporary.name)
        return self.watched.site.parent / f".{self.watched.site.name}-data"

    async def start(self) -> None:
        """Serve what stands, and go on looking; if nothing stands, return only when it was built or has failed."""
        self._look_at_site()
        if self.folder:
            await self._recognise(self.folder)
            await self._settle(self.folder)
        first = asyncio.create_task(self._renew())
        if self.folder is None or self.shown is None:
            await self._wait_for(first)
        if not self._stopping:
            self._task = asyncio.create_task(self._go_on(first))

    async def _recognise(self, found: static_files.BuiltSite) -> None:
        """Note that the data of today is what a standing website was built from, if it is."""
        with contextlib.suppress(OSError, DatasetError, locks.FolderLocked):
            copy = await asyncio.to_thread(_copy, self.watched.data, self.copies)
            if (await asyncio.to_thread(active_dataset.opened, copy)).digest == found.digest:
                self._passed[found.digest] = copy

    async def stop(self) -> None:
        """Stop looking, and end a build that is under way; what stands stays."""
        self.kill()
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._temporary:
            self._temporary.cleanup()

    def kill(self) -> None:
        """End a build that is under way, at once; may be called from a signal handler."""
        self._stopping = True
        if self._process and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _wait_for(self, first: asyncio.Task[None]) -> None:
        began = time.monotonic()
        while not (await asyncio.wait([first], timeout=PROGRESS))[0]:
            log_event("nothing stands yet: checking and building", seconds=round(time.monotonic() - began))

    async def _go_on(self, first: asyncio.Task[None]) -> None:
        await first
        while self.watched.poll > 0:
            await asyncio.sleep(self.watched.poll)
            try:
                await self._look()
            except Exception as error:  # whatever it is, what stands is served and the next look may be luckier
                log_error("the data could not be looked at", error)

    async def _look(self) -> None:
        now = await asyncio.to_thread(seen, self.watched.data)
        if now != self._data_seen or (self.hindered and time.monotonic() >= self._due):
            await asyncio.sleep(min(self.watched.poll, 1.0))
            if now == await asyncio.to_thread(seen, self.watched.data):  # nobody is writing just now
                await self._renew()
        if found := self._look_at_site():
            await self._settle(found)

    def _look_at_site(self) -> static_files.BuiltSite | None:
        """The website if it is another than when last looked at; the first one is served at once."""
        try:
            stat = (self.watched.site / static_files.MANIFEST).stat()
        except OSError:
            return None
        if (now := (stat.st_dev, stat.st_ino, stat.st_mtime_ns)) == self._site_seen:
            return None
        found = static_files.opened(self.watched.site)
        if found:
            self._site_seen = now
            self.folder = self.folder or found
        return found

    async def _renew(self) -> None:
        """Copy the data, check it and build from it; switch if all of it passed."""
        try:
            self._data_seen = await asyncio.to_thread(seen, self.watched.data)
            copy = await asyncio.to_thread(_copy, self.watched.data, self.copies)
            problems = await self._run(copy)
            if self._stopping:
                return
            self.problems, self.hindered, self._pause = len(problems), False, 0.0
            for line in problems[:PROBLEMS_TOLD]:
                log_event("new data failed", 40, problem=line)
            if problems:
                log_event("the standing version is served; new data failed", 40, problems=len(problems))
                self._tidy()
                return
            digest = (await asyncio.to_thread(active_dataset.opened, copy)).digest
            self._passed.pop(digest, None)  # the newest stands last
            self._passed[digest] = copy
            found = self._look_at_site() or self.folder
            if found:
                await self._settle(found)
            self._tidy()
        except Exception as error:  # a full disk, no memory, a fault in our code: what stands is served
            if not self._stopping:
                self._try_later(error)

    def _try_later(self, error: Exception) -> None:
        self._pause = min(2 * self._pause or RETRY_FIRST, RETRY_MOST)
        self._due = time.monotonic() + self._pause
        self.problems, self.hindered = 0, True
        log_error("the website could not be built; what stands is served", error, tried_again_after=self._pause)

    async def _run(self, copy: Path) -> list[str]:
        """What a process of its own has to say against the data; nothing if it passed and, where we build, is built.

        ``BuildFailed`` if it ended for another reason than the data.
        """
        check = ["check", "--data", str(copy)]
        began = time.monotonic()
        if self.watched.builds:
            # Visitors come first: a rebuild under a running server leaves a core to them.
            jobs = "1" if self.folder else "0"
            verb = ["site", "--data", str(copy), "--out", str(self.watched.site.absolute()), "--jobs", jobs]
            where = ["--base-url", self.watched.base_url, "--explorer", explorer_page.BASE]
            code, said = await self._ended([*verb, *where])
            # A full disk ends a build with the same code as faulty data; only the check speaks of nothing but the data.
            if code == REFUSED and not self._stopping and (await self._ended(check))[0] != REFUSED:
                raise BuildFailed(_why(code, said))
        else:
            code, said = await self._ended(check)
        if code == 0:
            log_event("data passed", built=self.watched.builds, seconds=round(time.monotonic() - began, 1))
            return []
        if code != REFUSED:
            raise BuildFailed(_why(code, said))
        return said or [f"exit code {code}"]

    async def _ended(self, verb: list[str]) -> tuple[int, list[str]]:
        """The exit code of a verb in a process of its own, and the lines that it said."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "whosecameras", *verb),
            cwd=CODE,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        said = (await self._process.communicate())[0].decode("utf-8", "replace").splitlines()
        return self._process.returncode or 0, [line for line in said if line.strip()]

    async def _settle(self, found: static_files.BuiltSite) -> None:
        """Serve a website, and let the explorer show the record that it was built from, where that is known."""
        copy = self._passed.get(found.digest) or self._kept(found.digest)
        if copy and copy != self.shown:
            try:
                await asyncio.to_thread(self._warm, await asyncio.to_thread(active_dataset.opened, copy))
            except DatasetError as error:
                log_error("a kept copy of the record failed its checks", error)
                copy = None
        switched = found is not self.folder or copy not in (None, self.shown)
        if copy and copy != self.shown:
            self.folder = found
            active_dataset.activate(copy)
            self._before = self.shown
            self.shown, self.shown_digest = copy, found.digest
            self._remember(found.digest, copy)
            gc.collect()
            gc.freeze()
        self.folder = found
        if switched:
            log_event("serves", version=found.version, dataset=found.digest, explorer=self.shown_digest)

    def _kept(self, digest: str) -> Path | None:
        """The copy that an earlier server built this version from."""
        link = self.copies / f".of-{digest}"
        return link.resolve() if link.is_dir() else None

    def _remember(self, digest: str, copy: Path) -> None:
        with contextlib.suppress(OSError), _replaced(self.copies / f".of-{digest}") as link:
            link.symlink_to(copy.name)

    def _tidy(self) -> None:
        """Remove old copies and refused ones; the one before the shown one stays for sessions that are in it."""
        self._passed = dict(list(self._passed.items())[-PASSED_KEPT:])
        kept = {one.name for one in (self.shown, self._before, *self._passed.values()) if one}
        for one in self.copies.iterdir():
            if one.is_dir() and not one.name.startswith(".") and one.name not in kept:
                shutil.rmtree(one, ignore_errors=True)
        for link in self.copies.glob(".of-*"):
            if not link.exists():
                link.unlink(missing_ok=True)

    def health(self) -> tuple[dict[str, Any], bool]:
        """What is served, and whether that is all that there should be."""
        folder = self.folder
        whole = folder is not None and self.shown is not None
        words = "ok" if whole else "nothing to serve"
        if self.hindered:
            words = "standing version served" if whole else words
            words += "; new data could not be built yet, tried again later"
        if self.problems:
            words = "standing version served; new data failed" if whole else "the data failed; nothing to serve"
        found = {
            "status": words,
            "version": folder.version if folder else "",
            "dataset": self.shown_digest,
            "checks_passed": not (self.problems or self.hindered),
            "site": {
                "dataset": folder.digest if folder else "",
                "of_this_dataset": folder is not None and folder.digest == self.shown_digest,
            },
        }
        return found, whole


def _why(code: int, said: list[str]) -> str:
    """Why a process ended, in words, with the last that it said."""
    reason = f"exit code {code}"
    if code < 0:
        reason = f"ended by signal {-code}" + (", as when memory is short" if code == -signal.SIGKILL else "")
    return "\n".join([reason, *said[-SAID_TOLD:]])


@contextlib.contextmanager
def _replaced(path: Path) -> Iterator[Path]:
    new = path.with_name(f"{path.name}-{os.getpid()}")
    yield new
    new.replace(path)
