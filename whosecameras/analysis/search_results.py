"""The results of a search for a body, and the messages about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from whosecameras.record import geography

#: Messages to visitors, shared with the website's search.
SAID = {
    "empty": "Type the name of a public body, or a postcode.",
    "also": " It is also the name of a body in this list.",
    "one": "1 body matches “{text}”.",
    "several": "{found} bodies match “{text}”.",
    "most": "More than {shown} bodies match “{text}”; the best {shown} are shown. Type more of the name.",
    "replaced": "{name} was replaced by {heirs}.",
    "then": ", which was replaced by ",
    "unknown": "No public body that we list is called “{text}”.",
    "area": "Everyone who serves {place}",
    "vendor": "{name} is a manufacturer, not a public body.",
}


class Match(NamedTuple):
    """A matching body.

    `matched_text` is the name, alias or postcode part that matched, `score` 0-100. `exact` is true if the text is a
    name of the body or, for a postcode, if the body serves the most likely district. `replaced_by` holds the ids of
    the successors, joined by "; ", and is blank for a body that exists.
    """

    body: str
    name: str
    matched_text: str
    score: float
    exact: bool
    replaced_by: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a search; `note` is a sentence for the visitor and may repeat the visitor's text unescaped.

    "name": `matches` are bodies with that name or a name that contains it. "near": no body has that name, and
    `suggestions` have similar names. "none": no name is similar. `vendor` is the id of the manufacturer that the text
    names, if it names no body.
    """

    kind: Literal["empty", "name", "near", "postcode", "none"]
    matches: tuple[Match, ...] = ()
    postcode: geography.Postcode | None = None
    note: str = ""
    suggestions: tuple[Match, ...] = ()
    vendor: str = ""


def short(text: str) -> str:
    """Shorten a visitor's text to 60 characters, to repeat it in a message."""
    return text if len(text) <= 60 else text[:59] + "…"


def unique(matches: Iterable[Match]) -> list[Match]:
    """The first match of each body."""
    first: dict[str, Match] = {}
    for match in matches:
        first.setdefault(match.body, match)
    return list(first.values())
