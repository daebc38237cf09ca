"""Renders a page as HTML: templates, escaping of all data, and marks and pictures in light and dark.

Pictures are drawn once, in the light palette. In dark mode the stylesheet replaces each colour with its counterpart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from whosecameras.analysis.search_results import SAID
from whosecameras.charts import hexagons, linked_shapes, marks, svg, wall
from whosecameras.charts.marks import PALETTES
from whosecameras.publishing import datapackage, exports
from whosecameras.record.schema import BASIS_MEANINGS, Status
from whosecameras.site import embeds, share_pictures
from whosecameras.site.data_files import file_stem
from whosecameras.site.page import Page, Site, assets_folder
from whosecameras.text import map_words, methodology, wall_words, wording

TEMPLATES = Path(__file__).parent / "templates"
LOCATOR_WIDTH = 260
#: System fonts only: nothing is fetched, and a font already in use renders soonest. Looking up a font that few devices
#: have costs time: without Streamlit's fonts in the list, a slow phone rendered pages 0.02 to 0.05 s sooner.
_FACES = "--sans:system-ui,sans-serif;--serif:Georgia,serif"
#: White is used on dark fills only; in the dark palette these use the ink of the light one.
ON_FILL = ("#ffffff", PALETTES["light"].ink)


def dark_partners() -> dict[str, str]:
    """The dark counterpart of each colour in the light palette."""
    light, dark = PALETTES["light"], PALETTES["dark"]
    names = light.__dataclass_fields__
    return {**_only_fills(), **{getattr(light, name): getattr(dark, name) for name in names}}


def _only_fills() -> dict[str, str]:
    """The same for the colours of older evidence and for white, which no line has unless the palette has it too."""
    older = {marks.weaker("light", mark.fill): marks.weaker("dark", mark.fill) for mark in marks.MARKS.values()}
    return {**older, ON_FILL[0]: ON_FILL[1]}


def dark_pictures() -> str:
    """Stylesheet rules that turn inline pictures dark."""
    rules = []
    palette = {getattr(PALETTES["light"], name) for name in PALETTES["light"].__dataclass_fields__}
    fills = _only_fills().keys() - palette
    for light, dark in dark_partners().items():
        for attribute in ("fill",) if light in fills else ("fill", "stroke"):
            rules.append(f'[{attribute}="{light}"]{{{attribute}:{dark}}}')
    return "\n".join(rules)


def themes() -> str:
    """The generated part of the stylesheet: the palettes as custom properties, and dark pictures."""
    colours = (
        "ground",
        "ink",
        "muted",
        "rule",
        "accent",
        "link",
        "using",
        "removing",
        "removed",
        "not_using",
        "silent",
    )

    def properties(mode: marks.Mode) -> str:
        return ";".join(f"--{name.replace('_', '-')}:{getattr(PALETTES[mode], name)}" for name in colours)

    light = f":root{{color-scheme:light dark;{properties('light')};{_FACES}}}"
    dark = f"@media (prefers-color-scheme:dark){{:root{{{properties('dark')}}}\n{dark_pictures()}}}"
    return f"{light}\n@media screen{{{dark}}}\n"


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """The stylesheet as inlined in the head of each page, which saves a request."""
    written = (assets_folder() / "style.css").read_text(encoding="utf-8")
    return "".join(line.strip() for line in (themes() + written).splitlines())


#: What only an SVG file needs at its root: the namespace, and the fonts, which pages name in the stylesheet.
_OF_A_FILE = re.compile(r' (?:xmlns|font-family)="[^"]*"')


def inline(drawn: str) -> Markup:
    """An SVG, or several, within HTML."""
    return Markup(re.sub("<svg[^>]*>", lambda root: _OF_A_FILE.sub("", root[0]), drawn))


@lru_cache(maxsize=32)
def swatch(mark: str) -> Markup:
    """A mark as SVG within HTML: without a namespace, which a file needs, and without inline style, which the website's
    CSP forbids.
    """
    drawn = marks.swatch(mark, "light") if mark else ""
    return inline(drawn.replace(' style="vertical-align:-2px"', ""))


@lru_cache(maxsize=1024)
def locator(layer: str, area: str) -> Markup:
    """A locator map with one area marked."""
    return Markup(svg.locator(layer, area, "light", LOCATOR_WIDTH))


def linked(content: object) -> Markup:
    """JSON escaped for a ``script`` element: nothing in it can end the element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def status_class(mark: str) -> str:
    """The CSS class that gives a chip the colour of its mark."""
    return f"m-{marks.MARKS[mark].line.replace('_', '-')}" if mark else ""


