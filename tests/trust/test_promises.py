"""What docs/trust.md promises is proved: every test that it names exists, and every breakage is one that could be."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import mutations  # noqa: E402 - scripts are no package

TRUST = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TRUST)


def test_every_line_of_promises_names_its_test() -> None:
    lines = [line for line in TRUST.splitlines() if line.startswith("| ") and "promise | proved by" not in line]
    assert len(lines) > 40
    assert [line for line in lines if not re.search(r"`tests/[\w/]+\.py::test_\w+` \|$", line)] == []


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED)))
def test_every_named_test_exists(file: str, test: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("breakage", mutations.BREAKAGES, ids=lambda one: one.name)
def test_every_breakage_still_applies(breakage: mutations.Breakage) -> None:
    """`make mutations` runs them; here it is only seen that none has lost its place or its tests."""
    assert (ROOT / breakage.file).read_text(encoding="utf-8").count(breakage.old) >= 1
    assert breakage.new != breakage.old
    assert (ROOT / breakage.tests[0]).is_file()


def test_there_are_enough_breakages() -> None:
    assert len(mutations.BREAKAGES) >= 14
    assert len({one.name for one in mutations.BREAKAGES}) == len(mutations.BREAKAGES)
