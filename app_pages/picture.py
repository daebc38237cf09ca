"""The picture: how common, where we know, and what is not known, on one screen."""

import streamlit as st

from app_pages import _frame
from whosecameras import front, words
from whosecameras.charts import maps, sectors, timeline

data = _frame.dataset()
mode = _frame.mode()
top = front.headline(data)

st.title(top.title)
st.container(width=_frame.PROSE).markdown(top.sentence)
_frame.go("Both figures, and why they differ", "sectors", sector="all_public")

with st.form("search", border=False, width=_frame.PROSE), st.container(horizontal=True, vertical_alignment="bottom"):
    wanted = st.text_input("Your council, police force, school, or a postcode", max_chars=200)
    sent = st.form_submit_button("Find", type="primary")
if sent:
    st.switch_page("app_pages/find.py", query_params={"q": wanted} if wanted.strip() else {})

for column, fact in zip(st.columns(3, border=True), top.facts, strict=True):
    with column:
        st.metric(fact.label, fact.figure, height="stretch")
        _frame.go(fact.link_label, fact.page, **dict(fact.query))

how_common, where = st.columns(2, gap="large")
with how_common:
    _frame.show(sectors.by_sector(data, mode))
with where:
    _frame.show(maps.status_map(data, "hexagons", mode=mode, height=620))

st.header(f"{words.BLANK_IS_NOT_CLEAN}: what is not known")
for sentence in front.not_known(data):
    st.markdown(f"- {sentence}")
_frame.go("Look up your own council, and ask it if nothing is known", "find")

_frame.show(timeline.what_changed(data, mode))

st.header("Three questions to start with")
for question in front.questions(data):
    _frame.go(question.label, question.page, **dict(question.query))

st.header("Newest findings")
newest = front.newest(data)
for row in newest.to_dict("records"):
    st.container(width=_frame.PICTURE).markdown(
        f"**{row['Date']}** · {_frame.body_link(row['body'], row['Body'])}: {_frame.plain(row['Statement'])} "
        f"({_frame.source_link(row['Link'], row['Source'])})"
    )
_frame.csv_button(newest, "newest-findings.csv")
