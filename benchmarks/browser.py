"""The explorer in Chromium: when text and chart stand, when all is still, and what came over the wire."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright

from benchmarks import room
from benchmarks.report import Row, judged, middle, seen
from benchmarks.servers import ROOT, free_port, streamlit
from scripts import explorer, nginx

CHART = ".js-plotly-plot .main-svg"
FLOOR = "bare floor with one bar chart"


@dataclass(frozen=True)
class PageLoad:
    """Milliseconds until the first heading, the first chart and the end of drawing; bytes over the wire."""

    text: float
    chart: float
    idle: float
    wire: int
    requests: int


def visit(browser: Browser, address: str) -> PageLoad:
    """One visitor who has never been here."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    wire, requests = 0, 0

    def finished(event: dict[str, float]) -> None:
        nonlocal wire, requests
        wire += int(event["encodedDataLength"])
        requests += 1

    def framed(event: dict[str, dict[str, str]]) -> None:
        nonlocal wire
        wire += len(event["response"]["payloadData"]) * 3 // 4  # binary frames are told in base64

    tools.on("Network.loadingFinished", finished)
    tools.on("Network.webSocketFrameReceived", framed)
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator("h1").first.wait_for(timeout=explorer.DRAW_MS)
    text = time.perf_counter()
    page.locator(CHART).first.wait_for(state="attached", timeout=explorer.DRAW_MS)
    chart = time.perf_counter()
    explorer.wait_until_drawn(page)
    idle = time.perf_counter()
    context.close()
    return PageLoad(1000 * (text - start), 1000 * (chart - start), 1000 * (idle - start), wire, requests)


@contextmanager
def _behind_nginx() -> Iterator[str]:
    """The explorer as a visitor of the public website meets it: nginx in front, with Streamlit's files compressed."""
    if not nginx.find_or_install():
        raise RuntimeError("nginx is needed: apt-get install nginx")
    place, assets, port = room.folder() / "nginx", room.folder() / "assets", free_port()
    subprocess.run(
        [sys.executable, "scripts/explorer_assets.py", str(assets)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    with streamlit("app.py", "--server.baseUrlPath=explore") as server:
        nginx.arrange(place, port, room.folder(), [server.address.removeprefix("http://")], assets)
        with nginx.serve(place, port) as address:
            yield f"{address}/explore/"


def _visits(browser: Browser, sides: dict[str, str], rounds: int) -> dict[str, list[PageLoad]]:
    """Visits to each address, in turns; the first of each warms its server and does not count."""
    found: dict[str, list[PageLoad]] = {name: [] for name in sides}
    for turn in range(rounds + 1):
        for name, address in sides.items():
            once = visit(browser, address)
            if turn:
                found[name].append(once)
    return found


def _said(name: str, visits: list[PageLoad]) -> Iterator[Row]:
    yield seen(f"{name}: first text in Chromium", middle(one.text for one in visits), "ms")
    yield seen(f"{name}: first chart", middle(one.chart for one in visits), "ms")
    yield seen(f"{name}: until all is drawn", middle(one.idle for one in visits), "ms")
    yield seen(f"{name}: over the wire", middle(one.wire for one in visits) / 1e6, "MB")
    yield seen(f"{name}: requests", middle(one.requests for one in visits), "requests")


def measure(quick: bool) -> Iterator[Row]:
    """Medians of visitors who have never been here; then what compression saves of the bytes."""
    with ExitStack() as stack:
        browser = explorer.launch(stack.enter_context(sync_playwright()))
        stack.callback(browser.close)
        address = stack.enter_context(streamlit("app.py")).address
        floor = stack.enter_context(streamlit("benchmarks/floor_chart.py")).address
        sides = {"front page": address, FLOOR: floor, "map": f"{address}/map"}
        found = _visits(browser, sides, 2 if quick else 4)
        for line, name in (("front-chart", "front page"), ("map-chart", "map")):
            pairs = zip(found[name], found[FLOOR], strict=True)
            yield judged(line, middle(one.chart / other.chart for one, other in pairs))
        for name, visits in found.items():
            yield from _said(name, visits)
        name = "front page behind nginx, files compressed"
        behind = stack.enter_context(_behind_nginx())
        yield from _said(name, _visits(browser, {name: behind}, 1 if quick else 2)[name])
