"""Long lists and tables are paged; the page number is in the address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from app_driver import visit
from streamlit.testing.v1 import AppTest

from tools import synth
from whosecameras.record.loading import load

BODIES, FINDINGS = 1_300, 700


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic record longer than a page."""
    out = tmp_path_factory.mktemp("long") / "record"
    real = load()
    synth.write(real, synth.synth(real, BODIES, FINDINGS, 1), out)
    return out


@pytest.fixture(autouse=True)
def shown(record: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The explorer shows that record."""
    monkeypatch.setenv("WHOSE_CAMERAS_DATA", str(record))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def markdown(app: AppTest) -> str:
    """All markdown of the page."""
    return "\n".join(str(one.value) for one in app.markdown)


def test_the_first_page_is_shown_with_its_place_among_all() -> None:
    app = visit("data", table="findings")
    assert len(app.dataframe[0].value) == 500
    assert f"1 to 500 of {FINDINGS}" in markdown(app)
    assert len(app.get("pagination")) == 1


def test_a_page_in_the_address_is_shown() -> None:
    first, second = (visit("data", table="findings", page=page).dataframe[0].value for page in ("1", "2"))
    assert len(second) == FINDINGS - 500
    assert not set(first["id"]) & set(second["id"])


@pytest.mark.parametrize("page", ["0", "3", "-1", "x", "1" * 5000, "<script>"])
def test_a_page_that_is_not_there_gives_a_notice_and_the_first(page: str) -> None:
    app = visit("data", table="findings", page=page)
    assert any("“page”" in notice.value for notice in app.info)
    assert f"1 to 500 of {FINDINGS}" in markdown(app)


def test_another_choice_begins_at_its_first_page() -> None:
    app = visit("data", table="findings", page="2")
    app.selectbox(key="table").select("bodies").run()
    assert "1 to 500 of 1,300" in markdown(app)
    assert "page" not in app.query_params
    assert not app.info


def test_what_fits_on_one_page_has_no_control() -> None:
    assert not visit("data", table="regions").get("pagination")


def test_a_sector_of_very_many_bodies_comes_in_pages() -> None:
    app = visit("find", sector="school")
    links = "".join(one.proto.body for one in app.get("html")).count("find?body=")  # type: ignore[attr-defined]
    assert links <= 500
    assert ("1 to 500 of" in markdown(app)) == (links == 500)


def test_of_very_many_bodies_a_briefing_offers_those_that_fit_a_name() -> None:
    app = visit("briefing", about="body", q="school")
    assert len(app.selectbox(key="body").options) <= 26
