"""Rules that the derivation of statuses relies on, about rows and about derived values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pandas as pd

from whosecameras.analysis import counts, queries, status
from whosecameras.analysis.name_keys import normalise
from whosecameras.publishing.validation_rows import problem, rows
from whosecameras.record.loading import Dataset, Problem, RawRecord, is_date, shown
from whosecameras.record.schema import OWNER_PUBLIC, VENDOR_UNSPECIFIED, VENDORS, Finding, Flag, Status, regime_of

COLLECTIVE = "collective"
SILENCES = (Finding.REFUSED, Finding.NO_ANSWER, Finding.NOT_HELD)
#: Columns that identify a survey figure: the same round asked the same bodies the same question.
FIGURE = ("survey", "sector", "geography", "vendor_scope", "measure")
#: Measures that a round asks once; others, such as a count of cameras, may have several meanings.
ASKED_ONCE = ("uses", "does_not_use", "refused", "no_answer", "responded")
_UNNAMED = re.compile(r"\b(un|not )named\b|\bunknown\b", re.IGNORECASE)


def silence_is_of_the_body_itself(reading: RawRecord) -> Iterator[Problem]:
    """A refusal or silence is the body's own: a claim about a group does not say who was asked."""
    for row in rows(reading, "findings", "finding", "basis"):
        if row["finding"] in set(map(str, SILENCES)) and row["basis"] == COLLECTIVE:
            message = (
                f"{shown(COLLECTIVE)} does not go with {row['finding']}; only keep statements that name who was asked"
            )
            yield problem("findings", row.line, "basis", message)


def deadlines_are_of_promises(reading: RawRecord) -> Iterator[Problem]:
    """Only a promise to remove has a due date, and it is not earlier than the promise."""
    for row in rows(reading, "findings", "finding", "as_of", "due"):
        if not row["due"]:
            continue
        if row["finding"] != Finding.REMOVING:
            message = f"{shown(row['due'])} does not go with {row['finding']}; only {Finding.REMOVING} has a deadline"
            yield problem("findings", row.line, "due", message)
        elif is_date(row["due"]) and is_date(row["as_of"]) and status.is_surely_after(row["as_of"], row["due"]):
            message = (
                f"{shown(row['due'])} had passed when the promise was made ({row['as_of']}); correct one of the two"
            )
            yield problem("findings", row.line, "due", message)


def a_survey_figure_stands_once(reading: RawRecord) -> Iterator[Problem]:
    """A survey round has one figure for each sector, place and question; repeats are in survey_repeats."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows(reading, "surveys", *FIGURE):
        key = tuple(row[column] for column in FIGURE)
        if row["measure"] in ASKED_ONCE and all(key) and first.setdefault(key, row.line) != row.line:
            message = f"this figure is on line {first[key]}; move the further source to survey_repeats.csv"
            yield problem("surveys", row.line, "survey", message)


def repeats_are_of_another_source(reading: RawRecord) -> Iterator[Problem]:
    """A repeat of a survey figure has a different source from the figure, and appears once."""
    source_of = {row["id"]: row["source"] for row in rows(reading, "surveys", "id", "source")}
    first: dict[tuple[str, str], int] = {}
    for row in rows(reading, "survey_repeats", "figure", "source"):
        key = (row["figure"], row["source"])
        if source_of.get(row["figure"]) == row["source"] or first.setdefault(key, row.line) != row.line:
            message = f"{shown(row['source'])} is already a source of {row['figure']}; remove the row"
            yield problem("survey_repeats", row.line, "source", message)


def brands_stand_once(reading: RawRecord) -> Iterator[Problem]:
    """A source links a brand to a manufacturer only once."""
    first: dict[tuple[str, str, str], int] = {}
    for row in rows(reading, "brands", "name", "vendor", "source"):
        key = (normalise(row["name"]), row["vendor"], row["source"])
        if all(key) and first.setdefault(key, row.line) != row.line:
            message = f"{shown(row['name'])} is on line {first[key]} with this source; remove one of the two"
            yield problem("brands", row.line, "name", message)


def brands_are_not_companies(reading: RawRecord) -> Iterator[Problem]:
    """A brand's name is not that of a manufacturer."""
    companies = {normalise(row["name"]) for row in rows(reading, "vendors", "name")}
    for row in rows(reading, "brands", "name"):
        if normalise(row["name"]) in companies - {""}:
            message = f"{shown(row['name'])} is the name of a manufacturer; name the brand, or remove the row"
            yield problem("brands", row.line, "name", message)


def _matching(column: str, pattern: re.Pattern[str], frame: pd.DataFrame) -> pd.Series[bool]:
    return frame[column].map(lambda text: bool(pattern.search(text))).astype(bool)


def bodies_have_a_name(reading: RawRecord) -> Iterator[Problem]:
    """Every listed body has a name; a statement about an unnamed school or hospital is a report about a place."""
    unnamed = partial(_matching, "name", _UNNAMED)
    for row in rows(reading, "bodies", "name", where=unnamed):
        if _UNNAMED.search(row["name"]):
            message = f"{shown(row['name'])} is not a name; move the statements about it to place_reports.csv"
            yield problem("bodies", row.line, "name", message)


def laws_have_their_source(reading: RawRecord) -> Iterator[Problem]:
    """A freedom of information law with a time limit has a name and a source for the limit."""
    for row in rows(reading, "foi_regimes", "act", "working_days", "source"):
        for column in ("act", "source") if row["working_days"] else ():
            if not row[column]:
                message = f"is blank, but working_days is {row['working_days']}; name the Act and its source"
                yield problem("foi_regimes", row.line, column, message)


