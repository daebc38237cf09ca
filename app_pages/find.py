"""Find a public body by name or postcode: what is known about it, who said so, and what to ask if nothing is."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app_pages import _asking, _components, _controls, _data, _layout, _markdown
from whosecameras.analysis import queries
from whosecameras.analysis.name_keys import sector_in_text
from whosecameras.analysis.search_results import Match, SearchResult
from whosecameras.analysis.status import body_statuses
from whosecameras.content import home
from whosecameras.content.ask import needs_asking
from whosecameras.content.body_profile import BodyLink, BodyList, BodyProfile, Evidence, SurveyFigure
from whosecameras.content.record_index import body_profile, index_of
from whosecameras.content.registered_body import RegisteredBody, registered_body
from whosecameras.publishing import exports
from whosecameras.record.geography import POSTCODE_NOTICE, name_of
from whosecameras.record.schema import BASIS_MEANINGS, FLAG_MEANINGS, Status
from whosecameras.settings import settings
from whosecameras.text import evidence_words, methodology, wording

data = _data.dataset()
known = body_statuses(data)
sectors = data.sectors.sort_values("order")
SECTORS = dict(zip(sectors["id"], sectors["plural"], strict=True))
MOST = 24  # results per search
PLACEHOLDER = "[name of the public body]"


def forget_body() -> None:
    """Close the open body when the visitor searches again."""
    st.query_params.pop("body", None)


def listed(bodies: BodyList, found: BodyProfile) -> None:
    """Other bodies with their status, and a link to those that are not listed."""
    _components.body_list([(body.id, body.name, body.beside) for body in bodies.first])
    if bodies.total > len(bodies.first):
        scope = {"region": found.region} if found.region else {"sector": found.sector}
        name = wording.plain(found.place if found.region else found.sector_name)
        summary = f"Showing {len(bodies.first)} of {wording.number(bodies.total)}."
        _markdown.caption(
            f"{summary} [See all public bodies: {name}]({_markdown.address('data', table='bodies', **scope)})"
        )


def result(match: Match, by_name: bool) -> None:
    """A body that matches the search: name, status, place, and why it matched."""
    why = f" · found by “{match.matched_text}”" if by_name and match.matched_text != match.name else ""
    with st.container(border=True, gap="xsmall"):
        _components.body_list([(match.body, match.name, "")])
        if match.body in known:
            placed = _data.cached(index_of).placed(match.body)
            _components.chip_line(placed.mark, placed.role + why, label=placed.label)
        else:  # known only from a register
            row = data.row("bodies", match.body)
            role = " · ".join(part for part in (row["type"], wording.where(data, row)) if part)
            _components.chip_line(Status.UNKNOWN, role + why)


def report_error(what: str, row: str) -> None:
    """How to report that an entry is wrong or out of date."""
    subject, text = wording.correction_request(data, what, row)
    st.markdown(
        f"{methodology.wrong(settings().reachable)} [How corrections work]({_markdown.address('method')}#corrections)"
    )
    if settings().contact:
        st.link_button("This is wrong or out of date", wording.mail_link(settings().contact, subject, text))
    else:
        with st.expander("A message to copy"):
            st.code(f"{subject}\n\n{text}", language=None, wrap_lines=True)
    if settings().repository:
        st.markdown(f"Or open an issue at {_markdown.source_link(settings().repository, settings().repository)}.")


def status_label(body: str) -> str:
    """The text next to a body's name in the list: its status, or that it no longer exists."""
    if known[body].status is Status.UNKNOWN:
        return "no longer exists" if data.row("bodies", body)["replaced_by"] else ""
    return evidence_words.status_label(data, known[body]).lower()


def browse() -> None:
    """All bodies from A to Z, one sector at a time."""
    st.header("A to Z by sector")
    sector = _controls.choose("Sector", SECTORS, "sector", "council", pills=True)
    st.markdown(_components.briefing_link("find", sector=sector))
    bodies = _data.cached(queries.bodies_by_name, sector)
    total = wording.counted(len(bodies), "public body", "public bodies").capitalize()
    _markdown.caption(f"{total}. No status beside a name means that we found nothing published. It does not mean no.")
    page_rows = bodies[_controls.part(len(bodies), "page", sector)]
    with st.container(height=560 if len(page_rows) > 60 else "content", border=len(page_rows) > 60):
        _components.body_list(
            [(body, name, status_label(body)) for body, name in page_rows],
            columns=True,
        )


