"""Side-by-side comparisons: all regions and nations on one page, and a page for each pair of nations."""

from __future__ import annotations

from functools import partial

from whosecameras.charts import comparison as bars
from whosecameras.content import comparison
from whosecameras.site.page import HOME, Page, PageFactory, Site, truncate
from whosecameras.site.share_pictures import DRAWN, SharePicture
from whosecameras.text import comparison_words, wording

PATH = "compare"


def pages(site: Site) -> list[tuple[str, PageFactory]]:
    """The pages of all prepared comparisons, by path."""
    ready = comparison.ready_made(site.record.data)
    return [(PATH, regions), *((f"{PATH}/{name}", partial(one, name=name)) for name in ready)]


def regions(site: Site) -> Page:
    """All regions and nations side by side, with links to other comparisons."""
    return _page(site, PATH, comparison.every_region(site.record.data), "Compare", site.explorer(PATH))


def one(site: Site, name: str) -> Page:
    """One prepared comparison; raises ``KeyError`` for an unknown name."""
    keys = comparison.ready_made(site.record.data)[name]
    return _page(site, f"{PATH}/{name}", keys, _names(name), site.explorer(PATH, **{"with": ",".join(keys)}))


def _names(name: str) -> str:
    return f"{wording.listed(comparison.READY_MADE[name])} compared"


def _page(site: Site, path: str, keys: tuple[str, ...], about: str, explorer: str) -> Page:
    data, sector = site.record.data, comparison.WIDE_SECTOR
    compared = comparison.compared(data, keys, sector)
    part = site.parts[path.replace("/", "-")]
    links = [(f"area/{key}", group.name) for key, group in zip(keys, compared.groups, strict=True)]
    drawing = bars.drawing(data, compared.groups, *DRAWN, "light")
    return Page(
        path=path,
        template="compare.html",
        title=compared.title,
        description=truncate(f"{compared.title}. {comparison_words.EVIDENCE_NOT_USE} {compared.why}"),
        crumbs=(HOME,) if path == PATH else (HOME, ("Compare", PATH)),
        explorer=explorer,
        card=SharePicture("", compared.title, drawing=drawing, drawn=part["alt"]) if drawing and part else None,
        nav="map",
        about=about,
        view={
            "part": part,
            "key": path.replace("/", "-"),
            "found": compared,
            "links": links,
            "columns": comparison_words.COLUMNS,
            "words": comparison_words,
            "others": [
                (f"{PATH}/{name}", wording.listed(comparison.READY_MADE[name]))
                for name in comparison.ready_made(data)
                if f"{PATH}/{name}" != path
            ],
            "suggestions": [
                (site.explorer(PATH, **{"with": ",".join(chosen)}), name)
                for name, chosen in comparison.suggestions(data)
                if not comparison.page_of(data, chosen)
            ]
            if site.explorer_at and path == PATH
            else [],
        },
    )
