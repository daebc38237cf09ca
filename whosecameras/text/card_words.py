"""Text that only cards have: the age of the evidence, a survey on a kind of body, and how to ask."""

from __future__ import annotations

from collections.abc import Sequence

from whosecameras.analysis.counts import Tally
from whosecameras.analysis.status import BodyStatus
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import gaps, titles, wording
from whosecameras.text.sector_words import in_a_sentence

ONE_IN_A_HUNDRED = "One lens is one in a hundred of those that answered."
SAID_IS_NOT_DONE = "Saying that cameras will be removed is not the same as removing them."
_MOST_NEIGHBOURS = 8


def evidence(standing: BodyStatus, sources: int) -> str:
    """The age of the evidence on a body and its number of sources: ``Evidence from May 2024 · 2 sources``."""
    when = f"Evidence from {wording.evidence_from(standing)}" if standing.as_of else "Undated evidence"
    return f"{when} · {wording.numbered(sources, 'source')}"


def of_its_kind(dataset: Dataset, sector: str) -> str:
    """A sentence on what a survey found about a kind of body, with asker and date, or that we found no survey."""
    result = titles.surveyed(dataset, sector)
    if result:
        name = in_a_sentence(str(dataset.row("sectors", sector)["plural"]))
        return f"{result.replace(' that answered', f' {name} that answered', 1)}."
    return gaps.survey_note(dataset, sector)[0]


def named_of_a_sector(tally: Tally, name: str) -> str:
    """A sentence on how many bodies of a sector sources name, and how many as users; ``name`` in sentence case."""
    if not tally.using:
        return "No source names one as a user."
    users = "all" if tally.using == tally.named else wording.number(tally.using)
    return f"Sources name {wording.number(tally.named)} {name}, {users} as users."


def on_our_lists(tally: Tally) -> str:
    """The number of bodies of a sector on the registers; ``""`` if there are none."""
    return f"{wording.numbered(tally.total, 'public body', 'public bodies')} on our lists" if tally.total else ""


def nobody_named(name: str) -> str:
    """A sentence that no source names a body of a sector; ``name`` is the sector's, in sentence case."""
    return f"We found no source that names any {name}."


def not_known_of(standing: BodyStatus) -> str:
    """The most important thing that is not known about a body, as a sentence."""
    if standing.status is Status.UNKNOWN:
        return "We do not know whether it uses the cameras. Anyone can ask: its page has a request ready to send."
    if standing.latest_evidence:
        newest = wording.date(standing.latest_evidence)
        return f"We do not know what has changed since {newest}."
    return "We do not know when this was true: no source gives a date."


def not_about(name: str) -> str:
    """A sentence that a survey says nothing about one body."""
    return f"A survey does not tell you about {name}."


def how_to_ask(address: str) -> str:
    """A sentence on how to ask a body; ``address`` is its page's, in the form that people type, or ``""``."""
    where = f": {address}" if address else ""
    return f"Anyone can ask. A request is ready to send on its page{where}"


def ask_one(address: str) -> str:
    """A sentence on how to ask any public body; ``address`` is the help page's, in typed form, or ``""``."""
    return f"Anyone can ask a public body. Letters are ready to send{f': {address}' if address else '.'}"


def next_to(names: Sequence[str]) -> str:
    """A sentence on the neighbouring areas; ``""`` for an island."""
    return f"Next to it: {wording.listed(list(names), _MOST_NEIGHBOURS)}." if names else ""


def changed_course(act: str, date: str, source: str) -> str:
    """A change of course in a few words: what was done, and the source with its date."""
    return f"{act} {wording.attributed(source, date)}"


#: Column headings when a card's list is a table.
TABLE_OF_STATEMENTS = ("Statement and source", "What it says")
TABLE_OF_BODIES = ("Who or what", "What is known")


def deck_title(dataset: Dataset, name: str) -> str:
    """The title of the first slide of a briefing."""
    return f"{name}: what sources say about {wording.any_manufacturer(dataset)} cameras"


def every_statement(name: str) -> str:
    """The title above all statements about a body."""
    return f"{name}: every statement, those that decide the status first"


def by_status(name: str) -> str:
    """The title above the named bodies of a briefing."""
    return f"{name}: public bodies with evidence, by status"


def part_of(title: str, part: int, parts: int) -> str:
    """A title for one of several slides."""
    return f"{title} ({wording.number(part)} of {wording.number(parts)})" if parts > 1 else title


def who_serves(name: str, named: int, group: int) -> str:
    """A title on how many public bodies that serve an area are named, and how many only a group claim covers."""
    if not named + group:
        return f"{name}: no source names any of the public bodies that serve it"
    clause = f"sources name {wording.counted(named, 'public body', 'public bodies')} that serve it" if named else ""
    clause = clause.replace("body that serve", "body that serves")
    more = (
        f"for {'another ' if named else ''}{wording.number(group)} there is only a claim about a group" if group else ""
    )
    return f"{name}: {'; '.join(part for part in (clause, more) if part)}"
