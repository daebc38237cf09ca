"""An index of the record, built once, for looking up bodies' profiles and sources' rows.

The website, the explorer and briefings use the same index, so they say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cached_property, lru_cache

import pandas as pd

from whosecameras.analysis import queries
from whosecameras.analysis.queries import corrections_of, counted_bodies
from whosecameras.analysis.status import (
    ALL_EVIDENCE,
    BodyStatus,
    GradedFinding,
    body_status,
    body_statuses,
    findings_in,
    status_mark,
)
from whosecameras.analysis.survey_shares import Share, shares
from whosecameras.content.body_profile import (
    BodyEvent,
    BodyLink,
    BodyList,
    BodyProfile,
    Capability,
    Evidence,
    Row,
    Source,
    SurveyFigure,
    rule_steps,
)
from whosecameras.content.neighbours import Neighbours
from whosecameras.content.survey_figures import MOST_FIGURES, best_figures, geographies, newest_first
from whosecameras.record.loading import LIST_SEPARATOR, Dataset, listed
from whosecameras.record.schema import CAPABILITY_STATEMENTS, MEASURES, OPEN_TABLES, OWNER_PUBLIC, TABLES, Status
from whosecameras.text import evidence_words, wording

PROFILES = 1024  # size of the profile cache; a register may have tens of thousands of bodies


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a table as dicts; blanks in number columns are ``None``."""
    columns = [
        cells.tolist() if cells.notna().all() else cells.astype(object).where(cells.notna(), None).tolist()
        for _, cells in frame.items()
    ]
    names = list(map(str, frame.columns))
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


