"""The page that finds a body: what visitors see, however they search."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import quote

import app_driver
import pytest
from streamlit.testing.v1 import AppTest

from whosecameras.analysis.queries import counted_bodies, registered_bodies
from whosecameras.analysis.status import body_statuses
from whosecameras.content.record_index import body_profile
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text.wording import number

MANY = "department-of-health-and-social-care"  # the body with the most findings
Open = Callable[..., AppTest]


@pytest.fixture
def visit() -> Open:
    """Open the page at an address."""
    return partial(app_driver.visit, "find")


def html_of(page: AppTest) -> str:
    """All HTML that the page sends as HTML."""
    return "\n".join(element.proto.body for element in page.get("html"))  # type: ignore[attr-defined]


def markdown_of(page: AppTest) -> str:
    """All markdown of the page, verbatim."""
    notices = [*page.info, *page.warning]
    return "\n".join(
        str(element.value) for element in [*page.title, *page.header, *page.markdown, *page.caption, *notices]
    )


def text_of(page: AppTest) -> str:
    """The text of the page without markdown and HTML syntax."""
    codes = "\n".join(str(element.value) for element in page.code)
    return markdown_of(page).replace("\\", "") + "\n" + html.unescape(html_of(page)) + "\n" + codes


def title_of(page: AppTest) -> str:
    """The page's title; fails if the page raised, or does not have exactly one title."""
    assert not page.exception
    assert len(page.title) == 1
    return str(page.title[0].value).replace("\\", "")


def links_to(page: AppTest, body: str) -> bool:
    """True if the page has a link that opens the body."""
    return f"find?body={body}" in html_of(page) + markdown_of(page)


def test_it_opens_with_the_size_of_the_register_and_the_unknown_counted(visit: Open, dataset: Dataset) -> None:
    page = visit()
    title_of(page)
    known, counted = body_statuses(dataset), list(counted_bodies(dataset)["id"])
    statuses = [known[body].status for body in counted]
    blank, group = statuses.count(Status.UNKNOWN), statuses.count(Status.GROUP_ONLY)
    registered = len(registered_bodies(dataset))
    assert f"lists {number(len(counted) + registered)} public bodies" in text_of(page)
    assert f"name {len(counted) - blank - group} of them" in text_of(page)
    assert f"the other {number(blank + registered)}" in text_of(page)


def test_every_body_of_a_sector_is_linked_from_a_to_z(visit: Open, dataset: Dataset) -> None:
    page = visit(sector="police")
    for body in dataset.bodies.loc[dataset.bodies["sector"] == "police", "id"]:
        assert links_to(page, body), body


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Perth and Kinross Council", "Perth and Kinross Council"),
        ("edinburgh", "City of Edinburgh Council"),
        ("DHSC", "Department of Health and Social Care"),
        ("Department for Work and Pensions", "Department for Work and Pensions"),
        ("Harrogate Borough Council", "Harrogate Borough Council"),
        ("POLICE  scotland", "Police Scotland"),
    ],
)
def test_one_exact_name_or_alias_opens_the_body(visit: Open, asked: str, name: str) -> None:
    assert title_of(visit(q=asked)) == name


def test_a_typing_error_leads_to_the_body_with_status_and_place(visit: Open) -> None:
    page = visit(q="Edinbrugh council")
    title_of(page)
    assert links_to(page, "city-of-edinburgh-council")
    assert "Councils · Scotland" in text_of(page)


@pytest.mark.parametrize("asked", ["LS1 4AP", "LS1", "ls1 4"])
def test_a_full_or_partial_postcode_gives_council_and_police_with_a_caution(visit: Open, asked: str) -> None:
    page = visit(q=asked)
    assert links_to(page, "leeds-council") or links_to(page, "leeds-city-council")
    assert links_to(page, "west-yorkshire-police")
    assert ("LS1 4AP: Leeds" if asked == "LS1 4AP" else "LS1: mostly Leeds") in text_of(page)


def test_a_postcode_in_a_county_gives_the_county_council_too(visit: Open) -> None:
    assert links_to(visit(q="CM1 1QH"), "essex-county-council")


def test_a_northern_irish_postcode_gives_the_nation_and_all_its_councils(visit: Open, dataset: Dataset) -> None:
    page = visit(q="BT7 1NN")
    bodies = dataset.bodies
    for body in bodies.loc[(bodies["nation"] == "Northern Ireland") & (bodies["sector"] == "council"), "id"]:
        assert links_to(page, body), body
    assert links_to(page, "police-service-of-northern-ireland") or "Police Service of Northern Ireland" in text_of(page)


def test_no_match_says_so_and_links_to_the_list_and_the_request(visit: Open) -> None:
    page = visit(q="zzzzqqq xxkk")
    assert "No public body that we list is called “zzzzqqq xxkk”" in text_of(page)
    assert "Dear zzzzqqq xxkk," in text_of(page), "the letter has the name that was typed"
    assert "A to Z by sector" in [heading.value for heading in page.header]


