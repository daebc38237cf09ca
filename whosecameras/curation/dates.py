"""Validates dates, and lists the possible readings of ambiguous ones."""

from __future__ import annotations

import re
from datetime import date

from whosecameras.analysis.status import is_surely_after
from whosecameras.errors import UserError
from whosecameras.record.loading import is_date
from whosecameras.text import wording

_SLASHED = re.compile(r"\s*([0-9]{1,4})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,4})\s*")


def _years(figures: str) -> tuple[int, ...]:
    """The years that a number can mean: with two digits the century is open, three digits mean no year."""
    return {1: (), 2: (2000 + int(figures), 1900 + int(figures)), 4: (int(figures),)}.get(len(figures), ())


def readings(text: str, bound: str = "") -> tuple[str, ...]:
    """The ISO days that a numeric date can mean, day-first readings first: ``03/04/22`` has two.

    Only days that the record accepts: from its first year up to today, and not after ``bound``, the full or partial
    date of the page that states it.
    """
    match = _SLASHED.fullmatch(text)
    if not match:
        return ()
    first, second, third = match.groups()
    orders = [(first, second, third)] if len(first) == 4 else [(third, second, first), (third, first, second)]
    days = []
    for year, month, day in orders:
        for full_year in _years(year):
            iso = f"{full_year:04d}-{int(month):02d}-{int(day):02d}"
            if is_date(iso, date.today()) and not (bound and is_surely_after(iso, bound)):
                days.append(iso)
    return tuple(dict.fromkeys(days))


def refusal(text: str, bound: str = "") -> str:
    """Why a text is not a valid date, and how to write it; ``""`` for a full or partial ISO date.

    ``bound`` is the latest valid date, if there is one: no later reading is suggested.
    """
    if is_date(text):
        return ""
    possible = readings(text, bound)
    if not possible and (late := readings(text)):
        in_words = " or as ".join(wording.date(day) for day in late)
        return f"“{text}” can be read as {in_words}, after its source ({wording.date(bound)}); write {bound} or earlier"
    if not possible:
        return f"“{text[:40]}” is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"
    in_words = " or as ".join(wording.date(day) for day in possible)
    return f"“{text}” can be read as {in_words}; write {' or '.join(possible)}"


def day_of(text: str) -> date:
    """Parse ``--date``; today if blank. ``UserError`` unless it is a full date up to today."""
    today = date.today()
    if not text:
        return today
    if readings(text) and (problem := refusal(text)):
        raise UserError(f"--date: {problem}")
    if len(text) < len("2022-02-07") or not is_date(text, today):
        raise UserError(f"--date: “{text[:40]}” is not a day up to today; write one such as {today.isoformat()}")
    return date.fromisoformat(text)
