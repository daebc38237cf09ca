"""Status maps: each area stands for one body and has one mark."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis.areas import STATUS_MAPS, body_of_area
from whosecameras.analysis.deciding import deciding_sources
from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter, body_statuses, status_mark
from whosecameras.charts import hatching, hexagons
from whosecameras.charts.chart import Chart, LegendItem
from whosecameras.charts.hexagons import SHORT_NAMES
from whosecameras.charts.marks import MARKS, OLDER_NOTE, PALETTES, Mode, colour, weaker
from whosecameras.charts.marks import label as mark_label
from whosecameras.charts.plotly_template import template
from whosecameras.charts.svg.geo import rings_of
from whosecameras.record import geography
from whosecameras.record.geography import AreaLabel
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import GRADES, Age, Status
from whosecameras.text import map_words, wording

NOTHING: Mapping[str, str] = MappingProxyType({})
#: Decimals of hatch lines sent to the browser: on maps of true shape a hundredth of a degree is less than a pixel.
_DECIMALS = {"hex": 3}
#: The height in pixels of a full-screen map.
TALL = 740
SCOTS_COUNTIES_NOTE = "County councils exist in parts of England only; elsewhere one council does both jobs."


def fills(
    shapes: str | Mapping[str, Any],
    drawn: Mapping[str, str],
    mode: Mode,
    beside: Mapping[str, str] = NOTHING,
    older: Collection[str] = (),
) -> list[go.Choropleth]:
    """A trace for each mark: its areas in its colour, ``older`` ones weaker, with a line between neighbours.

    Hovering shows the area's name (from the shapes), the mark, and ``beside`` if there is more to say: only values go
    over the wire. ``shapes`` is GeoJSON or its address.
    """
    # In the dark theme “not using” is never in full colour, as on the website: it would be the loudest mark.
    quiet = {area for area, mark in drawn.items() if mode == "dark" and mark == Status.NOT_USING}
    pale = {*older, *quiet}
    groups = {
        (name, shade): [area for area, mark in drawn.items() if mark == name and (area in pale) == (shade is weaker)]
        for name in MARKS
        for shade in (colour, weaker)
    }
    return [
        go.Choropleth(
            geojson=shapes,
            locations=areas,
            z=[0] * len(areas),
            colorscale=[(0, shade(mode, MARKS[name].fill)), (1, shade(mode, MARKS[name].fill))],
            showscale=False,
            text=[beside.get(area, "") for area in areas] if any(area in beside for area in areas) else None,
            hovertemplate=f"<b>%{{properties.name}}</b><br>{mark_label(name)}"
            + ("<br>%{text}" if any(area in beside for area in areas) else "")
            + "<extra></extra>",
            marker={"line": {"color": PALETTES[mode].muted, "width": 0.45}},
            unselected={"marker": {"opacity": 1}},
        )
        for (name, shade), areas in groups.items()
        if areas
    ]


def shapes_of(layer: str, inline: bool) -> str | dict[str, Any]:
    """The shapes of a layer for pictures rendered here, or their address for browsers."""
    if layer == "hex":
        return hexagons.placed_shapes() if inline else geography.PLACED_HEXAGONS
    return geography.geometry(layer) if inline else geography.geometry_address(layer)


def marks_of(layer: str) -> Mapping[str, AreaLabel]:
    """Centre, hatching and dots of each area of a layer, as it is drawn."""
    return hexagons.placed_marks() if layer == "hex" else geography.marks(layer)


def frame_of(layer: str) -> dict[str, Any]:
    """Plotly's ``layout.geo`` values for the part that a layer is drawn on, as a fresh dict."""
    return hexagons.placed_frame() if layer == "hex" else geography.frame(layer)


