"""Regions, boundaries and postcodes: which areas there are, how they are drawn, and where a postcode is."""

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

NATIONS: Mapping[str, str] = MappingProxyType({"E": "England", "W": "Wales", "S": "Scotland", "N": "Northern Ireland"})

# Codes that were given to unchanged areas after December 2024.
RECODED: Mapping[str, str] = MappingProxyType({"E08000038": "E08000016", "E08000039": "E08000019"})

# Shetland is drawn nearer than it is (see data/boundaries/README.md): a point there must be moved by as much.
SHETLAND = "S12000027"
SHETLAND_SHIFT = (1.15, -1.6)
SHETLAND_BOX = (-1.12, 57.83, 0.54, 59.33)  # west, south, east, north of a box round the moved islands

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
    """Where to put what is not a colour on one area, in drawn coordinates (x = longitude, y = latitude).

    `centre` and each of `dots` is (x, y); each of `ne` (lines like “/”) and `nw` (like “\\”) is (x1, y1, x2, y2).
    """

    centre: tuple[float, float]
    ne: tuple[tuple[float, float, float, float], ...]
    nw: tuple[tuple[float, float, float, float], ...]
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Postcode:
    """What is known of a postcode, or of a part of one.

    `likely` holds the council district with most of its postcodes (several when the text spans several postcode
    districts), `possible` the districts that border on it. `exact` says that no other district is possible.
    `region` and `nation` are blank when they cannot be told. `note` is a sentence for the visitor.
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
        """True if a place in the United Kingdom is known for it."""
        return bool(self.likely or self.region)

    @property
    def lads(self) -> tuple[str, ...]:
        """All districts that it may be in, the most likely first."""
        return self.likely + self.possible


def frame(layer: str) -> dict[str, Any]:
    """Plotly `layout.geo` values that fit a layer into its panel, as a fresh dict; KeyError for an unknown layer."""
    return copy.deepcopy(dict(FRAMES.get(_known(layer), FRAMES["true"])))


@cache
def geometry(layer: str) -> dict[str, Any]:
    """The GeoJSON of a layer as drawn, for pictures made here; shared, so not to be changed. KeyError if unknown."""
    path = _SHAPES / f"{_known(layer)}.geojson"
    return cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))


def geometry_address(layer: str) -> str:
    """Where a browser fetches the same GeoJSON from, relative to the page; KeyError for an unknown layer."""
    return f"app/static/maps/{_known(layer)}.geojson"


@cache
def area_ids(layer: str) -> tuple[str, ...]:
    """The ids of a layer's areas in the order of its file: GSS codes, or body ids for `police24`."""
    return tuple(area["id"] for area in geometry(layer)["features"])


@cache
def area_names(layer: str) -> Mapping[str, str]:
    """Area id -> name as one says it ("Bristol", not "Bristol, City of")."""
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
    """The code that the maps use for a district: 2025's new codes become those of 2024, others stay."""
    return RECODED.get(lad, lad)


def on_map(lad: str) -> str:
    """The same, or ``""`` for a district that is on no map, such as that of a council that was replaced."""
    code = current(lad)
    return code if code in area_names("lad24") else ""


def name_of(lad: str) -> str:
    """The name of a district; KeyError when there is none."""
    return area_names("lad24")[current(lad)]


def nation_of(code: str) -> str:
    """The nation that a GSS code belongs to, by its first letter; blank for anything else."""
    return NATIONS.get(code[:1], "")


def region_of(lad: str) -> str:
    """The region or nation (ITL1, as GSS code) of a district; KeyError when there is no such district."""
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
    return min(regions, key=lambda one: (-regions[one], one))


def county_of(lad: str) -> str:
    """The county council's `E10…` code above a district; blank where one council does everything."""
    return _table("lad24_counties.csv", "county").get(current(lad), "")


def police_of(lad: str) -> str:
    """The body id of the territorial police force of a district; KeyError when there is no such district."""
    return _table("lad24_police_areas.csv", "police")[current(lad)]


def fire_service_of(lad: str) -> str:
    """The body id of the fire and rescue service of a district; KeyError when there is no such district."""
    return _table("lad24_fire_services.csv", "fire_service")[current(lad)]


def health_board_of(lad: str) -> str:
    """The body id of the health board of a district of Scotland or Wales; blank elsewhere."""
    return _table("lad24_health_boards.csv", "health_board").get(current(lad), "")


def neighbours(lad: str) -> tuple[str, ...]:
    """The districts that share a land border with a district, the longest border first; empty for islands."""
    return _neighbours().get(current(lad), ())


