"""Your area: who serves a district, county, police area, region or nation, and what is known about each."""

import pandas as pd
import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.content.area import AreaBody, AreaGroup, CountedKind, Place, SectorCount, area_code, area_of, areas_of
from whosecameras.record.geography import NOTICE
from whosecameras.text import area_words, wording

LISTED = 50  # schools or parishes listed at once
FOLDED = 15  # longer groups are folded
mode = _data.mode()
areas = _data.cached(areas_of)
by_name = dict(sorted(((code, areas.name(code)) for code in areas.codes), key=lambda pair: pair[1]))


def bodies(found: tuple[AreaBody, ...]) -> None:
    """Public bodies, each with its status."""
    _components.known_list([(body.id, body.name, body.mark, body.label, body.beside) for body in found])


def group(found: AreaGroup) -> None:
    """Bodies of one kind; a long list is folded."""
    st.header(_markdown.sentence(found.heading))
    if found.total > len(found.bodies):
        some = f"The first {wording.number(len(found.bodies))} of {wording.number(found.total)}, with evidence first"
    else:
        some = wording.counted(found.total, "public body", "public bodies").capitalize()
    if found.total > FOLDED:
        with st.expander(some):
            bodies(found.bodies)
    else:
        bodies(found.bodies)
    if found.note:
        _markdown.caption(wording.plain(found.note))


def by_kind(found: CountedKind, code: str) -> None:
    """Schools, or parish and community councils: counted by kind, those with evidence first, all by name on pages."""
    st.header(f"{_markdown.sentence(found.name)}: {wording.number(found.tally.total)}")
    if found.named:
        bodies(found.named)
    blank = wording.number(found.tally.unknown)
    subset = "any of them" if found.tally.unknown == found.tally.total else f"{blank} of them"
    apart = f" {area_words.PARISHES}" if found.sector == "parish" else ""
    st.markdown(f"We found nothing published about {subset}. They may or may not use the cameras.{apart}")
    st.markdown(wording.plain(" · ".join(f"{kind}: {wording.number(number)}" for kind, number in found.kinds)))
    if found.everyone:
        many = len(found.everyone)
        if found.sector == "school":
            part = _controls.part(many, "school", code, LISTED)
        else:
            part = _controls.part(many, "parish", code, LISTED)
        _components.body_list([(body.id, body.name, "") for body in found.everyone[part]], columns=True)
    else:
        _markdown.caption("The page of each district lists its own.")
    _markdown.caption(wording.plain(found.lists))


def row(one: SectorCount) -> dict[str, str]:
    """A row of the table of counts."""
    return {
        "Kind": one.name,
        "Based here": wording.number(one.tally.total),
        "Named by a source": wording.number(one.tally.named),
        "Only in a claim about a group": wording.number(one.tally.group_only),
        "No public evidence": wording.number(one.tally.unknown),
        "Dates of the lists": one.dates or "no list",
    }


def places(head: str, found: tuple[Place, ...]) -> None:
    """Links to other areas."""
    if found:
        links = [f"[{wording.plain(place.name)}]({_markdown.address('area', code=place.code)})" for place in found]
        st.markdown(f"**{head}:** {', '.join(links)}")


heading = st.container()
if known := area_code(_data.dataset(), st.query_params.get("code", "")):
    st.query_params["code"] = known  # a code introduced after 2024 leads to the same district
with st.container(width=_layout.PROSE):
    code = _controls.choose(
        "Choose a district, county, police area, region or nation", {"": "Choose …", **by_name}, "code", ""
    )
if not code:
    with heading:
        _layout.title(area_words.CHOOSE_TITLE)
    with st.container(width=_layout.PROSE):
        st.markdown(
            "A district lists its council, police force, fire service, NHS bodies, colleges and schools. You can also "
            f"[find yours by postcode]({_markdown.address('find')})."
        )
else:
    shown = _data.cached(area_of, code)
    with heading:
        _layout.title(shown.title)
        with st.container(width=_layout.PROSE):
            st.markdown(wording.plain(f"{shown.sentence} {area_words.BASED}".strip()))
    left, right = st.columns([3, 2], gap="large")
    with left:
        for entry in shown.groups:
            group(entry)
        for kind in shown.kinds:
            by_kind(kind, code)
        st.header("How many, and how old our lists are")
        _components.show_table(
            pd.DataFrame([row(count) for count in shown.counts]), f"Public bodies based in {shown.name}, by kind"
        )
    with right:
        if shown.locator:
            st.header("Where")
            st.html(_components.locator(*shown.locator, mode))
            _markdown.caption(wording.plain(NOTICE))
        places("Part of", shown.within)
        st.header("How common was it?")
        st.markdown(area_words.SURVEYS)
        st.markdown(
            "\n".join(
                f"- {wording.plain(figure.sentence)} "
                f"{_markdown.source_link(figure.source.url, figure.source.publisher)}, grade {figure.source.grade}"
                for figure in shown.figures
            )
            or "No survey that we could read has a figure for this place."
        )
        st.header("Ask")
        st.markdown("Anyone can ask a public body. The page of each has a request ready to send.")
        places("Next to it", shown.neighbours)
        places("Made of", shown.parts)
        compare = f"[Compare this place with others]({_markdown.address('compare', **{'with': code})})"
        st.markdown(f"{compare} · {_components.briefing_link('area')}")
        if shown.notices:
            st.header("Whose lists")
            share_alike = f" {area_words.SHARE_ALIKE}" if shown.share_alike else ""
            _markdown.caption(wording.plain(f"{'; '.join(shown.notices)}.{share_alike}"))
