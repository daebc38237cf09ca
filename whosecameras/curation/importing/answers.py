"""Converts an imported table to findings, answer by answer, or gives the reason why a person must review one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rapidfuzz import process

from whosecameras.curation import dates
from whosecameras.curation.importing.mapping import DATE_CELLS_TRUSTED, ImportMapping, folded, precision
from whosecameras.curation.importing.sheets import DateCell, SourceTable
from whosecameras.curation.page_addresses import address
from whosecameras.curation.store import Row
from whosecameras.errors import UserError
from whosecameras.publishing.validation_dates import basis_fault
from whosecameras.record.loading import is_date, shown
from whosecameras.record.schema import BASES, UNDATED
from whosecameras.text import wording

#: A day followed by a time, as databases and programs write it. Only the day counts, in its own time zone.
_STAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-6][0-9](?:[.,][0-9]+)?)?"
    r"(?: ?(?:[Zz]|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?"
)
_SLASHED_DAY = re.compile(r"\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*[0-9]{2,4}\b.*")
LAST_MONTH = 12


@dataclass(frozen=True)
class CellAnswer:
    """One answer in the table's own words; ``fault`` says what is wrong with its whole row."""

    line: int
    body: str
    vendor: str
    answer: str
    date: str
    cameras: str
    source: str = ""
    scope: str = ""
    basis: str = ""
    fault: str = ""


class Sources:
    """Resolves a table's source for a row, an id or an address, to a source of the record."""

    def __init__(self, sources: Sequence[Row]) -> None:
        self._known = {row["id"]: row for row in sources}
        self._at: dict[str, set[str]] = {}
        for row in sources:
            self._at.setdefault(address(row["url"]), set()).add(row["id"])

    def __call__(self, text: str) -> tuple[str, str]:
        """(id, reason): the reason is blank if the id was found."""
        if text in self._known:
            return text, ""
        if not text:
            return "", "the source is blank"
        same = sorted(self._at.get(address(text), ()))
        if len(same) == 1:
            return same[0], ""
        if same:
            return "", f"the source {shown(text)} is the address of {' and of '.join(same)}; give the id of one"
        similar = ", ".join(hit for hit, _, _ in process.extract(text, list(self._known), limit=2))
        return "", f"the source {shown(text)} is not in sources.csv; add it first, or use one like: {similar}"

    def publisher(self, source: str) -> str:
        """The publisher of a source."""
        return self._known[source]["publisher"]

    def published(self, source: str) -> str:
        """The publication date of a source, ``""`` if unknown."""
        return self._known[source]["published"]


def read(mapped: ImportMapping, sheet: SourceTable) -> Iterator[CellAnswer]:
    """Every answer in the table: one for each row and answer column."""
    at = {column: sheet.header.index(column) for column in mapped.all_columns}
    of = mapped.columns
    answer_columns = mapped.answer_columns
    for line, cells in sheet.rows:
        fault = _misfit(cells, sheet, mapped, at)
        padded = [*cells, *[""] * len(sheet.header)]

        def cell(column: str, row: Sequence[str] = padded) -> str:
            text = row[at[column]] if column else ""
            return text if isinstance(text, DateCell) else " ".join(text.split())

        for answer, manufacturer in answer_columns.items():
            yield CellAnswer(
                line,
                cell(of.body),
                manufacturer or cell(of.vendor),
                cell(answer),
                cell(of.date),
                cell(of.cameras),
                cell(of.source) or mapped.source,
                cell(of.scope) or mapped.scope,
                cell(of.basis) or mapped.basis,
                fault,
            )


def _misfit(cells: Sequence[str], sheet: SourceTable, mapped: ImportMapping, at: Mapping[str, int]) -> str:
    """Why the cells of a row may not match the headings: one may be missing, or there is one too many.

    A row may only end early after the columns that the map reads. In a spreadsheet, which does not store blank cells, a
    row ends with its last filled cell, and cells that may be blank can be missing.
    """
    read_to = max(at[column] for column in (mapped.needed_columns if sheet.blanks_left_out else mapped.all_columns))
    named = max(place for place, name in enumerate(sheet.header) if name) + 1
    too_long = len(cells) > len(sheet.header) or any(cell.strip() for cell in cells[named:])
    if not too_long and len(cells) > read_to:
        return ""
    return f"has {len(cells)} cell{'s' if len(cells) != 1 else ''} where the first line has {named}"


def _day(text: str) -> str:
    """The day of an ISO date with a time; any other text unchanged."""
    match = _STAMP.fullmatch(text)
    return match[1] if match else text


def _dated(text: str, mapped: ImportMapping) -> tuple[str, str]:
    """(ISO date, reason) for a date in the table: the reason is blank if the date is valid."""
    if mapped.as_of or mapped.as_of_basis == UNDATED:
        return mapped.as_of, ""
    if not text:
        return "", "the date is blank"
    iso: str = text
    if mapped.date_format and not isinstance(text, DateCell):
        try:
            iso = datetime.strptime(text, mapped.date_format).date().isoformat()[: precision(mapped.date_format)]
        except ValueError:
            return "", f"the date is not of the form {mapped.date_format}"
    iso = _day(iso)
    return (iso, "") if is_date(iso, last=date.today()) else ("", "the date is impossible or in the future")


