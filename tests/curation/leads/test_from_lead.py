"""A lead only becomes a finding after a person's yes, and it supplies neither the finding nor the wording."""

from __future__ import annotations

import csv
import io
import shlex
from pathlib import Path

import pytest
from conftest import Folder
from documented_commands import ROOT, commands
from ocds import named, package, write
from typer.testing import CliRunner, Result

from whosecameras.__main__ import app
from whosecameras.curation.leads.from_lead import USE, add_from_lead
from whosecameras.curation.leads.lead_list import COLUMNS
from whosecameras.errors import UserError

ADDRESS = "https://www.find-tender.service.gov.uk/Notice/{:06d}-2026"
GIVEN = ("--finding", "removing", "--as-of-basis", "published", "--basis", "direct", "--detail", "It replaces them.")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def add_source(folder: Folder, number: int) -> None:
    words = ["--title", f"Notice {number}", "--publisher", "Find a Tender", "--kind", "official", "--grade", "A"]
    words += ["--url", ADDRESS.format(number), "--published", "2026-03-04"]
    done = run("add", "source", *words, "--data", folder.path)
    assert done.exit_code == 0, done.output


@pytest.fixture
def leads(folder: Folder, tmp_path: Path) -> Path:
    file, out = tmp_path / "p.json", tmp_path / "leads.csv"
    stranger = {"name": "Nobody has heard of it"}
    write(file, package(named(1), named(2, "Hikvision or Dahua"), named(3, buyer=stranger), named(4, id="odd")))
    done = run("leads", file, "--out", out, "--data", folder.path)
    assert done.exit_code == 0, done.output
    return out


def findings(folder: Folder) -> list[list[str]]:
    return folder.lines("findings")


def test_a_lead_gives_body_company_date_and_source(folder: Folder, leads: Path) -> None:
    before = findings(folder)
    add_source(folder, 1)
    done = run("add", "finding", "--lead", f"{leads}:2", *GIVEN, "--confirm", "--data", folder.path)
    assert done.exit_code == 0, done.output
    [new] = [row for row in findings(folder) if row not in before]
    row = dict(zip(before[0], new, strict=True))
    assert (row["body"], row["vendor"], row["as_of"]) == ("worcester-council", "hikvision", "2026-03-04")
    assert (row["finding"], row["detail"]) == ("removing", "It replaces them.")
    assert ["find-a-tender" in row["source"], folder.problems()] == [True, []]
    assert "vendor from the lead: hikvision" in done.stderr and "Supply of Hikvision cameras" in done.stderr


def test_an_id_means_the_same_lead_and_what_the_curator_gives_goes_first(folder: Folder, leads: Path) -> None:
    with leads.open(encoding="utf-8-sig", newline="") as file:
        key = next(csv.DictReader(file))["id"]
    add_source(folder, 1)
    given = [*GIVEN, "--body", "leeds-council", "--vendor", "dahua", "--confirm"]
    done = run("add", "finding", "--lead", f"{leads}:{key}", *given, "--data", folder.path)
    assert done.exit_code == 0, done.output
    assert any(row[1:3] == ["leeds-council", "dahua"] for row in findings(folder)[1:] if "find-a-tender" in row[10])


def test_without_what_is_needed_nothing_is_added(folder: Folder, leads: Path) -> None:
    for number in (1, 2, 3):
        add_source(folder, number)
    before = findings(folder)
    for asked, given, said in (
        (f"{leads}:2", GIVEN, "give --confirm"),  # nobody said yes
        (f"{leads}:2", ("--confirm",), "--finding is missing"),  # a notice says nothing about use
        (f"{leads}:3", (*GIVEN, "--confirm"), "--vendor is missing"),  # it names both companies
        (f"{leads}:4", (*GIVEN, "--confirm"), "--body is missing"),  # the buyer is uncertain
        (f"{leads}:5", (*GIVEN, "--confirm"), "has no address of its notice"),
        (f"{leads}:9", GIVEN, "there is no lead 9; rows are 2 to 5"),
        (f"{leads}:lead-0", GIVEN, "there is no lead lead-0"),
        ("no.csv:2", GIVEN, "is not a file; give --lead as FILE:ROW"),
        ("2", GIVEN, "is not a lead"),
    ):
        done = run("add", "finding", "--lead", asked, *given, "--data", folder.path)
        assert done.exit_code == 1 and said in done.stderr, done.output
    assert findings(folder) == before


def test_a_notice_that_is_not_a_source_yet_is_reported_with_the_command_to_add_it(folder: Folder, leads: Path) -> None:
    done = run("add", "finding", "--lead", f"{leads}:2", *GIVEN, "--confirm", "--data", folder.path)
    assert done.exit_code == 1 and f"add source --url {ADDRESS.format(1)}" in done.stderr
    assert "--published 2026-03-04" in done.stderr


def test_at_a_terminal_a_person_is_asked_and_told_that_a_notice_is_not_use(folder: Folder, leads: Path) -> None:
    add_source(folder, 1)
    before, told = findings(folder), list[str]()
    given = {"finding": "uses", "as_of_basis": "published", "basis": "direct", "detail": "It has such cameras."}
    for answer in ("no", "", "yes"):
        asked = list[str]()

        def ask(question: str, default: str, answer: str = answer, asked: list[str] = asked) -> str:
            asked.append(question)
            return answer if question.startswith("Have you read") else default

        assert findings(folder) == before
        if answer == "yes":
            add_from_lead(folder.path, f"{leads}:2", given, ask, told.append)
        else:
            with pytest.raises(UserError, match="it was not added"):
                add_from_lead(folder.path, f"{leads}:2", given, ask, told.append)
        assert USE in told and sum(one.startswith("Have you read") for one in asked) == 1
    assert len(findings(folder)) == len(before) + 1


def test_a_list_that_a_spreadsheet_saved_again_is_read(folder: Folder, leads: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(leads.read_text(encoding="utf-8-sig"), newline="")))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*COLUMNS, "my notes"], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    leads.write_text(text.getvalue(), encoding="cp1252")
    add_source(folder, 1)
    done = run("add", "finding", "--lead", f"{leads}:2", *GIVEN, "--confirm", "--data", folder.path)
    assert done.exit_code == 0, done.output


def test_a_table_that_is_not_a_list_of_leads_is_rejected(folder: Folder, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    done = run("add", "finding", "--lead", f"{other}:2", *GIVEN, "--confirm", "--data", folder.path)
    assert done.exit_code == 1 and "none of the columns" in done.stderr


def test_the_commands_of_the_guide_go_from_a_file_to_a_finding(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WHOSE_CAMERAS_DATA", str(folder.path))
    write(tmp_path / "notices.json", package(named(2, "Removal of Hikvision CCTV cameras")))
    before = findings(folder)
    for line in commands(ROOT / "docs" / "curating" / "leads.md"):
        done = run(*shlex.split(line.removeprefix("python -m whosecameras ")))
        assert done.exit_code == 0, done.output
    assert len(findings(folder)) == len(before) + 1 and folder.problems() == []