def test_typing_into_the_box_writes_the_address_and_leaves_the_open_body(visit: Open) -> None:
    page = visit(body="essex-county-council")
    assert title_of(page) == "Essex County Council"
    page.text_input(key="q").set_value("Highland Council").run()
    assert title_of(page) == "Highland Council"
    assert page.query_params == {"q": "Highland Council"}


@pytest.mark.parametrize("body", ["city-of-edinburgh-council", MANY, "thurrock-council", "police-scotland"])
def test_every_source_of_a_body_is_linked_and_each_deciding_finding_is_marked(
    visit: Open, dataset: Dataset, body: str
) -> None:
    page = visit(body=body)
    title_of(page)
    shown = markdown_of(page)
    findings = dataset.findings[dataset.findings["body"] == body]
    assert len(findings) > 0
    for source in findings["source"]:
        assert f"]({quote(dataset.row('sources', source)['url'], safe=':/?&=%#@+,;~!$*')})" in shown, source
    held = body_profile(dataset, body)
    lines = shown.replace("\\", "").split("\n")
    told = [next(line for line in lines if line.startswith(said.detail)) for said in (*held.named, *held.group)]
    assert said_to_decide(told) == [said.is_deciding for said in (*held.named, *held.group)]


SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


DECIDES = re.compile(
    r"\bThis statement( and the next( (?P<more>\w+) statements)?)? (?P<also>also )?decides? the status"
    r"(, with (?P<below>\w+) others? below)?\."
)


def said_to_decide(told: list[str]) -> list[bool]:
    """Which statements decide, according to the sentences next to them; consecutive ones share one sentence."""
    decides: list[bool] = []
    left = promised = 0
    for line in told:
        found = DECIDES.search(line)
        assert not (found and left), line
        if found:
            left = SMALL.index(found["more"]) + 2 if found["more"] else 2 if found[1] else 1
            assert bool(found["also"]) == any(decides), line
            promised = promised or left + (SMALL.index(found["below"]) + 1 if found["below"] else 0)
        decides.append(left > 0)
        left = max(left - 1, 0)
    assert sum(decides) == promised
    return decides


@pytest.mark.parametrize("pattern", ["1", "111", "0101", "1100110", "10111", "000"])
def test_deciding_findings_are_marked_correctly_and_once_per_run(dataset: Dataset, pattern: str) -> None:
    held = body_profile(dataset, "city-of-edinburgh-council")
    said = tuple(replace(held.named[0], id=f"s{place}", is_deciding=one == "1") for place, one in enumerate(pattern))
    for named, group in ((said, ()), (said[:2], said[2:])):
        deciding = replace(held, named=named, group=group).deciding
        assert said_to_decide([deciding.get(one.id, "") for one in said]) == [one.is_deciding for one in said]


def test_findings_are_listed_newest_first_and_group_statements_separately(visit: Open, dataset: Dataset) -> None:
    page = visit(body="city-of-edinburgh-council")
    found = body_profile(dataset, "city-of-edinburgh-council")
    dates = [said.as_of for said in found.named]
    assert dates == sorted(dates, reverse=True)
    headings = [str(heading.value) for heading in page.header]
    assert headings.index("What sources say, newest first") < headings.index("Claims about a whole group")
    assert {said.basis for said in found.group} == {"collective"}
    assert "collective" not in {said.basis for said in found.named}


def test_a_body_without_findings_says_that_nothing_is_known_and_puts_the_request_first(
    visit: Open, dataset: Dataset
) -> None:
    page = visit(body="adur-council")
    assert body_statuses(dataset)["adur-council"].status is Status.UNKNOWN
    assert "It may or may not" in text_of(page)
    assert next(str(heading.value) for heading in page.header).startswith("Ask ")
    assert "Dear Adur Council," in text_of(page)
    assert "Councils in the UK" in text_of(page)
    assert not page.get("download_button")


def test_a_replaced_body_keeps_its_page_and_links_to_and_from_its_successor(visit: Open) -> None:
    assert links_to(visit(body="harrogate-borough-council"), "north-yorkshire-council")
    assert links_to(visit(body="north-yorkshire-council"), "harrogate-borough-council")


def test_functions_that_a_source_reports_denies_or_was_refused_are_listed(visit: Open, dataset: Dataset) -> None:
    said = dataset.capabilities[dataset.capabilities["body"] == "thurrock-council"]
    assert len(said)
    text = text_of(visit(body="thurrock-council"))
    for detail in said["detail"]:
        assert detail in text


def test_events_that_name_the_body_are_listed(visit: Open, dataset: Dataset) -> None:
    links = dataset.event_bodies
    text = text_of(visit(body=MANY))
    for event in links.loc[links["body"] == MANY, "event"]:
        assert dataset.row("events", event)["title"] in text


def test_an_unknown_body_gives_a_notice_and_the_nearest_names(visit: Open) -> None:
    page = visit(body="essex-county-councill")
    title_of(page)
    assert "no public body called “essex-county-councill”" in text_of(page)
    assert links_to(page, "essex-county-council")


