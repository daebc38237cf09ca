"""A rejected date is reported with readings that are accepted when typed, wherever dates are entered."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from conftest import Folder
from hypothesis import example, given
from hypothesis import strategies as st
from test_store import assert_refused, run

from whosecameras.curation import dates
from whosecameras.errors import UserError
from whosecameras.record.loading import is_date, misfit
from whosecameras.record.schema import TABLES

ISO = re.compile(r"\b[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?\b")
DATES = [field for table in TABLES.values() for field in table.fields if field.kind == "date"]
PARTS = st.integers(0, 9999).flatmap(lambda number: st.sampled_from([str(number), f"{number:02d}", f"{number:04d}"]))


def remedies(message: str) -> list[str]:
    """The dates that a message suggests."""
    return ISO.findall(message.partition("; write ")[2])


@given(st.tuples(PARTS, PARTS, PARTS), st.sampled_from("/.-"))
@example(("03", "04", "98"), "/")
@example(("1", "2", "202"), "/")
@example(("03", "04", "2999"), "/")
@example(("03", "04", "27"), "/")
@example(("1985", "04", "03"), "/")
def test_every_date_that_a_refusal_suggests_is_accepted_when_typed(parts: tuple[str, ...], mark: str) -> None:
    text = mark.join(parts)
    said = dates.refusal(text)
    assert bool(said) != is_date(text)
    for day in remedies(said):
        assert dates.refusal(day) == ""
        assert [misfit(field, day) for field in DATES] == [""] * len(DATES)
        assert dates.day_of(day).isoformat() == day


def test_the_century_of_two_figures_is_the_one_that_can_be() -> None:
    assert dates.readings("03/04/98") == ("1998-04-03", "1998-03-04")
    assert dates.readings("03/04/22") == ("2022-04-03", "2022-03-04")
    assert dates.readings("1/2/202") == ()


@pytest.mark.parametrize("text", ["2022", "2022-02", "soon", "2999-01-01", "1/2/202", "01/01/2999"])
def test_the_day_of_a_change_is_refused_with_a_day_that_can_be(text: str) -> None:
    with pytest.raises(UserError) as refused:
        dates.day_of(text)
    suggested = ISO.findall(str(refused.value).partition("write ")[2])
    assert suggested and all(dates.day_of(day).isoformat() == day for day in suggested), refused.value


def test_a_suggested_date_is_no_later_than_the_page(folder: Folder) -> None:
    """For 3 April and 4 March, a page of 10 March can only mean the second."""
    line = folder.line_of("findings", body="angus-council")
    row = dict(zip(folder.lines("findings")[0], folder.lines("findings")[line - 1], strict=True))
    folder.set("sources", folder.line_of("sources", id=row["source"]), published="2022-03-10")
    given = {"body": "worcester-council", "source": row["source"], "vendor": "dahua", "finding": "uses",
             "as-of": "03/04/22", "as-of-basis": "stated", "basis": "direct", "detail": "It said so."}  # fmt: skip
    result = run(folder, "add", "finding", *(part for key, value in given.items() for part in (f"--{key}", value)))
    assert_refused(result, "write 2022-03-04")
    assert "2022-04-03" not in result.output
    assert_refused(run(folder, "correct", "findings", row["id"], "as_of", "03/04/22", "--why", "A slip."), "2022-03-04")
    assert "2022-04-03" not in result.output


def test_a_remedy_never_suggests_tomorrow() -> None:
    tomorrow = date.today() + timedelta(days=1)
    assert tomorrow.isoformat() not in dates.readings(f"{tomorrow:%d/%m/%Y}")
