"""A wall of lenses for a page of the website or the explorer: words, survey strip, key and rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from whosecameras.analysis.areas import bodies_without_area
from whosecameras.analysis.registers import registers
from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter, body_statuses
from whosecameras.analysis.walls import WALL_SECTORS, Wall, WallBody, wall
from whosecameras.charts.marks import lens_name
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import titles, wall_words


@dataclass(frozen=True)
class ShownLens:
    """A lens: the body it links to, its full label, and how it is drawn."""

    body: str
    name: str
    label: str
    status: Status
    older: bool

    @property
    def symbol(self) -> str:
        """The id of its symbol."""
        return lens_name(self.status, self.older)


@dataclass(frozen=True)
class ShownRow:
    """A region or nation with its lenses; ``code`` is ``""`` if it has no page."""

    code: str
    name: str
    named: str
    lenses: tuple[ShownLens, ...]


@dataclass(frozen=True)
class KeyEntry:
    """An entry of the key, with the number of lenses that it describes."""

    status: Status
    older: bool
    label: str
    count: int

    @property
    def beside(self) -> str:
        """What it must not be taken for, ``""`` for most."""
        return wall_words.NOT_NO if self.status is Status.UNKNOWN else ""

    @property
    def symbol(self) -> str:
        """The id of its symbol."""
        return lens_name(self.status, self.older)


@dataclass(frozen=True, eq=False)
class ShownWall:
    """A wall for a page; ``shown_wall`` keeps it, so that it is compared by identity and not lens by lens.

    ``common`` and ``named`` are the two halves of its title. ``survey`` is the sentence on the survey, ``said_yes`` how
    many in a hundred said yes and ``source`` the id of its source; ``""`` and 0 without a survey. ``apart`` are bodies
    of the sector without a row.
    """

    sector: str
    many: str
    common: str
    named: str
    survey: str
    said_yes: int
    source: str
    subtitle: str
    key: tuple[KeyEntry, ...]
    older: str
    rows: tuple[ShownRow, ...]
    total: int
    apart: tuple[ShownLens, ...]

    @property
    def title(self) -> str:
        """The whole title."""
        return f"{self.common} {self.named}".strip()

    @property
    def symbols(self) -> tuple[tuple[Status, bool], ...]:
        """Every symbol that is drawn, without duplicates, the survey's first."""
        rows = ((one.status, one.older) for row in self.rows for one in row.lenses)
        key = ((one.status, one.older) for one in self.key)
        apart = ((one.status, one.older) for one in self.apart)
        return tuple(dict.fromkeys([(Status.USING, False), *key, *rows, *apart]))


def _shown(body: WallBody) -> ShownLens:
    return ShownLens(body.id, body.name, wall_words.lens(body), body.standing.status, body.older)


def _apart(dataset: Dataset, of: Wall, view: EvidenceFilter) -> tuple[ShownLens, ...]:
    """Police forces without their own area."""
    if of.sector != "police":
        return ()
    rows, known = bodies_without_area(dataset, "police"), body_statuses(dataset, view)
    rows = rows[rows["replaced_by"] == ""]
    return tuple(_shown(WallBody(key, name, known[key])) for key, name in zip(rows["id"], rows["name"], strict=True))


@lru_cache(maxsize=64)
def shown_wall(dataset: Dataset, sector: str, view: EvidenceFilter = ALL_EVIDENCE) -> ShownWall:
    """The wall of a sector of ``WALL_SECTORS``; ``KeyError`` for any other.

    The title counts all evidence, and the survey is left out if ``view`` leaves anything out.
    """
    of = wall(dataset, sector, view)
    common, named = titles.wall(dataset, sector)
    asked = view == ALL_EVIDENCE
    return ShownWall(
        sector=sector,
        many=wall_words.ONE_LENS[sector][1],
        common=common,
        named=named,
        survey=wall_words.survey(dataset, sector) if asked else "",
        said_yes=wall_words.per_cent(dataset, sector) if asked else 0,
        source=wall_words.survey_source(dataset, sector) if asked else "",
        subtitle=wall_words.subtitle(of),
        key=tuple(KeyEntry(*entry) for entry in wall_words.key(of)),
        older=wall_words.older(of),
        rows=tuple(
            ShownRow(row.code, row.name, wall_words.named(row), tuple(_shown(one) for one in row.bodies))
            for row in of.rows
        ),
        total=of.tally.total,
        apart=_apart(dataset, of, view),
    )


@dataclass(frozen=True)
class CountStrip:
    """A sector with too many bodies for a wall: a survey's result, and a sentence on how many its registers list."""

    survey: str
    said_yes: int
    source: str
    registered: str


def count_strip(dataset: Dataset, sector: str) -> CountStrip | None:
    """The strip of a sector with a register, a survey and no wall; ``None`` for any other."""
    register = registers(dataset).get(sector)
    survey = wall_words.survey(dataset, sector)
    if register is None or sector in WALL_SECTORS or not register["edition"] or not survey:
        return None
    registered = wall_words.registered(dataset, sector, register["rows"], register["named"])
    source = wall_words.survey_source(dataset, sector)
    return CountStrip(survey, wall_words.per_cent(dataset, sector), source, registered)
