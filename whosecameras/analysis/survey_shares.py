"""Shares of those who answered a survey: their ranges, and which published figure to use where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import pandas as pd

from whosecameras.analysis.status import EvidenceFilter
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import VENDOR_UNSPECIFIED

Z95 = 1.959963984540054  # 97.5th percentile of the standard normal distribution
DIFFERS_BY = 0.5  # percentage points: the most that rounding to a whole per cent explains


@dataclass(frozen=True)
class Interval:
    """A range of shares, both ends from 0 to 1."""

    low: float
    high: float


def wilson(using: int, answered: int) -> Interval:
    """The Wilson score interval at 95% for ``using`` of ``answered``.

    Source: E. B. Wilson, “Probable inference, the law of succession, and statistical inference”, Journal of the
    American Statistical Association 22 (1927), pp. 209–212. The method assumes a random sample. Bodies that answer a
    freedom of information request are not one, so pages call it the range that chance alone would allow.
    Raises ``ValueError`` unless 0 <= using <= answered and answered > 0.
    """
    if answered <= 0 or not 0 <= using <= answered:
        raise ValueError(f"no share of {using} of {answered}")
    share, square = using / answered, Z95 * Z95
    centre = share + square / (2 * answered)
    spread = Z95 * sqrt(share * (1 - share) / answered + square / (4 * answered * answered))
    scale = 1 + square / answered
    return Interval(max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale))


def bounds(using: int, answered: int, asked: int) -> Interval:
    """The share of all that were asked: if none of the silent bodies used the cameras, and if all did.

    Source: the worst-case bounds of C. F. Manski, “Nonparametric bounds on treatment effects”, American Economic
    Review 80 (1990), pp. 319–323. Raises ``ValueError`` unless 0 <= using <= answered <= asked and asked > 0.
    """
    if asked <= 0 or not 0 <= using <= answered <= asked:
        raise ValueError(f"no bounds for {using} of {answered} of {asked}")
    return Interval(using / asked, (using + asked - answered) / asked)


@dataclass(frozen=True)
class Share:
    """One published share.

    ``printed`` is the source's own figure and ``computed`` the one its counts give (both 0 to 1, ``None`` where the
    source does not say); ``chance`` and ``silence`` are ``wilson`` and ``bounds`` where the counts allow. ``shown``
    is what a chart draws: the counts' share, else the printed one.
    """

    id: str
    using: int | None
    answered: int | None
    asked: int | None
    printed: float | None
    computed: float | None
    chance: Interval | None
    silence: Interval | None

    @property
    def shown(self) -> float | None:
        """The share to draw, 0 to 1."""
        return self.computed if self.computed is not None else self.printed

    @property
    def differs(self) -> bool:
        """True if the printed share differs from the share of its own counts by more than rounding explains."""
        if self.printed is None or self.computed is None:
            return False
        return round(abs(self.printed - self.computed) * 100, 9) > DIFFERS_BY


def _whole(value: object) -> int | None:
    return None if pd.isna(value) else int(str(value))  # type: ignore[call-overload]


def share(row: pd.Series) -> Share:
    """The share in one row of ``surveys``.

    If only the number of answers and the printed share are known, the range for chance uses the nearest whole number
    of bodies. ``using`` stays ``None``, because no source gave that count.
    """
    using, answered, asked = _whole(row["using"]), _whole(row["answered"]), _whole(row["asked"])
    printed = None if pd.isna(row["share_printed"]) else float(row["share_printed"]) / 100
    computed = using / answered if using is not None and answered else None
    chance = silence = None
    if answered:
        about = using if using is not None else round(printed * answered) if printed is not None else None
        chance = wilson(about, answered) if about is not None else None
    if using is not None and answered is not None and asked:
        silence = bounds(using, answered, asked)
    return Share(str(row["id"]), using, answered, asked, printed, computed, chance, silence)


@lru_cache(maxsize=8)
def shares(dataset: Dataset) -> Mapping[str, Share]:
    """Every survey figure that is a share or a count of bodies which use a brand: ``{survey row id: Share}``."""
    frame = dataset.surveys
    return {str(row["id"]): share(row) for _, row in frame[frame["measure"] == "uses"].iterrows()}


def figures_of(
    dataset: Dataset, *, sector: str = "", survey: str = "", geography: str = "", scope: str = ""
) -> pd.DataFrame:
    """Rows of ``surveys`` on use in the UK that hold a share or a count, filtered, newest first."""
    frame = dataset.surveys
    keep = (frame["measure"] == "uses") & (frame["country"] == "GB")
    for column, value in (("sector", sector), ("survey", survey), ("geography", geography), ("vendor_scope", scope)):
        if value:
            keep &= frame[column] == value
    return frame[keep].sort_values(["as_of", "id"], ascending=[False, True])


def is_group_claim(dataset: Dataset, row: pd.Series) -> bool:
    """True if a survey figure repeats a claim about a whole group that the findings on its members come from.

    This is the case if its source makes such a claim about as many bodies of the place as the figure counts.
    """
    claims = dataset.findings
    claims = claims[(claims["basis"] == "collective") & (claims["source"] == row["source"])]
    bodies = dataset.bodies[dataset.bodies["id"].isin(claims["body"]) & (dataset.bodies["sector"] == row["sector"])]
    names = dict(zip(dataset.regions["code"], dataset.regions["name"], strict=True))
    in_place = bodies["region"].map(names).fillna("") == row["geography"]
    return bool(in_place.any()) and int(in_place.sum()) == row["using"]


@lru_cache(maxsize=8)
def headline_row(dataset: Dataset) -> pd.Series | None:
    """The headline survey figure; ``None`` if no row qualifies.

    Of the figures on how many UK public bodies of any sector use either brand, with both counts and at least one
    answer, this is the one with the most answers; ties go to the newest, then the first. Do not modify it.
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