def crumbs_data(site: Site, page: Page) -> dict[str, Any]:
    """The breadcrumb as a schema.org BreadcrumbList."""
    trail = [*page.crumbs, (page.short, page.path)]
    items = [
        {"@type": "ListItem", "position": place, "name": label, "item": site.absolute(path)}
        for place, (label, path) in enumerate(trail, 1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}


def _once_for_each(known: Mapping[str, Callable[[], embeds.Embed]]) -> Callable[[str], embeds.Embed | None]:
    """Gives the embed of a name, ``None`` if there is none; each is put together once."""
    made: dict[str, embeds.Embed] = {}

    def find(name: str) -> embeds.Embed | None:
        if name in known and name not in made:
            made[name] = known[name]()
        return made.get(name)

    return find


class Renderer:
    """Renders the pages of one website."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.environment.filters |= {
            "date": wording.date,
            "dated": wording.dated,
            "when": wording.when,
            "described_date": wording.described_date,
            "number": wording.number,
            "percent": wording.percent,
            "graded": wording.graded,
            "sentence": wording.sentence_case,
            "lower_first": lambda text: text[:1].lower() + text[1:],
            "linked": linked,
            "svg": inline,
        }
        self.environment.globals |= {
            "site": site,
            "method": methodology,
            "site_name": wording.SITE_NAME,
            "tagline": datapackage.DESCRIPTION,
            "url": site.url,
            "stylesheet": Markup(stylesheet()),
            "swatch": swatch,
            "embed_of": _once_for_each(embeds.embeds(site)),
            "embed_frame": lambda made: embeds.frame(site, made),
            "embed_named": embeds.name_of_chart,
            "main_embed": embeds.main_embeds(site),
            "mark_label": marks.label,
            "evidence_from": wording.evidence_from,
            "status_class": status_class,
            "mail_link": wording.mail_link,
            "counted": wording.counted,
            "numbered": wording.numbered,
            "listed": wording.listed,
            "source_of": site.record.source,
            "manufacturer_name": lambda vendor: wording.manufacturer(site.record.data, vendor),
            "body_name": lambda body: site.record.names[body],
            "locator": locator,
            "file_stem": file_stem,
            "survey_halves": lambda said_yes: inline("".join(wall.survey_halves(said_yes, "light"))),
            "lens_symbols": lambda wanted: Markup(wall.symbols(wanted, "light")),
            "using_lens": (Status.USING, False),
            "hexagon_symbols": lambda wanted: Markup(hexagons.symbols(wanted, "light")),
            "hexagon_layout": hexagons.layout,
            "shapes_size": (linked_shapes.WIDE, linked_shapes.HIGH),
            "drawn_shape": lambda area, shape: Markup(linked_shapes.drawn(shape, area.status, area.older, "light")),
            "shape_sample": lambda entry: Markup(linked_shapes.sample(entry.status, entry.older, "light")),
            "country_outline": linked_shapes.country,
            "shetland_box": linked_shapes.shetland_box,
            "map_words": map_words,
            "wall_apart": wall_words.APART,
            "empty_ring": wall_words.EMPTY_RING,
            "too_many": wall_words.TOO_MANY,
            "basis_meaning": BASIS_MEANINGS.__getitem__,
            "counts_with_marks": lambda counts: [(mark, marks.label(mark), count) for mark, count in counts],
            "unknown_is_not_no": wording.UNKNOWN_IS_NOT_NO,
            "everything_of_place": SAID["area"],
            "not_random": wording.NOT_RANDOM,
            "version": site.record.data.version,
            "released": site.record.data.released.isoformat(),
            "licence": datapackage.DATA_LICENCE,
            "menu": cache(self._menu),
        }
        self.environment.globals["about_site"] = Markup(self.environment.get_template("_about_site.html").render())

    def _menu(self, nav: str, is_current: bool) -> Markup:
        """The menu with the entry ``nav`` marked, as the current page or as the part of the site that it belongs to.

        Tens of thousands of pages share a menu, so each is rendered once.
        """
        return Markup(self.environment.get_template("_menu.html").render(nav=nav, is_current=is_current))

    def embed(self, made: embeds.Embed) -> bytes:
        """What another website shows in a frame, as UTF-8."""
        return self.environment.get_template("_embed.html").render(embed=made).encode("utf-8")

    def moved(self, path: str) -> bytes:
        """A page that links to a moved one, for hosts that cannot redirect."""
        return self.environment.get_template("_moved.html").render(to=path).encode("utf-8")

    def html(self, page: Page) -> bytes:
        """The page, encoded as UTF-8."""
        site = self.site
        licence = {"licence": "CC BY-SA 4.0"} if page.share_alike else {}
        context = {
            **page.view,
            "page": page,
            "citation": f"{exports.citation(site.record.data, page.short, **licence)} {site.absolute(page.path)}",
            "card": site.absolute(page.picture_file),
            "card_size": share_pictures.SIZE,
            "json_ld": [*page.linked_data, *([crumbs_data(site, page)] if page.crumbs else [])],
        }
        return self.environment.get_template(page.template).render(context).encode("utf-8")
