"""Charts of a round of our own requests: where we asked and what came back, and the share that said yes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pandas as pd

from whosecameras.analysis import rounds
from whosecameras.analysis.areas import STATUS_MAPS, body_of_area
from whosecameras.analysis.rounds import AskedBody, RequestOutcome
from whosecameras.analysis.sectors import sector_name
from whosecameras.charts import hatching, maps
from whosecameras.charts.chart import Chart, LegendItem
from whosecameras.charts.marks import Mode
from whosecameras.charts.shares import ShareLabel, share_exhibit
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import requests as words
from whosecameras.text import wording

#: The mark of each outcome (that of the status it would lead to) and its name in the legend.
MARK_OF_OUTCOME = {
    RequestOutcome.YES: (Status.USING, "Said yes"),
    RequestOutcome.NO: (Status.NOT_USING, "Said no"),
    RequestOutcome.REFUSED: (Status.WOULD_NOT_SAY, "Refused"),
    RequestOutcome.SILENT: (Status.DID_NOT_ANSWER, "Did not answer, or overdue"),
    RequestOutcome.OVERDUE: (Status.DID_NOT_ANSWER, "Did not answer, or overdue"),
}
NO_OUTCOME = (Status.UNKNOWN, "Not asked, waiting, or neither yes nor no")
NOT_ASKED = "not asked in this round"
LAYER = "hexagons"
HOVER = "<b>%{properties.name}</b><br>%{text}<extra></extra>"  # only the outcome, not other evidence about the body


def _pages(dataset: Dataset, bodies: Iterable[AskedBody]) -> tuple[str, ...]:
    """The sources that are pages of these requests."""
    addresses = {body.address for body in bodies} - {""}
    sources = dataset.sources
    return tuple(map(str, sources.loc[sources["url"].isin(addresses), "id"]))


@lru_cache(maxsize=16)
def round_map(
    dataset: Dataset, round_id: str, mode: Mode = "light", *, inline: bool = False, height: int = 620
) -> Chart:
    """The outcome of asking the district and unitary councils in a round; ``inline`` and ``height`` as in ``maps``."""
    layer, name = STATUS_MAPS[LAYER].layer, dataset.row("survey_rounds", round_id)["name"]
    outcomes = {body.body: body for body in rounds.asked_bodies(dataset, round_id, dataset.released)}
    body_of = body_of_area(dataset, layer)
    names = {body: str(dataset.row("bodies", body)["name"]) for body in body_of.values()}
    became = {body: str(outcomes[body].outcome) if body in outcomes else NOT_ASKED for body in names}
    mark_of, labels = {}, {}
    for area, body in body_of.items():
        mark, label = MARK_OF_OUTCOME.get(outcomes[body].outcome, NO_OUTCOME) if body in outcomes else NO_OUTCOME
        mark_of[area], labels[str(mark)] = str(mark), label
    figure = maps.frame(layer, mode, height)
    outcome_of = {area: became[body] for area, body in body_of.items()}
    figure.add_traces(maps.fills(maps.shapes_of(layer, inline), mark_of, mode, outcome_of))
    figure.update_traces(hovertemplate=HOVER, selector={"type": "choropleth"})
    maps.name_blocks(figure, layer, mark_of, mode)
    hatching.draw(figure, maps.marks_of(layer), mark_of, mode, decimals=3)
    counts = pd.Series(list(mark_of.values())).value_counts()
    items = tuple(LegendItem(mark, labels[mark], int(counts[mark])) for mark in map(str, Status) if mark in labels)
    count_asked = sum(body in outcomes for body in body_of.values())
    return Chart(
        id="asked-map",
        title=f"{wording.number(count_asked)} of {wording.numbered(len(body_of), 'district')} were asked in this round",
        subtitle=f"What became of asking each district and unitary council. {name}.",
        figure=figure,
        alt="Map of districts by what became of asking their council: "
        + wording.listed([f"{item.label.lower()} {wording.number(item.count or 0)}" for item in items])
        + ".",
        table=pd.DataFrame(
            {
                "Body": [names[body] for body in body_of.values()],
                "What became of it": [became[body] for body in body_of.values()],
                "Asked on": [
                    wording.date(outcomes[body].asked) if body in outcomes and outcomes[body].asked else ""
                    for body in body_of.values()
                ],
                "Code": list(body_of),
                "id": list(body_of.values()),
            }
        ),
        sources=_pages(dataset, [outcomes[body] for body in body_of.values() if body in outcomes]),
        legend=items,
        notice=geography.NOTICE,
        height=height,
    )


@lru_cache(maxsize=16)
def round_shares(dataset: Dataset, round_id: str, mode: Mode = "light") -> Chart:
    """The share that said yes in a round, by sector and overall, with the sampling error and the hard bounds."""
    rows = rounds.as_surveys(dataset)
    rows = rows[rows["survey"] == round_id]
    labels = [ShareLabel(sector_name(dataset, str(sector))) for sector in rows["sector"]]
    progress = rounds.progress(rounds.asked_bodies(dataset, round_id, dataset.released))
    return share_exhibit(
        dataset,
        rows,
        labels,
        mode,
        key="asked-shares",
        title=words.title(progress),
        subtitle="Percentage of those whose answer said yes or no that said yes. "
        f"{wording.INTERVAL_LINE} {words.NEVER_ADDED}",
    )
