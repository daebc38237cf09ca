"""The timeline page, booted as a visitor meets it."""

from __future__ import annotations

from functools import partial

import app_driver
import pytest
import streamlit as st
from conftest import Folder
from streamlit.testing.v1 import AppTest

from whosecameras.charts import timeline
from whosecameras.curation.correct import withdraw
from whosecameras.publishing import active_dataset
from whosecameras.record.loading import Dataset
from whosecameras.text import wording

boot = partial(app_driver.visit, "timeline")


def text(app: AppTest) -> str:
    """All markdown on the page."""
    return "\n".join(element.value for element in app.markdown)


def test_the_page_opens_with_its_finding_and_names_the_open_target() -> None:
    app = boot()
    assert app.title[0].value == "Two UK rules stand; whether the April 2025 removal target was met was not found"
    assert "Targets whose outcome was not found" in text(app)
    assert "Whether the April 2025 removal target was met" in text(app)
    assert not app.info


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
    app.selectbox(key="kind").select("court").run()
    assert app.query_params["kind"] in ("court", ["court"])
    app.selectbox(key="year").select("2024").run()
    assert app.query_params["year"] in ("2024", ["2024"])
    assert any("acts, newest first" in line.value for line in app.markdown)


def test_nothing_that_matches_is_said_in_words() -> None:
    app = boot(jurisdiction="Denmark", kind="court")
    assert "No dated act matches" in [element.value for element in app.subheader]
    assert any("Widen the filters" in notice.value for notice in app.info)


@pytest.mark.parametrize("marked", [0, 1, 9])
def test_the_page_tells_how_far_the_rules_reach_by_the_events_that_are_marked(
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


def test_the_page_stands_when_a_curator_withdraws_every_event_that_it_marks(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, dataset: Dataset
) -> None:
    for event in [row["id"] for row in timeline.rules_reach_events(dataset)]:
        for table in ("event_sources", "event_bodies"):
            rows = dataset.tables[table]
            for row in rows.loc[rows["event"] == event, "id"]:
                withdraw(folder.path, table, row, why="Tried.")
        withdraw(folder.path, "events", event, why="Tried.")
    for source in [one.message.split('"')[1] for one in folder.problems()]:
        withdraw(folder.path, "sources", source, why="Nothing cites it any more.")
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
