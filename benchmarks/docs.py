"""What docs/performance.md takes from results.json: the budgets with their figures, the misses, the other figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks import picture, report
from benchmarks.explained import EXPLAINED
from benchmarks.plan import PARTS
from benchmarks.report import NO_BUDGET, NOT_MEASURED, Row
from benchmarks.room import ROOT
from whosecameras.text import wording

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- {} written by python -m benchmarks --docs -->", "<!-- end of {} -->"


def missed(row: Row) -> bool:
    """True for a figure that is not within its budget; what was not measured says why by itself."""
    return row["verdict"] != "pass" and not str(row["figure"]).startswith(NOT_MEASURED)


def taken(rows: Sequence[Row]) -> str:
    """When and on how busy a machine the rows were measured."""
    days = sorted({str(row["taken"])[:10] for row in rows})
    loads = [float(str(row["load"])) for row in rows]
    spoken = [f"{(day := date.fromisoformat(one)).day} {day:%B %Y}" for one in days]
    machines = wording.listed(sorted({str(row.get("machine", "")) for row in rows} - {""}))
    busy = f"load average {min(loads):g} to {max(loads):g} when parts began"
    said = f"Measured on {wording.listed(spoken)} ({machines}), {busy}."
    quick = sorted({str(row["part"]) for row in rows if row["quick"]})
    if quick:
        said += f"\nShortened, for orientation only: {', '.join(quick)}."
    return f"{said}\n"


def budgets(rows: Sequence[Row]) -> str:
    """The table of what has a budget, and why one is missed or given up."""
    budgeted = [row for row in rows if row["budget"] != NO_BUDGET]
    if not budgeted:
        return "Nothing has been measured yet."
    said = Counter(str(row["verdict"]) for row in budgeted)
    lines = [f"{taken(rows)}{said['pass']} of {len(budgeted)} budgets are met, {said['given up']} are given up.", ""]
    lines += ["| what | budget | figure | |", "|---|---|---|---|"]
    for row in budgeted:
        lines.append(f"| {row['what']} | {row['budget']} {row['unit']} | {report.figure(row)} | {row['verdict']} |")
    misses = [row for row in budgeted if missed(row)]
    if misses:
        reasons: dict[str, list[str]] = {}
        for row in misses:
            reasons.setdefault(EXPLAINED.get(str(row["line"]), "not explained yet."), []).append(f"**{row['what']}**")
        lines += ["", "### Budgets that were missed or given up", ""]
        lines += [f"- {'; '.join(whats)}: {reason}" for reason, whats in reasons.items()]
    return "\n".join(lines)


def others(rows: Sequence[Row]) -> str:
    """A table for each part of what has no budget and stands for orientation."""
    names = {part.name: part.what for part in PARTS} | {"soak": "visitors come, click and go"}
    unjudged = [row for row in rows if row["budget"] == NO_BUDGET]
    tables = []
    for part in dict.fromkeys(str(row["part"]) for row in unjudged):
        name = names.get(part, part)
        lines = [f"### {name[0].upper()}{name[1:]}", "", "| what | figure |", "|---|---|"]
        lines += [f"| {row['what']} | {report.figure(row)} |" for row in unjudged if row["part"] == part]
        tables.append("\n".join(lines))
    return "\n\n".join(tables)


BLOCKS = {"budgets": budgets, "other figures": others}


def page(text: str, rows: Sequence[Row]) -> str:
    """The document with what stands between its marks written anew; raises ``ValueError`` without the marks."""
    for name, block in BLOCKS.items():
        begin, end = BEGIN.format(name), END.format(name)
        before, rest = text.split(begin, 1)
        _, after = rest.split(end, 1)
        text = f"{before}{begin}\n{block(rows)}\n{end}{after}"
    return text


def write(path: Path = PAGE) -> None:
    """Write the document and the picture from what was measured."""
    rows = report.read()
    report.put(report.FOLDER / "results.svg", picture.drawn(rows))
    report.put(path, page(path.read_text(encoding="utf-8"), rows))
