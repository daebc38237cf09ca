"""How we know: the rule, the words, what is weak, how to correct it, and every source with what it gave."""

import streamlit as st

from app_pages import _frame
from whosecameras import rows, words
from whosecameras.model import (
    BASIS_MEANINGS,
    FINDING_MEANINGS,
    FLAG_MEANINGS,
    GRADE_MEANINGS,
    SOURCE_KINDS,
    STATUS_MEANINGS,
)
from whosecameras.settings import settings
from whosecameras.status import RULE, standings

data = _frame.dataset()
known = standings(data)
WEAK = (
    "**England is thin and uneven.** Some regions have ten councils with evidence, others none. That is what could be "
    "found, not what is there.",
    "**Copies.** Some press pages could be read only as a copy on another host. They are graded D or name the host of "
    "the copy, and the original publisher is given.",
    "**Pages without a date.** Where a page bears no date, the date was worked out from its text, and is marked so.",
    "**Group statements.** One article says that every council of Northern Ireland, and every Scottish one but three, "
    "uses Hikvision. It names none of them, and two of those councils say otherwise elsewhere. Such statements are "
    "drawn apart, never outweigh a direct one, and can be switched off.",
    "**Counts that must not be added.** The devices of a service that two councils share are already the sum of "
    "theirs, and a department’s count of cameras may hold other makes. No total of cameras is given anywhere here.",
    "**Surveys disagree.** The best known share was printed as 61%, while its own counts give 62.5%; for councils, "
    "schools, police and hospitals there are two or more figures each. All are shown, with the reason if a source "
    "gives one.",
    "**No survey is split by English region.** Regional maps of England rest on named bodies only.",
    "**A target without an outcome.** Government said that sensitive sites would be cleared by April 2025. No page "
    "that could be read says whether that was met.",
    "**Only what could be read.** Each page was seen in stored copies of the public web, often by its beginning only. "
    "What stands further down, or behind a paywall, is missing.",
)

asked_source = st.query_params.get("source", "")


def source_page(source: str) -> None:
    """One source, and every row that was taken from it."""
    row = data.row("sources", source)
    st.page_link("app_pages/method.py", label="Method and all sources")
    st.title(_frame.plain(str(row["title"])))
    st.markdown(
        f"{_frame.source_words(str(row['publisher']), str(row['url']), str(row['via']), '')}  \n"
        + _frame.plain(
            f"{words.graded(str(row['grade']))} · published {words.date(str(row['published']))} · read on "
            f"{words.date(str(row['accessed']))}"
        )
    )
    taken = rows.of_source(data, source)
    for table, frame in taken.items():
        st.header(f"{rows.TAKEN[table]}: {words.number(len(frame))}")
        if "body" in frame.columns:
            names = data.bodies.set_index("id")["name"]
            _frame.body_list(
                [(body, str(names[body]), "") for body in dict.fromkeys(frame["body"]) if body], columns=True
            )
        _frame.show_table(frame.drop(columns=["source"]), f"{rows.TAKEN[table]} taken from this source")
        _frame.csv_button(frame, f"{source}-{table}.csv")
    if not taken:
        st.info("No row rests on this source; it was read, and is kept for reference.")


