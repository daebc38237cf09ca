"""The same page in Streamlit, Dash and Shiny, each the usual way and with its figures kept, Dash also as ready JSON.

The page: a heading, the manufacturer, a map of the councils, a chart that follows it, a table, two charts that do not.
What the best of each is stands at the head of ``same_page.py``, ``dash_page.py`` and ``shiny_page.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks import sides
from benchmarks.report import Row, judged, middle, seen
from benchmarks.sides import Side

SESSIONS = 50
KEPT = {"dash": "Dash, kept", "dash-json": "Dash, kept as JSON", "shiny": "Shiny, kept"}


def measure(quick: bool) -> Iterator[Row]:
    """CPU, bytes, interactions a second; p95 at 50 sessions of those that keep their figures."""
    rounds, seconds = (2, 2.0) if quick else (3, 2.0)
    with ExitStack() as stack:
        mine = sides.page(stack.enter_context(sides.ours("benchmarks/same_page.py")), "Streamlit, kept", "", "vendor")
        kept = [mine, *(_dash(stack, way) for way in ("kept", "kept as JSON")), _shiny(stack, "kept")]
        usual = [
            sides.page(stack.enter_context(sides.usual()), "Streamlit, usual way", control="vendor", query="page=same"),
            _dash(stack, "usual way"),
            _shiny(stack, "usual way"),
        ]
        found = sides.turns([*kept, *usual], rounds, 1.5)
        for line, peer in KEPT.items():
            yield judged(f"{line}-cpu", sides.ratio(sides.cpu(found[mine.name]), sides.cpu(found[peer])))
        for name, crowds in found.items():
            yield seen(f"same page, {name}: server CPU for an interaction", middle(sides.cpu(crowds)), "ms")
            yield seen(f"same page, {name}: bytes of an interaction", middle(one.kilobytes for one in crowds), "kB")
        rates = sides.rates(kept, 2, seconds)
        for line, peer in KEPT.items():
            yield judged(f"{line}-rate", sides.ratio(rates[mine.name], rates[peer]))
        for name, each in (rates | sides.rates(usual, 1, seconds, sessions=2)).items():
            yield seen(f"same page, {name}: interactions a second", middle(each), "/s")
        waits = {}
        for side in kept:
            crowd = sides.watched(side, (SESSIONS,), 4.0 if quick else 6.0)[SESSIONS]
            if crowd.errors:
                raise RuntimeError(f"{side.name} with {SESSIONS} sessions: {crowd.errors[0]}")
            waits[side.name] = crowd.wait(0.95)
            yield seen(f"same page, {side.name}: p95 with {SESSIONS} sessions", waits[side.name], "ms")
        for line, peer in KEPT.items():
            yield judged(f"{line}-p95", waits[mine.name] / waits[peer])


def _dash(stack: ExitStack, way: str) -> Side:
    return sides.dash_page(stack.enter_context(sides.dash(way)))


def _shiny(stack: ExitStack, way: str) -> Side:
    return sides.shiny_page(stack.enter_context(sides.shiny(way)))
