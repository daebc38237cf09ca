"""Facts on manufacturers: each is in a group, each allegation has a reply or “no reply found”."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import Folder

from whosecameras.analysis.manufacturers import (
    ALLEGATIONS,
    capability_statements,
    facts_about,
    replies_to,
    unattached_replies,
)
from whosecameras.analysis.survey_shares import share
from whosecameras.record.loading import Dataset, load
from whosecameras.record.schema import CAPABILITY_STATEMENTS, FACT_GROUPS, FACT_KEYS, REPLIES, VENDOR_EACH, VENDORS
from whosecameras.text import camera_functions, manufacturer_tables, wording
from whosecameras.text.camera_functions import IN_THE_UK, function_groups


def test_every_key_of_the_record_has_a_group_and_every_group_a_name(dataset: Dataset) -> None:
    assert set(dataset.vendor_facts["key"]) <= set(FACT_KEYS)
    assert {group for group, _ in FACT_KEYS.values()} == {*FACT_GROUPS, REPLIES}


def test_an_unknown_key_is_found_by_the_check_and_an_unknown_group_fails(folder: Folder, dataset: Dataset) -> None:
    line = folder.line_of("vendor_facts", key="founded")
    folder.set("vendor_facts", line, key="favourite_colour")
    [problem] = folder.problems()
    assert (problem.line, problem.column) == (line, "key")
    assert problem.message.startswith('"favourite_colour" is not allowed; use one of: founded, ')
    with pytest.raises(KeyError, match="no group"):
        facts_about(dataset, "dahua", "gossip")


def test_each_fact_is_in_exactly_one_group(dataset: Dataset) -> None:
    groups = [*FACT_GROUPS, ALLEGATIONS, REPLIES]
    found = [row for vendor in (*VENDORS, VENDOR_EACH) for g in groups for row in facts_about(dataset, vendor, g)["id"]]
    assert sorted(found) == sorted(dataset.vendor_facts["id"])
    assert sorted(manufacturer_tables.facts_table(dataset)["id"]) == sorted(found)


def test_no_allegation_is_among_the_facts(dataset: Dataset) -> None:
    kinds = dict(zip(dataset.vendor_facts["id"], dataset.vendor_facts["kind"], strict=True))
    for vendor in VENDORS:
        for group in FACT_GROUPS:
            assert {kinds[row] for row in facts_about(dataset, vendor, group)["id"]} <= {"fact"}


def test_every_allegation_has_its_replies_or_says_that_none_was_found(dataset: Dataset) -> None:
    table = manufacturer_tables.allegations(dataset).set_index("id")
    frame = dataset.vendor_facts
    alleged = frame[frame["kind"] == "allegation"].set_index("id")
    assert set(table.index) == set(alleged.index)
    for key, row in alleged.iterrows():
        replies = [one for one in row["replies"].split("; ") if one]
        assert set(replies_to(dataset, str(key))["id"]) == set(replies)
        assert (table.loc[key, "Reply"] == manufacturer_tables.NO_REPLY) == (not replies)
    assert table.loc["dahua-sanctions-listing-2022-10", "Reply"] == "No reply found"
    assert table.loc["hikvision-ownership-2016", "Reply"].startswith("Declined to comment on the report (")


def test_every_reply_is_shown_with_its_allegation_or_among_the_others(dataset: Dataset) -> None:
    replies = set(dataset.vendor_facts.loc[dataset.vendor_facts["kind"] == "reply", "id"])
    beside = {one for fact in dataset.vendor_facts["id"] for one in replies_to(dataset, str(fact))["id"]}
    loose = {one for vendor in (*VENDORS, VENDOR_EACH) for one in unattached_replies(dataset, vendor)["id"]}
    assert beside | loose == replies and not beside & loose


def test_differing_figures_are_all_shown(dataset: Dataset) -> None:
    shares = facts_about(dataset, "hikvision", "ownership")
    values = set(shares.loc[shares["about"] == "Share held by the state", "value"])
    assert values == {"41.55%", "42%", "38.88%"}


def test_the_table_counts_every_statement_once(dataset: Dataset) -> None:
    table = manufacturer_tables.capability_table(dataset)
    assert int(table[list(manufacturer_tables.COUNTED_STATEMENTS)].to_numpy().sum()) == len(dataset.capabilities)
    meant = [one for statements in manufacturer_tables.COUNTED_STATEMENTS.values() for one in statements]
    assert sorted(meant) == sorted(CAPABILITY_STATEMENTS) == sorted(manufacturer_tables.STATEMENTS)


@pytest.mark.parametrize("vendor", ["", *VENDORS])
def test_a_function_is_in_each_group_that_a_statement_about_it_belongs_to(dataset: Dataset, vendor: str) -> None:
    said = capability_statements(dataset, vendor)
    groups = {group.id: group for group in function_groups(dataset, vendor)}
    words = dataset.capability_words.to_dict("records")
    flaws = {word["id"] for word in words if manufacturer_tables.is_flaw(word)}
    for key, statements in manufacturer_tables.COUNTED_STATEMENTS.items():
        expected = set(said.loc[said["statement"].isin(statements), "capability"]) - flaws
        shown = list(groups[key].table["id"]) if key in groups else []
        assert len(shown) == len(set(shown)) and set(shown) - {"anpr"} == expected - {"anpr"}
        surveyed = len(set(shown) - expected)  # counted in a survey, which names no company
        assert key not in groups or f": {wording.counted(len(shown) - surveyed, 'function')}" in groups[key].heading
        assert key not in groups or ("counted in a survey" in groups[key].heading) == bool(surveyed)
    assert set(groups["flaw"].table["id"] if "flaw" in groups else ()) == set(said["capability"]) & flaws
    assert set(camera_functions.function_sources(dataset, vendor)) == set(said["source"])


def test_a_word_is_a_flaw_as_long_as_the_record_says_so(folder: Folder, dataset: Dataset) -> None:
    words = dataset.capability_words.to_dict("records")
    [flaw] = [word for word in words if manufacturer_tables.is_flaw(word)]
    table = manufacturer_tables.capability_table(dataset).set_index("id")
    assert list(table.index[table["Standing"] == manufacturer_tables.FLAW]) == [flaw["id"]]
    folder.set("capability_words", folder.line_of("capability_words", id=flaw["id"]), meaning="Opens a gate.")
    assert folder.problems() == []
    now = manufacturer_tables.capability_table(load(folder.path)).set_index("id")
    assert manufacturer_tables.FLAW not in set(now["Standing"])


def test_what_most_sources_write_about_comes_first_and_what_is_not_reported_here_before_the_rest(
    dataset: Dataset,
) -> None:
    said = capability_statements(dataset)
    sources = said.groupby("capability")["source"].nunique()
    reported = {*said.loc[said["statement"] == "reported", "capability"], "anpr"}
    for group in function_groups(dataset):
        beside = group.id in ("described", "abroad")
        ranks = [(beside and one in reported, -int(sources[one])) for one in group.table["id"]]
        assert ranks == sorted(ranks)
        if beside:
            told = dict(zip(group.table["id"], group.table[IN_THE_UK], strict=True))
            assert {one for one, word in told.items() if word == "No report found"} == set(told) - reported
    abroad = next(group.table for group in function_groups(dataset) if group.id == "abroad")
    assert abroad["id"][0] == "ethnicity_analytics"
    assert "anpr" in set(function_groups(dataset)[0].table["id"]), "counted in a survey of more manufacturers"


def test_a_survey_says_what_its_base_is(dataset: Dataset) -> None:
    frame = dataset.surveys
    row = frame[(frame["measure"] == "anpr") & (frame["country"] == "GB")].iloc[0]
    said = manufacturer_tables.capability_table(dataset).set_index("id").loc["anpr", "Reported in the UK"]
    assert f"{row['using']} of {row['answered']} bodies that answered" in said and "bodies asked" not in said
    only_asked = row.copy()
    only_asked["answered"], only_asked["share_printed"] = pd.NA, pd.NA
    only_asked["asked"] = 47
    assert manufacturer_tables._of_whom(share(only_asked)) == f"{row['using']} of 47 bodies asked"


def test_what_a_body_approved_or_planned_is_not_among_what_is_reported(folder: Folder) -> None:
    line = folder.line_of("capabilities", statement="reported", capability="fight_detection")
    folder.set("capabilities", line, statement="planned", body="thurrock-council")
    assert folder.problems() == []
    groups = {group.id: set(group.table["id"]) for group in function_groups(load(folder.path))}
    assert "fight_detection" in groups["planned"] and "fight_detection" not in groups["reported"]
    folder.set("capabilities", line, body="")
    assert [problem.column for problem in folder.problems()] == ["body"]


def test_no_statement_means_no_group(folder: Folder) -> None:
    folder.write("capabilities", folder.lines("capabilities")[:1])
    assert function_groups(load(folder.path)) == ()
