"""Former councils: when they ended, what replaced them, and that no figure counts them as gaps."""

from __future__ import annotations

import re

import pytest
from conftest import Folder

from whosecameras.analysis.areas import bodies_without_area
from whosecameras.analysis.headline import summary
from whosecameras.analysis.queries import counted_bodies, registered_bodies
from whosecameras.analysis.search import finder
from whosecameras.analysis.sectors import ALL_PUBLIC
from whosecameras.analysis.walls import wall
from whosecameras.content import home
from whosecameras.record.loading import Dataset, listed, load, read
from whosecameras.text import titles, wording

#: A council of each reorganisation, and its successors.
HEIRS = {
    "craigavon-borough-council": ("2015-04-01", ["armagh-city-banbridge-and-craigavon-council"]),
    "derry-city-council": ("2015-04-01", ["derry-city-and-strabane-council"]),
    "bournemouth-borough-council": ("2019-04-01", ["bournemouth-christchurch-and-poole-council"]),
    "borough-of-poole": ("2019-04-01", ["bournemouth-christchurch-and-poole-council"]),
    "suffolk-coastal-district-council": ("2019-04-01", ["east-suffolk-council"]),
    "taunton-deane-borough-council": ("2019-04-01", ["somerset-west-and-taunton-council"]),
    "buckinghamshire-county-council": ("2020-04-01", ["buckinghamshire-council"]),
    "northamptonshire-county-council": (
        "2021-04-01", ["north-northamptonshire-council", "west-northamptonshire-council"]
    ),
    "cumbria-county-council": ("2023-04-01", ["cumberland-council", "westmorland-and-furness-council"]),
    "harrogate-borough-council": ("2023-04-01", ["north-yorkshire-council"]),
    "somerset-west-and-taunton-council": ("2023-04-01", ["somerset-council"]),
}  # fmt: skip


@pytest.mark.parametrize("body", HEIRS)
def test_a_former_council_has_an_end_date_and_heirs(dataset: Dataset, body: str) -> None:
    ended, heirs = HEIRS[body]
    row = dataset.row("bodies", body)
    assert (row["ended"], listed(row["replaced_by"])) == (ended, heirs)


def test_a_successor_began_on_the_day_its_predecessor_ended(dataset: Dataset) -> None:
    bodies = dataset.bodies
    former = bodies[(bodies["sector"] == "council") & (bodies["replaced_by"] != "")]
    assert len(former) == 73 and (former["ended"] != "").all()
    for row in former.to_dict("records"):
        for heir in listed(row["replaced_by"]):
            found = dataset.row("bodies", heir)
            assert found["began"] == row["ended"], (row["id"], heir)
            assert (found["region"], found["nation"]) == (row["region"], row["nation"])
    begun = set(bodies.loc[bodies["began"] != "", "id"])
    assert begun == {heir for cell in former["replaced_by"] for heir in listed(cell)}, "no other date is known"


def test_no_existing_council_has_the_name_of_a_former_one(dataset: Dataset) -> None:
    """Otherwise statements about the old council could be mistaken for ones about the new one."""
    bodies = dataset.bodies[dataset.bodies["sector"] == "council"]
    former = bodies[bodies["replaced_by"] != ""]
    names = {name for row in former.to_dict("records") for name in (row["name"], *listed(row["aliases"]))}
    for row in bodies[bodies["replaced_by"] == ""].to_dict("records"):
        assert not names & {row["name"], *listed(row["aliases"])}, row["id"]
    for name in former["name"]:
        found = finder(dataset).search(name).matches[0]
        assert found.name == name and found.exact


def test_figures_count_no_council_that_is_gone_and_that_no_source_names(dataset: Dataset) -> None:
    counted = set(counted_bodies(dataset)["id"])
    assert {"allerdale-borough-council", "derry-city-council"}.isdisjoint(counted)
    assert {"harrogate-borough-council", "cumberland-council"} <= counted, "a source names the one; the other exists"
    figures = summary(dataset)
    assert figures["councils"]["total"] == 382
    every = len(counted) + len(registered_bodies(dataset))
    assert sum(figures["status"].values()) == figures["counts"]["bodies"] == every and len(counted) < len(
        dataset.bodies
    )
    gaps = figures["status"]["No public evidence"]
    for sentence in (wording.register_sentence(dataset), wording.record_sentence(dataset)):
        assert wording.number(every) in sentence and wording.number(len(dataset.bodies)) not in sentence
    assert re.search(rf"\b{wording.number(gaps)}\b", wording.register_sentence(dataset))
    assert "382 principal councils" in home.held(dataset)


def test_one_unknown_heir_among_several_is_found(folder: Folder) -> None:
    cumbria = folder.line_of("bodies", id="cumbria-county-council")
    line = folder.set("bodies", cumbria, replaced_by="cumberland-council; nowhere-council")
    (problem,) = read(folder.path).problems
    assert (problem.line, problem.column) == (line, "replaced_by") and "nowhere-council" in problem.message


def test_a_cycle_through_the_second_of_two_heirs_is_found(folder: Folder) -> None:
    second = folder.line_of("bodies", id="westmorland-and-furness-council")
    folder.set("bodies", second, replaced_by="cumbria-county-council")
    lines = {problem.line for problem in folder.problems() if problem.column == "replaced_by"}
    assert lines == {second, folder.line_of("bodies", id="cumbria-county-council")}


def test_the_list_next_to_the_map_has_only_existing_bodies_and_named_ones(dataset: Dataset) -> None:
    beside = bodies_without_area(dataset, "districts")
    told = set(dataset.findings["body"])
    assert len(beside)
    assert [row["id"] for _, row in beside.iterrows() if row["replaced_by"] and row["id"] not in told] == []


@pytest.mark.parametrize("sector", ["council", ALL_PUBLIC])
def test_a_sector_says_why_its_title_counts_more_than_its_wall(dataset: Dataset, folder: Folder, sector: str) -> None:
    """With each former body that a source comes to name, the title counts one more and the wall as many as before."""

    def counted_and_shown(data: Dataset) -> tuple[str, int, int]:
        said = titles.former_counted(data, sector)
        first, *_, last = (int(number.replace(",", "")) for number in re.findall(r"[0-9][0-9,]*", said))
        return said, first, last

    said, total, existing = counted_and_shown(data := load(folder.path))
    assert total == titles.sector_tally(data, sector).total
    if sector == "council":
        assert existing == len(wall(data, sector).bodies)
    named = set(data.findings["body"])
    new = next(
        row for row in data.bodies.to_dict("records")
        if row["sector"] == "council" and row["replaced_by"] and row["id"] not in named
    )  # fmt: skip
    folder.add("findings", folder.line_of("findings", basis="direct"), id="zz-900", body=str(new["id"]))
    after, more, shown = counted_and_shown(load(folder.path))
    assert (more, shown) == (total + 1, existing) and new["name"] in after and new["name"] not in said
    assert titles.former_counted(dataset, "fire_rescue") == ""
