"""What public bodies promised, by when, and what happened since. A promise is never reported as a deed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from whosecameras.analysis.queries import text_rows
from whosecameras.analysis.status import last_day_of
from whosecameras.analysis.timeline import REMOVED, REMOVING, RULED_OUT, ChangeOfCourse, changes_of_course
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Finding

_COST = re.compile(r"£\s?\d|\bcosts?\b|\bcostly\b", re.IGNORECASE)


@dataclass(frozen=True)
class Course:
    """What one public body said and did about the cameras.

    ``changes`` are its changes of course, oldest first, at least one. ``due`` is the latest date that it gave for a
    removal, ``latest`` that of the newest direct statement about it (full or partial ISO date, ``""`` if none).
    ``costs`` are the details of its promises and changes that mention cost, in our own words.
    """

    body: str
    changes: tuple[ChangeOfCourse, ...]
    due: str
    latest: str
    costs: tuple[str, ...]

    def _first(self, change: str) -> ChangeOfCourse | None:
        return next((one for one in self.changes if one.change == change), None)

    @property
    def promise(self) -> ChangeOfCourse | None:
        """Its earliest promise to remove, if there is one."""
        return self._first(REMOVING)

    @property
    def removal(self) -> ChangeOfCourse | None:
        """The earliest report that it removed them, if there is one."""
        return self._first(REMOVED)

    @property
    def ruled_out(self) -> ChangeOfCourse | None:
        """Its decision to rule them out, if there is one."""
        return self._first(RULED_OUT)

    @property
    def only_buying(self) -> bool:
        """True if it only stopped or paused buying."""
        return not (self.promise or self.removal or self.ruled_out)

    @property
    def order(self) -> int:
        """Sort key: open promises first, then removals, then bodies that only changed what they buy."""
        if self.only_buying:
            return 2
        return 1 if self.removal or self.ruled_out else 0


def _newest(dates: list[str]) -> str:
    return max((one for one in dates if one), key=lambda one: (last_day_of(one), one), default="")


@lru_cache(maxsize=4)
def courses(dataset: Dataset) -> tuple[Course, ...]:
    """The bodies of ``changes_of_course``, each once: open promises first, then by newest change."""
    changes: dict[str, list[ChangeOfCourse]] = {}
    for one in changes_of_course(dataset):
        changes.setdefault(one.body, []).append(one)
    findings = dataset.findings
    direct: dict[str, list[dict[str, str]]] = {body: [] for body in changes}
    for row in text_rows(findings[(findings["basis"] == "direct") & findings["body"].isin(changes)]):
        direct[row["body"]].append(row)
    found = []
    for body, own in changes.items():
        rows = direct[body]
        promises = [row for row in rows if row["finding"] == Finding.REMOVING]
        said = [row["detail"] for row in promises] + [one.detail for one in own]
        found.append(
            Course(
                body,
                tuple(own),
                _newest([row["due"] for row in promises]),
                _newest([row["as_of"] for row in rows] + [one.date for one in own]),
                tuple(dict.fromkeys(detail for detail in said if _COST.search(detail))),
            )
        )
    newest = {one.body: last_day_of(_newest([change.date for change in one.changes])) for one in found}
    return tuple(sorted(sorted(found, key=lambda one: newest[one.body], reverse=True), key=lambda one: one.order))
