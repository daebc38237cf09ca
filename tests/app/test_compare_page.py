"""The Compare page: the address holds the choice, and any address gives one clear result."""

from __future__ import annotations

import re

import pytest
from app_driver import visit

from whosecameras.content import comparison
from whosecameras.content.area import ENGLAND
from whosecameras.record.loading import Dataset
from whosecameras.text import comparison_words, wording

SCOTLAND, WALES = "S92000003", "W92000004"


def test_the_address_is_the_choice(dataset: Dataset) -> None:
    app = visit("compare", **{"with": f"{SCOTLAND},{ENGLAND}"})
    found = comparison.compared(dataset, (SCOTLAND, ENGLAND), "council")
    assert [one.value for one in app.title] == [found.title]
    assert app.multiselect[0].value == [SCOTLAND, ENGLAND]
    app.multiselect[0].set_value([SCOTLAND, ENGLAND, WALES]).run()
    assert app.query_params["with"] in (f"{SCOTLAND},{ENGLAND},{WALES}", [f"{SCOTLAND},{ENGLAND},{WALES}"])
    assert [one.value for one in app.title] == [
        comparison.compared(dataset, (SCOTLAND, ENGLAND, WALES), "council").title
    ]


def test_what_is_counted_can_be_chosen(dataset: Dataset) -> None:
    app = visit("compare", **{"with": f"{SCOTLAND},{ENGLAND}", "of": "police"})
    assert [one.value for one in app.title] == [comparison.compared(dataset, (SCOTLAND, ENGLAND), "police").title]


def test_sectors_are_compared_in_the_whole_country(dataset: Dataset) -> None:
    app = visit("compare", **{"with": "council,police"})
    assert [one.value for one in app.title] == [comparison.compared(dataset, ("council", "police"), "").title]
    assert not app.selectbox


@pytest.mark.parametrize(
    "asked", ["S92000003", "S92000003,moon", "council,S92000003", "<script>alert(1)</script>", "moon,sun", ","]
)
def test_a_choice_that_cannot_be_compared_gives_one_clear_answer(dataset: Dataset, asked: str) -> None:
    app = visit("compare", **{"with": asked})
    assert [one.value for one in app.title] == [comparison_words.TITLE]
    assert len(app.info) == len(comparison.read_choice(dataset, asked).said) <= 2
    assert not re.search(r"(?<!\\)<script", " ".join(one.value for one in app.info))


def test_seven_are_cut_to_six_with_a_notice(dataset: Dataset) -> None:
    every = comparison.every_region(dataset)
    app = visit("compare", **{"with": ",".join(every)})
    assert app.multiselect[0].value == list(every[: comparison.MOST])
    assert [one.value for one in app.info] == [wording.plain(comparison_words.too_many(len(every)))]
