"""Building again writes only what changed, in one step; a faulty record builds nothing."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import brotli
import pytest
from conftest import Folder
from typer.testing import CliRunner
from walked import BASE, Website, built_once

from whosecameras.__main__ import app
from whosecameras.checks import open_dataset
from whosecameras.load import Dataset
from whosecameras.site import build as building
from whosecameras.site.build import MANIFEST, NotOurs, build

pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture(scope="session")
def website(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Website:
    """The website of the record as it stands."""
    return built_once(dataset, tmp_path_factory)


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder with their bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_compressed_forms_hold_the_same(website: Website) -> None:
    held = json.loads((website.out / MANIFEST).read_text(encoding="utf-8"))["files"]
    assert set(held) == {one.path for one in website.built.files}
    for path, row in held.items():
        content = (website.out / path).read_bytes()
        assert len(content) == row["bytes"]
        packed = website.out / f"{path}.gz", website.out / f"{path}.br"
        assert [one.stat().st_size if one.exists() else 0 for one in packed] == [row["gz"], row["br"]]
        if row["gz"]:
            assert gzip.decompress(packed[0].read_bytes()) == content
        if row["br"]:
            assert brotli.decompress(packed[1].read_bytes()) == content


def test_assets_bear_their_hash(website: Website) -> None:
    names = [path.name for path in (website.out / "assets").iterdir() if path.suffix in (".css", ".js", ".svg")]
    assert names and all(len(name.split(".")) == 3 for name in names)


def test_only_what_shows_a_changed_finding_is_written_anew(folder: Folder, tmp_path: Path) -> None:
    out = tmp_path / "www"
    build(open_dataset(folder.path), out, BASE, data_dir=folder.path, jobs=2)
    before, standing = everything(out), out.resolve()
    line = folder.line_of("findings", body="department-for-transport")
    header, *lines = folder.lines("findings")
    source = lines[line - 2][header.index("source")]
    folder.set("findings", line, detail="Said otherwise, in other words.")
    again = build(open_dataset(folder.path), out, BASE, data_dir=folder.path, jobs=2)
    shown = {
        "body/department-for-transport.html",
        "body/department-for-transport.csv",
        "api/v1/body/department-for-transport.json",
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
        *(f"data/whose-cameras.{kind}" for kind in ("json", "sqlite", "xlsx", "zip")),
    }
    assert set(again.fresh) == shown
    after = everything(out)
    changed = {path for path in after if before.get(path) != after[path]} - {MANIFEST}
    assert {path.removesuffix(".gz").removesuffix(".br") for path in changed} == shown
    assert out.resolve() != standing and set(before) == set(after)
    same = out / "body/police-scotland.html"
    assert same.stat().st_ino == (standing / "body/police-scotland.html").stat().st_ino, "linked, not written"


def test_nothing_changed_leaves_the_folder(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "kitchen", lambda: "the same code")  # whatever is being edited meanwhile
    out = tmp_path / "www"
    dataset = open_dataset(folder.path)
    build(dataset, out, BASE, data_dir=folder.path, jobs=2)
    standing, before = out.resolve(), everything(out)
    again = build(dataset, out, BASE, data_dir=folder.path, jobs=1)
    assert again.fresh == () and out.resolve() == standing and everything(out) == before


def test_a_faulty_record_builds_nothing(website: Website, folder: Folder) -> None:
    folder.set("findings", 4, vendor="bosch")
    standing, before = website.out.resolve(), everything(website.out)
    ran = CliRunner().invoke(app, ["site", "--out", str(website.out), "--data", str(folder.path), "--base-url", BASE])
    assert ran.exit_code == 1 and '"bosch" is not allowed' in ran.output
    assert website.out.resolve() == standing and everything(website.out) == before
    assert len(list(standing.parent.glob("site-*"))) == 1


def test_an_error_on_the_way_leaves_the_folder(
    website: Website, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise OSError("no space left")

    standing, before = website.out.resolve(), everything(website.out)
    folder.set("findings", 4, detail="Said otherwise, in other words.")
    monkeypatch.setattr(building, "_manifest", fail)
    with pytest.raises(OSError, match="no space"):
        build(open_dataset(folder.path), website.out, BASE, data_dir=folder.path, jobs=1)
    assert website.out.resolve() == standing and everything(website.out) == before
    assert len(list(standing.parent.glob("site-*"))) == 1


def test_a_folder_of_somebody_else_is_left_alone(website: Website, folder: Folder, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(NotOurs, match="was not built by this program"):
        build(open_dataset(folder.path), out, BASE, data_dir=folder.path)
    assert [path.name for path in out.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("address", ["ftp://x.example", "nowhere", "https://", "https://x.example/?q=1"])
def test_an_address_that_is_none_is_refused(address: str, tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["site", "--out", str(tmp_path / "www"), "--base-url", address])
    assert ran.exit_code == 2 and "no address of a website" in " ".join(ran.output.split())
    assert not (tmp_path / "www").exists()
