"""``requests import``: imports requests from a file; uncertain ones go into a review file."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from whosecameras.analysis import lookup
from whosecameras.analysis.foi_deadlines import answer_due
from whosecameras.curation import store
from whosecameras.curation.importing.findings import Names
from whosecameras.curation.importing.mapping import ImportMapping
from whosecameras.curation.requests import service
from whosecameras.curation.requests.merging import merged
from whosecameras.curation.requests.reading import SeenRequest, day_of, read
from whosecameras.curation.store import Row
from whosecameras.errors import UserError
from whosecameras.publishing.exports import safe_csv
from whosecameras.record.asking import ANSWERED_STATES, OPEN_STATES
from whosecameras.record.loading import LIST_SEPARATOR, misfit, shown
from whosecameras.record.schema import SECTORS, TABLES
from whosecameras.text import wording

NEEDED = ("requests", "bodies", "share_alike_request_pages", "foi_regimes", "survey_rounds")
REVIEW_COLUMNS = ("place", "reason", "request", "body", "candidates")
ANSWER_COLUMNS = ("request", "body", "name", "address", "state", "state_date")
Tables = Mapping[str, Sequence[Row]]


class AskedOf:
    """Matches a file's body to one of ours, by its page on the service, an official code, or its name."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables["bodies"]
        self.by_id = {row["id"]: row for row in self._rows}
        self._page = {row["url_name"]: row["body"] for row in tables["share_alike_request_pages"]}
        self._code = {f"{row['code_scheme']} {row['code']}": row["id"] for row in self._rows if row["code"]}
        self._plain = {row["code"]: row["id"] for row in self._rows if row["code_scheme"] == "GSS"}
        self._by_name: Names | None = None

    def __call__(self, names: Sequence[tuple[str, str]], asked: str) -> tuple[str, str, str]:
        """(id of the body, or ``""``; reason why it is not certain; similar ids and names)."""
        for kind, text in names:
            known = {"page": self._page, "code": self._code}.get(kind, {})
            if body := known.get(text):
                return body, "", ""
        text = next((text for kind, text in names if kind == "text"), "")
        if not text:
            return "", "no body is named", ""
        if text in self.by_id:
            return text, "", ""
        if body := self._page.get(text) or self._plain.get(text):
            return body, "", ""
        if self._by_name is None:  # built on first use, since it reads every name
            self._by_name = Names(ImportMapping.model_construct(sectors=SECTORS, names={}), self._rows)
        match = self._by_name(text, asked)
        similar = LIST_SEPARATOR.join(f"{candidate.body} ({candidate.name})" for candidate in match.near)
        return ("" if match.reason else match.body), match.reason, similar


@dataclass
class RequestChanges:
    """The result for a file: the requests for the record, and those that a person must review."""

    rows: dict[str, dict[str, str]]
    seen: set[str] = field(default_factory=set)
    review: list[tuple[SeenRequest, str, str]] = field(default_factory=list)
    answers: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def set_aside(self, seen: SeenRequest, reason: str, similar: str = "") -> None:
        """Put a request aside for a person to review."""
        self.review.append((seen, reason, similar))


def _due(tables: Tables) -> Callable[[str, str], str]:
    """A function (body, day of asking) -> due date; ``""`` if no law sets one."""
    bodies = {row["id"]: row for row in tables["bodies"]}
    days = {row["id"]: row["working_days"] for row in tables["foi_regimes"]}

    def due(body: str, asked: str) -> str:
        row = bodies[body]
        count = days.get(row["foi"], "")
        if not count:
            return ""
        return answer_due(row["foi"], row["sector"], date.fromisoformat(asked), int(count)).day.isoformat()

    return due


def _round(text: str, tables: Tables) -> str:
    """The id of the round in ``--round``; ``UserError`` if it does not exist."""
    key = lookup.resolve(text, "survey_rounds", tables["survey_rounds"])
    if text and not key:
        raise UserError(f"--round: {shown(text)} is not in survey_rounds.csv; add it first with `add round`")
    return key or ""


