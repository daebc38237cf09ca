"""The card on places or sectors side by side."""

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

#: Between the keys in the id of a card, which is also the name of its file; in no code and no id.
BETWEEN = "+"


def chosen(key: str) -> tuple[str, ...]:
    """The area codes or ids of sectors that a card compares."""
    return tuple(key.split(BETWEEN))


def compare(dataset: Dataset, key: str, mode: Mode) -> Card:
    """A bar for each, divided by what sources say, and why more is known about some."""
    choice = chosen(key)
    found = comparison.compared(dataset, choice, comparison.usual_sector(dataset, choice))
    shown = bars.comparison(dataset, found.groups, mode)
    page = comparison.page_of(dataset, choice)
    return Card(
        id=f"compare-{key}",
        title=found.title,
        number="",  # the title has the numbers
        counted="",
        subtitle=shown.subtitle,
        as_of=record_date_line(dataset),
        sources=shown.sources,
        picture=CardChart(shown.figure, shown.height, least=1),
        alt=shown.alt,
        note=found.why,
        key=keys(shown.legend, mode),
        path=f"compare/{page}" if page else "compare",
        bars=status_bars(shown.table.rename(columns={"Compared": "Group"})),
        table=shown.table,
    )


def with_evidence(dataset: Dataset, choice: Sequence[str]) -> list[str]:
    """The ids of all bodies that a comparison counts and about which something has been published."""
    groups = comparison.groups_of(dataset, tuple(choice), comparison.usual_sector(dataset, choice))
    known = body_statuses(dataset)
    bodies = dict.fromkeys(body for one in groups for body in one.bodies)
    return [body for body in bodies if known[body].status != Status.UNKNOWN]
