"""The map: each council or force by what public sources say, regions by how much is known and how much is not."""

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.analysis.status import EvidenceFilter
from whosecameras.charts import maps, sectors
from whosecameras.site.urls import LAYERS
from whosecameras.text import wording

mode = _data.mode()
CHOOSE = "Choose an area, on the map or by name, to list its bodies with what is known of each."
CARE = """## Read this map with care

An empty outline means that no public page we could read says anything about that body. It does not mean that the body
has no such cameras."""


NOT_DRAWN = "## Not on this map\n\nBodies of this kind that have no area of their own, or were replaced:"
BODIES = 50  # bodies of an area that are listed at once


def bodies_in(layer: str, area: str, name: str, view: EvidenceFilter) -> None:
    """The bodies of the chosen area, each with what is known of it."""
    st.header(_markdown.said(name))
    rows = _data.kept_rows(maps.bodies_in_area, layer, area, view)
    st.markdown(wording.counted(len(rows), "body", "bodies").capitalize() + " of the record in this area:")
    shown = rows[_controls.part(len(rows), "page", (layer, area, view), BODIES)]
    _components.known_list([(row["id"], row["name"], row["mark"], row["summary"]) for row in shown])


def follow_click(exhibit: str) -> None:
    """Put the area that was clicked into the address, before the map is drawn: the map outlines it."""
    area = _components.chosen(exhibit)
    if area:
        st.query_params["area"] = area


@st.fragment
def explore() -> None:
    """Everything that follows the controls."""
    title = st.empty()
    layer = _controls.choose("Show", LAYERS, "layer", "districts", pills=True)
    view = _controls.view_controls()
    if layer == "regions":
        exhibit = _data.cached(maps.region_map, view, mode)
        regions = _data.dataset().regions
        names = dict(zip(regions["code"], regions["name"], strict=True))
    else:
        exhibit = _data.cached(maps.status_map, layer, view, mode)
        names = _data.cached(maps.area_names, layer)
    # A notice stands at the head if the address names an area that is not here.
    area = _controls.asked("area", {"": "", **names}, "")
    title.title(_markdown.said(exhibit.title))
    _layout.tab(exhibit.title)
    survey = _data.cached(maps.survey_sentence, layer, view)
    drawing, listing = st.columns([3, 2], gap="large")
    with drawing:
        _components.show_choice(
            exhibit,
            view,
            lead=survey,
            over=maps.outline(layer, area, mode) if area else None,
            on_choice=lambda: follow_click(exhibit.id),
        )
    with listing:
        by_name = dict(sorted(names.items(), key=lambda pair: pair[1]))
        picked = _controls.choose("Choose an area by name", {"": "Choose …", **by_name}, "area", "")
        missing = _data.kept_rows(maps.bodies_without_area, layer) if layer != "regions" else []
        last = NOT_DRAWN if missing else ""
        if picked:
            bodies_in(layer, picked, names[picked], view)
            if last:
                st.markdown(last)
        else:
            st.markdown(f"{CHOOSE}\n\n{CARE}\n\n{last}")
        if missing:
            _components.body_list([(row["id"], row["name"], "") for row in missing])

    if layer == "regions":
        _components.show(_data.cached(sectors.status_by_sector, "region", view, mode), view)


explore()
