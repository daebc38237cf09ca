"""What the front page says: the headline with its counts, three facts, what is not known, and where to go next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from whosecameras.analysis.status import body_statuses
from whosecameras.analysis.survey_shares import share
from whosecameras.charts import sectors, shares, timeline
from whosecameras.record.geography import area_ids
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import VENDOR_UNSPECIFIED, Flag, Status
from whosecameras.text import gaps, wording

NEWEST = 10
MAP_HEIGHT = 620  # pixels


@dataclass(frozen=True)
class PageLink:
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
    row = shares.headline_survey(dataset)
    one = share(row)
    asker = dataset.row("survey_rounds", str(row["survey"]))
    makes = wording.manufacturer(dataset, VENDOR_UNSPECIFIED)
    sentence = (
        f"{wording.fraction(one)} bodies that answered {asker['asker']}"
        f"{' (' + str(asker['period']) + ')' if asker['period'] else ''} said yes. "
        f"{wording.silence(one)} {wording.both_shares(one)}"
    )
    known = body_statuses(dataset)
    councils = list(dataset.bodies.loc[_principal(dataset), "id"])
    blank = sum(known[body].status is Status.UNKNOWN for body in councils)
    spoken_of = dataset.findings["body"].nunique()
    group_only = sum(Flag.COLLECTIVE_ONLY in one.flags for one in known.values())
    stopping = timeline.bodies_that_changed_course(dataset)["body"].nunique()
    return Headline(
        title=f"{wording.share_of(one.computed or 0, 'public bodies that answered')} use {makes} cameras",
        sentence=sentence.strip(),
        facts=(
            Fact(
                wording.number(spoken_of),
                f"{'body' if spoken_of == 1 else 'bodies'} that sources speak of, {wording.number(group_only)} only in "
                "a statement about a group",
                "See them by sector",
                "sectors",
            ),
            Fact(
                f"{wording.number(blank)} of {wording.number(len(councils))}",
                "principal councils with no public evidence either way",
                "See the map",
                "map",
            ),
            Fact(
                wording.number(stopping),
                f"{'body' if stopping == 1 else 'bodies'} reported removing, buying no more or ruling a make out",
                "See what was done",
                "timeline",
                part="what-changed",
            ),
        ),
    )


def _principal(dataset: Dataset) -> pd.Series:
    bodies = dataset.bodies
    return (bodies["sector"] == "council") & (bodies["code"] != "") & (bodies["replaced_by"] == "")


def not_known(dataset: Dataset) -> tuple[str, ...]:
    """What a reader must not take from the page, as sentences."""
    return gaps.on_the_front(dataset)


def register(dataset: Dataset) -> str:
    """How many bodies the register holds, and of how many something is known, as a sentence."""
    return wording.register_sentence(dataset)


def held(dataset: Dataset) -> str:
    """Which lists the register has whole, for a visitor whose body is not in it."""
    councils = int(((dataset.bodies["sector"] == "council") & (dataset.bodies["replaced_by"] == "")).sum())
    return (
        f"The list has all {wording.numbered(councils, 'principal council')} and all "
        f"{wording.numbered(len(area_ids('police24')), 'territorial police force')} of the UK. Of other public "
        "bodies it "
        "has only those that a source names."
    )


def questions(dataset: Dataset) -> list[PageLink]:
    """Three questions that the explorer answers at once; none takes for granted what the record may not hold."""
    differ = sectors.disagreements(dataset)["Sector"]
    name = str(differ.value_counts().idxmax()) if len(differ) else ""
    key = next((key for key, one in shares.sector_names(dataset).items() if one == name), "")
    return [
        PageLink("Which councils are named as users, and which as having none?", "map", (("layer", "hexagons"),)),
        PageLink(f"{name}: where do the figures disagree?", "sectors", (("sector", key),))
        if key
        else PageLink("Who was asked, and how many said yes?", "sectors"),
        PageLink("Which rules are in force today?", "timeline"),
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
            "Date": [wording.date(one) for one in findings["as_of"]],
            "Body": [bodies[one] for one in findings["body"]],
            "Statement": list(findings["detail"]),
            "Source": [sources.at[one, "publisher"] for one in findings["source"]],
            "Link": [sources.at[one, "url"] for one in findings["source"]],
            "body": list(findings["body"]),
        }
    )
