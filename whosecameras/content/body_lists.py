"""Every public body with a page, by name, for the A to Z lists of all bodies and of each sector.

Lists are split into parts, because a sector may have tens of thousands of bodies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from whosecameras.content.record_index import RecordIndex
from whosecameras.content.registered_body import registered_bodies
from whosecameras.record.schema import Status
from whosecameras.text import evidence_words, wording

IN_A_PART = 250  # bodies


@dataclass(frozen=True)
class ListedBody:
    """A body in a list, with the text next to its name."""

    id: str
    name: str
    beside: str


@dataclass(frozen=True)
class ListPart:
    """One part of a list: its bodies, its number from 1, and the first and last name of every part."""

    bodies: tuple[ListedBody, ...]
    number: int
    spans: tuple[tuple[str, str], ...]
    total: int
    share_alike: bool


def initial(name: str) -> str:
    """The letter under which a name is listed."""
    return name[0].upper()


class BodyLists:
    """The lists of one record, including its registers."""

    def __init__(self, record: RecordIndex) -> None:
        self._record = record
        self._registered = registered_bodies(record.data)

    @cached_property
    def _sorted(self) -> list[tuple[str, str, str]]:
        """Name, id and sector of every body, by name."""
        listed = [(row["name"], row["id"], row["sector"]) for row in self._record.rows["bodies"]]
        registered = self._record.data.registers["bodies"]
        listed += zip(
            map(str, registered["name"]), map(str, registered["id"]), map(str, registered["sector"]), strict=True
        )
        return sorted(listed, key=lambda entry: (entry[0].casefold(), entry[1]))

    @cached_property
    def by_letter(self) -> dict[str, list[tuple[str, str, str]]]:
        """The bodies under each letter, in order."""
        letters: dict[str, list[tuple[str, str, str]]] = {}
        for entry in self._sorted:
            letters.setdefault(initial(entry[0]), []).append(entry)
        return dict(sorted(letters.items()))

    @cached_property
    def by_sector(self) -> dict[str, list[tuple[str, str, str]]]:
        """The bodies of each sector, by name."""
        sectors: dict[str, list[tuple[str, str, str]]] = {sector: [] for sector in self._record.sectors}
        for entry in self._sorted:
            sectors[entry[2]].append(entry)
        return {sector: bodies for sector, bodies in sectors.items() if bodies}

    def part(self, bodies: Sequence[tuple[str, str, str]], number: int, *, with_sector: bool) -> ListPart:
        """Part ``number`` of a list, from 1."""
        firsts = range(0, len(bodies), IN_A_PART)
        spans = tuple((bodies[at][0], bodies[min(at + IN_A_PART, len(bodies)) - 1][0]) for at in firsts)
        shown = bodies[(number - 1) * IN_A_PART : number * IN_A_PART]
        listed = tuple(ListedBody(key, name, self._beside(key, sector, with_sector)) for name, key, sector in shown)
        known = self._record.known
        rows = (self._registered.row(key) for _, key, _ in shown if key not in known)
        return ListPart(listed, number, spans, len(bodies), any(map(self._registered.is_share_alike, rows)))

    def _beside(self, key: str, sector: str, with_sector: bool) -> str:
        data, known = self._record.data, self._record.known.get(key)
        row = data.row("bodies", key)
        parts = [self._record.sectors[sector] if with_sector else "", wording.where(data, row)]
        parts += ["no longer exists" if row["replaced_by"] or row["ended"] else ""]
        if known and known.status is not Status.UNKNOWN:
            parts.append(evidence_words.status_label(data, known).lower())
        return " · ".join(filter(None, parts))


def parts(bodies: Sequence[object]) -> range:
    """The numbers of the parts of a list."""
    return range(1, max(1, -(-len(bodies) // IN_A_PART)) + 1)
