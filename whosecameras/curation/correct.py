"""Changes a value or withdraws a row and records it in ``corrections``; finds unrecorded changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from whosecameras.curation import add, dates, diff, doubts, store
from whosecameras.errors import UserError
from whosecameras.record.loading import shown
from whosecameras.record.schema import TABLES

_FIXED = ("corrections", "left_out", "link_checks")
Row = Mapping[str, str]
MOST_NAMED = 10  # unrecorded changes to list in an error


def _may_change(table: str) -> None:
    """Raise ``UserError`` for a table that does not exist or may not be changed."""
    if table not in TABLES or table in _FIXED:
        allowed_tables = ", ".join(name for name in TABLES if name not in _FIXED)
        raise UserError(f"“{table}” is not a table that can be corrected; use one of: {allowed_tables}")


def _fits(table: str, row: str, column: str) -> None:
    """Raise ``UserError`` for a column that does not exist or may not be changed."""
    if column == TABLES[table].key:
        raise UserError(f"{column} identifies {row} in other rows and in addresses; it never changes")
    if column not in TABLES[table].columns:
        raise UserError(f"{table} has no column “{column}”; use one of: {', '.join(TABLES[table].columns)}")


def _cells(table: str, row: str, column: str, new: str, also: Sequence[str]) -> dict[str, str]:
    """The columns to change with their new values; ``also`` has further ones as ``column=value``."""
    cells = {column: new.strip()}
    for assignment in also:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise UserError(f"--also: “{assignment}” is not COLUMN=NEW, such as as_of_basis=stated")
        if name.strip() in cells:
            raise UserError(f"--also: {name.strip()} is given twice")
        cells[name.strip()] = value.strip()
    for name in cells:
        _fits(table, row, name)
    return cells


def _normalised(table: str, cells: Mapping[str, str], old: Row, state: diff.RecordSnapshot) -> Row:
    """Normalise new values: a region's name becomes its code. ``UserError`` for an ambiguous date."""
    values = {}
    for column, text in cells.items():
        field = TABLES[table].field(column)
        last = add.bound({**old, **cells}, state)[0] if column == "as_of" else ""
        if text and field.kind == "date" and (reason := dates.refusal(text, last)):
            raise UserError(reason)
        values[column] = add.written(table, field, text, state) if text else text
        if values[column] == old[column]:
            raise UserError(f"{column} of {old[TABLES[table].key]} is {shown(values[column])} already")
    return values


def correct(
    data_dir: Path,
    table: str,
    row: str,
    column: str,
    new: str,
    *,
    why: str,
    asked_by: str = "",
    day: str = "",
    also: Sequence[str] = (),
    anyway: bool = False,
) -> list[str]:
    """Give cells of a row new values and record each in ``corrections``. Returns lines on the effect.

    ``why`` is the reason in our own words, ``asked_by`` a role and never a name, ``day`` an ISO day (blank: today).
    ``also`` has further cells as ``column=value``, for columns that can only change together. ``anyway`` accepts new
    objections from ``doubts``.

    Raises ``UserError`` if there is no such cell, it already has the value, or a date is ambiguous; ``DatasetError`` if
    the record would be invalid; ``FolderBusy`` and ``OSError`` like ``store.change``. If anything is raised, the record
    is unchanged.
    """
    on = dates.day_of(day).isoformat()
    _may_change(table)
    cells = _cells(table, row, column, new, also)
    with store.locked(data_dir):
        before = diff.open_snapshot(data_dir)
        old_row = _row(before, table, row)
        changed = _normalised(table, cells, old_row, before)
        new_row = {**old_row, **changed}
        if not anyway:
            _refuse_new_doubts(table, old_row, new_row, before)
        notes: list[Row] = []
        lines = []
        for name, value in changed.items():
            known = replace(before, tables={**before.tables, "corrections": [*before.tables["corrections"], *notes]})
            notes.append(_note(known, on, (table, row, name), (old_row[name], value), why, asked_by))
            lines.append(f"corrected {table} {row}: {name} {shown(old_row[name])} -> {shown(value)}")
        new_rows = [new_row if each is old_row else each for each in before.tables[table]]
        return lines + _recorded(data_dir, before, table, old_row, new_rows, notes)


