"""The search of the website in a real browser: it answers every question as the explorer's look-up does."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from conftest import SITE
from playwright.sync_api import Browser, Page, Route

from whosecameras.analysis.search import finder
from whosecameras.content.record_index import RecordIndex
from whosecameras.record import geography
from whosecameras.record.loading import Dataset, listed
from whosecameras.site import feeds
from whosecameras.site.page import Site

ASSETS = Path(feeds.__file__).parent / "assets"
PAGE = """<!doctype html><title>Search</title><input id="q"><div id="results" data-index="/search.json" data-root=""
data-held="What the list holds."></div><script src="/finder.js"></script><script src="/search.js"></script>"""
MOST = 24
#: What is typed, and the body that both must give first.
CASES = {
    "The Metropolitan Police": "metropolitan-police-service",
    "the city of london": "city-of-london-corporation",
    "Leeds City Council": "leeds-council",
    "Saint Helens": "st-helens-council",
    "Kensington & Chelsea": "kensington-and-chelsea-council",
    "E1 1": "tower-hamlets-council",
    "E11": "waltham-forest-council",
    "e111": "waltham-forest-council",
    "E1 1AA": "tower-hamlets-council",
    "N1 1": "islington-council",
    "M1 7": "manchester-council",
    "m17": "trafford-council",
    "SW1A 2": "westminster-council",
    "SW1A2AA": "westminster-council",
    "sw1": "westminster-council",
    "LS1 4AP": "leeds-council",
    "EH": "city-of-edinburgh-council",
    "eh12ng": "city-of-edinburgh-council",
    "BT1 5GS": "police-service-of-northern-ireland",
    "Birmngham": "birmingham-council",
    "Leeds MBC": "leeds-council",
    "police westmidlands": "west-midlands-police",
    "Surrey": "surrey-county-council",
    "Notts police": "nottinghamshire-police",
    "Poole": "borough-of-poole",
    "Allerdale": "allerdale-borough-council",
}
#: As people type: short forms, slips, another order of words, other names, parts, what is not in the list.
TYPED = (
    "Camden LBC", "Hull CC", "Lambeth coucil", "West Yorkshire Police Force", "Middlesborough", "Wolverhamton",
    "Haringay", "Waltham forrest", "Dumfries & Galoway", "Rhondda Cynon Taff", "Essex", "Kent", "Norfolk",
    "Leicestershire", "Glos police", "LBTH", "B'ham", "RBWM", "RCT council", "Ynys Mon", "Cyngor Gwynedd",
    "Heddlu Dyfed Powys", "Bath council", "York city council", "Stoke", "BTP", "MoD", "E07000148", "e07000026",
    "upon Thames Kingston", "Wells Tunbridge", "Hythe & Folkestone", "Shepway", "Cumbria", "Northamptonshire",
    "Cumbria County Council", "Carlisle", "Craigavon", "Derry", "Somerset", "Dorset County Council", "Taunton Deane",
    "Caradon", "Alderdale", "Isle of White", "Oxford University", "West Surrey", "Bristol Uni", "St Thomas' hospital",
    "HMRC", "H&F council", "GY1 1AA", "JE2", "B", "M", "b1", "HS2",
    "SE1  7EH", "W1A 1AA", "zzzz", "Hikvision", "hikvison", "dahua cctv",
    "the", "x" * 300, "council " * 100, "ÉDINBURGH", "Straße", "½", "<b>", "\u202eNEDMAC", "'", "…", "St. Helens MBC",
)  # fmt: skip
#: Typed by people, found by neither.
NOTHING = ("The", "ZZ", "ZZ9 9ZZ", "the the the qqqq")
SLIPS = 500


@pytest.fixture(scope="module")
def page(dataset: Dataset, chromium: Browser) -> Iterator[Page]:
    """A tab in which the search, its list and nothing else is served."""
    served = {
        "/search": ("text/html", PAGE.encode()),
        "/search.js": ("text/javascript", (ASSETS / "search.js").read_bytes()),
        "/finder.js": ("text/javascript", (ASSETS / "finder.js").read_bytes()),
        "/search.json": ("application/json", feeds.search_index(Site(RecordIndex(dataset), SITE, {}, ()))),
    }

    def answer(route: Route) -> None:
        kind, body = served[route.request.url.removeprefix(SITE).partition("?")[0]]
        route.fulfill(body=body, content_type=f"{kind}; charset=utf-8")

    context = chromium.new_context()
    context.route(f"{SITE}/**", answer)
    yield context.new_page()
    context.close()


def found(page: Page, typed: str) -> list[str]:
    """The bodies that the website lists for a text."""
    page.goto(f"{SITE}/search?q={quote(typed)}")
    page.locator("#results h2").wait_for()
    links: list[str] = page.locator("#results a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return [link.removeprefix("/body/") for link in links]


def slip(name: str, lot: random.Random) -> str:
    """The name with one letter left out, added, changed or swapped with the next."""
    at, letter = lot.randrange(len(name) - 1), lot.choice("abcdefghijklmnopqrstuvwxyz")
    left, right = name[:at], name[at + 1 :]
    swapped = left + right[:1] + name[at] + right[1:]
    return lot.choice((left + right, left + letter + name[at:], left + letter + right, swapped))


def questions(dataset: Dataset) -> list[str]:
    """Every name and alias, 500 slips, parts and other orders of names, postcodes, and what people type."""
    lot = random.Random(15)
    cells = [*dataset.bodies["name"], *dataset.bodies["aliases"]]
    names = [name for cell in cells for name in listed(cell)]
    slips = [slip(lot.choice([name for name in names if len(name) > 3]), lot) for _ in range(SLIPS)]
    parts = [name[: 1 + at % 9] for at, name in enumerate(names)]
    turned = [" ".join(lot.sample(name.split(), len(name.split()))) for name in names]
    codes = list(islice(geography.outcodes(), 0, None, 9))
    return [*names, *slips, *parts, *turned, *codes, *CASES, *TYPED, *NOTHING]


def test_both_searches_give_the_same_answer_to_every_question(page: Page, dataset: Dataset) -> None:
    """The same kind of answer, the same bodies in the same order, the same words."""
    asked = questions(dataset)
    page.goto(f"{SITE}/search")
    answers: list[dict[str, Any]] = page.evaluate(
        """async ([asked, most]) => {
            const ready = bodyFinder.prepare(await (await fetch("/search.json")).json());
            const ids = (found) => found.map((one) => ready.bodies[one.body][0]);
            return asked.map((text) => bodyFinder.search(ready, text, most))
                .map((one) => [one.kind, ids(one.matches), ids(one.suggestions), one.note, one.vendor || ""]);
        }""",
        [asked, MOST],
    )
    ours = finder(dataset)
    for text, theirs in zip(asked, answers, strict=True):
        found = ours.search(text, MOST)
        bodies = [[one.body for one in part] for part in (found.matches, found.suggestions)]
        assert theirs == [found.kind, *bodies, found.note, found.vendor], text


def test_one_slip_in_any_name_leads_to_the_body(dataset: Dataset) -> None:
    """First of all, unless the slip makes another body's name, or a postcode, of it."""
    lot, ours = random.Random(15), finder(dataset)
    for body, name in zip(dataset.bodies["id"], dataset.bodies["name"], strict=True):
        if len(name) < 6:
            continue
        typed = slip(name, lot)
        found = ours.search(typed)
        assert body in [one.body for one in (*found.matches, *found.suggestions)][:3], typed


