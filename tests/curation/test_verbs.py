"""Every table that curators fill has a command with consistent prompts; names are accepted where codes are."""

from __future__ import annotations

import pytest
from conftest import Folder
from test_add import options
from test_doubts import ENTITY_LIST, row_of, undated_source
from test_store import assert_refused, hashes, run

from whosecameras.cli import curate
from whosecameras.curation.diff import open_snapshot
from whosecameras.record.schema import OPEN_TABLES, SECTORS

WHY = ("--why", "The source was misread.")
WELSH = "2023-02-two-welsh-forces-freeze-buying"
FILLED_OTHERWISE = {
    "requests",
    "regions",
    "registers",
    "foi_regimes",
    "sectors",
    "vendors",
    "capability_words",
    "corrections",
    "link_checks",
    "left_out",
}


def test_every_table_of_facts_has_a_command() -> None:
    assert set(curate.ADDABLE.values()) | FILLED_OTHERWISE == set(OPEN_TABLES)


def test_a_function_and_a_fact_are_added_undated_or_dated(folder: Folder) -> None:
    source = undated_source(folder)
    for word, given, key in (
        ("capability", {"body": "Worcester City Council", "vendor": "Hikvision", "capability": "ANPR",
                        "statement": "reported", "as_of": "2020-05", "as_of_basis": "stated", "detail": "Said."},
         "worcester-council-anpr-2020-05"),
        ("capability", {"vendor": "dahua", "capability": "heat_mapping", "statement": "described",
                        "as_of_basis": "undated", "detail": "Said."}, "dahua-heat-mapping"),
        ("fact", {"vendor": "Both", "key": "market_rank", "kind": "fact", "value": "First and second",
                  "as_of": "2020", "as_of_basis": "stated", "detail": "Said."}, "both-market-rank-2020"),
        ("fact", {"vendor": "dahua", "key": "reply", "kind": "reply", "as_of": "", "as_of_basis": "undated",
                  "detail": "Said."}, "dahua-reply"),
    ):  # fmt: skip
        result = run(folder, "add", word, *options({**given, "source": source}))
        assert result.exit_code == 0 and f": {key}\n" in result.output, result.output
    assert folder.problems() == []
    assert row_of(folder, "capabilities", folder.line_of("capabilities", id="dahua-heat-mapping"))["as_of"] == ""


def test_a_capability_at_a_terminal(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curate, "on_terminal", lambda: True)
    source = undated_source(folder)
    answers = ["", source, "hikvision", "number plates", "anpr", "reported", "", "stated", "undated", "It said so."]
    result = run(folder, "add", "capability", answers="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    assert "“number plates” is not in capability_words; use one like: " in result.output
    assert "is blank; give the date, or undated" in result.output
    assert "added to capabilities: hikvision-anpr" in result.output


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"as_of_basis": "stated"}, "--as-of is missing"),
        ({"as_of": "2020", "as_of_basis": "undated"}, '--as-of-basis: "2020" does not go with undated; clear it'),
        ({"as_of": "2020", "as_of_basis": "published"}, '--as-of-basis: "published" is wrong: '),
    ],
)
def test_a_date_and_how_it_is_known_go_together(folder: Folder, given: dict[str, str], said: str) -> None:
    before = hashes(folder.path)
    rest = {"body": "worcester-council", "vendor": "dahua", "finding": "uses", "basis": "direct", "detail": "Said."}
    result = run(folder, "add", "finding", *options({**rest, "source": undated_source(folder), **given}))
    assert_refused(result, said)
    assert "findings.csv" not in result.output, "it names a line of a file that was never written"
    assert hashes(folder.path) == before


def test_a_published_date_is_that_of_the_page(folder: Folder) -> None:
    folder.set("sources", line := folder.line_of("sources", published=""), published="2023-02-21")
    source = folder.lines("sources")[line - 1][0]
    rest = {"body": "worcester-council", "vendor": "dahua", "finding": "uses", "basis": "direct", "detail": "Said.",
            "source": source, "as_of_basis": "published"}  # fmt: skip
    result = run(folder, "add", "finding", *options({**rest, "as_of": "2022-05-01"}))
    assert_refused(result, "--as-of-basis", "was published on 2023-02-21; use 2023-02-21 in as_of")
    assert_refused(run(folder, "add", "finding", *options({**rest, "as_of": "2023-03"})), "write 2023-02-21 or earlier")


def test_an_event_has_its_further_sources_and_bodies_at_once(folder: Folder) -> None:
    first, second, third = (row[0] for row in folder.lines("sources")[1:4])
    names = ("--body", "GCHQ", "--body", "worcester-council", "--also-source", second, "--also-source", third)
    result = run(folder, "add", "event", *options({**ENTITY_LIST, "source": first}), *names, "--anyway")
    assert result.exit_code == 0, result.output
    event = "2019-10-us-adds-hikvision-and-dahua-to"
    for table, column, wanted in (
        ("event_sources", "source", [second, third]), ("event_bodies", "body", ["gchq", "worcester-council"])
    ):  # fmt: skip
        rows = [row for row in open_snapshot(folder.path).tables[table] if row["event"] == event]
        assert sorted(row[column] for row in rows) == sorted(wanted)
        assert [row["id"] for row in rows] == [f"{event}--{row[column]}" for row in rows]
    assert folder.problems() == []


