"""The one rule from findings to what is known now about a body, with the findings that decided it.

The rule, in the order in which it is applied (``RULE`` is the same in words, and the method page prints it):

1. Findings are read make by make. ``both`` counts for each make; ``either`` (the source does not say which) is read
   with every make that other findings name, or by itself; the status is about the makes that a deciding one names.
2. What stands on firmer ground decides alone: direct statements graded A to C; else direct ones graded D; else
   inferred ones; else collective ones.
3. There the newest statement decides. Dates are compared as far as both go: 2022 is neither before nor after May 2022.
   A statement without a date counts as older than any with one, and is never fresh.
   A “no” limited to some cameras neither outdates nor outweighs a “yes” about others.
4. Between statements of one time the better grade decides; between equals the one that leaves more cameras in place.
5. Over the makes, the status that leaves most in place is the body's.
6. Without a statement on use: “Would not say” if it refused, else “Did not answer” if it was silent, else
   “No public evidence”.
7. *Contested*: a statement that was set aside denies a deciding one, or is denied by it. Nothing is denied by a “no”
   that clause 3 leaves beside a “yes”, nor where a known change lies between an earlier “yes” and a later “no”.
8. Age counts from the day of the release. A view of an earlier year holds what had been published by its end, and age
   counts from that end. A source without a date of publication counts from the day on which it was read: nothing else
   proves that it was there before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from whosecameras.analysis.queries import counted_bodies
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import (
    GRADES,
    SPEAKS_OF,
    STALE_AFTER_YEARS,
    VENDOR_PAIR,
    VENDOR_UNSPECIFIED,
    VENDORS,
    Finding,
    Flag,
    Status,
)

RULE = (
    "Findings are read make by make. A source that means both makes counts for each. One that does not say which is "
    "read together with every make that other findings name; which makes are then told is what a deciding source says.",
    "What stands on firmer ground decides alone: statements about the body itself graded A to C; without them those "
    "graded D; without them what was inferred; without that a statement about a whole group.",
    "There the newest statement decides. Dates are compared only as far as both go: 2022 is neither before nor after "
    "May 2022. A statement without a date counts as older than any with one, and is never fresh. A “no” limited to "
    "some cameras neither outdates nor outweighs a “yes” about others.",
    "Between statements of one time the better grade decides; between equals, the one that leaves more cameras in "
    "place.",
    "Over both makes, the status that leaves most in place is the body’s.",
    "Without any statement on use: “Would not say” if the body refused, else “Did not answer” if it was silent, else "
    "“No public evidence”.",
    "A body is contested where a statement that was set aside says the opposite of a deciding one, about the same make "
    "and cameras, and no known change lies between an earlier “yes” and a later “no”.",
    f"Evidence is stale when the newest of it is more than {STALE_AFTER_YEARS} years old on the day of the release. As "
    "known at the end of an earlier year, only what had been published by then counts, and age is measured from that "
    "day. A source that gives no date of publication counts from the day we read it.",
)

#: The findings that say something about use, and the status that each would give a body alone.
STATUS_OF = {
    Finding.USES: Status.USING,
    Finding.REMOVING: Status.REMOVING,
    Finding.REMOVED: Status.REMOVED,
    Finding.USED_PREVIOUSLY: Status.REMOVED,
    Finding.DOES_NOT_USE: Status.NOT_USING,
}
_IN_PLACE = frozenset({Finding.USES, Finding.REMOVING})
_GONE = frozenset({Finding.DOES_NOT_USE, Finding.REMOVED, Finding.USED_PREVIOUSLY})
_EXPLAINS_A_CHANGE = frozenset({Finding.REMOVING, Finding.REMOVED, Finding.USED_PREVIOUSLY, Finding.STOPPED_BUYING})
_ORDER = {status: place for place, status in enumerate(Status)}


class GradedFinding(NamedTuple):
    """A finding as the rule reads it; ``grade`` is its source's."""

    id: str
    vendor: str
    finding: Finding
    as_of: str
    basis: str
    grade: str
    scope: str = ""


@dataclass(frozen=True)
class EvidenceFilter:
    """Which findings are looked at: a maker (``""``: both), the grades, collective statements or not, and
    of what had been published by the end of a year.
    """

    vendor: str = ""
    grades: tuple[str, ...] = GRADES
    collective: bool = True
    year: int | None = None


#: Every finding there is.
ALL_EVIDENCE = EvidenceFilter()


