"""The single rule that derives what is known about a body from its findings, and the findings that decided it.

The rule, second edition, in order of application (``RULE`` says the same in words, for the method page):

1. *Groups.* A claim about a whole group names nobody. It decides nothing and contests nothing. A body without any
   other statement is “Only in a claim about a group”.
2. *Companies.* Findings are read company by company. ``both`` counts for each; ``either`` (the source does not say
   which) is read with every company that other findings name, or by itself. The status gives the companies that a
   deciding finding names. A vaguer report (``either``) neither outdates nor dates a report that names the company.
3. *Firmness.* Only the firmest evidence decides: direct statements graded A to C; without them, direct ones graded
   D; without those, inferred ones.
4. *Time.* Among these the newest statement decides. Dates are compared as far as both go: 2022 is neither before nor
   after May 2022. A statement without a date counts as older than any with one. A “no” limited to some cameras
   neither outdates nor outweighs a “yes” about others. A promise to remove is not a removal and has a separate status.
5. Between statements of the same date the better grade decides; between equal grades, the statement that leaves more
   cameras in place. Across companies, the body gets the status that leaves the most in place.
6. *Silence.* Without a statement on use: “Would not say” if the body refused, else “Did not answer” if it was silent,
   else clause 1, else “No public evidence”. Whoever enters the row checks that the question was about these companies
   and this body: a survey of all cameras does not ask about two companies.
7. *Contested*: another statement, no older than the deciding one, says the opposite about the same cameras, and the
   deciding one was not made before a removal that explains it.
8. *Age.* A status is “within three years” if its newest deciding finding is, counted from the first day that its date
   can mean. Otherwise, or without a date, it is “older”. Age counts to the day of the view: that of the release, or the
   end of an earlier year. A view of an earlier year has what had been published by its end. A source without a date of
   publication counts from the day on which it was read, since nothing proves that it existed before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import pandas as pd

from whosecameras.record.loading import Dataset
from whosecameras.record.schema import (
    GRADES,
    RECENT_YEARS,
    SPEAKS_OF,
    VENDOR_PAIR,
    VENDOR_UNSPECIFIED,
    VENDORS,
    Age,
    Finding,
    Flag,
    Status,
)

_YEARS = {3: "three"}[RECENT_YEARS]
RULE = (
    "A claim about a whole group, such as every council of a nation, names nobody. It never counts as use, and it "
    "never contests what a source says about one public body. If there is nothing else, the status is “Only in a claim "
    "about a group”.",
    "We read the statements about each company separately. A source that means both companies counts for each. One "
    "that does not say which is read with every company that other sources name, but it never replaces a report that "
    "names the company.",
    "The firmest evidence decides: statements about the public body itself graded A to C; without them those graded D; "
    "without them, inferences.",
    "Of these the newest decides. We compare dates only as far as both go: 2022 is neither before nor after May 2022. "
    "A statement without a date counts as older than any with one. A “no” about some cameras does not replace a “yes” "
    "about others. A promise is not a deed: the status is “Said it would remove” until a source says that it happened.",
    "Where statements have the same date, the better source decides; between equals, the one that leaves more cameras "
    "in place. If the two companies differ, we show the status closest to “using”.",
    "Without any statement on use, the status is “Would not say” if the public body refused to answer a question about "
    "these companies, “Did not answer” if it was silent, and otherwise “No public evidence”.",
    "A status is contested where another source, no older than the one that decides, says the opposite about the same "
    "company and cameras. A statement that is out of date or about other cameras contests nothing.",
    f"A status is “within {_YEARS} years” or “older”. We count from the first day that the date of the newest deciding "
    "statement can mean to the day of the release; what has no date is never recent. A view of an earlier year holds "
    "only what had been published by its end, and age counts from there. A source that gives no date of publication "
    "counts from the day we read it.",
)

#: The findings about use, and the status that each would give a body by itself.
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
#: Findings that a body stopped or paused buying, and the flag that each raises.
STOP_FLAGS = {Finding.STOPPED_BUYING: Flag.STOPPED_BUYING, Finding.PAUSED_BUYING: Flag.PAUSED_BUYING}
_ORDER = {status: place for place, status in enumerate(Status)}


class GradedFinding(NamedTuple):
    """The fields of a finding that the rule uses; ``grade`` is its source's."""

    id: str
    vendor: str
    finding: Finding
    as_of: str
    basis: str
    grade: str
    scope: str = ""

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> GradedFinding:
        """From a row of ``findings`` with its source's ``grade``, as returned by ``findings_in``."""
        finding, scope = Finding(row["finding"]), row.get("scope", "")
        return cls(row["id"], row["vendor"], finding, row["as_of"], row["basis"], row["grade"], scope)


