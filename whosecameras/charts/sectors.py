"""Charts by sector: how common (surveys), where we know (named findings), and which manufacturer."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis import status
from whosecameras.analysis.counts import registered, tallies
from whosecameras.analysis.deciding import deciding_sources
from whosecameras.analysis.queries import counted_bodies, text_rows
from whosecameras.analysis.registers import editions, whole_sectors
from whosecameras.analysis.rounds import as_surveys
from whosecameras.analysis.sectors import (
    most_named_manufacturers,
    rounds_on_one_manufacturer,
    sector_name,
    users_by_manufacturer,
)
from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter
from whosecameras.analysis.survey_shares import best_of_round, figures_of, headline_survey, shares
from whosecameras.charts.chart import Chart, LegendItem
from whosecameras.charts.marks import MARKS, PALETTES, Hatch, Mark, Mode, colour
from whosecameras.charts.plotly_template import template
from whosecameras.charts.shares import ShareLabel, share_exhibit
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Finding, Status
from whosecameras.text import sector_words, titles, wording
from whosecameras.text.requests import NEVER_ADDED

PLOTLY_PATTERN: dict[Hatch, str] = {"": "", "ne": "/", "nw": "\\", "cross": "x", "dots": "."}


@lru_cache(maxsize=8)
def by_sector(dataset: Dataset, mode: Mode = "light") -> Chart:
    """How common the cameras were in each sector, from the survey round of the headline."""
    survey = str(headline_survey(dataset)["survey"])
    rows = best_of_round(dataset, survey)
    share_of = shares(dataset)
    same = str(headline_survey(dataset)["vendor_scope"])
    order = sorted(
        rows.index,
        key=lambda at: (rows.at[at, "vendor_scope"] != same, -(share_of[str(rows.at[at, "id"])].shown or 0)),
    )
    rows = rows.loc[order]
    names = [sector_name(dataset, str(sector)) for sector in rows["sector"]]
    ranked = [scope == same for scope in rows["vendor_scope"]]
    labels = [
        ShareLabel(name)
        if alike
        else ShareLabel(
            name,
            (f"Another question: {wording.scope(str(scope))}",),
            f"{name}: another question ({wording.scope(str(scope))})",
        )
        for name, alike, scope in zip(names, ranked, rows["vendor_scope"], strict=True)
    ]
    asker = dataset.row("survey_rounds", survey)
    compared = [
        (name, share_of[str(key)].shown or 0)
        for name, alike, key in zip(names, ranked, rows["id"], strict=True)
        if alike
    ]
    return share_exhibit(
        dataset,
        rows,
        labels,
        mode,
        key="by-sector",
        title=_most_and_least([name for name, _ in compared], [share for _, share in compared], str(asker["period"])),
        subtitle=f"Percentage of public bodies that answered and said they used {wording.scope(same)} cameras. "
        f"{wording.INTERVAL_LINE} "
        f"{', '.join(str(asker[part]) for part in ('asker', 'period') if asker[part])}."
        + ("" if all(ranked) else " Where the question was different, the row says so and is not ranked."),
    )


def _most_and_least(labels: Sequence[str], values: Sequence[float], period: str = "") -> str:
    """The first and the last of falling values, with all names if several tie."""
    time = f" in {period}" if period else ""
    if not labels:
        return "No sector has a share of its own in this round"
    most = [label for label, value in zip(labels, values, strict=True) if value == values[0]]
    least = [label.lower() for label, value in zip(labels, values, strict=True) if value == values[-1]]
    leading = wording.listed([most[0], *(label.lower() for label in most[1:])], most=3)
    if len(most) == len(labels):
        alone = f"{leading}: the one sector with a share{time}"
        return f"{leading} said yes equally often{time}" if len(most) > 1 else alone
    return f"{leading} said yes most often{time}, {wording.listed(least, most=3)} least"


@lru_cache(maxsize=64)
def survey_figures(dataset: Dataset, sector: str, mode: Mode = "light") -> Chart:
    """Every survey share of one sector, newest first, preceded by our own rounds; never added up.

    Figures without numbers are only in the table.
    """
    rows = figures_of(dataset, sector=sector)
    share_of = shares(dataset)
    with_share = rows[rows["id"].map(lambda key: share_of[key].shown is not None).astype(bool)]
    with_share = with_share.drop_duplicates(
        ["survey", "geography", "vendor_scope", "using", "answered", "share_printed"]
    )
    rounds = dict(zip(dataset.survey_rounds["id"], dataset.survey_rounds["asker"], strict=True))
    own_rounds = as_surveys(dataset, sector)
    own = set(own_rounds["id"])
    with_share = pd.concat([own_rounds, with_share]) if own else with_share
    labels = [
        _survey_label(row, f"{'our own round, ' if row['id'] in own else ''}{rounds[row['survey']]}")
        for row in with_share.to_dict("records")
    ]
    return share_exhibit(
        dataset,
        with_share,
        labels,
        mode,
        key=f"surveys-{sector}",
        title=titles.survey_title(dataset, sector),
        subtitle=_rounds_counted(dataset, with_share),
        note=NEVER_ADDED if own else "",
    )


def _survey_label(row: dict[Hashable, Any], asker: str) -> ShareLabel:
    """Label of a survey figure: its place, then when, about which brands and by whom it was asked."""
    place, when, scope = str(row["geography"]), wording.date(row["as_of"]), wording.scope(row["vendor_scope"])
    beneath = (f"{wording.sentence_case(when)}, {scope}", wording.sentence_case(asker))
    return ShareLabel(place, beneath, f"{place}, {when}, {scope} ({asker})")


def _rounds_counted(dataset: Dataset, rows: pd.DataFrame) -> str:
    """How many survey rounds some figures come from."""
    rounds = list(dict.fromkeys(map(str, rows["survey"])))
    own = f"Each figure has its own base; none is averaged. {wording.INTERVAL_LINE}"
    if not rounds:
        return "We found no survey that gives a share for this sector."
    if len(rounds) == 1:
        name = dataset.row("survey_rounds", rounds[0])["name"]
        return f"{'All from' if len(rows) > 1 else 'From'} one round of asking: {name}. {own}"
    return f"From {wording.counted(len(rounds), 'round')} of asking, with different dates, brands or questions. {own}"


@lru_cache(maxsize=256)
def status_by_sector(dataset: Dataset, by: str, view: EvidenceFilter = ALL_EVIDENCE, mode: Mode = "light") -> Chart:
    """All bodies of the sectors with complete lists by status: by ``sector``, or councils by ``region``."""
    frame, complete = _public(dataset, view), whole_sectors(dataset)
    frame = frame[(frame["sector"] == "council") if by == "region" else frame["sector"].isin(complete)]
    frame = frame[frame["replaced_by"] == ""]
    crossed = _crossed(frame, by)
    if by == "sector":
        crossed = crossed.reindex(list(complete), fill_value=0)
        crossed[str(Status.UNKNOWN)] += [registered(dataset, (key,)) for key in complete]
    names = _group_names(dataset, by)
    counted = crossed.sum(axis=1) > 0  # no bodies, so there is no share to compute
    crossed = crossed.loc[[key for key in names if key in crossed.index and counted[key]]]
    labels = [names[str(key)] for key in crossed.index]
    total, blank = int(crossed.to_numpy().sum()), int(crossed[str(Status.UNKNOWN)].sum())
    kind = "councils" if by == "region" else "public bodies of the kinds that are listed whole"
    subtitle = (
        f"All {kind} on the register, by region and by what published sources say; bodies that were replaced are left "
        "out."
        if by == "region"
        else f"{wording.sentence_case(wording.listed([sector_words.in_a_sentence(label) for label in labels]))}, by "
        "what published sources say; bodies that were replaced are left out. " + _editions(dataset, complete)
    )
    return _status_bars(
        dataset,
        frame["id"],
        crossed,
        labels,
        mode,
        view,
        shares_of_row=True,
        key=f"statuses-by-{by}",
        title=f"We found nothing published about {wording.number(blank)} of {wording.number(total)} {kind}"
        + wording.by_then(dataset, view),
        subtitle=f"{subtitle} {wording.view(dataset, view)}",
    )


def _editions(dataset: Dataset, sectors: Sequence[str]) -> str:
    """The dates of some sectors' lists, in one sentence."""
    phrases = [
        f"{sector_words.in_a_sentence(sector_name(dataset, sector))}, {dates}"
        for sector in sectors
        if (dates := sector_words.dates_of(dataset, sector))
    ]
    return f"The lists: {'; '.join(phrases)}." if phrases else ""


