"""Importing a table takes certain rows, sends the rest to review, never guesses, and never leaves half a change."""

from __future__ import annotations

import codecs
import csv
import errno
import hashlib
import importlib.util
import io
import os
import random
import re
import shlex
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import typer
from conftest import Folder
from documented_commands import fences
from typer.testing import CliRunner, Result

from whosecameras.analysis.search import SLIP, Finder
from whosecameras.cli import imports
from whosecameras.curation import store
from whosecameras.publishing import validation
from whosecameras.publishing.validation_dates import DATED_TABLES
from whosecameras.record.loading import Dataset

ROOT = Path(__file__).resolve().parents[2]
DOC = ROOT / "docs" / "curating" / "import.md"
SOURCE = "times-2022-02-07"
MAP = """\
source: times-2022-02-07
sectors: [council]
columns:
  body: Council
  answer: Answer
  date: Date
  cameras: Cameras
vendor: hikvision
answers:
  Yes: uses
  No: does_not_use
  Declined: refused
as_of_basis: stated
basis: direct
detail: "{body}: {finding} {vendor} cameras in {date}, as printed by {publisher}."
"""

app = typer.Typer()
imports.register(app)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def hashes(path: Path) -> dict[str, str]:
    """Every file of a folder with its hash, including hidden ones."""
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in path.iterdir() if one.is_file()}


class Desk:
    """A copy of the record, a map and a table to import."""

    def __init__(self, folder: Folder, path: Path) -> None:
        self.folder, self.data = folder, folder.path
        self.map, self.table, self.review = path / "map.yaml", path / "table.csv", path / "table.review.csv"
        self.map.write_text(MAP, encoding="utf-8")

    def write(
        self, *rows: tuple[str, ...], header: str = "Council,Answer,Date,Cameras", encoding: str = "utf-8"
    ) -> None:
        with self.table.open("w", encoding=encoding, newline="") as file:
            file.write(header + "\n")
            csv.writer(file).writerows(rows)

    def remap(self, old: str, new: str) -> None:
        text = self.map.read_text(encoding="utf-8")
        assert old in text
        self.map.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *more: object) -> Result:
        return run("import", self.table, "--map", self.map, "--data", self.data, *more)

    def new(self) -> list[store.Row]:
        """The new findings of the source; the table's dates are all in 2024."""
        rows = store.rows(self.data, "findings")
        return [row for row in rows if row["source"] == SOURCE and row["as_of"].startswith("2024")]

    def set_aside(self) -> list[dict[str, str]]:
        raw = self.review.read_bytes()
        assert raw.startswith(codecs.BOM_UTF8), "a spreadsheet would take £ for two letters"
        with io.StringIO(raw.decode("utf-8-sig"), newline="") as file:
            return list(csv.DictReader(file))

    def refused(self, *said: str) -> str:
        """The import fails with this message and changes no byte."""
        before = hashes(self.data)
        result = self.run()
        assert result.exit_code == 1 and "Traceback" not in result.output, result.output
        assert isinstance(result.exception, SystemExit), result.exception
        assert "Nothing was written." in result.output
        for one in said:
            assert one in result.output, result.output
        assert hashes(self.data) == before
        return str(result.output)


@pytest.fixture
def desk(folder: Folder, tmp_path: Path) -> Desk:
    folder.set("sources", folder.line_of("sources", id=SOURCE), published="")  # otherwise it could not be about 2024
    for table in DATED_TABLES:  # dates taken from the page no longer are
        lines = folder.lines(table)
        basis, source = lines[0].index("as_of_basis"), lines[0].index("source")
        mended = [[*row[:basis], "stated", *row[basis + 1 :]] if row[source] == SOURCE else row for row in lines]
        folder.write(table, mended)
    return Desk(folder, tmp_path)


# Names misspelt by rule


