"""Every page there is, by the path of its file."""

from __future__ import annotations

from functools import partial

from whosecameras.record.schema import SURVEY_SECTORS
from whosecameras.site import pages_about, pages_evidence, pages_search
from whosecameras.site.page import PageFactory, Site, letters
from whosecameras.site.urls import OWN_PAGE


def all_pages(site: Site) -> dict[str, PageFactory]:
    """Every page by its file's path; the page itself is put together when it is asked for."""
    record = site.record
    makers: list[tuple[str, PageFactory]] = [
        ("", pages_evidence.front),
        ("map", pages_evidence.map_page),
        ("sectors", pages_evidence.sectors),
        ("timeline", pages_about.timeline),
        ("makers", pages_about.makers),
        ("sources", pages_about.sources),
        ("method", pages_about.method),
        ("data", pages_about.data),
        ("corrections", pages_about.corrections),
        ("privacy", pages_about.privacy),
        ("search", pages_search.search),
        ("a-z", partial(pages_search.letter, letter="")),
        ("404", pages_search.missing),
    ]
    makers += [(f"map/{key}", partial(pages_evidence.one_map, key=key)) for key in OWN_PAGE]
    makers += [(f"a-z/{one.lower()}", partial(pages_search.letter, letter=one)) for one in letters(site)]
    makers += [(f"body/{key}", partial(pages_evidence.body, key=key)) for key in record.names]
    makers += [(f"region/{code}", partial(pages_evidence.region, code=code)) for code in record.regions]
    makers += [(f"sector/{key}", partial(pages_evidence.sector, key=key)) for key in SURVEY_SECTORS]
    makers += [(f"source/{row['id']}", partial(pages_about.source, key=row["id"])) for row in record.rows["sources"]]
    makers += [(f"maker/{row['id']}", partial(pages_about.maker, key=row["id"])) for row in record.rows["vendors"]]
    return {f"{path or 'index'}.html": make for path, make in makers}
