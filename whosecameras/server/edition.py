"""The edition that a server shows: a built website and the record it was built from.

A server loads one edition at start-up and shows it until it exits, so nobody sees a half-built website or a mixture of
two. ``python -m whosecameras publish`` builds the next one; the server shows it after a restart.
"""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosecameras.publishing import active_dataset, preload
from whosecameras.publishing.active_dataset import MANIFEST, RECORD
from whosecameras.record.loading import Dataset, DatasetError
from whosecameras.server.built_site import BuiltSite, open_site
from whosecameras.server.logs import log_event
from whosecameras.settings import Settings

CODE = Path(__file__).resolve().parents[2]
PUBLISH = "python -m whosecameras publish"


class NothingToServe(Exception):
    """There is no edition to serve. The message gives the reason and a remedy."""


@dataclass(frozen=True)
class Edition:
    """The website, the folder of its record, and the path where the next edition will appear.

    ``checks_passed`` is false if the server found a newer record at start-up but could not publish it.
    """

    site: BuiltSite
    record: Path
    place: Path
    checks_passed: bool = True

    def health(self) -> tuple[dict[str, Any], bool]:
        """The health check: what is being served, and whether its files still exist."""
        complete = (self.site.folder / MANIFEST).is_file()
        newest = complete and self.place.resolve() == self.site.folder
        message = (
            "ok" if self.checks_passed else "the previous edition is shown; the newer record could not be published"
        )
        if not newest:
            message = "a newer edition has been published; restart to show it"
        if not complete:
            message = "the files of this edition are gone; restart"
        report = {"status": message, "version": self.site.version, "dataset": self.site.digest}
        return {**report, "checks_passed": self.checks_passed, "newest": newest}, complete


def load(given: Settings, base_url: str) -> Edition:
    """Load the edition to serve, publishing it first if the settings ask for that.

    If a record cannot be published, the previous edition is served. Raises ``NothingToServe`` if there is none.
    """
    log_event("starts", data=str(given.data_dir), site=str(given.site_dir), builds=given.build_site)
    passed = not given.build_site or _publish(given, base_url)
    site = open_site(given.site_dir)
    if site is None:
        why = "" if passed else "; the record could not be published"
        raise NothingToServe(f"there is no built website in {given.site_dir}{why}; `{PUBLISH}` makes one")
    record, dataset = _record_of(site, given)
    active_dataset.activate(record)
    preload.statuses(dataset)
    gc.collect()
    gc.freeze()
    log_event("serves", version=site.version, dataset=site.digest, folder=str(site.folder))
    return Edition(site, record, given.site_dir, passed)


def _record_of(site: BuiltSite, given: Settings) -> tuple[Path, Dataset]:
    """The record a website was built from: the copy stored with it, or the settings' record if it is the same."""
    copy = site.folder / RECORD
    folder = copy if copy.is_dir() else given.data_dir
    try:
        dataset = active_dataset.opened(folder)
    except DatasetError as error:
        raise NothingToServe(f"the record in {folder} has problems:\n{error}") from None
    if dataset.digest != site.digest:
        raise NothingToServe(
            f"{given.site_dir} was not built from the record in {folder}; `{PUBLISH}` brings them together"
        )
    return folder, dataset


def _publish(given: Settings, base_url: str) -> bool:
    """Publish the record in a separate process, so that its memory is freed. Returns true on success."""
    command = [sys.executable, "-m", "whosecameras", "publish", "--data", str(given.data_dir.absolute())]
    command += ["--site", str(given.site_dir.absolute()), "--base-url", base_url]
    log_event("publishes: the record is checked and its website built; the first time this takes about a minute")
    began = time.monotonic()
    with (
        _stop_on_signal(),
        subprocess.Popen(
            command, cwd=CODE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process,
    ):
        try:
            assert process.stdout
            for line in process.stdout:
                log_event("publish", said=line.rstrip())
            code = process.wait()
        except BaseException:
            process.kill()
            raise
    level = 40 if code else 20
    log_event(
        "published" if code == 0 else "not published", level, code=code, seconds=round(time.monotonic() - began, 1)
    )
    return code == 0


@contextmanager
def _stop_on_signal() -> Iterator[None]:
    """Let a signal stop the build in progress. Until the server has started, Uvicorn only records signals."""
    handlers = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
