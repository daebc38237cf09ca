"""The built website as its manifest describes it: the file at an address, and the metadata of a page.

Only files listed in the manifest are served, so no address can escape the folder.
"""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

from whosecameras.publishing.active_dataset import MANIFEST
from whosecameras.server.headers import NOTHING

#: Media types that the system's own table may lack or define differently.
_TYPES = {
    ".atom": "application/atom+xml",
    ".csv": "text/csv",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}


@dataclass(frozen=True)
class File:
    """A file of the website: its path, its hash, and its size in each stored encoding."""

    name: str
    path: Path
    sha256: str
    sizes: Mapping[str, int]

    @property
    def media_type(self) -> str:
        """The media type of the file."""
        return _TYPES.get(self.path.suffix) or mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def is_asset(self) -> bool:
        """True for files with a hash in their name, which never change."""
        return self.name.startswith("assets/")

    @property
    def is_embed(self) -> bool:
        """True for pages that other sites may show in a frame."""
        return self.name.startswith("embed/")

    @property
    def is_open_data(self) -> bool:
        """True for files that pages on other sites may fetch (CORS): data, feeds and social cards."""
        return self.name.startswith(("api/", "data/", "cards/")) or self.path.suffix in (".json", ".csv", ".atom")


class _Head(HTMLParser):
    """Collects the title and metadata from the head of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.tags, self._in_title = "", [], False

    title: str
    tags: list[tuple[str, dict[str, str]]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title" and not self.title
        about = values.get("name", "") == "description" or values.get("name", values.get("property", "")).startswith(
            ("og:", "twitter:")
        )
        if (tag == "meta" and about) or (tag == "link" and values.get("rel") == "canonical"):
            self.tags.append((tag, values))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


@dataclass(frozen=True)
class BuiltSite:
    """One built website: its folder, its files by name, and the version and digest of its record.

    ``style`` is the CSP source that allows the inline stylesheet of its pages, or ``'none'`` if they have none.
    ``former`` maps the paths of moved pages to their new paths, ``embeds`` the paths of pages to the names of their
    embeds.
    """

    folder: Path
    files: Mapping[str, File]
    version: str
    digest: str
    style: str = NOTHING
    former: Mapping[str, str] = field(default_factory=dict)
    embeds: Mapping[str, str] = field(default_factory=dict)

    def find(self, path: str) -> File | None:
        """The file at an address, as nginx finds it with ``try_files $uri $uri.html``."""
        name = path[1:] or "index.html"
        return self.files.get(name) or self.files.get(f"{name}.html")

    def moved(self, path: str) -> str:
        """The redirect target of a moved page or of an address with a trailing slash; ``""`` if there is none.

        No page is a folder, but people and programs add the slash. Only existing paths are returned, so this cannot be
        an open redirect.
        """
        bare = path.rstrip("/")
        now = self.former.get(bare.removeprefix("/").removesuffix(".html"), "")
        if now and self.find(f"/{now}"):
            return f"/{quote(now)}"
        file = self.find(bare) if bare and bare != path else None
        return f"/{quote(file.name.removesuffix('.html').removesuffix('index'))}" if file else ""

    def head(self, path: str) -> tuple[str, list[tuple[str, dict[str, str]]]]:
        """Title and metadata elements of a page; ``("", [])`` if the page does not exist."""
        file = self.find(path)
        if file is None or file.path.suffix != ".html":
            return "", []
        parser = _Head()
        parser.feed(file.path.read_text(encoding="utf-8").partition("</head>")[0])
        return parser.title, parser.tags


def open_site(link: Path) -> BuiltSite | None:
    """The website in a folder, or in the folder a link points to; ``None`` if there is no complete one."""
    try:
        # Resolve the link once: if it is switched later, the two websites must not be mixed.
        folder = link.resolve(strict=True)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {}
        for name, row in manifest["files"].items():
            sizes = {"br": row["br"], "gzip": row["gz"], "identity": row["bytes"]}
            by_encoding = {encoding: size for encoding, size in sizes.items() if size or encoding == "identity"}
            files[name] = File(name, folder / name, row["sha256"], by_encoding)
        style = str(manifest.get("style", ""))
        style = f"'{style}'" if re.fullmatch(r"sha256-[A-Za-z0-9+/]{43}=", style) else NOTHING
        former = {str(old): str(new) for old, new in dict(manifest.get("moved", {})).items()}
        shown = {str(page): str(name) for page, name in dict(manifest.get("embeds", {})).items()}
        return BuiltSite(folder, files, manifest["version"], manifest["digest"], style, former, shown)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
