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
    "Survey figures cover many public bodies without naming them. They are shown next to the named evidence and never "
    "added to it, or to each other."
)
WIDER = "The nearest figures for wider areas"
NOT_NO = "Nothing published does not mean no cameras."
WHY = "Why more is known about some"
WHY_NOTE = "One public body can be named by several sources, so these numbers overlap."
PLACES_OR_SECTORS = (
    "You can compare places with places, or sectors with sectors. Take out one kind to see a comparison."
)
TITLE = "Compare what is known about places or sectors"
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
    named = wording.listed([f"“{name[:SHORT]}”" for name in asked], most=3)
    subject, predicate = (
        ("It is", "is not an area or sector") if len(asked) == 1 else ("They are", "are not areas or sectors")
    )
    return f"{named} {predicate} that we know. {subject} left out."


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


def place(group: ComparedGroup) -> str:
    """The place of a group, as part of a sentence: `` in the North East``; ``""`` for a sector."""
    if group.kind == SECTOR:
        return ""
    name = group.name
    article = (
        name.startswith(_THE_BEFORE)
        or name.endswith(_THE_AFTER)
        or (group.kind == "region" and name.startswith(_COMPASS))
    )
    return f" in {'the ' if article else ''}{name}"


def counted(dataset: Dataset, group: ComparedGroup) -> str:
    """The number of public bodies in a group: ``32 principal councils``, marked if our lists are not complete."""
    total = wording.numbered(group.tally.total, *noun(dataset, group.sector))
    return total if _whole(dataset, group) else f"{total} on our lists"


def beside(dataset: Dataset, group: ComparedGroup) -> str:
    """The text next to the name of a group: its number, without the noun if the group is a sector."""
    if group.kind != SECTOR:
        return counted(dataset, group)
    return total_number(dataset, group)


def total_number(dataset: Dataset, group: ComparedGroup) -> str:
    """The number in a group in figures, marked if our lists are not complete."""
    return wording.number(group.tally.total) + ("" if _whole(dataset, group) else " on our lists")


def _whole(dataset: Dataset, group: ComparedGroup) -> bool:
    return group.sector in whole_sectors(dataset)


def _share_unknown(group: ComparedGroup) -> float:
    return group.tally.unknown / group.tally.total


def _blank(dataset: Dataset, group: ComparedGroup, *, with_noun: bool = True) -> str:
    """How many of a group have no evidence: ``292 of 317 principal councils in England``."""
    singular, many = noun(dataset, group.sector)
    of, where = group.tally, place(group)
    listed = "" if _whole(dataset, group) else " on our lists"
    if of.total == 1:
        return f"the one {singular}{listed}{where}"
    if of.unknown == of.total:
        return f"any of the {wording.number(of.total)} {f'{many}{listed}' if with_noun else ''}".rstrip() + where
    return (
        f"{wording.number(of.unknown)} of {wording.number(of.total)} {f'{many}{listed}' if with_noun else ''}".rstrip()
        + where
    )


def _of_group(dataset: Dataset, group: ComparedGroup, *, same: bool) -> str:
    """The total of a group after a number: `` of 32 in Scotland``, with its noun unless ``same`` is true."""
    many = "" if same else f" {noun(dataset, group.sector)[1]}{'' if _whole(dataset, group) else ' on our lists'}"
    return f"{wording.number(group.tally.total)}{many}{place(group)}"


def _known(dataset: Dataset, group: ComparedGroup, same: bool) -> str:
    """A clause on what is known about a group: how many are named, else how many a group claim covers."""
    if group.tally.named:
        return f"sources name {wording.number(group.tally.named)} of {_of_group(dataset, group, same=same)}"
    if group.tally.group_only:
        covered, of = wording.number(group.tally.group_only), _of_group(dataset, group, same=same)
        whom = f"all {of}" if group.tally.group_only == group.tally.total else f"{covered} of {of}"
        return f"for {whom} there is only a claim about a group"
    return ""