def misspelt(name: str, rule: str, chance: random.Random) -> str:
    """The name with one typing error; unchanged if the rule does not apply."""
    letters = [at for at, letter in enumerate(name[:-1]) if letter.isalpha() and name[at + 1].isalpha()]
    at = chance.choice(letters)
    if rule == "transposed":
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if rule == "dropped":
        return name[:at] + name[at + 1 :]
    if rule == "doubled":
        return name[:at] + name[at] + name[at:]
    if rule == "saint":
        return name.replace("St ", "Saint ")
    return name.replace(" and ", " & ")


def council_table(dataset: Dataset, seed: int) -> tuple[list[tuple[str, ...]], dict[str, str], int]:
    """(rows, right body by the number in the column Cameras, how many names are misspelt)."""
    councils = dataset.bodies.query("sector == 'council' and replaced_by == ''")
    chance = random.Random(seed)
    ids, names = list(councils["id"]), list(councils["name"])
    wrong = chance.sample(range(len(ids)), round(0.05 * len(ids)))
    # The last two rules only apply to some names.
    saints = [at for at, name in enumerate(names) if "St " in name]
    ands = [at for at, name in enumerate(names) if " and " in name]
    rules = {at: ("transposed", "dropped", "doubled")[n % 3] for n, at in enumerate(wrong[:-2])}
    rules |= {chance.choice(saints): "saint", chance.choice(ands): "and"}
    changed = 0
    rows = []
    for at, name in enumerate(names):
        text = misspelt(name, rules[at], chance) if at in rules else name
        changed += text != name
        rows.append((text, ("Yes", "no", " DECLINED ")[at % 3], "2024-05", str(at + 1)))
    return rows, {str(at + 1): body for at, body in enumerate(ids)}, changed


@pytest.mark.parametrize("seed", [1, 2])
def test_nearly_all_of_382_councils_are_matched_and_none_wrongly(desk: Desk, dataset: Dataset, seed: int) -> None:
    rows, right, changed = council_table(dataset, seed)
    assert len(rows) == 382 and changed >= 15
    desk.write(*rows)
    result = desk.run()
    assert result.exit_code == 0, result.output
    found = {row["cameras"]: row["body"] for row in desk.new()}
    assert {number: body for number, body in found.items() if right[number] != body} == {}
    assert len(found) >= 0.97 * len(rows)
    left = desk.set_aside() if desk.review.exists() else []
    assert sorted({row["cameras"] for row in left} | set(found), key=int) == sorted(right, key=int)
    assert all(right[row["cameras"]] in row["candidates"] for row in left), "the right one is offered"
    assert not validation.check(desk.data).problems
    before, review = hashes(desk.data), desk.review.read_bytes() if left else b""
    again = desk.run()
    assert again.exit_code == 0 and "no findings added" in again.output
    assert hashes(desk.data) == before
    assert (desk.review.read_bytes() if left else b"") == review


def test_no_misspelt_council_name_matches_another_council(dataset: Dataset) -> None:
    councils = dataset.bodies[dataset.bodies["sector"] == "council"]
    finder = Finder(councils)
    chance = random.Random(3)
    wrong = []
    sure = tried = 0
    for body, name in chance.sample(list(zip(councils["id"], councils["name"], strict=True)), 130):
        for rule in ("transposed", "dropped", "doubled"):
            text = misspelt(name, rule, chance)
            found, score, following = finder.best(text)
            tried += 1
            if score >= SLIP and score - following >= 5:
                sure += 1
                wrong += [(text, found)] if found != body else []
    assert wrong == []
    assert sure > 0.7 * tried


