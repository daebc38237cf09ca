"""NHS trusts: the file ``etr.csv`` of the Organisation Data Service, which has no header and 27 cells in each row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whosecameras.curation.registers.entries import (
    Entry,
    SetAside,
    code_of,
    day_of,
    district_of,
    name_of,
    opened,
    postcode_of,
    recased,
)
from whosecameras.curation.registers.files import OfficialFile, Record
from whosecameras.curation.registers.formats import Format, Found, RegisterEdition, Target
from whosecameras.record.loading import is_date

CELLS = 27
#: Positions of the cells to read, counted from 0.
COLUMNS = {"code": 0, "name": 1, "grouping": 2, "postcode": 9, "opened": 10, "closed": 11, "parent": 14}
WALES = "W00"  # national grouping of Wales
_CODE = re.compile(r"[A-Z0-9]{3,9}")
_HOSPITAL = re.compile(r".* (HOSPITALS?|INFIRMARY)", re.IGNORECASE)


def _rows(file: OfficialFile, sites: bool) -> list[Record] | None:
    """The rows of a file of trusts, or of their sites, which name the trust as their parent."""
    rows = file.grids[0].rows if len(file.grids) == 1 and not file.grids[0].name else []
    _, first = next(iter(rows), (0, [""]))
    if len(first) != CELLS or not _CODE.fullmatch(first[0].strip()):
        return None
    listed = [
        Record(line, {name: cells[at].strip() if at < len(cells) else "" for name, at in COLUMNS.items()})
        for line, cells in rows
    ]
    with_parent = sum(bool(record["parent"]) for record in listed)
    return listed if sites == (2 * with_parent > len(listed)) else None


def kind_of(name: str) -> str:
    """Kind of trust, from its name."""
    kind = "NHS foundation trust" if "foundation" in name.casefold() else "NHS trust"
    return f"{kind} (ambulance)" if "ambulance" in name.casefold() else kind


def _trust(record: Record, edition: RegisterEdition) -> Entry:
    code = code_of(record["code"], "ODS")
    name = recased(name_of(record["name"], code))
    closing = opened(record["closed"], code, edition.day)  # blank if it is in the future: the trust still exists
    ended = day_of(closing, code, edition.day)
    postcode = postcode_of(record["postcode"])
    return Entry(
        line=record.line,
        code=code,
        name=name,
        status=f"closed {ended}" if ended else "open",
        type=kind_of(name),
        nation="Wales" if record["grouping"] == WALES else "England",
        lad=district_of(postcode=postcode),
        postcode=postcode,
        began=opened(record["opened"], code, edition.day),
        closed=bool(ended),
        ended=ended,
        wanted=not ended,
    )


def trusts(records: Sequence[Record], edition: RegisterEdition) -> Found:
    """NHS trusts, with the closing day if they closed."""
    for record in records:
        try:
            yield record.line, _trust(record, edition)
        except SetAside as why:
            yield record.line, why


def hospitals(records: Sequence[Record], edition: RegisterEdition) -> Found:
    """Trusts with the names of their hospitals as aliases; other sites and closed ones are ignored.

    A name that two trusts share is an alias of neither.
    """
    named: dict[str, list[Record]] = {}
    for record in records:
        open_now = not record["closed"] or not is_date(_iso(record["closed"]), edition.day)
        if open_now and _HOSPITAL.fullmatch(record["name"]) and record["parent"]:
            named.setdefault(record["name"].casefold(), []).append(record)
    aliases: dict[str, list[str]] = {}
    for sites in named.values():
        try:
            name = recased(name_of(sites[0]["name"]))
            parents = {code_of(site["parent"], "ODS") for site in sites}
        except SetAside as why:
            yield sites[0].line, why
            continue
        if len(parents) == 1:
            aliases.setdefault(parents.pop(), []).append(name)
    for code, names in aliases.items():
        yield 0, Entry(line=0, code=code, name="", status="", wanted=False, aliases=tuple(sorted(set(names))))


def _iso(day: str) -> str:
    return re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", day)


_TRUSTS = Target(
    "nhs-trusts",
    "NHS trusts (Organisation Data Service, etr.csv), with the trusts of Wales",
    "GP surgeries, dentists and pharmacies are not included.",
)
FORMATS = (
    Format(
        name="Organisation Data Service, NHS trusts (etr.csv)",
        targets={"nhs": _TRUSTS},
        scheme="ODS",
        read=trusts,
        documents=lambda file: _rows(file, sites=False),
    ),
    Format(
        name="Organisation Data Service, sites of NHS trusts (ets.csv)",
        targets={"nhs": _TRUSTS},
        scheme="ODS",
        read=hospitals,
        documents=lambda file: _rows(file, sites=True),
        adds_only=True,
    ),
)
