"""Builds the website: everything into a new folder, what is unchanged linked from the standing one, then one switch.

``DIR`` is a symbolic link to a folder beside it, so that readers see the old site or the new one and never a mixture;
or, where a link cannot be used, the folder itself.
A file is made again only if its inputs changed; it is written and compressed again only if its bytes changed.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import gzip
import hashlib
import json
import multiprocessing
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]

from whosecameras import locks
from whosecameras.content.record_index import RecordIndex
from whosecameras.publishing import exports
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import TABLES
from whosecameras.site import data_files, feeds
from whosecameras.site import share_pictures as drawn
from whosecameras.site.api import Api
from whosecameras.site.cached_fragments import FRAGMENTS, in_outline
from whosecameras.site.page import Page, Site, assets_folder
from whosecameras.site.pages import all_pages
from whosecameras.site.render import Renderer, stylesheet
from whosecameras.text import wording

PACKAGE = Path(__file__).resolve().parents[1]
MANIFEST = "manifest.json"
PARTS_FILE = "parts.json"  # beside the folders, for the next build only
COMPRESSED = frozenset({".html", ".css", ".js", ".json", ".xml", ".atom", ".txt", ".csv", ".svg", ".md", ".sqlite"})
WORTH_COMPRESSING = 400  # bytes
LARGE = 150_000  # bytes from which a higher quality of brotli costs more time than it saves
BATCH = 24
PATIENCE = 600.0  # seconds that a build waits for the one before it; a whole one takes about one minute
OLD_ASSETS_KEPT = 20  # builds for which an asset stays that no page names any more
APART = ("curate", "briefing", "server", "__main__.py")  # rooms of the library that make nothing that is shown here

Say = Callable[[int, int], None]


class ForeignFolder(Exception):
    """There is something in the place of the website that no build of ours put there."""


@dataclass(frozen=True)
class Output:
    """A file to be: how its bytes are made, the hash of what they are made from (``None``: not known before they are
    made), and a check that new bytes must pass, which raises if they do not.
    """

    make: Callable[[], bytes]
    inputs: Callable[[], str] | None = None
    check: Callable[[bytes], None] | None = None


@dataclass(frozen=True)
class WrittenFile:
    """A file of the website as the manifest holds it, and whether this build wrote its bytes anew.

    ``unused`` counts the builds since a page last named it: of assets that are kept for pages of earlier builds.
    """

    path: str
    sha256: str
    bytes: int
    gz: int
    br: int
    inputs: str
    fresh: bool = True
    unused: int = 0


@dataclass(frozen=True)
class Built:
    """What a build did: every file, and the paths of those written anew."""

    folder: Path
    files: tuple[WrittenFile, ...]
    removed: tuple[str, ...]

    @property
    def fresh(self) -> tuple[str, ...]:
        """Paths of the files whose bytes are new."""
        return tuple(one.path for one in self.files if one.fresh)


def _hash(*parts: str | bytes) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode("utf-8") if isinstance(part, str) else part)
        found.update(b"\x00")
    return found.hexdigest()


def build_fingerprint() -> str:
    """The hash of everything that pages are made with, the record apart: code, templates, assets, boundaries."""
    apart = {PACKAGE / name for name in APART}
    files = [path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    files = [path for path in files if not apart & {path, *path.parents}]
    files += [path for path in geography._SHAPES.rglob("*") if path.is_file()]
    return _hash(*(part for path in sorted(files) for part in (path.as_posix(), path.read_bytes())))


def _table_hashes(dataset: Dataset) -> dict[str, str]:
    return {name: _hash(exports.export(dataset, "csv", {name: dataset.tables[name]})) for name in TABLES}


def _made_from(dataset: Dataset, hashes: Mapping[str, str], tables: frozenset[str], *more: str) -> str:
    release = (dataset.version, dataset.released.isoformat())
    return _hash(*release, *more, *(hashes[name] for name in sorted(tables)))


class _Work:
    """What the processes of a build share; it is inherited, never sent."""

    dataset: Dataset
    outputs: Mapping[str, Output]
    new: Path
    old: Path | None
    before: Mapping[str, Mapping[str, Any]]
    same_tools: bool


def _make_part(name: str) -> tuple[str, Any]:
    """A part just as a later build will read it, so that both see the same inputs."""
    return name, json.loads(data_files.as_json(FRAGMENTS[name].of(_Work.dataset)))


def _make_files(paths: Sequence[str]) -> list[WrittenFile]:
    return [_make_file(path) for path in paths]


def _make_file(path: str) -> WrittenFile:
    """Link a file from the standing folder, or make, write and compress it."""
    output, before = _Work.outputs[path], _Work.before.get(path)
    inputs = output.inputs() if output.inputs else ""
    if before and _Work.old and inputs and inputs == before["inputs"] and _link(path, before):
        return WrittenFile(path, before["sha256"], before["bytes"], before["gz"], before["br"], inputs, fresh=False)
    content = output.make()
    digest = hashlib.sha256(content).hexdigest()
    known = before is not None and digest == before["sha256"]
    if output.check and not (known and _Work.same_tools):
        output.check(content)
    if before and _Work.old and known and _link(path, before):
        return WrittenFile(path, digest, len(content), before["gz"], before["br"], inputs, fresh=False)
    target = _Work.new / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    gz, br = _compress(target, content)
    return WrittenFile(path, digest, len(content), gz, br, inputs)


def _link(path: str, before: Mapping[str, Any]) -> bool:
    """Link a file and its compressed forms from the standing folder; ``False`` if one is not there."""
    assert _Work.old is not None
    names = [path, *([f"{path}.gz"] if before["gz"] else []), *([f"{path}.br"] if before["br"] else [])]
    old, new = str(_Work.old), str(_Work.new)
    Path(f"{new}/{path}").parent.mkdir(parents=True, exist_ok=True)
    if not all(os.path.exists(f"{old}/{name}") for name in names):  # noqa: PTH110 - a Path for each file takes longer
        return False
    for name in names:
        try:
            os.link(f"{old}/{name}", f"{new}/{name}")
        except OSError:  # a file system without hard links
            shutil.copy2(f"{old}/{name}", f"{new}/{name}")
    return True


def _compress(target: Path, content: bytes) -> tuple[int, int]:
    """Write the gzip and brotli forms beside a file, where they are smaller; their sizes, 0 for none."""
    if target.suffix not in COMPRESSED or len(content) < WORTH_COMPRESSING:
        return 0, 0
    quality = 9 if len(content) > LARGE else 10
    sizes = []
    for suffix, packed in (
        (".gz", gzip.compress(content, 9, mtime=0)),
        (".br", brotli.compress(content, mode=brotli.MODE_TEXT, quality=quality)),
    ):
        smaller = len(packed) < len(content)
        if smaller:
            target.with_name(target.name + suffix).write_bytes(packed)
        sizes.append(len(packed) if smaller else 0)
    return sizes[0], sizes[1]


def _assets() -> tuple[dict[str, str], dict[str, bytes]]:
    """The assets under names that hold their hash: ``{plain name: path}`` and ``{path: content}``."""
    names, contents = {}, {}
    for path in sorted(one for one in assets_folder().iterdir() if one.suffix != ".css"):  # styles stand in the pages
        content = path.read_bytes()
        names[path.name] = f"assets/{path.stem}.{_hash(content)[:10]}{path.suffix}"
        contents[names[path.name]] = content
    return names, contents


def _picture(site: Site, page: Callable[[], Page], file: str, given: Path | None, drawn_with: str) -> Output:
    """The picture that a page is shared with: the one in the folder ``given`` under the page's id, else one drawn."""
    own = given / f"{'front' if file == 'index.html' else Path(file).stem}.png" if given else None
    if own and own.is_file():
        return Output(own.read_bytes)
    data = site.record.data
    release = f"dataset {data.version} of {wording.date(data.released.isoformat())} · CC BY 4.0"

    def address() -> str:
        return site.absolute(page().path if page().listed else "").split("://", 1)[-1].rstrip("/")

    return Output(
        lambda: drawn.draw(page().picture, release, address()),
        lambda: _hash(drawn_with, release, address(), repr(page().picture)),
    )


