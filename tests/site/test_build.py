"""Rebuilding only writes what changed, atomically; an invalid record builds nothing."""

from __future__ import annotations

import errno
import gzip
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import brotli
import pytest
from conftest import Folder
from site_crawler import BASE, EXPLORER, Website, copied, opened
from typer.testing import CliRunner

from whosecameras import locks
from whosecameras.__main__ import app
from whosecameras.cli import site
from whosecameras.cli.ready_made import ready_made
from whosecameras.content.record_index import RecordIndex
from whosecameras.publishing.validation import open_dataset
from whosecameras.record.loading import DATA_DIR, PACKAGE_FILE, Dataset, Tables
from whosecameras.site import build as building
from whosecameras.site import data_files, fingerprints, written_files
from whosecameras.site.build import MANIFEST, Built, build
from whosecameras.site.cached_fragments import FRAGMENTS
from whosecameras.site.feeds import CHANGES_FILE
from whosecameras.site.outputs import named_assets
from whosecameras.site.page import Site

#: Folders of similar pages, pictures and documents, and how many to skip between two that are checked.
MANY, SAMPLED = ("body/", "source/"), 15


@pytest.fixture(scope="session")
def website(built_site: Path) -> Website:
    """The website of the current record."""
    return opened(built_site)


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder with their bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_compressed_forms_hold_the_same(website: Website) -> None:
    held = json.loads((website.out / MANIFEST).read_text(encoding="utf-8"))["files"]
    for path, row in held.items():
        content = (website.out / path).read_bytes()
        assert len(content) == row["bytes"]
        packed = website.out / f"{path}.gz", website.out / f"{path}.br"
        assert [one.stat().st_size if one.exists() else 0 for one in packed] == [row["gz"], row["br"]]
        if row["gz"]:
            assert gzip.decompress(packed[0].read_bytes()) == content
        if row["br"]:
            assert brotli.decompress(packed[1].read_bytes()) == content


def test_asset_names_contain_their_hash(website: Website) -> None:
    names = [path.name for path in (website.out / "assets").iterdir() if path.suffix in (".css", ".js", ".svg")]
    assert names and all(len(name.split(".")) == 3 for name in names)


@pytest.fixture
def record(folder: Folder) -> Folder:
    """A copy of the data with its description and its list of releases, from which the tests' website was built."""
    for name in (CHANGES_FILE, PACKAGE_FILE):
        shutil.copy(DATA_DIR / name, folder.path)
    return folder


def with_sample(record: Folder, sampled: Dataset) -> Dataset:
    """A modified record with the registers of the tests' website."""
    opened_again, pages = open_dataset(record.path), "share_alike_request_pages"
    tables = Tables({**opened_again.tables, pages: sampled.tables[pages]})
    return replace(opened_again, tables=tables, registers=sampled.registers)


