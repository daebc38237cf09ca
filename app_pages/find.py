"""Find a body: a name or a postcode leads to what is known of it, who said so, and what to ask if nothing is."""

import streamlit as st

from app_pages import _components, _controls, _data, _layout, _markdown
from whosecameras.analysis import queries
from whosecameras.analysis.search_results import Match, SearchResult
from whosecameras.analysis.status import body_statuses
from whosecameras.charts.maps import status_mark
from whosecameras.charts.marks import label
from whosecameras.content import body_profile, home
from whosecameras.publishing import exports
from whosecameras.record.schema import BASIS_MEANINGS, FLAG_MEANINGS, Status
from whosecameras.settings import settings
from whosecameras.text import methodology, wording

data = _data.dataset()
known = body_statuses(data)
sectors = data.sectors.sort_values("order")
SECTORS = dict(zip(sectors["id"], sectors["plural"], strict=True))
MOST = 24  # results of one question
LINKS = 100  # other bodies that a body's page lists at once
PLACEHOLDER = "[name of the public body]"


def forget_body() -> None:
    """A new question leaves the body that was open."""
    st.query_params.pop("body", None)


def listed(bodies: tuple[body_profile.BodyLink, ...], page: str, of: str) -> None:
    """Other bodies, each with what is known of it; ``page`` and ``of`` as in ``part``."""
    shown = bodies[_controls.part(len(bodies), page, of, LINKS)]
    _components.body_list([(one.id, one.name, one.beside) for one in shown])


def result(match: Match, by_name: bool) -> None:
    """One body that fits a question: name, status, place, and why it is here."""
    found = body_profile.body_link(data, match.body)
    why = f" · found by “{match.matched_text}”" if by_name and match.matched_text != found.name else ""
    with st.container(border=True, gap="xsmall"):
        _components.body_list([(found.id, found.name, "")])
        _components.chip_line(found.mark, found.role + why)


def request(name: str) -> None:
    """The ready request to a body, to copy."""
    st.markdown(methodology.ASK)
    st.code(wording.request_for_information(data, name), language=None, wrap_lines=True)


def wrong(what: str, row: str) -> None:
    """How to say that an entry is wrong or out of date."""
    subject, text = wording.correction_request(data, what, row)
    st.markdown(
        f"{methodology.wrong(settings().reachable)} [How corrections work]({_markdown.address('method')}#corrections)"
    )
    if settings().contact:
        st.link_button("This is wrong or out of date", _markdown.mail_link(settings().contact, subject, text))
    else:
        with st.expander("A message to copy"):
            st.code(f"{subject}\n\n{text}", language=None, wrap_lines=True)
    if settings().repository:
        st.markdown(f"Or open an issue at {_markdown.source_link(settings().repository, settings().repository)}.")


def beside(body: str) -> str:
    """What stands beside a body's name in the list: what is known, or that it is gone."""
    if known[body].status is Status.UNKNOWN:
        return "no longer exists" if data.row("bodies", body)["replaced_by"] else ""
    return label(status_mark(known[body])).lower()


def browse() -> None:
    """All bodies from A to Z, one sector at a time."""
    st.header("A to Z by sector")
    sector = _controls.choose("Sector", SECTORS, "sector", "council", pills=True)
    bodies = _data.cached(queries.bodies_by_name, sector)
    total = wording.counted(len(bodies), "body", "bodies").capitalize()
    _markdown.aside(f"{total}. Where nothing stands beside a name, no public evidence was found; that is not a “no”.")
    shown = bodies[_controls.part(len(bodies), "page", sector)]
    with st.container(height=560 if len(shown) > 60 else "content", border=len(shown) > 60):
        _components.body_list(
            [(body, name, beside(body)) for body, name in shown],
            columns=True,
        )


def answer_page(question: str, answer: SearchResult) -> None:
    """What a question found, or the nearest names and the ways on."""
    near = "Did you mean one of these?" if answer.suggestions else "Not in the list"
    st.header("What was found" if answer.matches else near)
    maker = f" [What is known about it]({_markdown.address('makers', maker=answer.vendor)})" if answer.vendor else ""
    st.markdown(_markdown.plain(answer.note) + maker)
    if answer.postcode and answer.postcode.nation:
        region = dict(zip(data.regions["code"], data.regions["name"], strict=True)).get(answer.postcode.region, "")
        _markdown.aside(
            _markdown.plain(" · ".join(dict.fromkeys(part for part in (region, answer.postcode.nation) if part)))
        )
    by_name = answer.kind != "postcode"
    sure = [match for match in answer.matches if match.exact or by_name]
    maybe = [match for match in answer.matches if match not in sure]
    for match in sure:
        result(match, by_name)
    if maybe:
        st.header("Possible too" if sure else "Possible")
        _markdown.aside("From the postcode alone it cannot be told which of these serves the address.")
        for match in maybe:
            result(match, by_name)
    for match in answer.suggestions:
        result(match, by_name=True)
    if not answer.matches:
        _markdown.aside(_markdown.plain(home.held(data)))
        st.header("Not in the list? Ask the body itself")
        request(PLACEHOLDER)


