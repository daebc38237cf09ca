"""The method page: it shows the rule, the terms and every source as the library has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import app_driver
import pytest
from streamlit.testing.v1 import AppTest

from whosecameras.analysis import queries
from whosecameras.analysis.status import RULE
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import FINDING_MEANINGS, FLAG_MEANINGS, GRADE_MEANINGS, STATUS_MEANINGS
from whosecameras.text import methodology

Open = Callable[..., AppTest]


@pytest.fixture
def visit() -> Open:
    """Open the page at an address."""
    return partial(app_driver.visit, "method")


def text_of(page: AppTest) -> str:
    """The text of the page without markdown syntax."""
    assert not page.exception
    parts = [*page.title, *page.header, *page.subheader, *page.markdown, *page.caption, *page.info]
    told = "\n".join(str(element.value) for element in parts)
    return told.replace("\\", "") + "\n".join(element.proto.body for element in page.get("html"))  # type: ignore[attr-defined]


def sources_of(page: AppTest) -> list[str]:
    """The ids in the table of sources, in order."""
    return next(list(table.value["id"]) for table in page.dataframe if "grade" in table.value.columns)


def test_it_prints_the_rule_and_every_word_with_its_meaning(visit: Open) -> None:
    text = text_of(visit())
    for said in (*RULE, *STATUS_MEANINGS.values(), *FLAG_MEANINGS.values(), *FINDING_MEANINGS.values()):
        assert said in text, said
    for meaning in GRADE_MEANINGS.values():
        assert meaning in text, meaning


def test_each_status_is_shown_as_its_mark(visit: Open) -> None:
    text = text_of(visit())
    for status in STATUS_MEANINGS:
        assert f'style="vertical-align:-2px"/> {status}</span>' in text, status


def test_it_says_what_is_weak(visit: Open, dataset: Dataset) -> None:
    text = text_of(visit())
    for point in methodology.weak(dataset):
        assert point.about in text
        assert point.text in text


@pytest.mark.parametrize("setting", ["CONTACT", "REPOSITORY", ""])
def test_a_reply_is_promised_where_somebody_can_be_written_to(
    visit: Open, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    for name in ("CONTACT", "REPOSITORY"):
        monkeypatch.delenv(f"WHOSE_CAMERAS_{name}", raising=False)
    if setting:
        given = {"CONTACT": "us@cameras.example", "REPOSITORY": "https://code.example/x"}[setting]
        monkeypatch.setenv(f"WHOSE_CAMERAS_{setting}", given)
    page = visit()
    assert "corrections" in [heading.anchor for heading in page.header]
    text = text_of(page)
    assert (f"{methodology.REPLY_DAYS} working days" in text) == bool(setting)
    assert (methodology.promise(reachable=False) in text) == (not setting)


def test_every_source_is_listed_with_what_it_gave(visit: Open, dataset: Dataset) -> None:
    page = visit()
    assert sorted(sources_of(page)) == sorted(dataset.sources["id"])
    counted = queries.sources(dataset)
    for table in ("findings", "surveys", "capabilities", "vendor_facts"):
        assert counted[table].sum() == len(dataset.tables[table]), table
    assert counted["events"].sum() == len(dataset.events) + len(dataset.event_sources)


def test_grade_kind_and_text_in_the_address_narrow_the_sources(visit: Open, dataset: Dataset) -> None:
    known = dataset.sources.set_index("id")
    found = sources_of(visit(grade="B", kind="campaign", q="TIBET"))
    assert found
    for source in found:
        assert known.at[source, "grade"] == "B"
        assert known.at[source, "kind"] == "campaign"
        assert "tibet" in " ".join(map(str, known.loc[source])).lower() or "tibet" in source
    expected = queries.sources(dataset, grade="B", kind="campaign", text="tibet")
    assert sorted(found) == sorted(expected["id"])


def test_no_matching_source_gives_a_message(visit: Open) -> None:
    assert "No source matches" in text_of(visit(q="zzzzqqq"))


def test_one_source_shows_every_row_that_rests_on_it(visit: Open, dataset: Dataset) -> None:
    source = str(dataset.findings["source"].value_counts().index[0])
    page = visit(source=source)
    text = text_of(page)
    taken = queries.of_source(dataset, source)
    assert f"]({dataset.row('sources', source)['url']})" in text
    shown = {key for table in page.dataframe for key in table.value["id"]}
    assert shown == {key for frame in taken.values() for key in frame["id"]}
    for body in taken["findings"]["body"]:
        assert f"find?body={body}" in text, body


def test_every_finding_is_reached_from_its_source(dataset: Dataset) -> None:
    reached = [
        key
        for source in dataset.sources["id"]
        for frame in [queries.of_source(dataset, source).get("findings")]
        if frame is not None
        for key in frame["id"]
    ]
    assert sorted(reached) == sorted(dataset.findings["id"])


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "no-such-source" * 900])
def test_an_unknown_source_is_reported_and_shown_as_text(visit: Open, hostile: str) -> None:
    page = visit(source=hostile)
    assert "The record has no source" in text_of(page)
    markdown = "\n".join(str(element.value) for element in [*page.info, *page.markdown])
    assert "<script>" not in markdown
    assert "[x](javascript" not in markdown


def test_omitted_evidence_is_listed_with_its_reason(visit: Open, dataset: Dataset) -> None:
    left_out = [table.value for table in visit().dataframe if "reason" in table.value.columns]
    assert len(left_out) == 1
    assert list(left_out[0]["reason"]) == list(dataset.left_out["reason"])
