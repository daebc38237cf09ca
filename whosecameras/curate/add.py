"""Adds one row to the record: finds the body and the source that are meant, refuses what is there already."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pandas as pd
from rapidfuzz import fuzz, process

from whosecameras.curate import dates, diff, store
from whosecameras.curate.diff import State
from whosecameras.find import NAME, Finder, normalise
from whosecameras.load import LIST_SEPARATOR, misfit
from whosecameras.model import TABLES, Field
from whosecameras.words import counted

SHOWN = 8  # candidates that are offered for an inexact name
_SAME_FINDING = ("body", "vendor", "finding", "source", "as_of", "scope")

#: Asks the curator: (question, default) -> answer. ``None`` where nobody sits at a terminal.
Ask = Callable[[str, str], str]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Candidate:
    """A row that an inexact text may mean."""

    id: str
    name: str


@dataclass(frozen=True)
class Bench:
    """The record as it is, and the curator: ``ask`` is ``None`` off a terminal, where nothing can be asked."""

    state: State
    ask: Ask | None
    tell: Tell

    def choose(self, text: str, what: str, found: Sequence[Candidate]) -> str:
        """The id that is meant by a text that is none; asks, or raises ``Refused`` with the candidates."""
        if not found:
            raise store.Refused(f"“{text}” is no {what} of the record and none is near; add it first, or check the id")
        if self.ask is None:
            offered = ", ".join(f"{one.id} ({one.name})" for one in found)
            raise store.Refused(f"“{text}” is not exactly one {what}; give the id of the one you mean: {offered}")
        self.tell(f"“{text}” is not exactly one {what}. It may be:")
        for number, one in enumerate(found, 1):
            self.tell(f"  {number}  {one.name} ({one.id})")
        answer = self.ask("Number, or nothing to give another", "").strip()
        if answer.isdecimal() and 1 <= int(answer) <= len(found):
            return found[int(answer) - 1].id
        raise store.Refused(f"no {what} was chosen")

    def body(self, text: str) -> str:
        """The id of the body with that id or that very name; else see ``choose``."""
        frame = pd.DataFrame(self.state.tables["bodies"], columns=list(TABLES["bodies"].columns), dtype=str)
        if text in set(frame["id"]):
            return text
        answer = Finder(frame.fillna("")).search(text, SHOWN)
        named = [match for match in answer.matches if match.score >= NAME]
        if len(named) == 1:
            self.tell(f"body: {named[0].body} ({named[0].name})")
            return named[0].body
        near = named or answer.matches or answer.suggestions
        return self.choose(text, "body", [Candidate(match.body, match.name) for match in near])

    def source(self, text: str) -> str:
        """The id of the source with that id, address or title; else see ``choose``."""
        rows = self.state.tables["sources"]
        if any(row["id"] == text for row in rows):
            return text
        same = [
            row for row in rows if address(row["url"]) == address(text) or normalise(row["title"]) == normalise(text)
        ]
        if len(same) == 1:
            self.tell(f"source: {same[0]['id']} ({same[0]['title']})")
            return same[0]["id"]
        titles = [f"{row['title']} {row['publisher']} {row['id']}" for row in rows]
        near = process.extract(text[:200], titles, scorer=fuzz.WRatio, limit=SHOWN, score_cutoff=60)
        found = same or [rows[at] for _, _, at in near]
        return self.choose(
            text, "source", [Candidate(row["id"], f"{row['title']}, {row['publisher']}") for row in found]
        )


def address(url: str) -> str:
    """An address without what does not change the page: scheme, ``www.``, last slash, fragment, ``utm_…``."""
    try:
        parts = urlsplit(url.strip())
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not pair[0].startswith("utm_")]
        return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{urlencode(query)}"
    except ValueError:
        return url.strip()


def allowed(field: Field) -> str:
    """What a column may hold, for a prompt, a help text or an error; ``""`` where any text may stand."""
    if field.values:
        return "one of: " + ", ".join(map(str, field.values))
    if field.points_to:
        several = ", several parted by “; ”" if field.kind == "list" else ""
        return f"the {TABLES[field.points_to].key} of a row of {field.points_to}{several}"
    return {"date": "YYYY, YYYY-MM or YYYY-MM-DD", "url": "http:// or https://", "list": "several parted by “; ”"}.get(
        field.kind, ""
    )


def option(column: str) -> str:
    """The option that gives a column: ``as_of`` is ``--as-of``."""
    return "--" + column.replace("_", "-")


def _slug(text: str, words: int = 6) -> str:
    return "-".join(re.sub(r"[^a-z0-9]+", " ", normalise(text)).split()[:words])


def free_id(wanted: str, table: str, state: State) -> str:
    """An id that no row has: as wanted, or with -2, -3 ... behind it."""
    taken = {row["id"] for row in state.tables[table]}
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _id(table: str, row: Mapping[str, str], state: State) -> str:
    """The id that a new row gets, after the custom of its table."""
    if table == "findings":
        return store.next_finding_id(store.used_ids(state.tables), row["body"])
    if table == "surveys":
        stem = f"{row['survey']}-{row['sector'].replace('_', '-')}-{_slug(row['geography'])}"
        taken = {other["id"] for other in state.tables[table]}
        return next(f"{stem}-{n}" for n in range(1, len(taken) + 2) if f"{stem}-{n}" not in taken)
    wanted = {
        "sources": (_slug(row.get("publisher", "")), row.get("published", ""), _slug(row.get("title", ""), 3)),
        "events": (row.get("date", "")[:7], _slug(row.get("title", ""))),
    }.get(table, (_slug(row.get("name", ""), 9),))
    return free_id("-".join(filter(None, wanted)), table, state)


def _default(table: str, field: Field, row: Mapping[str, str], bench: Bench) -> str:
    """What a blank column surely is: today, or what other columns already say."""
    if table == "sources" and field.name == "accessed":
        return date.today().isoformat()
    if table == "events" and field.name == "date_precision":
        return {4: "year", 7: "month", 10: "day"}.get(len(row["date"]), "")
    if table == "bodies" and field.name == "code_scheme":
        return "GSS" if row["code"] else ""
    if field.name == "id":
        return _id(table, row, bench.state)
    return ""


def _suggestion(field: Field, row: Mapping[str, str], state: State) -> str:
    """What a curator at a terminal is offered: the day on which the source was published."""
    published = state.by_key("sources").get(row.get("source", ""), {}).get("published", "")
    if field.name == "as_of":
        return published
    return "published" if field.name == "as_of_basis" and row["as_of"] == published and published else ""


def resolved(table: str, field: Field, text: str, bench: Bench) -> str:
    """The value for a column that a curator's text means; raises ``Refused`` if it means none or several."""
    where = f"{option(field.name)}: "
    if field.values and text not in field.values:
        raise store.Refused(f"{where}“{text}” is not allowed; use {allowed(field)}")
    if field.kind == "date" and (why := dates.refusal(text)):
        raise store.Refused(where + why)
    if field.points_to and field.kind == "list":
        one = replace(field, kind="slug")
        return LIST_SEPARATOR.join(resolved(table, one, part.strip(), bench) for part in text.split(";"))
    if field.points_to in ("bodies", "sources"):
        return bench.body(text) if field.points_to == "bodies" else bench.source(text)
    if field.points_to:
        keys = [row[TABLES[field.points_to].key] for row in bench.state.tables[field.points_to]]
        if text not in keys:
            near = [hit for hit, _, _ in process.extract(text, keys, limit=12, scorer=fuzz.WRatio)]
            raise store.Refused(f"{where}“{text}” is not in {field.points_to}; use one like: {', '.join(near)}")
    elif why := misfit(field, text):
        raise store.Refused(where + why)
    return text


