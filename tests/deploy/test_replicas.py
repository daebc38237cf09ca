"""Three replicas behind nginx: they respond alike, visitors stay with theirs, and a killed one is not missed."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts import explorer

from .asking import WireAnswer, ask
from .conftest import Front
from .replicas import Replica

VISITORS = [f"127.{one}.{one * 7 % 250}.{one * 13 % 250 + 1}" for one in range(1, 41)]
#: Headers of this response or server, not of the address; the ETag of a file may be computed differently.
OF_THE_MOMENT = {"date", "server", "connection", "etag", "last-modified", "set-cookie"}
OF_THE_MOMENT |= {"content-length", "accept-ranges"}
#: nginx compresses what replicas and Streamlit's files send uncompressed.
COMPRESSED_HERE = {"vary", "content-encoding", "transfer-encoding"}
FILES = [
    "/",
    "/map",
    "/body/adur-council",
    "/body/angus-council.csv",
    "/body/no-such-body",
    "/a-z.json",
    "/api/v1/summary.json",
    "/api/v1/schema/body.json",
    "/api/v1/none.json",
    "/data/whose-cameras.zip",
    "/data/whose-cameras.json",
    "/data/whose-cameras.sqlite",
    "/feed.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/search.json",
    "/assets/none.css",
    "/cards/site.png",
    "/index.html",
    "/map/",
    "/nowhere",
    "/manifest.json",
    "/index.html.br",
    "/.git/config",
    "/explore/_stcore/metrics",
    "/explore/nowhere",
]
EXPLORER = [
    "/explore",
    "/explore?body=adur-council",
    "/explore/",
    "/explore/map?layer=police",
    "/explore/briefing?embed=true",
    "/explore/app/static/wordmark-light.svg",
    "/explore/app/static/maps/hex.geojson",
    "/explore/_stcore/health",
    "/explore/_stcore/host-config",
    "/explore/static/none.js",
    "/healthz",
]


def stable_headers(answer: WireAnswer, apart: set[str]) -> dict[str, str]:
    """Its headers, except volatile ones in ``apart``, with synonyms unified."""
    kept = {name: value for name, value in answer.headers.items() if name not in apart}
    if "content-type" in kept:
        kept["content-type"] = kept["content-type"].replace("application/javascript", "text/javascript; charset=utf-8")
    return kept


def both(front: Front, replica: Replica, path: str, encoding: str) -> tuple[WireAnswer, WireAnswer]:
    https = {"X-Forwarded-Proto": "https"}
    return ask(front.port, path, encoding=encoding, headers=https), ask(replica.port, path, encoding=encoding)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("path", [*FILES, "an asset"])
def test_nginx_and_asgi_serve_the_same_file(
    front: Front, replicas: Sequence[Replica], path: str, encoding: str
) -> None:
    if path == "an asset":
        path = f"/assets/{next((front.www / 'assets').glob('*.js')).name}"
    ours, theirs = both(front, replicas[0], path, encoding)
    assert ours.status == theirs.status
    if ours.status == 308:  # nginx adds a body that nobody sees
        assert ours.headers["location"].removeprefix("https://cameras.example") == theirs.headers["location"]
        return
    assert stable_headers(ours, OF_THE_MOMENT) == stable_headers(theirs, OF_THE_MOMENT)
    assert ours.body == theirs.body


@pytest.mark.parametrize("path", [*EXPLORER, "a script"])
def test_the_explorer_has_the_same_headers_through_nginx(front: Front, replicas: Sequence[Replica], path: str) -> None:
    if path == "a script":
        script = next((front.assets / "explore" / "static" / "js").glob("*.js"))
        path = f"/explore/static/js/{script.name}"
    ours, theirs = both(front, replicas[0], path, "identity")
    assert ours.status == theirs.status
    apart = OF_THE_MOMENT | COMPRESSED_HERE
    assert stable_headers(ours, apart) == stable_headers(theirs, apart)
    assert ours.body == theirs.body


def test_the_explorers_files_come_from_disk_and_the_others_from_a_replica(front: Front) -> None:
    there = next((front.assets / "explore" / "static" / "js").glob("*.js"))
    assert front.replica_for(f"/explore/static/js/{there.name}", VISITORS[0]) == ""
    assert front.replica_for("/explore/favicon.png", VISITORS[0]) != ""


def test_a_visitor_stays_with_one_replica_and_visitors_are_spread(front: Front) -> None:
    seen = {}
    for visitor in VISITORS:
        paths = ("/explore/", "/explore/map", "/explore/_stcore/health", "/explore/_stcore/host-config")
        answered = {front.replica_for(path, visitor) for path in paths}
        assert len(answered) == 1, visitor
        seen[visitor] = answered.pop()
    assert len(set(seen.values())) == 3, Counter(seen.values())


def test_downloads_of_a_session_come_from_its_replica(front: Front) -> None:
    """A download is created on click, in the process with the session: every address of a visitor must go there."""
    for visitor in VISITORS:
        assert front.replica_for("/explore/_stcore/health", visitor) == front.replica_for("/explore/", visitor)


@contextmanager
def readers(front: Front) -> Iterator[list[str]]:
    """Readers of pages who do not stop; the list collects every response that was not the page. At least 50 reads."""
    faults: list[str] = []
    done = threading.Event()
    read = Counter[str]()

    def read_on(paths: Sequence[str]) -> None:
        while not done.is_set():
            for path in paths:
                try:
                    answer = ask(front.port, path, source="127.0.9.9")
                    if answer.status != 200:
                        faults.append(f"{path}: {answer.status}")
                except OSError as error:
                    faults.append(f"{path}: {error}")
                read[path] += 1
                time.sleep(0.02)

    threads = [threading.Thread(target=read_on, args=(["/", "/body/adur-council", "/map", "/api/v1/summary.json"],))]
    threads.append(threading.Thread(target=read_on, args=(["/feed.atom", "/robots.txt", "/sectors"],)))
    for thread in threads:
        thread.start()
    try:
        yield faults
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert read.total() >= 50


def shown(page: Page) -> str:
    """The text of a page's main part once it is drawn."""
    explorer.wait_until_drawn(page)
    return page.get_by_test_id("stMain").inner_text()