def statement(said: body_profile.Evidence, deciding: str) -> None:
    """One finding: when, what, who says so, how near the source is to the fact, and whether it decides the status."""
    with st.container(border=True):
        when, what = st.columns([1, 4])
        with when:
            _markdown.aside(_markdown.plain(wording.dated(said.as_of, said.as_of_basis)))
        with what:
            _components.chip_line(said.mark, said.heading, strong=True)
            st.markdown(_markdown.plain(said.detail) + (f" **{_markdown.said(deciding)}**" if deciding else ""))
            about = [f"Scope: {said.scope}"] if said.scope else []
            about += [f"Cameras of this make: {wording.number(said.cameras)}"] if said.cameras is not None else []
            if about:
                st.markdown(_markdown.plain(" · ".join(about)))
            origin = said.source
            st.markdown(
                f":small[{_markdown.source_words(origin.publisher, origin.url, origin.via, origin.title)} · "
                f"[all from this source]({_markdown.address('method', source=origin.id)})]  \n"
                ":small["
                f"{_markdown.plain(f'{wording.graded(origin.grade)} · {said.basis}: {BASIS_MEANINGS[said.basis]}')}]"
            )


def functions(found: body_profile.BodyProfile) -> None:
    """What the cameras can do, as far as a source says."""
    if not found.functions:
        return
    st.header("What the cameras can do, as reported")
    for one in found.functions:
        st.markdown(f"**{_markdown.plain(one.name)}**: {_markdown.plain(one.statement)}. {_markdown.plain(one.detail)}")
        origin = one.source
        st.markdown(
            f":small[{_markdown.plain(one.makers)} · {_markdown.plain(wording.dated(one.as_of, one.as_of_basis))} · "
            f"{_markdown.source_words(origin.publisher, origin.url, origin.via, origin.title)} · grade {origin.grade}]"
        )


def events(found: body_profile.BodyProfile) -> None:
    """Dated acts that name the body."""
    if not found.events:
        return
    st.header("On the timeline")
    for one in found.events:
        origin = one.source
        st.markdown(f"**{wording.date(one.date)}: {_markdown.plain(one.title)}.** {_markdown.plain(one.summary)}")
        st.markdown(f":small[{_markdown.source_words(origin.publisher, origin.url, origin.via, origin.title)}]")


def evidence(found: body_profile.BodyProfile) -> None:
    """The left column: why, what has been said, functions, events, corrections."""
    if found.named:
        st.header("What has been said, newest first")
        for said in found.named:
            statement(said, found.deciding.get(said.id, ""))
    if found.group:
        st.header("Statements about a whole group")
        st.markdown(
            "These do not name the body. They never outweigh a statement that does, and are counted apart everywhere."
        )
        for said in found.group:
            statement(said, found.deciding.get(said.id, ""))
    functions(found)
    events(found)
    if len(found.corrections):
        st.header("Corrections")
        st.markdown("Changes to the rows of this body since release; the old value stays visible.")
        _components.show_table(
            wording.table_text(found.corrections, ["date"]).drop(columns=["id"]), "Corrections to this body's rows"
        )


def common(found: body_profile.BodyProfile) -> None:
    """The survey figures for the same sector and place."""
    st.header("How common is it?")
    st.markdown(
        "From surveys of many bodies. They say nothing about this one, and they do not add up with what is named."
    )
    st.markdown(
        "\n".join(
            f"- {_markdown.plain(figure.sentence)} "
            f"{_markdown.source_link(figure.source.url, figure.source.publisher)}, "
            f"grade {figure.source.grade}"
            for figure in found.figures
        )
    )
    if not found.figures:
        st.markdown("No survey that we could read has a figure for this sector.")


def others(found: body_profile.BodyProfile) -> None:
    """Bodies of the same place, and those of the same kind in the region."""
    if found.nearby:
        st.header("Who else serves the place")
        with st.container(height=420 if len(found.nearby) > 8 else "content", border=False):
            listed(found.nearby, "nearby", found.id)
    where = found.place if found.region else "UK-wide"
    if found.elsewhere or found.blank_elsewhere:
        st.header(f"The same kind of body, {_markdown.said(where)}")
        blank = wording.counted(found.blank_elsewhere, "more body", "more bodies")
        if found.blank_elsewhere:
            _markdown.aside(f"Of {blank} of this kind nothing public is known.")
        if found.elsewhere:
            with st.expander(f"{wording.counted(len(found.elsewhere), 'body', 'bodies').capitalize()} with evidence"):
                listed(found.elsewhere, "elsewhere", found.id)


