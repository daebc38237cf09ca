"""Feeds to subscribe to: what changed in the record about one public body, and about those in one area.

Only substantive changes are listed: a status, finding, function or event was added or removed, a date or scope was
corrected, a body was renamed or replaced. Rewording, codes and alternative names are left out, and so are bodies known
only from a register, about which there is nothing that could change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from whosecameras.content.area import areas_of
from whosecameras.site.feeds import MOST_LISTED, FeedEntry, atom
from whosecameras.site.page import Site
from whosecameras.text import wording

#: Columns whose changes are listed. Changes to other columns are rewording or codes.
LISTED_COLUMNS: Mapping[str, frozenset[str]] = {
    "findings": frozenset({"vendor", "finding", "as_of", "basis", "scope", "cameras", "due", "source"}),
    "capabilities": frozenset({"capability", "vendor", "source"}),
    "bodies": frozenset({"name", "ended", "replaced_by"}),
    "event_bodies": frozenset(),
}
_Entries = Mapping[str, list[FeedEntry]]


def body_feed(key: str) -> str:
    """The path of a public body's feed."""
    return f"body/{key}.atom"


def area_feed(code: str) -> str:
    """The path of an area's feed."""
    return f"area/{code}.atom"


def followed(site: Site) -> tuple[str, ...]:
    """The ids of public bodies that have a feed: those with evidence."""
    return site.record.with_rows


def changes_of(site: Site) -> _Entries:
    """For each public body, one entry per release that changed what the record reports about it, newest first."""
    entries: dict[str, list[FeedEntry]] = {}
    for release in site.releases:
        by_body: dict[str, list[Mapping[str, str]]] = {}
        for change in release.changes:
            body = str(change["body"])
            if body in site.record.names and _is_listed(change):
                by_body.setdefault(body, []).append(change)
        for body, changes in by_body.items():
            name = site.record.names[body]
            moved = [str(change["new"]) for change in changes if change["kind"] == "status"]
            summary = moved[0] if moved else wording.counted(len(changes), "change")
            lines = [f"Version {release.version} of the record, {wording.date(release.date)}."]
            lines += [str(change["text"]) for change in changes[:MOST_LISTED]]
            lines += [f"And {wording.number(len(changes) - MOST_LISTED)} more."] if len(changes) > MOST_LISTED else []
            entry = FeedEntry(
                f"about/{release.version}/{body}", release.date, f"{name}: {summary}", "\n".join(lines), f"body/{body}"
            )
            entries.setdefault(body, []).append(entry)
    return entries


def _is_listed(change: Mapping[str, str]) -> bool:
    columns = LISTED_COLUMNS.get(str(change.get("table", "")))
    if change["kind"] == "status":
        return True
    return columns is not None and (change["kind"] != "changed" or change["column"] in columns)


def feeds(site: Site) -> dict[str, Callable[[], bytes]]:
    """Every feed by path: one for each public body with evidence, and one for each area."""
    entries, areas = changes_of(site), areas_of(site.record.data)
    files: dict[str, Callable[[], bytes]] = {}
    for body in followed(site):
        files[body_feed(body)] = partial(
            _feed, site, body_feed(body), f"body/{body}", site.record.names[body], entries.get(body, ())
        )
    for code in areas.codes:
        files[area_feed(code)] = partial(_area_feed, site, entries, code)
    return files


def _area_feed(site: Site, by_body: _Entries, code: str) -> bytes:
    areas = areas_of(site.record.data)
    entries = [entry for body in areas.serving(code) for entry in by_body.get(body, ())]
    return _feed(site, area_feed(code), f"area/{code}", areas.name(code), entries)


def _feed(site: Site, path: str, page: str, name: str, entries: Iterable[FeedEntry]) -> bytes:
    ordered = sorted(entries, key=lambda one: (one.day, one.key), reverse=True)
    subtitle = f"What changes in the record about {name}: new findings, and what was corrected or withdrawn."
    return atom(site, path, page, page, f"{wording.SITE_NAME} {name}", subtitle, ordered)
