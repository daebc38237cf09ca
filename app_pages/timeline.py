"""Redirects the former address of the rules page, keeping its controls."""

import streamlit as st

st.switch_page("app_pages/rules.py", query_params=st.query_params.to_dict())