@lru_cache(maxsize=256)
def named_bodies_by_sector(dataset: Dataset, view: EvidenceFilter = ALL_EVIDENCE, mode: Mode = "light") -> Chart:
    """Bodies of the other sectors that a source names: counts but no shares, since their lists are incomplete."""
    frame = _public(dataset, view)
    silent = (str(Status.UNKNOWN), str(Status.GROUP_ONLY))
    frame = frame[~frame["sector"].isin(whole_sectors(dataset)) & ~frame["status"].isin(silent)]
    crossed = _crossed(frame, "sector")
    names = _group_names(dataset, "sector")
    crossed = crossed.loc[[key for key in names if key in crossed.index]]
    using = int(crossed[str(Status.USING)].sum()) if len(crossed) else 0
    return _status_bars(
        dataset,
        frame["id"],
        crossed,
        [names[str(key)] for key in crossed.index],
        mode,
        view,
        shares_of_row=False,
        key="named-only",
        title=f"In other sectors sources name {wording.numbered(len(frame), 'public body', 'public bodies')}, "
        f"{wording.number(using) if using else 'none'} as using the cameras{wording.by_then(dataset, view)}",
        subtitle="Public bodies in other sectors that are named in a source. We do not have a full list of these, so "
        f"we give numbers, not percentages. {wording.view(dataset, view)}",
        note=_unnamed(dataset, view),
    )


