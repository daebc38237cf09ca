"""Schools and colleges of England from Get Information About Schools: who is added, renamed, closed and merged."""

from __future__ import annotations

import os
import shlex
from datetime import datetime
from pathlib import Path

import pytest
from documented_commands import fences

from whosecameras.analysis.registers import registers
from whosecameras.record.loading import load

from .conftest import EDITION, GIAS, Desk, gias, school_rows

FILE = "edubasealldata20260801.csv"


def test_a_school_that_opened_is_added_with_its_place_and_an_id_of_its_name_and_code(desk: Desk) -> None:
    new = gias("950001", "Plainly Invented Académie & School", opened="01-09-2024", phase="Secondary")
    said = desk.done("school", desk.table(FILE, GIAS, *school_rows(), new, encoding="cp1252"))
    row = desk.row("plainly-invented-academie-and-school-950001")
    assert "added: 1\n" in said and row["id"] in said
    assert row["name"] == "Plainly Invented Académie & School"
    assert (row["sector"], row["type"], row["nation"], row["region"]) == ("school", "Secondary", "England", "E12000003")
    assert (row["lad"], row["postcode"], row["began"]) == ("E08000035", "LS8 1AB", "2024-09-01")
    assert (row["register"], row["register_status"], row["foi"]) == ("schools-england", "open", "foia_2000")


@pytest.mark.parametrize(
    "cells",
    [
        {"group": "Independent schools", "kind": "Other independent school"},
        {"group": "Colleges", "kind": "Further education"},
        {"group": "Special schools", "kind": "Non-maintained special school"},
        {"group": "Welsh schools", "kind": "Welsh establishment"},
        {"status": "Proposed to open"},
        {"status": "Closed", "closed": "31-08-2020"},
    ],
)
def test_only_open_state_funded_schools_are_added(desk: Desk, cells: dict[str, str]) -> None:
    desk.done("school", desk.table(FILE, GIAS, *school_rows(), gias("950001", "Invented Other", **cells)))
    assert not desk.with_code("950001")


def test_colleges_come_from_the_same_file(desk: Desk) -> None:
    kind = {"group": "Colleges", "kind": "Further education", "phase": "Not applicable"}
    rows = [gias("930001", "Invented College", **kind), gias("930002", "Invented College Two", **kind)]
    desk.done("college", desk.table(FILE, GIAS, *school_rows(), *rows))
    assert desk.row("invented-college-two")["register"] == "colleges-england"
    assert desk.register("colleges-england")["edition"] == EDITION
    assert desk.register("schools-england")["edition"] != EDITION


def test_two_schools_of_one_name_have_a_row_each(desk: Desk) -> None:
    twins = [gias("950001", "Invented Twin School"), gias("950002", "Invented Twin School", postcode="S1 2HH")]
    desk.done("school", desk.table(FILE, GIAS, *school_rows(), *twins))
    assert desk.row("invented-twin-school-950001")["code"] == "950001"
    assert desk.row("invented-twin-school-950002")["code"] == "950002"


def test_a_renamed_school_keeps_its_id_and_its_former_name(desk: Desk) -> None:
    rows = [*school_rows(without=["900001"]), gias("900001", "Invented New Name Academy")]
    said = desk.done("school", desk.table(FILE, GIAS, *rows))
    row = desk.row("invented-school-1-900001")
    assert (row["name"], row["aliases"]) == ("Invented New Name Academy", "Invented School 1")
    assert "renamed: 1\n" in said and "Invented School 1 → Invented New Name Academy" in said


def test_capitalisation_and_punctuation_do_not_make_a_new_name(desk: Desk) -> None:
    rows = [*school_rows(without=["900001"]), gias("900001", "INVENTED SCHOOL, 1")]
    assert "renamed" not in desk.done("school", desk.table(FILE, GIAS, *rows))
    assert desk.row("invented-school-1-900001")["name"] == "Invented School 1"


def test_a_school_is_known_by_its_code_and_never_by_its_name(desk: Desk) -> None:
    rows = [*school_rows(without=["900001"]), gias("950001", "Invented School 1")]
    desk.done("school", desk.table(FILE, GIAS, *rows))
    assert desk.row("invented-school-1-900001")["code"] == "900001"
    assert desk.row("invented-school-1-950001")["code"] == "950001"


def test_a_closed_school_keeps_its_row_and_gets_its_closing_date(desk: Desk) -> None:
    rows = [*school_rows(without=["900001"]), gias("900001", "Invented School 1", status="Closed", closed="31-07-2026")]
    said = desk.done("school", desk.table(FILE, GIAS, *rows))
    row = desk.row("invented-school-1-900001")
    assert (row["ended"], row["register_status"], row["lad"]) == ("2026-07-31", "closed 2026-07-31", "E08000035")
    assert "closed: 1\n" in said


