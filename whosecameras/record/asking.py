"""The words for asking public bodies: the laws that give a right to an answer, and what became of a request."""

from __future__ import annotations

#: Freedom of information law: what applies to a body. ``foi_regimes`` has a row for each, with the source of its rule.
FOI_REGIMES = ("foia_2000", "foisa_2002", "none", "unclear")


def regime_of(nation: str) -> str:
    """The Act that a public body of a nation comes under, unless a source says otherwise.

    The Scottish Act is for authorities of Scotland alone; those of the whole United Kingdom come under the 2000 Act.
    """
    return "foisa_2002" if nation == "Scotland" else "foia_2000"


#: How a request was sent.
REQUEST_CHANNELS = {
    "whatdotheyknow": "on WhatDoTheyKnow, where anybody can read it",
    "email": "by email",
    "post": "by post",
    "form": "by a form on the public body's own website",
}
#: What is known of a request. Between two states of one day the later in this list is the one that stands.
REQUEST_STATES = {
    "asked": "sent, and no answer is known",
    "overdue": "the day on which an answer was due had passed without one",
    "error": "it did not reach the public body, or was no request under the law",
    "withdrawn": "the person who asked took it back",
    "not_held": "the public body said that it holds no such record",
    "refused": "the public body refused",
    "partly_answered": "answered in part",
    "answered": "answered",
}
#: States in which nothing has come back.
OPEN_STATES = ("asked", "overdue")
ANSWERED_STATES = ("answered", "partly_answered")
