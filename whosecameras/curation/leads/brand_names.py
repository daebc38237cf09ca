"""Finds the names of the manufacturers and their brands in a text, with the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from whosecameras.record.schema import VENDORS

AROUND = 90  # characters to quote on either side of a name
#: A brand name that is also used for other goods only counts in notices that mention cameras.
_CAMERAS = re.compile(
    r"\b(cctv|cameras?|surveillance|nvrs?|dvrs?|video|webcams?|(?:network|digital) recorders?)\b", re.IGNORECASE
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
OWN, RELABELLED = "own_brand", "relabelled"


@dataclass(frozen=True)
class Hit:
    """A name in a notice: its spelling in the record, its place in the notice, and the words around it."""

    name: str
    where: str
    words: str


def shown_words(text: str) -> str:
    """A text on one line, without invisible characters and e-mail addresses."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return _ADDRESS.sub("[email address]", line)


def _around(text: str, start: int, end: int) -> str:
    """The words around a position in a text; ellipses mark omissions."""
    left, right = max(0, start - AROUND), min(len(text), end + AROUND)
    before, after = text[left:start], text[end:right]
    if left:
        before = "…" + before.partition(" ")[2]
    if right < len(text):
        after = after.rpartition(" ")[0] + "…"
    return shown_words(before + text[start:end] + after)


class BrandNames:
    """The names to look for, as whole words in any case, and the company of each.

    ``vendors`` and ``brands`` are rows of these tables.
    """

    def __init__(self, vendors: Iterable[Mapping[str, str]], brands: Iterable[Mapping[str, str]]) -> None:
        self._company: dict[str, str] = {}  # names that certainly identify a company
        self._written: dict[str, str] = {}
        self._of_many: set[str] = set()
        for row in vendors:
            self._add(row["name"])
            self._company[row["name"].casefold()] = row["id"]
        firm: dict[str, set[str]] = {}
        for row in brands:
            self._add(row["name"])
            key = row["name"].casefold()
            if row["kind"] == OWN and row["vendor"] in VENDORS:
                firm.setdefault(key, set()).add(row["vendor"])
            elif row["kind"] == RELABELLED:
                self._of_many.add(key)
        self._of_many -= firm.keys()
        self._company |= {key: min(these) for key, these in firm.items() if len(these) == 1}
        longest_first = sorted(self._written, key=lambda key: (-len(key), key))
        parts = (r"\s+".join(map(re.escape, self._written[key].split())) for key in longest_first)
        first = sorted({re.escape(key.split()[0]) for key in self._written})
        self._first_words = re.compile("|".join(first), re.IGNORECASE)
        self._pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])", re.IGNORECASE)

    def may_be_in(self, content: Mapping[str, Any]) -> bool:
        """False if a release contains none of the names: a fast check that avoids the full search for most releases."""
        try:
            return bool(self._first_words.search(orjson.dumps(content).decode()))
        except (TypeError, UnicodeDecodeError):  # if it cannot be serialised, do the full search
            return True

    def _add(self, name: str) -> None:
        if name.strip():
            self._written.setdefault(name.casefold(), name)

    def in_texts(self, texts: Sequence[tuple[str, str]]) -> list[Hit]:
        """The names in a notice, given as (place, text) pairs, in order; one hit for each name and place."""
        hits = [hit for where, text in texts for hit in self._in_text(where, text)]
        firm = [hit for hit in hits if hit.name.casefold() not in self._of_many]
        return hits if len(firm) == len(hits) or any(_CAMERAS.search(text) for _, text in texts) else firm

    def _in_text(self, where: str, text: str) -> Iterator[Hit]:
        seen = set()
        for match in self._pattern.finditer(text):
            key = " ".join(match[0].split()).casefold()
            name = self._written.get(key) or match[0]
            if name not in seen:
                seen.add(name)
                yield Hit(name, where, _around(text, *match.span()))

    def vendor(self, names: Iterable[str]) -> str:
        """The company that all these names certainly belong to; ``""`` if one is also used for others.

        A brand that changed owners, or that sells equipment of several companies, identifies no company.
        """
        companies = {self._company.get(name.casefold(), "") for name in names}
        companies.discard("")
        return companies.pop() if len(companies) == 1 else ""
