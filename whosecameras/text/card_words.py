"""The words on a card that no page has: how old the evidence is, what a survey says of a kind, and how to ask."""

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
    """The age of the evidence on a body and how many sources it has: ``Evidence from May 2024 · 2 sources``."""
    when = f"Evidence from {wording.evidence_from(standing)}" if standing.as_of else "Undated evidence"
    return f"{when} · {wording.numbered(sources, 'source')}"


def of_its_kind(dataset: Dataset, sector: str) -> str:
    """What a survey found of bodies of a kind, as a sentence with asker and date, or that we found none."""
    said = titles.surveyed(dataset, sector)
    if said:
        name = in_a_sentence(str(dataset.row("sectors", sector)["plural"]))
        return f"{said.replace(' that answered', f' {name} that answered', 1)}."
    return gaps.survey_note(dataset, sector)[0]


def named_of_a_sector(found: Tally, name: str) -> str:
    """How many of the bodies of a sector that a source names it names as users; ``name`` as within a sentence."""
    if not found.using:
        return "No source names one as a user."
    users = "all" if found.using == found.named else wording.number(found.using)
    return f"Sources name {wording.number(found.named)} {name}, {users} as users."


def on_our_lists(found: Tally) -> str:
    """How many bodies of a sector the registers list; ``""`` if they list none."""
    return f"{wording.numbered(found.total, 'public body', 'public bodies')} on our lists" if found.total else ""


def nobody_named(name: str) -> str:
    """That no source names a body of a sector; ``name`` is the sector's, as within a sentence."""
    return f"We found no source that names any {name}."


def not_known_of(standing: BodyStatus) -> str:
    """What is not known of a body, before all else."""
    if standing.status is Status.UNKNOWN:
        return "We do not know whether it uses the cameras. Anyone can ask: its page has a request ready to send."
    if standing.latest_evidence:
        newest = wording.date(standing.latest_evidence)
        return f"We do not know what has changed since {newest}: we found nothing newer."
    return "We do not know when this was true: no source gives a date."


def not_about(name: str) -> str:
    """That a survey says nothing of one body."""
    return f"A survey does not tell you about {name}."


def how_to_ask(address: str) -> str:
    """How to ask a body; ``address`` is that of its page, as one types it, or ``""``."""
    where = f": {address}" if address else ""
    return f"Anyone can ask. A request is ready to send on its page{where}"


def ask_one(address: str) -> str:
    """How to ask any public body; ``address`` is that of the page that helps with it, as one types it, or ``""``."""
    return f"Anyone can ask a public body. Letters are ready to send{f': {address}' if address else '.'}"


def next_to(names: Sequence[str]) -> str:
    """The areas beside one on a map; ``""`` for an island."""
    return f"Next to it: {wording.listed(list(names), _MOST_NEIGHBOURS)}." if names else ""


def changed_course(act: str, date: str, source: str) -> str:
    """A change of course in a few words: what was done, and the source with its date."""
    return f"{act} {wording.attributed(source, date)}"


#: The columns of a card's list where it is a table.
TABLE_OF_STATEMENTS = ("Statement and source", "What it says")
TABLE_OF_BODIES = ("Who or what", "What is known")


def deck_title(dataset: Dataset, name: str) -> str:
    """The title of the first slide of a briefing."""
    return f"{name}: what sources say about {wording.any_manufacturer(dataset)} cameras"


def every_statement(name: str) -> str:
    """The title over all statements about a body."""
    return f"{name}: every statement, those that decide the status first"


def by_status(name: str) -> str:
    """The title over the bodies of a briefing that sources name."""
    return f"{name}: public bodies with evidence, by status"


def part_of(title: str, part: int, parts: int) -> str:
    """A title that goes on over several slides."""
    return f"{title} ({wording.number(part)} of {wording.number(parts)})" if parts > 1 else title


def who_serves(name: str, named: int, group: int) -> str:
    """How many of the public bodies that serve an area a source names; those of a claim about a group apart."""
    if not named + group:
        return f"{name}: no source names any of the public bodies that serve it"
    said = f"sources name {wording.counted(named, 'public body', 'public bodies')} that serve it" if named else ""
    said = said.replace("body that serve", "body that serves")
    more = (
        f"for {'another ' if named else ''}{wording.number(group)} there is only a claim about a group" if group else ""
    )
    return f"{name}: {'; '.join(part for part in (said, more) if part)}"
