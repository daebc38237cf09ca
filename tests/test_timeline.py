"""What must be true of the timeline: every act once in its lane, and nothing said without its source."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pandas as pd
import pytest
from conftest import Folder

from whosecameras.charts import timeline
from whosecameras.load import Dataset, load
from whosecameras.model import EVENT_KINDS, LANES
from whosecameras.status import end_of


def drawn(exhibit: timeline.Exhibit) -> list[tuple[str, str, float]]:
    """Each mark as event, day and height."""
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


def test_marks_of_one_lane_do_not_lie_on_each_other(dataset: Dataset) -> None:
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


def test_a_mark_stands_within_the_period_that_its_date_can_mean(dataset: Dataset) -> None:
    dates = dict(zip(dataset.events["id"], dataset.events["date"], strict=True))
    for event, day, _ in drawn(timeline.timeline(dataset)):
        first, last = timeline._period(dates[event])
        assert str(first) <= day <= str(last) == str(end_of(dates[event]))


def test_dates_in_part_have_a_bar_and_whole_dates_none(dataset: Dataset) -> None:
    period = next(trace for trace in timeline.timeline(dataset).figure.data if trace.name == "period")
    bars = sum(1 for x in period.x if x is None)
    assert bars == int((dataset.events["date"].str.len() < 10).sum()) > 0


def test_each_kind_has_its_own_mark_and_the_key_counts_every_event(dataset: Dataset) -> None:
    assert set(timeline.KIND_MARKS) == set(EVENT_KINDS)
    looks = {(mark.symbol, mark.fill == "ground") for mark in timeline.KIND_MARKS.values()}
    assert len(looks) == len(EVENT_KINDS), "two kinds would differ by colour alone"
    assert sum(timeline.kind_counts(dataset.events).values()) == len(dataset.events)


@pytest.mark.parametrize("event", ["2019-05-essex-councils-foi", "2016-10-mirai-dahua-role"])
def test_all_sources_of_an_event_are_reached(dataset: Dataset, event: str) -> None:
    more = dataset.event_sources
    wanted = {dataset.row("events", event)["source"], *more.loc[more["event"] == event, "source"]}
    assert set(timeline.sources_of(dataset, event)) == wanted


def test_the_exhibit_lists_the_sources_of_all_its_events(dataset: Dataset) -> None:
    exhibit = timeline.timeline(dataset)
    assert set(exhibit.sources) == set(dataset.events["source"]) | set(dataset.event_sources["source"])
    assert (exhibit.table["Source"] != "").all()


def test_filters_keep_what_they_name_and_nothing_else(dataset: Dataset) -> None:
    events = dataset.events
    assert set(timeline.chosen(dataset, jurisdiction="Canada")["jurisdiction"]) == {"Canada"}
    assert set(timeline.chosen(dataset, vendor="dahua")["id"]) == set(
        events.loc[events["vendors"].str.contains("dahua"), "id"]
    )
    uk = set(timeline.chosen(dataset, jurisdiction=timeline.UK_PLACES)["jurisdiction"])
    assert {"United Kingdom", "England and Wales", "Scotland", "Local: Kent"} <= uk
    assert not uk & {"United States", "Ireland", "European Union", "International"}
    nothing = timeline.timeline(dataset, jurisdiction="Denmark", kind="court")
    assert nothing.title == "No dated act matches" and not drawn(nothing) and nothing.table.empty


def test_the_rules_that_stand_and_the_target_without_an_outcome(dataset: Dataset) -> None:
    rules = timeline.rules_today(dataset)
    standing = rules.loc[rules["in_force"] == "yes", "id"]
    assert set(standing) == {"2022-11-stop-on-sensitive-sites", "2025-02-procurement-act-in-force"}
    april = rules[rules["Rule"].str.contains("April 2025")]
    assert len(april) == 2 and set(april["in_force"]) == {"target_unknown"}
    assert april["Standing"].str.contains("outcome was not found").all()
    assert all(dataset.row("events", event) for event in timeline.REACH)


def test_other_countries_is_the_whole_lane_with_a_source_each(dataset: Dataset) -> None:
    table = timeline.elsewhere(dataset)
    events = dataset.events
    assert set(table["id"]) == set(events.loc[events["lane"] == "other_countries", "id"])
    assert not set(table["Place"]) & {"United Kingdom", "Scotland", "Wales", "England"}
    assert (table["Source"] != "").all()


def test_changes_holds_each_body_and_act_once_and_misses_none(dataset: Dataset) -> None:
    table = timeline.changes(dataset)
    assert not table.duplicated(["body", "Act"]).any()
    findings = dataset.findings
    meant = findings[findings["finding"].isin(["removing", "removed", "stopped_buying", "used_previously"])]
    assert set(meant["body"]) == set(table.loc[table["Act"] != timeline.RULED_OUT, "body"])
    ruled_out = table[table["Act"] == timeline.RULED_OUT]
    assert list(ruled_out["body"]) == ["tower-hamlets-council"]
    sources = set(dataset.sources["id"])
    assert set(table["source"]) <= sources and (table["What was said"] != "").all()


def test_what_changed_draws_every_row_of_its_table(dataset: Dataset) -> None:
    exhibit = timeline.what_changed(dataset)
    marks = [body for trace in exhibit.figure.data for body in trace.customdata]
    assert Counter(marks) == Counter(timeline.changes(dataset)["body"])
    assert exhibit.title.startswith(f"{exhibit.table['Body'].nunique()} bodies")


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
