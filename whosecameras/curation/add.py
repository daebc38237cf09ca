"""Adds a row to the record: resolves the body and the source, and refuses duplicates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pandas as pd
from rapidfuzz import fuzz, process

from whosecameras.analysis import lookup
from whosecameras.analysis.name_keys import normalise
from whosecameras.analysis.search import NAME, Finder
from whosecameras.analysis.status import is_surely_after
from whosecameras.curation import dates, diff, doubts, store
from whosecameras.curation.diff import RecordSnapshot
from whosecameras.curation.page_addresses import address
from whosecameras.errors import UserError
from whosecameras.publishing import statements
from whosecameras.publishing.validation_dates import basis_fault, date_fault
from whosecameras.record.loading import LIST_SEPARATOR, misfit
from whosecameras.record.schema import FINDING_VENDORS, OWNER_PUBLIC, TABLES, UNDATED, Field, regime_of
from whosecameras.text.wording import counted

FEW = 12  # a message lists all rows of a table up to this many, otherwise the closest
SHOWN = 8  # candidates to offer for an inexact name
SHORT = (
    "regions",
    "sectors",
    "vendors",
    "capability_words",
    "survey_rounds",
    "foi_regimes",
)  # tables whose rows can be given by name

#: Asks the curator: (question, default) -> answer. ``None`` without a terminal.
Ask = Callable[[str, str], str]
Echo = Callable[[str], None]


@dataclass(frozen=True)
class Candidate:
    """A row that an inexact name may refer to."""

    id: str
    name: str


@dataclass(frozen=True)
class Links:
    """An event's further sources and the bodies that it names, as ids or names."""

    sources: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


NO_LINKS = Links()


@dataclass(frozen=True)
class CuratorSession:
    """The current record and the curator; ``ask`` is ``None`` without a terminal."""

    state: RecordSnapshot
    ask: Ask | None
    echo: Echo

    def choose(self, text: str, what: str, candidates: Sequence[Candidate]) -> str:
        """The id that an inexact text refers to; asks, or raises ``UserError`` with the candidates."""
        if not candidates:
            raise UserError(f"“{text}” matches no {what} in the record; add it first, or check the id")
        if self.ask is None:
            offered = ", ".join(f"{candidate.id} ({candidate.name})" for candidate in candidates)
            raise UserError(f"“{text}” is not exactly one {what}; give the id of the one you mean: {offered}")
        self.echo(f"“{text}” is not exactly one {what}. It may be:")
        for number, candidate in enumerate(candidates, 1):
            self.echo(f"  {number}  {candidate.name} ({candidate.id})")
        answer = self.ask("Number, or leave blank to enter another", "").strip()
        if answer.isdecimal() and 1 <= int(answer) <= len(candidates):
            return candidates[int(answer) - 1].id
        raise UserError(f"no {what} was chosen")

    def body(self, text: str) -> str:
        """The id of the body with this id or exact name; otherwise see ``choose``."""
        frame = pd.DataFrame(self.state.tables["bodies"], columns=list(TABLES["bodies"].columns), dtype=str)
        if text in set(frame["id"]):
            return text
        answer = Finder(frame.fillna("")).search(text, SHOWN)
        exact = [match for match in answer.matches if match.score >= NAME]
        if len(exact) == 1:
            self.echo(f"body: {exact[0].body} ({exact[0].name})")
            return exact[0].body
        similar = exact or answer.matches or answer.suggestions
        return self.choose(text, "body", [Candidate(match.body, match.name) for match in similar])

    def source(self, text: str) -> str:
        """The id of the source with this id, address or title; otherwise see ``choose``."""
        rows = self.state.tables["sources"]
        if any(row["id"] == text for row in rows):
            return text
        same = [
            row for row in rows if address(row["url"]) == address(text) or normalise(row["title"]) == normalise(text)
        ]
        if len(same) == 1:
            self.echo(f"source: {same[0]['id']} ({same[0]['title']})")
            return same[0]["id"]
        titles = [f"{row['title']} {row['publisher']} {row['id']}" for row in rows]
        similar = process.extract(text[:200], titles, scorer=fuzz.WRatio, limit=SHOWN, score_cutoff=60)
        rows_found = same or [rows[at] for _, _, at in similar]
        return self.choose(
            text, "source", [Candidate(row["id"], f"{row['title']}, {row['publisher']}") for row in rows_found]
        )

    def event(self, text: str) -> str:
        """The id of the event with this id or title; otherwise see ``choose``."""
        rows = self.state.tables["events"]
        same = [row for row in rows if text == row["id"] or normalise(row["title"]) == normalise(text)]
        if len(same) == 1:
            return same[0]["id"]
        titles = [f"{row['title']} {row['id']}" for row in rows]
        similar = process.extract(text[:200], titles, scorer=fuzz.WRatio, limit=SHOWN, score_cutoff=60)
        rows_found = same or [rows[at] for _, _, at in similar]
        return self.choose(text, "event", [Candidate(row["id"], row["title"]) for row in rows_found])

    def of_table(self, text: str, table: str) -> str:
        """The key of the row of a short table with this key or name; otherwise ``UserError`` with the choices."""
        rows = self.state.tables[table]
        if key := lookup.resolve(text, table, rows):
            return key
        offered = lookup.offered(table, rows)
        similar = [hit for hit, _, _ in process.extract(text[:200], offered, limit=SHOWN, scorer=fuzz.WRatio)]
        few = len(offered) <= FEW
        raise UserError(
            f"“{text}” is not in {table}; use one {'of' if few else 'like'}: {', '.join(offered if few else similar)}"
        )

    def settle(self, found: Sequence[str], anyway: bool) -> None:
        """Accept a doubtful row only if the curator confirms it; otherwise raise ``UserError``."""
        if not found or anyway:
            return
        if self.ask is None:
            raise UserError("\n".join([*found, "if it is correct, give --anyway"]))
        for doubt in found:
            self.echo(doubt)
        if self.ask("Is it correct? (yes or no)", "no").strip().casefold() not in ("y", "yes"):
            raise UserError("it was not added" if len(found) == 1 else "it was not added; see the reasons above")


