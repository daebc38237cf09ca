"""The rules page: which rules bind whom, what was promised and done, and a timeline."""

from __future__ import annotations

from typing import Any

from whosecameras.analysis.timeline import events_by_year, rules_reach_events
from whosecameras.content.body_profile import Row
from whosecameras.record.loading import listed
from whosecameras.record.schema import EVENT_KINDS, IN_FORCE
from whosecameras.site.page import HOME, Page, Site, truncate
from whosecameras.text import gaps, rules_words, wording


def _years(site: Site) -> list[tuple[str, list[Row]]]:
    """All events in full by year, newest first."""
    record = site.record
    further: dict[str, list[str]] = {}
    for row in record.rows["event_sources"]:
        further.setdefault(row["event"], []).append(row["source"])
    bodies: dict[str, list[str]] = {}
    for row in record.rows["event_bodies"]:
        bodies.setdefault(row["event"], []).append(row["body"])
    events: dict[str, Row] = {
        row["id"]: {
            **row,
            "kind_name": EVENT_KINDS[row["kind"]],
            "standing": IN_FORCE.get(row["in_force"] or "", ""),
            "manufacturers": wording.manufacturers_of(record.data, listed(row["vendors"])),
            "sources": [
                record.source(source) for source in dict.fromkeys([row["source"], *further.get(row["id"], [])])
            ],
            "bodies": [record.named(body) for body in bodies.get(row["id"], [])],
        }
        for row in record.rows["events"]
    }
    return [(year, [events[source] for source in ids]) for year, ids in events_by_year(record.data).items()]


def rules(site: Site) -> Page:
    """Who is bound by which rule, what was promised and done, and all dated events."""
    data, part = site.record.data, site.parts["timeline"]
    promised = rules_words.promise_rows(data)
    view: dict[str, Any] = {
        "part": part,
        "briefing": site.explorer("briefing", card="timeline"),
        "heading": rules_words.HEADING,
        "bound": rules_words.bound_rows(data),
        "not_found": rules_words.NOT_FOUND,
        "reach": rules_reach_events(data),
        "unknown": gaps.about_rules(data),
        "promises": [row for row in promised if not row.only_buying],
        "buying": [row for row in promised if row.only_buying],
        "promises_title": rules_words.promises_title(data),
        "removal_cost": rules_words.removal_cost(data),
        "changed": site.parts["what-changed"],
        "targets": rules_words.targets(data),
        "targets_title": rules_words.TARGETS,
        "years": _years(site),
        "turning_points": rules_words.numbered_turning_points(data, data.events),
        "released": str(data.released),
    }
    return Page(
        path="rules",
        template="rules.html",
        title=rules_words.title(data),
        description=truncate(rules_words.description(data)),
        crumbs=(HOME,),
        explorer=site.explorer("rules"),
        nav="rules",
        about="Rules",
        twins=True,
        view=view,
    )
