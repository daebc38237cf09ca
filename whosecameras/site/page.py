"""What a page is: its address, title, description and what its template is given; what every page can say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from whosecameras.charts.maps import status_mark
from whosecameras.charts.marks import MARKS
from whosecameras.content.body_profile import Source
from whosecameras.content.record_index import RecordIndex, Row
from whosecameras.publishing import datapackage, exports
from whosecameras.record.schema import Status
from whosecameras.site.share_pictures import SharePicture
from whosecameras.text import wording

HOME = ("The picture", "")
ALL_PUBLIC = "all_public"
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
    below the website's own, ``""`` where there is none.
    """

    record: RecordIndex
    base_url: str
    parts: Mapping[str, Any]
    releases: tuple[SiteRelease, ...]
    contact: str = ""
    repository: str = ""
    assets: Mapping[str, str] = field(default_factory=dict)
    explorer_at: str = ""

    @property
    def reachable(self) -> bool:
        """True if there is an address that takes messages."""
        return bool(self.contact or self.repository)

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

    ``card`` is what its picture says; without one the picture says the title.
    """

    path: str
    template: str
    title: str
    description: str
    view: Mapping[str, Any]
    crumbs: tuple[tuple[str, str], ...] = ()
    explorer: str = ""
    card: SharePicture | None = None
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
        return f"cards/{self.path or 'index'}.png"

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


def mark_counts(site: Site, bodies: Sequence[Row]) -> list[tuple[str, int]]:
    """How many of the bodies are drawn with each mark: those that occur, and “no public evidence” always."""
    found = [status_mark(site.record.known[row["id"]]) for row in bodies]
    return [(name, found.count(name)) for name in MARKS if name in found or name == Status.UNKNOWN]


def named_rows(site: Site, bodies: Sequence[Row]) -> list[dict[str, str]]:
    """Bodies that a finding names, by status and name, as a reader sees them."""
    record, order = site.record, list(Status)
    named = [row for row in bodies if record.known[row["id"]].spoken_of]
    named.sort(key=lambda row: (order.index(record.known[row["id"]].status), row["name"]))
    rows = []
    for row in named:
        known = record.known[row["id"]]
        rows.append(
            {
                "Body": row["name"],
                "Status": str(known.status),
                "Makes": record.makes(known.vendors),
                "Since": wording.since(known),
                "Flags": wording.flag_list(known.flags),
                "Sector": record.sectors[row["sector"]],
                "Place": record.regions.get(row["region"], "UK-wide"),
                "mark": status_mark(known),
                "id": row["id"],
            }
        )
    return rows


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
    return sorted({row["name"][0].upper() for row in site.record.rows["bodies"]})


def assets_folder() -> Path:
    """Where the stylesheet, the script and the icon are kept."""
    return Path(__file__).parent / "assets"