def _asked(table: str, field: Field, row: Mapping[str, str], bench: Bench, ask: Ask) -> str:
    """Ask for one column until the answer may stand in it."""
    default = _default(table, field, row, bench) or _suggestion(field, row, bench.state)
    hint = "; ".join(filter(None, (allowed(field), "" if field.required else "may stay blank")))
    while True:
        text = ask(f"{field.name}: {field.meaning}" + (f" ({hint})" if hint else ""), default).strip()
        if not text and not field.required:
            return ""
        try:
            if text:
                return resolved(table, field, text, bench)
            bench.tell("It may not stay blank.")
        except store.Refused as error:
            bench.tell(str(error))


def completed(table: str, given: Mapping[str, str], bench: Bench) -> dict[str, str]:
    """A whole row from what was given: names found, defaults put in, and at a terminal the rest asked for.

    Raises ``Refused`` for a value that cannot stand, and off a terminal for the required ones that are missing.
    """
    row: dict[str, str] = {}
    missing: list[str] = []
    # Body and source first: they tell the curator whether the right row is meant, and other defaults hang on them.
    for field in sorted(TABLES[table].fields, key=lambda f: (f.name == "id", f.name not in ("body", "source"))):
        text = given.get(field.name, "").strip()
        if text:
            row[field.name] = resolved(table, field, text, bench)
        elif bench.ask is not None and field.name != "id":
            row[field.name] = _asked(table, field, row, bench, bench.ask)
        elif field.name == "id" and missing:
            continue
        else:
            row[field.name] = _default(table, field, row, bench)
            if field.required and not row[field.name]:
                hint = f"; use {allowed(field)}" if allowed(field) else ""
                missing.append(f"{option(field.name)} is missing: {field.meaning}{hint}")
    if missing:
        raise store.Refused("\n".join(missing))
    return {column: row[column] for column in TABLES[table].columns}


