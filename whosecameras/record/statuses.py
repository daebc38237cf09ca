"""Vocabulary of derived values: a body's status, its age and flags, and the results of link checks."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """The status of a body: always derived (see ``status.py``). In display order."""

    USING = "Reported using"
    REMOVING = "Said it would remove"
    REMOVED = "Reported removed"
    NOT_USING = "Reported not using"
    WOULD_NOT_SAY = "Would not say"
    DID_NOT_ANSWER = "Did not answer"
    GROUP_ONLY = "Only in a claim about a group"
    UNKNOWN = "No public evidence"


STATUS_MEANINGS = {
    Status.USING: "A source said that the public body used the company’s cameras.",
    Status.REMOVING: "The public body said that it would remove or replace them. No source says that it has.",
    Status.REMOVED: "A source said that the public body had used them and no longer did.",
    Status.NOT_USING: "A source said that the public body did not use them.",
    Status.WOULD_NOT_SAY: "The public body was asked about these companies’ cameras and refused to say.",
    Status.DID_NOT_ANSWER: "The public body was asked about these companies’ cameras, and we found no answer.",
    Status.GROUP_ONLY: "A source made a claim about a whole group, such as every council of a nation, and none names "
    "this public body.",
    Status.UNKNOWN: "We found nothing published that says either way. It does not mean no.",
}


class Age(StrEnum):
    """The age of the evidence for a status."""

    RECENT = "within three years"
    OLDER = "older"


RECENT_YEARS = 3
AGE_MEANINGS = {
    Age.RECENT: f"The newest evidence for the status is at most {RECENT_YEARS} years old.",
    Age.OLDER: f"It is more than {RECENT_YEARS} years old, or has no date.",
}


class Flag(StrEnum):
    """A caution shown next to a status."""

    CONTESTED = "contested"
    INFERRED_ONLY = "inferred only"
    STOPPED_BUYING = "stopped buying"
    PAUSED_BUYING = "paused buying"


FLAG_MEANINGS = {
    Flag.CONTESTED: "Sources disagree about the same cameras, and neither is simply out of date.",
    Flag.INFERRED_ONLY: "No source says it in so many words: we inferred it from what a source says.",
    Flag.STOPPED_BUYING: "A source said that the public body would buy or install no new ones, and none says that this "
    "has ended.",
    Flag.PAUSED_BUYING: "A source said that the public body had paused buying new ones, and none says that this has "
    "ended.",
}

#: Results of link checks.
LINK_RESULTS = {
    "ok": "the page is there",
    "moved": "the page has moved permanently to another address",
    "gone": "the server says that there is no such page (404, 410)",
    "broken": "another answer, such as 403 or 500, or no server",
    "timeout": "no answer in time",
    "loop": "endless redirects",
    "tls_error": "the certificate is not valid",
}