@dataclass(frozen=True)
class EvidenceFilter:
    """Which findings a view counts: manufacturer (``""``: both), grades, whether claims about groups count, and the
    year by the end of which they were published.
    """

    vendor: str = ""
    grades: tuple[str, ...] = GRADES
    collective: bool = True
    year: int | None = None


#: The filter that counts every finding.
ALL_EVIDENCE = EvidenceFilter()


@dataclass(frozen=True)
class BodyStatus:
    """What is known now about one body.

    ``as_of`` is the date of the newest deciding finding and ``latest_evidence`` that of the newest finding of any kind:
    ISO, whole or partial, ``""`` if no such finding is dated. ``decided_by`` holds the ids of the deciding findings,
    newest first; ``vendors`` the companies that they name, ``("either",)`` if they do not say which. ``age`` is the age
    of the status, ``""`` if nothing decided it.
    """

    status: Status = Status.UNKNOWN
    as_of: str = ""
    latest_evidence: str = ""
    decided_by: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    age: Age | Literal[""] = ""

    @property
    def has_findings(self) -> bool:
        """True if there is any finding about the body, dated or not."""
        return self != NO_EVIDENCE


NO_EVIDENCE = BodyStatus()


def is_surely_after(one: str, other: str) -> bool:
    """True if ``one`` is certainly after ``other``, compared as far as both dates go; any date is after a blank one."""
    if not one or not other:
        return bool(one)
    length = min(len(one), len(other))
    return one[:length] > other[:length]


@lru_cache(maxsize=8192)
def last_day_of(as_of: str) -> date:
    """The last day that a full or partial date can mean; for a blank date, a day before all others."""
    if not as_of:
        return date.min
    numbers = [int(text) for text in as_of.split("-")]
    if len(numbers) == 3:
        return date(numbers[0], numbers[1], numbers[2])
    year, month = numbers[0], numbers[1] if len(numbers) == 2 else 12
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


@lru_cache(maxsize=8192)
def first_day_of(as_of: str) -> date:
    """The first day that a full or partial date can mean; for a blank date, a day before all others."""
    if not as_of:
        return date.min
    year, month, day = (*map(int, as_of.split("-")), 1, 1)[:3]
    return date(year, month, day)


def age_of(as_of: str, day: date) -> Age:
    """The age on a day of a status whose newest deciding finding has this date, by clause 8 of the rule."""
    return Age.RECENT if first_day_of(as_of) >= _years_before(day, RECENT_YEARS) else Age.OLDER


