"""The website's search in a real browser: it matches the search in Python, using at most 60 kB of pieces."""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from conftest import SITE
from playwright.sync_api import Browser, Page, Route

from whosecameras.analysis.search import every_finder, finder, search_all
from whosecameras.record import geography
from whosecameras.record.loading import Dataset, listed
from whosecameras.site.search_pieces import SearchPieces

MOST = 24
FIRST_ANSWER = 60_000  # bytes over the wire, with gzip
#: What is typed, and the body that both must rank first.
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
#: Realistic input: abbreviations, typing errors, reordered words, other names, fragments, unknown bodies.
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
#: Realistic input that neither finds.
NOTHING = ("The", "ZZ", "ZZ9 9ZZ", "the the the qqqq")
SLIPS = 500


@dataclass
class Visit:
    """A tab on the built website; ``fetched`` has the path and gzip size of each requested file."""

    page: Page
    fetched: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def visit(built_site: Path, dataset: Dataset, chromium: Browser) -> Iterator[Visit]:
    """The built website as a web server delivers it, but with the search of the full record instead of the sample's."""
    pieces = SearchPieces(dataset)
    search = {f"/{path}": content for path, content in pieces.files.items()} | {"/search.json": pieces.index()}
    context = chromium.new_context()
    here = Visit(context.new_page())

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path in search:
            here.fetched[path] = len(gzip.compress(search[path], 9))
            route.fulfill(body=search[path], content_type="application/json")
            return
        file = built_site / (path[1:] or "index.html")
        file = file if file.suffix else file.with_suffix(".html")
        if not file.is_file():
            route.fulfill(status=404)
            return
        packed = file.with_name(f"{file.name}.gz")
        here.fetched[path] = (packed if packed.is_file() else file).stat().st_size
        kinds = {".js": "text/javascript", ".json": "application/json", ".html": "text/html", ".svg": "image/svg+xml"}
        route.fulfill(body=file.read_bytes(), content_type=f"{kinds[file.suffix]}; charset=utf-8")

    context.route(f"{SITE}/**", answer)
    yield here
    context.close()


def website_results(visit: Visit, texts: list[str], most: int = MOST) -> list[dict[str, Any]]:
    """The website's results for texts: kind, matches, suggestions, their names, note, manufacturer."""
    visit.page.goto(f"{SITE}/search")
    answers: list[dict[str, Any]] = visit.page.evaluate(
        """async ([asked, most]) => {
            const form = document.querySelector("form.find");
            await new Promise((done) => {
                const script = document.createElement("script");
                Object.assign(script, {src: form.dataset.finder, onload: done});
                document.head.append(script);
            });
            const json = async (path) => (await fetch(path)).json();
            const piece = (name) => json(`/assets/search/${name}.json`);
            const ready = bodyFinder.prepare(await json(form.dataset.index), piece);
            const answers = [];
            for (const text of asked) {
                const one = await bodyFinder.search(ready, text, most);
                const ids = (found) => found.map((match) => match.body.id);
                const names = [...one.matches, ...one.suggestions].map((match) => match.body.name);
                const {kind, note, vendor = ""} = one;
                answers.push({kind, matches: ids(one.matches), suggestions: ids(one.suggestions), names, note, vendor});
            }
            return answers;
        }""",
        [texts, most],
    )
    return answers


def python_results(dataset: Dataset, text: str, most: int = MOST) -> dict[str, Any]:
    """The same from the search in Python."""
    answer = search_all(dataset, text, most)
    return {
        "kind": answer.kind,
        "matches": [one.body for one in answer.matches],
        "suggestions": [one.body for one in answer.suggestions],
        "names": [one.name for one in (*answer.matches, *answer.suggestions)],
        "note": answer.note,
        "vendor": answer.vendor,
    }


def slip(name: str, lot: random.Random) -> str:
    """The name with one letter left out, added, changed or swapped with the next."""
    at, letter = lot.randrange(len(name) - 1), lot.choice("abcdefghijklmnopqrstuvwxyz")
    left, right = name[:at], name[at + 1 :]
    return lot.choice((left + right, left + letter + name[at:], left + letter + right, swapped(name, at)))


def swapped(name: str, at: int) -> str:
    """The name with a letter and the next one swapped."""
    return name[:at] + name[at : at + 2][::-1] + name[at + 2 :]


