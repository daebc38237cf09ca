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
        if (rows := table(grid, NEEDS)) is not None:
            return list(rows)
    return None


def compared(
    authorities: Sequence[Record], bodies: Sequence[Mapping[str, str]], pages: Sequence[Mapping[str, str]], sector: str
) -> Pages:
    """Assign the pages in the file to the bodies of a sector.

    Some tags have another body's code, so a code only counts if the name agrees. A page that is missing or marked as
    defunct is removed; one that is still in the file stays.
    """
    in_sector = {row["id"]: row for row in bodies if row["sector"] == sector}
    current = {row["body"]: row["url_name"] for row in pages}
    outcome = Pages([], sum(body in in_sector for body in current))
    with_code = {
        (row["code_scheme"], row["code"]): row["id"] for row in in_sector.values() if row["code"] and not row["ended"]
    }
    available, assigned = set[str](), dict[str, str]()
    for authority in authorities:
        page = authority["URL name"]
        if not re.fullmatch(CODE_PATTERNS["WDTK"], page):
            outcome.aside.append((authority.line, f"{shown(page)} is not the name of a page"))
            continue
        tags = authority["Tags"].split()
        if DEFUNCT in tags:
            continue
        available.add(page)
        if body := _body(authority, tags, in_sector, with_code):
            assigned.setdefault(body, page)
    for body in sorted({*current, *assigned}):
        if body not in in_sector:
            outcome.rows.append({"id": body, "body": body, "url_name": current[body]})
            continue
        before = current.get(body, "")
        now = before if before in available else assigned.get(body, "")
        if now:
            outcome.rows.append({"id": body, "body": body, "url_name": now})
        if now != before:
            changes = outcome.added if not before else outcome.moved if now else outcome.gone
            changes.append((in_sector[body]["name"], now or before))
    return outcome


def _body(
    authority: Record,
    tags: Sequence[str],
    in_sector: Mapping[str, Mapping[str, str]],
    with_code: Mapping[tuple[str, str], str],
) -> str:
    """The id of the body for an authority, by a code in its tags and its name; ``""`` if not in the record."""
    for tag in tags:
        kind, _, code = tag.partition(":")
        for scheme in CODE_TAGS.get(kind.casefold(), ()):
            body = with_code.get((scheme, code))
            names = (in_sector[body]["name"], *listed(in_sector[body]["aliases"])) if body else ()
            if body and normalise(authority["Name"]) in {normalise(name) for name in names}:
                return body
    return ""
