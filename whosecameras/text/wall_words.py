"""Text for walls: labels of lenses, rows and survey, and the text alternative."""

from __future__ import annotations

import pandas as pd

from whosecameras.analysis.survey_shares import shares
from whosecameras.analysis.walls import Wall, WallBody, WallRow
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import RECENT_YEARS, Status
from whosecameras.text import titles, wording

#: Singular and plural of what a lens stands for.
ONE_LENS = {
    "council": ("principal council", "principal councils"),
    "police": ("territorial police force", "territorial police forces"),
    "nhs": ("NHS body", "NHS bodies"),
    "university": ("university", "universities"),
}
NOT_NO = "does not mean no"
EMPTY_RING = "An empty ring means that we found nothing published about that public body. It does not mean no."
TOO_MANY = "They are too many to draw one by one."
APART = "A survey and named sources are two kinds of evidence. They must not be added together."


def lens(body: WallBody) -> str:
    """The label of a lens: the body, its status, and the date and age of the evidence."""
    status = str(body.standing.status)
    when = wording.evidence_from(body.standing)
    return f"{body.name}: {status[0].lower()}{status[1:]}" + (f", {when}" if when else "")


def named(row: WallRow) -> str:
    """How many in a row are named, as n of N, with “None” for zero."""
    counted = row.tally
    return f"{wording.number(counted.named) if counted.named else 'None'} of {wording.number(counted.total)}"


def subtitle(wall: Wall) -> str:
    """A sentence on what is drawn, and on who counts as named where that could be misread."""
    singular, plural = ONE_LENS[wall.sector]
    if not wall.bodies:
        return f"No {singular}."
    others = wall.tally.named > wall.tally.using > 0
    counted = " “Named” also counts those that are not reported as users." if others else ""
    return f"Each lens is one of the {wording.number(wall.tally.total)} {plural}.{counted}"


def survey(dataset: Dataset, sector: str) -> str:
    """A sentence on what a sector's survey found, who asked and when; ``""`` if no survey gives a share."""
    result = titles.surveyed(dataset, sector)
    return f"{result}." if result else ""


def survey_source(dataset: Dataset, sector: str) -> str:
    """The id of the source of that survey, ``""`` if there is none."""
    row = titles.leading_figure(dataset, sector)
    return str(row["source"]) if row is not None else ""


def per_cent(dataset: Dataset, sector: str) -> int:
    """The percentage of those that answered who said yes, rounded; 0 without a survey."""
    row = titles.leading_figure(dataset, sector)
    shown = shares(dataset)[str(row["id"])].shown if row is not None else None
    return round((shown or 0.0) * 100)


def table(wall: Wall) -> pd.DataFrame:
    """The wall in numbers: one row for each region or nation, one column for each status that occurs."""
    used = [status for status, _ in counts(wall)]
    rows = [
        {"Region or nation": row.name, **{str(one): row.tally.by_status[one] for one in used}, "Total": row.tally.total}
        for row in wall.rows
    ]
    return pd.DataFrame(rows)


def bodies(dataset: Dataset, wall: Wall) -> pd.DataFrame:
    """Each public body of the wall: its row, name, status, date of the evidence, flags, and ``id``."""
    rows = [
        {
            "Region or nation": row.name,
            "Public body": one.name,
            "Status": str(one.standing.status),
            "Evidence from": wording.evidence_from(one.standing) if one.standing.decided_by else "",
            "Flags": wording.flag_list(one.standing.flags),
            "id": one.id,
        }
        for row in wall.rows
        for one in row.bodies
    ]
    return pd.DataFrame(rows)


def counts(wall: Wall) -> list[tuple[Status, int]]:
    """The number of lenses for each status that occurs, in order."""
    return [(status, count) for status, count in wall.tally.by_status.items() if count]


def key(wall: Wall) -> list[tuple[Status, bool, str, int]]:
    """The entries of the key: status, whether all its evidence is older, label and count, for statuses that occur."""
    recent = {one.standing.status for one in wall.bodies if not one.older}
    return [(status, status not in recent, str(status), count) for status, count in counts(wall)]


def alt(dataset: Dataset, wall: Wall) -> str:
    """The text alternative of a wall: the survey, the number for each status, and how many are named in each row."""
    many = ONE_LENS[wall.sector][1]
    listed = "; ".join(f"{str(status)[0].lower()}{str(status)[1:]}: {wording.number(n)}" for status, n in counts(wall))
    rows = "; ".join(f"{row.name} {named(row).lower()}" for row in wall.rows)
    survey_words = survey(dataset, wall.sector)
    return (
        f"{f'Survey: {survey_words} ' if survey_words else ''}"
        f"{wording.number(wall.tally.total)} {many}, each drawn as a camera lens: {listed}. Named by a source: {rows}."
    )


def registered(dataset: Dataset, sector: str, rows: int, named_by_sources: int) -> str:
    """Two sentences on how many bodies of a sector its registers list, and how many of them a source names."""
    plural = str(dataset.row("sectors", sector)["plural"])
    many = plural if plural[:2].isupper() else plural.lower()
    sources = f"Sources name {wording.number(named_by_sources)} of them" if named_by_sources else "No source names one"
    return f"Official registers list {wording.number(rows)} {many}. {sources}."


def older(wall: Wall) -> str:
    """The meaning and number of pale lenses and thin lines; ``""`` if there are none."""
    count = sum(one.older for one in wall.bodies)
    years = wording.counted(RECENT_YEARS, "year")
    return f"Paler, or with thinner lines: evidence over {years} old, {wording.number(count)}" if count else ""