def _outputs(site: Site, hashes: Mapping[str, str], tools: str, given: Path | None) -> dict[str, Output]:
    """Every file of the website by path; ``given`` is a folder of pictures to share."""
    renderer, api, data = Renderer(site), Api(site), site.record.data
    # What a template looks up by id is not in its page's view, so it counts as an input of every page.
    looked_up = (hashes[name] for name in ("sources", "vendors", "bodies"))
    addresses = (site.base_url, site.contact, site.repository, site.explorer_at)
    common = _hash(tools, *addresses, data.version, str(data.released), *looked_up)
    found: dict[str, Output] = {}
    pages, drawn_with = all_pages(site), _hash(tools, drawn.tools())
    for file, make in pages.items():
        page = _once(partial(make, site))
        found[file] = Output(
            lambda page=page: renderer.html(page()),  # type: ignore[misc]
            lambda page=page: _hash(common, repr(page())),  # type: ignore[misc]
        )
        found[f"cards/{file.removesuffix('.html')}.png"] = _picture(site, page, file, given, drawn_with)
    for path, document in api.documents().items():
        found[path] = Output(partial(_document, document), check=partial(_check, api, path))
    for path, described in api.described().items():
        found[path] = Output(described)
    for path, twin in data_files.lists(site).items():
        found[path] = Output(twin)
    for path, (tables, make_export) in data_files.whole_record(site).items():
        found[path] = Output(make_export, partial(_made_from, data, hashes, tables, tools))
    paths = [file.removesuffix(".html").removesuffix("index") for file in pages if file != "404.html"]
    found["feed.atom"] = Output(partial(feeds.feed, site))
    found["sitemap.xml"] = Output(partial(feeds.sitemap, site, sorted(paths)))
    found["robots.txt"] = Output(partial(feeds.robots, site))
    found["search.json"] = Output(partial(feeds.search_index, site))
    if site.contact:
        found[".well-known/security.txt"] = Output(partial(feeds.security, site, date.today()))
    return found


