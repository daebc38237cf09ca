"""A small record whose registers contain obviously invented bodies, and official files about them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from whosecameras.__main__ import app
from whosecameras.publishing import datapackage
from whosecameras.record.loading import DATA_DIR, listed, load
from whosecameras.record.schema import TABLES

EDITION = "2026-08-01"
HELD = "2025-01-01"  # the edition of every register in the record
COLUMNS = TABLES["bodies"].columns
ENGLAND = {"nation": "England", "region": "E12000003", "lad": "E08000035", "foi": "foia_2000"}
SCOTLAND = {"nation": "Scotland", "region": "S92000003", "lad": "S12000033", "foi": "foisa_2002"}
WALES = {"nation": "Wales", "region": "W92000004", "lad": "W06000001", "foi": "foia_2000"}
IRELAND = {"nation": "Northern Ireland", "region": "N92000002", "lad": "N09000003", "foi": "foia_2000"}
UK = {"nation": "United Kingdom", "foi": "foia_2000"}


def body(key: str, name: str, scheme: str, code: str, register: str, **cells: str) -> dict[str, str]:
    """A row of ``bodies``."""
    row = dict.fromkeys(COLUMNS, "") | {"id": key, "name": name, "owner": "public", "register_status": "open"}
    return row | {"code_scheme": scheme, "code": code, "register": register} | cells


def _schools() -> list[dict[str, str]]:
    rows = [
        body(
            f"invented-school-{n}-9000{n:02d}",
            f"Invented School {n}",
            "URN",
            f"9000{n:02d}",
            "schools-england",
            sector="school",
            type="Primary",
            **ENGLAND,
        )
        for n in range(1, 41)
    ]
    more = (
        ("schools-scotland", "SEED", "910000{}", SCOTLAND),
        ("schools-scotland-2022", "SEED", "920000{}", SCOTLAND),
        ("schools-wales", "LAESTAB", "660-900{}", WALES),
        ("schools-northern-ireland", "DENI", "101-900{}", IRELAND),
    )
    for register, scheme, code, place in more:
        for n in range(1, 4):
            one, words = code.format(n), register.replace("schools-", "").replace("-", " ").title()
            name = f"Invented {words} School {n}"
            key = f"{name.lower().replace(' ', '-')}-{one}"
            rows.append(body(key, name, scheme, one, register, sector="school", type="Primary", **place))
    return rows


INVENTED = {
    "school": _schools(),
    "college": [
        body(
            "invented-college", "Invented College", "URN", "930001", "colleges-england", sector="college",
            type="College", **ENGLAND,
        )
    ],
    "nhs": [
        body(
            f"invented-{word}-nhs-trust", f"Invented {word.title()} NHS Trust", "ODS", code, "nhs-trusts", sector="nhs",
            type="NHS trust", **ENGLAND,
        )
        for word, code in (("one", "X9A"), ("two", "X9B"), ("three", "X9C"))
    ],
    "central_government": [
        body(
            f"invented-agency-{word}", f"Invented Agency {word.title()}", "GOVUK", f"invented-agency-{word}",
            "government-govuk", sector="central_government", type="Executive agency", **UK,
        )
        for word in ("one", "two", "three")
    ],
    "devolved_government": [
        body(
            "invented-devolved-office", "Invented Devolved Office", "GOVUK", "invented-devolved-office",
            "government-govuk", sector="devolved_government", type="Devolved government",
            nation="Wales", region="W92000004", foi="foia_2000",
        )
    ],
}  # fmt: skip


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, columns: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, columns, lineterminator="\n")
    table.writeheader()
    table.writerows(sorted(rows, key=lambda row: row["id"]))
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


@pytest.fixture(scope="session")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record with invented registers; of the real ones only bodies that other rows refer to."""
    data = tmp_path_factory.mktemp("registers") / "data"
    data.mkdir()
    bodies = TABLES["bodies"].files(DATA_DIR)
    for file in (*bodies, *(file for table in TABLES.values() for file in table.files(DATA_DIR)), "datapackage.json"):
        (data / file).parent.mkdir(exist_ok=True)
        shutil.copy(DATA_DIR / file, data / file)
    pointed = {
        row[field.name]
        for table in TABLES.values()
        for field in table.fields
        if field.points_to == "bodies" and table.name not in ("bodies", "share_alike_request_pages")
        for row in _read(data / table.file)
    }
    pointed |= {heir for file in bodies for row in _read(data / file) for heir in listed(row["replaced_by"])}
    for file in bodies:
        rows = [row for row in _read(data / file) if not row["register"] or row["id"] in pointed]
        rows = [
            row | {"register": "", "register_status": "", "code": "", "code_scheme": ""} if row["register"] else row
            for row in rows
        ]
        if file.startswith("share-alike/"):
            rows = []
        _write(data / file, COLUMNS, [*rows, *INVENTED.get(Path(file).stem, [])])
    held = Counter(
        row["register"] for file in bodies for row in _read(data / file) if not (row["ended"] or row["replaced_by"])
    )
    registers = [
        row | {"edition": HELD, "rows": str(held[row["id"]] or row["rows"])} for row in _read(data / "registers.csv")
    ]
    _write(data / "registers.csv", TABLES["registers"].columns, registers)
    _write(data / TABLES["share_alike_request_pages"].file, TABLES["share_alike_request_pages"].columns, [])
    whole = load(data)
    datapackage.write(data, whole.version, datapackage.day_of(whole))
    return data


