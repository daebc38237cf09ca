"""Every fault is found in one run, with its file, line, column, value and remedy."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from conftest import Folder

from whosecameras.analysis import counts, status
from whosecameras.publishing import datapackage
from whosecameras.publishing.validation import (
    DERIVED,
    MINIMA,
    RULES,
    check,
    open_dataset,
    statements_are_no_later_than_their_sources,
    statuses_rest_on_findings,
    words_are_our_own,
)
from whosecameras.publishing.validation_dates import (
    DATED_TABLES,
    published_is_the_day_of_the_source,
    undated_means_without_a_date,
)
from whosecameras.publishing.validation_rule import only_public_bodies_are_counted
from whosecameras.record import geography
from whosecameras.record.loading import DATA_DIR, LINES_A_FILE, PACKAGE_FILE, Dataset, DatasetError, build, read
from whosecameras.record.schema import OPEN_TABLES, SECTORS, Age, Flag, Status
from whosecameras.text import wording

Plant = Callable[[Folder], int]


def drop_column(folder: Folder, table: str, column: str) -> int:
    lines = folder.lines(table)
    at = lines[0].index(column)
    folder.write(table, [row[:at] + row[at + 1 :] for row in lines])
    return 1


def spoil_bytes(folder: Folder, table: str, line: int, old: bytes, new: bytes) -> int:
    path = folder.file(table)
    lines = path.read_bytes().split(b"\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_bytes(b"\n".join(lines))
    return line


def twin_row(folder: Folder) -> int:
    lines = folder.lines("findings")
    folder.write("findings", [*lines[:3], lines[2], *lines[3:]])
    return 4


def headline(folder: Folder) -> int:
    return folder.line_of("surveys", using="806", answered="1289")


def adur(folder: Folder) -> int:
    return folder.line_of("bodies", id="adur-council")


# The change to a valid record; the expected file and column; the value as shown; the remedy.
BAD_INPUT: dict[str, tuple[Plant, str, str, str, str]] = {
    "missing column": (
        lambda f: drop_column(f, "findings", "as_of_basis"), "findings.csv", "as_of_basis", "missing", "columns: id"
    ),
    "unknown vocabulary value": (
        lambda f: f.set("findings", 5, finding="spies"), "findings.csv", "finding", '"spies"', "use one of: uses"
    ),
    "duplicate id": (twin_row, "findings.csv", "id", "twice", "give each row its own id"),
    "finding without source": (
        lambda f: f.set("findings", 6, source=""), "findings.csv", "source", "is blank", "lower-case letters"
    ),
    "finding with unknown source": (
        lambda f: f.set("findings", 6, source="no-such-page"), "findings.csv", "source", '"no-such-page"', "sources.csv"
    ),
    "finding without body": (
        lambda f: f.set("findings", 7, body="atlantis"), "findings.csv", "body", '"atlantis"', "bodies.csv"
    ),
    "impossible date": (
        lambda f: f.set("findings", 8, as_of="2022-02-30"), "findings.csv", "as_of", '"2022-02-30"', "YYYY-MM-DD"
    ),
    "future date": (
        lambda f: f.set("findings", 9, as_of="2199-01"), "findings.csv", "as_of", '"2199-01"', "a date that exists"
    ),
    "share above 100": (
        lambda f: f.set("surveys", 3, share_printed="101"), "surveys.csv", "share_printed", '"101"', "from 0 to 100"
    ),
    "using above answered": (
        lambda f: f.set("surveys", headline(f), using="1300"), "surveys.csv", "using", "1300", "use 1289 or fewer"
    ),
    "answered above asked": (
        lambda f: f.set("surveys", headline(f), asked="1000"), "surveys.csv", "answered", "1289", "use 1000 or fewer"
    ),
    "address that is not http": (
        lambda f: f.set("sources", 4, url="ftp://example.org/a"), "sources.csv", "url", '"ftp://example.org/a"', "https://"
    ),
    "script for an address": (
        lambda f: f.set("sources", 4, url="javascript:alert(1)"), "sources.csv", "url", "javascript", "https://"
    ),
    "broken UTF-8 byte": (
        lambda f: spoil_bytes(f, "bodies", adur(f), b"Adur Council", b"Ad\xffr Council"),
        "bodies.csv", "name", "0xff", "save the file as UTF-8",
    ),
    "NUL byte": (
        lambda f: spoil_bytes(f, "bodies", adur(f), b"Adur Council", b"Adur\x00 Council"),
        "bodies.csv", "name", "0x00", "remove it",
    ),
    "region not fitting authority code": (
        lambda f: f.set("bodies", adur(f), region="E12000001"), "bodies.csv", "region", '"E12000001"', "use E12000008"
    ),
    "separator in a number": (
        lambda f: f.set("surveys", headline(f), asked="4,510"), "surveys.csv", "asked", '"4,510"', "without separators"
    ),
    "number too long to be one": (
        lambda f: f.set("surveys", headline(f), asked="9" * 5000), "surveys.csv", "asked", '"999', "a whole number"
    ),
    "text that turns round": (
        lambda f: f.set("findings", 10, detail="a\u202eb"), "findings.csv", "detail", "\\u202e", "plain text"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_is_named_with_place_value_and_remedy(name: str, folder: Folder) -> None:
    plant, file, column, value, remedy = BAD_INPUT[name]
    line = plant(folder)
    found = [str(problem) for problem in folder.problems() if (problem.file, problem.column) == (file, column)]
    here = [text for text in found if text.startswith(f"{file}:{line}:{column}: ")]
    assert here, found
    assert any(value in text and remedy in text for text in here), here


def test_an_empty_file_is_named_and_its_columns_given(folder: Folder) -> None:
    folder.file("findings").write_bytes(b"")
    problems = [str(problem) for problem in folder.problems()]
    assert any(text.startswith("findings.csv:0:-: the file is empty") and "id,body,vendor" in text for text in problems)
    assert not [text for text in problems if "cited nowhere" in text], "an unread table must not cause further problems"


AT_ONCE = (
    "unknown vocabulary value",
    "finding without source",
    "finding without body",
    "impossible date",
    "future date",
    "share above 100",
    "using above answered",
    "address that is not http",
    "region not fitting authority code",
    "duplicate id",
)


def plant_all(folder: Folder) -> set[tuple[str, str]]:
    """Plant every kind of fault in one copy. Returns the files and columns that must be named."""
    angus = folder.line_of("bodies", id="angus-council")
    for name in AT_ONCE:
        BAD_INPUT[name][0](folder)
    BAD_INPUT["broken UTF-8 byte"][0](folder)
    spoil_bytes(folder, "bodies", angus, b"Angus Council", b"Angus\x00 Council")
    drop_column(folder, "events", "title")
    folder.file("corrections").write_bytes(b"")
    wanted = {(BAD_INPUT[name][1], BAD_INPUT[name][2]) for name in AT_ONCE}
    return wanted | {("bodies.csv", "name"), ("events.csv", "title"), ("corrections.csv", "")}


def test_all_faults_are_found_in_one_run(folder: Folder) -> None:
    wanted = plant_all(folder)
    problems = folder.problems()
    assert {(problem.file, problem.column) for problem in problems} >= wanted
    assert len([p for p in problems if (p.file, p.column) == ("bodies.csv", "name")]) == 2
    assert len(problems) >= len(AT_ONCE) + 4
    assert problems == sorted(problems)


def rename_force(folder: Folder) -> int:
    line = folder.line_of("bodies", id="essex-police")
    folder.set("bodies", line, sector="transport")
    return 0


def swap_rows(folder: Folder) -> int:
    lines = folder.lines("sectors")
    folder.write("sectors", [*lines[:3], lines[4], lines[3], *lines[5:]])
    return 5


def keep_few(folder: Folder) -> int:
    folder.write("findings", folder.lines("findings")[: MINIMA["findings"]])
    return 0


def uncited(folder: Folder) -> int:
    return folder.add("sources", 2, id="zz-nobody-cites-this")


def repeat_statement(folder: Folder) -> int:
    key = folder.lines("findings")[2][0]
    return folder.add("findings", 3, id=f"{key}-again")


def first(folder: Folder, table: str, column: str) -> int:
    """The first line with a value in the column."""
    header, *rows = folder.lines(table)
    return next(n for n, row in enumerate(rows, 2) if row[header.index(column)])


def record_correction(folder: Folder) -> int:
    folder.write(
        "corrections",
        [folder.lines("corrections")[0], ["c-1", "2024-01-02", "findings", "x", "colour", "a", "b", "test", "reader"]],
    )
    return 2


def drop(folder: Folder, table: str, line: int) -> int:
    """Delete a line; a missing row has no line number."""
    lines = folder.lines(table)
    folder.write(table, lines[: line - 1] + lines[line:])
    return 0


def mute_survey(folder: Folder) -> int:
    line = headline(folder)
    return folder.set("surveys", line, using="", value="", share_printed="", note="")


def refuse_for_nobody(folder: Folder) -> int:
    line = folder.line_of("capabilities", body="")
    return folder.set("capabilities", line, statement="refused")


def swap_reply(folder: Folder) -> int:
    line = folder.line_of("vendor_facts", vendor="dahua", kind="allegation")
    return folder.set("vendor_facts", line, replies=folder.lines("vendor_facts")[hikvision_reply(folder) - 1][0])


def hikvision_reply(folder: Folder) -> int:
    return folder.line_of("vendor_facts", vendor="hikvision", kind="reply")


def released_too_early(folder: Folder) -> int:
    datapackage.write(folder.path, "1.0.0", date(2024, 6, 30))
    lines = folder.lines("events")
    at = lines[0].index("date")
    return next(number for number, row in enumerate(lines[1:], 2) if row[at] > "2024-06-30")


def speak_of_the_future(folder: Folder) -> int:
    """A finding dated after the publication of its source, compared at the precision that both have."""
    source = folder.line_of("sources", id=cited_by(folder, "findings", 2))
    folder.set("sources", source, published="2020-03-04", accessed="2026-11-20")
    return folder.set("findings", 2, as_of="2020-04")


def speak_of_what_was_gone(folder: Folder) -> int:
    header, row = folder.lines("findings")[:2]
    body = folder.line_of("bodies", id=row[header.index("body")])
    folder.set("bodies", body, ended=row[header.index("as_of")][:4] + "-01-01")
    return 2


def cited_by(folder: Folder, table: str, line: int) -> str:
    header, *_ = lines = folder.lines(table)
    return lines[line - 1][header.index("source")]


def published_on_another_day(folder: Folder) -> int:
    """A finding whose date is marked as its source's but differs."""
    return folder.set("findings", date_as_published(folder, "findings", "2020-03-04"), as_of="2020-03-03")


