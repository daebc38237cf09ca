"""The second file of Get Information About Schools: the successors of establishments."""

from __future__ import annotations

from collections.abc import Sequence

from whosecameras.curation.registers import england
from whosecameras.curation.registers.entries import Entry, SetAside, code_of
from whosecameras.curation.registers.files import Record
from whosecameras.curation.registers.formats import Format, Found, RegisterEdition

SUCCESSOR = "successor"  # prefix of the link types that lead to a successor


def successors(records: Sequence[Record], edition: RegisterEdition) -> Found:
    """Each establishment once, with all its successors; other links are ignored."""
    by_code: dict[str, tuple[int, list[str]]] = {}
    for record in records:
        if not record["LinkType"].casefold().startswith(SUCCESSOR):
            continue
        try:
            code, heir = code_of(record["URN"], "URN"), code_of(record["LinkURN"], "URN")
        except SetAside as why:
            yield record.line, why
            continue
        by_code.setdefault(code, (record.line, []))[1].append(heir)
    for code, (line, followers) in by_code.items():
        yield line, Entry(line=line, code=code, name="", status="", wanted=False, successors=tuple(followers))


FORMATS = (
    Format(
        name="Get Information About Schools, links (links_edubasealldataYYYYMMDD.csv)",
        targets=england.FORMATS[0].targets,
        scheme="URN",
        read=successors,
        needs=("URN", "LinkURN", "LinkName", "LinkType"),
        adds_only=True,
    ),
)
