"""Finds public bodies by a name, however it is written, or by a postcode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from whosecameras import places
from whosecameras.model import WHOLE_SECTORS

if TYPE_CHECKING:
    import pandas as pd

MAX_LENGTH = 200  # characters of a question that are looked at
MAX_WORDS = 12
THRESHOLD = 55.0  # scores below it are at best suggestions
SUGGESTIONS = 3

# Scores, from "this is its name" down to "a letter is wrong".
NAME, CORE, PLACE, OTHER_RANK, OTHER_KIND = 100.0, 98.0, 94.0, 85.0, 72.0
STARTS, WORDS, BEGINS, TYPO = 90.0, 82.0, 80.0, 70.0
LIKELY, POSSIBLE = 100.0, 60.0
# In a table that is being imported: one letter is wrong and no other body is as near; below that it is no match.
SLIP, UNSURE = 90.0, 60.0


class Match(NamedTuple):
    """One body that fits.

    `matched_text` is the name, alias or postcode part that fitted, `score` 0-100. `exact` says that the text is a
    name of the body, or for a postcode that the body serves the most likely district. `replaced_by` is the id of the
    body that took over, blank for a living one.
    """

    body: str
    name: str
    matched_text: str
    score: float
    exact: bool
    replaced_by: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question found; `note` is a plain sentence for the visitor and may repeat the visitor's text unescaped."""

    kind: Literal["empty", "name", "postcode", "none"]
    matches: tuple[Match, ...] = ()
    postcode: places.Postcode | None = None
    note: str = ""
    suggestions: tuple[Match, ...] = ()


class _Variant(NamedTuple):
    """One way to write a body's name, taken apart once so that a search only compares."""

    body: int
    text: str
    key: str
    core: str
    squeezed: str
    core_words: tuple[str, ...]
    words: frozenset[str]


# What bodies call themselves round the name of their place: (pattern, kind). The first that fits is taken off.
_SUFFIXES = [
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r" (?:county borough|metropolitan borough|metropolitan district) council$", "council"),
        (r" (?:borough|city|county|district|city and district|islands|metropolitan) council$", "council"),
        (r" (?:council|corporation)$", "council"),
        (r" (?:mbc|cbc|lbc|mdc|bc|cc|dc|ccbc)$", "council"),
        (r" (?:police service|police force|constabulary|police)$", "police"),
        (r" university$", "university"),
        (r" (?:city|county) of$", ""),
        (r" city$", ""),
    )
]  # fmt: skip
_PREFIXES = [
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"^(?:london borough|royal borough|metropolitan borough|county borough|borough) of ", "council"),
        (r"^(?:city and county|council) of ", "council"),
        (r"^(?:lb|lb of|rb|rb of|lbc) ", "council"),
        (r"^cyngor (?:dinas |bwrdeistref sirol |bwrdeistref |sir )?", "council"),
        (r"^(?:dinas|sir) ", ""),
        (r"^heddlu ", "police"),
        (r"^police service of ", "police"),
        (r"^police (?!and |service )", "police"),
        (r"^university of ", "university"),
        (r"^(?:city|county) of (?!london)", ""),
        (r"^county ", ""),
    )
]
_KINDS = {"council", "police", "university"}
_SECTOR_ORDER = {
    sector: place
    for place, sector in enumerate(
        (
            "council", "police", "nhs", "university", "central_government", "devolved_government",
            "fire_rescue", "transport", "college", "school", "other_public",
        )
    )
}  # fmt: skip
_SMALL = {"of", "and", "upon", "on", "in", "for", "with"}
# Words that tell a county council from the city or district council in the middle of it.
_RANKS = {"county", "city", "borough", "district"}
# Words in so many names that typing their beginning ("met") cannot mean them.
_COMMON = {"metropolitan", "royal", *_RANKS}


