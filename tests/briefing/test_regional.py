"""The map of one region: it matches its legend despite the zoom, and each number says what it counts."""

from __future__ import annotations

import re
from collections import Counter
from itertools import cycle

import pytest
from hatched import Look, look_of, looks

from whosecameras.analysis.areas import body_of_area
from whosecameras.analysis.status import body_statuses, status_mark
from whosecameras.briefing import cards, cards_local, onepager, regional, subject
from whosecameras.charts import svg
from whosecameras.charts.marks import MARKS, Mode, label
from whosecameras.record.loading import Dataset
from whosecameras.record.schema import Age, Status

REGIONS = (*(f"E1200000{place}" for place in range(1, 10)), "W92000004", "S92000003", "N92000002")


def looks_in(dataset: Dataset, region: str, mode: Mode) -> dict[str, Look]:
    """The expected look of each district in a region, from the record; in the dark theme “not using” is always pale."""
    known, bodies = body_statuses(dataset), body_of_area(dataset, regional.LAYER)
    quiet = Status.NOT_USING if mode == "dark" else None
    return {
        area: look_of(
            status_mark(known[bodies[area]]),
            mode,
            known[bodies[area]].age == Age.OLDER or known[bodies[area]].status is quiet,
        )
        for area in regional.areas_of(region)
        if area in bodies
    }


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("region", REGIONS)
def test_every_council_is_hatched_as_the_key_says_and_no_other(dataset: Dataset, region: str, mode: Mode) -> None:
    card = cards_local.region(dataset, region, mode)
    seen = looks(cards.lay_out(dataset, card, cards.SIZES["1080x1350" if mode == "dark" else "1200x630"], mode).svg)
    assert seen == looks_in(dataset, region, mode)
    counted = Counter(seen.values())
    labels = {label(mark): {look_of(mark, mode, older) for older in (False, True)} for mark in MARKS}
    assert {one.label: one.count for one in card.key} == {
        one.label: sum(counted[look] for look in labels[one.label]) for one in card.key
    }


@pytest.mark.parametrize("region", REGIONS)
def test_the_one_pager_is_hatched_too(dataset: Dataset, region: str) -> None:
    page = onepager.html(dataset, subject.briefing_subject(dataset, "region", region))
    drawn = page[page.index("<svg", page.index("<main") if "<main" in page else 0) :]
    picture = next(part for part in drawn.split("<svg") if "data-area" in part).partition("</svg>")[0]
    seen = looks(f"<svg{picture}</svg>")
    assert seen == looks_in(dataset, region, "light")


@pytest.mark.parametrize("region", REGIONS)
def test_every_mark_shows_on_every_council_however_small(region: str) -> None:
    areas = sorted(regional.areas_of(region))
    for first in range(0, len(MARKS), 3):
        marks = cycle([*list(MARKS)[first:], *list(MARKS)[:first]])
        drawn = dict(zip(areas, marks, strict=False))
        figure = regional.zoomed_map(region, drawn, "light", 640)
        seen = looks(svg.render(figure, width=round(500 * min(regional.shape(region), 1.2)), height=500))
        assert seen == {area: look_of(mark, "light") for area, mark in drawn.items()}


@pytest.mark.parametrize("region", REGIONS)
def test_a_card_whose_key_counts_fewer_councils_than_its_headline_says_so(dataset: Dataset, region: str) -> None:
    card = cards_local.region(dataset, region, "light")
    total = int(card.number.rpartition(" ")[2])
    in_key = sum(one.count or 0 for one in card.key)
    said = {int(one) for one in re.findall(r"\d+", card.subtitle)}
    apart = standings_of_counties(dataset, region)
    assert total == in_key + len(apart)
    assert {total, in_key} <= said if apart else not said
    for mark, count in Counter(apart).items():
        assert f"{label(mark).lower()} {count}" in card.subtitle


def standings_of_counties(dataset: Dataset, region: str) -> list[str]:
    """The marks of a region's county councils."""
    bodies, known = dataset.bodies, body_statuses(dataset)
    counties = bodies[
        (bodies["region"] == region) & bodies["code"].str.startswith("E10") & (bodies["replaced_by"] == "")
    ]
    return [status_mark(known[body]) for body in counties["id"]]
