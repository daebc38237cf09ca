"""What the pages of findings say: front page, map, sectors, regions and bodies; titles and words from the data."""

from __future__ import annotations

from typing import Any

from whosecameras.analysis.headline import summary
from whosecameras.charts import maps
from whosecameras.charts.shares import sector_name
from whosecameras.content import home as front_words
from whosecameras.content.record_index import Body, Row
from whosecameras.publishing import datapackage
from whosecameras.record.geography import NOTICE, area_ids, current
from whosecameras.record.schema import FLAG_MEANINGS, Status
from whosecameras.site.page import (
    ALL_PUBLIC,
    HOME,
    Page,
    Site,
    blank_bodies,
    cut,
    dataset_linked_data,
    mark_counts,
    named_rows,
)
from whosecameras.site.share_pictures import SharePicture
from whosecameras.site.urls import LAYERS, OWN_PAGE
from whosecameras.text import wording

#: Sectors whose bodies are organs of government; trusts, schools and companies are left out.
GOVERNMENT = frozenset({"council", "police", "central_government", "devolved_government", "fire_rescue"})
#: Pages of the explorer that the words of the front page link to, as pages here.
TWIN_OF = {"sectors": "sectors", "map": "map", "timeline": "timeline", "find": "search", "makers": "makers"}


def _twin(page: str, query: tuple[tuple[str, str], ...], part: str = "") -> str:
    chosen = dict(query)
    whole = f"sector/{chosen['sector']}" if page == "sectors" and "sector" in chosen else TWIN_OF[page]
    return f"{whole}#{part}" if part else whole


def front(site: Site) -> Page:
    """How common, where we know, and what is not known, on one screen."""
    data, record = site.record.data, site.record
    top, leading = front_words.headline(data), summary(data)["headline"]
    said_yes = f"{wording.number(leading['using'])} of {wording.number(leading['answered'])}" if leading else ""
    when = wording.date(leading["as_of"] or "") if leading else ""
    said_where = f"{record.source(leading['source']).publisher}, {when}" if leading else ""
    return Page(
        path="",
        template="front.html",
        title=top.title,
        description=cut(top.sentence),
        explorer=site.explorer(""),
        card=SharePicture(
            datapackage.DESCRIPTION, top.title, number=said_yes, counted=f"bodies that answered said yes ({said_where})"
        ),
        nav="",
        about="Front page",
        view={
            "top": top,
            "said_by": record.source(leading["source"]) if leading else None,
            "leading": leading["id"] if leading else "",
            "facts": [(fact, _twin(fact.page, fact.query, fact.part)) for fact in top.facts],
            "not_known": front_words.not_known(data),
            "questions": [(one.label, _twin(one.page, one.query)) for one in front_words.questions(data)],
            "newest": front_words.newest(data).to_dict("records"),
            "by_sector": site.parts["by-sector"],
            "councils": site.parts["councils"],
            "by_region": _regions(site),
            "changed": site.parts["what-changed"],
            "survey": maps.survey_sentence(data, "hexagons"),
            "makers": sorted(record.rows["vendors"], key=lambda row: row["order"]),
        },
        linked_data=(dataset_linked_data(site),),
    )


def _councils(site: Site) -> list[Row]:
    return [row for row in site.record.rows["bodies"] if row["sector"] == "council" and not row["replaced_by"]]


def _regions(site: Site) -> list[dict[str, Any]]:
    """Principal councils of each region by what is known, as ``maps.region_table`` counts them."""
    councils, known = _councils(site), site.record.known
    found = []
    for code, name in site.record.regions.items():
        inside = [known[row["id"]].status for row in councils if row["region"] == code]
        using, blank = inside.count(Status.USING), inside.count(Status.UNKNOWN)
        other = len(inside) - using - blank
        found.append(
            {"code": code, "name": name, "councils": len(inside), "using": using, "other": other, "blank": blank}
        )
    return found


#: The maps by the names of their parts, each with its id in ``maps.STATUS_MAPS``.
_MAPS = {"councils": "hexagons", "counties": "counties", "police": "police"}


def _shown_maps(site: Site, *keys: str) -> list[tuple[str, dict[str, Any], str]]:
    return [(key, site.parts[key], maps.survey_sentence(site.record.data, _MAPS[key])) for key in keys]


