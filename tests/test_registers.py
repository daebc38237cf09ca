"""The registers of public bodies: every kind of body that people ask about is found, and none is presented as clean."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from conftest import Folder
from streamlit.testing.v1 import AppTest

from whosecameras.analysis.counts import tally
from whosecameras.analysis.headline import summary
from whosecameras.analysis.registers import registers, whole_sectors
from whosecameras.analysis.search import search_all
from whosecameras.content.registered_body import registered_body
from whosecameras.publishing.exports import export
from whosecameras.record import geography
from whosecameras.record.loading import DATA_DIR, Dataset, load
from whosecameras.record.schema import TABLES
from whosecameras.text import titles
from whosecameras.text.wording import number

#: What people type, and the body that must be found.
ASKED = {
    "Royal Free Hospital": "royal-free-london-nhs-foundation-trust",
    "Guy's and St Thomas'": "guys-and-st-thomas-nhs-foundation-trust",
    "University of Manchester": "the-university-of-manchester",
    "Bristol Uni": "university-of-bristol",
    "Oxford University": "university-of-oxford",
    "Kent Fire and Rescue": "kent-fire-and-rescue-service",
    "Department for Education": "department-for-education",
    "Environment agency": "environment-agency",
    "NHS England": "nhs-england",
    "GLA": "greater-london-authority",
    "Ab Kettleby Primary School": "ab-kettleby-primary-school-140696",
    "Ab Kettleby": "ab-kettleby-e04005515",
    "140696": "ab-kettleby-primary-school-140696",
    "Leeds": "leeds-council",
}
MOST = 6


def rows() -> list[dict[str, str]]:
    """Every row of every file of bodies, read as plain CSV."""
    found = []
    for name in TABLES["bodies"].files(DATA_DIR):
        with (DATA_DIR / name).open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file))
    return found


@pytest.mark.parametrize(("typed", "body"), ASKED.items())
def test_a_body_is_found_by_what_people_type(dataset: Dataset, typed: str, body: str) -> None:
    answer = search_all(dataset, typed, MOST)
    assert body in [match.body for match in (*answer.matches, *answer.suggestions)]


@pytest.mark.parametrize(
    ("postcode", "district"),
    [("LS8 1AB", "E08000035"), ("se17eh", "E09000022"), ("W1A 1AA", "E09000033"), ("LS17 9LP", "E06000065")],
)
def test_a_full_postcode_leads_to_one_district(postcode: str, district: str) -> None:
    found = geography.postcode(postcode)
    assert found is not None and found.likely == (district,) and found.exact


def test_every_row_is_listed_or_on_a_register_and_none_is_both(dataset: Dataset) -> None:
    listed, registered = set(dataset.bodies["id"]), set(dataset.registers["bodies"]["id"])
    assert listed | registered == {row["id"] for row in rows()} and not listed & registered
    named = {*dataset.findings["body"], *dataset.event_bodies["body"], *dataset.capabilities["body"]} - {""}
    assert named <= listed, "a body that a source names is listed one by one"
    of_registers = {row["id"] for row in rows() if row["register"]}
    heirs = {body for cell in dataset.bodies["replaced_by"] for body in cell.split("; ")}
    assert of_registers & listed <= named | heirs, "a body that only a register names is not"
    assert registered


def test_the_summary_counts_every_body_of_every_register(dataset: Dataset) -> None:
    found = summary(dataset)["registers"]
    known = {row["id"]: row for row in rows()}
    alive = Counter(
        known[body]["sector"] for body in dataset.registers["bodies"]["id"] if not known[body]["ended"]
        and not known[body]["register_status"].startswith("not in the list of")
    )  # fmt: skip
    for sector, counted in found.items():
        assert counted["rows"] == counted["named"] + counted["group_only"] + counted["unknown"], sector
        assert counted["unknown"] >= alive[sector], sector
    assert found["school"]["edition"] and found["school"]["age"] > 0
    assert found["other_public"]["edition"] is None and not found["other_public"]["complete"]
    by_sector = summary(dataset)["status_by_sector"]
    for sector, counted in found.items():  # where sources name former bodies, those are counted too
        assert by_sector[sector]["No public evidence"] == counted["unknown"], sector
        assert sum(by_sector[sector].values()) >= counted["rows"], sector


def test_what_is_complete_is_data_and_holds_for_what_is_there(dataset: Dataset, folder: Folder) -> None:
    """A copy without register-only bodies shows no share of all schools: it does not have them."""
    assert {"council", "police", "school", "university"} <= set(whole_sectors(dataset))
    assert not {"nhs", "college", "parish", "transport"} & set(whole_sectors(dataset))
    assert set(whole_sectors(load(folder.path))) == {"council", "police"}
    lists = dataset.tables["registers"].dropna(subset=["rows"])
    held = Counter(
        row["register"]
        for row in rows()
        if row["register"] and not row["ended"] and not row["replaced_by"]
        and not row["register_status"].startswith("not in the list of")
    )  # fmt: skip
    assert dict(zip(lists["id"], lists["rows"], strict=True)) == held
    folder.set("sectors", folder.line_of("sectors", id="police"), complete="no")
    assert whole_sectors(load(folder.path)) == ("council",)


def test_unknown_is_counted_in_every_sector(dataset: Dataset) -> None:
    for key in dataset.sectors["id"]:
        found, said = tally(dataset, sectors=(key,)), titles.sector(dataset, key)
        if key in whole_sectors(dataset) and found.unknown * 2 > found.total:
            assert ": we found nothing published about" in said and number(found.total) in said, key
        elif registers(dataset)[key]["edition"]:
            assert f"the {number(found.total)} " in said, key


def test_no_download_under_our_licence_holds_a_share_alike_row(dataset: Dataset) -> None:
    with (DATA_DIR / "share-alike" / "bodies.csv").open(encoding="utf-8", newline="") as file:
        shared = [row["id"] for row in csv.DictReader(file)]
    content = export(dataset, "json").decode("utf-8")
    assert shared and not [body for body in shared if f'"{body}"' in content]


def test_what_a_register_says_about_a_body_is_shown_with_its_date(dataset: Dataset) -> None:
    found = registered_body(dataset, "ab-kettleby-primary-school-140696")
    assert found.where == "Melton, East Midlands"
    assert "11 July 2025" in found.listed and "Open Government Licence" in found.notice
    old = registered_body(dataset, next(id for id in dataset.registers["bodies"]["id"] if id.startswith("ysgol-")))
    assert "2021" in old.listed, "an old edition says how old it is"
    with pytest.raises(KeyError):
        registered_body(dataset, "leeds-council")


@pytest.mark.parametrize("body", ["ab-kettleby-primary-school-140696", "ab-kettleby-e04005515", "nhs-24"])
def test_the_explorer_has_a_page_for_a_body_that_only_a_register_names(dataset: Dataset, body: str) -> None:
    app = AppTest.from_file(str(DATA_DIR.parent / "app.py"), default_timeout=120).switch_page("app_pages/find.py")
    app.query_params["body"] = body
    page = app.run()
    assert not page.exception
    shown = "\n".join(str(element.value) for element in (*page.title, *page.markdown, *page.caption, *page.code))
    assert registered_body(dataset, body).name.split(",")[0] in shown
    assert "We found nothing that says whether" in shown and "It may or may not" in shown
    assert f"Dear {registered_body(dataset, body).name}," in shown