def date_as_published(folder: Folder, table: str, day: str) -> int:
    """The line of a statement dated by its source, which is of this day; ``""``: of none."""
    line = folder.line_of(table, as_of_basis="published")
    folder.set("sources", folder.line_of("sources", id=cited_by(folder, table, line)), published=day)
    return folder.set(table, line, as_of=day)


def read_before_it_was_published(folder: Folder) -> int:
    return folder.set("sources", 2, published="2026-11", accessed="2026-10-31")


def figure_told_twice(folder: Folder) -> int:
    """Repeat the figure of another place as a figure of this one."""
    line = folder.line_of("surveys", measure="uses")
    header, *rows = folder.lines("surveys")
    first, second = (
        rows[line - 2],
        next(at for at, row in enumerate(rows, 2) if at > line and row[header.index("measure")] == "uses"),
    )
    same = ("survey", "sector", "geography", "vendor_scope")
    return folder.set("surveys", second, **{column: first[header.index(column)] for column in same})


def repeat_of_itself(folder: Folder) -> int:
    header, first, *_ = folder.lines("survey_repeats")
    figure = folder.line_of("surveys", id=first[header.index("figure")])
    lines = folder.lines("surveys")
    return folder.set("survey_repeats", 2, source=lines[figure - 1][lines[0].index("source")])


