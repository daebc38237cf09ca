"""Overview: how common the cameras are, where we know of them, and what is not known, on one screen."""

import streamlit as st

from app_pages import _components, _data, _layout, _overview
from whosecameras.charts import sectors
from whosecameras.content import home, wall_view

mode = _data.mode()
_layout.title(_data.cached(wall_view.shown_wall, "council").title)

with st.form("search", border=False, width=_layout.PROSE), st.container(horizontal=True, vertical_alignment="bottom"):
    wanted = st.text_input("Your council, police force, school, or a postcode", max_chars=200)
    sent = st.form_submit_button("Find")
if sent:
    st.switch_page("app_pages/find.py", query_params={"q": wanted} if wanted.strip() else {})

_components.safe_html(_data.cached(_overview.opening, mode))
_components.show(_data.cached(sectors.by_sector, mode))
st.markdown(_data.cached(_overview.rest), unsafe_allow_html=True)
_components.csv_button(_data.cached(home.newest), "newest-findings.csv", note=False)
