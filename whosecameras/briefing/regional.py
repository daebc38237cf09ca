"""The map of the councils cut down to one region: the very figure of the whole country, seen from near."""

from __future__ import annotations

from functools import cache
from typing import Any

import plotly.graph_objects as go

from whosecameras import places
from whosecameras.charts.svg.globe import rings_of

LAYER = "lad24"
_ROOM = 0.04  # of the width, round the region
_SHETLANDS_NATION = "S92000003"


def areas_of(region: str) -> frozenset[str]:
    """The districts of a region, by code."""
    return frozenset(area for area in places.area_ids(LAYER) if places.region_of(area) == region)


@cache
def _box(region: str) -> tuple[float, float, float, float]:
    """West, south, east and north of a region as drawn."""
    chosen = areas_of(region)
    spots = [
        spot
        for feature in places.geometry(LAYER)["features"]
        if feature["id"] in chosen
        for ring in rings_of(feature)
        for spot in ring
    ]
    west, east = min(one[0] for one in spots), max(one[0] for one in spots)
    south, north = min(one[1] for one in spots), max(one[1] for one in spots)
    return west, south, east, north


def shape(region: str) -> float:
    """About how many times as wide as high a region is."""
    west, south, east, north = _box(region)
    return (east - west) * 0.58 / (north - south)


def _only(trace: dict[str, Any], keep: list[bool]) -> dict[str, Any]:
    """The areas of a map that are kept."""

    def part(values: Any) -> list[Any]:
        return [value for value, kept in zip(values, keep, strict=True) if kept]

    shapes = places.geometry(LAYER)
    chosen = set(part(trace["locations"]))
    return {
        **trace,
        **{key: part(trace[key]) for key in ("locations", "z", "text") if key in trace},
        "geojson": {**shapes, "features": [one for one in shapes["features"] if one["id"] in chosen]},
    }


def _marks(trace: dict[str, Any], lines: set[tuple[float, ...]], dots: set[tuple[float, float]]) -> dict[str, Any]:
    """The hatching or the dots of a map that lie in the region."""
    lons, lats = list(trace["lon"]), list(trace["lat"])
    xs: list[Any] = []
    ys: list[Any] = []
    if trace["mode"] == "markers":
        kept = [spot for spot in zip(lons, lats, strict=True) if spot in dots]
        xs, ys = [x for x, _ in kept], [y for _, y in kept]
    else:
        for at in range(0, len(lons) - 1, 3):
            if (lons[at], lats[at], lons[at + 1], lats[at + 1]) in lines:
                xs += [*lons[at : at + 2], None]
                ys += [*lats[at : at + 2], None]
    return {**trace, "lon": xs, "lat": ys}


def near(figure: go.Figure, region: str) -> go.Figure:
    """A map of all districts (``maps.status_map(…, "districts")``) cut down to one region."""
    chosen = areas_of(region)
    found = [places.marks(LAYER)[area] for area in chosen]
    lines = {tuple(line) for mark in found for line in (*mark.ne, *mark.nw)}
    dots = {spot for mark in found for spot in mark.dots}
    given = figure.to_plotly_json()
    traces = []
    for trace in given["data"]:
        if trace["type"] == "choropleth":
            keep = [area in chosen for area in trace["locations"]]
            traces += [_only(trace, keep)] if any(keep) else []
        elif "dash" in trace.get("line", {}):  # the frame round Shetland, which is drawn nearer than it is
            traces += [trace] if region == _SHETLANDS_NATION else []
        else:
            traces.append(_marks(trace, lines, dots))
    west, south, east, north = _box(region)
    pad = (east - west) * _ROOM
    layout = dict(given["layout"])
    layout["geo"] = {
        **layout["geo"],
        "projection": {**layout["geo"]["projection"], "rotation": {"lon": (west + east) / 2}},
        "lonaxis": {"range": [west - pad, east + pad]},
        "lataxis": {"range": [south - pad * 0.6, north + pad * 0.6]},
    }
    return go.Figure({"data": traces, "layout": layout})
