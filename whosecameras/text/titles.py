"""Titles that survive a screenshot: each leads with what is not known, gives its time, and has no bare zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from whosecameras.analysis import walls
from whosecameras.analysis.counts import Tally, listed_bodies, registered, tally_of
from whosecameras.analysis.queries import counted_bodies
from whosecameras.analysis.registers import editions, whole_sectors
from whosecameras.analysis.sectors import ALL_PUBLIC, sector_name
from whosecameras.analysis.status import ALL_EVIDENCE, BodyStatus, body_statuses
from whosecameras.analysis.survey_shares import figures_of, fitting, shares
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import VENDOR_UNSPECIFIED, VENDORS, Flag, Status
from whosecameras.text import evidence_words, wording
from whosecameras.text.sector_words import in_a_sentence

#: The cameras in a survey question, if the short name does not fit into a sentence.
_CAMERAS = {"chinese_made": "Chinese-made cameras of any brand"}

#: The noun for a public body that is the only one counted.
_THE_ONE = "the one public body on our lists"


@dataclass(frozen=True)
class BigNumber:
    """The large number on a picture, with what it counts."""

    number: str
    counted: str


def years_in_brackets(statuses: Iterable[BodyStatus], status: Status) -> str:
    """The years that the evidence for one status is from, in brackets: `` (2016 to 2025)``; nothing if undated."""
    years = sorted({standing.as_of[:4] for standing in statuses if standing.status is status and standing.as_of})
    return f" ({years[0]} to {years[-1]})" if len(years) > 1 else f" ({years[0]})" if years else ""


def _statuses(dataset: Dataset, *, sector: str = "", region: str = "", existing: bool = False) -> list[BodyStatus]:
    listed = listed_bodies(
        dataset, sectors=(sector,) if sector else (), regions=(region,) if region else (), existing=existing
    )
    known = body_statuses(dataset)
    return [known[body] for body in listed]


def _blank(counted: Tally, many: str, whose: str = "its") -> str:
    if not counted.unknown:
        return ""
    if counted.unknown == counted.total == 1:
        return f"we found nothing published about {_THE_ONE}"
    if counted.unknown == counted.total:
        return f"we found nothing published about any of {whose} {wording.numbered(counted.total, '', many).strip()}"
    return (
        f"we found nothing published about {wording.number(counted.unknown)} of {wording.number(counted.total)} {many}"
    )


def _users(counted: Tally, years: str, many: str) -> str:
    """A clause on those named as users, with years; ``""`` if none is and the clause on blanks already says so."""
    number, total = wording.number(counted.using), f"{wording.number(counted.total)} {many}"
    if counted.using:
        head = number if counted.unknown * 2 > counted.total else f"{number} of {total}"
        return f"{head} {'was' if counted.using == 1 else 'were'} reported using the cameras{years}"
    if counted.named:
        return f"sources name {wording.number(counted.named)} of {total}, none as a user"
    if counted.unknown:
        return ""
    return f"no source names {_THE_ONE}" if counted.total == 1 else f"no source names any of its {total}"


def _group(counted: Tally) -> str:
    """A separate clause on what group claims cover; the number is never added to those named."""
    if not counted.group_only:
        return ""
    if counted.total == 1:
        return "there is only a claim about a group"
    every = "all" if counted.group_only == counted.total else "another"
    return f"for {every} {wording.number(counted.group_only)} there is only a claim about a group"


def known_of(counted: Tally, years: str, many: str, whose: str = "its") -> str:
    """What is known about some bodies, largest part first: without evidence, named, covered by a group claim."""
    blank, users = _blank(counted, many, whose), _users(counted, years, many)
    first = (blank, users) if counted.unknown * 2 > counted.total else (users, blank)
    return "; ".join(part for part in (*first, _group(counted)) if part)


def former_counted(dataset: Dataset, sector: str) -> str:
    """Why the title of a sector counts more public bodies than its wall: some have been replaced; ``""`` if none."""
    bodies = counted_bodies(dataset)
    former = bodies[(bodies["replaced_by"] != "") & ((bodies["sector"] == sector) | (sector == ALL_PUBLIC))]
    if former.empty:
        return ""
    total, one = sector_tally(dataset, sector).total, len(former) == 1
    number = wording.sentence_case(wording.counted(len(former), "public body", "public bodies"))
    return (
        f"{number} of the {wording.number(total)} counted here {'has' if one else 'have'} since been replaced: "
        f"{'; '.join(sorted(former['name']))}. We count {'it' if one else 'them'} because "
        f"{'a source names it' if one else 'sources name them'}. Walls, maps and whole registers show the "
        f"{wording.number(total - len(former))} that exist today."
    )


def place(dataset: Dataset, code: str) -> str:
    """The title of a region or nation, on its principal councils."""
    statuses = _statuses(dataset, sector="council", region=code, existing=True)
    name = dataset.row("regions", code)["name"]
    return f"{name}: {known_of(tally_of(statuses), years_in_brackets(statuses, Status.USING), 'councils')}"


def councils(name: str, statuses: Iterable[BodyStatus]) -> str:
    """The title of any area, on its principal councils."""
    standings = list(statuses)
    if not standings:
        return f"{name}: no principal council is based here"
    return f"{name}: {known_of(tally_of(standings), years_in_brackets(standings, Status.USING), 'councils')}"


def councils_number(statuses: Iterable[BodyStatus]) -> BigNumber:
    """The large number on any area's card."""
    return big_number(tally_of(statuses), "principal councils")


