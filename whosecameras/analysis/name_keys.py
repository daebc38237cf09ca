"""Splits a body's name into search keys: one spelling, the name of the place, and the kind of body."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from sys import intern
from typing import NamedTuple

from rapidfuzz.distance import OSA

from whosecameras.analysis import name_forms
from whosecameras.record import geography

MAX_LENGTH = 200  # characters of a query; the rest is ignored
MAX_WORDS = 12


class NameVariant(NamedTuple):
    """One way to write a body's name, split into keys in advance so that a search only compares.

    ``part`` is true if it names only one of the body's places; it then must match in full and have the same kind.
    """

    body: int
    text: str
    key: str
    core: str
    core_words: int
    words: tuple[str, ...]
    part: bool


# Words around the place in a body's name: (pattern, kind). The first match is removed.
SUFFIXES = [
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r" (?:parish|town|community) council$", "parish"),
        (r" (?:county borough|metropolitan borough|metropolitan district) council$", "council"),
        (r" (?:borough|city|county|district|city and district|islands|metropolitan) council$", "council"),
        (r" (?:council|corporation)$", "council"),
        (r" (?:mbc|cbc|lbc|mdc|bc|cc|dc|ccbc)$", "council"),
        (r" (?:police service|police force|constabulary|police)$", "police"),
        (r" university$", "university"),
        (r" (?:city|county) of$", ""),
        (r" city$", ""),
    )
]  # fmt: skip
PREFIXES = [
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"^(?:london borough|royal borough|metropolitan borough|county borough|borough) of ", "council"),
        (r"^(?:city and county|council) of ", "council"),
        (r"^(?:lb|lb of|rb|rb of|lbc) ", "council"),
        (r"^cyngor (?:dinas |bwrdeistref sirol |bwrdeistref |sir )?", "council"),
        (r"^(?:dinas|sir) ", ""),
        (r"^heddlu ", "police"),
        (r"^police service of ", "police"),
        (r"^police (?!and |service )", "police"),
        (r"^university of ", "university"),
        (r"^(?:city|county) of (?!london)", ""),
        (r"^county ", ""),
    )
]
#: Last words of the suffixes and first words of the prefixes. Most names have none, and skip the regular expressions.
LAST_WORDS = {
    "council", "corporation", "mbc", "cbc", "lbc", "mdc", "bc", "cc", "dc", "ccbc", "service", "force", "constabulary",
    "police", "university", "of", "city",
}  # fmt: skip
FIRST_WORDS = {
    "london", "royal", "metropolitan", "county", "borough", "city", "council", "lb", "rb", "lbc", "cyngor", "dinas",
    "sir", "heddlu", "police", "university",
}  # fmt: skip
_KINDS = {"council", "police", "university", "parish"}
SMALL = {"of", "and", "upon", "on", "in", "for", "with"}
# Words that distinguish a county council from the city or district council within it.
RANKS = {"county", "city", "borough", "district"}
# Words in so many names that a prefix of one ("met") is not a match.
COMMON = {"metropolitan", "royal", *RANKS}


#: Prefixes of words that indicate a sector, for names that no body has. The first match wins.
KIND_WORDS = (
    ("universit", "university"), ("college", "college"), ("school", "school"), ("academ", "school"),
    ("primary", "school"), ("nursery", "school"), ("ysgol", "school"), ("hospital", "nhs"), ("nhs", "nhs"),
    ("infirmary", "nhs"), ("surgery", "nhs"), ("clinic", "nhs"), ("police", "police"), ("fire", "fire_rescue"),
    ("parish", "parish"), ("council", "council"),
    ("ministry", "central_government"), ("department", "central_government"),
)  # fmt: skip


def sector_in_text(text: str) -> str:
    """The sector that the words of a text indicate, ``""`` if none."""
    words = normalise(text).split()
    sectors = (sector for start, sector in KIND_WORDS if any(word.startswith(start) for word in words))
    return next(sectors, "")


def normalise(text: str) -> str:
    """Normalise a name: lower case, no accents or punctuation, "saint" as "st", "&" as "and", no "the"."""
    bare = text[:MAX_LENGTH]
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    bare = re.sub(r"['’‘`´]", "", bare.casefold().replace("&", " and "))
    words = re.sub(r"[^\w]+|_", " ", bare).split()[: 2 * MAX_WORDS]
    return " ".join("st" if word == "saint" else word for word in words if word != "the" or len(words) == 1)


def cleaned(text: str) -> str:
    """Remove control characters from a visitor's text, collapse spaces and truncate it to MAX_LENGTH."""
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text[:MAX_LENGTH])
    return " ".join(plain.split())


def name_variant(body: int, text: str, key: str, whole: str) -> NameVariant:
    """Split a name of a body into keys; ``whole`` is the place in the body's main name."""
    core, _ = core_of(key)
    words = sum(word not in SMALL for word in core.split())
    every = {*core.split(), *(word for word in key.split() if word not in COMMON)}
    return NameVariant(body, text, key, core, words, tuple(map(intern, every)), name_forms.is_part(core, whole))


def rank_words(key: str) -> frozenset[str]:
    """The kinds of council in a name; a Welsh county borough is a borough."""
    return frozenset(key.replace("county borough", "borough").split()) & RANKS


@cache
def place_words(lad: str) -> tuple[str, ...]:
    """The words of a district's name that identify the place ("leeds"); empty for an unknown district."""
    name = geography.area_names("lad24").get(geography.current(lad), "")
    return tuple(word for word in dict.fromkeys(normalise(name).split()) if word not in SMALL | COMMON)


def core_of(key: str) -> tuple[str, str]:
    """A normalised name without the kind of body, and that kind ("council", "police", ... or "")."""
    core, kind = key, ""
    for patterns, at, edge_words in ((SUFFIXES, -1, LAST_WORDS), (PREFIXES, 0, FIRST_WORDS)):
        if not core or core.split(" ")[at] not in edge_words:
            continue
        for pattern, pattern_kind in patterns:
            shorter = pattern.sub("", core, count=1)
            if shorter != core and shorter:
                core, kind = shorter, kind or pattern_kind
                break
    if core in {"county", "city", "borough", "district", "council"}:
        return key, kind
    return core, kind


def is_one_slip(typed: str, name: str, core: str) -> bool:
    """True if two words differ by one typing error, not in the first letter (Alton is not Halton).

    `core`, the name of the place, must be longer than a few letters: Eden is not Eton.
    """
    differing = [pair for pair in zip(typed.split(), name.split(), strict=False) if pair[0] != pair[1]]
    if len(typed.split()) != len(name.split()) or len(differing) != 1:
        return False
    word, correct = differing[0]
    long_enough = max(len(word), len(correct)) >= 4 and (len(core) >= 6 or correct not in core.split())
    return long_enough and word[0] == correct[0] and OSA.distance(word, correct, score_cutoff=1) <= 1


def kind_of(sector: str) -> str:
    """The kind of body in the names of a sector ("council", "police", ... or "")."""
    return sector if sector in _KINDS else ""


def squeezed(text: str) -> str:
    """Remove the spaces from a text."""
    return text.replace(" ", "")
