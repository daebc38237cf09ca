"""The bare floor with one bar chart: the least that a Streamlit page with a picture can be."""

import gc

import plotly.graph_objects as go
import streamlit as st


@st.cache_resource(show_spinner=False)
def freeze() -> None:
    """What is loaded once need not be walked by each collection."""
    gc.collect()
    gc.freeze()


freeze()
st.title("One chart")
st.plotly_chart(go.Figure(go.Bar(x=[3, 1, 2], y=["a", "b", "c"], orientation="h")), theme=None)
