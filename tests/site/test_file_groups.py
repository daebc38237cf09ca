"""A file that a build passes over would be the same if it were made: its group covers everything that it can show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Folder
from site_crawler import BASE

from whosecameras.cli.ready_made import ready_made
from whosecameras.content.record_index import RecordIndex
from whosecameras.record.loading import Dataset, load
from whosecameras.record.schema import OPEN_TABLES
from whosecameras.site import fingerprints
from whosecameras.site.outputs import all_outputs, named_assets
from whosecameras.site.page import Site
from whosecameras.site.written_files import FileGroup

#: One in so many files of a kind is compared, and that about which the record has most findings.
SAMPLED, ALWAYS = 19, "briefing/sector/council.html"
#: Columns of text whose form is fixed.
CODES = ("code", "code_scheme", "lad", "postcode", "country", "table", "row", "column")
#: Each file by path: its group, and what it would be made from, or what it holds.
Seen = dict[str, tuple[FileGroup, str]]


def grouped(data: Dataset) -> Seen:
    """A sample of the files that have a group."""
    index = RecordIndex(data)
    index.warm()
    briefings = ready_made(data)
    names, _ = named_assets(briefings.style)
    site = Site(index, BASE, defaultdict(lambda: {"rows": []}), (), assets=names, briefings=briefings)
    outputs = all_outputs(site, fingerprints.table_hashes(data), "the same tools", None)
    kinds: dict[str, list[str]] = defaultdict(list)
    for path, output in outputs.items():
        if output.group:
            kinds[f"{path.split('/')[0]} {output.group.name.split('/')[0]} {path[-5:]}"].append(path)
    seen: Seen = {}
    for path in dict.fromkeys([ALWAYS, *(path for paths in kinds.values() for path in paths[::SAMPLED])]):
        output = outputs[path]
        # A briefing's own inputs are all tables, so its content is compared.
        from_inputs = output.inputs if not path.startswith("briefing/") else None
        assert output.group
        seen[path] = output.group, from_inputs() if from_inputs else fingerprints.digest_of(output.make())
    return seen


def opened(folder: Folder, sampled: Dataset) -> Dataset:
    """The record in a folder, with a sample of the registers."""
    return replace(load(folder.path), registers=sampled.registers)


@pytest.fixture(scope="module")
def before(sampled: Dataset, _good_folder: Path) -> Seen:
    """The files of the record as it is."""
    return grouped(opened(Folder(_good_folder), sampled))


def differ(before: Seen, after: Seen) -> list[str]:
    """The files that a build would pass over although they changed."""
    assert before.keys() == after.keys()
    return [path for path, (group, made) in before.items() if after[path][0] == group and after[path][1] != made]


def test_each_large_kind_of_file_has_a_group(before: Seen) -> None:
    kinds = {(path.split("/")[0], group.name.split("/")[0]) for path, (group, _) in before.items()}
    assert kinds >= {
        ("area", "place"), ("embed", "place"), ("oembed", "place"), ("ask", "place"), ("ask", "lists"),
        ("list", "lists"), ("a-z", "lists"), ("briefing", "briefing"), ("body", "registered"), ("api", "registered"),
    }  # fmt: skip


@pytest.mark.parametrize("row", range(0, 240, 60))
@pytest.mark.parametrize(
    "cells", [{"detail": "In other words."}, {"finding": "removed"}, {"as_of": "2019"}, {"source": "times-2022-02-07"}]
)
def test_a_changed_finding_leaves_no_old_file(
    before: Seen, folder: Folder, sampled: Dataset, row: int, cells: dict[str, str]
) -> None:
    folder.set("findings", row + 2, **cells)
    after = grouped(opened(folder, sampled))
    assert differ(before, after) == []
    assert any(group == after[path][0] for path, (group, _) in before.items()), "every file is looked at"


def test_evidence_on_a_national_body_leaves_every_place_alone(before: Seen, folder: Folder, sampled: Dataset) -> None:
    national = sampled.bodies.loc[sampled.bodies["region"] == "", "id"]
    line = folder.line_of("findings", body=next(body for body in sampled.findings["body"] if body in set(national)))
    folder.set("findings", line, detail="In other words.", finding="removed")
    after = grouped(opened(folder, sampled))
    assert differ(before, after) == []
    places = [path for path, (group, _) in before.items() if group.name.startswith("place/")]
    assert places and all(before[path][0] == after[path][0] for path in places if "E92000001" not in path)


@pytest.mark.parametrize("table", sorted(set(OPEN_TABLES) - {"findings"}))
def test_a_changed_row_of_another_table_leaves_no_old_file(
    before: Seen, folder: Folder, sampled: Dataset, table: str
) -> None:
    """Every cell of free text in some of its rows is changed."""
    header, *rows = folder.lines(table)
    free = (one for one in OPEN_TABLES[table].fields if one.kind == "text" and not one.values and not one.points_to)
    texts = [header.index(one.name) for one in free if one.name not in CODES]
    for row in rows[:: max(1, len(rows) // 5)]:
        for place in texts:
            row[place] = row[place] and f"{row[place]} otherwise"
    folder.write(table, [header, *rows])
    assert differ(before, grouped(opened(folder, sampled))) == []


def test_a_changed_row_of_a_register_leaves_no_old_file(before: Seen, folder: Folder, sampled: Dataset) -> None:
    data = opened(folder, sampled)
    bodies = data.registers["bodies"]
    bodies.loc[bodies.index[::7], "type"] = "Another type"
    changed = replace(data, registers=type(data.registers)({"bodies": bodies}))
    assert differ(before, grouped(changed)) == []


def test_bodies_that_were_asked_leave_no_old_file(before: Seen, folder: Folder, sampled: Dataset) -> None:
    asked = folder.lines("requests")[0]
    ids = [row[0] for row in folder.lines("bodies")[1::40]]
    cells = {"channel": "email", "asked": "2026-11-01", "state": "asked", "state_date": "2026-11-01"}
    rows = [[{"id": f"r-{body}", "body": body, **cells}.get(column, "") for column in asked] for body in ids]
    folder.write("requests", [asked, *sorted(rows)])
    assert differ(before, grouped(opened(folder, sampled))) == []
