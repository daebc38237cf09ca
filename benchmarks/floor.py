"""The bare floor: the least that a Streamlit page can be, with collection frozen as in the explorer."""

import gc

import streamlit as st


@st.cache_resource(show_spinner=False)
def freeze() -> None:
    """What is loaded once need not be walked by each collection."""
    gc.collect()
    gc.freeze()


freeze()
st.write("One line of text.")