def sources_name(counted: Tally) -> str:
    """One or two sentences on how many public bodies of a place have evidence, without zeros."""
    if not counted.total:
        return "The register lists no public body here."
    named = wording.number(counted.named) if counted.named else "none"
    if counted.unknown == counted.total:
        return f"{wording.sentence_case(_blank(counted, 'public bodies on the register'))}."
    total = wording.numbered(counted.total, "public body", "public bodies")
    sentence = f"Sources name {named} of the {total} on the register."
    group = f" {wording.sentence_case(_group(counted))}." if counted.group_only else ""
    blank = f" We found nothing published about {wording.number(counted.unknown)}." if counted.unknown else ""
    return f"{sentence}{group}{blank}"


def area(name: str, statuses: Iterable[BodyStatus], registered_here: int, parishes_apart: bool = False) -> str:
    """The title of an area, on the public bodies based there; ``parishes_apart`` if it has parishes."""
    standings = list(statuses)
    counted = tally_of(standings, registered_here)
    if not counted.total:
        return f"{name}: we know of no public body that is based here"
    which = "public bodies here other than parish and community councils" if parishes_apart else "public bodies here"
    return f"{name}: {known_of(counted, years_in_brackets(standings, Status.USING), which, 'the')}"


def area_number(counted: Tally) -> BigNumber:
    """The large number on an area's picture."""
    return big_number(counted, "public bodies here") if counted.total else BigNumber("", "")


def place_number(dataset: Dataset, code: str) -> BigNumber:
    """The large number on the picture of a region or nation."""
    return big_number(tally_of(_statuses(dataset, sector="council", region=code, existing=True)), "principal councils")


def big_number(counted: Tally, many: str) -> BigNumber:
    """The large number on some bodies: those without evidence if there are any, else the users, else the group's."""
    total = wording.number(counted.total)
    if counted.unknown == counted.total:
        return BigNumber(total, f"{many}: we found nothing published about any of them")
    if counted.unknown:
        return BigNumber(
            f"{wording.number(counted.unknown)} of {total}", f"{many} about which we found nothing published"
        )
    if counted.using:
        return BigNumber(f"{wording.number(counted.using)} of {total}", f"{many} that a source named as users")
    if counted.group_only:
        return BigNumber(f"{wording.number(counted.group_only)} of {total}", f"{many} only in a claim about a group")
    return BigNumber(f"{wording.number(counted.named)} of {total}", f"{many} that a source names, none as a user")


@lru_cache(maxsize=128)
def leading_figure(dataset: Dataset, sector: str) -> pd.Series | None:
    """The survey share that represents a sector: the best fit, else the newest with a base."""
    row = fitting(dataset, sector, ALL_EVIDENCE)
    if row is not None:
        return row
    rows, known = figures_of(dataset, sector=sector), shares(dataset)
    drawn = [row for _, row in rows.iterrows() if known[str(row["id"])].shown is not None and row["answered"] > 0]
    return drawn[0] if drawn else None


