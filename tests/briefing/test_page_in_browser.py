"""The briefing page in a browser: downloads, and a card embedded in another site."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from pptx import Presentation

from scripts import explorer


@contextmanager
def elsewhere(page: str) -> Iterator[str]:
    """A site of another origin with one page. Yields its address."""

    class OtherSite(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), OtherSite) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_address[1]}/"
        site.shutdown()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with explorer.serve() as address:
        yield address


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(explorer.DRAW_MS)
    yield context.new_page()
    context.close()


def test_a_picture_and_slides_are_downloaded_at_a_click(server: str, tab: Page) -> None:
    tab.goto(f"{server}/briefing?card=not-known&size=1080x1350&theme=dark")
    explorer.wait_until_drawn(tab)
    taken = {}
    for kind in ("PNG", "PPTX"):
        with tab.expect_download() as download:
            tab.get_by_role("button", name=f"Download {kind}").click()
        taken[download.value.suggested_filename] = download.value.path().read_bytes()
    picture, slides = taken["not-known-1080x1350-dark.png"], taken["briefing-uk.pptx"]
    with Image.open(io.BytesIO(picture)) as opened:
        assert opened.format == "PNG" and opened.size == (1080, 1350)
        assert opened.convert("RGB").getpixel((2, 2)) == (0x14, 0x18, 0x1C)
    assert len(Presentation(io.BytesIO(slides)).slides) > 12


@pytest.mark.parametrize(("wide", "high", "size"), [(1200, 630, "1200x630"), (360, 450, "1080x1350")])
def test_in_a_frame_of_another_site_there_is_nothing_but_the_card(
    server: str, tab: Page, wide: int, high: int, size: str
) -> None:
    card = f"{server}/briefing?card=region-S92000003&size={size}&theme=light&embed=true"
    page = f'<body style="margin:0"><iframe src="{card}" style="width:{wide}px;height:{high}px;border:0"></iframe>'
    with elsewhere(page) as address:
        tab.goto(address)
        frame = tab.frame_locator("iframe")
        picture = frame.get_by_role("img", name=re.compile("^Scotland: "))
        picture.wait_for()
    assert picture.bounding_box() == {"x": 0, "y": 0, "width": wide, "height": high}
    inside = tab.frames[1]
    assert inside.evaluate("origin") != tab.evaluate("origin")
    spots = [[x * wide, y * high] for x in (0.02, 0.5, 0.98) for y in (0.02, 0.5, 0.98)]
    on_top = "spots => spots.map(([x, y]) => document.elementFromPoint(x, y).tagName)"
    assert set(inside.evaluate(on_top, spots)) == {"IMG"}
    assert inside.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
    assert frame.locator("h1, h2, button").count() == 0
