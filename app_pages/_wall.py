"""The wall of lenses as links, in a list per region, with the survey strip above it."""

from __future__ import annotations

import html
from urllib.parse import quote

import streamlit as st

from app_pages import _components, _data, _markdown
from whosecameras.charts import lens
from whosecameras.charts.wall import survey_halves
from whosecameras.content.wall_view import CountStrip, ShownLens, ShownWall
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import wall_words, wording


def _image(status: Status, older: bool, mode: str, alt: str = "") -> str:
    """A lens as an image that browsers fetch only once; ``alt`` is its alternative text."""
    file = lens.file_name(status, older, "dark" if mode == "dark" else "light")
    return f'<img alt="{html.escape(alt, quote=True)}" src="app/static/marks/{file}" width="24" height="24"/>'


def _link(shown: ShownLens, mode: str, beside: str = "") -> str:
    address = html.escape(_markdown.address("find", body=shown.body), quote=True)
    name = "" if beside else shown.label
    return (
        f'<a href="{address}" title="{html.escape(shown.label, quote=True)}">'
        f"{_image(shown.status, shown.older, mode, name)}{html.escape(beside)}</a>"
    )


def _survey(dataset: Dataset, survey: str, said_yes: int, source: str, mode: str) -> str:
    """The strip of a hundred marks with its sentence and source."""
    if not survey:
        return ""
    halves = survey_halves(said_yes, "dark" if mode == "dark" else "light")
    strip = "".join(f'<img alt="" src="data:image/svg+xml,{quote(half)}"/>' for half in halves)
    row = dataset.row("sources", source)
    link = _markdown.source_anchor(str(row["url"]), str(row["publisher"]))
    return (
        f'<div class="survey"><b>The survey</b><div class="strip">{strip}</div><p>{html.escape(survey)} '
        f"Each mark is 1 in 100 of those that answered. {link}</p></div>"
    )


def as_html(dataset: Dataset, of: ShownWall, lead: str, mode: str) -> str:
    """The whole wall as safe HTML; its classes are in ``static/explorer.css``."""
    key = "".join(
        f"<li>{_image(entry.status, entry.older, mode)} {html.escape(entry.label)} "
        f"<b>{wording.number(entry.count)}</b>{f' ({entry.beside})' if entry.beside else ''}</li>"
        for entry in of.key
    )
    if of.older:
        key += f"<li>{_image(Status.USING, True, mode)} {html.escape(of.older)}</li>"
    rows = []
    for place, row in enumerate(of.rows, 1):
        region = _markdown.address("map", layer="regions", area=row.code)
        name = f'<a href="{html.escape(region, quote=True)}">{html.escape(row.name)}</a>' if row.code else row.name
        skip = f'<a class="jump" href="#{of.sector}-{place + 1}">Skip {len(row.lenses)} {of.many}</a>'
        lenses = "".join(f"<li>{_link(lens, mode)}</li>" for lens in row.lenses)
        rows.append(
            f'<div class="row" id="{of.sector}-{place}"><p>{name} {skip if place < len(of.rows) else ""}</p>'
            f'<p class="n">{row.named}</p><ul role="list" aria-label="{html.escape(row.name)}: {row.named} named">'
            f"{lenses}</ul></div>"
        )
    apart = "".join(f"<li>{_link(group, mode, group.label)}</li>" for group in of.apart)
    return (
        f'<div class="wall">{_survey(dataset, of.survey, of.said_yes, of.source, mode)}'
        + (f"<p>{html.escape(lead)}</p>" if lead and not of.survey else "")
        + f'<p><a class="jump" href="#after-{of.sector}">Skip the {wording.number(of.total)} {of.many}</a></p>'
        f'<ul class="key">{key}</ul>'
        f'<p class="head"><span>{html.escape(of.subtitle)}</span><span>named</span></p>{"".join(rows)}'
        + (
            f'<p class="head">Not drawn above, because they serve no area of their own:</p><ul>{apart}</ul>'
            if apart
            else ""
        )
        + f'<p id="after-{of.sector}" tabindex="-1" class="head">{html.escape(wall_words.EMPTY_RING)} '
        f"{html.escape(wall_words.APART)}</p></div>"
    )


def show(of: ShownWall, lead: str = "") -> None:
    """Show a wall; its HTML is made once per theme and shared by all visitors.

    ``lead`` replaces the survey's sentence if a filter hides the survey.
    """
    _components.safe_html(_data.cached(as_html, of, lead, _data.mode()))


def _counts_html(dataset: Dataset, strip: CountStrip, mode: str) -> str:
    survey = _survey(dataset, strip.survey, strip.said_yes, strip.source, mode)
    return f'<div class="wall">{survey}<p>{html.escape(strip.registered)} {html.escape(wall_words.TOO_MANY)}</p></div>'


def show_counts(strip: CountStrip) -> None:
    """Show the survey and the number of bodies in a sector that is too large for a wall."""
    _components.safe_html(_data.cached(_counts_html, strip, _data.mode()))


def _names_html(dataset: Dataset, of: ShownWall) -> str:
    rows = []
    for row in of.rows:
        lines = [
            f'<li><a href="{html.escape(_markdown.address("find", body=lens.body), quote=True)}">'
            f"{html.escape(lens.name)}</a>{html.escape(lens.label.removeprefix(lens.name))}</li>"
            for lens in row.lenses
        ]
        rows.append(f'<p><b>{html.escape(row.name)}</b>, {row.named} named</p><ul class="list">{"".join(lines)}</ul>')
    return f'<div class="wall">{"".join(rows)}</div>'


@st.fragment
def names(of: ShownWall) -> None:
    """All lenses by name, for those who prefer text; folded content is loaded when opened."""
    label = f"The {wording.number(of.total)} {of.many} by name"
    opened = st.expander(label, key=f"names-{of.sector}", on_change="rerun")
    if opened.open:
        with opened:
            _components.safe_html(_data.cached(_names_html, of))