def _asked(dataset: Dataset, row: pd.Series) -> str:
    """The question of a survey figure as verb and object, with asker and date in brackets."""
    asker = dataset.row("survey_rounds", str(row["survey"]))["asker"]
    return f"used {_cameras(row)} ({asker}, {wording.date(str(row['as_of']))})"


def _cameras(row: pd.Series) -> str:
    """The cameras that a survey figure is about."""
    asked = str(row["vendor_scope"])
    if asked in (*VENDORS, VENDOR_UNSPECIFIED):
        return f"{wording.scope(asked)} cameras"
    return _CAMERAS.get(asked, f"cameras ({wording.scope(asked)})")


def surveyed(dataset: Dataset, sector: str) -> str:
    """What a survey found about a sector, with question and date; ``""`` if none gives a share."""
    row = leading_figure(dataset, sector)
    if row is None:
        return ""
    return f"{wording.fraction(shares(dataset)[str(row['id'])])} that answered said they {_asked(dataset, row)}"


def survey_title(dataset: Dataset, sector: str) -> str:
    """The title of a chart of a sector's survey figures: the leading figure, never a range.

    Figures for different brands, places and years do not form a range.
    """
    result = surveyed(dataset, sector)
    return f"{sector_name(dataset, sector)}: {result or 'no survey share has been published'}"


def sector(dataset: Dataset, key: str) -> str:
    """The title of a sector. A complete sector leads with those without evidence; for others the survey share comes
    first, then how many of those on our registers a source names.
    """
    statuses = _statuses(dataset, sector="" if key == ALL_PUBLIC else key)
    counted, years = sector_tally(dataset, key), years_in_brackets(statuses, Status.USING)
    name = sector_name(dataset, key)
    if key in whole_sectors(dataset):
        return f"{name}: {known_of(counted, years, 'on the register', 'the')}"
    listed = editions(dataset, key) is not None and counted.total
    clauses = [surveyed(dataset, key), _named_of(counted, years) if listed else _named(counted, years)]
    return f"{name}: {'; '.join(part for part in clauses if part)}"


def wall(dataset: Dataset, sector: str) -> tuple[str, str]:
    """The two sentences of a wall's title: how common the cameras are, if a survey says so, and how many are named.

    These are two kinds of evidence, so the title never combines the numbers. The first is ``""`` without a survey.
    """
    row = leading_figure(dataset, sector)
    return _common(dataset, sector, row) if row is not None else "", _wall_names(dataset, sector)


def wall_title(dataset: Dataset, sector: str) -> str:
    """The title of a wall as one text."""
    return " ".join(filter(None, wall(dataset, sector)))


def _common(dataset: Dataset, sector: str, row: pd.Series) -> str:
    share = shares(dataset)[str(row["id"])].shown or 0.0
    asked = str(dataset.row("survey_rounds", str(row["survey"]))["period"]) or str(row["as_of"])[:4]
    name = sector_name(dataset, sector)
    who = wording.share_of(share, f"{name if name[:2].isupper() else name.lower()} that answered")
    return f"{who}{f' {_during(asked)}' if asked else ''} said they used {_cameras(row)}."


def _during(period: str) -> str:
    """A year or a span of years in words: ``in 2022``, or ``between 2021 and 2022`` for ``2021-22``."""
    first, _, last = period.partition("-")
    return f"between {first} and {first[: len(first) - len(last)]}{last}" if last else f"in {first}"


def _wall_names(dataset: Dataset, sector: str) -> str:
    counted = walls.wall(dataset, sector).tally
    of = f" of {wording.number(counted.total)}" if sector in whole_sectors(dataset) else ""
    listed = "" if of else f" The registers that we hold list {wording.number(counted.total)}."
    if not counted.named:
        return f"No source names one.{listed}"
    if not counted.using:
        return f"Sources name {wording.number(counted.named)}{of}, none as a user.{listed}"
    if counted.using == 1:
        return f"Sources name one{of} as a user.{listed}"
    implied = sum(
        one.standing.status is Status.USING and Flag.INFERRED_ONLY in one.standing.flags
        for one in walls.wall(dataset, sector).bodies
    )
    only = f", {wording.number(implied)} by implication" if implied else ""
    return f"Sources name {wording.number(counted.using)}{of} as users{only}.{listed}"


