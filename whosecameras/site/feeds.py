"""Files for other programs: the feed of changes, the sitemap, robots.txt, security.txt."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from whosecameras.publishing import datapackage
from whosecameras.record.loading import Dataset
from whosecameras.site.last_modified import LastChanges
from whosecameras.site.page import Site, SiteRelease
from whosecameras.text import correction_words, wording

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_ADDRESSES = 10_000  # per sitemap file; search engines accept up to 50,000 addresses or 50 MB
CHANGES_FILE = "changes.json"
MOST_ENTRIES = 200
MOST_LISTED = 60  # changes listed per feed entry; the corrections page and changes.json have all of them


def releases(dataset: Dataset, data_dir: Path) -> tuple[SiteRelease, ...]:
    """All releases, newest first: from ``changes.json``, or just the current one if that file does not exist.

    Raises ``ValueError`` if the file exists but is not a list of releases.
    """
    path = data_dir / CHANGES_FILE
    if not path.exists():
        return (SiteRelease(dataset.version, dataset.released.isoformat(), wording.record_sentence(dataset)),)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            SiteRelease(str(one["version"]), str(one["date"]), str(one["text"]), tuple(one["changes"]))
            for one in content
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path} is no list of releases ({error}); `python -m whosecameras release` writes it"
        ) from None


@dataclass(frozen=True)
class FeedEntry:
    """One entry: the suffix of its id, its ISO date, its text, and the path of the page it is about."""

    key: str
    day: str
    title: str
    text: str
    path: str


def _entries(site: Site) -> Iterator[FeedEntry]:
    for row in site.record.rows["corrections"]:
        correction = correction_words.corrected(site.record.data, row)
        title = f"Correction: {correction.about} ({correction.where})"
        text = f"{correction.changed} {row['why']}"
        yield FeedEntry(f"correction/{row['id']}", row["date"], title, text, "corrections")
    for release in site.releases:
        changes = [str(change["text"]) for change in release.changes[:MOST_LISTED]]
        more = len(release.changes) - len(changes)
        lines = [release.text, *changes, *([f"And {wording.number(more)} more."] if more > 0 else [])]
        title = f"Version {release.version}"
        yield FeedEntry(f"release/{release.version}", release.date, title, "\n".join(lines), "corrections")
        for change in release.changes:
            if change["kind"] == "status" and change["body"] in site.record.names:
                body = str(change["body"])
                title = f"{site.record.names[body]}: {change['new']}"
                yield FeedEntry(f"status/{release.version}/{body}", release.date, title, change["text"], f"body/{body}")


def _whole(day: str) -> str:
    """A full or partial ISO date as an Atom timestamp."""
    return f"{'-'.join([*day.split('-'), '01', '01'][:3])}T00:00:00Z"


def feed(site: Site) -> bytes:
    """Changes and corrections as an Atom feed, newest first."""
    title = f"{wording.SITE_NAME} Changes and corrections"
    entries = sorted(_entries(site), key=lambda one: (one.day, one.key), reverse=True)[:MOST_ENTRIES]
    return atom(site, "feed.atom", "corrections", "changes", title, datapackage.DESCRIPTION, entries)


def atom(site: Site, path: str, page: str, key: str, title: str, subtitle: str, entries: Sequence[FeedEntry]) -> bytes:
    """Entries, newest first, as an Atom feed at ``path`` for ``page``; ``key`` is the suffix of its id.

    A feed without entries has the date of the newest release: nothing has changed up to then.
    """
    host, born = urlsplit(site.base_url).netloc.split(":")[0], min(release.date for release in site.releases)
    root = ElementTree.Element("feed", xmlns=ATOM)
    root.set("xml:lang", "en-GB")

    def put(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
        child = ElementTree.SubElement(parent, name, attributes)
        child.text = text or None
        return child

    put(root, "id", f"tag:{host},{born}:{key}")
    put(root, "title", title)
    put(root, "subtitle", subtitle)
    put(root, "updated", _whole(entries[0].day if entries else max(release.date for release in site.releases)))
    put(root, "link", rel="self", type="application/atom+xml", href=site.absolute(path))
    put(root, "link", rel="alternate", type="text/html", href=site.absolute(page))
    put(root, "rights", f"{datapackage.DATA_LICENCE['title']}, {datapackage.DATA_LICENCE['path']}")
    put(put(root, "author"), "name", wording.SITE_NAME)
    for item in entries:
        entry = put(root, "entry")
        put(entry, "id", f"tag:{host},{born}:{item.key}")
        put(entry, "title", item.title)
        put(entry, "updated", _whole(item.day))
        put(entry, "link", rel="alternate", type="text/html", href=site.absolute(item.path))
        put(entry, "content", item.text, type="text")
    return _xml(root)


def _xml(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, " ")
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def sitemap(site: Site, paths: Sequence[str], changes: LastChanges | None = None) -> bytes:
    """The addresses of pages, each with the date of its last change if ``changes`` knows it.

    Written as text: a tree of forty thousand addresses takes four times as long.
    """
    lines = ["<?xml version='1.0' encoding='utf-8'?>", f'<urlset xmlns="{SITEMAP}">']
    for path in paths:
        day = changes.day(path) if changes else ""
        lines += [" <url>", f"  <loc>{escape(site.absolute(path))}</loc>"]
        lines += [f"  <lastmod>{day}</lastmod>", " </url>"] if day else [" </url>"]
    return "\n".join([*lines, "</urlset>", ""]).encode("utf-8")


def sitemaps(site: Site, paths: Sequence[str], registered: Sequence[str]) -> dict[str, Callable[[], bytes]]:
    """The sitemap index and its files, by path; no file has more than ``MOST_ADDRESSES`` addresses.

    ``registered`` are the pages of bodies known only from a register. They have separate files, sorted by address,
    without dates of change: releases do not list the rows of registers.
    """
    changes = LastChanges(site)
    parts: dict[str, Callable[[], bytes]] = {}
    for name, some, dates in (("pages", paths, changes), ("bodies", sorted(registered), None)):
        for number, at in enumerate(range(0, len(some), MOST_ADDRESSES), 1):
            part = some[at : at + MOST_ADDRESSES]
            parts[f"sitemaps/{name}-{number}.xml"] = partial(sitemap, site, part, dates)
    return {"sitemap.xml": partial(_sitemap_index, site, list(parts)), **parts}


def _sitemap_index(site: Site, parts: Sequence[str]) -> bytes:
    root = ElementTree.Element("sitemapindex", xmlns=SITEMAP)
    for path in parts:
        ElementTree.SubElement(ElementTree.SubElement(root, "sitemap"), "loc").text = site.absolute(path)
    return _xml(root)


def robots(site: Site) -> bytes:
    """Everything may be crawled except the explorer's views, if this host has it: they repeat what the pages show."""
    explorer = site.explorer("")
    rule = f"Disallow: {explorer}" if explorer.startswith("/") else "Allow: /"
    lines = ("User-agent: *", rule, "", f"Sitemap: {site.absolute('sitemap.xml')}", "")
    return "\n".join(lines).encode("utf-8")


def security(site: Site, today: date) -> bytes:
    """``security.txt`` (RFC 9116), valid for a year from the first of this month. Only where there is a contact."""
    lines = (
        f"Contact: mailto:{site.contact}",
        f"Expires: {today.year + 1}-{today.month:02d}-01T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {site.absolute('.well-known/security.txt')}",
        "",
    )
    return "\n".join(lines).encode("utf-8")