def same_brand_twice(folder: Folder) -> int:
    header, first, *_ = folder.lines("brands")
    cells = dict(zip(header, first, strict=True))
    return folder.set("brands", 3, name=cells["name"].upper(), vendor=cells["vendor"], source=cells["source"])


def overfull(folder: Folder) -> int:
    """A register with one body more than it states."""
    folder.set("bodies", adur(folder), register="councils", register_status="open")
    return folder.set("registers", folder.line_of("registers", id="councils"), rows="0")


def misfiled(folder: Folder) -> int:
    """One file of bodies per sector, with a council among the police forces. Returns its line, counted across files."""
    header, *rows = folder.lines("bodies")
    at = header.index("sector")
    (folder.path / "bodies").mkdir()
    for sector in SECTORS:
        own = [row for row in rows if ("police" if row[0] == "adur-council" else row[at]) == sector]
        with (folder.path / "bodies" / f"{sector}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *own])
    folder.file("bodies").unlink()
    return SECTORS.index("police") * LINES_A_FILE + 2


WDTK = "https://www.whatdotheyknow.com/request/hikvision_and_dahua_cameras"


def asked_of_adur(folder: Folder, **cells: str) -> int:
    """A valid request except for the given cells."""
    good = {
        "id": "wdtk-hikvision_and_dahua_cameras", "body": "adur-council", "channel": "whatdotheyknow", "address": WDTK,
        "asked": "2026-10-01", "round": "", "state": "asked", "state_date": "2026-10-02", "due": "2026-10-29",
    }  # fmt: skip
    header = folder.lines("requests")[0]
    folder.write("requests", [header, [{**good, **cells}[column] for column in header]])
    return 2


LONG = "it said “one two three four five six seven eight nine” to us"
TRUTH_FAULTS: dict[str, tuple[Plant, str, str]] = {
    "codes_have_the_shape_of_their_scheme": (lambda f: f.set("bodies", adur(f), code="E0700022"), "bodies.csv", "code"),
    "codes_are_given_once": (
        lambda f: f.set("bodies", f.line_of("bodies", id="university-hospitals-of-north-midlands"), code="7A4"),
        "bodies.csv", "code",
    ),
    "bodies_are_in_the_file_of_their_sector": (misfiled, "bodies.csv", "sector"),
    "codes_name_their_scheme": (lambda f: f.set("bodies", adur(f), code_scheme=""), "bodies.csv", "code_scheme"),
    "complete_sectors_have_their_registers": (
        lambda f: f.set("sectors", f.line_of("sectors", id="college"), complete="yes"), "sectors.csv", "complete"
    ),
    "registers_say_how_many_bodies_they_have": (overfull, "registers.csv", "rows"),
    "districts_exist": (lambda f: f.set("bodies", adur(f), lad="E07999999"), "bodies.csv", "lad"),
    "regions_fit_codes": (
        lambda f: f.set("bodies", f.line_of("bodies", code="E10000003"), region="E12000008"), "bodies.csv", "region"
    ),
    "nations_fit_regions": (lambda f: f.set("bodies", adur(f), nation="Wales"), "bodies.csv", "nation"),
    "replacements_end": (lambda f: f.set("bodies", adur(f), replaced_by="adur-council"), "bodies.csv", "replaced_by"),
    "survey_counts_nest": (lambda f: f.set("surveys", headline(f), asked="805", answered=""), "surveys.csv", "using"),
    "survey_rows_say_something": (mute_survey, "surveys.csv", "share_printed"),
    "sources_are_cited": (uncited, "sources.csv", "id"),
    "findings_differ": (repeat_statement, "findings.csv", "body"),
    "bodies_begin_before_they_end": (
        lambda f: f.set("bodies", adur(f), began="2015-04-01", ended="2015-04-01"), "bodies.csv", "ended"
    ),
    "bodies_exist_when_they_are_spoken_of": (speak_of_what_was_gone, "findings.csv", "as_of"),
    "capabilities_are_about_somebody": (refuse_for_nobody, "capabilities.csv", "body"),
    "replies_are_replies": (
        lambda f: f.set("vendor_facts", first(f, "vendor_facts", "replies"), replies="nobody"),
        "vendor_facts.csv", "replies",
    ),
    "replies_are_by_the_manufacturer": (swap_reply, "vendor_facts.csv", "replies"),
    "nothing_is_dated_after_its_release": (released_too_early, "events.csv", "date"),
    "statements_are_no_later_than_their_sources": (speak_of_the_future, "findings.csv", "as_of"),
    "sources_are_published_before_they_are_read": (read_before_it_was_published, "sources.csv", "published"),
    "published_is_the_day_of_the_source": (published_on_another_day, "findings.csv", "as_of_basis"),
    "undated_means_without_a_date": (lambda f: f.set("findings", 3, as_of=""), "findings.csv", "as_of"),
    "names_are_those_of_the_register": (
        lambda f: f.set("bodies", adur(f), name="Adder", aliases="Adder DC"), "bodies.csv", "name"
    ),
    "bodies_can_be_searched_for": (
        lambda f: f.set("bodies", f.line_of("bodies", id="angus-council"), name="the ADUR council"),
        "bodies.csv", "name",
    ),
    "event_dates_are_as_exact_as_stated": (
        lambda f: f.set("events", f.line_of("events", date_precision="month"), date_precision="day"),
        "events.csv", "date",
    ),
    "event_manufacturers_exist": (lambda f: f.set("events", 2, vendors="hikvision; bosch"), "events.csv", "vendors"),
    "corrections_name_what_they_changed": (record_correction, "corrections.csv", "column"),
    "requests_go_forward": (lambda f: asked_of_adur(f, due="2026-09-30"), "requests.csv", "due"),
    "requests_have_their_page": (
        lambda f: asked_of_adur(f, address="https://example.org/request/1"), "requests.csv", "address"
    ),
    "every_word_has_its_row": (lambda f: drop(f, "vendors", 2), "vendors.csv", "id"),
    "regions_are_those_of_the_map": (
        lambda f: f.set("regions", f.line_of("regions", code="W92000004"), code="W92000005"), "regions.csv", "code"
    ),
    "names_tell_apart": (
        lambda f: f.set("sectors", 4, plural=f.lines("sectors")[2][f.lines("sectors")[0].index("plural")].upper()),
        "sectors.csv", "plural",
    ),
    "rows_are_sorted": (swap_rows, "sectors.csv", "id"),
    "files_end_well": (
        lambda f: f.file("vendors").write_bytes(f.file("vendors").read_bytes() + b"\n") and 4, "vendors.csv", ""
    ),
    "words_are_our_own": (lambda f: f.set("findings", 4, detail=LONG), "findings.csv", "detail"),
    "every_council_and_force_is_there": (rename_force, "bodies.csv", "id"),
    "silence_is_of_the_body_itself": (
        lambda f: f.set("findings", f.line_of("findings", finding="refused"), basis="collective"),
        "findings.csv", "basis",
    ),
    "deadlines_are_of_promises": (
        lambda f: f.set("findings", f.line_of("findings", finding="uses"), due="2030"), "findings.csv", "due"
    ),
    "a_survey_figure_stands_once": (figure_told_twice, "surveys.csv", "survey"),
    "repeats_are_of_another_source": (repeat_of_itself, "survey_repeats.csv", "source"),
    "brands_stand_once": (same_brand_twice, "brands.csv", "name"),
    "brands_are_not_companies": (lambda f: f.set("brands", 2, name="HIKVISION"), "brands.csv", "name"),
    "bodies_have_a_name": (
        lambda f: f.set("bodies", adur(f), name="Unnamed council, Sussex"), "bodies.csv", "name"
    ),
    "laws_have_their_source": (
        lambda f: f.set("foi_regimes", f.line_of("foi_regimes", id="foia_2000"), source=""), "foi_regimes.csv", "source"
    ),
    "laws_fit_nations": (lambda f: f.set("bodies", adur(f), foi="foisa_2002"), "bodies.csv", "foi"),
    "nothing_was_lost": (keep_few, "findings.csv", ""),
}  # fmt: skip


def test_a_valid_request_is_no_problem_and_does_not_change_its_body(folder: Folder) -> None:
    asked_of_adur(folder)
    assert folder.problems() == []


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"state": "waiting_response"}, "state"),
        ({"body": "atlantis"}, "body"),
        ({"round": "no-such-round"}, "round"),
        ({"channel": "pigeon"}, "channel"),
        ({"asked": "2026-10"}, "asked"),
        ({"asked": "", "due": "2026-10-29"}, "due"),
        ({"state_date": "2026-09-30"}, "state_date"),
        ({"asked": "2199-10-01"}, "asked"),
    ],
)
def test_what_a_request_cannot_be_is_named(cells: dict[str, str], column: str, folder: Folder) -> None:
    asked_of_adur(folder, **cells)
    assert ("requests.csv", 2, column) in {(p.file, p.line, p.column) for p in folder.problems()}


