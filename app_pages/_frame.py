"""What every page stands in: the dataset, controls that live in the address, and how an exhibit is shown."""

from __future__ import annotations

import base64
import gc
import html
import logging
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st
from plotly.graph_objects import Figure

from whosecameras import addresses, edition, export, words
from whosecameras.charts import marks
from whosecameras.exhibit import Exhibit, LegendItem
from whosecameras.find import Finder
from whosecameras.load import Dataset, DatasetError
from whosecameras.model import GRADES
from whosecameras.settings import settings
from whosecameras.status import EVERYTHING, View

#: plotly.js asks for a world map even where none is drawn; this local stub keeps it from asking anyone else.
CHART_CONFIG = {
    "displayModeBar": False,
    "topojsonURL": "app/static/maps/topojson/",
    "scrollZoom": False,
    "doubleClick": False,
}
GRADE_CHOICES = {"D": "All grades, A to D", "C": "A to C", "B": "A and B", "A": "A only"}
PROSE = 720  # pixels: about 75 characters of text
PICTURE = 900  # pixels: beyond it a chart is only stretched
TYPED = 200  # characters of free text that a page looks at
TABLE_ROWS = 50  # a plain table up to here, beyond it one that scrolls in its frame
FOCUS = Path(__file__).parents[1] / "static" / "focus.css"
KEPT = 1024  # answers of the library that are kept: views of pages, the least used goes first
log = logging.getLogger("whosecameras")
_working = RLock()
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@st.cache_resource(show_spinner="Reading and checking the record …", max_entries=2)
def _open(folder: Path) -> Dataset | DatasetError:
    try:
        dataset = edition.opened(folder)
    except DatasetError as error:
        log.error("the dataset failed its checks:\n%s", error)
        return error
    # Streamlit collects all garbage after every run; what is loaded once need not be walked each time.
    gc.collect()
    gc.freeze()
    return dataset


@st.cache_resource(show_spinner=False)
def _finder(digest: str, _dataset: Dataset) -> Finder:
    return Finder(_dataset.bodies)


def finder() -> Finder:
    """The look-up of bodies by name or postcode, built once."""
    return _finder(dataset().digest, dataset())


def brand() -> None:
    """The name of the site at the head of the navigation."""
    st.logo(f"static/wordmark-{mode()}.svg", size="large", link=None)


def open_house() -> None:
    """Read the dataset, or show one plain page that says why nothing is served, and stop."""
    st.html(FOCUS)
    if isinstance(_open(edition.folder()), DatasetError):
        st.title("The record cannot be shown")
        st.markdown(
            "The dataset failed its checks, so nothing is served from it: a public record must not show what it "
            "cannot vouch for. The maintainers find each fault with its file, line and column by running"
        )
        st.code("python -m whosecameras check", language="bash")
        st.stop()


def dataset() -> Dataset:
    """The Dataset that all pages show."""
    return edition.opened(edition.folder())


@lru_cache(maxsize=KEPT)
def _kept(function: Callable[..., Any], record: Dataset, arguments: tuple[Any, ...]) -> Any:
    return function(record, *arguments)


def kept(function: Callable[Concatenate[Dataset, Asked], Answer], *arguments: Asked.args, **_: Asked.kwargs) -> Answer:
    """What a function of the library says of the dataset, worked out once for the same arguments.

    A function of a page will not do: each run makes those anew. All visitors share the answer: do not change it. One
    is worked out at a time, so that a crowd which asks the same at once does not have it worked out once for each.
    """
    with _working:
        answer: Answer = _kept(function, dataset(), arguments)
    return answer


def mode() -> marks.Mode:
    """Which theme the visitor looks at."""
    return "dark" if st.context.theme.type == "dark" else "light"


def aside(text: str) -> None:
    """A small quiet line; unlike Streamlit's own caption it keeps the contrast of text and links."""
    st.markdown(f":gray[:small[{text}]]")


