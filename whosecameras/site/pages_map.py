"""The maps: councils as hexagons and in true shape, counties, police forces, regions; and a full-screen map."""

from __future__ import annotations

from typing import Any

from whosecameras.analysis.areas import MAP_NAMES, STATUS_MAPS
from whosecameras.content.map_view import linked_map
from whosecameras.content.map_years import map_years
from whosecameras.content.wall_view import shown_wall
from whosecameras.record.schema import Status
from whosecameras.site.page import HOME, Page, Site, truncate
from whosecameras.site.pages_evidence import regions_by_councils
from whosecameras.site.urls import OWN_PAGE
from whosecameras.text import gaps, map_words, wording

#: The maps of one page by fragment name, each with its id in ``STATUS_MAPS``.
_TOGETHER = {"councils": "hexagons", "counties": "counties", "police": "police"}
#: The fragment with title, table and sources of each map.
_PART_OF = {"hexagons": "councils", "districts": "councils", "counties": "counties", "police": "police"}
#: The part that is in the frame of each map: its picture is what the page draws.
_FRAMED = {"hexagons": "councils", "districts": "districts", "counties": "counties", "police": "wall-police"}
#: The card of a briefing that shows each map.
_CARDS = {"hexagons": "councils-hexagons", "districts": "councils-map", "police": "police-map"}
MAP = ("Map", "map")


def _shown(site: Site, which: str) -> dict[str, Any]:
    """A map with its fragment, the survey next to it, and its areas as links; police forces have a wall instead."""
    framed, card = _FRAMED[which], _CARDS.get(which, "")
    linked = None if which == "police" else linked_map(site.record.data, which)
    return {
        "key": framed if linked else which,
        "which": which,
        "part": site.parts[_PART_OF[which]],
        "survey": gaps.survey_sentence(site.record.data, which),
        "linked": linked,
        "framed": framed,
        "frame": site.parts[framed],
        "by_region": linked.by_region if linked else site.parts[framed]["by_region"],
        "briefing": site.explorer("briefing", card=card) if card else "",
    }


def _symbols(site: Site, *which: str) -> tuple[tuple[Status, bool], ...]:
    """Every hexagon symbol that the maps of a page use, without duplicates."""
    symbols = (symbol for key in which if key != "police" for symbol in linked_map(site.record.data, key).symbols)
    return tuple(dict.fromkeys(symbols))


def _blank(site: Site, which: str) -> str:
    """How many areas of a map, out of how many, have no public evidence."""
    legend = site.parts[_PART_OF[which]]["legend"]
    blank = sum(count for mark, _, count in legend if mark == Status.UNKNOWN)
    return (
        f"{wording.number(blank)} of {wording.number(sum(count for _, _, count in legend))} {STATUS_MAPS[which].short}"
    )


def every_map(site: Site) -> Page:
    """Each council or force by what published sources report: all maps under one title."""
    totals = {key: wording.number(sum(count for _, _, count in site.parts[key]["legend"])) for key in _TOGETHER}
    many = [f"{totals[key]} {STATUS_MAPS[which].many}" for key, which in _TOGETHER.items()]
    blank = wording.listed([_blank(site, which) for which in _TOGETHER.values()])
    return Page(
        path="map",
        template="map.html",
        title=f"{wording.UNKNOWN_IS_NOT_NO}: no public evidence on {blank}",
        description=truncate(f"Maps of {wording.listed(many)}, each by what published sources say."),
        crumbs=(HOME,),
        explorer=site.explorer("map"),
        nav="map",
        about="Map",
        view={
            "maps": [_shown(site, which) for which in _TOGETHER.values()],
            "symbols": _symbols(site, *_TOGETHER.values()),
            "which": "hexagons",
            "own_page": OWN_PAGE,
            "wall": shown_wall(site.record.data, "police"),
            "by_region": site.parts["councils-by-region"],
            "regions": regions_by_councils(site),
        },
    )


def one_map(site: Site, key: str) -> Page:
    """A page for one map, so that it can be shared with its own title and picture; ``key`` is one of ``OWN_PAGE``."""
    regions = key == "regions"
    part = site.parts["councils-by-region" if regions else _PART_OF[key]]
    return Page(
        path=f"map/{key}",
        template="map.html",
        title=part["title"],
        description=truncate(part["alt"]),
        crumbs=(HOME, MAP),
        explorer=site.explorer("map", layer=key),
        nav="map",
        about=f"{MAP_NAMES[key]} on the map",
        view={
            "maps": [] if regions else [_shown(site, key)],
            "symbols": () if regions else _symbols(site, key),
            "which": key,
            "own_page": (),
            "wall": shown_wall(site.record.data, "police") if key == "police" else None,
            "by_region": part if regions else None,
            "regions": regions_by_councils(site) if regions else [],
        },
    )


def year_by_year(site: Site) -> Page:
    """The hexagon map as known at the end of each year, all at once or one at a time."""
    by_year = map_years(site.record.data)
    newest = by_year.years[-1]
    used = (mark for year in by_year.years for mark in year.shown.symbols)
    return Page(
        path="map/years",
        template="map_years.html",
        title=by_year.title,
        description=truncate(f"{newest.alt}. {map_words.PUBLISHED_BY_THEN}"),
        crumbs=(HOME, MAP),
        nav="map",
        about="The map year by year",
        view={
            "years": by_year.years,
            "newest": newest.shown,
            "symbols": tuple(dict.fromkeys(used)),
            "framed": site.parts["map-years"],
        },
    )


def full_screen(site: Site) -> Page:
    """The hexagon map alone, for a projector: title, key, map and source on one screen."""
    part, linked = site.parts["councils"], linked_map(site.record.data, "hexagons")
    return Page(
        path="map/full",
        template="map_full.html",
        title=f"{wording.UNKNOWN_IS_NOT_NO}: no public evidence on {_blank(site, 'hexagons')}",
        description=truncate(f"{linked.alt}. The map alone, on one screen."),
        crumbs=(HOME, MAP),
        nav="map",
        about="The map on a full screen",
        view={"linked": linked, "notice": part["notice"], "survey": gaps.survey_sentence(site.record.data, "hexagons")},
    )
