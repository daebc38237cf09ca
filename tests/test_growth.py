"""A third manufacturer and a new sector need only data and vocabulary: map, charts, pages, cards and website follow."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import shifted

ROOT = Path(__file__).parents[1]
ROOMS = ("whosecameras", "app_pages", "data", "static", ".streamlit", "app.py")
MANUFACTURER, NAME = "acme", "Acme Optics"
SECTOR, PLURAL = "library", "Libraries"
COUNCIL, OTHER, LIBRARY = "rutland-council", "thurrock-council", "anytown-library"
SOURCE = "bbw-survey-chart-datawrapper"  # undated, so that it can support a statement of any date


def put(path: Path, **cells: str) -> None:
    """Add a row to a table at the position of its key."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    rows.append([cells.get(column, "") for column in header])
    rows.sort()
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def replace_once(path: Path, old: str, new: str) -> None:
    """Replace one occurrence in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name}: {old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each part shows once vocabulary and tables have one more manufacturer and sector."""
    copy = tmp_path_factory.mktemp("grown")
    for room in ROOMS:
        if (ROOT / room).is_dir():
            shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / room, copy)
    model, data = copy / "whosecameras" / "record" / "schema.py", copy / "data"
    replace_once(model, 'VENDORS = ("hikvision", "dahua")\n', f'VENDORS = ("hikvision", "dahua", "{MANUFACTURER}")\n')
    replace_once(model, '    "other_public",\n)', f'    "other_public",\n    "{SECTOR}",\n)')
    put(
        data / "vendors.csv", id=MANUFACTURER, name=NAME, order="3", full_name="Acme Optics Limited",
        headquarters="Anytown", note="A manufacturer that no source names.",
    )  # fmt: skip
    put(
        data / "sectors.csv",
        id=SECTOR,
        name="Library",
        plural=PLURAL,
        order="12",
        complete="no",
        meaning="Public libraries.",
    )
    library = data / "bodies" / f"{SECTOR}.csv"
    library.write_text((data / "bodies" / "parish.csv").read_text(encoding="utf-8"), encoding="utf-8")  # a header
    put(
        library, id=LIBRARY, name="Anytown Library", sector=SECTOR, nation="England", region="E12000004",
        owner="public", foi="foia_2000",
    )  # fmt: skip
    for body in (COUNCIL, LIBRARY):
        put(
            data / "findings.csv", id=f"{body}-901", body=body, vendor=MANUFACTURER, finding="uses", as_of="2026-11",
            as_of_basis="stated", basis="direct", detail="Planted.", source=SOURCE,
        )  # fmt: skip
    put(
        data / "findings.csv", id=f"{OTHER}-902", body=OTHER, vendor="both", finding="uses", as_of="2026-11",
        as_of_basis="stated", basis="direct", detail="Planted.", source=SOURCE,
    )  # fmt: skip
    pages = [
        f"manufacturer/{MANUFACTURER}.html",
        f"sector/{SECTOR}.html",
        f"body/{COUNCIL}.html",
        f"body/{LIBRARY}.html",
        "map.html",
    ]
    ran = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "grown.py"), MANUFACTURER, SECTOR, COUNCIL, LIBRARY, str(copy), *pages],
        cwd=copy, env={"PATH": "/usr/bin:/bin", "HOME": str(copy), **shifted.environment(copy)},
        capture_output=True, text=True, timeout=400,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    shown: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return shown


def test_the_map_shows_who_is_reported_using_the_new_manufacturer(grown: dict[str, Any]) -> None:
    assert grown["map"]["Reported using"] == 1
    assert next(line for line in grown["map_table"].splitlines() if "Rutland" in line).count("Reported using") == 1
    assert NAME in grown["explorer"]["map"]


def test_a_statement_on_the_old_pair_says_nothing_of_the_new_manufacturer(grown: dict[str, Any]) -> None:
    assert "Reported using" not in next(line for line in grown["map_table"].splitlines() if "Thurrock" in line)


def test_charts_have_the_maker_and_the_sector(grown: dict[str, Any]) -> None:
    header, *rows = csv.reader(io.StringIO(grown["chart"]))
    counted = {row[0]: row[header.index(NAME)] for row in rows}
    assert counted[PLURAL] == "1" and counted["Councils"] == "1" and counted["Police forces"] == "0"
    assert PLURAL in grown["named"]


def test_the_explorer_has_the_maker_and_the_sector(grown: dict[str, Any]) -> None:
    assert NAME in grown["explorer"]["manufacturers"]
    assert PLURAL in grown["explorer"]["sectors"]
    for body in ("council", "library"):
        assert NAME in grown["explorer"][body] and "Reported using" in grown["explorer"][body]
    assert LIBRARY in grown["found"]


def test_the_website_has_the_maker_and_the_sector(grown: dict[str, Any]) -> None:
    assert "Rutland" in grown["site"][f"manufacturer/{MANUFACTURER}.html"]
    assert "Anytown Library" in grown["site"][f"sector/{SECTOR}.html"]
    for body in (COUNCIL, LIBRARY):
        assert NAME in grown["site"][f"body/{body}.html"]


def test_briefings_have_the_maker_and_the_sector(grown: dict[str, Any]) -> None:
    assert NAME in grown["cards"]["council"]
    assert PLURAL in grown["cards"]["sector"]
