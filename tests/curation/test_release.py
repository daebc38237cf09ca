"""A release is checked, described, compared with the previous one and written atomically."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from conftest import Folder
from test_store import CONFLICT, FAULTS, assert_refused, hashes, hit, run

from whosecameras.curation import release, store
from whosecameras.publishing import datapackage, validation
from whosecameras.record.loading import DATA_DIR, load
from whosecameras.record.schema import OPEN_TABLES

ROOT = DATA_DIR.parent
#: The date of a first release is no earlier than its newest row.
DAY = datapackage.day_of(validation.open_dataset(DATA_DIR))


def release_first(folder: Folder) -> None:
    """Release a folder for the first time."""
    datapackage.write(folder.path, "1.0.0", DAY)
    release.release(folder.path, "1.0.0", day=DAY.isoformat())


@pytest.fixture(scope="module")
def first_release(_good_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record and its releases after the first, made once."""
    place = tmp_path_factory.mktemp("released")
    release_first(Folder(Path(shutil.copytree(_good_folder, place / "data"))))
    return place


@pytest.fixture
def released(folder: Folder, first_release: Path) -> None:
    """The folder as its first release left it."""
    shutil.copytree(first_release, folder.path.parent, dirs_exist_ok=True)


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
        assert {table.file for table in OPEN_TABLES.values()} | {"datapackage.json"} == set(archive.namelist())
        assert archive.read("findings.csv") == folder.file("findings").read_bytes()
    assert (folder.path.parent / "releases" / "1.0.0.zip").stat().st_size < 200_000
    assert sorted(path.name for path in folder.path.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize("resources", [[], [{"path": "findings.csv"}]])
def test_the_first_release_may_have_the_current_version(folder: Folder, resources: list[object]) -> None:
    content = {"version": "1.0.0", "created": "2026-11-24", "resources": resources}
    (folder.path / "datapackage.json").write_text(json.dumps(content), encoding="utf-8")
    assert release.prepare(folder.path, "1.0.0").changes is None


@pytest.mark.usefixtures("released")
def test_a_second_release_lists_what_changed(folder: Folder) -> None:
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


@pytest.mark.usefixtures("released")
def test_a_copy_of_the_data_is_released_with_the_folder_of_its_releases(folder: Folder, tmp_path: Path) -> None:
    """A copy elsewhere has no releases next to it: the error says what is missing, and the path can be given."""
    copy = Folder(Path(shutil.copytree(folder.path, tmp_path / "elsewhere" / "copy")))
    held = folder.path.parent / "releases"
    before = hashes(tmp_path)
    refused = run(copy, "release", "1.1.0")
    assert_refused(refused, str(copy.path.parent / "releases" / "1.0.0.zip"), "with --releases", "--since")
    assert len(refused.output.splitlines()) == 3, "beside what it was doing, one line that says what is wanted"
    assert hashes(tmp_path) == before
    kept = tmp_path / "kept"
    shutil.copytree(held, kept)
    made = run(copy, "release", "1.1.0", "--releases", str(kept))
    assert made.exit_code == 0, made.output
    assert sorted(path.name for path in kept.iterdir()) == ["1.0.0.zip", "1.1.0.zip"]
    assert not (copy.path.parent / "releases").exists()


@pytest.mark.usefixtures("released")
def test_the_copy_is_the_same_for_the_same_rows(folder: Folder, tmp_path: Path) -> None:
    copies = [release.prepare(folder.path, "9.0.0", since=folder.path, releases=tmp_path / name).files for name in "ab"]
    one, other = ([content for path, content in files.items() if path.suffix == ".zip"] for files in copies)
    assert one == other


def test_files_that_name_the_release_go_along(folder: Folder) -> None:
    names = ("CITATION.cff", "LICENSE-DATA", "README.md", "CHANGELOG.md")
    root = folder.path.parent
    for name in names:
        shutil.copy(ROOT / name, root)
    release_first(folder)
    assert run(folder, "release", "7.8.9", "--since", str(folder.path)).exit_code == 0
    text = {name: (root / name).read_text(encoding="utf-8") for name in names}
    today = date.today()
    said = f"{today.day} {today:%B} {today.year}"
    assert f"version: 7.8.9\ndate-released: {today.isoformat()}" in text["CITATION.cff"]
    assert "dataset 7.8.9" in text["LICENSE-DATA"]
    assert f"dataset 7.8.9, {said}" in text["README.md"] and f"Dataset 7.8.9 of {said}" in text["README.md"]
    assert f"## [Unreleased]\n\n## [7.8.9] - {today.isoformat()}\n" in text["CHANGELOG.md"]


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("1.0.0",), "1.0.0 does not come after the current version 1.0.0"),
        (("0.9.9",), "does not come after"),
        (("1.1",), "“1.1” is not a version"),
        (("1.01.0",), "is not a version"),
        (("v2.0.0",), "is not a version"),
        (("1.1.0", "--date", "03/04/22"), "as 3 April 2022 or as 4 March 2022"),
        (("1.1.0", "--date", "2026-11-01"), "is before the last release ("),
        (("1.1.0", "--date", "2999-01-01"), "not a day up to today"),
        (("1.1.0", "--since", "nowhere.zip"), "nowhere.zip"),
    ],
)
def test_what_cannot_be_released(folder: Folder, arguments: tuple[str, ...], said: str) -> None:
    before = hashes(folder.path.parent)
    assert_refused(run(folder, "release", *arguments), said)
    assert hashes(folder.path.parent) == before


