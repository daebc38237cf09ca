"""Dated events: the rules in force here and abroad, the sources of an event, and the bodies that changed course."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from whosecameras.analysis.queries import counted_bodies, text_rows
from whosecameras.analysis.status import last_day_of, stops_in_force
from whosecameras.record.loading import LIST_SEPARATOR, Dataset
from whosecameras.record.schema import BROAD_KIND_OF, BROAD_KINDS, IN_FORCE, Finding

#: The choice of place for all parts of the United Kingdom.
UK_PLACES = "uk"
UK_LANES = ("uk_government", "nations", "councils")
_UK_STARTS = ("United Kingdom", "England", "Scotland", "Wales", "Northern Ireland", "Local: ")
#: Kinds of act that bind somebody, as opposed to statements and findings.
RULE_KINDS = ("legislation", "directive", "ban", "restriction")
#: The role of events that say how far the UK rules reach; statements, not rules.
REACH = "reach"

#: How a body changed course.
REMOVING, REMOVED, STOPPED, PAUSED, RULED_OUT = (
    "Said it would remove",
    "Removed",
    "Stopped buying",
    "Paused buying",
    "Ruled it out",
)
#: Which change a finding reports.
CHANGE_OF = {
    Finding.REMOVING: REMOVING,
    Finding.REMOVED: REMOVED,
    Finding.USED_PREVIOUSLY: REMOVED,
    Finding.STOPPED_BUYING: STOPPED,
    Finding.PAUSED_BUYING: PAUSED,
}


def filter_events(
    dataset: Dataset, jurisdiction: str = "", kind: str = "", vendor: str = "", lane: str = "", year: str = ""
) -> pd.DataFrame:
    """The events (columns of ``events``) that match every filter that is not blank, oldest first.

    ``kind`` is one of ``BROAD_KINDS``.
    """
    events = dataset.events
    keep = pd.Series(True, index=events.index)
    if jurisdiction == UK_PLACES:
        keep &= events["jurisdiction"].str.startswith(_UK_STARTS)
    elif jurisdiction:
        keep &= events["jurisdiction"] == jurisdiction
    if kind:
        keep &= events["kind"].map(BROAD_KIND_OF) == kind
    if lane:
        keep &= events["lane"] == lane
    if vendor:
        keep &= events["vendors"].map(lambda text: vendor in str(text).split(LIST_SEPARATOR))
    if year:
        keep &= events["date"].str[:4] == year
    return events[keep].sort_values(["date", "id"])


def kind_counts(events: pd.DataFrame) -> dict[str, int]:
    """The number of ``events`` of each of ``BROAD_KINDS`` that occurs, in their order."""
    found = events["kind"].map(BROAD_KIND_OF).value_counts()
    return {kind: int(found[kind]) for kind in BROAD_KINDS if kind in found.index}


def events_by_year(
    dataset: Dataset, jurisdiction: str = "", kind: str = "", vendor: str = "", lane: str = ""
) -> dict[str, list[str]]:
    """Ids of the events that ``filter_events`` returns by year, newest year and newest event first."""
    newest = filter_events(dataset, jurisdiction, kind, vendor, lane)[::-1]
    found: dict[str, list[str]] = {}
    for event, iso in zip(newest["id"], newest["date"], strict=True):
        found.setdefault(str(iso)[:4], []).append(str(event))
    return found


@lru_cache(maxsize=4)
def _sources(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """The sources of each event, the main one first."""
    events, further = dataset.events, dataset.event_sources
    found = {str(event): [str(source)] for event, source in zip(events["id"], events["source"], strict=True)}
    for event, source in zip(further["event"], further["source"], strict=True):
        found[str(event)].append(str(source))
    return {event: tuple(dict.fromkeys(sources)) for event, sources in found.items()}


def event_sources(dataset: Dataset, event: str) -> tuple[str, ...]:
    """Ids of all sources of an event, the main one first; ``KeyError`` if there is no such event."""
    return _sources(dataset)[event]


def event_bodies(dataset: Dataset, event: str) -> dict[str, str]:
    """The bodies that an event names: ``{body id: name}``."""
    named = dataset.event_bodies
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    return {str(body): str(names[body]) for body in named.loc[named["event"] == event, "body"]}


def rules_in_force(dataset: Dataset) -> pd.DataFrame:
    """The rows of ``events`` with a state: rules in force, then targets with an unknown outcome, then the rest."""
    rules = dataset.events
    rules = rules[rules["in_force"] != ""]
    order = rules["in_force"].map([*IN_FORCE].index)
    return rules.assign(order=order).sort_values(["order", "date", "id"]).drop(columns="order")


def rules_reach_events(dataset: Dataset) -> list[dict[str, str]]:
    """The events about the reach of the UK rules, oldest first: their columns, as text; empty if none is marked."""
    events = dataset.events
    return text_rows(events[events["role"] == REACH].sort_values(["date", "id"]))


def rules_in_other_countries(dataset: Dataset) -> pd.DataFrame:
    """The rows of ``events`` on decisions, statements and findings in other countries, by place, oldest first."""
    events = dataset.events
    return events[events["lane"] == "other_countries"].sort_values(["jurisdiction", "date", "id"])


@dataclass(frozen=True)
class ChangeOfCourse:
    """A body's change of course, as reported by the earliest direct statement of it.

    ``date`` is ISO, full or partial, ``""`` if no source gives one; ``vendors`` are ids as in the row;
    ``id`` is that of the finding or the event, and ``statements`` the number of rows that report the change.
    """

    body: str
    change: str
    date: str
    source: str
    vendors: str
    detail: str
    id: str
    statements: int = 1

    @property
    def order(self) -> tuple[bool, datetime.date]:
        """Sort key: the last day that its date can mean; undated changes come last."""
        return not self.date, last_day_of(self.date)


def _changes_in_findings(dataset: Dataset) -> list[ChangeOfCourse]:
    """Every direct finding of a change of course that has not been reversed."""
    findings, in_force = dataset.findings, stops_in_force(dataset)
    found = []
    for row in text_rows(findings[findings["basis"] == "direct"]):
        change = CHANGE_OF.get(Finding(row["finding"]))
        if change and (change not in (STOPPED, PAUSED) or row["id"] in in_force):
            said = ChangeOfCourse(
                row["body"], change, row["as_of"], row["source"], row["vendor"], row["detail"], row["id"]
            )
            found.append(said)
    return found


def _bans(dataset: Dataset) -> list[ChangeOfCourse]:
    """Every UK ban that names a body which, by a direct finding, does not use the cameras."""
    findings, events, named = dataset.findings, dataset.events, dataset.event_bodies
    direct = findings[findings["basis"] == "direct"]
    without = set(direct.loc[direct["finding"] == Finding.DOES_NOT_USE, "body"])
    bans = {row["id"]: row for row in text_rows(events[(events["kind"] == "ban") & events["lane"].isin(UK_LANES)])}
    found = []
    for event, body in zip(named["event"], named["body"], strict=True):
        if event in bans and body in without:
            ban = bans[event]
            said = (ban["date"], ban["source"], ban["vendors"], ban["summary"], ban["id"])
            found.append(ChangeOfCourse(str(body), RULED_OUT, *said))
    return found


@lru_cache(maxsize=4)
def changes_of_course(dataset: Dataset) -> tuple[ChangeOfCourse, ...]:
    """Public bodies that said they would remove, removed, stopped or paused buying, or ruled one out; oldest first.

    One for each body and change, dated by its earliest direct statement. Dates are compared by the last day that they
    can mean, so “October 2022” is earlier than “2022”, and a change without a date comes last. Inferred changes do not
    count, nor does a stop to buying that a later statement says has ended. “Ruled it out” needs both a ban by the body
    itself and a finding that it does not use the cameras.
    """
    grouped: dict[tuple[str, str], list[ChangeOfCourse]] = {}
    public = set(counted_bodies(dataset)["id"])
    for one in (*_changes_in_findings(dataset), *_bans(dataset)):
        if one.body not in public:
            continue
        grouped.setdefault((one.body, one.change), []).append(one)
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    first = []
    for same in grouped.values():
        earliest = min(same, key=lambda one: (*one.order, one.id))
        first.append(replace(earliest, statements=len(same)))
    return tuple(sorted(first, key=lambda one: (*one.order, names[one.body], one.change)))


def bodies_that_changed_course(dataset: Dataset) -> tuple[str, ...]:
    """Ids of the bodies in ``changes_of_course``, each once, in its order."""
    return tuple(dict.fromkeys(one.body for one in changes_of_course(dataset)))
