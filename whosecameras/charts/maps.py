"""Maps of what is known: one area, one body, one mark; regions by how much is known and how much is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from whosecameras.analysis.deciding import deciding_sources
from whosecameras.analysis.queries import counted_bodies
from whosecameras.analysis.status import ALL_EVIDENCE, BodyStatus, EvidenceFilter, body_statuses
from whosecameras.analysis.survey_shares import shares
from whosecameras.charts import hatching
from whosecameras.charts.chart import Chart, LegendItem
from whosecameras.charts.marks import COLLECTIVE, MARKS, MOSTLY_UNKNOWN, PALETTES, Mode, colour, template
from whosecameras.charts.marks import label as mark_label
from whosecameras.charts.shares import fitting
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import GRADES, Flag, Status
from whosecameras.text import gaps, wording

#: The maps that a visitor can choose: id -> (layer, what one area is, what several are, the same for a title).
STATUS_MAPS: dict[str, tuple[str, str, str, str]] = {
    "districts": ("lad24", "district or unitary council", "district and unitary councils", "districts"),
    "hexagons": ("hex", "district or unitary council", "district and unitary councils", "districts"),
    "counties": ("county24", "county council", "county councils", "counties"),
    "police": ("police24", "police force", "territorial police forces", "police forces"),
}
NOTHING: Mapping[str, str] = MappingProxyType({})
#: To how many decimals hatch lines are sent: on maps of true shape a hundredth of a degree is less than a pixel.
_DECIMALS = {"hex": 3}
SCOTS_COUNTIES_NOTE = "County councils exist in parts of England only; elsewhere one council does both jobs."


def status_mark(standing: BodyStatus) -> str:
    """Which mark a standing is drawn with: its status, or the weaker one for group statements only."""
    if standing.status is Status.USING and Flag.COLLECTIVE_ONLY in standing.flags:
        return COLLECTIVE
    return str(standing.status)


def bodies_of(dataset: Dataset, layer: str) -> dict[str, str]:
    """The body that each area of a layer stands for: ``{area id: body id}``; areas without one are left out."""
    bodies = dataset.bodies
    if layer == "police24":
        known = set(bodies["id"])
        return {area: area for area in geography.area_ids(layer) if area in known}
    councils = bodies[(bodies["sector"] == "council") & (bodies["code"] != "") & (bodies["replaced_by"] == "")]
    by_code = dict(zip(councils["code"].map(geography.current), councils["id"], strict=True))
    return {area: by_code[area] for area in geography.area_ids(layer) if area in by_code}


def bodies_without_area(dataset: Dataset, which: str) -> pd.DataFrame:
    """Bodies of a map's kind that have no area on it (columns of ``bodies``), to be listed beside the map."""
    layer = STATUS_MAPS[which][0]
    drawn = set(bodies_of(dataset, layer).values())
    bodies = counted_bodies(dataset)  # a former council that no source names has no place beside the map
    if layer == "police24":
        kind = bodies["sector"] == "police"
    else:
        counties = bodies["code"].str.startswith("E10")
        kind = (bodies["sector"] == "council") & (counties == (layer == "county24"))
    return bodies[kind & ~bodies["id"].isin(drawn)]


def fills(
    shapes: str | Mapping[str, Any], drawn: Mapping[str, str], mode: Mode, beside: Mapping[str, str] = NOTHING
) -> list[go.Choropleth]:
    """A trace for each mark: its areas in its colour, with a line that parts neighbours.

    Hovering shows the area's name, which the shapes bear, the mark, and ``beside`` where there is more to say: what
    goes over the wire is values only. ``shapes`` is GeoJSON or its address.
    """
    groups = {name: [area for area, mark in drawn.items() if mark == name] for name in MARKS}
    return [
        go.Choropleth(
            geojson=shapes,
            locations=areas,
            z=[0] * len(areas),
            colorscale=[(0, colour(mode, MARKS[name].fill)), (1, colour(mode, MARKS[name].fill))],
            showscale=False,
            text=[beside.get(area, "") for area in areas] if any(area in beside for area in areas) else None,
            hovertemplate=f"<b>%{{properties.name}}</b><br>{mark_label(name)}"
            + ("<br>%{text}" if any(area in beside for area in areas) else "")
            + "<extra></extra>",
            marker={"line": {"color": PALETTES[mode].muted, "width": 0.45}},
            unselected={"marker": {"opacity": 1}},
        )
        for name, areas in groups.items()
        if areas
    ]


