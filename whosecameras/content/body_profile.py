"""All that the record holds on one body, put in the order in which its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import pandas as pd

from whosecameras.analysis.queries import corrections_of
from whosecameras.analysis.status import (
    STATUS_OF,
    BodyStatus,
    EvidenceFilter,
    GradedFinding,
    body_status,
    body_statuses,
    evidence_strength,
    findings_in,
    is_limited_no,
    supersedes,
)
from whosecameras.analysis.survey_shares import shares
from whosecameras.charts.maps import status_mark
from whosecameras.charts.marks import label as mark_label
from whosecameras.charts.shares import figures_of
from whosecameras.record import geography
from whosecameras.record.loading import Dataset, listed
from whosecameras.record.schema import CAPABILITY_STATEMENTS, TABLES, VENDOR_EACH, VENDOR_UNSPECIFIED, Finding, Status
from whosecameras.text import wording

UK = "UK"
BOTH_NATIONS = "England and Wales"
MOST_FIGURES = 4  # survey figures on a body's page, the nearest places first
#: Makes that a survey figure may be about to stand on a body's page, best first.
MAKES_SHOWN = ("either", "hikvision", "dahua", "chinese_made")
_AS_MARKED = (Finding.USES, Finding.DOES_NOT_USE)  # findings whose mark bears their very words
#: What each step of the ladder in rule 2 stands on, firmest first.
GROUNDS = (
    "statements about the body itself from sources graded A to C",
    "statements about the body itself from sources graded D",
    "statements that were inferred",
    "statements about a whole group",
)


@dataclass(frozen=True)
class Source:
    """Where a row was read, as a page shows it."""

    id: str
    title: str
    publisher: str
    url: str
    via: str
    grade: str
    published: str


@dataclass(frozen=True)
class Evidence:
    """One finding with its source; ``mark`` is the mark that it would give the body alone, ``""`` if none."""

    id: str
    finding: str
    mark: str
    makers: str
    as_of: str
    as_of_basis: str
    basis: str
    scope: str
    cameras: int | None
    detail: str
    decides: bool
    source: Source

    @property
    def heading(self) -> str:
        """The makers, and the finding in words unless the mark beside them says the same."""
        return self.makers if self.finding in _AS_MARKED else f"{self.makers}: {wording.finding(self.finding)}"


@dataclass(frozen=True)
class Capability:
    """One function of the cameras that a source reports, denies or says was refused."""

    name: str
    meaning: str
    statement: str
    makers: str
    as_of: str
    as_of_basis: str
    detail: str
    source: Source


@dataclass(frozen=True)
class BodyEvent:
    """An event that names the body."""

    date: str
    title: str
    summary: str
    source: Source


@dataclass(frozen=True)
class SurveyFigure:
    """A survey figure for the body's sector and a place that it lies in, as one sentence with its source."""

    sentence: str
    source: Source


@dataclass(frozen=True)
class BodyLink:
    """Another body, with what is known of it."""

    id: str
    name: str
    mark: str
    role: str = ""

    @property
    def beside(self) -> str:
        """What stands beside its name in a list."""
        return " · ".join(part for part in (self.role, mark_label(self.mark).lower()) if part)


@dataclass(frozen=True)
class RuleStep:
    """A step of the rule that mattered for this body: its number in ``status.RULE``, from 1, and what it did."""

    step: int
    text: str


def _decide(count: int, *, also: bool, more: int) -> str:
    """The sentence beside the first of ``count`` statements in a row; ``more`` stand further down."""
    who = "This statement"
    if count > 1:
        who += " and the next" + (f" {wording.counted(count - 1, 'statement')}" if count > 2 else "")
    verb = f"{'also ' if also else ''}decide{'s' if count == 1 else ''} the status"
    return f"{who} {verb}" + (f", with {wording.counted(more, 'other')} below." if more else ".")


