"""Map areas: the body each one represents, the other bodies in it, and a region's councils by status."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from whosecameras.analysis.counts import tally
from whosecameras.analysis.queries import counted_bodies
from whosecameras.analysis.status import ALL_EVIDENCE, EvidenceFilter, body_statuses
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status


class StatusMap(NamedTuple):
    """A map of bodies: its layer of shapes, and the words for one area, for several, and for a title."""

    layer: str
    one: str
    many: str
    short: str


#: The maps of bodies that a visitor can choose.
STATUS_MAPS: dict[str, StatusMap] = {
    "districts": StatusMap("lad24", "district or unitary council", "district and unitary councils", "districts"),
    "hexagons": StatusMap("hex", "district or unitary council", "district and unitary councils", "districts"),
    "counties": StatusMap("county24", "county council", "county councils", "counties"),
    "police": StatusMap("police24", "police force", "territorial police forces", "police forces"),
}
#: The label of each map in the map control.
MAP_NAMES: dict[str, str] = {
    "hexagons": "Councils",
    "districts": "Councils, true shapes",
    "counties": "County councils",
    "police": "Police forces",
    "regions": "Regions and nations",
}


def principal_councils(dataset: Dataset) -> pd.DataFrame:
    """The principal councils that exist today: rows of ``bodies``."""
    bodies = dataset.bodies
    return bodies[(bodies["sector"] == "council") & (bodies["replaced_by"] == "")]


def body_of_area(dataset: Dataset, layer: str) -> dict[str, str]:
    """The body that each area of a layer represents: ``{area id: body id}``; areas without a body are left out."""
    if layer == "police24":
        known = set(dataset.bodies["id"])
        return {area: area for area in geography.area_ids(layer) if area in known}
    councils = principal_councils(dataset)
    by_code = dict(zip(councils["code"].map(geography.current), councils["id"], strict=True))
    return {area: by_code[area] for area in geography.area_ids(layer) if area in by_code}


def area_names(dataset: Dataset, which: str) -> dict[str, str]:
    """The names to search a map by: ``{area id: body's name}``. ``KeyError`` for an unknown map."""
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    return {area: names[body] for area, body in body_of_area(dataset, STATUS_MAPS[which].layer).items()}


def area_choices(dataset: Dataset, which: str) -> dict[str, str]:
    """The areas that can be chosen on a map of ``MAP_NAMES``, with the names to search for: ``{area id: name}``."""
    if which == "regions":
        return dict(zip(dataset.regions["code"], dataset.regions["name"], strict=True))
    return area_names(dataset, which)


def area_of_postcode(which: str, text: str) -> str:
    """The area of a map (a key of ``MAP_NAMES``) that contains most of a full or partial postcode.

    ``""`` if the text is not a postcode, its location is unknown, or the map has no area there.
    """
    place = geography.postcode(text)
    if place is None:
        return ""
    if which == "regions":
        return place.region
    district = place.likely[0] if place.likely else ""
    above = {"counties": geography.county_of, "police": geography.police_of}.get(which, geography.current)
    return above(district) if district else ""


def bodies_without_area(dataset: Dataset, which: str) -> pd.DataFrame:
    """Bodies that belong on a map but have no area on it (columns of ``bodies``), to list next to the map."""
    layer = STATUS_MAPS[which].layer
    drawn = set(body_of_area(dataset, layer).values())
    bodies = counted_bodies(dataset)  # leaves out former councils that no source names
    if layer == "police24":
        kind = bodies["sector"] == "police"
    else:
        counties = bodies["code"].str.startswith("E10")
        kind = (bodies["sector"] == "council") & (counties == (layer == "county24"))
    return bodies[kind & ~bodies["id"].isin(drawn)]


def bodies_in_area(dataset: Dataset, which: str, area: str, view: EvidenceFilter = ALL_EVIDENCE) -> pd.DataFrame:
    """The bodies of an area, its own first (columns of ``bodies``).

    For ``regions``: every body of the region with evidence in this view, by name.
    """
    bodies = dataset.bodies
    if which == "regions":
        known = body_statuses(dataset, view)
        something = bodies["id"].map(lambda body: known[body].status is not Status.UNKNOWN)
        return bodies[(bodies["region"] == area) & something]
    layer = STATUS_MAPS[which].layer
    own_body = body_of_area(dataset, layer).get(area, "")
    district = layer in ("lad24", "hex")
    around = {geography.county_of(area), geography.police_of(area)} - {""} if district else set()
    inside = (bodies["id"] == own_body) | ((bodies["lad"] == area) if district else False)
    found = bodies[inside | bodies["id"].isin(around) | (bodies["code"].isin(around) & (bodies["code"] != ""))]
    return found.sort_values("id", key=lambda ids: ids != own_body, kind="stable")


def councils_by_region(dataset: Dataset, view: EvidenceFilter = ALL_EVIDENCE) -> pd.DataFrame:
    """Principal councils by region: columns ``code, name, councils, using, group_only, other, unknown, share_using,
    share_unknown``; one row for each region in order, shares from 0 to 1. Replaced councils are left out.
    """
    rows = []
    for region in dataset.regions.sort_values("order").to_dict("records"):
        councils = tally(dataset, view, sectors=("council",), regions=(str(region["code"]),), existing=True)
        rows.append(
            {
                "code": region["code"],
                "name": region["name"],
                "councils": councils.total,
                "using": councils.using,
                "group_only": councils.group_only,
                "other": councils.other,
                "unknown": councils.unknown,
                "share_using": councils.using / councils.total if councils.total else 0.0,
                "share_unknown": councils.unknown / councils.total if councils.total else 0.0,
            }
        )
    return pd.DataFrame(rows)
