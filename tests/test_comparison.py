"""Comparisons: numbers match the rest of the site, each includes the unknown, and no sentence ranks use."""

from __future__ import annotations

import itertools
import re

import pytest

from whosecameras.analysis.areas import principal_councils
from whosecameras.analysis.counts import tally
from whosecameras.analysis.headline import summary
from whosecameras.charts import comparison as bars
from whosecameras.charts.svg import render
from whosecameras.content import comparison
from whosecameras.content.area import ENGLAND, areas_of
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Status
from whosecameras.text import comparison_words

SCOTLAND, WALES = "S92000003", "W92000004"
PAIR = (SCOTLAND, ENGLAND)
#: One of each kind of area, and two sectors.
CHOICES = (
    PAIR,
    ("E12000001", "E12000002", "E12000003", "E12000004", "E12000005", "E12000006"),
    ("E10000016", "E07000105", "E06000035"),
    ("council", "police", "nhs", "school", "college", "parish"),
)


def usual(dataset: Dataset, keys: tuple[str, ...]) -> comparison.EvidenceComparison:
    return comparison.compared(dataset, keys, comparison.usual_sector(dataset, keys))


def test_regions_have_the_numbers_of_everything_else(dataset: Dataset) -> None:
    for region, group in zip(
        comparison.every_region(dataset), usual(dataset, comparison.every_region(dataset)).groups, strict=True
    ):
        counted = tally(dataset, sectors=("council",), regions=(region,), existing=True)
        assert (group.tally.by_status, group.tally.by_age) == (counted.by_status, counted.by_age)


def test_nations_hold_every_principal_council_once(dataset: Dataset) -> None:
    keys = tuple(comparison.nations(dataset).values())
    found = [body for group in usual(dataset, keys).groups for body in group.bodies]
    assert sorted(found) == sorted(principal_councils(dataset)["id"])


def test_sectors_have_the_numbers_of_the_summary(dataset: Dataset) -> None:
    registers = summary(dataset)["registers"]
    keys = tuple(dataset.sectors["id"])
    for group in comparison.groups_of(dataset, keys, ""):
        told = registers[group.key]
        found = (group.tally.total, group.tally.named, group.tally.group_only, group.tally.unknown)
        assert found == (told["rows"], told["named"], told["group_only"], told["unknown"])


@pytest.mark.parametrize("sector", ["", "council", "police"])
def test_areas_have_the_numbers_of_their_pages(dataset: Dataset, sector: str) -> None:
    areas = areas_of(dataset)
    for code in (SCOTLAND, ENGLAND, "E12000008", "E10000016", "E07000105"):
        (group,) = comparison.groups_of(dataset, (code,), sector)
        counts = {one.sector: one.tally for one in areas.area(code).counts}
        wanted = [one for key, one in counts.items() if (key == sector if sector else key != "parish")]
        assert group.tally.total == sum(one.total for one in wanted)
        assert group.tally.by_status == {status: sum(one.by_status[status] for one in wanted) for status in Status}


@pytest.mark.parametrize("keys", CHOICES)
def test_each_bar_adds_up_and_shows_the_unknown(dataset: Dataset, keys: tuple[str, ...]) -> None:
    groups = usual(dataset, keys).groups
    chart = bars.comparison(dataset, groups)
    for place in range(len(groups)):
        assert sum(trace.x[place] for trace in chart.figure.data) == pytest.approx(100)
    table = chart.table.set_index("Compared")
    unknown = str(Status.UNKNOWN)
    for group in groups:
        assert table.loc[group.name, "Total"] == group.tally.total
        assert (table.loc[group.name, unknown] if unknown in table else 0) == group.tally.unknown
    assert all(one.count is None for one in chart.legend)  # areas may overlap: a sum over them counts bodies twice


@pytest.mark.parametrize("keys", CHOICES)
def test_named_and_group_claims_are_never_one_number(dataset: Dataset, keys: tuple[str, ...]) -> None:
    for group, row in zip(usual(dataset, keys).groups, usual(dataset, keys).rows, strict=True):
        numbers = {key: int(value.replace(",", "")) for key, value in row.items() if re.fullmatch(r"[\d,]+", value)}
        assert numbers.get("Named", 0) == group.tally.named
        assert numbers.get("Only a group claim", 0) == group.tally.group_only
        aged = numbers.get(comparison_words.COLUMNS[5], 0) + numbers.get("Older or undated", 0)
        assert aged == group.tally.named


def test_every_number_of_a_title_is_one_of_its_groups(dataset: Dataset) -> None:
    for keys in itertools.combinations(comparison.nations(dataset).values(), 2):
        found = usual(dataset, keys)
        numbers = {n for one in found.groups for n in (one.tally.total, *one.tally.by_status.values(), one.tally.named)}
        assert {int(n.replace(",", "")) for n in re.findall(r"[\d,]*\d", found.title)} <= numbers