def _once(make: Callable[[], Any]) -> Callable[[], Any]:
    """The same thing each time, made when first asked for."""
    held: list[Any] = []

    def get() -> Any:
        if not held:
            held.append(make())
        return held[0]

    return get


def _document(make: Callable[[], object]) -> bytes:
    return data_files.as_json(make())


def _check(api: Api, path: str, content: bytes) -> None:
    api.check(path, json.loads(content))


@contextlib.contextmanager
def _pool(jobs: int) -> Iterator[Executor | None]:
    """Processes that inherit what this one holds; none where one job is enough or processes cannot inherit."""
    if jobs < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield None
        return
    forked = multiprocessing.get_context("fork")
    with (
        without_garbage_collector(),
        ProcessPoolExecutor(jobs, mp_context=forked, initializer=_end_with_parent) as pool,
    ):
        yield pool


def _end_with_parent() -> None:
    """Let this process end when the build is killed: else it would wait for work for ever, and hold its memory."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def without_garbage_collector() -> Iterator[None]:
    """A while without the collector of circles: little that a build makes is thrown away, and looking costs a tenth of
    the time. What processes inherit is not touched by it, and so not copied, in each of them.
    """
    was = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was:
            gc.enable()


def _spread(
    jobs: int, work: Callable[[Any], Any], items: Sequence[Any], weigh: Callable[[Any], int], say: Say
) -> list[Any]:
    """The results of ``work`` over all items, on several cores; ``say`` is told how much is done of how much."""
    total, done, results = sum(map(weigh, items)), 0, []
    with _pool(jobs if len(items) > 1 else 1) as pool:
        if pool is None:
            for item in items:
                results.append(work(item))
                say(done := done + weigh(item), total)
            return results
        waiting = {pool.submit(work, item): item for item in items}
        for ready in as_completed(waiting):
            results.append(ready.result())
            say(done := done + weigh(waiting[ready]), total)
    return results


def _parts(dataset: Dataset, hashes: Mapping[str, str], tools: str, held: Path, jobs: int) -> dict[str, Any]:
    """Every costly part: kept ones where their tables are the same, the others made."""
    given = {
        quotes: {**hashes, "findings": _hash(in_outline(dataset, quotes).to_csv(index=False))}
        for quotes in (False, True)
    }
    keys = {name: _made_from(dataset, given[part.quotes], part.tables, tools) for name, part in FRAGMENTS.items()}
    kept = _json(held)
    found = {name: kept[name]["part"] for name in FRAGMENTS if kept.get(name, {}).get("key") == keys[name]}
    _Work.dataset = dataset
    missing = [name for name in FRAGMENTS if name not in found]
    for name in missing:
        FRAGMENTS[name].warm(dataset)
    found |= dict(_spread(jobs, _make_part, missing, lambda _: 1, lambda done, total: None))
    if missing:
        _put(held, data_files.as_json({name: {"key": keys[name], "part": found[name]} for name in FRAGMENTS}))
    return {name: found[name] for name in FRAGMENTS}


def _json(path: Path) -> dict[str, Any]:
    """A JSON object that an earlier build left, ``{}`` if there is none or it cannot be read."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return held if isinstance(held, dict) else {}
    except (OSError, ValueError):
        return {}