def _of_tag(value: str, rounds: Sequence[str]) -> str:
    """The round named by our tag or a cell of our CSV; ``""`` if there is none."""
    return next((candidate for candidate in (value, f"{service.TAG}-{value}") if candidate in rounds), "")


def _row(seen: SeenRequest, body: str, asked: str, round_: str, on: str) -> tuple[dict[str, str], str]:
    """The row for one view of a request, or the reason why there is none."""
    state, state_date = seen.state, seen.state_date or on
    if state in OPEN_STATES and on:
        state_date = max(state_date, on)
    if not state:  # only the request itself is known
        state, state_date = "asked", asked
    if not state_date:
        return {}, "the file does not say on which day this was so; give --on"
    if asked and state_date < asked:
        return {}, "it is dated before it was asked"
    identity = seen.id or f"{seen.channel}-{body}-{asked}"
    row = {
        "id": identity, "body": body, "channel": seen.channel, "address": seen.address, "asked": asked,
        "round": round_, "state": state, "state_date": state_date, "due": "",
    }  # fmt: skip
    return row, ""


def collect(
    requests_read: Sequence[SeenRequest], tables: Tables, round_: str = "", asked: str = "", on: str = ""
) -> RequestChanges:
    """The changes from a file. ``round_``, ``asked`` and ``on`` are defaults for requests that do not give them."""
    rounds = [row["id"] for row in tables["survey_rounds"]]
    bodies, due = AskedOf(tables), _due(tables)
    outcome = RequestChanges({row["id"]: dict(row) for row in tables["requests"]})
    for seen in requests_read:
        if not seen.channel or not (seen.id or seen.names):
            outcome.set_aside(seen, seen.reason)
            continue
        day = seen.asked or asked
        body, no_body, near = bodies(seen.names, day)
        if no_body:
            outcome.set_aside(seen, "; ".join(filter(None, (no_body, seen.reason))), near)
            continue
        own = _of_tag(seen.round, rounds)
        if seen.round and not own:
            reason = f"the round {shown(seen.round)} is not in survey_rounds.csv; add it with `add round`"
            seen = replace(seen, reason="; ".join(filter(None, (seen.reason, reason))))
        row, none = _row(seen, body, day, own or round_, on)
        if none or seen.reason:
            outcome.set_aside(seen, none if none and seen.state else seen.reason or none)
        if none or (seen.reason and not service.name_in(seen.address, "request")):
            continue  # on the service, the asking is still recorded; rows of our CSV can be corrected
        before = outcome.rows.get(row["id"])
        outcome.rows[row["id"]] = merged(before or row, row, due)
        outcome.seen.add(row["id"])
        if row["state"] in ANSWERED_STATES and seen.answers:
            outcome.answers[row["id"]] = seen.answers
    return outcome


def _faulty(outcome: RequestChanges, tables: Tables) -> None:
    """Set aside rows of our CSV with values that a column does not allow."""
    known = {row["id"] for row in tables["requests"]}
    for key in sorted(outcome.seen - known):
        row = outcome.rows[key]
        wrong = [why for spec in TABLES["requests"].fields if (why := misfit(spec, row[spec.name])) and not spec.ahead]
        if wrong:
            del outcome.rows[key]
            outcome.set_aside(SeenRequest("", key, "", "", (), "", "", "", ""), wrong[0])


def review_file(outcome: RequestChanges) -> bytes:
    """The review file, safe to open in a spreadsheet."""
    rows = []
    for seen, reason, near in outcome.review:
        name = next((text for kind, text in seen.names if kind == "text"), "") or next(
            (text for _, text in seen.names), ""
        )
        rows.append((seen.place, reason, seen.address or seen.id, name, near))
    return safe_csv(REVIEW_COLUMNS, rows)


