"""How numbers, dates, shares and findings are put into words: the one place for every sentence made from data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from whosecameras.analysis.queries import corrected_body, counted_bodies
from whosecameras.analysis.status import BodyStatus, EvidenceFilter, day_of
from whosecameras.analysis.survey_shares import Share
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import (
    FINDING_MEANINGS,
    GRADE_MEANINGS,
    GRADES,
    SPEAKS_OF,
    TABLES,
    VENDOR_EACH,
    VENDOR_PAIR,
    VENDOR_SCOPES,
    VENDOR_UNSPECIFIED,
    Finding,
    Flag,
    Status,
)

SITE_NAME = "Whose Cameras?"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DUE = re.compile(r"\bby ({0} \d{{4}})|\b({0} \d{{4}}) (?:removal )?target".format(f"(?:{'|'.join(MONTHS)})"))
#: How far a share may lie from a tenth to be told by it: above it, and below; and from which share on “nearly all”.
_ABOVE, _BELOW, _NEARLY_ALL = 0.03, 0.02, 0.95
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NOT_RANDOM = "Those who answered were no random sample: bodies that use the cameras may answer more or less often."
BLANK_IS_NOT_CLEAN = "Blank is not clean"


def number(value: float | int) -> str:
    """A count with thousands parted: ``1289`` gives ``1,289``."""
    return f"{value:,.0f}"


def counted(value: int, one: str, many: str = "") -> str:
    """A count with its noun, small ones spelt out: ``1, "council"`` gives ``one council``."""
    noun = one if value == 1 else many or f"{one}s"
    return f"{_SMALL[value] if 0 <= value < len(_SMALL) else number(value)} {noun}"


def numbered(value: int, one: str, many: str = "") -> str:
    """A count in figures with its noun: ``1, "event"`` gives ``1 event``, ``1289, "event"`` ``1,289 events``."""
    return f"{number(value)} {one if value == 1 else many or f'{one}s'}"


def have(value: int) -> str:
    """The verb after a count: ``has`` for one, else ``have``."""
    return "has" if value == 1 else "have"


def are(value: int) -> str:
    """The verb after a count: ``is`` for one, else ``are``."""
    return "is" if value == 1 else "are"


def percent(share: float, digits: int = 0) -> str:
    """A share from 0 to 1 as per cent, halves rounded up: ``0.625, 1`` gives ``62.5%``.

    A part that rounds to nothing is ``<1%``, one that rounds to the whole ``>99%``.
    """
    if digits == 0 and 0 < share < 0.005:
        return "<1%"
    if digits == 0 and 0.995 <= share < 1:
        return ">99%"
    exact = Decimal(repr(round(share * 100, 9)))  # as it is written: 28.5, not the 28.499… that the computer holds
    return f"{exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)}%"


def share_of(share: float, many: str) -> str:
    """How many of a group a share from 0 to 1 is, at the head of a sentence: ``Nearly six in ten councils``.

    A tenth stands alone only for a share that reaches it by less than half a point; otherwise it is “more than” (up to
    three points) or “nearly” (within two). A share that is near no tenth is told in per cent. So nothing is ever said
    to be more than it is.
    """
    if share in (0, 1):
        return f"{'All' if share else 'No'} {many}"
    if share >= _NEARLY_ALL:
        return f"Nearly all {many}"
    tenths = round(share * 10)
    above = round(share - tenths / 10, 9)
    if not tenths or not -_BELOW <= above <= _ABOVE:
        return f"{percent(share).replace('<', 'Less than ')} of {many}"
    how = "" if 0 <= above < 0.005 else "more than " if above > 0 else "nearly "
    return sentence_case(f"{how}{'half of' if tenths == 5 else f'{_SMALL[tenths]} in ten'} {many}")


def printed_percent(share: float) -> str:
    """A share as a source printed it: whole per cents without a decimal, others with one."""
    return percent(share, 0 if abs(share * 100 - round(share * 100)) < 0.05 else 1)


def date(iso: str) -> str:
    """An ISO date, whole or in part: ``2022-02-07`` gives ``7 February 2022``; blank gives ``undated``."""
    parts = iso.split("-") if iso else []
    if not parts:
        return "undated"
    if len(parts) == 1:
        return parts[0]
    month = MONTHS[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def as_of(iso: str) -> str:
    """A date behind a statement in a line: ``as of February 2022``, or ``undated``."""
    return f"as of {date(iso)}" if iso else date(iso)


def since(standing: BodyStatus) -> str:
    """The date of a status: ``February 2022``; ``undated`` if no deciding finding has a date, blank if none decides."""
    return date(standing.since) if standing.decided_by else ""


def listed(items: Sequence[str], most: int = 0) -> str:
    """Items as a list in a sentence: ``a, b and c``; beyond ``most`` (0: all) the rest are counted."""
    if most and len(items) > most:
        return f"{', '.join(items[:most])} and {number(len(items) - most)} more"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def alternatives(items: Sequence[str]) -> str:
    """Items as a choice in a sentence: ``a, b or c``."""
    return " or ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


@lru_cache(maxsize=4)
def _makers(dataset: Dataset) -> tuple[tuple[str, str], ...]:
    rows = dataset.vendors.sort_values("order")
    return tuple(zip(rows["id"], rows["name"], strict=True))


def manufacturers(dataset: Dataset) -> dict[str, str]:
    """The makers in their order: ``{id: name}``."""
    return dict(_makers(dataset))


def manufacturer(dataset: Dataset, vendor_id: str) -> str:
    """A finding's maker in words: ``either`` gives ``Hikvision or Dahua``, ``both`` ``Hikvision and Dahua``.

    Raises ``KeyError`` for a maker that the record does not have.
    """
    names = manufacturers(dataset)
    if vendor_id == "unknown":
        return "maker not named"
    between = {VENDOR_EACH: " and ", VENDOR_UNSPECIFIED: " or "}
    return between[vendor_id].join(names[one] for one in VENDOR_PAIR) if vendor_id in between else names[vendor_id]


def every_manufacturer(dataset: Dataset) -> str:
    """All makers of the record as the head of a choice: ``Both makers``."""
    return "Both makers" if len(manufacturers(dataset)) == 2 else "All makers"


def any_manufacturer(dataset: Dataset) -> str:
    """All makers of the record as a choice: ``Hikvision or Dahua``."""
    return alternatives(list(manufacturers(dataset).values()))


def manufacturers_of(dataset: Dataset, ids: Iterable[str]) -> str:
    """Several makers in words."""
    return listed([manufacturer(dataset, one) for one in ids])


def scope(vendor_scope: str) -> str:
    """A survey's makes in words."""
    return VENDOR_SCOPES[vendor_scope]


