"""Shares with their margin of error and the bounds from non-response."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whosecameras.analysis import survey_shares
from whosecameras.analysis.survey_shares import bounds, share, wilson
from whosecameras.record.loading import Dataset


@pytest.mark.parametrize(
    ("using", "answered", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3 (Wilson score, no continuity correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # the formula worked out by hand
        (15, 40, 0.2422, 0.5297),
    ],
)
def test_wilson_gives_the_published_intervals(using: int, answered: int, low: float, high: float) -> None:
    interval = wilson(using, answered)
    assert (interval.low, interval.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_mirrors(pair: tuple[int, int]) -> None:
    using, answered = pair
    interval, mirrored = wilson(using, answered), wilson(answered - using, answered)
    assert 0 <= interval.low <= using / answered + 1e-12 and using / answered - 1e-12 <= interval.high <= 1
    assert interval.low == pytest.approx(1 - mirrored.high)


@pytest.mark.parametrize(("using", "answered"), [(1, 0), (0, 0), (-1, 4), (5, 4)])
def test_wilson_refuses_impossible_counts(using: int, answered: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(using, answered)


def test_bounds_assume_that_none_or_all_of_the_silent_said_yes() -> None:
    result = bounds(806, 1289, 4510)
    assert result.low == pytest.approx(806 / 4510)
    assert result.high == pytest.approx((806 + 4510 - 1289) / 4510)
    assert bounds(3, 4, 4) == survey_shares.Interval(0.75, 0.75)


@pytest.mark.parametrize("counts", [(5, 4, 10), (1, 11, 10), (0, 0, 0), (-1, 2, 3)])
def test_bounds_refuse_impossible_counts(counts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no bounds"):
        bounds(*counts)


def figure(**values: object) -> pd.Series:
    """A survey row with all other cells blank."""
    return pd.Series({"id": "x", "using": pd.NA, "answered": pd.NA, "asked": pd.NA, "share_printed": pd.NA, **values})


def test_a_printed_and_a_counted_share_are_both_shown_and_compared() -> None:
    result = share(figure(using=806, answered=1289, asked=4510, share_printed=61.0))
    assert (result.printed, result.computed) == (pytest.approx(0.61), pytest.approx(0.62529, abs=1e-5))
    assert result.differs and result.shown == result.computed
    assert not share(figure(using=806, answered=1289, share_printed=62.5)).differs
    assert not share(figure(using=806, answered=1289, share_printed=63.0)).differs, "63 is 62.5 rounded"


def test_a_share_without_counts_has_no_range() -> None:
    result = share(figure(share_printed=73.0))
    assert (result.shown, result.computed, result.chance, result.silence) == (pytest.approx(0.73), None, None, None)


def test_a_printed_share_of_known_answers_has_a_range_but_no_count() -> None:
    result = share(figure(share_printed=50.0, answered=40))
    assert result.using is None and result.chance == wilson(20, 40) and result.silence is None


def test_nothing_known_shows_nothing() -> None:
    result = share(figure(asked=32))
    assert (result.shown, result.differs) == (None, False)


def test_every_figure_on_use_in_the_record_can_be_read(dataset: Dataset) -> None:
    found = survey_shares.shares(dataset)
    assert set(found) == set(dataset.surveys.loc[dataset.surveys["measure"] == "uses", "id"])
    assert all(one.shown is None or 0 <= one.shown <= 1 for one in found.values())