def answers_file(outcome: RequestChanges, tables: Tables) -> bytes:
    """The answers in a project's export, one row per request, for ``requests review``."""
    names = {row["id"]: row["name"] for row in tables["bodies"]}
    questions = list(dict.fromkeys(question for said in outcome.answers.values() for question in said))
    rows = []
    for key in sorted(outcome.answers):
        row = outcome.rows[key]
        about = (key, row["body"], names[row["body"]], row["address"], row["state"], row["state_date"])
        rows.append((*about, *(outcome.answers[key].get(question, "") for question in questions)))
    return safe_csv((*ANSWER_COLUMNS, *questions), rows)


def beside(path: Path, columns: Sequence[str]) -> Path:
    """Return the path if we may write there; ``UserError`` if another file is in the way."""
    header = ",".join(columns)
    if path.exists() and not path.read_bytes().removeprefix(codecs.BOM_UTF8).startswith(header.encode()):
        raise UserError(f"{path} exists and is not one of our files; move it, then run this again")
    return path


def _day(option: str, text: str) -> str:
    if text and not day_of(text):
        raise UserError(f"{option}: {shown(text)} is not a day up to today; write one such as 2026-11-28")
    return day_of(text)


def import_requests(
    data_dir: Path,
    file: Path,
    round_: str = "",
    asked: str = "",
    on: str = "",
    dry_run: bool = False,
) -> list[str]:
    """Import requests from a file. Returns lines on the result. Importing the same file again changes nothing.

    ``asked`` is the day on which the requests were sent and ``on`` the day of the file, for files that do not say.
    Next to the file it writes ``….review.csv`` with uncertain rows and ``….answers.csv`` with the answers that a
    project's volunteers copied. Raises ``UserError`` for a file that cannot be read, and the errors of
    ``store.change``; nothing is then changed.
    """
    with nullcontext() if dry_run else store.locked(data_dir):
        tables = store.tables(data_dir, NEEDED)
        chosen, asked, on = _round(round_, tables), _day("--asked", asked), _day("--on", on)
        requests_read = read(file)
        outcome = collect(requests_read, tables, chosen, asked, on)
        _faulty(outcome, tables)
        before = {row["id"]: row for row in tables["requests"]}
        new = [key for key in outcome.rows if key not in before]
        moved = [key for key, row in outcome.rows.items() if key in before and row != before[key]]
        files: dict[Path, bytes] = {}
        if outcome.review:
            files[beside(file.with_name(f"{file.stem}.review.csv"), REVIEW_COLUMNS)] = review_file(outcome)
        if outcome.answers:
            files[beside(file.with_name(f"{file.stem}.answers.csv"), ANSWER_COLUMNS)] = answers_file(outcome, tables)
        rows = sorted(outcome.rows.values(), key=lambda row: row["id"])
        changed = {"requests": rows} if new or moved else {}
        if dry_run:
            store.checked(data_dir, changed, beside=False)
        else:
            store.change(data_dir, changed, files)
    return _summary(requests_read, outcome, new, moved, before, files, dry_run)


def _summary(
    requests_read: Sequence[SeenRequest],
    outcome: RequestChanges,
    new: Sequence[str],
    moved: Sequence[str],
    before: Mapping[str, Row],
    files: Mapping[Path, bytes],
    dry_run: bool,
) -> list[str]:
    """Lines on the result of an import."""
    would = " would be" if dry_run else ""
    lines = [
        f"{wording.counted(len(requests_read), 'row')} read",
        f"{wording.counted(len(new), 'request')}{would} added",
        f"{wording.counted(len(moved), 'request')}{would} changed",
    ]
    steps = Counter(
        f"{before[key]['state']} → {outcome.rows[key]['state']}"
        for key in moved
        if before[key]["state"] != outcome.rows[key]["state"]
    )
    lines += [f"  {wording.number(count)}: {step}" for step, count in sorted(steps.items())]
    if outcome.review:
        lines.append(f"{wording.counted(len(outcome.review), 'row')} set aside")
        reasons = Counter(reason for _, reason, _ in outcome.review)
        lines += [f"  {wording.number(count)}: {reason}" for reason, count in sorted(reasons.items())]
    lines += [f"see {path}" for path in files if not dry_run]
    return lines