class Desk:
    """A copy of that record, a folder for official files, and the command."""

    def __init__(self, data: Path, place: Path) -> None:
        self.data, self.place = data, place

    def file(self, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        """An official file with this content."""
        path = self.place / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def table(self, name: str, header: Sequence[str], *rows: Sequence[str], encoding: str = "utf-8") -> Path:
        """An official CSV file; without a header if it is empty."""
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows([header, *rows] if header else rows)
        return self.file(name, text.getvalue(), encoding)

    def update(self, sector: str, path: Path, *options: str) -> Result:
        """Run the command."""
        edition = () if "--edition" in options else ("--edition", EDITION)
        arguments = ["register", "update", sector, str(path), *edition, *options, "--data", str(self.data)]
        return CliRunner().invoke(app, arguments)

    def done(self, sector: str, path: Path, *options: str) -> str:
        """The output of the command, which must succeed."""
        ran = self.update(sector, path, *options)
        assert ran.exit_code == 0, ran.output
        return ran.output

    def refused(self, sector: str, path: Path, *options: str) -> str:
        """The output of the command, which must fail without writing anything."""
        before = self.hashes()
        ran = self.update(sector, path, *options)
        assert ran.exit_code == 1, ran.output
        assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        assert "Nothing was written." in ran.output
        assert self.hashes() == before
        return ran.output

    def row(self, key: str) -> dict[str, str]:
        """The row of a body."""
        rows = [
            row for file in TABLES["bodies"].files(self.data) for row in _read(self.data / file) if row["id"] == key
        ]
        assert len(rows) == 1, f"{len(rows)} rows {key}"
        return rows[0]

    def with_code(self, code: str) -> list[dict[str, str]]:
        """The rows of bodies with a code."""
        return [
            row for file in TABLES["bodies"].files(self.data) for row in _read(self.data / file) if row["code"] == code
        ]

    def register(self, key: str) -> dict[str, str]:
        """The row of a register."""
        return next(row for row in _read(self.data / "registers.csv") if row["id"] == key)

    def change(self, file: str, key: str, **cells: str) -> None:
        """Set cells of a row."""
        rows = _read(self.data / file)
        assert any(row["id"] == key for row in rows)
        _write(self.data / file, list(rows[0]), [row | cells if row["id"] == key else row for row in rows])

    def add(self, file: str, like: str = "", **cells: str) -> None:
        """Add a row, copied from ``like`` if given."""
        path = self.data / file
        columns = path.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
        rows = _read(path)
        base = next((row for row in rows if row["id"] == like), dict.fromkeys(columns, ""))
        _write(path, columns, [*rows, base | cells])

    def pages(self) -> dict[str, str]:
        """Each body's page on WhatDoTheyKnow."""
        return {row["body"]: row["url_name"] for row in _read(self.data / TABLES["share_alike_request_pages"].file)}

    def hashes(self) -> dict[str, str]:
        """Every file of the record with its hash."""
        return {
            one.relative_to(self.data).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
            for one in sorted(self.data.rglob("*"))
            if one.is_file() and one.name != ".curating.lock"
        }


@pytest.fixture
def desk(_small: Path, tmp_path: Path) -> Desk:
    """A fresh desk."""
    place = tmp_path / "official"
    place.mkdir()
    return Desk(Path(shutil.copytree(_small, tmp_path / "data")), place)


GIAS = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)", "EstablishmentTypeGroup (code)", "EstablishmentTypeGroup (name)",
    "EstablishmentStatus (code)", "EstablishmentStatus (name)", "OpenDate", "CloseDate", "PhaseOfEducation (code)",
    "PhaseOfEducation (name)", "Postcode", "DistrictAdministrative (code)", "DistrictAdministrative (name)",
)  # fmt: skip


def gias(urn: str, name: str, **cells: str) -> list[str]:
    """A row of the file of all establishments."""
    usual = {
        "LA (code)": "383",
        "TypeOfEstablishment (name)": "Community school",
        "EstablishmentTypeGroup (name)": "Local authority maintained schools",
        "EstablishmentStatus (name)": "Open",
        "PhaseOfEducation (name)": "Primary",
        "Postcode": "LS8 1AB",
        "DistrictAdministrative (code)": "E08000035",
    }
    short = {
        "status": "EstablishmentStatus (name)", "kind": "TypeOfEstablishment (name)", "postcode": "Postcode",
        "group": "EstablishmentTypeGroup (name)", "phase": "PhaseOfEducation (name)", "opened": "OpenDate",
        "closed": "CloseDate", "district": "DistrictAdministrative (code)",
    }  # fmt: skip
    given = {short[key]: value for key, value in cells.items()} | {"URN": urn, "EstablishmentName": name}
    return [given.get(column, usual.get(column, "")) for column in GIAS]


def school_rows(*, without: Sequence[str] = ()) -> list[list[str]]:
    """The rows of that file for the English schools in the record, without some of them."""
    return [
        gias(row["code"], row["name"])
        for row in INVENTED["school"]
        if row["register"] == "schools-england" and row["code"] not in without
    ]


def organisation(slug: str, title: str, status: str = "live", **cells: object) -> dict[str, object]:
    """An organisation as returned by GOV.UK's API."""
    details = {"slug": slug, "abbreviation": "", "govuk_status": status, "govuk_closed_status": None, "closed_at": None}
    links = {one: [] for one in ("parent_organisations", "superseding_organisations", "superseded_organisations")}
    found: dict[str, object] = {"title": title, "format": "Executive agency", "details": details, **links}
    for key, value in cells.items():
        if key in details:
            details[key] = value  # type: ignore[assignment]
        elif key in links:
            base = "https://www.gov.uk/api/organisations/"
            found[key] = [{"id": base + str(one), "web_url": base + str(one)} for one in listed(str(value))]
        else:
            found[key] = value
    return found


def api_page(*organisations: object, page: int = 1, pages: int = 1) -> str:
    """A page of that API."""
    return json.dumps({"results": organisations, "current_page": page, "pages": pages, "total": len(organisations)})