def _years_before(day: date, years: int) -> date:
    """The same day some years earlier; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def names_the_body(statement: GradedFinding) -> bool:
    """False for a claim about a whole group, which by clause 1 of the rule names nobody."""
    return statement.basis != "collective"


def evidence_strength(statement: GradedFinding) -> int:
    """How strong the evidence is, by clause 3 of the rule: from 0 (strongest) to 3 (weakest)."""
    if statement.basis == "direct":
        return 1 if statement.grade == "D" else 0
    return 2 if statement.basis == "inferred" else 3


def is_limited_no(no: GradedFinding, yes: GradedFinding) -> bool:
    """True if a “no” is limited to some cameras and the “yes” is not about the same ones, by clause 4 of the rule."""
    return no.finding in _GONE and yes.finding in _IN_PLACE and bool(no.scope) and no.scope != yes.scope


def is_vaguer(one: GradedFinding, other: GradedFinding) -> bool:
    """True if both give the same status and only ``other`` names the company, by clause 2 of the rule."""
    same = STATUS_OF.get(one.finding) == STATUS_OF.get(other.finding)
    return same and one.vendor == VENDOR_UNSPECIFIED != other.vendor


def supersedes(newer: GradedFinding, older: GradedFinding) -> bool:
    """True if a statement outdates an older one of the same strength and company, by clauses 2 and 4 of the rule."""
    return is_surely_after(newer.as_of, older.as_of) and not is_limited_no(newer, older) and not is_vaguer(newer, older)


def _denies(other: GradedFinding, decided: GradedFinding, changed: bool) -> bool:
    """True if a statement contradicts a deciding one, by clause 7; ``changed`` if the body changed course."""
    in_place = decided.finding in _IN_PLACE
    if other.finding not in (_GONE if in_place else _IN_PLACE) or is_surely_after(decided.as_of, other.as_of):
        return False
    yes, no = (decided, other) if in_place else (other, decided)
    if is_limited_no(no, yes):
        return False
    return not (is_surely_after(no.as_of, yes.as_of) and (changed or no.finding != Finding.DOES_NOT_USE))


class _Verdict(NamedTuple):
    """The result of the rule for one company: the deciding statements, all with the same status, and the flag."""

    decided: list[GradedFinding]
    contested: bool


def _verdict(statements: Sequence[GradedFinding]) -> _Verdict:
    """Apply the rule to the statements about one company that name the body; none decides if none is about use."""
    about_use = [s for s in statements if s.finding in STATUS_OF]
    if not about_use:
        return _Verdict([], False)
    firmest = min(map(evidence_strength, about_use))
    level = [s for s in about_use if evidence_strength(s) == firmest]
    newest_first = sorted(level, key=lambda s: s.as_of, reverse=True)  # those most likely to supersede another
    current = [s for s in level if not any(supersedes(other, s) for other in newest_first)]
    compared = [s for s in current if not any(is_limited_no(s, other) for other in current)]
    best = min(s.grade for s in compared)
    chosen = min((STATUS_OF[s.finding] for s in compared if s.grade == best), key=_ORDER.__getitem__)
    agreed = [s for s in current if STATUS_OF[s.finding] == chosen]
    decided = [s for s in agreed if not any(is_vaguer(s, other) for other in agreed)]
    changed = any(s.finding in _EXPLAINS_A_CHANGE for s in statements)
    return _Verdict(decided, any(_denies(other, one, changed) for other in about_use for one in decided))


def _by_company(statements: Sequence[GradedFinding]) -> dict[str, list[GradedFinding]]:
    companies_named = [v for v in VENDORS if any(s.vendor in SPEAKS_OF[v] for s in statements)]
    either = (VENDOR_UNSPECIFIED,)
    companies = {
        v: [s for s in statements if s.vendor in SPEAKS_OF[v] + (either if v in VENDOR_PAIR else ())]
        for v in companies_named
    }
    if not set(companies_named) & set(VENDOR_PAIR):
        companies[VENDOR_UNSPECIFIED] = [s for s in statements if s.vendor == VENDOR_UNSPECIFIED]
    return companies


def _companies_named(companies: Sequence[str], decided: Collection[GradedFinding]) -> tuple[str, ...]:
    """The companies that the deciding statements name; “either” if they name none."""
    vendors = tuple(company for company in companies if any(s.vendor in SPEAKS_OF.get(company, ()) for s in decided))
    return vendors or ((VENDOR_UNSPECIFIED,) if decided else tuple(companies))


def _stops(companies: Iterable[Sequence[GradedFinding]]) -> dict[str, Flag]:
    """The statements that a body stopped or paused buying and that still apply: ``{finding id: flag}``.

    A later statement that buying resumed ends both; a later permanent stop ends a pause.
    """
    in_force: dict[str, Flag] = {}
    for company_statements in companies:
        for stop in company_statements:
            flag = STOP_FLAGS.get(stop.finding)
            ends = {Finding.STOP_ENDED} | ({Finding.STOPPED_BUYING} if flag is Flag.PAUSED_BUYING else set())
            if flag and not any(s.finding in ends and is_surely_after(s.as_of, stop.as_of) for s in company_statements):
                in_force[stop.id] = flag
    return in_force


class _Decision(NamedTuple):
    """A status, the companies it is about, and the statements that decided it."""

    status: Status
    vendors: tuple[str, ...]
    decided: list[GradedFinding]
    on_use: bool


def _decision(
    statements: Sequence[GradedFinding], companies: Mapping[str, object], verdicts: Mapping[str, _Verdict]
) -> _Decision:
    """Apply clauses 5, 6 and 1: across companies, then silence, then a claim about a group."""
    deciding = {company: verdict.decided for company, verdict in verdicts.items() if verdict.decided}
    if deciding:
        status = min((STATUS_OF[found[0].finding] for found in deciding.values()), key=_ORDER.__getitem__)
        vendors = tuple(m for m, found in deciding.items() if STATUS_OF[found[0].finding] == status)
        by_name = [m for m in vendors if any(s.vendor in SPEAKS_OF.get(m, ()) for s in deciding[m])]
        # A vaguer statement that reached a company only because something else names it neither dates nor decides.
        decided = {s.id: s for m in by_name or vendors for s in deciding[m]}
        return _Decision(status, vendors, list(decided.values()), True)
    named = [s for s in statements if names_the_body(s)]
    for finding, status in ((Finding.REFUSED, Status.WOULD_NOT_SAY), (Finding.NO_ANSWER, Status.DID_NOT_ANSWER)):
        if found := [s for s in named if s.finding == finding]:
            return _Decision(status, tuple(companies), found, False)
    if claims := [s for s in statements if not names_the_body(s)]:
        return _Decision(Status.GROUP_ONLY, tuple(_by_company(claims)), claims, False)
    return _Decision(Status.UNKNOWN, tuple(companies), [], False)


def body_status(statements: Sequence[GradedFinding], day: date) -> BodyStatus:
    """What is known about one body from its statements; age counts from ``day``.

    Method: the rule in this module's docstring. Without statements, ``NO_EVIDENCE``.
    """
    if not statements:
        return NO_EVIDENCE
    companies = _by_company([s for s in statements if names_the_body(s)])
    verdicts = {company: _verdict(found) for company, found in companies.items()}
    status, vendors, decided, on_use = _decision(statements, companies, verdicts)
    newest_first = sorted(decided, key=lambda s: (s.as_of, s.id), reverse=True)
    stops = set(_stops(companies.values()).values())
    flags = {
        Flag.CONTESTED: any(verdict.contested for verdict in verdicts.values()),
        Flag.INFERRED_ONLY: on_use and all(s.basis == "inferred" for s in decided),
        Flag.STOPPED_BUYING: Flag.STOPPED_BUYING in stops,
        Flag.PAUSED_BUYING: Flag.PAUSED_BUYING in stops,
    }
    return BodyStatus(
        status=status,
        as_of=newest_first[0].as_of if newest_first else "",
        latest_evidence=max(s.as_of for s in statements),  # “2022” sorts before “2022-10”
        decided_by=tuple(s.id for s in newest_first),
        vendors=_companies_named(vendors, decided),
        flags=tuple(flag for flag, raised in flags.items() if raised),
        age=_age(decided, day),
    )


def _age(decided: Sequence[GradedFinding], day: date) -> Age | Literal[""]:
    """The age of a status: that of the deciding statement with the latest first possible day."""
    return age_of(max((s.as_of for s in decided), key=first_day_of), day) if decided else ""


@lru_cache(maxsize=4)
def _graded(dataset: Dataset) -> pd.DataFrame:
    """All findings with their source's ``grade`` and ``known_from``, the date from which they count as known."""
    sources = dataset.sources[["id", "grade"]].rename(columns={"id": "source"})
    published, read = dataset.sources["published"], dataset.sources["accessed"]
    sources["known_from"] = published.where(published != "", read)
    return dataset.findings.merge(sources, on="source", how="left", validate="m:1")


