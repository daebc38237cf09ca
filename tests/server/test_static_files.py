"""Conditional, partial and compressed answers from a folder with a manifest: what RFC 9110 asks, to the letter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import finished
from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse

from whosecameras.server.static_files import AT_ONCE, BuiltSite, answer, encoding_for, opened, piece

from .small import BIG, PAGE, small

ALL = {"br": 1, "gzip": 2, "identity": 3}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    found = opened(small(tmp_path_factory.mktemp("small") / "www"))
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


def test_an_encoding_that_is_not_kept_is_not_sent() -> None:
    assert encoding_for("br, gzip", {"identity": 1}) == "identity"


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-4", (0, 4)),
        ("bytes=5-", (5, 9)),
        ("bytes=-3", (7, 9)),
        ("bytes=-99", (0, 9)),
        ("bytes=2-99", (2, 9)),
        ("Bytes = 2 - 3 ", (2, 3)),
        ("bytes=4-2", None),
        ("bytes=0-1,3-4", None),
        ("bytes=-", None),
        ("bytes=", None),
        ("lines=0-4", None),
        ("bytes=a-b", None),
        ("bytes=٣-٤", None),
        ("bytes=0x1-2", None),
        ("bytes=" + "9" * 400 + "-", None),
    ],
)
def test_range(asked: str, part: tuple[int, int] | None) -> None:
    assert piece(asked, 10) == part


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0", "bytes=" + "9" * 18 + "-"])
def test_range_beyond_the_file(asked: str) -> None:
    with pytest.raises(LookupError):
        piece(asked, 10)


def test_each_form_of_a_file_has_a_strong_tag_of_its_own(folder: BuiltSite) -> None:
    page = folder.files["body/x.html"]
    tags = {answer(page, Headers({"accept-encoding": one})).headers["etag"] for one in ("br", "gzip", "")}
    assert len(tags) == 3
    assert all(tag.startswith('"') and page.sha256[:32] in tag for tag in tags)


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
        ({"range": "bytes=0-1"}, 206),
        ({"range": "bytes=0-1,2-3"}, 200),
        ({"range": "bytes=99999999-"}, 416),
        ({"range": "bytes=0-1", "if-range": "TAG"}, 206),
        ({"range": "bytes=0-1", "if-range": "W/TAG"}, 200),
        ({"range": "bytes=0-1", "if-range": '"other"'}, 200),
        ({"range": "bytes=0-1", "if-range": "Tue, 24 Nov 2026 08:00:00 GMT"}, 200),
        ({"if-modified-since": "Tue, 24 Nov 2099 08:00:00 GMT"}, 200),
    ],
)
def test_conditions(folder: BuiltSite, asked: dict[str, str], status: int) -> None:
    page = folder.files["body/x.html"]
    tag = answer(page, Headers({})).headers["etag"]
    given = answer(page, Headers({name: value.replace("TAG", tag) for name, value in asked.items()}))
    assert given.status_code == status
    if status == 304:
        assert given.body == b"" and given.headers["etag"] == tag and "cache-control" in given.headers
    if status == 206:
        assert given.body == PAGE[:2] and given.headers["content-range"] == f"bytes 0-1/{len(PAGE)}"
    if status == 416:
        assert given.headers["content-range"] == f"bytes */{len(PAGE)}"


def test_a_head_knows_no_range(folder: BuiltSite) -> None:
    for asked in ("bytes=0-1", "bytes=99999999-"):
        given = answer(folder.files["body/x.html"], Headers({"range": asked}), method="HEAD")
        assert (given.status_code, given.headers["content-length"], given.body) == (200, str(len(PAGE)), b"")
        assert "content-range" not in given.headers


def test_a_head_on_a_large_file_reads_nothing_of_it(folder: BuiltSite) -> None:
    given = answer(folder.files["data/all.zip"], Headers({}), method="HEAD")
    assert not isinstance(given, StreamingResponse) and given.body == b""
    whole = answer(folder.files["data/all.zip"], Headers({}))
    assert dict(given.headers) == dict(whole.headers)
    gone = replace(folder.files["data/all.zip"], path=folder.files["data/all.zip"].path.with_name("gone"))
    with pytest.raises(FileNotFoundError):
        answer(gone, Headers({}), method="HEAD")


def test_a_list_may_come_in_several_lines(folder: BuiltSite) -> None:
    page = folder.files["body/x.html"]
    tag = answer(page, Headers({})).headers["etag"].encode()

    def given(*lines: tuple[bytes, bytes]) -> Response:
        return answer(page, Headers(raw=list(lines)))

    assert given((b"if-match", b'"other"'), (b"if-match", tag)).status_code == 200
    assert given((b"if-match", b'"other"'), (b"if-match", b'"third"')).status_code == 412
    assert given((b"if-none-match", b'"other"'), (b"if-none-match", tag)).status_code == 304
    packed = given((b"accept-encoding", b"gzip;q=0.5"), (b"accept-encoding", b"br"))
    assert packed.headers["content-encoding"] == "br"


def test_a_range_is_of_the_form_that_is_sent(folder: BuiltSite) -> None:
    page = folder.files["body/x.html"]
    whole = answer(page, Headers({"accept-encoding": "gzip"}))
    part = answer(page, Headers({"accept-encoding": "gzip", "range": "bytes=3-7"}))
    assert part.body == whole.body[3:8]
    assert part.headers["content-encoding"] == "gzip"
    assert part.headers["etag"] == whole.headers["etag"]


async def _whole(response: object) -> bytes:
    return b"".join([part async for part in response.body_iterator])  # type: ignore[attr-defined]


def test_a_large_file_comes_in_pieces(folder: BuiltSite) -> None:
    assert len(BIG) > AT_ONCE
    file = folder.files["data/all.zip"]
    assert finished(_whole(answer(file, Headers({})))) == BIG
    assert finished(_whole(answer(file, Headers({"range": f"bytes=1-{AT_ONCE + 7}"})))) == BIG[1 : AT_ONCE + 8]


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
def test_media_types(folder: BuiltSite, name: str, kind: str) -> None:
    assert folder.files[name].media_type == kind


def test_downloads_bear_their_name(folder: BuiltSite) -> None:
    given = answer(folder.files["data/findings.parquet"], Headers({}))
    assert given.headers["content-disposition"] == 'attachment; filename="findings.parquet"'
    assert "content-disposition" not in answer(folder.files["sources.csv"], Headers({})).headers


def test_only_assets_are_kept_for_ever(folder: BuiltSite) -> None:
    for name, file in folder.files.items():
        assert ("immutable" in answer(file, Headers({})).headers["cache-control"]) == name.startswith("assets/")


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"files": []}', '{"files": {"a": 1}}', "\x00"])
def test_a_folder_with_a_broken_manifest_is_none(tmp_path_factory: pytest.TempPathFactory, manifest: str) -> None:
    path = tmp_path_factory.mktemp("broken")
    (path / "manifest.json").write_text(manifest, encoding="utf-8")
    assert opened(path) is None
    assert opened(path / "nothing") is None
