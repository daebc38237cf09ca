"""Sectors: how common by survey, where surveys disagree, which bodies are named, and with which make."""

import streamlit as st

from app_pages import _controls, _frame, _record, _shown, _text
from whosecameras import words
from whosecameras.charts import sectors, shares
from whosecameras.model import Status

data = _record.dataset()
mode = _record.mode()
common = _record.kept(sectors.by_sector, mode)


@st.fragment
def who_is_named(sector: str, name: str) -> None:
    """What follows the filters of evidence: registers, named bodies, and their list."""
    view = _controls.view_controls()
    _shown.show(_record.kept(sectors.whole_registers, "sector", view, mode), view)
    _shown.show(_record.kept(sectors.named_only, view, mode), view)
    named = _record.kept(sectors.named_bodies, sector, view)
    st.header(f"{_text.said(name)} that a source names")
    statuses = {"": "Every status", **{str(one): str(one) for one in Status}}
    status = _controls.choose("Status", statuses, "status", "")
    rows = named if not status else named[named["Status"] == status]
    if sector == "all_public":
        _text.aside("All sectors together.")
    _shown.show_table(
        rows.drop(columns=["id"]),
        f"{name} with their status",
        of=(sector, status, view),
        column_config={"Link": st.column_config.LinkColumn("Its own view", display_text="Open")},
    )
    _shown.csv_button(rows, f"bodies-{sector}.csv")


_frame.title(common.title)
_shown.show(common, heading=False)

st.header("Where surveys disagree")
names = _record.kept(shares.sector_names)
sector = _controls.choose("Sector", names, "sector", "council")
_shown.show(_record.kept(sectors.survey_figures, sector, mode), sector)
differ = _record.kept(sectors.disagreements, sector)
if len(differ):
    st.markdown(f"{words.counted(len(differ), 'figure').capitalize()} that another one contradicts, side by side:")
    shown = differ[_controls.part(len(differ), "differ", sector)]
    addresses = dict(zip(data.sources["id"], data.sources["url"], strict=True))
    lines = [
        f"- **{_text.plain(row['Said yes'])}** · {_text.plain(row['Who asked'])}, {row['As of']} "
        f"({_text.source_link(addresses[row['source']], row['Source'])}). " + _text.plain(row["What differs, and why"])
        for row in shown.to_dict("records")
    ]
    st.markdown("\n".join(lines))
    _shown.csv_button(differ, f"disagreements-{sector}.csv")
else:
    st.markdown("No figure in this sector contradicts another.")

st.header("Who is named")
who_is_named(sector, names[sector])

_shown.show(_record.kept(sectors.makers_by_sector, mode))
