"""Text for comparisons of places or sectors: always about evidence, never about use, and why it differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from whosecameras.analysis.comparison import SECTOR, ComparedGroup
from whosecameras.analysis.registers import whole_sectors
from whosecameras.analysis.status import body_statuses
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import RECENT_YEARS, Age, Status
from whosecameras.text import wall_words, wording
from whosecameras.text.sector_words import in_a_sentence

MOST = 6  # places or sectors that a visitor can compare at once
SHORT = 40  # characters of a text from an address to quote
EVIDENCE_NOT_USE = "This compares evidence, not use."
NEVER_ADDED = (
    "Survey figures cover many public bodies without naming them. They stand beside the named evidence and are never "
    "added to it, nor to each other."
)
WIDER = "The nearest figures for wider areas"
NOT_NO = "Nothing published does not mean no cameras."
WHY = "Why more is known about some"
WHY_NOTE = "One public body can be named by several sources, so these numbers overlap."
PLACES_OR_SECTORS = (
    "You can compare places with places, or sectors with sectors. Take out one kind to see a comparison."
)
TITLE = "Compare what is known of places or sectors"
CHOOSE = f"Choose 2 to {MOST} places, or 2 to {MOST} sectors."
ONE_MORE = "Choose at least one more to compare."
#: Names that take an article in a sentence, by prefix or suffix.
_THE_BEFORE = ("City of ", "Forest of ", "Isle of ", "Isles of ", "Vale of ")
_THE_AFTER = (" area", " Borders", " Islands")
_COMPASS = ("North ", "South ", "East ", "West ")
_NAMED_PUBLISHERS = 3


def unknown_choice(asked: Sequence[str]) -> str:
    """The notice about unknown names in an address; ``""`` if there are none."""
    if not asked:
        return ""
    named = wording.listed([f"“{one[:SHORT]}”" for one in asked], most=3)
    it, stands = ("It is", "is no area or sector") if len(asked) == 1 else ("They are", "are no areas or sectors")
    return f"{named} {stands} that we know. {it} left out."


def too_many(asked: int) -> str:
    """The notice that an address names too many; ``""`` if it does not."""
    if asked <= MOST:
        return ""
    return f"You can compare up to {MOST} at once. These are the first {MOST} of {asked}."


def noun(dataset: Dataset, sector: str) -> tuple[str, str]:
    """Singular and plural of a public body of a sector, in sentence case; ``""`` means all sectors."""
    if not sector:
        return "public body", "public bodies"
    if sector in wall_words.ONE_LENS and sector == "council":
        return wall_words.ONE_LENS[sector]
    row = dataset.row("sectors", sector)
    return in_a_sentence(str(row["name"])), in_a_sentence(str(row["plural"]))


def place(found: ComparedGroup) -> str:
    """The place of a group, as part of a sentence: `` in the North East``; ``""`` for a sector."""
    if found.kind == SECTOR:
        return ""
    name = found.name
    article = (
        name.startswith(_THE_BEFORE)
        or name.endswith(_THE_AFTER)
        or (found.kind == "region" and name.startswith(_COMPASS))
    )
    return f" in {'the ' if article else ''}{name}"


def counted(dataset: Dataset, found: ComparedGroup) -> str:
    """The number of public bodies in a group: ``32 principal councils``, marked if our lists are not complete."""
    total = wording.numbered(found.tally.total, *noun(dataset, found.sector))
    return total if _whole(dataset, found) else f"{total} on our lists"


def beside(dataset: Dataset, found: ComparedGroup) -> str:
    """The text next to the name of a group: its number, without the noun if the group is a sector."""
    if found.kind != SECTOR:
        return counted(dataset, found)
    return total_number(dataset, found)


def total_number(dataset: Dataset, found: ComparedGroup) -> str:
    """The number in a group in figures, marked if our lists are not complete."""
    return wording.number(found.tally.total) + ("" if _whole(dataset, found) else " on our lists")


def _whole(dataset: Dataset, found: ComparedGroup) -> bool:
    return found.sector in whole_sectors(dataset)


def _share_unknown(found: ComparedGroup) -> float:
    return found.tally.unknown / found.tally.total


def _blank(dataset: Dataset, found: ComparedGroup, *, with_noun: bool = True) -> str:
    """How many of a group have no evidence: ``292 of 317 principal councils in England``."""
    one, many = noun(dataset, found.sector)
    of, where = found.tally, place(found)
    listed = "" if _whole(dataset, found) else " on our lists"
    if of.total == 1:
        return f"the one {one}{listed}{where}"
    if of.unknown == of.total:
        return f"any of the {wording.number(of.total)} {f'{many}{listed}' if with_noun else ''}".rstrip() + where
    return (
        f"{wording.number(of.unknown)} of {wording.number(of.total)} {f'{many}{listed}' if with_noun else ''}".rstrip()
        + where
    )


def _of_group(dataset: Dataset, found: ComparedGroup, *, same: bool) -> str:
    """The total of a group after a number: `` of 32 in Scotland``, with its noun unless ``same`` is true."""
    many = "" if same else f" {noun(dataset, found.sector)[1]}{'' if _whole(dataset, found) else ' on our lists'}"
    return f"{wording.number(found.tally.total)}{many}{place(found)}"


def _known(dataset: Dataset, found: ComparedGroup, same: bool) -> str:
    """A clause on what is known about a group: how many are named, else how many a group claim covers."""
    if found.tally.named:
        return f"sources name {wording.number(found.tally.named)} of {_of_group(dataset, found, same=same)}"
    if found.tally.group_only:
        covered, of = wording.number(found.tally.group_only), _of_group(dataset, found, same=same)
        whom = f"all {of}" if found.tally.group_only == found.tally.total else f"{covered} of {of}"
        return f"for {whom} there is only a claim about a group"
    return ""


def title(dataset: Dataset, groups: Sequence[ComparedGroup]) -> str:
    """The title of a comparison: the largest gap, then the best-known group. It says nothing about use.

    Groups are ranked by share, and numbers are given as n of N.
    """
    present = [one for one in groups if one.tally.total]
    if not present:
        missing = [f"no {noun(dataset, one.sector)[0]}{place(one)}" for one in groups]
        return f"Our lists have {wording.listed(missing)}"
    by_named = sorted(present, key=lambda one: (one.tally.named / one.tally.total, one.tally.total), reverse=True)
    worst = max(present, key=lambda one: (_share_unknown(one), one.tally.total))
    if not worst.tally.unknown:
        most, least = by_named[0], by_named[-1]
        known = [_known(dataset, most, same=False)]
        known += [_known(dataset, least, same=least.sector == most.sector)] if least is not most else []
        return wording.sentence_case(f"; {_far(present)}".join(known))
    said = f"Nothing has been published about {_blank(dataset, worst)}"
    best = next((one for one in by_named if one is not worst and (one.tally.named or one.tally.group_only)), None)
    if best is not None:
        return f"{said}; {_far(present)}{_known(dataset, best, same=best.sector == worst.sector)}"
    other = next((one for one in by_named if one is not worst), None)
    return f"{said}, nor about {_blank(dataset, other, with_noun=other.sector != worst.sector)}" if other else said


def _far(present: Sequence[ComparedGroup]) -> str:
    """The link between the two groups in a title, if there are others in between."""
    return "at the other end, " if len(present) > 2 else ""


def subtitle(dataset: Dataset, groups: Sequence[ComparedGroup]) -> str:
    """What the chart of a comparison shows and does not show."""
    kinds = list(dict.fromkeys(noun(dataset, one.sector)[1] for one in groups))
    return (
        f"{wording.sentence_case(wording.listed(kinds))} by what public sources say about "
        f"{wording.any_manufacturer(dataset)} cameras, as known on {wording.date(str(dataset.released))}. "
        f"{EVIDENCE_NOT_USE}"
    )


def alt(dataset: Dataset, groups: Sequence[ComparedGroup]) -> str:
    """The text alternative of the chart: each group with its numbers by status."""
    said = []
    for one in groups:
        parts = [f"{str(status).lower()} {wording.number(n)}" for status, n in one.tally.by_status.items() if n]
        said.append(f"{one.name}, {counted(dataset, one)}: {', '.join(parts) or 'none'}")
    return f"Bars of equal length, divided by status. {'; '.join(said)}."


def _years(dataset: Dataset, found: ComparedGroup) -> str:
    known = body_statuses(dataset)
    named = [known[one] for one in found.bodies if known[one].status not in (Status.GROUP_ONLY, Status.UNKNOWN)]
    years = sorted({one.as_of[:4] for one in named if one.as_of})
    if not years:
        return ""
    return f", with evidence from {years[0]}{f' to {years[-1]}' if len(years) > 1 else ''}"


def sources_of(dataset: Dataset, found: ComparedGroup) -> str:
    """Sentences on how many sources name bodies of a group, the largest publishers, and the reach of group claims."""
    of, total = found.sources, wording.number(found.tally.total)
    many = noun(dataset, found.sector)
    if not found.tally.total:
        return f"Our lists have no {many[0]} here."
    if not of.by_name:
        said = [
            f"No source that we have read names {'it' if found.tally.total == 1 else f'any of the {total} {many[1]}'}."
        ]
    else:
        verb = "names" if len(of.by_name) == 1 else "name"
        said = [
            f"{wording.sentence_case(wording.counted(len(of.by_name), 'source'))} from "
            f"{wording.counted(len(of.publishers), 'publisher')} {verb} {wording.number(found.tally.named)} of "
            f"{wording.numbered(found.tally.total, *many)}{_years(dataset, found)}."
        ]
        by = [f"{name} ({wording.number(n)})" for name, n in of.publishers]
        said.append(f"By publisher: {wording.listed(by, most=_NAMED_PUBLISHERS)}.")
    if of.by_group:
        covered = wording.number(of.by_group[0][1])
        them = "it" if found.tally.total == 1 else "them"
        if len(of.by_group) == 1:
            said.append(f"One claim about a whole group covers {covered} without naming {them}.")
        else:
            claims = wording.sentence_case(wording.counted(len(of.by_group), "claim"))
            said.append(f"{claims} about whole groups cover up to {covered} without naming {them}.")
    return " ".join(said)


def why(dataset: Dataset, groups: Sequence[ComparedGroup]) -> str:
    """How many bodies the widest single source names in the best and least covered groups; counts, no guesses.

    ``""`` if no source names more than one public body, which would explain nothing.
    """
    present = [one for one in groups if one.tally.total > 1]
    far = [one for one in present if one.sources.widest > 1]
    if not far or len(present) < 2:
        return ""
    most = max(far, key=_reach)
    least = min(present, key=lambda one: (_reach(one), -one.tally.total))
    if _reach(most) == _reach(least):
        return ""
    named = wording.number(most.sources.widest)
    alone = f"One source alone names {named} of {_of_group(dataset, most, same=False)}."
    total = _of_group(dataset, least, same=most.sector == least.sector)
    if not least.sources.widest:
        return f"{alone} None names any of the {total}."
    return f"{alone} None names more than {wording.number(least.sources.widest)} of the {total}."


def _reach(found: ComparedGroup) -> float:
    """The share of a group that its widest source names."""
    return found.sources.widest / found.tally.total


def blank(dataset: Dataset, found: ComparedGroup) -> str:
    """A sentence on how many of a group have no evidence."""
    one, _ = noun(dataset, found.sector)
    if not found.tally.total:
        return f"Our lists have no {one}{place(found)}."
    if not found.tally.unknown:
        every = counted(dataset, found)
        if found.tally.group_only == found.tally.total:
            whom = f"the one {one}" if found.tally.total == 1 else f"all {every}"
            return f"For {whom}{place(found)} there is only a claim about a group."
        if found.tally.group_only:
            return (
                f"Something has been published about each of the {every}{place(found)}, but for "
                f"{wording.number(found.tally.group_only)} it is only a claim about a group."
            )
        return f"Something has been published about each of the {every}{place(found)}."
    return f"Nothing has been published about {_blank(dataset, found)}."


def no_survey(dataset: Dataset, groups: Sequence[ComparedGroup]) -> str:
    """A sentence that no survey covers some groups of a comparison; ``""`` if all are covered."""
    if not groups:
        return ""
    kinds = list(dict.fromkeys(noun(dataset, one.sector)[1] for one in groups))
    places = [place(one).removeprefix(" in ") for one in groups if place(one)]
    where = f" in {wording.alternatives(places)}" if places else ""
    return f"We found no survey of {wording.alternatives(kinds)}{where} alone."


#: Explanations of short column names.
COLUMNS_NOTE = (
    f"“Within {wording.counted(RECENT_YEARS, 'year')}” and “Older or undated” are the age of the evidence on those "
    "named. “Sources” are those that name at least one."
)
#: The columns of the table of a comparison after the first.
COLUMNS = (
    "How many",
    "Named",
    "Named as using",
    "Only a group claim",
    "Nothing published",
    f"Within {wording.counted(RECENT_YEARS, 'year')}",
    "Older or undated",
    "Sources",
)


def side_by_side(rows: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """Transpose the rows: a row for each number, a column for each group, with unique names."""
    names: list[str] = []
    for one in rows:
        again = sum(name == one[""] or name.startswith(f"{one['']} (") for name in names)
        names.append(f"{one['']} ({again + 1})" if again else one[""])
    table = {name: [one[column] for column in COLUMNS] for name, one in zip(names, rows, strict=True)}
    return pd.DataFrame({"": list(COLUMNS), **table})


def row(dataset: Dataset, found: ComparedGroup) -> dict[str, str]:
    """A group as a row of the table; zero is written as “none”."""
    of = found.tally
    numbers = (
        of.named, of.using, of.group_only, of.unknown, of.aged(Age.RECENT), of.aged(Age.OLDER),
        len(found.sources.by_name),
    )  # fmt: skip
    cells = (total_number(dataset, found), *(wording.number(one) if one else "none" for one in numbers))
    return {"": found.name, **dict(zip(COLUMNS, cells, strict=True))}
