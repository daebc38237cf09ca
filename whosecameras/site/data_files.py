"""Data published next to the pages: each list page as CSV and JSON, each chart's table, every export of the record."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from whosecameras.analysis.sectors import ALL_PUBLIC
from whosecameras.content.body_profile import Row
from whosecameras.publishing import datapackage, exports
from whosecameras.record.loading import PACKAGE_FILE
from whosecameras.record.schema import OPEN_TABLES, SURVEY_SECTORS, TABLES
from whosecameras.site import pages_ask
from whosecameras.site.page import Site, named_rows
from whosecameras.site.pages_about import source_lines

FileWriter = Callable[[], bytes]
NOTICE = " ".join(exports.NOTICES)
# Columns of lists that are not tables of the record; needed for the header of an empty list.
NAMED = ("Body", "Status", "Brands", "Evidence from", "Flags", "Sector", "Place", "id", "Address")
SOURCE_LINES = ("Table", "Who", "Date", "What", "Detail", "body", "id")
FACTS = (
    *("Manufacturer", "Subject", "About", "Kind", "Value", "In words", "As of", "Date known how"),
    *("Source", "Grade", "Answered by", "id"),
)
REGISTER = (*TABLES["bodies"].columns, "status", "address")


def about(site: Site, path: str, what: str = "") -> dict[str, str]:
    """Metadata of a document: version, licence, citation, its own address and that of the record."""
    data = site.record.data
    return {
        "title": datapackage.TITLE,
        "description": datapackage.DESCRIPTION,
        "version": data.version,
        "released": data.released.isoformat(),
        "licence": exports.LICENCE,
        "citation": exports.citation(data, what),
        "address": site.absolute(path),
        "source": site.absolute("data"),
        "notice": NOTICE,
    }


def as_json(content: object) -> bytes:
    """JSON in the format used across the website, as bytes."""
    return (json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_number) + "\n").encode("utf-8")


def _number(value: Any) -> float | int:
    number = float(value)
    return int(number) if number.is_integer() else number


def blanks_as_null(row: Row) -> Row:
    """A row for JSON: blanks become null."""
    return {key: None if value == "" else value for key, value in row.items()}


def _table(
    path: str, columns: Sequence[str], rows: Callable[[], Sequence[Row]], site: Site, what: str
) -> dict[str, FileWriter]:
    """A list as CSV and JSON; an empty list still has its full CSV header."""

    def to_csv() -> bytes:
        return exports.safe_csv(columns, [[row[column] for column in columns] for row in rows()])

    def to_json() -> bytes:
        return as_json({"about": about(site, f"{path}.json", what), "rows": [blanks_as_null(row) for row in rows()]})

    return {f"{path}.csv": to_csv, f"{path}.json": to_json}


def _with_address(site: Site, rows: Sequence[Row]) -> list[Row]:
    return [
        {**{k: v for k, v in row.items() if k not in ("mark", "label")}, "Address": site.absolute(f"body/{row['id']}")}
        for row in rows
    ]


def _register(site: Site) -> list[Row]:
    statuses = site.record.known
    return [
        {**row, "status": str(statuses[row["id"]].status), "address": site.absolute(f"body/{row['id']}")}
        for row in site.record.rows["bodies"]
    ]


def _events(site: Site) -> list[Row]:
    return sorted(site.record.rows["events"], key=lambda row: (row["date"], row["id"]), reverse=True)


def lists(site: Site) -> dict[str, FileWriter]:
    """The CSV and JSON files of every list page, by path."""
    record, bodies = site.record, site.record.counted

    def named(keep: Callable[[Row], bool]) -> list[Row]:
        return _with_address(site, named_rows(site, [one for one in bodies if keep(one)]))

    files: dict[str, FileWriter] = {}
    for key in SURVEY_SECTORS:
        keep = partial(lambda key, row: key in (row["sector"], ALL_PUBLIC), key)
        files |= _table(f"sector/{key}", NAMED, partial(named, keep), site, f"Bodies of the sector {key}")
    for code, name in record.regions.items():
        keep = partial(lambda code, row: row["region"] == code, code)
        files |= _table(f"region/{code}", NAMED, partial(named, keep), site, f"Bodies of {name}")
    for row in record.rows["sources"]:
        if row["id"] in record.by_source:
            what = f"Rows from the source {row['id']}"
            lines = partial(source_lines, site, row["id"])
            files |= _table(f"source/{row['id']}", SOURCE_LINES, lines, site, what)
    for row in record.rows["vendors"]:
        facts: list[Row] = site.parts[f"facts-{row['id']}"]["rows"]
        for folder in ("manufacturer", "maker"):  # a former name: static hosting cannot redirect a CSV
            what = f"Facts on {row['name']}"
            files |= _table(f"{folder}/{row['id']}", FACTS, partial(list, facts), site, what)
    for path in ("rules", "timeline"):  # as above
        files |= _table(path, TABLES["events"].columns, partial(_events, site), site, "Events")
    files |= _table("a-z", REGISTER, partial(_register, site), site, "Bodies")
    for table, title in (("sources", "Sources"), ("corrections", "Corrections")):
        files |= _table(table, TABLES[table].columns, partial(list, record.rows[table]), site, title)
    files |= pages_ask.files(site)
    for key in record.with_rows:
        files[f"body/{key}.csv"] = partial(_body_csv, site, key)
    for key, part in site.parts.items():
        if part and "columns" in part:
            rows = [dict(zip(part["columns"], row, strict=True)) for row in part["rows"]]
            files |= _table(f"chart/{key}", part["columns"], partial(list, rows), site, part["title"])
    return files


def _body_csv(site: Site, key: str) -> bytes:
    rows = site.record.body(key).rows
    return exports.safe_csv(list(rows[0]), [list(row.values()) for row in rows])


def file_stem(table: str) -> str:
    """The file name of a table without its extension, as in ``data/``."""
    return TABLES[table].file.removesuffix(".csv")


def whole_record(site: Site) -> Mapping[str, tuple[frozenset[str], FileWriter]]:
    """Every export of the record by path, each with the tables it contains."""
    data = site.record.data
    every = frozenset(OPEN_TABLES)
    files: dict[str, tuple[frozenset[str], FileWriter]] = {}
    for name in OPEN_TABLES:
        for kind, suffix in (("csv", ".csv"), ("csv_safe", "-spreadsheet.csv"), ("parquet", ".parquet")):
            files[f"data/{file_stem(name)}{suffix}"] = (frozenset({name}), partial(_export, site, kind, name))
    for kind in ("xlsx", "json", "sqlite", "zip"):
        path = f"data/whose-cameras{exports.KINDS[kind].suffix}"
        files[path] = (every, partial(exports.export, data, kind))
    files["data/dictionary.md"] = (frozenset(), lambda: exports.dictionary(data).encode("utf-8"))
    files[f"data/{PACKAGE_FILE}"] = (every, partial(_description, site))
    return files


def _export(site: Site, kind: str, table: str) -> bytes:
    data = site.record.data
    return exports.export(data, kind, {table: data.tables[table]}, f"Table {table}")


def _description(site: Site) -> bytes:
    data = site.record.data
    files = {TABLES[name].file: _export(site, "csv", name) for name in OPEN_TABLES}
    return datapackage.text(datapackage.describe(files, data.version, data.released)).encode("utf-8")
