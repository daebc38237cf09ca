"""The costly parts of pages: pictures with their tables, and what is said of the makers; kept from build to build.

Each part names the tables that it is made from and is given no other, so that a kept part can never be out of date.
Only changes of course are quoted in detail; no other wording is given, so that a new one draws nothing anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import pandas as pd

from whosecameras.analysis.status import body_statuses
from whosecameras.charts import manufacturers, maps, sectors, shares, svg, timeline
from whosecameras.charts.chart import Chart
from whosecameras.record.loading import Dataset, Tables
from whosecameras.record.schema import EVENT_KINDS, FACT_GROUPS, SURVEY_SECTORS, VENDOR_EACH, VENDORS
from whosecameras.text import wording

#: Width at which pictures are drawn: legible on a phone, and shown a little larger elsewhere.
WIDTH = 460
#: Columns of a picture's table that are for programs.
UNSEEN = frozenset({"id", "code"})
REGISTER = frozenset({"bodies", "findings", "sources", "regions", "sectors", "vendors"})
SURVEYED = frozenset({"surveys", "survey_rounds", "sectors", "sources", "vendors"})
ACTS = frozenset({"events", "event_sources", "event_bodies", "bodies", "sources", "vendors"})
FUNCTIONS = frozenset({"capabilities", "capability_words", "surveys", "bodies", "sources", "vendors"})
SAID_OF_MAKERS = frozenset({"vendor_facts", "sources", "vendors"})


@dataclass(frozen=True)
class Fragment:
    """One part: the tables that it reads, and how it is made from them; what is made can be written as JSON.

    ``quotes``: the part repeats what is said of changes of course.
    """

    tables: frozenset[str]
    make: Callable[[Dataset], Any]
    quotes: bool = False

    def of(self, dataset: Dataset) -> Any:
        """The part; ``KeyError`` if it asks for a table that it does not name."""
        return self.make(_only(dataset, self.tables, self.quotes))

    def warm(self, dataset: Dataset) -> None:
        """Work out what is known of each body, if the part can need it: once for all parts of the same tables."""
        if {"bodies", "findings", "sources"} <= self.tables:
            body_statuses(_only(dataset, self.tables, self.quotes))


@lru_cache(maxsize=16)
def _only(dataset: Dataset, tables: frozenset[str], quotes: bool) -> Dataset:
    """The record with these tables and no other."""
    frames = {name: dataset.tables[name] for name in sorted(tables)}
    if "findings" in tables:
        frames["findings"] = in_outline(dataset, quotes)
    return Dataset(Tables(frames), dataset.version, dataset.released, dataset.digest)


@lru_cache(maxsize=4)
def in_outline(dataset: Dataset, quotes: bool) -> pd.DataFrame:
    """``findings`` without the column ``detail``, or with it blank where no change of course is told."""
    if not quotes:
        return dataset.findings.drop(columns="detail")
    told = dataset.findings["finding"].isin([str(one) for one in timeline.ACT_OF])
    return dataset.findings.assign(detail=dataset.findings["detail"].where(told, ""))


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    return wording.number(value) if isinstance(value, int) else str(value)


def _texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(key): _cell(value) for key, value in row.items()} for row in frame.astype(object).to_dict("records")]


def shown(key: str, exhibit: Chart) -> dict[str, Any]:
    """An exhibit as a page shows it, its picture as inline SVG; ``key`` begins the ids in it."""
    drawn = svg.render(exhibit.figure, width=WIDTH, title=exhibit.title, description=exhibit.alt, prefix=key)
    return {
        "title": exhibit.title,
        "subtitle": exhibit.subtitle,
        "alt": exhibit.alt,
        "svg": drawn.replace(' paint-order="stroke"', ""),  # a rule of the stylesheet: HTML checkers know no such word
        "columns": [str(column) for column in exhibit.table.columns],
        "visible": [place for place, name in enumerate(exhibit.table.columns) if str(name).casefold() not in UNSEEN],
        "rows": [list(row.values()) for row in _texts(exhibit.table)],
        "sources": list(exhibit.sources),
        "legend": [[item.mark, item.label, item.count] for item in exhibit.legend],
        "note": exhibit.note,
        "notice": exhibit.notice,
    }


def _by_sector(data: Dataset) -> dict[str, Any]:
    return shown("by-sector", sectors.by_sector(data))


def _map(which: str, height: int, data: Dataset) -> dict[str, Any]:
    return shown(which, maps.status_map(data, which, inline=True, height=height))


def _regions(data: Dataset) -> dict[str, Any]:
    """What the explorer's map of regions finds; the website shows the same numbers as bars."""
    return {"title": maps.region_map(data).title}


def _whole(by: str, data: Dataset) -> dict[str, Any]:
    return shown(f"registers-{by}", sectors.status_by_sector(data, by))