def take_away(found: body_profile.BodyProfile) -> None:
    """Download, citation and the way to correct."""
    st.header("Take it with you")
    if len(found.rows):
        _components.csv_button(found.rows, f"{found.id}.csv", "These rows as CSV")
    st.markdown("**Cite this page**")
    address = f" {settings().base_url}/body/{found.id}" if settings().base_url else ""
    st.code(exports.citation(data, found.name) + address, language=None, wrap_lines=True)
    st.header("Wrong or out of date?")
    wrong(found.name, found.id)


def linked(bodies: tuple[body_profile.BodyLink, ...]) -> str:
    """Bodies with a link to each, as part of a sentence."""
    return wording.listed([_markdown.body_link(one.id, one.name) for one in bodies])


def body_page(found: body_profile.BodyProfile) -> None:
    """All that the record holds on one body."""
    _markdown.aside(_markdown.plain(f"{found.sector_name} › {found.place} › {found.name}"))
    _layout.title(found.name, _markdown.plain(found.name))
    standing = found.standing
    about = [wording.as_of(standing.since)] if standing.decided_by else []
    about += [wording.manufacturers_of(data, standing.vendors)] if standing.vendors else []
    _components.chip_line(found.mark, " · ".join(about))
    with st.container(width=_layout.PROSE):
        st.markdown(_markdown.plain(wording.known_now(data, found.name, standing)))
        if found.replaced_by:
            when = f"On {wording.date(found.ended)} " if found.ended else ""
            st.info(
                f"This body no longer exists. {when}{linked(found.replaced_by)} took its place; what was said of the "
                "old body is kept here and not carried over."
            )
        if found.replaces:
            when = f"On {wording.date(found.began)} it" if found.began else "It"
            there = "each old body stands on its own page" if len(found.replaces) > 1 else "the old body stands there"
            st.info(f"{when} took the place of {linked(found.replaces)}; what was said of {there}.")
        if found.aliases:
            _markdown.aside(_markdown.plain(f"Also: {wording.listed(found.aliases)}"))
    left, right = st.columns([3, 2], gap="large")
    with left:
        if not found.named and not found.group and not found.replaced_by:
            st.header("Ask it yourself")
            request(found.name)
        st.header("Why it stands so")
        why = [f"- Rule {reason.step}: {_markdown.plain(reason.text)}" for reason in found.reasons]
        why += [f"- **{str(flag).capitalize()}**: {_markdown.plain(FLAG_MEANINGS[flag])}" for flag in standing.flags]
        st.markdown("\n".join(why))
        st.markdown(f":small[[The whole rule, and what the grades mean]({_markdown.address('method')}#rule)]")
        evidence(found)
    with right:
        common(found)
        take_away(found)
        if (found.named or found.group) and not found.replaced_by:
            st.header("Is it still so? Ask")
            with st.expander("A ready request to this body"):
                request(found.name)
        others(found)


question_slot = st.container()
asked_body = st.query_params.get("body", "")
with question_slot:
    heading = st.container()
    with st.container(width=_layout.PROSE):
        question = _controls.typed(
            "Name of a public body, or a postcode", "q", "for example Leeds, LS1 or Police Scotland", forget_body
        )
asked_body = st.query_params.get("body", "")
answer = _data.finder().search(question, MOST) if question else None
exact = [match for match in answer.matches if match.exact] if answer and answer.kind == "name" else []
exact = [match for match in exact if match.score == exact[0].score]  # “Somerset” is the council, then the former one

if asked_body in known:
    body_page(body_profile.body_profile(data, asked_body))
elif not asked_body and len(exact) == 1:
    also = [match for match in (answer.matches if answer else ()) if match not in exact]
    if also:
        links = wording.listed([_markdown.body_link(match.body, match.name) for match in also], most=4)
        _markdown.aside(f"Also like “{_markdown.plain(question)}”: {links}")
    body_page(body_profile.body_profile(data, exact[0].body))
else:
    with heading:
        _layout.title("Is your council, school or police force on the list?")
        with st.container(width=_layout.PROSE):
            st.markdown(_data.cached(home.register))
    if asked_body:
        with st.container(width=_layout.PROSE):
            st.warning(f"The register has no body “{_markdown.plain(asked_body[:60])}”. Any name near it is below.")
        answer = answer or _data.finder().search(asked_body.replace("-", " ")[: _controls.TYPED])
    with st.container(width=_layout.PROSE):
        if answer and answer.kind != "empty":
            answer_page(question, answer)
    if not answer:
        with st.container(width=_layout.PROSE), st.expander("Not in the list? Ask the body itself"):
            request(PLACEHOLDER)
    browse()
