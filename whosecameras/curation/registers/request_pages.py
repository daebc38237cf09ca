"""Each body's page on WhatDoTheyKnow, from its ``all-authorities.csv``; a table with a separate licence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from whosecameras.analysis.name_keys import normalise
from whosecameras.curation.registers.files import OfficialFile, Record, table
from whosecameras.record.loading import listed, shown
from whosecameras.record.registers import CODE_PATTERNS

NEEDS = ("Name", "URL name", "Tags")
TABLE = "share_alike_request_pages"
#: Tags with an official code, and the code's schemes; the code is looked up in each.
CODE_TAGS = {
    "urn": ("URN",),
    "ods": ("ODS",),
    "gss": ("GSS",),
    "seed": ("SEED",),
    "deni": ("DENI",),
    "ukprn": ("UKPRN",),
    "govuk": ("GOVUK",),
}
DEFUNCT = "defunct"
Row = dict[str, str]


@dataclass
class Pages:
    """The new table, and the changes as (name of the body, name of its page)."""

    rows: list[Row]
    held: int
    added: list[tuple[str, str]] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)
    aside: list[tuple[int, str]] = field(default_factory=list)


def records(file: OfficialFile) -> list[Record] | None:
    """The authorities in a file; ``None`` for any other file."""
    for grid in file.grids:
        if (found := table(grid, NEEDS)) is not None:
            return list(found)
    return None


def compared(
    authorities: Sequence[Record], bodies: Sequence[Mapping[str, str]], pages: Sequence[Mapping[str, str]], sector: str
) -> Pages:
    """Assign the pages in the file to the bodies of a sector.

    Some tags have another body's code, so a code only counts if the name agrees. A page that is missing or marked as
    defunct is removed; one that is still in the file stays.
    """
    ours = {row["id"]: row for row in bodies if row["sector"] == sector}
    held = {row["body"]: row["url_name"] for row in pages}
    outcome = Pages([], sum(body in ours for body in held))
    with_code = {
        (row["code_scheme"], row["code"]): row["id"] for row in ours.values() if row["code"] and not row["ended"]
    }
    alive, found = set[str](), dict[str, str]()
    for one in authorities:
        page = one["URL name"]
        if not re.fullmatch(CODE_PATTERNS["WDTK"], page):
            outcome.aside.append((one.line, f"{shown(page)} is not the name of a page"))
            continue
        tags = one["Tags"].split()
        if DEFUNCT in tags:
            continue
        alive.add(page)
        if body := _body(one, tags, ours, with_code):
            found.setdefault(body, page)
    for body in sorted({*held, *found}):
        if body not in ours:
            outcome.rows.append({"id": body, "body": body, "url_name": held[body]})
            continue
        before = held.get(body, "")
        now = before if before in alive else found.get(body, "")
        if now:
            outcome.rows.append({"id": body, "body": body, "url_name": now})
        if now != before:
            told = outcome.added if not before else outcome.moved if now else outcome.gone
            told.append((ours[body]["name"], now or before))
    return outcome


def _body(
    one: Record, tags: Sequence[str], ours: Mapping[str, Mapping[str, str]], with_code: Mapping[tuple[str, str], str]
) -> str:
    """The id of the body for an authority, by a code in its tags and its name; ``""`` if not in the record."""
    for tag in tags:
        kind, _, code = tag.partition(":")
        for scheme in CODE_TAGS.get(kind.casefold(), ()):
            body = with_code.get((scheme, code))
            names = (ours[body]["name"], *listed(ours[body]["aliases"])) if body else ()
            if body and normalise(one["Name"]) in {normalise(name) for name in names}:
                return body
    return ""
