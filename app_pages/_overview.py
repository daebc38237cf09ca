"""The front page's text around its search and chart, as two pieces of safe HTML.

Streamlit charges the same for a long element as for a line of text, so each piece is one element. Both are rendered
once for each record and theme; their classes are in ``static/explorer.css``.
"""

from __future__ import annotations

from html import escape

from app_pages import _components, _markdown, _wall
from whosecameras.content import home, wall_view
from whosecameras.record.loading import Dataset
from whosecameras.text import wording


def _link(label: str, page: str, **values: str) -> str:
    """A link to a page of the explorer, in this tab."""
    address = escape(_markdown.address(page, **values), quote=True)
    return f'<a target="_self" href="{address}">{_markdown.line(label)}</a>'


def _sources(dataset: Dataset, ids: tuple[str, ...]) -> str:
    rows = [dataset.row("sources", one) for one in ids]
    return ", ".join(_markdown.source_anchor(str(row["url"]), str(row["publisher"])) for row in rows)


def opening(dataset: Dataset, mode: str) -> str:
    """Who the companies are, the wall of councils, and three figures with their links."""
    lines = [f"<p>{_markdown.line(line.text)} {_sources(dataset, line.sources)}</p>" for line in home.context(dataset)]
    councils = wall_view.shown_wall(dataset, "council")
    names = _link(f"The {wording.number(councils.total)} {councils.many} by name", "sectors", sector="council")
    facts = [
        f'<li><b class="figure">{escape(fact.figure)}</b>{escape(fact.label)}<br>'
        f"{_link(fact.link_label, fact.page, **dict(fact.query))}</li>"
        for fact in home.headline(dataset).facts
    ]
    return (
        f'<div class="front">{"".join(lines)}</div>{_wall.as_html(dataset, councils, "", mode)}'
        f'<div class="front"><p>{names}</p><ul class="facts">{"".join(facts)}</ul></div>'
    )


def _newest(said: home.NewestStatement) -> str:
    """A newest finding as an item of a list."""
    row = said.row
    same = wording.listed([_link(name, "find", body=body) for body, name in said.same])
    return (
        f"<li><b>{escape(row['Date'])}</b> · {_link(row['Body'], 'find', body=row['body'])}: "
        f"{_markdown.line(row['Statement'])} ({_markdown.source_anchor(row['Link'], row['Source'])})"
        f"{f' It says the same of {same}.' if same else ''}</li>"
    )


def rest(dataset: Dataset) -> str:
    """The text below the chart: the overall share, what is not known, three questions, and the newest findings.

    It is on one line, for markdown: only markdown gives headings Streamlit's own style and anchors.
    """
    not_known = "".join(f"<li>{_markdown.line(sentence)}</li>" for sentence in home.not_known(dataset))
    questions = "".join(f"<li>{_link(one.label, one.page, **dict(one.query))}</li>" for one in home.questions(dataset))
    newest = "".join(map(_newest, home.newest_statements(dataset)))
    return (
        f'<div class="front prose"><p>All sectors together: {_markdown.line(home.headline(dataset).sentence)}</p>'
        f"<p>{_link('Both figures, and why they differ', 'sectors', sector='all_public')}</p>"
        f"<h2>{escape(wording.UNKNOWN_IS_NOT_NO)}: what is not known</h2><ul>{not_known}</ul>"
        f"<p>{_link('Look up your own council, and ask it if nothing is known', 'find')}</p>"
        f"<h2>Three questions to start with</h2><ul>{questions}</ul>"
        f'<h2>Newest findings</h2><ul class="newest">{newest}</ul>'
        f"<p>{escape(_components.CSV_NOTE)}</p></div>"
    )
