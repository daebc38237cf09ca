"""The regular expressions that we publish also work in JavaScript, as JSON Schema and Table Schema require."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import regress

from whosecameras.content.record_index import RecordIndex
from whosecameras.publishing import datapackage
from whosecameras.record.loading import PATTERNS, Dataset
from whosecameras.record.schema import OPEN_TABLES
from whosecameras.site.api import Api
from whosecameras.site.page import Site

#: Prints the patterns that JavaScript rejects when compiled in Unicode mode, as JSON Schema requires.
IN_NODE = """
const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
const refused = pattern => { try { new RegExp(pattern, "u"); return false } catch { return true } };
console.log(JSON.stringify(given.filter(refused)));
"""


@pytest.fixture(scope="module")
def schemas(dataset: Dataset) -> dict[str, Any]:
    """The schemas of the website's documents."""
    return Api(Site(RecordIndex(dataset), "https://cameras.example", {}, ())).schemas


@pytest.fixture(scope="module")
def described(dataset: Dataset) -> dict[str, Any]:
    """The description of the tables, as in a release and on the website."""
    files = {table.file: ",".join(table.columns).encode() + b"\n" for table in OPEN_TABLES.values()}
    return dict(datapackage.describe(files, dataset.version, dataset.released))


def patterns(content: object) -> Iterator[str]:
    """Every pattern in a document, at any depth."""
    if isinstance(content, dict):
        if isinstance(content.get("pattern"), str):
            yield content["pattern"]
        content = list(content.values())
    if isinstance(content, list):
        for one in content:
            yield from patterns(one)


@pytest.fixture(scope="module")
def published(schemas: dict[str, Any], described: dict[str, Any]) -> list[str]:
    """All published patterns."""
    found = {*patterns(schemas), *patterns(described)}
    assert {PATTERNS["url"], f"^(?:{PATTERNS['url']})$"} <= found
    return sorted(found)


def test_every_pattern_is_one_by_the_rules_of_javascript(published: list[str]) -> None:
    """In an engine that follows ECMA-262 strictly; Unicode mode rejects unnecessary backslashes."""
    for pattern in published:
        regress.Regex(pattern, "u")
    with pytest.raises(regress.RegressError):
        regress.Regex(r"\"", "u")


@pytest.mark.skipif(not shutil.which("node"), reason="node is not on this machine")
def test_node_takes_every_pattern(published: list[str]) -> None:
    given = json.dumps([*published, r"\""])
    ran = subprocess.run(["node", "-e", IN_NODE], input=given, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(ran.stdout) == [r"\""]


def test_every_schema_is_one(schemas: dict[str, Any], tmp_path: Path) -> None:
    for name, schema in schemas.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(schema), encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--check-metaschema", *map(str, tmp_path.iterdir())]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout


def test_what_the_record_holds_fits_its_patterns_in_javascript_too(dataset: Dataset) -> None:
    """And what may not occur in an address is rejected by both."""
    in_javascript = {kind: regress.Regex(f"^(?:{PATTERNS[kind]})$", "u") for kind in ("date", "slug", "url")}
    for name, table in OPEN_TABLES.items():
        for column in table.fields:
            if column.kind in in_javascript:
                values = {str(value) for value in dataset.tables[name][column.name].dropna()} - {""}
                assert [value for value in values if not in_javascript[column.kind].find(value)] == [], column.name
    for address in (
        'https://"x',
        "https://'x",
        'https://x/"',
        "https://x/<b>",
        "https:// x",
        "ftp://x",
        "https://x/it's",
    ):
        both = bool(in_javascript["url"].find(address)), bool(re.fullmatch(PATTERNS["url"], address))
        assert both == (address.endswith("it's"),) * 2
