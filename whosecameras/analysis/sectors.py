"""Sectors: which survey figures disagree, and which bodies are named with which manufacturer."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import pandas as pd

from whosecameras.analysis import status
from whosecameras.analysis.queries import counted_bodies, vendor_ids
from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter
from whosecameras.analysis.survey_shares import figures_of, shares
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import SPEAKS_OF, SURVEY_SECTORS, VENDOR_UNSPECIFIED, Finding, Status

#: The key for all sectors together.
ALL_PUBLIC = "all_public"
#: Words of a note that mentions a differing figure.
_DIFFERS = "No source says why|differ|while|where other|instead"
_NOT_VENDORS = ("sector", "not_said", "bodies")


def sector_name(dataset: Dataset, sector: str) -> str:
    """The plural name of a sector; ``all_public`` gives ``All public bodies asked``."""
    if sector == ALL_PUBLIC:
        return "All public bodies asked"
    return str(dataset.row("sectors", sector)["plural"])


def sector_names(dataset: Dataset) -> dict[str, str]:
    """The sectors with a survey figure, in order: ``{sector: name}``."""
    return {
        sector: sector_name(dataset, sector) for sector in SURVEY_SECTORS if len(figures_of(dataset, sector=sector))
    }


def disagreements(dataset: Dataset, sector: str = "") -> pd.DataFrame:
    """The rows of ``surveys`` whose note says that another figure differs, for one sector or all, newest first."""
    rows = figures_of(dataset, sector=sector)
    known = shares(dataset)
    has_figure = rows["id"].map(lambda key: known[key].shown is not None or known[key].using is not None)
    return rows[rows["note"].str.contains(_DIFFERS, case=False, regex=True) & has_figure]


def most_disputed(dataset: Dataset) -> list[str]:
    """The sectors with ``disagreements``, those with the most first."""
    return [str(sector) for sector in disagreements(dataset)["sector"].value_counts().index]


def named_bodies(
    dataset: Dataset, bodies: Collection[str] | None = None, view: EvidenceFilter = ALL_EVIDENCE
) -> pd.DataFrame:
    """The bodies with a finding in this view, of some (ids) or all: rows of ``status.table``, by status and name."""
    frame = _named_bodies(dataset, view)
    return frame if bodies is None else frame[frame["id"].isin(bodies)]


@lru_cache(maxsize=8)
def _named_bodies(dataset: Dataset, view: EvidenceFilter) -> pd.DataFrame:
    """All bodies with a finding in this view; pages ask for the same ones again and again. Do not modify."""
    frame = status.table(dataset, view)
    frame = frame[frame["id"].isin(set(status.findings_in(dataset, view)["body"]))]
    order = {str(name): place for place, name in enumerate(Status)}
    return frame.sort_values(["status", "name"], key=lambda c: c.map(order) if c.name == "status" else c, kind="stable")


def bodies_of_sector(dataset: Dataset, sector: str) -> list[str]:
    """Ids of the bodies of a sector; ``all_public`` means all sectors."""
    bodies = dataset.bodies
    return list(bodies["id"] if sector == ALL_PUBLIC else bodies.loc[bodies["sector"] == sector, "id"])


def users_by_manufacturer(dataset: Dataset) -> pd.DataFrame:
    """Public bodies that a source named as users at any time, one row per sector with such bodies, in order.

    Columns: ``sector`` (its id), one for each manufacturer (its id; one body can count for several), ``not_said``
    (no finding says which), ``bodies``.
    """
    uses = dataset.findings[dataset.findings["finding"] == Finding.USES]
    uses = uses[(uses["basis"] != "collective") & uses["body"].isin(counted_bodies(dataset)["id"])]
    sector_of = dict(zip(dataset.bodies["id"], dataset.bodies["sector"], strict=True))
    vendors = vendor_ids(dataset)
    rows = []
    for sector in dataset.sectors.sort_values("order")["id"]:
        in_sector = uses[uses["body"].map(sector_of) == sector]
        if in_sector.empty:
            continue
        row = {"sector": sector, "bodies": in_sector["body"].nunique()}
        row |= {
            vendor: in_sector.loc[in_sector["vendor"].isin(SPEAKS_OF[vendor]), "body"].nunique() for vendor in vendors
        }
        with_company = set(in_sector.loc[in_sector["vendor"] != VENDOR_UNSPECIFIED, "body"])
        row["not_said"] = len(set(in_sector["body"]) - with_company)
        rows.append(row)
    return pd.DataFrame(rows, columns=["sector", *vendors, "not_said", "bodies"])


def most_named_manufacturers(users: pd.DataFrame) -> tuple[list[str], int]:
    """The ids of the manufacturers named for the most bodies in ``users_by_manufacturer``, and the number of bodies.

    More than one id means a tie.
    """
    totals = {str(name): int(users[name].sum()) for name in users.columns if name not in _NOT_VENDORS}
    times = max(totals.values())
    return [vendor for vendor, total in totals.items() if total == times], times


def rounds_on_one_manufacturer(dataset: Dataset) -> tuple[dict[str, int], int]:
    """How many UK survey rounds asked about one manufacturer alone, ``{id: rounds}``, and how many there are."""
    rows = dataset.surveys[dataset.surveys["country"] == "GB"]
    scopes = [set(values) for _, values in rows.groupby("survey")["vendor_scope"]]
    return {vendor: scopes.count({vendor}) for vendor in vendor_ids(dataset)}, len(scopes)
