"""The website's search index in pieces: a browser fetches only the few that may contain an answer.

Bodies are indexed under each word of their names, each whole name without spaces, the words of their district, and
their code. A piece holds a range of such words with their bodies. Its file name contains its hash, so it never
changes. ``search.json`` maps words to pieces. See docs/website.md, “Search”.
"""

from __future__ import annotations

import base64
import hashlib
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any, NamedTuple

from whosecameras.analysis.name_keys import SMALL, kind_of, normalise, place_words, squeezed
from whosecameras.analysis.search import RULES, Finder, IndexedBody, every_finder, finder
from whosecameras.analysis.search_results import SAID
from whosecameras.content.record_index import index_of
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import SECTORS, Status
from whosecameras.site.data_files import as_json
from whosecameras.site.fingerprints import digest_of
from whosecameras.site.folders import read_json
from whosecameras.site.written_files import Output
from whosecameras.text import wording

FOLDER = "assets/search/"
BODIES_A_PIECE = 200  # bytes; 4 to 8 kB compressed
PIECES_A_WORD = 3  # a word spanning this many pieces is only looked up together with a rarer one
PIECES_A_BEGINNING = 2  # a prefix spanning more pieces than this has a separate piece with its best bodies
BEST = 30  # bodies listed for such a prefix: more than a page of results shows
NAME_LENGTH = 7  # characters of a piece's file name, five bits each
_LAST = "\uffff"


