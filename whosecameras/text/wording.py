"""Wording of numbers, dates, shares and findings, for all sentences derived from data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd

from whosecameras.analysis.counts import registered, tally
from whosecameras.analysis.queries import bodies_apart
from whosecameras.analysis.status import BodyStatus, EvidenceFilter, day_of
from whosecameras.analysis.survey_shares import Share, is_group_claim
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import (
    FINDING_MEANINGS,
    GRADE_MEANINGS,
    GRADES,
    RECENT_YEARS,
    VENDOR_EACH,
    VENDOR_PAIR,
    VENDOR_SCOPES,
    VENDOR_UNSPECIFIED,
    Age,
    Finding,
    Flag,
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
#: How far above and below a tenth a share may be to be worded as that tenth, and the minimum for “nearly all”.
_ABOVE, _BELOW, _NEARLY_ALL = 0.03, 0.02, 0.95
_REGION_WITH_ARTICLE = re.compile(r"(North|South)\s(East|West)|(East|West)\sMidlands|East\sof\s[A-Z].*")
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
#: Shares that are written in words.
_PLAIN_SHARES = {tenths / 10: f"{_SMALL[tenths]} in ten" for tenths in range(1, 10)}
_PLAIN_SHARES |= {0.25: "one in four", 0.5: "half of", 0.75: "three in four"}
NOT_RANDOM = "Public bodies that answered may differ from those that did not, so these figures may not apply to all."
#: Explanations of the two lines in charts of shares.
INTERVAL_LINE = "The line across the end of a bar is its 95% confidence interval."
SILENCE_LINE = (
    "The dotted line below a bar is what the share of all those asked could be, depending on what the public bodies "
    "that did not answer would have said."
)
UNKNOWN_IS_NOT_NO = "No evidence does not mean no cameras"


def number(value: float | int) -> str:
    """A count with thousands separators: ``1289`` gives ``1,289``."""
    return f"{value:,.0f}"


def counted(value: int, one: str, many: str = "") -> str:
    """A count with its noun, small numbers spelt out: ``1, "council"`` gives ``one council``."""
    noun = one if value == 1 else many or f"{one}s"
    return f"{_SMALL[value] if 0 <= value < len(_SMALL) else number(value)} {noun}"


def numbered(value: int, one: str, many: str = "") -> str:
    """A count in figures with its noun: ``1, "event"`` gives ``1 event``, ``1289, "event"`` ``1,289 events``."""
    return f"{number(value)} {one if value == 1 else many or f'{one}s'}"


def have(value: int) -> str:
    """The verb after a count: ``has`` for 1, otherwise ``have``."""
    return "has" if value == 1 else "have"


def are(value: int) -> str:
    """The verb after a count: ``is`` for 1, otherwise ``are``."""
    return "is" if value == 1 else "are"


def percent(share: float, digits: int = 0) -> str:
    """A share from 0 to 1 as per cent, halves rounded up: ``0.625, 1`` gives ``62.5%``.

    A non-zero share that rounds to 0 is ``<1%``, and one below 100% that rounds to 100 is ``>99%``.
    """
    if digits == 0 and 0 < share < 0.005:
        return "<1%"
    if digits == 0 and 0.995 <= share < 1:
        return ">99%"
    exact = Decimal(repr(round(share * 100, 9)))  # the decimal value 28.5, not the binary 28.499…
    return f"{exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)}%"


def share_of(share: float, many: str) -> str:
    """A share from 0 to 1 of a group in words, for the start of a sentence: ``Nearly six in ten councils``.

    Uses the nearest tenth or quarter, unqualified if the share exceeds it by less than half a point, otherwise with
    “more than” (up to three points above) or “nearly” (up to two below). Any other share is given in per cent. So no
    share is ever overstated.
    """
    if share in (0, 1):
        return f"{'All' if share else 'No'} {many}"
    if share >= _NEARLY_ALL:
        return f"Nearly all {many}"
    nearest = min(_PLAIN_SHARES, key=lambda plain: abs(round(share - plain, 9)))
    above = round(share - nearest, 9)
    if not -_BELOW <= above <= _ABOVE:
        return f"{percent(share).replace('<', 'Less than ')} of {many}"
    how = "" if 0 <= above < 0.005 else "more than " if above > 0 else "nearly "
    return sentence_case(f"{how}{_PLAIN_SHARES[nearest]} {many}")


def printed_percent(share: float) -> str:
    """A share exactly as a source printed it, to compare with its own counts or with other sources.

    Elsewhere shares are rounded to whole per cents (``percent``), because most bases are too small for more.
    """
    return percent(share, 0 if abs(share * 100 - round(share * 100)) < 0.05 else 1)


def date(iso: str) -> str:
    """A full or partial ISO date in words: ``2022-02-07`` gives ``7 February 2022``; blank gives ``undated``."""
    parts = iso.split("-") if iso else []
    if not parts:
        return "undated"
    if len(parts) == 1:
        return parts[0]
    month = MONTHS[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def not_a_day(text: str, what: str = "date") -> str:
    """The message to a visitor whose text is not an ISO date."""
    return f"“{text[:40]}” is not a {what}. Write it as year, month and day, such as 2026-11-20."


def as_of(iso: str) -> str:
    """The date of a statement: ``as of February 2022``, or ``undated``."""
    return f"as of {date(iso)}" if iso else date(iso)


def when(iso: str) -> str:
    """A date with its preposition: ``on 7 February 2022``, ``in February 2022``; ``""`` if unknown."""
    return f"{'on' if iso.count('-') == 2 else 'in'} {date(iso)}" if iso else ""


def status_date(standing: BodyStatus) -> str:
    """The date of a status: ``February 2022``; ``undated`` if no deciding finding has a date, blank without one."""
    return date(standing.as_of) if standing.decided_by else ""


def evidence_from(standing: BodyStatus) -> str:
    """The date of a status, with its age if it is old: ``February 2022, over three years old``."""
    old = standing.age == Age.OLDER and standing.as_of
    return f"{status_date(standing)}, over {counted(RECENT_YEARS, 'year')} old" if old else status_date(standing)


def listed(items: Sequence[str], most: int = 0) -> str:
    """Items as a list in a sentence: ``a, b and c``; beyond ``most`` (0: all) the rest are counted."""
    if most and len(items) > most:
        return f"{', '.join(items[:most])} and {number(len(items) - most)} more"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def alternatives(items: Sequence[str]) -> str:
    """Items as a choice in a sentence: ``a, b or c``."""
    return " or ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


@lru_cache(maxsize=4)
def _names_in_order(dataset: Dataset) -> tuple[tuple[str, str], ...]:
    rows = dataset.vendors.sort_values("order")
    return tuple(zip(rows["id"], rows["name"], strict=True))


def manufacturers(dataset: Dataset) -> dict[str, str]:
    """The manufacturers in their order: ``{id: name}``."""
    return dict(_names_in_order(dataset))


def manufacturer(dataset: Dataset, vendor_id: str) -> str:
    """A finding's manufacturer in words: ``either`` gives ``Hikvision or Dahua``, ``both`` ``Hikvision and Dahua``.

    Raises ``KeyError`` for a manufacturer that the record does not have.
    """
    return "manufacturer not named" if vendor_id == "unknown" else manufacturer_of(manufacturers(dataset), vendor_id)


def manufacturer_of(names: Mapping[str, str], vendor_id: str) -> str:
    """A finding's manufacturer, given all names; ``either`` and ``both`` give two names."""
    between = {VENDOR_EACH: " and ", VENDOR_UNSPECIFIED: " or "}
    return (
        between[vendor_id].join(names[vendor] for vendor in VENDOR_PAIR) if vendor_id in between else names[vendor_id]
    )


