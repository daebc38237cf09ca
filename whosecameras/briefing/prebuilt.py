"""Files made beforehand by ``python -m whosecameras briefing``: given out while they say what the record says now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from whosecameras.briefing.bundle import MANIFEST, digest
from whosecameras.briefing.cards import check_address
from whosecameras.record.loading import Dataset

_MOST_BYTES = 50_000_000
_MOST_PACKS = 1000


@dataclass(frozen=True)
class PrebuiltFile:
    """A file that is there and whole."""

    path: Path
    sha256: str

    def read(self) -> bytes:
        """Its bytes. ``OSError`` if it is gone or was changed since it was found."""
        content = self.path.read_bytes()
        if digest(content) != self.sha256:
            raise OSError(f"{self.path.name} was changed")
        return content


@lru_cache(maxsize=2048)
def _digest_of(path: Path, changed: int, size: int) -> str:
    """The hash of a file as it was at that time and of that size."""
    return digest(path.read_bytes())


def _packs(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The folder itself and those in it, each with its manifest; what cannot be read is passed over."""
    try:
        inner = sorted(one for one in folder.iterdir() if one.is_dir())
    except OSError:
        return
    for one in (folder, *inner[:_MOST_PACKS]):
        try:
            manifest = json.loads((one / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(manifest, dict):
            yield one, manifest


def _fits(manifest: dict[str, Any], dataset: Dataset) -> bool:
    """True if a pack was made from this very record and prints the address that is in force."""
    made = manifest.get("dataset")
    now = {"version": dataset.version, "released": dataset.released.isoformat(), "digest": dataset.digest}
    return made == now and manifest.get("address") == check_address()


def find(folder: Path, dataset: Dataset, name: str, made_from: str = "") -> PrebuiltFile | None:
    """A file of a pack in ``folder`` or in a folder in it; ``None`` unless pack and file are those of this record.

    A file whose bytes differ from the manifest is not there. ``made_from`` is the text that the file must be made
    from, where that is known.
    """
    for pack, manifest in _packs(folder):
        files = manifest.get("files")
        if not _fits(manifest, dataset) or not isinstance(files, list):
            continue
        for entry in files:
            if not isinstance(entry, dict) or entry.get("name") != name or Path(name).name != name:
                continue
            if made_from and entry.get("made_from") != digest(made_from):
                continue
            path = pack / name
            try:
                state = path.stat()
                if path.is_symlink() or not 0 < state.st_size <= _MOST_BYTES:
                    continue
                if _digest_of(path, state.st_mtime_ns, state.st_size) == entry.get("sha256"):
                    return PrebuiltFile(path, str(entry["sha256"]))
            except OSError:
                continue
    return None