def questions(dataset: Dataset) -> list[str]:
    """A sample of names, prefixes, reordered words, typing errors and postcodes, and realistic input."""
    lot = random.Random(15)
    cells = [*dataset.bodies["name"], *dataset.bodies["aliases"]]
    names = [name for cell in cells for name in listed(cell)][::3]
    registered = lot.sample(sorted(dataset.registers["bodies"]["name"]), 200)
    parts = [name[: 1 + at % 9] for at, name in enumerate(names[::4])]
    turned = [" ".join(lot.sample(name.split(), len(name.split()))) for name in names[::8]]
    slips = [slip(name, lot) for name in registered[::4]]
    swaps = [swapped(name, lot.randrange(3, 7)) for name in names[::8]]
    codes = [
        *islice(geography.outcodes(), 0, None, 19),
        "LS8 1AB",
        "ls81ab",
        "from LS8 1AB",
        "E07000148",
        "140696",
        "RW6",
    ]
    return [*names, *registered, *parts, *turned, *slips, *swaps, *codes, *CASES, *TYPED, *NOTHING]


def test_both_searches_give_the_same_answer(visit: Visit, dataset: Dataset) -> None:
    """The same kind of result, the same bodies in the same order, the same text.

    If no name matches, the website suggests from the pieces it has loaded: then only the first may be compared.
    """
    texts = questions(dataset)
    differ = []
    for text, theirs in zip(texts, website_results(visit, texts), strict=True):
        mine = python_results(dataset, text)
        if "name" in (mine["kind"], theirs["kind"]) or mine["kind"] == "postcode":
            differ += [text] if mine != theirs else []
        elif mine["suggestions"]:
            differ += [text] if theirs["suggestions"][:1] != mine["suggestions"][:1] else []
    assert len(differ) <= len(texts) // 100, differ


def test_one_typing_error_in_the_name_of_a_registered_body_still_finds_it(visit: Visit, dataset: Dataset) -> None:
    """For 500 names with one typing error each, at least 95 in 100 are among the first two, in both searches."""
    lot = random.Random(18)
    names = lot.sample(sorted(dataset.registers["bodies"]["name"]), SLIPS)
    typed = [slip(name, lot) for name in names]
    for answers in (website_results(visit, typed), [python_results(dataset, text) for text in typed]):
        missed = [
            text
            for name, text, answer in zip(names, typed, answers, strict=True)
            if name.casefold() not in [found.casefold() for found in answer["names"][:2]]
        ]
        assert len(missed) <= SLIPS // 20, missed


