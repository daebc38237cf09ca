"""Pages about requests: how to ask, and whom to ask in a region, district or sector; the lists as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

from whosecameras.content import ask
from whosecameras.content.ask import UK_WIDE, ToAsk, askable
from whosecameras.publishing import exports
from whosecameras.record import geography
from whosecameras.site import pages_asked
from whosecameras.site.page import HOME, Page, PageFactory, Site
from whosecameras.site.share_pictures import SharePicture
from whosecameras.text import answer_message, asking, letters, wording

START = "ask"
CRUMBS = (HOME, ("Ask", START))
#: The social card that all lists share.
_PICTURE = SharePicture("Ask", "Ask a public body whose cameras it uses", common=True)


def view_of_body(site: Site, body: str, name: str) -> dict[str, Any]:
    """Data for the request on a body's page, and for the form that reports an answer received elsewhere."""
    data = site.record.data
    subject, text = answer_message.message(data, name, {"body": body})
    how = ask.how_to_ask(data, body)
    return {
        "asking": {
            "heading": f"Ask {name}" if how else "Can you ask?",
            "why_not": asking.no_request(data, body),
            "SERVICE": asking.SIGN_IN,
            "EMAIL": asking.EMAIL,
            "NO_PAGE": asking.NO_PAGE,
            "PAGES_NOTICE": asking.PAGES_NOTICE,
        },
        "one": how,
        "told": {
            "heading": answer_message.heading(name),
            "no_place": answer_message.NO_PLACE,
            "stores_nothing": answer_message.STORES_NOTHING,
            "subject": subject,
            "text": text,
            "answers": answer_message.answers(),
            "companies": answer_message.companies(data),
            "most_detail": answer_message.MOST_DETAIL,
            "mail": letters.mail(site.contact, subject, text) if site.contact else "",
            "issue": answer_message.issue(site.repository, "SUBJECT", "TEXT"),
            "issue_link": answer_message.issue(site.repository, subject, text),
        },
    }


def start(site: Site) -> Page:
    """How to ask, whom to ask, fair use, and the letter to many bodies."""
    data, record, who = site.record.data, site.record, askable(site.record.data)
    places = [
        (code, name, who.count(region=code, sector="council"), who.count(region=code))
        for code, name in record.regions.items()
    ]
    return Page(
        path=START,
        template="ask.html",
        title="Ask a public body whose cameras it uses",
        description="Requests that are ready to send, for each public body of which nothing recent is known: one at a "
        "time, or to all of a region, a district or a sector.",
        crumbs=(HOME,),
        explorer=site.explorer("ask"),
        card=_PICTURE,
        nav=START,
        about="Ask",
        view={
            "anyone": asking.ANYONE,
            "places": places,
            "uk_wide": who.count(region=UK_WIDE),
            "sectors": [(key, record.sectors[key], who.count(sector=key)) for key in who.sectors],
            "districts": _districts_by_region(site),
            "laws": _laws(site),
            "letters": [(act, letters.first_letter(data, act).to(letters.PLACEHOLDER)) for act in _acts(site)],
            "fair_use": asking.FAIR_USE,
            "batch": asking.BATCH,
            "tag": letters.tag(data),
            "round": letters.asking_round(data),
            "untried": asking.UNTRIED,
        },
    )


def _acts(site: Site) -> list[str]:
    return [row["act"] for row in site.record.rows["foi_regimes"] if row["act"]]


def _laws(site: Site) -> list[dict[str, Any]]:
    """Each law with its deadline rule, the source of that rule, and the options after a refusal."""
    return [
        {
            "act": row["act"],
            "meaning": row["meaning"],
            "source": site.record.source(row["source"]) if row["source"] else None,
            "steps": asking.AFTER_A_REFUSAL.get(row["id"], ()),
        }
        for row in site.record.rows["foi_regimes"]
        if row["act"]
    ]


def _districts_by_region(site: Site) -> list[tuple[str, list[tuple[str, str]]]]:
    districts: dict[str, list[tuple[str, str]]] = {name: [] for name in site.record.regions.values()}
    for lad in askable(site.record.data).districts:
        districts[site.record.regions[geography.region_of(lad)]].append((lad, geography.name_of(lad)))
    return [(name, some) for name, some in districts.items() if some]


def _page(site: Site, path: str, title: str, about: str, found: Sequence[ToAsk], all_of: int = 0, **more: Any) -> Page:
    """A list of bodies to ask; bodies asked recently are listed separately.

    ``all_of`` is the total including the more detailed lists that the page links to.
    """
    record = site.record
    waiting = [body for body in found if body.recently_asked]
    fresh = [body for body in found if not body.recently_asked]
    by_sector = sorted(fresh, key=lambda one: list(record.sectors).index(one.sector))
    groups = [(key, record.sectors[key], list(some)) for key, some in groupby(by_sector, key=lambda one: one.sector)]
    without = sum(not body.page for body in fresh)
    counted = wording.numbered(all_of or len(fresh), "public body", "public bodies")
    return Page(
        path=path,
        template="ask_list.html",
        title=title,
        description=f"{about}: whom to ask, with the law and a request that is ready to send for each. We know of "
        f"{counted} without evidence of the last three years.",
        crumbs=CRUMBS,
        explorer=site.explorer("ask", **more.pop("chosen", {})),
        card=_PICTURE,
        card_file=f"cards/{START}.png",
        small=True,
        nav=START,
        about=about,
        view={
            "groups": groups,
            "waiting": waiting,
            "nobody": asking.NOBODY,
            "total": len(fresh),
            "without": without,
            "letters": ask.batch_letters(record.data, fresh),
            "fair_use": asking.FAIR_USE,
            "batch": asking.BATCH,
            "pages_notice": asking.PAGES_NOTICE,
            "tag": letters.tag(record.data),
            "further": more.pop("further", []),
            "further_heading": more.pop("further_heading", ""),
        },
    )


