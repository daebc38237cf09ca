"""Reference pages: sources, manufacturers, method, data, corrections, privacy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from whosecameras.analysis import queries
from whosecameras.analysis.corrections import by_release
from whosecameras.analysis.manufacturers import brands_of
from whosecameras.analysis.status import RULE
from whosecameras.content.body_profile import Row
from whosecameras.publishing import datapackage, exports
from whosecameras.record.schema import (
    FACT_GROUPS,
    GRADE_MEANINGS,
    OPEN_TABLES,
    SPEAKS_OF,
)
from whosecameras.site.page import (
    HOME,
    Page,
    Site,
    SiteRelease,
    dataset_linked_data,
    named_rows,
    source_words,
    truncate,
)
from whosecameras.site.share_pictures import SharePicture
from whosecameras.text import correction_words, wording
from whosecameras.text import methodology as how_we_know
from whosecameras.text.brands import CAUTION, NO_BRAND, brand_of, brands_title
from whosecameras.text.manufacturer_tables import STATEMENTS


def source(site: Site, key: str) -> Page:
    """One source, and every row that cites it."""
    record = site.record
    details, row = record.source(key), record.data.row("sources", key)
    taken, grades = record.by_source.get(key, {}), list(record.data.sources["grade"])
    rests = sum(map(len, taken.values()))
    counted = wording.listed(
        [wording.numbered(len(part), *queries.TAKEN_NOUNS[table]) for table, part in taken.items()]
    )
    return Page(
        path=f"source/{key}",
        template="source.html",
        many=True,
        title=f"{source_words(details)}: {counted or 'no row'} {'rest' if rests > 1 else 'rests'} on it [{key}]",
        description=truncate(
            f"What was taken from “{details.title}” ({details.publisher}): "
            f"{counted or 'nothing; it is kept for reference'}. "
            f"{wording.graded(details.grade)}. Read on {wording.date(row['accessed'])}. Source {key}."
        ),
        crumbs=(HOME, ("Methods", "method"), ("Sources", "sources")),
        explorer=site.explorer("method", source=key),
        card=SharePicture(
            "Source",
            wording.graded(details.grade),
            number=f"{wording.number(grades.count(details.grade))} of {wording.number(len(grades))}",
            counted="sources of the record have this grade",
            common=True,
        ),
        nav="method",
        about=source_words(details),
        twins=bool(taken),
        view={
            "source": details,
            "accessed": row["accessed"],
            "kind": wording.label(row["kind"]),
            "taken": [(table, queries.TAKEN[table], len(part)) for table, part in taken.items()],
            "lines": source_lines(site, key),
        },
    )


def source_lines(site: Site, key: str) -> list[dict[str, str]]:
    """Every row that cites a source, formatted for display: table, id, who, date, what, detail, body."""
    record = site.record
    lines = []
    for table, part in record.by_source.get(key, {}).items():
        for row in part:
            subject = row.get("body") or ""
            who = record.names.get(subject, "")
            if table == "findings":
                text = f"{wording.manufacturer(record.data, row['vendor'])}: {wording.finding_of(row)}"
                dated, detail = wording.dated(row["as_of"], row["as_of_basis"]), row["detail"]
            elif table == "surveys":
                who = record.data.row("survey_rounds", row["survey"])["asker"]
                text, dated, detail = record.survey_words(row), wording.date(row["as_of"]), row["note"]
            elif table == "events":
                who, text, dated, detail = row["actor"], row["title"], wording.date(row["date"]), row["summary"]
            elif table == "capabilities":
                word = record.data.row("capability_words", row["capability"])["name"]
                text = f"{word} ({wording.manufacturer(record.data, row['vendor'])}): {STATEMENTS[row['statement']]}"
                dated, detail = wording.dated(row["as_of"], row["as_of_basis"]), row["detail"]
            elif table in ("survey_repeats", "place_reports", "foi_regimes"):
                who, text, dated, detail = _about_no_body(site, table, row)
            elif table == "brands":
                who, text = row["name"], brand_of(record.data, row)
                dated, detail = wording.dated(row["as_of"], row["as_of_basis"]), row["detail"]
            else:
                who, text = wording.manufacturer(record.data, row["vendor"]), row["value"] or wording.label(row["key"])
                dated, detail = wording.date(row["as_of"]), row["detail"]
            lines.append(
                {
                    "Table": table,
                    "Who": who,
                    "Date": dated,
                    "What": text,
                    "Detail": detail,
                    "body": subject,
                    "id": row["id"],
                }
            )
    return lines


def _about_no_body(site: Site, table: str, row: Row) -> tuple[str, str, str, str]:
    """Who, what, date and detail of a row that is not about a body: a repeated figure, a place or a law."""
    record = site.record
    if table == "survey_repeats":
        figure = next(figure for figure in record.rows["surveys"] if figure["id"] == row["figure"])
        who = record.data.row("survey_rounds", figure["survey"])["asker"]
        return who, f"Repeats: {record.survey_words(figure)}", wording.date(figure["as_of"]), row["note"]
    if table == "place_reports":
        text = f"{wording.manufacturer(record.data, row['vendor'])}: {wording.finding(row['finding'])}"
        return wording.sentence_case(row["what"]), text, wording.dated(row["as_of"], row["as_of_basis"]), row["detail"]
    return row["act"], row["name"], "", row["meaning"]


def sources(site: Site) -> Page:
    """All sources, with their grades and the number of rows that cite them."""
    record = site.record
    rows = []
    for row in sorted(record.rows["sources"], key=lambda one: one["publisher"].casefold()):
        taken = record.by_source.get(row["id"], {})
        rows.append({**row, "taken": sum(len(part) for part in taken.values())})
    grades = {grade: sum(row["grade"] == grade for row in rows) for grade in GRADE_MEANINGS}
    return Page(
        path="sources",
        template="sources.html",
        title=f"{wording.numbered(len(rows), 'source')}, each with its grade and what was taken from it",
        description="Every page and document that the record rests on: publisher, title, date, grade and its rows. "
        + wording.listed([f"{wording.number(count)} of grade {grade}" for grade, count in grades.items()])
        + ".",
        crumbs=(HOME, ("Methods", "method")),
        explorer=site.explorer("method"),
        nav="method",
        about="Sources",
        twins=True,
        view={"sources": rows, "grades": [(grade, wording.graded(grade), count) for grade, count in grades.items()]},
    )


def _brands(site: Site, vendor: str = "") -> dict[str, object]:
    """The brands that sources link to a manufacturer (``""``: any), with a heading."""
    data = site.record.data
    rows = queries.text_rows(brands_of(data, vendor))
    return {
        "title": brands_title(data, vendor),
        "caution": CAUTION if rows else NO_BRAND,
        "rows": [{**row, "tie": brand_of(data, row)} for row in rows],
    }


def manufacturer(site: Site, key: str) -> Page:
    """One manufacturer: reported functions, facts, allegations with replies, and bodies with evidence."""
    record = site.record
    row, part, facts = record.data.row("vendors", key), site.parts[f"functions-{key}"], site.parts[f"facts-{key}"]
    about = [finding for finding in record.rows["findings"] if finding["vendor"] in SPEAKS_OF[key]]
    named = {finding["body"] for finding in about if finding["basis"] != "collective"}
    rows = named_rows(site, [body for body in record.counted if body["id"] in named])
    alleged = wording.sentence_case(wording.counted(len(facts["allegations"]), "allegation"))
    return Page(
        path=f"manufacturer/{key}",
        template="manufacturer.html",
        title=f"{part['title']}; they name {wording.numbered(len(rows), 'public body', 'public bodies')} with them",
        description=truncate(
            f"{row['full_name']}. {row['note']} {alleged}, each beside the manufacturer’s reply where one was found."
        ),
        crumbs=(HOME, ("Manufacturers", "manufacturers")),
        explorer=site.explorer("manufacturers", manufacturer=key),
        card=SharePicture(
            f"Manufacturer · {row['name']}",
            part["title"],
            number=wording.number(len(rows)),
            counted=f"public {'body has' if len(rows) == 1 else 'bodies have'} evidence on {row['name']}",
        ),
        nav="manufacturers",
        about=row["name"],
        twins=True,
        view={
            "row": row,
            "part": part,
            "told": facts,
            "named": rows,
            "key": key,
            "groups": FACT_GROUPS,
            "brands": _brands(site, key),
        },
    )


def manufacturers(site: Site) -> Page:
    """Both manufacturers: the functions their cameras are reported to have."""
    part = site.parts["functions"]
    return Page(
        path="manufacturers",
        template="manufacturers.html",
        title=part["title"],
        description=truncate(part["alt"]),
        crumbs=(HOME,),
        explorer=site.explorer("manufacturers"),
        nav="manufacturers",
        about="Manufacturers",
        view={
            "part": part,
            "manufacturers": sorted(site.record.rows["vendors"], key=lambda row: row["order"]),
            "statements": STATEMENTS,
            "functions": site.record.rows["capability_words"],
            "brands": _brands(site),
        },
    )


def method(site: Site) -> Page:
    """How we know: the rule, the terms, the weaknesses."""
    record = site.record
    subject, text = wording.correction_request(record.data, "name of the body or page", "address of the page")
    return Page(
        path="method",
        template="method.html",
        title=how_we_know.TITLE,
        description=truncate(
            "The one rule from statements to what is known now, the grades and what is weak. "
            + wording.record_sentence(record.data)
        ),
        crumbs=(HOME,),
        explorer=site.explorer("method"),
        nav="method",
        about="Methods",
        view={
            "sentence": wording.record_sentence(record.data),
            "rule": RULE,
            "weak": how_we_know.weak(record.data),
            "wrong": (subject, text),
            "left_out": record.rows["left_out"],
        },
    )


def data(site: Site) -> Page:
    """All tables for download, with dictionary, licence and citation."""
    record = site.record
    tables = [
        {
            "name": name,
            "label": wording.label(name),
            "meaning": table.meaning,
            "count": len(record.rows[name]),
            "fields": queries.dictionary(table).to_dict("records"),
        }
        for name, table in OPEN_TABLES.items()
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
    """How to ask for a correction, all corrections so far, and the changes in each release."""
    record = site.record
    rows = [{**row, **correction_words.corrected(record.data, row)._asdict()} for row in record.rows["corrections"]]
    subject, text = wording.correction_request(record.data, "name of the body or page", "address of the page")
    count = wording.counted(len(rows), "correction")
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
        view={"made": rows, "releases": _corrections_by_release(site, rows), "wrong": (subject, text)},
    )


def _corrections_by_release(site: Site, made: Sequence[Mapping[str, str]]) -> list[dict[str, object]]:
    """Corrections and changes by release, newest first; before them, those not released yet."""
    version_of = {
        change["row"]: release.version
        for release in site.releases
        for change in release.changes
        if (change["table"], change["kind"]) == ("corrections", "added")
    }
    groups = by_release(made, version_of)
    coming = [SiteRelease("", "", "")] if groups.get("") else []
    return [
        {
            "heading": correction_words.release_heading(release.version, release.date),
            "text": release.text,
            "groups": groups.get(release.version, []),
            "counted": correction_words.counted(
                [len(correction.rows) for correction in groups.get(release.version, [])]
            ),
            "changes": release.changes,
            "open": number == 0,
        }
        for number, release in enumerate([*coming, *site.releases])
    ]


def privacy(site: Site) -> Page:
    """What this website knows about its readers, and about people in the record."""
    return Page(
        path="privacy",
        template="privacy.html",
        title="Privacy: we do not track you",
        description=f"What these pages {'and the explorer ' if site.explorer_at else ''}store of a visitor, what the "
        "search sends, and why the record names no private person.",
        crumbs=(HOME,),
        about="Privacy",
        view={},
    )
