"""Checks on the record as a whole, beyond single cells. Each rule is a function, and its docstring states the rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from whosecameras.analysis import counts as tallied
from whosecameras.analysis import queries, status, survey_shares
from whosecameras.analysis.name_keys import MAX_LENGTH, normalise
from whosecameras.publishing import (
    statements,
    validation_areas,
    validation_pages,
    validation_registers,
    validation_requests,
    validation_rule,
)
from whosecameras.publishing.validation_dates import (
    event_dates_are_as_exact_as_stated,
    published_is_the_day_of_the_source,
    undated_means_without_a_date,
)
from whosecameras.publishing.validation_memory import applied
from whosecameras.publishing.validation_rows import Row
from whosecameras.publishing.validation_rows import holding as _holding
from whosecameras.publishing.validation_rows import problem as _problem
from whosecameras.publishing.validation_rows import rows as _rows
from whosecameras.publishing.validation_rows import values as _values
from whosecameras.record import geography
from whosecameras.record.loading import (
    DATA_DIR,
    LINES_A_FILE,
    LIST_SEPARATOR,
    PATTERNS,
    Dataset,
    DatasetError,
    Problem,
    RawRecord,
    build,
    file_hash,
    is_date,
    listed,
    read,
    released,
    shown,
    stated_hashes,
)
from whosecameras.record.schema import (
    FINDING_VENDORS,
    TABLES,
    UNIQUE_NAMES,
    VENDOR_EACH,
    Finding,
    Status,
)
from whosecameras.text import wording

MAX_QUOTED_WORDS = 8
#: Minimum counts for a release: fewer means that rows were lost.
MINIMA: Mapping[str, int] = MappingProxyType(
    {
        "bodies": 530,
        "bodies_with_findings": 95,
        "findings": 210,
        "sources_for_findings": 80,
        "survey_figures_gb": 70,
    }
)

_INTEGER = re.compile(PATTERNS["integer"])
_MARKS = "[\"'“”„‘’«]"
#: Words in quotation marks: double, single (not apostrophes), and those of other languages.
_QUOTED = re.compile(r"[\"“”„]([^\"“”„]*)[\"“”]|(?<!\w)[‘']([^‘’']*(?:\w['’]\w[^‘’']*)*)[’'](?!\w)|«([^«»]*)»")


@dataclass(frozen=True)
class Report:
    """The result of a check: ``problems`` (none: the data may be released), ``counts`` by name, and ``notes``."""

    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    notes: tuple[str, ...]


Rule = Callable[[RawRecord], Iterator[Problem]]


def _quoting(column: str, frame: pd.DataFrame) -> pd.Series[bool]:
    return frame[column].str.contains(_MARKS).astype(bool)


def _surely_later(one: str, other: str) -> bool:
    """True if both are dates and ``one`` is after ``other``, compared as far as both go."""
    return bool(one and other) and status.is_surely_after(one, other) and is_date(one) and is_date(other)


def _one_of(values: Iterable[str]) -> str:
    return "use one of: " + ", ".join(values)


#: Normalised names, cached because a curator's verb checks the same names several times.
_key = lru_cache(maxsize=4096)(normalise)


def replacements_end(reading: RawRecord) -> Iterator[Problem]:
    """A chain of successors never leads back to where it started."""
    rows = _rows(reading, "bodies", "id", "replaced_by", where=lambda frame: frame["replaced_by"] != "")
    follows = {row["id"]: listed(row["replaced_by"]) for row in rows if row["replaced_by"]}
    for row in rows:
        ahead, passed = list(follows.get(row["id"], ())), set()
        while ahead:
            following = ahead.pop()
            if following not in passed:
                passed.add(following)
                ahead += follows.get(following, ())
        if row["id"] in passed:
            message = f"{shown(row['replaced_by'])} leads back to {row['id']}; name the body that exists now"
            yield _problem("bodies", row.line, "replaced_by", message)


def survey_counts_nest(reading: RawRecord) -> Iterator[Problem]:
    """No more bodies use the brand than answered, and no more answered than were asked: using <= answered <= asked."""
    for row in _rows(reading, "surveys", "using", "answered", "asked"):
        for fewer, more in (("using", "answered"), ("answered", "asked"), ("using", "asked")):
            low, high = row[fewer], row[more]
            skipped = fewer == "using" and more == "asked" and row["answered"]
            numbers = _INTEGER.fullmatch(low) and _INTEGER.fullmatch(high)
            if numbers and int(low) > int(high) and not skipped:
                yield _problem("surveys", row.line, fewer, f"{low} is more than {more} ({high}); use {high} or fewer")


def survey_rows_say_something(reading: RawRecord) -> Iterator[Problem]:
    """A row on how many use the brand has a share or a count; if the source only uses words, the note says so."""
    for row in _rows(reading, "surveys", "measure", "using", "value", "share_printed", "note"):
        figures = row["using"] or row["value"] or row["share_printed"]
        if row["measure"] == "uses" and not figures and not row["note"]:
            message = "is blank, and so are using and value; give a figure, or say in the note what the source says"
            yield _problem("surveys", row.line, "share_printed", message)


def sources_are_cited(reading: RawRecord) -> Iterator[Problem]:
    """Every source is cited by a row; a source that nothing cites belongs in left-out.csv or nowhere."""
    rests = {name: table for name, table in TABLES.items() if name != "link_checks"}  # a link check is not a citation
    pointers = [(name, f.name) for name, table in rests.items() for f in table.fields if f.points_to == "sources"]
    if any(column in reading.tables[name].absent or reading.tables[name].lost for name, column in pointers):
        return
    cited = set[str]().union(*(_values(reading, name, column) for name, column in pointers))
    for row in _rows(reading, "sources", "id"):
        if row["id"] not in cited:
            yield _problem("sources", row.line, "id", f"{shown(row['id'])} is cited nowhere; cite it or remove the row")


def findings_differ(reading: RawRecord) -> Iterator[Problem]:
    """No two findings from one source are the same in body, manufacturer, finding, time and cameras."""
    same = [*statements.SUBJECT, "finding"]
    columns = (*same, "as_of", "scope")
    seen: dict[tuple[str, ...], list[Row]] = {}
    for row in _rows(reading, "findings", *columns, where=lambda frame: frame.duplicated(same, keep=False)):
        before = seen.setdefault(tuple(row[column] for column in same), [])
        twin = next((other for other in before if statements.say_the_same(row.cells, other.cells)), None)
        if twin:
            message = f"{shown(row['body'])}: the same statement is on line {twin.line}; keep one"
            if twin["as_of"] == row["as_of"]:
                message += ", or give each its scope"
            yield _problem("findings", row.line, "body", message)
        before.append(row)


def bodies_begin_before_they_end(reading: RawRecord) -> Iterator[Problem]:
    """A body began before it ended."""
    for row in _rows(reading, "bodies", "began", "ended", where=lambda frame: frame["ended"] != ""):
        both = is_date(row["began"]) and is_date(row["ended"])
        if both and status.last_day_of(row["ended"]).isoformat() <= statements.start_of(row["began"]):
            message = f"{shown(row['ended'])} is not after the body began ({row['began']}); correct one of the two"
            yield _problem("bodies", row.line, "ended", message)


def bodies_exist_when_they_are_spoken_of(reading: RawRecord) -> Iterator[Problem]:
    """A statement about a body is about a time at which the body existed."""
    columns = ("id", "name", "began", "ended", "replaced_by")
    dated_bodies = _rows(reading, "bodies", *columns, where=lambda frame: (frame["began"] + frame["ended"]) != "")
    bodies = {row["id"]: row.cells for row in dated_bodies}
    for table in ("findings", "capabilities"):
        for row in _rows(reading, table, "body", "as_of", where=partial(_holding, "body", [*bodies])):
            body = bodies[row["body"]]
            dated = all(is_date(day) for day in (row["as_of"], body["began"], body["ended"]) if day) and row["as_of"]
            if dated and (problem_text := statements.outside_life(row["as_of"], body)):
                message = f"{shown(row['as_of'])}: {problem_text}; name the body that existed then, or correct the date"
                yield _problem(table, row.line, "as_of", message)


def capabilities_are_about_somebody(reading: RawRecord) -> Iterator[Problem]:
    """A statement about a body's cameras names the body."""
    for row in _rows(reading, "capabilities", "body", "statement"):
        if row["statement"] in ("planned", "denied", "refused") and not row["body"]:
            message = f"is blank, and the statement is {shown(row['statement'])}; name the body that it is about"
            yield _problem("capabilities", row.line, "body", message)


