"""Breaks the code on purpose, one thing at a time in a copy, and sees that a test notices each.

``make mutations`` runs all; ``python scripts/mutations.py NAME...`` those whose name holds one of the words. A breakage
is one exact replacement in one file and the tests that must fail. Exit code 1 if one survives, if its text no longer
stands in the file, or if the tests fail without it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: What a copy needs no part of; everything else in the folder, tracked or not, is what is tested.
LEFT_BEHIND = (".git", ".venv", "build", "benchmarks", "releases", "__pycache__", ".*_cache", ".hypothesis", "*.png")
WAIT = 900  # seconds for the tests of one breakage


@dataclass(frozen=True)
class Breakage:
    """What is broken: ``old`` in ``file`` becomes ``new``; ``tests`` are pytest's arguments."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


TRUST = "tests/trust/test_hostile_data.py"
BREAKAGES = (
    Breakage(
        "a field is not escaped in pages", "whosecameras/site/render.py",
        "            autoescape=True,", "            autoescape=False,", (TRUST, "-k", "megabyte"),
    ),
    Breakage(
        "a field is not escaped in markdown", "whosecameras/words.py",
        "\"\\\\`*_{}[]()#+-.!|<>$~:&\"", "\"\\\\`_{}[]()#+-.!|<>$~:&\"", (TRUST, "-k", "as_markdown"),
    ),
    Breakage(
        "a cell for spreadsheets runs", "whosecameras/export.py",
        "return f\"'{line}\" if text.startswith(FORMULA_STARTS) else line", "return line", (TRUST, "-k", "any_cell"),
    ),
    Breakage(
        "a file name leaves its folder", "whosecameras/briefing/pack.py",
        '    name = re.sub(r"[^A-Za-z0-9]+", "-", plain)', '    name = re.sub(r"[^A-Za-z0-9./]+", "-", plain)',
        (TRUST, "-k", "file_names"),
    ),
    Breakage(
        "a mark that turns text round is let in", "whosecameras/load.py",
        "\\u202a-\\u202e", "", ("tests/test_checks.py", "-k", "turns"),
    ),
    Breakage(
        "a finding without a source is let in", "whosecameras/model.py",
        "def _source(required: bool = True)", "def _source(required: bool = False)",
        ("tests/test_checks.py", "-k", "finding and without and source"),
    ),
    Breakage(
        "a date of tomorrow is let in", "whosecameras/load.py",
        "(last is None or start <= last)", "(last is None or start <= start)",
        ("tests/test_checks.py", "-k", "future"),
    ),
    Breakage(
        "a hash is not compared", "whosecameras/load.py",
        "if stated.get(name) != value", "if name not in stated",
        ("tests/trust/test_faults.py", "-k", "not_the_released_one"),
    ),
    Breakage(
        "an older statement decides", "whosecameras/status.py",
        "return one[:length] > other[:length]", "return one[:length] < other[:length]", ("tests/test_status.py",),
    ),
    Breakage(
        "unknown is counted as no", "whosecameras/status.py",
        "Status.DID_NOT_ANSWER if silent else Status.UNKNOWN", "Status.DID_NOT_ANSWER if silent else Status.NOT_USING",
        ("tests/test_status.py",),
    ),
    Breakage(
        "group statements cannot be left out", "whosecameras/status.py",
        "    if not view.collective:", "    if view.collective is None:", ("tests/test_status.py",),
    ),
    Breakage(
        "a status has no deciding finding", "whosecameras/status.py",
        "        decided_by=tuple(s.id for s in newest_first),", "        decided_by=(),",
        ("tests/test_checks.py", "-k", "no_problem"),
    ),
    Breakage(
        "a share loses its n of N", "whosecameras/words.py",
        '        return f"{number(share.using)} of {number(share.answered)}"',
        "        return percent(share.using / share.answered)", ("tests/test_words.py",),
    ),
    Breakage(
        "a share is of those asked", "whosecameras/rates.py",
        "computed = using / answered if using is not None and answered else None",
        "computed = using / asked if using is not None and asked else None", ("tests/test_rates.py",),
    ),
    Breakage(
        "an allegation stands without a word on a reply", "whosecameras/charts/makers.py",
        'or NO_REPLY,', 'or "",', ("tests/test_makers.py",),
    ),
    Breakage(
        "two statuses have swapped their colours", "whosecameras/charts/marks.py",
        '    Status.USING: Mark("using", "using"),', '    Status.USING: Mark("not_using", "not_using"),',
        ("tests/test_marks.py",),
    ),
    Breakage(
        "a chart has no text for those who cannot see it", "whosecameras/charts/shares.py",
        """        alt=f"Chart of survey shares. {described or 'No figure matches'}.",""", '        alt="",',
        ("tests/test_charts.py",),
    ),
    Breakage(
        "a card does not say its version", "whosecameras/briefing/cards.py",
        'version = f"dataset {dataset.version} of ', 'version = f"dataset of ',
        ("tests/trust/test_faults.py", "-k", "not_the_released_one"),
    ),
    Breakage(
        "a font comes from somebody else", "whosecameras/site/assets/style.css",
        "body", "@import url(https://fonts.example/face.css);\nbody",
        ("tests/trust/test_supply.py", "-k", "asked_of_others"),
    ),
    Breakage(
        "a count of the README is another one", "whosecameras/summary.py",
        '"bodies_with_findings": int(findings["body"].nunique())', '"bodies_with_findings": len(findings)',
        ("tests/test_docs.py", "-k", "up_to_date"),
    ),
    Breakage(
        "an option has no line in the docs", "whosecameras/curate/bench.py",
        'help="Only say what would be done."', 'help=""', ("tests/test_docs.py", "-k", "up_to_date or option"),
    ),
    Breakage(
        "a control of the address has another name", "app_pages/_controls.py",
        'switch("Group statements", "collective", True', 'switch("Group statements", "group", True',
        ("tests/test_docs.py", "-k", "control_of_the_explorer"),
    ),
    Breakage(
        "a header is missing", "whosecameras/server/headers.py",
        '    "x-content-type-options": "nosniff",\n', "", ("tests/server/test_headers.py",),
    ),
    Breakage(
        "the clock of a test does not reach what it starts", "tests/clock/sitecustomize.py",
        "    shifted.start()", "    pass", ("tests/test_clock.py",),
    ),
    Breakage(
        "a clock that makes no sense is passed over", "tests/clock/sitecustomize.py",
        "    os._exit(2)", "    pass", ("tests/test_clock.py", "-k", "no_sense"),
    ),
    Breakage(
        "a release is of today whatever is asked", "whosecameras/curate/dates.py",
        "    return date.fromisoformat(text)", "    return today", ("tests/curate/test_correct.py",),
    ),
    Breakage(
        "a host name with a slip opens the server to every name", "whosecameras/settings.py",
        "    _right(bool(hosts) and all(_HOST.fullmatch(host) for host in hosts))",
        "    hosts = tuple(host for host in hosts if _HOST.fullmatch(host))", ("tests/test_settings.py",),
    ),
    Breakage(
        "a slip in the name of a setting goes unnoticed", "whosecameras/settings.py",
        "    lines = list(filter(None, (_unknown(name) for name, _ in given)))", "    lines = list[str]()",
        ("tests/test_settings.py", "-k", "slip or name"),
    ),
    Breakage(
        "a verb starts with a setting that cannot be used", "whosecameras/curate/commands.py",
        "    try:\n        settings()\n    except Unusable", "    try:\n        pass\n    except Unusable",
        ("tests/test_settings.py", "-k", "verb"),
    ),
    Breakage(
        "the server shows its traceback for a setting", "asgi.py",
        "    sys.exit(str(error))", "    raise", ("tests/test_settings.py", "-k", "server"),
    ),
    Breakage(
        "the explorer tells strangers what a setting holds", "app_pages/_frame.py",
        '        st.title("The explorer is not set up yet")',
        '        st.title("The explorer is not set up yet")\n        st.markdown(str(error))',
        ("tests/test_settings.py", "-k", "explorer"),
    ),
    Breakage(
        "a published pattern is none in JavaScript", "whosecameras/load.py",
        "[^\\s<>\"]*\"\"\"", "[^\\s<>\\\"]*\"\"\"", ("tests/test_patterns.py",),
    ),
    Breakage(
        "pounds in a CSV for spreadsheets become two letters", "whosecameras/export.py",
        'text.encode("utf-8-sig")', 'text.encode("utf-8")', ("tests/test_export.py", "tests/curate/test_import.py"),
    ),
    Breakage(
        "a raw table has a byte-order mark", "whosecameras/export.py",
        'spreadsheet_file(text) if safe else text.encode("utf-8")', "spreadsheet_file(text)", ("tests/test_export.py",),
    ),
    Breakage(
        "a full disk is told as a list of Python", "whosecameras/curate/release.py",
        "            (stage / package.BOUNDARIES).symlink_to((data_dir / package.BOUNDARIES).resolve())",
        "            __import__('shutil').copytree(data_dir / package.BOUNDARIES, stage / package.BOUNDARIES)",
        ("tests/test_full_disk.py",),
    ),
    Breakage(
        "an import that failed leaves its review", "whosecameras/curate/importing.py",
        "        beside = {review: _review_file(outcome)} if write_review else {}",
        "        beside = {review: _review_file(outcome)} if write_review else {}\n        store.write_all(beside)",
        ("tests/curate/test_import.py", "-k", "disk"),
    ),
    Breakage(
        "a briefing takes no folder that a system has touched", "whosecameras/briefing/pack.py",
        "(LOCK, *OF_SYSTEMS)", "(LOCK,)", ("tests/briefing/test_pack.py", "-k", "empty_folder"),
    ),
    Breakage(
        "a full disk leaves an empty folder of a briefing", "whosecameras/briefing/pack.py",
        "                folder.rmdir()", "                pass", ("tests/test_full_disk.py", "-k", "briefing"),
    ),
)  # fmt: skip


