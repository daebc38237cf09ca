"""Runs the explorer for tests: its pages, a server, and a browser that can reach nothing else.

Shared by ``scripts/pictures.py`` and ``tests/browser``.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import serving
from scripts.browser import installed
from scripts.serving import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

DRAW_MS = 45_000
#: Chromium may only resolve this machine's name, so a request to any other host fails visibly.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
READY = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
CHART = '[data-testid="stPlotlyChart"]'


@dataclass(frozen=True)
class PageAddress:
    """One page of the explorer: ``name`` is that of its script, ``path`` its address."""

    name: str
    path: str


def pages() -> list[PageAddress]:
    """The pages in the order of ``PAGES`` in app.py, parsed from its source: importing it would run it."""
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    calls = next(
        node.value.elts
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PAGES" and isinstance(node.value, ast.List)
    )
    addresses = []
    for call in calls:
        assert isinstance(call, ast.Call)
        script = Path(ast.literal_eval(call.args[0]))
        words = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        path = "/" if words.get("default") else "/" + words.get("url_path", script.stem)
        addresses.append(PageAddress(script.stem, path))
    return addresses


@contextmanager
def serve() -> Iterator[str]:
    """Run ``streamlit run app.py`` on a free port of 127.0.0.1. Yields its address, and stops it at the end."""
    with serving.streamlit() as server:
        yield server.address


def launch(playwright: Playwright) -> Browser:
    """Start the browser that ``scripts/browser.py`` finds, or Playwright's own."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if root else [])]
    return playwright.chromium.launch(executable_path=installed() or None, args=arguments)


def wait_until_drawn(page: Page) -> None:
    """Return when the script has run and every chart is drawn. Raises Playwright's timeout error after 45 seconds."""
    page.locator("h1").first.wait_for(timeout=DRAW_MS)
    page.locator(READY).wait_for(timeout=DRAW_MS)
    for waiting in page.get_by_test_id("stSkeleton").all():
        waiting.wait_for(state="detached", timeout=DRAW_MS)
    for chart in page.locator(CHART).all():
        chart.locator(".main-svg").first.wait_for(state="attached", timeout=DRAW_MS)
        if chart.locator(".choroplethlayer > g").count():
            chart.locator(".choroplethlayer path").first.wait_for(state="attached", timeout=DRAW_MS)
