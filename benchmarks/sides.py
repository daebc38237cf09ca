"""Those that are compared: a server, how a visitor arrives at its page, and what can be chosen there."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from benchmarks import crowd
from benchmarks.crowd import Arrive, Crowd
from benchmarks.report import middle
from benchmarks.servers import Server, running, streamlit
from benchmarks.sessions import Dash, Session, Shiny, Streamlit

NAMES = ("Both manufacturers", "Hikvision", "Dahua")
IDS = ("", "hikvision", "dahua")
RUSH_SESSIONS = 4
THINK = 5.0
TIMES = 100  # enough that a clock of the processor that ticks a hundred times a second is exact to a fiftieth


@dataclass(frozen=True)
class Side:
    """One of those compared."""

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


def page(
    server: Server, name: str, where: str = "", control: str = "", query: str = "", choices: Sequence[str] = NAMES
) -> Side:
    """A page of a Streamlit server with its control; without one the page is run whole."""

    def arrive() -> Session:
        return Streamlit(server.address, page=where, control=control, query=query)

    return Side(name, server, arrive, choices if control else ("",))


def dash_page(server: Server) -> Side:
    """The compared page of a Dash server."""
    return Side(server.name, server, lambda: Dash(server.address), IDS)


def shiny_page(server: Server) -> Side:
    """The compared page of a Shiny server."""
    return Side(server.name, server, lambda: Shiny(server.address), IDS)


def turns(sides: Sequence[Side], rounds: int, most_seconds: float) -> dict[str, list[Crowd]]:
    """Every side, one session after another, round by round; each round until ``TIMES`` answers or ``most_seconds``."""
    found: dict[str, list[Crowd]] = {side.name: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            once = crowd.one_after_another(side.server, side.arrive, side.choices, TIMES, most_seconds)
            found[side.name].append(asyncio.run(once))
    return found


def rates(sides: Sequence[Side], rounds: int, seconds: float, sessions: int = RUSH_SESSIONS) -> dict[str, list[float]]:
    """Interactions that each side's process answers in a second when it is never left idle, round by round."""
    found: dict[str, list[float]] = {side.name: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            hurried = crowd.rush(side.server, side.arrive, side.choices, sessions, seconds)
            found[side.name].append(asyncio.run(hurried).per_second)
    return found


def watched(side: Side, crowds: Sequence[int], seconds: float) -> dict[int, Crowd]:
    """What so many sessions at once see of a side, five seconds between clicks, from the smallest crowd on."""

    async def grow() -> dict[int, Crowd]:
        async with crowd.Throng(side.server, side.arrive, side.choices, THINK) as throng:
            return {sessions: await throng.watch(sessions, seconds) for sessions in crowds}

    return asyncio.run(grow())


def ratio(upper: Sequence[float], lower: Sequence[float]) -> float:
    """The median of the ratios of two sides, round by round."""
    return middle(one / other for one, other in zip(upper, lower, strict=True) if other)


def cpu(found: Sequence[Crowd]) -> list[float]:
    """Milliseconds of the server for an interaction, round by round."""
    return [one.cpu_ms for one in found]
