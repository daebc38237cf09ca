"""Components of pages: marks and lists of bodies, charts with their tables, downloads, sources."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st
from plotly.graph_objects import Figure

from app_pages import _controls, _data, _markdown
from whosecameras.analysis.status import ALL_EVIDENCE
from whosecameras.charts import marks, svg
from whosecameras.charts.chart import Chart, LegendItem
from whosecameras.content.briefing_links import briefing_for
from whosecameras.publishing import exports
from whosecameras.record.loading import Dataset
from whosecameras.text import wording

#: plotly.js requests a world map even if none is drawn; this local stub keeps it from asking a third party.
CHART_CONFIG = {
    "displayModeBar": False,
    "topojsonURL": "app/static/maps/topojson/",
    "scrollZoom": False,
    "doubleClick": False,
}

#: An enlarged map can be moved, and zoomed with two fingers or the wheel.
ENLARGED_CONFIG = {**CHART_CONFIG, "scrollZoom": True}

#: The parts next to each chart, with the website's labels in the same order.
BESIDE = ("Table", "Sources", "Share")
PICTURE = 900  # pixels; wider charts are only stretched
TABLE_ROWS = 50  # rows; longer tables scroll in their frame


class _Safe:
    """HTML that Streamlit sends unchanged; it would remove the indentation of a plain string, which takes time."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _repr_html_(self) -> str:
        return self._text


def safe_html(text: str) -> None:
    """Show a long piece of safe HTML."""
    st.html(_Safe(text))


def chip_line(mark: str, beside: str, *, label: str = "", strong: bool = False) -> None:
    """A mark, if there is one, followed by a few words, escaped. ``label`` as for ``chip``."""
    shown = chip(mark, label) if mark else ""
    text = f"<b>{html.escape(beside)}</b>" if strong else html.escape(beside)
    st.html(
        '<div style="display:flex;flex-wrap:wrap;gap:0.15em 0.6em;align-items:center;line-height:1.5">'
        f"{shown}<span>{text}</span></div>"
    )


def body_list(bodies: Sequence[tuple[str, str, str]], *, columns: bool = False) -> None:
    """Bodies as links in the same tab: ``(id, name, text next to it)`` each, escaped."""
    st.html(body_lines(bodies, columns=columns))


def body_lines(bodies: Sequence[tuple[str, str, str]], *, columns: bool = False) -> str:
    """The same as safe HTML on one line."""
    muted = _markdown.colour("muted")
    lines = []
    for body, name, beside in bodies:
        said = f' <span style="color:{muted}">{_markdown.line(beside)}</span>' if beside else ""
        lines.append(f'<div style="break-inside:avoid">{_body_anchor(body, name)}{said}</div>')
    style = "columns:17rem;column-gap:2rem;" if columns else ""
    return f'<div style="{style}line-height:1.8">{"".join(lines)}</div>'


def _body_anchor(body: str, name: str) -> str:
    link = html.escape(_markdown.address("find", body=body), quote=True)
    return f'<a target="_self" style="color:{_markdown.colour("link")}" href="{link}">{_markdown.line(name)}</a>'


def known_list(bodies: Sequence[tuple[str, str, str, str, str]]) -> None:
    """Bodies with their status: ``(id, name, mark, its label, text below it)`` each, escaped."""
    lines = [
        f'<div style="margin-bottom:0.9em;line-height:1.7">{_body_anchor(body, name)}<br>{chip(mark, label)} '
        f'<span style="color:{_markdown.colour("muted")};font-size:0.875rem">{html.escape(beside)}</span></div>'
        for body, name, mark, label, beside in bodies
    ]
    st.html("".join(lines))


def picture(svg: str) -> str:
    """An inline SVG as an HTML image; Streamlit strips SVG elements but not images."""
    data = base64.b64encode(svg.encode()).decode()
    return f'<img alt="" src="data:image/svg+xml;base64,{data}" style="vertical-align:-2px"/>'


def png_picture(png: bytes, alt: str, style: str) -> str:
    """A PNG with its alternative text as an HTML image."""
    data = base64.b64encode(png).decode()
    return f'<img alt="{html.escape(alt, quote=True)}" src="data:image/png;base64,{data}" style="{style}"/>'


def locator(layer: str, area: str, mode: marks.Mode) -> str:
    """A locator map of an area as safe HTML, with its title as alternative text."""
    drawn = svg.locator(layer, area, mode, 240)
    title = html.escape(re.sub(r"<[^>]*>", "", drawn.partition("</title>")[0]), quote=True)
    return picture(drawn).replace('alt=""', f'alt="{title}"')


