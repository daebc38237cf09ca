"""What other programs fetch: the feed of changes, the site map, robots.txt, security.txt, the index for the search."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from whosecameras.analysis.search import finder
from whosecameras.publishing import datapackage
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.site.data_files import as_json
from whosecameras.site.last_modified import LastChanges
from whosecameras.site.page import Site, SiteRelease
from whosecameras.text import wording

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
CHANGES_FILE = "changes.json"
MOST_ENTRIES = 200
MOST_TOLD = 60  # changes told in a release's entry; the corrections page and changes.json hold all


def releases(dataset: Dataset, data_dir: Path) -> tuple[SiteRelease, ...]:
    """The releases so far, newest first: those in ``changes.json``, or the present one where there is no such file.

    Raises ``ValueError`` if the file is there and is no list of releases.
    """
    path = data_dir / CHANGES_FILE
    if not path.exists():
        return (SiteRelease(dataset.version, dataset.released.isoformat(), wording.record_sentence(dataset)),)
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            SiteRelease(str(one["version"]), str(one["date"]), str(one["text"]), tuple(one["changes"])) for one in held
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path} is no list of releases ({error}); `python -m whosecameras release` writes it"
        ) from None


@dataclass(frozen=True)
class _Entry:
    key: str
    day: str
    title: str
    text: str
    path: str


def _entries(site: Site) -> Iterator[_Entry]:
    for row in site.record.rows["corrections"]:
        said = wording.corrected(site.record.data, row)
        title = f"Correction: {said.about} ({said.where})"
        text = f"{said.changed} {row['why']}"
        yield _Entry(f"correction/{row['id']}", row["date"], title, text, "corrections")
    for release in site.releases:
        told = [str(one["text"]) for one in release.changes[:MOST_TOLD]]
        more = len(release.changes) - len(told)
        lines = [release.text, *told, *([f"And {wording.number(more)} more."] if more > 0 else [])]
        title = f"Version {release.version}"
        yield _Entry(f"release/{release.version}", release.date, title, "\n".join(lines), "corrections")
        for change in release.changes:
            if change["kind"] == "status" and change["body"] in site.record.names:
                body = str(change["body"])
                title = f"{site.record.names[body]}: {change['new']}"
                yield _Entry(f"status/{release.version}/{body}", release.date, title, change["text"], f"body/{body}")


def _whole(day: str) -> str:
    """A date, whole or in part, as Atom wants it."""
    return f"{'-'.join([*day.split('-'), '01', '01'][:3])}T00:00:00Z"


def feed(site: Site) -> bytes:
    """Changes and corrections as an Atom feed, newest first."""
    host, born = urlsplit(site.base_url).netloc.split(":")[0], min(one.date for one in site.releases)
    root = ElementTree.Element("feed", xmlns=ATOM)
    root.set("xml:lang", "en-GB")

    def put(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
        child = ElementTree.SubElement(parent, name, attributes)
        child.text = text or None
        return child

    entries = sorted(_entries(site), key=lambda one: (one.day, one.key), reverse=True)[:MOST_ENTRIES]
    put(root, "id", f"tag:{host},{born}:changes")
    put(root, "title", f"{wording.SITE_NAME} Changes and corrections")
    put(root, "subtitle", datapackage.DESCRIPTION)
    put(root, "updated", _whole(entries[0].day))
    put(root, "link", rel="self", type="application/atom+xml", href=site.absolute("feed.atom"))
    put(root, "link", rel="alternate", type="text/html", href=site.absolute("corrections"))
    put(root, "rights", f"{datapackage.DATA_LICENCE['title']}, {datapackage.DATA_LICENCE['path']}")
    put(put(root, "author"), "name", wording.SITE_NAME)
    for one in entries:
        entry = put(root, "entry")
        put(entry, "id", f"tag:{host},{born}:{one.key}")
        put(entry, "title", one.title)
        put(entry, "updated", _whole(one.day))
        put(entry, "link", rel="alternate", type="text/html", href=site.absolute(one.path))
        put(entry, "content", one.text, type="text")
    return _xml(root)


def _xml(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, " ")
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def sitemap(site: Site, paths: list[str]) -> bytes:
    """Every page's address, with the day on which it last changed where that is known."""
    root, changes = ElementTree.Element("urlset", xmlns=SITEMAP), LastChanges(site)
    for path in paths:
        entry = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(entry, "loc").text = site.absolute(path)
        if day := changes.day(path):
            ElementTree.SubElement(entry, "lastmod").text = day
    return _xml(root)


def robots(site: Site) -> bytes:
    """Everybody may read everything; the explorer's views, where this host has it, repeat what the pages hold."""
    explorer = site.explorer("")
    rule = f"Disallow: {explorer}" if explorer.startswith("/") else "Allow: /"
    lines = ("User-agent: *", rule, "", f"Sitemap: {site.absolute('sitemap.xml')}", "")
    return "\n".join(lines).encode("utf-8")


def security(site: Site, today: date) -> bytes:
    """``security.txt`` (RFC 9116), good for a year from the first of this month. Only where there is a contact."""
    lines = (
        f"Contact: mailto:{site.contact}",
        f"Expires: {today.year + 1}-{today.month:02d}-01T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {site.absolute('.well-known/security.txt')}",
        "",
    )
    return "\n".join(lines).encode("utf-8")


def search_index(site: Site) -> bytes:
    """All that the search needs, taken apart beforehand: bodies, their names, what is known of each, who serves where.

    To each body of ``Finder.index`` come its sector, its place and its status. ``areas`` holds for each district its
    name, the councils, county councils, forces and others that serve it, its neighbours and its postcode districts.
    """
    record, find = site.record, finder(site.record.data)
    index = find.index()
    statuses, sectors = [str(status) for status in Status], list(record.sectors)
    row_of = {row["id"]: row for row in record.rows["bodies"]}
    at = {body[0]: place for place, body in enumerate(index["bodies"])}
    for body in index["bodies"]:
        row = row_of[body[0]]
        place = record.regions.get(row["region"], row["nation"])
        body += [sectors.index(row["sector"]), place, statuses.index(str(record.known[row["id"]].status))]
    outcodes: dict[str, list[str]] = {}
    for outcode, lad in geography.outcodes().items():
        outcodes.setdefault(lad, []).append(outcode)
    areas = {
        lad: [
            geography.name_of(lad),
            *([at[one] for one in part] for part in find.serving(lad)),
            " ".join(geography.neighbours(lad)),
            " ".join(outcodes.get(lad, ())),
        ]
        for lad in sorted(geography.area_ids("lad24"))
    }
    return as_json(
        {
            **index,
            "version": record.data.version,
            "statuses": statuses,
            "sectors": list(record.sectors.values()),
            "areas": areas,
            "ireland": [[at[one] for one in part] for part in find.serving_region(geography.NORTHERN_IRELAND)],
            "crown": dict(geography.CROWN),
            "said": {**index["said"], "place": dict(geography.SAID)},
        }
    )
