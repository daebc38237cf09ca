"""What happened when: dated events in lanes, and the bodies that changed course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from html import escape
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis.queries import text_rows
from whosecameras.analysis.status import last_day_of
from whosecameras.analysis.timeline import (
    PAUSED,
    REMOVED,
    REMOVING,
    RULED_OUT,
    STOPPED,
    event_sources,
    filter_events,
    kind_counts,
)
from whosecameras.charts.chart import Chart
from whosecameras.charts.marks import PALETTES, Mode, colour
from whosecameras.charts.plotly_template import template
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import BROAD_KIND_OF, BROAD_KINDS, EVENT_KINDS, LANES, Status
from whosecameras.text import wording
from whosecameras.text.rules_words import TurningPoint, numbered_turning_points
from whosecameras.text.tables import changed_course_table, event_table


@dataclass(frozen=True)
class KindMark:
    """Marker of a broad kind: plotly's symbol, the same as a path in a square of 14, and its colours."""

    symbol: str
    path: str
    fill: str
    line: str
    size: int = 10


_CIRCLE = "M7 2a5 5 0 1 1 0 10a5 5 0 1 1 0-10Z"
#: Rules are red squares, removals teal bow ties, reports blue diamonds, statements circles, company acts triangles.
KIND_MARKS: dict[str, KindMark] = {
    "rule": KindMark("square", "M2.5 2.5h9v9h-9Z", "accent", "accent", 9),
    "removal": KindMark("bowtie", "M1.5 2v10L12.5 2v10Z", "removed", "ink"),
    "report": KindMark("diamond", "M7 1l6 6l-6 6l-6-6Z", "link", "link"),
    "statement": KindMark("circle", _CIRCLE, "ground", "muted", 9),
    "company": KindMark("triangle-up", "M7 1.5L13 11.5H1Z", "ground", "ink"),
}

# The axis is laid out for a phone: marks that would overlap on a plot of this width are stacked.
_NARROW = 330
_STEP = 12  # pixels between marks
_LABEL = 26  # pixels for a lane's name
_GAP = 12
_YEARS = 4  # titles listed; beyond that, only counted
_NUMBERS = 30  # pixels for the numbers of turning points, in two rows
_POINTS = 9  # turning points that fit in the picture: the newest


def kind_swatch(kind: str, mode: Mode) -> str:
    """The marker of one of ``BROAD_KINDS`` as a small inline SVG without text."""
    mark = KIND_MARKS[kind]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">'
        f'<path d="{mark.path}" fill="{colour(mode, mark.fill)}" stroke="{colour(mode, mark.line)}" '
        'stroke-width="1.3" stroke-linejoin="round"/></svg>'
    )


def _period(iso: str) -> tuple[date, date]:
    """The first and last day that a full or partial date can mean."""
    parts = [*map(int, iso.split("-")), 1, 1]
    return date(*parts[:3]), last_day_of(iso)


def _middle(iso: str) -> date:
    first, last = _period(iso)
    return first + (last - first) // 2


def _rows(events: pd.DataFrame, days_per_step: float, reach: int) -> dict[str, int]:
    """The row of each event in its lane, 0 at the bottom: the lowest in which it overlaps no other."""
    taken: list[date] = []
    row_of: dict[str, int] = {}
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
        row_of[event] = row
    return row_of


def _left(iso: str, half: timedelta) -> date:
    return min(_period(iso)[0], _middle(iso) - half)


def _hover(dataset: Dataset, row: Mapping[str, str], publisher: str) -> str:
    title = "<br>".join(escape(line) for line in wrap(row["title"], 38))
    return (
        f"<b>{escape(wording.date(row['date']))}</b> · {escape(EVENT_KINDS[row['kind']])}<br>{title}<br>"
        f"<i>{escape(publisher)}</i>"
    )


def _span(dataset: Dataset) -> tuple[date, date]:
    """The range of the axis, regardless of filters: the record's whole years, so that views can be compared."""
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


def _number_turning_points(
    figure: go.Figure, points: Sequence[TurningPoint], dates: Mapping[str, str], foot: float, mode: Mode
) -> None:
    """Draw a line down to ``foot`` with a number on top for each turning point; close ones are in two rows."""
    palette, low, previous = PALETTES[mode], False, date.min
    first = min((_middle(dates[one.event]) for one in points), default=previous)
    apart = timedelta(days=240)
    for one in points:
        day = _middle(dates[one.event])
        low = day != first and day - previous < apart and not low
        previous = day
        head = _NUMBERS - 7 if low else 8
        figure.add_shape(
            type="line", x0=str(day), x1=str(day), y0=head + 7, y1=foot, layer="below",
            line={"color": palette.accent, "width": 1},
        )  # fmt: skip
        figure.add_annotation(
            x=str(day), y=head, text=f"<b>{one.number}</b>", showarrow=False, font={"size": 13, "color": palette.accent}
        )