def every_manufacturer(dataset: Dataset) -> str:
    """The label of the choice of all manufacturers: ``Both manufacturers``."""
    return "Both manufacturers" if len(manufacturers(dataset)) == 2 else "All manufacturers"


def any_manufacturer(dataset: Dataset) -> str:
    """All manufacturers as alternatives: ``Hikvision or Dahua``."""
    return alternatives(list(manufacturers(dataset).values()))


def manufacturers_of(dataset: Dataset, ids: Iterable[str]) -> str:
    """Several manufacturers in words."""
    return listed([manufacturer(dataset, vendor) for vendor in ids])


def scope(vendor_scope: str) -> str:
    """The brands that a survey figure covers, in words."""
    return VENDOR_SCOPES[vendor_scope]


def finding(value: str) -> str:
    """A finding in neutral words, as in ``reported using``."""
    return FINDING_MEANINGS[Finding(value)]


def finding_of(row: Mapping[str, Any]) -> str:
    """A row of ``findings`` in a few words; group claims are marked, and cameras that were seen are not “use”."""
    if row["basis"] == "collective":
        return f"in a claim about a whole group ({finding(row['finding'])})"
    return str(row["scope"]) if seen(row) else finding(row["finding"])


def attributed(publisher: str, as_of: str) -> str:
    """The attribution after every statement: ``(The Times, 7 February 2022)``."""
    return f"({publisher}, {date(as_of)})"


