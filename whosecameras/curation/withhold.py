"""Withholds the id of a withdrawn row that would identify somebody, such as a school that its source does not name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from whosecameras.curation import correct, diff, release, store
from whosecameras.errors import UserError
from whosecameras.record.schema import TABLES
from whosecameras.text import wording

Row = Mapping[str, str]


def withhold(data_dir: Path, table: str, row: str) -> list[str]:
    """Give a withdrawn row a number in place of its id, in the corrections and in the lists of changes.

    Its corrections keep their day, table, column, reason and requester's role. Old and new values, and the text of
    each change that names the row, are replaced as well. Copies of earlier releases keep what was released. Returns
    lines on what was replaced, and where in the folder the id is still found.

    Raises ``UserError`` if the row has not been withdrawn, ``DatasetError`` if the record would be invalid, and
    ``FolderBusy`` and ``OSError`` like ``store.change``. If anything is raised, every file is unchanged.
    """
    with store.locked(data_dir):
        before = diff.open_snapshot(data_dir)
        _require_withdrawn(before, table, row)
        number = _free_number(before)
        corrections: list[Row] = [*before.tables["corrections"]]
        new_corrections: dict[str, Row] = {}
        for at, correction in enumerate(corrections):
            if (correction["table"], correction["row"]) == (table, row):
                state = replace(before, tables={**before.tables, "corrections": corrections})
                corrections[at] = _withheld(correction, number, state)
                new_corrections[correction["id"]] = corrections[at]
        files = _published_changes(data_dir, table, row, number, new_corrections)
        store.change(data_dir, {"corrections": corrections}, files)
        lines = [f"{row} is now {number} in {wording.counted(len(new_corrections), 'correction')}"]
        lines += [f"replaced in {path.name}" for path in files]
        return lines + [f"still in {place}; replace it by hand" for place in _left(data_dir, row)]


def _require_withdrawn(state: diff.RecordSnapshot, table: str, row: str) -> None:
    if table not in TABLES or not TABLES[table].key:
        raise UserError(f"“{table}” is not a table whose rows can be withdrawn; give one such as findings")
    if row in state.by_key(table):
        raise UserError(f"{row} is still in {table}; remove it with `withdraw` first")
    if not any((each["table"], each["row"]) == (table, row) for each in state.tables["corrections"]):
        raise UserError(f"no correction names {table} {row}; give the id of a withdrawn row")


def _free_number(state: diff.RecordSnapshot) -> str:
    """The next name for a withheld row: ``withheld-1``, ``withheld-2`` and so on."""
    used = {row["row"] for row in state.tables["corrections"]}
    return next(name for at in range(1, len(used) + 2) if (name := f"{diff.WITHHELD}{at}") not in used)


def _withheld(correction: Row, number: str, state: diff.RecordSnapshot) -> Row:
    """A correction under its new name, without the values, which could identify the row as its id did."""
    values = {end: _without(correction[end], correction["row"], number) for end in ("old", "new")}
    key = correct.correction_id(state, correction["date"], number, correction["column"])
    return {**correction, "id": key, "row": number, **values}


def _without(value: str, row: str, number: str) -> str:
    """What replaces a value: the row's number for its id, else a word; a blank stays blank."""
    return number if value == row else "withheld" if value else ""


def _published_changes(
    data_dir: Path, table: str, row: str, number: str, new_corrections: Mapping[str, Row]
) -> dict[Path, bytes]:
    """``changes.json`` and the change log without the row: ``{path: content}``, only files that differ."""
    history: list[dict[str, Any]] = []
    replaced: dict[str, str] = {}
    for entry in release.history(data_dir):
        changes = [*_renamed(entry.get("changes", []), table, row, number, new_corrections, replaced)]
        history.append({**entry, "changes": changes})
    files = {data_dir / release.CHANGES_FILE: release.as_history(history)}
    log = data_dir / release.LOG_FILE
    if log.exists():
        lines = log.read_text(encoding="utf-8").split("\n")
        files[log] = "\n".join(replaced.get(line, line) for line in lines).encode("utf-8")
    return {path: content for path, content in files.items() if path.exists() and content != path.read_bytes()}


def _renamed(
    changes: Sequence[dict[str, Any]],
    table: str,
    row: str,
    number: str,
    new_corrections: Mapping[str, Row],
    replaced: dict[str, str],
) -> Iterator[dict[str, Any]]:
    """The changes of a release, those about the row under its new name; fills ``replaced`` for the change log."""
    for change in changes:
        about_row = (change["table"], change["row"]) == (table, row)
        about_correction = change["table"] == "corrections" and change["row"] in new_corrections
        about_body = table == "bodies" and change.get("body") == row
        if not (about_row or about_correction or about_body):
            yield change
            continue
        noun = wording.sentence_case(diff.NOUNS.get(change["table"], change["table"]))
        now = new_corrections.get(change["row"]) if about_correction else None
        name = now["id"] if now else number if about_row else change["row"]
        what = f"{table} {number}, {now['column']}: {now['why']}" if now else name
        text = f"{noun} {change['kind']}: {what}"
        replaced[f"- {diff.escaped(change['text'])}"] = f"- {diff.escaped(text)}"
        values = {end: _without(change.get(end, ""), row, number) for end in ("old", "new")}
        body = number if about_body else change.get("body", "")
        yield {**change, "row": name, "body": body, **values, "text": text}


def _left(data_dir: Path, row: str) -> Iterator[str]:
    """Where the id still is in the folder: ``file:line``, one for each line."""
    for path in sorted([*data_dir.rglob("*.csv"), *data_dir.glob("*.json"), *data_dir.glob("*.md")]):
        for at, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if row in line:
                yield f"{path.relative_to(data_dir)}:{at}"