def replies_are_replies(reading: RawRecord) -> Iterator[Problem]:
    """A reply to a fact is a row of kind reply in the same table."""
    kinds = {row["id"]: row["kind"] for row in _rows(reading, "vendor_facts", "id", "kind")}
    for row in _rows(reading, "vendor_facts", "id", "replies"):
        for reply in filter(None, row["replies"].split(LIST_SEPARATOR)):
            if kinds.get(reply) != "reply" and reply not in reading.tables["vendor_facts"].lost:
                message = f"{shown(reply)} is not a reply; use the id of a row of the kind reply"
                yield _problem("vendor_facts", row.line, "replies", message)


def replies_are_by_the_manufacturer(reading: RawRecord) -> Iterator[Problem]:
    """A reply is linked to statements about the manufacturer that gave it."""
    columns = ("id", "vendor", "replies")
    manufacturers = {row["id"]: row["vendor"] for row in _rows(reading, "vendor_facts", *columns)}
    for row in _rows(reading, "vendor_facts", *columns):
        for reply in filter(None, row["replies"].split(LIST_SEPARATOR)):
            by = manufacturers.get(reply, VENDOR_EACH)
            if VENDOR_EACH not in (by, row["vendor"]) and by != row["vendor"]:
                message = f"{shown(reply)} is a reply of {by}; use a reply of {row['vendor']}, or leave it blank"
                yield _problem("vendor_facts", row.line, "replies", message)


