"""The record's headline figures, ready for JSON: counts, current statuses, and how common use was."""

from __future__ import annotations

from collections import Counter
from typing import Any

from whosecameras.analysis import counts, queries, status, survey_shares
from whosecameras.analysis.registers import registers
from whosecameras.analysis.rounds import rounds
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import OPEN_TABLES, Age, Flag, Status

UK_WIDE_KEY = "UK"  # key for UK-wide bodies, whose region is blank


def _headline(dataset: Dataset) -> dict[str, Any] | None:
    row = survey_shares.headline_row(dataset)
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


def _by_status(tally: counts.Tally) -> dict[str, int]:
    return {str(status): tally.by_status[status] for status in Status}


def _crossed(dataset: Dataset, by: str, keys: list[str]) -> dict[str, dict[str, int]]:
    """Numbers of bodies by status for each key, including zeros."""
    tallies = counts.tallies(dataset, by)
    return {key or UK_WIDE_KEY: _by_status(tallies.get(key, counts.tally_of(()))) for key in keys}


def _ages(tally: counts.Tally) -> dict[str, int]:
    """Numbers of bodies by the age of their status; bodies that no source names are counted separately."""
    return {
        **{str(age): tally.aged(age) for age in Age},
        str(Status.GROUP_ONLY): tally.group_only,
        str(Status.UNKNOWN): tally.unknown,
    }


def recent_direct(dataset: Dataset) -> int:
    """How many statuses of public bodies are based on direct evidence from the last three years."""
    findings = dict(zip(dataset.findings["id"], dataset.findings["basis"], strict=True))
    known = status.body_statuses(dataset)
    return sum(
        known[str(body)].age == Age.RECENT
        and any(findings[finding] == "direct" for finding in known[str(body)].decided_by)
        for body in queries.counted_bodies(dataset)["id"]
    )


def summary(dataset: Dataset) -> dict[str, Any]:
    """The headline figures as plain dicts, strings and numbers.

    ``counts`` are numbers of rows (for bodies, those in ``queries.counted_bodies``); ``status``, ``status_by_sector``,
    ``status_by_region`` (GSS code, or ``UK``) and ``flags`` are numbers of public bodies by label; ``age`` and
    ``age_by_sector`` those whose status is based on named evidence by its age, then the others; ``recent_direct`` the
    statuses based on direct evidence from the last three years; ``councils`` counts those that exist today;
    ``apart`` bodies with another owner; ``surveyed`` how many figures each survey round has; ``rounds`` our own
    rounds of requests (``analysis.rounds``); ``headline`` is the leading survey figure with its shares from 0 to 1, or
    ``None``; ``registers`` what ``analysis.registers`` counts in each sector.
    """
    known = status.body_statuses(dataset)
    findings, surveys = dataset.findings, dataset.surveys
    register = queries.counted_bodies(dataset)["id"]
    everybody = counts.tally(dataset)
    flags = Counter(flag for body in register for flag in known[body].flags)
    councils = counts.tally(dataset, sectors=("council",), existing=True)
    sectors = list(map(str, dataset.sectors.sort_values("order")["id"]))
    by_sector = counts.tallies(dataset, "sector")
    return {
        "version": dataset.version,
        "released": dataset.released.isoformat(),
        "counts": {
            "bodies": everybody.total,
            "bodies_named": everybody.named,
            "bodies_with_findings": int(findings.loc[findings["body"].isin(register), "body"].nunique()),
            "findings": len(findings),
            "sources": len(dataset.sources),
            "sources_for_findings": int(findings["source"].nunique()),
            "survey_figures": int((surveys["country"] == "GB").sum()),
            "capabilities": len(dataset.capabilities),
            "rows": {name: len(dataset.tables[name]) for name in OPEN_TABLES},
            "registered": len(dataset.registers["bodies"]),
        },
        "status": _by_status(everybody),
        "status_by_sector": _crossed(dataset, "sector", sectors),
        "status_by_region": _crossed(dataset, "region", [*dataset.regions.sort_values("order")["code"], ""]),
        "age": _ages(everybody),
        "age_by_sector": {key: _ages(by_sector.get(key, counts.tally_of(()))) for key in sectors},
        "recent_direct": recent_direct(dataset),
        "councils": {
            "total": councils.total,
            "with_evidence": councils.named,
            "group_only": councils.group_only,
            "no_public_evidence": councils.unknown,
        },
        "registers": registers(dataset),
        "apart": len(queries.bodies_apart(dataset)),
        "surveyed": {str(key): len(rows) for key, rows in surveys[surveys["country"] == "GB"].groupby("survey")},
        "rounds": rounds(dataset, dataset.released),
        "headline": _headline(dataset),
        "flags": {str(flag): flags[flag] for flag in Flag},
    }
