"""The updater: website and explorer show one checked version, and follow only when a newer one has passed."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Folder, finished, holding

from whosecameras import locks
from whosecameras.publishing import active_dataset
from whosecameras.record.loading import Dataset
from whosecameras.server import updates
from whosecameras.server.updates import RETRY_FIRST, RETRY_MOST, BuildFailed, Updater, WatchedFolders, _copy, seen

from .small import small


@pytest.fixture(autouse=True)
def nothing_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(active_dataset, "_shown", [])
    yield
    active_dataset.opened.cache_clear()


def follower(folder: Folder, tmp_path: Path) -> Updater:
    """A updater that does not build."""
    return Updater(WatchedFolders(folder.path, tmp_path / "www", "https://cameras.example", builds=False, poll=0))


def test_it_serves_what_stands_and_shows_the_record_that_it_was_built_from(
    folder: Folder, dataset: Dataset, tmp_path: Path
) -> None:
    small(tmp_path / "www", dataset.digest)
    updater = follower(folder, tmp_path)

    async def run() -> None:
        await updater.start()
        assert updater._task
        await updater._task  # the first look has ended, and without a poll there is no second
        assert updater.folder and updater.shown == active_dataset.active_folder()
        told, whole = updater.health()
        assert whole and told["status"] == "ok" and told["checks_passed"] and told["site"]["of_this_dataset"]
        assert told["dataset"] == dataset.digest
        # A fault is planted: the standing version stays, and health says so.
        before = updater.folder, updater.shown, active_dataset.opened(active_dataset.active_folder())
        line = folder.line_of("findings", vendor="dahua")
        folder.set("findings", line, vendor="nonsense")
        await updater._look()
        told, whole = updater.health()
        assert whole and told["status"] == "standing version served; new data failed" and not told["checks_passed"]
        assert before == (updater.folder, updater.shown, active_dataset.opened(active_dataset.active_folder()))
        # It is mended in another way, and the website of that record comes: both switch.
        folder.set("findings", line, vendor="both")
        await updater._look()
        assert updater.health()[0]["checks_passed"]
        assert updater.shown == before[1], "the explorer waits for the website"
        new = active_dataset.opened(folder.path).digest
        small(tmp_path / "www", new, "1.0.1")
        await updater._look()
        told, whole = updater.health()
        assert whole and told["version"] == "1.0.1" and told["dataset"] == new != dataset.digest
        assert active_dataset.opened(active_dataset.active_folder()).digest == new
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


def refusing(updater: Updater, monkeypatch: pytest.MonkeyPatch, *ends: list[str] | Exception) -> list[Path]:
    """Let the checks of an updater end in these ways, one after the other; the copies that were checked."""
    said, checked = list(ends), []

    async def run(copy: Path) -> list[str]:
        checked.append(copy)
        end = said.pop(0)
        if isinstance(end, Exception):
            raise end
        return end

    monkeypatch.setattr(updater, "_run", run)
    return checked


def test_what_is_not_the_datas_fault_is_tried_again(
    folder: Folder, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(updates.time, "monotonic", lambda: now[0])
    updater = follower(folder, tmp_path)
    hindered = [BuildFailed("ended by signal 9"), OSError(28, "No space left on device"), BuildFailed("exit code 3")]
    checked = refusing(updater, monkeypatch, *hindered, [])

    async def run() -> None:
        await updater._renew()
        for tries, pause in enumerate((RETRY_FIRST, 2 * RETRY_FIRST, 4 * RETRY_FIRST), 1):
            told, whole = updater.health()
            assert not whole and not told["checks_passed"]
            assert told["status"] == "nothing to serve; new data could not be built yet, tried again later"
            now[0] += pause - 1
            await updater._look()
            assert len(checked) == tries, "not before its time"
            now[0] += 1
            await updater._look()
            assert len(checked) == tries + 1
        small(tmp_path / "www", dataset.digest)
        await updater._look()
        told, whole = updater.health()
        assert whole and told["status"] == "ok" and told["checks_passed"]
        now[0] += 10 * RETRY_MOST
        await updater._look()
        assert len(checked) == 4, "what passed is not tried again"
        for _ in range(20):
            updater._try_later(OSError())
        assert updater._pause == RETRY_MOST
        await updater.stop()

    finished(run())


def test_refused_data_is_not_tried_again_until_it_changes(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    updater = follower(folder, tmp_path)
    checked = refusing(updater, monkeypatch, OSError("no space"), ["a fault"], ["another"])

    async def run() -> None:
        await updater._renew()
        updater._due = 0.0
        for problems in (2, 2, 2):
            await updater._look()
            assert len(checked) == problems and updater.problems == 1 and not updater.hindered
        folder.set("findings", 2, vendor="both")
        await updater._look()
        assert len(checked) == 3
        await updater.stop()

    finished(run())


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        ([(0, ["built"])], []),
        ([(1, ["a fault"]), (1, ["a fault, told longer"])], ["a fault"]),
        ([(1, ["[Errno 28] No space left on device"]), (0, [])], "exit code 1\n[Errno 28] No space left on device"),
        ([(-9, [])], "ended by signal 9, as when memory is short"),
        ([(2, ["no such option"])], "exit code 2\nno such option"),
        ([(1, ["a process died"]), (-9, [])], "exit code 1\na process died"),
    ],
)
def test_only_what_a_check_refuses_is_the_datas_fault(
    folder: Folder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ends: list[tuple[int, list[str]]],
    says: list[str] | str,
) -> None:
    updater = Updater(WatchedFolders(folder.path, tmp_path / "www", "https://cameras.example"))

    async def ended(verb: list[str]) -> tuple[int, list[str]]:
        return ends.pop(0)

    monkeypatch.setattr(updater, "_ended", ended)
    if isinstance(says, str):
        with pytest.raises(BuildFailed) as hindered:
            finished(updater._run(folder.path))
        assert str(hindered.value) == says
    else:
        assert finished(updater._run(folder.path)) == says


def test_the_copy_shown_before_stays_and_refused_ones_go(
    folder: Folder, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(tmp_path / "www", dataset.digest)
    updater = follower(folder, tmp_path)
    checked = refusing(updater, monkeypatch, [], [], ["a fault"], ["another"], [])

    async def run() -> None:
        await updater._renew()
        first = updater.shown
        line = folder.line_of("findings", vendor="dahua")
        folder.set("findings", line, vendor="both")
        await updater._renew()
        small(tmp_path / "www", active_dataset.opened(folder.path).digest, "1.0.1")
        await updater._look()
        second = updater.shown
        assert first and second and first != second
        for words in ("nonsense", "more nonsense"):
            folder.set("findings", line, vendor=words)
            await updater._renew()
            assert updater.problems == 1 and not checked[-1].exists()
        folder.set("findings", line, vendor="hikvision")
        await updater._renew()
        copies = {one for one in updater.copies.iterdir() if one.is_dir() and not one.name.startswith(".")}
        assert copies == {first, second, checked[-1]}, "the shown, the one before, and the one that waits"
        await updater.stop()

    finished(run())


def test_the_end_does_not_wait_for_a_build(folder: Folder, tmp_path: Path) -> None:
    small(tmp_path / "www", "an older record")
    updater = Updater(WatchedFolders(folder.path, tmp_path / "www", "https://cameras.example"))

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
    (into / ".copy-of-a-killed-server").mkdir()
    assert _copy(folder.path, into) == copy
    assert [one for one in into.iterdir() if one.is_dir()] == [copy]
    assert {one.name: one.read_bytes() for one in copy.iterdir()} == {
        one.name: one.read_bytes() for one in folder.path.iterdir() if one.is_file()
    }
    folder.set("findings", 2, vendor="both")
    assert _copy(folder.path, into) != copy


def test_another_server_that_copies_is_waited_for_and_taken_over_if_it_was_killed(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.2)
    into = tmp_path / "copies"
    into.mkdir()
    with holding(into / ".lock"), pytest.raises(locks.FolderLocked):
        _copy(folder.path, into)
    assert _copy(folder.path, into).is_dir()


def test_a_change_is_seen_and_hidden_files_are_not(folder: Folder, tmp_path: Path) -> None:
    before = seen(folder.path)
    (folder.path / ".curating.lock").write_text("x", encoding="utf-8")
    assert seen(folder.path) == before
    folder.set("findings", 2, vendor="both")
    assert seen(folder.path) != before
    shutil.rmtree(folder.path)
    assert seen(folder.path) == ()
