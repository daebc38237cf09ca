"""What a briefing is about: the United Kingdom, a region or nation, a sector, or one body, with all that it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process

from whosecameras import dossier, front, gaps, named, words
from whosecameras.briefing import local, topics
from whosecameras.briefing.content import Card, of
from whosecameras.charts import maps, shares
from whosecameras.charts.deciding import deciding_sources
from whosecameras.charts.marks import MARKS, Mode
from whosecameras.charts.timeline import records
from whosecameras.find import finder
from whosecameras.load import Dataset
from whosecameras.model import Flag, Status
from whosecameras.rows import counted_bodies
from whosecameras.status import standings

UK = "uk"
KINDS = {"uk": "The United Kingdom", "region": "A region or nation", "sector": "A sector", "body": "One body"}
_NEAREST = 5


class Unknown(LookupError):
    """There is no such region, sector, body or card; the message offers the nearest."""


@dataclass(frozen=True)
class Number:
    """One of the three numbers that matter, with what it counts."""

    figure: str
    label: str


@dataclass(frozen=True)
class Group:
    """Bodies of one status: their names, sorted, and their ids in the same order."""

    mark: str
    names: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """One briefing: ``kind`` is a key of ``KINDS``, ``key`` the region's code, the sector's or the body's id."""

    kind: str
    key: str
    name: str
    title: str
    cards: tuple[str, ...]
    numbers: tuple[Number, ...]
    groups: tuple[Group, ...]
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
        names = dict(zip(named.offered("regions", records(dataset.regions)), dataset.regions["name"], strict=True))
        coded = {label: label.split(" ")[0] for label in names}
        by_code = process.extract(key.upper(), coded, limit=2, score_cutoff=70)
        if by_code:
            return [str(one[2]) for one in by_code]
    else:
        names = {one: one for one in named.offered("sectors", records(dataset.sectors))}
    return [str(one[2]) for one in process.extract(key, names, limit=_NEAREST)]


def _check(dataset: Dataset, kind: str, key: str) -> None:
    if kind not in KINDS:
        raise Unknown(f"no kind of briefing “{kind[:60]}”; there are {', '.join(KINDS)}")
    table = {"region": ("regions", "code"), "sector": ("sectors", "id"), "body": ("bodies", "id")}.get(kind)
    if table and key not in set(dataset.tables[table[0]][table[1]]):
        near = words.listed(_nearest(dataset, kind, key[:200]))
        raise Unknown(f"no {kind} “{key[:60]}” is on the register. The nearest: {near}")


def scope(dataset: Dataset, kind: str = UK, key: str = "") -> Scope:
    """The briefing on the UK, a region, a sector or a body; ``Unknown`` with the nearest names if there is none.

    A region and a sector may be given by name.
    """
    table = {"region": "regions", "sector": "sectors"}.get(kind)
    key = (table and named.meant(key, table, records(dataset.tables[table]))) or key
    _check(dataset, kind, key)
    return {"uk": _uk, "region": _region, "sector": _sector, "body": _body}[kind](dataset, key)


def _groups(dataset: Dataset, ids: list[str]) -> tuple[Group, ...]:
    known = standings(dataset)
    names = dict(zip(dataset.bodies["id"], dataset.bodies["name"], strict=True))
    by_mark: dict[str, list[tuple[str, str]]] = {}
    for body in ids:
        by_mark.setdefault(maps.mark_of(known[body]), []).append((str(names[body]), body))
    order = [mark for mark in MARKS if mark in by_mark]
    found = []
    for mark in order:
        pairs = sorted(by_mark[mark])
        found.append(Group(str(mark), tuple(name for name, _ in pairs), tuple(key for _, key in pairs)))
    return tuple(found)


