"""For those who pass the findings on: pictures, a note and how to quote; and the list of ready-made briefings."""

from __future__ import annotations

from typing import Any

from whosecameras.analysis import walls
from whosecameras.charts import wall
from whosecameras.charts.svg.text_metrics import FontFace
from whosecameras.content import press
from whosecameras.content.area import areas_of
from whosecameras.content.wall_view import shown_wall
from whosecameras.site import briefings
from whosecameras.site.page import HOME, Page, PageFactory, Site, cut
from whosecameras.text import titles, wall_words

PRESS = "press"
WALL = "wall"  # the name of its picture
_WALL_SIZE = (1088, 760)  # pixels
#: The pictures with the name of their numbers, in the order of the page.
_PICTURES = ((WALL, "councils"), ("by-sector", "by-sector"), ("councils", "councils"))


def wall_part(site: Site) -> dict[str, Any]:
    """The wall of councils in the form of a chart, to be drawn as a picture of its own."""
    data = site.record.data
    drawn = wall.drawing(data, "council", *_WALL_SIZE, "light", wall.WallLabels(FontFace(19), FontFace(17)))
    return {
        "title": titles.wall_title(data, "council"),
        "subtitle": "",
        "alt": wall_words.alt(data, walls.wall(data, "council")),
        "legend": [],
        "svg": drawn or "",
        "wide": "",
        "note": f"{wall_words.EMPTY_RING} {wall_words.APART}",
        "notice": "",
    }


def pages(site: Site) -> list[tuple[str, PageFactory]]:
    """The press kit, and the list of briefings where there are any."""
    listed: list[tuple[str, PageFactory]] = [(briefings.INDEX, listing)] if site.briefings.by_page else []
    return [(PRESS, kit), *listed]


def kit(site: Site) -> Page:
    """Pictures to download, the findings in about a hundred words, how to quote them, questions for a class."""
    data = site.record.data
    shown = {WALL: wall_part(site), **{key: site.parts[key] for key, _ in _PICTURES if key != WALL}}
    note = press.note(data)
    return Page(
        path=PRESS,
        template="press.html",
        title="For the press and for teaching: pictures, the findings in brief, and how to quote them",
        description=cut(note),
        crumbs=(HOME,),
        nav=briefings.INDEX,
        about="Press and teaching kit",
        view={
            "pictures": [
                {"key": key, "numbers": numbers, "title": shown[key]["title"], "alt": shown[key]["alt"]}
                for key, numbers in _PICTURES
                if shown[key]["svg"]
            ],
            "note": note,
            "words": len(note.split()),
            "questions": press.questions(data),
        },
    )


def _title(site: Site, page: str) -> str:
    """The finding about the subject of a page, as the page itself says it."""
    kind, _, key = page.partition("/")
    data = site.record.data
    if kind == "area":
        return areas_of(data).area(key).title
    return (
        {"region": titles.place, "sector": titles.sector}[kind](data, key) if key else shown_wall(data, "council").title
    )


def listing(site: Site) -> Page:
    """Every ready-made briefing by kind."""
    groups = [
        (
            heading,
            [{"name": one.name, "title": _title(site, one.page), "path": one.path, "page": one.page} for one in some],
        )
        for kind, heading in briefings.KINDS.items()
        if (some := site.briefings.of_kind(kind))
    ]
    return Page(
        path=briefings.INDEX,
        template="briefings.html",
        title="Briefings: one page each on the UK, its nations, regions, counties and sectors",
        description=cut(
            "One page on A4 to print or to save as PDF: the finding with its number, a picture, who is named, what is "
            "not known, and the sources."
        ),
        crumbs=(HOME,),
        explorer=site.explorer("briefing"),
        nav=briefings.INDEX,
        about="Briefings",
        view={"groups": groups},
    )
