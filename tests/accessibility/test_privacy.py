"""No third-party requests, nothing stored: each page's requests, cookies and storage, and our statement about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext

from scripts import explorer
from scripts.views import EXPLORER, WEBSITE, address, examples
from whosecameras.record.loading import Dataset
from whosecameras.server import middleware

from .conftest import visitor, wait

#: Everything the explorer stores in a browser: a session cookie, and the chosen theme of each page.
COOKIES = {"_streamlit_xsrf"}
STORED = "stActiveTheme"
_KEPT = """
async () => ({
  stored: Object.entries({...localStorage, ...sessionStorage}),
  databases: (await indexedDB.databases()).map((one) => one.name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  cookies: document.cookie,
})"""


@pytest.fixture
def first_time_visitor(chromium: Browser) -> Iterator[BrowserContext]:
    """A first-time visitor. Without our CSP, so that it is not the CSP that blocks requests."""
    with visitor(chromium) as context:
        yield context


def requested(context: BrowserContext) -> list[str]:
    """A list that collects every address requested from now on, over HTTP or a socket."""
    heard: list[str] = []
    context.on("request", lambda request: heard.append(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: heard.append(socket.url)))
    return heard


def third_parties(heard: list[str], house: str) -> list[str]:
    ours = urlsplit(house).netloc
    return [one for one in heard if not one.startswith(("data:", "blob:")) and urlsplit(one).netloc != ours]


def test_the_website_stores_nothing(first_time_visitor: BrowserContext, house: str, dataset: Dataset) -> None:
    heard = requested(first_time_visitor)
    page = first_time_visitor.new_page()
    for pattern in WEBSITE.values():
        page.goto(house + address(pattern, examples(dataset)), wait_until="networkidle")
        kept = page.evaluate(_KEPT)
        assert kept == {"stored": [], "databases": [], "caches": [], "workers": 0, "cookies": ""}, pattern
    assert len(heard) >= len(WEBSITE)
    assert third_parties(heard, house) == []
    assert first_time_visitor.cookies() == []


def test_the_explorer_sets_one_cookie(first_time_visitor: BrowserContext, house: str, dataset: Dataset) -> None:
    heard = requested(first_time_visitor)
    page = first_time_visitor.new_page()
    paths: set[str] = set()
    for pattern in EXPLORER.values():
        page.goto(house + address(pattern, examples(dataset)))
        wait(page)
        kept = page.evaluate(_KEPT)
        paths.add(urlsplit(page.url).path)
        assert {(name, value) for name, value in kept["stored"]} <= {
            (f"{STORED}-{path}-v2", '"System"') for path in paths
        }, pattern
        assert (kept["databases"], kept["caches"], kept["workers"]) == ([], [], 0), pattern
    assert third_parties(heard, house) == []
    assert {one["name"] for one in first_time_visitor.cookies()} == COOKIES
    assert all(one["expires"] == -1 for one in first_time_visitor.cookies()), "it goes when the browser is closed"


def test_pages_read_under_the_real_policy_raise_nothing(chromium: Browser, house: str) -> None:
    with visitor(chromium, judged=False) as context:
        said: list[str] = []
        context.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        page = context.new_page()
        for path in ("/", "/search?q=leeds", "/explore/map"):
            page.goto(house + path)
            wait(page)
        assert said == []


def test_the_privacy_page_says_just_this(built_site: Path) -> None:
    told = (built_site / "privacy.html").read_text(encoding="utf-8")
    names = set(re.findall(r"<code>([^<]+)</code>", told.split("<main")[1]))
    assert names == COOKIES | {STORED, "/explore"}
    for sentence in (
        "do not use analytics", "set no cookies", "asked of another host", "no address of a computer", "goes when",
    ):  # fmt: skip
        assert sentence in told, sentence


def test_the_log_contains_only_what_the_privacy_page_says(built_site: Path) -> None:
    """The fields of a request's log line, taken from the code that writes it, are those named on the page."""
    code = Path(middleware.__file__).read_text(encoding="utf-8")
    call = code.split("def log(self, event")[1].split("class WebsiteMiddleware")[0]
    fields = set(re.findall(r"^ +(\w+)=", call, re.M))
    assert fields == {"method", "kind", "path", "status", "ms", "bytes"}
    told = (built_site / "privacy.html").read_text(encoding="utf-8")
    for said in ("time", "method", "kind", "path without what follows", "status", "milliseconds", "size"):
        assert said in told, said


def test_telemetry_is_off() -> None:
    settings = (explorer.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert "gatherUsageStats = false" in settings
