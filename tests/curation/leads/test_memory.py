"""Ten times the notices need no more memory: files are read one notice at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from ocds import release

MORE_MB = 6  # extra memory allowed for ten times the file; the larger file has 20 MB
MEASURED = """
import resource, sys
from pathlib import Path
from whosecameras.curation.leads.brand_names import BrandNames
from whosecameras.curation.leads.buyers import Buyers
from whosecameras.curation.leads.lead_list import find_leads
names = BrandNames([{"id": "hikvision", "name": "Hikvision"}], [])
found = find_leads([Path(sys.argv[1])], names, Buyers([]), lambda line: None)
print(found.read, len(found.leads), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak(file: Path) -> tuple[int, int, int]:
    """Releases read, leads found and peak memory in MB, in a separate process."""
    done = subprocess.run([sys.executable, "-c", MEASURED, str(file)], check=True, capture_output=True, text=True)
    read, leads, memory = done.stdout.split()
    return int(read), int(leads), int(memory)


@pytest.mark.parametrize("form", ["package", "lines"])
def test_memory_does_not_grow_with_the_file(form: str, tmp_path: Path) -> None:
    def made(count: int) -> Path:
        text = "Works and services, as the specification has them. " * 80
        one = json.dumps(release(1, tender={"id": "t", "title": "Hikvision", "description": text}))
        other = one.replace("Hikvision", "Grounds maintenance")
        file = tmp_path / f"{count}.json"
        with file.open("w") as target:
            target.write('{"version": "1.1", "releases": [' if form == "package" else "")
            target.write((",\n" if form == "package" else "\n").join([one, *[other] * count]))
            target.write("]}" if form == "package" else "")
        return file

    small, large = made(450), made(4_500)
    assert large.stat().st_size > 19_000_000 > 9 * small.stat().st_size
    (few, one, before), (many, same, after) = peak(small), peak(large)
    assert (few, many, one, same) == (451, 4_501, 1, 1)
    assert after - before < MORE_MB, f"{before} MB for 2 MB, {after} MB for 20 MB"
