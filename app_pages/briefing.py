"""Briefings: choose a subject, see the card at once, download it as picture, page, one-pager or slides."""

import html
from collections.abc import Callable, Mapping
from functools import partial
from threading import Lock

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.briefing import bundle, cards, onepager, pdf, slides, subject
from whosecameras.charts.marks import PALETTES, Mode
from whosecameras.charts.svg.raster import png
from whosecameras.record.loading import Dataset
from whosecameras.settings import settings
from whosecameras.text import wording

SIZES = {
    "1200x630": "Link preview, 1200 × 630",
    "1920x1080": "Slide, 1920 × 1080",
    "1080x1350": "Phone, 1080 × 1350",
    "1080x1080": "Square, 1080 × 1080",
}
MOST = 24  # options shown if there are too many bodies for one list
TOO_MUCH = "This card holds more than a picture of this size has room for. Please choose another size or another card."
THEMES = {"light": "Light", "dark": "Dark"}


PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@st.cache_resource(show_spinner=False)
def one_browser() -> Lock:
    """A lock held while a PDF is made, so that only one browser runs at a time."""
    return Lock()


@st.cache_data(show_spinner=False, max_entries=200)
def picture(edition: str, card: str, size: str, theme: Mode) -> str:
    """A card as SVG; ``edition`` is part of the cache key (see ``edition_of``)."""
    data = _data.dataset()
    return cards.lay_out(data, subject.card(data, card, theme), cards.SIZES[size], theme).svg


def edition_of(data: Dataset) -> str:
    """A cache key for the record and everything printed about it: two releases can have the same tables."""
    return f"{data.digest} {data.version} {data.released} {bool(data.changed_files)}"


def page_of(data: Dataset, card: str, size: cards.Size, theme: Mode) -> bytes:
    """A card as a stand-alone page."""
    content = subject.card(data, card, theme)
    return cards.html(data, content, cards.lay_out(data, content, size, theme), size, theme).encode()


#: The card fills the column. Embedded, it covers the whole frame.
IN_PAGE = "display:block;width:100%"
IN_FRAME = "position:fixed;inset:0;width:100vw;height:100vh;object-fit:contain;z-index:1000000;background:{ground}"


def shown(card: str, size: str, theme: Mode, style: str = IN_PAGE) -> None:
    """The card as an image."""
    content = subject.card(data, card, theme)
    alt = html.escape(f"{content.title}. {content.number} {content.counted}. {content.alt}", quote=True)
    image = _components.picture(picture(edition_of(data), card, size, theme))
    st.html(image.replace('alt=""', f'alt="{alt}"').replace("vertical-align:-2px", style))


@st.cache_data(show_spinner=False, max_entries=8)
def pptx_of(_record: Dataset, _about: subject.BriefingSubject, edition: str, scope: str) -> bytes:
    """The slides of a scope, identified in the cache by its file name; ``edition`` as for ``picture``."""
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


def chosen_scope(data: Dataset, default: tuple[str, str]) -> subject.BriefingSubject:
    """The subject selected by the controls; ``default`` is that of the card in the address."""
    tables: Mapping[str, tuple[str, Callable[[], dict[str, str]]]] = {
        "region": (
            "Region or nation",
            lambda: {
                str(row["code"]): str(row["name"]) for row in data.regions.sort_values("order").to_dict("records")
            },
        ),
        "sector": (
            "Sector",
            lambda: {
                str(row["id"]): str(row["plural"]) for row in data.sectors.sort_values("order").to_dict("records")
            },
        ),
        "body": (
            "Body",
            lambda: {str(row["id"]): str(row["name"]) for row in data.bodies.sort_values("name").to_dict("records")},
        ),
    }
    kind = _controls.choose("About", subject.KINDS, "about", default[0])
    if kind == subject.UK:
        return _data.cached(subject.briefing_subject)
    label, options = tables[kind]
    names = options()
    first = default[1] if default[0] == kind else next(iter(names))
    if len(names) > _controls.PAGE_ROWS:
        names = near(names, first)
    return _data.cached(subject.briefing_subject, kind, _controls.choose(label, names, kind, first))


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
if belongs[0] not in subject.KINDS and not st.context.is_embedded:
    st.info("Briefings on counties, police areas and districts are made by the command line: briefing --area CODE.")
    wanted, belongs = "", (subject.UK, "")
    del st.query_params["card"]

if st.context.is_embedded and wanted:
    size = _controls.asked("size", SIZES, "1200x630")
    theme: Mode = "dark" if _controls.asked("theme", THEMES, _data.mode()) == "dark" else "light"
    try:
        shown(wanted, size, theme, IN_FRAME.format(ground=PALETTES[theme].ground))
    except cards.DoesNotFit:
        st.info(TOO_MUCH)
    st.stop()

title = st.empty()
with st.container(horizontal=True, vertical_alignment="bottom"):
    about = chosen_scope(data, belongs)
    if wanted and wanted not in about.cards:
        del st.query_params["card"]
    card = _controls.choose("Card", {key: subject.card_name(key) for key in about.cards}, "card", about.cards[0])
    size = _controls.choose("Size", SIZES, "size", "1200x630")
    theme = "dark" if _controls.choose("Theme", THEMES, "theme", "light") == "dark" else "light"

title.title(f"Briefing: {_markdown.sentence(about.name)}")
_layout.tab(f"Briefing: {about.name}")
with st.container(width=560 if cards.SIZES[size].upright else _components.PICTURE):
    try:
        shown(card, size, theme)
    except cards.DoesNotFit:
        st.info(TOO_MUCH)
        st.stop()

frame, edition = cards.SIZES[size], edition_of(data)
svg = picture(edition, card, size, theme)
stem, paper = bundle.card_file(card, size, theme), bundle.safe_name(about.file)
st.header("Download")
left, middle, right = st.columns(3, border=True)
with left:
    st.markdown("**This card**")
    offer("PNG", partial(png, svg, frame.wide, frame.high), f"{stem}.png", "image/png")
    offer("SVG", svg.encode, f"{stem}.svg", "image/svg+xml")
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

found = subject.card(data, card, theme)
st.header("Sources of this card")
_components.source_list(found.sources)
if not found.sources:
    st.markdown("We found no source.")
