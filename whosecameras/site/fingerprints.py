"""Hashes of a file's inputs: if they are unchanged, the file is not rebuilt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from whosecameras.analysis.queries import registered_bodies
from whosecameras.publishing import exports
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import OPEN_TABLES

PACKAGE = Path(__file__).resolve().parents[1]
#: What does not affect the website, except that ``briefing`` makes the ready-made briefings: see its own fingerprint.
APART = ("cli", "curation", "briefing", "server", "__main__.py")


def digest_of(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8") if isinstance(part, str) else part)
        digest.update(b"\x00")
    return digest.hexdigest()


def _hash_of_files(files: Iterable[Path]) -> str:
    return digest_of(*(part for path in sorted(files) for part in (path.as_posix(), path.read_bytes())))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")


def build_fingerprint() -> str:
    """The hash of everything except the record that pages are built from: code, templates, assets, boundaries."""
    apart = {PACKAGE / name for name in APART}
    code = (path for path in _files(PACKAGE) if not apart & {path, *path.parents})
    return _hash_of_files([*code, *_files(geography._SHAPES)])


def briefing_fingerprint() -> str:
    """The hash of the code and templates that only the ready-made briefings are built from."""
    return _hash_of_files(_files(PACKAGE / "briefing"))


def table_hashes(dataset: Dataset) -> dict[str, str]:
    """The hash of each table; that of ``registers`` also covers the bodies known only from a register."""
    hashes = {name: digest_of(exports.export(dataset, "csv", {name: dataset.tables[name]})) for name in OPEN_TABLES}
    silent = registered_bodies(dataset)[["id", "sector", "region", "register"]]
    return {**hashes, "registers": digest_of(hashes["registers"], silent.to_csv(index=False))}


def made_from(dataset: Dataset, hashes: Mapping[str, str], tables: frozenset[str], *more: str) -> str:
    release = (dataset.version, dataset.released.isoformat())
    return digest_of(*release, *more, *(hashes[name] for name in sorted(tables)))


def page_inputs(common: str, view: str, sources: Mapping[str, str]) -> str:
    """The hash of a page's inputs: its own data, and the sources its template looks up by id.

    So a new source or body only rebuilds the pages that show it. Vendor names, also looked up, are in ``common``.
    """
    looked_up = sorted({*re.findall(r"[\w.-]+", view)} & sources.keys())
    return digest_of(common, view, *(sources[one] for one in looked_up))
