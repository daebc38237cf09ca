"""NHS trusts and their hospitals, government bodies of GOV.UK, and pages on WhatDoTheyKnow."""

from __future__ import annotations

import json

import pytest

from .conftest import EDITION, INVENTED, Desk, api_page, organisation

AUTHORITIES = (
    "Name", "Short name", "URL name", "Tags", "Home page", "Publication scheme", "Disclosure log", "Notes",
    "Created at", "Updated at", "Version",
)  # fmt: skip


def ods_row(
    code: str, name: str, *, opened: str = "20200401", closed: str = "", parent: str = "", group: str = "Y63"
) -> list[str]:
    """A row of a file of the Organisation Data Service: 27 cells, no header."""
    row = [code, name, group, "QWO", "1 STREET", "", "", "LEEDS", "", "LS8 1AB", opened, closed, "", "", parent]
    return row + [""] * (27 - len(row))


def trusts() -> list[list[str]]:
    """The trusts in the record, in the service's format."""
    return [ods_row(row["code"], row["name"].upper()) for row in INVENTED["nhs"]]


def agencies() -> list[dict[str, object]]:
    """The bodies of GOV.UK in the record."""
    rows = [*INVENTED["central_government"], *INVENTED["devolved_government"]]
    return [organisation(row["code"], row["name"], format=row["type"]) for row in rows]


def authority(name: str, page: str, tags: str = "") -> list[str]:
    """A row of WhatDoTheyKnow's list."""
    return [name, "", page, tags, "", "", "", "", "2010-01-01 00:00:00 UTC", "2026-01-01 00:00:00 UTC", "1"]


def test_trust_names_are_properly_capitalised_and_case_does_not_make_a_new_name(desk: Desk) -> None:
    new = ods_row("X9D", "THE INVENTED ST. MARY'S AND ALL SAINTS' AMBULANCE SERVICE NHS FOUNDATION TRUST")
    said = desk.done("nhs", desk.table("etr.csv", (), *trusts(), new))
    row = desk.with_code("X9D")[0]
    assert row["name"] == "The Invented St. Mary's and All Saints' Ambulance Service NHS Foundation Trust"
    assert (row["type"], row["lad"], row["began"]) == ("NHS foundation trust (ambulance)", "E08000035", "2020-04-01")
    assert "renamed" not in said
    assert desk.row("invented-one-nhs-trust")["name"] == "Invented One NHS Trust"


def test_a_welsh_trust_with_an_office_in_england_is_welsh(desk: Desk) -> None:
    desk.done("nhs", desk.table("etr.csv", (), *trusts(), ods_row("X9E", "INVENTED WELSH NHS TRUST", group="W00")))
    row = desk.row("invented-welsh-nhs-trust")
    assert (row["nation"], row["region"], row["lad"]) == ("Wales", "W92000004", "")


def test_a_trust_ends_on_the_date_in_the_file_unless_that_is_in_the_future(desk: Desk) -> None:
    first, second, third = trusts()
    first[11], second[11] = "20260331", "20991231"
    desk.done("nhs", desk.table("etr.csv", (), first, second, third), "--drop-at-most", "50%")
    one, two = desk.row("invented-one-nhs-trust"), desk.row("invented-two-nhs-trust")
    assert (one["ended"], one["register_status"]) == ("2026-03-31", "closed 2026-03-31")
    assert (two["ended"], two["register_status"]) == ("", "open")


def test_a_new_code_with_a_name_that_we_have_is_left_to_the_curator(desk: Desk) -> None:
    said = desk.done("nhs", desk.table("etr.csv", (), *trusts(), ods_row("X9Z", "INVENTED ONE NHS TRUST")))
    assert not desk.with_code("X9Z")
    assert "set aside: 1\n" in said and "invented-one-nhs-trust" in said


def test_hospitals_lead_to_their_trust(desk: Desk) -> None:
    sites = [
        ods_row("X9A01", "INVENTED ROYAL INFIRMARY", parent="X9A"),
        ods_row("X9A02", "INVENTED CAR PARK", parent="X9A"),
        ods_row("X9A03", "INVENTED OLD HOSPITAL", parent="X9A", closed="20100331"),
        ods_row("X9A04", "INVENTED SHARED HOSPITAL", parent="X9A"),
        ods_row("X9B04", "INVENTED SHARED HOSPITAL", parent="X9B"),
        ods_row("X9A05", "INVENTED NAMESAKE HOSPITAL", parent="X9A"),
    ]
    # A separate body has the same name as one of them.
    namesake = {"id": "invented-namesake", "name": "Invented Namesake Hospital", "code": "X9N"}
    desk.add("bodies/nhs.csv", "invented-three-nhs-trust", **namesake)
    path = desk.table("ets.csv", (), *sites)
    desk.done("nhs", path)
    assert desk.row("invented-one-nhs-trust")["aliases"] == "Invented Royal Infirmary"
    assert desk.row("invented-two-nhs-trust")["aliases"] == ""
    assert desk.row("invented-three-nhs-trust")["register_status"] == "open"  # it has no site in the file
    assert desk.register("nhs-trusts")["edition"] != EDITION
    assert "nothing was written" in desk.done("nhs", path)


