#!/usr/bin/env python3
"""Writes the explorer's static files into a folder, with compressed forms, so that nginx can serve them.

``explorer_assets.py DIR`` makes ``DIR/explore/static`` (Streamlit's own scripts and fonts) and
``DIR/explore/app/static`` (ours). Run it again after an update of Streamlit; old files may stay: names have hashes.
"""

from __future__ import annotations

import gzip
import os
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parents[1]
COMPRESSED = frozenset({".css", ".geojson", ".js", ".json", ".svg"})
QUALITY = 9  # brotli quality; the last two levels take ten times as long for one per cent


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


def put(pair: tuple[Path, Path]) -> None:
    """Copy a file, and write its compressed forms next to the copy if they are smaller."""
    source, target = pair
    content = source.read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in COMPRESSED:
        forms = {".gz": gzip.compress(content, 9, mtime=0), ".br": brotli.compress(content, quality=QUALITY)}
        for suffix, packed in forms.items():
            if len(packed) < len(content):
                _write(target.with_name(target.name + suffix), packed)
                shutil.copystat(source, target.with_name(target.name + suffix))
    _write(target, content)
    shutil.copystat(source, target)


def files(out: Path) -> list[tuple[Path, Path]]:
    """Each file and its destination."""
    spec = find_spec("streamlit")
    assert spec and spec.origin
    folders = {
        Path(spec.origin).parent / "static" / "static": out / "explore" / "static",
        ROOT / "static": out / "explore" / "app" / "static",
    }
    return [
        (path, there / path.relative_to(here))
        for here, there in folders.items()
        for path in sorted(here.rglob("*"))
        if path.is_file()
    ]


def main() -> None:
    """Write all of them, on all cores."""
    if len(sys.argv) != 2:
        sys.exit("usage: python scripts/explorer_assets.py DIR")
    pairs = files(Path(sys.argv[1]))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(put, pairs, chunksize=16))
    print(f"{sys.argv[1]}: {len(pairs)} files")


if __name__ == "__main__":
    main()
