"""Each user of the design reaches their goal by clicking and typing only, within the promised number of clicks."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

import guide
import pytest
from playwright.sync_api import Download, expect

from whosecameras.analysis.headline import summary
from whosecameras.analysis.status import body_statuses
from whosecameras.analysis.timeline import RULED_OUT
from whosecameras.charts import sectors
from whosecameras.content.record_index import RecordIndex
from whosecameras.publishing.validation import open_dataset
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import OPEN_TABLES, Status
from whosecameras.site import pages_evidence
from whosecameras.site.page import Site
from whosecameras.site.render import Renderer
from whosecameras.text import rules_words, tables, wording

from .conftest import Way

FIELD = "Your council, police force, school, or a postcode"
REGION = "E12000007"


def lines(download: Download) -> list[list[str]]:
    """The lines of a downloaded CSV, header first."""
    with Path(download.path()).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def councils(dataset: Dataset) -> tuple[str, str]:
    """The council named by the most sources, and the first without evidence."""
    known = body_statuses(dataset)
    living = dataset.bodies[(dataset.bodies["sector"] == "council") & (dataset.bodies["replaced_by"] == "")]
    ids = list(living.sort_values("name")["id"])
    named = dataset.findings.loc[dataset.findings["body"].isin(ids), "body"].value_counts().index[0]
    return str(named), next(str(one) for one in ids if known[one].status is Status.UNKNOWN)


def test_resident(way: Way, dataset: Dataset) -> None:
    """From a typed name to what is known, or to the request to send."""
    one = way("resident")
    page = one.page
    goals = ("a council that sources name", "a council about which nothing is known")
    for key, goal in zip(councils(dataset), goals, strict=True):
        name, status = str(dataset.row("bodies", key)["name"]), body_statuses(dataset)[key].status
        blank = status is Status.UNKNOWN
        one.begin(goal, most=2)
        page.get_by_label(FIELD).press_sequentially(name.lower().removesuffix(" council"))
        if not blank:
            one.keep("typed", "The front page, a name typed")
        one.enter(to=r"/search\?q=")
        found = page.locator("#results").get_by_role("link", name=name, exact=True)
        found.wait_for()
        if not blank:
            one.keep("found", "What was found")
        one.click(found, to=f"/body/{key}$")
        expect(page.locator("h1")).to_have_text(name)
        expect(page.locator(".state .chip")).to_have_text(str(status))
        if blank:
            one.keep("blank", "A council about which nothing is known")
            expect(page.get_by_role("link", name="Ask on WhatDoTheyKnow")).to_be_visible()
            expect(page.locator("#request-text")).to_contain_text(f"Dear {name},")
            one.keep("request", "The request to send to it", at=page.get_by_role("heading", name=f"Ask {name}"))
        else:
            expect(page.locator(".statements .when").first).to_have_text(re.compile("[0-9]{4}"))
            assert page.locator('.statements a[rel="external"]').first.get_attribute("href")
            one.keep("answer", "What is known about it, since when, and who said so")
        one.reached()


def test_journalist(way: Way, dataset: Dataset) -> None:
    """From the number on the front page to its source and rows."""
    one = way("journalist")
    page, top = one.page, summary(dataset)["headline"]
    source = dataset.row("sources", top["source"])
    said = f"{wording.number(top['using'])} of {wording.number(top['answered'])}"

    one.begin("from the number to the page that printed it", most=2)
    top_line = page.locator("#by-sector + p")
    expect(top_line).to_contain_text(said)
    one.keep("number", "The number, out of how many, and its source")
    link, row = top_line.get_by_role("link", name=source["publisher"]), f"surveys-{top['id']}"
    one.click(link, to=f"/source/{source['id']}#{row}$")
    expect(page.locator(f"[id='{row}']")).to_contain_text(said)
    expect(page.locator(f"[id='{row}']")).to_be_in_viewport()
    one.keep("row", "The number’s row, among all rows from its source")
    one.keep("source", "The source, its address and its grade", at=page.locator("header"))
    page.route(source["url"], lambda route: route.fulfill(status=204))  # it is requested, but the network is blocked
    with page.expect_request(source["url"]):
        one.click(page.locator('.lede a[rel="external"]'))
    one.reached()

    one.begin("from the number to its row as CSV", most=2)
    one.click(link, to=f"/source/{source['id']}#{row}$")
    header, *rows = lines(one.download(page.get_by_role("link", name="This list as CSV")))
    assert header == ["Table", "Who", "Date", "What", "Detail", "body", "id"]
    assert [said in row[3] for row in rows if row[-1] == top["id"]] == [True]
    one.reached()

    one.begin("from the front page to the shares by sector as CSV", most=2)
    by_sector = page.locator("#by-sector")
    one.click(by_sector.get_by_role("radio", name="Table"))
    one.keep("table", "The table behind a chart, and its CSV", at=by_sector.locator(".frame"))
    header, *rows = lines(one.download(by_sector.get_by_role("link", name="CSV", exact=True)))
    exhibit = sectors.by_sector(dataset)
    assert header == list(exhibit.table.columns) and len(rows) == len(exhibit.table)
    one.reached()


def test_councillor(way: Way, dataset: Dataset) -> None:
    """From the front page to a region's briefing, saved."""
    one = way("councillor")
    page, name = one.page, str(dataset.row("regions", REGION)["name"])
    one.begin("a region's briefing, saved as a picture", most=3)
    link = page.get_by_role("link", name=name, exact=True)
    one.keep("regions", "Regions on the front page", at=page.locator(".facts"))
    one.click(link, to=f"/region/{REGION}$")
    expect(page.locator("h1")).to_contain_text(name)
    one.keep("region", "The region, with a link to its briefing")
    one.click(page.get_by_role("link", name=f"{name} on one page"), to=f"/explore/briefing.*{REGION}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Briefing: {name}")
    card = page.get_by_role("img", name=re.compile(name)).first
    expect(card).to_be_visible()
    one.keep("card", "The briefing, with its card")
    away = page.get_by_role("heading", name="Download", exact=True)
    one.keep("away", "What can be downloaded", at=away)
    picture = one.download(page.get_by_role("button", name="Download SVG"))
    content = Path(picture.path()).read_text(encoding="utf-8")
    assert content.startswith("<svg") and name in content
    one.reached()
    paper = one.download(page.get_by_role("button", name="Download the page as HTML"))
    assert f"{name}" in Path(paper.path()).read_text(encoding="utf-8")


