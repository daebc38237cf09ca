"""From SVG to PNG and from HTML to PDF: one warm browser, restarted once if it dies or hangs."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from whosecameras.settings import settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

Result = TypeVar("Result")
TIMEOUT = 30.0  # seconds for one picture, after which the browser is taken to hang
_START = 60.0  # seconds to start
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
#: It may look up no name, so that a picture can come from nowhere but this machine.
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
HOW_TO_GET_ONE = (
    "No Chromium or Chrome was found, so there are no PNG, PDF or PPTX files; SVG and HTML need none. To get one: "
    "`apt-get install chromium`, or `python -m playwright install chromium`, or name one in CHROME_PATH."
)
_FACES = (
    ("Source Sans 3", "SourceSansVF-Upright", "200 900"),
    ("Source Serif 4", "SourceSerifVariable-Roman", "200 900"),
)


class NoBrowser(RuntimeError):
    """There is no browser on this machine; the message says how to get one."""


class BrowserLost(RuntimeError):
    """The browser died or hung, was started again, and died or hung once more."""


def _starts(path: str) -> bool:
    """True if it is a browser that starts; some chromium-browser is a stub that only asks for a package."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@cache
def _first_that_starts(paths: tuple[str, ...]) -> str:
    return next((path for path in paths if path and Path(path).exists() and _starts(path)), "")


def find() -> str:
    """Path of a browser that is there and starts, or ``""``; Playwright's own is the last choice."""
    named = [str(settings().browser or ""), os.environ.get("CHROME_PATH", "")]
    on_path = [shutil.which(name) or "" for name in _NAMES]
    own = sorted(map(str, Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome")))
    return _first_that_starts((*named, *on_path, *_PLACES, *own))


@lru_cache(maxsize=1)
def faces() -> str:
    """The faces that Streamlit carries as style rules, so that pictures look alike on every machine; ``""`` if none."""
    found = find_spec("streamlit")
    folder = Path(found.origin or "").parent / "static" if found else Path()
    rules = []
    for family, file, weights in _FACES:
        path = next(iter(sorted(folder.glob(f"**/{file}*.woff2"))), None) if found else None
        if path:
            data = base64.b64encode(path.read_bytes()).decode()
            rules.append(
                f'@font-face{{font-family:"{family}";font-weight:{weights};'
                f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
            )
    return "".join(rules)


class Browser:
    """A browser that starts when the first picture is asked for; a context manager.

    Playwright runs in a thread of its own, so that this can be used in any thread, also in one with an event loop.
    """

    def __init__(self, path: str | None = None, timeout: float = TIMEOUT) -> None:
        self._path = find() if path is None else path
        if not self._path:
            raise NoBrowser(HOW_TO_GET_ONE)
        self._timeout = timeout
        self._restarts_left = 1
        self._running: contextlib.ExitStack | None = None
        self._page: Page | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser")
        self.pid = 0

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._thread.submit(self._stop).result()
        self._thread.shutdown()

    def _start(self) -> None:
        from playwright.sync_api import sync_playwright

        root = hasattr(os, "geteuid") and os.geteuid() == 0
        with contextlib.ExitStack() as stack:
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(
                executable_path=self._path,
                args=[*_ARGUMENTS, *(["--no-sandbox"] if root else [])],
                timeout=_START * 1000,
            )
            stack.callback(browser.close)
            processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
            self.pid = next(int(one["id"]) for one in processes if one["type"] == "browser")
            page = browser.new_context().new_page()
            page.set_default_timeout(_START * 1000)
            page.set_content(
                f"<!doctype html><style>{faces()}body{{margin:0}}svg{{display:block}}</style>"
                '<p style="font-family:Source Sans 3">a<b style="font-family:Source Serif 4">a</b></p>'
            )
            page.evaluate("document.fonts.ready.then(() => 0)")
            page.set_default_timeout(self._timeout * 1000)
            self._running = stack.pop_all()
        self._page = page

    def _stop(self) -> None:
        running, self._running, self._page = self._running, None, None
        if running:
            with self._watched(self._timeout), contextlib.suppress(Exception):
                running.close()
        self.pid = 0

    @contextlib.contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        """Kill the browser if what is done meanwhile takes too long: Playwright itself may wait for ever."""
        clock = threading.Timer(seconds, self._kill)
        clock.daemon = True
        clock.start()
        try:
            yield
        finally:
            clock.cancel()

    def _kill(self) -> None:
        if self.pid:
            with contextlib.suppress(OSError):
                os.kill(self.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)

    def _done(self, work: Callable[[Page], Result]) -> Result:
        return self._thread.submit(self._tried, work).result()

    def _tried(self, work: Callable[[Page], Result]) -> Result:
        """Do it; if the browser is lost, start it again, once in its life, and do it again."""
        from playwright.sync_api import Error

        while True:
            try:
                if self._page is None:
                    with self._watched(_START):
                        self._start()
                with self._watched(self._timeout):
                    assert self._page is not None
                    return work(self._page)
            except Error as error:
                if not self._lost(error):
                    raise
                self._stop()
                if not self._restarts_left:
                    message = f"the browser was lost twice ({str(error).splitlines()[0]}); what is finished stays"
                    raise BrowserLost(message) from error
                self._restarts_left -= 1

    def _lost(self, error: Exception) -> bool:
        """True if the browser is gone or gives no answer, as opposed to a fault of what it was asked to do."""
        from playwright.sync_api import TimeoutError as TooLong

        browser = self._page.context.browser if self._page else None
        gone = browser is None or not browser.is_connected()
        return gone or isinstance(error, TooLong) or "crashed" in str(error) or "closed" in str(error)

    def png(self, svg: str, wide: int, high: int) -> bytes:
        """A picture of an SVG of that size. ``BrowserLost`` if the browser dies or hangs twice."""

        def work(page: Page) -> bytes:
            page.set_viewport_size({"width": wide, "height": high})
            page.evaluate("svg => { document.body.innerHTML = svg }", svg)
            return page.screenshot(type="png", clip={"x": 0, "y": 0, "width": wide, "height": high})

        return self._done(work)

    def pdf(self, html: str) -> bytes:
        """A page as a tagged PDF with an outline, its links and its language. ``BrowserLost`` as for ``png``."""

        def work(page: Page) -> bytes:
            fresh = page.context.new_page()
            try:
                fresh.set_default_timeout(self._timeout * 1000)
                fresh.set_content(html.replace("</head>", f"<style>{faces()}</style></head>", 1))
                fresh.evaluate("document.fonts.ready.then(() => 0)")
                options: dict[str, Any] = {"tagged": True, "outline": True, "print_background": True}
                return fresh.pdf(format="A4", prefer_css_page_size=True, **options)
            finally:
                with contextlib.suppress(Exception):
                    fresh.close()

        return self._done(work)
