"""Briefings: choose what about, see the card at once, take it away as picture, page, one-pager or slides."""

import html
from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.briefing import bundle, cards, onepager, prebuilt, slides, subject
from whosecameras.briefing.pictures import HOW_TO_GET_ONE, Browser
from whosecameras.briefing.pictures import find as find_browser
from whosecameras.briefing.render_queue import Progress, QueueFull, RenderJob, RenderQueue, Work
from whosecameras.charts.marks import PALETTES, Mode
from whosecameras.record.loading import Dataset
from whosecameras.settings import settings
from whosecameras.text import wording

SIZES = {
    "1200x630": "Link preview, 1200 × 630",
    "1920x1080": "Slide, 1920 × 1080",
    "1080x1350": "Phone, 1080 × 1350",
}
MOST = 24  # bodies to choose from, where there are too many for one list
TOO_MUCH = "This card holds more than a picture of this size has room for. Please choose another size or another card."
THEMES = {"light": "Light", "dark": "Dark"}


@st.cache_resource(show_spinner=False)
def workshop() -> RenderQueue:
    """The one worker of this server."""
    return RenderQueue()


@st.cache_data(show_spinner=False, max_entries=200)
def picture(edition: str, card: str, size: str, theme: Mode) -> str:
    """A card as SVG; ``edition`` is all that its foot prints of the record."""
    data = _data.dataset()
    return cards.lay_out(data, subject.card(data, card, theme), cards.SIZES[size], theme).svg


def edition_of(data: Dataset) -> str:
    """What changes with the record and with what is printed of it: two releases can have the same tables."""
    return f"{data.digest} {data.version} {data.released} {bool(data.changed_files)}"


def page_of(data: Dataset, card: str, size: cards.Size, theme: Mode) -> bytes:
    """A card as a page of its own."""
    found = subject.card(data, card, theme)
    return cards.html(data, found, cards.lay_out(data, found, size, theme), size, theme).encode()


#: The card fills the column; in somebody's frame it lies over everything and fills that.
IN_PAGE = "display:block;width:100%"
IN_FRAME = "position:fixed;inset:0;width:100vw;height:100vh;object-fit:contain;z-index:1000000;background:{ground}"


def shown(card: str, size: str, theme: Mode, style: str = IN_PAGE) -> None:
    """The card as an image."""
    found = subject.card(data, card, theme)
    said = html.escape(f"{found.title}. {found.number} {found.counted}. {found.alt}", quote=True)
    image = _components.picture(picture(edition_of(data), card, size, theme))
    st.html(image.replace('alt=""', f'alt="{said}"').replace("vertical-align:-2px", style))


def make_png(svg: str, size: cards.Size, progress: Progress) -> bytes:
    """A picture of a card."""
    with Browser() as browser:
        return browser.png(svg, size.wide, size.high)


def make_pdf(data: Dataset, about: subject.BriefingSubject, progress: Progress) -> bytes:
    """The one-pager of a scope."""
    with Browser() as browser:
        return onepager.pdf(data, about, browser)


def make_pptx(data: Dataset, about: subject.BriefingSubject, progress: Progress) -> bytes:
    """The slides of a scope."""
    done = 0
    with Browser() as browser:

        def png(svg: str, wide: int, high: int) -> bytes:
            nonlocal done
            taken = browser.png(svg, wide, high)
            done += 1
            progress(done, len(about.cards))
            return taken

        return slides.pptx(data, about, png)


@st.fragment(run_every=1)
def progress_of(job: RenderJob) -> None:
    """How far a job is; the whole page runs again when it is done."""
    if job.ready or job.error:
        st.rerun()
    doing = "being made" if job.running else "waiting for the one before it"
    st.progress(min(job.done / job.total, 1.0), text=f"{job.name} is {doing} …")


def offer(label: str, name: str, made_from: str, mime: str, work: Work) -> None:
    """A file that takes a browser: what was made beforehand, else a button, then its progress, then the download."""
    before = prebuilt.find(settings().briefings_dir, data, name, made_from if name.endswith(".png") else "")
    if before:
        st.download_button(f"Download {label}", before.read, name, mime, key=f"get-{name}", on_click="ignore")
        return
    job = workshop().find(name, made_from)
    if job.ready:
        st.download_button(f"Download {label}", job.path.read_bytes(), name, mime, key=f"get-{name}", on_click="ignore")
        return
    if job.error:
        st.error(job.error)
    if not job.error and (job.running or st.session_state.get(f"asked-{name}")):
        progress_of(job)
    elif st.button(f"Make {label}", key=f"make-{name}"):
        try:
            workshop().ask(name, made_from, work)
            st.session_state[f"asked-{name}"] = True
            st.rerun()
        except QueueFull as busy:
            st.warning(str(busy))