def test_government_bodies_come_from_the_pages_of_the_api(desk: Desk) -> None:
    new = organisation("invented-office", "Invented Office", abbreviation="IVO")
    first, second = agencies()[:2], [*agencies()[2:], new]
    pages = api_page(*first, page=1, pages=2) + "\n" + api_page(*second, page=2, pages=2)
    desk.done("central_government", desk.file("organisations.json", pages))
    row = desk.row("invented-office")
    assert (row["code"], row["code_scheme"], row["aliases"]) == ("invented-office", "GOVUK", "IVO")
    assert (row["sector"], row["nation"], row["register_status"], row["foi"]) == (
        "central_government",
        "United Kingdom",
        "live",
        "foia_2000",
    )
    assert desk.register("government-govuk")["edition"] == EDITION


def test_a_body_maintained_by_hand_is_left_to_the_curator(desk: Desk) -> None:
    key = "invented-agency-three"
    desk.change("bodies/central_government.csv", key, register="")
    before = desk.row(key)
    others = [one for one in agencies() if one["title"] != "Invented Agency Three"]
    path = desk.file("organisations.json", api_page(*others, organisation(key, "Invented Renamed Agency")))
    said = desk.done("central_government", path)
    assert desk.row(key) == before
    assert "set aside: 1\n" in said and "by hand" in said
    agreeing = desk.file("organisations.json", api_page(*others, organisation(key, "Invented Agency Three")))
    assert "set aside" not in desk.done("central_government", agreeing)


def test_a_page_that_is_missing_is_reported(desk: Desk) -> None:
    path = desk.file("organisations.json", api_page(*agencies(), page=1, pages=63))
    assert "1 of 63 pages" in desk.refused("central_government", path)


def test_a_list_of_organisations_is_read_too(desk: Desk) -> None:
    path = desk.file(
        "organisations.json", json.dumps([*agencies(), organisation("invented-office", "Invented Office")])
    )
    desk.done("devolved_government", path)
    assert desk.row("invented-office")["sector"] == "central_government"


def test_a_body_below_a_devolved_one_is_devolved(desk: Desk) -> None:
    new = organisation("invented-branch", "Invented Branch", parent_organisations="invented-devolved-office")
    desk.done("central_government", desk.file("organisations.json", api_page(*agencies(), new)))
    row = desk.row("invented-branch")
    assert (row["sector"], row["nation"], row["region"]) == ("devolved_government", "Wales", "W92000004")


@pytest.mark.parametrize(
    ("reason", "ended", "replaced"),
    [("merged", "2026-03-31", "invented-agency-two"), ("no_longer_exists", "2026-03-31", ""), ("left_gov", "", "")],
)
def test_a_closed_body_names_what_took_its_place(desk: Desk, reason: str, ended: str, replaced: str) -> None:
    heirs = {"superseding_organisations": "invented-agency-two"} if replaced else {}
    gone = organisation(
        "invented-agency-one", "Invented Agency One", "closed", govuk_closed_status=reason,
        closed_at="2026-03-31T23:59:59.000+01:00", **heirs,
    )  # fmt: skip
    path = desk.file("organisations.json", api_page(gone, *agencies()[1:]))
    said = desk.done("central_government", path, "--drop-at-most", "30%")
    row = desk.row("invented-agency-one")
    assert (row["ended"], row["replaced_by"]) == (ended, replaced)
    assert ("merged or replaced: 1\n" in said) == bool(replaced)
    assert "nothing was written" in desk.done("central_government", path)


def test_pages_on_whatdotheyknow_are_only_in_the_table_under_their_licence(desk: Desk) -> None:
    path = desk.table(
        "all-authorities.csv",
        AUTHORITIES,
        authority("Invented School 1", "invented_school_1", "school urn:900001"),
        authority("Quite Another School", "another", "school urn:900002"),  # the tag has another body's code
        authority("Invented School 3", "invented_school_3", "school urn:900003 defunct"),
        authority("Invented School 4", "invented_school_4", "school"),
        authority("Invented School 5", "../../etc/passwd", "school urn:900005"),
    )
    bodies = desk.row("invented-school-1-900001")
    said = desk.done("school", path)
    assert desk.pages() == {"invented-school-1-900001": "invented_school_1"}
    assert desk.row("invented-school-1-900001") == bodies
    assert "set aside: 1\n" in said and "line 6" in said
    assert "nothing was written" in desk.done("school", path)


def test_a_page_that_moved_is_followed_and_one_that_went_is_taken_out(desk: Desk) -> None:
    names = [authority(f"Invented School {n}", f"invented_school_{n}", f"urn:9000{n:02d}") for n in range(1, 41)]
    desk.done("school", desk.table("all-authorities.csv", AUTHORITIES, *names))
    names[0] = authority("Invented School 1", "invented_school_one", "urn:900001")
    said = desk.done("school", desk.table("all-authorities.csv", AUTHORITIES, *names[:-1]))
    pages = desk.pages()
    assert pages["invented-school-1-900001"] == "invented_school_one"
    assert "invented-school-40-900040" not in pages and len(pages) == 39
    assert "moved: 1\n" in said and "gone: 1\n" in said
    assert "refused" not in desk.refused("school", desk.table("all-authorities.csv", AUTHORITIES, *names[:20]))


def test_pages_of_other_sectors_stay(desk: Desk) -> None:
    desk.done("nhs", desk.table("a.csv", AUTHORITIES, authority("Invented One NHS Trust", "invented_trust", "ods:X9A")))
    desk.done(
        "school", desk.table("a.csv", AUTHORITIES, authority("Invented School 1", "invented_school", "urn:900001"))
    )
    assert set(desk.pages()) == {"invented-one-nhs-trust", "invented-school-1-900001"}
