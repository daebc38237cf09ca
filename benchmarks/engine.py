"""How loading, checking, the rule, the search and the slices grow with the record: `python -m benchmarks.engine`.

Made-up records of 1, 10 and 100 times today's size, and one of 40,000 bodies and a million findings, each measured in a
process of its own. Times are of the processor, so that what else the machine does counts little; ratios are of one run.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from whosecameras import checks, find, load, status
from whosecameras.charts import maps, sectors
from whosecameras.status import View

ROOT = Path(__file__).resolve().parents[1]
FACTORS = (1, 10, 100)
MILLION = (40_000, 1_000_000)
LOAD_SECONDS, LOAD_GB, SEARCH_MS, SLICES = 10.0, 1.5, 30.0, 1.2
VIEWS = (View(), View("hikvision"), View(grades=("A", "B")), View(collective=False), View(year=2022))
QUESTIONS = 300
#: Words that thousands of names hold.
BROAD = ("school", "scool", "primary school", "academy", "college", "church of england")
REPEATS = 200


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds that a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _views(dataset: load.Dataset) -> float:
    """Seconds for what pages ask of the library for the five views, once they were asked before."""

    def ask() -> None:
        for view in VIEWS:
            status.standings(dataset, view)
            maps.status_map(dataset, "districts", view)
            sectors.whole_registers(dataset, "sector", view)
            sectors.named_only(dataset, view)

    ask()
    return statistics.median(seconds(ask) for _ in range(REPEATS))


def _questions(dataset: load.Dataset) -> list[str]:
    """What people type: names whole and begun, places alone, one slip and two."""
    lot = random.Random(1)
    names = [text.split("; ")[0] for text in dataset.bodies["aliases"] if text]

    def slip(text: str) -> str:
        at = lot.randrange(1, len(text)) if len(text) > 1 else 0
        ways = (text[at + 1 :], lot.choice("aeiourst") + text[at:], lot.choice("aeiourst") + text[at + 1 :])
        return text[:at] + lot.choice(ways)

    forms: tuple[Callable[[str], str], ...] = (
        str,
        slip,
        lambda text: slip(slip(text)),
        lambda text: slip(text.split()[0]),
        lambda text: text[: 1 + 2 * len(text) // 3],
    )
    return [forms[n % len(forms)](lot.choice(names)) for n in range(QUESTIONS)]


def probe(folder: Path, what: str) -> dict[str, float]:
    """Measure one record in this process: ``load`` alone, or all."""
    loaded: list[load.Dataset] = []
    found = {"load": seconds(lambda: loaded.append(load.load(folder)))}
    found["gigabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    if what == "all":
        found["check"] = seconds(lambda: checks.check(folder))
        dataset = checks.open_dataset(folder)
        found["views"] = _views(dataset)
        finder = find.Finder(dataset.bodies)
        for name, questions in (("search", _questions(dataset)), ("broad", BROAD)):
            asked = sorted(seconds(partial(finder.search, text, 24)) for text in questions)
            found[name] = asked[int(0.95 * len(asked))]
    return found


def _probed(folder: Path, what: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.engine", str(folder), what]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def _made(folder: Path, **size: int) -> Path:
    """A made-up record, made in another process: Linux counts a parent's memory as its children's."""
    options = [part for name, value in size.items() for part in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "whosecameras", "synth", *options, "--out", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return folder


def _line(what: str, budget: float, figure: float, unit: str) -> dict[str, Any]:
    verdict = "pass" if figure <= budget else "miss"
    return {"what": what, "budget": budget, "figure": round(figure, 3), "unit": unit, "verdict": verdict}


def measure() -> list[dict[str, Any]]:
    """Every line of the table: ``what, budget, figure, unit, verdict``; the least is the best in each."""
    found: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as room:
        for factor in FACTORS:
            found[factor] = _probed(_made(Path(room) / f"times-{factor}", times=factor), "all")
        million = _probed(_made(Path(room) / "million", bodies=MILLION[0], findings=MILLION[1]), "load")
    lines = []
    for factor in FACTORS[1:]:
        for step in ("load", "check"):
            ratio = found[factor][step] / found[1][step]
            lines.append(_line(f"{step} at {factor}× against 1×", factor, ratio, "times the processor time"))
    return [
        *lines,
        _line("load of a million findings", LOAD_SECONDS, million["load"], "s of the processor"),
        _line("load of a million findings, memory", LOAD_GB, million["gigabytes"], "GB at the peak"),
        _line("search by name at 40,000 bodies, p95", SEARCH_MS, found[100]["search"] * 1000, "ms"),
        _line("search by a word that thousands of names hold, p95", SEARCH_MS, found[100]["broad"] * 1000, "ms"),
        _line("slices of five views at 100× against 1×", SLICES, found[100]["views"] / found[1]["views"], "times"),
    ]


def main() -> None:
    """Print the table, or with a folder and ``load`` or ``all`` one record's figures as JSON."""
    if len(sys.argv) == 3:
        print(json.dumps(probe(Path(sys.argv[1]), sys.argv[2])))
        return
    for line in measure():
        print(f"{line['verdict']:4}  {line['figure']:>9} of {line['budget']:g} {line['unit']}  {line['what']}")


if __name__ == "__main__":
    main()
