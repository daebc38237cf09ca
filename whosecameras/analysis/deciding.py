"""Which sources stand behind what is drawn of bodies."""

from __future__ import annotations

from collections.abc import Iterable

from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter, body_statuses
from whosecameras.record.loading import Dataset


def deciding_sources(dataset: Dataset, bodies: Iterable[str], view: EvidenceFilter = ALL_EVIDENCE) -> tuple[str, ...]:
    """Ids of the sources whose findings decided what is known of these bodies, in order."""
    known = body_statuses(dataset, view)
    source_of = dict(zip(dataset.findings["id"], dataset.findings["source"], strict=True))
    return tuple(sorted({str(source_of[one]) for body in bodies for one in known[body].decided_by}))
