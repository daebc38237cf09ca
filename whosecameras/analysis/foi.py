"""Which freedom of information law applies to a public body, if any."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from whosecameras.record.loading import Dataset


@dataclass(frozen=True)
class FoiLaw:
    """An Act, the number of working days it allows for an answer, and the id of the source for that rule."""

    act: str
    working_days: int
    source: str


def law_of(dataset: Dataset, body: str) -> FoiLaw | None:
    """The law under which anyone can send a body a request today.

    ``None`` if no law applies, if we have not settled which one does, or if the body no longer exists. Raises
    ``KeyError`` for an unknown body.
    """
    row = dataset.row("bodies", body)
    regime = dataset.row("foi_regimes", row["foi"])
    days = regime["working_days"]
    if not regime["act"] or pd.isna(days) or row["replaced_by"] or row["ended"]:
        return None
    return FoiLaw(str(regime["act"]), int(days), str(regime["source"]))
