"""What is reported: one row for each thing measured, judged against its budget; kept in results.json, shown as a table.

A row is ``{what, budget, figure, unit, verdict}`` with ``verdict`` ``pass``, ``miss`` or ``given up``, and besides:
``line`` (the name of its budget, ``""`` where it has none), ``part``, ``taken`` (when the part began), ``load`` (the
load average then), ``machine`` and ``quick`` (half the repetitions).
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.budgets import BUDGETS, BY_LINE
from benchmarks.plan import PARTS

Row = dict[str, object]
FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER / "results.json"
NO_BUDGET = "none"
NOT_MEASURED = "not measured: "


def judged(line: str, value: float) -> Row:
    """The row of a budget with its figure; a figure that is no number was not measured."""
    budget = BY_LINE[line]
    if not math.isfinite(value):
        return not_measured(line, "nothing was counted")
    return _row(budget.what, budget.said, _short(value), budget.unit, budget.verdict(value), line)


def seen(what: str, value: float, unit: str) -> Row:
    """A figure without a budget, for orientation."""
    return _row(what, NO_BUDGET, _short(value) if math.isfinite(value) else "nothing was counted", unit, "pass")


def not_measured(line: str, why: str) -> Row:
    """The row of a budget that could not be measured: a miss, with the reason."""
    budget = BY_LINE[line]
    reason = " ".join(why.split())[:160] or "no reason given"
    return _row(budget.what, budget.said, NOT_MEASURED + reason, budget.unit, "miss", line)


def _row(what: str, budget: str, value: object, unit: str, verdict: str, line: str = "") -> Row:
    return {"what": what, "budget": budget, "figure": value, "unit": unit, "verdict": verdict, "line": line}


def _short(value: float) -> float:
    return float(f"{value:.3g}") if abs(value) < 1000 else float(round(value))


def middle(figures: Iterable[float]) -> float:
    """The median; ``nan`` of nothing."""
    known = list(figures)
    return statistics.median(known) if known else float("nan")


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure that a share of all does not exceed; ``nan`` of nothing."""
    known = sorted(figures)
    return known[min(len(known) - 1, int(share * len(known)))] if known else float("nan")


def ordered(rows: Iterable[Row]) -> list[Row]:
    """Rows in the order of the budgets, then those without one in the order of the parts."""
    lines = {budget.line: place for place, budget in enumerate(BUDGETS)}
    parts = {part.name: place for place, part in enumerate(PARTS)}
    return sorted(
        rows, key=lambda row: (lines.get(str(row["line"]), len(lines)), parts.get(str(row["part"]), len(parts)))
    )


def merged(old: Iterable[Row], part: str, new: Sequence[Row]) -> list[Row]:
    """Old rows with those of one part replaced; what is not known any more goes."""
    known = {one.name for one in PARTS} | {budget.part for budget in BUDGETS}
    kept = [row for row in old if row["part"] != part and row["part"] in known]
    return ordered([row for row in kept if not row["line"] or row["line"] in BY_LINE] + list(new))


def read(path: Path = RESULTS) -> list[Row]:
    """What was measured before; nothing if there is no such file or it is not ours."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [row for row in rows if {"what", "line", "part", "figure", "verdict"} <= row.keys()]
    except (OSError, ValueError, AttributeError):
        return []


def figure(row: Row) -> str:
    """A figure as it is printed: ``45,600 /s``, ``0.86 s``, ``2.4 ×`` or why there is none."""
    value = row["figure"]
    if not isinstance(value, int | float):
        return str(value)
    return f"{f'{value:,.0f}' if abs(value) >= 1000 else f'{value:g}'} {row['unit']}".strip()


def as_text(rows: Sequence[Row]) -> str:
    """The table for a terminal: what has a budget first."""
    cells = [("what", "budget", "figure", "verdict")]
    for row in rows:
        budgeted = row["budget"] != NO_BUDGET
        cells.append((str(row["what"]), str(row["budget"]) if budgeted else "", figure(row), str(row["verdict"])))
        if not budgeted:
            cells[-1] = (*cells[-1][:3], "")
    widths = [max(len(line[place]) for line in cells) for place in range(3)]
    lines = ("  ".join([*(cell.ljust(w) for cell, w in zip(line, widths, strict=False)), line[3]]) for line in cells)
    return "\n".join(line.rstrip() for line in lines)


def put(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    half = path.with_name(f".{path.name}.half")
    half.write_text(text, encoding="utf-8")
    half.replace(path)


def write(rows: Sequence[Row], folder: Path = FOLDER) -> None:
    """Write ``results.json``: one row a line, so that a change of it can be read."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    put(folder / RESULTS.name, f"[\n{lines}\n]\n")
