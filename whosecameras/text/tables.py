"""Tables for readers: results of ``analysis`` queries, with headings and words instead of column names and ids."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from whosecameras.analysis import sectors, timeline
from whosecameras.analysis.areas import bodies_in_area
from whosecameras.analysis.queries import bodies_apart, counted_bodies
from whosecameras.analysis.status import ALL_EVIDENCE, BodyStatus, EvidenceFilter, body_statuses, status_mark
from whosecameras.analysis.survey_shares import Share, share, shares
from whosecameras.record.loading import LIST_SEPARATOR, Dataset
from whosecameras.record.schema import EVENT_KINDS, IN_FORCE, LANES, Status
from whosecameras.text import evidence_words, wording


def place_choices(dataset: Dataset) -> dict[str, str]:
    """The places to filter events by: ``{value: label}``, the whole of the UK first, then by name."""
    named = sorted(set(dataset.events["jurisdiction"]), key=lambda place: (place.startswith("Local: "), place))
    return {
        "": "Everywhere",
        timeline.UK_PLACES: "UK, all parts",
        **{place: "UK as a whole" if place == "United Kingdom" else place for place in named},
    }


def publisher(dataset: Dataset, source: str) -> str:
    """The publisher of a source."""
    return str(dataset.row("sources", source)["publisher"])


def _publishers(dataset: Dataset, events: pd.DataFrame) -> list[str]:
    """The publishers of each event's sources."""
    names = dict(zip(dataset.sources["id"], dataset.sources["publisher"], strict=True))
    found = [timeline.event_sources(dataset, str(event)) for event in events["id"]]
    return ["; ".join(dict.fromkeys(str(names[source]) for source in sources)) for sources in found]


def _manufacturers(dataset: Dataset, ids: str) -> str:
    return wording.manufacturers_of(dataset, ids.split(LIST_SEPARATOR)) if ids else "no manufacturer named"


