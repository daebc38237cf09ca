"""The explorer's HTML document: Streamlit's, plus the matching website page's text for readers without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qs, parse_qsl, urlencode

from whosecameras.analysis.areas import MAP_NAMES
from whosecameras.content import comparison
from whosecameras.server.built_site import BuiltSite
from whosecameras.text.wording import SITE_NAME

BASE = "/explore"
#: Tells Streamlit where its server is. Otherwise it probes below each page's address and gets a 404.
_PLACE = (
    f'<script>window.__streamlit={{BACKEND_BASE_URL:location.origin+"{BASE}",'
    f'MAIN_PAGE_BASE_URL:location.origin+"{BASE}"}}</script>'
)
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_AGENTS = re.compile(r'\s*<!--(?:(?!-->).)*-->\s*<link rel="service-desc"[^>]*>', re.DOTALL)


class Closer(NamedTuple):
    """A query parameter that selects a more specific website page below ``prefix``; only for ``layer``, if given."""

    key: str
    prefix: str
    layer: str = ""


@dataclass(frozen=True)
class ExplorerView:
    """A page of the explorer, its counterpart on the website, and the parameters that select a more specific page.

    ``filters`` maps each parameter that changes the page's content to the value that leaves it unfiltered;
    ``has_chart`` is true if every visitor sees a chart there.
    """

    twin: str
    closer: tuple[Closer, ...] = ()
    title: str = ""
    description: str = ""
    filters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    has_chart: bool = False


VIEWS: Mapping[str, ExplorerView] = MappingProxyType(
    {
        "": ExplorerView("/", has_chart=True),
        "map": ExplorerView(
            "/map",
            (Closer("area", "/region/", layer="regions"), Closer("layer", "/map/")),
            filters=MappingProxyType({"vendor": "", "grade": "D", "year": "", "collective": "yes"}),
            has_chart=True,
        ),
        "sectors": ExplorerView("/sectors", (Closer("sector", "/sector/"),), has_chart=True),
        "find": ExplorerView("/search", (Closer("body", "/body/"),)),
        "area": ExplorerView("/area", (Closer("code", "/area/"),)),
        "compare": ExplorerView("/compare"),
        "ask": ExplorerView(
            "/ask", (Closer("district", "/ask/"), Closer("region", "/ask/"), Closer("sector", "/ask/"))
        ),
        "asked": ExplorerView("/ask/progress"),
        "rules": ExplorerView("/rules"),
        "manufacturers": ExplorerView("/manufacturers", (Closer("manufacturer", "/manufacturer/"),)),
        "briefing": ExplorerView(
            "/",
            title="A briefing: picture, one-pager and slides · Whose Cameras?",
            description="Choose a place, a sector or a body and take away a picture, a page to print or slides, with "
            "sources and date on each.",
        ),
        "method": ExplorerView("/method", (Closer("source", "/source/"),)),
        "data": ExplorerView("/data"),
    }
)


#: Explorer pages that have been renamed.
MOVED: Mapping[str, str] = MappingProxyType({"timeline": "rules", "makers": "manufacturers"})
#: Controls of those pages that have been renamed.
RENAMED_CONTROLS: Mapping[str, str] = MappingProxyType({"maker": "manufacturer"})


def moved(page: str, query: str) -> str:
    """The current address, controls included, of a renamed page (a key of ``MOVED``)."""
    chosen = urlencode(
        [(RENAMED_CONTROLS.get(key, key), value) for key, value in parse_qsl(query, keep_blank_values=True)]
    )
    return f"{BASE}/{MOVED[page]}" + (f"?{chosen}" if chosen else "")


def website_address(page: str, query: str, site: BuiltSite) -> str:
    """The address of the website page that matches an explorer view."""
    view, params = VIEWS[page], _params(query)
    for key, prefix, layer in view.closer:
        address = prefix + params.get(key, "")
        if f"{address[1:]}.html" in site.files and layer in ("", params.get("layer")):
            return address
    if page == "compare" and params.get("of", comparison.WIDE_SECTOR) == comparison.WIDE_SECTOR:
        address = f"{view.twin}/{comparison.page_of_nations(params.get('with', ''))}"
        if f"{address[1:]}.html" in site.files:
            return address
    return view.twin


def _params(query: str) -> dict[str, str]:
    """The parameters of an address; if one is repeated, the first counts."""
    params = parse_qs(query, max_num_fields=50) if query.count("&") < 50 else {}
    return {key: values[0] for key, values in params.items()}


def _filtered(view: ExplorerView, asked: Mapping[str, str]) -> dict[str, str]:
    """Head elements for a filtered page: the website's page and picture show all the evidence, this view does not."""
    if all(asked.get(key, usual) == usual for key, usual in view.filters.items()):
        return {}
    layer_name = MAP_NAMES.get(asked.get("layer", ""), MAP_NAMES["hexagons"])
    description = "Part of the evidence: one manufacturer, better sources or an earlier year. The page says which."
    return _named(f"{layer_name}: a map with filters · {SITE_NAME}", description)


