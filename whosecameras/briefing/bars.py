"""The bars of a card as numbers, for native charts in slides."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from whosecameras.analysis.rounds import every_share
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import wording


@dataclass(frozen=True)
class BarSeries:
    """One value for each row of a chart; ``mark`` is the status it counts, or ``""``."""

    name: str
    values: tuple[float, ...]
    mark: str = ""


@dataclass(frozen=True)
class NativeBars:
    """A horizontal bar chart, from top to bottom: shares from 0 to 1, or counts.

    Counts are ``stacked`` if each body is in only one of the series.
    """

    rows: tuple[str, ...]
    series: tuple[BarSeries, ...]
    shares: bool = False
    stacked: bool = False


def share_bars(dataset: Dataset, table: pd.DataFrame) -> NativeBars | None:
    """The survey figures in a chart's table that are shares; ``None`` if there are none."""
    share_of = every_share(dataset)
    with_share = [row for row in table.to_dict("records") if share_of[str(row["id"])].shown is not None]
    if not with_share:
        return None
    rows = tuple(f"{row['Who']} ({row['Said yes']}, {row['As of']})" for row in with_share)
    values = tuple(round(share_of[str(row["id"])].shown or 0.0, 4) for row in with_share)
    return NativeBars(rows, (BarSeries("Said yes", values, str(Status.USING)),), shares=True)


def status_bars(table: pd.DataFrame) -> NativeBars:
    """Public bodies by status: a table with the columns ``Group``, one for each status, and ``Total``."""
    rows = tuple(
        f"{group} ({wording.number(total)})" for group, total in zip(table["Group"], table["Total"], strict=True)
    )
    used = [str(status) for status in Status if str(status) in table and table[str(status)].any()]
    return NativeBars(
        rows, tuple(BarSeries(status, tuple(map(float, table[status])), status) for status in used), stacked=True
    )


def count_bars(table: pd.DataFrame, rows: str, columns: list[str]) -> NativeBars:
    """Counts from a table: the column that names its rows, and the columns that are drawn."""
    return NativeBars(
        tuple(map(str, table[rows])), tuple(BarSeries(column, tuple(map(float, table[column]))) for column in columns)
    )
