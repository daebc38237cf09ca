"""The folders of a built website: the current one, the previous ones, and the atomic switch between them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from whosecameras import locks
from whosecameras.publishing.active_dataset import MANIFEST

TIMEOUT_SECONDS = 600.0  # seconds to wait for another build; a full build takes about a minute
VERSIONS_KEPT = 3  # folders with a record, which a server may serve until it restarts


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from an earlier build; ``{}`` if the file is missing or invalid."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return content if isinstance(content, dict) else {}
    except (OSError, ValueError):
        return {}


def put(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def versions_folder(out: Path) -> Path:
    """The folder next to ``out`` that holds the built folders."""
    return out.parent / f".{out.name}-versions"


def current_folder(out: Path) -> Path | None:
    """The folder that ``out`` is or links to. Raises ``locks.ForeignFolder`` if it is anything else."""
    if out.is_symlink():
        return out.resolve() if (out / MANIFEST).is_file() else None
    if not out.exists():
        return None
    if not out.is_dir():
        raise locks.ForeignFolder(
            f"{out} is there and was not built by this program; name a new folder, or move it away"
        )
    if foreign := _foreign_file(out):
        raise locks.ForeignFolder(
            f"{out} was not built by this program, or not all of it ({foreign}); name a new folder"
        )
    return out.resolve() if (out / MANIFEST).is_file() else None


def _foreign_file(folder: Path) -> str:
    """The first file of a folder that no build wrote, or ``""``. Only files written by a build may be replaced."""
    listed = read_json(folder / MANIFEST).get("files", {})
    expected = {MANIFEST, *(f"{path}{form}" for path in listed for form in ("", ".gz", ".br"))}
    files = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if not path.is_dir())
    return next((path for path in files if path not in expected), "")


def switch(out: Path, new: Path, versions: Path, *, plain: bool) -> Path | None:
    """Point ``out`` at the new folder, or with ``plain`` move it there. Returns where the previous folder is now.

    A link is switched atomically. A folder is moved aside first, and restored if the new one cannot take its place.
    """
    previous, aside, linked = current_folder(out), versions / f"site-before-{new.name}", out.is_symlink()
    moved = os.path.lexists(out) and (plain or not linked)
    if moved:
        out.rename(aside)
    try:
        if plain:
            new.rename(out)
        else:
            link = out.with_name(f".{out.name}-next")
            link.unlink(missing_ok=True)
            link.symlink_to(os.path.relpath(new, out.parent))
            link.replace(out)
    except BaseException:
        if moved and not os.path.lexists(out):
            aside.rename(out)
        raise
    if aside.is_symlink():
        aside.unlink()
    return aside if (aside / MANIFEST).is_file() else previous


def remove_old(versions: Path, keep: Sequence[Path | None], *, whole: bool) -> None:
    """Remove every folder except those in ``keep``; if ``whole`` is false, only the remains of an interrupted build.

    Call it only while holding the lock (``build_lock``), so that no other build is writing.
    """
    resolved = {folder.resolve() for folder in keep if folder}
    for folder in versions.iterdir():
        if folder.is_dir() and folder.resolve() not in resolved and (whole or not (folder / MANIFEST).is_file()):
            shutil.rmtree(folder, ignore_errors=True)


def newest(versions: Path) -> list[Path]:
    """The latest complete folders, at most ``VERSIONS_KEPT``."""
    complete = [folder for folder in versions.iterdir() if (folder / MANIFEST).is_file()]
    return sorted(complete, key=lambda one: (one / MANIFEST).stat().st_mtime_ns)[-VERSIONS_KEPT:]


@contextlib.contextmanager
def build_lock(versions: Path, out: Path) -> Iterator[None]:
    """Lock the folder for one build at a time. Raises ``locks.FolderLocked`` if another build takes too long."""
    versions.mkdir(parents=True, exist_ok=True)
    with locks.held(versions / ".lock", f"{out} is being built", timeout=TIMEOUT_SECONDS):
        yield