def _named(title: str, description: str) -> dict[str, str]:
    return {"description": description, "og:description": description, "og:title": title}


def template(index: str) -> str:
    """Streamlit's installed document in British English, without its default texts.

    Raises ``ValueError`` if Streamlit's document has changed.
    """
    page = _AGENTS.sub("", _NOSCRIPT.sub("<noscript>{words}</noscript>", index.replace('lang="en"', 'lang="en-GB"')))
    page = page.replace("<title>Streamlit</title>", "{head}\n    " + _PLACE)
    if not all(part in page for part in ("{head}", "{words}", 'lang="en-GB"')) or "_stcore/agent" in page:
        raise ValueError("Streamlit's index.html is not the one that this server knows how to complete")
    return page


def chart_script(installed: Path) -> str:
    """The name of the script that draws charts, in the folder of Streamlit's installed document; ``""`` if unknown.

    Streamlit's page asks for it only when the first chart arrives over the socket. It is by far the largest script, so
    pages with a chart name it in their document: a browser then fetches and compiles it while the page is made.
    """
    found = [path.name for path in installed.glob("static/js/PlotlyChart.*.js")]
    return found[0] if len(found) == 1 else ""


def document(made: str, page: str, query: str, site: BuiltSite, chart_script: str = "") -> str:
    """The document of a view, with the title, description and picture of its website page if both show the same.

    ``made`` is the template and ``chart_script`` what ``chart_script`` found.
    """
    address, view = website_address(page, query, site), VIEWS[page]
    title, tags = site.head(address)
    metadata = _named(view.title, view.description) if view.title else _filtered(view, _params(query))
    if metadata:
        title = metadata["og:title"]
        tags = [_metadata(tag, values, metadata) for tag, values in tags if tag != "link"]
        tags = tags if view.title else [(tag, values) for tag, values in tags if not _is_card_element(values)]
    head = [f"<title>{escape(title or 'Whose Cameras?')}</title>", *(_element(tag, values) for tag, values in tags)]
    if view.has_chart and chart_script:
        preloaded = {"rel": "modulepreload", "crossorigin": "", "href": f"./static/js/{chart_script}"}
        head.append(_element("link", preloaded))
    words = (
        f"<p>The explorer needs JavaScript. <a href={_quoted(address)}>The same is on a plain page</a>, which needs "
        "none.</p>"
    )
    return made.replace("{words}", words).replace("{head}", "\n    ".join(head))


def _metadata(tag: str, values: Mapping[str, str], given: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    name = values.get("name") or values.get("property") or ""
    return tag, {**values, **({"content": given[name]} if name in given else {})}


def _is_card_element(values: Mapping[str, str]) -> bool:
    """True for an element that sets or describes the page's social card."""
    return (values.get("name") or values.get("property") or "").startswith(("og:image", "twitter:"))


def _element(tag: str, values: Mapping[str, str]) -> str:
    return f"<{tag} {' '.join(f'{name}={_quoted(value)}' for name, value in values.items())}>"


def _quoted(value: str) -> str:
    return f'"{escape(value)}"'
