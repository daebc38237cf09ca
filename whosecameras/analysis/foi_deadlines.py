"""When an answer to a freedom of information request is due, in working days under the two Acts.

Sources: Freedom of Information Act 2000, section 10 (the twentieth working day after receipt; a bank holiday in *any*
part of the United Kingdom is not a working day); Freedom of Information (Scotland) Act 2002, sections 10 and 73 (bank
holidays in Scotland); Freedom of Information (Time for Compliance with Request) Regulations 2004 (SI 2004/3364),
regulation 3, and those of 2009 and 2010 (schools: days without a session are not counted, up to the sixtieth working
day). The record does not hold term dates, so for schools we count to the outer limit.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays
import numpy as np
import pandas as pd

from whosecameras.record.loading import Dataset

#: The parts of the United Kingdom whose holidays count under each regime, named as in the package ``holidays``.
PARTS = {"foia_2000": ("ENG", "NIR", "SCT", "WLS"), "foisa_2002": ("SCT",)}
SCHOOL_WORKING_DAYS = 60
WEEKDAYS = "1111100"


@dataclass(frozen=True)
class AnswerDue:
    """When an answer is due.

    ``day`` is the last day that the law allows and ``working_days`` the number of working days until then. For a school
    under the 2000 Act, ``day`` is the outer limit and ``in_term`` the due date if every working day until then is a
    school day; for all other bodies ``in_term`` is ``None``.
    """

    day: date
    working_days: int
    in_term: date | None = None


@lru_cache(maxsize=256)
def bank_holidays(regime: str, year: int) -> frozenset[date]:
    """The bank holidays of a year that do not count as working days; ``KeyError`` for a regime without an Act."""
    return frozenset(
        day for part in PARTS[regime] for day in holidays.country_holidays("GB", subdiv=part, years=[year])
    )


def _holidays(regime: str, after: date, days: int) -> Collection[date]:
    """The bank holidays that can fall within ``days`` working days after a date."""
    last = (after + timedelta(days=2 * days + 30)).year
    return sorted(day for year in range(after.year, last + 1) for day in bank_holidays(regime, year))


def working_day_after(start: date, days: int, regime: str) -> date:
    """The ``days``-th working day (1 or more) after ``start``, which is not counted; raises like ``bank_holidays``.

    >>> working_day_after(date(2026, 11, 27), 1, "foia_2000").isoformat()  # 30 November is a holiday in Scotland
    '2026-12-01'
    """
    off = np.array(_holidays(regime, start, days), dtype="datetime64[D]")
    day = np.busday_offset(start, days, roll="backward", weekmask=WEEKDAYS, holidays=off)
    return date.fromisoformat(str(day))


def answer_due(regime: str, sector: str, asked: date, working_days: int) -> AnswerDue:
    """When a body of a sector must answer a request sent on a day; ``KeyError`` for a regime without an Act.

    As the Acts say, a request that arrives at a weekend or on a holiday is received that day, and the next working
    day is the first one counted.
    """
    day = working_day_after(asked, working_days, regime)
    if sector == "school" and regime == "foia_2000":
        return AnswerDue(working_day_after(asked, SCHOOL_WORKING_DAYS, regime), SCHOOL_WORKING_DAYS, in_term=day)
    return AnswerDue(day, working_days)


def due(dataset: Dataset, body: str, asked: date) -> AnswerDue | None:
    """When a body must answer a request that it received on a day.

    ``None`` if no law gives a right to an answer, or we have not settled which one does. A body that has since been
    abolished still had a deadline. Raises ``KeyError`` for an unknown body.
    """
    row = dataset.row("bodies", body)
    days = dataset.row("foi_regimes", row["foi"])["working_days"]
    return None if pd.isna(days) else answer_due(row["foi"], row["sector"], asked, int(days))
