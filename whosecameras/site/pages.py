"""Every page there is, by the path of its file."""

from __future__ import annotations

from functools import partial

from whosecameras.addresses import OWN_PAGE
from whosecameras.model import SURVEY_SECTORS
from whosecameras.site import finding_pages, reference_pages, search_pages
from whosecameras.site.page import Maker, Site, letters


def all_pages(site: Site) -> dict[str, Maker]:
    """Every page by its file's path; the page itself is put together when it is asked for."""
    record = site.record
    makers: list[tuple[str, Maker]] = [
        ("", finding_pages.front),
        ("map", finding_pages.map_page),
        ("sectors", finding_pages.sectors),
        ("timeline", reference_pages.timeline),
        ("makers", reference_pages.makers),
        ("sources", reference_pages.sources),
        ("method", reference_pages.method),
        ("data", reference_pages.data),
        ("corrections", reference_pages.corrections),
        ("privacy", reference_pages.privacy),
        ("search", search_pages.search),
        ("a-z", partial(search_pages.letter, letter="")),
        ("404", search_pages.missing),
    ]
    makers += [(f"map/{key}", partial(finding_pages.one_map, key=key)) for key in OWN_PAGE]
    makers += [(f"a-z/{one.lower()}", partial(search_pages.letter, letter=one)) for one in letters(site)]
    makers += [(f"body/{key}", partial(finding_pages.body, key=key)) for key in record.names]
    makers += [(f"region/{code}", partial(finding_pages.region, code=code)) for code in record.regions]
    makers += [(f"sector/{key}", partial(finding_pages.sector, key=key)) for key in SURVEY_SECTORS]
    makers += [
        (f"source/{row['id']}", partial(reference_pages.source, key=row["id"])) for row in record.rows["sources"]
    ]
    makers += [(f"maker/{row['id']}", partial(reference_pages.maker, key=row["id"])) for row in record.rows["vendors"]]
    return {f"{path or 'index'}.html": make for path, make in makers}
