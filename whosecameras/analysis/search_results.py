"""What a search for a body answers, and the words in which it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from whosecameras.record import geography

#: What a visitor is told; the website's search says the same.
SAID = {
    "empty": "Type the name of a public body, or a postcode.",
    "also": " It is also the name of a body in this list.",
    "one": "1 body matches “{text}”.",
    "several": "{found} bodies match “{text}”.",
    "most": "{found} bodies match “{text}”; the best {shown} are shown. Type more of the name.",
    "replaced": "{name} was replaced by {heirs}.",
    "then": ", which was replaced by ",
    "unknown": "No body in this list is called “{text}”.",
    "vendor": "{name} is a manufacturer, not a public body.",
}


class Match(NamedTuple):
    """One body that fits.

    `matched_text` is the name, alias or postcode part that fitted, `score` 0-100. `exact` says that the text is a
    name of the body, or for a postcode that the body serves the most likely district. `replaced_by` holds the ids of
    the bodies that took over, joined by "; ", and is blank for a living one.
    """

    body: str
    name: str
    matched_text: str
    score: float
    exact: bool
    replaced_by: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a question found; `note` is a plain sentence for the visitor and may repeat the visitor's text unescaped.

    "name": `matches` are bodies of that name, or with a name that holds it. "near": no body is called so, and
    `suggestions` are those with a name like it. "none": there is not even one like it. `vendor` is the id of the
    manufacturer that the text names, where it names no body.
    """

    kind: Literal["empty", "name", "near", "postcode", "none"]
    matches: tuple[Match, ...] = ()
    postcode: geography.Postcode | None = None
    note: str = ""
    suggestions: tuple[Match, ...] = ()
    vendor: str = ""


def short(text: str) -> str:
    """A visitor's text as it is repeated: not more than 60 characters."""
    return text if len(text) <= 60 else text[:59] + "…"


def unique(matches: Iterable[Match]) -> list[Match]:
    """The first match of each body."""
    first: dict[str, Match] = {}
    for match in matches:
        first.setdefault(match.body, match)
    return list(first.values())