#: What is said of a number if the source does not say how many answered.
NO_TOTAL = "the source does not give a total"


def fraction(share: Share) -> str:
    """A share as n of N, as far as the source gives it: ``806 of 1,289``, ``73% of 325``, ``15 (the source does
    not give a total)``.
    """
    if share.using is not None and share.answered:
        return f"{number(share.using)} of {number(share.answered)}"
    if share.printed is not None and share.answered:
        return f"{percent(share.printed)} of {number(share.answered)}"
    if share.using is not None:
        return f"{number(share.using)} ({NO_TOTAL})"
    if share.printed is not None:
        return f"{percent(share.printed)} ({NO_TOTAL})"
    return "no figure"


def of_how_many(share: Share) -> str:
    """A share with its base, as far as the source says: ``806 of 1,289 said yes``, ``325 answered``."""
    if share.using is not None and share.answered:
        return f"{fraction(share)} said yes"
    if share.shown is None:
        return fraction(share)
    return f"{number(share.answered)} answered" if share.answered else "Number that answered not given"


def silence(share: Share) -> str:
    """A sentence on those who did not answer."""
    if share.asked is None or share.answered is None:
        return "The source does not say how many were asked but did not answer."
    return f"{number(share.asked)} were asked."


def silence_bounds(share: Share) -> str:
    """A sentence on the range that non-answers allow; blank if unknown."""
    if share.silence is None:
        return ""
    low, high = share.silence.low, share.silence.high
    return (
        f"If every public body that did not answer had said no, the share of all those asked would be {percent(low)}; "
        f"if every one had said yes, {percent(high)}."
    )


def both_shares(share: Share) -> str:
    """A sentence on the printed and the calculated share if they differ, otherwise blank."""
    if not share.differs or share.printed is None or share.computed is None:
        return ""
    printed, computed = printed_percent(share.printed), percent(share.computed, 1)
    return f"The source reported {printed}; the counts that we hold give {computed}."


def where(dataset: Dataset, body: Mapping[str, Any]) -> str:
    """A body's location, to distinguish bodies with one name: its district, else its region, else its nation."""
    district = geography.area_names("lad24").get(geography.current(body["lad"]), "")
    region = str(dataset.row("regions", body["region"])["name"]) if body["region"] else ""
    nation = str(body["nation"])
    wider = nation if nation != "England" else region or nation
    return f"{district}, {wider}" if district and body["sector"] not in ("council", "police") else wider


def with_article(place: str) -> str:
    """The name of a region or nation as it stands after “in”: ``the South West``, but ``Wales``."""
    return f"the {place}" if _REGION_WITH_ARTICLE.fullmatch(place) else place


