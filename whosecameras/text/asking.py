"""Text on how to ask a public body: time limits, what to do after a refusal, fair use, and when it is impossible.

Statements about the law have the address of their source. These pages are about the law, not about cameras, so they
are not in ``sources``.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from whosecameras.analysis.foi import FoiLaw, law_of
from whosecameras.analysis.foi_deadlines import AnswerDue
from whosecameras.record.loading import Dataset
from whosecameras.text import wording


class Sourced(NamedTuple):
    """A statement with the publisher and address of its source."""

    text: str
    publisher: str
    url: str


_ICO = "https://ico.org.uk"
_ICO_REVIEW = f"{_ICO}/for-the-public/official-information/what-to-do-if-you-are-dissatisfied-with-the-response"
_ICO_COMPLAINT = (
    f"{_ICO}/make-a-complaint/foi-and-eir-complaints/what-to-expect-from-the-ico-when-making-an-foi-or-eir-complaint/"
    "the-complaint-process/"
)
_SCOTTISH_GUIDE = "http://www.nas.gov.uk/foi/foiBasicGuide8.asp"
#: What people can do without a full answer, by the id of the law; read on 28 November 2026.
AFTER_A_REFUSAL: dict[str, tuple[Sourced, ...]] = {
    "foia_2000": (
        Sourced(
            "Ask the public body in writing to review its decision (an internal review), and say why. Do so within 40 "
            "working days: it may refuse a later one. It should usually answer within another 20 working days.",
            "Information Commissioner’s Office",
            _ICO_REVIEW,
        ),
        Sourced(
            "If you are still not satisfied, complain to the Information Commissioner, who finds out whether the law "
            "was applied correctly and can publish a decision.",
            "Information Commissioner’s Office",
            _ICO_COMPLAINT,
        ),
    ),
    "foisa_2002": (
        Sourced(
            "Require the public body in writing to review what it did, within 40 working days of the day on which its "
            "answer was due or, if it came later, of its answer. It has 20 working days for the review.",
            "National Archives of Scotland",
            _SCOTTISH_GUIDE,
        ),
        Sourced(
            "If you are still not satisfied, or get no reply, apply to the Scottish Information Commissioner for a "
            "decision, within six months.",
            "National Archives of Scotland",
            _SCOTTISH_GUIDE,
        ),
    ),
}
FAIR_USE = (
    "Check first what has been asked: the page of each public body on WhatDoTheyKnow lists the requests to it.",
    "Send one request to a public body, not several. Be polite: somebody has to look for the answer.",
    "Begin with a few. Read the answers, fix the questions, then ask the others. WhatDoTheyKnow asks this of everyone "
    "who sends many.",
    "Do not send what you will not read. Each answer has to be described, and some need a reply.",
)
BATCH = (
    "WhatDoTheyKnow lets holders of a professional account send one letter to many public bodies, which are chosen by "
    "search on its own pages. It takes no list from elsewhere, so this list is one to work from."
)
PAGES_NOTICE = (
    "Addresses on WhatDoTheyKnow: mySociety and WhatDoTheyKnow volunteers, CC BY-SA 4.0. Some may be out of date."
)
UNTRIED = "What we say about WhatDoTheyKnow comes from its public documentation and source code, read in November 2026."
SIGN_IN = "You sign in to WhatDoTheyKnow, read the filled-in request and send it. Question and answer are public."
NOBODY = (
    "Nobody is left to ask here: each public body with a freedom of information law has evidence of the last three "
    "years, or was asked in the past year."
)
EMAIL = "An email needs an address: the public body’s website gives that of its freedom of information team."
_NO_LAW = (
    "No freedom of information law gives a right to an answer from this body, so there is no request to send from here."
)
_UNSETTLED = (
    "We have not read a source that says whether a freedom of information law applies here, so there is no request to "
    "send from here."
)
ANYONE = "Anyone can ask a public body what information it holds."
NO_PAGE = "We know of no page of it on WhatDoTheyKnow, so the request goes by email."
#: What to call a public body of a sector after the first mention.
_SHORT = {
    "council": "the council",
    "police": "the force",
    "school": "the school",
    "college": "the college",
    "university": "the university",
}


def time_limit(law: FoiLaw, sector: str) -> str:
    """A sentence on who may ask, and how many working days the public body has."""
    return (
        f"Anyone can ask. Under the {law.act} {_SHORT.get(sector, 'the public body')} must answer promptly, and no "
        f"later than {wording.numbered(law.working_days, 'working day')} after it received the request."
    )


def due(deadline: AnswerDue, arrives: date) -> str:
    """A sentence on when the answer to a request that arrives on a day is due."""
    sentence = (
        f"If the request arrives on {wording.date(arrives.isoformat())}, the answer is due by "
        f"{wording.date((deadline.in_term or deadline.day).isoformat())}."
    )
    if not deadline.in_term:
        return sentence
    last = wording.date(deadline.day.isoformat())
    return f"{sentence} School holidays do not count: with them it may take longer, until {last} at the most."


def no_request(dataset: Dataset, body: str) -> str:
    """Why there is no request for a body; ``""`` if there is one, or if the body no longer exists."""
    row = dataset.row("bodies", body)
    if law_of(dataset, body) or row["replaced_by"] or row["ended"]:
        return ""
    return _NO_LAW if row["foi"] == "none" else _UNSETTLED
