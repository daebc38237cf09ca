"""Likely duplicates and implausible rows are shown before they are added, and only added if the curator confirms."""

from __future__ import annotations

import pytest
from conftest import Folder
from test_add import options
from test_store import assert_refused, hashes, run

from whosecameras.cli import curate
from whosecameras.curation import diff, doubts
from whosecameras.curation.page_addresses import address
from whosecameras.record.schema import TABLES

SOURCE = {"kind": "press", "grade": "C", "accessed": "2026-11-23"}
#: Two acts in the words of the audit: the first was not on the record and then reported again; the second was.
ENTITY_LIST = {
    "date": "2019-10-07", "jurisdiction": "United States", "actor": "US Department of Commerce (BIS)",
    "kind": "restriction", "lane": "other_countries", "vendors": "hikvision; dahua",
    "title": "US adds Hikvision and Dahua to the Entity List over Xinjiang",
    "summary": "28 Chinese bodies, among them both firms, were barred from buying US components without approval.",
}  # fmt: skip
TOLD_AGAIN = {
    **ENTITY_LIST, "date": "2019-10", "actor": "US Government",
    "title": "Both firms put on a US trade blacklist",
}  # fmt: skip
WELSH_BODIES = {
    "date": "2023-02-16", "jurisdiction": "Wales", "actor": "Welsh Government; North Wales and Gwent police",
    "kind": "removal", "lane": "nations", "vendors": "hikvision",
    "title": "Welsh bodies to change systems or freeze Hikvision purchases",
    "summary": "Hikvision was found in use by three of four Welsh forces; some are changing systems.",
}  # fmt: skip


def undated_source(folder: Folder) -> str:
    """A source that may be about any time."""
    return folder.lines("sources")[folder.line_of("sources", published="") - 1][0]


def row_of(folder: Folder, table: str, line: int) -> dict[str, str]:
    return dict(zip(folder.lines(table)[0], folder.lines(table)[line - 1], strict=True))


def found(folder: Folder, table: str, **cells: str) -> list[str]:
    """The doubts about a row that differs from an existing one only in some cells."""
    row = {**row_of(folder, table, 2), "id": "new", **cells}
    return doubts.doubts(table, row, diff.open_snapshot(folder.path))


def test_the_acts_of_the_audit_are_shown_as_already_reported(folder: Folder) -> None:
    source = undated_source(folder)
    before = hashes(folder.path)
    result = run(folder, "add", "event", *options({**WELSH_BODIES, "source": source}))
    assert_refused(result, "2023-02-two-welsh-forces-freeze-buying", "16 February 2023, Wales", "--anyway")
    assert hashes(folder.path) == before
    assert run(folder, "add", "event", *options({**ENTITY_LIST, "source": source}), "--anyway").exit_code == 0
    before = hashes(folder.path)
    told = run(folder, "add", "event", *options({**TOLD_AGAIN, "source": source}))
    assert_refused(told, "2019-10-us-adds-hikvision-and-dahua-to", "7 October 2019", "add event-source")
    assert hashes(folder.path) == before


def test_every_act_of_the_record_is_shown_even_if_reworded(folder: Folder) -> None:
    state = diff.open_snapshot(folder.path)
    events = state.tables["events"]
    for event in events:
        again = {**event, "id": "again", "date": event["date"][:7], "title": "The same in other words"}
        near = [one["id"] for one in doubts.near_events(again, events)]
        assert event["id"] in near, event["id"]
        retold = {**event, "id": "again", "jurisdiction": "Elsewhere", "actor": "Somebody", "vendors": ""}
        assert doubts.near_events(retold, events)[0]["id"] == event["id"]


def test_acts_in_other_years_are_not_shown(folder: Folder) -> None:
    events = [row_of(folder, "events", 2)]
    far = {**events[0], "id": "far", "date": "2031-01-15"}
    assert doubts.near_events(far, events) == []
    assert doubts.days_between("2023-01-31", "2023-03") == 29 and doubts.days_between("2023", "2023-03-04") == 0