class SearchPieces:
    """The index of one dataset. ``areas`` are the codes of districts that have a page ``/area/<code>``."""

    def __init__(self, dataset: Dataset, areas: Collection[str] = ()) -> None:
        self._data, self._areas = dataset, areas

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """The content of each piece by path."""
        return dict(self.made[1])

    @cached_property
    def catalogue(self) -> dict[str, Any]:
        """Which piece holds what: the first words of pieces, and their file names, in the same order."""
        return self.made[0]

    @cached_property
    def made(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """The catalogue and the pieces. Another process may make them."""
        files: dict[str, bytes] = {}

        def put(content: object) -> str:
            content_bytes = as_json(content)
            name = base64.b32encode(hashlib.sha256(content_bytes).digest()).decode("ascii").lower()[:NAME_LENGTH]
            path = f"{FOLDER}{name}.json"
            if files.setdefault(path, content_bytes) != content_bytes:
                raise ValueError(f"two pieces of the search have the name {path}; raise NAME_LENGTH")
            return name

        def kept(pieces: Iterable[tuple[str, object]]) -> dict[str, str]:
            named = [(first, put(content)) for first, content in pieces]
            return {"first": " ".join(first for first, _ in named), "file": "".join(name for _, name in named)}

        words = _Words(every_finder(self._data).index())
        rows = _Rows(self._data, words.bodies)
        catalogue = {
            "name_length": NAME_LENGTH,
            "most_begin": PIECES_A_BEGINNING,
            "common": sorted(words.common),
            "words": kept((first, rows.of(bodies)) for first, bodies in words.pieces),
            "begin": kept((start, rows.of(bodies)) for start, bodies in words.beginnings()),
            "spelling": kept(words.spelling()),
            "postcodes": kept(_postcodes(self._data, finder(self._data), self._areas)),
        }
        return catalogue, files

    @cached_property
    def _names(self) -> str:
        """The hash of all that is searched."""
        columns = ("id", "name", "aliases", "sector", "nation", "region", "code", "lad", "replaced_by")
        tables = (self._data.bodies, self._data.registers["bodies"])
        cells = ("\n".join(table[column].astype(str)) for table in tables for column in columns)
        return digest_of(*sorted(self._areas), *cells)

    def made_from(self, tools: str) -> str:
        """The hash of the pieces' inputs, without what is known about bodies, which is in ``search.json``."""
        return digest_of(tools, self._names)

    def are_in(self, old: Path | None, tools: str) -> bool:
        """True if the website in ``old`` was built from the same names."""
        return _catalogue_in(old, self.made_from(tools)) is not None

    def outputs(self, tools: str, old: Path | None) -> dict[str, Output]:
        """All files of the search. If the website in ``old`` was built from the same names, its pieces are linked."""
        inputs = self.made_from(tools)
        old_catalogue = _catalogue_in(old, inputs)
        catalogue = self.catalogue if old_catalogue is None else old_catalogue
        outputs = {
            path: Output(lambda path=path: self.files[path], lambda: inputs)  # type: ignore[misc]
            for path in sorted(_paths(catalogue))
        }
        outputs["search.json"] = Output(lambda: self.index(catalogue, inputs))
        return outputs

    def index(self, catalogue: Mapping[str, Any] | None = None, made_from: str = "") -> bytes:
        """``search.json``: the rules, the text of results, what is known about each listed body, and the catalogue."""
        data, statuses = self._data, list(Status)
        record = index_of(data)
        status_of = {key: found.status for key, found in record.known.items()}
        return as_json(
            {
                "version": data.version,
                "rules": RULES,
                "said": {**SAID, "place": dict(geography.SAID)},
                "sectors": [[sector, record.sectors.get(sector, sector), kind_of(sector)] for sector in SECTORS],
                "statuses": [str(status) for status in statuses],
                "unknown": statuses.index(Status.UNKNOWN),
                "standing": {
                    key: statuses.index(status) for key, status in status_of.items() if status is not Status.UNKNOWN
                },
                "vendors": [[row[0], row[1], normalise(row[1])] for row in data.vendors[["id", "name"]].to_numpy()],
                "crown": dict(geography.CROWN),
                "made_from": made_from,
                "catalogue": self.catalogue if catalogue is None else catalogue,
            }
        )


def _paths(catalogue: Mapping[str, Any]) -> set[str]:
    """The paths of the pieces in a catalogue."""
    size = catalogue["name_length"]
    shelves = [shelf["file"] for shelf in catalogue.values() if isinstance(shelf, dict)]
    return {f"{FOLDER}{names[at : at + size]}.json" for names in shelves for at in range(0, len(names), size)}


def _catalogue_in(old: Path | None, made_from: str) -> dict[str, Any] | None:
    """The catalogue of a website that was built from the same names and still has every piece, or ``None``."""
    content = read_json(old / "search.json") if old else {}
    if old is None or content.get("made_from") != made_from:
        return None
    catalogue: dict[str, Any] = content["catalogue"]
    return catalogue if all((old / path).is_file() for path in _paths(catalogue)) else None


class _Words:
    """Maps each word to its bodies; a body is its position in the standard order."""

    def __init__(self, bodies: Sequence[IndexedBody]) -> None:
        self.bodies = bodies
        by_word: dict[str, list[int]] = {}
        self._spelled: set[str] = set()
        for at, body in enumerate(bodies):
            words = {word for variant in body.variants for word in variant.words} - SMALL
            self._spelled |= words
            full_names = {squeezed(text) for variant in body.variants for text in (variant.core, variant.key)}
            code = {squeezed(normalise(body.code))} if body.code else set()
            for word in {*words, *full_names, *code, *place_words(body.lad)}:
                by_word.setdefault(word, []).append(at)
        self.common = {word for word, bodies in by_word.items() if len(bodies) > PIECES_A_WORD * BODIES_A_PIECE}
        self._under = {word: by_word[word] for word in sorted(by_word) if word not in self.common}
        self.pieces = [piece for _, words in groupby(self._under, lambda word: word[0]) for piece in self._cut(words)]
        self._firsts = [first for first, _ in self.pieces]

    def _cut(self, words: Iterable[str]) -> Iterator[tuple[str, list[int]]]:
        """Pieces of the words with the same initial, so that a new body only changes those of its words' initials."""
        first, in_piece = "", set[int]()
        for word in words:
            bodies = self._under[word]
            if in_piece and len(in_piece.union(bodies)) > BODIES_A_PIECE:
                yield first, sorted(in_piece)
                in_piece = set()
            first = first if in_piece else word
            while len(bodies) > BODIES_A_PIECE:
                yield word, bodies[:BODIES_A_PIECE]
                bodies = bodies[BODIES_A_PIECE:]
            in_piece.update(bodies)
        if in_piece:
            yield first, sorted(in_piece)

    def _spread(self, start: str) -> int:
        """How many pieces contain words with this prefix."""
        low = bisect_left(self._firsts, start)
        starts_earlier = low > 0 and (low == len(self._firsts) or self._firsts[low] != start)
        return bisect_left(self._firsts, start + _LAST) - low + starts_earlier

    def beginnings(self) -> Iterator[tuple[str, list[int]]]:
        """For two letters, the best bodies of each prefix starting with them that too many bodies share."""
        starts = {word[:size] for word in (*self._firsts, *self.common) for size in range(2, len(word) + 1)}
        wide = sorted(
            start
            for start in starts
            if self._spread(start) > PIECES_A_BEGINNING or any(word.startswith(start) for word in self.common)
        )
        cores, words = self._by_core(), self._by_word()
        for two, prefixes in groupby(wide, lambda start: start[:2]):
            best: set[int] = set()
            for start in prefixes:
                best |= _best(cores, start)
                best |= _best(words, start)
            yield two, sorted(best)

    def _by_core(self) -> list[_Beginning]:
        """Names without spaces and without the generic words for their kind of body, sorted."""
        return sorted(
            _Beginning(squeezed(variant.core), len(variant.core), at, frozenset(accumulate(variant.core.split())))
            for at, body in enumerate(self.bodies)
            for variant in body.variants
        )

    def _by_word(self) -> list[_Beginning]:
        """The words of names, sorted."""
        rows = {
            (word, max(1, variant.core_words), at)
            for at, body in enumerate(self.bodies)
            for variant in body.variants
            for word in variant.words
        }
        return [_Beginning(word, size, at, frozenset({word})) for word, size, at in sorted(rows)]

    def spelling(self) -> Iterator[tuple[str, list[str]]]:
        """All words, indexed by first letter and (“-on”) by last two letters: a typing error rarely changes both."""
        for letter, words in groupby(sorted(self._spelled), lambda word: word[0]):
            yield letter, list(words)
        by_end = sorted((word for word in self._spelled if len(word) > 4), key=lambda word: (word[-2:], word))
        for end, words in groupby(by_end, lambda word: word[-2:]):
            yield f"-{end}", list(words)


class _Beginning(NamedTuple):
    """A text that a prefix may start. Smaller ``size`` ranks first; ``whole``: prefixes that end at a word's end."""

    text: str
    size: int
    body: int
    whole: frozenset[str]


def _best(rows: Sequence[_Beginning], start: str) -> set[int]:
    """The bodies ranked first for a prefix: of those where it ends at a word's end, and of the others."""
    matching = rows[bisect_left(rows, (start,)) : bisect_left(rows, (start + _LAST,))]
    parts = ([row for row in matching if (start in row.whole) is ends] for ends in (True, False))
    return {row.body for part in parts for row in nsmallest(BEST, part, key=lambda row: (row.size, row.body))}


class _Rows:
    """Bodies as stored in a piece: ``[id, name, sector, place, code, other names, successors]``.

    ``sector`` and ``place`` are indexes; successors are indexes within the piece. Trailing blanks are dropped, and an
    id that can be derived from name and code is blank.
    """

    def __init__(self, dataset: Dataset, bodies: Sequence[IndexedBody]) -> None:
        self._data, self._bodies = dataset, bodies
        self._sectors = {sector: at for at, sector in enumerate(SECTORS)}
        self._kept: dict[int, tuple[list[Any], tuple[str, str], str, list[str]]] = {}

    def of(self, bodies: Iterable[int]) -> dict[str, Any]:
        """The rows of these bodies, in their order, and of their successors, with the places they refer to."""
        index_in_piece: dict[int, int] = {}
        ahead = deque(bodies)
        while ahead:
            at = ahead.popleft()
            if at not in index_in_piece:
                index_in_piece[at] = len(index_in_piece)
                ahead += self._bodies[at].heirs
        places: dict[tuple[str, str], int] = {}
        rows = []
        for at in index_in_piece:
            start, place, code, names = self._parts(at)
            successors = [index_in_piece[heir] for heir in self._bodies[at].heirs]
            row = [*start, places.setdefault(place, len(places)), code, names, successors]
            while row[-1] in ("", []):
                row.pop()
            rows.append(row)
        return {"places": [list(place) for place in places], "bodies": rows}

    def _parts(self, at: int) -> tuple[list[Any], tuple[str, str], str, list[str]]:
        """What every piece shares: (id, name and sector; the place as text, and its words; code; names)."""
        if at not in self._kept:
            body = self._bodies[at]
            row = self._data.row("bodies", body.id)
            start = [
                "" if body.id == usual_id(body.name, body.code) else body.id,
                body.name,
                self._sectors[row["sector"]],
            ]
            place = (wording.where(self._data, row), " ".join(place_words(body.lad)))
            self._kept[at] = (
                start,
                place,
                body.code,
                [variant.text for variant in body.variants if variant.text != body.name],
            )
        return self._kept[at]


def usual_id(name: str, code: str) -> str:
    """The id derived from name and code, such as ``ab-kettleby-primary-school-140696``.

    finder.js has the same rule; without it, its downloads would be twice as large.
    """
    words = re.sub("[^a-z0-9]+", " ", re.sub("['’]", "", name.lower()).replace("&", " and ")).split()
    return "-".join([*words, *([code.lower()] if code else [])])


def _postcodes(dataset: Dataset, find: Finder, areas: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """For each postcode area: where its postcodes are, and who serves those districts.

    ``outcodes``: for each postcode district the council district that most of it is in, and where that changes along
    its postcodes. ``districts``: name, councils, county councils, forces and others (indexes into ``bodies``), and
    neighbours. ``pages``: the districts that have a page.
    """
    listed = find.index()
    at = {body.id: place for place, body in enumerate(listed)}
    rows, runs = _Rows(dataset, listed), geography.postcode_runs()

    def piece(outcodes: Mapping[str, str], ireland: Iterable[Iterable[str]] = ()) -> dict[str, Any]:
        used: dict[int, int] = {}

        def positions(bodies: Iterable[str]) -> list[int]:
            return [used.setdefault(at[body], len(used)) for body in bodies]

        whole = {outcode: geography.change_points(runs.get(outcode, "")) for outcode in outcodes}
        likely = dict.fromkeys([*outcodes.values(), *(lad for points in whole.values() for _, lad in points)])
        around = dict.fromkeys(near for lad in outcodes.values() for near in geography.neighbours(lad))
        districts = {
            lad: [
                geography.name_of(lad),
                *(
                    positions(part)
                    for part in (find.serving(lad) if lad in likely else (find.serving(lad)[0], (), (), ()))
                ),
                " ".join(geography.neighbours(lad)) if lad in likely else "",
            ]
            for lad in dict.fromkeys([*likely, *around])
        }
        return {
            "outcodes": {
                outcode: [lad, "; ".join(f"{first} {district}" for first, district in whole[outcode])]
                for outcode, lad in outcodes.items()
            },
            "districts": districts,
            "ireland": [positions(part) for part in ireland],
            "pages": [lad for lad in likely if lad in areas],
            **rows.of(used),
        }

    pieces = {"BT": piece({}, find.serving_region(geography.region_of_nation(geography.NORTHERN_IRELAND)))}
    ordered = sorted(geography.outcodes().items(), key=lambda pair: (geography.letters(pair[0]), pair[0]))
    for area, pairs in groupby(ordered, lambda pair: geography.letters(pair[0])):
        pieces[area] = piece(dict(pairs))
    yield from sorted(pieces.items())
