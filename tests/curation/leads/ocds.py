"""Open Contracting files for tests, following the published schema of OCDS 1.1; every notice is made up."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]
BUYER = {"id": "GB-FTS-1", "name": "Worcester City Council"}


def release(number: int, **parts: Any) -> Json:
    """A release with the fields that the schema requires; ``parts`` override them."""
    return {
        "ocid": f"ocds-h6vhtk-{number:06x}",
        "id": f"{number:06d}-2026",
        "date": "2026-03-04T09:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "language": "en",
        "tender": {"id": f"t{number}", "title": f"Grounds maintenance {number}"},
        "buyer": BUYER,
        **parts,
    }


def package(*releases: Json, **parts: Any) -> Json:
    """A release package."""
    head = {"uri": "https://www.example.org/p", "version": "1.1", "publishedDate": "2026-03-05T00:00:00Z"}
    return {**head, "publisher": {"name": "A publisher"}, "releases": list(releases), **parts}


def record_package(*records: Json) -> Json:
    """A record package."""
    told = package(records=list(records))
    del told["releases"]
    return told


def record(*releases: Json, compiled: Json | None = None) -> Json:
    """A record of one process."""
    told: Json = {"ocid": (compiled or releases[0])["ocid"]}
    return (
        told | ({"releases": list(releases)} if releases else {}) | ({"compiledRelease": compiled} if compiled else {})
    )


def write(path: Path, *documents: object, indent: int | None = None) -> Path:
    """Documents in a file, one per line; gzipped if its name ends in ``.gz``."""
    text = "\n".join(json.dumps(one, ensure_ascii=False, indent=indent) for one in documents).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def named(number: int, text: str = "Supply of Hikvision cameras", **parts: Any) -> Json:
    """A release that names a product in its title."""
    return release(number, tender={"id": "t", "title": text}, **parts)