def _uk(dataset: Dataset, _key: str) -> Scope:
    top = front.headline(dataset)
    ids = [str(one) for one in local.named_in(dataset)["id"]]
    card = topics.headline(dataset, "light")
    return Scope(
        kind=UK,
        key="",
        name="United Kingdom",
        title=top.title,
        cards=topics.cards(dataset),
        numbers=(
            Number(card.number, card.counted),
            Number(top.facts[1].figure, top.facts[1].label),
            Number(f"{top.facts[2].figure} of {words.number(len(counted_bodies(dataset)))}", top.facts[2].label),
        ),
        groups=_groups(dataset, ids),
        not_known=tuple(dict.fromkeys([*front.not_known(dataset), *gaps.about_rules(dataset)])),
        sources=tuple(dict.fromkeys([*card.sources, *deciding_sources(dataset, ids)])),
    )


def _region(dataset: Dataset, code: str) -> Scope:
    name = str(dataset.row("regions", code)["name"])
    card = local.region(dataset, code, "light")
    _, blank, councils = local.councils_of(dataset, code)
    bodies = local.named_in(dataset, region=code)
    ids = [str(one) for one in bodies["id"]]
    total = int((counted_bodies(dataset)["region"] == code).sum())
    cards = [f"region-{code}", *([f"region-{code}-named"] if ids else [])]
    survey, _ = gaps.survey_note(dataset, "council", name)
    known = standings(dataset)
    group = sum(known[one].status is not Status.UNKNOWN and Flag.COLLECTIVE_ONLY in known[one].flags for one in ids)
    return Scope(
        kind="region",
        key=code,
        name=name,
        title=card.title,
        cards=tuple(cards),
        numbers=(
            Number(card.number, card.counted),
            Number(of(blank, councils), f"principal councils {words.have(blank)} no public evidence"),
            Number(f"{len(ids)} of {words.number(total)}", "bodies on the register that a source speaks of"),
        ),
        groups=_groups(dataset, ids),
        not_known=(
            f"Of {words.numbered(councils, 'principal council')}, nothing public is known of {words.number(blank)}. "
            f"{words.BLANK_IS_NOT_CLEAN}: an empty outline is not a “no”."
            if blank
            else f"A source says something of each of the {words.numbered(councils, 'principal council')}"
            + (f"; {words.number(group)} {words.are(group)} covered only as part of a group." if group else "."),
            survey,
            "Schools, hospitals and other bodies are on the register only where a source names them.",
        ),
        sources=tuple(dict.fromkeys([*card.sources, *deciding_sources(dataset, ids)])),
    )


def _sector(dataset: Dataset, key: str) -> Scope:
    name = shares.sector_name(dataset, key)
    card = local.sector(dataset, key, "light")
    ids = [str(one) for one in local.named_in(dataset, sector=key)["id"]]
    known = standings(dataset)
    total = int((counted_bodies(dataset)["sector"] == key).sum())
    using = sum(known[one].status is Status.USING for one in ids)
    on_use = len(shares.figures_of(dataset, sector=key))
    listed = (
        Number(of(using, total), f"bodies on the register {words.are(using)} reported using the cameras"),
        Number(f"{total - len(ids)} of {words.number(total)}", "bodies on the register that no source speaks of"),
    )
    none = (
        Number("0", "bodies of this sector are on the register"),
        Number(words.number(on_use), "published figures on use in this sector were found"),
    )
    cards = [f"sector-{key}", *([f"sector-{key}-named"] if ids and on_use and card.table.size else [])]
    return Scope(
        kind="sector",
        key=key,
        name=name,
        title=card.title,
        cards=tuple(cards),
        numbers=(Number(card.number, card.counted), *(listed if total else none)),
        groups=_groups(dataset, ids),
        not_known=(
            f"Of {words.numbered(total, 'body', 'bodies')} of this sector on the register, no source that could be "
            f"read speaks of {words.number(total - len(ids))}. {words.BLANK_IS_NOT_CLEAN}."
            if total
            else f"No source that could be read speaks of a body of this sector. {words.BLANK_IS_NOT_CLEAN}.",
            words.NOT_RANDOM if on_use else gaps.survey_note(dataset, key)[0],
        ),
        sources=tuple(dict.fromkeys([*card.sources, *deciding_sources(dataset, ids)])),
    )


