"""One profile of each public body for all callers, at a cost that does not grow with the register."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Any

import app_driver
import pandas as pd
import pytest

from whosecameras.analysis.status import body_statuses
from whosecameras.briefing import cards_body, subject
from whosecameras.content.body_profile import BodyProfile
from whosecameras.content.neighbours import MOST
from whosecameras.content.record_index import RecordIndex, body_profile, index_of
from whosecameras.publishing import active_dataset
from whosecameras.record import geography
from whosecameras.record.loading import Dataset, Tables
from whosecameras.record.schema import Status
from whosecameras.site import pages_evidence
from whosecameras.site.page import Site

BODY = "exeter-council"  # a body that no other test opens in the explorer, whose results are cached
COUNCIL = "leeds-council"


def with_schools(dataset: Dataset, count: int) -> Dataset:
    """The record with this many made-up schools in one district, without evidence."""
    council = dataset.row("bodies", COUNCIL)
    blank = dict.fromkeys(council, "")
    place = {name: council[name] for name in ("nation", "region", "lad")}
    school = {**blank, **place, "sector": "school"}
    schools = [{**school, "id": f"school-{number}", "name": f"School {number:05}"} for number in range(count)]
    bodies = pd.concat([dataset.bodies, pd.DataFrame(schools)], ignore_index=True).astype(dataset.bodies.dtypes)
    return replace(dataset, tables=Tables({**dataset.tables, "bodies": bodies}))


def steps(work: Callable[[], object]) -> int:
    """The number of Python instructions executed: unlike time, it is the same on every machine."""
    taken = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal taken
        frame.f_trace_opcodes = True
        taken += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return taken


def test_website_explorer_and_briefing_show_the_same_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = active_dataset.opened(active_dataset.active_folder())
    built = RecordIndex.body
    given: list[tuple[str, BodyProfile]] = []

    def body(self: RecordIndex, key: str) -> BodyProfile:
        given.append((key, built(self, key)))
        return given[-1][1]

    monkeypatch.setattr(RecordIndex, "body", body)
    for show in (
        lambda: pages_evidence.body(Site(index_of(dataset), "https://cameras.example", {}, ()), BODY),
        lambda: app_driver.visit("find", body=BODY),
        lambda: cards_body.body(dataset, BODY, "light"),
        lambda: subject.briefing_subject(dataset, "body", BODY),
    ):
        asked = len(given)
        show()
        assert len(given) > asked
    assert {key for key, _ in given} == {BODY}
    assert len({id(profile) for _, profile in given}) == 1


@pytest.mark.parametrize("body", ["school-0", COUNCIL, "west-yorkshire-police"])
def test_a_profile_takes_no_longer_in_a_larger_register(dataset: Dataset, body: str) -> None:
    taken = []
    for schools in (100, 3000):
        index = RecordIndex(with_schools(dataset, schools))
        index.warm()
        index.body("school-1")  # what all bodies of the district share is computed for the first of them
        taken.append(steps(lambda index=index: index.body(body)))  # type: ignore[misc]
    assert taken[1] == pytest.approx(taken[0], rel=0.05)


def longest(dataset: Dataset) -> BodyProfile:
    """The public body whose area is served by the most others."""
    profiles = (body_profile(dataset, key) for key in dataset.bodies["id"])
    return max(profiles, key=lambda profile: profile.same_area.total)


def test_a_long_list_is_cut_and_begins_with_those_that_have_evidence(dataset: Dataset) -> None:
    found = longest(dataset).same_area
    assert len(found.first) == MOST < found.total
    known = [body_statuses(dataset)[one.id].status is not Status.UNKNOWN for one in found.first]
    assert known == sorted(known, reverse=True) and any(known)


def test_everyone_who_serves_the_district_of_a_body_is_listed_or_counted(dataset: Dataset) -> None:
    existing = dataset.bodies[dataset.bodies["replaced_by"] == ""]
    districts = existing["lad"].map(geography.on_map)
    for row in existing.to_dict("records"):
        district = geography.on_map(row["lad"])
        if not district:
            continue
        above = existing["code"] == (geography.county_of(district) or "no county")
        above |= existing["id"] == geography.police_of(district)
        expected = set(existing.loc[(districts == district) | above, "id"]) - {row["id"]}
        found = body_profile(dataset, row["id"]).same_area
        listed = [one.id for one in found.first]
        assert found.total == len(expected), row["id"]
        assert set(listed) <= expected and len(listed) == len(set(listed)) == min(MOST, len(expected)), row["id"]


def test_every_body_of_the_same_sector_and_region_is_listed_or_counted(dataset: Dataset) -> None:
    existing, known = dataset.bodies[dataset.bodies["replaced_by"] == ""], body_statuses(dataset)
    for row in existing.to_dict("records"):
        alike = existing[(existing["sector"] == row["sector"]) & (existing["region"] == row["region"])]
        found = body_profile(dataset, row["id"])
        others = set(alike["id"]) - {row["id"], *(one.id for one in found.same_area.first)}
        evidence = {one for one in others if known[one].status is not Status.UNKNOWN}
        assert (found.peers.total, found.blank_peers) == (len(evidence), len(others - evidence)), row["id"]
        names = [one.name for one in found.peers.first]
        assert names == sorted(dataset.row("bodies", one)["name"] for one in evidence)[:MOST], row["id"]


def test_a_list_that_is_cut_says_so_and_links_to_the_rest(dataset: Dataset) -> None:
    found = longest(dataset)
    page = app_driver.visit("find", body=found.id)
    shown = "\n".join(str(element.value) for element in page.markdown)
    assert f"Showing {MOST} of {found.same_area.total}." in shown
    assert f"(data?table=bodies&region={found.region})" in shown
