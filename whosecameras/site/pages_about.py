"""What the pages of reference say: sources, makers, timeline, method, data, corrections, privacy."""

from __future__ import annotations

from whosecameras.analysis import queries
from whosecameras.analysis.status import RULE
from whosecameras.charts import timeline as acts
from whosecameras.charts.manufacturers import STATEMENTS
from whosecameras.charts.maps import status_mark
from whosecameras.publishing import datapackage, exports
from whosecameras.record.loading import LIST_SEPARATOR
from whosecameras.record.schema import EVENT_KINDS, FACT_GROUPS, GRADE_MEANINGS, IN_FORCE, LANES, SPEAKS_OF, TABLES
from whosecameras.site.page import HOME, Page, Site, cut, dataset_linked_data, named_rows, source_words
from whosecameras.site.share_pictures import SharePicture
from whosecameras.text import gaps, wording
from whosecameras.text import methodology as how_we_know


def source(site: Site, key: str) -> Page:
    """One source, and every row that was taken from it."""
    record = site.record
    found, row = record.source(key), record.data.row("sources", key)
    taken = record.by_source.get(key, {})
    rests = sum(map(len, taken.values()))
    counted = wording.listed(
        [wording.numbered(len(part), *queries.TAKEN_NOUNS[table]) for table, part in taken.items()]
    )
    return Page(
        path=f"source/{key}",
        template="source.html",
        title=f"{source_words(found)}: {counted or 'no row'} {'rest' if rests > 1 else 'rests'} on it [{key}]",
        description=cut(
            f"What was taken from “{found.title}” ({found.publisher}): "
            f"{counted or 'nothing; it is kept for reference'}. "
            f"{wording.graded(found.grade)}. Read on {wording.date(row['accessed'])}. Source {key}."
        ),
        crumbs=(HOME, ("Method", "method"), ("Sources", "sources")),
        explorer=site.explorer("method", source=key),
        card=SharePicture(
            f"Source · {wording.graded(found.grade)}",
            source_words(found),
            number=wording.number(rests),
            counted="row of the record rests on it" if rests == 1 else "rows of the record rest on it",
        ),
        nav="method",
        about=source_words(found),
        twins=bool(taken),
        view={
            "source": found,
            "accessed": row["accessed"],
            "kind": wording.label(row["kind"]),
            "taken": [(table, queries.TAKEN[table], len(part)) for table, part in taken.items()],
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
                what = f"{record.makers[row['vendor']]}: {wording.finding(row['finding'])}"
                dated, detail = wording.dated(row["as_of"], row["as_of_basis"]), row["detail"]
            elif table == "surveys":
                who = record.data.row("survey_rounds", row["survey"])["asker"]
                what, dated, detail = record.survey_words(row), wording.date(row["as_of"]), row["note"]
            elif table == "events":
                who, what, dated, detail = row["actor"], row["title"], wording.date(row["date"]), row["summary"]
            elif table == "capabilities":
                word = record.data.row("capability_words", row["capability"])["name"]
                what = f"{word} ({record.makers[row['vendor']]}): {STATEMENTS[row['statement']]}"
                dated, detail = wording.dated(row["as_of"], row["as_of_basis"]), row["detail"]
            else:
                who, what = record.makers[row["vendor"]], row["value"] or wording.label(row["key"])
                dated, detail = wording.date(row["as_of"]), row["detail"]
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
        title=f"{wording.numbered(len(found), 'source')}, each with its grade and what was taken from it",
        description="Every page and document that the record rests on: publisher, title, date, grade and its rows. "
        + wording.listed([f"{wording.number(count)} of grade {one}" for one, count in grades.items()])
        + ".",
        crumbs=(HOME, ("Method", "method")),
        explorer=site.explorer("method"),
        nav="method",
        about="Sources",
        twins=True,
        view={"sources": found, "grades": [(one, wording.graded(one), count) for one, count in grades.items()]},
    )


def maker(site: Site, key: str) -> Page:
    """One maker: what its cameras are said to do, facts, allegations with the replies, and bodies with evidence."""
    record = site.record
    row, part, told = record.data.row("vendors", key), site.parts[f"functions-{key}"], site.parts[f"facts-{key}"]
    named = {one["body"] for one in record.rows["findings"] if one["vendor"] in SPEAKS_OF[key]}
    found = named_rows(site, [one for one in record.rows["bodies"] if one["id"] in named])
    alleged = wording.sentence_case(wording.counted(len(told["allegations"]), "allegation"))
    return Page(
        path=f"maker/{key}",
        template="maker.html",
        title=f"{part['heading']}; {wording.numbered(len(found), 'public body', 'public bodies')} "
        f"{wording.have(len(found))} evidence on it",
        description=cut(
            f"{row['full_name']}. {row['note']} {alleged}, each beside the maker’s reply where one was found."
        ),
        crumbs=(HOME, ("Makers", "makers")),
        explorer=site.explorer("makers", maker=key),
        card=SharePicture(
            f"Maker · {row['name']}",
            part["heading"],
            number=wording.number(len(found)),
            counted=f"public {'body has' if len(found) == 1 else 'bodies have'} evidence on {row['name']}",
        ),
        nav="makers",
        about=row["name"],
        twins=True,
        view={"row": row, "part": part, "told": told, "named": found, "key": key, "groups": FACT_GROUPS},
    )


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
    title = wording.rules_sentence(standing, [rule["Rule"] for rule in part["rules"]])
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
    changed = acts.bodies_that_changed_course(record.data).to_dict("records")[::-1]
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
            "unknown": gaps.about_rules(record.data),
            "reach": acts.rules_reach_events(record.data),
            "changed": site.parts["what-changed"],
            "changes": [
                {**one, "mark": status_mark(record.known[one["body"]])}
                for one in sorted(changed, key=lambda one: not one["date"])
            ],
            "events": told,
            "released": str(record.data.released),
        },
    )


