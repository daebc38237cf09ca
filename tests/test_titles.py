"""A title says what its chart found, with the numbers of the record. The way of a newcomer ends here (CONTRIBUTING)."""

from __future__ import annotations

from whosecameras.charts import sectors
from whosecameras.load import Dataset
from whosecameras.summary import summary


def test_the_chart_of_all_councils_says_how_many_are_blank(dataset: Dataset) -> None:
    councils = summary(dataset)["councils"]
    blank, total = councils["no_public_evidence"], councils["total"]
    assert sectors.whole_registers(dataset, "region").title == f"Nothing public is known of {blank} of {total} councils"
