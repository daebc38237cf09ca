"""The frame of every page: the site's name, the check for a valid record, and the footer."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from app_pages import _data, _markdown
from whosecameras.settings import Unusable, settings
from whosecameras.site import urls
from whosecameras.text import wording

PROSE = 720  # pixels: about 75 characters of text
log = logging.getLogger("whosecameras")
STYLE = Path(__file__).parents[1] / "static" / "explorer.css"


def brand() -> None:
    """The site's name above the navigation."""
    st.logo(f"static/wordmark-{_data.mode()}.svg", size="large", link=None)


def title(finding: str, shown: str = "") -> None:
    """The main heading of a page, also used as the title of the browser's tab, history and bookmarks.

    ``finding`` is plain text, ``shown`` the same as markdown if ``_markdown.sentence`` is not enough.
    """
    st.title(shown or _markdown.sentence(finding))
    tab(finding)


def tab(finding: str) -> None:
    """Set the title of the browser tab to the page's finding, as on the website."""
    st.set_page_config(page_title=f"{finding} · {wording.SITE_NAME}")


def require_record() -> None:
    """Load settings and dataset, or show a plain page that explains why there is none, and stop."""
    st.html(STYLE)
    try:
        settings()
    except Unusable as error:
        log.error("%s", error)  # not shown to visitors: a value in the wrong place may be a secret
        st.title("The explorer is not set up yet")
        with st.container(width=PROSE):
            st.markdown(
                "One of its settings cannot be used, so nothing is shown. The server’s log names the setting and says "
                "what would be right. Whoever runs this copy needs to correct it and start the explorer again."
            )
        st.stop()
    if not _data.begin():
        st.title("The record cannot be shown")
        st.markdown(
            "The dataset failed its checks, so nothing is served from it: a public record must not show what it "
            "cannot vouch for. The maintainers find each fault with its file, line and column by running"
        )
        st.code("python -m whosecameras check", language="bash")
        st.stop()


def website(path: str) -> str:
    """The address of a page of the website, ``""`` if there is no website that we know of."""
    has_website = bool(st.get_option("server.baseUrlPath"))  # asgi.py serves the website at / and the explorer below it
    base = "" if has_website else settings().base_url
    return f"{base}/{path}" if has_website or base else ""


def _plain_page(page: str) -> str:
    """The address of the website's page with the same content, ``""`` if there is no website that we know of."""
    # Address changes made in a fragment do not rerun the footer, so the link leads to the unfiltered page.
    chosen = {} if page in ("map", "sectors", "rules") else st.query_params.to_dict()
    return website(urls.plain_page(_data.dataset(), page, chosen))


def footer(page: str) -> None:
    """Version, licence and links for checking and corrections, at the foot of every page (``page``: its address)."""
    data = _data.dataset()
    plain_page = _plain_page(page)
    same = f"[This as a plain page]({plain_page}) · " if plain_page else ""
    changed = " · **changed since that release**" if data.changed_files else ""
    foot = (
        f"{wording.SITE_NAME} · dataset {data.version} of {wording.date(str(data.released))}{changed} · data CC "
        "BY 4.0 · "
        f"code MIT · {same}[How we know]({_markdown.address('method')}) · "
        f"[This is wrong or out of date]({_markdown.address('method')}#corrections) · no tracker, and no cookie of ours"
    )
    st.markdown(f"---\n\n:gray[:small[{foot}]]")
