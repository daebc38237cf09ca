"""The schema of the record: its tables, their columns, and the allowed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from whosecameras.record.asking import FOI_REGIMES as FOI_REGIMES
from whosecameras.record.asking import REQUEST_CHANNELS as REQUEST_CHANNELS
from whosecameras.record.asking import REQUEST_STATES as REQUEST_STATES
from whosecameras.record.asking import regime_of as regime_of
from whosecameras.record.event_words import BOUND as BOUND
from whosecameras.record.event_words import BROAD_KIND_OF as BROAD_KIND_OF
from whosecameras.record.event_words import BROAD_KINDS as BROAD_KINDS
from whosecameras.record.event_words import DATE_PRECISIONS as DATE_PRECISIONS
from whosecameras.record.event_words import EVENT_KINDS as EVENT_KINDS
from whosecameras.record.event_words import EVENT_ROLES as EVENT_ROLES
from whosecameras.record.event_words import IN_FORCE as IN_FORCE
from whosecameras.record.event_words import LANES as LANES
from whosecameras.record.fact_keys import BRAND_KINDS as BRAND_KINDS
from whosecameras.record.fact_keys import FACT_GROUPS as FACT_GROUPS
from whosecameras.record.fact_keys import FACT_KEYS as FACT_KEYS
from whosecameras.record.fact_keys import FACT_KINDS as FACT_KINDS
from whosecameras.record.fact_keys import MEASURES as MEASURES
from whosecameras.record.fact_keys import REPLIES as REPLIES
from whosecameras.record.registers import CODE_SCHEMES, LICENCES, SHARE_ALIKE_BODIES, YES_NO
from whosecameras.record.statuses import AGE_MEANINGS as AGE_MEANINGS
from whosecameras.record.statuses import FLAG_MEANINGS as FLAG_MEANINGS
from whosecameras.record.statuses import LINK_RESULTS as LINK_RESULTS
from whosecameras.record.statuses import RECENT_YEARS as RECENT_YEARS
from whosecameras.record.statuses import STATUS_MEANINGS as STATUS_MEANINGS
from whosecameras.record.statuses import Age as Age
from whosecameras.record.statuses import Flag as Flag
from whosecameras.record.statuses import Status as Status

Kind = Literal["text", "slug", "list", "date", "url", "integer", "number", "share"]


@dataclass(frozen=True)
class Field:
    """One column: its name, meaning and allowed values.

    ``kind`` is ``text`` (one line), ``slug`` (``[a-z0-9-]``), ``list`` (values joined by ``"; "``), ``date`` (ISO,
    full or partial), ``url`` (http or https), ``integer`` or ``number`` (0 or more) or ``share`` (0 to 100).
    ``values`` is a closed vocabulary; ``points_to`` is the table whose key the value, or each value of a list, must be.
    ``ahead``: the date may be in the future.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    values: tuple[str, ...] = ()
    points_to: str = ""
    ahead: bool = False


@dataclass(frozen=True)
class Table:
    """One table of ``data/``: a row's meaning, its key column, its columns in file order, and its files."""

    name: str
    meaning: str
    fields: tuple[Field, ...]
    key: str = "id"  # "" if nothing points to its rows
    parts: tuple[str, ...] = ()  # its files, if there are several

    @property
    def file(self) -> str:
        """The name of its file in ``data/``; for a table in several files, the name for all of it."""
        return "left-out.csv" if self.name == "left_out" else f"{self.name.replace('share_alike_', 'share-alike/')}.csv"

    def files(self, folder: Path) -> tuple[str, ...]:
        """The files in a data folder with its rows: a single file, or its parts."""
        return self.parts if self.parts and not (folder / self.file).is_file() else (self.file,)

    def part_of(self, row: Mapping[str, str]) -> str:
        """The part that a new row belongs in."""
        return f"{self.name}/{row.get('sector', '')}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The column with this name; ``KeyError`` if there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no column {name!r}")


