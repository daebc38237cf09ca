"""``requests review``: shows each answer to a person, who classifies it with one key. Each is saved at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from whosecameras.curation import store
from whosecameras.curation.importing import answers
from whosecameras.curation.importing.mapping import ImportMapping, read_map
from whosecameras.curation.importing.sheets import SourceTable, decoded
from whosecameras.curation.requests import findings as made
from whosecameras.curation.requests.reading import MAX_BYTES
from whosecameras.curation.requests.update import ANSWER_COLUMNS
from whosecameras.curation.store import Row
from whosecameras.errors import UserError
from whosecameras.record.schema import Finding
from whosecameras.text import wording

NEEDED = (*made.NEEDED, "sectors", "left_out")
#: The meaning of each key for one company.
KEYS: Mapping[str, str] = {
    "u": str(Finding.USES),
    "n": str(Finding.DOES_NOT_USE),
    "p": str(Finding.USED_PREVIOUSLY),
    "g": str(Finding.REMOVING),
    "r": str(Finding.REMOVED),
    "s": str(Finding.STOPPED_BUYING),
}
NOTHING, LATER, QUIT, YES = "x", "l", "q", "y"
#: Asks for a key: (question, allowed keys) -> key.
Press = Callable[[str, str], str]
Echo = Callable[[str], None]
Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class CopiedAnswers:
    """Answers copied by volunteers: by request, the text for each question."""

    header: tuple[str, ...] = ()
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, request: str) -> dict[str, str]:
        """The answers to one request, without blank ones."""
        cells = dict(zip(self.header, self.rows.get(request, ()), strict=False))
        return {question: text for question, text in cells.items() if question not in ANSWER_COLUMNS and text}


def read_answers(path: Path) -> CopiedAnswers:
    """Read the ``….answers.csv`` from an import; ``UserError`` for any other file."""
    if path.stat().st_size > MAX_BYTES:
        raise UserError(f"{path.name}: more than {MAX_BYTES // 1024**2} MB; give the file that the import wrote")
    text, _ = decoded(path.name, path.read_bytes())
    try:
        header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    except (csv.Error, ValueError):
        raise UserError(f"{path.name}: is not readable; give the .answers.csv that the import wrote") from None
    if tuple(header[: len(ANSWER_COLUMNS)]) != ANSWER_COLUMNS:
        raise UserError(f"{path.name}: is not a file of answers; give the .answers.csv that the import wrote")
    return CopiedAnswers(tuple(header), {row[0]: tuple(row) for row in rows if row})


def _proposed(mapped: ImportMapping, copied: CopiedAnswers, row: Row, tables: Tables) -> tuple[list[Row], list[str]]:
    """The findings that the map derives from the answers to a request, and reasons for the answers without one."""
    cells = copied.rows.get(row["id"])
    if cells is None:
        return [], []
    source = made.source_of(row, tables, answered=True)
    sheet = SourceTable(copied.header, ((1, cells),))
    sources = answers.Sources([*(dict(proposed) for proposed in tables["sources"]), source])
    findings, reasons = [], []
    for answer in answers.read(mapped, sheet):
        proposed, reason = answers.finding(replace(answer, source=source["id"]), mapped, sources, frozenset())
        if reason:
            reasons.append(f"{answer.answer or 'blank'}: {reason}")
        else:
            more = {key: proposed[key] for key in ("scope", "cameras")}
            findings.append(made.finding_of(row, proposed["finding"], proposed["vendor"], source["id"], tables, **more))
    return findings, reasons


def _show(row: Row, copied: CopiedAnswers, names: Mapping[str, str], at: str, echo: Echo) -> None:
    echo("")
    echo(f"{at}  {names[row['body']]}")
    echo(f"  letter and answer: {row['address']}")
    asked = f"asked {wording.date(row['asked'])}, " if row["asked"] else ""
    echo(f"  state: {asked}{row['state'].replace('_', ' ')} on {wording.date(row['state_date'])}")
    for question, text in copied.of(row["id"]).items():
        echo(f"  {question}: {text}")


def _by_key(row: Row, tables: Tables, press: Press, echo: Echo) -> list[Row] | str:
    """The findings that a person gives for an answer, one key per company; or ``LATER``, ``QUIT`` or ``NOTHING``."""
    keys = ", ".join(f"{key} {wording.finding(finding)}" for key, finding in KEYS.items())
    source = made.source_of(row, tables, answered=True)["id"]
    findings: list[Row] = []
    for vendor in tables["vendors"]:
        echo(f"  {vendor['name']}: {keys}; {NOTHING} does not say, {LATER} later, {QUIT} quit")
        key = press(f"  {vendor['name']}?", "".join(KEYS) + NOTHING + LATER + QUIT)
        if key in (LATER, QUIT):
            return key
        if key != NOTHING:
            findings.append(made.finding_of(row, KEYS[key], vendor["id"], source, tables))
    return findings or NOTHING


def _keep(data_dir: Path, row: Row, rows: Sequence[Row]) -> None:
    """Add the findings from one answer with their source, or note that it says neither yes nor no."""
    with store.locked(data_dir):
        tables = store.tables(data_dir, NEEDED)
        if not rows:
            what = made.source_of(row, tables, answered=True)["title"]
            reason = "The answer says neither yes nor no about these companies."
            note = {"address": row["address"], "what": what, "body": "", "reason": reason}
            store.change(data_dir, {"left_out": [*tables["left_out"], note]})
            return
        source = made.source_of(row, tables, answered=True)
        added = made.NewFindings({source["id"]: source}, [dict(finding) for finding in rows])
        store.change(data_dir, added.changed(tables))


def review(data_dir: Path, file: Path | None, map_file: Path | None, press: Press | None, echo: Echo) -> list[str]:
    """Go through the answers without findings. Returns lines on how many were settled and how many are left.

    Each confirmed answer is written at once, so that quitting loses nothing. ``file`` is the file of answers that an
    import wrote next to a project's export, and ``map_file`` maps its columns; findings from the map still need a yes.
    Without a terminal (``press`` is ``None``) the answers are only listed. Raises ``UserError`` for a file or map that
    cannot be read, and the errors of ``store.change``.
    """
    tables = store.tables(data_dir, NEEDED)
    copied = read_answers(file) if file else CopiedAnswers()
    mapped = read_map(map_file, tables) if map_file else None
    if mapped and (missing := [one for one in mapped.all_columns if one not in copied.header]):
        raise UserError(f"--map: no column “{missing[0]}” in the answers; there are: {', '.join(copied.header)}")
    queue = made.to_review(tables)
    names = {row["id"]: row["name"] for row in tables["bodies"]}
    settled = 0
    for number, row in enumerate(queue, 1):
        _show(row, copied, names, f"{number} of {len(queue)}", echo)
        found, why = _proposed(mapped, copied, row, tables) if mapped else ([], [])
        for one in found:
            echo(f"  the map says: {one['vendor']} {wording.finding(one['finding'])}")
        for reason in why:
            echo(f"  the map does not say: {reason}")
        if press is None:
            continue
        decision: list[Row] | str = LATER
        if found and not why:
            key = press(f"  Is that right? ({YES} yes, n no, {LATER} later, {QUIT} quit)", f"{YES}n{LATER}{QUIT}")
            decision = found if key == YES else key
        if not found or why or decision == "n":
            decision = _by_key(row, tables, press, echo)
        if decision == QUIT:
            break
        if decision == LATER:
            continue
        _keep(data_dir, row, [] if decision == NOTHING else list(decision))  # type: ignore[arg-type]
        settled += 1
    left = len(queue) - settled
    return [f"{wording.counted(settled, 'answer')} settled, {wording.number(left) if left else 'none'} left"]