def test_a_faulty_a_shrunken_and_a_synthetic_dataset_are_refused(folder: Folder) -> None:
    def refused(*said: str) -> None:
        before = hashes(folder.path.parent)
        assert_refused(run(folder, "release", "1.0.0"), *said)
        assert hashes(folder.path.parent) == before

    datapackage.write(folder.path, "1.0.0", DAY)
    raw = folder.file("findings").read_bytes()
    folder.set("findings", 2, vendor="bosch")
    refused('findings.csv:2:vendor: "bosch" is not allowed')
    folder.write("findings", folder.lines("findings")[:100])
    kept, corrections = {line[0] for line in folder.lines("findings")}, folder.lines("corrections")
    table, row = corrections[0].index("table"), corrections[0].index("row")
    of_kept = [line for line in corrections[1:] if line[table] != "findings" or line[row] in kept]
    folder.write("corrections", [corrections[0], *of_kept])
    refused("are expected; restore the lost rows")
    folder.write("corrections", corrections)
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


@pytest.mark.usefixtures("released")
def test_a_lost_copy_or_history_is_reported(folder: Folder) -> None:
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


@pytest.mark.usefixtures("released")
def test_a_lost_list_of_changes_is_reported_and_does_not_make_a_first_release(folder: Folder) -> None:
    (folder.path / "changes.json").unlink()
    before = hashes(folder.path.parent)
    assert_refused(run(folder, "release", "1.1.0"), "changes.json is missing, though 1.0.0 was released; restore it")
    shutil.rmtree(folder.path.parent / "releases")
    assert_refused(run(folder, "release", "1.1.0"), "changes.json is missing, though 1.0.0 was released; restore it")
    (folder.path.parent / "releases").mkdir()
    (folder.path.parent / "releases" / "1.0.0.zip").write_bytes(b"")
    datapackage.write(folder.path, "1.1.0", DAY)
    assert_refused(run(folder, "release", "1.1.0"), "changes.json is missing, though 1.0.0 was released; restore it")
    (folder.path / "datapackage.json").unlink()
    assert_refused(run(folder, "release", "1.1.0"), "changes.json is missing, though 1.0.0 was released; restore it")
    assert hashes(folder.path).keys() | {"datapackage.json"} == {
        name.removeprefix("data/") for name in before if name.startswith("data/")
    }


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize("name", ["data/CHANGELOG.md", "README.md", "CITATION.cff", "LICENSE-DATA", "CHANGELOG.md"])
def test_a_file_next_to_the_tables_that_is_not_utf_8_is_reported(folder: Folder, name: str) -> None:
    path = folder.path.parent / name
    path.write_bytes(b"# Changes\nversion: \xff\n")
    before = hashes(folder.path.parent)
    said = f"{path} is not UTF-8 (byte 0xff at 19); restore it\nNothing was written.\n"
    assert_refused(run(folder, "release", "1.1.0"), said)
    assert hashes(folder.path.parent) == before


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize(
    "content",
    [
        b"[]",
        b'{"a": 1}',
        b"{}",
        b"7",
        b"\xff",
        b'{"version": "1.0.0", "created": "soon"}',
        b'{"version": 1}',
        b"[" * 9999,
    ],
)
def test_a_damaged_description_is_reported(folder: Folder, content: bytes) -> None:
    (folder.path / "datapackage.json").write_bytes(content)
    before = hashes(folder.path.parent)
    assert_refused(run(folder, "release", "1.1.0"), "datapackage.json cannot be read (", "; restore it\nNothing")
    assert hashes(folder.path.parent) == before


