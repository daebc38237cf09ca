"""Government bodies: the organisations on GOV.UK, from its API."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from whosecameras.curation.registers.entries import Entry, SetAside, code_of, day_of, name_of
from whosecameras.curation.registers.files import OfficialFile, Record
from whosecameras.curation.registers.formats import Format, Found, RegisterEdition, Target
from whosecameras.errors import UserError
from whosecameras.record.loading import shown

#: States of an organisation on GOV.UK, with the record's wording.
STATUSES = {
    "live": "live",
    "exempt": "exempt (own website)",
    "joining": "joining",
    "transitioning": "transitioning",
    "closed": "closed",
}
#: Reasons for closing a page on GOV.UK that do not mean that the body ended.
GOES_ON = {"left_gov": "no longer on GOV.UK: left government", "devolved": "no longer on GOV.UK: devolved"}
DETAILS = ("slug", "abbreviation", "govuk_status", "govuk_closed_status", "closed_at")
APART = " "  # separator of slugs in a cell


def _slugs(listed: Any) -> str:
    """The slugs of the organisations in a list of links."""
    slugs = []
    for link in listed if isinstance(listed, list) else []:
        address = link.get("web_url") or link.get("id") if isinstance(link, dict) else None
        if isinstance(address, str) and (slug := re.search(r"/([a-z0-9-]+)/?$", address)):
            slugs.append(slug[1])
    return APART.join(slugs)


def _cells(organisation: Mapping[str, Any]) -> dict[str, str]:
    details = organisation.get("details")
    further = details if isinstance(details, dict) else {}
    cells = {"title": organisation.get("title"), "format": organisation.get("format")}
    cells |= {key: further.get(key) for key in DETAILS}
    text = {key: value.strip() if isinstance(value, str) else "" for key, value in cells.items()}
    text["parents"] = _slugs(organisation.get("parent_organisations"))
    text["successors"] = _slugs(organisation.get("superseding_organisations"))
    return text


def organisations(file: OfficialFile) -> list[Record] | None:
    """The organisations in a file, numbered from 1: pages of the API in sequence, or one list.

    ``None`` for any other file; ``UserError`` if pages are missing.
    """
    pages = [one for document in file.documents for one in (document if isinstance(document, list) else [document])]
    pages = [one for one in pages if isinstance(one, dict)]
    listed = [one for page in pages for one in (page["results"] if isinstance(page.get("results"), list) else [page])]
    found = [one for one in listed if isinstance(one, dict)]
    if not found or not isinstance(found[0].get("details"), dict) or "slug" not in found[0]["details"]:
        return None
    numbers = {page["current_page"] for page in pages if isinstance(page.get("current_page"), int)}
    of = max((page["pages"] for page in pages if isinstance(page.get("pages"), int)), default=0)
    if of and len(numbers) < of:
        raise UserError(f"{file.name}: has {len(numbers)} of {of} pages of the API; put all pages into one file")
    return [Record(at, _cells(one)) for at, one in enumerate(found, 1)]


def _organisation(record: Record, edition: RegisterEdition) -> Entry:
    code = code_of(record["slug"], "GOVUK")
    if record["govuk_status"] not in STATUSES:
        raise SetAside(
            f"{shown(record['govuk_status'])} is not a GOV.UK status; use one of: {', '.join(STATUSES)}", code
        )
    status = STATUSES[record["govuk_status"]]
    goes_on = GOES_ON.get(record["govuk_closed_status"], "") if status == "closed" else ""
    closed = status == "closed" and not goes_on
    ended = day_of(record["closed_at"], code, edition.day) if closed else ""
    name = name_of(record["title"], code)
    short = record["abbreviation"]
    return Entry(
        line=record.line,
        code=code,
        name=name,
        status=f"{status} {ended}".strip() if closed else goes_on or status,
        type=name_of(record["format"], code) if record["format"] else "",
        closed=closed,
        ended=ended,
        wanted=status != "closed",
        aliases=(name_of(short, code),) if short and short != name else (),
        successors=tuple(record["successors"].split()),
        parents=tuple(record["parents"].split()),
    )


def read(records: Sequence[Record], edition: RegisterEdition) -> Found:
    """Organisations, with the successors of those that closed."""
    for record in records:
        try:
            yield record.line, _organisation(record, edition)
        except SetAside as why:
            yield record.line, why


_GOVUK = Target(
    "government-govuk",
    "Organisations on GOV.UK",
    "Most bodies of the devolved governments are not included, and neither are most bodies that have closed.",
)
FORMATS = (
    Format(
        name="GOV.UK, organisations (JSON pages of its API)",
        targets={"central_government": _GOVUK, "devolved_government": _GOVUK},
        scheme="GOVUK",
        read=read,
        documents=organisations,
    ),
)
