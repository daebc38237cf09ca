"""The survey figures for a public body's page: those on its sector, for its area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from whosecameras.content.body_profile import Row
from whosecameras.record import geography
from whosecameras.record.loading import Dataset

UK = "UK"
BOTH_NATIONS = "England and Wales"
MOST_FIGURES = 4  # survey figures on a body's page, the nearest places first
#: The vendor scopes of survey figures on a body's page, best first.
SCOPES_SHOWN = ("either", "hikvision", "dahua", "chinese_made")


def geographies(dataset: Dataset, body: Row) -> tuple[str, ...]:
    """The places of ``surveys`` that contain a body, smallest first."""
    places = []
    district = geography.on_map(body["lad"])
    county = geography.county_of(district) if district else body["code"]
    if county in geography.area_names("county24"):
        places.append(geography.area_names("county24")[county])
    if body["region"]:
        places.append(str(dataset.row("regions", body["region"])["name"]))
    if body["nation"] in geography.NATIONS.values():
        places.append(body["nation"])
    if body["nation"] in ("England", "Wales"):
        places.append(BOTH_NATIONS)
    return tuple(dict.fromkeys([*places, UK]))


def best_figures(surveys: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """The row of ``surveys`` with the most detail about its base, for each sector, place and round.

    Only rows on use in the UK with a figure on one of ``SCOPES_SHOWN``, newest first.
    """
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in newest_first(filter(_may_be_shown, surveys), "as_of"):
        groups[row["sector"], row["geography"]].append(row)
    return {place: newest_first(_one_a_round(rows), "as_of") for place, rows in groups.items()}


def _may_be_shown(row: Row) -> bool:
    has_figure = row["using"] is not None or row["share_printed"] is not None
    on_use = row["measure"] == "uses" and row["country"] == "GB"
    return on_use and has_figure and row["vendor_scope"] in SCOPES_SHOWN


def _one_a_round(rows: Iterable[Row]) -> list[Row]:
    best: dict[str, Row] = {}
    for row in sorted(rows, key=_rank):
        best.setdefault(row["survey"], row)
    return list(best.values())


def _rank(row: Row) -> tuple[bool, int, bool, bool]:
    scope = SCOPES_SHOWN.index(row["vendor_scope"])
    return row["answered"] is None, scope, row["asked"] is None, row["using"] is None


def newest_first(rows: Iterable[Row], column: str) -> list[Row]:
    """Sort by date, newest first, then by id."""
    by_id = sorted(rows, key=lambda row: str(row["id"]))
    return sorted(by_id, key=lambda row: str(row[column]), reverse=True)
