"""Promises in docs/trust.md are tested: every named test exists, and every mutation still applies."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import mutations  # noqa: E402 - scripts are no package

TRUST = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TRUST)


def test_every_line_of_promises_names_its_test() -> None:
    lines = [line for line in TRUST.splitlines() if line.startswith("| ") and "promise | proved by" not in line]
    assert len(lines) > 40
    assert [line for line in lines if not re.search(r"`tests/[\w/]+\.py::test_\w+` \|$", line)] == []


def test_every_named_test_exists() -> None:
    written = {file: (ROOT / file).read_text(encoding="utf-8") for file, _ in NAMED}
    assert [f"{file}::{test}" for file, test in NAMED if f"\ndef {test}(" not in written[file]] == []


def test_every_breakage_still_applies() -> None:
    """`make mutations` runs them; this only checks that each still has its code and its tests."""
    names = [one.name for one in mutations.BREAKAGES]
    assert names and len(set(names)) == len(names)
    for one in mutations.BREAKAGES:
        assert one.old in (ROOT / one.file).read_text(encoding="utf-8"), one.name
        assert one.new != one.old, one.name
        assert (ROOT / one.tests[0]).is_file(), one.name