def finding(value: str) -> str:
    """A finding in neutral words, as in ``reported using``."""
    return FINDING_MEANINGS[Finding(value)]


def attributed(publisher: str, as_of: str) -> str:
    """The bracket behind every statement: ``(The Times, 7 February 2022)``."""
    return f"({publisher}, {date(as_of)})"


def fraction(share: Share) -> str:
    """A share as n of N, as far as the source gives them: ``806 of 1,289``, ``73% of 325``, ``15 (of how many is not
    said)``.
    """
    if share.using is not None and share.answered:
        return f"{number(share.using)} of {number(share.answered)}"
    if share.printed is not None and share.answered:
        return f"{printed_percent(share.printed)} of {number(share.answered)}"
    if share.using is not None:
        return f"{number(share.using)} (of how many is not said)"
    if share.printed is not None:
        return f"{printed_percent(share.printed)} (of how many is not said)"
    return "no figure"


def silence(share: Share) -> str:
    """What is known of those who did not answer, as one sentence."""
    if share.asked is None or share.answered is None:
        return "The source does not say how many were asked and stayed silent."
    silent = share.asked - share.answered
    return f"{number(share.asked)} were asked; {number(silent)} gave no answer that is counted."


def silence_bounds(share: Share) -> str:
    """The hard bounds as one sentence, or nothing where they are not known."""
    if share.silence is None:
        return ""
    low, high = share.silence.low, share.silence.high
    return (
        f"If no silent body used them the share of all that were asked would be {percent(low)}; "
        f"if every one did, {percent(high)}."
    )


