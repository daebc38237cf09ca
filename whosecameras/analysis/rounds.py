"""Rounds of our own requests: who was asked, what became of it, and what share said yes with its range and bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

import pandas as pd

from whosecameras.analysis.queries import text_rows
from whosecameras.analysis.survey_shares import Interval, bounds, wilson
from whosecameras.record.asking import ANSWERED_STATES, OPEN_STATES
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import VENDOR_UNSPECIFIED, Finding

SOON = 7  # days before an answer is due in which it is called due soon
ALL_PUBLIC = "all_public"
UK_WIDE = "UK"  # stands for the blank region of bodies of the whole United Kingdom
YES = frozenset({Finding.USES, Finding.REMOVING})
NO = frozenset({Finding.DOES_NOT_USE, Finding.REMOVED, Finding.USED_PREVIOUSLY})


class RequestOutcome(StrEnum):
    """What became of asking one body, in the order in which it is listed; of two requests the first of these counts."""

    YES = "said yes"
    NO = "said no"
    UNREAD = "answered"
    NOT_HELD = "holds no record"
    REFUSED = "refused"
    SILENT = "did not answer"
    OVERDUE = "overdue"
    WAITING = "waiting"


OUTCOME_MEANINGS = {
    RequestOutcome.YES: "It answered, and the answer says that it used the companies’ cameras.",
    RequestOutcome.NO: "It answered, and the answer says that it did not use them.",
    RequestOutcome.UNREAD: "It answered. Nobody has put the answer into the record yet, or it says neither yes nor no.",
    RequestOutcome.NOT_HELD: "It said that it holds no such record.",
    RequestOutcome.REFUSED: "It refused to say.",
    RequestOutcome.SILENT: "The day on which an answer was due had passed, and its page showed none.",
    RequestOutcome.OVERDUE: "The day on which an answer was due has passed, and nobody has looked since.",
    RequestOutcome.WAITING: "The answer is not due yet.",
}


@dataclass(frozen=True)
class AskedBody:
    """One body in a round: what became of asking it, and the request that says so; dates are ISO or ``""``."""

    body: str
    sector: str
    region: str
    outcome: RequestOutcome
    request: str
    address: str
    asked: str
    due: str
    state_date: str


@dataclass(frozen=True)
class RoundProgress:
    """How far a round has come: numbers of bodies. ``chance`` and ``limits`` are ranges of the share that said yes.

    ``chance`` is ``wilson`` of those whose answer says yes or no; ``limits`` are ``bounds`` over all that were asked,
    if nobody else used the cameras and if everybody else did. ``None`` where there is nothing to count.
    """

    asked: int
    outcomes: Mapping[RequestOutcome, int]

    @property
    def yes(self) -> int:
        """Bodies whose answer says yes."""
        return self.outcomes.get(RequestOutcome.YES, 0)

    @property
    def said(self) -> int:
        """Bodies whose answer says yes or no."""
        return self.yes + self.outcomes.get(RequestOutcome.NO, 0)

    @property
    def answered(self) -> int:
        """Bodies that answered, whatever the answer says."""
        return self.said + self.outcomes.get(RequestOutcome.UNREAD, 0)

    @property
    def chance(self) -> Interval | None:
        """The range that chance alone would allow (``survey_shares.wilson`` names its source)."""
        return wilson(self.yes, self.said) if self.said else None

    @property
    def limits(self) -> Interval | None:
        """The share of all that were asked, at least and at most (``survey_shares.bounds`` names its source)."""
        return bounds(self.yes, self.said, self.asked) if self.asked else None


def progress(bodies: Iterable[AskedBody]) -> RoundProgress:
    """The progress of some of the bodies that a round asked."""
    counted: dict[RequestOutcome, int] = dict.fromkeys(RequestOutcome, 0)
    for one in bodies:
        counted[one.outcome] += 1
    return RoundProgress(sum(counted.values()), counted)


def progress_by(bodies: Iterable[AskedBody], by: Callable[[AskedBody], str]) -> dict[str, RoundProgress]:
    """The progress of each group of bodies."""
    groups: dict[str, list[AskedBody]] = defaultdict(list)
    for one in bodies:
        groups[by(one)].append(one)
    return {key: progress(group) for key, group in groups.items()}


def _said(dataset: Dataset) -> dict[tuple[str, str], RequestOutcome]:
    """What the answers on a page say of a body, by (body, address of the page)."""
    pages = dict(zip(dataset.sources["id"], dataset.sources["url"], strict=True))
    said: dict[tuple[str, str], RequestOutcome] = {}
    findings = dataset.findings
    for body, finding, source in zip(findings["body"], findings["finding"], findings["source"], strict=True):
        if finding in YES:
            said[body, pages[source]] = RequestOutcome.YES
        elif finding in NO:
            said.setdefault((body, pages[source]), RequestOutcome.NO)
    return said


def _outcome(
    row: Mapping[str, str], said: Mapping[tuple[str, str], RequestOutcome], today: str
) -> RequestOutcome | None:
    """What became of a request by a day; ``None`` for one that never counted as asked."""
    state, due = row["state"], row["due"]
    if state in ANSWERED_STATES:
        return said.get((row["body"], row["address"]), RequestOutcome.UNREAD)
    if state in OPEN_STATES:
        if due and row["state_date"] > due:
            return RequestOutcome.SILENT
        return RequestOutcome.OVERDUE if (due < today if due else state == "overdue") else RequestOutcome.WAITING
    return {"refused": RequestOutcome.REFUSED, "not_held": RequestOutcome.NOT_HELD}.get(state)


@lru_cache(maxsize=32)
def asked_bodies(dataset: Dataset, round_id: str, today: date) -> tuple[AskedBody, ...]:
    """The bodies that a round asked, each once, in order of their ids.

    A request that did not reach its body, or was taken back, is left out. Of several requests to one body the outcome
    that says most counts.
    """
    said, order = _said(dataset), list(RequestOutcome)
    best: dict[str, AskedBody] = {}
    requests = dataset.requests
    for row in text_rows(requests[requests["round"] == round_id]):
        outcome = _outcome(row, said, today.isoformat())
        if outcome is None:
            continue
        body = dataset.row("bodies", row["body"])
        one = AskedBody(
            row["body"], body["sector"], body["region"], outcome, row["id"], row["address"], row["asked"], row["due"],
            row["state_date"],
        )  # fmt: skip
        before = best.get(row["body"])
        if before is None or order.index(outcome) < order.index(before.outcome):
            best[row["body"]] = one
    return tuple(best[body] for body in sorted(best))


def round_ids(dataset: Dataset) -> list[str]:
    """The rounds in which requests were made, the latest first: by the last day of asking, then by id."""
    requests = dataset.requests
    ours = requests[requests["round"] != ""]
    last = {str(key): max(group["asked"]) for key, group in ours.groupby("round")}
    return sorted(last, key=lambda key: (last[key], key), reverse=True)


def as_surveys(dataset: Dataset, sector: str = "") -> pd.DataFrame:
    """Each round as survey figures: rows with the columns of ``surveys``, one for each sector that answered.

    They are derived and stand beside the figures of others; they are never added to them. ``answered`` are the bodies
    whose answer says yes or no. ``source`` is the page of the first request of the group: the others are its like.
    """
    rows: list[dict[str, Any]] = []
    pages = {url: key for key, url in zip(dataset.sources["id"], dataset.sources["url"], strict=True)}
    for key in round_ids(dataset):
        bodies = asked_bodies(dataset, key, dataset.released)  # what answers say is the same on any day
        for kind in dict.fromkeys([*sorted({one.sector for one in bodies}), ALL_PUBLIC]):
            group = [one for one in bodies if kind in (one.sector, ALL_PUBLIC)]
            found = progress(group)
            read = [one for one in group if one.outcome in (RequestOutcome.YES, RequestOutcome.NO)]
            if not read or (sector and kind != sector):
                continue
            newest = max(one.state_date for one in read)
            rows.append(
                {
                    "id": f"round-{key}-{kind}", "survey": key, "sector": kind, "geography": "UK", "country": "GB",
                    "vendor_scope": VENDOR_UNSPECIFIED, "measure": "uses", "unit": "bodies", "asked": found.asked,
                    "answered": found.said, "using": found.yes, "value": None, "share_printed": None,
                    "as_of": newest, "as_of_basis": "stated",
                    "source": next((pages[one.address] for one in read if one.address in pages), ""), "note": "",
                }
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=dataset.surveys.columns)
    return frame.astype(dict(dataset.surveys.dtypes))


@dataclass(frozen=True)
class OpenRequest:
    """A request to which no answer is known; ``days`` until the answer is due, below 0 if that day has passed."""

    id: str
    body: str
    name: str
    asked: str
    due: str
    days: int | None
    state: str
    address: str
    round: str

    @property
    def overdue(self) -> bool:
        """True if the day on which an answer was due has passed, or the page of the request says so."""
        return self.days < 0 if self.days is not None else self.state == "overdue"


def open_requests(dataset: Dataset, today: date) -> list[OpenRequest]:
    """Requests to which no answer is known, the longest overdue first; those without a day for an answer come last."""
    requests = dataset.requests
    found = []
    for row in requests[requests["state"].isin(OPEN_STATES)].to_dict("records"):
        days = (date.fromisoformat(row["due"]) - today).days if row["due"] else None
        name = str(dataset.row("bodies", row["body"])["name"])
        found.append(
            OpenRequest(
                row["id"], row["body"], name, row["asked"], row["due"], days, row["state"], row["address"], row["round"]
            )
        )
    return sorted(found, key=lambda one: (one.due or "9999", one.name, one.id))


def due_soon(found: Iterable[OpenRequest]) -> list[OpenRequest]:
    """Those whose answer is due within a week and not overdue."""
    return [one for one in found if one.days is not None and 0 <= one.days <= SOON]


def latest_answers(bodies: Iterable[AskedBody], most: int = 10) -> list[AskedBody]:
    """The bodies from which something came back, the latest first."""
    back = [
        one
        for one in bodies
        if one.outcome not in (RequestOutcome.SILENT, RequestOutcome.OVERDUE, RequestOutcome.WAITING)
    ]
    return sorted(back, key=lambda one: (one.state_date, one.body), reverse=True)[:most]


def figures(found: RoundProgress) -> dict[str, Any]:
    """The progress of a group as plain numbers, for JSON; shares from 0 to 1."""

    def ends(interval: Interval | None) -> list[float] | None:
        return None if interval is None else [round(interval.low, 4), round(interval.high, 4)]

    count = found.outcomes
    return {
        "asked": found.asked,
        "answered": found.answered,
        "said_yes": found.yes,
        "said_no": count[RequestOutcome.NO],
        "not_read": count[RequestOutcome.UNREAD],
        "refused": count[RequestOutcome.REFUSED],
        "not_held": count[RequestOutcome.NOT_HELD],
        "silent": count[RequestOutcome.SILENT],
        "overdue": count[RequestOutcome.OVERDUE],
        "waiting": count[RequestOutcome.WAITING],
        "share_yes": round(found.yes / found.said, 4) if found.said else None,
        "chance": ends(found.chance),
        "bounds": ends(found.limits),
    }


def rounds(dataset: Dataset, today: date) -> dict[str, dict[str, Any]]:
    """For each round its ``name`` and ``figures``, and the same by sector and by region (GSS code, or ``UK``)."""
    found = {}
    for key in round_ids(dataset):
        bodies = asked_bodies(dataset, key, today)
        by_sector = progress_by(bodies, lambda one: one.sector)
        by_region = progress_by(bodies, lambda one: one.region or UK_WIDE)
        found[key] = {
            "name": str(dataset.row("survey_rounds", key)["name"]),
            **figures(progress(bodies)),
            "by_sector": {sector: figures(by_sector[sector]) for sector in sorted(by_sector)},
            "by_region": {region: figures(by_region[region]) for region in sorted(by_region)},
        }
    return found
