"""The explorer beside the bare floor, the same pages written the usual way, and the compared page in Dash and Shiny.

Every ratio is taken in one run: the sides take turns, round by round, and the median of the rounds' ratios counts.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from benchmarks import crowd
from benchmarks.crowd import Arrive
from benchmarks.report import Row, at_least, at_most, middle, seen
from benchmarks.servers import Server, running, streamlit
from benchmarks.sessions import Dash, Session, Shiny, Streamlit

ROUNDS, TIMES = 5, 30
BUSY_SECONDS, BUSY_SESSIONS = 6.0, 4
THINK, WATCHED = 5.0, 12.0
TURN_MS = 1000.0
NAMES = ("Both makers", "Hikvision", "Dahua")
IDS = ("", "hikvision", "dahua")
CROWDS = (1, 10, 50, 100)
STEPS_USUAL = (5, 10, 20)
STEPS_OURS = (150, 300, 600)


@dataclass(frozen=True)
class Side:
    """One of those compared: a server, how a visitor arrives at its page, what can be chosen there."""

    name: str
    server: Server
    arrive: Arrive
    choices: Sequence[str]


def ours(script: str = "app.py") -> AbstractContextManager[Server]:
    """The explorer, or another script, with the explorer's own settings."""
    return streamlit(script)


def usual() -> AbstractContextManager[Server]:
    """The usual way, with Streamlit's own settings where ours differ for speed."""
    return streamlit("benchmarks/usual_way.py", "--runner.postScriptGC=true", "--global.minCachedMessageSize=10000.0")


def dash(way: str) -> AbstractContextManager[Server]:
    """The compared page in Dash, one process of gunicorn with eight threads."""
    command = [sys.executable, "-m", "gunicorn", "--workers=1", "--threads=8", "--bind=127.0.0.1:{port}"]
    return running(f"Dash, {way}", [*command, "benchmarks.dash_page:server"], environment={"BENCH_WAY": way})


def shiny(way: str) -> AbstractContextManager[Server]:
    """The compared page in Shiny, one process of uvicorn."""
    command = [sys.executable, "-m", "uvicorn", "--port={port}", "--log-level=warning"]
    return running(f"Shiny, {way}", [*command, "benchmarks.shiny_page:app"], environment={"BENCH_WAY": way})


def page(server: Server, name: str, where: str = "", control: str = "", query: str = "") -> Side:
    """A page of a Streamlit server with the maker as its control."""

    def arrive() -> Session:
        return Streamlit(server.address, page=where, control=control, query=query)

    return Side(name, server, arrive, NAMES if control else ("",))


def _turns(*sides: Side) -> dict[str, list[crowd.Crowd]]:
    """Every side, one session after another, round by round."""
    found: dict[str, list[crowd.Crowd]] = {side.name: [] for side in sides}
    for _ in range(ROUNDS):
        for side in sides:
            once = crowd.one_after_another(side.server, side.arrive, side.choices, TIMES, most_seconds=6)
            found[side.name].append(asyncio.run(once))
    return found


def _ratio(upper: Sequence[float], lower: Sequence[float]) -> float:
    return middle(one / other for one, other in zip(upper, lower, strict=True) if other)


def _cpu(found: dict[str, list[crowd.Crowd]], name: str) -> list[float]:
    return [one.cpu_ms for one in found[name]]


def compared(one: Side, other: Side) -> tuple[float, dict[str, float]]:
    """Server CPU of an interaction: the ratio of two sides that took turns, and the milliseconds of each by name."""
    found = _turns(one, other)
    return _ratio(_cpu(found, one.name), _cpu(found, other.name)), {name: middle(_cpu(found, name)) for name in found}


def _busy(side: Side) -> float:
    """Interactions that one process answers in a second when it is never left idle."""
    rush = crowd.together(side.server, side.arrive, side.choices, BUSY_SESSIONS, 0.0, BUSY_SECONDS)
    return asyncio.run(rush).per_second


def _waits(side: Side, sessions: int) -> crowd.Crowd:
    return asyncio.run(crowd.together(side.server, side.arrive, side.choices, sessions, THINK, WATCHED))


def _holds(side: Side, steps: Sequence[int]) -> int:
    """The most sessions, of those tried, that are answered within a second 19 times of 20; 0 if none was."""
    held = 0
    for sessions in steps:
        watched = _waits(side, sessions)
        if watched.errors or not watched.wait(0.95) < TURN_MS:
            break
        held = sessions
    return held


async def _memory(side: Side, sessions: int) -> float:
    """Megabytes that one live session takes, after each made every choice; the first few are not counted."""
    async with _Held(side, 10):
        before = side.server.memory()
        async with _Held(side, sessions):
            return (side.server.memory() - before) / sessions / 1e6