def both_shares(share: Share) -> str:
    """The printed and the counted share where they differ, or nothing."""
    if not share.differs or share.printed is None or share.computed is None:
        return ""
    return f"Printed as {printed_percent(share.printed)}; its own counts give {percent(share.computed, 1)}."


def view(dataset: Dataset, looked_at: EvidenceFilter) -> str:
    """What a view looks at, as a sentence: ``Hikvision only, as published by the end of 2022.``"""
    parts = []
    if looked_at.vendor:
        parts.append(f"{manufacturer(dataset, looked_at.vendor)} only")
    if len(looked_at.grades) < len(GRADES):
        parts.append(f"sources graded {listed(looked_at.grades)}")
    if not looked_at.collective:
        parts.append("without group statements")
    day = day_of(dataset, looked_at)
    now = day == dataset.released
    parts.append(f"as known on {date(str(day))}" if now else f"as published by the end of {day.year}")
    return f"{sentence_case(', '.join(parts))}."


def by_then(dataset: Dataset, looked_at: EvidenceFilter) -> str:
    """What a title adds in a view of an earlier year, so that nobody takes it for today's."""
    day = day_of(dataset, looked_at)
    return "" if day == dataset.released else f" (published by the end of {day.year})"


def flag_list(flags: Iterable[Flag]) -> str:
    """Flags as text: ``contested, stale``."""
    return ", ".join(str(flag) for flag in flags)


def _cited(dataset: Dataset, standing: BodyStatus) -> list[dict[str, Any]]:
    """The fewest deciding findings, the newest of each make, that between them name every make of the status."""
    rows = [dataset.row("findings", one) for one in standing.decided_by]
    naming = [
        next((row for row in rows if row["vendor"] in SPEAKS_OF.get(make, ())), rows[0]) for make in standing.vendors
    ]
    return list({str(row["id"]): row for row in naming or rows[:1]}.values())


def _of_and_by(dataset: Dataset, row: Mapping[str, Any], standing: BodyStatus) -> tuple[str, str]:
    """Of the makes of a status those that one finding names, and its source with the date."""
    named = [make for make in standing.vendors if row["vendor"] in SPEAKS_OF.get(make, (make,))]
    return manufacturers_of(dataset, named), attributed(
        dataset.row("sources", row["source"])["publisher"], row["as_of"]
    )


def known_now(dataset: Dataset, name: str, standing: BodyStatus) -> str:
    """What is known now of a body, as one or two sentences with source and date."""
    if standing.status is Status.UNKNOWN:
        return (
            f"Nothing that we could read says whether {name} uses {any_manufacturer(dataset)} cameras. "
            "That is a gap in the record, not a “no”."
        )
    row, *others_named = _cited(dataset, standing)
    makes, where = _of_and_by(dataset, row, standing)
    sentence = {
        Status.USING: f"{name} is reported using {makes} cameras {where}.",
        Status.REMOVING: f"{name} is reported removing or replacing its {makes} cameras {where}.",
        Status.REMOVED: f"{name} is reported to have used {makes} cameras and to have them no longer {where}.",
        Status.NOT_USING: f"{name} is reported not using {makes} cameras {where}.",
        Status.WOULD_NOT_SAY: f"{name} was asked about {makes} cameras and would not say {where}.",
        Status.DID_NOT_ANSWER: f"{name} was asked about {makes} cameras; no answer is known {where}.",
    }[standing.status]
    for other in others_named:
        sentence += " The same is reported of its {} cameras {}.".format(*_of_and_by(dataset, other, standing))
    others = len(standing.decided_by) - 1 - len(others_named)
    if others:
        sentence += f" {counted(others, 'other finding says', 'other findings say').capitalize()} the same."
    if row["scope"]:
        sentence += f" The statement is about: {row['scope']}."
    if Flag.INFERRED_ONLY in standing.flags:
        sentence += " This is inferred: the source does not say so in as many words."
    if Flag.COLLECTIVE_ONLY in standing.flags:
        sentence += " The only evidence is a statement about a whole group of bodies."
    if Flag.CONTESTED in standing.flags:
        sentence += " Sources disagree; each is shown below."
    if Flag.STALE in standing.flags:
        newer = f"Nothing newer than {date(standing.newest)} was found."
        sentence += f" {newer if standing.newest else 'No source says when this was so.'}"
    return sentence


