"""Imports a table published by others: certain rows become findings, all others go into a review file."""

from __future__ import annotations

import codecs
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import pandas as pd

from whosecameras.analysis import name_forms as forms
from whosecameras.analysis.search import NAME, SLIP, UNSURE, Finder, Match
from whosecameras.curation import store
from whosecameras.curation.importing import answers
from whosecameras.curation.importing.answers import CellAnswer
from whosecameras.curation.importing.mapping import ImportMapping, folded, read_map
from whosecameras.curation.importing.sheets import SourceTable, read_sheet
from whosecameras.curation.store import Row
from whosecameras.errors import UserError
from whosecameras.publishing import statements
from whosecameras.publishing.exports import safe_csv
from whosecameras.record.loading import DatasetError
from whosecameras.record.schema import TABLES, Finding
from whosecameras.text import wording

THRESHOLD = SLIP  # names that score lower do not match
MARGIN = 5.0  # the runner-up must score at least this much lower
PROGRESS_EVERY = 5_000
REVIEW_COLUMNS = ("line", "reason", "body", "vendor", "answer", "date", "cameras", "candidates")
#: A finding in one of these groups contradicts a finding in another.
_GROUPS = (
    {Finding.USES, Finding.REMOVING},
    {Finding.DOES_NOT_USE, Finding.REMOVED, Finding.USED_PREVIOUSLY},
    {Finding.REFUSED, Finding.NO_ANSWER, Finding.NOT_HELD},
)
Echo = Callable[[str], None]
Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class NameMatch:
    """The match for a name in the table: a body's id, or the reason why there is none, with similar names.

    ``equal`` are bodies that share the name; the date may decide between them.
    """

    body: str = ""
    exact: bool = False
    reason: str = ""
    near: tuple[Match, ...] = ()
    equal: tuple[str, ...] = ()


