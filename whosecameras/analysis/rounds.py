"""Rounds of our own requests: who was asked, the outcomes, and the share that said yes with its range and bounds."""

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
from whosecameras.analysis.survey_shares import Interval, Share, bounds, share, shares, wilson
from whosecameras.record.asking import ANSWERED_STATES, OPEN_STATES
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import VENDOR_UNSPECIFIED, Finding

SOON = 7  # days; an answer due within them is due soon
ALL_PUBLIC = "all_public"
UK_WIDE = "UK"  # key for UK-wide bodies, whose region is blank
YES = frozenset({Finding.USES, Finding.REMOVING})
NO = frozenset({Finding.DOES_NOT_USE, Finding.REMOVED, Finding.USED_PREVIOUSLY})


class RequestOutcome(StrEnum):
    """The outcome of asking one body, in display order. Of several requests to a body, the first of these counts."""

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
    RequestOutcome.NOT_HELD: "It said that it held no such record.",
    RequestOutcome.REFUSED: "It refused to say.",
    RequestOutcome.SILENT: "The day on which an answer was due had passed, and its page showed none.",
    RequestOutcome.OVERDUE: "The day on which an answer was due has passed, and nobody has looked since.",
    RequestOutcome.WAITING: "The answer is not due yet.",
}


@dataclass(frozen=True)
class AskedBody:
    """One body in a round: the outcome, and the request that decides it; dates are ISO or ``""``."""

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
    """The progress of a round in numbers of bodies. ``chance`` and ``limits`` are ranges of the share that said yes.

    ``chance`` is ``wilson`` over the bodies whose answer says yes or no. ``limits`` are ``bounds`` over all that were
    asked: if none of the others used the cameras, and if all did. Both are ``None`` if there is nothing to count.
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
        """The range that chance alone would allow; source: see ``survey_shares.wilson``."""
        return wilson(self.yes, self.said) if self.said else None

    @property
    def limits(self) -> Interval | None:
        """The minimum and maximum share of all that were asked; source: see ``survey_shares.bounds``."""
        return bounds(self.yes, self.said, self.asked) if self.asked else None


def progress(bodies: Iterable[AskedBody]) -> RoundProgress:
    """The progress of some of the bodies that a round asked."""
    counted: dict[RequestOutcome, int] = dict.fromkeys(RequestOutcome, 0)
    for body in bodies:
        counted[body.outcome] += 1
    return RoundProgress(sum(counted.values()), counted)


def progress_by(bodies: Iterable[AskedBody], by: Callable[[AskedBody], str]) -> dict[str, RoundProgress]:
    """The progress of each group of bodies."""
    groups: dict[str, list[AskedBody]] = defaultdict(list)
    for body in bodies:
        groups[by(body)].append(body)
    return {key: progress(group) for key, group in groups.items()}


def _answers(dataset: Dataset) -> dict[tuple[str, str], RequestOutcome]:
    """What the answers on a page say about a body, by (body, address of the page)."""
    pages = dict(zip(dataset.sources["id"], dataset.sources["url"], strict=True))
    answers: dict[tuple[str, str], RequestOutcome] = {}
    findings = dataset.findings
    for body, finding, source in zip(findings["body"], findings["finding"], findings["source"], strict=True):
        if finding in YES:
            answers[body, pages[source]] = RequestOutcome.YES
        elif finding in NO:
            answers.setdefault((body, pages[source]), RequestOutcome.NO)
    return answers


def _outcome(
    row: Mapping[str, str], answers: Mapping[tuple[str, str], RequestOutcome], today: str
) -> RequestOutcome | None:
    """The outcome of a request on a day; ``None`` if it never counted as asked."""
    state, due = row["state"], row["due"]
    if state in ANSWERED_STATES:
        return answers.get((row["body"], row["address"]), RequestOutcome.UNREAD)
    if state in OPEN_STATES:
        if due and row["state_date"] > due:
            return RequestOutcome.SILENT
        return RequestOutcome.OVERDUE if (due < today if due else state == "overdue") else RequestOutcome.WAITING
    return {"refused": RequestOutcome.REFUSED, "not_held": RequestOutcome.NOT_HELD}.get(state)


@lru_cache(maxsize=32)
def asked_bodies(dataset: Dataset, round_id: str, today: date) -> tuple[AskedBody, ...]:
    """The bodies that a round asked, each once, in order of their ids.

    Requests that did not reach the body or were withdrawn are left out. Of several requests to one body, the most
    informative outcome counts.
    """
    answers, order = _answers(dataset), list(RequestOutcome)
    best: dict[str, AskedBody] = {}
    requests = dataset.requests
    for row in text_rows(requests[requests["round"] == round_id]):
        outcome = _outcome(row, answers, today.isoformat())
        if outcome is None:
            continue
        body = dataset.row("bodies", row["body"])
        asked = AskedBody(
            row["body"], body["sector"], body["region"], outcome, row["id"], row["address"], row["asked"], row["due"],
            row["state_date"],
        )  # fmt: skip
        before = best.get(row["body"])
        if before is None or order.index(outcome) < order.index(before.outcome):
            best[row["body"]] = asked
    return tuple(best[body] for body in sorted(best))


def round_ids(dataset: Dataset) -> list[str]:
    """The rounds with requests, the latest first: by the last day of asking, then by id."""
    requests = dataset.requests
    in_rounds = requests[requests["round"] != ""]
    last = {str(key): max(group["asked"]) for key, group in in_rounds.groupby("round")}
    return sorted(last, key=lambda key: (last[key], key), reverse=True)


def as_surveys(dataset: Dataset, sector: str = "") -> pd.DataFrame:
    """Each round as survey figures: rows with the columns of ``surveys``, one for each sector with answers.

    They are derived, shown next to other people's figures and never added to them. ``answered`` is the number of bodies
    whose answer says yes or no. ``source`` is the page of the group's first request, as an example.
    """
    rows: list[dict[str, Any]] = []
    pages = {url: key for key, url in zip(dataset.sources["id"], dataset.sources["url"], strict=True)}
    for key in round_ids(dataset):
        bodies = asked_bodies(dataset, key, dataset.released)  # the date does not change what answers say
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


def every_share(dataset: Dataset) -> dict[str, Share]:
    """``survey_shares.shares`` and the shares of our own rounds, which charts of survey figures show too."""
    own = {str(row["id"]): share(row) for _, row in as_surveys(dataset).iterrows()}
    return {**shares(dataset), **own}


@dataclass(frozen=True)
class OpenRequest:
    """A request without a known answer; ``days`` until the answer is due, negative if it is overdue."""

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
        """True if the due date has passed, or the page of the request says so."""
        return self.days < 0 if self.days is not None else self.state == "overdue"


def open_requests(dataset: Dataset, today: date) -> list[OpenRequest]:
    """Requests without a known answer, the longest overdue first, those without a due date last."""
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


def due_soon(requests: Iterable[OpenRequest]) -> list[OpenRequest]:
    """The requests whose answer is due within a week and not overdue."""
    return [request for request in requests if request.days is not None and 0 <= request.days <= SOON]


def latest_answers(bodies: Iterable[AskedBody], most: int = 10) -> list[AskedBody]:
    """The bodies that replied, the latest first."""
    replied = [
        body
        for body in bodies
        if body.outcome not in (RequestOutcome.SILENT, RequestOutcome.OVERDUE, RequestOutcome.WAITING)
    ]
    return sorted(replied, key=lambda body: (body.state_date, body.body), reverse=True)[:most]


def figures(group: RoundProgress) -> dict[str, Any]:
    """The progress of a group as plain numbers for JSON; shares from 0 to 1."""

    def ends(interval: Interval | None) -> list[float] | None:
        return None if interval is None else [round(interval.low, 4), round(interval.high, 4)]

    count = group.outcomes
    return {
        "asked": group.asked,
        "answered": group.answered,
        "said_yes": group.yes,
        "said_no": count[RequestOutcome.NO],
        "not_read": count[RequestOutcome.UNREAD],
        "refused": count[RequestOutcome.REFUSED],
        "not_held": count[RequestOutcome.NOT_HELD],
        "silent": count[RequestOutcome.SILENT],
        "overdue": count[RequestOutcome.OVERDUE],
        "waiting": count[RequestOutcome.WAITING],
        "share_yes": round(group.yes / group.said, 4) if group.said else None,
        "chance": ends(group.chance),
        "bounds": ends(group.limits),
    }


def rounds(dataset: Dataset, today: date) -> dict[str, dict[str, Any]]:
    """For each round, its ``name`` and ``figures``, and the figures by sector and by region (GSS code, or ``UK``)."""
    result = {}
    for key in round_ids(dataset):
        bodies = asked_bodies(dataset, key, today)
        by_sector = progress_by(bodies, lambda body: body.sector)
        by_region = progress_by(bodies, lambda body: body.region or UK_WIDE)
        result[key] = {
            "name": str(dataset.row("survey_rounds", key)["name"]),
            **figures(progress(bodies)),
            "by_sector": {sector: figures(by_sector[sector]) for sector in sorted(by_sector)},
            "by_region": {region: figures(by_region[region]) for region in sorted(by_region)},
        }
    return result
