"""The briefing page as visitors see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import app_driver
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app_pages import _data
from whosecameras.briefing import cards, pdf
from whosecameras.record.loading import Dataset


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regardless of the machine's environment."""
    monkeypatch.setattr(pdf, "named", lambda: "")


boot = partial(app_driver.visit, "briefing")


def test_the_page_opens_on_the_country() -> None:
    app = boot()
    assert "United Kingdom" in app.title[0].value
    assert not app.error and not app.info
    assert "<iframe" in app.code[0].value and "embed=true" in app.code[0].value


@pytest.mark.parametrize(
    ("card", "name"),
    [("region-S92000003-named", "Scotland"), ("sector-police", "Police"), ("body-fife-council", "Fife")],
)
def test_a_card_in_the_address_opens_its_scope(card: str, name: str) -> None:
    app = boot(card=card)
    assert name in app.title[0].value
    assert card in app.code[0].value
    assert not app.error and not app.info


def test_an_unknown_card_offers_the_nearest() -> None:
    app = boot(card="body-fife-counsil")
    assert "fife-council (Fife Council)" in app.error[0].value
    assert "United Kingdom" in app.title[0].value


def downloads(app: AppTest) -> dict[str, Any]:
    """The download buttons of the page by label."""
    return {one.proto.label.removeprefix("Download "): one.proto for one in app.get("download_button")}


def test_every_file_is_there_at_once_and_a_pdf_where_a_browser_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = {"PNG", "SVG", "HTML", "the page as HTML", "PPTX"}
    app = boot(about="region", region="W92000004", size="1080x1350", theme="dark")
    assert "Wales" in app.title[0].value
    assert set(downloads(app)) == at_once and not app.button
    monkeypatch.setattr(pdf, "named", lambda: "/usr/bin/a-browser")
    assert set(downloads(boot(card="body-fife-council"))) == at_once | {"PDF"}


def test_after_a_release_with_the_same_tables_nothing_old_is_given_out(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bytes] = []
    released = replace(dataset, changed_files=())
    later = replace(released, version="9.9.9", released=date(2099, 1, 2))
    real = st.download_button

    def take(label: str, content: Callable[[], bytes], *rest: Any, **more: Any) -> bool:
        if label in ("Download PPTX", "Download PNG"):
            given.append(content())
        return real(label, content, *rest, **more)

    monkeypatch.setattr(st, "download_button", take)
    for now in (released, later, replace(later, changed_files=("findings.csv",))):
        monkeypatch.setattr(_data, "dataset", lambda now=now: now)
        assert not boot(about="body", body="fife-council").exception
    assert len(given) == 6 and len(set(given)) == 6


def test_a_card_that_does_not_fit_gives_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*_: object) -> cards.Made:
        raise cards.DoesNotFit("the text of the card law is too long for 1200x630")

    monkeypatch.setattr(cards, "lay_out", too_long)
    st.cache_data.clear()
    app = boot(card="law")
    assert "choose another size or another card" in app.info[0].value
    assert not app.exception and not app.error
