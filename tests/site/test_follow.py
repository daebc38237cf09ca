"""Feeds to subscribe to: each only lists changes to its subject, and is linked from its page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from site_crawler import BASE, Website, opened

from whosecameras.content.area import areas_of
from whosecameras.content.record_index import index_of
from whosecameras.record.loading import DATA_DIR, Dataset
from whosecameras.site import feeds, follow
from whosecameras.site.page import Site, SiteRelease

ATOM = f"{{{feeds.ATOM}}}"


@pytest.fixture(scope="session")
def website(built_site: Path) -> Website:
    """The website of the current record."""
    return opened(built_site)


@pytest.fixture(scope="session")
def followed(sampled: Dataset) -> Site:
    """A site with the releases so far, for its feeds."""
    return Site(index_of(sampled), BASE, {}, feeds.releases(sampled, DATA_DIR))


def read(content: bytes) -> tuple[ElementTree.Element, list[ElementTree.Element]]:
    root = ElementTree.fromstring(content)
    return root, root.findall(f"{ATOM}entry")


def test_every_feed_is_valid_atom_with_a_distinct_id(followed: Site) -> None:
    ids = set()
    for path, write in follow.feeds(followed).items():
        root, entries = read(write())
        for node in (root, *entries):
            assert all(len(node.findall(ATOM + name)) == 1 for name in ("id", "title", "updated")), path
            updated = node.findtext(f"{ATOM}updated") or ""
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", updated), path
        assert root.find(f"{ATOM}author/{ATOM}name") is not None
        links = {one.get("rel"): one.get("href") for one in root.findall(f"{ATOM}link")}
        assert links == {"self": f"{BASE}/{path}", "alternate": f"{BASE}/{path.removesuffix('.atom')}"}
        keys = [one.findtext(f"{ATOM}id") for one in entries]
        assert len(keys) == len(set(keys)), path
        days = [str(one.findtext(f"{ATOM}updated")) for one in entries]
        assert days == sorted(days, reverse=True)
        if days:
            assert root.findtext(f"{ATOM}updated") == days[0]
        ids.add(root.findtext(f"{ATOM}id"))
    assert len(ids) == len(follow.feeds(followed))


def test_exactly_bodies_with_evidence_and_areas_have_a_feed(followed: Site) -> None:
    paths = set(follow.feeds(followed))
    bodies = {f"body/{one}.atom" for one in set(followed.record.data.findings["body"])}
    assert paths == bodies | {f"area/{code}.atom" for code in areas_of(followed.record.data).codes}


def test_a_change_is_listed_in_its_feeds_and_rewording_is_not(followed: Site) -> None:
    body, other = follow.followed(followed)[:2]

    def change(of: str, kind: str, table: str, column: str, text: str) -> dict[str, str]:
        return {"kind": kind, "table": table, "row": "x", "body": of, "column": column, "new": "New", "text": text}

    release = SiteRelease(
        "9.0.0",
        "2030-01-02",
        "told",
        (
            change(body, "added", "findings", "", "A finding came."),
            change(body, "changed", "findings", "detail", "Only words."),
            change(body, "changed", "bodies", "code", "Only a code."),
            change(other, "status", "bodies", "status", "It moved."),
        ),
    )
    site = replace(followed, releases=(release,))
    told = {body: follow.changes_of(site).get(body, []) for body in (body, other)}
    assert [len(entries) for entries in told.values()] == [1, 1]
    assert "A finding came." in told[body][0].text and "Only" not in told[body][0].text
    assert told[other][0].title.endswith(": New")
    _, entries = read(follow.feeds(site)[follow.body_feed(body)]())
    assert [one.findtext(f"{ATOM}updated") for one in entries] == ["2030-01-02T00:00:00Z"]
    areas = areas_of(site.record.data)
    for code in ("S92000003", "E92000001", "E07000105"):
        _, entries = read(follow.feeds(site)[follow.area_feed(code)]())
        assert len(entries) == len({body, other} & set(areas.serving(code)))


def test_a_page_leads_to_its_feed(website: Website, sampled: Dataset) -> None:
    body = str(sampled.findings["body"].iloc[0])
    for page in (f"body/{body}", "area/S92000003", "area/E07000105"):
        tree = website.pages[f"{page}.html"].tree
        found = [one.get("href") for one in tree.iter("link") if one.get("type") == "application/atom+xml"]
        assert f"/{page}.atom" in found
        visible = [one.get("href") for one in tree.iter("a") if "Follow" in "".join(one.itertext())]
        assert visible == [f"/{page}.atom"]
        assert (website.out / f"{page}.atom").is_file()