def _unnamed(dataset: Dataset, view: EvidenceFilter) -> str:
    """How many bodies of the other sectors nothing is known about, by kind."""
    counts = tallies(dataset, "sector", view)
    rows = text_rows(dataset.sectors.sort_values("order"))
    rest = [row for row in rows if row["id"] not in whole_sectors(dataset) and editions(dataset, row["id"])]
    phrases = [
        wording.numbered(number, *map(sector_words.in_a_sentence, (row["name"], row["plural"])))
        for row in rest
        if row["id"] in counts and (number := counts[row["id"]].unknown)
    ]
    return f"On our lists we found nothing published about {wording.listed(phrases)}." if phrases else ""


def _public(dataset: Dataset, view: EvidenceFilter) -> pd.DataFrame:
    """The public bodies that count towards figures, with their status."""
    frame = status.table(dataset, view)
    return frame[frame["id"].isin(counted_bodies(dataset)["id"])]


def _crossed(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    crossed = pd.crosstab(frame[by], frame["status"])
    return crossed.reindex(columns=[str(name) for name in Status], fill_value=0)


def _status_bars(
    dataset: Dataset,
    bodies: Iterable[str],
    crossed: pd.DataFrame,
    labels: list[str],
    mode: Mode,
    view: EvidenceFilter,
    *,
    shares_of_row: bool,
    key: str,
    title: str,
    subtitle: str,
    note: str = "",
) -> Chart:
    """A bar for each row of ``crossed`` (``bodies`` counted by status), of equal length or as long as its count."""
    totals = crossed.sum(axis=1)
    palette = PALETTES[mode]
    rows = [escape(label) for label in labels]  # plotly parses tags in categories too
    figure = go.Figure()
    for name in Status:
        values = crossed[str(name)]
        if not values.any():
            continue
        mark = MARKS[name]
        figure.add_bar(
            y=rows,
            x=values / totals * 100 if shares_of_row else values,
            orientation="h",
            text=[wording.number(value) if value else "" for value in values],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 12, "color": text_colour_on(mode, mark.fill)},
            marker=bar_marker(mode, mark),
            hovertext=[
                f"<b>{escape(label)}</b><br>{name}: {wording.number(value)} of {wording.number(total)}"
                for label, value, total in zip(labels, values, totals, strict=True)
            ],
            hoverinfo="text",
        )
    height = 40 + 46 * max(len(labels), 1)
    widest = 100.0 if shares_of_row else float(totals.max() if len(totals) else 1)
    figure.update_layout(
        template=template(mode),
        barmode="stack",
        bargap=0.52,
        height=height,
        margin={"l": 4, "r": 4, "t": 4, "b": 16},
        xaxis={"visible": False, "range": [0, widest * 1.005]},
        yaxis={"autorange": "reversed", "visible": False},
        uniformtext={"minsize": 11, "mode": "hide"},
        annotations=[
            {
                "x": 0, "y": row, "yshift": 19, "text": f"{row} <b>{wording.number(total)}</b>", "showarrow": False,
                "xanchor": "left", "font": {"size": 13, "color": palette.ink},
            }
            for row, total in zip(rows, totals, strict=True)
        ],
    )  # fmt: skip
    table = crossed.assign(Total=totals)
    table.insert(0, "Group", labels)
    return Chart(
        id=key,
        title=title,
        subtitle=subtitle,
        figure=figure,
        alt="Bars of bodies by status. "
        + "; ".join(
            f"{label}: " + ", ".join(f"{str(name).lower()} {value}" for name, value in row.items() if value)
            for label, (_, row) in zip(labels, crossed.iterrows(), strict=True)
        )
        + ".",
        table=table.reset_index(drop=True),
        sources=deciding_sources(dataset, bodies, view),
        legend=tuple(
            LegendItem(str(name), str(name), int(crossed[str(name)].sum()))
            for name in Status
            if crossed[str(name)].any()
        ),
        note=note,
        height=height,
        wide=figure,
    )


