"""Changes one value of the record and keeps the old one in ``corrections``; finds what was changed without that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from whosecameras.curate import add, dates, diff, store
from whosecameras.load import shown
from whosecameras.model import TABLES

_FIXED = ("corrections", "left_out", "link_checks")
MOST_NAMED = 10  # changes without a correction that a refusal names


def _fits(table: str, row: str, column: str) -> None:
    """Raise ``Refused`` for a table or column that is not there, or that may not be changed."""
    if table not in TABLES or table in _FIXED:
        right = ", ".join(name for name in TABLES if name not in _FIXED)
        raise store.Refused(f"“{table}” is no table that can be corrected; use one of: {right}")
    if column == TABLES[table].key:
        raise store.Refused(f"{column} is what other rows and addresses know {row} by; it never changes")
    if column not in TABLES[table].columns:
        raise store.Refused(f"{table} has no column “{column}”; use one of: {', '.join(TABLES[table].columns)}")


def correct(
    data_dir: Path, table: str, row: str, column: str, new: str, *, why: str, asked_by: str = "", day: str = ""
) -> list[str]:
    """Give one cell a new value, add the row to ``corrections``, and say in lines what that did.

    ``why`` is the reason in our own words, ``asked_by`` a role and never a name, ``day`` an ISO day (blank: today).
    Raises ``Refused`` if there is no such cell, the value is there already, or a date can be read in two ways;
    ``DatasetError`` if the record would be faulty; ``Busy`` and ``OSError`` as ``store.change`` does. Whatever is
    raised, the record is as it was.
    """
    on = dates.day_of(day).isoformat()
    _fits(table, row, column)
    new = new.strip()
    if not why.strip():
        raise store.Refused("--why is missing: the reason, in our own words")
    if new and TABLES[table].field(column).kind == "date" and (reason := dates.refusal(new)):
        raise store.Refused(reason)
    with store.locked(data_dir):
        before = diff.open_state(data_dir)
        old_row = before.by_key(table).get(row)
        if old_row is None:
            raise store.Refused(f"{table} has no row “{row}”; give its {TABLES[table].key}")
        old = old_row[column]
        if old == new:
            raise store.Refused(f"{column} of {row} is {shown(new)} already")
        note: Mapping[str, str] = {
            "id": _correction_id(before, on, row, column),
            "date": on,
            "table": table,
            "row": row,
            "column": column,
            "old": old,
            "new": new,
            "why": why.strip(),
            "asked_by": asked_by.strip(),
        }
        changed = {
            table: [{**one, column: new} if one is old_row else one for one in before.tables[table]],
            "corrections": [*before.tables["corrections"], note],
        }
        after = replace(before, tables={**before.tables, **changed})
        body = old_row.get("body", row if table == "bodies" else "")
        lines = [f"corrected {table} {row}: {column} {shown(old)} -> {shown(new)}", f"recorded as {note['id']}"]
        lines += _effect(before, after, body)
        store.change(data_dir, changed)
    return lines


def _effect(before: diff.State, after: diff.State, body: str) -> list[str]:
    """What the correction does to statuses; a body that the new value does not name rightly is left to the check."""
    known = {row["id"] for row in before.tables["bodies"]}
    return add.effect(before, after, body if body in known else "")


def _correction_id(state: diff.State, on: str, row: str, column: str) -> str:
    """A free id: day, row and column, with a number if there was one like it."""
    return add.free_id(f"{on}-{row}-{column}".lower(), "corrections", state)


def _needing(changes: diff.Changes) -> Iterator[diff.Change]:
    """The changes that a correction must account for; a lost row counts as its key made blank."""
    for one in changes.changes:
        key = TABLES[one.table].key
        if one.table == "link_checks" or not key:
            continue  # a program fills that table, and a row without a key is one that no correction can name
        if one.kind == "removed":
            yield replace(one, column=key, old=one.row, new="")
        elif one.kind == "changed" and one.table != "corrections":  # why or who asked may have to be worded anew
            yield one


def unrecorded(old: diff.State, new: diff.State, changes: diff.Changes) -> list[str]:
    """The cells changed and rows lost from ``old`` to ``new`` that no correction made since accounts for, in lines.

    One cell may have been corrected several times: the first of them holds the old value, the last the new one.
    """
    known = {row["id"] for row in old.tables["corrections"]}
    since = [row for row in new.tables["corrections"] if row["id"] not in known]
    left, reached = ({(r["table"], r["row"], r["column"], r[end]) for r in since} for end in ("old", "new"))
    lines = []
    for one in _needing(changes):
        cell = (one.table, one.row, one.column)
        if (*cell, one.old) not in left or (*cell, one.new) not in reached:
            what = "the row is gone" if one.kind == "removed" else f"{shown(one.old)} -> {shown(one.new)}"
            lines.append(f"{one.table} {one.row}, {one.column}: {what}")
    return lines


def require_recorded(old: diff.State, new: diff.State, changes: diff.Changes) -> None:
    """Raise ``Refused`` if anything was changed or lost from ``old`` to ``new`` without a correction."""
    if lines := unrecorded(old, new, changes):
        more = [f"and {len(lines) - MOST_NAMED} more"] if len(lines) > MOST_NAMED else []
        head = f"changed since {old.version} without a row in corrections:"
        remedy = (
            "put back the rows that are gone; give changed cells their old value again, then change them by `correct`"
        )
        raise store.Refused("\n".join([head, *lines[:MOST_NAMED], *more, remedy]))
