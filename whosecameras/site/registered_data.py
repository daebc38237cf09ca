"""Bodies known only from a register, as data: JSON documents of a thousand bodies each, and a CSV for each sector.

Rows under a share-alike licence have separate documents and files that state it: no file under CC BY 4.0 contains one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from whosecameras.content.body_profile import Row
from whosecameras.content.registered_body import registered_bodies
from whosecameras.publishing import exports
from whosecameras.record.loading import Dataset
from whosecameras.record.registers import LICENCES, SHARE_ALIKE
from whosecameras.record.schema import TABLES
from whosecameras.site.data_files import FileWriter, about, blanks_as_null
from whosecameras.site.page import Site

BASE = "api/v1"
IN_A_DOCUMENT = 1000  # bodies per document
#: The folder of documents and files; the key is whether their rows are share-alike.
FOLDERS: Mapping[bool, str] = {False: "registered", True: "share_alike"}
SHARE_ALIKE_ADDRESS = "https://creativecommons.org/licenses/by-sa/4.0/"


@dataclass(frozen=True)
class RegisterPart:
    """The rows of one document, all of one sector, and the path of the next document (``""`` for the last)."""

    sector: str
    share_alike: bool
    bodies: tuple[str, ...]
    number: int
    parts: int
    total: int
    next: str


@lru_cache(maxsize=2)
def _by_sector(dataset: Dataset) -> dict[tuple[str, bool], list[str]]:
    """Ids by sector and licence, in the order of the register files."""
    bodies = registered_bodies(dataset)
    ids: dict[tuple[str, bool], list[str]] = {}
    for key in bodies.ids:
        row = bodies.row(key)
        ids.setdefault((row["sector"], bodies.is_share_alike(row)), []).append(key)
    return ids


def _path(sector: str, number: int, *, share_alike: bool) -> str:
    return f"{BASE}/{FOLDERS[share_alike]}/{sector}{f'-{number}' if number > 1 else ''}.json"


def parts(site: Site) -> dict[str, RegisterPart]:
    """All documents by path."""
    documents = {}
    for (sector, share_alike), bodies in _by_sector(site.record.data).items():
        count = -(-len(bodies) // IN_A_DOCUMENT)
        for number in range(1, count + 1):
            chunk = tuple(bodies[(number - 1) * IN_A_DOCUMENT : number * IN_A_DOCUMENT])
            after = _path(sector, number + 1, share_alike=share_alike) if number < count else ""
            part = RegisterPart(sector, share_alike, chunk, number, count, len(bodies), after)
            documents[_path(sector, number, share_alike=share_alike)] = part
    return documents


def about_rows(site: Site, path: str, *, share_alike: bool) -> dict[str, str]:
    """Metadata of a document of register rows, including the licence of its rows."""
    metadata = about(site, path)
    if share_alike:
        licence = f"{LICENCES[SHARE_ALIKE]} (CC BY-SA 4.0), {SHARE_ALIKE_ADDRESS}"
        metadata |= {"licence": licence, "citation": exports.citation(site.record.data, licence="CC BY-SA 4.0")}
    return metadata


def content(site: Site, part: RegisterPart) -> Row:
    """The content of a document. Nothing is known about these bodies' cameras, so no row has a status."""
    bodies = registered_bodies(site.record.data)
    return {
        "sector": part.sector,
        "part": part.number,
        "parts": part.parts,
        "total": part.total,
        "next": site.absolute(part.next) if part.next else None,
        "registers": _registers(site, part.bodies),
        "bodies": [{**blanks_as_null(bodies.row(key)), "page": site.absolute(f"body/{key}")} for key in part.bodies],
    }


def _registers(site: Site, shown: Sequence[str]) -> list[Row]:
    """The registers that these rows come from, with publisher, edition and licence."""
    bodies = registered_bodies(site.record.data)
    keys = sorted({str(bodies.row(key)["register"]) for key in shown})
    return [blanks_as_null(site.record.data.row("registers", register)) for register in keys]


def files(site: Site) -> dict[str, tuple[tuple[str, ...], FileWriter]]:
    """A CSV for each sector and licence by path, with the ids of its bodies."""
    return {
        f"data/{FOLDERS[share_alike].replace('_', '-')}/{sector}.csv": (tuple(keys), partial(_csv, site, keys))
        for (sector, share_alike), keys in _by_sector(site.record.data).items()
    }


def _csv(site: Site, keys: Sequence[str]) -> bytes:
    bodies, columns = registered_bodies(site.record.data), list(TABLES["bodies"].columns)
    registers = {key: site.record.data.row("registers", key) for key in {bodies.row(key)["register"] for key in keys}}
    more = ("publisher", "edition", "licence")
    rows = (
        [*bodies.row(key).values(), *(registers[bodies.row(key)["register"]][name] for name in more)] for key in keys
    )
    return exports.safe_csv([*columns, *(f"register_{name}" for name in more)], list(rows))


def rows_of(site: Site, keys: Sequence[str]) -> str:
    """The rows of bodies serialised as one text, to detect changes."""
    bodies = registered_bodies(site.record.data)
    return repr([tuple(bodies.row(key).values()) for key in keys])