def test_every_truth_has_a_sentence_and_a_fault_here() -> None:
    assert set(TRUTH_FAULTS) == {truth.__name__ for truth in RULES}
    assert all((truth.__doc__ or "").strip().endswith(".") for truth in RULES)
    assert len({truth.__doc__ for truth in RULES}) == len(RULES)


@pytest.mark.parametrize("name", TRUTH_FAULTS)
def test_every_truth_fails_on_its_fault_alone(name: str, folder: Folder) -> None:
    plant, file, column = TRUTH_FAULTS[name]
    line = plant(folder)
    truth = next(truth for truth in RULES if truth.__name__ == name)
    found = list(truth(read(folder.path)))
    assert any((p.file, p.column) == (file, column) and p.line == line for p in found), found


@pytest.mark.parametrize("table", DATED_TABLES)
@pytest.mark.parametrize(
    ("as_of", "published", "said"),
    [
        ("2020-03-04", "2020-03-04", ""),
        ("2020-03", "2020-03-04", ""),
        ("2020", "2020-03-04", ""),
        ("2020-03-03", "2020-03-04", "was published on 2020-03-04; use 2020-03-04 in as_of, or stated or inferred"),
        ("2020-02", "2020-03-04", "use 2020-03-04 in as_of"),
        ("2020-03-04", "2020-03", "was published in 2020-03; use 2020-03 in as_of"),
        ("2020-03-04", "", "has no date of publication; use stated or inferred, or give the source its date"),
    ],
)
def test_a_published_date_is_the_sources_or_a_part_of_it(
    table: str, as_of: str, published: str, said: str, folder: Folder
) -> None:
    line = date_as_published(folder, table, published)
    folder.set(table, line, as_of=as_of)
    found = [p for p in published_is_the_day_of_the_source(read(folder.path)) if p.line == line]
    found = [p for p in found if p.file == folder.file(table).name]
    assert [p.column for p in found] == ["as_of_basis"] * bool(said)
    assert all(said in p.message and '"published" is wrong' in p.message for p in found)


