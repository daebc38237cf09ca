"""What a page is: address, title, description and template data; and what all pages share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from whosecameras.analysis import queries
from whosecameras.analysis.sectors import ALL_PUBLIC, named_bodies
from whosecameras.analysis.status import status_mark
from whosecameras.charts.marks import MARKS
from whosecameras.content.body_lists import BodyLists
from whosecameras.content.body_profile import Row, Source
from whosecameras.content.record_index import RecordIndex
from whosecameras.publishing import datapackage, exports
from whosecameras.record.schema import Status
from whosecameras.site.briefings import NONE as NO_BRIEFINGS
from whosecameras.site.briefings import ReadyBriefings
from whosecameras.site.share_pictures import SharePicture
from whosecameras.text import evidence_words, wording

HOME = ("Overview", "")
MOST_WORDS = 300  # longest description, in characters


@dataclass(frozen=True)
class SiteRelease:
    """A release of the record with its changes, as in ``data/changes.json``."""

    version: str
    date: str
    text: str
    changes: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Site:
    """Everything pages are made from: the record, its cached fragments, the website's address and its settings.

    ``assets`` maps a file's plain name to its address. ``explorer_at`` is the address of the explorer: a path if it is
    on the same host, ``""`` if there is none. ``briefings`` have a page each.
    """

    record: RecordIndex
    base_url: str
    parts: Mapping[str, Any]
    releases: tuple[SiteRelease, ...]
    contact: str = ""
    repository: str = ""
    assets: Mapping[str, str] = field(default_factory=dict)
    explorer_at: str = ""
    briefings: ReadyBriefings = NO_BRIEFINGS

    @property
    def reachable(self) -> bool:
        """True if there is a contact address."""
        return bool(self.contact or self.repository)

    @cached_property
    def lists(self) -> BodyLists:
        """All bodies that have a page, sorted by name."""
        return BodyLists(self.record)

    @cached_property
    def root(self) -> str:
        """The path prefix of the website, ``""`` at the root of a host."""
        return urlsplit(self.base_url).path.rstrip("/")

    def url(self, path: str) -> str:
        """The address of a page or file without the host."""
        return f"{self.root}/{path}"

    def absolute(self, path: str) -> str:
        """The absolute address of a page or file."""
        return f"{self.base_url}/{path}"

    def briefing(self, page: str, **values: str) -> str:
        """The address of the explorer's briefing on the subject of a page, else of the ready-made one, else ``""``."""
        return self.explorer("briefing", **values) or self.on_paper(page)

    def on_paper(self, page: str) -> str:
        """The address of the ready-made briefing on the subject of a page, ``""`` if there is none."""
        found = self.briefings.by_page.get(page)
        return self.url(found.path) if found else ""

    def explorer(self, page: str, **values: str) -> str:
        """The address of an explorer view, ``""`` if there is no explorer."""
        if not self.explorer_at:
            return ""
        query = urlencode({key: value for key, value in values.items() if value}, quote_via=quote)
        start = self.root if self.explorer_at.startswith("/") else ""
        return f"{start}{self.explorer_at}/{page}" + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Page:
    """One page. ``view`` is additional data for its template; ``twins`` are the data files with the same content.

    ``card`` is the content of its social card, by default the title. ``card_file`` is a card shared with other pages.
    A ``small`` page leaves out metadata that programs can get elsewhere and, like one of ``many``, links to the
    stylesheet instead of inlining it. The content of a ``share_alike`` page is under CC BY-SA 4.0. ``feed`` is the
    path of the Atom feed of changes to its subject.
    """

    path: str
    template: str
    title: str
    description: str
    view: Mapping[str, Any]
    crumbs: tuple[tuple[str, str], ...] = ()
    explorer: str = ""
    card: SharePicture | None = None
    card_file: str = ""
    small: bool = False
    many: bool = False
    share_alike: bool = False
    feed: str = ""
    nav: str = ""
    about: str = ""
    twins: bool = False
    listed: bool = True
    linked_data: tuple[Mapping[str, Any], ...] = ()

    @property
    def file(self) -> str:
        """The path of its HTML file."""
        return f"{self.path}.html" if self.path else "index.html"

    @property
    def links_style(self) -> bool:
        """True if the page links to the stylesheet: inlined, it would take most of the room of thousands of pages."""
        return self.small or self.many

    @property
    def picture(self) -> SharePicture:
        """The content of its social card."""
        return self.card or SharePicture(self.about if self.about != self.title else "", self.title)

    @property
    def picture_file(self) -> str:
        """The path of its social card."""
        return self.card_file or f"cards/{self.path or 'index'}.png"

    @property
    def short(self) -> str:
        """The title used in citations."""
        return self.about or self.title


