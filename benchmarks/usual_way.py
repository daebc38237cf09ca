"""The explorer's front page, its map page and the compared page written the usual way: px, shapes inside, no freeze."""

import streamlit as st

from benchmarks import shown
from whosecameras.content import home

PAGES = ("front", "map", "same")


@st.cache_data
def headline() -> home.Headline:
    """What the front page says, kept as most would keep it."""
    return home.headline(shown.dataset())


@st.cache_data
def newest() -> list[dict[str, str]]:
    """The newest findings."""
    return home.newest(shown.dataset()).to_dict("records")  # type: ignore[return-value]


def manufacturer() -> str:
    """The manufacturer that the visitor chose."""
    names = shown.manufacturers()
    return str(st.selectbox("Manufacturer", list(names), format_func=lambda one: names[one], key="vendor"))


def front_page() -> None:
    """Headline, facts, map, two charts, newest findings."""
    said = headline()
    st.title(said.title)
    st.markdown(said.sentence)
    for column, fact in zip(st.columns(3), said.facts, strict=True):
        column.metric(fact.label, fact.figure)
    left, right = st.columns(2)
    left.plotly_chart(shown.usual_common(), config=shown.CONFIG)
    right.plotly_chart(shown.usual_map(""), config=shown.CONFIG)
    st.plotly_chart(shown.usual_changes(), config=shown.CONFIG)
    for row in newest():
        st.markdown(f"**{row['Date']}** · {row['Body']}: {row['Statement']} ([{row['Source']}]({row['Link']}))")


def map_page() -> None:
    """Manufacturer, map, table."""
    st.title(shown.TITLE)
    vendor = manufacturer()
    st.plotly_chart(shown.usual_map(vendor), config=shown.CONFIG, on_select="rerun")
    st.dataframe(shown.districts(vendor))
    st.download_button("Download", shown.districts(vendor).to_csv(), "map.csv")


def same_page() -> None:
    """The compared page: manufacturer, map, three charts, table."""
    st.title(shown.TITLE)
    vendor = manufacturer()
    st.plotly_chart(shown.usual_map(vendor), config=shown.CONFIG)
    st.plotly_chart(shown.usual_named(vendor), config=shown.CONFIG)
    st.dataframe(shown.districts(vendor))
    st.plotly_chart(shown.usual_common(), config=shown.CONFIG)
    st.plotly_chart(shown.usual_changes(), config=shown.CONFIG)


asked = st.query_params.get("page", "front")
{"front": front_page, "map": map_page, "same": same_page}[asked if asked in PAGES else "front"]()