def narrowed_to(dataset: Dataset, looked_at: EvidenceFilter) -> list[str]:
    """The filters of a view apart from its year: ``Hikvision only``, ``sources graded A and B``."""
    parts = []
    if looked_at.vendor:
        parts.append(f"{manufacturer(dataset, looked_at.vendor)} only")
    if len(looked_at.grades) < len(GRADES):
        parts.append(f"sources graded {listed(looked_at.grades)}")
    if not looked_at.collective:
        parts.append("without claims about groups")
    return parts


def view(dataset: Dataset, looked_at: EvidenceFilter) -> str:
    """The filters of a view as a sentence: ``Hikvision only, as published by the end of 2022.``"""
    parts = narrowed_to(dataset, looked_at)
    day = day_of(dataset, looked_at)
    now = day == dataset.released
    parts.append(f"as known on {date(str(day))}" if now else f"as published by the end of {day.year}")
    return f"{sentence_case(', '.join(parts))}."


def by_then(dataset: Dataset, looked_at: EvidenceFilter) -> str:
    """The suffix for the title of an earlier year's view, so that nobody takes it for today's."""
    day = day_of(dataset, looked_at)
    return "" if day == dataset.released else f" (published by the end of {day.year})"


def flag_list(flags: Iterable[Flag]) -> str:
    """Flags as text: ``contested, paused buying``."""
    return ", ".join(str(flag) for flag in flags)


def seen(row: Mapping[str, Any]) -> bool:
    """True if a finding only says that cameras were seen at a building, not whose they were."""
    return str(row["finding"]) == Finding.USES and str(row["scope"]).startswith("seen ")


def table_text(frame: pd.DataFrame, dates: Sequence[str] = ()) -> pd.DataFrame:
    """A copy of a table with the ISO dates of the named columns written out."""
    shown = frame.copy()
    for column in dates:
        shown[column] = shown[column].map(date)
    return shown


def dated(as_of: str, basis: str) -> str:
    """A finding's date with its basis: ``February 2022 (date of publication)``."""
    how = {"published": " (date of publication)", "inferred": " (estimated date)"}.get(basis, "")
    return f"{date(as_of)}{how}"


def graded(grade: str) -> str:
    """A grade with its meaning: ``Grade C: the press``."""
    return f"Grade {grade}: {GRADE_MEANINGS[grade]}"


def survey_line(dataset: Dataset, row: pd.Series, share: Share) -> str:
    """A row of ``surveys`` in words: who was counted, where, when and for which brands."""
    sector = "all_public" if row["sector"] == "all_public" else dataset.row("sectors", str(row["sector"]))["plural"]
    who = "All public bodies asked" if sector == "all_public" else str(sector)
    place = "the UK" if row["geography"] == "UK" else str(row["geography"])
    figure = fraction(share)
    if share.computed is not None and share.answered:
        figure += f" ({percent(share.computed)})"
    elif share.using is not None and share.asked:
        figure = f"{number(share.using)} of {number(share.asked)} asked (the source does not say how many answered)"
    name = dataset.row("survey_rounds", str(row["survey"]))["name"]
    group = "It comes from the same sentence as the claim about a whole group." if is_group_claim(dataset, row) else ""
    line = f"{who} in {place}, {date(str(row['as_of']))}: {figure} with {scope(str(row['vendor_scope']))}. {name}."
    return " ".join(part for part in (line, both_shares(share), group) if part)


def correction_request(dataset: Dataset, what: str, row: str) -> tuple[str, str]:
    """Subject and text of a message that reports a wrong or outdated entry."""
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


def mail_link(to: str, subject: str, text: str) -> str:
    """A link that opens a ready message in the reader's mail program."""
    return f"mailto:{quote(to, safe='@')}?{urlencode({'subject': subject, 'body': text}, quote_via=quote)}"


