"""Slow parts of pages, cached between builds: charts with their tables, and facts about manufacturers.

Each part declares the tables it reads and receives no others, so a cached part can never be out of date.
Of the details, only those about changes of course are passed on: other rewording does not invalidate the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis.deciding import deciding_sources
from whosecameras.analysis.manufacturers import (
    ALLEGATIONS,
    capability_statements,
    facts_about,
    replies_to,
    unattached_replies,
)
from whosecameras.analysis.rounds import round_ids
from whosecameras.analysis.status import body_statuses
from whosecameras.analysis.survey_shares import figures_of
from whosecameras.analysis.timeline import CHANGE_OF, RULE_KINDS, kind_counts
from whosecameras.analysis.walls import WALL_SECTORS, wall
from whosecameras.charts import comparison as bars
from whosecameras.charts import maps, rounds, sectors, small_multiples, svg, timeline
from whosecameras.charts import wall as walls
from whosecameras.charts.chart import Chart
from whosecameras.charts.svg.text_metrics import FontFace
from whosecameras.content import comparison
from whosecameras.content.map_years import map_years
from whosecameras.record import geography
from whosecameras.record.loading import Dataset, Tables
from whosecameras.record.schema import BROAD_KIND_OF, BROAD_KINDS, FACT_GROUPS, SURVEY_SECTORS, VENDOR_EACH, VENDORS
from whosecameras.text import camera_functions, map_words, titles, wall_words, wording
from whosecameras.text.manufacturer_tables import capability_table, capability_title, facts_table
from whosecameras.text.tables import disagreement_table, other_countries_table

#: Widths at which pictures are drawn: legible on a phone, slightly enlarged elsewhere. Bars also get a wide version.
WIDTH, WIDE = 460, 820
BARS = 400  # for bars on a phone, whose labels are next to them
#: Width for a narrow frame on another website, and the factor that keeps its text at 12 pixels or more
SLIM, SLIM_TYPE = 292, 1.03
WALL = 1088  # for a wall as a picture of its own
_WALL_LABELS = walls.WallLabels(FontFace(18), FontFace(16))
#: Columns of a chart's table that are meant for programs. Pages also leave out columns that are blank in every row.
UNSEEN = frozenset({"id", "code"})
REGISTER = frozenset({"bodies", "findings", "sources", "regions", "sectors", "vendors", "registers"})
#: The tables from which the results of our own rounds are counted; they are shown next to the surveys.
ASKED = frozenset({"findings", "bodies", "registers", "regions", "sectors", "sources", "survey_rounds", "surveys"})
SURVEYED = frozenset({"surveys", "survey_rounds", "sectors", "sources", "vendors"})
ACTS = frozenset({"events", "event_sources", "event_bodies", "bodies", "sources", "vendors"})
FUNCTIONS = frozenset({"capabilities", "capability_words", "surveys", "bodies", "sources", "vendors"})
MANUFACTURER_TABLES = frozenset({"vendor_facts", "sources", "vendors"})


@dataclass(frozen=True)
class Fragment:
    """A cached part: the tables it reads and the function that makes it. The result must be JSON-serialisable.

    ``quotes``: the part shows details of changes of course. ``asked``: tables it also reads once there are requests;
    before that, a changed finding does not affect it.
    """

    tables: frozenset[str]
    make: Callable[[Dataset], Any]
    quotes: bool = False
    asked: frozenset[str] = frozenset()

    def reads(self, dataset: Dataset) -> frozenset[str]:
        """The tables that the part is made from."""
        return self.tables | self.asked if len(dataset.requests) else self.tables

    def of(self, dataset: Dataset) -> Any:
        """Make the part; raises ``KeyError`` if it reads a table it does not declare."""
        return self.make(_only(dataset, self.reads(dataset), self.quotes))

    def warm(self, dataset: Dataset) -> None:
        """Compute all statuses beforehand if the part may need them, once for all parts that read the same tables."""
        if {"bodies", "findings", "sources"} <= self.reads(dataset):
            body_statuses(_only(dataset, self.reads(dataset), self.quotes))


@lru_cache(maxsize=16)
def _only(dataset: Dataset, tables: frozenset[str], quotes: bool) -> Dataset:
    """The record restricted to these tables."""
    frames = {name: dataset.tables[name] for name in sorted(tables)}
    if "findings" in tables:
        frames["findings"] = in_outline(dataset, quotes)
    subset = Dataset(Tables(frames), dataset.version, dataset.released, dataset.digest)
    return replace(subset, registers=dataset.registers) if "registers" in tables else subset


@lru_cache(maxsize=4)
def in_outline(dataset: Dataset, quotes: bool) -> pd.DataFrame:
    """``findings`` without the column ``detail``, or with it blanked except for changes of course."""
    if not quotes:
        return dataset.findings.drop(columns="detail")
    is_change = dataset.findings["finding"].isin([str(finding) for finding in CHANGE_OF])
    return dataset.findings.assign(detail=dataset.findings["detail"].where(is_change, ""))


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    return wording.number(value) if isinstance(value, int) else str(value)


def _texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(key): _cell(value) for key, value in row.items()} for row in frame.astype(object).to_dict("records")]


def _drawn(figure: go.Figure, width: int, exhibit: Chart, prefix: str, font_scale: float = 1.0) -> str:
    picture = svg.render(
        figure, width=width, title=exhibit.title, description=exhibit.alt, prefix=prefix, font_scale=font_scale
    )
    return picture.replace(' paint-order="stroke"', "")  # a stylesheet rule: HTML validators reject the attribute


def _with_table(table: pd.DataFrame, sources: Sequence[str]) -> dict[str, Any]:
    columns, rows = [str(column) for column in table.columns], [list(row.values()) for row in _texts(table)]
    filled = [not rows or any(row[place] for row in rows) for place in range(len(columns))]
    return {
        "columns": columns,
        "visible": [place for place, name in enumerate(columns) if name.casefold() not in UNSEEN and filled[place]],
        "rows": rows,
        "sources": list(sources),
    }


def shown(key: str, exhibit: Chart, *, slim: bool = True) -> dict[str, Any]:
    """A chart as pages show it, with its picture as inline SVG; ``key`` prefixes the element ids.

    ``wide`` is the version for wide pages, blank if there is none. ``slim`` is the version for narrow frames on other
    websites, blank for maps, which embeds draw in another way.
    """
    return {
        "title": exhibit.title,
        "subtitle": exhibit.subtitle,
        "alt": exhibit.alt,
        "svg": _drawn(exhibit.figure, BARS if exhibit.wide else WIDTH, exhibit, key),
        "wide": _drawn(exhibit.wide, WIDE, exhibit, f"{key}-wide") if exhibit.wide else "",
        "slim": _drawn(exhibit.figure, SLIM, exhibit, f"{key}-slim", SLIM_TYPE) if slim else "",
        **_with_table(exhibit.table, exhibit.sources),
        "legend": [[item.mark, item.label, item.count] for item in exhibit.legend],
        "note": exhibit.note,
        "notice": exhibit.notice,
    }


def _by_sector(data: Dataset) -> dict[str, Any]:
    return shown("by-sector", sectors.by_sector(data))


def _map(which: str, height: int, data: Dataset) -> dict[str, Any]:
    return shown(which, maps.status_map(data, which, inline=True, height=height), slim=False)


def _wall(sector: str, data: Dataset) -> dict[str, Any]:
    """A wall: the page draws its lenses as links, so the picture is only for its own file; ``by_region`` is its table.

    Its other table, for programs, has each body by itself.
    """
    of, survey = wall(data, sector), wall_words.survey_source(data, sector)
    by_region = wall_words.table(of)
    decided = deciding_sources(data, (one.id for one in of.bodies if one.standing.decided_by))
    return {
        "title": titles.wall_title(data, sector),
        "subtitle": wall_words.subtitle(of),
        "alt": wall_words.alt(data, of),
        "svg": walls.drawing(data, sector, WALL, None, "light", _WALL_LABELS),
        "wide": "",
        **_with_table(wall_words.bodies(data, of), [*([survey] if survey else []), *decided]),
        "by_region": {
            "columns": [str(column) for column in by_region.columns],
            "rows": [list(row.values()) for row in _texts(by_region)],
            "codes": [row.code for row in of.rows],
        },
        "legend": [],
        "note": f"{wall_words.EMPTY_RING} {wall_words.APART}",
        "notice": "",
    }


def _years(data: Dataset) -> dict[str, Any]:
    """The map year by year: the page draws each year itself, so the picture, all years at once, is for its own file."""
    found = map_years(data)
    alt = f"{found.title}. {found.years[-1].alt}."
    small = [
        small_multiples.SmallMap(
            wording.sentence_case(year.when),
            year.counted,
            {area.code: (area.status, area.older) for area in year.shown.areas if not area.blank},
        )
        for year in found.years
    ]
    counts = pd.DataFrame(
        [
            [wording.sentence_case(year.when), *(year.tally.by_status[one] for one in found.statuses)]
            for year in found.years
        ],
        columns=["Published by", *map(str, found.statuses)],
    )
    return {
        "title": found.title,
        "subtitle": map_words.YEARS_SUBTITLE,
        "alt": alt,
        "svg": small_multiples.drawing(small, "light", found.title, alt),
        "wide": "",
        **_with_table(counts, found.sources),
        "legend": [[str(status), str(status), None] for status in found.statuses],
        "note": f"{map_words.OLDER_THEN}. {map_words.PUBLISHED_BY_THEN}",
        "notice": geography.NOTICE,
    }


def _whole(by: str, data: Dataset) -> dict[str, Any]:
    return shown(f"registers-{by}", sectors.status_by_sector(data, by))


def _compared(page: str, data: Dataset) -> dict[str, Any] | None:
    keys = comparison.ready_made(data).get(page, ()) if page else comparison.every_region(data)
    if len(keys) < 2:
        return None
    groups = comparison.groups_of(data, keys, comparison.WIDE_SECTOR)
    return shown(f"compare-{page}" if page else "compare", bars.comparison(data, groups))


def _named_only(data: Dataset) -> dict[str, Any]:
    return shown("other-sectors", sectors.named_bodies_by_sector(data))


def _surveys(sector: str, data: Dataset) -> dict[str, Any] | None:
    if figures_of(data, sector=sector).empty:
        return None
    differ = disagreement_table(data, sector)
    return {**shown("surveys", sectors.survey_figures(data, sector)), "differ": _texts(differ)}


def _asked_map(data: Dataset) -> dict[str, Any] | None:
    latest = round_ids(data)
    return shown("asked-map", rounds.round_map(data, latest[0], inline=True)) if latest else None


def _asked_shares(data: Dataset) -> dict[str, Any] | None:
    latest = round_ids(data)
    return shown("asked-shares", rounds.round_shares(data, latest[0])) if latest else None


def _manufacturers_by_sector(data: Dataset) -> dict[str, Any]:
    return shown("makers", sectors.manufacturers_by_sector(data))


def _what_changed(data: Dataset) -> dict[str, Any]:
    return shown("changed", timeline.changed_course_chart(data))


def _timeline(data: Dataset) -> dict[str, Any]:
    counts = kind_counts(data.events)
    abroad = other_countries_table(data)
    binding = abroad["kind"].isin(RULE_KINDS)
    return {
        **shown("timeline", timeline.timeline(data)),
        "by_year": _by_year(data.events, list(counts)),
        "kinds": [[timeline.kind_swatch(kind, "light"), BROAD_KINDS[kind], count] for kind, count in counts.items()],
        "abroad": {"rules": int(binding.sum()), "places": int(abroad.loc[binding, "Place"].nunique())},
    }


def _by_year(events: pd.DataFrame, kinds: Sequence[str]) -> dict[str, list[Any]]:
    """How many of some events happened in each year, by kind, the newest year first."""
    year, kind = events["date"].str[:4], events["kind"].map(BROAD_KIND_OF)
    return {
        "columns": ["Year", *(BROAD_KINDS[one] for one in kinds), "Total"],
        "rows": [
            [one, *(int(((year == one) & (kind == which)).sum()) for which in kinds), int((year == one).sum())]
            for one in sorted(set(year), reverse=True)
        ],
    }


def _capabilities(vendor: str, data: Dataset) -> dict[str, Any]:
    """The functions in groups. Like a chart they have a table and sources, but no picture."""
    return {
        **_with_table(capability_table(data, vendor), camera_functions.function_sources(data, vendor)),
        "title": capability_title(data, vendor),
        "alt": camera_functions.in_short(data, vendor),
        "note": camera_functions.beware(data, vendor),
        "groups": [
            {
                "id": group.id,
                "heading": group.heading,
                "explanation": group.explanation,
                "columns": [name for name in group.table.columns if name not in camera_functions.BESIDE_NAME],
                "rows": _texts(group.table),
            }
            for group in camera_functions.function_groups(data, vendor)
        ],
        "said": _texts(capability_statements(data, vendor)),
    }


def _with_replies(data: Dataset, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Facts, allegations or replies, each with the replies to it."""
    with_replies: list[dict[str, Any]] = []
    for row in _texts(frame):
        replies = _texts(replies_to(data, row["id"])) if row["replies"] else []
        with_replies.append(
            {**row, "answers": [{**reply, "who": wording.manufacturer(data, reply["vendor"])} for reply in replies]}
        )
    return with_replies