SECTORS = (
    "council",
    "police",
    "nhs",
    "school",
    "college",
    "university",
    "central_government",
    "devolved_government",
    "fire_rescue",
    "regional",
    "parish",
    "transport",
    "other_public",
)
#: Sectors in which names of existing bodies are unique (unlike schools), and all bodies are listed one by one.
#: Which sectors are complete is data: ``sectors.complete``.
UNIQUE_NAMES = ("council", "police")
#: The subject of a survey figure: one sector, or all bodies asked.
SURVEY_SECTORS = (*SECTORS, "all_public")
VENDORS = ("hikvision", "dahua")
#: A finding names a manufacturer, says that it is one of two (``either``), or means ``both``.
VENDOR_UNSPECIFIED, VENDOR_EACH = "either", "both"
#: The two manufacturers that surveys ask about together, and that ``either`` and ``both`` refer to.
VENDOR_PAIR = ("hikvision", "dahua")
#: For each manufacturer, the values of a ``vendor`` column that include it.
SPEAKS_OF = {vendor: (vendor, VENDOR_EACH) if vendor in VENDOR_PAIR else (vendor,) for vendor in VENDORS}
FINDING_VENDORS = (*VENDORS, VENDOR_UNSPECIFIED, VENDOR_EACH)
NATIONS = ("England", "Scotland", "Wales", "Northern Ireland", "United Kingdom")
#: How the date of a statement is known. For ``undated`` statements ``as_of`` is blank.
DATED_BASES = ("stated", "published", "inferred")
UNDATED = "undated"
AS_OF_BASES = (*DATED_BASES, UNDATED)
BASES = ("direct", "collective", "inferred")
GRADES = ("A", "B", "C", "D")
GRADE_MEANINGS = {
    "A": "the body's own words, an official publication or Parliament",
    "B": "the organisation that did the asking",
    "C": "the press",
    "D": "a partisan page, or a copy or an undated page whose publisher is not certain",
}
BASIS_MEANINGS = {
    "direct": "the body itself, or a source about this body by name",
    "collective": "a statement about a whole group, such as every council of a nation but three",
    "inferred": "worked out from something else that the source says",
}
SOURCE_KINDS = (
    "official",
    "parliament",
    "foi_reply",
    "campaign",
    "press",
    "trade_press",
    "research",
    "vendor",
    "reference",
    "legal",
    "other",
)
#: Owners of bodies. Only publicly owned ones count as public bodies; see ``analysis/queries.is_public``.
OWNER_PUBLIC = "public"
OWNERS = {
    OWNER_PUBLIC: "a public body",
    "royal": "a royal household or estate",
    "private": "a private company, such as an airport or a port",
    "charity": "a charity",
}
VENDOR_SCOPES = {
    "hikvision": "Hikvision",
    "dahua": "Dahua",
    "either": "Hikvision or Dahua",
    "flagged_makes": "flagged brands (more than these two)",
    "chinese_made": "Chinese-made, any brand",
    "foreign_flagged": "foreign brands with ethical or security concerns",
    "law_bound_makes": "manufacturers bound by China's National Intelligence Law",
    "all_makes": "all brands",
    "foreign_made": "made outside the UK, any brand",
    "other_makes": "other brands",
    "not_stated": "brand not stated",
}


class Finding(StrEnum):
    """A source's statement about a body and a manufacturer."""

    USES = "uses"
    DOES_NOT_USE = "does_not_use"
    USED_PREVIOUSLY = "used_previously"
    REMOVING = "removing"
    REMOVED = "removed"
    STOPPED_BUYING = "stopped_buying"
    PAUSED_BUYING = "paused_buying"
    STOP_ENDED = "stop_ended"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    NOT_HELD = "not_held"


FINDING_MEANINGS = {
    Finding.USES: "reported using",
    Finding.DOES_NOT_USE: "reported not using",
    Finding.USED_PREVIOUSLY: "used in the past, no longer",
    Finding.REMOVING: "said that it would take the cameras out, or replace them over time",
    Finding.REMOVED: "has taken the cameras out",
    Finding.STOPPED_BUYING: "stopped buying or installing new ones",
    Finding.PAUSED_BUYING: "paused buying or installing new ones, for a time or until a review",
    Finding.STOP_ENDED: "no longer rules out buying new ones",
    Finding.REFUSED: "was asked and would not say",
    Finding.NO_ANSWER: "was asked and did not answer",
    Finding.NOT_HELD: "was asked and said that it held no such record",
}