def title(dataset: Dataset, groups: Sequence[ComparedGroup]) -> str:
    """The title of a comparison: the largest gap, then the best-known group. It says nothing about use.

    Groups are ranked by share, and numbers are given as n of N.
    """
    present = [group for group in groups if group.tally.total]
    if not present:
        missing = [f"no {noun(dataset, group.sector)[0]}{place(group)}" for group in groups]
        return f"Our lists have {wording.listed(missing)}"
    by_named = sorted(
        present, key=lambda group: (group.tally.named / group.tally.total, group.tally.total), reverse=True
    )
    worst = max(present, key=lambda group: (_share_unknown(group), group.tally.total))
    if not worst.tally.unknown:
        most, least = by_named[0], by_named[-1]
        known = [_known(dataset, most, same=False)]
        known += [_known(dataset, least, same=least.sector == most.sector)] if least is not most else []
        return wording.sentence_case(f"; {_far(present)}".join(known))
    lead = f"We found nothing published about {_blank(dataset, worst)}"
    best = next(
        (group for group in by_named if group is not worst and (group.tally.named or group.tally.group_only)), None
    )
    if best is not None:
        return f"{lead}; {_far(present)}{_known(dataset, best, same=best.sector == worst.sector)}"
    other = next((group for group in by_named if group is not worst), None)
    return f"{lead}, nor about {_blank(dataset, other, with_noun=other.sector != worst.sector)}" if other else lead


def _far(present: Sequence[ComparedGroup]) -> str:
    """The link between the two groups in a title, if there are others in between."""
    return "at the other end, " if len(present) > 2 else ""


def subtitle(dataset: Dataset, groups: Sequence[ComparedGroup]) -> str:
    """What the chart of a comparison shows and does not show."""
    kinds = list(dict.fromkeys(noun(dataset, group.sector)[1] for group in groups))
    return (
        f"{wording.sentence_case(wording.listed(kinds))} by what public sources say about "
        f"{wording.any_manufacturer(dataset)} cameras, as known on {wording.date(str(dataset.released))}. "
        f"{EVIDENCE_NOT_USE}"
    )


def alt(dataset: Dataset, groups: Sequence[ComparedGroup]) -> str:
    """The text alternative of the chart: each group with its numbers by status."""
    clauses = []
    for group in groups:
        parts = [f"{str(status).lower()} {wording.number(n)}" for status, n in group.tally.by_status.items() if n]
        clauses.append(f"{group.name}, {counted(dataset, group)}: {', '.join(parts) or 'none'}")
    return f"Bars of equal length, divided by status. {'; '.join(clauses)}."


def _years(dataset: Dataset, group: ComparedGroup) -> str:
    known = body_statuses(dataset)
    named = [known[one] for one in group.bodies if known[one].status not in (Status.GROUP_ONLY, Status.UNKNOWN)]
    years = sorted({one.as_of[:4] for one in named if one.as_of})
    if not years:
        return ""
    return f", with evidence from {years[0]}{f' to {years[-1]}' if len(years) > 1 else ''}"


def sources_of(dataset: Dataset, group: ComparedGroup) -> str:
    """Sentences on how many sources name bodies of a group, the largest publishers, and the reach of group claims."""
    of, total = group.sources, wording.number(group.tally.total)
    many = noun(dataset, group.sector)
    if not group.tally.total:
        return f"Our lists have no {many[0]} here."
    if not of.by_name:
        sentences = [
            f"No source that we have read names {'it' if group.tally.total == 1 else f'any of the {total} {many[1]}'}."
        ]
    else:
        verb = "names" if len(of.by_name) == 1 else "name"
        sentences = [
            f"{wording.sentence_case(wording.counted(len(of.by_name), 'source'))} from "
            f"{wording.counted(len(of.publishers), 'publisher')} {verb} {wording.number(group.tally.named)} of "
            f"{wording.numbered(group.tally.total, *many)}{_years(dataset, group)}."
        ]
        by = [f"{name} ({wording.number(n)})" for name, n in of.publishers]
        sentences.append(f"By publisher: {wording.listed(by, most=_NAMED_PUBLISHERS)}.")
    if of.by_group:
        covered = wording.number(of.by_group[0][1])
        them = "it" if group.tally.total == 1 else "them"
        if len(of.by_group) == 1:
            sentences.append(f"One claim about a whole group covers {covered} without naming {them}.")
        else:
            claims = wording.sentence_case(wording.counted(len(of.by_group), "claim"))
            sentences.append(f"{claims} about whole groups cover up to {covered} without naming {them}.")
    return " ".join(sentences)


