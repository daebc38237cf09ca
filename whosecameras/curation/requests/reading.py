"""Reads files about requests: exports and JSON from WhatDoTheyKnow, and our own CSV.

Names of people are removed here: no return value and no message of this module contains one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from whosecameras.curation.importing.sheets import decoded
from whosecameras.curation.registers.request_pages import CODE_TAGS
from whosecameras.curation.requests import service
from whosecameras.errors import UserError
from whosecameras.record.asking import REQUEST_CHANNELS, REQUEST_STATES
from whosecameras.record.loading import is_date
from whosecameras.record.schema import TABLES

MAX_BYTES = 50 * 1024 * 1024
MAX_REQUESTS = 50_000
MAX_CELL = 10_000  # characters of one cell; copied answers are shorter
#: Columns that identify a project's export, and those that name people.
EXPORT_NEEDS = ("request_url", "public_body_url", "status")
OF_PEOPLE = ("requested_by", "classified_by", "extracted_by")
EXPORT_COLUMNS = (
    "request", "request_url", "public_body", "public_body_url", "status",
    *OF_PEOPLE, *(f"{one}_url" for one in OF_PEOPLE),
)  # fmt: skip
#: Required columns of our own CSV; the other columns of ``requests`` are optional.
OWN_NEEDS = ("body", "state")
COMPANIES = re.compile(r"hikvision|dahua", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([Tt ].*)?")


@dataclass(frozen=True)
class SeenRequest:
    """One request as shown by a file on one day; ``place`` is its place in the file.

    ``state`` is one of our states, ``""`` if the file's state is not; then ``reason`` says why. ``names`` are ways to
    identify the body, most reliable first: (``page`` on the service, ``code`` or ``text``; value).
    """

    place: str
    id: str
    channel: str
    address: str
    names: tuple[tuple[str, str], ...]
    asked: str
    round: str
    state: str
    state_date: str
    reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


def day_of(value: object) -> str:
    """The day of an ISO date or time in its own time zone; ``""`` if it is invalid or in the future."""
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    return match[1] if match and is_date(match[1], date.today()) else ""


def _text(value: object) -> str:
    """A text from a file on one line, without unprintable characters."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(character if character.isprintable() else " " for character in value[:MAX_CELL]).split())


def _without(text: str, people: Sequence[str]) -> str:
    """The text, or ``""`` if it contains the name of a person named in the same row."""
    return "" if any(name and name.casefold() in text.casefold() for name in people) else text


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


# JSON of the service


def _tags(value: object) -> Iterator[tuple[str, str]]:
    """Tags as (name, value), from lists of one or two texts, or texts with a colon."""
    for tag in value if isinstance(value, list) else []:
        parts = tag if isinstance(tag, list) else str(tag).split(":", 1) if isinstance(tag, str) else []
        if parts and all(isinstance(part_text, str) for part_text in parts):
            yield parts[0], parts[1] if len(parts) > 1 else ""


def _body_of(body: Mapping[str, Any], people: Sequence[str]) -> tuple[tuple[str, str], ...]:
    page = _text(body.get("url_name"))
    names = [("page", page)] if service.is_name(page) else []
    for name, code in _tags(body.get("tags")):
        names += [("code", f"{scheme} {code}") for scheme in CODE_TAGS.get(name.casefold(), ()) if code]
    names += [("text", _text(body.get("name")))]
    return tuple((kind, text) for kind, text in names if _without(text, people))


def _parse_item(place: str, item: object) -> SeenRequest | None:
    """Parse a request, or an event with its request; ``None`` if it is neither."""
    event = _dict(item)
    nested = _dict(event.get("info_request"))
    request = nested or event
    name = _text(request.get("url_title"))
    if not name:
        return None
    body = _dict(request.get("public_body")) or _dict(event.get("public_body"))
    people = [
        _text(value)
        for holder in (request, event)
        for value in (holder.get("user_name"), *(_dict(holder.get("user")).get(key) for key in ("name", "url_name")))
    ]
    state = request.get("described_state") or (event.get("described_state") or event.get("calculated_state"))
    on_event = not request.get("described_state") and bool(nested)
    changed = ("last_described_at", "created_at") if on_event else ("updated_at", "created_at")
    state_date = next((day for key in changed if (day := day_of((event if on_event else request).get(key)))), "")
    word = service.state_word(state) if isinstance(state, str) else ""
    reason = ""
    if request.get("awaiting_description") is True:
        word, reason = "", service.UNSETTLED["waiting_classification"]
    elif not word:
        reason = "" if event.get("event_type") == "sent" else "no state is given"
    elif word not in service.STATES:
        reason = service.UNSETTLED.get(word, "the state is not known")
    title = _text(request.get("title"))
    ours = sorted({value for tag, value in _tags(request.get("tags")) if tag == service.TAG})
    tag = ours[0] if ours else ""
    if tag and not COMPANIES.search(title):
        tag, reason = "", reason or "it has our tag, but its title names neither company, so it is not in a round"
    if not service.is_name(name):
        return SeenRequest(place, "", "", "", _body_of(body, people), "", "", "", "", "its address is not valid")
    return SeenRequest(
        place=place,
        id=f"wdtk-{name}",
        channel=service.CHANNEL,
        address=service.page(name),
        names=_body_of(body, people),
        asked=day_of(request.get("created_at")),
        round=tag,
        state=service.STATES.get(word, ""),
        state_date=state_date,
        reason=reason,
    )


