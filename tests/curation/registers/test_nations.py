"""Schools of Scotland, Wales and Northern Ireland from the lists of their governments."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

from .conftest import INVENTED, Desk

CONTACTS = (
    "Seed Code", "LA Name", "Centre Type", "School Name", "Address Line1", "Address Line2", "Post Code",
    "Primary Department", "Secondary Department", "Special Department", "Denomination",
)  # fmt: skip
ADDRESSES = (
    "School Number", "School Name", "LA Code", "Local Authority", "Sector", "Governance - see notes",
    "School Type", "Address 1", "Postcode", "Phone Number",
)  # fmt: skip
SCHOOLS_PLUS = (
    "Institution Reference Number", "Institution Name", "Address Line 1", "Town", "Postcode", "Telephone",
    "Management", "Type", "Status", "Date Closed",
)  # fmt: skip


def recorded_schools(register: str) -> list[tuple[str, str]]:
    """Codes and names of the schools that the record has from a register."""
    return [(row["code"], row["name"]) for row in INVENTED["school"] if row["register"] == register]


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """An XLSX file with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def contact(
    seed: object, name: str, *, primary: str = "Yes", secondary: str = "No", postcode: str = "EH7 5SJ"
) -> list[object]:
    """A row of the school contact details."""
    return [seed, "Edinburgh City", "LA", name, "1 Street", "Town", postcode, primary, secondary, "No", ""]


def scottish(desk: Desk, *more: Sequence[object], without: str = "") -> Path:
    """The school contact details with the record's schools, and more."""
    rows = [
        contact(int(code), name, postcode="AB10 1AB")
        for code, name in recorded_schools("schools-scotland")
        if code != without
    ]
    above = [["School contact details"], [], CONTACTS]
    return workbook(
        desk.place / "school contact list 31 January 2026.xlsx",
        Notes=[["About this workbook"]],
        Open_Schools=[*above, *rows, *more],
        Closed_Schools=[*above, contact(9999999, "Invented Closed School")],
    )


def ods(*sheets: tuple[str, Sequence[Sequence[str]]]) -> bytes:
    """An OpenDocument spreadsheet."""
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
    ]
    for name, rows in sheets:
        parts.append(f'<table:table table:name="{name}">')
        for row in rows:
            cells = "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row)
            blank = '<table:table-cell table:number-columns-repeated="16000"/>'
            parts.append(f"<table:table-row>{cells}{blank}</table:table-row>")
        parts.append("</table:table>")
    parts.append("</office:spreadsheet></office:body></office:document-content>")
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "".join(parts))
    return sink.getvalue()


def address(number: str, name: str, sector: str = "Primary") -> list[str]:
    """A row of the address list of schools."""
    return [number, name, "660", "Isle of Anglesey", sector, "Community", "Juniors", "Stryd", "LL77 7LP", ""]


def welsh(*more: list[str]) -> list[Sequence[str]]:
    """The address list with the record's schools, and more."""
    return [
        ADDRESSES,
        *(address(code.replace("-", ""), name) for code, name in recorded_schools("schools-wales")),
        *more,
    ]


def institution(reference: str, name: str, kind: str = "Primary", status: str = "Open", closed: str = "") -> list[str]:
    """A row of Schools Plus."""
    return [reference, name, "1 Street", "Belfast", "BT14 6BP", "", "Controlled", kind, status, closed]


def test_scottish_schools_come_from_the_sheet_of_open_schools(desk: Desk) -> None:
    new = contact(9100009, "Invented Gàidhlig School", secondary="Yes")
    said = desk.done("school", scottish(desk, new, ["Source: Scottish Government"]), "--edition", "")
    row = desk.row("invented-gaidhlig-school-9100009")
    assert (row["type"], row["nation"], row["lad"]) == ("Primary; Secondary", "Scotland", "S12000036")
    assert (row["foi"], row["register_status"]) == ("foisa_2002", "open")
    assert desk.register("schools-scotland")["edition"] == "2026-01-31"
    assert not desk.with_code("9999999")
    assert "no longer listed" not in said


def test_a_school_of_an_earlier_list_that_is_listed_again_moves_to_the_new_one(desk: Desk) -> None:
    code, name = recorded_schools("schools-scotland-2022")[0]
    said = desk.done("school", scottish(desk, contact(code, name)))
    row = desk.with_code(code)[0]
    assert (row["register"], row["register_status"]) == ("schools-scotland", "open")
    assert desk.with_code(recorded_schools("schools-scotland-2022")[1][0])[0]["register"] == "schools-scotland-2022"
    assert "moved here from another register: 1\n" in said