@pytest.fixture
def same_code(website: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code fingerprint of the built website, even if files are being edited meanwhile."""
    monkeypatch.setattr(building, "build_fingerprint", lambda: website.manifest["tools"])


def rebuilt(dataset: Dataset, out: Path, data_dir: Path = DATA_DIR, cards: Path | None = None) -> Built:
    """The website built over a copy of the one that all tests share, with all that belongs to it."""
    given = {"explorer": EXPLORER, "briefings": ready_made(dataset), "cards": cards}
    return build(dataset, out, BASE, data_dir=data_dir, jobs=2, **given)  # type: ignore[arg-type]


def test_only_files_that_show_a_changed_finding_are_rewritten(
    built_site: Path, record: Folder, tmp_path: Path, sampled: Dataset, same_code: None
) -> None:
    out = copied(built_site, tmp_path / "www")
    before, standing = everything(out), out.resolve()
    line = record.line_of("findings", body="uk-government-investments")
    header, *lines = record.lines("findings")
    source = lines[line - 2][header.index("source")]
    record.set("findings", line, detail="Said otherwise, in other words.")
    again = rebuilt(with_sample(record, sampled), out, record.path)
    shown = {
        "body/uk-government-investments.html",
        "body/uk-government-investments.csv",
        "api/v1/body/uk-government-investments.json",
        "api/v1/findings.json",
        "api/v1/summary.json",  # the fingerprint of the record
        f"source/{source}.html",
        f"source/{source}.csv",
        f"source/{source}.json",
        "data.html",  # the fingerprint, and the note that a file was changed since its release
        "data/findings.csv",
        "data/findings-spreadsheet.csv",
        "data/findings.parquet",
        "data/datapackage.json",
        # No date of change is given while a table differs from its release.
        *(() if sampled.changed_files else ("sitemaps/pages-1.xml",)),
        *(f"data/whose-cameras.{kind}" for kind in ("json", "sqlite", "xlsx", "zip")),
    }
    # A page to print says that a file was changed since its release.
    shown |= {path for path in before if path.startswith("briefing/") and not path.endswith((".gz", ".br"))}
    assert set(again.fresh) == shown
    after = everything(out)
    changed = {path for path in after if before.get(path) != after[path]} - {MANIFEST}
    assert {path.removesuffix(".gz").removesuffix(".br") for path in changed} == shown
    assert out.resolve() != standing and set(before) == set(after)
    same = out / "body/police-scotland.html"
    assert same.stat().st_ino == (standing / "body/police-scotland.html").stat().st_ino, "linked, not written"


def inputs(dataset: Dataset, *paths: str) -> dict[str, str]:
    """The input hash of these pages."""
    index = RecordIndex(dataset)
    index.warm()
    briefings = ready_made(dataset)
    names, _ = named_assets(briefings.style)
    site = Site(index, BASE, defaultdict(lambda: {"rows": []}), (), assets=names, briefings=briefings)
    outputs = building.all_outputs(site, fingerprints.table_hashes(dataset), "the same tools", None)
    return {path: make() for path in paths if (make := outputs[path].inputs)}


def test_a_page_is_rebuilt_only_if_its_content_changed(folder: Folder) -> None:
    shown, other = "body/uk-government-investments.html", "body/police-scotland.html"
    source = folder.lines("findings")[folder.line_of("findings", body="uk-government-investments") - 1]
    source = source[folder.lines("findings")[0].index("source")]
    before = inputs(open_dataset(folder.path), shown, other, f"source/{source}.html")
    folder.set("sources", folder.line_of("sources", id=source), title="Another title")
    after = inputs(open_dataset(folder.path), *before)
    assert {path for path in before if before[path] != after[path]} == {shown, f"source/{source}.html"}
    folder.add("bodies", folder.line_of("bodies", sector="other_public"), id="zz-new-museum", name="Planted Museum")
    assert inputs(open_dataset(folder.path), *before) == after


def test_new_code_of_the_briefings_remakes_them_and_no_other_page(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "code"
    shutil.copytree(fingerprints.PACKAGE / "briefing", code / "briefing")
    monkeypatch.setattr(fingerprints, "PACKAGE", code)
    before = inputs(dataset, "briefing/uk.html", "body/police-scotland.html"), fingerprints.build_fingerprint()
    template = code / "briefing" / "templates" / "onepager.html"
    template.write_text(template.read_text(encoding="utf-8") + "<p>One line more</p>", encoding="utf-8")
    after = inputs(dataset, *before[0]), fingerprints.build_fingerprint()
    assert before[1] == after[1]
    assert {path for path in after[0] if before[0][path] != after[0][path]} == {"briefing/uk.html"}


def test_what_a_template_looks_up_is_an_input_of_its_page() -> None:
    rows = {"a-source": "one title", "a": "not named"}
    before = fingerprints.page_inputs("common", "{'sources': ['a-source']}", rows)
    assert before != fingerprints.page_inputs("common", "{'sources': ['a-source']}", {**rows, "a-source": "another"})
    assert before == fingerprints.page_inputs("common", "{'sources': ['a-source']}", {**rows, "a": "another"})


def test_a_status_that_changes_is_shown_wherever_it_is_counted(
    built_site: Path,
    record: Folder,
    tmp_path: Path,
    sampled: Dataset,
    same_code: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Incremental and clean builds give the same bytes: checked for all unique files, and a sample of the others."""
    line = record.line_of("findings", body="uk-government-investments")
    record.set("findings", line, finding="removed")
    over = copied(built_site, tmp_path / "www")
    again = rebuilt(with_sample(record, sampled), over, record.path)
    shown = {
        "body/uk-government-investments.html",
        "cards/body/uk-government-investments.png",
        "sector/central_government.html",
        "search.json",
    }
    assert shown <= set(again.fresh)
    assert "body/police-scotland.html" not in again.fresh
    assert len([path for path in again.fresh if not path.startswith("briefing/")]) < 120

    outputs = building.all_outputs

    def sample(*given: Any) -> dict[str, written_files.Output]:
        every = outputs(*given)
        many = [path for path in every if path not in again.fresh and any(one in path for one in MANY)]
        left = {path for place, path in enumerate(many) if place % SAMPLED}
        return {path: output for path, output in every.items() if path not in left}

    monkeypatch.setattr(building, "all_outputs", sample)
    whole = tmp_path / "whole"
    anew = rebuilt(with_sample(record, sampled), whole, record.path)
    assert len([one for one in anew.files if one.path.startswith(("body/", "cards/body/"))]) > 50
    built_over = everything(over)
    made = {path: content for path, content in everything(whole).items() if path != MANIFEST}
    assert {path for path, content in made.items() if built_over[path] != content} == set()


@pytest.mark.parametrize("name", ["councils", "what-changed"])
def test_a_part_says_the_same_without_the_wording_that_it_is_not_given(dataset: Dataset, name: str) -> None:
    assert data_files.as_json(FRAGMENTS[name].of(dataset)) == data_files.as_json(FRAGMENTS[name].make(dataset))


def test_nothing_changed_leaves_the_folder(built_site: Path, tmp_path: Path, sampled: Dataset, same_code: None) -> None:
    out = copied(built_site, tmp_path / "www")
    standing, before = out.resolve(), everything(out)
    again = rebuilt(sampled, out)
    assert again.fresh == () and out.resolve() == standing and everything(out) == before


def test_a_supplied_picture_is_used(
    built_site: Path, tmp_path: Path, sampled: Dataset, same_code: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, own = copied(built_site, tmp_path / "www"), tmp_path / "own"
    theirs, other = "cards/body/police-scotland.png", "cards/body/kent-police.png"
    own.mkdir()
    (own / "police-scotland.png").write_bytes(b"a picture of ours")
    outputs = building.all_outputs
    monkeypatch.setattr(building, "all_outputs", lambda *given: {one: outputs(*given)[one] for one in (theirs, other)})
    again = rebuilt(sampled, out, cards=own)
    assert again.fresh == (theirs,)
    assert (out / theirs).read_bytes() == b"a picture of ours"


def test_a_faulty_record_builds_nothing(website: Website, folder: Folder) -> None:
    folder.set("findings", 4, vendor="bosch")
    standing, before = website.out.resolve(), everything(website.out)
    ran = CliRunner().invoke(app, ["site", "--out", str(website.out), "--data", str(folder.path), "--base-url", BASE])
    assert ran.exit_code == 1 and '"bosch" is not allowed' in ran.output
    assert website.out.resolve() == standing and everything(website.out) == before
    assert len(list(standing.parent.glob("site-*"))) == 1


@pytest.fixture
def bare(tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Builds a website of one file with this text. Returns its folder."""
    monkeypatch.setattr(building, "_parts", lambda *_: {})
    monkeypatch.setattr(building, "named_assets", lambda *_: ({}, {}))

    def built(words: str) -> Path:
        monkeypatch.setattr(building, "all_outputs", lambda *_: {"index.html": written_files.Output(words.encode)})
        return build(dataset, tmp_path / "www", BASE, explorer=EXPLORER, data_dir=DATA_DIR, jobs=1).folder

    return built


def test_an_error_on_the_way_leaves_the_folder(
    bare: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise OSError("no space left")

    standing = bare("first")
    monkeypatch.setattr(building, "_manifest", fail)
    with pytest.raises(OSError, match="no space"):
        bare("second")
    assert (tmp_path / "www").resolve() == standing and (standing / "index.html").read_text() == "first"
    assert list(standing.parent.glob("site-*")) == [standing]


@pytest.mark.parametrize("step", ["remove_old", "switch"])
def test_an_interrupt_after_the_switch_does_not_remove_the_website(
    bare: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    bare("first")
    real = getattr(building, step)

    def interrupted(*given: object, **more: bool) -> None:
        real(*given, **more)
        if more.get("whole", True):
            raise KeyboardInterrupt

    monkeypatch.setattr(building, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        bare("second")
    assert (tmp_path / "www/index.html").read_text() == "second" and (tmp_path / "www" / MANIFEST).is_file()


def test_the_folder_before_stays_and_what_killed_builds_left_goes(bare: Callable[[str], Path]) -> None:
    oldest, before = bare("first"), bare("second")
    killed, unshown = before.with_name("site-killed"), before.with_name("site-unshown")
    for one in (killed, unshown):
        one.mkdir()
        (one / "index.html").write_text("half", encoding="utf-8")
    (unshown / MANIFEST).write_text("{}", encoding="utf-8")
    assert bare("second") == before and oldest.is_dir() and not killed.exists()
    now = bare("third")
    assert {one for one in now.parent.iterdir() if one.is_dir()} == {before, now}


def test_a_foreign_folder_is_left_alone(website: Website, folder: Folder, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(locks.ForeignFolder, match="was not built by this program"):
        build(open_dataset(folder.path), out, BASE, explorer=EXPLORER, data_dir=folder.path)
    assert [path.name for path in out.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    "address",
    [
        "ftp://x.example", "nowhere", "https://", "https://x.example/?q=1", "https://[::1", "https://a b",
        "https://example.org:99999", "https://example.org:x", "https://a..b", "https://me@example.org",
        "https://example.org/a b",
    ],
)  # fmt: skip
def test_an_invalid_address_is_rejected(address: str, tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["site", "--out", str(tmp_path / "www"), "--base-url", address])
    assert ran.exit_code == 2 and "not the address of a website" in " ".join(ran.output.split())
    assert not (tmp_path / "www").exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://localhost:8000",
        "https://[::1]:8443/x",
        "https://bücher.example",
        "http://10.0.0.1",
    ],
)
def test_an_address_of_a_website_is_taken(address: str) -> None:
    assert site._address(f"{address}/") == address


def test_without_an_address_it_says_where_links_will_point(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WHOSE_CAMERAS_BASE_URL", "https://example.org")
    assert site._address("") == "https://example.org" and capsys.readouterr().err == ""
    monkeypatch.delenv("WHOSE_CAMERAS_BASE_URL")
    assert site._address("") == site.LOCAL
    said = capsys.readouterr().err
    assert site.LOCAL in said and "--base-url" in said and "WHOSE_CAMERAS_BASE_URL" in said
    assert said.count("\n") == 1


def test_a_folder_of_pictures_that_is_not_there_is_refused(tmp_path: Path) -> None:
    out, cards = tmp_path / "www", tmp_path / "nowhere"
    ran = CliRunner().invoke(app, ["site", "--out", str(out), "--base-url", BASE, "--cards", str(cards)])
    assert ran.exit_code == 1 and f"{cards} is not a folder" in ran.stderr and len(ran.stderr.splitlines()) == 1
    assert not out.exists()


def test_a_full_disk_gives_a_one_line_error_and_says_what_remains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("whosecameras.site.build.build", full)
    ran = CliRunner().invoke(app, ["site", "--out", str(tmp_path / "www"), "--base-url", BASE])
    assert ran.exit_code == 1 and len(ran.stderr.splitlines()) == 1
    assert os.strerror(errno.ENOSPC) in ran.stderr and ran.stderr.endswith(" Nothing was built.\n")


def test_a_file_in_place_of_the_website_gives_a_one_line_error(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("dear", encoding="utf-8")
    for out, said in (("note.md", "was not built by this program"), ("note.md/www", "Not a directory")):
        ran = CliRunner().invoke(app, ["site", "--out", str(tmp_path / out), "--base-url", BASE])
        assert ran.exit_code == 1 and said in ran.stderr and len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("step", "standing", "said"),
    [
        ("_manifest", False, "Nothing was built."),
        ("_manifest", True, "The current site is unchanged."),
        ("switch", True, "shows the new site"),
    ],
)
def test_an_interrupted_build_says_what_remains(
    bare: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, standing: bool, said: str
) -> None:
    bare("first")
    out, real = tmp_path / ("www" if standing else "new"), getattr(building, step)

    def stopped(*given: object, **more: object) -> None:
        if step == "switch":
            real(*given, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(building, step, stopped)
    monkeypatch.setattr(building, "all_outputs", lambda *_: {"index.html": written_files.Output(lambda: b"second")})
    ran = CliRunner().invoke(app, ["site", "--out", str(out), "--base-url", BASE, "--jobs", "1"])
    assert ran.exit_code == 1 and said in ran.stderr and ran.stderr.endswith("Stopped.\n")
