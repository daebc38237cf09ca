"""Compares two states of the record: rows added, changed and removed, and bodies whose status changed."""

from __future__ import annotations

import json
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import compress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from whosecameras.analysis.status import NO_EVIDENCE, BodyStatus, GradedFinding, body_status
from whosecameras.record.loading import (
    LINES_A_FILE,
    PACKAGE_FILE,
    Cells,
    DatasetError,
    Problem,
    is_date,
    listed_one_by_one,
    read,
    shown,
)
from whosecameras.record.schema import (
    GRADES,
    OPEN_TABLES,
    TABLES,
    UNDATED,
    VENDOR_PAIR,
    Finding,
    Table,
)
from whosecameras.text import wording
from whosecameras.text.brands import brand_words

MAX_FILE = 64 * 1024 * 1024  # bytes of one file in a ZIP
#: The noun for a row of each table.
NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "sources": "source",
        "regions": "region",
        "sectors": "sector",
        "vendors": "manufacturer",
        "bodies": "body",
        "findings": "finding",
        "capabilities": "function",
        "capability_words": "function word",
        "survey_rounds": "survey round",
        "surveys": "survey figure",
        "survey_repeats": "source that repeats a survey figure",
        "place_reports": "report about a place",
        "foi_regimes": "freedom of information law",
        "registers": "register",
        "requests": "request",
        "events": "event",
        "event_sources": "source of an event",
        "event_bodies": "body of an event",
        "vendor_facts": "fact on a manufacturer",
        "brands": "brand of a manufacturer",
        "corrections": "correction",
        "left_out": "evidence left out",
        "link_checks": "link check",
    }
)
#: How the name of a withdrawn row begins whose id is withheld; a number follows (decision 38).
WITHHELD = "withheld-"
Row = Mapping[str, str]
Kind = Literal["added", "changed", "removed", "status"]


@dataclass(frozen=True)
class RecordSnapshot:
    """The record at one time: ``tables`` is ``{table: rows}``, each row ``{column: text}``.

    Columns and tables that did not exist yet are absent or empty. ``released`` is the day of its release.
    """

    version: str
    released: date
    tables: Mapping[str, Sequence[Row]]

    def by_key(self, table: str) -> dict[str, Row]:
        """The rows of a table by key. Without a key column, by their whole content, with numbers for repeated rows."""
        key = TABLES[table].key
        if key:
            return {row[key]: row for row in self.tables[table]}
        seen: Counter[str] = Counter()
        rows = {}
        for row in self.tables[table]:
            cells = json.dumps(list(row.values()))
            seen[cells] += 1
            rows[f"{cells}{seen[cells]}"] = row
        return rows

    def standings(self) -> dict[str, BodyStatus]:
        """The status of each body: ``{body id: BodyStatus}``; findings that this version cannot read are left out."""
        grades = {row["id"]: row.get("grade", "") for row in self.tables["sources"]}
        said: dict[str, list[GradedFinding]] = {row["id"]: [] for row in self.tables["bodies"]}
        for row in self.tables["findings"]:
            grade = grades.get(row["source"], "")
            dated = is_date(row["as_of"]) or (not row["as_of"] and row.get("as_of_basis") == UNDATED)
            if row["finding"] in set(Finding) and grade in GRADES and dated:
                said.setdefault(row["body"], []).append(GradedFinding.of({**row, "grade": grade}))
        return {body: body_status(statements, self.released) for body, statements in said.items()}


@dataclass(frozen=True)
class Change:
    """One difference. ``text`` is a sentence for a feed; ``column``, ``old`` and ``new`` are set where they apply.

    ``body`` is the id of the body that it is about, ``""`` if none.
    """

    kind: Kind
    table: str
    row: str
    body: str
    column: str
    old: str
    new: str
    text: str


@dataclass(frozen=True)
class Changes:
    """All differences between two states: statuses first, then by table in model order, then by key."""

    old: str
    new: str
    changes: tuple[Change, ...]

    def of(self, kind: Kind) -> list[Change]:
        """The differences of one kind."""
        return [change for change in self.changes if change.kind == kind]


def _is_structural(problem: Problem) -> bool:
    """True unless the problem is a column or table that another version of the record has or lacks."""
    other_column = problem.line == 1 and bool(problem.column)
    return not other_column and "the file is missing" not in problem.message


def _repeated(table: Table, cells: Cells) -> list[Problem]:
    """Rows whose key occurs earlier: a comparison would see only one of them."""
    if not table.key or table.key in cells.absent:
        return []
    return [
        Problem(table.file, line % LINES_A_FILE, table.key, f"{shown(key)} appears twice; give each row its own id")
        for line, key in cells.repeated(table.key)
    ]