def _dated_after(reading: RawRecord, table: str, last: str) -> Iterator[Problem]:
    for column in (field.name for field in TABLES[table].fields if field.kind == "date"):
        values = _values(reading, table, column)
        late = [value for value in values if value > last[: len(value)] and is_date(value)]
        for row in _rows(reading, table, column, where=partial(_holding, column, late)):
            message = f"{shown(row[column])} is after the release of {last}; correct the date, or release again"
            yield _problem(table, row.line, column, message)


def nothing_is_dated_after_its_release(reading: RawRecord) -> Iterator[Problem]:
    """In a table that is unchanged since its release, no date is after the day of that release."""
    if not reading.package:
        return
    last = released(reading.package).isoformat()
    stated = stated_hashes(reading.package)
    for name, table in TABLES.items():
        files = table.files(reading.folder)
        if stated and any(stated.get(file) != file_hash(reading.folder / file) for file in files):
            continue  # without hashes a release is being prepared, and every table is part of it
        yield from applied(_dated_after, reading, name, last)


def statements_are_no_later_than_their_sources(reading: RawRecord) -> Iterator[Problem]:
    """A source is about nothing later than its publication, or than the day on which it was read."""
    if reading.package.get("synthetic"):
        return  # its dates are random and mean nothing
    sources = {row["id"]: row for row in _rows(reading, "sources", "id", "published", "accessed")}
    for table in ("findings", "surveys", "capabilities", "vendor_facts", "brands"):
        for row in _rows(reading, table, "as_of", "source"):
            source = sources.get(row["source"])
            for column, was in (("published", "published"), ("accessed", "read")):
                if source and _surely_later(row["as_of"], bound := source[column]):
                    message = (
                        f"{shown(row['as_of'])} is after {row['source']} was {was} ({bound}); "
                        f"use {bound} or earlier, or correct {column} of the source"
                    )
                    yield _problem(table, row.line, "as_of", message)
                    break


def sources_are_published_before_they_are_read(reading: RawRecord) -> Iterator[Problem]:
    """A source was published no later than on the day on which it was read."""
    for row in _rows(reading, "sources", "published", "accessed"):
        if _surely_later(row["published"], row["accessed"]):
            message = (
                f"{shown(row['published'])} is after the source was read ({row['accessed']}); "
                f"use {row['accessed']} or earlier, or correct accessed"
            )
            yield _problem("sources", row.line, "published", message)


def event_manufacturers_exist(reading: RawRecord) -> Iterator[Problem]:
    """The manufacturers of an event exist in the record."""
    for row in _rows(reading, "events", "vendors"):
        for vendor in filter(None, row["vendors"].split(LIST_SEPARATOR)):
            if vendor not in FINDING_VENDORS:
                message = f"{shown(vendor)} is unknown; {_one_of(FINDING_VENDORS)}"
                yield _problem("events", row.line, "vendors", message)


