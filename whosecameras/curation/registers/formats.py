"""What an official file is: known by its columns, it brings one register of the record up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from whosecameras.curation.registers.entries import Entry, SetAside
from whosecameras.curation.registers.files import OfficialFile, Record, table
from whosecameras.text import wording

#: What a reader makes of one row: an entry, the reason for which it is set aside, or nothing of ours.
Found = Iterator[tuple[int, "Entry | SetAside | None"]]


@dataclass(frozen=True)
class RegisterEdition:
    """What a reader must know besides the file: the sector that is brought up to date, and the day of the edition."""

    sector: str
    day: date

    @property
    def month(self) -> str:
        """The month of the edition in words."""
        return wording.date(self.day.isoformat()[:7])


@dataclass(frozen=True)
class Target:
    """The register that a file brings up to date: its id, and what ``registers`` says of the new edition.

    ``{edition}`` in the note stands for the month of the edition.
    """

    register: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Format:
    """One official file, as its publisher issues it.

    ``needs`` are the columns that it is known by, ``also`` further ones that are read; ``read`` makes entries of its
    rows, whose codes are of the ``scheme``. ``targets``: by sector, the register that its rows belong to. ``sheet``:
    the word that the name of the sheet must hold, where a spreadsheet has several with the same columns.
    ``documents`` finds the rows of a file that is no table.
    """

    name: str
    targets: Mapping[str, Target]
    scheme: str
    read: Callable[[Sequence[Record], RegisterEdition], Found]
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    sheet: str = ""
    new_type: str = ""  # kind of a new body of which the file does not say
    adds_only: bool = False  # the file gives other names or successors, and says nothing of who exists
    documents: Callable[[OfficialFile], list[Record] | None] | None = None

    def records(self, file: OfficialFile) -> list[Record] | None:
        """The rows of a file of this format; ``None`` for any other file."""
        if self.documents:
            return self.documents(file)
        for grid in file.grids:
            if self.sheet and grid.name and self.sheet.casefold() not in grid.name.casefold():
                continue
            if (found := table(grid, self.needs, self.also)) is not None:
                return list(found)
        return None
