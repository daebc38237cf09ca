"""The picture: how common, where we know, and what is not known, on one screen."""

from html import escape

import streamlit as st

from app_pages import _frame, _record, _shown, _text
from whosecameras import front, words
from whosecameras.charts import maps, sectors, timeline

#: A figure and what it counts, two lines of it where three stand side by side, as one element: each element costs the
#: server as much as a line of text does.
FACT = (
    '<div style="min-height:6.6rem;line-height:1.6"><div style="font-size:2.25rem;line-height:1.5">{figure}</div>'
    "{label}</div>"
)
data = _record.dataset()
mode = _record.mode()
top = _record.kept(front.headline)

_frame.title(top.title)
st.markdown(_text.said(top.sentence), width=_frame.PROSE)
_text.go("Both figures, and why they differ", "sectors", sector="all_public")

with st.form("search", border=False, width=_frame.PROSE), st.container(horizontal=True, vertical_alignment="bottom"):
    wanted = st.text_input("Your council, police force, school, or a postcode", max_chars=200)
    sent = st.form_submit_button("Find")
if sent:
    st.switch_page("app_pages/find.py", query_params={"q": wanted} if wanted.strip() else {})

for column, fact in zip(st.columns(3, border=True), top.facts, strict=True):
    with column:
        st.html(FACT.format(figure=escape(fact.figure), label=escape(fact.label)))
        _text.go(fact.link_label, fact.page, **dict(fact.query))

how_common, where = st.columns(2, gap="large")
with how_common:
    _shown.show(_record.kept(sectors.by_sector, mode))
with where:
    _shown.show(maps.status_map(data, "hexagons", mode=mode, height=front.MAP_HEIGHT))

st.markdown(
    f"## {words.BLANK_IS_NOT_CLEAN}: what is not known\n\n"
    + "\n".join(f"- {_text.said(sentence)}" for sentence in _record.kept(front.not_known))
)
_text.go("Look up your own council, and ask it if nothing is known", "find")

_shown.show(_record.kept(timeline.what_changed, mode))

st.header("Three questions to start with")
for question in _record.kept(front.questions):
    _text.go(question.label, question.page, **dict(question.query))

newest = _record.kept(front.newest)
st.markdown(
    "## Newest findings\n\n"
    + "\n\n".join(
        f"**{row['Date']}** · {_text.body_link(row['body'], row['Body'])}: {_text.plain(row['Statement'])} "
        f"({_text.source_link(row['Link'], row['Source'])})"
        for row in newest.to_dict("records")
    ),
    width=_shown.PICTURE,
)
_shown.csv_button(newest, "newest-findings.csv")
