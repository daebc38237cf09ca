"""The map: each council or force by what public sources say, regions by how much is known and how much is not."""

import streamlit as st

from app_pages import _frame
from whosecameras import words
from whosecameras.charts import maps, sectors
from whosecameras.status import View

mode = _frame.mode()
LAYERS = {
    "districts": "Councils",
    "hexagons": "Councils as hexagons",
    "counties": "County councils",
    "police": "Police forces",
    "regions": "Regions and nations",
}
CARE = """## Read this map with care

An empty outline means that no public page we could read says anything about that body. It does not mean that the body
has no such cameras."""


def bodies_in(layer: str, area: str, name: str, view: View) -> None:
    """The bodies of the chosen area, each with what is known of it."""
    st.header(_frame.said(name))
    rows = _frame.kept(maps.bodies_at, layer, area, view)
    st.markdown(words.counted(len(rows), "body", "bodies").capitalize() + " of the record in this area:")
    for row in rows.to_dict("records"):
        st.html(_frame.chip(row["mark"]))
        _frame.go(str(row["name"]), "find", body=str(row["id"]))
        _frame.aside(_frame.plain(str(row["summary"])))


@st.fragment
def explore() -> None:
    """Everything that follows the controls."""
    title = st.empty()
    layer = _frame.choose("Show", LAYERS, "layer", "districts", pills=True)
    view = _frame.view_controls()
    if layer == "regions":
        exhibit = _frame.kept(maps.region_map, view, mode)
        regions = _frame.dataset().regions
        names = dict(zip(regions["code"], regions["name"], strict=True))
    else:
        exhibit = _frame.kept(maps.status_map, layer, view, mode)
        names = _frame.kept(maps.area_names, layer)
    _frame.asked("area", {"": "", **names}, "")  # a notice at the head if the address names an area that is not here
    title.title(_frame.said(exhibit.title))
    survey = _frame.kept(maps.survey_beside, layer)
    if survey:
        st.markdown(_frame.said(survey))

    drawing, listing = st.columns([3, 2], gap="large")
    with drawing:
        chosen = _frame.show(exhibit, view, heading=False, select=True)
        if chosen and chosen in names and chosen != st.session_state.get("_last_area"):
            st.session_state["_last_area"] = chosen
            st.query_params["area"] = chosen
    with listing:
        by_name = dict(sorted(names.items(), key=lambda pair: pair[1]))
        picked = _frame.choose("Choose an area by name", {"": "Choose …", **by_name}, "area", "")
        if picked:
            bodies_in(layer, picked, names[picked], view)
        else:
            st.markdown(
                f"Choose an area, on the map or by name, to list its bodies with what is known of each.\n\n{CARE}"
            )
        missing = _frame.kept(maps.without_area, layer) if layer != "regions" else None
        if missing is not None and len(missing):
            st.header("Not on this map")
            st.markdown("Bodies of this kind that have no area of their own, or were replaced:")
            _frame.body_list([(body, name, "") for body, name in zip(missing["id"], missing["name"], strict=True)])

    if layer == "regions":
        _frame.show(_frame.kept(sectors.whole_registers, "region", view, mode), view)


explore()
