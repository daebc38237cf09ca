"""Cards about a selection: a sector in a place, or public bodies narrowed by evidence as the explorer's filters do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from whosecameras.analysis import walls
from whosecameras.analysis.comparison import ComparedGroup
from whosecameras.analysis.deciding import deciding_sources
from whosecameras.analysis.queries import text_rows
from whosecameras.analysis.status import ALL_EVIDENCE, body_statuses
from whosecameras.briefing import cards_area, cards_local
from whosecameras.briefing.bars import status_bars
from whosecameras.briefing.card_content import (
    CHIP,
    Card,
    CardChart,
    StatusChip,
    body_lines,
    hundred,
    keys,
    n_of_n_or_none,
    record_date_line,
)
from whosecameras.briefing.frame import check_address, short_address
from whosecameras.briefing.scope import BriefingSubject, KeyFigure, OpenQuestion, named_groups
from whosecameras.charts import comparison as bars
from whosecameras.charts import wall
from whosecameras.charts.marks import OLDER_NOTE, Mode, swatch
from whosecameras.charts.svg.text_metrics import FontFace
from whosecameras.content.ask import askable
from whosecameras.content.selection import (
    NotSelectable,
    Selection,
    group_of,
    parts_of,
    read_key,
    with_status,
)
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import card_words, comparison_words, gaps, selection_words, wall_words, wording

KIND = "selection"
NAMED = "-named"
_MOST_LENSES = 1500  # more would be dots
_MOST_SILENT = 60  # more names than this are a data file


def chosen(dataset: Dataset, key: str) -> Selection:
    """The selection of a key. Raises ``OpenQuestion`` for a part that is unknown."""
    try:
        return read_key(dataset, key)
    except NotSelectable as unknown:
        raise OpenQuestion(
            f"“{str(unknown)[:60]}” is no sector, area, status, manufacturer, grade or year of the record"
        ) from unknown


def _page(dataset: Dataset, choice: Selection) -> str:
    """The page of the website that shows the bodies of a selection."""
    if choice.place:
        return f"{'region' if choice.place in set(dataset.regions['code']) else 'area'}/{choice.place}"
    return f"sector/{choice.sector}" if choice.sector else "sectors"


def ask_page(dataset: Dataset, choice: Selection) -> str:
    """The page of the website with a request to each body of a selection: its place's, else its sector's."""
    who = askable(dataset)
    if choice.place in who.districts or choice.place in set(dataset.regions["code"]):
        return f"ask/{choice.place}"
    return f"ask/{choice.sector}" if choice.sector in who.sectors else "ask"


def _ask(dataset: Dataset, choice: Selection) -> str:
    return card_words.ask_one(short_address(check_address(ask_page(dataset, choice))))


def _survey(dataset: Dataset, choice: Selection, group: ComparedGroup) -> tuple[str, tuple[str, ...]]:
    """What a survey found about the sector in this place, else in the UK, with its source; blank in a filtered view.

    A view of one brand, grade or year is narrower than any survey that could stand beside it.
    """
    if choice.view != ALL_EVIDENCE:
        return "", ()
    sector = choice.sector or "all_public"
    here, sources = gaps.survey_note(dataset, sector, group.name) if choice.place else ("", ())
    if sources or not choice.sector:
        return (here, sources) if sources else gaps.survey_note(dataset, sector)
    source = wall_words.survey_source(dataset, sector)
    return card_words.of_its_kind(dataset, sector), (source,) if source else ()


def selection(dataset: Dataset, key: str, mode: Mode) -> Card:
    """How much is known about a selection, drawn as a map, as bars or as lenses; or who has the status chosen."""
    choice = chosen(dataset, key)
    group = group_of(dataset, choice)
    if choice.status and choice.status != Status.UNKNOWN:
        return _with_status(dataset, choice, group, mode)
    if not group.tally.named + group.tally.group_only:
        return _silent(dataset, choice, group, mode)
    known = body_statuses(dataset, choice.view)
    alt = f"{selection_words.name(dataset, group, choice.view)}: {selection_words.alt(group)}."
    card = _card(dataset, choice, group, "", group.bodies, CardChart(), alt)
    if choice.sector == "council" and choice.place and cards_area.has_map(dataset, choice.place):
        mapped = cards_local.councils_map(dataset, choice.place, group.name, mode, card.id, card.path, choice.view)
        said = f"{mapped.subtitle} {wording.view(dataset, choice.view) if choice.view != ALL_EVIDENCE else ''}".strip()
        older = [OLDER_NOTE] if OLDER_NOTE in mapped.note else []
        return replace(
            mapped,
            title=card.title,
            subtitle=said,
            note=" ".join([*older, card.note]),
            number=card.number,
            counted=mapped.counted,
            sources=card.sources,
        )
    parts = parts_of(dataset, choice)
    if len(parts) > 1 or group.tally.total > _MOST_LENSES:
        drawn = parts if len(parts) > 1 else (group,)
        chart = bars.comparison(dataset, drawn, mode, card.id)
        header, cuts = bars.cuts(chart.figure, len(drawn))
        return replace(
            card,
            picture=CardChart(chart.figure, chart.height, least=0.85, header=header, cuts=cuts),
            key=keys(chart.legend, mode),
            alt=chart.alt,
            bars=status_bars(chart.table.rename(columns={"Compared": "Group"})),
            table=chart.table,
        )
    of = walls.block(
        choice.sector, group.name, (known[one] for one in group.bodies), group.tally.total - len(group.bodies)
    )
    return replace(
        card,
        subtitle=f"{selection_words.lenses(group)} {card.subtitle}",
        picture=CardChart(wall=partial(_lenses, of, card.title, card.alt)),
    )


def _lenses(of: walls.Wall, title: str, words: str, wide: float, high: float, mode: Mode, size: float) -> str | None:
    return wall.lenses(of, wide, high, mode, FontFace(size * 0.92), title, words)


def _title(dataset: Dataset, choice: Selection, group: ComparedGroup) -> str:
    known = body_statuses(dataset, choice.view)
    return selection_words.title(dataset, group, choice.status, (known[one] for one in group.bodies), choice.view)


def _with_status(dataset: Dataset, choice: Selection, group: ComparedGroup, mode: Mode) -> Card:
    """The bodies with the status that is chosen, by name; or that none has it."""
    ids = with_status(dataset, choice, choice.status)
    if not ids:
        return _silent(dataset, choice, group, mode)
    lines = body_lines(dataset, _rows(dataset, ids), mode, choice.view)
    alt = "; ".join(f"{line.head}: {line.text}" for line in lines)
    return _card(dataset, choice, group, choice.status, ids, CardChart(lines=lines), alt)


def _card(
    dataset: Dataset,
    choice: Selection,
    group: ComparedGroup,
    status: str,
    ids: Sequence[str],
    picture: CardChart,
    alt: str,
) -> Card:
    """The card of a selection with its picture; ``ids`` are the bodies whose sources it cites."""
    big = selection_words.big_number(dataset, group, status)
    survey, survey_sources = _survey(dataset, choice, group)
    return Card(
        id=f"{KIND}-{choice.key}",
        title=_title(dataset, choice, group),
        number=big.number,
        counted=big.counted,
        subtitle=selection_words.subtitle(dataset, group, choice.view),
        as_of=record_date_line(dataset),
        sources=tuple(dict.fromkeys([*deciding_sources(dataset, ids, choice.view), *survey_sources])),
        picture=picture,
        alt=alt,
        note=" ".join(part for part in (cards_local.FLOOR, survey, _ask(dataset, choice)) if part),
        path=_page(dataset, choice),
    )


def _rows(dataset: Dataset, ids: list[str]) -> list[dict[str, str]]:
    bodies = dataset.bodies
    return text_rows(bodies[bodies["id"].isin(ids)])


def _silent(dataset: Dataset, choice: Selection, group: ComparedGroup, mode: Mode) -> Card:
    """We found nothing published, or nobody has the status chosen: what a survey found of this kind, and how to ask."""
    name, nobody = selection_words.name(dataset, group, choice.view), comparison_words.not_known(dataset, group)
    mark = Status(choice.status) if choice.status else Status.UNKNOWN
    survey, sources = _survey(dataset, choice, group) if group.tally.total else ("", ())
    per_cent = wall_words.per_cent(dataset, choice.sector) if choice.sector and sources else 0
    chip = StatusChip(
        swatch(mark, mode, CHIP),
        selection_words.chip(group, choice.status),
        comparison_words.counted(dataset, group) if group.tally.total else "",
        survey=survey if per_cent else "",
        ask=_ask(dataset, choice) if group.tally.total else "",
    )
    filters = wording.view(dataset, choice.view) if choice.view != ALL_EVIDENCE else ""
    return Card(
        id=f"{KIND}-{choice.key}",
        title=_title(dataset, choice, group),
        heading=name,
        number="None" if group.tally.total else "",
        counted="of these is named in a source that we found" if group.tally.total else "",
        chip=chip,
        subtitle=" ".join(filter(None, (nobody, filters))),
        as_of=record_date_line(dataset),
        sources=sources,
        picture=hundred(per_cent) if per_cent else CardChart(),
        alt=" ".join(filter(None, (nobody, survey))),
        note=card_words.ONE_IN_A_HUNDRED if per_cent else survey,
        path=_page(dataset, choice),
    )


def listed(dataset: Dataset, key: str, mode: Mode) -> Card:
    """The bodies of a selection that a source mentions; or those about which we found nothing published, if chosen."""
    choice = chosen(dataset, key)
    group, card = group_of(dataset, choice), f"{KIND}-{choice.key}{NAMED}"
    name = selection_words.name(dataset, group, choice.view)
    if choice.status != Status.UNKNOWN:
        bodies = dataset.bodies[dataset.bodies["id"].isin(with_status(dataset, choice))]
        made = cards_local.named(dataset, bodies, mode, card, name, _page(dataset, choice), choice.view)
        return replace(made, subtitle=wording.view(dataset, choice.view)) if choice.view != ALL_EVIDENCE else made
    ids = with_status(dataset, choice, Status.UNKNOWN)
    lines = body_lines(dataset, _rows(dataset, ids), mode, choice.view)
    return Card(
        id=card,
        title=f"{name}: we found nothing published about these {wording.number(len(ids))}",
        number="",
        counted="",
        subtitle=selection_words.subtitle(dataset, group, choice.view),
        as_of=record_date_line(dataset),
        sources=(),
        picture=CardChart(lines=tuple(replace(line, text="") for line in lines)),
        alt=wording.listed([line.head for line in lines]),
        note=f"{wording.UNKNOWN_IS_NOT_NO}. {_ask(dataset, choice)}",
        path=_page(dataset, choice),
    )


def _cards(dataset: Dataset, choice: Selection) -> tuple[str, ...]:
    """The ids of its cards that have something to say."""
    group, first = group_of(dataset, choice), f"{KIND}-{choice.key}"
    if choice.status == Status.UNKNOWN:
        ids = with_status(dataset, choice, Status.UNKNOWN)
        # Bodies that only a register names are not listed here, so the list would be incomplete.
        whole = len(ids) == group.tally.unknown
        return (first, *([first + NAMED] if ids and whole and len(ids) <= _MOST_SILENT else []))
    by_name = not choice.status and group.tally.named + group.tally.group_only
    return (first, *([first + NAMED] if by_name else []))


def briefing(dataset: Dataset, key: str) -> BriefingSubject:
    """The briefing on a selection."""
    choice = chosen(dataset, key)
    group, card = group_of(dataset, choice), selection(dataset, key, "light")
    status = choice.status if choice.status != Status.UNKNOWN else ""
    ids = with_status(dataset, choice, *([status] if status else []))
    of, found = selection_words.many(dataset, group), group.tally
    counted = [
        (found.unknown, f"{of} about which we found nothing published"),
        (found.using, f"{of} that a source names as users"),
        (found.group_only, f"{of} only in a claim about a group"),
    ]
    big = selection_words.big_number(dataset, group, choice.status)
    if status:
        counted = [(found.named, f"{of} that a source names"), (found.unknown, counted[0][1])]
    if not found.total:
        counted = [(0, of)]
    numbers = [KeyFigure(n_of_n_or_none(number, found.total), label) for number, label in counted]
    survey, survey_sources = _survey(dataset, choice, group)
    filters = wording.view(dataset, choice.view) if choice.view != ALL_EVIDENCE else ""
    return BriefingSubject(
        kind=KIND,
        key=choice.key,
        name=selection_words.name(dataset, group, choice.view),
        title=card.title,
        cards=_cards(dataset, choice),
        numbers=tuple([KeyFigure(big.number, big.counted), *numbers] if status else numbers),
        groups=named_groups(dataset, ids, choice.view),
        not_known=tuple(filter(None, (comparison_words.not_known(dataset, group), survey, filters))),
        sources=tuple(dict.fromkeys([*card.sources, *deciding_sources(dataset, ids, choice.view), *survey_sources])),
        view=choice.view,
    )