def method_page() -> None:
    """The method whole."""
    st.title("How do we know whose cameras they are?")
    with st.container(width=_frame.PROSE):
        st.markdown(
            "We read what is public, keep each statement with its source and date, and work out from these "
            "statements, by "
            f"one rule, what is known now. {words.record_sentence(data)}"
        )

        st.header("Two kinds of evidence, which never add up")
        st.markdown(
            "- **How common it is** comes from surveys: of those bodies that answered, so many said yes. They name few "
            "bodies or none.\n"
            "- **Where we know** comes from statements about named bodies. It is a floor: a body is on the list "
            "only if "
            "somebody published something about it.\n"
            "- **Blank is not clean.** A body without evidence is unknown. Surveys say that many of them will "
            "be users; "
            "none says which. That is why each blank leads to a request that anyone can send."
        )

        st.header("From statements to what is known now", anchor="rule")
        st.markdown("\n".join(f"{number}. {_frame.plain(step)}" for number, step in enumerate(RULE, 1)))

        st.header("The words")
        st.subheader("Statuses")
        for status, meaning in STATUS_MEANINGS.items():
            _frame.chip_line(status, meaning)
        for name, meanings in (
            ("Flags", FLAG_MEANINGS),
            ("Findings", FINDING_MEANINGS),
            ("How a statement reaches the body", BASIS_MEANINGS),
            ("Grades of sources", GRADE_MEANINGS),
        ):
            st.subheader(name)
            st.markdown(
                "\n".join(
                    f"- **{_frame.plain(words.label(value))}**: {_frame.plain(meaning)}"
                    for value, meaning in meanings.items()
                )
            )
        st.subheader("Dates")
        st.markdown(
            "A statement’s date is the one that the source states, or the source’s date of publication, or it "
            "was worked "
            "out from the text; the last two are marked. It may be a month or a year only, and is then shown so."
        )

        st.header("What is weak")
        st.markdown("\n".join(f"- {line}" for line in WEAK))

        st.header("Shares, chance and silence")
        st.markdown(
            "A share is printed as so many of so many that answered. The band around it is the Wilson score "
            "interval at "
            "95%: the range that chance alone would allow if those who answered were drawn at random. They were not: "
            "bodies that use the cameras may answer more or less often. So the band is the least doubt there "
            "is, not all "
            "of it.\n\n"
            "Where a source says how many were asked, a dotted line shows the hard bounds: the share of all that were "
            "asked if no silent body used the cameras, and if every one did. Nothing is assumed about the silent.\n\n"
            "Where a source prints a share and its own counts give another, both are shown."
        )

        st.header("Corrections", anchor="corrections")
        st.markdown(
            "Anyone may say that an entry is wrong or out of date; a body or a maker has the right to reply. We "
            "acknowledge a message within **2 working days** and decide within **10**. A statement is changed or taken "
            "out when the source does not say what the entry says, when a better source contradicts it, or when the "
            "source is withdrawn. Otherwise the reply is added beside it. Every change made after release "
            "stands in the "
            "table of corrections with the old value, the new one, the reason and who asked, by role only."
        )
        if settings().contact:
            subject, text = words.correction_request(data, "name of the body or page", "address of the page")
            st.link_button("Write to the maintainers", _frame.mail_link(settings().contact, subject, text))
        if settings().repository:
            st.markdown(f"Issues can be opened at {_frame.source_link(settings().repository, settings().repository)}.")
        if not settings().contact and not settings().repository:
            st.markdown("This copy of the site names no address of its own: write to whoever runs it.")
    corrections = data.corrections.sort_values("date", ascending=False)
    if len(corrections):
        _frame.show_table(words.table_text(corrections, ["date"]).drop(columns=["id"]), "All corrections, newest first")
    else:
        _frame.aside("No correction has been made since the first release.")

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
        grade = _frame.choose(
            "Grade", {"": "All grades", **{one: words.graded(one) for one in GRADE_MEANINGS}}, "grade", ""
        )
        kind = _frame.choose("Kind", {"": "All kinds", **{one: words.label(one) for one in SOURCE_KINDS}}, "kind", "")
        text = _frame.typed("Text in title, publisher or address", "q")
    found = rows.sources(data, grade=grade, kind=kind, text=text)
    _frame.aside(f"{words.counted(len(found), 'source')} of {words.number(len(data.sources))}.".capitalize())
    if len(found):
        shown = words.table_text(found, ["published", "accessed"]).assign(
            kind=found["kind"].map(words.label), rows=[_frame.address("method", source=one) for one in found["id"]]
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
        _frame.csv_button(found, "sources.csv")
    else:
        st.info("No source matches. Widen the filters to see more.")

    st.header("Evidence that was left out")
    with st.container(width=_frame.PROSE):
        st.markdown(
            f"{words.counted(len(data.left_out), 'page').capitalize()} were judged and not kept, with the "
            "reason: copies "
            "of something that is kept, guesses, what does not concern a public body, or what could not be confirmed."
        )
    st.dataframe(
        data.left_out,
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
            f"The record has no source “{_frame.plain(asked_source[:60])}”. All sources are at the foot of the page."
        )
    method_page()
