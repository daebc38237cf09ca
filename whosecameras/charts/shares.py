"""Survey shares as bars, one per row: label, bar, value, and the margin of error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis.survey_shares import Share, share
from whosecameras.charts.chart import Chart
from whosecameras.charts.marks import PALETTES, Mode, Palette
from whosecameras.charts.plotly_template import template
from whosecameras.charts.svg.text_metrics import FontFace, wrapped
from whosecameras.record.loading import Dataset
from whosecameras.text import wording
from whosecameras.text.tables import share_table

NAME, BENEATH = FontFace(14, bold=True), FontFace(12.5)
#: Pixels: width of labels on a phone and on a wide page, width of a value, space between rows, height of a bar.
LABELS, LABELS_WIDE, VALUE, GAP, BAR = 142, 260, 50, 16, 24
_EDGE = 14  # between labels and bars


@dataclass(frozen=True)
class ShareLabel:
    """The label left of a bar: its ``name``, and ``beneath`` it whatever else must be known about the share.

    Each part beneath starts a new line. ``told`` is the label in the table, if that is longer than the name.
    """

    name: str
    beneath: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True)
class _BarRow:
    """A share as drawn: the lines of its label, and its position in pixels from the top."""

    share: Share
    name: tuple[str, ...]
    beneath: tuple[str, ...]
    top: float
    high: float

    @property
    def middle(self) -> float:
        return self.top + self.high / 2


def _bar_rows(found: Sequence[Share], labels: Sequence[ShareLabel], room: int) -> list[_BarRow]:
    """Rows for labels of ``room`` pixels; every label is shown in full, on as many lines as needed."""
    rows: list[_BarRow] = []
    top = 0.0
    for figure, label in zip(found, labels, strict=True):
        name = tuple(wrapped(label.name, NAME, room - _EDGE))
        texts = (wording.of_how_many(figure), *label.beneath)
        beneath = tuple(line for part in texts for line in wrapped(part, BENEATH, room - _EDGE))
        high = max(NAME.line * len(name) + BENEATH.line * len(beneath), BAR + 12)
        rows.append(_BarRow(figure, name, beneath, top, high))
        top += high + GAP
    return rows


def _line(x: Sequence[float], y: float, **line: object) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": list(x), "y": [y] * len(x), "line": line, "hoverinfo": "skip"}


def _traces(row: _BarRow, hover: str, palette: Palette) -> list[dict[str, Any]]:
    """One row: the whole as a pale bar, the share over it, the margin of error, and non-response as a dotted line."""
    figure, y = row.share, row.middle
    traces = [{**_line((0, 100), y, color=palette.rule, width=BAR), "opacity": 0.5}]
    if figure.shown is not None:
        bar = _line((0, figure.shown * 100), y, color=palette.using, width=BAR)
        traces.append({**bar, "hoverinfo": "text", "text": [hover, hover]})
    if figure.chance:
        traces.append(_line((figure.chance.low * 100, figure.chance.high * 100), y, color=palette.ink, width=3))
    if figure.silence:
        at = y + BAR / 2 + 5
        traces.append(
            _line((figure.silence.low * 100, figure.silence.high * 100), at, color=palette.muted, width=2, dash="dot")
        )
    return traces


def _words(row: _BarRow, palette: Palette, room: int) -> list[dict[str, Any]]:
    """The label of a row, and its value right of the bar and the line."""
    lines = [f"<b>{escape(line)}</b>" for line in row.name]
    lines += [
        f'<span style="font-size:{BENEATH.size}px;color:{palette.muted}">{escape(line)}</span>' for line in row.beneath
    ]
    annotations: list[dict[str, Any]] = [
        {
            "x": 0, "xref": "paper", "xanchor": "left", "xshift": -room, "y": row.top, "yanchor": "top",
            "align": "left", "text": "<br>".join(lines), "font": {"size": NAME.size, "color": palette.ink},
        }
    ]  # fmt: skip
    if row.share.shown is not None:
        ends = [row.share.shown, row.share.chance.high if row.share.chance else 0]
        annotations.append(
            {
                "x": max(ends) * 100, "xanchor": "left", "xshift": 5, "y": row.middle, "yanchor": "middle",
                "text": f"<b>{wording.percent(row.share.shown)}</b>", "font": {"size": 16, "color": palette.ink},
            }
        )  # fmt: skip
    return [{**annotation, "showarrow": False} for annotation in annotations]


def _bars(
    found: Sequence[Share], labels: Sequence[ShareLabel], hover: Sequence[str], mode: Mode, room: int
) -> go.Figure:
    """The picture with ``room`` pixels for its labels. The vertical axis is in pixels: long labels make tall rows."""
    palette = PALETTES[mode]
    rows = _bar_rows(found, labels, room)
    height = rows[-1].top + rows[-1].high + GAP if rows else BAR + 2 * GAP
    return go.Figure(
        data=[trace for row, said in zip(rows, hover, strict=True) for trace in _traces(row, said, palette)],
        layout={
            "template": template(mode),
            "height": round(height) + 8,
            "margin": {"l": room, "r": VALUE, "t": 4, "b": 4},
            "xaxis": {"range": [0, 100], "visible": False},
            "yaxis": {"range": [round(height), 0], "visible": False},
            "annotations": [word for row in rows for word in _words(row, palette, room)],
        },
    )


def between_rows(shown: Chart) -> tuple[float, ...]:
    """The heights in pixels, between two rows, at which the picture of a chart of shares may be split."""
    figure = shown.figure
    tops = [note.y for note in figure.layout.annotations if note.xref == "paper"]
    return tuple(float(top + figure.layout.margin.t - GAP / 2) for top in tops[1:])


def share_exhibit(
    dataset: Dataset, rows: pd.DataFrame, labels: Sequence[ShareLabel], mode: Mode, *, key: str, title: str,
    subtitle: str, note: str = "",
) -> Chart:  # fmt: skip
    """A chart of survey shares; ``labels`` name the rows. Empty ``rows`` give an empty chart that says so."""
    figures = [share(row) for _, row in rows.iterrows()]
    table = share_table(dataset, rows, [label.told or label.name for label in labels])
    hover = [
        f"<b>{escape(str(row['Who']))}</b><br>{row['Said yes']}<br>{escape(str(row['Source']))}, {row['As of']}"
        for _, row in table.iterrows()
    ]
    described = "; ".join(
        f"{row['Who']}: {row['Said yes']}" + (f", 95% range {row['95% range']}" if row["95% range"] else "")
        for _, row in table.iterrows()
    )
    figure, wide = (_bars(figures, labels, hover, mode, room) for room in (LABELS, LABELS_WIDE))
    notes = (wording.NOT_RANDOM, wording.SILENCE_LINE if any(figure.silence for figure in figures) else "", note)
    return Chart(
        id=key,
        title=title,
        subtitle=subtitle,
        figure=figure,
        alt=f"Chart of survey shares. {described or 'No figure matches'}.",
        table=table,
        sources=tuple(dict.fromkeys(map(str, rows["source"]))),
        note=" ".join(filter(None, notes)),
        height=figure.layout.height,
        wide=wide,
    )
