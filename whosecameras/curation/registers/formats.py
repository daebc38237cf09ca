"""Formats of official files: each is recognised by its columns and updates one register of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from whosecameras.curation.registers.entries import Entry, SetAside
from whosecameras.curation.registers.files import OfficialFile, Record, table
from whosecameras.text import wording

#: A reader's result for each row: an entry, the reason for setting it aside, or ``None`` if it is irrelevant.
Found = Iterator[tuple[int, "Entry | SetAside | None"]]


@dataclass(frozen=True)
class RegisterEdition:
    """What a reader needs besides the file: the sector to update, and the day of the edition."""

    sector: str
    day: date

    @property
    def month(self) -> str:
        """The month of the edition in words."""
        return wording.date(self.day.isoformat()[:7])


@dataclass(frozen=True)
class Target:
    """The register that a file updates: its id, and the texts in ``registers`` about the new edition.

    ``{edition}`` in the note is replaced by the month of the edition.
    """

    register: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Format:
    """The format of an official file, as issued by its publisher.

    ``needs`` are the columns that identify it, ``also`` further ones to read; ``read`` makes entries from its rows,
    with codes of the ``scheme``. ``targets``: by sector, the register that its rows belong to. ``sheet``: the word that
    the sheet's name must contain if several sheets have the same columns. ``documents`` finds the rows in a file that
    is not a table.
    """

    name: str
    targets: Mapping[str, Target]
    scheme: str
    read: Callable[[Sequence[Record], RegisterEdition], Found]
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    sheet: str = ""
    new_type: str = ""  # kind of a new body if the file does not say
    adds_only: bool = False  # the file only gives other names or successors, not which bodies exist
    documents: Callable[[OfficialFile], list[Record] | None] | None = None

    def records(self, file: OfficialFile) -> list[Record] | None:
        """The rows of a file of this format; ``None`` for any other file."""
        if self.documents:
            return self.documents(file)
        for grid in file.grids:
            if self.sheet and grid.name and self.sheet.casefold() not in grid.name.casefold():
                continue
            if (rows := table(grid, self.needs, self.also)) is not None:
                return list(rows)
        return None
