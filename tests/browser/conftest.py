"""A real Chromium in front of a real server; each visit records what was asked for and what went wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from scripts import explorer

HEIGHTS = {1280: 900, 390: 844}


@dataclass
class Visit:
    """An open page, every address that it asked for, and every error that it raised or wrote to the console."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


Visitor = Callable[..., Visit]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = explorer.launch(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with explorer.serve() as address:
        yield address


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Visitor]:
    """``visit(path, width=1280, dark=False)`` opens a page in a browser of its own and waits until it is drawn.

    Nothing is blocked. Dark is what the visitor's system asks for: the theme follows it.
    """
    contexts = []

    def open_page(path: str, width: int = 1280, dark: bool = False) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        opened = Visit(context.new_page())
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("websocket", lambda socket: opened.requests.append(socket.url))
        opened.page.on("console", lambda said: opened.errors.append(said.text) if said.type == "error" else None)
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.page.goto(server + path)
        explorer.wait_until_drawn(opened.page)
        return opened

    yield open_page
    for context in contexts:
        context.close()
