"""What every briefing has, whatever its subject: a name, a title, cards, key figures, named bodies and sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter, body_statuses, status_mark
from whosecameras.charts.marks import MARKS
from whosecameras.record.loading import Dataset


class OpenQuestion(LookupError):
    """There is no such region, sector, body or card; the message suggests the nearest."""


@dataclass(frozen=True)
class KeyFigure:
    """One of the three key numbers, with what it counts."""

    figure: str
    label: str


@dataclass(frozen=True)
class NamedGroup:
    """Bodies with the same status: their names, sorted, and their ids in the same order."""

    mark: str
    names: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True)
class BriefingSubject:
    """One briefing. ``kind`` is that of its subject, ``key`` the region's code, the sector's or body's id, or ``""``.

    ``view`` says which evidence counts, and ``nobody`` what stands in place of ``groups`` if there are none.
    """

    kind: str
    key: str
    name: str
    title: str
    cards: tuple[str, ...]
    numbers: tuple[KeyFigure, ...]
    groups: tuple[NamedGroup, ...]
    not_known: tuple[str, ...]
    sources: tuple[str, ...]
    view: EvidenceFilter = ALL_EVIDENCE
    nobody: str = "We found no source that names a public body here."

    @property
    def file(self) -> str:
        """The base name of its files."""
        return f"briefing-{self.kind}" + (f"-{self.key}" if self.key else "")


def named_groups(dataset: Dataset, ids: Iterable[str], view: EvidenceFilter = ALL_EVIDENCE) -> tuple[NamedGroup, ...]:
    """Bodies by status, in the order of the marks."""
    statuses = body_statuses(dataset, view)
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    by_mark: dict[str, list[tuple[str, str]]] = {}
    for body in ids:
        by_mark.setdefault(status_mark(statuses[body]), []).append((str(names[body]), body))
    groups = []
    for mark in (mark for mark in MARKS if mark in by_mark):
        pairs = sorted(by_mark[mark])
        groups.append(NamedGroup(str(mark), tuple(name for name, _ in pairs), tuple(key for _, key in pairs)))
    return tuple(groups)
