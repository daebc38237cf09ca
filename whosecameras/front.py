"""What the front page says: the headline with its counts, three facts, what is not known, and where to go next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from whosecameras import words
from whosecameras.charts import timeline
from whosecameras.charts.shares import headline as headline_row
from whosecameras.load import Dataset
from whosecameras.model import VENDOR_UNSPECIFIED, Flag, Status
from whosecameras.places import area_ids
from whosecameras.rates import share
from whosecameras.status import standings

_TENTHS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
NEWEST = 10
MAP_HEIGHT = 620  # pixels


@dataclass(frozen=True)
class Link:
    """A link into the explorer: a page and its controls."""

    label: str
    page: str
    query: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Fact:
    """One figure with what it counts and where to follow it; ``part`` is the part of the website's page."""

    figure: str
    label: str
    link_label: str
    page: str
    query: tuple[tuple[str, str], ...] = ()
    part: str = ""


@dataclass(frozen=True)
class Headline:
    """The first screen: a title that says the finding, the sentence with its counts, three facts."""

    title: str
    sentence: str
    facts: tuple[Fact, ...]


@lru_cache(maxsize=4)
def headline(dataset: Dataset) -> Headline:
    """The first screen's words, all from the data."""
    row = headline_row(dataset)
    one = share(row)
    asker = dataset.row("survey_rounds", str(row["survey"]))
    makes = words.vendor(dataset, VENDOR_UNSPECIFIED)
    tenths = _TENTHS[round((one.computed or 0) * 10)]
    sentence = (
        f"{words.fraction(one)} bodies that answered {asker['asker']}’s freedom-of-information requests of "
        f"{asker['period']} said yes. {words.silence(one)} {words.both_shares(one)}"
    )
    known = standings(dataset)
    councils = list(dataset.bodies.loc[_principal(dataset), "id"])
    blank = sum(known[body].status is Status.UNKNOWN for body in councils)
    spoken_of = dataset.findings["body"].nunique()
    group_only = sum(Flag.COLLECTIVE_ONLY in one.flags for one in known.values())
    stopping = timeline.changes(dataset)["body"].nunique()
    return Headline(
        title=f"{tenths} in ten public bodies that answered use {makes} cameras",
        sentence=sentence.strip(),
        facts=(
            Fact(
                words.number(spoken_of),
                f"bodies that sources speak of, {words.number(group_only)} only in a statement about a group",
                "See them by sector",
                "sectors",
            ),
            Fact(
                f"{words.number(blank)} of {words.number(len(councils))}",
                "principal councils with no public evidence either way",
                "See the map",
                "map",
            ),
            Fact(
                words.number(stopping),
                "bodies reported removing, buying no more or ruling a make out",
                "See what was done",
                "timeline",
                part="what-changed",
            ),
        ),
    )


def _principal(dataset: Dataset) -> pd.Series:
    bodies = dataset.bodies
    return (bodies["sector"] == "council") & (bodies["code"] != "") & (bodies["replaced_by"] == "")


@lru_cache(maxsize=4)
def not_known(dataset: Dataset) -> tuple[str, ...]:
    """What a reader must not take from the page, as sentences."""
    known = standings(dataset)
    bodies = dataset.bodies[_principal(dataset)]
    english = bodies[bodies["nation"] == "England"]
    blank = sum(known[body].status is Status.UNKNOWN for body in english["id"])
    group_only = sum(Flag.COLLECTIVE_ONLY in one.flags for one in known.values())
    stale = sum(Flag.STALE in one.flags for one in known.values())
    with_evidence = dataset.findings["body"].nunique()
    return (
        f"Of {words.number(blank)} of {words.number(len(english))} principal councils in England no page that we could "
        "read says whether they use the cameras. The surveys say that most councils which answered were users, so most "
        "of these blanks are gaps in the record.",
        "London alone of the nine English regions has a survey figure of its own. Regional maps rest on what is said "
        "of single bodies and are floors, not rates.",
        f"For {words.number(group_only)} bodies the only evidence is a statement about a whole group, such as every "
        "council of Northern Ireland. They are drawn apart and can be switched off.",
        f"For {words.number(stale)} of {words.number(with_evidence)} bodies with evidence the newest of it is older "
        "than three years. What has changed since is not on the record.",
        "Whether the government met its target to clear sensitive sites by April 2025 was not found.",
    )


def register(dataset: Dataset) -> str:
    """How many bodies the register holds, and of how many something is known, as a sentence."""
    return words.register_sentence(dataset)


def held(dataset: Dataset) -> str:
    """Which lists the register has whole, for a visitor whose body is not in it."""
    councils = int(((dataset.bodies["sector"] == "council") & (dataset.bodies["replaced_by"] == "")).sum())
    return (
        f"The list has all {words.number(councils)} principal councils and all "
        f"{words.number(len(area_ids('police24')))} territorial police forces of the UK. Of other public bodies it has "
        "only those that a source names."
    )


def questions(dataset: Dataset) -> list[Link]:
    """Three questions that the explorer answers at once."""
    return [
        Link("Which Scottish councils are named, and which say they have none?", "map", (("layer", "hexagons"),)),
        Link("Where do the police figures disagree?", "sectors", (("sector", "police"),)),
        Link("Which rules are in force today?", "timeline"),
    ]


@lru_cache(maxsize=4)
def newest(dataset: Dataset) -> pd.DataFrame:
    """The newest findings, for a reader: ``Date, Body, Statement, Source, Link`` (its address) and ``body``; not to be
    changed.
    """
    findings = dataset.findings.sort_values(["as_of", "id"], ascending=[False, True]).head(NEWEST)
    bodies = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    sources = dataset.sources.set_index("id")
    return pd.DataFrame(
        {
            "Date": [words.date(one) for one in findings["as_of"]],
            "Body": [bodies[one] for one in findings["body"]],
            "Statement": list(findings["detail"]),
            "Source": [sources.at[one, "publisher"] for one in findings["source"]],
            "Link": [sources.at[one, "url"] for one in findings["source"]],
            "body": list(findings["body"]),
        }
    )
