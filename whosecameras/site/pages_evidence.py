"""Pages of findings: front page, sectors, regions and bodies, with titles and texts from the data."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any, cast

from whosecameras.analysis import counts, walls
from whosecameras.analysis.areas import councils_by_region
from whosecameras.analysis.counts import Tally, tally_of
from whosecameras.analysis.headline import summary
from whosecameras.analysis.sectors import ALL_PUBLIC, sector_name
from whosecameras.charts import wall
from whosecameras.charts.svg.text_metrics import FontFace
from whosecameras.content import home as front_words
from whosecameras.content.ask import askable, needs_asking
from whosecameras.content.body_profile import BodyProfile, Row
from whosecameras.content.wall_view import count_strip, shown_wall
from whosecameras.record.geography import NOTICE, area_ids, current
from whosecameras.record.schema import FLAG_MEANINGS, Status
from whosecameras.site import follow, pages_ask
from whosecameras.site.page import (
    HOME,
    Page,
    Site,
    bodies_without_evidence,
    by_name_and_by_group,
    mark_counts,
    private_owner_rows,
    truncate,
)
from whosecameras.site.share_pictures import DRAWN, SharePicture
from whosecameras.text import (
    correction_words,
    gaps,
    methodology,
    repeats,
    sector_words,
    titles,
    wall_words,
    wording,
)

#: Sectors whose bodies are marked up as government organisations; trusts, schools and companies are not.
GOVERNMENT = frozenset({"council", "police", "central_government", "devolved_government", "fire_rescue"})
#: Website pages for the explorer pages that the front page's text links to.
ALL_KINDS = "All kinds of public body together"  # in a list of what sources name; a survey asked fewer
TWIN_OF = {"sectors": "sectors", "map": "map", "rules": "rules", "find": "search", "manufacturers": "manufacturers"}


def _website_page(page: str, query: tuple[tuple[str, str], ...], part: str = "") -> str:
    chosen = dict(query)
    path = f"sector/{chosen['sector']}" if page == "sectors" and "sector" in chosen else TWIN_OF[page]
    return f"{path}#{part}" if part else path


def front(site: Site) -> Page:
    """How common the cameras are, where we know of them, and what is not known, on one screen."""
    data, record = site.record.data, site.record
    top, leading = front_words.headline(data), summary(data)["headline"]
    councils = shown_wall(data, "council")
    return Page(
        path="",
        template="front.html",
        title=councils.title,
        description=truncate(f"{councils.survey} {councils.subtitle}"),
        explorer=site.explorer(""),
        card=share_wall(site, "council"),
        nav="",
        about="Front page",
        view={
            "top": top,
            "wall": councils,
            "framed": site.parts["wall-council"],
            "briefing": site.explorer("briefing", card="wall"),
            "context": [
                (line.text, [record.source(key) for key in line.sources]) for line in front_words.context(data)
            ],
            "said_by": record.source(leading["source"]) if leading else None,
            "leading": leading["id"] if leading else "",
            "facts": [(fact, _website_page(fact.page, fact.query, fact.part)) for fact in top.facts],
            "not_known": front_words.not_known(data),
            "questions": [
                (question.label, _website_page(question.page, question.query))
                for question in front_words.questions(data)
            ],
            "newest": front_words.newest_statements(data),
            # a single drawing instead of two, because this page must render fastest
            "by_sector": {**site.parts["by-sector"], "wide": ""},
            "manufacturers": sorted(record.rows["vendors"], key=lambda row: row["order"]),
        },
    )


def share_wall(site: Site, sector: str) -> SharePicture:
    """The wall of a sector as a social card."""
    data = site.record.data
    drawing = wall.drawing(data, sector, *DRAWN, "light", wall.WallLabels(FontFace(15), FontFace(14)))
    return SharePicture(
        "", titles.wall_title(data, sector), drawing=drawing or "", drawn=wall_words.subtitle(walls.wall(data, sector))
    )


def regions_by_councils(site: Site) -> list[dict[str, Any]]:
    """The principal councils of each region by status, as numbers and as a sentence."""
    rows = cast("list[dict[str, Any]]", councils_by_region(site.record.data).to_dict("records"))
    return [{**row, "known": titles.place(site.record.data, row["code"]).partition(": ")[2]} for row in rows]


def sectors(site: Site) -> Page:
    """How common the cameras are in each sector, and which bodies are named."""
    part = site.parts["by-sector"]
    return Page(
        path="sectors",
        template="sectors.html",
        title=part["title"],
        description=truncate(part["alt"]),
        crumbs=(HOME,),
        explorer=site.explorer("sectors"),
        nav="sectors",
        about="Sectors",
        view={
            "by_sector": part,
            "briefing": site.briefing("", card="sectors"),
            "parts": [(key, site.parts[key]) for key in ("whole-registers", "other-sectors", "makers-by-sector")],
            "sectors": [
                (key, ALL_KINDS if key == ALL_PUBLIC else sector_name(site.record.data, key), _named_of(site, key))
                for key in (*site.record.sectors, ALL_PUBLIC)
            ],
        },
    )


def _of_sector(site: Site, key: str) -> list[Row]:
    return [row for row in site.record.counted if key in (row["sector"], ALL_PUBLIC)]


def _tally(site: Site, rows: Iterable[Row]) -> Tally:
    return tally_of(site.record.known[row["id"]] for row in rows)


def _named_of(site: Site, key: str) -> int:
    return _tally(site, _of_sector(site, key)).named


def _repeats(site: Site, key: str) -> list[tuple[str, list[Row]]]:
    """Survey figures of a sector that other pages repeat, with those pages."""
    rows = cast("list[Row]", repeats.printed_again(site.record.data, key).to_dict("records"))
    linked = [{**row, "link": site.record.source(row["source"])} for row in rows]
    return [(figure, list(part)) for figure, part in groupby(linked, key=itemgetter("Figure"))]


def sector(site: Site, key: str) -> Page:
    """One sector: survey shares, disagreements between them, and the bodies with evidence."""
    record = site.record
    part = site.parts[f"surveys-{key}"] if titles.surveyed(record.data, key) else None
    bodies, name = _of_sector(site, key), sector_name(site.record.data, key)
    named, group = by_name_and_by_group(site, bodies)
    blank = bodies_without_evidence(site, bodies)
    registered = counts.registered(record.data, () if key == ALL_PUBLIC else (key,))
    title, big = titles.sector(record.data, key), titles.sector_number(record.data, key)
    meaning = record.data.row("sectors", key)["meaning"] if key in record.sectors else "Every body of the register."
    return Page(
        path=f"sector/{key}",
        template="sector.html",
        title=title,
        description=truncate(f"{meaning} {part['alt'] if part else wording.NOT_RANDOM}"),
        crumbs=(HOME, ("Sectors", "sectors")),
        explorer=site.explorer("sectors", sector=key),
        card=SharePicture(
            f"Sector · {name}",
            title,
            number=big.number,
            counted=big.counted,
        ),
        nav="sectors",
        about=name,
        twins=True,
        view={
            "name": name,
            "meaning": meaning,
            "part": part,
            "key": key,
            "briefing": site.briefing("", card="headline")
            if key == ALL_PUBLIC
            else site.briefing(f"sector/{key}", about="sector", sector=key),
            "on_paper": site.on_paper(f"sector/{key}"),
            "counts": mark_counts(site, bodies, registered),
            "lists": "" if key == ALL_PUBLIC else sector_words.lists_of(record.data, key),
            "registered": registered,
            "former": titles.former_counted(record.data, key),
            "named": named,
            "group": group,
            "survey": gaps.survey_note(record.data, key)[0],
            "repeated": _repeats(site, key),
            "wall": shown_wall(record.data, key) if key in walls.WALL_SECTORS else None,
            "framed": site.parts[f"wall-{key}"] if key in walls.WALL_SECTORS else None,
            "strip": count_strip(record.data, key),
            "reports": record.place_reports(sector="" if key == ALL_PUBLIC else key),
            "apart": private_owner_rows(site, "sector", key),
            "blank": blank,
            "api": f"api/v1/sector/{key}.json" if key in record.sectors else "api/v1/bodies.json",
            "ask": f"ask/{key}" if key in askable(record.data).sectors else "",
        },
    )


def region(site: Site, code: str) -> Page:
    """One region or nation: its councils and other bodies, and survey results for it."""
    record = site.record
    row = record.data.row("regions", code)
    bodies = [body for body in record.counted if body["region"] == code]
    named, group = by_name_and_by_group(site, bodies)
    blank = bodies_without_evidence(site, bodies)
    by_sector = {
        name: [body for body in blank if record.data.row("bodies", body["id"])["sector"] == key]
        for key, name in record.sectors.items()
    }
    figures = [record.figure(figure["id"]) for figure in record.figures_of(row["name"])]
    region_tally = counts.tally(record.data, regions=(code,))
    title, big = titles.place(record.data, code), titles.place_number(record.data, code)
    return Page(
        path=f"region/{code}",
        template="region.html",
        title=title,
        description=truncate(
            f"{row['meaning']} {titles.sources_name(region_tally)} "
            + (figures[0].sentence if figures else "We found no survey figure for it alone.")
        ),
        crumbs=(HOME, ("Map", "map")),
        explorer=site.explorer("map", layer="regions", area=code),
        card=SharePicture(
            f"Region or nation · {row['name']}",
            title,
            number=big.number,
            counted=big.counted,
        ),
        nav="map",
        about=row["name"],
        twins=True,
        view={
            "row": row,
            "counts": mark_counts(site, bodies, counts.registered(record.data, regions=(code,))),
            "total": region_tally.total,
            "named": named,
            "group": group,
            "reports": record.place_reports(region=code),
            "apart": private_owner_rows(site, "region", code),
            "blank": {name: some for name, some in by_sector.items() if some},
            "blank_total": region_tally.unknown,
            "registered": counts.registered(record.data, regions=(code,)),
            "figures": figures,
            "briefing": site.briefing(f"region/{code}", about="region", region=code, size="1080x1350"),
            "on_paper": site.on_paper(f"region/{code}"),
            "locator_of": ("itl1", code),
            "notice": NOTICE,
        },
    )


def _locator(found: BodyProfile) -> tuple[str, str] | None:
    """The map layer and area code to mark for a body; ``None`` for a body without a location."""
    if found.sector == "police":
        return ("police24", found.id) if found.id in area_ids("police24") else _region_of(found)
    if found.code in area_ids("county24"):
        return ("county24", found.code)
    district = current(found.lad) if found.lad else ""
    if district in area_ids("hex"):
        return ("hex", district)
    return _region_of(found)


def _region_of(found: BodyProfile) -> tuple[str, str] | None:
    return ("itl1", found.region) if found.region else None


def _share_picture(found: BodyProfile, text: str, beside: tuple[str, ...]) -> SharePicture:
    """The social card of a body. Without evidence it does not name the body: thousands of them share one card for each
    sector and place.
    """
    kicker = f"{found.sector_name} · {found.place}"
    if found.mark == Status.UNKNOWN:
        return SharePicture(kicker, wording.sentence_case(text), found.mark, common=True)
    said = " · ".join(part for part in beside if part)
    return SharePicture(kicker, f"{found.name}: {text}", found.mark, said, label=found.label)


def body(site: Site, key: str) -> Page:
    """All evidence about one body; if there is none, what is not known and the request to send."""
    record = site.record
    profile = record.body(key)
    sentence = record.sentence(key)
    subject, text = wording.correction_request(record.data, profile.name, key)
    place = (profile.place, f"region/{profile.region}") if profile.region else None
    crumbs = (HOME, (profile.sector_name, f"sector/{profile.sector}"), *([place] if place else []))
    summary = titles.body_words(record.data, profile.standing)
    brands = wording.manufacturers_of(record.data, profile.standing.vendors)
    captions = (wording.as_of(profile.standing.as_of) if profile.standing.decided_by else "", brands)
    linked = {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": profile.name,
        "url": site.absolute(f"body/{key}"),
        "areaServed": {"@type": "AdministrativeArea", "name": profile.place},
        **({"identifier": profile.code} if profile.code else {}),
        **({"alternateName": list(profile.aliases)} if profile.aliases else {}),
    }
    return Page(
        path=f"body/{key}",
        template="body.html",
        title=f"{profile.name}: {summary}",
        description=truncate(sentence),
        crumbs=crumbs,
        explorer=site.explorer("find", body=key),
        card=_share_picture(profile, summary, captions),
        feed=follow.body_feed(key) if key in follow.followed(site) else "",
        nav="search",
        about=profile.name,
        view={
            "body": profile,
            "known": sentence,
            "brands": brands,
            "flags": [(str(flag), FLAG_MEANINGS[flag]) for flag in profile.standing.flags],
            **pages_ask.view_of_body(site, key, profile.name),
            "needs_asking": needs_asking(profile.standing),
            "owner": methodology.not_counted(record.data, key),
            "wrong": (subject, text),
            "locator_of": _locator(profile),
            "notice": NOTICE,
            "has_rows": bool(profile.rows),
            "corrections": [
                {**row, **correction_words.corrected(record.data, row)._asdict()} for row in profile.corrections
            ],
        },
        linked_data=(linked,) if profile.sector in GOVERNMENT and profile.is_public else (),
    )
