"""Hostile text in every text column: it is rejected, or stays text in pages, documents, downloads and pictures."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import plotly.graph_objects as go
import pytest
from conftest import Folder
from hostile import (
    ADDRESS,
    BOUND,
    CORPUS,
    FORMULAS,
    HUGE,
    REFUSED,
    mark,
    of_the_record,
    poisoned,
    strings,
    taken_for_markdown,
    taken_for_markup,
    text_columns,
    tree_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from whosecameras.analysis.headline import summary
from whosecameras.briefing import bundle, cards, onepager, slides, subject
from whosecameras.charts import svg
from whosecameras.content.record_index import RecordIndex
from whosecameras.publishing import exports
from whosecameras.record.loading import DATA_DIR, Dataset, Tables
from whosecameras.record.schema import OPEN_TABLES, Field
from whosecameras.site import data_files, feeds, outputs
from whosecameras.site.api import Api
from whosecameras.site.cached_fragments import FRAGMENTS
from whosecameras.site.page import Site
from whosecameras.site.pages import all_pages
from whosecameras.site.render import Renderer
from whosecameras.site.search_pieces import SearchPieces
from whosecameras.text import wording

FEW = settings(max_examples=60, derandomize=True, database=None, deadline=None)
ANY_TEXT = st.one_of(st.text(max_size=60), st.sampled_from([*CORPUS.values(), *REFUSED.values(), *FORMULAS]))


@pytest.fixture(scope="module")
def bad(dataset: Dataset) -> Dataset:
    """The record with everything that the checks accept in every text column."""
    return poisoned(dataset)


@pytest.fixture(scope="module")
def worst(dataset: Dataset) -> Dataset:
    """The same including what the checks reject, as if there were no checks."""
    return poisoned(dataset, {**REFUSED, **CORPUS})


# Rejected text


def test_what_hides_or_turns_text_is_refused_with_its_place(folder: Folder) -> None:
    """Every such text in some line of every text column; those that break a line are only reported by line."""
    planted, of_lines = set(), {"lines", "carriage return first"}
    for table, fields in by_table(text_columns()).items():
        lines = folder.lines(table)
        for shift, column in enumerate(fields):
            for place, (name, text) in enumerate(REFUSED.items()):
                line = 2 + (place + shift) % len(REFUSED)
                if name not in of_lines and line <= len(lines):
                    lines[line - 1][lines[0].index(column)] = text
                    planted.add((OPEN_TABLES[table].file, line, column))
        folder.write(table, lines)
    told = [problem for problem in folder.problems() if problem.line]
    missed = planted - {(problem.file, problem.line, problem.column) for problem in told}
    assert len(planted) > 150 and missed == set()
    assert all(problem.message.isprintable() for problem in told), "a message hides nothing itself"


@pytest.mark.parametrize("name", ["lines", "carriage return first"])
def test_cells_of_several_lines_are_refused_with_their_line(name: str, folder: Folder) -> None:
    path = folder.file("findings")
    first, second, rest = path.read_text(encoding="utf-8").split("\n", 2)
    *cells, source = second.split(",")
    path.write_bytes(f'{first}\n{",".join(cells[:-1])},"{REFUSED[name]}",{source}\n{rest}'.encode())
    assert any((problem.file, problem.line) == ("findings.csv", 2) for problem in folder.problems())


def by_table(columns: list[tuple[str, Field]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, field in columns:
        found.setdefault(table, []).append(field.name)
    return found


def test_codes_ids_and_addresses_take_nothing_else(folder: Folder) -> None:
    adur, planted = folder.line_of("bodies", id="adur-council"), set()
    for table, column in sorted(BOUND - {("surveys", "country"), ("surveys", "geography")}):
        line = folder.set(table, adur if table == "bodies" else 3, **{column: mark(table, column)})
        planted.add((OPEN_TABLES[table].file, line, column))
    addresses = ("javascript:pwned()", "data:text/html,x", "//pwn.example", "https://a b", 'http://"', "https://<b>")
    for line, address in enumerate(addresses, 4):
        planted.add(("sources.csv", folder.set("sources", line, url=address), "url"))
    for line, name in enumerate(("../../x", "a/b", "a%2fb", "A", "a\\b", ".x"), 4):  # ids are also file names
        planted.add(("events.csv", folder.set("events", line, id=name), "id"))
    assert planted <= {(one.file, one.line, one.column) for one in folder.problems()}


def test_the_rest_is_accepted_and_must_be_harmless(bad: Dataset, folder: Folder) -> None:
    """The poisoned record passes the checks, apart from names of councils: the tests below use possible input."""
    for name in OPEN_TABLES:
        frame = bad.tables[name].astype(object)
        folder.write(name, [list(frame.columns), *frame.where(frame.notna(), "").astype(str).values.tolist()])
    complaints = {(problem.file, problem.column, problem.message.split("; ")[-1][:20]) for problem in folder.problems()}
    assert {(file, column) for file, column, _ in complaints} <= {
        ("bodies.csv", "name"),
        ("corrections.csv", "row"),  # it refers to rows by their old ids
    }, complaints


# Pages, documents, feed


@dataclass(frozen=True)
class Drawn:
    """The website's figures as plotly has them and as drawn, and all fragments without pictures."""

    figures: dict[str, go.Figure]
    pictures: dict[str, str]
    parts: dict[str, Any]


