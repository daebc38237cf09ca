"""The explorer's pages when the record has grown a hundredfold, beside today's."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks import explorer
from benchmarks.report import Row, at_most, seen
from benchmarks.servers import ROOT, streamlit
from whosecameras import edition

TIMES_AS_MANY = 100
MOST_BODIES = 40_000  # there are no more public bodies than that


def measure() -> list[Row]:
    """Server CPU of an interaction on each page at 100 times the record against that at once, taken in turns."""
    record = edition.opened(edition.folder())
    findings = len(record.findings) * TIMES_AS_MANY
    bodies = min(len(record.bodies) * TIMES_AS_MANY, MOST_BODIES)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        grown = Path(folder) / "grown"
        command = [sys.executable, "-m", "whosecameras", "synth", f"--bodies={bodies}", f"--findings={findings}"]
        made = subprocess.run(
            [*command, "--seed=1", "--out", str(grown)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise RuntimeError(f"the grown record could not be made: {made.stderr[-300:]}")
        small = stack.enter_context(streamlit("app.py"))
        large = stack.enter_context(streamlit("app.py", environment={"WHOSE_CAMERAS_DATA": str(grown)}))
        rows: list[Row] = []
        for name, where, control in (("front page", "", ""), ("map page", "map", "vendor")):
            once = explorer.page(small, f"{name} at 1×", where, control)
            many = explorer.page(large, f"{name} at {TIMES_AS_MANY}×", where, control)
            ratio, found = explorer.compared(many, once)
            rows += [
                seen(f"{side.name}: server CPU for one interaction", found[side.name], "ms") for side in (once, many)
            ]
            rows.append(at_most(f"{name}: an interaction at {TIMES_AS_MANY}× the record against 1×", 1.2, ratio, "×"))
    return rows
