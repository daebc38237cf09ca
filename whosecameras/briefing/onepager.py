"""The one-pager: a scope on A4, as HTML that prints well and as a tagged PDF with working links."""

from __future__ import annotations

from dataclasses import dataclass

from whosecameras import places, words
from whosecameras.briefing.cards import LICENCE, check_address, templates
from whosecameras.briefing.content import Card
from whosecameras.briefing.measure import clean
from whosecameras.briefing.pictures import Browser
from whosecameras.briefing.scope import Scope, card
from whosecameras.charts import marks, svg
from whosecameras.load import Dataset

_WIDE, _HIGH = 660, 400  # pixels of the picture on A4
_MAP_HIGH = 430


@dataclass(frozen=True)
class Picture:
    """The scope's picture as SVG with its key, or its list of statements where it has no figure."""

    svg: str
    keys: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str, str], ...]


def _picture(found: Card) -> Picture:
    """The figure of the scope's first card, drawn for the page."""
    shown = found.picture
    keys = tuple(
        (one.swatch, one.label + (f" {words.number(one.count)}" if one.count is not None else "")) for one in found.key
    )
    if shown.figure is None:
        return Picture("", keys, tuple((line.swatch, clean(line.head), clean(line.text)) for line in shown.lines))
    wide = round(min(_WIDE, _MAP_HIGH * shown.shape + 60)) if shown.shape else _WIDE
    high = _MAP_HIGH if shown.shape else max(shown.height, min(_HIGH, shown.height))
    return Picture(
        svg.render(shown.figure, width=wide, height=high, title=found.title, description=found.alt), keys, ()
    )


def html(dataset: Dataset, scope: Scope) -> str:
    """The one-pager as a page that stands alone; the same dataset gives the same bytes."""
    rows = dataset.sources.set_index("id")
    found = card(dataset, scope.cards[0], "light")
    path = "" if scope.kind == "uk" else f"{scope.kind}/{scope.key}"
    return (
        templates()
        .get_template("onepager.html")
        .render(
            site=words.SITE_NAME,
            title=clean(scope.title),
            scope=scope,
            card=found,
            picture=_picture(found),
            groups=[
                (marks.swatch(one.mark, "light"), marks.label(one.mark), [clean(name) for name in one.names])
                for one in scope.groups
            ],
            sources=[
                {
                    "id": key,
                    "publisher": clean(str(rows.at[key, "publisher"])),
                    "title": clean(str(rows.at[key, "title"])),
                    "url": rows.at[key, "url"],
                    "date": words.date(str(rows.at[key, "published"])),
                    "grade": rows.at[key, "grade"],
                    "via": rows.at[key, "via"],
                }
                for key in scope.sources
            ],
            palette=marks.PALETTES["light"],
            version=dataset.version,
            changed=bool(dataset.changed_files),
            released=words.date(dataset.released.isoformat()),
            licence=LICENCE,
            address=check_address(path),
            notice=found.notice or (places.NOTICE if found.picture.shape else ""),
        )
    )


def pdf(dataset: Dataset, scope: Scope, browser: Browser) -> bytes:
    """The one-pager as a tagged PDF. ``BrowserLost`` if the browser dies or hangs twice."""
    return browser.pdf(html(dataset, scope))