def copied(into: Path) -> Path:
    """The project as it stands, without what a test run leaves behind."""
    return Path(shutil.copytree(ROOT, into / "project", ignore=shutil.ignore_patterns(*LEFT_BEHIND), symlinks=True))


def run(folder: Path, tests: Sequence[str]) -> int:
    """pytest's exit code for these tests in a copy."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    ran = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=WAIT)
    return ran.returncode


def broken(folder: Path, breakage: Breakage) -> str:
    """What became of one breakage: ``caught``, or what is wrong; the file is mended afterwards."""
    path = folder / breakage.file
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if breakage.old not in text:
        return "NOT THERE: the text to replace is no longer in the file"
    path.write_text(text.replace(breakage.old, breakage.new, 1), encoding="utf-8")
    try:
        code = run(folder, breakage.tests)
    except subprocess.TimeoutExpired:
        return "NO ANSWER in time"
    finally:
        path.write_text(text, encoding="utf-8")
    return {0: "SURVIVED", 1: "caught", 5: "NO TEST was selected"}.get(code, f"pytest ended with {code}")


def main(wanted: Sequence[str]) -> int:
    """Try every breakage, or those that are wanted, and print what became of each; 1 if any was not caught."""
    chosen = [one for one in BREAKAGES if not wanted or any(word in one.name for word in wanted)]
    wrong = 0 if chosen else 1
    with tempfile.TemporaryDirectory(prefix="mutations-") as name:
        folder = copied(Path(name))
        for tests in dict.fromkeys(one.tests for one in chosen):
            if code := run(folder, tests):
                print(f"{' '.join(tests)}: fails without any breakage (pytest ended with {code})", flush=True)
                wrong += 1
        for one in chosen:
            start = time.monotonic()
            became = broken(folder, one)
            wrong += became != "caught"
            print(f"{became:<10} {time.monotonic() - start:5.0f} s  {one.name} ({one.file})", flush=True)
    print(f"{len(chosen)} breakages, {wrong} not as they should be", flush=True)
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
