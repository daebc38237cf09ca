"""What each kind of page says: its title and description from the data, and the view that its template is given."""

from __future__ import annotations

from typing import Any

from whosecameras import export, package, rows, words
from whosecameras import front as front_words
from whosecameras.charts import maps
from whosecameras.charts import timeline as acts
from whosecameras.charts.makers import GROUPS, STATEMENTS
from whosecameras.charts.shares import sector_name
from whosecameras.load import LIST_SEPARATOR
from whosecameras.model import (
    BASIS_MEANINGS,
    EVENT_KINDS,
    FINDING_MEANINGS,
    FLAG_MEANINGS,
    GRADE_MEANINGS,
    IN_FORCE,
    LANES,
    STATUS_MEANINGS,
    TABLES,
    VENDOR_EACH,
    Status,
)
from whosecameras.places import NOTICE, area_ids, current
from whosecameras.site.pages import (
    ALL_PUBLIC,
    Page,
    Site,
    blank_bodies,
    cut,
    dataset_linked_data,
    letters,
    mark_counts,
    named_rows,
    source_words,
)
from whosecameras.site.record import Body, Row
from whosecameras.status import RULE

MAKES = "Hikvision or Dahua"
#: Sectors whose bodies are organs of government; trusts, schools and companies are left out.
GOVERNMENT = frozenset({"council", "police", "central_government", "devolved_government", "fire_rescue"})
HOME = ("The picture", "")
#: Pages of the explorer that the words of the front page link to, as pages here.
TWIN_OF = {"sectors": "sectors", "map": "map", "timeline": "timeline", "find": "search", "makers": "makers"}


def _twin(page: str, query: tuple[tuple[str, str], ...]) -> str:
    chosen = dict(query)
    return f"sector/{chosen['sector']}" if page == "sectors" and "sector" in chosen else TWIN_OF[page]


