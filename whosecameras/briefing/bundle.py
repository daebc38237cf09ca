"""A pack: all files of a briefing in one folder, resumable, with a contact sheet and a manifest of hashes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from pathlib import Path

from whosecameras import locks, workers
from whosecameras.briefing import onepager, pdf, slides
from whosecameras.briefing.card_content import LICENCE
from whosecameras.briefing.cards import MODES, SIZES, DoesNotFit, Size, Theme, drawn_in, html, lay_out, templates
from whosecameras.briefing.frame import check_address
from whosecameras.briefing.scope import BriefingSubject
from whosecameras.briefing.subject import card
from whosecameras.charts.marks import PALETTES
from whosecameras.charts.svg.raster import png, with_palette
from whosecameras.charts.svg.text_metrics import clean
from whosecameras.record.loading import Dataset
from whosecameras.text import wording

FORMATS = ("png", "svg", "html", "pdf", "pptx")
MANIFEST, INDEX, LOCK = "manifest.json", "index.html", ".briefing.lock"
OF_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini", "lost+found")  # system files, ignored in an empty folder
_LONGEST_NAME = 80
OnProgress = Callable[[int, int, str], None]


class Interrupted(RuntimeError):
    """The pack could not be finished. Finished files stay, and the same command resumes from there."""


@dataclass(frozen=True)
class PlannedFile:
    """What was requested: formats from ``FORMATS``, sizes by name, themes."""

    formats: tuple[str, ...] = FORMATS
    sizes: tuple[str, ...] = tuple(SIZES)
    modes: tuple[Theme, ...] = MODES


@dataclass
class BundleResult:
    """The result: names of files that were made or were already up to date, and notes for the user."""

    fresh: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _BundleFile:
    """A file to make: name, hash of its inputs, and factory; ``card`` is ``""`` for files about the whole scope.

    ``apart`` if a worker process may call the factory, which then must be one that can be pickled; ``kept`` if an
    earlier run made the file.
    """

    name: str
    made_from: str
    make: Callable[[], bytes]
    card: str = ""
    title: str = ""
    apart: bool = False
    kept: bool = False


#: Begins to make files, and gives them back in the same order.
Started = Callable[[Iterable[_BundleFile]], Iterator[_BundleFile]]


def safe_name(text: str) -> str:
    """A file name without extension that is valid on every system, for any text; never blank."""
    plain = "".join(
        character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character)
    )
    name = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:_LONGEST_NAME].strip("-")
    if not name:
        name = "untitled-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{name}-file" if re.fullmatch(r"(?i)con|prn|aux|nul|(com|lpt)[0-9]", name) else name


def card_file(key: str, size: str, theme: Theme) -> str:
    """The file name of a card in a size and a theme, without extension."""
    return f"{distinct_name(key)}-{size}-{theme}"


def card_svg(dataset: Dataset, key: str, size: str, theme: Theme) -> str:
    """A card by id as SVG; ``size`` is a name in ``SIZES``. Raises ``DoesNotFit``."""
    return lay_out(dataset, card(dataset, key, drawn_in(theme)), SIZES[size], theme).svg


def card_png(dataset: Dataset, key: str, size: str, theme: Theme) -> bytes:
    """The same as PNG, with a palette if that loses nothing."""
    return _as_png(card_svg(dataset, key, size, theme), SIZES[size], theme)


def _as_png(svg: str, size: Size, theme: Theme) -> bytes:
    drawn = png(svg, size.wide, size.high)
    return drawn if theme == "transparent" else with_palette(drawn)


def distinct_name(key: str) -> str:
    """The safe name of a card or a briefing, which stays its own where a long key is cut."""
    name = safe_name(key)
    return name if len(name) < _LONGEST_NAME else f"{name[: _LONGEST_NAME - 9].strip('-')}-{digest(key)[:8]}"


def digest(content: bytes | str) -> str:
    """A hash in the manifest's format."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def write(path: Path, content: bytes) -> None:
    """Write a file atomically."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-", suffix=path.suffix)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink(missing_ok=True)
        raise


def locked(folder: Path) -> AbstractContextManager[None]:
    """Lock a folder against other packs; raises ``locks.FolderLocked`` at once if one is being made there."""
    return locks.held(folder / LOCK, f"a pack is being made in {folder}", timeout=0)


def _files_of_card(dataset: Dataset, key: str, size: Size, theme: Theme, formats: Sequence[str]) -> list[_BundleFile]:
    content = card(dataset, key, drawn_in(theme))
    layout = lay_out(dataset, content, size, theme)
    page = html(dataset, content, layout, size, theme)
    ways: dict[str, tuple[str, Callable[[], bytes]]] = {
        "svg": (layout.svg, layout.svg.encode),
        "html": (page, page.encode),
        "png": (layout.svg, partial(_as_png, layout.svg, size, theme)),
    }
    name = card_file(key, size.name, theme)
    return [
        _BundleFile(f"{name}.{ending}", digest(made_from), make, key, content.title, apart=ending == "png")
        for ending, (made_from, make) in ways.items()
        if ending in formats
    ]


def _files_of_scope(dataset: Dataset, scope: BriefingSubject, formats: Sequence[str]) -> list[_BundleFile]:
    page = onepager.html(dataset, scope)
    ways: dict[str, tuple[str, Callable[[], bytes]]] = {
        "html": (page, page.encode),
        "pdf": (page, lambda: pdf.pdf(page)),
    }
    if "pptx" in formats:
        seen = "".join(made.svg for _, made in slides.laid_out(dataset, scope))
        ways["pptx"] = (page + seen, lambda: slides.pptx(dataset, scope))
    name = distinct_name(scope.file)
    return [
        _BundleFile(f"{name}.{ending}", digest(made_from), make, title=scope.title)
        for ending, (made_from, make) in ways.items()
        if ending in formats
    ]


def _is_pack(folder: Path) -> bool:
    """True if the folder has a manifest written by this module."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return (
            isinstance(manifest["files"], list)
            and {"kind", "id"} <= set(manifest["scope"])
            and "digest" in manifest["dataset"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _check_folder(folder: Path) -> None:
    """Raise ``locks.ForeignFolder`` unless the folder is new, empty, a pack or a folder of packs.

    This protects the user's own files. Files that the operating system puts into folders are ignored.
    """
    if not folder.exists() or _is_pack(folder):
        return
    if not folder.is_dir():
        raise locks.ForeignFolder(f"{folder} is a file; name a new folder")
    for entry in sorted(folder.iterdir()):
        if entry.name not in (LOCK, *OF_SYSTEMS) and not entry.name.startswith(".part-") and not _is_pack(entry):
            raise locks.ForeignFolder(
                f"{entry} was not made by this program; name a new or an empty folder, or move it away"
            )


def _manifest(folder: Path) -> dict[str, dict[str, object]]:
    """The files an earlier run recorded; empty if there was none or its manifest is invalid."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(file["name"]): dict(file) for file in files}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _is_there(folder: Path, file: _BundleFile, known: dict[str, dict[str, object]]) -> bool:
    """True if the file was made from the same inputs and has not been modified since."""
    entry = known.get(file.name)
    if entry is None or entry.get("made_from") != file.made_from:
        return False
    try:
        return digest((folder / file.name).read_bytes()) == entry.get("sha256")
    except OSError:
        return False


def _write_manifest(
    folder: Path, dataset: Dataset, scope: BriefingSubject, known: dict[str, dict[str, object]]
) -> None:
    content = {
        "title": clean(scope.title),
        "scope": {"kind": scope.kind, "id": scope.key, "name": clean(scope.name)},
        "dataset": {"version": dataset.version, "released": dataset.released.isoformat(), "digest": dataset.digest},
        "licence": LICENCE,
        "address": check_address(),
        "files": [known[name] for name in sorted(known)],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    write(folder / MANIFEST, text.encode("utf-8"))


def _write_index(folder: Path, dataset: Dataset, scope: BriefingSubject, known: dict[str, dict[str, object]]) -> None:
    """Write the contact sheet: each card once, with links to all its files."""
    links: dict[str, list[str]] = {}
    for name in sorted(known):
        links.setdefault(str(known[name]["card"]), []).append(name)
    cards = []
    for key in scope.cards:
        names = links.get(key, [])
        pictures = [name for name in names if name.endswith((".png", ".svg"))]
        best = [name for name in pictures if "1200x630-light" in name] or pictures
        if names:
            cards.append(
                {"title": str(known[names[0]]["title"]), "picture": best[0] if best else "", "files": names, "id": key}
            )
    page = templates().get_template("index.html").render(
        site=wording.SITE_NAME,
        scope=scope,
        title=clean(scope.title),
        cards=cards,
        documents=links.get("", []),
        palette=PALETTES["light"],
        version=dataset.version,
        released=wording.date(dataset.released.isoformat()),
        licence=LICENCE,
        address=check_address(),
    )  # fmt: skip
    write(folder / INDEX, page.encode("utf-8"))


def write_bundle(
    dataset: Dataset,
    scope: BriefingSubject,
    folder: Path,
    wanted: PlannedFile = PlannedFile(),
    on_progress: OnProgress = lambda done, total, name: None,
    *,
    jobs: int = 1,
) -> BundleResult:
    """Make a pack in a folder, with ``jobs`` processes. Files that an earlier run made from the same inputs are reused.

    Without a browser there is no PDF; a card may not fit its size. A note reports either. Raises
    ``locks.ForeignFolder`` if the folder holds anything else, ``locks.FolderLocked`` if another process is making a
    pack there, and ``Interrupted`` if the disk is full or the browser fails twice: finished files stay.
    """
    _check_folder(folder)
    done, new = BundleResult(), not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with workers.pool_of(jobs) as pool:
            _pack(dataset, scope, folder, wanted, done, on_progress, partial(_started, pool, 2 * jobs))
    except OSError as error:
        if new:
            with suppress(OSError):  # it does not exist, or has finished files from an earlier run
                folder.rmdir()
        raise Interrupted(_stopped(error.strerror or str(error), folder, done)) from error
    return done


def _pack(
    dataset: Dataset,
    scope: BriefingSubject,
    folder: Path,
    wanted: PlannedFile,
    done: BundleResult,
    on_progress: OnProgress,
    started: Started,
) -> None:
    with locked(folder):
        for left in folder.glob(".part-*"):
            left.unlink(missing_ok=True)
        formats = wanted.formats
        if "pdf" in formats and not pdf.find():
            formats = tuple(format_ for format_ in formats if format_ != "pdf")
            done.notes.append(pdf.NO_BROWSER)
        try:
            _fill(dataset, scope, folder, wanted, formats, done, on_progress, started)
        except RuntimeError as error:
            raise Interrupted(_stopped(str(error), folder, done)) from error


def _stopped(why: str, folder: Path, done: BundleResult) -> str:
    count = len(done.fresh) + len(done.kept)
    if not count:
        return f"{why}: nothing was made in {folder}"
    ready, stay = wording.counted(count, "finished file"), "stays" if count == 1 else "stay"
    return f"{why}: {ready} in {folder} {stay}; the same command goes on from there"


def _started(pool: Executor | None, ahead: int, files: Iterable[_BundleFile]) -> Iterator[_BundleFile]:
    """The same files in the same order, of which workers make some before their turn, at most ``ahead`` of them."""
    waiting: deque[_BundleFile] = deque()
    for file in files:
        begins = pool and file.apart and not file.kept
        waiting.append(replace(file, make=pool.submit(file.make).result) if pool and begins else file)
        if not pool or sum(one.apart for one in waiting) > ahead:
            yield waiting.popleft()
    yield from waiting


def _fill(
    dataset: Dataset, scope: BriefingSubject, folder: Path, wanted: PlannedFile, formats: Sequence[str],
    done: BundleResult, on_progress: OnProgress, started: Started,
) -> None:  # fmt: skip
    old = _manifest(folder)
    known: dict[str, dict[str, object]] = {}
    of_cards = [format_ for format_ in formats if format_ in ("svg", "html", "png")]
    documents = [format_ for format_ in ("html", "pdf", "pptx") if format_ in formats]
    total = len(scope.cards) * len(wanted.sizes) * len(wanted.modes) * len(of_cards) + len(documents)

    def all_files() -> Iterator[_BundleFile]:
        for key in scope.cards if of_cards else ():
            for size, mode in product(wanted.sizes, wanted.modes):
                try:
                    yield from _files_of_card(dataset, key, SIZES[size], mode, of_cards)
                except DoesNotFit as error:
                    done.notes += [note] if (note := f"left out: {error}") not in done.notes else []
        yield from _files_of_scope(dataset, scope, documents)

    count = 0
    if not (folder / MANIFEST).exists():  # mark the folder as ours from the first file on, whatever happens
        _write_manifest(folder, dataset, scope, {})
    try:
        for file in started(replace(file, kept=_is_there(folder, file, old)) for file in all_files()):
            if file.kept:
                known[file.name] = old[file.name]
                done.kept.append(file.name)
            else:
                content = file.make()
                write(folder / file.name, content)
                known[file.name] = {
                    "name": file.name,
                    "card": file.card,
                    "title": clean(file.title),
                    "bytes": len(content),
                    "sha256": digest(content),
                    "made_from": file.made_from,
                }
                done.fresh.append(file.name)
                _write_manifest(folder, dataset, scope, {**old, **known})
            count += 1
            on_progress(count, total, file.name)
    except BaseException:
        with suppress(OSError):
            _write_manifest(folder, dataset, scope, {**old, **known})
        raise
    _write_manifest(folder, dataset, scope, known)
    _write_index(folder, dataset, scope, known)
