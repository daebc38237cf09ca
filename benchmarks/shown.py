"""What every compared page shows: the same map, three charts, table and choices, the usual way and with kept figures.

The usual way: the record is read once; figures are made with plotly express in each run, with the shapes inside.
Kept: the explorer's own figures, made once for each manufacturer, with the shapes at an address.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.express as px
import plotly.graph_objects as go

from scripts.serving import ROOT
from whosecameras.analysis.status import EvidenceFilter, table
from whosecameras.charts import maps, sectors, timeline
from whosecameras.charts.chart import Chart
from whosecameras.publishing import active_dataset
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import tables, wording

TITLE = "What published sources say about each council"
STATIC = ROOT / "static"
#: plotly.js asks for a world map even where none is drawn; this local stub keeps it from asking anyone else.
CONFIG: dict[str, Any] = {"displayModeBar": False, "topojsonURL": "app/static/maps/topojson/", "scrollZoom": False}


@lru_cache(maxsize=1)
def dataset() -> Dataset:
    """The record, read and checked once."""
    return active_dataset.opened(active_dataset.active_folder())


def manufacturers() -> dict[str, str]:
    """The choices of the control: ``{id: name}``."""
    return {"": "Both manufacturers", **wording.manufacturers(dataset())}


@lru_cache(maxsize=1)
def geometry() -> dict[str, object]:
    """The shapes of all districts, read once."""
    return dict(geography.geometry("lad24"))


@lru_cache(maxsize=8)
def standings(vendor: str) -> pd.DataFrame:
    """The register with what is known now; kept, as ``st.cache_data`` would keep it."""
    return table(dataset(), EvidenceFilter(vendor=vendor))


def districts(vendor: str) -> pd.DataFrame:
    """Councils that the map draws, with status and date."""
    frame = standings(vendor)
    return frame[frame["code"].isin(geography.area_ids("lad24"))][["name", "status", "as_of", "flags", "code"]]


def usual_map(vendor: str) -> go.Figure:
    """The map as most would write it; one colour scale, because px repeats the shapes for each discrete colour."""
    order = [str(one) for one in Status]
    figure = px.choropleth(
        districts(vendor).assign(level=lambda frame: frame["status"].map(order.index)),
        geojson=geometry(),
        locations="code",
        color="level",
        hover_name="name",
        hover_data=["status", "as_of", "flags"],
        projection="mercator",
    )
    figure.update_geos(fitbounds="locations", visible=False)
    return figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, height=640)


def usual_named(vendor: str) -> go.Figure:
    """Bodies with evidence by sector and status."""
    frame = standings(vendor)
    known = frame[frame["status"] != str(Status.UNKNOWN)]
    counts = known.groupby(["sector", "status"], as_index=False).size()
    return px.bar(counts, x="size", y="sector", color="status", orientation="h")


def usual_common() -> go.Figure:
    """Shares from surveys by sector."""
    surveys = dataset().surveys.dropna(subset=["share_printed"])
    return px.bar(surveys, x="share_printed", y="sector", color="survey", barmode="group", orientation="h")


def usual_changes() -> go.Figure:
    """Dated changes by year and kind."""
    acts = tables.changed_course_table(dataset())
    acts = acts.assign(year=acts["date"].astype(str).str[:4]).groupby("year", as_index=False).size()
    return px.bar(acts, x="year", y="size")


@lru_cache(maxsize=8)
def kept_exhibits(vendor: str) -> tuple[Chart, Chart]:
    """The map and the chart that follow the manufacturer, as the explorer makes and keeps them."""
    view = EvidenceFilter(vendor=vendor)
    return maps.status_map(dataset(), "districts", view), sectors.named_bodies_by_sector(dataset(), view)


@lru_cache(maxsize=1)
def kept_still() -> tuple[Chart, Chart]:
    """The two charts that no control changes."""
    return sectors.by_sector(dataset()), timeline.changed_course_chart(dataset())
