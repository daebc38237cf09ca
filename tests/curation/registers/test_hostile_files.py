"""Files that are broken, hostile or of the wrong kind: one clear message, or the row rejected with its line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from whosecameras.curation.registers import files
from whosecameras.record.schema import SECTORS

from .conftest import GIAS, Desk, gias, school_rows

FILE = "edubasealldata20260801.csv"


def zipped(**parts: str) -> bytes:
    """A ZIP file with these parts; double underscores stand for slashes, single ones for dots."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return sink.getvalue()


BOMB = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><x>&b;</x>"
BROKEN = {
    "empty": (b"", "is empty"),
    "blank": (b"\xef\xbb\xbf \r\n\r\n", "is empty"),
    "utf-16": ("URN,EstablishmentName\n".encode("utf-16"), "UTF-16"),
    "a NUL byte": (b"URN,Establish\x00mentName\n1,2\n", ":1: contains a NUL byte"),
    "neither encoding": (b"URN,EstablishmentName\n1,\x81\x8d\n", ":2: is neither UTF-8 nor Windows-1252"),
    "an open quote": (b'URN,EstablishmentName\n1,"abc\n2,x\n', "check the quotes"),
    "other columns": (b"Name,Colour\nInvented,red\n", "is not a file for the sector school"),
    "an old spreadsheet": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50, "old .xls"),
    "a ZIP of something": (zipped(edubasealldata_csv="URN\n"), "unpack it"),
    "a ZIP that is cut off": (zipped(content_xml="<x/>")[:40], "not readable"),
    "a spreadsheet without sheets": (zipped(xl__workbook_xml="<x/>"), "not readable as XLSX"),
    "entities in a spreadsheet": (zipped(content_xml=BOMB), "declares entities"),
    "broken XML": (zipped(content_xml="<x>"), "not readable as ODS"),
    "broken JSON": (b'[{"details": ', "not readable as JSON"),
    "deep JSON": (b"[" * 100_000, "not readable as JSON"),
    "other JSON": (b'{"features": [null, 3, {"properties": 4}], "results": 7}', "is not a file for the sector school"),
    "a page of HTML": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "is not a file for the sector school"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_one_clear_line(desk: Desk, name: str) -> None:
    content, why = BROKEN[name]
    said = desk.refused("school", desk.file("official.csv", content))
    (line,) = [line for line in said.splitlines() if why in line]
    assert line.startswith("official.csv")


def test_an_unknown_file_is_rejected_with_the_valid_formats(desk: Desk) -> None:
    said = desk.refused("school", desk.file("x.csv", "Name,Colour\nInvented,red\n"))
    (line,) = [line for line in said.splitlines() if line.startswith("x.csv")]
    assert all(word in line for word in ("edubasealldata", "Scotland", "Wales", "Northern Ireland"))


@pytest.mark.parametrize("sector", sorted({*SECTORS} - {"nhs"}))
def test_no_sector_takes_a_file_of_another(desk: Desk, sector: str) -> None:
    path = desk.table("etr.csv", (), ["X9A", "INVENTED ONE NHS TRUST", *[""] * 25])
    assert "it belongs to the sector nhs" in desk.refused(sector, path)


def test_an_unknown_sector_is_reported(desk: Desk) -> None:
    assert "“schools” is not a sector" in desk.refused("schools", desk.table(FILE, GIAS, *school_rows()))


def test_a_file_that_is_too_large_or_too_long_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.table(FILE, GIAS, *school_rows())
    monkeypatch.setattr(files, "MAX_ROWS", 20)
    assert "more than 20 rows" in desk.refused("school", path)
    monkeypatch.setattr(files, "MAX_BYTES", 1024)
    assert "no register is that large" in desk.refused("school", path)


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_UNPACKED", 1000)
    assert "unpacks to more" in desk.refused("school", desk.file("x.ods", zipped(content_xml="x" * 2000)))


def test_a_file_with_columns_but_no_rows_is_reported(desk: Desk) -> None:
    assert "has no rows" in desk.refused("school", desk.table(FILE, GIAS))


ASIDE: dict[str, Callable[[], list[str]]] = {
    "contains markup": lambda: gias("950001", "Invented <script>alert(1)</script>"),
    "starts like a formula": lambda: gias("950001", "=HYPERLINK(0)"),
    "invisible or unreadable": lambda: gias("950001", "Invented\u202eloohcS"),
    "the name is blank": lambda: gias("950001", " "),
    "is not a name": lambda: gias("950001", "Invented " + "long " * 60),
    "is not a URN code": lambda: gias("95-01", "Invented Code"),
    "the code is blank": lambda: gias("", "Invented Code"),
    "is already on line 2": lambda: gias("900001", "Invented Second Row"),
    "is not a date": lambda: gias("950001", "Invented Date", opened="31-02-2020"),
    "is not a day from": lambda: gias("950001", "Invented Date", status="Closed", closed="01-01-2099"),
    "is not a GIAS status": lambda: gias("950001", "Invented Status", status="Ajar"),
}


@pytest.mark.parametrize("why", ASIDE)
def test_a_bad_row_is_reported_with_its_line_and_the_others_are_imported(desk: Desk, why: str) -> None:
    rows = [*school_rows(), ASIDE[why](), gias("950002", "Invented Good School")]
    said = desk.done("school", desk.table(FILE, GIAS, *rows))
    line = len(school_rows()) + 2
    assert any(one.strip().startswith(f"line {line}:") and why in one for one in said.splitlines())
    assert desk.row("invented-good-school-950002")
    assert not desk.with_code("950001") and len(desk.with_code("900001")) == 1


def test_a_row_that_ends_early_has_blank_cells(desk: Desk) -> None:
    said = desk.done("school", desk.table(FILE, GIAS, *school_rows(), gias("950001", "Invented Short Row")[:5]))
    assert "is not a GIAS status" in said
    assert not desk.with_code("950001")


def test_a_semicolon_in_a_name_does_not_make_two_names(desk: Desk) -> None:
    rows = [*school_rows(without=["900001"]), gias("900001", "Invented; School; Renamed")]
    desk.done("school", desk.table(FILE, GIAS, *rows))
    assert desk.row("invented-school-1-900001")["name"] == "Invented, School, Renamed"


def test_windows_1252_keeps_its_letters(desk: Desk) -> None:
    path = desk.table(
        FILE, GIAS, *school_rows(), gias("950001", "Invented “Ysgol Tŷ” – née".replace("ŷ", "y")), encoding="cp1252"
    )
    desk.done("school", path)
    assert desk.with_code("950001")[0]["name"] == "Invented “Ysgol Ty” – née"


def test_what_was_wrong_in_the_record_before_does_not_stop_a_new_edition(desk: Desk) -> None:
    stray = {"id": "invented-stray-950001", "code": "950001", "code_scheme": "GSS"}
    desk.add("bodies/school.csv", "invented-school-1-900001", **stray)
    desk.done("school", desk.table(FILE, GIAS, *school_rows(), gias("950002", "Invented Good School")))
    assert desk.row("invented-good-school-950002")


def test_what_the_check_would_refuse_is_not_written(desk: Desk) -> None:
    quoted = gias("950001", "Invented “one two three four five six seven eight nine” School")
    said = desk.refused(
        "school", desk.table(FILE, GIAS, *school_rows(), quoted, gias("950002", "Invented Good School"))
    )
    assert "bodies/school.csv:" in said


def test_a_disk_that_is_full_leaves_the_record_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    path = desk.table(FILE, GIAS, *school_rows(), gias("950001", "Invented Addition"))
    monkeypatch.setattr(Path, "replace", full)
    desk.refused("school", path)
