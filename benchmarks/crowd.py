"""A crowd: sessions that arrive, choose now and then, and go; what it cost the server and how long it waited."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.report import middle, percentile
from benchmarks.servers import Server
from benchmarks.sessions import Answer, Session

Arrive = Callable[[], Session]


@dataclass
class Crowd:
    """What was seen of a crowd."""

    answers: list[Answer] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def cpu_ms(self) -> float:
        """Server CPU for one interaction, in milliseconds."""
        return 1000 * self.cpu / max(1, len(self.answers))

    @property
    def per_second(self) -> float:
        """Interactions answered in a second."""
        return len(self.answers) / max(self.seconds, 1e-9)

    def wait(self, share: float) -> float:
        """Milliseconds within which a share of the interactions was answered."""
        return 1000 * percentile([one.seconds for one in self.answers], share)

    @property
    def kilobytes(self) -> float:
        """Median size of an answer."""
        return middle(one.bytes for one in self.answers) / 1000


async def one_after_another(
    server: Server, arrive: Arrive, choices: Sequence[str], times: int, most_seconds: float = 20
) -> Crowd:
    """One session that goes round its choices; it has seen each of them before the count starts."""
    crowd = Crowd()
    async with arrive() as session:
        for choice in choices:
            await session.choose(choice)
        start, before = time.perf_counter(), server.cpu_seconds()
        for turn in range(times):
            crowd.answers.append(await session.choose(choices[turn % len(choices)]))
            if time.perf_counter() - start > most_seconds and turn >= 2:
                break
        crowd.cpu = server.cpu_seconds() - before
        crowd.seconds = time.perf_counter() - start
    return crowd


async def together(
    server: Server, arrive: Arrive, choices: Sequence[str], sessions: int, think: float, seconds: float
) -> Crowd:
    """So many sessions at once; each waits ``think`` seconds, give or take half, between its choices.

    Arrivals are spread over one think time and are not counted.
    """
    crowd = Crowd()
    here = asyncio.Event()
    left = sessions

    async def visit(number: int) -> None:
        nonlocal left
        chance = random.Random(number)
        try:
            await asyncio.sleep(think * number / sessions)
            async with arrive() as session:
                left -= 1
                if left == 0:
                    here.set()
                await here.wait()
                end = time.perf_counter() + seconds
                await asyncio.sleep(think * chance.random())
                while time.perf_counter() < end:
                    crowd.answers.append(await session.choose(chance.choice(choices)))
                    await asyncio.sleep(think * (0.5 + chance.random()))
        except Exception as error:  # a visitor that fails is counted, and must not keep the others waiting
            crowd.errors.append(repr(error)[:200])
            left -= 1
            if left <= 0:
                here.set()

    visitors = [asyncio.create_task(visit(number)) for number in range(sessions)]
    await here.wait()
    start, before = time.perf_counter(), server.cpu_seconds()
    await asyncio.gather(*visitors)
    crowd.cpu = server.cpu_seconds() - before
    crowd.seconds = time.perf_counter() - start
    return crowd
