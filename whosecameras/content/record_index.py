"""The record indexed for the website: every body's dossier, every source's rows, looked up instead of searched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, cast

import pandas as pd

from whosecameras.analysis import queries
from whosecameras.analysis.queries import corrections_of, counted_bodies
from whosecameras.analysis.status import (
    ALL_EVIDENCE,
    NO_EVIDENCE,
    BodyStatus,
    GradedFinding,
    body_status,
    body_statuses,
    findings_in,
)
from whosecameras.analysis.survey_shares import Share, shares
from whosecameras.charts.maps import status_mark
from whosecameras.content import body_profile
from whosecameras.content.body_profile import BodyEvent, BodyLink, Capability, Evidence, Source, SurveyFigure
from whosecameras.record import geography
from whosecameras.record.loading import LIST_SEPARATOR, Dataset, listed
from whosecameras.record.schema import CAPABILITY_STATEMENTS, CAPABILITY_VENDORS, MEASURES, TABLES, Finding, Status
from whosecameras.text import wording

Row = dict[str, Any]
_NAME = "\x00"  # stands for a name until there is one; no name holds it


class IndexedDataset(Dataset):
    """A Dataset whose rows are found through an index; hundreds of pages ask for thousands of them."""

    def row(self, table: str, key: str) -> Row:
        """One row as a dict; ``KeyError`` if no row of ``table`` has that key."""
        try:
            return dict(_index(self, table)[key])
        except KeyError:
            raise KeyError(f"{table} has no {key!r}") from None


def index_dataset(dataset: Dataset) -> IndexedDataset:
    """The same record with an index."""
    return IndexedDataset(dataset.tables, dataset.version, dataset.released, dataset.digest, dataset.changed_files)


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a table as dicts, blanks of number columns as ``None``."""
    frame = frame.astype(object)
    return frame.where(frame.notna(), None).to_dict("records")  # type: ignore[return-value]


@lru_cache(maxsize=64)
def _index(dataset: Dataset, table: str) -> dict[str, Row]:
    key = TABLES[table].key
    return {str(row[key]): row for row in dataset.tables[table].astype(object).to_dict("records")}  # type: ignore[misc]


@dataclass(frozen=True)
class Body(body_profile.Subject):
    """What a body's page shows; ``lad`` is its district as maps know it, its rows are plain dicts."""

    lad: str
    corrections: tuple[Row, ...]
    rows: tuple[Row, ...]


class _Placed(NamedTuple):
    """A body with its district as the maps know it, and the county council and the police force above that."""

    row: Row
    lad: str
    county: str
    police: str


def _above(lad: str) -> tuple[str, str]:
    return (geography.county_of(lad), geography.police_of(lad)) if lad else ("", "")


