"""Exhibits by sector: how common (surveys), where we know (named findings), and which make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis import status
from whosecameras.analysis.deciding import deciding_sources
from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter
from whosecameras.analysis.survey_shares import shares
from whosecameras.charts.chart import Chart, LegendItem
from whosecameras.charts.marks import MARKS, PALETTES, Hatch, Mode, colour, template
from whosecameras.charts.shares import best_of_round, figures_of, headline_survey, sector_name, share_exhibit
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import SPEAKS_OF, VENDOR_UNSPECIFIED, WHOLE_SECTORS, Finding, Status
from whosecameras.text import wording

#: How a note says that another figure differs.
DIFFERS = "No source says why|differ|while|where other|instead"
PLOTLY_PATTERN: dict[Hatch, str] = {"": "", "ne": "/", "nw": "\\", "cross": "x", "dots": "."}


@lru_cache(maxsize=8)
def by_sector(dataset: Dataset, mode: Mode = "light") -> Chart:
    """How common, sector by sector, in the round that the headline comes from."""
    survey = str(headline_survey(dataset)["survey"])
    rows = best_of_round(dataset, survey)
    known = shares(dataset)
    order = sorted(rows.index, key=lambda at: -(known[str(rows.at[at, "id"])].shown or 0))
    rows = rows.loc[order]
    labels = [sector_name(dataset, str(sector)) for sector in rows["sector"]]
    asker = dataset.row("survey_rounds", survey)
    return share_exhibit(
        dataset,
        rows,
        labels,
        mode,
        key="by-sector",
        title=_most_and_least(labels, [known[str(key)].shown or 0 for key in rows["id"]]),
        subtitle="Share of those who answered that use the make, with the range that chance alone would allow. "
        f"{', '.join(str(asker[part]) for part in ('asker', 'period') if asker[part])}.",
    )


def _most_and_least(labels: Sequence[str], values: Sequence[float]) -> str:
    """Who leads and who comes last by falling values, all of them where several share a place."""
    if not labels:
        return "No sector has a share of its own in this round"
    most = [label for label, value in zip(labels, values, strict=True) if value == values[0]]
    least = [label.lower() for label, value in zip(labels, values, strict=True) if value == values[-1]]
    leading = wording.listed([most[0], *(label.lower() for label in most[1:])], most=3)
    if len(most) == len(labels):
        return f"{leading} say yes equally often" if len(most) > 1 else f"{leading}: the one sector with a share"
    return f"{leading} say yes most often, {wording.listed(least, most=3)} least"


@lru_cache(maxsize=64)
def survey_figures(dataset: Dataset, sector: str, mode: Mode = "light") -> Chart:
    """Every survey share of one sector, side by side, newest first; figures without any number are in the table."""
    rows = figures_of(dataset, sector=sector)
    known = shares(dataset)
    drawn = rows[rows["id"].map(lambda key: known[key].shown is not None).astype(bool)]
    drawn = drawn.drop_duplicates(["survey", "geography", "vendor_scope", "using", "answered", "share_printed"])
    rounds = dict(zip(dataset.survey_rounds["id"], dataset.survey_rounds["asker"], strict=True))
    labels = [
        f"{row['geography']}, {wording.date(row['as_of'])}, {wording.scope(row['vendor_scope'])} "
        f"({rounds[row['survey']]})"
        for row in drawn.to_dict("records")
    ]
    name = sector_name(dataset, sector)
    shown = [known[str(key)].shown or 0 for key in drawn["id"]]
    spread = f", from {wording.percent(min(shown))} to {wording.percent(max(shown))}" if len(shown) > 1 else ""
    return share_exhibit(
        dataset,
        drawn,
        labels,
        mode,
        key=f"surveys-{sector}",
        title=f"{name}: {wording.counted(len(drawn), 'published share')}{spread}",
        subtitle=_whose(dataset, drawn),
    )


def _whose(dataset: Dataset, rows: pd.DataFrame) -> str:
    """Of how many rounds of asking some survey figures are."""
    rounds = list(dict.fromkeys(map(str, rows["survey"])))
    own = "Each figure has its own base; none is averaged."
    if len(rounds) == 1:
        name = dataset.row("survey_rounds", rounds[0])["name"]
        return f"{'All from' if len(rows) > 1 else 'From'} one round of asking: {name}. {own}"
    return f"From {wording.counted(len(rounds), 'round')} of asking, with different dates, makes or questions. {own}"


def disagreements(dataset: Dataset, sector: str = "") -> pd.DataFrame:
    """Survey figures whose note says that another figure differs: one row each, as a reader sees it.

    Columns: ``Sector``, ``Who asked``, ``Said yes``, ``As of``, ``Source``, ``What differs, and why``, ``id``,
    ``source`` (its id).
    """
    rows = figures_of(dataset, sector=sector)
    known = shares(dataset)
    has_figure = rows["id"].map(lambda key: known[key].shown is not None or known[key].using is not None)
    rows = rows[rows["note"].str.contains(DIFFERS, case=False, regex=True) & has_figure]
    rounds = dict(zip(dataset.survey_rounds["id"], dataset.survey_rounds["asker"], strict=True))
    publishers = dict(zip(dataset.sources["id"], dataset.sources["publisher"], strict=True))
    return pd.DataFrame(
        {
            "Sector": [sector_name(dataset, str(one)) for one in rows["sector"]],
            "Who asked": [rounds[str(one)] for one in rows["survey"]],
            "Said yes": [wording.fraction(known[str(key)]) for key in rows["id"]],
            "As of": [wording.date(str(one)) for one in rows["as_of"]],
            "Source": [publishers[str(one)] for one in rows["source"]],
            "What differs, and why": list(rows["note"]),
            "id": list(rows["id"]),
            "source": list(rows["source"]),
        }
    )


@lru_cache(maxsize=256)
def status_by_sector(dataset: Dataset, by: str, view: EvidenceFilter = ALL_EVIDENCE, mode: Mode = "light") -> Chart:
    """Every body of the sectors whose register is whole, by status: by ``sector``, or councils by ``region``."""
    frame = status.table(dataset, view)
    frame = frame[(frame["sector"] == "council") if by == "region" else frame["sector"].isin(WHOLE_SECTORS)]
    frame = frame[frame["replaced_by"] == ""]
    crossed = _crossed(frame, by)
    names = _group_names(dataset, by)
    crossed = crossed.loc[[key for key in names if key in crossed.index]]
    labels = [names[str(key)] for key in crossed.index]
    total, blank = int(crossed.to_numpy().sum()), int(crossed[str(Status.UNKNOWN)].sum())
    what = "councils" if by == "region" else "councils and police forces"
    return _status_bars(
        dataset,
        frame["id"],
        crossed,
        labels,
        mode,
        view,
        shares_of_row=True,
        key=f"statuses-by-{by}",
        title=f"Nothing public is known of {wording.number(blank)} of {wording.number(total)} {what}"
        + wording.by_then(dataset, view),
        subtitle=f"All {what} of the register, by {by} and by what public sources say; bodies that were replaced are "
        f"left out. {wording.view(dataset, view)}",
    )


@lru_cache(maxsize=256)
def named_bodies_by_sector(dataset: Dataset, view: EvidenceFilter = ALL_EVIDENCE, mode: Mode = "light") -> Chart:
    """Bodies of the other sectors, of which the record holds only those that a source names: counts, no shares."""
    frame = status.table(dataset, view)
    frame = frame[~frame["sector"].isin(WHOLE_SECTORS) & (frame["status"] != str(Status.UNKNOWN))]
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
        title=f"Of other sectors {wording.numbered(len(frame), 'body is', 'bodies are')} named, "
        f"{wording.number(using)} of them as using{wording.by_then(dataset, view)}",
        subtitle="Bodies of other sectors that a source names, counted. The register does not list all of them, so "
        f"these are counts and never shares. {wording.view(dataset, view)}",
    )


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
) -> Chart:
    """One bar for each row of ``crossed`` (``bodies`` counted by status), of equal length or as long as its count."""
    totals = crossed.sum(axis=1)
    palette = PALETTES[mode]
    rows = [escape(label) for label in labels]  # plotly reads tags in categories too
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
            marker={
                "color": colour(mode, mark.fill),
                "line": {"color": colour(mode, mark.line), "width": 1},
                "pattern": {
                    "shape": PLOTLY_PATTERN[mark.hatch],
                    "fgcolor": colour(mode, mark.line),
                    "bgcolor": colour(mode, mark.fill),
                    "size": 6,
                    "solidity": 0.25,
                },
            },
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
    )
    for row, total in zip(rows, totals, strict=True):
        figure.add_annotation(
            x=0, y=row, yshift=19, text=f"{row} <b>{wording.number(total)}</b>", showarrow=False,
            xanchor="left", font={"size": 13, "color": palette.ink},
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
        height=height,
    )


def text_colour_on(mode: Mode, fill: str) -> str:
    """The ink that can be read on a fill."""
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
    """Which make the bodies named as using either are named with, by sector."""
    uses = dataset.findings[dataset.findings["finding"] == Finding.USES]
    sector_of = dict(zip(dataset.bodies["id"], dataset.bodies["sector"], strict=True))
    makes = wording.manufacturers(dataset)
    rows = []
    for sector in dataset.sectors.sort_values("order").to_dict("records"):
        in_sector = uses[uses["body"].map(sector_of) == sector["id"]]
        row: dict[str, object] = {"Sector": sector["plural"]}
        for make, name in makes.items():
            row[name] = in_sector.loc[in_sector["vendor"].isin(SPEAKS_OF[make]), "body"].nunique()
        named = set(in_sector.loc[in_sector["vendor"] != VENDOR_UNSPECIFIED, "body"])
        unnamed = set(in_sector.loc[in_sector["vendor"] == VENDOR_UNSPECIFIED, "body"]) - named
        row["Make not said"] = len(unnamed)
        row["Bodies"] = in_sector["body"].nunique()
        if row["Bodies"]:
            rows.append(row)
    frame = pd.DataFrame(rows, columns=["Sector", *makes.values(), "Make not said", "Bodies"])
    height, figure = _dots_of_makes(frame, [*makes.values(), "Make not said"], mode)
    totals = {name: int(frame[name].sum()) for name in [*makes.values(), "Make not said"]}
    most, times = most_named_sector(dataset, frame)
    return Chart(
        id="makers-by-sector",
        title=f"{wording.listed(most)} {'is' if len(most) == 1 else 'are each'} named for {wording.number(times)} of "
        f"{wording.numbered(int(frame['Bodies'].sum()), 'body', 'bodies')} with a report of use",
        subtitle="Bodies with at least one finding of use, by the make that a source names; one body can count for "
        "both. Use reported at any time, whatever is known since.",
        figure=figure,
        alt="Dots of bodies named, by sector and make: "
        + "; ".join(f"{row['Sector']}: " + ", ".join(f"{n} {row[n]}" for n in totals) for row in rows)
        + ".",
        table=frame,
        sources=tuple(sorted(set(uses["source"]))),
        note=_asked_alone(dataset),
        height=height,
    )


def _asked_alone(dataset: Dataset) -> str:
    """Which make the most rounds asked about alone, where that can explain a part of the gap between the makes."""
    rows = dataset.surveys[dataset.surveys["country"] == "GB"]
    scopes = {one: set(these) for one, these in rows.groupby("survey")["vendor_scope"]}
    alone = {make: sum(found == {make} for found in scopes.values()) for make in wording.manufacturers(dataset)}
    make = max(alone, key=lambda one: alone[one])
    if not alone[make] or list(alone.values()).count(alone[make]) > 1:
        return ""
    return (
        f"{wording.sentence_case(wording.counted(alone[make], 'survey round'))} of {wording.number(len(scopes))} "
        "asked about "
        f"{wording.manufacturer(dataset, make)} alone, so a part of the gap between the makes may be one of asking."
    )


def most_named_sector(dataset: Dataset, table: pd.DataFrame) -> tuple[list[str], int]:
    """The make that most bodies of the table of ``manufacturers_by_sector`` are named with, or all that tie, and "
    "how many."""
    totals = {name: int(table[name].sum()) for name in wording.manufacturers(dataset).values()}
    times = max(totals.values())
    return [name for name, total in totals.items() if total == times], times


