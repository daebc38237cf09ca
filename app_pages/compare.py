"""Compare: two to six places or sectors side by side by status; the address holds the choice."""

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.charts import comparison as bars
from whosecameras.content import comparison
from whosecameras.content.body_profile import SurveyFigure
from whosecameras.text import area_words, comparison_words, wording

data = _data.dataset()
options = _data.cached(comparison.options)


def figures(found: tuple[SurveyFigure, ...]) -> None:
    """Survey figures as a list, each with its source."""
    st.markdown(
        "\n".join(
            f"- {wording.plain(figure.sentence)} {_markdown.source_link(figure.source.url, figure.source.publisher)}, "
            f"grade {figure.source.grade}"
            for figure in found
        )
    )


heading = st.container()
asked = _data.cached(comparison.read_choice, st.query_params.get("with", ""))
with st.container(width=_layout.PROSE):
    for note in asked.said:
        st.info(wording.plain(note))
    keys = _controls.several(
        "Compare", options, "with", asked.keys, comparison.MOST, "Type a place or a sector, such as Scotland"
    )
    ready = comparison.comparable(data, keys)
    sector = ""
    if ready and not comparison.is_sector(data, keys[0]):
        counted = _data.cached(comparison.counted_sectors)
        sector = _controls.choose("Count", counted, "of", comparison.usual_sector(data, keys))
if not ready:
    with heading:
        _layout.title(comparison_words.TITLE)
        with st.container(width=_layout.PROSE):
            st.markdown(f"{comparison_words.CHOOSE} {comparison_words.EVIDENCE_NOT_USE}")
    st.markdown(
        "\n".join(
            f"- [{wording.plain(name)}]({_markdown.address('compare', **{'with': ','.join(chosen)})})"
            for name, chosen in _data.cached(comparison.suggestions)
        )
    )
else:
    found = _data.cached(comparison.compared, keys, sector)
    with heading:
        _layout.title(found.title)
    _components.show(_data.cached(bars.comparison, found.groups, _data.mode()), (keys, sector), heading=False)
    with st.container(width=_layout.PROSE):
        if not sector and not comparison.is_sector(data, keys[0]):
            _markdown.caption(f"{area_words.BASED} {area_words.PARISHES}")
        st.header(comparison_words.WHY)
        if found.why:
            st.markdown(f"**{wording.plain(found.why)}**")
        st.markdown("\n".join(f"- **{wording.plain(name)}:** {wording.plain(said)}" for name, said in found.sources))
        _markdown.caption(comparison_words.WHY_NOTE)
    st.header("Side by side")
    _components.show_table(comparison_words.side_by_side(found.rows), "What is known of each, in numbers")
    _markdown.caption(comparison_words.COLUMNS_NOTE)
    with st.container(width=_layout.PROSE):
        st.header("How common was it?")
        for group in found.surveys:
            st.markdown(f"**{wording.plain(group.name)}**")
            figures(group.figures)
        if found.no_survey:
            st.markdown(wording.plain(found.no_survey))
        if found.wider:
            st.markdown(f"**{comparison_words.WIDER}**")
            figures(found.wider)
        _markdown.caption(comparison_words.NEVER_ADDED)
        st.header("What nobody has published")
        st.markdown("\n".join(f"- {wording.plain(name)}" for name in found.blank))
        st.markdown(f"{comparison_words.NOT_NO} [Ask a public body]({_markdown.address('ask')})")
        st.markdown(_components.briefing_link("compare"))
