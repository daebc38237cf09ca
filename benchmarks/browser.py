"""The explorer in Chromium: when text and chart stand, when all is still, and what came over the wire."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright

from benchmarks.report import Row, at_most, middle, seen
from benchmarks.servers import streamlit
from scripts import explorer

ROUNDS = 5
CHART = ".js-plotly-plot .main-svg"


@dataclass(frozen=True)
class Visit:
    """Milliseconds until the first heading, the first chart and the end of drawing; bytes over the wire."""

    text: float
    chart: float
    idle: float
    wire: int
    requests: int


def visit(browser: Browser, address: str) -> Visit:
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
    return Visit(1000 * (text - start), 1000 * (chart - start), 1000 * (idle - start), wire, requests)


def measure() -> list[Row]:
    """Medians of visits that take turns; a server has been visited before it counts."""
    with ExitStack() as stack:
        sides = {
            "front page": stack.enter_context(streamlit("app.py")).address,
            "floor with one go.Bar": stack.enter_context(streamlit("benchmarks/floor_chart.py")).address,
        }
        squeezed = stack.enter_context(streamlit("app.py", "--server.enableWebsocketCompression=true")).address
        sides["front page, socket compressed"] = squeezed
        sides["map page"] = sides["front page"] + "/map"
        browser = explorer.launch(stack.enter_context(sync_playwright()))
        stack.callback(browser.close)
        found: dict[str, list[Visit]] = {name: [] for name in sides}
        for turn in range(ROUNDS + 1):
            for name, address in sides.items():
                once = visit(browser, address)
                if turn:
                    found[name].append(once)
    rows: list[Row] = []
    for name, visits in found.items():
        rows.append(seen(f"{name}: first text in Chromium", middle(one.text for one in visits), "ms"))
        rows.append(seen(f"{name}: first chart", middle(one.chart for one in visits), "ms"))
        rows.append(seen(f"{name}: until all is drawn", middle(one.idle for one in visits), "ms"))
        rows.append(seen(f"{name}: over the wire", middle(one.wire for one in visits) / 1e6, "MB"))
    for name in ("front page", "map page"):
        pairs = zip(found[name], found["floor with one go.Bar"], strict=True)
        ratio = middle(one.chart / other.chart for one, other in pairs)
        rows.append(at_most(f"{name}: first chart against the floor with one go.Bar", 1.25, ratio, "×"))
    return rows
