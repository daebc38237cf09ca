"""A correction changes one cell, keeps the old value and the reason, and is written whole or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import Folder
from test_store import CONFLICT, FAULTS, assert_refused, hashes, hit, run

WHY = ("--why", "The source was misread.")


def test_old_new_reason_and_day_are_kept(folder: Folder) -> None:
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
        ("cameras", "id", "x", "“cameras” is no table that can be corrected"),
        ("corrections", "why", "x", "“corrections” is no table that can be corrected"),
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
    for day, said in (("03/04/22", "as 3 April 2022 or"), ("2022", "no day"), ("2999-01-01", "no day up to today")):
        assert_refused(run(folder, *cell, *WHY, "--date", day), said, "--date")
    assert hashes(folder.path) == before


def test_without_a_date_the_day_is_today(folder: Folder) -> None:
    source = folder.lines("findings")[1][-1]
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
