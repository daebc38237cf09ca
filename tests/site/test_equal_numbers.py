"""One number has one value: on the pages, in the data documents and in the explorer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from app_driver import visit
from site_crawler import Document, Website, opened

from whosecameras.charts.marks import label
from whosecameras.content import body_profile
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text.wording import date, number

APP = Path(__file__).resolve().parents[2] / "app.py"
GROUP = label("collective")


@pytest.fixture(scope="session")
def website(built_site: Path) -> Website:
    """The website of the record as it stands."""
    return opened(built_site)


def with_class(page: Document, name: str) -> list[Any]:
    """The elements of a class."""
    return [one for one in page.tree.iter() if name in (one.get("class") or "").split()]


def key(page: Document) -> dict[str, int]:
    """The first key on a page: how many of each mark."""
    found = {}
    for item in with_class(page, "key")[0].iter("li"):
        text = " ".join("".join(item.itertext()).split())
        name, _, count = text.rpartition(" ")
        found[name] = int(count.replace(",", "").replace("\u202f", "").replace("\u2009", ""))
    return found


def same(counted: Mapping[str, int], shown: Mapping[str, int]) -> bool:
    """True if marks on a page are as many as statuses in a document; a group statement is a mark of its own."""
    using = counted[str(Status.USING)] == shown.get(str(Status.USING), 0) + shown.get(GROUP, 0)
    others = [str(one) for one in Status if one is not Status.USING]
    return using and all(counted[one] == shown.get(one, 0) for one in others)


def heading(page: Document, begins: str) -> int:
    """The number at the end of a heading."""
    for level in ("h2", "h3"):
        for one in page.tree.iter(level):
            text = "".join(one.itertext())
            if begins in text:
                return int(re.sub(r"[^0-9]", "", text.rpartition(":")[2]))
    raise LookupError(f"{page.path} has no heading with {begins}")


def test_every_sector_and_region_counts_the_same_on_page_and_in_document(website: Website) -> None:
    summary = website.read("api/v1/summary.json")["summary"]
    for kind, by in (("sector", summary["status_by_sector"]), ("region", summary["status_by_region"])):
        for one, counted in by.items():
            if one == "UK":
                continue
            page = website.pages[f"{kind}/{one}.html"]
            document = website.read(f"api/v1/{kind}/{one}.json")[kind]
            assert document["status"] == counted and same(counted, key(page)), page.path
            silent = counted[str(Status.UNKNOWN)]
            unnamed = heading(page, "Without public evidence")
            rows = website.read(f"{kind}/{one}.json")["rows"]
            assert len(rows) == heading(page, "that a source names") == sum(counted.values()) - unnamed
            assert unnamed <= silent and len(document["bodies"]) == sum(counted.values())
            assert len(page.tree.findall(".//table[@data-filter]/tbody/tr")) == len(rows)
    totals = [sum(by[str(one)] for by in summary["status_by_sector"].values()) for one in Status]
    assert totals == [summary["status"][str(one)] for one in Status]


def test_every_body_stands_the_same_on_page_and_in_documents(website: Website) -> None:
    listed = {row["body"]["id"]: row for row in website.read("api/v1/bodies.json")["bodies"]}
    found = {row[0]: row[8] for row in website.read("search.json")["bodies"]}
    statuses = website.read("search.json")["statuses"]
    for one, row in listed.items():
        page = website.pages[f"body/{one}.html"]
        alone = website.read(f"api/v1/body/{one}.json")["body"]
        standing = row["standing"]
        assert alone["standing"] == standing and statuses[found[one]] == standing["status"]
        state = " ".join("".join(with_class(page, "state")[0].itertext()).split())
        assert state.startswith((standing["status"], GROUP)), one
        assert not standing["since"] or f"as of {date(standing['since'])}" in state
        assert alone["sentence"] in page.text
        statements = [item for item in page.tree.iter("li") if item.find("div/p[@class='small']") is not None]
        said = sum("grade " in "".join(item.itertext()) and ":" in "".join(item.itertext()) for item in statements)
        expected = len(alone["findings"]) + len(alone["capabilities"]) + len(alone["events"])
        assert said <= expected == len(statements), (one, said, expected)
        for row_of in alone["findings"]:
            assert " ".join(row_of["detail"].split()) in page.text, row_of["id"]


def explorer(page: str = "", **address: str) -> str:
    """All that a page of the explorer says, as one text."""
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
    for mark, count in key(website.pages["map.html"]).items():
        assert f"{mark} {number(count)}" in said, mark


@pytest.mark.parametrize("sector", ["council", "police"])
def test_a_sector_counts_what_the_explorer_counts(website: Website, sector: str) -> None:
    said = explorer("sectors", sector=sector)
    page = website.pages[f"sector/{sector}.html"]
    assert "".join(page.tree.find(".//section[@id='surveys']/h2").itertext()) in said  # type: ignore[union-attr]
    assert "".join(website.pages["sectors.html"].tree.find(".//h1").itertext()) in said  # type: ignore[union-attr]


@pytest.mark.parametrize("body", ["police-scotland", "department-for-transport", "leeds-council"])
def test_a_body_stands_as_the_explorer_says(website: Website, body: str) -> None:
    said, document = explorer("find", body=body), website.read(f"api/v1/body/{body}.json")["body"]
    assert document["sentence"] in said
    for row in document["findings"]:
        assert " ".join(row["detail"].split()) in said, row["id"]
    for figure in document["figures"]:
        assert figure["sentence"] in said


def test_what_decides_is_said_on_the_page_as_the_explorer_says_it(website: Website, dataset: Dataset) -> None:
    for body in dict.fromkeys(dataset.findings["body"]):
        told = sorted(body_profile.body_profile(dataset, str(body)).deciding.values())
        page = website.pages[f"body/{body}.html"]
        bold = ["".join(one.itertext()) for part in with_class(page, "statements") for one in part.iter("b")]
        assert sorted(one for one in bold if "the status" in one) == told, body