@pytest.mark.parametrize(
    "name",
    [
        "South Shropshire District Council", "North Cornwall District Council", "Mid Bedfordshire District Council",
        "Berwickshire District Council", "Leicester County Council", "Liecester County Council",
        "Durham City Council", "South Bedfordshire District Council", "Alnwick District Council",
        "Camden Police", "Sevenoaks Town Council", "North Wiltshire District Council", "Council", "zzzz",
        "Est Devon District Council", "Herfordshire Council", "London Borough of Brnet", "Alton Council",
    ],
)  # fmt: skip
def test_a_merely_similar_name_is_not_accepted(dataset: Dataset, name: str) -> None:
    councils = dataset.bodies[dataset.bodies["sector"] == "council"]
    assert Finder(councils).best(name)[1] < SLIP


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("South Somerset District Council", "south-somerset-district-council"),
        ("Eden District Council", "eden-district-council"),
        ("Craigavon Borough Council", "craigavon-borough-council"),
        ("Bournemouth Borough Council", "bournemouth-borough-council"),
        ("Borough of Poole", "borough-of-poole"),
        ("Derry City Council", "derry-city-council"),
        ("Christchurch Borough Council", "christchurch-borough-council"),
        ("Armagh City and District Council", "armagh-city-and-district-council"),
        ("Buckinghamshire County Council", "buckinghamshire-county-council"),
        ("Dorset County Council", "dorset-county-council"),
    ],
)
def test_a_council_that_is_gone_is_not_taken_for_the_one_that_came_after(
    dataset: Dataset, name: str, body: str
) -> None:
    assert Finder(dataset.bodies).best(name)[:2] == (body, 100.0)


def test_outside_complete_sectors_only_the_exact_name_counts(dataset: Dataset) -> None:
    others = Finder(dataset.bodies[~dataset.bodies["sector"].isin(["council", "police"])])
    name = "British Transport Polce"
    assert others.best(name)[1] < SLIP
    airport = next(name for name in dataset.bodies["name"] if "Airport" in name)
    assert others.best(airport)[1] == 100.0 and others.best(airport.replace("rp", "pr"))[1] < SLIP


# Rows that go to review


def test_uncertain_rows_go_to_review_with_reason_and_candidates(desk: Desk) -> None:
    desk.write(
        ("Kent County Council", "Yes", "2024", "3"),
        ("Isle of White", "Yes", "2024", ""),
        ("Surrey County Council", "Perhaps", "2024", ""),
        ("Essex County Council", "Yes", "soon", ""),
        ("Devon County Council", "Yes", "2024", "many"),
        ("", "Yes", "2024", ""),
        ("Oxford City Council", "", "2024", ""),
        ("=zzzzqqq()", "Yes", "2999", ""),
        ("Exeter City Council", "Yes", "2024", "", "spilt"),
        ("Stroud District Council", "Yes", "2024", ""),
        ("Stroud District Council", "No", "2024", ""),
    )
    result = desk.run()
    assert result.exit_code == 0, result.output
    assert [(row["body"], row["cameras"]) for row in desk.new()] == [("kent-county-council", "3")]
    assert desk.new()[0]["detail"].startswith("Kent County Council: reported using Hikvision cameras in 2024")
    reasons = {row["line"]: row["reason"] for row in desk.set_aside()}
    assert reasons == {
        "3": "the name is not certain",
        "4": "the answer is not in the map",
        "5": "the date is impossible or in the future",
        "6": "the number of cameras is not a number",
        "7": "no body is named",
        "8": "the answer is blank",
        "9": "no body has such a name; the date is impossible or in the future",
        "10": "has 5 cells where the first line has 4",
        "11": "another row for this body, manufacturer and date says the opposite",
        "12": "another row for this body, manufacturer and date says the opposite",
    }
    by_line = {row["line"]: row for row in desk.set_aside()}
    assert by_line["3"]["candidates"].startswith("isle-of-wight-council (Isle of Wight Council) 5")
    assert by_line["9"]["body"] == "'=zzzzqqq()", "safe in a spreadsheet"


def test_a_name_shared_by_two_bodies_goes_to_review(desk: Desk) -> None:
    for body in ("kent-county-council", "surrey-county-council"):
        line = desk.folder.line_of("bodies", id=body)
        desk.folder.set("bodies", line, aliases="Home County")
    desk.write(("Home County", "Yes", "2024", ""))
    before = hashes(desk.data)
    assert desk.run().exit_code == 0
    assert hashes(desk.data) == before
    (row,) = desk.set_aside()
    assert row["reason"] == "the name fits two bodies equally"
    assert "kent-county-council" in row["candidates"] and "surrey-county-council" in row["candidates"]


