"""The content of the home page: headline with counts, three facts, what is not known, and links."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from whosecameras.analysis.areas import principal_councils
from whosecameras.analysis.counts import tally
from whosecameras.analysis.queries import registered_bodies
from whosecameras.analysis.registers import whole_sectors
from whosecameras.analysis.sectors import most_disputed, sector_name
from whosecameras.analysis.survey_shares import headline_survey, share
from whosecameras.analysis.timeline import bodies_that_changed_course, event_sources
from whosecameras.content.body_profile import Row
from whosecameras.content.record_index import records
from whosecameras.record.geography import area_ids
from whosecameras.record.loading import Dataset
from whosecameras.record.registers import LICENCES
from whosecameras.record.schema import UNIQUE_NAMES, VENDOR_UNSPECIFIED
from whosecameras.text import gaps, wording
from whosecameras.text.sector_words import in_a_sentence

NEWEST = 10
MAP_HEIGHT = 620  # pixels


@dataclass(frozen=True)
class PageLink:
    """A link to an explorer page with its controls set."""

    label: str
    page: str
    query: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Fact:
    """A figure with what it counts and a link; ``part`` is a section of the website page."""

    figure: str
    label: str
    link_label: str
    page: str
    query: tuple[tuple[str, str], ...] = ()
    part: str = ""


@dataclass(frozen=True)
class Headline:
    """The first screen: a title with the main finding, a sentence with its counts, three facts."""

    title: str
    sentence: str
    facts: tuple[Fact, ...]


@lru_cache(maxsize=4)
def headline(dataset: Dataset) -> Headline:
    """The text of the first screen, derived from the data."""
    row = headline_survey(dataset)
    leading = share(row)
    asker = dataset.row("survey_rounds", str(row["survey"]))
    brands = wording.manufacturer(dataset, VENDOR_UNSPECIFIED)
    sentence = (
        f"{wording.fraction(leading)} bodies that answered {asker['asker']} said yes. "
        f"{wording.silence(leading)} {wording.both_shares(leading)}"
    )
    everybody, councils = tally(dataset), tally(dataset, sectors=("council",), existing=True)
    stopping = len(bodies_that_changed_course(dataset))
    return Headline(
        title=f"{wording.share_of(leading.computed or 0, 'public bodies that answered')}"
        f"{' in ' + str(asker['period']) if asker['period'] else ''} said that they used {brands} cameras",
        sentence=sentence.strip(),
        facts=(
            Fact(
                wording.number(everybody.named),
                f"{'public body' if everybody.named == 1 else 'public bodies'} named in a source; "
                f"{wording.number(everybody.group_only)} more only in a claim about a group",
                "See them by sector",
                "sectors",
            ),
            Fact(
                f"{wording.number(councils.unknown)} of {wording.number(councils.total)}",
                "principal councils with no public evidence either way",
                "See the map",
                "map",
            ),
            Fact(
                wording.number(stopping),
                f"{'body' if stopping == 1 else 'bodies'} that said they would remove, stop or pause buying, or rule "
                "out the cameras",
                "See what was done",
                "rules",
                part="what-changed",
            ),
        ),
    )


@dataclass(frozen=True)
class SourcedLine:
    """A sentence with the ids of its sources."""

    text: str
    sources: tuple[str, ...]


@lru_cache(maxsize=4)
def context(dataset: Dataset) -> tuple[SourcedLine, ...]:
    """Who the companies are, and why they matter: one line each, left out if the record has no row for it."""
    return tuple(filter(None, (_who(dataset), _why(dataset))))


def _who(dataset: Dataset) -> SourcedLine | None:
    """The country where the companies have their headquarters, if it is the same for all."""
    facts = dataset.tables["vendor_facts"]
    facts = facts[facts["key"] == "headquarters"].sort_values("as_of").drop_duplicates("vendor", keep="last")
    names = wording.manufacturers(dataset)
    countries = {str(value).rsplit(", ", 1)[-1] for value in facts["value"]}
    if len(countries) != 1 or set(facts["vendor"]) != set(names):
        return None
    years = wording.listed(sorted({str(when)[:4] for when in facts["as_of"]}))
    lead = f"{wording.listed([*names.values()])} are camera manufacturers with headquarters in {countries.pop()}"
    return SourcedLine(f"{lead} (as reported in {years}).", tuple(map(str, facts["source"])))


def _why(dataset: Dataset) -> SourcedLine | None:
    """The earliest instruction to UK public bodies that is still in force."""
    events = dataset.events
    instructions = events[
        (events["kind"] == "directive") & (events["in_force"] == "yes") & (events["jurisdiction"] == "United Kingdom")
    ].sort_values(["date", "id"])
    if instructions.empty:
        return None
    first = instructions.iloc[0]
    grades = dict(zip(dataset.sources["id"], dataset.sources["grade"], strict=True))
    best = min(event_sources(dataset, str(first["id"])), key=grades.__getitem__)
    title = str(first["title"]).rstrip(".")
    return SourcedLine(
        f"In force since {wording.date(str(first['date']))}, as far as we could find out: {title} ({first['actor']}).",
        (best,),
    )


def not_known(dataset: Dataset) -> tuple[str, ...]:
    """Sentences on what a reader must not conclude from the page."""
    return gaps.on_the_front(dataset)


#: The title of the search page.
FIND = "Find your council, school, hospital or police force"


def register(dataset: Dataset) -> str:
    """A sentence on the number of bodies in the register, and how many have evidence."""
    return wording.register_sentence(dataset)


def held(dataset: Dataset) -> str:
    """A sentence on which sectors are complete, for a visitor whose body is not listed."""
    councils = len(principal_councils(dataset))
    complete = [sector for sector in whole_sectors(dataset) if sector not in UNIQUE_NAMES]
    names = wording.listed([in_a_sentence(sector_name(dataset, sector)) for sector in complete])
    also = f" By official lists it also has all {names}, as they were on the day of the list." if complete else ""
    return (
        f"The list has all {wording.numbered(councils, 'principal council')} and all "
        f"{wording.numbered(len(area_ids('police24')), 'territorial police force')} of the UK.{also} Its lists of "
        "other public bodies are not complete."
    )


def register_dates(dataset: Dataset) -> tuple[str, ...]:
    """The dates of the oldest and the newest register in words; empty without registers."""
    editions = sorted(map(str, dataset.tables["registers"]["edition"]))
    return tuple(wording.date(edition) for edition in (editions[0], editions[-1])) if editions else ()


def lists(dataset: Dataset) -> list[Row]:
    """The official lists that the search covers, by sector: rows of ``registers`` with sector and licence in words."""
    names = dict(zip(dataset.sectors["id"], dataset.sectors["plural"], strict=True))
    order = dict(zip(dataset.sectors["id"], dataset.sectors["order"], strict=True))
    rows = records(dataset.tables["registers"])
    return [
        {**row, "sector_name": str(names[row["sector"]]), "licence": LICENCES[row["licence"]]}
        for row in sorted(rows, key=lambda row: (order[row["sector"]], row["nation"] != "United Kingdom", row["name"]))
    ]


def on_registers(dataset: Dataset) -> str:
    """A sentence on how many bodies only an official register names, and how old those registers are."""
    bodies = registered_bodies(dataset)
    if bodies.empty or not register_dates(dataset):
        return ""
    kinds = dataset.sectors[dataset.sectors["id"].isin(bodies["sector"])].sort_values("order")["plural"]
    named = [kind if kind[:2].isupper() else kind.lower() for kind in map(str, kinds)]
    first, last = register_dates(dataset)
    return (
        f"{wording.number(len(bodies))} of these {wording.are(len(bodies))} here because an official register lists "
        f"them: {wording.listed(named)}. These registers are dated {first} to {last}."
    )


def questions(dataset: Dataset) -> list[PageLink]:
    """Three questions that the explorer answers directly, only about things that the record has."""
    disputed = next(iter(most_disputed(dataset)), "")
    return [
        PageLink("Which councils are named as users, and which as having none?", "map", (("layer", "hexagons"),)),
        PageLink(
            f"{sector_name(dataset, disputed)}: where do the figures disagree?", "sectors", (("sector", disputed),)
        )
        if disputed
        else PageLink("Who was asked, and how many said yes?", "sectors"),
        PageLink("Which rules are in force today?", "rules"),
    ]


@lru_cache(maxsize=4)
def newest(dataset: Dataset) -> pd.DataFrame:
    """The newest findings: ``Date, Body, Statement, Source, Link`` (its address), ``body`` and ``source`` (their ids).

    Do not modify.
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
            "source": list(findings["source"]),
        }
    )


class NewestStatement(NamedTuple):
    """What a source said of a public body, and the others of which it said the same on the same day.

    ``row`` is that of ``newest``; ``same`` has the id and name of each other body.
    """

    row: Row
    same: tuple[tuple[str, str], ...]


def newest_statements(dataset: Dataset) -> tuple[NewestStatement, ...]:
    """The newest findings, one for each statement: a source that names nine councils is not told nine times."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for cells in newest(dataset).to_dict("records"):
        row = {str(column): cell for column, cell in cells.items()}
        groups.setdefault((row["Date"], row["Statement"], row["source"]), []).append(row)
    return tuple(
        NewestStatement(first, tuple((row["body"], row["Body"]) for row in others))
        for first, *others in groups.values()
    )
