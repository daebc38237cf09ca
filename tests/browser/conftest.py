"""A real Chromium and a real server; each visit records requests and errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from scripts import explorer

HEIGHTS = {1280: 900, 390: 844}
#: Opened at /map, Streamlit first probes for its server below /map, gets a 404, and finds it at /.
_LOOKS_FOR_SERVER = re.compile(r"/[a-z]+/_stcore/(health|host-config)")


@dataclass
class Visit:
    """An open page, every address it requested, and every error it raised or wrote to the console."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


Visitor = Callable[..., Visit]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with explorer.serve() as address:
        yield address


@pytest.fixture(scope="session")
def contexts(chromium: Browser) -> Iterator[dict[tuple[int, bool], BrowserContext]]:
    """One visitor per width and theme, reused: a new one would fetch and compile ten megabytes each time."""
    kept: dict[tuple[int, bool], BrowserContext] = {}
    yield kept
    for context in kept.values():
        context.close()


@pytest.fixture
def visit(chromium: Browser, contexts: dict[tuple[int, bool], BrowserContext], server: str) -> Iterator[Visitor]:
    """``visit(path, width=1280, dark=False)`` opens a page in a new tab and waits until it is drawn.

    Nothing is blocked. ``dark`` is the visitor's system preference, which the theme follows.
    """
    tabs = []

    def open_page(path: str, width: int = 1280, dark: bool = False) -> Visit:
        if (width, dark) not in contexts:
            contexts[width, dark] = chromium.new_context(
                viewport={"width": width, "height": HEIGHTS.get(width, 900)},
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
            )
        opened = Visit(contexts[width, dark].new_page())
        tabs.append(opened.page)

        def on_console(said: ConsoleMessage) -> None:
            if said.type == "error" and not _LOOKS_FOR_SERVER.search(said.location["url"]):
                opened.errors.append(f"{said.text} {said.location['url']}")

        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("websocket", lambda socket: opened.requests.append(socket.url))
        opened.page.on("console", on_console)
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.page.goto(server + path)
        explorer.wait_until_drawn(opened.page)
        return opened

    yield open_page
    for tab in tabs:
        tab.close()
