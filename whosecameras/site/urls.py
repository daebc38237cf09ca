"""From a view of the explorer to the plain page of the website that shows the same."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import SURVEY_SECTORS, TABLES

#: The plain page of each page of the explorer, by its address without controls.
PLAIN: Mapping[str, str] = {
    "": "",
    "map": "map",
    "sectors": "sectors",
    "find": "search",
    "timeline": "timeline",
    "makers": "makers",
    "briefing": "",
    "method": "method",
    "data": "data",
}
#: The maps of the explorer, as its control names them.
LAYERS: Mapping[str, str] = {
    "districts": "Councils",
    "hexagons": "Councils as hexagons",
    "counties": "County councils",
    "police": "Police forces",
    "regions": "Regions and nations",
}
#: Maps that have a page of their own, below the one that shows them all and begins with the councils.
OWN_PAGE = ("counties", "police", "regions")
#: What a control may single out: the table that holds it, and the folder of its pages.
_ONE = {"body": ("bodies", "body"), "region": ("regions", "region"), "source": ("sources", "source")}
_MAKER = ("vendors", "maker")


def plain_page(dataset: Dataset, page: str, chosen: Mapping[str, str]) -> str:
    """The address of the plain page, without a slash before it, for a page of the explorer and its controls.

    A control that singles out a body, region, sector, source or maker leads to its own page; one that the record does
    not know, or that only filters, leads to the page of the whole. ``KeyError`` for a page that the explorer has not.
    """
    whole, value = PLAIN[page], ""
    if page == "find":
        asked = urlencode({"q": chosen.get("q", "")}, quote_via=quote) if chosen.get("q") else ""
        value = _known(dataset, _ONE["body"], chosen.get("body", "")) or (f"{whole}?{asked}" if asked else "")
    elif page == "map":
        layer = chosen.get("layer", "districts")
        value = _area(dataset, layer, chosen.get("area", "")) or (f"map/{layer}" if layer in OWN_PAGE else "")
    elif page == "sectors":
        value = _sector(chosen.get("sector", ""))
    elif page == "makers":
        value = _known(dataset, _MAKER, chosen.get("maker", ""))
    elif page == "method":
        value = _known(dataset, _ONE["source"], chosen.get("source", ""))
    elif page == "briefing":
        kind = chosen.get("about", "")
        key = chosen.get(kind, "")
        value = _sector(key) if kind == "sector" else _known(dataset, _ONE[kind], key) if kind in _ONE else ""
    return value or whole


def _known(dataset: Dataset, where: tuple[str, str], key: str) -> str:
    table, folder = where
    try:
        return f"{folder}/{dataset.row(table, key)[TABLES[table].key]}" if key else ""
    except KeyError:
        return ""


def _sector(key: str) -> str:
    return f"sector/{key}" if key in SURVEY_SECTORS else ""


def _area(dataset: Dataset, layer: str, area: str) -> str:
    """The page of an area on a map: of its region, or of the one body that it belongs to."""
    if layer == "regions":
        return _known(dataset, _ONE["region"], area)
    if layer == "police":
        return _known(dataset, _ONE["body"], area)
    bodies = dataset.bodies
    living = bodies[(bodies["sector"] == "council") & (bodies["replaced_by"] == "")]
    found = [
        key for key, code in zip(living["id"], living["code"], strict=True) if area and geography.current(code) == area
    ]
    return f"body/{found[0]}" if len(found) == 1 else ""
