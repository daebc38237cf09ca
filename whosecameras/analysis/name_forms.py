"""The forms of a council's name: in law, in statistics, on maps and in two languages."""

from __future__ import annotations

import re

#: Patterns of normalised names, and the form that the council uses. Every pattern that matches is applied, in order.
FORMS = (
    (r"^(borough|city|county|district) council of (.+)$", r"\2 \1 council"),  # as in law
    (r"^(?:council|(?:lord )?mayor and (?:burgesses|citizens)) of ((?:\w+ )?(?:city|county|borough) of .+)$", r"\1"),
    (r"^city and county of (city of .+)$", r"\1"),  # the City of London is both
    (r"^(.+\w\w) b$", r"\1"),  # “(B)” marks a borough on maps
    (r"^(.+) (?:ua|unitary authority)$", r"\1 council"),
    (r"^(.+) london boro(?:ugh)?$", r"\1 borough council"),
    (r"^(.+) boro(?:ugh)?$", r"\1 borough council"),
    (r"^(.+) (district|county)$", r"\1 \2 council"),
)
_FORMS = tuple((re.compile(pattern), usual) for pattern, usual in FORMS)
#: Words that do not identify a place.
_NO_PLACE = {"and", "city", "of", "with"}
#: Two names side by side: “Abertawe - Swansea”, “Abertawe / Swansea”, “Abertawe (Swansea)”.
_SIDE_BY_SIDE = re.compile(r"(.+?)(?: [-–—|] | ?/ ?| ?\()([^()]+?)\)?")


def plain(key: str) -> str:
    """Rewrite a normalised name in the form that the council uses: ``bristol ua`` becomes ``bristol council``."""
    for pattern, usual in _FORMS:
        key = pattern.sub(usual, key)
    return key


def is_part(core: str, full: str) -> bool:
    """True if a name omits a place that the full name has: ``poole`` of ``bournemouth christchurch and poole``.

    Both are normalised and without the kind of body. “Poole Borough Council” may then be a different body from the
    one called “Poole” for short.
    """
    return {*core.split()} - _NO_PLACE < {*full.split()} - _NO_PLACE


def side_by_side(text: str) -> tuple[str, ...]:
    """Split a text that gives a name in two languages or forms; empty if it gives only one."""
    match = _SIDE_BY_SIDE.fullmatch(" ".join(text.split()))
    return (match[1].strip(), match[2].strip()) if match else ()
