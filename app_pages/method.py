"""How we know: the rule, the words, what is weak, how to correct it, and every source with what it gave."""

from collections.abc import Sequence

import streamlit as st

from app_pages import _controls, _frame, _record, _shown, _text
from whosecameras import method, rows, words
from whosecameras.model import GRADE_MEANINGS, SOURCE_KINDS
from whosecameras.settings import settings
from whosecameras.status import RULE, standings

data = _record.dataset()
known = standings(data)
asked_source = st.query_params.get("source", "")


def source_page(source: str) -> None:
    """One source, and every row that was taken from it."""
    row = data.row("sources", source)
    st.page_link("app_pages/method.py", label="Method and all sources")
    _frame.title(str(row["title"]), _text.plain(str(row["title"])))
    st.markdown(
        f"{_text.source_words(str(row['publisher']), str(row['url']), str(row['via']), '')}  \n"
        + _text.plain(
            f"{words.graded(str(row['grade']))} · published {words.date(str(row['published']))} · read on "
            f"{words.date(str(row['accessed']))}"
        )
    )
    taken = rows.of_source(data, source)
    for table, frame in taken.items():
        st.header(f"{rows.TAKEN[table]}: {words.number(len(frame))}")
        if "body" in frame.columns:
            bodies = list(dict.fromkeys(body for body in frame["body"] if body))
            some = bodies[_controls.part(len(bodies), f"bodies-{table}")]
            _shown.body_list([(body, str(data.row("bodies", body)["name"]), "") for body in some], columns=True)
        _shown.show_table(frame.drop(columns=["source"]), f"{rows.TAKEN[table]} taken from this source", page=table)
        _shown.csv_button(frame, f"{source}-{table}.csv")
    if not taken:
        st.info("No row rests on this source; it was read, and is kept for reference.")


def points(said: Sequence[method.Point]) -> None:
    """Points as a list, what each is about in bold."""
    st.markdown("\n".join(f"- **{_text.said(one.about)}** {_text.said(one.text)}" for one in said))


def method_page() -> None:
    """The method whole."""
    _frame.title(method.TITLE)
    with st.container(width=_frame.PROSE):
        st.markdown(_text.said(f"{method.INTRODUCTION} {words.record_sentence(data)}"))

        st.header("Two kinds of evidence, which never add up")
        points(method.EVIDENCE)

        st.header("From statements to what is known now", anchor="rule")
        st.markdown("\n".join(f"{number}. {_text.plain(step)}" for number, step in enumerate(RULE, 1)))

        st.header("The words")
        st.subheader("Statuses")
        for status, meaning in method.STATUSES:
            _shown.chip_line(status, meaning)
        for name, meanings in method.VOCABULARIES:
            st.subheader(name)
            points([method.Point(f"{word}:", meaning) for word, meaning in meanings])
        st.subheader("Dates")
        st.markdown(method.DATES)

        st.header("What is weak")
        points(method.weak(data))

        st.header("Shares, chance and silence")
        st.markdown("\n\n".join(method.SHARES))

        st.header("Corrections", anchor="corrections")
        st.markdown("\n\n".join(method.corrections(settings().reachable)))
        if settings().contact:
            subject, text = words.correction_request(data, "name of the body or page", "address of the page")
            st.link_button("Write to the maintainers", _text.mail_link(settings().contact, subject, text))
        if settings().repository:
            st.markdown(f"Issues can be opened at {_text.source_link(settings().repository, settings().repository)}.")
    corrections = data.corrections.sort_values("date", ascending=False)
    if len(corrections):
        _shown.show_table(
            words.table_text(corrections, ["date"]).drop(columns=["id"]),
            "All corrections, newest first",
            page="changes",
        )
    else:
        _text.aside("No correction has been made since the first release.")

    with st.container(width=_frame.PROSE):
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
            "Grade", {"": "All grades", **{one: words.graded(one) for one in GRADE_MEANINGS}}, "grade", ""
        )
        kind = _controls.choose(
            "Kind", {"": "All kinds", **{one: words.label(one) for one in SOURCE_KINDS}}, "kind", ""
        )
        text = _controls.typed("Text in title, publisher or address", "q")
    found = rows.sources(data, grade, kind, text)
    _text.aside(f"{words.counted(len(found), 'source')} of {words.number(len(data.sources))}.".capitalize())
    if len(found):
        one_page = found[_controls.part(len(found), "page", (grade, kind, text))]
        shown = words.table_text(one_page, ["published", "accessed"]).assign(
            kind=one_page["kind"].map(words.label),
            rows=[_text.address("method", source=one) for one in one_page["id"]],
        )
        st.dataframe(
            shown,
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
                *rows.TAKEN,
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
                **rows.TAKEN,
                "via": "Copy read at",
                "accessed": "Read on",
            },
        )
        _shown.csv_button(found, "sources.csv")
    else:
        st.info("No source matches. Widen the filters to see more.")

    st.header("Evidence that was left out")
    with st.container(width=_frame.PROSE):
        st.markdown(
            f"{words.counted(len(data.left_out), 'page').capitalize()} were judged and not kept, with the "
            "reason: copies "
            "of something that is kept, guesses, what does not concern a public body, or what could not be confirmed."
        )
    left_out = data.left_out
    st.dataframe(
        left_out[_controls.part(len(left_out), "left_out")],
        hide_index=True,
        height=420,
        alt="Evidence that was judged and not kept, with the reason",
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
            f"The record has no source “{_text.plain(asked_source[:60])}”. All sources are at the foot of the page."
        )
    method_page()
