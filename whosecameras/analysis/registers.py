"""How many public bodies of each kind there are on the official registers, and of how many something is known."""

from __future__ import annotations

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
    """The dates of the oldest and the newest list of a sector that is held (whole or in part)."""

    oldest: str
    newest: str


@lru_cache(maxsize=8)
def whole_sectors(dataset: Dataset) -> tuple[str, ...]:
    """The sectors of which the record holds every body, in order: shares of all bodies are shown for these alone.

    ``sectors.complete`` says so, and as many bodies of each complete list are held as ``registers.rows`` says. A copy
    that leaves some out, such as the files under our own licence alone, has no shares of what it does not hold.
    """
    lists = dataset.tables["registers"]
    lists = lists[(lists["complete"] == "yes") & lists["rows"].notna()]
    bodies = dataset.bodies
    held = pd.concat([bodies[still_exist(bodies)]["register"], registered_bodies(dataset)["register"]]).value_counts()
    short = {row.sector for row in lists.itertuples() if held.get(row.id, 0) < row.rows}
    sectors = dataset.sectors[dataset.sectors["complete"] == "yes"].sort_values("order")
    return tuple(str(one) for one in sectors["id"] if one not in short)


@lru_cache(maxsize=256)
def editions(dataset: Dataset, sector: str) -> Editions | None:
    """The dates of the lists that are held for a sector, ``None`` if there is none."""
    lists = dataset.tables["registers"]
    used = {row["register"] for row in _lists_of_bodies(dataset) if row["sector"] == sector}
    own = lists[(lists["sector"] == sector) | lists["id"].isin(used)]
    dates = sorted(own["edition"], key=first_day_of)
    return Editions(dates[0], dates[-1]) if dates else None


@lru_cache(maxsize=8)
def _lists_of_bodies(dataset: Dataset) -> list[dict[str, str]]:
    """Each sector with each register that its bodies were taken from: one list can have bodies of two sectors."""
    return text_rows(registered_bodies(dataset)[["sector", "register"]].drop_duplicates())


def registers(dataset: Dataset) -> dict[str, dict[str, Any]]:
    """For each sector the bodies that exist (``rows``; ``named``, ``group_only``, ``unknown``) and its register.

    ``edition`` is the date of the oldest list that is held for the sector, ``newest`` that of the newest, and ``age``
    the age of the oldest in years on the day of the release, all ``None`` where no list is held. ``complete`` says
    whether the record holds all such bodies of the UK; shares of all bodies are shown only then.
    """
    found = {}
    for sector in map(str, dataset.sectors.sort_values("order")["id"]):
        tally, dates = counts.tally(dataset, sectors=(sector,), existing=True), editions(dataset, sector)
        found[sector] = {
            "rows": tally.total,
            "named": tally.named,
            "group_only": tally.group_only,
            "unknown": tally.unknown,
            "edition": dates and dates.oldest,
            "newest": dates and dates.newest,
            "age": dates and round((dataset.released - first_day_of(dates.oldest)).days / DAYS_A_YEAR, 1),
            "complete": sector in whole_sectors(dataset),
        }
    return found
