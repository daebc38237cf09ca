"""Schools in Scotland, Wales and Northern Ireland, from their governments' lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from whosecameras.curation.registers.entries import (
    Entry,
    SetAside,
    code_of,
    day_of,
    district_of,
    name_of,
    postcode_of,
)
from whosecameras.curation.registers.files import OfficialFile, Record
from whosecameras.curation.registers.formats import Format, Found, RegisterEdition, Target
from whosecameras.record.loading import shown

DEPARTMENTS = {
    "Primary Department": "Primary",
    "Secondary Department": "Secondary",
    "Special Department": "Special",
}
WELSH_SECTORS = {
    "nursery": "Nursery",
    "primary": "Primary",
    "middle": "All-through",
    "secondary": "Secondary",
    "special": "Special",
}
#: Words in the kinds of institution in Northern Ireland, tried in this order; blank: not part of the register.
IRISH_KINDS = {
    "playgroup": "",
    "pre-school": "",
    "day nursery": "",
    "prep": "",
    "independent": "",
    "further education": "",
    "nursery": "Nursery",
    "primary": "Primary",
    "secondary": "Secondary",
    "grammar": "Secondary",
    "special": "Special",
    "hospital": "Special",
}


def _row_by_row(
    make: Callable[[Record, RegisterEdition], Entry | None], records: Sequence[Record], edition: RegisterEdition
) -> Found:
    for record in records:
        try:
            yield record.line, make(record, edition)
        except SetAside as why:
            yield record.line, why


def _scottish(record: Record, kinds: Sequence[str], status: str) -> Entry:
    code = code_of(record["Seed Code"], "SEED")
    postcode = postcode_of(record["Post Code"])
    return Entry(
        line=record.line,
        code=code,
        name=name_of(record["School Name"], code),
        status=status,
        type="; ".join(dict.fromkeys(kinds)),
        nation="Scotland",
        lad=district_of(postcode=postcode, name=record["LA Name"] or record["Local Authority"]),
        postcode=postcode,
    )


def scottish_contacts(records: Sequence[Record], edition: RegisterEdition) -> Found:
    """Schools in the sheet of open schools in the school contact details."""

    def make(record: Record, edition: RegisterEdition) -> Entry | None:
        if not record["Seed Code"] and not record["School Name"]:
            return None  # a note below the table
        kinds = [kind for column, kind in DEPARTMENTS.items() if record[column].casefold() == "yes"]
        return _scottish(record, kinds, "open")

    return _row_by_row(make, records, edition)


def scottish_statistics(records: Sequence[Record], edition: RegisterEdition) -> Found:
    """Schools in the school level statistics, which have one row per department."""
    listed = [record for record in records if record["Seed Code"].strip().isdigit()]
    by_code = groupby(sorted(listed, key=lambda one: (one["Seed Code"], one.line)), key=lambda one: one["Seed Code"])
    for _, group in by_code:
        rows = list(group)
        try:
            yield rows[0].line, _scottish(rows[0], [one["School Type"] for one in rows if one["School Type"]], "open")
        except SetAside as why:
            yield rows[0].line, why


def welsh(records: Sequence[Record], edition: RegisterEdition) -> Found:
    """Maintained schools in the address list of schools."""

    def make(record: Record, edition: RegisterEdition) -> Entry | None:
        if not record["School Number"] and not record["School Name"]:
            return None
        code = code_of(re.sub(r"^(\d{3})-?(\d{4})$", r"\1-\2", record["School Number"]), "LAESTAB")
        postcode = postcode_of(record["Postcode"])
        return Entry(
            line=record.line,
            code=code,
            name=name_of(record["School Name"], code),
            status=f"listed in {edition.month}",
            type=WELSH_SECTORS.get(record["Sector"].casefold(), ""),
            nation="Wales",
            lad=district_of(postcode=postcode, name=record["Local Authority"]),
            postcode=postcode,
        )

    return _row_by_row(make, records, edition)


def _irish(record: Record, names: Mapping[str, str], edition: RegisterEdition) -> Entry | None:
    type_words = record[names["type"]]
    kind = next((kind for word, kind in IRISH_KINDS.items() if word in type_words.casefold()), None)
    if kind == "":
        return None
    code = code_of(re.sub(r"^(\d{3})-?(\d{4})$", r"\1-\2", record[names["code"]].strip()), "DENI")
    if kind is None:
        raise SetAside(f"{shown(type_words)} is not a kind of school that we know", code)
    status = record["Status"].casefold()
    closed = status == "closed"
    ended = day_of(record["Date Closed"], code, edition.day) if closed else ""
    return Entry(
        line=record.line,
        code=code,
        name=name_of(record[names["name"]], code),
        status=f"closed {ended}".strip() if closed else status or f"listed in {edition.month}",
        type=kind,
        nation="Northern Ireland",
        lad=district_of(name=record["COUNCIL_2014"]),
        postcode=postcode_of(record[names["postcode"]]),
        closed=closed,
        ended=ended,
        wanted=not closed,
    )


SCHOOLS_PLUS = {
    "code": "Institution Reference Number",
    "name": "Institution Name",
    "postcode": "Postcode",
    "type": "Type",
}
LOCATE_A_SCHOOL = {
    "code": "Reference",
    "name": "Institution_Name",
    "postcode": "Postcode",
    "type": "Institution_Type",
}
GEOJSON = {"code": "DE_REF", "name": "CENTRE_NAME", "postcode": "POSTCODE", "type": "SCHOOL_TYPE"}


def _reader_of(names: Mapping[str, str]) -> Callable[[Sequence[Record], RegisterEdition], Found]:
    def read(records: Sequence[Record], edition: RegisterEdition) -> Found:
        return _row_by_row(lambda record, edition: _irish(record, names, edition), records, edition)

    return read


def features(file: OfficialFile) -> list[Record] | None:
    """The places in a GeoJSON file of schools, numbered from 1; ``None`` for any other file."""
    if len(file.documents) != 1 or not isinstance(file.documents[0], dict):
        return None
    listed = file.documents[0].get("features")
    places = [one.get("properties") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    cells = [{str(key): str(value or "") for key, value in one.items()} for one in places if isinstance(one, dict)]
    return [Record(at, one) for at, one in enumerate(cells, 1)] if cells and GEOJSON["code"] in cells[0] else None


_SCOTLAND = Target("schools-scotland", "Publicly funded schools (Scottish Government)")
_WALES = Target(
    "schools-wales",
    "Maintained schools (address list of schools)",
    "The list is of {edition}: some schools may have closed or merged since. Pupil referral units are not included.",
)
_IRELAND = Target(
    "schools-northern-ireland",
    "Schools (Department of Education, Northern Ireland)",
    "The list is of {edition}: some schools may have closed or merged since.",
)
FORMATS = (
    Format(
        name="school contact details of Scotland (.xlsx, sheet “Open Schools”)",
        targets={"school": _SCOTLAND},
        scheme="SEED",
        read=scottish_contacts,
        needs=("Seed Code", "School Name", "Post Code", *DEPARTMENTS),
        also=("LA Name", "Local Authority"),
        sheet="open",
    ),
    Format(
        name="school level statistics of Scotland (.xlsx)",
        targets={"school": _SCOTLAND},
        scheme="SEED",
        read=scottish_statistics,
        needs=("Seed Code", "School Name"),
        also=("School Type", "LA Name", "Local Authority", "Post Code"),
    ),
    Format(
        name="address list of schools of Wales (.ods, sheet “Maintained”, or that sheet as .csv)",
        targets={"school": _WALES},
        scheme="LAESTAB",
        read=welsh,
        needs=("School Number", "School Name", "LA Code", "Local Authority", "Sector", "Postcode"),
        sheet="maintained",
    ),
    Format(
        name="Schools Plus of Northern Ireland (.csv)",
        targets={"school": _IRELAND},
        scheme="DENI",
        read=_reader_of(SCHOOLS_PLUS),
        needs=(*SCHOOLS_PLUS.values(), "Status"),
        also=("Date Closed",),
    ),
    Format(
        name="OpenDataNI, locate a school (.csv)",
        targets={"school": _IRELAND},
        scheme="DENI",
        read=_reader_of(LOCATE_A_SCHOOL),
        needs=tuple(LOCATE_A_SCHOOL.values()),
    ),
    Format(
        name="OpenDataNI, schools (GeoJSON)",
        targets={"school": _IRELAND},
        scheme="DENI",
        read=_reader_of(GEOJSON),
        documents=features,
    ),
)