def _twin(table: str, row: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """True if two rows say the same."""
    if table == "findings":
        return all(row[column] == other[column] for column in _SAME_FINDING)
    if table == "sources":
        return address(row["url"]) == address(other["url"])
    if table == "bodies":
        names, others = (
            {normalise(name) for name in (one["name"], *one["aliases"].split(";")) if name} for one in (row, other)
        )
        return bool(row["code"] and row["code"] == other["code"]) or normalise(row["name"]) in others & names
    if table == "events":
        return row["date"] == other["date"] and normalise(row["title"]) == normalise(other["title"])
    return all(row[column] == other[column] for column in TABLES[table].columns if column != "id")


def add(data_dir: Path, table: str, given: Mapping[str, str], ask: Ask | None, tell: Tell) -> list[str]:
    """Add one row to a table and say in lines what that did: the row's id, and what became of its body's status.

    ``given`` is ``{column: text}``. Raises ``Refused`` if a value is missing, cannot stand or means several rows, or if
    the row is there already; ``DatasetError`` if the record would be faulty; ``Busy`` and ``OSError`` as
    ``store.change`` does. Whatever is raised, the record is as it was.
    """
    with store.locked(data_dir):
        before = diff.open_state(data_dir)
        row = completed(table, given, Bench(before, ask, tell))
        rows = [dict(one) for one in before.tables[table]]
        for other in rows:
            if other["id"] == row["id"] or _twin(table, row, other):
                raise store.Refused(
                    f"{table} has it already: {other['id']}; correct that row if it is not as it should be"
                )
        after = replace(before, tables={**before.tables, table: [*rows, row]})
        lines = [f"added to {table}: {row['id']}", *effect(before, after, row.get("body", ""))]
        if table == "sources":
            lines.append("Nothing cites it yet: add what it says. Until then `check` names it and `release` refuses.")
        store.change(data_dir, {table: after.tables[table]})
    return lines


def effect(before: State, after: State, body: str = "") -> list[str]:
    """What a change does to statuses, in lines: of the body that it is about, and of every other that it moves."""
    lines = []
    was, now = before.standings(), after.standings()
    names = {row["id"]: row["name"] for row in after.tables["bodies"]}
    if body:
        one, other = was[body].status, now[body].status
        lines.append(f"{names[body]}: {one} -> {other}" if one != other else f"{names[body]}: stays {other}")
        lines += [f"  {line}" for line in diff.why(after, body)]
    moved = [key for key in names if key != body and key in was and was[key].status != now[key].status]
    lines += [f"{names[key]}: {was[key].status} -> {now[key].status}" for key in moved[:SHOWN]]
    if len(moved) > SHOWN:
        lines.append(f"and {counted(len(moved) - SHOWN, 'other body', 'other bodies')}")
    return lines
