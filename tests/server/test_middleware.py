"""The middleware: routing, headers, rejected requests, and the log."""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from scripts import explorer
from whosecameras.server import explorer_page
from whosecameras.server.built_site import BuiltSite, open_site
from whosecameras.server.edition import Edition
from whosecameras.server.logs import JsonLines
from whosecameras.server.middleware import LONGEST, STREAM, Sessions, WebsiteMiddleware

from .small import PAGE, STYLE, small

ROOT = Path(__file__).parents[2]
INDEX = """<!-- a licence -->
<!DOCTYPE html>
<html lang="en"><head>
<title>Streamlit</title>
<!-- where agents go -->
<link rel="service-desc" href="./_stcore/agent/openapi.json" />
<script>window.prerenderReady = false</script>
</head><body><noscript><p>You need JavaScript</p><a href="./_stcore/agent/openapi.json">agents</a></noscript>
<div id="root"></div></body></html>"""


async def streamlit(scope: Scope, receive: Receive, send: Send) -> None:
    """Fake Streamlit: responds with the requested path, and accepts connections."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        return
    if scope["path"].endswith("/static/broken"):
        raise RuntimeError("a secret of the inside")
    headers = {"x-frame-options": "ALLOW", "x-content-type-options": "none"}
    await PlainTextResponse(f"streamlit {scope['path']}", headers=headers)(scope, receive, send)


def website(folder: Path) -> BuiltSite:
    """The website in a folder."""
    found = open_site(folder)
    assert found
    return found


class Served:
    """The middleware with a small website."""

    def __init__(self, folder: Path, *, most: int = 2, **more: object) -> None:
        index = folder / "streamlit.html"
        index.write_text(INDEX, encoding="utf-8")
        if not (folder / "www").exists():
            small(folder / "www")
        edition = Edition(website(folder / "www"), folder / "data", folder / "www")
        self.sessions = Sessions(most)
        app = WebsiteMiddleware(streamlit, edition=edition, sessions=self.sessions, index=index, **more)  # type: ignore[arg-type]
        self.client = TestClient(app, base_url="http://cameras.example", follow_redirects=False)


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return Served(tmp_path)


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    """The lines of the log."""
    said: list[dict[str, object]] = []
    formatter = JsonLines()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(json.loads(formatter.format(record)))

    log, ear = logging.getLogger("whosecameras.server"), Ear()
    log.addHandler(ear)
    log.setLevel(logging.INFO)
    yield said
    log.removeHandler(ear)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/body/x", 200),
        ("/body/x.html", 200),
        ("/sources.csv", 200),
        ("/body/x/", 308),
        ("/body", 404),
        ("/body/unknown", 404),
        ("/manifest.json", 404),
        ("/index.html.br", 404),
        ("//body/x", 404),
        ("/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/..%2f..%2fetc%2fpasswd", 404),
        ("/%00", 404),
        ("/body%5cx", 404),
        ("/%ff%fe", 404),
        ("/explore", 308),
        ("/explore/", 200),
        ("/explore/map", 200),
        ("/explore/map/", 308),
        ("/explore/nothing", 404),
        ("/explorer", 404),
        ("/explore/_stcore/health", 200),
        ("/explore/_stcore/host-config", 200),
        ("/explore/static/js/index.js", 200),
        ("/explore/app/static/maps/x.json", 200),
        ("/explore/media/abc.png", 200),
        ("/explore/_stcore/metrics", 404),
        ("/explore/_stcore/script-health-check", 404),
        ("/explore/_stcore/agent/openapi.json", 404),
        ("/explore/_stcore/agent/interact", 404),
        ("/explore/_stcore/upload_file/a/b", 404),
        ("/explore/auth/login", 404),
        ("/explore/component/x/index.html", 404),
        ("/_stcore/health", 404),
        ("/_stcore/metrics", 404),
        ("/static/js/index.js", 404),
        ("/" + "a" * LONGEST, 414),
        ("/explore/" + "a" * 10_000, 414),
    ],
)
def test_where_each_address_is_routed(served: Served, address: str, status: int) -> None:
    given = served.client.get(address)
    assert given.status_code == status
    assert ("streamlit " in given.text) == (status == 200 and address.count("/") > 2 and address.startswith("/explore"))
    assert str(ROOT) not in given.text and "Traceback" not in given.text
    if status == 404:
        assert "<title>No such page</title>" in given.text


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("/body/x/", "/body/x"),
        ("/body/x//", "/body/x"),
        ("/body/x/?q=a%20b&r=/", "/body/x?q=a%20b&r=/"),
        ("/body/x.html/", "/body/x"),
        ("/sources.csv/", "/sources.csv"),
        ("/index/", "/"),
        ("/explore?layer=police", "/explore/?layer=police"),
        ("/explore/map/?layer=police", "/explore/map?layer=police"),
        ("//evil.example/", ""),
        ("//evil.example//", ""),
        ("//body/x/", ""),
        ("/%2f%2fevil.example/", ""),
        ("/\\evil.example/", ""),
        ("/body/x/%0d%0aset-cookie:a/", ""),
        ("/body/", ""),
        ("/manifest.json/", ""),
        ("/explore//evil.example/", ""),
    ],
)
def test_a_trailing_slash_redirects_to_the_page_and_nowhere_else(served: Served, address: str, leads: str) -> None:
    given = served.client.get(f"http://cameras.example{address}")
    assert (given.status_code, given.headers.get("location", "")) == ((308, leads) if leads else (404, ""))
    assert "set-cookie" not in given.headers


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("/explore/timeline?year=2023", "/explore/rules?year=2023"),
        ("/explore/makers/?maker=dahua&function=", "/explore/manufacturers?manufacturer=dahua&function="),
        ("/explore/makers?maker=%0d%0aset-cookie:a", "/explore/manufacturers?manufacturer=%0D%0Aset-cookie%3Aa"),
    ],
)
def test_a_renamed_page_of_the_explorer_redirects_with_its_controls(served: Served, address: str, leads: str) -> None:
    given = served.client.get(f"http://cameras.example{address}")
    assert (given.status_code, given.headers["location"]) == (308, leads)
    assert "set-cookie" not in given.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "NONSENSE"])
@pytest.mark.parametrize("address", ["/", "/nothing", "/healthz", "/explore/map", "/explore/_stcore/agent/interact"])
def test_other_methods_get_the_list_of_allowed_ones(served: Served, method: str, address: str) -> None:
    given = served.client.request(method, address)
    assert (given.status_code, given.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("address", ["/", "/body/x", "/nothing", "/data/all.zip", "/healthz", "/explore/map"])
def test_head_is_get_without_the_content(served: Served, address: str) -> None:
    whole, head = served.client.get(address), served.client.head(address, headers={"range": "bytes=0-1"})
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert {**head.headers} == {**whole.headers}


def test_the_redirect_to_the_explorer_keeps_the_view_and_the_host(served: Served) -> None:
    given = served.client.get("/explore?body=x&layer=regions", headers={"host": "evil.example"})
    assert given.headers["location"] == "/explore/?body=x&layer=regions"


@pytest.mark.parametrize("address", ["/", "/body/x", "/nothing", "/explore/", "/explore/find?body=x", "/healthz"])
def test_nothing_is_derived_from_the_host_that_was_named(served: Served, address: str) -> None:
    given = served.client.get(address, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    assert "evil" not in given.text + str(given.headers)


def test_only_named_hosts_are_answered(tmp_path: Path) -> None:
    served = Served(tmp_path, hosts=("cameras.example", "*.cameras.example"))
    for host, status in (("cameras.example", 200), ("www.cameras.example:8443", 200), ("evil.example", 400), ("", 400)):
        given = served.client.get("/", headers={"host": host})
        assert given.status_code == status
        assert given.headers["x-content-type-options"] == "nosniff"
    assert served.client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200
    with (
        pytest.raises(WebSocketDisconnect),
        served.client.websocket_connect(STREAM, headers={"host": "evil.example"}),
    ):
        pass


def test_open_data_may_be_read_by_other_sites_and_pages_may_not(served: Served) -> None:
    for address in ("/api/v1/summary.json", "/sources.csv", "/feed.atom", "/data/all.zip", "/cards/site.png"):
        assert served.client.get(address).headers["access-control-allow-origin"] == "*"
    for address in ("/", "/body/x", "/explore/", "/healthz", "/nothing"):
        assert "access-control-allow-origin" not in served.client.get(address).headers


def test_hsts_only_over_https(tmp_path: Path, served: Served) -> None:
    assert "strict-transport-security" not in served.client.get("/").headers
    assert "strict-transport-security" in served.client.get("https://cameras.example/").headers
    behind_proxy = Served(tmp_path, base_url="https://cameras.example")
    assert "strict-transport-security" in behind_proxy.client.get("/").headers


def test_only_the_embedded_view_may_be_framed(served: Served) -> None:
    for address in ("/", "/explore/", "/explore/briefing?card=x", "/explore/?embedded=true", "/explore/?x=embed=true"):
        headers = served.client.get(address).headers
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    headers = served.client.get("/explore/briefing?card=x&embed=true").headers
    assert "x-frame-options" not in headers
    assert "frame-ancestors *" in headers["content-security-policy"]


def test_our_headers_replace_streamlits(served: Served) -> None:
    headers = served.client.get("/explore/static/x.js").headers
    assert headers.get_list("x-frame-options") == ["DENY"]
    assert headers.get_list("x-content-type-options") == ["nosniff"]


def test_inline_scripts_of_the_document_are_the_ones_that_the_policy_names(served: Served) -> None:
    given = served.client.get("/explore/")
    scripts = re.findall(r"<script>", given.text)
    assert len(scripts) == 2 == given.headers["content-security-policy"].count("sha256-")
    assert "unsafe-inline" not in given.headers["content-security-policy"].split("style-src")[0]


def test_the_policy_of_pages_names_the_style_of_the_website_that_is_served(tmp_path: Path) -> None:
    served = Served(tmp_path)
    assert f"style-src 'self' '{STYLE}';" in served.client.get("/").headers["content-security-policy"]
    manifest = tmp_path / "www" / "manifest.json"
    for said in ("'unsafe-inline'", "sha256-x; script-src *", 1, None):
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "style": said}))
        assert "style-src 'self';" in Served(tmp_path).client.get("/").headers["content-security-policy"]


def test_the_explorers_document_describes_its_view(served: Served) -> None:
    text = served.client.get("/explore/find?body=x").text
    assert '<html lang="en-GB">' in text and "<title>x</title>" in text
    assert 'content="Of x &amp; more"' in text and '<link rel="canonical" href="https://cameras.example/x">' in text
    assert 'href="/body/x"' in text.split("<noscript>")[1].split("</noscript>")[0]
    assert "agent" not in text and "Streamlit" not in text


@pytest.mark.parametrize(
    "value", ["unknown", "../index", "<script>", '"onload="', "%00", "x" * 500, "%22%3E%3Cscript%3E"]
)
def test_a_hostile_view_falls_back_to_the_plain_list(served: Served, value: str) -> None:
    given = served.client.get(f"/explore/find?body={value}")
    assert given.status_code == 200
    assert 'href="/search"' in given.text and value not in given.text.replace("<script>", "", 2)
    assert unescape(given.text).count("<script>") == 2


def test_every_page_of_the_explorer_has_its_twin() -> None:
    assert set(explorer_page.VIEWS) == {page.path.strip("/") for page in explorer.pages()}


def test_streamlits_installed_document_is_one_that_we_can_complete() -> None:
    from streamlit import file_util

    made = explorer_page.template((Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8"))
    assert made.count("<script>") == 2
    with pytest.raises(ValueError):
        explorer_page.template("<html><title>Another</title></html>")


def test_streamlits_installed_scripts_have_the_one_that_draws_charts() -> None:
    from streamlit import file_util

    assert explorer_page.chart_script(Path(file_util.get_static_dir()))


def test_a_view_with_a_chart_names_the_script_that_draws_it(tmp_path: Path) -> None:
    scripts = tmp_path / "static" / "js"
    scripts.mkdir(parents=True)
    (scripts / "PlotlyChart.abc.js").touch()
    served = Served(tmp_path)
    for page, has_chart in (("", True), ("map", True), ("sectors", True), ("find", False), ("method", False)):
        text = served.client.get(f"/explore/{page}").text
        assert text.count("./static/js/PlotlyChart.abc.js") == has_chart
    (scripts / "PlotlyChart.other.js").touch()  # which of them is not known
    assert "modulepreload" not in Served(tmp_path).client.get("/explore/").text


def test_a_server_is_not_well_when_the_files_that_it_serves_are_gone(served: Served, tmp_path: Path) -> None:
    assert served.client.get("/healthz").json()["status"] == "ok"
    shutil.rmtree(tmp_path / "www")
    assert served.client.get("/healthz").status_code == 503
    assert served.client.get("/body/x").status_code == 500


def test_when_the_explorer_is_full_a_notice_links_to_the_same_page(served: Served) -> None:
    with served.client.websocket_connect(STREAM), served.client.websocket_connect(STREAM):
        assert served.sessions.live == 2
        given = served.client.get("/explore/find?body=x")
        assert given.status_code == 503 and int(given.headers["retry-after"]) > 0
        assert 'href="/body/x"' in given.text and "Many people" in given.text
        assert (
            served.client.get("/explore/?embed=true").headers["content-security-policy"].endswith("frame-ancestors *")
        )
        assert served.client.get("/body/x").content == PAGE  # plain pages do not count towards the limit
        assert served.client.get("/explore/static/x.js").status_code == 200
        with (  # another tenth, for documents already sent
            served.client.websocket_connect(STREAM),
            pytest.raises(WebSocketDisconnect),
            served.client.websocket_connect(STREAM),
        ):
            pass
    assert served.sessions.live == 0
    assert served.client.get("/explore/").status_code == 200


def test_no_connection_but_the_explorers(served: Served) -> None:
    for address in ("/", "/explore/", "/_stcore/stream", "/explore/map/_stcore/stream"):
        with pytest.raises(WebSocketDisconnect), served.client.websocket_connect(address):
            pass


def test_an_error_has_an_id_that_is_also_in_the_log(served: Served, lines: list[dict[str, object]]) -> None:
    given = served.client.get("/explore/static/broken")
    assert given.status_code == 500 and "secret" not in given.text
    error = next(line for line in lines if line["level"] == "error")
    assert str(error["id"]) in given.text and "a secret of the inside" in str(error["trace"])
    assert lines[-1]["status"] == 500


def test_the_log_identifies_no_visitor(served: Served, lines: list[dict[str, object]]) -> None:
    told = {
        "user-agent": "Private/1",
        "cookie": "who=me",
        "referer": "https://secret.example",
        "x-forwarded-for": "7.7.7.7",
    }
    served.client.get("/body/x?email=someone", headers={**told, "accept-encoding": "identity"})
    served.client.get("/explore/find?place=SW1A", headers=told)
    with served.client.websocket_connect(f"{STREAM}?token=abc", headers=told):
        pass
    text = json.dumps(lines)
    for private in ("Private", "who=me", "secret", "7.7.7.7", "someone", "SW1A", "abc", "testclient"):
        assert private not in text
    line = next(line for line in lines if line["path"] == "/body/x")
    assert set(line) == {"time", "level", "event", "method", "kind", "path", "status", "ms", "bytes"}
    assert (line["status"], line["bytes"], line["kind"]) == (200, len(PAGE), "page")


def test_a_log_record_is_one_line_whatever_was_requested(served: Served, lines: list[dict[str, object]]) -> None:
    served.client.get("/a%0Aforged%0D%22" + "b" * 900)
    assert len(str(lines[-1]["path"])) == 200
    assert "\n" not in JsonLines().format(logging.makeLogRecord({"msg": "x", "fields": lines[-1]}))
