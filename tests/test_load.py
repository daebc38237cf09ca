"""The record is loaded unchanged, once, and cannot be modified afterwards."""

from __future__ import annotations

import contextlib
import copy
import json
import pickle
from datetime import date
from pathlib import Path

import pytest
from conftest import Folder
from hypothesis import given
from hypothesis import strategies as st

from whosecameras.curation import diff, store
from whosecameras.record.loading import (
    PACKAGE_FILE,
    Dataset,
    DatasetError,
    build,
    file_hash,
    is_date,
    listed,
    load,
    read,
    shown,
)
from whosecameras.record.schema import TABLES


def test_columns_are_in_the_order_of_the_model_and_numbers_are_numbers(dataset: Dataset) -> None:
    for name, table in TABLES.items():
        assert tuple(dataset.tables[name].columns) == table.columns
    assert str(dataset.surveys["asked"].dtype) == "Int64"
    assert str(dataset.surveys["share_printed"].dtype) == "Float64"
    assert dataset.bodies["replaced_by"].isna().sum() == 0, "blank text is blank, not missing"


def test_every_pointer_finds_its_row(dataset: Dataset) -> None:
    for name, table in TABLES.items():
        for column in table.fields:
            if column.points_to:
                cells = dataset.tables[name][column.name]
                keys = set(dataset.tables[column.points_to][TABLES[column.points_to].key])
                if name.startswith("share_alike"):  # bodies known only from a register also have such a page
                    keys |= set(dataset.registers["bodies"]["id"])
                several = column.kind == "list"
                pointers = {key for cell in cells for key in (listed(cell) if several else [cell]) if key}
                assert pointers <= keys, (name, column.name)


def test_a_frame_that_was_handed_out_cannot_change_the_dataset(dataset: Dataset) -> None:
    name = dataset.bodies.at[0, "name"]
    for frame in (dataset.bodies, dataset.tables["bodies"]):
        frame.loc[0, "name"] = "Changed"
        frame["extra"] = 1
        del frame["sector"]
        frame.index = frame.index + 1
        assert dataset.bodies.at[0, "name"] == name
        assert tuple(dataset.bodies.columns) == TABLES["bodies"].columns
        assert dataset.bodies.index[0] == 0
    order = dataset.sectors.at[0, "order"]
    for cells in (dataset.sectors["order"].to_numpy(), dataset.sectors["order"].array):
        with contextlib.suppress(ValueError, TypeError):
            cells[0] = 99
        assert dataset.sectors.at[0, "order"] == order
    dataset.bodies["name"].array[0] = "Changed"
    assert dataset.bodies.at[0, "name"] == name
    with pytest.raises(AttributeError):
        dataset.version = "9.9.9"  # type: ignore[misc]
    with pytest.raises(TypeError):
        dataset.tables["bodies"] = dataset.bodies  # type: ignore[index]


def test_a_dataset_survives_copy_and_pickle(dataset: Dataset) -> None:
    for twin in (copy.copy(dataset), pickle.loads(pickle.dumps(dataset))):
        assert twin.digest == dataset.digest
        assert twin.bodies.equals(dataset.bodies)


def test_unknown_tables_and_rows_are_refused(dataset: Dataset) -> None:
    with pytest.raises(AttributeError):
        _ = dataset.opinions
    with pytest.raises(KeyError, match="atlantis"):
        dataset.row("bodies", "atlantis")
    assert dataset.row("regions", "E12000007")["name"] == "London"


def test_the_digest_changes_with_the_data_and_only_with_them(folder: Folder) -> None:
    before = load(folder.path).digest
    (folder.path / "notes.txt").write_text("x", encoding="utf-8")
    assert load(folder.path).digest == before
    folder.set("findings", 4, detail="Said otherwise.")
    assert load(folder.path).digest != before


def test_lines_are_those_of_the_file(folder: Folder) -> None:
    line = folder.set("bodies", folder.line_of("bodies", id="york-council"), nation="Mercia")
    assert [(p.file, p.line, p.column) for p in read(folder.path).problems] == [("bodies.csv", line, "nation")]


