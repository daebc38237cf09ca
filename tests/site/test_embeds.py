"""Embeds: in a frame on another origin at any width, under the headers that are really sent; and oEmbed."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import axe_playwright_python.sync_playwright as axe
import html5lib
import pytest
import uvicorn
from playwright.sync_api import Browser, Frame, Page
from site_crawler import BASE, Website, opened
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from third_party import framing_site

from scripts.nginx_headers import streamlit_index
from whosecameras.record.loading import Dataset
from whosecameras.server import built_site as served_site
from whosecameras.server.edition import Edition
from whosecameras.server.middleware import Sessions, WebsiteMiddleware
from whosecameras.site import embeds

#: One of each kind, and those with the most different pictures.
SHOWN = ("sectors", "wall", "map", "map-police", "what-changed", "timeline", "area/E10000016", "area/E08000035")
SMALLEST = 12  # pixels of text as drawn
#: All visible text with its size in pixels as drawn.
TEXT = """() => [...document.querySelectorAll("body *")]
  .filter(one => one.checkVisibility() && !one.closest("title, desc")
    && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .map(one => {
    const drawn = one.ownerSVGElement ? one.getScreenCTM() : {a: 1, b: 0};
    const box = one.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(one).fontSize) * Math.hypot(drawn.a, drawn.b);
    return [one.textContent.trim().slice(0, 40), size, box.left, box.right];
  })"""


@pytest.fixture(scope="module")
def website(built_site: Path) -> Website:
    return opened(built_site)


@pytest.fixture(scope="module")
def middleware(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> WebsiteMiddleware:
    """The website under the headers of our server, with nothing behind it."""
    found = served_site.open_site(built_site)
    assert found
    folder = tmp_path_factory.mktemp("served")
    edition = Edition(found, folder, built_site)
    return WebsiteMiddleware(
        PlainTextResponse("none"), edition=edition, sessions=Sessions(1), index=streamlit_index(), base_url=BASE
    )


@pytest.fixture(scope="module")
def ours(middleware: WebsiteMiddleware) -> Iterator[str]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(middleware, lifespan="off", log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def third_party_site() -> Iterator[str]:
    with framing_site() as address:
        yield address


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def framed(page: Page, third_party_site: str, address: str, width: int) -> Frame:
    """The frame on the other website, ``width`` pixels wide, once it has loaded."""
    page.goto(f"{third_party_site}?{address}")
    page.evaluate(f"document.querySelector('iframe').style = 'width:{width}px;height:3000px'")
    page.wait_for_load_state("networkidle")
    return page.frames[1]


@pytest.mark.parametrize("name", SHOWN)
def test_a_frame_of_another_origin_shows_it_whole_at_any_width(
    page: Page, ours: str, third_party_site: str, website: Website, name: str
) -> None:
    wrong: list[str] = []
    page.on(
        "console", lambda line: wrong.append(line.text) if line.type == "error" and ours in str(line.location) else 0
    )
    page.set_viewport_size({"width": 1250, "height": 900})
    shown = framed(page, third_party_site, f"{ours}/embed/{name}", 320)
    needs = 0
    for width in (320, 480, embeds.WIDTH, 1200):
        page.evaluate(f"document.querySelector('iframe').style = 'width:{width}px;height:100px'")
        while shown.evaluate("innerWidth") != width:  # the page's policy rules out wait_for_function
            page.wait_for_timeout(20)
        text = shown.evaluate(TEXT)
        assert len(text) > 5
        assert [one for one in text if one[1] < SMALLEST - 0.01 or one[2] < -1 or one[3] > width + 1] == [], width
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        if width <= embeds.WIDTH:
            needs = max(needs, shown.evaluate("document.documentElement.scrollHeight"))
    code = website.read(f"oembed/{name}.json")["html"]
    offered = max(map(int, re.findall(r'(?: height="|min\()(\d+)', code)))
    assert offered >= needs, "the frame in the code to paste is tall enough on any screen"
    words = shown.locator("body").inner_text()
    assert "dataset" in words and "CC BY 4.0" in words
    assert {link.get_attribute("target") for link in shown.locator("a").all()} == {"_blank"}
    assert wrong == []


def test_any_other_page_refuses_to_be_framed(page: Page, ours: str, third_party_site: str) -> None:
    with page.expect_console_message(lambda said: "frame" in said.text.lower()):
        page.goto(f"{third_party_site}?{ours}/sectors")
    while not page.frames[1].url:  # it takes a moment until the rejection has its address
        page.wait_for_timeout(50)
    assert page.frames[1].url == "chrome-error://chromewebdata/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["sectors", "wall", "map", "area/E10000016"])
def test_it_can_be_read_by_everyone(chromium: Browser, ours: str, name: str, scheme: str) -> None:
    page = chromium.new_page(color_scheme=scheme, viewport={"width": 600, "height": 900})  # type: ignore[arg-type]
    page.goto(f"{ours}/embed/{name}")
    found = axe.Axe().run(page).response["violations"]
    page.close()
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []


def test_every_embed_is_well_formed_asks_nobody_and_leads_to_its_page(website: Website) -> None:
    embedded = [path for path in website.files if path.startswith("embed/")]
    assert len(embedded) > 100
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    for path in embedded:
        html = (website.out / path).read_text("utf-8")
        assert "<script" not in html and " style=" not in html
        assert '<meta name="robots" content="noindex">' in html
        canonical = unescape(re.findall(r'rel="canonical" href="([^"]*)"', html)[0])
        page = urlsplit(canonical).path[1:]
        assert f"{page or 'index'}.html" in website.files, path
        links = [unescape(one) for one in re.findall(r' (?:href|src)="([^"#]*)', html)]
        assert all(one.startswith(("/", f"{BASE}/", "https://creativecommons.org/")) for one in links if one), path
        if not path.startswith("embed/area/E0"):
            parser.parse(html)
    assert b"/embed/" not in b"".join((website.out / one).read_bytes() for one in website.files if "sitemap" in one)


def test_oembed_documents_say_what_the_standard_asks(website: Website) -> None:
    documents = {path: website.read(path) for path in website.files if path.startswith("oembed/")}
    assert len(documents) == sum(path.startswith("embed/") for path in website.files)
    for path, told in documents.items():
        assert (told["type"], told["version"]) == ("rich", "1.0")
        assert all(isinstance(told[key], int) and told[key] > 0 for key in ("width", "height", "cache_age"))
        assert f'src="{BASE}/embed/{path.removeprefix("oembed/").removesuffix(".json")}"' in told["html"]
        picture = told["thumbnail_url"].removeprefix(f"{BASE}/")
        assert picture in website.files and told["thumbnail_width"] and told["thumbnail_height"]
        assert told["provider_name"] and told["provider_url"].startswith(BASE) and told["title"]
    for path, page in website.pages.items():
        found = re.findall(rb'application/json\+oembed" title="[^"]*" href="([^"]*)"', page.raw)
        if path in ("index.html", "sectors.html", "map.html", "rules.html") or path.startswith(("area/", "region/")):
            assert len(found) == 1, path
        assert all(one.decode().removeprefix(f"{BASE}/") in documents for one in found)


@pytest.mark.parametrize(
    ("asked", "status", "name"),
    [
        ({"url": f"{BASE}/"}, 200, "wall"),
        ({"url": f"{BASE}/sectors#by-sector"}, 200, "sectors"),
        ({"url": f"{BASE}/embed/map"}, 200, "map"),
        ({"url": f"{BASE}/area/E10000016/", "format": "json"}, 200, "area/E10000016"),
        ({"url": f"{BASE}/privacy"}, 404, ""),
        ({"url": f"{BASE}/embed/../../etc/passwd"}, 404, ""),
        ({"url": "https://evil.example/sectors"}, 404, ""),
        ({"url": f"{BASE}.evil.example/sectors"}, 404, ""),
        ({"url": "http://["}, 404, ""),
        ({"url": f"{BASE}/sectors", "format": "xml"}, 501, ""),
        ({}, 400, ""),
        ({str(number): "x" for number in range(50)}, 400, ""),
    ],
)
def test_the_address_of_a_page_is_enough(
    middleware: WebsiteMiddleware, asked: dict[str, str], status: int, name: str
) -> None:
    client = TestClient(middleware, base_url=BASE)
    answer = client.get(f"/oembed?{urlencode(asked)}")
    assert answer.status_code == status and answer.headers["access-control-allow-origin"] == "*"
    if name:
        assert f'src="{BASE}/embed/{name}"' in answer.json()["html"]
        small = client.get(f"/oembed?{urlencode({**asked, 'maxwidth': '320', 'maxheight': '400'})}").json()
        assert (small["width"], small["height"]) == (320, 400)
        assert 'width="320" height="400"' in small["html"] and "100vw" not in small["html"]
        odd = client.get(f"/oembed?{urlencode({**asked, 'maxwidth': '٣٢٠', 'maxheight': '-1'})}").json()
        assert odd == answer.json()


def test_the_code_to_paste_is_selected_whole_without_a_script(website: Website, dataset: Dataset) -> None:
    for path, name in (("sectors", "sectors"), ("index", "wall"), ("map", "map"), ("area/E10000016", "area/E10000016")):
        html = (website.out / f"{path}.html").read_text("utf-8")
        code = [unescape(one) for one in re.findall(r"<textarea readonly[^>]*>([^<]*)</textarea>", html)]
        assert website.read(f"oembed/{name}.json")["html"] in code
    assert json.loads((website.out / "manifest.json").read_text("utf-8"))["embeds"][""] == "wall"