def _put(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def _versions(out: Path) -> Path:
    """The folder beside ``out`` that holds the built folders."""
    return out.parent / f".{out.name}-versions"


def _standing(out: Path) -> Path | None:
    """The folder that ``out`` shows or is now; ``ForeignFolder`` if something else is in its place."""
    if out.is_symlink():
        return out.resolve() if (out / MANIFEST).is_file() else None
    if not out.exists():
        return None
    if not out.is_dir():
        raise ForeignFolder(f"{out} is there and was not built by this program; name a new folder, or move it away")
    if other := _not_ours(out):
        raise ForeignFolder(f"{out} was not built by this program, or not all of it ({other}); name a new folder")
    return out.resolve() if (out / MANIFEST).is_file() else None


def _not_ours(folder: Path) -> str:
    """The first file of a folder that no build of ours put there, ``""`` if there is none; only ours is replaced."""
    listed = _json(folder / MANIFEST).get("files", {})
    known = {MANIFEST, *(f"{path}{form}" for path in listed for form in ("", ".gz", ".br"))}
    found = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if not path.is_dir())
    return next((path for path in found if path not in known), "")


def _switch(out: Path, new: Path, versions: Path, *, plain: bool) -> Path | None:
    """Let ``out`` show the new folder, or with ``plain`` be it; where the one that it showed before is now.

    A link is switched in one step. A folder is moved aside first, and put back if the new one cannot take its place.
    """
    before, aside, linked = _standing(out), versions / f"site-before-{new.name}", out.is_symlink()
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
    return aside if (aside / MANIFEST).is_file() else before


def _tidy(versions: Path, keep: Sequence[Path | None], *, whole: bool) -> None:
    """Remove every folder but those to keep; with ``whole`` false only what a build that was killed has left.

    To be called by the one build that is under way (``_alone``): no other is writing into a folder of its own.
    """
    kept = {one.resolve() for one in keep if one}
    for one in versions.iterdir():
        if one.is_dir() and one.resolve() not in kept and (whole or not (one / MANIFEST).is_file()):
            shutil.rmtree(one, ignore_errors=True)


@contextlib.contextmanager
def _alone(versions: Path, out: Path) -> Iterator[None]:
    """One build at a time; a second one waits. ``locks.FolderLocked`` if the first takes too long."""
    versions.mkdir(parents=True, exist_ok=True)
    with locks.held(versions / ".lock", f"{out} is being built", patience=PATIENCE):
        yield