def test_a_misspelling_is_not_matched_if_the_table_names_the_body_itself(desk: Desk) -> None:
    desk.write(("Hackney Council", "Yes", "2024", ""), ("Hackeny Council", "Yes", "2024-05", ""))
    assert desk.run().exit_code == 0
    assert [row["as_of"] for row in desk.new()] == ["2024"]
    assert "under its own name" in desk.set_aside()[0]["reason"]


def test_what_a_curator_decided_is_written_into_the_map(desk: Desk) -> None:
    desk.write(("Isle of White", "Yes", "2024", ""))
    assert desk.run().exit_code == 0 and desk.new() == []
    desk.map.write_text(MAP + "names:\n  isle of  white: isle-of-wight-council\n", encoding="utf-8")
    assert desk.run().exit_code == 0
    assert [row["body"] for row in desk.new()] == ["isle-of-wight-council"]


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    desk.write(("Kent County Council", "Yes", "2024", ""), ("Nowhere", "Yes", "2024", ""))
    before = hashes(desk.data)
    result = desk.run("--dry-run")
    assert result.exit_code == 0 and "one finding would be added" in result.output
    assert hashes(desk.data) == before and not desk.review.exists()
    assert desk.run("--dry-run", "--review", desk.review).exit_code == 0
    assert len(desk.set_aside()) == 1 and hashes(desk.data) == before


def test_the_review_is_written_over_no_other_file(desk: Desk) -> None:
    desk.write(("Nowhere", "Yes", "2024", ""))
    before = desk.table.read_bytes()
    result = desk.run("--review", desk.table)
    assert result.exit_code == 1 and "not a review file" in result.output
    assert desk.table.read_bytes() == before


def test_a_review_is_written_over_an_older_one(desk: Desk) -> None:
    """Including one from before reviews began with a byte order mark."""
    desk.write(("Nowhere", "Yes", "2024", ""))
    for older in ("line,reason,body,vendor,answer,date,cameras,candidates\n", ""):
        if older:
            desk.review.write_text(older, encoding="utf-8")
        assert desk.run().exit_code == 0
        assert [row["body"] for row in desk.set_aside()] == ["Nowhere"]


def test_answers_may_be_in_one_column_per_manufacturer(desk: Desk) -> None:
    desk.remap("answer: Answer", "answer: {hikvision: Hik, dahua: Dah}")
    desk.remap("vendor: hikvision\n", "")
    desk.remap("  cameras: Cameras\n", "")
    desk.write(("Kent County Council", "Yes", "No", "2024"), header="Council,Hik,Dah,Date")
    assert desk.run().exit_code == 0
    assert {(row["vendor"], row["finding"]) for row in desk.new()} == {("hikvision", "uses"), ("dahua", "does_not_use")}


def test_the_manufacturer_may_be_in_a_column(desk: Desk) -> None:
    desk.remap("vendor: hikvision", "vendors: {HIK: hikvision}")
    desk.remap("cameras: Cameras", "vendor: Make")
    rows = (("Kent County Council", "Yes", "2024", "hik"), ("Essex County Council", "Yes", "2024", "Axis"))
    desk.write(*rows, header="Council,Answer,Date,Make")
    assert desk.run().exit_code == 0
    assert [row["vendor"] for row in desk.new()] == ["hikvision"]
    assert desk.set_aside()[0]["reason"] == "the manufacturer is not in the map"


# Dates


def test_a_date_with_two_readings_is_refused_and_both_are_named(desk: Desk) -> None:
    desk.write(("Kent County Council", "Yes", "2024", ""), ("Essex County Council", "Yes", "03/04/22", ""))
    said = desk.refused("table.csv:3:", "3 April 2022", "4 March 2022", '"%d/%m/%y"', '"%m/%d/%y"')
    assert "date_format" in said and not desk.review.exists()


