"""Finds public bodies by a name, however it is written, or by a postcode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from whosecameras.analysis import name_forms
from whosecameras.analysis.near_names import Numbers, Places, Texts, grouped
from whosecameras.analysis.search_results import SAID, short, unique
from whosecameras.analysis.search_results import Match as Match
from whosecameras.analysis.search_results import SearchResult as Answer
from whosecameras.record import geography
from whosecameras.record.loading import listed
from whosecameras.record.schema import SECTORS, WHOLE_SECTORS

if TYPE_CHECKING:
    import pandas as pd

    from whosecameras.record.loading import Dataset

MAX_LENGTH = 200  # characters of a question that are looked at
MAX_WORDS = 12
THRESHOLD = 55.0  # scores below it are at best suggestions
SUGGESTIONS = 5
ALIKE = 70.0  # share of letters that a name must have in common with a text to be suggested, in per cent

# Scores, from "this is its name" down to "a letter is wrong". HEIR: it took the place of a body of this name.
NAME, CORE, HEIR, PLACE, OTHER_RANK, OTHER_KIND = 100.0, 98.0, 96.0, 94.0, 85.0, 72.0
STARTS, WORDS, BEGINS, TYPO = 90.0, 82.0, 80.0, 70.0
NEAR = TYPO + 4  # up to here a name is only near: it is suggested, and never said to be what was meant
LIKELY, POSSIBLE = 100.0, 60.0
# In a table that is being imported: one letter is wrong and no other body is as near; below that it is no match.
SLIP, UNSURE = 90.0, 60.0


class _NameVariant(NamedTuple):
    """One way to write a body's name, taken apart once so that a search only compares.

    ``part`` says that it names only one of the body's places: it fits as a whole, never with another kind of body.
    """

    body: int
    text: str
    key: str
    core: str
    core_words: int
    words: tuple[str, ...]
    part: bool


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
#: The words that the suffixes end with and the prefixes begin with: most names have none, and need no closer look.
_LAST_WORDS = {
    "council", "corporation", "mbc", "cbc", "lbc", "mdc", "bc", "cc", "dc", "ccbc", "service", "force", "constabulary",
    "police", "university", "of", "city",
}  # fmt: skip
_FIRST_WORDS = {
    "london", "royal", "metropolitan", "county", "borough", "city", "council", "lb", "rb", "lbc", "cyngor", "dinas",
    "sir", "heddlu", "police", "university",
}  # fmt: skip
_KINDS = {"council", "police", "university"}
_SECTOR_ORDER = {sector: place for place, sector in enumerate(SECTORS)}
_SMALL = {"of", "and", "upon", "on", "in", "for", "with"}
# Words that tell a county council from the city or district council in the middle of it.
_RANKS = {"county", "city", "borough", "district"}
# Words in so many names that typing their beginning ("met") cannot mean them.
_COMMON = {"metropolitan", "royal", *_RANKS}
#: The same rules and scores for the website's search (site/assets/finder.js).
RULES: dict[str, Any] = {
    "max_length": MAX_LENGTH,
    "max_words": MAX_WORDS,
    "suffixes": [[pattern.pattern, kind] for pattern, kind in _SUFFIXES],
    "prefixes": [[pattern.pattern, kind] for pattern, kind in _PREFIXES],
    "last_words": sorted(_LAST_WORDS),
    "first_words": sorted(_FIRST_WORDS),
    "small": sorted(_SMALL),
    "ranks": sorted(_RANKS),
    "common": sorted(_COMMON),
    "suggestions": SUGGESTIONS,
    "alike": ALIKE,
    "threshold": THRESHOLD,
    "near": NEAR,
    "scores": {
        "name": NAME, "core": CORE, "heir": HEIR, "place": PLACE, "other_rank": OTHER_RANK, "other_kind": OTHER_KIND,
        "starts": STARTS, "words": WORDS, "begins": BEGINS, "typo": TYPO,
    },
}  # fmt: skip


def normalise(text: str) -> str:
    """One spelling for a name: lower case, no accents or punctuation, "saint" as "st", "&" as "and", no "the"."""
    bare = text[:MAX_LENGTH]
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    bare = re.sub(r"['’‘`´]", "", bare.casefold().replace("&", " and "))
    words = re.sub(r"[^\w]+|_", " ", bare).split()[: 2 * MAX_WORDS]
    return " ".join("st" if word == "saint" else word for word in words if word != "the" or len(words) == 1)


_Score = tuple[float, bool, str]  # how well a name fits, whether it is this very name, and the name that fits


class Finder:
    """Looks bodies up; built once from the table of bodies, safe to share, never changes.

    `bodies` needs the str columns id, name, aliases (parted by "; "), sector, nation, region, code, lad and
    replaced_by, with "" for blank; `vendors`, if given, id and name. KeyError when a column is missing.
    """

    def __init__(self, bodies: pd.DataFrame, vendors: pd.DataFrame | None = None) -> None:
        def column(name: str) -> list[str]:
            return [str(value) for value in bodies[name]]

        self._ids, self._names, self._sectors = column("id"), column("name"), column("sector")
        self._regions, self._nations = column("region"), column("nation")
        self._codes, self._lads, self._replaced = column("code"), column("lad"), column("replaced_by")
        self._vendors = [] if vendors is None else list(zip(vendors["id"], vendors["name"], strict=True))
        self._at = {body: at for at, body in enumerate(self._ids)}
        self._with_code = {code: at for at, code in enumerate(self._codes) if code}
        self._variants: list[_NameVariant] = []
        for at, (name, aliases) in enumerate(zip(self._names, column("aliases"), strict=True)):
            seen = set()
            whole, _ = _core(normalise(name))
            for text in (name, *aliases.split(";")):
                key = normalise(text)
                if key and key not in seen:
                    seen.add(key)
                    self._variants.append(_variant(at, text.strip(), key, whole))
        self._ranks = [frozenset[str]()] * len(self._ids)
        for variant in self._variants:
            self._ranks[variant.body] |= _rank(variant.key)
        self._keys = [variant.key for variant in self._variants]
        self._cores = [variant.core for variant in self._variants]
        self._same_as = _places_of((variant.key, _squeezed(variant.core)) for variant in self._variants)
        with_word = _places_of(variant.words for variant in self._variants)
        self._with_word = {word: np.array(these, dtype=np.int32) for word, these in with_word.items()}
        self._body_of = np.array([variant.body for variant in self._variants], dtype=np.int32)
        self._core_words = np.array([max(1, variant.core_words) for variant in self._variants], dtype=np.int32)
        self._kind_of = np.array([_kind(self._sectors[variant.body]) for variant in self._variants], dtype="U10")
        self._words = Texts(self._with_word)
        self._key_texts, self._core_texts = Texts(self._keys), Texts(self._cores)
        # Between equal scores: those that exist, by sector, the short names first.
        first_to_last = sorted(
            range(len(self._ids)),
            key=lambda at: (
                bool(self._replaced[at]),
                _SECTOR_ORDER[self._sectors[at]],
                len(self._names[at]),
                self._names[at],
                self._ids[at],
            ),
        )
        self._standing_order = np.empty(len(self._ids), dtype=np.int32)
        self._standing_order[first_to_last] = np.arange(len(self._ids), dtype=np.int32)
        living = [at for at in range(len(self._ids)) if not self._replaced[at]]
        lads = {at: geography.current(self._lads[at]) if self._lads[at] else "" for at in living}
        councils = [at for at in living if self._sectors[at] == "council"]
        others = [at for at in living if self._sectors[at] != "council"]
        self._councils_of = grouped((lads[at], at) for at in councils)
        self._others_of = grouped((lads[at], at) for at in others)
        self._councils_with = grouped((self._codes[at], at) for at in councils)
        self._councils_in = grouped((self._regions[at], at) for at in councils)
        self._forces_in = grouped((self._regions[at], at) for at in others if self._sectors[at] == "police")

    def search(self, text: str, limit: int = 10) -> Answer:
        """The bodies that a visitor's text may mean, best first and never in two orders; at most `limit` of them.

        A text that is both a postcode and a body's name ("HS2") gives the body first, then the places.
        """
        text = _clean(text)
        if not text:
            return Answer("empty", note=SAID["empty"])
        place = geography.postcode(text)
        if place is not None:
            key = normalise(text)
            same = self._best(self._same_names(key, *_core(key)))
            named = self._best_first({at: held for at, held in same.items() if held[1]})
            found = unique([*named, *self._by_place(place)])[: max(limit, 0)]
            return Answer("postcode", tuple(found), place, place.note + (SAID["also"] if named else ""))
        text = self._names[self._with_code[text.upper()]] if text.upper() in self._with_code else text
        found, fitting = self._by_name(text, max(limit, 1))
        if not found or found[0].score <= NEAR:
            near = tuple(found[:SUGGESTIONS]) or self._nearest(text)
            vendor, name = self._vendor_named(text)
            note = SAID["vendor" if vendor else "unknown"].format(name=name, text=short(text))
            return Answer("near" if near else "none", note=note, suggestions=near, vendor=vendor)
        shown = tuple(found[: max(limit, 0)])
        return Answer("name", shown, note=self._name_note(text, found[0], fitting, len(shown)))

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
        core, kind = _core(name_forms.plain(key))
        rank = _rank(key)
        scores: dict[int, tuple[float, bool, str]] = {}

        def offer(variant: _NameVariant, score: float, exact: bool = False) -> None:
            if score > scores.get(variant.body, (0.0, False, ""))[0]:
                scores[variant.body] = (score, exact, variant.text)

        for at in sorted({*self._same_as.get(key, ()), *self._same_as.get(_squeezed(core), ())}):
            score, exact = self._same(self._variants[at], key, core, kind, rank)
            exact = exact and not (self._variants[at].part and score < NAME)
            if score:
                offer(self._variants[at], score if exact else UNSURE, exact)
        if not any(exact for _, exact, _ in scores.values()):
            near = self._one_letter_away(key, core, kind, rank)
            if len({variant.body for variant, _ in near}) == 1 and any(sure for _, sure in near):
                offer(near[0][0], SLIP)
            for variant, _ in near:
                offer(variant, UNSURE)
        for typed, texts, scorer, least, weight in (
            (core, self._cores, fuzz.ratio, 65, 0.99),
            (key, self._keys, fuzz.ratio, 80, 0.99),
            (core, self._cores, fuzz.token_set_ratio, 100, 0.8),  # every word of one is in the other
        ):
            for _, score, index in process.extract(typed, texts, scorer=scorer, limit=10, score_cutoff=least):
                offer(self._variants[index], UNSURE * weight * score / 100)
        order = sorted(
            scores, key=lambda at: (-scores[at][0], bool(self._replaced[at]), self._names[at], self._ids[at])
        )
        return tuple(self._match(at, scores[at][2], *scores[at][:2]) for at in order[: max(limit, 0)])

    def _one_letter_away(self, key: str, core: str, kind: str, rank: frozenset[str]) -> list[tuple[_NameVariant, bool]]:
        """Names that one letter would turn into this one, each with whether it may be taken for it.

        Compared as a whole, and apart from what bodies call themselves.
        """
        found = []
        for typed, texts in ((key, self._keys), (core, self._cores)):
            for _, _, index in process.extract(typed, texts, scorer=OSA.distance, limit=None, score_cutoff=1):
                variant = self._variants[index]
                clash = variant.part or self._clash(variant, kind) or self._other_rank(variant, rank)
                fits = texts is self._keys or not clash
                known = self._sectors[variant.body] in WHOLE_SECTORS
                found.append((variant, fits and known and _one_slip(typed, texts[index], variant.core)))
        return found

    def _by_name(self, text: str, limit: int) -> tuple[list[Match], int]:
        """The bodies whose names fit best, in order, at most ``limit``, and how many fit well enough.

        A word can stand in thousands of names: scores are worked out in columns, and only the best become matches.
        """
        key = normalise(text)
        if not key:
            return [], 0
        core, kind = _core(key)
        same = self._same_names(key, core, kind)
        scores = self._alike(key, core, kind)
        for at, given in same.items():
            scores[at] = given[0]
        hits = np.flatnonzero(scores)
        if not len(hits):
            return [], 0
        owners = self._body_of[hits]  # in order, as the variants are
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        bodies, best = owners[first], np.maximum.reduceat(scores[hits], first)
        # Beside a body that is called so, look-alikes (Bolton for Boston) would only confuse.
        fits = best > NEAR if best.max() > NEAR else best >= THRESHOLD
        bodies, best = bodies[fits], best[fits]
        heirs = self._heirs(bodies, best)
        missing = [heir for heir in heirs if heir not in bodies]
        bodies, best = np.append(bodies, np.array(missing, dtype=np.int32)), np.append(best, np.zeros(len(missing)))
        for heir, (score, _, _) in heirs.items():
            best[bodies == heir] = np.maximum(best[bodies == heir], score)
        if len(best) > limit:
            worst = -np.partition(-best, limit - 1)[limit - 1]
            chosen, scored = bodies[best >= worst], best[best >= worst]
        else:
            chosen, scored = bodies, best
        chosen = chosen[np.lexsort((self._standing_order[chosen], -scored))][:limit]
        wanted = set(chosen.tolist())
        few = hits[np.isin(owners, chosen)].tolist()
        held = self._best({at: same.get(at, (float(scores[at]), False)) for at in few})
        held |= {heir: given for heir, given in heirs.items() if heir not in held or given[0] > held[heir][0]}
        return self._best_first({at: one for at, one in held.items() if at in wanted}), len(bodies)

    def _heirs(self, bodies: Places, best: Numbers) -> dict[int, _Score]:
        """Where a body that is gone is what was meant: the bodies that exist today in its place."""
        if not len(bodies):
            return {}
        first = np.lexsort((self._standing_order[bodies], -best))[0]
        gone, score = int(bodies[first]), float(best[first])
        if score < CORE and len(bodies) > 1:
            return {}
        given = (min(HEIR, score - (CORE - HEIR)), False, self._names[gone])
        return {line[-1]: given for line in self._followers(gone)}

    def _followers(self, body: int) -> list[list[int]]:
        """What took the body's place, and what came after that: each line of bodies down to one that exists."""
        lines, ahead = [], [[body]]
        while ahead:
            line = ahead.pop(0)
            heirs = [self._at[key] for key in listed(self._replaced[line[-1]]) if key in self._at]
            ahead += [[*line, heir] for heir in heirs if heir not in line]
            if not heirs and len(line) > 1:
                lines.append(line[1:])
        return lines

    def _best(self, scores: Mapping[int, tuple[float, bool]]) -> dict[int, _Score]:
        """The best of each body's variants; on a tie the name itself, which comes first, is shown as matched."""
        best: dict[int, _Score] = {}
        for at in sorted(scores):
            body, (score, exact) = self._variants[at].body, scores[at]
            if body not in best or (score, exact) > best[body][:2]:
                best[body] = (score, exact, self._variants[at].text)
        return best

    def _best_first(self, scores: Mapping[int, _Score]) -> list[Match]:
        """Bodies in the order in which a visitor sees them."""
        order = self._standing_order
        chosen = sorted(scores, key=lambda at: (-scores[at][0], order[at]))
        return [self._match(at, scores[at][2], scores[at][0], scores[at][1]) for at in chosen]

    def _same_names(self, key: str, core: str, kind: str) -> dict[int, tuple[float, bool]]:
        """The variants that are the same name, as a whole or in what is its own, with (score, exact)."""
        rank = _rank(key)
        found = {}
        for at in {*self._same_as.get(key, ()), *self._same_as.get(_squeezed(core), ())}:
            score, exact = self._same(self._variants[at], key, core, kind, rank)
            if score:
                found[at] = (score, exact)
        return found

    def _alike(self, key: str, core: str, kind: str) -> Numbers:
        """A score for each variant: 0, or more where it begins so, holds every word or is a slip or two away."""
        scores = np.zeros(len(self._variants))

        def offer(these: Places, offered: Numbers | float) -> None:
            scores[these] = np.maximum(scores[these], offered)

        for typed, texts in ((core, self._core_texts), (key, self._key_texts)):
            if len(typed) < 2:
                continue
            # "London" begins "London Underground" better than it begins "Londonderry".
            for start, top in ((typed, BEGINS), (f"{typed} ", STARTS)):
                these = texts.that_begin(start)
                offer(these, top - 6 * (1 - len(typed) / texts.lengths[these]))
        words = [word for word in dict.fromkeys(core.split()) if word not in _SMALL][:MAX_WORDS]
        if words:
            least = self._holding(words)
            these = np.flatnonzero(least).astype(np.int32)
            held = least[these]
            highest = np.where(held == 1.0, WORDS, np.where(held > 0.9, TYPO + 4, TYPO - 4))
            offer(these, highest - 6 * (1 - np.minimum(1.0, len(words) / self._core_words[these])))
        for typed, texts in ((core, self._core_texts), (key, self._key_texts)):
            for at, wrong in texts.near(typed) if len(typed) >= 4 else ():
                scores[at] = max(scores[at], TYPO - 4 * (wrong - 1))
        if kind:
            scores[(scores > 0) & (self._kind_of != kind)] -= 20.0
        return scores

    def _holding(self, words: list[str]) -> Numbers:
        """For each variant how near the farthest of these words is to one of its own; 0 where a word is not there."""
        least = np.ones(len(self._variants))
        for word in words:
            near = np.zeros(len(self._variants))
            for other, fit in sorted(self._near_words(word).items(), key=lambda pair: pair[1]):
                near[self._with_word[other]] = fit  # the nearest comes last
            np.minimum(least, near, out=least)
        return least

    def _clash(self, variant: _NameVariant, kind: str) -> bool:
        """True if a name speaks of another kind of body than this one is."""
        return bool(kind) and kind != _kind(self._sectors[variant.body])

    def _other_rank(self, variant: _NameVariant, rank: frozenset[str]) -> bool:
        """True if just one is a county's: is "Gloucester County Council" the city's, or the county's?"""
        known_as = self._ranks[variant.body]
        return bool(rank and known_as and not rank & known_as and "county" in rank | known_as)

    def _same(self, variant: _NameVariant, key: str, core: str, kind: str, rank: frozenset[str]) -> tuple[float, bool]:
        """(score, exact) if the names are the same, as a whole or apart from what bodies call themselves; else 0."""
        if variant.key == key:
            return NAME, True
        if not core or (variant.core != core and _squeezed(variant.core) != _squeezed(core)):
            return 0.0, False
        if self._clash(variant, kind):
            return OTHER_KIND, False
        if self._other_rank(variant, rank):
            return OTHER_RANK, False
        # A bare place name means its council first.
        return (CORE, True) if kind or self._sectors[variant.body] == "council" else (PLACE, False)

    def _near_words(self, word: str) -> dict[str, float]:
        """Words of all names that a typed word may mean: 1.0 the same, 0.95 its beginning, 0.8 a slip."""
        found = {self._words[at]: 0.8 for at, _ in self._words.near(word)} if len(word) >= 4 else {}
        if len(word) >= 2:
            found |= {self._words[at]: 0.95 for at in self._words.that_begin(word).tolist()}
        if word in self._with_word:
            found[word] = 1.0
        return found

    def _by_place(self, place: geography.Postcode) -> list[Match]:
        """Who serves a postcode: the likely councils, county, police and others, then councils nearby."""
        found: list[Match] = []

        def add(indices: Iterable[int], score: float) -> None:
            found.extend(self._match(at, place.outcode, score, score == LIKELY) for at in indices)

        for lad in place.likely:
            add(self._councils_of.get(lad, ()), LIKELY)
        counties = dict.fromkeys(geography.county_of(lad) for lad in place.likely)
        add((at for county in counties if county for at in self._councils_with.get(county, ())), LIKELY)
        forces = dict.fromkeys(geography.police_of(lad) for lad in place.likely)
        add((self._at[force] for force in forces if force in self._at), LIKELY)
        add((at for lad in place.likely for at in self._others_of.get(lad, ())), LIKELY)
        for lad in place.possible:
            add(self._councils_of.get(lad, ()), POSSIBLE)
        if not place.lads and place.region:
            # Northern Ireland: one force for sure, and any of the councils.
            add(self._forces_in.get(place.region, ()), LIKELY)
            add(self._councils_in.get(place.region, ()), POSSIBLE)
        return unique(found)

    def _nearest(self, text: str) -> tuple[Match, ...]:
        """A few names that look a little like the text, for "did you mean"."""
        core = _core(normalise(text))[0]
        ranked = process.extract(core, self._cores, scorer=fuzz.ratio, limit=12, score_cutoff=ALIKE)
        ordered = sorted(ranked, key=lambda hit: (-hit[1], self._ids[self._variants[hit[2]].body]))
        hits = [(self._variants[index], score) for _, score, index in ordered]
        # Scaled down, because these scores must not look like those of a real match.
        near = [self._match(v.body, v.text, round(score * THRESHOLD / 101, 1), False) for v, score in hits]
        return tuple(unique(near)[:SUGGESTIONS])

    def index(self) -> dict[str, Any]:
        """All that a search of names needs, taken apart beforehand, for the website's search to work on.

        ``bodies``: id, name, kind, ranks, code and heirs of each, in the order in which equals are shown. ``names``:
        body, text, key and core (blank where it is the key) of each name.
        """
        order = np.argsort(self._standing_order).tolist()
        position = {at: place for place, at in enumerate(order)}
        heirs = [[position[self._at[key]] for key in listed(cell) if key in self._at] for cell in self._replaced]
        ranks = [" ".join(sorted(words)) for words in self._ranks]
        return {
            "rules": RULES,
            "said": SAID,
            "vendors": [[vendor, name, normalise(name)] for vendor, name in self._vendors],
            "bodies": [
                [self._ids[at], self._names[at], _kind(self._sectors[at]), ranks[at], self._codes[at], heirs[at]]
                for at in order
            ],
            "names": [
                [position[one.body], one.text, one.key, "" if one.core == one.key else one.core]
                for one in self._variants
            ],
        }

    def serving(self, lad: str) -> tuple[list[str], list[str], list[str], list[str]]:
        """The ids of the councils of a district, its county councils, its police force and what else lies in it."""
        force = geography.police_of(lad)
        found = (
            self._councils_of.get(lad, ()),
            self._councils_with.get(geography.county_of(lad), ()) if geography.county_of(lad) else (),
            [self._at[force]] if force in self._at else [],
            self._others_of.get(lad, ()),
        )
        councils, counties, forces, others = ([self._ids[at] for at in part] for part in found)
        return councils, counties, forces, others

    def serving_region(self, region: str) -> tuple[list[str], list[str]]:
        """The ids of the police forces and of the councils of a region."""
        forces, councils = self._forces_in.get(region, ()), self._councils_in.get(region, ())
        return [self._ids[at] for at in forces], [self._ids[at] for at in councils]

    def _vendor_named(self, text: str) -> tuple[str, str]:
        """The id and name of the manufacturer that a word of the text names, a slip or two allowed."""
        for word in normalise(text).split():
            for vendor, name in self._vendors:
                key = normalise(name)
                if OSA.distance(word, key) <= (2 if len(key) >= 8 else 1):
                    return vendor, name
        return "", ""

    def _match(self, at: int, matched: str, score: float, exact: bool) -> Match:
        return Match(self._ids[at], self._names[at], matched, round(score, 1), exact, self._replaced[at])

    def _name_note(self, text: str, first: Match, found: int, shown: int) -> str:
        heirs = self._followers(self._at[first.body])
        if heirs and (first.exact or found == 1 + len(heirs)):
            told = [SAID["then"].join(self._names[at] for at in line) for line in heirs]
            return SAID["replaced"].format(name=first.name, heirs=" and ".join(told))
        said = SAID["most" if shown < found else "one" if found == 1 else "several"]
        return said.format(text=short(text), found=found, shown=shown)