@pytest.fixture(scope="module")
def record(bad: Dataset) -> RecordIndex:
    made = RecordIndex(bad)
    made.warm()
    return made


@pytest.fixture(scope="module")
def drawn(record: RecordIndex) -> Drawn:
    """Every picture, recorded while the website's fragments are made from the hostile record."""
    noted = Drawn({}, {}, {})
    render = svg.render

    def noting(figure: go.Figure, **said: Any) -> str:
        noted.figures[said["prefix"]] = figure
        noted.pictures[said["prefix"]] = render(figure, **said)
        return ""  # pages are read without pictures, which are tested separately

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(svg, "render", noting)
        noted.parts.update(
            {name: json.loads(data_files.as_json(part.of(record.data))) for name, part in FRAGMENTS.items()}
        )
    return noted


@pytest.fixture(scope="module")
def site(bad: Dataset, record: RecordIndex, drawn: Drawn) -> Site:
    names, _ = outputs.named_assets()
    releases = feeds.releases(bad, DATA_DIR)
    return Site(record, "https://cameras.example", drawn.parts, releases, "us@cameras.example", "", names)


def chosen(paths: Mapping[str, object]) -> Iterator[str]:
    """All unique pages, and every fifteenth of the many similar ones."""
    count = 0
    for path in paths:
        alike = path.startswith(("body/", "source/", "a-z/"))
        count += alike
        if not alike or count % 40 == 0:
            yield path


def test_pages_show_hostile_text_as_text(site: Site) -> None:
    renderer, pages = Renderer(site), all_pages(site)
    seen: set[str] = set()
    for path in chosen(pages):
        markup = renderer.html(pages[path](site)).decode("utf-8")
        assert not re.search("<b id=pwn|<iframe|<img src=x|<svg/on", markup), path
        assert "49" not in re.findall(r"\d+", " ".join(re.findall(r"pwn-\S+ (\S+)", markup))), path
        if len(markup) > 200_000 and path != "corrections.html":
            continue  # long lists of what shorter pages also show
        tree = tree_of(markup)
        assert of_the_record(tree) == [], path
        said = "".join(tree.itertext())
        seen |= set(re.findall(r"<b id=pwn-[a-z_]+-[a-z_]+>", said))
        for element in tree.iter():
            address = element.get("href") or element.get("src") or element.get("action") or ""
            assert re.match(r"(?i)https?://|/|#|mailto:us@cameras\.example|mailto:\?subject=|$", address), (
                path,
                address,
            )
            if element.tag == "script" and not element.get("src"):
                json.loads(element.text or "")
    shown = {mark(*pair) for pair in (("bodies", "name"), ("findings", "detail"), ("sources", "title"))}
    shown |= {mark(*pair) for pair in (("events", "summary"), ("vendor_facts", "detail"), ("corrections", "new"))}
    assert shown <= seen
    assert len(seen) > 20, seen


