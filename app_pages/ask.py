"""Ask them all: choose bodies, download the list with pre-filled requests, and the letter to many."""

import pandas as pd
import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.content import ask
from whosecameras.content.record_index import index_of
from whosecameras.text import asking, letters, wording

data = _data.dataset()
who = _data.cached(ask.askable)
index = _data.cached(index_of)
MOST_PICKED = 30  # ids allowed in the address
COLUMN_ORDER = (
    *("Public body", "Request, filled in", "Known so far", "Evidence from", "Asked on", "Law"),
    *("District", "Region or nation", "Sector", "Page on WhatDoTheyKnow"),
)

_layout.title("Ask a public body whose cameras it uses")
with st.container(width=_layout.PROSE):
    st.markdown(
        f"{asking.ANYONE} This list has every one without evidence of the last three years, with its law and a request "
        "that is ready to send."
    )

with st.container(horizontal=True, vertical_alignment="bottom"):
    region = _controls.choose(
        "Place", {"": "The whole UK", **index.regions, ask.UK_WIDE: "UK-wide, or no region known"}, "region", ""
    )
    district = _controls.choose("District", {"": "Every district", **who.district_names(region)}, "district", "")
    sector = _controls.choose(
        "Sector", {"": "Every sector", **{key: index.sectors[key] for key in who.sectors}}, "sector", "council"
    )
    known = _controls.choose("What is known", {"": "Nothing recent", **ask.KNOWN}, "known", "")
    asked = _controls.switch("With those asked in the past year", "asked", False)

view = (region, district, sector, known, asked)
ids = who.ids(region=region, district=district, sector=sector, known=known, asked=asked)
st.header(wording.counted(len(ids), "public body", "public bodies").capitalize() + " to ask")
part = _controls.part(len(ids), "page", view)
shown = who.to_ask(ids[part])
picked = [body for body in shown if body.id in st.query_params.get("picked", "").split(",")]
if not ids:
    st.info(asking.NOBODY)
else:
    _markdown.caption("Tick rows to take only these. “Open” leads to the request, filled in on WhatDoTheyKnow.")
    rows = pd.DataFrame(ask.table(data, shown), columns=list(ask.COLUMNS))
    chosen = st.dataframe(
        rows.drop(columns=["id"]),
        hide_index=True,
        height=420,
        alt="Public bodies to ask, each with its law and its request",
        placeholder="",
        key=f"whom-{hash((view, part.start))}",
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": [shown.index(body) for body in picked]}},
        column_order=COLUMN_ORDER,
        column_config={
            "Request, filled in": st.column_config.LinkColumn("Request, filled in", display_text="Open"),
            "Page on WhatDoTheyKnow": st.column_config.LinkColumn("What it was asked", display_text="Open"),
        },
    )
    picked = [shown[row] for row in chosen["selection"]["rows"]]
    taken = ",".join(body.id for body in picked[:MOST_PICKED])
    if taken:
        st.query_params["picked"] = taken
    else:
        st.query_params.pop("picked", None)
    if len(picked) > MOST_PICKED:
        _markdown.caption(f"The address of this view keeps the first {MOST_PICKED} ticks. The CSV has all of them.")
    if picked:
        st.markdown(f"**{wording.counted(len(picked), 'public body', 'public bodies').capitalize()} ticked**")
        st.markdown(
            "\n".join(
                f"- {_markdown.source_link(body.new_request, f'Ask {body.name}')}"
                if body.new_request
                else f"- {_markdown.body_link(body.id, body.name)}: by email"
                for body in picked
            )
        )
    whole = picked or who.to_ask(ids) if len(ids) <= _controls.PAGE_ROWS else picked or shown
    _components.csv_button(
        pd.DataFrame(ask.table(data, whole), columns=list(ask.COLUMNS)),
        "whom-to-ask.csv",
        "The ticked ones as CSV" if picked else "This list as CSV",
    )
    if len(ids) > len(shown) and not picked:
        _markdown.caption(
            "The CSV has the page of the list that is shown. Choose a place or a sector for a shorter list."
        )
    _markdown.caption(asking.PAGES_NOTICE)

    st.header("One letter to many")
    with st.container(width=_layout.PROSE):
        st.markdown(
            f"{asking.BATCH} Put the tag **{_markdown.sentence(letters.tag(data))}** to it, "
            "so that the requests can be found again."
        )
        for act, letter in ask.batch_letters(data, picked or shown):
            with st.expander(f"The letter under the {act}"):
                st.code(letter, language=None, wrap_lines=True)

st.markdown(
    f"[What has been asked, and what came back]({_markdown.address('asked')}) · {_components.briefing_link('ask')}"
)
st.header("Fair use")
with st.container(width=_layout.PROSE):
    st.markdown("\n".join(f"- {line}" for line in asking.FAIR_USE))