@dataclass(frozen=True)
class BodyStatus:
    """What is known now about one body.

    ``since`` is the date of the newest deciding finding, ``newest`` that of the newest finding of any kind, both
    ISO in whole or in part, ``""`` where no such finding is dated; ``decided_by`` holds the deciding findings' ids,
    newest first; ``vendors`` the makes that these name, ``("either",)`` if they do not say which.
    """

    status: Status = Status.UNKNOWN
    since: str = ""
    newest: str = ""
    decided_by: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()

    @property
    def spoken_of(self) -> bool:
        """True if there is any finding about the body, dated or not."""
        return self != NO_EVIDENCE


NO_EVIDENCE = BodyStatus()


def is_surely_after(one: str, other: str) -> bool:
    """True if ``one`` lies surely after ``other``, compared as far as both dates go; any date lies after none."""
    if not one or not other:
        return bool(one)
    length = min(len(one), len(other))
    return one[:length] > other[:length]


@lru_cache(maxsize=8192)
def last_day_of(as_of: str) -> date:
    """The last day that a date in whole or in part can mean; without a date, a day before all others."""
    if not as_of:
        return date.min
    parts = [int(part) for part in as_of.split("-")]
    if len(parts) == 3:
        return date(parts[0], parts[1], parts[2])
    year, month = parts[0], parts[1] if len(parts) == 2 else 12
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def evidence_strength(statement: GradedFinding) -> int:
    """How firm the ground is that a statement stands on, by clause 2 of the rule: 0 the firmest, 3 the weakest."""
    if statement.basis == "direct":
        return 1 if statement.grade == "D" else 0
    return 2 if statement.basis == "inferred" else 3


def is_limited_no(no: GradedFinding, yes: GradedFinding) -> bool:
    """True if a “no” is limited to some cameras and the “yes” is not about just these, by clause 3 of the rule."""
    return no.finding in _GONE and yes.finding in _IN_PLACE and bool(no.scope) and no.scope != yes.scope


def supersedes(newer: GradedFinding, older: GradedFinding) -> bool:
    """True if a statement sets an older one of the same ground and make aside, by clause 3 of the rule."""
    return is_surely_after(newer.as_of, older.as_of) and not is_limited_no(newer, older)


def _denied(yes: GradedFinding, no: GradedFinding, changed: bool) -> bool:
    """True if a “yes” and a “no” about one make cannot both hold, by clause 7; ``changed`` if a change is known of."""
    if is_limited_no(no, yes):
        return False
    return not (is_surely_after(no.as_of, yes.as_of) and (changed or no.finding != Finding.DOES_NOT_USE))


class _Verdict(NamedTuple):
    """What the rule makes of the statements about one make: those that decide, all of one status, and the flag."""

    decided: list[GradedFinding]
    contested: bool


def _verdict(statements: Sequence[GradedFinding]) -> _Verdict:
    """The rule applied to the statements about one make; without any on use nothing decides."""
    about_use = [s for s in statements if s.finding in STATUS_OF]
    if not about_use:
        return _Verdict([], False)
    firmest = min(map(evidence_strength, about_use))
    level = [s for s in about_use if evidence_strength(s) == firmest]
    newest_first = sorted(level, key=lambda s: s.as_of, reverse=True)  # the likeliest to outdate another
    current = [s for s in level if not any(supersedes(other, s) for other in newest_first)]
    compared = [s for s in current if not any(is_limited_no(s, other) for other in current)]
    best = min(s.grade for s in compared)
    chosen = min((STATUS_OF[s.finding] for s in compared if s.grade == best), key=_ORDER.__getitem__)
    decided = [s for s in current if STATUS_OF[s.finding] == chosen]
    changed = any(s.finding in _EXPLAINS_A_CHANGE for s in statements)
    if decided[0].finding in _IN_PLACE:
        pairs = ((yes, no) for no in about_use if no.finding in _GONE for yes in decided)
    else:
        pairs = ((yes, no) for yes in about_use if yes.finding in _IN_PLACE for no in decided)
    return _Verdict(decided, any(_denied(yes, no, changed) for yes, no in pairs))


