"""The map of one region's councils: like the map of the whole country, zoomed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from math import cos, radians
from typing import Any

import plotly.graph_objects as go

from whosecameras.charts import hatch_lines, hatching, maps
from whosecameras.charts.marks import Mode
from whosecameras.charts.svg.geo import rings_of
from whosecameras.content.area import ENGLAND
from whosecameras.record import geography

LAYER = "lad24"
_ROOM = 0.04  # margin around the region, as a share of the width
_LINES = 80  # hatch lines across a region's longer side: about six pixels apart on a card


@cache
def areas_of(code: str) -> frozenset[str]:
    """The districts of a region, a nation, a county, a police area or a district, by code."""
    above = (geography.region_of, geography.county_of, geography.police_of)
    return frozenset(
        area
        for area in geography.area_ids(LAYER)
        if code == area or code in (of(area) for of in above) or (code == ENGLAND and area.startswith("E"))
    )


@cache
def _rings(region: str) -> Mapping[str, list[list[tuple[float, float]]]]:
    """The shapes of a region's districts."""
    chosen = areas_of(region)
    return {
        feature["id"]: [[(float(spot[0]), float(spot[1])) for spot in ring] for ring in rings_of(feature)]
        for feature in geography.geometry(LAYER)["features"]
        if feature["id"] in chosen
    }


@cache
def _box(region: str) -> tuple[float, float, float, float]:
    """West, south, east and north edges of a region as drawn."""
    spots = [spot for rings in _rings(region).values() for ring in rings for spot in ring]
    west, east = min(spot[0] for spot in spots), max(spot[0] for spot in spots)
    south, north = min(spot[1] for spot in spots), max(spot[1] for spot in spots)
    return west, south, east, north


def shape(region: str) -> float:
    """The approximate ratio of a region's width to its height."""
    west, south, east, north = _box(region)
    return (east - west) * 0.58 / (north - south)


@cache
def _marks(region: str) -> Mapping[str, geography.AreaLabel]:
    """Hatching of a region's districts, recomputed: zoomed in, the lines made for the whole country are too sparse."""
    west, south, east, north = _box(region)
    squash = cos(radians((south + north) / 2))
    step = max((east - west) * squash, north - south) / _LINES
    return hatch_lines.marks_near(_rings(region), geography.marks(LAYER), step, squash)


@cache
def _shapes(region: str) -> dict[str, Any]:
    """The region's part of the map as GeoJSON."""
    whole = geography.geometry(LAYER)
    return {**whole, "features": [feature for feature in whole["features"] if feature["id"] in _rings(region)]}


def zoomed_map(
    region: str, drawn: Mapping[str, str], mode: Mode, height: int, older: Collection[str] = ()
) -> go.Figure:
    """The map of a region's districts, ``height`` pixels high, with the marks named in ``drawn``.

    Marks of areas in ``older`` are drawn weaker.
    """
    figure = maps.frame(LAYER, mode, height)
    if geography.SHETLAND not in areas_of(region):  # the figure's only frame is around Shetland's inset
        figure.data = []
    figure.add_traces(maps.fills(_shapes(region), drawn, mode, older=older))
    hatching.draw(figure, _marks(region), drawn, mode, decimals=4)
    west, south, east, north = _box(region)
    pad = (east - west) * _ROOM
    figure.update_layout(
        geo={
            "projection": {"rotation": {"lon": (west + east) / 2}},
            "lonaxis": {"range": [west - pad, east + pad]},
            "lataxis": {"range": [south - pad * 0.6, north + pad * 0.6]},
        }
    )
    return figure
