"""No sentence can contradict the record: each is tried with a record that says otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from conftest import Folder

from scripts import dictionary
from whosecameras.briefing import cards_local, cards_national, onepager, subject
from whosecameras.charts import sectors, timeline
from whosecameras.content import home
from whosecameras.record.loading import Dataset, load
from whosecameras.record.schema import RECENT_YEARS
from whosecameras.text import gaps, methodology, tables, wording

NORTH_WEST, LONDON, WALES, SCOTLAND, NORTHERN_IRELAND = "E12000002", "E12000007", "W92000004", "S92000003", "N92000002"
ROOT = Path(__file__).resolve().parents[1]


def rules_title(data: Dataset) -> str:
    rules = tables.rules_table(data)
    return wording.rules_sentence(list(rules["in_force"]), list(rules["Rule"]))


#: Every place where the record says what it does not know: its name and text.
SURFACES: dict[str, Callable[[Dataset], str]] = {
    "front page": lambda data: " ".join(home.not_known(data)),
    "method page": lambda data: " ".join(" ".join(point) for point in methodology.weak(data)),
    "card of the regions": lambda data: cards_national.regions(data, "light").note,
    "what is not known of the rules": lambda data: " ".join(gaps.about_rules(data)),
    "title of the timeline": rules_title,
    "card on what is not known": lambda data: cards_national.unknown(data, "light").alt,
    "one-pager": lambda data: onepager.html(data, subject.briefing_subject(data)),
    "README": dictionary.unknown,
    "dictionary": dictionary.weaknesses,
}
OF_REGIONS = ("front page", "method page", "card of the regions", "card on what is not known", "one-pager", "README")
OF_TARGETS = ("front page", "method page", "title of the timeline", "card on what is not known", "one-pager", "README")


@pytest.fixture(scope="module")
def told(_good_folder: Path) -> Callable[[str], str]:
    """What each of these places says of the record's copy before a test changes it."""
    data = load(_good_folder)
    return cache(lambda where: SURFACES[where](data))


def drop(folder: Folder, table: str, gone: Callable[[dict[str, str]], bool]) -> None:
    """Remove rows from a table; pages that repeat a removed survey figure go with it."""
    header, *rows = folder.lines(table)
    kept = [row for row in rows if not gone(dict(zip(header, row, strict=True)))]
    folder.write(table, [header, *kept])
    if table == "surveys":
        figures = {row[0] for row in kept}
        drop(folder, "survey_repeats", lambda row: row["figure"] not in figures)


def retitle(folder: Folder, old: str, new: str) -> None:
    """Change a word in every event's title."""
    header, *rows = folder.lines("events")
    at = header.index("title")
    folder.write("events", [header, *([*row[:at], row[at].replace(old, new), *row[at + 1 :]] for row in rows)])


def survey_of(folder: Folder, place: str, **cells: str) -> None:
    """Add a survey figure about a place's councils."""
    figure = {"measure": "uses", "country": "GB", "sector": "council", "vendor_scope": "hikvision", "asked": "32",
              "answered": "", "using": "19", "share_printed": "", "value": "", "unit": "bodies"}  # fmt: skip
    folder.add("surveys", 2, id=f"zz-{place.lower().replace(' ', '-')}-1", geography=place, **{**figure, **cells})


# English regions


@pytest.mark.parametrize("where", [*OF_REGIONS, "dictionary"])
def test_a_survey_of_another_region_is_mentioned(where: str, folder: Folder, told: Callable[[str], str]) -> None:
    assert "London is the only one of the nine English regions" in told(where)
    survey_of(folder, "North West")
    after = SURFACES[where](load(folder.path))
    assert "only one of the nine" not in after
    assert "North West and London have their own survey figures" in after


def test_without_any_and_with_all_the_sentence_is_another(folder: Folder) -> None:
    data = load(folder.path)
    english = list(data.regions.loc[data.regions["nation"] == "England", "name"])
    drop(folder, "surveys", lambda row: row["geography"] in english)
    assert gaps.english_regions(load(folder.path)).startswith("None of the nine")
    header, row = folder.lines("surveys")[0], folder.lines("surveys")[1]
    cells = {"measure": "uses", "country": "GB", "using": "1", "asked": "2"}
    made = [
        [cells.get(column, value) if column not in ("id", "geography") else f"zz-{number}" if column == "id" else name
         for column, value in zip(header, row, strict=True)]
        for number, name in enumerate(english)
    ]  # fmt: skip
    folder.write("surveys", [*folder.lines("surveys"), *made])
    assert gaps.english_regions(load(folder.path)).startswith("Each of the nine")


# One place