class RecordIndex:
    """The index of a record. ``index_of`` caches one per dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self.data = dataset
        self.known = body_statuses(dataset)
        self._profile = lru_cache(maxsize=PROFILES)(self._build_profile)
        self._figure: dict[str, SurveyFigure] = {}
        self._sentences: dict[str, str] = {}

    @cached_property
    def rows(self) -> Mapping[str, list[Row]]:
        """Each table as dicts, in file order."""
        return {name: records(self.data.tables[name]) for name in OPEN_TABLES}

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of bodies by id."""
        return {row["id"]: row["name"] for row in self.rows["bodies"]}

    @cached_property
    def regions(self) -> dict[str, str]:
        """Names of regions by code, in their order."""
        return {row["code"]: row["name"] for row in sorted(self.rows["regions"], key=lambda row: row["order"])}

    @cached_property
    def sectors(self) -> dict[str, str]:
        """Plural names of sectors by id, in their order."""
        return {row["id"]: row["plural"] for row in sorted(self.rows["sectors"], key=lambda row: row["order"])}

    @cached_property
    def shares(self) -> Mapping[str, Share]:
        """Survey shares by row id."""
        return shares(self.data)

    @cached_property
    def by_source(self) -> dict[str, dict[str, list[Row]]]:
        """The rows taken from each source: ``{source: {table: rows}}``, as in ``queries.of_source``."""
        further = defaultdict(set)
        for row in self.rows["event_sources"]:
            further[row["event"]].add(row["source"])
        sources: dict[str, dict[str, list[Row]]] = defaultdict(dict)
        for table in queries.TAKEN:
            for row in self.rows[table]:
                also = further[row["id"]] if table == "events" else set()
                for source in sorted({row["source"], *also}):
                    sources[source].setdefault(table, []).append(row)
        return sources

    @cached_property
    def _sources(self) -> dict[str, Source]:
        columns = [field.name for field in fields(Source)]
        return {row["id"]: Source(*(row[column] for column in columns)) for row in self.rows["sources"]}

    def source(self, key: str) -> Source:
        """A source for display; ``KeyError`` for an unknown id."""
        return self._sources[key]

    def body(self, key: str) -> BodyProfile:
        """Everything the record holds on one body; ``KeyError`` for an unknown id."""
        return self._profile(key)

    def sentence(self, key: str) -> str:
        """A sentence on a body's current status."""
        if key not in self._sentences:
            row = self.data.row("bodies", key)
            gone = bool(row["ended"] or row["replaced_by"])
            known = evidence_words.known_now(self.data, self.names[key], self.known[key], gone)
            equipment = self._said_of["capabilities"].get(key, []) if self.known[key].status is Status.UNKNOWN else []
            self._sentences[key] = " ".join(
                [*(evidence_words.equipment(self.data, row) for row in equipment), known]
            ).strip()
        return self._sentences[key]

    @cached_property
    def _on(self) -> dict[str, dict[str, list[Row]]]:
        events = {row["id"]: row for row in self.rows["events"]}
        by_table: dict[str, dict[str, list[Row]]] = {}
        for table in ("findings", "capabilities", "event_bodies"):
            for row in self.rows[table]:
                parts = by_table.setdefault(row["body"], {"findings": [], "capabilities": [], "events": []})
                related = events[row["event"]] if table == "event_bodies" else row
                parts["events" if table == "event_bodies" else table].append(related)
        return by_table

    def rows_on(self, key: str) -> dict[str, list[Row]]:
        """The rows of ``findings``, ``capabilities`` and ``events`` about a body, as they are in the tables."""
        return self._on.get(key, {"findings": [], "capabilities": [], "events": []})

    @cached_property
    def with_rows(self) -> tuple[str, ...]:
        """The ids of the bodies with any finding."""
        return tuple(key for key in self.names if key in self._seen)

    def warm(self) -> None:
        """Compute what every page needs before worker processes fork, so that they share it."""
        _ = self.rows, self.names, self.regions, self.sectors, self.by_source, self._sources
        _ = (
            self._seen,
            self._said_of,
            self._neighbours,
            self._replaced,
            self._best_figures,
            self._on,
        )

    def named(self, key: str, role: str = "") -> BodyLink:
        """A link to a body, for a list."""
        return BodyLink(
            key,
            self.names[key],
            status_mark(self.known[key]),
            evidence_words.status_label(self.data, self.known[key]),
            role,
        )

    def placed(self, key: str) -> BodyLink:
        """A link to a body in a mixed list: its role gives sector, place and successors."""
        row = self.data.row("bodies", key)
        parts = [self.sectors[row["sector"]], self.regions[row["region"]] if row["region"] else row["nation"]]
        if row["replaced_by"]:
            parts.append(f"replaced by {wording.listed([self.names[heir] for heir in listed(row['replaced_by'])])}")
        return self.named(key, " · ".join(parts))

    @cached_property
    def _seen(self) -> dict[str, list[Row]]:
        return _grouped(records(findings_in(self.data, ALL_EVIDENCE)), "body")

    @cached_property
    def _said_of(self) -> dict[str, dict[str, list[Row]]]:
        events = {row["id"]: row for row in self.rows["events"]}
        happened = [{**events[row["event"]], "body": row["body"]} for row in self.rows["event_bodies"]]
        return {
            "capabilities": _grouped(self.rows["capabilities"], "body"),
            "events": _grouped(happened, "body"),
        }

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours(self.rows["bodies"], self.known)

    @cached_property
    def counted(self) -> list[Row]:
        """The bodies that figures count: the rows of ``queries.counted_bodies``."""
        return records(counted_bodies(self.data))

    @cached_property
    def _replaced(self) -> dict[str, list[str]]:
        """The predecessors of each body."""
        predecessors: dict[str, list[str]] = defaultdict(list)
        for row in self.rows["bodies"]:
            for heir in listed(row["replaced_by"]):
                predecessors[heir].append(row["id"])
        return predecessors

    @cached_property
    def _best_figures(self) -> dict[tuple[str, str], list[Row]]:
        return best_figures(self.rows["surveys"])

    def figures_of(self, place: str) -> list[Row]:
        """The survey figures for a place's page, of any sector, newest first."""
        rows = [row for (_, where), group in self._best_figures.items() if where == place for row in group]
        return newest_first(rows, "as_of")

    def figure(self, key: str) -> SurveyFigure:
        """A survey figure as one sentence with its source."""
        if key not in self._figure:
            row = self.data.row("surveys", key)
            sentence = wording.survey_line(self.data, pd.Series(row), self.shares[key])
            self._figure[key] = SurveyFigure(sentence, self.source(str(row["source"])))
        return self._figure[key]

    def survey_words(self, row: Row) -> str:
        """A row of ``surveys`` in words, including rows that are not shares."""
        if row["id"] in self.shares:
            return self.figure(row["id"]).sentence
        what = MEASURES[row["measure"]]
        number = row["using"] if row["using"] is not None else row["value"]
        figure = f"{number:g} {row['unit'].replace('_', ' ')}" if number is not None else ""
        if row["share_printed"] is not None:
            figure = wording.printed_percent(row["share_printed"] / 100)
        who = "all public bodies asked" if row["sector"] == "all_public" else self.sectors[row["sector"]].lower()
        return f"{wording.sentence_case(who)}, {row['geography']}: {what}{f', {figure}' if figure else ''}"

    def figures_for(self, body: Row) -> tuple[SurveyFigure, ...]:
        """The survey figures on the sector of a row of ``bodies``, for the places that contain it, nearest first."""
        around = geographies(self.data, body)
        for sector in (body["sector"], "all_public"):
            rows = [row for place in around for row in self._best_figures.get((sector, place), [])]
            if rows:
                return tuple(self.figure(row["id"]) for row in rows[:MOST_FIGURES])
        return ()

    def figures_of_kind(self, sector: str) -> tuple[SurveyFigure, ...]:
        """The UK survey figures on a sector, or on all public bodies if the sector has none."""
        return self.figures_for({"sector": sector, "lad": "", "code": "", "region": "", "nation": ""})

    def place_reports(self, *, sector: str = "", region: str = "") -> list[Row]:
        """What sources say about unnamed bodies of a sector or region, newest first."""
        rows = [
            {**row, "source": self.source(row["source"])}
            for row in self.rows["place_reports"]
            if sector in ("", row["sector"]) and region in ("", row["region"])
        ]
        return sorted(rows, key=lambda row: str(row["as_of"]), reverse=True)

    def _evidence(self, row: Row, standing: BodyStatus) -> Evidence:
        alone = body_status([GradedFinding.of(row)], self.data.released)
        return Evidence(
            id=row["id"],
            finding=row["finding"],
            mark="" if alone.status is Status.UNKNOWN else status_mark(alone),
            label=evidence_words.status_label(self.data, alone),
            manufacturers=wording.manufacturer(self.data, row["vendor"]),
            as_of=row["as_of"],
            as_of_basis=row["as_of_basis"],
            basis=row["basis"],
            scope=row["scope"],
            cameras=None if row["cameras"] is None else int(row["cameras"]),
            detail=row["detail"],
            is_deciding=row["id"] in standing.decided_by,
            source=self.source(row["source"]),
        )

    def _capability(self, row: Row) -> Capability:
        word = self.data.row("capability_words", row["capability"])
        return Capability(
            name=word["name"],
            meaning=word["meaning"],
            statement=CAPABILITY_STATEMENTS[row["statement"]],
            manufacturers=wording.manufacturer(self.data, row["vendor"]),
            as_of=row["as_of"],
            as_of_basis=row["as_of_basis"],
            detail=row["detail"],
            source=self.source(row["source"]),
        )

    def _build_profile(self, key: str) -> BodyProfile:
        row = self.data.row("bodies", key)
        standing = self.known[key]
        findings = newest_first(self._seen.get(key, []), "as_of")
        evidence = [self._evidence(one, standing) for one in findings]
        functions = newest_first(self._said_of["capabilities"].get(key, []), "as_of")
        events = newest_first(self._said_of["events"].get(key, []), "date")
        same_area = self._neighbours.same_area(row)
        peers = self._neighbours.peers(row, [one for one, _ in same_area.first])
        return BodyProfile(
            id=key,
            name=row["name"],
            aliases=tuple(part for part in row["aliases"].split(LIST_SEPARATOR) if part),
            sector=row["sector"],
            sector_name=self.sectors[row["sector"]],
            nation=row["nation"],
            is_public=row["owner"] == OWNER_PUBLIC,
            region=row["region"],
            place=self.regions[row["region"]] if row["region"] else row["nation"],
            code=row["code"],
            began=row["began"],
            ended=row["ended"],
            lad=row["lad"],
            standing=standing,
            mark=status_mark(standing),
            label=evidence_words.status_label(self.data, standing),
            reasons=rule_steps([GradedFinding.of(one) for one in findings], standing),
            named=tuple(one for one in evidence if one.basis != "collective"),
            group=tuple(one for one in evidence if one.basis == "collective"),
            functions=tuple(map(self._capability, functions)),
            events=tuple(
                BodyEvent(one["date"], one["title"], one["summary"], self.source(one["source"])) for one in events
            ),
            replaced_by=tuple(map(self.named, listed(row["replaced_by"]))),
            replaces=tuple(map(self.named, self._replaced.get(key, []))),
            figures=self.figures_for(row) if row["owner"] == OWNER_PUBLIC else (),  # surveys only covered public bodies
            same_area=BodyList(tuple(self.named(*one) for one in same_area.first), same_area.total),
            peers=BodyList(tuple(map(self.named, peers.first)), peers.with_evidence),
            blank_peers=peers.blank,
            corrections=tuple(corrections_of(self.data).get(key, ())),
            rows=tuple(self._with_source(one) for one in findings),
        )

    def _with_source(self, finding: Row) -> Row:
        """A finding's row with the columns of its source, for ``BodyProfile.rows``."""
        source = self.data.row("sources", finding["source"])
        row = {column: finding[column] for column in TABLES["findings"].columns}
        return {
            **row,
            "publisher": source["publisher"],
            "source_title": source["title"],
            **{column: source[column] for column in ("url", "via", "grade", "published")},
        }


@lru_cache(maxsize=2)
def index_of(dataset: Dataset) -> RecordIndex:
    """The cached index of a dataset."""
    return RecordIndex(dataset)


def body_profile(dataset: Dataset, body: str) -> BodyProfile:
    """Everything the record holds on one body; ``KeyError`` for an unknown id. Do not modify it."""
    return index_of(dataset).body(body)


def _grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return dict(groups)
