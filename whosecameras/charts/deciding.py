"""Which sources stand behind what is drawn of bodies."""

from __future__ import annotations

from collections.abc import Iterable

from whosecameras.load import Dataset
from whosecameras.status import EVERYTHING, View, standings


def deciding_sources(dataset: Dataset, bodies: Iterable[str], view: View = EVERYTHING) -> tuple[str, ...]:
    """Ids of the sources whose findings decided what is known of these bodies, in order."""
    known = standings(dataset, view)
    source_of = dict(zip(dataset.findings["id"], dataset.findings["source"], strict=True))
    return tuple(sorted({str(source_of[one]) for body in bodies for one in known[body].decided_by}))
