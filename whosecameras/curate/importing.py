"""Imports a table that somebody else published: sure rows become findings, all others go to a review file."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd

from whosecameras import words
from whosecameras.curate import dates, store
from whosecameras.curate.mapping import Map, folded, precision, read_map
from whosecameras.curate.sheets import Day, Sheet, read_sheet
from whosecameras.curate.store import Refused, Row
from whosecameras.export import FORMULA_STARTS, spreadsheet_file
from whosecameras.find import NAME, SLIP, Finder, Match
from whosecameras.load import is_date, shown
from whosecameras.model import TABLES, VENDOR_EACH, VENDOR_PAIR, VENDOR_UNSPECIFIED, Finding

THRESHOLD = SLIP  # a name that scores less is not taken for a body's
MARGIN = 5.0  # and the next body must score this much less
PROGRESS_EVERY = 5_000
REVIEW_COLUMNS = ("line", "reason", "body", "vendor", "answer", "date", "cameras", "candidates")
#: A finding of one of these groups contradicts one of another.
_GROUPS = (
    {Finding.USES, Finding.REMOVING},
    {Finding.DOES_NOT_USE, Finding.REMOVED, Finding.USED_PREVIOUSLY},
    {Finding.REFUSED, Finding.NO_ANSWER, Finding.NOT_HELD},
)
_SAME = ("body", "vendor", "finding", "source", "as_of", "scope")
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Said:
    """One answer of the table as it stands there."""

    line: int
    body: str
    vendor: str
    answer: str
    date: str
    cameras: str
    fault: str = ""


@dataclass(frozen=True)
class Naming:
    """What a name of the table was taken for: a body's id, or why none was, with what is near."""

    body: str = ""
    exact: bool = False
    reason: str = ""
    near: tuple[Match, ...] = ()


@dataclass
class Outcome:
    """What a table gave: new rows, how many stood there already, and what a person must decide."""

    new: list[Row] = field(default_factory=list)
    known: int = 0
    review: list[tuple[Said, str, tuple[Match, ...]]] = field(default_factory=list)


class Names:
    """Takes names for bodies, each name once; never guesses."""

    def __init__(self, mapped: Map, bodies: Sequence[Row]) -> None:
        chosen = [row for row in bodies if row["sector"] in mapped.sectors]
        self._finder = Finder(pd.DataFrame(chosen, columns=list(TABLES["bodies"].columns), dtype=str))
        self._given = mapped.names
        self._seen: dict[str, Naming] = {}

    def __call__(self, text: str) -> Naming:
        """The body that is meant for certain, or the reason why that is not known."""
        key = folded(text)
        if key not in self._seen:
            self._seen[key] = self._taken_for(text, key)
        return self._seen[key]

    def _taken_for(self, text: str, key: str) -> Naming:
        if given := self._given.get(key):
            return Naming(given, exact=True)
        if not key:
            return Naming(reason="no body is named")
        near = self._finder.ranked(text)
        if not near or near[0].score < THRESHOLD:
            return Naming(reason="the name is not certain" if near else "no body of such a name", near=near)
        first, next_score = near[0], near[1].score if len(near) > 1 else 0.0
        outright = first.score == NAME > next_score
        if not outright and first.score - next_score < MARGIN:
            equal = "equally" if first.score == next_score else "almost equally"
            return Naming(reason=f"the name fits two bodies {equal}", near=near)
        return Naming(first.body, first.exact, near=near)


def _answers(mapped: Map, sheet: Sheet) -> Iterator[Said]:
    """Every answer of the table: one for each row and answer column."""
    at = {column: sheet.header.index(column) for column in mapped.columns}
    for line, cells in sheet.rows:
        fault = ""
        if len(cells) != len(sheet.header) and any(cell.strip() for cell in cells[len(sheet.header) :]):
            fault = f"has {len(cells)} cells where the first line has {len(sheet.header)}"
        padded = [*cells, *[""] * len(sheet.header)]

        def cell(column: str, of: Sequence[str] = padded) -> str:
            text = of[at[column]] if column else ""
            return text if isinstance(text, Day) else text.strip()

        for answer, maker in mapped.answers.items():
            vendor = maker or cell(mapped.vendor)
            yield Said(line, cell(mapped.body), vendor, cell(answer), cell(mapped.date), cell(mapped.cameras), fault)


