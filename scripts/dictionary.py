#!/usr/bin/env python3
"""Generates docs from model, data and program: data/README.md, docs/commands.md, editions, figures.

With ``--check`` nothing is written; the exit code is 1 if a file is out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts import commands
from whosecameras.analysis.counts import registered, tally
from whosecameras.analysis.headline import summary
from whosecameras.analysis.status import RULE
from whosecameras.content import home
from whosecameras.publishing import validation
from whosecameras.record import schema as m
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import TABLES, Field, Table
from whosecameras.text import gaps, wording

ROOT = Path(__file__).resolve().parents[1]
DICTIONARY = ROOT / "data" / "README.md"
COMMANDS = ROOT / "docs" / "commands.md"
REGISTERS = ROOT / "docs" / "curating" / "registers.md"
CITATION = ROOT / "CITATION.cff"
README = ROOT / "README.md"
BEGIN, END = "<!-- {}: written by `make docs` -->", "<!-- end of {} -->"

#: Meanings of a column's values, where they need explaining.
MEANINGS: dict[tuple[str, ...], Mapping[str, str]] = {
    m.GRADES: m.GRADE_MEANINGS,
    m.BASES: m.BASIS_MEANINGS,
    tuple(map(str, m.Finding)): {str(one): meaning for one, meaning in m.FINDING_MEANINGS.items()},
    tuple(m.CAPABILITY_STATEMENTS): m.CAPABILITY_STATEMENTS,
    tuple(m.VENDOR_SCOPES): m.VENDOR_SCOPES,
    tuple(m.MEASURES): m.MEASURES,
    tuple(m.LANES): m.LANES,
    tuple(m.EVENT_KINDS): m.EVENT_KINDS,
    tuple(m.IN_FORCE): m.IN_FORCE,
    tuple(m.EVENT_ROLES): m.EVENT_ROLES,
    tuple(m.FACT_KINDS): m.FACT_KINDS,
    tuple(m.REQUEST_CHANNELS): m.REQUEST_CHANNELS,
    tuple(m.REQUEST_STATES): m.REQUEST_STATES,
    m.AS_OF_BASES: {
        "stated": "the source states it",
        "published": "the day of publication stands for it",
        "inferred": "worked out from the context",
        "undated": "no date is known, and `as_of` is blank",
    },
    m.FINDING_VENDORS: {
        "hikvision": "Hikvision",
        "dahua": "Dahua",
        "either": "the source does not say which of the two",
        "both": "the source means each of the two",
    },
}
KINDS = {
    "text": "one line of text",
    "slug": "`a-z 0-9 -` and `_`",
    "list": "values joined by `; `",
    "date": "ISO date, whole or in part: `2022`, `2022-02`, `2022-02-07`",
    "url": "http or https address",
    "integer": "whole number, 0 or more",
    "number": "number, 0 or more",
    "share": "per cent, 0 to 100",
}
INTRODUCTION = """\
# The dictionary

*Written by `make docs` from `whosecameras/record/schema.py`; change it there.*

Each table is one CSV file: UTF-8, RFC 4180, sorted by its key, with one newline at the end. `datapackage.json` holds
the same description for programs, with row counts and hashes. To validate the data, run `python -m whosecameras check`.
Licence: CC BY 4.0. Boundaries and postcodes: Open Government Licence v3.0 ([notices](../LICENSE-DATA)). Former councils
and the dates on which others replaced them come from mySociety's list of UK local authorities (CC BY 4.0).

A **finding** is one statement by one source about one body and one manufacturer at one time. What is known about a body
now is derived from its findings and is not stored. A column named after a table (`body`, `source`, `region` …) holds
that table's key. A blank cell means that the source does not say. It never means zero or no.

The raw files are unchanged. In a spreadsheet, a cell that starts with `=`, `+`, `-` or `@` can run as a formula. Import
it as text, or use the explorer's download buttons: in those files such cells are safe, and a byte-order mark makes £
display correctly.
"""
#: Replaced by the record's weaknesses as counted in its rows (``weaknesses``).
WEAKNESSES = """\
## Known weaknesses