def _dots_of_makes(frame: pd.DataFrame, makes: list[str], mode: Mode) -> tuple[int, go.Figure]:
    """Under each sector one line for each make that is named there, its dot at the number; the height in pixels.

    Makes have symbols and no colour of their own: colours belong to statuses.
    """
    symbols = ("circle", "diamond", "square", "cross", "triangle-up")
    palette = PALETTES[mode]
    spots: dict[str, list[tuple[int, float]]] = {make: [] for make in makes}
    line, heads = 0.0, []
    for row in frame.to_dict("records"):
        heads.append((line, str(row["Sector"]), int(row["Bodies"])))
        for make in makes:
            if row[make]:
                line += 1
                spots[make].append((int(row[make]), line))
        line += 1.6
    figure = go.Figure()
    for place, (make, at) in enumerate(spots.items()):
        unsaid = make == makes[-1]
        figure.add_scatter(
            x=[number for number, _ in at],
            y=[where for _, where in at],
            mode="markers+text",
            name=escape(make),
            text=[f"  <b>{wording.number(number)}</b> {escape(make.lower() if unsaid else make)}" for number, _ in at],
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
        xaxis={"range": [-0.02 * most, 1.35 * most], "side": "top", "automargin": False},
        yaxis={"range": [line - 0.6, -0.8], "visible": False},
    )
    for where, sector, bodies in heads:
        figure.add_annotation(
            x=0, y=where, text=f"{escape(sector)} <b>{wording.number(bodies)}</b>", showarrow=False,
            xanchor="left", font={"size": 13, "color": palette.ink},
        )  # fmt: skip
    return height, figure


