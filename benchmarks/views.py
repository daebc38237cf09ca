"""The memory of the explorer after thousands of different views: questions, bodies, comparisons and filters.

`python -m benchmarks.crawl` asks 30,000 addresses of the whole server; here one visitor goes from page to page for a
minute, and the part says how many views that were.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from benchmarks import crawl, sides
from benchmarks.report import Row, judged, seen
from benchmarks.servers import Server
from benchmarks.sessions import Streamlit
from whosecameras.publishing import active_dataset

VIEWS = 10_000
WARM = 0.2  # of the time or of the views
SECONDS = 60.0


def measure(quick: bool) -> Iterator[Row]:
    """Memory at the end against that after the first fifth."""
    ids = crawl.bodies(active_dataset.active_folder())
    with sides.ours() as server:
        views, before, after = asyncio.run(_visited(server, ids, SECONDS / 2 if quick else SECONDS))
    yield judged("views-memory", after / before)
    yield seen("explorer: different views asked for", views, "views")
    yield seen("explorer: memory after a fifth of the views", before / 1e6, "MB")
    yield seen("explorer: memory after all views", after / 1e6, "MB")


async def _visited(server: Server, ids: list[str], seconds: float) -> tuple[int, int, int]:
    """How many views were shown, and the server's bytes after a fifth of the time or of the views and at the end."""
    start, warm, views = time.monotonic(), 0, 0
    async with Streamlit(server.address) as session:
        for page, query in crawl.addresses(ids):
            share = max(views / VIEWS, (time.monotonic() - start) / seconds)
            if share >= 1:
                break
            if not warm and share >= WARM:
                warm = server.memory()
            await session.visit(page, urlencode(query))
            views += 1
    return views, warm, server.memory()
