"""Redirects the former address of the manufacturers' page, keeping its controls."""

import streamlit as st

chosen = {"manufacturer" if key == "maker" else key: value for key, value in st.query_params.to_dict().items()}
st.switch_page("app_pages/manufacturers.py", query_params=chosen)
