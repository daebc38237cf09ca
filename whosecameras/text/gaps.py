"""What the record does not know, in sentences that its rows make: each changes with them, or is not said."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from whosecameras.analysis.status import body_statuses
from whosecameras.analysis.survey_shares import share, shares
from whosecameras.charts.shares import best_of_round, figures_of, headline_survey, sector_name
from whosecameras.charts.timeline import RULE_KINDS
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import STALE_AFTER_YEARS, SURVEY_SECTORS, Finding, Flag, Status
from whosecameras.text import wording

ENGLAND = "England"
REGIONAL_MAPS = "Regional maps count only bodies that a source speaks of, so their shares are minimums, not rates."
UK_GOVERNMENT = "uk_government"


def _with_a_number(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["using"].notna() | rows["share_printed"].notna()]


def english_regions(dataset: Dataset) -> str:
    """Which English regions have a survey figure of their own, as a sentence."""
    regions = dataset.regions[dataset.regions["nation"] == ENGLAND].sort_values("order")
    names = [str(name) for name in regions["name"]]
    have = [name for name in names if len(_with_a_number(figures_of(dataset, geography=name)))]
    total = wording.counted(len(names), "English region")
    if len(have) == len(names):
        return f"Each of the {total} has a survey figure of its own."
    if not have:
        return f"None of the {total} has a survey figure of its own."
    if len(have) == 1:
        return f"{have[0]} is the only one of the {total} with a survey figure of its own."
    return f"Of the {total}, {wording.listed(have)} have survey figures of their own; the others have none."


def survey_note(dataset: Dataset, sector: str, place: str = "") -> tuple[str, tuple[str, ...]]:
    """The newest survey figure on a sector, in one place if it is given, as a sentence with its source's id.

    A share goes before a bare count of the same year. Only where there is no row at all is it said that there is none.
    """
    rows = figures_of(dataset, sector=sector, geography=place)
    found, known = _with_a_number(rows), shares(dataset)
    if len(found):
        order = pd.DataFrame(
            {
                "year": found["as_of"].str[:4],
                "share": [known[str(key)].shown is not None for key in found["id"]],
                "base": found["answered"].notna() | found["asked"].notna(),
                "as_of": found["as_of"],
            },
            index=found.index,
        ).sort_values(["year", "share", "base", "as_of"], ascending=False, kind="stable")
        row = found.loc[order.index[0]]
        return wording.survey_line(dataset, row, known[str(row["id"])]), (str(row["source"]),)
    about = sector_name(dataset, sector).lower() + (f" in {place}" if place else "")
    if len(rows):
        return f"A source speaks of a survey of {about}, but gives no figure.", (str(rows.iloc[0]["source"]),)
    return f"We found no survey of {about}{' alone' if place else ''}.", ()


def sectors_that_differ(dataset: Dataset) -> list[str]:
    """Names of the sectors with two survey shares or more that are not the same, in order."""
    known = shares(dataset)
    found = []
    for sector in SURVEY_SECTORS:
        shown = {known[str(key)].shown for key in figures_of(dataset, sector=sector)["id"]} - {None}
        found += [sector_name(dataset, sector).lower()] if len(shown) > 1 else []
    return found


def _open_targets(dataset: Dataset) -> pd.DataFrame:
    events = dataset.events
    return events[events["in_force"] == "target_unknown"].sort_values(["date", "id"])


def targets(dataset: Dataset, lane: str = "") -> tuple[str, ...]:
    """The targets whose outcome was not found, in one lane of the timeline if it is given, one sentence each."""
    events = _open_targets(dataset)
    events = events[events["lane"] == lane] if lane else events
    dates = wording.due(events["title"])
    found = [f"Whether the {wording.removal_targets(dates)} met was not found."] if dates else []
    for event in events.to_dict("records"):
        if not wording.due([str(event["title"])]):
            found.append(f"What came of this was not found: {event['title']} ({wording.date(str(event['date']))}).")
    return tuple(found)


def about_rules(dataset: Dataset) -> tuple[str, ...]:
    """What the record does not know about the UK rules, each as one sentence."""
    return (*targets(dataset), *_sites(dataset), *_since(dataset), *_nations_without(dataset))


def _sites(dataset: Dataset) -> list[str]:
    """Rounds that say which share was replaced and not of how many."""
    surveys = dataset.surveys[dataset.surveys["country"] == "GB"]
    shared = surveys[surveys["measure"].isin(["replaced_share", "due_share"]) & surveys["share_printed"].notna()]
    counted = surveys[(surveys["measure"] == "sites") & surveys["value"].notna()]
    rounds = sorted(set(shared["survey"]) - set(counted["survey"]))
    names = "; ".join(str(dataset.row("survey_rounds", one)["name"]) for one in rounds)
    return [f"Of how many sites the cameras were replaced: only shares are given ({names})."] if rounds else []


def _since(dataset: Dataset) -> list[str]:
    """What became of the laws and directives in force after the last that is known of them."""
    events = dataset.events[dataset.events["lane"] == UK_GOVERNMENT].sort_values(["date", "id"])
    if events.empty:
        return []
    last, found = wording.date(str(events["date"].max())), []
    bars = events[events["kind"].isin(["ban", "restriction"])]
    for event in events[events["in_force"] == "yes"].to_dict("records"):
        what = f"{event['title']} ({wording.date(str(event['date']))})"
        if event["kind"] == "directive":
            found.append(f"Whether this changed after {last}, the date of the last act we know of: {what}.")
        elif event["kind"] == "legislation" and not (bars["date"] > str(event["date"])).any():
            found.append(f"Whether any manufacturer has been barred since this law: {what}. We found no such act.")
    return found


def _nations_without(dataset: Dataset) -> list[str]:
    """The nations with a government of their own of which the record has neither a rule nor a target."""
    regions = dataset.regions[dataset.regions["name"] == dataset.regions["nation"]].sort_values("order")
    events = dataset.events
    ruled = set(events.loc[events["kind"].isin(RULE_KINDS) | (events["in_force"] != ""), "jurisdiction"])
    without = [str(name) for name in regions["name"] if name not in ruled]
    if not without:
        return []
    own = "a rule of its own" if len(without) == 1 else "rules of their own"
    return [f"Whether {wording.listed(without)} {'has' if len(without) == 1 else 'have'} {own}. We found none."]


@lru_cache(maxsize=4)
def on_the_front(dataset: Dataset) -> tuple[str, ...]:
    """What a reader must not take from the first page, as sentences."""
    return (
        *_blank_in_england(dataset),
        f"{english_regions(dataset)} {REGIONAL_MAPS}",
        *group_claims(dataset),
        *_old(dataset),
        *targets(dataset, UK_GOVERNMENT),
    )


def _blank_in_england(dataset: Dataset) -> list[str]:
    known, bodies = body_statuses(dataset), dataset.bodies
    councils = bodies[(bodies["sector"] == "council") & (bodies["code"] != "") & (bodies["replaced_by"] == "")]
    english = [known[str(body)].status for body in councils.loc[councils["nation"] == ENGLAND, "id"]]
    blank = english.count(Status.UNKNOWN)
    if not blank:
        return []
    said = (
        f"Of {wording.number(blank)} of {wording.counted(len(english), 'principal council')} in {ENGLAND} no page "
        "that we "
        "could read says whether they use the cameras."
    )
    rows = best_of_round(dataset, str(headline_survey(dataset)["survey"]))
    rows = rows[rows["sector"] == "council"]
    found = share(rows.iloc[0]) if len(rows) else None
    if found is not None and (found.shown or 0) > 0.5:
        when = wording.date(str(rows.iloc[0]["as_of"]))
        said += (
            f" In a survey of {when}, {wording.fraction(found)} councils that answered said yes, so many of these "
            "blanks "
            "are gaps in the record."
        )
    return [said]


def group_claims(dataset: Dataset) -> list[str]:
    """Of how many bodies the only evidence is a claim about a group, with a group for an example if one is whole."""
    known = body_statuses(dataset)
    only = {body for body, one in known.items() if Flag.COLLECTIVE_ONLY in one.flags}
    if not only:
        return []
    councils = dataset.bodies[(dataset.bodies["sector"] == "council") & (dataset.bodies["replaced_by"] == "")]
    whole = [str(nation) for nation, ids in councils.groupby("nation")["id"] if set(ids) <= only]
    return [
        f"For {wording.counted(len(only), 'body', 'bodies')} the only evidence is a statement about a whole group"
        + (f", such as every council in {whole[0]}" if whole else "")
        + f". {'It is' if len(only) == 1 else 'They are'} drawn apart and can be switched off."
    ]


def _old(dataset: Dataset) -> list[str]:
    known = [one for one in body_statuses(dataset).values() if one.newest]
    stale = sum(Flag.STALE in one.flags for one in known)
    if not stale:
        return []
    return [
        f"For {wording.number(stale)} of {wording.counted(len(known), 'body', 'bodies')} with evidence the newest "
        "of it is "
        f"more than {wording.counted(STALE_AFTER_YEARS, 'year')} old. What has changed since is not on the record."
    ]


def contradicted_claims(dataset: Dataset) -> str:
    """How many bodies claims about a group cover, and of how many of these another source says the opposite."""
    claims = dataset.findings[dataset.findings["basis"] == "collective"]
    if claims.empty:
        return ""
    reached, known = set(claims.loc[claims["finding"] == Finding.USES, "body"]), body_statuses(dataset)
    against = sum(known[str(body)].status is Status.NOT_USING for body in reached)
    sources = claims["source"].nunique()
    made = "makes a claim about a whole group" if sources == 1 else "make claims about whole groups"
    said = (
        f"{wording.sentence_case(wording.counted(sources, 'source'))} {made}, which covers "
        f"{wording.counted(claims['body'].nunique(), 'body', 'bodies')} without naming them."
    )
    if against:
        said += f" For {wording.counted(against, 'body', 'bodies')} another source says the opposite."
    return f"{said} Such statements are drawn apart, never outweigh a direct one, and can be switched off."
