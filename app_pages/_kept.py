"""A cache of results that all visitors share, limited in bytes, because visitors can request any number of views."""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from types import NoneType
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd
from plotly.basedatatypes import BaseFigure, BasePlotlyType

from whosecameras.record.loading import Dataset

Answer = TypeVar("Answer")
#: Types that count towards the size of a result. Everything else, such as the record and its indexes, exists only once.
COUNTED = (
    str, bytes, int, float, NoneType, tuple, list, dict, set, frozenset, date, Enum, np.generic, np.ndarray,
    pd.DataFrame, pd.Series, pd.Index, BaseFigure, BasePlotlyType,
)  # fmt: skip
UNKNOWN = 1_000_000  # bytes assumed for a result that cannot be measured


class _Measure(pickle.Pickler):
    """Writes the parts that belong to a result; shared objects take only a few bytes."""

    def persistent_id(self, obj: Any) -> str | None:
        """``None`` for objects that count, which pickle then writes in full."""
        own = isinstance(obj, COUNTED) or (is_dataclass(obj) and not isinstance(obj, Dataset | type))
        return None if own or isinstance(obj, type) or _is_maker(obj) else "shared"


def _is_maker(obj: Any) -> bool:
    """True for functions and classes that pickle stores by name to rebuild an object."""
    return (
        getattr(obj, "__module__", None) is not None and hasattr(obj, "__qualname__") and not hasattr(obj, "__self__")
    )


def size_of(answer: object) -> int:
    """The approximate pickled size of a result in bytes. In memory its objects take two to four times as much."""
    written = io.BytesIO()
    try:
        _Measure(written, pickle.HIGHEST_PROTOCOL).dump(answer)
    except (pickle.PicklingError, TypeError, AttributeError, ValueError):
        return UNKNOWN
    return written.tell()


class Kept(Generic[Answer]):
    """A least-recently-used cache of at most ``most`` bytes. It is not thread-safe: the caller holds a lock."""

    def __init__(self, most: int) -> None:
        self.most, self.bytes = most, 0
        self._held: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, asked: Hashable, make: Callable[[], Answer]) -> Answer:
        """The cached result, or the result of ``make``, which is cached unless it is larger than the limit."""
        found = self._held.get(asked)
        if found is not None:
            self._held.move_to_end(asked)
            return found[0]
        answer = make()
        size = size_of((asked, answer))
        if size <= self.most:
            self._held[asked] = answer, size
            self.bytes += size
            while self.bytes > self.most:
                self.bytes -= self._held.popitem(last=False)[1][1]
        return answer

    def clear(self) -> None:
        """Empty the cache."""
        self._held.clear()
        self.bytes = 0