def test_a_school_that_is_open_again_has_no_end(desk: Desk) -> None:
    desk.change(
        "bodies/school.csv", "invented-school-1-900001", ended="2024-08-31", register_status="closed 2024-08-31"
    )
    said = desk.done("school", desk.table(FILE, GIAS, *school_rows()))
    assert (desk.row("invented-school-1-900001")["ended"], "open again: 1\n" in said) == ("", True)


def test_a_school_missing_from_the_file_keeps_its_row_without_an_invented_date(desk: Desk) -> None:
    said = desk.done("school", desk.table(FILE, GIAS, *school_rows(without=["900001"])))
    row = desk.row("invented-school-1-900001")
    assert (row["ended"], row["register_status"]) == ("", "not in the list of August 2026")
    assert "no longer listed: 1\n" in said
    assert "no longer listed" not in desk.done("school", desk.table(FILE, GIAS, *school_rows(without=["900001"])))


def test_a_school_that_is_no_longer_listed_or_has_ended_is_not_counted(desk: Desk) -> None:
    before = registers(load(desk.data))["school"]["rows"]
    closed = gias("900002", "Invented School 2", status="Closed", closed="31-07-2026")
    desk.done("school", desk.table(FILE, GIAS, *school_rows(without=["900001", "900002"]), closed))
    assert registers(load(desk.data))["school"]["rows"] == before - 2


def test_links_name_what_took_the_place_of_a_closed_school(desk: Desk) -> None:
    closed = gias("900001", "Invented School 1", status="Closed", closed="31-07-2026")
    desk.done("school", desk.table(FILE, GIAS, *school_rows(without=["900001"]), closed))
    links = desk.table(
        "links_edubasealldata20260801.csv",
        ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"),
        ("900001", "900002", "Invented School 2", "Successor - merged", "31-07-2026"),
        ("900002", "900001", "Invented School 1", "Predecessor - merged", "31-07-2026"),
        ("900003", "900004", "Invented School 4", "Successor", ""),  # a school that is still open
        ("900005", "900006", "Invented School 6", "Sixth Form Centre Link", ""),
    )
    said = desk.done("school", links)
    assert desk.row("invented-school-1-900001")["replaced_by"] == "invented-school-2-900002"
    assert [desk.row(f"invented-school-{n}-90000{n}")["replaced_by"] for n in (2, 3, 5)] == ["", "", ""]
    assert "merged or replaced: 1\n" in said


def test_schools_that_name_each_other_as_successors_do_not_cause_a_cycle(desk: Desk) -> None:
    closed = [gias(f"90000{n}", f"Invented School {n}", status="Closed", closed="31-07-2026") for n in (1, 2)]
    desk.done("school", desk.table(FILE, GIAS, *school_rows(without=["900001", "900002"]), *closed))
    header = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")
    both = [("900001", "900002", "", "Successor", ""), ("900002", "900001", "", "Successor", "")]
    said = desk.done("school", desk.table("links_edubasealldata20260801.csv", header, *both))
    replaced = [desk.row(f"invented-school-{n}-90000{n}")["replaced_by"] for n in (1, 2)]
    assert replaced == ["invented-school-2-900002", ""]
    assert "set aside: 1\n" in said and "line 3" in said


def test_a_body_is_not_closed_before_the_date_of_its_findings(desk: Desk) -> None:
    finding = next(iter((desk.data / "findings.csv").read_text(encoding="utf-8").split("\n")[1:])).split(",")[0]
    desk.change("findings.csv", finding, body="invented-school-1-900001", as_of="2022", as_of_basis="stated")
    rows = [*school_rows(without=["900001"]), gias("900001", "Invented School 1", status="Closed", closed="31-08-2020")]
    said = desk.done("school", desk.table(FILE, GIAS, *rows))
    row = desk.row("invented-school-1-900001")
    assert (row["ended"], row["register_status"]) == ("", "open")
    assert "set aside: 1\n" in said and "2022" in said


def test_a_school_does_not_end_before_it_began(desk: Desk) -> None:
    desk.change("bodies/school.csv", "invented-school-1-900001", began="2024-09-01")
    rows = [*school_rows(without=["900001"]), gias("900001", "Invented School 1", status="Closed", closed="31-08-2024")]
    said = desk.done("school", desk.table(FILE, GIAS, *rows, gias("950001", "Invented Addition")))
    assert desk.row("invented-school-1-900001")["ended"] == ""
    assert desk.with_code("950001") and "set aside: 1\n" in said


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    rows = [
        *school_rows(without=["900001", "900002", "900003"]),
        gias("900001", "Invented New Name Academy"),
        gias("900002", "Invented School 2", status="Closed", closed="31-07-2026"),
        gias("950001", "Invented Addition"),
    ]
    path = desk.table(FILE, GIAS, *rows)
    desk.done("school", path, "--drop-at-most", "10%")
    after = desk.hashes()
    said = desk.done("school", path)
    assert desk.hashes() == after
    assert "nothing was written" in said