def event_table(dataset: Dataset, events: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``events`` for readers, in the same order; ``id`` is the event's."""
    return pd.DataFrame(
        {
            "Date": [wording.date(str(day)) for day in events["date"]],
            "Place": list(events["jurisdiction"]),
            "Act": list(events["title"]),
            "Kind": [EVENT_KINDS[str(kind)] for kind in events["kind"]],
            "Who": list(events["actor"]),
            "Manufacturers": [_manufacturers(dataset, str(ids)) for ids in events["vendors"]],
            "What happened": list(events["summary"]),
            "Source": _publishers(dataset, events),
            "Lane": [LANES[str(lane)] for lane in events["lane"]],
            "id": list(events["id"]),
        }
    )


def newest_events_table(
    dataset: Dataset, jurisdiction: str = "", kind: str = "", vendor: str = "", lane: str = "", year: str = ""
) -> pd.DataFrame:
    """The events from ``timeline.filter_events``, newest first, with the columns of ``event_table``."""
    return event_table(dataset, timeline.filter_events(dataset, jurisdiction, kind, vendor, lane, year)[::-1])


def rules_table(dataset: Dataset) -> pd.DataFrame:
    """The UK rules of ``timeline.rules_in_force``.

    Columns: ``Since``, ``Rule``, ``What it says``, ``Who``, ``Standing``, ``Source``, ``in_force``, ``id``.
    """
    rules = timeline.rules_in_force(dataset)
    return pd.DataFrame(
        {
            "Since": [wording.date(str(one)) for one in rules["date"]],
            "Rule": list(rules["title"]),
            "What it says": list(rules["summary"]),
            "Who": list(rules["actor"]),
            "Standing": [IN_FORCE[str(one)] for one in rules["in_force"]],
            "Source": _publishers(dataset, rules),
            "in_force": list(rules["in_force"]),
            "id": list(rules["id"]),
        }
    )


def other_countries_table(dataset: Dataset) -> pd.DataFrame:
    """Decisions, statements and findings in other countries: ``timeline.rules_in_other_countries``.

    Columns: ``Place``, ``Date``, ``Kind``, ``Act``, ``Who``, ``Manufacturers``, ``Source``, ``kind``, ``id``.
    """
    events = timeline.rules_in_other_countries(dataset)
    table = event_table(dataset, events)[["Place", "Date", "Kind", "Act", "Who", "Manufacturers", "Source"]]
    return table.assign(kind=list(events["kind"]), id=list(events["id"]))


def changed_course_table(dataset: Dataset) -> pd.DataFrame:
    """The bodies that changed course: a row for each of ``timeline.changes_of_course``, oldest first.

    Columns: ``date`` (ISO), ``Date``, ``Body``, ``Act``, ``Known now``, ``Manufacturers``, ``What was said``,
    ``Source``, ``Statements`` (how many say it), ``body``, ``source``, ``id`` (the finding or event).
    """
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    publishers = dict(zip(dataset.sources["id"], dataset.sources["publisher"], strict=True))
    known = body_statuses(dataset)
    rows = [
        {
            "date": change.date,
            "Date": wording.date(change.date),
            "Body": names[change.body],
            "Act": change.change,
            "Known now": str(known[change.body].status),
            "Manufacturers": _manufacturers(dataset, change.vendors),
            "What was said": change.detail,
            "Source": publishers[change.source],
            "Statements": change.statements,
            "body": change.body,
            "source": change.source,
            "id": change.id,
        }
        for change in timeline.changes_of_course(dataset)
    ]
    columns = (
        "date", "Date", "Body", "Act", "Known now", "Manufacturers", "What was said", "Source", "Statements", "body",
        "source", "id",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def share_table(dataset: Dataset, rows: pd.DataFrame, labels: Sequence[str]) -> pd.DataFrame:
    """The table behind a chart of shares, one row for each survey figure."""
    figures = [share(row) for _, row in rows.iterrows()]
    sources = dict(zip(dataset.sources["id"], dataset.sources["publisher"], strict=True))
    return pd.DataFrame(
        {
            "Who": list(labels),
            "Said yes": [wording.fraction(figure) for figure in figures],
            "Share printed": [
                wording.printed_percent(figure.printed) if figure.printed is not None else "" for figure in figures
            ],
            "Share counted": [
                wording.percent(figure.computed, 1) if figure.computed is not None else "" for figure in figures
            ],
            "95% range": [_range(figure) for figure in figures],
            "Asked": [wording.number(figure.asked) if figure.asked is not None else "not said" for figure in figures],
            "Range if every public body that did not answer had said no, or yes": [
                _bounds(figure) for figure in figures
            ],
            "Brands": [wording.scope(str(scope)) for scope in rows["vendor_scope"]],
            "As of": [wording.date(str(as_of)) for as_of in rows["as_of"]],
            "Source": [sources[str(source)] for source in rows["source"]],
            "Note": list(rows["note"]),
            "id": list(rows["id"]),
        }
    )


def _range(share: Share) -> str:
    return f"{wording.percent(share.chance.low)} to {wording.percent(share.chance.high)}" if share.chance else ""


def _bounds(share: Share) -> str:
    return f"{wording.percent(share.silence.low)} to {wording.percent(share.silence.high)}" if share.silence else ""


def disagreement_table(dataset: Dataset, sector: str = "") -> pd.DataFrame:
    """The survey figures of ``sectors.disagreements``.

    Columns: ``Sector``, ``Who asked``, ``Said yes``, ``As of``, ``Source``, ``What differs, and why``, ``id``,
    ``source`` (its id).
    """
    rows, known = sectors.disagreements(dataset, sector), shares(dataset)
    rounds = dict(zip(dataset.survey_rounds["id"], dataset.survey_rounds["asker"], strict=True))
    publishers = dict(zip(dataset.sources["id"], dataset.sources["publisher"], strict=True))
    return pd.DataFrame(
        {
            "Sector": [sectors.sector_name(dataset, str(one)) for one in rows["sector"]],
            "Who asked": [rounds[str(one)] for one in rows["survey"]],
            "Said yes": [wording.fraction(known[str(key)]) for key in rows["id"]],
            "As of": [wording.date(str(one)) for one in rows["as_of"]],
            "Source": [publishers[str(one)] for one in rows["source"]],
            "What differs, and why": list(rows["note"]),
            "id": list(rows["id"]),
            "source": list(rows["source"]),
        }
    )


def named_bodies_table(dataset: Dataset, sector: str, view: EvidenceFilter = ALL_EVIDENCE) -> pd.DataFrame:
    """Public bodies of a sector (``all_public``: of all) with a finding in this view: ``Body, Status, Brands,
    Evidence from, Flags, Place, Link, id``; ``Link`` is the body's own view in the explorer.
    """
    return _with_findings(dataset, counted_bodies(dataset), sector, view)


def bodies_apart_table(dataset: Dataset, sector: str, view: EvidenceFilter = ALL_EVIDENCE) -> pd.DataFrame:
    """Bodies with royal, private or charitable owners, which no figure counts; columns of ``named_bodies_table``."""
    return _with_findings(dataset, bodies_apart(dataset), sector, view)


def _with_findings(dataset: Dataset, bodies: pd.DataFrame, sector: str, view: EvidenceFilter) -> pd.DataFrame:
    ids = set(bodies["id"]) & set(sectors.bodies_of_sector(dataset, sector))
    frame = sectors.named_bodies(dataset, ids, view)
    known = body_statuses(dataset, view)
    regions = {**dict(zip(dataset.regions["code"], dataset.regions["name"], strict=True)), "": "UK-wide"}
    return pd.DataFrame(
        {
            "Body": list(frame["name"]),
            "Status": list(frame["status"]),
            "Brands": [wording.manufacturers_of(dataset, known[key].vendors) for key in frame["id"]],
            "Evidence from": [wording.evidence_from(known[key]) for key in frame["id"]],
            "Flags": list(frame["flags"]),
            "Place": [regions[str(key)] for key in frame["region"]],
            "Link": [f"find?body={key}" for key in frame["id"]],
            "id": list(frame["id"]),
        }
    )


def area_table(dataset: Dataset, which: str, area: str, view: EvidenceFilter = ALL_EVIDENCE) -> pd.DataFrame:
    """The bodies of ``areas.bodies_in_area`` with their statuses: columns ``id, name, mark, label, summary``."""
    bodies, known = bodies_in_area(dataset, which, area, view), body_statuses(dataset, view)
    return pd.DataFrame(
        {
            "id": list(bodies["id"]),
            "name": list(bodies["name"]),
            "mark": [status_mark(known[body]) for body in bodies["id"]],
            "label": [evidence_words.status_label(dataset, known[body]) for body in bodies["id"]],
            "summary": [_in_short(dataset, known[body]) for body in bodies["id"]],
        }
    )


def _in_short(dataset: Dataset, known: BodyStatus) -> str:
    if known.status is Status.UNKNOWN:
        return "we found nothing published"
    return f"{wording.manufacturers_of(dataset, known.vendors)}, {wording.date(known.as_of or known.latest_evidence)}"
