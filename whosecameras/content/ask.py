"""How to send each public body a request, and which bodies still need one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from whosecameras.analysis import foi_deadlines
from whosecameras.analysis.foi import FoiLaw, law_of
from whosecameras.analysis.status import NO_EVIDENCE, BodyStatus, body_statuses, last_day_of
from whosecameras.content.body_profile import Row, Source
from whosecameras.content.record_index import index_of, records
from whosecameras.record import geography
from whosecameras.record.loading import Dataset
from whosecameras.record.registers import NO_LONGER_LISTED
from whosecameras.record.schema import Status
from whosecameras.record.statuses import Age
from whosecameras.text import asking, letters, wording

REQUESTS = "requests"  # the table of requests
REQUEST_PAGES = "share_alike_request_pages"
RECENTLY_ASKED = timedelta(days=365)  # lists leave out bodies asked this recently before the release
#: Sectors with so many bodies that only district lists include them.
BY_DISTRICT = ("school", "parish")
UK_WIDE = "UK"  # key for bodies without a region
#: What is known about the bodies to ask: nothing, or only old evidence or a claim about a group.
KNOWN = {"blank": "Nothing is known", "old": "Something old, or a claim about a group"}
COLUMNS = (
    *("Public body", "Sector", "District", "Region or nation", "Law", "Known so far", "Evidence from", "Asked on"),
    *("Page on WhatDoTheyKnow", "Request, filled in", "id"),
)


@dataclass(frozen=True)
class DueDays:
    """What a browser needs to compute the due date of an answer from the day on which the page is read.

    ``closed`` lists the bank holidays on weekdays, as ISO dates separated by spaces, up to the day ``until``.
    ``working_days`` is the number that the law allows, and ``latest`` the outer limit for a school, 0 for other bodies.
    """

    closed: str
    until: str
    working_days: int
    latest: int


@lru_cache(maxsize=16)
def _due_days(released: date, regime: str, working_days: int, school: bool) -> DueDays:
    years = (released.year, released.year + 1)
    days = sorted(day for year in years for day in foi_deadlines.bank_holidays(regime, year))
    closed = " ".join(day.isoformat() for day in days if day >= released and day.weekday() < 5)
    latest = foi_deadlines.SCHOOL_WORKING_DAYS if school and regime == "foia_2000" else 0
    return DueDays(closed, date(years[-1], 12, 31).isoformat(), working_days, latest)


@dataclass(frozen=True)
class HowToAsk:
    """How to send a public body a request under its law.

    ``page`` is its page on WhatDoTheyKnow and ``new_request`` a pre-filled request there, both ``""`` if we know of no
    page. ``email`` is a mailto link without an address; ``letter`` is the same text. ``repeats`` is true if the letter
    asks whether an old answer still holds. ``asked_on`` is the day of the last request on record, or ``""``.
    """

    body: str
    name: str
    law: FoiLaw
    rule: Source | None
    time_limit: str
    page: str
    new_request: str
    email: str
    subject: str
    letter: str
    repeats: bool
    asked_on: str
    due: DueDays
    after_a_refusal: tuple[asking.Sourced, ...]


@dataclass(frozen=True)
class ToAsk:
    """A public body in a list of bodies to ask; ``blank`` is true if nothing is known about it."""

    id: str
    name: str
    sector: str
    region: str
    nation: str
    district: str
    act: str
    known: str
    evidence_from: str
    blank: bool
    page: str
    new_request: str
    asked_on: str
    recently_asked: bool
    listed: bool


def needs_asking(standing: BodyStatus) -> bool:
    """True if no evidence from the last three years names the body."""
    return standing.age != Age.RECENT or standing.status is Status.GROUP_ONLY


def _asked_on(dataset: Dataset) -> dict[str, str]:
    """The day of the last request to each body: ``{body id: ISO date}``."""
    rows = dataset.tables[REQUESTS].sort_values("asked")
    return dict(zip(rows["body"].tolist(), rows["asked"].tolist(), strict=True))


class Askable:
    """The bodies that can be sent a request; ``askable`` caches one per dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self.data = dataset
        self._known = body_statuses(dataset)
        self._asked = _asked_on(dataset)
        self._tag = letters.tag(dataset)
        self._pages: dict[str, str] = {}  # a copy under CC BY leaves out the share-alike tables
        if REQUEST_PAGES in dataset.tables:
            pages = dataset.tables[REQUEST_PAGES]
            self._pages = dict(zip(pages["body"].tolist(), pages["url_name"].tolist(), strict=True))

    def how(self, body: str) -> HowToAsk | None:
        """How to ask a body; ``None`` if no law applies or it no longer exists. ``KeyError`` for an unknown body."""
        law = law_of(self.data, body)
        if law is None:
            return None
        row = self.data.row("bodies", body)
        standing = self._known.get(body, NO_EVIDENCE)
        written = letters.letter(self.data, law.act, standing)
        text, url_name = written.to(row["name"]), self._pages.get(body, "")
        return HowToAsk(
            body=body,
            name=row["name"],
            law=law,
            rule=index_of(self.data).source(law.source) if law.source else None,
            time_limit=asking.time_limit(law, row["sector"]),
            page=letters.authority_page(url_name) if url_name else "",
            new_request=letters.new_request(url_name, written, self._tag) if url_name else "",
            email=letters.mail("", f"Freedom of information request: {written.subject}", text),
            subject=written.subject,
            letter=text,
            repeats=letters.repeats(standing),
            asked_on=self._asked.get(body, ""),
            due=_due_days(self.data.released, row["foi"], law.working_days, row["sector"] == "school"),
            after_a_refusal=asking.AFTER_A_REFUSAL.get(row["foi"], ()),
        )

    def asked_on(self, body: str) -> str:
        """The day of the last request to a body on record, or ``""``."""
        return self._asked.get(body, "")

    def recently_asked(self, body: str) -> bool:
        """True if the record has a request to the body from the year before the release."""
        asked = self._asked.get(body, "")
        return bool(asked) and last_day_of(asked) > self.data.released - RECENTLY_ASKED

    @cached_property
    def _rows(self) -> list[Row]:
        """The existing bodies that a law covers and without recent evidence, by name."""
        acts = {row["id"]: row["act"] for row in self.data.foi_regimes.to_dict("records") if row["act"]}
        askable_rows: list[Row] = []
        for frame in (self.data.bodies, self.data.registers["bodies"]):
            askable_rows += [
                row for row in records(frame) if row["foi"] in acts and not (row["ended"] or row["replaced_by"])
            ]
        living = [row for row in askable_rows if not row["register_status"].startswith(NO_LONGER_LISTED)]
        silent = [row for row in living if needs_asking(self._known.get(row["id"], NO_EVIDENCE))]
        return sorted(silent, key=lambda row: (row["name"].casefold(), row["id"]))

    @cached_property
    def _by_region(self) -> dict[str, list[Row]]:
        return _grouped(self._rows, "region")

    @cached_property
    def _by_district(self) -> dict[str, list[Row]]:
        groups: dict[str, list[Row]] = {}
        for row in self._rows:
            groups.setdefault(district_of(row), []).append(row)
        return groups

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """The districts with bodies to ask, by name."""
        return tuple(sorted(filter(None, self._by_district), key=geography.name_of))

    def district_names(self, region: str = "") -> dict[str, str]:
        """The districts with bodies to ask, in one region or all: ``{code: name}``."""
        return {lad: geography.name_of(lad) for lad in self.districts if region in ("", geography.region_of(lad))}

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """The sectors with bodies to ask, in order."""
        present = {row["sector"] for row in self._rows}
        return tuple(key for key in index_of(self.data).sectors if key in present)

    def _rows_of(self, region: str, district: str) -> list[Row]:
        if district:
            return self._by_district.get(district, [])
        if region:
            return self._by_region.get("" if region == UK_WIDE else region, [])
        return self._rows

    def ids(
        self, *, sector: str = "", region: str = "", district: str = "", known: str = "", asked: bool = True
    ) -> tuple[str, ...]:
        """The ids of the bodies to ask in a sector, a region (``UK_WIDE``: bodies without one) or a district, by name.

        ``known`` is one of ``KNOWN``. Unless ``asked`` is true, bodies that were asked recently are left out.
        """
        return tuple(
            row["id"]
            for row in self._rows_of(region, district)
            if sector in ("", row["sector"])
            and known in ("", self._kind(row["id"]))
            and (asked or not self.recently_asked(row["id"]))
        )

    def _kind(self, body: str) -> str:
        return "blank" if self._known.get(body, NO_EVIDENCE).status is Status.UNKNOWN else "old"

    def select(self, *, sector: str = "", region: str = "", district: str = "") -> list[ToAsk]:
        """The bodies to ask in a selection; arguments as in ``ids``."""
        return self.to_ask(self.ids(sector=sector, region=region, district=district))

    def count(self, *, sector: str = "", region: str = "", district: str = "") -> int:
        """The number of bodies to ask in a selection, without those asked recently."""
        if district and sector:
            return self._in_district[district, sector]
        return len(self.ids(sector=sector, region=region, district=district, asked=False))

    @cached_property
    def _in_district(self) -> Counter[tuple[str, str]]:
        """How many bodies to ask, without those asked recently, by district and sector: thousands of lists say so."""
        return Counter((district_of(row), row["sector"]) for row in self._rows if not self.recently_asked(row["id"]))

    def to_ask(self, ids: Iterable[str]) -> list[ToAsk]:
        """List entries for these bodies; ``KeyError`` for one that does not need asking."""
        return [self._to_ask(self._by_id[body]) for body in ids]

    @cached_property
    def _by_id(self) -> dict[str, Row]:
        return {row["id"]: row for row in self._rows}

    def _to_ask(self, row: Row) -> ToAsk:
        standing = self._known.get(row["id"], NO_EVIDENCE)
        act = str(self.data.row("foi_regimes", row["foi"])["act"])
        url_name = self._pages.get(row["id"], "")
        written = letters.letter(self.data, act, standing)
        return ToAsk(
            id=row["id"],
            name=row["name"],
            sector=row["sector"],
            region=row["region"],
            nation=row["nation"],
            district=geography.name_of(district_of(row)) if district_of(row) else "",
            act=act,
            known=str(standing.status),
            evidence_from=wording.status_date(standing),
            blank=standing.status is Status.UNKNOWN,
            page=letters.authority_page(url_name) if url_name else "",
            new_request=letters.new_request(url_name, written, self._tag) if url_name else "",
            asked_on=self._asked.get(row["id"], ""),
            recently_asked=self.recently_asked(row["id"]),
            listed=row["id"] in self._known,
        )


