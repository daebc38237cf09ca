"""A correction changes one cell or withdraws one row, with its reason on record, atomically."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from conftest import Folder
from test_store import CONFLICT, FAULTS, assert_refused, hashes, hit, run

from whosecameras.content.record_index import body_profile
from whosecameras.curation import diff
from whosecameras.curation.correct import unrecorded
from whosecameras.record.loading import DATA_DIR, load

WHY = ("--why", "The source was misread.")


def test_old_value_new_value_reason_and_date_are_recorded(folder: Folder) -> None:
    findings, corrections = folder.lines("findings"), folder.lines("corrections")
    line = folder.line_of("findings", finding="uses", body="angus-council")
    key = findings[line - 1][0]
    asked = ("--asked-by", "press office", "--date", "2026-01-02")
    result = run(folder, "correct", "findings", key, "finding", "does_not_use", *WHY, *asked)
    assert result.exit_code == 0, result.output
    assert f'corrected findings {key}: finding "uses" -> "does_not_use"' in result.output
    assert "Angus Council:" in result.output and "decided by" in result.output
    changed = [(old, new) for old, new in zip(findings, folder.lines("findings"), strict=True) if old != new]
    assert len(changed) == 1 and changed[0][1] == ["does_not_use" if cell == "uses" else cell for cell in changed[0][0]]
    new = [row for row in folder.lines("corrections") if row not in corrections]
    assert [row[1:] for row in new] == [
        ["2026-01-02", "findings", key, "finding", "uses", "does_not_use", "The source was misread.", "press office"]
    ]
    assert folder.problems() == []
    back = run(folder, "correct", "findings", key, "finding", "uses", *WHY, "--date", "2026-01-02")
    assert back.exit_code == 0 and f"2026-01-02-{key}-finding-2" in back.output


@pytest.mark.parametrize(
    ("table", "column", "new", "said"),
    [
        ("cameras", "id", "x", "“cameras” is not a table that can be corrected"),
        ("corrections", "why", "x", "“corrections” is not a table that can be corrected"),
        ("findings", "id", "x", "it never changes"),
        ("findings", "colour", "x", "findings has no column “colour”"),
        ("findings", "vendor", "bosch", '"bosch" is not allowed; use one of'),
        ("findings", "body", "atlantis", '"atlantis" is unknown'),
        ("findings", "source", "atlantis", '"atlantis" is unknown'),
        ("findings", "detail", "", "is blank"),
        ("findings", "as_of", "03/04/22", "as 3 April 2022 or as 4 March 2022"),
        ("findings", "finding", "uses", 'is "uses" already'),
    ],
)
def test_what_cannot_be_corrected(folder: Folder, table: str, column: str, new: str, said: str) -> None:
    before = hashes(folder.path)
    assert_refused(run(folder, "correct", table, "aberdeen-city-council-001", column, new, *WHY), said)
    assert hashes(folder.path) == before


def test_an_unknown_row_a_blank_reason_and_a_bad_day(folder: Folder) -> None:
    before = hashes(folder.path)
    cell = ("correct", "findings", "aberdeen-city-council-001", "scope", "car parks")
    assert_refused(
        run(folder, "correct", "findings", "atlantis-001", "scope", "car parks", *WHY), "has no row “atlantis-001”"
    )
    assert_refused(run(folder, *cell, "--why", " "), "--why is missing")
    for day, said in (
        ("03/04/22", "as 3 April 2022 or"),
        ("2022", "not a day"),
        ("2999-01-01", "not a day up to today"),
    ):
        assert_refused(run(folder, *cell, *WHY, "--date", day), said, "--date")
    assert hashes(folder.path) == before


def test_without_a_date_the_day_is_today(folder: Folder) -> None:
    header, first = folder.lines("findings")[:2]
    source = first[header.index("source")]
    result = run(folder, "correct", "sources", source, "grade", "A", *WHY)
    assert result.exit_code == 0, result.output
    assert folder.lines("corrections")[-1][1] == date.today().isoformat()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_middle_leaves_both_tables_as_they_were(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    before = hashes(folder.path)
    with monkeypatch.context() as patch:
        hit(patch, fault)
        result = run(folder, "correct", "findings", "aberdeen-city-council-001", "scope", "car parks", *WHY)
    assert_refused(result, "Stopped" if "Ctrl" in fault else "No space left")
    assert hashes(folder.path) == before


def test_conflict_marks_stop_it(folder: Folder) -> None:
    with folder.file("corrections").open("a", encoding="utf-8") as file:
        file.write(CONFLICT)
    before = hashes(folder.path)
    result = run(folder, "correct", "findings", "aberdeen-city-council-001", "scope", "car parks", *WHY)
    assert_refused(result, "corrections.csv", "conflict marks on lines")
    assert hashes(folder.path) == before


def test_a_withdrawn_row_is_on_record_and_its_id_is_never_given_again(folder: Folder) -> None:
    shutil.copytree(DATA_DIR / "boundaries", folder.path / "boundaries")
    key = "kent-county-council-003"
    line = folder.line_of("findings", id=key)
    folder.add("findings", line, id="kent-county-council-004", detail="Said once more.", scope="car parks")
    findings, corrections = folder.lines("findings"), folder.lines("corrections")
    source = findings[line - 1][findings[0].index("source")]
    asked = ("--asked-by", "press office", "--date", "2026-01-02")
    result = run(folder, "withdraw", "findings", "kent-county-council-004", *WHY, *asked)
    assert result.exit_code == 0, result.output
    assert "withdrawn from findings: kent-county-council-004" in result.output
    assert "Kent County Council: stays Said it would remove" in result.output and "decided by" in result.output
    assert [row for row in findings if row not in folder.lines("findings")] == [
        row for row in findings if row[0] == "kent-county-council-004"
    ]
    [new] = [row for row in folder.lines("corrections") if row not in corrections]
    cell = ["findings", "kent-county-council-004", "id", "kent-county-council-004", ""]
    assert new[1:] == ["2026-01-02", *cell, "The source was misread.", "press office"]
    assert folder.problems() == []
    [shown] = body_profile(load(folder.path), "kent-county-council").corrections
    assert shown["row"] == "kent-county-council-004"
    added = run(
        folder, "add", "finding", "--body", "kent-county-council", "--source", source, "--vendor",
        "hikvision", "--finding", "uses", "--as-of", "2024", "--as-of-basis", "stated", "--basis", "direct",
        "--scope", "car parks", "--detail", "Car parks use them.",
    )  # fmt: skip
    assert added.exit_code == 0 and "kent-county-council-005" in added.output, added.output


def test_a_source_that_nothing_cites_any_more_is_named_and_may_be_withdrawn_too(folder: Folder) -> None:
    first = run(folder, "withdraw", "findings", "kent-county-council-001", *WHY)
    assert first.exit_code == 0 and '"bbc-2024-01-kent-phase-out" is cited nowhere' in first.output
    assert [problem.column for problem in folder.problems()] == ["id"]
    second = run(folder, "withdraw", "sources", "bbc-2024-01-kent-phase-out", *WHY)
    assert second.exit_code == 0 and "cited nowhere" not in second.output
    assert folder.problems() == []


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("cameras", "x", "“cameras” is not a table that can be corrected"),
        ("corrections", "x", "“corrections” is not a table that can be corrected"),
        ("findings", "atlantis-001", "findings has no row “atlantis-001”"),
        ("bodies", "kent-county-council", '"kent-county-council" is unknown'),
    ],
)
def test_what_cannot_be_withdrawn(folder: Folder, table: str, row: str, said: str) -> None:
    before = hashes(folder.path)
    assert_refused(run(folder, "withdraw", table, row, *WHY), said)
    assert_refused(run(folder, "withdraw", "findings", "kent-county-council-003", "--why", " "), "--why is missing")
    assert hashes(folder.path) == before


def test_a_withheld_id_is_gone_and_its_correction_stays(folder: Folder) -> None:
    """The school in the example could be found by its place; the day and the reason of the withdrawal stay public."""
    key = "kent-county-council-003"
    shutil.copy(DATA_DIR / "changes.json", folder.path)
    shutil.copy(DATA_DIR / "CHANGELOG.md", folder.path)
    shutil.copytree(DATA_DIR / "boundaries", folder.path / "boundaries")
    releases = folder.path.parent / "releases"
    for command in (
        ("release", "100.0.0", "--since", str(DATA_DIR)),
        ("correct", "findings", key, "scope", "car parks", *WHY),
        ("withdraw", "findings", key, *WHY, "--date", "2026-11-28"),
        ("release", "100.0.1"),
        ("withhold", "findings", key),
    ):
        result = run(folder, *command)
        assert result.exit_code == 0, (command, result.output)
    number = result.output.removeprefix(f"{key} is now ").split()[0]
    assert number.startswith("withheld-") and "still in" not in result.output
    assert folder.problems() == []
    assert not [path.name for path in folder.path.glob("*.*") if key in path.read_text(encoding="utf-8")]
    rows = [row for row in folder.lines("corrections") if row[3] == number]
    assert sorted(row[2:7] for row in rows) == [
        ["findings", number, "id", number, ""],
        ["findings", number, "scope", "withheld", "withheld"],
    ]
    assert {row[7] for row in rows} == {"The source was misread."}

    released = run(folder, "release", "100.0.2")
    assert released.exit_code == 0, "a correction under another name is not a lost one"
    changes = (folder.path / "changes.json").read_text(encoding="utf-8")
    assert key not in changes and "the id of its row is withheld" in changes
    assert key not in (folder.path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert key.encode() in zipfile.ZipFile(releases / "100.0.0.zip").read("findings.csv"), "a copy keeps what it held"


def test_a_lost_correction_is_not_taken_for_a_withheld_one() -> None:
    """Only the correction of a withdrawn row can have a number, and all that stays must agree."""
    before = diff.open_snapshot(DATA_DIR)
    rows = before.tables["corrections"]
    held = next(row for row in rows if row["row"] in before.by_key(row["table"]))
    gone = next(row for row in rows if row["column"] == "id" and not row["new"])
    for lost, cells, found in (
        (held, {}, {}),
        (gone, {}, {gone["id"]: "0-id"}),
        (gone, {"why": "Another reason."}, {}),
    ):
        kept = [row for row in rows if row != lost]
        hidden = {**lost, **cells, "id": "0-id", "row": "withheld-0"}
        after = replace(before, tables={**before.tables, "corrections": [hidden, *kept]})
        assert diff.withheld(before, after) == found
        assert bool(unrecorded(before, after, diff.compare(before, after))) == (not found), "release refuses a lost one"


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("cameras", "x", "“cameras” is not a table"),
        ("findings", "kent-county-council-003", "is still in findings; remove it with `withdraw` first"),
        ("findings", "atlantis-001", "no correction names findings atlantis-001"),
    ],
)
def test_what_cannot_be_withheld(folder: Folder, table: str, row: str, said: str) -> None:
    before = hashes(folder.path)
    assert_refused(run(folder, "withhold", table, row), said)
    assert hashes(folder.path) == before


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_while_withholding_leaves_every_file(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    shutil.copy(DATA_DIR / "changes.json", folder.path)
    table, row = next((row[2], row[3]) for row in folder.lines("corrections")[1:] if row[4] == "id" and not row[6])
    before = hashes(folder.path)
    with monkeypatch.context() as patch:
        hit(patch, fault)
        result = run(folder, "withhold", table, row)
    assert_refused(result, "Stopped" if "Ctrl" in fault else "No space left")
    assert hashes(folder.path) == before