def test_at_a_terminal_the_curator_is_asked(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curate, "on_terminal", lambda: True)
    given = options({**WELSH_BODIES, "source": undated_source(folder), "date_precision": "day"})
    before = hashes(folder.path)
    rest = "\n\n\n\n"  # in force, role, and nothing else
    no = run(folder, "add", "event", *given, answers=f"\n{rest}no\n")
    assert_refused(no, "2023-02-two-welsh-forces-freeze-buying", "Is it correct?", "it was not added")
    assert hashes(folder.path) == before
    yes = run(folder, "add", "event", *given, answers=f"\n\nyes\n{rest}")
    assert yes.exit_code == 0 and "added to events: 2023-02-welsh-bodies-to-change" in yes.output, yes.output


COPY = {"title": "Any title", "publisher": "A Paper", "url": "https://www.paper.example/2024/story?utm_source=x"}


@pytest.mark.parametrize(
    ("again", "said"),
    [
        ({"url": "http://m.paper.example/2024/story/"}, "sources already has it: a-paper-any-title"),
        ({"url": "https://paper.example/2024/story?fbclid=AbC&at_campaign=7#top"}, "sources already has it"),
        ({"url": "https://inkl.example/x/any-title"}, "A Paper already has this title in the record: a-paper-any"),
        ({"url": "https://other.example/x", "title": "ANY TITLE", "publisher": "The a paper"}, "cite the existing one"),
    ],
)
def test_a_second_address_of_a_page_is_pointed_out(folder: Folder, again: dict[str, str], said: str) -> None:
    assert run(folder, "add", "source", *options({**SOURCE, **COPY})).exit_code == 0
    before = hashes(folder.path)
    assert_refused(run(folder, "add", "source", *options({**SOURCE, **COPY, **again})), said)
    assert hashes(folder.path) == before


def test_two_pages_of_one_publisher_are_two_pages() -> None:
    assert address("https://a.example/x?id=1&gclid=2") == address("http://www.a.example/x/?id=1")
    assert address("https://a.example/x?id=1") != address("https://a.example/x?id=2")
    assert address("https://m.uk/x") != address("https://uk/x")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"cameras": "99999999"}, "99,999,999 cameras are more than ten times as many as any body has in the record"),
        ({"cameras": "12", "finding": "does_not_use"}, "It gives 12 cameras next to “reported not using”"),
        ({"cameras": "12", "finding": "no_answer"}, "It gives 12 cameras next to"),
        ({"cameras": "0", "finding": "uses"}, "It gives 0 cameras next to “reported using”"),
        ({"vendor": "hikvision", "as_of": "1999"}, "It is of 1999, and hikvision was founded in"),
    ],
)
def test_what_can_hardly_be_so_is_questioned(folder: Folder, cells: dict[str, str], said: str) -> None:
    given = {"body": "worcester-council", "vendor": "dahua", "finding": "uses", "as_of": "2020",
             "as_of_basis": "stated", "basis": "direct", "detail": "Said.",
             "source": undated_source(folder)}  # fmt: skip
    before = hashes(folder.path)
    result = run(folder, "add", "finding", *options({**given, **cells}))
    assert_refused(result, said, "--anyway")
    assert hashes(folder.path) == before
    assert run(folder, "add", "finding", *options({**given, **cells}), "--anyway").exit_code == 0
    assert folder.problems() == []


def test_the_bound_on_cameras_follows_the_record(folder: Folder) -> None:
    most = max(int(row[TABLES["findings"].columns.index("cameras")] or 0) for row in folder.lines("findings")[1:])
    assert not any("cameras are more" in one for one in found(folder, "findings", finding="uses", cameras=str(most)))
    many = found(folder, "findings", finding="uses", cameras=str(10 * most + 1))
    assert any("cameras are more than ten times" in one for one in many)


