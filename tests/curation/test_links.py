"""Sources' addresses are checked politely, results are stored with them, and without a network nothing is written."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
import typer
from conftest import Folder
from typer.testing import CliRunner, Result

from whosecameras.cli import imports
from whosecameras.curation import link_checker, store
from whosecameras.curation.http_probe import HttpProbe, NotPublic, ProbeResult
from whosecameras.publishing import validation
from whosecameras.record.schema import LINK_RESULTS, TABLES

app = typer.Typer()
imports.register(app)
STATUSES = {"/ok": 200, "/gone": 404, "/gone410": 410, "/error": 500, "/forbidden": 403}
REDIRECTS = {
    "/moved": (301, "/ok"),
    "/away": (302, "/ok"),
    "/loop": (302, "/loop2"),
    "/loop2": (302, "/loop"),
    "/lost": (301, "/gone"),
    "/inside": (302, "http://10.0.0.1/"),
    "/file": (302, "file:///etc/passwd"),
}
EXPECTED = {
    "/ok": ("ok", "200"),
    "/moved": ("moved", "200"),
    "/away": ("ok", "200"),
    "/lost": ("gone", "404"),
    "/gone": ("gone", "404"),
    "/gone410": ("gone", "410"),
    "/error": ("broken", "500"),
    "/forbidden": ("broken", "403"),
    "/loop": ("loop", "302"),
    "/far/0": ("loop", "302"),
    "/far/1": ("ok", "200"),
    "/nohead": ("ok", "200"),
    "/inside": ("broken", ""),
    "/file": ("broken", ""),
    "/garbage": ("broken", ""),
    "/hang": ("timeout", ""),
    "/drip": ("timeout", ""),
}


class Handler(BaseHTTPRequestHandler):
    """Responds according to the path, and records every request."""

    server: LocalServer

    def log_message(self, *_: Any) -> None:
        pass

    def answer(self) -> None:
        server, path = self.server, self.path
        with server.guard:
            server.now += 1
            server.most = max(server.most, server.now)
            server.asked.append((self.command, path))
            server.agents.add(self.headers["User-Agent"])
            server.hosts.add(self.headers["Host"])
            server.times.append(time.monotonic())
            if len(server.asked) == server.interrupt_at:
                signal.raise_signal(signal.SIGINT)  # which Python delivers to the main thread, like Ctrl-C
                server.closing.wait(0.2)
        try:
            self.reply(path)
        except OSError:
            pass
        finally:
            with server.guard:
                server.now -= 1

    def reply(self, path: str) -> None:
        if path == "/hang":
            self.server.closing.wait(20)
        elif path == "/drip":
            while not self.server.closing.wait(0.1):
                self.wfile.write(b"H")
        elif path == "/garbage":
            self.wfile.write(b"not http at all\r\n\r\n")
        elif path == "/nohead":
            self.head(405 if self.command == "HEAD" else 200)
        elif path.startswith("/far/"):
            at = int(path.removeprefix("/far/"))
            self.head(302 if at < 6 else 200, f"/far/{at + 1}")
        elif path in REDIRECTS:
            self.head(*REDIRECTS[path])
        else:
            self.head(STATUSES.get(path, 200))

    def head(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer


class LocalServer(ThreadingHTTPServer):
    """A local server; `url` is its address."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.guard, self.closing = threading.Lock(), threading.Event()
        self.now = self.most = self.interrupt_at = 0
        self.asked: list[tuple[str, str]] = []
        self.times: list[float] = []
        self.agents: set[str] = set()
        self.hosts: set[str] = set()
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: Any) -> None:
        pass


def served(server: LocalServer) -> Iterator[LocalServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def no_running_loop() -> Iterator[None]:
    """A browser that another test has opened keeps an event loop running in this thread; none may start beside it."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture
def server() -> Iterator[LocalServer]:
    yield from served(LocalServer())


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[LocalServer]:
    """A server with a self-signed certificate for ``localhost`` (``certificate.pem``)."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("openssl makes the certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    one = LocalServer()
    one.socket = context.wrap_socket(one.socket, server_side=True)
    one.url = f"https://localhost:{one.server_port}"
    yield from served(one)


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def hashes(path: Path) -> dict[str, str]:
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in path.iterdir() if one.is_file()}


