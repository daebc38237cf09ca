"""The explorer's document: Streamlit's own, with the words of the page that shows the same without a script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from urllib.parse import parse_qs

from whosecameras.server.static_files import Folder

BASE = "/explore"
#: Told where its server is, Streamlit need not look for it below each page's address and meet a 404 there.
_PLACE = (
    f'<script>window.__streamlit={{BACKEND_BASE_URL:location.origin+"{BASE}",'
    f'MAIN_PAGE_BASE_URL:location.origin+"{BASE}"}}</script>'
)
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_AGENTS = re.compile(r'\s*<!--(?:(?!-->).)*-->\s*<link rel="service-desc"[^>]*>', re.DOTALL)


@dataclass(frozen=True)
class View:
    """A page of the explorer: the page of the website with the same content, and which parameters name a closer one."""

    twin: str
    closer: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    title: str = ""
    description: str = ""


VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "": View("/"),
        "map": View("/map", {"area": "/region/"}),
        "sectors": View("/sectors", {"sector": "/sector/"}),
        "find": View("/search", {"body": "/body/"}),
        "timeline": View("/timeline"),
        "makers": View("/makers", {"maker": "/maker/"}),
        "briefing": View(
            "/",
            title="A briefing: picture, one-pager and slides · Whose Cameras?",
            description="Choose a place, a sector or a body and take away a picture, a page to print or slides, with "
            "sources and date on each.",
        ),
        "method": View("/method", {"source": "/source/"}),
        "data": View("/data"),
    }
)


def twin(page: str, query: str, folder: Folder | None) -> str:
    """The address of the website's page that shows what a view of the explorer shows."""
    view = VIEWS[page]
    asked = parse_qs(query, max_num_fields=50) if query.count("&") < 50 else {}
    for key, prefix in view.closer.items():
        address = prefix + asked.get(key, [""])[0]
        if folder and f"{address[1:]}.html" in folder.files:
            return address
    return view.twin


def template(index: str) -> str:
    """Streamlit's installed document in British English, without its own words; ``ValueError`` if it has changed."""
    made = _AGENTS.sub("", _NOSCRIPT.sub("<noscript>{words}</noscript>", index.replace('lang="en"', 'lang="en-GB"')))
    made = made.replace("<title>Streamlit</title>", "{head}\n    " + _PLACE)
    if not all(part in made for part in ("{head}", "{words}", 'lang="en-GB"')) or "_stcore/agent" in made:
        raise ValueError("Streamlit's index.html is not the one that this server knows how to complete")
    return made


def document(made: str, page: str, query: str, folder: Folder | None) -> str:
    """The document of a view; its title and description are those of its twin."""
    address, view = twin(page, query, folder), VIEWS[page]
    title, tags = folder.head(address) if folder else ("", [])
    if view.title:
        given = {"description": view.description, "og:description": view.description, "og:title": view.title}
        title, tags = view.title, [_told(tag, values, given) for tag, values in tags if tag != "link"]
    head = [f"<title>{escape(title or 'Whose Cameras?')}</title>", *(_element(tag, values) for tag, values in tags)]
    words = (
        f"<p>The explorer needs JavaScript. <a href={_quoted(address)}>The same is on a plain page</a>, which needs "
        "none.</p>"
    )
    return made.replace("{words}", words).replace("{head}", "\n    ".join(head))


def _told(tag: str, values: Mapping[str, str], given: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    name = values.get("name") or values.get("property") or ""
    return tag, {**values, **({"content": given[name]} if name in given else {})}


def _element(tag: str, values: Mapping[str, str]) -> str:
    return f"<{tag} {' '.join(f'{name}={_quoted(value)}' for name, value in values.items())}>"


def _quoted(value: str) -> str:
    return f'"{escape(value)}"'
