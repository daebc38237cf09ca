"""The forms in which one name of a council is written: in law, in statistics, on maps and in two languages."""

from __future__ import annotations

import re

#: Forms of a normalised name and what the council itself would write, tried in this order; each that fits is applied.
FORMS = (
    (r"^(borough|city|county|district) council of (.+)$", r"\2 \1 council"),  # as the law has it
    (r"^(?:council|(?:lord )?mayor and (?:burgesses|citizens)) of ((?:\w+ )?(?:city|county|borough) of .+)$", r"\1"),
    (r"^city and county of (city of .+)$", r"\1"),  # the City of London is both by itself
    (r"^(.+\w\w) b$", r"\1"),  # “(B)” marks a borough on maps
    (r"^(.+) (?:ua|unitary authority)$", r"\1 council"),
    (r"^(.+) london boro(?:ugh)?$", r"\1 borough council"),
    (r"^(.+) boro(?:ugh)?$", r"\1 borough council"),
    (r"^(.+) (district|county)$", r"\1 \2 council"),
)
_FORMS = tuple((re.compile(pattern), usual) for pattern, usual in FORMS)
#: Words that do not say which place is meant.
_NO_PLACE = {"and", "city", "of", "with"}
#: Two names side by side: “Abertawe - Swansea”, “Abertawe / Swansea”, “Abertawe (Swansea)”.
_SIDE_BY_SIDE = re.compile(r"(.+?)(?: [-–—|] | ?/ ?| ?\()([^()]+?)\)?")


def plain(key: str) -> str:
    """A normalised name in the form that the council uses: ``bristol ua`` becomes ``bristol council``."""
    for pattern, usual in _FORMS:
        key = pattern.sub(usual, key)
    return key


def is_part(core: str, whole: str) -> bool:
    """True if a name leaves out a place that the whole name has: ``poole`` of ``bournemouth christchurch and poole``.

    Both are normalised and without the kind of body. “Poole Borough Council” is then a different body from the one
    called “Poole” for short.
    """
    return {*core.split()} - _NO_PLACE < {*whole.split()} - _NO_PLACE


def side_by_side(text: str) -> tuple[str, ...]:
    """The two names in a text that gives a name in two languages or forms; empty if it gives only one."""
    found = _SIDE_BY_SIDE.fullmatch(" ".join(text.split()))
    return (found[1].strip(), found[2].strip()) if found else ()
