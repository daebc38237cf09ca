"""Addresses that redirect: public ones whose page has moved, one row each in ``moved_pages.csv``, and comparisons
that name their places in another order than the address of their page.

A server redirects them with 308. On static hosting, a small page links to the new address.
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
    """The target of each such address: only targets in ``pages``, and no path that is a page."""
    return {old: new for old, new in _rows() if new in pages and old not in pages}


def all_moved() -> dict[str, str]:
    """Every such address with its target, whether or not the target exists."""
    return dict(_rows())
