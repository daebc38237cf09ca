"""The profile of a public body for pages, with the steps of the rule in words.

``record_index`` builds the profile, for the website, the explorer and the briefings alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from whosecameras.analysis.status import (
    STATUS_OF,
    BodyStatus,
    GradedFinding,
    evidence_strength,
    is_limited_no,
    is_vaguer,
    names_the_body,
    supersedes,
)
from whosecameras.record.schema import VENDOR_EACH, VENDOR_UNSPECIFIED, Finding, Status
from whosecameras.text import wording

Row = dict[str, Any]
_AS_MARKED = (Finding.USES, Finding.DOES_NOT_USE)  # findings whose mark has the same words
#: The grounds for each strength of evidence in rule 3, firmest first.
GROUNDS = (
    "statements about the body itself from sources graded A to C",
    "statements about the body itself from sources graded D",
    "inferred statements",
)


@dataclass(frozen=True)
class Source:
    """The source of a row, for display."""

    id: str
    title: str
    publisher: str
    url: str
    via: str
    grade: str
    published: str


@dataclass(frozen=True)
class Evidence:
    """A finding with its source; ``mark`` is the mark that this finding alone would give the body, ``""`` if none, and
    ``label`` the words beside it.
    """

    id: str
    finding: str
    mark: str
    label: str
    manufacturers: str
    as_of: str
    as_of_basis: str
    basis: str
    scope: str
    cameras: int | None
    detail: str
    is_deciding: bool
    source: Source

    @property
    def heading(self) -> str:
        """The manufacturers, and the finding in words unless the mark next to them says the same."""
        return (
            self.manufacturers
            if self.finding in _AS_MARKED
            else f"{self.manufacturers}: {wording.finding(self.finding)}"
        )


@dataclass(frozen=True)
class Capability:
    """A function of the cameras that a source reports or denies, or about which a body would not answer."""

    name: str
    meaning: str
    statement: str
    manufacturers: str
    as_of: str
    as_of_basis: str
    detail: str
    source: Source


@dataclass(frozen=True)
class BodyEvent:
    """An event that names the body."""

    date: str
    title: str
    summary: str
    source: Source


@dataclass(frozen=True)
class SurveyFigure:
    """A survey figure for the body's sector and area, as a sentence with its source."""

    sentence: str
    source: Source


@dataclass(frozen=True)
class BodyLink:
    """A link to another body, with its status and the words for it."""

    id: str
    name: str
    mark: str
    label: str
    role: str = ""

    @property
    def beside(self) -> str:
        """The text next to its name in a list."""
        return " · ".join(part for part in (self.role, self.label.lower()) if part)


@dataclass(frozen=True)
class BodyList:
    """A list of other public bodies: the first few, and the total number."""

    first: tuple[BodyLink, ...]
    total: int


@dataclass(frozen=True)
class RuleStep:
    """A step of the rule that applied to this body: its number in ``status.RULE``, from 1, and its effect."""

    step: int
    text: str


def _decide(count: int, *, also: bool, more: int) -> str:
    """The sentence next to the first of ``count`` consecutive statements; ``more`` follow further down."""
    who = "This statement"
    if count > 1:
        who += " and the next" + (f" {wording.counted(count - 1, 'statement')}" if count > 2 else "")
    verb = f"{'also ' if also else ''}decide{'s' if count == 1 else ''} the status"
    return f"{who} {verb}" + (f", with {wording.counted(more, 'other')} below." if more else ".")


@dataclass(frozen=True)
class BodyProfile:
    """Everything the record holds on one public body.

    ``named`` holds the statements about this body, ``group`` those about a whole group, newest first. ``same_area``
    lists the other bodies that serve the area; ``peers`` the bodies of the same sector and region with public evidence,
    and ``blank_peers`` counts those without. ``rows`` are its findings as in the tables, each with the columns of its
    source that a reader needs to check it; ``corrections`` are the corrections to the body and these findings.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    sector: str
    sector_name: str
    nation: str
    is_public: bool
    region: str
    place: str
    code: str
    lad: str
    began: str
    ended: str
    standing: BodyStatus
    mark: str
    label: str
    reasons: tuple[RuleStep, ...]
    named: tuple[Evidence, ...]
    group: tuple[Evidence, ...]
    functions: tuple[Capability, ...]
    events: tuple[BodyEvent, ...]
    replaced_by: tuple[BodyLink, ...]
    replaces: tuple[BodyLink, ...]
    figures: tuple[SurveyFigure, ...]
    same_area: BodyList
    peers: BodyList
    blank_peers: int
    corrections: tuple[Row, ...]
    rows: tuple[Row, ...]

    @property
    def deciding(self) -> dict[str, str]:
        """Sentences that mark the deciding statements, by the id of the first statement of each consecutive run."""
        runs = [
            [evidence.id for evidence in run]
            for statements in (self.named, self.group)
            for is_deciding, run in groupby(statements, key=lambda evidence: evidence.is_deciding)
            if is_deciding
        ]
        more = sum(map(len, runs[1:]))
        return {run[0]: _decide(len(run), also=place > 0, more=0 if place else more) for place, run in enumerate(runs)}

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of all sources cited here, without duplicates."""
        parts: tuple[Evidence | Capability | BodyEvent, ...] = (*self.named, *self.group, *self.functions, *self.events)
        return tuple(dict.fromkeys(part.source.id for part in parts))


