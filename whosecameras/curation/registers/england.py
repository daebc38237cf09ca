"""Schools and colleges of England: the files of Get Information About Schools (GIAS)."""

from __future__ import annotations

from collections.abc import Sequence

from whosecameras.curation.registers.entries import (
    Entry,
    SetAside,
    code_of,
    day_of,
    district_of,
    name_of,
    opened,
    postcode_of,
)
from whosecameras.curation.registers.files import Record
from whosecameras.curation.registers.formats import Format, Found, RegisterEdition, Target
from whosecameras.record.loading import shown

#: Groups of establishments that are state-funded schools; the Act does not cover independent ones.
SCHOOL_GROUPS = (
    "local authority maintained schools",
    "academies",
    "free schools",
    "special schools",
)
COLLEGE_GROUP, COLLEGE_TYPE = "colleges", "further education"
NOT_STATE_FUNDED = ("independent", "non-maintained", "overseas", "offshore", "welsh")
PHASES = {
    "nursery": "Nursery",
    "primary": "Primary",
    "middle deemed primary": "Middle",
    "middle deemed secondary": "Middle",
    "secondary": "Secondary",
    "16 plus": "16 plus",
    "all-through": "All-through",
    "all through": "All-through",
}
STATUSES = ("open", "open, but proposed to close", "proposed to open", "closed")


def kind_of(phase: str, establishment: str) -> str:
    """The record's kind of school, from phase and type; ``""`` if they do not say."""
    known, wording = PHASES.get(phase.casefold(), ""), establishment.casefold()
    if "special" in wording:
        return "Special"
    if "alternative provision" in wording or "pupil referral" in wording:
        return "Alternative provision"
    return known


def _is_ours(record: Record, sector: str) -> bool:
    """True if an establishment belongs to the register of schools, or of colleges."""
    group, kind = (record[column].casefold() for column in (_GROUP, _TYPE))
    if sector == "college":
        return group == COLLEGE_GROUP and kind == COLLEGE_TYPE
    return group in SCHOOL_GROUPS and not any(word in kind for word in NOT_STATE_FUNDED)


def _establishment(record: Record, edition: RegisterEdition) -> Entry:
    code = code_of(record["URN"], "URN")
    status = record[_STATUS].casefold()
    if status not in STATUSES:
        raise SetAside(f"{shown(record[_STATUS])} is not a GIAS status; use one of: {', '.join(STATUSES)}", code)
    closed = status == "closed"
    ended = day_of(record["CloseDate"], code, edition.day) if closed else ""
    if closed:  # most closed long ago and are not in the record
        name = name_of(record["EstablishmentName"], code)
        return Entry(record.line, code, name, f"closed {ended}".strip(), closed=True, ended=ended, wanted=False)
    postcode = postcode_of(record["Postcode"])
    return Entry(
        line=record.line,
        code=code,
        name=name_of(record["EstablishmentName"], code),
        status=status,
        type="College" if edition.sector == "college" else kind_of(record[_PHASE], record[_TYPE]),
        nation="England",
        lad=district_of(record[_DISTRICT], postcode),
        postcode=postcode,
        began=opened(record["OpenDate"], code, edition.day),
        wanted=_is_ours(record, edition.sector) and status.startswith("open"),
    )


def establishments(records: Sequence[Record], edition: RegisterEdition) -> Found:
    """Every establishment in GIAS; ``Entry.wanted`` is false for those outside the sector."""
    for record in records:
        try:
            yield record.line, _establishment(record, edition)
        except SetAside as why:
            # Errors in establishments of other sectors do not matter.
            yield record.line, why if _is_ours(record, edition.sector) or not record[_GROUP] else None


_GROUP, _TYPE = "EstablishmentTypeGroup (name)", "TypeOfEstablishment (name)"
_STATUS, _PHASE = "EstablishmentStatus (name)", "PhaseOfEducation (name)"
_DISTRICT = "DistrictAdministrative (code)"
FORMATS = (
    Format(
        name="Get Information About Schools, all establishments (edubasealldataYYYYMMDD.csv)",
        targets={
            "school": Target(
                "schools-england",
                "State-funded schools open in England (Get Information About Schools)",
                "Schools that opened or closed after {edition} are not shown as such. Independent schools are not "
                "included; freedom of information law does not cover them.",
            ),
            "college": Target(
                "colleges-england",
                "Further education and sixth-form colleges (Get Information About Schools)",
                "Mergers since {edition} are not shown.",
            ),
        },
        scheme="URN",
        read=establishments,
        needs=("URN", "EstablishmentName", _TYPE, _GROUP, _STATUS, "OpenDate", "CloseDate", "Postcode"),
        also=(_PHASE, _DISTRICT),
        new_type="State-funded school",
    ),
)
