"""The map: each council or force by what published sources report. Regions are bars: colours would rank evidence."""

from html import escape

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown, _wall
from whosecameras.analysis.areas import MAP_NAMES, area_choices, area_of_postcode, bodies_without_area
from whosecameras.analysis.status import EvidenceFilter
from whosecameras.charts import maps, sectors
from whosecameras.content import wall_view
from whosecameras.record import geography
from whosecameras.text import gaps, tables, wording

mode = _data.mode()
CHOOSE = "Choose an area, on the map or by name, to list its public bodies and what is known about each."
CHOOSE_REGION = "Choose a region or nation by name to list its public bodies and what is known about each."
CHOOSE_FORCE = "Choose a police force by name to list the public bodies in its area and what is known about each."
CARE = """## Read this map with care

An empty outline means that we found nothing published about that public body. It may or may not use the cameras."""


NO_AREA = "This map has no area where that postcode is."
NOT_DRAWN = "## Not on this map\n\nPublic bodies of this kind that have no area of their own, or were replaced:"
BODIES = 50  # bodies of an area listed at once


def bodies_in(layer: str, area: str, name: str, view: EvidenceFilter) -> None:
    """The bodies of the selected area, each with its status."""
    st.header(_markdown.sentence(name))
    st.markdown(f"[Everyone who serves this area]({_markdown.address('area', code=area)})")
    rows = _data.kept_rows(tables.area_table, layer, area, view)
    if not rows:
        st.markdown(f"We found nothing published about any public body here. {wording.UNKNOWN_IS_NOT_NO}.")
        return
    st.markdown(wording.counted(len(rows), "public body", "public bodies").capitalize() + " in this area:")
    shown = rows[_controls.part(len(rows), "page", (layer, area, view), BODIES)]
    _components.known_list([(row["id"], row["name"], row["mark"], row["label"], row["summary"]) for row in shown])


def follow_click(exhibit: str) -> None:
    """Write the clicked area to the address before the map is drawn, so that the map outlines it."""
    area = _components.chosen(exhibit)
    if area:
        st.query_params["area"] = st.session_state["clicked"] = area


def follow_postcode() -> None:
    """Write the area of a postcode to the address before the map is drawn, so that the map outlines it."""
    layer = st.query_params.get("layer", "hexagons")
    area = area_of_postcode(layer, st.session_state["postcode"]) if layer in MAP_NAMES else ""
    if area:
        st.query_params["area"] = area


def postcode_note(typed: str, layer: str) -> None:
    """Where a postcode is, or that it is unknown."""
    place = geography.postcode(typed)
    if typed and not place:
        st.info("That does not look like a postcode. Choose the area by name instead.")
    elif place and (not place.is_known or not area_of_postcode(layer, typed)):
        st.info(_markdown.sentence(NO_AREA if place.is_known else place.note))
    elif place:
        _markdown.caption(_markdown.sentence(place.note))


@st.fragment
def explore() -> None:
    """Everything that depends on the controls; embedded or full-screen only title, legend, map and source."""
    alone = st.context.is_embedded
    title = st.empty()
    if alone:
        layer = _controls.asked("layer", MAP_NAMES, "hexagons")
    else:
        layer = _controls.choose("Show", MAP_NAMES, "layer", "hexagons", pills=True)
    # On a phone the right column, with the folded filters and the survey, comes below the picture.
    left, listing = st.columns([3, 2] if not alone else [3, 1], gap="large")
    with listing:
        view = _controls.view_controls(beside=True)
    drawn = layer != "regions"
    if not drawn:
        exhibit = _data.cached(sectors.status_by_sector, "region", view, mode)
    else:
        exhibit = _data.cached(maps.tall_map if alone else maps.status_map, layer, view, mode)
    names = _data.cached(area_choices, layer)
    # The notice comes first if the address names an unknown area.
    area = _controls.asked("area", {"": "", **names}, "")
    title.title(_markdown.sentence(exhibit.title))
    _layout.tab(exhibit.title)
    survey = _data.cached(gaps.survey_sentence, layer, view)
    with left:
        if layer == "police":
            _wall.show(_data.cached(wall_view.shown_wall, "police", view), survey)
            _components.fold(exhibit)
        elif drawn:
            _components.show_choice(
                exhibit,
                (view, alone),
                over=maps.outline(layer, area, mode) if area else None,
                near=maps.zoom_to(layer, area) if area and area != st.session_state.get("clicked") else None,
                on_choice=lambda: follow_click(exhibit.id),
            )
        else:
            _components.show(exhibit, view, heading=False)
    with listing:
        if survey and drawn and layer != "police":  # the wall of police forces has its own
            _components.safe_html(f"<p>{escape(survey)}</p>")
        if alone:
            st.markdown(f"{CARE}\n\n[Leave the full screen]({_markdown.address('map', layer=layer, area=area)})")
            return
        typed = _controls.typed("Postcode", "postcode", "LS1 1UR", on_change=follow_postcode)
        postcode_note(typed, layer)
        by_name = dict(sorted(names.items(), key=lambda pair: pair[1]))
        picked = _controls.choose("Or choose an area by name", {"": "Choose …", **by_name}, "area", "")
        missing = _data.kept_rows(bodies_without_area, layer) if drawn and layer != "police" else []
        parts = []
        if picked:
            bodies_in(layer, picked, names[picked], view)
        else:
            choose = CHOOSE_FORCE if layer == "police" else CHOOSE
            parts += [choose, CARE] if drawn else [CHOOSE_REGION]
        links = {
            "Full screen, for a projector": _markdown.address("map", layer=layer, area=area, embed="true"),
            "Your area: everyone who serves it": _markdown.address("area"),
            "Year by year": _layout.website("map/years"),
            "Compare places": _markdown.address("compare"),
        }
        listed = [f"- [{label}]({link})" for label, link in links.items() if link]
        parts.append("\n".join([*listed, f"- {_components.briefing_link('map')}"]))
        if missing:
            parts += [NOT_DRAWN, _components.body_lines([(row["id"], row["name"], "") for row in missing])]
        # One element carries all of it: each costs the server as much as any other.
        st.markdown("\n\n".join(parts), unsafe_allow_html=True)


explore()
