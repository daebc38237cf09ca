"""How many public bodies of each kind the official registers list, and how many of them have evidence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from whosecameras.analysis import counts
from whosecameras.analysis.queries import registered_bodies, text_rows
from whosecameras.analysis.status import first_day_of
from whosecameras.record.loading import Dataset
from whosecameras.record.registers import still_exist

DAYS_A_YEAR = 365.25


class Editions(NamedTuple):
    """The dates (full or partial) of the oldest and the newest list of a sector in the record."""

    oldest: str
    newest: str


@lru_cache(maxsize=8)
def whole_sectors(dataset: Dataset) -> tuple[str, ...]:
    """The sectors with every body in the record, in order. Only for these do we show shares of all bodies.

    Such a sector is marked in ``sectors.complete``, and the record has as many bodies of each complete list as
    ``registers.rows`` says. A copy with fewer, such as only the files under our own licence, shows no such shares.
    """
    lists = dataset.tables["registers"]
    lists = lists[(lists["complete"] == "yes") & lists["rows"].notna()]
    bodies = dataset.bodies
    number = pd.concat([bodies[still_exist(bodies)]["register"], registered_bodies(dataset)["register"]]).value_counts()
    short = {row.sector for row in lists.itertuples() if number.get(row.id, 0) < row.rows}
    sectors = dataset.sectors[dataset.sectors["complete"] == "yes"].sort_values("order")
    return tuple(str(sector) for sector in sectors["id"] if sector not in short)


@lru_cache(maxsize=256)
def editions(dataset: Dataset, sector: str) -> Editions | None:
    """The dates of the lists in the record for a sector, ``None`` if there are none."""
    lists = dataset.tables["registers"]
    used = {row["register"] for row in _lists_of_bodies(dataset) if row["sector"] == sector}
    sector_lists = lists[(lists["sector"] == sector) | lists["id"].isin(used)]
    dates = sorted(sector_lists["edition"], key=first_day_of)
    return Editions(dates[0], dates[-1]) if dates else None


@lru_cache(maxsize=8)
def _lists_of_bodies(dataset: Dataset) -> list[dict[str, str]]:
    """Pairs of sector and register that bodies come from. One list can have bodies of two sectors."""
    return text_rows(registered_bodies(dataset)[["sector", "register"]].drop_duplicates())


@lru_cache(maxsize=8)
def registers(dataset: Dataset) -> Mapping[str, Mapping[str, Any]]:
    """For each sector, the number of existing bodies (``rows``, ``named``, ``group_only``, ``unknown``) and its lists.

    ``edition`` is the date of the sector's oldest list, ``newest`` that of the newest, and ``age`` the age of the
    oldest in years on the day of the release; all are ``None`` without a list. ``complete`` says whether the record
    has all such bodies in the UK; only then are shares of all bodies shown.
    """
    result = {}
    for sector in map(str, dataset.sectors.sort_values("order")["id"]):
        tally, dates = counts.tally(dataset, sectors=(sector,), existing=True), editions(dataset, sector)
        result[sector] = {
            "rows": tally.total,
            "named": tally.named,
            "group_only": tally.group_only,
            "unknown": tally.unknown,
            "edition": dates and dates.oldest,
            "newest": dates and dates.newest,
            "age": dates and round((dataset.released - first_day_of(dates.oldest)).days / DAYS_A_YEAR, 1),
            "complete": sector in whole_sectors(dataset),
        }
    return result