@pytest.mark.parametrize("key", ["body", "q", "sector"])
@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "[x](javascript:alert(1))",
        "\x00\u202e",
        "é" * 10_000,
    ],
)
def test_hostile_text_in_the_address_is_shown_as_text_or_not_at_all(visit: Open, key: str, hostile: str) -> None:
    page = visit(**{key: hostile})
    title_of(page)
    assert "<script" not in html_of(page)
    assert "onerror" not in html_of(page)
    assert "<script>" not in markdown_of(page)
    assert "[x](javascript" not in markdown_of(page)
    assert len(markdown_of(page)) < 20_000


def test_a_question_of_ten_kilobytes_is_cut_and_says_so(visit: Open) -> None:
    page = visit(q="a" * 10_000)
    title_of(page)
    assert len(page.text_input(key="q").value or "") == 200
    assert "the first 200 characters are used" in text_of(page)


def test_without_a_contact_there_is_a_message_to_copy_and_with_one_a_ready_message(
    visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WHOSE_CAMERAS_CONTACT", raising=False)
    assert "Entry: Essex County Council (essex-county-council)" in text_of(visit(body="essex-county-council"))
    monkeypatch.setenv("WHOSE_CAMERAS_CONTACT", "record@example.org")
    page = visit(body="essex-county-council")
    links = [element.proto.url for element in page.get("link_button")]  # type: ignore[attr-defined]
    assert [link for link in links if link.startswith("mailto:record@example.org?subject=Whose%20Cameras%3F")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-11-28", "If the request arrives on 28 November 2026, the answer is due by 30 December 2026."),
        ("28/11/2026", "“28/11/2026” is not a date. Write it as year, month and day, such as 2026-11-20."),
        ("2026-02-30", "“2026-02-30” is not a date. Write it as year, month and day, such as 2026-11-20."),
        ("2026-11", "“2026-11” is not a date. Write it as year, month and day, such as 2026-11-20."),
        ("9999-12-31", "“9999-12-31” is not a date. Write it as year, month and day, such as 2026-11-20."),
        (" ", ""),
    ],
)
def test_the_day_on_which_a_request_arrives_is_typed_and_checked(visit: Open, typed: str, said: str) -> None:
    page = visit(body="leeds-council")
    page.text_input(key="arrives-leeds-council").set_value(typed).run()
    assert not page.exception
    shown = [
        one.value for one in [*page.markdown, *page.warning] if "answer is due" in one.value or "Write it" in one.value
    ]
    assert shown == [said] * bool(said)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-11-20", ""),
        ("20.11.2026", "“20.11.2026” is not a date up to today. Write it as year, month and day, such as 2026-11-20."),
        ("2999-01-01", "“2999-01-01” is not a date up to today. Write it as year, month and day, such as 2026-11-20."),
        ("", "Still missing: date of the answer, such as 2026-11-20."),
    ],
)
def test_a_message_is_prepared_only_with_a_date_of_the_answer(
    visit: Open, monkeypatch: pytest.MonkeyPatch, typed: str, said: str
) -> None:
    monkeypatch.setenv("WHOSE_CAMERAS_CONTACT", "record@example.org")
    page = visit(body="leeds-council")
    fields = {one.label: one for one in [*page.text_input, *page.selectbox]}
    fields["Date of the answer, such as 2026-11-20"].set_value(typed)
    fields["What it said"].set_value("uses")
    fields["Whose cameras"].set_value("dahua")
    fields["The answer in your own words, in one or two sentences"].set_value("It has them.")
    fields["Address of the page where others can read it"].set_value("https://example.org/answer")
    next(one for one in page.button if one.label == "Prepare the message").click().run()
    assert not page.exception
    assert [one.value for one in page.warning] == [said] * bool(said)
    assert ["The message is ready" in one.value for one in page.success] == [True] * (not said)


def test_every_body_with_findings_has_a_dossier_whose_reasons_and_decisions_agree_with_the_rule(
    dataset: Dataset,
) -> None:
    some = {*dataset.findings["body"], *dataset.bodies["id"][::20]}
    for body, found in body_statuses(dataset).items():
        if body not in some:
            continue
        held = body_profile(dataset, body)
        decided = {said.id for said in (*held.named, *held.group) if said.is_deciding}
        assert decided == set(found.decided_by), body
        assert len(held.named) + len(held.group) == (dataset.findings["body"] == body).sum(), body
        steps = [reason.step for reason in held.reasons]
        assert steps == sorted(steps), body
        about_use = found.status not in (Status.UNKNOWN, Status.WOULD_NOT_SAY, Status.DID_NOT_ANSWER)
        about_use = about_use and found.status is not Status.GROUP_ONLY
        assert (1 in steps, 3 in steps) == (bool(held.group), about_use), body
        marks = {said.mark for said in (*held.named, *held.group) if said.is_deciding}
        assert marks <= {held.mark, Status.GROUP_ONLY}, body
