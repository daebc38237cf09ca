"""The page of an area: which bodies serve it, what is known about each, and what is not known."""

from __future__ import annotations

from functools import partial

from whosecameras.content.area import Area, Place, SectorCount, areas_of
from whosecameras.content.ask import askable
from whosecameras.record.geography import NOTICE
from whosecameras.record.schema import Status
from whosecameras.site import follow
from whosecameras.site.page import HOME, Page, PageFactory, Site, truncate
from whosecameras.site.share_pictures import SharePicture
from whosecameras.text import area_words, wording

#: Districts share one social card: drawing one for each would take as long as all other pages together.
SHARED_PICTURE = SharePicture(
    area_words.KINDS["district"],
    "Who serves a place, and what public sources say of each: council, police, fire, NHS, schools",
    common=True,
)


def pages(site: Site) -> list[tuple[str, PageFactory]]:
    """All pages about areas, by path."""
    entries: list[tuple[str, PageFactory]] = [("area", start)]
    return entries + [(f"area/{code}", partial(area, code=code)) for code in areas_of(site.record.data).codes]


def start(site: Site) -> Page:
    """All areas by kind and name, for readers without a code."""
    areas = areas_of(site.record.data)
    by_kind: dict[str, list[Place]] = {kind: [] for kind in reversed(area_words.KINDS)}
    for code, kind in areas.codes.items():
        by_kind[kind].append(Place(code, areas.name(code)))
    return Page(
        path="area",
        template="areas.html",
        title=area_words.CHOOSE_TITLE,
        description=truncate(f"Every district, county, police area, region and nation of the UK. {area_words.BASED}"),
        crumbs=(HOME, ("Map", "map")),
        explorer=site.explorer("area"),
        nav="map",
        about="Your area",
        view={
            "kinds": [
                (area_words.MANY[kind], sorted(found, key=lambda one: one.name)) for kind, found in by_kind.items()
            ],
        },
    )


def area(site: Site, code: str) -> Page:
    """The page of one area; raises ``KeyError`` for an unknown code."""
    data = site.record.data
    details = areas_of(data).area(code)
    above = tuple((place.name, f"area/{place.code}") for place in reversed(details.within))
    return Page(
        path=f"area/{code}",
        template="area.html",
        title=details.title,
        description=truncate(f"{details.title}. {details.sentence or area_words.BASED}"),
        crumbs=(HOME, ("Map", "map"), *above),
        explorer=site.explorer("area", code=code),
        card=SHARED_PICTURE if details.kind == "district" else _picture(details),
        feed=follow.area_feed(code),
        nav="map",
        about=details.name,
        view={
            "area": details,
            "words": area_words,
            "legend": [
                (str(status), str(status), details.found.by_status[status])
                for status in Status
                if details.found.by_status[status]
            ],
            "counts": [_counted(count) for count in details.counts],
            "ask": f"ask/{code}" if code in askable(data).districts or code in site.record.regions else "",
            "briefing": site.on_paper(_briefing_page(site, code)),
            "also": f"region/{code}" if code in site.record.regions else "",
            "notice": NOTICE,
        },
    )


def _briefing_page(site: Site, code: str) -> str:
    """The path under which a briefing on an area would stand: a region's is that of its other page."""
    return f"region/{code}" if code in site.record.regions else f"area/{code}"


def _picture(found: Area) -> SharePicture:
    return SharePicture(
        f"{found.kind_words} · {found.name}", found.title, number=found.number.number, counted=found.number.counted
    )


def _counted(count: SectorCount) -> dict[str, str]:
    """A row of the table of counts; zero becomes “none”."""
    numbers = {"Named": count.tally.named, "Group": count.tally.group_only, "Unknown": count.tally.unknown}
    return {
        "Kind": count.name,
        "All": wording.number(count.tally.total),
        **{head: wording.number(number) if number else "none" for head, number in numbers.items()},
        "Lists": count.dates or "no list",
    }
