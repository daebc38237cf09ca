"""What a title may claim: the gap first if it is the largest part, no bare zero, a date, no group claim as use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Folder

from scripts import dictionary
from whosecameras.analysis.areas import STATUS_MAPS
from whosecameras.analysis.counts import tally
from whosecameras.analysis.headline import summary
from whosecameras.analysis.queries import bodies_apart
from whosecameras.analysis.registers import whole_sectors
from whosecameras.analysis.sectors import ALL_PUBLIC
from whosecameras.analysis.status import NO_EVIDENCE, body_statuses
from whosecameras.analysis.survey_shares import figures_of, is_group_claim, shares
from whosecameras.analysis.timeline import bodies_that_changed_course
from whosecameras.briefing import cards_national, onepager, subject
from whosecameras.charts import maps, sectors
from whosecameras.charts.chart import Chart
from whosecameras.content import home
from whosecameras.content.record_index import index_of
from whosecameras.record.loading import Dataset, load
from whosecameras.record.schema import Flag, Status
from whosecameras.text import evidence_words, manufacturer_tables, methodology, titles, wording

#: The number of users of the cameras, in any of the phrases that a surface uses.
USING = re.compile(
    r"reported using(?: the cameras)? ([\d,]+)|([\d,]+)(?: of [\d,]+)?(?: [a-z]+){0,4} (?:was|were) reported using"
    r"|([\d,]+) (?:\w+ ){0,4}as (?:using|users?)|([\d,]+) reported using|named for ([\d,]+) of",
    re.IGNORECASE,
)


def exhibits(data: Dataset) -> Iterator[Chart]:
    """Every chart that counts bodies by status."""
    yield from (maps.status_map(data, which) for which in STATUS_MAPS)
    yield from (sectors.status_by_sector(data, by) for by in ("sector", "region"))
    yield from (sectors.named_bodies_by_sector(data), sectors.manufacturers_by_sector(data))


def surfaces(data: Dataset) -> Iterator[tuple[str, str]]:
    """Every text on pages, cards, one-pagers, README and summary that counts public bodies, with its name."""
    codes, keys = [*data.regions["code"]], [*data.sectors["id"]]
    for code in codes:
        found = tally(data, regions=(str(code),))
        yield (
            f"region {code}",
            f"{titles.place(data, code)} {titles.place_number(data, code)} {titles.sources_name(found)}",
        )
    for key in [*keys, ALL_PUBLIC]:
        yield f"sector {key}", f"{titles.sector(data, key)} {titles.sector_number(data, key)}"
    yield from ((one.id, f"{one.title}. {one.subtitle}. {one.alt}") for one in exhibits(data))
    yield "front page", json.dumps([one.__dict__ for one in home.headline(data).facts], default=str)
    yield "what is not known", " ".join(home.not_known(data))
    yield "method", " ".join(" ".join(point) for point in methodology.weak(data))
    yield "README", dictionary.headline(summary(data))
    yield "summary", json.dumps(summary(data), ensure_ascii=False).replace('"', "").replace(":", "")
    scopes = [("uk", ""), *(("region", str(code)) for code in codes), *(("sector", str(key)) for key in keys)]
    for kind, key in scopes:
        about = subject.briefing_subject(data, kind, key)
        if key in ("", "E12000008", "N92000002", "council"):
            yield f"one-pager {kind} {key}", re.sub(r"<[^>]+>", " ", onepager.html(data, about)).split("Sources")[0]
        for card in about.cards:
            made = subject.card(data, card)
            yield f"card {card}", f"{made.title}. {made.number} {made.counted}. {made.alt}"


@pytest.fixture(scope="module")
def shown(_good_folder: Path) -> dict[str, str]:
    """The surfaces of the record's copy that tests change."""
    return dict(surfaces(load(_good_folder)))


def users(text: str) -> list[str]:
    """The numbers of users in a text, in order."""
    return ["".join(found.groups(default="")) for found in USING.finditer(text)]


def blank_council(data: Dataset) -> str:
    """A council without evidence in a region where others are named as users."""
    known = body_statuses(data)
    councils = data.bodies[(data.bodies["sector"] == "council") & (data.bodies["region"] == "E12000008")]
    return next(
        str(one) for one in councils["id"] if known[str(one)] == NO_EVIDENCE and data.row("bodies", one)["code"]
    )