def why(dataset: Dataset, groups: Sequence[ComparedGroup]) -> str:
    """How many bodies the widest single source names in the best and least covered groups; counts, no guesses.

    ``""`` if no source names more than one public body, which would explain nothing.
    """
    present = [group for group in groups if group.tally.total > 1]
    far = [group for group in present if group.sources.widest > 1]
    if not far or len(present) < 2:
        return ""
    most = max(far, key=_reach)
    least = min(present, key=lambda group: (_reach(group), -group.tally.total))
    if _reach(most) == _reach(least):
        return ""
    named = wording.number(most.sources.widest)
    alone = f"One source alone names {named} of {_of_group(dataset, most, same=False)}."
    total = _of_group(dataset, least, same=most.sector == least.sector)
    if not least.sources.widest:
        return f"{alone} None names any of the {total}."
    return f"{alone} None names more than {wording.number(least.sources.widest)} of the {total}."


def _reach(group: ComparedGroup) -> float:
    """The share of a group that its widest source names."""
    return group.sources.widest / group.tally.total


def blank(dataset: Dataset, group: ComparedGroup) -> str:
    """A sentence on how many of a group have no evidence."""
    singular, _ = noun(dataset, group.sector)
    if not group.tally.total:
        return f"Our lists have no {singular}{place(group)}."
    if not group.tally.unknown:
        every = counted(dataset, group)
        if group.tally.group_only == group.tally.total:
            whom = f"the one {singular}" if group.tally.total == 1 else f"all {every}"
            return f"For {whom}{place(group)} there is only a claim about a group."
        if group.tally.group_only:
            return (
                f"Sources name {wording.number(group.tally.named)} of the {every}{place(group)}. For the other "
                f"{wording.number(group.tally.group_only)} there is only a claim about a group."
            )
        return f"Sources name each of the {every}{place(group)}."
    return f"We found nothing published about {_blank(dataset, group)}."


def not_known(dataset: Dataset, group: ComparedGroup) -> str:
    """``blank``, and that no evidence does not mean no."""
    found = blank(dataset, group)
    return f"{found} {wording.UNKNOWN_IS_NOT_NO}." if group.tally.unknown else found


def no_survey(dataset: Dataset, groups: Sequence[ComparedGroup]) -> str:
    """A sentence that no survey covers some groups of a comparison; ``""`` if all are covered."""
    if not groups:
        return ""
    kinds = list(dict.fromkeys(noun(dataset, group.sector)[1] for group in groups))
    places = [place(group).removeprefix(" in ") for group in groups if place(group)]
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
    for cells in rows:
        again = sum(name == cells[""] or name.startswith(f"{cells['']} (") for name in names)
        names.append(f"{cells['']} ({again + 1})" if again else cells[""])
    table = {name: [cells[column] for column in COLUMNS] for name, cells in zip(names, rows, strict=True)}
    return pd.DataFrame({"": list(COLUMNS), **table})


def row(dataset: Dataset, group: ComparedGroup) -> dict[str, str]:
    """A group as a row of the table; zero is written as “none”."""
    of = group.tally
    numbers = (
        of.named, of.using, of.group_only, of.unknown, of.aged(Age.RECENT), of.aged(Age.OLDER),
        len(group.sources.by_name),
    )  # fmt: skip
    cells = (total_number(dataset, group), *(wording.number(value) if value else "none" for value in numbers))
    return {"": group.name, **dict(zip(COLUMNS, cells, strict=True))}
