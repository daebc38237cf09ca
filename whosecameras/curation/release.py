"""Releases the record: version, hashes, a copy for later comparison, change log and list of changes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from whosecameras.curation import correct, dates, diff, store
from whosecameras.errors import UserError
from whosecameras.publishing import datapackage, validation
from whosecameras.record.loading import PACKAGE_FILE, SHARE_ALIKE_FOLDER, DatasetError
from whosecameras.record.loading import released as day_of_release
from whosecameras.record.schema import TABLES
from whosecameras.text import wording

RELEASES = "releases"  # folder next to the data folder, with a ZIP of the tables for each release
CHANGES_FILE, LOG_FILE = "changes.json", "CHANGELOG.md"
MOST_IN_LOG = 50  # lines per list in the change log; changes.json has all
LOG_HEAD = (
    "# Changes of the record\n\n*Written by `python -m whosecameras release`; newest first.* The same as a list for "
    "programs is\n`changes.json`; changes to the code and to the structure of the data are in the project's own "
    "change log.\n"
)
NO_NEWS = ("link_checks",)  # tables that a program fills; their changes are not news
_VERSION = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")


@dataclass(frozen=True)
class Release:
    """A prepared release: the content of every file, and the changes since the last release."""

    version: str
    released: date
    files: Mapping[Path, bytes]
    text: str
    changes: diff.Changes | None  # None: the first release


def parts(version: str) -> tuple[int, int, int]:
    """Parse a semantic version into numbers; ``UserError`` if it is invalid."""
    match = _VERSION.fullmatch(version)
    if not match:
        raise UserError(f"“{version}” is not a version; write three numbers such as 1.2.0")
    return int(match[1]), int(match[2]), int(match[3])


def _current(data_dir: Path) -> dict[str, Any]:
    """The current description, ``{}`` if there is none; ``UserError`` if it is damaged or marks the data as
    synthetic."""
    path = data_dir / PACKAGE_FILE
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        if not _VERSION.fullmatch(description["version"]):
            raise ValueError("version")
        day_of_release(description)
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"{path} cannot be read ({error}); it needs version (1.2.3) and created (a date); restore it"
        raise UserError(message) from None
    if description.get("synthetic"):
        raise UserError(f"{PACKAGE_FILE} says that this dataset is synthetic; such rows are never released")
    return dict(description)


def _snapshot(folder: Path, released: date) -> bytes:
    """A reproducible ZIP of the tables and their description, which depends only on them and the day."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        files = [file for table in TABLES.values() for file in table.files(folder)]
        for name in sorted([PACKAGE_FILE, *(file for file in files if not file.startswith(SHARE_ALIKE_FOLDER))]):
            entry = zipfile.ZipInfo(name, (released.year, released.month, released.day, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, (folder / name).read_bytes(), compresslevel=9)
    return sink.getvalue()


def _is_first(data_dir: Path, releases: Path, version: str, current: Mapping[str, Any]) -> bool:
    """True if nothing has been released yet; the files may already have a description with the first version.

    ``UserError`` if there was a release but the list of changes is missing.
    """
    if (data_dir / CHANGES_FILE).exists():
        return False
    shown = {path.stem for path in releases.glob("*.zip") if _VERSION.fullmatch(path.stem)}
    if current.get("resources"):
        shown.add(str(current["version"]))
    if earlier := shown - {version}:
        last = max(earlier, key=parts)
        raise UserError(f"{data_dir / CHANGES_FILE} is missing, though {last} was released; restore it")
    return True


def _before(releases: Path, version: str, current: Mapping[str, Any]) -> Path:
    """The copy of the current version, for comparison."""
    copy = releases / f"{current['version']}.zip"
    if not copy.is_file():
        raise UserError(
            f"{copy} is missing, and {version} is compared with that copy; give the folder of the releases with "
            "--releases, or another dataset to compare with using --since"
        )
    return copy


def history(data_dir: Path) -> list[dict[str, Any]]:
    """The list of changes so far, newest release first; ``UserError`` if the file is damaged."""
    path = data_dir / CHANGES_FILE
    if not path.exists():
        return []
    try:
        releases = json.loads(path.read_text(encoding="utf-8"))
        if not (isinstance(releases, list) and all(isinstance(entry["version"], str) for entry in releases)):
            raise ValueError("not a list of releases")
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{path.name} cannot be read ({error}); restore it") from None
    return releases


def as_history(releases: Sequence[Mapping[str, Any]]) -> bytes:
    """The content of ``changes.json`` for these releases."""
    return (json.dumps(releases, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _words_of(path: Path) -> str:
    """A text file's content; ``UserError`` if it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        bad = f"byte 0x{error.object[error.start]:02x} at {error.start}"
        raise UserError(f"{path} is not UTF-8 ({bad}); restore it") from None


def _log(data_dir: Path, version: str, entry: str) -> str:
    """The change log with a new entry at the top, replacing an entry for the same version."""
    path = data_dir / LOG_FILE
    text = _words_of(path) if path.exists() else LOG_HEAD
    head, *entries = re.split(r"^(?=## )", text, flags=re.M)
    older = [one.rstrip("\n") for one in entries if not one.startswith(f"## {version} ")]
    return "\n\n".join([head.rstrip("\n"), entry.rstrip("\n"), *older]) + "\n"


def _stamps(root: Path, version: str, day: date) -> dict[Path, bytes]:
    """Updated content of the files next to the data folder that name the release, with the new version and day."""
    day_words = wording.date(day.isoformat())
    heading = f"## [{version}] - {day.isoformat()}"
    files: Mapping[str, tuple[tuple[str, str], ...]] = {
        "CITATION.cff": (
            (r"(?m)^version: .*$", f"version: {version}"),
            (r"(?m)^date-released: .*$", f"date-released: {day.isoformat()}"),
        ),
        "LICENSE-DATA": ((r"dataset [0-9]+\.[0-9]+\.[0-9]+", f"dataset {version}"),),
        "README.md": (
            (
                r"([Dd]ataset) [0-9]+\.[0-9]+\.[0-9]+(, | of )[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}",
                rf"\g<1> {version}\g<2>{day_words}",
            ),
        ),
    }
    stamped = {}
    for name, patterns in files.items():
        path = root / name
        if path.is_file():
            text = _words_of(path)
            for pattern, replacement in patterns:
                text = re.sub(pattern, replacement, text)
            stamped[path] = text.encode("utf-8")
    log = root / "CHANGELOG.md"
    if log.is_file() and "## [Unreleased]\n" in (text := _words_of(log)):
        if f"## [{version}] - " in text:
            text = re.sub(rf"(?m)^## \[{re.escape(version)}\] - .*$", heading, text)
        else:
            pointer = f"Rows added, changed and removed: [data/{LOG_FILE}](data/{LOG_FILE})."
            text = text.replace("## [Unreleased]\n", f"## [Unreleased]\n\n{heading}\n{pointer}\n", 1)
        stamped[log] = text.encode("utf-8")
    return {path: content for path, content in stamped.items() if content != path.read_bytes()}


def _news(changes: diff.Changes) -> diff.Changes:
    """The differences to publish in the change log and feed."""
    return replace(changes, changes=tuple(change for change in changes.changes if change.table not in NO_NEWS))


def _first_text(report: validation.Report) -> str:
    counted = ("bodies", "findings", "sources", "surveys", "events")
    return f"First release: {wording.listed([f'{wording.number(report.counts[name])} {name}' for name in counted])}."


def _text(changes: diff.Changes) -> str:
    """A sentence that sums up a release."""
    clauses = [
        f"{wording.number(count)} {'rows' if count > 1 else 'row'} of {table} {kind}"
        for table, kinds in diff.counts(changes).items()
        for kind, count in kinds.items()
        if count
    ]
    statuses = wording.counted(len(changes.of("status")), "body changed its status", "bodies changed their status")
    return wording.sentence_case(f"{wording.listed([*clauses, statuses])}." if clauses else "no row changed.")


def prepare(
    data_dir: Path, version: str, *, day: str = "", since: Path | None = None, releases: Path | None = None
) -> Release:
    """Compare and check the record, and prepare everything that a release would write, without writing it.

    ``releases`` is the folder of earlier releases (``None``: next to the data folder); ``since`` a dataset folder or
    ZIP to compare with instead of the current version. Raises ``UserError`` for a version that is not higher, an
    invalid day, a synthetic dataset, a missing earlier release, a damaged file next to the tables, or a change without
    a correction, and ``DatasetError`` if the check finds a problem.
    """
    current = _current(data_dir)
    folder = releases or data_dir.resolve().parent / RELEASES
    requested, current_parts = parts(version), parts(str(current.get("version", "0.0.0")))
    first = _is_first(data_dir, folder, version, current)
    if requested < current_parts or (requested == current_parts and not first):
        raise UserError(f"{version} does not come after the current version {current['version']}")
    released = dates.day_of(day)
    if not first and released < (before := date.fromisoformat(str(current["created"])[:10])):
        raise UserError(f"{released.isoformat()} is before the last release ({before.isoformat()}); give --date")
    snapshot = folder / f"{version}.zip"
    if snapshot.exists():
        raise UserError(f"{snapshot} already exists, so {version} was released; use the next number")
    earlier = since or (None if first else _before(folder, version, current))
    bare = {"version": version, "created": released.isoformat(), "resources": []}
    with store.staged(data_dir, {PACKAGE_FILE: json.dumps(bare).encode()}) as stage:
        report = validation.check(stage)
        if report.problems:
            raise DatasetError(report.problems)
        if (data_dir / datapackage.BOUNDARIES).is_dir():
            (stage / datapackage.BOUNDARIES).symlink_to((data_dir / datapackage.BOUNDARIES).resolve())  # read-only
        datapackage.write(stage, version, released)
        changes = None
        if earlier is not None:
            old, new = diff.open_snapshot(earlier), diff.open_snapshot(stage)
            changes = _news(diff.compare(old, new))
            # Whatever --since compares with, every change since the last release needs a correction.
            last = folder / f"{current.get('version')}.zip"
            last_state = diff.open_snapshot(last) if since and last.is_file() else old
            correct.require_recorded(last_state, new, diff.compare(last_state, new))
        description = (stage / PACKAGE_FILE).read_bytes()
        copy = _snapshot(stage, released)
    text = _first_text(report) if changes is None else _text(changes)
    entry = {
        "version": version,
        "date": released.isoformat(),
        "text": text,
        "changes": [] if changes is None else diff.as_list(changes),
    }
    releases_so_far = [entry, *(one for one in history(data_dir) if one["version"] != version)]
    listed = "" if changes is None or not changes.changes else "\n" + diff.as_markdown(changes, MOST_IN_LOG)
    log = _log(data_dir, version, f"## {version} - {released.isoformat()}\n{diff.escaped(text)}\n{listed}")
    files = {
        snapshot: copy,
        data_dir / CHANGES_FILE: as_history(releases_so_far),
        data_dir / LOG_FILE: log.encode("utf-8"),
        **_stamps(data_dir.resolve().parent, version, released),
        data_dir / PACKAGE_FILE: description,
    }
    return Release(version, released, files, text, changes)


def release(
    data_dir: Path,
    version: str,
    *,
    day: str = "",
    since: Path | None = None,
    releases: Path | None = None,
    echo: Callable[[str], None] = lambda line: None,
) -> Release:
    """Release the record: write all files of ``prepare``, or none. Raises the errors of ``prepare``.

    Also raises ``FolderBusy`` if another process is changing the record and ``OSError`` if a file cannot be written.
    After any error, including Ctrl-C, every file is unchanged.
    """
    with store.locked(data_dir):
        echo("checking and comparing ...")
        made = prepare(data_dir, version, day=day, since=since, releases=releases)
        store.write_all(made.files)
    return made
