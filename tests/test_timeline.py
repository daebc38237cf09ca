"""The timeline: every act once in its lane, and everything with its source."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pandas as pd
import pytest
from conftest import Folder

from whosecameras.analysis.queries import text_rows
from whosecameras.analysis.status import is_surely_after, last_day_of
from whosecameras.analysis.timeline import (
    REACH,
    REMOVED,
    REMOVING,
    RULED_OUT,
    STOPPED,
    UK_PLACES,
    changes_of_course,
    event_sources,
    filter_events,
    kind_counts,
    rules_reach_events,
)
from whosecameras.briefing import cards_national
from whosecameras.charts import timeline
from whosecameras.charts.chart import Chart
from whosecameras.record.loading import Dataset, load
from whosecameras.record.schema import BROAD_KINDS, LANES
from whosecameras.text import tables


def drawn(exhibit: Chart) -> list[tuple[str, str, float]]:
    """Each mark as event, date and height."""
    return [
        (event, day, height)
        for trace in exhibit.figure.data
        if trace.customdata is not None
        for event, day, height in zip(trace.customdata, trace.x, trace.y, strict=True)
    ]


def test_every_event_is_drawn_once_inside_its_lane(dataset: Dataset) -> None:
    exhibit = timeline.timeline(dataset)
    marks = drawn(exhibit)
    assert Counter(event for event, _, _ in marks) == Counter(dataset.events["id"])
    lanes = dict(zip(dataset.events["id"], dataset.events["lane"], strict=True))
    for event, _, height in marks:
        top, foot = exhibit.figure.layout.meta[lanes[event]]
        assert top < height < foot
    bands = sorted(exhibit.figure.layout.meta.values())
    assert len(bands) == len(LANES)
    assert all(upper[1] <= lower[0] for upper, lower in pairwise(bands))


def test_marks_in_one_lane_do_not_overlap(dataset: Dataset) -> None:
    lanes = dict(zip(dataset.events["id"], dataset.events["lane"], strict=True))
    places = Counter((lanes[event], height, day) for event, day, height in drawn(timeline.timeline(dataset)))
    assert max(places.values()) == 1
    by_row: dict[tuple[str, float], list[pd.Timestamp]] = {}
    for event, day, height in drawn(timeline.timeline(dataset)):
        by_row.setdefault((lanes[event], round(height, 3)), []).append(pd.Timestamp(day))
    first, last = timeline._span(dataset)
    apart = (last - first).days / timeline._NARROW * 9  # a mark's width in days on a phone
    for days in by_row.values():
        days.sort()
        assert all((b - a).days >= apart for a, b in pairwise(days))


def test_a_mark_is_within_the_period_that_its_date_can_mean(dataset: Dataset) -> None:
    dates = dict(zip(dataset.events["id"], dataset.events["date"], strict=True))
    for event, day, _ in drawn(timeline.timeline(dataset)):
        first, last = timeline._period(dates[event])
        assert str(first) <= day <= str(last) == str(last_day_of(dates[event]))


def test_partial_dates_have_a_bar_and_full_dates_have_none(dataset: Dataset) -> None:
    period = next(trace for trace in timeline.timeline(dataset).figure.data if trace.name == "period")
    bars = sum(1 for x in period.x if x is None)
    assert bars == int((dataset.events["date"].str.len() < 10).sum()) > 0


def test_each_kind_has_its_own_mark_and_the_key_counts_every_event(dataset: Dataset) -> None:
    assert set(timeline.KIND_MARKS) == set(BROAD_KINDS)
    looks = {(mark.symbol, mark.fill == "ground") for mark in timeline.KIND_MARKS.values()}
    assert len(looks) == len(BROAD_KINDS), "two kinds would differ by colour alone"
    assert sum(kind_counts(dataset.events).values()) == len(dataset.events)


@pytest.mark.parametrize("event", ["2019-05-essex-councils-foi", "2016-10-mirai-dahua-role"])
def test_all_sources_of_an_event_are_reached(dataset: Dataset, event: str) -> None:
    more = dataset.event_sources
    wanted = {dataset.row("events", event)["source"], *more.loc[more["event"] == event, "source"]}
    assert set(event_sources(dataset, event)) == wanted


def test_the_exhibit_lists_the_sources_of_all_its_events(dataset: Dataset) -> None:
    exhibit = timeline.timeline(dataset)
    assert set(exhibit.sources) == set(dataset.events["source"]) | set(dataset.event_sources["source"])
    assert (exhibit.table["Source"] != "").all()


def test_filters_select_exactly_what_they_name(dataset: Dataset) -> None:
    events = dataset.events
    assert set(filter_events(dataset, jurisdiction="Canada")["jurisdiction"]) == {"Canada"}
    assert set(filter_events(dataset, vendor="dahua")["id"]) == set(
        events.loc[events["vendors"].str.contains("dahua"), "id"]
    )
    uk = set(filter_events(dataset, jurisdiction=UK_PLACES)["jurisdiction"])
    assert {"United Kingdom", "England and Wales", "Scotland", "Local: Kent"} <= uk
    assert not uk & {"United States", "Ireland", "European Union", "International"}
    nothing = timeline.timeline(dataset, jurisdiction="Denmark", kind="company")
    assert nothing.title == "No dated act matches" and not drawn(nothing) and nothing.table.empty


def test_rules_in_force_and_the_target_without_an_outcome(dataset: Dataset) -> None:
    rules = tables.rules_table(dataset)
    standing = rules.loc[rules["in_force"] == "yes", "id"]
    assert set(standing) == {"2022-11-stop-on-sensitive-sites", "2025-02-procurement-act-in-force"}
    april = rules[rules["Rule"].str.contains("April 2025")]
    assert len(april) == 2 and set(april["in_force"]) == {"target_unknown"}
    assert april["Standing"].str.contains("could not find out whether it was met").all()
    complete = rules[rules["in_force"] == "reported_complete"]
    assert len(complete) == 1 and complete["What it says"].str.contains("not known whether the April 2025").all()
    assert complete.index.min() > april.index.max(), "a target stands before what came of it"
    marked = dataset.events.loc[dataset.events["role"] == REACH, "id"]
    assert {row["id"] for row in rules_reach_events(dataset)} == set(marked) != set()


def test_other_countries_is_the_full_lane_with_a_source_each(dataset: Dataset) -> None:
    table = tables.other_countries_table(dataset)
    events = dataset.events
    assert set(table["id"]) == set(events.loc[events["lane"] == "other_countries", "id"])
    assert not set(table["Place"]) & {"United Kingdom", "Scotland", "Wales", "England"}
    assert (table["Source"] != "").all()


def test_changes_contains_every_body_and_act_exactly_once(dataset: Dataset) -> None:
    table = tables.changed_course_table(dataset)
    assert not table.duplicated(["body", "Act"]).any()
    findings = dataset.findings
    direct = findings[findings["basis"] == "direct"]
    gone = direct[direct["finding"].isin(["removed", "used_previously"])]
    ended = direct[direct["finding"] == "stop_ended"]
    stopped = direct[direct["finding"] == "stopped_buying"]
    over = {
        stop["id"]
        for stop in text_rows(stopped)
        for end in text_rows(ended)
        if end["body"] == stop["body"]
        and end["vendor"] in (stop["vendor"], "both", "either")
        and is_surely_after(end["as_of"], stop["as_of"])
    }
    for act, rows in {
        REMOVING: direct[direct["finding"] == "removing"],
        REMOVED: gone,
        STOPPED: stopped[~stopped["id"].isin(over)],
    }.items():
        held = table[table["Act"] == act]
        assert set(held["body"]) == set(rows["body"])
        assert int(held["Statements"].sum()) == len(rows)
    ruled_out = table[table["Act"] == RULED_OUT]
    assert list(ruled_out["body"]) == ["tower-hamlets-council"]
    sources = set(dataset.sources["id"])
    assert set(table["source"]) <= sources and (table["What was said"] != "").all()


def test_what_is_only_inferred_is_not_reported(dataset: Dataset, folder: Folder) -> None:
    changed = set(tables.changed_course_table(dataset)["body"])
    line = folder.line_of("findings", body=sorted(changed)[0], basis="direct", finding="removing")
    body = folder.lines("findings")[line - 1][1]
    table = folder.lines("findings")
    at, what = table[0].index("basis"), table[0].index("finding")
    acts = ("removing", "removed", "used_previously", "stopped_buying", "paused_buying", "does_not_use")
    for number, row in enumerate(table[1:], 2):
        if row[1] == body and row[what] in acts:
            folder.set("findings", number, **{table[0][at]: "inferred"})
    assert changed - set(tables.changed_course_table(load(folder.path))["body"]) == {body}


@pytest.mark.parametrize(
    ("as_of", "vendor", "stands"),
    [
        ("2024-02", "hikvision", False),
        ("2024-02", "both", False),
        ("2024-02", "either", False),
        ("2024-02", "dahua", True),
        ("2024-01", "hikvision", True),  # the stop is dated 25 January: which came first is not stated
        ("2023", "hikvision", True),
    ],
)
def test_a_stop_that_was_later_ended_is_left_out(folder: Folder, as_of: str, vendor: str, stands: bool) -> None:
    line = folder.line_of("findings", id="kent-county-council-003")
    planted = {"id": "kent-county-council-099", "finding": "stop_ended", "as_of": as_of, "vendor": vendor}
    folder.add("findings", line, **planted)
    table = tables.changed_course_table(load(folder.path))
    of_kent = set(table.loc[table["body"] == "kent-county-council", "Act"])
    assert of_kent == {REMOVING} | ({STOPPED} if stands else set())
    assert "kent-county-council-099" not in set(table["id"])


def test_a_change_reported_twice_counts_once_with_its_earliest_date(folder: Folder) -> None:
    """“2019” may be any day of that year, so a report of May 2019 counts as the earlier one; undated ones come last."""
    line = folder.line_of("findings", id="kent-county-council-003")
    for number, as_of in (("097", "2019"), ("098", "2019-05"), ("099", "")):
        basis = "stated" if as_of else "undated"
        folder.add("findings", line, id=f"kent-county-council-{number}", as_of=as_of, as_of_basis=basis)
    same = [
        one
        for one in changes_of_course(load(folder.path))
        if (one.body, one.change) == ("kent-county-council", STOPPED)
    ]
    assert [(one.id, one.date, one.statements) for one in same] == [("kent-county-council-098", "2019-05", 4)]


def test_a_ban_that_names_no_manufacturer_is_not_given_two(folder: Folder) -> None:
    ban = next(row for row in text_rows(tables.changed_course_table(load(folder.path))) if row["Act"] == RULED_OUT)
    assert ban["Manufacturers"] == "Hikvision and Dahua"
    folder.set("events", folder.line_of("events", id=ban["id"]), vendors="")
    rows = text_rows(tables.changed_course_table(load(folder.path)))
    assert [row["Manufacturers"] for row in rows if row["id"] == ban["id"]] == ["no manufacturer named"]


@pytest.mark.parametrize(
    ("years", "title"),
    [
        ((2020, 2021, 2021), "2021 had the most events: 2 of 3"),
        ((2020, 2020, 2021, 2021, 2022), "2020 and 2021 had the most events, 2 each of 5"),
        ((2019, 2019, 2020, 2020, 2021, 2021), "2019, 2020 and 2021 had the most events, 2 each of 6"),
        (tuple(range(2015, 2020)) * 2, "Five years had the most events, 2 each of 10"),
        ((2020, 2021), "Two acts, no two of them in one year"),
    ],
)
def test_years_that_tie_are_all_named(years: tuple[int, ...], title: str) -> None:
    assert timeline._busiest(pd.DataFrame({"date": [f"{year}-03" for year in years]})) == title


def test_what_changed_says_where_its_rows_end(dataset: Dataset) -> None:
    exhibit = timeline.changed_course_chart(dataset)
    feet = exhibit.figure.layout.meta
    assert len(feet) == exhibit.table["Body"].nunique()
    lines = {line.y0 for line in exhibit.figure.layout.shapes if line.xref == "paper"}
    assert set(feet) == lines


def test_the_card_of_what_changed_lists_every_change_the_newest_first(dataset: Dataset) -> None:
    table = tables.changed_course_table(dataset)
    lines = cards_national.changed(dataset, "light").picture.lines
    assert Counter(line.head for line in lines) == Counter(table["Body"])
    dated = table[table["date"] != ""]
    assert lines[0].head == dated.iloc[-1]["Body"] and str(dated.iloc[-1]["Date"]) in lines[0].text


def test_what_changed_draws_every_row_of_its_table(dataset: Dataset) -> None:
    exhibit = timeline.changed_course_chart(dataset)
    marks = [body for trace in exhibit.figure.data for body in trace.customdata]
    assert Counter(marks) == Counter(tables.changed_course_table(dataset)["body"])
    assert exhibit.title.startswith(f"{exhibit.table['Body'].nunique()} public bodies")


def test_hostile_text_in_a_title_stays_text(folder: Folder) -> None:
    line = folder.line_of("events", id="2023-02-kent-councils-drop-hikvision")
    folder.set("events", line, title="<b>Council</b> <a href='https://x.example'>here</a>", actor="<script>")
    exhibit = timeline.timeline(load(folder.path))
    hover = next(
        text
        for trace in exhibit.figure.data
        if trace.customdata is not None
        for event, text in zip(trace.customdata, trace.text, strict=True)
        if event == "2023-02-kent-councils-drop-hikvision"
    )
    assert "<a" not in hover and "&lt;a" in hover and "<script" not in exhibit.figure.to_json()
