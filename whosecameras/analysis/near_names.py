"""An index of texts that supports searches by prefix and by one or two typing errors."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator
from sys import maxunicode
from typing import TypeVar

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

Key = TypeVar("Key", bound=Hashable)
Places = np.ndarray[tuple[int], np.dtype[np.int32]]
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


class NearTexts:
    """An index of texts that finds those with a given prefix and those within one or two typing errors."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        order = sorted(range(len(self._texts)), key=self._texts.__getitem__)
        self._order = np.array(order, dtype=np.int32)
        self._sorted = [self._texts[at] for at in order]
        self.lengths = np.array([len(text) for text in self._texts], dtype=np.int32)
        self._of_length = grouped((len(text), at) for at, text in enumerate(self._texts))
        self._same_length = {size: [self._texts[at] for at in places] for size, places in self._of_length.items()}

    def __getitem__(self, at: int) -> str:
        return self._texts[at]

    def that_begin(self, start: str) -> Places:
        """The positions of the texts with a prefix."""
        first = bisect_left(self._sorted, start)
        return self._order[first : bisect_left(self._sorted, start + chr(maxunicode), first)]

    def near(self, text: str) -> Iterator[tuple[int, int]]:
        """The positions of the texts within ``allowed_slips`` typing errors, with the number of errors."""
        for size in range(len(text) - 2, len(text) + 3):
            allowed = allowed_slips(max(size, len(text)))
            if not allowed or size not in self._of_length:
                continue
            candidates = self._of_length[size]
            for _, slips, at in process.extract(
                text, self._same_length[size], scorer=OSA.distance, limit=None, score_cutoff=allowed
            ):
                yield candidates[at], slips


def grouped(pairs: Iterable[tuple[Key, int]]) -> dict[Key, list[int]]:
    """Group the numbers by key, in their original order."""
    groups: dict[Key, list[int]] = {}
    for key, number in pairs:
        groups.setdefault(key, []).append(number)
    return groups


def allowed_slips(longer: int) -> int:
    """Typing errors allowed for the length of the longer text: one from six letters, two from nine, otherwise none."""
    return 2 if longer >= 9 else 1 if longer >= 6 else 0
