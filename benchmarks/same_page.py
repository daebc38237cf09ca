"""The compared page, written with the frame that the explorer's pages are written with."""

import streamlit as st

from app_pages import _frame
from whosecameras.charts import maps, sectors, timeline
from whosecameras.status import View

_frame.open_house()
mode = _frame.mode()


@st.fragment
def explore() -> None:
    """What follows the maker."""
    title = st.empty()
    view = View(vendor=_frame.choose("Maker", _frame.makers(), "vendor", ""))
    drawn = _frame.kept(maps.status_map, "districts", view, mode)
    title.title(drawn.title)
    _frame.show(drawn, view, heading=False)
    _frame.show(_frame.kept(sectors.named_only, view, mode), view, heading=False)
    _frame.show_table(drawn.table, "Councils with their status")


explore()
_frame.show(_frame.kept(sectors.by_sector, mode))
_frame.show(_frame.kept(timeline.what_changed, mode))
