"""Packs: files, resuming, a full disk, concurrent runs, and the command."""

from __future__ import annotations

import errno
import io
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pypdf
import pytest
from pptx import Presentation
from typer.testing import CliRunner

from whosecameras import locks
from whosecameras.__main__ import app
from whosecameras.analysis.areas import councils_by_region, principal_councils
from whosecameras.analysis.headline import summary
from whosecameras.analysis.sectors import users_by_manufacturer
from whosecameras.analysis.survey_shares import shares
from whosecameras.briefing import bundle, cards, onepager, pdf, slides, subject
from whosecameras.briefing.card_content import Card
from whosecameras.charts.marks import Mode
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status

from .conftest import HOSTILE

SMALL = bundle.PlannedFile(formats=("svg", "html"), sizes=("1200x630",), modes=("light",))
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def test_pack_has_manifest_and_contact_sheet_and_is_reused(dataset: Dataset, tmp_path: Path) -> None:
    about = subject.briefing_subject(dataset, "region", "S92000003")
    first = bundle.write_bundle(dataset, about, tmp_path, SMALL)
    assert len(first.fresh) == 5 and not first.kept
    manifest = json.loads((tmp_path / bundle.MANIFEST).read_text(encoding="utf-8"))
    assert manifest["dataset"]["version"] == dataset.version
    for one in manifest["files"]:
        assert bundle.digest((tmp_path / one["name"]).read_bytes()) == one["sha256"]
        assert one["name"] in (tmp_path / bundle.INDEX).read_text(encoding="utf-8")
    again = bundle.write_bundle(dataset, about, tmp_path, SMALL)
    assert not again.fresh and len(again.kept) == 5
    (tmp_path / first.fresh[0]).write_text("spoilt")
    (tmp_path / first.fresh[1]).unlink()
    assert bundle.write_bundle(dataset, about, tmp_path, SMALL).fresh == first.fresh[:2]


