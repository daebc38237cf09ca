"""A crowd: sessions that arrive, choose now and then, and go; what it cost the server and how long it waited.

The visitors take a share of the same two cores; ``Crowd.driver`` says how much of one.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

from benchmarks.report import middle, percentile
from benchmarks.servers import Server
from benchmarks.sessions import Interaction, Session

Arrive = Callable[[], Session]
ARRIVING = 4  # at a time
GRACE = 3.0  # seconds after the end in which an answer that is still awaited may come


@dataclass
class Crowd:
    """What was seen of a crowd; ``driver`` is the processor time of the visitors themselves."""

    answers: list[Interaction] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0
    driver: float = 0.0

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
    def messages(self) -> float:
        """Median number of messages in an answer."""
        return middle(one.messages for one in self.answers)

    @property
    def kilobytes(self) -> float:
        """Median size of an answer."""
        return middle(one.bytes for one in self.answers) / 1000


async def one_after_another(
    server: Server, arrive: Arrive, choices: Sequence[str], times: int, most_seconds: float
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


async def rush(server: Server, arrive: Arrive, choices: Sequence[str], sessions: int, seconds: float) -> Crowd:
    """A few sessions that never pause, so that the server is never idle."""
    crowd = Crowd()
    async with contextlib.AsyncExitStack() as stack:
        there = [await stack.enter_async_context(arrive()) for _ in range(sessions)]
        for session in there:
            for choice in choices:
                await session.choose(choice)
        start, before, own = time.perf_counter(), server.cpu_seconds(), time.process_time()

        async def hurry(number: int, session: Session) -> None:
            turn = number
            while time.perf_counter() - start < seconds:
                crowd.answers.append(await session.choose(choices[turn % len(choices)]))
                turn += 1

        await asyncio.gather(*[hurry(number, session) for number, session in enumerate(there)])
        crowd.seconds, crowd.cpu = time.perf_counter() - start, server.cpu_seconds() - before
        crowd.driver = time.process_time() - own
    return crowd


class Throng:
    """Sessions that stay while their number is changed: each waits ``think`` seconds, give or take half, between its
    choices. Those who are there pause while others arrive; arrivals are not counted.
    """

    def __init__(self, server: Server, arrive: Arrive, choices: Sequence[str], think: float) -> None:
        self.server, self.arrive, self.choices, self.think = server, arrive, choices, think
        self._visitors: list[asyncio.Task[None]] = []
        self._going = asyncio.Event()
        self._door = asyncio.Semaphore(ARRIVING)
        self._there = 0
        self._wanted = 0
        self._asked: dict[int, float] = {}  # visitor -> when the answer that it awaits was asked for
        self._seen: Crowd | None = None
        self._since = 0.0
        self._errors: list[str] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for one in self._visitors:
            one.cancel()
        await asyncio.gather(*self._visitors, return_exceptions=True)

    async def watch(self, sessions: int, seconds: float) -> Crowd:
        """What ``sessions`` of them see in ``seconds``, after one think time in which they settle. An answer that does
        not come within 3 seconds of the end counts with the time that was waited for it.
        """
        self._going.clear()
        self._wanted, self._errors = sessions, []
        while len(self._visitors) < sessions:
            self._visitors.append(asyncio.create_task(self._visit(len(self._visitors))))
        while self._there < sessions and not self._errors:
            await asyncio.sleep(0.05)
        self._going.set()
        await asyncio.sleep(self.think)
        crowd = self._seen = Crowd()
        self._since, before, own = time.perf_counter(), self.server.cpu_seconds(), time.process_time()
        await asyncio.sleep(seconds)
        end = time.perf_counter()
        crowd.cpu, crowd.driver = self.server.cpu_seconds() - before, time.process_time() - own
        crowd.seconds = end - self._since
        while self._late(end) and time.perf_counter() < end + GRACE:
            await asyncio.sleep(0.02)
        self._seen = None
        now = time.perf_counter()
        crowd.answers += [Interaction(now - asked, 0) for asked in self._late(end)]
        crowd.errors = self._errors
        return crowd

    def _late(self, end: float) -> list[float]:
        return [asked for asked in self._asked.values() if self._since <= asked < end]

    async def _visit(self, number: int) -> None:
        chance = random.Random(number)
        try:
            async with contextlib.AsyncExitStack() as stack:
                async with self._door:
                    session = await stack.enter_async_context(self.arrive())
                self._there += 1
                while True:
                    resumed = not self._going.is_set() or number >= self._wanted
                    while not self._going.is_set() or number >= self._wanted:
                        await self._going.wait()
                        if number >= self._wanted:  # the crowd is smaller now
                            await asyncio.sleep(0.5)
                    if resumed:
                        await asyncio.sleep(self.think * chance.random())
                    await self._choose(number, session, chance.choice(self.choices))
                    await asyncio.sleep(self.think * (0.5 + chance.random()))
        except Exception as error:  # a visitor that fails is counted, and must not keep the others waiting
            self._errors.append(repr(error)[:200])

    async def _choose(self, number: int, session: Session, choice: str) -> None:
        asked = self._asked[number] = time.perf_counter()
        try:
            answer = await session.choose(choice)
        finally:
            del self._asked[number]
        if self._seen is not None and asked >= self._since and asked <= self._since + self._length():
            self._seen.answers.append(answer)

    def _length(self) -> float:
        """Seconds in which what is asked counts; without end while the watch lasts."""
        return self._seen.seconds if self._seen and self._seen.seconds else float("inf")


async def most(holds: Callable[[int], Awaitable[bool]], start: int, cap: int, fine: float = 0.13) -> int:
    """The most sessions that are held, up to ``cap``: doubled while they are, then halved between the last that was
    held and the first that was not, until these are as near as ``fine`` says; 0 if not even one is.
    """
    low, high = 0, 0
    asked = min(start, cap)
    while not high:
        if await holds(asked):
            low = asked
            if asked == cap:
                return cap
            asked = min(2 * asked, cap)
        else:
            high = asked
    while high - low > max(1, fine * high):
        asked = (low + high) // 2
        if await holds(asked):
            low = asked
        else:
            high = asked
    return low
