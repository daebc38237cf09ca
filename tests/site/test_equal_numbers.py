"""A number has the same value on pages, in data documents and in the explorer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from app_driver import visit
from site_crawler import Document, Website, opened

from whosecameras.analysis.counts import registered, tally
from whosecameras.analysis.foi import law_of
from whosecameras.analysis.registers import whole_sectors
from whosecameras.analysis.status import body_statuses
from whosecameras.content.record_index import body_profile
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import evidence_words
from whosecameras.text.wording import date, number

SHARED = ("description", "og:title", "og:description", "og:image:alt")  # what other sites show of a page
APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.fixture(scope="session")
def website(built_site: Path) -> Website:
    """The website of the current record."""
    return opened(built_site)


def with_class(page: Document, name: str) -> list[Any]:
    """The elements of a class."""
    return [one for one in page.tree.iter() if name in (one.get("class") or "").split()]


def key(page: Document) -> dict[str, int]:
    """The first legend on a page: the count of each mark."""
    found = {}
    for item in with_class(page, "key")[0].iter("li"):
        text = " ".join("".join(item.itertext()).split())
        name, _, count = text.partition(" (")[0].rpartition(" ")  # “308 (does not mean no)”
        found[name] = int(count.replace(",", "").replace("\u202f", "").replace("\u2009", ""))
    return found


def same(counted: Mapping[str, int], shown: Mapping[str, int]) -> bool:
    """True if the counts of marks on a page match the statuses in a document, with claims about a group separate."""
    return all(counted[str(one)] == shown.get(str(one), 0) for one in Status)


def heading(page: Document, begins: str) -> int:
    """The number at the end of a heading; “none” is zero."""
    for level in ("h2", "h3"):
        for one in page.tree.iter(level):
            text = "".join(one.itertext())
            if begins in text and ": none" in text:
                return 0
            if begins in text:
                return int(re.sub(r"[^0-9]", "", text.rpartition(":")[2]))
    raise LookupError(f"{page.path} has no heading with {begins}")


def test_every_sector_and_region_counts_the_same_on_page_and_in_document(website: Website, sampled: Dataset) -> None:
    summary = website.read("api/v1/summary.json")["summary"]
    for kind, by in (("sector", summary["status_by_sector"]), ("region", summary["status_by_region"])):
        for one, counted in by.items():
            if one == "UK":
                continue
            page = website.pages[f"{kind}/{one}.html"]
            document = website.read(f"api/v1/{kind}/{one}.json")[kind]
            assert document["status"] == counted, page.path
            if with_class(page, "wall"):  # it shows those that exist and have a location, and lists the others below
                assert all(key(page).get(str(one), 0) <= counted[str(one)] for one in Status), page.path
            else:
                assert same(counted, key(page)), page.path
            silent = counted[str(Status.UNKNOWN)]
            unnamed = heading(page, "Without public evidence")
            rows = website.read(f"{kind}/{one}.json")["rows"]
            group = counted[str(Status.GROUP_ONLY)]
            assert group == (heading(page, "Only in a claim about a group") if group else 0), page.path
            assert len(rows) == heading(page, "named in a source") + group == sum(counted.values()) - unnamed
            assert unnamed == silent
            assert len(document["bodies"]) == sum(counted.values()) - registered(sampled, **{f"{kind}s": (one,)})
            assert len(page.tree.findall(".//table[@data-filter]/tbody/tr")) == len(rows) - group
    totals = [sum(by[str(one)] for by in summary["status_by_sector"].values()) for one in Status]
    assert totals == [summary["status"][str(one)] for one in Status]


def test_every_body_has_the_same_status_on_page_and_in_documents(website: Website, dataset: Dataset) -> None:
    listed = {row["body"]["id"]: row for row in website.read("api/v1/bodies.json")["bodies"]}
    search = website.read("search.json")
    # “Seen at its premises” where no source says more: the status in the documents stays “reported using”.
    words = {one: evidence_words.status_label(dataset, known) for one, known in body_statuses(dataset).items()}
    statuses, known = search["statuses"], search["standing"]
    for one, row in listed.items():
        page = website.pages[f"body/{one}.html"]
        alone = website.read(f"api/v1/body/{one}.json")["body"]
        standing = row["standing"]
        assert alone["standing"] == standing and statuses[known.get(one, search["unknown"])] == standing["status"]
        state = " ".join("".join(with_class(page, "state")[0].itertext()).split())
        assert state.startswith(words.get(one, standing["status"])), one
        assert not standing["since"] or f"evidence from {date(standing['since'])}" in state
        assert alone["sentence"] in page.text
        statements = [item for item in page.tree.iter("li") if item.find("div/p[@class='small']") is not None]
        said = sum("grade " in "".join(item.itertext()) and ":" in "".join(item.itertext()) for item in statements)
        expected = len(alone["findings"]) + len(alone["capabilities"]) + len(alone["events"])
        assert said <= expected == len(statements), (one, said, expected)
        for row_of in alone["findings"]:
            assert " ".join(row_of["detail"].split()) in page.text, row_of["id"]


def numbers_in(page: Document, pattern: str) -> list[int]:
    """The numbers in a page's heading, title and picture, by a pattern with one group."""
    title = page.tree.find(".//title").text or ""  # type: ignore[union-attr]
    shown = (title, "".join(page.tree.find(".//h1").itertext()), page.meta("og:image:alt"))  # type: ignore[union-attr]
    return [int(found.replace(",", "")) for text in shown for found in re.findall(pattern, text)]