def bar_marker(mode: Mode, mark: Mark) -> dict[str, Any]:
    """Plotly's marker for the part of a bar that shows a status: fill, outline and pattern."""
    return {
        "color": colour(mode, mark.fill),
        "line": {"color": colour(mode, mark.line), "width": 1},
        "pattern": {
            "shape": PLOTLY_PATTERN[mark.hatch],
            "fgcolor": colour(mode, mark.line),
            "bgcolor": colour(mode, mark.fill),
            "size": 6,
            "solidity": 0.25,
        },
    }


def text_colour_on(mode: Mode, fill: str) -> str:
    """The text colour that is legible on a fill."""
    dark_fills = {"using", "not_using"} if mode == "light" else set()
    light_ink = "#ffffff" if fill in dark_fills else PALETTES["light"].ink
    return light_ink if mode == "light" or fill in {"using", "not_using"} else PALETTES["dark"].ink


def _group_names(dataset: Dataset, by: str) -> dict[str, str]:
    if by == "sector":
        rows = dataset.sectors.sort_values("order")
        return dict(zip(rows["id"], rows["plural"], strict=True))
    rows = dataset.regions.sort_values("order")
    return {**dict(zip(rows["code"], rows["name"], strict=True)), "": "UK-wide bodies"}


@lru_cache(maxsize=8)
def manufacturers_by_sector(dataset: Dataset, mode: Mode = "light") -> Chart:
    """The brand that bodies named as using either are named with, by sector."""
    users, brands = users_by_manufacturer(dataset), wording.manufacturers(dataset)
    headings = [*brands.values(), "Brand not named"]
    frame = users.rename(columns={**brands, "sector": "Sector", "not_said": "Brand not named", "bodies": "Bodies"})
    frame["Sector"] = [sector_name(dataset, str(sector)) for sector in frame["Sector"]]
    height, figure = _dots_of_brands(frame, headings, mode)
    most, times = most_named_manufacturers(users)
    uses = dataset.findings[dataset.findings["finding"] == Finding.USES]
    return Chart(
        id="makers-by-sector",
        title=f"{wording.listed([brands[one] for one in most])} {'is' if len(most) == 1 else 'are each'} named for "
        f"{wording.number(times)} of "
        f"{wording.numbered(int(frame['Bodies'].sum()), 'body', 'bodies')} with a report of use",
        subtitle="Public bodies that a source names as users, by the brand that a source names; one body can count for "
        "both. Use reported at any time, whatever is known since.",
        figure=figure,
        alt="Dots of bodies named, by sector and brand: "
        + "; ".join(
            f"{row['Sector']}: " + ", ".join(f"{name} {row[name]}" for name in headings)
            for row in frame.to_dict("records")
        )
        + ".",
        table=frame,
        sources=tuple(sorted(set(uses["source"]))),
        note=_brand_asked_about_alone(dataset),
        height=height,
        wide=figure,
    )


