"""The rules: who is bound by what, what was promised and done, and what happened when."""

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.analysis.timeline import (
    RULE_KINDS,
    event_bodies,
    event_sources,
    events_by_year,
    filter_events,
    kind_counts,
    rules_reach_events,
)
from whosecameras.charts import timeline
from whosecameras.record.schema import BROAD_KIND_OF, BROAD_KINDS, EVENT_KINDS, IN_FORCE, LANES
from whosecameras.text import gaps, rules_words, tables, wording

data = _data.dataset()
addresses = dict(zip(data.sources["id"], data.sources["url"], strict=True))
published = dict(zip(data.sources["id"], data.sources["published"], strict=True))


def events_of_year(year: str, ids: list[str], open_at_first: bool) -> None:
    """The events of a year in an expander, loaded when opened."""
    fold = st.expander(
        f"{year}: {wording.counted(len(ids), 'event')}", open_at_first, key=f"year-{year}", on_change="rerun"
    )
    if fold.open:
        with fold:
            lines = []
            for event in ids[_controls.part(len(ids), f"page-{year}", tuple(ids))]:
                row = data.row("events", event)
                link = _markdown.source_link(_markdown.address("rules", event=event), "sources")
                lines.append(
                    f"- **{wording.date(str(row['date']))}.** {wording.plain(str(row['title']))}. "
                    f"{wording.plain(str(row['summary']))} ({wording.plain(str(row['jurisdiction']))}, "
                    f"{EVENT_KINDS[str(row['kind'])]}; {link})"
                )
            st.markdown("\n".join(lines))


@st.fragment
def explore() -> None:
    """Everything that depends on the filters: the picture, one event in full, and all matching events by year."""
    if st.query_params.get("kind") in BROAD_KIND_OF and st.query_params["kind"] not in BROAD_KINDS:
        st.query_params["kind"] = BROAD_KIND_OF[st.query_params["kind"]]  # an address with a former kind
    st.header("Who did what, and when")
    places = _data.cached(tables.place_choices)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        jurisdiction = _controls.choose("Place", places, "jurisdiction", "")
        kind = _controls.choose("Kind", {"": "Every kind", **BROAD_KINDS}, "kind", "")
        vendor = _controls.choose("Manufacturer", _controls.manufacturers(), "vendor", "")
        lane = _controls.choose("Who acted", {"": "Everyone", **LANES}, "lane", "")

    events = _data.cached(filter_events, jurisdiction, kind, vendor, lane)
    key = _components.key_line(
        [
            (_components.picture(timeline.kind_swatch(kind, _data.mode())), BROAD_KINDS[kind], count)
            for kind, count in kind_counts(events).items()
        ]
    )
    exhibit = _data.cached(timeline.timeline, jurisdiction, kind, vendor, _data.mode(), lane)
    st.subheader(_markdown.sentence(exhibit.title))
    with st.container(width=_components.PICTURE):
        clicked = _components.show_choice(exhibit, (jurisdiction, kind, vendor, lane), key_to_marks=key)
    points = rules_words.numbered_turning_points(data, events)
    if points:
        lines = [
            f"{point.number}. {point.when}: "
            + _markdown.source_link(_markdown.address("rules", event=point.event), point.title)
            for point in points
        ]
        st.markdown("**Turning points**\n\n" + "\n".join(lines))

    # A new click on the picture goes into the address; an old one must not override a later choice.
    if clicked and clicked != st.session_state.get("_clicked_event"):
        st.query_params["event"] = clicked
    st.session_state["_clicked_event"] = clicked

    event_titles = dict(zip(data.events["id"], data.events["title"], strict=True))
    dates = dict(zip(data.events["id"], data.events["date"], strict=True))
    offered = list(dict.fromkeys([*reversed(list(events["id"])), st.query_params.get("event", "")]))
    choices = {"": "None: pick a mark above, or an event here"}
    choices |= {
        event: f"{wording.date(dates[event])}: {event_titles[event]}" for event in offered if event in event_titles
    }
    event = _controls.choose("One event in full", choices, "event", "")
    if event:
        row = data.row("events", event)
        with st.container(border=True):
            st.subheader(wording.plain(row["title"]))
            _markdown.caption(
                wording.plain(
                    f"{wording.date(row['date'])} · {row['jurisdiction']} · {EVENT_KINDS[row['kind']]} · {row['actor']}"
                )
            )
            st.markdown(wording.plain(row["summary"]))
            if row["in_force"]:
                st.markdown(f"Standing: {IN_FORCE[row['in_force']]}.")
            bodies = event_bodies(data, event)
            if bodies:
                links = [
                    _markdown.source_link(_markdown.address("find", body=body), name) for body, name in bodies.items()
                ]
                st.markdown(f"Public bodies it names: {wording.listed(links)}")
            _components.source_list(event_sources(data, event))

    st.header("Every event, year by year")
    listed = _data.cached(tables.newest_events_table, jurisdiction, kind, vendor, lane)
    _markdown.caption(
        f"{wording.sentence_case(wording.counted(len(listed), 'event'))}, with the same filters as the picture. Open a "
        "year to read its events."
    )
    if listed.empty:
        st.info("Nothing matches. Widen the filters to see more.")
    years = _data.cached(events_by_year, jurisdiction, kind, vendor, lane)
    first = _controls.asked("year", sorted({str(iso)[:4] for iso in data.events["date"]}), next(iter(years), ""))
    for year, ids in years.items():
        events_of_year(year, ids, year == first)
    _components.csv_button(listed, "events.csv")


