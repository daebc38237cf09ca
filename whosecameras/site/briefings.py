"""Ready-made briefings on the website: one page on A4 for the UK, each nation, region, county and sector.

The package ``briefing`` makes them. ``site`` must not import it, so the command line passes them in.
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
    """What the website adds to a briefing: its full address, the address of its stylesheet, and the links above it."""

    address: str
    stylesheet: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReadyBriefing:
    """One briefing: ``kind`` is a key of ``KINDS``, ``page`` the path of the page on the same subject.

    ``html`` renders the page, which is slow.
    """

    kind: str
    page: str
    name: str
    html: Callable[[Around], bytes]

    @property
    def path(self) -> str:
        """Its path: ``FOLDER``, then the path of the page on the same subject."""
        return f"{FOLDER}/{self.page or 'uk'}"


@dataclass(frozen=True)
class ReadyBriefings:
    """All briefings by the path of the page on the same subject, and their stylesheet."""

    by_page: Mapping[str, ReadyBriefing]
    style: str

    def of_kind(self, kind: str) -> Sequence[ReadyBriefing]:
        """The briefings of one kind, in the order of the record."""
        return [one for one in self.by_page.values() if one.kind == kind]


NONE = ReadyBriefings({}, "")