def _brand_asked_about_alone(dataset: Dataset) -> str:
    """The brand that most rounds asked about on its own, if that can explain part of the gap between the brands."""
    alone, rounds = rounds_on_one_manufacturer(dataset)
    brand = max(alone, key=lambda one: alone[one])
    if not alone[brand] or list(alone.values()).count(alone[brand]) > 1:
        return ""
    return (
        f"{wording.sentence_case(wording.counted(alone[brand], 'survey round'))} of {wording.number(rounds)} "
        "asked about "
        f"{wording.manufacturer(dataset, brand)} alone, so a part of the gap between the brands may be one of asking."
    )


def _dots_of_brands(frame: pd.DataFrame, brands: list[str], mode: Mode) -> tuple[int, go.Figure]:
    """Under each sector one line for each brand named there, with a dot at the number; and the height in pixels.

    Brands have symbols instead of colours: colours belong to statuses.
    """
    symbols = ("circle", "diamond", "square", "cross", "triangle-up")
    palette = PALETTES[mode]
    spots: dict[str, list[tuple[int, float]]] = {brand: [] for brand in brands}
    line, heads = 0.0, []
    for row in frame.to_dict("records"):
        heads.append((line, str(row["Sector"]), int(row["Bodies"])))
        for brand in brands:
            if row[brand]:
                line += 1
                spots[brand].append((int(row[brand]), line))
        line += 1.6
    figure = go.Figure()
    for place, (brand, at) in enumerate(spots.items()):
        unsaid = brand == brands[-1]
        figure.add_scatter(
            x=[number for number, _ in at],
            y=[where for _, where in at],
            mode="markers+text",
            name=escape(brand),
            text=[
                f"  <b>{wording.number(number)}</b> {escape(brand.lower() if unsaid else brand)}" for number, _ in at
            ],
            textposition="middle right",
            textfont={"size": 12, "color": palette.ink},
            marker={
                "symbol": "circle-open" if unsaid else symbols[place % len(symbols)],
                "size": 11,
                "color": palette.muted if unsaid else palette.ink,
                "line": {"width": 2 if unsaid else 0},
            },
            hoverinfo="skip",
        )
    most = max((number for at in spots.values() for number, _ in at), default=1)
    height = round(36 + 18 * line)
    figure.update_layout(
        template=template(mode),
        height=height,
        showlegend=False,
        margin={"l": 4, "r": 4, "t": 24, "b": 4},
        xaxis={"range": [-0.02 * most, 1.5 * most], "side": "top", "automargin": False},
        yaxis={"range": [line - 0.6, -0.8], "visible": False},
        annotations=[
            {
                "x": 0, "y": y, "text": f"{escape(sector)} <b>{wording.number(bodies)}</b>", "showarrow": False,
                "xanchor": "left", "font": {"size": 13, "color": palette.ink},
            }
            for y, sector, bodies in heads
        ],
    )  # fmt: skip
    return height, figure
