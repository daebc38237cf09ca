"""A row is added to the right body and source, once, showing the effect; any error leaves everything unchanged."""

from __future__ import annotations

import pytest
from conftest import Folder, holding
from test_store import CONFLICT, FAULTS, assert_refused, hashes, hit, run

from whosecameras import locks
from whosecameras.cli import curate
from whosecameras.curation import dates, store
from whosecameras.curation.add import address
from whosecameras.record.schema import OPEN_TABLES

SOURCE = {
    "title": "Cameras by make",
    "publisher": "Worcester City Council",
    "url": "https://www.example.org/foi/1?utm_source=x",
    "kind": "foi_reply",
    "grade": "A",
    "published": "2026-11-20",
}
FINDING = {
    "body": "worcester-council",
    "vendor": "hikvision",
    "finding": "uses",
    "as_of": "2026-11-20",
    "as_of_basis": "published",
    "basis": "direct",
    "detail": "The council said so.",
}


def options(given: dict[str, str]) -> list[str]:
    return [part for column, value in given.items() for part in ("--" + column.replace("_", "-"), value)]


@pytest.fixture
def finding(folder: Folder) -> dict[str, str]:
    """A valid finding that cites an existing source."""
    line = folder.line_of("sources", published="")  # it does not say up to which date its statements reach
    return {**FINDING, "as_of_basis": "stated", "source": folder.lines("sources")[line - 1][0]}


def test_a_source_and_its_finding(folder: Folder) -> None:
    before = {table: folder.lines(table) for table in OPEN_TABLES}
    first = run(folder, "add", "source", *options(SOURCE))
    assert first.exit_code == 0, first.output
    source = "worcester-city-council-2026-11-20-cameras-by-make"
    assert f"added to sources: {source}" in first.output and "Nothing cites it yet" in first.output
    # The same page under another spelling of its address; the body by name.
    given = {**FINDING, "body": "worcester city council", "source": "http://example.org/foi/1/"}
    second = run(folder, "add", "finding", *options(given))
    assert second.exit_code == 0, second.output
    assert "Worcester City Council: No public evidence -> Reported using" in second.output
    assert "decided by worcester-council-001" in second.output and "flags: none" in second.output
    for table in OPEN_TABLES:
        new = [row for row in folder.lines(table) if row not in before[table]]
        assert len(new) == (1 if table in ("sources", "findings") else 0)
    assert folder.problems() == []


def test_a_finding_that_changes_nothing_says_so_with_its_flags(folder: Folder, finding: dict[str, str]) -> None:
    result = run(
        folder,
        "add",
        "finding",
        *options({**finding, "body": "angus-council", "finding": "does_not_use", "as_of": "2020"}),
    )
    assert result.exit_code == 0, result.output
    assert "Angus Council: stays Reported using" in result.output and "flags: none" in result.output


@pytest.mark.parametrize("column", ["body", "vendor", "basis", "detail", "source"])
def test_off_a_terminal_each_missing_option_is_named(folder: Folder, finding: dict[str, str], column: str) -> None:
    before = hashes(folder.path)
    del finding[column]
    result = run(folder, "add", "finding", *options(finding))
    assert_refused(result, f"--{column} is missing")
    assert result.output.count("is missing") == 1
    assert hashes(folder.path) == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"vendor": "bosch"}, "“bosch” is not allowed; use one of: hikvision, dahua"),
        ({"as_of": "03/04/22"}, "as 3 April 2022 or as 4 March 2022; write 2022-04-03 or 2022-03-04"),
        ({"as_of": "13/04/22"}, "can be read as 13 April 2022; write 2022-04-13"),
        ({"as_of": "spring"}, "“spring” is not a date"),
        ({"as_of": "2999"}, '"2999" is not allowed'),
        ({"cameras": "a few"}, '"a few" is not allowed'),
        ({"body": "zzzzzzzz"}, "matches no body in the record"),
        ({"body": "Worcester"}, ""),
        ({"body": "Wurcester City Council"}, "worcester-council (Worcester City Council)"),
        ({"source": "no such page at all"}, "source"),
        ({"detail": "It said “one two three four five six seven eight nine ten”."}, "say it in our own words"),
        ({"detail": "one\ntwo"}, "several lines"),
        ({"cameras": "twelve"}, '--cameras: "twelve" is not allowed; use a whole number'),
    ],
)
def test_an_invalid_value_is_rejected(
    folder: Folder, finding: dict[str, str], given: dict[str, str], said: str
) -> None:
    if given == {"body": "Worcester"}:
        for body in ("worcester-council", "gloucester-council"):  # two bodies with the same name
            folder.set("bodies", folder.line_of("bodies", id=body), aliases="Twinborough")
        given, said = {"body": "Twinborough"}, "give the id of the one you mean: "
    before = hashes(folder.path)
    result = run(folder, "add", "finding", *options({**finding, **given}))
    assert_refused(result, said)
    if "Twinborough" in given.values():
        assert "worcester-council (" in result.output and "gloucester-council (" in result.output
    assert hashes(folder.path) == before


