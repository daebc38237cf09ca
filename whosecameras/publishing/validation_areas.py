"""Rules about the places of bodies: their districts are on the map, and region and nation match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from types import MappingProxyType

import pandas as pd

from whosecameras.publishing.validation_rows import holding, problem, rows
from whosecameras.record import geography
from whosecameras.record.loading import Problem, RawRecord, shown

UK_WIDE = "United Kingdom"


@cache
def _regions() -> Mapping[str, str]:
    """The region of every district (by any of its codes) and of every county council, by code."""
    districts = {code: geography.region_of(code) for code in (*geography.area_ids("lad24"), *geography.RECODED)}
    counties = {geography.county_of(code): region for code, region in districts.items()}
    return MappingProxyType({**counties, **districts})


def districts_exist(reading: RawRecord) -> Iterator[Problem]:
    """The district of a body and the code of a principal council are on the map."""
    districts = {*geography.area_ids("lad24"), *geography.RECODED}
    for row in rows(reading, "bodies", "lad", where=lambda frame: ~frame["lad"].isin([*districts, ""])):
        if row["lad"]:
            message = f"{shown(row['lad'])} is not a district of December 2024; use its GSS code, such as E07000223"
            yield problem("bodies", row.line, "lad", message)
    councils = partial(holding, "sector", ["council"])
    for row in rows(reading, "bodies", "sector", "code", "replaced_by", where=councils):
        council = row["sector"] == "council" and not row["replaced_by"]
        if council and row["code"] not in districts.union(geography.area_ids("county24")):
            message = (
                f"{shown(row['code'])} is not a council of December 2024; use the GSS code of its district or county"
            )
            yield problem("bodies", row.line, "code", message)


def _elsewhere(frame: pd.DataFrame) -> pd.Series[bool]:
    right = [frame[column].map(dict(_regions())) for column in ("code", "lad")]
    return (right[0].notna() & (right[0] != frame["region"])) | (right[1].notna() & (right[1] != frame["region"]))


def regions_fit_codes(reading: RawRecord) -> Iterator[Problem]:
    """A body's region is that of its code and its district."""
    names = {row["code"]: row["name"] for row in rows(reading, "regions", "code", "name")}
    for row in rows(reading, "bodies", "region", "code", "lad", where=_elsewhere):
        for code in dict.fromkeys((row["code"], row["lad"])):
            expected = _regions().get(code, "") if code else ""
            if expected and row["region"] in {*names, ""} and row["region"] != expected:
                message = (
                    f"{shown(row['region'])} does not match the code {code}; use {expected} ({names.get(expected, '')})"
                )
                yield problem("bodies", row.line, "region", message)


def nations_fit_regions(reading: RawRecord) -> Iterator[Problem]:
    """A body's nation is that of its region; only a UK-wide body, or one from a register, may have no region."""
    nation = {row["code"]: row["nation"] for row in rows(reading, "regions", "code", "nation")}

    def doubtful(frame: pd.DataFrame) -> pd.Series[bool]:
        blank = (frame["region"] == "") & (frame["register"] == "")
        return blank | (frame["region"].map(nation) != frame["nation"])

    for row in rows(reading, "bodies", "nation", "region", "register", where=doubtful):
        if row["nation"] == UK_WIDE and row["region"]:
            message = f"{shown(row['region'])} does not go with {UK_WIDE}; clear it, or name the nation"
            yield problem("bodies", row.line, "region", message)
        elif not row["region"] and not row["register"] and row["nation"] not in (UK_WIDE, ""):
            message = f"is blank; give the region within {row['nation']}, or the nation {UK_WIDE}"
            yield problem("bodies", row.line, "region", message)
        elif row["region"] in nation and row["nation"] and row["nation"] != nation[row["region"]]:
            message = f"{shown(row['nation'])} does not match the region {row['region']}; use {nation[row['region']]}"
            yield problem("bodies", row.line, "nation", message)