def bodies_with_evidence(dataset: Dataset, sector: str, view: EvidenceFilter = ALL_EVIDENCE) -> pd.DataFrame:
    """Bodies of a sector (``all_public``: of all) that a finding in view names: ``Body, Status, Makes, Since, Flags,
    Place, Link, id``; ``Link`` is the body's own view in the explorer.
    """
    frame, known = status.table(dataset, view), status.body_statuses(dataset, view)
    seen = set(status.findings_in(dataset, view)["body"])
    frame = frame[frame["id"].isin(seen)]
    if sector != "all_public":
        frame = frame[frame["sector"] == sector]
    regions = {**dict(zip(dataset.regions["code"], dataset.regions["name"], strict=True)), "": "UK-wide"}
    order = {str(name): place for place, name in enumerate(Status)}
    frame = frame.sort_values(["status", "name"], key=lambda c: c.map(order) if c.name == "status" else c)
    return pd.DataFrame(
        {
            "Body": list(frame["name"]),
            "Status": list(frame["status"]),
            "Makes": [wording.manufacturers_of(dataset, one.split("; ")) if one else "" for one in frame["vendors"]],
            "Since": [wording.since(known[one]) for one in frame["id"]],
            "Flags": list(frame["flags"]),
            "Place": [regions[str(one)] for one in frame["region"]],
            "Link": [f"find?body={one}" for one in frame["id"]],
            "id": list(frame["id"]),
        }
    )