class _Held:
    """Sessions that stay until the block ends."""

    def __init__(self, side: Side, sessions: int) -> None:
        self.side = side
        self.sessions: list[Session] = [side.arrive() for _ in range(sessions)]
        self.open: list[Session] = []

    async def __aenter__(self) -> None:
        for one in self.sessions:
            self.open.append(await one.__aenter__())
            for choice in self.side.choices:
                await one.choose(choice)

    async def __aexit__(self, *_: object) -> None:
        for one in self.open:
            await one.__aexit__(None, None, None)


def pages() -> list[Row]:
    """The explorer's own front page and map page against floor and usual way."""
    rows: list[Row] = []
    with ExitStack() as stack:
        mine, bare, other = (stack.enter_context(one) for one in (ours(), ours("benchmarks/floor.py"), usual()))
        floor = page(bare, "floor")
        front, chart = page(mine, "front page"), page(mine, "map page", "map", "vendor")
        usual_front = page(other, "front page, usual way", query="page=front")
        usual_map = page(other, "map page, usual way", control="vendor", query="page=map")
        found = _turns(floor, front, chart, usual_front, usual_map)
        for name in found:
            rows.append(seen(f"{name}: server CPU for one interaction", middle(_cpu(found, name)), "ms"))
        for side in (chart, front):
            ratio = _ratio(_cpu(found, side.name), _cpu(found, "floor"))
            whole = "" if side.choices != ("",) else ", run whole"
            rows.append(at_most(f"{side.name}{whole}: server CPU against the floor", 1.5, ratio, "×"))
        for side, budget in ((chart, 25.0), (front, 20.0)):
            size = middle(one.kilobytes for one in found[side.name])
            rows.append(at_most(f"{side.name}: over the socket for one interaction", budget, size, "kB"))
        for side, against in ((chart, usual_map), (front, usual_front)):
            rates = [(_busy(side), _busy(against)) for _ in range(2)]
            ratio = _ratio([one for one, _ in rates], [one for _, one in rates])
            rows.append(seen(f"{side.name}: interactions a second of one process", middle(r for r, _ in rates), "/s"))
            rows.append(at_least(f"{side.name}: interactions a second against the usual way", 6, ratio, "×"))
        rows.append(
            at_most("map page: memory of a live session, over 100", 0.5, asyncio.run(_memory(chart, 100)), "MB")
        )
        held, held_usual = _holds(chart, STEPS_OURS), _holds(usual_map, STEPS_USUAL)
        rows.append(seen("map page: sessions with p95 under 1 s", held, "sessions"))
        rows.append(seen("map page, usual way: sessions with p95 under 1 s", held_usual, "sessions"))
        against_usual = held / held_usual if held_usual else held / STEPS_USUAL[0]
        rows.append(at_least("map page: sessions against the usual way", 30, against_usual, "×"))
    return rows


def peers() -> list[Row]:
    """The compared page: ours beside Dash and Shiny, each the usual way and with its figures kept."""
    rows: list[Row] = []
    with ExitStack() as stack:
        mine = page(stack.enter_context(ours("benchmarks/same_page.py")), "compared page", control="vendor")
        sides = [mine]
        for way in ("usual", "kept"):
            one, two = stack.enter_context(dash(way)), stack.enter_context(shiny(way))
            sides.append(Side(one.name, one, lambda one=one: Dash(one.address), IDS))
            sides.append(Side(two.name, two, lambda two=two: Shiny(two.address), IDS))
        found = _turns(*sides)
        for name in found:
            rows.append(seen(f"{name}: server CPU for one interaction", middle(_cpu(found, name)), "ms"))
            size = middle(one.kilobytes for one in found[name])
            rows.append(seen(f"{name}: bytes for one interaction", size, "kB"))
        kept = [side for side in sides[1:] if side.name.endswith("kept")]
        busy = {side.name: _busy(side) for side in (mine, *kept)}
        waits = {(side.name, n): _waits(side, n) for side in (mine, *kept) for n in CROWDS}
        for (name, sessions), watched in waits.items():
            rows.append(seen(f"{name}: p50 with {sessions} sessions", watched.wait(0.5), "ms"))
            rows.append(seen(f"{name}: p95 with {sessions} sessions", watched.wait(0.95), "ms"))
        for side in kept:
            ratio = _ratio(_cpu(found, mine.name), _cpu(found, side.name))
            rows.append(at_most(f"compared page: server CPU against {side.name}", 1, ratio, "×"))
            rate = busy[mine.name] / max(busy[side.name], 1e-9)
            rows.append(at_least(f"compared page: interactions a second against {side.name}", 1, rate, "×"))
            wait = waits[mine.name, 50].wait(0.95) / waits[side.name, 50].wait(0.95)
            rows.append(at_most(f"compared page: p95 at 50 sessions against {side.name}", 1, wait, "×"))
    return rows


def measure() -> list[Row]:
    """All of it, about nine minutes on two quiet cores."""
    return pages() + peers()
