"""What is reported: one row for each thing measured, judged against its budget; the table, the file, the picture."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

#: ``what``, ``budget``, ``figure``, ``unit`` and ``verdict`` (``pass`` or ``miss``).
Row = dict[str, object]
FOLDER = Path(__file__).resolve().parent
NO_BUDGET = "none"


def at_most(what: str, budget: float, figure: float, unit: str) -> Row:
    """A figure that passes if it is not above its budget."""
    verdict = "pass" if figure <= budget else "miss"
    return {"what": what, "budget": f"≤ {budget:g}", "figure": _short(figure), "unit": unit, "verdict": verdict}


def at_least(what: str, budget: float, figure: float, unit: str) -> Row:
    """A figure that passes if it is not below its budget."""
    verdict = "pass" if figure >= budget else "miss"
    return {"what": what, "budget": f"≥ {budget:g}", "figure": _short(figure), "unit": unit, "verdict": verdict}


def seen(what: str, figure: float, unit: str) -> Row:
    """A figure without a budget, for orientation."""
    return {"what": what, "budget": NO_BUDGET, "figure": _short(figure), "unit": unit, "verdict": "pass"}


def not_run(what: str, why: str) -> Row:
    """A part that could not run: a miss, with the reason."""
    reason = " ".join(why.split())[:200] or "no reason given"
    return {"what": what, "budget": "to run", "figure": f"not run, because {reason}", "unit": "", "verdict": "miss"}


def _short(figure: float) -> float:
    return float(f"{figure:.4g}")


def middle(figures: Iterable[float]) -> float:
    """The median; ``nan`` of nothing."""
    known = list(figures)
    return statistics.median(known) if known else float("nan")


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure that a share of all does not exceed; ``nan`` of nothing."""
    known = sorted(figures)
    return known[min(len(known) - 1, int(share * len(known)))] if known else float("nan")


def as_text(rows: Sequence[Row]) -> str:
    """The table for a terminal."""
    columns = ("what", "budget", "figure", "unit", "verdict")
    cells = [columns, *(tuple(str(row[column]) for column in columns) for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(4)]
    return "\n".join(
        "  ".join([*(cell.ljust(w) for cell, w in zip(line, widths, strict=False)), line[4]]) for line in cells
    )


def as_picture(rows: Sequence[Row]) -> str:
    """The table as SVG: a bar for each figure that has a budget, the budget as its mark; no meaning by colour alone."""
    judged = [row for row in rows if isinstance(row["figure"], float | int) and row["budget"] != NO_BUDGET]
    lines = []
    for place, row in enumerate(judged):
        y = 58 + 30 * place
        figure, line = float(str(row["figure"])), float(str(row["budget"]).split()[-1])
        wide = 300 * min(2.0, figure / line if line else 2.0) / 2
        passed = row["verdict"] == "pass"
        lines.append(
            f'<text x="16" y="{y}">{escape(str(row["what"])[:74])}</text>'
            f'<rect x="560" y="{y - 12}" width="{wide:.0f}" height="14" fill="{"#1d5a8c" if passed else "#c93d2b"}"/>'
            f'<path d="M710 {y - 16}v22" stroke="#1c2126" stroke-width="2"/>'
            f'<text x="872" y="{y}">{figure:g} ({escape(str(row["budget"]))}) {escape(str(row["unit"]))}</text>'
            f'<text x="1110" y="{y}" font-weight="600">{row["verdict"]}</text>'
        )
    high = 70 + 30 * len(judged)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1180 {high}" font-family="sans-serif" font-size="13">'
        '<title>Benchmarks against their budgets</title><rect width="100%" height="100%" fill="#fbfaf7"/>'
        '<g fill="#1c2126"><text x="16" y="28" font-size="17" font-weight="600">Figures against budgets '
        "(the upright line is the budget; bars end at twice it)</text>" + "".join(lines) + "</g></svg>\n"
    )


def write(rows: Sequence[Row], folder: Path = FOLDER) -> None:
    """Write ``results.json`` and ``results.svg``, each whole or not at all."""
    for name, text in (
        ("results.json", json.dumps(list(rows), indent=1, ensure_ascii=False) + "\n"),
        ("results.svg", as_picture(rows)),
    ):
        half = folder / f".{name}.half"
        half.write_text(text, encoding="utf-8")
        half.replace(folder / name)