def _swatch(mark: str) -> str:
    """A mark as an HTML image, which browsers fetch only once."""
    return f'<img alt="" src="app/static/marks/{marks.swatch_name(mark, _data.mode())}" style="vertical-align:-2px"/>'


def chip(mark: str, label: str = "") -> str:
    """A status as mark and words, as safe HTML for ``st.html``; without ``label`` the words are those of the legend."""
    border = _markdown.colour(marks.MARKS[mark].line)
    return (
        f'<span style="display:inline-block;border:1px solid {border};border-radius:3px;padding:1px 8px 2px 6px;'
        f'font-weight:600;white-space:nowrap">{_swatch(mark)} '
        f"{html.escape(label or marks.label(mark))}</span>"
    )


def key_line(items: Sequence[tuple[str, str, int | None]]) -> str:
    """The legend above a picture as HTML: ``(safe picture, label, count)`` each."""
    parts = [
        f"<span>{shown} {_markdown.line(label)}"
        + (f" <b>{wording.number(count)}</b>" if count is not None else "")
        + "</span> "
        for shown, label, count in items
    ]
    return f'<p style="display:flex;flex-wrap:wrap;gap:0 1.4em;line-height:1.9;margin:0">{"".join(parts)}</p>'


def _above(lead: str, subtitle: str, items: tuple[LegendItem, ...]) -> str:
    """The text above a picture: an introduction, what is drawn, and the legend, as one piece of HTML."""
    said = f'<p style="margin:0 0 0.7em">{_markdown.line(lead)}</p>' if lead else ""
    said += (
        f'<p style="margin:0 0 0.3em;font-size:0.875rem;color:{_markdown.colour("muted")}">'
        f"{_markdown.line(subtitle)}</p>"
    )
    return said + (key_line([(_swatch(one.mark), one.label, one.count) for one in items]) if items else "")


def _titled(title: str, above: str) -> None:
    """The heading of a picture and the text above it, as one element; both are safe HTML on one line.

    Only markdown gives headings Streamlit's own style and anchors.
    """
    if title:
        st.markdown(title + above, unsafe_allow_html=True)
    else:
        st.html(above)


class _Ready(Figure):  # type: ignore[misc]
    """A figure that caches its dict, since a chart with selectable marks is sent again in each run."""

    def to_dict(self) -> dict[str, Any]:
        figure_dict: dict[str, Any] = self._cached_dict
        return figure_dict


def _ready_figure(figure_dict: dict[str, Any]) -> Figure:
    figure = _Ready()
    figure._cached_dict = figure_dict
    return figure


#: Maximum number of cached pictures of each kind. A picture takes 3 to 200 kB, so this is at most 25 MB.
PICTURES = 128


@st.cache_resource(show_spinner=False, max_entries=PICTURES)
def _ready(key: str, _exhibit: Chart) -> Figure:
    """The figure of a chart, with its dict cached."""
    return _ready_figure(_exhibit.figure.to_dict())


def _with(figure: Figure, over: dict[str, Any] | None, near: dict[str, Any] | None) -> Figure:
    """A copy of a cached figure with ``over`` as an extra trace, zoomed in if ``near`` is given.

    The cached figure, which all visitors share, is not modified.
    """
    if not over:
        return figure
    figure_dict = figure.to_dict()
    layout = figure_dict["layout"]
    if near:
        # A visitor's own zoom persists until another area is selected.
        geo = {**layout["geo"], **near}
        layout = {**layout, "geo": geo, "dragmode": "pan", "uirevision": str(near["lonaxis"]["range"])}
    return _ready_figure({**figure_dict, "data": [*figure_dict["data"], over], "layout": layout})


@st.cache_resource(show_spinner=False, max_entries=PICTURES)
def _drawn(key: str, _exhibit: Chart) -> None:
    """A picture without selection, drawn once per key; after that Streamlit replays the cached messages."""
    st.plotly_chart(_exhibit.figure, theme=None, config=CHART_CONFIG, alt=_exhibit.alt, key=key)


def _beware(exhibit: Chart) -> None:
    lines = [_markdown.sentence(line) for line in (exhibit.note, exhibit.notice) if line]
    if lines:
        _markdown.caption("  \n".join(lines))


