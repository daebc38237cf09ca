"""Public addresses whose page has moved: one row each in ``moved_pages.csv``.

A server redirects them with 308. On static hosting, a small page links to the new address.
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
    """The current path of each moved one: only targets in ``pages``, and no path that is a page again."""
    return {old: new for old, new in _rows() if new in pages and old not in pages}


def all_moved() -> dict[str, str]:
    """Every row of the table, whether or not its target exists."""
    return dict(_rows())
