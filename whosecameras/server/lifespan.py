"""Start-up and shutdown of the server: preloads what pages need, and does not wait for slow clients on shutdown."""

from __future__ import annotations

import importlib
import pkgutil
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import FrameType

import whosecameras
from whosecameras.server.logs import log_event, set_up_logging

SHUTDOWN_GRACE = 3.0  # seconds that requests in progress get on shutdown
PARTS = ("analysis", "briefing", "charts", "content", "text")  # library modules that the explorer's pages import


def import_library() -> None:
    """Import what the pages need, so that the first visitor does not wait for it."""
    for module in pkgutil.walk_packages(whosecameras.__path__, "whosecameras."):
        if module.name.split(".")[1] in PARTS:
            importlib.import_module(module.name)


@asynccontextmanager
async def lifespan() -> AsyncIterator[dict[str, object]]:
    """The ASGI lifespan of the server."""
    set_up_logging()
    _limit_shutdown()
    log_event("ready")
    try:
        yield {}
    finally:
        log_event("stopped")


def _limit_shutdown() -> None:
    """After a signal, close open connections once ``SHUTDOWN_GRACE`` has passed. A second interrupt makes Uvicorn quit.

    On its own, Uvicorn would wait for ever for a client that never reads.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # started by a test, which stops the server itself

    def leave() -> None:
        signal.raise_signal(signal.SIGINT)

    def wrapped(previous: Callable[[int, FrameType | None], object]) -> Callable[[int, FrameType | None], None]:
        def end(number: int, frame: FrameType | None) -> None:
            last = threading.Timer(SHUTDOWN_GRACE, leave)
            last.daemon = True
            last.start()
            previous(number, frame)

        return end

    for number in (signal.SIGTERM, signal.SIGINT):
        previous = signal.getsignal(number)
        if callable(previous):
            signal.signal(number, wrapped(previous))
