"""`python -m benchmarks [PART …] [--quick]`: measure, print the table, write results.json, results.svg and the docs.

Without a part all of them run, within 25 minutes; with parts only these are measured again. What is known is written
after each part. `--docs` only writes table and picture from results.json again.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time

from benchmarks import docs, report, room, stage
from benchmarks.explained import EXPLAINED
from benchmarks.plan import BY_NAME, MINUTES, PARTS, SPARE_SECONDS, USUAL, Part, allowed


def tell(text: str) -> None:
    """Say how it goes, beside the table."""
    print(text, file=sys.stderr, flush=True)


def measure(parts: list[Part], quick: bool) -> None:
    """Run parts one after another; write down what is known after each."""
    start = time.monotonic()
    tell(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}. The plan, in seconds on two quiet cores:")
    for part in parts:
        tell(f"  {part.seconds:>4}  {part.name:12} {part.what}")
    tell(f"  {sum(part.seconds for part in parts):>4}  together; all ends after {60 * MINUTES} at the latest")
    with room.opened():
        if any(part.website for part in parts) and BY_NAME["site"] not in parts:
            tell("building the website that these parts look at …")
            room.website()
        for at, part in enumerate(parts):
            gone = time.monotonic() - start
            seconds = allowed(parts, at, 60 * MINUTES - SPARE_SECONDS - gone)
            tell(f"[{gone:>4.0f} s] {part.name}: {part.what}; {seconds:.0f} s at most …")
            rows = stage.run(part.name, stage.command(part.name, quick), seconds)
            for row in rows:
                if str(row["figure"]).startswith(report.NOT_MEASURED):
                    tell(f"         {row['what']}: {row['figure']}")
            tell(f"         {part.name} took {time.monotonic() - start - gone:.0f} s, {len(rows)} figures")
            report.write(report.merged(report.read(), part.name, rows))
    tell(f"[{time.monotonic() - start:>4.0f} s] done")


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 whatever the verdicts: a miss is told, and explained in docs/performance.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(BY_NAME))
    parser.add_argument("--quick", action="store_true", help="about half the repetitions")
    parser.add_argument("--docs", action="store_true", help="measure nothing, write picture and docs from results.json")
    asked = parser.parse_args(arguments)
    unknown = [part for part in asked.parts if part not in BY_NAME]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(BY_NAME)}")
    if not asked.docs:
        signal.signal(signal.SIGTERM, stage.leave)
        measure([part for part in PARTS if part.name in asked.parts] or list(USUAL), asked.quick)
    docs.write()
    rows = report.read()
    print(report.as_text(rows))
    for row in rows:
        if docs.missed(row) and row["line"] not in EXPLAINED:
            tell(f"without its explanation in benchmarks/explained.py: {row['line']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