def answer_page(question: str, answer: SearchResult) -> None:
    """The results of a search, or the nearest names and other ways to find a body."""
    heading = "Did you mean one of these?" if answer.suggestions else "Not in any list"
    st.header("What was found" if answer.matches else heading)
    manufacturer = (
        f" [What is known about it]({_markdown.address('manufacturers', manufacturer=answer.vendor)})"
        if answer.vendor
        else ""
    )
    st.markdown(wording.plain(answer.note) + manufacturer)
    if answer.postcode and answer.postcode.nation:
        region = dict(zip(data.regions["code"], data.regions["name"], strict=True)).get(answer.postcode.region, "")
        _markdown.caption(
            wording.plain(" · ".join(dict.fromkeys(part for part in (region, answer.postcode.nation) if part)))
        )
    if answer.postcode and answer.postcode.likely:
        for district in answer.postcode.likely[:3]:
            name = wording.plain(name_of(district))
            st.markdown(f"[Everyone who serves {name}]({_markdown.address('area', code=district)})")
    by_name = answer.kind != "postcode"
    sure = [match for match in answer.matches if match.exact or by_name]
    maybe = [match for match in answer.matches if match not in sure]
    for match in sure:
        result(match, by_name)
    if maybe:
        st.header("Possible too" if sure else "Possible")
        _markdown.caption("The postcode alone does not tell us which of these serves the address.")
        for match in maybe:
            result(match, by_name)
    for match in answer.suggestions:
        result(match, by_name=True)
    if answer.postcode:
        _markdown.caption(wording.plain(POSTCODE_NOTICE))


def named(match: Match) -> str:
    """A body that also matches, with a link; if known only from a register, with its place."""
    link = _markdown.body_link(match.body, match.name)
    if match.body in known:
        return link
    return f"{link} ({wording.plain(wording.where(data, data.row('bodies', match.body)))})"


def not_listed(question: str) -> None:
    """A body on no list: which lists there are, what surveys found for its kind, and a letter with its name."""
    _markdown.caption(wording.plain(f"{_data.cached(home.held)} {_data.cached(home.on_registers)}"))
    with st.expander("Which lists are searched, and how old they are"):
        st.markdown(
            "\n".join(
                f"- **{wording.plain(entry['sector_name'])}**: {wording.plain(entry['name'])}, "
                f"{wording.date(entry['edition'])}. {wording.plain(entry['publisher'])}, {entry['licence']}."
                for entry in _data.cached(home.lists)
            )
        )
        _markdown.caption(wording.plain(POSTCODE_NOTICE))
    common(_data.cached(index_of).figures_of_kind(sector_in_text(question)))
    st.header("Not in any list? Ask the public body")
    _asking.any_body(question or PLACEHOLDER)


def registered_page(found: RegisteredBody) -> None:
    """A body known only from a register: what is known, how common the cameras are in its sector, and how to ask."""
    _markdown.caption(wording.plain(f"{found.sector_name} › {found.where} › {found.name}"))
    _layout.title(found.name, wording.plain(found.name))
    _components.chip_line(Status.UNKNOWN, " · ".join(part for part in (found.kind, found.where) if part))
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(
            wording.plain(
                f"We found nothing that says whether {found.name} uses {wording.any_manufacturer(data)} cameras. "
                "It may or may not."
            )
        )
        _asking.of_body(found.id)
    with right:
        common(found.figures)
        st.header("Where this entry comes from")
        st.markdown(wording.plain(found.listed) + (f" Code: {wording.plain(found.code)}." if found.code else ""))
        _markdown.caption(wording.plain(found.notice))
        st.header("Wrong or out of date?")
        report_error(found.name, found.id)
        st.markdown(_components.briefing_link("find", body=found.id))
        _asking.report_form(found.id, found.name)


def statement(item: Evidence, deciding: str) -> None:
    """A finding: date, statement, source and its grade, and whether it decides the status."""
    with st.container(border=True):
        date_column, text_column = st.columns([1, 4])
        with date_column:
            _markdown.caption(wording.plain(wording.dated(item.as_of, item.as_of_basis)))
        with text_column:
            _components.chip_line(item.mark, item.heading, label=item.label, strong=True)
            st.markdown(wording.plain(item.detail) + (f" **{_markdown.sentence(deciding)}**" if deciding else ""))
            about = [f"Scope: {item.scope}"] if item.scope else []
            about += [f"Cameras of this brand: {wording.number(item.cameras)}"] if item.cameras is not None else []
            if about:
                st.markdown(wording.plain(" · ".join(about)))
            origin = item.source
            st.markdown(
                f":small[{_markdown.source_words(origin.publisher, origin.url, origin.via, origin.title)} · "
                f"[all from this source]({_markdown.address('method', source=origin.id)})]  \n"
                ":small["
                f"{wording.plain(f'{wording.graded(origin.grade)} · {item.basis}: {BASIS_MEANINGS[item.basis]}')}]"
            )


