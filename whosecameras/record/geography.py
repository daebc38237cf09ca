"""Regions, boundaries and postcodes: the areas, their shapes, and the locations of postcodes."""

from __future__ import annotations

import copy
import csv
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, cast

_ROOT = Path(__file__).resolve().parents[2]
_TABLES = _ROOT / "data" / "boundaries"
_SHAPES = _ROOT / "static" / "maps"

NOTICE = (
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. "
    "Contains OS data © Crown copyright and database right 2024."
)

POSTCODE_NOTICE = (
    "Postcodes: ONS Postcode Directory, November 2025. Source: Office for National Statistics licensed under the Open "
    "Government Licence v.3.0. Contains OS data © Crown copyright and database right 2025. Contains Royal Mail data © "
    "Royal Mail copyright and database right 2025. Postcodes of Northern Ireland (BT) come under another licence, so "
    "we do not hold them: they lead to the nation only."
)

LAYERS: Mapping[str, str] = MappingProxyType(
    {
        "lad24": "local-authority districts of December 2024, true shape",
        "county24": "the 21 county-council areas, true shape",
        "police24": "the 45 territorial police areas, true shape",
        "itl1": "the nine English regions and the other three nations, true shape",
        "hex": "local-authority districts as hexagons of one size",
        "tiles": "regions and nations as squares of one size",
    }
)

#: Where a browser fetches the hexagons from as ``charts.hexagons`` places them, with London enlarged.
PLACED_HEXAGONS = "app/static/maps/hexagons.geojson"

NATIONS: Mapping[str, str] = MappingProxyType({"E": "England", "W": "Wales", "S": "Scotland", "N": "Northern Ireland"})

# New codes given to unchanged areas after December 2024.
RECODED: Mapping[str, str] = MappingProxyType({"E08000038": "E08000016", "E08000039": "E08000019"})

# Shetland is drawn closer than it is (see data/boundaries/README.md): points there must be shifted too.
SHETLAND = "S12000027"
SHETLAND_SHIFT = (1.15, -1.6)
SHETLAND_BOX = (-1.12, 57.83, 0.54, 59.33)  # west, south, east, north of a box around the shifted islands

_TRUE = {
    "projection": {"type": "conic equal area", "parallels": [50, 59], "rotation": {"lon": -3.2}},
    "lonaxis": {"range": [-8.7, 1.95]},
    "lataxis": {"range": [49.85, 59.5]},
}
FRAMES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "true": _TRUE,
        "hex": {
            "projection": {"type": "equirectangular"},
            "lonaxis": {"range": [-0.1, 3.0]},
            "lataxis": {"range": [-0.11, 3.8]},
        },
        "tiles": {
            "projection": {"type": "equirectangular"},
            "lonaxis": {"range": [-0.05, 4.05]},
            "lataxis": {"range": [0.95, 6.05]},
        },
    }
)


class AreaLabel(NamedTuple):
    """Positions of marks on an area, in map coordinates (x = longitude, y = latitude).

    `centre` and each of `dots` is (x, y); each of `ne` (lines like “/”) and `nw` (like “\\”) is (x1, y1, x2, y2).
    """

    centre: tuple[float, float]
    ne: tuple[tuple[float, float, float, float], ...]
    nw: tuple[tuple[float, float, float, float], ...]
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Postcode:
    """The location of a full or partial postcode.

    `likely` has the council district with most of its postcodes (several if the text spans several postcode
    districts), `possible` the districts that border it. `exact` is true if no other district is possible.
    `region` and `nation` are blank if unknown. `note` is a sentence for the visitor.
    """

    text: str
    outcode: str
    likely: tuple[str, ...]
    possible: tuple[str, ...]
    region: str
    nation: str
    exact: bool
    note: str

    @property
    def is_known(self) -> bool:
        """True if its location in the United Kingdom is known."""
        return bool(self.likely or self.region)

    @property
    def lads(self) -> tuple[str, ...]:
        """All districts that it may be in, most likely first."""
        return self.likely + self.possible


def frame(layer: str) -> dict[str, Any]:
    """Plotly `layout.geo` values that fit a layer into its panel, as a fresh dict; KeyError for an unknown layer."""
    return copy.deepcopy(dict(FRAMES.get(_known(layer), FRAMES["true"])))


