"""Places or sectors side by side: one bar of equal length each, divided by status."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis.comparison import ComparedGroup
from whosecameras.analysis.deciding import deciding_sources
from whosecameras.charts.chart import Chart, LegendItem
from whosecameras.charts.marks import MARKS, PALETTES, Mode, swatch
from whosecameras.charts.plotly_template import template
from whosecameras.charts.sectors import bar_marker, text_colour_on
from whosecameras.charts.svg import render
from whosecameras.charts.svg.canvas import Canvas
from whosecameras.charts.svg.text_metrics import FontFace, clean, width, wrapped
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import comparison_words, wording

MOST_DRAWN = 6  # bars in a social card: more would be too thin


@dataclass(frozen=True)
class BarSizes:
    """Pixels: a label line, a bar, the gap above a label, the text; ``characters`` is the longest line of a label."""

    line: int
    bar: int
    gap: int
    text: int
    characters: int


#: For a phone.
NARROW = BarSizes(line=18, bar=30, gap=16, text=14, characters=44)
#: For a wide page.
WIDE = BarSizes(line=23, bar=46, gap=18, text=17, characters=70)
#: The largest bars of a social card.
SHARED = BarSizes(line=28, bar=72, gap=12, text=22, characters=70)


def comparison(dataset: Dataset, groups: Sequence[ComparedGroup], mode: Mode = "light", key: str = "compare") -> Chart:
    """A bar for each group, in the given order. “Unknown” is a part of each bar, and no status is ranked.

    ``key`` is the chart's id.
    """
    nonempty = [group for group in groups if group.tally.total]
    figure = _bars(dataset, nonempty, mode, NARROW)
    used = [status for status in Status if any(group.tally.by_status[status] for group in nonempty)]
    return Chart(
        id=key,
        title=comparison_words.title(dataset, groups),
        subtitle=comparison_words.subtitle(dataset, groups),
        figure=figure,
        alt=comparison_words.alt(dataset, groups),
        table=pd.DataFrame(
            [
                {
                    "Compared": group.name,
                    **{str(status): group.tally.by_status[status] for status in used},
                    "Total": group.tally.total,
                }
                for group in groups
            ],
            columns=["Compared", *map(str, used), "Total"],
        ),
        sources=deciding_sources(dataset, dict.fromkeys(body for group in groups for body in group.bodies)),
        legend=tuple(LegendItem(str(status), str(status), None) for status in used),
        height=figure.layout.height,
        wide=_bars(dataset, nonempty, mode, WIDE),
    )


def _bars(dataset: Dataset, drawn: Sequence[ComparedGroup], mode: Mode, sizes: BarSizes) -> go.Figure:
    """The bars of groups that contain at least one public body."""
    palette, labels = PALETTES[mode], [_label(dataset, group, sizes.characters) for group in drawn]
    lines = max((label.count("<br>") + 1 for label in labels), default=1)
    pitch = sizes.gap + lines * sizes.line + sizes.bar
    figure = go.Figure()
    for status in Status:
        numbers = [group.tally.by_status[status] for group in drawn]
        if any(numbers):
            figure.add_bar(
                y=list(range(len(drawn))),
                x=[number / group.tally.total * 100 for number, group in zip(numbers, drawn, strict=True)],
                orientation="h",
                text=[wording.number(number) if number else "" for number in numbers],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"size": sizes.text - 1, "color": text_colour_on(mode, MARKS[status].fill)},
                marker=bar_marker(mode, MARKS[status]),
                hovertext=[
                    f"<b>{escape(group.name)}</b><br>{status}: {wording.number(number)} of "
                    f"{wording.number(group.tally.total)}"
                    for number, group in zip(numbers, drawn, strict=True)
                ],
                hoverinfo="text",
            )
    figure.update_layout(
        template=template(mode),
        barmode="stack",
        bargap=1 - sizes.bar / pitch,
        height=pitch * max(len(drawn), 1) + 8,
        margin={"l": 4, "r": 4, "t": sizes.gap // 2 + lines * sizes.line // 2, "b": 8},
        xaxis={"visible": False, "range": [0, 100.5]},
        yaxis={"visible": False, "range": [max(len(drawn), 1) - 0.5, -0.5]},
        uniformtext={"minsize": 11, "mode": "hide"},
    )
    for at, label in enumerate(labels):
        above = sizes.line * (label.count("<br>") + 1)
        figure.add_annotation(
            x=0, y=at, yshift=(sizes.bar + above) / 2 + 1, text=label, showarrow=False, xanchor="left", align="left",
            font={"size": sizes.text, "color": palette.ink},
        )  # fmt: skip
    return figure


def cuts(figure: go.Figure, bars: int) -> tuple[float, tuple[float, ...]]:
    """Where a narrow figure with so many bars can be split into columns, in pixels: above the first, above each other.

    Both are half a gap above a label, so that the columns begin at the same height.
    """
    margin, lines = figure.layout.margin, max(one.text.count("<br>") + 1 for one in figure.layout.annotations)
    step = (figure.layout.height - margin.t - margin.b) / bars
    first = margin.t + (step - NARROW.bar) / 2 - lines * NARROW.line - NARROW.gap / 2
    return max(first, 0.0), tuple(first + step * place for place in range(1, bars))


def _label(dataset: Dataset, found: ComparedGroup, characters: int) -> str:
    """A group's name and size, wrapped at ``characters``."""
    total = comparison_words.beside(dataset, found)
    if len(found.name) + len(total) < characters:
        return f"<b>{escape(found.name)}</b>  {escape(total)}"
    name = textwrap.wrap(found.name, characters)
    return "<br>".join([*(f"<b>{escape(line)}</b>" for line in name), escape(total)])


