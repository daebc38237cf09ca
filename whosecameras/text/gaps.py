"""Sentences on what the record does not know, derived from its rows."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from whosecameras.analysis.areas import principal_councils
from whosecameras.analysis.counts import tally
from whosecameras.analysis.headline import recent_direct
from whosecameras.analysis.sectors import sector_name
from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter, body_statuses
from whosecameras.analysis.survey_shares import best_of_round, figures_of, fitting, headline_survey, share, shares
from whosecameras.analysis.timeline import RULE_KINDS
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import RECENT_YEARS, SURVEY_SECTORS, Age, Finding, Status
from whosecameras.text import wording
from whosecameras.text.sector_words import in_a_sentence

ENGLAND = "England"
REGIONAL_MAPS = "Regional figures count only public bodies named in a source, so they are minimums, not rates."
UK_GOVERNMENT = "uk_government"


def _with_a_number(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["using"].notna() | rows["share_printed"].notna()]


def english_regions(dataset: Dataset) -> str:
    """A sentence on which English regions have their own survey figure."""
    regions = dataset.regions[dataset.regions["nation"] == ENGLAND].sort_values("order")
    names = [str(name) for name in regions["name"]]
    have = [name for name in names if len(_with_a_number(figures_of(dataset, geography=name)))]
    total = wording.counted(len(names), "English region")
    if len(have) == len(names):
        return f"Each of the {total} has its own survey figure."
    if not have:
        return f"None of the {total} has its own survey figure."
    if len(have) == 1:
        return f"{have[0]} is the only one of the {total} with its own survey figure."
    return f"Of the {total}, {wording.listed(have)} have their own survey figures; the others have none."


def survey_note(dataset: Dataset, sector: str, place: str = "") -> tuple[str, tuple[str, ...]]:
    """The newest survey figure on a sector (in one place, if given), as a sentence with its source's id.

    A share is preferred to a count without a base from the same year. The sentence only says that there is no survey if
    there is no row.
    """
    rows = figures_of(dataset, sector=sector, geography=place)
    with_number, known = _with_a_number(rows), shares(dataset)
    if len(with_number):
        order = pd.DataFrame(
            {
                "year": with_number["as_of"].str[:4],
                "share": [known[str(key)].shown is not None for key in with_number["id"]],
                "base": with_number["answered"].notna() | with_number["asked"].notna(),
                "as_of": with_number["as_of"],
            },
            index=with_number.index,
        ).sort_values(["year", "share", "base", "as_of"], ascending=False, kind="stable")
        row = with_number.loc[order.index[0]]
        return wording.survey_line(dataset, row, known[str(row["id"])]), (str(row["source"]),)
    about = in_a_sentence(sector_name(dataset, sector)) + (f" in {wording.with_article(place)}" if place else "")
    if len(rows):
        return f"A source mentions a survey of {about} but gives no figure.", (str(rows.iloc[0]["source"]),)
    return f"We found no survey of {about}{' alone' if place else ''}.", ()


def survey_sentence(dataset: Dataset, which: str, view: EvidenceFilter = ALL_EVIDENCE) -> str:
    """What a survey says about the sector on a map in the same view, for the text next to blank areas.

    A sentence with its source. If no figure fits the view, the sentence says so; ``""`` if the sector has no figure.
    """
    sector = "police" if which == "police" else "council"
    singular, plural = (str(dataset.row("sectors", sector)[column]).lower() for column in ("name", "plural"))
    row = fitting(dataset, sector, view)
    if row is None:
        some = fitting(dataset, sector, ALL_EVIDENCE) is not None
        return f"No survey of {plural} that we have read gives a figure for these filters." if some else ""
    figure = shares(dataset)[str(row["id"])]
    publisher = dataset.row("sources", str(row["source"]))["publisher"]
    place = "the UK" if row["geography"] == "UK" else str(row["geography"])
    return (
        f"In a survey {wording.attributed(publisher, str(row['as_of']))}, "
        f"{wording.fraction(figure).replace(' of ', ' of the ', 1)} {plural} in {place} that answered said they used "
        f"{wording.scope(str(row['vendor_scope']))}. The map does not use this figure. It shows only what sources say "
        f"about each {singular}."
    )


def sectors_that_differ(dataset: Dataset) -> list[str]:
    """The names of the sectors with different survey shares, in order."""
    known = shares(dataset)
    names = []
    for sector in SURVEY_SECTORS:
        shown = {known[str(key)].shown for key in figures_of(dataset, sector=sector)["id"]} - {None}
        names += [sector_name(dataset, sector).lower()] if len(shown) > 1 else []
    return names


def _open_targets(dataset: Dataset) -> pd.DataFrame:
    events = dataset.events
    return events[events["in_force"] == "target_unknown"].sort_values(["date", "id"])


def _reported_complete(dataset: Dataset, lane: str) -> str:
    """The start of a sentence on what was last reported complete; ``""`` if nothing was."""
    events = dataset.events[dataset.events["in_force"] == "reported_complete"].sort_values(["date", "id"])
    events = events[events["lane"] == lane] if lane else events
    last = events.tail(1).to_dict("records")
    return f"{last[0]['title']} by {wording.date(str(last[0]['date']))}," if last else ""


def targets(dataset: Dataset, lane: str = "") -> tuple[str, ...]:
    """Sentences on the targets with an unknown outcome, in one lane if given."""
    events = _open_targets(dataset)
    events = events[events["lane"] == lane] if lane else events
    dates = wording.due(events["title"])
    done = _reported_complete(dataset, lane)
    whether = f"{done} but we could not find out whether" if done else "We could not find out whether"
    sentences = [f"{whether} the {wording.removal_targets(dates)} met."] if dates else []
    for event in events.to_dict("records"):
        if not wording.due([str(event["title"])]):
            sentences.append(
                f"We could not find out what came of this: {event['title']} ({wording.date(str(event['date']))})."
            )
    return tuple(sentences)


def about_rules(dataset: Dataset) -> tuple[str, ...]:
    """Sentences on what the record does not know about the UK rules."""
    return (*targets(dataset), *_sites(dataset), *_since(dataset), *_nations_without(dataset))


def _sites(dataset: Dataset) -> list[str]:
    """A sentence on survey rounds that give the share replaced but not the number of sites; empty if there are none."""
    surveys = dataset.surveys[dataset.surveys["country"] == "GB"]
    shared = surveys[surveys["measure"].isin(["replaced_share", "due_share"]) & surveys["share_printed"].notna()]
    counted = surveys[(surveys["measure"] == "sites") & surveys["value"].notna()]
    rounds = sorted(set(shared["survey"]) - set(counted["survey"]))
    names = "; ".join(str(dataset.row("survey_rounds", key)["name"]) for key in rounds)
    return (
        [f"We do not know at how many sites cameras were replaced, because only percentages were published ({names})."]
        if rounds
        else []
    )


def _since(dataset: Dataset) -> list[str]:
    """Sentences on laws and directives in force, whose later changes may not be on record."""
    events = dataset.events[dataset.events["lane"] == UK_GOVERNMENT].sort_values(["date", "id"])
    if events.empty:
        return []
    last, sentences = wording.date(str(events["date"].max())), []
    for event in events[events["in_force"] == "yes"].to_dict("records"):
        what = f"{event['title']} ({wording.date(str(event['date']))})"
        if event["kind"] == "directive":
            sentences.append(
                f"We do not know whether this has changed since {last}, the date of the last event on record: {what}."
            )
        elif event["kind"] == "legislation" and nobody_barred_since(dataset, str(event["date"])):
            sentences.append(f"We found no decision to bar a manufacturer since this law: {what}.")
    return sentences


def nobody_barred_since(dataset: Dataset, day: str) -> bool:
    """True if the record has no ban or restriction by UK government or Parliament after a day (ISO)."""
    events = dataset.events[dataset.events["lane"] == UK_GOVERNMENT]
    return not (events.loc[events["kind"].isin(["ban", "restriction"]), "date"] > day).any()


def _nations_without(dataset: Dataset) -> list[str]:
    """A sentence on the nations with their own government but no rule or target on record; empty if there are none."""
    regions = dataset.regions[dataset.regions["name"] == dataset.regions["nation"]].sort_values("order")
    events = dataset.events
    ruled = set(events.loc[events["kind"].isin(RULE_KINDS) | (events["in_force"] != ""), "jurisdiction"])
    without = [str(name) for name in regions["name"] if name not in ruled]
    if not without:
        return []
    return [f"We found no separate {'rule' if len(without) == 1 else 'rules'} for {wording.listed(without)}."]


@lru_cache(maxsize=4)
def on_the_front(dataset: Dataset) -> tuple[str, ...]:
    """Sentences on what a reader must not conclude from the first page."""
    return (
        *_blank_in_england(dataset),
        f"{english_regions(dataset)} {REGIONAL_MAPS}",
        *group_claims(dataset),
        *_old(dataset),
        *targets(dataset, UK_GOVERNMENT),
    )


def _blank_in_england(dataset: Dataset) -> list[str]:
    english = dataset.regions.loc[dataset.regions["nation"] == ENGLAND, "code"]
    councils = tally(dataset, sectors=("council",), regions=set(english), existing=True)
    if not councils.unknown:
        return []
    sentence = (
        f"We found nothing published about {wording.number(councils.unknown)} of the "
        f"{wording.counted(councils.total, 'principal council')} in {ENGLAND}."
    )
    rows = best_of_round(dataset, str(headline_survey(dataset)["survey"]))
    rows = rows[rows["sector"] == "council"]
    survey = share(rows.iloc[0]) if len(rows) else None
    if survey is not None and (survey.shown or 0) > 0.5:
        when = wording.date(str(rows.iloc[0]["as_of"]))
        sentence += (
            f" In a survey of {when}, {wording.fraction(survey)} councils that answered said yes, so for many of these "
            "the record is incomplete."
        )
    return [sentence]


def group_claims(dataset: Dataset) -> list[str]:
    """A sentence on how many bodies are known only from claims about a group, with an example if it covers a nation."""
    known, number = body_statuses(dataset), tally(dataset).group_only
    if not number:
        return []
    only = {body for body, standing in known.items() if standing.status is Status.GROUP_ONLY}
    councils = principal_councils(dataset)
    whole = [str(nation) for nation, ids in councils.groupby("nation")["id"] if set(ids) <= only]
    return [
        f"For {wording.counted(number, 'public body', 'public bodies')} the only evidence is a claim about a whole "
        "group" + (f", such as every council in {whole[0]}" if whole else "") + ". No source names "
        f"{'it, so it never counts' if number == 1 else 'them, so they never count'} as using the cameras."
    ]


def _old(dataset: Dataset) -> list[str]:
    everybody, recent = tally(dataset), recent_direct(dataset)
    if not everybody.aged(Age.OLDER):
        return []
    years = wording.counted(RECENT_YEARS, "year")
    undated = any(one.age == Age.OLDER and not one.as_of for one in body_statuses(dataset).values())
    named = wording.counted(everybody.named, "public body", "public bodies")
    rest = "status rests" if recent == 1 else "statuses rest"
    return [
        f"For {wording.number(everybody.aged(Age.OLDER))} of the {named} that sources name, the evidence is more than "
        f"{years} old{' or has no date' if undated else ''}. Only {wording.number(recent)} {rest} on direct evidence "
        f"from the last {years}."
    ]


def contradicted_claims(dataset: Dataset) -> str:
    """Sentences on how many bodies group claims cover, and how many of these another source contradicts."""
    claims = dataset.findings[dataset.findings["basis"] == "collective"]
    if claims.empty:
        return ""
    reached, known = set(claims.loc[claims["finding"] == Finding.USES, "body"]), body_statuses(dataset)
    against = sum(known[str(body)].status is Status.NOT_USING for body in reached)
    sources = claims["source"].nunique()
    made = "makes a claim about a whole group" if sources == 1 else "make claims about whole groups"
    sentence = (
        f"{wording.sentence_case(wording.counted(sources, 'source'))} {made}, which covers "
        f"{wording.counted(claims['body'].nunique(), 'body', 'bodies')} without naming them."
    )
    if against:
        sentence += f" For {wording.counted(against, 'body', 'bodies')} another source says the opposite."
    return f"{sentence} Such a claim never counts as use. We always count it separately."