def map_page(site: Site) -> Page:
    """Each council or force by what public sources say: all maps under a title that covers them all."""
    drawn = {key: sum(count for _, _, count in site.parts[key]["legend"]) for key in _MAPS}
    blank = {
        key: next(count for mark, _, count in site.parts[key]["legend"] if mark == Status.UNKNOWN) for key in _MAPS
    }
    names = {key: maps.STATUS_MAPS[which] for key, which in _MAPS.items()}
    gaps = [f"{wording.number(blank[key])} of {wording.number(drawn[key])} {names[key][3]}" for key in _MAPS]
    return Page(
        path="map",
        template="map.html",
        title=f"{wording.BLANK_IS_NOT_CLEAN}: no public evidence on {wording.listed(gaps)}",
        description=cut(
            f"Maps of {wording.listed([f'{wording.number(drawn[key])} {names[key][2]}' for key in _MAPS])}, each "
            "by what "
            "public sources say."
        ),
        crumbs=(HOME,),
        explorer=site.explorer("map", layer="hexagons"),
        nav="map",
        about="Map",
        view={
            "maps": _shown_maps(site, *_MAPS),
            "own_page": OWN_PAGE,
            "by_region": site.parts["councils-by-region"],
            "regions": _regions(site),
        },
    )


def one_map(site: Site, key: str) -> Page:
    """One map alone, so that a link to it bears its title and its picture; ``key`` is one of ``OWN_PAGE``."""
    regions = key == "regions"
    return Page(
        path=f"map/{key}",
        template="map.html",
        title=site.parts[key]["title"],
        description=cut(site.parts["councils-by-region" if regions else key]["alt"]),
        crumbs=(HOME, ("Map", "map")),
        explorer=site.explorer("map", layer=key),
        nav="map",
        about=f"{LAYERS[key]} on the map",
        view={
            "maps": [] if regions else _shown_maps(site, key),
            "own_page": (),
            "by_region": site.parts["councils-by-region"] if regions else None,
            "regions": _regions(site) if regions else [],
        },
    )


def sectors(site: Site) -> Page:
    """How common by sector, and who is named."""
    part = site.parts["by-sector"]
    return Page(
        path="sectors",
        template="sectors.html",
        title=part["title"],
        description=cut(part["alt"]),
        crumbs=(HOME,),
        explorer=site.explorer("sectors"),
        nav="sectors",
        about="Sectors",
        view={
            "by_sector": part,
            "parts": [(key, site.parts[key]) for key in ("whole-registers", "other-sectors", "makers-by-sector")],
            "sectors": [
                (key, sector_name(site.record.data, key), _named_of(site, key))
                for key in (*site.record.sectors, ALL_PUBLIC)
            ],
        },
    )


def _of_sector(site: Site, key: str) -> list[Row]:
    return [row for row in site.record.counted if key in (row["sector"], ALL_PUBLIC)]


def _named_of(site: Site, key: str) -> int:
    return sum(site.record.known[row["id"]].spoken_of for row in _of_sector(site, key))


def sector(site: Site, key: str) -> Page:
    """One sector: survey shares, where they disagree, and the bodies with evidence."""
    record, part = site.record, site.parts[f"surveys-{key}"]
    bodies, name = _of_sector(site, key), sector_name(site.record.data, key)
    named, blank = named_rows(site, bodies), blank_bodies(site, bodies)
    share = f"{wording.number(len(named))} of {wording.number(len(bodies))}"
    counted = f"{share} on the register {wording.have(len(named))} public evidence"
    title = f"{part['title']}; {counted}" if part else f"{name}: no published share; {counted}"
    meaning = record.data.row("sectors", key)["meaning"] if key in record.sectors else "Every body of the register."
    return Page(
        path=f"sector/{key}",
        template="sector.html",
        title=title,
        description=cut(f"{meaning} {part['alt'] if part else wording.NOT_RANDOM}"),
        crumbs=(HOME, ("Sectors", "sectors")),
        explorer=site.explorer("sectors", sector=key),
        card=SharePicture(
            f"Sector · {name}",
            title,
            number=share,
            counted=f"bodies on the register {wording.have(len(named))} public evidence",
        ),
        nav="sectors",
        about=name,
        twins=True,
        view={
            "name": name,
            "meaning": meaning,
            "part": part,
            "key": key,
            "counts": mark_counts(site, bodies),
            "named": named,
            "blank": blank,
            "api": f"api/v1/sector/{key}.json" if key in record.sectors else "api/v1/bodies.json",
        },
    )


