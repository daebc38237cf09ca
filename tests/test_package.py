"""The machine-readable description is valid, describes the files, and is written atomically."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import frictionless
import pytest
from conftest import Folder

from whosecameras.publishing import datapackage
from whosecameras.record.loading import DATA_DIR, PACKAGE_FILE, file_hash, load
from whosecameras.record.schema import OPEN_TABLES


@pytest.fixture
def described(folder: Folder) -> Path:
    """The copied record with its boundary files, and their description."""
    shutil.copytree(DATA_DIR / datapackage.BOUNDARIES, folder.path / datapackage.BOUNDARIES)
    datapackage.write(folder.path, "2.3.4", date(2026, 1, 2))
    return folder.path


def test_the_package_is_valid_for_another_reader(described: Path) -> None:
    report = frictionless.validate(str(described / PACKAGE_FILE))
    assert report.valid, report.flatten(["name", "message"])[:5]
    rows = {task.name: task.stats.get("rows", 0) for task in report.tasks}
    assert rows["bodies"] == len(load(described).bodies)


def test_another_reader_finds_what_our_check_finds(described: Path) -> None:
    folder = Folder(described)
    folder.set("findings", 4, vendor="bosch")
    folder.set("findings", 5, body="atlantis")
    datapackage.write(described, "2.3.4", date(2026, 1, 2))
    found = {row[0] for row in frictionless.validate(str(described / PACKAGE_FILE)).flatten(["type"])}
    assert found == {"constraint-error", "foreign-key"}


def test_it_says_what_each_file_is(described: Path) -> None:
    content = json.loads((described / PACKAGE_FILE).read_text(encoding="utf-8"))
    assert (content["version"], content["created"][:10], content["name"]) == ("2.3.4", "2026-01-02", "whose-cameras")
    assert [licence["name"] for licence in content["licenses"]] == ["CC-BY-4.0", "OGL-UK-3.0"]
    by_path = {resource["path"]: resource for resource in content["resources"]}
    for table in OPEN_TABLES.values():
        resource = by_path[table.file]
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(table.columns)
        assert all(field["description"] for field in fields)
        assert resource["hash"] == file_hash(described / table.file)
        assert resource["bytes"] == (described / table.file).stat().st_size
        assert resource["rows"] == len(load(described).tables[table.name])
    boundaries = {path for path in by_path if path.startswith("boundaries/")}
    assert {"boundaries/lad24.geojson", "boundaries/lad24_regions.csv", "boundaries/marks.json"} <= boundaries
    assert all(by_path[path]["hash"] == file_hash(described / path) for path in boundaries)
    assert not {path for path in by_path if path.endswith((".py", ".md"))}


def test_it_is_what_load_reads(described: Path) -> None:
    dataset = load(described)
    assert (dataset.version, dataset.released, dataset.changed_files) == ("2.3.4", date(2026, 1, 2), ())


def test_a_failed_write_leaves_the_old_file_and_no_other(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (folder.path / PACKAGE_FILE).read_bytes()
    names = sorted(path.name for path in folder.path.iterdir())

    def full(self: Path, target: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        datapackage.write(folder.path, "9.9.9", date(2026, 1, 2))
    assert (folder.path / PACKAGE_FILE).read_bytes() == before
    assert sorted(path.name for path in folder.path.iterdir()) == names


def test_a_missing_table_is_an_error(folder: Folder) -> None:
    folder.file("vendors").unlink()
    with pytest.raises(FileNotFoundError):
        datapackage.write(folder.path, "1.0.0", date(2026, 1, 2))