def _time_axis(first: date, last: date) -> dict[str, object]:
    years = range(first.year, last.year + 1)
    step = 1 if len(years) <= 6 else 2
    labelled = [year for year in years if (year - first.year) % step == 0]
    pad = timedelta(days=round((last - first).days * 0.02))
    return {
        "type": "date",
        "range": [str(first - pad), str(last + pad)],
        "tickvals": [f"{year}-01-01" for year in labelled],
        "ticktext": [str(year) for year in labelled],
        "ticklabelshift": 17,
        "side": "top",
        "automargin": False,
    }


@lru_cache(maxsize=128)
def timeline(
    dataset: Dataset,
    jurisdiction: str = "",
    kind: str = "",
    vendor: str = "",
    mode: Mode = "light",
    lane: str = "",
    *,
    numbered: bool = True,
) -> Chart:
    """Dated events on one time axis, with a lane for each kind of actor and a mark for each event.

    ``figure.layout.meta`` holds ``{lane: [top, foot]}`` in units of the vertical axis; a point's ``customdata`` is the
    event's id. ``numbered``: draw numbered lines at the turning points. The legend of the marks is ``kind_swatch`` with
    ``kind_counts``.
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
    points = numbered_turning_points(dataset, events)[-_POINTS:] if numbered else ()
    y = float(_NUMBERS) if points else 0.0
    for lane_id, label in LANES.items():
        if lane and lane_id != lane:
            continue
        inside = events[events["lane"] == lane_id]
        rows = _rows(inside, days_per_step, _STEP)
        foot = y + _LABEL + _STEP * (max(rows.values(), default=0) + 1)
        _lane_line(figure, y, foot, f"{escape(label)} <b>{len(inside)}</b>", mode)
        heights |= {event: foot - _STEP * (row + 0.55) for event, row in rows.items()}
        bands[lane_id] = [y, foot]
        y = foot + _GAP
    _number_turning_points(figure, points, dict(zip(events["id"], events["date"], strict=True)), y - _GAP, mode)
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
    for kind_id in kind_counts(events):
        mark = KIND_MARKS[kind_id]
        rows_of = events[events["kind"].map(BROAD_KIND_OF) == kind_id]
        figure.add_scatter(
            x=[str(_middle(str(iso))) for iso in rows_of["date"]],
            y=[heights[str(event)] for event in rows_of["id"]],
            mode="markers",
            name=BROAD_KINDS[kind_id],
            marker={
                "symbol": mark.symbol,
                "size": mark.size,
                "color": colour(mode, mark.fill),
                "line": {"color": colour(mode, mark.line), "width": 1.3},
            },
            customdata=list(rows_of["id"]),
            text=[_hover(dataset, row, publishers[row["id"]]) for row in text_rows(rows_of)],
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
            "One mark for each dated event, by who acted. A bar behind a mark means that we know only the month or "
            "year. Marks on the same date are stacked."
            + (" Numbered lines are the turning points listed with the picture." if points else "")
        ),
        figure=figure,
        alt=_timeline_alt(events),
        table=table,
        sources=tuple(dict.fromkeys(source for event in events["id"] for source in event_sources(dataset, str(event)))),
        note="An event is listed because a source we could read reports it. If one is missing, that proves nothing.",
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
        return f"{busiest[0]} had the most events: {wording.number(most)} of {wording.number(len(events))}"
    years = wording.listed(busiest) if len(busiest) <= _YEARS else wording.counted(len(busiest), "year")
    phrase = f"{wording.sentence_case(years)} had the most events"
    return f"{phrase}, {wording.number(most)} each of {wording.number(len(events))}"


def _timeline_alt(events: pd.DataFrame) -> str:
    if events.empty:
        return "Timeline without any events."
    lanes = [f"{LANES[lane]}: {count}" for lane in LANES if (count := int((events["lane"] == lane).sum()))]
    return (
        f"Timeline of {wording.counted(len(events), 'act')} from {wording.date(str(events['date'].min()))} to "
        f"{wording.date(str(events['date'].max()))}. By lane: {'; '.join(lanes)}. "
        f"{_busiest(events)}. The table below lists every event."
    )


@dataclass(frozen=True)
class ChangeMark:
    """Marker of an act of a body: plotly's symbol and colours of the palette."""

    symbol: str
    fill: str
    line: str
    size: int = 13


ACT_MARKS: dict[str, ChangeMark] = {
    REMOVING: ChangeMark("triangle-left", "removing", "ink", 12),
    REMOVED: ChangeMark("square", "removed", "ink", 11),
    STOPPED: ChangeMark("circle-open", "ink", "ink", 18),
    PAUSED: ChangeMark("diamond-open", "ink", "ink", 18),
    RULED_OUT: ChangeMark("x", "not_using", "not_using", 11),
}
_ROW = 44
MOST_ROWS = 40  # bodies that fit in the chart of changes: those with the newest change