def _shapes(layer: str, inline: bool) -> str | dict[str, Any]:
    """The shapes of a layer, for pictures made here, or their address, for browsers."""
    return geography.geometry(layer) if inline else geography.geometry_address(layer)


def outline(which: str, area: str, mode: Mode) -> dict[str, Any]:
    """A trace that outlines one area of a map, to be laid over it; it answers neither hovering nor a click.

    ``which`` is a key of ``STATUS_MAPS`` or ``regions``. Raises ``KeyError`` for an unknown map.
    """
    clear = "rgba(0,0,0,0)"
    trace: dict[str, Any] = go.Choropleth(
        geojson=_shapes("itl1" if which == "regions" else STATUS_MAPS[which][0], inline=False),
        locations=[area],
        z=[0],
        colorscale=[(0, clear), (1, clear)],
        showscale=False,
        hoverinfo="skip",
        marker={"line": {"color": PALETTES[mode].ink, "width": 2.4}},
        unselected={"marker": {"opacity": 1}},
    ).to_plotly_json()
    return trace


def _names(
    figure: go.Figure, spots: Sequence[tuple[float, float]], texts: Sequence[str], mode: Mode, halo: str
) -> None:
    """Put names on a map; they stay as they are when an area is chosen, which otherwise fades all else."""
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
    """The whole country in the faintest tone, under areas that cover only parts of it."""
    areas = geography.area_ids("itl1")
    tint = PALETTES[mode].silent_tint
    return go.Choropleth(
        geojson=_shapes("itl1", inline),
        locations=areas,
        z=[0] * len(areas),
        colorscale=[(0, tint), (1, tint)],
        showscale=False,
        hoverinfo="skip",
        marker={"line": {"width": 0}},
    )


