"""What a card holds before it is laid out: the finding, its count, a picture, and where it can be checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis.status import BodyStatus, body_statuses
from whosecameras.charts import marks
from whosecameras.charts.chart import Chart, LegendItem
from whosecameras.charts.maps import status_mark
from whosecameras.charts.shares import share_exhibit
from whosecameras.record.loading import Dataset
from whosecameras.text import wording


@dataclass(frozen=True)
class CardLine:
    """One entry of a list: a small square of SVG or ``""``, what it is, and what is said of it.

    ``strong`` is off for a list of sentences, which are no headings.
    """

    swatch: str
    head: str
    text: str = ""
    strong: bool = True


@dataclass(frozen=True)
class LegendKey:
    """One entry above a picture, with its swatch as SVG."""

    swatch: str
    label: str
    count: int | None = None


@dataclass(frozen=True)
class CardChart:
    """A figure, or a list where there is none.

    ``height`` is the figure's own and ``least`` the share of it that its rows can do with. A tall figure may be shown
    in columns: ``cuts`` are the heights at which it may be parted, and what is above ``header`` stands over each; or
    ``split`` gives so many smaller figures with their heights. With ``newest`` the rows from the last up may stand for
    all of them where there is no room for more; it gives the sentence that says so, for a number of rows.
    ``shape`` is a map's width for a height of 1 (0: no map); ``lettered`` says that there is text on it.
    """

    figure: go.Figure | None = None
    height: int = 0
    least: float = 0.9
    header: float = 0
    cuts: tuple[float, ...] = ()
    split: Callable[[int], list[tuple[go.Figure, int]]] | None = None
    newest: Callable[[int], str] | None = field(default=None, compare=False)
    shape: float = 0
    lettered: bool = True
    lines: tuple[CardLine, ...] = ()


@dataclass(frozen=True)
class Card:
    """One card. ``number`` is the count as n of N and ``counted`` says of what; ``as_of`` is a whole phrase.

    ``path`` is the page of the website where it can be checked; ``inset`` a small map of SVG where there is room.
    """

    id: str
    title: str
    number: str
    counted: str
    as_of: str
    sources: tuple[str, ...]
    picture: CardChart
    alt: str
    subtitle: str = ""
    note: str = ""
    notice: str = ""
    path: str = ""
    key: tuple[LegendKey, ...] = ()
    inset: str = ""
    table: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False)


def of(part: int, whole: int) -> str:
    """A count as n of N."""
    return f"{wording.number(part)} of {wording.number(whole)}"


def record_date_line(dataset: Dataset) -> str:
    """The date of everything that the record derives."""
    return f"As known on {wording.date(dataset.released.isoformat())}"


def keys(items: Iterable[LegendItem], mode: marks.Mode) -> tuple[LegendKey, ...]:
    """An exhibit's legend."""
    return tuple(LegendKey(marks.swatch(one.mark, mode), one.label, one.count) for one in items)


def rows(dataset: Dataset, shown: Chart, mode: marks.Mode) -> CardChart:
    """A chart of survey shares, which may be made again as several shorter ones."""
    surveys = dataset.surveys.set_index("id", drop=False).loc[list(shown.table["id"])]
    labels = list(shown.table["Who"])

    @cache  # tried again for every step of tightness
    def split(parts: int) -> list[tuple[go.Figure, int]]:
        size = -(-len(labels) // parts)
        found = []
        for start in range(0, len(labels), size):
            part = slice(start, start + size)
            one = share_exhibit(
                dataset, surveys.iloc[part], labels[part], mode, key=shown.id, title=shown.title, subtitle=""
            )
            found.append((one.figure, one.height))
        return found

    return CardChart(shown.figure, shown.height, split=split)


def as_of_line(said: str) -> str:
    """The date in words behind a card's figures, as the card has it: ``As of 2022``, or ``Undated``."""
    return wording.sentence_case(said) if said == wording.date("") else f"As of {said}"


def said_of(dataset: Dataset, standing: BodyStatus) -> str:
    """What is known of a body in a few words, for a list."""
    label = marks.label(status_mark(standing))
    makes = wording.manufacturers_of(dataset, standing.vendors)
    when = wording.date(standing.since or standing.newest)
    return f"{label}: {makes}, {when}" if standing.vendors else label


def body_lines(dataset: Dataset, bodies: Sequence[Mapping[str, object]], mode: marks.Mode) -> tuple[CardLine, ...]:
    """Bodies as a list, by status and name."""
    known = body_statuses(dataset)
    order = {name: place for place, name in enumerate(marks.MARKS)}
    ranked = sorted(bodies, key=lambda row: (order[status_mark(known[str(row["id"])])], str(row["name"])))
    return tuple(
        CardLine(
            marks.swatch(status_mark(known[str(row["id"])]), mode),
            str(row["name"]),
            said_of(dataset, known[str(row["id"])]),
        )
        for row in ranked
    )