@pytest.mark.parametrize("table", DATED_TABLES)
def test_only_a_statement_of_an_undated_page_may_be_undated(table: str, folder: Folder) -> None:
    line = date_as_published(folder, table, "2020-03-04")

    def said(**cells: str) -> list[tuple[str, str]]:
        folder.set(table, line, **cells)
        reading = read(folder.path)
        found = [*published_is_the_day_of_the_source(reading), *undated_means_without_a_date(reading)]
        return [(p.column, p.message) for p in found if (p.file, p.line) == (folder.file(table).name, line)]

    [(column, message)] = said(as_of="")
    assert column == "as_of" and "is blank; give the date, or undated in as_of_basis" in message
    [(column, message)] = said(as_of="", as_of_basis="undated")
    assert column == "as_of_basis" and "is dated 2020-03-04; give that date, and published" in message
    date_of_source = folder.line_of("sources", id=cited_by(folder, table, line))
    folder.set("sources", date_of_source, published="")
    assert said(as_of="", as_of_basis="undated") == []
    [(column, message)] = said(as_of="2020")
    assert column == "as_of" and '"2020" does not go with undated; clear it' in message


@pytest.mark.parametrize("table", ["findings", "surveys", "capabilities", "vendor_facts", "brands"])
@pytest.mark.parametrize(
    ("as_of", "published", "accessed", "said"),
    [
        (
            "2020-04",
            "2020-03-04",
            "2026-11-20",
            '"2020-04" is after {} was published (2020-03-04); use 2020-03-04 or',
        ),
        ("2021", "2020-03-04", "2020-03-05", '"2021" is after {} was published (2020-03-04)'),
        ("2020-04", "", "2020-03-04", '"2020-04" is after {} was read (2020-03-04); use 2020-03-04 or earlier'),
        ("2020", "2020-03-04", "2026-11-20", ""),
        ("2020-03-31", "2020-03", "2026-11-20", ""),
        ("2020-03-04", "2020-03-04", "2020-03-04", ""),
    ],
)
def test_a_statement_is_compared_with_its_source_as_far_as_both_dates_go(
    table: str, as_of: str, published: str, accessed: str, said: str, folder: Folder
) -> None:
    source = cited_by(folder, table, 2)
    folder.set("sources", folder.line_of("sources", id=source), published=published, accessed=accessed)
    folder.set(table, 2, as_of=as_of)
    found = [p for p in statements_are_no_later_than_their_sources(read(folder.path)) if p.line == 2]
    found = [p for p in found if p.file == folder.file(table).name]
    assert len(found) == bool(said)
    assert all(said.format(source) in p.message for p in found)


