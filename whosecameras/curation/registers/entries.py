"""A body in an official file, and the functions that convert its cells to our values or set the row aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from whosecameras.analysis.name_keys import MAX_LENGTH, normalise
from whosecameras.record import geography
from whosecameras.record.loading import FIRST_YEAR, is_date, shown
from whosecameras.record.registers import CODE_PATTERNS


class SetAside(Exception):
    """The reason for not importing a row of an official file. Its code, if any, still counts as listed."""

    def __init__(self, why: str, code: str = "") -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class Entry:
    """A body in an official file. Blank: the file does not say, and the record keeps its value.

    ``wanted``: it belongs to the register, so it is added if it is new. ``successors`` and ``parents`` are codes of the
    same scheme. ``aliases`` are other names in the file.
    """

    line: int
    code: str
    name: str
    status: str
    type: str = ""
    nation: str = ""
    lad: str = ""
    postcode: str = ""
    began: str = ""
    closed: bool = False
    ended: str = ""
    wanted: bool = True
    aliases: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()


@dataclass
class Reading:
    """The content of a file: the usable entries, and the lines set aside with the reason."""

    entries: list[Entry] = field(default_factory=list)
    aside: list[tuple[int, str]] = field(default_factory=list)
    codes_aside: set[str] = field(default_factory=set)


def collected(results: Iterable[tuple[int, Entry | SetAside | None]]) -> Reading:
    """Separate the entries from the lines set aside; the second row with the same code is set aside."""
    reading, lines = Reading(), dict[str, int]()
    for line, entry in results:
        if isinstance(entry, Entry) and entry.code in lines:
            entry = SetAside(f"{shown(entry.code)} is already on line {lines[entry.code]}", entry.code)
        if isinstance(entry, Entry):
            lines[entry.code] = line
            reading.entries.append(entry)
        elif entry is not None:
            reading.aside.append((line, str(entry)))
            reading.codes_aside |= {entry.code} - {""}
    return reading


_MARKUP = re.compile(r"<[/!?a-zA-Z]|&[a-z]+;|&#|javascript:", re.IGNORECASE)


def name_of(text: str, code: str = "") -> str:
    """Validate a name; ``SetAside`` if it is blank, too long, or contains markup or a formula."""
    name = " ".join(text.split()).replace(";", ",")
    if not name:
        raise SetAside("the name is blank", code)
    if _MARKUP.search(name):
        raise SetAside(f"{shown(name)} contains markup", code)
    if name[0] in "=+-@":
        raise SetAside(f"{shown(name)} starts like a formula", code)
    if not name.isprintable() or "\ufffd" in name:
        raise SetAside(f"{shown(name)} contains invisible or unreadable characters", code)
    if len(name) > MAX_LENGTH or not any(map(str.isalpha, name)):
        raise SetAside(f"{shown(name)} is not a name; a name has letters and at most {MAX_LENGTH} characters", code)
    return name


def code_of(text: str, scheme: str) -> str:
    """Validate a code of a scheme; ``SetAside`` if it is invalid."""
    code = text.strip()
    if not re.fullmatch(CODE_PATTERNS[scheme], code):
        raise SetAside(f"{shown(code)} is not a {scheme} code" if code else "the code is blank")
    return code


def _day(text: str, code: str) -> date | None:
    """Parse a day in an official file, ignoring a time after it; ``SetAside`` if it is impossible."""
    text = text.strip()
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?|(\d\d)[-/](\d\d)[-/](\d{4})|(\d{4})(\d\d)(\d\d)", text)
    if not text:
        return None
    try:
        year, month, day, day2, month2, year2, *packed = map(int, (digits or "0" for digits in match.groups()))  # type: ignore[union-attr]
        return date(*packed) if any(packed) else date(year or year2, month or month2, day or day2)
    except (AttributeError, ValueError):
        raise SetAside(f"{shown(text)} is not a date", code) from None


def day_of(text: str, code: str, last: date) -> str:
    """An ISO day, ``""`` if the cell is blank; ``SetAside`` if it is impossible or after the edition."""
    day = _day(text, code)
    if day is None:
        return ""
    if day > last or not is_date(day.isoformat()):
        raise SetAside(f"{shown(text)} is not a day from {FIRST_YEAR} to {last.isoformat()}", code)
    return day.isoformat()


def opened(text: str, code: str, last: date) -> str:
    """The day on which a body began, ``""`` if it is missing, in the future, or before the record's first year.

    Registers use days such as 1 January 1900 for unknown dates. ``SetAside`` if it is not a date.
    """
    day = _day(text, code)
    return day.isoformat() if day and date(FIRST_YEAR, 1, 1) <= day <= last else ""


_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


def postcode_of(text: str) -> str:
    """A postcode in standard form, ``""`` if the text is not a postcode."""
    match = _POSTCODE.fullmatch(re.sub(r"\s", "", text).upper())
    return f"{match[1]} {match[2]}" if match else ""


@cache
def _districts() -> frozenset[str]:
    return frozenset(geography.area_ids("lad24"))


def district_of(code: str = "", postcode: str = "", name: str = "") -> str:
    """The district from its code, else from a postcode, else from its name; ``""`` if unknown."""
    known = _districts()
    if (district := geography.current(code)) in known:
        return district
    if postcode and (district := geography.district_of(*postcode.split(" "))) in known:
        return district
    key = normalise(name)
    named = [area for area, said in geography.area_names("lad24").items() if key and normalise(said) == key]
    return named[0] if len(named) == 1 else ""


#: Words to keep in capitals, or in lower case, when changing the case of a name in capitals.
_CAPITALS = {"NHS", "UK", "HSC", "II", "III", "IV", "RAF", "GP", "CAMHS"}
_SMALL = {"and", "of", "the", "for", "in", "on", "upon", "with", "at", "by", "to"}


def recased(text: str) -> str:
    """Convert a name in capitals to title case: ``THE ROYAL OLDHAM HOSPITAL`` to ``The Royal Oldham Hospital``.

    A name with lower-case letters is left unchanged.
    """
    if text != text.upper():
        return text

    def word(at: int, text_word: str) -> str:
        bare = re.sub(r"\W", "", text_word)
        if bare in _CAPITALS:
            return text_word
        if at and bare.casefold() in _SMALL:
            return text_word.casefold()
        return re.sub(r"(^|[-(/.])(\w)", lambda m: m[1] + m[2].upper(), text_word.casefold())

    return " ".join(word(at, text_word) for at, text_word in enumerate(text.split()))


def slug(name: str) -> str:
    """A name as part of an id: lower-case ASCII letters and digits, words joined by hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = re.sub(r"['’‘`´]", "", plain.casefold().replace("&", " and "))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
