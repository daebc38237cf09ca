"""The map: each council or force by what public sources say, regions by how much is known and how much is not."""

import streamlit as st

from app_pages import _frame
from whosecameras import words
from whosecameras.charts import maps, sectors

data = _frame.dataset()
mode = _frame.mode()
LAYERS = {
    "districts": "Councils",
    "hexagons": "Councils as hexagons",
    "counties": "County councils",
    "police": "Police forces",
    "regions": "Regions and nations",
}

title = st.empty()
layer = _frame.choose("Show", LAYERS, "layer", "districts", pills=True)
view = _frame.view_controls()

if layer == "regions":
    exhibit = maps.region_map(data, view, mode)
    names = dict(zip(data.regions["code"], data.regions["name"], strict=True))
else:
    names = maps.area_names(data, layer)
    exhibit = maps.status_map(data, layer, view, mode)

area = _frame.asked("area", {"": "", **names}, "")
title.title(exhibit.title)
survey = maps.survey_beside(data, layer)
if survey:
    st.markdown(survey)

drawing, listing = st.columns([3, 2], gap="large")
with drawing:
    chosen = _frame.show(exhibit, view, heading=False, select=True)
    if chosen and chosen in names and chosen != st.session_state.get("_last_area"):
        st.session_state["_last_area"] = chosen
        st.query_params["area"] = area = chosen
with listing:
    picked = _frame.choose(
        "Choose an area by name", {"": "Choose …", **dict(sorted(names.items(), key=lambda pair: pair[1]))}, "area", ""
    )
    if picked:
        st.header(names[picked])
        rows = maps.bodies_at(data, layer, picked, view)
        st.markdown(words.counted(len(rows), "body", "bodies").capitalize() + " of the record in this area:")
        for row in rows.to_dict("records"):
            st.html(_frame.chip(row["mark"]))
            _frame.go(str(row["name"]), "find", body=str(row["id"]))
            _frame.aside(_frame.plain(str(row["summary"])))
    else:
        st.markdown("Choose an area, on the map or by name, to list its bodies with what is known of each.")
        st.header("Read this map with care")
        st.markdown(
            "An empty outline means that no public page we could read says anything about that body. "
            "It does not mean that the body has no such cameras."
        )
    beside = maps.without_area(data, layer) if layer != "regions" else None
    if beside is not None and len(beside):
        st.header("Not on this map")
        st.markdown("Bodies of this kind that have no area of their own, or were replaced:")
        for row in beside.to_dict("records"):
            _frame.go(str(row["name"]), "find", body=str(row["id"]))

if layer == "regions":
    _frame.show(sectors.whole_registers(data, "region", view, mode), view)