def request_for_information(dataset: Dataset, name: str) -> str:
    """A freedom-of-information request about both makes that anyone can send to the named body."""
    makes = listed(list(manufacturers(dataset).values()))
    lines = (
        f"To: {name}",
        "",
        "Dear Freedom of Information officer,",
        "",
        "Under the Freedom of Information Act 2000 (in Scotland, the Freedom of Information (Scotland) Act 2002) "
        "please tell me:",
        "",
        f"1. Does {name} own, lease or operate any cameras, recorders or video software made by {makes}, including "
        "such equipment sold under another brand?",
        "2. If so, how many items of each make, in which kinds of place (for example public space, offices, schools, "
        "body-worn), and since when?",
        "3. Which of these functions are present, and which are switched on: facial recognition, tracking of persons, "
        "search by clothing, detection of age, sex or ethnicity, number-plate recognition, sound?",
        "4. Is any of this equipment connected to the internet or to another organisation’s network?",
        "5. Has a decision been taken to stop buying, to remove or to replace such equipment? If so, when, and by what "
        "date is it to be done?",
        "",
        "If part of this is exempt, please send the rest and name the exemption. I would like the answer by e-mail.",
        "",
        "Yours faithfully,",
    )
    return "\n".join(lines)


def table_text(frame: pd.DataFrame, dates: Sequence[str] = ()) -> pd.DataFrame:
    """A copy of a table with the named columns of ISO dates written out."""
    shown = frame.copy()
    for column in dates:
        shown[column] = shown[column].map(date)
    return shown


def dated(as_of: str, basis: str) -> str:
    """A finding's date with how it is known: ``February 2022 (date of publication)``."""
    how = {"published": " (date of publication)", "inferred": " (date worked out)"}.get(basis, "")
    return f"{date(as_of)}{how}"


def graded(grade: str) -> str:
    """A grade with its meaning: ``Grade C: the press``."""
    return f"Grade {grade}: {GRADE_MEANINGS[grade]}"


def survey_line(dataset: Dataset, row: pd.Series, share: Share) -> str:
    """One row of ``surveys`` with who was counted, where, when and of which makes."""
    sector = "all_public" if row["sector"] == "all_public" else dataset.row("sectors", str(row["sector"]))["plural"]
    who = "All public bodies asked" if sector == "all_public" else str(sector)
    place = "the UK" if row["geography"] == "UK" else str(row["geography"])
    said = fraction(share)
    if share.computed is not None and share.answered:
        said += f" ({percent(share.computed)})"
    elif share.using is not None and share.asked:
        said = f"{number(share.using)} of {number(share.asked)} asked (how many answered is not said)"
    name = dataset.row("survey_rounds", str(row["survey"]))["name"]
    line = f"{who} in {place}, {date(str(row['as_of']))}: {said} with {scope(str(row['vendor_scope']))}. {name}."
    return " ".join(part for part in (line, both_shares(share)) if part)


class Corrected(NamedTuple):
    """A correction in words: what it is about (a body, a title, else the row's id), in which table and column, and what
    became of the value, or that the row was withdrawn, as a sentence.
    """

    about: str
    where: str
    changed: str


def corrected(dataset: Dataset, row: Mapping[str, str]) -> Corrected:
    """A row of ``corrections`` in words."""
    table, key = row["table"], row["row"]
    body = corrected_body(dataset, row)
    title = "" if dataset.tables.place(table, key) is None else str(dataset.row(table, key).get("title", ""))
    about = str(dataset.row("bodies", body)["name"]) if body else title or key
    if row["column"] == TABLES[table].key and not row["new"]:
        return Corrected(about, table, f"row {key} was withdrawn.")
    old, new = (f"“{row[side]}”" if row[side] else "blank" for side in ("old", "new"))
    said = f"{old} became {new}"
    where = f"{table}, {row['column'].replace('_', ' ')}"
    return Corrected(about, where, said if said.endswith(".”") else f"{said}.")


