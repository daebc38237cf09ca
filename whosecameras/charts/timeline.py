"""What happened when: dated acts in lanes, the rules that stand, and the bodies that changed course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from html import escape
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis.queries import counted_bodies
from whosecameras.analysis.status import body_statuses, last_day_of, stops_in_force
from whosecameras.charts.chart import Chart
from whosecameras.charts.marks import PALETTES, Mode, colour, template
from whosecameras.record.loading import LIST_SEPARATOR, Dataset
from whosecameras.record.schema import EVENT_KINDS, IN_FORCE, LANES, Finding, Status
from whosecameras.text import wording

#: Every part of the United Kingdom at once, as a choice of place.
UK_PLACES = "uk"
UK_LANES = ("uk_government", "nations", "councils")
#: Kinds of act that bind somebody, as opposed to what was said or found.
RULE_KINDS = ("legislation", "directive", "ban", "restriction")
#: The role of events that say how far the UK rules reach; statements, not rules.
REACH = "reach"


@dataclass(frozen=True)
class KindMark:
    """How a kind of act is drawn: plotly's symbol, the same as a path in a square of 14, and colours of the palette."""

    symbol: str
    path: str
    fill: str
    line: str
    size: int = 10


_CIRCLE = "M7 2a5 5 0 1 1 0 10a5 5 0 1 1 0-10Z"
_X = "M4 1.5L7 4.5L10 1.5L12.5 4L9.5 7L12.5 10L10 12.5L7 9.5L4 12.5L1.5 10L4.5 7L1.5 4Z"
_STAR = "M7 .8L8.9 5L13.4 5.4L10 8.4L11 12.8L7 10.5L3 12.8L4 8.4L.6 5.4L5.1 5Z"
#: Rules are angular and dark or red, removals teal, words round, searches blue, flaws amber.
KIND_MARKS: dict[str, KindMark] = {
    "legislation": KindMark("square", "M2.5 2.5h9v9h-9Z", "ink", "ink", 9),
    "directive": KindMark("diamond", "M7 1l6 6l-6 6l-6-6Z", "ink", "ink"),
    "ban": KindMark("x", _X, "accent", "accent"),
    "restriction": KindMark("triangle-down", "M1 2.5h12L7 12.5Z", "accent", "accent"),
    "removal": KindMark("bowtie", "M1.5 2v10L12.5 2v10Z", "removed", "ink"),
    "statement": KindMark("circle", _CIRCLE, "ground", "muted", 9),
    "report": KindMark("circle", _CIRCLE, "muted", "muted", 9),
    "survey": KindMark("hexagon2", "M4.2 2h5.6L12.6 7L9.8 12H4.2L1.4 7Z", "ground", "link"),
    "investigation": KindMark("star", _STAR, "link", "link", 12),
    "vulnerability": KindMark("triangle-up", "M7 1.5L13 11.5H1Z", "removing", "ink"),
    "vendor_action": KindMark("pentagon", "M7 1.2L13 5.6L10.7 12.6H3.3L1 5.6Z", "ground", "ink"),
    "court": KindMark("cross", "M5 1.5h4V5h3.5v4H9v3.5H5V9H1.5V5H5Z", "ink", "ink"),
}  # fmt: skip

# The axis is laid out for a phone: marks that would touch on a plot this wide stand on top of each other.
_NARROW = 330
_STEP = 12  # pixels from mark to mark
_LABEL = 26  # pixels for a lane's name
_GAP = 12
_YEARS = 4  # that a title lists; more are counted


def kind_swatch(kind: str, mode: Mode) -> str:
    """The mark of a kind of act as a small inline SVG without text."""
    mark = KIND_MARKS[kind]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">'
        f'<path d="{mark.path}" fill="{colour(mode, mark.fill)}" stroke="{colour(mode, mark.line)}" '
        'stroke-width="1.3" stroke-linejoin="round"/></svg>'
    )


