"""From a gap to a request: who can be asked, what the request says, and that links carry it without loss."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pytest

from whosecameras.analysis import foi_deadlines
from whosecameras.analysis.foi import law_of
from whosecameras.analysis.status import body_statuses
from whosecameras.content import ask
from whosecameras.content.ask import HowToAsk, askable, how_to_ask, needs_asking
from whosecameras.publishing import exports
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.record.statuses import Age
from whosecameras.text import asking, letters

SOUTH_WEST = "E12000009"
SERVICE = "https://www.whatdotheyknow.com"


def listed(dataset: Dataset) -> list[str]:
    return [str(one) for one in dataset.bodies["id"]]


def ways(dataset: Dataset) -> Iterator[HowToAsk]:
    """How to ask each listed body, and every hundredth of those known only from a register."""
    for body in (*listed(dataset), *map(str, dataset.registers["bodies"]["id"][::100])):
        if found := how_to_ask(dataset, body):
            yield found


def test_a_request_can_be_sent_exactly_to_existing_bodies_under_a_law(dataset: Dataset) -> None:
    for body in listed(dataset):
        assert (how_to_ask(dataset, body) is None) == (law_of(dataset, body) is None), body
    for body in ("gchq", "national-crime-agency"):
        assert how_to_ask(dataset, body) is None
    gone = dataset.bodies.loc[dataset.bodies["replaced_by"] != "", "id"]
    assert len(gone) and not [body for body in gone if how_to_ask(dataset, str(body))]


def test_the_address_of_a_request_says_the_same_as_the_letter_letter_by_letter(dataset: Dataset) -> None:
    pages = dataset.tables["share_alike_request_pages"].set_index("body")["url_name"]
    seen = 0
    for found in ways(dataset):
        assert bool(found.new_request) == (found.body in pages.index), found.body
        if not found.new_request:
            continue
        seen += 1
        assert len(found.new_request) < letters.MOST_OF_AN_ADDRESS, found.body
        parts = urlsplit(found.new_request)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{SERVICE}/new/{pages[found.body]}"
        given = parse_qsl(parts.query, strict_parsing=True, keep_blank_values=True)
        assert [name for name, _ in given] == ["title", "default_letter", "tags"]
        values = dict(given)
        assert values["title"] == found.subject
        assert values["tags"] == f"whosecameras:{dataset.released.year}"
        letter = f"Dear {found.name},\n\n{values['default_letter']}\n\nYours faithfully,\n\n[Your name]"
        assert letter == found.letter
    assert seen > 600


def test_the_email_has_the_same_letter_and_no_invented_address(dataset: Dataset) -> None:
    for found in ways(dataset):
        parts = urlsplit(found.email)
        assert (parts.scheme, parts.path) == ("mailto", ""), found.body
        assert "+" not in parts.query  # mail programs show it verbatim
        values = dict(parse_qsl(parts.query, strict_parsing=True))
        assert values["body"].replace("\r\n", "\n") == found.letter
        assert found.subject in values["subject"]


def test_the_letter_names_its_act_both_companies_and_the_questions(dataset: Dataset) -> None:
    for found in ways(dataset):
        assert f"Under the {found.law.act}, " in found.letter
        other = {"Freedom of Information Act 2000", "Freedom of Information (Scotland) Act 2002"} - {found.law.act}
        assert not [act for act in other if act in found.letter]
        for word in ("Hikvision or Dahua", "other brands", "how many", "Where", "Since when", "switched on", "planned"):
            assert word.casefold() in found.letter.casefold(), (found.body, word)
        assert len(found.letter.split()) < 200, found.body


def test_the_letter_to_an_old_respondent_asks_whether_the_answer_still_holds(dataset: Dataset) -> None:
    found = how_to_ask(dataset, "thurrock-council")
    assert found and found.repeats
    assert "In an earlier answer (6 June 2019) you said that you would remove" in found.letter
    assert "Is this still true?" in found.letter
    blank = how_to_ask(dataset, "leeds-council")
    assert blank and not blank.repeats and "still true" not in blank.letter


def test_a_letter_claims_no_use_that_its_source_does_not_report(dataset: Dataset) -> None:
    known = body_statuses(dataset)
    claims = {
        Status.USING: ("you used", "were seen"),
        Status.REMOVING: ("you would remove",),
        Status.REMOVED: ("you had removed",),
        Status.NOT_USING: ("you did not use",),
    }
    for body in listed(dataset):
        found = how_to_ask(dataset, body)
        if found is None:
            continue
        said = [words for words in claims.values() if any(one in found.letter for one in words)]
        assert said == ([claims[known[body].status]] if found.repeats else []), body


def test_the_round_changes_with_the_release_and_not_with_the_day(dataset: Dataset) -> None:
    assert letters.tag(replace(dataset, released=date(2028, 2, 29))) == "whosecameras:2028"


def test_the_list_has_exactly_the_bodies_without_recent_evidence(dataset: Dataset) -> None:
    known = body_statuses(dataset)
    ids = set(askable(dataset).ids())
    for body in listed(dataset):
        recent = known[body].age == Age.RECENT and known[body].status is not Status.GROUP_ONLY
        assert (body in ids) == (law_of(dataset, body) is not None and not recent), body
        assert needs_asking(known[body]) != recent


def test_the_silent_councils_of_the_south_west_are_in_one_list(dataset: Dataset) -> None:
    bodies, known = dataset.bodies, body_statuses(dataset)
    here = bodies[(bodies["region"] == SOUTH_WEST) & (bodies["sector"] == "council") & (bodies["replaced_by"] == "")]
    silent = {body for body in here["id"] if known[str(body)].status is Status.UNKNOWN}
    found = askable(dataset).ids(region=SOUTH_WEST, sector="council", known="blank")
    assert set(found) == silent and len(found) == len(silent)
    rows = askable(dataset).select(region=SOUTH_WEST, sector="council")
    assert all(one.page and one.new_request and one.act for one in rows)


def test_schools_are_listed_by_district_and_each_is_in_one_list(dataset: Dataset) -> None:
    who = askable(dataset)
    by_district = [body for lad in who.districts for body in who.ids(district=lad, sector="school")]
    assert len(by_district) == len(set(by_district))
    assert len(set(who.ids(sector="school")) - set(by_district)) < 10  # without a known district
    assert max(len(who.ids(district=lad, sector="school")) for lad in who.districts) < 600


def with_requests(dataset: Dataset, *rows: tuple[str, str]) -> Dataset:
    """The record with requests to these bodies on these dates."""

    class Tables(dict):  # type: ignore[type-arg]
        place, row = dataset.tables.place, dataset.tables.row

    frame = pd.DataFrame(rows, columns=["body", "asked"], dtype=str)
    return replace(dataset, tables=Tables({**dataset.tables, "requests": frame}))  # type: ignore[arg-type]


def test_bodies_asked_in_the_past_year_are_marked_and_left_out(dataset: Dataset) -> None:
    recent, long_ago = f"{dataset.released.year}-01-15", f"{dataset.released.year - 3}-01-15"
    asked = with_requests(
        dataset, ("leeds-council", recent), ("bradford-council", long_ago), ("leeds-council", long_ago)
    )
    who = askable(asked)
    assert "leeds-council" not in who.ids(sector="council", asked=False)
    assert {"leeds-council", "bradford-council"} <= set(who.ids(sector="council"))
    assert "bradford-council" in who.ids(sector="council", asked=False)
    [one] = who.to_ask(["leeds-council"])
    assert (one.asked_on, one.recently_asked) == (recent, True)
    found = how_to_ask(asked, "leeds-council")
    assert found and found.asked_on == recent


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx"])
def test_no_cell_of_a_list_can_run_in_a_spreadsheet(dataset: Dataset, name: str) -> None:
    [one] = askable(dataset).to_ask(["leeds-council"])
    rows = ask.table(dataset, [replace(one, name=name)])
    text = exports.safe_csv(ask.COLUMNS, [[row[column] for column in ask.COLUMNS] for row in rows]).decode("utf-8-sig")
    [header, cells] = list(csv.reader(io.StringIO(text)))
    assert header == list(ask.COLUMNS)
    assert not [cell for cell in cells if cell.startswith(exports.FORMULA_STARTS)]


def test_the_letter_to_many_has_the_placeholder_of_the_service_and_one_act(dataset: Dataset) -> None:
    found = ask.batch_letters(dataset, askable(dataset).select(sector="nhs"))
    assert len(found) == 2
    for act, letter in found:
        assert letter.startswith("Dear [Authority name],\n") and f"Under the {act}," in letter


@pytest.mark.parametrize(
    ("body", "arrives", "said"),
    [
        ("leeds-council", date(2026, 11, 28), "due by 30 December 2026."),
        ("glasgow-city-council", date(2026, 11, 28), "due by 30 December 2026."),
    ],
)
def test_the_page_says_when_an_answer_is_due(dataset: Dataset, body: str, arrives: date, said: str) -> None:
    found = foi_deadlines.due(dataset, body, arrives)
    assert found and asking.due(found, arrives).endswith(said)


def test_what_the_browser_counts_with_gives_the_day_that_the_law_gives(dataset: Dataset) -> None:
    school = str(dataset.registers["bodies"].query("sector == 'school' and nation == 'England'")["id"].iloc[0])
    for body in ("leeds-council", "glasgow-city-council", school):
        found, start = how_to_ask(dataset, body), dataset.released
        assert found
        for day in (start + timedelta(days=7 * week) for week in range(40)):
            due = foi_deadlines.due(dataset, body, day)
            assert due
            closed = found.due.closed.split()
            assert counted(day, found.due.working_days, closed) == (due.in_term or due.day)
            assert not found.due.latest or counted(day, found.due.latest, closed) == due.day


def counted(day: date, working_days: int, closed: list[str]) -> date:
    """The n-th working day after a date, counted one by one as the script does."""
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5 and day.isoformat() not in closed
    return day