def _facts_about(vendor: str, data: Dataset, group: str) -> pd.DataFrame:
    return facts_about(data, vendor, group)


def _facts(vendor: str, data: Dataset) -> dict[str, Any]:
    """What sources report about a manufacturer, and about both: facts by group, allegations, other statements, rows."""
    names = {vendor: wording.manufacturer(data, vendor), VENDOR_EACH: "Both manufacturers together"}

    def by_manufacturer(find: Callable[[str], pd.DataFrame]) -> list[dict[str, Any]]:
        return [{**row, "who": names[one]} for one in names for row in _with_replies(data, find(one))]

    facts = {group: by_manufacturer(partial(_facts_about, data=data, group=group)) for group in FACT_GROUPS}
    return {
        "facts": {group: found for group, found in facts.items() if found},
        "allegations": by_manufacturer(lambda one: facts_about(data, one, ALLEGATIONS)),
        "others": by_manufacturer(lambda one: unattached_replies(data, one)),
        "rows": _texts(facts_table(data, vendor)),
    }


def _parts() -> Mapping[str, Fragment]:
    fragments = {
        "by-sector": Fragment(SURVEYED, _by_sector),
        "councils": Fragment(REGISTER, partial(_map, "hexagons", 620)),
        "police": Fragment(REGISTER, partial(_map, "police", 620)),
        "counties": Fragment(REGISTER, partial(_map, "counties", 620)),
        "districts": Fragment(REGISTER, partial(_map, "districts", 620)),
        "map-years": Fragment(REGISTER, _years),
        "councils-by-region": Fragment(REGISTER, partial(_whole, "region")),
        "whole-registers": Fragment(REGISTER, partial(_whole, "sector")),
        "other-sectors": Fragment(REGISTER, _named_only),
        "makers-by-sector": Fragment(REGISTER | {"surveys"}, _manufacturers_by_sector),
        "what-changed": Fragment(ACTS | {"findings"}, _what_changed, quotes=True),
        "timeline": Fragment(ACTS, _timeline),
        "functions": Fragment(FUNCTIONS, partial(_capabilities, "")),
        "compare": Fragment(REGISTER, partial(_compared, "")),
        "asked-map": Fragment(frozenset({"requests"}), _asked_map, asked=REGISTER | ASKED),
        "asked-shares": Fragment(frozenset({"requests"}), _asked_shares, asked=SURVEYED | ASKED),
    }
    fragments |= {
        f"surveys-{sector}": Fragment(SURVEYED | {"regions", "requests"}, partial(_surveys, sector), asked=ASKED)
        for sector in SURVEY_SECTORS
    }
    fragments |= {f"wall-{sector}": Fragment(REGISTER | SURVEYED, partial(_wall, sector)) for sector in WALL_SECTORS}
    fragments |= {f"compare-{page}": Fragment(REGISTER, partial(_compared, page)) for page in comparison.READY_MADE}
    fragments |= {f"functions-{vendor}": Fragment(FUNCTIONS, partial(_capabilities, vendor)) for vendor in VENDORS}
    return fragments | {f"facts-{vendor}": Fragment(MANUFACTURER_TABLES, partial(_facts, vendor)) for vendor in VENDORS}


#: Every part by name. All except ``regions`` and those whose name starts with ``facts-`` are exhibits with a table.
FRAGMENTS: Mapping[str, Fragment] = _parts()
