"""Sectors: how common by survey, where surveys disagree, which bodies are named, and with which make."""

import streamlit as st

from app_pages import _frame
from whosecameras import words
from whosecameras.charts import sectors, shares
from whosecameras.model import Status

mode = _frame.mode()
common = _frame.kept(sectors.by_sector, mode)


@st.fragment
def who_is_named(sector: str, name: str) -> None:
    """What follows the filters of evidence: registers, named bodies, and their list."""
    view = _frame.view_controls()
    _frame.show(_frame.kept(sectors.whole_registers, "sector", view, mode), view)
    _frame.show(_frame.kept(sectors.named_only, view, mode), view)
    named = _frame.kept(sectors.named_bodies, sector, view)
    st.header(f"{_frame.said(name)} that a source names")
    statuses = {"": "Every status", **{str(one): str(one) for one in Status}}
    status = _frame.choose("Status", statuses, "status", "")
    rows = named if not status else named[named["Status"] == status]
    if sector == "all_public":
        _frame.aside("All sectors together.")
    _frame.show_table(
        rows.drop(columns=["id"]),
        f"{name} with their status",
        column_config={"Link": st.column_config.LinkColumn("Its own view", display_text="Open")},
    )
    _frame.csv_button(rows, f"bodies-{sector}.csv")


st.title(_frame.said(common.title))
_frame.show(common, heading=False)

st.header("Where surveys disagree")
names = _frame.kept(shares.sector_names)
sector = _frame.choose("Sector", names, "sector", "council")
_frame.show(_frame.kept(sectors.survey_figures, sector, mode), sector)
differ = _frame.kept(sectors.disagreements, sector)
if len(differ):
    st.markdown(f"{words.counted(len(differ), 'figure').capitalize()} that another one contradicts, side by side:")
    _frame.show_table(
        differ.drop(columns=["id", "source", "Sector"]),
        f"Survey figures on {names[sector].lower()} that another contradicts",
        prose=True,
    )
    _frame.csv_button(differ, f"disagreements-{sector}.csv")
    _frame.source_list(tuple(dict.fromkeys(differ["source"])))
else:
    st.markdown("No figure in this sector contradicts another.")

st.header("Who is named")
who_is_named(sector, names[sector])

_frame.show(_frame.kept(sectors.makers_by_sector, mode))
