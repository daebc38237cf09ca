"""What a page is: its address, title, description and what its template is given; what every page can say."""

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
from whosecameras.text import wording

HOME = ("Overview", "")
MOST_WORDS = 300  # characters of a description


@dataclass(frozen=True)
class SiteRelease:
    """A release of the record, with what changed in it, as ``data/changes.json`` holds it."""

    version: str
    date: str
    text: str
    changes: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Site:
    """Everything that pages are made from: the record, its costly parts, the address of the site and its settings.

    ``assets`` maps a file's plain name to its address; ``explorer_at`` is the address of the explorer, a path for one
    below the website's own, ``""`` where there is none. ``briefings`` stand ready as pages.
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
        """True if there is an address that takes messages."""
        return bool(self.contact or self.repository)

    @cached_property
    def lists(self) -> BodyLists:
        """Every body that has a page, by name."""
        return BodyLists(self.record)

    @cached_property
    def root(self) -> str:
        """The path that the site lies under, ``""`` at the top of a host."""
        return urlsplit(self.base_url).path.rstrip("/")

    def url(self, path: str) -> str:
        """The address of a page or a file within the host."""
        return f"{self.root}/{path}"

    def absolute(self, path: str) -> str:
        """The whole address of a page or a file."""
        return f"{self.base_url}/{path}"

    def briefing(self, page: str, **values: str) -> str:
        """The address of the ready-made briefing on the subject of a page, else of the explorer's, ``""`` for none."""
        found = self.briefings.by_page.get(page)
        return self.url(found.path) if found else self.explorer("briefing", **values)

    def explorer(self, page: str, **values: str) -> str:
        """The address of a view in the explorer, ``""`` where there is no explorer."""
        if not self.explorer_at:
            return ""
        query = urlencode({key: value for key, value in values.items() if value}, quote_via=quote)
        start = self.root if self.explorer_at.startswith("/") else ""
        return f"{start}{self.explorer_at}/{page}" + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Page:
    """One page: ``view`` is what its template is given besides; ``twins`` are its data files beside it.

    ``card`` is what its picture says; without one the picture says the title. ``card_file`` is the file of a picture
    that it shares with others. A ``small`` page links to the stylesheet instead of holding it, and leaves out what
    programs can find otherwise. What a ``share_alike`` one shows is under CC BY-SA 4.0. ``feed`` is the path of
    the Atom feed of what changes about its subject.
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
    share_alike: bool = False
    feed: str = ""
    nav: str = ""
    about: str = ""
    twins: bool = False
    listed: bool = True
    linked_data: tuple[Mapping[str, Any], ...] = ()

    @property
    def file(self) -> str:
        """The file that it is written to."""
        return f"{self.path}.html" if self.path else "index.html"

    @property
    def picture(self) -> SharePicture:
        """What the picture says that the page is shared with."""
        return self.card or SharePicture(self.about if self.about != self.title else "", self.title)

    @property
    def picture_file(self) -> str:
        """The file of that picture."""
        return self.card_file or f"cards/{self.path or 'index'}.png"

    @property
    def short(self) -> str:
        """What the page is called in a citation."""
        return self.about or self.title


PageFactory = Callable[[Site], Page]


def cut(text: str, most: int = MOST_WORDS) -> str:
    """A text cut after a whole word."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:–") + " …"


def source_words(source: Source) -> str:
    """A source in one line, for descriptions and citations."""
    dated = f", {wording.date(source.published)}" if source.published else ""
    return f"{source.title} ({source.publisher}{dated})"


def mark_counts(site: Site, bodies: Sequence[Row], registered: int = 0) -> list[tuple[str, int]]:
    """How many of the bodies, and of so many more that only a register names, have each mark that occurs."""
    found = Counter(status_mark(site.record.known[row["id"]]) for row in bodies)
    found[Status.UNKNOWN] += registered
    return [(name, found[name]) for name in MARKS if found[name]]


def named_rows(site: Site, bodies: Sequence[Row]) -> list[dict[str, str]]:
    """Bodies that a finding names, by status and name, as a reader sees them."""
    record = site.record
    by_id = {row["id"]: row for row in bodies}
    rows = []
    for body in named_bodies(record.data, by_id)["id"]:
        row, known = by_id[body], record.known[body]
        rows.append(
            {
                "Body": row["name"],
                "Status": str(known.status),
                "Brands": wording.manufacturers_of(record.data, known.vendors),
                "Evidence from": wording.evidence_from(known),
                "Flags": wording.flag_list(known.flags),
                "Sector": record.sectors[row["sector"]],
                "Place": record.regions.get(row["region"], "UK-wide"),
                "mark": status_mark(known),
                "id": row["id"],
            }
        )
    return rows


def by_name_and_by_group(site: Site, bodies: Sequence[Row]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The same rows in two lists that no number adds: those that a source names, and those only in a group claim."""
    rows = named_rows(site, bodies)
    group = [row for row in rows if row["Status"] == Status.GROUP_ONLY]
    return [row for row in rows if row not in group], group


def apart_rows(site: Site, column: str, value: str) -> list[dict[str, str]]:
    """Royal, private and charitable owners of a sector or a region, which are not counted as public bodies."""
    rows = queries.bodies_apart(site.record.data)
    keys = set(rows.loc[(rows[column] == value) | (value == ALL_PUBLIC), "id"])
    return named_rows(site, [row for row in site.record.rows["bodies"] if row["id"] in keys])


def blank_bodies(site: Site, bodies: Sequence[Row]) -> list[dict[str, str]]:
    """Bodies of which nothing is known, by name."""
    unnamed = [row for row in bodies if not site.record.known[row["id"]].spoken_of]
    return [{"name": row["name"], "id": row["id"]} for row in sorted(unnamed, key=lambda row: row["name"])]


def dataset_linked_data(site: Site) -> dict[str, Any]:
    """The record as schema.org's Dataset."""
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
    """The letters that names of bodies begin with, in order."""
    return list(site.lists.by_letter)


def assets_folder() -> Path:
    """Where the stylesheet, the script and the icon are kept."""
    return Path(__file__).parent / "assets"
