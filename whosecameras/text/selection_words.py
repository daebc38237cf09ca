"""Text for a selection of public bodies: its name, and how many of them have evidence or a status."""

from __future__ import annotations

from collections.abc import Iterable

from whosecameras.analysis.comparison import ComparedGroup
from whosecameras.analysis.counts import Tally
from whosecameras.analysis.registers import whole_sectors
from whosecameras.analysis.status import ALL_EVIDENCE, BodyStatus, EvidenceFilter
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import comparison_words, titles, wording
from whosecameras.text.sector_words import in_a_sentence
from whosecameras.text.titles import BigNumber

THE_UK = "the UK"
NO_REGION = "Region not given"
#: What bodies with each status did or were said to do: of one body, of several.
_DID = {
    Status.USING: ("was reported using the cameras", "were reported using the cameras"),
    Status.REMOVING: ("said it would remove the cameras", "said they would remove the cameras"),
    Status.REMOVED: ("was reported to have removed the cameras", "were reported to have removed the cameras"),
    Status.NOT_USING: ("was reported not using the cameras", "were reported not using the cameras"),
    Status.WOULD_NOT_SAY: ("would not say", "would not say"),
    Status.DID_NOT_ANSWER: ("did not answer", "did not answer"),
    Status.GROUP_ONLY: ("is only in a claim about a group", "are only in a claim about a group"),
    Status.UNKNOWN: ("has no public evidence", "have no public evidence"),
}


def name(dataset: Dataset, group: ComparedGroup, view: EvidenceFilter = ALL_EVIDENCE) -> str:
    """What is selected: ``Councils in the South West``, and in brackets which evidence counts, apart from its year."""
    plural = str(dataset.row("sectors", group.sector)["plural"]) if group.sector else "Public bodies"
    narrowed = wording.narrowed_to(dataset, view)
    return f"{plural}{comparison_words.place(group)}{f' ({wording.listed(narrowed)})' if narrowed else ''}"


def _counted(dataset: Dataset, group: ComparedGroup) -> str:
    """What a title counts. It says “on our lists” where these may leave some out."""
    if group.sector in whole_sectors(dataset):
        return in_a_sentence(str(dataset.row("sectors", group.sector)["plural"]))
    return "on our lists"


def many(dataset: Dataset, group: ComparedGroup) -> str:
    """What a number counts, in full: ``principal councils``, ``NHS bodies on our lists``."""
    plural = comparison_words.noun(dataset, group.sector)[1]
    return plural if group.sector in whole_sectors(dataset) else f"{plural} on our lists"


def title(
    dataset: Dataset, group: ComparedGroup, status: str, statuses: Iterable[BodyStatus], view: EvidenceFilter
) -> str:
    """The title of a selection: how much is known, or how many have the status that is chosen."""
    counted, then = group.tally, wording.by_then(dataset, view)
    if not counted.total:
        return f"{name(dataset, group)}: our lists have none"
    head, of = name(dataset, group, view), _counted(dataset, group)
    if status and status != Status.UNKNOWN:
        return f"{head}: {how_many(counted, Status(status), of)}{then}"
    years = titles.years_in_brackets(statuses, Status.USING)
    return f"{head}: {titles.known_of(counted, years, of, 'the')}{then}"


def chip(group: ComparedGroup, status: str) -> str:
    """The message where we found nothing published, nobody has the status that is chosen, or our lists have nobody."""
    if not group.tally.total:
        return "None on our lists"
    return f"{status}: none" if status and status != Status.UNKNOWN else str(Status.UNKNOWN)


def how_many(counted: Tally, status: Status, of: str) -> str:
    """A clause on how many have a status: ``3 of 42 councils were reported using the cameras``."""
    number, total = counted.by_status[status], wording.number(counted.total)
    if not number:
        return f"none of the {total} {of} {_DID[status][0]}"
    return f"{wording.number(number)} of {total} {of} {_DID[status][number > 1]}"


def big_number(dataset: Dataset, group: ComparedGroup, status: str) -> BigNumber:
    """The large number: of those with the status that is chosen, or as on other pictures."""
    counted, of = group.tally, many(dataset, group)
    if status and status != Status.UNKNOWN:
        number, total = counted.by_status[Status(status)], wording.number(counted.total)
        did = f"{of} that {_DID[Status(status)][1]}"
        return BigNumber(f"{wording.number(number)} of {total}" if number else "None", did)
    return titles.big_number(counted, of)


def subtitle(dataset: Dataset, group: ComparedGroup, view: EvidenceFilter) -> str:
    """What is counted and which evidence counts."""
    one = comparison_words.counted(dataset, group)
    filters = f" {wording.view(dataset, view)}" if view != ALL_EVIDENCE else ""
    return f"What sources say about {one}{comparison_words.place(group)}.{filters}"


def lenses(group: ComparedGroup) -> str:
    """What a picture of lenses shows."""
    return f"One lens is one public body{comparison_words.place(group)}."


def alt(group: ComparedGroup) -> str:
    """The numbers by status, for a text alternative."""
    return wording.listed([f"{str(one).lower()} {wording.number(n)}" for one, n in group.tally.by_status.items() if n])
