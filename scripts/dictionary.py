#!/usr/bin/env python3
"""Writes what the docs take from model, data and program: data/README.md, docs/commands.md, figures in README.md.

With ``--check`` nothing is written; the exit code is 1 if a file is out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from scripts import commands
from whosecameras.analysis.headline import summary
from whosecameras.analysis.status import RULE
from whosecameras.publishing import validation
from whosecameras.record import schema as m
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import TABLES, Field, Table
from whosecameras.text import gaps, wording

ROOT = Path(__file__).resolve().parents[1]
DICTIONARY = ROOT / "data" / "README.md"
COMMANDS = ROOT / "docs" / "commands.md"
CITATION = ROOT / "CITATION.cff"
README = ROOT / "README.md"
BEGIN, END = "<!-- {}: written by `make docs` -->", "<!-- end of {} -->"

#: Meanings of the values of a column, where they need one.
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
    tuple(m.FACT_KINDS): m.FACT_KINDS,
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

One CSV file for each table: UTF-8, RFC 4180, sorted by its key, one newline at the end. `datapackage.json` says the
same for machines, with row counts and hashes. `python -m whosecameras check` says whether all of it holds. Licence:
CC BY 4.0; boundaries and postcodes: Open Government Licence v3.0 ([notices](../LICENSE-DATA)). Councils that no longer
exist, and the day on which others took their place, are from mySociety's list of UK local authorities (CC BY 4.0).

A **finding** is one statement by one source about one body and one make at one time. What is known now about a body is
derived from its findings and stands in no file. A column named after a table (`body`, `source`, `survey`, `region` …)
holds that table's key. A blank cell means that the source does not say; it never means nought or no.

The raw files are as they are. A cell that starts with `=`, `+`, `-` or `@` can run as a formula in a spreadsheet:
import it as text, or take the files that the explorer's download buttons offer, where such cells are
made safe and a byte-order mark keeps £ as it is.
"""
#: What the record's rows tell of its weaknesses (``weaknesses``) stands in its place.
WEAKNESSES = """\
## Known weaknesses

- **A floor, not a census.** Which bodies are named depends on who asked and on what could be read. Blank is not clean.
{second_hand}
{years}
- **Group statements.** “All councils but three” says little of any one of them: `basis` is `collective`.
{makes}
- **Regions.** {regions}
- **Registers are complete for principal councils and territorial police forces only.** Of other sectors the record
  lists the bodies that a source speaks of, so it has no denominators for them.{empty}
{codes}
- **Unnamed bodies.** A body that its source does not name has a row of its own, such as “Unnamed school”; it may be one
  of the bodies named elsewhere.
- **Dates in part.** Where a source gives a year, nothing finer is made up; some years are themselves inferred.
- **Shapes** are of December 2024 and good to about a kilometre; postcodes lead to a council “mostly”
  ([boundaries](boundaries/README.md)).
- **English only.** Pages in Welsh, Gaelic or Irish were not searched for.
"""