def corrections_name_what_they_changed(reading: RawRecord) -> Iterator[Problem]:
    """A correction names a cell of the record: a table with a key, one of its columns, and a current or former row."""
    keyed = {name: table for name, table in TABLES.items() if table.key}
    rows = _rows(reading, "corrections", "table", "row", "column", "new")
    withdrawn = {
        (row["table"], row["row"])
        for row in rows
        if row["table"] in keyed and row["column"] == keyed[row["table"]].key and not row["new"]
    }
    for row in rows:
        name, column = row["table"], row["column"]
        if name not in keyed:
            what = "has no ids to identify a row" if name in TABLES else "is not a table"
            yield _problem("corrections", row.line, "table", f"{shown(name)} {what}; {_one_of(keyed)}")
        elif column not in keyed[name].columns:
            message = f"{shown(column)} is not a column of {name}; {_one_of(keyed[name].columns)}"
            yield _problem("corrections", row.line, "column", message)
        elif (name, row["row"]) not in withdrawn and not _may_hold(reading, name, row["row"]):
            message = (
                f"{shown(row['row'])} is not a row of {name}, and no correction withdraws it; "
                f"use the {keyed[name].key} of an existing row, or remove the row with `withdraw`"
            )
            yield _problem("corrections", row.line, "row", message)


def _may_hold(reading: RawRecord, table: str, key: str) -> bool:
    """True if a table has a row with this key, or may have one because it could not be read completely."""
    cells, column = reading.tables[table], TABLES[table].key
    return column in cells.absent or key in cells.lost or key in cells.values_of(column)


def rows_are_sorted(reading: RawRecord) -> Iterator[Problem]:
    """The rows of a file are sorted by key, so that diffs only show real changes."""
    for name, table in TABLES.items():
        cells = reading.tables[name]
        if not table.key or table.key in cells.absent or cells.frame[table.key].is_monotonic_increasing:
            continue
        before, file = "", -1
        for line, key in zip(cells.lines, cells.column(table.key), strict=True):
            if line // LINES_A_FILE != file:
                before, file = "", line // LINES_A_FILE
            if key < before:
                message = f"{shown(key)} comes after {shown(before)}; sort the rows by {table.key}"
                yield _problem(name, line, table.key, message)
                break
            before = key


def files_end_well(reading: RawRecord) -> Iterator[Problem]:
    """A file ends with exactly one newline, and its lines end with LF only."""
    for file in (file for table in TABLES.values() for file in table.files(reading.folder)):
        try:
            raw = (reading.folder / file).read_bytes()
        except OSError:
            continue
        if raw and (not raw.endswith(b"\n") or raw.endswith((b"\n\n", b"\n\r\n"))):
            yield Problem(
                file, raw.count(b"\n"), "", "does not end with exactly one newline; add or remove newlines at the end"
            )
        if (at := raw.find(b"\r")) >= 0:
            line = raw.count(b"\n", 0, at) + 1
            yield Problem(file, line, "", "contains a carriage return; end lines with a newline (LF) only")


def _words_of(reading: RawRecord, table: str) -> Iterator[Problem]:
    columns = [f.name for f in TABLES[table].fields if f.kind in ("text", "list") and not f.values]
    for column in columns:
        for row in _rows(reading, table, column, where=partial(_quoting, column)):
            for quoted in map("".join, _QUOTED.findall(row[column])):
                if len(quoted.split()) > MAX_QUOTED_WORDS:
                    message = f"quotes {shown(quoted)}; say it in our own words ({MAX_QUOTED_WORDS} quoted at most)"
                    yield _problem(table, row.line, column, message)


def words_are_our_own(reading: RawRecord) -> Iterator[Problem]:
    """No source is quoted at length: at most eight words are in quotation marks, except in titles of sources."""
    for table in TABLES:
        if table != "sources":
            yield from applied(_words_of, reading, table)


def every_council_and_force_is_there(reading: RawRecord) -> Iterator[Problem]:
    """The register has every principal council and every territorial police force."""
    whole = partial(_holding, "sector", UNIQUE_NAMES)
    register = _rows(reading, "bodies", "id", "sector", "code", "replaced_by", where=whole)
    if not register:
        return
    councils = {
        geography.current(row["code"]) for row in register if row["sector"] == "council" and not row["replaced_by"]
    }
    forces = {row["id"] for row in register if row["sector"] == "police"}
    lost = reading.tables["bodies"].lost
    for layer in ("lad24", "county24"):
        for code, name in geography.area_names(layer).items():
            if code not in councils and not lost:
                yield _problem("bodies", 0, "code", f"no council has the code {code} ({name}); add it")
    for force in geography.area_ids("police24"):
        if force not in forces and force not in lost:
            yield _problem("bodies", 0, "id", f"the police force {force} is missing; add it")


