"""Shares from surveys: by sector, side by side where they disagree, with the range that chance alone allows."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import accumulate
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis.headline import headline_row
from whosecameras.analysis.status import EvidenceFilter
from whosecameras.analysis.survey_shares import Share, shares
from whosecameras.charts.chart import Chart
from whosecameras.charts.marks import PALETTES, Mode, template
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import SURVEY_SECTORS, VENDOR_UNSPECIFIED
from whosecameras.text import wording

ROW_HEIGHT, LINE = 52, 18  # pixels: of a row with a label of one line, of each further line
LABEL = 44  # characters: what a phone shows in one line
NO_REASON = "No source says why they differ."


def figures_of(
    dataset: Dataset, *, sector: str = "", survey: str = "", geography: str = "", scope: str = ""
) -> pd.DataFrame:
    """Rows of ``surveys`` on use in the UK that hold a share or a count, filtered, newest first."""
    frame = dataset.surveys
    keep = (frame["measure"] == "uses") & (frame["country"] == "GB")
    for column, value in (("sector", sector), ("survey", survey), ("geography", geography), ("vendor_scope", scope)):
        if value:
            keep &= frame[column] == value
    return frame[keep].sort_values(["as_of", "id"], ascending=[False, True])


def headline_survey(dataset: Dataset) -> pd.Series:
    """The row of ``surveys`` that the front page leads with (see ``summary.headline_row``); ``LookupError`` if none."""
    row = headline_row(dataset)
    if row is None:
        raise LookupError("surveys.csv holds no figure on all public bodies with counts")
    return row


def best_of_round(dataset: Dataset, survey: str) -> pd.DataFrame:
    """One row of ``surveys`` for each sector of a round: the one that says most of its base, UK or England wide.

    Preferred in this order: counts and base, share and base; either make before others; whole UK before parts;
    the best grade of source; the id.
    """
    rows = figures_of(dataset, survey=survey)
    rows = rows[(rows["sector"] != "all_public") & rows["answered"].notna()]
    grades = dict(zip(dataset.sources["id"], dataset.sources["grade"], strict=True))
    rank = pd.DataFrame(
        {
            "whole": rows["geography"] != "UK",
            "either": rows["vendor_scope"] != "either",
            "counts": rows["using"].isna(),
            "grade": rows["source"].map(grades),
            "id": rows["id"],
        },
        index=rows.index,
    ).sort_values(["whole", "either", "counts", "grade", "id"])
    return rows.loc[rank.index].drop_duplicates("sector")


def fitting(dataset: Dataset, sector: str, view: EvidenceFilter) -> pd.Series | None:
    """The survey figure on a sector that best fits a view: on its make, from a source that it counts; ``None`` if none.

    Only a figure that says how many answered, on the whole UK or on several places of it. Preferred in this order:
    whole UK before parts; the round that the front page leads with; counts before a printed share; the best grade of
    source; the newest; the id.
    """
    sources = dataset.sources.set_index("id")
    rows = figures_of(dataset, sector=sector, scope=view.vendor or VENDOR_UNSPECIFIED)
    rows = rows[rows["answered"].notna() & (rows["using"].notna() | rows["share_printed"].notna())]
    rows = rows[~rows["geography"].isin(dataset.regions["name"])]
    rows = rows.assign(grade=rows["source"].map(sources["grade"]))
    rows = rows[rows["grade"].isin(view.grades)]
    if view.year is not None:
        published, read = (rows["source"].map(sources[column]) for column in ("published", "accessed"))
        rows = rows[published.where(published != "", read).str[:4].astype(str) <= f"{view.year:04d}"]
    if rows.empty:
        return None
    leading = headline_row(dataset)
    ranked = rows.assign(
        part=rows["geography"] != "UK",
        other=rows["survey"] != (leading["survey"] if leading is not None else ""),
        uncounted=rows["using"].isna(),
    ).sort_values(["as_of"], ascending=False, kind="stable")
    return ranked.sort_values(["part", "other", "uncounted", "grade"], kind="stable").iloc[0]


def sector_name(dataset: Dataset, sector: str) -> str:
    """The plural of a sector as a reader knows it; ``all_public`` gives ``All public bodies asked``."""
    if sector == "all_public":
        return "All public bodies asked"
    return str(dataset.row("sectors", sector)["plural"])


def sector_names(dataset: Dataset) -> dict[str, str]:
    """The sectors that any survey has a figure for, in order, by their names: ``{sector: name}``."""
    return {one: sector_name(dataset, one) for one in SURVEY_SECTORS if len(figures_of(dataset, sector=one))}


def share_rows(dataset: Dataset, rows: pd.DataFrame, labels: Sequence[str]) -> pd.DataFrame:
    """The table behind a chart of shares: what is drawn, as a reader sees it, one row for each survey figure."""
    known = shares(dataset)
    found = [known[str(key)] for key in rows["id"]]
    sources = dict(zip(dataset.sources["id"], dataset.sources["publisher"], strict=True))
    return pd.DataFrame(
        {
            "Who": list(labels),
            "Said yes": [wording.fraction(one) for one in found],
            "Share printed": [wording.printed_percent(one.printed) if one.printed is not None else "" for one in found],
            "Share counted": [wording.percent(one.computed, 1) if one.computed is not None else "" for one in found],
            "95% range": [_range(one) for one in found],
            "Asked": [wording.number(one.asked) if one.asked is not None else "not said" for one in found],
            "If all the silent did not / did": [_bounds(one) for one in found],
            "Makes": [wording.scope(str(scope)) for scope in rows["vendor_scope"]],
            "As of": [wording.date(str(as_of)) for as_of in rows["as_of"]],
            "Source": [sources[str(source)] for source in rows["source"]],
            "Note": list(rows["note"]),
            "id": list(rows["id"]),
        }
    )


def _range(share: Share) -> str:
    return f"{wording.percent(share.chance.low)} to {wording.percent(share.chance.high)}" if share.chance else ""


def _bounds(share: Share) -> str:
    return f"{wording.percent(share.silence.low)} to {wording.percent(share.silence.high)}" if share.silence else ""


def _wrapped(label: str) -> list[str]:
    if len(label) <= LABEL:
        return [label]
    said, bracket, who = label.rpartition(" (")
    return wrap(said, LABEL) + wrap(bracket.strip() + who, LABEL)


def _height(labels: Sequence[str]) -> int:
    """Pixels that a picture with these rows takes."""
    return 34 + sum(_row(label) for label in labels) if labels else 34 + ROW_HEIGHT


def _row(label: str) -> int:
    return ROW_HEIGHT + LINE * (len(_wrapped(label)) - 1)


def _dots(found: Sequence[Share], labels: Sequence[str], hover: Sequence[str], mode: Mode, height: int) -> go.Figure:
    """One row for each share: bounds as a thin line, chance as a band, the share as a dot, n of N written out.

    Up and down counts in pixels: a label that needs two lines on a phone makes its row taller.
    """
    palette = PALETTES[mode]
    figure = go.Figure()
    heads = [0, *accumulate(_row(label) for label in labels)]
    ys = [head + _row(label) - 23 for head, label in zip(heads, labels, strict=False)]
    for y, one in zip(ys, found, strict=True):
        if one.silence:
            figure.add_scatter(
                x=[one.silence.low * 100, one.silence.high * 100],
                y=[y, y],
                mode="lines",
                line={"color": palette.muted, "width": 1.2, "dash": "dot"},
                hoverinfo="skip",
            )
        if one.chance:
            figure.add_scatter(
                x=[one.chance.low * 100, one.chance.high * 100],
                y=[y, y],
                mode="lines",
                line={"color": palette.using_tint, "width": 9},
                hoverinfo="skip",
            )
    drawn = [(y, one, text) for y, one, text in zip(ys, found, hover, strict=True) if one.shown is not None]
    figure.add_scatter(
        x=[(one.shown or 0) * 100 for _, one, _ in drawn],
        y=[y for y, _, _ in drawn],
        mode="markers",
        marker={"color": palette.using, "size": 12, "line": {"color": palette.ground, "width": 1}},
        text=[text for _, _, text in drawn],
        hovertemplate="%{text}<extra></extra>",
    )
    for head, y, one, name in zip(heads, ys, found, labels, strict=False):
        figure.add_annotation(
            x=0, y=head, xref="x", yref="y", text="<br>".join(map(escape, _wrapped(name))), showarrow=False,
            xanchor="left", yanchor="top", align="left", font={"size": 14, "color": palette.ink},
        )  # fmt: skip
        figure.add_annotation(
            x=1, y=y, xref="paper", yref="y", yshift=-7, text=_figure_text(one, palette.ink), showarrow=False,
            xanchor="right", align="right", font={"size": 13, "color": palette.muted},
        )  # fmt: skip
    figure.update_layout(
        template=template(mode),
        height=height,
        margin={"l": 12, "r": 4, "t": 24, "b": 4},
        xaxis={
            "range": [-1, 101],
            "domain": [0, 0.7],
            "tickvals": [0, 25, 50, 75, 100],
            "ticktext": ["0%", "25%", "50%", "75%", "100%"],
            "side": "top",
        },
        yaxis={"range": [height - 28, 0], "visible": False},
    )
    return figure


def _figure_text(share: Share, ink: str) -> str:
    """The share in bold and what it is a share of under it, for the right-hand end of a row."""
    if share.shown is None:
        return f'<b style="color:{ink}">{wording.fraction(share)}</b>'
    if share.using is not None and share.answered:
        head, base = wording.percent(share.shown), wording.fraction(share)
    else:
        head = wording.printed_percent(share.shown)
        base = f"of {wording.number(share.answered)}" if share.answered else "base not said"
    return f'<span style="font-size:15px;color:{ink}"><b>{head}</b></span><br>{base}'


def share_exhibit(
    dataset: Dataset, rows: pd.DataFrame, labels: Sequence[str], mode: Mode, *, key: str, title: str, subtitle: str,
    note: str = "",
) -> Chart:  # fmt: skip
    """An exhibit of survey shares; ``labels`` name the rows. An empty ``rows`` gives an empty chart and says so."""
    known = shares(dataset)
    found = [known[str(row)] for row in rows["id"]]
    table = share_rows(dataset, rows, labels)
    hover = [
        f"<b>{escape(str(row['Who']))}</b><br>{row['Said yes']}<br>{escape(str(row['Source']))}, {row['As of']}"
        for _, row in table.iterrows()
    ]
    height = _height(labels)
    described = "; ".join(
        f"{row['Who']}: {row['Said yes']}" + (f", 95% range {row['95% range']}" if row["95% range"] else "")
        for _, row in table.iterrows()
    )
    return Chart(
        id=key,
        title=title,
        subtitle=subtitle,
        figure=_dots(found, labels, hover, mode, height),
        alt=f"Chart of survey shares. {described or 'No figure matches'}.",
        table=table,
        sources=tuple(dict.fromkeys(map(str, rows["source"]))),
        note=f"{wording.NOT_RANDOM} {note}".strip(),
        height=height,
    )
