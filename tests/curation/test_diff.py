"""Two states of the record are compared row by row, and the difference is reported in three formats."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import Folder
from test_store import CONFLICT, fails_at, hashes
from typer.testing import CliRunner, Result

from whosecameras.__main__ import app
from whosecameras.curation import diff
from whosecameras.publishing import exports
from whosecameras.record.loading import DatasetError, load
from whosecameras.record.schema import OPEN_TABLES


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["diff", *map(str, arguments)])


@pytest.fixture
def old(folder: Folder, tmp_path: Path) -> Path:
    """The record before ``folder`` is modified."""
    return Path(shutil.copytree(folder.path, tmp_path / "old"))


@pytest.fixture
def changed(folder: Folder, old: Path) -> Folder:
    """The record with a row added, one changed, one removed, and one without a key added."""
    line = folder.line_of("findings", body="aberdeen-city-council")
    folder.set("findings", line, detail="Said [otherwise](x), *so* <b>there</b>.", scope="car parks")
    folder.add("findings", line, id="worcester-council-001", body="worcester-council", basis="direct")
    lines = folder.lines("events")
    folder.write("events", [lines[0], *lines[2:]])
    folder.write("left_out", [*folder.lines("left_out"), ["https://example.org/", "A page", "", "Says nothing."]])
    return folder


def test_nothing_differs_from_itself(folder: Folder, old: Path) -> None:
    assert diff.compare(diff.open_snapshot(old), diff.open_snapshot(folder.path)).changes == ()
    assert run(old, folder.path).output.endswith("no difference\n")


def test_each_difference_is_found_once(changed: Folder, old: Path) -> None:
    found = diff.compare(diff.open_snapshot(old), diff.open_snapshot(changed.path))
    told = [(one.kind, one.table, one.row, one.column) for one in found.changes]
    key = next(row for kind, table, row, _ in told if kind == "changed")
    assert told == [
        ("status", "bodies", "worcester-council", "status"),
        ("changed", "findings", key, "scope"),
        ("changed", "findings", key, "detail"),
        ("added", "findings", "worcester-council-001", ""),
        ("removed", "events", told[4][2], ""),
        ("added", "left_out", "https://example.org/", ""),
    ]
    status, scope, *_ = found.changes
    assert (status.old, status.new) == ("No public evidence", "Reported using")
    assert status.text == "Worcester City Council: No public evidence → Reported using"
    assert (scope.body, scope.old, scope.new) == ("aberdeen-city-council", "", "car parks")
    assert scope.text.endswith("scope from blank to “car parks”")
    assert diff.counts(found)["findings"] == {"added": 1, "changed": 1, "removed": 0}
    back = diff.compare(diff.open_snapshot(changed.path), diff.open_snapshot(old))
    assert sorted(one.kind for one in back.changes) == ["added", "changed", "changed", "removed", "removed", "status"]


def test_the_three_forms(changed: Folder, old: Path) -> None:
    text = run(old, changed.path).output
    assert "statuses: 1 changed\n  Worcester City Council: No public evidence → Reported using\n" in text
    assert '~ aberdeen-city-council-001  scope: "" -> "car parks"' in text
    assert "findings: 1 added and 1 changed\n" in text and "events: 1 removed\n  - " in text
    content = json.loads(run(old, changed.path, "--format", "json").output)
    assert content["counts"]["events"]["removed"] == 1
    fields = {"kind", "table", "row", "body", "column", "old", "new", "text"}
    assert all(set(one) == fields for one in content["changes"]) and len(content["changes"]) == 6
    page = run(old, changed.path, "--format", "markdown").output
    assert "### Bodies whose status changed: 1\n- Worcester City Council: No public" in page
    assert "](" not in page and "\\<b\\>" in page and "\\*so\\*" in page
    assert run(old, changed.path, "--format", "xml").exit_code != 0


def test_a_long_list_is_cut_and_counted(changed: Folder, old: Path) -> None:
    found = diff.compare(diff.open_snapshot(old), diff.open_snapshot(changed.path))
    assert "- and 2 more\n" in diff.as_markdown(found, most=1)


def test_zips_and_folders_are_the_same(changed: Folder, old: Path, tmp_path: Path) -> None:
    ours, other = tmp_path / "ours.zip", tmp_path / "old.zip"
    with zipfile.ZipFile(other, "w") as archive:
        for path in old.iterdir():
            archive.write(path, path.name)
        archive.writestr("../../evil.csv", "x")
    ours.write_bytes(exports.export(load(changed.path), "zip"))
    assert diff.compare(diff.open_snapshot(other), diff.open_snapshot(ours)).of("added") == diff.compare(
        diff.open_snapshot(old), diff.open_snapshot(changed.path)
    ).of("added")
    assert run(other, old).output.endswith("no difference\n")


def test_an_older_format_is_not_a_difference(folder: Folder, old: Path) -> None:
    shape = Folder(old)
    shape.write("vendors", [row[:-1] for row in shape.lines("vendors")])
    shape.file("left_out").unlink()
    found = diff.compare(diff.open_snapshot(old), diff.open_snapshot(folder.path))
    assert {(one.kind, one.table) for one in found.changes} == {("added", "left_out")}


def test_every_table_has_a_noun_for_its_rows() -> None:
    assert set(diff.NOUNS) == set(OPEN_TABLES)


def test_a_folder_without_a_dataset_is_reported(
    folder: Folder, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "not.zip").write_text("no zip")
    with zipfile.ZipFile(tmp_path / "large.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("findings.csv", "x" * 1000)
    before = hashes(tmp_path)
    monkeypatch.setattr(diff, "MAX_FILE", 999)
    for path, said in (
        (tmp_path / "empty", "empty:0:-: has no table of the record"),
        (tmp_path / "not.zip", "cannot be read as a ZIP"),
        (tmp_path / "large.zip", "too large for a table of the record"),
    ):
        result = run(old, path)
        assert result.exit_code == 1 and said in result.output and isinstance(result.exception, SystemExit)
    assert hashes(tmp_path) == before
    with folder.file("events").open("a", encoding="utf-8") as file:
        file.write(CONFLICT)
    with pytest.raises(DatasetError, match=r"data/events\.csv:.*conflict marks"):
        diff.open_snapshot(folder.path)
    assert run(tmp_path / "nowhere", old).exit_code != 0


def test_a_duplicate_row_is_reported(folder: Folder, old: Path) -> None:
    lines = folder.lines("findings")
    folder.write("findings", [*lines[:3], lines[2], *lines[3:]])
    for one, other in ((old, folder.path), (folder.path, old)):
        result = run(one, other)
        assert result.exit_code == 1
        assert f'findings.csv:4:id: "{lines[2][0]}" appears twice; give each row its own id' in result.output


def test_ctrl_c_is_a_message(folder: Folder, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = hashes(folder.path)
    monkeypatch.setattr(diff, "open_snapshot", fails_at(2, KeyboardInterrupt(), diff.open_snapshot))
    result = run(old, folder.path)
    assert result.exit_code == 1 and result.output == "Stopped.\n"
    assert hashes(folder.path) == before
