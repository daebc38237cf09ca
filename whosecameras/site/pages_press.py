"""The press and teaching kit, and the list of ready-made briefings."""

from __future__ import annotations

from whosecameras.content import press
from whosecameras.content.area import areas_of
from whosecameras.content.wall_view import shown_wall
from whosecameras.site import briefings
from whosecameras.site.page import HOME, Page, PageFactory, Site, truncate
from whosecameras.text import titles

PRESS = "press"
#: The charts offered as pictures.
_PICTURES = ("wall-council", "by-sector", "councils")


def pages(site: Site) -> list[tuple[str, PageFactory]]:
    """The press kit, and the list of briefings if there are any."""
    listed: list[tuple[str, PageFactory]] = [(briefings.INDEX, listing)] if site.briefings.by_page else []
    return [(PRESS, kit), *listed]


def kit(site: Site) -> Page:
    """Pictures to download, the findings in about a hundred words, how to quote them, questions for a class."""
    data = site.record.data
    note = press.note(data)
    return Page(
        path=PRESS,
        template="press.html",
        title="For the press and for teaching: pictures, the findings in brief, and how to quote them",
        description=truncate(note),
        crumbs=(HOME,),
        nav=briefings.INDEX,
        about="Press and teaching kit",
        view={
            "pictures": [
                {"key": key, "title": site.parts[key]["title"], "alt": site.parts[key]["alt"]}
                for key in _PICTURES
                if site.parts[key]["svg"]
            ],
            "note": note,
            "words": len(note.split()),
            "questions": press.questions(data),
        },
    )


def _finding(site: Site, page: str, name: str) -> str:
    """The title of the page on the same subject, without the name that the link already gives."""
    kind, _, key = page.partition("/")
    data = site.record.data
    if not key:
        title = shown_wall(data, "council").title
    elif kind == "area":
        title = areas_of(data).area(key).title
    else:
        title = {"region": titles.place, "sector": titles.sector}[kind](data, key)
    return title.removeprefix(f"{name}: ")


def listing(site: Site) -> Page:
    """Every ready-made briefing by kind."""
    groups = [
        (
            heading,
            [
                {"name": one.name, "finding": _finding(site, one.page, one.name), "path": one.path, "page": one.page}
                for one in some
            ],
        )
        for kind, heading in briefings.KINDS.items()
        if (some := site.briefings.of_kind(kind))
    ]
    return Page(
        path=briefings.INDEX,
        template="briefings.html",
        title="Briefings: one page each on the UK, its nations, regions, counties and sectors",
        description=truncate(
            "One page on A4 to print or to save as PDF: the finding with its number, a picture, who is named, what is "
            "not known, and the sources."
        ),
        crumbs=(HOME,),
        explorer=site.explorer("briefing"),
        nav=briefings.INDEX,
        about="Briefings",
        view={"groups": groups},
    )
