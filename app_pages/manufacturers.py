"""The manufacturers: reported functions, facts by subject, and allegations next to the replies."""

from html import escape

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.analysis import manufacturers
from whosecameras.charts.marks import colour
from whosecameras.record.schema import FACT_GROUPS, VENDOR_EACH
from whosecameras.text import brands, camera_functions, manufacturer_tables, wording

data = _data.dataset()
names = wording.manufacturers(data)
functions = dict(zip(data.capability_words["id"], data.capability_words["name"], strict=True))
meanings = dict(zip(data.capability_words["id"], data.capability_words["meaning"], strict=True))
#: All allegations are one element: an element costs the server as much as a line of text does.
BESIDE = (
    "display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:0.6em 1.5em;padding:1em;"
    "margin-bottom:1em;line-height:1.6;border:1px solid {rule};border-radius:3px"
)


def attributed(row: dict[str, str]) -> str:
    """The attribution after a statement: source as a link, date, grade."""
    link = _markdown.source_link(row["url"], row["publisher"])
    return f"({link}, {wording.described_date(row['as_of'], row['as_of_basis'])}; grade {row['grade']})"


def statement_text(row: dict[str, str]) -> str:
    """A fact, allegation or reply in full."""
    return f"{wording.plain(row['value'])}. {wording.plain(row['detail'])} {attributed(row)}"


def reply_lines(fact: str) -> list[str]:
    """The replies to a fact or an allegation, each as one line."""
    return [
        f"**{wording.plain(wording.manufacturer(data, reply['vendor']))}:** {statement_text(reply)}"
        for reply in _data.kept_rows(manufacturers.replies_to, fact)
    ]


def in_full(row: dict[str, str]) -> str:
    """The same as ``statement_text``, as safe HTML."""
    source = (
        f"{_markdown.source_anchor(row['url'], row['publisher'])}, "
        f"{escape(wording.described_date(row['as_of'], row['as_of_basis']))}; grade {escape(row['grade'])}"
    )
    return f"{escape(row['value'])}. {escape(row['detail'])} ({source})"


def allegation(about: str, row: dict[str, str]) -> str:
    """An allegation next to its replies (below each other in a narrow window), as safe HTML."""
    replies = "".join(
        f"<li><b>{escape(wording.manufacturer(data, reply['vendor']))}:</b> {in_full(reply)}</li>"
        for reply in _data.kept_rows(manufacturers.replies_to, row["id"])
    )
    replies_html = (
        f'<ul style="margin:0;padding-left:1.2em">{replies}</ul>'
        if replies
        else f"<div>{manufacturer_tables.NO_REPLY}</div>"
    )
    style = BESIDE.format(rule=colour(_data.mode(), "rule"))
    return (
        f'<div style="{style}"><div><b>{escape(wording.manufacturer(data, about))} · {escape(row["about"])}</b>'
        f"<div>{in_full(row)}</div></div><div><b>Reply</b>{replies_html}</div></div>"
    )


heading = st.container()
manufacturer = _controls.choose("Manufacturer", _controls.manufacturers(), "manufacturer", "", pills=True)
shown = {manufacturer: names[manufacturer]} if manufacturer else names
with heading:
    _layout.title(_data.cached(manufacturer_tables.capability_title, manufacturer))
    for one in shown:
        row = data.row("vendors", one)
        st.markdown(
            f"**{wording.plain(row['name'])}** ({wording.plain(row['full_name'])}): {wording.plain(row['note'])}"
        )

st.header("What the cameras can do, as reported")
groups = _data.cached(camera_functions.function_groups, manufacturer)
if groups:
    _markdown.caption(_data.cached(camera_functions.beware, manufacturer))
else:
    st.info("No source describes a function of these cameras.")
for one_group in groups:
    st.subheader(one_group.heading)
    _markdown.caption(one_group.explanation)
    _components.read_table(one_group.table.drop(columns=["id"]), named="What it does")
if groups:
    _components.download_fold(
        "functions",
        _data.cached(manufacturer_tables.capability_table, manufacturer),
        _data.cached(camera_functions.function_sources, manufacturer),
    )