def test_a_card_that_does_not_fit_leaves_the_others(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cards.lay_out

    def lay_out(data: Dataset, card: Card, size: cards.Size, mode: Mode) -> cards.Made:
        return real(data, replace(card, title="word " * 400) if card.id == "named" else card, size, mode)

    for room in (bundle, slides):
        monkeypatch.setattr(room, "lay_out", lay_out)
    done = bundle.write_bundle(
        dataset, subject.briefing_subject(dataset), tmp_path, replace(SMALL, modes=("light", "dark"))
    )
    assert done.notes == ["left out: the text of the card named is too long for 1200x630"]
    assert f"{bundle.card_file('law', '1200x630', 'dark')}.svg" in done.fresh
    assert not [name for name in done.fresh if name.startswith("named")]
    assert "named-1200" not in (tmp_path / bundle.INDEX).read_text(encoding="utf-8")
    found = slides.laid_out(dataset, subject.briefing_subject(dataset))
    assert [card.id for card, _ in found] == [key for key in subject.briefing_subject(dataset).cards if key != "named"]


@pytest.mark.parametrize("manifest", [None, "[]", '{"files": {}, "digest": "abc"}', '{"name": "my app"}'])
def test_a_foreign_folder_is_left_alone(manifest: str | None, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("my own", encoding="utf-8")
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    ran = CliRunner().invoke(app, ["briefing", "--out", str(tmp_path), "--body", "fife-council", "--format", "svg"])
    assert ran.exit_code == 1 and "was not made by this program" in ran.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_empty_folder_takes_a_pack(dataset: Dataset, tmp_path: Path) -> None:
    """Even if the system has put files into it, as macOS does, or the root of a separate disk has."""
    (tmp_path / ".DS_Store").write_bytes(b"theirs")
    (tmp_path / "lost+found").mkdir()
    assert bundle.write_bundle(
        dataset, subject.briefing_subject(dataset, "body", "fife-council"), tmp_path, SMALL
    ).fresh
    assert (tmp_path / ".DS_Store").read_bytes() == b"theirs"


def test_the_file_that_blocks_the_folder_is_named(dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("my own", encoding="utf-8")
    bundle.write_bundle(dataset, subject.briefing_subject(dataset, "body", "fife-council"), tmp_path / "fife", SMALL)
    with pytest.raises(locks.ForeignFolder, match=re.escape(f"{tmp_path / 'notes.txt'} was not made by this program")):
        bundle.write_bundle(dataset, subject.briefing_subject(dataset), tmp_path, SMALL)


@pytest.mark.parametrize("there", [True, False])
def test_a_disk_that_is_full_at_once_leaves_nothing_and_says_so(
    there: bool, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    out = tmp_path / "pack"
    if there:
        out.mkdir()
    monkeypatch.setattr(bundle, "write", full)
    with pytest.raises(bundle.Interrupted, match="No space left on device: nothing was made"):
        bundle.write_bundle(dataset, subject.briefing_subject(dataset, "body", "fife-council"), out, SMALL)
    assert out.exists() is there and (not there or list(out.iterdir()) == [])


def test_a_folder_of_packs_takes_one_itself(dataset: Dataset, tmp_path: Path) -> None:
    about = subject.briefing_subject(dataset, "body", "fife-council")
    bundle.write_bundle(dataset, about, tmp_path / "fife", SMALL)
    assert bundle.write_bundle(dataset, about, tmp_path, SMALL).fresh


def test_a_file_in_place_of_the_folder_gives_a_one_line_error(tmp_path: Path) -> None:
    for out, said in (("note.md", "is a file; name a new folder"), ("note.md/x", "Not a directory")):
        (tmp_path / "note.md").write_text("dear", encoding="utf-8")
        ran = CliRunner().invoke(app, ["briefing", "--out", str(tmp_path / out), "--body", "fife-council"])
        assert ran.exit_code == 1 and said in ran.stderr and len(ran.stderr.splitlines()) == 1


def test_an_interrupted_pack_says_that_finished_files_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = bundle.write

    def stopped(path: Path, content: bytes) -> None:
        if path.suffix == ".html":
            raise KeyboardInterrupt
        real(path, content)

    asked = ["briefing", "--out", str(tmp_path / "out"), "--body", "fife-council", "--format", "svg,html"]
    monkeypatch.setattr(bundle, "write", stopped)
    ran = CliRunner().invoke(app, asked)
    assert ran.exit_code == 1
    assert "the same command goes on" in ran.stderr and ran.stderr.endswith("Stopped.\n")
    monkeypatch.setattr(bundle, "write", real)
    again = CliRunner().invoke(app, asked)
    assert again.exit_code == 0 and " 1 kept" in again.output


def test_a_pack_that_was_killed_before_its_first_file_goes_on(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about, real = subject.briefing_subject(dataset, "body", "fife-council"), bundle._write_manifest
    calls: list[None] = []

    def killed(*given: Any) -> None:
        calls.append(None)
        if len(calls) > 1:
            raise KeyboardInterrupt
        real(*given)

    monkeypatch.setattr(bundle, "_write_manifest", killed)
    with pytest.raises(KeyboardInterrupt):
        bundle.write_bundle(dataset, about, tmp_path, SMALL)
    assert len(list(tmp_path.glob("*.svg"))) == 1
    monkeypatch.setattr(bundle, "_write_manifest", real)
    assert bundle.write_bundle(dataset, about, tmp_path, SMALL).fresh


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot fork")
def test_more_processes_make_the_same_files(dataset: Dataset, tmp_path: Path) -> None:
    about = subject.briefing_subject(dataset, "body", "fife-council")
    wanted = bundle.PlannedFile(("svg", "png"), ("1200x630", "1080x1080"))
    alone, together = tmp_path / "alone", tmp_path / "together"
    made = bundle.write_bundle(dataset, about, alone, wanted)
    assert bundle.write_bundle(dataset, about, together, wanted, jobs=2) == made
    assert sum(name.endswith(".png") for name in made.fresh) > 2, "there are more than the workers may begin"
    for name in made.fresh:
        assert (together / name).read_bytes() == (alone / name).read_bytes(), name
    (together / made.fresh[1]).unlink()
    again = bundle.write_bundle(dataset, about, together, wanted, jobs=2)
    assert again.fresh == made.fresh[1:2] and len(again.kept) == len(made.fresh) - 1


def test_two_packs_at_once_are_refused(dataset: Dataset, tmp_path: Path) -> None:
    about = subject.briefing_subject(dataset, "body", "fife-council")
    with bundle.locked(tmp_path), pytest.raises(locks.FolderLocked, match="being made"):
        bundle.write_bundle(dataset, about, tmp_path, SMALL)
    assert bundle.write_bundle(dataset, about, tmp_path, SMALL).fresh


def test_full_disk_leaves_finished_files_and_goes_on(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = subject.briefing_subject(dataset, "body", "fife-council")
    real, count = bundle.write, 0

    def full(path: Path, content: bytes) -> None:
        nonlocal count
        if path.suffix in (".svg", ".html"):
            count += 1
            if count > 2:
                raise OSError(errno.ENOSPC, "No space left on device")
        real(path, content)

    monkeypatch.setattr(bundle, "write", full)
    with pytest.raises(bundle.Interrupted, match=r"No space left.*two finished files.*goes on"):
        bundle.write_bundle(dataset, about, tmp_path, SMALL)
    monkeypatch.setattr(bundle, "write", real)
    again = bundle.write_bundle(dataset, about, tmp_path, SMALL)
    assert len(again.kept) == 2 and len(again.fresh) == 1
    assert not list(tmp_path.glob(".part-*"))


def test_a_file_is_written_atomically(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "one.svg"
    target.write_text("old")

    def fails(self: Path, to: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="No space"):
        bundle.write(target, b"new")
    assert target.read_text() == "old" and [one.name for one in tmp_path.iterdir()] == ["one.svg"]


def test_without_a_browser_only_the_pdf_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find", lambda: "")
    options = ["--body", "fife-council", "--size", "1200x630", "--theme", "light"]
    ran = CliRunner().invoke(app, ["briefing", "--out", str(tmp_path), *options])
    assert ran.exit_code == 0, ran.output
    made = {one.suffix for one in tmp_path.iterdir()} - {".json", ".lock", ""}
    assert made == {".svg", ".html", ".png", ".pptx"}
    assert "PDF was left out" in ran.stderr and len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("a/b\\c:d*e?<f>|g", "a-b-c-d-e-f-g"),
        ("Île 🎥 café", "Ile-cafe"),
        ("con", "con-file"),
        ("x" * 500, "x" * 80),
    ],
)
def test_names_of_files_are_safe(text: str, name: str) -> None:
    assert bundle.safe_name(text) == name


@pytest.mark.parametrize("text", ["", "مجلس", "\u202e", "🎥", "..", "\ud800"])
def test_a_name_without_a_plain_letter_still_names_a_file(text: str) -> None:
    assert re.fullmatch(r"untitled-[0-9a-f]{8}", bundle.safe_name(text))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--region", "S92000004"], "S92000003 (Scotland)"),
        (["--region", "Scotlend"], "S92000003 (Scotland)"),
        (["--sector", "polise"], "police (Police forces)"),
        (["--body", "fife-counsil"], "fife-council (Fife Council)"),
    ],
)
def test_unknown_ids_offer_the_nearest(options: list[str], said: str, tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["briefing", "--out", str(tmp_path), *options])
    assert ran.exit_code == 1
    assert said in ran.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("kind", "name", "key"),
    [
        ("region", "South West", "E12000009"),
        ("region", "yorkshire & the humber", "E12000003"),
        ("sector", "Police forces", "police"),
        ("sector", "nhs body", "nhs"),
    ],
)
def test_a_region_and_a_sector_go_by_name_too(dataset: Dataset, kind: str, name: str, key: str) -> None:
    assert subject.briefing_subject(dataset, kind, name) == subject.briefing_subject(dataset, kind, key)


@pytest.mark.parametrize(
    "options", [["--format", "gif"], ["--size", "1x1"], ["--theme", "blue"], ["--region", "a", "--body", "b"]]
)
def test_wrong_options_are_refused(options: list[str], tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["briefing", "--out", str(tmp_path), *options]).exit_code == 2


def test_command_makes_what_is_requested(tmp_path: Path) -> None:
    options = ["--body", "fife-council", "--format", "svg", "--size", "1200x630", "--theme", "dark"]
    ran = CliRunner().invoke(app, ["briefing", "--out", str(tmp_path), *options])
    assert ran.exit_code == 0, ran.output
    assert (tmp_path / "body-fife-council-1200x630-dark.svg").is_file()


def _shapes(content: bytes) -> list[Any]:
    return [shape for slide in Presentation(io.BytesIO(content)).slides for shape in slide.shapes]


def test_slides_are_the_same_bytes_and_carry_tables_words_and_sources(dataset: Dataset) -> None:
    about = subject.briefing_subject(dataset, "region", "S92000003")
    one, two = (slides.pptx(dataset, about, lambda svg, wide, high: PIXEL) for _ in range(2))
    assert one == two
    deck = Presentation(io.BytesIO(one))
    assert deck.core_properties.title == about.title
    told = [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    assert all("Sources:" in text and "http" in text for text in told)
    pictured = [shape for shape in _shapes(one) if shape.shape_type == 13]
    assert len(pictured) == 1, "the map alone is a picture"
    cells = [cell.text for shape in _shapes(one) if shape.has_table for row in shape.table.rows for cell in row.cells]
    assert "Fife Council" in cells
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.fixture(scope="module")
def national(dataset: Dataset) -> bytes:
    """The slides on the UK, twice the same."""
    about = subject.briefing_subject(dataset)
    one, two = (slides.pptx(dataset, about, lambda svg, wide, high: PIXEL) for _ in range(2))
    assert one == two, "the workbooks in it have no time of their own"
    return one


def _workbook(chart: Any) -> list[tuple[Any, ...]]:
    """The rows of the embedded workbook that opens for editing a chart."""
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbooks_of_the_charts_hold_the_numbers_of_the_summary(dataset: Dataset, national: bytes) -> None:
    charts = {shape.name: shape.chart for shape in _shapes(national) if shape.has_chart}
    assert {"headline", "sectors", "regions", "makers"} <= set(charts)
    head, *rows = _workbook(charts["regions"])
    table = councils_by_region(dataset)
    blank, using = (head.index(str(one)) for one in (Status.UNKNOWN, Status.USING))
    assert [row[blank] for row in rows] == list(table["unknown"]) and [row[using] for row in rows] == list(
        table["using"]
    )
    said = summary(dataset)["status_by_sector"]["council"]
    assert sum(row[blank] for row in rows) == said[str(Status.UNKNOWN)]
    assert sum(sum(row[1:]) for row in rows) == len(principal_councils(dataset))
    known = shares(dataset)
    for key in ("headline", "sectors"):
        _, *rows = _workbook(charts[key])
        wanted = [known[str(one)].shown for one in subject.card(dataset, key).table["id"]]
        assert [row[1] for row in rows] == pytest.approx([one for one in wanted if one is not None], abs=1e-4)
    _, *rows = _workbook(charts["makers"])
    users = users_by_manufacturer(dataset)
    assert [row[1:3] for row in rows] == list(zip(users["hikvision"], users["dahua"], strict=True))


def test_each_slide_has_a_distinct_message_a_number_and_limited_sources(dataset: Dataset, national: bytes) -> None:
    deck = Presentation(io.BytesIO(national))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(set(titles)) == len(titles)
    assert len(deck.slide_masters) == 1 and deck.slide_width / deck.slide_height == pytest.approx(16 / 9)
    for slide in deck.slides:
        fields = slide.shapes._spTree.xpath(".//a:fld[@type='slidenum']")
        foot = [one.text_frame.text for one in slide.placeholders if one.placeholder_format.type == 15]
        assert len(fields) == 1 and len(foot) == 1 and f"{dataset.version}" in foot[0]


def test_every_part_of_the_slides_is_there_and_every_picture_has_words(national: bytes) -> None:
    content = national
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        assert len(names) == len(archive.namelist()) and archive.testzip() is None
        for name in names:
            if name.endswith((".xml", ".rels")):
                tree = ElementTree.fromstring(archive.read(name))
            if name.endswith(".rels"):
                base = posixpath.dirname(posixpath.dirname(name))
                inner = [one.get("Target", "") for one in tree if one.get("TargetMode") != "External"]
                for target in inner:
                    path = target.lstrip("/") if target[0] == "/" else posixpath.normpath(f"{base}/{target}")
                    assert path.lstrip("/") in names, (name, target)
    deck = Presentation(io.BytesIO(content))
    pictures_ = [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == 13]
    assert all(len(shape._element.nvPicPr.cNvPr.get("descr")) > 40 for shape in pictures_)
    charts = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert all(len(shape._element.xpath(".//p:cNvPr")[0].get("descr")) > 40 for shape in charts)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice: apt-get install libreoffice-impress")
def test_libreoffice_opens_the_slides(dataset: Dataset, tmp_path: Path) -> None:
    about = subject.briefing_subject(dataset, "region", "S92000003")
    deck = tmp_path / "deck.pptx"
    deck.write_bytes(slides.pptx(dataset, about, lambda svg, wide, high: PIXEL))
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run([*command, "--outdir", str(tmp_path), str(deck)], check=True, timeout=240, capture_output=True)
    read = pypdf.PdfReader(tmp_path / "deck.pdf")
    assert len(read.pages) == len(Presentation(io.BytesIO(deck.read_bytes())).slides)
    assert "Fife Council" in "".join(page.extract_text() for page in read.pages)


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "whosecameras", "briefing", "--region", "S92000003", "--size", "1200x630"]
    for seed in ("1", "2"):
        folder = str(tmp_path / seed)
        subprocess.run(
            [*command, "--format", "png,svg,html,pptx", "--out", folder],
            check=True, timeout=240, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True,
        )  # fmt: skip
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()} for seed in ("1", "2"))
    assert one == two and len(one) > 5