def allowed(field: Field) -> str:
    """The allowed values of a column, for a prompt, a help text or an error; ``""`` if any text is allowed."""
    if field.values:
        return "one of: " + ", ".join(map(str, field.values))
    if field.points_to in SHORT:
        return f"a {TABLES[field.points_to].key} or a name in {field.points_to}"
    if field.points_to:
        several = ", separate several by “; ”" if field.kind == "list" else ""
        return f"the {TABLES[field.points_to].key} of a row of {field.points_to}{several}"
    return {
        "date": "YYYY, YYYY-MM or YYYY-MM-DD",
        "url": "http:// or https://",
        "list": "separate several by “; ”",
    }.get(field.kind, "")


def option_name(column: str) -> str:
    """The option for a column: ``as_of`` is ``--as-of``."""
    return "--" + column.replace("_", "-")


def _slug(text: str, words: int = 6) -> str:
    return "-".join(re.sub(r"[^a-z0-9]+", " ", normalise(text)).split()[:words])


def free_id(preferred: str, table: str, state: RecordSnapshot) -> str:
    """An unused id: ``preferred``, or the same with -2, -3 ... appended."""
    taken = {row["id"] for row in state.tables[table]}
    names = (preferred, *(f"{preferred}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _id(table: str, row: Mapping[str, str], state: RecordSnapshot) -> str:
    """The id of a new row, by the convention of its table."""
    if table == "findings":
        return store.next_finding_id(store.used_ids(state.tables), row["body"])
    if table == "surveys":
        stem = f"{row['survey']}-{row['sector'].replace('_', '-')}-{_slug(row['geography'])}"
        taken = {other["id"] for other in state.tables[table]}
        return next(f"{stem}-{n}" for n in range(1, len(taken) + 2) if f"{stem}-{n}" not in taken)
    id_parts = {
        "sources": (_slug(row.get("publisher", "")), row.get("published", ""), _slug(row.get("title", ""), 3)),
        "events": (row.get("date", "")[:7], _slug(row.get("title", ""))),
        "capabilities": (row.get("body") or row.get("vendor", ""), _slug(row.get("capability", "")), row.get("as_of")),
        "vendor_facts": (row.get("vendor", ""), _slug(row.get("key", "")), row.get("as_of")),
        "brands": (row.get("vendor", ""), _slug(row.get("name", "")), row.get("as_of")),
        "event_sources": (f"{row.get('event')}--{row.get('source')}",),
        "event_bodies": (f"{row.get('event')}--{row.get('body')}",),
        "survey_repeats": (f"{row.get('figure')}--{row.get('source')}",),
        "place_reports": (_slug(row.get("what", "")), row.get("as_of")),
    }.get(table, (_slug(row.get("name", ""), 9),))
    return free_id("-".join(filter(None, id_parts)), table, state)


def _default(table: str, field: Field, row: Mapping[str, str], bench: CuratorSession) -> str:
    """The default for a blank column: today's date, or a value that follows from other columns."""
    if table == "sources" and field.name == "accessed":
        return date.today().isoformat()
    if table == "events" and field.name == "date_precision":
        return {4: "year", 7: "month", 10: "day"}.get(len(row["date"]), "")
    if table == "bodies" and field.name == "code_scheme":
        return "GSS" if row["code"] else ""
    if table == "bodies" and field.name == "owner":
        return OWNER_PUBLIC
    if table == "bodies" and field.name == "foi" and row["owner"] == OWNER_PUBLIC:
        return regime_of(row["nation"])
    if field.name == "id":
        return _id(table, row, bench.state)
    return ""


def _suggestion(field: Field, row: Mapping[str, str], state: RecordSnapshot) -> str:
    """The value suggested to a curator at a terminal: the day on which the source was published."""
    published = state.by_key("sources").get(row.get("source", ""), {}).get("published", "")
    if field.name == "as_of":
        return published
    if field.name != "as_of_basis":
        return ""
    return "published" if row["as_of"] == published and published else "" if row["as_of"] else UNDATED


def written(table: str, field: Field, text: str, state: RecordSnapshot) -> str:
    """Normalise a word of a vocabulary or a short table to the record's spelling; return any other text unchanged."""
    if field.points_to in SHORT:
        return lookup.resolve(text, field.points_to, state.tables[field.points_to]) or text
    if field.values:
        known = [row for row in state.tables["sectors"] if row["id"] in field.values]
        return lookup.word(text, field.values) or lookup.resolve(text, "sectors", known) or text
    if (table, field.name) == ("events", "vendors"):
        return LIST_SEPARATOR.join(lookup.word(vendor, FINDING_VENDORS) or vendor.strip() for vendor in text.split(";"))
    if (table, field.name) in doubts.CUSTOMS:
        return doubts.custom(text, doubts.known_words(table, field.name, state))[0] or text
    return text


def bound(row: Mapping[str, str], state: RecordSnapshot) -> tuple[str, str]:
    """The latest date that a row's source can be about, with the reason; blank if no source is given yet."""
    source = state.by_key("sources").get(row.get("source", ""), {})
    if source.get("published"):
        return source["published"], "published"
    return source.get("accessed", ""), "read"


def _dated(field: Field, text: str, row: Mapping[str, str], bench: CuratorSession) -> str:
    """Why a date, or its basis, contradicts the row so far; ``""`` if it does not."""
    if field.name == "as_of":
        last, was = bound(row, bench.state)
        if problem := dates.refusal(text, last):
            return problem
        late = bool(last) and is_surely_after(text, last) and not misfit(field, text)
        return f"“{text}” is after the source was {was} ({last}); write {last} or earlier" if late else ""
    if field.name == "as_of_basis":
        source = bench.state.by_key("sources").get(row["source"], {})
        as_of = row.get("as_of", "")
        if not as_of and bench.ask is None:
            return ""  # a missing date is reported together with other missing values
        return date_fault(as_of, text) or basis_fault(as_of, text, row["source"], source.get("published", ""))
    return dates.refusal(text) if field.kind == "date" else ""


def resolved(
    table: str, field: Field, text: str, bench: CuratorSession, row: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Resolve a curator's text to a column's value; raises ``UserError`` if no value or several match.

    ``row`` holds the columns known so far: a date must fit its source.
    """
    where = f"{option_name(field.name)}: "
    text = written(table, field, text, bench.state)
    if field.values and text not in field.values:
        raise UserError(f"{where}“{text}” is not allowed; use {allowed(field)}")
    if problem := _dated(field, text, row, bench):
        raise UserError(where + problem)
    find = {"bodies": bench.body, "sources": bench.source, "events": bench.event}.get(field.points_to)
    if find and field.kind == "list":
        return LIST_SEPARATOR.join(find(part.strip()) for part in text.split(";"))
    if find:
        return find(text)
    if field.points_to:
        try:
            return bench.of_table(text, field.points_to)
        except UserError as error:
            raise UserError(f"{where}{error}") from None
    if problem := misfit(field, text):
        raise UserError(where + problem)
    return text


def _asked(table: str, field: Field, row: Mapping[str, str], bench: CuratorSession, ask: Ask) -> str:
    """Ask for a column's value until the answer is valid."""
    default = _default(table, field, row, bench) or _suggestion(field, row, bench.state)
    hint = "; ".join(filter(None, (allowed(field), "" if field.required else "may be blank")))
    while True:
        text = ask(f"{field.name}: {field.meaning}" + (f" ({hint})" if hint else ""), default).strip()
        if not text and not field.required:
            return ""
        try:
            if text:
                return resolved(table, field, text, bench, row)
            bench.echo("It must not be blank.")
        except UserError as error:
            bench.echo(str(error))


def _needs_a_date(field: Field, given: Mapping[str, str]) -> bool:
    """True for a blank date in a row that is not marked as undated."""
    return field.name == "as_of" and given.get("as_of_basis", "").strip() != UNDATED


def completed(table: str, given: Mapping[str, str], bench: CuratorSession) -> dict[str, str]:
    """A complete row from the given values: look up names, fill in defaults and, at a terminal, ask for the rest.

    Raises ``UserError`` for an invalid value and, without a terminal, for missing required values.
    """
    row: dict[str, str] = {}
    missing: list[str] = []
    # Body and source first: they show the curator whether the row is the right one, and other defaults need them.
    for field in sorted(TABLES[table].fields, key=lambda f: (f.name == "id", f.name not in ("body", "source"))):
        text = given.get(field.name, "").strip()
        if text:
            row[field.name] = resolved(table, field, text, bench, row)
        elif bench.ask is not None and field.name != "id":
            row[field.name] = _asked(table, field, row, bench, bench.ask)
        elif field.name == "id" and missing:
            continue
        else:
            row[field.name] = _default(table, field, row, bench)
            if not row[field.name] and (field.required or _needs_a_date(field, given)):
                hint = f"; use {allowed(field)}" if allowed(field) else ""
                missing.append(f"{option_name(field.name)} is missing: {field.meaning}{hint}")
    if missing:
        raise UserError("\n".join(missing))
    return {column: row[column] for column in TABLES[table].columns}


def _twin(table: str, row: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """True if two rows are duplicates."""
    if table == "findings":
        return statements.say_the_same(row, other)
    if table == "sources":
        return address(row["url"]) == address(other["url"])
    if table == "bodies":
        names, others = (
            {normalise(name) for name in (candidate["name"], *candidate["aliases"].split(";")) if name}
            for candidate in (row, other)
        )
        return bool(row["code"] and row["code"] == other["code"]) or normalise(row["name"]) in others & names
    if table == "events":
        return row["date"] == other["date"] and normalise(row["title"]) == normalise(other["title"])
    return all(row[column] == other[column] for column in TABLES[table].columns if column != "id")


def refuse_twin(table: str, row: Mapping[str, str], state: RecordSnapshot) -> None:
    """Raise ``UserError`` for a duplicate row."""
    for other in state.tables[table]:
        if other["id"] == row["id"] or _twin(table, row, other):
            raise UserError(f"{table} already has it: {other['id']}; correct that row if it is wrong")
    if table == "event_sources" and state.by_key("events")[row["event"]]["source"] == row["source"]:
        raise UserError(f"{row['source']} is already a source of {row['event']}")


def _further(
    column: str, what: str, given: Sequence[str], event: Mapping[str, str], bench: CuratorSession
) -> list[str]:
    """The ids of an event's further sources or of the bodies that it names; asks for more at a terminal."""
    find = bench.source if column == "source" else bench.body
    linked = [find(text) for text in given]
    while bench.ask is not None and not given:
        text = bench.ask(f"{what} (id or name; blank to finish)", "").strip()
        if not text:
            break
        try:
            linked.append(find(text))
        except UserError as error:
            bench.echo(str(error))
    return [key for key in dict.fromkeys(linked) if column == "body" or key != event["source"]]


def _linked(event: Mapping[str, str], links: Links, bench: CuratorSession) -> dict[str, list[dict[str, str]]]:
    """The rows that link a new event to its further sources and to the bodies that it names."""
    found = {
        "event_sources": ("source", _further("source", "further source", links.sources, event, bench)),
        "event_bodies": ("body", _further("body", "body that it names", links.bodies, event, bench)),
    }
    return {
        table: [{"id": f"{event['id']}--{one}", "event": event["id"], column: one} for one in ids]
        for table, (column, ids) in found.items()
    }


def add(
    data_dir: Path,
    table: str,
    given: Mapping[str, str],
    ask: Ask | None,
    echo: Echo,
    *,
    anyway: bool = False,
    links: Links = NO_LINKS,
    settle: Callable[[Mapping[str, str]], None] | None = None,
) -> list[str]:
    """Add a row to a table. Returns lines on the effect: the row's id, and the change of its body's status.

    ``given`` is ``{column: text}``; ``links`` are the links of an event. ``anyway`` accepts a row that ``doubts``
    objects to; otherwise the curator is asked or, without a terminal, the row is refused. ``settle`` is called with the
    complete row before it is written, and raises ``UserError`` to reject it.

    Raises ``UserError`` if a value is missing, invalid or ambiguous, or if the row already exists; ``DatasetError`` if
    the record would be invalid; ``FolderBusy`` and ``OSError`` like ``store.change``. If anything is raised, the record
    is unchanged.
    """
    with store.locked(data_dir):
        before = diff.open_snapshot(data_dir)
        bench = CuratorSession(before, ask, echo)
        row = completed(table, given, bench)
        body = before.by_key("bodies").get(row.get("body", ""))
        if body and row.get("as_of") and (problem := statements.outside_life(row["as_of"], body)):
            raise UserError(f"--as-of {row['as_of']}: {problem}; name the body that existed then, or correct the date")
        refuse_twin(table, row, before)
        bench.settle(doubts.doubts(table, row, before), anyway)
        if settle is not None:
            settle(row)
        new = {table: [row], **(_linked(row, links, bench) if table == "events" else {})}
        changed = {name: [*before.tables[name], *more] for name, more in new.items() if more}
        after = replace(before, tables={**before.tables, **changed})
        lines = [f"added to {name}: {new_row['id']}" for name, more in new.items() for new_row in more]
        lines += effect(before, after, row.get("body", ""))
        if table == "sources":
            lines.append("Nothing cites it yet: add what it says. Until then `check` reports it and `release` refuses.")
        store.change(data_dir, changed)
    return lines


def effect(before: RecordSnapshot, after: RecordSnapshot, body: str = "") -> list[str]:
    """Lines on the effect of a change on statuses: for its own body and every other body that changes."""
    lines = []
    was, now = before.standings(), after.standings()
    names = {row["id"]: row["name"] for row in after.tables["bodies"]}
    if body:
        before_status, after_status = was[body].status, now[body].status
        lines.append(
            f"{names[body]}: {before_status} -> {after_status}"
            if before_status != after_status
            else f"{names[body]}: stays {after_status}"
        )
        lines += [f"  {line}" for line in diff.why(after, body)]
    moved = [key for key in names if key != body and key in was and was[key].status != now[key].status]
    lines += [f"{names[key]}: {was[key].status} -> {now[key].status}" for key in moved[:SHOWN]]
    if len(moved) > SHOWN:
        lines.append(f"and {counted(len(moved) - SHOWN, 'after_status body', 'after_status bodies')}")
    return lines