def register_sentence(dataset: Dataset) -> str:
    """Sentences on how many bodies the register lists, and how many have evidence."""
    bodies = tally(dataset)
    former = len(dataset.bodies) - (bodies.total - registered(dataset)) - len(bodies_apart(dataset))
    apart = f" It also has {number(former)} that no longer exist and that no source names." if former else ""
    group = f" {sentence_case(counted(bodies.group_only, 'more is', 'more are'))} only in a claim about a group."
    return (
        f"The register lists {numbered(bodies.total, 'public body', 'public bodies')}. Sources name "
        f"{number(bodies.named)} of them.{group if bodies.group_only else ''} We found nothing about the other "
        f"{number(bodies.unknown)}.{apart}"
    )


def plain(text: str) -> str:
    """Escape a text for Markdown, so that it is shown literally: no link, mark-up, formula or directive."""
    text = " ".join(text.split())
    for character in "\\`*_{}[]()#+-.!|<>$~:&":
        text = text.replace(character, "\\" + character)
    return text


def sentence_case(text: str) -> str:
    """The text with its first letter capitalised and the rest unchanged: ``two UK rules`` gives ``Two UK rules``."""
    return text[:1].upper() + text[1:]


def due(titles: Iterable[str]) -> list[str]:
    """The months by which targets are due, taken from their titles: ``…, the rest due by April 2025``."""
    months = [by_month or month_target for title in titles for by_month, month_target in _DUE.findall(title)]
    return list(dict.fromkeys(months))


def removal_targets(dates: Sequence[str]) -> str:
    """Removal targets by month, with the verb: ``April 2025 removal target was``."""
    return f"{listed(dates)} removal {'target was' if len(dates) == 1 else 'targets were'}"


def rules_sentence(standing: Sequence[str], titles: Sequence[str]) -> str:
    """The title of the timeline, from ``in_force`` and title of each rule: what is in force, and what is open."""
    rules = sentence_case(counted(sum(state == "yes" for state in standing), "UK rule"))
    verb = "is in force" if sum(state == "yes" for state in standing) == 1 else "are in force"
    open_ones = [title for state, title in zip(standing, titles, strict=True) if state == "target_unknown"]
    if dates := due(open_ones):
        done = [title for state, title in zip(standing, titles, strict=True) if state == "reported_complete"]
        lead = f"{done[-1][:1].lower()}{done[-1][1:]}, but " if done else ""
        return f"{rules} {verb}; {lead}we could not find out whether the {removal_targets(dates)} met"
    if open_ones:
        return f"{rules} {verb}; we could not find out the outcome of {counted(len(open_ones), 'target')}"
    return f"{rules} {verb}, as far as we could find out"


def described_date(as_of: str, basis: str) -> str:
    """A date, with its basis unless the source states it: ``2022, inferred``."""
    return f"{date(as_of)}, {basis}" if basis == "inferred" else date(as_of)


def label(value: str) -> str:
    """A vocabulary word or table name for readers: ``foi_reply`` gives ``FOI reply``."""
    text = value.replace("_", " ").replace("-", " ")
    text = text[:1].upper() + text[1:]
    return text.replace("Foi ", "FOI ")


def record_title(dataset: Dataset) -> str:
    """The size of the record as a heading."""
    statements, sources = numbered(len(dataset.findings), "statement"), numbered(len(dataset.sources), "source")
    return f"{statements}, {sources}, all yours to use"


def record_sentence(dataset: Dataset) -> str:
    """The size of the record as a sentence."""
    everybody = tally(dataset)
    return (
        f"The record holds {numbered(len(dataset.findings), 'statement')}. Sources name {number(everybody.named)} of "
        f"{numbered(everybody.total, 'public body', 'public bodies')}. The record also holds "
        f"{numbered(len(dataset.surveys), 'survey figure')} and {numbered(len(dataset.events), 'event')}, from "
        f"{numbered(len(dataset.sources), 'source')}."
    )
