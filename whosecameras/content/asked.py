"""Content of the page “What has been asked”: each round with its figures, latest answers and overdue requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd

from whosecameras.analysis import rounds
from whosecameras.analysis.rounds import AskedBody, RequestOutcome, RoundProgress
from whosecameras.record.loading import Dataset
from whosecameras.text import requests as words
from whosecameras.text import wording

#: Column headings by outcome.
HEADINGS = {
    RequestOutcome.YES: "Said yes",
    RequestOutcome.NO: "Said no",
    RequestOutcome.UNREAD: "Answered, not read yet",
    RequestOutcome.NOT_HELD: "Hold no record",
    RequestOutcome.REFUSED: "Refused",
    RequestOutcome.SILENT: "Did not answer",
    RequestOutcome.OVERDUE: "Overdue",
    RequestOutcome.WAITING: "Waiting",
}
MOST_OVERDUE = 50


@dataclass(frozen=True)
class AskedLine:
    """A body in a list, with the outcome of its request and the request's address."""

    body: str
    name: str
    said: str
    day: str
    address: str


@dataclass(frozen=True)
class RoundView:
    """One round of requests for display."""

    id: str
    name: str
    title: str
    sentence: str
    counted: str
    figures: RoundProgress
    by_sector: pd.DataFrame
    by_region: pd.DataFrame
    latest: tuple[AskedLine, ...]
    overdue: tuple[AskedLine, ...]
    more_overdue: int


def _line(dataset: Dataset, asked_body: AskedBody, day: str) -> AskedLine:
    outcome_words = HEADINGS[asked_body.outcome]
    return AskedLine(
        asked_body.body,
        str(dataset.row("bodies", asked_body.body)["name"]),
        outcome_words,
        wording.date(day),
        asked_body.address,
    )


def groups_table(names: dict[str, str], groups: dict[str, RoundProgress], heading: str) -> pd.DataFrame:
    """Groups of bodies with the columns asked, answered, said yes (n of N), the two ranges and each outcome."""
    rows = []
    for key, name in names.items():
        if key not in groups:
            continue
        group = groups[key]
        chance, limits = group.chance, group.limits
        rows.append(
            {
                heading: name,
                "Asked": group.asked,
                "Answered": group.answered,
                "Said yes": f"{wording.number(group.yes)} of {wording.number(group.said)}" if group.said else "",
                "95% range": words.interval(chance),
                "Of all asked": words.interval(limits),
                **{HEADINGS[outcome]: group.outcomes[outcome] for outcome in list(RequestOutcome)[1:]},
            }
        )
    return pd.DataFrame(rows)


@lru_cache(maxsize=16)
def views(dataset: Dataset, today: date) -> tuple[RoundView, ...]:
    """Each round with requests, latest first."""
    sectors = dataset.sectors.sort_values("order")
    regions = dataset.regions.sort_values("order")
    sector_names = dict(zip(sectors["id"], sectors["plural"], strict=True))
    region_names = {**dict(zip(regions["code"], regions["name"], strict=True)), "": "UK-wide"}
    result = []
    for key in rounds.round_ids(dataset):
        bodies = rounds.asked_bodies(dataset, key, today)
        whole = rounds.progress(bodies)
        late = sorted(
            (body for body in bodies if body.outcome in (RequestOutcome.SILENT, RequestOutcome.OVERDUE)),
            key=lambda body: (body.due, body.body),
        )
        result.append(
            RoundView(
                id=key,
                name=str(dataset.row("survey_rounds", key)["name"]),
                title=words.title(whole),
                sentence=words.range_sentence(whole),
                counted=words.counts_sentence(whole.outcomes),
                figures=whole,
                by_sector=groups_table(sector_names, rounds.progress_by(bodies, lambda body: body.sector), "Sector"),
                by_region=groups_table(region_names, rounds.progress_by(bodies, lambda body: body.region), "Place"),
                latest=tuple(_line(dataset, body, body.state_date) for body in rounds.latest_answers(bodies)),
                overdue=tuple(_line(dataset, body, body.due or body.state_date) for body in late[:MOST_OVERDUE]),
                more_overdue=max(0, len(late) - MOST_OVERDUE),
            )
        )
    return tuple(result)