@pytest.mark.parametrize(
    ("form", "text", "iso"),
    [("%d/%m/%Y", "03/04/2024", "2024-04-03"), ("%m/%d/%y", "03/04/24", "2024-03-04"), ("%b %Y", "Apr 2024", "2024-04"),
     ("%d.%m.%Y", "3.4.2024", "2024-04-03"), ("%Y", "2024", "2024")],
)  # fmt: skip
def test_a_declared_format_says_which_is_meant(desk: Desk, form: str, text: str, iso: str) -> None:
    desk.map.write_text(MAP + f'date_format: "{form}"\n', encoding="utf-8")
    desk.write(("Kent County Council", "Yes", text, ""), ("Essex County Council", "Yes", "31 Juni", ""))
    assert desk.run().exit_code == 0
    assert [row["as_of"] for row in desk.new()] == [iso]
    assert "not of the form" in desk.set_aside()[0]["reason"]


# The file


def test_a_byte_order_mark_semicolons_and_windows_1252_are_read_and_reported(desk: Desk) -> None:
    desk.write(("Kent County Council", "Yes", "2024", ""), encoding="utf-8-sig")
    marked = desk.run()
    assert marked.exit_code == 0 and "byte-order mark" in marked.output and len(desk.new()) == 1
    desk.table.write_text("Council;Answer;Date;Cameras\nYnys Môn;Yes;2024;\n", encoding="cp1252")
    other = desk.run()
    assert other.exit_code == 0, other.output
    assert "Windows-1252" in other.output and "semicolons" in other.output
    assert {row["body"] for row in desk.new()} == {"kent-county-council", "isle-of-anglesey-council"}
    desk.table.write_text("Council\tAnswer\tDate\tCameras\nEssex County Council\tYes\t2024\t4\n", encoding="utf-8")
    assert "tabs" in desk.run().output and len(desk.new()) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"Council,Answer,Date,Cameras\n", "no rows"),
        (b"Kent County Council,Yes,2024,\n", "the first line must name the columns"),
        (b"Council,Answer,When\nKent,Yes,2024\n", 'no column "Date", "Cameras"'),
        (b"Council,Answer,Date,Date,Cameras\nKent,Yes,2024,2024,\n", "named twice"),
        (b"Council,Answer,Date,Cameras\nKent\x00,Yes,2024,\n", "table.csv:2: contains a NUL byte"),
        ("Council,Answer,Date,Cameras\n".encode("utf-16"), "UTF-16"),
        (b"Council,Answer,Date,Cameras\nKent\x81,Yes,2024,\n", "neither UTF-8 nor Windows-1252"),
        (b'Council,Answer,Date,Cameras\n"Kent,Yes,2024,\n', "check the quotes"),
        (b"Council,Answer,Date,Cameras\n<<<<<<< HEAD\nKent,Yes,2024,\n=======\n>>>>>>> x\n", "conflict marks"),
        (b"PK\x03\x04....", "is a spreadsheet"),
    ],
)
def test_a_file_that_cannot_be_read_for_certain_is_refused(desk: Desk, content: bytes, said: str) -> None:
    desk.table.write_bytes(content)
    desk.refused(said)


def workbook(path: Path) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in (("Council", "Answer", "Date", "Cameras"), ("Kent County Council", "Yes", date(2024, 4, 3), 5)):
        book.active.append(row)
    book.save(path)
    return book


def test_a_spreadsheet_is_read_with_its_dates_and_numbers(desk: Desk) -> None:
    desk.table = desk.table.with_suffix(".xlsx")
    workbook(desk.table)
    result = desk.run()
    assert result.exit_code == 0, result.output
    assert [(row["as_of"], row["cameras"]) for row in desk.new()] == [("2024-04-03", "5")]


def test_merged_cells_and_formulas_are_refused_with_their_addresses(desk: Desk) -> None:
    desk.table = desk.table.with_suffix(".xlsx")
    book = workbook(desk.table)
    book.active["B3"] = '=IF(A2="","No","Yes")'
    book.save(desk.table)
    desk.refused("formulas at B3")
    book.active["B3"] = "Yes"
    book.active.merge_cells("A2:A3")
    book.save(desk.table)
    desk.refused("merged cells at A2:A3")
    other = book.create_sheet("Notes")
    other["A1"] = "note"
    book.save(desk.table)
    desk.refused("2 sheets hold something", "`sheet`")
    desk.table.write_bytes(b"PK\x03\x04 no zip at all")
    desk.refused("not readable as XLSX")


