"""The timeline: which rules stand today, what happened when, and what other countries did."""

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.charts import timeline
from whosecameras.charts.timeline import event_records
from whosecameras.record.schema import EVENT_KINDS, IN_FORCE, LANES
from whosecameras.text import gaps, wording

data = _data.dataset()
rules = _data.cached(timeline.rules_in_force)
standing = rules[rules["in_force"] == "yes"]
targets = rules[rules["in_force"] == "target_unknown"]
overtaken = rules[rules["in_force"] == "superseded"]


@st.fragment
def explore() -> None:
    """What follows the filters: the picture, one act in full, and the list of all that match."""
    axis = st.container()
    with axis:
        st.header("Who did what, and when")
        places = _data.cached(timeline.jurisdictions)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            jurisdiction = _controls.choose("Place", places, "jurisdiction", "")
            kind = _controls.choose("Kind", {"": "Every kind", **EVENT_KINDS}, "kind", "")
            vendor = _controls.choose("Maker", _controls.makers(), "vendor", "")
            lane = _controls.choose("Who acted", {"": "Everyone", **LANES}, "lane", "")

    events = _data.cached(timeline.filter_events, jurisdiction, kind, vendor, lane)
    with axis:
        key = _components.key_line(
            [
                (_components.picture(timeline.kind_swatch(one, _data.mode())), EVENT_KINDS[one], count)
                for one, count in timeline.kind_counts(events).items()
            ]
        )
        exhibit = _data.cached(timeline.timeline, jurisdiction, kind, vendor, _data.mode(), lane)
        st.subheader(_markdown.said(exhibit.title))
        with st.container(width=_components.PICTURE):
            clicked = _components.show_choice(exhibit, (jurisdiction, kind, vendor, lane), key_to_marks=key)

    # A new click on the picture goes into the address; an old one must not undo what was chosen since.
    if clicked and clicked != st.session_state.get("_clicked_event"):
        st.query_params["event"] = clicked
    st.session_state["_clicked_event"] = clicked

    known = dict(zip(data.events["id"], data.events["title"], strict=True))
    dates = dict(zip(data.events["id"], data.events["date"], strict=True))
    offered = list(dict.fromkeys([*reversed(list(events["id"])), st.query_params.get("event", "")]))
    choices = {"": "None: pick a mark above, or an act here"}
    choices |= {one: f"{wording.date(dates[one])}: {known[one]}" for one in offered if one in known}
    event = _controls.choose("One act in full", choices, "event", "")
    if event:
        row = data.row("events", event)
        with st.container(border=True):
            st.subheader(wording.plain(row["title"]))
            _markdown.aside(
                wording.plain(
                    f"{wording.date(row['date'])} · {row['jurisdiction']} · {EVENT_KINDS[row['kind']]} · {row['actor']}"
                )
            )
            st.markdown(wording.plain(row["summary"]))
            if row["in_force"]:
                st.markdown(f"Standing: {IN_FORCE[row['in_force']]}.")
            bodies = timeline.bodies_of(data, event)
            if bodies:
                links = [
                    _markdown.source_link(_markdown.address("find", body=one), name) for one, name in bodies.items()
                ]
                st.markdown(f"Bodies it names: {wording.listed(links)}")
            _components.source_list(timeline.sources_of(data, event))

    st.header("Every act as a list")
    years = sorted({str(date)[:4] for date in data.events["date"]}, reverse=True)
    year = _controls.choose("Year", {"": "Every year", **{one: one for one in years}}, "year", "")
    listed = _data.cached(timeline.list_of, jurisdiction, kind, vendor, lane, year)
    _markdown.aside(
        f"{wording.sentence_case(wording.counted(len(listed), 'act'))}, newest first, with the same filters as "
        "the picture."
    )
    _components.show_table(
        listed.drop(columns=["id"]), "Every act that matches, newest first", of=(jurisdiction, kind, vendor, lane, year)
    )
    _components.csv_button(listed, "events.csv")


_layout.title(wording.rules_sentence(list(rules["in_force"]), list(rules["Rule"])))
st.markdown(
    f"As far as could be read by {wording.date(str(data.released))}. Behind it stand "
    f"{wording.numbered(len(data.events), 'dated act')} of governments, councils, makers and others, each with its "
    "source."
)

st.header("Rules in force today")
if rules.empty:
    st.markdown("No rule is on the record.")
for group, label in (
    (standing, "Rules that stand"),
    (targets, "Targets whose outcome was not found"),
    (overtaken, "Overtaken"),
):
    if group.empty:
        continue
    st.markdown(f"**{label}**")
    lines = []
    for rule in event_records(group):
        link = _markdown.source_link(_markdown.address("timeline", event=rule["id"]), "sources")
        lines.append(
            f"- **{wording.plain(rule['Since'])}.** {wording.plain(rule['Rule'])}. "
            f"{wording.plain(rule['What it says'])} "
            f"({wording.plain(rule['Source'])}; {link})"
        )
    st.markdown("\n".join(lines))
st.markdown("**What is not known**")
st.markdown("\n".join(f"- {sentence}" for sentence in gaps.about_rules(data)))
reach = _data.cached(timeline.rules_reach_events)
if reach:
    with st.expander("How far the rules reach"):
        lines = []
        for row in reach:
            link = _markdown.source_link(_markdown.address("timeline", event=row["id"]), "sources")
            lines.append(
                f"- **{wording.date(row['date'])}.** {wording.plain(row['title'])}. "
                f"{wording.plain(row['summary'])} ({link})"
            )
        st.markdown("\n".join(lines))

_components.show(_data.cached(timeline.changed_course_chart, _data.mode()))

explore()

abroad = _data.cached(timeline.rules_in_other_countries)
binding = abroad["kind"].isin(timeline.RULE_KINDS)
st.header(
    f"Other countries: {wording.counted(int(binding.sum()), 'law, ban or restriction', 'laws, bans and restrictions')} "
    f"in {wording.counted(abroad.loc[binding, 'Place'].nunique(), 'place')}"
)
_markdown.aside(
    "By place, oldest first; the filters above do not touch it. Statements, reports and removals stand beside rules."
)
_components.show_table(
    abroad.drop(columns=["kind", "id"]), "What other countries decided, said and found", page="abroad"
)
_components.csv_button(abroad, "other-countries.csv")
