"""The words of the record: its tables, their columns, and every value that a column may hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Kind = Literal["text", "slug", "list", "date", "url", "integer", "number", "share"]


@dataclass(frozen=True)
class Field:
    """One column: its name, what it holds and what is allowed in it.

    ``kind`` is ``text`` (one line), ``slug`` (``[a-z0-9-]``), ``list`` (values joined by ``"; "``), ``date`` (ISO,
    whole or in part), ``url`` (http or https), ``integer`` or ``number`` (0 or more) or ``share`` (0 to 100).
    ``values`` is a closed vocabulary; ``points_to`` is the table whose key the value, or each one of a list, must be.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    values: tuple[str, ...] = ()
    points_to: str = ""


@dataclass(frozen=True)
class Table:
    """One CSV file in ``data/``: a row's meaning, its key column and its columns in file order."""

    name: str
    meaning: str
    fields: tuple[Field, ...]
    key: str = "id"  # "" for a list whose rows nothing points to

    @property
    def file(self) -> str:
        """Name of its file in ``data/``."""
        return "left-out.csv" if self.name == "left_out" else f"{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The column of that name; ``KeyError`` if there is none."""
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
    "transport",
    "other_public",
)
#: Sectors of which the register holds every body; of the others it holds those that a source names.
WHOLE_SECTORS = ("council", "police")
#: What a survey was about: one sector, or all that were asked.
SURVEY_SECTORS = (*SECTORS, "all_public")
VENDORS = ("hikvision", "dahua")
#: A finding names a maker, or says that it is one of two and not which (``either``), or that it means each (``both``).
VENDOR_UNSPECIFIED, VENDOR_EACH = "either", "both"
#: The two makers that sources ask about together, and that ``either`` and ``both`` stand for.
VENDOR_PAIR = ("hikvision", "dahua")
#: By maker, the values of a ``vendor`` column with which a row speaks of it.
SPEAKS_OF = {maker: (maker, VENDOR_EACH) if maker in VENDOR_PAIR else (maker,) for maker in VENDORS}
FINDING_VENDORS = (*VENDORS, VENDOR_UNSPECIFIED, VENDOR_EACH)
NATIONS = ("England", "Scotland", "Wales", "Northern Ireland", "United Kingdom")
#: How the date of a statement is known; a statement without one is ``undated``, and then ``as_of`` is blank.
DATED_BASES = ("stated", "published", "inferred")
UNDATED = "undated"
AS_OF_BASES = (*DATED_BASES, UNDATED)
BASES = ("direct", "collective", "inferred")
GRADES = ("A", "B", "C", "D")
GRADE_MEANINGS = {
    "A": "the body's own words, an official publication or Parliament",
    "B": "the organisation that did the asking",
    "C": "the press",
    "D": "a partisan page, or a copy or an undated page whose publisher is not sure",
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
CODE_SCHEMES = ("GSS",)
VENDOR_SCOPES = {
    "hikvision": "Hikvision",
    "dahua": "Dahua",
    "either": "Hikvision or Dahua",
    "flagged_makes": "flagged makes (more than these two)",
    "chinese_made": "Chinese-made, any make",
    "foreign_flagged": "foreign makes with ethical or security concerns",
    "law_bound_makes": "makers bound by China's National Intelligence Law",
    "all_makes": "all makes",
    "foreign_made": "made outside the UK, any make",
    "other_makes": "other makes",
    "not_stated": "make not stated",
}


class Finding(StrEnum):
    """What one source states about one body and one maker."""

    USES = "uses"
    DOES_NOT_USE = "does_not_use"
    USED_PREVIOUSLY = "used_previously"
    REMOVING = "removing"
    REMOVED = "removed"
    STOPPED_BUYING = "stopped_buying"
    STOP_ENDED = "stop_ended"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    NOT_HELD = "not_held"


FINDING_MEANINGS = {
    Finding.USES: "reported using",
    Finding.DOES_NOT_USE: "reported not using",
    Finding.USED_PREVIOUSLY: "used in the past, no longer",
    Finding.REMOVING: "taking the cameras out, or replacing them over time",
    Finding.REMOVED: "has taken the cameras out",
    Finding.STOPPED_BUYING: "buys or installs no new ones",
    Finding.STOP_ENDED: "no longer rules out buying new ones",
    Finding.REFUSED: "was asked and would not say",
    Finding.NO_ANSWER: "was asked and did not answer",
    Finding.NOT_HELD: "was asked and said that it holds no such record",
}


class Status(StrEnum):
    """What is known now about a body: always derived (see ``status.py``), in the order in which it is listed."""

    USING = "Reported using"
    REMOVING = "Removing"
    REMOVED = "Reported removed"
    NOT_USING = "Reported not using"
    WOULD_NOT_SAY = "Would not say"
    DID_NOT_ANSWER = "Did not answer"
    UNKNOWN = "No public evidence"


STATUS_MEANINGS = {
    Status.USING: "A source says that the body uses cameras of the make.",
    Status.REMOVING: "A source says that the body is taking them out, or replacing them over time.",
    Status.REMOVED: "A source says that the body used them and no longer does.",
    Status.NOT_USING: "A source says that the body does not use them.",
    Status.WOULD_NOT_SAY: "The body was asked and declined to say.",
    Status.DID_NOT_ANSWER: "The body was asked and no answer is known.",
    Status.UNKNOWN: "Nothing that we could read says either way. It is not a “no”.",
}


class Flag(StrEnum):
    """A caution that stands beside a status."""

    CONTESTED = "contested"
    STALE = "stale"
    COLLECTIVE_ONLY = "collective only"
    INFERRED_ONLY = "inferred only"
    NO_NEW_PURCHASES = "no new purchases"


STALE_AFTER_YEARS = 3
FLAG_MEANINGS = {
    Flag.CONTESTED: "Sources disagree about the same cameras, and no removal that we know of explains it.",
    Flag.STALE: f"The newest evidence has no date or is more than {STALE_AFTER_YEARS} years old on the day of this "
    "release; in a view of an earlier year, at the end of that year.",
    Flag.COLLECTIVE_ONLY: "The only evidence is a statement about a whole group of bodies.",
    Flag.INFERRED_ONLY: "No source says it in as many words: it was worked out from what one says.",
    Flag.NO_NEW_PURCHASES: "A source says that the body buys or installs no new ones, and none that this has ended.",
}
CAPABILITY_STATEMENTS = {
    "reported": "reported for this body",
    "denied": "the body says that it does not have it",
    "refused": "the body would not say",
    "described": "described by a maker, seller or researcher; no UK body named",
    "abroad": "reported outside the UK only",
}
CAPABILITY_VENDORS = (*FINDING_VENDORS, "unknown")
MEASURES = {
    "uses": "bodies that use the make",
    "does_not_use": "bodies that do not use it",
    "refused": "bodies that would not say",
    "no_answer": "bodies that did not answer",
    "responded": "bodies that answered",
    "asked": "bodies asked",
    "removing": "bodies that are removing or have stopped",
    "capability": "bodies whose cameras have an advanced function",
    "body_worn": "bodies that use the make for body-worn cameras",
    "anpr": "bodies that use the make for number-plate cameras",
    "internal_systems": "bodies that use the make inside buildings",
    "external_systems": "bodies that use the make outside buildings",
    "cameras": "cameras or other devices",
    "replaced_share": "share already replaced",
    "due_share": "share due to be replaced",
    "aware": "bodies aware of the concerns",
    "cannot_name_maker": "bodies that could not name the maker",
    "estimate": "an estimate, not a count",
    "networks": "networks",
    "spending": "spending",
    "sites": "sites",
    "public_space": "bodies that use the make in public-space cameras",
    "bought": "purchases, or bodies that bought",
    "other": "something else, said in the note",
}

#: Lanes of the timeline, top to bottom.
LANES = {
    "uk_government": "UK government and Parliament",
    "nations": "Scotland, Wales, Northern Ireland",
    "councils": "Councils, police and other bodies",
    "investigations": "Investigations and surveys",
    "makers": "The makers",
    "other_countries": "Other countries",
}
EVENT_KINDS = {
    "legislation": "law",
    "directive": "directive",
    "ban": "ban",
    "restriction": "restriction",
    "removal": "removal",
    "statement": "statement",
    "report": "report",
    "survey": "survey",
    "investigation": "investigation",
    "vulnerability": "security flaw",
    "vendor_action": "act of a maker",
    "court": "court",
}
DATE_PRECISIONS = ("day", "month", "year")
IN_FORCE = {
    "yes": "stands, as far as could be read",
    "superseded": "overtaken",
    "target_unknown": "a target; its outcome was not found",
}
#: Events that a page picks out, and for what. The code knows them by this mark, never by their ids.
EVENT_ROLES = {"reach": "says how far the UK rules reach"}
FACT_KINDS = {"fact": "fact", "allegation": "allegation", "reply": "reply of the maker"}
REPLIES = "replies"
#: Groups of facts about a maker, in the order in which they are shown.
FACT_GROUPS: dict[str, str] = {
    "ownership": "Who owns them",
    "size": "How large they are",
    "uk": "In the United Kingdom",
    "brands": "Other names on the box",
    "restrictions": "Sanctions and restrictions",
    "xinjiang": "Contracts in Xinjiang",
    "vulnerabilities": "Security flaws",
    "ethnicity": "Analysis of ethnicity",
}
#: What a fact about a maker is about: its ``key`` -> its group and its name, in the order in which they are shown.
FACT_KEYS: dict[str, tuple[str, str]] = {
    "founded": ("ownership", "Founded"),
    "headquarters": ("ownership", "Seat"),
    "listed": ("ownership", "Listed"),
    "controlling_shareholder": ("ownership", "Controlling shareholder"),
    "state_shareholding_percent": ("ownership", "Share held by the state"),
    "major_shareholder": ("ownership", "Major shareholder"),
    "ownership": ("ownership", "State ownership"),
    "revenue": ("size", "Revenue"),
    "overseas_revenue": ("size", "Revenue outside China"),
    "market_value": ("size", "Market value"),
    "employees": ("size", "Staff"),
    "market_rank": ("size", "Rank"),
    "market_share_global": ("size", "Share of the world market"),
    "market_share_china": ("size", "Share of the Chinese market"),
    "geographic_reach": ("size", "Reach"),
    "european_headquarters": ("size", "European seat"),
    "uk_subsidiary": ("uk", "UK company"),
    "uk_revenue": ("uk", "UK revenue"),
    "market_share_uk": ("uk", "Share of the UK market"),
    "uk_installed_base": ("uk", "Cameras in the UK"),
    "uk_public_users": ("uk", "Public bodies that use them"),
    "oem_brand": ("brands", "Other brands"),
    "sanctions_listing": ("restrictions", "Listing"),
    "xinjiang_contracts_value": ("xinjiang", "Value of contracts"),
    "xinjiang_contracts_status": ("xinjiang", "State of the contracts"),
    "vulnerability": ("vulnerabilities", "Security flaw"),
    "exposed_devices_uk": ("vulnerabilities", "Exposed in the UK"),
    "ethnicity_analytics": ("ethnicity", "Analysis of ethnicity"),
    "reply": (REPLIES, "Reply"),
}
#: What came back when a source's address was asked for.
LINK_RESULTS = {
    "ok": "the page is there",
    "moved": "the page is there under another address, for good",
    "gone": "the server says that there is no such page (404, 410)",
    "broken": "another answer, such as 403 or 500, or no server",
    "timeout": "no answer in time",
    "loop": "led from one address to the next without end",
    "tls_error": "the certificate is not valid",
}


def _source(required: bool = True) -> Field:
    return Field("source", "slug", "where it was read", required=required, points_to="sources")


_AS_OF = (
    Field("as_of", "date", "the date that the statement describes, whole or in part; blank only if it is undated"),
    Field("as_of_basis", "slug", "how that date is known", required=True, values=AS_OF_BASES),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "sources",
            "a page or document that was read",
            (
                Field("id", "slug", "stable id of ours", required=True),
                Field("title", "text", "title as printed", required=True),
                Field("publisher", "text", "who published it", required=True),
                Field(
                    "url", "url", "address of the publisher's own page, or of the copy where only that is known", True
                ),
                Field("via", "text", "host of the copy, where only a copy was seen"),
                Field("kind", "slug", "kind of source", required=True, values=SOURCE_KINDS),
                Field("grade", "text", "how near it is to the fact, A to D", required=True, values=GRADES),
                Field("published", "date", "date of publication, as far as the page says"),
                Field("accessed", "date", "day on which it was read", required=True),
            ),
        ),
        Table(
            "regions",
            "one of the 12 ITL1 regions and nations",
            (
                Field("code", "text", "GSS code", required=True),
                Field("name", "text", "name as the ONS writes it", required=True),
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
                Field("meaning", "text", "one line on who is in it", required=True),
            ),
        ),
        Table(
            "vendors",
            "a maker of cameras",
            (
                Field("id", "slug", "stable id", required=True, values=VENDORS),
                Field("name", "text", "short name", required=True),
                Field("order", "integer", "order in lists", required=True),
                Field("full_name", "text", "registered name, as a source gives it", required=True),
                Field("headquarters", "text", "seat, where a source gives it"),
                Field("note", "text", "one line on the maker", required=True),
            ),
        ),
        Table(
            "bodies",
            "a public body, whether or not anything is known of it",
            (
                Field("id", "slug", "stable id of ours", required=True),
                Field("name", "text", "name in use", required=True),
                Field("aliases", "list", "other and former names"),
                Field("sector", "slug", "kind of body", required=True, points_to="sectors"),
                Field("nation", "text", "nation, or United Kingdom", required=True, values=NATIONS),
                Field("region", "text", "ITL1 region; blank for UK-wide bodies", points_to="regions"),
                Field("code", "text", "official code, where one is known"),
                Field("code_scheme", "text", "what scheme the code is from", values=CODE_SCHEMES),
                Field("lad", "text", "GSS code of the local authority district it belongs to"),
                Field("began", "date", "day it came into being; blank where not known"),
                Field("ended", "date", "first day on which it no longer existed; blank while it exists"),
                Field("replaced_by", "list", "body that took its place, or several that share it", points_to="bodies"),
            ),
        ),
        Table(
            "findings",
            "one statement by one source about one body and one maker",
            (
                Field("id", "slug", "stable id of ours", required=True),
                Field("body", "slug", "the body", required=True, points_to="bodies"),
                Field("vendor", "slug", "the maker, or “either”, or “both”", required=True, values=FINDING_VENDORS),
                Field("finding", "slug", "what is stated", required=True, values=tuple(Finding)),
                *_AS_OF,
                Field("basis", "slug", "how the statement reaches this body", required=True, values=BASES),
                Field("scope", "text", "which cameras are meant, where the source says"),
                Field("cameras", "integer", "number of cameras of this make, where the source says"),
                Field("detail", "text", "the statement in our own words", required=True),
                _source(),
            ),
        ),
        Table(
            "capabilities",
            "one function of the cameras, reported for a body or described for a maker",
            (
                Field("id", "slug", "stable id of ours", required=True),
                Field("body", "slug", "the body; blank where none is named", points_to="bodies"),
                Field("vendor", "slug", "the maker; “unknown” where not named", True, values=CAPABILITY_VENDORS),
                Field("capability", "slug", "the function", required=True, points_to="capability_words"),
                Field("statement", "slug", "what is said of it", required=True, values=tuple(CAPABILITY_STATEMENTS)),
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
                Field("method_note", "text", "what is known of how it was done"),
            ),
        ),
        Table(
            "surveys",
            "one published figure about many bodies",
            (
                Field("id", "slug", "stable id of ours", required=True),
                Field("survey", "slug", "the round it comes from", required=True, points_to="survey_rounds"),
                Field("sector", "slug", "who was asked", required=True, values=SURVEY_SECTORS),
                Field("geography", "text", "where", required=True),
                Field("country", "text", "ISO 3166 code; GB for the UK, blank for the world"),
                Field("vendor_scope", "slug", "which makes the figure covers", True, values=tuple(VENDOR_SCOPES)),
                Field("measure", "slug", "what was counted", required=True, values=tuple(MEASURES)),
                Field("unit", "slug", "unit of the figure", required=True),
                Field("asked", "integer", "bodies asked, where the source says"),
                Field("answered", "integer", "bodies that answered, where the source says"),
                Field("using", "integer", "bodies that said yes, where the source says"),
                Field("value", "number", "the figure, where it is not a share of bodies"),
                Field("share_printed", "share", "per cent as the source prints it"),
                *_AS_OF,
                _source(),
                Field("note", "text", "what to know of it, in our own words"),
            ),
        ),
        Table(
            "events",
            "one dated act: a rule, a report, a removal, a maker's step",
            (
                Field("id", "slug", "stable id of ours", required=True),
                Field("date", "date", "when it happened, whole or in part", required=True),
                Field("date_precision", "slug", "how exact the date is", required=True, values=DATE_PRECISIONS),
                Field("jurisdiction", "text", "where; “Local: place” for one place", required=True),
                Field("actor", "text", "who acted, by office or organisation", required=True),
                Field("kind", "slug", "kind of act", required=True, values=tuple(EVENT_KINDS)),
                Field("lane", "slug", "lane of the timeline", required=True, values=tuple(LANES)),
                Field("title", "text", "the act in a few words of our own", required=True),
                Field("summary", "text", "what happened, in our own words", required=True),
                Field("vendors", "list", "makers that it is about"),
                Field("in_force", "slug", "for UK rules: whether it stands", values=tuple(IN_FORCE)),
                Field("role", "slug", "“reach”: it says how far the UK rules reach", values=tuple(EVENT_ROLES)),
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
            "one sourced fact, allegation or reply about a maker",
            (
                Field("id", "slug", "stable id of ours", required=True),
                Field("vendor", "slug", "the maker, or “both”", required=True, values=(*VENDORS, VENDOR_EACH)),
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
            "corrections",
            "a change made after release",
            (
                Field("id", "slug", "stable id of ours", required=True),
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
            "what came back when a source's address was last asked for; `links` writes it",
            (
                Field("id", "slug", "id of the source", required=True),
                _source(),
                Field("checked", "date", "day on which it was asked", required=True),
                Field("result", "slug", "what came back", required=True, values=tuple(LINK_RESULTS)),
                Field("status_code", "integer", "HTTP status of the last answer, where there was one"),
                Field("final_url", "url", "address at which it ended, where that is another one"),
            ),
        ),
        Table(
            "left_out",
            "evidence that was judged and not kept",
            (
                Field("address", "url", "where it was read", required=True),
                Field("what", "text", "what it was", required=True),
                Field("body", "text", "the body that it was about, as named there"),
                Field("reason", "text", "why it was not kept", required=True),
            ),
            key="",
        ),
    )
}
