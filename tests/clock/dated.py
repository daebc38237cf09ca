"""Prints the test files whose outcome may depend on the day; ``.ci/run`` runs them again with the clock moved.

What a test finds depends on the day only if the test asks for it or if the library does. The library asks only where
``READERS`` says (``test_clock.py`` fails if any other file does), and all but one of these have tests of their own. The
one is the reading of tables, which every test uses: it refuses a date after both the release and today. That can
make a difference only to a test which writes such a date, and these are found by reading them; so are those that do a
curator's work outside the tests of it, since a release or a correction is of today unless it says otherwise.

Tests of the built website are left out: nothing in it depends on the day but the end of ``security.txt``, and they
build none. So are those in a browser, whose clock is not moved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Where the library asks for the day, and the tests of what it does there.
READERS: Mapping[str, tuple[str, ...]] = {
    "app_pages/_asking.py": ("tests/app/test_find_page.py",),
    "app_pages/asked.py": ("tests/curation/test_requests.py",),
    "whosecameras/cli/requests.py": ("tests/curation/test_requests.py",),
    "whosecameras/curation": ("tests/curation",),
    "whosecameras/locks.py": ("tests/test_locks.py",),
    "whosecameras/record/loading.py": ("tests/test_checks.py", "tests/test_load.py"),
    "whosecameras/site/outputs.py": (),  # the end of security.txt
}
READS = re.compile(r"\.(?:today|now|utcnow|localtime|gmtime|time_ns)\(|\btime\.time\(")
CURATES = re.compile(r"\bwhosecameras\.curation\b|[\"']release[\"'], ")
LEFT_OUT = ("built_site", "playwright")
NAMED = re.compile(r"\b2\d{3}-\d\d(?:-\d\d)?\b|(?<=[\"'])2\d{3}(?=[\"'])")
DATES = re.compile(r"\bdate(?:time)?\((2\d{3}), ?(\d{1,2}), ?(\d{1,2})")


def may_depend_on_the_day(code: str, released: str) -> bool:
    """True for a test that reads the clock, that does a curator's work, or that names a day, month or year after the
    day of the release.
    """
    named = [*NAMED.findall(code), *(f"{int(y)}-{int(m):02d}-{int(d):02d}" for y, m, d in DATES.findall(code))]
    return bool(READS.search(code) or CURATES.search(code)) or any(day > released[: len(day)] for day in named)


def is_left_out(code: str) -> bool:
    """True for a test of the built website, or one in a browser."""
    return any(word in code for word in LEFT_OUT)


def released() -> str:
    """The day of the record's release."""
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return str(package["created"])[:10]


def dated() -> list[str]:
    """The files and folders of tests, for pytest."""
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