def region(site: Site, code: str) -> Page:
    """One region or nation: its councils and other bodies, and what surveys say of the place."""
    record = site.record
    row = record.data.row("regions", code)
    bodies = [one for one in record.counted if one["region"] == code]
    counts = next(one for one in _regions(site) if one["code"] == code)
    named, blank = named_rows(site, bodies), blank_bodies(site, bodies)
    by_sector = {
        name: [one for one in blank if record.data.row("bodies", one["id"])["sector"] == key]
        for key, name in record.sectors.items()
    }
    figures = [record.figure(one["id"]) for one in record.figures_of(row["name"])]
    verb = "is" if counts["using"] == 1 else "are"
    unknown = f"of {wording.number(counts['blank'])} nothing public is known"
    unknown = unknown if counts["blank"] else "there is evidence on every one"
    title = (
        f"{row['name']}: {wording.number(counts['using'])} of {wording.counted(counts['councils'], 'council')} {verb} "
        f"reported using the cameras, and {unknown}"
    )
    return Page(
        path=f"region/{code}",
        template="region.html",
        title=title,
        description=cut(
            f"{row['meaning']} {wording.numbered(len(named), 'public body', 'public bodies')} of {row['name']} "
            f"{wording.have(len(named))} public evidence, {wording.number(len(blank))} {wording.have(len(blank))} "
            "none. " + (figures[0].sentence if figures else "We found no survey figure for it alone.")
        ),
        crumbs=(HOME, ("Map", "map")),
        explorer=site.explorer("map", layer="regions", area=code),
        card=SharePicture(
            f"Region or nation · {row['name']}",
            title,
            number=f"{wording.number(len(named))} of {wording.number(len(bodies))}",
            counted=f"public bodies of every kind {wording.have(len(named))} public evidence",
        ),
        nav="map",
        about=row["name"],
        twins=True,
        view={
            "row": row,
            "counts": mark_counts(site, bodies),
            "total": len(bodies),
            "named": named,
            "blank": {name: found for name, found in by_sector.items() if found},
            "blank_total": len(blank),
            "figures": figures,
            "briefing": site.explorer("briefing", about="region", region=code, size="1080x1350"),
            "locator_of": ("itl1", code),
            "notice": NOTICE,
        },
    )


def _locator(found: Body) -> tuple[str, str] | None:
    """Where a body lies: the layer and the area to mark, ``None`` for a body of no place."""
    if found.sector == "police":
        return ("police24", found.id) if found.id in area_ids("police24") else _region_of(found)
    if found.code in area_ids("county24"):
        return ("county24", found.code)
    district = current(found.lad) if found.lad else ""
    if district in area_ids("hex"):
        return ("hex", district)
    return _region_of(found)


def _region_of(found: Body) -> tuple[str, str] | None:
    return ("itl1", found.region) if found.region else None


def _status_title(site: Site, found: Body) -> str:
    makes = site.record.makes(found.standing.vendors) or wording.any_manufacturer(site.record.data)
    said = {
        Status.USING: f"reported using {makes} cameras",
        Status.REMOVING: f"reported removing its {makes} cameras",
        Status.REMOVED: f"reported to have removed its {makes} cameras",
        Status.NOT_USING: f"reported not using {makes} cameras",
        Status.WOULD_NOT_SAY: f"would not say whether it uses {makes} cameras",
        Status.DID_NOT_ANSWER: f"did not answer about {makes} cameras",
        Status.UNKNOWN: f"no public evidence on {makes} cameras",
    }[found.standing.status]
    return f"{found.name}: {said}"


def body(site: Site, key: str) -> Page:
    """All that the record holds on one body, or what is not known and the request to send."""
    record = site.record
    found = record.body(key)
    known = record.sentence(key)
    subject, text = wording.correction_request(record.data, found.name, key)
    place = (found.place, f"region/{found.region}") if found.region else None
    crumbs = (HOME, (found.sector_name, f"sector/{found.sector}"), *([place] if place else []))
    title, makes = _status_title(site, found), record.makes(found.standing.vendors)
    beside = (wording.as_of(found.standing.since) if found.standing.decided_by else "", makes)
    linked = {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": found.name,
        "url": site.absolute(f"body/{key}"),
        "areaServed": {"@type": "AdministrativeArea", "name": found.place},
        **({"identifier": found.code} if found.code else {}),
        **({"alternateName": list(found.aliases)} if found.aliases else {}),
    }
    return Page(
        path=f"body/{key}",
        template="body.html",
        title=title,
        description=cut(known),
        crumbs=crumbs,
        explorer=site.explorer("find", body=key),
        card=SharePicture(
            f"{found.sector_name} · {found.place}", title, found.mark, " · ".join(part for part in beside if part)
        ),
        nav="search",
        about=found.name,
        view={
            "body": found,
            "known": known,
            "makes": makes,
            "flags": [(str(flag), FLAG_MEANINGS[flag]) for flag in found.standing.flags],
            "request": record.request(found.name),
            "wrong": (subject, text),
            "locator_of": _locator(found),
            "notice": NOTICE,
            "has_rows": bool(found.rows),
            "corrections": [{**row, **wording.corrected(record.data, row)._asdict()} for row in found.corrections],
        },
        linked_data=(linked,) if found.sector in GOVERNMENT else (),
    )