@pytest.mark.parametrize("keys", CHOICES)
def test_no_sentence_ranks_use(dataset: Dataset, keys: tuple[str, ...]) -> None:
    found = usual(dataset, keys)
    said = " ".join([found.title, found.why, *(words for _, words in found.sources), *found.blank])
    ranking = r"\b(highest|lowest|most likely|worst|best|than in|more common|higher|lower|using)\b"
    assert not re.search(ranking, said)


def test_the_widest_source_names_as_many_as_the_findings_say(dataset: Dataset) -> None:
    findings = dataset.findings[dataset.findings["basis"] != "collective"]
    for group in usual(dataset, PAIR).groups:
        here = findings[findings["body"].isin(group.bodies)]
        assert group.sources.widest == here.groupby("source")["body"].nunique().max()
        assert len(group.sources.by_name) == here["source"].nunique()


def test_survey_figures_are_separate_with_their_sources(dataset: Dataset) -> None:
    found = usual(dataset, (SCOTLAND, ENGLAND, WALES))
    shown = [figure for one in found.surveys for figure in one.figures]
    assert shown and not set(shown) & set(found.wider)
    assert all(figure.source.url and re.search(r"\b20\d\d\b", figure.sentence) for figure in (*shown, *found.wider))
    with_figures = {one.name for one in found.surveys}
    for group in found.groups:
        assert (group.name in with_figures) != (group.name in found.no_survey)


@pytest.mark.parametrize(
    ("text", "keys", "said"),
    [
        ("", (), 0),
        ("S92000003,E92000001", PAIR, 0),
        (" S92000003 , E92000001,S92000003,", PAIR, 0),
        ("S92000003", (SCOTLAND,), 1),
        ("moon,S92000003,E92000001", PAIR, 1),
        ("council,S92000003", ("council", SCOTLAND), 1),
        ("<script>alert(1)</script>", (), 1),
        ("x" * 5000, (), 1),
    ],
)
def test_an_address_is_parsed_or_reported_as_invalid(
    dataset: Dataset, text: str, keys: tuple[str, ...], said: int
) -> None:
    found = comparison.read_choice(dataset, text)
    assert (found.keys, len(found.said)) == (keys, said)
    assert all(len(one) < 200 for one in found.said)


def test_a_seventh_is_left_out_with_a_notice(dataset: Dataset) -> None:
    every = comparison.every_region(dataset)
    found = comparison.read_choice(dataset, ",".join(every))
    assert found.keys == every[: comparison.MOST]
    assert found.said == (comparison_words.too_many(len(every)),)


def test_every_option_can_be_compared(dataset: Dataset) -> None:
    options = list(comparison.options(dataset))
    assert len(options) == len(areas_of(dataset).codes) + len(dataset.sectors)
    assert comparison.read_choice(dataset, ",".join(options[:4])).keys == tuple(options[:4])
    for key in options[::40]:
        assert comparison.groups_of(dataset, (key,), "police")


def test_a_place_without_such_a_body_is_mentioned_and_not_drawn(dataset: Dataset) -> None:
    keys = ("E07000105", "E06000035")
    found = comparison.compared(dataset, keys, "university")
    empty = [one for one in found.groups if not one.tally.total]
    assert empty, "choose a district without a university"
    drawn = len(found.groups) - len(empty)
    chart = bars.comparison(dataset, found.groups)
    assert all(len(trace.x) == drawn for trace in chart.figure.data)
    assert all(any(one.name in said and "Our lists have no" in said for said in found.blank) for one in empty)


def test_long_and_hostile_names_are_drawn_in_full(dataset: Dataset) -> None:
    names = ("Y" * 70, "<b>& “Combined” Authority for the Northern, Middle and Southern Districts", "x " * 35)
    groups = comparison.groups_of(dataset, PAIR, "council")
    for name in names:
        renamed = [type(one)(**{**vars(one), "name": name}) for one in groups]
        chart = bars.comparison(dataset, renamed)
        for figure, width in ((chart.figure, 400), (chart.wide, 1040)):
            assert "<b>&" not in render(figure, width=width, title=chart.title, description=chart.alt)
        assert bars.drawing(dataset, renamed, 1072, 392, "light")


def test_a_picture_with_too_many_bars_is_not_drawn(dataset: Dataset) -> None:
    groups = comparison.groups_of(dataset, comparison.every_region(dataset), "council")
    assert bars.drawing(dataset, groups, 1072, 392, "light") == ""
