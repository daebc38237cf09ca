"""When an answer is due: counted by hand from the calendars of the United Kingdom and the text of the two Acts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whosecameras.analysis.foi_deadlines import answer_due, bank_holidays, due, working_day_after
from whosecameras.record.loading import Dataset

UK, SCOTLAND = "foia_2000", "foisa_2002"


@pytest.mark.parametrize(
    ("regime", "asked", "answer"),
    [
        # Four weeks without a holiday anywhere.
        (UK, "2026-10-05", "2026-11-02"),
        (SCOTLAND, "2026-10-05", "2026-11-02"),
        # 30 November (Scotland), Christmas, 28 December: the 2000 Act counts holidays of any part of the country.
        (UK, "2026-11-27", "2026-12-30"),
        (SCOTLAND, "2026-11-27", "2026-12-30"),
        # Easter Monday is a bank holiday everywhere except in Scotland; 17 March only in Northern Ireland.
        (UK, "2026-03-10", "2026-04-10"),
        (SCOTLAND, "2026-03-10", "2026-04-08"),
        # 2 January is a bank holiday only in Scotland, and neither Act counts it.
        (UK, "2025-12-22", "2026-01-23"),
        (SCOTLAND, "2025-12-22", "2026-01-23"),
        # August: the 3rd in Scotland, the 31st elsewhere; the 2000 Act excludes both.
        (UK, "2026-08-01", "2026-09-01"),
        (SCOTLAND, "2026-08-01", "2026-08-31"),
        # Received on a Saturday, a Sunday or the Friday before: the Monday is the first day counted.
        (UK, "2026-10-10", "2026-11-06"),
        (UK, "2026-10-11", "2026-11-06"),
        (UK, "2026-10-09", "2026-11-06"),
    ],
)
def test_the_twentieth_working_day(regime: str, asked: str, answer: str) -> None:
    assert answer_due(regime, "council", date.fromisoformat(asked), 20).day.isoformat() == answer


def test_a_school_under_the_2000_act_has_until_the_sixtieth_working_day_at_most() -> None:
    asked = date(2026, 7, 20)  # most schools have holidays from then on, whose dates are not in the record
    found = answer_due(UK, "school", asked, 20)
    assert (found.day, found.working_days) == (working_day_after(asked, 60, UK), 60)
    assert found.in_term == answer_due(UK, "council", asked, 20).day < found.day
    assert answer_due(SCOTLAND, "school", asked, 20).day == answer_due(SCOTLAND, "council", asked, 20).day


@given(st.dates(date(2005, 1, 1), date(2035, 1, 1)), st.sampled_from([UK, SCOTLAND]), st.integers(1, 60))
def test_the_number_of_working_days_between_is_right(start: date, regime: str, days: int) -> None:
    last = working_day_after(start, days, regime)
    between = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    work = [day for day in between if day.weekday() < 5 and day not in bank_holidays(regime, day.year)]
    assert len(work) == days and work[-1] == last


def test_due_where_a_law_gives_a_right_to_an_answer(dataset: Dataset) -> None:
    asked = date(2026, 8, 1)
    england, scotland = due(dataset, "leeds-council", asked), due(dataset, "glasgow-city-council", asked)
    assert england and scotland and (england.day, scotland.day) == (date(2026, 9, 1), date(2026, 8, 31))
    assert due(dataset, "gchq", asked) is None
    with pytest.raises(KeyError):
        due(dataset, "atlantis", asked)