def test_what_people_type_finds_the_right_body(visit: Visit, dataset: Dataset) -> None:
    with (Path(__file__).parents[1] / "what_people_type.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 65
    texts = [row["typed"] for row in rows]
    for answers in (website_results(visit, texts), [python_results(dataset, text) for text in texts]):
        wrong = []
        for row, answer in zip(rows, answers, strict=True):
            found = [*answer["matches"], *answer["suggestions"]]
            nobody = not set(answer["matches"]) & set(dataset.bodies["id"])  # above all, no council
            fits = nobody if row["leads_to"] == "-" else row["leads_to"] in found
            wrong += [] if fits else [(row["typed"], answer["kind"], found[:4])]
        assert not wrong


def opened(visit: Visit, path: str) -> Page:
    """A page of the website, recording only what it fetches from now on."""
    visit.fetched.clear()
    visit.page.goto(f"{SITE}{path}")
    return visit.page


def found(visit: Visit, typed: str) -> list[str]:
    """The bodies linked on the results page."""
    opened(visit, f"/search?q={quote(typed)}").locator("#results h2").wait_for()
    links: list[str] = visit.page.locator("#results li a").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    return [link.rpartition("/")[2] for link in links]


@pytest.mark.parametrize(
    "typed", ["Leeds City Council", "Roundhay School Leeds", "Leedz Citty Council", "LS8 1AB", "st m"]
)
def test_the_first_answer_costs_at_most_60_kb(visit: Visit, typed: str) -> None:
    """Scripts and pieces together, as gzip; the page itself has already been loaded."""
    found(visit, typed)
    fetched = {
        path: size for path, size in visit.fetched.items() if path.startswith("/assets/") or path == "/search.json"
    }
    assert len(fetched) > 3 and sum(fetched.values()) <= FIRST_ANSWER, fetched


def test_nothing_typed_leaves_the_page_or_is_stored(visit: Visit) -> None:
    """While typing, only pieces of the index are requested, whose names contain no word."""
    page = opened(visit, "/")
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.get_by_role("combobox").press_sequentially("Roundhay", delay=30)
    page.get_by_role("option").first.wait_for()
    assert addresses and not [one for one in addresses if "?" in one or "ound" in one.lower()]
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_suggestions_are_chosen_with_the_keyboard_and_counted_aloud(visit: Visit) -> None:
    page = opened(visit, "/")
    box = page.get_by_role("combobox")
    box.press_sequentially("Le")
    page.wait_for_timeout(300)
    assert box.get_attribute("aria-expanded") == "false", "suggestions begin with the third letter"
    box.press_sequentially("eds")
    page.get_by_role("option").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    count = page.get_by_role("option").count()
    assert f"{count} suggestions" in page.locator("form.find [role=status]").inner_text()
    box.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.count() == 1 and box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None, "back in the box"
    box.press("Escape")
    assert page.get_by_role("option").count() == 0 and box.input_value() == "Leeds"
    box.press_sequentially(" City Council")
    page.get_by_role("option", name="Leeds City Council").wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(f"{SITE}/body/leeds-council")


def test_without_a_script_there_are_the_lists(built_site: Path) -> None:
    page = (built_site / "search.html").read_text(encoding="utf-8")
    assert "<noscript>" in page and 'href="/a-z"' in page and 'href="/sector/council"' in page


@pytest.mark.parametrize(("typed", "body"), [*CASES.items()][::4])
def test_the_page_lists_first_what_is_found_first(visit: Visit, typed: str, body: str) -> None:
    first = found(visit, typed)
    assert first[0] == body and len(first) == len(set(first))


def test_the_page_has_three_kinds_of_answer(visit: Visit) -> None:
    """Matches; similar names, as a question; and no match, with the letter to send."""
    heads = {}
    for typed in ("Leeds City Council", "Leedz City Council", "Zzzz Hospital"):
        found(visit, typed)
        heads[typed] = visit.page.locator("#results h2").inner_text()
    assert len(set(heads.values())) == 3 and heads["Leedz City Council"].endswith("?")
    found(visit, "Qqqq Xxxx hospital")
    letter = visit.page.locator("#unlisted pre")
    assert letter.is_visible() and "Dear Qqqq Xxxx hospital," in letter.inner_text()
    assert visit.page.locator("#unlisted [data-kind]:visible").count() == 1, "only the figure of its kind"


def test_a_former_council_says_what_took_its_place_and_that_is_next(visit: Visit) -> None:
    assert found(visit, "Cumbria County Council")[:3] == [
        "cumbria-county-council", "cumberland-council", "westmorland-and-furness-council",
    ]  # fmt: skip
    assert "replaced by Cumberland Council and Westmorland" in visit.page.locator("#results li").first.inner_text()


def test_a_manufacturer_leads_to_its_page(visit: Visit) -> None:
    assert not found(visit, "hikvison")
    assert visit.page.locator("#results a").first.get_attribute("href") == "/manufacturer/hikvision"


def test_bodies_that_may_serve_a_postcode_are_distinguished_from_those_that_do(visit: Visit, dataset: Dataset) -> None:
    shown = found(visit, "BT1 5GS")
    councils = dataset.bodies[(dataset.bodies["nation"] == "Northern Ireland") & (dataset.bodies["replaced_by"] == "")]
    assert set(councils.loc[councils["sector"] == "council", "id"]) <= set(shown)
    assert visit.page.locator("#results h3 + ul li").count() == 11
    assert "Royal Mail" in visit.page.locator("#results .note").inner_text()


def test_one_typing_error_in_any_listed_name_still_finds_the_body(dataset: Dataset) -> None:
    """Ranked first, unless the typing error produces another body's name, or a postcode."""
    lot, search = random.Random(15), finder(dataset)
    for body, name in zip(dataset.bodies["id"], dataset.bodies["name"], strict=True):
        if len(name) >= 6:
            answer = search.search(typed := slip(name, lot))
            assert body in [one.body for one in (*answer.matches, *answer.suggestions)][:3], typed


def test_every_body_is_in_the_search(dataset: Dataset) -> None:
    ids = {*dataset.bodies["id"], *dataset.registers["bodies"]["id"]}
    assert {body.id for body in every_finder(dataset).index()} == ids