def _named_only(data: Dataset) -> dict[str, Any]:
    return shown("other-sectors", sectors.named_bodies_by_sector(data))


def _surveys(sector: str, data: Dataset) -> dict[str, Any] | None:
    if shares.figures_of(data, sector=sector).empty:
        return None
    differ = sectors.disagreements(data, sector)
    return {**shown("surveys", sectors.survey_figures(data, sector)), "differ": _texts(differ)}


def _makers_by_sector(data: Dataset) -> dict[str, Any]:
    return shown("makers", sectors.manufacturers_by_sector(data))


def _what_changed(data: Dataset) -> dict[str, Any]:
    return shown("changed", timeline.changed_course_chart(data))


def _timeline(data: Dataset) -> dict[str, Any]:
    counts = timeline.kind_counts(data.events)
    abroad = timeline.rules_in_other_countries(data)
    binding = abroad["kind"].isin(timeline.RULE_KINDS)
    return {
        **shown("timeline", timeline.timeline(data)),
        "kinds": [[timeline.kind_swatch(one, "light"), EVENT_KINDS[one], count] for one, count in counts.items()],
        "rules": _texts(timeline.rules_in_force(data)),
        "abroad": {"rules": int(binding.sum()), "places": int(abroad.loc[binding, "Place"].nunique())},
    }


def _capabilities(vendor: str, data: Dataset) -> dict[str, Any]:
    absent = manufacturers.not_reported(data, vendor)[["Function", "Meaning", "Standing"]]
    picture = shown("functions", manufacturers.capability_chart(data, vendor))
    said = _texts(manufacturers.capability_statements(data, vendor))
    return {**picture, "heading": manufacturers.capability_title(data, vendor), "absent": _texts(absent), "said": said}


def _told(data: Dataset, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Facts, allegations or replies with the replies to each."""
    told: list[dict[str, Any]] = []
    for row in _texts(frame):
        replies = _texts(manufacturers.replies_to(data, row["id"])) if row["replies"] else []
        told.append({**row, "answers": [{**one, "who": wording.manufacturer(data, one["vendor"])} for one in replies]})
    return told


def _facts_about(vendor: str, data: Dataset, group: str) -> pd.DataFrame:
    return manufacturers.facts_about(data, vendor, group)


def _facts(vendor: str, data: Dataset) -> dict[str, Any]:
    """What sources say of one maker, and of both together: facts by group, allegations, other statements, all rows."""
    names = {vendor: wording.manufacturer(data, vendor), VENDOR_EACH: "Both makers together"}

    def by_maker(find: Callable[[str], pd.DataFrame]) -> list[dict[str, Any]]:
        return [{**row, "who": names[one]} for one in names for row in _told(data, find(one))]

    facts = {group: by_maker(partial(_facts_about, data=data, group=group)) for group in FACT_GROUPS}
    return {
        "facts": {group: found for group, found in facts.items() if found},
        "allegations": by_maker(lambda one: manufacturers.facts_about(data, one, manufacturers.ALLEGATIONS)),
        "others": by_maker(lambda one: manufacturers.unattached_replies(data, one)),
        "rows": _texts(manufacturers.facts_table(data, vendor)),
    }


def _parts() -> Mapping[str, Fragment]:
    found = {
        "by-sector": Fragment(SURVEYED, _by_sector),
        "councils": Fragment(REGISTER, partial(_map, "hexagons", 620)),
        "police": Fragment(REGISTER, partial(_map, "police", 620)),
        "counties": Fragment(REGISTER, partial(_map, "counties", 620)),
        "regions": Fragment(REGISTER | SURVEYED, _regions),
        "councils-by-region": Fragment(REGISTER, partial(_whole, "region")),
        "whole-registers": Fragment(REGISTER, partial(_whole, "sector")),
        "other-sectors": Fragment(REGISTER, _named_only),
        "makers-by-sector": Fragment(REGISTER | {"surveys"}, _makers_by_sector),
        "what-changed": Fragment(ACTS | {"findings"}, _what_changed, quotes=True),
        "timeline": Fragment(ACTS, _timeline),
        "functions": Fragment(FUNCTIONS, partial(_capabilities, "")),
    }
    found |= {f"surveys-{sector}": Fragment(SURVEYED, partial(_surveys, sector)) for sector in SURVEY_SECTORS}
    found |= {f"functions-{vendor}": Fragment(FUNCTIONS, partial(_capabilities, vendor)) for vendor in VENDORS}
    return found | {f"facts-{vendor}": Fragment(SAID_OF_MAKERS, partial(_facts, vendor)) for vendor in VENDORS}


#: Every part by name. All but ``regions`` and those whose name starts with ``facts-`` are exhibits with a table.
FRAGMENTS: Mapping[str, Fragment] = _parts()
