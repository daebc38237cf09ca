"""The card that compares places or sectors."""

from __future__ import annotations

from collections.abc import Sequence

from whosecameras.analysis.status import body_statuses
from whosecameras.briefing.bars import status_bars
from whosecameras.briefing.card_content import Card, CardChart, keys, record_date_line
from whosecameras.charts import comparison as bars
from whosecameras.charts.marks import Mode
from whosecameras.content import comparison
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status

#: Separates the keys in a card's id, which is also its file name; occurs in no code and no id.
BETWEEN = "+"


def chosen(key: str) -> tuple[str, ...]:
    """The area codes or sector ids that a card compares."""
    return tuple(key.split(BETWEEN))


def compare(dataset: Dataset, key: str, mode: Mode) -> Card:
    """One bar each, divided by status, and why more is known about some."""
    choice = chosen(key)
    compared = comparison.compared(dataset, choice, comparison.usual_sector(dataset, choice))
    chart = bars.comparison(dataset, compared.groups, mode)
    page = comparison.page_of(dataset, choice)
    return Card(
        id=f"compare-{key}",
        title=compared.title,
        number="",  # the title already has the numbers
        counted="",
        subtitle=chart.subtitle,
        as_of=record_date_line(dataset),
        sources=chart.sources,
        picture=CardChart(chart.figure, chart.height, least=1),
        alt=chart.alt,
        note=compared.why,
        key=keys(chart.legend, mode),
        path=f"compare/{page}" if page else "compare",
        bars=status_bars(chart.table.rename(columns={"Compared": "Group"})),
        table=chart.table,
    )


def with_evidence(dataset: Dataset, choice: Sequence[str]) -> list[str]:
    """The ids of all bodies in a comparison that have published evidence."""
    groups = comparison.groups_of(dataset, tuple(choice), comparison.usual_sector(dataset, choice))
    statuses = body_statuses(dataset)
    bodies = dict.fromkeys(body for group in groups for body in group.bodies)
    return [body for body in bodies if statuses[body].status != Status.UNKNOWN]