def _of_region(site: Site, code: str) -> list[ToAsk]:
    """Bodies in a region, without those of large sectors, which are only in the districts' lists."""
    who = askable(site.record.data)
    bodies = (body for key in who.sectors if key not in ask.BY_DISTRICT for body in who.select(sector=key, region=code))
    return _short(bodies)


def _short(found: Iterable[ToAsk]) -> list[ToAsk]:
    """A list without the pre-filled requests of bodies known only from a register: their own pages have them.

    Tens of thousands of addresses, each of a thousand characters, would make the lists ten times as large.
    """
    return [body if body.listed else replace(body, new_request="") for body in found]


def region(site: Site, code: str) -> Page:
    """Whom to ask in a region or nation; schools and parish councils are in the districts' lists."""
    name = site.record.regions[code]
    districts = [lad for lad in askable(site.record.data).districts if geography.region_of(lad) == code]
    return _page(
        site,
        f"{START}/{code}",
        f"{name}: whom to ask",
        name,
        _of_region(site, code),
        askable(site.record.data).count(region=code),
        chosen={"region": code},
        further_heading="Schools, and parish and community councils, by district",
        further=[(f"{START}/{lad}", geography.name_of(lad)) for lad in districts],
    )


def _of_district(site: Site, lad: str, sector: str = "") -> list[ToAsk]:
    bodies = askable(site.record.data).select(district=lad, sector=sector)
    return _short(bodies if sector else [body for body in bodies if body.sector not in ask.BY_DISTRICT])


def district(site: Site, lad: str, sector: str = "") -> Page:
    """Whom to ask in a district: all except schools and parish councils, or one of these sectors."""
    record, name = site.record, geography.name_of(lad)
    who = askable(record.data)
    kind = record.sectors.get(sector, "")
    further = [key for key in ask.BY_DISTRICT if not sector and who.count(district=lad, sector=key)]
    return _page(
        site,
        f"{START}/{lad}/{sector}" if sector else f"{START}/{lad}",
        f"{name}: {kind.lower()} to ask" if sector else f"{name}: whom to ask",
        f"{kind} of {name}" if sector else name,
        _of_district(site, lad, sector),
        who.count(district=lad, sector=sector),
        chosen={"district": lad, "sector": sector},
        further_heading="More in this district" if further else "",
        further=[
            (
                f"{START}/{lad}/{key}",
                f"{record.sectors[key]}: {wording.number(who.count(district=lad, sector=key))}",
            )
            for key in further
        ],
    )


def _of_sector(site: Site, sector: str) -> list[ToAsk]:
    return _short(askable(site.record.data).select(sector=sector, region=UK_WIDE))


def sector(site: Site, key: str) -> Page:
    """Whom to ask in a sector: the regions' lists, and bodies that serve the whole country."""
    record, who = site.record, askable(site.record.data)
    name = record.sectors[key]
    if key in ask.BY_DISTRICT:
        lads = [lad for lad in who.districts if who.count(district=lad, sector=key)]
        heading = f"{name} by district"
        further = [
            (
                f"{START}/{lad}/{key}",
                f"{geography.name_of(lad)}: {wording.number(who.count(district=lad, sector=key))}",
            )
            for lad in lads
        ]
    else:
        counts = {code: who.count(sector=key, region=code) for code in record.regions}
        heading = f"{name} by region or nation"
        further = [
            (f"{START}/{code}#{key}", f"{record.regions[code]}: {wording.number(count)}")
            for code, count in counts.items()
            if count
        ]
    return _page(
        site,
        f"{START}/{key}",
        f"{name}: whom to ask",
        name,
        _of_sector(site, key),
        who.count(sector=key),
        chosen={"sector": key},
        further_heading=heading if further else "",
        further=further,
    )


def _lists(site: Site) -> Iterator[tuple[str, PageFactory, Any]]:
    """Each list by path, with the factories of its page and its rows."""
    who = askable(site.record.data)
    for code in site.record.regions:
        yield f"{START}/{code}", partial(region, code=code), partial(_of_region, site, code)
    for key in who.sectors:
        yield f"{START}/{key}", partial(sector, key=key), partial(_of_sector, site, key)
    for lad in who.districts:
        yield f"{START}/{lad}", partial(district, lad=lad), partial(_of_district, site, lad)
        for key in ask.BY_DISTRICT:
            if who.count(district=lad, sector=key):
                path = f"{START}/{lad}/{key}"
                yield path, partial(district, lad=lad, sector=key), partial(_of_district, site, lad, key)


def pages(site: Site) -> list[tuple[str, PageFactory]]:
    """All pages about asking, by path."""
    lists = ((path, page) for path, page, _ in _lists(site))
    return [(START, start), (pages_asked.PATH, pages_asked.progress), *lists]


def files(site: Site) -> dict[str, Any]:
    """Each list as CSV (safe for spreadsheets), by path."""

    def written(rows: Any) -> bytes:
        table = ask.table(site.record.data, rows())
        for row in table:  # the request, or the page that links to it
            row["Request, filled in"] = row["Request, filled in"] or site.absolute(f"body/{row['id']}")
        return exports.safe_csv(ask.COLUMNS, [[row[column] for column in ask.COLUMNS] for row in table])

    return {f"{path}.csv": partial(written, rows) for path, _, rows in _lists(site)}