def correction_request(dataset: Dataset, what: str, row: str) -> tuple[str, str]:
    """Subject and text of a message that says that an entry is wrong or out of date."""
    subject = f"{SITE_NAME} Correction: {what}"
    lines = (
        f"Entry: {what} ({row})",
        f"Dataset: version {dataset.version} of {date(str(dataset.released))}",
        "",
        "What is wrong or out of date:",
        "",
        "What would be right:",
        "",
        "Where that can be read, or how you know (please do not name private persons):",
        "",
    )
    return subject, "\n".join(lines)


def register_sentence(dataset: Dataset) -> str:
    """How many bodies the register has and of how many anything is known."""
    bodies, known = counted_bodies(dataset), dataset.findings["body"].nunique()
    gone = len(dataset.bodies) - len(bodies)
    apart = f" It also has {number(gone)} that no longer exist and that no source names." if gone else ""
    return (
        f"The register lists {numbered(len(bodies), 'public body', 'public bodies')}. For {number(known)} of them a "
        f"public source says something; for {number(len(bodies) - known)} none that we could read does.{apart}"
    )


def plain(text: str) -> str:
    """A text as markdown that shows it as it is, whatever it holds: no link, mark-up, formula or directive."""
    for character in "\\`*_{}[]()#+-.!|<>$~:&":
        text = text.replace(character, "\\" + character)
    return text


def sentence_case(text: str) -> str:
    """The text with its first letter large and all others as they are: ``two UK rules`` gives ``Two UK rules``."""
    return text[:1].upper() + text[1:]


def due(titles: Iterable[str]) -> list[str]:
    """The months by which targets are due, as their titles tell: ``…, the rest due by April 2025``."""
    found = [one or other for title in titles for one, other in _DUE.findall(title)]
    return list(dict.fromkeys(found))


def removal_targets(dates: Sequence[str]) -> str:
    """Targets by their months, with the verb: ``April 2025 removal target was``."""
    return f"{listed(dates)} removal {'target was' if len(dates) == 1 else 'targets were'}"


def rules_sentence(standing: Sequence[str], titles: Sequence[str]) -> str:
    """The finding of the timeline, from ``in_force`` and title of each rule: what stands, what is open."""
    rules = sentence_case(counted(sum(one == "yes" for one in standing), "UK rule"))
    verb = "stands" if sum(one == "yes" for one in standing) == 1 else "stand"
    open_ones = [title for one, title in zip(standing, titles, strict=True) if one == "target_unknown"]
    if dates := due(open_ones):
        return f"{rules} {verb}; whether the {removal_targets(dates)} met was not found"
    if open_ones:
        return f"{rules} {verb}; the outcome of {counted(len(open_ones), 'target')} was not found"
    return f"{rules} {verb}, as far as could be read"


def described_date(as_of: str, basis: str) -> str:
    """A date with how it is known, where that is not the source's own word: ``2022, inferred``."""
    return f"{date(as_of)}, {basis}" if basis == "inferred" else date(as_of)


def label(value: str) -> str:
    """A word of the vocabularies or a table's name as a reader sees it: ``foi_reply`` gives ``FOI reply``."""
    text = value.replace("_", " ").replace("-", " ")
    text = text[:1].upper() + text[1:]
    return text.replace("Foi ", "FOI ")


def record_title(dataset: Dataset) -> str:
    """The size of the record as a heading."""
    statements, sources = numbered(len(dataset.findings), "statement"), numbered(len(dataset.sources), "source")
    return f"{statements}, {sources}, all yours to use"


def record_sentence(dataset: Dataset) -> str:
    """The size of the record as a sentence."""
    named = dataset.findings["body"].nunique()
    return (
        f"The record holds {numbered(len(dataset.findings), 'statement')} about {number(named)} of "
        f"{numbered(len(counted_bodies(dataset)), 'public body', 'public bodies')}, "
        f"{numbered(len(dataset.surveys), 'survey figure')} and {numbered(len(dataset.events), 'event')}, from "
        f"{numbered(len(dataset.sources), 'source')}."
    )
