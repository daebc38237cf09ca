"""The unit that pages, briefings and website display: a figure with its title, texts, table and sources."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go


@dataclass(frozen=True)
class LegendItem:
    """One entry of the legend above a picture: ``mark`` names an entry of ``charts.marks.MARKS``."""

    mark: str
    label: str
    count: int | None = None


@dataclass(frozen=True)
class Chart:
    """A picture with everything needed to understand it out of context.

    ``title`` states the finding; ``subtitle`` says what is drawn, for whom and when; ``alt`` is the alternative text;
    ``table`` has the numbers drawn, with headings for readers; ``sources`` are ids of ``sources`` rows; ``note`` has
    the caveats; ``notice`` is a licence notice to print with it. ``figure`` fits any width from a phone's up; ``wide``
    is a different layout for wide pages, if there is one.
    """

    id: str
    title: str
    subtitle: str
    figure: go.Figure
    alt: str
    table: pd.DataFrame
    sources: tuple[str, ...]
    legend: tuple[LegendItem, ...] = ()
    note: str = ""
    notice: str = ""
    height: int = field(default=400)
    wide: go.Figure | None = None
