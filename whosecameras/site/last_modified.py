"""The date of each page's last change, derived from the record alone.

The list of releases has the rows that each release added, changed or removed. A page's date is that of the newest
release that touched a row it shows; for a body's page, also of the one at which its status or flags changed with age.
Only the record is used, so a clean build and an incremental one give the same dates. If the list is not enough to tell,
no date is given: wrong dates teach crawlers to ignore all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from whosecameras.analysis.sectors import ALL_PUBLIC
from whosecameras.analysis.status import body_statuses
from whosecameras.content.body_profile import Row
from whosecameras.content.comparison import READY_MADE, WIDE_SECTOR
from whosecameras.record.schema import SPEAKS_OF, TABLES, VENDOR_EACH, VENDORS
from whosecameras.site.briefings import FOLDER
from whosecameras.site.page import Site, SiteRelease

#: Pages with counts of the whole record: any release with a change changes them.
OVERVIEWS = (
    "", "map", "sectors", "rules", "manufacturers", "sources", "method", "data", "corrections", "search", "a-z",
    "ask", "ask/progress", "compare",
)  # fmt: skip
LISTS = ("a-z", "list")  # folders with pages that also show register rows, which releases do not list
UNNOTED = frozenset({"link_checks"})  # tables that pages do not show and releases do not list
WORDS = frozenset({"regions", "sectors", "vendors", "survey_rounds", "capability_words"})  # shown on all kinds of pages
_Pages = Iterator[str]


class LastChanges:
    """Looks up the ISO date of a page's last change; ``""`` if unknown."""

    def __init__(self, site: Site) -> None:
        self._record = site.record
        self._releases = site.releases
        self._days: dict[str, str] = {}
        self._doubts: dict[str, str] = {}  # folders of pages that may have shown a removed row, by date
        self._born = self._first(site.releases)
        for release in reversed(site.releases):
            for change in release.changes:
                self._note(change, release.date)
        self._note_age()

    def day(self, path: str) -> str:
        """The date of the last change of the page at ``path``."""
        folder, _, key = path.rpartition("/")
        shows_many = path.startswith(f"{FOLDER}/")  # a briefing depends on many rows together
        unnoted = path.startswith(("area/", "ask/")) or folder in LISTS or shows_many  # the others show registers
        if self._unreleased or unnoted or not (key in OVERVIEWS or folder):
            return ""
        newest = next((release.date for release in self._releases if release.changes), self._born)
        # Any finding can move a body into or out of a list, and changes a count.
        overview = path in OVERVIEWS or path.startswith("ask/")
        changed = newest if overview else self._days.get(path, self._born)
        doubt = max(self._doubts.get(folder, ""), self._doubts.get("*", ""))
        return changed if changed >= doubt else ""

    @staticmethod
    def _first(releases: tuple[SiteRelease, ...]) -> str:
        """The date of the first release, if the list reaches back that far; it has no predecessor to compare with."""
        return releases[-1].date if releases and not releases[-1].changes else ""

    @property
    def _unreleased(self) -> bool:
        """True if a table differs from the released one: there is no way to tell which rows changed, or when."""
        unseen = {TABLES[table].file for table in UNNOTED}
        data = self._record.data
        is_listed = any(release.version == data.version for release in self._releases)
        return not is_listed or bool(set(data.changed_files) - unseen)

    def _note(self, change: Row, day: str) -> None:
        for path in self._pages_of(change):
            if path.endswith("/*"):
                self._doubts[path.removesuffix("/*")] = day
            elif path == "*":
                self._doubts["*"] = day
            else:
                self._days[path] = day

    def _pages_of(self, change: Row) -> _Pages:
        """The pages about a changed row; ``folder/*`` if it is one page of that folder but we cannot tell which."""
        table, key = str(change["table"]), str(change["row"])
        if table in WORDS:
            yield "*"
            return
        if table in ("corrections", "registers") or table in UNNOTED or table not in TABLES:
            return  # a correction comes with the change it explains, and no page shows a register
        if table == "bodies" or change.get("body"):
            yield from self._about_body(str(change.get("body") or key))
        if table == "sources":
            yield f"source/{key}"
            for citing in self._cited.get(key, ()):
                yield from self._about_row(*citing)
        elif table not in ("bodies", "left_out"):
            row = self._rows[table].get(key)
            folders = ("source/*", "region/*", "sector/*", "manufacturer/*", "compare/*")
            yield from self._about_row(table, row) if row else folders

    def _about_body(self, body: str) -> _Pages:
        yield f"body/{body}"
        row = self._rows["bodies"].get(body)
        if row is None:
            yield from ("region/*", "sector/*", "compare/*")
            return
        yield from (f"region/{row['region']}", f"sector/{row['sector']}", f"sector/{ALL_PUBLIC}")
        if row["sector"] == WIDE_SECTOR:
            yield from (f"compare/{name}" for name, nations in READY_MADE.items() if row["nation"] in nations)

    def _about_row(self, table: str, row: Row) -> _Pages:
        """The pages about a row. A row that links an event to a body has no source."""
        if source := row.get("source"):
            yield f"source/{source}"
        if body := row.get("body"):
            yield from self._about_body(body)
        if table == "surveys":
            yield f"sector/{row['sector']}"
            if row["sector"] == WIDE_SECTOR:  # their pages also show figures of wider areas
                yield from (f"compare/{name}" for name in READY_MADE)
            yield from (f"region/{code}" for code, name in self._record.regions.items() if name == row["geography"])
        elif table == "events":
            yield from (f"body/{body}" for body in self._on_event[row["id"]])
        elif table in ("event_sources", "event_bodies"):
            yield from self._about_row("events", self._rows["events"][row["event"]])
        elif "vendor" in row:
            yield from (
                f"manufacturer/{vendor}" for vendor in VENDORS if row["vendor"] in (*SPEAKS_OF[vendor], VENDOR_EACH)
            )

    @cached_property
    def _rows(self) -> dict[str, dict[str, Row]]:
        return {
            name: {str(row[TABLES[name].key]): row for row in rows} if TABLES[name].key else {}
            for name, rows in self._record.rows.items()
        }

    @cached_property
    def _cited(self) -> dict[str, list[tuple[str, Row]]]:
        """The rows that cite each source, with their tables."""
        citing: dict[str, list[tuple[str, Row]]] = defaultdict(list)
        for table, rows in self._record.rows.items():
            for row in rows if "source" in TABLES[table].columns else ():
                citing[row["source"]].append((table, row))
        return citing

    @cached_property
    def _on_event(self) -> dict[str, list[str]]:
        bodies: dict[str, list[str]] = defaultdict(list)
        for row in self._record.rows["event_bodies"]:
            bodies[row["event"]].append(row["body"])
        return bodies

    def _note_age(self) -> None:
        """Record which pages changed between two releases although no row did, because evidence passed an age limit."""
        days = [release.date for release in reversed(self._releases)]
        statuses = [body_statuses(replace(self._record.data, released=date.fromisoformat(day))) for day in days]
        for day, (was, now) in zip(days[1:], pairwise(statuses), strict=True):
            for body in now:
                if now[body] != was[body]:
                    self._keep_later(self._about_body(body), day)

    def _keep_later(self, paths: Iterable[str], day: str) -> None:
        for path in paths:
            self._days[path] = max(day, self._days.get(path, ""))