- **A minimum, not a census.** Which public bodies are named depends on who asked and on what we could read. No
  evidence does not mean no cameras.
{second_hand}
{years}
- **Claims about groups.** “All councils but three” names none of them: `basis` is `collective`, and it never counts as
  use.
{brands}
- **Regions.** {regions}
- **Bodies listed individually.** We list every principal council and territorial police force. In other sectors we
  list only the bodies that a source names.{registered}
- **Unnamed bodies.** A school or hospital that its source does not name is not listed. `place_reports` records what
  the source says about it. It may be one of the bodies named elsewhere.
- **Partial dates.** Where a source gives only a year, we do not guess the month or day. Some years are inferred.
- **Shapes** date from December 2024 and are accurate to about a kilometre. A full postcode leads to one council, part
  of a postcode to the council that covers most of it, and a Northern Ireland postcode to none
  ([boundaries](boundaries/README.md)).
- **English only.** Pages in Welsh, Gaelic or Irish were not searched for.
"""


def escaped(text: str) -> str:
    """Text escaped for a cell of a markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def listed(rows: Iterable[tuple[str, str]], heads: tuple[str, str]) -> str:
    """A markdown table of two columns."""
    lines = [f"| {heads[0]} | {heads[1]} |", "|---|---|"]
    return "\n".join(lines + [f"| {escaped(name)} | {escaped(meaning)} |" for name, meaning in rows])


def holds(column: Field) -> str:
    """The values a column may have, with their meanings."""
    if column.points_to:
        several = ", or several joined by `; `" if column.kind == "list" else ""
        return f"`{TABLES[column.points_to].key}` of [`{column.points_to}`](#{column.points_to}){several}"
    if not column.values:
        return KINDS[column.kind]
    meanings = MEANINGS.get(tuple(column.values), {})
    parts = []
    for value in map(str, column.values):
        meaning = meanings.get(value, "")
        parts.append(f"`{value}`" + (f" {meaning}" if meaning and meaning != value else ""))
    return "one of: " + "; ".join(parts)


def files(table: Table) -> str:
    """The files of a table, as part of a sentence."""
    if not table.parts:
        return f"File [`{table.file}`]({table.file})"
    folders = sorted({path.rpartition("/")[0] for path in table.parts})
    return "Files in " + " and ".join(f"[`{folder}/`]({folder}/)" for folder in folders)


def described(table: Table) -> str:
    """One table: meaning, file and columns."""
    key = f"key `{table.key}`" if table.key else "no key"
    lines = [
        f"### {table.name}",
        f"One row is {table.meaning}. {files(table)}, {key}.",
        "",
        "| column | must be filled | meaning | holds |",
        "|---|---|---|---|",
    ]
    for column in table.fields:
        must = "yes" if column.required else ""
        lines.append(f"| `{column.name}` | {must} | {escaped(column.meaning)} | {escaped(holds(column))} |")
    return "\n".join(lines)


def dictionary(dataset: Dataset) -> str:
    """The text of data/README.md."""
    contents = ", ".join(f"[{name}](#{name})" for name in TABLES)
    sectors = dataset.sectors.sort_values("order")
    parts = [
        INTRODUCTION,
        f"## Tables\n\n{contents}\n",
        *(described(table) + "\n" for table in TABLES.values()),
        "## From findings to what is known now\n\n" + "".join(f"{n}. {text}\n" for n, text in enumerate(RULE, 1)),
        "Statuses, in the order in which they are listed:\n\n"
        + listed(((f"**{status}**", m.STATUS_MEANINGS[status]) for status in m.Status), ("status", "meaning"))
        + "\n",
        "Flags stand beside a status:\n\n"
        + listed(((f"*{flag}*", m.FLAG_MEANINGS[flag]) for flag in m.Flag), ("flag", "meaning"))
        + "\n",
        "## Grades of sources\n\n"
        + listed(((f"`{grade}`", m.GRADE_MEANINGS[grade]) for grade in m.GRADES), ("grade", "the source is"))
        + "\n",
        "## Sectors\n\n"
        + listed(((f"`{row.id}`", str(row.meaning)) for row in sectors.itertuples()), ("sector", "who is in it"))
        + "\n",
        weaknesses(dataset),
    ]
    return "\n".join(parts)