def build(
    dataset: Dataset,
    out: Path,
    base_url: str,
    *,
    data_dir: Path,
    contact: str = "",
    repository: str = "",
    explorer: str = "",
    cards: Path | None = None,
    plain: bool = False,
    jobs: int = 2,
    say: Say = lambda done, total: None,
) -> Built:
    """Build the website of a checked dataset into ``out`` and switch to it when it is whole.

    ``base_url`` and ``explorer`` are addresses without a slash at their end; ``explorer`` may be a path below the
    website, and without it no page links to an explorer. ``cards`` is a folder of ``<id>.png`` to share instead of
    those that are drawn, or ``None``. With ``plain`` ``out`` becomes a folder, else a link to one.
    If nothing changed the standing folder stays. On any error the standing folder is as it was. Raises
    ``ForeignFolder`` if ``out`` holds something else, and ``jsonschema.ValidationError`` if a document is not what
    its schema says,
    and ``locks.FolderLocked`` if another build does not end.
    """
    out = out.absolute()
    versions = _versions(out)
    _standing(out)
    with _alone(versions, out):
        old = _standing(out)
        _tidy(versions, [out], whole=False)
        manifest = _json(old / MANIFEST) if old else {}
        before = manifest.get("files", {})
        tools, hashes = build_fingerprint(), _table_hashes(dataset)
        record = RecordIndex(dataset)
        record.warm()
        parts = _parts(record.data, hashes, tools, versions / PARTS_FILE, jobs)
        names, assets = _assets()
        site = Site(
            record,
            base_url,
            parts,
            feeds.releases(dataset, data_dir),
            contact,
            repository,
            names,
            explorer,
        )
        outputs = _outputs(site, hashes, tools, cards)
        outputs |= {path: Output(partial(bytes, content)) for path, content in assets.items()}
        new = Path(tempfile.mkdtemp(dir=versions, prefix="site-"))
        new.chmod(0o755)
        try:
            _Work.same_tools = manifest.get("tools") == tools
            files = _write_all(outputs, new, old, before, jobs, say)
            files = (*files, *_old_assets(outputs, counted=any(one.fresh for one in files)))
            removed = tuple(sorted(set(before) - {one.path for one in files}))
            changed = bool(removed) or any(one.fresh for one in files)
            content = _manifest(site, files, tools)
            if changed or old is None or out.is_symlink() == plain or content != (old / MANIFEST).read_bytes():
                _put(new / MANIFEST, content)
                old = _switch(out, new, versions, plain=plain)
        except BaseException:
            if out.resolve() != new.resolve():  # an interrupt may come when the switch is made already
                shutil.rmtree(new, ignore_errors=True)
            raise
        shown = out.resolve()
        # The folder that was shown before stays, for readers who are in it.
        _tidy(versions, [shown, old], whole=shown != old)
        return Built(shown, files, removed)


def _write_all(
    outputs: Mapping[str, Output],
    new: Path,
    old: Path | None,
    before: Mapping[str, Mapping[str, Any]],
    jobs: int,
    say: Say,
) -> tuple[WrittenFile, ...]:
    """Every file, in batches over the processes; large downloads first, so that no process is left alone with them.

    Files of one body or source stand together, so that one process looks it up for all of them.
    """
    _Work.outputs, _Work.new, _Work.old, _Work.before = outputs, new, old, before
    first = [path for path in outputs if path.startswith("data/whose-cameras.") or path == "index.html"]
    rest = sorted(set(outputs) - set(first), key=lambda path: (path.rsplit("/", 1)[-1].split(".")[0], path))
    batches = [[path] for path in first] + [rest[at : at + BATCH] for at in range(0, len(rest), BATCH)]
    results = _spread(jobs, _make_files, batches, len, say)
    return tuple(sorted((one for part in results for one in part), key=lambda one: one.path))


def _old_assets(outputs: Mapping[str, Output], *, counted: bool) -> Iterator[WrittenFile]:
    """Assets of the standing folder that this build does not name, linked: a cache may hold a page that asks for one.

    They go after ``OLD_ASSETS_KEPT`` builds; a build that writes nothing is not ``counted``.
    """
    for path, row in _Work.before.items():
        unused = row.get("unused", 0) + counted
        if path.startswith("assets/") and path not in outputs and unused <= OLD_ASSETS_KEPT and _link(path, row):
            yield WrittenFile(path, row["sha256"], row["bytes"], row["gz"], row["br"], "", fresh=False, unused=unused)


def _manifest(site: Site, files: Sequence[WrittenFile], tools: str) -> bytes:
    data = site.record.data
    held = {
        one.path: {"sha256": one.sha256, "bytes": one.bytes, "gz": one.gz, "br": one.br, "inputs": one.inputs}
        | ({"unused": one.unused} if one.unused else {})
        for one in sorted(files, key=lambda one: one.path)
    }
    content = {
        "version": data.version,
        "released": data.released.isoformat(),
        "digest": data.digest,
        "base_url": site.base_url,
        "tools": tools,
        "style": f"sha256-{base64.b64encode(hashlib.sha256(stylesheet().encode('utf-8')).digest()).decode()}",
        "files": held,
    }
    return data_files.as_json(content)