@cache
def geometry(layer: str) -> dict[str, Any]:
    """The GeoJSON of a layer as drawn, for pictures rendered here. Shared; do not modify. KeyError if unknown."""
    path = _SHAPES / f"{_known(layer)}.geojson"
    return cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))


def geometry_address(layer: str) -> str:
    """The address of the same GeoJSON for browsers, relative to the page; KeyError for an unknown layer."""
    return f"app/static/maps/{_known(layer)}.geojson"


@cache
def geometry_at(address: str) -> dict[str, Any]:
    """The GeoJSON at an address that browsers fetch; shared, so not to be changed. KeyError if there is none."""
    if address == PLACED_HEXAGONS:
        return cast("dict[str, Any]", json.loads((_SHAPES / Path(address).name).read_text(encoding="utf-8")))
    layer = next((one for one in LAYERS if geometry_address(one) == address), None)
    if layer is None:
        raise KeyError(address)
    return geometry(layer)


@cache
def area_ids(layer: str) -> tuple[str, ...]:
    """The ids of a layer's areas in file order: GSS codes, or body ids for `police24`."""
    return tuple(area["id"] for area in geometry(layer)["features"])


@cache
def area_names(layer: str) -> Mapping[str, str]:
    """Area id -> everyday name ("Bristol", not "Bristol, City of")."""
    return MappingProxyType({area["id"]: _spoken(area["properties"]["name"]) for area in geometry(layer)["features"]})


@cache
def marks(layer: str) -> Mapping[str, AreaLabel]:
    """Area id -> its centre, hatchings and dots; KeyError for an unknown layer."""
    return MappingProxyType(
        {
            key: AreaLabel(
                tuple(mark["centre"]),
                *(tuple(tuple(line) for line in mark[kind]) for kind in ("ne", "nw", "dots")),
            )
            for key, mark in _all_marks()[_known(layer)].items()
        }
    )


def current(lad: str) -> str:
    """The code of a district on the maps: new codes of 2025 become those of 2024, others are unchanged."""
    return RECODED.get(lad, lad)


def on_map(lad: str) -> str:
    """Like ``current``, but ``""`` for a district that is on no map, such as that of a replaced council."""
    code = current(lad)
    return code if code in area_names("lad24") else ""


def name_of(lad: str) -> str:
    """The name of a district; KeyError if there is none."""
    return area_names("lad24")[current(lad)]


def nation_of(code: str) -> str:
    """The nation that a GSS code belongs to, by its first letter; blank for anything else."""
    return NATIONS.get(code[:1], "")


def region_of(lad: str) -> str:
    """The region or nation (ITL1, as GSS code) of a district; KeyError if there is no such district."""
    return _table("lad24_regions.csv", "region_code")[current(lad)]


@cache
def region_of_nation(nation: str) -> str:
    """The region that is this whole nation; ``""`` for England, which has several, and for what is no nation."""
    regions = {region_of(lad) for lad in area_ids("lad24") if nation_of(lad) == nation}
    return regions.pop() if len(regions) == 1 else ""


@cache
def region_of_area(layer: str, area: str) -> str:
    """The region (``itl1`` code) that most districts of an area are in; ``KeyError`` if it has none."""
    if layer in ("lad24", "hex"):
        return region_of(area)
    above = {"county24": county_of, "police24": police_of}[layer]
    regions = Counter(region_of(lad) for lad in area_ids("lad24") if above(lad) == area)
    if not regions:
        raise KeyError(f"no district of {layer} is in {area!r}")
    return min(regions, key=lambda region: (-regions[region], region))


def county_of(lad: str) -> str:
    """The `E10…` code of a district's county council; blank for single-tier areas."""
    return _table("lad24_counties.csv", "county").get(current(lad), "")


def police_of(lad: str) -> str:
    """The body id of the territorial police force of a district; KeyError if there is no such district."""
    return _table("lad24_police_areas.csv", "police")[current(lad)]


def fire_service_of(lad: str) -> str:
    """The body id of the fire and rescue service of a district; KeyError if there is no such district."""
    return _table("lad24_fire_services.csv", "fire_service")[current(lad)]


def health_board_of(lad: str) -> str:
    """The body id of the health board of a district of Scotland or Wales; blank elsewhere."""
    return _table("lad24_health_boards.csv", "health_board").get(current(lad), "")


def neighbours(lad: str) -> tuple[str, ...]:
    """The districts that share a land border with a district, longest border first; empty for islands."""
    return _neighbours().get(current(lad), ())


