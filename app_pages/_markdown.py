"""Escaped text and links: page addresses, sources, captions, colours for HTML."""

from __future__ import annotations

import html
import re
from urllib.parse import quote, urlencode

import streamlit as st

from whosecameras.charts import marks
from whosecameras.text.wording import plain


def colour(name: str) -> str:
    """A palette colour that follows the theme without a rerun."""
    return f"light-dark({marks.colour('light', name)},{marks.colour('dark', name)})"


def caption(text: str) -> None:
    """A caption. Unlike Streamlit's, it keeps the contrast of text and links."""
    st.markdown(f":gray[:small[{text}]]")


def address(page: str, **values: str) -> str:
    """A link to an explorer page with its controls set, relative to the current page."""
    query = urlencode({key: value for key, value in values.items() if value}, quote_via=quote)
    return f"{page}?{query}" if query else page


def link(label: str, page: str, **values: str) -> None:
    """A link to an explorer page with its controls set, opening in the same tab."""
    st.page_link(
        f"app_pages/{page}.py",
        label=plain(label),
        icon=":material/arrow_forward:",
        query_params={key: value for key, value in values.items() if value},
    )


def sentence(text: str) -> str:
    """One of our sentences as markdown: text from the record cannot become a link, mark-up, a formula or a directive.

    Milder than ``plain``, which is for text from outside: full stops, dashes and round brackets are not escaped.
    """
    for character in "\\`*_[]<$~":
        text = text.replace(character, "\\" + character)
    return re.sub(r":(?=[a-z/])", r"\\:", text)


def line(text: str) -> str:
    """Text as safe HTML in one line, so that it can stand in markdown too: there a blank line would end the HTML."""
    return html.escape(" ".join(text.split()))


def source_link(url: str, label: str) -> str:
    """A source as a Markdown link with an escaped label."""
    return f"[{plain(label)}]({quote(url, safe=':/?&=%#@+,;~!$*')})"


def source_anchor(url: str, label: str) -> str:
    """A source as a link in safe HTML, with an escaped label."""
    link = html.escape(quote(url, safe=":/?&=%#@+,;~!$*'"), quote=True)
    return f'<a style="color:{colour("link")}" href="{link}">{line(label)}</a>'


def body_link(body: str, name: str) -> str:
    """A body's name as a markdown link to its page."""
    return f"[{plain(name)}]({address('find', body=body)})"


def source_words(publisher: str, url: str, via: str, title: str) -> str:
    """A source as one line of markdown: the publisher as a link, then title and host of a copy as text."""
    copied = f", read in a copy at {plain(via)}" if via else ""
    named = f", {plain(title)}" if title else ""
    return f"{source_link(url, publisher)}{named}{copied}"