@pytest.mark.parametrize("code", [NORTH_WEST, WALES, SCOTLAND, NORTHERN_IRELAND, LONDON])
def test_no_survey_of_a_place_is_reported_only_if_there_is_none(code: str, folder: Folder) -> None:
    def told(data: Dataset) -> list[str]:
        return [
            cards_local.region(data, code, "light").note,
            onepager.html(data, subject.briefing_subject(data, "region", code)),
        ]

    data = load(folder.path)
    name = str(data.row("regions", code)["name"])
    found = data.surveys
    has = bool(((found["geography"] == name) & (found["sector"] == "council") & (found["measure"] == "uses")).any())
    assert all(
        (f"We found no survey of councils in {wording.with_article(name)}" in text) != has for text in told(data)
    )
    drop(folder, "surveys", lambda row: row["geography"] == name)
    assert all(
        f"We found no survey of councils in {wording.with_article(name)}" in text for text in told(load(folder.path))
    )
    survey_of(folder, name, using="17")
    assert all("17 of 32 asked" in text and "We found no survey" not in text for text in told(load(folder.path)))


def test_the_card_of_a_place_cites_the_survey_it_mentions(dataset: Dataset) -> None:
    for code in (LONDON, SCOTLAND, NORTHERN_IRELAND):
        name = str(dataset.row("regions", code)["name"])
        _, sources = gaps.survey_note(dataset, "council", name)
        assert sources and set(sources) <= set(cards_local.region(dataset, code, "light").sources)


def test_a_sector_with_a_count_is_not_described_as_without_a_survey(dataset: Dataset, folder: Folder) -> None:
    for sector in dataset.sectors["id"]:
        rows = dataset.surveys
        has = bool(((rows["sector"] == sector) & (rows["country"] == "GB") & (rows["measure"] == "uses")).any())
        texts = [
            cards_local.sector(dataset, sector, "light").note,
            *subject.briefing_subject(dataset, "sector", sector).not_known,
        ]
        assert any("We found no survey" in text for text in texts) == (not has), sector


# Targets and rules


@pytest.mark.parametrize("where", OF_TARGETS)
def test_the_day_of_a_target_is_the_records(where: str, folder: Folder, told: Callable[[str], str]) -> None:
    assert "April 2025 removal target was met" in told(where)
    retitle(folder, "April 2025", "June 2027")
    after = SURFACES[where](load(folder.path))
    assert "June 2027 removal target was met" in after and "April 2025" not in after


@pytest.mark.parametrize("where", OF_TARGETS)
def test_two_targets_are_two(where: str, folder: Folder) -> None:
    line = folder.line_of("events", in_force="target_unknown", lane="uk_government")
    title = folder.lines("events")[line - 1][folder.lines("events")[0].index("title")]
    folder.set("events", line, title=title.replace("April 2025", "June 2027"))
    assert re.search(r"(April 2025 and June 2027|June 2027 and April 2025) removal targets were met",
                     SURFACES[where](load(folder.path)))  # fmt: skip


@pytest.mark.parametrize("where", OF_TARGETS)
def test_a_target_with_a_known_outcome_is_not_a_gap(where: str, folder: Folder) -> None:
    lines = folder.lines("events")
    at = lines[0].index("in_force")
    for line, row in enumerate(lines[1:], 2):
        if row[at] == "target_unknown":
            folder.set("events", line, in_force="superseded")
    assert not re.search(r"could not find out|removal target", SURFACES[where](load(folder.path)))


@pytest.mark.parametrize("where", OF_TARGETS)
def test_a_removal_reported_complete_is_shown_with_the_target(
    where: str, folder: Folder, told: Callable[[str], str]
) -> None:
    assert "emoval from sensitive sites was reported complete" in told(where)
    folder.set("events", folder.line_of("events", in_force="reported_complete"), in_force="")
    after = SURFACES[where](load(folder.path))
    assert "reported complete" not in after and "removal target was met" in after


def test_the_day_by_which_removal_was_reported_complete_is_the_records(folder: Folder) -> None:
    line = folder.line_of("events", in_force="reported_complete")
    folder.set("events", line, date="2026-02-03")
    assert "complete by 3 February 2026, but we could not find out whether the April 2025" in " ".join(
        gaps.about_rules(load(folder.path))
    )


def test_a_nation_with_a_rule_is_not_listed_as_having_none(folder: Folder) -> None:
    def told() -> str:
        return " ".join(gaps.about_rules(load(folder.path)))

    assert "no separate rules for Wales and Northern Ireland" in told()
    folder.set("events", folder.line_of("events", jurisdiction="Wales"), kind="directive")
    assert "no separate rule for Northern Ireland" in told() and "Wales" not in told()
    folder.set("events", folder.line_of("events", jurisdiction="Northern Ireland"), kind="ban")
    assert "no separate rule" not in told()