def show(exhibit: Chart, view: Hashable = ALL_EVIDENCE, *, heading: bool = True) -> None:
    """Show a complete chart: title, legend, picture and notes; table, download and sources in an expander.

    ``view`` is the filter the chart was made for. Different charts with the same id must have different views.
    """
    with st.container(width=PICTURE):
        title = f"<h2>{_markdown.line(exhibit.title)}</h2>" if heading else ""
        if exhibit.table.empty:
            _titled(title, "<p>No row matches, so there is nothing to draw.</p>")
            return
        _titled(title, _above("", exhibit.subtitle, exhibit.legend))
        _drawn(_key(exhibit, view), exhibit)
        _beware(exhibit)
        fold(exhibit)


def _key(exhibit: Chart, view: Hashable) -> str:
    return f"{exhibit.id}-{_data.dataset().digest[:12]}-{abs(hash((view, _data.mode())))}"


def chosen(exhibit: str) -> str:
    """The id of the mark the reader last selected in a chart shown by ``show_choice``, ``""`` if none."""
    state = st.session_state.get(f"chosen-{exhibit}")
    points = state.selection.points if state else []
    return str(points[0].get("customdata") or points[0].get("location") or "") if points else ""


def show_choice(
    exhibit: Chart,
    view: Hashable,
    *,
    lead: str = "",
    key_to_marks: str = "",
    over: dict[str, Any] | None = None,
    near: dict[str, Any] | None = None,
    on_choice: Callable[[], None] | None = None,
) -> str:
    """Show a chart without its title, inside a fragment, in which the reader can select a mark.

    Returns the id of the selected mark, or ``""``. ``on_choice`` is called before the rerun caused by a selection, for
    state that must be set before the picture is drawn. ``lead`` is an introductory sentence, ``key_to_marks`` a legend
    as safe HTML for charts that have none, ``over`` an extra trace on top, and ``near`` the part of a map to zoom in
    on; ``view`` as in ``show``.
    """
    key = _key(exhibit, view)
    st.html(_above(lead, exhibit.subtitle, exhibit.legend) + key_to_marks)
    st.plotly_chart(
        _with(_ready(key, exhibit), over, near),
        theme=None,
        height=exhibit.height,
        config=ENLARGED_CONFIG if near else CHART_CONFIG,
        alt=exhibit.alt,
        key=f"chosen-{exhibit.id}",
        on_select=on_choice or "rerun",
        selection_mode="points",
    )
    _beware(exhibit)
    _fold(exhibit)
    return chosen(exhibit.id)


def _fold(exhibit: Chart) -> None:
    """The table, sources and link of a chart, as on the website, in an expander whose content is loaded when opened."""
    opened = st.expander(" · ".join(BESIDE), key=f"fold-{exhibit.id}", on_change="rerun")
    if opened.open:
        with opened:
            table, sources, share = st.tabs(BESIDE)
            with table:
                rows = exhibit.table.drop(columns=["id", "code"], errors="ignore")
                show_table(rows, f"The numbers behind: {exhibit.title}", page=f"rows-{exhibit.id}")
                csv_button(exhibit.table, f"{exhibit.id}.csv")
            with sources:
                source_list(exhibit.sources, page=f"sources-{exhibit.id}")
                if not exhibit.sources:
                    st.markdown("No source is named for this chart.")
            with share:
                st.markdown("Link to this view, with your choices:")
                st.code(_here(), language=None, wrap_lines=True)
                page = (st.context.url or "").partition("?")[0].rstrip("/").rpartition("/")[2]
                st.markdown(f"Picture, page or slides: {briefing_link(page)}")


def briefing_link(page: str, **controls: str) -> str:
    """A link to the briefing on what a page shows, as markdown; ``controls`` are those that are not in the address."""
    chosen = {**st.query_params.to_dict(), **controls}
    return f"[Briefing on this]({_markdown.address('briefing', **briefing_for(_data.dataset(), page, chosen))})"


def _here() -> str:
    """The full address of this view, with its controls."""
    place = (st.context.url or "").partition("?")[0]
    chosen = {key: value for key, value in st.query_params.to_dict().items() if key != "embed"}
    return place + (f"?{urlencode(chosen, quote_via=quote)}" if chosen else "")


fold = st.fragment(_fold)


