"""Benchmarks: every budget has a result, the docs quote what was measured, and a part that fails is reported.

Nothing is timed here.
"""

from __future__ import annotations

import asyncio
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks import docs, picture, report, stage
from benchmarks.budgets import BUDGETS, BY_LINE
from benchmarks.explained import EXPLAINED
from benchmarks.plan import MINUTES, PARTS, SPARE_SECONDS, USUAL, allowed

ROWS = report.read()


def example(*rows: report.Row, part: str = "card") -> list[report.Row]:
    return [{**row, "part": part, "taken": "2026-11-24 12:00", "load": 0.1, "quick": False} for row in rows]


def test_every_budget_has_its_part_and_every_part_its_module() -> None:
    assert len(BY_LINE) == len(BUDGETS)
    assert {budget.part for budget in BUDGETS} - {part.name for part in PARTS} == {"soak"}
    for part in PARTS:
        text = (report.FOLDER / f"{part.name}.py").read_text(encoding="utf-8")
        assert "def measure(quick: bool) -> Iterator[Row]:" in text, part.name


def test_every_budget_has_its_line_in_the_results() -> None:
    told = [str(row["line"]) for row in ROWS if row["line"]]
    assert sorted(told) == sorted(BY_LINE), "python -m benchmarks, then python -m benchmarks.soak"
    for row in ROWS:
        assert {"what", "budget", "figure", "unit", "verdict"} <= row.keys()
        assert row["verdict"] in ("pass", "miss", "given up")


def test_verdicts_are_those_of_the_budgets() -> None:
    for row in ROWS:
        if row["line"] and isinstance(row["figure"], int | float):
            budget = BY_LINE[str(row["line"])]
            assert (row["what"], row["budget"]) == (budget.what, budget.said)
            assert row["verdict"] == budget.verdict(float(row["figure"])), row


def test_the_docs_and_the_picture_say_what_the_results_say() -> None:
    text = docs.PAGE.read_text(encoding="utf-8")
    assert docs.page(text, ROWS) == text, "python -m benchmarks --docs"
    assert (report.FOLDER / "results.svg").read_text(encoding="utf-8") == picture.drawn(ROWS)


def test_every_miss_is_explained() -> None:
    assert set(EXPLAINED) <= set(BY_LINE)
    assert [row["line"] for row in ROWS if docs.missed(row) and str(row["line"]) not in EXPLAINED] == []


def test_all_parts_together_end_in_time_even_if_each_takes_all_that_it_may() -> None:
    left = 60.0 * MINUTES - SPARE_SECONDS
    for at, part in enumerate(USUAL):
        may = allowed(USUAL, at, left)
        assert part.seconds <= may <= 2 * part.seconds
        left -= may
    assert left >= 0


PRINTS_ONE = 'print(\'{"what": "a", "budget": "≤ 0.5", "figure": 1, "unit": "s", "verdict": "miss", "line": "card"}\')'


@pytest.mark.parametrize(
    ("program", "figure"),
    [
        (f"{PRINTS_ONE}", 1),
        ("pass", "not measured: the part gave no figure"),
        ("raise SystemExit(3)", "not measured: its process ended with 3"),
        ('print(\'{"fault": "no wrk here"}\')', "not measured: no wrk here"),
        ("print('what')", "not measured: it said what is no row"),
        ("import time; time.sleep(60)", "not measured: it had not ended after 1 s"),
        (f"{PRINTS_ONE[:-1]}, flush=True); import time; time.sleep(60)", 1),
    ],
)
def test_a_part_that_fails_or_hangs_gives_its_line_and_what_it_had(program: str, figure: object) -> None:
    rows = stage.run("card", [sys.executable, "-c", program], 1.0 if "sleep" in program else 30.0)
    assert [one["line"] for one in rows] == [one.line for one in BUDGETS if one.part == "card"]
    row = rows[0]
    assert row["line"] == "card" and row["part"] == "card" and row["verdict"] == "miss"
    assert row["figure"] == figure or str(row["figure"]).startswith(str(figure))


def test_a_part_run_again_replaces_its_own_rows_and_no_others() -> None:
    old = example(report.judged("card", 0.3)) + example(
        report.judged("start", 2.0), report.seen("x", 1, "s"), part="start"
    )
    new = example(report.judged("card", 0.7))
    rows = report.merged(old, "card", new)
    assert [(row["line"], row["figure"]) for row in rows] == [("start", 2.0), ("card", 0.7), ("", 1.0)]


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    folder = tmp_path
    rows = example(report.judged("card", 0.7), report.not_measured("start", "no\nport"))
    report.write(rows, folder)
    assert report.read(folder / "results.json") == rows
    assert json.loads((folder / "results.json").read_text(encoding="utf-8"))[1]["figure"] == "not measured: no port"
    assert report.read(folder / "nothing.json") == []
    assert report.judged("card", float("nan"))["figure"] == "not measured: nothing was counted"


def test_the_docs_list_each_miss_with_its_reason_and_incomplete_runs() -> None:
    rows = [{**row, "quick": True} for row in example(report.judged("card", 0.7), report.seen("x", 1234, "s"))]
    said = docs.budgets(rows)
    assert "| picture of a card | ≤ 0.3 s | 0.7 s | miss |" in said
    assert "**picture of a card**: " in said
    assert "24 November 2026" in said and "0 of 1 budgets are met" in said and "Shortened" in said
    assert "1,234" in docs.others(rows) and "1,234" not in said


def test_the_picture_is_well_formed_and_shows_a_miss_past_the_line() -> None:
    drawn = ET.fromstring(picture.drawn(example(report.judged("card", 5.0), report.not_measured("start", "<none>"))))
    words = " ".join(drawn.itertext())
    assert "5 s" in words and "miss" in words and "not measured" in words


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 7, 90, 225, 799, 800, 5000])
def test_the_search_for_the_most_sessions_ends_near_the_limit_in_few_steps(limit: int) -> None:
    pytest.importorskip("psutil")
    pytest.importorskip("httpx")
    from benchmarks import crowd

    tried: list[int] = []

    async def holds(sessions: int) -> bool:
        tried.append(sessions)
        return sessions <= limit

    found = asyncio.run(crowd.most(holds, 4, 800))
    assert found <= min(limit, 800) and len(tried) <= 13 and max(tried) <= 800
    assert found >= min(limit, 800) - max(1, 0.13 * (found + 1) + 1)