def run(folder: Folder, *arguments: object) -> Result:
    return CliRunner().invoke(app, ["links", "--data", str(folder.path), *map(str, arguments)])


QUICK = ("--allow-loopback", "--pause", 0, "--timeout", 0.7)


def only(folder: Folder, *urls: str) -> dict[str, str]:
    """Set the addresses of the first sources and mark all others as checked today. Returns {id: address}."""
    lines = folder.lines("sources")
    at = lines[0].index("url")
    for row, url in zip(lines[1:], urls, strict=False):
        row[at] = url
    folder.write("sources", lines)
    ids = [row[0] for row in lines[1:]]
    rest = [[one, one, date.today().isoformat(), "ok", "200", ""] for one in ids[len(urls) :]]
    folder.write("link_checks", [list(TABLES["link_checks"].columns), *rest])
    return dict(zip(ids, urls, strict=False))


def results(folder: Folder) -> dict[str, store.Row]:
    return {row["id"]: row for row in store.rows(folder.path, "link_checks")}


def test_every_kind_of_response_is_recorded_and_nothing_else_changes(folder: Folder, server: LocalServer) -> None:
    sources = only(folder, *(server.url + path for path in EXPECTED))
    before = hashes(folder.path)
    done = run(folder, *QUICK)
    assert done.exit_code == 0, done.output
    rows = results(folder)
    got = {
        url.removeprefix(server.url): (rows[one]["result"], rows[one]["status_code"]) for one, url in sources.items()
    }
    assert got == EXPECTED
    assert {row["checked"] for row in rows.values()} == {date.today().isoformat()}
    moved = next(one for one, url in sources.items() if url.endswith("/moved"))
    assert rows[moved]["final_url"] == f"{server.url}/ok" and rows[moved]["source"] == moved
    after = hashes(folder.path)
    assert {name for name in after if after[name] != before.get(name)} == {"link_checks.csv"}
    assert not validation.check(folder.path).problems
    assert {one for one, _ in LINK_RESULTS.items()} - {row["result"] for row in rows.values()} == {"tls_error"}
    assert "gone 410" in done.output and "17 addresses asked" in done.output


def test_an_untrusted_certificate_is_reported(folder: Folder, secured: LocalServer) -> None:
    (source,) = only(folder, f"{secured.url}/ok")
    assert run(folder, *QUICK).exit_code == 0
    assert results(folder)[source]["result"] == "tls_error"
    assert secured.asked == [], "no request is sent to a stranger"


@pytest.mark.parametrize(("host", "result"), [("localhost", "ok"), ("127.0.0.1", "tls_error")])
def test_a_certificate_must_be_for_the_name_in_the_address(
    folder: Folder, secured: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, result: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))  # now the certificate is trusted
    (source,) = only(folder, f"https://{host}:{secured.server_port}/ok")
    assert run(folder, *QUICK, "--timeout", 5).exit_code == 0
    assert results(folder)[source]["result"] == result


