"""The letter that asks a public body about the companies' cameras, and links with the letter filled in.

WhatDoTheyKnow adds salutation and sign-off itself, so its link only has the questions.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlencode

from whosecameras.analysis.status import BodyStatus
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Flag, Status
from whosecameras.text import wording

SERVICE = "https://www.whatdotheyknow.com"
#: The service's placeholder for a public body's name in a batch letter.
PLACEHOLDER = "[Authority name]"
EITHER_ACT = "Freedom of Information Act 2000 (in Scotland, the Freedom of Information (Scotland) Act 2002)"
#: The longest allowed link address: a proxy may refuse longer ones.
MOST_OF_AN_ADDRESS = 2000
TAG = "whosecameras"
#: The kind of source with a public body's own answer to a request.
REPLY = "foi_reply"
#: What an earlier source said about a public body, addressed to that body.
_SAID = {
    Status.USING: "you used {cameras}",
    Status.REMOVING: "you would remove {cameras}",
    Status.REMOVED: "you had removed {cameras}",
    Status.NOT_USING: "you did not use {cameras}",
}


class Letter(NamedTuple):
    """A request without salutation: ``subject`` on one line, ``questions`` as paragraphs of text."""

    subject: str
    questions: str

    def to(self, name: str) -> str:
        """The full letter to a public body, for an email or to copy."""
        return f"Dear {name},\n\n{self.questions}\n\nYours faithfully,\n\n[Your name]"


def subject(dataset: Dataset) -> str:
    """The subject of every letter."""
    return f"{wording.listed(list(wording.manufacturers(dataset).values()))} cameras"


def _questions(companies: str, act: str, first: str, today: str = "") -> str:
    return "\n".join(
        (
            f"Under the {act}, please tell me about any equipment made by {companies} that you own, lease or "
            f"operate{today}. Please include cameras, recorders and software, and equipment sold under other brands.",
            "",
            f"1. {first}",
            "2. Where is it used (for example streets, offices, schools, body-worn)?",
            "3. Since when?",
            "4. Which of these functions are switched on: facial recognition, tracking of people, recognition of age, "
            "sex or ethnicity, number-plate reading, sound recording?",
            "5. What is planned: to keep it, to stop buying it or to remove it, and by when?",
            "",
            "If part of this is exempt, please send the rest and say which exemption applies.",
        )
    )


@lru_cache(maxsize=32)
def first_letter(dataset: Dataset, act: str = EITHER_ACT) -> Letter:
    """The letter to a public body about which nothing is known, under an Act."""
    first = "Do you have such equipment? If so, how many items of each brand?"
    return Letter(subject(dataset), _questions(wording.any_manufacturer(dataset), act, first))


def repeats(standing: BodyStatus) -> bool:
    """True if a source says what a public body did, so that the letter asks if that is still true."""
    return bool(standing.decided_by) and standing.status in _SAID and Flag.INFERRED_ONLY not in standing.flags


def letter(dataset: Dataset, act: str, standing: BodyStatus) -> Letter:
    """The letter to a public body: the first letter, or one that asks if an earlier report is still true."""
    if not repeats(standing):
        return first_letter(dataset, act)
    first = "Is this still true? How many items of each brand do you have now?"
    asked = _questions(wording.any_manufacturer(dataset), act, first, " today")
    return Letter(f"{subject(dataset)}: is it still true?", f"{_reported(dataset, standing)}\n\n{asked}")


def _reported(dataset: Dataset, standing: BodyStatus) -> str:
    """A sentence to a public body on what was reported about it, and when."""
    row = dataset.row("findings", standing.decided_by[0])
    companies = [wording.manufacturer(dataset, vendor) for vendor in standing.vendors]
    no = standing.status is Status.NOT_USING
    cameras = f"{wording.alternatives(companies) if no else wording.listed(companies)} cameras"
    statement = (
        f"{cameras} were {row['scope']}" if wording.seen(row) else _SAID[standing.status].format(cameras=cameras)
    )
    dated = f" ({wording.date(standing.as_of)})" if standing.as_of else ""
    if dataset.row("sources", row["source"])["kind"] == REPLY:
        return f"In an earlier answer{dated} you said that {statement}."
    attribution = "you said that " if standing.status is Status.REMOVING else ""
    return f"According to a published source{dated}, {attribution}{statement}."


def asking_round(dataset: Dataset) -> str:
    """The round that requests belong to: the year of the release, so that links do not change from day to day."""
    return str(dataset.released.year)


def tag(dataset: Dataset) -> str:
    """The machine tag for finding the requests of this round."""
    return f"{TAG}:{asking_round(dataset)}"


def authority_page(url_name: str) -> str:
    """The page of a public body on WhatDoTheyKnow."""
    return f"{SERVICE}/body/{quote(url_name, safe='')}"


def new_request(url_name: str, written: Letter, its_tag: str) -> str:
    """The address of a pre-filled request on WhatDoTheyKnow; the sender signs in, checks and sends it."""
    return f"{SERVICE}/new/{quote(url_name, safe='')}?{_query(written, its_tag)}"


@lru_cache(maxsize=256)
def _query(written: Letter, its_tag: str) -> str:
    return urlencode({"title": written.subject, "default_letter": written.questions, "tags": its_tag})


def mail(to: str, about: str, text: str) -> str:
    """A link that opens a ready message; ``to`` may be ``""``. Line ends as in RFC 6068."""
    query = urlencode({"subject": about, "body": text.replace("\n", "\r\n")}, quote_via=quote)
    return f"mailto:{quote(to, safe='@')}?{query}"
