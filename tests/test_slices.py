"""Pages match a plain count over the raw files, for ten views, at the current size and ten times that."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tools import synth
from whosecameras.analysis import counts, headline, status
from whosecameras.analysis.areas import councils_by_region
from whosecameras.analysis.status import EvidenceFilter, GradedFinding
from whosecameras.charts import maps
from whosecameras.content import home
from whosecameras.publishing.validation import open_dataset
from whosecameras.record.loading import Dataset, load
from whosecameras.record.schema import GRADES, Age, Finding, Status
from whosecameras.text import tables

VIEWS = (
    EvidenceFilter(),
    EvidenceFilter("hikvision"),
    EvidenceFilter("dahua"),
    EvidenceFilter(grades=("A",)),
    EvidenceFilter(grades=("A", "B")),
    EvidenceFilter(grades=("A", "B", "C"), collective=False),
    EvidenceFilter(collective=False),
    EvidenceFilter(year=2022),
    EvidenceFilter("hikvision", year=2021),
    EvidenceFilter("dahua", ("A", "B"), False, 2024),
)
Rows = list[dict[str, str]]


@pytest.fixture(scope="module", params=[1, 10])
def record(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Path]:
    real, out = load(), tmp_path_factory.mktemp("slices") / "record"
    synth.write(real, synth.synth(real, *synth.times(real, request.param), 3), out)
    return open_dataset(out), out


def rows(folder: Path, table: str) -> Rows:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(folder: Path, dataset: Dataset, view: EvidenceFilter) -> list[dict[str, Any]]:
    """The register with each body's status, computed by scanning all findings for every body."""
    grade = {row["id"]: row["grade"] for row in rows(folder, "sources")}
    known_from = {row["id"]: row["published"] or row["accessed"] for row in rows(folder, "sources")}
    day = dataset.released if view.year is None else min(date(view.year, 12, 31), dataset.released)
    said: dict[str, list[GradedFinding]] = {}
    for row in rows(folder, "findings"):
        seen = grade[row["source"]] in view.grades
        seen = seen and (not view.vendor or row["vendor"] in (view.vendor, "both"))
        seen = seen and (view.collective or row["basis"] != "collective")
        if seen and (view.year is None or int(known_from[row["source"]][:4]) <= view.year):
            cells = [row[name] for name in ("as_of", "basis")]
            one = GradedFinding(
                row["id"], row["vendor"], Finding(row["finding"]), *cells, grade[row["source"]], row["scope"]
            )
            said.setdefault(row["body"], []).append(one)
    return [
        {**body, "standing": status.body_status(said.get(body["id"], []), day), "named": body["id"] in said}
        for body in rows(folder, "bodies")
    ]


def test_the_views_reach_every_filter() -> None:
    assert len(VIEWS) >= 10 and len(set(VIEWS)) == len(VIEWS)
    assert {len(view.grades) for view in VIEWS} == {1, 2, 3, len(GRADES)}


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_slices_equal_a_plain_count(record: tuple[Dataset, Path], view: EvidenceFilter) -> None:
    dataset, folder = record
    register = plain(folder, dataset, view)

    found = status.body_statuses(dataset, view)
    assert found == {body["id"]: body["standing"] for body in register}
    spoken_of = {row["body"] for row in rows(folder, "findings")}
    gone = [body for body in register if body["replaced_by"] and body["id"] not in spoken_of]
    gone += [body for body in register if body["owner"] != "public"]
    assert gone, "the record has former bodies that no source names"
    for by in ("sector", "region"):
        counted = Counter((body[by], str(body["standing"].status)) for body in register if body not in gone)
        crossed = counts.counts(dataset, by, view)
        assert {(key, name): int(crossed.at[key, name]) for key in crossed.index for name in crossed.columns} == {
            (key, str(name)): counted[key, str(name)]
            for key in {body[by] for body in register if body not in gone}
            for name in Status
        }

    standings = [body["standing"] for body in register if body not in gone]
    tally, by = counts.tally(dataset, view), Counter(one.status for one in standings)
    named = sum(number for one, number in by.items() if one not in (Status.GROUP_ONLY, Status.UNKNOWN))
    assert (tally.using, tally.group_only, tally.unknown) == (
        by[Status.USING], by[Status.GROUP_ONLY], by[Status.UNKNOWN]
    )  # fmt: skip
    assert (tally.named, tally.other, tally.total) == (named, named - tally.using, len(standings))
    aged = Counter(one.age for one in standings if one.status not in (Status.GROUP_ONLY, Status.UNKNOWN))
    assert {age: tally.aged(age) for age in Age} == {age: aged[age] for age in Age}

    table = status.table(dataset, view)
    assert list(table["id"]) == [body["id"] for body in register]
    assert list(table["status"]) == [str(body["standing"].status) for body in register]
    assert list(table["as_of"]) == [body["standing"].as_of for body in register]

    councils = [body for body in register if body["sector"] == "council" and not body["replaced_by"]]
    regions = councils_by_region(dataset, view).set_index("code")
    for code in regions.index:
        here = [body["standing"].status for body in councils if body["region"] == code]
        assert regions.at[code, "councils"] == len(here)
        assert regions.at[code, "using"] == here.count(Status.USING)
        assert regions.at[code, "unknown"] == here.count(Status.UNKNOWN)
        assert regions.at[code, "group_only"] == here.count(Status.GROUP_ONLY)

    named = tables.named_bodies_table(dataset, "all_public", view)
    assert set(named["id"]) == {body["id"] for body in register if body["named"] and body["owner"] == "public"}
    apart = tables.bodies_apart_table(dataset, "all_public", view)
    assert set(apart["id"]) == {body["id"] for body in register if body["named"] and body["owner"] != "public"}
    drawn = maps.status_map(dataset, "districts", view)
    by_id = {body["id"]: str(body["standing"].status) for body in register}
    assert list(drawn.table["Status"]) == [by_id[one] for one in drawn.table["id"]]


def test_headline_and_series_equal_a_plain_count(record: tuple[Dataset, Path]) -> None:
    dataset, folder = record
    figures = headline.summary(dataset)
    bodies, findings = rows(folder, "bodies"), rows(folder, "findings")
    spoken_of = {row["body"] for row in findings}
    counted = {
        row["id"] for row in bodies if row["owner"] == "public" and (not row["replaced_by"] or row["id"] in spoken_of)
    }
    assert figures["counts"]["bodies"] == len(counted)
    assert figures["counts"]["bodies_with_findings"] == len(spoken_of & counted)
    assert figures["counts"]["sources_for_findings"] == len({row["source"] for row in findings})
    newest = sorted(findings, key=lambda row: row["id"])
    newest = sorted(newest, key=lambda row: row["as_of"], reverse=True)[: home.NEWEST]
    assert list(home.newest(dataset)["body"]) == [row["body"] for row in newest]
    told = home.newest_statements(dataset)
    named = [body for one in told for body in (one.row["body"], *(key for key, _ in one.same))]
    assert sorted(named) == sorted(row["body"] for row in newest), "every newest finding is on the front page"
    assert len({(one.row["Date"], one.row["Statement"], one.row["source"]) for one in told}) == len(told), "once"
    silent = {
        body["id"] for body in plain(folder, dataset, EvidenceFilter()) if body["standing"].status is Status.UNKNOWN
    }
    councils = {row["id"] for row in bodies if row["sector"] == "council" and not row["replaced_by"]}
    assert figures["councils"]["no_public_evidence"] == len(councils & silent)