def functions(found: BodyProfile) -> None:
    """The functions of the cameras that sources report."""
    if not found.functions:
        return
    st.header("What the cameras can do, as reported")
    for function in found.functions:
        st.markdown(
            f"**{wording.plain(function.name)}**: {wording.plain(function.statement)}. {wording.plain(function.detail)}"
        )
        origin = function.source
        st.markdown(
            f":small[{wording.plain(function.manufacturers)} · "
            f"{wording.plain(wording.dated(function.as_of, function.as_of_basis))} · "
            f"{_markdown.source_words(origin.publisher, origin.url, origin.via, origin.title)} · grade {origin.grade}]"
        )


def events(found: BodyProfile) -> None:
    """Events that name the body."""
    if not found.events:
        return
    st.header("On the timeline")
    for event in found.events:
        origin = event.source
        st.markdown(f"**{wording.date(event.date)}: {wording.plain(event.title)}.** {wording.plain(event.summary)}")
        st.markdown(f":small[{_markdown.source_words(origin.publisher, origin.url, origin.via, origin.title)}]")


def evidence(found: BodyProfile) -> None:
    """The left column: reasons for the status, statements, functions, events, corrections."""
    if found.named:
        st.header("What sources say, newest first")
        for item in found.named:
            statement(item, found.deciding.get(item.id, ""))
    if found.group:
        st.header("Claims about a whole group")
        st.markdown("These claims do not name it. They never count as use, and we count them separately.")
        for item in found.group:
            statement(item, found.deciding.get(item.id, ""))
    functions(found)
    events(found)
    if found.corrections:
        st.header("Corrections")
        st.markdown("Changes to this entry since it was first released. Old values stay visible.")
        rows = pd.DataFrame(found.corrections).drop(columns=["id"])
        _components.show_table(wording.table_text(rows, ["date"]), "Corrections to this body's rows")


def common(figures: Sequence[SurveyFigure]) -> None:
    """The survey figures for the same sector and place."""
    st.header("How common was it?")
    st.markdown(
        "These figures come from surveys. They do not tell you about this public body, and cannot be added to the "
        "numbers of those named."
    )
    st.markdown(
        "\n".join(
            f"- {wording.plain(figure.sentence)} "
            f"{_markdown.source_link(figure.source.url, figure.source.publisher)}, "
            f"grade {figure.source.grade}"
            for figure in figures
        )
    )
    if not figures:
        st.markdown("We found no survey figure for this sector.")


def others(found: BodyProfile) -> None:
    """Bodies in the same place, and those of the same kind in the region."""
    if found.same_area.total:
        st.header("Also in this area")
        with st.container(height=420 if len(found.same_area.first) > 8 else "content", border=False):
            listed(found.same_area, found)
    place = found.place if found.region else "UK-wide"
    if found.peers.total or found.blank_peers:
        st.header(f"Others of this kind, {_markdown.sentence(place)}")
        blank = wording.counted(found.blank_peers, "more public body", "more public bodies")
        if found.blank_peers:
            _markdown.caption(f"We found nothing published about {blank} of this kind.")
        if found.peers.total:
            with st.expander(
                f"{wording.counted(found.peers.total, 'public body', 'public bodies').capitalize()} with evidence"
            ):
                listed(found.peers, found)


def take_away(found: BodyProfile) -> None:
    """Download, citation and how to request a correction."""
    st.header("Download")
    if found.rows:
        _components.csv_button(pd.DataFrame(found.rows), f"{found.id}.csv", "These rows as CSV")
    st.markdown(f"{_components.briefing_link('find', body=found.id)}: a card, a page or slides.\n\n**Cite this page**")
    address = f" {settings().base_url}/body/{found.id}" if settings().base_url else ""
    st.code(exports.citation(data, found.name) + address, language=None, wrap_lines=True)
    st.header("Wrong or out of date?")
    report_error(found.name, found.id)


