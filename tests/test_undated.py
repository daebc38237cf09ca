"""A statement from an undated page stays undated: never fresh, last in its list, and marked as such everywhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import app_driver
import pytest
from conftest import Folder

from whosecameras.analysis import headline, status
from whosecameras.analysis.manufacturers import facts_about
from whosecameras.analysis.status import EvidenceFilter, GradedFinding, body_status, body_statuses, is_surely_after
from whosecameras.briefing import cards, slides, subject
from whosecameras.charts import timeline
from whosecameras.content.record_index import RecordIndex, body_profile
from whosecameras.curation import diff
from whosecameras.publishing import exports
from whosecameras.publishing.validation import check, open_dataset
from whosecameras.record.loading import DATA_DIR, Dataset
from whosecameras.record.schema import OPEN_TABLES, Age, Finding, Status
from whosecameras.site import data_files, feeds
from whosecameras.site.api import Api
from whosecameras.site.cached_fragments import FRAGMENTS
from whosecameras.site.page import Site, assets_folder
from whosecameras.site.pages import all_pages
from whosecameras.site.render import Renderer
from whosecameras.text import evidence_words, manufacturer_tables, tables, wording

ALONE, BESIDE, LEAVING, SILENT = "worcester-council", "rutland-council", "adur-council", "arun-council"
READ = "2026-11-24"


def undated(folder: Folder, table: str, **cells: str) -> None:
    """Add a row without any date to a table."""
    source = folder.line_of("sources", published="", grade="A")
    folder.set("sources", source, accessed=READ)
    row = {"as_of": "", "as_of_basis": "undated", "source": folder.lines("sources")[source - 1][0], **cells}
    folder.add(table, 2, **row)


def found(folder: Folder, body: str, number: str, **cells: str) -> None:
    """A finding about a body without other evidence."""
    said = {"vendor": "hikvision", "finding": "uses", "basis": "direct", "scope": "", "cameras": "", "detail": "Said."}
    undated(folder, "findings", id=f"{body}-{number}", body=body, **{**said, **cells})


@pytest.fixture(scope="module")
def folder(_good_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The record with an undated row in every table that allows one."""
    path = tmp_path_factory.mktemp("undated")
    folder = Folder(Path(shutil.copytree(_good_folder, path / "data")))
    shutil.copytree(DATA_DIR / "boundaries", folder.path / "boundaries")
    taken = {row[1] for row in folder.lines("findings")}
    assert not taken & {ALONE, BESIDE, LEAVING, SILENT}, "these bodies stand for such as nothing is known of"
    found(folder, ALONE, "001")
    found(folder, BESIDE, "001")
    found(folder, BESIDE, "002", finding="does_not_use", as_of="2019", as_of_basis="stated")
    found(folder, LEAVING, "001", finding="removing")
    found(folder, SILENT, "001", finding="not_held")
    undated(
        folder, "capabilities", id="aa-undated", body=ALONE, vendor="hikvision", capability="anpr",
        statement="reported", detail="Said.",
    )  # fmt: skip
    undated(
        folder, "vendor_facts", id="aa-undated", vendor="hikvision", key="founded", kind="fact", value="Long ago",
        detail="Said.", replies="",
    )  # fmt: skip
    undated(
        folder, "surveys", id="aa-undated", sector="council", geography="UK", country="GB", vendor_scope="hikvision",
        measure="uses", unit="bodies", asked="10", answered="8", using="2", value="", share_printed="", note="",
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def record(folder: Folder) -> Dataset:
    """The same, loaded."""
    assert check(folder.path).problems == ()
    return open_dataset(folder.path)


class Parts(dict[str, Any]):
    """The website's cached fragments, each made on demand."""

    def __init__(self, record: Dataset) -> None:
        self.record = record

    def __missing__(self, name: str) -> Any:
        self[name] = json.loads(data_files.as_json(FRAGMENTS[name].of(self.record)))
        return self[name]


@pytest.fixture(scope="module")
def site(record: Dataset) -> Site:
    """The website of this record."""
    read = RecordIndex(record)
    read.warm()
    assets = {path.name: path.name for path in assets_folder().iterdir()}
    return Site(read, "https://cameras.example", Parts(record), feeds.releases(record, DATA_DIR), assets=assets)


def test_any_date_sorts_after_a_missing_one() -> None:
    assert is_surely_after("1990", "") and not is_surely_after("", "2026-11-27") and not is_surely_after("", "")


def test_undated_evidence_decides_only_without_equal_dated_evidence_and_is_never_fresh(
    record: Dataset,
) -> None:
    known = body_statuses(record)
    alone = known[ALONE]
    assert (alone.status, alone.as_of, alone.latest_evidence) == (Status.USING, "", "")
    assert alone.decided_by == (f"{ALONE}-001",) and alone.age is Age.OLDER and alone.has_findings
    beside = known[BESIDE]
    assert (beside.status, beside.as_of, beside.decided_by) == (Status.NOT_USING, "2019", (f"{BESIDE}-002",))
    assert known[SILENT].status is Status.UNKNOWN and known[SILENT].has_findings and known[SILENT].age == ""
    assert not status.NO_EVIDENCE.has_findings
    removed = GradedFinding("b", "hikvision", Finding.REMOVED, "", "direct", "A")
    using = GradedFinding("a", "hikvision", Finding.USES, "2026-11", "direct", "A")
    assert body_status([removed, using], record.released).status is Status.USING


def test_a_view_of_an_earlier_year_knows_it_from_the_day_on_which_it_was_read(record: Dataset) -> None:
    read = int(READ[:4])
    assert body_statuses(record, EvidenceFilter(year=read - 1))[ALONE] == status.NO_EVIDENCE
    assert body_statuses(record, EvidenceFilter(year=read))[ALONE].status is Status.USING


def test_it_comes_last_and_is_marked_undated(record: Dataset) -> None:
    sentence = evidence_words.known_now(record, "The council", body_statuses(record)[ALONE])
    assert ", undated)." in sentence and "No source says when this was so." in sentence
    body = body_profile(record, BESIDE)
    assert [one.as_of for one in body.named] == ["2019", ""]
    facts = facts_about(record, "hikvision", "ownership")
    founded = facts[facts["about"] == "Founded"]
    assert len(founded) > 1 and list(founded["as_of"])[-1] == ""
    assert "(undated)" in " ".join(manufacturer_tables.capability_table(record)["Reported in the UK"])
    assert wording.dated("", "undated") == wording.described_date("", "undated") == "undated"


def test_undated_acts_are_in_the_table_but_not_on_the_time_axis(record: Dataset) -> None:
    table = tables.changed_course_table(record)
    assert (table.iloc[-1]["id"], table.iloc[-1]["Date"]) == (f"{LEAVING}-001", "undated")
    shown = timeline.changed_course_chart(record)
    drawn = {str(body) for trace in shown.figure.data for body in trace.customdata}
    assert LEAVING not in drawn and drawn
    assert "One body is in the table only, because no source gives a date." in shown.note


@pytest.mark.parametrize("kind", sorted(exports.KINDS))
def test_every_file_takes_it(record: Dataset, kind: str) -> None:
    tables = None if exports.KINDS[kind].several else {"findings": record.findings}
    assert exports.export(record, kind, tables)


def test_every_document_and_page_of_the_website_that_shows_it_can_be_made(site: Site) -> None:
    api, pages, render = Api(site), all_pages(site), Renderer(site)
    for path, make in api.documents().items():
        if not path.startswith("api/v1/body/") or any(one in path for one in (ALONE, BESIDE, LEAVING, SILENT)):
            api.check(path, make())
    rows = {row["id"]: row for row in api.documents()["api/v1/findings.json"]()["findings"]}  # type: ignore[index]
    assert rows[f"{ALONE}-001"]["as_of"] is None and rows[f"{ALONE}-001"]["as_of_basis"] == "undated"
    named = [f"body/{one}.html" for one in (ALONE, BESIDE, LEAVING, SILENT)]
    source = site.record.data.row("findings", f"{ALONE}-001")["source"]
    others = [f"source/{source}.html", "index.html", "rules.html", "manufacturer/hikvision.html", "sector/council.html"]
    made = {path: render.html(pages[path](site)).decode() for path in [*named, *others, "region/E12000005.html"]}
    assert all("as of undated" not in text.lower() for text in made.values())
    assert "undated" in made[f"body/{ALONE}.html"] and "undated" in made[f"source/{source}.html"]
    changes = made["rules.html"]
    assert changes.index("Adur Council") > changes.index("Kent County Council")


def test_cards_slides_and_the_headline_take_it(record: Dataset) -> None:
    for key in (f"body-{ALONE}", f"body-{SILENT}", "what-changed", "sector-council", "sectors", "surveys-disagree"):
        card = subject.card(record, key, "light")
        assert "as of undated" not in f"{card.as_of} {card.note}".lower()
        assert cards.lay_out(record, card, cards.SIZES["1920x1080"], "light").svg
    chip = subject.card(record, f"body-{ALONE}", "light").chip
    assert chip and chip.age == "Undated evidence · 1 source"
    alone = subject.briefing_subject(record, "body", ALONE)
    assert alone.not_known[0] == "We do not know when this was true: no source gives a date."
    assert [row[3] for row in slides._status_rows(record, alone)] == ["undated"]
    json.dumps(headline.summary(record))


def test_a_comparison_sees_its_status(folder: Folder, record: Dataset) -> None:
    state = diff.open_snapshot(folder.path)
    assert state.standings()[ALONE] == body_statuses(record)[ALONE]
    assert any("undated)" in line for line in diff.why(state, ALONE))


def test_the_explorer_shows_it(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOSE_CAMERAS_DATA", str(folder.path))
    page = app_driver.visit("find", body=ALONE)
    text = " ".join(str(one.proto) for one in [*page.markdown, *page.caption, *page.get("html")])
    assert "undated" in text and "as of undated" not in text.lower()
    for name in ("rules", "manufacturers", "sectors"):
        app_driver.visit(name)
    years = [option for box in app_driver.visit("map").selectbox for option in box.options if "end of" in option]
    assert years and all("end of 2" in option or "end of 1" in option for option in years)


def test_every_table_of_dated_statements_allows_undated_ones() -> None:
    for table in OPEN_TABLES.values():
        if "as_of" in table.columns:
            assert "undated" in table.field("as_of_basis").values and not table.field("as_of").required
