"""The front door: the list of pages, the theme and the footer. `streamlit run app.py` works on its own."""

import streamlit as st

from app_pages import _layout

PAGES = [
    st.Page("app_pages/picture.py", title="The picture", default=True),
    st.Page("app_pages/map.py", title="Map", url_path="map"),
    st.Page("app_pages/sectors.py", title="Sectors", url_path="sectors"),
    st.Page("app_pages/find.py", title="Find a body", url_path="find"),
    st.Page("app_pages/timeline.py", title="Timeline", url_path="timeline"),
    st.Page("app_pages/makers.py", title="Makers", url_path="makers"),
    st.Page("app_pages/briefing.py", title="Briefing", url_path="briefing"),
    st.Page("app_pages/method.py", title="Method", url_path="method"),
    st.Page("app_pages/data.py", title="Data", url_path="data"),
]

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
embedded = st.context.is_embedded  # in somebody's frame: no navigation
page = st.navigation(PAGES, position="hidden" if embedded else "top")
if not embedded:
    _layout.brand()
_layout.open_house()
page.run()
_layout.footer(page.url_path)