def method(site: Site) -> Page:
    """How we know: the rule, the words, what is weak."""
    record = site.record
    subject, text = wording.correction_request(record.data, "name of the body or page", "address of the page")
    return Page(
        path="method",
        template="method.html",
        title=how_we_know.TITLE,
        description=cut(
            "The one rule from statements to what is known now, the grades and what is weak. "
            + wording.record_sentence(record.data)
        ),
        crumbs=(HOME,),
        explorer=site.explorer("method"),
        nav="method",
        about="Method",
        view={
            "sentence": wording.record_sentence(record.data),
            "rule": RULE,
            "weak": how_we_know.weak(record.data),
            "wrong": (subject, text),
            "left_out": record.rows["left_out"],
        },
    )


def data(site: Site) -> Page:
    """Every table to take away, with its dictionary, licence and citation."""
    record = site.record
    tables = [
        {
            "name": name,
            "label": wording.label(name),
            "meaning": table.meaning,
            "count": len(record.rows[name]),
            "fields": queries.dictionary(table).to_dict("records"),
        }
        for name, table in TABLES.items()
    ]
    return Page(
        path="data",
        template="data.html",
        title=wording.record_title(record.data),
        description=f"{wording.record_sentence(record.data)} As CSV, Excel, JSON, Parquet, SQLite and ZIP.",
        crumbs=(HOME,),
        explorer=site.explorer("data"),
        nav="data",
        about="Data",
        view={
            "tables": tables,
            "citation": exports.citation(record.data),
            "digest": record.data.digest,
            "changed_files": record.data.changed_files,
            "notices": exports.NOTICES,
            "licence": datapackage.DATA_LICENCE,
        },
        linked_data=(dataset_linked_data(site),),
    )


def corrections(site: Site) -> Page:
    """How to ask for a correction, every correction that was made, and what each release changed."""
    record = site.record
    newest_first = sorted(record.rows["corrections"], key=lambda row: row["date"], reverse=True)
    made = [{**row, **wording.corrected(record.data, row)._asdict()} for row in newest_first]
    subject, text = wording.correction_request(record.data, "name of the body or page", "address of the page")
    count = wording.counted(len(made), "correction")
    return Page(
        path="corrections",
        template="corrections.html",
        title=f"Corrections: {count} made since the first release, and how to ask for one",
        description="Anyone may say that an entry is wrong or out of date. "
        f"{how_we_know.promise(site.reachable)} Every correction with its old value, and what each release changed.",
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
        description=f"What these pages {'and the explorer ' if site.explorer_at else ''}store of a visitor, what the "
        "search sends, and why the record names no private person.",
        crumbs=(HOME,),
        about="Privacy",
        view={},
    )
