"""A real process with a small website and a small explorer: hostile bytes, many visitors, an error, and shutdown."""

from __future__ import annotations

import json
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from scripts import explorer
from whosecameras.record.loading import DATA_DIR, Dataset

from .running import ROOT, Running, running
from .small import PAGE, small

BROKEN = 0  # larger than Uvicorn reads: may get no response, only a close
APP = """import streamlit as st
st.title("A small explorer")
if "break" in st.query_params:
    raise RuntimeError("a secret of the inside")
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Path:
    """A folder with our asgi.py, a different app, and a website marked as built from the current record."""
    place = tmp_path_factory.mktemp("place")
    shutil.copy(ROOT / "asgi.py", place)
    (place / "app.py").write_text(APP, encoding="utf-8")
    small(place / "www", dataset.digest)
    return place


@pytest.fixture(scope="module")
def server(place: Path) -> Iterator[Running]:
    with running(place / "asgi.py", place, data=DATA_DIR, site=place / "www", build="no", sessions=1) as started:
        yield started


def request(line: str, *headers: str) -> bytes:
    return "\r\n".join([line, "Host: x", "Connection: close", *headers, "", ""]).encode("latin-1")


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        (request("GET /body/x HTTP/1.1"), {200}),
        (request("GET /../../etc/passwd HTTP/1.1"), {404}),
        (request("GET /body/../index.html HTTP/1.1"), {404}),
        (request("GET /explore/static/../../../../etc/passwd HTTP/1.1"), {400, 404}),
        (request("GET /explore/static/%2e%2e/%2e%2e/etc/passwd HTTP/1.1"), {400, 404}),
        (request("GET /explore/app/static/..%5c..%5casgi.py HTTP/1.1"), {400, 404}),
        (request("GET /explore/media/..%2f..%2fasgi.py HTTP/1.1"), {400, 404}),
        (request("GET /explore/static/%00 HTTP/1.1"), {400, 404}),
        (request("GET //evil.example/%2e%2e HTTP/1.1"), {400, 404}),
        (request("GET /a\\..\\b HTTP/1.1"), {400, 404}),
        (request("GET http://evil.example/body/x HTTP/1.1"), {200, 400, 404}),
        (request("GET /" + "a" * 10_000 + " HTTP/1.1"), {414}),
        (request("GET /" + "a" * 200_000 + " HTTP/1.1"), {BROKEN, 400, 414, 431}),
        (request("BREW / HTTP/1.1"), {400, 405}),
        (request("GET / HTTP/1.1", "Range: bytes=-", 'If-None-Match: "'), {200}),
        (request("GET / HTTP/1.1", "Content-Length: -5"), {400}),
        (request("GET / HTTP/1.1", "Transfer-Encoding: chunked", "Content-Length: 3"), {200, 400}),
        (request("POST / HTTP/1.1", "Content-Length: 3") + b"abc", {405}),
        (request("GET / HTTP/1.1", "X: " + "y" * 100_000), {BROKEN, 200, 400, 431}),
        (request("GET /explore/_stcore/stream HTTP/1.1"), {404}),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {400}),
        (b"GET\r\n\r\n", {400}),
    ],
)
def test_hostile_bytes_only_get_a_proper_status(server: Running, sent: bytes, statuses: set[int]) -> None:
    got = server.raw(sent)
    assert (int(got.split(b" ", 2)[1]) if got else BROKEN) in statuses
    for secret in (b"root:", b"Traceback", str(ROOT).encode(), b"import streamlit"):
        assert secret not in got
    assert server.get("/body/x").content == PAGE


def test_half_open_connections_do_not_block_visitors(server: Running) -> None:
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(200)]
    for one in idle:
        one.sendall(b"GET / HT")
    assert server.get("/body/x").content == PAGE
    for one in idle:
        one.close()


def test_an_error_in_a_page_shows_the_id_of_its_traceback(server: Running, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{server.address}/explore/?break=1")
    expect(page.get_by_text("Reference")).to_be_visible(timeout=explorer.DRAW_MS)
    line = server.told("error in the explorer")
    assert str(line["id"]) in page.get_by_test_id("stAlert").inner_text()
    assert "a secret of the inside" in str(line["trace"])
    assert "secret" not in page.content()
    assert not [one for one in server.lines() if one.get("from") == "streamlit.error_util"]
    page.close()
    server.told("session ended")


def test_a_server_with_open_connections_stops_within_five_seconds(server: Running, chromium: Browser) -> None:
    inside = chromium.new_page()
    inside.goto(f"{server.address}/explore/")
    expect(inside.get_by_role("heading", name="A small explorer")).to_be_visible(timeout=explorer.DRAW_MS)
    outside = chromium.new_page()
    given = outside.goto(f"{server.address}/explore/find?body=x")
    assert given and given.status == 503
    outside.get_by_role("link", name="Read the same on a plain page").click()
    assert outside.url == f"{server.address}/body/x"

    never_reads = socket.socket()
    never_reads.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    never_reads.connect(("127.0.0.1", server.port))
    never_reads.sendall(b"GET /data/all.zip HTTP/1.1\r\nHost: x\r\n\r\n" * 8)
    time.sleep(0.5)
    began = time.monotonic()
    server.process.terminate()
    server.process.wait(timeout=20)
    assert time.monotonic() - began < 5
    never_reads.close()
    lines = server.lines()
    assert [line for line in lines if line["event"] == "session ended"]
    assert "127.0.0.1" not in json.dumps(lines) and "HeadlessChrome" not in json.dumps(lines)
    said = [line for line in server.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    first = next(n for n, line in enumerate(lines) if line["event"] == "starts")
    assert len(said) == len(lines) and first == 0