def test_a_school_with_two_departments_has_two_rows_in_the_statistics_and_one_in_the_record(desk: Desk) -> None:
    header = ["Local Authority", "SeedCode", "School Name", "School Type", "FTE Teachers", "Pupil Roll"]
    rows = [
        ["Edinburgh City", int(code), name, "Primary", 5.2, 100] for code, name in recorded_schools("schools-scotland")
    ]
    rows += [["Edinburgh City", 9100009, "Invented Double School", kind, 5.2, 100] for kind in ("Primary", "Secondary")]
    path = workbook(desk.place / "stats.xlsx", Statistics=[["School level statistics"], header, *rows])
    said = desk.done("school", path)
    assert desk.row("invented-double-school-9100009")["type"] == "Primary; Secondary"
    assert "set aside" not in said


def test_welsh_schools_come_from_the_spreadsheet_and_from_its_sheet_as_csv(desk: Desk) -> None:
    independent = [ADDRESSES, address("6606001", "Invented Independent")]
    content = ods(
        ("Notes", [["Notes"]]),
        ("Independent", independent),
        ("Maintained", welsh(address("6609009", "Ysgol Ddychmygol", "Middle"))),
    )
    desk.done("school", desk.file("address-list-schools.ods", content))
    row = desk.row("ysgol-ddychmygol-660-9009")
    assert (row["code"], row["type"], row["nation"], row["lad"]) == ("660-9009", "All-through", "Wales", "W06000001")
    assert row["register_status"] == "listed in August 2026"
    assert not desk.with_code("660-6001")
    schools = (desk.data / "bodies/school.csv").read_bytes()
    header, *rows = welsh(address("6609009", "Ysgol Ddychmygol", "Middle"))
    desk.done("school", desk.table("address-list-schools.csv", header, *rows))
    assert (desk.data / "bodies/school.csv").read_bytes() == schools


def test_irish_schools_come_from_schools_plus_with_what_closed(desk: Desk) -> None:
    kept = recorded_schools("schools-northern-ireland")
    rows = [institution(code, name) for code, name in kept[1:]]
    rows += [
        institution(kept[0][0], kept[0][1], status="Closed", closed="31/08/2025"),
        institution("101-9009", "Invented Grammar School", "Grammar"),
        institution("1AB-0006", "Invented Playgroup", "Voluntary Playgroup"),
        institution("101-9008", "Invented Further Education College", "Further Education"),
        institution("101-9007", "Invented Independent School", "Independent"),
    ]
    said = desk.done("school", desk.table("schools_plus_export.csv", SCHOOLS_PLUS, *rows), "--drop-at-most", "40%")
    assert desk.row("invented-grammar-school-101-9009")["type"] == "Secondary"
    assert desk.with_code(kept[0][0])[0]["ended"] == "2025-08-31"
    assert not desk.with_code("101-9008") and not desk.with_code("101-9007")
    assert "set aside" not in said


def test_irish_schools_come_from_open_data_too(desk: Desk) -> None:
    kept = [(code.replace("-", ""), name) for code, name in recorded_schools("schools-northern-ireland")]
    header = (
        "Reference",
        "Institution_Name",
        "Address_1",
        "Postcode",
        "Email",
        "Institution_Type",
        "Latitude",
        "Longitude",
    )
    rows = [(code, name, "", "BT14 6BP", "", "Primary school", "", "") for code, name in kept]
    rows += [("1AB0427", "Invented Playgroup", "", "BT14 6BP", "", "VP Pre-schools", "", "")]
    said = desk.done("school", desk.table("locate-a-school.csv", header, *rows))
    assert "no longer listed" not in said and "added" not in said
    assert desk.with_code("101-9001")[0]["register_status"] == "listed in August 2026"


def test_the_map_of_irish_schools_names_their_district(desk: Desk) -> None:
    kept = [(code.replace("-", ""), name) for code, name in recorded_schools("schools-northern-ireland")]
    places = [
        {"DE_REF": code, "CENTRE_NAME": name, "POSTCODE": "BT96GW", "SCHOOL_TYPE": "primary", "COUNCIL_2014": "Belfast"}
        for code, name in [*kept, ("1019009", "Invented Map School")]
    ]
    content = json.dumps(
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": one} for one in places]}
    )
    desk.done("school", desk.file("schools.js", f"var schools = {content};\n"))
    row = desk.row("invented-map-school-101-9009")
    assert (row["lad"], row["postcode"], row["region"]) == ("N09000003", "BT9 6GW", "N92000002")
