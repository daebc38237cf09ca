"""Adds an answer that somebody reported: parses the block in a message strictly and asks the curator to confirm."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from whosecameras.curation import diff, doubts, store
from whosecameras.curation.add import Ask, CuratorSession, Echo, completed, effect, refuse_twin
from whosecameras.curation.page_addresses import address
from whosecameras.errors import UserError
from whosecameras.publishing import statements
from whosecameras.record.loading import misfit
from whosecameras.record.schema import FINDING_VENDORS, TABLES
from whosecameras.text import letters
from whosecameras.text.answer_message import ANSWERS, BEGIN, END, KEYS, MOST_DETAIL, OPTIONAL

MOST_BYTES = 100_000  # including headers and what a mail program adds
MOST_VALUE = {"detail": MOST_DETAIL, "url": 500}
MOST_OTHER = 100  # characters of any other value
_LINE = re.compile(r"([a-z_]+):(.*)")
#: The quote mark that mail programs put before each line of a reply.
_QUOTED = re.compile(r"^(> ?)+")


def read(path: Path) -> dict[str, str]:
    """Parse the block of a message: one line of text per key, with all required keys.

    Raises ``UserError`` with each problem, its line, and what would be valid; ``OSError`` if the file cannot be read.
    """
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise UserError(f"{path.name} is over {MOST_BYTES:,} bytes; a message with an answer has about 1,000")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name} is not UTF-8 text (byte {error.start + 1}); save it as UTF-8") from None
    lines = [_QUOTED.sub("", line).strip() for line in text.replace("\r\n", "\n").split("\n")]
    begins, ends = ([at for at, line in enumerate(lines) if line == mark] for mark in (BEGIN, END))
    if len(begins) != 1 or len(ends) != 1 or begins[0] > ends[0]:
        raise UserError(f"{path.name} needs one block, from the line “{BEGIN}” to the line “{END}”")
    values: dict[str, str] = {}
    faults: list[str] = []
    for at, line in enumerate(lines[begins[0] + 1 : ends[0]], begins[0] + 2):
        if line:
            faults += [f"{path.name}:{at}: {fault}" for fault in _taken(line, values)]
    absent = [key for key in KEYS if key not in OPTIONAL and not values.get(key)]
    faults += [f"{path.name}: the line “{key}:” is missing or blank; it must have the {KEYS[key]}" for key in absent]
    if faults:
        raise UserError("\n".join(faults))
    return values


def _taken(line: str, values: dict[str, str]) -> list[str]:
    """Add a line's value to ``values``. Returns what is wrong with it."""
    match = _LINE.fullmatch(line)
    if not match or match[1] not in KEYS:
        return [f"not a line of the block; the lines are {', '.join(f'{key}:' for key in KEYS)}, one each"]
    key, value = match[1], match[2].strip()
    if key in values:
        return [f"“{key}:” appears twice; give it once"]
    values[key] = value
    most = MOST_VALUE.get(key, MOST_OTHER)
    if len(value) > most:
        return [f"{key} has {len(value):,} characters; at most {most} are allowed"]
    words = {"finding": tuple(map(str, ANSWERS)), "vendor": tuple(map(str, FINDING_VENDORS))}.get(key)
    if words and value and value not in words:
        return [f"{key} may be {', '.join(words)}"]
    field = next((column for column in TABLES["findings"].fields if column.name == key), None)
    field = field or next(column for column in TABLES["sources"].fields if column.name == key)
    problem = misfit(field, value) if value and not words else ""
    return [f"{key}: {problem}"] if problem else []


def _rows(values: Mapping[str, str], bench: CuratorSession) -> tuple[dict[str, str], dict[str, str]]:
    """The rows for the source, whether new or existing, and the finding."""
    body = bench.state.by_key("bodies").get(values["body"])
    if body is None:
        raise UserError(f"body: no body has the id {values['body']!r}; its page has it at the end of its address")
    there = [row for row in bench.state.tables["sources"] if address(row["url"]) == address(values["url"])]
    source = dict(there[0]) if there else completed("sources", _source(values, body["name"]), replace(bench, ask=None))
    sources = bench.state.tables["sources"]
    known = replace(bench.state, tables={**bench.state.tables, "sources": sources if there else [*sources, source]})
    given = {
        **{key: values.get(key, "") for key in ("body", "vendor", "finding", "as_of", "cameras", "detail")},
        "as_of_basis": "published" if source["published"] == values["as_of"] else "stated",
        "basis": "direct",
        "source": source["id"],
    }
    return source, completed("findings", given, CuratorSession(known, None, bench.echo))


def _source(values: Mapping[str, str], name: str) -> dict[str, str]:
    """The row for a new source: the body's reply."""
    return {
        "title": f"Reply of {name} to a request about its cameras",
        "publisher": name,
        "url": values["url"],
        "kind": letters.REPLY,
        "grade": "A",
        "published": values["as_of"],
    }


def add_reported(data_dir: Path, path: Path, ask: Ask | None, echo: Echo, *, yes: bool = False) -> list[str]:
    """Add the source and the finding of a reported answer, after the curator has confirmed both.

    ``ask`` is ``None`` without a terminal: then nothing is added unless ``yes`` is true. Raises ``UserError`` and the
    errors of ``add.add``; the record is then unchanged.
    """
    values = read(path)
    with store.locked(data_dir):
        before = diff.open_snapshot(data_dir)
        bench = CuratorSession(before, ask, echo)
        source, finding = _rows(values, bench)
        new_source = source["id"] not in before.by_key("sources")
        body = before.by_key("bodies")[finding["body"]]
        if problem := statements.outside_life(finding["as_of"], body):
            raise UserError(f"as_of {finding['as_of']}: {problem}")
        tables = dict(before.tables)
        if new_source:
            refuse_twin("sources", source, before)
            tables["sources"] = [*tables["sources"], source]
        middle = replace(before, tables=tables)
        refuse_twin("findings", finding, middle)
        tables = {**tables, "findings": [*tables["findings"], finding]}
        after = replace(before, tables=tables)
        echo(f"{'A new source' if new_source else 'The source, which is already in the record'}:")
        for line in _shown(source):
            echo(line)
        echo(f"The finding about {body['name']}:")
        for line in _shown(finding):
            echo(line)
        effects = effect(before, after, finding["body"])
        for line in effects:
            echo(line)
        for doubt in (
            *(doubts.doubts("sources", source, before) if new_source else ()),
            *doubts.doubts("findings", finding, middle),
        ):
            echo(doubt)
        if new_source:
            echo(
                "Kind and grade are for a body’s own reply; if the page is something else, say no and use `add source`."
            )
        _confirm(ask, yes)
        store.change(
            data_dir, {name: tables[name] for name in ("sources", "findings") if name == "findings" or new_source}
        )
    return [*([f"added to sources: {source['id']}"] if new_source else []), f"added to findings: {finding['id']}"]


def _shown(row: Mapping[str, str]) -> list[str]:
    return [f"  {column}: {value}" for column, value in row.items() if value]


def _confirm(ask: Ask | None, yes: bool) -> None:
    """Raise ``UserError`` unless the curator has read the page and says yes."""
    if yes:
        return
    if ask is None:
        raise UserError("there is no terminal to ask on; read the page, and give --yes if both rows are right")
    if ask("Have you read the page, and are both rows right? (yes or no)", "no").strip().casefold() not in ("y", "yes"):
        raise UserError("it was not added")
