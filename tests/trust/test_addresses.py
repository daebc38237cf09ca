"""Every address of the built website is in docs/website.md, and every address there is built."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Addresses without a file in this folder: served by the server, or only with a setting that tests do not use.
ELSEWHERE = {"/explore/…", "/healthz", "/.well-known/security.txt", "/search?q=", "/oembed?url="}
FOR_SERVERS = {"manifest.json", "parts.json"}


def documented() -> dict[str, str]:
    """Each address of the document's table as a pattern, by its printed form."""
    part = (ROOT / "docs" / "website.md").read_text(encoding="utf-8").split("| address | is |\n")[1].split("\n\n")[0]
    found: dict[str, str] = {}
    for line in part.splitlines()[1:]:
        cell, meaning = line.strip("| ").split(" | ")
        assert meaning
        addresses, suffixes = re.findall(r"`(/[^`]*)`", cell), re.findall(r"`(\.[a-z]+)`", cell)
        for printed in [one + suffix for one in addresses for suffix in suffixes or [""]]:
            parts = re.split(r"‹[^›]+›", printed)
            found[printed] = "[^/]+".join(map(re.escape, parts))
    return found


@pytest.fixture(scope="module")
def addresses(built_site: Path) -> set[str]:
    """The address of each file: a page without ``.html``, the front page as ``/``."""
    files = set(json.loads((built_site / "manifest.json").read_text(encoding="utf-8"))["files"]) - FOR_SERVERS
    return {"/" + re.sub(r"^index$", "", name.removesuffix(".html")) for name in files}


def test_every_address_of_the_website_has_its_line(addresses: set[str]) -> None:
    patterns = list(documented().values())
    assert len(addresses) > 2000
    assert [one for one in sorted(addresses) if not any(re.fullmatch(known, one) for known in patterns)] == []


def test_every_line_is_of_an_address_that_is_there(addresses: set[str]) -> None:
    lines = {printed: pattern for printed, pattern in documented().items() if printed not in ELSEWHERE}
    assert [one for one, known in lines.items() if not any(re.fullmatch(known, there) for there in addresses)] == []