def rule_steps(statements: Sequence[GradedFinding], standing: BodyStatus) -> tuple[RuleStep, ...]:
    """The steps of the rule that applied, in order, each with the statements it used or set aside."""
    about_use = [finding for finding in statements if finding.finding in STATUS_OF and names_the_body(finding)]
    claims = [finding for finding in statements if not names_the_body(finding)]
    first = [RuleStep(1, f"{_claims(claims)}. Such a claim names nobody.")] if claims else []
    if not about_use:
        text = {
            Status.WOULD_NOT_SAY: "No source says whether it used the cameras. One says that it refused to answer.",
            Status.DID_NOT_ANSWER: "No source says whether it used the cameras. It was asked and did not answer.",
        }.get(standing.status, "We found no source that says whether it used the cameras.")
        return (*first, *([] if standing.status is Status.GROUP_ONLY else [RuleStep(6, text)]))
    decided = [finding for finding in about_use if finding.id in standing.decided_by]
    best, firmest = min(finding.grade for finding in decided), min(map(evidence_strength, decided))
    named_companies = {*standing.vendors, VENDOR_EACH, VENDOR_UNSPECIFIED}
    aside = [finding for finding in about_use if finding.id not in standing.decided_by]
    other_company = [
        finding
        for finding in aside
        if finding.vendor not in named_companies and VENDOR_UNSPECIFIED not in standing.vendors
    ]
    same_company = [finding for finding in aside if finding not in other_company]
    weaker = [finding for finding in same_company if evidence_strength(finding) > firmest]
    vaguer = [
        finding
        for finding in same_company
        if finding not in weaker and any(is_vaguer(finding, named) for named in decided)
    ]
    level = [finding for finding in same_company if finding not in weaker and finding not in vaguer]
    older = [finding for finding in level if any(supersedes(new, finding) for new in decided)]
    limited = [
        finding for finding in level if finding not in older and any(is_limited_no(finding, yes) for yes in decided)
    ]
    equal = [finding for finding in level if finding not in older and finding not in limited]
    lower = [finding for finding in equal if finding.grade > best]
    steps = [*first]
    if vaguer:
        steps.append(RuleStep(2, f"A report that names the company comes first{_set_aside(vaguer, 'vaguer')}."))
    steps.append(RuleStep(3, f"It is based on {GROUNDS[firmest]}" + _set_aside(weaker, "weaker") + "."))
    if older:
        steps.append(RuleStep(4, f"The newest decides{_set_aside(older, 'older')}."))
    if limited:
        text = "A “no” limited to some cameras does not outweigh a “yes” about others"
        steps.append(RuleStep(4, f"{text}{_set_aside(limited, 'such')}."))
    if lower:
        steps.append(
            RuleStep(5, f"Where statements have the same date, the better source decides{_set_aside(lower, 'lower')}.")
        )
    if len(equal) > len(lower):
        steps.append(
            RuleStep(5, "Where date and grade are the same, the statement that leaves more cameras in place decides.")
        )
    if other_company:
        steps.append(RuleStep(5, "If the manufacturers differ, we show the status closest to “using”."))
    return tuple(steps)


def _claims(claims: Sequence[GradedFinding]) -> str:
    number = wording.sentence_case(
        wording.counted(len(claims), "claim about a whole group", "claims about whole groups")
    )
    return f"{number} {'covers' if len(claims) == 1 else 'cover'} the body"


def _set_aside(statements: Sequence[GradedFinding], kind: str) -> str:
    if not statements:
        return ""
    many = len(statements) > 1
    return f"; {wording.counted(len(statements), f'{kind} one')} {'are' if many else 'is'} set aside"
