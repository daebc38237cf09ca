"""Warms the caches that the first visitors need."""

from __future__ import annotations

from whosecameras.analysis import search, status
from whosecameras.analysis.status import EvidenceFilter
from whosecameras.record.loading import Dataset
from whosecameras.text import wording


def statuses(dataset: Dataset) -> None:
    """Compute the statuses for all manufacturers and for each one, and the search index, which most views need."""
    for manufacturer in ("", *wording.manufacturers(dataset)):
        status.table(dataset, EvidenceFilter(vendor=manufacturer))
    search.finder(dataset)