@dataclass(frozen=True)
class Subject:
    """One body: who it is, what is known and why, what was said, how common it is and who else serves the place.

    ``named`` and ``group`` hold the statements about the body and those about a whole group, newest first.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    sector: str
    sector_name: str
    nation: str
    region: str
    place: str
    code: str
    began: str
    ended: str
    standing: BodyStatus
    mark: str
    reasons: tuple[RuleStep, ...]
    named: tuple[Evidence, ...]
    group: tuple[Evidence, ...]
    functions: tuple[Capability, ...]
    events: tuple[BodyEvent, ...]
    replaced_by: tuple[BodyLink, ...]
    replaces: tuple[BodyLink, ...]
    figures: tuple[SurveyFigure, ...]
    nearby: tuple[BodyLink, ...]
    elsewhere: tuple[BodyLink, ...]
    blank_elsewhere: int

    @property
    def deciding(self) -> dict[str, str]:
        """Which statements decide the status, as a sentence beside the first of each that stand in a row, by its id."""
        runs = [
            [one.id for one in run]
            for said in (self.named, self.group)
            for decides, run in groupby(said, key=lambda one: one.decides)
            if decides
        ]
        more = sum(map(len, runs[1:]))
        return {run[0]: _decide(len(run), also=place > 0, more=0 if place else more) for place, run in enumerate(runs)}

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of every source that is named here, each once."""
        parts: tuple[Evidence | Capability | BodyEvent, ...] = (*self.named, *self.group, *self.functions, *self.events)
        return tuple(dict.fromkeys(part.source.id for part in parts))


@dataclass(frozen=True)
class BodyProfile(Subject):
    """A body with its own rows of ``findings``, and of ``corrections`` those that changed them, as tables."""

    corrections: pd.DataFrame
    rows: pd.DataFrame


@lru_cache(maxsize=4)
def _sources(dataset: Dataset) -> dict[str, Source]:
    columns = ["id", "title", "publisher", "url", "via", "grade", "published"]
    return {str(row[0]): Source(*map(str, row)) for row in dataset.sources[columns].itertuples(index=False)}


@lru_cache(maxsize=4)
def _findings(dataset: Dataset) -> tuple[pd.DataFrame, Mapping[str, list[int]]]:
    """All findings with their grade, newest first, and for each body the places of its own."""
    frame = findings_in(dataset, EvidenceFilter()).sort_values(["as_of", "id"], ascending=[False, True])
    return frame, {str(body): list(places) for body, places in frame.groupby("body", sort=False).indices.items()}


def source(dataset: Dataset, key: str) -> Source:
    """A source by its id; ``KeyError`` if there is none."""
    return _sources(dataset)[key]


def _statement(row: pd.Series) -> GradedFinding:
    values = [str(row[name]) for name in ("id", "vendor", "finding", "as_of", "basis", "grade", "scope")]
    return GradedFinding(values[0], values[1], Finding(values[2]), *values[3:])


def rule_steps(statements: Sequence[GradedFinding], found: BodyStatus) -> tuple[RuleStep, ...]:
    """The steps of the rule that mattered, in order, each with what it left standing or set aside."""
    about_use = [one for one in statements if one.finding in STATUS_OF]
    if not about_use:
        text = {
            Status.WOULD_NOT_SAY: "No source says whether the body uses the cameras; one says that it refused to tell.",
            Status.DID_NOT_ANSWER: "No source says whether the body uses the cameras; it was asked and was silent.",
        }.get(found.status, "No source that we could read says whether the body uses the cameras.")
        return (RuleStep(6, text),)
    decided = [one for one in about_use if one.id in found.decided_by]
    best, firmest = min(one.grade for one in decided), min(map(evidence_strength, decided))
    makes = {*found.vendors, VENDOR_EACH, VENDOR_UNSPECIFIED}
    aside = [one for one in about_use if one.id not in found.decided_by]
    other_make = [one for one in aside if one.vendor not in makes and VENDOR_UNSPECIFIED not in found.vendors]
    same_make = [one for one in aside if one not in other_make]
    weaker = [one for one in same_make if evidence_strength(one) > firmest]
    level = [one for one in same_make if one not in weaker]
    older = [one for one in level if any(supersedes(new, one) for new in decided)]
    limited = [one for one in level if one not in older and any(is_limited_no(one, yes) for yes in decided)]
    equal = [one for one in level if one not in older and one not in limited]
    lower = [one for one in equal if one.grade > best]
    steps = [RuleStep(2, f"It rests on {GROUNDS[firmest]}" + _set_aside(weaker, "weaker") + ".")]
    if older:
        steps.append(RuleStep(3, f"The newest decides{_set_aside(older, 'older')}."))
    if limited:
        text = "A “no” limited to some cameras does not outweigh a “yes” about others"
        steps.append(RuleStep(3, f"{text}{_set_aside(limited, 'such')}."))
    if lower:
        steps.append(RuleStep(4, f"Of statements of one time the better grade decides{_set_aside(lower, 'lower')}."))
    if len(equal) > len(lower):
        steps.append(
            RuleStep(4, "Between statements of one time and grade, the one that leaves more in place decides.")
        )
    if other_make:
        steps.append(RuleStep(5, "Over the makers, the status that leaves most in place is the body’s."))
    return tuple(steps)