PageFactory = Callable[[Site], Page]


def truncate(text: str, most: int = MOST_WORDS) -> str:
    """Shorten a text at a word boundary."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:–") + " …"


def source_words(source: Source) -> str:
    """A source as one line, for descriptions and citations."""
    dated = f", {wording.date(source.published)}" if source.published else ""
    return f"{source.title} ({source.publisher}{dated})"


def mark_counts(site: Site, bodies: Sequence[Row], registered: int = 0) -> list[tuple[str, int]]:
    """Number of bodies per mark, for marks that occur; ``registered`` more are known only from a register."""
    counts = Counter(status_mark(site.record.known[row["id"]]) for row in bodies)
    counts[Status.UNKNOWN] += registered
    return [(name, counts[name]) for name in MARKS if counts[name]]


def named_rows(site: Site, bodies: Sequence[Row]) -> list[dict[str, str]]:
    """Bodies named in findings, sorted by status and name, formatted for display."""
    record = site.record
    by_id = {row["id"]: row for row in bodies}
    rows = []
    for body in named_bodies(record.data, by_id)["id"]:
        row, standing = by_id[body], record.known[body]
        rows.append(
            {
                "Body": row["name"],
                "Status": str(standing.status),
                "Brands": wording.manufacturers_of(record.data, standing.vendors),
                "Evidence from": wording.evidence_from(standing),
                "Flags": wording.flag_list(standing.flags),
                "Sector": record.sectors[row["sector"]],
                "Place": record.regions.get(row["region"], "UK-wide"),
                "mark": status_mark(standing),
                "label": evidence_words.status_label(record.data, standing),
                "id": row["id"],
            }
        )
    return rows


def by_name_and_by_group(site: Site, bodies: Sequence[Row]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The same rows as two lists that must not be added up: bodies a source names, and bodies only in a group claim."""
    rows = named_rows(site, bodies)
    group = [row for row in rows if row["Status"] == Status.GROUP_ONLY]
    return [row for row in rows if row not in group], group


def private_owner_rows(site: Site, column: str, value: str) -> list[dict[str, str]]:
    """Royal, private and charitable owners in a sector or region, which do not count as public bodies."""
    rows = queries.bodies_apart(site.record.data)
    keys = set(rows.loc[(rows[column] == value) | (value == ALL_PUBLIC), "id"])
    return named_rows(site, [row for row in site.record.rows["bodies"] if row["id"] in keys])


def bodies_without_evidence(site: Site, bodies: Sequence[Row]) -> list[dict[str, str]]:
    """Bodies without any evidence, sorted by name."""
    unnamed = [row for row in bodies if not site.record.known[row["id"]].has_findings]
    return [{"name": row["name"], "id": row["id"]} for row in sorted(unnamed, key=lambda row: row["name"])]


def dataset_linked_data(site: Site) -> dict[str, Any]:
    """The record as a schema.org Dataset."""
    files = {"csv": "zip", "xlsx": "xlsx", "json": "json", "sqlite": "sqlite"}
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": datapackage.TITLE,
        "description": datapackage.DESCRIPTION + " One row for each statement, with its source.",
        "url": site.absolute("data"),
        "version": site.record.data.version,
        "datePublished": site.record.data.released.isoformat(),
        "license": datapackage.DATA_LICENCE["path"],
        "isAccessibleForFree": True,
        "spatialCoverage": {"@type": "Place", "name": "United Kingdom"},
        "creator": {"@type": "Organization", "name": wording.SITE_NAME, "url": site.absolute("")},
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": exports.KINDS[kind].media_type,
                "contentUrl": site.absolute(f"data/whose-cameras{exports.KINDS[kind].suffix}"),
            }
            for kind in files.values()
        ],
    }


def letters(site: Site) -> list[str]:
    """The initial letters of bodies' names, sorted."""
    return list(site.lists.by_letter)


def assets_folder() -> Path:
    """The folder of the stylesheet, the scripts and the icon."""
    return Path(__file__).parent / "assets"