def known_years(dataset: Dataset) -> list[int]:
    """The years that a view can be set to, from the first in which a finding was published to that of the release."""
    first = _graded(dataset)["known_from"].str[:4].min() if len(dataset.findings) else ""
    return list(range(int(first or dataset.released.year), dataset.released.year + 1))


def day_of(dataset: Dataset, view: EvidenceFilter) -> date:
    """The day that a view describes: the end of its year, at most the day of the release."""
    return dataset.released if view.year is None else min(date(view.year, 12, 31), dataset.released)


@lru_cache(maxsize=4)
def _statements(dataset: Dataset) -> tuple[list[str], list[GradedFinding]]:
    """The body of each finding, and each finding in the form that the rule uses, in the same order."""
    rows = _graded(dataset)[["body", *GradedFinding._fields]].to_dict("records")
    return [row["body"] for row in rows], list(map(GradedFinding.of, rows))


def stops_in_force(dataset: Dataset) -> frozenset[str]:
    """The ids of findings that a body stopped or paused buying, unless a later finding says that it resumed."""
    of, statements = _statements(dataset)
    by_body: dict[str, list[GradedFinding]] = {
        body: [] for body, statement in zip(of, statements, strict=True) if statement.finding in STOP_FLAGS
    }
    for body, statement in zip(of, statements, strict=True):
        if body in by_body and names_the_body(statement):
            by_body[body].append(statement)
    return frozenset().union(*(_stops(_by_company(body_statements).values()) for body_statements in by_body.values()))


