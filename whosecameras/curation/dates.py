"""Tells valid dates from ambiguous ones, and lists the possible readings."""

from __future__ import annotations

import re
from datetime import date

from whosecameras.analysis.status import is_surely_after
from whosecameras.errors import UserError
from whosecameras.record.loading import is_date
from whosecameras.text import wording

_SLASHED = re.compile(r"\s*([0-9]{1,4})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,4})\s*")


def _years(figures: str) -> tuple[int, ...]:
    """The years that some figures can mean: two of them leave the century open, three mean none."""
    return {1: (), 2: (2000 + int(figures), 1900 + int(figures)), 4: (int(figures),)}.get(len(figures), ())


def readings(text: str, bound: str = "") -> tuple[str, ...]:
    """The ISO days that a date in figures can mean, day first before month first: ``03/04/22`` has two.

    Only days that the record would take: from its first year on, up to today, and not after ``bound``, the date of the
    page that says it, in whole or in part.
    """
    found = _SLASHED.fullmatch(text)
    if not found:
        return ()
    first, second, third = found.groups()
    orders = [(first, second, third)] if len(first) == 4 else [(third, second, first), (third, first, second)]
    days = []
    for year, month, day in orders:
        for one in _years(year):
            iso = f"{one:04d}-{int(month):02d}-{int(day):02d}"
            if is_date(iso, date.today()) and not (bound and is_surely_after(iso, bound)):
                days.append(iso)
    return tuple(dict.fromkeys(days))


def refusal(text: str, bound: str = "") -> str:
    """Why a text is no date of ours, with what would be right; ``""`` for an ISO date, whole or in part.

    ``bound`` is the last date that would be right, where there is one: no reading after it is suggested.
    """
    if is_date(text):
        return ""
    meant = readings(text, bound)
    if not meant and (late := readings(text)):
        said = " or as ".join(wording.date(day) for day in late)
        return f"“{text}” can be read as {said}, after its source ({wording.date(bound)}); write {bound} or earlier"
    if not meant:
        return f"“{text[:40]}” is no date; write YYYY, YYYY-MM or YYYY-MM-DD"
    said = " or as ".join(wording.date(day) for day in meant)
    return f"“{text}” can be read as {said}; write {' or '.join(meant)}"


def day_of(text: str) -> date:
    """The day that ``--date`` names, today where it is blank; ``UserError`` unless it is one whole day up to today."""
    today = date.today()
    if not text:
        return today
    if readings(text) and (why := refusal(text)):
        raise UserError(f"--date: {why}")
    if len(text) < len("2022-02-07") or not is_date(text, today):
        raise UserError(f"--date: “{text[:40]}” is no day up to today; write one as {today.isoformat()}")
    return date.fromisoformat(text)