@pytest.mark.usefixtures("released")
def test_changes_by_hand_and_lost_rows_are_refused_and_named(folder: Folder) -> None:
    corrections = folder.lines("corrections")
    good = {table: folder.file(table).read_bytes() for table in OPEN_TABLES}
    findings = folder.lines("findings")
    detail = findings[0].index("detail")

    def refused(*said: str) -> str:
        before = hashes(folder.path.parent)
        result = run(folder, "release", "1.1.0")
        assert_refused(result, "changed since 1.0.0 without a row in corrections", *said, "`correct`")
        assert hashes(folder.path.parent) == before
        for table, content in good.items():
            folder.file(table).write_bytes(content)
        return str(result.output)

    key, was = findings[1][0], findings[1][detail]
    folder.set("findings", 2, detail="Said otherwise.")
    refused(f'findings {key}, detail: "{was[:20]}', '-> "Said otherwise."')
    header, lost, *others = folder.lines("event_bodies")
    folder.write("event_bodies", [header, *others])
    refused(f"event_bodies {lost[0]}, id: the row is gone", "restore the missing rows", "`withdraw`")
    folder.write("findings", [findings[0], *([*row[:detail], "So.", *row[detail + 1 :]] for row in findings[1:15]),
                              *findings[15:]])  # fmt: skip
    assert refused("and 4 more").count("findings ") == 10
    if corrections[1:]:
        folder.write("corrections", corrections[:-1])
        refused(f"corrections {corrections[-1][0]}, id: the row is gone")
    # What a diff against another release lists does not change what must be on record.
    folder.set("findings", 2, detail="Said otherwise.")
    assert_refused(run(folder, "release", "1.1.0", "--since", str(folder.path)), f"findings {key}, detail: ")
    folder.set("findings", 2, detail=was)
    # A recorded correction followed by an edit by hand; one that does not start from the released value.
    why = ("--why", "The source was misread.")
    assert run(folder, "correct", "findings", key, "detail", "It says so.", *why).exit_code == 0
    folder.set("findings", 2, detail="It says more.")
    refused(f"findings {key}, detail: ")
    folder.set("findings", 2, detail="Said otherwise.")
    assert run(folder, "correct", "findings", key, "detail", "It says so.", *why).exit_code == 0
    refused(f"findings {key}, detail: ")


@pytest.mark.usefixtures("released")
def test_corrected_cells_and_rows_taken_out_on_record_are_released(folder: Folder) -> None:
    one_more(folder)
    key = folder.lines("findings")[1][0]
    for new in ("It says so.", "It says more."):
        made = run(folder, "correct", "findings", key, "detail", new, "--why", "The source was misread.")
        assert made.exit_code == 0, made.output
    folder.write("left_out", folder.lines("left_out")[:-1])
    gone = folder.lines("event_bodies")[1][0]
    made = run(folder, "withdraw", "event_bodies", gone, "--why", "The source does not name it.")
    assert made.exit_code == 0, made.output
    result = run(folder, "release", "1.1.0")
    assert result.exit_code == 0, result.output
    again = run(folder, "release", "1.2.0")
    assert again.exit_code == 0, again.output
    folder.set("findings", folder.line_of("findings", id=key), detail="It says so.")
    # A correction from an earlier release does not account for later changes.
    assert_refused(run(folder, "release", "1.3.0"), f"findings {key}, detail: ")


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_middle_leaves_every_file_as_it_was(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    one_more(folder)
    before = hashes(folder.path.parent)
    with monkeypatch.context() as patch:
        # The description is renamed first, in the folder where the release is prepared.
        hit(patch, fault, shift=2 if "rename" in fault else 1)
        result = run(folder, "release", "1.1.0")
    assert_refused(result, "Stopped" if "Ctrl" in fault else "No space left")
    assert hashes(folder.path.parent) == before
    assert validation.check(folder.path).problems == ()