def test_every_title_has_the_numbers_of_the_same_count(website: Website, sampled: Dataset) -> None:
    """In the title, the heading and the picture; a claim about a group has a separate number."""
    found = {
        f"region/{code}.html": tally(sampled, sectors=("council",), regions=(str(code),), existing=True)
        for code in sampled.regions["code"]
    }
    found |= {f"sector/{key}.html": tally(sampled, sectors=(key,)) for key in whole_sectors(sampled)}
    for path, one in found.items():
        page = website.pages[path]
        blank = 0 if one.unknown == one.total else one.unknown
        assert set(numbers_in(page, r"we found nothing published about ([\d,]+) of")) == ({blank} - {0}), path
        using = numbers_in(page, r"([\d,]+)(?: of [\d,]+ [a-z ]+)? (?:was|were) reported using the cameras")
        assert set(using) == ({one.using} - {0}), path
        assert set(numbers_in(page, r"for (?:all|another) ([\d,]+) there is only a claim about a group")) == (
            {one.group_only} - {0}
        ), path


def test_no_page_shows_a_bare_zero_in_large_type(website: Website) -> None:
    bare = re.compile(r"(?<![\d,.])0 of \d|(?<![\d,.])\b0 (?:public|principal|councils|bodies|police)|: 0$")
    for path, page in website.pages.items():
        heads = ["".join(one.itertext()).strip() for level in ("h1", "h2", "h3") for one in page.tree.iter(level)]
        metas = [one for one in page.tree.iter("meta") if (one.get("property") or one.get("name")) in SHARED]
        shown = [*heads, *(one.get("content") or "" for one in metas)]
        assert not [text for text in shown if bare.search(text)], path


def test_a_request_and_its_deadline_are_shown_only_if_a_law_applies(website: Website, dataset: Dataset) -> None:
    """With the name of the law and the source of its rule; a former body or one outside the law has neither."""
    without = 0
    for body in dataset.bodies["id"]:
        page, law = website.pages[f"body/{body}.html"], law_of(dataset, str(body))
        asked = "The request, to read or to copy" in page.text
        assert asked == bool(law) == ("20 working days" in page.text), body
        without += not law
        if law:
            assert law.act in page.text and str(dataset.row("sources", law.source)["url"]).encode() in page.raw, body
    assert without > 70


def explorer(page: str = "", **address: str) -> str:
    """The full text of an explorer page."""
    app = visit(page, **address)
    parts = [one.value for kind in ("title", "header", "markdown", "metric") for one in app.get(kind)]
    parts += [one.proto.body for one in app.get("html")]
    return " ".join(re.sub(r"<[^>]+>", " ", " ".join(map(str, parts))).replace("\\", "").split())


def test_the_front_page_says_what_the_explorer_says(website: Website) -> None:
    page, said = website.pages["index.html"], explorer()
    assert "".join(page.tree.find(".//h1").itertext()) in said  # type: ignore[union-attr]
    figures = ["".join(one.itertext()) for one in page.tree.findall(".//ul[@class='facts']/li/b")]
    assert len(figures) == 3 and all(one in said for one in figures)
    councils = website.read("api/v1/summary.json")["summary"]["councils"]
    assert f"{number(councils['no_public_evidence'])} of {number(councils['total'])}" in said


def test_the_map_counts_what_the_explorer_counts(website: Website) -> None:
    said = explorer("map", layer="hexagons")
    shown = key(website.pages["map.html"])
    marks = [str(one) for one in Status if str(one) in shown]
    assert str(Status.UNKNOWN) in marks
    for mark in marks:
        assert f"{mark} {number(shown[mark])}" in said, mark


@pytest.mark.parametrize("sector", ["council", "police"])
def test_a_sector_counts_what_the_explorer_counts(website: Website, sector: str) -> None:
    said = explorer("sectors", sector=sector)
    page = website.pages[f"sector/{sector}.html"]
    assert "".join(page.tree.find(f".//section[@id='surveys-{sector}']/h2").itertext()) in said  # type: ignore[union-attr]
    assert "".join(website.pages["sectors.html"].tree.find(".//h1").itertext()) in said  # type: ignore[union-attr]


@pytest.mark.parametrize("body", ["police-scotland", "uk-government-investments", "leeds-council"])
def test_a_body_has_the_status_that_the_explorer_shows(website: Website, body: str) -> None:
    said, document = explorer("find", body=body), website.read(f"api/v1/body/{body}.json")["body"]
    assert document["sentence"] in said
    for row in document["findings"]:
        assert " ".join(row["detail"].split()) in said, row["id"]
    for figure in document["figures"]:
        assert figure["sentence"] in said


def test_the_page_and_the_explorer_give_the_same_reasons(website: Website, dataset: Dataset) -> None:
    for body in dict.fromkeys(dataset.findings["body"]):
        told = sorted(body_profile(dataset, str(body)).deciding.values())
        page = website.pages[f"body/{body}.html"]
        bold = ["".join(one.itertext()) for part in with_class(page, "statements") for one in part.iter("b")]
        assert sorted(one for one in bold if "the status" in one) == told, body
