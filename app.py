"""The explorer's entry point: the list of pages, the theme and the footer. `streamlit run app.py` works on its own."""

import streamlit as st

from app_pages import _layout

#: Those that are hidden are reached from the pages that they belong to, as on the website.
PAGES = [
    st.Page("app_pages/picture.py", title="Overview", default=True),
    st.Page("app_pages/map.py", title="Map", url_path="map"),
    st.Page("app_pages/sectors.py", title="Sectors", url_path="sectors"),
    st.Page("app_pages/find.py", title="Find yours", url_path="find"),
    st.Page("app_pages/area.py", title="Your area", url_path="area", visibility="hidden"),
    st.Page("app_pages/compare.py", title="Compare", url_path="compare", visibility="hidden"),
    st.Page("app_pages/rules.py", title="Rules", url_path="rules"),
    st.Page("app_pages/manufacturers.py", title="Manufacturers", url_path="manufacturers"),
    st.Page("app_pages/ask.py", title="Ask", url_path="ask"),
    st.Page("app_pages/asked.py", title="What has been asked", url_path="asked", visibility="hidden"),
    st.Page("app_pages/briefing.py", title="Briefings", url_path="briefing"),
    st.Page("app_pages/method.py", title="Methods", url_path="method"),
    st.Page("app_pages/data.py", title="Data", url_path="data"),
]
#: Public addresses that redirect.
FORMER = [
    st.Page("app_pages/timeline.py", title="Rules", url_path="timeline", visibility="hidden"),
    st.Page("app_pages/makers.py", title="Manufacturers", url_path="makers", visibility="hidden"),
]

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
embedded = st.context.is_embedded  # embedded in another page: no navigation
page = st.navigation([*PAGES, *FORMER], position="hidden" if embedded else "top")
if not embedded:
    _layout.brand()
_layout.require_record()
page.run()
_layout.footer(page.url_path)
