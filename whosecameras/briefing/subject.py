"""The subject of a briefing (the UK, an area, a sector, a body or a comparison) and all of its content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import process

from whosecameras.analysis import lookup
from whosecameras.analysis.comparison import in_nation_or_region
from whosecameras.analysis.counts import tally
from whosecameras.analysis.deciding import deciding_sources
from whosecameras.analysis.queries import text_rows
from whosecameras.analysis.registers import whole_sectors
from whosecameras.analysis.search import finder
from whosecameras.analysis.sectors import sector_name
from whosecameras.analysis.status import NO_EVIDENCE
from whosecameras.analysis.survey_shares import figures_of
from whosecameras.briefing import (
    cards_area,
    cards_body,
    cards_compare,
    cards_local,
    cards_national,
    cards_round,
    cards_selection,
)
from whosecameras.briefing.card_content import Card, n_of_n, n_of_n_or_none
from whosecameras.briefing.scope import BriefingSubject, KeyFigure, NamedGroup, OpenQuestion, named_groups
from whosecameras.charts.marks import Mode
from whosecameras.content import comparison, home
from whosecameras.content.area import ENGLAND, area_code, area_of, areas_of
from whosecameras.content.record_index import body_profile
from whosecameras.content.registered_body import registered_body
from whosecameras.content.selection import Selection
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import area_words, card_words, comparison_words, gaps, sector_words, titles, wording
from whosecameras.text.sector_words import in_a_sentence

UK, AREA, COMPARE = "uk", "area", "compare"
SELECTION, ROUND = cards_selection.KIND, cards_round.KIND
#: What a briefing can be about, apart from a selection, which narrows one of the first four.
KINDS = {
    UK: "The United Kingdom",
    "region": "A region or nation",
    AREA: "An area",
    "sector": "A sector",
    "body": "One body",
    COMPARE: "A comparison",
    ROUND: "Our own requests",
}
_NEAREST = 5

__all__ = ["KINDS", "BriefingSubject", "OpenQuestion", "briefing_subject", "card", "card_name", "every_card"]


def _nearest(dataset: Dataset, kind: str, key: str) -> list[str]:
    if kind == "body":
        answer = finder(dataset).search(key.replace("-", " "))
        bodies = [f"{match.body} ({match.name})" for match in (*answer.matches, *answer.suggestions)[:_NEAREST]]
        if bodies:
            return bodies
        names = {str(one): str(one) for one in dataset.bodies["id"]}
    elif kind == "region":
        names = dict(zip(lookup.offered("regions", text_rows(dataset.regions)), dataset.regions["name"], strict=True))
        coded = {label: label.split(" ")[0] for label in names}
        by_code = process.extract(key.upper(), coded, limit=2, score_cutoff=70)
        if by_code:
            return [str(one[2]) for one in by_code]
    else:
        names = {one: one for one in lookup.offered("sectors", text_rows(dataset.sectors))}
    return [str(one[2]) for one in process.extract(key, names, limit=_NEAREST)]


def _nearest_areas(dataset: Dataset, key: str) -> list[str]:
    areas = areas_of(dataset)
    names = {f"{code} ({areas.name(code)})": areas.name(code) for code in areas.codes}
    coded = process.extract(key.upper(), {label: label.split(" ")[0] for label in names}, limit=2, score_cutoff=80)
    return [str(one[2]) for one in coded or process.extract(key, names, limit=_NEAREST)]


def _area_meant(dataset: Dataset, text: str) -> str:
    """The code of an area given by code or full name; if several areas have that name, the smallest."""
    areas = areas_of(dataset)
    code = area_code(dataset, text)
    name = text.strip().casefold()
    return code or next((area for area in areas.codes if areas.name(area).casefold() == name), text)


def _compared_meant(dataset: Dataset, text: str) -> str:
    """The key of a comparison given as codes, ids or names, separated by commas; raises ``OpenQuestion`` if none."""
    parts = [part.strip() for part in text.replace(cards_compare.BETWEEN, ",").split(",") if part.strip()]
    choice = comparison.read_choice(dataset, ",".join(_sector_or_area(dataset, part) for part in parts))
    if choice.said:
        raise OpenQuestion(" ".join(choice.said))
    if not comparison.comparable(dataset, choice.keys):
        raise OpenQuestion("Name two to six places or sectors, such as S92000003,E92000001.")
    return cards_compare.BETWEEN.join(choice.keys)


def _sector_or_area(dataset: Dataset, text: str) -> str:
    sector = lookup.resolve(text, "sectors", text_rows(dataset.sectors))
    return sector or _area_meant(dataset, text)


def _check(dataset: Dataset, kind: str, key: str) -> None:
    if kind == COMPARE:
        _compared_meant(dataset, key)
        return
    if kind == SELECTION:
        cards_selection.chosen(dataset, key)
        return
    if kind == ROUND:
        cards_round.chosen(dataset, key)
        return
    if kind == AREA:
        if key not in areas_of(dataset).codes:
            suggestions = wording.listed(_nearest_areas(dataset, key[:200]))
            raise OpenQuestion(f"no area “{key[:60]}” is on the map. The nearest: {suggestions}")
        return
    if kind not in KINDS:
        raise OpenQuestion(f"no kind of briefing “{kind[:60]}”; there are {', '.join(KINDS)}")
    table = {"region": ("regions", "code"), "sector": ("sectors", "id"), "body": ("bodies", "id")}.get(kind)
    if kind == "body" and cards_body.is_only_registered(dataset, key):
        return
    if table and key not in set(dataset.tables[table[0]][table[1]]):
        suggestions = wording.listed(_nearest(dataset, kind, key[:200]))
        raise OpenQuestion(f"no {kind} “{key[:60]}” is on the register. The nearest: {suggestions}")


def briefing_subject(dataset: Dataset, kind: str = UK, key: str = "") -> BriefingSubject:
    """The briefing on one of ``KINDS`` or a selection. Raises ``OpenQuestion`` with the nearest names if unknown.

    A region, sector or area may be given by name. An area that is a region gets the region's briefing. The key of a
    comparison is a list of codes, ids or names, separated by commas; that of a selection is ``Selection.key``. A
    selection of only a sector or only a place gets the briefing on that.
    """
    if kind == COMPARE:
        return _compare(dataset, _compared_meant(dataset, key))
    if kind == ROUND:
        return cards_round.briefing(dataset, key)
    if kind == SELECTION:
        choice = cards_selection.chosen(dataset, key)
        if choice.is_narrowed:
            return cards_selection.briefing(dataset, key)
        kind, key = ("sector", choice.sector) if choice.sector else (AREA, choice.place) if choice.place else (UK, "")
    if kind == "region" and key.strip().casefold() in (ENGLAND.casefold(), "england"):
        kind, key = AREA, ENGLAND  # a nation that is not a region in the record
    if kind == AREA:
        key = _area_meant(dataset, key)
        if key in set(dataset.regions["code"]):
            kind = "region"
    table = {"region": "regions", "sector": "sectors"}.get(kind)
    key = (table and lookup.resolve(key, table, text_rows(dataset.tables[table]))) or key
    _check(dataset, kind, key)
    return {"uk": _uk, "region": _region, "sector": _sector, "body": _body, AREA: _area}[kind](dataset, key)


def narrowed(dataset: Dataset, kind: str, key: str, narrower: Selection) -> BriefingSubject:
    """The briefing on a kind and key as in ``briefing_subject``, narrowed by a place, a status and evidence.

    Raises ``OpenQuestion`` if this kind cannot be narrowed.
    """
    about = briefing_subject(dataset, kind, key)
    if not narrower.is_narrowed and not narrower.place:
        return about
    if about.kind not in (UK, "region", AREA, "sector"):
        raise OpenQuestion("Only briefings on the UK, a place or a sector can be narrowed by status or evidence.")
    place = _area_meant(dataset, narrower.place) if narrower.place else ""
    if place:
        _check(dataset, AREA, place)
    place = place or (about.key if about.kind in ("region", AREA) else "")
    sector = about.key if about.kind == "sector" else ""
    return briefing_subject(dataset, SELECTION, replace(narrower, sector=sector, place=place).key)


def _uk(dataset: Dataset, _key: str) -> BriefingSubject:
    top, opening = home.headline(dataset), cards_national.wall_of_lenses(dataset, "light")
    ids = [str(one) for one in cards_local.named_in(dataset)["id"]]
    card = cards_national.headline(dataset, "light")
    return BriefingSubject(
        kind=UK,
        key="",
        name="United Kingdom",
        title=opening.title,
        cards=cards_national.cards(dataset),
        numbers=(
            KeyFigure(opening.number, opening.counted),
            KeyFigure(top.facts[1].figure, top.facts[1].label),
            KeyFigure(top.facts[2].figure, top.facts[2].label),
        ),
        groups=named_groups(dataset, ids),
        not_known=tuple(dict.fromkeys([*home.not_known(dataset), *gaps.about_rules(dataset)])),
        sources=tuple(dict.fromkeys([*card.sources, *deciding_sources(dataset, ids)])),
    )


def _region(dataset: Dataset, code: str) -> BriefingSubject:
    name = str(dataset.row("regions", code)["name"])
    card = cards_local.region(dataset, code, "light")
    existing = tally(dataset, sectors=("council",), regions=(code,), existing=True)
    blank, councils, group = existing.unknown, existing.total, existing.group_only
    bodies = cards_local.named_in(dataset, region=code)
    ids = [str(one) for one in bodies["id"]]
    cards = [f"region-{code}", *([f"region-{code}-named"] if ids else [])]
    survey, _ = gaps.survey_note(dataset, "council", name)
    counts = tally(dataset, regions=(code,))
    return BriefingSubject(
        kind="region",
        key=code,
        name=name,
        title=card.title,
        cards=tuple(cards),
        numbers=(
            KeyFigure(card.number, card.counted),
            KeyFigure(n_of_n_or_none(group, councils), "principal councils only in a claim about a group")
            if existing.using and not blank  # the first number is the users'
            else KeyFigure(n_of_n_or_none(existing.using, councils), "principal councils that a source names as users"),
            KeyFigure(n_of_n_or_none(counts.named, counts.total), "public bodies on the register that a source names"),
        ),
        groups=named_groups(dataset, ids),
        not_known=(
            comparison_words.not_known(dataset, in_nation_or_region(dataset, code, "region", name, "council")),
            survey,
            "Bodies whose register names no region, such as most integrated care boards, are not counted here.",
        ),
        sources=tuple(dict.fromkeys([*card.sources, *deciding_sources(dataset, ids)])),
    )


def _area(dataset: Dataset, code: str) -> BriefingSubject:
    details = area_of(dataset, code)
    card = cards_area.area(dataset, code, "light")
    with_evidence = [one for one in cards_area.bodies_of(dataset, code) if one.mark != Status.UNKNOWN and one.listed]
    listed = [f"area-{code}-named"] if cards_area.has_map(dataset, code) and with_evidence else []
    by_name = sum(one.mark != Status.GROUP_ONLY for one in with_evidence)
    area_tally = details.found
    return BriefingSubject(
        kind=AREA,
        key=code,
        name=details.name,
        title=card.title,
        cards=(f"area-{code}", *listed),
        numbers=(
            KeyFigure(card.number, card.counted)
            if card.number
            else KeyFigure(
                wording.number(len(with_evidence) - by_name) if len(with_evidence) > by_name else "None",
                "public bodies only in a claim about a group",
            ),
            KeyFigure(wording.number(by_name) if by_name else "None", "public bodies that serve it and a source names"),
            KeyFigure(n_of_n(area_tally.unknown, area_tally.total), "public bodies based here without public evidence"),
        ),
        groups=named_groups(dataset, [one.id for one in with_evidence]),
        not_known=(
            titles.sources_name(area_tally),
            area_words.BASED,
            *[one.sentence for one in details.figures[:1]],
            f"{wording.UNKNOWN_IS_NOT_NO}.",
        ),
        sources=tuple(dict.fromkeys([*card.sources, *deciding_sources(dataset, [one.id for one in with_evidence])])),
    )


def _compare(dataset: Dataset, key: str) -> BriefingSubject:
    choice = cards_compare.chosen(key)
    compared = comparison.compared(dataset, choice, comparison.usual_sector(dataset, choice))
    card = cards_compare.compare(dataset, key, "light")
    ids = cards_compare.with_evidence(dataset, choice)
    return BriefingSubject(
        kind=COMPARE,
        key=key,
        name=wording.listed([group.name for group in compared.groups]),
        title=card.title,
        cards=(f"{COMPARE}-{key}",),
        numbers=tuple(
            KeyFigure(n_of_n_or_none(group.tally.named, group.tally.total), f"named in a source: {group.name}")
            for group in compared.groups[:3]
        ),
        groups=named_groups(dataset, ids),
        not_known=(*compared.blank, comparison_words.EVIDENCE_NOT_USE, f"{wording.UNKNOWN_IS_NOT_NO}."),
        sources=tuple(dict.fromkeys([*card.sources, *deciding_sources(dataset, ids)])),
    )


def _sector(dataset: Dataset, key: str) -> BriefingSubject:
    name = sector_name(dataset, key)
    card = cards_local.sector(dataset, key, "light")
    ids = [str(one) for one in cards_local.named_in(dataset, sector=key)["id"]]
    sector_tally = tally(dataset, sectors=(key,))
    total, using = sector_tally.total, sector_tally.using
    on_use = len(figures_of(dataset, sector=key))
    is_complete = key in whole_sectors(dataset)  # the other lists are incomplete, so they are no denominator
    counts = (using, sector_tally.named, sector_tally.unknown)
    figures = [n_of_n_or_none(one, total) if is_complete else wording.number(one) if one else "None" for one in counts]
    listed = (
        KeyFigure(figures[0], "that a source names as users"),
        KeyFigure(figures[2], "on the register without public evidence")
        if is_complete
        else KeyFigure(figures[1], "that a source names, with any status"),
    )
    none = (
        KeyFigure("None", "of this sector is on the register: no source names one"),
        KeyFigure(wording.number(on_use), "published figures on use in this sector were found"),
    )
    cards = [f"sector-{key}", *([f"sector-{key}-named"] if ids and on_use and card.table.size else [])]
    return BriefingSubject(
        kind="sector",
        key=key,
        name=name,
        title=card.title,
        cards=tuple(cards),
        numbers=(KeyFigure(card.number, card.counted), *(listed if total else none)),
        groups=named_groups(dataset, ids),
        not_known=(
            f"Of {wording.numbered(total, 'body', 'bodies')} of this sector on the register, we found nothing "
            f"published about {wording.number(sector_tally.unknown)}. {wording.UNKNOWN_IS_NOT_NO}."
            if sector_tally.unknown
            else sector_words.lists_of(dataset, key)
            if total
            else f"We found no source that names a public body in this sector. {wording.UNKNOWN_IS_NOT_NO}.",
            wording.NOT_RANDOM if on_use else gaps.survey_note(dataset, key)[0],
        ),
        sources=tuple(dict.fromkeys([*card.sources, *deciding_sources(dataset, ids)])),
    )


def _body(dataset: Dataset, key: str) -> BriefingSubject:
    card = cards_body.body(dataset, key, "light")
    groups: tuple[NamedGroup, ...] = ()
    if cards_body.is_only_registered(dataset, key):
        listed = registered_body(dataset, key)
        name, sector, publishers, standing = listed.name, listed.sector, 0, NO_EVIDENCE
    else:
        profile = body_profile(dataset, key)
        name, sector, standing, groups = profile.name, profile.sector, profile.standing, named_groups(dataset, [key])
        publishers = len({statement.source.publisher for statement in (*profile.named, *profile.group)})
    named = tally(dataset, sectors=(sector,)).named
    return BriefingSubject(
        kind="body",
        key=key,
        name=name,
        title=card.title,
        cards=(f"body-{key}",),
        numbers=(
            KeyFigure(card.number, card.counted),
            KeyFigure(
                wording.number(publishers) if publishers else "None",
                "publisher that says something of it" if publishers == 1 else "publishers that say something of it",
            ),
            KeyFigure(
                wording.number(named) if named else "None",
                f"{in_a_sentence(sector_name(dataset, sector))} that a source names",
            ),
        ),
        groups=groups,
        not_known=(
            card_words.not_known_of(standing),
            "We do not know which cameras there are, where they are or which functions are switched on, unless it is "
            "said above.",
        ),
        sources=card.sources,
    )


def card_name(key: str) -> str:
    """The name of a card in a list of its scope's cards."""
    if key in cards_national.NAMES:
        return cards_national.NAMES[key]
    if key.startswith("area-"):
        return "Who serves it" if key.endswith("-named") else "What is known of it"
    if key.endswith("-named"):
        return "Public bodies named in a source"
    if key.startswith(f"{COMPARE}-"):
        return "Side by side"
    if key.startswith(f"{ROUND}-") and key.endswith((cards_round.MAP, cards_round.ANSWERS)):
        return "Map of those asked" if key.endswith(cards_round.MAP) else "Who replied"
    if key.startswith((f"{ROUND}-", f"{SELECTION}-")):
        return "What came back" if key.startswith(f"{ROUND}-") else "How much is known"
    return {"region": "Map of its councils", "sector": "Its survey shares", "body": "What is known of it"}.get(
        key.partition("-")[0], key
    )