def postcode(text: str) -> Postcode | None:
    """Locate a postcode, a part of one ("SW1A 2"), a postcode district ("BT7") or an area ("EH").

    Any case and spacing. None if the text does not look like a postcode; if it does but is in no table, the result has
    no districts and a note that says so.
    """
    parts = _split(text)
    if parts is None:
        return None
    outcode, inward = parts
    shown = f"{outcode} {inward}".strip()
    area = letters(outcode)
    if area == "BT":
        return Postcode(
            shown, outcode, (), (), region_of_nation(NORTHERN_IRELAND), NORTHERN_IRELAND, False,
            SAID["ireland"].format(code=outcode),
        )  # fmt: skip
    if area in CROWN:
        return _unplaced(shown, outcode, SAID["crown"].format(code=outcode, places=CROWN[area]))
    districts = _outcodes_under(outcode)
    if not districts:
        return _unplaced(shown, outcode, SAID["unplaced"].format(code=outcode))
    counts = Counter(outcodes()[district] for district in districts)
    likely = tuple(sorted(counts, key=lambda lad: (-counts[lad], lad)))
    if whole := district_of(outcode, inward):
        return Postcode(
            shown, outcode, (whole,), (), region_of(whole), nation_of(whole), True,
            SAID["exact"].format(code=shown, places=name_of(whole)),
        )  # fmt: skip
    regions = {region_of(lad) for lad in likely}
    nations = {nation_of(lad) for lad in likely}
    possible = tuple(lad for lad in neighbours(likely[0]) if lad not in likely) if len(likely) == 1 else ()
    exact = len(likely) == 1 and not possible
    return Postcode(
        shown,
        outcode,
        likely,
        possible,
        regions.pop() if len(regions) == 1 else "",
        nations.pop() if len(nations) == 1 else "",
        exact,
        _note(outcode, likely, exact=exact, districts=len(districts)),
    )


def postcode_in(text: str) -> Postcode | None:
    """Locate the first full postcode in a longer text ("Roundhay School, LS8 1AB"); None if there is none."""
    for match in _WHOLE.finditer(unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).upper()):
        place = postcode(f"{match[1]} {match[2]}")
        if place and place.is_known:
            return place
    return None


NORTHERN_IRELAND = NATIONS["N"]
CROWN: Mapping[str, str] = MappingProxyType({"GY": "Guernsey", "JE": "Jersey", "IM": "the Isle of Man"})
#: Messages to visitors about postcodes, shared with the website's search.
SAID: Mapping[str, str] = MappingProxyType(
    {
        "ireland": "{code}: Northern Ireland. We cannot tell from the postcode which of its eleven councils this is.",
        "crown": "{code}: {places}, which is not part of the United Kingdom.",
        "unplaced": "We know of no place for {code}; check it, or type a council's name.",
        "exact": "{code}: {places}.",
        "mostly": "{code}: mostly {places}. Postcode districts cross borders, so a neighbouring council is possible.",
        "several": "{code} covers {found} postcode districts, in {places}. Type more of it, as in {example}.",
    }
)
_OUTWARD = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
_WHOLE = re.compile(rf"\b({_OUTWARD})\s?([0-9][A-Z]{{2}})\b")
LONGEST_TEXT = 200  # characters to search for a postcode


def _note(outcode: str, likely: tuple[str, ...], *, exact: bool, districts: int) -> str:
    names = [name_of(lad) for lad in likely]
    if len(names) > 1:
        rest = names[3:]
        shown = [*names[:3], f"{len(rest)} more"] if rest else names
        joined = f"{', '.join(shown[:-1])} and {shown[-1]}"
        example = _outcodes_under(outcode)[0]
        return SAID["several"].format(code=outcode, found=districts, places=joined, example=example)
    return SAID["exact" if exact else "mostly"].format(code=outcode, places=names[0])


def _unplaced(shown: str, outcode: str, note: str) -> Postcode:
    return Postcode(shown, outcode, (), (), "", "", False, note)


