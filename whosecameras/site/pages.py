"""All pages, by the path of their file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from whosecameras.content.body_lists import parts
from whosecameras.record.schema import SURVEY_SECTORS
from whosecameras.site import (
    pages_about,
    pages_area,
    pages_ask,
    pages_compare,
    pages_evidence,
    pages_map,
    pages_press,
    pages_rules,
    pages_search,
)
from whosecameras.site.page import Page, PageFactory, Site
from whosecameras.site.urls import OWN_PAGE


def _part_of_list(make: Callable[[Site, str, int], Page], key: str, number: int, site: Site) -> Page:
    return make(site, key, number)


def all_pages(site: Site) -> dict[str, PageFactory]:
    """All pages by path, except those of bodies known only from a register (``registered_pages``).

    A page is only put together when its factory is called.
    """
    record = site.record
    pages: list[tuple[str, PageFactory]] = [
        ("", pages_evidence.front),
        ("map", pages_map.every_map),
        ("map/full", pages_map.full_screen),
        ("map/years", pages_map.year_by_year),
        ("sectors", pages_evidence.sectors),
        ("rules", pages_rules.rules),
        ("manufacturers", pages_about.manufacturers),
        ("sources", pages_about.sources),
        ("method", pages_about.method),
        ("data", pages_about.data),
        ("corrections", pages_about.corrections),
        ("privacy", pages_about.privacy),
        ("search", pages_search.search),
        ("a-z", pages_search.a_to_z),
        ("404", pages_search.missing),
    ]
    pages += [(f"map/{key}", partial(pages_map.one_map, key=key)) for key in OWN_PAGE]
    for folder, page, lists in (
        ("a-z", pages_search.letter, site.lists.by_letter),
        ("list", pages_search.sector_list, site.lists.by_sector),
    ):
        pages += [
            (pages_search.list_path(folder, key, number), partial(_part_of_list, page, key, number))
            for key, bodies in lists.items()
            for number in parts(bodies)
        ]
    pages += [(f"body/{key}", partial(pages_evidence.body, key=key)) for key in record.names]
    pages += [(f"region/{code}", partial(pages_evidence.region, code=code)) for code in record.regions]
    pages += [(f"sector/{key}", partial(pages_evidence.sector, key=key)) for key in SURVEY_SECTORS]
    pages += [(f"source/{row['id']}", partial(pages_about.source, key=row["id"])) for row in record.rows["sources"]]
    pages += [
        (f"manufacturer/{row['id']}", partial(pages_about.manufacturer, key=row["id"]))
        for row in record.rows["vendors"]
    ]
    pages += pages_ask.pages(site)
    pages += pages_area.pages(site)
    pages += pages_compare.pages(site)
    pages += pages_press.pages(site)
    return {f"{path or 'index'}.html": build for path, build in pages}
