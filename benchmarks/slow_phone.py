"""How soon a page of the website is drawn on a slow phone: 1.6 Mbit/s, 150 ms, a processor four times slower."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks import room
from benchmarks.report import Row, judged, middle, seen
from scripts import explorer

#: One load differs from the next by half, because a picture starts with one of sixty beats a second; so there are many.
ROUNDS = 11
#: A tab that has only just opened is still starting, and on a slow processor that runs into the page; a reader has one.
SETTLED_MS = 500
BYTES_A_SECOND = 1_600_000 / 8
LATENCY_MS = 150
SLOWER = 4
PHONE: ViewportSize = {"width": 390, "height": 844}
KEY_MS = 80  # between two letters
#: What is typed into the search: names, a district beside one, typing errors, a postcode, a beginning.
TYPED = (
    "Leeds City Council", "Roundhay School", "st marys leeds", "Birmngham", "Royal Free Hospital", "Bristol Uni",
    "Kent Fire and Rescue", "LS8 1AB", "Our Lady Quen of Peace", "pri",
)  # fmt: skip
#: The pages that are measured; the body with the largest page stands for all bodies.
FRONT = "index.html"


class _Files(SimpleHTTPRequestHandler):
    """The built folder as a web server gives it: addresses without ``.html``, compressed forms, kept connections."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a file, in the best form that the reader takes."""
        root, path = Path(self.directory), self.path.split("?")[0].strip("/") or "index"
        file = next((one for one in (root / path, root / f"{path}.html") if one.is_file()), None)
        if file is None:
            self.send_error(404)
            return
        wanted = self.headers.get("Accept-Encoding", "")
        forms = [(name, file.with_name(file.name + end)) for name, end in (("br", ".br"), ("gzip", ".gz"))]
        coding, form = next(((name, one) for name, one in forms if name in wanted and one.is_file()), ("", file))
        content = form.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Length", str(len(content)))
        if coding:
            self.send_header("Content-Encoding", coding)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what is measured is read, not the log."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server for a built folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def _slow(browser: Browser) -> Iterator[Page]:
    """An empty tab of a slow phone on a slow connection, nothing kept from before."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True)
    try:
        page = context.new_page()
        tools = context.new_cdp_session(page)
        tools.send("Network.enable")
        network = {"latency": LATENCY_MS, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
        tools.send("Network.emulateNetworkConditions", {"offline": False, **network})
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        yield page
    finally:
        context.close()


def _timed(browser: Browser, address: str) -> tuple[float, float]:
    """Seconds from giving an open tab an address to the first content and to the end of loading, nothing kept."""
    with _slow(browser) as page:
        page.wait_for_timeout(SETTLED_MS)
        page.goto(address, wait_until="load")
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
        paint, load = page.evaluate(
            "[performance.getEntriesByName('first-contentful-paint')[0].startTime,"
            " performance.getEntriesByType('navigation')[0].loadEventEnd]"
        )
        return paint / 1000, load / 1000


def _first_answer(browser: Browser, address: str, typed: str) -> tuple[float, float]:
    """Seconds from the last letter typed into the box of an open page to the first suggestion, and kilobytes for it.

    Nothing is kept from before: scripts, catalogue and pieces of the index are fetched while one types.
    """
    with _slow(browser) as page:
        page.goto(f"{address}/search", wait_until="load")
        page.wait_for_timeout(SETTLED_MS)
        box = page.get_by_role("combobox")
        box.press_sequentially(typed[:-1], delay=KEY_MS)
        box.press(typed[-1])
        began = time.monotonic()
        page.get_by_role("option").first.wait_for()
        waited = time.monotonic() - began
        sizes = page.evaluate(
            "performance.getEntriesByType('resource').filter((one) => /search|finder/.test(one.name))"
            ".reduce((sum, one) => sum + one.transferSize, 0)"
        )
        return waited, sizes / 1000


def _pages(files: dict[str, dict[str, int]], folder: str) -> dict[str, int]:
    """The pages in a folder of the website, with their bytes."""
    return {path: held["bytes"] for path, held in files.items() if path.startswith(folder) and path.endswith(".html")}


def measure(quick: bool) -> Iterator[Row]:
    """Median seconds until pages of each kind are drawn and loaded; then what a search fetches, and its time."""
    www = room.website()
    files = json.loads((www / "manifest.json").read_text(encoding="utf-8"))["files"]
    bodies = _pages(files, "body/")
    largest = max(bodies, key=bodies.__getitem__)
    silent = sorted(path for path in bodies if not files[path]["br"])  # those without evidence are kept in one form
    areas = _pages(files, "area/")
    with served(www) as address, sync_playwright() as driver:
        browser = explorer.launch(driver)
        try:
            for line, name, path in (
                ("phone-front", "front page", FRONT),
                ("phone-body", "heaviest page of a body", largest),
                ("phone-silent", "page of a body without evidence", silent[len(silent) // 2]),
                ("phone-area", "heaviest page of an area", max(areas, key=areas.__getitem__)),
            ):
                page = f"{address}/{path.removesuffix('.html').removesuffix('index')}"
                times = [_timed(browser, page) for _ in range(5 if quick else ROUNDS)]
                yield judged(line, middle(drawn for drawn, _ in times))
                yield seen(f"{name} loaded on a slow phone", middle(loaded for _, loaded in times), "s")
            answers = sorted(_first_answer(browser, address, typed) for typed in TYPED[:: 2 if quick else 1])
            yield judged("search-phone", answers[int(len(answers) * 0.95)][0])
            yield judged("search-bytes", max(size for _, size in answers))
        finally:
            browser.close()
