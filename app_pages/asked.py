"""What our own rounds of requests have asked: the progress of each, its results, and what is overdue."""

from datetime import date

import streamlit as st

from app_pages import _components, _data, _layout, _markdown
from whosecameras.charts import rounds
from whosecameras.content import asked
from whosecameras.text import requests as words

mode = _data.mode()
views = _data.cached(asked.views, date.today())

_layout.title(views[0].title if views else words.NOT_ASKED_YET)
if not views:
    st.markdown(words.FIRST, width=_layout.PROSE)
for place, view in enumerate(views):
    if place:
        st.header(_markdown.sentence(view.title))
    st.markdown(
        f"{_markdown.sentence(view.sentence)}\n\n{_markdown.sentence(view.name)}: {_markdown.sentence(view.counted)}. "
        f"{words.NEVER_ADDED}",
        width=_layout.PROSE,
    )
    _components.show(_data.cached(rounds.round_map, view.id, mode))
    if view.figures.said:
        _components.show(_data.cached(rounds.round_shares, view.id, mode))
    for heading, table in (("By sector", view.by_sector), ("By region or nation", view.by_region)):
        st.subheader(heading)
        _components.show_table(table, f"{view.name}, {heading.lower()}", of=(view.id, heading))
    _markdown.caption(words.HOW_COUNTED)
    for heading, lines, day in (("Latest answers", view.latest, "known on"), ("Overdue", view.overdue, "due on")):
        if lines:
            st.subheader(heading)
            st.markdown(
                "\n".join(
                    f"- {_markdown.body_link(line.body, line.name)}: {_markdown.sentence(line.said)}, {day} {line.day}"
                    + (f" ({_markdown.source_link(line.address, 'the request')})" if line.address else "")
                    for line in lines
                )
            )
st.markdown(_components.briefing_link("asked"))
_markdown.link("Choose whom to ask", "ask")
