"""Overview: how common the cameras are, where we know of them, and what is not known, on one screen."""

from html import escape

import streamlit as st

from app_pages import _components, _data, _layout, _markdown, _wall
from whosecameras.charts import sectors
from whosecameras.content import home, wall_view
from whosecameras.text import wording

#: A figure and its caption (two lines when three are side by side) as one element: an element costs the server as
#: much as a line of text does.
FACT = (
    '<div style="min-height:6.6rem;line-height:1.6"><div style="font-size:2.25rem;line-height:1.5">{figure}</div>'
    "{label}</div>"
)
data = _data.dataset()
mode = _data.mode()
top = _data.cached(home.headline)

councils = _data.cached(wall_view.shown_wall, "council")

_layout.title(councils.title)
addresses = dict(zip(data.sources["id"], data.sources["url"], strict=True))
publishers = dict(zip(data.sources["id"], data.sources["publisher"], strict=True))
st.markdown(
    "\n\n".join(
        f"{_markdown.sentence(line.text)} "
        + ", ".join(_markdown.source_link(addresses[source], publishers[source]) for source in line.sources)
        for line in _data.cached(home.context)
    )
)

with st.form("search", border=False, width=_layout.PROSE), st.container(horizontal=True, vertical_alignment="bottom"):
    wanted = st.text_input("Your council, police force, school, or a postcode", max_chars=200)
    sent = st.form_submit_button("Find")
if sent:
    st.switch_page("app_pages/find.py", query_params={"q": wanted} if wanted.strip() else {})

_wall.show(councils)
_wall.names(councils)

for column, fact in zip(st.columns(3, border=True), top.facts, strict=True):
    with column:
        st.html(FACT.format(figure=escape(fact.figure), label=escape(fact.label)))
        _markdown.link(fact.link_label, fact.page, **dict(fact.query))

_components.show(_data.cached(sectors.by_sector, mode))
st.markdown(_markdown.sentence(f"All sectors together: {top.sentence}"), width=_layout.PROSE)
_markdown.link("Both figures, and why they differ", "sectors", sector="all_public")

st.markdown(
    f"## {wording.UNKNOWN_IS_NOT_NO}: what is not known\n\n"
    + "\n".join(f"- {_markdown.sentence(sentence)}" for sentence in _data.cached(home.not_known))
)
_markdown.link("Look up your own council, and ask it if nothing is known", "find")

st.header("Three questions to start with")
for question in _data.cached(home.questions):
    _markdown.link(question.label, question.page, **dict(question.query))

newest = _data.cached(home.newest)
st.markdown(
    "## Newest findings\n\n"
    + "\n\n".join(
        f"**{row['Date']}** · {_markdown.body_link(row['body'], row['Body'])}: {wording.plain(row['Statement'])} "
        f"({_markdown.source_link(row['Link'], row['Source'])})"
        for row in newest.to_dict("records")
    ),
    width=_components.PICTURE,
)
_components.csv_button(newest, "newest-findings.csv")
