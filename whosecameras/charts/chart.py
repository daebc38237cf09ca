"""One thing to show: a figure with its title, words, table and sources; pages, briefings and site share it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go


@dataclass(frozen=True)
class LegendItem:
    """One entry above a picture: ``mark`` names an entry of ``charts.marks.MARKS``."""

    mark: str
    label: str
    count: int | None = None


@dataclass(frozen=True)
class Chart:
    """A picture and all that it needs to be understood without the page around it.

    ``title`` says the finding; ``subtitle`` what is drawn, of whom and when; ``alt`` the same for those who cannot
    see it; ``table`` the numbers drawn, with headings for readers; ``sources`` ids of ``sources`` rows; ``note``
    what to beware of; ``notice`` a licence notice to print with it. ``figure`` is laid out for any width from a phone's
    up; ``wide`` is the same for a wide page, where it is laid out otherwise there.
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