def escaped(text: str) -> str:
    """Text for a cell of a markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def listed(rows: Iterable[tuple[str, str]], heads: tuple[str, str]) -> str:
    """A markdown table of two columns."""
    lines = [f"| {heads[0]} | {heads[1]} |", "|---|---|"]
    return "\n".join(lines + [f"| {escaped(one)} | {escaped(other)} |" for one, other in rows])


def holds(column: Field) -> str:
    """What a column may hold, with the meanings of its values."""
    if column.points_to:
        several = ", or several joined by `; `" if column.kind == "list" else ""
        return f"`{TABLES[column.points_to].key}` of [`{column.points_to}`](#{column.points_to}){several}"
    if not column.values:
        return KINDS[column.kind]
    said = MEANINGS.get(tuple(column.values), {})
    parts = []
    for value in map(str, column.values):
        meaning = said.get(value, "")
        parts.append(f"`{value}`" + (f" {meaning}" if meaning and meaning != value else ""))
    return "one of: " + "; ".join(parts)


def described(table: Table) -> str:
    """One table: its meaning, its file, its columns."""
    key = f"key `{table.key}`" if table.key else "no key"
    lines = [
        f"### {table.name}",
        f"One row is {table.meaning}. File [`{table.file}`]({table.file}), {key}.",
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
        + listed(((f"**{one}**", m.STATUS_MEANINGS[one]) for one in m.Status), ("status", "meaning"))
        + "\n",
        "Flags stand beside a status:\n\n"
        + listed(((f"*{one}*", m.FLAG_MEANINGS[one]) for one in m.Flag), ("flag", "meaning"))
        + "\n",
        "## Grades of sources\n\n"
        + listed(((f"`{one}`", m.GRADE_MEANINGS[one]) for one in m.GRADES), ("grade", "the source is"))
        + "\n",
        "## Sectors\n\n"
        + listed(((f"`{row.id}`", str(row.meaning)) for row in sectors.itertuples()), ("sector", "who is in it"))
        + "\n",
        weaknesses(dataset),
    ]
    return "\n".join(parts)


def weaknesses(dataset: Dataset) -> str:
    """The known weaknesses, with what the rows tell of them."""
    sources, findings, bodies = dataset.sources, dataset.findings, dataset.bodies
    press = int(sources["kind"].isin(["press", "trade_press"]).sum())
    own, copies = int((sources["grade"] == "A").sum()), int((sources["via"] != "").sum())
    years = findings["as_of"].str[:4].value_counts().sort_values(ascending=False, kind="stable").head(2).sort_index()
    alone = {name: int((findings["vendor"] == make).sum()) for make, name in wording.manufacturers(dataset).items()}
    names = {str(row.id): str(row.plural).lower() for row in dataset.sectors.sort_values("order").itertuples()}
    empty = [name for key, name in names.items() if not (bodies["sector"] == key).any()]
    coded = [name for key, name in names.items() if (bodies.loc[bodies["sector"] == key, "code"] != "").any()]
    total = wording.number(len(findings))
    return WEAKNESSES.format(
        second_hand=f"- **Second-hand.** Of {wording.numbered(len(sources), 'source')} {wording.number(press)} come "
        f"from the press and {wording.number(own)} are official or\n  the bodies' own words; {wording.number(copies)} "
        "were read "
        "only in a copy (`via`).",
        years="- **Of a few years.** Of "
        + f"{total} findings "
        + wording.listed([f"{wording.number(int(count))} are of {year}" for year, count in years.items()])
        + ". Cameras come and\n  go; `stale` says where nothing newer is known.",
        makes="- **One make or two.** Of "
        + f"{total} findings "
        + wording.listed([f"{wording.number(count)} are about {name} alone" for name, count in alone.items()])
        + ";\n  silence on a make is no “no”.",
        regions=gaps.english_regions(dataset),
        empty=f"\n  It has no {wording.alternatives(empty)} at all." if empty else "",
        codes=f"- **Codes.** Official codes are held for {wording.listed(coded) or 'no sector'} only.",
    )


def unknown(dataset: Dataset) -> str:
    """The block of README.md on what the record does not know, without its marks."""
    whole = [str(dataset.row("sectors", key)["plural"]).lower() for key in m.WHOLE_SECTORS]
    sentences = (
        *gaps.on_the_front(dataset),
        "How those who did not answer would have answered. Those who did are no random sample.",
        f"How many bodies there are to ask, other than {wording.listed(whole)}.",
    )
    return "\n".join(f"- {sentence}" for sentence in sentences)


def headline(figures: Mapping[str, Any]) -> str:
    """The block of README.md that is made of figures, without its marks."""
    counts, councils, top = figures["counts"], figures["councils"], figures["headline"]
    lines = []
    if top:
        counted, printed = wording.percent(top["share_counted"], 1), top["share_printed"]
        beside = "" if printed is None else f"; the share that was printed is {wording.percent(printed)}"
        lines.append(
            f"- **{counted} of public bodies that answered said that they use them**: "
            f"{wording.number(top['using'])} of {wording.number(top['answered'])} that answered"
            + (f", of {wording.number(top['asked'])} asked" if top["asked"] else "")
            + f" ({wording.date((top['as_of'] or '')[:4])}{beside})."
        )
    sources, statements = counts["sources_for_findings"], counts["findings"]
    using, removing = figures["status"][m.Status.USING], figures["status"][m.Status.REMOVING]
    lines += [
        "- **Where, we mostly do not know**: nothing public is known of "
        f"{wording.number(councils['no_public_evidence'])} of "
        f"{wording.numbered(councils['total'], 'principal council')}. "
        f"{wording.BLANK_IS_NOT_CLEAN}.",
        f"- **Sources speak of {wording.numbered(counts['bodies_with_findings'], 'body', 'bodies')}** ("
        f"{wording.numbered(sources, 'source')}, {wording.numbered(statements, 'statement')}), of "
        f"{wording.number(figures['flags'][str(m.Flag.COLLECTIVE_ONLY)])} only as part of a whole group: "
        f"{wording.number(using)} reported using, {wording.number(removing)} removing.",
        f"- Dataset {figures['version']} of {wording.date(figures['released'])}.",
    ]
    return "\n".join(lines)


def with_block(readme: str, name: str, block: str) -> str:
    """README.md with one of its blocks replaced. Raises ``ValueError`` if the block's marks are not there."""
    begin, end = BEGIN.format(name), END.format(name)
    marked = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.S)
    new, count = marked.subn(lambda _: f"{begin}\n{block}\n{end}", readme)
    if count != 1:
        raise ValueError(f"README.md needs one block between {begin} and {end}")
    return new


def with_counts(citation: str, figures: Mapping[str, Any]) -> str:
    """CITATION.cff with the counts of the record in its abstract. Raises ``ValueError`` if it has no abstract."""
    counts = figures["counts"]
    abstract = (
        "abstract: Which UK public bodies use Hikvision and Dahua cameras, where, and how we know. "
        f"{wording.numbered(counts['bodies'], 'public body', 'public bodies')}, "
        f"{wording.numbered(counts['findings'], 'statement')} about "
        f"{wording.number(counts['bodies_with_findings'])} of "
        f"them by {wording.numbered(counts['sources_for_findings'], 'source')}, and "
        f"{wording.numbered(counts['survey_figures'], 'survey figure')} on the UK."
    )
    new, count = re.subn(r"(?m)^abstract: .*$", abstract, citation)
    if count != 1:
        raise ValueError("CITATION.cff needs one line of abstract")
    return new


def wanted() -> dict[Path, str]:
    """Each file that this script writes, with the text that it should have."""
    dataset = validation.open_dataset(ROOT / "data")
    readme = README.read_text(encoding="utf-8")
    figures = summary(dataset)
    return {
        DICTIONARY: dictionary(dataset),
        COMMANDS: commands.document(),
        README: with_block(with_block(readme, "headline", headline(figures)), "not known", unknown(dataset)),
        CITATION: with_counts(CITATION.read_text(encoding="utf-8"), figures),
    }


def main(arguments: list[str]) -> int:
    """Write, or with ``--check`` compare."""
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