def refuse_open_dates(mapped: ImportMapping, name: str, answers: Sequence[CellAnswer]) -> None:
    """Raise ``UserError`` if a date is ambiguous and the map does not say how to read it.

    A date without any possible reading is left for the review of its row.
    """
    if mapped.date_format:
        return
    for answer in answers:
        text = _day(answer.date)
        if isinstance(text, DateCell) or is_date(text):
            continue
        possible = [one for one in dates.readings(text) if is_date(one, last=date.today())]
        if possible:
            mark = next(one for one in "/.-" if one in text)
            parts = [part.strip() for part in text.split(mark)]
            orders: Sequence[tuple[str, ...]] = (("%d", "%m", _year(parts[-1])), ("%m", "%d", _year(parts[-1])))
            if len(parts[0]) == len("2022"):
                orders = [("%Y", "%m", "%d")]
            forms = [f'"{mark.join(order)}"' for order in orders]
            both = " or as ".join(wording.date(one) for one in possible)
            raise UserError(
                f"{name}:{answer.line}: {shown(answer.date)} can be read as {both}; "
                f"say which in the map: date_format: {' or '.join(forms)}"
            )


def _year(text: str) -> str:
    return "%Y" if len(text) == len("2022") else "%y"


def misread_days(mapped: ImportMapping, answers: Sequence[CellAnswer]) -> tuple[frozenset[str], str]:
    """The days of date cells in which a program may have swapped day and month, and a note on them.

    A program set to another country's order reads 03/12 as 12 March, and leaves 13/03, which it cannot parse, as text.
    If a column has both, every date cell whose day could be a month is doubtful.
    """
    text_date = next(
        (answer.date for answer in answers if not isinstance(answer.date, DateCell) and _no_month_first(answer.date)),
        "",
    )
    cells = {answer.date for answer in answers if isinstance(answer.date, DateCell)}
    doubtful = frozenset(day for day in cells if int(day[8:10]) <= LAST_MONTH and day[5:7] != day[8:10])
    if mapped.date_cells == DATE_CELLS_TRUSTED or not text_date or not doubtful:
        return frozenset(), ""
    note = (
        f"the column {shown(mapped.columns.date)} holds dates as text, such as {shown(text_date)}, next to date cells; "
        "a program may have swapped day and month in those: they are set aside unless the map says "
        f"date_cells: {DATE_CELLS_TRUSTED}"
    )
    return doubtful, note


def _no_month_first(text: str) -> bool:
    """True for a numeric date that is only valid with the day first, such as 13/04/2022."""
    match = _SLASHED_DAY.fullmatch(text)
    first, second = sorted(int(part) for part in match.groups()) if match else (0, 0)
    return 0 < first <= LAST_MONTH < second


def finding(said: CellAnswer, mapped: ImportMapping, sources: Sources, doubtful: frozenset[str]) -> tuple[Row, str]:
    """The finding from an answer (without id, body and detail), or the reason why there is none."""
    vendor = said.vendor if not mapped.columns.vendor else mapped.vendors.get(folded(said.vendor), "")
    answer = mapped.answers.get(folded(said.answer), "")
    as_of, no_date = _dated(said.date, mapped)
    source, no_source = sources(said.source)
    misdated = basis_fault(as_of, mapped.as_of_basis, source, sources.published(source)) if source else ""
    basis = folded(said.basis)
    no_answer = "the answer is not in the map" if said.answer else "the answer is blank"
    no_number = "the number of cameras is not a number" if said.cameras else "the number of cameras is blank"
    counted = said.cameras.isascii() and said.cameras.isdigit()
    swapped = isinstance(said.date, DateCell) and said.date in doubtful
    faults = {
        said.fault: bool(said.fault),
        "the manufacturer is not in the map": not vendor,
        no_answer: not answer,
        no_date: bool(no_date),
        "day and month of the date cell may be swapped": swapped,
        no_number: not counted and (bool(said.cameras) or "{cameras}" in mapped.detail),
        no_source: bool(no_source),
        misdated: bool(misdated),
        f"the basis is not one of: {', '.join(BASES)}": basis not in BASES,
        "the scope is blank": not said.scope and "{scope}" in mapped.detail,
    }
    reason = next((fault for fault, applies in faults.items() if applies), "")
    row = {
        "vendor": vendor,
        "finding": answer,
        "as_of": as_of,
        "as_of_basis": mapped.as_of_basis,
        "basis": basis,
        "scope": said.scope,
        "cameras": str(int(said.cameras)) if said.cameras and not reason else "",
        "source": source,
    }
    return row, reason
