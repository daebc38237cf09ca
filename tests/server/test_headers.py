"""Each kind of address has exactly the headers that the docs promise."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from whosecameras.server import headers

ROOT = Path(__file__).parents[2]


def promised() -> dict[str, dict[str, str]]:
    """The table in docs/website.md: kind → header → value; HSTS is separate."""
    text = (ROOT / "docs/website.md").read_text(encoding="utf-8").split("**Headers**")[1]
    found: dict[str, dict[str, str]] = defaultdict(dict)
    rows = re.findall(r"^\| ([a-z, ]+) \| [^|]* \| `([a-z-]+)` \| `([^`]+)` \|$", text, re.M)
    for kinds, name, value in rows:
        if name == headers.HSTS[0]:
            assert value == headers.HSTS[1]
            continue
        for kind in headers.tables("", "", "") if kinds == "every" else kinds.split(", "):
            assert name not in found[kind]
            found[kind][name] = value
    return found


def test_what_is_sent_is_what_is_promised() -> None:
    assert promised() == headers.tables("‹hashes›", "‹hashes›", "‹hashes›")


def test_given_headers_of_the_same_name_make_way() -> None:
    put = headers.put([(b"X-Frame-Options", b"x"), (b"etag", b"1")], {"x-frame-options": "DENY"}, secure=False)
    assert put == [(b"etag", b"1"), (b"x-frame-options", b"DENY")]


def test_no_policy_allows_a_third_party() -> None:
    for table in headers.tables("'sha256-a'", "'sha256-b'", "'sha256-c'").values():
        policy = table["content-security-policy"]
        assert policy.startswith("default-src 'none'; ") and "http" not in policy and " 'unsafe-eval'" not in policy
        assert "*" not in policy.replace("frame-ancestors *", "")