def _dated(text: str, mapped: Map) -> tuple[str, str]:
    """(ISO date, why there is none) of a date in the table."""
    if mapped.as_of:
        return mapped.as_of, ""
    if not text:
        return "", "the date is blank"
    iso: str = text
    if mapped.date_format and not isinstance(text, Day):
        try:
            iso = datetime.strptime(text, mapped.date_format).date().isoformat()[: precision(mapped.date_format)]
        except ValueError:
            return "", f"the date is not of the form {mapped.date_format}"
    return (iso, "") if is_date(iso, last=datetime.now().date()) else ("", "the date is none that can be")


def _refuse_open_dates(mapped: Map, name: str, answers: Sequence[Said]) -> None:
    """Refuse a table whose dates can be read in two ways as long as the map does not say which is meant."""
    if mapped.date_format:
        return
    for said in answers:
        meant = dates.readings(said.date) if not isinstance(said.date, Day) and not is_date(said.date) else ()
        if meant:
            mark = next(one for one in "/.-" if one in said.date)
            year = "%Y" if any(len(part.strip()) == 4 for part in said.date.split(mark)) else "%y"
            forms = [f'"{mark.join(order)}"' for order in (("%d", "%m", year), ("%m", "%d", year))]
            both = " or as ".join(words.date(one) for one in meant)
            raise Refused(
                f"{name}:{said.line}: {shown(said.date)} can be read as {both}; "
                f"say which in the map: date_format: {' or '.join(forms)}"
            )


def _finding(said: Said, mapped: Map, body: str) -> tuple[Row, str]:
    """The finding that an answer makes (without id and detail), or why it makes none."""
    vendor = said.vendor if not mapped.vendor else mapped.vendors.get(folded(said.vendor), "")
    finding = mapped.findings.get(folded(said.answer), "")
    as_of, no_date = _dated(said.date, mapped)
    cameras = said.cameras
    no_answer = "the answer is not in the map" if said.answer else "the answer is blank"
    no_number = "the number of cameras is no number" if cameras else "the number of cameras is blank"
    counted = cameras.isascii() and cameras.isdigit()
    faults = {
        said.fault: bool(said.fault),
        "the maker is not in the map": not vendor,
        no_answer: not finding,
        no_date: bool(no_date),
        no_number: not counted and (bool(cameras) or "{cameras}" in mapped.detail),
    }
    reason = next((fault for fault, found in faults.items() if found), "")
    row = {
        "body": body,
        "vendor": vendor,
        "finding": finding,
        "as_of": as_of,
        "as_of_basis": mapped.as_of_basis,
        "basis": mapped.basis,
        "scope": mapped.scope,
        "cameras": str(int(cameras)) if cameras and not reason else "",
        "source": mapped.source,
    }
    return row, reason


def _group(finding: str) -> int:
    return next((at for at, group in enumerate(_GROUPS) if finding in group), -1)


def _statement(row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in _SAME)


def _subject(row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in _SAME if column != "finding")


def _vendor_words(vendors: Sequence[Row]) -> dict[str, str]:
    names = {row["id"]: row["name"] for row in vendors}
    pair = [names[one] for one in VENDOR_PAIR]
    return {**names, VENDOR_UNSPECIFIED: " or ".join(pair), VENDOR_EACH: " and ".join(pair)}


def gather(mapped: Map, name: str, sheet: Sheet, tables: Mapping[str, Sequence[Row]], tell: Tell) -> Outcome:
    """What the table says that is certain and new, what the record has already, and what a person must decide.

    Nothing is written. Raises ``Refused`` if its dates can be read in two ways.
    """
    answers = list(_answers(mapped, sheet))
    _refuse_open_dates(mapped, name, answers)
    names = Names(mapped, tables["bodies"])
    outcome = Outcome()
    sure: list[tuple[Said, Row, Naming]] = []
    for count, said in enumerate(answers, 1):
        naming = names(said.body)
        row, reason = _finding(said, mapped, naming.body)
        if naming.reason or reason:
            unsure = "; ".join(filter(None, (naming.reason, reason)))
            outcome.review.append((said, unsure, naming.near if naming.reason else ()))
        else:
            sure.append((said, row, naming))
        if count % PROGRESS_EVERY == 0:
            tell(f"{words.number(count)} of {words.number(len(answers))} answers read")
    _settle(outcome, sure, mapped, tables)
    outcome.review.sort(key=lambda one: one[0].line)
    return outcome


