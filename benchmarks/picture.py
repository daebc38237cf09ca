"""The budgets as a picture: a bar for the share of each that is used, past the upright line where one is missed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from benchmarks.budgets import BY_LINE
from benchmarks.plan import PARTS
from benchmarks.report import Row, figure

WIDE, LEFT, BAR, ROW = 1240, 600, 300, 26
TOP = 92
PASS, MISS, INK, FAINT, PAPER = "#1d5a8c", "#c93d2b", "#1c2126", "#5c6268", "#fbfaf7"
MOST = 2.0  # budgets, at which a bar is cut off


def drawn(rows: Sequence[Row]) -> str:
    """An SVG with a row for each line that has a budget; no meaning by colour alone."""
    budgeted = [row for row in rows if row["line"] in BY_LINE]
    names = {part.name: part.what for part in PARTS} | {"soak": "visitors come, click and go"}
    lines, y = [], TOP
    for place, row in enumerate(budgeted):
        if not place or row["part"] != budgeted[place - 1]["part"]:
            y += 14
            name = str(names.get(str(row["part"]), row["part"]))
            lines.append(f'<text x="20" y="{y}" font-weight="600">{escape(name[0].upper() + name[1:])}</text>')
            y += ROW
        lines.append(_row(row, y))
        y += ROW
    at = LEFT + BAR / MOST
    axis = "".join(
        f'<text x="{LEFT + BAR * share / MOST:.0f}" y="76" text-anchor="middle" fill="{FAINT}">{said}</text>'
        for share, said in ((0, "0"), (1, "the budget"), (2, "twice"))
    )
    days = sorted({str(row["taken"])[:10] for row in budgeted})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {y + 8}" width="{WIDE}" height="{y + 8}" '
        f'font-family="Noto Sans, Arial, sans-serif" font-size="14" fill="{INK}">'
        f'<title>Benchmarks against their budgets</title><rect width="{WIDE}" height="{y + 8}" fill="{PAPER}"/>'
        '<text x="20" y="34" font-size="20" font-weight="700">How much of each budget is used</text>'
        f'<text x="20" y="56" fill="{FAINT}">A bar past the upright line is over its budget. Measured '
        f"{escape(', '.join(days))}.</text>{axis}"
        f'<path d="M{at:.0f} 82V{y}" stroke="{INK}" stroke-width="1.5"/>{"".join(lines)}</svg>\n'
    )


def _row(row: Row, y: int) -> str:
    budget, value = BY_LINE[str(row["line"])], row["figure"]
    what = str(row["what"])
    said = f'<text x="36" y="{y}">{escape(what if len(what) < 88 else what[:86] + "…")}</text>'
    if not isinstance(value, int | float):
        return said + f'<text x="{LEFT + 6}" y="{y}" fill="{MISS}" font-weight="600">not measured</text>'
    used = min(budget.used(float(value)), MOST)
    bar = f'<rect x="{LEFT}" y="{y - 12}" width="{max(2.0, BAR * used / MOST):.0f}" height="15" '
    passed = row["verdict"] == "pass"
    bar += f'fill="{PASS}"/>' if passed else f'fill="{MISS}"/>'
    if used >= MOST:
        bar += f'<path d="M{LEFT + BAR + 4} {y - 12}l8 7.5l-8 7.5z" fill="{MISS}"/>'
    weight, right = "400" if passed else "700", LEFT + BAR + 130
    return (
        f'{said}{bar}<text x="{right}" y="{y}" text-anchor="end" font-weight="600">{escape(figure(row))}</text>'
        f'<text x="{LEFT + BAR + 150}" y="{y}" fill="{FAINT}">of {escape(budget.said)} {escape(budget.unit)}</text>'
        f'<text x="{WIDE - 60}" y="{y}" font-weight="{weight}">{row["verdict"]}</text>'
    )
