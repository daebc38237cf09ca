"""The machine-readable description of the data, ``datapackage.json``, derived from the model and the files."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Container, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from whosecameras.record.loading import PACKAGE_FILE, PATTERNS, SHARE_ALIKE_FOLDER, Dataset
from whosecameras.record.schema import TABLES, Field, Table

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
NAME = "whose-cameras"
TITLE = "Whose Cameras?"
DESCRIPTION = "Which UK public bodies use Hikvision and Dahua cameras, where, and how we know."
DATA_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
BOUNDARY_LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
SHARE_ALIKE_LICENCE = {
    "name": "CC-BY-SA-4.0",
    "title": "Creative Commons Attribution-ShareAlike 4.0 International",
    "path": "https://creativecommons.org/licenses/by-sa/4.0/",
}
BOUNDARIES = "boundaries"
_FORMATS = {".csv": "text/csv", ".geojson": "application/geo+json", ".json": "application/json"}


def _field(column: Field, key: str) -> dict[str, Any]:
    """One column as a Table Schema field; dates are strings, because they may be partial."""
    kind = {"integer": "integer", "number": "number", "share": "number"}.get(column.kind, "string")
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.name == key:
        constraints["unique"] = True
    if column.values:
        constraints["enum"] = [str(value) for value in column.values]
    elif kind == "string" and column.kind in PATTERNS:
        constraints["pattern"] = PATTERNS[column.kind]
    elif kind != "string":
        constraints["minimum"] = 0
    if column.kind == "share":
        constraints["maximum"] = 100
    field: dict[str, Any] = {"name": column.name, "type": kind, "description": column.meaning}
    return {**field, "constraints": constraints} if constraints else field


def _foreign_keys(table: Table, present: Container[str]) -> list[dict[str, Any]]:
    keys: list[dict[str, Any]] = []
    if table.name.startswith("share_alike"):  # its bodies are in two resources, and a foreign key refers to one
        return keys
    for column in table.fields:
        if column.points_to in present and column.kind != "list":  # a foreign key is a single value
            reference: dict[str, Any] = {"fields": [TABLES[column.points_to].key]}
            if column.points_to != table.name:
                reference = {"resource": column.points_to, **reference}
            keys.append({"fields": [column.name], "reference": reference})
    return keys


def _table_schema(table: Table, present: Container[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column, table.key) for column in table.fields], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = [table.key]
    if keys := _foreign_keys(table, present):
        schema["foreignKeys"] = keys
    return schema


def _file(name: str, path: str, content: bytes) -> dict[str, Any]:
    suffix = Path(path).suffix
    return {
        "name": name,
        "path": path,
        "format": suffix.removeprefix("."),
        "mediatype": _FORMATS[suffix],
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
    }


def _rows(content: bytes) -> int:
    return max(0, sum(1 for _ in csv.reader(io.StringIO(content.decode("utf-8"), newline=""))) - 1)


def _files(name: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    """A resource in one or several files. With several, ``path`` is a list, and so is ``hashes``, our own property.

    ``bytes`` is then left out, because it is unclear whether the header lines count.
    """
    each = [_file(name, path, content) for path, content in files.items()]
    if len(each) == 1:
        return each[0]
    whole = {key: value for key, value in each[0].items() if key not in ("hash", "bytes")}
    return {**whole, "path": [*files], "hashes": [described["hash"] for described in each]}


def _table_resource(table: Table, files: Mapping[str, bytes], present: Container[str]) -> dict[str, Any]:
    share_alike = all(path.startswith(SHARE_ALIKE_FOLDER) for path in files)
    name = table.name if not share_alike or table.name.startswith("share_alike") else f"share_alike_{table.name}"
    return {
        **_files(name, files),
        **({"licenses": [SHARE_ALIKE_LICENCE]} if share_alike else {}),
        "type": "table",
        "description": table.meaning,
        "dialect": {"header": True, "delimiter": ",", "quoteChar": '"', "doubleQuote": True},
        "rows": sum(map(_rows, files.values())),
        "schema": _table_schema(table, present),
    }


def _other_resource(path: str, content: bytes) -> dict[str, Any]:
    name = Path(path).name.lower().replace(".", "-").replace("_", "-")
    licence = {"licenses": [BOUNDARY_LICENCE]} if path.startswith(f"{BOUNDARIES}/") else {}
    return {**_file(name, path, content), **licence}


def _is_whole(table: Table, content: bytes) -> bool:
    """True if the file has exactly the columns of the table, so that the model describes it."""
    return content.split(b"\n", 1)[0].decode("utf-8").split(",") == list(table.columns)


def _files_of(table: Table, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The existing files of a table that have exactly its columns."""
    names = (table.file,) if table.file in contents else table.parts
    return {name: contents[name] for name in names if name in contents and _is_whole(table, contents[name])}