def outline(which: str, area: str, mode: Mode) -> dict[str, Any]:
    """A trace that outlines one area, drawn over a map; it ignores hovering and clicks.

    ``which`` is a key of ``STATUS_MAPS``. Raises ``KeyError`` for an unknown map.
    """
    clear = "rgba(0,0,0,0)"
    trace: dict[str, Any] = go.Choropleth(
        geojson=shapes_of(STATUS_MAPS[which].layer, inline=False),
        locations=[area],
        z=[0],
        colorscale=[(0, clear), (1, clear)],
        showscale=False,
        hoverinfo="skip",
        marker={"line": {"color": PALETTES[mode].ink, "width": 2.4}},
        unselected={"marker": {"opacity": 1}},
    ).to_plotly_json()
    return trace


#: Half the size of what is visible around an enlarged area on the hexagon map, in the hexagons' own coordinates.
_NEAR_HEXAGON = (0.6, 0.75)
#: For areas of true shape: how many times the area's size is visible, and the minimum in degrees.
_NEAR_TIMES, _NEAR_LEAST = 1.6, 0.5


def zoom_to(which: str, area: str) -> dict[str, Any]:
    """``layout.geo`` values that zoom in on one area of a map and its surroundings.

    ``which`` is a key of ``STATUS_MAPS``. Raises ``KeyError`` for an unknown map or area.
    """
    layer = STATUS_MAPS[which].layer
    if layer == "hex":
        (x, y), (wide, high) = marks_of(layer)[area].centre, _NEAR_HEXAGON
        larger = hexagons.placings()[area].scale
        return {**frame_of(layer), **_range(x, wide * larger, y, high * larger)}
    feature = next((feature for feature in geography.geometry(layer)["features"] if feature["id"] == area), None)
    if feature is None:
        raise KeyError(area)
    spots = [spot for ring in rings_of(feature) for spot in ring]
    (west, east), (south, north) = ((min(found), max(found)) for found in zip(*spots, strict=True))
    x, y = (west + east) / 2, (south + north) / 2
    wide = max((east - west) * _NEAR_TIMES / 2, 2 * _NEAR_LEAST)
    geo = {**geography.frame(layer), **_range(x, wide, y, max((north - south) * _NEAR_TIMES / 2, _NEAR_LEAST))}
    geo["projection"]["rotation"] = {"lon": x}  # keep north up at this longitude
    return geo


def _range(x: float, wide: float, y: float, high: float) -> dict[str, Any]:
    return {"lonaxis": {"range": [x - wide, x + wide]}, "lataxis": {"range": [y - high, y + high]}}


def _names(
    figure: go.Figure, spots: Sequence[tuple[float, float]], texts: Sequence[str], mode: Mode, halo: str
) -> None:
    """Put names on a map. Selecting an area, which fades everything else, leaves them as they are."""
    ink = PALETTES[mode].ink
    figure.add_scattergeo(
        lon=[x for x, _ in spots],
        lat=[y for _, y in spots],
        mode="text",
        text=list(texts),
        textfont={"size": 12, "color": ink, "shadow": halo},
        selected={"textfont": {"color": ink}},
        unselected={"textfont": {"color": ink}},
        hoverinfo="skip",
    )


def _backdrop(mode: Mode, inline: bool) -> go.Choropleth:
    """The whole country in the faintest tone, drawn under areas that cover only parts of it."""
    areas = geography.area_ids("itl1")
    tint = PALETTES[mode].silent_tint
    return go.Choropleth(
        geojson=shapes_of("itl1", inline),
        locations=areas,
        z=[0] * len(areas),
        colorscale=[(0, tint), (1, tint)],
        showscale=False,
        hoverinfo="skip",
        marker={"line": {"width": 0}},
    )