@lru_cache(maxsize=65_536)
def _status_at(dataset: Dataset, places: tuple[int, ...], day: date) -> BodyStatus:
    """The status from the findings at these positions; cached, because most views share most statuses."""
    statements = _statements(dataset)[1]
    return body_status([statements[place] for place in places], day)


def findings_in(dataset: Dataset, view: EvidenceFilter) -> pd.DataFrame:
    """The findings that a view counts, in order, with the ``findings`` columns, ``grade`` and ``known_from``."""
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
    """What is known about every body, in the order of the register: ``{body id: BodyStatus}``. Do not modify it."""
    bodies = _statements(dataset)[0]
    places: dict[str, list[int]] = {}
    for place in findings_in(dataset, view).index.tolist():
        places.setdefault(bodies[place], []).append(place)
    day = day_of(dataset, view)
    known = {body: _status_at(dataset, tuple(positions), day) for body, positions in places.items()}
    return {body: known.get(body, NO_EVIDENCE) for body in dataset.bodies["id"]}


def table(dataset: Dataset, view: EvidenceFilter = ALL_EVIDENCE) -> pd.DataFrame:
    """The register with the current statuses, one row for each body.

    Columns: those of ``bodies``, then as text ``status``, ``age``, ``as_of``, ``latest_evidence``, ``decided_by``,
    ``vendors`` and ``flags`` (several values are joined by ``"; "``).
    """
    return _table(dataset, view).copy()


@lru_cache(maxsize=16)
def _table(dataset: Dataset, view: EvidenceFilter) -> pd.DataFrame:
    known = body_statuses(dataset, view)
    frame = dataset.bodies
    rows = [known[body] for body in frame["id"]]
    frame["status"] = [str(row.status) for row in rows]
    frame["age"] = [str(row.age) for row in rows]
    frame["as_of"] = [row.as_of for row in rows]
    frame["latest_evidence"] = [row.latest_evidence for row in rows]
    frame["decided_by"] = ["; ".join(row.decided_by) for row in rows]
    frame["vendors"] = ["; ".join(row.vendors) for row in rows]
    frame["flags"] = ["; ".join(row.flags) for row in rows]
    return frame


def status_mark(known: BodyStatus) -> str:
    """The mark that a body is drawn with: its status."""
    return str(known.status)