def _settle(
    outcome: Outcome, sure: Sequence[tuple[Said, Row, Naming]], mapped: Map, tables: Mapping[str, Sequence[Row]]
) -> None:
    """Sort answers that are clear by themselves into new, known and contradictory."""
    spelt_out = {row["body"] for _, row, naming in sure if naming.exact}
    said_of: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for row in (*tables["findings"], *(row for _, row, _ in sure)):
        if _group(row["finding"]) >= 0:
            said_of[_subject(row)].add(_group(row["finding"]))
    known = {_statement(row) for row in tables["findings"]}
    latest: dict[str, Row] = {}
    used = store.used_ids(tables)
    named = {row["id"]: row["name"] for row in tables["bodies"]}
    makers = _vendor_words(tables["vendors"])
    for said, row, naming in sure:
        if _statement(row) in known:
            outcome.known += 1
        elif not naming.exact and row["body"] in spelt_out:
            reason = "the name is not certain: the body also stands in the table under its own name"
            outcome.review.append((said, reason, naming.near))
        elif _group(row["finding"]) >= 0 and len(said_of[_subject(row)]) > 1:
            outcome.review.append((said, "another row for this body, maker and date says the opposite", naming.near))
        else:
            known.add(_statement(row))
            before = [latest[row["body"]]["id"]] if row["body"] in latest else used
            row["id"] = store.next_finding_id(before, row["body"])
            row["detail"] = mapped.detail.format(
                body=named[row["body"]],
                vendor=makers[row["vendor"]],
                finding=words.finding(row["finding"]),
                date=words.date(row["as_of"]),
                cameras=row["cameras"],
                scope=mapped.scope,
                publisher=mapped.publisher,
            )
            latest[row["body"]] = row
            outcome.new.append(row)


def _review_file(outcome: Outcome) -> bytes:
    """The review file: what was said, why it was set aside and which bodies are near, safe in a spreadsheet."""

    def safe(text: str) -> str:
        text = "".join(c if c.isprintable() else " " for c in text)
        return f"'{text}" if text.startswith(FORMULA_STARTS) else text

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(REVIEW_COLUMNS)
    for said, reason, near in outcome.review:
        candidates = "; ".join(f"{one.body} ({one.name}) {one.score}" for one in near)
        cells = (str(said.line), reason, said.body, said.vendor, said.answer, said.date, said.cameras, candidates)
        writer.writerow([safe(cell) for cell in cells])
    return spreadsheet_file(text.getvalue())


def _may_become_review(path: Path) -> None:
    """Refuse to write the review over a file that is none."""
    header = ",".join(REVIEW_COLUMNS)
    if path.exists() and not path.read_bytes().removeprefix(codecs.BOM_UTF8).startswith(header.encode()):
        raise Refused(f"{path} is there and is no review file; name another with --review")


def import_table(
    data_dir: Path, file: Path, map_file: Path, tell: Tell, review: Path | None = None, dry_run: bool = False
) -> list[str]:
    """Put what ``file`` says for certain into the findings, the rest into a review file; say in lines what was done.

    ``review`` is ``<file>.review.csv`` beside the file where it is not given. ``dry_run`` changes no finding, and
    writes a review only where ``review`` is given. A second run adds nothing. Raises ``Refused`` for a map or table
    that cannot be taken for certain, and what ``store.change`` raises; then the record is as it was, byte for byte.
    """
    with nullcontext() if dry_run else store.locked(data_dir):
        tables = store.tables(data_dir, ("bodies", "sectors", "sources", "vendors", "findings", "corrections"))
        mapped = read_map(map_file, tables)
        sheet = read_sheet(file, mapped.columns, mapped.sheet)
        outcome = gather(mapped, file.name, sheet, tables, tell)
        write_review = bool(outcome.review) and (review is not None or not dry_run)
        review = review or file.with_name(f"{file.stem}.review.csv")
        if write_review:
            _may_become_review(review)
        beside = {review: _review_file(outcome)} if write_review else {}
        if outcome.new and not dry_run:
            store.change(data_dir, {"findings": [*tables["findings"], *outcome.new]}, beside)
        else:
            store.write_all(beside)
    would = "would be added" if dry_run else "added"
    lines = [
        *(f"note: {note}" for note in sheet.notes),
        f"{words.counted(len(sheet.rows), 'row')} read",
        f"{words.counted(len(outcome.new), 'finding')} {would}",
        f"{words.counted(outcome.known, 'finding')} already there",
        f"{words.counted(len(outcome.review), 'answer')} set aside",
    ]
    reasons = Counter(reason for _, reason, _ in outcome.review)
    lines += [f"  {words.number(count)}: {reason}" for reason, count in reasons.most_common()]
    if write_review:
        lines.append(f"  see {review}; a name that you know goes into the map under `names`, then run it again")
    return lines