def test_a_host_is_contacted_at_the_very_address_that_was_checked_as_public(
    folder: Folder, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that resolves to another address the next moment must not direct a request into a private network."""
    looked_up: list[object] = []

    def once(host: str | bytes, port: int, *_: object, **__: object) -> list[Any]:
        looked_up.append(host)
        where = "127.0.0.1" if len(looked_up) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where, port))]

    monkeypatch.setattr(socket, "getaddrinfo", once)
    (source,) = only(folder, f"http://cameras.example:{server.server_port}/ok")
    assert run(folder, *QUICK).exit_code == 0
    assert results(folder)[source]["result"] == "ok" and len(looked_up) == 1
    assert server.hosts == {f"cameras.example:{server.server_port}"}


def test_a_host_gets_one_request_at_a_time_with_a_pause_and_its_name(folder: Folder, server: LocalServer) -> None:
    only(folder, *(f"{server.url}/ok?{n}" for n in range(6)))
    assert run(folder, "--allow-loopback", "--pause", 0.15, "--concurrency", 8).exit_code == 0
    assert server.most == 1 and len(server.asked) == 6
    gaps = [later - earlier for earlier, later in zip(server.times, server.times[1:], strict=False)]
    assert min(gaps) >= 0.14
    assert {method for method, _ in server.asked} == {"HEAD"}
    (agent,) = server.agents
    assert agent.startswith("WhoseCameras") and "@" not in agent and "http" not in agent


def test_different_hosts_are_checked_concurrently_up_to_a_limit(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    now: set[str] = set()
    most: list[int] = []

    async def ask(_: HttpProbe, url: str) -> ProbeResult:
        now.add(url)
        most.append(len(now))
        await anyio.sleep(0.1)
        now.discard(url)
        return ProbeResult("ok", 200, heard=True)

    monkeypatch.setattr(HttpProbe, "ask", ask)
    only(folder, *(f"http://host{n}.example/" for n in range(9)))
    assert run(folder, *QUICK, "--concurrency", 3).exit_code == 0
    assert max(most) == 3 and len(most) == 9


def test_only_public_addresses_are_asked(folder: Folder, server: LocalServer) -> None:
    own, inside, good, broken = only(
        folder, f"{server.url}/ok", "http://10.1.2.3/", f"http://localhost:{server.server_port}/ok", "http://[::/"
    )
    done = run(folder, "--pause", 0, "--timeout", 0.5)
    assert done.exit_code == 0 and server.asked == []
    assert f"not on the public internet: {', '.join(sorted((own, inside, good, broken)))}" in done.output
    assert not {own, inside, good, broken} & set(results(folder))


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.org/", "http://169.254.169.254/latest", "http://[::1]/", "http://0.0.0.0/",
     "http://[::ffff:10.0.0.1]/", "http://user:word@example.org/", "http://example.org:99999/", "http://[::/"],
)  # fmt: skip
def test_a_non_public_address_is_rejected_before_any_request(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(socket.socket, "connect", never)
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", never)
    with pytest.raises(NotPublic):
        anyio.run(HttpProbe("test", 0.5).ask, url)


def test_recent_answers_are_left_alone(folder: Folder, server: LocalServer) -> None:
    one, two = only(folder, f"{server.url}/ok", f"{server.url}/gone")
    assert run(folder, *QUICK).exit_code == 0
    server.asked.clear()
    before = hashes(folder.path)
    again = run(folder, *QUICK)
    assert again.exit_code == 0 and "no addresses asked" in again.output
    assert server.asked == [] and hashes(folder.path) == before
    line = folder.line_of("link_checks", id=two)
    folder.set("link_checks", line, checked=(date.today() - timedelta(days=31)).isoformat())
    assert run(folder, *QUICK).exit_code == 0
    assert {path for _, path in server.asked} == {"/gone"}
    assert results(folder)[two]["checked"] == date.today().isoformat() and results(folder)[one]["result"] == "ok"


def test_limit_checks_that_many(folder: Folder, server: LocalServer) -> None:
    only(folder, *(f"{server.url}/ok?{n}" for n in range(5)))
    assert run(folder, *QUICK, "--limit", 2).exit_code == 0
    assert len(server.asked) == 2


@pytest.mark.parametrize("urls", [1, 20])
def test_without_a_network_nothing_is_written(folder: Folder, urls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    only(folder, *(f"http://host{n}.example/" for n in range(urls)))
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    before = hashes(folder.path)
    done = run(folder, *QUICK)
    assert done.exit_code == 1 and "looks offline" in done.output and "Nothing was written." in done.output
    assert hashes(folder.path) == before


def test_a_dead_host_is_marked_if_another_one_answers(folder: Folder, server: LocalServer) -> None:
    dead, _ = only(folder, f"http://127.0.0.1:{closed_port()}/", f"{server.url}/ok")
    assert run(folder, *QUICK).exit_code == 0
    assert (results(folder)[dead]["result"], results(folder)[dead]["status_code"]) == ("broken", "")


def test_a_network_that_goes_away_is_not_taken_for_dead_pages(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    urls = [f"http://host{n:02d}.example/" for n in range(60)]
    sources = only(folder, *urls)
    first = set(urls[:3])

    async def ask(_: HttpProbe, url: str) -> ProbeResult:
        if url in first:
            return ProbeResult("ok", 200, heard=True)
        await anyio.sleep(0.05)
        return ProbeResult("broken")

    monkeypatch.setattr(HttpProbe, "ask", ask)
    done = run(folder, *QUICK, "--concurrency", 2)
    assert done.exit_code == 0 and "no more hosts answered" in done.output
    assert {sources[one] for one in results(folder) if one in sources} == first


def test_ctrl_c_leaves_the_record_as_it_was_and_the_next_run_goes_on(folder: Folder, server: LocalServer) -> None:
    only(folder, *(f"{server.url}/ok?{n}" for n in range(6)))
    before = hashes(folder.path)
    journal = folder.path / link_checker.JOURNAL
    server.interrupt_at = 3
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs without one
    try:
        done = run(folder, *QUICK)
    finally:
        signal.signal(signal.SIGINT, usual)
    server.interrupt_at = 0
    assert done.exit_code == 1 and "Stopped." in done.output and "run it again to resume" in done.output
    assert {name: value for name, value in hashes(folder.path).items() if name != link_checker.JOURNAL} == before
    kept = len(journal.read_text(encoding="utf-8").splitlines())
    assert 1 <= kept < 6
    with journal.open("a", encoding="utf-8") as file:
        file.write('["torn\n')
    server.asked.clear()
    again = run(folder, *QUICK)
    assert again.exit_code == 0 and "resuming after" in again.output
    assert len(server.asked) == 6 - kept
    assert {row["result"] for row in results(folder).values()} == {"ok"} and not journal.exists()


def test_fresh_checks_all_addresses_again(folder: Folder, server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = only(folder, f"{server.url}/ok")
    assert run(folder, *QUICK).exit_code == 0
    asked: list[str] = []

    async def ask(_: HttpProbe, url: str) -> ProbeResult:
        asked.append(url)
        return ProbeResult("ok", 200, heard=True)

    monkeypatch.setattr(HttpProbe, "ask", ask)
    assert run(folder, *QUICK, "--fresh", "--limit", 3).exit_code == 0
    assert len(asked) == 3 and len(sources) == 1


def test_a_folder_that_cannot_be_written_is_named_as_the_cause(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    only(folder, "https://example.org/")
    true_open = Path.open

    def refused(path: Path, mode: str = "r", *more: Any, **options: Any) -> Any:
        if mode == "a":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return true_open(path, mode, *more, **options)

    monkeypatch.setattr(Path, "open", refused)
    done = run(folder, *QUICK)
    assert done.exit_code == 1 and "Permission denied" in done.output and "No such file" not in done.output


def test_a_disk_that_fills_on_the_way_is_named_and_nothing_was_written(
    folder: Folder, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device", "journal")

    only(folder, f"{server.url}/ok")
    before = hashes(folder.path)
    monkeypatch.setattr(link_checker.json, "dumps", full)
    done = run(folder, *QUICK)
    assert done.exit_code == 1 and "No space left on device" in done.output and "Nothing was written." in done.output
    assert hashes(folder.path) == before


@pytest.mark.parametrize(
    "options",
    [
        ("--concurrency", 0),
        ("--concurrency", 99),
        ("--timeout", 0),
        ("--timeout", "nan"),
        ("--timeout", "inf"),
        ("--limit", -1),
        ("--older-than", -1),
        ("--older-than", 99999999),
    ],
)
def test_settings_out_of_bounds_are_refused(folder: Folder, options: tuple[object, ...]) -> None:
    before = hashes(folder.path)
    done = run(folder, *options)
    assert done.exit_code == 1 and "Nothing was written." in done.output and hashes(folder.path) == before
