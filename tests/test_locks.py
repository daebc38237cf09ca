"""A lock ends with its holder, however that ends; waiting processes name the holder and time out."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from conftest import holding

from whosecameras import locks

SHORT, LONG = 0.2, 20.0


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / ".lock"


def test_a_killed_process_releases_its_lock_even_if_its_children_survive(lock: Path) -> None:
    told: list[str] = []
    with holding(lock, forks=True) as other:
        other.kill()
        other.wait(10)
        with locks.held(lock, "it is held", timeout=LONG, echo=told.append):
            assert len(told) == 1 and f"process {other.pid} on " in told[0] and "Took over" in told[0]
        os.killpg(other.pid, 0)  # raises if the holder's child is gone
    with locks.held(lock, "it is held", timeout=0, echo=told.append):
        assert len(told) == 1, "it was released, so nothing is taken over"


def test_a_wait_is_announced_names_the_holder_and_ends(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "ANNOUNCED_AFTER", SHORT)
    told: list[str] = []
    with (
        holding(lock) as other,
        pytest.raises(locks.FolderLocked) as busy,
        locks.held(lock, "the box is packed", timeout=2 * SHORT, echo=told.append),
    ):
        pass
    holder = f"the box is packed by process {other.pid} on "
    assert len(told) == 1 and holder in told[0] and str(busy.value).startswith(holder)
    assert "\n" not in told[0] + str(busy.value)


def test_who_waits_goes_on_when_the_holder_is_done(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "ANNOUNCED_AFTER", SHORT)
    announced = threading.Event()
    with holding(lock) as other:
        ending = threading.Thread(target=lambda: (announced.wait(LONG), other.kill()))
        ending.start()
        with locks.held(lock, "it is held", timeout=LONG, echo=lambda _: announced.set()):
            assert announced.is_set() and other.wait(10)
        ending.join()


def test_a_short_wait_is_not_mentioned(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        with locks.held(lock, "it is held"):
            assert lock.exists()
        assert not lock.exists()
    with holding(lock), pytest.raises(locks.FolderLocked), locks.held(lock, "it is held", timeout=0):
        pass
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("left", [b"", b"\xff", b"x", b"1 host then", b"1 2 3 4"])
def test_an_empty_lock_file_does_not_block(lock: Path, left: bytes) -> None:
    lock.write_bytes(left)
    with locks.held(lock, "it is held", timeout=0):
        pass
    assert not lock.exists()
