"""One part at a time, in a process of its own: what fails or hangs there ends there, and what was measured is kept.

`python -m benchmarks.stage PART` prints its rows as JSON, one a line, as they are found.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import queue
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from benchmarks.budgets import BUDGETS
from benchmarks.report import Row, not_measured

END_SECONDS = 20  # to end its servers and to remove what it wrote
FAULT = "fault"


def command(part: str, quick: bool = False) -> list[str]:
    """How a part is run."""
    return [sys.executable, "-m", "benchmarks.stage", part, *(["--quick"] if quick else [])]


def stamped(rows: Sequence[Row], part: str, taken: str, load: float, quick: bool) -> list[Row]:
    """Rows with what is known of their measuring besides: part, time, load average before it, machine, if shortened."""
    machine = f"{os.cpu_count()} cores, {platform.system()} on {platform.machine()}, Python {platform.python_version()}"
    about = {"part": part, "taken": taken, "load": load, "machine": machine, "quick": quick}
    return [{**row, **about} for row in rows]


def run(part: str, started: Sequence[str], seconds: float) -> list[Row]:
    """The rows of a part whose process ``started`` begins. A line with a budget that has no figure when the process
    ends, fails or has had its ``seconds`` gets a row that says why.
    """
    rows: list[Row] = []
    why = ""
    taken, load = time.strftime("%Y-%m-%d %H:%M"), round(os.getloadavg()[0], 1)
    lines: queue.Queue[str | None] = queue.Queue()
    process = subprocess.Popen(started, stdout=subprocess.PIPE, text=True, start_new_session=True)

    def listen() -> None:
        assert process.stdout
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=listen, daemon=True).start()
    end = time.monotonic() + seconds
    try:
        while (line := lines.get(timeout=max(0.0, end - time.monotonic()))) is not None:
            said = json.loads(line)
            if FAULT in said:
                why = str(said[FAULT])
            else:
                rows.append(said)
        process.wait(timeout=END_SECONDS)
    except (queue.Empty, subprocess.TimeoutExpired):
        why = f"it had not ended after {seconds:.0f} s"
    except ValueError as error:
        why = f"it said what is no row: {error}"
    finally:
        _end(process)
    if process.returncode and not why:
        why = f"its process ended with {process.returncode}"
    told = {row["line"] for row in rows}
    rows += [
        not_measured(budget.line, why or "the part gave no figure")
        for budget in BUDGETS
        if budget.part == part and budget.line not in told
    ]
    quick = "--quick" in started
    return stamped(rows, part, taken, load, quick)


def _end(process: subprocess.Popen[str]) -> None:
    """End a part with all that it started."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            if process.poll() is None or sign is signal.SIGKILL:
                os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=END_SECONDS)


def leave(number: int, frame: FrameType | None) -> NoReturn:
    """On a signal to end: go by the way out, so that servers are ended and folders removed."""
    raise SystemExit(1)


def main() -> int:
    """Run the part named on the command line."""
    signal.signal(signal.SIGTERM, leave)
    part, quick = sys.argv[1], "--quick" in sys.argv[2:]
    out, sys.stdout = sys.stdout, sys.stderr  # rows alone go out; whatever else is printed is for the eye
    try:
        for row in importlib.import_module(f"benchmarks.{part}").measure(quick):
            print(json.dumps(row, allow_nan=False), file=out, flush=True)
    except Exception as error:  # whatever stops a part is told in its rows
        traceback.print_exc()
        print(json.dumps({FAULT: f"{type(error).__name__}: {error}"}), file=out, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
