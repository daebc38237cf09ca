"""Serves the website's files with Starlette, in the best encoding the build has precompressed.

Starlette sends files and ranges. This module adds content negotiation, a strong ETag for each encoding (from the
manifest), and standard handling of ranges that Starlette would reject.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse
from starlette.types import Receive, Scope, Send

from whosecameras.server.built_site import File

METHODS = ("GET", "HEAD")
FOREVER = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=60, must-revalidate"
AT_ONCE = 1 << 18  # largest file, in bytes, read at once: for small files a thread costs more than the read
_SUFFIXES = {"br": ".br", "gzip": ".gz", "identity": ""}  # in order of preference
_ONE_RANGE = re.compile(r"bytes=(\d{1,18}-\d{0,18}|-\d{1,18})", re.ASCII)


class _StaticFile(FileResponse):
    """Starlette's file response for single ranges of a GET. A malformed range gets the whole file instead of a 400."""

    chunk_size = AT_ONCE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_headers, tag = Headers(scope=scope), self.headers.get("etag")
        counts = scope["method"] == "GET" and _ONE_RANGE.fullmatch(request_headers.get("range", ""))
        apart = [b"if-range"] if counts and request_headers.get("if-range", tag) == tag else [b"if-range", b"range"]
        scope = {**scope, "headers": [header for header in scope["headers"] if header[0] not in apart]}
        await super().__call__(scope, receive, send)

    def set_stat_headers(self, stat_result: os.stat_result) -> None:
        """Set the size but no modification date: the ETag is more precise."""
        super().set_stat_headers(stat_result)
        del self.headers["last-modified"]


def encoding_for(accepted: str, sizes: Mapping[str, int]) -> str:
    """The best available encoding for an Accept-Encoding header; ``identity`` if none is accepted."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, rest = part.partition(";")
        weight = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", rest)
        weights[name.strip()] = float(weight[1]) if weight else 0.0 if rest.strip() else 1.0

    def weight_of(encoding: str) -> float:
        unnamed = 0.001 if encoding == "identity" else 0.0
        return weights.get(encoding, weights.get("*", unnamed))

    acceptable = [encoding for encoding in _SUFFIXES if encoding in sizes and weight_of(encoding) > 0]
    return max(acceptable, key=weight_of, default="identity")


def _headers(file: File, encoding: str) -> dict[str, str]:
    """The headers about the content of a file in one of its encodings."""
    content_headers = {
        "etag": f'"{file.sha256[:32]}{_SUFFIXES[encoding].replace(".", "-")}"',
        "cache-control": FOREVER if file.is_asset else FOR_NOW,
        "accept-ranges": "bytes",
    }
    if len(file.sizes) > 1:
        content_headers["vary"] = "Accept-Encoding"
    if encoding != "identity":
        content_headers["content-encoding"] = encoding
    if file.name.startswith("data/") and file.path.suffix != ".json":
        content_headers["content-disposition"] = f'attachment; filename="{file.path.name}"'
    return content_headers


def _lists_tag(request_headers: Headers, header: str, tag: str) -> bool:
    """True if a list of ETags, which may span several header lines, contains ``tag`` or is ``*``."""
    tags = [candidate.strip() for line in request_headers.getlist(header) for candidate in line.split(",")]
    return tag in tags or tags == ["*"]


def respond(file: File, request_headers: Headers, status: int = 200) -> Response:
    """The response to a GET or HEAD for a file, or 304 if the client has a fresh copy.

    If ``status`` is not 200, the file is an error page: it is sent whole and not cached.
    """
    encoding = encoding_for(", ".join(request_headers.getlist("accept-encoding")), file.sizes)
    headers = _headers(file, encoding)
    if status != 200:
        headers = {name: value for name, value in headers.items() if name not in ("etag", "accept-ranges")}
        headers["cache-control"] = "no-cache"
    elif "if-match" in request_headers and not _lists_tag(request_headers, "if-match", headers["etag"]):
        return Response(status_code=412)
    elif any(_lists_tag(request_headers, "if-none-match", tag) for tag in (headers["etag"], f"W/{headers['etag']}")):
        return NotModifiedResponse(Headers(headers))
    path = file.path.with_name(file.path.name + _SUFFIXES[encoding])
    if file.sizes[encoding] <= AT_ONCE and (status != 200 or "range" not in request_headers):
        return Response(path.read_bytes(), status, headers, file.media_type)
    return _StaticFile(path, status, headers, file.media_type)