def drawing(dataset: Dataset, groups: Sequence[ComparedGroup], wide: int, high: int, mode: Mode) -> str:
    """The bars with their legend as an SVG of that size in pixels; ``""`` if there are too many to be legible."""
    if len(groups) > MOST_DRAWN:
        return ""
    face, sheet = FontFace(18), Canvas(wide, high)
    used = [status for status in Status if any(group.tally.by_status[status] for group in groups)]
    keys = _key_rows(used, face, wide)
    why = f"{comparison_words.EVIDENCE_NOT_USE} {comparison_words.why(dataset, groups)}"
    below = wrapped(why, face, wide)
    bottom = high - (len(keys) + len(below)) * face.line * 1.2
    room = (bottom - 8) / max(len(groups), 1) - SHARED.line - SHARED.gap
    figure = _bars(
        dataset, [group for group in groups if group.tally.total], mode, replace(SHARED, bar=int(min(SHARED.bar, room)))
    )
    sheet.put("bars", render(figure, width=wide, mode=mode, prefix="bars"), 0, 0, wide, figure.layout.height)
    y = min(bottom, figure.layout.height + 12)
    for row in keys:
        for x, status in row:
            sheet.put("mark", swatch(status, mode), x, y + face.line / 2 - 8, 16, 16, clipped=True)
            sheet.text("key", [str(status)], face, x + 22, y, PALETTES[mode].ink)
        y += face.line * 1.2
    sheet.text("why", below, face, 0, y, PALETTES[mode].muted)
    return sheet.svg(
        (wide, high),
        PALETTES[mode].ground,
        clean(comparison_words.title(dataset, groups)),
        clean(comparison_words.alt(dataset, groups)),
    )


def _key_rows(used: Sequence[Status], face: FontFace, wide: float) -> list[list[tuple[float, Status]]]:
    rows: list[list[tuple[float, Status]]] = []
    x = wide
    for status in used:
        need = 22 + width(str(status), face)
        if not rows or x + need > wide:
            rows.append([])
            x = 0.0
        rows[-1].append((x, status))
        x += need + 20
    return rows
