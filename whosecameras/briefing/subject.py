"""What a briefing is about: the United Kingdom, a region or nation, a sector, or one body, with all that it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process

from whosecameras.analysis import lookup
from whosecameras.analysis.deciding import deciding_sources
from whosecameras.analysis.queries import counted_bodies
from whosecameras.analysis.search import finder
from whosecameras.analysis.status import body_statuses
from whosecameras.briefing import cards_local, cards_national
from whosecameras.briefing.card_content import Card, of
from whosecameras.charts import maps, shares
from whosecameras.charts.marks import MARKS, Mode
from whosecameras.charts.timeline import event_records
from whosecameras.content import body_profile, home
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Flag, Status
from whosecameras.text import gaps, wording

UK = "uk"
KINDS = {"uk": "The United Kingdom", "region": "A region or nation", "sector": "A sector", "body": "One body"}
_NEAREST = 5


class OpenQuestion(LookupError):
    """There is no such region, sector, body or card; the message offers the nearest."""


@dataclass(frozen=True)
class KeyFigure:
    """One of the three numbers that matter, with what it counts."""

    figure: str
    label: str


@dataclass(frozen=True)
class NamedGroup:
    """Bodies of one status: their names, sorted, and their ids in the same order."""

    mark: str
    names: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True)
class BriefingSubject:
    """One briefing: ``kind`` is a key of ``KINDS``, ``key`` the region's code, the sector's or the body's id."""

    kind: str
    key: str
    name: str
    title: str
    cards: tuple[str, ...]
    numbers: tuple[KeyFigure, ...]
    groups: tuple[NamedGroup, ...]
    not_known: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def file(self) -> str:
        """What its files are called."""
        return f"briefing-{self.kind}" + (f"-{self.key}" if self.key else "")


def _nearest(dataset: Dataset, kind: str, key: str) -> list[str]:
    if kind == "body":
        answer = finder(dataset).search(key.replace("-", " "))
        found = [f"{one.body} ({one.name})" for one in (*answer.matches, *answer.suggestions)[:_NEAREST]]
        if found:
            return found
        names = {str(one): str(one) for one in dataset.bodies["id"]}
    elif kind == "region":
        names = dict(
            zip(lookup.offered("regions", event_records(dataset.regions)), dataset.regions["name"], strict=True)
        )
        coded = {label: label.split(" ")[0] for label in names}
        by_code = process.extract(key.upper(), coded, limit=2, score_cutoff=70)
        if by_code:
            return [str(one[2]) for one in by_code]
    else:
        names = {one: one for one in lookup.offered("sectors", event_records(dataset.sectors))}
    return [str(one[2]) for one in process.extract(key, names, limit=_NEAREST)]


def _check(dataset: Dataset, kind: str, key: str) -> None:
    if kind not in KINDS:
        raise OpenQuestion(f"no kind of briefing “{kind[:60]}”; there are {', '.join(KINDS)}")
    table = {"region": ("regions", "code"), "sector": ("sectors", "id"), "body": ("bodies", "id")}.get(kind)
    if table and key not in set(dataset.tables[table[0]][table[1]]):
        near = wording.listed(_nearest(dataset, kind, key[:200]))
        raise OpenQuestion(f"no {kind} “{key[:60]}” is on the register. The nearest: {near}")


def briefing_subject(dataset: Dataset, kind: str = UK, key: str = "") -> BriefingSubject:
    """The briefing on the UK, a region, a sector or a body; ``OpenQuestion`` with the nearest names if there is none.

    A region and a sector may be given by name.
    """
    table = {"region": "regions", "sector": "sectors"}.get(kind)
    key = (table and lookup.meant(key, table, event_records(dataset.tables[table]))) or key
    _check(dataset, kind, key)
    return {"uk": _uk, "region": _region, "sector": _sector, "body": _body}[kind](dataset, key)


def _groups(dataset: Dataset, ids: list[str]) -> tuple[NamedGroup, ...]:
    known = body_statuses(dataset)
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    by_mark: dict[str, list[tuple[str, str]]] = {}
    for body in ids:
        by_mark.setdefault(maps.status_mark(known[body]), []).append((str(names[body]), body))
    order = [mark for mark in MARKS if mark in by_mark]
    found = []
    for mark in order:
        pairs = sorted(by_mark[mark])
        found.append(NamedGroup(str(mark), tuple(name for name, _ in pairs), tuple(key for _, key in pairs)))
    return tuple(found)