def _split(text: str) -> tuple[str, str] | None:
    """(outward, inward) of a text that looks like a full or partial postcode; the inward part may be blank."""
    # Ten characters fit any postcode with odd spacing; longer text is not a postcode.
    spaced = re.sub(r"[^A-Z0-9]+", " ", unicodedata.normalize("NFKC", text[:40]).upper()).strip()
    joined = spaced.replace(" ", "")
    if not 1 <= len(joined) <= 7 or len(text) > 40:
        return None
    # "OAA" means "0AA": in a full postcode the third character from the end is always a digit.
    whole = re.fullmatch(rf"({_OUTWARD})([0-9OI])([A-Z]{{2}})", joined)
    if whole and (whole[2].isdigit() or len(joined) >= 5):
        return whole[1], {"O": "0", "I": "1"}.get(whole[2], whole[2]) + whole[3]
    apart = re.fullmatch(rf"({_OUTWARD}) ([0-9][A-Z]?)", spaced)
    if apart:
        return apart[1], apart[2]
    readings = [
        (match[1], match[2])
        for pattern in (rf"({_OUTWARD})()", rf"({_OUTWARD})([0-9])", rf"({_OUTWARD})([0-9][A-Z])")
        if (match := re.fullmatch(pattern, joined))
    ]
    # "E111" can be E11 1 or E1 11...: the first reading with a real district wins.
    for outward, inward in readings:
        if _outcodes_under(outward) or letters(outward) in {"BT", *CROWN}:
            return outward, inward
    if readings:
        return readings[0]
    if re.fullmatch("[A-Z]{1,2}", joined) and (joined in {"BT", *CROWN} or _outcodes_under(joined)):
        return joined, ""
    return None


def letters(outcode: str) -> str:
    """The postcode area of a postcode district: ``LS`` of ``LS8``."""
    return re.sub("[^A-Z].*", "", outcode)


@cache
def _outcodes_under(outward: str) -> tuple[str, ...]:
    """The known postcode districts for a text: itself, or all of "EH", or SW1A, SW1E ... for "SW1"."""
    if outward in outcodes():
        return (outward,)
    tail = "[A-Z]" if outward[-1].isdigit() else "[0-9][A-Z0-9]?"
    if not outward[-1].isdigit() and not outward.isalpha():
        return ()
    pattern = re.compile(re.escape(outward) + tail)
    return tuple(sorted((o for o in outcodes() if pattern.fullmatch(o)), key=lambda o: (len(o), o)))


def postcode_runs() -> Mapping[str, str]:
    """The change points of local authorities within each postcode district: ``1AA E08000035; …``."""
    return _table("postcodes.csv", "lad25cd_from")


def district_of(outcode: str, inward: str) -> str:
    """The district of a full postcode, from the ONS Postcode Directory; "" for anything else.

    The table only has the points where the district changes, so an unused postcode gets the district of the one before.
    """
    if len(inward) != len("1AB"):
        return ""
    last = ""
    for first, district in change_points(postcode_runs().get(outcode, "")):
        if first > inward:
            break
        last = district
    return last


def change_points(runs: str) -> list[tuple[str, str]]:
    """(first postcode, district) of each run of postcodes in a postcode district."""
    pairs = [run.split(" ") for run in runs.split("; ")] if runs else []
    return [(first, current(district)) for first, district in pairs]


@cache
def outcodes() -> Mapping[str, str]:
    """The district with most of each postcode district: ``LS1`` → its code on the maps."""
    return {key: current(lad) for key, lad in _table("outcode_to_lad.csv", "lad25cd").items()}


@cache
def _table(name: str, column: str) -> Mapping[str, str]:
    """Map the first column to another column of one of the tables maintained by hand."""
    with (_TABLES / name).open(encoding="utf-8", newline="") as lines:
        return {next(iter(row.values())): row[column] for row in csv.DictReader(lines)}


@cache
def _neighbours() -> Mapping[str, tuple[str, ...]]:
    lengths: dict[str, list[tuple[float, str]]] = {}
    with (_TABLES / "neighbours.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            one, neighbour, km = row["lad24cd"], row["neighbour"], float(row["border_km"])
            lengths.setdefault(one, []).append((-km, neighbour))
            lengths.setdefault(neighbour, []).append((-km, one))
    return {lad: tuple(neighbour for _, neighbour in sorted(pairs)) for lad, pairs in lengths.items()}


@cache
def _all_marks() -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((_TABLES / "marks.json").read_text(encoding="utf-8")))


def _known(layer: str) -> str:
    if layer not in LAYERS:
        raise KeyError(f"no map layer {layer!r}; there are {', '.join(LAYERS)}")
    return layer


def _spoken(name: str) -> str:
    return re.sub(", (City|County) of$", "", name)
