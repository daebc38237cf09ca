"""Finds public bodies by name, despite spelling differences, or by postcode."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from whosecameras.analysis import name_forms
from whosecameras.analysis.name_keys import (
    COMMON,
    FIRST_WORDS,
    KIND_WORDS,
    LAST_WORDS,
    MAX_LENGTH,
    MAX_WORDS,
    PREFIXES,
    RANKS,
    SMALL,
    SUFFIXES,
    NameVariant,
    cleaned,
    core_of,
    is_one_slip,
    kind_of,
    name_variant,
    normalise,
    place_words,
    rank_words,
    squeezed,
)
from whosecameras.analysis.near_names import NearTexts, Numbers, Places, grouped
from whosecameras.analysis.search_results import SAID, short, unique
from whosecameras.analysis.search_results import Match as Match
from whosecameras.analysis.search_results import SearchResult as Answer
from whosecameras.record import geography
from whosecameras.record.loading import listed
from whosecameras.record.schema import SECTORS, UNIQUE_NAMES

if TYPE_CHECKING:
    from whosecameras.record.loading import Dataset

THRESHOLD = 55.0  # matches below this score are suggestions at best
SUGGESTIONS = 5
ALIKE = 70.0  # minimum similarity in per cent of a name to a text to suggest it

# Scores, from an exact name down to one wrong letter. HEIR: the successor of a body with this name.
NAME, CORE, HEIR, PLACE, OTHER_RANK, OTHER_KIND = 100.0, 98.0, 96.0, 94.0, 85.0, 72.0
STARTS, WORDS, BEGINS, WORDS_AND_PLACE, TYPO = 90.0, 82.0, 80.0, 81.0, 70.0
PARISH_LATER = 4.0  # “Stoke” begins the name of Stoke-on-Trent's council, and of a dozen parishes with shorter names
IN_PLACE = 0.97  # score of a word from the name of the body's district instead of the body's name
NEAR = TYPO + 4  # up to this score a name is only suggested, never presented as a match
LIKELY, POSSIBLE = 100.0, 60.0
# For imported tables. SLIP: one wrong letter, and no other body is as close. Anything lower is not a match.
SLIP, UNSURE = 90.0, 60.0


_SECTOR_ORDER = {sector: place for place, sector in enumerate(SECTORS)}
#: The same rules and scores for the website's search (site/assets/finder.js).
RULES: dict[str, Any] = {
    "max_length": MAX_LENGTH,
    "max_words": MAX_WORDS,
    "suffixes": [[pattern.pattern, kind] for pattern, kind in SUFFIXES],
    "prefixes": [[pattern.pattern, kind] for pattern, kind in PREFIXES],
    "last_words": sorted(LAST_WORDS),
    "first_words": sorted(FIRST_WORDS),
    "small": sorted(SMALL),
    "ranks": sorted(RANKS),
    "common": sorted(COMMON),
    "kind_words": [list(pair) for pair in KIND_WORDS],
    "suggestions": SUGGESTIONS,
    "alike": ALIKE,
    "threshold": THRESHOLD,
    "near": NEAR,
    "in_place": IN_PLACE,
    "parish_later": PARISH_LATER,
    "scores": {
        "name": NAME, "core": CORE, "heir": HEIR, "place": PLACE, "other_rank": OTHER_RANK, "other_kind": OTHER_KIND,
        "starts": STARTS, "words": WORDS, "begins": BEGINS, "words_and_place": WORDS_AND_PLACE, "typo": TYPO,
    },
}  # fmt: skip


_Score = tuple[float, bool, str]  # score, whether the name is exact, and the matching name


class IndexedBody(NamedTuple):
    """A body in the search index; ``heirs`` are the positions of its successors in the same list."""

    id: str
    name: str
    code: str
    lad: str
    heirs: tuple[int, ...]
    variants: tuple[NameVariant, ...]


class Finder:
    """A search index, built once from the table of bodies; immutable and safe to share.

    `bodies` needs the str columns id, name, aliases (separated by "; "), sector, nation, region, code, lad and
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
        self._variants: list[NameVariant] = []
        for at, (name, aliases) in enumerate(zip(self._names, column("aliases"), strict=True)):
            seen = set()
            whole, _ = core_of(normalise(name))
            for text in (name, *aliases.split(";")):
                key = normalise(text)
                if key and key not in seen:
                    seen.add(key)
                    self._variants.append(name_variant(at, text.strip(), key, whole))
        self._ranks = [frozenset[str]()] * len(self._ids)
        for variant in self._variants:
            self._ranks[variant.body] |= rank_words(variant.key)
        self._keys = [variant.key for variant in self._variants]
        self._cores = [variant.core for variant in self._variants]
        self._same_as = _places_of((variant.key, squeezed(variant.core)) for variant in self._variants)
        with_word = _places_of(variant.words for variant in self._variants)
        self._with_word = {word: np.array(these, dtype=np.int32) for word, these in with_word.items()}
        self._body_of = np.array([variant.body for variant in self._variants], dtype=np.int32)
        self._core_words = np.array([max(1, variant.core_words) for variant in self._variants], dtype=np.int32)
        self._kind_of = np.array([kind_of(self._sectors[variant.body]) for variant in self._variants], dtype="U10")
        self._words = NearTexts(self._with_word)
        self._placed_in = self._by_district()
        self._key_texts, self._core_texts = NearTexts(self._keys), NearTexts(self._cores)
        # Order for equal scores: existing bodies first, then by sector, then short names first.
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
        self._with_code = {self._codes[at]: at for at in reversed(first_to_last) if self._codes[at]}
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

    def _by_district(self) -> dict[frozenset[str], Places]:
        """The variants of the bodies that lie in a district, by the words of its name."""
        words = {lad: frozenset(place_words(lad)) for lad in set(self._lads)}
        by_words = grouped((words[self._lads[variant.body]], at) for at, variant in enumerate(self._variants))
        return {
            words_of_lad: np.array(places, dtype=np.int32) for words_of_lad, places in by_words.items() if words_of_lad
        }

    def search(self, text: str, limit: int = 10) -> Answer:
        """The bodies that match a visitor's text, best first in a stable order; at most `limit` of them.

        For a text that is both a postcode and a body's name ("HS2"), the body comes first, then the places.
        """
        text = cleaned(text)
        if not text:
            return Answer("empty", note=SAID["empty"])
        place = geography.postcode(text) or geography.postcode_in(text)
        if text.upper() in self._with_code and not (place and place.is_known):
            return self._with_this_code(text)
        if place is not None:
            key = normalise(text)
            same = self._best(self._same_names(key, *core_of(key)))
            named = self._best_first({at: held for at, held in same.items() if held[1]})
            found = unique([*named, *self._by_place(place)])[: max(limit, 0)]
            return Answer("postcode", tuple(found), place, place.note + (SAID["also"] if named else ""))
        found, fitting = self._by_name(text, max(limit, 1))
        if not found or found[0].score <= NEAR:
            near = tuple(found[:SUGGESTIONS]) or self._nearest(text)
            vendor, name = self._vendor_named(text)
            note = SAID["vendor" if vendor else "unknown"].format(name=name, text=short(text))
            return Answer("near" if near else "none", note=note, suggestions=near, vendor=vendor)
        shown = tuple(found[: max(limit, 0)])
        return Answer("name", shown, note=self._name_note(text, found[0], fitting, len(shown)))

    def _with_this_code(self, code: str) -> Answer:
        """The body with an official code, and its successors."""
        body = self._with_code[code.upper()]
        first = self._match(body, code, NAME, True)
        successors = [self._match(chain[-1], self._names[body], HEIR, False) for chain in self._followers(body)]
        matches = unique([first, *successors])
        return Answer("name", tuple(matches), note=self._name_note(code, first, len(matches), len(matches)))

    def best(self, text: str) -> tuple[str, float, float]:
        """(body id, its score, score of the runner-up) for a name in an imported table.

        ("", 0.0, 0.0) if nothing is close. Scores are those of `ranked`: if they are nearly equal, or below SLIP, a
        person should decide.
        """
        matches = self.ranked(text, 2)
        return (
            (matches[0].body, matches[0].score, matches[1].score if len(matches) > 1 else 0.0)
            if matches
            else ("", 0.0, 0.0)
        )

    def ranked(self, text: str, limit: int = 3) -> tuple[Match, ...]:
        """The bodies that a name in an imported table may mean, best first, with certainty scores.

        At most `limit`. Stricter than `search`, because nobody checks each row. NAME, CORE or PLACE: spelled as in the
        register. SLIP: one wrong letter, and the register holds every body of the sector. UNSURE or lower: similar.
        """
        key = normalise(cleaned(text))
        if not key:
            return ()
        core, kind = core_of(name_forms.plain(key))
        rank = rank_words(key)
        scores: dict[int, tuple[float, bool, str]] = {}

        def offer(variant: NameVariant, score: float, exact: bool = False) -> None:
            if score > scores.get(variant.body, (0.0, False, ""))[0]:
                scores[variant.body] = (score, exact, variant.text)

        for at in sorted({*self._same_as.get(key, ()), *self._same_as.get(squeezed(core), ())}):
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
            (core, self._cores, fuzz.token_set_ratio, 100, 0.8),  # all words of one are in the other
        ):
            for _, score, index in process.extract(typed, texts, scorer=scorer, limit=10, score_cutoff=least):
                offer(self._variants[index], UNSURE * weight * score / 100)
        order = sorted(
            scores, key=lambda at: (-scores[at][0], bool(self._replaced[at]), self._names[at], self._ids[at])
        )
        return tuple(self._match(at, scores[at][2], *scores[at][:2]) for at in order[: max(limit, 0)])

    def _one_letter_away(self, key: str, core: str, kind: str, rank: frozenset[str]) -> list[tuple[NameVariant, bool]]:
        """Names that differ from this one by a letter, and whether each may be taken for it.

        Names are compared in full, and without the kind of body.
        """
        names = []
        for typed, texts in ((key, self._keys), (core, self._cores)):
            for _, _, index in process.extract(typed, texts, scorer=OSA.distance, limit=None, score_cutoff=1):
                variant = self._variants[index]
                clash = variant.part or self._clash(variant, kind) or self._other_rank(variant, rank)
                fits = texts is self._keys or not clash
                known = self._sectors[variant.body] in UNIQUE_NAMES
                names.append((variant, fits and known and is_one_slip(typed, texts[index], variant.core)))
        return names

    def _by_name(self, text: str, limit: int) -> tuple[list[Match], int]:
        """The bodies whose names match best, in order, at most ``limit``, and the total number of matches.

        A word can occur in thousands of names, so scores are computed as arrays and only the best become matches.
        """
        key = normalise(text)
        if not key:
            return [], 0
        core, kind = core_of(key)
        same = self._same_names(key, core, kind)
        scores = self._alike(key, core, kind)
        for at, given in same.items():
            scores[at] = given[0]
        hits = np.flatnonzero(scores)
        if not len(hits):
            return [], 0
        owners = self._body_of[hits]  # sorted, like the variants
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        bodies, best = owners[first], np.maximum.reduceat(scores[hits], first)
        # If a body has this name, similar names (Bolton for Boston) would only confuse.
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
        """The existing successors of an abolished body that was searched for."""
        if not len(bodies):
            return {}
        first = np.lexsort((self._standing_order[bodies], -best))[0]
        abolished, score = int(bodies[first]), float(best[first])
        if score < CORE and len(bodies) > 1:
            return {}
        result = (min(HEIR, score - (CORE - HEIR)), False, self._names[abolished])
        return {chain[-1]: result for chain in self._followers(abolished)}

    def _followers(self, body: int) -> list[list[int]]:
        """The chains of successors from a body to each one that exists today."""
        chains, queue = [], [[body]]
        while queue:
            chain = queue.pop(0)
            successors = [self._at[key] for key in listed(self._replaced[chain[-1]]) if key in self._at]
            queue += [[*chain, heir] for heir in successors if heir not in chain]
            if not successors and len(chain) > 1:
                chains.append(chain[1:])
        return chains

    def _best(self, scores: Mapping[int, tuple[float, bool]]) -> dict[int, _Score]:
        """The best variant of each body; in a tie the main name wins, because it comes first."""
        best: dict[int, _Score] = {}
        for at in sorted(scores):
            body, (score, exact) = self._variants[at].body, scores[at]
            if body not in best or (score, exact) > best[body][:2]:
                best[body] = (score, exact, self._variants[at].text)
        return best

    def _best_first(self, scores: Mapping[int, _Score]) -> list[Match]:
        """Sort bodies into display order."""
        order = self._standing_order
        chosen = sorted(scores, key=lambda at: (-scores[at][0], order[at]))
        return [self._match(at, scores[at][2], scores[at][0], scores[at][1]) for at in chosen]

    def _same_names(self, key: str, core: str, kind: str) -> dict[int, tuple[float, bool]]:
        """The variants with the same name, in full or without the kind of body: ``{position: (score, exact)}``."""
        rank = rank_words(key)
        found = {}
        for at in {*self._same_as.get(key, ()), *self._same_as.get(squeezed(core), ())}:
            score, exact = self._same(self._variants[at], key, core, kind, rank)
            if score:
                found[at] = (score, exact)
        return found

    def _alike(self, key: str, core: str, kind: str) -> Numbers:
        """A score for each variant, positive if it starts with the text, has all its words or is nearly the same."""
        scores = np.zeros(len(self._variants))

        def offer(these: Places, offered: Numbers | float) -> None:
            scores[these] = np.maximum(scores[these], offered)

        for typed, texts in ((core, self._core_texts), (key, self._key_texts)):
            if len(typed) < 2:
                continue
            # "London" is a better prefix of "London Underground" than of "Londonderry".
            for start, top in ((typed, BEGINS), (f"{typed} ", STARTS)):
                these = texts.that_begin(start)
                later = (PARISH_LATER if top == STARTS else 0.0) * (self._kind_of[these] == "parish")
                offer(these, top - 6 * (1 - len(typed) / texts.lengths[these]) - later)
        words = [word for word in dict.fromkeys(core.split()) if word not in SMALL][:MAX_WORDS]
        if words:
            least = self._holding(words)
            these = np.flatnonzero(least).astype(np.int32)
            held = least[these]
            fits = [held == 1.0, held == IN_PLACE, held > 0.9]
            highest = np.select(fits, [WORDS, WORDS_AND_PLACE, TYPO + 4], TYPO - 4)
            offer(these, highest - 6 * (1 - np.minimum(1.0, len(words) / self._core_words[these])))
        for typed, texts in ((core, self._core_texts), (key, self._key_texts)):
            for at, wrong in texts.near(typed) if len(typed) >= 4 else ():
                scores[at] = max(scores[at], TYPO - 4 * (wrong - 1))
        if kind:
            scores[(scores > 0) & (self._kind_of != kind)] -= 20.0
        return scores

    def _holding(self, words: list[str]) -> Numbers:
        """For each variant, the score of the worst-matching word of the query; 0 if a word is missing.

        A word may also match the name of the body's district, if the query has all words of the district and another
        word matches the body's name.
        """
        districts = [(of, positions) for of, positions in self._placed_in.items() if of.issubset(words)]
        least, in_name = np.ones(len(self._variants)), np.zeros(len(self._variants), dtype=bool)
        for word in words:
            fits = np.zeros(len(self._variants))
            for similar, fit in sorted(self._near_words(word).items(), key=lambda pair: pair[1]):
                fits[self._with_word[similar]] = fit  # the best fit comes last
            in_name |= fits > 0
            for of, positions in districts:
                if word in of:
                    fits[positions] = np.maximum(fits[positions], IN_PLACE)
            np.minimum(least, fits, out=least)
        return np.where(in_name, least, 0.0)

    def _clash(self, variant: NameVariant, kind: str) -> bool:
        """True if a name belongs to another kind of body."""
        return bool(kind) and kind != kind_of(self._sectors[variant.body])

    def _other_rank(self, variant: NameVariant, rank: frozenset[str]) -> bool:
        """True if only one is a county's: does "Gloucester County Council" mean the city or the county?"""
        known_as = self._ranks[variant.body]
        return bool(rank and known_as and not rank & known_as and "county" in rank | known_as)

    def _same(self, variant: NameVariant, key: str, core: str, kind: str, rank: frozenset[str]) -> tuple[float, bool]:
        """(score, exact) if the names are the same, in full or without the kind of body; otherwise (0.0, False)."""
        if variant.key == key:
            return (PLACE if self._sectors[variant.body] == "parish" else NAME), True
        if not core or (variant.core != core and squeezed(variant.core) != squeezed(core)):
            return 0.0, False
        if self._clash(variant, kind):
            return OTHER_KIND, False
        if self._other_rank(variant, rank):
            return OTHER_RANK, False
        # A bare place name means its council in the first place.
        return (CORE, True) if kind or self._sectors[variant.body] == "council" else (PLACE, False)

    def _near_words(self, word: str) -> dict[str, float]:
        """Words of all names that a typed word may mean, with a score: 1.0 equal, 0.95 prefix, 0.8 typing error."""
        found = {self._words[at]: 0.8 for at, _ in self._words.near(word)} if len(word) >= 4 else {}
        if len(word) >= 2:
            found |= {self._words[at]: 0.95 for at in self._words.that_begin(word).tolist()}
        if word in self._with_word:
            found[word] = 1.0
        return found

    def _by_place(self, place: geography.Postcode) -> list[Match]:
        """The bodies that serve a postcode: the likely councils, county, police and others, then possible councils."""
        matches: list[Match] = []

        def add(indices: Iterable[int], score: float) -> None:
            matches.extend(self._match(at, place.outcode, score, score == LIKELY) for at in indices)

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
            # Northern Ireland: the only police force is certain, the council is not.
            add(self._forces_in.get(place.region, ()), LIKELY)
            add(self._councils_in.get(place.region, ()), POSSIBLE)
        return unique(matches)

    def _nearest(self, text: str) -> tuple[Match, ...]:
        """A few names that resemble the text, for "did you mean"."""
        core = core_of(normalise(text))[0]
        ranked = process.extract(core, self._cores, scorer=fuzz.ratio, limit=12, score_cutoff=ALIKE)
        ordered = sorted(ranked, key=lambda hit: (-hit[1], self._ids[self._variants[hit[2]].body]))
        hits = [(self._variants[index], score) for _, score, index in ordered]
        # Scaled down so that these scores are below those of any match.
        near = [self._match(v.body, v.text, round(score * THRESHOLD / 101, 1), False) for v, score in hits]
        return tuple(unique(near)[:SUGGESTIONS])

    def index(self) -> list[IndexedBody]:
        """Every body with its name variants, in the order for equal scores, for the website's search."""
        order = np.argsort(self._standing_order).tolist()
        position = {at: place for place, at in enumerate(order)}
        variants = grouped((variant.body, place) for place, variant in enumerate(self._variants))
        return [
            IndexedBody(
                self._ids[at],
                self._names[at],
                self._codes[at],
                self._lads[at],
                tuple(position[self._at[key]] for key in listed(self._replaced[at]) if key in self._at),
                tuple(self._variants[place] for place in variants[at]),
            )
            for at in order
        ]

    def serving(self, lad: str) -> tuple[list[str], list[str], list[str], list[str]]:
        """The ids of a district's councils, its county councils, its police force and the other bodies in it."""
        force = geography.police_of(lad)
        groups = (
            self._councils_of.get(lad, ()),
            self._councils_with.get(geography.county_of(lad), ()) if geography.county_of(lad) else (),
            [self._at[force]] if force in self._at else [],
            self._others_of.get(lad, ()),
        )
        councils, counties, forces, others = ([self._ids[at] for at in group] for group in groups)
        return councils, counties, forces, others

    def serving_region(self, region: str) -> tuple[list[str], list[str]]:
        """The ids of the police forces and of the councils of a region."""
        forces, councils = self._forces_in.get(region, ()), self._councils_in.get(region, ())
        return [self._ids[at] for at in forces], [self._ids[at] for at in councils]

    def _vendor_named(self, text: str) -> tuple[str, str]:
        """The id and name of the manufacturer in the text, allowing a typing error or two."""
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
            names = [SAID["then"].join(self._names[at] for at in chain) for chain in heirs]
            return SAID["replaced"].format(name=first.name, heirs=" and ".join(names))
        message = SAID["most" if shown < found else "one" if found == 1 else "several"]
        return message.format(text=short(text), found=found, shown=shown)


@lru_cache(maxsize=2)
def finder(dataset: Dataset) -> Finder:
    """The index of the bodies that are listed one by one; cached."""
    return Finder(dataset.bodies, dataset.vendors)


@lru_cache(maxsize=2)
def every_finder(dataset: Dataset) -> Finder:
    """The index of every body, including those that only a register names; the first call takes seconds."""
    return Finder(pd.concat([dataset.bodies, dataset.registers["bodies"]]), dataset.vendors)


def search_all(dataset: Dataset, text: str, limit: int = 10) -> Answer:
    """Search all public bodies, including those that only a register names, as the website's search does.

    For a postcode, only listed bodies are returned: those that serve the place, not every school in it.
    """
    answer = finder(dataset).search(text, limit)
    if answer.kind == "empty" or (answer.postcode and answer.postcode.is_known):
        return answer
    return every_finder(dataset).search(text, limit)


def _places_of(texts: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """The positions (from 0) at which each text occurs."""
    return grouped((text, at) for at, these in enumerate(texts) for text in dict.fromkeys(these))
