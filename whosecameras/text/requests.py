"""Sentences about requests: details of findings, titles of sources, and the progress of a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from whosecameras.analysis.rounds import RequestOutcome, RoundProgress
from whosecameras.analysis.survey_shares import Interval
from whosecameras.record.schema import Finding
from whosecameras.text import wording

_SAID = {
    Finding.REFUSED: "and refused",
    Finding.NOT_HELD: "and said that it held no such record",
    Finding.NO_ANSWER: "and had not answered when the day for an answer had passed",
    Finding.USES: "and said that it used them",
    Finding.DOES_NOT_USE: "and said that it did not use them",
    Finding.USED_PREVIOUSLY: "and said that it had used them in the past and no longer did",
    Finding.REMOVING: "and said that it would remove or replace them",
    Finding.REMOVED: "and said that it had removed them",
    Finding.STOPPED_BUYING: "and said that it had stopped buying them",
    Finding.PAUSED_BUYING: "and said that it had paused buying them",
}


def finding_of_request(body: str, companies: Sequence[str], finding: str, asked: str) -> str:
    """The detail of a finding from a request; ``asked`` is the ISO day of asking, ``""`` if unknown."""
    when = f" of {wording.date(asked)}" if asked else ""
    about = wording.listed(list(companies))
    result = _SAID[Finding(finding)]
    return f"{body} was asked by a freedom of information request{when} about cameras by {about}, {result}."


def source_title(companies: Sequence[str], body: str, answered: bool) -> str:
    """The title of a request's page in ``sources``."""
    what = (
        "reply to a freedom of information request" if answered else "freedom of information request without an answer"
    )
    return f"{' and '.join(companies)} cameras: {what}, {body}"


NOT_ASKED_YET = "No requests have been made yet"
FIRST = (
    "Anyone can send the first. Choose a public body about which nothing recent is known. The request is ready, "
    "and we can publish the answer here."
)
#: The same as the longer label of the map's legend, for a card.
NOT_KNOWN = "Not asked, or not known"
HOW_COUNTED = (
    "We count each public body once. We know nothing about those that have not said yes or no, so the share of all "
    "those asked lies between two limits: if none of them used the cameras, and if all of them did."
)
NEVER_ADDED = "We show our own rounds next to other surveys. We never add them together."


def title(group: RoundProgress) -> str:
    """The result of a round in one line."""
    asked = wording.numbered(group.asked, "public body", "public bodies")
    if not group.said:
        answered = f", {wording.number(group.answered)} answered" if group.answered else ""
        return f"{wording.sentence_case(asked)} asked{answered}, no answer read yet"
    return (
        f"{wording.number(group.yes)} of {wording.numbered(group.said, 'public body', 'public bodies')} that said yes "
        "or no used the cameras; "
        f"{asked} {'was' if group.asked == 1 else 'were'} asked"
    )


def range_sentence(progress: RoundProgress) -> str:
    """Sentences with the two ranges of a round; ``""`` if no body was asked."""
    if progress.limits is None:
        return ""
    low, high = wording.percent(progress.limits.low), wording.percent(progress.limits.high)
    all_asked = f"Of all that were asked, at least {low} and at most {high} used them."
    if progress.chance is None:
        return all_asked
    share = wording.percent(progress.yes / progress.said)
    chance = f"{wording.percent(progress.chance.low)} to {wording.percent(progress.chance.high)}"
    return f"That is {share}; chance alone would allow {chance}. {all_asked}"


def interval(ends: Interval | None) -> str:
    """A range of shares: ``45% to 76%``; ``""`` if there is none."""
    return f"{wording.percent(ends.low)} to {wording.percent(ends.high)}" if ends else ""


def counts_sentence(outcomes: Mapping[RequestOutcome, int]) -> str:
    """The number of bodies for each outcome that occurs."""
    return wording.listed([f"{wording.number(count)} {outcome}" for outcome, count in outcomes.items() if count])
