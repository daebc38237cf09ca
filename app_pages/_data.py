"""The record that all pages show, and cached results that all visitors share."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from app_pages._kept import Kept
from whosecameras.analysis import search
from whosecameras.analysis.search_results import SearchResult
from whosecameras.charts import marks
from whosecameras.publishing import active_dataset, preload
from whosecameras.record.loading import Dataset, DatasetError

SHOWN = "_shown_record"  # session-state key of the record that a visitor's page shows
KEPT_BYTES = 48_000_000  # of results for what was chosen or typed, some 150 MB in memory
KEPT_ROWS_BYTES = 16_000_000  # of short tables
log = logging.getLogger("whosecameras")
_working = RLock()
_answers: Kept[Any] = Kept(KEPT_BYTES)
_rows: Kept[list[dict[str, str]]] = Kept(KEPT_ROWS_BYTES)
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@st.cache_resource(show_spinner="Reading and checking the record …", max_entries=2)
def opened(folder: Path) -> Dataset | DatasetError:
    """The validated record in a folder, or the problems that prevent it from being shown."""
    try:
        dataset = active_dataset.opened(folder)
    except DatasetError as error:
        log.error("the dataset failed its checks:\n%s", error)
        return error
    preload.statuses(dataset)
    # Streamlit collects all garbage after every run; data loaded once need not be traversed each time.
    gc.collect()
    gc.freeze()
    return dataset


def finder() -> search.Finder:
    """The search for bodies by name or postcode."""
    return cached(search.finder)


def search_all(question: str, most: int) -> SearchResult:
    """Search all public bodies."""
    return search.search_all(dataset(), question, most)


def begin() -> bool:
    """Choose the record for this run of a page and its fragments; ``False`` if none can be shown.

    A new edition may appear at any moment, even between two lines of a page. Mixing two would cause errors or numbers
    that are not in the record.
    """
    folder = active_dataset.active_folder()
    if isinstance(opened(folder), DatasetError):
        return False
    st.session_state[SHOWN] = active_dataset.opened(folder)
    return True


def dataset() -> Dataset:
    """The Dataset for this run of the page: the same from ``begin`` on. Raises ``KeyError`` before it."""
    data: Dataset = st.session_state[SHOWN]
    return data


@lru_cache(maxsize=256)
def _once(function: Callable[..., Any], record: Dataset) -> Any:
    """Results of functions without arguments: there are no more of these than functions, so no byte limit is needed."""
    return function(record)


def cached(
    function: Callable[Concatenate[Dataset, Asked], Answer], *arguments: Asked.args, **_: Asked.kwargs
) -> Answer:
    """The result of a library function on the dataset, cached by its arguments.

    Do not pass functions defined in a page, since each run redefines them. All visitors share the result, so do not
    modify it; it may be evicted. Results are computed one at a time, so that simultaneous visitors do not repeat the
    work.
    """
    record = dataset()
    with _working:
        answer: Answer = (
            _answers.get((function, record, arguments), lambda: function(record, *arguments))  # type: ignore[call-arg]
            if arguments
            else _once(function, record)
        )
    return answer


def _as_rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(key): str(value) for key, value in row.items()} for row in frame.to_dict("records")]


def kept_rows(
    function: Callable[Concatenate[Dataset, Asked], pd.DataFrame], *arguments: Asked.args, **_: Asked.kwargs
) -> list[dict[str, str]]:
    """The same for a short table, as rows of text."""
    record = dataset()
    with _working:
        return _rows.get(
            (function, record, arguments),
            lambda: _as_rows(function(record, *arguments)),  # type: ignore[call-arg]
        )


def mode() -> marks.Mode:
    """The visitor's theme."""
    return "dark" if st.context.theme.type == "dark" else "light"
