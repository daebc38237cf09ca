"""Files that take a browser, made in the background: one worker, a short queue, results kept on disk."""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Full, Queue

from whosecameras.briefing.bundle import digest, safe_name, write

WAITING = 4  # jobs that may wait
KEPT = 300  # results that are kept
_IDLE = 20.0  # seconds after which the worker ends
log = logging.getLogger("whosecameras")
Progress = Callable[[int, int], None]
Work = Callable[[Progress], bytes]


class QueueFull(RuntimeError):
    """The queue is full; the message asks to come back."""


@dataclass
class RenderJob:
    """One file that is made: how far it is, where it is when it is ready, what went wrong."""

    name: str
    path: Path
    done: int = 0
    total: int = 1
    running: bool = False
    error: str = ""

    @property
    def ready(self) -> bool:
        """True when the file is there."""
        return self.path.exists()


def _folder() -> Path:
    """A folder of our own below the temporary one; a fresh one if somebody else owns that name."""
    owner = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"whose-cameras-briefings-{owner}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or (hasattr(os, "getuid") and folder.stat().st_uid != owner):
        folder = Path(tempfile.mkdtemp(prefix="whose-cameras-"))
    return folder


class RenderQueue:
    """Makes files one after the other. Safe to share between threads."""

    def __init__(self, folder: Path | None = None, waiting: int = WAITING) -> None:
        self._folder = folder or _folder()
        self._queue: Queue[tuple[RenderJob, Work]] = Queue(maxsize=waiting)
        self._jobs: dict[str, RenderJob] = {}
        self._guard = threading.Lock()
        self._worker: threading.Thread | None = None

    def find(self, name: str, made_from: str) -> RenderJob:
        """The job for a file made from some input (any text that changes when the file would), started or not."""
        stem, _, ending = name.rpartition(".")
        key = digest(made_from + name)[:24]
        with self._guard:
            path = self._folder / f"{key}-{safe_name(stem)}.{safe_name(ending)}"
            return self._jobs.get(key) or RenderJob(name, path)

    def ask(self, name: str, made_from: str, work: Work) -> RenderJob:
        """Have a file made unless it is there or under way. ``QueueFull`` if too many wait."""
        job = self.find(name, made_from)
        key = digest(made_from + name)[:24]
        with self._guard:
            if job.ready or (key in self._jobs and not job.error):
                return job
            job.error, job.done = "", 0
            try:
                self._queue.put_nowait((job, work))
            except Full:
                raise QueueFull("Several files are being made for others. Please try again in a minute.") from None
            self._jobs[key] = job
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="briefings", daemon=True)
                self._worker.start()
        return job

    def _run(self) -> None:
        while True:
            try:
                job, work = self._queue.get(timeout=_IDLE)
            except Empty:
                with self._guard:
                    if self._queue.empty():
                        self._worker = None
                        return
                continue
            self._make(job, work)

    def _make(self, job: RenderJob, work: Work) -> None:
        def progress(done: int, total: int) -> None:
            job.done, job.total = done, max(total, 1)

        job.running = True
        try:
            content = work(progress)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            write(job.path, content)
            self._tidy()
        except Exception as error:  # whatever it is, the worker must live and the visitor be told
            log.exception("a briefing could not be made: %s", job.name)
            known = isinstance(error, RuntimeError | ValueError)
            job.error = str(error) if known else "The file could not be made; the maintainers find why in their log."
        finally:
            job.running = False
            with self._guard:
                if not job.error:
                    self._jobs = {key: one for key, one in self._jobs.items() if one is not job}

    def _tidy(self) -> None:
        """Forget the oldest results beyond ``KEPT``."""
        with suppress(OSError):
            files = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime)
            for path in files[:-KEPT]:
                path.unlink(missing_ok=True)
