"""Cards about a round of our own requests: what it found, where, and who replied; or that nobody was asked yet."""

from __future__ import annotations

from dataclasses import replace

from whosecameras.analysis import lookup, rounds
from whosecameras.analysis.queries import text_rows
from whosecameras.analysis.rounds import AskedBody, RequestOutcome, RoundProgress
from whosecameras.analysis.status import body_statuses
from whosecameras.briefing.bars import share_bars
from whosecameras.briefing.card_content import (
    CHIP,
    Card,
    CardChart,
    CardLine,
    StatusChip,
    keys,
    n_of_n,
    n_of_n_or_none,
    record_date_line,
    survey_picture,
)
from whosecameras.briefing.cards_national import HEXAGONS
from whosecameras.briefing.frame import check_address, short_address
from whosecameras.briefing.scope import BriefingSubject, KeyFigure, OpenQuestion, named_groups
from whosecameras.charts import rounds as charts
from whosecameras.charts.marks import Mode, swatch
from whosecameras.content.asked import HEADINGS
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import card_words, wording
from whosecameras.text import requests as words

KIND = "round"
#: The key of the briefing on the latest round, and of that on no round at all.
NEWEST, NONE = "newest", "none"
MAP, ANSWERS = "-map", "-answers"
_PAGE = "ask/progress"
_REPLIED = (
    RequestOutcome.YES, RequestOutcome.NO, RequestOutcome.UNREAD, RequestOutcome.NOT_HELD, RequestOutcome.REFUSED,
)  # fmt: skip


def chosen(dataset: Dataset, text: str) -> str:
    """The id of a round given by id or name, or of the newest. Raises ``OpenQuestion`` for an unknown one."""
    ids = rounds.round_ids(dataset)
    if text in ("", NEWEST, NONE) and (not ids or text != NONE):
        return ids[0] if ids else NONE
    rows = [row for row in text_rows(dataset.survey_rounds) if row["id"] in ids]
    if found := lookup.resolve(text, "survey_rounds", rows):
        return found
    known = f"There are {wording.listed(ids)}" if ids else words.NOT_ASKED_YET
    raise OpenQuestion(f"no round of requests “{text[:60]}” is in the record. {known}")


def choices(dataset: Dataset) -> dict[str, str]:
    """The rounds that have asked somebody, the latest first: ``{id: name}``; if none has, an entry that says so."""
    return {key: _name(dataset, key) for key in rounds.round_ids(dataset)} or {NONE: "None yet"}


def _bodies(dataset: Dataset, key: str) -> tuple[AskedBody, ...]:
    """Those that were asked, on the day of the release, as in ``summary``."""
    return rounds.asked_bodies(dataset, key, dataset.released)


def _name(dataset: Dataset, key: str) -> str:
    return str(dataset.row("survey_rounds", key)["name"])


def result(dataset: Dataset, key: str, mode: Mode) -> Card:
    """What a round found, next to the limits for all that were asked; before the first answer, what became of it."""
    if key == NONE:
        return _nobody_asked(mode, dataset)
    found, shares = rounds.progress(_bodies(dataset, key)), charts.round_shares(dataset, key, mode)
    lines = tuple(
        CardLine("", f"{wording.number(count)} {outcome}", rounds.OUTCOME_MEANINGS[outcome])
        for outcome, count in found.outcomes.items()
        if count
    )
    return Card(
        id=f"{KIND}-{key}",
        title=words.title(found),
        number=n_of_n(found.yes, found.said) if found.said else wording.number(found.asked),
        counted="public bodies that said yes or no used the cameras" if found.said else "public bodies were asked",
        subtitle=f"{_name(dataset, key)}: {words.counts_sentence(found.outcomes)}.",
        as_of=record_date_line(dataset),
        sources=shares.sources or _pages(dataset, key),
        picture=survey_picture(dataset, shares) if found.said else CardChart(lines=lines),
        alt=shares.alt if found.said else "; ".join(line.head for line in lines),
        note=" ".join(filter(None, (words.range_sentence(found), words.NEVER_ADDED))),
        path=_PAGE,
        bars=share_bars(dataset, shares.table) if found.said else None,
        table=shares.table,
    )


def _pages(dataset: Dataset, key: str) -> tuple[str, ...]:
    """The pages of its requests that are sources of the record."""
    return charts.round_map(dataset, key).sources


def mapped(dataset: Dataset, key: str, mode: Mode) -> Card:
    """The councils that were asked, by what became of it."""
    chart = charts.round_map(dataset, key, mode)
    found = rounds.progress(_bodies(dataset, key))
    return Card(
        id=f"{KIND}-{key}{MAP}",
        title=chart.title,
        number=n_of_n(_on_map(dataset, key), len(chart.table)),
        counted="districts were asked",
        subtitle=chart.subtitle,
        as_of=record_date_line(dataset),
        sources=chart.sources,
        picture=CardChart(chart.figure, chart.height, shape=HEXAGONS),
        alt=chart.alt,
        note=f"{words.HOW_COUNTED} {words.range_sentence(found)}",
        notice=chart.notice,
        key=tuple(
            replace(one, label=words.NOT_KNOWN) if one.mark == Status.UNKNOWN else one
            for one in keys(chart.legend, mode)
        ),
        path=_PAGE,
        table=chart.table,
    )


