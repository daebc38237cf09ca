"""UK rules by whom they bind, and the timeline's turning points, both selected by columns in the data."""

from __future__ import annotations

import pandas as pd

from whosecameras.analysis.queries import text_rows
from whosecameras.analysis.timeline import REACH, event_sources
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import BOUND

#: The role of further events that the timeline names.
TURNING_POINT = "turning_point"
#: Rules in force, and targets reported met, are turning points whatever their role.
_DECISIVE = ("yes", "reported_complete")


def rules_by_bound(dataset: Dataset) -> dict[str, list[dict[str, str]]]:
    """The rules in force by whom they bind: ``{role: rows of events as text, oldest first}``, for all of ``BOUND``."""
    events = dataset.events
    rules = text_rows(events[events["in_force"] == "yes"].sort_values(["date", "id"]))
    return {role: [rule for rule in rules if rule["role"] == role] for role in BOUND}


def newest_reach(dataset: Dataset) -> list[dict[str, str]]:
    """The newest event about the reach of the UK rules, as text, in a list; empty if none is marked."""
    events = dataset.events
    return text_rows(events[events["role"] == REACH].sort_values(["date", "id"]).tail(1))


def official_first(dataset: Dataset, event: str) -> tuple[str, ...]:
    """Ids of all sources of an event by grade: the public body's own words, officials and Parliament first."""
    grades = dict(zip(dataset.sources["id"], dataset.sources["grade"], strict=True))
    return tuple(sorted(event_sources(dataset, event), key=lambda source: str(grades[source])))


def turning_points(dataset: Dataset, events: pd.DataFrame) -> list[dict[str, str]]:
    """The turning points among some ``events``, oldest first, as text.

    These are the rules in force, targets reported met, the newest statement on the reach of the rules, and events
    marked as turning points.
    """
    reach = {row["id"] for row in newest_reach(dataset)}
    keep = events["in_force"].isin(_DECISIVE) | (events["role"] == TURNING_POINT) | events["id"].isin(reach)
    return text_rows(events[keep].sort_values(["date", "id"]))