def names_are_those_of_the_register(reading: RawRecord) -> Iterator[Problem]:
    """An existing council or force has the ONS name of its area as its name or as an alias."""
    councils = {**geography.area_names("lad24"), **geography.area_names("county24")}
    forces = geography.area_names("police24")
    whole = partial(_holding, "sector", UNIQUE_NAMES)
    for row in _rows(reading, "bodies", "id", "name", "aliases", "sector", "code", "replaced_by", where=whole):
        council = row["sector"] == "council" and not row["replaced_by"]
        official = councils.get(geography.current(row["code"]), "") if council else forces.get(row["id"], "")
        if not official or official in row["name"]:
            continue
        if not any(_key(official) in _key(name) for name in (row["name"], *row["aliases"].split(LIST_SEPARATOR))):
            message = f"{shown(row['name'])} is not what the ONS calls it; use {official}, or add that to its aliases"
            yield _problem("bodies", row.line, "name", message)


def bodies_can_be_searched_for(reading: RawRecord) -> Iterator[Problem]:
    """The name of a body can be typed, and no two existing principal councils or police forces share one."""
    first: dict[str, int] = {}

    def doubtful(frame: pd.DataFrame) -> pd.Series[bool]:
        typed = frame["name"].str.contains(r"[^\W_]") & (frame["name"].str.len() <= MAX_LENGTH)
        return frame["sector"].isin(UNIQUE_NAMES) | ~typed

    for row in _rows(reading, "bodies", "name", "sector", "replaced_by", where=doubtful):
        key = _key(row["name"])
        if row["name"] and (not key or len(row["name"]) > MAX_LENGTH):
            message = f"{shown(row['name'])} cannot be searched for; use letters, at most {MAX_LENGTH} characters"
            yield _problem("bodies", row.line, "name", message)
        elif (
            key
            and row["sector"] in UNIQUE_NAMES
            and not row["replaced_by"]
            and first.setdefault(key, row.line) != row.line
        ):
            message = (
                f"{shown(row['name'])} is also a name of another body (line {first[key] % LINES_A_FILE}); add the place"
            )
            yield _problem("bodies", row.line, "name", message)


def nothing_was_lost(reading: RawRecord) -> Iterator[Problem]:
    """The record has at least the minimum counts of a release."""
    where = {"bodies_with_findings": "findings", "sources_for_findings": "findings", "survey_figures_gb": "surveys"}
    counted = counts(reading)
    for name, least in MINIMA.items():
        table = where.get(name, name)
        if reading.tables[table].absent or counted[name] >= least:
            continue
        what = name.replace("_", " ")
        yield _problem(
            table, 0, "", f"{counted[name]} {what}, and at least {least} are expected; restore the lost rows"
        )


#: All rules, in the order in which a person would want to see their problems.
RULES: tuple[Rule, ...] = (
    validation_registers.codes_have_the_shape_of_their_scheme,
    validation_registers.codes_are_given_once,
    validation_registers.codes_name_their_scheme,
    validation_areas.districts_exist,
    validation_areas.regions_fit_codes,
    validation_areas.nations_fit_regions,
    replacements_end,
    survey_counts_nest,
    survey_rows_say_something,
    sources_are_cited,
    findings_differ,
    bodies_begin_before_they_end,
    bodies_exist_when_they_are_spoken_of,
    capabilities_are_about_somebody,
    replies_are_replies,
    replies_are_by_the_manufacturer,
    event_dates_are_as_exact_as_stated,
    nothing_is_dated_after_its_release,
    statements_are_no_later_than_their_sources,
    sources_are_published_before_they_are_read,
    published_is_the_day_of_the_source,
    undated_means_without_a_date,
    event_manufacturers_exist,
    corrections_name_what_they_changed,
    validation_requests.requests_go_forward,
    validation_requests.requests_have_their_page,
    validation_pages.every_word_has_its_row,
    validation_pages.regions_are_those_of_the_map,
    validation_pages.names_tell_apart,
    rows_are_sorted,
    validation_registers.bodies_are_in_the_file_of_their_sector,
    validation_registers.complete_sectors_have_their_registers,
    validation_registers.registers_say_how_many_bodies_they_have,
    files_end_well,
    words_are_our_own,
    every_council_and_force_is_there,
    names_are_those_of_the_register,
    bodies_can_be_searched_for,
    *validation_rule.RULES,
    nothing_was_lost,
)