def test_the_dates_of_a_synthetic_record_say_nothing(folder: Folder) -> None:
    speak_of_the_future(folder)
    described = folder.path / PACKAGE_FILE
    described.write_text(json.dumps({**json.loads(described.read_text(encoding="utf-8")), "synthetic": True}))
    assert list(statements_are_no_later_than_their_sources(read(folder.path))) == []


def test_a_council_that_is_missing_is_named_by_its_code(folder: Folder) -> None:
    lines = folder.lines("bodies")
    folder.write("bodies", [row for row in lines if row[0] != "adur-council"])
    assert any("E07000223 (Adur)" in problem.message for problem in folder.problems())


def test_a_circle_of_replacements_is_found_on_each_of_its_bodies(folder: Folder) -> None:
    one = folder.set("bodies", adur(folder), replaced_by="angus-council")
    other = folder.set("bodies", folder.line_of("bodies", id="angus-council"), replaced_by="adur-council")
    lines = {problem.line for problem in folder.problems() if problem.column == "replaced_by"}
    assert lines == {one, other}


@pytest.mark.parametrize("region", ["", "E12000008"])
def test_only_a_body_of_the_whole_kingdom_has_no_region(folder: Folder, region: str) -> None:
    nation = "England" if region == "" else "United Kingdom"
    line = folder.set("bodies", folder.line_of("bodies", id="sussex-police"), nation=nation, region=region)
    assert ("bodies.csv", line, "region") in {(p.file, p.line, p.column) for p in folder.problems()}


def test_a_short_quotation_and_the_title_of_a_source_are_allowed(folder: Folder) -> None:
    folder.set("findings", 4, detail="It said “no more of these”.")
    folder.set("sources", 4, title=LONG)
    assert not folder.problems()


def test_a_date_after_the_release_is_allowed_in_a_table_being_changed(folder: Folder) -> None:
    line = released_too_early(folder)
    assert ("events.csv", line) in {(problem.file, problem.line) for problem in folder.problems()}
    folder.set("events", line, summary="Told otherwise, for the next release.")
    assert "events.csv" not in {problem.file for problem in folder.problems()}


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("it said ‘one two three four five six seven eight nine’", True),
        ("it said 'one two three four five six seven eight nine' to us", True),
        ("it said ‘we don’t know one two three four five six’", True),
        ("er sagte „one two three four five six seven eight nine“", True),
        ("on a dit «one two three four five six seven eight nine»", True),
        ("the council’s cameras were those of the county’s and the country’s police", False),
        ("the councils' cameras were put up by all of the other boroughs' own staff", False),
        ("It said “no more of these”, and ‘never again’.", False),
    ],
)
def test_every_kind_of_quotation_mark_is_seen(said: str, quoted: bool, folder: Folder) -> None:
    line = folder.set("findings", 4, detail=said)
    found = {(problem.line, problem.column) for problem in words_are_our_own(read(folder.path))}
    assert found == ({(line, "detail")} if quoted else set())


def test_every_derived_truth_has_a_sentence() -> None:
    assert {truth.__name__ for truth in DERIVED} == {
        "statuses_add_up", "statuses_rest_on_findings", "shares_say_of_how_many", "a_figure_leads",
        *DERIVED_FAULTS, "only_public_bodies_are_counted",
    }  # fmt: skip
    assert all((truth.__doc__ or "").strip().endswith(".") for truth in DERIVED)