def test_a_ban_after_the_law_is_not_reported_missing(folder: Folder) -> None:
    assert any("bar a manufacturer since this law" in sentence for sentence in gaps.about_rules(load(folder.path)))
    line = folder.line_of("events", in_force="yes", kind="legislation")
    folder.add("events", line, id="2026-01-a-ban", kind="ban", in_force="", date="2026-01-05", title="A ban")
    told = gaps.about_rules(load(folder.path))
    assert not any("bar a manufacturer since this law" in sentence for sentence in told)
    assert any("changed since 5 January 2026" in sentence for sentence in told)


def test_sites_that_were_counted_are_not_a_gap(folder: Folder) -> None:
    assert any("at how many sites" in sentence for sentence in gaps.about_rules(load(folder.path)))
    for round_of in {row[1] for row in folder.lines("surveys") if "replaced_share" in row or "due_share" in row}:
        line = folder.line_of("surveys", survey=round_of)
        folder.add("surveys", line, id=f"zz-{round_of}", measure="sites", value="12", share_printed="", unit="sites")
    assert not any("at how many sites" in sentence for sentence in gaps.about_rules(load(folder.path)))


# What surveys and statements support


def test_blanks_are_called_gaps_only_while_most_councils_said_yes(folder: Folder) -> None:
    assert "the record is incomplete" in SURFACES["front page"](load(folder.path))
    lines = folder.lines("surveys")
    at = [lines[0].index(column) for column in ("sector", "measure", "answered", "using", "share_printed")]
    for line, row in enumerate(lines[1:], 2):
        if row[at[0]] == "council" and row[at[1]] == "uses" and row[at[4]]:
            folder.set("surveys", line, share_printed="31", **({"using": "9"} if row[at[3]] else {}))
    after = SURFACES["front page"](load(folder.path))
    assert "We found nothing published about" in after and "the record is incomplete" not in after


def test_without_group_statements_none_are_mentioned(folder: Folder) -> None:
    assert "whole group" in SURFACES["front page"](load(folder.path))
    drop(folder, "findings", lambda row: row["basis"] == "collective")
    data = load(folder.path)
    assert "group" not in SURFACES["front page"](data) and "Group" not in SURFACES["method page"](data)


def test_a_collective_example_counts_as_one(folder: Folder) -> None:
    assert "every council in Northern Ireland" in " ".join(gaps.group_claims(load(folder.path)))
    data = load(folder.path)
    body = next(body for body in data.bodies.loc[data.bodies["nation"] == "Northern Ireland", "id"]
                if set(data.findings.loc[data.findings["body"] == body, "basis"]) == {"collective"})  # fmt: skip
    folder.set("findings", folder.line_of("findings", body=body), basis="direct")
    assert "every council" not in " ".join(gaps.group_claims(load(folder.path)))


def test_what_is_denied_elsewhere_is_counted(folder: Folder) -> None:
    assert "For two bodies another source says the opposite" in gaps.contradicted_claims(load(folder.path))
    drop(folder, "findings", lambda row: row["body"] == "highland-council" and row["finding"] == "does_not_use")
    assert "For one body another source says the opposite" in gaps.contradicted_claims(load(folder.path))


def test_fresh_evidence_is_not_called_old(folder: Folder) -> None:
    data = load(folder.path)
    assert f"more than {wording.counted(RECENT_YEARS, 'year')} old" in SURFACES["front page"](data)
    lines = folder.lines("findings")
    at = lines[0].index("as_of")
    day = str(data.released)
    folder.write("findings", [lines[0], *([*row[:at], day, *row[at + 1 :]] for row in lines[1:])])
    assert "year" not in SURFACES["front page"](load(folder.path)).replace("years of", "")


def test_surveys_that_agree_are_not_reported_as_disagreeing(folder: Folder) -> None:
    def told() -> str:
        return " ".join(" ".join(point) for point in methodology.weak(load(folder.path)))

    assert "Surveys disagree" in told() and "police forces" in told()
    drop(folder, "surveys", lambda row: row["sector"] == "police")
    assert "Surveys disagree" in told() and "police forces" not in told()
    drop(folder, "surveys", lambda row: row["measure"] == "uses" and not row["asked"])
    drop(folder, "surveys", lambda row: row["measure"] == "uses" and row["sector"] != "all_public")
    assert "Surveys disagree" not in told()