def _on_map(dataset: Dataset, key: str) -> int:
    """How many districts' councils were asked."""
    return int((charts.round_map(dataset, key).table["What became of it"] != charts.NOT_ASKED).sum())


def answers(dataset: Dataset, key: str, mode: Mode) -> Card:
    """Those that replied, the latest first, each with what came of the request."""
    bodies = _bodies(dataset, key)
    found, replied = rounds.progress(bodies), rounds.latest_answers(bodies, len(bodies))
    lines = tuple(
        CardLine(
            swatch(charts.MARK_OF_OUTCOME.get(one.outcome, charts.NO_OUTCOME)[0], mode),
            str(dataset.row("bodies", one.body)["name"]),
            f"{HEADINGS[one.outcome]}, known on {wording.date(one.state_date)}",
        )
        for one in replied
    )
    return Card(
        id=f"{KIND}-{key}{ANSWERS}",
        title=f"{_name(dataset, key)}: {n_of_n(len(replied), found.asked)} public bodies replied",
        number="",
        counted="",
        subtitle=f"{wording.sentence_case(words.counts_sentence(found.outcomes))}.",
        as_of=record_date_line(dataset),
        sources=_pages(dataset, key),
        picture=CardChart(lines=lines),
        alt="; ".join(f"{line.head}: {line.text}" for line in lines),
        note=words.NEVER_ADDED,
        path=_PAGE,
    )


def _nobody_asked(mode: Mode, dataset: Dataset) -> Card:
    chip = StatusChip(
        swatch(Status.UNKNOWN, mode, CHIP),
        words.NOT_ASKED_YET,
        ask=card_words.ask_one(short_address(check_address("ask"))),
    )
    return Card(
        id=f"{KIND}-{NONE}",
        title=f"Our own requests: {words.NOT_ASKED_YET.lower()}",
        heading="Our own requests",
        number="None",
        counted="of our rounds has asked anybody",
        chip=chip,
        subtitle=words.FIRST,
        as_of=record_date_line(dataset),
        sources=(),
        picture=CardChart(),
        alt=f"{words.NOT_ASKED_YET}. {words.FIRST}",
        path=_PAGE,
    )


def _cards(dataset: Dataset, key: str) -> tuple[str, ...]:
    """The ids of its cards that have something to say."""
    first = f"{KIND}-{key}"
    replied = rounds.latest_answers(_bodies(dataset, key))
    return (first, *([first + MAP] if _on_map(dataset, key) else []), *([first + ANSWERS] if replied else []))


def briefing(dataset: Dataset, text: str) -> BriefingSubject:
    """The briefing on a round, by id or name or the newest; if nobody has been asked yet, it says so."""
    key = chosen(dataset, text)
    card = result(dataset, key, "light")
    if key == NONE:
        return BriefingSubject(
            kind=KIND, key=NONE, name="Our own requests", title=card.title, cards=(card.id,),
            numbers=(KeyFigure("None", "of our rounds has asked a public body yet"),), groups=(),
            not_known=(words.FIRST, f"{wording.UNKNOWN_IS_NOT_NO}."), sources=(),
            nobody=f"{words.NOT_ASKED_YET}.",
        )  # fmt: skip
    bodies = _bodies(dataset, key)
    found, known = rounds.progress(bodies), body_statuses(dataset)
    ids = [one.body for one in bodies if one.outcome in _REPLIED and known[one.body].has_findings]
    return BriefingSubject(
        kind=KIND,
        key=key,
        name=_name(dataset, key),
        title=card.title,
        cards=_cards(dataset, key),
        numbers=(
            KeyFigure(n_of_n_or_none(found.yes, found.said), "that said yes or no used the cameras"),
            KeyFigure(n_of_n_or_none(found.answered, found.asked), "public bodies answered"),
            KeyFigure(n_of_n_or_none(_late(found), found.asked), "did not answer in time"),
        ),
        groups=named_groups(dataset, ids),
        not_known=(words.HOW_COUNTED, f"{wording.UNKNOWN_IS_NOT_NO}."),
        sources=tuple(dict.fromkeys([*card.sources, *_pages(dataset, key)])),
        nobody="No answer has been put into the record yet.",
    )


def _late(found: RoundProgress) -> int:
    return found.outcomes[RequestOutcome.SILENT] + found.outcomes[RequestOutcome.OVERDUE]
