"""The Ask page as visitors see it: whom to ask, each with a request, and what was ticked."""

from __future__ import annotations

from functools import partial

import app_driver
import pytest
from streamlit.testing.v1 import AppTest

from whosecameras.content.ask import askable
from whosecameras.record.loading import Dataset

SOUTH_WEST = "E12000009"
boot = partial(app_driver.visit, "ask")


def text(app: AppTest) -> str:
    """All markdown on the page."""
    return "\n".join(element.value for element in app.markdown)


def test_a_place_in_the_address_gives_its_silent_councils_and_the_request_to_each(dataset: Dataset) -> None:
    app = boot(region=SOUTH_WEST)
    expected = askable(dataset).select(region=SOUTH_WEST, sector="council")
    [table] = app.dataframe
    assert list(table.value["Public body"]) == [one.name for one in expected]
    assert list(table.value["Request, filled in"]) == [one.new_request for one in expected]
    assert f"{len(expected)} public bodies to ask" in [element.value for element in app.header]


def test_what_is_ticked_is_in_the_address_and_listed_below() -> None:
    app = boot(region=SOUTH_WEST, picked="cornwall-council,no-such-council")
    assert "**1 public body ticked**" in text(app).replace("One", "1")
    assert "[Ask Cornwall Council](https://www.whatdotheyknow.com/new/cornwall" in text(app)
    assert app.query_params["picked"] == "cornwall-council"


@pytest.mark.parametrize("key", ["region", "district", "sector", "known", "asked"])
def test_an_unknown_value_in_the_address_gives_a_notice_and_the_default(key: str) -> None:
    app = boot(**{key: "no-such-thing"})
    assert any(key in notice.value and "default" in notice.value for notice in app.info)
    assert key not in app.query_params


def test_an_empty_choice_says_so() -> None:
    app = boot(region=SOUTH_WEST, known="old")
    assert any("Nobody is left to ask here" in notice.value for notice in app.info)
    assert not app.dataframe


def test_all_schools_are_shown_a_page_at_a_time() -> None:
    app = boot(sector="school")
    [table] = app.dataframe
    assert len(table.value) == 500
    assert "1 to 500 of 27," in text(app)
