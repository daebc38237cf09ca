"""What the first visitors ask for, worked out before they come."""

from __future__ import annotations

from whosecameras.analysis import search, status
from whosecameras.analysis.status import EvidenceFilter
from whosecameras.record.loading import Dataset
from whosecameras.text import wording


def statuses(dataset: Dataset) -> None:
    """The statuses with every maker and with each alone, and the look-up of bodies: most views rest on these."""
    for maker in ("", *wording.manufacturers(dataset)):
        status.table(dataset, EvidenceFilter(vendor=maker))
    search.finder(dataset)
