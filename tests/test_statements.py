"""Which statements duplicate each other, and which are about a time when the body did not exist."""

from __future__ import annotations

import pytest
from conftest import Folder

from whosecameras.publishing import statements

SAID = {"body": "a", "vendor": "hikvision", "finding": "uses", "source": "s", "as_of": "2022-05", "scope": ""}


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"as_of": "2022"}, True),
        ({"as_of": "2022-05-31"}, True),
        ({"scope": "car parks"}, True),
        ({"as_of": "2022", "scope": "car parks"}, True),
        ({"as_of": "2022-06"}, False),
        ({"as_of": "2022-06-05"}, False),
        ({"as_of": "2020"}, False),
        *(({column: "other"}, False) for column in ("body", "vendor", "finding", "source")),
    ],
)
def test_two_statements_say_the_same(change: dict[str, str], same: bool) -> None:
    assert statements.say_the_same(SAID, {**SAID, **change}) == same
    assert statements.say_the_same({**SAID, **change}, SAID) == same


def test_two_scopes_are_two_statements() -> None:
    assert not statements.say_the_same({**SAID, "scope": "offices"}, {**SAID, "scope": "car parks"})
    assert statements.say_the_same({**SAID, "scope": "Offices"}, {**SAID, "scope": "offices"})


@pytest.mark.parametrize(
    ("began", "ended", "as_of", "there"),
    [
        ("", "", "1999", True),
        ("2015-04-01", "", "2015", True), ("2015-04-01", "", "2014", False), ("2015-04-01", "", "2015-03-31", False),
        ("2015", "", "2015-01-01", True), ("2015", "", "2014-12", False), ("2015-04", "", "2015-03", False),
        ("", "2019-04-01", "2019", True), ("", "2019-04-01", "2019-03-31", True), ("", "2019-04-01", "2019-04", False),
        ("", "2019-04-01", "2020", False), ("", "2019", "2019-06", True), ("", "2019", "2020-01", False),
        ("2015-04-01", "2019-04-01", "2017", True), ("2015-04-01", "2019-04-01", "", True),
    ],
)  # fmt: skip
def test_only_dates_certainly_outside_a_body_s_existence_are_rejected(
    began: str, ended: str, as_of: str, there: bool
) -> None:
    body = {"name": "A Council", "began": began, "ended": ended, "replaced_by": ""}
    assert (statements.outside_life(as_of, body) == "") == there


def test_the_successor_is_named() -> None:
    body = {"name": "A Council", "began": "", "ended": "2019-04-01", "replaced_by": "b-council; c-council"}
    said = "A Council no longer existed from 1 April 2019; b-council and c-council took its place"
    assert statements.outside_life("2020", body) == said


@pytest.mark.parametrize("table", ["findings", "capabilities"])
@pytest.mark.parametrize(
    ("life", "as_of", "said"),
    [
        ({"began": "2016-04-01"}, "2015", "Adur Council did not exist before 1 April 2016; name the body that existed"),
        ({"ended": "2016-04-01"}, "2016-05", "Adur Council no longer existed from 1 April 2016; name the body that"),
        ({"began": "2015-04-01", "ended": "2016-04-01"}, "2015", ""),
        ({"began": "2015-02-30"}, "2014", ""),  # no date: only that is reported
    ],
)
def test_the_check_reports_statements_about_another_time(
    folder: Folder, table: str, life: dict[str, str], as_of: str, said: str
) -> None:
    folder.set("bodies", folder.line_of("bodies", id="adur-council"), **life)
    line = folder.set(table, 2, body="adur-council", as_of=as_of, as_of_basis="stated")
    found = [str(one) for one in folder.problems() if "exist" in one.message and one.column == "as_of"]
    assert len(found) == bool(said)
    assert all(one.startswith(f'{table}.csv:{line}:as_of: "{as_of}": {said}') for one in found)


@pytest.mark.parametrize(
    ("change", "remedy"),
    [({"scope": "car parks"}, "keep one, or give each its scope"), ({"as_of": "2022-05"}, "keep one")],
)
def test_the_check_names_a_statement_that_is_there_less_exactly(
    folder: Folder, change: dict[str, str], remedy: str
) -> None:
    first = {"body": "worcester-council", "vendor": "hikvision", "finding": "uses", "as_of": "2022", "scope": ""}
    line = folder.add("findings", 2, id="worcester-council-001", **first)
    again = folder.add("findings", line, id="worcester-council-002", **change)
    found = [str(one) for one in folder.problems() if "same statement" in one.message]
    told = f'findings.csv:{again}:body: "worcester-council": the same statement is on line {line}; {remedy}'
    assert found == [told]