def address(page: str, **values: str) -> str:
    """A link to a page of the explorer with its controls set, relative to the page that shows it."""
    query = urlencode({key: value for key, value in values.items() if value}, quote_via=quote)
    return f"{page}?{query}" if query else page


def go(label: str, page: str, **values: str) -> None:
    """A link to a page of the explorer that opens in the same tab, with its controls set."""
    st.page_link(
        f"app_pages/{page}.py",
        label=plain(label),
        icon=":material/arrow_forward:",
        query_params={key: value for key, value in values.items() if value},
    )


def plain(text: str) -> str:
    """Text as markdown that shows just that text, whatever it holds."""
    text = " ".join(text.split())
    for character in "\\`*_{}[]()#+-.!|<>$~:&":
        text = text.replace(character, "\\" + character)
    return text


def said(text: str) -> str:
    """A sentence of ours as markdown: no word of the record in it becomes a link, mark-up, a formula or a directive.

    Gentler than ``plain``, which is for text from outside: full stops, dashes and round brackets stay as they are.
    """
    for character in "\\`*_[]<$~":
        text = text.replace(character, "\\" + character)
    return re.sub(r":(?=[a-z/])", r"\\:", text)


def source_link(url: str, label: str) -> str:
    """A source as a markdown link; the label is text, whatever it holds."""
    return f"[{plain(label)}]({quote(url, safe=':/?&=%#@+,;~!$*')})"


def body_link(body: str, name: str) -> str:
    """A body's name as a markdown link to its own view."""
    return f"[{plain(name)}]({address('find', body=body)})"


def asked(key: str, allowed: Sequence[str] | Mapping[str, str], default: str) -> str:
    """The value of a control in the address, or the default with a short notice if it is not one we know."""
    value = st.query_params.get(key)
    if value is None or value in allowed:
        return value if value is not None else default
    st.info(f"The address asks for a “{key}” that this page does not know. It shows the default instead.")
    del st.query_params[key]
    return default


def _follow_address(key: str, value: str) -> None:
    """Let the control show what the address says, when the address has changed since we last wrote it."""
    written = f"_written_{key}"
    if key not in st.session_state or st.session_state.get(written) != value:
        st.session_state[key] = value
    st.session_state[written] = value


def _write_address(key: str, value: str, default: str) -> None:
    st.session_state[f"_written_{key}"] = value
    if value == default:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = value


def choose(label: str, options: Mapping[str, str], key: str, default: str, *, pills: bool = False) -> str:
    """A control over a few known values (``{value: label}``), kept in the address under ``key``."""
    _follow_address(key, asked(key, options, default))
    names = dict(options)
    if pills:
        picked = st.pills(label, list(options), format_func=lambda one: plain(names[one]), key=key, required=True)
    else:
        picked = st.selectbox(label, list(options), format_func=lambda one: names[one], key=key)
    value = str(picked or default)
    _write_address(key, value, default)
    return value


def switch(label: str, key: str, default: bool, help_text: str = "") -> bool:
    """An on–off control, kept in the address as ``yes`` or ``no``."""
    said = asked(key, ("yes", "no"), "yes" if default else "no")
    written = f"_written_{key}"
    if key not in st.session_state or st.session_state.get(written) != said:
        st.session_state[key] = said == "yes"
    value = st.toggle(label, key=key, help=help_text or None)
    _write_address(key, "yes" if value else "no", "yes" if default else "no")
    return bool(value)


def typed(label: str, key: str, placeholder: str = "", on_change: Callable[[], None] | None = None) -> str:
    """A line of free text, kept in the address under ``key``; what is too long or cannot be printed is cut off."""
    said = st.query_params.get(key, "")
    text = " ".join("".join(one if one.isprintable() else " " for one in said[: 4 * TYPED]).split())[:TYPED]
    if len(said) > TYPED:
        st.info(f"The address holds more text than is looked at; the first {TYPED} characters are used.")
    _follow_address(key, text)
    if on_change is None:
        value = st.text_input(label, key=key, max_chars=TYPED, placeholder=placeholder or None)
    else:
        value = st.text_input(label, key=key, max_chars=TYPED, placeholder=placeholder or None, on_change=on_change)
    value = (value or "").strip()
    _write_address(key, value, "")
    return value