_layout.title(_data.cached(rules_words.title))
st.markdown(
    f"Based on {wording.numbered(len(data.events), 'dated event')} published up to "
    f"{wording.date(str(data.released))}, each with its source."
)

st.header(rules_words.HEADING)
for bound in _data.cached(rules_words.bound_rows):
    with st.container(border=True, width=_components.PICTURE):
        lines = [f"**{bound.who}**", *([] if bound.found else [f"{rules_words.NOT_FOUND}."])]
        for rule in bound.rules:
            lead = f"**Since {rule.since}:** " if bound.found else f"{rule.since}: "
            sources = "; ".join(
                f"{_markdown.source_link(addresses[source], tables.publisher(data, source))}, "
                f"{wording.date(published[source])}"
                for source in rule.sources[:2]
            )
            link = _markdown.source_link(_markdown.address("rules", event=rule.event), "all in full")
            official = "" if rule.official else " The record has no official source for this."
            lines += [
                f"{lead}{wording.plain(rule.what)}. {wording.plain(rule.detail)}",
                f":small[{sources}; {link}.{official}]",
            ]
        st.markdown("\n\n".join([*lines, *map(_markdown.sentence, bound.notes)]))
unknown = gaps.about_rules(data)
if unknown:
    with st.expander(f"What is not known: {wording.counted(len(unknown), 'point')}"):
        st.markdown("\n".join(f"- {_markdown.sentence(sentence)}" for sentence in unknown))
reach = _data.cached(rules_reach_events)
if reach:
    with st.expander("How far the rules reach"):
        lines = []
        for row in reach:
            link = _markdown.source_link(_markdown.address("rules", event=row["id"]), "sources")
            lines.append(
                f"- **{wording.date(row['date'])}.** {wording.plain(row['title'])}. "
                f"{wording.plain(row['summary'])} ({link})"
            )
        st.markdown("\n".join(lines))

promised = _data.cached(rules_words.promise_rows)
st.header(_markdown.sentence(_data.cached(rules_words.promises_title)))
_markdown.caption(
    _markdown.sentence(f"{_data.cached(timeline.changed_course_chart).note} {_data.cached(rules_words.removal_cost)}")
)
lines = []
buying: list[str] = []
for promise in promised[_controls.part(len(promised), "promises")]:
    said = "; ".join(
        f"{point.what}, {point.when} ({_markdown.source_link(addresses[point.source], point.publisher)})"
        for point in (*promise.said, *([promise.done] if promise.done and promise.done not in promise.said else []))
    )
    due = f" By when: {promise.by_when}." if promise.by_when else ""
    cost = f" On cost: {wording.plain(promise.cost)}" if promise.cost else ""
    (buying if promise.only_buying else lines).append(
        f"- {_markdown.body_link(promise.body, promise.name)}: {said}.{due} **{_markdown.sentence(promise.since)}** "
        f":gray[{wording.plain(promise.detail)}{cost}]"
    )
if lines:
    st.markdown("\n".join(lines))
if buying:
    many = wording.sentence_case(wording.counted(len(buying), "public body", "public bodies"))
    with st.expander(f"{many} only stopped or paused buying"):
        st.markdown("\n".join(buying))
_components.csv_button(_data.cached(rules_words.promises_table), "promises.csv")
targets = _data.cached(rules_words.targets)
if targets:
    st.subheader(rules_words.TARGETS)
    st.markdown(
        "\n".join(
            f"- **{target.when}**, {wording.plain(target.who)}: {wording.plain(target.what)}. "
            f"By when: {target.due}. {target.outcome} "
            f"({_markdown.source_link(_markdown.address('rules', event=target.event), 'sources')})"
            for target in targets
        )
    )

explore()
st.markdown(_components.briefing_link("rules"))

abroad = _data.cached(tables.other_countries_table)
binding = abroad["kind"].isin(RULE_KINDS)
st.header(
    f"Other countries: {wording.counted(int(binding.sum()), 'law, ban or restriction', 'laws, bans and restrictions')} "
    f"in {wording.counted(abroad.loc[binding, 'Place'].nunique(), 'place')}"
)
_markdown.caption(
    "By place, oldest first; the filters above do not touch it. Statements, reports and removals stand beside rules."
)
_components.show_table(
    abroad.drop(columns=["kind", "id"]), "What other countries decided, said and found", page="abroad"
)
_components.csv_button(abroad, "other-countries.csv")
