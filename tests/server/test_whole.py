"""Website and explorer in one process, visited with a real browser under the promised CSP."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SITE, Folder, copied
from playwright.sync_api import Browser, BrowserContext, Page, expect
from third_party import framing_site

from scripts import explorer
from whosecameras.publishing import datapackage
from whosecameras.record.loading import DATA_DIR, Dataset
from whosecameras.record.schema import OPEN_TABLES

from .running import ROOT, Running, running
from .test_headers import promised

BODY = "uk-government-investments"
FAULTS = "addEventListener('securitypolicyviolation', one => console.error('policy: ' + one.violatedDirective))"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Folder:
    """A copy of the record as released."""
    path = tmp_path_factory.mktemp("record") / "data"
    path.mkdir()
    for table in OPEN_TABLES.values():
        for name in table.files(DATA_DIR):
            (path / name).parent.mkdir(exist_ok=True)
            shutil.copy(DATA_DIR / name, path / name)
    datapackage.write(path, dataset.version, datapackage.day_of(dataset))
    return Folder(path)


@pytest.fixture(scope="module")
def server(data: Folder, built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that publishes at start-up over an existing website."""
    place = tmp_path_factory.mktemp("whole")
    www = copied(built_site, place / "www")
    with running(ROOT / "asgi.py", place, data=data.path, site=www, base_url=SITE) as started:
        yield started


