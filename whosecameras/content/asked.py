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


def _line(dataset: Dataset, one: AskedBody, day: str) -> AskedLine:
    said = HEADINGS[one.outcome]
    return AskedLine(one.body, str(dataset.row("bodies", one.body)["name"]), said, wording.date(day), one.address)


def groups_table(names: dict[str, str], found: dict[str, RoundProgress], heading: str) -> pd.DataFrame:
    """Groups of bodies with the columns asked, answered, said yes (n of N), the two ranges and each outcome."""
    rows = []
    for key, name in names.items():
        if key not in found:
            continue
        group = found[key]
        chance, limits = group.chance, group.limits
        rows.append(
            {
                heading: name,
                "Asked": group.asked,
                "Answered": group.answered,
                "Said yes": f"{wording.number(group.yes)} of {wording.number(group.said)}" if group.said else "",
                "95% range": words.interval(chance),
                "Of all asked": words.interval(limits),
                **{HEADINGS[one]: group.outcomes[one] for one in list(RequestOutcome)[1:]},
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
    found = []
    for key in rounds.round_ids(dataset):
        bodies = rounds.asked_bodies(dataset, key, today)
        whole = rounds.progress(bodies)
        late = sorted(
            (one for one in bodies if one.outcome in (RequestOutcome.SILENT, RequestOutcome.OVERDUE)),
            key=lambda one: (one.due, one.body),
        )
        found.append(
            RoundView(
                id=key,
                name=str(dataset.row("survey_rounds", key)["name"]),
                title=words.title(whole),
                sentence=words.range_sentence(whole),
                counted=words.counts_sentence(whole.outcomes),
                figures=whole,
                by_sector=groups_table(sector_names, rounds.progress_by(bodies, lambda one: one.sector), "Sector"),
                by_region=groups_table(region_names, rounds.progress_by(bodies, lambda one: one.region), "Place"),
                latest=tuple(_line(dataset, one, one.state_date) for one in rounds.latest_answers(bodies)),
                overdue=tuple(_line(dataset, one, one.due or one.state_date) for one in late[:MOST_OVERDUE]),
                more_overdue=max(0, len(late) - MOST_OVERDUE),
            )
        )
    return tuple(found)
