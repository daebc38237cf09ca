"""Which briefing belongs to a view of the explorer, as the controls of the briefing page: the way in from each page."""

from __future__ import annotations

from collections.abc import Mapping

from whosecameras.analysis.sectors import ALL_PUBLIC
from whosecameras.content.area import area_code, areas_of
from whosecameras.content.comparison import nations
from whosecameras.content.selection import Selection
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import GRADES, Status

#: Controls that mean the same on the briefing page.
EVIDENCE = ("vendor", "grade", "year", "collective")
#: The card of the UK's briefing that belongs to a page without a subject of its own.
CARDS = {"rules": "law", "manufacturers": "makers", "method": "not-known"}
#: On these maps an area stands for everybody in it; on the others for its council.
_POLICE = "police"


def controls_of(choice: Selection) -> dict[str, str]:
    """The controls of the briefing page that choose a selection."""
    view = choice.view
    about = "sector" if choice.sector else "area" if choice.place else ""
    controls = {
        "about": about,
        "sector": choice.sector,
        "area": choice.place,
        "status": choice.status,
        "vendor": view.vendor,
        "grade": "" if view.grades == GRADES else view.grades[-1],
        "year": "" if view.year is None else str(view.year),
        "collective": "" if view.collective else "no",
    }
    return {key: value for key, value in controls.items() if value}


def briefing_for(dataset: Dataset, page: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """The controls of the briefing page for a page of the explorer and its controls; empty for the whole UK.

    A control that a briefing does not have, such as a text to search for, is left out.
    """
    found = _subject(dataset, page, chosen)
    if page in ("map", "sectors"):
        found |= {key: chosen[key] for key in EVIDENCE if chosen.get(key)}
    return {key: value for key, value in found.items() if value}


def _subject(dataset: Dataset, page: str, chosen: Mapping[str, str]) -> dict[str, str]:
    if page == "map":
        return _of_map(dataset, chosen)
    if page == "sectors":
        sector = chosen.get("sector", "council")
        return _narrowed("" if sector == ALL_PUBLIC else sector, "", chosen.get("status", ""))
    if page == "find":
        body, sector = chosen.get("body", ""), chosen.get("sector", "")
        return {"about": "body", "body": body} if body else _narrowed(sector, "")
    if page == "area":
        return _narrowed("", area_code(dataset, chosen.get("code", "")))
    if page == "compare":
        return {"about": "compare", "with": chosen["with"]} if "," in chosen.get("with", "") else {}
    if page == "ask":
        place = _place(dataset, chosen.get("district", "")) or _place(dataset, chosen.get("region", ""))
        silent = str(Status.UNKNOWN) if chosen.get("known") == "blank" else ""
        return _narrowed(chosen.get("sector", "council"), place, silent)
    if page == "asked":
        return {"about": "round"}
    if page == "manufacturers" and chosen.get("manufacturer"):
        return {"vendor": chosen["manufacturer"]}
    if page == "data":
        place = _place(dataset, chosen.get("region", "")) or nations(dataset).get(chosen.get("nation", ""), "")
        return {**_narrowed(chosen.get("sector", ""), place), "vendor": chosen.get("vendor", "")}
    return {"card": CARDS[page]} if page in CARDS else {}


def _of_map(dataset: Dataset, chosen: Mapping[str, str]) -> dict[str, str]:
    """An area that is chosen, else the public bodies that the map draws."""
    if place := _place(dataset, chosen.get("area", "")):
        return _narrowed("", place)
    return _narrowed(_POLICE if chosen.get("layer") == _POLICE else "council", "")


def _place(dataset: Dataset, code: str) -> str:
    return code if code in areas_of(dataset).codes else ""


def _narrowed(sector: str, place: str, status: str = "") -> dict[str, str]:
    return controls_of(Selection(sector, place, status))