def test_a_row_that_is_left_out_does_not_make_its_pointers_unknown(folder: Folder) -> None:
    text = folder.file("bodies").read_text(encoding="utf-8")
    folder.file("bodies").write_text(text.replace("\nyork-council,", "\nyork-council,one,two,"), encoding="utf-8")
    problems = read(folder.path).problems
    assert [p.file for p in problems] == ["bodies.csv"]
    columns = len(TABLES["bodies"].columns)
    assert f"{columns + 2} cells where the first line has {columns}" in problems[0].message


def test_a_table_with_a_value_that_is_not_allowed_can_be_read_and_mended(folder: Folder) -> None:
    line = folder.set("findings", 4, vendor="bosch")
    reading = read(folder.path)
    assert [problem.line for problem in reading.problems] == [line]
    assert reading.tables["findings"].problems == ()
    assert store.rows(folder.path, "findings")[line - 2]["vendor"] == "bosch"
    assert diff.open_snapshot(folder.path).tables["findings"][line - 2]["vendor"] == "bosch"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"\x00\x00", "no text"),
        (b"\xef\xbb\xbf", "no text"),
        (b'"id"x,name\n', "not readable as CSV"),
        (b'id,name\na,"b\n', "check the quotes"),
        (b"id,id,name\n", 'the column "id" is named twice'),
        (b"<<<<<<< ours\nid\n=======\n", "conflict marks on lines 1, 3"),
        (b"\xff\xfe\xff", "0xff is not UTF-8"),
    ],
)
def test_no_content_of_a_file_can_crash_the_reading(folder: Folder, content: bytes, says: str) -> None:
    folder.file("vendors").write_bytes(content)
    assert any(p.file == "vendors.csv" and says in p.message for p in read(folder.path).problems)


@pytest.mark.parametrize("where", ["vendors.csv", "datapackage.json"])
def test_a_folder_in_place_of_a_file_is_a_problem(folder: Folder, where: str) -> None:
    (folder.path / where).unlink()
    (folder.path / where).mkdir()
    assert [p.file for p in read(folder.path).problems] == [where]


def test_build_refuses_what_has_problems(folder: Folder) -> None:
    folder.set("findings", 4, vendor="bosch")
    with pytest.raises(DatasetError, match="bosch"):
        build(read(folder.path))


@pytest.mark.parametrize("text", ["1990", "2022", "2022-02", "2022-02-07", "2024-02-29"])
def test_dates_may_be_full_or_partial(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize(
    "text",
    ["", "22", "2022-2", "2022-13", "2022-02-30", "2023-02-29", "07/02/2022", "1989", "２０２２", "2022-02-07T00"],
)
def test_invalid_dates_are_rejected(text: str) -> None:
    assert not is_date(text)


def test_a_date_in_part_is_not_future_while_its_period_has_begun() -> None:
    assert is_date("2026", last=date(2026, 1, 1))
    assert is_date("2026-03", last=date(2026, 3, 1))
    assert not is_date("2026-04", last=date(2026, 3, 31))


@given(st.text(max_size=300))
def test_a_value_is_shown_on_one_line_and_cut(text: str) -> None:
    result = shown(text)
    assert not set(result) & set("\n\r\x00\u202e\u2028")
    assert result.startswith('"') and result.endswith('"')


def test_the_hash_of_a_file_is_its_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    wanted = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert file_hash(tmp_path / "a") == wanted
    assert file_hash(tmp_path / "absent") == ""


def test_a_table_that_came_after_the_release_counts_from_its_first_row(folder: Folder) -> None:
    package = json.loads((folder.path / PACKAGE_FILE).read_text(encoding="utf-8"))
    package["resources"] = [one for one in package["resources"] if one["name"] != "requests"]
    (folder.path / PACKAGE_FILE).write_text(json.dumps(package), encoding="utf-8")
    released = load(folder.path)
    assert released.changed_files == (), "a table without a row changes nothing of what was released"
    row = ["r-1", "adur-council", "email", "", "2026-10-01", "", "asked", "2026-10-01", "2026-10-29"]
    folder.write("requests", [folder.lines("requests")[0], row])
    asked = load(folder.path)
    assert asked.changed_files == ("requests.csv",) and asked.digest != released.digest
