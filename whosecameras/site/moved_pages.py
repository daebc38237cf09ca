"""Addresses whose page is another one: those that were public once, a row of ``moved_pages.csv`` each, and comparisons
that name their places in another order than the one page of them.

A server answers them with 308. Where there are only files, a small page leads on.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from whosecameras.content import comparison

TABLE = Path(__file__).with_suffix(".csv")


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, str], ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        former = tuple((row["from"], row["to"]) for row in csv.DictReader(file))
    return former + tuple((f"compare/{name}", f"compare/{page}") for name, page in comparison.other_orders().items())


def moved_pages(pages: Collection[str]) -> dict[str, str]:
    """The path that each such address leads to: only to one of ``pages``, and from none that is a page itself."""
    return {old: new for old, new in _rows() if new in pages and old not in pages}


def all_moved() -> dict[str, str]:
    """Every such address with its page, whatever pages there are."""
    return dict(_rows())
