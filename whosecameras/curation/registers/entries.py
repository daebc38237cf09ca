"""One body as an official file lists it, and how its cells are made into values of ours or set aside."""

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
    """Why a row of an official file is not taken; its code, where it has one, counts as listed all the same."""

    def __init__(self, why: str, code: str = "") -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class Entry:
    """A body in an official file. Blank: the file does not say, and what the record has stays as it is.

    ``wanted``: it belongs to the register, so it is added if it is new. ``successors`` are codes of the same scheme,
    ``parents`` too. ``aliases`` are other names that the file gives.
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
    """What a file lists: the entries that can be used, and the lines that were set aside with the reason."""

    entries: list[Entry] = field(default_factory=list)
    aside: list[tuple[int, str]] = field(default_factory=list)
    codes_aside: set[str] = field(default_factory=set)


def collected(found: Iterable[tuple[int, Entry | SetAside | None]]) -> Reading:
    """The entries and the lines set aside; of two rows with one code the second is set aside."""
    reading, lines = Reading(), dict[str, int]()
    for line, one in found:
        if isinstance(one, Entry) and one.code in lines:
            one = SetAside(f"{shown(one.code)} stands on line {lines[one.code]} already", one.code)
        if isinstance(one, Entry):
            lines[one.code] = line
            reading.entries.append(one)
        elif one is not None:
            reading.aside.append((line, str(one)))
            reading.codes_aside |= {one.code} - {""}
    return reading


_MARKUP = re.compile(r"<[/!?a-zA-Z]|&[a-z]+;|&#|javascript:", re.IGNORECASE)


def name_of(text: str, code: str = "") -> str:
    """A name on one line; ``SetAside`` for one that is blank, too long, or holds markup or a formula."""
    name = " ".join(text.split()).replace(";", ",")
    if not name:
        raise SetAside("the name is blank", code)
    if _MARKUP.search(name):
        raise SetAside(f"{shown(name)} holds markup", code)
    if name[0] in "=+-@":
        raise SetAside(f"{shown(name)} starts like a formula", code)
    if not name.isprintable() or "\ufffd" in name:
        raise SetAside(f"{shown(name)} holds characters that cannot be seen or read", code)
    if len(name) > MAX_LENGTH or not any(map(str.isalpha, name)):
        raise SetAside(f"{shown(name)} is no name; a name has letters, {MAX_LENGTH} characters at most", code)
    return name


def code_of(text: str, scheme: str) -> str:
    """An official code of a scheme; ``SetAside`` for a text that is none."""
    code = text.strip()
    if not re.fullmatch(CODE_PATTERNS[scheme], code):
        raise SetAside(f"{shown(code)} is no {scheme} code" if code else "the code is blank")
    return code


def _day(text: str, code: str) -> date | None:
    """A day as official files write it; ``SetAside`` for one that cannot be. A time after it is left out."""
    text = text.strip()
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?|(\d\d)[-/](\d\d)[-/](\d{4})|(\d{4})(\d\d)(\d\d)", text)
    if not text:
        return None
    try:
        year, month, day, day2, month2, year2, *packed = map(int, (one or "0" for one in found.groups()))  # type: ignore[union-attr]
        return date(*packed) if any(packed) else date(year or year2, month or month2, day or day2)
    except (AttributeError, ValueError):
        raise SetAside(f"{shown(text)} is no date", code) from None


def day_of(text: str, code: str, last: date) -> str:
    """An ISO day, ``""`` where the cell is blank; ``SetAside`` for one that cannot be or lies after the edition."""
    day = _day(text, code)
    if day is None:
        return ""
    if day > last or not is_date(day.isoformat()):
        raise SetAside(f"{shown(text)} is no day from {FIRST_YEAR} to {last.isoformat()}", code)
    return day.isoformat()


def opened(text: str, code: str, last: date) -> str:
    """The day on which a body began, ``""`` if it is not given, lies ahead, or before the first year of the record.

    Registers write a day such as 1 January 1900 where they do not know; it says nothing. ``SetAside`` for no date.
    """
    day = _day(text, code)
    return day.isoformat() if day and date(FIRST_YEAR, 1, 1) <= day <= last else ""


_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


def postcode_of(text: str) -> str:
    """A postcode as it is written, ``""`` for what is none."""
    found = _POSTCODE.fullmatch(re.sub(r"\s", "", text).upper())
    return f"{found[1]} {found[2]}" if found else ""


@cache
def _districts() -> frozenset[str]:
    return frozenset(geography.area_ids("lad24"))


def district_of(code: str = "", postcode: str = "", name: str = "") -> str:
    """The district of a body by its code, else by its postcode, else by its name; ``""`` if none of them says."""
    known = _districts()
    if (district := geography.current(code)) in known:
        return district
    if postcode and (district := geography.district_of(*postcode.split(" "))) in known:
        return district
    wanted = normalise(name)
    named = [area for area, said in geography.area_names("lad24").items() if wanted and normalise(said) == wanted]
    return named[0] if len(named) == 1 else ""


#: Words that stand in capitals, or small, in names that a register writes in capitals throughout.
_CAPITALS = {"NHS", "UK", "HSC", "II", "III", "IV", "RAF", "GP", "CAMHS"}
_SMALL = {"and", "of", "the", "for", "in", "on", "upon", "with", "at", "by", "to"}


def recased(text: str) -> str:
    """A name that is all in capitals as one writes it: ``THE ROYAL OLDHAM HOSPITAL`` as ``The Royal Oldham Hospital``.

    A name that has small letters is left as it is.
    """
    if text != text.upper():
        return text

    def word(at: int, one: str) -> str:
        bare = re.sub(r"\W", "", one)
        if bare in _CAPITALS:
            return one
        if at and bare.casefold() in _SMALL:
            return one.casefold()
        return re.sub(r"(^|[-(/.])(\w)", lambda m: m[1] + m[2].upper(), one.casefold())

    return " ".join(word(at, one) for at, one in enumerate(text.split()))


def slug(name: str) -> str:
    """A name as ids have it: small letters and digits of ASCII, hyphens between words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = re.sub(r"['’‘`´]", "", plain.casefold().replace("&", " and "))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
