"""Text about the lists of a sector: whether they are complete, and how old they are."""

from __future__ import annotations

from functools import lru_cache

from whosecameras.analysis.counts import registered
from whosecameras.analysis.registers import DAYS_A_YEAR, editions, whole_sectors
from whosecameras.analysis.sectors import sector_name
from whosecameras.analysis.status import first_day_of
from whosecameras.record.loading import Dataset
from whosecameras.text import wording


def in_a_sentence(name: str) -> str:
    """The name of a sector in sentence case: ``Schools`` gives ``schools``, ``NHS bodies`` is unchanged."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def dates_of(dataset: Dataset, sector: str) -> str:
    """The dates of a sector's lists: ``6 January 2017 to September 2025``; ``""`` without lists."""
    dates = editions(dataset, sector)
    return " to ".join(dict.fromkeys(map(wording.date, dates))) if dates else ""


def dated(dataset: Dataset, sector: str) -> str:
    """The dates of a sector's lists and the age of the oldest at the release, as part of a sentence; ``""`` if none.

    ``dated 6 January 2017 to September 2025; the oldest was 10 years old at our last release``.
    """
    dates = editions(dataset, sector)
    if dates is None:
        return ""
    years = round((dataset.released - first_day_of(dates.oldest)).days / DAYS_A_YEAR)
    age = wording.counted(years, "year") if years else "less than a year"
    which = "they were" if dates.oldest == dates.newest else "the oldest was"
    return f"dated {dates_of(dataset, sector)}; {which} {age} old at our last release"


@lru_cache(maxsize=128)
def lists_of(dataset: Dataset, sector: str) -> str:
    """One or two sentences on whether the record has every body of a sector, and how old the lists are."""
    name, when = in_a_sentence(sector_name(dataset, sector)), dated(dataset, sector)
    if not when:
        return f"We hold no official list of {name}, so we count only those named in a source."
    if sector in whole_sectors(dataset):
        since = (
            " Those that have opened or closed since are not shown as such." if registered(dataset, (sector,)) else ""
        )
        return f"Our lists have all {name}. They are {when}.{since}"
    return f"Our lists of {name} are not complete, so no share of all of them is shown. They are {when}."