def test_documents_and_feed_can_be_read_and_hold_the_text(site: Site) -> None:
    api = Api(site)
    documents = api.documents()
    for place, (path, make) in enumerate(documents.items()):
        if place % 12 == 0 or path.count("/") < 3:
            assert strings(json.loads(data_files.as_json(make())))
    for make in (feeds.feed, lambda one: feeds.sitemap(one, ["a"])):
        ElementTree.fromstring(make(site))
    pieces = SearchPieces(site.record.data)
    assert strings(json.loads(pieces.index()))
    texts = [text for piece in pieces.files.values() for text in strings(json.loads(piece))]
    assert any(mark("bodies", "name") in text for text in texts)
    for path, make in data_files.lists(site).items():
        if path.endswith(".csv"):
            assert_no_formula(make().decode("utf-8-sig"))


# Downloads


def assert_no_formula(text: str) -> None:
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not [cell for cell in row if cell.startswith(exports.FORMULA_STARTS)], row


def test_files_for_spreadsheets_hold_no_formula_and_raw_ones_say_so(worst: Dataset) -> None:
    raw = 0
    for name, frame in worst.tables.items():
        assert_no_formula(exports.export(worst, "csv_safe", {name: frame}).decode("utf-8-sig"))
        told = exports.export(worst, "csv", {name: frame}).decode("utf-8")
        raw += sum(cell.startswith("=") for row in csv.reader(io.StringIO(told, newline="")) for cell in row)
    assert raw, "the raw file is the record as it stands"
    assert "``csv`` is raw" in (exports.export.__doc__ or "")


def test_workbooks_hold_text_only(worst: Dataset) -> None:
    names = ("findings", "sources", "bodies", "corrections")
    book = openpyxl.load_workbook(io.BytesIO(exports.export(worst, "xlsx", {one: worst.tables[one] for one in names})))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "inlineStr", "n"}, "no formula"


def test_other_files_give_back_what_was_put_in(worst: Dataset) -> None:
    tables = {"findings": worst.tables["findings"]}
    details = list(worst.findings["detail"])
    held = json.loads(exports.export(worst, "json", tables))["tables"]["findings"]
    assert [row["detail"] for row in held] == details
    database = sqlite3.connect(":memory:")
    database.deserialize(exports.export(worst, "sqlite", tables))
    assert [row[0] for row in database.execute("SELECT detail FROM findings")] == details


def test_a_cell_of_a_megabyte_is_carried(dataset: Dataset) -> None:
    frames = {name: dataset.tables[name] for name in OPEN_TABLES}
    frames["findings"].loc[:1, "detail"] = HUGE
    frames["sources"].loc[:1, "title"] = HUGE
    huge = Dataset(Tables(frames), dataset.version, dataset.released, "huge")
    assert len(exports.export(huge, "csv_safe", {"findings": huge.findings})) > 2 * len(HUGE)
    book = openpyxl.load_workbook(io.BytesIO(exports.export(huge, "xlsx", {"sources": huge.sources})))
    assert book.worksheets[1]["B2"].value.startswith("<b id=pwn-huge>"), "a workbook cuts at what a cell can hold"
    record = RecordIndex(huge)
    parts = {name: {} for name in FRAGMENTS}
    names, _ = outputs.named_assets()
    site = Site(record, "https://cameras.example", parts, feeds.releases(huge, DATA_DIR), assets=names)
    for path in (f"body/{huge.findings['body'][0]}.html", f"source/{huge.sources['id'][0]}.html"):
        page = Renderer(site).html(all_pages(site)[path](site)).decode("utf-8")
        assert "<b id=pwn-huge" not in page and "&lt;b id=pwn-huge" in page


@FEW
@given(ANY_TEXT)
def test_file_names_stay_inside(text: str) -> None:
    name = bundle.safe_name(text)
    assert re.fullmatch(r"[A-Za-z0-9-]{1,90}", name)
    assert Path(name).name == name and not name.startswith("-")


@FEW
@given(ANY_TEXT)
def test_any_text_as_markdown_is_that_text(text: str) -> None:
    assert taken_for_markdown(wording.plain(text.replace("\n", " ").replace("\r", " "))) == []


