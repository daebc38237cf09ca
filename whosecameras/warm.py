"""What the first visitors ask for, worked out before they come."""

from __future__ import annotations

from whosecameras import find, status, words
from whosecameras.load import Dataset
from whosecameras.status import View


def statuses(dataset: Dataset) -> None:
    """The statuses with every maker and with each alone, and the look-up of bodies: most views rest on these."""
    for maker in ("", *words.makers(dataset)):
        status.table(dataset, View(vendor=maker))
    find.finder(dataset)