def subject_from_id(dataset: Dataset, card: str) -> tuple[str, str]:
    """Kind and key of the scope a card belongs to. Raises ``OpenQuestion`` if there is no such card."""
    _builder(dataset, card)
    kind, _, rest = card.partition("-")
    return (kind, _key_of(kind, rest)) if card not in cards_national.TOPICS else (UK, "")


def _key_of(kind: str, rest: str) -> str:
    """The key of a card's subject, from what follows the kind in its id."""
    endings = {ROUND: (cards_round.MAP, cards_round.ANSWERS), "body": (), COMPARE: ()}.get(kind, ("-named",))
    for ending in endings:
        rest = rest.removesuffix(ending)
    return rest


def every_card(dataset: Dataset) -> list[str]:
    """The ids of the full set: the country, each region, each sector, each body with findings."""
    scopes = [briefing_subject(dataset)]
    scopes += [briefing_subject(dataset, "region", str(code)) for code in dataset.regions.sort_values("order")["code"]]
    scopes += [briefing_subject(dataset, "sector", str(key)) for key in dataset.sectors.sort_values("order")["id"]]
    bodies = [f"body-{key}" for key in cards_local.named_in(dataset)["id"]]
    return [card for one in scopes for card in one.cards] + bodies


def _builder(dataset: Dataset, card: str) -> Callable[[Mode], Card]:
    if card in cards_national.TOPICS and card not in cards_national.cards(dataset):
        raise OpenQuestion(
            f"the card “{card}” has nothing to show; there are {', '.join(cards_national.cards(dataset))}"
        )
    if card in cards_national.TOPICS:
        return lambda mode: cards_national.TOPICS[card](dataset, mode)
    kind, _, rest = card.partition("-")
    key = _key_of(kind, rest)
    if kind not in ("region", "sector", "body", AREA, COMPARE, SELECTION, ROUND):
        raise OpenQuestion(
            f"no card “{card[:60]}”; there are {', '.join(cards_national.TOPICS)}, region-…, area-…, sector-…, "
            "selection-…, compare-…, round-… and body-…"
        )
    _check(dataset, kind, key)
    if kind in (SELECTION, ROUND) and card not in briefing_subject(dataset, kind, key).cards:
        raise OpenQuestion(f"the card “{card[:60]}” has nothing to show")
    if kind == SELECTION:
        chosen = cards_selection.selection if rest == key else cards_selection.listed
        return lambda mode: chosen(dataset, key, mode)
    if kind == ROUND:
        of_round = {cards_round.MAP: cards_round.mapped, cards_round.ANSWERS: cards_round.answers}
        made = of_round.get(rest.removeprefix(key), cards_round.result)
        return lambda mode: made(dataset, key, mode)
    if kind == COMPARE:
        return lambda mode: cards_compare.compare(dataset, key, mode)
    if kind == AREA:
        build = cards_area.area if rest == key else cards_area.serving
        return lambda mode: build(dataset, key, mode)
    if rest != key:
        listed = cards_local.region_named if kind == "region" else cards_local.sector_named
        return lambda mode: listed(dataset, key, mode)
    builder = {"region": cards_local.region, "sector": cards_local.sector, "body": cards_body.body}[kind]
    return lambda mode: builder(dataset, key, mode)


@lru_cache(maxsize=64)
def card(dataset: Dataset, key: str, mode: Mode = "light") -> Card:
    """One card by its id. Raises ``OpenQuestion`` with the nearest names if there is none."""
    return _builder(dataset, key)(mode)
