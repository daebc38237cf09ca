"""All download formats contain the same rows, describe themselves, and are safe in spreadsheets."""

from __future__ import annotations

import codecs
import io
import json
import sqlite3
import zipfile

import frictionless
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from whosecameras.publishing.exports import FORMULA_STARTS, KINDS, NOTICES, citation, export, safe_csv
from whosecameras.record.loading import DATA_DIR, Dataset
from whosecameras.record.schema import OPEN_TABLES, TABLES

NASTY = pd.DataFrame(
    {
        "text": ["=1+1", "+44", "-5", "@SUM(A1)", "\tx", "\ry", "plain", "", 'with "quotes", commas', "#N/A", "a=b"],
        "number": pd.array([-5, 1, 2, 3, 4, 5, 6, None, 8, 9, 10], dtype="Int64"),
        "share": pd.array([-0.5, 1.5, 61.0, None, 1, 2, 3, 4, 5, 6, 7], dtype="Float64"),
    }
)


def blanks_as_none(frame: pd.DataFrame) -> list[list[object]]:
    """Rows with every blank as ``None``, to compare with formats that have no blank text."""
    return [[None if value is pd.NA or value == "" else value for value in row] for row in frame.astype(object).values]


def open_tables(dataset: Dataset) -> dict[str, pd.DataFrame]:
    return {name: dataset.tables[name] for name in OPEN_TABLES}


@pytest.mark.parametrize("name", [name for name, table in OPEN_TABLES.items() if not table.parts])
def test_raw_csv_is_the_file_in_the_record(dataset: Dataset, name: str) -> None:
    assert export(dataset, "csv", {name: dataset.tables[name]}) == (DATA_DIR / TABLES[name].file).read_bytes()


def test_safe_csv_disarms_formulas_and_leaves_numbers(dataset: Dataset) -> None:
    content = export(dataset, "csv_safe", {"nasty": NASTY})
    read = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    for before, after in zip(NASTY["text"], read["text"], strict=True):
        line = " ".join(before.splitlines())  # a carriage return would end the row in a spreadsheet
        assert after == (f"'{line}" if before.startswith(FORMULA_STARTS) else line)
    assert list(read["number"])[:2] == ["-5", "1"]
    assert list(read["share"])[:3] == ["-0.5", "1.5", "61"]
    raw = pd.read_csv(io.BytesIO(export(dataset, "csv", {"nasty": NASTY})), dtype=str, keep_default_na=False)
    assert raw.at[0, "text"] == "=1+1"


def test_only_a_csv_for_spreadsheets_says_that_it_is_utf_8(dataset: Dataset) -> None:
    """Without the byte order mark spreadsheets garble £; with it, programs see it in the first column name."""
    pounds = {"findings": pd.DataFrame({"what": ["£450,000 – été"], "cameras": [3]})}
    safe, raw = export(dataset, "csv_safe", pounds), export(dataset, "csv", pounds)
    assert safe.startswith(codecs.BOM_UTF8) and safe.count(codecs.BOM_UTF8) == 1
    assert safe.decode("utf-8-sig") == raw.decode("utf-8") and not raw.startswith(codecs.BOM_UTF8)
    assert safe_csv(["what", "cameras"], [["£450,000 – été", 3]]) == safe
    with zipfile.ZipFile(io.BytesIO(export(dataset, "zip"))) as archive:
        assert [name for name in archive.namelist() if archive.read(name).startswith(codecs.BOM_UTF8)] == []


def test_xlsx_holds_every_table_after_a_cover(dataset: Dataset) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(dataset, "xlsx")))
    assert book.sheetnames == ["About", *OPEN_TABLES]
    cover = "\n".join(str(row[1]) for row in book["About"].values)
    for words in (dataset.version, dataset.released.isoformat(), "CC BY 4.0", citation(dataset), *NOTICES):
        assert words in cover
    for name in ("findings", "surveys"):
        header, *rows = book[name].values
        assert header == TABLES[name].columns
        assert [list(row) for row in rows] == blanks_as_none(dataset.tables[name])


