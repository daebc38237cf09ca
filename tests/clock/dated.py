"""Prints the test files whose result may depend on the date; ``.ci/run`` runs them again with the clock moved.

A test only depends on the date if it, or the library, reads the clock. The library does so only in the files listed
in ``READERS`` (``test_clock.py`` fails if any other file does), and all but one of these have their own tests. The
exception is the loading of tables, which every test uses: it rejects dates after both the release and today. That
only affects tests that write such a date, and these are found by reading their code; so are tests that do a curator's
work outside the tests of it, since a release or a correction is dated today unless it says otherwise.

Tests of the built website are left out: nothing in it depends on the date except the expiry in ``security.txt``, and
they do not build one. So are tests in a browser, whose clock is not moved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Where the library reads the clock, and the tests of what it does there.
READERS: Mapping[str, tuple[str, ...]] = {
    "app_pages/_asking.py": ("tests/app/test_find_page.py",),
    "app_pages/asked.py": ("tests/curation/test_requests.py",),
    "whosecameras/cli/requests.py": ("tests/curation/test_requests.py",),
    "whosecameras/curation": ("tests/curation",),
    "whosecameras/locks.py": ("tests/test_locks.py",),
    "whosecameras/record/loading.py": ("tests/test_checks.py", "tests/test_load.py"),
    "whosecameras/site/outputs.py": (),  # the expiry in security.txt
}
READS = re.compile(r"\.(?:today|now|utcnow|localtime|gmtime|time_ns)\(|\btime\.time\(")
CURATES = re.compile(r"\bwhosecameras\.curation\b|[\"']release[\"'], ")
LEFT_OUT = ("built_site", "playwright")
NAMED = re.compile(r"\b2\d{3}-\d\d(?:-\d\d)?\b|(?<=[\"'])2\d{3}(?=[\"'])")
DATES = re.compile(r"\bdate(?:time)?\((2\d{3}), ?(\d{1,2}), ?(\d{1,2})")


def may_depend_on_the_day(code: str, released: str) -> bool:
    """True for a test that reads the clock, does a curator's work, or mentions a date after the release."""
    named = [*NAMED.findall(code), *(f"{int(y)}-{int(m):02d}-{int(d):02d}" for y, m, d in DATES.findall(code))]
    return bool(READS.search(code) or CURATES.search(code)) or any(day > released[: len(day)] for day in named)


def is_left_out(code: str) -> bool:
    """True for a test of the built website, or one in a browser."""
    return any(word in code for word in LEFT_OUT)


def released() -> str:
    """The date of the record's release."""
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return str(package["created"])[:10]


def dated() -> list[str]:
    """The test files and folders, for pytest."""
    day = released()
    found = {tests for own in READERS.values() for tests in own}
    for path in (ROOT / "tests").rglob("test_*.py"):
        code, name = path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
        listed = any(name.startswith(f"{one}/") for one in found)
        if not listed and not is_left_out(code) and may_depend_on_the_day(code, day):
            found.add(name)
    return sorted(found)


if __name__ == "__main__":
    print(" ".join(dated()))