def headline_survey(dataset: Dataset) -> pd.Series:
    """The row of ``surveys`` that leads the front page (see ``headline_row``); ``LookupError`` if none."""
    row = headline_row(dataset)
    if row is None:
        raise LookupError("surveys.csv has no figure on all public bodies with counts")
    return row


def best_of_round(dataset: Dataset, survey: str) -> pd.DataFrame:
    """One row of ``surveys`` for each sector of a round: the figure that says most about who was asked.

    Order of preference: whole UK before parts; either brand before others; counts before a printed share;
    the best grade of source; the id.
    """
    rows = figures_of(dataset, survey=survey)
    rows = rows[(rows["sector"] != "all_public") & rows["answered"].notna()]
    grades = dict(zip(dataset.sources["id"], dataset.sources["grade"], strict=True))
    rank = pd.DataFrame(
        {
            "whole": rows["geography"] != "UK",
            "either": rows["vendor_scope"] != "either",
            "counts": rows["using"].isna(),
            "grade": rows["source"].map(grades),
            "id": rows["id"],
        },
        index=rows.index,
    ).sort_values(["whole", "either", "counts", "grade", "id"])
    return rows.loc[rank.index].drop_duplicates("sector")


@lru_cache(maxsize=512)
def fitting(dataset: Dataset, sector: str, view: EvidenceFilter) -> pd.Series | None:
    """The survey figure on a sector that best fits a view's brand and grades of source; ``None`` if there is none.

    Only figures that say how many answered, on the whole UK or several of its places. Order of preference:
    whole UK before parts; the round that the front page leads with; counts before a printed share; the best grade of
    source; the newest; the id. Do not modify it.
    """
    sources = dataset.sources.set_index("id")
    rows = figures_of(dataset, sector=sector, scope=view.vendor or VENDOR_UNSPECIFIED)
    rows = rows[rows["answered"].notna() & (rows["using"].notna() | rows["share_printed"].notna())]
    rows = rows[~rows["geography"].isin(dataset.regions["name"])]
    rows = rows.assign(grade=rows["source"].map(sources["grade"]))
    rows = rows[rows["grade"].isin(view.grades)]
    if view.year is not None:
        published, read = (rows["source"].map(sources[column]) for column in ("published", "accessed"))
        rows = rows[published.where(published != "", read).str[:4].astype(str) <= f"{view.year:04d}"]
    if rows.empty:
        return None
    leading = headline_row(dataset)
    ranked = rows.assign(
        part=rows["geography"] != "UK",
        other=rows["survey"] != (leading["survey"] if leading is not None else ""),
        uncounted=rows["using"].isna(),
    ).sort_values(["as_of"], ascending=False, kind="stable")
    return ranked.sort_values(["part", "other", "uncounted", "grade"], kind="stable").iloc[0]