def sector_tally(dataset: Dataset, key: str) -> Tally:
    """The tally of a sector, or of all, including bodies that only a register names.

    Replaced bodies only count if a source names them.
    """
    sector = "" if key == ALL_PUBLIC else key
    return tally_of(_statuses(dataset, sector=sector), registered(dataset, (sector,) if sector else ()))


def _named_of(counted: Tally, years: str) -> str:
    """How many on incomplete registers a source names: a count, never a share."""
    total = wording.number(counted.total)
    if counted.unknown == counted.total:
        # Something else may have been published about one: a camera for fever screening, for example.
        return f"we found no source that says whether any of the {total} on our registers used them"
    named = f"sources name {wording.number(counted.named) if counted.named else 'none'} of the {total} on our registers"
    using = f"{wording.number(counted.using) if counted.using else 'none'} as using the cameras{years}"
    return f"{named}, {using}" if counted.named else named


def _named(counted: Tally, years: str) -> str:
    if not counted.named:
        return "we found no source that names one"
    if not counted.using:
        return f"sources name {wording.number(counted.named)}, none as a user"
    if counted.using == counted.named:
        return f"sources name {wording.number(counted.named)} as using the cameras{years}"
    return f"sources name {wording.number(counted.named)}, {wording.number(counted.using)} as using the cameras{years}"


def sector_number(dataset: Dataset, key: str) -> BigNumber:
    """The large number on a sector's picture: its survey share, else how many a source names."""
    name = sector_name(dataset, key)
    if key in whole_sectors(dataset):
        return big_number(sector_tally(dataset, key), f"{in_a_sentence(name)} on the register")
    row = leading_figure(dataset, key)
    if row is not None:
        share = wording.fraction(shares(dataset)[str(row["id"])])
        return BigNumber(share, f"that answered said they {_asked(dataset, row)}")
    counted = tally_of(_statuses(dataset, sector=key))
    return BigNumber(wording.number(counted.named), "named by a source") if counted.named else BigNumber("", "")


def body(dataset: Dataset, name: str, standing: BodyStatus) -> str:
    """The title of a body: its name, and what was reported about it, with the month."""
    return f"{name}: {body_words(dataset, standing)}"


def body_words(dataset: Dataset, standing: BodyStatus) -> str:
    """What was reported about a body, in a few words, with the month."""
    brands = wording.manufacturers_of(dataset, standing.vendors) or wording.any_manufacturer(dataset)
    time = f" {wording.when(standing.as_of[:7])}" if standing.as_of else " (undated)"
    newest = next((dataset.row("findings", finding) for finding in standing.decided_by), None)
    said = evidence_words.said(dataset, newest, time.strip()) if newest else ""
    if evidence_words.only_seen(dataset, standing):
        return f"{brands} cameras were seen at its premises{time}"
    if standing.status is Status.USING and Flag.INFERRED_ONLY in standing.flags:
        return f"a source implied that it used {evidence_words.cameras_of(dataset, brands, standing)}{time}"
    return {
        Status.USING: f"was reported using {evidence_words.cameras_of(dataset, brands, standing)}{time}",
        Status.REMOVING: f"{said} that it would remove its {brands} cameras",
        Status.REMOVED: f"was reported{time} to have removed its {brands} cameras",
        Status.NOT_USING: f"was reported not using {brands} cameras{time}",
        Status.WOULD_NOT_SAY: f"would not say whether it used {brands} cameras{time}",
        Status.DID_NOT_ANSWER: f"did not answer about {brands} cameras{time}",
        Status.GROUP_ONLY: f"only in a claim about a group, on {brands} cameras{time}",
        Status.UNKNOWN: f"no public evidence on {brands} cameras",
    }[standing.status]