def test_one_more_claim_about_a_group_changes_no_number_of_users(
    dataset: Dataset, folder: Folder, shown: dict[str, str]
) -> None:
    body = blank_council(dataset)
    line = folder.line_of("findings", basis="collective", finding="uses")
    folder.add("findings", line, id=f"{body}-901", body=body)
    claimed = load(folder.path)
    assert body_statuses(claimed)[body].status is Status.GROUP_ONLY
    after = dict(surfaces(claimed))
    assert shown.keys() == after.keys()
    told = {name: users(text) for name, text in shown.items()}
    assert sum(map(len, told.values())) > 40  # the pattern finds them
    assert {name: users(text) for name, text in after.items()} == told
    assert summary(claimed)["status"][Status.GROUP_ONLY] == summary(dataset)["status"][Status.GROUP_ONLY] + 1


def test_one_more_report_that_names_a_body_changes_them(
    dataset: Dataset, folder: Folder, shown: dict[str, str]
) -> None:
    body = blank_council(dataset)
    line = folder.line_of("findings", basis="direct", finding="uses", scope="")
    folder.add("findings", line, id=f"{body}-901", body=body)
    named = dict(surfaces(load(folder.path)))
    changed = {name for name, text in shown.items() if users(text) != users(named[name])}
    assert {"sector council", "region E12000008", "hexagons", "statuses-by-region", "README", "summary"} <= changed


def test_no_title_starts_with_a_bare_zero_or_an_empty_range(dataset: Dataset, shown: dict[str, str]) -> None:
    bare = re.compile(
        r"(?<![\d,.])0 of \d|\b0 (?:public|principal|councils|bodies|police)|from (\d+)% to \1%|(\d+) of \2 on the"
    )
    for name, text in shown.items():
        if name not in ("summary", "README") and not name.startswith("one-pager"):
            assert not bare.search(text), (name, bare.search(text))
    for kind, key in [("region", "E12000009"), ("region", "N92000002"), ("sector", "school"), ("sector", "nhs")]:
        for one in subject.briefing_subject(dataset, kind, key).numbers:
            assert not re.match(r"0\b", one.figure), (key, one)


def test_where_most_is_blank_the_title_begins_with_that(dataset: Dataset) -> None:
    for code in dataset.regions["code"]:
        found = tally(dataset, sectors=("council",), regions=(str(code),), existing=True)
        said = titles.place(dataset, str(code)).partition(": ")[2]
        assert said.startswith("we found nothing published about") == (found.unknown * 2 > found.total), said
        assert ("any of its" in said.partition(";")[0] and "nothing" in said) == (found.unknown == found.total)
        assert not found.using or re.search(r"reported using the cameras \(\d{4}", said)
    for key in whole_sectors(dataset):
        assert ": we found nothing published about" in titles.sector(dataset, key)


def test_a_group_without_a_named_member_is_not_a_group_of_users(dataset: Dataset) -> None:
    whole = [
        str(code)
        for code in dataset.regions["code"]
        if (found := tally(dataset, sectors=("council",), regions=(str(code),), existing=True)).group_only
        == found.total
    ]
    assert whole
    for code in whole:
        assert ": no source names any of its" in titles.place(dataset, code)
        assert "only in a claim about a group" in titles.place_number(dataset, code).counted


def test_a_figure_of_another_question_is_not_ranked(dataset: Dataset, folder: Folder) -> None:
    shown = sectors.by_sector(dataset)
    other = figures_of(dataset, sector="college", survey="bbw-2022").iloc[0]
    assert other["vendor_scope"] != "either"
    folder.set("surveys", folder.line_of("surveys", id=str(other["id"])), share_printed="99")
    raised = sectors.by_sector(load(folder.path))
    assert raised.title == shown.title and "Colleges" not in shown.title
    who = next(one for one in raised.table["Who"] if one.startswith("Colleges"))
    assert "another question" in who and list(raised.table["Who"]).index(who) > list(raised.table["Who"]).index(
        "Police forces"
    )


