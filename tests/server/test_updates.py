"""The updater: website and explorer show one checked version, and follow only when a newer one has passed."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Folder, finished

from whosecameras import edition
from whosecameras.load import Dataset
from whosecameras.server.updates import Updater, Watched, _copy, seen

from .small import small


@pytest.fixture(autouse=True)
def nothing_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(edition, "_shown", [])
    yield
    edition.opened.cache_clear()


def follower(folder: Folder, tmp_path: Path) -> Updater:
    """A updater that does not build."""
    return Updater(Watched(folder.path, tmp_path / "www", "https://cameras.example", builds=False, poll=0))


def test_it_serves_what_stands_and_shows_the_record_that_it_was_built_from(
    folder: Folder, dataset: Dataset, tmp_path: Path
) -> None:
    small(tmp_path / "www", dataset.digest)
    updater = follower(folder, tmp_path)

    async def run() -> None:
        await updater.start()
        assert updater._task
        await updater._task  # the first look has ended, and without a poll there is no second
        assert updater.folder and updater.shown == edition.folder()
        told, whole = updater.health()
        assert whole and told["status"] == "ok" and told["checks_passed"] and told["site"]["of_this_dataset"]
        assert told["dataset"] == dataset.digest
        # A fault is planted: the standing version stays, and health says so.
        before = updater.folder, updater.shown, edition.opened(edition.folder())
        line = folder.line_of("findings", vendor="dahua")
        folder.set("findings", line, vendor="nonsense")
        await updater._look()
        told, whole = updater.health()
        assert whole and told["status"] == "standing version served; new data failed" and not told["checks_passed"]
        assert before == (updater.folder, updater.shown, edition.opened(edition.folder()))
        # It is mended in another way, and the website of that record comes: both switch.
        folder.set("findings", line, vendor="both")
        await updater._look()
        assert updater.health()[0]["checks_passed"]
        assert updater.shown == before[1], "the explorer waits for the website"
        new = edition.opened(folder.path).digest
        small(tmp_path / "www", new, "1.0.1")
        await updater._look()
        told, whole = updater.health()
        assert whole and told["version"] == "1.0.1" and told["dataset"] == new != dataset.digest
        assert edition.opened(edition.folder()).digest == new
        await updater.stop()

    finished(run())
    assert not updater.copies.exists(), "a updater that does not build leaves nothing"


def test_data_that_fails_with_nothing_standing_serves_nothing(folder: Folder, tmp_path: Path) -> None:
    folder.set("findings", 2, vendor="nonsense")
    updater = follower(folder, tmp_path)

    async def run() -> None:
        await updater.start()
        told, whole = updater.health()
        assert not whole and not told["checks_passed"] and told["status"] == "the data failed; nothing to serve"
        await updater.stop()

    finished(run())


def test_the_end_does_not_wait_for_a_build(folder: Folder, tmp_path: Path) -> None:
    small(tmp_path / "www", "an older record")
    updater = Updater(Watched(folder.path, tmp_path / "www", "https://cameras.example"))

    async def run() -> None:
        starting = asyncio.create_task(updater.start())
        while updater._process is None:
            await asyncio.sleep(0.05)
        began = time.monotonic()
        await updater.stop()
        await starting
        assert time.monotonic() - began < 5
        assert updater.problems == 0 and updater.folder and updater.folder.digest == "an older record"

    finished(run())


def test_a_copy_is_whole_and_the_same_data_has_one(folder: Folder, tmp_path: Path) -> None:
    into = tmp_path / "copies"
    copy = _copy(folder.path, into)
    assert _copy(folder.path, into) == copy and list(into.iterdir()) == [copy]
    assert {one.name: one.read_bytes() for one in copy.iterdir()} == {
        one.name: one.read_bytes() for one in folder.path.iterdir() if one.is_file()
    }
    folder.set("findings", 2, vendor="both")
    assert _copy(folder.path, into) != copy


def test_a_change_is_seen_and_hidden_files_are_not(folder: Folder, tmp_path: Path) -> None:
    before = seen(folder.path)
    (folder.path / ".curating.lock").write_text("x", encoding="utf-8")
    assert seen(folder.path) == before
    folder.set("findings", 2, vendor="both")
    assert seen(folder.path) != before
    shutil.rmtree(folder.path)
    assert seen(folder.path) == ()