def test_the_edition_is_in_the_name_of_the_file_and_in_the_record(desk: Desk) -> None:
    path = desk.table("edubasealldata20260615.csv", GIAS, *school_rows())
    desk.done("school", path, "--edition", "")
    row = desk.register("schools-england")
    assert (row["edition"], row["held_from"]) == ("2026-06-15", path.name)
    assert "June 2026" in row["note"]


def test_a_file_that_does_not_say_of_which_day_it_is_has_the_day_on_which_it_was_saved(desk: Desk) -> None:
    path = desk.table("schools.csv", GIAS, *school_rows())
    saved = datetime(2026, 5, 4, 12).timestamp()
    os.utime(path, (saved, saved))
    said = desk.done("school", path, "--edition", "")
    assert desk.register("schools-england")["edition"] == "2026-05-04"
    assert "4 May 2026" in said and "--edition" in said


@pytest.mark.parametrize("day", ["2026", "2026-02-30", "2999-01-01", "01-08-2026", "yesterday"])
def test_an_invalid_date_is_not_an_edition(desk: Desk, day: str) -> None:
    assert "--edition" in desk.refused("school", desk.table(FILE, GIAS, *school_rows()), "--edition", day)


def test_an_older_edition_than_ours_is_refused(desk: Desk) -> None:
    path = desk.table(FILE, GIAS, *school_rows())
    assert "we have that of 1 January 2025" in desk.refused("school", path, "--edition", "2024-12-31")


def test_a_dry_run_says_all_and_writes_nothing(desk: Desk) -> None:
    before = desk.hashes()
    said = desk.done("school", desk.table(FILE, GIAS, *school_rows(), gias("950001", "Invented Addition")), "--dry-run")
    assert "Invented Addition" in said and "Nothing was written." in said
    assert desk.hashes() == before


def test_a_file_that_is_cut_off_is_refused_unless_the_share_is_given(desk: Desk) -> None:
    gone = ["900001", "900002", "900003"]
    path = desk.table(FILE, GIAS, *school_rows(without=gone))
    said = desk.refused("school", path)
    assert "3 of the 40" in said and "--drop-at-most" in said
    desk.done("school", path, "--drop-at-most", "0.1")


def test_two_of_forty_may_go(desk: Desk) -> None:
    desk.done("school", desk.table(FILE, GIAS, *school_rows(without=["900001", "900002"])))


def test_closures_count_as_dropped_too(desk: Desk) -> None:
    gone = ["900001", "900002", "900003"]
    closed = [gias(urn, f"Invented School {urn[-1]}", status="Closed", closed="31-07-2026") for urn in gone]
    desk.refused("school", desk.table(FILE, GIAS, *school_rows(without=gone), *closed))


def test_a_rejected_row_does_not_count_as_dropped(desk: Desk) -> None:
    bad = [gias(f"90000{n}", "<b>Invented</b>") for n in (1, 2, 3)]
    said = desk.done("school", desk.table(FILE, GIAS, *school_rows(without=["900001", "900002", "900003"]), *bad))
    assert "set aside: 3\n" in said and "no longer listed" not in said


@pytest.mark.parametrize("share", ["6", "-1", "five", "101%", "nan"])
def test_an_invalid_share_is_rejected(desk: Desk, share: str) -> None:
    assert "--drop-at-most" in desk.refused("school", desk.table(FILE, GIAS, *school_rows()), "--drop-at-most", share)


def test_the_commands_of_the_guide_say_what_would_change_and_then_change_it(desk: Desk) -> None:
    path = desk.table(FILE, GIAS, *school_rows(), gias("950001", "Invented Addition"))
    guide = Path(__file__).resolve().parents[3] / "docs" / "curating" / "registers.md"
    before = desk.hashes()
    commands = [line for fence in fences(guide) if fence.language == "sh" for line in fence.lines]
    first, second = (shlex.split(line)[3:] for line in commands)
    assert first[:4] == ["register", "update", "school", FILE] and first[4:] == ["--dry-run"]
    assert "added: 1\n" in desk.done("school", path, *first[4:])
    assert desk.hashes() == before
    assert "added: 1\n" in desk.done("school", path, *second[4:])
    assert desk.hashes() != before