def test_kill_9_costs_its_visitors_at_most_a_reload_and_readers_nothing(
    front: Front, replicas: list[Replica], chromium: Browser
) -> None:
    page = chromium.new_page()
    violations: list[str] = []
    page.on("console", lambda said: violations.append(said.text) if "Content Security Policy" in said.text else None)
    address = f"{front.address}/explore/map?layer=police"
    page.goto(address)
    before = shown(page)
    assert page.url == address
    theirs = front.replica_of("/explore/map")
    killed = next(one for one in replicas if one.name == theirs)
    heard: list[int] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda frame: heard.append(len(frame))))

    with readers(front) as faults:
        killed.kill()
        newcomers = [ask(front.port, "/explore/", source=visitor).status for visitor in VISITORS]
        end = time.monotonic() + 20
        while not heard and time.monotonic() < end:  # until another replica responds
            page.wait_for_timeout(100)
        if not heard:
            page.reload()
        assert shown(page) == before
        assert page.url == address
        expect(page.get_by_role("radio", name="Police forces")).to_be_checked()
        page.get_by_role("radio", name="Regions and nations").click()  # and it continues
        expect(page).to_have_url(re.compile("layer=regions"), timeout=explorer.DRAW_MS)
    assert faults == []
    assert newcomers == [200] * len(VISITORS)
    assert violations == []
    page.close()

    killed.start()
    killed.wait()
    end = time.monotonic() + 30
    while killed.name not in {front.replica_for("/explore/", visitor) for visitor in VISITORS}:
        assert time.monotonic() < end, "the replica that is back gets no visitor"
        time.sleep(1)


def test_no_replica_logs_visitors(front: Front, replicas: Sequence[Replica]) -> None:
    ask(front.port, "/explore/find?q=SW1A", source="127.88.0.5", headers={"User-Agent": "A-Browser"})
    written = "".join(one.log.read_text(errors="replace") for one in replicas)
    assert '"/explore/"' in written
    for private in ("127.88.0.5", "SW1A", "A-Browser"):
        assert private not in written