def test_a_status_that_no_finding_decides_is_found(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(status.body_statuses(open_dataset(folder.path)))
    using = next(body for body, one in known.items() if one.status is Status.USING)
    clean = next(body for body, one in known.items() if one.status is Status.NOT_USING)
    wrong = {
        "adur-council": replace(known["adur-council"], status=Status.USING),  # by nothing
        using: replace(known[using], decided_by=()),
        clean: replace(known[clean], status=Status.REMOVED),  # by findings that say something else
    }
    monkeypatch.setattr(status, "body_statuses", lambda dataset, view=status.ALL_EVIDENCE: {**known, **wrong})
    told = [problem.message for problem in statuses_rest_on_findings(open_unchecked(folder))]
    assert len(told) == 3 and all(any(f" of {body} is not based on" in one for one in told) for body in wrong)


def test_statuses_that_do_not_add_up_are_found(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = counts.counts
    monkeypatch.setattr(counts, "counts", lambda dataset, by: counted(dataset, by).iloc[1:])
    assert {problem.column for problem in folder.problems()} == {"sector", "region"}


def test_a_sector_is_complete_only_with_a_register_of_each_nation(folder: Folder) -> None:
    """“All schools” needs a list of every nation; without one, no share of all of them may be shown."""
    folder.set("registers", folder.line_of("registers", id="schools-wales"), complete="no")
    (problem,) = folder.problems()
    assert (problem.file, problem.column) == ("sectors.csv", "complete") and "Wales" in problem.message


def test_a_register_has_no_more_bodies_than_it_says(folder: Folder) -> None:
    line = overfull(folder)
    (problem,) = (one for one in folder.problems() if one.column == "rows")
    assert (problem.file, problem.line) == ("registers.csv", line)
    assert "is 0, but 1 of its bodies" in problem.message


def of_finding(dataset: Dataset, **cells: str) -> tuple[str, str]:
    """The body and id of the first finding with these values."""
    frame = dataset.findings
    for column, value in cells.items():
        frame = frame[frame[column] == value]
    return str(frame.iloc[0]["body"]), str(frame.iloc[0]["id"])


Known = dict[str, status.BodyStatus]


def count_a_claim_as_use(dataset: Dataset, known: Known) -> Known:
    body, claim = of_finding(dataset, basis="collective", finding="uses")
    return {body: replace(known[body], status=Status.USING, decided_by=(claim,))}


def call_old_evidence_recent(dataset: Dataset, known: Known) -> Known:
    body = next(body for body, one in known.items() if one.age == Age.OLDER)
    return {body: replace(known[body], age=Age.RECENT)}


def take_a_promise_for_a_deed(dataset: Dataset, known: Known) -> Known:
    body, promise = of_finding(dataset, finding="removing")
    return {body: replace(known[body], status=Status.REMOVED, decided_by=(promise,))}


def forget_the_company(dataset: Dataset, known: Known) -> Known:
    """Drop the company from every user's status, including users that no source of grade A to C names."""
    return {body: replace(one, vendors=("either",)) for body, one in known.items() if one.status is Status.USING}


def contest_without_a_denial(dataset: Dataset, known: Known) -> Known:
    body = next(body for body, one in known.items() if one.status is Status.GROUP_ONLY)
    return {body: replace(known[body], flags=(Flag.CONTESTED,))}


DERIVED_FAULTS: dict[str, Callable[[Dataset, Known], Known]] = {
    "claims_about_groups_count_nobody": count_a_claim_as_use,
    "ages_count_from_the_first_day": call_old_evidence_recent,
    "promises_are_not_deeds": take_a_promise_for_a_deed,
    "companies_are_not_lost": forget_the_company,
    "contested_statuses_have_two_sides": contest_without_a_denial,
}


@pytest.mark.parametrize("name", DERIVED_FAULTS)
def test_a_status_that_breaks_the_rule_is_found(name: str, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = next(truth for truth in DERIVED if truth.__name__ == name)
    assert list(truth(dataset)) == []
    known = dict(status.body_statuses(dataset))
    wrong = {**known, **DERIVED_FAULTS[name](dataset, known)}
    monkeypatch.setattr(status, "body_statuses", lambda dataset, view=status.ALL_EVIDENCE: wrong)
    assert [problem.file for problem in truth(dataset)][:1] == ["findings.csv"]


def test_a_company_counted_as_a_public_body_is_found(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(only_public_bodies_are_counted(dataset)) == []
    monkeypatch.setattr(counts, "counted_bodies", lambda dataset: dataset.bodies)
    [problem] = only_public_bodies_are_counted(replace(dataset))  # a copy, of which nothing has been counted before
    assert (problem.file, problem.column) == ("bodies.csv", "owner")


def test_a_share_without_its_numbers_is_found(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "fraction", lambda share: wording.percent(share.shown or 0))
    told = [problem.message for problem in folder.problems()]
    assert told and all("without its numbers" in one for one in told)


def open_unchecked(folder: Folder) -> Dataset:
    return build(read(folder.path))


def test_the_record_has_no_problem() -> None:
    report = check(DATA_DIR)
    assert report.problems == ()
    for name, least in MINIMA.items():
        assert report.counts[name] >= least
    assert open_dataset(DATA_DIR).version


def test_382_councils_and_45_forces(dataset: Dataset) -> None:
    bodies = dataset.bodies
    councils = bodies[(bodies["sector"] == "council") & (bodies["replaced_by"] == "")]
    assert len(councils) == 382
    assert len(geography.area_ids("lad24")) + len(geography.area_ids("county24")) == 382
    assert len(geography.area_ids("police24")) == 45
    assert set(geography.area_ids("police24")) <= set(bodies["id"])


CORRECTIONS = {
    "of evidence left out, which has no ids": ({"table": "left_out", "row": "x", "column": "reason"}, "table"),
    "of no table": ({"table": "guesses", "row": "x", "column": "id"}, "table"),
    "of no row": ({"table": "events", "row": "nothing-happened", "column": "title"}, "row"),
    "of no column": ({"table": "bodies", "row": "adur-council", "column": "colour"}, "column"),
    "of a row": ({"table": "bodies", "row": "adur-council", "column": "name"}, ""),
    "that withdraws": ({"table": "findings", "row": "adur-council-009", "column": "id", "new": ""}, ""),
}


@pytest.mark.parametrize("name", CORRECTIONS)
def test_a_correction_is_of_a_cell_that_there_is_or_of_a_row_that_was_withdrawn(name: str, folder: Folder) -> None:
    cells, column = CORRECTIONS[name]
    common = {"id": "2026-11-20-x", "old": "a", "new": "b", "why": "Tried."}
    line = folder.add("corrections", 2, **{**common, **cells})
    found = folder.problems()
    wanted = [("corrections.csv", line, column)] if column else []
    assert [(one.file, one.line, one.column) for one in found] == wanted
    assert all("; use " in one.message for one in found)


def test_what_was_corrected_before_its_row_was_withdrawn_may_stay(folder: Folder) -> None:
    common = {"table": "events", "row": "a-rumour", "why": "Tried."}
    folder.add("corrections", 2, id="2026-11-20-a", column="title", old="a", new="b", **common)
    assert [one.column for one in folder.problems()] == ["row"]
    folder.add("corrections", 2, id="2026-11-21-a", column="id", old="a-rumour", new="", **common)
    assert folder.problems() == []


def test_a_record_without_a_headline_figure_is_rejected_with_a_remedy(folder: Folder) -> None:
    lines = folder.lines("surveys")
    at = {name: lines[0].index(name) for name in ("sector", "using", "note")}
    for row in lines[1:]:
        if row[at["sector"]] == "all_public":
            row[at["using"]], row[at["note"]] = "", "No count is given."
    folder.write("surveys", lines)
    found = folder.problems()
    assert [(one.file, one.column) for one in found] == [("surveys.csv", "using")]
    assert "keep a row with sector all_public" in found[0].message


def test_a_number_of_answers_alone_is_no_share_and_no_problem(folder: Folder) -> None:
    line = folder.line_of("surveys", measure="uses", sector="council")
    folder.set("surveys", line, using="", share_printed="", answered="12", asked="", note="No figure is given.")
    assert folder.problems() == []


def test_a_change_after_release_is_a_note_and_no_problem(folder: Folder) -> None:
    assert check(folder.path).notes == ()
    folder.set("findings", 4, detail="Said otherwise.")
    report = check(folder.path)
    assert report.problems == ()
    assert [note.split()[0] for note in report.notes] == ["findings.csv"]


def test_a_folder_without_anything_gives_one_line_for_each_file(folder: Folder) -> None:
    for path in folder.path.iterdir():
        path.unlink()
    problems = folder.problems()
    wanted = {file for table in OPEN_TABLES.values() for file in table.files(folder.path) if "share-alike" not in file}
    assert {p.file for p in problems} == {*wanted, PACKAGE_FILE}
    assert len(problems) == len(wanted) + 1


def test_open_dataset_raises_with_every_problem(folder: Folder) -> None:
    folder.set("findings", 4, detail="")
    folder.set("bodies", adur(folder), region="E12000001")
    with pytest.raises(DatasetError) as caught:
        open_dataset(folder.path)
    assert {problem.file for problem in caught.value.problems} == {"bodies.csv", "findings.csv"}


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "null", '{"version": 1}', "{",
                '{"version": "1.0.0", "created": "2022", "resources": []}',
                '{"version": "1.0.0", "created": "2022-02-30", "resources": []}',
                '{"version": "1.0.0", "created": "2022-02-03", "resources": [1]}']
)  # fmt: skip
def test_a_faulty_description_is_a_problem_and_no_crash(folder: Folder, content: str) -> None:
    (folder.path / PACKAGE_FILE).write_text(content, encoding="utf-8")
    assert [p.file for p in folder.problems()] == [PACKAGE_FILE]


def test_a_plain_date_is_enough_for_the_day_of_release(folder: Folder) -> None:
    day = date.fromisoformat(json.loads((folder.path / PACKAGE_FILE).read_text(encoding="utf-8"))["created"][:10])
    content = {"version": "2.0.0", "created": day.isoformat(), "resources": []}
    (folder.path / PACKAGE_FILE).write_text(json.dumps(content), encoding="utf-8")
    assert open_dataset(folder.path).version == "2.0.0"
