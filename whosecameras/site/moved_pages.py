"""Addresses that were public and whose page is another one now: ``moved_pages.csv`` has a row for each.

A server answers them with 308. Where there are only files, a small page leads on.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).with_suffix(".csv")


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, str], ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple((row["from"], row["to"]) for row in csv.DictReader(file))


def moved_pages(pages: Collection[str]) -> dict[str, str]:
    """The path that each former one leads to now: only to one of ``pages``, and from none that is a page again."""
    return {old: new for old, new in _rows() if new in pages and old not in pages}


def all_moved() -> dict[str, str]:
    """Every row of the table, whatever pages there are."""
    return dict(_rows())
