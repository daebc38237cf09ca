"""The makers: what the cameras are said to do, facts by subject, allegations with the reply beside each."""

import streamlit as st

from app_pages import _frame
from whosecameras import words
from whosecameras.charts import makers
from whosecameras.charts.timeline import records
from whosecameras.model import VENDOR_EACH

data = _frame.dataset()
names = words.makers(data)
functions = dict(zip(data.capability_words["id"], data.capability_words["name"], strict=True))
meanings = dict(zip(data.capability_words["id"], data.capability_words["meaning"], strict=True))


def attributed(row: dict[str, str]) -> str:
    """The bracket behind a statement: source as a link, date, grade."""
    link = _frame.source_link(row["url"], row["publisher"])
    return f"({link}, {words.described_date(row['as_of'], row['as_of_basis'])}; grade {row['grade']})"


def told(row: dict[str, str]) -> str:
    """A fact, allegation or reply in full."""
    return f"{words.plain(row['value'])}. {words.plain(row['detail'])} {attributed(row)}"


def reply_lines(fact: str) -> list[str]:
    """The replies to a fact or an allegation, each as one line."""
    return [
        f"**{words.plain(words.vendor(data, one['vendor']))}:** {told(one)}"
        for one in records(_frame.kept(makers.replies_to, fact))
    ]


maker_heading = st.container()
maker = _frame.choose("Maker", _frame.makers(), "maker", "", pills=True)
shown = {maker: names[maker]} if maker else names
with maker_heading:
    st.title(_frame.said(_frame.kept(makers.capability_title, maker)))
    for one in shown:
        row = data.row("vendors", one)
        st.markdown(f"**{words.plain(row['name'])}** ({words.plain(row['full_name'])}): {words.plain(row['note'])}")

st.header("What the cameras are said to do")
_frame.show(_frame.kept(makers.capability_chart, maker, _frame.mode()), maker, heading=False)

absent = _frame.kept(makers.not_reported, maker)
st.subheader(f"Not reported in the UK: {words.counted(len(absent), 'function')}")
_frame.aside(
    "Sources describe these, or report them abroad. None that was read reports one in the UK; "
    "that is no proof of absence."
)
_frame.show_table(absent[["Function", "Meaning", "Standing"]], "Functions not reported in the UK")

st.subheader("One function, and who says what")
function = _frame.choose("Function", {"": "Choose a function", **functions}, "function", "")
if function:
    st.markdown(words.plain(meanings[function]))
    said = records(_frame.kept(makers.statements, maker, function))
    if not said:
        st.info("No source says this of the maker chosen above. Choose all makers to see every statement.")
    lines = []
    for row in said:
        link = _frame.source_link(_frame.address("find", body=row["body"]), row["who"])
        lines.append(
            f"- **{link if row['body'] else 'No body named'}** · {_frame.said(words.vendor(data, row['vendor']))} · "
            f"{makers.STATEMENTS[row['statement']]}. {words.plain(row['detail'])} {attributed(row)}"
        )
    st.markdown("\n".join(lines))

st.header("The makers, by subject")
_frame.aside(
    "Every figure that a source gives stands, also where sources differ. Grades run from A (official) to D (a copy)."
)
for group, label in makers.GROUPS.items():
    parts = {one: records(_frame.kept(makers.facts, one, group)) for one in [*shown, VENDOR_EACH]}
    alleged = [
        row
        for one in parts
        for row in records(_frame.kept(makers.facts, one, makers.ALLEGATIONS))
        if row["group"] == group
    ]
    found = [row for rows in parts.values() for row in rows]
    if not alleged and not found:
        continue
    counted = [words.counted(len(found), "fact")] if found else []
    counted += [words.counted(len(alleged), "allegation")] if alleged else []
    with st.expander(f"{label}: {words.listed(counted)}", expanded=group == "ownership"):
        for one, column in zip(shown, st.columns(len(shown)), strict=True):
            lines = [
                f"- **{row['about']}:** {told(row)}"
                + "".join(f"\n    - Reply: {line}" for line in reply_lines(row["id"]))
                for row in parts[one]
            ]
            with column:
                st.markdown(f"**{_frame.said(names[one])}**")
                st.markdown("\n".join(lines) or "No fact found.")
        if parts[VENDOR_EACH]:
            st.markdown(f"**{_frame.said(words.vendor(data, VENDOR_EACH))} together**")
            st.markdown("\n".join(f"- **{row['about']}:** {told(row)}" for row in parts[VENDOR_EACH]))
        if alleged:
            _frame.aside("The allegations on this subject stand below, beside the makers’ replies.")

table = _frame.kept(makers.allegations, maker)
st.header(f"{words.sentence_case(words.counted(len(table), 'allegation'))}, and what the makers reply")
_frame.aside("An allegation is what its source says. The maker’s own words, where any were found, stand beside it.")
for one in [*shown, VENDOR_EACH]:
    for row in records(_frame.kept(makers.facts, one, makers.ALLEGATIONS)):
        with st.container(border=True):
            left, right = st.columns(2)
            with left:
                st.markdown(f"**{_frame.said(words.vendor(data, one))} · {row['about']}**")
                st.markdown(told(row))
            with right:
                st.markdown("**Reply**")
                lines = reply_lines(row["id"])
                st.markdown("\n".join(f"- {line}" for line in lines) if lines else makers.NO_REPLY)

others = [(one, row) for one in [*shown, VENDOR_EACH] for row in records(_frame.kept(makers.unattached_replies, one))]
with st.expander(f"{words.sentence_case(words.counted(len(others), 'other statement'))} of the makers"):
    st.markdown("\n".join(f"- **{words.plain(words.vendor(data, one))}:** {told(row)}" for one, row in others))

st.header("All of it as rows")
sources = _frame.kept(makers.fact_sources, maker)
rows = _frame.kept(makers.facts_table, maker)
with st.expander(f"{words.counted(len(rows), 'row')} and {words.counted(len(sources), 'source')}"):
    _frame.show_table(rows.drop(columns=["id"]), "Facts, allegations and replies about the makers")
    _frame.csv_button(rows, "makers.csv")
    _frame.source_list(sources)
