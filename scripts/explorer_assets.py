#!/usr/bin/env python3
"""Writes what the explorer fetches but never changes into a folder, compressed forms beside it, for nginx to hand out.

``explorer_assets.py DIR`` makes ``DIR/explore/static`` (Streamlit's own scripts and fonts) and
``DIR/explore/app/static`` (ours). Run it again after an update of Streamlit; names bear hashes, so old files may stay.
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
QUALITY = 9  # of brotli; the last two steps take ten times as long for a hundredth


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


def put(pair: tuple[Path, Path]) -> None:
    """Copy a file and put its compressed forms, where they are smaller, beside the copy."""
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
    """Each file and the place that it goes to."""
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