def _refuse_new_doubts(table: str, old: Row, new: Row, state: diff.RecordSnapshot) -> None:
    """Raise ``UserError`` for doubts about the new row that the old row did not raise."""
    try:
        before = doubts.doubts(table, old, state)
        new_doubts = [doubt for doubt in doubts.doubts(table, new, state) if doubt not in before]
    except ValueError:
        return  # `check` reports a value that is not a date or number
    if new_doubts:
        raise UserError("\n".join([*new_doubts, "if it is correct, give --anyway"]))


def withdraw(data_dir: Path, table: str, row: str, *, why: str, asked_by: str = "", day: str = "") -> list[str]:
    """Remove a row and record it in ``corrections`` (its key became blank). Returns lines on the effect.

    Arguments and errors are those of ``correct``. A row that others point to raises ``DatasetError``. A finding's id is
    never reused.
    """
    on = dates.day_of(day).isoformat()
    _may_change(table)
    with store.locked(data_dir):
        before = diff.open_snapshot(data_dir)
        old_row = _row(before, table, row)
        note = _note(before, on, (table, row, TABLES[table].key), (row, ""), why, asked_by)
        remaining = [each for each in before.tables[table] if each is not old_row]
        lines = [f"withdrawn from {table}: {row}", *_recorded(data_dir, before, table, old_row, remaining, [note])]
        if waiting := store.waiting(data_dir):
            lines += map(str, waiting)
            lines.append("Until then `release` refuses; to remove a released source, use `withdraw sources ID` too.")
        return lines


def _row(state: diff.RecordSnapshot, table: str, row: str) -> Row:
    row_found = state.by_key(table).get(row)
    if row_found is None:
        raise UserError(f"{table} has no row “{row}”; give its {TABLES[table].key}")
    return row_found


def _note(
    state: diff.RecordSnapshot, on: str, cell: tuple[str, str, str], value: tuple[str, str], why: str, asked_by: str
) -> Row:
    """The row of ``corrections`` for a cell (table, row, column) and its (old, new) value. ``UserError`` without a
    reason."""
    if not why.strip():
        raise UserError("--why is missing: the reason, in our own words")
    cells = {"date": on, **dict(zip(("table", "row", "column", "old", "new"), (*cell, *value), strict=True))}
    key = correction_id(state, on, *cell[1:])
    return {"id": key, **cells, "why": why.strip(), "asked_by": asked_by.strip()}


def _recorded(
    data_dir: Path, before: diff.RecordSnapshot, table: str, old_row: Row, others: Sequence[Row], notes: Sequence[Row]
) -> list[str]:
    """Write a table's new rows and the corrections that account for them. Returns lines on the effect."""
    changed: Mapping[str, Sequence[Row]] = {table: others, "corrections": [*before.tables["corrections"], *notes]}
    after = replace(before, tables={**before.tables, **changed})
    body = old_row.get("body", notes[0]["row"] if table == "bodies" else "")
    lines = [*(f"recorded as {note['id']}" for note in notes), *_effect(before, after, body)]
    store.change(data_dir, changed)
    return lines


def _effect(before: diff.RecordSnapshot, after: diff.RecordSnapshot, body: str) -> list[str]:
    """Lines on the correction's effect on statuses; the check reports a body that does not exist."""
    known = {row["id"] for row in before.tables["bodies"]} & {row["id"] for row in after.tables["bodies"]}
    return add.effect(before, after, body if body in known else "")