def test_xlsx_has_no_formula_and_no_error(dataset: Dataset) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(export(dataset, "xlsx", {"nasty": NASTY})))["nasty"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["A2"].value == "=1+1" and sheet["B2"].value == -5


def test_parquet_preserves_rows_and_types_and_describes_itself(dataset: Dataset) -> None:
    content = export(dataset, "parquet", {"surveys": dataset.surveys})
    table = pq.read_table(io.BytesIO(content))
    assert table.num_rows == len(dataset.surveys)
    assert str(table.schema.field("asked").type) == "int64"
    assert str(table.schema.field("share_printed").type) == "double"
    assert table.schema.metadata[b"citation"].decode() == citation(dataset)
    assert blanks_as_none(table.to_pandas().astype(object).where(lambda f: f.notna(), None)) == blanks_as_none(
        dataset.surveys
    )


def test_sqlite_contains_every_row_and_all_references_resolve(dataset: Dataset) -> None:
    database = sqlite3.connect(":memory:")
    database.deserialize(export(dataset, "sqlite"))
    for name, frame in open_tables(dataset).items():
        rows = database.execute(f'SELECT * FROM "{name}"').fetchall()
        assert [list(row) for row in rows] == blanks_as_none(frame)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA foreign_key_list(findings)").fetchall()
    assert database.execute("SELECT typeof(asked) FROM surveys WHERE asked IS NOT NULL LIMIT 1").fetchone() == (
        "integer",
    )
    assert dict(database.execute("SELECT * FROM about"))["citation"] == citation(dataset)
    database.close()


def test_json_contains_every_row_unchanged(dataset: Dataset) -> None:
    content = json.loads(export(dataset, "json"))
    assert content["about"]["version"] == dataset.version
    assert content["about"]["notices"] == list(NOTICES)
    assert {name: len(rows) for name, rows in content["tables"].items()} == {
        n: len(f) for n, f in open_tables(dataset).items()
    }
    headline = next(row for row in content["tables"]["surveys"] if row["using"] == 806)
    assert (headline["answered"], headline["share_printed"], headline["value"]) == (1289, 61, None)


def test_the_zip_is_a_valid_package_with_dictionary_licence_and_citation(
    dataset: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("zip")
    with zipfile.ZipFile(io.BytesIO(export(dataset, "zip"))) as archive:
        names = set(archive.namelist())
        archive.extractall(folder)
    about = {"README.md", "datapackage.json", "LICENSE.txt", "CITATION.txt"}
    assert names == {table.file for table in OPEN_TABLES.values()} | about
    assert frictionless.validate(str(folder / "datapackage.json")).valid
    assert "CC BY 4.0" in (folder / "LICENSE.txt").read_text(encoding="utf-8")
    dictionary = (folder / "README.md").read_text(encoding="utf-8")
    for table in OPEN_TABLES.values():
        assert all(f"| `{column}` |" in dictionary for column in table.columns)


def test_a_zip_of_a_part_describes_only_what_is_in_it(
    dataset: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("part")
    part = {"findings": dataset.findings.head(3), "view": NASTY.head(1)}
    with zipfile.ZipFile(io.BytesIO(export(dataset, "zip", part, "Three findings"))) as archive:
        archive.extractall(folder)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["path"] for resource in package["resources"]] == ["findings.csv", "view.csv"]
    assert "licenses" not in package["resources"][1]
    assert frictionless.validate(str(folder / "datapackage.json")).valid


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_rows_give_the_same_bytes(dataset: Dataset, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {"findings": dataset.findings.head(20)}
    once = export(dataset, kind, tables, "some")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))
    assert export(dataset, kind, tables, "some") == once


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_table_can_be_taken_away(dataset: Dataset, kind: str) -> None:
    assert export(dataset, kind, {"findings": dataset.findings.head(0)})


def test_a_single_table_format_rejects_the_whole_record(dataset: Dataset) -> None:
    with pytest.raises(ValueError, match="holds one table"):
        export(dataset, "csv")
    with pytest.raises(KeyError):
        export(dataset, "docx")


def test_the_citation_has_version_date_and_licence(dataset: Dataset) -> None:
    text = citation(dataset, "Councils in London.")
    assert text.startswith("Councils in London. In: Whose Cameras?")
    assert f"Version {dataset.version}, " in text and str(dataset.released.year) in text and "CC BY 4.0" in text
    assert citation(dataset).startswith("Whose Cameras?")
