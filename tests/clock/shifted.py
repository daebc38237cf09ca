"""Moves the clock of the tests, and of every Python that they start, so that no result depends on today's date.

``WHOSE_CAMERAS_TEST_CLOCK`` is the shift: ``+40d``, ``-1d``, or a date such as ``2028-02-29`` at the current time of
day. The clock keeps running. ``conftest.py`` calls ``start``; ``sitecustomize.py`` does so in child processes.
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
    """The shift of the clock. Raises ``ValueError`` if the text is neither a number of days nor a date."""
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
    """The class that moves the clock. Importing it would load pytest for an unused fixture: half a second each time."""
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
    """Move the clock once, as set; does nothing if the setting is blank, raises like ``distance``.

    The shift is passed on in days, so that a run across midnight has one clock.
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
    """The environment for a process that needs the same clock and ``folders`` on its path."""
    paths = [str(one) for one in folders] + [str(FOLDER)] * bool(_moved)
    clock = {SETTING: os.environ[SETTING]} if _moved else {}
    return clock | ({"PYTHONPATH": os.pathsep.join(paths)} if paths else {})