def test_an_address_is_judged_where_it_is_typed(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = hashes(folder.path)
    given = options({**SOURCE, "url": "www.example.org/foi"})
    said = '--url: "www.example.org/foi" is not allowed; use an address that starts with http:// or https://'
    assert_refused(run(folder, "add", "source", *given), said)
    assert hashes(folder.path) == before
    monkeypatch.setattr(curate, "on_terminal", lambda: True)
    answers = ["www.example.org/foi", "https://www.example.org/foi", "", ""]
    without = options({key: value for key, value in SOURCE.items() if key != "url"})
    result = run(folder, "add", "source", *without, answers="\n".join(answers) + "\n")
    assert result.exit_code == 0 and said in result.output, result.output


def test_help_says_what_must_be_given(folder: Folder) -> None:
    told = " ".join(run(folder, "add", "source", "--help").output.split())
    assert told.count("Required.") == 5, told


def test_what_is_there_is_refused(folder: Folder) -> None:
    before = hashes(folder.path)
    for word, change in (
        ("finding", {"detail": "In other words."}),
        ("source", {"title": "Another title"}),
        ("body", {"name": "Another Name", "aliases": ""}),
        ("event", {"summary": "In other words."}),
        ("survey", {}),
    ):
        table = curate.ADDABLE[word]
        header, row, *_ = folder.lines(table)
        given = {**dict(zip(header, row, strict=True)), **change}
        del given["id"]
        assert_refused(
            run(folder, "add", word, *options({k: v for k, v in given.items() if v})), f"{table} already has it"
        )
    assert hashes(folder.path) == before


def test_body_event_survey_and_round(folder: Folder) -> None:
    source = folder.lines("sources")[folder.line_of("sources", published="") - 1][0]  # it may be about any month
    region = {"nation": "England", "region": "E12000001"}
    for word, given, added in (
        ("body", {"name": "St. Example’s School", "sector": "school", **region}, "bodies: st-examples-school"),
        (
            "event",
            {"date": "2026-11", "jurisdiction": "United Kingdom", "actor": "Parliament", "kind": "report",
             "lane": "uk_government", "title": "A report on cameras", "summary": "It asks for a list.",
             "source": source},
            "events: 2026-11-a-report-on-cameras",
        ),
        ("round", {"name": "A survey, 2026", "asker": "A group"}, "survey_rounds: a-survey-2026"),
        (
            "survey",
            {"survey": "a-survey-2026", "sector": "all_public", "geography": "UK", "country": "GB",
             "vendor_scope": "either", "measure": "uses", "unit": "bodies", "asked": "9", "answered": "8", "using": "7",
             "as_of": "2023", "as_of_basis": "stated", "source": source},
            "surveys: a-survey-2026-all-public-uk-1",
        ),
    ):  # fmt: skip
        result = run(folder, "add", word, *options(given))
        assert result.exit_code == 0 and f"added to {added}" in result.output, result.output
    assert folder.problems() == []


def test_at_a_terminal_what_is_missing_is_asked_for(
    folder: Folder, finding: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curate, "on_terminal", lambda: True)
    source = folder.lines("sources")[1][0]
    answers = [
        "Wurcester City Council", "1",  # the name is wrong: the nearest is suggested
        source,
        "bosch", "dahua",  # refused first, then correct
        "uses", "03/04/22", "2022-04-03", "published", "stated", "direct", "", "", "", "The council said so.", "",
    ]  # fmt: skip
    result = run(folder, "add", "finding", answers="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    for told in (
        "Worcester City Council (worcester-council)",
        "one of: hikvision, dahua, either, both",
        "may be blank",
    ):
        assert told in result.output
    assert "It must not be blank." in result.output
    line = folder.line_of("findings", id="worcester-council-001")
    assert folder.lines("findings")[line - 1][2:5] == ["dahua", "uses", "2022-04-03"]


@pytest.mark.parametrize("answers", ["", "worcester-council\n"])
def test_leaving_at_a_prompt_writes_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch, answers: str) -> None:
    monkeypatch.setattr(curate, "on_terminal", lambda: True)
    before = hashes(folder.path)
    assert_refused(run(folder, "add", "finding", answers=answers), "Stopped.")
    assert hashes(folder.path) == before


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if "rename" not in fault])
def test_a_fault_in_the_middle_leaves_all_as_it_was(
    folder: Folder, finding: dict[str, str], monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    before = hashes(folder.path)
    with monkeypatch.context() as patch:
        hit(patch, fault)
        assert_refused(
            run(folder, "add", "finding", *options(finding)), "Stopped" if "Ctrl" in fault else "No space left"
        )
    assert hashes(folder.path) == before


def test_conflict_marks_and_another_curator(
    folder: Folder, finding: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "TIMEOUT_SECONDS", 0.2)
    with holding(folder.path / store.LOCK) as other:
        before = hashes(folder.path)
        assert_refused(run(folder, "add", "finding", *options(finding)), f"process {other.pid} on ")
        assert hashes(folder.path) == before
    (folder.path / store.LOCK).unlink()
    with folder.file("bodies").open("a", encoding="utf-8") as file:
        file.write(CONFLICT)
    before = hashes(folder.path)
    assert_refused(run(folder, "add", "finding", *options(finding)), "conflict marks on lines")
    assert hashes(folder.path) == before


def test_an_interrupt_after_writing_is_reported_correctly(
    folder: Folder, finding: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = store.write_all

    def interrupted(files: dict[object, bytes]) -> None:
        real(files)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "write_all", interrupted)
    result = run(folder, "add", "finding", *options(finding))
    assert result.exit_code == 1
    assert "Nothing was written." not in result.output and "was changed before that" in result.output


def test_addresses_of_one_page() -> None:
    assert address("https://www.Example.org/a/?b=1&utm_source=x#c") == address("http://example.org/a?b=1")
    assert address("https://example.org/a?b=1") != address("https://example.org/a?b=2")
    assert address("https://[") == "https://["


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("03/04/22", ("2022-04-03", "2022-03-04")),
        ("4.4.2022", ("2022-04-04",)),
        ("2022/04/03", ("2022-04-03",)),
        ("31/31/22", ()),
        ("soon", ()),
    ],
)
def test_readings_of_a_date(text: str, days: tuple[str, ...]) -> None:
    assert dates.readings(text) == days
    assert dates.refusal(text)
    assert all(dates.refusal(day) == "" for day in days)