def front(site: Site) -> Page:
    """How common, where we know, and what is not known, on one screen."""
    data, record = site.record.data, site.record
    top = front_words.headline(data)
    return Page(
        path="",
        template="front.html",
        title=top.title,
        description=cut(top.sentence),
        explorer=site.explorer(""),
        card="front",
        nav="",
        about="Front page",
        view={
            "top": top,
            "facts": [(fact, _twin(fact.page, fact.query)) for fact in top.facts],
            "not_known": front_words.not_known(data),
            "questions": [(one.label, _twin(one.page, one.query)) for one in front_words.questions(data)],
            "newest": front_words.newest(data).to_dict("records"),
            "by_sector": site.parts["by-sector"],
            "councils": site.parts["councils"],
            "by_region": _regions(site),
            "changed": site.parts["what-changed"],
            "survey": maps.survey_beside(data, "hexagons"),
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


def map_page(site: Site) -> Page:
    """Each council or force by what public sources say."""
    part = site.parts["councils"]
    return Page(
        path="map",
        template="map.html",
        title=part["title"],
        description=cut(part["alt"]),
        crumbs=(HOME,),
        explorer=site.explorer("map"),
        nav="map",
        about="Map",
        view={
            "maps": [(key, site.parts[key], maps.survey_beside(site.record.data, which)) for key, which in _MAPS],
            "by_region": site.parts["councils-by-region"],
            "regions": _regions(site),
        },
    )


_MAPS = (("councils", "hexagons"), ("counties", "counties"), ("police", "police"))


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
    return [row for row in site.record.rows["bodies"] if key in (row["sector"], ALL_PUBLIC)]


def _named_of(site: Site, key: str) -> int:
    return sum(bool(site.record.known[row["id"]].newest) for row in _of_sector(site, key))


def sector(site: Site, key: str) -> Page:
    """One sector: survey shares, where they disagree, and the bodies that are named."""
    record, part = site.record, site.parts[f"surveys-{key}"]
    bodies, name = _of_sector(site, key), sector_name(site.record.data, key)
    named, blank = named_rows(site, bodies), blank_bodies(site, bodies)
    counted = f"{words.number(len(named))} of {words.number(len(bodies))} on the register are named"
    title = f"{part['title']}; {counted}" if part else f"{name}: no published share; {counted}"
    meaning = record.data.row("sectors", key)["meaning"] if key in record.sectors else "Every body of the register."
    return Page(
        path=f"sector/{key}",
        template="sector.html",
        title=title,
        description=cut(f"{meaning} {part['alt'] if part else words.NOT_RANDOM}"),
        crumbs=(HOME, ("Sectors", "sectors")),
        explorer=site.explorer("sectors", sector=key),
        card=key,
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
    bodies = [one for one in record.rows["bodies"] if one["region"] == code]
    counts = next(one for one in _regions(site) if one["code"] == code)
    named, blank = named_rows(site, bodies), blank_bodies(site, bodies)
    by_sector = {
        name: [one for one in blank if record.data.row("bodies", one["id"])["sector"] == key]
        for key, name in record.sectors.items()
    }
    figures = [record.figure(one["id"]) for one in record.figures_of(row["name"])]
    verb = "is" if counts["using"] == 1 else "are"
    unknown = f"of {words.number(counts['blank'])} nothing public is known"
    unknown = unknown if counts["blank"] else "every one is named by a source"
    return Page(
        path=f"region/{code}",
        template="region.html",
        title=(
            f"{row['name']}: {words.number(counts['using'])} of {words.counted(counts['councils'], 'council')} {verb} "
            f"reported using the cameras, and {unknown}"
        ),
        description=cut(
            f"{row['meaning']} {words.number(len(named))} public bodies of {row['name']} are named by a source, "
            f"{words.number(len(blank))} are not. {figures[0].sentence if figures else 'No survey is split by this region.'}"
        ),
        crumbs=(HOME, ("Map", "map")),
        explorer=site.explorer("map", layer="regions", area=code),
        card=code,
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
            "locator_of": ("itl1", code),
            "notice": NOTICE,
        },
    )  # fmt: skip


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
    makes = site.record.makes(found.standing.vendors) or MAKES
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
    subject, text = words.correction_request(record.data, found.name, key)
    place = (found.place, f"region/{found.region}") if found.region else None
    crumbs = (HOME, (found.sector_name, f"sector/{found.sector}"), *([place] if place else []))
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
        title=_status_title(site, found),
        description=cut(known),
        crumbs=crumbs,
        explorer=site.explorer("find", body=key),
        card=key,
        nav="search",
        about=found.name,
        view={
            "body": found,
            "known": known,
            "makes": record.makes(found.standing.vendors),
            "flags": [(str(flag), FLAG_MEANINGS[flag]) for flag in found.standing.flags],
            "request": record.request(found.name),
            "wrong": (subject, text),
            "locator_of": _locator(found),
            "notice": NOTICE,
            "has_rows": bool(found.rows),
        },
        linked_data=(linked,) if found.sector in GOVERNMENT else (),
    )


def source(site: Site, key: str) -> Page:
    """One source, and every row that was taken from it."""
    record = site.record
    found, row = record.source(key), record.data.row("sources", key)
    taken = record.by_source.get(key, {})
    counted = words.listed([f"{words.number(len(part))} {rows.TAKEN[table].lower()}" for table, part in taken.items()])
    return Page(
        path=f"source/{key}",
        template="source.html",
        title=f"{source_words(found)}: {counted or 'no row'} rest{'' if counted else 's'} on it [{key}]",
        description=cut(
            f"What was taken from “{found.title}” ({found.publisher}): {counted or 'nothing; it is kept for reference'}. "
            f"{words.graded(found.grade)}. Read on {words.date(row['accessed'])}. Source {key}."
        ),
        crumbs=(HOME, ("Method", "method"), ("Sources", "sources")),
        explorer=site.explorer("method", source=key),
        card=key,
        nav="method",
        about=source_words(found),
        twins=bool(taken),
        view={
            "source": found,
            "accessed": row["accessed"],
            "kind": words.label(row["kind"]),
            "taken": [(table, rows.TAKEN[table], len(part)) for table, part in taken.items()],
            "lines": source_lines(site, key),
        },
    )


def source_lines(site: Site, key: str) -> list[dict[str, str]]:
    """Every row that was taken from a source, as a reader sees it: table, id, who, date, what, detail, body."""
    record = site.record
    lines = []
    for table, part in record.by_source.get(key, {}).items():
        for row in part:
            subject = row.get("body") or ""
            who = record.names.get(subject, "")
            if table == "findings":
                what = f"{record.makers[row['vendor']]}: {words.finding(row['finding'])}"
                dated, detail = words.dated(row["as_of"], row["as_of_basis"]), row["detail"]
            elif table == "surveys":
                who = record.data.row("survey_rounds", row["survey"])["asker"]
                what, dated, detail = record.survey_words(row), words.date(row["as_of"]), row["note"]
            elif table == "events":
                who, what, dated, detail = row["actor"], row["title"], words.date(row["date"]), row["summary"]
            elif table == "capabilities":
                word = record.data.row("capability_words", row["capability"])["name"]
                what = f"{word} ({record.makers[row['vendor']]}): {STATEMENTS[row['statement']]}"
                dated, detail = words.dated(row["as_of"], row["as_of_basis"]), row["detail"]
            else:
                who, what = record.makers[row["vendor"]], row["value"] or words.label(row["key"])
                dated, detail = words.date(row["as_of"]), row["detail"]
            lines.append(
                {
                    "Table": table,
                    "Who": who,
                    "Date": dated,
                    "What": what,
                    "Detail": detail,
                    "body": subject,
                    "id": row["id"],
                }
            )
    return lines


def sources(site: Site) -> Page:
    """Every source, with its grade and what was taken from it."""
    record = site.record
    found = []
    for row in sorted(record.rows["sources"], key=lambda one: one["publisher"].casefold()):
        taken = record.by_source.get(row["id"], {})
        found.append({**row, "taken": sum(len(part) for part in taken.values())})
    grades = {one: sum(row["grade"] == one for row in found) for one in GRADE_MEANINGS}
    return Page(
        path="sources",
        template="sources.html",
        title=f"{words.number(len(found))} sources, each with its grade and what was taken from it",
        description="Every page and document that the record rests on: publisher, title, date, grade and its rows. "
        + words.listed([f"{words.number(count)} of grade {one}" for one, count in grades.items()])
        + ".",
        crumbs=(HOME, ("Method", "method")),
        explorer=site.explorer("method"),
        nav="method",
        about="Sources",
        twins=True,
        view={"sources": found, "grades": [(one, words.graded(one), count) for one, count in grades.items()]},
    )


def maker(site: Site, key: str) -> Page:
    """One maker: what its cameras are said to do, facts, allegations with the replies, and who is named with it."""
    record = site.record
    row, part, told = record.data.row("vendors", key), site.parts[f"functions-{key}"], site.parts[f"facts-{key}"]
    named = {one["body"] for one in record.rows["findings"] if one["vendor"] in (key, VENDOR_EACH)}
    found = [one for one in named_rows(site, [r for r in record.rows["bodies"] if r["id"] in named])]
    return Page(
        path=f"maker/{key}",
        template="maker.html",
        title=f"{part['heading']}; {words.number(len(found))} public bodies are named with {row['name']}",
        description=cut(f"{row['full_name']}. {row['note']} {words.counted(len(told['allegations']), 'allegation').capitalize()}, each beside the maker’s reply where one was found."),
        crumbs=(HOME, ("Makers", "makers")),
        explorer=site.explorer("makers", maker=key),
        card=key,
        nav="makers",
        about=row["name"],
        twins=True,
        view={"row": row, "part": part, "told": told, "named": found, "key": key, "groups": GROUPS, "statements": STATEMENTS},
    )  # fmt: skip


def makers(site: Site) -> Page:
    """Both makers: what the cameras are said to do."""
    part = site.parts["functions"]
    return Page(
        path="makers",
        template="makers.html",
        title=part["heading"],
        description=cut(part["alt"]),
        crumbs=(HOME,),
        explorer=site.explorer("makers"),
        nav="makers",
        about="Makers",
        view={
            "part": part,
            "makers": sorted(site.record.rows["vendors"], key=lambda row: row["order"]),
            "statements": STATEMENTS,
            "functions": site.record.rows["capability_words"],
        },
    )


def timeline(site: Site) -> Page:
    """Which rules stand today, what happened when, and what other countries did."""
    record, part = site.record, site.parts["timeline"]
    standing = [rule["in_force"] for rule in part["rules"]]
    groups = (
        ("yes", "Rules that stand"),
        ("target_unknown", "Targets whose outcome was not found"),
        ("superseded", "Overtaken"),
    )
    title = words.rules_sentence(standing, [rule["Rule"] for rule in part["rules"]])
    further: dict[str, list[str]] = {}
    for row in record.rows["event_sources"]:
        further.setdefault(row["event"], []).append(row["source"])
    bodies: dict[str, list[str]] = {}
    for row in record.rows["event_bodies"]:
        bodies.setdefault(row["event"], []).append(row["body"])
    events = sorted(record.rows["events"], key=lambda row: (row["date"], row["id"]), reverse=True)
    told = [
        {
            **row,
            "kind_name": EVENT_KINDS[row["kind"]],
            "lane_name": LANES[row["lane"]],
            "standing": IN_FORCE.get(row["in_force"] or "", ""),
            "makers": record.makes(row["vendors"].split(LIST_SEPARATOR)) if row["vendors"] else "",
            "sources": [record.source(one) for one in dict.fromkeys([row["source"], *further.get(row["id"], [])])],
            "bodies": [record.named(one) for one in bodies.get(row["id"], [])],
        }
        for row in events
    ]
    reach = [record.data.row("events", one) for one in acts.REACH if any(row["id"] == one for row in events)]
    return Page(
        path="timeline",
        template="timeline.html",
        title=title,
        description=cut(part["alt"]),
        crumbs=(HOME,),
        explorer=site.explorer("timeline"),
        nav="timeline",
        about="Timeline",
        twins=True,
        view={
            "part": part,
            "rules": [(label, [one for one in part["rules"] if one["in_force"] == value]) for value, label in groups],
            "unknown": words.unknown_about_rules(),
            "reach": reach,
            "events": told,
            "released": str(record.data.released),
        },
    )  # fmt: skip


def method(site: Site) -> Page:
    """How we know: the rule, the words, what is weak."""
    record = site.record
    subject, text = words.correction_request(record.data, "name of the body or page", "address of the page")
    return Page(
        path="method",
        template="method.html",
        title="How do we know whose cameras they are?",
        description=cut(f"The one rule from statements to what is known now, the grades and what is weak. {words.record_sentence(record.data)}"),
        crumbs=(HOME,),
        explorer=site.explorer("method"),
        nav="method",
        about="Method",
        view={
            "sentence": words.record_sentence(record.data),
            "rule": RULE,
            "statuses": [(str(status), meaning) for status, meaning in STATUS_MEANINGS.items()],
            "vocabularies": [
                (name, [(words.label(value), meaning) for value, meaning in meanings.items()])
                for name, meanings in (
                    ("Flags", FLAG_MEANINGS),
                    ("Findings", FINDING_MEANINGS),
                    ("How a statement reaches the body", BASIS_MEANINGS),
                    ("Grades of sources", GRADE_MEANINGS),
                )
            ],
            "wrong": (subject, text),
            "left_out": record.rows["left_out"],
        },
    )  # fmt: skip


def data(site: Site) -> Page:
    """Every table to take away, with its dictionary, licence and citation."""
    record = site.record
    tables = [
        {"name": name, "label": words.label(name), "meaning": table.meaning, "count": len(record.rows[name]), "fields": rows.dictionary(table).to_dict("records")}
        for name, table in TABLES.items()
    ]  # fmt: skip
    return Page(
        path="data",
        template="data.html",
        title=words.record_title(record.data),
        description=cut(f"{words.record_sentence(record.data)} As CSV, Excel, JSON, Parquet, SQLite and ZIP, under CC BY 4.0."),
        crumbs=(HOME,),
        explorer=site.explorer("data"),
        nav="data",
        about="Data",
        view={
            "tables": tables,
            "citation": export.citation(record.data),
            "digest": record.data.digest,
            "changed_files": record.data.changed_files,
            "notices": export.NOTICES,
            "licence": package.DATA_LICENCE,
        },
        linked_data=(dataset_linked_data(site),),
    )  # fmt: skip


def corrections(site: Site) -> Page:
    """How to ask for a correction, every correction that was made, and what each release changed."""
    record = site.record
    made = sorted(record.rows["corrections"], key=lambda row: row["date"], reverse=True)
    subject, text = words.correction_request(record.data, "name of the body or page", "address of the page")
    count = words.counted(len(made), "correction")
    return Page(
        path="corrections",
        template="corrections.html",
        title=f"Corrections: {count} made since the first release, and how to ask for one",
        description="Anyone may say that an entry is wrong or out of date. A message is acknowledged within 2 working "
        "days and decided within 10; the old value stays visible. Every release and what it changed.",
        crumbs=(HOME,),
        explorer=site.explorer("method"),
        nav="method",
        about="Corrections",
        twins=True,
        view={"made": made, "releases": site.releases, "wrong": (subject, text)},
    )


def privacy(site: Site) -> Page:
    """What these pages know of their readers, and of the people in the record."""
    return Page(
        path="privacy",
        template="privacy.html",
        title="Privacy: no tracker, no cookie, no request to another party",
        description="What these pages and the explorer store of a visitor, what the search sends, and why the record "
        "names no private person.",
        crumbs=(HOME,),
        about="Privacy",
        view={},
    )


def search(site: Site) -> Page:
    """Search by name or postcode district; without script, the letters."""
    record = site.record
    known = sum(bool(one.newest) for one in record.known.values())
    return Page(
        path="search",
        template="search.html",
        title="Is your council, school or police force on the list?",
        description=words.register_sentence(len(record.known), known),
        crumbs=(HOME,),
        explorer=site.explorer("find"),
        nav="search",
        about="Find a body",
        view={
            "letters": letters(site),
            "sentence": words.register_sentence(len(record.known), known),
            "sectors": record.sectors,
            "request": record.request("[name of the public body]"),
        },
    )


def letter(site: Site, letter: str) -> Page:
    """All bodies of one letter, or of the whole register."""
    record = site.record
    found = [row for row in record.rows["bodies"] if row["name"][0].upper() == letter or not letter]
    named = [
        record.named(row["id"], record.sectors[row["sector"]]) for row in sorted(found, key=lambda row: row["name"])
    ]
    known = sum(bool(record.known[row["id"]].newest) for row in found)
    which = f"the letter {letter}" if letter else "all letters"
    return Page(
        path=f"a-z/{letter.lower()}" if letter else "a-z",
        template="letter.html",
        title=f"A to Z, {which}: {words.counted(len(found), 'body', 'bodies')}, {words.number(known)} of them named by a source",
        description=f"Public bodies of the register, {which}: {cut(words.listed([one.name for one in named], most=5), 220)}. "
        "Where nothing is known that is a gap in the record, not a “no”.",
        crumbs=(HOME, ("Find a body", "search")),
        explorer=site.explorer("find"),
        nav="search",
        about=f"A to Z, {which}",
        twins=not letter,
        view={"letters": letters(site), "letter": letter, "bodies": named},
    )  # fmt: skip


def missing(site: Site) -> Page:
    """What is shown for an address that leads nowhere."""
    return Page(
        path="404",
        template="404.html",
        title="This address leads nowhere",
        description="No page has this address. Search for a public body, or go to the list from A to Z.",
        view={"letters": letters(site)},
        listed=False,
    )
