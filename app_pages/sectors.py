"""Sectors: how common by survey, where surveys disagree, which bodies are named, and with which make."""

import streamlit as st

from app_pages import _frame
from whosecameras import words
from whosecameras.charts import sectors, shares
from whosecameras.model import SURVEY_SECTORS, Status

data = _frame.dataset()
mode = _frame.mode()
common = sectors.by_sector(data, mode)

st.title(common.title)
_frame.show(common, heading=False)

st.header("Where surveys disagree")
names = {one: shares.sector_name(data, one) for one in SURVEY_SECTORS if len(shares.figures_of(data, sector=one))}
sector = _frame.choose("Sector", names, "sector", "council")
figures = sectors.survey_figures(data, sector, mode)
_frame.show(figures)
differ = sectors.disagreements(data, sector)
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
view = _frame.view_controls()
_frame.show(sectors.whole_registers(data, "sector", view, mode), view)
_frame.show(sectors.named_only(data, view, mode), view)
named = sectors.named_bodies(data, sector, view)
st.header(f"{names[sector]} that a source names")
statuses = {"": "Every status", **{str(one): str(one) for one in Status}}
status = _frame.choose("Status", statuses, "status", "")
rows = named if not status else named[named["Status"] == status]
if sector == "all_public":
    _frame.aside("All sectors together.")
_frame.show_table(
    rows.drop(columns=["id"]),
    f"{names[sector]} with their status",
    column_config={"Link": st.column_config.LinkColumn("Its own view", display_text="Open")},
)
_frame.csv_button(rows, f"bodies-{sector}.csv")

_frame.show(sectors.makers_by_sector(data, mode))
