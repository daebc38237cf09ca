"""Sectors: how common by survey, where surveys disagree, which bodies are named, and with which make."""

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.charts import sectors, shares
from whosecameras.record.schema import Status
from whosecameras.text import wording

data = _data.dataset()
mode = _data.mode()
common = _data.cached(sectors.by_sector, mode)


@st.fragment
def who_is_named(sector: str, name: str) -> None:
    """What follows the filters of evidence: registers, named bodies, and their list."""
    view = _controls.view_controls()
    _components.show(_data.cached(sectors.status_by_sector, "sector", view, mode), view)
    _components.show(_data.cached(sectors.named_bodies_by_sector, view, mode), view)
    named = _data.cached(sectors.bodies_with_evidence, sector, view)
    st.header(f"{_markdown.said(name)} that a source names")
    statuses = {"": "Every status", **{str(one): str(one) for one in Status}}
    status = _controls.choose("Status", statuses, "status", "")
    rows = named if not status else named[named["Status"] == status]
    if sector == "all_public":
        _markdown.aside("All sectors together.")
    _components.show_table(
        rows.drop(columns=["id"]),
        f"{name} with their status",
        of=(sector, status, view),
        column_config={"Link": st.column_config.LinkColumn("Its own view", display_text="Open")},
    )
    _components.csv_button(rows, f"bodies-{sector}.csv")


_layout.title(common.title)
_components.show(common, heading=False)

st.header("Where surveys disagree")
names = _data.cached(shares.sector_names)
sector = _controls.choose("Sector", names, "sector", "council")
_components.show(_data.cached(sectors.survey_figures, sector, mode), sector)
differ = _data.cached(sectors.disagreements, sector)
if len(differ):
    st.markdown(f"{wording.counted(len(differ), 'figure').capitalize()} that another one contradicts, side by side:")
    shown = differ[_controls.part(len(differ), "differ", sector)]
    addresses = dict(zip(data.sources["id"], data.sources["url"], strict=True))
    lines = [
        f"- **{_markdown.plain(row['Said yes'])}** · {_markdown.plain(row['Who asked'])}, {row['As of']} "
        f"({_markdown.source_link(addresses[row['source']], row['Source'])}). "
        + _markdown.plain(row["What differs, and why"])
        for row in shown.to_dict("records")
    ]
    st.markdown("\n".join(lines))
    _components.csv_button(differ, f"disagreements-{sector}.csv")
else:
    st.markdown("No figure in this sector contradicts another.")

st.header("Who is named")
who_is_named(sector, names[sector])

_components.show(_data.cached(sectors.manufacturers_by_sector, mode))
