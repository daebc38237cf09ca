"""The content of a card before layout: finding, count, picture, and the address where it can be checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis.rounds import every_share
from whosecameras.analysis.status import ALL_EVIDENCE, BodyStatus, EvidenceFilter, body_statuses, status_mark
from whosecameras.briefing.bars import NativeBars
from whosecameras.charts import marks, wall
from whosecameras.charts.chart import Chart, LegendItem
from whosecameras.charts.shares import between_rows
from whosecameras.record.loading import Dataset
from whosecameras.text import evidence_words, wording

#: The licence of a card's content, unless its rows have a different one.
LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class CardLine:
    """One list entry: a small square of SVG or ``""``, its name, and the text about it.

    ``strong`` is off for a list of sentences, which have no headings.
    """

    swatch: str
    head: str
    text: str = ""
    strong: bool = True


@dataclass(frozen=True)
class LegendKey:
    """One legend entry above a picture, with its swatch as SVG; ``mark`` is the status drawn, if it is one."""

    swatch: str
    label: str
    count: int | None = None
    mark: str = ""


#: Pixels for which the mark of a status chip is drawn.
CHIP = 48


@dataclass(frozen=True)
class StatusChip:
    """The largest item on a body's card: its mark, the mark's name, and the age of the evidence.

    ``swatch`` is the mark as SVG. ``survey`` and ``ask`` are for a body without published evidence: a survey's result
    for similar bodies, with the number in a hundred that said yes, and how to ask this one.
    """

    swatch: str
    label: str
    age: str = ""
    survey: str = ""
    ask: str = ""


#: Takes width and height in pixels, a theme and a text size; returns an SVG.
DrawnToFit = Callable[[float, float, marks.Mode, float], str | None]


@dataclass(frozen=True)
class CardChart:
    """A figure, or a list if there is no figure.

    ``height`` is the figure's own, ``least`` the smallest share of it in which its rows fit. A tall figure may be split
    into columns: ``cuts`` are the heights at which that is possible, and what is above ``header`` is repeated in each.
    ``wall`` draws a picture that fills the space it is given, or returns ``None`` if that is too small.
    ``shape`` is a map's width for a height of 1 (0: no map); ``lettered`` means that it contains text.
    """

    figure: go.Figure | None = None
    height: int = 0
    least: float = 0.9
    header: float = 0
    cuts: tuple[float, ...] = ()
    shape: float = 0
    lettered: bool = True
    lines: tuple[CardLine, ...] = ()
    wall: DrawnToFit | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Card:
    """One card. ``title`` is its message and is printed largest, unless there is a ``heading``.

    ``number`` is the count as n of N and ``counted`` says of what; both are printed if the title does not have the
    number. ``as_of`` is a whole phrase. ``path`` is the website page where it can be checked. ``inset`` is a small SVG
    map, shown if there is room, and ``beside_inset`` the text next to it. ``notice`` is printed if a boundary is drawn.
    ``chip`` is the status if the card is about one body, and ``bars`` is what a slide draws as a native
    chart.
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
    beside_inset: str = ""
    heading: str = ""
    chip: StatusChip | None = None
    licence: str = LICENCE
    bars: NativeBars | None = None
    table: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False)


def n_of_n(part: int, whole: int) -> str:
    """A count as n of N."""
    return f"{wording.number(part)} of {wording.number(whole)}"


def says_its_number(card: Card) -> bool:
    """True if a card's title contains its number, or it has none: then it is not printed again."""
    return card.number in card.title


def n_of_n_or_none(part: int, whole: int) -> str:
    """A count as n of N, or “None” for zero: readers take a large 0 for a clean bill of health."""
    return n_of_n(part, whole) if part else "None"


def record_date_line(dataset: Dataset) -> str:
    """The date of the record, from which everything is derived."""
    return f"As known on {wording.date(dataset.released.isoformat())}"


def keys(items: Iterable[LegendItem], mode: marks.Mode) -> tuple[LegendKey, ...]:
    """A chart's legend."""
    return tuple(LegendKey(marks.swatch(item.mark, mode), item.label, item.count, item.mark) for item in items)


def rows(shown: Chart) -> CardChart:
    """A chart of survey shares, which can be split between rows."""
    return CardChart(shown.figure, shown.height, cuts=between_rows(shown))


def hundred(said_yes: int) -> CardChart:
    """A survey as a hundred lenses, as large as the space allows."""
    return CardChart(wall=partial(_hundred, said_yes))


def _hundred(said_yes: int, wide: float, high: float, mode: marks.Mode, _text: float) -> str:
    return wall.hundred(said_yes, wide, high, mode)


def survey_picture(dataset: Dataset, shown: Chart) -> CardChart:
    """A chart of survey shares for a card. A single share becomes a hundred lenses, which fill the card."""
    if len(shown.table) == 1:
        share = every_share(dataset)[str(shown.table.iloc[0]["id"])].shown
        if share is not None:
            return hundred(round(share * 100))
    return rows(shown)


def as_of_line(phrase: str) -> str:
    """A survey's date for a card: ``Survey of 2022``, or ``Undated survey``."""
    return "Undated survey" if phrase == wording.date("") else f"Survey of {phrase}"


def status_text(dataset: Dataset, standing: BodyStatus) -> str:
    """A body's status in a few words, for a list."""
    label = evidence_words.status_label(dataset, standing)
    manufacturers = wording.manufacturers_of(dataset, standing.vendors)
    when = wording.date(standing.as_of or standing.latest_evidence)
    return f"{label}: {manufacturers}, {when}" if standing.vendors else label


def body_lines(
    dataset: Dataset,
    bodies: Sequence[Mapping[str, object]],
    mode: marks.Mode,
    view: EvidenceFilter = ALL_EVIDENCE,
) -> tuple[CardLine, ...]:
    """Bodies as a list, sorted by status and name."""
    statuses = body_statuses(dataset, view)
    order = {name: place for place, name in enumerate(marks.MARKS)}
    ranked = sorted(bodies, key=lambda row: (order[status_mark(statuses[str(row["id"])])], str(row["name"])))
    return tuple(
        CardLine(
            marks.swatch(status_mark(statuses[str(row["id"])]), mode),
            str(row["name"]),
            status_text(dataset, statuses[str(row["id"])]),
        )
        for row in ranked
    )
