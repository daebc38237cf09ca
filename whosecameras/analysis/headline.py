"""The headline figures of the record, ready for JSON: what there is, what is known now, and how common use was."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from whosecameras.analysis import queries, status, survey_shares
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import VENDOR_UNSPECIFIED, Flag, Status

UK_WIDE_KEY = "UK"  # stands for the blank region of bodies of the whole United Kingdom


def headline_row(dataset: Dataset) -> pd.Series | None:
    """The survey figure that the record leads with; ``None`` if no row fits.

    The rule: of the figures on how many UK public bodies of any sector use either make, with both counts, the one
    with the most answers, if there were any; between equals the newest, then the first.
    """
    frame = dataset.surveys
    fits = frame[
        (frame["sector"] == "all_public")
        & (frame["country"] == "GB")
        & (frame["measure"] == "uses")
        & (frame["vendor_scope"] == VENDOR_UNSPECIFIED)
        & frame["using"].notna()
        & (frame["answered"] > 0)
    ]
    ordered = fits.sort_values(["answered", "as_of"], ascending=False, kind="stable")
    return None if ordered.empty else ordered.iloc[0]


def _headline(dataset: Dataset) -> dict[str, Any] | None:
    row = headline_row(dataset)
    if row is None:
        return None
    share = survey_shares.share(row)
    return {
        "id": share.id,
        "using": share.using,
        "answered": share.answered,
        "asked": share.asked,
        "share_printed": share.printed,
        "share_counted": None if share.computed is None else round(share.computed, 4),
        "as_of": str(row["as_of"]) or None,
        "source": str(row["source"]),
    }


def _crossed(dataset: Dataset, by: str, keys: list[str]) -> dict[str, dict[str, int]]:
    """Numbers of bodies by status for each key in turn, nought where there is none."""
    frame = status.counts(dataset, by).reindex(keys, fill_value=0)
    return {
        str(key) or UK_WIDE_KEY: {str(name): int(value) for name, value in row.items()} for key, row in frame.iterrows()
    }


def summary(dataset: Dataset) -> dict[str, Any]:
    """The headline figures as plain dicts, strings and numbers.

    ``counts`` are rows, of bodies those in ``rows.counted_bodies``; ``status``, ``status_by_sector`` and
    ``status_by_region`` (GSS code, or ``UK``) and ``flags`` are numbers of bodies by label; ``councils`` counts those
    that exist today; ``headline`` is the leading survey figure with its shares from 0 to 1, or ``None``.
    """
    known = status.body_statuses(dataset)
    bodies, findings = dataset.bodies, dataset.findings
    register = queries.counted_bodies(dataset)["id"]
    statuses = Counter(known[body].status for body in register)
    flags = Counter(flag for standing in known.values() for flag in standing.flags)
    councils = bodies.loc[(bodies["sector"] == "council") & (bodies["replaced_by"] == ""), "id"]
    silent = sum(known[council].status is Status.UNKNOWN for council in councils)
    return {
        "version": dataset.version,
        "released": dataset.released.isoformat(),
        "counts": {
            "bodies": len(register),
            "bodies_with_findings": int(findings["body"].nunique()),
            "findings": len(findings),
            "sources": len(dataset.sources),
            "sources_for_findings": int(findings["source"].nunique()),
            "survey_figures": int((dataset.surveys["country"] == "GB").sum()),
            "capabilities": len(dataset.capabilities),
            "rows": {name: len(frame) for name, frame in dataset.tables.items()},
        },
        "status": {str(label): statuses[label] for label in Status},
        "status_by_sector": _crossed(dataset, "sector", list(dataset.sectors.sort_values("order")["id"])),
        "status_by_region": _crossed(dataset, "region", [*dataset.regions.sort_values("order")["code"], ""]),
        "councils": {
            "total": len(councils),
            "with_evidence": len(councils) - silent,
            "no_public_evidence": silent,
        },
        "headline": _headline(dataset),
        "flags": {str(flag): flags[flag] for flag in Flag},
    }