def _open_folder(folder: Path, name: str) -> RecordSnapshot:
    if not any((folder / file).is_file() for table in TABLES.values() for file in table.files(folder)):
        raise DatasetError(
            [Problem(name, 0, "", "has no table of the record; give a folder or a ZIP with the CSV files")]
        )
    reading = read(folder)
    problems = [p for cells in reading.tables.values() for p in cells.problems if _is_structural(p)]
    problems += [p for p in reading.problems if p.file == PACKAGE_FILE]
    problems += [p for table in TABLES.values() for p in _repeated(table, reading.tables[table.name])]
    if problems:
        raise DatasetError(Problem(f"{name}/{p.file}", p.line, p.column, p.message) for p in problems)
    tables = {}
    for table, cells in ((name, reading.tables[name]) for name in OPEN_TABLES):
        rows = cells.rows([column for column in TABLES[table].columns if column not in cells.absent])
        if table == "bodies" and not cells.absent:  # registers are compared by edition, not row by row
            kept = listed_one_by_one({name: part.frame for name, part in reading.tables.items()})
            rows = [*compress(rows, kept.tolist())]
        tables[table] = rows
    return RecordSnapshot(reading.package["version"], date.fromisoformat(reading.package["created"][:10]), tables)


def _open_zip(path: Path) -> RecordSnapshot:
    known_files = {PACKAGE_FILE, *(file for table in TABLES.values() for file in (table.file, *table.parts))}
    with tempfile.TemporaryDirectory() as name:
        try:
            with zipfile.ZipFile(path) as archive:
                for entry in archive.infolist():
                    if entry.filename not in known_files:
                        continue
                    if entry.file_size > MAX_FILE:
                        message = (
                            f"{entry.filename} is over {MAX_FILE // 2**20} MB, too large for a table of the record"
                        )
                        raise DatasetError([Problem(path.name, 0, "", message)])
                    (Path(name) / entry.filename).parent.mkdir(exist_ok=True)
                    (Path(name) / entry.filename).write_bytes(archive.read(entry))
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
            message = f"cannot be read as a ZIP ({error}); give a folder or a ZIP with the CSV files"
            raise DatasetError([Problem(path.name, 0, "", message)]) from None
        return _open_folder(Path(name), path.name)


def open_snapshot(path: Path) -> RecordSnapshot:
    """Read the record from a dataset folder or a ZIP of one, in this version of the model or an older one.

    Raises ``DatasetError`` with each problem if there is no dataset, a key occurs twice or a file cannot be read
    completely (conflict marks, not UTF-8 ...), and ``OSError`` if the path cannot be read.
    """
    return _open_folder(path, path.name) if path.is_dir() else _open_zip(path)


def manufacturer_in_words(state: RecordSnapshot, vendor: str) -> str:
    """A finding's manufacturer in words; ``either`` and ``both`` become the manufacturers' names."""
    ids = {vendor_id: vendor_id for vendor_id in (vendor, *VENDOR_PAIR)}  # an older record may lack one
    return wording.manufacturer_of(ids | {row["id"]: row["name"] for row in state.tables["vendors"]}, vendor)