def weaknesses(dataset: Dataset) -> str:
    """The known weaknesses, with figures from the rows."""
    sources, findings = dataset.sources, dataset.findings
    press = int(sources["kind"].isin(["press", "trade_press"]).sum())
    own, copies = int((sources["grade"] == "A").sum()), int((sources["via"] != "").sum())
    years = findings["as_of"].str[:4].value_counts().sort_values(ascending=False, kind="stable").head(2).sort_index()
    alone = {name: int((findings["vendor"] == vendor).sum()) for vendor, name in wording.manufacturers(dataset).items()}
    total = wording.number(len(findings))
    return WEAKNESSES.format(
        second_hand=f"- **Second-hand.** Of {wording.numbered(len(sources), 'source')}, {wording.number(press)} come "
        f"from the press and {wording.number(own)} are official or\n  the bodies' own words. We read "
        f"{wording.number(copies)} only in a copy (`via`).",
        years="- **From a few years.** Of "
        + f"{total} findings, "
        + wording.listed([f"{wording.number(int(count))} are from {year}" for year, count in years.items()])
        + ". Cameras are\n  installed and removed, so each status says how old its evidence is.",
        brands="- **One brand or two.** Of "
        + f"{total} findings, "
        + wording.listed([f"{wording.number(count)} are about {name} alone" for name, count in alone.items()])
        + ".\n  If a source does not mention a brand, that does not mean no.",
        regions=gaps.english_regions(dataset),
        registered=_registered(dataset),
    )


def _registered(dataset: Dataset) -> str:
    """The number of bodies known only from a register, and why it is not today's number."""
    number, dates = registered(dataset), home.register_dates(dataset)
    if not number or not dates:
        return ""
    return (
        f" Another {wording.number(number)} are\n  named only in official registers, which date from {dates[0]} to "
        f"{dates[1]}\n  ([how old each one is](../docs/curating/registers.md)). Some of these bodies have since "
        "closed, and not\n  every register is complete."
    )


def unknown(dataset: Dataset) -> str:
    """README.md's block on what is unknown, without its markers."""
    dates = home.register_dates(dataset)
    sentences = (
        *gaps.on_the_front(dataset),
        "We do not know what public bodies that did not answer would have said. They may differ from those that did.",
        *(
            [f"We do not know how many public bodies exist today: our registers date from {dates[0]} to {dates[1]}."]
            if dates
            else []
        ),
    )
    return "\n".join(f"- {sentence}" for sentence in sentences)


def headline(figures: Mapping[str, Any]) -> str:
    """README.md's block of figures, without its markers."""
    counts, councils, top = figures["counts"], figures["councils"], figures["headline"]
    lines = []
    if top:
        counted, printed = wording.percent(top["share_counted"], 1), top["share_printed"]
        addition = "" if printed is None else f"; the source reported {wording.percent(printed)}"
        lines.append(
            f"- **{counted} of public bodies that answered said that they used the cameras**: "
            f"{wording.number(top['using'])} of {wording.number(top['answered'])} that answered"
            + (f", of {wording.number(top['asked'])} asked" if top["asked"] else "")
            + f" ({wording.date((top['as_of'] or '')[:4])}{addition})."
        )
    sources, statements = counts["sources_for_findings"], counts["findings"]
    using, removing, group = (
        figures["status"][status] for status in (m.Status.USING, m.Status.REMOVING, m.Status.GROUP_ONLY)
    )
    lines += [
        f"- **We found nothing published about {wording.number(councils['no_public_evidence'])} of "
        f"{wording.numbered(councils['total'], 'principal council')}**. "
        f"{wording.UNKNOWN_IS_NOT_NO}.",
        f"- **Sources name {wording.numbered(counts['bodies_named'], 'public body', 'public bodies')}** ("
        f"{wording.numbered(sources, 'source')}, {wording.numbered(statements, 'statement')}): "
        f"{wording.number(using)} were reported using the cameras, {wording.number(removing)} said that they "
        f"would remove them. {wording.sentence_case(wording.counted(group, 'more appears', 'more appear'))} only in a "
        "claim about a whole group.",
        f"- **How recent it is**: {wording.counted(figures['recent_direct'], 'status rests', 'statuses rest')} on "
        f"direct evidence from the last {wording.counted(m.RECENT_YEARS, 'year')}.",
        f"- Dataset {figures['version']} of {wording.date(figures['released'])}.",
    ]
    return "\n".join(lines)


