"""The worker processes of long commands."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from multiprocessing.connection import wait
from typing import Any

OnProgress = Callable[[int, int], None]


@contextlib.contextmanager
def pool_of(jobs: int) -> Iterator[Executor | None]:
    """A pool of forked processes; ``None`` if one job is enough or processes cannot fork."""
    if jobs < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield None
        return
    forked = multiprocessing.get_context("fork")
    with (
        without_garbage_collector(),
        ProcessPoolExecutor(jobs, mp_context=forked, initializer=_end_with_parent) as pool,
    ):
        yield pool


def _end_with_parent() -> None:
    """Exit when the command is killed; otherwise this process would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def without_garbage_collector() -> Iterator[None]:
    """Disable the garbage collector temporarily.

    A long command frees little memory, and collecting takes a tenth of a build's time. It would also touch memory that
    workers share with their parent, which would then be copied for each of them.
    """
    was = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was:
            gc.enable()


def map_parallel(
    jobs: int, work: Callable[[Any], Any], items: Sequence[Any], weigh: Callable[[Any], int], on_progress: OnProgress
) -> list[Any]:
    """Apply ``work`` to all items on several cores; ``on_progress`` receives the number done and the total."""
    total, done, results = sum(map(weigh, items)), 0, []
    with pool_of(jobs if len(items) > 1 else 1) as pool:
        if pool is None:
            for item in items:
                results.append(work(item))
                on_progress(done := done + weigh(item), total)
            return results
        waiting = {pool.submit(work, item): item for item in items}
        for ready in as_completed(waiting):
            results.append(ready.result())
            on_progress(done := done + weigh(waiting[ready]), total)
    return results
