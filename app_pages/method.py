"""How we know: the rule, the terms, the weaknesses, how to request a correction, and every source with its rows."""

from collections.abc import Sequence

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.analysis import queries
from whosecameras.analysis.status import RULE, body_statuses
from whosecameras.record.schema import GRADE_MEANINGS, SOURCE_KINDS
from whosecameras.settings import settings
from whosecameras.text import methodology, wording

data = _data.dataset()
known = body_statuses(data)
asked_source = st.query_params.get("source", "")


def source_page(source: str) -> None:
    """One source, and every row that cites it."""
    row = data.row("sources", source)
    st.page_link("app_pages/method.py", label="Method and all sources")
    _layout.title(str(row["title"]), wording.plain(str(row["title"])))
    st.markdown(
        f"{_markdown.source_words(str(row['publisher']), str(row['url']), str(row['via']), '')}  \n"
        + wording.plain(
            f"{wording.graded(str(row['grade']))} · published {wording.date(str(row['published']))} · read on "
            f"{wording.date(str(row['accessed']))}"
        )
    )
    taken = queries.of_source(data, source)
    for table, frame in taken.items():
        st.header(f"{queries.TAKEN[table]}: {wording.number(len(frame))}")
        if "body" in frame.columns:
            bodies = list(dict.fromkeys(body for body in frame["body"] if body))
            some = bodies[_controls.part(len(bodies), f"bodies-{table}")]
            _components.body_list([(body, str(data.row("bodies", body)["name"]), "") for body in some], columns=True)
        _components.show_table(
            frame.drop(columns=["source"]), f"{queries.TAKEN[table]} taken from this source", page=table
        )
        _components.csv_button(frame, f"{source}-{table}.csv")
    if not taken:
        st.info("We use nothing from this source. We read it and keep it for reference.")


def points(items: Sequence[methodology.Point]) -> None:
    """Points as a list, the subject of each in bold."""
    st.markdown(
        "\n".join(f"- **{_markdown.sentence(point.about)}** {_markdown.sentence(point.text)}" for point in items)
    )


def method_page() -> None:
    """The whole method page."""
    _layout.title(methodology.TITLE)
    with st.container(width=_layout.PROSE):
        st.markdown(_markdown.sentence(f"{methodology.INTRODUCTION} {wording.record_sentence(data)}"))

        st.header("Two kinds of evidence, which must not be added together")
        points(methodology.EVIDENCE)

        st.header("How we work out what is known now", anchor="rule")
        st.markdown("\n".join(f"{number}. {wording.plain(step)}" for number, step in enumerate(RULE, 1)))

        st.header("The words")
        st.subheader("Statuses")
        for status, meaning in methodology.STATUSES:
            _components.chip_line(status, meaning)
        for name, meanings in methodology.VOCABULARIES:
            st.subheader(name)
            points([methodology.Point(f"{word}:", meaning) for word, meaning in meanings])
        st.subheader("Dates")
        st.markdown(methodology.DATES)

        st.header("Weaknesses")
        points(methodology.weak(data))

        st.header("Shares, chance and those that did not answer")
        st.markdown("\n\n".join(methodology.SHARES))

        st.header("Corrections", anchor="corrections")
        st.markdown("\n\n".join(methodology.corrections(settings().reachable)))
        if settings().contact:
            subject, text = wording.correction_request(data, "name of the body or page", "address of the page")
            st.link_button("Write to the maintainers", wording.mail_link(settings().contact, subject, text))
        if settings().repository:
            st.markdown(
                f"Issues can be opened at {_markdown.source_link(settings().repository, settings().repository)}."
            )
    corrections = data.corrections.sort_values("date", ascending=False)
    if len(corrections):
        _components.show_table(
            wording.table_text(corrections, ["date"]).drop(columns=["id"]),
            "All corrections, newest first",
            page="changes",
        )
    else:
        _markdown.caption("No correction has been made since the first release.")

    with st.container(width=_layout.PROSE):
        st.header("Privacy, in short")
        st.markdown(
            "These pages count nobody: no tracker, no advertisement, no request to another party, no cookie of ours "
            "(Streamlit sets one against forged requests). A name or postcode that you type is looked up here "
            "and is not "
            "stored; it stands in the address of the page, so that you can send it. The record names no private person."
        )

    st.header("Every source, and what was taken from it", anchor="sources")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        grade = _controls.choose(
            "Grade", {"": "All grades", **{grade: wording.graded(grade) for grade in GRADE_MEANINGS}}, "grade", ""
        )
        kind = _controls.choose(
            "Kind", {"": "All kinds", **{kind: wording.label(kind) for kind in SOURCE_KINDS}}, "kind", ""
        )
        text = _controls.typed("Text in title, publisher or address", "q")
    matching = queries.sources(data, grade, kind, text)
    _markdown.caption(
        f"{wording.counted(len(matching), 'source')} of {wording.number(len(data.sources))}.".capitalize()
    )
    if len(matching):
        one_page = matching[_controls.part(len(matching), "page", (grade, kind, text))]
        display = wording.table_text(one_page, ["published", "accessed"]).assign(
            kind=one_page["kind"].map(wording.label),
            rows=[_markdown.address("method", source=one) for one in one_page["id"]],
        )
        st.dataframe(
            display,
            hide_index=True,
            height=460,
            alt="Every source that fits, with its grade and how many rows of each table were taken from it",
            column_order=[
                "publisher",
                "title",
                "url",
                "grade",
                "kind",
                "published",
                "rows",
                *queries.TAKEN,
                "via",
                "accessed",
            ],
            column_config={
                "publisher": "Publisher",
                "title": st.column_config.TextColumn("Title", width="large"),
                "url": st.column_config.LinkColumn("Page", display_text="Open", help="The publisher's own page"),
                "grade": "Grade",
                "kind": "Kind",
                "published": "Published",
                "rows": st.column_config.LinkColumn("Its rows", display_text="Show"),
                **queries.TAKEN,
                "via": "Copy read at",
                "accessed": "Read on",
            },
        )
        _components.csv_button(matching, "sources.csv")
    else:
        st.info("No source matches. Widen the filters to see more.")

    st.header("Evidence that was left out")
    with st.container(width=_layout.PROSE):
        st.markdown(
            f"{wording.counted(len(data.left_out), 'page').capitalize()} were read and left out, each with the "
            "reason: copies of something we already have, guesses, things that do not concern a public body, or "
            "things we could not confirm."
        )
    left_out = data.left_out
    st.dataframe(
        left_out[_controls.part(len(left_out), "left_out")],
        hide_index=True,
        height=420,
        alt="Evidence that we left out, with the reason",
        column_order=["what", "body", "reason", "address"],
        column_config={
            "what": st.column_config.TextColumn("What it was", width="medium"),
            "body": "Body named there",
            "reason": st.column_config.TextColumn("Why it was not kept", width="large"),
            "address": st.column_config.LinkColumn("Page", display_text="Open"),
        },
    )


if asked_source in set(data.sources["id"]):
    source_page(asked_source)
else:
    if asked_source:
        st.info(
            f"The record has no source “{wording.plain(asked_source[:60])}”. All sources are at the foot of the page."
        )
    method_page()