def frame(layer: str, mode: Mode, height: int) -> go.Figure:
    """A map without areas: the part of the earth that is shown, and the frame round Shetland where it needs one."""
    figure = go.Figure()
    geo = {
        **geography.frame(layer),
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


#: Names that fit over a block of hexagons.
SHORT_NAMES = {
    "Yorkshire and The Humber": "Yorkshire",
    "East of England": "East",
    "East Midlands": "E Midlands",
    "West Midlands": "W Midlands",
    "Northern Ireland": "N Ireland",
}


#: Half the width and height of a name, in the hexagons' own coordinates.
NAME_SIZE = (0.26, 0.08)


@cache
def _block_outlines() -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    """The outline of each region's block of hexagons: the edges that only one of its hexagons has."""
    edges: dict[tuple[str, frozenset[tuple[float, float]]], int] = {}
    for area in geography.geometry("hex")["features"]:
        region = geography.region_of(area["id"])
        ring = [(float(x), float(y)) for x, y in area["geometry"]["coordinates"][0]]
        for one, other in pairwise(ring):
            key = (region, frozenset({one, other}))
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
    """Where in a block of hexagons its name hides the fewest that say something, and of these the most central."""
    middle = (sum(x for x, _ in spots.values()) / len(spots), sum(y for _, y in spots.values()) / len(spots))

    def hidden(place: tuple[float, float]) -> tuple[int, float]:
        x, y = place
        over = [a for a in taken if abs(spots[a][0] - x) < NAME_SIZE[0] and abs(spots[a][1] - y) < NAME_SIZE[1]]
        return len(over), (x - middle[0]) ** 2 + (y - middle[1]) ** 2

    return min(spots.values(), key=hidden)


def _name_blocks(figure: go.Figure, layer: str, drawn: Mapping[str, str], mode: Mode) -> None:
    """Outline and name regions and nations over the hexagons, which have no familiar shape."""
    palette = PALETTES[mode]
    xs, ys = _block_outlines()
    figure.add_scattergeo(lon=xs, lat=ys, mode="lines", line={"width": 1.6, "color": palette.muted}, hoverinfo="skip")
    marks = geography.marks(layer)
    groups: dict[str, dict[str, tuple[float, float]]] = {}
    for area in marks:
        groups.setdefault(geography.region_of(area), {})[area] = marks[area].centre
    names = geography.area_names("itl1")
    spots = []
    for centres in groups.values():
        taken = {area for area in centres if drawn.get(area) != Status.UNKNOWN}
        if len(taken) > len(centres) / 2:  # a block full of marks is named above it, where nothing is drawn
            spots.append(
                (sum(x for x, _ in centres.values()) / len(centres), max(y for _, y in centres.values()) + 0.1)
            )
        else:
            spots.append(_name_place(centres, taken))
    halo = ", ".join([f"0 0 2px {palette.ground}"] * 4)
    texts = [f"<b>{escape(SHORT_NAMES.get(names[region], names[region]))}</b>" for region in groups]
    _names(figure, spots, texts, mode, halo)


def legend(drawn: Mapping[str, str]) -> tuple[LegendItem, ...]:
    """The legend of a status map: every mark that is drawn, and “no public evidence” always, with counts."""
    counts = {name: sum(1 for one in drawn.values() if one == name) for name in MARKS}
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
    """What is known of each area's body.

    ``which`` is a key of ``STATUS_MAPS``; ``inline`` puts the shapes into the figure (for pictures) instead of their
    address (for browsers); ``height`` is in pixels. Raises ``KeyError`` for an unknown map.
    """
    layer, one, many, short = STATUS_MAPS[which]
    known = body_statuses(dataset, view)
    body_of = bodies_of(dataset, layer)
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    drawn = {area: status_mark(known[body]) for area, body in body_of.items()}
    beside = {}
    for area, body in body_of.items():
        found = known[body]
        about = [wording.since(found)] if found.decided_by else []
        about += [wording.flag_list(found.flags)] if found.flags else []
        if about:
            beside[area] = "<br>".join(about)
    figure = frame(layer, mode, height)
    if layer == "county24":
        figure.add_trace(_backdrop(mode, inline))
    figure.add_traces(fills(_shapes(layer, inline), drawn, mode, beside))
    hatching.draw(figure, geography.marks(layer), drawn, mode, decimals=_DECIMALS.get(layer, 2))
    if layer == "hex":
        _name_blocks(figure, layer, drawn, mode)
    total, blank = len(drawn), sum(1 for name in drawn.values() if name == Status.UNKNOWN)
    items = legend(drawn)
    table = pd.DataFrame(
        {
            "Body": [names[body] for body in body_of.values()],
            "Status": [str(known[body].status) for body in body_of.values()],
            "Since": [wording.since(known[body]) for body in body_of.values()],
            "Flags": [wording.flag_list(known[body].flags) for body in body_of.values()],
            "Code": list(body_of),
            "id": list(body_of.values()),
        }
    )
    counted = wording.listed([f"{item.label.lower()} {wording.number(item.count or 0)}" for item in items])
    return Chart(
        id=which,
        title=f"{wording.BLANK_IS_NOT_CLEAN}: {wording.number(blank)} of {wording.number(total)} {short} have no "
        f"public evidence{_narrowed(dataset, view)}{wording.by_then(dataset, view)}",
        subtitle=f"What public sources say of each {one}. {wording.view(dataset, view)}",
        figure=figure,
        alt=f"Map of {wording.number(total)} {many} by what public sources say{_narrowed(dataset, view)}: {counted}.",
        table=table,
        sources=deciding_sources(dataset, body_of.values(), view),
        legend=items,
        note=SCOTS_COUNTIES_NOTE if which == "counties" else "",
        notice=geography.NOTICE,
        height=height,
    )


def _narrowed(dataset: Dataset, view: EvidenceFilter) -> str:
    """To which part of the evidence a view is narrowed, as the tail of a title; ``""`` for all of it."""
    said = f" on {wording.manufacturer(dataset, view.vendor)}" if view.vendor else ""
    if len(view.grades) < len(GRADES):
        said += f" in sources graded {wording.listed(view.grades)}"
    return said if view.collective else f"{said}, statements about whole groups left out"


def region_table(dataset: Dataset, view: EvidenceFilter = ALL_EVIDENCE) -> pd.DataFrame:
    """Principal councils by region: columns ``code, name, councils, using, other, unknown, share_using,
    share_unknown``; one row for each region in order, shares from 0 to 1. Replaced councils are left out.
    """
    known = body_statuses(dataset, view)
    councils = dataset.bodies[(dataset.bodies["sector"] == "council") & (dataset.bodies["replaced_by"] == "")]
    rows = []
    for region in dataset.regions.sort_values("order").to_dict("records"):
        found = [known[body].status for body in councils.loc[councils["region"] == region["code"], "id"]]
        using, blank = found.count(Status.USING), found.count(Status.UNKNOWN)
        rows.append(
            {
                "code": region["code"],
                "name": region["name"],
                "councils": len(found),
                "using": using,
                "other": len(found) - using - blank,
                "unknown": blank,
                "share_using": using / len(found) if found else 0.0,
                "share_unknown": blank / len(found) if found else 0.0,
            }
        )
    return pd.DataFrame(rows)


@lru_cache(maxsize=64)
def region_map(
    dataset: Dataset,
    view: EvidenceFilter = ALL_EVIDENCE,
    mode: Mode = "light",
    *,
    inline: bool = False,
    height: int = 640,
) -> Chart:
    """Regions by the share of principal councils with evidence of use; the share that is blank stands beside it."""
    table = region_table(dataset, view)
    rows = table.to_dict("records")
    palette = PALETTES[mode]
    figure = frame("itl1", mode, height)
    hover = [
        f"<b>{escape(str(row['name']))}</b><br>reported using: {row['using']} of {row['councils']} councils"
        f"<br>no public evidence: {row['unknown']} of {row['councils']}"
        for row in rows
    ]
    figure.add_trace(
        go.Choropleth(
            geojson=_shapes("itl1", inline),
            locations=table["code"],
            z=table["share_using"] * 100,
            zmin=0,
            zmax=100,
            colorscale=[(0.0, palette.ground), (1.0, palette.using)],
            showscale=False,
            customdata=table["code"],
            text=hover,
            hovertemplate="%{text}<extra></extra>",
            marker={"line": {"color": palette.muted, "width": 0.8}},
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    )
    mostly = [row for row in rows if row["share_unknown"] > 0.5]
    drawn = {str(row["code"]): MOSTLY_UNKNOWN for row in mostly}
    hatching.draw(figure, geography.marks("itl1"), drawn, mode, decimals=2)
    centres = {area: mark.centre for area, mark in geography.marks("itl1").items()}
    halo = ", ".join([f"0 0 3px {palette.ground}"] * 5)
    texts = [f"<b>{row['using']}</b> of {row['councils']}" for row in rows]
    _names(figure, [centres[row["code"]] for row in rows], texts, mode, halo)
    shown = table.assign(
        share_using=[wording.percent(value) for value in table["share_using"]],
        share_unknown=[wording.percent(value) for value in table["share_unknown"]],
    ).rename(
        columns={
            "name": "Region or nation",
            "councils": "Principal councils",
            "using": "Reported using",
            "other": "Other status",
            "unknown": "No public evidence",
            "share_using": "Share reported using",
            "share_unknown": "Share without evidence",
            "code": "Code",
        }
    )
    councils = dataset.bodies.loc[dataset.bodies["sector"] == "council", "id"]
    return Chart(
        id="regions",
        title=_regions_title(len(mostly), len(table)) + wording.by_then(dataset, view),
        subtitle="Principal councils reported using either make, of all in the region or nation. Nothing public is "
        f"known of {wording.number(int(table['unknown'].sum()))} of {wording.number(int(table['councils'].sum()))}. "
        f"The darker, the larger the share. {gaps.english_regions(dataset)} {wording.view(dataset, view)}",
        figure=figure,
        alt=f"Map of the {len(table)} regions and nations by the share of principal councils reported using either "
        "make: "
        + "; ".join(f"{row['name']} {row['using']} of {row['councils']}, {row['unknown']} unknown" for row in rows)
        + ".",
        table=shown,
        sources=deciding_sources(dataset, councils, view),
        legend=(LegendItem(MOSTLY_UNKNOWN, mark_label(MOSTLY_UNKNOWN), len(mostly)),),
        note="Pale does not mean that few councils use the cameras: where little is known, a region stays pale.",
        notice=geography.NOTICE,
        height=height,
    )


def _regions_title(mostly: int, regions: int) -> str:
    if not mostly:
        return "Something is known of most councils in every region: the shares are still floors, not rates"
    said = f"In {wording.counted(mostly, 'region')} of {regions}, most councils are blank"
    return f"{said}: the shares are floors, not rates"


def area_names(dataset: Dataset, which: str) -> dict[str, str]:
    """Names of a map's areas as one looks for them: ``{area id: body's name}``. ``KeyError`` for an unknown map."""
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    return {area: names[body] for area, body in bodies_of(dataset, STATUS_MAPS[which][0]).items()}


def bodies_in_area(dataset: Dataset, which: str, area: str, view: EvidenceFilter = ALL_EVIDENCE) -> pd.DataFrame:
    """The bodies of an area with what is known of each: columns ``id, name, mark, summary``, the area's own first.

    For ``regions`` every body of the region about which something is known, by name.
    """
    known = body_statuses(dataset, view)
    bodies = dataset.bodies
    if which == "regions":
        something = bodies["id"].map(lambda body: known[body].status is not Status.UNKNOWN)
        found = bodies[(bodies["region"] == area) & something]
    else:
        own = bodies_of(dataset, STATUS_MAPS[which][0]).get(area, "")
        district = STATUS_MAPS[which][0] in ("lad24", "hex")
        around = {geography.county_of(area), geography.police_of(area)} - {""} if district else set()
        here = (bodies["id"] == own) | ((bodies["lad"] == area) if district else False)
        found = bodies[here | bodies["id"].isin(around) | (bodies["code"].isin(around) & (bodies["code"] != ""))]
        found = found.sort_values("id", key=lambda ids: ids != own, kind="stable")
    rows = [known[body] for body in found["id"]]
    return pd.DataFrame(
        {
            "id": list(found["id"]),
            "name": list(found["name"]),
            "mark": [status_mark(row) for row in rows],
            "summary": [
                "nothing public is known"
                if row.status is Status.UNKNOWN
                else f"{wording.manufacturers_of(dataset, row.vendors)}, {wording.date(row.since or row.newest)}"
                for row in rows
            ],
        }
    )


def survey_sentence(dataset: Dataset, which: str, view: EvidenceFilter = ALL_EVIDENCE) -> str:
    """What a survey says of the sector that a map shows, within the same view, to be read beside its blanks.

    A sentence with its source. Where no figure fits the view that sentence says so, and ``""`` is for a sector on
    which there is none at all.
    """
    sector = "police" if which == "police" else "council"
    one, plural = (str(dataset.row("sectors", sector)[column]).lower() for column in ("name", "plural"))
    row = fitting(dataset, sector, view)
    if row is None:
        some = fitting(dataset, sector, ALL_EVIDENCE) is not None
        return f"No survey of {plural} that we have read gives a figure for these filters." if some else ""
    found = shares(dataset)[str(row["id"])]
    publisher = dataset.row("sources", str(row["source"]))["publisher"]
    place = "the UK" if row["geography"] == "UK" else str(row["geography"])
    return (
        f"In a survey {wording.attributed(publisher, str(row['as_of']))}, "
        f"{wording.fraction(found).replace(' of ', ' of the ', 1)} {plural} in {place} that answered used "
        f"{wording.scope(str(row['vendor_scope']))}. The map does not use this figure: it shows what sources say about "
        f"each {one}."
    )
