"""Tells a date that may be stored from one that could be read in two ways, and names the readings."""

from __future__ import annotations

import re
from datetime import date

from whosecameras import words
from whosecameras.curate.store import Refused
from whosecameras.load import is_date

_SLASHED = re.compile(r"\s*([0-9]{1,4})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,4})\s*")


def readings(text: str) -> tuple[str, ...]:
    """The ISO days that a date in figures can mean, day first before month first: ``03/04/22`` has two."""
    found = _SLASHED.fullmatch(text)
    if not found:
        return ()
    first, second, third = found.groups()
    orders = [(first, second, third)] if len(first) == 4 else [(third, second, first), (third, first, second)]
    days = []
    for year, month, day in orders:
        try:
            days.append(date(int(year) + (2000 if len(year) <= 2 else 0), int(month), int(day)).isoformat())
        except ValueError:
            continue
    return tuple(dict.fromkeys(days))


def refusal(text: str) -> str:
    """Why a text is no date of ours, with what would be right; ``""`` for an ISO date, whole or in part."""
    if is_date(text):
        return ""
    meant = readings(text)
    if not meant:
        return f"“{text[:40]}” is no date; write YYYY, YYYY-MM or YYYY-MM-DD"
    said = " or as ".join(words.date(day) for day in meant)
    return f"“{text}” can be read as {said}; write {' or '.join(meant)}"


def day_of(text: str) -> date:
    """The day that ``--date`` names, today where it is blank; ``Refused`` unless it is one whole day up to today."""
    today = date.today()
    if not text:
        return today
    if why := refusal(text):
        raise Refused(f"--date: {why}")
    if len(text) < len("2022-02-07") or text > today.isoformat():
        raise Refused(f"--date: {text} is no day up to today; write one as {today.isoformat()}")
    return date.fromisoformat(text)
