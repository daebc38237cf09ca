"""Turns outcomes of requests into findings: refusals, “not held” and silence by rule, answers by a person.

A request only counts if it is in one of our rounds, because only then do we know that it was about these companies and
this body. The source of each finding is the request's page; a request without a public page makes no finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from whosecameras.curation import store
from whosecameras.curation.store import Row
from whosecameras.record.asking import ANSWERED_STATES, OPEN_STATES
from whosecameras.record.schema import VENDOR_UNSPECIFIED, Finding
from whosecameras.text import requests as words
from whosecameras.text import wording

NEEDED = ("requests", "bodies", "sources", "findings", "corrections", "vendors")
#: Suffix of the source id for a page without an answer, as opposed to the same page with one.
SILENT = "-silent"
Tables = Mapping[str, Sequence[Row]]


def ruled(row: Row) -> str:
    """The finding that the rule derives from a request; ``""`` if none.

    A body was silent if the page still showed no answer after the due date.
    """
    if not row["round"] or not row["address"]:
        return ""
    if row["state"] in OPEN_STATES:
        return str(Finding.NO_ANSWER) if row["due"] and row["state_date"] > row["due"] else ""
    return {"refused": str(Finding.REFUSED), "not_held": str(Finding.NOT_HELD)}.get(row["state"], "")


def source_of(row: Row, tables: Tables, *, answered: bool) -> dict[str, str]:
    """The source row of a request's page.

    With an answer, the page has the body's own words, grade A; without one, it only shows that somebody asked, grade B.
    """
    body = next(row_of_table["name"] for row_of_table in tables["bodies"] if row_of_table["id"] == row["body"])
    companies = [row_of_table["name"] for row_of_table in tables["vendors"]]
    return {
        "id": row["id"].replace("_", "-") + ("" if answered else SILENT),
        "title": words.source_title(companies, body, answered),
        "publisher": body if answered else "WhatDoTheyKnow",
        "url": row["address"],
        "via": "whatdotheyknow.com" if answered else "",
        "kind": "foi_reply" if answered else "other",
        "grade": "A" if answered else "B",
        "published": "",
        "accessed": row["state_date"],
    }


def finding_of(row: Row, finding: str, vendor: str, source: str, tables: Tables, **more: str) -> dict[str, str]:
    """The finding from a request, without its id."""
    body = next(row_of_table["name"] for row_of_table in tables["bodies"] if row_of_table["id"] == row["body"])
    named = [
        row_of_table["name"]
        for row_of_table in tables["vendors"]
        if vendor in (row_of_table["id"], VENDOR_UNSPECIFIED, "both")
    ]
    return {
        "body": row["body"],
        "vendor": vendor,
        "finding": finding,
        "as_of": row["state_date"],
        "as_of_basis": "stated",
        "basis": "direct",
        "scope": "",
        "cameras": "",
        "detail": words.finding_of_request(body, named, finding, row["asked"]),
        "source": source,
        "due": "",
        **more,
    }


@dataclass
class NewFindings:
    """New rows: findings and their sources."""

    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    findings: list[dict[str, str]] = field(default_factory=list)

    def changed(self, tables: Tables) -> dict[str, list[Row]]:
        """The tables with these rows."""
        known = {row["id"] for row in tables["sources"]}
        new = [row for key, row in self.sources.items() if key not in known]
        used = store.used_ids(tables)
        for row in self.findings:
            row["id"] = store.next_finding_id(used, row["body"])
            used.append(row["id"])
        return {"sources": [*tables["sources"], *new], "findings": [*tables["findings"], *self.findings]}


def by_rule(tables: Tables) -> NewFindings:
    """The findings by rule that the record does not have yet, in order of the requests' ids."""
    pages = {row["id"]: row["url"] for row in tables["sources"]}
    had = {(row["body"], row["finding"], pages.get(row["source"], "")) for row in tables["findings"]}
    added = NewFindings()
    for row in sorted(tables["requests"], key=lambda request: request["id"]):
        finding = ruled(row)
        if not finding or (row["body"], finding, row["address"]) in had:
            continue
        source = source_of(row, tables, answered=finding != Finding.NO_ANSWER)
        added.sources[source["id"]] = source
        added.findings.append(finding_of(row, finding, VENDOR_UNSPECIFIED, source["id"], tables))
    return added


def add_by_rule(data_dir: Path, dry_run: bool = False) -> list[str]:
    """Add the findings by rule, all or none. Returns lines on them. A second run adds nothing.

    Raises the errors of ``store.change``.
    """
    with store.locked(data_dir):
        tables = store.tables(data_dir, NEEDED)
        added = by_rule(tables)
        if added.findings:
            changed = added.changed(tables)
            if dry_run:
                store.checked(data_dir, changed, beside=False)
            else:
                store.change(data_dir, changed)
    would = " would be" if dry_run else ""
    lines = [f"{wording.counted(len(added.findings), 'finding')}{would} added"]
    lines += [f"  {row['body']}: {wording.finding(row['finding'])}" for row in added.findings]
    left = [row for row in tables["requests"] if row["state"] in ("refused", "not_held") and not ruled(row)]
    lines += [f"  left out: {row['id']}, {_why(row)}" for row in left]
    return lines


def _why(row: Row) -> str:
    return "it is not in one of our rounds" if not row["round"] else "it has no public page"


def to_review(tables: Tables) -> list[Row]:
    """Answered requests in a round without a finding in the record, oldest first."""
    read = {row["url"] for row in tables["sources"] if not row["id"].endswith(SILENT)}
    left = {row["address"] for row in tables.get("left_out", ())}
    waiting = [
        row
        for row in tables["requests"]
        if row["state"] in ANSWERED_STATES and row["round"] and row["address"] and row["address"] not in read | left
    ]
    return sorted(waiting, key=lambda row: (row["state_date"], row["id"]))