def frame(layer: str, mode: Mode, height: int) -> go.Figure:
    """A map without areas: the visible part of the earth, and the box around Shetland if it is moved."""
    figure = go.Figure()
    geo = {
        **frame_of(layer),
        "visible": False,
        "bgcolor": "rgba(0,0,0,0)",
        "domain": {"x": [0, 1], "y": [0, 1]},
    }
    figure.update_layout(
        template=template(mode, axes=False),
        geo=geo,
        height=height,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        uirevision=layer,
    )
    if layer in ("lad24", "police24", "itl1"):
        west, south, east, north = geography.SHETLAND_BOX
        figure.add_scattergeo(
            lon=[west, east, east, west, west],
            lat=[south, south, north, north, south],
            mode="lines",
            line={"width": 0.8, "color": PALETTES[mode].muted, "dash": "dot"},
            hoverinfo="skip",
        )
    return figure


#: Half the width and height of a name, in the hexagons' own coordinates.
NAME_SIZE = (0.26, 0.08)


@cache
def _block_outlines() -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    """The outline of each region's block: the edges that belong to only one of its hexagons."""
    edges: dict[tuple[str, frozenset[tuple[float, float]]], int] = {}
    for area in hexagons.placed_shapes()["features"]:
        region = geography.region_of(area["id"])
        ring = [(float(x), float(y)) for x, y in area["geometry"]["coordinates"][0]]
        for first, second in pairwise(ring):
            key = (region, frozenset({first, second}))
            edges[key] = edges.get(key, 0) + 1
    xs: list[float | None] = []
    ys: list[float | None] = []
    for (_, edge), times in edges.items():
        if times == 1 and len(edge) == 2:
            (x1, y1), (x2, y2) = edge
            xs += [x1, x2, None]
            ys += [y1, y2, None]
    return tuple(xs), tuple(ys)


def _name_place(spots: Mapping[str, tuple[float, float]], taken: set[str]) -> tuple[float, float]:
    """The place in a block where the name covers the fewest marks, and of these the most central."""
    middle = (sum(x for x, _ in spots.values()) / len(spots), sum(y for _, y in spots.values()) / len(spots))

    def hidden(place: tuple[float, float]) -> tuple[int, float]:
        x, y = place
        over = [a for a in taken if abs(spots[a][0] - x) < NAME_SIZE[0] and abs(spots[a][1] - y) < NAME_SIZE[1]]
        return len(over), (x - middle[0]) ** 2 + (y - middle[1]) ** 2

    return min(spots.values(), key=hidden)


def name_blocks(figure: go.Figure, layer: str, drawn: Mapping[str, str], mode: Mode) -> None:
    """Outline and name regions and nations on the hexagon map, where their shapes are unfamiliar."""
    palette = PALETTES[mode]
    xs, ys = _block_outlines()
    figure.add_scattergeo(lon=xs, lat=ys, mode="lines", line={"width": 1.6, "color": palette.muted}, hoverinfo="skip")
    marks = marks_of(layer)
    groups: dict[str, dict[str, tuple[float, float]]] = {}
    for area in marks:
        groups.setdefault(geography.region_of(area), {})[area] = marks[area].centre
    names = {region: SHORT_NAMES.get(name, name) for region, name in geography.area_names("itl1").items()}
    spots = []
    for region, centres in groups.items():
        larger = hexagons.placings()[next(iter(centres))].scale
        if larger > 1:
            names[region] = map_words.LONDON_LARGER
        taken = {area for area in centres if drawn.get(area) != Status.UNKNOWN}
        if (
            larger > 1 or len(taken) > len(centres) / 2
        ):  # a block full of marks has its name above, where nothing is drawn
            spots.append(
                (sum(x for x, _ in centres.values()) / len(centres), max(y for _, y in centres.values()) + 0.1 * larger)
            )
        else:
            spots.append(_name_place(centres, taken))
    halo = ", ".join([f"0 0 2px {palette.ground}"] * 4)
    texts = [f"<b>{escape(names[region])}</b>" for region in groups]
    _names(figure, [*spots, hexagons.gap_place()], [*texts, escape(map_words.LONDON_AWAY)], mode, halo)


