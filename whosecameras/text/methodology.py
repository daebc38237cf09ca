"""The text of the page on methods, for the explorer and the website.

Each paragraph is plain text; a ``Point`` starts with a few words in bold.
"""

from __future__ import annotations

from typing import NamedTuple

from whosecameras.analysis.survey_shares import headline_row, shares
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import (
    BASIS_MEANINGS,
    FINDING_MEANINGS,
    FLAG_MEANINGS,
    GRADE_MEANINGS,
    OWNER_PUBLIC,
    OWNERS,
    STATUS_MEANINGS,
)
from whosecameras.text import gaps, wording

REPLY_DAYS, DECISION_DAYS = 2, 10  # working days


class Point(NamedTuple):
    """A point of a list: its subject and its text."""

    about: str
    text: str


TITLE = "How do we know whose cameras they are?"
INTRODUCTION = (
    "We read what is public, keep each statement with its source and date, and work out from these statements, by one "
    "rule, what is known now."
)
EVIDENCE = (
    Point(
        "How common it is",
        "comes from surveys: how many of the public bodies that answered said yes. A survey does not say which ones.",
    ),
    Point(
        "Where we know",
        "comes from statements that name a public body. It is a minimum: a public body is listed only if somebody "
        "has published something about it.",
    ),
    Point(
        f"{wording.UNKNOWN_IS_NOT_NO}.",
        "Where we have no evidence, we do not know: the public body may or may not use the cameras. Its page has a "
        "request that anyone can send.",
    ),
)
DATES = (
    "A statement’s date is the one its source gives, the day its source was published, or one that we estimated from "
    "the text. We mark the last two. Some dates are only a month or a year. A view of an earlier year shows what had "
    "been published by then. If a source has no date, its statements count from the day we read it."
)
STATUSES = tuple((str(status), meaning) for status, meaning in STATUS_MEANINGS.items())
#: The other vocabularies: heading, and each word with its meaning.
VOCABULARIES = tuple(
    (name, tuple((wording.label(value), meaning) for value, meaning in meanings.items()))
    for name, meanings in (
        ("Flags", FLAG_MEANINGS),
        ("Findings", FINDING_MEANINGS),
        ("How a statement reaches the body", BASIS_MEANINGS),
        ("Grades of sources", GRADE_MEANINGS),
    )
)
SHARES = (
    "We give each share as a number out of those that answered. The band around it is the 95% Wilson score interval: "
    "the range that chance alone would allow if those that answered had been drawn at random. They were not: public "
    "bodies that use the cameras may have answered more or less often. So the real uncertainty is larger than the "
    "band.",
    "Where a source says how many were asked, a dotted line shows the widest possible range: the share of all those "
    "asked if every public body that did not answer had said no, and if every one had said yes. We assume nothing "
    "about those that did not answer.",
    "Where the printed share and the counts that we hold differ, we show both.",
)
_CORRECTIONS = (
    "Anyone can say that an entry is wrong or out of date. A public body or a manufacturer has the right to reply.",
    "We change or remove a statement if its source does not say what our entry says, if a better source contradicts "
    "it, or if the source is withdrawn. Otherwise we add the reply next to it. Every change after a release is in the "
    "table of corrections, with the old value, the new one, the reason and who asked (by role only).",
)
_PROMISE = f"We acknowledge a message within {REPLY_DAYS} working days and decide within {DECISION_DAYS}."
_NO_PROMISE = (
    "This copy of the website gives no contact address, so it cannot promise a reply: please write to whoever runs it."
)


def not_counted(dataset: Dataset, body: str) -> str:
    """A sentence on why a body is not counted as a public body; ``""`` for a public one."""
    owner = str(dataset.row("bodies", body)["owner"])
    if owner == OWNER_PUBLIC:
        return ""
    return f"This is {OWNERS[owner]}. No figure on this site counts it as a public body."


def promise(reachable: bool) -> str:
    """How soon we answer messages; without a contact address, no promise."""
    return _PROMISE if reachable else _NO_PROMISE


def corrections(reachable: bool) -> tuple[str, ...]:
    """Paragraphs on how corrections are made; ``reachable``: the site has a contact address."""
    first, *rest = _CORRECTIONS
    return (f"{first} {promise(reachable)}", *rest)


def wrong(reachable: bool) -> str:
    """What to do about a wrong entry."""
    request = "Tell us what is wrong and where we can find the correct information." if reachable else ""
    return f"{request} {promise(reachable)} The old value stays visible.".strip()


def weak(dataset: Dataset) -> tuple[Point, ...]:
    """The weaknesses of the record: one point for each that its rows confirm."""
    sources = dataset.sources
    copies, undated = int((sources["via"] != "").sum()), int((sources["published"] == "").sum())
    total, open_targets = wording.counted(len(sources), "source"), gaps.targets(dataset)
    found = (
        Point("What we know about England is uneven.", _uneven(dataset)),
        Point(
            "Copies.",
            f"We could read {wording.number(copies)} of {total} only as a copy. We name the host of the copy and the "
            "original publisher."
            if copies
            else "",
        ),
        Point(
            "Pages without a date.",
            f"{wording.number(undated)} of {total} have no date of publication. Where we estimated a date from the "
            "text, we say so."
            if undated
            else "",
        ),
        Point("Claims about a group.", gaps.contradicted_claims(dataset)),
        Point(
            "Counts that must not be added.",
            "Counts of cameras are from different days and places, and may overlap or include other brands. We give "
            "no total number of cameras.",
        ),
        Point("Surveys disagree.", _disagree(dataset)),
        Point("Regions.", f"{gaps.english_regions(dataset)} {gaps.REGIONAL_MAPS}"),
        Point("Targets with no published result.", " ".join(open_targets)),
        Point(
            "Only what we could read.",
            "We read many pages in stored copies of the public web, some of them only in part. Anything further "
            "down, or behind a paywall, is missing.",
        ),
    )
    return tuple(point for point in found if point.text)


def _uneven(dataset: Dataset) -> str:
    regions, bodies = dataset.regions, dataset.bodies
    known = bodies[(bodies["sector"] == "council") & bodies["id"].isin(dataset.findings["body"])]
    english = regions.loc[regions["nation"] == gaps.ENGLAND, "code"]
    counts = known["region"].value_counts().reindex(english, fill_value=0)
    most, least = int(counts.max()), int(counts.min())
    if most == least:
        return ""
    fewest = wording.number(least) if least else "none"
    return (
        f"One region has {wording.counted(most, 'council')} with evidence, another {fewest}. That shows what we could "
        "find, not where the cameras are."
    )


def _disagree(dataset: Dataset) -> str:
    sectors = gaps.sectors_that_differ(dataset)
    if not sectors:
        return ""
    row = headline_row(dataset)
    best = shares(dataset)[str(row["id"])] if row is not None else None
    lead = ""
    if best and best.differs and best.printed is not None and best.computed is not None:
        lead = (
            f"The headline share was reported as {wording.printed_percent(best.printed)}, but the counts that we "
            f"hold give {wording.percent(best.computed, 1)}. "
        )
    return (
        f"{lead}Surveys give different shares for these sectors: {wording.listed(sectors)}. We show them all, with the "
        "reason if a source gives one."
    )