def _set_aside(statements: Sequence[GradedFinding], kind: str) -> str:
    if not statements:
        return ""
    many = len(statements) > 1
    return f"; {wording.counted(len(statements), f'{kind} one')} {'are' if many else 'is'} set aside"


def _said(dataset: Dataset, row: pd.Series, found: BodyStatus) -> Evidence:
    alone = body_status([_statement(row)], dataset.released)
    return Evidence(
        id=str(row["id"]),
        finding=str(row["finding"]),
        mark="" if alone.status is Status.UNKNOWN else status_mark(alone),
        makers=wording.manufacturer(dataset, str(row["vendor"])),
        as_of=str(row["as_of"]),
        as_of_basis=str(row["as_of_basis"]),
        basis=str(row["basis"]),
        scope=str(row["scope"]),
        cameras=None if pd.isna(row["cameras"]) else int(row["cameras"]),
        detail=str(row["detail"]),
        decides=str(row["id"]) in found.decided_by,
        source=source(dataset, str(row["source"])),
    )


def _functions(dataset: Dataset, body: str) -> tuple[Capability, ...]:
    names = dataset.capability_words.set_index("id")
    frame = dataset.capabilities
    frame = frame[frame["body"] == body].sort_values(["as_of", "id"], ascending=[False, True])
    return tuple(
        Capability(
            name=str(names.at[row["capability"], "name"]),
            meaning=str(names.at[row["capability"], "meaning"]),
            statement=CAPABILITY_STATEMENTS[str(row["statement"])],
            makers=wording.manufacturer(dataset, str(row["vendor"])),
            as_of=str(row["as_of"]),
            as_of_basis=str(row["as_of_basis"]),
            detail=str(row["detail"]),
            source=source(dataset, str(row["source"])),
        )
        for _, row in frame.iterrows()
    )


def _events(dataset: Dataset, body: str) -> tuple[BodyEvent, ...]:
    links = dataset.event_bodies
    frame = dataset.events
    frame = frame[frame["id"].isin(links.loc[links["body"] == body, "event"])]
    frame = frame.sort_values(["date", "id"], ascending=[False, True])
    return tuple(
        BodyEvent(str(row["date"]), str(row["title"]), str(row["summary"]), source(dataset, str(row["source"])))
        for _, row in frame.iterrows()
    )


def district_of(lad: str) -> str:
    """The district's code as the maps know it, or ``""`` for one that is on no map (a council that was replaced)."""
    code = geography.current(lad) if lad else ""
    return code if code in geography.area_names("lad24") else ""


def geographies(dataset: Dataset, body: pd.Series) -> tuple[str, ...]:
    """The places of ``surveys`` that the body lies in, the nearest first."""
    found = []
    district = district_of(str(body["lad"]))
    county = geography.county_of(district) if district else str(body["code"])
    if county in geography.area_names("county24"):
        found.append(geography.area_names("county24")[county])
    if body["region"]:
        found.append(str(dataset.row("regions", str(body["region"]))["name"]))
    if body["nation"] in geography.NATIONS.values():
        found.append(str(body["nation"]))
    if body["nation"] in ("England", "Wales"):
        found.append(BOTH_NATIONS)
    return tuple(dict.fromkeys([*found, UK]))