@FEW
@given(ANY_TEXT)
def test_any_cell_for_a_spreadsheet_is_one_cell_and_no_formula(text: str) -> None:
    written = exports.safe_csv(["a", "b"], [[text, "end"]]).decode("utf-8-sig", "replace")
    head, row = csv.reader(io.StringIO(written, newline=""))
    assert head == ["a", "b"] and row[1] == "end" and not row[0].startswith(exports.FORMULA_STARTS)
    assert written.count("\n") == 2 and "\r" not in written


# Pictures


def plotly_reads(figure: go.Figure) -> Iterator[tuple[str, str]]:
    """Every text of a figure in which plotly may interpret tags or placeholders, with its position; shapes excluded."""

    def walk(value: object, where: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield where, value
        elif isinstance(value, Mapping):
            for key, inner in value.items():
                if key not in ("geojson", "ids", "locations", "meta", "uid"):
                    yield from walk(inner, f"{where}.{key}")
        elif hasattr(value, "tolist"):
            yield from walk(value.tolist() if value.dtype.kind in "OUS" else [], where)
        elif isinstance(value, list | tuple) and not (value and isinstance(value[0], float)):
            for inner in value:
                yield from walk(inner, where)

    yield from walk(figure.to_plotly_json(), "")


def test_charts_read_no_tag_and_no_placeholder_out_of_the_record(bad: Dataset, site: Site, drawn: Drawn) -> None:
    faults = []
    met = 0
    for name, figure in drawn.figures.items():
        for where, said in plotly_reads(figure):
            met += "pwn-" in said
            if re.search(r"<b id=pwn|<a href|<script|<img|<iframe|<svg", said):
                faults.append((name, where, said[:90]))
            if where.endswith(("hovertemplate", "texttemplate")) and "%{x} %{customdata" in said:
                faults.append((name, where, said[:90]))
    assert faults == []
    assert met > 100 and len(drawn.figures) > 10


def test_drawn_pictures_hold_no_element_of_the_record(site: Site, drawn: Drawn) -> None:
    assert len(drawn.pictures) > 10
    for name, picture in drawn.pictures.items():
        assert of_the_record(ElementTree.fromstring(picture)) == [], name


# Briefings

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d4944415478da63f8ffff3f0005fe02fea7d6059b0000000049454e44ae426082"
)


def test_cards_and_pages_of_a_briefing_show_text(worst: Dataset) -> None:
    size = cards.SIZES["1920x1080"]
    met = 0
    for key in subject.every_card(worst)[::20]:
        card = subject.card(worst, key, "light")
        try:
            made = cards.lay_out(worst, card, size, "light")
        except cards.DoesNotFit:
            continue
        for markup in (made.svg, cards.html(worst, card, made, size, "light")):
            met += "pwn-" in markup
            assert taken_for_markup(markup) == [], key
            assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", markup), key
    assert met > 5
    for about in (
        subject.briefing_subject(worst, "body", "fife-council"),
        subject.briefing_subject(worst, "sector", "police"),
    ):
        assert taken_for_markup(onepager.html(worst, about)) == [], about.key


def test_slides_hold_text(worst: Dataset) -> None:
    made = slides.pptx(worst, subject.briefing_subject(worst, "body", "fife-council"), lambda drawn, wide, high: PNG)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = archive.namelist()
        assert not [name for name in names if ".." in name or name.startswith("/")]
        parsed = [ElementTree.fromstring(archive.read(name)) for name in names if name.endswith(".xml")]
    said = "".join(text for tree in parsed for text in tree.itertext())
    assert mark("bodies", "name") in said


def test_the_summary_round_trips(worst: Dataset) -> None:
    told = json.dumps(summary(worst), ensure_ascii=False)
    assert json.loads(told) == json.loads(json.dumps(summary(worst)))


def test_the_searched_name_is_hostile_and_found(bad: Dataset) -> None:
    from whosecameras.analysis.search import Finder

    finder = Finder(bad.bodies)
    for place in range(0, len(bad.bodies), 60):
        name, key = bad.bodies["name"][place], bad.bodies["id"][place]
        assert key in [match.body for match in finder.search(name, 24).matches], name
    assert ADDRESS in bad.sources["url"][0]