def describe(contents: Mapping[str, bytes], version: str, created: date) -> dict[str, Any]:
    """The Data Package (v2) of files given as ``{path in the package: bytes}``.

    Tables of the record are described column by column, other files as a whole. ``rows``, our own property, is the
    number of rows. ``KeyError`` for a file that is neither CSV, JSON nor GeoJSON.
    """
    whole = [(table, files) for table in TABLES.values() if (files := _files_of(table, contents))]
    present = {table.name for table, _ in whole}
    tables = []
    for table, files in whole:
        own_files = {path: content for path, content in files.items() if not path.startswith(SHARE_ALIKE_FOLDER)}
        shared = {path: content for path, content in files.items() if path not in own_files}
        tables += [_table_resource(table, some, present) for some in (own_files, shared) if some]
    described = {path for _, files in whole for path in files}
    others = [_other_resource(path, contents[path]) for path in sorted(contents) if path not in described]
    boundaries = any(path.startswith(f"{BOUNDARIES}/") for path in contents)
    return {
        "$schema": SCHEMA,
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        "version": version,
        "created": f"{created.isoformat()}T00:00:00Z",
        "licenses": [DATA_LICENCE, *([BOUNDARY_LICENCE] if boundaries else [])],
        "contributors": [{"title": "The curators of Whose Cameras?", "roles": ["creator", "curator"]}],
        "sources": [
            {"title": "The pages and documents listed in sources.csv, one for each row of the record"},
            {
                "title": "Office for National Statistics: boundaries and codes",
                "path": "https://geoportal.statistics.gov.uk/",
            },
            {
                "title": "mySociety: UK local authorities, past and current (CC BY 4.0): councils that are gone",
                "path": "https://github.com/mysociety/uk_local_authority_names_and_codes",
            },
        ],
        "resources": [*tables, *others],
    }


def text(package: Mapping[str, Any]) -> str:
    """The text of ``datapackage.json``."""
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def day_of(dataset: Dataset) -> date:
    """The day for the description of a dataset: that of its release, or the latest day in a row changed since."""
    columns = [(name, field.name) for name, table in TABLES.items() for field in table.fields if field.kind == "date"]
    days = [day for name, column in columns for day in dataset.tables[name][column] if len(day) == len("2022-02-07")]
    return max(dataset.released, date.fromisoformat(max(days, default="0001-01-01")))


def write(data_dir: Path, version: str, created: date) -> dict[str, Any]:
    """Describe the tables and boundary files in ``data_dir`` and write ``datapackage.json`` there atomically.

    Returns the description. ``OSError`` if a table is missing or the folder cannot be written; the old file then stays.
    """
    names = [name for table in TABLES.values() for name in table.files(data_dir)]
    paths = [data_dir / name for name in names if (data_dir / name).exists() or not name.startswith(SHARE_ALIKE_FOLDER)]
    paths += sorted(path for path in (data_dir / BOUNDARIES).glob("*") if path.suffix in _FORMATS)
    contents = {path.relative_to(data_dir).as_posix(): path.read_bytes() for path in paths}
    package = describe(contents, version, created)
    handle, name = tempfile.mkstemp(dir=data_dir, prefix=f".{PACKAGE_FILE}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text(package))
        Path(name).chmod(0o644)
        Path(name).replace(data_dir / PACKAGE_FILE)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return package