def best_figures(rows: pd.DataFrame) -> pd.DataFrame:
    """Of rows of ``surveys`` one for each round: the one that says most of its base, newest first; same columns."""
    has_figure = rows["using"].notna() | rows["share_printed"].notna()
    rows = rows[rows["vendor_scope"].isin(MAKES_SHOWN) & has_figure]
    rank = pd.DataFrame(
        {
            "make": rows["vendor_scope"].map(MAKES_SHOWN.index),
            "base": rows["answered"].isna(),
            "asked": rows["asked"].isna(),
            "counts": rows["using"].isna(),
        },
        index=rows.index,
    ).sort_values(["base", "make", "asked", "counts"], kind="stable")
    best = rows.loc[rank.index].drop_duplicates("survey")
    return best.sort_values(["as_of", "id"], ascending=[False, True])


@lru_cache(maxsize=256)
def _figures(dataset: Dataset, sector: str, geographies: tuple[str, ...]) -> tuple[SurveyFigure, ...]:
    """Survey figures on a sector in these places, the nearest first, or those on all bodies if the sector has none."""
    rows = pd.DataFrame()
    for kind in (sector, "all_public"):
        found = [best_figures(figures_of(dataset, sector=kind, geography=place)) for place in geographies]
        rows = pd.concat(found).head(MOST_FIGURES)
        if len(rows):
            break
    known = shares(dataset)
    return tuple(
        SurveyFigure(wording.survey_line(dataset, row, known[str(row["id"])]), source(dataset, str(row["source"])))
        for _, row in rows.iterrows()
    )


def _named(dataset: Dataset, bodies: pd.DataFrame, role: str = "") -> list[BodyLink]:
    known = body_statuses(dataset)
    return [
        BodyLink(body, name, status_mark(known[body]), role)
        for body, name in zip(bodies["id"], bodies["name"], strict=True)
    ]


@lru_cache(maxsize=4)
def _living(dataset: Dataset) -> pd.DataFrame:
    """The bodies that were not replaced: their columns, and their ``district`` as the maps know it."""
    living = dataset.bodies
    living = living[living["replaced_by"] == ""]
    return living.assign(district=living["lad"].map({lad: district_of(str(lad)) for lad in living["lad"].unique()}))


def _nearby(dataset: Dataset, body: pd.Series) -> list[BodyLink]:
    """Who else serves the same place: county, districts, police and other bodies of the district."""
    living = _living(dataset)
    living = living[living["id"] != body["id"]]
    lads = living["district"]
    district, code = district_of(str(body["lad"])), str(body["code"])
    found: list[BodyLink] = []
    if district:
        here = living[lads == district]
        county = geography.county_of(district)
        found += _named(dataset, here[here["sector"] == "council"], f"the council of {geography.name_of(district)}")
        if county:
            found += _named(dataset, living[living["code"] == county], "the county council")
        found += _named(dataset, living[living["id"] == geography.police_of(district)], "the police force")
        found += _named(dataset, here[here["sector"] != "council"], f"in {geography.name_of(district)}")
    else:
        councils = living[living["sector"] == "council"]
        areas = lads[councils.index]
        county_of_it = areas.map(lambda lad: bool(lad) and geography.county_of(lad) == code and bool(code))
        police_of_it = areas.map(lambda lad: bool(lad) and geography.police_of(lad) == body["id"])
        found += _named(dataset, councils[county_of_it], "a council in the county")
        found += _named(dataset, councils[police_of_it], "a council of the police area")
        forces = {geography.police_of(lad) for lad in areas[county_of_it]}
        found += _named(dataset, living[living["id"].isin(forces)], "the police force")
    return list({one.id: one for one in reversed(found)}.values())[::-1]


