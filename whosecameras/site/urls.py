"""Maps a view of the explorer to the website page that shows the same."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from whosecameras.analysis.areas import principal_councils
from whosecameras.content import comparison
from whosecameras.content.area import area_code
from whosecameras.content.ask import BY_DISTRICT, askable
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import SURVEY_SECTORS, TABLES

#: The website page of each explorer page, by the address without controls.
PLAIN: Mapping[str, str] = {
    "": "",
    "map": "map",
    "sectors": "sectors",
    "find": "search",
    "area": "area",
    "compare": "compare",
    "ask": "ask",
    "asked": "ask/progress",
    "rules": "rules",
    "manufacturers": "manufacturers",
    "briefing": "",
    "method": "method",
    "data": "data",
}
#: Maps with a page of their own, below the map page, whose default is the councils as hexagons.
OWN_PAGE = ("districts", "counties", "police", "regions")
#: Controls that select one row: the table it is in, and the folder of its pages.
_ONE = {"body": ("bodies", "body"), "region": ("regions", "region"), "source": ("sources", "source")}
_MANUFACTURER = ("vendors", "manufacturer")


def plain_page(dataset: Dataset, page: str, chosen: Mapping[str, str]) -> str:
    """The website page, without a leading slash, for an explorer page and its controls.

    A control that selects a body, region, sector, source or manufacturer leads to that page. One whose value is not in
    the record, or that only filters, leads to the general page. Raises ``KeyError`` for an unknown explorer page.
    """
    general, value = PLAIN[page], ""
    if page == "find":
        query = urlencode({"q": chosen.get("q", "")}, quote_via=quote) if chosen.get("q") else ""
        value = _known(dataset, _ONE["body"], chosen.get("body", "")) or (f"{general}?{query}" if query else "")
    elif page == "map":
        layer = chosen.get("layer", "hexagons")
        value = _area(dataset, layer, chosen.get("area", "")) or (f"map/{layer}" if layer in OWN_PAGE else "")
    elif page == "sectors":
        value = _sector(chosen.get("sector", ""))
    elif page == "area":
        area = area_code(dataset, chosen.get("code", ""))
        value = f"area/{area}" if area else ""
    elif page == "compare":
        keys = comparison.read_choice(dataset, chosen.get("with", "")).keys
        usual = chosen.get("of", comparison.WIDE_SECTOR) == comparison.WIDE_SECTOR
        own = comparison.page_of(dataset, keys) if usual else ""
        value = f"compare/{own}" if own else ""
    elif page == "ask":
        value = _asked(dataset, chosen)
    elif page == "manufacturers":
        value = _known(dataset, _MANUFACTURER, chosen.get("manufacturer", ""))
    elif page == "method":
        value = _known(dataset, _ONE["source"], chosen.get("source", ""))
    elif page == "briefing":
        kind = chosen.get("about", "")
        key = chosen.get(kind, "")
        value = _sector(key) if kind == "sector" else _known(dataset, _ONE[kind], key) if kind in _ONE else ""
        if kind == "area" and (area := area_code(dataset, key)):
            value = f"area/{area}"
    return value or general


def _known(dataset: Dataset, where: tuple[str, str], key: str) -> str:
    table, folder = where
    try:
        return f"{folder}/{dataset.row(table, key)[TABLES[table].key]}" if key else ""
    except KeyError:
        return ""


def _asked(dataset: Dataset, chosen: Mapping[str, str]) -> str:
    """The list for a district, a region or a sector, whichever is the narrowest selected."""
    who, sector = askable(dataset), chosen.get("sector", "")
    district = chosen.get("district", "")
    if district in who.districts:
        apart = sector in BY_DISTRICT and who.count(district=district, sector=sector)
        return f"ask/{district}/{sector}" if apart else f"ask/{district}"
    if region := _known(dataset, _ONE["region"], chosen.get("region", "")):
        return f"ask/{region.removeprefix('region/')}"
    return f"ask/{sector}" if sector in who.sectors else ""


def _sector(key: str) -> str:
    return f"sector/{key}" if key in SURVEY_SECTORS else ""


def _area(dataset: Dataset, layer: str, area: str) -> str:
    """The page of a map area: its region, or the body it belongs to."""
    if layer == "regions":
        return _known(dataset, _ONE["region"], area)
    if layer == "police":
        return _known(dataset, _ONE["body"], area)
    living = principal_councils(dataset)
    matching = [
        key for key, code in zip(living["id"], living["code"], strict=True) if area and geography.current(code) == area
    ]
    return f"body/{matching[0]}" if len(matching) == 1 else ""
