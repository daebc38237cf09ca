"""How loading, checking, the rule, the search, the slices and the profile of a body grow with the record.

Made-up records of 1, 10, 100 and 1,000 times today's findings (and no more than 40,000 bodies), and one of a million
findings, each measured in a process of its own: `python -m benchmarks.engine DIR load|all` prints one record's figures.
Times are of the processor, so that what else the machine does counts little; ratios are of one run.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks import room
from benchmarks.report import Row, judged, seen
from whosecameras.analysis import search, status
from whosecameras.analysis.status import EvidenceFilter
from whosecameras.charts import maps, sectors
from whosecameras.content.record_index import RecordIndex
from whosecameras.publishing import validation
from whosecameras.record import loading

FACTORS = (1, 10, 100, 1000)
SEARCHED = 100  # times today's record: 40,000 bodies
LISTED = 10  # times today's record: the lists of other bodies are as long as they get
MILLION = {"bodies": 40_000, "findings": 1_000_000}
VIEWS = (
    EvidenceFilter(),
    EvidenceFilter("hikvision"),
    EvidenceFilter(grades=("A", "B")),
    EvidenceFilter(collective=False),
    EvidenceFilter(year=2022),
)
QUESTIONS = 300
#: Words that thousands of names hold.
BROAD = ("school", "scool", "primary school", "academy", "college", "church of england")
REPEATS = 200


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds that a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _views(dataset: loading.Dataset) -> float:
    """Seconds for what pages ask of the library for the five views, once they were asked before."""

    def ask() -> None:
        for view in VIEWS * 50:  # one round is too short for the clock
            status.body_statuses(dataset, view)
            maps.status_map(dataset, "districts", view)
            sectors.status_by_sector(dataset, "sector", view)
            sectors.named_bodies_by_sector(dataset, view)

    ask()
    return statistics.median(seconds(ask) for _ in range(REPEATS))


def _questions(dataset: loading.Dataset) -> list[str]:
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


def _profile(dataset: loading.Dataset) -> float:
    """Seconds for the profile of a body, on average over the whole register, once the index is made."""
    index = RecordIndex(dataset)
    index.warm()
    return seconds(lambda: [index.body(body) for body in index.names]) / len(index.names)


def probe(folder: Path, what: str) -> dict[str, float]:
    """Measure one record in this process: ``load`` alone, ``check`` besides, ``profile`` besides, or all."""
    loaded: list[loading.Dataset] = []
    found = {"load": seconds(lambda: loaded.append(loading.load(folder)))}
    found["gigabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    if what != "load":
        loaded.clear()
        found["check"] = seconds(lambda: validation.check(folder))
    if what in ("profile", "all"):
        dataset = validation.open_dataset(folder)
        found["profile"] = _profile(dataset)
    if what == "all":
        found["views"] = _views(dataset)
        finder = search.Finder(dataset.bodies)
        for name, questions in (("search", _questions(dataset)), ("broad", BROAD)):
            asked = sorted(seconds(partial(finder.search, text, 24)) for text in questions)
            found[name] = asked[int(0.95 * len(asked))]
    return found


def _probed(folder: Path, what: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.engine", str(folder), what]
    ran = subprocess.run(command, cwd=room.ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"{folder.name}: {ran.stderr[-300:]}")
    found: dict[str, float] = json.loads(ran.stdout)
    return found


def measure(quick: bool) -> Iterator[Row]:
    """What a thousandfold costs against today's, what a million costs, and how long a search takes."""
    found: dict[int, dict[str, float]] = {}
    for factor in FACTORS:
        what = "all" if factor in (1, SEARCHED) else "profile" if factor == LISTED else "check"
        found[factor] = _probed(room.record(times=factor), what)
        for step in ("load", "check"):
            if factor > 1:
                yield judged(f"{step}-{factor}", found[factor][step] / found[1][step])
            yield seen(f"{step} at {factor:,}× the record", found[factor][step], "s")
    grown = found[SEARCHED]
    yield judged("search-name", 1000 * grown["search"])
    yield judged("search-word", 1000 * grown["broad"])
    yield judged("views", grown["views"] / found[1]["views"])
    yield judged("profile", grown["profile"] / found[LISTED]["profile"])
    for factor in (1, LISTED, SEARCHED):
        yield seen(f"profile of a body at {factor:,}× the record", 1000 * found[factor]["profile"], "ms")
    million = _probed(room.record(**MILLION), "load")
    yield judged("million-seconds", million["load"])
    yield judged("million-memory", million["gigabytes"])


if __name__ == "__main__":
    print(json.dumps(probe(Path(sys.argv[1]), sys.argv[2])))
