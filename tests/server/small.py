"""A website of a few files, in the format of a build."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from pathlib import Path

import brotli

HEAD = (
    "<!DOCTYPE html><html lang=en-GB><head><title>{title}</title>"
    '<meta name="description" content="Of {title} &amp; more"><meta property="og:title" content="{title}">'
    '<link rel="canonical" href="https://cameras.example/{title}"></head>'
)
PAGE = (HEAD.format(title="x") + "<p>" + "word " * 400).encode()
STYLE = "sha256-" + "A" * 43 + "="
BIG = os.urandom(700_000)
FILES = {
    "index.html": HEAD.format(title="front").encode(),
    "404.html": b"<!DOCTYPE html><title>No such page</title>" + b"<p>404" * 90,
    "body/x.html": PAGE,
    "search.html": HEAD.format(title="search").encode(),
    "feed.atom": b"<feed/>",
    "sources.csv": b"id\r\na\r\n",
    "api/v1/summary.json": b"{}",
    "assets/style.0123456789.css": b"p{margin:0}" * 60,
    "cards/site.png": b"\x89PNG",
    "data/findings.parquet": b"PAR1",
    "data/all.zip": BIG,
}


def small(out: Path, digest: str = "d" * 64, version: str = "1.0.0") -> Path:
    """Write it to ``out``; a second time with another digest, it acts as a newer build."""
    files = {}
    for name, content in FILES.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        sizes = {"gz": 0, "br": 0}
        if name.endswith((".html", ".css")):
            for key, packed in (("gz", gzip.compress(content, mtime=0)), ("br", brotli.compress(content))):
                if len(packed) < len(content):
                    path.with_name(f"{path.name}.{key}").write_bytes(packed)
                    sizes[key] = len(packed)
        files[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), **sizes}
    manifest = {
        **{"version": version, "digest": digest, "base_url": "https://cameras.example", "files": files},
        "style": STYLE,
    }
    new = out / "manifest.json.new"
    new.write_text(json.dumps(manifest), encoding="utf-8")
    new.replace(out / "manifest.json")
    return out
