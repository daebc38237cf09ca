"""The built website in the hand: which file an address means, and the answer that fits what a client asked for.

Only files that the manifest names can be served, so no address leads out of the folder. A file that is not of the
folder any more raises ``FileNotFoundError``.
"""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse

from whosecameras.server.headers import NOTHING

MANIFEST = "manifest.json"
METHODS = ("GET", "HEAD")
FOREVER = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=60, must-revalidate"
AT_ONCE = 1 << 18  # bytes up to which a file is sent in one piece
_TYPES = {
    ".atom": "application/atom+xml",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
_SUFFIXES = {"br": ".br", "gzip": ".gz", "identity": ""}  # the one that is preferred first


@dataclass(frozen=True)
class File:
    """A file of the website: its place, its hash, and its size in each encoding that it is kept in."""

    name: str
    path: Path
    sha256: str
    sizes: Mapping[str, int]

    @property
    def media_type(self) -> str:
        """What it is."""
        return _TYPES.get(self.path.suffix) or mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def is_open_data(self) -> bool:
        """True for what pages of other sites may read: data, feeds, and pictures to share."""
        return self.name.startswith(("api/", "data/", "cards/")) or self.path.suffix in (".json", ".csv", ".atom")

    def headers(self, encoding: str) -> dict[str, str]:
        """The headers about its content in one of its encodings."""
        found = {
            "content-type": self.media_type,
            "etag": f'"{self.sha256[:32]}{_SUFFIXES[encoding].replace(".", "-")}"',
            "cache-control": FOREVER if self.name.startswith("assets/") else FOR_NOW,
            "accept-ranges": "bytes",
        }
        if len(self.sizes) > 1:
            found["vary"] = "Accept-Encoding"
        if encoding != "identity":
            found["content-encoding"] = encoding
        if self.name.startswith("data/") and self.path.suffix != ".json":
            found["content-disposition"] = f'attachment; filename="{self.path.name}"'
        return found


class _Head(HTMLParser):
    """What the head of a page says of it."""

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
    """One built website, whole: its files by name, the version and digest of its record, and its own address.

    ``style`` is the source of a policy that allows the inline stylesheet of its pages, ``'none'`` if they have none.
    """

    files: Mapping[str, File]
    version: str
    digest: str
    base_url: str
    style: str = NOTHING

    def find(self, path: str) -> File | None:
        """The file at an address, as nginx finds it with ``try_files $uri $uri.html``."""
        name = path[1:] or "index.html"
        return self.files.get(name) or self.files.get(f"{name}.html")

    def moved(self, path: str) -> str:
        """Where an address that ends in a slash leads on to, ``""`` if it leads nowhere.

        No page is a folder, but people and programs add the slash. Only addresses of files that are here are given, so
        that nobody can make this server send its visitors elsewhere.
        """
        bare = path.rstrip("/")
        file = self.find(bare) if bare and bare != path else None
        return f"/{quote(file.name.removesuffix('.html').removesuffix('index'))}" if file else ""

    def head(self, path: str) -> tuple[str, list[tuple[str, dict[str, str]]]]:
        """Title and descriptive elements of a page, ``("", [])`` if there is none."""
        file = self.find(path)
        if file is None or file.path.suffix != ".html":
            return "", []
        parser = _Head()
        parser.feed(file.path.read_text(encoding="utf-8").partition("</head>")[0])
        return parser.title, parser.tags


def opened(link: Path) -> BuiltSite | None:
    """The website that a folder holds, ``None`` if it holds none that is whole."""
    try:
        # A switch of the link must not mix two websites.
        folder = link.resolve(strict=True)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {}
        for name, row in manifest["files"].items():
            sizes = {"br": row["br"], "gzip": row["gz"], "identity": row["bytes"]}
            kept = {encoding: size for encoding, size in sizes.items() if size or encoding == "identity"}
            files[name] = File(name, folder / name, row["sha256"], kept)
        style = str(manifest.get("style", ""))
        style = f"'{style}'" if re.fullmatch(r"sha256-[A-Za-z0-9+/]{43}=", style) else NOTHING
        return BuiltSite(files, manifest["version"], manifest["digest"], manifest["base_url"], style)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def encoding_for(accepted: str, kept: Mapping[str, int]) -> str:
    """The best of the kept encodings by an Accept-Encoding header; ``identity`` if it wants none of them."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, rest = part.partition(";")
        weight = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", rest)
        weights[name.strip()] = float(weight[1]) if weight else 0.0 if rest.strip() else 1.0

    def weight_of(encoding: str) -> float:
        unnamed = 0.001 if encoding == "identity" else 0.0
        return weights.get(encoding, weights.get("*", unnamed))

    wanted = [one for one in _SUFFIXES if one in kept and weight_of(one) > 0]
    return max(wanted, key=weight_of, default="identity")


def _tags(header: str) -> list[str]:
    return re.findall(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"', header)


def _names(header: str, etag: str, *, weakly: bool) -> bool:
    """True if a list of tags, or ``*``, names this one."""
    if header.strip() == "*":
        return True
    return etag in [tag.removeprefix("W/") if weakly else tag for tag in _tags(header)]


def piece(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of the one range that is asked for; ``None`` where the whole is to be sent.

    Several ranges, other units and what is no range get the whole, as the standard allows. ``LookupError`` if nothing
    of the file is in the range.
    """
    found = re.fullmatch(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", header, re.IGNORECASE | re.ASCII)
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        first, last = max(size - int(found[2]), 0), size - 1
        if not int(found[2]):
            raise LookupError(header)
    else:
        first, last = int(found[1]), min(int(found[2]), size - 1) if found[2] else size - 1
        if found[2] and int(found[2]) < first:
            return None
    if first >= size:
        raise LookupError(header)
    return first, last


async def _read(path: Path, first: int, last: int) -> AsyncIterator[bytes]:
    async with await anyio.open_file(path, "rb") as file:
        await file.seek(first)
        while first <= last:
            part = await file.read(min(AT_ONCE, last - first + 1))
            if not part:
                return
            first += len(part)
            yield part


def answer(file: File, asked: Headers, *, method: str = "GET", status: int = 200) -> Response:
    """The answer to a GET for a file: whole or a piece, in the best encoding, or that the client has it already.

    To a HEAD it is that of a GET for the whole, without the content. With another ``status`` than 200 the file is an
    error's page, sent whole.
    """
    encoding = encoding_for(_joined(asked, "accept-encoding"), file.sizes)
    size, headers = file.sizes[encoding], file.headers(encoding)
    first, last = 0, size - 1
    if status != 200:
        headers = {name: value for name, value in headers.items() if name not in ("etag", "accept-ranges")}
        headers["cache-control"] = "no-cache"
    else:
        etag = headers["etag"]
        if "if-match" in asked and not _names(_joined(asked, "if-match"), etag, weakly=False):
            return Response(status_code=412)
        if "if-none-match" in asked and _names(_joined(asked, "if-none-match"), etag, weakly=True):
            return Response(status_code=304, headers=_without(headers, "content-type", "content-encoding"))
        if method == "GET" and "range" in asked and asked.get("if-range", etag) == etag:
            try:
                part = piece(asked["range"], size)
            except LookupError:
                return Response(status_code=416, headers={"content-range": f"bytes */{size}"})
            if part:
                first, last = part
                status, headers["content-range"] = 206, f"bytes {first}-{last}/{size}"
    headers["content-length"] = str(last - first + 1)
    path = file.path.with_name(file.path.name + _SUFFIXES[encoding])
    if method == "HEAD":
        path.stat()
        return Response(b"", status, headers)
    if last - first < AT_ONCE:
        with path.open("rb") as opened_file:
            opened_file.seek(first)
            return Response(opened_file.read(last - first + 1), status, headers)
    path.stat()
    return StreamingResponse(_read(path, first, last), status, headers)


def _joined(asked: Headers, name: str) -> str:
    """A header that is a list, however many lines it came in."""
    return ", ".join(asked.getlist(name))


def _without(headers: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in names}