def statuses_add_up(dataset: Dataset) -> Iterator[Problem]:
    """By sector and by region, the statuses add up to the number of counted bodies."""
    bodies = len(queries.counted_bodies(dataset)) + len(queries.registered_bodies(dataset))
    for by in ("sector", "region"):
        total = int(tallied.counts(dataset, by).to_numpy().sum())
        if total != bodies:
            message = f"the statuses by {by} add up to {total}, not to the {bodies} bodies; report this"
            yield _problem("bodies", 0, by, message)


def statuses_rest_on_findings(dataset: Dataset) -> Iterator[Problem]:
    """Every status except “No public evidence” is decided by findings about that body that say so."""
    findings = dataset.findings
    gives = findings["finding"].map({str(finding): _status_of(finding) for finding in Finding})
    gives = gives.mask(findings["basis"] == "collective", Status.GROUP_ONLY)
    statement_of = dict(
        zip(findings["id"].tolist(), zip(findings["body"].tolist(), gives.tolist(), strict=True), strict=True)
    )
    for body, standing in status.body_statuses(dataset).items():
        deciding = [statement_of.get(key, ("", None)) for key in standing.decided_by]
        rests = all(of == body and gives == standing.status for of, gives in deciding)
        if not rests or bool(deciding) == (standing.status is Status.UNKNOWN):
            message = f"“{standing.status}” of {body} is not based on a finding that says so; report this"
            yield _problem("bodies", 0, "id", message)


def _status_of(finding: Finding) -> Status | None:
    """The status that a finding gives by itself."""
    silent = {Finding.REFUSED: Status.WOULD_NOT_SAY, Finding.NO_ANSWER: Status.DID_NOT_ANSWER}
    return {**status.STATUS_OF, **silent}.get(finding)


def shares_say_of_how_many(dataset: Dataset) -> Iterator[Problem]:
    """Every share in words has its counts (n of N), or says that the source gives none."""
    for key, share in survey_shares.shares(dataset).items():
        words = wording.fraction(share)
        counted = [wording.number(count) for count in (share.using, share.answered) if count is not None]
        if share.using is None and share.printed is None:
            complete = words == "no figure"  # the number of answers alone is not a share
        else:
            complete = all(count in words for count in counted) and bool(share.answered or wording.NO_TOTAL in words)
        if not complete:
            message = f"{key} is worded as “{words}”, without its numbers; report this"
            yield _problem("surveys", 0, "share_printed", message)


#: Rules about what is derived from the record.
DERIVED: tuple[Callable[[Dataset], Iterator[Problem]], ...] = (
    statuses_add_up,
    statuses_rest_on_findings,
    shares_say_of_how_many,
    validation_pages.a_figure_leads,
    *validation_rule.DERIVED,
)


def counts(reading: RawRecord) -> dict[str, int]:
    """Counts of what could be read: the rows of each table, and those in ``MINIMA``."""
    rows = {name: len(cells.frame) for name, cells in reading.tables.items()}
    figures = _rows(reading, "surveys", "country")
    return {
        **rows,
        "bodies_with_findings": len(_values(reading, "findings", "body")),
        "sources_for_findings": len(_values(reading, "findings", "source")),
        "survey_figures_gb": sum(row["country"] == "GB" for row in figures),
    }


def _checked(data_dir: Path) -> tuple[Report, Dataset | None]:
    reading = read(data_dir)
    problems = {*reading.problems, *(problem for truth in RULES for problem in applied(truth, reading))}
    dataset = None
    notes: tuple[str, ...] = ()
    if not problems:
        dataset = build(reading)
        problems |= {problem for truth in DERIVED for problem in truth(dataset)}
        notes = tuple(f"{name} was changed after release {dataset.version}" for name in dataset.changed_files)
    return Report(
        tuple(sorted(validation_registers.placed(reading, problem) for problem in problems)), counts(reading), notes
    ), dataset


def check(data_dir: Path = DATA_DIR) -> Report:
    """Check the record in ``data_dir`` and report every problem in every file and in the whole, in one run.

    File contents never raise. A file that was changed since its release is a note, not a problem.
    """
    return _checked(data_dir)[0]


def open_dataset(data_dir: Path = DATA_DIR) -> Dataset:
    """The ``Dataset`` in ``data_dir`` if ``check`` finds no problem; otherwise raises ``DatasetError`` with all."""
    report, dataset = _checked(data_dir)
    if dataset is None or report.problems:
        raise DatasetError(report.problems)
    return dataset