def postcode(text: str) -> Postcode | None:
    """What is known of a postcode, a part of one ("SW1A 2"), a postcode district ("BT7") or an area ("EH").

    Any case and spacing. None when the text does not look like a postcode; when it does but is in no table, the
    answer has no districts and a note that says so.
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
    """What is known of the first whole postcode within a longer text ("Roundhay School, LS8 1AB"), if any is."""
    for found in _WHOLE.finditer(unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).upper()):
        place = postcode(f"{found[1]} {found[2]}")
        if place and place.is_known:
            return place
    return None


NORTHERN_IRELAND = NATIONS["N"]
CROWN: Mapping[str, str] = MappingProxyType({"GY": "Guernsey", "JE": "Jersey", "IM": "the Isle of Man"})
#: What a visitor is told of a postcode; the website's search says the same.
SAID: Mapping[str, str] = MappingProxyType(
    {
        "ireland": "{code}: Northern Ireland. Which of its eleven councils cannot be told from the postcode here.",
        "crown": "{code}: {places}, which is not part of the United Kingdom.",
        "unplaced": "No place is known here for {code}; check it, or type a council's name.",
        "exact": "{code}: {places}.",
        "mostly": "{code}: mostly {places}. Postcode districts cross borders, so a neighbouring council is possible.",
        "several": "{code} covers {found} postcode districts, in {places}. Type more of it, as in {example}.",
    }
)
_OUTWARD = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
_WHOLE = re.compile(rf"\b({_OUTWARD})\s?([0-9][A-Z]{{2}})\b")
LONGEST_TEXT = 200  # characters in which a postcode is looked for


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
    """(outward, inward) of whatever looks like a postcode or a part of one; the inward part may be blank."""
    # Ten characters hold any postcode with odd spacing; longer text is no postcode and not worth a look.
    spaced = re.sub(r"[^A-Z0-9]+", " ", unicodedata.normalize("NFKC", text[:40]).upper()).strip()
    joined = spaced.replace(" ", "")
    if not 1 <= len(joined) <= 7 or len(text) > 40:
        return None
    # "OAA" for "0AA": in a whole postcode the third character from the end can only be a digit.
    whole = re.fullmatch(rf"({_OUTWARD})([0-9OI])([A-Z]{{2}})", joined)
    if whole and (whole[2].isdigit() or len(joined) >= 5):
        return whole[1], {"O": "0", "I": "1"}.get(whole[2], whole[2]) + whole[3]
    apart = re.fullmatch(rf"({_OUTWARD}) ([0-9][A-Z]?)", spaced)
    if apart:
        return apart[1], apart[2]
    readings = [
        (found[1], found[2])
        for pattern in (rf"({_OUTWARD})()", rf"({_OUTWARD})([0-9])", rf"({_OUTWARD})([0-9][A-Z])")
        if (found := re.fullmatch(pattern, joined))
    ]
    # "E111" can be E11 1 or E1 11...: the first reading that names a real district wins.
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
    """The known postcode districts that a text stands for: itself, or all of "EH", or SW1A, SW1E ... for "SW1"."""
    if outward in outcodes():
        return (outward,)
    tail = "[A-Z]" if outward[-1].isdigit() else "[0-9][A-Z0-9]?"
    if not outward[-1].isdigit() and not outward.isalpha():
        return ()
    wanted = re.compile(re.escape(outward) + tail)
    return tuple(sorted((o for o in outcodes() if wanted.fullmatch(o)), key=lambda o: (len(o), o)))


def postcode_runs() -> Mapping[str, str]:
    """For each postcode district where the local authority changes along its postcodes: ``1AA E08000035; …``."""
    return _table("postcodes.csv", "lad25cd_from")


def district_of(outcode: str, inward: str) -> str:
    """The district that a whole postcode is in, by the ONS Postcode Directory; "" for anything else.

    The table holds only where the district changes, so a postcode that is not in use gets the answer of the one before.
    """
    if len(inward) != len("1AB"):
        return ""
    found = ""
    for first, district in change_points(postcode_runs().get(outcode, "")):
        if first > inward:
            break
        found = district
    return found


def change_points(runs: str) -> list[tuple[str, str]]:
    """(the first postcode, the district from there on) of each stretch of a postcode district."""
    found = [run.split(" ") for run in runs.split("; ")] if runs else []
    return [(first, current(district)) for first, district in found]


@cache
def outcodes() -> Mapping[str, str]:
    """The district in which most of a postcode district lies: ``LS1`` → its code as the maps know it."""
    return {key: current(lad) for key, lad in _table("outcode_to_lad.csv", "lad25cd").items()}


@cache
def _table(name: str, column: str) -> Mapping[str, str]:
    """First column -> another column of one of the tables kept by hand."""
    with (_TABLES / name).open(encoding="utf-8", newline="") as lines:
        return {next(iter(row.values())): row[column] for row in csv.DictReader(lines)}


@cache
def _neighbours() -> Mapping[str, tuple[str, ...]]:
    lengths: dict[str, list[tuple[float, str]]] = {}
    with (_TABLES / "neighbours.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            one, other, km = row["lad24cd"], row["neighbour"], float(row["border_km"])
            lengths.setdefault(one, []).append((-km, other))
            lengths.setdefault(other, []).append((-km, one))
    return {lad: tuple(other for _, other in sorted(pairs)) for lad, pairs in lengths.items()}


@cache
def _all_marks() -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((_TABLES / "marks.json").read_text(encoding="utf-8")))


def _known(layer: str) -> str:
    if layer not in LAYERS:
        raise KeyError(f"no map layer {layer!r}; there are {', '.join(LAYERS)}")
    return layer


def _spoken(name: str) -> str:
    return re.sub(", (City|County) of$", "", name)