def test_a_long_table_is_read_to_the_end(desk: Desk, dataset: Dataset) -> None:
    councils = list(dataset.bodies.query("sector == 'council' and replaced_by == ''")["name"])
    rows = [(councils[n % 382], "Yes", f"2024-{n // 382 % 6 + 1:02d}", "") for n in range(11_900)]
    desk.write(*rows, *((f"Parish of Nowhere {n}", "Yes", "2024", "") for n in range(100)))
    result = desk.run()
    assert result.exit_code == 0, result.output
    assert "10,000 of 12,000 answers read" in result.output
    assert len(desk.new()) == 382 * 6 and len(desk.set_aside()) == 100
    before = hashes(desk.data)
    assert desk.run().exit_code == 0 and hashes(desk.data) == before


# The map


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("source: times-2022-02-07", "source: times-2022", "source: \"times-2022\" is not in sources.csv"),
        ("sectors: [council]", "sectors: [shops]", "sectors: give one or more of: central_government (Departments), "),
        ("  body: Council", "  name: Council", "columns.body: is missing"),
        ("  body: Council", "  name: Council", "columns.name: is unknown"),
        ("vendor: hikvision", "vendor: bosch", "vendor: \"bosch\" is not allowed; use one of: hikvision"),
        ("vendor: hikvision\n", "", "vendor: is missing; give either"),
        ("Yes: uses", "Yes: using", "answers.Yes: \"using\" is not allowed; use one of: uses"),
        ("No: does_not_use", "yes: does_not_use", "answers: \"yes\" appears twice"),
        ("No: does_not_use", "Yes: does_not_use", "map.yaml:10: is not readable as YAML"),
        ("as_of_basis: stated", "as_of_basis: told", "as_of_basis: \"told\" is not allowed"),
        ("basis: direct\n", "", "basis: is missing; give one of: direct"),
        ("in {date}", "in {year}", "detail: \"{year}\" is not a placeholder; use {body}"),
        ("in {date}", "in {date.year}", "is not a placeholder"),
        ("in {date}", "in {date", "detail: "),
        ("basis: direct", "basis: direct\ndate_format: '%d/%m'", "date_format: \"%d/%m\" is not a date format"),
        ("basis: direct", "basis: direct\nas_of: '2024'", "as_of: give either"),
        ("  date: Date\n", "", "or `as_of_basis: undated` if the table has no date at all"),
        ("as_of_basis: stated", "as_of_basis: undated", "as_of_basis: undated allows no date"),
        ("as_of_basis: stated", "as_of_basis: undated", "detail: {date} has no value"),
        ("answer: Answer", "answer: {bosch: Answer}", "columns.answer.bosch: \"bosch\" is not allowed; use one of: "),
        ("date: Date", "date: Answer", "columns: \"Answer\" is used twice"),
        ("date: Date", "date: [Date]", "columns.date: has the wrong form; give one text"),
        ("basis: direct", "basis: direct\nnames: {Hull: hull}", "names.Hull: \"hull\" is not in bodies.csv"),
        ("basis: direct", "basis: direct\ncolour: red", "colour: is unknown; keys are source"),
        (MAP, "- a\n- b\n", "must be lines of the form"),
        (MAP, "a: !!python/object/apply:os.getcwd []\n", "not readable as YAML"),
        (MAP, "a: [b\n", "map.yaml:2: is not readable as YAML"),
    ],
)  # fmt: skip
def test_a_wrong_map_is_refused_with_the_key_and_what_would_be_right(desk: Desk, old: str, new: str, said: str) -> None:
    desk.write(("Kent County Council", "Yes", "2024", ""))
    desk.remap(old, new)
    desk.refused(said)