def event_records(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a table as dicts of text."""
    return [{str(key): str(value) for key, value in row.items()} for row in frame.to_dict("records")]


def jurisdictions(dataset: Dataset) -> dict[str, str]:
    """The choices of place: ``{value: label}``, the whole of the UK first, then by name."""
    named = sorted(set(dataset.events["jurisdiction"]), key=lambda place: (place.startswith("Local: "), place))
    return {
        "": "Everywhere",
        UK_PLACES: "UK, all parts",
        **{place: "UK as a whole" if place == "United Kingdom" else place for place in named},
    }


def _in_uk(events: pd.DataFrame) -> pd.Series[bool]:
    parts = ("United Kingdom", "England", "Scotland", "Wales", "Northern Ireland", "Local: ")
    return events["jurisdiction"].str.startswith(parts)


def filter_events(
    dataset: Dataset, jurisdiction: str = "", kind: str = "", vendor: str = "", lane: str = "", year: str = ""
) -> pd.DataFrame:
    """The events (columns of ``events``) that match every filter that is not blank, oldest first."""
    events = dataset.events
    keep = pd.Series(True, index=events.index)
    if jurisdiction:
        keep &= _in_uk(events) if jurisdiction == UK_PLACES else events["jurisdiction"] == jurisdiction
    for column, value in (("kind", kind), ("lane", lane)):
        if value:
            keep &= events[column] == value
    if vendor:
        keep &= events["vendors"].map(lambda text: vendor in str(text).split(LIST_SEPARATOR))
    if year:
        keep &= events["date"].str[:4] == year
    return events[keep].sort_values(["date", "id"])


def kind_counts(events: pd.DataFrame) -> dict[str, int]:
    """How many rows of ``events`` are of each kind that occurs, in the order of the vocabulary."""
    found = events["kind"].value_counts()
    return {kind: int(found[kind]) for kind in EVENT_KINDS if kind in found.index}


@lru_cache(maxsize=4)
def _sources(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """For each event its sources, the main one first."""
    events, further = dataset.events, dataset.event_sources
    found = {str(event): [str(source)] for event, source in zip(events["id"], events["source"], strict=True)}
    for event, source in zip(further["event"], further["source"], strict=True):
        found[str(event)].append(str(source))
    return {event: tuple(dict.fromkeys(sources)) for event, sources in found.items()}


def sources_of(dataset: Dataset, event: str) -> tuple[str, ...]:
    """Ids of all sources of an event, the main one first; ``KeyError`` if there is no such event."""
    return _sources(dataset)[event]


def bodies_of(dataset: Dataset, event: str) -> dict[str, str]:
    """The bodies that an event names: ``{body id: name}``."""
    named = dataset.event_bodies
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    return {str(body): str(names[body]) for body in named.loc[named["event"] == event, "body"]}


def _publishers(dataset: Dataset, events: pd.DataFrame) -> list[str]:
    names = dict(zip(dataset.sources["id"], dataset.sources["publisher"], strict=True))
    return ["; ".join(dict.fromkeys(str(names[s]) for s in sources_of(dataset, str(e)))) for e in events["id"]]


def _makers(dataset: Dataset, ids: str) -> str:
    return wording.manufacturers_of(dataset, ids.split(LIST_SEPARATOR)) if ids else "no maker named"


def event_table(dataset: Dataset, events: pd.DataFrame) -> pd.DataFrame:
    """Events as a reader sees them, one row each, order kept; ``id`` is the event's."""
    return pd.DataFrame(
        {
            "Date": [wording.date(str(one)) for one in events["date"]],
            "Place": list(events["jurisdiction"]),
            "Act": list(events["title"]),
            "Kind": [EVENT_KINDS[str(kind)] for kind in events["kind"]],
            "Who": list(events["actor"]),
            "Makers": [_makers(dataset, str(ids)) for ids in events["vendors"]],
            "What happened": list(events["summary"]),
            "Source": _publishers(dataset, events),
            "Lane": [LANES[str(lane)] for lane in events["lane"]],
            "id": list(events["id"]),
        }
    )


def list_of(
    dataset: Dataset, jurisdiction: str = "", kind: str = "", vendor: str = "", lane: str = "", year: str = ""
) -> pd.DataFrame:
    """The events that ``filter_events`` gives, newest first, with the columns of ``event_table``."""
    return event_table(dataset, filter_events(dataset, jurisdiction, kind, vendor, lane, year)[::-1])


def _period(iso: str) -> tuple[date, date]:
    """The first and the last day that a date in whole or in part can mean."""
    parts = [*map(int, iso.split("-")), 1, 1]
    return date(*parts[:3]), last_day_of(iso)


def _middle(iso: str) -> date:
    first, last = _period(iso)
    return first + (last - first) // 2


def _rows(events: pd.DataFrame, days_per_step: float, reach: int) -> dict[str, int]:
    """The row of each event in its lane, 0 at the foot: the lowest on which it touches no other."""
    taken: list[date] = []
    found: dict[str, int] = {}
    half = timedelta(days=days_per_step / 2)
    placed = sorted(
        ((str(event), str(iso)) for event, iso in zip(events["id"], events["date"], strict=True)),
        key=lambda one: (_left(one[1], half), one[0]),
    )
    for event, iso in placed:
        left, right = _left(iso, half), max(_period(iso)[1], _middle(iso) + half)
        row = next((row for row, end in enumerate(taken) if end <= left), len(taken))
        if row == len(taken):
            taken.append(right)
        taken[row] = right
        found[event] = row
    return found


def _left(iso: str, half: timedelta) -> date:
    return min(_period(iso)[0], _middle(iso) - half)


def _hover(dataset: Dataset, row: Mapping[str, str], publisher: str) -> str:
    title = "<br>".join(escape(line) for line in wrap(row["title"], 38))
    return (
        f"<b>{escape(wording.date(row['date']))}</b> · {escape(EVENT_KINDS[row['kind']])}<br>{title}<br>"
        f"<i>{escape(publisher)}</i>"
    )


def _span(dataset: Dataset) -> tuple[date, date]:
    """What the axis covers, whatever is filtered: the whole years of the record, so that views can be compared."""
    years = dataset.events["date"].str[:4].astype(int)
    if years.empty:
        return date(dataset.released.year, 1, 1), date(dataset.released.year, 12, 31)
    return date(int(years.min()), 1, 1), date(int(years.max()), 12, 31)


def _lane_line(figure: go.Figure, top: float, foot: float, label: str, mode: Mode) -> None:
    palette = PALETTES[mode]
    figure.add_annotation(
        x=0, xref="paper", xanchor="left", y=top, yanchor="top", text=label, showarrow=False,
        font={"size": 14, "color": palette.ink},
    )  # fmt: skip
    figure.add_shape(type="line", x0=0, x1=1, xref="paper", y0=foot, y1=foot, line={"color": palette.muted, "width": 1})


def _time_axis(first: date, last: date) -> dict[str, object]:
    years = range(first.year, last.year + 1)
    step = 1 if len(years) <= 6 else 2
    shown = [year for year in years if (year - first.year) % step == 0]
    pad = timedelta(days=round((last - first).days * 0.02))
    return {
        "type": "date",
        "range": [str(first - pad), str(last + pad)],
        "tickvals": [f"{year}-01-01" for year in shown],
        "ticktext": [str(year) for year in shown],
        "ticklabelshift": 17,
        "side": "top",
        "automargin": False,
    }


@lru_cache(maxsize=128)
def timeline(
    dataset: Dataset, jurisdiction: str = "", kind: str = "", vendor: str = "", mode: Mode = "light", lane: str = ""
) -> Chart:
    """Dated acts on one time axis, a lane for each kind of actor, a mark for each act.

    ``figure.layout.meta`` holds ``{lane: [top, foot]}`` in the units of the vertical axis; a point's ``customdata``
    is the event's id. The key to the marks is ``kind_swatch`` with ``kind_counts``.
    """
    events = filter_events(dataset, jurisdiction, kind, vendor, lane)
    table = event_table(dataset, events)
    publishers = dict(zip(table["id"], table["Source"], strict=True))
    first, last = _span(dataset)
    days_per_step = (last - first).days * 1.04 * _STEP / _NARROW
    palette = PALETTES[mode]
    figure = go.Figure()
    heights: dict[str, float] = {}
    bands: dict[str, list[float]] = {}
    y = 0.0
    for one, label in LANES.items():
        if lane and one != lane:
            continue
        inside = events[events["lane"] == one]
        rows = _rows(inside, days_per_step, _STEP)
        foot = y + _LABEL + _STEP * (max(rows.values(), default=0) + 1)
        _lane_line(figure, y, foot, f"{escape(label)} <b>{len(inside)}</b>", mode)
        heights |= {event: foot - _STEP * (row + 0.55) for event, row in rows.items()}
        bands[one] = [y, foot]
        y = foot + _GAP
    partial = events[events["date_precision"] != "day"]
    xs: list[str | None] = []
    ys: list[float | None] = []
    for event, iso in zip(partial["id"], partial["date"], strict=True):
        start, end = _period(str(iso))
        xs += [str(start), str(end), None]
        ys += [heights[str(event)]] * 2 + [None]
    figure.add_scatter(
        x=xs,
        y=ys,
        mode="lines",
        line={"color": palette.muted, "width": 3},
        opacity=0.55,
        hoverinfo="skip",
        name="period",
    )
    for one in kind_counts(events):
        mark = KIND_MARKS[one]
        rows_of = events[events["kind"] == one]
        figure.add_scatter(
            x=[str(_middle(str(iso))) for iso in rows_of["date"]],
            y=[heights[str(event)] for event in rows_of["id"]],
            mode="markers",
            name=EVENT_KINDS[one],
            marker={
                "symbol": mark.symbol,
                "size": mark.size,
                "color": colour(mode, mark.fill),
                "line": {"color": colour(mode, mark.line), "width": 1.3},
            },
            customdata=list(rows_of["id"]),
            text=[_hover(dataset, row, publishers[row["id"]]) for row in event_records(rows_of)],
            hovertemplate="%{text}<extra></extra>",
            unselected={"marker": {"opacity": 0.35}},
        )
    height = round(y) + 40
    figure.update_layout(
        template=template(mode),
        height=height,
        margin={"l": 0, "r": 0, "t": 28, "b": 8},
        xaxis=_time_axis(first, last),
        yaxis={"range": [y, 0], "visible": False},
        meta=bands,
        clickmode="event+select",
        hovermode="closest",
    )
    return Chart(
        id="timeline",
        title=_busiest(events),
        subtitle=(
            "One mark for each dated act, by who acted. A bar behind a mark: the date is known only to the month or "
            "year. Marks too close to tell apart stand on top of each other; height means nothing else."
        ),
        figure=figure,
        alt=_timeline_alt(events),
        table=table,
        sources=tuple(dict.fromkeys(source for event in events["id"] for source in sources_of(dataset, str(event)))),
        note="An act is here because a source that could be read reports it. That one is missing proves nothing.",
        height=height,
    )


def _busiest(events: pd.DataFrame) -> str:
    if events.empty:
        return "No dated act matches"
    if len(events) == 1:
        return f"One act matches, of {wording.date(str(events['date'].iloc[0]))}"
    by_year = events["date"].str[:4].value_counts().sort_index()
    most = int(by_year.max())
    busiest = [str(year) for year in by_year.index[by_year == most]]
    if most == 1:
        return f"{wording.sentence_case(wording.counted(len(events), 'act'))}, no two of them in one year"
    if len(busiest) == 1:
        return f"{busiest[0]} saw the most acts: {wording.number(most)} of {wording.number(len(events))}"
    years = wording.listed(busiest) if len(busiest) <= _YEARS else wording.counted(len(busiest), "year")
    said = f"{wording.sentence_case(years)} saw the most acts"
    return f"{said}, {wording.number(most)} each of {wording.number(len(events))}"


def _timeline_alt(events: pd.DataFrame) -> str:
    if events.empty:
        return "Timeline without any act."
    lanes = [f"{LANES[one]}: {count}" for one in LANES if (count := int((events["lane"] == one).sum()))]
    return (
        f"Timeline of {wording.counted(len(events), 'act')} from {wording.date(str(events['date'].min()))} to "
        f"{wording.date(str(events['date'].max()))}. By lane: {'; '.join(lanes)}. "
        f"{_busiest(events)}. The table below holds every act."
    )


def rules_in_force(dataset: Dataset) -> pd.DataFrame:
    """UK rules with a known standing: those that stand, then targets whose outcome was not found, then the rest.

    Columns: ``Since``, ``Rule``, ``What it says``, ``Who``, ``BodyStatus``, ``Source``, ``in_force``, ``id``.
    """
    events = dataset.events
    order = {standing: place for place, standing in enumerate(("yes", "target_unknown", "superseded"))}
    rules = events[events["in_force"] != ""].copy()
    rules["order"] = rules["in_force"].map(order)
    rules = rules.sort_values(["order", "date", "id"])
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


def rules_reach_events(dataset: Dataset) -> list[dict[str, str]]:
    """The events that say how far the UK rules reach, oldest first: their columns, as text; none if none is marked."""
    events = dataset.events
    return event_records(events[events["role"] == REACH].sort_values(["date", "id"]))


def rules_in_other_countries(dataset: Dataset) -> pd.DataFrame:
    """What other countries decided, said and found, by place, oldest first.

    Columns: ``Place``, ``Date``, ``Kind``, ``Act``, ``Who``, ``Makers``, ``Source``, ``kind``, ``id``.
    """
    events = dataset.events
    lane = events[events["lane"] == "other_countries"].sort_values(["jurisdiction", "date", "id"])
    table = event_table(dataset, lane)
    shown = table[["Place", "Date", "Kind", "Act", "Who", "Makers", "Source"]].copy()
    shown["kind"] = list(lane["kind"])
    shown["id"] = list(lane["id"])
    return shown


@dataclass(frozen=True)
class ChangeMark:
    """How an act of a body is drawn: plotly's symbol and colours of the palette."""

    symbol: str
    fill: str
    line: str
    size: int = 13


REMOVING, REMOVED, STOPPED, RULED_OUT = "Removing", "Removed", "Buys no more", "Ruled it out"
ACT_MARKS: dict[str, ChangeMark] = {
    REMOVING: ChangeMark("triangle-left", "removing", "ink", 12),
    REMOVED: ChangeMark("square", "removed", "ink", 11),
    STOPPED: ChangeMark("circle-open", "ink", "ink", 18),
    RULED_OUT: ChangeMark("x", "not_using", "not_using", 11),
}
#: Which act a finding is.
ACT_OF = {
    Finding.REMOVING: REMOVING,
    Finding.REMOVED: REMOVED,
    Finding.USED_PREVIOUSLY: REMOVED,
    Finding.STOPPED_BUYING: STOPPED,
}
_ROW = 44
MOST_ROWS = 40  # bodies that the picture of changes has room for: those whose change is newest


def _body_acts(dataset: Dataset) -> list[dict[str, str]]:
    """Every direct statement of a change of course that was not taken back.

    Keys: ``body``, ``act``, ``as_of``, ``source``, ``vendor``, ``detail``, ``id``.
    """
    acts: list[dict[str, str]] = []
    findings, named = dataset.findings, dataset.event_bodies
    findings = findings[findings["basis"] == "direct"]
    said = event_records(findings)
    in_force = stops_in_force(dataset)
    for row in said:
        act = ACT_OF.get(Finding(row["finding"]))
        if act and (act != STOPPED or row["id"] in in_force):
            found = {key: row[key] for key in ("body", "as_of", "source", "vendor", "detail", "id")}
            acts.append({**found, "act": act})
    without = set(findings.loc[findings["finding"] == Finding.DOES_NOT_USE, "body"])
    events = dataset.events
    bans = events[(events["kind"] == "ban") & events["lane"].isin(UK_LANES)].set_index("id")
    for event, body in zip(named["event"], named["body"], strict=True):
        if event in bans.index and body in without:
            ban = bans.loc[event]
            acts.append(
                {
                    "body": str(body),
                    "as_of": str(ban["date"]),
                    "source": str(ban["source"]),
                    "vendor": str(ban["vendors"]),
                    "detail": str(ban["summary"]),
                    "id": str(event),
                    "act": RULED_OUT,
                }
            )
    return acts


def bodies_that_changed_course(dataset: Dataset) -> pd.DataFrame:
    """UK bodies reported removing, having removed, no longer buying, or having ruled a make out; oldest first.

    One row for each body and act, dated by the earliest direct statement of it (of “2022” and “October 2022” the second
    is the earlier: dates are compared by the last day that they can mean; what has no date comes last). What was
    inferred is no act, nor is a stop to buying that a later statement calls ended. “Ruled it out” is a ban of the
    body's own together with a finding that it does not use the make. Columns: ``date`` (ISO), ``Date``, ``Body``,
    ``Act``, ``Known now``, ``Makers``, ``What was said``, ``Source``, ``Statements`` (how many say it), ``body``,
    ``source``, ``id`` (the finding or event).
    """
    columns = [
        "date", "Date", "Body", "Act", "Known now", "Makers", "What was said", "Source", "Statements", "body", "source",
        "id",
    ]  # fmt: skip
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    publishers = dict(zip(dataset.sources["id"], dataset.sources["publisher"], strict=True))
    known = body_statuses(dataset)
    grouped: dict[tuple[str, str], list[dict[str, str]]] = {}
    for act in _body_acts(dataset):
        grouped.setdefault((act["body"], act["act"]), []).append(act)
    rows = []
    for (body, act_name), acts in grouped.items():
        one = min(acts, key=lambda act: (not act["as_of"], last_day_of(act["as_of"]), act["id"]))
        rows.append(
            {
                "date": one["as_of"],
                "Date": wording.date(one["as_of"]),
                "Body": names[body],
                "Act": act_name,
                "Known now": str(known[body].status),
                "Makers": _makers(dataset, one["vendor"]),
                "What was said": one["detail"],
                "Source": publishers[one["source"]],
                "Statements": len(acts),
                "body": body,
                "source": one["source"],
                "id": one["id"],
            }
        )
    rows.sort(key=lambda row: (not row["date"], last_day_of(str(row["date"])), row["Body"], row["Act"]))
    return pd.DataFrame(rows, columns=columns)


@lru_cache(maxsize=8)
def changed_course_chart(dataset: Dataset, mode: Mode = "light") -> Chart:
    """The bodies that changed course: a row for each body, by its first act, with a mark for each act.

    ``figure.layout.meta`` holds the foot of each row, in pixels below the head.
    """
    table = bodies_that_changed_course(dataset)
    everybody = list(dict.fromkeys(table["Body"]))
    counts = table["Act"].value_counts()
    drawn = dated = table[table["date"] != ""]  # what has no date has no place on an axis of time
    bodies = list(dict.fromkeys(dated["Body"]))
    undated = len(everybody) - len(bodies)
    if len(bodies) > MOST_ROWS:
        newest = set(list(dict.fromkeys(reversed(list(dated["Body"]))))[:MOST_ROWS])
        bodies = [body for body in bodies if body in newest]
        drawn = dated[dated["Body"].isin(newest)]
    left = _without_date(undated) + _not_drawn(len(everybody) - undated - len(bodies))
    palette = PALETTES[mode]
    figure = go.Figure()
    years = drawn["date"].str[:4].astype(int)
    first = date(int(years.min()) if len(drawn) else dataset.released.year, 1, 1)
    last = date(int(years.max()) if len(drawn) else dataset.released.year, 12, 31)
    for place, body in enumerate(bodies):
        foot = _ROW * (place + 1)
        figure.add_shape(
            type="line", x0=0, x1=1, xref="paper", y0=foot, y1=foot, line={"color": palette.rule, "width": 1}
        )
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=foot - _ROW + 1, yanchor="top", text=escape(body), showarrow=False,
            font={"size": 13, "color": palette.ink},
        )  # fmt: skip
    rows = {body: _ROW * (place + 1) - 12 for place, body in enumerate(bodies)}
    for name, mark in ACT_MARKS.items():
        acts = drawn[drawn["Act"] == name]
        if acts.empty:
            continue
        for _, act in acts.iterrows():
            start, end = _period(str(act["date"]))
            figure.add_shape(
                type="line", x0=str(start), x1=str(end), y0=rows[act["Body"]], y1=rows[act["Body"]], layer="below",
                line={"color": palette.muted, "width": 3},
            )  # fmt: skip
        figure.add_scatter(
            x=[str(_middle(str(iso))) for iso in acts["date"]],
            y=[rows[body] for body in acts["Body"]],
            mode="markers",
            name=f"{name} <b>{int(counts[name])}</b>",
            marker={
                "symbol": mark.symbol,
                "size": mark.size,
                "color": colour(mode, mark.fill),
                "line": {"color": colour(mode, mark.line), "width": 1.5},
            },
            customdata=list(acts["body"]),
            text=[
                f"<b>{escape(act['Body'])}</b><br>{escape(name)}<br>"
                f"{escape(wording.attributed(act['Source'], act['date']))}"
                for act in event_records(acts)
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    feet = [_ROW * (place + 1) for place in range(max(len(bodies), 1))]
    height = feet[-1] + 88
    figure.update_layout(
        template=template(mode),
        height=height,
        margin={"l": 0, "r": 0, "t": 76, "b": 8},
        xaxis=_time_axis(first, last),
        yaxis={"range": [feet[-1] + 2, -2], "visible": False},
        meta=feet,
        showlegend=True,
        legend={
            "orientation": "h", "x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "container",
            "yanchor": "top", "font": {"size": 14, "color": palette.ink}, "itemclick": False,
            "itemdoubleclick": False, "bgcolor": "rgba(0,0,0,0)",
        },
        hovermode="closest",
    )  # fmt: skip
    return Chart(
        id="what-changed",
        title=_changed_title(dataset, len(everybody)),
        subtitle=(
            "Each body and when it was first reported removing the cameras, having removed them, buying no more or "
            "ruling a make out; a stop since ended is left out. A ring can stand around another mark. A line behind a "
            "mark: the day is not known."
        ),
        figure=figure,
        alt=_changed_alt(drawn, left),
        table=table.drop(columns=["date", "body", "source"]),
        sources=tuple(dict.fromkeys(map(str, table["source"]))),
        note=_promised(table) + left,
        height=height,
    )


def _changed_title(dataset: Dataset, bodies: int) -> str:
    if not bodies:
        return "No body is reported to have changed course"
    return (
        f"{wording.sentence_case(wording.counted(bodies, 'body', 'bodies'))} of "
        f"{wording.number(len(counted_bodies(dataset)))} on the "
        f"register {'is' if bodies == 1 else 'are'} reported removing the cameras, buying no more or ruling a make out"
    )


def _promised(table: pd.DataFrame) -> str:
    """Of how many bodies of a table of ``bodies_that_changed_course`` no source says that the cameras have gone."""
    gone = table["Act"].isin([REMOVED, RULED_OUT]) | table["Known now"].isin([Status.REMOVED, Status.NOT_USING])
    everybody = table["body"].nunique()
    still = everybody - table.loc[gone, "body"].nunique()
    if not still:
        return "A promise is not its fulfilment."
    return (
        f"A promise is not its fulfilment: for {wording.number(still)} of "
        f"{wording.counted(everybody, 'body', 'bodies')} "
        "no source says that the cameras have gone."
    )


def _not_drawn(left: int) -> str:
    more = wording.counted(left, "more body is", "more bodies are")
    return f" The picture has the newest changes; {more} in the table." if left else ""


def _without_date(bodies: int) -> str:
    said = wording.sentence_case(wording.counted(bodies, "body is", "bodies are"))
    return f" {said} in the table only, because no source gives a date." if bodies else ""


def _changed_alt(drawn: pd.DataFrame, left: str) -> str:
    said: Sequence[str] = [f"{row['Body']}: {row['Act'].lower()}, {row['Date']}" for _, row in drawn.iterrows()]
    return f"Time axis with a row for each body. {'; '.join(said) or 'No body'}.{left}"
