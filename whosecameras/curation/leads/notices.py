"""Extracts what a lead needs from a release: texts, buyers, date and address. Wrong types are errors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from whosecameras.curation.leads.brand_names import shown_words
from whosecameras.curation.leads.packages import OcdsRelease
from whosecameras.errors import UserError
from whosecameras.record.loading import PATTERNS, is_date, shown

#: Keys whose text may contain a name, anywhere in a release.
_TEXTS = ("title", "description", "rationale", "procurementMethodRationale")
#: Lists of organisations whose names count as text. Contact points are left out: they name people.
_ORGANISATIONS = ("suppliers", "tenderers", "parties")
_STAGES = ("tender", "planning", "awards", "contracts")
_SKIPPED = ("contactPoint", "address")
_LIST_KEYS = (
    "items",
    "lots",
    "documents",
    "awards",
    "contracts",
    "suppliers",
    "tenderers",
    "parties",
    "roles",
    "additionalIdentifiers",
)
_OBJECT_KEYS = ("tender", "planning", "buyer", "procuringEntity", "identifier")
_TEXT_KEYS = (*_TEXTS, "name", "date", "url", "scheme", "documentType")
_MUST_BE: Mapping[str, tuple[type, str]] = {
    **dict.fromkeys(_LIST_KEYS, (list, "a list")),
    **dict.fromkeys(_OBJECT_KEYS, (dict, "an object")),
    **dict.fromkeys(_TEXT_KEYS, (str, "text")),
}
_KINDS = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
_MOST_DEEP = 40  # levels of a release; the schema has fewer than ten
_NOTICE = re.compile(r"notice", re.IGNORECASE)
_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
#: Addresses of notices on the two services: patterns of ocid and release id, and the address.
_SERVICES = (
    (r"ocds-h6vhtk-.+", r"([0-9]{6}-[0-9]{4})", "https://www.find-tender.service.gov.uk/Notice/{}"),
    (r"ocds-b5fd17-.+", rf"({_GUID})(?:-[0-9]+)?", "https://www.contractsfinder.service.gov.uk/Notice/{}"),
)
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Buyer:
    """A buyer as given in the notice: its name, and its identifiers as (scheme, id)."""

    name: str
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Notice:
    """One release: ``texts`` are (place, text) pairs; ``date`` is ISO or ``""``."""

    ocid: str
    release: str
    date: str
    title: str
    address: str
    texts: tuple[tuple[str, str], ...]
    buyers: tuple[Buyer, ...]
    compiled: bool


class _Reader:
    """Walks through one release; every error begins with the file and the place."""

    def __init__(self, file: str, release: OcdsRelease) -> None:
        self._at = f"{file}: {release.place}"
        ocid = release.content.get("ocid")
        if isinstance(ocid, str) and ocid:
            self._at += f" ({shown(ocid)})"

    def wrong(self, where: str, value: object, right: str) -> UserError:
        """An error for a value of the wrong type."""
        kind = _KINDS.get(type(value), "a number")
        return UserError(f"{self._at}: {where} is {kind}; {right} would be right")

    def key(self, content: Json, name: str) -> str:
        """An identifier: text, or a number, which the standard allows for some."""
        value = content.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if value is None or value == "":
            raise UserError(f"{self._at}: {name} is missing; each release needs one")
        if not isinstance(value, str):
            raise self.wrong(name, value, "text")
        return shown_words(value)

    def shape(self, content: Json, where: str = "") -> None:
        """Check the types of the parts of a release that are read, two levels deep."""
        for name, value in content.items():
            if value is None or name not in _MUST_BE:
                continue
            kind, right = _MUST_BE[name]
            place = f"{where}, {name}" if where else name
            if not isinstance(value, kind):
                raise self.wrong(place, value, right)
            if isinstance(value, list) and name != "roles":
                for number, item in enumerate(value, 1):
                    if not isinstance(item, dict):
                        raise self.wrong(f"{place} {number}", item, "an object")
                    if name in _STAGES and not where:
                        self.shape(item, f"{place} {number}")
            elif isinstance(value, dict) and name in _STAGES and not where:
                self.shape(value, place)

    def texts(self, value: object, where: str = "", above: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
        """Every text that may contain a name, with its place."""
        if depth > _MOST_DEEP:
            raise UserError(f"{self._at}: {where[:60]} is nested too deeply for a notice")
        if isinstance(value, list):
            for number, item in enumerate(value, 1):
                if above in _MUST_BE and above != "roles" and not isinstance(item, dict):
                    raise self.wrong(f"{where} {number}", item, "an object")
                yield from self.texts(item, f"{where} {number}", above, depth + 1)
        elif isinstance(value, dict):
            for name, inner in value.items():
                if inner is None or name in _SKIPPED:
                    continue
                place = f"{where}, {name}" if where else name
                expected = _MUST_BE.get(name)
                if expected and not isinstance(inner, expected[0]):
                    raise self.wrong(place, inner, expected[1])
                if isinstance(inner, (dict, list)):
                    yield from self.texts(inner, place, name, depth + 1)
                elif isinstance(inner, str) and (
                    name.split("_")[0] in _TEXTS or (name == "name" and above in _ORGANISATIONS)
                ):
                    yield place, inner


def _text(content: Json, name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""


def _identifiers(content: Json) -> Iterator[tuple[str, str]]:
    """The identifiers of an organisation, including the one in its id."""
    for identifier in (content.get("identifier"), *(content.get("additionalIdentifiers") or ())):
        if isinstance(identifier, dict) and _text(identifier, "scheme") and identifier.get("id") not in (None, ""):
            yield _text(identifier, "scheme").strip().upper(), str(identifier["id"]).strip()
    parts = str(content.get("id") or "").strip().split("-", 2)
    if len(parts) == 3:
        yield f"{parts[0]}-{parts[1]}".upper(), parts[2]


def _buyers(content: Json) -> tuple[Buyer, ...]:
    """The buyer and the parties with that role, or else the procuring entity, without duplicates."""
    parties = [one for one in content.get("parties") or () if isinstance(one, dict)]
    by_id = {str(one["id"]): one for one in parties if one.get("id") not in (None, "")}
    tender = content.get("tender") or {}
    for role, named in (("buyer", content.get("buyer")), ("procuringEntity", tender.get("procuringEntity"))):
        organisations = [named] if isinstance(named, dict) else []
        organisations += [one for one in parties if role in (one.get("roles") or ())]
        buyers: dict[str, Buyer] = {}
        for one in organisations:
            party = by_id.get(str(one.get("id")), one)
            name = shown_words(_text(one, "name") or _text(party, "name"))
            identifiers = tuple(dict.fromkeys([*_identifiers(one), *_identifiers(party)]))
            known = buyers.get(name)
            if name or identifiers:
                buyers[name] = Buyer(name, tuple(dict.fromkeys([*(known.identifiers if known else ()), *identifiers])))
        if buyers:
            return tuple(buyers.values())
    return ()


def _documents(content: Json) -> Iterator[Json]:
    """The documents of a release, of all its stages."""
    stages = [content, content.get("planning"), content.get("tender")]
    stages += [*(content.get("awards") or ()), *(content.get("contracts") or ())]
    for stage in stages:
        if isinstance(stage, dict):
            yield from (document for document in stage.get("documents") or () if isinstance(document, dict))


def _address(content: Json, ocid: str, release: str) -> str:
    """The notice's address: derived from the id for known services, otherwise from a document in the release."""
    for of_process, of_release, address in _SERVICES:
        if re.fullmatch(of_process, ocid) and (match := re.fullmatch(of_release, release, re.IGNORECASE)):
            return address.format(match[1])
    for document in _documents(content):
        url = _text(document, "url").strip()
        if _NOTICE.search(_text(document, "documentType")) and re.fullmatch(PATTERNS["url"], url):
            return url
    return ""


def keys(file: str, release: OcdsRelease) -> tuple[str, str]:
    """The ocid and the id of a release; ``UserError`` if one is missing or a part has the wrong type."""
    reader, content = _Reader(file, release), release.content
    reader.shape(content)
    return reader.key(content, "ocid"), reader.key(content, "id")


def notice(file: str, release: OcdsRelease) -> Notice:
    """Parse a release; ``UserError`` with file, place and the right type if a type is wrong."""
    reader, content = _Reader(file, release), release.content
    ocid, key = keys(file, release)
    texts = tuple(reader.texts(content))
    day, tender = _text(content, "date")[:10], content.get("tender") or {}
    return Notice(
        ocid=ocid,
        release=key,
        date=day if len(day) == 10 and is_date(day) else "",
        title=shown_words(_text(tender, "title") or _text(content, "title")),
        address=_address(content, ocid, key),
        texts=texts,
        buyers=_buyers(content),
        compiled=release.compiled,
    )