@lru_cache(maxsize=8)
def changed_course_chart(dataset: Dataset, mode: Mode = "light") -> Chart:
    """The bodies that changed course: a row for each, sorted by first act, with a mark for each act.

    ``figure.layout.meta`` holds the bottom of each row, in pixels below the top.
    """
    table = changed_course_table(dataset)
    everybody = list(dict.fromkeys(table["Body"]))
    counts = table["Act"].value_counts()
    charted = dated = table[table["date"] != ""]  # undated acts have no place on a time axis
    bodies = list(dict.fromkeys(dated["Body"]))
    undated = len(everybody) - len(bodies)
    if len(bodies) > MOST_ROWS:
        newest = set(list(dict.fromkeys(reversed(list(dated["Body"]))))[:MOST_ROWS])
        bodies = [body for body in bodies if body in newest]
        charted = dated[dated["Body"].isin(newest)]
    left = _without_date(undated) + not_drawn(len(everybody) - undated - len(bodies))
    palette = PALETTES[mode]
    figure = go.Figure()
    years = charted["date"].str[:4].astype(int)
    first = date(int(years.min()) if len(charted) else dataset.released.year, 1, 1)
    last = date(int(years.max()) if len(charted) else dataset.released.year, 12, 31)
    # Plotly copies all shapes whenever one is added, so they are collected first.
    lines: list[dict[str, object]] = []
    names: list[dict[str, object]] = []
    for place, body in enumerate(bodies):
        foot = _ROW * (place + 1)
        lines.append(
            {"x0": 0, "x1": 1, "xref": "paper", "y0": foot, "y1": foot, "line": {"color": palette.rule, "width": 1}}
        )
        names.append(
            {
                "x": 0, "xref": "paper", "xanchor": "left", "y": foot - _ROW + 1, "yanchor": "top",
                "text": escape(body), "showarrow": False, "font": {"size": 13, "color": palette.ink},
            }
        )  # fmt: skip
    rows = {body: _ROW * (place + 1) - 12 for place, body in enumerate(bodies)}
    for name, mark in ACT_MARKS.items():
        acts = charted[charted["Act"] == name]
        if acts.empty:
            continue
        for _, act in acts.iterrows():
            start, end = _period(str(act["date"]))
            lines.append(
                {
                    "x0": str(start), "x1": str(end), "y0": rows[act["Body"]], "y1": rows[act["Body"]],
                    "layer": "below", "line": {"color": palette.muted, "width": 3},
                }
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
                for act in text_rows(acts)
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    feet = [_ROW * (place + 1) for place in range(max(len(bodies), 1))]
    height = feet[-1] + 88
    figure.update_layout(
        template=template(mode),
        height=height,
        margin={"l": 0, "r": 0, "t": 76, "b": 8},
        shapes=[{"type": "line", **line} for line in lines],
        annotations=names,
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
        title=_changed_title(len(everybody)),
        subtitle=(
            "Each body and when it was first reported to have said that it would remove the cameras, to have removed "
            "them, to have stopped or paused buying, or to have ruled them out; a stop since ended is left out. A ring "
            "can stand around another mark. A line behind a mark: the day is not known."
        ),
        figure=figure,
        alt=_changed_alt(charted, left),
        table=table.drop(columns=["date", "body", "source"]),
        sources=tuple(dict.fromkeys(map(str, table["source"]))),
        note=_promised(table) + left,
        height=height,
    )


def _changed_title(bodies: int) -> str:
    if not bodies:
        return "No public body was reported to have changed course"
    return (
        f"{wording.sentence_case(wording.counted(bodies, 'public body', 'public bodies'))} said they would remove the "
        "cameras, stopped or paused buying them, or ruled them out"
    )


def _promised(table: pd.DataFrame) -> str:
    """How many bodies of a ``changed_course_table`` have no source reporting that the cameras have gone."""
    gone = table["Act"].isin([REMOVED, RULED_OUT]) | table["Known now"].isin([Status.REMOVED, Status.NOT_USING])
    everybody = table["body"].nunique()
    still = everybody - table.loc[gone, "body"].nunique()
    if not still:
        return "Saying they will remove cameras is not the same as removing them."
    return (
        f"Saying they will remove cameras is not the same as removing them: for {wording.number(still)} of "
        f"{wording.counted(everybody, 'body', 'bodies')} "
        "no source says that the cameras have gone."
    )


def not_drawn(left: int) -> str:
    """The addition to the note if some bodies are only in the table; ``""`` if there are none."""
    more = wording.counted(left, "more body is", "more bodies are")
    return f" The chart shows the newest changes; {more} in the table." if left else ""


def _without_date(bodies: int) -> str:
    phrase = wording.sentence_case(wording.counted(bodies, "body is", "bodies are"))
    return f" {phrase} in the table only, because no source gives a date." if bodies else ""


def _changed_alt(drawn: pd.DataFrame, left: str) -> str:
    phrases: Sequence[str] = [f"{row['Body']}: {row['Act'].lower()}, {row['Date']}" for _, row in drawn.iterrows()]
    return f"Time axis with a row for each body. {'; '.join(phrases) or 'No body'}.{left}"
