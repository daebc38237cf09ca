"""Vocabulary for requests: freedom of information laws, channels and states."""

from __future__ import annotations

#: The freedom of information law of a body. ``foi_regimes`` has a row for each, with the source of its rule.
FOI_REGIMES = ("foia_2000", "foisa_2002", "none", "unclear")


def regime_of(nation: str) -> str:
    """The Act that a public body of a nation comes under, unless a source says otherwise.

    The Scottish Act only covers Scottish authorities; UK-wide ones come under the 2000 Act.
    """
    return "foisa_2002" if nation == "Scotland" else "foia_2000"


#: Channels of requests.
REQUEST_CHANNELS = {
    "whatdotheyknow": "on WhatDoTheyKnow, where anybody can read it",
    "email": "by email",
    "post": "by post",
    "form": "by a form on the public body's own website",
}
#: States of a request. Of two states on one day, the later in this list wins.
REQUEST_STATES = {
    "asked": "sent; we know of no answer",
    "overdue": "the day on which an answer was due had passed without one",
    "error": "it did not reach the public body, or was not a request under the law",
    "withdrawn": "withdrawn by the person who asked",
    "not_held": "the public body said that it held no such record",
    "refused": "the public body refused",
    "partly_answered": "answered in part",
    "answered": "answered",
}
#: States without any answer.
OPEN_STATES = ("asked", "overdue")
ANSWERED_STATES = ("answered", "partly_answered")
