"""`python -m benchmarks [PART …]`: run every part, print the table, write results.json and results.svg."""

from __future__ import annotations

import argparse
import importlib
import sys
import time
import traceback

from benchmarks import report

#: Module -> what it measures; each has ``measure()``, which gives rows of ``report.Row``.
PARTS = {
    "explorer": "the explorer beside the floor, the usual way and the peers",
    "growth": "the explorer at 100 times the record",
    "browser": "the explorer in Chromium",
    "slow_phone": "pages on a slow phone",
    "static": "static pages beside Datasette",
    "nginx": "static pages from nginx",
    "engine": "loading, checking and searching a record that has grown",
}


def run(part: str) -> list[report.Row]:
    """The rows of one part; a part that cannot run gives one row that says why."""
    try:
        return [dict(row) for row in importlib.import_module(f"benchmarks.{part}").measure()]
    except Exception as error:  # whatever stops a part is told in the table; the other parts go on
        traceback.print_exc()
        return [report.not_run(PARTS[part], f"{type(error).__name__}: {error}")]


def main(arguments: list[str] | None = None) -> int:
    """Run the parts asked for, all by default; only a whole run writes the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    asked = parser.parse_args(arguments).parts
    unknown = [part for part in asked if part not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    rows: list[report.Row] = []
    for part in asked or PARTS:
        start = time.monotonic()
        print(f"{part}: {PARTS[part]} …", file=sys.stderr, flush=True)
        rows += run(part)
        print(f"{part}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    print(report.as_text(rows))
    if not asked:
        report.write(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
