"""What must be true of the makers' facts: none without a group, no allegation without a reply or the lack of one."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import Folder

from whosecameras.analysis.survey_shares import share
from whosecameras.charts import manufacturers
from whosecameras.record.loading import Dataset, load
from whosecameras.record.schema import CAPABILITY_STATEMENTS, FACT_GROUPS, FACT_KEYS, REPLIES, VENDOR_EACH, VENDORS


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
        manufacturers.facts_about(dataset, "dahua", "gossip")


def test_each_fact_is_in_exactly_one_group(dataset: Dataset) -> None:
    groups = [*FACT_GROUPS, manufacturers.ALLEGATIONS, REPLIES]
    found = [
        row
        for maker in (*VENDORS, VENDOR_EACH)
        for g in groups
        for row in manufacturers.facts_about(dataset, maker, g)["id"]
    ]
    assert sorted(found) == sorted(dataset.vendor_facts["id"])
    assert sorted(manufacturers.facts_table(dataset)["id"]) == sorted(found)


def test_no_allegation_is_among_the_facts(dataset: Dataset) -> None:
    kinds = dict(zip(dataset.vendor_facts["id"], dataset.vendor_facts["kind"], strict=True))
    for maker in VENDORS:
        for group in FACT_GROUPS:
            assert {kinds[row] for row in manufacturers.facts_about(dataset, maker, group)["id"]} <= {"fact"}


def test_every_allegation_has_its_replies_or_says_that_none_was_found(dataset: Dataset) -> None:
    table = manufacturers.allegations(dataset).set_index("id")
    frame = dataset.vendor_facts
    alleged = frame[frame["kind"] == "allegation"].set_index("id")
    assert set(table.index) == set(alleged.index)
    for key, row in alleged.iterrows():
        replies = [one for one in row["replies"].split("; ") if one]
        assert set(manufacturers.replies_to(dataset, str(key))["id"]) == set(replies)
        assert (table.loc[key, "Reply"] == manufacturers.NO_REPLY) == (not replies)
    assert table.loc["hikvision-ownership-2016", "Reply"] == "No reply found"


def test_every_reply_is_shown_beside_something_or_among_the_others(dataset: Dataset) -> None:
    replies = set(dataset.vendor_facts.loc[dataset.vendor_facts["kind"] == "reply", "id"])
    beside = {one for fact in dataset.vendor_facts["id"] for one in manufacturers.replies_to(dataset, str(fact))["id"]}
    loose = {one for maker in (*VENDORS, VENDOR_EACH) for one in manufacturers.unattached_replies(dataset, maker)["id"]}
    assert beside | loose == replies and not beside & loose


def test_figures_that_differ_all_stand(dataset: Dataset) -> None:
    shares = manufacturers.facts_about(dataset, "hikvision", "ownership")
    values = set(shares.loc[shares["about"] == "Share held by the state", "value"])
    assert values == {"41.55%", "42%", "38.88%"}


def test_the_grid_counts_every_statement_once(dataset: Dataset) -> None:
    table = manufacturers.capability_table(dataset)
    assert int(table[list(manufacturers.COLUMNS)].to_numpy().sum()) == len(dataset.capabilities)
    meant = [statement for _, statements, *_ in manufacturers.COLUMNS.values() for statement in statements]
    assert sorted(meant) == sorted(CAPABILITY_STATEMENTS) == sorted(manufacturers.STATEMENTS)
    symbols = [column[2] for column in manufacturers.COLUMNS.values()]
    assert len(set(symbols)) == len(symbols), "two columns would differ by colour alone"


def test_what_is_not_reported_in_the_uk(dataset: Dataset) -> None:
    said = dataset.capabilities
    reported = set(said.loc[said["statement"] == "reported", "capability"])
    absent = set(manufacturers.not_reported(dataset)["id"])
    assert not absent & reported
    assert "ethnicity_analytics" in absent and "facial_recognition" not in absent
    assert "anpr" not in absent, "UK police forces were counted in a survey of more makers"
    assert "remote_takeover_risk" not in absent


def test_a_survey_says_what_its_base_is(dataset: Dataset) -> None:
    frame = dataset.surveys
    row = frame[(frame["measure"] == "anpr") & (frame["country"] == "GB")].iloc[0]
    said = manufacturers.capability_table(dataset).set_index("id").loc["anpr", "Reported in the UK"]
    assert f"{row['using']} of {row['answered']} bodies that answered" in said and "bodies asked" not in said
    only_asked = row.copy()
    only_asked["answered"], only_asked["share_printed"] = pd.NA, pd.NA
    only_asked["asked"] = 47
    assert manufacturers._of_whom(share(only_asked)) == f"{row['using']} of 47 bodies asked"


def test_the_chart_draws_what_the_table_counts(dataset: Dataset) -> None:
    for maker in ("", *VENDORS):
        exhibit = manufacturers.capability_chart(dataset, maker)
        marks = sum(len(trace.customdata) for trace in exhibit.figure.data if trace.customdata is not None)
        assert marks == int((exhibit.table[list(manufacturers.COLUMNS)] > 0).to_numpy().sum()) > 0
        assert exhibit.sources and set(exhibit.sources) <= set(dataset.sources["id"])


def test_hostile_text_in_a_function_stays_text(folder: Folder) -> None:
    folder.set("capability_words", folder.line_of("capability_words", id="audio"), name="<i>Sound</i>")
    assert "<i>Sound" not in manufacturers.capability_chart(load(folder.path)).figure.to_json()
