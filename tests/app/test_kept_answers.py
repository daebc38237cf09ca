"""What all visitors share is limited in bytes, however many addresses are asked for."""

from __future__ import annotations

from app_pages._kept import Kept, size_of
from whosecameras.analysis.status import EvidenceFilter
from whosecameras.charts import maps
from whosecameras.record.loading import Dataset


def test_ten_thousand_answers_take_no_more_than_they_may() -> None:
    kept: Kept[str] = Kept(100_000)
    for number in range(10_000):
        assert kept.get(number, lambda: "x" * 1000) == "x" * 1000
        assert kept.bytes <= 100_000
    assert 50 < len(kept) < 100


def test_what_was_asked_for_last_is_held_and_not_made_again() -> None:
    kept: Kept[str] = Kept(10_000)
    made: list[int] = []

    def make(number: int) -> str:
        made.append(number)
        return "x" * 3000

    for number in (1, 2, 3, 1, 4, 1, 2):
        kept.get(number, lambda number=number: make(number))  # type: ignore[misc]
    assert made == [1, 2, 3, 4, 2]


def test_an_answer_larger_than_all_that_may_be_held_is_given_and_not_held() -> None:
    kept: Kept[str] = Kept(1000)
    kept.get("small", lambda: "y" * 100)
    assert kept.get("large", lambda: "x" * 5000) == "x" * 5000
    assert len(kept) == 1


def test_the_record_that_an_answer_shares_is_not_counted(dataset: Dataset) -> None:
    chart = maps.status_map(dataset, "hexagons", EvidenceFilter())
    assert 1000 < size_of((dataset, chart)) < 1_000_000
    assert size_of(dataset.findings) > size_of(dataset)