def test_officer(way: Way, dataset: Dataset) -> None:
    """To the bodies that removed, stopped or refused, and to the rules."""
    one = way("officer")
    page, changed = one.page, tables.changed_course_table(dataset)
    one.begin("who removed, stopped buying or ruled them out", most=2)
    one.click(page.get_by_role("link", name="See what was done"), to="/rules#what-changed$")
    named = page.locator("#what-changed tbody th a")
    expect(named).to_have_count(changed["body"].nunique())
    assert set(named.all_text_contents()) == set(changed["Body"])  # those that only stopped buying are folded
    expect(page.locator("#what-changed h2")).to_be_in_viewport()
    one.keep("bodies", "What public bodies promised, by when, and what has been reported since")
    first = changed[changed["Act"] == RULED_OUT].iloc[0]
    row = page.locator("#what-changed tr", has_text=RULED_OUT)
    one.click(row.get_by_role("link", name=first["Body"]), to="/body/")
    expect(page.locator("h1")).to_have_text(first["Body"])
    one.keep("body", "One of them: what it did, and who said so")
    one.reached()

    one.begin("which rules are in force today", most=2)
    one.click(page.get_by_role("link", name="Rules", exact=True), to="/rules$")
    expect(page.get_by_role("heading", name=rules_words.HEADING)).to_be_visible()
    one.keep("rules", "Who is bound, since when and by what")
    one.keep("acts", "The chart of who did what, and when", at=page.locator("#who-did-what"))
    one.reached()


