"""From the start of the server, warm and with something to serve, to an end that does not wait for anybody."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import FrameType

import whosecameras
from whosecameras.server.logs import log_event, set_up_logging
from whosecameras.server.updates import Updater

LAST_ORDERS = 3.0  # seconds that answers under way are given at the end


def warm_library() -> None:
    """Import what the pages will import, so that the first visitor does not wait for it."""
    for room in pkgutil.walk_packages(whosecameras.__path__, "whosecameras."):
        if room.name.split(".")[1] in ("charts", "briefing", "find", "export", "dossier", "front", "words"):
            importlib.import_module(room.name)


@asynccontextmanager
async def lifespan(updater: Updater) -> AsyncIterator[dict[str, object]]:
    """From the start, which returns when there is something to serve, to the end of the server."""
    set_up_logging()
    _end_soon(updater)
    log_event("starts", data=str(updater.watched.data), site=str(updater.watched.site), builds=updater.watched.builds)
    # The data are checked in a process of its own meanwhile.
    await asyncio.gather(asyncio.to_thread(warm_library), updater.start())
    log_event("ready")
    try:
        yield {}
    finally:
        await updater.stop()
        log_event("stopped")


def _end_soon(updater: Updater) -> None:
    """A signal ends a build at once, and whoever still reads after ``LAST_ORDERS``: Uvicorn alone would wait for ever
    for a client that never reads. A second interrupt is what makes it leave.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # run by a test, which ends it itself

    def leave() -> None:
        signal.raise_signal(signal.SIGINT)

    def wrapped(before: Callable[[int, FrameType | None], object]) -> Callable[[int, FrameType | None], None]:
        def end(number: int, frame: FrameType | None) -> None:
            updater.kill()
            last = threading.Timer(LAST_ORDERS, leave)
            last.daemon = True
            last.start()
            before(number, frame)

        return end

    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, wrapped(before))