@dataclass
class Outcome:
    """The result for a table: new rows, the number already in the record, and what a person must decide."""

    new: list[tuple[CellAnswer, Row]] = field(default_factory=list)
    known: int = 0
    review: list[tuple[CellAnswer, str, tuple[Match, ...]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def set_aside(self, answer: CellAnswer, reason: str, near: tuple[Match, ...] = ()) -> None:
        """Put an answer aside for a person to review."""
        self.review.append((answer, reason, near))


class NameRules(Protocol):
    """The bodies that a name may match: those in these sectors, and a curator's choices by folded name."""

    @property
    def sectors(self) -> Sequence[str]: ...

    @property
    def names(self) -> Mapping[str, str]: ...


class Names:
    """Matches names to bodies, with a cache; never guesses."""

    def __init__(self, mapped: NameRules, bodies: Sequence[Row]) -> None:
        chosen = [row for row in bodies if row["sector"] in mapped.sectors]
        self._finder = Finder(pd.DataFrame(chosen, columns=list(TABLES["bodies"].columns), dtype=str))
        self._bodies = {row["id"]: row for row in bodies}
        self._given = mapped.names
        self._seen: dict[str, NameMatch] = {}

    def __call__(self, text: str, as_of: str = "") -> NameMatch:
        """The body that certainly had this name at that time, or the reason why it is unclear."""
        key = folded(text)
        if key not in self._seen:
            self._seen[key] = self._taken_for(text, key)
        return self._at_the_time(self._seen[key], as_of) if as_of else self._seen[key]

    def _at_the_time(self, naming: NameMatch, as_of: str) -> NameMatch:
        """Check a match against the dates of the bodies: one that did not exist then is ruled out."""
        ruled_out = {body: statements.outside_life(as_of, self._bodies[body]) for body in naming.equal}
        existing = [body for body in naming.equal if not ruled_out[body]]
        if len(existing) == 1:
            naming = replace(naming, body=existing[0], exact=True, reason="")
        if naming.body:
            outside = statements.outside_life(as_of, self._bodies[naming.body])
            return replace(naming, body="", reason=outside) if outside else naming
        near = [body.body for body in naming.near if body.score >= UNSURE]
        reasons = (statements.outside_life(as_of, self._bodies[body]) for body in near)
        return replace(naming, reason="; ".join([naming.reason, *filter(None, reasons)]))

    def _taken_for(self, text: str, key: str) -> NameMatch:
        if given := self._given.get(key):
            return NameMatch(given, exact=True)
        if not key:
            return NameMatch(reason="no body is named")
        similar = self._finder.ranked(text)
        if not similar or similar[0].score < THRESHOLD:
            both = {self._named(part) for part in forms.side_by_side(text)}
            if len(both) == 1 and "" not in both:
                return NameMatch(both.pop(), exact=True, near=similar)
            return NameMatch(reason="the name is not certain" if similar else "no body has such a name", near=similar)
        first, next_score = similar[0], similar[1].score if len(similar) > 1 else 0.0
        outright = first.score == NAME > next_score
        if not outright and first.score - next_score < MARGIN:
            equal = "equally" if first.score == next_score else "almost equally"
            same = tuple(match.body for match in similar if match.exact and match.score == first.score)
            return NameMatch(reason=f"the name fits two bodies {equal}", near=similar, equal=same)
        return NameMatch(first.body, first.exact, near=similar)

    def _named(self, text: str) -> str:
        """The only body with this name, ``""`` if there is none or several."""
        similar = self._finder.ranked(text)
        exact = [match.body for match in similar if match.exact]
        return exact[0] if len(exact) == 1 else ""


def _group(finding: str) -> int:
    return next((at for at, group in enumerate(_GROUPS) if finding in group), -1)


class _Statements:
    """Findings grouped by subject, to detect those that say the same or the opposite."""

    def __init__(self, findings: Sequence[Row]) -> None:
        self._of: dict[tuple[str, ...], dict[tuple[str, ...], Row]] = defaultdict(dict)
        for row in findings:
            self.add(row)

    def add(self, row: Row) -> None:
        """Add a finding; only one of several equal ones is kept."""
        self._about(row).setdefault((row["finding"], row["as_of"], row["scope"]), row)

    def has(self, row: Row) -> bool:
        """True if an equal statement is known."""
        return any(statements.say_the_same(row, other) for other in self._about(row).values())

    def oppose(self, row: Row) -> bool:
        """True if a known statement says the opposite about the same time and cameras."""
        of = _group(row["finding"])
        others = (other for other in self._about(row).values() if _group(other["finding"]) not in (of, -1))
        return of >= 0 and any(statements.overlap(row, other) for other in others)

    def _about(self, row: Row) -> dict[tuple[str, ...], Row]:
        return self._of[tuple(row[column] for column in statements.SUBJECT)]


def collect_rows(mapped: ImportMapping, name: str, sheet: SourceTable, tables: Tables, echo: Echo) -> Outcome:
    """Sort the table's answers into new findings, those already in the record, and those that a person must decide.

    Writes nothing. Raises ``UserError`` if the dates are ambiguous.
    """
    said_here = list(answers.read(mapped, sheet))
    answers.refuse_open_dates(mapped, name, said_here)
    doubtful, note = answers.misread_days(mapped, said_here)
    names, sources = Names(mapped, tables["bodies"]), answers.Sources(tables["sources"])
    outcome = Outcome(notes=[*sheet.notes, *filter(None, [note])])
    sure: list[tuple[CellAnswer, Row, NameMatch]] = []
    for count, answer in enumerate(said_here, 1):
        row, reason = answers.finding(answer, mapped, sources, doubtful)
        naming = names(answer.body, row["as_of"])
        if naming.reason or reason:
            unsure = "; ".join(filter(None, (naming.reason, reason)))
            outcome.set_aside(answer, unsure, naming.near if naming.reason else ())
        else:
            sure.append((answer, {"body": naming.body, **row}, naming))
        if count % PROGRESS_EVERY == 0:
            echo(f"{wording.number(count)} of {wording.number(len(said_here))} answers read")
    _settle(outcome, sure, mapped, tables, sources)
    return outcome


def _settle(
    outcome: Outcome,
    sure: Sequence[tuple[CellAnswer, Row, NameMatch]],
    mapped: ImportMapping,
    tables: Tables,
    sources: answers.Sources,
) -> None:
    """Sort answers that are clear in themselves into new, known and contradictory ones."""
    spelt_out = {row["body"] for _, row, naming in sure if naming.exact}
    known, everything = _Statements(tables["findings"]), _Statements(tables["findings"])
    for _, row, _ in sure:
        everything.add(row)
    named = {row["id"]: row["name"] for row in tables["bodies"]}
    manufacturers = {row["id"]: row["name"] for row in tables["vendors"]}
    for answer, row, naming in sure:
        if not naming.exact and row["body"] in spelt_out:
            reason = "the name is not certain: the table also has the body under its own name"
            outcome.set_aside(answer, reason, naming.near)
        elif known.has(row):
            outcome.known += 1
        elif everything.oppose(row):
            outcome.set_aside(answer, "another row for this body, manufacturer and date says the opposite", naming.near)
        else:
            known.add(row)
            row["detail"] = mapped.detail.format(
                body=named[row["body"]],
                vendor=wording.manufacturer_of(manufacturers, row["vendor"]),
                finding=wording.finding(row["finding"]),
                date=wording.date(row["as_of"]),
                cameras=row["cameras"],
                scope=row["scope"],
                publisher=sources.publisher(row["source"]),
            )
            outcome.new.append((answer, row))


def _number(outcome: Outcome, tables: Tables) -> None:
    """Assign ids to the new findings, body by body in table order."""
    latest: dict[str, str] = {}
    used = store.used_ids(tables)
    for _, row in outcome.new:
        body = row["body"]
        row["id"] = latest[body] = store.next_finding_id([latest[body]] if body in latest else used, body)


def _hold(data_dir: Path, outcome: Outcome, tables: Tables, dry_run: bool) -> dict[Path, bytes]:
    """Check the record with the new findings and return the files to write; invalid findings are set aside.

    Problems give the line in the imported table, since the line in the record means nothing to the curator.
    """
    while outcome.new:
        _number(outcome, tables)
        rows = [*tables["findings"], *(row for _, row in outcome.new)]
        try:
            return store.checked(data_dir, {"findings": rows}, beside=not dry_run)
        except DatasetError as error:
            faulty = _faults(error, rows)
            if not any(row["id"] in faulty for _, row in outcome.new):
                raise
            for answer, row in outcome.new:
                if row["id"] in faulty:
                    outcome.set_aside(answer, faulty[row["id"]])
            outcome.new = [(answer, row) for answer, row in outcome.new if row["id"] not in faulty]
    return {}


def _faults(error: DatasetError, rows: Sequence[Row]) -> dict[str, str]:
    """The first problem of each finding, by id: the file has one line for each, in the order of the ids."""
    ids = sorted(row["id"] for row in rows)
    by_id: dict[str, str] = {}
    for problem in error.problems:
        if problem.file == TABLES["findings"].file and 2 <= problem.line < len(ids) + 2:
            by_id.setdefault(ids[problem.line - 2], f"{problem.column}: {problem.message}")
    return by_id


def _review_file(outcome: Outcome) -> bytes:
    """The review file: each answer, why it was set aside and the closest bodies, safe to open in a spreadsheet."""
    rows = []
    for answer, reason, similar in outcome.review:
        candidates = "; ".join(f"{match.body} ({match.name}) {match.score}" for match in similar)
        cells = (
            str(answer.line),
            reason,
            answer.body,
            answer.vendor,
            answer.answer,
            answer.date,
            answer.cameras,
            candidates,
        )
        rows.append(["".join(c if c.isprintable() else " " for c in cell) for cell in cells])
    return safe_csv(REVIEW_COLUMNS, rows)


def _may_become_review(path: Path) -> None:
    """Refuse to overwrite a file that is not a review file."""
    header = ",".join(REVIEW_COLUMNS)
    if path.exists() and not path.read_bytes().removeprefix(codecs.BOM_UTF8).startswith(header.encode()):
        raise UserError(f"{path} exists and is not a review file; name another with --review")


def import_table(
    data_dir: Path, file: Path, map_file: Path, echo: Echo, review: Path | None = None, dry_run: bool = False
) -> list[str]:
    """Import the certain rows of ``file`` as findings, the rest into a review file. Returns lines on the result.

    ``review`` defaults to ``<file>.review.csv`` next to the file. ``dry_run`` makes the same checks but changes no
    findings, and writes a review file only if ``review`` is given. A second run adds nothing. Raises ``UserError`` for
    an invalid or ambiguous map or table, and the errors of ``store.change``; the record is then unchanged, byte for
    byte.
    """
    with nullcontext() if dry_run else store.locked(data_dir):
        tables = store.tables(data_dir, ("bodies", "sectors", "sources", "vendors", "findings", "corrections"))
        mapped = read_map(map_file, tables)
        sheet = read_sheet(file, mapped.all_columns, mapped.sheet)
        outcome = collect_rows(mapped, file.name, sheet, tables, echo)
        found = _hold(data_dir, outcome, tables, dry_run)
        files = {} if dry_run else found
        outcome.review.sort(key=lambda entry: entry[0].line)
        write_review = bool(outcome.review) and (review is not None or not dry_run)
        review = review or file.with_name(f"{file.stem}.review.csv")
        if write_review:
            _may_become_review(review)
            files[review] = _review_file(outcome)
        store.write_all(files)
    would = "would be added" if dry_run else "added"
    lines = [
        *(f"note: {note}" for note in outcome.notes),
        f"{wording.counted(len(sheet.rows), 'row')} read",
        f"{wording.counted(len(outcome.new), 'finding')} {would}",
        f"{wording.counted(outcome.known, 'finding')} already there",
        f"{wording.counted(len(outcome.review), 'answer')} set aside",
    ]
    reasons = Counter(reason for _, reason, _ in outcome.review)
    lines += [f"  {wording.number(count)}: {reason}" for reason, count in reasons.most_common()]
    if write_review:
        lines.append(f"  see {review}; add names that you know to `names` in the map, then run it again")
    return lines
