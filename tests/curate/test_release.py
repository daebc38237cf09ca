"""A release is checked, described, compared with the one before and written whole; the curator's guide runs."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import guide
import pytest
from conftest import Folder
from test_store import CONFLICT, FAULTS, assert_refused, hashes, hit, run

from whosecameras import checks, package
from whosecameras.curate import release, store
from whosecameras.load import DATA_DIR, load
from whosecameras.model import TABLES

ROOT = DATA_DIR.parent
DAY = date(2026, 11, 24)


def released(folder: Folder, version: str = "1.0.0") -> Folder:
    """The folder after its first release."""
    package.write(folder.path, version, DAY)
    release.release(folder.path, version)
    return folder


def one_more(folder: Folder) -> None:
    """A finding that changes a status."""
    line = folder.line_of("findings", body="aberdeen-city-council")
    folder.add("findings", line, id="worcester-council-001", body="worcester-council", basis="direct")


def test_the_first_release(folder: Folder) -> None:
    (folder.path / "datapackage.json").write_text('{"version": "0.0.0", "created": "2026-11-24", "resources": []}')
    result = run(folder, "release", "1.0.0")
    assert result.exit_code == 0, result.output
    dataset = load(folder.path)
    assert (dataset.version, dataset.released, dataset.changed_files) == ("1.0.0", date.today(), ())
    history = json.loads((folder.path / "changes.json").read_text(encoding="utf-8"))
    assert [(one["version"], one["changes"]) for one in history] == [("1.0.0", [])]
    assert history[0]["text"].startswith("First release: ")
    with zipfile.ZipFile(folder.path.parent / "releases" / "1.0.0.zip") as archive:
        assert {table.file for table in TABLES.values()} | {"datapackage.json"} == set(archive.namelist())
        assert archive.read("findings.csv") == folder.file("findings").read_bytes()
    assert (folder.path.parent / "releases" / "1.0.0.zip").stat().st_size < 200_000
    assert sorted(path.name for path in folder.path.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize("resources", [[], [{"path": "findings.csv"}]])
def test_the_first_release_may_bear_the_version_that_is_there(folder: Folder, resources: list[object]) -> None:
    content = {"version": "1.0.0", "created": "2026-11-24", "resources": resources}
    (folder.path / "datapackage.json").write_text(json.dumps(content), encoding="utf-8")
    assert release.prepare(folder.path, "1.0.0").changes is None


def test_a_second_release_tells_what_changed(folder: Folder) -> None:
    released(folder)
    log = (folder.path / "CHANGELOG.md").read_text(encoding="utf-8")
    one_more(folder)
    before = hashes(folder.path)
    result = run(folder, "release", "1.1.0")
    assert result.exit_code == 0, result.output
    assert "1 row of findings added and one body changed its status." in result.output
    changed = {name for name, value in hashes(folder.path).items() if before.get(name) != value}
    assert changed == {"datapackage.json", "changes.json", "CHANGELOG.md"}
    newest, first = json.loads((folder.path / "changes.json").read_text(encoding="utf-8"))
    assert (newest["version"], first["version"]) == ("1.1.0", "1.0.0")
    assert [one["kind"] for one in newest["changes"]] == ["status", "added"]
    now = (folder.path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert now.index("## 1.1.0 - ") < now.index("- Worcester City Council: No public") < now.index("## 1.0.0 - ")
    assert now.endswith(log[log.index("## 1.0.0") :])
    assert load(folder.path).changed_files == ()
    third = run(folder, "release", "2.0.0")
    assert "No row changed." in third.output


def test_the_copy_is_the_same_for_the_same_rows(folder: Folder, tmp_path: Path) -> None:
    copies = [release.prepare(folder.path, "9.0.0", since=folder.path, releases=tmp_path / name).files for name in "ab"]
    one, other = ([content for path, content in files.items() if path.suffix == ".zip"] for files in copies)
    assert one == other


def test_files_that_name_the_release_go_along(folder: Folder) -> None:
    names = ("CITATION.cff", "LICENSE-DATA", "README.md", "CHANGELOG.md")
    root = folder.path.parent
    for name in names:
        shutil.copy(ROOT / name, root)
    package.write(folder.path, "1.0.0", DAY)
    assert run(folder, "release", "7.8.9", "--since", str(folder.path)).exit_code == 0
    text = {name: (root / name).read_text(encoding="utf-8") for name in names}
    today = date.today()
    said = f"{today.day} {today:%B} {today.year}"
    assert f"version: 7.8.9\ndate-released: {today.isoformat()}" in text["CITATION.cff"]
    assert "dataset 7.8.9" in text["LICENSE-DATA"]
    assert f"dataset 7.8.9, {said}" in text["README.md"] and f"Dataset 7.8.9 of {said}" in text["README.md"]
    assert f"## [Unreleased]\n\n## [7.8.9] - {today.isoformat()}\n" in text["CHANGELOG.md"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("1.0.0",), "1.0.0 does not come after the current version 1.0.0"),
        (("0.9.9",), "does not come after"),
        (("1.1",), "“1.1” is no version"),
        (("1.01.0",), "is no version"),
        (("v2.0.0",), "is no version"),
        (("1.1.0", "--date", "03/04/22"), "as 3 April 2022 or as 4 March 2022"),
        (("1.1.0", "--date", "2026-11-01"), "lies before the last release (2026-11-24)"),
        (("1.1.0", "--date", "2999-01-01"), "no day up to today"),
        (("1.1.0", "--since", "nowhere.zip"), "nowhere.zip"),
    ],
)
def test_what_cannot_be_released(folder: Folder, arguments: tuple[str, ...], said: str) -> None:
    released(folder)
    before = hashes(folder.path.parent)
    assert_refused(run(folder, "release", *arguments), said)
    assert hashes(folder.path.parent) == before


def test_a_faulty_a_shrunken_and_a_synthetic_dataset_are_refused(folder: Folder) -> None:
    def refused(*said: str) -> None:
        before = hashes(folder.path.parent)
        assert_refused(run(folder, "release", "1.0.0"), *said)
        assert hashes(folder.path.parent) == before

    raw = folder.file("findings").read_bytes()
    folder.set("findings", 2, vendor="bosch")
    refused('findings.csv:2:vendor: "bosch" is not allowed')
    folder.write("findings", folder.lines("findings")[:100])
    refused("at least 220 are expected; restore the lost rows")
    folder.file("findings").write_bytes(raw + CONFLICT.encode())
    refused("conflict marks on lines")
    folder.file("findings").write_bytes(raw.replace(b"reported", b"r\xe9ported", 1))
    refused("is not UTF-8")
    folder.file("findings").unlink()
    refused("the file is missing")
    folder.file("findings").write_bytes(raw)
    rows = store.rows(folder.path, "sources")
    store.change(folder.path, {"sources": [*rows, {**rows[0], "id": "zz-new", "url": "https://example.org/new"}]})
    refused('"zz-new" is cited nowhere')
    described = folder.path / "datapackage.json"
    described.write_text(json.dumps({**json.loads(described.read_text(encoding="utf-8")), "synthetic": True}))
    refused("this dataset is synthetic")


def test_a_lost_copy_or_history_is_said(folder: Folder) -> None:
    released(folder)
    copy = folder.path.parent / "releases" / "1.0.0.zip"
    kept = copy.read_bytes()
    copy.unlink()
    assert_refused(run(folder, "release", "1.1.0"), "1.0.0.zip is missing", "--since")
    copy.write_bytes(kept[:1000])
    assert_refused(run(folder, "release", "1.1.0"), "cannot be read as a ZIP")
    copy.write_bytes(kept)
    (folder.path / "changes.json").write_text("{}", encoding="utf-8")
    before = hashes(folder.path.parent)
    assert_refused(run(folder, "release", "1.1.0"), "changes.json cannot be read")
    assert hashes(folder.path.parent) == before


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_middle_leaves_every_file_as_it_was(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    released(folder)
    one_more(folder)
    before = hashes(folder.path.parent)
    with monkeypatch.context() as patch:
        # The description is renamed into place first, in the folder where the release is prepared.
        hit(patch, fault, shift=2 if "rename" in fault else 1)
        result = run(folder, "release", "1.1.0")
    assert_refused(result, "Stopped" if "Ctrl" in fault else "No space left")
    assert hashes(folder.path.parent) == before
    assert checks.check(folder.path).problems == ()


def test_the_guide_goes_from_an_answer_to_a_release(tmp_path: Path) -> None:
    commands = guide.commands().splitlines()
    assert len(commands) <= 5 and all(line.startswith("python -m whosecameras ") for line in commands)
    folder = Folder(guide.workplace(tmp_path))
    before = {table: folder.file(table).read_text(encoding="utf-8").splitlines() for table in TABLES}
    files = hashes(tmp_path / "data")

    done = guide.follow(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Worcester City Council: No public evidence -> Removing" in done.stdout
    assert "released 1.0.1 of" in done.stdout

    for table, lines in before.items():
        after = folder.file(table).read_text(encoding="utf-8").splitlines()
        assert [line for line in after if line in set(lines)] == lines
        assert len(after) - len(lines) == (1 if table in ("sources", "findings") else 0)
    touched = {name for name, value in hashes(tmp_path / "data").items() if files.get(name) != value}
    assert touched == {"sources.csv", "findings.csv", "datapackage.json", "changes.json", "CHANGELOG.md"}
    newest = json.loads((tmp_path / "data" / "changes.json").read_text(encoding="utf-8"))[0]
    assert newest["version"] == "1.0.1"
    assert [one["kind"] for one in newest["changes"]] == ["status", "added", "added"]
    assert "## 1.0.1 - " in (tmp_path / "data" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert (tmp_path / "releases" / "1.0.1.zip").is_file()
    assert "version: 1.0.1\n" in (tmp_path / "CITATION.cff").read_text(encoding="utf-8")
    dataset = load(folder.path)
    assert (dataset.version, dataset.changed_files) == ("1.0.1", ())