def test_a_chart_of_one_round_does_not_mention_different_askers(dataset: Dataset) -> None:
    for sector in ("nhs", "college", "council", "all_public"):
        shown = sectors.survey_figures(dataset, sector)
        rounds = dataset.surveys.set_index("id").loc[list(shown.table["id"]), "survey"].nunique()
        assert ("one round of asking" in shown.subtitle) == (rounds == 1), sector
        assert rounds == 1 or f"{wording.counted(rounds, 'round')} of asking" in shown.subtitle


def test_a_promise_is_called_open_only_where_it_is(folder: Folder) -> None:
    data = load(folder.path)
    everybody = tables.changed_course_table(data)["body"].nunique()
    assert f"of {everybody} bodies no source says" in timeline.changed_course_chart(data).note
    for line, row in enumerate(folder.lines("findings")[1:], 2):
        if row[folder.lines("findings")[0].index("finding")] in ("removing", "stopped_buying", "paused_buying"):
            folder.set("findings", line, finding="removed", basis="direct")
    assert "no source says" not in timeline.changed_course_chart(load(folder.path)).note


def test_the_questions_to_start_with_have_an_answer(folder: Folder) -> None:
    assert any("disagree" in one.label for one in home.questions(load(folder.path)))
    lines = folder.lines("surveys")
    folder.write("surveys", [lines[0], *([*row[:-1], ""] for row in lines[1:])])
    asked = home.questions(load(folder.path))
    assert len(asked) == 3 and not any("disagree" in one.label for one in asked)


# All bodies of a kind

PROSE = re.compile(
    r"\b20[012]\d\b|\b(?:London|Yorkshire|Midlands|Scotland|Scottish|Wales|Welsh|Northern Ireland|Hikvision|Dahua)\b"
)
#: Sentences that may name a place, a year or a make, because no row of the record can contradict them.
ALLOWED = (
    "2022 is neither before nor after",  # an example in the rule
    "Freedom of Information Act 2000",  # the law that a request is based on
    "Scotland, Wales, Northern Ireland",  # a lane of the timeline
    "Contains OS data ©",  # the copyright notice for the boundaries
    "Northern Ireland. We cannot tell",  # the meaning of a BT postcode
    "Hikvision and Dahua cameras, where, and how we know",  # the subject of the project
    "local-authority districts of December 2024",  # a file of shapes
    "such as 2026-11-20",  # an example of a date
    "National Archives of Scotland",  # publisher of a guide to the law
    "Scottish Information Commissioner",  # an office named in the law
    "Addresses on WhatDoTheyKnow",  # the copyright notice for the lists
    "source code, read in November 2026",  # when the service was read
    "GSS code",  # how a curator's cell is validated
    "Police Scotland",  # an example of input
    "Type a place or a sector, such as Scotland",  # another
    "except that London is drawn larger",  # how the hexagon map is drawn
    "Yorkshire and The Humber",  # a key, with its short form
    "www.w3.org",
)
SPOKEN = [
    path
    for folder in ("whosecameras", "app_pages")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path.stem not in ("synth", "settings") and not {"curation", "cli", "server"} & set(path.parts)
]


def literals(path: Path) -> list[str]:
    """The texts of a file that may be shown: its strings and the literal parts of its f-strings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    defined = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, defined) and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_names_a_place_a_year_or_a_make(path: Path) -> None:
    typed = [text for text in literals(path) if len(text.split()) > 3 and PROSE.search(text)]
    assert [text for text in typed if not any(one in text for one in ALLOWED)] == [], "make it from the data"


COUNT = re.compile(r"\{(?:wording\.)?number\([^{}]*\)\} (?!of\b)(?:[a-z-]+ ){0,2}[a-z-]{2,}s\b")


def test_no_count_precedes_a_plural_only_noun() -> None:
    """`1 events`: a count with a noun must come from ``counted`` or ``numbered``, which handle the singular."""
    found = {
        f"{path.relative_to(ROOT)}: {match}"
        for path in [*SPOKEN, ROOT / "scripts" / "dictionary.py"]
        for match in COUNT.findall(path.read_text(encoding="utf-8"))
    }
    shown = re.compile(r"\| (?:length|number) *\}\} [a-z]+s\b")
    for path in (ROOT / "whosecameras").rglob("*.html"):
        found |= {f"{path.name}: {match}" for match in shown.findall(path.read_text(encoding="utf-8"))}
    assert found == set()


def test_that_evidence_has_no_date_is_said_as_long_as_there_is_such_evidence(folder: Folder) -> None:
    assert "or has no date" in " ".join(gaps._old(load(folder.path)))
    header, *rows = folder.lines("findings")
    for line, row in enumerate(rows, 2):
        if not row[header.index("as_of")]:
            folder.set("findings", line, as_of="2022-01", as_of_basis="inferred")
    assert "or has no date" not in " ".join(gaps._old(load(folder.path)))
