"""How to ask a body, and the form for an answer received elsewhere: parts that pages share."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from app_pages import _data, _markdown
from whosecameras.analysis import foi_deadlines
from whosecameras.content.ask import HowToAsk, how_to_ask
from whosecameras.record.loading import is_date
from whosecameras.settings import settings
from whosecameras.text import answer_message, asking, letters, wording

COPY = "Copy the request"
AHEAD = 3650  # latest day of arrival that can be entered, in days from today
HOW_TO_COPY = "The sign at the top right of the text copies it and then shows a tick."


def steps(found: HowToAsk) -> None:
    """The options after a refusal, each with its source."""
    if found.after_a_refusal:
        with st.expander("If it refuses, or does not answer"):
            st.markdown(
                "\n".join(
                    f"1. {_markdown.sentence(step.text)} ({_markdown.source_link(step.url, step.publisher)})"
                    for step in found.after_a_refusal
                )
            )


def _due(body: str) -> None:
    """Show when an answer is due, for a day of arrival that the visitor can change. Shows nothing if no law applies."""
    today = date.today()
    # A text field, because the parts of ``st.date_input`` are too small for a finger.
    text = st.text_input("The request arrives on", today.isoformat(), width=220, key=f"arrives-{body}").strip()
    if not text:
        return
    if len(text) != len(today.isoformat()) or not is_date(text, today + timedelta(days=AHEAD)):
        st.warning(_markdown.sentence(wording.not_a_day(text)))
        return
    arrives = date.fromisoformat(text)
    if day := foi_deadlines.due(_data.dataset(), body, arrives):
        st.markdown(_markdown.sentence(asking.due(day, arrives)))


def ways(found: HowToAsk) -> None:
    """The three ways to send a request to a body, the date an answer is due, and the options after a refusal."""
    source = f" Source: {_markdown.source_link(found.rule.url, found.rule.publisher)}." if found.rule else ""
    st.markdown(f"{_markdown.sentence(found.time_limit)}:small[{source}]")
    if found.asked_on:
        st.info(f"It was asked on {wording.date(found.asked_on)}. Read that request before you send another.")
    if found.repeats:
        st.markdown("The evidence is old or may have changed, so the request asks whether it is still true.")
    with st.container(horizontal=True):
        if found.new_request:
            st.link_button("Ask on WhatDoTheyKnow", found.new_request)
        st.link_button("Email it", found.email)
    _markdown.caption(f"{asking.SIGN_IN if found.new_request else asking.NO_PAGE} {asking.EMAIL}")
    _due(found.body)
    with st.expander(COPY):
        _markdown.caption(HOW_TO_COPY)
        st.code(found.letter, language=None, wrap_lines=True)
    steps(found)
    if found.page:
        link = _markdown.source_link(found.page, "What it has been asked on WhatDoTheyKnow")
        _markdown.caption(f"{link}. {asking.PAGES_NOTICE}")


def any_body(name: str) -> None:
    """The request to a body that is on no list."""
    st.markdown(f"{asking.ANYONE} Copy this text into an email to it, or into a request on WhatDoTheyKnow.")
    st.code(letters.first_letter(_data.dataset()).to(name), language=None, wrap_lines=True)


def of_body(body: str, heading: str = "") -> bool:
    """The heading and the ways to ask a body, or why there are none; ``False`` if there is nothing to show."""
    data = _data.dataset()
    how = how_to_ask(data, body)
    if how:
        st.header(heading or f"Ask {_markdown.sentence(how.name)}")
        ways(how)
        return True
    if why := asking.no_request(data, body):
        st.header("Can you ask?")
        st.markdown(why)
        return True
    return False


def report_form(body: str, name: str) -> None:
    """A short form for an answer received elsewhere. It prepares a message; nothing is stored."""
    data, config = _data.dataset(), settings()
    st.header(_markdown.sentence(answer_message.heading(name)))
    if not config.reachable:
        st.markdown(answer_message.NO_PLACE)
        return
    st.markdown(answer_message.STORES_NOTHING)
    answers, companies = answer_message.answers(), answer_message.companies(data)
    with st.expander("Fill in a short form"), st.form(f"tell-{body}", border=False):
        day = st.text_input(wording.sentence_case(answer_message.KEYS["as_of"]), max_chars=40).strip()
        finding = st.selectbox("What it said", list(answers), format_func=answers.__getitem__, index=None)
        vendor = st.selectbox("Whose cameras", list(companies), format_func=companies.__getitem__, index=None)
        cameras = st.number_input("How many of them, if it said", min_value=0, max_value=10**9 - 1, value=None, step=1)
        detail = st.text_input("The answer in your own words, in one or two sentences", max_chars=500)
        url = st.text_input("Address of the page where others can read it", max_chars=500)
        ready = st.form_submit_button("Prepare the message")
    if not ready:
        return
    values = {
        "body": body,
        "finding": finding or "",
        "vendor": vendor or "",
        "as_of": day,
        "url": url.strip(),
        "cameras": "" if cameras is None else str(cameras),
        "detail": detail,
    }
    if missing := answer_message.missing(values):
        st.warning(f"Still missing: {wording.listed(missing)}.")
        return
    if not is_date(day, date.today()):
        st.warning(_markdown.sentence(wording.not_a_day(day, "date up to today")))
        return
    subject, text = answer_message.message(data, name, values)
    st.success("The message is ready. Nothing has been sent yet.")
    with st.container(horizontal=True):
        if config.contact:
            st.link_button("Send it by email", letters.mail(config.contact, subject, text))
        if issue := answer_message.issue(config.repository, subject, text):
            st.link_button("Open it as an issue", issue)
        elif config.repository:
            st.link_button("Open the repository", config.repository)
    st.code(text, language=None, wrap_lines=True)
