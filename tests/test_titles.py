"""A title states its chart's finding with the record's numbers. The newcomer's tutorial in CONTRIBUTING ends here."""

from __future__ import annotations

from whosecameras.analysis.headline import summary
from whosecameras.charts import sectors
from whosecameras.record.loading import Dataset


def test_the_chart_of_all_councils_says_how_many_are_blank(dataset: Dataset) -> None:
    councils = summary(dataset)["councils"]
    blank, total = councils["no_public_evidence"], councils["total"]
    assert (
        sectors.status_by_sector(dataset, "region").title
        == f"We found nothing published about {blank} of {total} councils"
    )
