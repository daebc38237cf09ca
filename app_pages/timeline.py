"""The former address of the rules: it leads on, with the same controls."""

import streamlit as st

st.switch_page("app_pages/rules.py", query_params=st.query_params.to_dict())