def _uk(dataset: Dataset, _key: str) -> BriefingSubject:
    top = home.headline(dataset)
    ids = [str(one) for one in cards_local.named_in(dataset)["id"]]
    card = cards_national.headline(dataset, "light")
    return BriefingSubject(
        kind=UK,
        key="",
        name="United Kingdom",
        title=top.title,
        cards=cards_national.cards(dataset),
        numbers=(
            KeyFigure(card.number, card.counted),
            KeyFigure(top.facts[1].figure, top.facts[1].label),
            KeyFigure(f"{top.facts[2].figure} of {wording.number(len(counted_bodies(dataset)))}", top.facts[2].label),
        ),
        groups=_groups(dataset, ids),
        not_known=tuple(dict.fromkeys([*home.not_known(dataset), *gaps.about_rules(dataset)])),
        sources=tuple(dict.fromkeys([*card.sources, *deciding_sources(dataset, ids)])),
    )


def _region(dataset: Dataset, code: str) -> BriefingSubject:
    name = str(dataset.row("regions", code)["name"])
    card = cards_local.region(dataset, code, "light")
    _, blank, councils = cards_local.councils_of(dataset, code)
    bodies = cards_local.named_in(dataset, region=code)
    ids = [str(one) for one in bodies["id"]]
    total = int((counted_bodies(dataset)["region"] == code).sum())
    cards = [f"region-{code}", *([f"region-{code}-named"] if ids else [])]
    survey, _ = gaps.survey_note(dataset, "council", name)
    known = body_statuses(dataset)
    group = sum(known[one].status is not Status.UNKNOWN and Flag.COLLECTIVE_ONLY in known[one].flags for one in ids)
    return BriefingSubject(
        kind="region",
        key=code,
        name=name,
        title=card.title,
        cards=tuple(cards),
        numbers=(
            KeyFigure(card.number, card.counted),
            KeyFigure(of(blank, councils), f"principal councils {wording.have(blank)} no public evidence"),
            KeyFigure(f"{len(ids)} of {wording.number(total)}", "bodies on the register that a source speaks of"),
        ),
        groups=_groups(dataset, ids),
        not_known=(
            f"Of {wording.numbered(councils, 'principal council')}, nothing public is known of "
            f"{wording.number(blank)}. "
            f"{wording.BLANK_IS_NOT_CLEAN}: an empty outline is not a “no”."
            if blank
            else f"A source says something of each of the {wording.numbered(councils, 'principal council')}"
            + (f"; {wording.number(group)} {wording.are(group)} covered only as part of a group." if group else "."),
            survey,
            "Schools, hospitals and other bodies are on the register only where a source names them.",
        ),
        sources=tuple(dict.fromkeys([*card.sources, *deciding_sources(dataset, ids)])),
    )


def _sector(dataset: Dataset, key: str) -> BriefingSubject:
    name = shares.sector_name(dataset, key)
    card = cards_local.sector(dataset, key, "light")
    ids = [str(one) for one in cards_local.named_in(dataset, sector=key)["id"]]
    known = body_statuses(dataset)
    total = int((counted_bodies(dataset)["sector"] == key).sum())
    using = sum(known[one].status is Status.USING for one in ids)
    on_use = len(shares.figures_of(dataset, sector=key))
    listed = (
        KeyFigure(of(using, total), f"bodies on the register {wording.are(using)} reported using the cameras"),
        KeyFigure(f"{total - len(ids)} of {wording.number(total)}", "bodies on the register that no source speaks of"),
    )
    none = (
        KeyFigure("0", "bodies of this sector are on the register"),
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
        groups=_groups(dataset, ids),
        not_known=(
            f"Of {wording.numbered(total, 'body', 'bodies')} of this sector on the register, no source that could be "
            f"read speaks of {wording.number(total - len(ids))}. {wording.BLANK_IS_NOT_CLEAN}."
            if total
            else f"No source that could be read speaks of a body of this sector. {wording.BLANK_IS_NOT_CLEAN}.",
            wording.NOT_RANDOM if on_use else gaps.survey_note(dataset, key)[0],
        ),
        sources=tuple(dict.fromkeys([*card.sources, *deciding_sources(dataset, ids)])),
    )


