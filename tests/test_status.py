"""From findings to status: each clause of the rule, and each flag."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from conftest import Folder

from whosecameras.analysis import counts, status
from whosecameras.analysis.queries import registered_bodies
from whosecameras.analysis.status import (
    NO_EVIDENCE,
    BodyStatus,
    EvidenceFilter,
    GradedFinding,
    body_status,
    is_surely_after,
    last_day_of,
)
from whosecameras.record.loading import Dataset, load
from whosecameras.record.schema import Age, Finding, Flag, Status

RELEASED = date(2024, 6, 30)


def statement(
    finding: str,
    as_of: str = "2023",
    vendor: str = "hikvision",
    basis: str = "direct",
    grade: str = "B",
    scope: str = "",
) -> GradedFinding:
    """A statement with a descriptive id."""
    return GradedFinding(f"{vendor}-{finding}-{as_of}-{grade}", vendor, Finding(finding), as_of, basis, grade, scope)


def status_of(*statements: GradedFinding, released: date = RELEASED) -> BodyStatus:
    """The status; independent of the order of the statements."""
    results = {body_status(order, released) for order in permutations(statements)}
    assert len(results) == 1, "the order of the statements must not matter"
    return results.pop()


@pytest.mark.parametrize(
    ("finding", "wanted"),
    [
        ("stop_ended", Status.UNKNOWN),
        ("uses", Status.USING),
        ("removing", Status.REMOVING),
        ("removed", Status.REMOVED),
        ("used_previously", Status.REMOVED),
        ("does_not_use", Status.NOT_USING),
        ("refused", Status.WOULD_NOT_SAY),
        ("no_answer", Status.DID_NOT_ANSWER),
        ("not_held", Status.UNKNOWN),
        ("stopped_buying", Status.UNKNOWN),
        ("paused_buying", Status.UNKNOWN),
    ],
)
def test_one_statement_gives_its_status(finding: str, wanted: Status) -> None:
    assert status_of(statement(finding)).status is wanted


def test_nothing_known_is_not_a_no() -> None:
    assert body_status([], RELEASED) is NO_EVIDENCE
    assert NO_EVIDENCE.status is Status.UNKNOWN


# Clause 1: a claim about a group names nobody


@pytest.mark.parametrize("finding", ["uses", "does_not_use", "removed", "refused", "no_answer", "stopped_buying"])
def test_a_claim_about_a_group_is_all_that_is_known_of_a_body(finding: str) -> None:
    result = status_of(statement(finding, basis="collective", vendor="dahua"))
    assert (result.status, result.vendors, result.flags) == (Status.GROUP_ONLY, ("dahua",), ())
    assert result.decided_by == (statement(finding, basis="collective", vendor="dahua").id,)


@pytest.mark.parametrize(
    ("own", "wanted"),
    [
        ("does_not_use", Status.NOT_USING),
        ("refused", Status.WOULD_NOT_SAY),
        ("no_answer", Status.DID_NOT_ANSWER),
    ],
)
def test_what_names_the_body_goes_before_a_claim_about_its_group(own: str, wanted: Status) -> None:
    """However old and weak the former, however new and well graded the latter."""
    own_words = statement(own, "2019", grade="D", basis="inferred")
    result = status_of(own_words, statement("uses", "2024", basis="collective", grade="A"))
    assert (result.status, result.decided_by, result.vendors) == (wanted, (own_words.id,), ("hikvision",))
    assert Flag.CONTESTED not in result.flags, "who names nobody contradicts nobody"


def test_a_claim_about_a_group_adds_no_company_to_what_names_the_body() -> None:
    result = status_of(statement("uses", vendor="hikvision"), statement("uses", basis="collective", vendor="dahua"))
    assert result.vendors == ("hikvision",)


# Clause 2: per company


def test_both_counts_for_each_make() -> None:
    assert status_of(statement("uses", vendor="both")).vendors == ("hikvision", "dahua")
    result = status_of(statement("uses", "2021", vendor="both"), statement("removed", "2023", vendor="hikvision"))
    assert (result.status, result.vendors) == (Status.USING, ("dahua",))


def test_either_is_read_with_every_make_that_is_named() -> None:
    assert status_of(statement("uses", vendor="either")).vendors == ("either",)
    result = status_of(statement("uses", "2021", vendor="hikvision"), statement("removed", "2023", vendor="either"))
    assert (result.status, result.vendors) == (Status.REMOVED, ("either",))


def test_a_brand_is_shown_only_if_a_deciding_statement_names_it() -> None:
    asked = status_of(statement("uses", vendor="either"), statement("refused", "2024", vendor="both"))
    assert (asked.status, asked.vendors) == (Status.USING, ("either",))
    denied = status_of(statement("uses", vendor="either"), statement("does_not_use", vendor="dahua"))
    assert (denied.status, denied.vendors) == (Status.USING, ("either",))
    named = status_of(statement("uses", "2023-05", vendor="either"), statement("uses", "2023", vendor="hikvision"))
    assert named.vendors == ("hikvision",)


def test_a_no_about_one_make_says_nothing_of_the_other() -> None:
    result = status_of(statement("uses", "2021", vendor="dahua"), statement("does_not_use", "2023", vendor="hikvision"))
    assert (result.status, result.vendors, result.flags) == (Status.USING, ("dahua",), ())


def test_a_vaguer_report_never_erases_a_company_that_a_source_names() -> None:
    named, vague = statement("uses", "2021-11", grade="B"), statement("uses", "2022-02", vendor="either", grade="C")
    result = status_of(named, vague)
    assert (result.vendors, result.as_of, result.decided_by) == (("hikvision",), "2021-11", (named.id,))
    promised = status_of(statement("removing", "2021"), statement("removing", "2022", vendor="either", grade="A"))
    assert (promised.vendors, promised.as_of) == (("hikvision",), "2021")
    gone = status_of(named, statement("does_not_use", "2022-02", vendor="either", grade="C"))
    assert gone.status is Status.NOT_USING, "who has neither has not the one"


# Clause 3: the firmest basis decides alone


def test_a_vaguer_report_does_not_date_a_company_that_another_source_names() -> None:
    """A refusal names Dahua, so the report on “either” is read with it; but only the firmer source names a company."""
    named = statement("uses", vendor="hikvision", as_of="2023-03", grade="B")
    vague = statement("uses", vendor="either", as_of="2023-06", grade="D")
    known = status_of(named, vague, statement("refused", vendor="both", as_of="2023-01"))
    assert (known.vendors, known.as_of, known.decided_by) == (("hikvision",), "2023-03", (named.id,))
    assert known.latest_evidence == "2023-06"


@pytest.mark.parametrize(
    ("firm", "loose"),
    [
        ({"grade": "C"}, {"grade": "D"}),
        ({"grade": "D"}, {"basis": "inferred", "grade": "A"}),
    ],
)
def test_firmer_ground_decides_even_when_older(firm: dict[str, str], loose: dict[str, str]) -> None:
    result = status_of(statement("does_not_use", "2019", **firm), statement("uses", "2023", **loose))
    assert result.status is Status.NOT_USING
    assert len(result.decided_by) == 1


# Clause 4: the newest, as far as dates tell


def test_the_newest_decides() -> None:
    result = status_of(statement("uses", "2021-05"), statement("removed", "2022-01"), statement("does_not_use", "2020"))
    assert (result.status, result.as_of) == (Status.REMOVED, "2022-01")


def test_a_year_is_neither_before_nor_after_a_month_of_it() -> None:
    assert not is_surely_after("2022", "2022-05") and not is_surely_after("2022-05", "2022")
    assert is_surely_after("2022-06", "2022-05-31") and not is_surely_after("2022-05-31", "2022-05")
    assert is_surely_after("2023", "2022-12-31") and not is_surely_after("2022", "2022")
    assert status_of(statement("uses", "2022"), statement("does_not_use", "2022-05")).status is Status.USING


def test_a_no_about_some_cameras_does_not_outdate_a_yes_about_others() -> None:
    assert (
        status_of(statement("uses", "2021"), statement("does_not_use", "2023", scope="body-worn")).status
        is Status.USING
    )
    apart = status_of(statement("uses", "2021", scope="town centre"), statement("removed", "2023", scope="town hall"))
    assert apart.status is Status.USING
    same = status_of(statement("uses", "2021", scope="town hall"), statement("removed", "2023", scope="town hall"))
    assert same.status is Status.REMOVED
    whole = status_of(statement("uses", "2021", scope="town hall"), statement("removed", "2023"))
    assert whole.status is Status.REMOVED


def test_a_limited_no_of_a_better_source_leaves_a_yes_about_others() -> None:
    yes, no = statement("uses", "2022", grade="C"), statement("does_not_use", "2023", grade="A", scope="town centre")
    assert status_of(yes, no).status is Status.USING
    assert status_of(yes, no).decided_by == (yes.id,)
    assert status_of(yes, statement("does_not_use", "2023", grade="A")).status is Status.NOT_USING


def test_a_promise_is_not_a_deed() -> None:
    assert status_of(statement("uses", "2021"), statement("removing", "2022")).status is Status.REMOVING
    assert status_of(statement("removing", "2022"), statement("removed", "2024")).status is Status.REMOVED
    assert status_of(statement("removing", "2022"), statement("uses", "2024")).status is Status.USING


# Clause 5: at the same date, the better grade; then the one that leaves more cameras in place


def test_of_one_time_the_better_grade_decides() -> None:
    assert status_of(statement("uses", grade="C"), statement("does_not_use", grade="A")).status is Status.NOT_USING


def test_between_equals_more_cameras_in_place() -> None:
    assert status_of(statement("does_not_use"), statement("removing")).status is Status.REMOVING
    assert status_of(statement("removing"), statement("uses")).status is Status.USING
    assert status_of(statement("does_not_use"), statement("removed")).status is Status.REMOVED


# Clause 5: across companies


def test_over_the_makes_the_status_that_leaves_most_in_place() -> None:
    result = status_of(statement("removed", vendor="hikvision"), statement("removing", vendor="dahua"))
    assert (result.status, result.vendors) == (Status.REMOVING, ("dahua",))
    both = status_of(statement("uses", vendor="hikvision"), statement("uses", vendor="dahua"))
    assert both.vendors == ("hikvision", "dahua")


# Clause 6: no evidence of use


def test_a_refusal_comes_before_silence_and_after_any_statement_on_use() -> None:
    assert status_of(statement("refused", "2019"), statement("no_answer", "2023")).status is Status.WOULD_NOT_SAY
    assert (
        status_of(statement("refused", "2023", grade="A"), statement("uses", "2019", grade="D")).status is Status.USING
    )


# Shown with the status


def test_since_is_of_the_deciding_and_newest_of_all() -> None:
    result = status_of(statement("uses", "2021-03"), statement("refused", "2023-04-01"))
    assert (result.as_of, result.latest_evidence) == ("2021-03", "2023-04-01")
    assert result.decided_by == ("hikvision-uses-2021-03-B",)


def test_the_deciding_are_listed_newest_first() -> None:
    assert status_of(statement("uses", "2022"), statement("uses", "2022-05")).decided_by == (
        "hikvision-uses-2022-05-B",
        "hikvision-uses-2022-B",
    )


# Flags


def test_contested_when_sources_of_one_time_disagree() -> None:
    assert Flag.CONTESTED in status_of(statement("uses", "2022"), statement("does_not_use", "2022")).flags
    assert Flag.CONTESTED in status_of(statement("uses", "2022"), statement("does_not_use", "2022-05", grade="D")).flags


def test_what_is_out_of_date_contests_nothing() -> None:
    assert Flag.CONTESTED not in status_of(statement("uses", "2021"), statement("does_not_use", "2023")).flags
    assert Flag.CONTESTED not in status_of(statement("does_not_use", "2021"), statement("uses", "2023")).flags
    assert (
        Flag.CONTESTED not in status_of(statement("does_not_use", "2023"), statement("uses", "2021", grade="D")).flags
    )
    assert Flag.CONTESTED not in status_of(statement("does_not_use", "2023"), statement("uses", "", grade="D")).flags


def test_a_newer_report_on_weaker_ground_contests_what_it_cannot_change() -> None:
    result = status_of(statement("does_not_use", "2021", grade="A"), statement("uses", "2023", grade="D"))
    assert (result.status, Flag.CONTESTED in result.flags) == (Status.NOT_USING, True)
    assert Flag.CONTESTED in status_of(statement("uses", "2021"), statement("does_not_use", "2023", grade="D")).flags


def test_not_contested_when_a_change_explains_it() -> None:
    assert Flag.CONTESTED not in status_of(statement("uses", "2021"), statement("removed", "2023", grade="D")).flags
    explained = status_of(
        statement("uses", "2021"), statement("stopped_buying", "2022"), statement("does_not_use", "2023", grade="D")
    )
    assert Flag.CONTESTED not in explained.flags


def test_not_contested_when_the_sources_are_about_different_cameras() -> None:
    apart = status_of(statement("uses", "2022", scope="streets"), statement("does_not_use", "2022", scope="body-worn"))
    assert Flag.CONTESTED not in apart.flags


def test_a_no_about_some_cameras_does_not_contest_a_yes_about_others() -> None:
    for date_of_no in ("2021", "2022", "2023"):
        for grade in ("A", "C", "D"):
            no = statement("does_not_use", date_of_no, grade=grade, scope="body-worn")
            assert status_of(statement("uses", "2022"), no).flags == (), f"clause 3: {no} leaves the yes as it is"
    same = status_of(statement("uses", "2022", scope="body-worn"), statement("does_not_use", "2022", scope="body-worn"))
    assert Flag.CONTESTED in same.flags
    assert (
        Flag.CONTESTED
        in status_of(statement("uses", "2022", scope="body-worn"), statement("does_not_use", "2022")).flags
    )


def test_contested_only_where_what_decides_is_denied() -> None:
    """A disagreement between statements that no longer count does not change the status."""
    settled = status_of(statement("does_not_use", "2019"), statement("uses", "2020"), statement("removed", "2022"))
    assert (settled.status, settled.flags) == (Status.REMOVED, ())


@pytest.mark.parametrize("basis", ["direct", "inferred"])
@pytest.mark.parametrize("scopes", [("", ""), ("", "a"), ("a", ""), ("a", "a"), ("a", "b")], ids=str)
@pytest.mark.parametrize("findings", [("uses", "does_not_use"), ("removing", "removed")], ids=str)
def test_the_flag_follows_what_the_rule_compares(
    findings: tuple[str, str], scopes: tuple[str, str], basis: str
) -> None:
    """At the same date: contested if and only if the “no” would decide with a better source."""
    yes = statement(findings[0], scope=scopes[0], basis=basis, grade="C")
    no = statement(findings[1], scope=scopes[1], basis=basis, grade="B")
    result = status_of(yes, no)
    assert (Flag.CONTESTED in result.flags) == (no.id in result.decided_by)


# Clause 8: age


def test_a_status_is_older_after_three_years_to_the_day() -> None:
    assert status_of(statement("uses", "2021-06-30")).age is Age.RECENT
    assert status_of(statement("uses", "2021-06-29")).age is Age.OLDER
    assert status_of(statement("uses", "2021-02-28"), released=date(2024, 2, 29)).age is Age.RECENT
    assert status_of(statement("uses", "2021-02-27"), released=date(2024, 2, 29)).age is Age.OLDER


def test_a_date_in_part_counts_from_its_first_day() -> None:
    assert status_of(statement("uses", "2021-07")).age is Age.RECENT
    assert status_of(statement("uses", "2021-06")).age is Age.OLDER
    assert (status_of(statement("uses", "2021")).age, status_of(statement("uses", "2022")).age) == (
        Age.OLDER,
        Age.RECENT,
    )


def test_what_has_no_date_is_never_recent() -> None:
    assert status_of(statement("uses", "")).age is Age.OLDER


def test_age_is_that_of_what_decided_and_nothing_else() -> None:
    assert status_of(statement("uses", "2015"), statement("refused", "2024")).age is Age.OLDER
    assert status_of(statement("uses", "2015"), statement("uses", "2024")).age is Age.RECENT
    assert status_of(statement("refused", "2024")).age is Age.RECENT
    assert status_of(statement("uses", "2024", basis="collective")).age is Age.RECENT
    assert status_of(statement("not_held", "2024")).age == "" == NO_EVIDENCE.age, "nothing decided a status"


# Flags for any status


def test_a_stop_or_a_pause_is_shown_with_any_status() -> None:
    stopped, paused = (
        status_of(statement("uses"), statement("stopped_buying")),
        status_of(statement("uses"), statement("paused_buying")),
    )
    assert (stopped.status, stopped.flags) == (Status.USING, (Flag.STOPPED_BUYING,))
    assert (paused.status, paused.flags) == (Status.USING, (Flag.PAUSED_BUYING,))
    assert status_of(statement("uses"), statement("stopped_buying", basis="collective")).flags == ()


@pytest.mark.parametrize(
    ("finding", "flag"), [("stopped_buying", Flag.STOPPED_BUYING), ("paused_buying", Flag.PAUSED_BUYING)]
)
def test_a_stop_that_has_ended_is_no_longer_shown(finding: str, flag: Flag) -> None:
    stop = statement(finding, "2022-03")
    assert status_of(stop, statement("stop_ended", "2022-12")).flags == ()
    assert flag in status_of(stop, statement("stop_ended", "2022-12", vendor="dahua")).flags
    assert flag in status_of(stop, statement("stop_ended", "2022")).flags, "2022 is not after March 2022"
    assert flag in status_of(stop, statement("stop_ended", "2022-12"), statement(finding, "2023")).flags


def test_a_stop_for_good_ends_a_pause_and_not_the_other_way_round() -> None:
    assert status_of(statement("paused_buying", "2022"), statement("stopped_buying", "2023")).flags == (
        Flag.STOPPED_BUYING,
    )
    later = status_of(statement("stopped_buying", "2022"), statement("paused_buying", "2023")).flags
    assert later == (Flag.STOPPED_BUYING, Flag.PAUSED_BUYING)


def test_inferred_only() -> None:
    assert status_of(statement("uses", basis="inferred")).flags == (Flag.INFERRED_ONLY,)
    assert Flag.INFERRED_ONLY not in status_of(statement("uses"), statement("uses", basis="inferred")).flags
    assert Flag.INFERRED_ONLY not in status_of(statement("refused", basis="inferred")).flags


def test_the_last_day_that_a_date_can_mean() -> None:
    assert last_day_of("2024") == date(2024, 12, 31)
    assert last_day_of("2024-02") == date(2024, 2, 29)
    assert last_day_of("2024-12") == date(2024, 12, 31)
    assert last_day_of("2024-02-07") == date(2024, 2, 7)


# The full record


def test_every_body_has_a_standing_and_the_counts_add_up(dataset: Dataset) -> None:
    known_now = status.body_statuses(dataset)
    assert list(known_now) == list(dataset.bodies["id"])
    bodies = dataset.bodies
    gone = bodies[(bodies["replaced_by"] != "") & ~bodies["id"].isin(dataset.findings["body"])]
    apart = set(gone["id"]) | set(bodies.loc[bodies["owner"] != "public", "id"])
    for by in ("sector", "region", "nation"):
        assert int(counts.counts(dataset, by).to_numpy().sum()) == len(bodies) - len(apart) + len(
            registered_bodies(dataset)
        )
    assert list(counts.counts(dataset, "sector").columns) == [str(label) for label in Status]


def test_a_body_without_findings_has_no_public_evidence(dataset: Dataset) -> None:
    frame = status.table(dataset)
    unnamed = frame[~frame["id"].isin(set(dataset.findings["body"]))]
    assert set(unnamed["status"]) == {str(Status.UNKNOWN)}
    assert set(unnamed["as_of"]) == {""}


def test_what_decided_is_a_finding_about_that_body(dataset: Dataset) -> None:
    body_of = dict(zip(dataset.findings["id"], dataset.findings["body"], strict=True))
    for body, known_now in status.body_statuses(dataset).items():
        assert all(body_of[finding] == body for finding in known_now.decided_by)
        assert bool(known_now.decided_by) == (known_now.status is not Status.UNKNOWN)


def test_views_leave_out_what_they_do_not_look_at(dataset: Dataset) -> None:
    assert set(status.findings_in(dataset, EvidenceFilter(vendor="dahua"))["vendor"]) <= {"dahua", "both"}
    assert set(status.findings_in(dataset, EvidenceFilter(grades=("A",)))["grade"]) == {"A"}
    assert "collective" not in set(status.findings_in(dataset, EvidenceFilter(collective=False))["basis"])
    assert len(status.findings_in(dataset, EvidenceFilter())) == len(dataset.findings)


# As published by the end of a year


def test_an_earlier_year_knows_only_what_had_been_published(dataset: Dataset) -> None:
    sources = dataset.sources.set_index("id")
    for year in status.known_years(dataset):
        seen = status.findings_in(dataset, EvidenceFilter(year=year))
        for source in set(dataset.findings["source"]):
            day = sources.at[source, "published"] or sources.at[source, "accessed"]
            of_source = dataset.findings.loc[dataset.findings["source"] == source, "id"]
            assert set(of_source) <= set(seen["id"]) if day[:4] <= str(year) else not set(of_source) & set(seen["id"])


@pytest.mark.parametrize(
    ("published", "accessed", "known_from"),
    [("2023-02", "2026-11-23", 2023), ("2022", "2026-11-23", 2022), ("", "2024-05-01", 2024)],
)
def test_a_finding_counts_from_its_sources_day(folder: Folder, published: str, accessed: str, known_from: int) -> None:
    """A source from 2023 about 2022 was not known in 2022; an undated page counts from the date it was read."""
    body = folder.lines("bodies")[1][0]
    folder.add("sources", 2, id="a-new-source", published=published, accessed=accessed)
    folder.write(
        "findings", [*folder.lines("findings")[:1], *[row for row in folder.lines("findings")[1:] if row[1] != body]]
    )
    folder.add("findings", 2, id=f"{body}-new", body=body, as_of="2022", basis="direct", source="a-new-source",
               finding="uses", as_of_basis="inferred")  # fmt: skip
    data = load(folder.path)
    for year in range(2020, 2026):
        found = status.body_statuses(data, EvidenceFilter(year=year))[body].status
        assert found is (Status.USING if year >= known_from else Status.UNKNOWN), year


def test_age_is_measured_at_the_end_of_the_year_that_is_looked_at(dataset: Dataset) -> None:
    for year in status.known_years(dataset):
        day = status.day_of(dataset, EvidenceFilter(year=year))
        assert day == min(date(year, 12, 31), dataset.released)
        for found in status.body_statuses(dataset, EvidenceFilter(year=year)).values():
            if found.as_of and day < dataset.released:
                recent = (found.as_of + "-01-01")[:10] >= f"{year - 3}-12-31"
                assert (found.age is Age.RECENT) == recent, (year, found)


def test_the_view_of_the_release_is_the_view_of_now(dataset: Dataset) -> None:
    assert status.body_statuses(dataset, EvidenceFilter(year=dataset.released.year)) == status.body_statuses(dataset)
