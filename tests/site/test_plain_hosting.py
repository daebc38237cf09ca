"""A website for static hosting: no explorer, no promises that need a server, a folder instead of a link."""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from site_crawler import BASE, Document, Website, copied, opened
from typer.testing import CliRunner

from whosecameras import locks
from whosecameras.__main__ import app
from whosecameras.cli import site
from whosecameras.content.record_index import RecordIndex
from whosecameras.record.loading import DATA_DIR, Dataset
from whosecameras.record.schema import TABLES
from whosecameras.site import build as building
from whosecameras.site import feeds, written_files
from whosecameras.site.build import MANIFEST, build
from whosecameras.site.page import Site
from whosecameras.text import methodology

#: Regular expressions for speed: there are thousands of pages, and test_pages.py checks that they are well formed.
LINKS = re.compile(r' (?:href|src|action|data-index)="([^"]*)"')
TAGS = re.compile(r"<[^>]*>")
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')


@pytest.fixture(scope="module")
def plain(built_site: Path, sampled: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Website:
    """The website as a folder, without explorer or contact."""
    out = copied(built_site, tmp_path_factory.mktemp("plain") / "public")
    build(sampled, out, BASE, data_dir=DATA_DIR, plain=True, jobs=2)
    assert out.is_dir() and not out.is_symlink()
    return Website(out)


def links(website: Website) -> Iterator[tuple[str, str]]:
    """Each internal link of each page: the page, and the address."""
    for page in website.pages.values():
        for given in LINKS.findall(page.raw.decode("utf-8")):
            target = unescape(given).removeprefix(BASE)
            if target.startswith("/"):
                yield page.path, target


def full_text(page: Document) -> str:
    """All text on a page, including its head."""
    raw = page.raw.decode("utf-8")
    text = f"{TAGS.sub(' ', raw)} {' '.join(DESCRIPTION.findall(raw))}"
    return " ".join(unescape(text).split())


def test_no_link_is_dead(plain: Website) -> None:
    there = {path.relative_to(plain.out).as_posix() for path in plain.out.rglob("*") if path.is_file()}
    found = set(links(plain))
    dead = [
        (page, target)
        for page, target in found
        if not {name := urlsplit(target).path[1:] or "index.html", f"{name}.html"} & there
    ]
    assert dead == [] and len(found) > 10_000


def test_no_page_mentions_an_explorer(plain: Website) -> None:
    for page in plain.pages.values():
        assert b"/explore" not in page.raw and "the explorer" not in full_text(page), page.path
    assert "explore" not in (plain.out / "robots.txt").read_text(encoding="utf-8")


PROMISES = re.compile(r"working days|we acknowledge|is acknowledged within|write to us|tell us", re.IGNORECASE)


def test_who_cannot_be_written_to_promises_no_reply(plain: Website) -> None:
    for page in plain.pages.values():
        told = full_text(page)
        told = told.replace(TABLES["foi_regimes"].field("working_days").meaning, "")
        told = re.sub(r"\b[2-6]0(?:th)? working days?", "", told)  # from the law
        assert not PROMISES.search(told), (page.path, PROMISES.search(told))
    for path in ("corrections.html", "method.html", "body/police-scotland.html"):
        assert methodology.promise(False) in plain.pages[path].text
    assert not (plain.out / ".well-known").exists()


@pytest.mark.parametrize("given", [{"contact": "us@cameras.example"}, {"repository": "https://code.example/x"}])
def test_who_can_be_written_to_says_how_soon(dataset: Dataset, given: dict[str, str]) -> None:
    site = Site(RecordIndex(dataset), BASE, {}, (), **given)
    promise = methodology.promise(site.reachable)
    assert f"{methodology.REPLY_DAYS} working days" in promise and promise != methodology.promise(False)


@pytest.mark.parametrize(
    ("given", "link", "robots"),
    [
        ("", "", "Allow: /"),
        ("/explore", "/under/explore/map?layer=police", "Disallow: /under/explore/"),
        ("https://explore.example", "https://explore.example/map?layer=police", "Allow: /"),
        ("https://cameras.example/under/explore/", "/under/explore/map?layer=police", "Disallow: /under/explore/"),
    ],
)
def test_the_explorer_is_at_its_documented_address(dataset: Dataset, given: str, link: str, robots: str) -> None:
    base = f"{BASE}/under"
    made = Site(RecordIndex(dataset), base, {}, (), explorer_at=site._explorer(given, base))
    assert made.explorer("map", layer="police") == link
    assert robots in feeds.robots(made).decode("utf-8")


@pytest.mark.parametrize(
    "given", ["explore", "/", "ftp://x.example", "//evil.example", "/a b", "/explore?x=1", "https://"]
)
def test_a_place_that_no_explorer_can_be_at_is_refused(tmp_path: Path, given: str) -> None:
    ran = CliRunner().invoke(app, ["site", "--out", str(tmp_path / "www"), "--base-url", BASE, "--explorer", given])
    assert ran.exit_code == 2 and "not the address of an explorer" in " ".join(ran.output.split())


# The folder


@pytest.fixture
def bare(tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Builds a website of one file with this text, as a folder or a link. Returns its path."""
    monkeypatch.setattr(building, "_parts", lambda *_: {})
    monkeypatch.setattr(building, "named_assets", lambda *_: ({}, {}))

    def built(words: str, *, plain: bool = True) -> Path:
        monkeypatch.setattr(building, "all_outputs", lambda *_: {"index.html": written_files.Output(words.encode)})
        build(dataset, tmp_path / "www", BASE, data_dir=DATA_DIR, plain=plain, jobs=1)
        return tmp_path / "www"

    return built


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("second", [True, False])
def test_a_website_is_built_over_one_of_either_kind(bare: Callable[..., Path], first: bool, second: bool) -> None:
    bare("first", plain=first)
    for words in ("first", "second", "second", "third"):
        out = bare(words, plain=second)
        assert out.is_symlink() != second and (out / "index.html").read_text() == words
        assert set(json.loads((out / MANIFEST).read_text())["files"]) == {"index.html"}
        left = [one for one in out.with_name(".www-versions").iterdir() if one.is_dir() or one.is_symlink()]
        assert len(left) <= 2, "this one and the one before, for readers who are in it"


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("other", ["CNAME", "body/mine.html", ".git/config"])
def test_a_folder_with_anything_else_in_it_is_left_alone(bare: Callable[..., Path], other: str, plain: bool) -> None:
    out = bare("first")
    (out / other).parent.mkdir(exist_ok=True)
    (out / other).write_text("mine", encoding="utf-8")
    with pytest.raises(locks.ForeignFolder, match=other):
        bare("second", plain=plain)
    assert (out / "index.html").read_text() == "first" and (out / other).read_text() == "mine"


def test_a_folder_that_cannot_be_replaced_is_put_back(
    bare: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, real = bare("first"), Path.rename

    def rename(self: Path, target: Path) -> Path:
        if target == out and not self.name.startswith("site-before-"):
            raise OSError("no")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="no"):
        bare("second")
    assert (out / "index.html").read_text() == "first"


# Trailing slashes


class Files(http.server.SimpleHTTPRequestHandler):
    """A static host that maps an address to itself or to .html, and shows 404.html otherwise."""

    def send_head(self) -> object:  # type: ignore[override]
        name = urlsplit(self.path).path[1:] or "index.html"
        found = next((one for one in (name, f"{name}.html") if Path(self.directory, one).is_file()), "")
        content = Path(self.directory, found or "404.html").read_bytes()
        self.send_response(200 if found else 404)
        self.send_header("content-type", self.guess_type(found or "404.html"))
        self.end_headers()
        self.wfile.write(content)
        return None

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture(scope="module")
def host(plain: Website) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(plain.out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("address", "ends"),
    [
        ("/map/?a=b#table", "/map?a=b#table"),
        ("/body/leeds-council//", "/body/leeds-council"),
        ("/nowhere/", "/nowhere"),
        ("//evil.example/", "/evil.example"),
        ("/nowhere", "/nowhere"),
    ],
)
def test_the_404_page_offers_links(chromium: Browser, host: str, address: str, ends: str) -> None:
    page = chromium.new_page()
    try:
        page.goto(f"{host}{address}")
        page.wait_for_url(f"{host}{ends}")
    finally:
        page.close()


def test_the_website_of_the_tests_links_to_its_explorer(built_site: Path) -> None:
    assert any(target.startswith("/explore/") for _, target in links(opened(built_site)))
