"""``register update``: reads an official file, reports its changes, and writes all of them or none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from whosecameras.curation import store
from whosecameras.curation.registers import files, recognising, request_pages
from whosecameras.curation.registers.compare import Comparison, RegisterChanges
from whosecameras.curation.registers.entries import collected
from whosecameras.curation.registers.formats import Format, RegisterEdition, Target
from whosecameras.errors import UserError
from whosecameras.record import geography
from whosecameras.record.loading import is_date
from whosecameras.record.registers import still_exist
from whosecameras.record.schema import SECTORS
from whosecameras.text import wording

DROP_AT_MOST = 0.05
MOST_NAMED = 20  # names to print in one list
STATED = ("findings", "capabilities")  # tables with dated statements about a body
Row = Mapping[str, str]


def share_of(text: str) -> float:
    """Parse a share such as ``0.05`` or ``5%``; ``UserError`` for anything else."""
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]+)?) ?(%?)", text.strip())
    share = float(match[1]) / (100 if match[2] else 1) if match else -1.0
    if not 0 <= share <= 1:
        raise UserError(f"--drop-at-most: “{text[:20]}” is not a share; write one such as 0.05 or 5%")
    return share


def _in_name(name: str) -> str:
    """The day in a file name such as ``edubasealldata20260801.csv`` or ``contact list 31 January 2026.xlsx``."""
    months = {month.casefold(): at for at, month in enumerate(wording.MONTHS, 1)}
    plain = re.sub(r"%20|%2B|[+_-]", " ", name, flags=re.IGNORECASE)
    for year, month, day in re.findall(r"(?<!\d)(20\d\d) ?(\d\d) ?(\d\d)(?!\d)", plain):
        if is_date(iso := f"{year}-{month}-{day}", date.today()):
            return iso
    for day, word, year in re.findall(r"(?<!\d)(\d{1,2}) ([a-z]+) (20\d\d)(?!\d)", plain.casefold()):
        if word in months and is_date(iso := f"{year}-{months[word]:02d}-{int(day):02d}", date.today()):
            return iso
    return ""


def edition_of(path: Path, text: str) -> tuple[date, str]:
    """The day of a file's edition: given, else in the file name, else when it was saved, with a note in that case.

    ``UserError`` if the given text is not a day.
    """
    if text:
        if len(text) != len("2022-02-07") or not is_date(text, date.today()):
            raise UserError(f"--edition: “{text[:20]}” is not a day up to today; write one such as 2026-01-31")
        return date.fromisoformat(text), ""
    if named := _in_name(path.name):
        return date.fromisoformat(named), ""
    saved = min(datetime.fromtimestamp(path.stat().st_mtime).date(), date.today())
    return saved, (
        f"{path.name} has no date in its name, so the day on which it was saved is used, "
        f"{wording.date(saved.isoformat())}. Give --edition if you know better."
    )


def _no_older(register: Row, edition: date) -> None:
    """Refuse an edition older than the current one."""
    current = register["edition"]
    if edition.isoformat()[: len(current)] < current:
        raise UserError(
            f"this is the edition of {wording.date(edition.isoformat())}, and we have that of {wording.date(current)}; "
            "give a newer file, or its correct date with --edition"
        )


def _few_enough(dropped: int, held: int, at_most: float, of: str) -> None:
    """Refuse a file that drops more than a share of the bodies, because it is probably truncated."""
    if held and dropped > at_most * held:
        least = f"{dropped / held * 100 + 0.1:.1f}%"
        raise UserError(
            f"the file would drop {wording.number(dropped)} of the {wording.number(held)} {of} that we have "
            f"({dropped / held:.1%}), more than {at_most:.0%}; if that is right, give --drop-at-most {least}"
        )


def _place(row: Row) -> str:
    """A body's location in words."""
    names = geography.area_names("lad24")
    return names.get(geography.current(row["lad"]), "") or row["nation"]


def _list(head: str, lines: Sequence[str], most: int = MOST_NAMED) -> Iterator[str]:
    """Lines on one kind of change: its count, then names up to a limit."""
    if lines:
        yield f"{head}: {wording.number(len(lines))}"
        yield from (f"  {line}" for line in lines[:most])
        if len(lines) > most:
            yield f"  and {wording.number(len(lines) - most)} more"


def _summary(outcome: RegisterChanges, target: Target) -> Iterator[str]:
    """Lines on the changes in an edition."""

    def named(rows: Sequence[Row]) -> list[str]:
        return [f"{row['name']}, {_place(row)} ({row['id']})" for row in rows]

    yield f"{target.register}: {wording.number(outcome.held)} of its bodies exist in the record"
    yield from _list("added", named(outcome.added))
    yield from _list("renamed", [f"{old} → {row['name']} ({row['id']})" for old, row in outcome.renamed])
    yield from _list("closed", [f"{row['name']}, {row['ended'] or 'no date'} ({row['id']})" for row in outcome.closed])
    yield from _list(
        "merged or replaced", [f"{row['name']} → {row['replaced_by']} ({row['id']})" for row in outcome.merged]
    )
    yield from _list("no longer listed", named(outcome.unlisted))
    yield from _list("open again", named(outcome.open_again))
    yield from _list("moved here from another register", named(outcome.moved))
    if outcome.otherwise:
        yield f"changed in kind, place, status or other names only: {wording.number(len(outcome.otherwise))}"
    yield from _list("set aside", [f"line {line}: {why}" if line else why for line, why in sorted(outcome.aside)])


