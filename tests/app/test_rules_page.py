"""The rules page as visitors see it."""

from __future__ import annotations

from functools import partial

import app_driver
import pytest
import streamlit as st
from conftest import Folder
from streamlit.testing.v1 import AppTest

from whosecameras.analysis.timeline import rules_reach_events
from whosecameras.publishing import active_dataset
from whosecameras.record.loading import Dataset
from whosecameras.text import rules_words, wording

boot = partial(app_driver.visit, "rules")


def text(app: AppTest) -> str:
    """All markdown on the page."""
    return "\n".join(element.value for element in app.markdown)


def test_the_page_opens_with_who_is_bound_and_who_is_not(dataset: Dataset) -> None:
    app = boot()
    assert app.title[0].value == rules_words.title(dataset)
    shown = text(app)
    for row in rules_words.bound_rows(dataset):
        assert f"**{row.who}**" in shown
        for rule in row.rules:
            assert wording.plain(rule.what) in shown
            assert all(dataset.row("sources", one)["url"] in shown for one in rule.sources[:2])
    assert "hether the April 2025 removal target was met" in shown
    assert not app.info


def test_each_body_that_changed_course_is_listed_with_its_later_status(dataset: Dataset) -> None:
    shown = text(boot())
    for row in rules_words.promise_rows(dataset):
        assert f"find?body={row.body}" in shown and row.since.split(".")[0] in shown


def test_an_old_address_opens_what_it_asked_for() -> None:
    """Before there were five kinds, the address held one of twelve, and the year was that of the list."""
    app = boot(kind="court", year="2021")
    assert not app.info and app.query_params["kind"] in ("rule", ["rule"])
    assert app.selectbox(key="kind").value == "rule"
    opened = [one for one in app.expander if one.label.startswith("20") and one.markdown]
    assert [one.label[:4] for one in opened] == ["2021"]


@pytest.mark.parametrize("key", ["jurisdiction", "kind", "vendor", "lane", "event", "year"])
def test_an_unknown_value_in_the_address_gives_a_notice_and_the_default(key: str) -> None:
    app = boot(**{key: "no-such-thing"})
    assert any(key in notice.value and "default" in notice.value for notice in app.info)
    assert key not in app.query_params


def test_an_event_in_the_address_shows_its_card_with_bodies_and_all_sources(dataset: Dataset) -> None:
    event = "2023-02-kent-councils-drop-hikvision"
    app = boot(event=event)
    shown = text(app)
    assert "Three Kent councils decide to drop Hikvision" in [element.value for element in app.subheader]
    assert "find?body=sevenoaks-council" in shown
    more = dataset.event_sources
    for source in [dataset.row("events", event)["source"], *more.loc[more["event"] == event, "source"]]:
        assert dataset.row("sources", source)["url"] in shown


def test_a_card_stays_when_filters_hide_its_mark() -> None:
    app = boot(event="2023-02-kent-councils-drop-hikvision", jurisdiction="Canada")
    assert "Three Kent councils decide to drop Hikvision" in [element.value for element in app.subheader]
    assert not app.info


def test_controls_write_themselves_into_the_address() -> None:
    app = boot()
    app.selectbox(key="kind").select("company").run()
    assert app.query_params["kind"] in ("company", ["company"])


def test_no_match_gives_a_message() -> None:
    app = boot(jurisdiction="Denmark", kind="company")
    assert "No dated act matches" in [element.value for element in app.subheader]
    assert any("Widen the filters" in notice.value for notice in app.info)


@pytest.mark.parametrize("marked", [0, 1, 9])
def test_the_page_derives_the_reach_of_the_rules_from_marked_events(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, marked: int
) -> None:
    lines = folder.lines("events")
    at, titles = lines[0].index("role"), lines[0].index("title")
    for number, row in enumerate(lines[1:]):
        row[at] = "reach" if number < marked else ""
    folder.write("events", lines)
    assert folder.problems() == []
    monkeypatch.setattr(active_dataset, "_shown", [folder.path])
    app = boot()
    folds = [one for one in app.expander if one.label == "How far the rules reach"]
    assert len(folds) == bool(marked)
    told = "\n".join(line.value for fold in folds for line in fold.markdown)
    assert all(wording.plain(row[titles]) in told for row in lines[1 : marked + 1])
    assert told.count("- **") == marked


def without(folder: Folder, table: str, column: str, gone: set[str]) -> None:
    """Remove the rows of a table with one of these values in a column."""
    header, *rows = folder.lines(table)
    folder.write(table, [header, *(row for row in rows if row[header.index(column)] not in gone)])


def test_the_page_works_after_a_curator_withdraws_every_marked_event(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, dataset: Dataset
) -> None:
    gone = {row["id"] for row in rules_reach_events(dataset)}
    assert gone
    for table, column in (("event_sources", "event"), ("event_bodies", "event"), ("events", "id")):
        without(folder, table, column, gone)
    without(folder, "corrections", "row", gone)
    uncited = {problem.message.split('"')[1] for problem in folder.problems()}
    without(folder, "sources", "id", uncited)
    assert folder.problems() == []
    monkeypatch.setattr(active_dataset, "_shown", [folder.path])
    assert boot().title


def test_hostile_text_stays_text(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    event = "2023-02-kent-councils-drop-hikvision"
    line = folder.line_of("events", id=event)
    folder.set("events", line, title="[click](javascript:alert) <script>", summary=":red[**x**] <b>")
    monkeypatch.setenv("WHOSE_CAMERAS_DATA", str(folder.path))
    st.cache_resource.clear()
    try:
        app = boot(event=event)
    finally:
        st.cache_resource.clear()
    heading = next(element.value for element in app.subheader if "click" in element.value)
    assert heading == r"\[click\]\(javascript\:alert\) \<script\>"
    assert r"\:red\[\*\*x\*\*\] \<b\>" in text(app)
