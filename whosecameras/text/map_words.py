"""Text for linked maps: what is drawn, the label of each area, and how many in a region are named."""

from __future__ import annotations

from whosecameras.analysis.areas import STATUS_MAPS
from whosecameras.analysis.counts import Tally
from whosecameras.analysis.status import BodyStatus
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import RECENT_YEARS, Status
from whosecameras.text import wording

EMPTY = (
    "An empty outline means that we found nothing published about that public body. It may or may not use the cameras."
)
NOT_DRAWN = "No area of this kind is in the record."
LONDON_LARGER = "London, drawn larger"
LONDON_AWAY = "London: top right"


def standing(known: BodyStatus) -> str:
    """A body's status in few words: status, date and age of the evidence, flags."""
    parts = [str(known.status), wording.evidence_from(known), wording.flag_list(known.flags)]
    return ", ".join(text for text in parts if text)


def label(name: str, known: BodyStatus) -> str:
    """The label of an area on a map: the body and its status."""
    words = standing(known)
    return f"{name}: {words[0].lower()}{words[1:]}"


def subtitle(which: str, total: int) -> str:
    """A sentence on what is drawn, for a key of ``STATUS_MAPS``."""
    kind = STATUS_MAPS[which]
    if not total:
        return NOT_DRAWN
    if which == "hexagons":
        return (
            f"Each hexagon is one of the {wording.number(total)} {kind.many}. All have the same size, except that "
            "London is drawn larger."
        )
    return f"Each area is that of one of the {wording.number(total)} {kind.many}."


def named(tally: Tally) -> str:
    """How many in a region are named, as n of N, with “none” for zero."""
    return f"{wording.number(tally.named) if tally.named else 'none'} of {wording.number(tally.total)} named"


def older(areas: int) -> str:
    """The meaning and number of paler areas; ``""`` if there are none."""
    years = wording.counted(RECENT_YEARS, "year")
    return f"Paler, or with thinner lines: evidence over {years} old, {wording.number(areas)}" if areas else ""


def alt(which: str, tally: Tally) -> str:
    """The text alternative of a map: how many areas have each status."""
    counts = [
        f"{str(status)[0].lower()}{str(status)[1:]} {wording.number(count)}"
        for status, count in tally.by_status.items()
        if count or status is Status.UNKNOWN
    ]
    return (
        f"Map of {wording.number(tally.total)} {STATUS_MAPS[which].many} by what sources say: {wording.listed(counts)}"
    )


#: The meaning of paler areas on the map of a year; their number differs from year to year.
OLDER_THEN = f"Paler, or with thinner lines: the evidence was over {wording.counted(RECENT_YEARS, 'year')} old by then"
YEARS_SUBTITLE = "Each hexagon is one district or unitary council, by what had been published by the end of each year."
PUBLISHED_BY_THEN = (
    "Each map holds only what had been published by the end of that year. A source without a date counts from the day "
    "on which we read it. An empty hexagon means that we found nothing published about that council by then. It may "
    "have used the cameras."
)


def year_end(dataset: Dataset, year: int) -> str:
    """The day of a year's view in words: ``the end of 2021``, or the day of the release."""
    return f"the end of {year}" if year < dataset.released.year else wording.date(str(dataset.released))


def _districts(total: int) -> str:
    return f"{wording.number(total)} {STATUS_MAPS['hexagons'].many}"


def years_title(first: str, then: Tally, last: str, now: Tally) -> str:
    """A title on how many councils sources had named at the beginning and at the end."""
    if not now.total:
        return NOT_DRAWN
    by_then = f"none of the {_districts(then.total)}"
    if then.named:
        by_then = f"{wording.number(then.named)} of {_districts(then.total)}"
    if first == last:
        return f"By {last} sources had named {by_then}"
    by_now = wording.number(now.named) if now.named else "none"
    return f"By {first} sources had named {by_then}; by {last} they had named {by_now}"


def year_counts(tally: Tally) -> str:
    """A sentence on how many are named and, separately, how many appear only in a claim about a group."""
    named_words = f"{wording.number(tally.named) if tally.named else 'None'} of {wording.number(tally.total)} named"
    group = f"; only in a claim about a group: {wording.number(tally.group_only)}" if tally.group_only else ""
    return named_words + group


def year_alt(when: str, which: str, tally: Tally) -> str:
    """The text alternative of a year's map."""
    return f"{alt(which, tally)}, as published by {when}"


def year_change(year: int, changed: int) -> str:
    """A sentence on how many councils changed status in a year."""
    if not changed:
        return f"No status changed in {year}"
    return f"{wording.counted(changed, 'status', 'statuses').capitalize()} changed in {year}"