def test_a_function_counts_only_where_the_company_is_named(dataset: Dataset, folder: Folder) -> None:
    before = manufacturer_tables.functions_reported(dataset, "dahua")
    reported = set(dataset.capabilities.loc[dataset.capabilities["statement"] == "reported", "capability"])
    words = dataset.capability_words.to_dict("records")
    new = next(one["id"] for one in words if one["id"] not in reported and not manufacturer_tables.is_flaw(one))
    line = folder.line_of("capabilities", statement="reported")
    folder.add("capabilities", line, id="zz-901", capability=str(new), vendor="unknown")
    assert manufacturer_tables.capability_title(load(folder.path)) == manufacturer_tables.capability_title(dataset)
    folder.add("capabilities", line, id="zz-902", capability=str(new), vendor="dahua")
    data = load(folder.path)
    assert manufacturer_tables.functions_reported(data, "dahua") == before + 1
    assert manufacturer_tables.capability_title(data) != manufacturer_tables.capability_title(dataset)


def test_a_status_is_stated_with_its_date_and_never_as_of_today(dataset: Dataset) -> None:
    today = re.compile(r"\b(?:is|are) (?:reported|said|removing)|\buses (?:Hikvision|Dahua)\b")
    for body, standing in body_statuses(dataset).items():
        said = index_of(dataset).sentence(body)
        if standing.status is Status.UNKNOWN:
            gone = bool(dataset.row("bodies", body)["ended"] or dataset.row("bodies", body)["replaced_by"])
            assert (" used " in said) == gone, said
            continue
        title = titles.body(dataset, str(dataset.row("bodies", body)["name"]), standing)
        assert not today.search(said) and not today.search(title), said
        assert (standing.as_of[:4] in title) if standing.as_of else ("undated" in title and "undated" in said)


def test_cameras_on_a_building_were_seen_there(dataset: Dataset) -> None:
    seen = [
        body
        for body, one in body_statuses(dataset).items()
        if one.status is Status.USING and all(wording.seen(dataset.row("findings", id)) for id in one.decided_by)
    ]
    assert seen
    for body in seen:
        said = index_of(dataset).sentence(body)
        assert "cameras were seen" in said and "was reported using" not in said, said


def test_a_claim_about_a_group_is_called_one_wherever_it_is_listed(dataset: Dataset) -> None:
    for row in dataset.findings.to_dict("records"):
        said = wording.finding_of(row)
        assert ("claim about a whole group" in said) == (row["basis"] == "collective"), row["id"]
        assert said != "reported using" or not str(row["scope"]).startswith("seen "), row["id"]


def test_a_survey_that_is_the_claim_about_a_group_says_so(dataset: Dataset) -> None:
    known = shares(dataset)
    found = [row for _, row in figures_of(dataset, sector="council").iterrows() if is_group_claim(dataset, row)]
    assert [str(row["geography"]) for row in found] == ["Northern Ireland"]
    assert "the claim about a whole group" in wording.survey_line(dataset, found[0], known[str(found[0]["id"])])


def test_regions_are_bars_and_have_no_colour_for_what_is_known_of_them(dataset: Dataset) -> None:
    card = cards_national.regions(dataset, "light")
    assert {trace.type for trace in card.picture.figure.data} == {"bar"}  # type: ignore[union-attr]
    blank = tally(dataset, sectors=("council",), existing=True).unknown
    assert card.number.startswith(wording.number(blank))


def test_owners_that_are_not_public_bodies_are_listed_separately(dataset: Dataset) -> None:
    for row in dataset.bodies.to_dict("records"):
        public = row["owner"] == "public"
        assert bool(methodology.not_counted(dataset, str(row["id"]))) != public
        assert public or not index_of(dataset).body(str(row["id"])).figures


def test_a_private_owner_changes_no_number_of_public_bodies(
    dataset: Dataset, folder: Folder, shown: dict[str, str]
) -> None:
    body, before = str(bodies_apart(dataset).iloc[0]["id"]), summary(load(folder.path))["status"]
    line = folder.line_of("findings", basis="direct", finding="removing")
    folder.add("findings", line, id=f"{body}-901", body=body)
    data = load(folder.path)
    assert body_statuses(data)[body] != body_statuses(dataset)[body]
    assert bodies_that_changed_course(data) == bodies_that_changed_course(dataset)
    days = wording.date(str(data.released)), wording.date(str(dataset.released))
    differ = {name for name, text in surfaces(data) if text.replace(*days) != shown[name]}
    assert differ <= {"summary", "README", "one-pager uk ", "not-known"}, differ  # these also count rows
    assert summary(data)["status"] == before