def test_an_event_that_is_there_gets_a_further_source_and_a_body(folder: Folder) -> None:
    title = row_of(folder, "events", folder.line_of("events", id=WELSH))["title"]
    source = folder.lines("sources")[1][0]
    assert run(folder, "add", "event-source", "--event", title, "--source", source).exit_code == 0
    again = run(folder, "add", "event-source", "--event", WELSH, "--source", source)
    assert_refused(again, "event_sources already has it")
    own = row_of(folder, "events", folder.line_of("events", id=WELSH))["source"]
    assert_refused(run(folder, "add", "event-source", "--event", WELSH, "--source", own), "is already a source of")
    assert run(folder, "add", "event-body", "--event", WELSH, "--body", "Worcester City Council").exit_code == 0
    assert folder.problems() == []
    assert_refused(run(folder, "add", "event-body", "--event", "Two Welsh forces freeze", "--body", "gchq"), WELSH)


@pytest.mark.parametrize(
    ("region", "sector"),
    [("South West", "School"), ("south west", "schools"), ("E12000009", "school"), ("SOUTH-WEST", "SCHOOLS")],
)
def test_a_region_and_a_sector_go_by_name(folder: Folder, region: str, sector: str) -> None:
    given = {"name": "Example School", "sector": sector, "nation": "england", "region": region}
    assert run(folder, "add", "body", *options(given)).exit_code == 0
    row = row_of(folder, "bodies", folder.line_of("bodies", id="example-school"))
    assert (row["sector"], row["nation"], row["region"]) == ("school", "England", "E12000009")


def test_an_unknown_region_and_sector_are_refused_with_codes_and_names(folder: Folder) -> None:
    given = {"name": "Example School", "sector": "school", "nation": "England", "region": "Wessex"}
    result = run(folder, "add", "body", *options(given))
    assert_refused(result, "--region: “Wessex” is not in regions", "E12000009 (South West)", "W92000004 (Wales)")
    assert_refused(run(folder, "add", "body", *options({**given, "sector": "shop"})), "police (Police forces)")


def test_corrections_take_names_too(folder: Folder) -> None:
    body = "example-school"
    given = {"name": "Example School", "sector": "school", "nation": "England", "region": "London"}
    assert run(folder, "add", "body", *options(given)).exit_code == 0
    result = run(folder, "correct", "bodies", body, "region", "South East", *WHY)
    assert result.exit_code == 0 and '"E12000007" -> "E12000008"' in result.output, result.output
    assert '"school" -> "college"' in run(folder, "correct", "bodies", body, "sector", "Colleges", *WHY).output


def test_help_lists_the_words_of_every_vocabulary(folder: Folder) -> None:
    for word, table in curate.ADDABLE.items():
        told = " ".join(run(folder, "add", word, "--help").output.replace("│", " ").split())
        for field in OPEN_TABLES[table].fields:
            values = field.values or (SECTORS if field.points_to == "sectors" else ())
            assert all(value in told for value in values), (word, field.name)


def test_columns_that_can_only_change_together_do(folder: Folder) -> None:
    line = folder.line_of("events", date_precision="month")
    event = row_of(folder, "events", line)
    day = f"{event['date']}-01"
    before = hashes(folder.path)
    assert_refused(run(folder, "correct", "events", event["id"], "date", day, *WHY, "--anyway"), "precision")
    assert hashes(folder.path) == before
    also = ("--also", "date_precision=day")
    result = run(folder, "correct", "events", event["id"], "date", day, *also, *WHY, "--anyway")
    assert result.exit_code == 0 and result.output.count("recorded as") == 2, result.output
    row = row_of(folder, "events", folder.line_of("events", id=event["id"]))
    assert (row["date"], row["date_precision"]) == (day, "day")
    new = [row for row in folder.lines("corrections") if row[3] == event["id"]]
    assert {row[4]: (row[5], row[6]) for row in new if row[4].startswith("date")} == {
        "date": (event["date"], day), "date_precision": ("month", "day")
    }  # fmt: skip
    assert folder.problems() == []


def test_a_finding_becomes_undated_and_dated_again(folder: Folder) -> None:
    source = undated_source(folder)
    line = folder.line_of("findings", as_of_basis="stated")
    key = row_of(folder, "findings", folder.set("findings", line, source=source))["id"]
    one = ("correct", "findings", key, "as_of_basis", "undated")
    assert_refused(run(folder, *one, *WHY), "does not go with undated; clear it")
    gone = run(folder, *one, "--also", "as_of=", *WHY)
    assert gone.exit_code == 0, gone.output
    back = run(folder, "correct", "findings", key, "as_of", "2020", "--also", "as_of_basis=inferred", *WHY)
    assert back.exit_code == 0, back.output


@pytest.mark.parametrize(
    ("also", "said"),
    [
        ("date_precision", "is not COLUMN=NEW"),
        ("date=2020", "date is given twice"),
        ("colour=red", "no column “colour”"),
        ("id=other", "it never changes"),
    ],
)
def test_what_cannot_be_changed_along_with_another(folder: Folder, also: str, said: str) -> None:
    before = hashes(folder.path)
    event = folder.lines("events")[1][0]
    assert_refused(run(folder, "correct", "events", event, "date", "2019", "--also", also, *WHY), said)
    assert hashes(folder.path) == before
