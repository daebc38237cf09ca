"""Whom a rule binds, what was promised and what was done: from marks in the data, and no promise reported as a deed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from conftest import Folder

from whosecameras.analysis.promises import courses
from whosecameras.analysis.rules import rules_by_bound, turning_points
from whosecameras.analysis.timeline import REACH, events_by_year, kind_counts
from whosecameras.briefing import subject
from whosecameras.charts import timeline
from whosecameras.record.loading import Dataset, Tables, load
from whosecameras.record.schema import BOUND, BROAD_KIND_OF, BROAD_KINDS, EVENT_KINDS, EVENT_ROLES
from whosecameras.text import rules_words


def test_each_row_has_its_date_and_its_sources_or_says_that_no_rule_was_found(dataset: Dataset) -> None:
    rows = rules_words.bound_rows(dataset)
    assert [row.role for row in rows] == list(BOUND) and set(BOUND) < set(EVENT_ROLES)
    sources = set(dataset.sources["id"])
    for row in rows:
        assert row.rules and all(rule.sources and set(rule.sources) <= sources for rule in row.rules), row.who
        for rule in row.rules:
            event = dataset.row("events", rule.event)
            assert event["role"] == (row.role if row.found else REACH) and rule.since
            assert (event["in_force"] == "yes") == row.found
            grades = [dataset.row("sources", source)["grade"] for source in rule.sources]
            assert grades == sorted(grades) and rule.official == (grades[0] == "A")
    assert {row.role: row.found for row in rows} == {
        "binds_departments": True, "binds_others": False, "binds_buyers": True,
    }  # fmt: skip


@pytest.mark.parametrize("role", sorted(BOUND))
def test_a_rule_is_found_by_its_mark_alone(folder: Folder, dataset: Dataset, role: str) -> None:
    line = folder.line_of("events", in_force="yes", role="binds_departments")
    for number, row in enumerate(folder.lines("events")[1:], 2):
        if row[-2] in BOUND:
            folder.set("events", number, role="")
    nothing = load(folder.path)
    assert not any(rules_by_bound(nothing).values())
    assert rules_words.title(nothing) == "We found no UK rule on these cameras for public bodies"
    folder.set("events", line, role=role)
    marked = load(folder.path)
    assert [row.role for row in rules_words.bound_rows(marked) if row.found] == [role]
    others = "councils, police, the NHS and schools"
    said = rules_words.title(marked)
    assert said.endswith(f"none for {others}") == (role == "binds_departments")
    assert said.endswith("none for government departments") == (role == "binds_others")


def test_the_titles_of_the_cards_on_rules_follow_the_rules_and_dates_of_the_record(folder: Folder) -> None:
    line = folder.line_of("events", in_force="yes", role="binds_departments")
    folder.set("events", line, date="2021-03-04", date_precision="day")
    one = load(folder.path)
    events = f"{len(one.events)} events"
    assert "4 March 2021" in subject.card(one, "law").title
    assert "one rule " in subject.card(one, "law").title
    assert f"Two UK rules are in force, from 2021 and 2025, among {events} " in (subject.card(one, "timeline").title)
    more = folder.line_of("events", kind="directive", in_force="")
    folder.set("events", more, in_force="yes", role="binds_departments", date="2026-05-06", date_precision="day")
    two = load(folder.path)
    assert "two rules on these cameras, the first in force since 4 March 2021" in subject.card(two, "law").title
    said = subject.card(two, "timeline").title
    assert said.startswith("Three UK rules are in force, the newest from 2025 and 2026, among ")
    assert said.endswith(" to 2026") and events in said
    for number, row in enumerate(folder.lines("events")[1:], 2):
        if row[-3] == "yes":
            folder.set("events", number, in_force="superseded")
    assert subject.card(load(folder.path), "timeline").title.startswith(f"We found no UK rule in force among {events} ")


def test_a_superseded_rule_binds_nobody(folder: Folder) -> None:
    folder.set("events", folder.line_of("events", role="binds_departments"), in_force="superseded")
    changed = load(folder.path)
    assert rules_by_bound(changed)["binds_departments"] == []
    assert [one.outcome for one in rules_words.targets(changed) if "sensitive sites" in one.what].count(
        "Overtaken"
    ) == 1


def test_no_promise_counts_as_done(dataset: Dataset) -> None:
    findings = dataset.findings
    direct = findings[findings["basis"] == "direct"]
    removed = set(direct.loc[direct["finding"].isin(["removed", "used_previously"]), "body"])
    for one, row in zip(courses(dataset), rules_words.promise_rows(dataset), strict=True):
        assert (one.removal is not None) == (one.body in removed)
        if row.done is None:
            assert "Reported removed" not in row.since and "Reported as not" not in row.since
            assert one.promise is None or "No source says that they have gone" in row.since
        else:
            assert row.done.source in set(dataset.sources["id"]) and row.done.when in row.since
    promised = {one.body for one in courses(dataset) if one.promise}
    assert promised == set(direct.loc[direct["finding"] == "removing", "body"])
    numbers = re.match(
        r"(\w+) public bodies said they would remove the cameras; (\w+) ", rules_words.promises_title(dataset)
    )
    words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    assert numbers and words.index(numbers[1].lower()) == len(promised)
    assert words.index(numbers[2]) == len(promised & removed)


def test_no_removal_is_shown_unless_a_source_reports_one(folder: Folder) -> None:
    header, *rows = folder.lines("findings")
    at = header.index("finding")
    for number, row in enumerate(rows, 2):
        if row[at] in ("removed", "used_previously"):
            folder.set("findings", number, finding="removing")
    changed = load(folder.path)
    assert rules_words.promises_title(changed).endswith("none is reported to have done so")
    assert not any(row.done and row.done.what == "Removed" for row in rules_words.promise_rows(changed))


def test_a_past_deadline_is_described_as_past_and_a_future_one_is_not(folder: Folder) -> None:
    promise = folder.line_of("findings", body="kent-county-council", finding="removing")
    said = []
    for due in ("2024-06", "2999-01"):
        folder.set("findings", promise, due=due)
        (row,) = [one for one in rules_words.promise_rows(load(folder.path)) if one.body == "kent-county-council"]
        said.append((row.by_when, "That date has passed" in row.since))
    assert said == [("June 2024", True), ("January 2999", False)]


def test_every_event_is_in_one_year_and_of_one_of_five_kinds(dataset: Dataset) -> None:
    assert set(BROAD_KIND_OF) == set(EVENT_KINDS) and set(BROAD_KIND_OF.values()) == set(BROAD_KINDS)
    assert len(BROAD_KINDS) <= 5 and sum(kind_counts(dataset.events).values()) == len(dataset.events)
    years = events_by_year(dataset)
    assert Counter(event for ids in years.values() for event in ids) == Counter(dataset.events["id"])
    dates = dict(zip(dataset.events["id"], dataset.events["date"], strict=True))
    assert all(dates[event].startswith(year) for year, ids in years.items() for event in ids)
    assert list(years) == sorted(years, reverse=True)
    by_kind = [events_by_year(dataset, kind=kind) for kind in BROAD_KINDS]
    assert sum(len(ids) for one in by_kind for ids in one.values()) == len(dataset.events)


def test_every_turning_point_is_marked_in_the_data_and_numbered_in_the_picture(dataset: Dataset) -> None:
    points = turning_points(dataset, dataset.events)
    marked = set(dataset.events.loc[dataset.events["role"] == "turning_point", "id"])
    in_force = set(dataset.events.loc[dataset.events["in_force"] == "yes", "id"])
    assert marked and marked | in_force <= {row["id"] for row in points}
    said = [note.text for note in timeline.timeline(dataset).figure.layout.annotations]
    assert [f"<b>{number}</b>" for number in range(1, len(points) + 1)] == [one for one in said if one[3:-4].isdigit()]


def test_turning_points_that_are_close_do_not_overlap(folder: Folder) -> None:
    line = folder.line_of("events", role="binds_departments")
    for number in range(1, 12):
        day = f"2022-12-{number:02}"
        folder.add("events", line, id=f"zz-{number:02}", date=day, in_force="", role="turning_point")
    crowded = load(folder.path)
    notes = [note for note in timeline.timeline(crowded).figure.layout.annotations if note.text[3:-4].isdigit()]
    assert 0 < len(notes) <= 9 and len({note.y for note in notes}) == 2


def test_the_page_works_without_events_and_without_findings(dataset: Dataset) -> None:
    names = ("events", "event_sources", "event_bodies", "findings")
    empty = {name: dataset.tables[name].iloc[:0] for name in names}
    bare = replace(dataset, tables=Tables({**dataset.tables, **empty}), digest="bare")
    assert [row.found for row in rules_words.bound_rows(bare)] == [False] * len(BOUND)
    assert rules_words.promise_rows(bare) == rules_words.targets(bare) == ()
    assert rules_words.promises_title(bare) == "No public body on record promised to remove the cameras"
    assert rules_words.description(bare) and rules_words.promises_table(bare).empty
    assert events_by_year(bare) == {} and rules_words.removal_cost(bare)
