"""Conditional, partial and compressed responses from a folder with a manifest, following RFC 9110."""

from __future__ import annotations

import pytest
from conftest import finished
from httpx2 import Response
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from whosecameras.server.built_site import BuiltSite, open_site
from whosecameras.server.static_files import AT_ONCE, encoding_for, respond

from .small import BIG, PAGE, small

ALL = {"br": 1, "gzip": 2, "identity": 3}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    found = open_site(small(tmp_path_factory.mktemp("small") / "www"))
    assert found
    return found


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("*", "br"),
        ("br;q=0, *;q=0.1", "gzip"),
        ("identity, br;q=0.2", "identity"),
        ("br;q=nonsense, gzip", "gzip"),
        ("zstd, deflate", "identity"),
        ("*;q=0", "identity"),
        (",,;;q=1,", "identity"),
    ],
)
def test_encoding_follows_the_clients_weights(accepted: str, encoding: str) -> None:
    assert encoding_for(accepted, ALL) == encoding


def test_an_encoding_that_is_not_stored_is_not_sent() -> None:
    assert encoding_for("br, gzip", {"identity": 1}) == "identity"


class Client:
    """Requests a file of the small website, as a browser does."""

    def __init__(self, site: BuiltSite) -> None:
        self.site = site

    def __call__(self, name: str, method: str = "GET", **asked: str) -> Response:
        headers = {"accept-encoding": "identity", **{key.replace("_", "-"): value for key, value in asked.items()}}
        return self.lines(name, method, *headers.items())

    def lines(self, name: str, method: str, *asked: tuple[str, str]) -> Response:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await respond(self.site.files[name], Headers(scope=scope))(scope, receive, send)

        return TestClient(app).request(method, f"/{name}", headers=list(asked))


@pytest.fixture(scope="module")
def client(folder: BuiltSite) -> Client:
    return Client(folder)


SIZE = len(PAGE)


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-4", 206, PAGE[:5]),
        ("bytes=5-", 206, PAGE[5:]),
        ("bytes=-3", 206, PAGE[-3:]),
        (f"bytes=-{SIZE + 9}", 206, PAGE),
        (f"bytes=2-{SIZE + 9}", 206, PAGE[2:]),
        *((asked, 200, PAGE) for asked in ("bytes=0-1,3-4", "bytes=-", "bytes=", "lines=0-4", "bytes=a-b")),
        *((asked, 200, PAGE) for asked in ("bytes=0x1-2", "bytes=" + "9" * 400 + "-", "nonsense")),
        *((asked, 416, b"") for asked in (f"bytes={SIZE}-", "bytes=99999-100000", "bytes=-0")),
        ("bytes=" + "9" * 18 + "-", 416, b""),
    ],
)
def test_one_range_is_sent_and_an_invalid_one_gets_the_whole_file(
    client: Client, asked: str, status: int, part: bytes
) -> None:
    given = client("body/x.html", range=asked)
    assert given.status_code == status
    if status != 416:
        assert given.content == part and given.headers["content-length"] == str(len(part))
    if status == 206:
        first = PAGE.index(part) if len(part) != 3 else SIZE - 3
        assert given.headers["content-range"] == f"bytes {first}-{first + len(part) - 1}/{SIZE}"
    if status == 416:
        assert given.headers["content-range"] == f"bytes */{SIZE}"


def test_each_encoding_of_a_file_has_a_distinct_strong_etag(client: Client) -> None:
    tags = {client("body/x.html", accept_encoding=one).headers["etag"] for one in ("br", "gzip", "")}
    assert len(tags) == 3
    assert all(tag.startswith('"') and client.site.files["body/x.html"].sha256[:32] in tag for tag in tags)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"if-none-match": "TAG"}, 304),
        ({"if-none-match": "W/TAG"}, 304),
        ({"if-none-match": '"other", TAG ,"third"'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"other"'}, 200),
        ({"if-none-match": "nonsense"}, 200),
        ({"if-none-match": "TAG", "range": "bytes=0-1"}, 304),
        ({"if-match": "TAG"}, 200),
        ({"if-match": "W/TAG"}, 412),
        ({"if-match": '"other"'}, 412),
        ({"if-match": "*"}, 200),
        ({"range": "bytes=0-1", "if-range": "TAG"}, 206),
        ({"range": "bytes=0-1", "if-range": "W/TAG"}, 200),
        ({"range": "bytes=0-1", "if-range": '"other"'}, 200),
        ({"range": "bytes=0-1", "if-range": "Tue, 24 Nov 2026 08:00:00 GMT"}, 200),
        ({"if-modified-since": "Tue, 24 Nov 2099 08:00:00 GMT"}, 200),
    ],
)
@pytest.mark.parametrize("name", ["body/x.html", "data/all.zip"])
def test_conditions(client: Client, name: str, asked: dict[str, str], status: int) -> None:
    tag = client(name).headers["etag"]
    given = client(name, **{key.replace("-", "_"): value.replace("TAG", tag) for key, value in asked.items()})
    assert given.status_code == status
    if status == 304:
        assert given.content == b"" and given.headers["etag"] == tag and "cache-control" in given.headers


