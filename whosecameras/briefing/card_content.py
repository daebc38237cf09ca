"""What a card holds before it is laid out: the finding, its count, a picture, and where it can be checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis.status import BodyStatus, body_statuses, status_mark
from whosecameras.analysis.survey_shares import shares
from whosecameras.briefing.bars import NativeBars
from whosecameras.charts import marks, wall
from whosecameras.charts.chart import Chart, LegendItem
from whosecameras.charts.shares import between_rows
from whosecameras.record.loading import Dataset
from whosecameras.text import wording

#: The licence of what a card shows, unless its rows stand under another.
LICENCE = "CC BY 4.0"


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


#: Pixels that the mark of a status chip is made for.
CHIP = 48


@dataclass(frozen=True)
class StatusChip:
    """What a card of one body says largest: its mark, what the mark is called, and how old the evidence is.

    ``swatch`` is the mark as SVG. ``survey`` and ``ask`` are for a body about which nothing has been published: what a
    survey found for bodies of its kind, with the number in a hundred that said yes, and how to ask it.
    """

    swatch: str
    label: str
    age: str = ""
    survey: str = ""
    ask: str = ""


#: From a width and a height in pixels, a theme and a size of text to an SVG.
DrawnToFit = Callable[[float, float, marks.Mode, float], str | None]


@dataclass(frozen=True)
class CardChart:
    """A figure, or a list where there is none.

    ``height`` is the figure's own and ``least`` the share of it that its rows can do with. A tall figure may be shown
    in columns: ``cuts`` are the heights at which it may be parted, and what is above ``header`` stands over each.
    ``wall`` draws a picture that fills whatever room it is given, or gives ``None`` where that is too little.
    ``shape`` is a map's width for a height of 1 (0: no map); ``lettered`` says that there is text on it.
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
    """One card. ``title`` is its message, which it prints largest, or ``heading`` in its place where there is one.

    ``number`` is the count as n of N and ``counted`` says of what; they are printed where the title does not say the
    number. ``as_of`` is a whole phrase. ``path`` is the page of the website where it can be checked; ``inset`` a small
    map of SVG where there is room, ``beside_inset`` what it says beside it. ``notice`` is printed where a boundary is
    drawn. ``chip`` is the status of the one body that the card is about, and ``bars`` what a slide draws as a
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


def of(part: int, whole: int) -> str:
    """A count as n of N."""
    return f"{wording.number(part)} of {wording.number(whole)}"


def says_its_number(card: Card) -> bool:
    """True if the title of a card has its number, or there is none: then it is not printed a second time."""
    return card.number in card.title


def of_or_none(part: int, whole: int) -> str:
    """A count as n of N, or “None” where it is nought: a large 0 is read as a clean bill."""
    return of(part, whole) if part else "None"


def record_date_line(dataset: Dataset) -> str:
    """The date of everything that the record derives."""
    return f"As known on {wording.date(dataset.released.isoformat())}"


def keys(items: Iterable[LegendItem], mode: marks.Mode) -> tuple[LegendKey, ...]:
    """An exhibit's legend."""
    return tuple(LegendKey(marks.swatch(one.mark, mode), one.label, one.count) for one in items)


def rows(shown: Chart) -> CardChart:
    """A chart of survey shares, which may be parted between two rows."""
    return CardChart(shown.figure, shown.height, cuts=between_rows(shown))


def hundred(said_yes: int) -> CardChart:
    """A survey as a hundred lenses, as large as the room allows."""
    return CardChart(wall=partial(_hundred, said_yes))


def _hundred(said_yes: int, wide: float, high: float, mode: marks.Mode, _text: float) -> str:
    return wall.hundred(said_yes, wide, high, mode)


def survey_picture(dataset: Dataset, shown: Chart) -> CardChart:
    """A chart of survey shares for a card; a single one is drawn as a hundred lenses, which fill the card."""
    if len(shown.table) == 1:
        share = shares(dataset)[str(shown.table.iloc[0]["id"])].shown
        if share is not None:
            return hundred(round(share * 100))
    return rows(shown)


def as_of_line(said: str) -> str:
    """The date in words behind a survey's figures, as the card has it: ``Survey of 2022``, or ``Undated survey``."""
    return "Undated survey" if said == wording.date("") else f"Survey of {said}"


def said_of(dataset: Dataset, standing: BodyStatus) -> str:
    """What is known of a body in a few words, for a list."""
    label = marks.label(status_mark(standing))
    manufacturers = wording.manufacturers_of(dataset, standing.vendors)
    when = wording.date(standing.as_of or standing.latest_evidence)
    return f"{label}: {manufacturers}, {when}" if standing.vendors else label


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