@dataclass(frozen=True)
class Answered:
    """The state after the guide's commands: the new record, and every file as it was before."""

    place: Path
    before: dict[str, bytes]
    dataset: Dataset
    body: str
    said: str
    commands: list[str]

    def page(self, address: str, assets: dict[str, str]) -> bytes:
        """The body's page, rendered from the new record."""
        site = Site(RecordIndex(self.dataset), address, {}, (), assets=assets)
        return Renderer(site).html(pages_evidence.body(site, self.body))


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Answered:
    """The guide, followed once on a copy of the data."""
    place = tmp_path_factory.mktemp("curator")
    data = guide.workplace(place)
    known, files = open_dataset(data).findings["id"], contents(place)
    done = guide.follow(place)
    assert done.returncode == 0, done.stdout + done.stderr
    after = open_dataset(data)
    new = after.findings[~after.findings["id"].isin(known)]
    assert len(new) == 1
    return Answered(place, files, after, str(new["body"].iloc[0]), done.stdout, guide.commands().splitlines())


def contents(place: Path) -> dict[str, bytes]:
    """Every file of a workplace."""
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_the_guide_goes_from_an_answer_to_a_release(answered: Answered) -> None:
    """With its own commands: one source and one finding are added, and the release lists both and the new status."""
    assert all(line.startswith("python -m whosecameras ") for line in answered.commands)
    after, version = contents(answered.place), answered.dataset.version
    assert f"python -m whosecameras release {version}" in answered.commands[-1]
    places = [(table, file) for table in OPEN_TABLES.values() for file in table.parts or (table.file,)]
    for table, file in places:
        old, new = (files[f"data/{file}"].decode().splitlines() for files in (answered.before, after))
        kept = set(old)
        assert [line for line in new if line in kept] == old
        assert len(new) - len(old) == (1 if table.name in ("sources", "findings") else 0)
    touched = {name for name in after if answered.before.get(name) != after[name]}
    assert {name for name in touched if name.startswith("data/")} == {
        f"data/{name}" for name in ("sources.csv", "findings.csv", "datapackage.json", "changes.json", "CHANGELOG.md")
    }
    assert f"releases/{version}.zip" in touched
    newest = json.loads(after["data/changes.json"])[0]
    assert newest["version"] == version
    assert [one["kind"] for one in newest["changes"]] == ["status", "added", "added"]
    assert f"## {version} - " in after["data/CHANGELOG.md"].decode()
    assert f"version: {version}\n" in after["CITATION.cff"].decode()
    assert answered.dataset.changed_files == ()


def test_curator(way: Way, answered: Answered, dataset: Dataset, built_site: Path) -> None:
    """From an answer to the released page, with the commands of the guide."""
    one = way("curator")
    page, name = one.page, str(dataset.row("bodies", answered.body)["name"])
    was, now = (body_statuses(data)[answered.body] for data in (dataset, answered.dataset))
    one.begin("from the answer to a released page that shows it", most=5)
    page.goto(f"{one.front}body/{answered.body}")
    expect(page.locator(".state .chip")).to_have_text(str(was.status))
    one.keep("before", "The body before its answer")

    assert f"{name}: {was.status} -> {now.status}" in answered.said  # reported by add, and again by diff
    assert f"released {answered.dataset.version} of" in answered.said
    assets = {re.sub(r"\.[0-9a-f]{10}", "", path.name): f"assets/{path.name}" for path in built_site.glob("assets/*.*")}
    made = answered.page(one.front.rstrip("/"), assets)
    page.route(f"**/body/{answered.body}", lambda route: route.fulfill(body=made, content_type="text/html"))
    page.reload()
    expect(page.locator(".state .chip")).to_have_text(str(now.status))
    expect(page.locator(".statements").first).to_contain_text("This statement decides the status.")
    expect(page.locator("footer")).to_contain_text(f"dataset {answered.dataset.version}")
    one.keep("after", "The same page from the new release: the answer, its date and its source")
    one.clicks = len(answered.commands)
    one.reached("command")