CAPABILITY_STATEMENTS = {
    "reported": "reported for this body",
    "planned": "approved or planned; use not reported",
    "denied": "the body says that it does not have it",
    "refused": "the body would not say",
    "described": "described by a manufacturer, seller or researcher; no UK body named",
    "abroad": "reported outside the UK only",
}
VENDOR_UNKNOWN = "unknown"
CAPABILITY_VENDORS = (*FINDING_VENDORS, VENDOR_UNKNOWN)


def _source(required: bool = True) -> Field:
    return Field("source", "slug", "where it was read", required=required, points_to="sources")


_AS_OF = (
    Field("as_of", "date", "the full or partial date that the statement describes; blank only if it is undated"),
    Field("as_of_basis", "slug", "how that date is known", required=True, values=AS_OF_BASES),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "sources",
            "a page or document that was read",
            (
                Field("id", "slug", "our own stable id", required=True),
                Field("title", "text", "title as printed", required=True),
                Field("publisher", "text", "who published it", required=True),
                Field(
                    "url", "url", "address of the publisher's own page, or of the copy where only that is known", True
                ),
                Field("via", "text", "host of the copy, where only a copy was seen"),
                Field("kind", "slug", "kind of source", required=True, values=SOURCE_KINDS),
                Field("grade", "text", "how close it is to the facts, A to D", required=True, values=GRADES),
                Field("published", "date", "date of publication, if the page gives one"),
                Field("accessed", "date", "day on which it was read", required=True),
            ),
        ),
        Table(
            "regions",
            "one of the 12 ITL1 regions and nations",
            (
                Field("code", "text", "GSS code", required=True),
                Field("name", "text", "ONS name", required=True),
                Field("nation", "text", "nation of the UK", required=True, values=NATIONS[:4]),
                Field("order", "integer", "order in lists, north to south", required=True),
                Field("meaning", "text", "one line on what it is", required=True),
            ),
            key="code",
        ),
        Table(
            "sectors",
            "a kind of public body",
            (
                Field("id", "slug", "stable id", required=True, values=SECTORS),
                Field("name", "text", "one such body, as in “a council”", required=True),
                Field("plural", "text", "several of them", required=True),
                Field("order", "integer", "order in lists", required=True),
                Field("meaning", "text", "one line on which bodies it includes", required=True),
                Field("complete", "slug", "whether the record holds every such body of the UK", True, values=YES_NO),
            ),
        ),
        Table(
            "vendors",
            "a manufacturer of cameras",
            (
                Field("id", "slug", "stable id", required=True, values=VENDORS),
                Field("name", "text", "short name", required=True),
                Field("order", "integer", "order in lists", required=True),
                Field("full_name", "text", "registered name, as a source gives it", required=True),
                Field("headquarters", "text", "headquarters, where a source gives them"),
                Field("note", "text", "one line on the manufacturer", required=True),
            ),
        ),
        Table(
            "foi_regimes",
            "a freedom of information law that may apply to a body, or the fact that none does",
            (
                Field("id", "slug", "stable id", required=True, values=FOI_REGIMES),
                Field("name", "text", "short name", required=True),
                Field("act", "text", "the Act, where there is one"),
                Field("working_days", "integer", "working days within which an answer is due, where there is an Act"),
                Field("meaning", "text", "one line on what it means for people who send requests", required=True),
                _source(required=False),
            ),
        ),
        Table(
            "bodies",
            "a public body, whether or not anything is known about it",
            (
                Field("id", "slug", "our own stable id", required=True),
                Field("name", "text", "name in use", required=True),
                Field("aliases", "list", "other and former names"),
                Field("sector", "slug", "kind of body", required=True, points_to="sectors"),
                Field("type", "text", "kind of body within its sector, from its register"),
                Field("nation", "text", "nation, or United Kingdom", required=True, values=NATIONS),
                Field("region", "text", "ITL1 region; blank for UK-wide bodies", points_to="regions"),
                Field("code", "text", "official code, where one is known"),
                Field("code_scheme", "text", "the scheme of the code", values=CODE_SCHEMES),
                Field("lad", "text", "GSS code of the local authority district it belongs to"),
                Field("postcode", "text", "postcode, where its register gives one"),
                Field("began", "date", "day on which it began; blank if not known"),
                Field("ended", "date", "first day on which it no longer existed; blank while it exists"),
                Field("replaced_by", "list", "the body or bodies that replaced it", points_to="bodies"),
                Field("owner", "slug", "who owns it; only public ones are counted", True, values=tuple(OWNERS)),
                Field("foi", "slug", "the freedom of information law that applies", True, points_to="foi_regimes"),
                Field("register", "slug", "the register that the row was taken from", points_to="registers"),
                Field("register_status", "text", "what that register says about the body, in its words"),
            ),
            parts=(*(f"bodies/{sector}.csv" for sector in SECTORS), SHARE_ALIKE_BODIES),
        ),
        Table(
            "registers",
            "an official list of public bodies, as we hold it",
            (
                Field("id", "slug", "our own stable id", required=True),
                Field("sector", "slug", "kind of body that it lists", required=True, points_to="sectors"),
                Field("nation", "text", "nation that it covers", required=True, values=NATIONS),
                Field("name", "text", "what it is", required=True),
                Field("publisher", "text", "who publishes it", required=True),
                Field("edition", "date", "date of the edition that we hold", required=True),
                Field("complete", "slug", "whether it lists every such body of the nation", True, values=YES_NO),
                Field(
                    "rows", "integer", "how many of its bodies exist in the record; blank for a list maintained by hand"
                ),
                Field("licence", "text", "licence of its rows", required=True, values=tuple(LICENCES)),
                Field("held_from", "text", "where we got our copy", required=True),
                Field("note", "text", "what is known to be missing or wrongly included"),
            ),
        ),
        Table(
            "share_alike_request_pages",
            "the page of a body on WhatDoTheyKnow",
            (
                Field("id", "slug", "id of the body", required=True),
                Field("body", "slug", "the body", required=True, points_to="bodies"),
                Field("url_name", "text", "name of the body in the page's address", required=True),
            ),
        ),
        Table(
            "findings",
            "one statement by one source about one body and one manufacturer",
            (
                Field("id", "slug", "our own stable id", required=True),
                Field("body", "slug", "the body", required=True, points_to="bodies"),
                Field("vendor", "slug", "the manufacturer, or “either”, or “both”", True, values=FINDING_VENDORS),
                Field("finding", "slug", "what is stated", required=True, values=tuple(Finding)),
                *_AS_OF,
                Field("basis", "slug", "how the statement reaches this body", required=True, values=BASES),
                Field("scope", "text", "which cameras are meant, where the source says"),
                Field("cameras", "integer", "number of cameras of this brand, where the source says"),
                Field("detail", "text", "the statement in our own words", required=True),
                _source(),
                Field("due", "date", "when the body said that it would be done, if the source says", ahead=True),
            ),
        ),
        Table(
            "place_reports",
            "one statement about a school, hospital or other body that its source does not name, only its place",
            (
                Field("id", "slug", "our own stable id", required=True),
                Field("what", "text", "the kind of body, such as “a secondary school”", required=True),
                Field("sector", "slug", "its kind", required=True, points_to="sectors"),
                Field("region", "text", "ITL1 region; blank where no place is given", points_to="regions"),
                Field("vendor", "slug", "the manufacturer, or “either”, or “both”", True, values=FINDING_VENDORS),
                Field("finding", "slug", "what is stated", required=True, values=tuple(Finding)),
                *_AS_OF,
                Field("basis", "slug", "how the statement reaches this body", required=True, values=BASES),
                Field("detail", "text", "the statement in our own words", required=True),
                _source(),
            ),
        ),
        Table(
            "capabilities",
            "one function of the cameras, reported for a body or described for a manufacturer",
            (
                Field("id", "slug", "our own stable id", required=True),
                Field("body", "slug", "the body; blank where none is named", points_to="bodies"),
                Field("vendor", "slug", "the manufacturer; “unknown” where not named", True, values=CAPABILITY_VENDORS),
                Field("capability", "slug", "the function", required=True, points_to="capability_words"),
                Field(
                    "statement",
                    "slug",
                    "what the source says about it",
                    required=True,
                    values=tuple(CAPABILITY_STATEMENTS),
                ),
                *_AS_OF,
                Field("detail", "text", "in our own words", required=True),
                _source(),
            ),
        ),
        Table(
            "capability_words",
            "a function of cameras, in plain English",
            (
                Field("id", "slug", "stable id", required=True),
                Field("name", "text", "name of the function", required=True),
                Field("meaning", "text", "one line on what it does", required=True),
            ),
        ),
        Table(
            "survey_rounds",
            "one round of asking many bodies",
            (
                Field("id", "slug", "stable id", required=True),
                Field("name", "text", "name of the round", required=True),
                Field("asker", "text", "who asked", required=True),
                Field("period", "text", "when"),
                Field("method_note", "text", "what is known about the method"),
            ),
        ),
        Table(
            "surveys",
            "one published figure about many bodies",
            (
                Field("id", "slug", "our own stable id", required=True),
                Field("survey", "slug", "the round it comes from", required=True, points_to="survey_rounds"),
                Field("sector", "slug", "who was asked", required=True, values=SURVEY_SECTORS),
                Field("geography", "text", "where", required=True),
                Field("country", "text", "ISO 3166 code; GB for the UK, blank for the world"),
                Field("vendor_scope", "slug", "which brands the figure covers", True, values=tuple(VENDOR_SCOPES)),
                Field("measure", "slug", "what was counted", required=True, values=tuple(MEASURES)),
                Field("unit", "slug", "unit of the figure", required=True),
                Field("asked", "integer", "bodies asked, where the source says"),
                Field("answered", "integer", "bodies that answered, where the source says"),
                Field("using", "integer", "bodies that said yes, where the source says"),
                Field("value", "number", "the figure, if it is not a share of bodies"),
                Field("share_printed", "share", "per cent as the source prints it"),
                *_AS_OF,
                _source(),
                Field("note", "text", "what readers should know about it, in our own words"),
            ),
        ),
        Table(
            "survey_repeats",
            "a further source that printed a survey figure; the figure itself appears once, in surveys",
            (
                Field("id", "slug", "our own stable id", required=True),
                Field("figure", "slug", "the figure", required=True, points_to="surveys"),
                _source(),
                Field("share_printed", "share", "per cent as this source prints it"),
                Field("using", "integer", "bodies that said yes, as this source prints it"),
                Field("asked", "integer", "bodies asked, as this source prints it"),
                Field("answered", "integer", "bodies that answered, as this source prints it"),
                Field("note", "text", "what readers should know about it, in our own words"),
            ),
        ),
        Table(
            "requests",
            "one freedom of information request to one body",
            (
                Field("id", "slug", "stable id; for a request on WhatDoTheyKnow, made from its address", required=True),
                Field("body", "slug", "the body that was asked", required=True, points_to="bodies"),
                Field("channel", "slug", "how it was sent", required=True, values=tuple(REQUEST_CHANNELS)),
                Field("address", "url", "its page, where anybody can read it"),
                Field("asked", "date", "day on which it was sent; blank if not known"),
                Field("round", "slug", "our round that it belongs to", points_to="survey_rounds"),
                Field("state", "slug", "its state as far as we know", required=True, values=tuple(REQUEST_STATES)),
                Field("state_date", "date", "last day on which that state was seen", required=True),
                Field("due", "date", "last day for an answer under the law, calculated from asked", ahead=True),
            ),
        ),
        Table(
            "events",
            "one dated act: a rule, a report, a removal, a manufacturer's step",
            (
                Field("id", "slug", "our own stable id", required=True),
                Field("date", "date", "when it happened, as a full or partial date", required=True),
                Field("date_precision", "slug", "how exact the date is", required=True, values=DATE_PRECISIONS),
                Field("jurisdiction", "text", "where; “Local: place” for one place", required=True),
                Field("actor", "text", "who acted, by office or organisation", required=True),
                Field("kind", "slug", "kind of act", required=True, values=tuple(EVENT_KINDS)),
                Field("lane", "slug", "lane of the timeline", required=True, values=tuple(LANES)),
                Field("title", "text", "a short title, in our own words", required=True),
                Field("summary", "text", "what happened, in our own words", required=True),
                Field("vendors", "list", "manufacturers that it is about"),
                Field("in_force", "slug", "for UK rules: whether it is in force", values=tuple(IN_FORCE)),
                Field("role", "slug", "its role on the page of rules; mostly blank", values=tuple(EVENT_ROLES)),
                _source(),
            ),
        ),
        Table(
            "event_sources",
            "a further source of an event",
            (
                Field("id", "slug", "event id and source id", required=True),
                Field("event", "slug", "the event", required=True, points_to="events"),
                _source(),
            ),
        ),
        Table(
            "event_bodies",
            "a body that an event names",
            (
                Field("id", "slug", "event id and body id", required=True),
                Field("event", "slug", "the event", required=True, points_to="events"),
                Field("body", "slug", "the body", required=True, points_to="bodies"),
            ),
        ),
        Table(
            "vendor_facts",
            "one sourced fact, allegation or reply about a manufacturer",
            (
                Field("id", "slug", "our own stable id", required=True),
                Field("vendor", "slug", "the manufacturer, or “both”", required=True, values=(*VENDORS, VENDOR_EACH)),
                Field("key", "slug", "what it is about", required=True, values=tuple(FACT_KEYS)),
                Field("kind", "slug", "fact, allegation or reply", required=True, values=tuple(FACT_KINDS)),
                Field("value", "text", "the fact in a few words"),
                *_AS_OF,
                Field("detail", "text", "the fact in our own words", required=True),
                Field("replies", "list", "ids of the replies to it"),
                _source(),
            ),
        ),
        Table(
            "brands",
            "a name under which equipment of a manufacturer is sold, as one source says",
            (
                Field("id", "slug", "our own stable id", required=True),
                Field("vendor", "slug", "the manufacturer, or “either”, or “both”", True, values=FINDING_VENDORS),
                Field("name", "text", "the brand as it is written", required=True),
                Field("kind", "slug", "how it is linked to the manufacturer", True, values=tuple(BRAND_KINDS)),
                *_AS_OF,
                Field("detail", "text", "what the source says about it, in our own words", required=True),
                _source(),
            ),
        ),
        Table(
            "corrections",
            "a change made after release",
            (
                Field("id", "slug", "our own stable id", required=True),
                Field("date", "date", "day of the change", required=True),
                Field("table", "slug", "table changed", required=True),
                Field("row", "text", "id of the row changed", required=True),
                Field("column", "slug", "column changed", required=True),
                Field("old", "text", "value before"),
                Field("new", "text", "value after"),
                Field("why", "text", "reason, in our own words", required=True),
                Field("asked_by", "text", "who asked, by role only"),
            ),
        ),
        Table(
            "link_checks",
            "the result of the last check of a source's address; `links` writes it",
            (
                Field("id", "slug", "id of the source", required=True),
                _source(),
                Field("checked", "date", "day of the check", required=True),
                Field("result", "slug", "the result", required=True, values=tuple(LINK_RESULTS)),
                Field("status_code", "integer", "HTTP status of the last answer, where there was one"),
                Field("final_url", "url", "address after redirects, if different"),
            ),
        ),
        Table(
            "left_out",
            "evidence that was considered and left out",
            (
                Field("address", "url", "where it was read", required=True),
                Field("what", "text", "what it was", required=True),
                Field("body", "text", "the body that it was about, as named there"),
                Field("reason", "text", "why it was left out", required=True),
            ),
            key="",
        ),
    )
}
#: The tables under our own licence, for downloads and documents; the others are in ``data/share-alike/``.
OPEN_TABLES = {name: table for name, table in TABLES.items() if not name.startswith("share_alike")}