def normalise(text: str) -> str:
    """One spelling for a name: lower case, no accents or punctuation, "saint" as "st", "&" as "and", no "the"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text[:MAX_LENGTH]) if not unicodedata.combining(c))
    bare = re.sub(r"['’‘`´]", "", bare.casefold().replace("&", " and "))
    words = re.sub(r"[^\w]+|_", " ", bare).split()[: 2 * MAX_WORDS]
    return " ".join("st" if word == "saint" else word for word in words if word != "the" or len(words) == 1)


class Finder:
    """Looks bodies up; built once from the table of bodies, safe to share, never changes.

    `bodies` needs the str columns id, name, aliases (parted by "; "), sector, nation, region, code, lad and
    replaced_by, with "" for blank. KeyError when a column is missing.
    """

    def __init__(self, bodies: pd.DataFrame) -> None:
        def column(name: str) -> list[str]:
            return [str(value) for value in bodies[name]]

        self._ids, self._names, self._sectors = column("id"), column("name"), column("sector")
        self._regions, self._nations = column("region"), column("nation")
        self._codes, self._lads, self._replaced = column("code"), column("lad"), column("replaced_by")
        self._at = {body: at for at, body in enumerate(self._ids)}
        self._variants: list[_Variant] = []
        for at, (name, aliases) in enumerate(zip(self._names, column("aliases"), strict=True)):
            seen = set()
            for text in (name, *aliases.split(";")):
                key = normalise(text)
                if key and key not in seen:
                    seen.add(key)
                    self._variants.append(_variant(at, text.strip(), key))
        self._ranks = [frozenset[str]()] * len(self._ids)
        for variant in self._variants:
            self._ranks[variant.body] |= _rank(variant.key)
        self._keys = [variant.key for variant in self._variants]
        self._cores = [variant.core for variant in self._variants]
        self._vocabulary = sorted({word for variant in self._variants for word in variant.words})

    def search(self, text: str, limit: int = 10) -> Answer:
        """The bodies that a visitor's text may mean, best first and never in two orders; at most `limit` of them.

        A text that is both a postcode and a body's name ("HS2") gives the body first, then the places.
        """
        text = _clean(text)
        if not text:
            return Answer("empty", note="Type the name of a public body, or a postcode.")
        place = places.postcode(text)
        if place is not None:
            named = [match for match in self._by_name(text) if match.exact]
            found = _unique([*named, *self._by_place(place)])[: max(limit, 0)]
            also = " It is also the name of a body in this list." if named else ""
            return Answer("postcode", tuple(found), place, place.note + also)
        found = [match for match in self._by_name(text) if match.score >= THRESHOLD]
        if not found:
            near = self._nearest(text)
            meant = f" The nearest {'names are' if len(near) > 1 else 'name is'} given below." if near else ""
            return Answer("none", note=f"No body in this list is called “{_short(text)}”.{meant}", suggestions=near)
        shown = tuple(found[: max(limit, 0)])
        return Answer("name", shown, note=self._name_note(text, found, len(shown)))

    def best(self, text: str) -> tuple[str, float, float]:
        """(body id, its score, the score of the next other body) for a name in a table that is being imported.

        ("", 0.0, 0.0) when nothing is near. Scores are those of `ranked`: near-equal ones, or one below SLIP, mean that
        a person should decide.
        """
        found = self.ranked(text, 2)
        return (found[0].body, found[0].score, found[1].score if len(found) > 1 else 0.0) if found else ("", 0.0, 0.0)

    def ranked(self, text: str, limit: int = 3) -> tuple[Match, ...]:
        """The bodies that a name in a table may mean, best first: at most `limit`, each with a score of how sure it is.

        Stricter than `search`, because nobody looks at each row. NAME, CORE or PLACE: written as the register has it.
        SLIP: one letter wrong, and the register holds every body of the sector. UNSURE and less: only alike.
        """
        key = normalise(_clean(text))
        if not key:
            return ()
        core, kind = _core(key)
        rank = _rank(key)
        scores: dict[int, tuple[float, bool, str]] = {}

        def offer(variant: _Variant, score: float, exact: bool = False) -> None:
            if score > scores.get(variant.body, (0.0, False, ""))[0]:
                scores[variant.body] = (score, exact, variant.text)

        for variant in self._variants:
            score, exact = self._same(variant, key, core, kind, rank)
            if score:
                offer(variant, score if exact else UNSURE, exact)
        if not any(exact for _, exact, _ in scores.values()):
            near = self._one_letter_away(key, core, kind, rank)
            if len({variant.body for variant, _ in near}) == 1 and any(sure for _, sure in near):
                offer(near[0][0], SLIP)
            for variant, _ in near:
                offer(variant, UNSURE)
        for typed, names, scorer, least, weight in (
            (core, self._cores, fuzz.ratio, 65, 0.99),
            (key, self._keys, fuzz.ratio, 80, 0.99),
            (core, self._cores, fuzz.token_set_ratio, 100, 0.8),  # every word of one is in the other
        ):
            for _, score, index in process.extract(typed, names, scorer=scorer, limit=10, score_cutoff=least):
                offer(self._variants[index], UNSURE * weight * score / 100)
        order = sorted(
            scores, key=lambda at: (-scores[at][0], bool(self._replaced[at]), self._names[at], self._ids[at])
        )
        return tuple(self._match(at, scores[at][2], *scores[at][:2]) for at in order[: max(limit, 0)])

    def _one_letter_away(self, key: str, core: str, kind: str, rank: frozenset[str]) -> list[tuple[_Variant, bool]]:
        """Names that one letter would turn into this one, each with whether it may be taken for it.

        Compared as a whole, and apart from what bodies call themselves.
        """
        found = []
        for typed, names in ((key, self._keys), (core, self._cores)):
            for _, _, index in process.extract(typed, names, scorer=OSA.distance, limit=None, score_cutoff=1):
                variant = self._variants[index]
                fits = names is self._keys or not (self._clash(variant, kind) or self._other_rank(variant, rank))
                known = self._sectors[variant.body] in WHOLE_SECTORS
                found.append((variant, fits and known and _one_slip(typed, names[index], variant.core)))
        return found

    def _by_name(self, text: str) -> list[Match]:
        """All bodies whose name fits, best first."""
        key = normalise(text)
        if not key:
            return []
        core, kind = _core(key)
        words = [word for word in dict.fromkeys(core.split()) if word not in _SMALL][:MAX_WORDS]
        near = {word: self._near_words(word) for word in words}
        rank = _rank(key)
        best: dict[int, tuple[float, bool, str]] = {}
        for variant in self._variants:
            score, exact = self._score(variant, key, core, kind, rank, words, near)
            if score > 0:
                held = best.get(variant.body, (0.0, False, ""))
                # On a tie the name itself, which comes first, is what is shown as matched.
                if (score, exact) > held[:2]:
                    best[variant.body] = (score, exact, variant.text)
        if any(exact for _, exact, _ in best.values()):
            # Somebody has this very name: look-alikes (Bolton for Boston) would only confuse.
            best = {at: held for at, held in best.items() if held[1] or held[0] > TYPO}
        order = sorted(
            best,
            key=lambda at: (
                -best[at][0],
                bool(self._replaced[at]),
                _SECTOR_ORDER.get(self._sectors[at], 99),
                len(self._names[at]),
                self._names[at],
                self._ids[at],
            ),
        )
        return [self._match(at, best[at][2], best[at][0], best[at][1]) for at in order]

    def _score(
        self,
        variant: _Variant,
        key: str,
        core: str,
        kind: str,
        rank: frozenset[str],
        words: list[str],
        near: dict[str, dict[str, float]],
    ) -> tuple[float, bool]:
        """(score, exact) of one way to write a name against a question."""
        score, exact = self._same(variant, key, core, kind, rank)
        if score:
            return score, exact
        clash = self._clash(variant, kind)
        penalty = 20.0 if clash else 0.0
        scores = [0.0]
        for typed, whole in ((core, variant.core), (key, variant.key)):
            if len(typed) >= 2 and whole.startswith(typed):
                # "London" begins "London Underground" better than it begins "Londonderry".
                top = STARTS if whole[len(typed) : len(typed) + 1] == " " else BEGINS
                scores.append(top - 6 * (1 - len(typed) / len(whole)))
        if words:
            fits = [max((fit for word, fit in near[w].items() if word in variant.words), default=0.0) for w in words]
            if all(fits):
                covered = min(1.0, len(words) / max(1, len(variant.core_words)))
                top = WORDS if min(fits) == 1.0 else TYPO + 4 if min(fits) > 0.9 else TYPO - 4
                scores.append(top - 6 * (1 - covered))
        if variant.core and len(core) >= 4:
            wrong = OSA.distance(core, variant.core, score_cutoff=_allowed(core, variant.core))
            if wrong <= _allowed(core, variant.core):
                scores.append(TYPO - 4 * (wrong - 1))
        return max(0.0, max(scores) - penalty) if max(scores) else 0.0, False

    def _clash(self, variant: _Variant, kind: str) -> bool:
        """True if a name speaks of another kind of body than this one is."""
        sector = self._sectors[variant.body]
        return bool(kind) and kind != (sector if sector in _KINDS else "")

    def _other_rank(self, variant: _Variant, rank: frozenset[str]) -> bool:
        """True if just one is a county's: is "Gloucester County Council" the city's, or the county's?"""
        known_as = self._ranks[variant.body]
        return bool(rank and known_as and not rank & known_as and "county" in rank | known_as)

    def _same(self, variant: _Variant, key: str, core: str, kind: str, rank: frozenset[str]) -> tuple[float, bool]:
        """(score, exact) if the names are the same, as a whole or apart from what bodies call themselves; else 0."""
        if variant.key == key:
            return NAME, True
        if not core or (variant.core != core and variant.squeezed != core.replace(" ", "")):
            return 0.0, False
        if self._clash(variant, kind):
            return OTHER_KIND, False
        if self._other_rank(variant, rank):
            return OTHER_RANK, False
        # A bare place name means its council first.
        return (CORE, True) if kind or self._sectors[variant.body] == "council" else (PLACE, False)

    def _near_words(self, word: str) -> dict[str, float]:
        """Words of all names that a typed word may mean: 1.0 the same, 0.95 its beginning, 0.8 a slip."""
        found: dict[str, float] = {}
        for other in self._vocabulary:
            if other == word:
                found[other] = 1.0
            elif len(word) >= 2 and other.startswith(word):
                found[other] = 0.95
            elif len(word) >= 4 and abs(len(word) - len(other)) <= 2:
                allowed = _allowed(word, other)
                if allowed and OSA.distance(word, other, score_cutoff=allowed) <= allowed:
                    found[other] = 0.8
        return found

    def _by_place(self, place: places.Postcode) -> list[Match]:
        """Who serves a postcode: the likely councils, county, police and others, then councils nearby."""
        found: list[Match] = []

        def add(indices: Iterable[int], score: float) -> None:
            found.extend(self._match(at, place.outcode, score, score == LIKELY) for at in indices)

        everyone = range(len(self._ids))
        living = [at for at in everyone if not self._replaced[at]]
        lads = [places.current(self._lads[at]) if self._lads[at] else "" for at in everyone]
        council = [at for at in living if self._sectors[at] == "council"]
        for lad in place.likely:
            add((at for at in council if lads[at] == lad), LIKELY)
        counties = dict.fromkeys(places.county_of(lad) for lad in place.likely)
        add((at for c in counties if c for at in council if self._codes[at] == c), LIKELY)
        forces = dict.fromkeys(places.police_of(lad) for lad in place.likely)
        add((self._at[force] for force in forces if force in self._at), LIKELY)
        add((at for lad in place.likely for at in living if lads[at] == lad and self._sectors[at] != "council"), LIKELY)
        for lad in place.possible:
            add((at for at in council if lads[at] == lad), POSSIBLE)
        if not place.lads and place.region:
            # Northern Ireland: one force for sure, and any of the councils.
            region = [at for at in living if self._regions[at] == place.region]
            add((at for at in region if self._sectors[at] == "police"), LIKELY)
            add((at for at in region if self._sectors[at] == "council"), POSSIBLE)
        return _unique(found)

    def _nearest(self, text: str) -> tuple[Match, ...]:
        """A few names that look a little like the text, for "did you mean"."""
        ranked = process.extract(_core(normalise(text))[0], self._cores, scorer=fuzz.ratio, limit=12, score_cutoff=60)
        ordered = sorted(ranked, key=lambda hit: (-hit[1], self._ids[self._variants[hit[2]].body]))
        hits = [(self._variants[index], score) for _, score, index in ordered]
        # Scaled down, because these scores must not look like those of a real match.
        near = [self._match(v.body, v.text, round(score * THRESHOLD / 101, 1), False) for v, score in hits]
        return tuple(_unique(near)[:SUGGESTIONS])

    def _match(self, at: int, matched: str, score: float, exact: bool) -> Match:
        return Match(self._ids[at], self._names[at], matched, round(score, 1), exact, self._replaced[at])

    def _name_note(self, text: str, found: list[Match], shown: int) -> str:
        first = found[0]
        if first.exact and first.replaced_by:
            heir = self._names[self._at[first.replaced_by]] if first.replaced_by in self._at else first.replaced_by
            return f"{first.name} was replaced by {heir}."
        if first.score <= TYPO + 4 and not first.exact:
            return f"No body is called “{_short(text)}” exactly; these are near."
        if shown < len(found):
            return f"{len(found)} bodies match “{_short(text)}”; the best {shown} are shown. Type more of the name."
        return f"{len(found)} {'body matches' if len(found) == 1 else 'bodies match'} “{_short(text)}”."


