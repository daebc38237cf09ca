"""How we know, in words: what the explorer's page and the website's page on the method both say.

Each paragraph is plain text; a ``Point`` has a few words that stand out before it.
"""

from __future__ import annotations

from typing import NamedTuple

from whosecameras.analysis.headline import headline_row
from whosecameras.analysis.survey_shares import shares
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import BASIS_MEANINGS, FINDING_MEANINGS, FLAG_MEANINGS, GRADE_MEANINGS, STATUS_MEANINGS
from whosecameras.text import gaps, wording

REPLY_DAYS, DECISION_DAYS = 2, 10  # working days


class Point(NamedTuple):
    """One point of a list: what it is about, and what is to be said."""

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
        "comes from surveys: of those bodies that answered, so many said yes. A survey figure names no body.",
    ),
    Point(
        "Where we know",
        "comes from statements about named bodies. It is a floor: a body is on the list only if somebody published "
        "something about it.",
    ),
    Point(
        f"{wording.BLANK_IS_NOT_CLEAN}.",
        "A body without evidence is unknown: it may or may not use the cameras. That is why each blank leads to a "
        "request that anyone can send.",
    ),
)
DATES = (
    "A statement’s date is the one that the source states, or the source’s date of publication, or it was worked out "
    "from the text; the last two are marked. It may be a month or a year only, and is then shown so. A view of an "
    "earlier year asks when a statement could be read: it counts from its source’s date of publication, or, where the "
    "source gives none, from the day we read it."
)
STATUSES = tuple((str(status), meaning) for status, meaning in STATUS_MEANINGS.items())
#: The other vocabularies: a heading, then each word with its meaning.
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
    "A share is printed as so many of so many that answered. The band around it is the Wilson score interval at 95%: "
    "the range that chance alone would allow if those who answered were drawn at random. They were not: bodies that "
    "use the cameras may answer more or less often. So the band is the least doubt there is, not all of it.",
    "Where a source says how many were asked, a dotted line shows the hard bounds: the share of all that were asked if "
    "no silent body used the cameras, and if every one did. Nothing is assumed about the silent.",
    "Where a source prints a share and its own counts give another, both are shown.",
)
_CORRECTIONS = (
    "Anyone may say that an entry is wrong or out of date; a body or a maker has the right to reply.",
    "A statement is changed or taken out when the source does not say what the entry says, when a better source "
    "contradicts it, or when the source is withdrawn. Otherwise the reply is added beside it. Every change made after "
    "release stands in the table of corrections with the old value, the new one, the reason and who asked, by role "
    "only.",
)
_PROMISE = f"We acknowledge a message within {REPLY_DAYS} working days and decide within {DECISION_DAYS}."
_NO_PROMISE = (
    "This copy of the website gives no contact address, so it cannot promise a reply: please write to whoever runs it."
)
ASK = (
    "Anyone may ask a public body what it holds; an answer is due within 20 working days. Copy this text into an "
    "e-mail to the body, or into a request on WhatDoTheyKnow, where question and answer are public."
)


def promise(reachable: bool) -> str:
    """How soon a message is answered. Without an address to write to, nothing is promised."""
    return _PROMISE if reachable else _NO_PROMISE


def corrections(reachable: bool) -> tuple[str, ...]:
    """How corrections are made, a paragraph each; ``reachable``: the site has an address that takes messages."""
    first, *rest = _CORRECTIONS
    return (f"{first} {promise(reachable)}", *rest)


def wrong(reachable: bool) -> str:
    """What to do about a wrong entry."""
    told = "Tell us what is wrong and where we can find the correct information." if reachable else ""
    return f"{told} {promise(reachable)} The old value stays visible.".strip()


def weak(dataset: Dataset) -> tuple[Point, ...]:
    """What is weak about the record, one point each, as its rows tell; what they do not bear out is left away."""
    sources = dataset.sources
    copies, undated = int((sources["via"] != "").sum()), int((sources["published"] == "").sum())
    total, open_targets = wording.counted(len(sources), "source"), gaps.targets(dataset)
    found = (
        Point("England is uneven.", _uneven(dataset)),
        Point(
            "Copies.",
            f"{wording.number(copies)} of {total} could be read only as a copy. The host of the copy is named, and the "
            "original publisher."
            if copies
            else "",
        ),
        Point(
            "Pages without a date.",
            f"{wording.number(undated)} of {total} bear no date of publication. A date that was worked out from "
            "the text "
            "is marked so."
            if undated
            else "",
        ),
        Point("Group statements.", gaps.contradicted_claims(dataset)),
        Point(
            "Counts that must not be added.",
            "Counts of cameras are of different days and places, and may overlap or hold other makes. No total of "
            "cameras is given anywhere here.",
        ),
        Point("Surveys disagree.", _disagree(dataset)),
        Point("Regions.", f"{gaps.english_regions(dataset)} {gaps.REGIONAL_MAPS}"),
        Point("Targets without an outcome.", " ".join(open_targets)),
        Point(
            "Only what could be read.",
            "Many pages were seen in stored copies of the public web, some by their beginning only. What stands "
            "further down, or behind a paywall, is missing.",
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
        f"One region has {wording.counted(most, 'council')} with evidence, another {fewest}. That is what could be "
        "found, not what is there."
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
            f"The leading share was printed as {wording.printed_percent(best.printed)}, while its own counts give "
            f"{wording.percent(best.computed, 1)}. "
        )
    return (
        f"{lead}There are two shares or more, not the same, for: {wording.listed(sectors)}. All are shown, with the "
        "reason if a source gives one."
    )
