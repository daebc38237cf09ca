"""Sectors: how common by survey, where surveys disagree, which bodies are named, and with which brand."""

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown, _wall
from whosecameras.analysis.sectors import sector_names
from whosecameras.analysis.walls import WALL_SECTORS
from whosecameras.charts import sectors
from whosecameras.content import wall_view
from whosecameras.record.schema import Status
from whosecameras.text import repeats, tables, titles, wording

data = _data.dataset()
mode = _data.mode()
common = _data.cached(sectors.by_sector, mode)


@st.fragment
def who_is_named(sector: str, name: str) -> None:
    """Everything that depends on the evidence filters: registers, named bodies, and their list."""
    view = _controls.view_controls()
    _components.show(_data.cached(sectors.status_by_sector, "sector", view, mode), view)
    _components.show(_data.cached(sectors.named_bodies_by_sector, view, mode), view)
    named = _data.cached(tables.named_bodies_table, sector, view)
    st.header(f"{_markdown.sentence(name)} named in a source")
    statuses = {"": "Every status", **{str(status): str(status) for status in Status}}
    status = _controls.choose("Status", statuses, "status", "")
    rows = named if not status else named[named["Status"] == status]
    if sector == "all_public":
        _markdown.caption("All sectors together.")
    if former := titles.former_counted(data, sector):
        _markdown.caption(former)
    _components.show_table(
        rows.drop(columns=["id"]),
        f"{name} with their status",
        of=(sector, status, view),
        column_config={"Link": st.column_config.LinkColumn("Its own view", display_text="Open")},
    )
    _components.csv_button(rows, f"bodies-{sector}.csv")
    st.markdown(_components.briefing_link("sectors"))
    apart = _data.cached(tables.bodies_apart_table, sector, view)
    if len(apart):
        st.header("Not counted as public bodies")
        _markdown.caption("These have royal, private or charitable owners. No figure counts them as public bodies.")
        _components.show_table(
            apart.drop(columns=["id"]),
            f"{name} that are not counted as public bodies",
            of=("apart", sector, view),
            column_config={"Link": st.column_config.LinkColumn("Its own view", display_text="Open")},
        )


_layout.title(common.title)
_components.show(common, heading=False)

st.header("Sector by sector")
names = _data.cached(sector_names)
sector = _controls.choose("Sector", names, "sector", "council")
if sector in WALL_SECTORS:
    lenses = _data.cached(wall_view.shown_wall, sector)
    _wall.show(lenses)
    _wall.names(lenses)
strip = _data.cached(wall_view.count_strip, sector)
if strip is not None:
    _wall.show_counts(strip)
_components.show(_data.cached(sectors.survey_figures, sector, mode), sector)
st.header("Where surveys disagree")
differ = _data.cached(tables.disagreement_table, sector)
if len(differ):
    do = "does" if len(differ) == 1 else "do"
    figures = wording.counted(len(differ), "figure").capitalize()
    st.markdown(f"{figures} that {do} not agree with another, side by side:")
    shown = differ[_controls.part(len(differ), "differ", sector)]
    addresses = dict(zip(data.sources["id"], data.sources["url"], strict=True))
    lines = [
        f"- **{wording.plain(row['Said yes'])}** · {wording.plain(row['Who asked'])}, {row['As of']} "
        f"({_markdown.source_link(addresses[row['source']], row['Source'])}). "
        + wording.plain(row["What differs, and why"])
        for row in shown.to_dict("records")
    ]
    st.markdown("\n".join(lines))
    _components.csv_button(differ, f"disagreements-{sector}.csv")
else:
    st.markdown("No two figures in this sector disagree.")

again = _data.cached(repeats.printed_again, sector)
if len(again):
    with st.expander(f"{wording.counted(len(again), 'further page').capitalize()} that print a figure again"):
        st.markdown("One survey is one figure here, however many pages print it.")
        addresses = dict(zip(data.sources["id"], data.sources["url"], strict=True))
        for figure, pages in again.groupby("Figure", sort=False):
            lines = [
                f"- {_markdown.source_link(addresses[row['source']], row['Printed again by'])}: "
                f"**{wording.plain(row['As printed'])}**. {wording.plain(row['What to know'])}"
                for row in pages.to_dict("records")
            ]
            st.markdown("\n".join([f"**{wording.plain(str(figure))}**", "", *lines]))
        _components.csv_button(again, f"printed-again-{sector}.csv")

st.header("Who is named")
who_is_named(sector, names[sector])

_components.show(_data.cached(sectors.manufacturers_by_sector, mode))
