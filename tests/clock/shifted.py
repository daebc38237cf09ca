"""Moves the clock of the tests, and of every Python that they start, so that no answer depends on today.

``WHOSE_CAMERAS_TEST_CLOCK`` says where to: ``+40d``, ``-1d``, or a day such as ``2028-02-29`` at this time of day. The
clock goes on from there. ``conftest.py`` calls ``start``; ``sitecustomize.py`` does in the processes that tests start.
"""

from __future__ import annotations

import os
import re
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import time_machine

SETTING = "WHOSE_CAMERAS_TEST_CLOCK"
FOLDER = Path(__file__).parent
_moved: list[timedelta] = []


def distance(text: str) -> timedelta:
    """How far the clock moves; ``ValueError`` for a text that says neither days nor a day."""
    if re.fullmatch(r"[+-][0-9]{1,5}d", text):
        return timedelta(days=int(text[:-1]))
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text) - date.today()
    except ValueError:
        message = f'{SETTING}="{text}": a number of days such as +40d, or a day such as 2028-02-29, is needed'
        raise ValueError(message) from None


def _travel() -> type[time_machine.travel]:
    """What moves the clock. It would load pytest, for a fixture that we do not use: half a second for each process."""
    spared = "pytest" not in sys.modules
    if spared:
        sys.modules["pytest"] = None  # type: ignore[assignment]
    try:
        import time_machine
    finally:
        if spared:
            del sys.modules["pytest"]
    return time_machine.travel


def start() -> None:
    """Move the clock once, as the setting says; does nothing where it is blank, raises as ``distance`` does.

    The distance is handed on in days, so that a run which goes past midnight has one clock.
    """
    if _moved or not (text := os.environ.get(SETTING, "")):
        return
    far = distance(text)
    travel = _travel()
    _moved.append(far)
    os.environ[SETTING] = f"{far.days:+d}d"
    paths = [str(FOLDER), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))
    travel(far, tick=True).start()


def environment(*folders: Path) -> dict[str, str]:
    """What a process with nothing else in its environment needs to have the same clock, and to find ``folders``."""
    paths = [str(one) for one in folders] + [str(FOLDER)] * bool(_moved)
    clock = {SETTING: os.environ[SETTING]} if _moved else {}
    return clock | ({"PYTHONPATH": os.pathsep.join(paths)} if paths else {})