class _Labels:
    """Labels for the rows of one state."""

    def __init__(self, state: RecordSnapshot) -> None:
        self._state = state
        self._names = {
            table: {row["id"]: row.get("name", row["id"]) for row in state.tables[table]}
            for table in ("bodies", "capability_words", "survey_rounds")
        }
        self._titles = {row["id"]: row.get("title", row["id"]) for row in state.tables["events"]}
        self._publishers = {row["id"]: row.get("publisher", row["id"]) for row in state.tables["sources"]}

    def body(self, body: str) -> str:
        """A body's name; its id if it has no row."""
        return self._names["bodies"].get(body, body)

    def of(self, table: str, row: Row) -> str:
        """A one-line label for a row, without a full stop."""

        def cell(column: str) -> str:
            return row.get(column, "")

        who = self._publishers.get(cell("source"), cell("source"))
        if table == "findings":
            said = wording.finding(cell("finding")) if cell("finding") in set(Finding) else cell("finding")
            when = cell("as_of")
            vendor = manufacturer_in_words(self._state, cell("vendor"))
            return f"{self.body(cell('body'))}: {said}, {vendor} ({who}, {_date(when)})"
        if table == "sources":
            return f"{cell('title')} ({cell('publisher')})"
        if table == "capabilities":
            about = self.body(cell("body")) or manufacturer_in_words(self._state, cell("vendor"))
            function = self._names["capability_words"].get(cell("capability"), cell("capability"))
            return f"{about}: {function}, {cell('statement')} ({who})"
        if table == "surveys":
            asked = self._names["survey_rounds"].get(cell("survey"), cell("survey"))
            return f"{asked}: {wording.label(cell('sector'))}, {cell('geography')} ({who})"
        if table == "survey_repeats":
            return f"{cell('figure')} ({who})"
        if table == "place_reports":
            said = wording.finding(cell("finding")) if cell("finding") in set(Finding) else cell("finding")
            return f"{cell('what')}: {said}, {manufacturer_in_words(self._state, cell('vendor'))} ({who})"
        if table == "requests":
            return f"{self.body(cell('body'))}: {cell('state').replace('_', ' ')} ({_date(cell('state_date'))})"
        if table == "events":
            return f"{cell('title')} ({_date(cell('date'))})"
        if table in ("event_sources", "event_bodies"):
            event = self._titles.get(cell("event"), cell("event"))
            return f"{event}: {self.body(cell('body')) if table == 'event_bodies' else who}"
        if table == "vendor_facts":
            vendor = manufacturer_in_words(self._state, cell("vendor"))
            return f"{vendor}: {wording.label(cell('key'))}, {cell('kind')} ({who})"
        if table == "brands":
            company = manufacturer_in_words(self._state, cell("vendor"))
            return f"{cell('name')}: {brand_words(company, cell('kind'))} ({who})"
        if table == "corrections":
            return f"{cell('table')} {cell('row')}, {cell('column')}: {cell('why')}"
        if table == "left_out":
            return f"{cell('what')}: {cell('reason')}"
        return cell("name") or cell(TABLES[table].key)


def _date(iso: str) -> str:
    """A date in words; any other text unchanged."""
    try:
        return wording.date(iso)
    except (ValueError, IndexError):
        return iso


def _body(table: str, row: Row) -> str:
    return row["id"] if table == "bodies" else row.get("body", "") if table != "left_out" else ""


def withheld(old: RecordSnapshot, new: RecordSnapshot) -> dict[str, str]:
    """The corrections in ``old`` whose row's id has been withheld in ``new``: ``{id before: id now}``.

    They agree in all but the id, the row's name and the values, and their row has been withdrawn.
    """
    same = ("date", "table", "column", "why", "asked_by")
    olds, news = old.by_key("corrections"), new.by_key("corrections")
    free = [(key, row) for key, row in news.items() if key not in olds and row["row"].startswith(WITHHELD)]
    found = {}
    for key, was in olds.items():
        if key in news or was["table"] not in TABLES or was["row"] in new.by_key(was["table"]):
            continue
        now = next((each for each in free if all(each[1][name] == was[name] for name in same)), None)
        if now:
            found[key] = now[0]
            free.remove(now)
    return found


def _of_table(table: str, old: RecordSnapshot, new: RecordSnapshot, before: _Labels, after: _Labels) -> list[Change]:
    """The differences between the rows of one table, in order of their keys."""
    olds, news = old.by_key(table), new.by_key(table)
    # A list of changes that named what is withheld would publish it again.
    renamed = withheld(old, new) if table == "corrections" else {}
    noun = wording.sentence_case(NOUNS.get(table, f"row of {table}"))
    found = []

    def note(kind: Kind, key: str, row: Row, text: str, column: str = "", was: str = "", now: str = "") -> None:
        name = key if TABLES[table].key else row.get("address", "")
        found.append(Change(kind, table, name, _body(table, row), column, was, now, text))

    for key in sorted({*olds, *news} - {*renamed}):
        if key in renamed.values():
            text = f"{noun} changed: {after.of(table, news[key])}: the id of its row is withheld"
            note("changed", key, news[key], text, "row", "", news[key]["row"])
        elif key not in olds:
            note("added", key, news[key], f"{noun} added: {after.of(table, news[key])}")
        elif key not in news:
            note("removed", key, olds[key], f"{noun} removed: {before.of(table, olds[key])}")
        else:
            was, now = olds[key], news[key]
            for column in TABLES[table].columns:
                if column in was and column in now and was[column] != now[column]:
                    step = f"{column} from {_cell(was[column])} to {_cell(now[column])}"
                    text = f"{noun} changed: {after.of(table, now)}: {step}"
                    note("changed", key, now, text, column, was[column], now[column])
    return found


def _cell(value: str) -> str:
    return f"“{value}”" if value else "blank"