def test_all_faults_of_a_map_are_reported_at_once(desk: Desk) -> None:
    desk.write(("Kent County Council", "Yes", "2024", ""))
    desk.remap("vendor: hikvision", "vendor: bosch")
    desk.remap("No: does_not_use", "No: never")
    desk.remap("as_of_basis: stated\n", "")
    said = desk.refused("vendor: ", "answers.No: ", "as_of_basis: is missing; give one of: stated, ")
    assert [line.startswith("map.yaml: ") for line in said.splitlines()] == [True, True, True, False]


# Failures in the middle


@pytest.mark.parametrize("target", ["table.review.csv", "findings.csv"])
def test_a_disk_that_fills_leaves_the_record_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    desk.write(("Kent County Council", "Yes", "2024", ""), ("Nowhere", "Yes", "2024", ""))
    true_write = store._temporary

    def full(path: Path, content: bytes) -> Path:
        if path.name == target:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return true_write(path, content)

    monkeypatch.setattr(store, "_temporary", full)
    desk.refused("No space left on device")
    assert not desk.review.exists(), "it says that nothing was written"


@pytest.mark.parametrize("at", ["matching", "writing"])
def test_ctrl_c_leaves_the_record_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    desk.write(("Kent County Council", "Yes", "2024", ""), ("Essex County Council", "Yes", "2024", ""))
    true_replace = os.replace

    def stopped(source: str | Path, target: str | Path) -> None:
        if Path(target).name == "findings.csv" and stopped.left:  # type: ignore[attr-defined]
            stopped.left = False  # type: ignore[attr-defined]
            true_replace(source, target)
            raise KeyboardInterrupt
        true_replace(source, target)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    stopped.left = True  # type: ignore[attr-defined]
    if at == "matching":
        monkeypatch.setattr(Finder, "ranked", stop)
    else:
        monkeypatch.setattr(os, "replace", stopped)
    desk.refused("Stopped.")


# The worked example


def example() -> object:
    path = ROOT / "scripts" / "import_example.py"
    spec = importlib.util.spec_from_file_location("import_example", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands() -> list[list[str]]:
    found = re.findall(r"^python -m whosecameras (import .+)$", DOC.read_text(encoding="utf-8"), re.M)
    return [shlex.split(one) for one in found]


def without_ids(rows: list[store.Row], source: str) -> list[tuple[str, ...]]:
    return sorted(tuple(row[c] for c in row if c != "id") for row in rows if row["source"] == source)


def test_the_sample_is_what_the_record_holds() -> None:
    module = example()
    assert module.SAMPLE.read_text(encoding="utf-8") == module.sample()  # type: ignore[attr-defined]


def test_the_commands_of_the_guide_give_back_what_was_taken_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    source = example().SOURCE  # type: ignore[attr-defined]
    dry, real = commands()
    assert "--dry-run" in dry
    printed = " ".join(fences(DOC)[1].lines).split()
    untouched = run(*real, "--data", desk.data)
    assert untouched.output.split() == printed
    whole = store.rows(desk.data, "findings")
    header = desk.folder.lines("findings")[0]
    at = header.index("source")
    desk.folder.write("findings", [row for row in desk.folder.lines("findings") if row[at] != source])
    before = hashes(desk.data)
    assert run(*dry, "--data", desk.data).exit_code == 0 and hashes(desk.data) == before
    result = run(*real, "--data", desk.data)
    assert result.exit_code == 0 and "13 findings added" in result.output, result.output
    assert without_ids(store.rows(desk.data, "findings"), source) == without_ids(whole, source)
    assert not validation.check(desk.data).problems
    assert {name for name, value in hashes(desk.data).items() if before.get(name) != value} == {"findings.csv"}


def test_the_guide_explains_every_key_of_the_map() -> None:
    from whosecameras.curation.importing.mapping import COLUMNS, KEYS, PLACEHOLDERS

    text = DOC.read_text(encoding="utf-8")
    keys = [*(key for key in KEYS if key != "columns"), *(f"columns.{one}" for one in COLUMNS)]
    assert [key for key in keys if f"\n| `{key}` | " not in text] == []
    assert [one for one in PLACEHOLDERS if f"`{{{one}}}`" not in text] == []