def test_a_head_knows_no_range(client: Client) -> None:
    for asked in ("bytes=0-1", "bytes=99999999-"):
        given = client("body/x.html", "HEAD", range=asked)
        assert (given.status_code, given.headers["content-length"]) == (200, str(SIZE))
        assert "content-range" not in given.headers


def test_a_head_on_a_large_file_reads_nothing_of_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = client("data/all.zip")
    monkeypatch.setattr("starlette.responses.anyio.open_file", None)  # opening it would fail
    given = client("data/all.zip", "HEAD")
    assert given.status_code == 200 and given.content == b"" and dict(given.headers) == dict(whole.headers)


def test_a_list_may_come_in_several_lines(client: Client) -> None:
    tag = client("body/x.html").headers["etag"]

    def given(*lines: tuple[str, str]) -> Response:
        plain = [] if lines[0][0] == "accept-encoding" else [("accept-encoding", "identity")]
        return client.lines("body/x.html", "GET", *plain, *lines)

    assert given(("if-match", '"other"'), ("if-match", tag)).status_code == 200
    assert given(("if-match", '"other"'), ("if-match", '"third"')).status_code == 412
    assert given(("if-none-match", '"other"'), ("if-none-match", tag)).status_code == 304
    packed = given(("accept-encoding", "gzip;q=0.5"), ("accept-encoding", "br"))
    assert packed.headers["content-encoding"] == "br" and packed.content == PAGE


def test_a_range_is_of_the_form_that_is_sent(folder: BuiltSite) -> None:
    file = folder.files["body/x.html"]
    packed = file.path.with_name("x.html.gz").read_bytes()
    parts: list[bytes] = []

    async def send(message: Message) -> None:
        parts.append(message.get("body", b""))
        assert message.get("status", 206) == 206

    async def asked() -> None:
        headers = [(b"accept-encoding", b"gzip"), (b"range", b"bytes=3-7")]
        scope = {"type": "http", "method": "GET", "headers": headers, "asgi": {"spec_version": "2.4"}}
        given = respond(file, Headers(raw=headers))
        assert given.headers["content-encoding"] == "gzip" and given.headers["etag"].endswith('-gz"')
        await given(scope, None, send)  # type: ignore[arg-type]

    finished(asked())
    assert b"".join(parts) == packed[3:8]


def test_a_large_file_comes_in_pieces(client: Client) -> None:
    assert len(BIG) > AT_ONCE
    assert client("data/all.zip").content == BIG
    assert client("data/all.zip", range=f"bytes=1-{AT_ONCE + 7}").content == BIG[1 : AT_ONCE + 8]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("feed.atom", "application/atom+xml"),
        ("sources.csv", "text/csv; charset=utf-8"),
        ("api/v1/summary.json", "application/json"),
        ("data/findings.parquet", "application/vnd.apache.parquet"),
        ("data/all.zip", "application/zip"),
    ],
)
def test_media_types(client: Client, name: str, kind: str) -> None:
    assert client(name).headers["content-type"] == kind


def test_downloads_have_a_file_name(client: Client) -> None:
    given = client("data/findings.parquet")
    assert given.headers["content-disposition"] == 'attachment; filename="findings.parquet"'
    assert "content-disposition" not in client("sources.csv").headers


def test_only_assets_are_cached_for_ever(client: Client) -> None:
    for name in client.site.files:
        assert ("immutable" in client(name).headers["cache-control"]) == name.startswith("assets/")


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"files": []}', '{"files": {"a": 1}}', "\x00"])
def test_a_folder_with_a_broken_manifest_is_not_a_website(
    tmp_path_factory: pytest.TempPathFactory, manifest: str
) -> None:
    path = tmp_path_factory.mktemp("broken")
    (path / "manifest.json").write_text(manifest, encoding="utf-8")
    assert open_site(path) is None
    assert open_site(path / "nothing") is None
