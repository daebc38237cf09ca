"""Invariants of the record's rows: figures cite their best page, and publishers have one grade."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from whosecameras.analysis.survey_shares import headline_row
from whosecameras.record.loading import Dataset
from whosecameras.text import repeats

GRADES = Path(__file__).parents[1] / "docs" / "grades.md"


def decided() -> dict[str, str]:
    """The grade of each publisher in docs/grades.md."""
    return dict(re.findall(r"^\| ([^|]+?) \| ([A-D]) \|", GRADES.read_text(encoding="utf-8"), re.MULTILINE))


def column(frame: pd.DataFrame, name: str) -> dict[str, str]:
    """A column by row id."""
    return dict(zip(frame["id"], frame[name], strict=True))


def rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def test_no_share_cites_a_copy_if_a_better_page_printed_it(dataset: Dataset) -> None:
    grade, figures = column(dataset.sources, "grade"), dataset.surveys
    shares = column(figures[(figures["measure"] == "uses") & (figures["country"] == "GB")], "source")
    repeats = [row for row in rows(dataset.survey_repeats) if grade[shares.get(row["figure"], row["source"])] == "D"]
    assert [row["id"] for row in repeats if grade[row["source"]] < "D"] == []


def test_the_headline_figure_is_not_read_from_a_copy(dataset: Dataset) -> None:
    row = headline_row(dataset)
    assert row is not None
    assert column(dataset.sources, "grade")[row["source"]] in ("A", "B")


def test_publishers_are_graded_as_the_document_says(dataset: Dataset) -> None:
    told = decided()
    assert told
    assert set(told) <= set(dataset.sources["publisher"])
    assert [
        row["id"] for row in rows(dataset.sources) if row["grade"] != told.get(row["publisher"], row["grade"])
    ] == []


def test_every_page_that_repeats_a_share_is_listed_with_its_sector(dataset: Dataset) -> None:
    """Including a figure that the page rewords: 251 councils for 73% of 325."""
    figures = dataset.surveys[(dataset.surveys["measure"] == "uses") & (dataset.surveys["country"] == "GB")]
    ours = [row for row in rows(dataset.survey_repeats) if row["figure"] in set(figures["id"])]
    told = [row for sector in set(figures["sector"]) for row in rows(repeats.printed_again(dataset, sector))]
    pairs = {(row["figure"], row["source"]) for row in told}
    assert [row["id"] for row in ours if (row["figure"], row["source"]) not in pairs] == []
    assert all(row["As printed"] for row in told)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"share_printed": 61.0, "using": 806, "answered": 1289}, "806 of 1,289, 61%"),
        ({"share_printed": 53.8}, "53.8%"),
        ({"using": 15}, "15"),
        ({"asked": 4500}, "4,500 asked"),
        ({}, "in words only"),
    ],
)
def test_a_repeat_is_shown_with_the_numbers_on_its_page(cells: dict[str, float], said: str) -> None:
    blank = dict.fromkeys(("share_printed", "using", "asked", "answered"))
    assert repeats.as_printed(pd.Series({**blank, **cells}, dtype=object)) == said