def _grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


@lru_cache(maxsize=100_000)
def _district(lad: str) -> str:
    return geography.on_map(lad) if lad else ""


def district_of(row: Mapping[str, Any]) -> str:
    """The district of a body on today's map, ``""`` if unknown."""
    return _district(row["lad"])


@lru_cache(maxsize=2)
def askable(dataset: Dataset) -> Askable:
    """The cached ``Askable`` of a dataset."""
    return Askable(dataset)


def how_to_ask(dataset: Dataset, body: str) -> HowToAsk | None:
    """How to ask a body; ``None`` if no law applies or it no longer exists. ``KeyError`` for an unknown body."""
    return askable(dataset).how(body)


def batch_letters(dataset: Dataset, bodies: Iterable[ToAsk]) -> list[tuple[str, str]]:
    """The batch letters, one for each Act that applies, as ``(act, text)``, with the service's placeholder."""
    acts = dict.fromkeys(body.act for body in bodies)
    return [(act, letters.first_letter(dataset, act).to(letters.PLACEHOLDER)) for act in acts]


def table(dataset: Dataset, bodies: Iterable[ToAsk]) -> list[dict[str, str]]:
    """A list of bodies to ask as rows of text with the columns ``COLUMNS``."""
    index = index_of(dataset)
    return [
        dict(
            zip(
                COLUMNS,
                (
                    *(body.name, index.sectors[body.sector], body.district),
                    *(index.regions.get(body.region, body.nation), body.act, body.known, body.evidence_from),
                    *(body.asked_on, body.page, body.new_request, body.id),
                ),
                strict=True,
            )
        )
        for body in bodies
    ]