def linked(bodies: tuple[BodyLink, ...]) -> str:
    """Bodies as links, as part of a sentence."""
    return wording.listed([_markdown.body_link(body.id, body.name) for body in bodies])


def body_page(found: BodyProfile) -> None:
    """All evidence about one body."""
    _markdown.caption(wording.plain(f"{found.sector_name} › {found.place} › {found.name}"))
    _layout.title(found.name, wording.plain(found.name))
    standing = found.standing
    about = [f"evidence from {wording.evidence_from(standing)}"] if standing.as_of else []
    about += ["undated"] if standing.decided_by and not standing.as_of else []
    about += [wording.manufacturers_of(data, standing.vendors)] if standing.vendors else []
    _components.chip_line(found.mark, " · ".join(about), label=found.label)
    with st.container(width=_layout.PROSE):
        st.markdown(wording.plain(_data.cached(index_of).sentence(found.id)))
        if owner := methodology.not_counted(data, found.id):
            st.info(wording.plain(owner))
        if found.replaced_by:
            when = f"On {wording.date(found.ended)} " if found.ended else ""
            st.info(
                f"This body no longer exists. {when}{linked(found.replaced_by)} took its place. Evidence "
                "about the old body stays on this page and does not count for its successor."
            )
        if found.replaces:
            when = f"On {wording.date(found.began)} it" if found.began else "It"
            old = "each old body is on its own page" if len(found.replaces) > 1 else "the old body is on its page"
            st.info(f"{when} replaced {linked(found.replaces)}. Evidence about {old}.")
        if found.aliases:
            _markdown.caption(wording.plain(f"Also: {wording.listed(found.aliases)}"))
    left, right = st.columns([3, 2], gap="large")
    with left:
        if needs_asking(found.standing):
            _asking.of_body(found.id)
        st.header("How we decided this status")
        why = [f"- Rule {reason.step}: {wording.plain(reason.text)}" for reason in found.reasons]
        why += [f"- **{str(flag).capitalize()}**: {wording.plain(FLAG_MEANINGS[flag])}" for flag in standing.flags]
        st.markdown("\n".join(why))
        st.markdown(f":small[[The full rule, and what the grades mean]({_markdown.address('method')}#rule)]")
        evidence(found)
    with right:
        if found.is_public:  # surveys only asked public bodies
            common(found.figures)
        take_away(found)
        if not needs_asking(found.standing):
            _asking.of_body(found.id, "Is this still true?")
        _asking.report_form(found.id, found.name)
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
answer = _data.search_all(question, MOST) if question else None
exact = [match for match in answer.matches if match.exact] if answer and answer.kind == "name" else []
exact = [match for match in exact if match.body in known] or exact  # “Leeds” is the city, not the parish in Kent
exact = [match for match in exact if match.score == exact[0].score]  # “Somerset”: the council, then the former one

if asked_body in known:
    body_page(_data.cached(body_profile, asked_body))
elif asked_body and data.registers.place("bodies", asked_body) is not None:
    registered_page(registered_body(data, asked_body))
elif not asked_body and len(exact) == 1:
    also = [match for match in (answer.matches if answer else ()) if match not in exact]
    if also:
        links = wording.listed([named(match) for match in also], most=4)
        _markdown.caption(f"Also like “{wording.plain(question)}”: {links}")
    if exact[0].body in known:
        body_page(_data.cached(body_profile, exact[0].body))
    else:
        registered_page(registered_body(data, exact[0].body))
else:
    with heading:
        _layout.title(home.FIND)
        with st.container(width=_layout.PROSE):
            st.markdown(_data.cached(home.register))
    if asked_body:
        with st.container(width=_layout.PROSE):
            st.warning(f"We list no public body called “{wording.plain(asked_body[:60])}”. Any name near it is below.")
        answer = answer or _data.search_all(asked_body.replace("-", " ")[: _controls.TYPED], MOST)
    with st.container(width=_layout.PROSE):
        if answer and answer.kind != "empty":
            answer_page(question, answer)
            if not answer.matches and answer.kind != "postcode" and not answer.vendor:
                not_listed(question)
    if not answer:
        with st.container(width=_layout.PROSE), st.expander("Not in the list? Ask the public body"):
            _asking.any_body(PLACEHOLDER)
        _markdown.caption(wording.plain(_data.cached(home.on_registers)))
    browse()
