#!/usr/bin/env python3
"""Generates docs/curating/import-example/answers.csv from one source's findings in the record; nothing is invented.

With ``--check`` nothing is written; the exit code is 1 if the file is out of date.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from whosecameras.curation import store
from whosecameras.record.loading import DATA_DIR
from whosecameras.text import wording

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "docs" / "curating" / "import-example" / "answers.csv"
SOURCE: str = yaml.safe_load(SAMPLE.with_name("map.yaml").read_text(encoding="utf-8"))["source"]


def sample(data_dir: Path = DATA_DIR) -> str:
    """The findings of the map's source as a table it might have published: council, answer, date."""
    tables = store.tables(data_dir, ("bodies", "findings"))
    names = {row["id"]: row["name"] for row in tables["bodies"]}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("Council", "Answer", "Date"))
    for row in tables["findings"]:
        if row["source"] == SOURCE:
            writer.writerow((names[row["body"]], wording.sentence_case(wording.finding(row["finding"])), row["as_of"]))
    return text.getvalue()


def main() -> int:
    """Write the sample, or with ``--check`` compare it."""
    if "--check" in sys.argv[1:]:
        return int(not SAMPLE.exists() or SAMPLE.read_text(encoding="utf-8") != sample())
    SAMPLE.write_text(sample(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