@pytest.mark.parametrize(
    "change", [{"scope": "car parks"}, {"as_of": "2026"}, {"as_of": "2026-11", "scope": "offices"}]
)
def test_a_statement_that_is_there_more_or_less_exactly_is_refused(
    folder: Folder, finding: dict[str, str], change: dict[str, str]
) -> None:
    finding["as_of_basis"] = "stated"
    assert run(folder, "add", "finding", *options(finding)).exit_code == 0
    before = hashes(folder.path)
    again = run(folder, "add", "finding", *options({**finding, **change}))
    assert_refused(again, "findings already has it: worcester-council-001")
    assert hashes(folder.path) == before


@pytest.mark.parametrize(
    ("life", "said"),
    [
        ({"began": "2026-11-21"}, "--as-of 2026-11-20: Worcester City Council did not exist before 21 November 2026"),
        ({"ended": "2026-11-20"}, "--as-of 2026-11-20: Worcester City Council no longer existed from 20 November 2026"),
    ],
)
def test_a_statement_about_a_body_that_did_not_exist_is_refused(
    folder: Folder, finding: dict[str, str], life: dict[str, str], said: str
) -> None:
    folder.set("bodies", folder.line_of("bodies", id="worcester-council"), **life)
    before = hashes(folder.path)
    assert_refused(run(folder, "add", "finding", *options({**finding, "as_of_basis": "stated"})), said)
    assert hashes(folder.path) == before
