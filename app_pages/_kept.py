"""Answers that all visitors share, limited in bytes: an address can ask for any number of them."""

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
#: What an answer consists of. All else, such as the record and indexes on it, exists once and is not counted.
COUNTED = (
    str, bytes, int, float, NoneType, tuple, list, dict, set, frozenset, date, Enum, np.generic, np.ndarray,
    pd.DataFrame, pd.Series, pd.Index, BaseFigure, BasePlotlyType,
)  # fmt: skip
UNKNOWN = 1_000_000  # bytes that an answer is taken for which cannot be measured


class _Measure(pickle.Pickler):
    """Writes what belongs to an answer, and a few bytes in place of what it shares with others."""

    def persistent_id(self, obj: Any) -> str | None:
        """``None`` for what is counted."""
        own = isinstance(obj, COUNTED) or (is_dataclass(obj) and not isinstance(obj, Dataset | type))
        return None if own or isinstance(obj, type) or _is_maker(obj) else "shared"


def _is_maker(obj: Any) -> bool:
    """True for what pickle names to put an object together again: a function of a module."""
    return (
        getattr(obj, "__module__", None) is not None and hasattr(obj, "__qualname__") and not hasattr(obj, "__self__")
    )


def size_of(answer: object) -> int:
    """About how many bytes an answer takes in a file; in memory its objects take two to four times that."""
    written = io.BytesIO()
    try:
        _Measure(written, pickle.HIGHEST_PROTOCOL).dump(answer)
    except (pickle.PicklingError, TypeError, AttributeError, ValueError):
        return UNKNOWN
    return written.tell()


class Kept(Generic[Answer]):
    """Answers by what was asked; those not asked for longest go first, so that all take at most ``most`` bytes.

    One thread at a time may use it.
    """

    def __init__(self, most: int) -> None:
        self.most, self.bytes = most, 0
        self._held: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, asked: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer, made if it is not held; one that is larger than all may be is not held."""
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
        """Forget all."""
        self._held.clear()
        self.bytes = 0
