"""The one-pager: a scope on A4, as HTML for print; ``pdf`` turns it into a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from whosecameras.briefing.card_content import LICENCE, Card
from whosecameras.briefing.cards import templates
from whosecameras.briefing.frame import check_address
from whosecameras.briefing.scope import BriefingSubject
from whosecameras.briefing.subject import card
from whosecameras.charts import marks, svg
from whosecameras.charts.svg.text_metrics import clean
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.text import wording

_INLINE = ' style="vertical-align:-2px"'  # of marks
_WIDE, _HIGH = 660, 400  # pixels: size of the picture on A4
_MAP_HIGH = 430
_WALL_WIDE, _WALL_HIGHS = 800, (330, 400, 500)  # pixels; the first in which the whole wall fits
#: How much of each fits on the first page; the rest goes on the pages after it.
_STATEMENTS, _NAMES, _NAMES_OF_STATUS, _SOURCES, _UNKNOWN = 6, 12, 3, 4, 4


@dataclass(frozen=True)
class PagePicture:
    """The scope's picture as SVG with its legend, or its list of statements if it has no figure."""

    svg: str
    keys: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str, str], ...]


def _picture(found: Card) -> PagePicture:
    """The figure of the scope's first card, drawn for the page."""
    picture = found.picture
    keys = tuple(
        (key.swatch, key.label + (f" {wording.number(key.count)}" if key.count is not None else ""))
        for key in found.key
    )
    if picture.wall:
        drawn = filter(None, (picture.wall(_WALL_WIDE, high, "light", 11.5) for high in _WALL_HIGHS))
        return PagePicture(_described(next(drawn, ""), found), keys, ())
    if picture.figure is None:
        return PagePicture("", keys, tuple((line.swatch, clean(line.head), clean(line.text)) for line in picture.lines))
    wide = round(min(_WIDE, _MAP_HIGH * picture.shape + 60)) if picture.shape else _WIDE
    high = _MAP_HIGH if picture.shape else max(picture.height, min(_HIGH, picture.height))
    return PagePicture(
        svg.render(picture.figure, width=wide, height=high, title=found.title, description=found.alt), keys, ()
    )


def _described(drawn: str, found: Card) -> str:
    """A picture with a card's title and description, if it has none: on a page nothing else says what it shows."""
    for element, words in (("title", found.title), ("desc", found.alt)):
        opening = f'<{element} id="card-{element}">'
        drawn = drawn.replace(f"{opening}</{element}>", f"{opening}{escape(clean(words), quote=False)}</{element}>", 1)
    return drawn


@dataclass(frozen=True)
class _Group:
    """Named bodies with the same status; ``shown`` are those on the first page."""

    swatch: str
    label: str
    names: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def more(self) -> int:
        """How many are on later pages."""
        return len(self.names) - len(self.shown)


def _groups(scope: BriefingSubject) -> list[_Group]:
    few = sum(len(group.names) for group in scope.groups) <= _NAMES
    result = []
    for group in scope.groups:
        names = tuple(clean(name) for name in group.names)
        # "and 1 more" would take as much room as the name
        first_page = names if few or len(names) <= _NAMES_OF_STATUS + 1 else names[:_NAMES_OF_STATUS]
        result.append(_Group(marks.swatch(group.mark, "light"), marks.label(group.mark), names, first_page))
    return result


@dataclass(frozen=True)
class OnWebsite:
    """What a one-pager needs on the website: its address, the address of its stylesheet, and the links above it."""

    address: str
    stylesheet: str
    around: tuple[tuple[str, str], ...]


def css(dataset: Dataset) -> str:
    """The stylesheet of one-pagers; it is the same for all briefings on a dataset."""
    given = {"site": wording.SITE_NAME, "version": dataset.version, "palette": marks.PALETTES["light"]}
    return templates().get_template("onepager.css").render(given)


def html(dataset: Dataset, scope: BriefingSubject, on: OnWebsite | None = None) -> str:
    """The one-pager as a self-contained page, or as a page of the website; the same dataset gives the same bytes.

    On the website it has no inline style, because the policy there allows none.
    """
    rows = dataset.sources.set_index("id")
    first_card = card(dataset, scope.cards[0], "light")
    path = "" if scope.kind == "uk" else first_card.path
    picture, groups = _picture(first_card), _groups(scope)
    made: str = (
        templates()
        .get_template("onepager.html")
        .render(
            stylesheet=on.stylesheet if on else "",
            around=on.around if on else (),
            site=wording.SITE_NAME,
            title=clean(scope.title),
            scope=scope,
            card=first_card,
            picture=picture,
            statements=_STATEMENTS,
            unknown=_UNKNOWN,
            unknown_after=len(scope.not_known) > _UNKNOWN,
            groups=groups,
            sources_after=len(scope.sources) > _SOURCES,
            names_after=any(group.more for group in groups),
            statements_after=len(picture.lines) > _STATEMENTS,
            sources=[
                {
                    "id": key,
                    "publisher": clean(str(rows.at[key, "publisher"])),
                    "title": clean(str(rows.at[key, "title"])),
                    "url": rows.at[key, "url"],
                    "date": wording.date(str(rows.at[key, "published"])),
                    "grade": rows.at[key, "grade"],
                    "via": rows.at[key, "via"],
                }
                for key in scope.sources
            ],
            palette=marks.PALETTES["light"],
            version=dataset.version,
            changed=bool(dataset.changed_files),
            released=wording.date(dataset.released.isoformat()),
            licence=LICENCE,
            address=on.address if on else check_address(path),
            notice=first_card.notice or (geography.NOTICE if first_card.picture.shape else ""),
        )
    )
    return made.replace(_INLINE, "") if on else made