def _body(dataset: Dataset, key: str) -> BriefingSubject:
    card = cards_local.body(dataset, key, "light")
    found = body_profile.body_profile(dataset, key)
    sector = cards_local.named_in(dataset, sector=found.sector)
    total = int((counted_bodies(dataset)["sector"] == found.sector).sum())
    publishers = {one.source.publisher for one in (*found.named, *found.group)}
    unknown = ["What the cameras are, where they stand and which functions are switched on, unless it is said above."]
    if found.standing.status is Status.UNKNOWN:
        unknown.insert(0, "Whether the body uses the cameras. Anyone can ask: its page has a request ready to send.")
    elif found.standing.newest:
        unknown.insert(0, f"What has changed since {wording.date(found.standing.newest)}: nothing newer was found.")
    else:
        unknown.insert(0, "When this was so: no source gives a date.")
    return BriefingSubject(
        kind="body",
        key=key,
        name=found.name,
        title=card.title,
        cards=(f"body-{key}",),
        numbers=(
            KeyFigure(card.number, card.counted),
            KeyFigure(str(len(publishers)), wording.sentence_case("publishers whose statements about it were read")),
            KeyFigure(
                f"{len(sector)} of {wording.number(total)}",
                f"{found.sector_name.lower()} on the register that a source speaks of",
            ),
        ),
        groups=_groups(dataset, [key]),
        not_known=tuple(unknown),
        sources=card.sources,
    )


def card_name(key: str) -> str:
    """What a card is called in a list of the cards of its scope."""
    if key in cards_national.NAMES:
        return cards_national.NAMES[key]
    if key.endswith("-named"):
        return "Bodies that a source speaks of"
    return {"region": "Map of its councils", "sector": "Its survey shares", "body": "What is known of it"}.get(
        key.partition("-")[0], key
    )


def subject_from_id(dataset: Dataset, card: str) -> tuple[str, str]:
    """Kind and key of the scope that a card belongs to; ``OpenQuestion`` if there is no such card."""
    _maker(dataset, card)
    kind, _, rest = card.partition("-")
    return (
        (kind, rest.removesuffix("-named") if kind != "body" else rest)
        if card not in cards_national.TOPICS
        else (UK, "")
    )


def every_card(dataset: Dataset) -> list[str]:
    """The ids of the whole set: the country, each region, each sector, each body with findings."""
    scopes = [briefing_subject(dataset)]
    scopes += [briefing_subject(dataset, "region", str(code)) for code in dataset.regions.sort_values("order")["code"]]
    scopes += [briefing_subject(dataset, "sector", str(key)) for key in dataset.sectors.sort_values("order")["id"]]
    bodies = [f"body-{key}" for key in cards_local.named_in(dataset)["id"]]
    return [card for one in scopes for card in one.cards] + bodies


def _maker(dataset: Dataset, card: str) -> Callable[[Mode], Card]:
    if card in cards_national.TOPICS and card not in cards_national.cards(dataset):
        raise OpenQuestion(
            f"the card “{card}” has nothing to show; there are {', '.join(cards_national.cards(dataset))}"
        )
    if card in cards_national.TOPICS:
        return lambda mode: cards_national.TOPICS[card](dataset, mode)
    kind, _, rest = card.partition("-")
    key = rest.removesuffix("-named") if kind in ("region", "sector") else rest
    if kind not in ("region", "sector", "body"):
        raise OpenQuestion(
            f"no card “{card[:60]}”; there are {', '.join(cards_national.TOPICS)}, region-…, sector-… and body-…"
        )
    _check(dataset, kind, key)
    if rest != key:
        listed = cards_local.region_named if kind == "region" else cards_local.sector_named
        return lambda mode: listed(dataset, key, mode)
    made = {"region": cards_local.region, "sector": cards_local.sector, "body": cards_local.body}[kind]
    return lambda mode: made(dataset, key, mode)


@lru_cache(maxsize=64)
def card(dataset: Dataset, key: str, mode: Mode = "light") -> Card:
    """One card by its id; ``OpenQuestion`` with the nearest names if there is none."""
    return _maker(dataset, key)(mode)
