"""nginx without live replicas: pages are served, and a bad request gets a proper response that reveals nothing."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import nginx

from .asking import ask, send_raw
from .conftest import Front, strict
from .replicas import free_port

DEAD = ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"]
HOST = b"Host: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def front(www: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """nginx as deployed, with all replicas down."""
    there = strict(tmp_path_factory.mktemp("alone"), www, DEAD, {})
    with nginx.serve(there.folder, there.port):
        yield there


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """A replica that accepts every request and never responds."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield f"127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture(scope="module")
def impatient(www: Path, silent: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """nginx as deployed, but with short timeouts and small limits, so that a test can reach them."""
    changes = {
        r"client_header_timeout .*;": "client_header_timeout 1s;",
        r"^    send_timeout .*;": "    send_timeout 1s;",
        r"rate=\S+;": "rate=1r/s;",
        r"burst=\d+": "burst=3",
        r"limit_conn sockets \d+;": "limit_conn sockets 2;",
    }
    there = strict(tmp_path_factory.mktemp("impatient"), www, [silent], changes)
    with nginx.serve(there.folder, there.port):
        yield there


def status(heard: bytes) -> int:
    assert heard.startswith(b"HTTP/1.1 "), heard[:100]
    return int(heard.split()[1])


def test_the_configuration_is_sound(www: Path, tmp_path: Path) -> None:
    there = strict(tmp_path / "conf", www, DEAD, {})
    ran = subprocess.run([*nginx.command(there.folder), "-t"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "warn" not in ran.stderr


def test_the_configuration_for_tls_in_the_docs_is_sound(www: Path, tmp_path: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate of this test and is not installed")
    there = strict(tmp_path / "conf", www, DEAD, {})
    text = Path(__file__).parents[2].joinpath("docs", "deploying.md").read_text(encoding="utf-8")
    block = text.split("<!-- tls")[1].split("```nginx\n")[1].split("```")[0]
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=cameras.example"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    for old, new in {
        "/etc/letsencrypt/live/cameras.example/privkey.pem": str(key),
        "/etc/letsencrypt/live/cameras.example/fullchain.pem": str(certificate),
        "listen 443": f"listen 127.0.0.1:{there.port}",
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        "root /srv/whosecameras/www;": f"root {www};",
    }.items():
        assert old in block
        block = block.replace(old, new)
    place = there.folder / "place.conf"
    head = place.read_text(encoding="utf-8").split("server {\n")[0]
    place.write_text(f"{head}\n{block}", encoding="utf-8")
    ran = subprocess.run([*nginx.command(there.folder), "-t"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("/map/", "/map"),
        ("/body/leeds-council/", "/body/leeds-council"),
        ("/body/leeds-council//", "/body/leeds-council"),
        ("/search/?q=a%20b", "/search?q=a%20b"),
        ("/sources.csv/", "/sources.csv"),
        ("//evil.example/", ""),
        ("/%2f%2fevil.example/", ""),
        ("/map/%0d%0aset-cookie:a/", ""),
        ("/body/", ""),
        ("/nowhere/", ""),
    ],
)
def test_a_trailing_slash_redirects_to_the_page_and_nowhere_else(front: Front, address: str, leads: str) -> None:
    given = ask(front.port, address)
    assert (given.status, given.headers.get("location", "")) == ((308, leads) if leads else (404, ""))
    assert "set-cookie" not in given.headers


@pytest.mark.parametrize(
    ("request_line", "wanted"),
    [
        (b"GET /../../etc/passwd HTTP/1.1", {400}),
        (b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1", {400}),
        (b"GET /body/..%2f..%2f..%2fetc/passwd HTTP/1.1", {400}),
        (b"GET /body/%2e%2e/manifest.json HTTP/1.1", {404}),
        (b"GET /assets/../.www-versions/ HTTP/1.1", {404}),
        (b"GET /.%77%77w-versions/.lock HTTP/1.1", {404}),
        (b"GET /index.html.gz HTTP/1.1", {404}),
        (b"GET /body/ HTTP/1.1", {404}),
        (b"GET /404.html HTTP/1.1", {404}),
        (b"GET /a%00b HTTP/1.1", {400}),
        (b"GET /a\x00b HTTP/1.1", {400}),
        (b"GET /%ff%fe HTTP/1.1", {404}),
        (b"GET /" + b"a" * 3_000 + b" HTTP/1.1", {404}),
        (b"GET /" + b"a" * 10_240 + b" HTTP/1.1", {414}),
        (b"GET http://127.0.0.1/robots.txt HTTP/1.1", {200}),
        (b"GET /robots.txt HTTP/9.9", {505}),
        (b"HELLO", {400}),
        (b"get / HTTP/1.1", {400}),
        (b"POST / HTTP/1.1", {405}),
        (b"PUT /index.html HTTP/1.1", {405}),
        (b"DELETE /body/x HTTP/1.1", {405}),
        (b"PATCH /explore/ HTTP/1.1", {405}),
        (b"OPTIONS /api/v1/summary.json HTTP/1.1", {405}),
        (b"TRACE / HTTP/1.1", {405}),
        (b"CONNECT example.org:443 HTTP/1.1", {400, 405}),
        (b"GET /explore/_stcore/metrics HTTP/1.1", {404}),
        (b"GET /explore/%5fstcore/metrics HTTP/1.1", {404}),
        (b"GET /explore//_stcore//metrics HTTP/1.1", {404}),
        (b"GET /explore/map/../_stcore/agent/mcp HTTP/1.1", {404}),
        (b"GET /explore/map/_stcore/agent/mcp HTTP/1.1", {404}),
        (b"GET /explore/_stcore/upload_file/1/2 HTTP/1.1", {404}),
    ],
)
def test_a_bad_request_gets_a_proper_answer(front: Front, request_line: bytes, wanted: set[int]) -> None:
    heard = send_raw(front.port, request_line + b"\r\n" + HOST + b"Connection: close\r\n\r\n")
    assert status(heard) in wanted
    head = heard.split(b"\r\n\r\n")[0].lower()
    assert b"x-content-type-options: nosniff" in head or request_line == b"HELLO"
    assert b"nginx/" not in heard
    assert str(front.www).encode() not in heard
    if status(heard) == 405:
        assert b"allow: get, head" in head


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        (b"Host: somebody.else\r\n", 421),
        (b"", 400),
        (HOST + b"Host: somebody.else\r\n", 400),
        (HOST + b"X-Long: " + b"a" * 40_000 + b"\r\n", 400),
        (HOST + b"Content-Length: 1000000\r\n", 413),
        (HOST + b"Content-Length: -1\r\n", 400),
        (HOST + b"Range: bytes=99999999-\r\n", 416),
        (HOST + b"Range: bytes=0-0,1-1,2-2,3-3,4-4,5-5\r\n", 200),
        (HOST + b"Range: lies=1\r\n", 200),
        (HOST + b'If-Range: "no"\r\nRange: bytes=0-0\r\n', 200),
        (HOST + b'If-None-Match: "no"\r\n', 200),
        (HOST + b"If-None-Match: *\r\n", 304),
        (HOST + b'If-Match: "no"\r\n', 412),
        (HOST + b"If-Modified-Since: the day after tomorrow\r\n", 200),
        (HOST + b"Upgrade: websocket\r\nConnection: upgrade\r\n", 200),
    ],
)
def test_misleading_headers_get_a_proper_response(front: Front, headers: bytes, wanted: int) -> None:
    heard = send_raw(front.port, b"GET /method HTTP/1.1\r\n" + headers + b"Connection: close\r\n\r\n", wait=1)
    assert status(heard) == wanted


def test_pages_need_no_replica_and_the_explorer_says_where_they_are(front: Front) -> None:
    assert ask(front.port, "/").status == 200
    assert ask(front.port, "/nowhere").status == 404
    resting = ask(front.port, "/explore/map?layer=police")
    assert resting.status == 503
    assert b'href="/"' in resting.body
    assert resting.headers["retry-after"] == "60"
    assert resting.headers["cache-control"] == "no-store"
    assert "style-src 'sha256-" in resting.headers["content-security-policy"]


def test_a_new_website_is_served_as_soon_as_the_link_is_switched(www: Path, tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
    link = tmp_path / "www"
    link.symlink_to("old")
    there = strict(tmp_path / "conf", link, DEAD, {})
    with nginx.serve(there.folder, there.port):
        assert ask(there.port, "/").body == b"old"
        (tmp_path / "next").symlink_to("new")
        (tmp_path / "next").replace(link)
        end = time.monotonic() + 4  # twice open_file_cache_valid
        while ask(there.port, "/").body != b"new":
            assert time.monotonic() < end
            time.sleep(0.1)


def test_half_a_request_is_not_waited_for(impatient: Front) -> None:
    began = time.monotonic()
    send_raw(impatient.port, b"GET / HTTP/1.1\r\nHost: 127.0")
    send_raw(impatient.port, b"")
    assert time.monotonic() - began < 15
    assert ask(impatient.port, "/").status == 200


def test_a_client_that_never_reads_is_dropped(impatient: Front) -> None:
    path = "/data/whose-cameras.sqlite"
    size = (impatient.www / path[1:]).stat().st_size
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", impatient.port))
        once = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        line.sendall(once * 20)  # more than the kernel buffers
        end = time.monotonic() + 15
        while True:
            sent = [int(str(one["bytes"])) for one in impatient.journal() if one["path"] == path]
            if any(one < size for one in sent):
                break
            assert time.monotonic() < end, "still waiting for a client that never reads"
            time.sleep(0.2)
    assert ask(impatient.port, "/").status == 200


def test_connections_per_address_are_limited(impatient: Front) -> None:
    asked = b"GET /explore/_stcore/stream HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: upgrade\r\n\r\n"
    lines = [socket.create_connection(("127.0.0.1", impatient.port), timeout=10) for _ in range(3)]
    try:
        for line in lines:
            line.sendall(asked)
            time.sleep(0.1)
        assert status(lines[2].recv(4096)) == 503
        for line in lines[:2]:
            line.settimeout(0.2)
            with pytest.raises(TimeoutError):
                line.recv(1)
    finally:
        for line in lines:
            line.close()


def test_requests_per_address_to_the_explorer_are_limited(impatient: Front) -> None:
    asked = b"GET /explore/_stcore/health HTTP/1.1\r\n" + HOST + b"\r\n"
    lines = [
        socket.create_connection(("127.0.0.1", impatient.port), timeout=10, source_address=("127.0.0.9", 0))
        for _ in range(6)
    ]
    try:
        for line in lines:
            line.sendall(asked)
        assert status(lines[-1].recv(4096)) == 503  # the first ones wait for the silent replica
        assert ask(impatient.port, "/", source="127.0.0.9").status == 200
    finally:
        for line in lines:
            line.close()


def test_logs_hold_no_address_and_no_question(front: Front) -> None:
    said = {"User-Agent": "A-Browser", "Referer": "http://x", "Cookie": "kept=secret"}
    ask(front.port, "/search?q=SW1A%201AA", source="127.77.0.5", headers=said)
    ask(front.port, "/explore/find?q=SW1A", source="127.77.0.5", headers=said)
    end = time.monotonic() + 5
    while not any(line["path"] == "/explore/find" for line in front.journal()):
        assert time.monotonic() < end
        time.sleep(0.05)
    written = "".join(path.read_text() for path in front.folder.glob("*.log"))
    assert '"/search"' in written
    for private in ("127.77.0.5", "SW1A", "A-Browser", "http://x", "secret"):
        assert private not in written