def legend(drawn: Mapping[str, str]) -> tuple[LegendItem, ...]:
    """The legend of a status map: every mark drawn, and always “no public evidence”, with counts."""
    counts = {name: sum(1 for mark in drawn.values() if mark == name) for name in MARKS}
    return tuple(
        LegendItem(name, mark_label(name), count) for name, count in counts.items() if count or name == Status.UNKNOWN
    )


@lru_cache(maxsize=256)
def status_map(
    dataset: Dataset,
    which: str,
    view: EvidenceFilter = ALL_EVIDENCE,
    mode: Mode = "light",
    *,
    inline: bool = False,
    height: int = 640,
) -> Chart:
    """The status of each area's body on a map.

    ``which`` is a key of ``STATUS_MAPS``; ``inline`` puts the shapes into the figure (for pictures) instead of their
    address (for browsers); ``height`` is in pixels. Raises ``KeyError`` for an unknown map.
    """
    layer, singular, plural, short = STATUS_MAPS[which]
    statuses = body_statuses(dataset, view)
    body_of = body_of_area(dataset, layer)
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    drawn = {area: status_mark(statuses[body]) for area, body in body_of.items()}
    extra = {}
    for area, body in body_of.items():
        standing = statuses[body]
        about = [wording.evidence_from(standing)] if standing.decided_by else []
        about += [wording.flag_list(standing.flags)] if standing.flags else []
        if about:
            extra[area] = "<br>".join(about)
    figure = frame(layer, mode, height)
    if layer == "county24":
        figure.add_trace(_backdrop(mode, inline))
    older = {area for area, body in body_of.items() if statuses[body].age == Age.OLDER}
    figure.add_traces(fills(shapes_of(layer, inline), drawn, mode, extra, older))
    hatching.draw(figure, marks_of(layer), drawn, mode, decimals=_DECIMALS.get(layer, 2))
    if layer == "hex":
        name_blocks(figure, layer, drawn, mode)
    total, blank = len(drawn), sum(1 for name in drawn.values() if name == Status.UNKNOWN)
    items = legend(drawn)
    table = pd.DataFrame(
        {
            "Body": [names[body] for body in body_of.values()],
            "Status": [str(statuses[body].status) for body in body_of.values()],
            "Evidence from": [wording.evidence_from(statuses[body]) for body in body_of.values()],
            "Flags": [wording.flag_list(statuses[body].flags) for body in body_of.values()],
            "Code": list(body_of),
            "id": list(body_of.values()),
        }
    )
    counted = wording.listed([f"{item.label.lower()} {wording.number(item.count or 0)}" for item in items])
    return Chart(
        id=which,
        title=f"{wording.UNKNOWN_IS_NOT_NO}: {wording.number(blank)} of {wording.number(total)} {short} have no "
        f"public evidence{_narrowed(dataset, view)}{wording.by_then(dataset, view)}",
        subtitle=f"What published sources say about each {singular}. {wording.view(dataset, view)}",
        figure=figure,
        alt=f"Map of {wording.number(total)} {plural} by what sources say{_narrowed(dataset, view)}: {counted}.",
        table=table,
        sources=deciding_sources(dataset, body_of.values(), view),
        legend=items,
        note=" ".join([OLDER_NOTE] * bool(older) + [SCOTS_COUNTIES_NOTE] * (which == "counties")),
        notice=geography.NOTICE,
        height=height,
    )


def tall_map(dataset: Dataset, which: str, view: EvidenceFilter = ALL_EVIDENCE, mode: Mode = "light") -> Chart:
    """The same map at the height a projector allows, below the browser's toolbar."""
    return status_map(dataset, which, view, mode, height=TALL)


def _narrowed(dataset: Dataset, view: EvidenceFilter) -> str:
    """Which part of the evidence a view shows, as the end of a title; ``""`` for all of it."""
    phrase = f" on {wording.manufacturer(dataset, view.vendor)}" if view.vendor else ""
    if len(view.grades) < len(GRADES):
        phrase += f" in sources graded {wording.listed(view.grades)}"
    return phrase if view.collective else f"{phrase}, without claims about whole groups"