@lru_cache(maxsize=2)
def finder(dataset: Dataset) -> Finder:
    """The look-up of a record's bodies, built once."""
    return Finder(dataset.bodies, dataset.vendors)


def _variant(body: int, text: str, key: str, whole: str) -> _NameVariant:
    """``whole`` is what is the body's own in its name."""
    core, _ = _core(key)
    words = sum(word not in _SMALL for word in core.split())
    every = {*core.split(), *(word for word in key.split() if word not in _COMMON)}
    return _NameVariant(body, text, key, core, words, tuple(map(intern, every)), name_forms.is_part(core, whole))


def _rank(key: str) -> frozenset[str]:
    """The kinds of council that a name speaks of; a Welsh county borough is a borough."""
    return frozenset(key.replace("county borough", "borough").split()) & _RANKS


def _core(key: str) -> tuple[str, str]:
    """A normalised name without what its kind of body is called, and that kind ("council", "police", ... or "")."""
    core, kind = key, ""
    for patterns, at, told in ((_SUFFIXES, -1, _LAST_WORDS), (_PREFIXES, 0, _FIRST_WORDS)):
        if not core or core.split(" ")[at] not in told:
            continue
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
    long_enough = max(len(word), len(right)) >= 4 and (len(core) >= 6 or right not in core.split())
    return long_enough and word[0] == right[0] and OSA.distance(word, right, score_cutoff=1) <= 1


def _kind(sector: str) -> str:
    return sector if sector in _KINDS else ""


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _places_of(texts: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """For each text the places, from 0, at which it is given."""
    return grouped((text, at) for at, these in enumerate(texts) for text in dict.fromkeys(these))


def _clean(text: str) -> str:
    """A visitor's text without control characters, at most MAX_LENGTH long, spaces collapsed."""
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text[:MAX_LENGTH])
    return " ".join(plain.split())
