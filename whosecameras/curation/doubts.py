"""Questions to a curator before a row is added: possible duplicates and unlikely values, which may be correct."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from rapidfuzz import fuzz, process

from whosecameras.analysis.name_keys import normalise
from whosecameras.analysis.status import is_surely_after, last_day_of
from whosecameras.curation.diff import RecordSnapshot
from whosecameras.curation.page_addresses import address
from whosecameras.record.loading import LIST_SEPARATOR, shown
from whosecameras.record.schema import SPEAKS_OF, Finding
from whosecameras.text import wording

Row = Mapping[str, str]
NEAR_DAYS = 31  # two acts within a month of each other may be one
ALIKE, SAME_NAME = 60, 90  # similarity, out of 100, of two titles and of two names of an actor
MOST_SHOWN = 8
TIMES_THE_MOST = 10  # a number this many times the largest on record is probably a typing error
LOCAL = "Local: "
#: Free-text columns with customary values. The flag is false where a new value is nothing unusual.
CUSTOMS = {("events", "jurisdiction"): True, ("surveys", "country"): True, ("surveys", "unit"): True,
           ("surveys", "geography"): False}  # fmt: skip
#: Short forms of the record's names, besides their initials.
SHORT = {"usa": "united states", "us": "united states", "america": "united states", "uk": "united kingdom",
         "gb": "united kingdom", "britain": "united kingdom", "great britain": "united kingdom"}  # fmt: skip
_IN_PLACE = (Finding.USES, Finding.REMOVING)
_TAKEN_OUT = (Finding.REMOVED, Finding.USED_PREVIOUSLY)
_GONE = (*_TAKEN_OUT, Finding.DOES_NOT_USE)
_NO_CAMERAS = (*_GONE, Finding.REFUSED, Finding.NO_ANSWER, Finding.NOT_HELD)


def _span(iso: str) -> tuple[date, date]:
    parts = [*map(int, iso.split("-")), 1, 1]
    return date(*parts[:3]), last_day_of(iso)


def days_between(one: str, second: str) -> int:
    """The minimum number of days between two full or partial dates; 0 if they may be the same day."""
    (first, last), (start, end) = _span(one), _span(second)
    return max(0, (start - last).days, (first - end).days)


def _companies(row: Row) -> set[str]:
    return {vendor for vendor in row["vendors"].split(LIST_SEPARATOR) if vendor}


def _likeness(event: Row, other: Row) -> float:
    """The similarity of two events; 0 if they are far apart in time or have too little in common."""
    apart = days_between(event["date"], other["date"])
    if apart > NEAR_DAYS:
        return 0.0
    title = fuzz.token_sort_ratio(normalise(event["title"]), normalise(other["title"]))
    shared = (
        bool(_companies(event) & _companies(other)),
        normalise(event["jurisdiction"]) == normalise(other["jurisdiction"]),
        fuzz.token_set_ratio(normalise(event["actor"]), normalise(other["actor"])) >= SAME_NAME,
    )
    return title + 20 * sum(shared) - apart if sum(shared) > 1 or title >= ALIKE else 0.0


def near_events(row: Row, events: Sequence[Row]) -> list[Row]:
    """The events that a new one may duplicate, the most likely first.

    They are within a month of it and share two of these: a manufacturer, the jurisdiction, the actor. Otherwise the
    titles must be similar.
    """
    scored = [(_likeness(row, other), other) for other in events if other["id"] != row["id"]]
    return [other for score, other in sorted(scored, key=lambda pair: -pair[0]) if score > 0]


def _of_events(row: Row, state: RecordSnapshot) -> Iterator[str]:
    similar = near_events(row, state.tables["events"])
    if similar:
        listed = [
            f"  {event['id']}: {wording.date(event['date'])}, {event['jurisdiction']}: {event['title']}"
            for event in similar
        ]
        more = [f"  and {wording.number(len(similar) - MOST_SHOWN)} more"] if len(similar) > MOST_SHOWN else []
        head = "The record may already have this event; if so, add the source to it with `add event-source`:"
        yield "\n".join([head, *listed[:MOST_SHOWN], *more])
    source = state.by_key("sources").get(row["source"], {})
    if source.get("published") and is_surely_after(row["date"], source["published"]):
        yield f"It is dated {row['date']}, and its source was published on {source['published']}, before it happened."


def _of_sources(row: Row, state: RecordSnapshot) -> Iterator[str]:
    for other in state.tables["sources"]:
        same = all(normalise(row[column]) == normalise(other[column]) for column in ("title", "publisher"))
        if other["id"] != row["id"] and same and address(row["url"]) != address(other["url"]):
            yield (
                f"{other['publisher']} already has this title in the record: {other['id']}, {other['url']}. "
                "A copy of a page is not a second source; cite the existing one."
            )


def _about_the_same(row: Row, other: Row) -> bool:
    """True if two findings may be about the same manufacturer and the same cameras of a body."""
    companies = [{name for name, values in SPEAKS_OF.items() if each["vendor"] in values} for each in (row, other)]
    apart = bool(row["scope"] and other["scope"]) and normalise(row["scope"]) != normalise(other["scope"])
    return other["id"] != row["id"] and not apart and bool(companies[0] & companies[1])


def _contradicted(row: Row, others: Sequence[Row]) -> Iterator[str]:
    for other in others:
        pair = sorted((row, other), key=lambda finding: finding["finding"] in _IN_PLACE)
        no, yes = pair
        opposite = no["finding"] in _GONE and yes["finding"] in _IN_PLACE
        if opposite and other["source"] == row["source"] and not is_surely_after(no["as_of"], yes["as_of"]):
            statement = f"{wording.finding(other['finding'])}, {wording.date(other['as_of'])}"
            yield (
                f"The same page says the opposite in {other['id']} ({statement}). If they are about different cameras, "
                "give the scope of each."
            )
        elif opposite and no["finding"] in _TAKEN_OUT and is_surely_after(yes["as_of"], no["as_of"]):
            gone, there = wording.date(no["as_of"]), wording.date(yes["as_of"])
            yield (
                f"The cameras would be gone as of {gone}, but {other['id']} has them in place as of {there}. "
                if other is yes
                else f"The cameras would be in place as of {there}, but {other['id']} has them gone as of {gone}. "
            ) + "Are the dates right, and are these the same cameras?"


def _of_cameras(row: Row, findings: Sequence[Row]) -> Iterator[str]:
    if not row["cameras"]:
        return
    count = int(row["cameras"])
    known = [finding for finding in findings if finding["cameras"].isdecimal() and finding["id"] != row["id"]]
    most = max(known, key=lambda finding: int(finding["cameras"]), default=None)
    if most and count > TIMES_THE_MOST * int(most["cameras"]):
        yield (
            f"{wording.number(count)} cameras are more than ten times as many as any body has in the record "
            f"({wording.number(int(most['cameras']))}, {most['id']})."
        )
    if count and row["finding"] in _NO_CAMERAS:
        yield f"It gives {wording.number(count)} cameras next to “{wording.finding(row['finding'])}”."
    if not count and row["finding"] in _IN_PLACE:
        finding_words = wording.finding(row["finding"])
        yield f"It gives 0 cameras next to “{finding_words}”; leave the number blank if it is not known."


def _older_than_its_manufacturer(row: Row, state: RecordSnapshot) -> Iterator[str]:
    for fact in state.tables["vendor_facts"]:
        year = fact["value"]
        mine = fact["key"] == "founded" and fact["vendor"] == row["vendor"] and len(year) == 4 and year.isdecimal()
        if mine and row["as_of"] and row["as_of"][:4] < year:
            yield f"It is of {row['as_of']}, and {fact['vendor']} was founded in {year} ({fact['id']})."


def _of_findings(row: Row, state: RecordSnapshot) -> Iterator[str]:
    findings = state.tables["findings"]
    yield from _contradicted(
        row, [finding for finding in findings if finding["body"] == row["body"] and _about_the_same(row, finding)]
    )
    yield from _of_cameras(row, findings)
    yield from _older_than_its_manufacturer(row, state)


def _initials(name: str) -> str:
    return "".join(part[0] for part in normalise(name).split())


def custom(text: str, known: Sequence[str]) -> tuple[str, list[str]]:
    """The customary word that equals a text, ignoring case, and those that the text may be short for."""
    key = normalise(text)
    same = next((word for word in known if normalise(word) == key), "")
    if same:
        return same, []
    short = [word for word in known if normalise(word) == SHORT.get(key) or (len(key) > 1 and _initials(word) == key)]
    short += [word for word in known if SHORT.get(normalise(word)) == key]
    similar = [hit for hit, _, _ in process.extract(text, known, limit=3, scorer=fuzz.ratio, score_cutoff=75)]
    return "", list(dict.fromkeys([*short, *similar]))


def known_words(table: str, column: str, state: RecordSnapshot) -> list[str]:
    """The customary words of a column, as used in the record; places within a jurisdiction are left out."""
    words = {row[column] for row in state.tables[table]} - {""}
    return sorted(word for word in words if not word.startswith(LOCAL))


def _of_customs(table: str, row: Row, state: RecordSnapshot) -> Iterator[str]:
    for (of, column), closed in CUSTOMS.items():
        if of != table or not row[column] or row[column].startswith(LOCAL):
            continue
        known = known_words(table, column, state)
        same, similar = custom(row[column], known)
        if same == row[column] or not (similar or closed):
            continue
        suggestions = wording.alternatives([shown(word) for word in similar])
        ask = f"did you mean {suggestions}?" if similar else f"the record has: {', '.join(known)}."
        yield f"No row has the {column} {shown(row[column])} yet; {ask}"


_OF: Mapping[str, Callable[[Row, RecordSnapshot], Iterator[str]]] = {
    "events": _of_events,
    "sources": _of_sources,
    "findings": _of_findings,
}


def doubts(table: str, row: Row, state: RecordSnapshot) -> list[str]:
    """The doubts about a row, each a sentence or a list; ``[]`` if there are none.

    ``state`` is the record without the row, or with an older version of it under the same id.
    """
    specific = _OF[table](row, state) if table in _OF else ()
    return list(dict.fromkeys([*specific, *_of_customs(table, row, state)]))