def _by_make(statements: Sequence[GradedFinding]) -> dict[str, list[GradedFinding]]:
    named = [v for v in VENDORS if any(s.vendor in SPEAKS_OF[v] for s in statements)]
    either = (VENDOR_UNSPECIFIED,)
    makes = {
        v: [s for s in statements if s.vendor in SPEAKS_OF[v] + (either if v in VENDOR_PAIR else ())] for v in named
    }
    if not set(named) & set(VENDOR_PAIR):
        makes[VENDOR_UNSPECIFIED] = [s for s in statements if s.vendor == VENDOR_UNSPECIFIED]
    return makes


def _told(makes: Sequence[str], decided: Collection[GradedFinding]) -> tuple[str, ...]:
    """The makes that the deciding statements themselves name; “either” if none names one."""
    named = tuple(make for make in makes if any(s.vendor in SPEAKS_OF.get(make, ()) for s in decided))
    return named or ((VENDOR_UNSPECIFIED,) if decided else tuple(makes))


def _stops(makes: Iterable[Sequence[GradedFinding]]) -> frozenset[str]:
    """Ids of the statements, sorted by make, that a body buys no more and that none later calls ended."""
    in_force: set[str] = set()
    for found in makes:
        ended = [s.as_of for s in found if s.finding == Finding.STOP_ENDED]
        stops = [s for s in found if s.finding == Finding.STOPPED_BUYING]
        in_force.update(stop.id for stop in stops if not any(is_surely_after(end, stop.as_of) for end in ended))
    return frozenset(in_force)


def body_status(statements: Sequence[GradedFinding], day: date) -> BodyStatus:
    """What is known about one body from its statements; age counts from ``day``.

    Method: the rule at the head of this module. No statements give ``NO_EVIDENCE``.
    """
    if not statements:
        return NO_EVIDENCE
    makes = _by_make(statements)
    verdicts = {make: _verdict(found) for make, found in makes.items()}
    deciding = {make: verdict.decided for make, verdict in verdicts.items() if verdict.decided}
    if deciding:
        status = min((STATUS_OF[found[0].finding] for found in deciding.values()), key=_ORDER.__getitem__)
        vendors = tuple(m for m, found in deciding.items() if STATUS_OF[found[0].finding] == status)
        decided = {s.id: s for m in vendors for s in deciding[m]}
    else:
        refused = [s for s in statements if s.finding == Finding.REFUSED]
        silent = [s for s in statements if s.finding == Finding.NO_ANSWER]
        status = Status.WOULD_NOT_SAY if refused else Status.DID_NOT_ANSWER if silent else Status.UNKNOWN
        vendors = tuple(makes)
        decided = {s.id: s for s in refused or silent}
    newest_first = sorted(decided.values(), key=lambda s: (s.as_of, s.id), reverse=True)
    newest = max(s.as_of for s in statements)  # “2022” stands before “2022-10”
    last_day = max(last_day_of(s.as_of) for s in statements)
    about_use = [s for s in statements if s.finding in STATUS_OF]
    oldest_fresh = _years_before(day, STALE_AFTER_YEARS)
    flags = {
        Flag.CONTESTED: any(verdict.contested for verdict in verdicts.values()),
        Flag.STALE: last_day < oldest_fresh,
        Flag.COLLECTIVE_ONLY: bool(about_use) and all(s.basis == "collective" for s in about_use),
        Flag.INFERRED_ONLY: bool(deciding) and all(s.basis == "inferred" for s in decided.values()),
        Flag.NO_NEW_PURCHASES: bool(_stops(makes.values())),
    }
    return BodyStatus(
        status=status,
        since=newest_first[0].as_of if newest_first else "",
        newest=newest,
        decided_by=tuple(s.id for s in newest_first),
        vendors=_told(vendors, decided.values()),
        flags=tuple(flag for flag, raised in flags.items() if raised),
    )


@lru_cache(maxsize=4)
def _graded(dataset: Dataset) -> pd.DataFrame:
    """All findings, each with its source's grade and, as ``known_from``, the date from which it counts as known."""
    sources = dataset.sources[["id", "grade"]].rename(columns={"id": "source"})
    published, read = dataset.sources["published"], dataset.sources["accessed"]
    sources["known_from"] = published.where(published != "", read)
    return dataset.findings.merge(sources, on="source", how="left", validate="m:1")


def known_years(dataset: Dataset) -> list[int]:
    """The years whose end a view can look at, from the first in which a finding was published to the release's."""
    first = _graded(dataset)["known_from"].str[:4].min() if len(dataset.findings) else ""
    return list(range(int(first or dataset.released.year), dataset.released.year + 1))