@pytest.fixture(scope="module")
def visitor(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(reduced_motion="reduce")
    context.add_init_script(FAULTS)
    yield context
    context.close()


def errors_on(page: Page) -> list[str]:
    """Collects what goes wrong on a page from now on: blocked by the CSP, not found, failed."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda got: said.append(f"{got.status} {got.url}") if got.status >= 400 else None)
    return said


@pytest.mark.parametrize("path", [one.path for one in explorer.pages()])
def test_the_explorer_breaks_no_rule_of_its_policy(server: Running, visitor: BrowserContext, path: str) -> None:
    page = visitor.new_page()
    wrong = errors_on(page)
    page.goto(f"{server.address}/explore{path}")
    explorer.wait_until_drawn(page)
    assert wrong == []
    assert page.locator("html").get_attribute("lang") == "en-GB"
    page.close()


@pytest.mark.parametrize("path", ["/", "/map", "/search?q=transport", f"/body/{BODY}", "/rules", "/data", "/a-z"])
def test_the_website_breaks_no_rule_of_its_policy(server: Running, visitor: BrowserContext, path: str) -> None:
    page = visitor.new_page()
    wrong = errors_on(page)
    page.goto(server.address + path)
    page.wait_for_load_state("networkidle")
    assert wrong == []
    page.close()


@pytest.fixture(scope="module")
def third_party_site() -> Iterator[str]:
    with framing_site() as address:
        yield address


def test_an_embedded_view_works_in_somebody_elses_page(
    server: Running, chromium: Browser, third_party_site: str
) -> None:
    page = chromium.new_page()
    wrong = errors_on(page)
    page.goto(f"{third_party_site}?{server.address}/explore/briefing?embed=true")
    expect(page.frame_locator("iframe").locator(explorer.READY)).to_be_visible(timeout=explorer.DRAW_MS)
    assert [one for one in wrong if third_party_site not in one and "404" not in one] == []
    page.close()


@pytest.mark.parametrize("path", ["/", "/explore/briefing"])
def test_nothing_else_can_be_framed(server: Running, chromium: Browser, third_party_site: str, path: str) -> None:
    page = chromium.new_page()
    with page.expect_console_message(lambda said: "frame" in said.text.lower(), timeout=explorer.DRAW_MS):
        page.goto(f"{third_party_site}?{server.address}{path}")
    while not page.frames[1].url:  # it takes a moment until the rejection has its address
        page.wait_for_timeout(100)
    assert page.frames[1].url == "chrome-error://chromewebdata/"
    page.close()


def test_headers_are_those_of_the_docs(server: Running) -> None:
    front = server.get("/").content.decode()
    picture = re.findall(r'og:image" content="[^"]+(/cards/[^"/]+)"', front)[0]
    kinds = {
        "page": ["/", f"/body/{BODY}", "/nothing", "/explore/_stcore/metrics"],
        "asset": [re.findall(r'href="(/assets/[^"]+\.svg)"', front)[0]],
        "document": ["/api/v1/summary.json", "/sources.csv", "/data/findings.csv", "/feed.atom", picture],
        "explorer": ["/explore/", "/explore/map", "/explore/_stcore/health", "/explore/favicon.png"],
        "embedded": ["/explore/briefing?embed=true"],
        "health": ["/healthz"],
    }
    table = promised()
    about_content = {"cache-control", "access-control-allow-origin"} - set(table["health"])
    for kind, addresses in kinds.items():
        for address in addresses:
            sent = server.get(address).headers
            policy = re.sub(r"('sha256-[A-Za-z0-9+/=]+' ?)+(?=;)", "‹hashes›", sent["content-security-policy"])
            sent = {**sent, "content-security-policy": policy}
            assert {name: sent.get(name) for name in table[kind]} == table[kind], address
            ours = {name for one in table.values() for name in one} - about_content - {"cache-control"}
            assert not (set(sent) & ours) - set(table[kind]), address


class Reader(threading.Thread):
    """Reads two pages in a loop, and collects whatever is wrong."""

    def __init__(self, server: Running) -> None:
        super().__init__(daemon=True)
        self.server, self.wrong, self.reads, self.done = server, [], 0, threading.Event()

    wrong: list[str]

    def run(self) -> None:
        while not self.done.is_set():
            for path in ("/", f"/body/{BODY}"):
                got = self.server.get(path)
                self.reads += 1
                if got.status != 200 or not got.content.rstrip().endswith(b"</html>"):
                    self.wrong.append(f"{path} {got.status}")
            time.sleep(0.05)


def publish(data: Folder, server: Running) -> subprocess.CompletedProcess[str]:
    """The command, as an operator runs it."""
    to = ["--data", str(data.path), "--site", str(server.log.parent / "www"), "--base-url", SITE]
    command = [sys.executable, "-m", "whosecameras", "publish", *to]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)


def test_a_server_shows_one_edition_until_its_end_and_the_next_server_the_next(
    server: Running, data: Folder, chromium: Browser
) -> None:
    before, tag = server.health(), server.get(f"/body/{BODY}").headers["etag"]
    reader = Reader(server)
    reader.start()

    line = data.line_of("findings", body=BODY)
    data.set("findings", line, detail="A sentence that was not here before.", vendor="nonsense")
    refused = publish(data, server)
    assert refused.returncode == 1 and f"findings.csv:{line}:vendor: " in refused.stderr
    assert server.health() == before

    data.set("findings", line, vendor="both")
    done = publish(data, server)
    assert done.returncode == 0 and "restart" in done.stdout
    health = server.health()
    assert health["dataset"] == before["dataset"] and health["newest"] is False
    assert server.get(f"/body/{BODY}", if_none_match=tag).status == 304

    place = server.log.parent
    with running(ROOT / "asgi.py", place, data=data.path, site=place / "www", base_url=SITE, build="no") as restarted:
        health = restarted.health()
        assert health["status"] == "ok" and health["dataset"] != before["dataset"] and health["newest"] is True
        assert b"A sentence that was not here before." in restarted.get(f"/body/{BODY}").content
        inside = chromium.new_page()
        inside.goto(f"{restarted.address}/explore/method")
        explorer.wait_until_drawn(inside)
        expect(inside.get_by_text("changed since that release")).to_be_visible()
        inside.close()
    reader.done.set()
    reader.join()
    assert reader.wrong == [] and reader.reads > 10
