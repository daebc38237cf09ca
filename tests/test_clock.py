"""The tests' clock can be moved, in this process and every process they start, and not by a typing error."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

import dated
import pytest
import shifted

ROOT = Path(__file__).parents[1]
TELL = "import datetime, time; print(datetime.date.today().isoformat(), round(time.time()))"
#: A separate test run: what conftest.py does, without the delay of its imports.
IN_A_TEST = "import shifted; shifted.start(); import subprocess, sys; subprocess.run([sys.executable, '-c', '{}'])"


def run_shifted(clock: str, code: str = TELL, **more: str) -> subprocess.CompletedProcess[str]:
    """The output of a Python whose clock is moved, in addition to this run's shift."""
    kept = {name: value for name, value in os.environ.items() if name not in (shifted.SETTING, "PYTHONPATH")}
    given = kept | {shifted.SETTING: clock, "PYTHONPATH": str(shifted.FOLDER)} | more
    return subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, timeout=60)


def real() -> date:
    """Today on this machine's real clock."""
    return date.fromisoformat(run_shifted("").stdout.split()[0])


@pytest.mark.parametrize("days", [1, 40, 400, -3])
def test_a_process_that_a_test_starts_has_the_moved_clock(days: int) -> None:
    said, seconds = run_shifted(f"{days:+d}d").stdout.split()
    assert date.fromisoformat(said) == real() + timedelta(days)
    assert abs(int(seconds) - int(run_shifted("").stdout.split()[1]) - days * 86_400) < 60


def test_a_day_is_that_day_also_in_what_the_process_starts_itself() -> None:
    assert run_shifted("2028-02-29", IN_A_TEST.format(TELL)).stdout.split()[0] == "2028-02-29"


def test_this_very_run_has_the_clock_it_was_given() -> None:
    """Only meaningful in `make test CLOCK=+400d`: here, in a forked process, and in a started one."""
    far = shifted.distance(os.environ.get(shifted.SETTING) or "+0d")
    assert date.today() == real() + far
    ran = subprocess.run([sys.executable, "-c", TELL], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.split()[0] == date.today().isoformat()
    with get_context("spawn").Pool(1) as pool:
        assert pool.apply(date.today) == date.today()


@pytest.mark.parametrize("clock", ["40", "40d", "+40", "tomorrow", "2027-02-29", "2028-2-29", "+40d ", "20280229"])
def test_a_clock_that_makes_no_sense_stops_the_process(clock: str) -> None:
    ran = run_shifted(clock)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.count("\n") == 1 and f'{shifted.SETTING}="{clock}"' in ran.stderr and "2028-02-29" in ran.stderr


def test_without_a_clock_nothing_changes() -> None:
    assert shifted.environment(ROOT)["PYTHONPATH"].startswith(str(ROOT))
    assert (shifted.SETTING in shifted.environment()) is bool(os.environ.get(shifted.SETTING))


def test_the_library_asks_for_the_day_only_where_it_is_known_to() -> None:
    """Otherwise ``.ci/run`` would not run the relevant tests with the clock moved."""
    code = [
        *(ROOT / "whosecameras").rglob("*.py"),
        *(ROOT / "app_pages").glob("*.py"),
        ROOT / "app.py",
        ROOT / "asgi.py",
    ]
    reading = {path for path in code if dated.READS.search(path.read_text(encoding="utf-8"))}
    known = {place: {path for path in reading if {path, *path.parents} & {ROOT / place}} for place in dated.READERS}
    assert {path.relative_to(ROOT) for path in reading - set().union(*known.values())} == set()
    assert [place for place, found in known.items() if not found] == [], "these do not ask any more"


@pytest.mark.parametrize(
    ("code", "depends"),
    [
        ("assert told == date.today().isoformat()", True),
        ("folder.set('findings', 4, as_of='2027-03')", True),
        ('folder.set("findings", 4, as_of="2999")', True),
        ("known = round_of(dataset, date(2028, 2, 29))", True),
        ("from whosecameras.curation import release", True),
        ("""CliRunner().invoke(app, ["release", "9.0.0"])""", True),
        ("folder.set('findings', 4, as_of='2026-11-27')", False),
        ("known = round_of(dataset, date(2026, 2, 28))", False),
        ("a release of the record", False),
        ("folder.set('findings', 4, as_of='2026')", False),
        ("assert len(rows) > 2500", False),
    ],
)
def test_a_test_depends_on_the_day_if_it_asks_for_it_or_names_one_to_come(code: str, depends: bool) -> None:
    assert dated.may_depend_on_the_day(code, released="2026-11-27") is depends


def test_the_tests_of_dates_are_among_those_with_the_moved_clock() -> None:
    found = dated.dated()
    helpers = [path for path in (ROOT / "tests").rglob("*.py") if not path.name.startswith("test_")]
    unread = [path for path in helpers if path.parent != shifted.FOLDER]
    day = dated.released()
    depending = [path for path in unread if dated.may_depend_on_the_day(path.read_text(encoding="utf-8"), day)]
    for path in (ROOT / "tests").rglob("test_*.py"):
        code, name = path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
        uses = [one.stem for one in depending if re.search(rf"^(?:import|from) {one.stem}\b", code, re.M)]
        assert not uses or dated.is_left_out(code) or any(f"{name}/".startswith(f"{one}/") for one in found), name
    assert {"tests/curation", "tests/test_checks.py", "tests/test_clock.py"} <= set(found)
    assert all((ROOT / one).exists() for one in found)