class RecordIndex:
    """The record with everything that pages look up in it; built once for each build, never changed."""

    def __init__(self, dataset: Dataset) -> None:
        self.data = index_dataset(dataset)
        self.known = body_statuses(self.data)
        self._bodies: dict[str, Body] = {}
        self._figure: dict[str, SurveyFigure] = {}
        self._sentences: dict[str, str] = {}

    @cached_property
    def rows(self) -> Mapping[str, list[Row]]:
        """Each table as dicts, in file order."""
        return {name: records(self.data.tables[name]) for name in TABLES}

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
    def shares(self) -> dict[str, Share]:
        """Survey shares by row id."""
        return shares(self.data)

    @cached_property
    def by_source(self) -> dict[str, dict[str, list[Row]]]:
        """What was taken from each source: ``{source: {table: rows}}``, as ``queries.of_source`` gives it."""
        further = defaultdict(set)
        for row in self.rows["event_sources"]:
            further[row["event"]].add(row["source"])
        found: dict[str, dict[str, list[Row]]] = defaultdict(dict)
        for table in queries.TAKEN:
            for row in self.rows[table]:
                also = further[row["id"]] if table == "events" else set()
                for source in sorted({row["source"], *also}):
                    found[source].setdefault(table, []).append(row)
        return found

    def source(self, key: str) -> Source:
        """A source as pages show it."""
        return body_profile.source(self.data, key)

    def body(self, key: str) -> Body:
        """All that a body's page shows; ``KeyError`` for an unknown id."""
        if key not in self._bodies:
            self._bodies[key] = self._assemble(self.data.row("bodies", key))
        return self._bodies[key]

    def makes(self, vendors: Iterable[str]) -> str:
        """Several makers in words."""
        return wording.listed([self.makers[one] for one in vendors])

    def sentence(self, key: str) -> str:
        """What is known now of a body, in words."""
        if key not in self._sentences:
            name, found = self.names[key], self.known[key]
            unknown = found.status is Status.UNKNOWN
            sentence = (
                self._nothing_known.replace(_NAME, name) if unknown else wording.known_now(self.data, name, found)
            )
            self._sentences[key] = sentence
        return self._sentences[key]

    def request(self, name: str) -> str:
        """The ready request to a body."""
        return self._request.replace(_NAME, name)

    @cached_property
    def _request(self) -> str:
        return wording.request_for_information(self.data, _NAME)

    @cached_property
    def _nothing_known(self) -> str:
        return wording.known_now(self.data, _NAME, NO_EVIDENCE)

    @cached_property
    def _on(self) -> dict[str, dict[str, list[Row]]]:
        events = {row["id"]: row for row in self.rows["events"]}
        found: dict[str, dict[str, list[Row]]] = {}
        for table in ("findings", "capabilities", "event_bodies"):
            for row in self.rows[table]:
                parts = found.setdefault(row["body"], {"findings": [], "capabilities": [], "events": []})
                kept = events[row["event"]] if table == "event_bodies" else row
                parts["events" if table == "event_bodies" else table].append(kept)
        return found

    def rows_on(self, key: str) -> dict[str, list[Row]]:
        """The rows of ``findings``, ``capabilities`` and ``events`` that are about a body, as they are kept."""
        return self._on.get(key, {"findings": [], "capabilities": [], "events": []})

    @cached_property
    def with_rows(self) -> tuple[str, ...]:
        """Bodies of which any finding tells."""
        return tuple(key for key in self.names if key in self._seen)

    def warm(self) -> None:
        """Make what every page needs, before processes part that would each make it again."""
        _ = self.rows, self.names, self.regions, self.sectors, self.makers, self.by_source
        _ = (
            self._seen,
            self._said_of,
            self._living,
            self._alike,
            self._replaced,
            self._best_figures,
            self._request,
            self._nothing_known,
            self._on,
        )

    def named(self, key: str, role: str = "") -> BodyLink:
        """A body as it stands in a list."""
        return BodyLink(key, self.names[key], status_mark(self.known[key]), role)

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
    def _living(self) -> list[_Placed]:
        """Bodies that exist today, with the places that they lie in."""
        living = [row for row in self.rows["bodies"] if not row["replaced_by"]]
        return [_Placed(row, lad, *_above(lad)) for row in living for lad in (body_profile.district_of(row["lad"]),)]

    @cached_property
    def counted(self) -> list[Row]:
        """The bodies that figures count, as ``rows.counted_bodies`` has them."""
        return records(counted_bodies(self.data))

    @cached_property
    def _replaced(self) -> dict[str, list[str]]:
        """The bodies whose place each body took."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.rows["bodies"]:
            for heir in listed(row["replaced_by"]):
                found[heir].append(row["id"])
        return found

    @cached_property
    def _alike(self) -> dict[tuple[str, str], list[str]]:
        """Bodies that exist today by sector and region."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in self._living:
            found[one.row["sector"], one.row["region"]].append(one.row["id"])
        return found

    @cached_property
    def makers(self) -> dict[str, str]:
        """Makers in words, by what a finding may name."""
        return {vendor: wording.manufacturer(self.data, vendor) for vendor in CAPABILITY_VENDORS}

    @cached_property
    def _best_figures(self) -> dict[tuple[str, str], list[Row]]:
        """The survey figures of each sector and place that may stand on a body's page."""
        frame = self.data.surveys
        fits = frame[(frame["measure"] == "uses") & (frame["country"] == "GB")]
        fits = fits.sort_values(["as_of", "id"], ascending=[False, True])
        return {
            (str(sector), str(place)): records(body_profile.best_figures(part))
            for (sector, place), part in fits.groupby(["sector", "geography"], sort=False)
        }

    def figures_of(self, place: str) -> list[Row]:
        """The survey figures on a place, of any sector, that may stand on its page, newest first."""
        found = [row for (_, where), part in self._best_figures.items() if where == place for row in part]
        return _newest_first(found, "as_of")

    def figure(self, key: str) -> SurveyFigure:
        """A survey figure as one sentence with its source."""
        if key not in self._figure:
            row = self.data.row("surveys", key)
            sentence = wording.survey_line(self.data, pd.Series(row), self.shares[key])
            self._figure[key] = SurveyFigure(sentence, self.source(str(row["source"])))
        return self._figure[key]

    def survey_words(self, row: Row) -> str:
        """Any row of ``surveys`` in words, also one that is no share."""
        if row["id"] in self.shares:
            return self.figure(row["id"]).sentence
        what = MEASURES[row["measure"]]
        number = row["using"] if row["using"] is not None else row["value"]
        told = f"{number:g} {row['unit'].replace('_', ' ')}" if number is not None else ""
        if row["share_printed"] is not None:
            told = wording.printed_percent(row["share_printed"] / 100)
        who = "all public bodies asked" if row["sector"] == "all_public" else self.sectors[row["sector"]].lower()
        return f"{wording.sentence_case(who)}, {row['geography']}: {what}{f', {told}' if told else ''}"

    def _figures(self, body: Row) -> tuple[SurveyFigure, ...]:
        around = body_profile.geographies(self.data, cast("pd.Series", body))  # read by name only, as a dict can be
        for sector in (body["sector"], "all_public"):
            found = [row for place in around for row in self._best_figures.get((sector, place), [])]
            if found:
                return tuple(self.figure(row["id"]) for row in found[: body_profile.MOST_FIGURES])
        return ()

    def _nearby(self, body: Row) -> list[BodyLink]:
        """Who else serves the place: the rule of ``body_profile``, over an index."""
        others = [one for one in self._living if one.row["id"] != body["id"]]
        district = body_profile.district_of(body["lad"])
        found: list[BodyLink] = []

        def add(those: Iterable[_Placed], role: str) -> None:
            found.extend(self.named(one.row["id"], role) for one in those)

        if district:
            here = [one for one in others if one.lad == district]
            county, police = _above(district)
            place = geography.name_of(district)
            add((one for one in here if one.row["sector"] == "council"), f"the council of {place}")
            if county:
                add((one for one in others if one.row["code"] == county), "the county council")
            add((one for one in others if one.row["id"] == police), "the police force")
            add((one for one in here if one.row["sector"] != "council"), f"in {place}")
        else:
            councils = [one for one in others if one.row["sector"] == "council" and one.lad]
            inside = [one for one in councils if body["code"] and one.county == body["code"]]
            add(inside, "a council in the county")
            add((one for one in councils if one.police == body["id"]), "a council of the police area")
            forces = {one.police for one in inside}
            add((one for one in others if one.row["id"] in forces), "the police force")
        return list({one.id: one for one in reversed(found)}.values())[::-1]

    def _elsewhere(self, body: Row, nearby: Sequence[BodyLink]) -> tuple[list[BodyLink], int]:
        apart = {body["id"], *(one.id for one in nearby)}
        alike = self._alike.get((body["sector"], body["region"]), [])
        same = [self.named(key) for key in alike if key not in apart]
        known = sorted((one for one in same if one.mark != Status.UNKNOWN), key=lambda one: one.name)
        return known, len(same) - len(known)

    def _said(self, row: Row, found: BodyStatus) -> Evidence:
        alone = body_status([_statement(row)], self.data.released)
        return Evidence(
            id=row["id"],
            finding=row["finding"],
            mark="" if alone.status is Status.UNKNOWN else status_mark(alone),
            makers=self.makers[row["vendor"]],
            as_of=row["as_of"],
            as_of_basis=row["as_of_basis"],
            basis=row["basis"],
            scope=row["scope"],
            cameras=None if row["cameras"] is None else int(row["cameras"]),
            detail=row["detail"],
            decides=row["id"] in found.decided_by,
            source=self.source(row["source"]),
        )

    def _function(self, row: Row) -> Capability:
        word = self.data.row("capability_words", row["capability"])
        return Capability(
            name=word["name"],
            meaning=word["meaning"],
            statement=CAPABILITY_STATEMENTS[row["statement"]],
            makers=self.makers[row["vendor"]],
            as_of=row["as_of"],
            as_of_basis=row["as_of_basis"],
            detail=row["detail"],
            source=self.source(row["source"]),
        )

    def _assemble(self, row: Row) -> Body:
        key, found = row["id"], self.known[row["id"]]
        findings = _newest_first(self._seen.get(key, []), "as_of")
        said = [self._said(one, found) for one in findings]
        functions = _newest_first(self._said_of["capabilities"].get(key, []), "as_of")
        events = _newest_first(self._said_of["events"].get(key, []), "date")
        nearby = self._nearby(row)
        elsewhere, blank = self._elsewhere(row, nearby)
        return Body(
            id=key,
            name=row["name"],
            aliases=tuple(part for part in row["aliases"].split(LIST_SEPARATOR) if part),
            sector=row["sector"],
            sector_name=self.sectors[row["sector"]],
            nation=row["nation"],
            region=row["region"],
            place=self.regions[row["region"]] if row["region"] else row["nation"],
            code=row["code"],
            began=row["began"],
            ended=row["ended"],
            lad=row["lad"],
            standing=found,
            mark=status_mark(found),
            reasons=body_profile.rule_steps([_statement(one) for one in findings], found),
            named=tuple(one for one in said if one.basis != "collective"),
            group=tuple(one for one in said if one.basis == "collective"),
            functions=tuple(map(self._function, functions)),
            events=tuple(
                BodyEvent(one["date"], one["title"], one["summary"], self.source(one["source"])) for one in events
            ),
            replaced_by=tuple(map(self.named, listed(row["replaced_by"]))),
            replaces=tuple(map(self.named, self._replaced.get(key, []))),
            figures=self._figures(row),
            nearby=tuple(nearby),
            elsewhere=tuple(elsewhere),
            blank_elsewhere=blank,
            corrections=tuple(corrections_of(self.data).get(key, ())),
            rows=tuple(self._with_source(one) for one in findings),
        )

    def _with_source(self, finding: Row) -> Row:
        """A finding as it is kept, with what is needed to follow it to its source; as ``BodyProfile.rows`` holds it."""
        source = self.data.row("sources", finding["source"])
        kept = {column: finding[column] for column in TABLES["findings"].columns}
        return {
            **kept,
            "publisher": source["publisher"],
            "source_title": source["title"],
            **{column: source[column] for column in ("url", "via", "grade", "published")},
        }


def _statement(row: Row) -> GradedFinding:
    return GradedFinding(
        row["id"], row["vendor"], Finding(row["finding"]), row["as_of"], row["basis"], row["grade"], row["scope"]
    )


def _grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return dict(found)


def _newest_first(rows: Iterable[Row], column: str) -> list[Row]:
    """By date, newest first; of one date by id."""
    by_id = sorted(rows, key=lambda row: str(row["id"]))
    return sorted(by_id, key=lambda row: str(row[column]), reverse=True)