@pytest.mark.parametrize(
    ("kind", "key"), [("uk", ""), ("sector", "fire_rescue"), ("body", "city-of-london-corporation")]
)
def test_one_pager_says_what_it_must(dataset: Dataset, kind: str, key: str) -> None:
    if kind == "body" and key not in set(dataset.bodies["id"]):
        key = str(dataset.bodies["id"].iloc[0])
    about = subject.briefing_subject(dataset, kind, key)
    page = onepager.html(dataset, about)
    assert page == onepager.html(dataset, about)
    assert len(about.numbers) == 3
    for part in ("What is not known", "Sources", f"dataset {dataset.version}", 'lang="en-GB"'):
        assert part in page
    links = [str(dataset.row("sources", one)["url"]).replace("&", "&amp;") for one in about.sources]
    assert all(f'href="{link}"' in page for link in links)


def test_hostile_names_are_only_text_in_one_pagers_and_slides(
    dataset: Dataset,
) -> None:
    about = replace(
        subject.briefing_subject(dataset, "body", "fife-council"), name=HOSTILE, title=HOSTILE, not_known=(HOSTILE,)
    )
    page = onepager.html(dataset, about)
    assert "<script" not in page and "\u202e" not in page and "🎥" in page
    deck = Presentation(io.BytesIO(slides.pptx(dataset, about, lambda svg, wide, high: PIXEL)))
    assert "\u202e" not in deck.core_properties.title
