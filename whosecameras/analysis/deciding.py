"""Which sources the displayed statuses are based on."""

from __future__ import annotations

from collections.abc import Iterable

from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter, body_statuses
from whosecameras.record.loading import Dataset


def deciding_sources(dataset: Dataset, bodies: Iterable[str], view: EvidenceFilter = ALL_EVIDENCE) -> tuple[str, ...]:
    """The sorted ids of the sources whose findings decided these bodies' statuses."""
    known = body_statuses(dataset, view)
    source_of = dict(zip(dataset.findings["id"], dataset.findings["source"], strict=True))
    return tuple(sorted({str(source_of[finding]) for body in bodies for finding in known[body].decided_by}))