def _body(dataset: Dataset, key: str) -> Scope:
    card = local.body(dataset, key, "light")
    found = dossier.of_body(dataset, key)
    sector = local.named_in(dataset, sector=found.sector)
    total = int((counted_bodies(dataset)["sector"] == found.sector).sum())
    publishers = {one.source.publisher for one in (*found.named, *found.group)}
    unknown = ["What the cameras are, where they stand and which functions are switched on, unless it is said above."]
    if found.standing.status is Status.UNKNOWN:
        unknown.insert(0, "Whether the body uses the cameras. Anyone can ask: its page has a request ready to send.")
    elif found.standing.newest:
        unknown.insert(0, f"What has changed since {words.date(found.standing.newest)}: nothing newer was found.")
    else:
        unknown.insert(0, "When this was so: no source gives a date.")
    return Scope(
        kind="body",
        key=key,
        name=found.name,
        title=card.title,
        cards=(f"body-{key}",),
        numbers=(
            Number(card.number, card.counted),
            Number(str(len(publishers)), words.sentence_case("publishers whose statements about it were read")),
            Number(
                f"{len(sector)} of {words.number(total)}",
                f"{found.sector_name.lower()} on the register that a source speaks of",
            ),
        ),
        groups=_groups(dataset, [key]),
        not_known=tuple(unknown),
        sources=card.sources,
    )


def card_name(key: str) -> str:
    """What a card is called in a list of the cards of its scope."""
    if key in topics.NAMES:
        return topics.NAMES[key]
    if key.endswith("-named"):
        return "Bodies that a source speaks of"
    return {"region": "Map of its councils", "sector": "Its survey shares", "body": "What is known of it"}.get(
        key.partition("-")[0], key
    )


def scope_of(dataset: Dataset, card: str) -> tuple[str, str]:
    """Kind and key of the scope that a card belongs to; ``Unknown`` if there is no such card."""
    _maker(dataset, card)
    kind, _, rest = card.partition("-")
    return (kind, rest.removesuffix("-named") if kind != "body" else rest) if card not in topics.TOPICS else (UK, "")


def every_card(dataset: Dataset) -> list[str]:
    """The ids of the whole set: the country, each region, each sector, each body with findings."""
    scopes = [scope(dataset)]
    scopes += [scope(dataset, "region", str(code)) for code in dataset.regions.sort_values("order")["code"]]
    scopes += [scope(dataset, "sector", str(key)) for key in dataset.sectors.sort_values("order")["id"]]
    bodies = [f"body-{key}" for key in local.named_in(dataset)["id"]]
    return [card for one in scopes for card in one.cards] + bodies


def _maker(dataset: Dataset, card: str) -> Callable[[Mode], Card]:
    if card in topics.TOPICS and card not in topics.cards(dataset):
        raise Unknown(f"the card “{card}” has nothing to show; there are {', '.join(topics.cards(dataset))}")
    if card in topics.TOPICS:
        return lambda mode: topics.TOPICS[card](dataset, mode)
    kind, _, rest = card.partition("-")
    key = rest.removesuffix("-named") if kind in ("region", "sector") else rest
    if kind not in ("region", "sector", "body"):
        raise Unknown(f"no card “{card[:60]}”; there are {', '.join(topics.TOPICS)}, region-…, sector-… and body-…")
    _check(dataset, kind, key)
    if rest != key:
        listed = local.region_named if kind == "region" else local.sector_named
        return lambda mode: listed(dataset, key, mode)
    made = {"region": local.region, "sector": local.sector, "body": local.body}[kind]
    return lambda mode: made(dataset, key, mode)


@lru_cache(maxsize=64)
def card(dataset: Dataset, key: str, mode: Mode = "light") -> Card:
    """One card by its id; ``Unknown`` with the nearest names if there is none."""
    return _maker(dataset, key)(mode)