def registers(dataset: Dataset) -> str:
    """docs/curating/registers.md's block on the editions in use, oldest first, without its markers."""
    by_hand = {sector: tally(dataset, sectors=(sector,), existing=True).total for sector in dataset.sectors["id"]}
    lines = ["| edition | register | sector | bodies | lists all of them | publisher |", "|---|---|---|---:|---|---|"]
    for row in dataset.tables["registers"].sort_values(["edition", "id"]).itertuples():
        number = by_hand[row.sector] if pd.isna(row.rows) else int(row.rows)
        cells = (
            wording.date(str(row.edition)), f"`{row.id}`", f"`{row.sector}`",
            wording.number(number), str(row.complete), str(row.publisher),
        )  # fmt: skip
        lines.append(f"| {' | '.join(map(escaped, cells))} |")
    return "\n".join(lines)


def with_block(readme: str, name: str, block: str) -> str:
    """A text with one block replaced. Raises ``ValueError`` if the block's markers are missing."""
    begin, end = BEGIN.format(name), END.format(name)
    marked = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.S)
    new, count = marked.subn(lambda _: f"{begin}\n{block}\n{end}", readme)
    if count != 1:
        raise ValueError(f"the text needs one block between {begin} and {end}")
    return new


def with_counts(citation: str, figures: Mapping[str, Any]) -> str:
    """CITATION.cff with the record's counts in its abstract. Raises ``ValueError`` if it has no abstract."""
    counts = figures["counts"]
    abstract = (
        "abstract: Which UK public bodies use Hikvision and Dahua cameras, where, and how we know. "
        f"{wording.numbered(counts['bodies'], 'public body', 'public bodies')}, "
        f"{wording.numbered(counts['findings'], 'statement')} from "
        f"{wording.numbered(counts['sources_for_findings'], 'source')} that name "
        f"{wording.number(counts['bodies_named'])} of them, and "
        f"{wording.numbered(counts['survey_figures'], 'survey figure')} on the UK."
    )
    new, count = re.subn(r"(?m)^abstract: .*$", abstract, citation)
    if count != 1:
        raise ValueError("CITATION.cff needs one line of abstract")
    return new


def wanted() -> dict[Path, str]:
    """Each file that this script writes, with its expected text."""
    dataset = validation.open_dataset(ROOT / "data")
    readme = README.read_text(encoding="utf-8")
    figures = summary(dataset)
    return {
        DICTIONARY: dictionary(dataset),
        COMMANDS: commands.document(),
        REGISTERS: with_block(REGISTERS.read_text(encoding="utf-8"), "registers", registers(dataset)),
        README: with_block(with_block(readme, "headline", headline(figures)), "not known", unknown(dataset)),
        CITATION: with_counts(CITATION.read_text(encoding="utf-8"), figures),
    }


def main(arguments: list[str]) -> int:
    """Write the files, or with ``--check`` compare them."""
    stale = [path for path, text in wanted().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date: run make docs", file=sys.stderr)
        return 1 if stale else 0
    for path, text in wanted().items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{path.relative_to(ROOT)}{' (changed)' if path in stale else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
