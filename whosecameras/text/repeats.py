"""Repeats of survey figures: each survey counts once, however many pages repeat it."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from whosecameras.analysis.survey_shares import shares
from whosecameras.record.loading import Dataset
from whosecameras.text import wording

#: The text for a repeat without a number.
IN_WORDS = "in words only"


def as_printed(row: pd.Series) -> str:
    """The figure in a row of ``survey_repeats``: ``61%``, ``251, 75%``, ``806 of 1,289, 61%``, or words."""
    using, answered, asked = (None if pd.isna(row[name]) else int(row[name]) for name in ("using", "answered", "asked"))
    parts = []
    if using is not None:
        parts.append(wording.number(using) + (f" of {wording.number(answered)}" if answered is not None else ""))
    if pd.notna(row["share_printed"]):
        parts.append(wording.printed_percent(row["share_printed"] / 100))
    if not parts and asked is not None:
        parts.append(f"{wording.number(asked)} asked")
    return ", ".join(parts) or IN_WORDS


@lru_cache(maxsize=32)
def printed_again(dataset: Dataset, sector: str) -> pd.DataFrame:
    """The sources that repeat a sector's UK survey figures, by figure, the most repeated first.

    Columns: ``Figure`` (in words), ``Printed again by``, ``As printed``, ``What to know``, ``figure`` and ``source``
    (ids).
    """
    figures = dataset.surveys[(dataset.surveys["sector"] == sector) & (dataset.surveys["country"] == "GB")]
    known, by_id = shares(dataset), figures.set_index("id", drop=False)
    repeats = {key: wording.survey_line(dataset, row, known[str(key)]) for key, row in by_id.iterrows() if key in known}
    rows = dataset.survey_repeats[dataset.survey_repeats["figure"].isin(repeats)]
    often = rows["figure"].value_counts()
    rows = rows.assign(often=rows["figure"].map(often)).sort_values(
        ["often", "figure"], ascending=[False, True], kind="stable"
    )
    publishers = dict(zip(dataset.sources["id"], dataset.sources["publisher"], strict=True))
    return pd.DataFrame(
        {
            "Figure": [repeats[one] for one in rows["figure"]],
            "Printed again by": [publishers[one] for one in rows["source"]],
            "As printed": [as_printed(row) for _, row in rows.iterrows()],
            "What to know": list(rows["note"]),
            "figure": list(rows["figure"]),
            "source": list(rows["source"]),
        }
    )