def _variant(body: int, text: str, key: str) -> _Variant:
    core, _ = _core(key)
    words = tuple(word for word in core.split() if word not in _SMALL)
    every = frozenset(core.split()) | (frozenset(key.split()) - _COMMON)
    return _Variant(body, text, key, core, core.replace(" ", ""), words, every)


def _rank(key: str) -> frozenset[str]:
    """The kinds of council that a name speaks of; a Welsh county borough is a borough."""
    return frozenset(key.replace("county borough", "borough").split()) & _RANKS


def _core(key: str) -> tuple[str, str]:
    """A normalised name without what its kind of body is called, and that kind ("council", "police", ... or "")."""
    core, kind = key, ""
    for patterns in (_SUFFIXES, _PREFIXES):
        for pattern, means in patterns:
            shorter = pattern.sub("", core, count=1)
            if shorter != core and shorter:
                core, kind = shorter, kind or means
                break
    if core in {"county", "city", "borough", "district", "council"}:
        return key, kind
    return core, kind


def _one_slip(typed: str, name: str, core: str) -> bool:
    """True if one word is a slip of the finger away, and not in its first letter (Alton is not Halton).

    Of `core`, the name of the place, more than a few letters are needed: Eden is not Eton.
    """
    wrong = [pair for pair in zip(typed.split(), name.split(), strict=False) if pair[0] != pair[1]]
    if len(typed.split()) != len(name.split()) or len(wrong) != 1:
        return False
    word, right = wrong[0]
    long_enough = len(right) >= 4 and (len(core) >= 6 or right not in core.split())
    return long_enough and word[0] == right[0] and OSA.distance(word, right, score_cutoff=1) <= 1


def _allowed(one: str, other: str) -> int:
    """Slips that are forgiven: none in short words, one from six letters on, two from ten on."""
    longer = max(len(one), len(other))
    return 2 if longer >= 10 else 1 if longer >= 6 else 0


def _clean(text: str) -> str:
    """A visitor's text without control characters, at most MAX_LENGTH long, spaces collapsed."""
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text[:MAX_LENGTH])
    return " ".join(plain.split())


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _unique(matches: Iterable[Match]) -> list[Match]:
    """The first match of each body."""
    return list({match.body: match for match in reversed(list(matches))}.values())[::-1]