def correction_id(state: diff.RecordSnapshot, on: str, row: str, column: str) -> str:
    """A free id: day, row and column, with a number if that id is taken."""
    return add.free_id(f"{on}-{row}-{column}".lower(), "corrections", state)


#: Columns that a body's row takes from its register. A new edition may change them, which is not a correction.
_OF_REGISTERS = (
    "name", "aliases", "type", "nation", "region", "code", "code_scheme", "lad", "postcode", "began", "ended",
    "replaced_by", "register", "register_status",
)  # fmt: skip


def _new_editions(old: diff.RecordSnapshot, new: diff.RecordSnapshot) -> set[str]:
    """The registers whose edition has changed."""
    before = {row["id"]: row["edition"] for row in old.tables["registers"]}
    return {row["id"] for row in new.tables["registers"] if before.get(row["id"]) != row["edition"]}


def _of_new_editions(old: diff.RecordSnapshot, new: diff.RecordSnapshot) -> Callable[[diff.Change], bool]:
    """A predicate for the changes that come from a register's new edition: in its row, and in its bodies' rows.

    A body that nothing names any more, because its predecessor reopened, is no longer listed one by one. That does not
    lose data: the check requires a row for every body that is named.
    """
    editions = _new_editions(old, new)
    before, after = (
        {row["id"] for row in state.tables["bodies"] if row.get("register") in editions} for state in (old, new)
    )

    def is_one(change: diff.Change) -> bool:
        if change.table == "registers":
            return change.kind == "changed" and change.row in editions
        if change.table != "bodies":
            return False
        if change.kind == "removed":
            return change.row in before
        return change.kind == "changed" and change.row in after and change.column in _OF_REGISTERS

    return is_one


def _needing(old: diff.RecordSnapshot, new: diff.RecordSnapshot, changes: diff.Changes) -> Iterator[diff.Change]:
    """The changes that need a correction; a lost row counts as its key made blank."""
    of_an_edition = _of_new_editions(old, new)
    for change in changes.changes:
        key = TABLES[change.table].key
        if of_an_edition(change):
            continue
        if change.table == "link_checks" or not key:
            continue  # a program fills this table, or the row has no key for a correction to name
        if change.kind == "removed":
            yield replace(change, column=key, old=change.row, new="")
        elif change.kind == "changed" and change.table != "corrections":  # the wording of why or asked_by may change
            yield change


def unrecorded(old: diff.RecordSnapshot, new: diff.RecordSnapshot, changes: diff.Changes) -> list[str]:
    """Lines on the cells changed and rows lost from ``old`` to ``new`` without a correction.

    A cell may have several corrections: the first has the old value, the last the new one.
    """
    known = {row["id"] for row in old.tables["corrections"]}
    since = [row for row in new.tables["corrections"] if row["id"] not in known]
    left, reached = ({(r["table"], r["row"], r["column"], r[end]) for r in since} for end in ("old", "new"))
    lines = []
    for change in _needing(old, new, changes):
        cell = (change.table, change.row, change.column)
        if (*cell, change.old) not in left or (*cell, change.new) not in reached:
            what = "the row is gone" if change.kind == "removed" else f"{shown(change.old)} -> {shown(change.new)}"
            lines.append(f"{change.table} {change.row}, {change.column}: {what}")
    return lines


def require_recorded(old: diff.RecordSnapshot, new: diff.RecordSnapshot, changes: diff.Changes) -> None:
    """Raise ``UserError`` if anything was changed or lost from ``old`` to ``new`` without a correction."""
    if lines := unrecorded(old, new, changes):
        more = [f"and {len(lines) - MOST_NAMED} more"] if len(lines) > MOST_NAMED else []
        head = f"changed since {old.version} without a row in corrections:"
        remedy = (
            "restore the missing rows, then remove them with `withdraw`; restore the old values of changed cells, then "
            "change them with `correct`"
        )
        raise UserError("\n".join([head, *lines[:MOST_NAMED], *more, remedy]))