def show_table(frame: pd.DataFrame, alt: str, *, page: str = "page", of: Hashable = (), **options: object) -> None:
    """A table, or a message if it is empty. Long tables scroll in their frame.

    If it is longer than a page, the address holds the page number under ``page``; ``of`` as in ``part``.
    """
    frame = frame[_controls.part(len(frame), page, of)]
    if frame.empty:
        st.info("Nothing matches. Widen the filters to see more.")
    elif len(frame) <= TABLE_ROWS and not options:
        st.dataframe(frame, hide_index=True, alt=alt, placeholder="")
    else:
        st.dataframe(frame, hide_index=True, alt=alt, placeholder="", height=420, **options)  # type: ignore[call-overload]


def read_table(frame: pd.DataFrame, named: str = "") -> None:
    """A table of sentences that wrap on any screen, escaped; the first column is the row header.

    ``named`` is a column shown below the row header.
    """
    first, *others = [str(column) for column in frame.columns if column != named]
    cell = (
        "text-align:left;vertical-align:top;padding:0.4em 0.9em 0.4em 0;border:0 solid;border-bottom-width:1px;"
        f"border-color:{_markdown.colour('rule')}"
    )
    muted = f"font-weight:400;color:{_markdown.colour('muted')}"
    head = "".join(f'<th scope="col" style="{cell}">{html.escape(column)}</th>' for column in (first, *others))
    lines = [
        f'<tr><th scope="row" style="{cell};width:45%">{html.escape(str(row[first]))}'
        + (f'<div style="{muted}">{html.escape(str(row[named]))}</div>' if named else "")
        + "</th>"
        + "".join(f'<td style="{cell}">{html.escape(str(row[column]))}</td>' for column in others)
        + "</tr>"
        for row in frame.to_dict("records")
    ]
    st.html(
        '<table style="width:100%;border-collapse:collapse;line-height:1.5;overflow-wrap:anywhere">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


@st.fragment
def download_fold(key: str, rows: pd.DataFrame, sources: Sequence[str]) -> None:
    """Rows as CSV with their sources, in an expander whose content is loaded when opened."""
    label = f"CSV and {wording.counted(len(sources), 'source')}"
    opened = st.expander(label, key=f"fold-{key}", on_change="rerun")
    if opened.open:
        with opened:
            csv_button(rows, f"{key}.csv")
            source_list(sources, page=f"sources-{key}")


#: What to know about a spreadsheet-safe CSV.
CSV_NOTE = "For spreadsheets: a cell that could run as a formula starts with an apostrophe."


def csv_button(frame: pd.DataFrame, name: str, label: str = "Download as CSV", *, note: bool = True) -> None:
    """A download of a table as spreadsheet-safe CSV, made on demand; without ``note`` the page gives ``CSV_NOTE``."""
    data = _data.dataset()  # callbacks run outside any run of the page
    st.download_button(
        label,
        lambda: exports.export(data, "csv_safe", {"rows": frame}),
        file_name=name,
        mime="text/csv",
        key=f"csv-{name}",
        on_click="ignore",
    )
    if note:
        _markdown.caption(CSV_NOTE)


def export_button(label: str, kind: str, name: str, tables: Mapping[str, pd.DataFrame] | None = None) -> None:
    """A download of tables (``None``: the whole record) in a format of ``export.KINDS``, made on demand."""
    data = _data.dataset()
    st.download_button(
        label,
        lambda: exports.export(data, kind, tables),
        file_name=name,
        mime=exports.KINDS[kind].media_type,
        key=f"export-{kind}-{'all' if tables is None else 'part'}",
        on_click="ignore",
    )


def _sources(dataset: Dataset) -> dict[str, dict[str, Any]]:
    rows = dataset.sources.to_dict("records")
    return {str(row["id"]): {str(column): cell for column, cell in row.items()} for row in rows}


def source_list(ids: Sequence[str], page: str = "sources") -> None:
    """Sources as links with publisher, date and grade; ``page`` as in ``show_table``."""
    known = _data.cached(_sources)
    lines = []
    for key in ids[_controls.part(len(ids), page, tuple(ids), _controls.PAGE_SOURCES)]:
        row = known[key]
        via = f", read in a copy at {wording.plain(str(row['via']))}" if row["via"] else ""
        link = _markdown.source_link(str(row["url"]), f"{row['publisher']}: {row['title']}")
        lines.append(f"- {link} ({wording.date(str(row['published']))}, grade {row['grade']}{via})")
    if lines:
        st.markdown("**Sources**\n\n" + "\n".join(lines))