def day_of(dataset: Dataset, view: EvidenceFilter) -> date:
    """The day of which a view speaks: the end of its year, at most the day of the release."""
    return dataset.released if view.year is None else min(date(view.year, 12, 31), dataset.released)


@lru_cache(maxsize=4)
def _statements(dataset: Dataset) -> tuple[list[str], list[GradedFinding]]:
    """Of every finding its body, and the finding as the rule reads it."""
    found = _graded(dataset)
    columns = [found[name].tolist() for name in ("id", "vendor", "finding", "as_of", "basis", "grade", "scope")]
    columns[2] = list(map({str(finding): finding for finding in Finding}.__getitem__, columns[2]))
    return found["body"].tolist(), list(map(GradedFinding, *columns))


def stops_in_force(dataset: Dataset) -> frozenset[str]:
    """Ids of the findings that a body buys no more of a make and that no later one about that make calls ended."""
    of, statements = _statements(dataset)
    said: dict[str, list[GradedFinding]] = {
        body: [] for body, one in zip(of, statements, strict=True) if one.finding == Finding.STOPPED_BUYING
    }
    for body, one in zip(of, statements, strict=True):
        if body in said:
            said[body].append(one)
    return frozenset().union(*(_stops(_by_make(these).values()) for these in said.values()))


@lru_cache(maxsize=65_536)
def _standing(dataset: Dataset, places: tuple[int, ...], day: date) -> BodyStatus:
    """The standing that the findings at these places give: most views look at the same ones of most bodies."""
    statements = _statements(dataset)[1]
    return body_status([statements[place] for place in places], day)


def findings_in(dataset: Dataset, view: EvidenceFilter) -> pd.DataFrame:
    """The findings that a view looks at: the ``findings`` columns, ``grade`` and ``known_from``, order kept."""
    findings = _graded(dataset)
    keep = findings["grade"].isin(view.grades)
    if view.vendor:
        keep &= findings["vendor"].isin(SPEAKS_OF[view.vendor])
    if not view.collective:
        keep &= findings["basis"] != "collective"
    if view.year is not None:
        keep &= findings["known_from"].str[:4] <= f"{view.year:04d}"
    return findings[keep]


@lru_cache(maxsize=512)
def body_statuses(dataset: Dataset, view: EvidenceFilter = ALL_EVIDENCE) -> dict[str, BodyStatus]:
    """What is known about every body of the register, in its order: ``{body id: Standing}``. Do not change it."""
    said_of = _statements(dataset)[0]
    places: dict[str, list[int]] = {}
    for place in findings_in(dataset, view).index.tolist():
        places.setdefault(said_of[place], []).append(place)
    day = day_of(dataset, view)
    known = {body: _standing(dataset, tuple(these), day) for body, these in places.items()}
    return {body: known.get(body, NO_EVIDENCE) for body in dataset.bodies["id"]}


def table(dataset: Dataset, view: EvidenceFilter = ALL_EVIDENCE) -> pd.DataFrame:
    """The register with what is known now: the ``bodies`` columns, then ``status``, ``since``, ``newest``,
    ``decided_by``, ``vendors`` and ``flags`` as text (several values joined by ``"; "``), one row for each body.
    """
    return _table(dataset, view).copy()


@lru_cache(maxsize=16)
def _table(dataset: Dataset, view: EvidenceFilter) -> pd.DataFrame:
    known = body_statuses(dataset, view)
    frame = dataset.bodies
    rows = [known[body] for body in frame["id"]]
    frame["status"] = [str(row.status) for row in rows]
    frame["since"] = [row.since for row in rows]
    frame["newest"] = [row.newest for row in rows]
    frame["decided_by"] = ["; ".join(row.decided_by) for row in rows]
    frame["vendors"] = ["; ".join(row.vendors) for row in rows]
    frame["flags"] = ["; ".join(row.flags) for row in rows]
    return frame


def counts(dataset: Dataset, by: str, view: EvidenceFilter = ALL_EVIDENCE) -> pd.DataFrame:
    """How many bodies have each status: one row for each value of ``by`` (a ``bodies`` column), one column for each
    status in order, all integers; values without a body are left out. Bodies as in ``rows.counted_bodies``.
    """
    frame = table(dataset, view)
    frame = frame[frame["id"].isin(counted_bodies(dataset)["id"])]
    crossed = pd.crosstab(frame[by], frame["status"])
    return crossed.reindex(columns=[str(status) for status in Status], fill_value=0)
