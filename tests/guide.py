"""The curator's guide as printed in CONTRIBUTING.md, and a copy of the project in which to run its commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from whosecameras.curation import release
from whosecameras.publishing import datapackage
from whosecameras.publishing.validation import open_dataset
from whosecameras.record.loading import DATA_DIR

ROOT = DATA_DIR.parent
VERSION = "1.6.1"  # the release that the guide compares with


def commands() -> str:
    """The commands of the guide, one per line."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- guide: [^>]*-->\n```sh\n(.*?)```\n", text, re.S)
    assert block, "CONTRIBUTING.md has lost the commands of its guide"
    return block[1]


def workplace(place: Path) -> Path:
    """Copy a curator's files into a folder, in the state after a first release. Returns its data folder."""
    for name in ("whosecameras", "data", "static"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("CHANGELOG.md", "CITATION.cff", "LICENSE-DATA", "README.md"):
        shutil.copy(ROOT / name, place)
    data = place / "data"
    for name in ("changes.json", "CHANGELOG.md"):
        (data / name).unlink(missing_ok=True)
    datapackage.write(data, VERSION, datapackage.day_of(open_dataset(data)))
    release.release(data, VERSION)
    return data


def follow(place: Path) -> subprocess.CompletedProcess[str]:
    """Run the guide's commands like a shell, stopping at the first that fails."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    shell = ("bash", "-e", "-c", commands())
    return subprocess.run(shell, cwd=place, env=environment, capture_output=True, text=True, timeout=600, check=False)
