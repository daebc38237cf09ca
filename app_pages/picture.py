"""The picture: how common, where we know, and what is not known, on one screen."""

import streamlit as st

from app_pages import _frame
from whosecameras import front, words
from whosecameras.charts import maps, sectors, timeline

data = _frame.dataset()
mode = _frame.mode()
top = _frame.kept(front.headline)

st.title(_frame.said(top.title))
st.container(width=_frame.PROSE).markdown(_frame.said(top.sentence))
_frame.go("Both figures, and why they differ", "sectors", sector="all_public")

with st.form("search", border=False, width=_frame.PROSE), st.container(horizontal=True, vertical_alignment="bottom"):
    wanted = st.text_input("Your council, police force, school, or a postcode", max_chars=200)
    sent = st.form_submit_button("Find")
if sent:
    st.switch_page("app_pages/find.py", query_params={"q": wanted} if wanted.strip() else {})

for column, fact in zip(st.columns(3, border=True), top.facts, strict=True):
    with column:
        with st.container(height="stretch", gap=None):
            st.metric(fact.label, fact.figure, label_visibility="collapsed")
            st.markdown(_frame.said(fact.label))  # a metric's own label is cut off where it does not fit
        _frame.go(fact.link_label, fact.page, **dict(fact.query))

how_common, where = st.columns(2, gap="large")
with how_common:
    _frame.show(_frame.kept(sectors.by_sector, mode))
with where:
    _frame.show(maps.status_map(data, "hexagons", mode=mode, height=620))

st.header(f"{words.BLANK_IS_NOT_CLEAN}: what is not known")
st.markdown("\n".join(f"- {_frame.said(sentence)}" for sentence in _frame.kept(front.not_known)))
_frame.go("Look up your own council, and ask it if nothing is known", "find")

_frame.show(_frame.kept(timeline.what_changed, mode))

st.header("Three questions to start with")
for question in _frame.kept(front.questions):
    _frame.go(question.label, question.page, **dict(question.query))

st.header("Newest findings")
newest = _frame.kept(front.newest)
st.container(width=_frame.PICTURE).markdown(
    "\n\n".join(
        f"**{row['Date']}** · {_frame.body_link(row['body'], row['Body'])}: {_frame.plain(row['Statement'])} "
        f"({_frame.source_link(row['Link'], row['Source'])})"
        for row in newest.to_dict("records")
    )
)
_frame.csv_button(newest, "newest-findings.csv")