YES = {"body": "worcester-council", "vendor": "hikvision", "finding": "uses", "as_of": "2022-05", "scope": ""}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"finding": "does_not_use"}, "The same page says the opposite"),
        ({"finding": "removed"}, "The same page says the opposite"),
        ({"finding": "does_not_use", "vendor": "both"}, "The same page says the opposite"),
        ({"finding": "does_not_use", "as_of": ""}, "The same page says the opposite"),
        ({"finding": "removed", "as_of": "2022-06"}, ""),
        ({"finding": "does_not_use", "vendor": "dahua"}, ""),
        ({"finding": "does_not_use", "source": "another"}, ""),
        ({"finding": "removing"}, ""),
        ({"finding": "no_answer"}, ""),
        ({"finding": "removed", "as_of": "2021", "source": "another"}, "would be gone as of 2021, but worc"),
        ({"finding": "removed", "as_of": "2022", "source": "another"}, ""),
    ],
)
def test_statements_that_cannot_both_be_so(folder: Folder, cells: dict[str, str], said: str) -> None:
    page = undated_source(folder)
    folder.add("findings", 2, id="worcester-council-001", source=page, cameras="", **YES)
    told = found(folder, "findings", **{**YES, "source": page, "cameras": "", **cells})
    assert len(told) == bool(said), told
    assert all(said in one for one in told)


def test_statements_on_cameras_of_their_own_may_differ(folder: Folder) -> None:
    page = undated_source(folder)
    folder.add("findings", 2, id="worcester-council-001", source=page, **{**YES, "scope": "car parks"})
    no = {**YES, "finding": "does_not_use", "source": page, "cameras": ""}
    assert found(folder, "findings", **{**no, "scope": "offices"}) == []
    assert len(found(folder, "findings", **{**no, "scope": "Car parks"})) == 1


@pytest.mark.parametrize(
    ("table", "column", "text", "said"),
    [
        ("events", "jurisdiction", "US", 'did you mean "United States"?'),
        ("events", "jurisdiction", "USA", 'did you mean "United States"?'),
        ("events", "jurisdiction", "UK", 'did you mean "United Kingdom"?'),
        ("events", "jurisdiction", "Untied States", 'did you mean "United States"?'),
        ("events", "jurisdiction", "Japan", "No row has the jurisdiction \"Japan\" yet; the record has: Australia"),
        ("events", "jurisdiction", "Local: Worcester", ""),
        ("events", "jurisdiction", "United States", ""),
        ("surveys", "country", "UK", 'No row has the country "UK" yet'),
        ("surveys", "geography", "United Kingdom", 'did you mean "UK"?'),
        ("surveys", "geography", "Worcestershire", ""),
        ("surveys", "unit", "councils", 'No row has the unit "councils" yet'),
    ],
)  # fmt: skip
def test_free_text_follows_the_custom_of_the_record(
    folder: Folder, table: str, column: str, text: str, said: str
) -> None:
    told = [one for one in found(folder, table, **{column: text}) if "No row has" in one]
    assert len(told) == bool(said) and all(said in one for one in told), told


def test_an_event_before_its_time_is_questioned(folder: Folder) -> None:
    line = folder.line_of("sources", published="2024-01-25")
    told = found(folder, "events", date="2024-03", source=folder.lines("sources")[line - 1][0])
    assert any("before it happened" in one for one in told)


def test_a_correction_is_questioned_only_for_what_it_makes_odd(folder: Folder) -> None:
    why = ("--why", "A slip.")
    key = "hammersmith-and-fulham-council-002"
    before = hashes(folder.path)
    assert_refused(run(folder, "correct", "findings", key, "cameras", "99999999", *why), "more than ten times")
    assert hashes(folder.path) == before
    assert run(folder, "correct", "findings", key, "cameras", "99999999", *why, "--anyway").exit_code == 0
    # The number stays odd; other cells of the row can still be corrected.
    assert run(folder, "correct", "findings", key, "scope", "streets", *why).exit_code == 0
    near = folder.lines("events")[folder.line_of("events", id="2023-02-two-welsh-forces-freeze-buying") - 1][0]
    assert run(folder, "correct", "events", near, "summary", "Two forces bought no more.", *why).exit_code == 0


def test_the_record_itself_raises_no_doubt_about_its_findings_and_sources(folder: Folder) -> None:
    """Curators would confirm a rule by habit if the current record often broke it."""
    state = diff.open_snapshot(folder.path)
    odd = {
        table: [row["id"] for row in state.tables[table] if doubts.doubts(table, row, state)]
        for table in ("findings", "sources", "surveys")
    }
    assert len(odd["findings"]) <= len(state.tables["findings"]) // 20, odd["findings"]
    assert odd["sources"] == [] and odd["surveys"] == []