def laws_fit_nations(reading: RawRecord) -> Iterator[Problem]:
    """The Scottish Act applies to public bodies of Scotland, and the 2000 Act to all others."""
    acts = {row["id"] for row in rows(reading, "foi_regimes", "id", "working_days") if row["working_days"]}

    def other(frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["foi"].isin(acts) & (frame["foi"] != frame["nation"].map(regime_of))

    for row in rows(reading, "bodies", "nation", "foi", where=other):
        if row["nation"] and row["foi"] in acts and row["foi"] != regime_of(row["nation"]):
            message = f"{shown(row['foi'])} does not go with {row['nation']}; use {regime_of(row['nation'])}"
            yield problem("bodies", row.line, "foi", message)


RULES = (
    silence_is_of_the_body_itself,
    deadlines_are_of_promises,
    a_survey_figure_stands_once,
    repeats_are_of_another_source,
    brands_stand_once,
    brands_are_not_companies,
    bodies_have_a_name,
    laws_have_their_source,
    laws_fit_nations,
)


def claims_about_groups_count_nobody(dataset: Dataset) -> Iterator[Problem]:
    """A claim about a whole group only decides its own status, and does not count as naming a body."""
    claims = set(dataset.findings.loc[dataset.findings["basis"] == COLLECTIVE, "id"])
    for body, standing in status.body_statuses(dataset).items():
        resting = set(standing.decided_by) & claims
        if standing.status is not Status.GROUP_ONLY and resting:
            message = f"“{standing.status}” of {body} is based on {min(resting)}, a claim about a group; report this"
            yield problem("findings", 0, "basis", message)


def only_public_bodies_are_counted(dataset: Dataset) -> Iterator[Problem]:
    """Counts of public bodies leave out those with a royal, private or charitable owner."""
    bodies, named = dataset.bodies, set(dataset.findings["body"])
    rest = zip(bodies["id"], bodies["owner"], bodies["replaced_by"], strict=True)
    expected = sum(owner == OWNER_PUBLIC and (not gone or body in named) for body, owner, gone in rest)
    expected += len(queries.registered_bodies(dataset))
    if counts.tally(dataset).total != expected:
        message = f"{counts.tally(dataset).total} public bodies are counted, but there are {expected}; report this"
        yield problem("bodies", 0, "owner", message)


def ages_count_from_the_first_day(dataset: Dataset) -> Iterator[Problem]:
    """A status is recent only if the first possible day of its newest deciding finding is recent."""
    dates_of = dict(zip(dataset.findings["id"], dataset.findings["as_of"], strict=True))
    for body, standing in status.body_statuses(dataset).items():
        dates = [dates_of.get(finding, "") for finding in standing.decided_by]
        expected = status.age_of(max(dates, key=status.first_day_of), dataset.released) if dates else ""
        if standing.age != expected:
            message = (
                f"the status of {body} is called {shown(str(standing.age))} but is based on {max(dates)}; report this"
            )
            yield problem("findings", 0, "as_of", message)


def promises_are_not_deeds(dataset: Dataset) -> Iterator[Problem]:
    """“Reported removed” is based on a source that says so, never on a promise."""
    promises = set(dataset.findings.loc[dataset.findings["finding"] == Finding.REMOVING, "id"])
    for body, standing in status.body_statuses(dataset).items():
        if standing.status is Status.REMOVED and promises & set(standing.decided_by):
            message = f"“{standing.status}” of {body} is based on a promise; report this"
            yield problem("findings", 0, "finding", message)


def companies_are_not_lost(dataset: Dataset) -> Iterator[Problem]:
    """The status of a body that firm sources name as a user of a company's cameras gives that company."""
    findings = dataset.findings.merge(dataset.sources[["id", "grade"]].rename(columns={"id": "source"}), on="source")
    firm = findings[(findings["basis"] == "direct") & (findings["grade"] != "D")]
    yes = firm[(firm["finding"] == Finding.USES) & firm["vendor"].isin(VENDORS)]
    no = set(firm.loc[firm["finding"].isin([*map(str, status.STATUS_OF)]) & (firm["finding"] != "uses"), "body"])
    for body in sorted(set(yes["body"]) - no):
        standing = status.body_statuses(dataset)[str(body)]
        if standing.vendors == (VENDOR_UNSPECIFIED,):
            message = f"the status of {body} lacks a company that a firm source names; report this"
            yield problem("findings", 0, "vendor", message)


def contested_statuses_have_two_sides(dataset: Dataset) -> Iterator[Problem]:
    """A contested body has two statements that name it and contradict each other."""
    named = dataset.findings[dataset.findings["basis"] != COLLECTIVE]
    using = set(named.loc[named["finding"].isin(["uses", "removing"]), "body"])
    without = set(named.loc[named["finding"].isin(["does_not_use", "removed", "used_previously"]), "body"])
    for body, standing in status.body_statuses(dataset).items():
        if Flag.CONTESTED in standing.flags and body not in using & without:
            message = f"{body} is called contested, but no two sources that name it disagree; report this"
            yield problem("findings", 0, "finding", message)


DERIVED = (
    claims_about_groups_count_nobody,
    only_public_bodies_are_counted,
    ages_count_from_the_first_day,
    promises_are_not_deeds,
    companies_are_not_lost,
    contested_statuses_have_two_sides,
)
