"""Briefings: choose a subject, see the card at once, download it as picture, page, one-pager or slides."""

import html
from collections.abc import Callable, Mapping
from functools import partial
from threading import Lock

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.briefing import bundle, cards, cards_round, onepager, pdf, slides, subject
from whosecameras.charts.marks import PALETTES
from whosecameras.content import comparison, record_index, selection
from whosecameras.content.briefing_links import controls_of
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.settings import settings
from whosecameras.text import wording

SIZES = {
    "1200x630": "Link, 1200 × 630",
    "1920x1080": "Slide, 1920 × 1080",
    "1080x1350": "Phone, 1080 × 1350",
    "1080x1080": "Square, 1080 × 1080",
}
MOST = 24  # options shown if there are too many bodies for one list
TOO_MUCH = "This card holds more than a picture of this size has room for. Please choose another size or another card."
THEMES: dict[str, str] = {"light": "Light", "dark": "Dark", "transparent": "Transparent, for light slides"}
STATUSES = {"": "Every status", **{str(status): str(status) for status in Status}}


PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@st.cache_resource(show_spinner=False)
def one_browser() -> Lock:
    """A lock held while a PDF is made, so that only one browser runs at a time."""
    return Lock()


def edition_of(data: Dataset) -> str:
    """A cache key for the record and everything printed about it: two releases can have the same tables."""
    return f"{data.digest} {data.version} {data.released} {bool(data.changed_files)}"


def page_of(data: Dataset, card: str, size: cards.Size, theme: cards.Theme) -> bytes:
    """A card as a stand-alone page."""
    content = subject.card(data, card, cards.drawn_in(theme))
    return cards.html(data, content, cards.lay_out(data, content, size, theme), size, theme).encode()


#: The card fills the column. Embedded, it covers the whole frame.
IN_PAGE = "display:block;width:100%"
#: A transparent card is shown on the ground it is made for, whatever the visitor's theme.
ON_LIGHT = f"{IN_PAGE};background:{PALETTES['light'].ground}"
IN_FRAME = "position:fixed;inset:0;width:100vw;height:100vh;object-fit:contain;z-index:1000000;background:{ground}"


def shown(card: str, size: str, theme: cards.Theme, style: str = IN_PAGE) -> bytes:
    """Show the card as the PNG that visitors download, and return it."""
    content = subject.card(data, card, cards.drawn_in(theme))
    file = _data.cached(bundle.card_png, card, size, theme)
    alt = f"{content.title}. {content.number} {content.counted}. {content.alt}"
    _components.safe_html(_components.png_picture(file, alt, style))
    return file


@st.cache_data(show_spinner=False, max_entries=8)
def pptx_of(_record: Dataset, _about: subject.BriefingSubject, edition: str, scope: str) -> bytes:
    """The slides of a scope, identified in the cache by its file name and its ``edition`` (see ``edition_of``)."""
    return slides.pptx(_record, _about)


@st.cache_data(show_spinner=False, max_entries=8)
def pdf_of(page: str, browser: str) -> bytes:
    """A one-pager as PDF."""
    with one_browser():
        return pdf.pdf(page, browser)


def offer(label: str, content: Callable[[], bytes], name: str, mime: str) -> None:
    """A download button for a file that is made on click."""
    st.download_button(f"Download {label}", content, name, mime, on_click="ignore")


def near(names: Mapping[str, str], first: str) -> dict[str, str]:
    """Options among very many bodies (``{id: name}``): those that match a typed name, and the current one."""
    typed = _controls.typed("Name of the body, or a part of it", "q")
    answer = _data.finder().search(typed, MOST)
    matching = [match.body for match in (*answer.matches, *answer.suggestions)] if typed else list(names)[:MOST]
    return {
        body: names[body]
        for body in dict.fromkeys([st.query_params.get("body", first), first, *matching])
        if body in names
    }


def chosen_scope(data: Dataset, default: tuple[str, str], evidence: DeltaGenerator) -> subject.BriefingSubject:
    """The subject selected by the controls; ``default`` is that of the card in the address.

    The filters of the evidence are shown in ``evidence``: beside the picture, on a phone below it.
    """
    about = _controls.choose("About", subject.KINDS, "about", default[0])
    if about == subject.ROUND:
        rounds = _data.cached(cards_round.choices)
        first = default[1] if default[0] == about else next(iter(rounds))
        return _data.cached(subject.briefing_subject, about, _controls.choose("Round", rounds, "round", first))
    if about == subject.COMPARE:
        return compared(data, default[1] if default[0] == about else "")
    if about == "body":
        first = default[1] if default[0] == about else str(data.bodies["id"].iloc[0])
        names = near(dict(sorted(_data.cached(body_names).items(), key=lambda pair: pair[1])), first)
        return _data.cached(subject.briefing_subject, about, _controls.choose("Body", names, "body", first))
    sector = place = ""
    if about == "region":
        regions = _data.cached(record_index.index_of).regions
        first = default[1] if default[0] == about else next(iter(regions))
        place = _controls.choose("Region or nation", regions, "region", first)
    if about == "sector":
        sectors = _data.cached(record_index.index_of).sectors
        first = default[1] if default[0] == about else next(iter(sectors))
        sector = _controls.choose("Sector", sectors, "sector", first)
    if about in ("sector", subject.AREA):
        everywhere = {"": "The whole UK", **_data.cached(selection.places)}
        place = _controls.choose("Where", everywhere, "area", default[1] if default[0] == subject.AREA else "")
    status = _controls.choose("Status", STATUSES, "status", "")
    with evidence:
        view = _controls.view_controls(beside=True)
    key = selection.Selection(sector, place, status, view).key
    return _data.cached(subject.briefing_subject, subject.SELECTION, key)


