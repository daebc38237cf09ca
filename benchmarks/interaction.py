"""The explorer's front page and map beside the bare floor, and beside the same pages written the usual way.

Every ratio is taken in one run: the sides take turns, round by round, and the median of the rounds' ratios counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise

from benchmarks import sides
from benchmarks.report import Row, judged, middle, seen
from benchmarks.servers import streamlit
from benchmarks.sessions import Session, Streamlit
from benchmarks.sides import Side, page

FEW, MANY = 10, 100
UNSEEN = ("Hikvision", "Dahua")


def measure(quick: bool) -> Iterator[Row]:
    """Server CPU, bytes, interactions a second, memory."""
    rounds, seconds = (2, 2.0) if quick else (4, 3.0)
    with ExitStack() as stack:
        mine, bare, other = (
            stack.enter_context(one) for one in (sides.ours(), sides.ours("benchmarks/floor.py"), sides.usual())
        )
        floor = page(bare, "bare floor")
        front, chart = page(mine, "front page"), page(mine, "map", "map", "vendor")
        usual_front = page(other, "front page, usual way", query="page=front")
        usual_map = page(other, "map, usual way", control="vendor", query="page=map")
        found = sides.turns((floor, front, chart, usual_front, usual_map), rounds, 2.0)
        least = sides.cpu(found[floor.name])
        yield judged("front-cpu", sides.ratio(sides.cpu(found[front.name]), least))
        yield judged("map-cpu", sides.ratio(sides.cpu(found[chart.name]), least))
        for name, crowds in found.items():
            yield seen(f"{name}: server CPU for an interaction", middle(sides.cpu(crowds)), "ms")
            yield seen(f"{name}: an interaction over the socket", middle(one.kilobytes for one in crowds), "kB")
            yield seen(f"{name}: messages of an interaction", middle(one.messages for one in crowds), "messages")
        yield judged("front-bytes", middle(one.kilobytes for one in found[front.name]))
        yield judged("map-bytes", middle(one.kilobytes for one in found[chart.name]))
        yield judged("map-unseen", asyncio.run(_unseen(mine.address, "")))
        squeezed = stack.enter_context(streamlit("app.py", "--server.enableWebsocketCompression=true"))
        for one, compression in ((mine, ""), (squeezed, "deflate")):
            how = "compressed" if compression else "plain"
            arrival, view = asyncio.run(_wire(one.address, compression))
            yield seen(f"map: arrival over the socket, {how}, with frames", arrival, "kB")
            yield seen(f"map: a view not seen before, {how}, with frames", view, "kB")
        for line, side, against in (("front-rate", front, usual_front), ("map-rate", chart, usual_map)):
            rates = sides.rates((side, against), 2, seconds)
            for name, each in rates.items():
                yield seen(f"{name}: interactions a second of one process", middle(each), "/s")
            yield judged(line, sides.ratio(rates[side.name], rates[against.name]))
        for line, side in (("memory", chart), ("", front)):
            size = asyncio.run(_memory(side, MANY))
            yield judged(line, size) if line else seen(f"{side.name}: memory of a live session", size, "MB")


async def _unseen(address: str, compression: str) -> float:
    """Kilobytes of the largest answer to a choice that this visitor makes for the first time."""
    async with Streamlit(address, page="map", control="vendor", compression=compression) as session:
        return max([(await session.choose(name)).bytes / 1000 for name in UNSEEN])


async def _wire(address: str, compression: str) -> tuple[float, float]:
    """Kilobytes that came through the socket, compressed or not, for the arrival and for the largest first choice."""
    sizes: list[int] = []
    async with Streamlit(address, page="map", control="vendor", compression=compression) as session:
        sizes.append(session.wire)
        for name in UNSEEN:
            await session.choose(name)
            sizes.append(session.wire)
    return sizes[0] / 1000, max(after - before for before, after in pairwise(sizes)) / 1000


async def _memory(side: Side, sessions: int) -> float:
    """Megabytes that one live session takes, after each made every choice; the first few are not counted."""
    async with _Held(side, FEW):
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