@pytest.mark.parametrize(("typed", "body"), CASES.items())
def test_the_page_lists_first_what_the_explorer_finds_first(
    page: Page, dataset: Dataset, typed: str, body: str
) -> None:
    answer = finder(dataset).search(typed)
    assert (*answer.matches, *answer.suggestions)[0].body == body
    listed = found(page, typed)
    assert listed[0] == body and len(listed) == len(set(listed))


def test_the_page_has_three_kinds_of_answer(page: Page) -> None:
    """What is there; names that are near, as a question; what is not there, with what the list holds."""
    heads = {}
    for typed in ("Leeds", "Leedz City Council", "zzzz"):
        found(page, typed)
        heads[typed] = page.locator("#results h2").inner_text()
        assert (page.get_by_text("What the list holds.").count() > 0) is (typed != "Leeds")
    assert len(set(heads.values())) == 3 and heads["Leedz City Council"].endswith("?")


def test_a_former_council_says_what_took_its_place_and_that_is_next(page: Page) -> None:
    assert found(page, "Cumbria County Council")[:3] == [
        "cumbria-county-council", "cumberland-council", "westmorland-and-furness-council",
    ]  # fmt: skip
    assert "replaced by Cumberland Council and Westmorland" in page.locator("#results li").first.inner_text()


def test_a_manufacturer_leads_to_its_page(page: Page) -> None:
    assert found(page, "hikvison") == ["/maker/hikvision"]


def test_bodies_that_may_serve_a_postcode_are_told_from_those_that_do(page: Page, dataset: Dataset) -> None:
    listed = found(page, "BT1 5GS")
    councils = dataset.bodies[(dataset.bodies["nation"] == "Northern Ireland") & (dataset.bodies["replaced_by"] == "")]
    assert set(councils.loc[councils["sector"] == "council", "id"]) <= set(listed)
    assert page.locator("#results h3 + ul li").count() == 11


@pytest.mark.parametrize("typed", NOTHING)
def test_both_searches_find_nothing(page: Page, dataset: Dataset, typed: str) -> None:
    answer = finder(dataset).search(typed)
    assert not answer.matches and not answer.suggestions
    assert found(page, typed) == []


def test_an_area_says_which_councils_it_lies_in(page: Page, dataset: Dataset) -> None:
    listed = found(page, "EH")
    likely = [one.body for one in finder(dataset).search("EH", 100).matches if one.exact]
    councils = [one for one in likely if one.endswith("-council")]
    assert set(councils) <= set(listed)
    note = page.locator("#results p").first.inner_text()
    assert "City of Edinburgh, East Lothian, Midlothian and 3 more" in note
