"""Shares of those who answered a survey, with the range that chance allows and the bounds that silence leaves."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import pandas as pd

from whosecameras.record.loading import Dataset

Z95 = 1.959963984540054  # 97.5th percentile of the standard normal distribution
DIFFERS_BY = 0.5  # percentage points: more than rounding to a whole per cent can explain


@dataclass(frozen=True)
class Interval:
    """A range of shares, both ends from 0 to 1."""

    low: float
    high: float


def wilson(using: int, answered: int) -> Interval:
    """The Wilson score interval at 95% for ``using`` of ``answered``.

    Source: E. B. Wilson, “Probable inference, the law of succession, and statistical inference”, Journal of the
    American Statistical Association 22 (1927), pp. 209–212. It holds for random samples; those who answer a freedom
    of information request are none, so it is shown as the range that chance alone would allow, nothing more.
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
    """The share of all that were asked, if no silent body used the cameras and if every one did.

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
        """True if the printed share is not what its own counts give, by more than rounding explains."""
        if self.printed is None or self.computed is None:
            return False
        return round(abs(self.printed - self.computed) * 100, 9) > DIFFERS_BY


def _whole(value: object) -> int | None:
    return None if pd.isna(value) else int(str(value))  # type: ignore[call-overload]


def share(row: pd.Series) -> Share:
    """The share in one row of ``surveys``.

    Where only the number that answered and the printed share are known, the range for chance is drawn around the
    nearest whole number of bodies; the count itself is not shown as if a source had given it.
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


def shares(dataset: Dataset) -> dict[str, Share]:
    """Every survey figure that is a share or a count of bodies which use a make: ``{survey row id: Share}``."""
    frame = dataset.surveys
    return {str(row["id"]): share(row) for _, row in frame[frame["measure"] == "uses"].iterrows()}