def test_a_title_dates_the_report_and_not_the_removal(dataset: Dataset) -> None:
    """When the cameras went, a report need not say."""
    removed = [one for one in body_statuses(dataset).values() if one.status is Status.REMOVED and one.as_of]
    assert removed
    for known in removed:
        before, _, after = titles.body_words(dataset, known).partition("removed")
        assert after and known.as_of[:4] in before and known.as_of[:4] not in after


def test_one_camera_is_not_told_as_several(dataset: Dataset) -> None:
    """A title and the first sentence of a body: the plural would make more of it than the source does."""
    findings = dataset.findings.set_index("id")["cameras"].fillna(0)
    told = {"one": 0, "several": 0}
    for key, known in body_statuses(dataset).items():
        if known.status is not Status.USING or wording.seen(dataset.row("findings", known.decided_by[0])):
            continue
        single = all(int(findings[one]) == 1 for one in known.decided_by)
        for text in (titles.body_words(dataset, known), evidence_words.known_first(dataset, key, known)[0]):
            assert (" camera " in text, " cameras " in text) == (single, not single), text
        told["one" if single else "several"] += 1
    assert all(told.values())


def test_use_that_a_source_only_implies_is_not_called_reported(dataset: Dataset) -> None:
    implied = 0
    for key, known in body_statuses(dataset).items():
        if known.status is not Status.USING or wording.seen(dataset.row("findings", known.decided_by[0])):
            continue
        only = Flag.INFERRED_ONLY in known.flags
        for text in (titles.body_words(dataset, known), evidence_words.known_first(dataset, key, known)[0]):
            assert ("implied" in text, "reported using" in text) == (only, not only), text
        implied += only
    assert implied


def test_a_promise_that_somebody_else_reported_is_not_told_in_the_body_s_own_words(dataset: Dataset) -> None:
    kinds = set()
    for key, known in body_statuses(dataset).items():
        if known.status is Status.REMOVING:
            row = dataset.row("findings", known.decided_by[0])
            theirs = dataset.row("sources", row["source"])["grade"] == "A"
            passed_on = not theirs and row["as_of_basis"] == "published"
            kinds.add(passed_on)
            assert ("as saying" in evidence_words.known_first(dataset, key, known)[0]) == passed_on, key
    assert kinds == {True, False}


def test_equipment_that_is_no_cctv_is_not_passed_over(dataset: Dataset) -> None:
    """“We found nothing” would otherwise stand above a source that reports something of the company's."""
    index, statuses, named = index_of(dataset), body_statuses(dataset), 0
    for row in dataset.capabilities.to_dict("records"):
        if row["body"] and statuses[row["body"]].status is Status.UNKNOWN and row["statement"] == "reported":
            brand = {"hikvision": "Hikvision", "dahua": "Dahua"}.get(row["vendor"], "")
            if brand:
                named += 1
                assert f"{brand} equipment" in index.sentence(row["body"]), row["id"]
    assert named


@pytest.mark.parametrize(
    ("period", "words"),
    [("2022", "in 2022"), ("2021-22", "between 2021 and 2022"), ("2015-2021", "between 2015 and 2021")],
)
def test_a_span_of_years_is_in_words(period: str, words: str) -> None:
    assert titles._during(period) == words


def test_the_title_of_a_wall_has_the_years_of_its_survey(dataset: Dataset) -> None:
    row = titles.leading_figure(dataset, "council")
    assert row is not None
    period = str(dataset.row("survey_rounds", str(row["survey"]))["period"])
    assert f" {titles._during(period)} " in titles.wall(dataset, "council")[0]


def test_a_briefing_on_a_region_never_says_that_a_group_claim_names_somebody(dataset: Dataset) -> None:
    for code in dataset.regions["code"]:
        found = tally(dataset, sectors=("council",), regions=(str(code),), existing=True)
        said = subject.briefing_subject(dataset, "region", str(code)).not_known[0]
        assert not re.search(r"\b0\b", said) and ("does not mean no" in said) == bool(found.unknown), said
        assert ("claim about a group" in said) == (bool(found.group_only) and not found.unknown), said