st.subheader("Each function, and who says what")
function = _controls.choose("Function", {"": "Choose a function", **functions}, "function", "")
if function:
    st.markdown(wording.plain(meanings[function]))
    said = _data.kept_rows(manufacturers.capability_statements, manufacturer, function)
    if not said:
        st.info(
            "No source says this of the manufacturer chosen above. Choose all manufacturers to see every statement."
        )
    lines = []
    for row in said:
        link = _markdown.source_link(_markdown.address("find", body=row["body"]), row["who"])
        lines.append(
            f"- **{link if row['body'] else 'No body named'}** · "
            f"{_markdown.sentence(wording.manufacturer(data, row['vendor']))} · "
            f"{manufacturer_tables.STATEMENTS[row['statement']]}. {wording.plain(row['detail'])} {attributed(row)}"
        )
    st.markdown("\n".join(lines))

st.header(_data.cached(brands.brands_title, manufacturer))
named = _data.kept_rows(manufacturers.brands_of, manufacturer)
_markdown.caption(brands.CAUTION if named else brands.NO_BRAND)
st.markdown(
    "\n".join(
        f"- **{wording.plain(row['name'])}:** {_markdown.sentence(brands.brand_of(data, row))}. "
        f"{wording.plain(row['detail'])} {attributed(row)}"
        for row in named
    )
)

st.header("The manufacturers, by subject")
_markdown.caption(
    "We show every figure that a source gives, even where sources differ. Grades run from A (official) to D (a copy)."
)
for group, label in FACT_GROUPS.items():
    parts = {one: _data.kept_rows(manufacturers.facts_about, one, group) for one in [*shown, VENDOR_EACH]}
    alleged = [
        row
        for one in parts
        for row in _data.kept_rows(manufacturers.facts_about, one, manufacturers.ALLEGATIONS)
        if row["group"] == group
    ]
    found = [row for rows in parts.values() for row in rows]
    if not alleged and not found:
        continue
    counted = [wording.counted(len(found), "fact")] if found else []
    counted += [wording.counted(len(alleged), "allegation")] if alleged else []
    with st.expander(f"{label}: {wording.listed(counted)}", expanded=group == "ownership"):
        for one, column in zip(shown, st.columns(len(shown)), strict=True):
            lines = [
                f"- **{row['about']}:** {statement_text(row)}"
                + "".join(f"\n    - Reply: {line}" for line in reply_lines(row["id"]))
                for row in parts[one]
            ]
            with column:
                st.markdown(f"**{_markdown.sentence(names[one])}**")
                st.markdown("\n".join(lines) or "No fact found.")
        if parts[VENDOR_EACH]:
            st.markdown(f"**{_markdown.sentence(wording.manufacturer(data, VENDOR_EACH))} together**")
            st.markdown("\n".join(f"- **{row['about']}:** {statement_text(row)}" for row in parts[VENDOR_EACH]))
        if alleged:
            _markdown.caption("The allegations on this subject stand below, beside the manufacturers’ replies.")

table = _data.cached(manufacturer_tables.allegations, manufacturer)
alleged_count = wording.sentence_case(wording.counted(len(table), "allegation"))
st.header(f"{alleged_count}, and what the manufacturers reply" if len(table) else "No allegation is on the record")
if len(table):
    _markdown.caption(
        "An allegation is what its source says. The manufacturer’s reply is beside it, where we found one."
    )
    st.html(
        "".join(
            allegation(one, row)
            for one in [*shown, VENDOR_EACH]
            for row in _data.kept_rows(manufacturers.facts_about, one, manufacturers.ALLEGATIONS)
        )
    )

others = [(one, row) for one in [*shown, VENDOR_EACH] for row in _data.kept_rows(manufacturers.unattached_replies, one)]
with st.expander(f"{wording.sentence_case(wording.counted(len(others), 'other statement'))} of the manufacturers"):
    st.markdown(
        "\n".join(
            f"- **{wording.plain(wording.manufacturer(data, one))}:** {statement_text(row)}" for one, row in others
        )
    )

st.header("All of it as rows")
sources = _data.cached(manufacturer_tables.fact_sources, manufacturer)
rows = _data.cached(manufacturer_tables.facts_table, manufacturer)
with st.expander(f"{wording.counted(len(rows), 'row')} and {wording.counted(len(sources), 'source')}"):
    _components.show_table(rows.drop(columns=["id"]), "Facts, allegations and replies about the manufacturers")
    _components.csv_button(rows, "manufacturers.csv")
    _components.source_list(sources)
st.markdown(_components.briefing_link("manufacturers"))