def _elsewhere(dataset: Dataset, body: pd.Series, but: Iterable[str]) -> tuple[list[BodyLink], int]:
    """Bodies of the same sector and region of which something is known, and how many more are blank.

    UK-wide bodies have the other UK-wide ones of their sector.
    """
    frame = dataset.bodies
    same = frame["sector"] == body["sector"]
    same &= frame["region"] == body["region"]
    same &= ~frame["id"].isin([str(body["id"]), *but]) & (frame["replaced_by"] == "")
    found = sorted(_named(dataset, frame[same]), key=lambda one: one.name)
    known = [one for one in found if one.mark != Status.UNKNOWN]
    return known, len(found) - len(known)


def _rows(dataset: Dataset, findings: pd.DataFrame) -> pd.DataFrame:
    """The body's findings as they are kept, with what is needed to follow each to its source."""
    columns = ["id", "publisher", "title", "url", "via", "grade", "published"]
    sources = dataset.sources[columns].rename(columns={"id": "source", "title": "source_title"})
    return findings[list(TABLES["findings"].columns)].merge(sources, on="source", how="left", validate="m:1")


def body_link(dataset: Dataset, body: str) -> BodyLink:
    """A body with its mark, and its sector, place and heir in a few words; ``KeyError`` if there is no such id."""
    row = dataset.row("bodies", body)
    place = dataset.row("regions", row["region"])["name"] if row["region"] else row["nation"]
    parts = [str(dataset.row("sectors", row["sector"])["plural"]), str(place)]
    if row["replaced_by"]:
        heirs = [str(dataset.row("bodies", heir)["name"]) for heir in listed(row["replaced_by"])]
        parts.append(f"replaced by {wording.listed(heirs)}")
    return BodyLink(body, str(row["name"]), status_mark(body_statuses(dataset)[body]), " · ".join(parts))


@lru_cache(maxsize=512)
def body_profile(dataset: Dataset, body: str) -> BodyProfile:
    """The dossier of one body, not to be changed; ``KeyError`` if the register has no such id."""
    row = pd.Series(dataset.row("bodies", body))
    found = body_statuses(dataset)[body]
    newest_first, rows_of = _findings(dataset)
    findings = newest_first.iloc[rows_of.get(body, [])]
    said = [_said(dataset, one, found) for _, one in findings.iterrows()]
    bodies = dataset.bodies
    nearby = _nearby(dataset, row)
    elsewhere, blank = _elsewhere(dataset, row, [one.id for one in nearby])
    heirs = [one for heir in listed(str(row["replaced_by"])) for one in _named(dataset, bodies[bodies["id"] == heir])]
    return BodyProfile(
        id=body,
        name=str(row["name"]),
        aliases=tuple(part for part in str(row["aliases"]).split("; ") if part),
        sector=str(row["sector"]),
        sector_name=str(dataset.row("sectors", str(row["sector"]))["plural"]),
        nation=str(row["nation"]),
        region=str(row["region"]),
        place=str(dataset.row("regions", str(row["region"]))["name"]) if row["region"] else str(row["nation"]),
        code=str(row["code"]),
        began=str(row["began"]),
        ended=str(row["ended"]),
        standing=found,
        mark=status_mark(found),
        reasons=rule_steps([_statement(one) for _, one in findings.iterrows()], found),
        named=tuple(one for one in said if one.basis != "collective"),
        group=tuple(one for one in said if one.basis == "collective"),
        functions=_functions(dataset, body),
        events=_events(dataset, body),
        replaced_by=tuple(heirs),
        replaces=tuple(_named(dataset, bodies[[body in listed(cell) for cell in bodies["replaced_by"]]])),
        figures=_figures(dataset, str(row["sector"]), geographies(dataset, row)),
        nearby=tuple(nearby),
        elsewhere=tuple(elsewhere),
        blank_elsewhere=blank,
        corrections=pd.DataFrame(corrections_of(dataset).get(body, []), columns=dataset.corrections.columns),
        rows=_rows(dataset, findings),
    )