def chip_line(mark: str, beside: str, *, strong: bool = False) -> None:
    """A mark, if there is one, with a few words beside it, whatever they hold."""
    shown = chip(mark) if mark else ""
    text = f"<b>{html.escape(beside)}</b>" if strong else html.escape(beside)
    st.html(
        '<div style="display:flex;flex-wrap:wrap;gap:0.15em 0.6em;align-items:center;line-height:1.5">'
        f"{shown}<span>{text}</span></div>"
    )


def body_list(bodies: Sequence[tuple[str, str, str]], *, columns: bool = False) -> None:
    """Bodies as links that stay in this tab: ``(id, name, words beside it)`` each, whatever these hold."""
    palette = marks.PALETTES[mode()]
    lines = []
    for body, name, beside in bodies:
        link = html.escape(address("find", body=body), quote=True)
        said = f' <span style="color:{palette.muted}">{html.escape(beside)}</span>' if beside else ""
        lines.append(
            f'<div style="break-inside:avoid"><a style="color:{palette.link}" href="{link}">{html.escape(name)}</a>'
            f"{said}</div>"
        )
    style = "columns:17rem;column-gap:2rem;" if columns else ""
    st.html(f'<div style="{style}line-height:1.8">{"".join(lines)}</div>')


def source_words(publisher: str, url: str, via: str, title: str) -> str:
    """A source in a line of markdown: the publisher as the link, then title and host of a copy, which are text."""
    copied = f", read in a copy at {plain(via)}" if via else ""
    named = f", {plain(title)}" if title else ""
    return f"{source_link(url, publisher)}{named}{copied}"


def mail_link(to: str, subject: str, text: str) -> str:
    """An address that opens a message, ready written."""
    return f"mailto:{quote(to, safe='@')}?{urlencode({'subject': subject, 'body': text}, quote_via=quote)}"


def _makers(dataset: Dataset) -> dict[str, str]:
    return {"": words.every_maker(dataset), **words.makers(dataset)}


def _years(dataset: Dataset) -> dict[str, str]:
    years = sorted({text[:4] for text in dataset.findings["as_of"]}, reverse=True)
    return {"": "today", **{year: f"at the end of {year}" for year in years}}


def makers() -> dict[str, str]:
    """The choices of a control for the maker."""
    return kept(_makers)