def chosen_theme(value: str) -> cards.Theme:
    """The theme of that name."""
    return next(theme for theme in cards.THEMES if theme == value)


def body_names(data: Dataset) -> dict[str, str]:
    """The bodies that the record lists one by one: ``{id: name}``."""
    return dict(zip(data.bodies["id"], data.bodies["name"], strict=True))


def compared(data: Dataset, default: str) -> subject.BriefingSubject:
    """A comparison of what is chosen; until it can be made, of the first suggestion."""
    asked = st.query_params.get("with", default.replace("+", ","))
    choice = _data.cached(comparison.read_choice, asked)
    for note in choice.said if asked else ():
        st.info(wording.plain(note))
    options, few = _data.cached(comparison.options), comparison.MOST
    keys = _controls.several("Compare", options, "with", choice.keys, few, "Type a place or a sector")
    if not comparison.comparable(data, keys):
        keys = _data.cached(comparison.suggestions)[0][1]
    return _data.cached(subject.briefing_subject, subject.COMPARE, ",".join(keys))


data = _data.dataset()
wanted = st.query_params.get("card", "")
try:
    belongs = subject.subject_from_id(data, wanted) if wanted else (subject.UK, "")
except subject.OpenQuestion as unknown:
    st.error(wording.sentence_case(f"{unknown}."))
    if st.context.is_embedded:
        st.stop()
    wanted, belongs = "", (subject.UK, "")
    del st.query_params["card"]
if belongs[0] == subject.SELECTION:  # its controls show what the card is about
    if "about" not in st.query_params:
        for control, value in controls_of(selection.read_key(data, belongs[1])).items():
            st.query_params[control] = value
    belongs = (subject.UK, "")

if st.context.is_embedded and wanted:
    size = _controls.asked("size", SIZES, "1200x630")
    theme = chosen_theme(_controls.asked("theme", THEMES, _data.mode()))
    ground = "none" if theme == "transparent" else PALETTES[cards.drawn_in(theme)].ground
    try:
        shown(wanted, size, theme, IN_FRAME.format(ground=ground))
    except cards.DoesNotFit:
        st.info(TOO_MUCH)
    st.stop()

title = st.empty()
chosen_about, chosen_card = (st.container(horizontal=True, vertical_alignment="bottom") for _ in range(2))
beside = st.columns([3, 1])
with chosen_about:
    about = chosen_scope(data, belongs, beside[1])
with chosen_card:
    if wanted and wanted not in about.cards:
        del st.query_params["card"]
    card = _controls.choose("Card", {key: subject.card_name(key) for key in about.cards}, "card", about.cards[0])
    size = _controls.choose("Size", SIZES, "size", "1200x630")
    theme = chosen_theme(_controls.choose("Theme", THEMES, "theme", "light"))

title.title(f"Briefing: {_markdown.sentence(about.name)}")
_layout.tab(f"Briefing: {about.name}")
with beside[0].container(width=560 if cards.SIZES[size].upright else _components.PICTURE):
    try:
        file = shown(card, size, theme, ON_LIGHT if theme == "transparent" else IN_PAGE)
    except cards.DoesNotFit:
        st.info(TOO_MUCH)
        st.stop()

frame, edition = cards.SIZES[size], edition_of(data)
stem, paper = bundle.card_file(card, size, theme), bundle.distinct_name(about.file)
st.header("Download")
left, middle, right = st.columns(3, border=True)
with left:
    st.markdown("**This card**")
    offer("PNG", lambda: file, f"{stem}.png", "image/png")
    offer("SVG", lambda: bundle.card_svg(data, card, size, theme).encode(), f"{stem}.svg", "image/svg+xml")
    offer("HTML", partial(page_of, data, card, frame, theme), f"{stem}.html", "text/html")
with middle:
    st.markdown("**One page on A4**: three numbers, the picture, who is named, what is not known, the sources.")
    if browser := pdf.named():
        offer("PDF", lambda: pdf_of(onepager.html(data, about), browser), f"{paper}.pdf", "application/pdf")
    offer("the page as HTML", lambda: onepager.html(data, about).encode(), f"{paper}.html", "text/html")
    if not browser:
        _markdown.caption("For a PDF, open the page in your browser and print it to a file.")
with right:
    st.markdown(f"**Slides**: {wording.counted(len(about.cards), 'card')}, tables to edit, sources in the notes.")
    offer("PPTX", partial(pptx_of, data, about, edition, paper), f"{paper}.pptx", PPTX)

st.header("Show it on your own page")
base = f"{settings().base_url}/explore/briefing" if settings().base_url else (st.context.url or "").split("?")[0]
query = _markdown.address("", card=card, size=size, theme=theme, embed="true")
st.code(
    f'<iframe src="{html.escape(base + query, quote=True)}"\n'
    f'  title="{html.escape(about.title, quote=True)}" loading="lazy"\n'
    f'  style="width:100%;max-width:{frame.wide}px;aspect-ratio:{frame.wide}/{frame.high};border:0"></iframe>',
    language=None,  # Streamlit's colours for HTML are too pale, and its scrolling frame cannot take focus
    wrap_lines=True,
)
_markdown.caption("The card in the frame is drawn from the newest release, with its sources, date and version.")

found = subject.card(data, card, cards.drawn_in(theme))
st.header("Sources of this card")
_components.source_list(found.sources)
if not found.sources:
    st.markdown("We found no source.")
