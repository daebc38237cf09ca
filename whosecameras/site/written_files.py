"""Writes a file of the website, or links it from the current folder if its inputs or its bytes are unchanged."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import brotli  # type: ignore[import-untyped]

from whosecameras.record.loading import Dataset

COMPRESSED = frozenset({".html", ".css", ".js", ".json", ".xml", ".atom", ".txt", ".csv", ".svg", ".md", ".sqlite"})
WORTH_COMPRESSING = 400  # bytes
LARGE = 150_000  # bytes; above this, a higher brotli quality costs more time than it saves
ASSETS = "assets"
SMALLEST_WINDOW, LARGEST_WINDOW = 16, 22  # bits; brotli allocates its window for each file, which takes time


class FileGroup(NamedTuple):
    """Files that a build passes over together: if the digest is that of the build before, nothing in them changed."""

    name: str
    digest: str


@dataclass(frozen=True)
class Output:
    """A file to write: a function for its content, the hash of its inputs (``None`` if unknown beforehand), and a check
    that raises if the content is invalid. Without ``compress``, no compressed forms are stored: three files for each of
    thousands of pages that few people open would fill a disk, and a server can compress one while sending it.
    ``group`` is its group in ``file_groups.py``.
    """

    make: Callable[[], bytes]
    inputs: Callable[[], str] | None = None
    check: Callable[[bytes], None] | None = None
    compress: bool = True
    group: FileGroup | None = None


@dataclass(frozen=True)
class WrittenFile:
    """A file of the website as listed in the manifest, and whether this build changed its content."""

    path: str
    sha256: str
    bytes: int
    gz: int
    br: int
    inputs: str
    fresh: bool = True


class Work:
    """What the worker processes of a build share. It is inherited on fork, never pickled."""

    dataset: Dataset
    pieces: Any  # the search's
    outputs: Mapping[str, Output]
    new: Path
    old: Path | None
    before: Mapping[str, Mapping[str, Any]]
    same_tools: bool
    unchanged: frozenset[FileGroup]


#: Of the hash of a file's inputs, which is only compared with that of the same file before: 80 bits.
DIGITS = 20
#: What the manifest says of a file besides its path.
KEPT = ("sha256", "bytes", "gz", "br", "inputs")
_WRITTEN: dict[str, Path] = {}  # pictures by hash


def make_files(paths: Sequence[str]) -> list[WrittenFile]:
    return [_make_file(path) for path in paths]


def _make_file(path: str) -> WrittenFile:
    """Link a file from the current folder, or make, write and compress it."""
    output, previous = Work.outputs[path], Work.before.get(path)
    if previous and Work.old and output.group in Work.unchanged and _link(path, previous):
        return WrittenFile(path, **{key: previous[key] for key in KEPT}, fresh=False)
    inputs = output.inputs()[:DIGITS] if output.inputs else ""
    if previous and Work.old and inputs and inputs == previous["inputs"] and _link(path, previous):
        return WrittenFile(path, **{key: previous[key] for key in KEPT}, fresh=False)
    content = output.make()
    digest = hashlib.sha256(content).hexdigest()
    unchanged = previous is not None and digest == previous["sha256"]
    if output.check and not (unchanged and Work.same_tools):
        output.check(content)
    if previous and Work.old and unchanged and _link(path, previous):
        return WrittenFile(path, digest, len(content), previous["gz"], previous["br"], inputs, fresh=False)
    target = Work.new / path
    _make_folder(str(target.parent))
    _write_once(target, content, digest)
    gz, br = _compress(target, content) if output.compress else (0, 0)
    return WrittenFile(path, digest, len(content), gz, br, inputs)


def _write_once(target: Path, content: bytes, digest: str) -> None:
    """Write a file, or hard-link one with the same content that this process wrote: many pages share a picture."""
    twin = _WRITTEN.setdefault(digest, target) if target.suffix == ".png" else target
    if twin is not target:
        with contextlib.suppress(OSError):  # no hard links on this file system, or the folder is from an earlier build
            os.link(twin, target)
            return
    target.write_bytes(content)


def _link(path: str, before: Mapping[str, Any]) -> bool:
    """Link a file and its compressed forms from the current folder; ``False`` if one is missing."""
    assert Work.old is not None
    names = [path, *([f"{path}.gz"] if before["gz"] else []), *([f"{path}.br"] if before["br"] else [])]
    old, new = str(Work.old), str(Work.new)
    _make_folder(f"{new}/{path}".rpartition("/")[0])
    try:
        for name in names:
            try:
                os.link(f"{old}/{name}", f"{new}/{name}")
            except FileNotFoundError:
                raise
            except OSError:  # no hard links on this file system
                shutil.copy2(f"{old}/{name}", f"{new}/{name}")
    except FileNotFoundError:
        for name in names:
            Path(f"{new}/{name}").unlink(missing_ok=True)
        return False
    return True


@cache
def _make_folder(folder: str) -> None:
    """Make a folder of the new website, once in each process."""
    Path(folder).mkdir(parents=True, exist_ok=True)


def _compress(target: Path, content: bytes) -> tuple[int, int]:
    """Write the gzip and brotli forms of a file if they are smaller. Returns their sizes, 0 for none."""
    if target.suffix not in COMPRESSED or len(content) < WORTH_COMPRESSING:
        return 0, 0
    # A higher quality takes far longer for a few per cent fewer bytes: only for the files that most readers get.
    most_read = target.parent in (Work.new, Work.new / ASSETS) and len(content) <= LARGE
    quality = 11 if most_read else 9
    window = min(max(len(content).bit_length(), SMALLEST_WINDOW), LARGEST_WINDOW)
    sizes = []
    for suffix, packed in (
        (".gz", gzip.compress(content, 9, mtime=0)),
        (".br", brotli.compress(content, mode=brotli.MODE_TEXT, quality=quality, lgwin=window)),
    ):
        smaller = len(packed) < len(content)
        if smaller:
            target.with_name(target.name + suffix).write_bytes(packed)
        sizes.append(len(packed) if smaller else 0)
    return sizes[0], sizes[1]
