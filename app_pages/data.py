"""The data: any table, filtered, each row with its source, to read or to download with its dictionary."""

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.analysis import queries
from whosecameras.publishing import datapackage, exports
from whosecameras.record.schema import NATIONS, OPEN_TABLES, TABLES
from whosecameras.text import wording

data = _data.dataset()
regions = data.regions.sort_values("order")
sectors = data.sectors.sort_values("order")
CHOICES = {
    "sector": ("Sector", {"": "All sectors", **dict(zip(sectors["id"], sectors["plural"], strict=True))}),
    "nation": ("Nation", {"": "All nations", **{nation: nation for nation in NATIONS}}),
    "region": ("Region", {"": "All regions", **dict(zip(regions["code"], regions["name"], strict=True))}),
    "vendor": ("Manufacturer", {"": "All manufacturers", **wording.manufacturers(data)}),
}
tables = {name: f"{wording.label(name)} ({wording.number(len(data.tables[name]))})" for name in OPEN_TABLES}

_layout.title(wording.record_title(data))
with st.container(width=_layout.PROSE):
    st.markdown(
        "Each row is one statement and its source. Choose a table, filter it and download the rows. The address of "
        "this page keeps your choice."
    )

table = _controls.choose("Table", tables, "table", "findings")
usable = queries.row_filters(table)
with st.container(horizontal=True, vertical_alignment="bottom"):
    picked = {part: _controls.choose(*CHOICES[part], part, "") for part in CHOICES if part in usable}
    text = _controls.typed("Text anywhere in a row", "q")
ignored = [part for part in CHOICES if part not in usable and part in st.query_params]
if ignored:
    st.info(f"This table cannot be narrowed by {wording.listed(ignored)}; that part of the address is not used.")

found = queries.select(data, table, queries.RowFilter(text=text, **picked))
whole = len(found) == len(data.tables[table])
st.header(f"{wording.label(table)}: {wording.counted(len(found), 'row')}" + ("" if whole else " that fit"))
_markdown.caption(
    f"One row is {TABLES[table].meaning}."
    + ("" if whole else f" The whole table has {wording.numbered(len(data.tables[table]), 'row')}.")
)
if len(found):
    one_page = found[_controls.part(len(found), "page", (table, text, *picked.values()))]
    shown = queries.with_address(data, table, one_page)
    links = {
        field.name: st.column_config.LinkColumn(field.name, display_text="Open")
        for field in TABLES[table].fields
        if field.kind == "url"
    }
    if "source_address" in shown.columns:
        links["source_address"] = st.column_config.LinkColumn("source page", display_text="Open")
    st.dataframe(
        shown,
        hide_index=True,
        height="content" if len(shown) <= 10 else 460,
        alt=f"Rows of the table {table} that fit the filters",
        column_config=links,
        placeholder="",
    )
else:
    st.info("No row fits. Take away a filter to see more.")

st.header("Download")
name = table if whole else f"{table}-part"
with st.container(horizontal=True):
    for label, kind in (("These rows, raw CSV", "csv"), ("These rows, CSV for spreadsheets", "csv_safe")):
        file = f"{name}{'-spreadsheet' if kind == 'csv_safe' else ''}.csv"
        _components.export_button(label, kind, file, {table: found})
    _components.export_button("All tables, ZIP of raw CSV", "zip", "whose-cameras.zip")
    _components.export_button("All tables, Excel", "xlsx", "whose-cameras.xlsx")
with st.container(width=_layout.PROSE):
    _markdown.caption(
        "Raw files are for programs: cells are exactly as stored. Spreadsheet files start with a byte-order mark, so "
        "that £ is shown as £, and put an apostrophe before any cell that could run as a formula. The ZIP has every "
        "table, with the dictionary, description, licence and citation. Files are made when you ask for them."
    )

st.markdown(_components.briefing_link("data"))

st.header(f"What the columns of {wording.label(table).lower()} hold")
st.table(
    queries.dictionary(TABLES[table]),
    border="horizontal",
    hide_index=True,
    alt=f"Dictionary of the table {table}: column, kind, meaning, allowed values",
)

with st.container(width=_layout.PROSE):
    st.header("Version, licence and citation")
    st.markdown(
        f"Version **{data.version}** of {wording.date(str(data.released))}. Anyone can use the data under "
        f"{_markdown.source_link(datapackage.DATA_LICENCE['path'], datapackage.DATA_LICENCE['title'])}: name the "
        "record, and the "
        "source of each row you rely on."
    )
    st.code(exports.citation(data, "" if whole else f"Rows of {table}"), language=None, wrap_lines=True)
    if data.changed_files:
        st.warning(
            "These files have changed since the release: "
            f"{wording.plain(wording.listed(data.changed_files))}. Cite with care until the next release."
        )
    else:
        st.markdown("Every file is exactly as released.")
    _markdown.caption(f"Fingerprint of all tables together: {data.digest}")
    st.header("Please note")
    st.markdown("\n".join(f"- {wording.plain(notice)}" for notice in exports.NOTICES))
