"""Titles that survive a screenshot: each leads with what is not known, tells its time, and prints no bare nought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from whosecameras.analysis import walls
from whosecameras.analysis.counts import Tally, registered, tally_of
from whosecameras.analysis.queries import counted_bodies
from whosecameras.analysis.registers import editions, whole_sectors
from whosecameras.analysis.sectors import ALL_PUBLIC, sector_name
from whosecameras.analysis.status import ALL_EVIDENCE, BodyStatus, body_statuses
from whosecameras.analysis.survey_shares import figures_of, fitting, shares
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import VENDOR_UNSPECIFIED, VENDORS, Status
from whosecameras.text import wording
from whosecameras.text.sector_words import in_a_sentence

#: How a title calls the cameras that a question was about, where its short name does not fit into a sentence.
_CAMERAS = {"chinese_made": "Chinese-made cameras of any brand"}

#: What a title calls a public body that is the only one counted.
_THE_ONE = "the one public body on our lists"


@dataclass(frozen=True)
class BigNumber:
    """The number that a picture prints large, with what it counts."""

    number: str
    counted: str


def _years(statuses: Iterable[BodyStatus], wanted: Status) -> str:
    """The years that the evidence for one status is from, in brackets: `` (2016 to 2025)``; nothing if undated."""
    years = sorted({one.as_of[:4] for one in statuses if one.status is wanted and one.as_of})
    return f" ({years[0]} to {years[-1]})" if len(years) > 1 else f" ({years[0]})" if years else ""


def _statuses(dataset: Dataset, *, sector: str = "", region: str = "", existing: bool = False) -> list[BodyStatus]:
    bodies, known = counted_bodies(dataset), body_statuses(dataset)
    if sector:
        bodies = bodies[bodies["sector"] == sector]
    if region:
        bodies = bodies[bodies["region"] == region]
    if existing:
        bodies = bodies[bodies["replaced_by"] == ""]
    return [known[str(body)] for body in bodies["id"]]


def _blank(found: Tally, many: str, whose: str = "its") -> str:
    if not found.unknown:
        return ""
    if found.unknown == found.total == 1:
        return f"nothing has been published about {_THE_ONE}"
    if found.unknown == found.total:
        return f"nothing has been published about any of {whose} {wording.numbered(found.total, '', many).strip()}"
    return f"nothing has been published about {wording.number(found.unknown)} of {wording.number(found.total)} {many}"


def _users(found: Tally, years: str, many: str) -> str:
    """Who is named as a user, with the years of the evidence; ``""`` if nobody is and the blank says so already."""
    number, total = wording.number(found.using), f"{wording.number(found.total)} {many}"
    if found.using:
        head = number if found.unknown * 2 > found.total else f"{number} of {total}"
        return f"{head} {'was' if found.using == 1 else 'were'} reported using the cameras{years}"
    if found.named:
        return f"sources name {wording.number(found.named)} of {total}, none as a user"
    if found.unknown:
        return ""
    return f"no source names {_THE_ONE}" if found.total == 1 else f"no source names any of its {total}"


def _group(found: Tally) -> str:
    """What a claim about a group covers: a clause of its own, whose number is never added to those named."""
    if not found.group_only:
        return ""
    if found.total == 1:
        return "there is only a claim about a group"
    every = "all" if found.group_only == found.total else "another"
    return f"for {every} {wording.number(found.group_only)} there is only a claim about a group"


def known_of(found: Tally, years: str, many: str, whose: str = "its") -> str:
    """What is known of some bodies, the largest part first: what is blank, who was named, what a group claim covers."""
    blank, users = _blank(found, many, whose), _users(found, years, many)
    first = (blank, users) if found.unknown * 2 > found.total else (users, blank)
    return "; ".join(part for part in (*first, _group(found)) if part)


def former_counted(dataset: Dataset, sector: str) -> str:
    """That the numbers of a sector hold bodies that no longer exist, and where those are left out; ``""`` if none."""
    bodies = counted_bodies(dataset)
    gone = bodies[(bodies["replaced_by"] != "") & ((bodies["sector"] == sector) | (sector == ALL_PUBLIC))]
    if gone.empty:
        return ""
    names = wording.listed(sorted(gone["name"]))
    if len(gone) == 1:
        said = "which no longer exists but which a source names"
    else:
        said = "which no longer exist but which sources name"
    it = "it" if len(gone) == 1 else "them"
    return (
        f"These numbers include {names}, {said}. Maps, walls and whole registers show only public bodies that exist "
        f"today, and leave {it} out."
    )


def place(dataset: Dataset, code: str) -> str:
    """The title of a region or nation, by what is known of its principal councils."""
    statuses = _statuses(dataset, sector="council", region=code, existing=True)
    name = dataset.row("regions", code)["name"]
    return f"{name}: {known_of(tally_of(statuses), _years(statuses, Status.USING), 'councils')}"


def councils(name: str, statuses: Iterable[BodyStatus]) -> str:
    """The title of any area by what is known of its principal councils."""
    found = list(statuses)
    if not found:
        return f"{name}: no principal council is based here"
    return f"{name}: {known_of(tally_of(found), _years(found, Status.USING), 'councils')}"


def councils_number(statuses: Iterable[BodyStatus]) -> BigNumber:
    """The number that the card of any area prints."""
    return _big(tally_of(statuses), "principal councils")


def sources_name(found: Tally) -> str:
    """Of how many public bodies of a place something is known, as a sentence or two; no nought."""
    if not found.total:
        return "The register lists no public body here."
    named = wording.number(found.named) if found.named else "none"
    if found.unknown == found.total:
        return f"{wording.sentence_case(_blank(found, 'public bodies on the register'))}."
    total = wording.numbered(found.total, "public body", "public bodies")
    said = f"Sources name {named} of the {total} on the register."
    group = f" {wording.sentence_case(_group(found))}." if found.group_only else ""
    blank = f" Nothing has been published about {wording.number(found.unknown)}." if found.unknown else ""
    return f"{said}{group}{blank}"


def area(name: str, statuses: Iterable[BodyStatus], registered_here: int) -> str:
    """The title of an area, by what is known of the public bodies that are based in it."""
    found = list(statuses)
    counted = tally_of(found, registered_here)
    if not counted.total:
        return f"{name}: we know of no public body that is based here"
    return f"{name}: {known_of(counted, _years(found, Status.USING), 'public bodies here', 'the')}"


def area_number(found: Tally) -> BigNumber:
    """The number that the picture of an area prints large."""
    return _big(found, "public bodies here") if found.total else BigNumber("", "")


def place_number(dataset: Dataset, code: str) -> BigNumber:
    """The number that the picture of a region or nation prints large."""
    return _big(tally_of(_statuses(dataset, sector="council", region=code, existing=True)), "principal councils")


def _big(found: Tally, many: str) -> BigNumber:
    """The blank if there is one, else those named as users, else those that only a group claim covers."""
    total = wording.number(found.total)
    if found.unknown == found.total:
        return BigNumber(total, f"{many}: nothing has been published about any of them")
    if found.unknown:
        return BigNumber(
            f"{wording.number(found.unknown)} of {total}", f"{many} about which nothing has been published"
        )
    if found.using:
        return BigNumber(f"{wording.number(found.using)} of {total}", f"{many} that a source named as users")
    if found.group_only:
        return BigNumber(f"{wording.number(found.group_only)} of {total}", f"{many} only in a claim about a group")
    return BigNumber(f"{wording.number(found.named)} of {total}", f"{many} that a source names, none as a user")


def leading_figure(dataset: Dataset, sector: str) -> pd.Series | None:
    """The survey share that speaks for a sector: the one that fits best, else the newest that gives its base."""
    row = fitting(dataset, sector, ALL_EVIDENCE)
    if row is not None:
        return row
    rows, known = figures_of(dataset, sector=sector), shares(dataset)
    drawn = [row for _, row in rows.iterrows() if known[str(row["id"])].shown is not None and row["answered"] > 0]
    return drawn[0] if drawn else None


def _asked(dataset: Dataset, row: pd.Series) -> str:
    """What was asked, who asked and when, of a survey figure: the verb with its object, and the rest in brackets."""
    asker = dataset.row("survey_rounds", str(row["survey"]))["asker"]
    return f"used {_cameras(row)} ({asker}, {wording.date(str(row['as_of']))})"


def _cameras(row: pd.Series) -> str:
    """What cameras a survey figure is about."""
    asked = str(row["vendor_scope"])
    if asked in (*VENDORS, VENDOR_UNSPECIFIED):
        return f"{wording.scope(asked)} cameras"
    return _CAMERAS.get(asked, f"cameras ({wording.scope(asked)})")


def surveyed(dataset: Dataset, sector: str) -> str:
    """What a survey found of a sector, with the question and the date; ``""`` if none gives a share."""
    row = leading_figure(dataset, sector)
    if row is None:
        return ""
    return f"{wording.fraction(shares(dataset)[str(row['id'])])} that answered said they {_asked(dataset, row)}"


def survey_title(dataset: Dataset, sector: str) -> str:
    """The title of a chart of a sector's survey figures: the leading one, and that there are others. No range.

    Figures of other brands, places and years do not make one span.
    """
    said = surveyed(dataset, sector)
    return f"{sector_name(dataset, sector)}: {said or 'no survey share has been published'}"


def sector(dataset: Dataset, key: str) -> str:
    """The title of a sector. One that is listed whole leads with its blank; of others the survey share goes first, then
    how many of those on our registers a source names.
    """
    statuses = _statuses(dataset, sector="" if key == ALL_PUBLIC else key)
    found, years = sector_tally(dataset, key), _years(statuses, Status.USING)
    name = sector_name(dataset, key)
    if key in whole_sectors(dataset):
        return f"{name}: {known_of(found, years, 'on the register', 'the')}"
    listed = editions(dataset, key) is not None and found.total
    said = [surveyed(dataset, key), _named_of(found, years) if listed else _named(found, years)]
    return f"{name}: {'; '.join(part for part in said if part)}"


def wall(dataset: Dataset, sector: str) -> tuple[str, str]:
    """The two halves of the title of a wall, each a sentence: how common, where a survey says it, and who is named.

    They are two kinds of evidence, so the title never joins their numbers. The first is ``""`` without a survey.
    """
    row = leading_figure(dataset, sector)
    return _common(dataset, sector, row) if row is not None else "", _wall_names(dataset, sector)


def wall_title(dataset: Dataset, sector: str) -> str:
    """The title of a wall as one text."""
    return " ".join(filter(None, wall(dataset, sector)))


def _common(dataset: Dataset, sector: str, row: pd.Series) -> str:
    share = shares(dataset)[str(row["id"])].shown or 0.0
    year = str(row["as_of"])[:4]
    name = sector_name(dataset, sector)
    who = wording.share_of(share, f"{name if name[:2].isupper() else name.lower()} that answered")
    return f"{who}{f' in {year}' if year else ''} said they used {_cameras(row)}."


def _wall_names(dataset: Dataset, sector: str) -> str:
    found = walls.wall(dataset, sector).tally
    of = f" of {wording.number(found.total)}" if sector in whole_sectors(dataset) else ""
    listed = "" if of else f" The registers that we hold list {wording.number(found.total)}."
    if not found.named:
        return f"No source names one.{listed}"
    if not found.using:
        return f"Sources name {wording.number(found.named)}{of}, none as a user.{listed}"
    if found.using == 1:
        return f"Sources name one{of} as a user.{listed}"
    return f"Sources name {wording.number(found.using)}{of} as users.{listed}"


def sector_tally(dataset: Dataset, key: str) -> Tally:
    """The bodies of a sector, or of all, by what is known: those that are listed, and those that only a register names.

    It counts those that were replaced only where a source names them.
    """
    sector = "" if key == ALL_PUBLIC else key
    return tally_of(_statuses(dataset, sector=sector), registered(dataset, (sector,) if sector else ()))


def _named_of(found: Tally, years: str) -> str:
    """How many of those on registers that are not whole a source names: a count, and never a share."""
    total = wording.number(found.total)
    if found.unknown == found.total:
        return f"nothing has been published about any of the {total} that our registers list"
    named = f"sources name {wording.number(found.named) if found.named else 'none'} of the {total} on our registers"
    using = f"{wording.number(found.using) if found.using else 'none'} as using the cameras{years}"
    return f"{named}, {using}" if found.named else named


def _named(found: Tally, years: str) -> str:
    if not found.named:
        return "we found no source that names one"
    if not found.using:
        return f"sources name {wording.number(found.named)}, none as a user"
    if found.using == found.named:
        return f"sources name {wording.number(found.named)} as using the cameras{years}"
    return f"sources name {wording.number(found.named)}, {wording.number(found.using)} as using the cameras{years}"


def sector_number(dataset: Dataset, key: str) -> BigNumber:
    """The number that the picture of a sector prints large: its survey share, else how many a source names."""
    name = sector_name(dataset, key)
    if key in whole_sectors(dataset):
        return _big(sector_tally(dataset, key), f"{in_a_sentence(name)} on the register")
    row = leading_figure(dataset, key)
    if row is not None:
        share = wording.fraction(shares(dataset)[str(row["id"])])
        return BigNumber(share, f"that answered said they {_asked(dataset, row)}")
    found = tally_of(_statuses(dataset, sector=key))
    return BigNumber(wording.number(found.named), "named by a source") if found.named else BigNumber("", "")


def body(dataset: Dataset, name: str, standing: BodyStatus) -> str:
    """The title of one body: its name, and what was reported of it with its month."""
    return f"{name}: {body_words(dataset, standing)}"


def body_words(dataset: Dataset, standing: BodyStatus) -> str:
    """What was reported of a body, in a few words, with its month."""
    brands = wording.manufacturers_of(dataset, standing.vendors) or wording.any_manufacturer(dataset)
    time = f" {wording.when(standing.as_of[:7])}" if standing.as_of else " (undated)"
    rows = [dataset.row("findings", one) for one in standing.decided_by]
    if standing.status is Status.USING and wording.seen(rows[0]):
        return f"{brands} cameras were seen at its premises{time}"
    return {
        Status.USING: f"was reported using {wording.cameras_of(dataset, brands, standing)}{time}",
        Status.REMOVING: f"said{time} that it would remove its {brands} cameras",
        Status.REMOVED: f"was reported{time} to have removed its {brands} cameras",
        Status.NOT_USING: f"was reported not using {brands} cameras{time}",
        Status.WOULD_NOT_SAY: f"would not say whether it used {brands} cameras{time}",
        Status.DID_NOT_ANSWER: f"did not answer about {brands} cameras{time}",
        Status.GROUP_ONLY: f"only in a claim about a group, on {brands} cameras{time}",
        Status.UNKNOWN: f"no public evidence on {brands} cameras",
    }[standing.status]
