"""A visitor of website and explorer at one address, who records everything requested and stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from server.running import ROOT, running

from scripts import explorer

Opener = Callable[[str], Page]
PATIENCE_MS = 120_000  # timeout for a busy machine; nothing here is a speed test


@pytest.fixture(scope="session")
def house(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of ``asgi.py`` with the built website: pages at /, explorer at /explore, the real headers."""
    folder = tmp_path_factory.mktemp("house")
    with running(ROOT / "asgi.py", folder, site=built_site, build="no") as server:
        yield server.address


def wait(page: Page) -> None:
    """Wait until a page is ready: the website's when loaded, the explorer's when its script has run and is drawn."""
    page.wait_for_load_state("load")
    if "/explore" not in page.url:
        return
    page.locator(explorer.READY).wait_for(timeout=PATIENCE_MS)
    for waiting in page.get_by_test_id("stSkeleton").all():
        waiting.wait_for(state="detached", timeout=PATIENCE_MS)
    for chart in page.locator(explorer.CHART).all():
        chart.locator(".main-svg").first.wait_for(state="attached", timeout=PATIENCE_MS)


@contextmanager
def visitor(chromium: Browser, width: int = 1280, *, judged: bool = True) -> Iterator[BrowserContext]:
    """A separate browser profile. ``judged`` lets our test scripts run on pages whose CSP forbids scripts."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", bypass_csp=judged)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture(scope="session")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A shared visitor for pages that are judged: a new one would fetch and compile the explorer each time."""
    with visitor(chromium) as kept:
        yield kept


@pytest.fixture
def open_page(context: BrowserContext, house: str) -> Iterator[Opener]:
    """``open_page(path)`` opens a page in a new tab and waits until it is ready."""
    tabs: list[Page] = []

    def opened(path: str) -> Page:
        page = context.new_page()
        tabs.append(page)
        page.goto(house + path)
        wait(page)
        return page

    yield opened
    for tab in tabs:
        tab.close()