def view_controls() -> View:
    """The filters of evidence that map and sectors share: maker, grade, group statements, year."""
    filtered = any(key in st.query_params for key in ("vendor", "grade", "year", "collective"))
    with (
        st.expander("Filters: maker, evidence, date, group statements", expanded=filtered),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        vendor = choose("Maker", makers(), "vendor", "")
        grade = choose("Evidence", GRADE_CHOICES, "grade", "D")
        year = choose("As known", kept(_years), "year", "")
        collective = switch("Group statements", "collective", True, "Statements such as “every council but three”")
    grades = GRADES[: GRADES.index(grade) + 1]
    return View(vendor=vendor, grades=grades, collective=collective, year=int(year) if year else None)


def picture(svg: str) -> str:
    """An inline SVG as an HTML image; Streamlit strips SVG elements but not images."""
    data = base64.b64encode(svg.encode()).decode()
    return f'<img alt="" src="data:image/svg+xml;base64,{data}" style="vertical-align:-2px"/>'


def chip(mark: str) -> str:
    """A status as its mark and name, safe to put into ``st.html``."""
    border = marks.colour(mode(), marks.MARKS[mark].line)
    return (
        f'<span style="display:inline-block;border:1px solid {border};border-radius:3px;padding:1px 8px 2px 6px;'
        f'font-weight:600;white-space:nowrap">{picture(marks.swatch(mark, mode()))} '
        f"{html.escape(marks.label(mark))}</span>"
    )


def legend(items: Sequence[LegendItem]) -> None:
    """The key above a picture, with counts."""
    parts = [
        f'<span style="white-space:nowrap;margin-right:1.1em">{picture(marks.swatch(item.mark, mode()))} '
        f"{html.escape(item.label)}"
        + (f" <b>{words.number(item.count)}</b>" if item.count is not None else "")
        + "</span> "
        for item in items
    ]
    st.html(f'<p style="line-height:1.9;margin:0">{"".join(parts)}</p>')


class _Ready(Figure):  # type: ignore[misc]
    """A figure that is told as a dict once: a chart whose marks can be chosen is sent anew with each run."""

    def to_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = self._told
        return told


@st.cache_resource(show_spinner=False, max_entries=256)
def _ready(key: str, _exhibit: Exhibit) -> Figure:
    """The picture of an exhibit, ready to be sent again and again."""
    figure = _Ready()
    figure._told = _exhibit.figure.to_dict()
    return figure


@st.cache_resource(show_spinner=False, max_entries=256)
def _above(key: str, _exhibit: Exhibit) -> None:
    """What stands above a picture, once for each key; afterwards Streamlit replays what was sent."""
    aside(said(_exhibit.subtitle))
    if _exhibit.legend:
        legend(_exhibit.legend)


@st.cache_resource(show_spinner=False, max_entries=256)
def _drawn(key: str, heading: bool, _exhibit: Exhibit) -> None:
    """A picture in which nothing can be chosen, with what stands around it, likewise."""
    if heading:
        st.header(said(_exhibit.title))
    _above(key, _exhibit)
    st.plotly_chart(_exhibit.figure, theme=None, config=CHART_CONFIG, alt=_exhibit.alt, key=key)
    _beware(_exhibit)


def _beware(exhibit: Exhibit) -> None:
    lines = [said(line) for line in (exhibit.note, exhibit.notice) if line]
    if lines:
        aside("  \n".join(lines))


def show(exhibit: Exhibit, view: Hashable = EVERYTHING, *, heading: bool = True, select: bool = False) -> str:
    """Show an exhibit whole: title, key, picture, words, then table, download and sources in one fold.

    ``view`` is what the exhibit was made for: exhibits that share an id and differ must be shown with different ones.
    With ``select`` a picture's areas can be chosen; the id of the chosen one is returned, else ``""``.
    """
    key = f"{exhibit.id}-{dataset().digest[:12]}-{abs(hash((view, mode())))}"
    with st.container(width=PICTURE):
        return _show(exhibit, key, heading, select)


def _show(exhibit: Exhibit, key: str, heading: bool, select: bool) -> str:
    if not select:
        _drawn(key, heading, exhibit)
        fold(exhibit)
        return ""
    if heading:
        st.header(said(exhibit.title))
    _above(key, exhibit)
    event = st.plotly_chart(
        _ready(key, exhibit),
        theme=None,
        config=CHART_CONFIG,
        alt=exhibit.alt,
        key=f"chosen-{exhibit.id}",
        on_select="rerun",
        selection_mode="points",
    )
    points = event.selection.points if event else []
    chosen = str(points[0].get("customdata") or points[0].get("location") or "") if points else ""
    _beware(exhibit)
    fold(exhibit)
    return chosen


@st.fragment
def fold(exhibit: Exhibit) -> None:
    """The table, the download and the sources behind a picture; what is in the fold is sent when it is opened."""
    label = f"Table, CSV and {words.counted(len(exhibit.sources), 'source')}"
    opened = st.expander(label, key=f"fold-{exhibit.id}", on_change="rerun")
    if opened.open:
        with opened:
            rows = exhibit.table.drop(columns=["id", "code"], errors="ignore")
            show_table(rows, f"The numbers behind: {exhibit.title}")
            csv_button(exhibit.table, f"{exhibit.id}.csv")
            source_list(exhibit.sources)


def show_table(frame: pd.DataFrame, alt: str, *, prose: bool = False, **options: object) -> None:
    """A table that says so when it is empty: scrolling in its frame where long; with ``prose`` sentences wrap."""
    if frame.empty:
        st.info("Nothing matches. Widen the filters to see more.")
    elif prose and len(frame) <= TABLE_ROWS:
        st.table(frame.map(lambda cell: plain(str(cell))), border="horizontal", hide_index=True, alt=alt)
    elif len(frame) <= TABLE_ROWS and not options:
        st.dataframe(frame, hide_index=True, alt=alt, placeholder="")
    else:
        st.dataframe(frame, hide_index=True, alt=alt, placeholder="", height=420, **options)  # type: ignore[call-overload]


def csv_button(frame: pd.DataFrame, name: str, label: str = "Download as CSV") -> None:
    """Offer a table as a CSV that is safe to open in a spreadsheet; it is made when it is asked for."""
    st.download_button(
        label,
        lambda: export.export(dataset(), "csv_safe", {"rows": frame}),
        file_name=name,
        mime="text/csv",
        key=f"csv-{name}",
        on_click="ignore",
    )
    aside("Made safe for spreadsheets: a cell that could run as a formula starts with an apostrophe.")


def export_button(label: str, kind: str, name: str, tables: Mapping[str, pd.DataFrame] | None = None) -> None:
    """Offer tables (``None``: the whole record) as a file of a kind of ``export.KINDS``, made when asked for."""
    st.download_button(
        label,
        lambda: export.export(dataset(), kind, tables),
        file_name=name,
        mime=export.KINDS[kind].media_type,
        key=f"export-{kind}-{'all' if tables is None else 'part'}",
        on_click="ignore",
    )


def _sources(dataset: Dataset) -> dict[str, dict[str, Any]]:
    rows = dataset.sources.to_dict("records")
    return {str(row["id"]): {str(column): cell for column, cell in row.items()} for row in rows}


def source_list(ids: Sequence[str]) -> None:
    """Sources as links with publisher, date and grade."""
    known = kept(_sources)
    lines = []
    for key in ids:
        row = known[key]
        via = f", read in a copy at {plain(str(row['via']))}" if row["via"] else ""
        label = f"{row['publisher']}: {row['title']}"
        lines.append(
            f"- {source_link(str(row['url']), label)} ({words.date(str(row['published']))}, grade {row['grade']}{via})"
        )
    if lines:
        st.markdown("**Sources**\n\n" + "\n".join(lines))


def _plain_page(page: str) -> str:
    """The address of the website's page with the same content, ``""`` where the website is not served beside us."""
    beside = bool(st.get_option("server.baseUrlPath"))  # asgi.py serves the website at / and us below it
    website = "" if beside else settings().base_url
    if not beside and not website:
        return ""
    # What a fragment changes in the address does not run the foot again: there the link leads to the page as a whole.
    chosen = {} if page in ("map", "sectors", "timeline") else st.query_params.to_dict()
    return f"{website}/{addresses.plain_page(dataset(), page, chosen)}"


def footer(page: str) -> None:
    """Version, licence and the ways to check and to correct, at the foot of every page (``page``: its address)."""
    data = dataset()
    plain_page = _plain_page(page)
    same = f"[This as a plain page]({plain_page}) · " if plain_page else ""
    st.divider()
    changed = " · **changed since that release**" if data.changed_files else ""
    aside(
        f"{words.SITE_NAME} · dataset {data.version} of {words.date(str(data.released))}{changed} · data CC BY 4.0 · "
        f"code MIT · {same}[How we know]({address('method')}) · "
        f"[This is wrong or out of date]({address('method')}#corrections) · no tracker, and no cookie of ours"
    )
