"""The formats of official files, and detection of a file's format."""

from __future__ import annotations

from whosecameras.curation.registers import england, govuk, links, nations, nhs
from whosecameras.curation.registers.files import OfficialFile, Record
from whosecameras.curation.registers.formats import Format
from whosecameras.errors import UserError

#: Every format, in the order of detection.
FORMATS = (*england.FORMATS, *links.FORMATS, *nations.FORMATS, *nhs.FORMATS, *govuk.FORMATS)


def recognised(file: OfficialFile, sector: str) -> tuple[Format, list[Record]]:
    """The format of a file and its rows; ``UserError`` if the file is not one for this sector."""
    for kind in FORMATS:
        records = kind.records(file)
        if records is None:
            continue
        if sector not in kind.targets:
            sectors = " or ".join(kind.targets)
            raise UserError(
                f"{file.name}: is the file “{kind.name}”; it belongs to the sector {sectors}, not to {sector}"
            )
        if not records:
            raise UserError(f"{file.name}: has no rows below the names of its columns")
        return kind, records
    known = [kind.name for kind in FORMATS if sector in kind.targets]
    files = "; ".join(known) or "no file"
    raise UserError(f"{file.name}: is not a file for the sector {sector}, which can be read from: {files}")
