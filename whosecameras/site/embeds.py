"""Embeds: charts, walls, maps and areas as small pages that other websites show in an ``iframe``.

An embed contains everything needed to understand its picture: finding, key with counts, caveats, sources, date,
licence, and a link to the full page. It needs no script and works at any width from a phone's upwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from math import ceil
from typing import Any

from whosecameras.analysis.deciding import deciding_sources
from whosecameras.analysis.walls import WALL_SECTORS, wall
from whosecameras.charts import hexagons, linked_shapes, svg
from whosecameras.charts.svg.text_metrics import FontFace, wrapped
from whosecameras.content.area import areas_of
from whosecameras.content.map_view import linked_map
from whosecameras.content.wall_view import shown_wall
from whosecameras.publishing import datapackage
from whosecameras.record.geography import NOTICE
from whosecameras.record.schema import SURVEY_SECTORS, Status
from whosecameras.site.page import Site
from whosecameras.text import area_words, gaps, map_words, rules_words, wall_words, wording

#: Folders of the embeds and of their oEmbed documents.
FOLDER, OEMBED = "embed", "oembed"
#: Default width of the frame, in pixels; it shrinks where there is less room.
WIDTH = 600
_NARROW = (320, 400, 480, 559)  # pixels: frame widths on phones, where text wraps onto more lines
_PHONE = 640  # pixels: narrower windows count as phones
_MUCH = 120  # pixels: if a phone needs this much more height than ``WIDTH`` does, it gets its own height
CACHE_SECONDS = 86_400
#: Embed names that differ from the name of the chart.
_NAMES = {
    "by-sector": "sectors",
    "councils-by-region": "map-regions",
    "wall-council": "wall",
    "councils": "map",
    "districts": "map-districts",
    "counties": "map-counties",
}
#: The page and anchor of each chart that is not on the sectors page.
_PAGES = {
    "councils-by-region": "map/regions",
    "what-changed": "rules#what-changed",
    "timeline": "rules#who-did-what",
    "asked-map": "ask/progress#asked-map",
    "asked-shares": "ask/progress#asked-shares",
}
#: Maps by the name of their embed: the key of the map, of its part, and its page.
_MAPS = {
    "map": ("hexagons", "councils", "map"),
    "map-districts": ("districts", "councils", "map/districts"),
    "map-counties": ("counties", "counties", "map/counties"),
    "map-police": ("police", "police", "map/police"),
}
_PAD = 12  # pixels on either side
_MOST_KNOWN = 8  # public bodies of an area
_MOST_PUBLISHERS = 3
_PLACE = 260  # pixels: width of an area's locator map
_FOOT = 190  # pixels: sources, release and link, for a list of publishers of usual length
_SLIM, _MIDDLE = 416, 608  # pixels: maximum widths of the two drawings, as in the stylesheet
_FROM_MIDDLE = 560  # pixels: minimum frame width for the wider drawing
_H1, _TEXT, _BOLD = FontFace(21, bold=True, serif=True), FontFace(15), FontFace(15, bold=True)
_SMALL = FontFace(13.5)


@dataclass(frozen=True)
class Embed:
    """One embed. ``kind`` is the template macro that draws it from ``view``; ``page`` is the path of the full page.

    ``key`` holds ``(mark, label, count)`` for pictures without their own key. ``high`` is the height in pixels that a
    frame of ``WIDTH`` needs, ``tall`` the height on a phone.
    """

    name: str
    page: str
    kind: str
    title: str
    subtitle: str
    key: tuple[tuple[str, str, int | None], ...]
    view: Mapping[str, Any]
    notes: tuple[str, ...]
    publishers: str
    high: int = 0
    tall: int = 0

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"{FOLDER}/{self.name}"

    @property
    def document(self) -> str:
        """The path of its oEmbed document."""
        return f"{OEMBED}/{self.name}.json"


def publishers(site: Site, ids: tuple[str, ...]) -> str:
    """The publishers of the sources, best grade first, limited to a few; ``""`` if there are none."""
    rows = sorted((site.record.source(key) for key in ids), key=lambda row: row.published, reverse=True)
    names = list(dict.fromkeys(row.publisher for row in sorted(rows, key=lambda row: row.grade)))
    if not names:
        return ""
    rest = len(names) - _MOST_PUBLISHERS
    shown = names if rest <= 1 else names[:_MOST_PUBLISHERS]
    others = f"; and {wording.numbered(rest, 'more publisher')}" if rest > 1 else ""
    return f"{'Source' if len(names) == 1 else 'Sources'}: {'; '.join(shown)}{others}."


def _lines(text: str, face: FontFace, room: float) -> int:
    return len(wrapped(text, face, room)) if text else 0


def _high(made: Embed, picture: Callable[[float], float]) -> tuple[int, int]:
    """The height in pixels that a frame needs at ``WIDTH`` and on a phone.

    ``picture`` returns the height of the drawing at a given frame width. A static page cannot report its height to the
    page around it without a script, so the height is estimated from the text.
    """

    def at(wide: float) -> float:
        room = wide - 2 * _PAD
        tall = _lines(made.title, _H1, room) * 27 + _lines(made.subtitle, _TEXT, room) * 22 + 20
        row, rows = 0.0, 1
        for _, label, count in made.key:
            needs = FontFace(15).size * 0.56 * len(f"{label} {count}") + 44
            row, rows = (row + needs, rows) if row + needs <= room else (needs, rows + 1)
        tall += rows * 27 + 10 if made.key else 0
        tall += sum(_lines(note, _SMALL, room) * 20 + 6 for note in made.notes)
        return tall + picture(wide) + _FOOT

    most = max(at(wide) for wide in (*_NARROW, WIDTH))
    high = at(WIDTH)
    return 10 * ceil((high if most - high > _MUCH else most) / 10), 10 * ceil(most / 10)


def _with_height(made: Embed, picture: Callable[[float], float]) -> Embed:
    high, tall = _high(made, picture)
    return replace(made, high=high, tall=tall)


def _size(drawing: str) -> tuple[float, float]:
    """The width and height of one of our drawings, from its view box."""
    wide, high = drawing.partition(' viewBox="0 0 ')[2].partition('"')[0].split(" ")
    return float(wide), float(high)


def chart(site: Site, key: str) -> Embed:
    """The embed of a chart, by the name of its part."""
    part = site.parts[key]
    page = _PAGES.get(key, f"sectors#{key}")
    if key.startswith("surveys-"):
        page = f"sector/{key.removeprefix('surveys-')}#{key}"
    elif key.startswith("compare"):
        page = "/".join(key.split("-", 1))
    data = site.record.data
    numbered = rules_words.numbered_turning_points(data, data.events) if key == "timeline" else []
    made = Embed(
        name=_NAMES.get(key, key),
        page=page,
        kind="chart",
        title=part["title"],
        subtitle=part["subtitle"],
        key=tuple((str(mark), str(label), count) for mark, label, count in part["legend"]),
        view={"part": part, "kinds": part.get("kinds", []), "numbered": numbered},
        notes=tuple(filter(None, (part["note"], part["notice"]))),
        publishers=publishers(site, tuple(part["sources"])),
    )

    def drawn(wide: float) -> float:
        middle = wide >= _FROM_MIDDLE
        across, down = _size(part["svg"] if middle else part["slim"])
        more = 30.0 * len(part.get("kinds", [])) / (2 if middle else 1) + 34 * len(numbered)
        return down / across * min(wide - 2 * _PAD, _MIDDLE if middle else _SLIM) + more

    return _with_height(made, drawn)


def wall_of(site: Site, sector: str) -> Embed:
    """The wall of lenses of a sector, with the survey above it."""
    data, shown = site.record.data, shown_wall(site.record.data, sector)
    bodies = [one.body for row in shown.rows for one in row.lenses if one.status is not Status.UNKNOWN]
    sources = ((shown.source,) if shown.source else ()) + tuple(deciding_sources(data, bodies))
    made = Embed(
        name="wall" if sector == "council" else f"wall-{sector}",
        page="" if sector == "council" else f"sector/{sector}#wall-{sector}",
        kind="wall",
        title=shown.title,
        subtitle=shown.subtitle,
        key=(),
        view={"wall": shown, "alt": wall_words.alt(data, wall(data, sector))},
        notes=(wall_words.EMPTY_RING, wall_words.APART),
        publishers=publishers(site, tuple(dict.fromkeys(sources))),
    )

    def drawn(wide: float) -> float:
        room, narrow = wide - 2 * _PAD, wide < _FROM_MIDDLE
        each, columns = (16, room // 16) if narrow else (18, (room - 268) // 18)
        rows = sum(ceil(len(row.lenses) / columns) * each + (28 if narrow else 4) for row in shown.rows)
        key = (len(shown.key) + 2) * (27 if narrow and wide < 400 else 20 if narrow else 14)
        return rows + key + 50 + (_lines(shown.survey, _TEXT, room) * 22 + 60 if shown.survey else 0)

    return _with_height(made, drawn)


def map_of(site: Site, name: str) -> Embed:
    """A map. Its areas are not links here: the full page has them."""
    which, key, page = _MAPS[name]
    data, part, linked = site.record.data, site.parts[key], linked_map(site.record.data, which)
    survey = gaps.survey_sentence(data, which)
    made = Embed(
        name=name,
        page=page,
        kind="map",
        title=part["title"],
        subtitle=linked.subtitle,
        key=(),
        view={"map": linked},
        notes=tuple(filter(None, (survey, map_words.EMPTY, part["notice"]))),
        publishers=publishers(site, tuple(part["sources"])),
    )

    def drawn(wide: float) -> float:
        hexes = which == "hexagons"
        room = min(wide - 2 * _PAD, 480 if not hexes else 540 if wide >= _FROM_MIDDLE else 640)
        keys = 27.0 * (len(linked.key) + 2) / (1 if wide < _FROM_MIDDLE else 1.8)
        sheet = hexagons.layout()
        return keys + room * (sheet.high / sheet.wide if hexes else linked_shapes.HIGH / linked_shapes.WIDE)

    return _with_height(made, drawn)


def area(site: Site, code: str) -> Embed:
    """An area: what is known about the public bodies that serve it, a locator map, and the closest survey figure."""
    data = site.record.data
    found = areas_of(data).area(code)
    bodies = [one for group in found.groups for one in group.bodies]
    bodies += [one for kind in found.kinds for one in kind.named]
    known = list({one.id: one for one in bodies if one.mark != Status.UNKNOWN}.values())
    figure = found.figures[0] if found.figures else None
    sources = [*([figure.source.id] if figure else []), *deciding_sources(data, [one.id for one in known])]
    made = Embed(
        name=f"area/{code}",
        page=f"area/{code}",
        kind="area",
        title=found.title,
        subtitle=area_words.BASED,
        key=tuple((str(one), str(one), found.found.by_status[one]) for one in Status if found.found.by_status[one]),
        view={
            "area": found,
            "known": known[:_MOST_KNOWN],
            "more": len(known) - len(known[:_MOST_KNOWN]),
            "survey": figure.sentence if figure else "",
        },
        notes=(
            f"{wording.UNKNOWN_IS_NOT_NO}.",
            *([wall_words.APART] if figure else []),
            *([NOTICE] if found.locator else []),
        ),
        publishers=publishers(site, tuple(dict.fromkeys(sources))),
    )

    def drawn(wide: float) -> float:
        room = wide - 2 * _PAD
        survey = _lines(made.view["survey"], _TEXT, room) * 24 + 16 if made.view["survey"] else 0
        beside = wide >= _FROM_MIDDLE and found.locator and known
        column = room - 26 - (264 if beside else 0)
        said = ((f"{one.name}: {one.mark}", one.beside) for one in made.view["known"])
        listed = sum(sum(_lines(line, _BOLD, column) for line in lines) * 22 + 6 for lines in said)
        listed += 30 if made.view["more"] else 0
        place = 8 + svg.locator_height(*found.locator, _PLACE) if found.locator else 0
        return survey + (max(listed, place) if beside else listed + place)

    return _with_height(made, drawn)


def embeds(site: Site) -> dict[str, Callable[[], Embed]]:
    """Every embed by name; each is made when it is called."""
    # Maps have no narrow drawing as a chart; they are added below.
    drawn = [key for key, part in site.parts.items() if part and part.get("slim") and part["rows"]]
    found: dict[str, Callable[[], Embed]] = {_NAMES.get(key, key): partial(chart, site, key) for key in drawn}
    found |= {("wall" if key == "council" else f"wall-{key}"): partial(wall_of, site, key) for key in WALL_SECTORS}
    found |= {name: partial(map_of, site, name) for name, (_, key, _) in _MAPS.items() if key in site.parts}
    return found | {f"area/{code}": partial(area, site, code) for code in areas_of(site.record.data).codes}


def name_of_chart(key: str) -> str:
    """The name of the embed of a chart."""
    return _NAMES.get(key, key)


def main_embeds(site: Site) -> dict[str, str]:
    """The main embed of each page, by the page's path, for oEmbed consumers that know only the page's address."""
    names = embeds(site)
    found = {"": "wall", "sectors": "sectors", "rules": "timeline", "ask/progress": "asked-shares", "map/full": "map"}
    found |= {page: name for name, (_, _, page) in _MAPS.items()} | {"map/regions": "map-regions"}
    for sector in SURVEY_SECTORS:
        found[f"sector/{sector}"] = f"wall-{sector}" if sector in WALL_SECTORS else f"surveys-{sector}"
    found["sector/council"] = "wall"
    found |= {"/".join(name.split("-", 1)): name for name in names if name.startswith("compare")}
    found |= {name: name for name in names if name.startswith("area/")}
    found |= {f"region/{code}": f"area/{code}" for code in site.record.regions}
    return {page: name for page, name in found.items() if name in names}


def frame(site: Site, made: Embed) -> str:
    """The ``iframe`` element to paste into another page."""
    # A step function: below the width of a phone the second height applies, so the frame never scrolls.
    taller = f";height:max({made.high}px,min({made.tall}px,({_PHONE}px - 100vw)*999))" if made.tall > made.high else ""
    return (
        f'<iframe src="{escape(site.absolute(made.path))}" title="{escape(made.title)}" width="{WIDTH}" '
        f'height="{made.high}" loading="lazy" style="border:0;max-width:100%{taller}"></iframe>'
    )


def document(site: Site, made: Embed, thumbnail: tuple[str, int, int]) -> dict[str, Any]:
    """The oEmbed document of an embed; ``thumbnail`` is the path, width and height of a picture."""
    picture, wide, high = thumbnail
    return {
        "version": "1.0",
        "type": "rich",
        "title": made.title,
        "provider_name": wording.SITE_NAME,
        "provider_url": site.absolute(""),
        "cache_age": CACHE_SECONDS,
        "html": frame(site, made),
        "width": WIDTH,
        "height": made.high,
        "thumbnail_url": site.absolute(picture),
        "thumbnail_width": wide,
        "thumbnail_height": high,
        "license": datapackage.DATA_LICENCE["path"],
    }