def _json(name: str, raw: bytes) -> list[SeenRequest]:
    try:
        content = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise UserError(
            f"{name}:{error.lineno}:{error.colno}: is not readable as JSON from here; fetch it again"
        ) from None
    items = content if isinstance(content, list) else [content]
    if len(items) > MAX_REQUESTS:
        raise UserError(f"{name}: has {len(items)} requests, more than {MAX_REQUESTS}; split it")
    requests_found = [seen for at, item in enumerate(items, 1) if (seen := _parse_item(f"item {at}", item))]
    if not requests_found:
        raise UserError(
            f"{name}: has no request; give the JSON of a request (/request/….json) or of a list of requests "
            "(/feed/….json) on WhatDoTheyKnow"
        )
    return requests_found


# CSV


def _rows(name: str, raw: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    text, _ = decoded(name, raw)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    try:
        header = [" ".join(cell.split()) for cell in next(reader, [])]
        before = reader.line_num
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((before + 1, cells))
            before = reader.line_num
            if len(rows) > MAX_REQUESTS:
                raise UserError(f"{name}: has more than {MAX_REQUESTS} rows; split it")
    except csv.Error:
        raise UserError(f"{name}:{reader.line_num}: is not readable as CSV from here; check the quotes") from None
    return header, rows


def _export_row(line: int, cells: Mapping[str, str], questions: Sequence[str]) -> SeenRequest:
    """A row of a project's export."""
    people = [_text(cells.get(column, "")) for column in OF_PEOPLE]
    name = service.name_in(cells["request_url"], "request")
    page = service.name_in(cells["public_body_url"], "body")
    names = [("page", page)] if page else []
    names += [("text", _without(_text(cells.get("public_body", "")), people))]
    word = service.state_word(_without(_text(cells["status"]), people))
    reason = "" if word in service.STATES else service.UNSETTLED.get(word, "the state is not known")
    return SeenRequest(
        place=f"line {line}",
        id=f"wdtk-{name}" if name else "",
        channel=service.CHANNEL,
        address=service.page(name) if name else "",
        names=tuple((kind, text) for kind, text in names if text),
        asked="",
        round="",
        state=service.STATES.get(word, ""),
        state_date="",
        reason=reason if name else "request_url is not the address of a request on WhatDoTheyKnow",
        answers={
            question: _without(text, people) for question in questions if (text := _text(cells.get(question, "")))
        },
    )


def _own_row(line: int, cells: Mapping[str, str]) -> SeenRequest:
    """A row of our own CSV."""
    values = {column: _text(cells.get(column, "")) for column in TABLES["requests"].columns}
    name = service.name_in(values["address"], "request")
    channel = service.CHANNEL if name else values["channel"]
    state, asked = values["state"], day_of(values["asked"])
    faults = {
        "asked is not a day up to today": bool(values["asked"]) and not asked,
        "state_date is not a day up to today": bool(values["state_date"]) and not day_of(values["state_date"]),
        f"the channel is none of: {', '.join(REQUEST_CHANNELS)}": channel not in REQUEST_CHANNELS,
        "a request on WhatDoTheyKnow needs the address of its page": channel == service.CHANNEL and not name,
        "the state is not known": state not in REQUEST_STATES,
        "a request without a page needs the day on which it was asked": not (name or values["id"] or asked),
    }
    return SeenRequest(
        place=f"line {line}",
        id=f"wdtk-{name}" if name else values["id"],
        channel=channel,
        address=service.page(name) if name else values["address"],
        names=(("text", values["body"]),) if values["body"] else (),
        asked=asked,
        round=values["round"],
        state=state if state in REQUEST_STATES else "",
        state_date=day_of(values["state_date"]) or (asked if state == "asked" else ""),
        reason=next((fault for fault, applies in faults.items() if applies), ""),
    )


def _csv(name: str, raw: bytes) -> list[SeenRequest]:
    header, rows = _rows(name, raw)
    export = set(EXPORT_NEEDS) <= set(header)
    if not export and not set(OWN_NEEDS) <= set(header):
        raise UserError(
            f"{name}:1: is neither the export of a project on WhatDoTheyKnow (columns {', '.join(EXPORT_NEEDS)} …) "
            f"nor our own CSV (columns {', '.join(OWN_NEEDS)}; others: {', '.join(TABLES['requests'].columns)})"
        )
    needs = EXPORT_NEEDS if export else OWN_NEEDS
    if twice := [column for column in needs if header.count(column) > 1]:
        raise UserError(f"{name}:1: the column {twice[0]} is named twice; name each once")
    questions = [column for column in header if column and column not in EXPORT_COLUMNS] if export else []
    requests_found = []
    for line, cells in rows:
        if len(cells) > len(header) or len(cells) < max(header.index(column) for column in needs) + 1:
            reason = "the row does not have as many cells as the first line has columns"
            requests_found.append(SeenRequest(f"line {line}", "", "", "", (), "", "", "", "", reason))
            continue
        named = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))
        requests_found.append(_export_row(line, named, questions) if export else _own_row(line, named))
    if not requests_found:
        raise UserError(f"{name}: has no rows below the first line")
    return requests_found


def read(path: Path) -> list[SeenRequest]:
    """Every request in a file, in order; the kind of file is detected from its content.

    Raises ``UserError`` with the place for a file that cannot be read, and ``OSError`` if it cannot be opened.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UserError(f"{path.name}: {size // 1024**2} MB, more than {MAX_BYTES // 1024**2} MB; split it")
    raw = path.read_bytes()
    plain = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not plain:
        raise UserError(f"{path.name}: is empty")
    return _json(path.name, plain) if plain.startswith((b"{", b"[")) else _csv(path.name, raw)