def near(names: Mapping[str, str], first: str) -> dict[str, str]:
    """Of very many bodies (``{id: name}``) those to choose from: what fits a typed name, and the one that is shown."""
    typed = _controls.typed("Name of the body, or a part of it", "q")
    answer = _data.finder().search(typed, MOST)
    found = [match.body for match in (*answer.matches, *answer.suggestions)] if typed else list(names)[:MOST]
    return {
        body: names[body]
        for body in dict.fromkeys([st.query_params.get("body", first), first, *found])
        if body in names
    }


def chosen_scope(data: Dataset, default: tuple[str, str]) -> subject.BriefingSubject:
    """The scope that the controls say; ``default`` is that of the card in the address."""
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
    known = options()
    first = default[1] if default[0] == kind else next(iter(known))
    if len(known) > _controls.PAGE_ROWS:
        known = near(known, first)
    return _data.cached(subject.briefing_subject, kind, _controls.choose(label, known, kind, first))


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

title.title(f"{_markdown.said(about.name)}: a briefing that carries its sources")
_layout.tab(f"{about.name}: a briefing that carries its sources")
with st.container(width=_components.PICTURE if size != "1080x1350" else 560):
    try:
        shown(card, size, theme)
    except cards.DoesNotFit:
        st.info(TOO_MUCH)
        st.stop()

frame, svg = cards.SIZES[size], picture(edition_of(data), card, size, theme)
stem, paper = bundle.card_file(card, size, theme), bundle.safe_name(about.file)
st.header("Take it away")
left, middle, right = st.columns(3, border=True)
with left:
    st.markdown("**This card**")
    st.download_button("Download SVG", svg, f"{stem}.svg", "image/svg+xml", on_click="ignore")
    st.download_button(
        "Download HTML", partial(page_of, data, card, frame, theme), f"{stem}.html", "text/html", on_click="ignore"
    )
there = bool(find_browser())
if there:
    with left:
        offer("PNG", f"{stem}.png", svg, "image/png", partial(make_png, svg, frame))
    state = f"{edition_of(data)}{cards.check_address()}{_data.cached(bundle.page_digest, about)}"
    with middle:
        st.markdown("**One page on A4**: three numbers, the picture, who is named, what is not known, the sources.")
        offer("PDF", f"{paper}.pdf", state, "application/pdf", partial(make_pdf, data, about))
    with right:
        st.markdown(f"**Slides**: {wording.counted(len(about.cards), 'card')}, tables to edit, sources in the notes.")
        kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
        offer("PPTX", f"{paper}.pptx", state, kind, partial(make_pptx, data, about))
else:
    with middle:
        st.info(HOW_TO_GET_ONE)
with middle:
    st.download_button(
        "Download the page as HTML", lambda: onepager.html(data, about).encode(), f"{paper}.html", "text/html",
        on_click="ignore",
    )  # fmt: skip

st.header("Show it on your own page")
base = f"{settings().base_url}/explore/briefing" if settings().base_url else (st.context.url or "").split("?")[0]
query = _markdown.address("", card=card, size=size, theme=theme, embed="true")
st.code(
    f'<iframe src="{html.escape(base + query, quote=True)}"\n'
    f'  title="{html.escape(about.title, quote=True)}" loading="lazy"\n'
    f'  style="width:100%;max-width:{frame.wide}px;aspect-ratio:{frame.wide}/{frame.high};border:0"></iframe>',
    language=None,  # Streamlit's colours for HTML are too pale, and a frame that scrolls takes no focus
    wrap_lines=True,
)
_markdown.aside("The card in the frame is drawn from the newest release, with its sources, date and version.")

found = subject.card(data, card, theme)
st.header("Sources of this card")
_components.source_list(found.sources)
if not found.sources:
    st.markdown("None that could be read says anything.")
