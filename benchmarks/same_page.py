"""The compared page in Streamlit, its figures kept: what the explorer's pages do, and nothing that the peers lack.

The best of Streamlit: what follows the choice is a fragment; pictures and table are drawn once for each choice inside
``st.cache_resource`` and replayed, and what the browser still has is not sent again; no collection after each run.
"""

import gc

import streamlit as st

from benchmarks import shown


@st.cache_resource(show_spinner=False)
def freeze() -> None:
    """What is loaded once need not be walked by each collection."""
    shown.dataset()
    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner=False)
def follow(vendor: str) -> None:
    """Map, chart and table for a manufacturer."""
    for number, exhibit in enumerate(drawn := shown.kept_exhibits(vendor)):
        st.plotly_chart(exhibit.figure, theme=None, config=shown.CONFIG, key=f"{number}-{vendor}")
    st.dataframe(drawn[0].table, hide_index=True, height=420)


@st.cache_resource(show_spinner=False)
def stay() -> None:
    """The two charts that no control changes."""
    for exhibit in shown.kept_still():
        st.plotly_chart(exhibit.figure, theme=None, config=shown.CONFIG, key=exhibit.id)


@st.fragment
def explore() -> None:
    """The manufacturer and what follows it."""
    names = shown.manufacturers()
    follow(st.selectbox("Manufacturer", list(names), format_func=lambda one: names[one], key="vendor"))


freeze()
st.title(shown.TITLE)
explore()
stay()
