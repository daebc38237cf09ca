"""Applies a rule again only if something that it reads has changed: a verb checks the same tables repeatedly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import ref

from whosecameras.record.loading import Cells, Problem, RawRecord

#: How many results are kept for each rule: before and after a change, and some to spare.
KEPT = 8


class _NotedTables(Mapping[str, Cells]):
    """The tables of a record, and which of them were read."""

    def __init__(self, tables: Mapping[str, Cells]) -> None:
        self._tables = tables
        self.read: dict[str, ref[Cells]] = {}

    def __getitem__(self, name: str) -> Cells:
        cells = self._tables[name]
        self.read[name] = ref(cells)
        return cells

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


class _Watched(RawRecord):
    """A record as a rule sees it. It notes what else the rule reads: the description, or files, which may change."""

    def __getattribute__(self, name: str) -> Any:
        if name in ("folder", "package", "problems"):
            object.__setattr__(self, f"read_{name}", True)
        return super().__getattribute__(name)


@dataclass(frozen=True)
class _Result:
    """What a rule found, and where. The tables are not kept alive for it."""

    tables: Mapping[str, ref[Cells]]
    package: Mapping[str, Any] | None  # None if the rule does not depend on it
    problems: tuple[Problem, ...]

    def is_of(self, reading: RawRecord) -> bool:
        """True if the record still has these tables: files with the same content are the same ``Cells``."""
        same_tables = all(cells() is reading.tables[name] for name, cells in self.tables.items())
        return same_tables and (self.package is None or self.package == reading.package)


_results: dict[tuple[object, ...], tuple[_Result, ...]] = {}


def applied(rule: Callable[..., Iterator[Problem]], reading: RawRecord, *arguments: str) -> tuple[Problem, ...]:
    """The problems that a rule finds in a record: from memory if everything that it reads is the same as before.

    A rule that reads files is always applied.
    """
    key = (rule, *arguments)
    kept = _results.get(key, ())
    for result in kept:
        if result.is_of(reading):
            return result.problems
    tables = _NotedTables(reading.tables)
    watched = _Watched(reading.folder, tables, reading.package, reading.problems)
    problems = tuple(rule(watched, *arguments))
    if not hasattr(watched, "read_folder") and not hasattr(watched, "read_problems"):
        package = reading.package if hasattr(watched, "read_package") else None
        _results[key] = (_Result(tables.read, package, problems), *kept[: KEPT - 1])
    return problems