def _new_registers(
    registers: Sequence[Row], kind: Format, edition: RegisterEdition, file: str, outcome: RegisterChanges
) -> list[Row]:
    """The table of registers with this edition."""
    target = kind.targets[edition.sector]
    bodies = pd.DataFrame(outcome.rows)
    number = Counter(bodies.loc[still_exist(bodies), "register"].tolist())
    rows = []
    for row in registers:
        if row["id"] == target.register and not kind.adds_only:
            note = target.note.format(edition=edition.month)
            row = {**row, "name": target.name, "edition": edition.day.isoformat(), "held_from": file, "note": note}
        if number[row["id"]] or row["id"] == target.register:
            row = {**row, "rows": str(number[row["id"]])}
        rows.append(row)
    return rows


def update(
    data_dir: Path,
    sector: str,
    path: Path,
    echo: Callable[[str], None] = lambda line: None,
    *,
    edition: str = "",
    drop_at_most: str = "",
    dry_run: bool = False,
) -> list[str]:
    """Import an official file, or with ``dry_run`` only report what it would change.

    Raises ``UserError`` with one line if the file cannot be read, is for another sector, is older than the current
    edition or would drop more than the share; ``DatasetError`` if the record would be invalid, and the errors of
    ``store.change``. If anything is raised, the record is unchanged.
    """
    if sector not in SECTORS:
        raise UserError(f"“{sector}” is not a sector; use one of: {', '.join(SECTORS)}")
    share = share_of(drop_at_most) if drop_at_most else DROP_AT_MOST
    day, guessed = edition_of(path, edition)
    echo(f"reading {path.name} ...")
    file = files.read(path)
    with store.locked(data_dir):
        authorities = request_pages.records(file)
        if authorities is not None:
            changed, lines = _pages(data_dir, sector, file.name, authorities, share)
        else:
            kind, records = recognising.recognised(file, sector)
            of = RegisterEdition(sector, day)
            changed, lines = _register(data_dir, kind, records, of, file.name, share)
            lines = [f"{file.name}: {kind.name}, edition of {wording.date(day.isoformat())}", *lines]
            lines += [guessed] if guessed else []
        lines += file.notes
        return [*lines, _written(data_dir, changed, dry_run, echo)]


def _written(data_dir: Path, changed: Mapping[str, Sequence[Row]], dry_run: bool, echo: Callable[[str], None]) -> str:
    """Check the changed record and write it. Returns a sentence on the changed files."""
    echo("checking ...")
    found = store.checked(data_dir, changed, beside=not dry_run)
    if not found:
        return "The record already has all of this; nothing was written."
    names = [path.relative_to(data_dir).as_posix() for path in found]
    if dry_run:
        return f"It would change {wording.listed(names)}. Nothing was written."
    store.write_all(found)
    return f"Wrote {wording.listed(names)}."


def _register(
    data_dir: Path, kind: Format, records: Sequence[files.Record], edition: RegisterEdition, name: str, share: float
) -> tuple[dict[str, Sequence[Row]], list[str]]:
    target = kind.targets[edition.sector]
    tables = store.tables(data_dir, ["bodies", "registers", *STATED])
    current = next((row for row in tables["registers"] if row["id"] == target.register), None)
    if current is None:
        raise UserError(
            f"registers has no row {target.register}; add it to registers.csv, with its licence and publisher"
        )
    if not kind.adds_only:
        _no_older(current, edition.day)
    statements = [row for table in STATED for row in tables[table]]
    reading = collected(kind.read(records, edition))
    outcome = Comparison(tables["bodies"], statements, kind, edition).run(reading)
    lines = list(_summary(outcome, target))
    try:
        _few_enough(outcome.dropped, outcome.held, share, f"bodies of {target.register}")
    except UserError as refused:
        raise UserError("\n".join([*lines, str(refused)])) from None
    registers = _new_registers(tables["registers"], kind, edition, name, outcome)
    return {"bodies": outcome.rows, "registers": registers}, lines


def _pages(
    data_dir: Path, sector: str, name: str, authorities: Sequence[files.Record], share: float
) -> tuple[dict[str, Sequence[Row]], list[str]]:
    tables = store.tables(data_dir, ["bodies", request_pages.TABLE])
    result = request_pages.compared(authorities, tables["bodies"], tables[request_pages.TABLE], sector)
    _few_enough(len(result.gone), result.held, share, f"request pages of the sector {sector}")
    lines = [
        f"{name}: WhatDoTheyKnow, all authorities; {wording.number(result.held)} pages of the sector {sector} are known"
    ]
    for head, changes in (("added", result.added), ("moved", result.moved), ("gone", result.gone)):
        lines += _list(head, [f"{body}: {page}" for body, page in changes])
    lines += _list("set aside", [f"line {line}: {why}" for line, why in result.aside])
    return {request_pages.TABLE: result.rows}, lines