def compare(old: RecordSnapshot, new: RecordSnapshot) -> Changes:
    """Compare two states. Columns that only one of them has are ignored.

    Statuses are compared for bodies in both states. Cell values never raise.
    """
    before, after = _Labels(old), _Labels(new)
    was, now = old.standings(), new.standings()
    changes = []
    for body in sorted(set(was) & set(now)):
        old_status, new_status = str(was[body].status), str(now[body].status)
        if old_status != new_status:
            text = f"{after.body(body)}: {old_status} → {new_status}"
            changes.append(Change("status", "bodies", body, body, "status", old_status, new_status, text))
    for table in OPEN_TABLES:
        changes += _of_table(table, old, new, before, after)
    return Changes(old.version, new.version, tuple(changes))


def why(state: RecordSnapshot, body: str) -> list[str]:
    """Lines on what decides a body's status: the deciding findings, newest first, and the flags."""
    known = state.standings().get(body, NO_EVIDENCE)
    findings = state.by_key("findings")
    labels = _Labels(state)
    lines = [
        f"decided by {finding_id}: {labels.of('findings', findings[finding_id])}" for finding_id in known.decided_by
    ]
    return [*(lines or ["decided by no finding"]), f"flags: {wording.flag_list(known.flags) or 'none'}"]


def counts(changes: Changes) -> dict[str, dict[str, int]]:
    """The number of rows added, changed and removed: ``{table: {kind: rows}}``, without zeros."""
    by_table: dict[str, dict[str, int]] = {}
    for table in OPEN_TABLES:
        rows = {(c.kind, c.row, c.text if c.kind != "changed" else "") for c in changes.changes if c.table == table}
        kinds = Counter(kind for kind, _, _ in rows if kind != "status")
        if kinds:
            by_table[table] = {kind: kinds[kind] for kind in ("added", "changed", "removed")}
    return by_table


def _summary(kinds: Mapping[str, int]) -> str:
    return wording.listed([f"{wording.number(count)} {kind}" for kind, count in kinds.items() if count])


def as_text(changes: Changes) -> str:
    """The differences for a terminal: ``+`` added, ``-`` removed, ``~`` changed; cells quoted and truncated."""
    lines = [f"{changes.old} -> {changes.new}"]
    if not changes.changes:
        return lines[0] + "\nno difference\n"
    if statuses := changes.of("status"):
        lines.append(f"statuses: {wording.number(len(statuses))} changed")
        lines += [f"  {change.text}" for change in statuses]
    marks = {"added": "+", "removed": "-", "changed": "~"}
    for table, kinds in counts(changes).items():
        lines.append(f"{table}: {_summary(kinds)}")
        for change in changes.changes:
            if change.table == table and change.kind in marks:
                text = (
                    f"{change.column}: {shown(change.old)} -> {shown(change.new)}"
                    if change.kind == "changed"
                    else change.text
                )
                lines.append(f"  {marks[change.kind]} {change.row}  {_visible(text)}")
    return "\n".join(lines) + "\n"


def _visible(text: str) -> str:
    """Text for a terminal, with control characters replaced by question marks."""
    return "".join(c if c.isprintable() else "?" for c in text)


def escaped(text: str) -> str:
    """Escape text for Markdown, so that it has no mark-up, links or HTML."""
    for character in "\\`*_[]<>#|~":
        text = text.replace(character, "\\" + character)
    return _visible(text).replace("](", "]\\(")


def as_markdown(changes: Changes, most: int = 0) -> str:
    """The differences as lists under ``###`` headings, each cut off after ``most`` items (0: all) with a count."""
    parts = []
    if statuses := changes.of("status"):
        parts.append(
            (f"Bodies whose status changed: {wording.number(len(statuses))}", [text.text for text in statuses])
        )
    for table, kinds in counts(changes).items():
        items = [text.text for text in changes.changes if text.table == table and text.kind != "status"]
        parts.append((f"`{table}`: {_summary(kinds)}", items))
    lines = []
    for heading, items in parts:
        cut = most and len(items) > most
        lines += [f"### {heading}", *(f"- {escaped(text)}" for text in (items[:most] if cut else items))]
        lines += [f"- and {wording.number(len(items) - most)} more", ""] if cut else [""]
    return "\n".join(lines) or "No difference.\n"


def as_list(changes: Changes) -> list[dict[str, Any]]:
    """The differences as plain dicts, ready for JSON and for a feed."""
    return [asdict(change) for change in changes.changes]


def as_json(changes: Changes) -> str:
    """The differences as JSON: ``old`` and ``new`` (versions), ``counts`` by table, ``changes`` as in ``as_list``."""
    content = {"old": changes.old, "new": changes.new, "counts": counts(changes), "changes": as_list(changes)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


FORMATS: Mapping[str, Callable[[Changes], str]] = MappingProxyType(
    {"text": as_text, "json": as_json, "markdown": as_markdown}
)
