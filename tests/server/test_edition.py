"""A server shows one edition, website and record together, from start to exit."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Folder
from typer.testing import CliRunner

from whosecameras.__main__ import app
from whosecameras.publishing import active_dataset
from whosecameras.publishing.active_dataset import MANIFEST, RECORD
from whosecameras.record.loading import DATA_DIR, Dataset
from whosecameras.server import edition
from whosecameras.server.edition import NothingToServe, load
from whosecameras.settings import Settings
from whosecameras.site import build as building
from whosecameras.site import written_files

from .small import small

BASE = "https://cameras.example"


@pytest.fixture(autouse=True)
def nothing_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(active_dataset, "_shown", [])
    monkeypatch.setattr(edition.gc, "freeze", lambda: None)
    yield
    active_dataset.opened.cache_clear()


def settings_for(data: Path, site: Path, *, build: bool = False) -> Settings:
    """A server's settings."""
    return Settings.model_construct(data_dir=data, site_dir=site, build_site=build)


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let ``publish`` quickly build a website of one page. Returns its path."""
    monkeypatch.setattr(building, "_parts", lambda *_: {})
    monkeypatch.setattr(building, "named_assets", lambda *_: ({}, {}))
    monkeypatch.setattr(building, "all_outputs", lambda site, *_: {"index.html": written_files.Output(digest_of(site))})
    return tmp_path / "www"


def digest_of(site: building.Site) -> Callable[[], bytes]:
    """A page that states the record it was built from."""
    return lambda: site.record.data.digest.encode()


def publish(data: Path, site: Path) -> tuple[int, str]:
    """Exit code and output of the command."""
    ran = CliRunner().invoke(app, ["publish", "--data", str(data), "--site", str(site), "--base-url", BASE])
    return ran.exit_code, ran.output


def test_it_shows_the_website_and_the_record_that_it_was_built_from(tmp_path: Path, dataset: Dataset) -> None:
    small(tmp_path / "www", dataset.digest)
    shown = load(settings_for(DATA_DIR, tmp_path / "www"), BASE)
    assert shown.site.digest == dataset.digest == active_dataset.opened(active_dataset.active_folder()).digest
    told, whole = shown.health()
    assert whole and (told["status"], told["dataset"], told["newest"]) == ("ok", dataset.digest, True)


def test_a_website_of_another_record_is_not_shown(tmp_path: Path) -> None:
    small(tmp_path / "www", "the digest of another record")
    with pytest.raises(NothingToServe, match=r"was not built from the record in .*publish"):
        load(settings_for(DATA_DIR, tmp_path / "www"), BASE)
    assert active_dataset.active_folder() == DATA_DIR


def test_without_a_website_it_says_what_would_make_one(tmp_path: Path) -> None:
    with pytest.raises(NothingToServe, match=r"no built website in .*publish"):
        load(settings_for(DATA_DIR, tmp_path / "www"), BASE)


def test_a_record_with_problems_is_not_served_and_its_problems_are_listed(folder: Folder, tmp_path: Path) -> None:
    small(tmp_path / "www")
    folder.set("findings", 2, vendor="nonsense")
    with pytest.raises(NothingToServe, match=r"findings\.csv:2:vendor: "):
        load(settings_for(folder.path, tmp_path / "www"), BASE)


def test_a_published_edition_is_shown_whatever_becomes_of_the_data(folder: Folder, published: Path) -> None:
    assert publish(folder.path, published)[0] == 0
    folder.set("findings", 2, vendor="nonsense")
    shown = load(settings_for(folder.path, published), BASE)
    first = shown.site.digest
    assert (shown.site.folder / "index.html").read_text() == first
    assert active_dataset.opened(active_dataset.active_folder()).digest == first
    shutil.rmtree(folder.path)
    assert load(settings_for(Path("/nowhere"), published), BASE).site.digest == first


def test_the_next_edition_is_shown_by_the_next_server(folder: Folder, published: Path) -> None:
    assert publish(folder.path, published)[0] == 0
    before = load(settings_for(folder.path, published), BASE)
    line = folder.line_of("findings", vendor="dahua")
    for vendor in ("both", "hikvision", "either"):
        folder.set("findings", line, vendor=vendor)
        code, said = publish(folder.path, published)
        assert code == 0 and "restart" in said
        told, whole = before.health()
        assert whole == (before.site.folder / "index.html").is_file() and not told["newest"]
        after = load(settings_for(folder.path, published), BASE)
        assert after.health()[0]["status"] == "ok" and after.site.digest != before.site.digest
        assert (after.site.folder / "index.html").read_text() == after.site.digest
        if vendor != "either":
            assert whole and (before.site.folder / "index.html").read_text() == before.site.digest, "nothing is mixed"
    assert not whole, "an edition that was replaced again and again is gone, and its server says so"


def test_a_record_that_fails_its_checks_publishes_nothing(folder: Folder, published: Path) -> None:
    assert publish(folder.path, published)[0] == 0
    standing = published.resolve()
    folder.set("findings", 2, vendor="nonsense")
    code, said = publish(folder.path, published)
    assert code == 1 and "findings.csv:2:vendor: " in said and "restart" not in said
    assert published.resolve() == standing


def test_republishing_the_same_record_needs_no_restart(folder: Folder, published: Path) -> None:
    publish(folder.path, published)
    standing = published.resolve()
    code, said = publish(folder.path, published)
    assert code == 0 and "no server needs a restart" in said and published.resolve() == standing


def test_a_release_of_the_same_rows_is_another_edition(folder: Folder, published: Path) -> None:
    publish(folder.path, published)
    package = json.loads((folder.path / "datapackage.json").read_text(encoding="utf-8"))
    (folder.path / "datapackage.json").write_text(json.dumps({**package, "version": "9.8.7"}), encoding="utf-8")
    publish(folder.path, published)
    shown = load(settings_for(folder.path, published), BASE)
    assert shown.site.version == active_dataset.opened(shown.record).version == "9.8.7"


def test_the_record_is_stored_where_servers_can_read_it_and_visitors_cannot(folder: Folder, published: Path) -> None:
    (folder.path / "findings.csv").chmod(0o600)
    (folder.path / ".curating.lock").touch()
    publish(folder.path, published)
    kept = published / RECORD
    assert (kept / "findings.csv").read_bytes() == (folder.path / "findings.csv").read_bytes()
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in (kept, *kept.iterdir()))
    assert not (kept / ".curating.lock").exists()
    assert not any(RECORD in name for name in json.loads((published / MANIFEST).read_text())["files"])


def test_a_server_that_builds_publishes_first(
    folder: Folder, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def built(*_: object) -> bool:
        small(tmp_path / "www", active_dataset.opened(folder.path).digest, "1.0.1")
        return True

    monkeypatch.setattr(edition, "_publish", built)
    assert load(settings_for(folder.path, tmp_path / "www", build=True), BASE).site.version == "1.0.1"


def test_what_cannot_be_published_leaves_the_edition_before(
    folder: Folder, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(folder.path, published)
    folder.set("findings", 2, vendor="nonsense")
    monkeypatch.setattr(edition, "_publish", lambda *_: False)
    told, whole = load(settings_for(folder.path, published, build=True), BASE).health()
    assert whole and told["checks_passed"] is False and "could not be published" in told["status"]


@pytest.mark.parametrize(
    ("code", "passed"), [("print('a fault'); raise SystemExit(1)", False), ("print('done')", True)]
)
def test_what_the_command_says_is_in_the_log(
    code: str, passed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[object] = []
    monkeypatch.setattr(edition, "log_event", lambda event, level=20, **told: said.append(told.get("said")))
    stand_in(monkeypatch, tmp_path, code)
    assert edition._publish(settings_for(DATA_DIR, tmp_path / "www"), BASE) is passed
    assert {"a fault", "done"} & set(said)


def test_a_signal_ends_a_build_that_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, tmp_path, "import time; print('begun', flush=True); time.sleep(600)")

    def begun(event: str, *_: object, **told: object) -> None:
        if told.get("said") == "begun":
            threading.Timer(0.2, os.kill, [os.getpid(), signal.SIGTERM]).start()

    monkeypatch.setattr(edition, "log_event", begun)
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        edition._publish(settings_for(DATA_DIR, tmp_path / "www"), BASE)
    assert signal.getsignal(signal.SIGTERM) is before


def stand_in(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> None:
    """Run a program with these lines instead of Python."""
    program = folder / "python"
    program.write_text(f"#!{sys.executable}\n{code}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(edition.sys, "executable", str(program))
