"""Ready-made briefings on the website: one page on A4 for the UK, each nation, region, county and sector.

They are made by the package ``briefing``, which this one does not know: the command line hands them over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

FOLDER, INDEX = "briefing", "briefings"
STYLE = "briefing.css"  # its plain name among the assets
KINDS = {
    "uk": "The United Kingdom",
    "nation": "Nations",
    "region": "Regions",
    "county": "Counties",
    "sector": "Sectors",
}


@dataclass(frozen=True)
class Around:
    """What a page of the website needs besides: its whole address, that of its stylesheet, and links above it."""

    address: str
    stylesheet: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReadyBriefing:
    """One briefing: ``kind`` is a key of ``KINDS``, ``page`` the path of the page on the same subject.

    ``html`` makes the page, which takes a while.
    """

    kind: str
    page: str
    name: str
    html: Callable[[Around], bytes]

    @property
    def path(self) -> str:
        """Its path: that of the page on its subject, below ``FOLDER``."""
        return f"{FOLDER}/{self.page or 'uk'}"


@dataclass(frozen=True)
class ReadyBriefings:
    """All of them by the path of the page on the same subject, and their stylesheet."""

    by_page: Mapping[str, ReadyBriefing]
    style: str

    def of_kind(self, kind: str) -> Sequence[ReadyBriefing]:
        """Those of a kind, in the order of the record."""
        return [one for one in self.by_page.values() if one.kind == kind]


NONE = ReadyBriefings({}, "")
