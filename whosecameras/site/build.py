"""Builds the website into a new folder, links unchanged files from the current one, then switches in one step.

``DIR`` is a symbolic link to a folder beside it, so readers see the old website or the new one and never a mixture.
Where a link cannot be used, ``DIR`` is the folder itself.
A file is rebuilt only if its inputs changed; it is written and compressed only if its bytes changed.
The page ``/body/x`` is the file ``body/x.html``: a server tries the address itself, then the address with ``.html``,
so no page needs a redirect.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from whosecameras.content.area import areas_of
from whosecameras.content.record_index import index_of
from whosecameras.publishing.active_dataset import MANIFEST, RECORD
from whosecameras.publishing.datapackage import BOUNDARIES
from whosecameras.record.loading import Dataset
from whosecameras.site import data_files, feeds
from whosecameras.site.briefings import NONE as NO_BRIEFINGS
from whosecameras.site.briefings import ReadyBriefings
from whosecameras.site.cached_fragments import FRAGMENTS, in_outline
from whosecameras.site.embeds import main_embeds
from whosecameras.site.fingerprints import build_fingerprint, digest_of, made_from, table_hashes
from whosecameras.site.folders import (
    build_lock,
    current_folder,
    newest,
    put,
    read_json,
    remove_old,
    switch,
    versions_folder,
)
from whosecameras.site.outputs import all_outputs, named_assets, redirects
from whosecameras.site.page import Site
from whosecameras.site.render import stylesheet
from whosecameras.site.search_pieces import SearchPieces
from whosecameras.site.written_files import KEPT, FileGroup, Output, Work, WrittenFile, make_files
from whosecameras.workers import OnProgress, map_parallel

PARTS_FILE = "parts.json"  # beside the folders; used only by the next build
BATCH = 24
SEARCH = "search"  # among the names of fragments


@dataclass(frozen=True)
class Built:
    """What a build did: every file, and which of them it rewrote."""

    folder: Path
    files: tuple[WrittenFile, ...]
    removed: tuple[str, ...]

    @property
    def fresh(self) -> tuple[str, ...]:
        """Paths of the files whose bytes changed."""
        return tuple(file.path for file in self.files if file.fresh)


def _make_part(name: str) -> tuple[str, Any]:
    """Make a fragment and round-trip it through JSON, so that this build and a later one see the same inputs; or the
    pieces of the search, which take as long as all fragments together.
    """
    if name == SEARCH:
        return name, Work.pieces.made
    return name, json.loads(data_files.as_json(FRAGMENTS[name].of(Work.dataset)))


def _parts(
    dataset: Dataset,
    hashes: Mapping[str, str],
    tools: str,
    cache: Path,
    jobs: int,
    pieces: SearchPieces,
    old: Path | None,
) -> dict[str, Any]:
    """All fragments: from the cache if their tables are unchanged, otherwise newly made. So are the search's pieces,
    which are compared with the website in ``old``.
    """
    inputs = {
        quotes: {**hashes, "findings": digest_of(in_outline(dataset, quotes).to_csv(index=False))}
        for quotes in (False, True)
    }
    keys = {
        name: made_from(dataset, inputs[part.quotes], part.reads(dataset), tools) for name, part in FRAGMENTS.items()
    }
    cached = read_json(cache)
    fragments = {name: cached[name]["part"] for name in FRAGMENTS if cached.get(name, {}).get("key") == keys[name]}
    Work.dataset, Work.pieces = dataset, pieces
    missing = [name for name in FRAGMENTS if name not in fragments]
    for name in missing:
        FRAGMENTS[name].warm(dataset)
    tasks = missing if pieces.are_in(old, tools) else [SEARCH, *missing]
    made = dict(map_parallel(jobs, _make_part, tasks, lambda _: 1, lambda done, total: None))
    if SEARCH in made:
        pieces.made = made.pop(SEARCH)
    fragments |= made
    if missing:
        put(cache, data_files.as_json({name: {"key": keys[name], "part": fragments[name]} for name in FRAGMENTS}))
    return {name: fragments[name] for name in FRAGMENTS}


def build(
    dataset: Dataset,
    out: Path,
    base_url: str,
    *,
    data_dir: Path,
    contact: str = "",
    repository: str = "",
    explorer: str = "",
    briefings: ReadyBriefings = NO_BRIEFINGS,
    cards: Path | None = None,
    plain: bool = False,
    record: bool = False,
    jobs: int = 2,
    on_progress: OnProgress = lambda done, total: None,
) -> Built:
    """Build the website of a validated dataset into ``out`` and switch to it once it is complete.

    ``base_url`` and ``explorer`` have no trailing slash. ``explorer`` may be a path on the website; if it is blank, no
    page links to an explorer. ``briefings`` become pages. ``cards`` is a folder of ``<id>.png`` to use instead of
    drawn social cards, or ``None``.
    With ``plain``, ``out`` becomes a folder, otherwise a link to one. With ``record``, the data in ``data_dir``, which
    must not change during the build, is stored with the website for servers that show both. If nothing changed, or if
    the build fails, the current folder is untouched. Raises ``locks.ForeignFolder`` if ``out`` holds anything else,
    ``jsonschema_rs.ValidationError`` if a document does not match its schema, and ``locks.FolderLocked`` if another
    build does not finish in time.
    """
    out = out.absolute()
    versions = versions_folder(out)
    current_folder(out)
    with build_lock(versions, out):
        old = current_folder(out)
        remove_old(versions, [out], whole=False)
        manifest = read_json(old / MANIFEST) if old else {}
        previous = manifest.get("files", {})
        tools, hashes = build_fingerprint(), table_hashes(dataset)
        index = index_of(dataset)
        index.warm()
        pieces = SearchPieces(index.data, areas_of(index.data).codes)
        parts = _parts(index.data, hashes, tools, versions / PARTS_FILE, jobs, pieces, old)
        names, assets = named_assets(briefings.style)
        site = Site(
            index,
            base_url,
            parts,
            feeds.releases(dataset, data_dir),
            contact,
            repository,
            names,
            explorer,
            briefings,
        )
        outputs = all_outputs(site, hashes, tools, cards, old, pieces)
        outputs |= {path: Output(partial(bytes, content)) for path, content in assets.items()}
        new = Path(tempfile.mkdtemp(dir=versions, prefix="site-"))
        new.chmod(0o755)
        try:
            Work.same_tools = manifest.get("tools") == tools
            groups = {output.group for output in outputs.values() if output.group}
            Work.unchanged = frozenset(groups & set(map(FileGroup._make, manifest.get("groups", {}).items())))
            files = _write_all(outputs, new, old, previous, jobs, on_progress)
            removed = tuple(sorted(set(previous) - {file.path for file in files}))
            changed = bool(removed) or any(file.fresh for file in files)
            content = _manifest(site, files, tools, groups, _keep_record(data_dir, new) if record else "")
            if changed or old is None or out.is_symlink() == plain or content != (old / MANIFEST).read_bytes():
                put(new / MANIFEST, content)
                old = switch(out, new, versions, plain=plain)
        except BaseException:
            if out.resolve() != new.resolve():  # an interrupt may arrive after the switch
                shutil.rmtree(new, ignore_errors=True)
            raise
        current = out.resolve()
        # Keep the previous folder for readers who have its pages open; a server may still serve an earlier one.
        remove_old(versions, [current, old, *(newest(versions) if record else ())], whole=current != old)
        return Built(current, files, removed)


def _write_all(
    outputs: Mapping[str, Output],
    new: Path,
    old: Path | None,
    previous: Mapping[str, Mapping[str, Any]],
    jobs: int,
    on_progress: OnProgress,
) -> tuple[WrittenFile, ...]:
    """Write all files in batches across the worker processes; large downloads first, so that they do not finish last.

    Files of the same body or source share a batch, so only one process looks that row up.
    """
    Work.outputs, Work.new, Work.old, Work.before = outputs, new, old, previous
    first = [path for path in outputs if path.startswith("data/whose-cameras.") or path == "index.html"]
    rest = sorted(set(outputs) - set(first), key=lambda path: (path.rsplit("/", 1)[-1].split(".")[0], path))
    batches = [[path] for path in first] + [rest[at : at + BATCH] for at in range(0, len(rest), BATCH)]
    results = map_parallel(jobs, make_files, batches, len, on_progress)
    return tuple(sorted((path for part in results for path in part), key=lambda path: path.path))


def _keep_record(data_dir: Path, new: Path) -> str:
    """Copy the record into a hidden folder of the website. Returns the hash of the copy."""
    copy = new / RECORD
    shutil.copytree(data_dir, copy, ignore=shutil.ignore_patterns(".*", BOUNDARIES), copy_function=shutil.copyfile)
    copy.chmod(0o755)
    files = sorted(path for path in copy.rglob("*") if path.is_file())
    return digest_of(*(part for path in files for part in (path.relative_to(copy).as_posix(), path.read_bytes())))


def _manifest(site: Site, files: Sequence[WrittenFile], tools: str, groups: Iterable[FileGroup], record: str) -> bytes:
    data = site.record.data
    entries = {
        file.path: {name: getattr(file, name) for name in KEPT} for file in sorted(files, key=lambda file: file.path)
    }
    content = {
        "version": data.version,
        "released": data.released.isoformat(),
        "digest": data.digest,
        "base_url": site.base_url,
        "tools": tools,
        "style": f"sha256-{base64.b64encode(hashlib.sha256(stylesheet().encode('utf-8')).digest()).decode()}",
        **({"record": record} if record else {}),
        "moved": redirects(site),
        "embeds": main_embeds(site),
        "groups": dict(sorted(groups)),
        "files": entries,
    }
    return data_files.as_json(content)
